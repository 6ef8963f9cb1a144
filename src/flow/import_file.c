/* Plain, gzip and zip files; see import_file.h. Both formats are deflate by zlib; of zip's
 * directory we read what everybody writes: no encryption, no second disk, nothing above 4 GB. */
#include "import_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define IN_BYTES (64u * 1024)
#define PARTS_MOST 64
#define GROWTH_MOST 100			/* comments shrink to a fifth by gzip, hardly further */
#define GROWTH_FREE (64u * 1024 * 1024) /* bytes that may come out in any case */
#define ZIP_END 22			/* bytes of its last record, without a comment */
#define ZIP_ENTRY 46
#define ZIP_LOCAL 30

enum kind { KIND_PLAIN, KIND_GZIP, KIND_STORED, KIND_DEFLATED };

struct part {
	struct str name;
	enum kind kind;
	int64_t from, packed, size; /* from: of its local header in a zip; size -1: not known */
	uint32_t crc;
};

struct import_file {
	struct arena *arena;
	int fd;
	int64_t size;
	struct part *parts;
	size_t n;
	const struct part *part; /* that is being read */
	int64_t at, end;	 /* of its packed bytes: the next, the end */
	int64_t out;		 /* bytes that came out */
	uint32_t crc;
	z_stream z;
	bool inflating, ended;
	unsigned char *in;
};

static bool
read_at(struct import_file *f, int64_t at, void *to, size_t n)
{
	size_t got = 0;
	while (got < n) {
		ssize_t r = pread(f->fd, (char *)to + got, n - got, at + (off_t)got);
		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			return false;
		got += (size_t)r;
	}
	return true;
}

static uint32_t
little(const unsigned char *p, unsigned n)
{
	uint32_t v = 0;
	while (n-- > 0)
		v = v << 8 | p[n];
	return v;
}

/* ---- zip ------------------------------------------------------------------------------------- */

/* The end record stands at the very end, or before a comment. */
static bool
find_end(struct import_file *f, unsigned char end[ZIP_END])
{
	int64_t most = f->size < 65536 + ZIP_END ? f->size : 65536 + ZIP_END;
	unsigned char *tail = arena_alloc(f->arena, (size_t)most);
	if (most < ZIP_END || !read_at(f, f->size - most, tail, (size_t)most))
		return false;
	for (int64_t i = most - ZIP_END; i >= 0; i--)
		if (little(tail + i, 4) == 0x06054b50 &&
		    i + ZIP_END + little(tail + i + 20, 2) == most) {
			memcpy(end, tail + i, ZIP_END);
			return true;
		}
	return false;
}

static struct str
last_segment(struct str name)
{
	for (size_t i = name.n; i > 0; i--)
		if (name.p[i - 1] == '/' || name.p[i - 1] == '\\')
			return str_from(name, i);
	return name;
}

/* NULL, or what is wrong. A folder is passed over. */
static const char *
add_entry(struct import_file *f, const unsigned char *e, struct str name)
{
	unsigned method = little(e + 10, 2);
	struct part p = {.name = last_segment(name),
			 .kind = method == 0 ? KIND_STORED : KIND_DEFLATED,
			 .packed = little(e + 20, 4),
			 .size = little(e + 24, 4),
			 .crc = little(e + 16, 4),
			 .from = little(e + 42, 4)};
	if (p.name.n == 0 || str_starts(name, STR("__MACOSX/")))
		return NULL;
	if (little(e + 8, 2) & 1)
		return "the archive is encrypted; unpack it first";
	if ((method != 0 && method != 8) || p.packed == UINT32_MAX || p.size == UINT32_MAX ||
	    p.from == UINT32_MAX)
		return "the archive is of a kind that is not read; unpack it first";
	if (f->n == PARTS_MOST)
		return "the archive holds more than 64 files";
	f->parts[f->n++] = p;
	return NULL;
}

