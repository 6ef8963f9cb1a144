/* The desk: rules, what is said about them, how they have done; and back tests. */
#include "routes.h"
#include "view/lists.h"
#include "view/locale.h"

/* ---- showing ---------------------------------------------------------------------------------------- */

static void
show(struct call *c, struct resp *resp, const struct desk_words *words, struct rules_view *v)
{
	struct desk_view desk;
	struct rule_state *rules = NULL;
	size_t n = 0;
	enum err e = rule_list(c->house, c->site, c->arena, c->moderator, &rules, &n);
	if (e == ERR_OK)
		e = desk_beside(c, TOOL_RULES, words, &desk);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	struct rule_line *rows = arena_array(c->arena, n, struct rule_line);
	for (size_t i = 0; i < n; i++) {
		const struct rule_state *r = &rules[i];
		rows[i] = (struct rule_line){
			.rule = r->row.word, .help = r->row.help, .weight = r->weight, .action = r->action,
			.fixed = r->row.fixed, .off = r->off, .shadow = r->shadow, .expires = r->expires,
			.by = r->by, .done = {r->fired, r->decided, r->overturned}};
	}
	v->rows = rows;
	v->n = n;
	if (v->trial.last.n == 0)
		v->trial.last = str_printf(c->arena, "%d", LAST_USUAL);
	struct html h = html_in(c->arena);
	view_rules(&h, c->arena, &c->view, &desk, v);
	answer_desk(resp, words->status, &h);
}

static struct str
done_text(struct call *c, struct str done, struct str rule)
{
	static const struct {
		struct str word, text;
	} rows[] = {{STR_C("shadow"), MSG_C("The rule %s is on trial: it is noted and changes nothing.")},
		    {STR_C("off"), MSG_C("The rule %s is switched off.")},
		    {STR_C("on"), MSG_C("The rule %s is again as the settings say.")}};
	size_t id;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (str_eq(rows[i].word, done) && filter_rule_find(rule, &id))
			return locale_put(c->arena, told(c, rows[i].text), rule);
	return STR("");
}

void
page_rules(struct call *c, struct resp *resp)
{
	struct rules_view v = {.n = 0};
	for (size_t i = 0; i < FIELDS_OF_rules; i++)
		if (c->v[i].fault != FAULT_NONE) {
			answer_error(c, resp, 400);
			return;
		}
	struct desk_words words = {.status = 200};
	words.notice = done_text(c, c->v[RULES_DONE].text, c->v[RULES_RULE].text);
	show(c, resp, &words, &v);
}

/* ---- one of them ------------------------------------------------------------------------------------ */

static void
say_outcome(struct call *c, struct resp *resp, enum rule_outcome outcome)
{
	struct desk_words words = {.status = 409, .bad = true};
	struct str rule = c->v[RULE_RULE].text;
	switch (outcome) {
	case RULE_DONE:
		beside_see(c, resp, TOOL_RULES, str_printf(c->arena, "done=%.*s&rule=%.*s",
							   STR_FMT(c->v[RULE_ACT].text), STR_FMT(rule)));
		return;
	case RULE_UNKNOWN:
		answer_error(c, resp, 404);
		return;
	case RULE_FORBIDDEN:
		answer_error(c, resp, 403);
		return;
	case RULE_FIXED:
		words.notice = told(c, MSG("The rule %s cannot be switched off: others rely on it."));
		break;
	case RULE_NOT_SAID:
		words.notice = told(c, MSG("Nothing was said about the rule %s that could be taken back."));
		break;
	}
	words.notice = locale_put(c->arena, words.notice, rule);
	show(c, resp, &words, &(struct rules_view){.n = 0});
}

void
page_rule_set(struct call *c, struct resp *resp)
{
	const struct value *in = c->v;
	enum rule_outcome out;
	bool on = str_eq(in[RULE_ACT].text, STR("on")), off = str_eq(in[RULE_ACT].text, STR("off"));
	if (actor_role(c->moderator) < ROLE_MODERATOR) {
		answer_error(c, resp, 403);
		return;
	}
	if ((!on && !off && !str_eq(in[RULE_ACT].text, STR("shadow"))) || in[RULE_RULE].fault != FAULT_NONE) {
		answer_error(c, resp, 400);
		return;
	}
	if (!on && in[RULE_DAYS].fault != FAULT_NONE) {
		struct rules_view v = {.set = {.rule = in[RULE_RULE].text, .days = in[RULE_DAYS].text}};
		v.set.error = told(c, MSG("Please give days as a number up to 36,500."));
		show(c, resp, &(struct desk_words){
			.status = 422, .bad = true,
			.notice = told(c, MSG("Nothing was changed. Please look at the marked field."))}, &v);
		return;
	}
	enum err e = on ? rule_clear(c->house, c->site, c->arena, c->moderator, in[RULE_RULE].text, &out)
			: rule_set(c->house, c->site, c->arena, c->moderator, in[RULE_RULE].text, off,
				   in[RULE_DAYS].n, &out);
	if (e == ERR_OK)
		say_outcome(c, resp, out);
	else
		answer_failure(c, resp, e);
}

