/* Files read whole and written whole; see the header. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
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

struct str
file_folder(struct str path)
{
	size_t n = path.n;
	while (n > 0 && path.p[n - 1] != '/')
		n--;
	return n == 0 ? STR(".") : str_sub(path, 0, n > 1 ? n - 1 : 1);
}

enum err
file_sync_folder(const char *path)
{
	char dir[PATH_MAX];
	struct str folder = file_folder(str_of(path));
	if (folder.n >= sizeof(dir))
		return ERR_INPUT;
	memcpy(dir, folder.p, folder.n);
	dir[folder.n] = '\0';
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(errno);
	enum err e = fsync(fd) == 0 ? ERR_OK : err_errno(errno);
	close(fd);
	return e;
}

enum err
file_begin(struct arena *a, const char *path, struct new_file *ret)
{
	const char *part = str_printf(a, "%s.part", path).p;
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_errno(errno);
	FILE *stream = fdopen(fd, "w");
	if (stream == NULL)
		die_memory(sizeof(FILE));
	*ret = (struct new_file){stream, path, part};
	return ERR_OK;
}

enum err
file_close(FILE *file)
{
	errno = 0;
	bool whole = fflush(file) == 0 && !ferror(file) && fsync(fileno(file)) == 0;
	enum err e = whole ? ERR_OK : errno == 0 ? ERR_IO : err_errno(errno);
	return fclose(file) == 0 || e != ERR_OK ? e : err_errno(errno);
}

enum err
file_commit(struct new_file *f)
{
	enum err e = file_close(f->stream);
	if (e == ERR_OK && rename(f->part, f->path) != 0)
		e = err_errno(errno);
	if (e == ERR_OK)
		e = file_sync_folder(f->path);
	if (e != ERR_OK)
		unlink(f->part);
	f->stream = NULL;
	return e;
}

void
file_abandon(struct new_file *f)
{
	if (f->stream == NULL)
		return;
	fclose(f->stream);
	unlink(f->part);
	f->stream = NULL;
}
