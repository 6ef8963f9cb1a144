/*
 * POST /reply: typed fields to flow, the outcome to a status and a page. Whatever goes wrong, the text is
 * still in the form that comes back.
 */
#include "base/email.h"
#include "base/page.h"
#include "base/utf8.h"
#include "routes.h"
#include "store/store_comment.h"
#include "store/store_thread.h"
#include "view/answer.h"
#include "view/locale.h"

static struct str
number(const struct call *c, int64_t n)
{
	return locale_number(c->arena, c->view.lang, n);
}

/* What a fault of a field says: the field and the way out. */
struct str
fault_text(const struct call *c, struct str label, const struct value *v, const struct field *f,
	   int64_t most)
{
	struct arena *a = c->arena;
	label = told(c, label);
	switch (v->fault) {
	case FAULT_NONE:
		return STR("");
	case FAULT_MISSING:
		return locale_put(a, told(c, MSG("%s is missing. Please fill it in.")), label);
	case FAULT_SHORT:
		return locale_put(a, told(c, MSG("%s is too short.")), label);
	case FAULT_LONG:
		return locale_put(a,
				  told(c, MSG("%1$s is too long: it has %2$s characters, the most is "
					      "%3$s. Please shorten it.")),
				  label, number(c, (int64_t)utf8_count(v->text)),
				  number(c, most > 0 ? most : f->hi));
	case FAULT_CHARS:
		return locale_put(a,
				  told(c, MSG("%s has invisible or control characters. Please type it "
					      "again.")),
				  label);
	case FAULT_NUMBER:
		return locale_put(a, told(c, MSG("%s is not a number.")), label);
	}
	return STR("");
}

struct str
email_fault(const struct call *c, struct str address)
{
	struct email email;
	if (address.n == 0)
		return STR("");
	if (!email_canon(c->arena, address, &email))
		return told(c, MSG("This is not an email address. It looks like name@example.org."));
	email_wipe(&email);
	return STR("");
}

static bool
web_address(struct str url)
{
	return html_url_ok(url) &&
	       (str_starts(url, STR("http://")) || str_starts(url, STR("https://")));
}

/* Fills the errors beside the fields; true if there is none. */
static bool
check_fields(struct call *c, struct form_view *f)
{
	const struct field *row = c->route->fields;
	const struct value *v = c->v;
	int64_t most = c->site->conf->text_max;
	f->text_error = fault_text(c, MSG("The comment"), &v[REPLY_TEXT], &row[REPLY_TEXT], most);
	f->name_error = fault_text(c, MSG("The name"), &v[REPLY_NAME], &row[REPLY_NAME], 0);
	f->email_error =
		fault_text(c, MSG("The email address"), &v[REPLY_EMAIL], &row[REPLY_EMAIL], 0);
	f->url_error = fault_text(c, MSG("The website"), &v[REPLY_URL], &row[REPLY_URL], 0);
	if (f->text_error.n == 0 && utf8_count(v[REPLY_TEXT].text) > (size_t)most) {
		struct value over = v[REPLY_TEXT];
		over.fault = FAULT_LONG;
		f->text_error = fault_text(c, MSG("The comment"), &over, &row[REPLY_TEXT], most);
	}
	if (c->site->conf->email_required && f->email_error.n == 0 && v[REPLY_EMAIL].text.n == 0)
		f->email_error = told(c, MSG("The email address is missing. It will not be published."));
	if (f->email_error.n == 0)
		f->email_error = email_fault(c, v[REPLY_EMAIL].text);
	if (f->url_error.n == 0 && v[REPLY_URL].text.n > 0 && !web_address(v[REPLY_URL].text))
		f->url_error = told(c, MSG("The website is not a web address. Begin it with https:// or "
				   "leave it empty."));
	return f->text_error.n + f->name_error.n + f->email_error.n + f->url_error.n == 0;
}

