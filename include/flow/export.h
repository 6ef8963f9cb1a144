/*
 * Everything out, in four forms. None has an address, an IP, a token or a password; a person is a number
 * of this export alone, in order of first appearance (hashes and bans only if asked for, in jsonl).
 *
 *   jsonl  everything, without loss: rejoinder(1), "The jsonl format"
 *   csv    a row a comment, RFC 4180, formulas neutralised
 *   wxr    what WordPress's importer reads
 *   html   a page an article, to keep and to read
 *
 * Streams: memory grows with neither comments nor articles, but by four bytes a person; and the database is
 * held for a thousand rows at a time, never while the output waits.
 */
#ifndef FLOW_EXPORT_H
#define FLOW_EXPORT_H

#include <stdio.h>

#include "flow/actor.h"

/** A comment's fields into an open JSON object: what lists and exports have in common. */
struct json;
void export_comment(struct json *, const struct comment *);
/** "reasons": [ … ] into an open JSON object, the same wherever a verdict is told to a program. */
void export_reasons(struct json *, const struct reason *, size_t n);

#define EXPORT_FORMATS(X)                                                                          \
	X(EXPORT_JSONL, "jsonl")                                                                   \
	X(EXPORT_CSV, "csv")                                                                       \
	X(EXPORT_WXR, "wxr")                                                                       \
	X(EXPORT_HTML, "html")

enum export_format {
#define X(name, word) name,
	EXPORT_FORMATS(X)
#undef X
	EXPORT__MAX
};

/* What is wanted. */
struct export_ask {
	enum export_format format;
	struct str page;    /* of this article alone; "" = all */
	int64_t since;      /* written at this time or later; INT64_MIN: ever */
	unsigned states;    /* bit 1 << enum state; 0: all, in html what is shown */
	bool with_keys;     /* jsonl: the hashes behind the people, and the bans */
	/* Comments so far, part of the way from 0 to 1. NULL: nobody asks. */
	void (*progress)(void *arg, int64_t done, double part);
	void *arg;
};

/** Says in the book who takes a copy, of what kind: before it is taken, for one that nobody knows of is worse
 * than a line too many. */
enum err export_note(struct house *, struct site *, struct arena *, const struct moderator *,
		     const struct export_ask *) NODISCARD;

/** Into a stream; html only of one page. ERR_GONE: no such article. ERR_IO, ERR_FULL: the stream, or the
 * store, … failed, and what is in the stream is not whole. *ret_n: comments. */
enum err export_stream(struct house *, struct site *, const struct export_ask *, FILE *,
		       int64_t *ret_n) NODISCARD;

/** html: a new folder with a file an article and index.html. ERR_CONFLICT: something stands there. It has
 * another name (PATH.part) until it is whole; a folder of that name with other files in it stands in the
 * way, too. */
enum err export_folder(struct house *, struct site *, const struct export_ask *, const char *path,
		       int64_t *ret_n) NODISCARD;

#endif
