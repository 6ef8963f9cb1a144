/* Back tests; see the header. Reads in pages, so memory does not grow with the store. */
#include "flow/backtest.h"

#include "base/clock.h"
#include "flow/lists.h"
#include "flow/train.h"
#include "store/store_comment.h"
#include "store/store_thread.h"

#define PAGE_ROWS 200

struct past {
	struct comment comment;
	struct str lang;
	struct hash ban;
};

struct test {
	struct house *house;
	struct site *site;
	struct arena *arena, *page, *one; /* of the result, of a page of rows, of a comment */
	const struct filter *filter;      /* NULL: a ban is tried */
	const struct bans *bans;
	struct policy policy;
	const struct delta *delta;        /* what the site has taught the classifier */
	struct str rule;                  /* whose reasons count */
	bool stored;                      /* they are looked up, not found anew */
	struct past *rows;
	size_t n_rows;
	struct backtest out;
};

static void
keep_row(void *arg, const struct comment *c, struct str lang, const struct hash *ban)
{
	struct test *t = arg;
	t->rows[t->n_rows++] = (struct past){store_comment_keep(t->page, c), str_copy(t->page, lang), *ban};
}

/* What has caught a comment, in arena `one`. */
struct hits {
	struct reason *at;
	size_t n;
};

/* Those of the rule that is tried, moved to the front. */
static struct hits
reasons_of(const struct test *t, struct reason *reasons, size_t n)
{
	struct hits h = {reasons, 0};
	for (size_t i = 0; i < n; i++)
		if (str_eq(reasons[i].rule, t->rule))
			h.at[h.n++] = reasons[i];
	return h;
}

/* As it would be judged from somebody known, through a good form. */
static struct hits
judged(const struct test *t, const struct past *p)
{
	const struct site_conf *conf = t->site->conf;
	struct verdict v;
	struct facts facts = {.token = TOKEN_GOOD, .approved = conf->hold_first,
			      .model = t->house->model, .delta = t->delta};
	struct draft d = {.text = p->comment.text,
			  .name = p->comment.name,
			  .url = p->comment.url,
			  .page = p->comment.page,
			  .title = p->comment.title,
			  .lang = p->lang.n > 0 ? p->lang : conf->lang,
			  .site_host = conf->host};
	filter_run(t->filter, t->one, &d, &facts, &t->policy, &v);
	return reasons_of(t, v.reasons, v.n_reasons);
}

static struct hits
banned(const struct test *t, const struct past *p)
{
	static const struct hash nobody;
	const struct ban_hit *hits;
	struct suspect who = {.person = crypt_equal(&p->ban, &nobody, sizeof(nobody)) ? NULL : &p->ban,
			      .name = p->comment.name,
			      .text = p->comment.text,
			      .url = p->comment.url};
	struct hits h = {.n = bans_find(t->bans, t->one, &who, clock_now(), &hits)};
	h.at = arena_array(t->one, h.n, struct reason);
	for (size_t i = 0; i < h.n; i++)
		h.at[i] = (struct reason){.field = hits[i].field, .from = hits[i].from, .to = hits[i].to};
	return h;
}

/* Where it was caught; the rule's name outlives the rows. */
static void
mark(struct test *t, const struct hits *h, struct caught *c)
{
	struct reason *marks = arena_array(t->arena, h->n, struct reason);
	for (size_t i = 0; i < h->n; i++)
		marks[i] = (struct reason){.rule = t->rule, .field = h->at[i].field, .from = h->at[i].from,
					   .to = h->at[i].to};
	c->marks = marks;
	c->n_marks = h->n;
}

static void
count(struct test *t, const struct comment *c, const struct hits *h)
{
	struct backtest *out = &t->out;
	bool decided = c->decided != 0;
	arena_grow(t->arena, out->caught, out->n);
	out->caught[out->n] = (struct caught){.id = c->id, .state = c->state, .decided = decided};
	if (out->n < BACKTEST_MARKED)
		mark(t, h, &out->caught[out->n]);
	out->n++;
	bool bad = c->state == STATE_REJECTED || c->state == STATE_SPAM || c->state == STATE_DELETED;
	if (c->state == STATE_APPROVED)
		out->published++;
	else if (bad && decided)
		out->rejected++;
	else
		out->rest++;
}

