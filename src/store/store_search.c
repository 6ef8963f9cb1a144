/* The words of comments; see the header. */
#include "store/store_search.h"

#include "base/buf.h"
#include "base/terms.h"
#include "store/store_comment.h"

#define ADD_BYTES (4u << 20) /* read at a time, whatever texts are like */
/* So many pieces of the table of words become one: while comments come one by one, few, so that there are
 * few to search in; while they come by the thousand many, so that a word is written twice instead of four
 * times. */
#define PIECES 4
#define PIECES_MANY 12
#define MERGE_PAGES 200 /* written by one step: some milliseconds in which others wait */

/* Marks begin with characters of the private use area, which terms.h takes for no letters. */
#define MARK_SITE "\xEE\x80\x80"
#define MARK_THREAD "\xEE\x80\x81"
#define MARK_AUTHOR "\xEE\x80\x82"

/* A row of SEARCH_NEW, SEARCH_DUE and SEARCH_HAS. */
struct search_row {
	int64_t id;
	struct str words;
	bool erased;
};

/* Names and texts have limits, so this has one. */
static struct str
words_of_row(struct arena *a, struct arena *scratch, const struct rows *rows)
{
	struct str name = terms_of(scratch, db_text(rows, 4)), text = terms_of(scratch, db_text(rows, 5));
	struct buf b = buf_in(a, name.n + text.n + 100);
	buf_printf(&b, MARK_SITE "%lld " MARK_THREAD "%lld", (long long)db_int(rows, 1),
		   (long long)db_int(rows, 2));
	if (db_int(rows, 3) != 0)
		buf_printf(&b, " " MARK_AUTHOR "%lld", (long long)db_int(rows, 3));
	buf_char(&b, ' ');
	buf_str(&b, name);
	buf_char(&b, ' ');
	buf_str(&b, text);
	must(!b.over);
	return buf_view(&b);
}

enum err
store_search_change(struct db *db, struct comment_id id, bool gone)
{
	struct arena *a = arena_new();
	struct rows rows = {0};
	struct str words = {0};
	enum err e = db_query(db, STMT_SEARCH_HAS, &rows, I(id.n));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		words = words_of_row(a, a, &rows);
	e = db_end(&rows, e);
	if (e == ERR_OK && words.n > 0) { /* else it is due already, or not looked at yet */
		e = db_run(db, STMT_SEARCH_DROP, I(id.n), T(words));
		if (e == ERR_OK)
			e = db_run(db, STMT_SEARCH_DUE_ADD, I(id.n));
	}
	if (e == ERR_OK && gone)
		e = db_run(db, STMT_SEARCH_SPOIL, I(id.n));
	arena_free(&a);
	return e;
}

/* ---- the housekeeper's part --------------------------------------------------------------------- */

static enum err
read_rows(struct db *db, struct arena *a, enum stmt which, int64_t limit, struct search_row *ret,
	  int64_t *ret_n)
{
	struct rows rows = {0};
	struct arena *scratch = arena_new();
	int64_t n = 0;
	enum err e = db_query(db, which, &rows, I(limit));
	while (e == ERR_OK && arena_used(a) < ADD_BYTES && (e = db_next(&rows)) == ERR_OK) {
		ret[n] = (struct search_row){.id = db_int(&rows, 0), .erased = db_int(&rows, 6) != 0};
		if (!ret[n].erased)
			ret[n].words = words_of_row(a, scratch, &rows);
		arena_reset(scratch);
		n++;
	}
	*ret_n = n;
	arena_free(&scratch);
	return db_end(&rows, e);
}

enum err
store_search_due(struct db *db, bool *ret)
{
	enum err e = ERR_OK;
	*ret = false;
	for (int i = 0; e == ERR_OK && i < 2 && !*ret; i++) {
		struct rows rows = {0};
		e = db_query(db, i == 0 ? STMT_SEARCH_DUE : STMT_SEARCH_NEW, &rows, I(1));
		while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
			*ret = true;
		e = db_end(&rows, e);
	}
	return e;
}

static enum err
read_stale(struct db *db, bool *ret_stale, bool *ret_gathered)
{
	struct rows rows = {0};
	enum err e = db_query_args(db, STMT_SEARCH_STALE, &rows, NULL, 0);
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		*ret_stale = db_int(&rows, 0) != 0;
		*ret_gathered = db_int(&rows, 1) != 0;
	}
	return db_end(&rows, e);
}

enum err
store_search_stale(struct db *db, bool *ret)
{
	bool gathered;
	return read_stale(db, ret, &gathered);
}

static enum err
merge_of(struct db *db, int64_t pieces)
{
	int64_t now = 0;
	enum err e = db_one_args(db, STMT_SEARCH_PIECES, &now, NULL, 0);
	return e == ERR_OK && now != pieces ? db_run(db, STMT_SEARCH_MERGE_OF, I(pieces)) : e;
}

