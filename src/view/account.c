/* The desk's pages about accounts; see the header. */
#include "view/account.h"

#include "tools.h"
#include "view/locale.h"
#include "view/tmpl.h"

static struct str
factor_url(struct arena *a, const struct site_view *site, const char *below)
{
	return str_printf(a, "%.*s/moderate/factor%s", STR_FMT(site->base_path), below);
}

/* The own password once more. `which` tells the fields of a page apart. */
static struct safe
confirm(struct arena *a, const struct site_view *site, const char *which)
{
	struct html h = html_in(a);
	tmpl_account_confirm(&h, site->lang, &(struct tmpl_account_confirm){
		.which = str_of(which), .required = true});
	return html_done(&h);
}

/* ---- one's own account ---------------------------------------------------------------------------- */

static struct safe
factor_part(struct arena *a, const struct site_view *site, const struct desk_view *desk,
	    const struct account_view *v)
{
	struct html h = html_in(a);
	if (v->has_factor)
		tmpl_account_factor(&h, site->lang, &(struct tmpl_account_factor){
			.left = locale_count(a, site->lang,
					     MSG_N("%s code of recovery is left.",
						   "%s codes of recovery are left."),
					     v->recovery),
			.anew = factor_url(a, site, ""),
			.action = factor_url(a, site, "/off"),
			.csrf = desk->csrf,
			.confirm = confirm(a, site, "off")});
	else
		tmpl_account_factor_none(&h, site->lang, &(struct tmpl_account_factor_none){
			.set_up = factor_url(a, site, "")});
	return html_done(&h);
}

static struct safe
session_row(struct arena *a, const struct site_view *site, const struct desk_view *desk,
	    const struct session *s, bool here)
{
	struct html h = html_in(a), began = html_in(a), seen = html_in(a);
	struct str id = str_printf(a, "%lld", (long long)s->id);
	tmpl_when(&began, site->lang, s->created, locale_date(a, site->lang, s->created));
	tmpl_when(&seen, site->lang, s->seen, locale_ago(a, site->lang, s->seen, site->now));
	tmpl_account_session(&h, site->lang, &(struct tmpl_account_session){
		.network = s->network.n > 0 ? s->network : STR("–"),
		.began = html_done(&began),
		.seen = html_done(&seen),
		.here = here ? locale_text(site->lang, MSG("this session")) : STR(""),
		.action = tool_url(a, site, TOOL_ACCOUNT, str_printf(a, "/session/%.*s", STR_FMT(id)).p),
		.csrf = desk->csrf,
		.what = locale_put(a, locale_text(site->lang, MSG("session %s")), id)});
	return html_done(&h);
}

void
view_account(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
	     const struct account_view *v)
{
	struct html content = html_in(a), list = html_in(a);
	for (size_t i = 0; i < v->n; i++)
		html_safe(&list, session_row(a, site, desk, &v->sessions[i], v->sessions[i].id == v->here));
	tmpl_account(&content, site->lang, &(struct tmpl_account){
		.who = desk->who,
		.role = view_role(site->lang, v->role),
		.factor = factor_part(a, site, desk, v),
		.new_about = v->password_error.n > 0 ? STR(" new-error") : STR(""),
		.aria_invalid = tool_invalid(v->password_error),
		.new_error = tool_error(a, site, "new", v->password_error),
		.password_action = tool_url(a, site, TOOL_ACCOUNT, "/password"),
		.sessions_action = tool_url(a, site, TOOL_ACCOUNT, "/sessions"),
		.csrf = desk->csrf,
		.confirm = confirm(a, site, "password"),
		.sessions = html_done(&list)});
	desk_page(h, a, site, desk, MSG("Account"), html_done(&content));
}

/* ---- an authenticator ----------------------------------------------------------------------------- */

#define QUIET 4 /* modules of light around a QR code: ISO/IEC 18004 */

/* Dark on white whatever the page is: cameras want it so. A run of dark modules is one rectangle. */
static struct safe
qr_code(struct arena *a, const struct site_view *site, const struct factor_view *v)
{
	struct html h = html_in(a);
	int64_t side = (int64_t)v->qr.side + 2 * QUIET;
	html_lit(&h, "<svg class=\"qr\" role=\"img\" viewBox=\"0 0 ");
	html_int(&h, side);
	html_lit(&h, " ");
	html_int(&h, side);
	html_lit(&h, "\" shape-rendering=\"crispEdges\" aria-label=\"");
	html_attr(&h, locale_text(site->lang, MSG("QR code of the secret below")));
	html_lit(&h, "\"><path fill=\"#fff\" d=\"M0 0h");
	html_int(&h, side);
	html_lit(&h, "v");
	html_int(&h, side);
	html_lit(&h, "H0z\"/><path fill=\"#000\" d=\"");
	for (size_t y = 0; y < v->qr.side; y++)
		for (size_t x = 0, run; x < v->qr.side; x += run + 1) {
			for (run = 0; x + run < v->qr.side && v->qr.dark[y * v->qr.side + x + run]; run++)
				;
			if (run == 0)
				continue;
			html_lit(&h, "M");
			html_int(&h, (int64_t)x + QUIET);
			html_lit(&h, " ");
			html_int(&h, (int64_t)y + QUIET);
			html_lit(&h, "h");
			html_int(&h, (int64_t)run);
			html_lit(&h, "v1h-");
			html_int(&h, (int64_t)run);
			html_lit(&h, "z");
		}
	html_lit(&h, "\"/></svg>");
	return html_done(&h);
}

void
view_factor(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
	    const struct factor_view *v)
{
	struct html content = html_in(a);
	struct str why = MSG("With it a stolen password alone opens nothing.");
	if (desk->bare)
		why = MSG("This site asks your role for an authenticator before the desk opens.");
	else if (v->replaces)
		why = MSG("The new secret takes the place of the one you have, and its codes of recovery "
			  "go.");
	tmpl_factor(&content, site->lang, &(struct tmpl_factor){
		.why = locale_text(site->lang, why),
		.qr = qr_code(a, site, v),
		.spelled = v->spelled,
		.action = factor_url(a, site, ""),
		.csrf = desk->csrf,
		.secret = v->sealed,
		.confirm = confirm(a, site, "factor")});
	desk_page(h, a, site, desk, MSG("Set up an authenticator"), html_done(&content));
}

void
view_factor_codes(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
		  const struct str *codes, size_t n)
{
	struct html content = html_in(a), list = html_in(a);
	for (size_t i = 0; i < n; i++)
		tmpl_factor_code(&list, site->lang, &(struct tmpl_factor_code){.code = codes[i]});
	tmpl_factor_codes(&content, site->lang, &(struct tmpl_factor_codes){
		.codes = html_done(&list),
		.desk = str_cat(a, site->base_path, STR("/moderate/"))});
	desk_page(h, a, site, desk, MSG("Codes of recovery"), html_done(&content));
}
