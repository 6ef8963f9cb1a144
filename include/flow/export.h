/* Everything out, one JSON object a line. Never an address, its hash, a key, a token or a password: the
 * person behind a comment is a pseudonym drawn anew for each export. */
#ifndef FLOW_EXPORT_H
#define FLOW_EXPORT_H

#include "flow/house.h"

/** A comment's fields into an open JSON object: what lists and exports have in common. */
struct json;
void export_comment(struct json *, struct arena *, const struct comment *);
/** "reasons": [ … ] into an open JSON object, the same wherever a verdict is told to a program. */
void export_reasons(struct json *, const struct reason *, size_t n);

/** ERR_IO: the stream failed. `progress` is called now and then with the count so far (NULL: nobody asks). */
enum err export_jsonl(struct house *, struct site *, FILE *file, void (*progress)(int64_t done),
		      int64_t *ret_n) NODISCARD;

#endif
