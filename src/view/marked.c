/* Texts with what rules have found in them marked, and strong language covered. Knows reasons and spans. */
#include "desk.h"

#include "view/locale.h"
#include "view/tmpl.h"

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

/* The shipped lists', whose words are strong language; an entry of the site's own may be anything. */
static bool
is_strong(struct str rules)
{
	return names_rule(rules, STR("word-mild")) || names_rule(rules, STR("word")) ||
	       names_rule(rules, STR("slur"));
}

static void
write_span(struct html *h, struct str text, const struct span *s, bool covered)
{
	html_lit(h, "<mark");
	if (covered)
		html_lit(h, " class=\"strong\"");
	html_lit(h, " title=\"");
	html_attr(h, s->rules);
	html_lit(h, "\">");
	html_text(h, str_sub(text, s->from, s->to));
	html_lit(h, "</mark>");
}

static void
write_marked(struct html *h, struct str text, enum draft_field field, const struct reason *reasons, size_t n,
	     bool cover)
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
		write_span(h, text, &spans[i], cover && is_strong(spans[i].rules));
		at = spans[i].to;
	}
	html_text(h, str_from(text, at));
}

void
view_marked(struct html *h, struct str text, enum draft_field field, const struct reason *reasons,
	    size_t n)
{
	write_marked(h, text, field, reasons, n, false);
}

void
desk_marked(struct html *h, const struct site_view *site, struct str text, enum draft_field field,
	    const struct reason *reasons, size_t n)
{
	write_marked(h, text, field, reasons, n, site->veil);
}

struct str
desk_said(const struct site_view *site, const struct card_view *card, const struct reason *r)
{
	struct str text = card->comment->text;
	struct span s = span_of(text, r);
	for (size_t i = 0; i < card->n_reasons && site->veil; i++) {
		const struct reason *other = &card->reasons[i];
		struct span t = other->field == IN_TEXT && is_strong(other->rule) ? span_of(text, other)
										    : (struct span){0};
		if (t.from < s.to && s.from < t.to)
			return STR("");
	}
	return str_sub(text, s.from, s.to);
}

struct safe
desk_veil(struct arena *a, const struct site_view *site, const struct card_view *card)
{
	struct html h = html_in(a);
	const struct comment *c = card->comment;
	const struct str texts[IN__MAX] = {[IN_TEXT] = c->text, [IN_NAME] = c->name, [IN_URL] = c->url};
	bool any = false;
	for (size_t i = 0; i < card->n_reasons && !any; i++) {
		const struct reason *r = &card->reasons[i];
		any = r->field < IN__MAX && is_strong(r->rule) && span_of(texts[r->field], r).to > 0;
	}
	if (site->veil && any)
		tmpl_card_veil(&h, site->lang, &(struct tmpl_card_veil){.id = c->id.n});
	return html_done(&h);
}
