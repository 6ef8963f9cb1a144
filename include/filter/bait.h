/*
 * What advertisements say: loose phrases, compiled in from src/filter/bait/. A phrase is a row of sets;
 * it is found when a word of each stands in the text, in order and near each other. Private to filter/.
 *
 * Every word is looked up once by its hash; time grows with the words, not with the phrases.
 */
#ifndef FILTER_BAIT_H
#define FILTER_BAIT_H

#include "filter/tokens.h"

/* What a phrase is for; the row of filter.def says what it means. */
#define BAIT_FAMILIES(X)                                                                           \
	X(FOLLOW) X(EARN) X(GAMBLE) X(PHARMA) X(LOAN) X(SEO) X(ADULT) X(PRIZE) X(SUPPORT) X(CURE)      \
	X(PRAISE) X(SLOGAN) X(CHAT)

enum bait_family {
#define X(name) BAIT_##name,
	BAIT_FAMILIES(X)
#undef X
	BAIT__MAX
};

struct bait_hit {
	uint32_t from, to; /* bytes of the source */
	enum bait_family family;
	bool hold;         /* only an advertisement says this */
};

struct bait;

/** The phrases that are compiled in; made by the first call, as long as the process. */
const struct bait *bait_shipped(void);

#define BAIT_HITS_MAX 32 /* a phrase gives one hit; CHAT one each time */

/** Hits in the order of their ends, but for those of scripts without spaces. */
size_t bait_find(const struct bait *, struct arena *, const struct tokens *,
		 struct bait_hit **ret);

#endif