static const char *
read_directory(struct import_file *f)
{
	unsigned char end[ZIP_END], e[ZIP_ENTRY];
	if (!find_end(f, end))
		return "the archive is broken: it has no end";
	int64_t at = little(end + 16, 4), n = little(end + 10, 2);
	for (int64_t i = 0; i < n; i++) {
		if (!read_at(f, at, e, sizeof(e)) || little(e, 4) != 0x02014b50)
			return "the archive is broken: its directory is";
		size_t name_n = little(e + 28, 2);
		char *name = arena_alloc(f->arena, name_n + 1);
		if (!read_at(f, at + ZIP_ENTRY, name, name_n))
			return "the archive is broken: its directory is";
		const char *why = add_entry(f, e, (struct str){name, name_n});
		if (why != NULL)
			return why;
		at += ZIP_ENTRY + (int64_t)name_n + little(e + 30, 2) + little(e + 32, 2);
	}
	return f->n == 0 ? "the archive holds no file" : NULL;
}

/* ---- opening --------------------------------------------------------------------------------- */

/* All of standard input into a file without a name. */
static enum err
spool(struct arena *a, struct str folder, int *ret)
{
	char *bytes = arena_alloc(a, IN_BYTES);
	int fd = open(str_z(a, folder), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_errno(errno);
	for (;;) {
		ssize_t n = read(STDIN_FILENO, bytes, IN_BYTES);
		if (n < 0 && errno == EINTR)
			continue;
		for (ssize_t done = 0; n > 0 && done < n;) {
			ssize_t w = write(fd, bytes + done, (size_t)(n - done));
			if (w < 0 && errno != EINTR) {
				enum err e = err_errno(errno);
				close(fd);
				return e;
			}
			done += w > 0 ? w : 0;
		}
		if (n <= 0) {
			*ret = fd;
			return n == 0 ? ERR_OK : ERR_IO;
		}
	}
}

static const char *
look(struct import_file *f)
{
	unsigned char head[4] = {0};
	struct stat st;
	if (fstat(f->fd, &st) != 0 || !S_ISREG(st.st_mode))
		return "it is no ordinary file; what comes through a pipe is given as -, on standard input";
	f->size = st.st_size;
	f->parts = arena_array(f->arena, PARTS_MOST, struct part);
	(void)!read_at(f, 0, head, f->size < 4 ? (size_t)f->size : 4);
	if (little(head, 4) == 0x04034b50 || little(head, 4) == 0x06054b50)
		return read_directory(f);
	bool gzip = head[0] == 0x1F && head[1] == 0x8B;
	f->parts[f->n++] = (struct part){.kind = gzip ? KIND_GZIP : KIND_PLAIN,
					 .packed = f->size,
					 .size = gzip ? -1 : f->size};
	return f->size == 0 ? "the file is empty" : NULL;
}

enum err
import_file_open(struct arena *a, const char *path, struct str folder, struct import_file **ret,
		 struct str *ret_why)
{
	struct import_file *f = arena_new_of(a, struct import_file);
	enum err e = ERR_OK;
	f->arena = a;
	f->in = arena_alloc(a, IN_BYTES);
	if (path == NULL)
		e = spool(a, folder, &f->fd);
	else if ((f->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)) < 0)
		e = err_errno(errno);
	if (e != ERR_OK) {
		*ret_why = str_of(err_text(e));
		return e;
	}
	const char *why = look(f);
	if (why != NULL) {
		*ret_why = str_of(why);
		close(f->fd);
		return ERR_INPUT;
	}
	*ret = f;
	return ERR_OK;
}

static void
end_part(struct import_file *f)
{
	if (f->inflating)
		inflateEnd(&f->z);
	f->inflating = false;
}

void
import_file_close(struct import_file **f)
{
	end_part(*f);
	close((*f)->fd);
	*f = NULL;
}

size_t
import_file_parts(const struct import_file *f)
{
	return f->n;
}

struct str
import_file_name(const struct import_file *f, size_t part)
{
	must(part < f->n);
	return f->parts[part].name;
}

int64_t
import_file_size(const struct import_file *f)
{
	return f->size;
}

int64_t
import_file_at(const struct import_file *f)
{
	return f->at;
}

int
import_file_fd(const struct import_file *f)
{
	return f->fd;
}

/* ---- reading --------------------------------------------------------------------------------- */

static enum err
broken(struct str *ret_why, const char *why)
{
	*ret_why = str_of(why);
	return ERR_INPUT;
}

/* zlib frees what it asked for by itself; these two are its only doors. */
static void *
z_get(void *opaque, unsigned n, unsigned size)
{
	(void)opaque;
	return heap_zero(n, size);
}

