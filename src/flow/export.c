/* Walks over the store and hands rows to the writer of a form; see the header. Knows no form. */
#include "flow/export.h"

#include <errno.h>

#include "export_out.h"
#include "flow/audit.h"
#include "store/store_thread.h"

#define PAGE_ROWS 1000
#define PAGE_BYTES (1u << 20) /* written by then, a page is cut short: a text may have 32,000 bytes */
#define ARTICLES 100          /* kept at a time */

void
export_comment(struct json *j, const struct comment *c)
{
	json_kv_int(j, "id", c->id.n);
	json_kv_str(j, "page", c->page);
	json_key(j, "parent");
	if (c->parent.n == 0)
		json_null(j);
	else
		json_int(j, c->parent.n);
	json_kv_str(j, "state", state_word(c->state));
	json_kv_str(j, "name", c->name);
	json_kv_str(j, "url", c->url);
	json_kv_str(j, "text", c->text);
	json_kv_time(j, "created", c->created);
	json_kv_time(j, "decided", c->decided);
	json_kv_str(j, "note", c->note);
	json_key(j, "score");
	json_double(j, c->score);
}

void
export_reason(struct json *j, const struct reason *r)
{
	json_kv_str(j, "rule", r->rule);
	json_kv_str(j, "entry", r->entry);
	json_kv_str(j, "field", field_word(r->field));
	json_kv_int(j, "from", (int64_t)r->from);
	json_kv_int(j, "to", (int64_t)r->to);
	json_key(j, "weight");
	json_double(j, r->weight);
	json_kv_str(j, "action", action_word(r->action));
}

void
export_reasons(struct json *j, const struct reason *reasons, size_t n)
{
	json_key(j, "reasons");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		const struct reason *r = &reasons[i];
		json_object(j);
		export_reason(j, r);
		if (r->shadow)
			json_kv_bool(j, "shadow", true);
		json_kv_str(j, "help", r->help);
		json_end(j);
	}
	json_end(j);
}

/* ---- what writers share ------------------------------------------------------------------------- */

uint32_t
export_person(struct export *x, struct author_id id, bool *ret_new)
{
	must(id.n > 0 && id.n <= x->bounds.author.n);
	uint32_t *number = &x->numbers[id.n];
	*ret_new = *number == 0;
	if (*number == 0)
		*number = ++x->people;
	return *number;
}

bool
export_whole(const struct export_ask *ask)
{
	return ask->page.n == 0 && ask->since == INT64_MIN && ask->states == 0;
}

static void
forget(struct thread *t)
{
	str_drop(&t->page);
	str_drop(&t->title);
	t->id.n = 0;
}

const struct thread *
export_article(struct export *x, struct thread_id id)
{
	static const struct thread none = {.id = {0}};
	struct thread found, *t = &x->near[id.n % NEAR];
	if (t->id.n == id.n)
		return t;
	enum err e = store_export_thread(x->db, x->scratch, id, &found);
	if (e != ERR_OK) {
		x->failed = e;
		return &none;
	}
	forget(t);
	*t = (struct thread){.id = id, .page = str_keep(found.page), .title = str_keep(found.title)};
	return t;
}

void
export_flush(struct export *x)
{
	struct str s = buf_view(&x->out.out);
	must(!x->out.out.over);
	errno = 0;
	if (s.n > 0 && fwrite(s.p, 1, s.n, x->file) != s.n && x->failed == ERR_OK)
		x->failed = errno == 0 ? ERR_IO : err_errno(errno);
	buf_clear(&x->out.out);
}

static bool
wanted(const struct export *x, const struct comment *c)
{
	return (x->ask->states == 0 || x->ask->states >> c->state & 1) && c->created >= x->ask->since &&
	       (x->only.n == 0 || c->thread.n == x->only.n);
}

/* A page of rows was read: its bytes go out while no statement runs. */
static void
end_page(struct export *x, enum err e, double part)
{
	store_reader_done(x->house->store, &x->db);
	export_flush(x);
	arena_reset(x->scratch);
	if (x->failed == ERR_OK)
		x->failed = e;
	if (x->ask->progress != NULL)
		x->ask->progress(x->ask->arg, x->comments, part);
}

static double
part_of(int64_t at, int64_t all)
{
	return all == 0 ? 1 : (double)at / (double)all;
}

