/*
 * What the site knows about its articles, into the table of threads: titles, dates, languages and authors
 * from RSS 2.0 and 1.0, Atom, a news sitemap or CSV. Which of them a file is, its content says.
 *
 * Meant for cron: running twice changes nothing. What a file says wins over what was known where they
 * differ; what it does not say stays. An article twice in one file counts the first time (feeds begin with
 * the newest). Rows are stored 200 at a time, and memory does not grow with the file.
 *
 * CSV is RFC 4180's, with a header row: path (as the program writes it) or url, title, and maybe
 * published, lang, author. Everything is UTF-8. Of XML nothing is read that could reach out or grow: a
 * DOCTYPE ends the import, so there are no entities.
 */
#ifndef FLOW_IMPORT_THREAD_H
#define FLOW_IMPORT_THREAD_H

#include "flow/actor.h"

/* Characters; a longer one skips its row, nothing is ever cut. */
#define TITLE_CHARS_MAX 500
#define AUTHOR_CHARS_MAX 200
/* Articles of one file. A sitemap has at most 50,000 (sitemaps.org). */
#define IMPORT_ROWS_MAX 500000

struct import_job {
	FILE *file;
	bool dry_run; /* counts, stores nothing */
	void (*skipped)(void *arg, unsigned long line, struct str why); /* NULL: nobody asks */
	void *arg;
};

struct imported {
	struct str format; /* "rss", "atom", "sitemap", "csv"; "" if it is none */
	int64_t added, changed, unchanged, skipped;
	struct str fault;  /* why the file was read no further; "": it was read to its end. What came
			      before is stored */
	unsigned long fault_line; /* 0: of the whole file */
};

/** ERR_…: the store failed (*ret is untouched; batches before are stored), or the stream (ERR_IO). */
enum err import_threads(struct house *, struct site *, struct arena *, const struct moderator *,
			const struct import_job *, struct imported *ret) NODISCARD;

/** What is known about articles that have a row, from behind `after`, oldest row first. */
enum err thread_list(struct house *, struct site *, struct arena *, const struct moderator *,
		     struct thread_id after, int64_t limit, struct thread **ret,
		     size_t *ret_n) NODISCARD;

#endif
