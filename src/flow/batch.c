/* Acts of one press; see the header. */
#include "flow/batch.h"

#include "base/clock.h"
#include "deciding.h"
#include "flow/lists.h"
#include "flow/memory.h"
#include "store/store_actor.h"
#include "store/store_comment.h"

#define BANS_SLICE 1000 /* lifted in one write */

static struct str
batch_subject(struct arena *a, struct batch_id id)
{
	return str_printf(a, "batch %lld", (long long)id.n);
}

enum err
batch_write_begin(struct db *db, struct site *s, struct arena *a, const struct moderator *by,
		  struct str why, struct batch_id *ret)
{
	int64_t now = clock_now();
	enum err e = store_batch_add(db, s->id, actor_account(by), now, ret);
	if (e == ERR_OK)
		e = store_audit_add(db, s->id, now, actor_name(by), STR("batch"), batch_subject(a, *ret),
				    why);
	return e;
}

struct beginning {
	struct site *site;
	const struct moderator *by;
	struct str why;
	struct arena *arena;
	struct batch_id id;
};

static enum err
write_begin(struct db *db, void *arg)
{
	struct beginning *w = arg;
	return batch_write_begin(db, w->site, w->arena, w->by, w->why, &w->id);
}

enum err
batch_begin(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct str why,
	    struct batch_id *ret)
{
	struct beginning w = {s, by, why, a, {0}};
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	enum err e = actor_write(h, DB_MODERATOR, by, write_begin, &w);
	if (e == ERR_OK)
		*ret = w.id;
	return e;
}

/* ---- deciding ------------------------------------------------------------------------------------- */

struct slice {
	struct site *site;
	const struct moderator *by;
	const struct batch_order *order;
	struct batch_id begun; /* before this write */
	struct batch_id batch;
	const struct batch_pick *picks;
	size_t n;
	struct arena *scratch;
	struct comment_id decided[BATCH_SLICE];
	size_t n_decided;
};

static void
give_grounds(const struct slice *w, struct decision *d)
{
	const struct batch_grounds *g = &w->order->grounds;
	const struct saved_reply *r = g->reply == NULL ? NULL
						       : saved_like(w->site, w->scratch, g->saved, g->reply,
								    d->comment->text);
	d->grounds = g->word;
	d->note = saved_note(w->scratch, r, w->order->note);
}

/* Read inside the write: nobody is faster. */
static enum err
decide_one(struct db *db, struct slice *w, const struct batch_pick *pick)
{
	struct comment c;
	struct hash person;
	enum err e = store_comment_get(db, w->scratch, w->site->id, pick->comment, &c, &person);
	if (e != ERR_OK)
		return e == ERR_GONE ? ERR_OK : e;
	if (!decide_may(w->by, w->order->verb, &c) || (pick->undecided && c.decided != 0) ||
	    (pick->seen != STATE__MAX && pick->seen != c.state) ||
	    (pick->version != VERSION_ANY && pick->version != c.version))
		return ERR_OK;
	if (w->batch.n == 0)
		e = batch_write_begin(db, w->site, w->scratch, w->by, w->order->why, &w->batch);
	struct decision d = {.site = w->site, .by = w->by, .comment = &c,
			     .move = decision_move(w->order->verb, &c), .note = w->order->note,
			     .now = clock_now(), .arena = w->scratch, .batch = w->batch};
	if (w->order->verb == VERB_REJECT)
		give_grounds(w, &d);
	if (e == ERR_OK)
		e = decision_write(db, &d, NULL);
	if (e == ERR_OK)
		w->decided[w->n_decided++] = pick->comment;
	return e;
}

static enum err
write_slice(struct db *db, void *arg)
{
	struct slice *w = arg;
	enum err e = ERR_OK;
	w->n_decided = 0;
	w->batch = w->begun;
	arena_reset(w->scratch);
	for (size_t i = 0; e == ERR_OK && i < w->n; i++)
		e = decide_one(db, w, &w->picks[i]);
	return e;
}

bool
batch_asks(enum verb verb, size_t n)
{
	return verb == VERB_DELETE && n > BATCH_UNASKED;
}

enum err
batch_decide(struct house *h, struct site *s, const struct moderator *by, const struct batch_order *order,
	     const struct batch_pick *picks, size_t n, struct batch_done *ret)
{
	*ret = (struct batch_done){.batch = order->batch};
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	must(!batch_asks(order->verb, n) || actor_sure(by));
	struct slice w = {.site = s, .by = by, .order = order, .begun = order->batch, .scratch = arena_new()};
	enum err e = ERR_OK;
	for (size_t at = 0; e == ERR_OK && at < n; at += w.n) {
		w.picks = picks + at;
		w.n = n - at < BATCH_SLICE ? n - at : BATCH_SLICE;
		e = actor_write(h, DB_MODERATOR, by, write_slice, &w);
		if (e == ERR_OK) {
			for (size_t i = 0; i < w.n_decided; i++)
				memory_decided(h, w.decided[i], false);
			ret->batch = w.begun = w.batch;
			ret->decided += (int64_t)w.n_decided;
			ret->passed += (int64_t)(w.n - w.n_decided);
		}
	}
	arena_free(&w.scratch);
	return e;
}

/* ---- taking it back --------------------------------------------------------------------------------- */

enum err
batch_get(struct house *h, struct site *s, const struct moderator *by, struct batch_id id,
	  struct batch_row *ret)
{
	must(actor_at(by, s));
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_batch_get(db, s->id, actor_account(by), id, ret);
	store_reader_done(h->store, &db);
	return e;
}

