/*
 * What the classifier's parts share: features of a text, keyed hashing, the sums over weights. Private
 * to filter/classify*.c.
 */
#ifndef FILTER_LEARN_H
#define FILTER_LEARN_H

#include "filter/classify.h"
#include "filter/pipeline.h"

/* ---- hashing ------------------------------------------------------------------------------- */

/* Features are told apart by kind and by up to HASH_LEN symbols of it. */
enum kind {
	KIND_WORD,
	KIND_PAIR,  /* two words, in order */
	KIND_HOST,  /* of a link, byte by byte */
	KIND_CHAR3,
	KIND_CHAR4,
	KIND_CHAR5,
	KIND_SHAPE, /* enum shape and a value */
	KIND__MAX
};
#define HASH_LEN 24 /* of a longer word the beginning counts */

/*
 * Multilinear hashing: h(s) = (k0 + k1 s1 + … + kn sn mod 2^64) >> (64 - bits), strongly universal for
 * 32-bit symbols (Lemire, Kaser: Strongly universal string hashing is fast, 2014): who does not know the
 * key cannot choose two texts that share a weight.
 */
struct hasher {
	uint64_t start[KIND__MAX];
	uint64_t k[HASH_LEN];
	unsigned bits;
};

struct hasher hasher_of(const unsigned char key[MODEL_KEY_BYTES], unsigned bits);

/* ---- features ------------------------------------------------------------------------------ */

/* Within a group every feature weighs alike, and a group weighs alike whatever the text's length. */
enum group { GROUP_WORDS, GROUP_CHARS, GROUP_SHAPE, GROUP__MAX };

#define SYMBOLS_MAX 4000 /* of a text; what stands behind is not looked at (bounds time) */

struct span {
	uint32_t from, to; /* bytes of the text */
};

/* Of one text under one hasher. Each weight once, however often the text has it. */
struct features {
	uint32_t *at;               /* indices into the table, group by group */
	struct span *spans;         /* where each stands for the first time; NULL if nobody asked */
	uint32_t end[GROUP__MAX];   /* the group's end in `at` */
	float value[GROUP__MAX];    /* of each feature of the group */
};

/* A text as the pipeline has read it already. */
struct seen {
	struct str text;
	const struct reading *reading;
	const struct link *links; /* and mail addresses */
	size_t n_links;
	const struct bait_hit *baits;
	size_t n_baits;
	bool no_sources; /* a link to one is a link like any other */
};

struct seen seen_of(struct arena *, const struct bait *, struct str text);
struct features features_of(struct arena *, const struct hasher *, const struct seen *);
/** With spans: to explain, which few verdicts need. */
struct features features_placed(struct arena *, const struct hasher *, const struct seen *);

/* ---- numbers ------------------------------------------------------------------------------- */

/** 1 / (1 + e^-x), by our own series: libm's last bit differs between machines. */
double logistic(double x);

/* p = logistic(slope * x + offset): Platt's calibration (1999). */
struct platt {
	double slope, offset;
};

struct outcome {
	double x; /* log-odds before calibration */
	bool positive;
};

/** The calibration that makes the outcomes likeliest, with Platt's softened targets; {1, 0} if they are
 * all of one kind. */
struct platt platt_fit(const struct outcome *, size_t n);

/** What the outcomes say about a classifier that calls p >= .5 positive. */
struct hold_out hold_out_of(const struct outcome *, size_t n, struct platt);

/* ---- the base ------------------------------------------------------------------------------ */

#define MODEL_BITS 18     /* of the base that we train */
#define MODEL_BITS_MIN 8  /* a file may have others: from here … */
#define MODEL_BITS_MAX 20 /* … to here */
#define WEIGHT_MAX 32767

struct head_params {
	bool there;
	double scale; /* of one unit of a stored weight */
	double bias;
	struct platt platt;
};

struct model {
	struct arena *arena; /* of everything, this struct too */
	unsigned char key[MODEL_KEY_BYTES];
	struct hasher hasher;
	const struct bait *bait; /* its phrases are features */
	struct head_params head[HEAD__MAX];
	int16_t (*w)[HEAD__MAX]; /* 2^bits rows: both heads' weights in one line of the cache */
	uint64_t version;
};

/** Log-odds of each head, calibrated; NAN for a head that is not there. */
void model_odds(const struct model *, const struct features *, double ret[HEAD__MAX]);

/** The file; see classify_model.c. */
struct str model_write(struct arena *, const struct model *);

/* ---- the delta ----------------------------------------------------------------------------- */

#define DELTA_BITS 16

struct delta {
	struct hasher hasher;
	float *w, *squares; /* weights; AdaGrad's sums of squared gradients */
	double bias, bias_squares;
	struct platt platt; /* of the sum of base and delta */
	uint64_t version;
};

double delta_odds(const struct delta *, const struct features *);

/** classify() of a text that the pipeline has read already. */
struct score classify_seen(const struct model *, const struct delta *, struct arena *,
			   const struct seen *, double explain_from);

#endif
