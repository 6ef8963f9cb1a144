/*
 * The API where it is more than the same page for a program: a page of comments, one of them, and what its
 * writer does with it by the token of its private link, as "Authorization: Bearer TOKEN". Writing, votes
 * and reports are the readers' own pages (routes.def), which answer JSON below /api/. www/openapi.json is
 * the manual.
 */
#include "base/clock.h"
#include "base/page.h"
#include "base/utf8.h"
#include "filter/gate_token.h"
#include "flow/avatar.h"
#include "flow/own.h"
#include "flow/thread.h"
#include "routes.h"
#include "store/store_comment.h"
#include "store/store_thread.h"
#include "view/answer.h"
#include "view/api.h"
#include "view/locale.h"

/* ---- a page of comments ------------------------------------------------------------------------------ */

struct asked {
	struct str page;
	enum sort sort;
	struct comment_id after;
	int64_t size;
};

/* 0, or the status to refuse with. */
static int
read_asked(struct call *c, struct asked *ret)
{
	const struct value *v = c->v;
	struct asked q = {.after = {v[COMMENTS_CURSOR].n}, .size = c->site->conf->page_size};
	if (v[COMMENTS_PAGE].fault != FAULT_NONE || v[COMMENTS_SORT].fault != FAULT_NONE ||
	    v[COMMENTS_CURSOR].fault != FAULT_NONE || v[COMMENTS_LIMIT].fault != FAULT_NONE ||
	    (v[COMMENTS_SORT].given && !sort_of(v[COMMENTS_SORT].text, &q.sort)))
		return 400;
	if (!page_canonical(c->arena, v[COMMENTS_PAGE].text, &q.page) || !page_allowed(c, q.page))
		return 404;
	if (v[COMMENTS_LIMIT].n > 0)
		q.size = v[COMMENTS_LIMIT].n;
	*ret = q;
	return 0;
}

static void
draw_avatars(struct call *c, struct comment *rows, size_t n)
{
	for (size_t i = 0; i < n && c->site->conf->avatars; i++)
		if (rows[i].state == STATE_APPROVED)
			rows[i].avatar = avatar_value(c->arena, c->house, c->site, &rows[i]);
}

static enum err
render(struct call *c, const struct thread *t, const struct asked *q, struct str *ret, int64_t *ret_until)
{
	struct thread_page rows = {0};
	speak(c, &(struct value){0}, t->lang);
	struct openness standing = thread_standing(c->site->conf, t, clock_now());
	struct db *db = store_reader(c->house->store, DB_VISITOR);
	struct thread_size size = {q->size, page_bytes(q->size), &c->view};
	enum err e = thread_page(db, c->arena, t, q->sort, q->after, &size, &rows);
	store_reader_done(c->house->store, &db);
	if (e != ERR_OK)
		return e;
	draw_avatars(c, rows.rows, rows.n);
	const struct api_thread view = {
		.thread = t, .standing = standing, .sort = q->sort,
		.rows = rows.rows, .n = rows.n,
		.token = token_make(c->arena, c->house->keys, c->site->id, t->page, clock_now()),
		.cursor = rows.last.n};
	*ret = view_api_thread(c->arena, &c->view, &view);
	*ret_until = standing.until;
	return ERR_OK;
}

/* The cursor is the answer's last member. */
static struct str
next_link(struct call *c, const struct asked *q, struct str body)
{
	static const struct str name = STR_C("\"cursor\":");
	int64_t cursor;
	size_t at = body.n;
	while (at > 0 && body.p[at - 1] != ':')
		at--;
	must(at >= name.n && str_eq(str_sub(body, at - name.n, at), name));
	if (!str_int(str_sub(body, at, body.n - 1), 1, INT64_MAX, &cursor))
		return STR(""); /* null */
	const struct value *v = &c->v[COMMENTS_SORT];
	struct str sort = v->given ? str_cat(c->arena, STR("&sort="), v->text) : STR("");
	return str_printf(c->arena,
			  "<%.*s/api/v1/comments?page=%.*s%.*s&limit=%lld&cursor=%lld>; rel=\"next\"",
			  STR_FMT(c->site->conf->base_path), STR_FMT(page_query(c->arena, q->page)),
			  STR_FMT(sort), (long long)q->size, (long long)cursor);
}