static enum err
try_page(struct test *t, struct comment_id *before, int64_t limit)
{
	enum err e = ERR_OK;
	t->n_rows = 0;
	struct db *db = store_reader(t->house->store, DB_MODERATOR);
	e = store_comment_list_last(db, t->site->id, *before, limit, keep_row, t);
	for (size_t i = 0; e == ERR_OK && i < t->n_rows; i++) {
		const struct past *p = &t->rows[i];
		struct reason *reasons = NULL;
		size_t n = 0;
		if (t->stored)
			e = store_reason_list(db, t->one, p->comment.id, &reasons, &n);
		struct hits hits = t->stored         ? reasons_of(t, reasons, n)
				   : t->bans != NULL ? banned(t, p)
						     : judged(t, p);
		if (e == ERR_OK && hits.n > 0)
			count(t, &p->comment, &hits);
		*before = p->comment.id;
		arena_reset(t->one);
	}
	store_reader_done(t->house->store, &db);
	t->out.tested += (int64_t)t->n_rows;
	arena_reset(t->page);
	return e;
}

static enum err
try_all(struct test *t, int64_t last)
{
	struct comment_id before = {INT64_MAX};
	enum err e = ERR_OK;
	bool more = true;
	while (e == ERR_OK && more) {
		int64_t limit = last - t->out.tested < PAGE_ROWS ? last - t->out.tested : PAGE_ROWS;
		t->rows = arena_array(t->page, PAGE_ROWS, struct past);
		e = limit == 0 ? ERR_OK : try_page(t, &before, limit);
		more = limit > 0 && (int64_t)t->n_rows == limit;
	}
	return e;
}

/* The site's policy, but the rule that is tried speaks. */
static bool
prepare_rule(struct test *t, const struct lists *l, struct str rule)
{
	size_t id, n = filter_rules();
	if (!filter_rule_find(rule, &id))
		return false;
	struct rule_setting *rules = arena_array(t->arena, n, struct rule_setting);
	memcpy(rules, l->policy.rules, n * sizeof(*rules));
	rules[id].off = rules[id].shadow = false;
	t->policy = l->policy;
	t->policy.rules = rules;
	t->rule = rule;
	t->stored = filter_rule_row(id).from_facts;
	return true;
}

enum err
backtest(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	 const struct trial *what, int64_t last, struct backtest *ret)
{
	struct test t = {.house = h, .site = s, .arena = a};
	struct snapshot *said, *snap;
	const struct filter *words = lists_filter(s, &snap);
	const struct lists *l = lists_take(s, &said);
	struct filter *own = NULL;
	size_t bad = 0;
	t.rule = what->ban != NULL ? STR("ban") : STR("word-site");
	must(actor_at(by, s) && last > 0 && last <= BACKTEST_MAX);
	t.filter = words;
	t.policy = l->policy;
	t.policy.rules = NULL;
	enum err e = ERR_OK;
	if (what->ban != NULL)
		t.bans = bans_new(a, what->ban, 1, &bad);
	else if (what->words != NULL)
		t.filter = own = filter_new(what->words, what->n_words, &bad);
	else if (!prepare_rule(&t, l, what->rule))
		e = ERR_INPUT;
	must(bad == 0);
	struct snapshot *learned = train_take(s, h->model, &t.delta);
	t.page = arena_new();
	t.one = arena_new();
	if (e == ERR_OK)
		e = try_all(&t, last);
	arena_free(&t.one);
	arena_free(&t.page);
	filter_free(&own);
	snapshot_give(&learned);
	snapshot_give(&snap);
	snapshot_give(&said);
	if (e == ERR_OK)
		*ret = t.out;
	return e;
}
