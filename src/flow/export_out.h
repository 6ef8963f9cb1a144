/* What the writers of an export share; private to flow/export*.c. */
#ifndef FLOW_EXPORT_OUT_H
#define FLOW_EXPORT_OUT_H

#include "flow/export.h"
#include "store/store_export.h"
#include "view/archive.h"
#include "view/json.h"

struct export {
	struct house *house;
	struct site *site;
	const struct export_ask *ask;
	const struct export_writer *writer;
	struct site_view view;
	struct export_bounds bounds;
	struct thread_id only;      /* 0: all articles */
	struct arena *arena;        /* of the whole export */
	struct arena *kept;         /* of some articles */
	struct arena *scratch;      /* of a page of rows */
	struct db *db;              /* while a page is read */
	struct html out;            /* what a page of rows became: written when the statement is over */
	FILE *file;
	uint32_t *numbers;          /* by id of author: 1, 2, … by first appearance; 0: not yet */
	uint32_t people;
	struct thread *near;        /* articles of late, by id modulo NEAR; BY_ID alone */
	int64_t comments;           /* written so far */
	enum err failed;            /* of a row function: ends the export */
	/* by article */
	const struct thread *article; /* begun; NULL: none */
	int64_t article_created, article_comments;
	bool tree;                  /* html of what is shown: in display order, else in order of time */
	struct archive_page *page;
	struct folder *folder;      /* NULL: one page to a stream */
};

#define NEAR 1024 /* a row would otherwise cost a third more, for its article */

enum export_order { BY_ID, BY_ARTICLE };

struct export_writer {
	enum export_order order;
	bool all; /* also reasons and former names */
	void (*begin)(struct export *);
	/* BY_ID: every article, before the first comment (NULL: not wanted). Else before the article's
	 * first. */
	void (*article)(struct export *, const struct thread *, int64_t created);
	void (*comment)(struct export *, const struct comment_whole *);
	void (*article_end)(struct export *); /* not BY_ID */
	void (*end)(struct export *);
};

extern const struct export_writer export_jsonl, export_csv, export_wxr, export_html;

/** The number of a comment's writer, made if this is the first time; *ret_new. */
uint32_t export_person(struct export *, struct author_id, bool *ret_new);
/** Is nothing left out by page, date or state? */
bool export_whole(const struct export_ask *);
/** Page and title of a comment's article. */
const struct thread *export_article(struct export *, struct thread_id);
/** A reason's fields into an open JSON object. */
void export_reason(struct json *, const struct reason *);
/** Everything in `out` to the file. */
void export_flush(struct export *);

/* flow/export_html.c: a folder that gets its name when it is whole. */
enum err folder_begin(struct export *, const char *path) NODISCARD;
enum err folder_end(struct export *, enum err) NODISCARD;

#endif
