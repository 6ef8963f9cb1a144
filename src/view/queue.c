/* The desk: the way in, and the cards of the queue. Knows reasons and spans; knows no session and no
 * store. A comment is shown here as it was typed, never rendered. */
#include "base/clock.h"
#include "view/locale.h"
#include "view/tmpl.h"
#include "view/view.h"

/* ---- the frame ------------------------------------------------------------------------------- */

static struct safe
session(struct arena *a, const struct site_view *site, const struct desk_view *desk)
{
	struct html h = html_in(a);
	tmpl_desk_session(&h, site->lang, &(struct tmpl_desk_session){
		.queue = str_cat(a, site->base_path, STR("/moderate/")),
		.waiting = locale_number(a, site->lang, desk->waiting),
		.logout = str_cat(a, site->base_path, STR("/moderate/logout")),
		.csrf = desk->csrf,
		.who = desk->who});
	return html_done(&h);
}

static struct safe
notice(struct arena *a, const struct site_view *site, const struct desk_view *desk)
{
	struct html h = html_in(a);
	if (desk->notice.n > 0)
		tmpl_desk_notice(&h, site->lang, &(struct tmpl_desk_notice){
			.class = desk->bad ? STR("bad") : STR("good"),
			.role = desk->bad ? STR("alert") : STR("status"),
			.mark = desk->bad ? STR("✗") : STR("✓"),
			.text = desk->notice});
	return html_done(&h);
}

/* Everything but what a kind of page brings itself. */
static struct tmpl_desk
frame(struct arena *a, const struct site_view *site, const char *kind, struct str title,
      struct safe content)
{
	return (struct tmpl_desk){
		.lang = locale_lang(site->lang),
		.dir = locale_dir(site->lang),
		.title = locale_text(site->lang, title),
		.site = site->title,
		.css = site->desk_css,
		.home = str_cat(a, site->base_url, STR("/")),
		.kind = str_of(kind),
		.content = content};
}

void
view_login(struct html *h, struct arena *a, const struct site_view *site, struct str token,
	   struct str name, struct str error)
{
	struct html content = html_in(a), fault = html_in(a);
	if (error.n > 0)
		tmpl_login_error(&fault, site->lang, &(struct tmpl_login_error){.text = error});
	tmpl_login(&content, site->lang, &(struct tmpl_login){
		.error = html_done(&fault),
		.action = str_cat(a, site->base_path, STR("/moderate/login")),
		.token = token,
		.name = name,
		.aria_describedby = error.n > 0 ? STR("login-error") : STR("")});
	struct tmpl_desk page = frame(a, site, "way-in", STR("Sign in"), html_done(&content));
	tmpl_desk(h, site->lang, &page);
}

/* ---- marked spans ---------------------------------------------------------------------------- */

struct span {
	size_t from, to;
	struct str rules; /* "link, word" */
};

static bool
inside_character(struct str text, size_t i)
{
	return i < text.n && ((unsigned char)text.p[i] & 0xC0) == 0x80;
}

/* A reason's span within the text, moved out to whole characters. Empty: nothing to mark. */
static struct span
span_of(struct str text, const struct reason *r)
{
	struct span s = {r->from < text.n ? r->from : text.n, r->to < text.n ? r->to : text.n,
			 r->rule};
	if (s.from >= s.to)
		return (struct span){0};
	while (s.from > 0 && inside_character(text, s.from))
		s.from--;
	while (inside_character(text, s.to))
		s.to++;
	return s;
}

/* Into its place by `from`; a verdict keeps at most REASONS_MAX, so insertion is cheap. */
static void
insert(struct span *spans, size_t n, struct span s)
{
	size_t at = n;
	for (; at > 0 && spans[at - 1].from > s.from; at--)
		spans[at] = spans[at - 1];
	spans[at] = s;
}

static bool
names_rule(struct str rules, struct str rule)
{
	struct str head;
	for (bool more = true; more;) {
		more = str_cut(&rules, ',', &head);
		if (str_eq(str_trim(head), rule))
			return true;
	}
	return false;
}

/* Spans that overlap become one with the rules of all. Returns how many are left. */
static size_t
merge(struct arena *a, struct span *spans, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		struct span *last = kept > 0 ? &spans[kept - 1] : NULL;
		if (last == NULL || spans[i].from >= last->to) {
			spans[kept++] = spans[i];
			continue;
		}
		if (spans[i].to > last->to)
			last->to = spans[i].to;
		if (!names_rule(last->rules, spans[i].rules))
			last->rules =
				str_cat(a, str_cat(a, last->rules, STR(", ")), spans[i].rules);
	}
	return kept;
}

