/*
 * Between the import of comments and its readers of formats. A reader takes bytes in pieces of any
 * size and hands over records as the file tells them; what becomes of one (which article, which
 * text, known or new, where it stands) is intake.c's business. A file is read twice, by two readers
 * made anew: the first time nothing is taken.
 */
#ifndef FLOW_INTAKE_H
#define FLOW_INTAKE_H

#include "base/buf.h"
#include "flow/import_comment.h"
#include "store/store_import.h"
#include "store/store_thread.h"

struct intake;

#define VOTES_MAX 100000 /* on one comment, each way: each becomes a row */
#define NUMBER_MAX 4000000 /* of writers that a file may count: eight bytes each */

/* What a text is written in. */
enum text_kind {
	TEXT_MARKDOWN, /* ours, or near enough */
	TEXT_MIXED,    /* Markdown, or HTML where tags stand in it */
	TEXT_HTML,
	TEXT_HTML_LINES /* HTML in which a line end is one (WordPress) */
};

/* What a comment of ours has beside what every system knows (jsonl). */
struct record_more {
	unsigned generation;
	int64_t decided;
	struct str decided_by, note, masked, versions, chain, rules, grounds;
	enum action action;
	double score, toxicity; /* toxicity -1: not known */
	unsigned version;
	int64_t changed, erased;
	const struct old_text *revisions;
	size_t n_revisions;
	const struct old_appeal *appeal; /* NULL: none */
	const struct old_remark *remarks;
	size_t n_remarks;
	const struct old_report *reports;
	size_t n_reports;
	const struct reason *reasons;
	size_t n_reasons;
	const struct record_old {
		struct str system, source, id, waits;
	} * old;
	size_t n_old;
};

/* Borrowed, as typed but valid UTF-8. */
struct record {
	unsigned long line;
	struct str id;	   /* at its source; "": made of what it says */
	struct str alias;  /* another name for it there; "" none */
	struct str parent; /* id of what it answers; "" nothing */
	int64_t keep;	   /* the id it would keep, if that is free; 0: any */
	struct str page;   /* path of its article; "": the link says it */
	struct str link;   /* address of its article */
	struct str title;  /* of the article */
	int64_t published;
	bool closed; /* the article, if it is new here */
	struct str name, email, url, text;
	struct str person; /* who wrote it, at its source; for those without an address. "" nobody
			      knows */
	int64_t number;	   /* the same, as the file counts its writers; 0: it does not */
	enum text_kind kind;
	enum state state;
	unsigned marks;
	int64_t up, down; /* votes; of what is more than VOTES_MAX, or less than none, so many */
	struct str date; /* when it was written, as typed; "": in `created` */
	int64_t created;
	const struct record_more *more; /* NULL: nothing more */
};

/* Each answers false to stop the reading. */
bool intake_comment(struct intake *, const struct record *);
/** Where only the sum of votes is known: as if all had been of one mind. */
void intake_score(struct record *, int64_t score);
/** An article by itself, whole; `created` of its row, if that is new; the addresses that it has left. */
bool intake_thread(struct intake *, unsigned long line, const struct thread *, int64_t created,
		   const struct str *was, size_t n_was);
/** Who has this number in the file, by the hashes of an older self. */
bool intake_author(struct intake *, int64_t number, const struct hash *id, const struct hash *ban,
		   const unsigned char avatar[16], int64_t created);
/** A ban, as it was; `hash` is read for BAN_EMAIL alone. */
bool intake_ban(struct intake *, unsigned long line, const struct ban *, const struct hash *hash);
/** What a site says to its filters, and its saved replies, as they were. What is here stays. */
bool intake_word(struct intake *, unsigned long line, const struct word_entry *);
bool intake_rule(struct intake *, unsigned long line, const struct rule_say *);
bool intake_reply(struct intake *, unsigned long line, const struct saved_reply *);
/** A record that is not taken; `what` is quoted. */
bool intake_skip(struct intake *, unsigned long line, enum skip, struct str what);
/** The file cannot be read further. Only the first fault counts. Always false. */
bool intake_fault(struct intake *, unsigned long line, const char *fmt, ...) PRINTF(3, 4);
/** The site's name at its source, before its first comment; the first one counts. */
void intake_source(struct intake *, struct str name);
/** Is this the first reading? */
bool intake_looking(const struct intake *);
/** What date_read() takes, and with a blank before the zone. */
bool intake_date(struct str, int64_t *ret);

/* What a reader must remember from record to record, from the first reading to the second:
 * articles, writers. Texts by a name; the first value counts. False: there are more than fit (64
 * MB). */
bool intake_keep(struct intake *, char kind, struct str name, const struct str *values, size_t n);
/** False: not there. Borrowed as long as the import lasts. */
bool intake_kept(struct intake *, char kind, struct str name, struct str *values, size_t n);

/* A format. */
struct format {
	const char *name;
	void *(*make)(struct arena *, struct intake *);
	bool (*take)(void *reader, struct str piece,
		     bool last);    /* false: stopped, the intake knows why */
	void (*done)(void *reader); /* NULL: nothing to do */
};
extern const struct format format_jsonl, format_csv, format_wxr, format_disqus, format_remark42,
	format_commento, format_comentario, format_artrans, format_coral, format_isso_json;

/* import_isso.c: a database instead of a stream. False: stopped, the intake knows why. */
bool isso_stands_alone(struct arena *, const char *path);
bool isso_take(struct arena *, struct intake *, int fd);

/* intake.c, for import_comment.c */
struct intake *intake_new(struct house *, struct site *, struct arena *, const struct moderator *,
			  const struct comment_import *, struct str format);
void intake_pass(struct intake *, bool looking);
/** The batch in hand, then replies that stood before what they answer. */
enum err intake_finish(struct intake *);
enum err intake_failed(const struct intake *);
struct comment_imported *intake_report(struct intake *);
void intake_free(struct intake **);

/* intake_tree.c: puts replies below what they answer, of one source, article by article. *ret_apart: those
 * whose parent is of another article, which stay at top level. */
enum err tree_settle(struct house *, struct import_source, int64_t *ret_cycles, int64_t *ret_apart) NODISCARD;

/* import_rules.c: where addresses have moved to. */
struct rules;
struct rules *rules_read(struct arena *, struct str text, struct str *ret_fault);
/** The path, canonical, of the article with this address; "" if it names none. */
struct str rules_page(struct arena *, const struct rules *, struct str address);

/* import_html.c */
/** HTML as our Markdown; what we do not show comes as its text. */
struct str markdown_of_html(struct arena *, struct str html, bool lines);

#endif
