/*
 * Training a base: FTRL-proximal (McMahan and others: Ad click prediction, 2013), whose L1 makes most
 * weights zero, in passes over the examples in an order of its own. Twice: plainly, and with every
 * feature scaled by its naive-Bayes log-count ratio (Wang, Manning: Baselines and bigrams, 2012); the
 * base is the mean of the two, a linear model again and better than either. Calibrated by
 * cross-validation.
 */
#include <math.h>

#include "filter/learn.h"

#define BETA 0.1f
/* By head: how small a weight must be to be none, and passes over the examples. The order of the queue
 * needs no fine print. */
static const float lambda1[HEAD__MAX] = {[HEAD_SPAM] = 0.05f, [HEAD_TOXIC] = 0.3f};
static const int passes[HEAD__MAX] = {[HEAD_SPAM] = 20, [HEAD_TOXIC] = 6};
#define FOLDS 5
#define NO_FOLD (FOLDS + 1) /* never left out */

/* Any will do; it is public, as the weights are. */
static const unsigned char base_key[MODEL_KEY_BYTES] = "rejoinder: the base's own table";

struct sample {
	struct features f;
	bool positive;
	float weight;
	unsigned fold;
};

struct trainer {
	struct arena *arena;
	enum head head;
	float alpha; /* of a step */
	float *w, *z, *squares, *ratio; /* ratio: what a feature is scaled by in this training */
	double bias, bias_squares;
	float *mean;                    /* of the trainings: the weights of the base */
	double mean_bias;
	struct sample *samples;
	size_t n;
	uint32_t *order;
};

#define SIZE ((size_t)1 << MODEL_BITS)

/* ---- one training ------------------------------------------------------------------------------ */

static float
proximal(const struct trainer *t, float z, float squares)
{
	float away = fabsf(z) - lambda1[t->head];
	if (away <= 0)
		return 0;
	float w = away / ((BETA + sqrtf(squares)) / t->alpha);
	return z > 0 ? -w : w;
}

static double
odds_of(const float *w, double bias, const struct features *f)
{
	double odds = bias;
	uint32_t i = 0;
	for (enum group g = 0; g < GROUP__MAX; g++) {
		double sum = 0;
		for (; i < f->end[g]; i++)
			sum += (double)w[f->at[i]];
		odds += (double)f->value[g] * sum;
	}
	return odds;
}

static void
learn(struct trainer *t, const struct sample *s)
{
	double miss = (logistic(odds_of(t->w, t->bias, &s->f)) - (s->positive ? 1 : 0)) *
		      (double)s->weight;
	uint32_t i = 0;
	for (enum group g = 0; g < GROUP__MAX; g++) {
		float by_value = (float)miss * s->f.value[g];
		for (; i < s->f.end[g]; i++) {
			uint32_t at = s->f.at[i];
			float ratio = t->ratio[at], slope = by_value * ratio;
			float sum = t->squares[at] + slope * slope;
			t->z[at] += slope -
				    (sqrtf(sum) - sqrtf(t->squares[at])) / t->alpha * t->w[at] / ratio;
			t->squares[at] = sum;
			/* `w` has the ratio in it already, as what scores needs it. */
			t->w[at] = proximal(t, t->z[at], sum) * ratio;
		}
	}
	t->bias_squares += miss * miss;
	t->bias -= (double)t->alpha * miss / sqrt(t->bias_squares + 1);
}

/* Fisher and Yates, by Knuth's generator: always the same. */
static void
shuffle(struct trainer *t, uint64_t *seed)
{
	for (size_t i = t->n; i-- > 1;) {
		*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		size_t k = (*seed >> 33) % (i + 1);
		uint32_t swap = t->order[i];
		t->order[i] = t->order[k];
		t->order[k] = swap;
	}
}

/* ln x for x > 0, by our own series: x = m 2^k, ln m = 2 artanh((m - 1) / (m + 1)). */
static double
logarithm(double x)
{
	int k;
	double m = frexp(x, &k), y = (m - 1) / (m + 1), power = y, sum = 0;
	for (int i = 1; i < 60; i += 2) {
		sum += power / i;
		power *= y * y;
	}
	return 2 * sum + k * 0.6931471805599453;
}

