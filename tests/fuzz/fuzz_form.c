/* urlencoded: no bytes make a value that breaks its field's limits, and what is encoded again reads the same. */
#include "fuzz.h"

#include "base/page.h"
#include "http/form.h"
#include "view/html.h"

enum { F_TEXT, F_LINE, F_INT, F_FLAG, F_WORD, F_MANY, F__MAX };

static const struct field fields[F__MAX] = {
	[F_TEXT] = {"comment", FIELD_TEXT, 1, 100, 300, true, false},
	[F_LINE] = {"author", FIELD_LINE, 1, 60, 0, true, false},
	[F_INT] = {"id", FIELD_INT, -5, 1000000, 0, false, false},
	[F_FLAG] = {"tick", FIELD_FLAG, 0, 1, 0, false, false},
	[F_WORD] = {"token", FIELD_WORD, 4, 80, 0, false, false},
	[F_MANY] = {"ids", FIELD_WORD, 1, 8, 0, false, true},
};

FUZZ_ARENA

/* What any value is, faulty or not: text, for it is shown again. */
static void
check_value(const struct field *f, const struct value *v)
{
	must(v->text.n == 0 || utf8_valid(v->text));
	if (v->fault != FAULT_NONE || !v->given || v->text.n == 0)
		return;
	int64_t chars = (int64_t)utf8_count(v->text);
	switch (f->type) {
	case FIELD_LINE:
		must(!str_has(v->text, '\n') && str_trim(v->text).n == v->text.n);
		must(chars >= f->lo && chars <= f->hi);
		break;
	case FIELD_TEXT:
		must(!str_has(v->text, '\r') && v->text.n <= f->bytes);
		must(chars >= f->lo && chars <= f->hi);
		break;
	case FIELD_WORD:
		must(chars == (int64_t)v->text.n && chars >= f->lo && chars <= f->hi);
		break;
	case FIELD_INT:
		must(v->n >= f->lo && v->n <= f->hi);
		break;
	case FIELD_FLAG:
		must(v->n == 0 || v->n == 1);
		break;
	}
}

/* Encoded by ourselves, a text that was taken is taken again and is the same. */
static void
check_again(const struct value *v)
{
	struct value again[F__MAX];
	struct str coded = str_cat(a, STR("comment="), html_query(a, v[F_TEXT].text));
	must(form_parse(a, coded, fields, F__MAX, again));
	must(again[F_TEXT].fault == FAULT_NONE && str_eq(again[F_TEXT].text, v[F_TEXT].text));
	must(again[F_LINE].fault == FAULT_MISSING);
}

static void
check_all(const struct value *v)
{
	for (size_t i = 0; i < F__MAX; i++)
		check_value(&fields[i], &v[i]);
	must(v[F_MANY].n_list <= FORM_MANY_MAX);
	if (v[F_TEXT].given && v[F_TEXT].fault == FAULT_NONE)
		check_again(v);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = {(const char *)data, size}, plain;
	struct value v[F__MAX];
	memset(v, 0x5A, sizeof(v)); /* every field of every value is written */
	if (form_parse(a, in, fields, F__MAX, v))
		check_all(v);
	memset(v, 0x5A, sizeof(v));
	if (form_parse_json(a, in, fields, F__MAX, v))
		check_all(v);
	if (page_decode(a, in, ' ', &plain))
		must(plain.n <= in.n);
	(void)form_is_urlencoded(in);
	arena_reset(a);
	return 0;
}
