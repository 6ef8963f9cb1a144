/*
 * Comments of another system, or of an older self, into this site: `rejoinder import`.
 *
 * A file is read twice: once to see that it is whole (what is not well-formed imports nothing),
 * once to take. Rows are stored a batch a transaction; memory does not grow with the file, but for
 * tables of articles or writers where a format keeps them apart from the comments (and, for a trial
 * run, eight bytes a comment).
 *
 * Run twice it changes nothing, run after a kill it goes on: a comment is known by (system, source,
 * id), kept in the table `imported`. Replies may stand before what they answer; what answers
 * nothing that came stands at top level, a circle of answers is cut. Addresses are hashed as they
 * are read, with the same hash as posts, and never stored.
 *
 * A text longer than a comment may be comes as several, each but the first an answer to it.
 *
 * A record that is wrong by itself (its date, its article) is skipped and counted; skips[].word is
 * stable.
 */
#ifndef FLOW_IMPORT_COMMENT_H
#define FLOW_IMPORT_COMMENT_H

#include "flow/actor.h"

/* Why a record is not taken. */
#define SKIPS(X)                                                                                   \
	X(SKIP_NOTE, "note", "an editor's internal note")                                          \
	X(SKIP_PINGBACK, "pingback", "a pingback")                                                 \
	X(SKIP_TRACKBACK, "trackback", "a trackback")                                              \
	X(SKIP_TYPE, "type", "another type than a comment")                                        \
	X(SKIP_DATE, "date", "its date cannot be read, or is before 1970 or to come")              \
	X(SKIP_THREAD, "thread", "its article is not known")                                       \
	X(SKIP_PAGE, "page", "the site's setting `pages` does not have its article")               \
	X(SKIP_DUPLICATE, "duplicate", "the file has it twice")                                    \
	X(SKIP_ERASED, "erased", "it was here, and was erased at its writer's wish")               \
	X(SKIP_EMPTY, "empty", "it says nothing")                                                  \
	X(SKIP_LONG, "long", "its text is longer than 128 KB")                                     \
	X(SKIP_RECORD, "record", "its record is not as the format has it")

enum skip {
#define X(name, word, help) name,
	SKIPS(X)
#undef X
		SKIP__MAX
};
struct str skip_word(enum skip);

struct comment_import {
	const char *path;  /* NULL: standard input */
	struct str format; /* "auto" or one of import_formats */
	struct str source; /* the site's name at its source; "": what the file says */
	struct str rules;  /* addresses that have moved, see import_rules.c; "" none */
	bool dry_run;	   /* counts, stores nothing */
	/* Each may be NULL. */
	void (*skipped)(void *arg, unsigned long line, enum skip, struct str what);
	/* In a trial run, each comment that is not here: its id there, article, time and state. */
	void (*missing)(void *arg, unsigned long line, struct str id, struct str page,
			int64_t created, enum state);
	/* Now and then, of both readings together. False: stop after what is in hand. */
	bool (*progress)(void *arg, int64_t bytes, int64_t of_bytes, int64_t comments);
	void *arg;
};

struct comment_imported {
	struct str format, source;
	int64_t threads; /* articles of the comments that were taken or are here */
	int64_t added, known;
	int64_t states[STATE__MAX]; /* of both together */
	int64_t skipped[SKIP__MAX];
	/* Of the new ones: answers to what never came or is of another article; circles cut. */
	int64_t orphans, cycles;
	struct str fault;	  /* why the file was not taken; "": it was */
	unsigned long fault_line; /* 0: of the whole file */
	bool changed;		  /* the first reading had no such fault: what stands before it is stored */
	bool stopped;		  /* `progress` said so */
};

/* "jsonl", "csv", …; ends with NULL. */
extern const char *const import_formats[];

/** ERR_…: the store failed; batches before are stored, and the next run goes on from there. ERR_IO,
 * ERR_GONE, ERR_DENIED before anything was read: the file. */
enum err import_comments(struct house *, struct site *, struct arena *, const struct moderator *,
			 const struct comment_import *, struct comment_imported *ret) NODISCARD;

#endif
