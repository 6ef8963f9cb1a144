/*
 * The section under an article, from one renderer: as a fragment (SSI, script) and on a page of its own.
 * Answers are kept (page/cache.h); the version is read before the SELECT, so what is kept can only be
 * newer than it says.
 */
#include "base/clock.h"
#include "base/page.h"
#include "filter/gate_token.h"
#include "flow/avatar.h"
#include "flow/thread.h"
#include "routes.h"
#include "store/store_import.h"
#include "store/store_thread.h"

/* Which part of a thread. */
struct thread_at {
	enum sort sort;
	struct comment_id after; /* 0: the first page */
	int64_t before;          /* comments before it; -1: not known */
};

enum err
thread_head(struct call *c, struct str page, struct thread *ret)
{
	struct db *db = store_reader(c->house->store, DB_VISITOR);
	enum err e = store_thread_find(db, c->arena, c->site->id, page, ret);
	store_reader_done(c->house->store, &db);
	if (e == ERR_GONE) {
		*ret = (struct thread){.site = c->site->id, .page = page, .mode = MODE_OPEN};
		e = ERR_OK;
	}
	return e;
}

/* Room for what stands above and below the comments of a page: the title, the orders, the votes. */
#define THREAD_FRAME_BYTES 4096

#define PAGE_COMMENTS 50
#define PAGE_BYTES (80 * 1024)

size_t
page_bytes(int64_t comments)
{
	return comments > PAGE_COMMENTS ? (size_t)comments * PAGE_BYTES / PAGE_COMMENTS : PAGE_BYTES;
}

/* What stands around the comments, with a hole for them: written before they are read, because it says how
 * many fit, and not copied around them. */
struct frame {
	struct safe section; /* in the article */
	struct safe page;    /* of our own, around the section */
};

static struct frame
frame_html(struct call *c, const struct thread *t, struct safe form)
{
	struct frame f;
	struct html section = html_in(c->arena), page = html_in(c->arena);
	struct str title = article_title(c->arena, t->title, t->page);
	view_section(&section, c->arena, &c->view, t, html_hole(), form);
	f.section = html_done(&section);
	view_page(&page, c->arena, &c->view, title, article_url(c, t->page), title, f.section);
	f.page = html_done(&page);
	return f;
}

static struct pieces
fill_frame(const struct frame *f, bool standalone, struct safe thread)
{
	struct safe around = standalone ? f->page : f->section;
	return (struct pieces){html_before(around), thread.html, html_behind(around)};
}

/* How much fits on a page. Alike for the section in the article and the page of our own, which is longer, so
 * that a permalink finds one by the other. */
static struct thread_size
size_of(struct call *c, const struct thread *t, const struct frame *f)
{
	size_t around = f->page.html.n + view_thread_bytes(c->arena, &c->view, t);
	int64_t comments = c->site->conf->page_size;
	size_t all = page_bytes(comments);
	return (struct thread_size){comments, around < all ? all - around : 0, &c->view};
}

/* t->approved is brought up to the moment of the rows. */
static struct safe
thread_html(struct call *c, struct thread *t, const struct thread_at *at, const struct frame *f,
	    enum err *ret)
{
	struct thread_size size = size_of(c, t, f);
	struct html h = html_in(c->arena);
	struct thread_page page = {0};
	struct thread_part part = {
		.sort = at->sort,
		.continues = at->after.n != 0,
		.before = at->after.n == 0 ? 0 : at->before,
		.standing = thread_standing(c->site->conf, t, clock_now())};
	struct db *db = store_reader(c->house->store, DB_VISITOR);
	*ret = thread_page(db, c->arena, t, at->sort, at->after, &size, &page);
	store_reader_done(c->house->store, &db);
	t->approved = page.approved;
	buf_room(&h.out, page.bytes + THREAD_FRAME_BYTES);
	struct thread_view *v = view_thread_begin(&h, c->arena, &c->view, t, &part);
	for (size_t i = 0; i < page.n; i++) {
		if (c->site->conf->avatars)
			page.rows[i].avatar = avatar_value(c->arena, c->house, c->site, &page.rows[i]);
		view_thread_row(v, &page.rows[i]);
	}
	view_thread_end(v, page.last);
	return html_done(&h);
}

