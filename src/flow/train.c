/* Learning from decisions; see the header. */
#include "flow/train.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "flow/memory.h"

#define SLICE 200 /* lessons taken at a time, about 20 us each */

/* What requests read: never changed. */
struct copy {
	struct delta *delta;
	uint64_t base; /* model_version() of what it is added to */
};

struct learner {
	struct learner *next;
	struct site_id site;
	struct snapshot_slot slot; /* struct copy */
	/* The learning thread's alone. */
	struct delta *delta; /* NULL: not loaded */
	uint64_t base;
	int64_t refit;    /* of which this is, with steps on top; 0: of none */
	int64_t upto;     /* the last lesson taken */
	int64_t since;    /* lessons taken since the refit */
	int64_t made, examples; /* of the refit */
	bool unlike;      /* the stored refit stands on another base or key */
	bool changed;     /* since it was put before the requests */
};

struct learners {
	pthread_mutex_t lock; /* over the list: settings are read anew on another thread */
	struct learner *first;
};

struct learners *
learners_new(void)
{
	struct learners *all = heap_zero(1, sizeof(*all));
	must(pthread_mutex_init(&all->lock, NULL) == 0);
	return all;
}

static void
learner_free(struct learner *l)
{
	snapshot_swap(&l->slot, NULL);
	must(pthread_mutex_destroy(&l->slot.lock) == 0);
	delta_free(&l->delta);
	heap_free(l);
}

void
learners_free(struct learners **learners)
{
	struct learners *all = *learners;
	if (all == NULL)
		return;
	for (struct learner *l = all->first, *next; l != NULL; l = next) {
		next = l->next;
		learner_free(l);
	}
	must(pthread_mutex_destroy(&all->lock) == 0);
	heap_free(all);
	*learners = NULL;
}

struct learner *
learner_of(struct learners *all, struct site_id site)
{
	must(pthread_mutex_lock(&all->lock) == 0);
	struct learner *l = all->first;
	while (l != NULL && l->site.n != site.n)
		l = l->next;
	if (l == NULL) {
		l = heap_zero(1, sizeof(*l));
		l->site = site;
		must(pthread_mutex_init(&l->slot.lock, NULL) == 0);
		l->next = all->first;
		all->first = l;
	}
	must(pthread_mutex_unlock(&all->lock) == 0);
	return l;
}

/* ---- what requests read --------------------------------------------------------------------- */

static void
free_copy(void *data)
{
	struct copy *c = data;
	delta_free(&c->delta);
	heap_free(c);
}

static void
publish(struct learner *l)
{
	struct copy *c = heap_zero(1, sizeof(*c));
	c->delta = delta_copy(l->delta);
	c->base = l->base;
	snapshot_swap(&l->slot, snapshot_new(c, free_copy));
	l->changed = false;
}

struct snapshot *
train_take(struct site *s, const struct model *m, const struct delta **ret)
{
	struct snapshot *snap = snapshot_take(&s->learner->slot);
	const struct copy *c = snap == NULL ? NULL : snapshot_data(snap);
	*ret = c != NULL && c->base == model_version(m) ? c->delta : NULL;
	return snap;
}

/* ---- the last refit --------------------------------------------------------------------------- */

/* The key that hashes a site's delta, and a name for it that betrays nothing of it. */
struct delta_key {
	struct hash key, name;
};

static struct delta_key
key_of(struct house *h, struct site *s, struct arena *a)
{
	struct delta_key k;
	struct mac *m = mac_begin(a, h->keys, PURPOSE_CLASSIFY);
	mac_str(m, STR("key"));
	mac_int(m, s->id.n);
	k.key = mac_hash(m);
	m = mac_begin(a, h->keys, PURPOSE_CLASSIFY);
	mac_str(m, STR("name"));
	k.name = mac_hash(m);
	return k;
}

static struct str
base_of(struct house *h, struct arena *a, const struct delta_key *k)
{
	return str_printf(a, "model %016llx key %.*s", (unsigned long long)model_version(h->model),
			  STR_FMT(hex_encode(a, k->name.b, 8)));
}

/* Starts from the stored refit, or from nothing where there is none or none that fits. */
static enum err
load(struct house *h, struct site *s, struct arena *a)
{
	struct learner *l = s->learner;
	struct learned row = {0};
	struct delta *delta = NULL;
	struct delta_key k = key_of(h, s, a);
	struct db *db = store_reader(h->store, DB_KEEPER);
	enum err e = store_learned_get(db, a, s->id, &row);
	store_reader_done(h->store, &db);
	if (e != ERR_OK && e != ERR_GONE)
		return e;
	bool fits = e == ERR_OK && str_eq(row.base, base_of(h, a, &k)) &&
		    delta_read(row.delta, k.key.b, &delta) == ERR_OK;
	delta_free(&l->delta);
	l->delta = fits ? delta : delta_new(k.key.b);
	l->base = model_version(h->model);
	l->refit = row.refit;
	l->unlike = row.refit > 0 && !fits;
	l->upto = fits ? row.upto : 0;
	l->since = 0;
	l->made = row.made;
	l->examples = fits ? row.examples : 0;
	l->changed = true;
	return ERR_OK;
}

