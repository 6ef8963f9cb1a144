/* The desk: the book of who did what. */
#include "base/date.h"
#include "flow/audit.h"
#include "routes.h"
#include "view/locale.h"

#define LINES 50 /* on one page */

/* A day, or nothing; the end of it, if it is the last. */
static bool
read_day(struct str typed, bool last, int64_t *ret)
{
	*ret = 0;
	if (typed.n == 0)
		return true;
	if (typed.n != 10 || !date_read(typed, ret))
		return false;
	*ret += last ? 86400 : 0;
	return true;
}

static bool
read_search(struct call *c, struct audit_search *q)
{
	for (size_t i = 0; i < FIELDS_OF_audit; i++)
		if (c->v[i].fault != FAULT_NONE)
			return false;
	*q = (struct audit_search){.who = str_trim(c->v[AUDIT_WHO].text),
				   .what = str_trim(c->v[AUDIT_WHAT].text),
				   .why = str_trim(c->v[AUDIT_WHY].text),
				   .before = c->v[AUDIT_BEFORE].n};
	return read_day(c->v[AUDIT_SINCE].text, false, &q->since) &&
	       read_day(c->v[AUDIT_UNTIL].text, true, &q->until);
}

static void
show(struct call *c, struct resp *resp, int status, const struct desk_view *desk,
     const struct audit_row *rows, size_t n)
{
	size_t shown = n > LINES ? LINES : n;
	struct book_line *lines = arena_array(c->arena, shown, struct book_line);
	for (size_t i = 0; i < shown; i++)
		lines[i] = (struct book_line){.line = rows[i].line, .made = rows[i].made,
					      .place = rows[i].place, .who = rows[i].actor,
					      .act = rows[i].verb, .subject = rows[i].subject,
					      .why = rows[i].detail, .versions = rows[i].versions};
	struct book_view book = {.who = c->v[AUDIT_WHO].text, .what = c->v[AUDIT_WHAT].text,
				 .why = c->v[AUDIT_WHY].text, .since = c->v[AUDIT_SINCE].text,
				 .until = c->v[AUDIT_UNTIL].text, .lines = lines, .n = shown,
				 .next = n > LINES ? rows[LINES - 1].line : 0};
	struct html h = html_in(c->arena);
	view_book(&h, c->arena, &c->view, desk, &book);
	answer_desk(resp, status, &h);
}

void
page_audit(struct call *c, struct resp *resp)
{
	struct audit_search q;
	struct audit_row *rows = NULL;
	struct desk_view desk;
	struct desk_words words = {.bad = true};
	size_t n = 0;
	if (actor_role(c->moderator) < ROLE_MODERATOR) {
		answer_error(c, resp, 403);
		return;
	}
	bool fits = read_search(c, &q);
	enum err e = fits ? audit_list(c->house, c->site, c->arena, c->moderator, &q, LINES + 1, &rows, &n)
			  : ERR_OK;
	if (!fits)
		words.notice = told(c, MSG("Please give days like 2026-11-25, and one line of at most 100 "
					   "characters for the rest."));
	if (e == ERR_OK)
		e = desk_beside(c, TOOL_AUDIT, &words, &desk);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	show(c, resp, fits ? 200 : 422, &desk, rows, n);
}