struct safe
form_html(struct call *c, const struct thread *t, const struct form_view *given)
{
	struct html h = html_in(c->arena);
	struct form_view f = *given;
	f.page = t->page;
	f.token = token_make(c->arena, c->house->keys, c->site->id, t->page, clock_now());
	f.standing = thread_standing(c->site->conf, t, clock_now());
	f.rules = t->rules;
	if (f.keep_open)
		f.standing.closed = false;
	view_form(&h, c->arena, &c->view, &f);
	return html_done(&h);
}

/* The fragment, or the whole stand-alone page, around this form. */
static enum err
render_around(struct call *c, struct thread *t, bool standalone, const struct thread_at *at, struct safe form,
	      struct pieces *ret)
{
	enum err e;
	int64_t approved = t->approved;
	struct frame f = frame_html(c, t, form);
	struct safe thread = thread_html(c, t, at, &f, &e);
	if (t->approved != approved)
		f = frame_html(c, t, form); /* one came or went in between: it says how many there are */
	*ret = fill_frame(&f, standalone, thread);
	return e;
}

static enum err
render(struct call *c, struct thread *t, bool standalone, const struct thread_at *at,
       const struct value *lang, struct pieces *ret, int64_t *ret_until)
{
	/* Before the rest: what closes meanwhile is kept for no time, and not as open for an hour. */
	*ret_until = thread_standing(c->site->conf, t, clock_now()).until;
	speak(c, lang, t->lang);
	return render_around(c, t, standalone, at, form_html(c, t, &(struct form_view){0}), ret);
}

/* The same part, at the address that the article has now. */
static void
lead_on(struct call *c, struct resp *resp, const struct thread *t, const struct thread_at *at)
{
	struct buf b = buf_in(c->arena, 8192);
	buf_printf(&b, "%.*s/page?page=%.*s", STR_FMT(c->site->conf->base_path),
		   STR_FMT(page_query(c->arena, t->page)));
	if (at->sort != SORT_OLDEST)
		buf_printf(&b, "&sort=%.*s", STR_FMT(view_sort_word(at->sort)));
	if (at->after.n != 0)
		buf_printf(&b, "&after=%lld", (long long)at->after.n);
	if (at->after.n != 0 && at->before >= 0)
		buf_printf(&b, "&before=%lld", (long long)at->before);
	if (c->v[PAGE_REPLYTOCOM].n != 0)
		buf_printf(&b, "&replytocom=%lld", (long long)c->v[PAGE_REPLYTOCOM].n);
	if (c->v[PAGE_LANG].given && c->v[PAGE_LANG].fault == FAULT_NONE)
		buf_printf(&b, "&lang=%.*s", STR_FMT(c->v[PAGE_LANG].text));
	must(!b.over);
	resp->status = 301;
	resp->kind = RESP_PAGE;
	resp->location = buf_view(&b);
}

static void
serve_section(struct call *, struct resp *, struct str page, bool standalone, const struct thread_at *,
	      const struct value *lang);

/* NULL: `resp` is the answer: the article has another address, or the machine fails. */
static struct kept *
make_section(struct call *c, struct resp *resp, struct str page, bool standalone, const struct thread_at *at,
	     const struct value *lang, struct str key, uint64_t version)
{
	struct pieces body;
	int64_t until;
	struct thread t;
	enum err e = thread_head(c, page, &t);
	if (e == ERR_OK && !str_eq(t.page, page)) {
		if (standalone)
			lead_on(c, resp, &t, at);
		else
			serve_section(c, resp, t.page, false, at, lang);
		return NULL;
	}
	if (e == ERR_OK)
		e = render(c, &t, standalone, at, lang, &body, &until);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return NULL;
	}
	return keep(c, key, version, until, &body);
}

