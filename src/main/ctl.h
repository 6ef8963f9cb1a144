/* What every command of the command line gets. The commands are rows of ctl.def; one ctl_*.c a group. */
#ifndef MAIN_CTL_H
#define MAIN_CTL_H

#include <sysexits.h>

#include "flow/actor.h"
#include "view/json.h"

/* Options: X(id, "name", "what its value is, or a|b|c for one of these; "": takes none", "help"). */
#define OPTIONS(X) \
	X(OPT_CONFIG, "config", "FILE", "the configuration file") \
	X(OPT_SITE, "site", "NAME", "the site, by name (default: the first)") \
	X(OPT_HELP, "help", "", "what the command does") \
	X(OPT_JSON, "json", "", "JSON for programs instead of a table for people") \
	X(OPT_JSONL, "jsonl", "", "JSON for programs, an object a line: the rows of --json") \
	X(OPT_ROLE, "role", "viewer|moderator|admin", "what the account may do (default: moderator)") \
	X(OPT_OFF, "off", "", "take it off instead") \
	X(OPT_SESSION, "session", "ID", "this session alone, as moderator sessions numbers it") \
	X(OPT_PASSWORD_STDIN, "password-stdin", "", "read the password from standard input") \
	X(OPT_EMAIL_STDIN, "email-stdin", "", "read the address from the first line of standard input") \
	X(OPT_STATE, "state", "pending|approved|rejected|spam|deleted|withdrawn", "of this state") \
	X(OPT_AFTER, "after", "ID", "only ids above this one") \
	X(OPT_LIMIT, "limit", "N", "at most so many (default 50)") \
	X(OPT_NOTE, "note", "TEXT", "what the writer is told; of a ban or word: a note to others") \
	X(OPT_DAYS, "days", "N", "for so many days (default: for ever); of stats: the last so many") \
	X(OPT_REASON, "reason", "TEXT", "why, for other moderators; of a warning: what its writer is told") \
	X(OPT_DOMAIN, "domain", "DOMAIN", "a mail domain, with all below it") \
	X(OPT_ADDRESS, "address", "ADDRESS", "an IP address or block; one IPv6 address is its /64") \
	X(OPT_NAME, "name", "NAME", "a name; for a ban a pattern, where * is anything") \
	X(OPT_FORMAT, "format", "WORD", "of the file; each command names its own") \
	X(OPT_AUTHOR, "author", "NAME", "the writer's name") \
	X(OPT_URL, "url", "URL", "the writer's website") \
	X(OPT_PAGE, "page", "PATH", "the article's path") \
	X(OPT_MODEL, "model", "FILE", "a model file instead of the one in this program") \
	X(OPT_OUTPUT, "output", "FILE", "the file or folder to write (-o)") \
	X(OPT_TASK, "task", "spam|profanity", "what to look for (default: spam)") \
	X(OPT_POSITIVE, "positive", "LABELS", "labels that should be flagged: patterns with *, by commas") \
	X(OPT_NEGATIVE, "negative", "LABELS", "labels that should not; the first pattern that fits counts") \
	X(OPT_BY_LABEL, "by-label", "", "how many of each label were flagged") \
	X(OPT_LANG, "lang", "LANG", "the language (of the article, of a word)") \
	X(OPT_LINK_HOST, "link-host", "HOST", "a host, with all below it, that links lead to") \
	X(OPT_TEXT_STDIN, "text-stdin", "", "read the text from (the rest of) standard input") \
	X(OPT_SHADOW, "shadow", "", "on trial: noted where it speaks, changes nothing") \
	X(OPT_ACTION, "action", "note|mask|hold|reject", "what becomes of such a comment (default: hold)") \
	X(OPT_SEVERITY, "severity", "0|1|2|3", "1 mild, 2 strong (default), 3 slur; 0 an exception") \
	X(OPT_LAST, "last", "N", "the last so many comments (default 1000)") \
	X(OPT_WORD, "word", "ENTRY", "a word or phrase, * at its ends is the rest of a word") \
	X(OPT_WORDS, "words", "FILE", "a CSV file of words, as words import takes it") \
	X(OPT_SOURCE, "source", "NAME", "the site's name at its source (default: as in the file)") \
	X(OPT_RULES, "rules", "FILE", "a file of lines OLD NEW: addresses that have moved") \
	X(OPT_DIFF, "diff", "", "list what the file has and the site has not, change nothing") \
	X(OPT_DRY_RUN, "dry-run", "", "say what would happen, change nothing") \
	X(OPT_STATUS, "status", "STATES", "only of these states, several by commas: approved,pending") \
	X(OPT_SINCE, "since", "DATE", "only what was written since this date (2026-11-25, or with a time)") \
	X(OPT_UNTIL, "until", "DATE", "only what was done before this date") \
	X(OPT_WHO, "who", "TEXT", "only lines with this in who did it") \
	X(OPT_WHAT, "what", "TEXT", "only lines with this in the act or its subject") \
	X(OPT_WHY, "why", "TEXT", "only lines with this in the detail") \
	X(OPT_YEAR, "year", "YEAR", "of this year, by UTC (default: the last one)") \
	X(OPT_BEFORE, "before", "ID", "only ids below this one") \
	X(OPT_HEADS, "heads", "FILE", "signed heads that were kept elsewhere, one a line") \
	X(OPT_WITH_KEYS, "with-keys", "", "also bans, and the hashes behind people (jsonl)") \
	X(OPT_HTML, "html", "", "a page of HTML to read and to keep") \
	X(OPT_MODE, "mode", "MODE", "anonymise: the texts stay, under no name; remove: they go too") \
	X(OPT_QUERY, "query", "QUERY", "comments that fit: words and operators, see rejoinder(1), Queries") \
	X(OPT_FROM_FILE, "from-file", "FILE", "the ids, one a line (- is standard input)") \
	X(OPT_YES, "yes", "", "do it without asking, also what destroys") \
	X(OPT_REMOVE_POSTS, "remove-posts", "", "also delete what such a ban would have stopped; see --yes") \
	X(OPT_QUIET, "quiet", "", "say nothing where all goes well; of a list: its rows alone")