static void
serve_comments(struct call *c, struct resp *resp, struct asked q)
{
	struct str body;
	int64_t until;
	/* The token in it is of this hour: so is what is kept. */
	struct str key = str_printf(c->arena, "api %ld %d %ld %ld %ld %.*s", (long)c->site->id.n, q.sort,
				    (long)q.after.n, (long)q.size, (long)(clock_now() / 3600),
				    STR_FMT(q.page));
	uint64_t version = store_version(c->house->store, c->site->id.n, q.page) + c->web->epoch;
	struct kept *k = cache_find(c->web->cache, key, version);
	if (k == NULL) {
		struct thread t;
		enum err e = thread_head(c, q.page, &t);
		if (e == ERR_OK && !str_eq(t.page, q.page)) {
			q.page = t.page; /* the article has left that address */
			serve_comments(c, resp, q);
			return;
		}
		if (e == ERR_OK)
			e = render(c, &t, &q, &body, &until);
		if (e != ERR_OK) {
			answer_failure(c, resp, e);
			return;
		}
		k = keep(c, key, version, until, &(struct pieces){.middle = body});
	}
	resp->kind = RESP_JSON;
	resp->link = next_link(c, &q, kept_body(k, ENCODING_NONE));
	answer_kept(c, resp, k);
}

void
page_comments(struct call *c, struct resp *resp)
{
	struct asked q;
	int status = read_asked(c, &q);
	if (status != 0)
		answer_error(c, resp, status);
	else
		serve_comments(c, resp, q);
}

/* ---- one comment --------------------------------------------------------------------------------------- */

static struct comment_id
asked_id(const struct call *c)
{
	struct comment_id id = {0};
	must(str_int(c->arg, 1, INT64_MAX, &id.n)); /* the route's own pattern */
	return id;
}

/* As readers see it, masked where words are. ERR_GONE: it is not shown. */
static enum err
find_shown(struct call *c, struct comment *ret)
{
	struct comment whole, shown = {.id = {0}};
	struct hash person;
	struct db *db = store_reader(c->house->store, DB_VISITOR);
	enum err e = store_comment_get(db, c->arena, c->site->id, asked_id(c), &whole, &person);
	if (e == ERR_OK)
		e = store_comment_own(db, c->arena, c->site->id, whole.id, &shown);
	store_reader_done(c->house->store, &db);
	if (e == ERR_OK && shown.state != STATE_APPROVED)
		e = ERR_GONE;
	shown.page = whole.page;
	if (e == ERR_OK)
		*ret = shown;
	return e;
}

static void
answer_tagged(struct call *c, struct resp *resp, struct str body, struct str etag)
{
	answer_json(resp, 200, body);
	resp->etag = etag;
	if (str_eq(c->req->if_none_match, etag))
		resp->status = 304;
}

static void
answer_shown(struct call *c, struct resp *resp)
{
	struct comment comment;
	enum err e = find_shown(c, &comment);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	draw_avatars(c, &comment, 1);
	struct str body = view_api_comment(c->arena, &c->view, &comment);
	struct hash d = crypt_digest(body);
	struct str tag = str_printf(c->arena, "\"%.*s\"", STR_FMT(hex_encode(c->arena, d.b, 12)));
	answer_tagged(c, resp, body, tag);
	resp->cache_control = STR("public, max-age=0, s-maxage=1");
	resp->vary = STR("Authorization");
}

/* What an edit is based on: this text, in this state. */
static struct str
own_etag(struct call *c, const struct comment *comment)
{
	return str_printf(c->arena, "\"%lld-%lld-%.*s\"", (long long)comment->id.n,
			  (long long)comment->version, STR_FMT(view_api_state_word(comment->state)));
}

/* The writer's comment. False: the answer says why not. A token that is none counts as a guess. */
static bool
find_own(struct call *c, struct resp *resp, struct own *ret)
{
	struct str token = bearer(c);
	if (token.n == 0) {
		answer_error(c, resp, 401);
		resp->challenge = STR("Bearer");
		return false;
	}
	if (too_many_guesses(c, resp))
		return false;
	enum err e = own_find(c->house, c->site, c->arena, token, ret);
	if (e == ERR_OK && ret->comment.id.n == asked_id(c).n)
		return true;
	if (e == ERR_OK)
		answer_error(c, resp, 404); /* of another comment: no guess */
	else
		answer_no_link(c, resp, e);
	return false;
}

static void
answer_own(struct call *c, struct resp *resp, const struct own *own)
{
	struct comment comment = own->comment;
	const struct api_own view = {.comment = &comment,
				     .changed = own->row.changed,
				     .edit_until = own->edit_until,
				     .may_withdraw = own->may[OWN_WITHDRAW]};
	if (c->site->conf->avatars)
		comment.avatar = avatar_value(c->arena, c->house, c->site, &comment);
	answer_tagged(c, resp, view_api_own(c->arena, &c->view, &view), own_etag(c, &own->comment));
	resp->vary = STR("Authorization");
}