#define SMOOTHING 0.2f /* a feature counts so much more often than it stands, in either kind */
#define RATIO_MIN 1e-3f /* a feature as frequent in both kinds: nearly out, but no division by nothing */

/* Log-count ratios of the samples that are not left out. Uses z and squares, which are not in use yet. */
static void
count_ratios(struct trainer *t, unsigned left_out)
{
	float *of[2] = {t->z, t->squares};
	double all[2] = {0};
	for (size_t i = 0; i < t->n; i++) {
		const struct sample *s = &t->samples[i];
		if (s->fold == left_out)
			continue;
		all[s->positive]++;
		for (uint32_t k = 0; k < s->f.end[GROUP__MAX - 1]; k++)
			of[s->positive][s->f.at[k]]++;
	}
	for (size_t i = 0; i < SIZE; i++) {
		double with = (double)(t->squares[i] + SMOOTHING) / (all[1] + 2 * (double)SMOOTHING);
		double without = (double)(t->z[i] + SMOOTHING) / (all[0] + 2 * (double)SMOOTHING);
		float ratio = (float)logarithm(with / without);
		t->ratio[i] = fabsf(ratio) < RATIO_MIN ? RATIO_MIN : ratio;
	}
}

/* One training, on all samples but those of `left_out`; half of its weights goes into the mean. */
static void
train_half(struct trainer *t, unsigned left_out)
{
	uint64_t seed = 1;
	memset(t->w, 0, SIZE * sizeof(*t->w));
	memset(t->z, 0, SIZE * sizeof(*t->z));
	memset(t->squares, 0, SIZE * sizeof(*t->squares));
	t->bias = t->bias_squares = 0;
	for (size_t i = 0; i < t->n; i++)
		t->order[i] = (uint32_t)i;
	for (int pass = 0; pass < passes[t->head]; pass++) {
		shuffle(t, &seed);
		for (size_t i = 0; i < t->n; i++)
			if (t->samples[t->order[i]].fold != left_out)
				learn(t, &t->samples[t->order[i]]);
	}
	for (size_t i = 0; i < SIZE; i++)
		t->mean[i] += t->w[i] / 2;
	t->mean_bias += t->bias / 2;
}

#define ALPHA_BAYES 1.0f

static void
train(struct trainer *t, unsigned left_out)
{
	float plain = t->alpha;
	memset(t->mean, 0, SIZE * sizeof(*t->mean));
	t->mean_bias = 0;
	for (size_t i = 0; i < SIZE; i++)
		t->ratio[i] = 1;
	train_half(t, left_out);
	memset(t->z, 0, SIZE * sizeof(*t->z));
	memset(t->squares, 0, SIZE * sizeof(*t->squares));
	count_ratios(t, left_out);
	t->alpha = ALPHA_BAYES;
	train_half(t, left_out);
	t->alpha = plain;
}

/* ---- one head ---------------------------------------------------------------------------------- */

/* Samples of one head. Folds are stretches of a source: what stands together (the comments of one
 * article) is left out together. Texts that were written to teach are in no fold. */
static void
take_samples(struct trainer *t, const struct model *m, const struct example *e, size_t n,
	     enum head head)
{
	struct arena *scratch = arena_new();
	size_t *of_source, *seen_of_source, sources = 1;
	for (size_t i = 0; i < n; i++)
		sources = e[i].source >= sources ? e[i].source + 1 : sources;
	of_source = arena_array(t->arena, sources, size_t);
	seen_of_source = arena_array(t->arena, sources, size_t);
	for (size_t i = 0; i < n; i++)
		of_source[e[i].source] += e[i].head == head;
	t->n = 0;
	for (size_t i = 0; i < n; i++) {
		if (e[i].head != head)
			continue;
		struct seen seen = seen_of(scratch, m->bait, e[i].text);
		/* A handful of the sets' texts cite anything: too few to learn what that means, and without
		 * them a link would mean spam alone. So the base knows links; a source it does not know, and
		 * lets the words decide. */
		seen.no_sources = true;
		struct features f = features_of(scratch, &m->hasher, &seen);
		struct sample *s = &t->samples[t->n++];
		*s = (struct sample){f, e[i].positive, (float)e[i].weight, 0};
		size_t nth = seen_of_source[e[i].source]++;
		s->fold = e[i].written ? NO_FOLD : (unsigned)(nth * FOLDS / of_source[e[i].source]);
		s->f.at = (uint32_t *)(void *)arena_copy(
			t->arena, f.at, f.end[GROUP__MAX - 1] * sizeof(*f.at));
		arena_reset(scratch);
	}
	arena_free(&scratch);
}

