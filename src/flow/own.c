/* What a writer does with a comment by its private link; see the header. What judges posts judges edits. */
#include "flow/own.h"

#include "base/clock.h"
#include "flow/crowd.h"
#include "flow/remark.h"
#include "flow/status.h"
#include "posting.h"
#include "store/store_actor.h"
#include "store/store_comment.h"
#include "store/store_lesson.h"
#include "store/store_notice.h"
#include "store/store_remark.h"
#include "store/store_thread.h"

static const struct {
	enum own_act act;
	enum state from;
} rows[] = {
#define OWN(act, from) {act, from},
#include "moves.def"
};

/* What was asked for stands: by a click before, or in another window. */
static bool
is_so(const struct own *o, enum own_act act, struct str text)
{
	switch (act) {
	case OWN_EDIT:
		return str_eq(o->comment.text, text);
	case OWN_WITHDRAW:
		return o->comment.state == STATE_WITHDRAWN;
	case OWN_APPEAL:
		return o->row.appealed != 0 && str_eq(o->row.appeal, text);
	case OWN_ACT__MAX:
		break;
	}
	must_fail(__FILE__, __LINE__, "an act");
}

static bool
may(enum own_act act, enum state from)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].act == act && rows[i].from == from)
			return true;
	return false;
}

/* ---- what is to be seen ----------------------------------------------------------------------------- */

enum err
own_find(struct house *h, struct site *s, struct arena *a, struct str token, struct own *ret)
{
	struct own o = {.n_reasons = 0};
	enum err e = status_find(h, s, a, token, &o.comment, &o.reasons, &o.n_reasons);
	if (e != ERR_OK)
		return e;
	const struct comment *c = &o.comment;
	struct db *db = store_reader(h->store, DB_VISITOR);
	e = store_own_get(db, a, s->id, c->id, &o.row);
	if (e == ERR_OK)
		e = store_remark_warnings(db, a, c->id, REMARKS_SHOWN, &o.warnings, &o.n_warnings);
	if (e == ERR_OK && c->state == STATE_REJECTED) {
		e = store_notice_acted(db, c->id, &o.notice_kind);
		o.by_notice = e == ERR_OK;
		e = e == ERR_GONE ? ERR_OK : e;
	}
	store_reader_done(h->store, &db);
	if (e != ERR_OK)
		return e;
	for (enum own_act act = 0; act < OWN_ACT__MAX; act++)
		o.may[act] = may(act, c->state);
	o.may[OWN_EDIT] &= clock_now() < c->created + s->conf->edit_span;
	o.may[OWN_EDIT] &= !(c->marks & MARK_REWORDED); /* a moderator's text is not changed back */
	o.may[OWN_APPEAL] &= o.row.appealed == 0;
	o.edit_until = o.may[OWN_EDIT] ? c->created + s->conf->edit_span : 0;
	*ret = o;
	return ERR_OK;
}

/* ---- writes ------------------------------------------------------------------------------------------- */

struct change {
	struct site *site;
	struct arena *arena;
	const struct comment *comment; /* as it was looked at */
	const struct new_text *text;   /* of an edit */
	struct str appeal;
	int64_t now;
};

static enum err
book(struct db *db, const struct change *c, struct str verb, struct str detail)
{
	return store_audit_act(db, c->site->id, c->now, STR("writer"), verb, c->comment->id, detail);
}

static enum err
write_edit(struct db *db, void *arg)
{
	const struct change *c = arg;
	enum state from = c->comment->state, to = c->text->state;
	enum err e = store_own_edit(db, c->comment, c->text);
	if (e == ERR_OK)
		e = book(db, c, STR("edit"),
			 str_printf(c->arena, "%.*s > %.*s", STR_FMT(state_word(from)),
				    STR_FMT(state_word(to))));
	if (e == ERR_OK && to == STATE_PENDING && from != STATE_PENDING)
		e = store_outbox_add(db, c->site->id, STR("waiting"), c->comment->id.n, c->now);
	if (e == ERR_OK && (from == STATE_APPROVED || to == STATE_APPROVED))
		db_touch(db, c->site->id.n, c->comment->page);
	return e;
}

