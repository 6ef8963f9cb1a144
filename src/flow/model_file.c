/* Reads a model file whole; what its bytes mean is filter/classify_model.c's business. */
#include "flow/model_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODEL_FILE_MAX (64 << 20) /* bytes; a model is some hundred KB: this is something else */

static enum err
read_whole(struct arena *a, const char *path, struct str *ret)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return err_errno(errno);
	enum err e = fstat(fd, &st) != 0 ? err_errno(errno)
		     : !S_ISREG(st.st_mode) || st.st_size > MODEL_FILE_MAX ? ERR_INPUT
									       : ERR_OK;
	size_t want = e == ERR_OK ? (size_t)st.st_size : 0, n = 0;
	char *p = arena_alloc(a, want);
	while (e == ERR_OK && n < want) {
		ssize_t got = read(fd, p + n, want - n);
		if (got < 0 && errno != EINTR)
			e = err_errno(errno);
		if (got == 0)
			break; /* shorter than it was: the checksum will tell */
		n += got > 0 ? (size_t)got : 0;
	}
	close(fd);
	if (e == ERR_OK)
		*ret = (struct str){p, n};
	return e;
}

enum err
model_file_read(struct arena *a, struct str path, struct model **ret, struct str *ret_why)
{
	struct str bytes = model_shipped(), why = STR("");
	enum err e = path.n > 0 ? read_whole(a, str_z(a, path), &bytes) : ERR_OK;
	if (e == ERR_INPUT)
		why = STR("it is no model file");
	else if (e != ERR_OK)
		why = str_of(err_text(e));
	else
		e = model_read(bytes, ret, &why);
	if (e != ERR_OK)
		*ret_why = str_printf(a, "%.*s: %.*s",
				      STR_FMT(path.n > 0 ? path : STR("the model in this program")),
				      STR_FMT(why));
	return e;
}