/* The form again, with everything typed still in it. */
static void
show_form(struct call *c, struct resp *resp, struct str page, struct form_view *f, int status)
{
	struct thread t;
	if (wants_json(c)) {
		answer_json(resp, status, view_problem(c->arena, &c->view, status, f, str_of(c->req->id)));
		return;
	}
	if (thread_head(c, page, &t) != ERR_OK)
		t = (struct thread){.page = page};
	page = t.page; /* the article may have moved since the form was shown */
	if (f->parent.n != 0) {
		struct str key;
		struct db *db = store_reader(c->house->store, DB_VISITOR);
		if (store_comment_parent(db, c->arena, c->site->id, page, f->parent, &key,
					 &f->parent_name) != ERR_OK)
			f->parent.n = 0; /* what is left is a comment of its own */
		store_reader_done(c->house->store, &db);
	}
	f->alone = true;
	f->keep_open = true; /* of a closed article too: the text must not be lost */
	struct html h = html_in(c->arena);
	struct str title = article_title(c->arena, t.title, page);
	view_page(&h, c->arena, &c->view, told(c, MSG("Leave a Reply")), article_url(c, page), title,
		  form_html(c, &t, f));
	resp->status = status;
	resp->kind = RESP_PRIVATE;
	resp->body = html_done(&h).html;
}

static void
fill_form(const struct call *c, struct form_view *f)
{
	const struct value *v = c->v;
	f->text = v[REPLY_TEXT].text;
	f->name = v[REPLY_NAME].text;
	f->email = str_copy(c->arena, v[REPLY_EMAIL].text); /* flow wipes its own */
	f->url = v[REPLY_URL].text;
	f->earlier = v[REPLY_EARLIER].fault == FAULT_NONE ? v[REPLY_EARLIER].text : STR("");
	f->parent.n = v[REPLY_PARENT].fault == FAULT_NONE ? v[REPLY_PARENT].n : 0;
}

/* Which rule refused, in the words of its row; never which word matched. */
struct str
refusal_text(struct call *c, const struct verdict *v, int64_t retry_after, int *ret_status)
{
	*ret_status = 422;
	for (size_t i = 0; i < v->n_reasons; i++) {
		const struct reason *r = &v->reasons[i];
		if (r->action != ACT_REFUSE || r->shadow)
			continue;
		if (str_starts(r->rule, STR("rate")) || str_eq(r->rule, STR("slow"))) {
			*ret_status = 429;
			return str_printf(c->arena, "%.*s %.*s", STR_FMT(told(c, r->tells)),
					  STR_FMT(locale_count(c->arena, c->view.lang,
							       MSG_N("Please try again in %s second.",
								     "Please try again in %s seconds."),
							       retry_after)));
		}
		if (str_eq(r->rule, STR("ban")) || str_eq(r->rule, STR("closed")))
			*ret_status = 403;
		return told(c, r->tells);
	}
	return told(c, MSG("This comment cannot be posted."));
}

/* Published: 201. Waiting, or taken for spam (which the sender does not learn): 202. */
static void
answer_stored(struct call *c, struct resp *resp, const struct posted *p)
{
	struct str status = str_cat(c->arena, STR("/status/"), p->status_token);
	if (!wants_json(c)) {
		answer_see(c, resp, status);
		return;
	}
	status = str_cat(c->arena, c->site->conf->base_path, status);
	answer_json(resp, p->state == STATE_APPROVED ? 201 : 202,
		    view_posted(c->arena, p->id, p->state, status));
	if (c->route->needs & NEED_API)
		resp->location = str_printf(c->arena, "%.*s/api/v1/comments/%lld",
					    STR_FMT(c->site->conf->base_path), (long long)p->id.n);
}

/* Only when there is something to say: a post that is taken needs no look at its article's language. */
static void
speak_article(struct call *c, struct str page)
{
	struct thread t;
	enum err e = thread_head(c, page, &t);
	speak(c, &c->v[REPLY_LANG], e == ERR_OK ? t.lang : STR(""));
}

static void
answer_posted(struct call *c, struct resp *resp, struct str page, struct form_view *f,
	      const struct posted *p)
{
	int status = 422;
	if (p->outcome != POST_STORED)
		speak_article(c, page);
	switch (p->outcome) {
	case POST_STORED:
		answer_stored(c, resp, p);
		return;
	case POST_REFUSED:
		f->error = refusal_text(c, &p->verdict, p->retry_after, &status);
		break;
	case POST_EMAIL:
		f->email_error =
			told(c, MSG("This is not an email address. It looks like name@example.org."));
		break;
	case POST_PARENT:
		status = 409;
		f->error = told(c, MSG("The comment you answer is no longer there. You can still post "
			       "yours on its own."));
		break;
	case POST_PROOF:
		f->error = told(c, MSG("We could not be sure that a person sent this. Please send it "
				       "once more."));
		f->challenge = str_printf(c->arena, "%.*s/api/v1/challenge?page=%.*s",
					  STR_FMT(c->site->conf->base_path),
					  STR_FMT(html_query(c->arena, page)));
		break;
	case POST_KEY:
		status = 409;
		f->error = told(c, MSG("This form has been sent before with another text. Please send it "
			       "once more."));
		break;
	}
	show_form(c, resp, page, f, status);
	resp->retry_after = status == 429 ? p->retry_after : 0;
}

