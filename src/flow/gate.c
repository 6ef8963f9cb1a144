/* Limits and proofs; see the header. Must not judge: that is the filter's. */
#include "flow/gate.h"

#include "base/clock.h"

/* In multiples of rate.posts, where no setting says otherwise. A block holds many readers of one provider, an
 * article more; a person may write from several places. */
#define WIDE_TIMES 5
#define PERSON_TIMES 2
#define ARTICLE_TIMES 50
#define SITE_TIMES 500
/* A limit of which less than a third is left makes suspicious. */
#define TIGHT 3
/* Wrong private links from one block: a mistyped one is no guess, a program's second dozen is. */
#define GUESSES 24
#define GUESS_SPAN_MS (10 * 60 * 1000)

static struct limit
limit(struct arena *a, const struct site *s, const char *of, struct str who, int64_t burst)
{
	return (struct limit){str_printf(a, "post %lld %s %.*s", (long long)s->id.n, of, STR_FMT(who)),
			      burst};
}

static int64_t
or_times(int64_t setting, int64_t times, int64_t posts)
{
	return setting > 0 ? setting : times * posts;
}

void
gate_limits(struct site *s, struct arena *a, const struct visitor *v, const struct hash *person,
	    struct str page, struct limits *ret)
{
	const struct site_conf *c = s->conf;
	struct hash article = crypt_digest(page); /* a key of one length, however long the path */
	*ret = (struct limits){.span_ms = c->rate_span * 1000};
	ret->of[LIMIT_BLOCK] = limit(a, s, "from", v->block, c->rate_post);
	ret->of[LIMIT_WIDE] = limit(a, s, "around", v->wide_block, c->rate_post * WIDE_TIMES);
	if (person != NULL)
		ret->of[LIMIT_PERSON] = limit(a, s, "by", hex_encode(a, person->b, sizeof(person->b)),
					      or_times(c->rate_person, PERSON_TIMES, c->rate_post));
	ret->of[LIMIT_ARTICLE] = limit(a, s, "to", hex_encode(a, article.b, sizeof(article.b)),
				       or_times(c->rate_article, ARTICLE_TIMES, c->rate_post));
	ret->of[LIMIT_SITE] =
		limit(a, s, "all", STR(""), or_times(c->rate_site, SITE_TIMES, c->rate_post));
}

/* Gives back what of[0 .. n) took. */
static void
give_back(struct house *h, const struct limits *l, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (l->of[i].key.n > 0)
			rate_return(h->rates, l->of[i].key, l->of[i].burst, l->span_ms, clock_tick());
}

/* Takes one from each limit, or nothing from any: then seconds to wait, and *ret_by says for which.
 * *ret_tight: of one of them little is left. */
static int64_t
take_all(struct house *h, const struct limits *l, enum limit_of *ret_by, bool *ret_tight)
{
	const int64_t now = clock_tick();
	bool tight = false;
	for (size_t i = 0; i < LIMIT__MAX; i++) {
		const struct limit *of = &l->of[i];
		int64_t left = 0;
		if (of->key.n == 0)
			continue;
		int64_t wait = rate_take_left(h->rates, of->key, of->burst, l->span_ms, now, &left);
		if (wait > 0) {
			give_back(h, l, i);
			*ret_by = (enum limit_of)i;
			return (wait + 999) / 1000;
		}
		tight |= left * TIGHT < of->burst;
	}
	*ret_tight = tight;
	return 0;
}

void
gate_enter(struct house *h, const struct limits *l, struct facts *f)
{
	enum limit_of by = LIMIT_BLOCK;
	f->rate_tight = false;
	f->rate_wait = take_all(h, l, &by, &f->rate_tight);
	f->rate_busy = by >= LIMIT_ARTICLE;
}

void
gate_leave(struct house *h, const struct limits *l)
{
	give_back(h, l, LIMIT__MAX);
}

enum proof_state
gate_proof(struct house *h, struct site *s, struct arena *a, struct str page, struct str proof)
{
	if (!s->conf->proof_ask)
		return PROOF_NONE;
	if (proof.n == 0)
		return PROOF_ASKED;
	return pow_check(h->pow, a, s->id, page, proof, clock_tick());
}

static struct str
guess_key(struct site *s, struct arena *a, const struct visitor *v)
{
	return limit(a, s, "guess", v->block, 0).key;
}

int64_t
gate_guess_wait(struct house *h, struct site *s, struct arena *a, const struct visitor *v)
{
	struct str key = guess_key(s, a, v);
	int64_t now = clock_tick();
	if (rate_left(h->rates, key, GUESSES, GUESS_SPAN_MS, now) > 0)
		return 0;
	return (rate_take(h->rates, key, GUESSES, GUESS_SPAN_MS, now) + 999) / 1000;
}

void
gate_guess_wrong(struct house *h, struct site *s, struct arena *a, const struct visitor *v)
{
	(void)rate_take(h->rates, guess_key(s, a, v), GUESSES, GUESS_SPAN_MS, clock_tick());
}

int64_t
gate_act(struct house *h, struct site *s, struct arena *a, const struct visitor *v, const char *act,
	 int64_t times)
{
	const int64_t most = s->conf->rate_post * times;
	struct limits l = {.span_ms = s->conf->rate_span * 1000};
	enum limit_of by;
	bool tight;
	l.of[LIMIT_BLOCK] = limit(a, s, act, v->block, most);
	l.of[LIMIT_WIDE] = limit(a, s, act, v->wide_block, most * WIDE_TIMES);
	return take_all(h, &l, &by, &tight);
}

struct standing
gate_standing(struct house *h, const struct site *s, struct arena *a, const struct visitor *v,
	      const char *act, int64_t times)
{
	const int64_t span = s->conf->rate_span, most = s->conf->rate_post * times;
	bool posts = *act == '\0';
	struct standing out = {.most = 0};
	const struct limit of[] = {limit(a, s, posts ? "from" : act, v->block, most),
				   limit(a, s, posts ? "around" : act, v->wide_block, most * WIDE_TIMES)};
	for (size_t i = 0; i < ARRAY_LEN(of); i++) {
		int64_t left = rate_left(h->rates, of[i].key, of[i].burst, span * 1000, clock_tick());
		if (i > 0 && left >= out.left)
			continue;
		int64_t gone = of[i].burst - left;
		out = (struct standing){.most = of[i].burst, .left = left, .span = span,
					.reset = (gone * span + of[i].burst - 1) / of[i].burst};
	}
	return out;
}

struct str
gate_challenge(struct house *h, struct site *s, struct arena *a, const struct visitor *v, struct str page,
	       int64_t *ret_wait)
{
	const struct site_conf *c = s->conf;
	const struct pow_terms terms = {c->proof_rounds, c->proof_tries, c->proof_life};
	*ret_wait = gate_act(h, s, a, v, "challenge", CHALLENGE_TIMES);
	if (*ret_wait > 0)
		return STR("");
	return pow_challenge(h->pow, a, s->id, page, &terms, clock_now(), clock_tick());
}