static void
z_give(void *opaque, void *p)
{
	(void)opaque;
	heap_free(p);
}

enum err
import_file_begin(struct import_file *f, size_t part, struct str *ret_why)
{
	unsigned char local[ZIP_LOCAL];
	const struct part *p = &f->parts[part];
	must(part < f->n);
	end_part(f);
	f->part = p;
	f->at = f->out = 0;
	f->crc = (uint32_t)crc32(0, NULL, 0);
	f->ended = false;
	if (p->kind == KIND_STORED || p->kind == KIND_DEFLATED) {
		if (!read_at(f, p->from, local, sizeof(local)) || little(local, 4) != 0x04034b50)
			return broken(ret_why, "the archive is broken: a file's head is");
		f->at = p->from + ZIP_LOCAL + little(local + 26, 2) + little(local + 28, 2);
	}
	f->end = f->at + p->packed;
	if (p->kind == KIND_GZIP || p->kind == KIND_DEFLATED) {
		f->z = (z_stream){.zalloc = z_get, .zfree = z_give};
		if (inflateInit2(&f->z, p->kind == KIND_GZIP ? 16 + MAX_WBITS : -MAX_WBITS) != Z_OK)
			return ERR_FULL;
		f->inflating = true;
	}
	return ERR_OK;
}

static enum err
read_plain(struct import_file *f, char *to, size_t n, size_t *ret)
{
	int64_t left = f->end - f->at;
	size_t most = left < (int64_t)n ? (size_t)left : n;
	ssize_t got = 0;
	while (most > 0 && (got = pread(f->fd, to, most, f->at)) < 0)
		if (errno != EINTR)
			return err_errno(errno);
	f->at += got;
	*ret = (size_t)got;
	return ERR_OK;
}

/* More packed bytes, if there are any. */
static enum err
refill(struct import_file *f)
{
	size_t got = 0;
	enum err e = f->z.avail_in > 0 ? ERR_OK : read_plain(f, (char *)f->in, IN_BYTES, &got);
	if (got > 0) {
		f->z.next_in = f->in;
		f->z.avail_in = (unsigned)got;
	}
	return e;
}

static enum err
read_packed(struct import_file *f, char *to, size_t n, size_t *ret, struct str *ret_why)
{
	f->z.next_out = (unsigned char *)to;
	f->z.avail_out = (unsigned)n;
	while (f->z.avail_out > 0 && !f->ended) {
		enum err e = refill(f);
		if (e != ERR_OK)
			return e;
		if (f->z.avail_in == 0)
			return broken(ret_why,
				      "the file ends too early: what is packed in it is not whole");
		int rc = inflate(&f->z, Z_NO_FLUSH);
		if (rc == Z_STREAM_END) {
			e = refill(f);
			if (e != ERR_OK)
				return e;
			f->ended = f->part->kind != KIND_GZIP || f->z.avail_in == 0;
			if (!f->ended && inflateReset(&f->z) !=
						 Z_OK) /* gzip files may stand behind each other */
				return ERR_FULL;
		} else if (rc != Z_OK) {
			return broken(ret_why, "what is packed in the file is broken");
		}
	}
	*ret = n - f->z.avail_out;
	return ERR_OK;
}

enum err
import_file_read(struct import_file *f, char *to, size_t n, size_t *ret, struct str *ret_why)
{
	const struct part *p = f->part;
	must(n <= UINT32_MAX / 2);
	size_t got = 0;
	enum err e =
		f->inflating ? read_packed(f, to, n, &got, ret_why) : read_plain(f, to, n, &got);
	if (e != ERR_OK)
		return e;
	f->out += (int64_t)got;
	f->crc = (uint32_t)crc32(f->crc, (unsigned char *)to, (unsigned)got);
	if (f->inflating && f->out > GROWTH_FREE && f->out / GROWTH_MOST > p->packed)
		return broken(
			ret_why,
			"the archive grows to more than a hundred times its size; unpack it first");
	bool zip = p->kind == KIND_STORED || p->kind == KIND_DEFLATED;
	if (zip && got < n && (f->out != p->size || f->crc != p->crc))
		return broken(ret_why, "the archive is broken: a file in it is not what it was");
	*ret = got;
	return ERR_OK;
}
