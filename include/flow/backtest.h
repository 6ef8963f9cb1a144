/*
 * A back test: what a rule, a word, a list or a ban would have caught among the last comments, and what
 * people made of those. Nothing is changed.
 */
#ifndef FLOW_BACKTEST_H
#define FLOW_BACKTEST_H

#include "filter/gate_ban.h"
#include "flow/actor.h"

#define BACKTEST_MAX 1000000 /* comments */
#define BACKTEST_MARKED 100

/* What is tried: exactly one of them. */
struct trial {
	struct str rule;               /* a rule's word; "" = none */
	const struct word_entry *words; /* without a fault (flow/words.h), in all no more than a filter
					 * takes; NULL = none */
	size_t n_words;
	const struct ban_row *ban;     /* BAN_EMAIL, BAN_NAME, BAN_LINK: comments do not tell of others */
};

struct caught {
	struct comment_id id;
	enum state state;
	bool decided;     /* by a person */
	const struct reason *marks; /* of the first BACKTEST_MARKED: rule, field and span alone */
	size_t n_marks;
};

struct backtest {
	int64_t tested;
	struct caught *caught; /* newest first */
	size_t n;
	int64_t rejected;  /* of the caught: rejected, spam or deleted by people */
	int64_t published; /* shown, whoever let them */
	int64_t rest;      /* waiting, withdrawn, or taken for spam by the filters alone */
};

/** The last `last` comments. A rule about the request or its writer is asked of what was stored then; every
 * other one reads the text anew, as today's rules and lists do. ERR_INPUT: no such rule. */
enum err backtest(struct house *, struct site *, struct arena *, const struct moderator *,
		  const struct trial *, int64_t last, struct backtest *ret) NODISCARD;

#endif