/* ---- articles ------------------------------------------------------------------------------------- */

struct articles {
	struct export *x;
	struct thread at[ARTICLES];
	int64_t created[ARTICLES];
	size_t n;
};

static void
keep_article(void *arg, const struct thread *t, int64_t created)
{
	struct articles *list = arg;
	list->at[list->n] = store_thread_keep(list->x->kept, t);
	list->created[list->n++] = created;
}

/* The next articles from behind one, until the next call. False: no more. */
static bool
next_articles(struct export *x, struct thread_id *after, struct articles *list)
{
	bool one = x->only.n != 0;
	struct thread_id from = {one ? x->only.n - 1 : after->n};
	*list = (struct articles){.x = x};
	arena_reset(x->kept);
	if (x->failed != ERR_OK || (one && after->n != 0))
		return false;
	x->db = store_reader(x->house->store, DB_CONSOLE);
	x->failed = store_export_threads(x->db, x->site->id, from, x->bounds.thread, one ? 1 : ARTICLES,
					 keep_article, list);
	store_reader_done(x->house->store, &x->db);
	if (list->n > 0)
		*after = list->at[list->n - 1].id;
	return x->failed == ERR_OK && list->n > 0;
}

/* ---- by id ---------------------------------------------------------------------------------------- */

struct walk {
	struct export *x;
	struct comment_id last; /* and when it was written, and its place: where the next page begins */
	int64_t created;
	char key[8 * (DEPTH_MAX + 1)];
	size_t n_key, rows;
};

static bool
take_row(void *arg, const struct comment_whole *c)
{
	struct walk *w = arg;
	struct export *x = w->x;
	w->last = c->comment.id;
	w->created = c->comment.created;
	w->n_key = c->comment.order_key.n;
	must(w->n_key <= sizeof(w->key));
	memcpy(w->key, c->comment.order_key.p, w->n_key);
	w->rows++;
	if (wanted(x, &c->comment)) {
		if (x->article != NULL && x->article_comments++ == 0)
			x->writer->article(x, x->article, x->article_created);
		x->writer->comment(x, c);
		x->comments++;
	}
	return x->failed == ERR_OK && x->out.out.n < PAGE_BYTES;
}

static void
walk_by_id(struct export *x)
{
	struct walk w = {.x = x};
	struct thread_id at = {0};
	struct articles list;
	while (x->writer->article != NULL && next_articles(x, &at, &list)) {
		for (size_t i = 0; x->failed == ERR_OK && i < list.n; i++)
			x->writer->article(x, &list.at[i], list.created[i]);
		export_flush(x);
		arena_reset(x->scratch);
	}
	do {
		w.rows = 0;
		x->db = store_reader(x->house->store, DB_CONSOLE);
		enum err e = store_export_comments(x->db, x->scratch, x->site->id, w.last, x->bounds.comment,
						   PAGE_ROWS, x->writer->all, take_row, &w);
		end_page(x, e, part_of(w.last.n, x->bounds.comment.n));
	} while (x->failed == ERR_OK && w.rows > 0);
}

/* ---- by article ----------------------------------------------------------------------------------- */

static void
walk_article(struct export *x, const struct thread *t, int64_t created)
{
	struct walk w = {.x = x, .created = INT64_MIN};
	x->article = t;
	x->article_created = created;
	x->article_comments = 0;
	do {
		w.rows = 0;
		x->db = store_reader(x->house->store, DB_CONSOLE);
		enum err e = x->tree ? store_export_shown(x->db, t->id, (struct str){w.key, w.n_key},
							  x->bounds.comment, PAGE_ROWS, take_row, &w)
				     : store_export_of_thread(x->db, t->id, w.created, w.last,
							      x->bounds.comment, PAGE_ROWS, take_row, &w);
		end_page(x, e, part_of(t->id.n, x->bounds.thread.n));
	} while (x->failed == ERR_OK && w.rows > 0);
	if (x->failed == ERR_OK && x->only.n != 0 && x->article_comments == 0)
		x->writer->article(x, t, created); /* it was asked for by name */
	if (x->failed == ERR_OK && (x->only.n != 0 || x->article_comments > 0))
		x->writer->article_end(x);
	x->article = NULL;
}

