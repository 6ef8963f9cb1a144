/*
 * What the site knows about its articles, into the table of threads; see the header. Here is what
 * holds for every format: which articles are the site's, which are wanted, what differs, and the
 * writes.
 */
#include "flow/import_thread.h"

#include <errno.h>
#include <stdarg.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/page.h"
#include "base/utf8.h"
#include "import.h"
#include "store/store_actor.h"
#include "store/store_thread.h"

#define BATCH_ROWS 200
#define PIECE_BYTES (64u * 1024)
#define LANG_BYTES_MAX 35 /* RFC 5646, 4.4.1 */
#define SHOWN_BYTES 100	  /* of what is quoted in a message */
#define SEEN_SLOTS 1024u  /* of the table at first; it doubles when half full, so at most 8 MB */

struct import {
	struct house *house;
	struct site *site;
	struct str by;
	const struct import_job *job;
	struct arena *scratch; /* of one article */
	struct arena *batch;   /* what a batch holds; reset when it is stored */
	struct thread rows[BATCH_ROWS];
	size_t n;
	uint64_t *seen;			   /* digests of the pages of this file; 0: free */
	size_t n_seen, seen_slots;	   /* slots: a power of two */
	int64_t added, changed, unchanged; /* of the present batch, set anew by each try */
	struct imported done;
	struct arena *arena; /* of the caller: texts of `done` */
	enum err failed;
};

/* ---- writing ---------------------------------------------------------------------------------- */

static struct str
or_else(struct str s, struct str otherwise)
{
	return s.n > 0 ? s : otherwise;
}

/* What the row becomes: what the file does not say stays. False: nothing changes. */
static bool
merge(struct thread *row, const struct thread *old)
{
	row->title = or_else(row->title, old->title);
	row->lang = or_else(row->lang, old->lang);
	row->author = or_else(row->author, old->author);
	row->published = row->published != 0 ? row->published : old->published;
	return !str_eq(row->title, old->title) || !str_eq(row->lang, old->lang) ||
	       !str_eq(row->author, old->author) || row->published != old->published;
}

/* Looks at each row of the batch and counts; writes where `now` is not 0. */
static enum err
put_rows(struct db *db, struct import *im, int64_t now)
{
	enum err e = ERR_OK;
	im->added = im->changed = im->unchanged = 0;
	for (size_t i = 0; e == ERR_OK && i < im->n; i++) {
		struct thread row = im->rows[i], old = {0};
		e = store_thread_find(db, im->batch, im->site->id, row.page, &old);
		bool is_new = e == ERR_GONE;
		if (e != ERR_OK && !is_new)
			break;
		e = ERR_OK;
		row.page = is_new ? row.page : old.page; /* where it is now, if it has left that address */
		if (!merge(&row, &old)) {
			im->unchanged++;
			continue;
		}
		*(is_new ? &im->added : &im->changed) += 1;
		if (now != 0)
			e = store_thread_put(db, &row, now);
	}
	return e;
}

static enum err
write_batch(struct db *db, void *arg)
{
	struct import *im = arg;
	int64_t now = clock_now();
	enum err e = put_rows(db, im, now);
	if (e == ERR_OK && im->added + im->changed > 0)
		e = store_audit_add(db, im->site->id, now, im->by, STR("thread.import"),
				    im->done.format,
				    str_printf(im->batch, "%ld new, %ld changed", (long)im->added,
					       (long)im->changed));
	return e;
}

static bool
flush(struct import *im)
{
	enum err e;
	if (im->failed != ERR_OK)
		return false;
	if (im->n == 0)
		return true;
	if (im->job->dry_run) {
		struct db *db = store_reader(im->house->store, DB_CONSOLE);
		e = put_rows(db, im, 0);
		store_reader_done(im->house->store, &db);
	} else {
		e = store_write(im->house->store, DB_CONSOLE, write_batch, im);
	}
	im->failed = e;
	if (e != ERR_OK)
		return false;
	im->done.added += im->added;
	im->done.changed += im->changed;
	im->done.unchanged += im->unchanged;
	im->n = 0;
	arena_reset(im->batch);
	return true;
}

/* ---- one article ------------------------------------------------------------------------------ */

void
import_format(struct import *im, struct str format)
{
	im->done.format = format;
}

bool
import_fault(struct import *im, unsigned long line, const char *fmt, ...)
{
	struct buf b = buf_in(im->arena, 1024);
	char text[512];
	va_list ap;
	if (im->done.fault.n > 0)
		return false;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_str(&b, str_of(text));
	im->done.fault = buf_view(&b);
	im->done.fault_line = line;
	return false;
}

