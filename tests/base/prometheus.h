/* A strict reader of Prometheus's text format 0.0.4, written from its specification and not from our
 * writer: every sample behind its own HELP and TYPE, names and labels by their grammar, no sample twice,
 * counters end in _total and are not negative. One label at most, which is all we send. */
#ifndef TESTS_BASE_PROMETHEUS_H
#define TESTS_BASE_PROMETHEUS_H

#include "test.h"

#include "base/buf.h"
#include "base/str.h"

#define PROMETHEUS_SAMPLES 512

struct prometheus {
	struct {
		struct str name, word;
		int64_t value;
	} at[PROMETHEUS_SAMPLES];
	size_t n, families;
};

static inline bool
prom_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
		if (!letter && (i == 0 || c < '0' || c > '9'))
			return false;
	}
	return s.n > 0;
}

/* `{label="value"}` at the head of *s, if it is there. */
static inline bool
prom_label(struct arena *a, struct str *s, struct str *ret_word)
{
	struct str label;
	*ret_word = STR("");
	if (!str_starts(*s, STR("{")))
		return true;
	*s = str_from(*s, 1);
	if (!str_cut(s, '=', &label) || !prom_name(label) || !str_starts(*s, STR("\"")))
		return false;
	struct buf b = buf_in(a, 4096);
	size_t i = 1;
	for (; i < s->n && s->p[i] != '"'; i++) {
		if (s->p[i] != '\\') {
			buf_char(&b, s->p[i]);
			continue;
		}
		if (++i == s->n || !str_has(STR("\\\"n"), s->p[i]))
			return false;
		buf_char(&b, s->p[i] == 'n' ? '\n' : s->p[i]);
	}
	if (!str_starts(str_from(*s, i < s->n ? i : s->n), STR("\"}")))
		return false;
	*s = str_from(*s, i + 2);
	*ret_word = buf_view(&b);
	return true;
}

/* NULL: as the format wants it. Else what is wrong. `ret` may be NULL. */
static inline const char *
prometheus_check(struct arena *a, struct str text, struct prometheus *ret)
{
	struct prometheus *p = ret != NULL ? ret : arena_new_of(a, struct prometheus);
	struct str line, family = {0}, type = {0};
	*p = (struct prometheus){0};
	if (text.n == 0 || text.p[text.n - 1] != '\n')
		return "the last line has no end";
	while (text.n > 0) {
		struct str name, word, rest;
		str_cut(&text, '\n', &line);
		if (str_starts(line, STR("# HELP "))) {
			rest = str_from(line, 7);
			if (!str_cut(&rest, ' ', &family) || !prom_name(family) || rest.n == 0)
				return "HELP";
			type = STR("");
			p->families++;
			continue;
		}
		if (str_starts(line, STR("# TYPE "))) {
			rest = str_from(line, 7);
			if (!str_cut(&rest, ' ', &name) || !str_eq(name, family) || type.n > 0)
				return "TYPE without its HELP";
			type = rest;
			if (!str_eq(type, STR("counter")) && !str_eq(type, STR("gauge")))
				return "TYPE of an unknown kind";
			if (str_eq(type, STR("counter")) != str_ends(name, STR("_total")))
				return "_total is for counters";
			continue;
		}
		for (name = line, name.n = 0; name.n < line.n && !str_has(STR("{ "), line.p[name.n]);)
			name.n++;
		rest = str_from(line, name.n);
		if (!prom_name(name) || !str_eq(name, family) || type.n == 0)
			return "a sample outside its family";
		if (!prom_label(a, &rest, &word))
			return "a label";
		int64_t value;
		if (!str_starts(rest, STR(" ")) || !str_int(str_from(rest, 1), INT64_MIN, INT64_MAX, &value))
			return "a value";
		if (str_eq(type, STR("counter")) && value < 0)
			return "a negative counter";
		for (size_t i = 0; i < p->n; i++)
			if (str_eq(p->at[i].name, name) && str_eq(p->at[i].word, word))
				return "a sample twice";
		if (p->n == PROMETHEUS_SAMPLES)
			return "too many samples";
		p->at[p->n].name = name;
		p->at[p->n].word = word;
		p->at[p->n++].value = value;
	}
	return NULL;
}

static inline struct prometheus
prometheus_parse(struct arena *a, struct str text)
{
	struct prometheus *p = arena_new_of(a, struct prometheus);
	const char *why = prometheus_check(a, text, p);
	if (why != NULL)
		fail_msg("%s in:\n%.*s", why, STR_FMT(text));
	return *p;
}

static inline int64_t
prometheus_get(const struct prometheus *p, const char *name, const char *word)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(p->at[i].name, str_of(name)) && str_eq(p->at[i].word, str_of(word)))
			return p->at[i].value;
	fail_msg("no %s %s", name, word);
	return 0;
}

#endif
