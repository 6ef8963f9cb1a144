/* A person's data, told and taken away; see the header. What is held is store/subject.def. */
#include "flow/subject.h"

#include <errno.h>

#include "base/clock.h"
#include "base/email.h"
#include "flow/lists.h"
#include "flow/memory.h"
#include "flow/search.h"
#include "store/store_actor.h"
#include "store/store_export.h"
#include "store/store_thread.h"
#include "view/record.h"

#define COMMENTS_AT_ONCE 200 /* of one transaction: some milliseconds in which the daemon waits */
#define SCRUBBED_AT_ONCE 1000
#define BAN_ROWS 200

/* ---- who ------------------------------------------------------------------------------------------- */

struct ban_search {
	struct arena *arena;
	struct subject *subject;
	int64_t now;
	struct ban_id last;
	size_t n;
};

static void
take_ban(void *arg, const struct ban *b, const struct hash *person)
{
	struct ban_search *s = arg;
	struct subject *who = s->subject;
	s->last = b->id;
	s->n++;
	if (b->kind != BAN_EMAIL || !crypt_equal(person->b, who->ban.b, HASH_BYTES))
		return;
	arena_grow(s->arena, who->bans, who->n_bans);
	who->bans[who->n_bans] = *b;
	who->bans[who->n_bans].target = str_copy(s->arena, b->target);
	who->bans[who->n_bans].reason = who->bans[who->n_bans].note = who->bans[who->n_bans].by = STR("");
	who->n_bans++;
	who->n_bans_over += b->lifted != 0 || (b->expires != 0 && b->expires <= s->now);
}

static enum err
find_bans(struct db *db, struct arena *a, struct site_id site, struct subject *who)
{
	struct ban_search s = {.arena = a, .subject = who, .now = clock_now()};
	enum err e = ERR_OK;
	do {
		s.n = 0;
		e = store_export_bans(db, site, s.last, BAN_ROWS, take_ban, &s);
	} while (e == ERR_OK && s.n > 0);
	return e;
}

static enum err
look(struct db *db, struct arena *a, struct site_id site, struct subject *who)
{
	enum err e = store_author_find(db, site, &who->person, &who->author);
	if (e == ERR_OK)
		e = store_subject_author(db, who->author, &who->row);
	if (e == ERR_OK)
		e = store_subject_comments(db, a, who->author, &who->comments, &who->n_comments);
	if (e == ERR_GONE)
		e = ERR_OK;
	return e == ERR_OK ? find_bans(db, a, site, who) : e;
}

enum err
subject_find(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	     struct str email, struct subject *ret)
{
	struct email canon;
	struct subject who = {.n_comments = 0};
	must(actor_at(by, s) && actor_role(by) >= ROLE_ADMIN);
	bool ok = email_canon(a, email, &canon);
	crypt_wipe((void *)(uintptr_t)email.p, email.n);
	if (!ok)
		return ERR_INPUT;
	who.person = email_id_hash(a, h->keys, s->id.n, &canon);
	who.ban = email_ban_hash(a, h->keys, s->id.n, &canon);
	who.pseudonym = email_pseudonym(a, h->keys, &who.person);
	email_wipe(&canon);
	struct db *db = store_reader(h->store, DB_CONSOLE);
	enum err e = look(db, a, s->id, &who);
	store_reader_done(h->store, &db);
	if (e == ERR_OK)
		*ret = who;
	return e;
}

/* ---- telling --------------------------------------------------------------------------------------- */

struct telling {
	struct record *to;
	struct buf *out;
	FILE *file;
	struct arena *scratch; /* of one comment */
	enum err failed;
};

static void
tell_list(void *arg, struct str name)
{
	record_list(((struct telling *)arg)->to, name);
}

static void
tell_item(void *arg)
{
	record_item(((struct telling *)arg)->to);
}

static void
tell_end(void *arg)
{
	record_end(((struct telling *)arg)->to);
}

static void
tell_value(void *arg, const struct held *v)
{
	struct record *to = ((struct telling *)arg)->to;
	if (v->null) {
		record_null(to, v->name);
		return;
	}
	switch (v->type) {
	case 'i':
		record_int(to, v->name, v->i);
		return;
	case 'r':
		record_real(to, v->name, v->r);
		return;
	case 'b':
		record_bool(to, v->name, v->i != 0);
		return;
	case 'd':
		record_time(to, v->name, v->i);
		return;
	case 't':
		record_text(to, v->name, v->s);
		return;
	}
	must_fail(__FILE__, __LINE__, "a type of subject.def");
}

