/*
 * What the reader of the lists (words.c) leaves to the finder (find.c). Private to the matcher.
 */
#ifndef FILTER_LEXICON_H
#define FILTER_LEXICON_H

#include "filter/automaton.h"
#include "filter/fold.h"

#define MASKED_MAX 24 /* letters of a masked word: f**k */
#define RUN_ENTRY 5   /* letters of an entry that runs together with another word */

struct words {
	struct entry *entries;
	size_t n;
	struct automaton *automaton;
	/* Shipped single words by first letter and length, for masked spellings: those of a place end
	 * where the next one's begin. */
	uint32_t masked_at[26 * MASKED_MAX + 1];
	const struct entry **masked;
	uint64_t *masked_shape; /* of each: masked_letter() of its letters, so that most are refused unread */
	struct context *contexts; /* as in shipped_contexts; NULL without the shipped entries */
	uint64_t version;
};

extern const struct list_row shipped_words[]; /* words_shipped.c */
extern const size_t shipped_words_n;

/* Words that tell which meaning of a homonym stands in a text. */
struct shipped_context {
	struct str lang, name, words; /* words: with a space between */
};

extern const struct shipped_context shipped_contexts[];
extern const size_t shipped_contexts_n;

/** Whether an entry is found run together with an ordinary word: "typicalslut". */
static inline bool
entry_runs_together(const struct entry *e)
{
	return e->severity >= 2 && !e->site && !e->note && !e->variant && e->written >= RUN_ENTRY;
}

/** Whether an entry stands nowhere but between two ends of a word. */
static inline bool
entry_is_whole(const struct entry *e)
{
	return !e->open_left && !e->open_right && !e->root && !entry_runs_together(e);
}

/** Whether a text of `lang` is in the entry's language; an unknown one is taken for English. */
static inline bool
entry_at_home(struct str lang, const struct entry *e)
{
	struct str of = lang.n > 0 ? lang : STR("en");
	struct str list = row_lang(e->of);
	return str_starts(list, of) && (list.n == of.n || list.p[of.n] == '-');
}

/** The shipped contexts, read, in arena `a`. */
struct context *contexts_read(struct arena *a);

/** The number of a language's context, from 1; 0: there is none of this name. */
uint8_t context_number(struct str lang, struct str name);

/** Marks the hits that the words around them speak for: see `told` of struct word_hit. */
void contexts_tell(const struct words *, const struct reading *, struct word_hit *, size_t n);

/** Puts hits in source order, longest first, and keeps those that no other covers; how many stay. */
size_t hits_keep(struct word_hit *, size_t n);

/* Letter number `at` of a masked word as a part of its shape: alike for all that can be read as each
 * other. */
#define MASKED_SHAPE 12 /* letters that a shape has room for */
static inline uint64_t
masked_letter(uint32_t c, size_t at)
{
	uint32_t of = fold_class(c);
	uint64_t code = of - 'a' < 26 ? of - 'a' : 26 + of % 6;
	return at < MASKED_SHAPE ? code << 5 * at : 0;
}

static inline size_t
masked_place(uint32_t first, size_t letters)
{
	return (first - 'a') * MASKED_MAX + letters;
}

/** Appends to all[*n …] the misspellings of `of` that a reader still reads; there must be room for
 * spellings_most() of them. Their letters are in `a`. */
void spellings_add(struct arena *a, struct entry *all, size_t *n, const struct entry *of);

/** So many at most; 0 for an entry that has none. */
size_t spellings_most(const struct entry *of);

#endif