/* The import goes on; `what` is quoted. */
static bool
skip(struct import *im, unsigned long line, const char *why, struct str what)
{
	struct str cut = what;
	if (cut.n > SHOWN_BYTES)
		for (cut.n = SHOWN_BYTES; ((unsigned char)cut.p[cut.n] & 0xC0) == 0x80;)
			cut.n--;
	struct str text = str_of(why);
	if (what.n > 0)
		text = str_printf(im->scratch, "%s: %.*s%s", why, STR_FMT(cut),
				  cut.n < what.n ? "…" : "");
	im->done.skipped++;
	if (im->job->skipped != NULL)
		im->job->skipped(im->job->arg, line, text);
	return true;
}

/* Without scheme and host, if they are this site's. NULL, or what is wrong. */
static const char *
cut_own(const struct site_conf *conf, struct str *link)
{
	struct str s = *link;
	bool https = s.n > 8 && strncasecmp(s.p, "https://", 8) == 0;
	if (str_starts(s, STR("/")) && !str_starts(s, STR("//")))
		return NULL; /* of the site by itself */
	if (!https && !(s.n > 7 && strncasecmp(s.p, "http://", 7) == 0))
		return "its link is no http or https address";
	s = str_from(s, https ? 8 : 7);
	size_t n = 0;
	while (n < s.n && !str_has(STR("/?#"), s.p[n]))
		n++;
	struct str host = str_sub(s, 0, n), port = https ? STR(":443") : STR(":80");
	if (str_ends(host, port))
		host = str_sub(host, 0, host.n - port.n);
	if (!conf_host(conf, host))
		return "it stands at another site";
	*link = str_from(s, n);
	return NULL;
}

static const char *
find_page(struct import *im, const struct article *article, struct str *ret)
{
	const struct site_conf *conf = im->site->conf;
	struct str link = str_trim(article->link);
	if (article->page.n > 0) {
		if (!page_canonical(im->scratch, article->page, ret))
			return "its path is none";
	} else {
		if (link.n == 0)
			return "it has no link";
		const char *why = cut_own(conf, &link);
		if (why != NULL)
			return why;
		if (!str_starts(link, STR("/")))
			link = str_cat(im->scratch, STR("/"), link);
		if (!page_from_uri(im->scratch, link, ret))
			return "its link names no page";
	}
	return conf_page(conf, *ret) ? NULL : "the setting `pages` does not have it";
}

/* BCP 47, as far as a shape: "en", "pt-BR", "zh-Hans-CN". */
static bool
is_lang(struct str s)
{
	struct str part;
	size_t n = 0;
	bool more = s.n > 0;
	if (s.n > LANG_BYTES_MAX)
		return false;
	for (; more; n++) {
		more = str_cut(&s, '-', &part);
		if (part.n == 0 || part.n > 8 || (n == 0 && part.n < 2))
			return false;
		for (size_t i = 0; i < part.n; i++) {
			char c = part.p[i];
			bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
			if (!letter && (n == 0 || c < '0' || c > '9'))
				return false;
		}
	}
	return n > 0;
}

static bool
has_control(struct str s)
{
	for (size_t at = 0; at < s.n;)
		if (utf8_is_control(utf8_next(s, &at)))
			return true;
	return false;
}

/* NULL, or what is wrong; *ret_what: the part of the row it is about. */
static const char *
fill_row(struct import *im, const struct article *article, struct thread *row, struct str *ret_what)
{
	struct str date = str_trim(article->published);
	*row = (struct thread){
		.site = im->site->id,
		.title = text_squeezed(im->scratch, article->title),
		.lang = str_copy(im->scratch, str_trim(article->lang)),
		.author = text_squeezed(im->scratch, article->author),
		.source = im->done.format,
	};
	*ret_what = article->page.n > 0 ? article->page : article->link;
	if (article->fault != NULL)
		return article->fault;
	const char *why = find_page(im, article, &row->page);
	if (why != NULL)
		return why;
	if (row->title.n == 0)
		return "it has no title";
	if (has_control(row->title) || has_control(row->author))
		return "its title or author has control characters";
	if (utf8_count(row->title) > TITLE_CHARS_MAX)
		return "its title is longer than 500 characters";
	if (utf8_count(row->author) > AUTHOR_CHARS_MAX)
		return "its author is longer than 200 characters";
	*ret_what = row->lang;
	if (row->lang.n > 0 && !is_lang(row->lang))
		return "its language is no tag like en or pt-BR";
	*ret_what = date;
	if (date.n > 0 && !date_read(date, &row->published))
		return "its date cannot be read";
	return NULL;
}

/* For the batch: the article's own texts end with it. */
static void
keep(struct import *im, const struct thread *row)
{
	im->rows[im->n++] = store_thread_keep(im->batch, row);
}

static bool
put_digest(uint64_t *slots, size_t n, uint64_t digest)
{
	size_t at = digest & (n - 1);
	for (; slots[at] != 0; at = (at + 1) & (n - 1))
		if (slots[at] == digest)
			return false;
	slots[at] = digest;
	return true;
}

