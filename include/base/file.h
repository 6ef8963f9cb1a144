/* Files: those that an operator names in the settings, read whole; and new ones, which are there whole or
 * not at all. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdio.h>

#include "base/str.h"

/** The bytes of a regular file of at most `max` bytes. ERR_INPUT: it is something else, or longer;
 * otherwise what the system says (ERR_GONE, ERR_DENIED, …). */
enum err file_read(struct arena *, const char *path, size_t max, struct str *ret) NODISCARD;

/* A file on its way: PATH.part, 0600, until file_commit() gives it its name and everything is on the
 * disk. What a run that was ended leaves is PATH.part, which the next one takes over. */
struct new_file {
	FILE *stream;
	const char *path, *part;
};
enum err file_begin(struct arena *, const char *path, struct new_file *ret) NODISCARD;
/** Replaces what stood at the path. On an error nothing new is left. */
enum err file_commit(struct new_file *) NODISCARD;
/** Nothing comes of it. */
void file_abandon(struct new_file *);

/** Closes it in any case. ERR_OK: everything that was written is on the disk. */
enum err file_close(FILE *) NODISCARD;
/** The folder of a path, without the '/' at its end: "." of a bare name, "/" of what is right below it. */
struct str file_folder(struct str path);
/** What the folder of this path says is on the disk: after a rename. */
enum err file_sync_folder(const char *path) NODISCARD;

#endif