enum opt {
#define X(id, name, value, help) id,
	OPTIONS(X)
#undef X
	OPT__MAX
};

struct ctl {
	struct arena *arena;
	struct conf *conf;
	struct house *house;
	struct site *site;
	const struct moderator *me;
	struct str by;             /* what the book calls them, also where no house is open */
	const char *opt[OPT__MAX]; /* its value, "" for one without, NULL: not given */
	char **args;               /* what is left after options and the command's words */
	int n_args;
};

#define CTL(group, verb, fn, needs, options, args, help, example) int fn(struct ctl *);
#include "ctl.def"
#undef CTL

/* Long work on a terminal: how far, how fast, how long yet. Nothing where standard error is no terminal. */
struct progress {
	const char *what; /* is counted: "comments" */
	int64_t began, shown; /* clock_tick() */
	bool stands;          /* the line, on the terminal */
};
/** From here on Ctrl-C ends the work between two of its steps, not the program: see ctl_interrupted(). */
void ctl_catch_interrupt(void);
bool ctl_interrupted(void);
/** From here on Ctrl-C ends the program at once, with EX_TEMPFAIL and a line that ends with this: for work of
 * which any half is as good as none, or goes on where it was ended. */
void ctl_end_at_interrupt(const char *how);
/** False: nothing is to be shown (`may` false, --quiet, no terminal). */
bool progress_begin(struct progress *, const struct ctl *, const char *what, bool may);
/** `arg` is the struct progress; `part` of the work from 0 to 1, negative: nobody knows. */
void progress_show(void *arg, int64_t done, double part);
/** Clears the line, for what else is to be said; progress_show() may draw it anew. */
void progress_end(struct progress *);

