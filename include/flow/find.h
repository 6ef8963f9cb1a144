/*
 * Comments by a query in words: terms by blanks, all of which must hold.
 *
 *	word "a phrase"     in the text or the name, in any case, also within a word
 *	article:/2026/story in the article's path or title
 *	article:=/2026/story   that article alone
 *	person:reader-7F3K-Q2XM
 *	reason:casino       in a rule, an entry or a note of what decided it
 *	rule:link           a rule that spoke
 *	before:2026-11-01 after:2026-10-01T06:00:00Z   when it was written; after: that moment is in
 *	status:pending
 *	lang:de             the text speaks clearly for that language (filter/language.h)
 *	has:link            a web address in the text, or a website
 *	-term               what must not hold
 *
 * A word with a colon that is none of these is text like any other, and so is one of these with nothing
 * behind it. What cannot be read is a date, a state, a language or a `has:` that nobody knows, more terms or
 * bytes than below, or what is no UTF-8.
 */
#ifndef FLOW_FIND_H
#define FLOW_FIND_H

#include "flow/actor.h"

#define FIND_TERMS_MAX 32
#define FIND_BYTES_MAX 1000

enum find_op {
	FIND_TEXT,
	FIND_ARTICLE,
	FIND_PERSON,
	FIND_REASON,
	FIND_RULE,
	FIND_BEFORE,
	FIND_AFTER,
	FIND_STATUS,
	FIND_LANG,
	FIND_HAS_LINK
};

struct find {
	struct {
		enum find_op op;
		bool without;
		struct str text; /* case-folded; in the arena */
		int64_t at;
		enum state state;
		bool exact; /* of an article: this path, not a part of one */
	} terms[FIND_TERMS_MAX];
	size_t n;
	struct str odd; /* the term that cannot be read, as it was typed; "" = there are too many, or bytes */
	bool whole; /* a text stands there as words of its own, not within one (flow/search.h) */
};

/** False: *ret_why says what is wrong. An empty query finds everything. */
bool find_read(struct arena *, struct str query, struct find *ret, struct str *ret_why);

/** Every comment of the site that fits, oldest first, from behind `after`; its texts are borrowed,
 * the person filled if there is one. `each` may read and write the site; it answers false to end
 * the walk. The walk sees what is stored meanwhile. */
enum err find_walk(struct house *, struct site *, const struct moderator *, const struct find *,
		   struct comment_id after, bool (*each)(void *arg, const struct comment *),
		   void *arg) NODISCARD;

#endif