/* Is what we have of the stored refit and of the base in force? */
static enum err
load_if_other(struct house *h, struct site *s, struct arena *a)
{
	const struct learner *l = s->learner;
	int64_t refit = 0;
	struct db *db = store_reader(h->store, DB_KEEPER);
	enum err e = store_learned_refit(db, s->id, &refit);
	store_reader_done(h->store, &db);
	if (e == ERR_OK &&
	    (l->delta == NULL || refit != l->refit || l->base != model_version(h->model)))
		e = load(h, s, a);
	return e;
}

/* ---- steps ------------------------------------------------------------------------------------ */

struct taking {
	struct house *house;
	struct learner *learner;
	struct arena *arena; /* of one lesson after the other */
	size_t n;
};

static void
teach(struct taking *t, struct str text, enum opinion opinion, bool take_back)
{
	if (opinion == OPINION_GOOD || opinion == OPINION_SPAM)
		delta_step(t->learner->delta, t->house->model, t->arena, text,
			   opinion == OPINION_SPAM, take_back);
}

static void
take_lesson(void *arg, const struct lesson *lesson)
{
	struct taking *t = arg;
	teach(t, lesson->comment.text, lesson->before, true);
	teach(t, lesson->comment.text, lesson->opinion, false);
	memory_learn(t->house, t->arena, lesson);
	arena_reset(t->arena);
	t->learner->upto = lesson->id;
	t->learner->since++;
	t->learner->changed = true;
	t->n++;
}

static enum err
take_lessons(struct house *h, struct site *s, bool *ret_more)
{
	struct taking t = {.house = h, .learner = s->learner, .arena = arena_new()};
	struct db *db = store_reader(h->store, DB_KEEPER);
	enum err e = store_lesson_list(db, s->id, s->learner->upto, SLICE, take_lesson, &t);
	store_reader_done(h->store, &db);
	arena_free(&t.arena);
	*ret_more = t.n == SLICE;
	return e;
}

/* Requests never see a state with half of the lessons behind a refit. */
enum err
train_catch_up(struct house *h, struct site *s, struct arena *a)
{
	bool more = true;
	enum err e = load_if_other(h, s, a);
	while (e == ERR_OK && more)
		e = take_lessons(h, s, &more);
	if (e == ERR_OK && s->learner->changed)
		publish(s->learner);
	return e;
}

enum err
train_learn(struct house *h, struct arena *a, bool *ret_more)
{
	enum err first = ERR_OK;
	*ret_more = false;
	for (size_t i = 0; i < h->n_sites; i++) {
		enum err e = train_catch_up(h, &h->sites[i], a);
		if (first == ERR_OK)
			first = e;
	}
	return first;
}

/* ---- the refit -------------------------------------------------------------------------------- */

struct fitting {
	struct refit *refit;
	struct arena *arena; /* of one text after the other */
	struct comment_id last;
	int64_t n, slice;
};

static void
add_example(void *arg, const struct lesson *l)
{
	struct fitting *f = arg;
	refit_add(f->refit, f->arena, l->comment.id.n, l->comment.text,
		  l->opinion == OPINION_SPAM);
	arena_reset(f->arena);
	f->last = l->comment.id;
	f->n++;
	f->slice++;
}

/* The newest REFIT_MAX examples as they stood when `upto` was the last lesson, in slices: no reader
 * is kept for long. */
static enum err
add_examples(struct house *h, struct site *s, int64_t upto, struct fitting *f)
{
	struct comment_id before = {0};
	struct db *db = store_reader(h->store, DB_KEEPER);
	enum err e = store_lesson_nth_newest(db, s->id, upto, REFIT_MAX, &before);
	store_reader_done(h->store, &db);
	if (e == ERR_OK)
		f->last = before;
	if (e == ERR_GONE)
		e = ERR_OK;
	do {
		f->slice = 0;
		db = store_reader(h->store, DB_KEEPER);
		if (e == ERR_OK)
			e = store_lesson_standing(db, s->id, upto, f->last, SLICE, add_example, f);
		store_reader_done(h->store, &db);
	} while (e == ERR_OK && f->slice == SLICE);
	return e;
}

struct putting {
	struct site_id site;
	struct learned row;
};

static enum err
write_learned(struct db *db, void *arg)
{
	const struct putting *p = arg;
	return store_learned_put(db, p->site, &p->row);
}

