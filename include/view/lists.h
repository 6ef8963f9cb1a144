/* The desk's pages of what a site says to its filters: words and rules. As view/tools.h: what was typed is
 * shown again; errors are finished sentences, "" = none. */
#ifndef VIEW_LISTS_H
#define VIEW_LISTS_H

#include "view/tools.h"

/* How a rule or an entry has done. */
struct done_view {
	int64_t fired, decided, overturned; /* comments; of these decided by people; of these let stand */
};

/* ---- words -------------------------------------------------------------------------------------- */

struct word_row {
	struct word_entry entry;
	struct done_view done;
};

/* A word found in a text. */
struct word_match {
	struct str entry;        /* "casino*", "fuck": as its list has it */
	struct str place;        /* "en:19", "site:7" */
	struct str lang;         /* "" = every language */
	int severity;            /* 0: not known any more */
	enum action action;
	bool shadow;
	struct str text;         /* what stands there */
};

/* A line of a file, and what is wrong with it; line 0: the whole file. */
struct line_fault {
	int64_t line;
	struct str why;
};

struct words_view {
	struct str part;         /* looked for */
	const struct word_row *rows; /* newest first */
	size_t n;
	int64_t next;            /* the last one, if there are more behind it */
	const struct word_count *shipped;
	size_t n_shipped;
	struct {
		bool open;
		struct str entry, lang, days, note;
		enum action action;
		int severity;
		bool shadow;
		struct str entry_error, lang_error, days_error, note_error;
		struct caught_view caught;
	} draft;
	struct {
		bool open, asked;
		struct str text, lang, error, lang_error;
		struct str folded;
		const struct reason *hits; /* in `text` */
		const struct word_match *matches;
		size_t n; /* of both */
	} attempt;
	struct {
		bool open;
		struct str csv, error;
		const struct line_fault *faults; /* the first of them */
		size_t n_faults;
		int64_t faulty;
		bool looked;     /* what it would do: */
		int64_t added, replaced;
		struct caught_view caught;
	} file;
};
void view_words(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
		const struct words_view *);

/* ---- rules -------------------------------------------------------------------------------------- */

struct rule_line {
	struct str rule, help;
	double weight;           /* at this site */
	enum action action;
	bool fixed;              /* nothing can be said about it */
	bool off, shadow;
	int64_t expires;         /* of what was said; 0 = never */
	struct str by;           /* who said it; "" = the settings, or nobody */
	struct done_view done;
};

/* What can be tried on the past: TRIAL(ID, "word", text) */
#define TRIALS(X)                                                                                  \
	X(TRIAL_RULE, "rule", MSG_C("a rule"))                                                     \
	X(TRIAL_WORD, "word", MSG_C("a word or phrase"))                                           \
	X(TRIAL_NAME, "name", MSG_C("names that read like this"))                                  \
	X(TRIAL_LINK, "link", MSG_C("links to a host and all below it"))

enum trial_kind {
#define X(id, word, text) id,
	TRIALS(X)
#undef X
	TRIAL__MAX
};
/** "rule", as in forms. */
struct str view_trial_word(enum trial_kind);

struct rules_view {
	const struct rule_line *rows; /* in the pipeline's order */
	size_t n;
	struct {                 /* days that were not taken, of a rule */
		struct str rule, days, error;
	} set;
	struct {
		bool open;
		enum trial_kind kind;
		struct str what, lang, last;
		struct str what_error, lang_error, last_error;
		struct caught_view caught;
	} trial;
};
void view_rules(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
		const struct rules_view *);

#endif
