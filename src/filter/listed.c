/* The lists of hosts, compiled in; see the header. */
#include "filter/listed.h"

#define HOST_MAX 253 /* RFC 1035 2.3.4 */

struct row {
	struct str name;
	unsigned flags;
};

static const struct row hosts[] = {
#define ROW(name, flags) {STR_C(name), (flags)},
#include "hosts.def"
};
static const struct row endings[] = {
#include "endings.def"
};
static const struct row thrown_away[] = {
#include "disposable.def"
#undef ROW
};

static const struct row *
find(const struct row *rows, size_t n, struct str name)
{
	size_t lo = 0, hi = n;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int order = (unsigned char)rows[mid].name.p[0] - (unsigned char)name.p[0];
		if (order == 0)
			order = str_cmp(rows[mid].name, name);
		if (order == 0)
			return &rows[mid];
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

#define LABELS_MAX 5 /* of a row: lists.awk and may_be_domain() see to it */

/* The last labels of a host, as many as a row may have. */
static struct str
last_labels(struct str host)
{
	size_t from = host.n;
	for (size_t dots = 0; from > 0; from--)
		if (host.p[from - 1] == '.' && ++dots == LABELS_MAX)
			break;
	return str_from(host, from);
}

/* The row of `host` or of the nearest one that it is below. */
static const struct row *
find_above(const struct row *rows, size_t n, struct str host)
{
	const struct row *r = NULL;
	struct str label;
	host = last_labels(host);
	while (host.n > 0 && (r = find(rows, n, host)) == NULL)
		str_cut(&host, '.', &label);
	return r;
}

unsigned
listed_host(struct str host)
{
	const struct row *r = find_above(hosts, ARRAY_LEN(hosts), host);
	return r != NULL ? r->flags : 0;
}

unsigned
listed_ending(struct str label)
{
	char lower[16];
	if (label.n > sizeof(lower) || label.n == 0 || (label.p[0] >= '0' && label.p[0] <= '9'))
		return 0; /* a number is none, and most of what has dots is one */
	for (size_t i = 0; i < label.n; i++)
		lower[i] = (char)(label.p[i] >= 'A' && label.p[i] <= 'Z' ? label.p[i] | 0x20 : label.p[i]);
	const struct row *r = find(endings, ARRAY_LEN(endings), (struct str){lower, label.n});
	return r != NULL ? r->flags : 0;
}

bool
disposable_domain(struct str domain)
{
	return find_above(thrown_away, ARRAY_LEN(thrown_away), domain) != NULL;
}

/* ---- a site's own ---------------------------------------------------------------------------------- */

struct disposable {
	size_t n;
	struct row rows[];
};

static int
by_name(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	return str_cmp(x->name, y->name);
}

static bool
may_be_domain(struct str s)
{
	size_t dots = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		dots += c == '.';
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'))
			return false;
	}
	return s.n <= HOST_MAX && dots > 0 && dots < LABELS_MAX && s.p[0] != '.' && s.p[s.n - 1] != '.';
}

const struct disposable *
disposable_new(struct arena *a, struct str file, size_t *ret_bad)
{
	size_t lines = 1, bad = 0;
	for (size_t i = 0; i < file.n; i++)
		lines += file.p[i] == '\n';
	struct disposable *d = arena_zero(a, 1, sizeof(*d) + lines * sizeof(*d->rows));
	while (file.n > 0) {
		struct str line, name;
		str_cut(&file, '\n', &line);
		str_cut(&line, '#', &name);
		name = str_lower(a, str_trim(name));
		if (name.n > 0 && may_be_domain(name))
			d->rows[d->n++].name = name;
		else
			bad += name.n > 0;
	}
	qsort(d->rows, d->n, sizeof(*d->rows), by_name);
	*ret_bad = bad;
	return d;
}

bool
disposable_has(const struct disposable *d, struct str domain)
{
	return find_above(d->rows, d->n, domain) != NULL;
}
