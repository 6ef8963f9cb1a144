/*
 * The word lists and the one automaton that finds all of their entries: time does not grow with the
 * number of entries. Private to filter/.
 *
 * An entry is looked up by classes of characters that share a reading, then each hit is checked letter by
 * letter. The views, from the plainest to the most disguised:
 *
 *   as written, inflected     whole words, or within words where the entry says so: the list decides
 *   leet, stretched, shapes   sh1t, fuuuck, fv(|<: not where the word is an ordinary one
 *   misspelled                fukc, fck, phuck (spell.c), the same
 *   run together              "typicalslut": an ordinary word and a strong entry, and no ordinary word
 *   joined                    f.u.c.k, f u c k, f⭐uck
 *   masked                    f*ck
 *   split once                "fu ck": neither half is a word
 *   upside down               ʞɔnɟ
 */
#ifndef FILTER_WORDS_H
#define FILTER_WORDS_H

#include "filter/normalise.h"
#include "model.h"

struct letter {
	uint32_t c : 21, run : 10; /* ENTRY_CHARS_MAX at most in a row */
	bool accent : 1;           /* written with one */
};

/* A row of a list. Twelve thousand are shipped, and each address in them is worked out when the program
 * starts, in memory of its own: so one has to do. */
struct list_row {
	const char *text; /* row_word(), row_flags() and row_lang() behind each other */
	int64_t line;     /* in the list, or the site's number for it */
	uint16_t word;    /* bytes */
	uint8_t flags, lang;
	uint8_t severity;
};

/** As the list has it. */
static inline struct str
row_word(const struct list_row *r)
{
	return (struct str){r->text, r->word};
}

/** Words with a space between. */
static inline struct str
row_flags(const struct list_row *r)
{
	return (struct str){r->text + r->word, r->flags};
}

/** "" = every language. */
static inline struct str
row_lang(const struct list_row *r)
{
	return (struct str){r->text + r->word + r->flags, r->lang};
}

/* What is looked for: tens of thousands, so a word and all its misspellings share their row. */
struct entry {
	const struct list_row *of; /* what it is, or is a misspelling of */
	const struct letter *letters;
	uint32_t order;      /* its place in the lists */
	uint16_t written;    /* letters as written */
	uint16_t n;          /* letters, repeats counted once */
	uint8_t severity;    /* 1 to 3; 0: an ordinary word, which shields what it contains */
	uint8_t action;      /* enum action of a site's own entry */
	uint8_t context;     /* a homonym: the number of the words that tell its other meaning; 0 = none */
	bool site : 1;       /* the site's own, not shipped */
	bool open_left : 1;  /* may go on within the word, before … */
	bool open_right : 1; /* … and behind it */
	bool root : 1;       /* no ordinary word contains it: found anywhere, and with doubled letters */
	bool is_name : 1;    /* not when Written Like This */
	bool note : 1;       /* only noted */
	bool shadow : 1;     /* of a site's own: on trial */
	bool home : 1;       /* an ordinary word elsewhere: counts in texts of its own language alone */
	bool accents : 1;    /* a letter with an accent is another one: coño is not cono */
	bool variant : 1;    /* a misspelling of its row's: never within a word, never an ordinary word */
	bool whole : 1;      /* a word of its own or nothing: set when all is known of it */
};

#define ENTRY_CHARS_MAX 64           /* characters of one entry */

#define TOLD_MAX 2 /* words that speak for a slur's other meaning; one is enough for a mild word */

struct word_hit {
	const struct entry *entry;
	uint32_t from, to; /* bytes of the source */
	bool written;      /* as the list has it: in no disguise */
	/* It means something else here: words around it say so (context.c). */
	uint8_t told;                          /* how many of them are named here; 0: nothing says so */
	struct { uint32_t from, to; } by[TOLD_MAX]; /* bytes of the source */
};

struct words;

/** Whether an entry of a site's can be used. */
bool words_entry_ok(struct arena *scratch, const struct word_entry *);

/** In arena `a`, for its life. Faulty entries are left out and counted in *ret_bad. */
struct words *words_new(struct arena *a, const struct word_entry *site, size_t n, size_t *ret_bad);

/** The same of a site's own entries alone: quick, for the tests of lists. */
struct words *words_new_own(struct arena *a, const struct word_entry *site, size_t n, size_t *ret_bad);

/** For moderators: "en:19 fuck", "site:7 casino*". */
struct str entry_name(struct arena *, const struct entry *);

/** All hits in source order; what an ordinary word or a longer shipped entry covers is left out. `lang`
 * is the text's (language.h), "" = unknown, taken for English: it decides about the entries that are `home`.
 * After some thousand hits or tries, or where there is more to join than a comment has, it stops.
 * *ret_tangled: the text was built to make this slow; the rest of it was not looked at. */
size_t words_find(const struct words *, struct arena *, const struct reading *, struct str lang,
		  struct word_hit **ret, bool *ret_tangled);

/** A hash over all entries: a verdict is a function of it. */
uint64_t words_version(const struct words *);

/** What the tables take, in bytes. */
size_t words_bytes(const struct words *);

#endif