static void
flush(struct telling *t)
{
	struct str s = buf_view(t->out);
	must(!t->out->over);
	errno = 0;
	if (t->failed == ERR_OK && s.n > 0 && fwrite(s.p, 1, s.n, t->file) != s.n)
		t->failed = errno == 0 ? ERR_IO : err_errno(errno);
	buf_clear(t->out);
}

static void
tell_comments(struct telling *t, struct house *h, const struct subject *who)
{
	const struct held_to to = {tell_list, tell_item, tell_value, tell_end, t};
	record_list(t->to, STR("comments"));
	for (size_t i = 0; t->failed == ERR_OK && i < who->n_comments; i++) {
		record_item(t->to);
		struct db *db = store_reader(h->store, DB_CONSOLE);
		t->failed = store_subject_tell_comment(db, who->comments[i], &to);
		store_reader_done(h->store, &db);
		record_end(t->to);
		flush(t);
		arena_reset(t->scratch);
	}
	record_end(t->to);
}

static void
tell_person(struct telling *t, struct house *h, struct site *s, const struct subject *who)
{
	const struct held_to to = {tell_list, tell_item, tell_value, tell_end, t};
	struct history past = {.count = {0}};
	struct db *db = store_reader(h->store, DB_CONSOLE);
	record_text(t->to, STR("site"), s->conf->name);
	record_time(t->to, STR("made"), clock_now());
	record_text(t->to, STR("pseudonym"), who->pseudonym);
	record_bool(t->to, STR("address_hash_held"), who->author.n != 0);
	if (who->author.n == 0)
		record_null(t->to, STR("first_seen"));
	else
		record_time(t->to, STR("first_seen"), who->row.created);
	if (who->author.n != 0)
		t->failed = store_author_history(db, who->author, 0, INT64_MAX, &past);
	record_list(t->to, STR("trust"));
	for (size_t i = 0; i < STATE__MAX; i++)
		if (past.count[i] > 0) {
			record_item(t->to);
			record_text(t->to, STR("state"), state_word((enum state)i));
			record_int(t->to, STR("comments"), past.count[i]);
			record_end(t->to);
		}
	record_end(t->to);
	if (t->failed == ERR_OK)
		t->failed = store_subject_tell_person(db, s->id, who->author, &who->ban, &to);
	store_reader_done(h->store, &db);
	flush(t);
}

struct noting {
	struct site_id site;
	struct str by;
};

static enum err
write_note(struct db *db, void *arg)
{
	const struct noting *n = arg;
	return store_audit_add(db, n->site, clock_now(), n->by, STR("subject.export"), STR("person"),
			       STR(""));
}

enum err
subject_export(struct house *h, struct site *s, const struct moderator *by,
	       const struct subject *who, bool html, FILE *file)
{
	struct noting note = {s->id, actor_name(by)};
	struct arena *a = arena_new(), *scratch = arena_new();
	struct html page = html_in(a);
	struct record to = html ? record_html(&page, scratch, STR("What is held about you"), s->conf->lang)
				: record_json(&page.out, scratch);
	struct telling t = {.to = &to, .out = &page.out, .file = file, .scratch = scratch};
	/* Who looks is noted first: a copy that nobody knows of is worse than a line too many. */
	t.failed = store_write(h->store, DB_CONSOLE, write_note, &note);
	if (t.failed == ERR_OK)
		tell_person(&t, h, s, who);
	if (t.failed == ERR_OK)
		tell_comments(&t, h, who);
	if (t.failed == ERR_OK)
		record_done(&to);
	if (!html)
		buf_char(&page.out, '\n');
	flush(&t);
	if (t.failed == ERR_OK && fflush(file) != 0)
		t.failed = err_errno(errno);
	arena_free(&scratch);
	arena_free(&a);
	return t.failed;
}

/* ---- taking away ----------------------------------------------------------------------------------- */

struct erasing {
	struct arena *arena;
	struct site *site;
	struct str by;
	const struct subject *who;
	enum erase_mode mode;
	int64_t now;
	const struct comment_id *list; /* of this transaction */
	size_t n;
	struct subject_erased done;
};

/* At the beginning, and again at the end: the daemon may have emptied the log in between. */
static enum err
write_entry(struct db *db, void *arg)
{
	const struct erasing *w = arg;
	struct erased x = {.site = w->site->id, .row = w->who->author.n, .proof = w->who->row.proof,
			   .mode = w->mode, .made = w->now};
	return store_erased_add(db, &x, false);
}

/* One that is gone meanwhile is erased already. */
static enum err
write_comments(struct db *db, void *arg)
{
	const struct erasing *w = arg;
	enum err e = ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < w->n; i++)
		if ((e = store_erase_comment(db, w->list[i], w->mode, w->now)) == ERR_GONE)
			e = ERR_OK;
	return e;
}