static void
serve_section(struct call *c, struct resp *resp, struct str page, bool standalone,
	      const struct thread_at *at, const struct value *lang)
{
	bool mine;
	speak(c, lang, STR("")); /* the article's own language is the version's */
	/* The form's token is of this hour: so is what is kept. */
	struct str key =
		str_printf(c->arena, "%ld %d %d %ld %ld %ld %.*s %.*s", (long)c->site->id.n, standalone,
			   at->sort, (long)at->after.n, (long)at->before, (long)(clock_now() / 3600),
			   STR_FMT(c->view.lang_asked), STR_FMT(page));
	uint64_t version = store_version(c->house->store, c->site->id.n, page) + c->web->epoch;
	resp->kind = standalone ? RESP_PAGE : RESP_FRAGMENT;
	struct kept *k = cache_get(c->web->cache, key, version, &mine);
	if (k == NULL)
		k = make_section(c, resp, page, standalone, at, lang, key, version);
	if (mine)
		cache_made(c->web->cache, key, version);
	if (k != NULL)
		answer_question(c, resp, k);
}

void
page_thread(struct call *c, struct resp *resp)
{
	struct str page = c->article;
	if (!c->ssi) {
		if (!c->v[THREAD_PAGE].given || c->v[THREAD_PAGE].fault != FAULT_NONE ||
		    !page_canonical(c->arena, c->v[THREAD_PAGE].text, &page) ||
		    !page_allowed(c, page)) {
			answer_error(c, resp, 404);
			return;
		}
	} else if (page.n == 0 || !page_allowed(c, page)) {
		resp->kind = RESP_FRAGMENT; /* an error would stand in the middle of the article */
		resp->cache_control = STR("public, max-age=0, s-maxage=1");
		return;
	}
	serve_section(c, resp, page, false, &(struct thread_at){0}, &c->v[THREAD_LANG]);
}

/* "Leave a Reply to NAME" below the thread. Not kept by us: there are as many as comments; the web
 * server keeps each for its second. */
static void
serve_reply_form(struct call *c, struct resp *resp, struct str page, struct comment_id parent,
		 enum sort sort)
{
	struct thread t;
	struct str key;
	struct form_view form = {.parent = parent};
	enum err e = thread_head(c, page, &t);
	if (e == ERR_OK && !str_eq(t.page, page)) {
		lead_on(c, resp, &t, &(struct thread_at){.sort = sort});
		return;
	}
	if (e == ERR_OK) {
		struct db *db = store_reader(c->house->store, DB_VISITOR);
		e = store_comment_parent(db, c->arena, c->site->id, page, parent, &key,
					 &form.parent_name);
		store_reader_done(c->house->store, &db);
	}
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	speak(c, &c->v[PAGE_LANG], t.lang);
	struct pieces body;
	e = render_around(c, &t, true, &(struct thread_at){.sort = sort}, form_html(c, &t, &form), &body);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	resp->kind = RESP_PAGE;
	resp->body = str_cat(c->arena, str_cat(c->arena, body.before, body.middle), body.behind);
	resp->cache_control = STR("public, max-age=0, s-maxage=1");
}

/* Which part is asked for; false: an address that nobody of us wrote. */
static bool
read_part(const struct call *c, struct thread_at *ret)
{
	const struct value *v = c->v;
	struct thread_at at = {.after = {v[PAGE_AFTER].n},
			       .before = v[PAGE_BEFORE].given ? v[PAGE_BEFORE].n : -1};
	bool sorted = !v[PAGE_SORT].given || sort_of(v[PAGE_SORT].text, &at.sort);
	*ret = at;
	return sorted && v[PAGE_AFTER].fault == FAULT_NONE && v[PAGE_BEFORE].fault == FAULT_NONE &&
	       v[PAGE_SORT].fault == FAULT_NONE && v[PAGE_REPLYTOCOM].fault == FAULT_NONE;
}

/* The article: named, or that of the comment to be answered. The links to answer are fifty a page, and do
 * not name it. */
static enum err
find_page(struct call *c, struct str *ret)
{
	const struct value *v = c->v;
	struct comment comment;
	struct hash person;
	enum err e = ERR_OK;
	struct str page = v[PAGE_PAGE].text;
	if (!v[PAGE_PAGE].given && v[PAGE_REPLYTOCOM].given && v[PAGE_REPLYTOCOM].fault == FAULT_NONE) {
		struct db *db = store_reader(c->house->store, DB_VISITOR);
		e = store_comment_get(db, c->arena, c->site->id,
				      (struct comment_id){v[PAGE_REPLYTOCOM].n}, &comment, &person);
		store_reader_done(c->house->store, &db);
		if (e == ERR_OK)
			page = comment.page;
	}
	if (e == ERR_OK && (v[PAGE_PAGE].fault != FAULT_NONE ||
			    !page_canonical(c->arena, page, ret) || !page_allowed(c, *ret)))
		e = ERR_GONE;
	return e;
}