void
view_marked(struct html *h, struct str text, enum draft_field field, const struct reason *reasons,
	    size_t n)
{
	struct arena *a = h->out.arena;
	struct span *spans = arena_array(a, n + 1, struct span);
	size_t n_spans = 0, at = 0;
	for (size_t i = 0; i < n; i++) {
		struct span s =
			reasons[i].field == field ? span_of(text, &reasons[i]) : (struct span){0};
		if (s.to > 0)
			insert(spans, n_spans++, s);
	}
	n_spans = merge(a, spans, n_spans);
	for (size_t i = 0; i < n_spans; i++) {
		html_text(h, str_sub(text, at, spans[i].from));
		html_lit(h, "<mark title=\"");
		html_attr(h, spans[i].rules);
		html_lit(h, "\">");
		html_text(h, str_sub(text, spans[i].from, spans[i].to));
		html_lit(h, "</mark>");
		at = spans[i].to;
	}
	html_text(h, str_from(text, at));
}

/* ---- cards ----------------------------------------------------------------------------------- */

struct card_writer {
	struct arena *a;
	const struct site_view *site;
	const struct card_view *card;
};

static struct str
asks(enum action action)
{
	static const struct str words[ACT__MAX] = {
#define X(name, word, help) [name] = STR_C(help),
		ACTIONS(X)
#undef X
	};
	must(action < ACT__MAX);
	return words[action];
}

static struct str
state_word(enum state state)
{
	static const struct str words[STATE__MAX] = {
#define X(name, word, help) [name] = STR_C(word),
		STATES(X)
#undef X
	};
	must(state < STATE__MAX);
	return words[state];
}

/* A score or a weight: one digit behind the point is more than a moderator needs. */
static struct str
points(struct arena *a, const char *fmt_sign, double v)
{
	double shown = v > -0.05 && v < 0.05 ? 0.0 : v; /* never "-0.0" */
	return str_printf(a, "%s%.1f", shown > 0 ? fmt_sign : "", shown);
}

static struct safe
bdi(struct arena *a, struct str text)
{
	struct html h = html_in(a);
	html_lit(&h, "<bdi>");
	html_text(&h, text);
	html_lit(&h, "</bdi>");
	return html_done(&h);
}

/* ": “cheap pills” in the website", of what is known of it. */
static struct safe
entry(struct card_writer *w, const struct reason *r)
{
	static const struct str in[IN__MAX] = {
		[IN_TEXT] = STR_C(""),
		[IN_NAME] = STR_C("in the name"),
		[IN_URL] = STR_C("in the website"),
		[IN_NOTHING] = STR_C("")};
	struct html h = html_in(w->a);
	must(r->field < IN__MAX);
	if (r->entry.n > 0) {
		html_lit(&h, " <q class=\"entry\">");
		html_safe(&h, bdi(w->a, r->entry));
		html_lit(&h, "</q>");
	}
	if (in[r->field].n > 0) {
		html_lit(&h, " ");
		html_text(&h, locale_text(w->site->lang, in[r->field]));
	}
	return html_done(&h);
}

static struct safe
reason_list(struct card_writer *w)
{
	struct html h = html_in(w->a);
	if (w->card->n_reasons == 0) {
		html_lit(&h, "<p class=\"none\">");
		html_text(&h, locale_text(w->site->lang, STR("No rule spoke against it.")));
		html_lit(&h, "</p>\n");
		return html_done(&h);
	}
	html_lit(&h, "<ul class=\"reasons\">\n");
	for (size_t i = 0; i < w->card->n_reasons; i++) {
		const struct reason *r = &w->card->reasons[i];
		tmpl_card_reason(&h, w->site->lang, &(struct tmpl_card_reason){
			.rule = r->rule,
			.help = locale_text(w->site->lang, r->help),
			.entry = entry(w, r),
			.weight = points(w->a, "+", r->weight),
			.asks = locale_text(w->site->lang, asks(r->action))});
	}
	html_lit(&h, "</ul>\n");
	return html_done(&h);
}

static struct safe
when(struct card_writer *w)
{
	struct html h = html_in(w->a);
	int64_t created = w->card->comment->created;
	tmpl_when(&h, created, locale_ago(w->a, w->site->lang, created, w->site->now));
	return html_done(&h);
}

static struct safe
where(struct card_writer *w)
{
	const struct comment *c = w->card->comment;
	struct html h = html_in(w->a);
	tmpl_link(&h, w->site->lang, &(struct tmpl_link){
		.href = w->card->article_url, .text = c->title.n > 0 ? c->title : c->page});
	return html_done(&h);
}

