/* The desk: bans. What is typed of a person never stands in an address: what only looks is a POST too. */
#include "flow/backtest.h"
#include "routes.h"
#include "store/store_thread.h"
#include "view/locale.h"
#include "view/tools.h"

#define LINES 50       /* on one page */
#define LOOK_BACK 10000 /* comments that a ban is tried on before it is set */
#define SHOWN 10       /* of those it would have caught */

/* ---- showing ---------------------------------------------------------------------------------------- */

/* Answers with the page, or says that there is none. */
static void
show(struct call *c, struct resp *resp, const struct desk_words *words, struct bans_view *v,
     struct ban_id before)
{
	struct desk_view desk;
	struct ban_query q = {.part = v->part, .kind = v->kind, .past = v->past, .before = before};
	struct ban *bans = NULL;
	size_t n = 0;
	enum err e = ban_find(c->house, c->site, c->arena, c->moderator, &q, LINES + 1, &bans, &n);
	if (e == ERR_OK)
		e = desk_beside(c, TOOL_BANS, words, &desk);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	v->bans = bans;
	v->n = n > LINES ? LINES : n;
	if (n > LINES)
		v->next = bans[LINES - 1].id;
	struct html h = html_in(c->arena);
	view_bans(&h, c->arena, &c->view, &desk, v);
	answer_desk(resp, words->status, &h);
}

/* What a form's answer left in the address. */
static enum err
say_done(struct call *c, struct desk_words *words)
{
	struct ban_id id = {c->v[BANS_BANNED].n};
	struct str done = c->v[BANS_DONE].text;
	if (str_eq(done, STR("lift"))) {
		words->notice = told(c, MSG("The ban is lifted."));
		words->again = id;
		return ERR_OK;
	}
	enum err e = desk_banned(c, id, words);
	if (words->lift.n != 0 && str_eq(done, STR("again")))
		words->notice = told(c, MSG("The ban is in force again."));
	return e;
}

void
page_bans(struct call *c, struct resp *resp)
{
	struct desk_words words = {.status = 200};
	struct bans_view v = {.part = c->v[BANS_PART].text, .kind = BAN__MAX, .past = c->v[BANS_PAST].given};
	for (size_t i = 0; i < FIELDS_OF_bans; i++)
		if (c->v[i].fault != FAULT_NONE) {
			answer_error(c, resp, 400);
			return;
		}
	if (c->v[BANS_KIND].text.n > 0 && ban_kind_of(c->v[BANS_KIND].text, &v.kind) != ERR_OK) {
		answer_error(c, resp, 400);
		return;
	}
	enum err e = say_done(c, &words);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else
		show(c, resp, &words, &v, (struct ban_id){c->v[BANS_BEFORE].n});
}

/* ---- a new one -------------------------------------------------------------------------------------- */

static struct str
unreadable_text(const struct call *c, enum ban_kind kind)
{
	static const struct str texts[BAN__MAX] = {
		[BAN_EMAIL] = MSG_C("That is not an email address."),
		[BAN_DOMAIN] = MSG_C("That is not a mail domain; it looks like example.org."),
		[BAN_ADDRESS] = MSG_C("That is not an address or block; it looks like 192.0.2.7, "
				      "192.0.2.0/24 or 2001:db8::/32, without bits behind the mask."),
		[BAN_NAME] = MSG_C("A name has 1 to 60 characters."),
		[BAN_LINK] = MSG_C("That is not a host; it looks like example.org.")};
	return told(c, texts[kind]);
}

/* What was typed, with what is wrong with it; false: it cannot be taken. */
static bool
read_draft(struct call *c, struct bans_view *v)
{
	const struct value *in = c->v;
	const struct field *row = c->route->fields;
	v->draft.open = true;
	v->draft.what = str_copy(c->arena, in[BANISH_WHAT].text); /* an address is wiped as it is read */
	v->draft.days = in[BANISH_DAYS].text;
	v->draft.reason = in[BANISH_REASON].text;
	v->draft.note = in[BANISH_NOTE].text;
	v->draft.shadow = in[BANISH_SHADOW].given;
	v->draft.what_error = fault_text(c, MSG("Whom or what"), &in[BANISH_WHAT], &row[BANISH_WHAT], 0);
	if (in[BANISH_DAYS].fault != FAULT_NONE)
		v->draft.days_error = told(c, MSG("Please give days as a number up to 36,500."));
	v->draft.reason_error = fault_text(c, MSG("The reason"), &in[BANISH_REASON], &row[BANISH_REASON], 0);
	v->draft.note_error = fault_text(c, MSG("The note"), &in[BANISH_NOTE], &row[BANISH_NOTE], 0);
	return v->draft.what_error.n + v->draft.days_error.n + v->draft.reason_error.n +
		       v->draft.note_error.n == 0;
}

static void
show_draft(struct call *c, struct resp *resp, int status, struct bans_view *v)
{
	struct desk_words words = {.status = status};
	if (status != 200) {
		words.bad = true;
		words.notice = told(c, MSG("Nothing was banned yet. Please look at the marked field."));
	}
	show(c, resp, &words, v, (struct ban_id){0});
}

static void
say_outcome(struct call *c, struct resp *resp, enum ban_outcome outcome, const struct ban *ban,
	    struct bans_view *v)
{
	struct desk_words words = {.status = 409, .bad = true};
	switch (outcome) {
	case BAN_ADDED:
		beside_see(c, resp, TOOL_BANS, str_printf(c->arena, "banned=%lld", (long long)ban->id.n));
		return;
	case BAN_ALREADY:
		words.notice = locale_put(c->arena, told(c, MSG("%1$s is banned already, by %2$s.")),
					  ban->target, ban->by);
		words.lift = ban->id;
		show(c, resp, &words, v, (struct ban_id){0});
		return;
	case BAN_UNREADABLE:
		v->draft.what_error = unreadable_text(c, v->draft.kind);
		show_draft(c, resp, 422, v);
		return;
	case BAN_EVERYBODY:
		v->draft.what_error = told(c, MSG("That would ban everybody."));
		show_draft(c, resp, 422, v);
		return;
	case BAN_FORBIDDEN:
		answer_error(c, resp, 403);
		return;
	case BAN_NO_PERSON:
		break;
	}
	must(false); /* no comment was named */
}

