/*
 * The word lists and the one automaton that finds all of their entries: time does not grow with the
 * number of entries. Private to filter/.
 *
 * An entry matches whole words of the folded text. It is looked up by classes of characters that share
 * a reading (Aho and Corasick 1975, a dense table over classes of bytes), then each hit is checked
 * letter by letter: which letters a character can be read as, how often it stands in a row, whether a
 * word begins and ends there.
 */
#ifndef FILTER_WORDS_H
#define FILTER_WORDS_H

#include "filter/normalise.h"
#include "model.h"

struct letter {
	uint32_t c;
	uint32_t run;
	bool accent;         /* written with one */
};

/* One row of a list. */
struct entry {
	struct str name;     /* for moderators: "en:19 fuck", "site:7 casino*" */
	struct str lang;     /* "" = every language */
	const struct letter *letters;
	uint32_t n;          /* letters, repeats counted once */
	uint32_t order;      /* its place in the lists */
	int severity;        /* 1 to 3; 0: an ordinary word, which shields what it contains */
	enum action action;  /* of a site's own entry */
	bool site;           /* the site's own, not shipped */
	bool open_left, open_right; /* may go on within the word */
	bool root;           /* no ordinary word contains it: found anywhere, and with doubled letters */
	bool is_name;        /* not when Written Like This */
	bool note;           /* only noted */
	bool home;           /* an ordinary word elsewhere: counts in texts of its own language alone */
	bool accents;        /* a letter with an accent is another one: coño is not cono */
};

#define ENTRY_CHARS_MAX 64           /* characters of one entry */
#define LISTS_BYTES_MAX (512 * 1024) /* of all entries of a site, folded: bounds the automaton */

struct word_hit {
	const struct entry *entry;
	uint32_t from, to; /* bytes of the source */
};

struct words;

/** In arena `a`, for its life. Faulty entries are left out and counted in *ret_bad. */
struct words *words_new(struct arena *a, const struct word_entry *site, size_t n, size_t *ret_bad);

/** All hits in source order; what an ordinary word or a longer shipped entry covers is left out. `lang`
 * is the text's (language.h), "" = unknown, taken for English: it decides about the entries that are `home`.
 * *ret_tangled: the text was built to make this slow; the rest of it was not looked at. */
size_t words_find(const struct words *, struct arena *, const struct reading *, struct str lang,
		  struct word_hit **ret, bool *ret_tangled);

/** A hash over all entries: a verdict is a function of it. */
uint64_t words_version(const struct words *);

#endif
