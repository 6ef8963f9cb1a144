/*
 * The classifier: what texts of this kind turned out to be, as a probability with its pieces.
 *
 * Hashed logistic regression over folded text: words, pairs of words in order, characters 3 to 5, marks
 * of structure (links, numbers, capitals, …). Two tables of weights are summed: the shipped base
 * (struct model: public, as is the key that hashes it, which stands in its file) and what one site has
 * learned (struct delta: hashed with a key of the installation, so that nobody can craft collisions).
 *
 * Pure: no clock, no database. Everything is computed in one fixed order with + - * / and sqrt alone
 * (exp and log are our own), so the same examples make the same weights bit for bit on every machine.
 */
#ifndef FILTER_CLASSIFY_H
#define FILTER_CLASSIFY_H

#include "base/str.h"

#define MODEL_KEY_BYTES 32

/* ---- the base ------------------------------------------------------------------------------ */

struct model; /* immutable, shared by all threads */

/** From the bytes of a model file. ERR_INPUT: no model, cut short or damaged; ERR_VERSION: of another
 * version of this program. *ret_why then says which, in static text. `bytes` may go afterwards. */
enum err model_read(struct str bytes, struct model **ret, struct str *ret_why) NODISCARD;
void model_free(struct model **);

/** The bytes of the model that is part of this program (src/filter/base.model). */
struct str model_shipped(void);

/** Of the weights: a verdict is a function of it. */
uint64_t model_version(const struct model *);

/* ---- training a base (`filter train`) -------------------------------------------------------- */

/* What a model tells apart. A file may have one of them or both. */
#define HEADS(X)                                                                                   \
	X(HEAD_SPAM, "spam", "spam from honest comments: may hold")                                \
	X(HEAD_TOXIC, "toxic", "hurtful from civil comments: orders the queue, nothing more")

enum head {
#define X(name, word, help) name,
	HEADS(X)
#undef X
	HEAD__MAX
};

/* One labelled text. Texts stay the caller's. */
struct example {
	struct str text; /* valid UTF-8 */
	enum head head;
	bool positive;
	unsigned source; /* 0, 1, 2, …: the set it comes from; cross-validation leaves out stretches of it */
	double weight;   /* among the others; 1 as a rule */
	bool written;    /* to teach, not drawn from a place: learned always, and calibrates nothing */
};

#define HOLD_OUT_BINS 10 /* of equal width, by probability */

/* How a model did on examples that it was not trained on. */
struct hold_out {
	size_t n, positive;
	double f1, precision, recall, fpr; /* NAN: nothing to divide by */
	double ece;                        /* expected calibration error, over the bins */
	struct hold_out_bin {
		size_t n, positive;
		double p; /* the probabilities, summed up */
	} bins[HOLD_OUT_BINS];
};

/** The file of a model trained on `examples`, in arena `a`. The same examples in the same order give
 * the same bytes. `ret_report`, by head, from cross-validation. False: no head has examples of both
 * kinds. */
bool model_train(struct arena *a, const struct example *, size_t n, struct str *ret_file,
		 struct hold_out ret_report[HEAD__MAX]);

/* ---- what a site has learned ----------------------------------------------------------------- */

/*
 * A delta is changed by one thread at a time (its owner's lock) and never while others read it: requests
 * read a copy (delta_copy(), 512 KB), swapped by a snapshot. A refit's is stored; a start repeats the
 * steps behind it.
 */
struct delta;

/** Knows nothing yet. `key`: of the installation and the site (crypto_kdf). */
struct delta *delta_new(const unsigned char key[MODEL_KEY_BYTES]);
struct delta *delta_copy(const struct delta *);
void delta_free(struct delta **);

/** Of the steps and examples that went in, in their order. */
uint64_t delta_version(const struct delta *);

/** As bytes, to be stored, and back. ERR_INPUT: no delta, cut short or damaged; ERR_VERSION: of another
 * version of this program, or another kind of machine. `key` is not among the bytes: the same as when it
 * was made. */
struct str delta_write(struct arena *, const struct delta *);
enum err delta_read(struct str bytes, const unsigned char key[MODEL_KEY_BYTES],
		    struct delta **ret) NODISCARD;

/** One decision learned, at once: an AdaGrad step (Duchi, Hazan, Singer 2011) of at most 20 us.
 * `take_back`: the opposite step, when the decision is undone. It comes near to what was before; the next
 * refit comes there exactly. */
void delta_step(struct delta *, const struct model *, struct arena *, struct str text, bool spam,
		bool take_back);

/*
 * A refit: the delta of all decisions that stand, from nothing. A pure function of base, key and the
 * examples, given in rising order of comment id; about a tenth (by a keyed hash of the id) is held out
 * and not learned: it calibrates the probability and makes the report. One thread; 25,000 examples take
 * less than a second and about 40 MB. `text` may go after each call, `scratch` may be reset.
 *
 *     struct refit *r = refit_begin(model, key);
 *     for each decision that stands, by id: refit_add(r, scratch, id, text, spam);
 *     struct delta *d = refit_end(&r, &report);
 */
struct refit;
#define REFIT_MAX 25000 /* examples: the newest are enough, and what a site means changes */

struct refit *refit_begin(const struct model *, const unsigned char key[MODEL_KEY_BYTES]);
/** `id` must be above the last one; beyond REFIT_MAX nothing is added: give the newest. */
void refit_add(struct refit *, struct arena *scratch, int64_t id, struct str text, bool spam);
/** Frees the refit. `ret_report` may be NULL. */
struct delta *refit_end(struct refit **, struct hold_out *ret_report);

/* ---- asking -------------------------------------------------------------------------------- */

#define PIECES_MAX 5

struct piece {
	size_t from, to; /* bytes of the text, [from, to); 0,0: the text as a whole */
	double weight;   /* what it added, in log-odds */
};

struct score {
	double p;        /* of spam, calibrated; NAN: the model has no such head */
	double toxicity; /* of a hurtful text, likewise */
	struct piece pieces[PIECES_MAX]; /* what spoke most for spam, heaviest first; none overlap */
	size_t n_pieces;
};

/** Scores `text`. `delta` may be NULL. Pieces are looked for from p = `explain_from` on. */
struct score classify(const struct model *, const struct delta *, struct arena *, struct str text,
		      double explain_from);

#endif
