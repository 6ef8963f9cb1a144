/* The writer's private page: what became of the comment, and why; with ?part=comment the
 * comment alone, with ?part=reply a form for another one. */
#include "flow/status.h"
#include "routes.h"
#include "view/locale.h"

/* The comment as it stands under the article, for the script to put there. */
static void
answer_part(struct call *c, struct resp *resp)
{
	struct comment comment;
	struct thread t;
	enum err e = status_own(c->house, c->site, c->arena, c->arg, &comment);
	if (e == ERR_OK)
		e = thread_head(c, comment.page, &t);
	if (e == ERR_GONE) {
		answer_error(c, resp, 404);
		return;
	}
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	speak(c, &c->v[STATUS_LANG], t.lang);
	struct html h = html_in(c->arena);
	struct thread_view *v = view_thread_begin(&h, c->arena, &c->view, &t, false);
	view_thread_own(v, str_printf(c->arena, "%.*s/status/%.*s", STR_FMT(c->site->conf->base_path),
				      STR_FMT(c->arg)));
	view_thread_row(v, &comment);
	view_thread_end(v, (struct comment_id){0}, 0);
	resp->kind = RESP_PRIVATE;
	resp->body = html_done(&h).html;
}

/* The form of the article, for who has no script: what is sent from here is proven the same writer's. */
static void
answer_form(struct call *c, struct resp *resp)
{
	struct comment comment;
	struct reason *reasons;
	size_t n;
	struct thread t;
	enum err e = status_find(c->house, c->site, c->arena, c->arg, &comment, &reasons, &n);
	if (e == ERR_OK)
		e = thread_head(c, comment.page, &t);
	if (e == ERR_GONE) {
		answer_error(c, resp, 404);
		return;
	}
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	struct html h = html_in(c->arena);
	struct form_view f = {.name = comment.name, .url = comment.url, .earlier = c->arg};
	struct str title = locale_text(c->view.lang, MSG("Leave a Reply"));
	view_page(&h, c->arena, &c->view, title, article_url(c, t.page),
		  article_title(c->arena, t.title, t.page), form_html(c, &t, &f));
	resp->kind = RESP_PRIVATE;
	resp->body = html_done(&h).html;
}

void
page_status(struct call *c, struct resp *resp)
{
	struct comment comment;
	struct reason *reasons = NULL;
	size_t n = 0;
	if (str_eq(c->v[STATUS_PART].text, STR("comment"))) {
		answer_part(c, resp);
		return;
	}
	if (str_eq(c->v[STATUS_PART].text, STR("reply"))) {
		answer_form(c, resp);
		return;
	}
	enum err e = status_find(c->house, c->site, c->arena, c->arg, &comment, &reasons, &n);
	if (e == ERR_GONE) {
		answer_error(c, resp, 404);
		return;
	}
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	struct html h = html_in(c->arena);
	comment.title = article_title(c->arena, comment.title, comment.page);
	view_status(&h, c->arena, &c->view, &comment, reasons, n, article_url(c, comment.page));
	resp->kind = RESP_PRIVATE;
	resp->body = html_done(&h).html;
}
