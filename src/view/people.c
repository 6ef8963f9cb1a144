/* Who moderates, and the way in by an invitation; see the header. */
#include "view/people.h"

#include "tools.h"
#include "view/locale.h"
#include "view/tmpl.h"

struct str
view_role(struct str lang, enum role role)
{
	static const struct str names[ROLE__MAX] = {
		[ROLE_VIEWER] = MSG_C("viewer"),
		[ROLE_MODERATOR] = MSG_C("moderator"),
		[ROLE_ADMIN] = MSG_C("admin")};
	must(role < ROLE__MAX);
	return locale_text(lang, names[role]);
}

static struct safe
roles(struct arena *a, const struct site_view *site, enum role chosen)
{
	static const struct str words[ROLE__MAX] = {
#define X(name, word, help) STR_C(word),
		ROLES(X)
#undef X
	};
	struct html h = html_in(a);
	for (enum role r = 0; r < ROLE__MAX; r++)
		tool_option(&h, site, words[r], view_role(site->lang, r), r == chosen);
	return html_done(&h);
}

/* The own password once more. */
static struct safe
confirm(struct arena *a, const struct site_view *site, struct str which)
{
	struct html h = html_in(a);
	tmpl_account_confirm(&h, site->lang, &(struct tmpl_account_confirm){
		.which = which, .required = true});
	return html_done(&h);
}

/* For aria-describedby, behind the id of the help. */
static struct str
about(struct arena *a, const char *field, struct str error)
{
	return error.n > 0 ? str_printf(a, " %s-error", field) : STR("");
}

/* ---- somebody ------------------------------------------------------------------------------------- */

static struct safe
stands(struct arena *a, const struct site_view *site, const struct account *p)
{
	struct html h = html_in(a), when = html_in(a);
	if (p->disabled == 0)
		return html_done(&h);
	html_lit(&h, " · ");
	tmpl_when(&when, site->lang, p->disabled, locale_date(a, site->lang, p->disabled));
	locale_html(&h, locale_text(site->lang, MSG("disabled %s")), html_done(&when));
	return html_done(&h);
}

static struct safe
signed_in(struct arena *a, const struct site_view *site, const struct account *p)
{
	struct html h = html_in(a), when = html_in(a);
	if (p->signed_in == 0) {
		html_text(&h, locale_text(site->lang, MSG("never signed in")));
		return html_done(&h);
	}
	tmpl_when(&when, site->lang, p->signed_in, locale_ago(a, site->lang, p->signed_in, site->now));
	locale_html(&h, locale_text(site->lang, MSG("last signed in %s")), html_done(&when));
	return html_done(&h);
}

static struct str
factor(struct arena *a, const struct site_view *site, const struct account *p)
{
	if (!p->factor)
		return locale_text(site->lang, MSG("no authenticator"));
	return locale_count(a, site->lang,
			    MSG_N("authenticator, %s code of recovery",
				  "authenticator, %s codes of recovery"),
			    p->recovery);
}

static void
button(struct html *h, const struct site_view *site, const char *act, struct str label, const char *class)
{
	tmpl_people_button(h, site->lang, &(struct tmpl_people_button){
		.act = str_of(act), .label = locale_text(site->lang, label), .class = str_of(class)});
}

static struct safe
buttons(struct arena *a, const struct site_view *site, const struct account *p)
{
	struct html h = html_in(a);
	if (p->disabled != 0) {
		button(&h, site, "enable", MSG("Let in again"), "");
		return html_done(&h);
	}
	button(&h, site, "role", MSG("Set the role"), "");
	if (p->sessions > 0)
		button(&h, site, "revoke", MSG("End the sessions"), "");
	if (p->factor)
		button(&h, site, "factor", MSG("Take the authenticator off"), "");
	button(&h, site, "disable", MSG("Disable"), "reject");
	return html_done(&h);
}

static struct safe
role_field(struct arena *a, const struct site_view *site, const struct account *p)
{
	struct html h = html_in(a);
	if (p->disabled == 0)
		tmpl_people_role(&h, site->lang, &(struct tmpl_people_role){
			.id = str_printf(a, "role-%ld", (long)p->id.n), .roles = roles(a, site, p->role)});
	return html_done(&h);
}

static void
person(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
       const struct account *p, bool open)
{
	const char *id = str_printf(a, "/%ld", (long)p->id.n).p;
	tmpl_people_line(h, site->lang, &(struct tmpl_people_line){
		.name = p->name,
		.role = view_role(site->lang, p->role),
		.stands = stands(a, site, p),
		.signed_in = signed_in(a, site, p),
		.factor = factor(a, site, p),
		.sessions = locale_count(a, site->lang, MSG_N("%s session", "%s sessions"), p->sessions),
		.open = open,
		.action = tool_url(a, site, TOOL_PEOPLE, id),
		.csrf = desk->csrf,
		.role_field = role_field(a, site, p),
		.confirm = confirm(a, site, str_printf(a, "person-%ld", (long)p->id.n)),
		.buttons = buttons(a, site, p)});
}

/* ---- invitations ------------------------------------------------------------------------------------ */