static enum err
write_withdrawal(struct db *db, void *arg)
{
	const struct change *c = arg;
	enum err e = store_own_withdraw(db, c->comment, c->now);
	if (e == ERR_OK)
		e = book(db, c, STR("withdraw"), state_word(c->comment->state));
	if (e == ERR_OK)
		db_touch(db, c->site->id.n, c->comment->page);
	return e;
}

static enum err
write_appeal(struct db *db, void *arg)
{
	const struct change *c = arg;
	enum err e = store_own_appeal(db, c->comment, c->appeal, c->now);
	if (e == ERR_OK)
		e = book(db, c, STR("appeal"), state_word(c->comment->state));
	return e == ERR_OK ? store_outbox_add(db, c->site->id, STR("appeal"), c->comment->id.n, c->now) : e;
}

/* Writes, and looks how it stands then. */
static enum err
carry_out(struct house *h, store_write_fn *fn, struct change *c, struct str token, struct owned *ret)
{
	enum err e = store_write(h->store, DB_VISITOR, fn, c);
	ret->outcome = e == ERR_CONFLICT ? OWN_CONFLICT : OWN_DONE;
	if (e == ERR_OK || e == ERR_CONFLICT)
		e = own_find(h, c->site, c->arena, token, &ret->own);
	return e;
}

static struct owned
settled(const struct owned *o, enum own_act act, struct str text)
{
	struct owned out = *o;
	if (out.outcome != OWN_REFUSED && is_so(&out.own, act, text))
		out.outcome = OWN_DONE;
	return out;
}

enum err
own_withdraw(struct house *h, struct site *s, struct arena *a, struct str token, struct owned *ret)
{
	struct owned out = {.outcome = OWN_LATE};
	enum err e = own_find(h, s, a, token, &out.own);
	if (e == ERR_OK && out.own.may[OWN_WITHDRAW]) {
		struct comment before = out.own.comment;
		struct change c = {.site = s, .arena = a, .comment = &before, .now = clock_now()};
		e = carry_out(h, write_withdrawal, &c, token, &out);
	}
	if (e == ERR_OK)
		*ret = settled(&out, OWN_WITHDRAW, STR(""));
	return e;
}

enum err
own_appeal(struct house *h, struct site *s, struct arena *a, struct str token, struct str text,
	   struct owned *ret)
{
	struct owned out = {.outcome = OWN_LATE};
	enum err e = own_find(h, s, a, token, &out.own);
	if (e == ERR_OK && out.own.may[OWN_APPEAL]) {
		struct comment before = out.own.comment;
		struct change c = {.site = s, .arena = a, .comment = &before, .appeal = text,
				   .now = clock_now()};
		e = carry_out(h, write_appeal, &c, token, &out);
	}
	if (e == ERR_OK)
		*ret = settled(&out, OWN_APPEAL, text);
	return e;
}

/* ---- an edit ---------------------------------------------------------------------------------------- */

/* A better text does not undo what people did: what they took for spam stays that, what they hid for
 * reports waits for them. And a program does not learn by trying which words pass: what the filters took for
 * one waits. */
static enum state
state_after(const struct own *o, enum state judged)
{
	const struct comment *c = &o->comment;
	if (c->state == STATE_SPAM && o->row.spam)
		return STATE_SPAM;
	if (judged == STATE_APPROVED &&
	    (c->state == STATE_SPAM || (c->state == STATE_PENDING && c->marks & MARK_REPORTED)))
		return STATE_PENDING;
	return judged;
}