#define MILLION 1e6

static struct str
bins_text(struct arena *a, const struct hold_out *o)
{
	struct buf b = buf_in(a, HOLD_OUT_BINS * 64);
	for (size_t i = 0; i < HOLD_OUT_BINS; i++) {
		const struct hold_out_bin *bin = &o->bins[i];
		buf_printf(&b, "%s%zu %zu %lld", i == 0 ? "" : " ", bin->n, bin->positive,
			   (long long)(bin->p * MILLION + .5));
	}
	return buf_view(&b);
}

bool
train_bins(const struct learned *l, struct hold_out_bin ret[HOLD_OUT_BINS])
{
	struct hold_out_bin bins[HOLD_OUT_BINS];
	struct str rest = l->bins;
	for (size_t i = 0; i < HOLD_OUT_BINS; i++) {
		int64_t n[3];
		for (size_t k = 0; k < ARRAY_LEN(n); k++) {
			struct str word;
			str_cut(&rest, ' ', &word);
			if (!str_int(word, 0, INT64_MAX, &n[k]))
				return false;
		}
		bins[i] = (struct hold_out_bin){(size_t)n[0], (size_t)n[1], (double)n[2] / MILLION};
	}
	memcpy(ret, bins, sizeof(bins));
	return true;
}

static void
take_report(struct learned *row, struct arena *a, const struct hold_out *o)
{
	row->held = (int64_t)o->n;
	row->held_spam = (int64_t)o->positive;
	row->f1 = o->f1;
	row->precision = o->precision;
	row->recall = o->recall;
	row->fpr = o->fpr;
	row->ece = o->ece;
	row->bins = bins_text(a, o);
}

enum err
train_refit(struct house *h, struct site *s, struct arena *a)
{
	struct putting p = {.site = s->id};
	struct hold_out report;
	struct delta_key k = key_of(h, s, a);
	enum err e = train_catch_up(h, s, a);
	if (e != ERR_OK)
		return e;
	p.row.refit = s->learner->refit + 1;
	p.row.upto = s->learner->upto;
	p.row.base = base_of(h, a, &k);
	p.row.made = clock_now();
	struct fitting f = {.refit = refit_begin(h->model, k.key.b), .arena = arena_new()};
	e = add_examples(h, s, p.row.upto, &f);
	arena_free(&f.arena);
	struct delta *delta = refit_end(&f.refit, &report);
	if (e == ERR_OK) {
		p.row.examples = f.n;
		p.row.delta = delta_write(a, delta);
		take_report(&p.row, a, &report);
		e = store_write(h->store, DB_KEEPER, write_learned, &p);
	}
	delta_free(&delta);
	if (e != ERR_OK)
		return e;
	log_event(LOG_INFO, "refit", LOG_S("site", s->conf->name), LOG_I("number", p.row.refit),
		  LOG_I("examples", p.row.examples));
	/* Taken from the store, like another process's; if not now, then in the next round. */
	(void)!train_catch_up(h, s, a);
	return ERR_OK;
}

static bool
is_due(const struct learner *l, int64_t now)
{
	if (l->delta == NULL)
		return false;
	bool many = l->since >= REFIT_LESSONS && l->since * REFIT_SHARE >= l->examples;
	return l->unlike || many || (l->since > 0 && now - l->made >= REFIT_SPAN);
}

enum err
train_refit_due(struct house *h, struct arena *a, bool *ret_more)
{
	enum err first = ERR_OK;
	*ret_more = false;
	for (size_t i = 0; i < h->n_sites && !*ret_more; i++) {
		struct site *s = &h->sites[i];
		if (!is_due(s->learner, clock_now()))
			continue;
		/* It may be stored already, and taking it have failed: then it is not made twice. */
		enum err e = train_catch_up(h, s, a);
		if (e == ERR_OK && is_due(s->learner, clock_now())) {
			e = train_refit(h, s, a);
			*ret_more = e == ERR_OK;
		}
		/* Another process was faster: its refit is taken with the next lessons. */
		if (first == ERR_OK && e != ERR_CONFLICT)
			first = e;
	}
	return first;
}

enum err
train_report(struct house *h, struct site *s, struct arena *a, struct learned *ret,
	     int64_t *ret_since)
{
	struct learned row;
	int64_t since = 0;
	struct db *db = store_reader(h->store, DB_KEEPER);
	enum err e = store_learned_get(db, a, s->id, &row);
	if (e == ERR_OK)
		e = store_lesson_since(db, s->id, row.upto, &since);
	store_reader_done(h->store, &db);
	if (e == ERR_OK) {
		row.delta = STR("");
		*ret = row;
		*ret_since = since;
	}
	return e;
}
