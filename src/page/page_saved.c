/* The desk: saved replies to writers whose comment is rejected. */
#include "base/utf8.h"
#include "flow/report.h"
#include "flow/saved.h"
#include "routes.h"
#include "view/locale.h"

static void
show(struct call *c, struct resp *resp, const struct desk_words *words, struct saved_view *v)
{
	struct desk_view desk;
	struct saved_list list;
	enum err e = saved_list(c->house, c->site, c->arena, c->moderator, &list);
	if (e == ERR_OK)
		e = desk_beside(c, TOOL_SAVED, words, &desk);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	v->replies = list.replies;
	v->n = list.n;
	v->lang = saved_lang(c->arena, c->site->conf->lang);
	struct html h = html_in(c->arena);
	view_saved(&h, c->arena, &c->view, &desk, v);
	answer_desk(resp, words->status, &h);
}

void
page_saved(struct call *c, struct resp *resp)
{
	static const struct {
		struct str word, text;
	} rows[] = {{STR_C("add"), MSG_C("The reply is saved.")},
		    {STR_C("change"), MSG_C("The reply is changed.")},
		    {STR_C("remove"), MSG_C("The reply is removed.")}};
	struct desk_words words = {.status = 200};
	struct saved_view v = {.n = 0};
	if (actor_role(c->moderator) < ROLE_MODERATOR) {
		answer_error(c, resp, 403);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (str_eq(rows[i].word, c->v[SAVED_DONE_WORD].text))
			words.notice = told(c, rows[i].text);
	show(c, resp, &words, &v);
}

static void
show_again(struct call *c, struct resp *resp, struct saved_view *v, int status, struct str why)
{
	v->typed.given = true;
	show(c, resp, &(struct desk_words){.status = status, .bad = true, .notice = why}, v);
}

static struct str
line_fault(struct call *c, struct str label, int field)
{
	struct value v = c->v[field];
	if (v.fault == FAULT_NONE && utf8_blank(v.text))
		v.fault = FAULT_MISSING;
	return fault_text(c, label, &v, &c->route->fields[field], 0);
}

/* False: what was typed cannot be taken, and the view says why. */
static bool
read_reply(struct call *c, struct saved_view *v, struct saved_reply *ret)
{
	v->typed.reason = c->v[SAVE_REASON].text;
	v->typed.lang = c->v[SAVE_LANG].text;
	v->typed.title = c->v[SAVE_TITLE].text;
	v->typed.text = c->v[SAVE_TEXT].text;
	v->typed.title_error = line_fault(c, MSG("The title"), SAVE_TITLE);
	v->typed.text_error = line_fault(c, MSG("The text"), SAVE_TEXT);
	ret->lang = saved_lang(c->arena, v->typed.lang);
	ret->title = v->typed.title;
	ret->text = v->typed.text;
	if (c->v[SAVE_LANG].fault != FAULT_NONE || ret->lang.n == 0)
		v->typed.lang_error = told(c, MSG("A language is a tag like en or pt-BR."));
	return report_reason(v->typed.reason, &ret->reason) &&
	       v->typed.lang_error.n + v->typed.title_error.n + v->typed.text_error.n == 0;
}

static void
answer(struct call *c, struct resp *resp, struct saved_view *v, enum err e, enum saved_outcome done)
{
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	switch (done) {
	case SAVED_DONE:
		beside_see(c, resp, TOOL_SAVED,
			   str_printf(c->arena, "done=%.*s", STR_FMT(c->v[SAVE_ACT].text)));
		return;
	case SAVED_FULL:
		show_again(c, resp, v, 409, told(c, MSG("There are 200 saved replies, which is the most. "
							"Please remove one first.")));
		return;
	case SAVED_NONE:
		answer_error(c, resp, 404);
		return;
	case SAVED_FORBIDDEN:
		answer_error(c, resp, 403);
		return;
	}
}

/* `id` 0: a new one. */
static void
put(struct call *c, struct resp *resp, int64_t id)
{
	struct saved_view v = {.n = 0};
	struct saved_reply r = {.id = id};
	enum saved_outcome done = SAVED_FORBIDDEN;
	v.typed.id = id;
	if (actor_role(c->moderator) < ROLE_MODERATOR) {
		answer_error(c, resp, 403);
	} else if (!read_reply(c, &v, &r)) {
		show_again(c, resp, &v, 422,
			   told(c, MSG("Nothing was changed. Please look at the marked field.")));
	} else {
		enum err e = saved_put(c->house, c->site, c->arena, c->moderator, &r, &done);
		answer(c, resp, &v, e, done);
	}
}

void
page_saved_add(struct call *c, struct resp *resp)
{
	if (str_eq(c->v[SAVE_ACT].text, STR("add")))
		put(c, resp, 0);
	else
		answer_error(c, resp, 400);
}

void
page_saved_change(struct call *c, struct resp *resp)
{
	int64_t id = 0;
	must(str_int(c->arg, 1, INT64_MAX, &id));
	if (str_eq(c->v[SAVE_ACT].text, STR("change"))) {
		put(c, resp, id);
	} else if (str_eq(c->v[SAVE_ACT].text, STR("remove"))) {
		struct saved_view v = {.n = 0};
		enum saved_outcome done = SAVED_FORBIDDEN;
		enum err e = saved_remove(c->house, c->site, c->arena, c->moderator, id, &done);
		answer(c, resp, &v, e, done);
	} else {
		answer_error(c, resp, 400);
	}
}

bool
read_refusal(struct str choice, const struct saved_list *list, struct refusal *ret)
{
	enum report reason;
	struct str number = choice, word;
	int64_t id = 0;
	bool reply = str_cut(&number, '.', &word);
	if (!report_reason(word, &reason) || (reply && !str_int(number, 1, INT64_MAX, &id)))
		return false;
	const struct saved_reply *saved = reply ? saved_find(list, id) : NULL;
	if (reply && (saved == NULL || saved->reason != reason))
		return false;
	*ret = (struct refusal){word, saved};
	return true;
}

/* Every writer is told a reply of their own language, and each of these is to leave room for the note. */
static struct str
replies_fault(struct call *c, const struct batch_grounds *g, struct str note)
{
	for (size_t i = 0; g->reply != NULL && i < g->saved->n; i++) {
		const struct saved_reply *r = &g->saved->replies[i];
		struct str fault = r->reason == g->reply->reason
					   ? refusal_fault(c, saved_note(c->arena, r, note))
					   : STR("");
		if (fault.n > 0)
			return fault;
	}
	return STR("");
}

enum err
read_grounds(struct call *c, struct str choice, struct str note, struct batch_grounds *ret,
	     struct str *ret_why)
{
	struct refusal refusal;
	struct saved_list *list = arena_new_of(c->arena, struct saved_list);
	*ret = (struct batch_grounds){.reply = NULL};
	*ret_why = STR("");
	if (choice.n == 0)
		return ERR_OK;
	enum err e = saved_list(c->house, c->site, c->arena, c->moderator, list);
	if (e != ERR_OK)
		return e;
	if (!read_refusal(choice, list, &refusal)) {
		*ret_why = refusal_gone(c);
		return ERR_OK;
	}
	*ret = (struct batch_grounds){refusal.grounds, list, refusal.reply};
	*ret_why = replies_fault(c, ret, note);
	return ERR_OK;
}
