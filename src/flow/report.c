/* Reports; see the header. */
#include "flow/report.h"

#include "base/clock.h"
#include "flow/gate.h"
#include "flow/vote.h"
#include "store/store_actor.h"
#include "store/store_comment.h"
#include "store/store_report.h"
#include "store/store_thread.h"
#include "store/store_vote.h"

/* Weights are sums of fractions: what is less short than this is not short. */
#define WEIGHT_GRAIN 1e-9

double
report_weight(int64_t confirmed, int64_t dismissed, bool kept)
{
	double weight = 2 * ((double)confirmed + 1) / ((double)(confirmed + dismissed) + 2);
	return kept ? weight / REPORT_KEPT_TIMES : weight;
}

bool
report_reason(struct str word, enum report *ret)
{
	return report_of(word, ret) == ERR_OK;
}

struct reporting {
	struct house *house;
	struct site *site;
	struct arena *arena;
	const struct visitor *visitor;
	struct comment_id comment;
	enum report reason;
	struct str text, earlier;
	int64_t now;
	struct hash reporter;
	struct reported *out;
};

static struct hash
reporter_under(const struct reporting *r, unsigned link)
{
	struct mac *m = mac_begin_link(r->arena, r->house->keys, PURPOSE_IP, link);
	mac_str(m, STR("report"));
	mac_int(m, r->site->id.n);
	mac_str(m, r->visitor->block);
	return mac_hash(m);
}

/* REPORT_TAKEN: so far nothing is against it. */
static enum err
look(struct db *db, struct reporting *r, struct vote_target *t)
{
	struct reported *out = r->out;
	bool own = false;
	*out = (struct reported){.outcome = REPORT_TAKEN};
	enum err e = store_vote_target(db, r->arena, r->site->id, r->comment, t);
	if (e == ERR_GONE || (e == ERR_OK && t->state != STATE_APPROVED)) {
		out->outcome = REPORT_GONE;
		return ERR_OK;
	}
	if (e != ERR_OK)
		return e;
	out->lang = t->thread.lang;
	e = vote_own(db, r->house, r->site, r->arena, r->visitor, t, r->earlier, &own);
	if (own)
		out->outcome = REPORT_OWN;
	return e;
}

/* What the reports weigh by now hides the comment, or does not. */
static enum err
weigh(struct db *db, struct reporting *r, const struct vote_target *t)
{
	struct thread_id thread;
	const int64_t most = r->site->conf->report_hide;
	int64_t n = 0;
	double weight = 0;
	enum err e = store_report_weight(db, r->comment, t->version, &n, &weight);
	if (e != ERR_OK || most == 0 || weight < (double)most - WEIGHT_GRAIN)
		return e;
	struct str count = str_printf(r->arena, "%lld", (long long)n);
	e = store_report_hide(db, r->site->id, r->comment, count, &thread);
	if (e == ERR_OK)
		e = store_thread_count(db, thread, -1);
	if (e == ERR_OK)
		e = store_outbox_add(db, r->site->id, STR("waiting"), r->comment.n, r->now);
	if (e == ERR_OK)
		e = store_audit_act(db, r->site->id, r->now, STR("readers"), STR("hide"), r->comment,
				    str_printf(r->arena, "%lld reports, weight %.2f", (long long)n, weight));
	if (e == ERR_OK)
		db_touch(db, r->site->id.n, t->thread.page);
	r->out->hid = e == ERR_OK;
	return e;
}

/* What this address has reported, under every key of the file: `ret_before` this very text. r->reporter is
 * then under the newest. */
static enum err
look_back(struct db *db, struct reporting *r, const struct vote_target *t, int64_t *ret_confirmed,
	  int64_t *ret_dismissed, bool *ret_before)
{
	enum err e = ERR_OK;
	unsigned links = keyring_links(r->house->keys);
	*ret_confirmed = *ret_dismissed = 0;
	*ret_before = false;
	for (unsigned link = 0; e == ERR_OK && link < links; link++) {
		int64_t confirmed = 0, dismissed = 0;
		bool has = false;
		r->reporter = reporter_under(r, link);
		e = store_report_record(db, &r->reporter, &confirmed, &dismissed);
		if (e == ERR_OK)
			e = store_report_has(db, r->comment, t->version, &r->reporter, &has);
		*ret_confirmed += confirmed;
		*ret_dismissed += dismissed;
		*ret_before |= has;
	}
	return e;
}

/* Only one write runs at a time, so what is read here is what is counted on. */
static enum err
write_report(struct db *db, void *arg)
{
	struct reporting *r = arg;
	struct vote_target t = {.up = 0};
	struct new_report n = {.site = r->site->id, .comment = r->comment, .reporter = &r->reporter,
			       .reason = r->reason, .text = r->text, .now = r->now};
	int64_t confirmed = 0, dismissed = 0;
	bool kept = false, before = false;
	enum err e = look(db, r, &t);
	if (e != ERR_OK || r->out->outcome != REPORT_TAKEN)
		return e;
	n.version = t.version;
	e = look_back(db, r, &t, &confirmed, &dismissed, &before);
	if (e == ERR_OK && before) {
		r->out->outcome = REPORT_AS_BEFORE;
		return ERR_OK;
	}
	if (e == ERR_OK)
		e = store_report_kept(db, r->comment, t.version, r->reason, &kept);
	n.weight = report_weight(confirmed, dismissed, kept);
	if (e == ERR_OK)
		e = store_report_add(db, &n);
	if (e == ERR_OK)
		e = store_audit_act(db, r->site->id, r->now, STR("reader"), STR("report"), r->comment,
				    report_word(r->reason));
	return e == ERR_OK ? weigh(db, r, &t) : e;
}

enum err
report_make(struct house *h, struct site *s, struct arena *a, const struct visitor *v,
	    struct comment_id id, enum report reason, struct str text, struct str earlier,
	    struct reported *ret)
{
	struct reported out = {.outcome = REPORT_OFF};
	struct reporting r = {.house = h, .site = s, .arena = a, .visitor = v, .comment = id,
			      .reason = reason, .text = text, .earlier = earlier, .now = clock_now(),
			      .out = &out};
	struct vote_target t = {.up = 0};
	enum err e = ERR_OK;
	if (s->conf->reports) {
		struct db *db = store_reader(h->store, DB_VISITOR);
		e = look(db, &r, &t);
		store_reader_done(h->store, &db);
	}
	if (e == ERR_OK && out.outcome == REPORT_TAKEN) {
		out.retry_after = gate_act(h, s, a, v, "report", REPORT_TIMES);
		if (out.retry_after > 0)
			out.outcome = REPORT_TOO_MANY;
		else
			e = store_write(h->store, DB_VISITOR, write_report, &r);
	}
	if (e == ERR_OK)
		*ret = out;
	return e;
}

enum err
report_target(struct house *h, struct site *s, struct arena *a, struct comment_id id,
	      struct comment *ret, struct str *ret_lang)
{
	struct vote_target t = {.up = 0};
	struct comment c = {.state = STATE_PENDING};
	if (!s->conf->reports)
		return ERR_GONE;
	struct db *db = store_reader(h->store, DB_VISITOR);
	enum err e = store_vote_target(db, a, s->id, id, &t);
	if (e == ERR_OK)
		e = store_comment_own(db, a, s->id, id, &c);
	store_reader_done(h->store, &db);
	if (e == ERR_OK && c.state != STATE_APPROVED)
		return ERR_GONE;
	if (e == ERR_OK) {
		c.page = t.thread.page;
		*ret = c;
		*ret_lang = t.thread.lang;
	}
	return e;
}
