/*
 * Urlencoded bytes or a flat JSON object become typed values by a table of fields; see form.h. Two passes:
 * the first splits and decodes everything, so that a structural fault anywhere spoils the whole; the second
 * looks at each field of the table.
 */
#include "http/form.h"

#include <jansson.h>

#include "base/page.h"
#include "base/utf8.h"

struct pair {
	struct str name, value;
	const struct field *field; /* NULL = nobody asked for it */
};

#define PAIRS_MAX (FORM_FIELDS_MAX + FORM_MANY_MAX * 2)

struct pairs {
	struct pair *at;
	size_t n, room; /* never more than PAIRS_MAX */
	size_t single;  /* those that count against FORM_FIELDS_MAX */
};

/* ---- pairs ---------------------------------------------------------------------------------- */

static const struct field *
field_find(struct str name, const struct field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(name, str_of(fields[i].name)))
			return &fields[i];
	return NULL;
}

/* How many there are of its name. */
static size_t
times(const struct pairs *ps, const struct field *field, struct str name)
{
	size_t n = 0;
	for (size_t i = 0; i < ps->n; i++)
		n += ps->at[i].field == field && (field != NULL || str_eq(ps->at[i].name, name));
	return n;
}

static struct pairs
pairs_for(struct arena *a, size_t n)
{
	struct pairs ps = {.room = n < PAIRS_MAX ? n : PAIRS_MAX};
	ps.at = arena_array(a, ps.room, struct pair);
	return ps;
}

/* Counts first, so that a flood of names costs nothing. */
static bool
pair_put(struct pairs *ps, struct pair p, const struct field *fields, size_t n)
{
	if (ps->n == ps->room)
		return false;
	p.field = field_find(p.name, fields, n);
	size_t before = times(ps, p.field, p.name);
	bool many = p.field != NULL && p.field->many;
	if (before >= (many ? FORM_MANY_MAX : 1))
		return false;
	if (before == 0 && ++ps->single > FORM_FIELDS_MAX)
		return false;
	ps->at[ps->n++] = p;
	return true;
}

/* Adds one "name=value". */
static bool
pair_add(struct arena *a, struct pairs *ps, struct str raw, const struct field *fields, size_t n)
{
	struct str name;
	struct pair p = {.field = NULL};
	str_cut(&raw, '=', &name);
	return page_decode(a, name, ' ', &p.name) && page_decode(a, raw, ' ', &p.value) &&
	       utf8_valid(p.name) && utf8_valid(p.value) && pair_put(ps, p, fields, n);
}

/* Adds one member of an object; what says nothing is one not given. False: nothing that a field takes. */
static bool
member_add(struct arena *a, struct pairs *ps, struct str name, const json_t *v, const struct field *fields,
	   size_t n)
{
	struct pair p = {.name = str_copy(a, name)};
	switch (json_typeof(v)) {
	case JSON_NULL:
	case JSON_FALSE:
		return true;
	case JSON_STRING:
		p.value = str_copy(a, (struct str){json_string_value(v), json_string_length(v)});
		return pair_put(ps, p, fields, n);
	case JSON_INTEGER:
		p.value = str_printf(a, "%lld", (long long)json_integer_value(v));
		return pair_put(ps, p, fields, n);
	case JSON_TRUE:
		p.value = STR("1");
		return pair_put(ps, p, fields, n);
	case JSON_OBJECT:
	case JSON_ARRAY:
	case JSON_REAL:
		break;
	}
	return false;
}

/* ---- characters ----------------------------------------------------------------------------- */

static struct str
trim(struct str s)
{
	size_t from = s.n, to = 0;
	for (size_t i = 0, at = 0; i < s.n; at = i) {
		if (utf8_is_white(utf8_next(s, &i)))
			continue;
		if (from == s.n)
			from = at;
		to = i;
	}
	return from < to ? str_sub(s, from, to) : str_sub(s, 0, 0);
}

/* Browsers send a text area's line ends as CRLF. */
static struct str
line_ends(struct arena *a, struct str s)
{
	if (!str_has(s, '\r'))
		return s;
	char *p = arena_alloc(a, s.n);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
			continue;
		p[n++] = s.p[i] == '\r' ? '\n' : s.p[i];
	}
	return (struct str){p, n};
}

static bool
is_word_char(uint32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '.' || c == '~' || c == '-';
}

static bool
takes(enum field_type type, uint32_t c)
{
	switch (type) {
	case FIELD_TEXT: /* direction marks are text; the view isolates it */
		return c == '\t' || c == '\n' || !(c < 0x20 || (c >= 0x7F && c < 0xA0));
	case FIELD_LINE:
		return !utf8_is_control(c);
	case FIELD_WORD:
		return is_word_char(c);
	case FIELD_INT:
	case FIELD_FLAG:
		break;
	}
	return true;
}

