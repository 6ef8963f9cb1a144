/* Translations by language; see the header. Knows the files' format; knows not who asks. */
#include "view/catalogue.h"

#include <string.h>

struct catalogue {
	struct str lang;
	const unsigned char *mo;
	size_t n;
};

/* build/gen/locale.def: LOCALE(lang, bytes of its .mo file …) */
#define LOCALE(lang, ...) static const unsigned char mo_##lang[] = {__VA_ARGS__};
#include "locale.def"
#undef LOCALE

static const struct catalogue catalogues[] = {
#define LOCALE(lang, ...) {STR_C(#lang), mo_##lang, sizeof(mo_##lang)},
#include "locale.def"
#undef LOCALE
};

/* ---- the file ------------------------------------------------------------------------------------ */

#define MO_MAGIC 0x950412deu
enum mo_head { MO_AT_MAGIC = 0, MO_AT_COUNT = 8, MO_AT_IDS = 12, MO_AT_TEXTS = 16 };

static uint32_t
word_at(const struct catalogue *c, size_t at)
{
	uint32_t w;
	must(at + sizeof(w) <= c->n);
	memcpy(&w, c->mo + at, sizeof(w));
	return w;
}

/* Entry `i` of the table at `table`: a length and an offset. NUL stands behind every text. */
static struct str
entry(const struct catalogue *c, uint32_t table, uint32_t i)
{
	uint32_t n = word_at(c, table + 8 * (size_t)i), at = word_at(c, table + 8 * (size_t)i + 4);
	must((size_t)at + n < c->n);
	return (struct str){(const char *)c->mo + at, n};
}

/* Forms of one text stand behind each other, a NUL between. */
static struct str
form(struct str forms, uint64_t i)
{
	struct str head;
	while (str_cut(&forms, '\0', &head) && i > 0)
		i--;
	return head;
}

/* The table of ids is in order of their bytes; an id with a plural is found by its singular. */
static struct str
lookup(const struct catalogue *c, struct str msgid)
{
	must(word_at(c, MO_AT_MAGIC) == MO_MAGIC);
	uint32_t low = 0, high = word_at(c, MO_AT_COUNT);
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = str_cmp(form(entry(c, word_at(c, MO_AT_IDS), middle), 0), msgid);
		if (order == 0)
			return entry(c, word_at(c, MO_AT_TEXTS), middle);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return STR("");
}

/* ---- plural rules ---------------------------------------------------------------------------------- */

/* A C expression over n, as gettext's: ?: || && == != < > <= >= % numbers and parentheses. */
struct rule {
	struct str left;
	uint64_t n;
	bool bad;
};

static uint64_t conditional(struct rule *);

static bool
takes(struct rule *r, struct str sign)
{
	r->left = str_trim(r->left);
	if (!str_starts(r->left, sign))
		return false;
	r->left = str_from(r->left, sign.n);
	return true;
}

static uint64_t
operand(struct rule *r)
{
	uint64_t value = 0;
	bool digits = false;
	if (takes(r, STR("("))) {
		value = conditional(r);
		r->bad |= !takes(r, STR(")"));
		return value;
	}
	if (takes(r, STR("n")))
		return r->n;
	for (; r->left.n > 0 && r->left.p[0] >= '0' && r->left.p[0] <= '9'; digits = true) {
		value = value * 10 + (uint64_t)(r->left.p[0] - '0');
		r->left = str_from(r->left, 1);
	}
	r->bad |= !digits;
	return value;
}

static uint64_t
remainder_of(struct rule *r)
{
	uint64_t value = operand(r);
	while (!r->bad && takes(r, STR("%"))) {
		uint64_t by = operand(r);
		r->bad |= by == 0;
		value = by == 0 ? 0 : value % by;
	}
	return value;
}

static uint64_t
comparison(struct rule *r)
{
	uint64_t value = remainder_of(r);
	for (;;) {
		/* The longer sign first. */
		if (takes(r, STR("==")))
			value = value == remainder_of(r);
		else if (takes(r, STR("!=")))
			value = value != remainder_of(r);
		else if (takes(r, STR("<=")))
			value = value <= remainder_of(r);
		else if (takes(r, STR(">=")))
			value = value >= remainder_of(r);
		else if (takes(r, STR("<")))
			value = value < remainder_of(r);
		else if (takes(r, STR(">")))
			value = value > remainder_of(r);
		else
			return value;
	}
}

static uint64_t
all_of(struct rule *r)
{
	uint64_t value = comparison(r);
	while (!r->bad && takes(r, STR("&&"))) {
		uint64_t right = comparison(r);
		value = value && right;
	}
	return value;
}

static uint64_t
any_of(struct rule *r)
{
	uint64_t value = all_of(r);
	while (!r->bad && takes(r, STR("||"))) {
		uint64_t right = all_of(r);
		value = value || right;
	}
	return value;
}

static uint64_t
conditional(struct rule *r)
{
	uint64_t value = any_of(r);
	if (r->bad || !takes(r, STR("?")))
		return value;
	uint64_t yes = conditional(r);
	r->bad |= !takes(r, STR(":"));
	uint64_t no = conditional(r);
	return value ? yes : no;
}

uint64_t
plural_rule(struct str rule, uint64_t n)
{
	struct rule r = {.left = rule, .n = n};
	uint64_t value = conditional(&r);
	return r.bad || str_trim(r.left).n > 0 ? UINT64_MAX : value;
}

/* "Plural-Forms: nplurals=2; plural=n != 1;" of the header, which is the text of the empty id. */
static uint64_t
plural_index(const struct catalogue *c, int64_t n)
{
	struct str head = lookup(c, STR("")), rule;
	size_t at = str_find(head, STR("plural="), 0);
	must(at != SIZE_MAX); /* tests/law/locale.sh */
	head = str_from(head, at + 7);
	str_cut(&head, ';', &rule);
	return plural_rule(rule, n < 0 ? 0 : (uint64_t)n);
}

/* ---- the door ---------------------------------------------------------------------------------------- */

const struct catalogue *
catalogue_find(struct str lang)
{
	for (size_t i = 0; i < ARRAY_LEN(catalogues); i++) { /* of each text: no more than a look */
		struct str base = catalogues[i].lang;
		bool maybe = lang.n >= base.n && lang.p[0] == base.p[0];
		if (maybe && str_starts(lang, base) && (lang.n == base.n || lang.p[base.n] == '-'))
			return &catalogues[i];
	}
	return NULL;
}

struct str
catalogue_lang(const struct catalogue *c)
{
	return c->lang;
}

struct str
catalogue_text(const struct catalogue *c, struct str msgid)
{
	return form(lookup(c, msgid), 0);
}

struct str
catalogue_plural(const struct catalogue *c, struct str msgid, int64_t n)
{
	struct str forms = lookup(c, msgid);
	return forms.n == 0 ? forms : form(forms, plural_index(c, n));
}
