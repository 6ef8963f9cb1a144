/*
 * What one site has learned: AdaGrad steps over the sum of base and delta, and the refit that makes the
 * delta anew from the decisions that stand. The base's weights never change.
 */
#include <math.h>

#include "filter/learn.h"
#include "filter/mix.h"

#define SIZE ((size_t)1 << DELTA_BITS)
#define RATE 0.28f    /* of a step. With it and PRIOR a step moves the log-odds of its own text by less
			 than 4: above that taking it back would have more than one answer */
#define PRIOR 0.5f    /* squares a weight starts with: the first step is no leap */
#define PASSES 4      /* of a refit over its examples */
#define HELD_OUT 10   /* one example in so many calibrates instead of teaching */
#define CALIBRATE 200 /* held-out examples that a calibration of the site's own needs, of either kind
			 a tenth; until then the base's */

struct delta *
delta_new(const unsigned char key[MODEL_KEY_BYTES])
{
	struct delta *d = heap_zero(1, sizeof(*d));
	d->hasher = hasher_of(key, DELTA_BITS);
	d->w = heap_zero(SIZE, sizeof(*d->w));
	d->squares = heap_zero(SIZE, sizeof(*d->squares));
	d->platt = (struct platt){1, 0};
	return d;
}

struct delta *
delta_copy(const struct delta *from)
{
	struct delta *d = heap_alloc(sizeof(*d));
	*d = *from;
	d->w = heap_alloc(SIZE * sizeof(*d->w));
	d->squares = heap_alloc(SIZE * sizeof(*d->squares));
	memcpy(d->w, from->w, SIZE * sizeof(*d->w));
	memcpy(d->squares, from->squares, SIZE * sizeof(*d->squares));
	return d;
}

void
delta_free(struct delta **d)
{
	if (*d == NULL)
		return;
	heap_free((*d)->w);
	heap_free((*d)->squares);
	heap_free(*d);
	*d = NULL;
}

/* As it is in memory: a store is not carried from one kind of machine to another without a refit. */
struct stored {
	uint64_t magic; /* its first byte tells the order of bytes */
	uint64_t check; /* str_hash() of all behind it: finds damage */
	double bias, bias_squares;
	struct platt platt;
	uint64_t version;
};
#define MAGIC UINT64_C(0x524A44454C544101) /* "RJDELTA", and a number: raise when features change */
#define CHECKED offsetof(struct stored, bias)
#define BYTES (sizeof(struct stored) + SIZE * 2 * sizeof(float))

struct str
delta_write(struct arena *a, const struct delta *d)
{
	char *p = arena_alloc(a, BYTES), *weights = p + sizeof(struct stored);
	struct stored s = {.magic = MAGIC, .bias = d->bias, .bias_squares = d->bias_squares,
			   .platt = d->platt, .version = d->version};
	memcpy(p, &s, sizeof(s));
	memcpy(weights, d->w, SIZE * sizeof(float));
	memcpy(weights + SIZE * sizeof(float), d->squares, SIZE * sizeof(float));
	s.check = str_hash((struct str){p + CHECKED, BYTES - CHECKED}, MAGIC);
	memcpy(p, &s, sizeof(s));
	return (struct str){p, BYTES};
}

enum err
delta_read(struct str bytes, const unsigned char key[MODEL_KEY_BYTES], struct delta **ret)
{
	struct stored s;
	if (bytes.n < sizeof(s))
		return ERR_INPUT;
	memcpy(&s, bytes.p, sizeof(s));
	if (s.magic != MAGIC)
		return ERR_VERSION;
	if (bytes.n != BYTES ||
	    s.check != str_hash(str_from(bytes, CHECKED), MAGIC))
		return ERR_INPUT;
	struct delta *d = delta_new(key);
	d->bias = s.bias;
	d->bias_squares = s.bias_squares;
	d->platt = s.platt;
	d->version = s.version;
	memcpy(d->w, bytes.p + sizeof(s), SIZE * sizeof(float));
	memcpy(d->squares, bytes.p + sizeof(s) + SIZE * sizeof(float), SIZE * sizeof(float));
	*ret = d;
	return ERR_OK;
}

uint64_t
delta_version(const struct delta *d)
{
	return d->version;
}

