/*
 * One run of the pipeline: what the stages see and how they give reasons. Private to filter/.
 */
#ifndef FILTER_PIPELINE_H
#define FILTER_PIPELINE_H

#include "filter/bait.h"
#include "filter/filter.h"
#include "filter/links.h"
#include "filter/plain.h"
#include "filter/tokens.h"
#include "filter/words.h"

enum rule_id {
#define RULE(id, word, weight, action, stage, help, tells) id,
#include "filter/filter.def"
#undef RULE
	RULE__MAX
};

struct run {
	const struct words *words;
	const struct bait *bait;
	struct arena *arena;
	const struct draft *draft;
	const struct facts *facts;
	const struct policy *policy;
	struct str source;          /* draft->text as far as it is read */
	struct reading text, name;  /* of `source` and the draft's name, made once */
	struct str lang;            /* the text's own, see language.h */
	struct tokens tokens;       /* of `text` */
	struct plain plain;         /* `source` with its addresses made plain */
	struct link *links;         /* and mail addresses, of `plain` */
	size_t n_links;
	struct bait_hit *baits;     /* in `text` */
	size_t n_baits;
	size_t said[RULE__MAX];     /* reasons a rule gave, kept or not, on trial too */
	size_t fired[RULE__MAX];    /* those of them that count */
	size_t signals;             /* rules among them that are SIGNALs of filter.def */
	struct verdict *verdict;
};

/* What a stage says; the rest of the reason comes from its row. */
struct finding {
	enum draft_field field;
	size_t from, to;
	struct str entry;
	const enum action *action; /* instead of the row's */
	bool own;                  /* `action` is the site's own word: no setting of the rule changes it */
	bool lifted;               /* told, but without weight or action */
	bool shadow;               /* the list entry or ban is on trial */
};

/** Adds a reason. Beyond REASONS_MAX the lightest one makes room. */
void reason_add(struct run *, enum rule_id, struct finding);
#define reason(run, id, ...) reason_add((run), (id), (struct finding){__VA_ARGS__})
/** About the request or the sum, not about a place in a field. */
#define reason_fact(run, id, what) reason((run), (id), .field = IN_NOTHING, .entry = (what))

/* The stages of filter.def. */
#define RULE_STAGE(name) void name(struct run *)
RULE_STAGE(stage_ban);
RULE_STAGE(stage_rate);
RULE_STAGE(stage_closed);
RULE_STAGE(stage_honeypot);
RULE_STAGE(stage_token);
RULE_STAGE(stage_origin);
RULE_STAGE(stage_premoderated);
RULE_STAGE(stage_storm);
RULE_STAGE(stage_watched);
RULE_STAGE(stage_reserved);
RULE_STAGE(stage_first);
RULE_STAGE(stage_rejected_before);
RULE_STAGE(stage_copies);
RULE_STAGE(stage_words);
RULE_STAGE(stage_links);
RULE_STAGE(stage_shape);
RULE_STAGE(stage_contact);
RULE_STAGE(stage_bait);
RULE_STAGE(stage_title);
RULE_STAGE(stage_language);
RULE_STAGE(stage_name);
RULE_STAGE(stage_disposable);
RULE_STAGE(stage_composites);
RULE_STAGE(stage_classifier);
RULE_STAGE(stage_bot);
RULE_STAGE(stage_proof);
RULE_STAGE(stage_score);
RULE_STAGE(stage_many);
#undef RULE_STAGE

/** The text of a number, for a reason's entry. */
struct str entry_number(struct run *, int64_t n);

#endif