static void
invitation(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
	   const struct invite *i, bool open)
{
	struct str id = str_printf(a, "%lld", (long long)i->id);
	tmpl_people_invite(h, site->lang, &(struct tmpl_people_invite){
		.name = i->name.n > 0 ? i->name : locale_text(site->lang, MSG("any name")),
		.role = view_role(site->lang, i->role),
		.by = i->by,
		.until = tool_until(a, site, i->expires),
		.open = open,
		.what = locale_put(a, locale_text(site->lang, MSG("invitation %s")), id),
		.action = tool_url(a, site, TOOL_PEOPLE, str_printf(a, "/invite/%.*s", STR_FMT(id)).p),
		.csrf = desk->csrf,
		.confirm = confirm(a, site, str_cat(a, STR("invite-"), id))});
}

static struct safe
invitations(struct arena *a, const struct site_view *site, const struct desk_view *desk,
	    const struct people_view *v)
{
	struct html h = html_in(a), lines = html_in(a);
	for (size_t i = 0; i < v->n_invites; i++)
		invitation(&lines, a, site, desk, &v->invites[i], v->invites[i].id == v->open_invite);
	if (v->n_invites > 0)
		tmpl_people_invites(&h, site->lang,
				    &(struct tmpl_people_invites){.lines = html_done(&lines)});
	return html_done(&h);
}

static struct safe
draft(struct arena *a, const struct site_view *site, const struct desk_view *desk,
      const struct people_view *v)
{
	struct html h = html_in(a);
	tmpl_people_draft(&h, site->lang, &(struct tmpl_people_draft){
		.open = v->draft.open,
		.action = tool_url(a, site, TOOL_PEOPLE, "/invite"),
		.csrf = desk->csrf,
		.roles = roles(a, site, v->draft.role),
		.name = v->draft.name,
		.name_about = about(a, "invite-name", v->draft.name_error),
		.aria_invalid = tool_invalid(v->draft.name_error),
		.name_error = tool_error(a, site, "invite-name", v->draft.name_error),
		.confirm = confirm(a, site, STR("invite"))});
	return html_done(&h);
}

void
view_people(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
	    const struct people_view *v)
{
	struct html content = html_in(a), lines = html_in(a), link = html_in(a);
	for (size_t i = 0; i < v->n; i++)
		person(&lines, a, site, desk, &v->people[i], v->people[i].id.n == v->open.n);
	if (v->link.n > 0)
		tmpl_people_link(&link, site->lang, &(struct tmpl_people_link){.link = v->link});
	tmpl_people(&content, site->lang, &(struct tmpl_people){
		.link = html_done(&link),
		.draft = draft(a, site, desk, v),
		.people = html_done(&lines),
		.invites = invitations(a, site, desk, v)});
	desk_page(h, a, site, desk, MSG("People"), html_done(&content));
}

/* ---- the way in ------------------------------------------------------------------------------------- */

static void
join_field(struct html *h, struct arena *a, const struct site_view *site, struct tmpl_join_field f,
	   struct str label, struct str help, struct str error)
{
	f.label = locale_text(site->lang, label);
	f.help = locale_text(site->lang, help);
	f.about = about(a, str_z(a, f.id), error);
	f.aria_invalid = tool_invalid(error);
	f.error = tool_error(a, site, str_z(a, f.id), error);
	tmpl_join_field(h, site->lang, &f);
}

void
view_join(struct html *h, struct arena *a, const struct site_view *site, const struct join_view *v)
{
	struct html content = html_in(a), fields = html_in(a);
	struct str lead = locale_text(site->lang, MSG("You are invited to moderate here. Your role: %s."));
	struct str help = MSG("Letters, digits and . - _ @ alone. Readers see it under what you answer.");
	if (v->named)
		help = MSG("The invitation is for this name.");
	struct tmpl_join_field name = {.id = STR("name"), .type = STR("text"), .value = v->name,
				       .most = NAME_CHARS_MAX, .readonly = v->named,
				       .autocomplete = STR("username")};
	struct tmpl_join_field password = {.id = STR("password"), .type = STR("password"),
					   .minlength = STR("8"), .most = 1024,
					   .autocomplete = STR("new-password")};
	join_field(&fields, a, site, name, MSG("Name"), help, v->name_error);
	join_field(&fields, a, site, password, MSG("Password"), MSG("At least 8 characters, better 15."),
		   v->password_error);
	tmpl_join(&content, site->lang, &(struct tmpl_join){
		.lead = locale_put(a, lead, view_role(site->lang, v->role)),
		.action = str_printf(a, "%.*s/invite/%.*s", STR_FMT(site->base_path), STR_FMT(v->link)),
		.token = v->token,
		.fields = html_done(&fields)});
	desk_outside(h, a, site, MSG("Join the desk"), html_done(&content));
}

void
view_join_none(struct html *h, struct arena *a, const struct site_view *site)
{
	struct html content = html_in(a);
	tmpl_join_none(&content, site->lang, &(struct tmpl_join_none){});
	desk_outside(h, a, site, MSG("No such invitation"), html_done(&content));
}
