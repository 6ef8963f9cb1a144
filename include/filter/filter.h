/*
 * The filters: a draft and the facts about it go in, a verdict with every reason comes out.
 *
 * Pure: no clock, no database, no network; the verdict is a function of (draft, facts, policy, lists).
 * The pipeline is the table filter/filter.def: one row a rule, with its weight, its action, its help.
 */
#ifndef FILTER_FILTER_H
#define FILTER_FILTER_H

#include "filter/similar.h"
#include "model.h"

struct model;
struct delta;

/* A ban in force, and what it hit. */
struct ban_hit {
	struct ban_id id;
	enum ban_kind kind;
	bool shadow;
	enum draft_field field; /* IN_NOTHING: the address or who it is */
	size_t from, to;        /* of a link within the field; 0,0 = the whole */
};

/* What flow knows about the request and the writer, found before the filter runs. */
struct facts {
	enum token_state {
		TOKEN_GOOD,
		TOKEN_NONE, /* no token in the form */
		TOKEN_OLD,  /* ours, but past its life: a page from a cache */
		TOKEN_BAD   /* not ours, or another page's */
	} token;
	enum proof_state {
		PROOF_NONE,  /* none is wanted here: a site without them, the command line */
		PROOF_ASKED, /* none was given; on suspicion one is wanted */
		PROOF_GOOD,
		PROOF_BAD,   /* not ours, another article's, or wrong */
		PROOF_OLD,   /* past its life */
		PROOF_YOUNG, /* sooner after it was fetched than a browser is */
		PROOF_SPENT, /* used before */
		PROOF_FULL   /* no memory left to know whether it was used before */
	} proof;
	bool honeypot;              /* the field no person sees was filled in */
	bool origin_absent;         /* neither Origin nor Sec-Fetch-Site: no browser of this decade */
	const struct ban_hit *bans; /* in force against this post; filter/gate_ban.h */
	size_t n_bans;
	int64_t rate_wait;          /* seconds until this post would be within every limit; 0 = now */
	bool rate_busy;             /* that limit is the article's or the site's, not the writer's */
	bool rate_tight;            /* within them, but one is nearly used up */
	/* This writer's comments at the site, as far as they are proven to be one writer's; a copied address
	 * proves nothing. */
	int64_t approved;           /* of all time, counted as far as hold.first asks */
	int64_t lately_approved, lately_rejected;
	bool watched;               /* a moderator has asked to see the next comments of this address */
	int64_t unproven;           /* approved ones of the address; nothing proves them this writer's */
	enum name_state {
		NAME_FREE,
		NAME_RESERVED, /* reads like one that the site keeps for itself */
		NAME_STAFF     /* reads like a moderator's, who is not the one signed in */
	} name_state;
	struct str name_like;       /* which one; "" = NAME_FREE */
	enum storm storm;           /* the article is in a storm, and what that means */
	int64_t slow_wait;          /* seconds until this network may post in it again; 0 = now */
	bool disposable;            /* the address is of a domain that gives them to throw away */
	struct alike copies, near;  /* of late, by anyone: the same folded text, and nearly the same */
	bool copies_loading;        /* just started: older texts are not known yet */
	enum mode mode;             /* of the article */
	const struct model *model;  /* the classifier's base (classify.h); NULL: it is not asked */
	const struct delta *delta;  /* what the site has learned; NULL: nothing yet */
};

/* A site's thresholds, from its settings. */
struct policy {
	bool hold_all;       /* pre-moderated site */
	int64_t hold_first;  /* a new person's first N wait */
	double hold_score;   /* from here on a comment waits */
	double classifier_hold; /* from this probability of spam on */
	double proof_score;  /* from here on it wants a proof of work */
	int64_t links_max;
	int64_t hold_rejected; /* percent rejected lately from which on a writer waits; 0 = never */
	const struct rule_setting *rules; /* filter_rules() of them, by number; NULL: all as in filter.def */
	uint64_t version;      /* a digest of all of it, for the verdict's versions; 0 = not told */
};

/* What a site says about a rule, over its row in filter.def. */
struct rule_setting {
	bool off;        /* it is not run */
	bool shadow;     /* it is noted, and changes nothing */
	bool has_weight, has_action;
	double weight;
	enum action action; /* instead of the row's; a list entry's own action stays */
};

#define FILTER_LIST_BYTES_MAX (512 * 1024) /* of all entries of a site: bounds the automaton */

struct filter; /* the lists and their automaton: immutable, shared by all threads */

/** Builds the shipped lists and the site's own into one filter. `site_words` are copied. A faulty entry
 * (empty after folding, more than 64 characters, a '*' in the middle, beyond 512 KB of list) is left out
 * and counted in *ret_bad (may be NULL). Expired entries are the caller's to leave out: no clock here. */
struct filter *filter_new(const struct word_entry *site_words, size_t n, size_t *ret_bad);
void filter_free(struct filter **);

/** Could this entry be in a list, as filter_new() reads it? Only its text counts. */
bool filter_entry_ok(struct arena *, const struct word_entry *);

/** The verdict, in arena `a`. Never fails: limits are checked before. */
void filter_run(const struct filter *, struct arena *a, const struct draft *, const struct facts *,
		const struct policy *, struct verdict *ret);

/* What a text is looked at for. */
enum task {
	TASK_ALL,
	TASK_SPAM,     /* every stage but the words */
	TASK_PROFANITY /* the words alone */
};

/** The same by one task's stages alone, to measure them. */
void filter_run_task(const struct filter *, enum task, struct arena *a, const struct draft *,
		     const struct facts *, const struct policy *, struct verdict *ret);

/* Where a verdict's time goes. */
#define PHASES(X)                                                                                  \
	X(PHASE_READ, "normalise") /* and tokens, addresses, language */                           \
	X(PHASE_WORDS, "words")                                                                    \
	X(PHASE_RULES, "rules")                                                                    \
	X(PHASE_CLASSIFIER, "classifier")

enum phase {
#define X(name, word) name,
	PHASES(X)
#undef X
	PHASE__MAX
};

struct watch {
	int64_t (*now)(void); /* nanoseconds: the filters have no clock of their own */
	int64_t spent[PHASE__MAX];
};

/** filter_run(), and how long each phase took, added to `spent`. */
void filter_run_watched(const struct filter *, struct watch *, struct arena *a, const struct draft *,
			const struct facts *, const struct policy *, struct verdict *ret);

/** The rules, numbered from 0 in the order of filter.def. */
size_t filter_rules(void);
struct rule_row {
	struct str word, help;
	double weight;
	enum action action;
	bool fixed;      /* it cannot be switched off or tried in shadow: others rely on it */
	bool from_facts; /* it looks at the request and the writer, which a back test does not have */
};
struct rule_row filter_rule_row(size_t id);
/** False: no rule of this word. */
bool filter_rule_find(struct str word, size_t *ret);

/** Is it a rule that speaks of entries of word lists? */
bool filter_rule_is_word(struct str word);

/** A rule's texts by its word ("link"); false for a word of another version of this program. */
bool filter_rule(struct str word, struct str *ret_help, struct str *ret_tells);

/** What is in the shipped lists, in the order of their languages. */
size_t filter_shipped(struct arena *, struct word_count **ret);

/** The text as it is published under ACT_MASK: matched words of mask entries replaced by '*' a
 * character, whole grapheme clusters. */
struct str filter_mask(struct arena *a, struct str text, const struct verdict *);

/** The folded text, for finding copies: two texts that read the same have the same one. */
struct str filter_fold(struct arena *a, struct str text);

#endif
