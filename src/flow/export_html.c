/* A page an article, in a folder or, one alone, on a stream. The folder is PATH.part until everything in
 * it is on the disk; what an ended run has left there goes first. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/file.h"
#include "export_out.h"

#define SLUG_BYTES 60

struct folder {
	const char *path, *part;
	int fd;
	FILE *index;
	struct html line; /* of the index */
	char file[SLUG_BYTES + 32]; /* of the article at hand */
};

/* ---- the folder ----------------------------------------------------------------------------------- */

static FILE *
new_file(struct folder *f, const char *name)
{
	int fd = openat(f->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	if (fd >= 0 && file == NULL)
		die_memory(sizeof(FILE));
	return file;
}

/* What an ended run has left: our pages stand in it and nothing else. Whatever else does is not ours, and
 * keeps the folder. */
static void
empty(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	if (d == NULL)
		return;
	for (struct dirent *entry; (entry = readdir(d)) != NULL;)
		if (str_ends(str_of(entry->d_name), STR(".html")))
			unlinkat(fd, entry->d_name, 0);
	closedir(d);
	rmdir(path);
}

static void
put_line(struct folder *f)
{
	struct str s = buf_view(&f->line.out);
	fwrite(s.p, 1, s.n, f->index); /* file_close() tells */
	buf_clear(&f->line.out);
}

enum err
folder_begin(struct export *x, const char *path)
{
	struct stat st;
	struct folder *f = arena_new_of(x->arena, struct folder);
	if (lstat(path, &st) == 0)
		return ERR_CONFLICT;
	f->path = path;
	f->part = str_printf(x->arena, "%s.part", path).p;
	f->line = html_in(x->arena);
	empty(f->part);
	if (mkdir(f->part, 0700) != 0)
		return err_errno(errno);
	f->fd = open(f->part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (f->fd < 0 || (f->index = new_file(f, "index.html")) == NULL) {
		enum err e = err_errno(errno);
		if (f->fd >= 0)
			close(f->fd);
		empty(f->part);
		return e;
	}
	archive_index_begin(&f->line, x->arena, &x->view);
	put_line(f);
	x->folder = f;
	return ERR_OK;
}

enum err
folder_end(struct export *x, enum err e)
{
	struct folder *f = x->folder;
	if (x->file != NULL)
		fclose(x->file); /* an article that was begun: the export has failed */
	archive_index_end(&f->line);
	put_line(f);
	enum err closed = file_close(f->index);
	e = e == ERR_OK ? closed : e;
	if (e == ERR_OK && fsync(f->fd) != 0)
		e = err_errno(errno);
	close(f->fd);
	if (e == ERR_OK && rename(f->part, f->path) != 0)
		e = err_errno(errno);
	if (e != ERR_OK)
		empty(f->part);
	return e == ERR_OK ? file_sync_folder(f->path) : e;
}

/* "story-night-bus-12.html": letters and digits of the path, and the number that makes it unique. */
static void
name_file(struct folder *f, const struct thread *t)
{
	char slug[SLUG_BYTES + 1];
	size_t n = 0;
	for (size_t i = 0; i < t->page.n && n < SLUG_BYTES; i++) {
		char c = t->page.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (plain)
			slug[n++] = c;
		else if (n > 0 && slug[n - 1] != '-')
			slug[n++] = '-';
	}
	slug[n] = '\0';
	snprintf(f->file, sizeof(f->file), "%s%s%lld.html", slug, n == 0 || slug[n - 1] == '-' ? "" : "-",
		 (long long)t->id.n);
}

/* ---- the pages ------------------------------------------------------------------------------------- */

static void
begin(struct export *x)
{
	(void)x;
}

static void
article(struct export *x, const struct thread *t, int64_t created)
{
	(void)created;
	if (x->folder != NULL) {
		name_file(x->folder, t);
		x->file = new_file(x->folder, x->folder->file);
		if (x->file == NULL) {
			x->failed = err_errno(errno);
			return;
		}
	}
	x->page = archive_begin(&x->out, x->kept, &x->view, t);
}

static void
comment(struct export *x, const struct comment_whole *w)
{
	struct comment c = w->comment;
	if (!x->tree) /* a flat list: what it answers may come later, or not at all */
		c.order_key = str_sub(c.order_key, 0, c.order_key.n < 8 ? c.order_key.n : 8);
	if (x->failed == ERR_OK)
		archive_comment(x->page, &x->out, x->scratch, &c);
}

static void
article_end(struct export *x)
{
	struct folder *f = x->folder;
	archive_end(x->page, &x->out);
	export_flush(x);
	if (f == NULL)
		return;
	enum err e = file_close(x->file);
	x->file = NULL;
	if (x->failed == ERR_OK)
		x->failed = e;
	archive_index_article(&f->line, x->scratch, &x->view, x->article, str_of(f->file),
			      x->article_comments);
	put_line(f);
}

static void
end(struct export *x)
{
	(void)x;
}

const struct export_writer export_html = {BY_ARTICLE, false, begin, article, comment, article_end, end};