static void
preview(struct call *c, struct resp *resp, struct bans_view *v)
{
	struct ban ban = {.kind = v->draft.kind};
	struct ban_row row = {.id = {1}, .kind = v->draft.kind};
	struct trial trial = {.ban = &row};
	struct backtest b;
	if (ban.kind == BAN_DOMAIN || ban.kind == BAN_ADDRESS) {
		struct desk_words words = {.status = 422, .bad = true};
		words.notice = told(c, MSG("Mail domains and network addresses are not stored with "
					   "comments, so nobody can say what such a ban would have caught."));
		show(c, resp, &words, v, (struct ban_id){0});
		return;
	}
	enum ban_outcome out = ban_read(c->house, c->site, c->arena, &ban, c->v[BANISH_WHAT].text, &row.hash);
	if (out != BAN_ADDED) {
		say_outcome(c, resp, out, &ban, v);
		return;
	}
	row.target = ban.target;
	enum err e = backtest(c->house, c->site, c->arena, c->moderator, &trial, LOOK_BACK, &b);
	if (e == ERR_OK)
		e = caught_show(c, &b, SHOWN, &v->draft.caught);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else
		show_draft(c, resp, 200, v);
}

void
page_ban_add(struct call *c, struct resp *resp)
{
	struct bans_view v = {.kind = BAN__MAX};
	struct ban ban;
	enum ban_outcome out;
	bool look = str_eq(c->v[BANISH_ACT].text, STR("preview"));
	if (actor_role(c->moderator) < ROLE_MODERATOR) {
		answer_error(c, resp, 403);
		return;
	}
	if ((!look && !str_eq(c->v[BANISH_ACT].text, STR("ban"))) ||
	    ban_kind_of(c->v[BANISH_KIND].text, &v.draft.kind) != ERR_OK) {
		answer_error(c, resp, 400);
		return;
	}
	if (!read_draft(c, &v)) {
		show_draft(c, resp, 422, &v);
		return;
	}
	if (look) {
		preview(c, resp, &v);
		return;
	}
	struct ban_terms terms = {.days = c->v[BANISH_DAYS].n, .reason = v.draft.reason, .note = v.draft.note,
				  .shadow = v.draft.shadow};
	enum err e = ban_add(c->house, c->site, c->arena, c->moderator, v.draft.kind, c->v[BANISH_WHAT].text,
			     &terms, &out, &ban);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else
		say_outcome(c, resp, out, &ban, &v);
}

/* ---- lifting, trying -------------------------------------------------------------------------------- */

void
page_ban_lift(struct call *c, struct resp *resp)
{
	struct ban_id id = {0};
	must(str_int(c->arg, 1, INT64_MAX, &id.n));
	enum err e = ban_lift(c->house, c->site, c->arena, c->moderator, id);
	if (e == ERR_OK)
		beside_see(c, resp, TOOL_BANS,
			   str_printf(c->arena, "done=lift&banned=%lld", (long long)id.n));
	else
		answer_failure(c, resp, e);
}

void
page_ban_again(struct call *c, struct resp *resp)
{
	struct bans_view v = {.kind = BAN__MAX};
	struct ban_id id = {0};
	enum ban_outcome out;
	struct ban ban;
	must(str_int(c->arg, 1, INT64_MAX, &id.n));
	enum err e = ban_again(c->house, c->site, c->arena, c->moderator, id, &out, &ban);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else if (out == BAN_ADDED)
		beside_see(c, resp, TOOL_BANS,
			   str_printf(c->arena, "done=again&banned=%lld", (long long)ban.id.n));
	else
		say_outcome(c, resp, out, &ban, &v);
}

void
page_ban_try(struct call *c, struct resp *resp)
{
	struct bans_view v = {.kind = BAN__MAX};
	struct ban *found = NULL;
	bool readable = true;
	const struct value *in = c->v;
	enum err e = ERR_OK;
	if (actor_role(c->moderator) < ROLE_MODERATOR) {
		answer_error(c, resp, 403);
		return;
	}
	v.attempt.open = true;
	v.attempt.email = str_copy(c->arena, in[SUSPECT_EMAIL].text); /* it is wiped as it is read */
	v.attempt.address = in[SUSPECT_ADDRESS].text;
	v.attempt.name = in[SUSPECT_NAME].text;
	v.attempt.url = in[SUSPECT_URL].text;
	v.attempt.text = in[SUSPECT_TEXT].text;
	struct suspect who = {.address = v.attempt.address, .name = v.attempt.name, .url = v.attempt.url,
			      .text = v.attempt.text};
	for (size_t i = 0; i < FIELDS_OF_suspect; i++)
		readable = readable && in[i].fault == FAULT_NONE;
	if (readable)
		e = ban_test(c->house, c->site, c->arena, c->moderator, in[SUSPECT_EMAIL].text, &who,
			     &readable, &found, &v.attempt.n_found);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	v.attempt.found = found;
	v.attempt.asked = readable;
	if (!readable)
		v.attempt.error = told(c, MSG("That cannot be: a post with such an email or network "
					      "address, or with such texts, is refused for that."));
	show(c, resp, &(struct desk_words){.status = readable ? 200 : 422}, &v, (struct ban_id){0});
}
