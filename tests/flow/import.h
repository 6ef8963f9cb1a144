/* What tests of imports share: a text as a file, and looks at what stands afterwards. */
#ifndef TESTS_FLOW_IMPORT_H
#define TESTS_FLOW_IMPORT_H

#include "base/buf.h"
#include "flow/import_comment.h"
#include "house.h"
#include "store/store_comment.h"
#include "store/store_thread.h"

static struct comment_imported
run_import(struct fixture *f, struct comment_import job, const void *bytes, size_t n)
{
	struct comment_imported done = {0};
	const char *path = str_printf(f->a, "%s/import", f->folder).p;
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
	job.path = path;
	assert_int_equal(import_comments(f->house, f->site, f->a, f->console, &job, &done), ERR_OK);
	return done;
}

static struct comment_imported __attribute__((unused))
take(struct fixture *f, const char *format, const char *text)
{
	return run_import(f, (struct comment_import){.format = str_of(format)}, text, strlen(text));
}

static struct comment_imported __attribute__((unused))
take_by(struct fixture *f, const char *rules, const char *text)
{
	return run_import(f, (struct comment_import){.format = STR("auto"), .rules = str_of(rules)}, text,
			  strlen(text));
}

static struct comment_imported __attribute__((unused))
try(struct fixture *f, const char *text)
{
	return run_import(f, (struct comment_import){.format = STR("auto"), .dry_run = true}, text, strlen(text));
}

static struct comment __attribute__((unused))
comment_at(struct fixture *f, int64_t id)
{
	struct comment c = {0};
	struct hash person;
	struct db *db = store_reader(f->house->store, DB_CONSOLE);
	enum err e = store_comment_get(db, f->a, f->site->id, (struct comment_id){id}, &c, &person);
	store_reader_done(f->house->store, &db);
	if (e != ERR_OK)
		fail_msg("no comment %ld", (long)id);
	return c;
}

static struct thread __attribute__((unused))
thread_at(struct fixture *f, const char *page)
{
	struct thread t = {0};
	struct db *db = store_reader(f->house->store, DB_CONSOLE);
	enum err e = store_thread_find(db, f->a, f->site->id, str_of(page), &t);
	store_reader_done(f->house->store, &db);
	if (e != ERR_OK)
		fail_msg("no article %s", page);
	return t;
}

/* The order key of a comment, as ids: "3 4 5". */
#define assert_place(f, id, want) assert_str(place_of((f), (id)), want)
static struct str __attribute__((unused))
place_of(struct fixture *f, int64_t id)
{
	struct str key = comment_at(f, id).order_key;
	struct buf b = buf_in(f->a, 1024);
	for (size_t i = 0; i < key.n; i += 8) {
		int64_t n = 0;
		for (size_t k = 0; k < 8; k++)
			n = n << 8 | (unsigned char)key.p[i + k];
		buf_printf(&b, "%s%ld", i > 0 ? " " : "", (long)n);
	}
	return buf_view(&b);
}

#endif