static enum err
look(struct post *p)
{
	const struct comment *c = p->edits;
	struct db *db = store_reader(p->house->store, DB_VISITOR);
	enum err e = ERR_OK;
	if (c->author.n != 0) {
		p->person = true;
		e = store_author_hashes(db, p->site->id, c->id, &p->id_hash, &p->ban_hash);
	}
	if (e == ERR_OK)
		e = post_look_at_thread(db, p);
	if (e == ERR_OK)
		e = post_look_at_person(db, p);
	store_reader_done(p->house->store, &db);
	return e;
}

static void
remember(struct post *p, const struct print *print, enum opinion opinion)
{
	const struct comment *c = p->edits;
	memory_add(p->house, print, &(struct occurrence){.comment = c->id, .author = c->author,
							 .thread = c->thread, .created = c->created,
							 .opinion = opinion});
}

/* The text stands as it did, with what people think of it. */
static void
remember_old(struct post *p, const struct print *old)
{
	const struct comment *c = p->edits;
	remember(p, old, opinion_of_state(c->state, c->decided != 0));
}

/* The verdict on the new text. The old one is no text of before for it. */
static enum err
judge(struct post *p, struct str token, struct owned *out)
{
	const struct comment *c = p->edits;
	struct print old = memory_print(p->house, p->site, p->arena, c->text);
	p->print = memory_print(p->house, p->site, p->arena, p->reply->draft.text);
	enum err e = look(p);
	if (e != ERR_OK)
		return e;
	/* One that a moderator asked to see waits for one, whatever its text becomes. */
	if (c->state == STATE_PENDING && post_is_watched(out->own.reasons, out->own.n_reasons))
		p->facts.watched = true;
	memory_forget(p->house, &old, c->id);
	post_judge(p);
	out->verdict = p->verdict;
	out->retry_after = p->facts.rate_wait;
	if (p->verdict.action == ACT_REFUSE) {
		out->outcome = OWN_REFUSED;
		remember_old(p, &old);
		return ERR_OK;
	}
	struct new_text text = {.body = p->reply->draft.text,
				.masked = p->masked,
				.state = state_after(&out->own, p->state),
				.verdict = &p->verdict,
				.now = p->now};
	struct change change = {.site = p->site, .arena = p->arena, .comment = c, .text = &text,
				.now = p->now};
	e = carry_out(p->house, write_edit, &change, token, out);
	bool stored = e == ERR_OK && out->outcome == OWN_DONE;
	if (!stored && p->facts.rate_wait == 0) /* else nothing was taken */
		gate_leave(p->house, &p->limits);
	if (stored) {
		remember(p, &p->print, OPINION_NONE);
		memory_arrive(p->house, &p->print, &(struct arrival){
			.comment = c->id, .site = p->site->id, .thread = c->thread, .author = c->author,
			.name = c->name, .address = p->visitor->address, .state = text.state, .edited = true,
			.created = c->created});
	} else if (e != ERR_OK || out->own.comment.version == c->version) { /* else another edit has */
		remember_old(p, &old);
	}
	return e;
}

enum err
own_edit(struct house *h, struct site *s, struct arena *a, const struct visitor *v, struct str token,
	 int64_t version, struct str text, struct owned *ret)
{
	struct owned out = {.outcome = OWN_LATE};
	enum err e = own_find(h, s, a, token, &out.own);
	if (e != ERR_OK)
		return e;
	const struct comment c = out.own.comment;
	struct reply reply = {.draft = {.text = text, .name = c.name, .url = c.url, .page = c.page,
					.parent = c.parent},
			      .earlier = token};
	struct post p = {.house = h, .site = s, .arena = a, .visitor = v, .reply = &reply,
			 .form_page = c.page, .now = clock_now(), .edits = &c,
			 .out = &(struct posted){.outcome = POST_STORED}};
	if (out.own.may[OWN_EDIT] && version != c.version)
		out.outcome = OWN_CONFLICT;
	else if (out.own.may[OWN_EDIT] && !str_eq(c.text, text))
		e = judge(&p, token, &out);
	if (e == ERR_OK)
		*ret = settled(&out, OWN_EDIT, text);
	return e;
}