/* ---- a step ------------------------------------------------------------------------------------ */

/* Moves the weights of `f` by `miss` (probability less truth) along the gradient of the log-loss:
 * away from it when `sign` is 1; -1 takes such a step back. */
static void
move(struct delta *d, const struct features *f, double miss, int sign)
{
	uint32_t i = 0;
	for (enum group g = 0; g < GROUP__MAX; g++) {
		float slope = (float)miss * f->value[g], square = slope * slope;
		for (; i < f->end[g]; i++) {
			uint32_t at = f->at[i];
			if (sign > 0)
				d->squares[at] += square;
			d->w[at] -= (float)sign * RATE * slope / sqrtf(d->squares[at] + PRIOR);
			if (sign < 0) /* rounding leaves no sum below nothing */
				d->squares[at] = fmaxf(d->squares[at] - square, 0);
		}
	}
	if (sign > 0)
		d->bias_squares += miss * miss;
	d->bias -= sign * (double)RATE * miss / sqrt(d->bias_squares + 1);
	if (sign < 0)
		d->bias_squares = fmax(d->bias_squares - miss * miss, 0);
}

/* By how much a step with miss 1 would change the log-odds of its own text. */
static double
reach(const struct delta *d, const struct features *f)
{
	double sum = (double)RATE / sqrt(d->bias_squares + 1);
	uint32_t i = 0;
	for (enum group g = 0; g < GROUP__MAX; g++) {
		double rates = 0;
		for (; i < f->end[g]; i++)
			rates += (double)(RATE / sqrtf(d->squares[f->at[i]] + PRIOR));
		sum += rates * (double)f->value[g] * (double)f->value[g];
	}
	return sum;
}

static void
step(struct delta *d, const struct features *f, double base, bool spam)
{
	move(d, f, logistic(base + delta_odds(d, f)) - (spam ? 1 : 0), 1);
}

/* If the last step was this one, then the log-odds were x with x - reach * miss(x) = what they are:
 * found by halving, so that a decision undone at once leaves (but for rounding) nothing behind. */
static void
step_back(struct delta *d, const struct features *f, double base, bool spam)
{
	double now = base + delta_odds(d, f), far = reach(d, f), truth = spam ? 1 : 0;
	double low = spam ? now - far : now, high = spam ? now : now + far;
	for (int i = 0; i < 50; i++) {
		double x = (low + high) / 2;
		if (x - far * (logistic(x) - truth) < now)
			low = x;
		else
			high = x;
	}
	move(d, f, logistic(low) - truth, -1);
}

/* Steps in another order are another history. */
static uint64_t
version_add(uint64_t version, uint64_t what, unsigned sign)
{
	return str_hash((struct str){(const char *)&what, sizeof(what)}, version + sign + 1);
}

void
delta_step(struct delta *d, const struct model *m, struct arena *a, struct str text, bool spam,
	   bool take_back)
{
	double odds[HEAD__MAX];
	struct seen seen = seen_of(a, m->bait, text);
	struct features f = features_of(a, &m->hasher, &seen);
	model_odds(m, &f, odds);
	f = features_of(a, &d->hasher, &seen);
	double base = m->head[HEAD_SPAM].there ? odds[HEAD_SPAM] : 0;
	if (take_back)
		step_back(d, &f, base, spam);
	else
		step(d, &f, base, spam);
	d->version = version_add(d->version, str_hash(text, spam), take_back);
}

/* ---- the refit --------------------------------------------------------------------------------- */

#define KEPT_MAX 1500 /* features of an example that are kept: bounds the memory of a refit */

/* Indices are 16 bits: 25,000 comments of usual length are 20 MB. */
struct kept {
	uint16_t *at;
	uint16_t end[GROUP__MAX];
	float value[GROUP__MAX];
	float base;
	bool spam, held;
};

struct refit {
	struct arena *arena;
	const struct model *model;
	struct delta *delta;
	struct kept *kept;
	size_t n;
	int64_t last;
	uint64_t secret; /* of the choice what is held out */
};

_Static_assert(DELTA_BITS <= 16, "struct kept holds 16 bits of an index");