struct taking {
	struct house *house;
	struct site *site;
	const struct moderator *by;
	struct batch_id batch;
	struct arena *scratch;
	int64_t after; /* the last decision that was looked at */
	struct decision_row *rows;
	size_t n;
	struct ban_id *bans;
	size_t n_bans;
	struct { /* of this write */
		struct comment_id comment;
		bool open;
	} restored[BATCH_SLICE];
	size_t n_restored;
	int64_t kept;
};

static enum err
undo_one(struct db *db, struct taking *w, const struct decision_row *d)
{
	struct comment c;
	struct hash person;
	enum err e = store_comment_get(db, w->scratch, w->site->id, d->comment, &c, &person);
	if (e == ERR_OK) {
		struct undoing u = {.site = w->site, .by = w->by, .decision = d, .page = c.page,
				    .now = clock_now(), .arena = w->scratch, .comment = &c};
		e = undo_write(db, &u);
		if (e == ERR_OK) {
			w->restored[w->n_restored].comment = d->comment;
			w->restored[w->n_restored++].open = u.open;
		}
	}
	w->kept += e == ERR_CONFLICT || e == ERR_GONE;
	return e == ERR_CONFLICT || e == ERR_GONE ? ERR_OK : e;
}

static enum err
write_undo_slice(struct db *db, void *arg)
{
	struct taking *w = arg;
	w->n_restored = 0;
	w->kept = 0;
	arena_reset(w->scratch);
	enum err e = store_batch_decisions(db, w->batch, w->after, BATCH_SLICE, w->rows, &w->n);
	for (size_t i = 0; e == ERR_OK && i < w->n; i++)
		e = undo_one(db, w, &w->rows[i]);
	return e;
}

static enum err
write_lifts(struct db *db, void *arg)
{
	struct taking *w = arg;
	int64_t now = clock_now();
	struct str who = actor_name(w->by);
	arena_reset(w->scratch);
	enum err e = store_batch_bans(db, w->batch, BANS_SLICE, w->bans, &w->n_bans);
	for (size_t i = 0; e == ERR_OK && i < w->n_bans; i++) {
		e = store_ban_lift(db, w->site->id, w->bans[i], now);
		if (e == ERR_OK)
			e = store_audit_add(db, w->site->id, now, who, STR("ban.lift"),
					    str_printf(w->scratch, "ban %lld", (long long)w->bans[i].n),
					    batch_subject(w->scratch, w->batch));
	}
	return e;
}

static enum err
write_end(struct db *db, void *arg)
{
	struct taking *w = arg;
	int64_t now = clock_now();
	enum err e = store_batch_undone(db, w->batch, now);
	if (e == ERR_OK)
		e = store_audit_add(db, w->site->id, now, actor_name(w->by), STR("batch.undo"),
				    batch_subject(w->scratch, w->batch), STR(""));
	return e;
}

/* The bans first: who was banned wrongly can post again while the rest goes on. */
static enum err
take_back(struct taking *w, struct batch_undone *ret)
{
	enum err e;
	do {
		e = actor_write(w->house, DB_MODERATOR, w->by, write_lifts, w);
		ret->lifted += e == ERR_OK ? (int64_t)w->n_bans : 0;
	} while (e == ERR_OK && w->n_bans == BANS_SLICE);
	if (ret->lifted > 0)
		lists_written(w->house, w->site);
	while (e == ERR_OK) {
		e = actor_write(w->house, DB_MODERATOR, w->by, write_undo_slice, w);
		if (e != ERR_OK || w->n == 0)
			break;
		for (size_t i = 0; i < w->n_restored; i++)
			memory_decided(w->house, w->restored[i].comment, w->restored[i].open);
		w->after = w->rows[w->n - 1].id;
		ret->restored += (int64_t)w->n_restored;
		ret->kept += w->kept;
	}
	return e == ERR_OK ? actor_write(w->house, DB_MODERATOR, w->by, write_end, w) : e;
}

enum err
batch_undo(struct house *h, struct site *s, const struct moderator *by, struct batch_id id,
	   struct batch_undone *ret)
{
	struct batch_row row;
	struct batch_undone out = {.outcome = BATCH_NOTHING};
	enum err e = batch_get(h, s, by, id, &row);
	if (e != ERR_OK && e != ERR_GONE)
		return e;
	if (e == ERR_GONE || row.undone != 0 || row.made + UNDO_SPAN < clock_now()) {
		*ret = out;
		return ERR_OK;
	}
	out.outcome = actor_role(by) < ROLE_MODERATOR ? BATCH_FORBIDDEN : BATCH_UNDONE;
	e = ERR_OK;
	if (out.outcome == BATCH_UNDONE) {
		struct taking w = {.house = h, .site = s, .by = by, .batch = id, .scratch = arena_new()};
		struct arena *lists = arena_new();
		w.rows = arena_array(lists, BATCH_SLICE, struct decision_row);
		w.bans = arena_array(lists, BANS_SLICE, struct ban_id);
		e = take_back(&w, &out);
		arena_free(&lists);
		arena_free(&w.scratch);
		if (e == ERR_GONE) { /* the same press, twice at once: the other one ended it */
			out.outcome = BATCH_NOTHING;
			e = ERR_OK;
		}
	}
	if (e == ERR_OK)
		*ret = out;
	return e;
}