void
page_comment(struct call *c, struct resp *resp)
{
	struct own own;
	if (c->req->authorization.n == 0)
		answer_shown(c, resp);
	else if (find_own(c, resp, &own))
		answer_own(c, resp, &own);
}

/* ---- what its writer does ----------------------------------------------------------------------------- */

static void
refuse(struct call *c, struct resp *resp, int status, struct str why)
{
	struct form_view f = {.error = why};
	answer_json(resp, status, view_problem(c->arena, &c->view, status, &f, str_of(c->req->id)));
}

/* Whether a list of entity tags has this one; "*" has any that is there. Weak ones never do (RFC 9110,
 * 13.1.1). */
static bool
matches(struct str list, struct str etag)
{
	struct str tag;
	bool more;
	if (str_eq(str_trim(list), STR("*")))
		return true;
	do {
		more = str_cut(&list, ',', &tag);
		if (str_eq(str_trim(tag), etag))
			return true;
	} while (more);
	return false;
}

static void
answer_owned(struct call *c, struct resp *resp, const struct owned *done)
{
	int status = 409;
	struct str why;
	switch (done->outcome) {
	case OWN_DONE:
		answer_json(resp, 200, view_api_state(c->arena, &done->own.comment));
		resp->etag = own_etag(c, &done->own.comment);
		return;
	case OWN_REFUSED:
		why = refusal_text(c, &done->verdict, done->retry_after, &status);
		refuse(c, resp, status, why);
		resp->retry_after = status == 429 ? done->retry_after : 0;
		return;
	case OWN_LATE:
		refuse(c, resp, 409, told(c, MSG("This can no longer be done.")));
		return;
	case OWN_CONFLICT:
		answer_error(c, resp, 412);
		return;
	}
}

/* The text of an edit that may be judged. False: the answer says what is wrong with it. */
static bool
take_text(struct call *c, struct resp *resp)
{
	const struct value *v = &c->v[EDIT_TEXT];
	int64_t most = c->site->conf->text_max;
	struct value text = *v;
	if (text.fault == FAULT_NONE && utf8_count(text.text) > (size_t)most)
		text.fault = FAULT_LONG;
	struct form_view f = {
		.error = told(c, MSG("Nothing was changed yet. Please look at the marked field.")),
		.text_error = fault_text(c, MSG("The comment"), &text, &c->route->fields[EDIT_TEXT], most)};
	if (f.text_error.n > 0)
		answer_json(resp, 422, view_problem(c->arena, &c->view, 422, &f, str_of(c->req->id)));
	return f.text_error.n == 0;
}

/* It stands as this edit would make it: sent twice, or before a crash. */
static bool
is_so_already(struct call *c, const struct own *own)
{
	return own->comment.version > 0 && str_eq(own->comment.text, c->v[EDIT_TEXT].text);
}

void
page_comment_edit(struct call *c, struct resp *resp)
{
	struct own own;
	struct owned done;
	speak_browser(c);
	if (!find_own(c, resp, &own) || !take_text(c, resp))
		return;
	if (c->req->if_match.n == 0) {
		answer_error(c, resp, 428);
		return;
	}
	if (!matches(c->req->if_match, own_etag(c, &own.comment)) && !is_so_already(c, &own)) {
		answer_error(c, resp, 412);
		resp->etag = own_etag(c, &own.comment);
		return;
	}
	enum err e = look_at_session(c);
	if (e == ERR_OK)
		e = own_edit(c->house, c->site, c->arena, &c->visitor, bearer(c), own.comment.version,
			     c->v[EDIT_TEXT].text, &done);
	if (e == ERR_OK)
		answer_owned(c, resp, &done);
	else
		answer_failure(c, resp, e);
	tell_limit(c, resp, "", 1);
}

void
page_comment_withdraw(struct call *c, struct resp *resp)
{
	struct own own;
	struct owned done;
	speak_browser(c);
	if (!find_own(c, resp, &own))
		return;
	if (c->req->if_match.n > 0 && !matches(c->req->if_match, own_etag(c, &own.comment)) &&
	    own.comment.state != STATE_WITHDRAWN) {
		answer_error(c, resp, 412);
		resp->etag = own_etag(c, &own.comment);
		return;
	}
	enum err e = own_withdraw(c->house, c->site, c->arena, bearer(c), &done);
	if (e == ERR_OK)
		answer_owned(c, resp, &done);
	else
		answer_failure(c, resp, e);
	tell_limit(c, resp, "", 1); /* of comments: a withdrawal takes none */
}