enum err
store_search_add(struct db *db, struct arena *a, int64_t limit, int64_t *ret_n)
{
	struct search_row *list = arena_array(a, (size_t)limit, struct search_row);
	int64_t n_due = 0, n_new = 0;
	enum err e = read_rows(db, a, STMT_SEARCH_DUE, limit, list, &n_due);
	if (e == ERR_OK && n_due < limit)
		e = read_rows(db, a, STMT_SEARCH_NEW, limit - n_due, list + n_due, &n_new);
	if (e == ERR_OK)
		e = merge_of(db, n_due + n_new == limit ? PIECES_MANY : PIECES);
	for (int64_t i = 0; e == ERR_OK && i < n_due + n_new; i++) {
		if (!list[i].erased)
			e = db_run(db, STMT_SEARCH_ADD, I(list[i].id), T(list[i].words));
		if (e == ERR_OK && i < n_due)
			e = db_run(db, STMT_SEARCH_DUE_DROP, I(list[i].id));
	}
	if (e == ERR_OK && n_new > 0)
		e = db_run(db, STMT_SEARCH_UPTO, I(list[n_due + n_new - 1].id));
	*ret_n = n_due + n_new;
	return e;
}

/* What is written meanwhile stands in pieces of its own, which the merge of the gathered ones does not wait
 * for; gathered again with each step, it would begin anew each time. */
static enum err
go_on(struct db *db, bool *ret_done)
{
	int64_t before = 0, after = 0;
	enum err e = db_one_args(db, STMT_SEARCH_CHANGES, &before, NULL, 0);
	if (e == ERR_OK)
		e = db_run(db, STMT_SEARCH_MERGE, I(MERGE_PAGES));
	if (e == ERR_OK)
		e = db_one_args(db, STMT_SEARCH_CHANGES, &after, NULL, 0);
	/* Each page that it writes is a row: with pages left to write, nothing was left to merge. */
	if (e != ERR_OK || after - before >= MERGE_PAGES)
		return e;
	e = db_run(db, STMT_SEARCH_GATHERED, I(0));
	if (e == ERR_OK)
		db_scrub(db);
	*ret_done = e == ERR_OK;
	return e;
}

enum err
store_search_merge(struct db *db, bool *ret_done)
{
	bool stale = false, gathered = false;
	*ret_done = false;
	enum err e = read_stale(db, &stale, &gathered);
	if (e != ERR_OK || !stale) {
		*ret_done = e == ERR_OK;
		return e;
	}
	if (gathered)
		return go_on(db, ret_done);
	e = db_run(db, STMT_SEARCH_MERGE, I(-MERGE_PAGES));
	return e == ERR_OK ? db_run(db, STMT_SEARCH_GATHERED, I(1)) : e;
}

/* ---- finding --------------------------------------------------------------------------------------- */

static struct str
query_text(struct arena *a, struct site_id site, const struct search_query *q)
{
	struct buf b = buf_in(a, q->words.n * 3 + q->n_threads * 32 + 100);
	struct str rest = q->words, word;
	buf_printf(&b, MARK_SITE "%lld", (long long)site.n);
	for (bool more = rest.n > 0; more;) {
		more = str_cut(&rest, ' ', &word);
		if (word.n > 0) {
			buf_lit(&b, " AND ");
			buf_str(&b, word);
		}
	}
	if (q->author.n != 0)
		buf_printf(&b, " AND " MARK_AUTHOR "%lld", (long long)q->author.n);
	for (size_t i = 0; i < q->n_threads; i++)
		buf_printf(&b, "%s" MARK_THREAD "%lld", i == 0 ? " AND (" : " OR ",
			   (long long)q->threads[i].n);
	if (q->n_threads > 0)
		buf_char(&b, ')');
	must(!b.over);
	return buf_view(&b);
}

enum err
store_search_list(struct db *db, struct arena *a, struct site_id site, const struct search_query *q,
		  struct comment_id before, int64_t limit,
		  void (*row)(void *arg, const struct comment *, const struct hash *person), void *arg)
{
	struct rows rows = {0};
	must(q->n_threads <= SEARCH_THREADS_MAX);
	enum err e = db_query(db, STMT_SEARCH_LIST, &rows, I(site.n), T(query_text(a, site, q)),
			      I(before.n), I(limit));
	return store_comment_rows(&rows, e, site, row, arg);
}

enum err
store_search_people(struct db *db, struct site_id site,
		    void (*row)(void *arg, struct author_id, const struct hash *person), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_SEARCH_PEOPLE, &rows, I(site.n));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		struct str hash = db_text(&rows, 1);
		struct hash person = {{0}};
		must(hash.n == HASH_BYTES);
		memcpy(person.b, hash.p, HASH_BYTES);
		row(arg, (struct author_id){db_int(&rows, 0)}, &person);
	}
	return db_end(&rows, e);
}
