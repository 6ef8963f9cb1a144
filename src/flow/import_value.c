/*
 * A JSON value as a tree in an arena (RFC 8259), for imports: they read hundreds of megabytes, and a
 * library's tree of reference-counted hashes costs eight times of this. As strict as jansson is, which
 * tests/fuzz/fuzz_value.c holds it against (no name twice in an object, no bytes that are not UTF-8), but
 * for numbers that do not fit: a whole one is its digits, another the largest there is.
 */
#include "import_value.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"

#define VALUES_MOST 400000 /* 64 bytes each */
#define MEMBERS_MOST 1000  /* of an object: names are looked for one after the other */

enum kind { KIND_NULL, KIND_FALSE, KIND_TRUE, KIND_INT, KIND_REAL, KIND_TEXT, KIND_ARRAY, KIND_OBJECT };

struct jval {
	enum kind kind;
	struct str name; /* in its object */
	union {
		struct str text;
		int64_t whole;
		double real;
		struct {
			struct jval *first, *last;
			size_t n;
		} list;
	};
	struct jval *next; /* in its list */
};

struct parse {
	struct arena *arena;
	const char *p, *end;
	unsigned depth, left; /* left: values that it may still hold */
	const char *why; /* NULL: nothing is wrong */
	const char *at;
};

static struct jval *read_value(struct parse *);

static bool
broken(struct parse *p, const char *why)
{
	if (p->why == NULL) {
		p->why = why;
		p->at = p->p;
	}
	return false;
}

static void
skip_white(struct parse *p)
{
	while (p->p < p->end && (*p->p == ' ' || *p->p == '\t' || *p->p == '\n' || *p->p == '\r'))
		p->p++;
}

/* ---- texts ---------------------------------------------------------------------------------- */

/* Four hexadecimal digits. */
static bool
read_unit(struct parse *p, uint32_t *ret)
{
	uint32_t c = 0;
	if (p->end - p->p < 4)
		return broken(p, "an escape is cut short");
	for (int i = 0; i < 4; i++) {
		char d = *p->p++;
		unsigned v = d >= '0' && d <= '9'   ? (unsigned)(d - '0')
			     : d >= 'a' && d <= 'f' ? (unsigned)(d - 'a' + 10)
			     : d >= 'A' && d <= 'F' ? (unsigned)(d - 'A' + 10)
						    : 16;
		if (v == 16)
			return broken(p, "\\u wants four hexadecimal digits");
		c = c << 4 | v;
	}
	*ret = c;
	return true;
}

/* Behind "\u": one character, of a pair of them where UTF-16 has one. */
static bool
read_character(struct parse *p, uint32_t *ret)
{
	uint32_t low;
	if (!read_unit(p, ret))
		return false;
	if (*ret < 0xD800 || *ret > 0xDFFF)
		return true;
	if (*ret > 0xDBFF || p->end - p->p < 2 || p->p[0] != '\\' || p->p[1] != 'u')
		return broken(p, "half a character of UTF-16 stands alone");
	p->p += 2;
	if (!read_unit(p, &low))
		return false;
	if (low < 0xDC00 || low > 0xDFFF)
		return broken(p, "half a character of UTF-16 stands alone");
	*ret = 0x10000 + ((*ret - 0xD800) << 10) + (low - 0xDC00);
	return true;
}