static void
walk_articles(struct export *x)
{
	struct thread_id at = {0};
	struct articles list;
	while (next_articles(x, &at, &list))
		for (size_t i = 0; x->failed == ERR_OK && i < list.n; i++)
			walk_article(x, &list.at[i], list.created[i]);
}

/* ---- the whole ------------------------------------------------------------------------------------- */

/* Where it ends, and which article is meant. */
static enum err
look(struct export *x)
{
	struct thread t = {.id = {0}};
	struct db *db = store_reader(x->house->store, DB_CONSOLE);
	enum err e = store_export_bounds(db, &x->bounds);
	if (e == ERR_OK && x->ask->page.n > 0)
		e = store_thread_find(db, x->arena, x->site->id, x->ask->page, &t);
	store_reader_done(x->house->store, &db);
	x->only = t.id;
	return e;
}

static enum err
run(struct export *x)
{
	x->out = html_in(x->arena);
	x->writer->begin(x);
	export_flush(x);
	if (x->writer->order == BY_ID)
		walk_by_id(x);
	else
		walk_articles(x);
	if (x->failed == ERR_OK)
		x->writer->end(x);
	export_flush(x);
	errno = 0;
	if (x->failed == ERR_OK && x->file != NULL && fflush(x->file) != 0)
		x->failed = errno == 0 ? ERR_IO : err_errno(errno);
	return x->failed;
}

/* `path` NULL: to the file. */
static enum err
export(struct house *h, struct site *s, const struct export_ask *ask, FILE *file, const char *path,
       int64_t *ret_n)
{
	static const struct export_writer *const writers[EXPORT__MAX] = {
		[EXPORT_JSONL] = &export_jsonl, [EXPORT_CSV] = &export_csv,
		[EXPORT_WXR] = &export_wxr, [EXPORT_HTML] = &export_html};
	struct export_ask mine = *ask;
	struct export x = {.house = h, .site = s, .ask = &mine, .writer = writers[ask->format],
			   .file = file, .arena = arena_new(), .kept = arena_new(), .scratch = arena_new()};
	x.view = (struct site_view){
		.title = s->conf->title.n > 0 ? s->conf->title : s->conf->host,
		.base_url = s->conf->base_url,
		.articles = s->conf->origins.n > 0 ? s->conf->origins.at[0] : s->conf->base_url,
		.base_path = s->conf->base_path, .lang = s->conf->lang};
	if (ask->format == EXPORT_HTML && ask->states == 0)
		mine.states = 1u << STATE_APPROVED;
	x.tree = ask->format == EXPORT_HTML && mine.states == 1u << STATE_APPROVED;
	enum err e = look(&x);
	if (e == ERR_OK && path != NULL)
		e = folder_begin(&x, path);
	if (e == ERR_OK) {
		x.numbers = heap_zero((size_t)x.bounds.author.n + 1, sizeof(*x.numbers));
		x.near = heap_zero(NEAR, sizeof(*x.near));
		e = run(&x);
		if (path != NULL)
			e = folder_end(&x, e);
		for (size_t i = 0; i < NEAR; i++)
			forget(&x.near[i]);
		heap_free(x.near);
		heap_free(x.numbers);
	}
	if (e == ERR_OK)
		*ret_n = x.comments;
	arena_free(&x.scratch);
	arena_free(&x.kept);
	arena_free(&x.arena);
	return e;
}

enum err
export_stream(struct house *h, struct site *s, const struct export_ask *ask, FILE *file, int64_t *ret_n)
{
	must(ask->format != EXPORT_HTML || ask->page.n > 0);
	return export(h, s, ask, file, NULL, ret_n);
}

enum err
export_folder(struct house *h, struct site *s, const struct export_ask *ask, const char *path,
	      int64_t *ret_n)
{
	must(ask->format == EXPORT_HTML);
	return export(h, s, ask, NULL, path, ret_n);
}

/* ---- the book -------------------------------------------------------------------------------------- */

enum err
export_note(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	    const struct export_ask *ask)
{
	static const char *const words[EXPORT__MAX] = {
#define X(name, word) word,
		EXPORT_FORMATS(X)
#undef X
	};
	struct str form = str_of(words[ask->format]);
	if (ask->with_keys)
		form = str_cat(a, form, STR(" with keys"));
	return audit_copy(h, s, by, STR("comments"), form);
}
