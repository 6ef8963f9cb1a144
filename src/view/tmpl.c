/* The engine of tmpl.h: walks a template's chunks and lets each slot out through the door of its type.
 * Knows no template by name. */
#include "view/tmpl.h"

#include "base/clock.h"
#include "view/locale.h"

enum chunk_kind {
	PUT_lit,
	PUT_msg,
	PUT_text,
	PUT_url,
	PUT_attr,
	PUT_html,
	PUT_int,
	PUT_time,
	PUT_flag
};

struct chunk {
	enum chunk_kind kind;
	struct str bytes; /* the literal, the msgid, or the slot's name as an attribute */
	size_t at;        /* of the slot in its struct */
};

/* One array a template, and a table of them by enum tmpl. */
#define TMPL_BEGIN(name, NAME) static const struct chunk chunks_##name[] = {
#define TMPL_SLOT(type, name)
#define TMPL_LIT(lit) {PUT_lit, STR_C(lit), 0},
#define TMPL_MSG(msgid) {PUT_msg, STR_C(msgid), 0},
#define TMPL_PUT(tmpl, type, name, attr) {PUT_##type, STR_C(attr), offsetof(struct tmpl_##tmpl, name)},
#define TMPL_END(name, NAME) };
#include "tmpl.def"
#undef TMPL_BEGIN
#undef TMPL_LIT
#undef TMPL_MSG
#undef TMPL_PUT
#undef TMPL_END

static const struct {
	const struct chunk *chunks;
	size_t n;
} templates[TMPL__MAX] = {
#define TMPL_BEGIN(name, NAME) [TMPL_##NAME] = {chunks_##name, ARRAY_LEN(chunks_##name)},
#define TMPL_LIT(lit)
#define TMPL_MSG(msgid)
#define TMPL_PUT(tmpl, type, name, attr)
#define TMPL_END(name, NAME)
#include "tmpl.def"
};

void
tmpl_when(struct html *h, struct str lang, int64_t seconds, struct str text)
{
	html_lit(h, "<time datetime=\"");
	html_attr(h, clock_iso(h->out.arena, seconds));
	html_lit(h, "\" title=\"");
	html_attr(h, locale_date(h->out.arena, lang, seconds));
	html_lit(h, "\">");
	html_text(h, text);
	html_lit(h, "</time>");
}

static void
put_attr(struct html *h, struct str name, struct str value)
{
	if (value.n == 0)
		return;
	html_lit(h, " ");
	html_attr(h, name);
	html_lit(h, "=\"");
	html_attr(h, value);
	html_lit(h, "\"");
}

static void
put(struct html *h, struct str lang, const struct chunk *c, const char *slots)
{
	const void *slot = slots + c->at;
	switch (c->kind) {
	case PUT_lit:
		buf_str(&h->out, c->bytes);
		break;
	case PUT_msg:
		html_text(h, locale_text(lang, c->bytes));
		break;
	case PUT_text:
		html_text(h, *(const struct str *)slot);
		break;
	case PUT_url:
		html_url(h, *(const struct str *)slot);
		break;
	case PUT_attr:
		put_attr(h, c->bytes, *(const struct str *)slot);
		break;
	case PUT_html:
		html_safe(h, *(const struct safe *)slot);
		break;
	case PUT_int:
		html_int(h, *(const int64_t *)slot);
		break;
	case PUT_time:
		tmpl_when(h, lang, *(const int64_t *)slot,
			  locale_date(h->out.arena, lang, *(const int64_t *)slot));
		break;
	case PUT_flag:
		if (*(const bool *)slot) {
			html_lit(h, " ");
			html_attr(h, c->bytes);
		}
		break;
	}
}

void
tmpl_write(struct html *h, struct str lang, enum tmpl which, const void *slots)
{
	must(which < TMPL__MAX);
	for (size_t i = 0; i < templates[which].n; i++)
		put(h, lang, &templates[which].chunks[i], slots);
}
