/* The writer's private page: what became of the comment, and why. */
#include "flow/status.h"
#include "routes.h"

void
page_status(struct call *c, struct resp *resp)
{
	struct comment comment;
	struct reason *reasons = NULL;
	size_t n = 0;
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
