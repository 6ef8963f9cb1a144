/*
 * The bytes of a file that is imported: as it stands, out of gzip, or out of a zip archive, from
 * the start as often as one likes (standard input is written to a nameless file first). Names
 * inside an archive name nothing on the disk. An archive that grows to more than a hundred times
 * its size is refused.
 */
#ifndef FLOW_IMPORT_FILE_H
#define FLOW_IMPORT_FILE_H

#include "base/str.h"

struct import_file;

/** `path` NULL: standard input, spooled into `folder`. ERR_INPUT: see *ret_why. */
enum err import_file_open(struct arena *, const char *path, struct str folder,
			  struct import_file **ret, struct str *ret_why) NODISCARD;
void import_file_close(struct import_file **);

/** How many files it holds; 1 if it is no archive. */
size_t import_file_parts(const struct import_file *);
/** The last segment of its name in the archive; "" if it is none. */
struct str import_file_name(const struct import_file *, size_t part);
/** Begins a part from its start. */
enum err import_file_begin(struct import_file *, size_t part, struct str *ret_why) NODISCARD;
/** Up to `n` bytes; *ret 0: its end. ERR_INPUT: see *ret_why. */
enum err import_file_read(struct import_file *, char *to, size_t n, size_t *ret,
			  struct str *ret_why) NODISCARD;

/** Bytes on the disk, and how many of them were read since the part began. */
int64_t import_file_size(const struct import_file *);
int64_t import_file_at(const struct import_file *);
/** The open file itself, for who reads a plain one otherwise. */
int import_file_fd(const struct import_file *);

#endif
