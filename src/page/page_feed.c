/* Feeds: /feed.atom and /feed.json, of one article (page=) or of the site. Kept like the section. */
#include "base/page.h"
#include "routes.h"
#include "store/store_comment.h"
#include "store/store_thread.h"
#include "view/feed.h"

#define ENTRIES 50 /* what a feed reader has missed since yesterday; the pages have the rest */

struct newest {
	struct arena *a;
	struct comment *at;
	size_t n;
};

static void
on_row(void *arg, const struct comment *c)
{
	struct newest *r = arg;
	struct comment *row = &r->at[r->n++];
	*row = *c;
	row->name = str_copy(r->a, c->name);
	row->url = str_copy(r->a, c->url);
	row->text = str_copy(r->a, c->text);
	row->parent_name = str_copy(r->a, c->parent_name);
	row->title = article_title(r->a, str_copy(r->a, c->title), c->page);
	row->page = str_copy(r->a, c->page);
}

static enum err
read_rows(struct call *c, struct thread_id thread, struct newest *rows)
{
	struct db *db = store_reader(c->house->store, DB_VISITOR);
	rows->at = arena_array(c->arena, ENTRIES, struct comment);
	rows->a = c->arena;
	enum err e = store_comment_newest(db, c->site->id, thread, ENTRIES, on_row, rows);
	store_reader_done(c->house->store, &db);
	return e;
}

/* Behind the site's address. `page` "": of the site itself. */
static struct str
feed_path(struct call *c, enum feed_kind kind, struct str page)
{
	struct str query = page.n > 0 ? str_cat(c->arena, STR("?page="), page_query(c->arena, page)) : page;
	return str_printf(c->arena, "%.*s/%s%.*s", STR_FMT(c->view.base_path),
			  kind == FEED_ATOM ? "feed.atom" : "feed.json", STR_FMT(query));
}

/* `t->page` "": the site's. */
static enum err
render(struct call *c, enum feed_kind kind, const struct thread *t, struct str *ret)
{
	struct newest rows = {0};
	struct str page = t->page;
	enum err e = page.n == 0 || t->id.n != 0 ? read_rows(c, t->id, &rows) : ERR_OK;
	if (e != ERR_OK)
		return e;
	struct feed_head head = {
		.title = page.n > 0 ? article_title(c->arena, t->title, page) : page,
		.self = str_cat(c->arena, c->view.base_url, feed_path(c, kind, page)),
		.article = str_cat(c->arena, c->view.articles,
				   page.n > 0 ? page_encode(c->arena, page) : STR("/")),
		.published = t->published,
	};
	speak(c, &(struct value){0}, t->lang);
	*ret = view_feed(c->arena, &c->view, kind, &head, rows.at, rows.n);
	return ERR_OK;
}

static void
serve_feed(struct call *c, struct resp *resp, enum feed_kind kind)
{
	struct str page = STR(""), body;
	const struct value *v = &c->v[FEED_PAGE];
	if (v->given && (v->fault != FAULT_NONE || !page_canonical(c->arena, v->text, &page) ||
			 !page_allowed(c, page))) {
		answer_error(c, resp, 404);
		return;
	}
	struct str key = str_printf(c->arena, "feed %d %ld %.*s", (int)kind, (long)c->site->id.n,
				    STR_FMT(page));
	uint64_t version = store_version(c->house->store, c->site->id.n, page) + c->web->epoch;
	struct kept *k = cache_find(c->web->cache, key, version);
	if (k == NULL) {
		struct thread t = {0};
		enum err e = page.n > 0 ? thread_head(c, page, &t) : ERR_OK;
		if (e == ERR_OK && !str_eq(t.page, page)) {
			resp->status = 301; /* the article has moved, and its feed with it */
			resp->kind = RESP_PAGE;
			resp->location = feed_path(c, kind, t.page);
			return;
		}
		if (e == ERR_OK)
			e = render(c, kind, &t, &body);
		if (e != ERR_OK) {
			answer_failure(c, resp, e);
			return;
		}
		k = keep(c, key, version, 0, &(struct pieces){.middle = body});
	}
	resp->kind = kind == FEED_ATOM ? RESP_ATOM : RESP_JSON_FEED;
	answer_kept(c, resp, k);
}

void
page_feed_atom(struct call *c, struct resp *resp)
{
	serve_feed(c, resp, FEED_ATOM);
}

void
page_feed_json(struct call *c, struct resp *resp)
{
	serve_feed(c, resp, FEED_JSON);
}