/* ---- back tests --------------------------------------------------------------------------------------- */

static struct str
read_ban(struct call *c, enum ban_kind kind, struct ban_row *row)
{
	struct ban ban = {.kind = kind};
	enum ban_outcome out = ban_read(c->house, c->site, c->arena, &ban, c->v[TRIAL_WHAT].text, &row->hash);
	row->id.n = 1;
	row->kind = kind;
	row->target = ban.target;
	if (out == BAN_ADDED)
		return STR("");
	if (out == BAN_EVERYBODY)
		return told(c, MSG("That would ban everybody."));
	return told(c, kind == BAN_NAME ? MSG("A name has 1 to 60 characters.")
					: MSG("That is not a host; it looks like example.org."));
}

/* What is to be tried; a text: why it cannot be. */
static struct str
read_trial(struct call *c, enum trial_kind kind, struct trial *t, struct word_entry *word,
	   struct ban_row *ban)
{
	struct str what = c->v[TRIAL_WHAT].text;
	size_t id;
	*t = (struct trial){.rule = STR("")};
	if (kind == TRIAL_RULE) {
		t->rule = what;
		return filter_rule_find(what, &id) ? STR("") : told(c, MSG("There is no rule of this name."));
	}
	if (kind == TRIAL_WORD) {
		*word = (struct word_entry){.text = what, .lang = c->v[TRIAL_LANG].text,
					    .action = ACT_HOLD, .severity = 2};
		t->words = word;
		t->n_words = 1;
		return word_entry_fault(c, word);
	}
	*ban = (struct ban_row){.id = {1}};
	t->ban = ban;
	return read_ban(c, kind == TRIAL_NAME ? BAN_NAME : BAN_LINK, ban);
}

/* What was typed, with what is wrong with it; false: it cannot be tried. */
static bool
read_form(struct call *c, struct rules_view *v, struct trial *t, struct word_entry *word, struct ban_row *ban)
{
	const struct value *in = c->v;
	const struct field *row = c->route->fields;
	v->trial.open = true;
	v->trial.what = in[TRIAL_WHAT].text;
	v->trial.lang = in[TRIAL_LANG].text;
	v->trial.last = in[TRIAL_LAST].text;
	v->trial.what_error = fault_text(c, MSG("Which one"), &in[TRIAL_WHAT], &row[TRIAL_WHAT], 0);
	v->trial.lang_error = in[TRIAL_LANG].fault == FAULT_NONE
				      ? word_lang_fault(c, v->trial.lang)
				      : told(c, MSG("A language is a tag like en or pt-BR."));
	if (in[TRIAL_LAST].fault != FAULT_NONE)
		v->trial.last_error = told(c, MSG("Please give comments as a number up to 5,000."));
	if (v->trial.what_error.n + v->trial.lang_error.n == 0)
		v->trial.what_error = read_trial(c, v->trial.kind, t, word, ban);
	return v->trial.what_error.n + v->trial.lang_error.n + v->trial.last_error.n == 0;
}

void
page_rule_test(struct call *c, struct resp *resp)
{
	struct rules_view v = {.n = 0};
	struct trial t;
	struct word_entry word;
	struct ban_row ban;
	struct backtest b;
	if (actor_role(c->moderator) < ROLE_MODERATOR) {
		answer_error(c, resp, 403);
		return;
	}
	while (v.trial.kind < TRIAL__MAX && !str_eq(view_trial_word(v.trial.kind), c->v[TRIAL_KIND].text))
		v.trial.kind++;
	if (v.trial.kind == TRIAL__MAX) {
		answer_error(c, resp, 400);
		return;
	}
	if (!read_form(c, &v, &t, &word, &ban)) {
		show(c, resp, &(struct desk_words){
			.status = 422, .bad = true,
			.notice = told(c, MSG("Nothing was tried yet. Please look at the marked field."))},
		     &v);
		return;
	}
	int64_t last = c->v[TRIAL_LAST].n == 0 ? LAST_USUAL : c->v[TRIAL_LAST].n;
	enum err e = backtest(c->house, c->site, c->arena, c->moderator, &t, last, &b);
	if (e == ERR_OK)
		e = caught_show(c, &b, CAUGHT_SHOWN, &v.trial.caught);
	if (e == ERR_OK)
		show(c, resp, &(struct desk_words){.status = 200}, &v);
	else
		answer_failure(c, resp, e);
}