static struct safe
parent(struct card_writer *w)
{
	const struct comment *c = w->card->comment;
	struct html h = html_in(w->a);
	if (c->parent.n == 0)
		return html_done(&h);
	struct str name = c->parent_name.n > 0 ? c->parent_name
					       : locale_text(w->site->lang, STR("a comment"));
	struct str text = locale_put(w->a, locale_text(w->site->lang, STR("in reply to %s")), name);
	html_lit(&h, " <span class=\"step\" aria-hidden=\"true\">›</span> ");
	tmpl_link(&h, w->site->lang,
		  &(struct tmpl_link){.href = str_printf(w->a, "%.*s/c/%lld",
							 STR_FMT(w->site->base_path),
							 (long long)c->parent.n),
				      .text = text});
	return html_done(&h);
}

static struct safe
person(struct card_writer *w)
{
	struct html h = html_in(w->a);
	html_lit(&h, "<code>");
	html_text(&h, w->card->comment->person);
	html_lit(&h, "</code>");
	if (w->card->person_banned) {
		html_lit(&h, " <strong class=\"banned\">");
		html_text(&h, locale_text(w->site->lang, STR("Banned")));
		html_lit(&h, "</strong>");
	}
	return html_done(&h);
}

static struct safe
website(struct card_writer *w)
{
	const struct comment *c = w->card->comment;
	struct html h = html_in(w->a), url = html_in(w->a);
	if (c->url.n == 0)
		return html_done(&h);
	view_marked(&url, c->url, IN_URL, w->card->reasons, w->card->n_reasons);
	tmpl_card_url(&h, w->site->lang, &(struct tmpl_card_url){.url = html_done(&url)});
	return html_done(&h);
}

static void
write_card(struct html *h, struct card_writer *w, const struct desk_view *desk)
{
	const struct card_view *card = w->card;
	const struct comment *c = card->comment;
	struct str lang = w->site->lang;
	struct html name = html_in(w->a), text = html_in(w->a);
	html_lit(&name, "<bdi>");
	view_marked(&name, c->name, IN_NAME, card->reasons, card->n_reasons);
	html_lit(&name, "</bdi>");
	view_marked(&text, c->text, IN_TEXT, card->reasons, card->n_reasons);
	tmpl_card(h, lang,
		  &(struct tmpl_card){
			  .id = c->id.n,
			  .name = html_done(&name),
			  .when = when(w),
			  .state = locale_text(lang, state_word(c->state)),
			  .where = where(w),
			  .parent = parent(w),
			  .text = html_done(&text),
			  .url = website(w),
			  .score = locale_put(w->a, locale_text(lang, STR("score %s")),
					      points(w->a, "", c->score)),
			  .reasons = reason_list(w),
			  .person = person(w),
			  .approved = locale_count(w->a, lang, STR("%s approved"),
						   STR("%s approved"), card->person_approved),
			  .rejected = locale_count(w->a, lang, STR("%s rejected"),
						   STR("%s rejected"), card->person_rejected),
			  .waiting = locale_count(w->a, lang, STR("%s waiting"), STR("%s waiting"),
						  card->person_waiting),
			  .action = str_printf(w->a, "%.*s/moderate/comment/%lld",
					       STR_FMT(w->site->base_path), (long long)c->id.n),
			  .csrf = desk->csrf});
}

static struct safe
more(struct arena *a, const struct site_view *site, struct comment_id next)
{
	struct html h = html_in(a);
	if (next.n != 0)
		tmpl_queue_more(&h, site->lang, &(struct tmpl_queue_more){.after = next.n});
	return html_done(&h);
}

void
view_queue(struct html *h, struct arena *a, const struct site_view *site,
	   const struct desk_view *desk, const struct card_view *cards, size_t n,
	   struct comment_id next)
{
	struct html content = html_in(a), list = html_in(a);
	for (size_t i = 0; i < n; i++)
		write_card(&list, &(struct card_writer){a, site, &cards[i]}, desk);
	if (n == 0)
		tmpl_queue_empty(&content, site->lang,
				 &(struct tmpl_queue_empty){
					 .text = locale_text(site->lang,
							     STR("Nothing waits. Comments that the "
								 "filters hold appear here."))});
	else
		tmpl_queue(&content, site->lang, &(struct tmpl_queue){
			.cards = html_done(&list), .more = more(a, site, next)});

	struct tmpl_desk page = frame(a, site, "queue", STR("Waiting"), html_done(&content));
	page.session = session(a, site, desk);
	page.notice = notice(a, site, desk);
	tmpl_desk(h, site->lang, &page);
}
