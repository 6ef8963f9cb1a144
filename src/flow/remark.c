/* What a moderator says about a person; see the header. */
#include "flow/remark.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "flow/undo.h"
#include "store/store_actor.h"
#include "store/store_comment.h"
#include "store/store_remark.h"

static const struct {
	struct str made, undone; /* in the book */
} verbs[REMARK__MAX] = {
	[REMARK_WARNING] = {STR_C("person.warn"), STR_C("person.warn.undo")},
	[REMARK_HOLD] = {STR_C("person.hold"), STR_C("person.hold.lift")},
	[REMARK_NOTE] = {STR_C("person.note"), STR_C("person.note.undo")},
};

struct remarking {
	struct site_id site;
	struct account_id account;
	struct remark r;
	struct arena *arena;
	int64_t id;
};

/* What the book says of it, and erases with the comment's other details. */
static struct str
detail(struct arena *a, const struct remark *r)
{
	switch (r->kind) {
	case REMARK_WARNING:
		if (r->reason == WARNING_NONE || r->text.n == 0)
			return r->reason == WARNING_NONE ? r->text : warning_word(r->reason);
		return str_printf(a, "%.*s: %.*s", STR_FMT(warning_word(r->reason)), STR_FMT(r->text));
	case REMARK_HOLD:
		return str_printf(a, "%lld", (long long)r->asked);
	case REMARK_NOTE:
		return r->text;
	case REMARK__MAX:
		break;
	}
	must_fail(__FILE__, __LINE__, "a remark");
}

static enum err
write_remark(struct db *db, void *arg)
{
	struct remarking *w = arg;
	enum err e = store_remark_add(db, w->site, &w->r, w->account, &w->id);
	if (e == ERR_OK)
		e = store_audit_act(db, w->site, w->r.made, w->r.by, verbs[w->r.kind].made, w->r.comment,
				    detail(w->arena, &w->r));
	return e;
}

static void
look_over(const struct remark *r)
{
	must(utf8_count(r->text) <= REMARK_CHARS_MAX);
	switch (r->kind) {
	case REMARK_WARNING:
		must(r->asked == 0 && (r->text.n > 0 || r->reason != WARNING_NONE));
		return;
	case REMARK_HOLD:
		must(r->asked > 0 && r->asked <= REMARK_HOLD_MAX && r->reason == WARNING_NONE);
		return;
	case REMARK_NOTE:
		must(r->asked == 0 && r->text.n > 0 && r->reason == WARNING_NONE);
		return;
	case REMARK__MAX:
		break;
	}
	must_fail(__FILE__, __LINE__, "a remark");
}

enum err
remark(struct house *h, struct site *s, struct arena *a, const struct moderator *by, const struct remark *r,
       enum remark_outcome *ret, int64_t *ret_id)
{
	struct comment c;
	struct hash person;
	struct remarking w = {s->id, actor_account(by), *r, a, 0};
	must(actor_at(by, s));
	look_over(r);
	if (actor_role(by) < ROLE_MODERATOR) {
		*ret = REMARK_FORBIDDEN;
		return ERR_OK;
	}
	w.r.by = actor_name(by);
	w.r.made = clock_now();
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_comment_get(db, a, s->id, r->comment, &c, &person);
	store_reader_done(h->store, &db);
	if (e == ERR_OK && c.author.n == 0 && r->kind != REMARK_WARNING) {
		*ret = REMARK_NO_PERSON;
		return ERR_OK;
	}
	if (e == ERR_OK)
		e = actor_write(h, DB_MODERATOR, by, write_remark, &w);
	if (e == ERR_OK)
		*ret_id = w.id;
	if (e == ERR_OK || e == ERR_GONE) /* gone: erased meanwhile, too */
		*ret = e == ERR_OK ? REMARK_MADE : REMARK_NO_COMMENT;
	return e == ERR_GONE ? ERR_OK : e;
}

static enum err
write_undo(struct db *db, void *arg)
{
	const struct remarking *w = arg;
	struct comment_id comment;
	int64_t now = clock_now();
	enum err e = store_remark_undo(db, w->site, w->id, now - UNDO_SPAN, now, &comment);
	if (e == ERR_OK)
		e = store_audit_act(db, w->site, now, w->r.by, verbs[w->r.kind].undone, comment, STR(""));
	return e;
}

enum err
remark_get(struct house *h, struct site *s, struct arena *a, const struct moderator *by, int64_t id,
	   struct remark *ret)
{
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_remark_get(db, a, s->id, id, ret);
	store_reader_done(h->store, &db);
	return e;
}

enum err
remark_undo(struct house *h, struct site *s, struct arena *a, const struct moderator *by, int64_t id)
{
	struct remarking w = {.site = s->id, .arena = a, .id = id};
	enum err e = remark_get(h, s, a, by, id, &w.r);
	w.r.by = actor_name(by);
	return e == ERR_OK ? actor_write(h, DB_MODERATOR, by, write_undo, &w) : e;
}