/* ERR_CONFLICT: the person has written meanwhile. */
static enum err
write_end(struct db *db, void *arg)
{
	struct erasing *w = arg;
	enum err e = store_erase_bans(db, w->site->id, &w->who->ban, w->now, &w->done.bans);
	if (e == ERR_OK && w->who->author.n != 0)
		e = store_erase_author(db, w->who->author, w->mode);
	if (e == ERR_OK && w->who->author.n != 0)
		e = write_entry(db, w);
	if (e == ERR_OK)
		e = store_audit_add(db, w->site->id, w->now, w->by, STR("subject.erase"), STR("person"),
				    str_printf(w->arena, "%.*s: %ld comments, %ld bans that were over",
					       STR_FMT(erase_word(w->mode)), (long)w->done.comments,
					       (long)w->done.bans));
	if (e == ERR_OK)
		db_scrub(db);
	return e;
}

static enum err
erase_comments(struct house *h, struct erasing *w, const struct comment_id *list, size_t n,
	       const struct subject_progress *p)
{
	enum err e = ERR_OK;
	for (size_t at = 0; e == ERR_OK && at < n; at += w->n) {
		w->list = list + at;
		w->n = n - at < COMMENTS_AT_ONCE ? n - at : COMMENTS_AT_ONCE;
		e = store_write(h->store, DB_CONSOLE, write_comments, w);
		w->done.comments += e == ERR_OK ? (int64_t)w->n : 0;
		if (p->show != NULL)
			p->show(p->arg, w->done.comments, (double)(at + w->n) / (double)n);
	}
	return e;
}

/* To its end, also where the person goes on writing. */
static enum err
erase_all(struct house *h, struct erasing *w, const struct subject_progress *p)
{
	struct comment_id *list = w->who->comments;
	size_t n = w->who->n_comments;
	for (;;) {
		enum err e = erase_comments(h, w, list, n, p);
		if (e == ERR_OK) /* before the end, which is what empties the log of it */
			e = search_purge_all(h);
		if (e == ERR_OK)
			e = store_write(h->store, DB_CONSOLE, write_end, w);
		if (e != ERR_CONFLICT || w->who->author.n == 0)
			return e;
		struct db *db = store_reader(h->store, DB_CONSOLE);
		e = store_subject_comments(db, w->arena, w->who->author, &list, &n);
		store_reader_done(h->store, &db);
		if (e != ERR_OK || n == 0)
			return e == ERR_OK ? ERR_CONFLICT : e;
	}
}

enum err
subject_erase(struct house *h, struct site *s, const struct moderator *by, const struct subject *who,
	      enum erase_mode mode, const struct subject_progress *p, struct subject_erased *ret)
{
	struct erasing w = {.site = s, .by = actor_name(by), .who = who, .mode = mode, .now = clock_now()};
	enum err e = ERR_OK;
	must(actor_at(by, s) && actor_role(by) >= ROLE_ADMIN);
	*ret = (struct subject_erased){0};
	if (who->author.n == 0 && who->n_bans_over == 0)
		return ERR_OK;
	w.arena = arena_new();
	if (who->author.n != 0)
		e = store_write(h->store, DB_CONSOLE, write_entry, &w);
	if (e == ERR_OK)
		e = erase_all(h, &w, p);
	arena_free(&w.arena);
	w.done.any = true;
	w.done.at = w.now;
	*ret = w.done;
	return e;
}

/* ---- the database's log ---------------------------------------------------------------------------- */

static enum err
write_scrub(struct db *db, void *arg)
{
	return store_erased_scrub(db, *(const int64_t *)arg, clock_now());
}

/* Memory first: what fails behind it is done again. */
enum err
subject_scrub(struct house *h, struct arena *a, bool *ret_more)
{
	struct erased *list = NULL;
	size_t n = 0;
	*ret_more = false;
	struct db *db = store_reader(h->store, DB_KEEPER);
	enum err e = store_erased_unscrubbed(db, a, SCRUBBED_AT_ONCE, &list, &n);
	store_reader_done(h->store, &db);
	if (e != ERR_OK || n == 0)
		return e;
	struct forgotten *authors = arena_array(a, n, struct forgotten);
	size_t n_authors = 0;
	for (size_t i = 0; i < n; i++)
		if (!list[i].import)
			authors[n_authors++] =
				(struct forgotten){{list[i].row}, list[i].mode == ERASE_REMOVE};
	memory_erase_authors(h, authors, n_authors);
	e = store_write(h->store, DB_KEEPER, write_scrub, &list[n - 1].id);
	*ret_more = e == ERR_OK && n == SCRUBBED_AT_ONCE;
	return e;
}