/* Behind a backslash, to `out`; how many bytes, 0: broken. None is longer than its escape. */
static size_t
read_escape(struct parse *p, char *out)
{
	static const char marks[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
	char c = p->p < p->end ? *p->p++ : '\0';
	uint32_t character;
	if (c == 'u')
		return read_character(p, &character) ? utf8_put(out, character) : 0;
	const char *at = c == '\0' ? NULL : strchr(marks, c);
	if (at == NULL) {
		(void)broken(p, "an escape is none");
		return 0;
	}
	*out = means[at - marks];
	return 1;
}

/* From its first escape on: copied. */
static bool
read_escaped(struct parse *p, const char *from, struct str *ret)
{
	/* What it becomes is no longer than what is left of the bytes up to its quote. */
	const char *quote = p->p;
	for (; quote < p->end && *quote != '"'; quote++)
		quote += *quote == '\\' && quote + 1 < p->end;
	if (quote == p->end)
		return broken(p, "a text does not end");
	char *out = arena_alloc(p->arena, (size_t)(quote - from));
	size_t n = (size_t)(p->p - from);
	memcpy(out, from, n);
	while (*p->p != '"') {
		if ((unsigned char)*p->p < 0x20)
			return broken(p, "a text holds a control character");
		if (*p->p != '\\') {
			out[n++] = *p->p++;
			continue;
		}
		p->p++;
		size_t put = read_escape(p, out + n);
		if (put == 0)
			return false;
		n += put;
	}
	p->p++;
	*ret = (struct str){out, n};
	return true;
}

/* Mostly it has no escape, and stays where it is. */
static bool
read_text(struct parse *p, struct str *ret)
{
	const char *from = ++p->p;
	while (p->p < p->end && *p->p != '"' && *p->p != '\\' && (unsigned char)*p->p >= 0x20)
		p->p++;
	if (p->p == p->end)
		return broken(p, "a text does not end");
	if (*p->p == '\\')
		return read_escaped(p, from, ret);
	if (*p->p != '"')
		return broken(p, "a text holds a control character");
	*ret = (struct str){from, (size_t)(p->p - from)};
	p->p++;
	return true;
}

/* ---- numbers and words ---------------------------------------------------------------------- */

static size_t
skip_digits(struct parse *p)
{
	const char *from = p->p;
	while (p->p < p->end && *p->p >= '0' && *p->p <= '9')
		p->p++;
	return (size_t)(p->p - from);
}

/* RFC 8259 section 6. *ret_whole: no fraction and no exponent. */
static bool
skip_number(struct parse *p, bool *ret_whole)
{
	*ret_whole = true;
	p->p += *p->p == '-';
	const char *first = p->p;
	size_t n = skip_digits(p);
	if (n == 0 || (n > 1 && *first == '0'))
		return broken(p, "a number is none");
	if (p->p < p->end && *p->p == '.') {
		p->p++;
		*ret_whole = false;
		if (skip_digits(p) == 0)
			return broken(p, "a number is none");
	}
	if (p->p < p->end && (*p->p == 'e' || *p->p == 'E')) {
		p->p++;
		*ret_whole = false;
		p->p += p->p < p->end && (*p->p == '+' || *p->p == '-');
		if (skip_digits(p) == 0)
			return broken(p, "a number is none");
	}
	return true;
}

static bool
read_number(struct parse *p, struct jval *v)
{
	const char *from = p->p;
	bool whole;
	if (!skip_number(p, &whole))
		return false;
	struct str s = {from, (size_t)(p->p - from)};
	v->kind = whole ? KIND_INT : KIND_REAL;
	if (whole && !str_int(str_eq(s, STR("-0")) ? STR("0") : s, INT64_MIN, INT64_MAX, &v->whole)) {
		v->kind = KIND_TEXT; /* a name may be such a number; it counts nothing */
		v->text = s;
	}
	if (!whole) {
		v->real = strtod(str_z(p->arena, s), NULL); /* the locale is always C: nobody sets one */
		v->real = fmax(-DBL_MAX, fmin(v->real, DBL_MAX));
	}
	return true;
}

static bool
read_word(struct parse *p, struct jval *v)
{
	static const struct {
		struct str word;
		enum kind kind;
	} words[] = {{STR_C("null"), KIND_NULL}, {STR_C("true"), KIND_TRUE}, {STR_C("false"), KIND_FALSE}};
	struct str rest = {p->p, (size_t)(p->end - p->p)};
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_starts(rest, words[i].word)) {
			p->p += words[i].word.n;
			v->kind = words[i].kind;
			return true;
		}
	return broken(p, rest.n == 0 ? "it ends where a value is due"
				     : "something stands where a value is due");
}

/* ---- lists ---------------------------------------------------------------------------------- */

static const struct jval *
member(const struct jval *v, struct str name)
{
	for (const struct jval *m = v->list.first; m != NULL; m = m->next)
		if (str_eq(m->name, name))
			return m;
	return NULL;
}

static bool
read_name(struct parse *p, const struct jval *object, struct str *ret)
{
	skip_white(p);
	if (p->p == p->end)
		return broken(p, "it ends where a name is due");
	if (*p->p != '"')
		return broken(p, "something stands where a name is due");
	if (!read_text(p, ret))
		return false;
	if (ret->n > 0 && memchr(ret->p, 0, ret->n) != NULL)
		return broken(p, "a name holds a NUL");
	if (object->list.n == MEMBERS_MOST)
		return broken(p, "an object has more than 1,000 members");
	if (member(object, *ret) != NULL)
		return broken(p, "a name stands twice in an object");
	skip_white(p);
	if (p->p == p->end || *p->p != ':')
		return broken(p, "something stands where a colon is due");
	p->p++;
	return true;
}

