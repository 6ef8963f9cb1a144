/*
 * A site's own word list: entries added, removed, brought in from CSV and tried. In force when the verb
 * answers; another process sees them within 250 ms.
 */
#ifndef FLOW_WORDS_H
#define FLOW_WORDS_H

#include "flow/actor.h"

#define WORDS_ROWS_MAX 100000 /* of one file */
#define WORD_CHARS_MAX 64     /* of an entry; the table's own CHECK */
#define WORD_LANG_CHARS_MAX 16
#define WORD_NOTE_CHARS_MAX 1000
#define WORD_DAYS_MAX 36500

/** What is wrong with an entry: a sentence, or NULL. Reads text, language, action, severity and note. */
const char *words_fault(struct arena *, const struct word_entry *);

struct words_done {
	int64_t added, replaced;
	bool full; /* the list would be too long: nothing is stored */
};

/** Stores all or none, in one transaction; created and by are set here. Each must be without a fault. One of
 * the same text and language is replaced. ERR_DENIED: a viewer. */
enum err words_put(struct house *, struct site *, struct arena *, const struct moderator *,
		   struct word_entry *, size_t n, struct words_done *ret) NODISCARD;

/** What words_put() would do; nothing is stored. */
enum err words_would(struct house *, struct site *, struct arena *, const struct moderator *,
		     struct word_entry *, size_t n, struct words_done *ret) NODISCARD;

enum word_change {
	WORD_REMOVE,
	WORD_TRY,     /* on trial from now on */
	WORD_IN_FORCE /* no longer on trial */
};
/** Of the entry of this number, which a change gives a new one. ERR_GONE: there is none; ERR_DENIED. */
enum err words_change(struct house *, struct site *, struct arena *, const struct moderator *, int64_t id,
		      enum word_change) NODISCARD;

/** By text and language, or by number if there is no such entry. ERR_GONE: neither. */
enum err words_remove(struct house *, struct site *, struct arena *, const struct moderator *,
		      struct str lang, struct str what) NODISCARD;

/** Those in force, oldest first. */
enum err words_list(struct house *, struct site *, struct arena *, const struct moderator *,
		    struct word_entry **ret, size_t *ret_n) NODISCARD;

/* An entry, and how it has done. */
struct word_state {
	struct word_entry entry;
	int64_t fired, decided, overturned; /* struct rule_tally */
};
/** Those in force with `part` in entry, note, who set it, or as their language ("" = all), the newest first,
 * from before a number on (0 = from the first). Reads every reason in the store. */
enum err words_search(struct house *, struct site *, struct arena *, const struct moderator *,
		       struct str part, int64_t before, int64_t limit, struct word_state **ret,
		       size_t *ret_n) NODISCARD;
/** ERR_GONE: none of this number. */
enum err words_get(struct house *, struct site *, struct arena *, const struct moderator *, int64_t id,
		   struct word_entry *ret) NODISCARD;
/** Whose number a reason names ("site:7 casino*"); 0: a shipped list's. */
int64_t words_entry_id(struct str entry);

/** The shipped lists, by language. */
size_t words_shipped(struct arena *, struct word_count **ret);

/* A CSV file, read whole before anything is stored. Columns: entry, and maybe action (default hold), severity
 * (default 2), lang, note, days or expires (RFC 3339), shadow (yes). */
struct words_file {
	struct word_entry *entries;
	size_t n;
	int64_t faulty; /* rows that were told; with one of them nothing is to be stored */
};
/** `tell` hears of every faulty row; line 0 is the whole file. ERR_IO: it could not be read. */
enum err words_read(struct arena *, FILE *, int64_t now,
		    void (*tell)(void *arg, unsigned long line, struct str why), void *arg,
		    struct words_file *ret) NODISCARD;
/** Writes the same; words_read() gives back what was written. */
struct str words_csv(struct arena *, const struct word_entry *, size_t n);

/** The words that a site's filter finds in a text: its folded form and the reasons, in shadow too. */
struct words_found {
	struct str folded;
	const struct reason *hits;
	size_t n;
};
struct words_found words_try(struct site *, struct arena *, struct str text, struct str lang);

#endif