struct refit *
refit_begin(const struct model *m, const unsigned char key[MODEL_KEY_BYTES])
{
	struct arena *a = arena_new();
	struct refit *r = arena_new_of(a, struct refit);
	r->arena = a;
	r->model = m;
	r->delta = delta_new(key);
	r->kept = arena_array(a, REFIT_MAX, struct kept);
	/* No feature has this kind of symbol: a hash of its own. */
	r->secret = r->delta->hasher.k[HASH_LEN - 1];
	return r;
}

/* Whether comment `id` is held out: the same in every refit, and nobody outside knows. Ids come one after
 * the other, so the keyed sum is mixed: without it a key may hold out none of a hundred in a row, or all. */
static bool
held_out(const struct refit *r, int64_t id)
{
	uint64_t sum = r->delta->hasher.start[0] ^ r->secret;
	sum += r->delta->hasher.k[0] * ((uint64_t)id & UINT32_MAX) +
	       r->delta->hasher.k[1] * ((uint64_t)id >> 32);
	return (mix64(sum) >> 32) % HELD_OUT == 0;
}

void
refit_add(struct refit *r, struct arena *scratch, int64_t id, struct str text, bool spam)
{
	double odds[HEAD__MAX];
	must(id > r->last);
	r->last = id;
	if (r->n == REFIT_MAX)
		return;
	struct seen seen = seen_of(scratch, r->model->bait, text);
	struct features f = features_of(scratch, &r->model->hasher, &seen);
	model_odds(r->model, &f, odds);
	f = features_of(scratch, &r->delta->hasher, &seen);
	struct kept *k = &r->kept[r->n++];
	k->base = r->model->head[HEAD_SPAM].there ? (float)odds[HEAD_SPAM] : 0;
	k->spam = spam;
	k->held = held_out(r, id);
	uint32_t n = f.end[GROUP__MAX - 1] < KEPT_MAX ? f.end[GROUP__MAX - 1] : KEPT_MAX;
	k->at = arena_alloc(r->arena, n * sizeof(*k->at));
	for (uint32_t i = 0; i < n; i++)
		k->at[i] = (uint16_t)f.at[i];
	for (enum group g = 0; g < GROUP__MAX; g++) {
		k->end[g] = (uint16_t)(f.end[g] < n ? f.end[g] : n);
		k->value[g] = f.value[g];
	}
	r->delta->version = version_add(r->delta->version, str_hash(text, spam), 0);
}

static struct features
unpack(const struct kept *k, uint32_t at[KEPT_MAX])
{
	struct features f = {.at = at};
	for (enum group g = 0; g < GROUP__MAX; g++) {
		f.end[g] = k->end[g];
		f.value[g] = k->value[g];
	}
	for (uint32_t i = 0; i < f.end[GROUP__MAX - 1]; i++)
		at[i] = k->at[i];
	return f;
}

/* The site's own calibration and the report, from what was held out. */
static void
calibrate(struct refit *r, uint32_t at[KEPT_MAX], struct hold_out *ret)
{
	struct outcome *o = arena_array(r->arena, r->n, struct outcome);
	size_t n = 0, spam = 0;
	for (size_t i = 0; i < r->n; i++) {
		const struct kept *k = &r->kept[i];
		if (!k->held)
			continue;
		struct features f = unpack(k, at);
		o[n++] = (struct outcome){(double)k->base + delta_odds(r->delta, &f), k->spam};
		spam += k->spam;
	}
	if (n >= CALIBRATE && spam * 10 >= n && (n - spam) * 10 >= n)
		r->delta->platt = platt_fit(o, n);
	*ret = hold_out_of(o, n, r->delta->platt);
}

struct delta *
refit_end(struct refit **rp, struct hold_out *ret_report)
{
	struct refit *r = *rp;
	struct delta *d = r->delta;
	struct hold_out report;
	struct arena *a = r->arena;
	uint32_t *at = arena_array(a, KEPT_MAX, uint32_t);
	for (int pass = 0; pass < PASSES; pass++)
		for (size_t i = 0; i < r->n; i++) {
			struct features f = unpack(&r->kept[i], at);
			if (!r->kept[i].held)
				step(d, &f, (double)r->kept[i].base, r->kept[i].spam);
		}
	calibrate(r, at, &report);
	if (ret_report != NULL)
		*ret_report = report;
	arena_free(&a);
	*rp = NULL;
	return d;
}