static struct reply
reply_of(const struct call *c, struct str page, const struct form_view *f)
{
	const struct value *v = c->v;
	return (struct reply){
		.draft = {.text = f->text,
			  .name = f->name,
			  .url = f->url,
			  .page = page,
			  .parent = f->parent},
		.email = v[REPLY_EMAIL].text,
		.token = v[REPLY_TOKEN].fault == FAULT_NONE ? v[REPLY_TOKEN].text : STR("!"),
		.earlier = f->earlier,
		.key = c->key.n > 0 ? c->key : v[REPLY_KEY].text,
		.rules = v[REPLY_RULES].fault == FAULT_NONE ? v[REPLY_RULES].text : STR(""),
		.proof = v[REPLY_PROOF].text,
		.honeypot = v[REPLY_HONEYPOT].text.n > 0,
		.may_prove = wants_json(c),
	};
}

/* The machine failed: nothing is stored, and what was typed comes back. */
static void
answer_unstored(struct call *c, struct resp *resp, struct str page, struct form_view *f, enum err e)
{
	answer_failure(c, resp, e); /* logs the cause; the page below replaces its own */
	speak_article(c, page);
	f->error = told(c, MSG("Your comment could not be stored just now. It is still here: please send it "
		       "again in a moment."));
	show_form(c, resp, page, f, 503);
	resp->retry_after = busy_seconds();
}

/* Nothing else is had by it, and that not before the site has all that it asks of the role. */
enum err
look_at_session(struct call *c)
{
	const struct moderator *m = NULL;
	struct str token = req_cookie(c->req, session_cookie_name(c));
	enum err e = token.n == 0 ? ERR_OK : actor_session(c->house, c->site, c->arena, token, &m);
	if (e == ERR_OK && m != NULL && !actor_bare(m))
		c->visitor.staff = actor_name(m);
	return e;
}

/* The form that was sent, and of which article. False: it is none of ours, and the answer says so. */
static bool
take_form(struct call *c, struct resp *resp, struct str *ret_page, struct form_view *ret)
{
	const struct value *v = c->v;
	if (v[REPLY_PAGE].fault != FAULT_NONE ||
	    !page_canonical(c->arena, v[REPLY_PAGE].text, ret_page) || !page_allowed(c, *ret_page)) {
		answer_error(c, resp, 404);
		return false;
	}
	if (v[REPLY_PARENT].fault != FAULT_NONE ||
	    (v[REPLY_KEY].given && v[REPLY_KEY].fault != FAULT_NONE)) {
		answer_error(c, resp, 400);
		return false;
	}
	fill_form(c, ret);
	return true;
}

/* How the text would look, by the article's renderer, above the button. Other fields may be empty yet. */
void
page_preview(struct call *c, struct resp *resp)
{
	struct str page;
	struct form_view f = {0};
	if (!take_form(c, resp, &page, &f))
		return;
	speak_article(c, page);
	check_fields(c, &f);
	f.name_error = f.email_error = f.url_error = STR("");
	f.preview = f.text_error.n == 0;
	show_form(c, resp, page, &f, f.preview ? 200 : 422);
}

void
page_reply(struct call *c, struct resp *resp)
{
	struct str page;
	struct form_view f = {0};
	if (!take_form(c, resp, &page, &f))
		return;
	if (!check_fields(c, &f)) {
		speak_article(c, page);
		check_fields(c, &f); /* once more, in its language */
		f.error = told(c, MSG("Nothing was posted yet. Please look at the marked fields."));
		show_form(c, resp, page, &f, 422);
		return;
	}
	struct reply reply = reply_of(c, page, &f);
	struct posted posted;
	enum err e = look_at_session(c);
	if (e == ERR_OK)
		e = post_reply(c->house, c->site, c->arena, &c->visitor, &reply, &posted);
	if (e != ERR_OK)
		answer_unstored(c, resp, page, &f, e);
	else
		answer_posted(c, resp, page, &f, &posted);
	tell_limit(c, resp, "", 1);
}