/* Behind its opening bracket, to behind `close`. */
static bool
read_list(struct parse *p, struct jval *v, char close)
{
	v->kind = close == '}' ? KIND_OBJECT : KIND_ARRAY;
	v->list.first = v->list.last = NULL;
	v->list.n = 0;
	p->p++;
	skip_white(p);
	if (p->p < p->end && *p->p == close) {
		p->p++;
		return true;
	}
	for (;;) {
		struct str name = {0};
		if (close == '}' && !read_name(p, v, &name))
			return false;
		struct jval *one = read_value(p);
		if (one == NULL)
			return false;
		one->name = name;
		if (v->list.last != NULL)
			v->list.last->next = one;
		else
			v->list.first = one;
		v->list.last = one;
		v->list.n++;
		skip_white(p);
		char c = p->p < p->end ? *p->p++ : '\0';
		if (c == close)
			return true;
		if (c != ',')
			return broken(p, close == '}' ? "something stands where a comma or } is due"
						      : "something stands where a comma or ] is due");
	}
}

/* NULL: broken. */
static struct jval *
read_value(struct parse *p)
{
	bool ok;
	if (p->left-- == 0) {
		(void)broken(p, "it holds more than 400,000 values");
		return NULL;
	}
	skip_white(p);
	struct jval *v = arena_new_of(p->arena, struct jval);
	char c = p->p < p->end ? *p->p : '\0';
	if (c == '"') {
		v->kind = KIND_TEXT;
		ok = read_text(p, &v->text);
	} else if (c == '{' || c == '[') {
		ok = p->depth < JVAL_DEEPEST || broken(p, "values stand more than 32 deep");
		p->depth++;
		ok = ok && read_list(p, v, c == '{' ? '}' : ']');
		p->depth--;
	} else {
		ok = c == '-' || (c >= '0' && c <= '9') ? read_number(p, v) : read_word(p, v);
	}
	return ok ? v : NULL;
}

const struct jval *
jval_read(struct arena *a, struct str text, const char **ret_why, size_t *ret_at)
{
	struct parse p = {.arena = a, .p = text.p, .end = text.p + text.n, .left = VALUES_MOST};
	struct jval *v = NULL;
	size_t nul = text.n;
	if (text.n > 0 && memchr(text.p, 0, text.n) != NULL)
		nul = (size_t)((const char *)memchr(text.p, 0, text.n) - text.p);
	if (nul < text.n || !utf8_valid(text)) {
		p.p += nul < text.n ? nul : 0;
		(void)broken(&p, nul < text.n ? "it holds a NUL" : "it is not UTF-8");
	} else {
		v = read_value(&p);
	}
	if (v != NULL) {
		skip_white(&p);
		if (p.p < p.end)
			v = broken(&p, "something stands behind the value") ? v : NULL;
	}
	if (v == NULL) {
		*ret_why = p.why;
		*ret_at = (size_t)(p.at - text.p);
	}
	return v;
}

/* ---- what it says --------------------------------------------------------------------------- */

bool
jval_object(const struct jval *v)
{
	return v != NULL && v->kind == KIND_OBJECT;
}

const struct jval *
jval_get(const struct jval *v, const char *key)
{
	return jval_object(v) ? member(v, str_of(key)) : NULL;
}

size_t
jval_n(const struct jval *v)
{
	return v != NULL && v->kind == KIND_ARRAY ? v->list.n : 0;
}

const struct jval *
jval_first(const struct jval *v)
{
	return v != NULL && v->kind == KIND_ARRAY ? v->list.first : NULL;
}

const struct jval *
jval_next(const struct jval *v)
{
	return v->next;
}

struct str
jval_own(const struct jval *v)
{
	return v != NULL && v->kind == KIND_TEXT ? v->text : STR("");
}

struct str
jval_str(const struct jval *v, const char *key)
{
	return jval_own(jval_get(v, key));
}

struct str
jval_text(struct arena *a, const struct jval *v, const char *key)
{
	const struct jval *m = jval_get(v, key);
	return m != NULL && m->kind == KIND_INT ? str_printf(a, "%lld", (long long)m->whole) : jval_own(m);
}

int64_t
jval_int(const struct jval *v, const char *key, int64_t otherwise)
{
	return jval_number(jval_get(v, key), otherwise);
}

double
jval_real(const struct jval *v, const char *key)
{
	return jval_real_or(v, key, 0);
}

double
jval_real_or(const struct jval *v, const char *key, double otherwise)
{
	const struct jval *m = jval_get(v, key);
	return m == NULL ? otherwise
	       : m->kind == KIND_REAL ? m->real
	       : m->kind == KIND_INT  ? (double)m->whole
				      : otherwise;
}

bool
jval_bool(const struct jval *v, const char *key)
{
	const struct jval *m = jval_get(v, key);
	return m != NULL && (m->kind == KIND_TRUE || str_eq(jval_own(m), STR("true")));
}

int64_t
jval_number(const struct jval *v, int64_t otherwise)
{
	return v != NULL && v->kind == KIND_INT ? v->whole : otherwise;
}
