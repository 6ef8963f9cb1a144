/* A record as JSON or HTML; see the header. Knows nothing of what is in it. */
#include "view/record.h"

#include "base/clock.h"

struct record
record_json(struct buf *out, struct arena *a)
{
	struct record r = {.json = out, .arena = a, .j = json_to(out)};
	json_object(&r.j);
	return r;
}

struct record
record_html(struct html *h, struct arena *a, struct str title, struct str lang)
{
	struct record r = {.html = h, .arena = a};
	html_lit(h, "<!DOCTYPE html>\n<html lang=\"");
	html_attr(h, lang);
	html_lit(h, "\">\n<head>\n<meta charset=\"utf-8\">\n"
		    "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
	html_text(h, title);
	html_lit(h, "</title>\n<style>\n"
		    "body { font: 1rem/1.5 sans-serif; max-width: 50rem; "
		    "margin: 2rem auto; padding: 0 1rem }\n"
		    "dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem }\n"
		    "dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap }\n"
		    "dd.list { white-space: normal }\n"
		    "ol { padding-inline-start: 1.5rem }\n"
		    "li { border-block-start: 1px solid #aaa; margin-block: 1rem }\n"
		    "</style>\n</head>\n<body>\n<h1>");
	html_text(h, title);
	html_lit(h, "</h1>\n<dl>\n");
	return r;
}

void
record_done(struct record *r)
{
	must(r->depth == 0);
	if (r->json != NULL)
		json_end(&r->j);
	else
		html_lit(r->html, "</dl>\n</body>\n</html>\n");
}

/* ---- shape ----------------------------------------------------------------------------------------- */

/* "note_before" reads "note before". */
static void
label(struct record *r, struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '_')
			html_lit(r->html, " ");
		else
			html_text(r->html, str_sub(name, i, i + 1));
}

static void
open(struct record *r, bool list)
{
	must(r->depth + 1 < ARRAY_LEN(r->in_list));
	r->depth++;
	r->in_list[r->depth] = list;
	r->items[r->depth] = 0;
}

void
record_list(struct record *r, struct str name)
{
	must(!r->in_list[r->depth]);
	open(r, true);
	if (r->json != NULL) {
		json_key_text(&r->j, name);
		json_array(&r->j);
		return;
	}
	html_lit(r->html, "<dt>");
	label(r, name);
	html_lit(r->html, "</dt>\n<dd class=\"list\">");
}

void
record_item(struct record *r)
{
	must(r->in_list[r->depth]);
	if (r->json != NULL) {
		json_object(&r->j);
	} else {
		if (r->items[r->depth] == 0)
			html_lit(r->html, "<ol>\n");
		html_lit(r->html, "<li>\n<dl>\n");
	}
	r->items[r->depth]++;
	open(r, false);
}

void
record_end(struct record *r)
{
	must(r->depth > 0);
	if (r->json != NULL)
		json_end(&r->j);
	else if (!r->in_list[r->depth])
		html_lit(r->html, "</dl>\n</li>\n");
	else if (r->items[r->depth] > 0)
		html_lit(r->html, "</ol></dd>\n");
	else
		html_lit(r->html, "\xe2\x80\x93</dd>\n");
	r->depth--;
}

/* ---- values ---------------------------------------------------------------------------------------- */

/* The name in front of a value. True: HTML, and the value is `shown`'s business. */
static bool
begin(struct record *r, struct str name)
{
	must(!r->in_list[r->depth]);
	if (r->json != NULL) {
		json_key_text(&r->j, name);
		return false;
	}
	html_lit(r->html, "<dt>");
	label(r, name);
	html_lit(r->html, "</dt>\n<dd dir=\"auto\">");
	return true;
}

static void
shown(struct record *r, struct str s)
{
	html_text(r->html, s);
	html_lit(r->html, "</dd>\n");
}

void
record_text(struct record *r, struct str name, struct str s)
{
	if (begin(r, name))
		shown(r, s);
	else
		json_str(&r->j, s);
}

void
record_int(struct record *r, struct str name, int64_t v)
{
	if (begin(r, name))
		shown(r, str_printf(r->arena, "%ld", (long)v));
	else
		json_int(&r->j, v);
}

void
record_real(struct record *r, struct str name, double v)
{
	if (begin(r, name))
		shown(r, str_printf(r->arena, "%.3g", v));
	else
		json_double(&r->j, v);
}

void
record_bool(struct record *r, struct str name, bool v)
{
	if (begin(r, name))
		shown(r, v ? STR("yes") : STR("no"));
	else
		json_bool(&r->j, v);
}

void
record_time(struct record *r, struct str name, int64_t at)
{
	if (begin(r, name))
		shown(r, clock_iso(r->arena, at));
	else
		json_str(&r->j, clock_iso(r->arena, at));
}

void
record_null(struct record *r, struct str name)
{
	if (begin(r, name))
		shown(r, STR("\xe2\x80\x93"));
	else
		json_null(&r->j);
}
