/* Growing bytes with a ceiling set at birth. The first overflow sticks: later writes do nothing and
 * `over` is read once, at the end. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

struct buf {
	struct arena *arena;
	char *p;
	size_t n, cap, max;
	bool over; /* something did not fit: what is in here is not whole */
};

struct buf buf_in(struct arena *, size_t max);

void buf_add(struct buf *, const void *p, size_t n);
/** Makes room for `n` more bytes at once: whoever knows how much comes spares the copies of growing. */
void buf_room(struct buf *, size_t n);
void buf_str(struct buf *, struct str);
#define buf_lit(b, lit) buf_add((b), "" lit, sizeof(lit) - 1)
void buf_char(struct buf *, char);
void buf_int(struct buf *, int64_t);
void buf_printf(struct buf *, const char *fmt, ...) PRINTF(2, 3);

/** What was written so far. Valid until the next write. */
struct str buf_view(const struct buf *);
/** Empties it; the ceiling stays, the overflow is forgotten. */
void buf_clear(struct buf *);

#endif