/*
 * A list: for people a table, whose columns are as wide as what stands in them, fit the terminal, and are in
 * colour on one alone (not under NO_COLOR); with --json one object, {"KEY": [rows]}; with --jsonl an object a
 * line. --quiet leaves off what is no row.
 *
 *	struct list *l = list_begin(c, "bans", columns, ARRAY_LEN(columns));
 *	…  struct json *j = list_row(l);          for each row: either an object in *j,
 *	   if (j == NULL) list_cell(l, …), …      or a cell a column, in their order
 *	return list_end(l, "No bans.");
 */
enum list_kind {
	LIST_TEXT,
	LIST_NUMBER, /* to the right */
	LIST_GIVES   /* text that is cut where a line would not fit */
};
struct list_column {
	const char *head;
	enum list_kind kind;
};
enum tone { TONE_PLAIN, TONE_GOOD, TONE_WAITS, TONE_BAD, TONE_DIM, TONE_HEAD };
struct list *list_begin(struct ctl *, const char *key, const struct list_column *, size_t n);
struct json *list_row(struct list *);
void list_cell(struct list *, struct str); /* any text: it is made visible */
void list_toned(struct list *, enum tone, struct str);
void list_int(struct list *, int64_t);
void list_when(struct list *, int64_t at);
void list_state(struct list *, enum state);
/** There are `total` of them, from --after on (-1: nobody has counted, but there may be more); the last
 * one listed is `last`. */
void list_more(struct list *, int64_t total, int64_t last);
int list_end(struct list *, const char *nothing);

/** For people: a line that says what was done. Silent under --quiet and under --json. */
void ctl_say(const struct ctl *, const char *fmt, ...) PRINTF(2, 3);
/** One line on standard error, "rejoinder: …", as ctl_show() shows it; answers `code`. */
int ctl_fail(int code, const char *fmt, ...) PRINTF(2, 3);
/** What a failing machine means: a line and a code. */
int ctl_failed(struct ctl *, enum err e, const char *doing);

/** An export stands in the book before its first line; `e` is how that went. On a full disk it goes on
 * without, but not with keys. EX_OK, or the exit code: said why already. */
int ctl_noted(struct ctl *, enum err e, bool with_keys);

/** A number option within bounds, or `def` if it is not given. False: said why already. */
bool ctl_number(struct ctl *, enum opt, int64_t lo, int64_t hi, int64_t def, int64_t *ret);
/** --after and --limit of a list. */
bool ctl_part(struct ctl *, int64_t *ret_after, int64_t *ret_limit);
/** The configuration file's path, given or usual. */
const char *ctl_conf_path(const struct ctl *);
/** The option's text, or "". */
struct str ctl_text(const struct ctl *, enum opt);
/** An id given as argument. */
bool ctl_id(const char *arg, int64_t *ret);
/** The path of an article at this site. EX_USAGE: it is none, which is told. */
int ctl_page(struct ctl *, const char *arg, struct str *ret);

/** One line of standard input without its end; false: none, or over `max` bytes. */
bool ctl_line(struct ctl *, size_t max, struct str *ret);
/** All of standard input; false: over `max`. */
bool ctl_input(struct ctl *, size_t max, struct str *ret);

struct words_file;
/** A CSV file of words, "-" is standard input: EX_OK, or said why not. */
int ctl_words_file(struct ctl *, const char *path, struct words_file *ret);

/** Text for a terminal: control, format and bidi characters made visible, so no comment can move the
 * cursor, recolour a line or forge one. Cut to `width` characters with an ellipsis; 0: not cut. */
struct str ctl_show(struct arena *, struct str, size_t width);
/** "2026-11-25T18:21:00Z", or "3 h ago" or "in 3 h" on a terminal. */
struct str ctl_when(struct arena *, int64_t at);

/** Prints what a JSON writer has made, with a newline. */
int ctl_print(struct buf *);

#endif