static void
grow_seen(struct import *im)
{
	size_t n = im->seen_slots * 2;
	uint64_t *slots = heap_zero(n, sizeof(*slots));
	for (size_t i = 0; i < im->seen_slots; i++)
		if (im->seen[i] != 0)
			put_digest(slots, n, im->seen[i]);
	heap_free(im->seen);
	im->seen = slots;
	im->seen_slots = n;
}

/* The page's digest into the table; false: it is there. */
static bool
see(struct import *im, struct str page)
{
	struct hash h = crypt_digest(page);
	uint64_t digest;
	memcpy(&digest, h.b, sizeof(digest));
	if (!put_digest(im->seen, im->seen_slots, digest + (digest == 0)))
		return false;
	if (++im->n_seen * 2 > im->seen_slots)
		grow_seen(im);
	return true;
}

bool
import_article(struct import *im, const struct article *article)
{
	struct thread row;
	struct str what;
	arena_reset(im->scratch);
	if (im->n_seen == IMPORT_ROWS_MAX)
		return import_fault(im, article->line, "the file has more than %d articles",
				    IMPORT_ROWS_MAX);
	const char *why = fill_row(im, article, &row, &what);
	if (why != NULL)
		return skip(im, article->line, why, has_control(what) ? STR("") : what);
	if (!see(im, row.page))
		return skip(im, article->line, "the file has it twice", row.page);
	keep(im, &row);
	return im->n < BATCH_ROWS || flush(im);
}

/* ---- the file --------------------------------------------------------------------------------- */

/* What the first bytes say, where they say that we cannot read it. */
static const char *
unreadable(struct str head)
{
	if (head.n == 0)
		return "the file is empty";
	if (text_is_utf16(head))
		return UTF16_REFUSED;
	if (str_starts(head, STR("\x1F\x8B")))
		return "the file is compressed; unpack it first, as gunzip does";
	return NULL;
}

static bool
is_xml(struct str head)
{
	head = str_trim(head);
	return str_starts(head, STR("<"));
}

static enum err
read_file(struct import *im)
{
	char *bytes = arena_alloc(im->arena, PIECE_BYTES);
	struct feed *feed = NULL;
	struct csv *csv = NULL;
	bool ok = true, last = false;
	while (ok && !last) {
		struct str piece = {bytes, fread(bytes, 1, PIECE_BYTES, im->job->file)};
		if (ferror(im->job->file)) {
			im->failed = ERR_IO;
			break;
		}
		last = piece.n < PIECE_BYTES;
		if (feed == NULL && csv == NULL) {
			const char *why = unreadable(piece);
			if (why != NULL) {
				(void)import_fault(im, 0, "%s", why);
				break;
			}
			if (str_starts(piece, STR("\xEF\xBB\xBF")))
				piece = str_from(piece, 3); /* UTF-8's mark */
			if (is_xml(piece))
				feed = feed_new(im->arena, im);
			else
				csv = import_csv_new(im->arena, im);
		}
		ok = feed != NULL ? feed_take(feed, piece, last) : csv_take(csv, piece, last);
	}
	if (feed != NULL)
		feed_free(&feed);
	(void)flush(im); /* what came before a fault, too */
	return im->failed;
}

enum err
import_threads(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	       const struct import_job *job, struct imported *ret)
{
	must(actor_at(by, s) && actor_role(by) == ROLE_ADMIN);
	struct import *im = arena_new_of(a, struct import);
	im->house = h;
	im->site = s;
	im->by = actor_name(by);
	im->job = job;
	im->arena = a;
	im->scratch = arena_new();
	im->batch = arena_new();
	im->seen_slots = SEEN_SLOTS;
	im->seen = heap_zero(im->seen_slots, sizeof(*im->seen));
	enum err e = read_file(im);
	if (e == ERR_OK)
		*ret = im->done;
	heap_free(im->seen);
	arena_free(&im->scratch);
	arena_free(&im->batch);
	return e;
}

/* ---- the list --------------------------------------------------------------------------------- */

struct collect {
	struct arena *arena;
	struct thread *threads;
	size_t n;
};

static void
add_thread(void *arg, const struct thread *t)
{
	struct collect *c = arg;
	c->threads[c->n++] = store_thread_keep(c->arena, t);
}

enum err
thread_list(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	    struct thread_id after, int64_t limit, struct thread **ret, size_t *ret_n)
{
	must(actor_at(by, s) && limit > 0 && limit <= 1000);
	struct collect c = {.arena = a, .threads = arena_array(a, (size_t)limit, struct thread)};
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_thread_list(db, s->id, after, limit, add_thread, &c);
	store_reader_done(h->store, &db);
	if (e == ERR_OK) {
		*ret = c.threads;
		*ret_n = c.n;
	}
	return e;
}
