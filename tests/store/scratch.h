/* A scratch folder with a fresh database for one test, and a store opened on it. */
#ifndef TESTS_STORE_SCRATCH_H
#define TESTS_STORE_SCRATCH_H

#include <ftw.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/turn.h"
#include "store/store.h"
#include "store/store_actor.h"
#include "store/store_comment.h"
#include "store/store_thread.h"

struct scratch {
	struct arena *a;
	char folder[64];
	struct str path;
	struct store *store;
	struct site_id site;
};

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

static void
scratch_make(struct scratch *s)
{
	crypt_init();
	turn_init(4);
	*s = (struct scratch){.a = arena_new()};
	snprintf(s->folder, sizeof(s->folder), "%s/rj-test-XXXXXX",
		 getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	assert_non_null(mkdtemp(s->folder));
	s->path = str_printf(s->a, "%s/test.db", s->folder);
}

static void
scratch_migrate(struct scratch *s)
{
	int applied = 0;
	struct str why = {0};
	assert_int_equal(store_migrate(s->a, s->path, NULL, &applied, &why), ERR_OK);
}

static enum err
scratch_site(struct db *db, void *arg)
{
	(void)arg;
	return store_site_ensure(db, STR("site"), clock_now());
}

static void
scratch_open(struct scratch *s, bool console)
{
	struct str why = {0};
	struct store_conf conf = {
		.path = s->path, .readers = 2, .waiting_max = 64, .console = console};
	enum err e = store_open(s->a, &conf, &s->store, &why);
	if (e != ERR_OK)
		fail_msg("%.*s", STR_FMT(why));
	assert_int_equal(store_write(s->store, DB_KEEPER, scratch_site, NULL), ERR_OK);
	struct db *db = store_reader(s->store, DB_KEEPER);
	assert_int_equal(store_site_find(db, STR("site"), &s->site), ERR_OK);
	store_reader_done(s->store, &db);
}

static void
scratch_end(struct scratch *s)
{
	store_close(&s->store);
	nftw(s->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	arena_free(&s->a);
}

/* ---- one comment, the short way -------------------------------------------------------------------- */

struct quick {
	struct site_id site;
	struct str page, text, key;
	enum state state;
	struct comment_id parent, id;
	struct str parent_key;
};

static enum err __attribute__((unused))
quick_comment(struct db *db, void *arg)
{
	struct quick *q = arg;
	struct thread_id thread;
	enum mode mode;
	struct verdict v = {.action = ACT_NOTE, .versions = STR("test")};
	enum err e = store_thread_ensure(db, q->site, q->page, 1000, &thread, &mode);
	if (e != ERR_OK)
		return e;
	struct new_comment c = {.site = q->site,
				.thread = thread,
				.parent = q->parent,
				.parent_key = q->parent_key,
				.name = STR("Ana"),
				.body = q->text,
				.state = q->state,
				.now = 1000,
				.verdict = &v,
				.post_key = q->key,
				.post_body = q->key};
	e = store_comment_add(db, &c, &q->id);
	if (e == ERR_OK)
		db_touch(db, q->site.n, q->page);
	return e;
}

#endif