void
page_page(struct call *c, struct resp *resp)
{
	struct str page;
	struct thread_at at;
	enum err e = find_page(c, &page);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else if (!read_part(c, &at))
		answer_error(c, resp, 400);
	else if (c->v[PAGE_REPLYTOCOM].given)
		serve_reply_form(c, resp, page, (struct comment_id){c->v[PAGE_REPLYTOCOM].n}, at.sort);
	else
		serve_section(c, resp, page, true, &at, &c->v[PAGE_LANG]);
}

/* In the article if it stands on the first page, else on the stand-alone page that has it: the one that "Load
 * more" leads to. */
static struct str
comment_url(struct call *c, const struct comment *comment, const struct thread_at *at)
{
	struct arena *a = c->arena;
	struct str page = page_query(a, comment->page);
	if (at->after.n == 0 && c->site->conf->origins.n > 0) /* a redirect stays here */
		return str_printf(a, "%.*s/page?page=%.*s#comment-%ld", STR_FMT(c->site->conf->base_path),
				  STR_FMT(page), (long)comment->id.n);
	if (at->after.n == 0)
		return str_printf(a, "%.*s#comment-%ld", STR_FMT(article_url(c, comment->page)),
				  (long)comment->id.n);
	return str_printf(a, "%.*s/page?page=%.*s&after=%ld&before=%ld#comment-%ld",
			  STR_FMT(c->site->conf->base_path), STR_FMT(page), (long)at->after.n,
			  (long)at->before, (long)comment->id.n);
}

/* "123", or as another system called it before it came here: "disqus-123". */
static enum err
comment_called(struct db *db, const struct call *c, struct comment_id *ret)
{
	struct str old = c->arg, system;
	if (c->arg.p[0] != '0' && str_int(c->arg, 1, INT64_MAX, &ret->n)) /* one spelling of each */
		return ERR_OK;
	if (!str_cut(&old, '-', &system))
		return ERR_GONE;
	return store_imported_by_name(db, c->site->id, system, old, ret);
}

static enum err
find_comment(struct call *c, struct comment *ret)
{
	struct comment_id id;
	struct hash person;
	struct db *db = store_reader(c->house->store, DB_VISITOR);
	enum err e = comment_called(db, c, &id);
	if (e == ERR_OK)
		e = store_comment_get(db, c->arena, c->site->id, id, ret, &person);
	store_reader_done(c->house->store, &db);
	/* Waiting and not there look alike. */
	return e == ERR_OK && ret->state != STATE_APPROVED ? ERR_GONE : e;
}

/* The page of the article as everybody gets it. */
static enum err
find_place(struct call *c, const struct thread *t, const struct comment *comment, struct thread_at *ret)
{
	speak(c, &(struct value){0}, t->lang);
	struct frame f = frame_html(c, t, form_html(c, t, &(struct form_view){0}));
	struct thread_size size = size_of(c, t, &f);
	struct db *db = store_reader(c->house->store, DB_VISITOR);
	enum err e = thread_place(db, c->arena, t, comment, &size, &ret->after, &ret->before);
	store_reader_done(c->house->store, &db);
	return e;
}

/* A comment's own address. */
void
page_permalink(struct call *c, struct resp *resp)
{
	struct comment comment;
	struct thread t;
	struct thread_at at = {0};
	enum err e = find_comment(c, &comment);
	if (e == ERR_OK)
		e = thread_head(c, comment.page, &t);
	if (e == ERR_OK)
		e = find_place(c, &t, &comment, &at);
	if (e == ERR_OK) {
		resp->status = 302;
		resp->kind = RESP_PAGE;
		resp->location = comment_url(c, &comment, &at);
	} else {
		answer_failure(c, resp, e);
	}
}