/* ---- values --------------------------------------------------------------------------------- */

static enum field_fault
fault_of(const struct field *f, struct str s)
{
	size_t count = 0, bytes = f->bytes > 0 ? f->bytes : 4 * (size_t)f->hi;
	bool wrong = false;
	if (utf8_blank(s)) {
		if (f->required)
			return FAULT_MISSING;
		if (s.n == 0)
			return FAULT_NONE; /* an empty optional field is one not filled in */
	}
	for (size_t i = 0; i < s.n; count++)
		wrong = !takes(f->type, utf8_next(s, &i)) || wrong;
	if (wrong)
		return FAULT_CHARS;
	if ((int64_t)count > f->hi || s.n > bytes)
		return FAULT_LONG;
	return (int64_t)count < f->lo ? FAULT_SHORT : FAULT_NONE;
}

static struct str
clean(struct arena *a, enum field_type type, struct str s)
{
	switch (type) {
	case FIELD_TEXT:
		return line_ends(a, s);
	case FIELD_LINE:
		return trim(s);
	case FIELD_INT:
	case FIELD_FLAG:
	case FIELD_WORD:
		break;
	}
	return s;
}

static enum field_fault
take(struct arena *a, const struct field *f, struct str raw, struct value *v)
{
	v->text = clean(a, f->type, raw);
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LINE:
	case FIELD_WORD:
		return fault_of(f, v->text);
	case FIELD_INT:
		if (v->text.n == 0)
			return f->required ? FAULT_MISSING : FAULT_NONE;
		return str_int(v->text, f->lo, f->hi, &v->n) ? FAULT_NONE : FAULT_NUMBER;
	case FIELD_FLAG:
		v->n = 1;
		return FAULT_NONE;
	}
	must(!"a field type");
	return FAULT_NONE;
}

static void
fill(struct arena *a, const struct pairs *ps, const struct field *f, struct value *v)
{
	*v = (struct value){.fault = f->required ? FAULT_MISSING : FAULT_NONE};
	if (f->many)
		v->list = arena_array(a, times(ps, f, STR("")), struct str);
	for (size_t i = 0; i < ps->n; i++) {
		if (ps->at[i].field != f)
			continue;
		enum field_fault fault = take(a, f, ps->at[i].value, v);
		if (!v->given || v->fault == FAULT_NONE)
			v->fault = fault; /* the first of several stays */
		v->given = true;
		if (f->many)
			v->list[v->n_list++] = v->text;
	}
}

static void
fill_all(struct arena *a, const struct pairs *ps, const struct field *fields, size_t n, struct value *values)
{
	for (size_t i = 0; i < n; i++)
		fill(a, ps, &fields[i], &values[i]);
}

bool
form_parse(struct arena *a, struct str encoded, const struct field *fields, size_t n,
	   struct value *values)
{
	size_t most = encoded.n > 0;
	for (size_t i = 0; i < encoded.n; i++)
		most += encoded.p[i] == '&';
	struct pairs ps = pairs_for(a, most);
	struct str raw;
	while (encoded.n > 0) {
		str_cut(&encoded, '&', &raw);
		if (raw.n > 0 && !pair_add(a, &ps, raw, fields, n))
			return false;
	}
	fill_all(a, &ps, fields, n, values);
	return true;
}

bool
form_parse_json(struct arena *a, struct str body, const struct field *fields, size_t n, struct value *values)
{
	const char *name;
	json_t *v, *root = json_loadb(body.p, body.n, JSON_REJECT_DUPLICATES, NULL);
	bool ok = json_is_object(root);
	struct pairs ps = pairs_for(a, ok ? json_object_size(root) : 0);
	if (ok)
		json_object_foreach (root, name, v)
			ok = ok && member_add(a, &ps, str_of(name), v, fields, n);
	json_decref(root);
	if (ok)
		fill_all(a, &ps, fields, n, values);
	return ok;
}

/* A media type, with or without a charset=utf-8 parameter, any case. */
static bool
is_type(struct str content_type, struct str want)
{
	struct str rest = content_type, type, name;
	bool more = str_cut(&rest, ';', &type);
	type = str_trim(type);
	if (type.n != want.n || strncasecmp(type.p, want.p, type.n) != 0)
		return false;
	if (!more)
		return true;
	rest = str_trim(rest);
	str_cut(&rest, '=', &name);
	return name.n == 7 && strncasecmp(name.p, "charset", 7) == 0 &&
	       ((rest.n == 5 && strncasecmp(rest.p, "utf-8", 5) == 0) ||
		(rest.n == 7 && strncasecmp(rest.p, "\"utf-8\"", 7) == 0));
}

bool
form_is_urlencoded(struct str content_type)
{
	return is_type(content_type, STR("application/x-www-form-urlencoded"));
}

bool
form_is_json(struct str content_type)
{
	return is_type(content_type, STR("application/json"));
}
