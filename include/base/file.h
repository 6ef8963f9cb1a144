/* Files that an operator names in the settings, read whole. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/str.h"

/** The bytes of a regular file of at most `max` bytes. ERR_INPUT: it is something else, or longer; otherwise
 * what the system says (ERR_GONE, ERR_DENIED, …). */
enum err file_read(struct arena *, const char *path, size_t max, struct str *ret) NODISCARD;

#endif
