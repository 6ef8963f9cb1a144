/* The page of rules: what each is, what is said about it, how it has done; and back tests. */
#include "tools.h"

#include "view/locale.h"
#include "view/tmpl.h"

struct str
view_trial_word(enum trial_kind kind)
{
	static const struct str words[TRIAL__MAX] = {
#define X(id, word, text) [id] = STR_C(word),
		TRIALS(X)
#undef X
	};
	must(kind < TRIAL__MAX);
	return words[kind];
}

/* ---- a rule ------------------------------------------------------------------------------------------- */

static struct str
asks(const struct site_view *site, enum action action)
{
	static const struct str words[ACT__MAX] = {
#define X(name, word, help) [name] = STR_C(help),
		ACTIONS(X)
#undef X
	};
	must(action < ACT__MAX);
	return locale_text(site->lang, words[action]);
}

/* "in force", "on trial, until …, by max", "off, for ever, by the settings" */
static struct safe
stands(struct arena *a, const struct site_view *site, const struct rule_line *r)
{
	struct html h = html_in(a);
	struct str mode = r->off ? MSG("off") : r->shadow ? MSG("on trial") : MSG("in force");
	html_text(&h, locale_text(site->lang, mode));
	if (!r->off && !r->shadow)
		return html_done(&h);
	html_lit(&h, ", ");
	if (r->by.n == 0) {
		html_text(&h, locale_text(site->lang, MSG("as the settings say")));
		return html_done(&h);
	}
	html_safe(&h, tool_until(a, site, r->expires));
	html_lit(&h, ", <bdi>");
	html_text(&h, r->by);
	html_lit(&h, "</bdi>");
	return html_done(&h);
}

static struct safe
forms(struct arena *a, const struct site_view *site, const struct desk_view *desk, const struct rules_view *v,
      const struct rule_line *r)
{
	struct html h = html_in(a), back = html_in(a), set = html_in(a);
	if (desk->role < ROLE_MODERATOR)
		return html_done(&h);
	bool wrong = str_eq(v->set.rule, r->rule);
	struct str id = str_cat(a, STR("days-"), r->rule), error = wrong ? v->set.error : STR("");
	if (r->by.n > 0)
		tmpl_rule_back(&back, site->lang, &(struct tmpl_rule_back){.rule = r->rule});
	if (!r->fixed)
		tmpl_rule_set(&set, site->lang, &(struct tmpl_rule_set){
			.action = tool_url(a, site, TOOL_RULES, ""), .csrf = desk->csrf,
			.rule = r->rule, .id = id,
			.days = wrong ? v->set.days : STR(""),
			.aria_describedby = tool_about(a, id.p, error), .aria_invalid = tool_invalid(error),
			.error = tool_error(a, site, id.p, error), .back = html_done(&back)});
	html_lit(&h, "<div class=\"row\">");
	html_safe(&h, html_done(&set));
	tmpl_rule_try(&h, site->lang, &(struct tmpl_rule_try){
		.action = tool_url(a, site, TOOL_RULES, "/test"), .csrf = desk->csrf,
		.kind = view_trial_word(TRIAL_RULE), .rule = r->rule});
	html_lit(&h, "</div>");
	return html_done(&h);
}

static struct safe
list(struct arena *a, const struct site_view *site, const struct desk_view *desk, const struct rules_view *v)
{
	struct html h = html_in(a), lines = html_in(a);
	for (size_t i = 0; i < v->n; i++) {
		const struct rule_line *r = &v->rows[i];
		tmpl_rule_line(&lines, site->lang, &(struct tmpl_rule_line){
			.rule = r->rule, .help = locale_text(site->lang, r->help),
			.weight = str_printf(a, "%.2f", r->weight), .asks = asks(site, r->action),
			.stands = stands(a, site, r), .done = tool_done(a, site, &r->done),
			.forms = forms(a, site, desk, v, r)});
	}
	tmpl_audit_lines(&h, site->lang, &(struct tmpl_audit_lines){.lines = html_done(&lines)});
	return html_done(&h);
}

/* ---- back tests --------------------------------------------------------------------------------------- */

static struct safe
kinds(struct arena *a, const struct site_view *site, enum trial_kind chosen)
{
	static const struct str names[TRIAL__MAX] = {
#define X(id, word, text) [id] = text,
		TRIALS(X)
#undef X
	};
	struct html h = html_in(a);
	for (enum trial_kind k = 0; k < TRIAL__MAX; k++)
		tool_option(&h, site, view_trial_word(k), locale_text(site->lang, names[k]), k == chosen);
	return html_done(&h);
}

static struct safe
trial(struct arena *a, const struct site_view *site, const struct desk_view *desk, const struct rules_view *v)
{
	struct html h = html_in(a);
	tmpl_rule_test(&h, site->lang, &(struct tmpl_rule_test){
		.open = v->trial.open,
		.action = tool_url(a, site, TOOL_RULES, "/test"),
		.csrf = desk->csrf,
		.kinds = kinds(a, site, v->trial.kind),
		.what = v->trial.what,
		.what_about = v->trial.what_error.n > 0 ? STR(" trial-what-error") : STR(""),
		.aria_invalid = tool_invalid(v->trial.what_error),
		.what_error = tool_error(a, site, "trial-what", v->trial.what_error),
		.lang = tool_line(a, site, &(struct tool_typed){
			"trial-lang", "lang", MSG("Language of a word, like en; empty: every one"),
			v->trial.lang, v->trial.lang_error, 16, ""}),
		.last = tool_line(a, site, &(struct tool_typed){
			"trial-last", "last", MSG("Among how many of the last comments"), v->trial.last,
			v->trial.last_error, 6, "numeric"}),
		.caught = tool_caught(a, site, &v->trial.caught)});
	return html_done(&h);
}

void
view_rules(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
	   const struct rules_view *v)
{
	struct html content = html_in(a);
	if (desk->role >= ROLE_MODERATOR)
		html_safe(&content, trial(a, site, desk, v));
	html_safe(&content, list(a, site, desk, v));
	desk_page(h, a, site, desk, MSG("Rules"), html_done(&content));
}
