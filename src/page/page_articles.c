/* The desk: articles, and how each takes comments. */
#include "base/page.h"
#include "flow/thread.h"
#include "routes.h"
#include "view/locale.h"

#define LINES 50 /* on one page */

static void
show(struct call *c, struct resp *resp, const struct desk_words *words, struct articles_view *v,
     struct thread_id before)
{
	struct desk_view desk;
	struct thread_query q = {.part = v->part, .mode = v->mode, .before = before};
	struct thread *threads = NULL;
	size_t n = 0;
	enum err e = thread_search(c->house, c->site, c->arena, c->moderator, &q, LINES + 1, &threads, &n);
	if (e == ERR_OK)
		e = desk_beside(c, TOOL_ARTICLES, words, &desk);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	v->n = n > LINES ? LINES : n;
	if (n > LINES)
		v->next = threads[LINES - 1].id;
	struct article_row *rows = arena_array(c->arena, v->n, struct article_row);
	for (size_t i = 0; i < v->n; i++)
		rows[i] = (struct article_row){&threads[i],
					       article_title(c->arena, threads[i].title, threads[i].page),
					       article_url(c, threads[i].page)};
	v->rows = rows;
	struct html h = html_in(c->arena);
	view_articles(&h, c->arena, &c->view, &desk, v);
	answer_desk(resp, words->status, &h);
}

void
page_articles(struct call *c, struct resp *resp)
{
	struct desk_words words = {.status = 200};
	struct articles_view v = {.part = c->v[ARTICLES_PART].text, .mode = MODE__MAX};
	enum mode done;
	struct str mode = c->v[ARTICLES_MODE].text;
	bool fits = mode.n == 0 || mode_of(mode, &v.mode) == ERR_OK;
	for (size_t i = 0; i < FIELDS_OF_articles; i++)
		fits = fits && c->v[i].fault == FAULT_NONE;
	if (!fits) {
		answer_error(c, resp, 400);
		return;
	}
	if (mode_of(c->v[ARTICLES_DONE].text, &done) == ERR_OK)
		words.notice = locale_put(c->arena, told(c, MSG("Done. The article is now: %s.")),
					  view_mode_name(c->view.lang, done));
	if (str_eq(c->v[ARTICLES_DONE].text, STR("moved")))
		words.notice = told(c, MSG("The article is moved."));
	if (str_eq(c->v[ARTICLES_DONE].text, STR("said")))
		words.notice = told(c, MSG("Done. Readers see it above the comments and the form."));
	show(c, resp, &words, &v, (struct thread_id){c->v[ARTICLES_BEFORE].n});
}

/* The article of a path as typed. */
static bool
read_page(struct call *c, const struct value *v, struct str *ret)
{
	return v->fault == FAULT_NONE && page_canonical(c->arena, v->text, ret) && page_allowed(c, *ret);
}

static struct str
no_article(const struct call *c)
{
	return told(c, MSG("That is not the path of an article of this site; it looks like "
			   "/story/harbour-works/."));
}

static void
show_unmoved(struct call *c, struct resp *resp, int status, struct str from_error, struct str to_error)
{
	struct articles_view v = {.mode = MODE__MAX};
	v.move.open = true;
	v.move.from = c->v[MOVE_FROM].text;
	v.move.to = c->v[MOVE_TO].text;
	v.move.from_error = from_error;
	v.move.to_error = to_error;
	show(c, resp, &(struct desk_words){
		.status = status, .bad = true,
		.notice = told(c, MSG("Nothing was changed. Please look at the marked field."))},
	     &v, (struct thread_id){0});
}

void
page_article_move(struct call *c, struct resp *resp)
{
	struct str from, to, none = STR("");
	enum thread_moved moved = THREAD_FORBIDDEN;
	bool from_fits = read_page(c, &c->v[MOVE_FROM], &from), to_fits = read_page(c, &c->v[MOVE_TO], &to);
	if (!from_fits || !to_fits) {
		show_unmoved(c, resp, 422, from_fits ? none : no_article(c), to_fits ? none : no_article(c));
		return;
	}
	enum err e = thread_move(c->house, c->site, c->arena, c->moderator, from, to, &moved);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	switch (moved) {
	case THREAD_MOVED:
	case THREAD_THERE:
		beside_see(c, resp, TOOL_ARTICLES, STR("done=moved"));
		return;
	case THREAD_NONE:
		show_unmoved(c, resp, 422, told(c, MSG("No article is known at this path.")), none);
		return;
	case THREAD_TAKEN:
		show_unmoved(c, resp, 409, none,
			     told(c, MSG("Another article with comments of its own is at this path.")));
		return;
	case THREAD_FORBIDDEN:
		answer_error(c, resp, 403);
		return;
	}
}

static struct str
too_long(const struct call *c)
{
	return told(c, MSG("That is too long: at most 1,000 characters."));
}

void
page_article_say(struct call *c, struct resp *resp)
{
	const struct value *announcement = &c->v[SAYING_ANNOUNCEMENT], *rules = &c->v[SAYING_RULES];
	struct articles_view v = {.mode = MODE__MAX};
	struct str canonical;
	bool page_fits = read_page(c, &c->v[SAYING_PAGE], &canonical);
	bool fits = page_fits && announcement->fault == FAULT_NONE && rules->fault == FAULT_NONE;
	if (!fits) {
		v.said.open = true;
		v.said.page = c->v[SAYING_PAGE].text;
		v.said.announcement = announcement->text;
		v.said.rules = rules->text;
		v.said.page_error = page_fits ? STR("") : no_article(c);
		v.said.announcement_error = announcement->fault == FAULT_NONE ? STR("") : too_long(c);
		v.said.rules_error = rules->fault == FAULT_NONE ? STR("") : too_long(c);
		show(c, resp, &(struct desk_words){
			.status = 422, .bad = true,
			.notice = told(c, MSG("Nothing was changed. Please look at the marked field."))},
		     &v, (struct thread_id){0});
		return;
	}
	enum err e = thread_say(c->house, c->site, c->arena, c->moderator, canonical,
				str_trim(announcement->text), str_trim(rules->text));
	if (e == ERR_OK)
		beside_see(c, resp, TOOL_ARTICLES, STR("done=said"));
	else
		answer_failure(c, resp, e);
}

void
page_article_mode(struct call *c, struct resp *resp)
{
	struct articles_view v = {.mode = MODE__MAX};
	struct desk_words words = {.status = 422, .bad = true};
	struct str canonical;
	if (mode_of(c->v[STANDING_MODE].text, &v.draft.mode) != ERR_OK) {
		answer_error(c, resp, 400);
		return;
	}
	if (!read_page(c, &c->v[STANDING_PAGE], &canonical)) {
		v.draft.open = true;
		v.draft.page = c->v[STANDING_PAGE].text;
		v.draft.error = no_article(c);
		words.notice = told(c, MSG("Nothing was changed. Please look at the marked field."));
		show(c, resp, &words, &v, (struct thread_id){0});
		return;
	}
	enum err e = thread_set_mode(c->house, c->site, c->arena, c->moderator, canonical, v.draft.mode);
	if (e == ERR_OK)
		beside_see(c, resp, TOOL_ARTICLES, str_cat(c->arena, STR("done="), mode_word(v.draft.mode)));
	else
		answer_failure(c, resp, e);
}
