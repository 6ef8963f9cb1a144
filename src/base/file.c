/* Reads a file whole; see the header. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum err
file_read(struct arena *a, const char *path, size_t max, struct str *ret)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return err_errno(errno);
	enum err e = fstat(fd, &st) != 0 ? err_errno(errno)
		     : !S_ISREG(st.st_mode) || (uint64_t)st.st_size > max ? ERR_INPUT
									: ERR_OK;
	size_t want = e == ERR_OK ? (size_t)st.st_size : 0, n = 0;
	char *p = arena_alloc(a, want);
	while (e == ERR_OK && n < want) {
		ssize_t got = read(fd, p + n, want - n);
		if (got < 0 && errno != EINTR)
			e = err_errno(errno);
		if (got == 0)
			break; /* shorter than it was a moment ago */
		n += got > 0 ? (size_t)got : 0;
	}
	close(fd);
	if (e == ERR_OK)
		*ret = (struct str){p, n};
	return e;
}
