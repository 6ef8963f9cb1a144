/* Housekeeping; see the header. The table is chores.def. */
#include "flow/keep.h"

#include "base/clock.h"
#include "base/log.h"
#include "flow/actor.h"
#include "flow/audit.h"
#include "flow/ban.h"
#include "flow/memory.h"
#include "flow/post.h"
#include "flow/retention.h"
#include "flow/rule.h"
#include "flow/search.h"
#include "flow/subject.h"
#include "flow/train.h"
#include "flow/wait.h"
#include "store/store_actor.h"
#include "store/store_comment.h"
#include "store/store_notice.h"
#include "store/store_receipt.h"

static enum err
flush_seen(struct house *h, struct arena *a, bool *ret_more)
{
	(void)a;
	*ret_more = false;
	actor_flush_seen(h);
	return ERR_OK;
}

static enum err
flush_hits(struct house *h, struct arena *a, bool *ret_more)
{
	(void)a;
	*ret_more = false;
	return ban_flush_hits(h);
}

static enum err
write_sweep(struct db *db, void *arg)
{
	int64_t now = *(const int64_t *)arg;
	enum err e = store_comment_post_keys_sweep(db, now - POST_REPEAT_SPAN, now - POST_KEY_SPAN);
	if (e == ERR_OK)
		e = store_notice_post_keys_sweep(db, now - POST_REPEAT_SPAN);
	if (e == ERR_OK)
		e = store_receipt_sweep(db, now - POST_KEY_SPAN);
	if (e == ERR_OK)
		e = store_session_sweep(db, now, now - SESSION_IDLE);
	if (e == ERR_OK)
		e = store_invite_sweep(db, now);
	return e;
}

static enum err
sweep(struct house *h, struct arena *a, bool *ret_more)
{
	int64_t now = clock_now();
	(void)a;
	*ret_more = false;
	return store_write(h->store, DB_KEEPER, write_sweep, &now);
}

/* What is to be told goes to the log, where the operator's own tools find it: no mail is sent yet. */
struct telling {
	int64_t now, up_to;
};

static enum err
mark_told(struct db *db, void *arg)
{
	const struct telling *t = arg;
	return store_outbox_done(db, t->now, t->up_to);
}

/* "": it is in the settings no more. */
static struct str
site_name(const struct house *h, struct site_id id)
{
	for (size_t i = 0; i < h->n_sites; i++)
		if (h->sites[i].id.n == id.n)
			return h->sites[i].conf->name;
	return STR("");
}

static enum err
tell(struct house *h, struct arena *a, bool *ret_more)
{
	struct errand *due = NULL;
	size_t n = 0;
	*ret_more = false;
	struct db *db = store_reader(h->store, DB_KEEPER);
	enum err e = store_outbox_due(db, a, 200, &due, &n);
	store_reader_done(h->store, &db);
	if (e != ERR_OK || n == 0)
		return e;
	for (size_t i = 0; i < n; i++)
		log_event(LOG_INFO, "notice", LOG_S("site", site_name(h, due[i].site)),
			  LOG_S("kind", due[i].kind),
			  LOG_I(str_eq(due[i].kind, STR("storm")) ? "thread" : "comment", due[i].subject));
	struct telling t = {clock_now(), due[n - 1].id};
	return store_write(h->store, DB_KEEPER, mark_told, &t);
}

static enum err
reread_lists(struct house *h, struct arena *a, bool *ret_more)
{
	(void)a;
	*ret_more = false;
	house_reread(h);
	return ERR_OK;
}

static enum err
give_back(struct house *h, struct arena *a, bool *ret_more)
{
	(void)a;
	*ret_more = false;
	store_give_back(h->store);
	arena_trim();
	return ERR_OK;
}

static const struct {
	const char *name;
	int64_t every;
	enum err (*run)(struct house *, struct arena *, bool *ret_more);
} chores[] = {
#define CHORE(id, every, function, help) {#function, every, function},
#include "flow/chores.def"
#undef CHORE
};

/* True: it has more to do. */
static bool
run(struct house *h, enum chore c, struct arena *a)
{
	bool more = false;
	enum err e = chores[c].run(h, a, &more);
	if (e != ERR_OK && e != ERR_STOPPING)
		log_event(LOG_WARN, "housekeeping", LOG_S("chore", str_of(chores[c].name)),
			  LOG_S("why", str_of(err_text(e))));
	arena_reset(a);
	return e == ERR_OK && more;
}

bool
keep_due(struct house *h, struct rounds *r, struct arena *a)
{
	bool more = false;
	for (size_t c = 0; c < CHORE__MAX; c++) {
		if (clock_tick() < r->due[c])
			continue;
		bool again = run(h, (enum chore)c, a);
		r->due[c] = again ? 0 : clock_tick() + chores[c].every;
		more |= again;
	}
	return more;
}

void
keep_counts(struct house *h)
{
	actor_flush_seen(h);
	enum err e = ban_flush_hits(h);
	if (e != ERR_OK)
		log_event(LOG_WARN, "housekeeping", LOG_S("chore", STR("flush_hits")),
			  LOG_S("why", str_of(err_text(e))));
}

void
keep_all(struct house *h, struct arena *a)
{
	for (size_t c = 0; c < CHORE__MAX; c++)
		while (run(h, (enum chore)c, a))
			continue;
}