/* Weights as whole numbers: LEVELS of them either way. With fewer the many small ones, which tell honest
 * texts of other sites apart, are lost. */
#define LEVELS 2000

static void
quantise(struct model *m, const struct trainer *t, enum head head)
{
	struct head_params *p = &m->head[head];
	float most = 0;
	for (size_t i = 0; i < SIZE; i++)
		most = fabsf(t->mean[i]) > most ? fabsf(t->mean[i]) : most;
	p->there = true;
	p->scale = most > 0 ? (double)most / LEVELS : 1;
	p->bias = t->mean_bias;
	for (size_t i = 0; i < SIZE; i++)
		m->w[i][head] = (int16_t)floor((double)t->mean[i] / p->scale + 0.5);
}

/* Few examples teach with caution, many by and large. Chosen by leaving out videos (1,000) and sets. */
static float
alpha_of(size_t n)
{
	float alpha = 0.2f * sqrtf((float)n / 1000);
	return alpha < 0.2f ? 0.2f : alpha > 1 ? 1 : alpha;
}

static bool
train_head(struct model *m, const struct example *e, size_t n, enum head head,
	   struct hold_out *ret)
{
	struct arena *a = arena_new();
	struct trainer t = {.arena = a, .head = head, .samples = arena_array(a, n, struct sample),
			    .order = arena_array(a, n, uint32_t)};
	size_t positive = 0;
	t.w = arena_array(a, SIZE, float);
	t.z = arena_array(a, SIZE, float);
	t.squares = arena_array(a, SIZE, float);
	t.ratio = arena_array(a, SIZE, float);
	t.mean = arena_array(a, SIZE, float);
	take_samples(&t, m, e, n, head);
	t.alpha = alpha_of(t.n);
	for (size_t i = 0; i < t.n; i++)
		positive += t.samples[i].positive;
	bool ok = positive > 0 && positive < t.n;
	if (ok) {
		struct outcome *o = arena_array(a, t.n, struct outcome);
		size_t n_out = 0;
		for (unsigned fold = 0; fold < FOLDS; fold++) {
			train(&t, fold);
			for (size_t i = 0; i < t.n; i++)
				if (t.samples[i].fold == fold)
					o[n_out++] = (struct outcome){
						odds_of(t.mean, t.mean_bias, &t.samples[i].f),
						t.samples[i].positive};
		}
		m->head[head].platt = platt_fit(o, n_out);
		*ret = hold_out_of(o, n_out, m->head[head].platt);
		train(&t, FOLDS);
		quantise(m, &t, head);
	}
	arena_free(&a);
	return ok;
}

bool
model_train(struct arena *a, const struct example *e, size_t n, struct str *ret_file,
	    struct hold_out ret_report[HEAD__MAX])
{
	struct model m = {.hasher = hasher_of(base_key, MODEL_BITS)};
	bool any = false;
	memcpy(m.key, base_key, sizeof(m.key));
	m.arena = arena_new();
	m.bait = bait_shipped();
	m.w = arena_zero(m.arena, SIZE, sizeof(*m.w));
	for (enum head h = 0; h < HEAD__MAX; h++) {
		ret_report[h] = (struct hold_out){0};
		any |= train_head(&m, e, n, h, &ret_report[h]);
	}
	if (any)
		*ret_file = model_write(a, &m);
	arena_free(&m.arena);
	return any;
}
