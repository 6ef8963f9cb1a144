/* Finds the row of a path; see route.h. The rows themselves are page/routes.def. */
#include "http/route.h"

enum fit { FIT_NOT, FIT_ARGUMENT, FIT_EXACT };

static bool
is_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		      c == '_' || c == '.' || c == '~' || c == '-'))
			return false;
	}
	return s.n > 0;
}

/* One spelling of each id: no sign, no leading zero. */
static bool
is_id(struct str s)
{
	int64_t n;
	return s.n > 0 && s.p[0] != '0' && s.p[0] != '-' && str_int(s, 1, INT64_MAX, &n);
}

static enum fit
fits(struct str pattern, struct str path, struct str *ret_arg)
{
	size_t colon = str_find(pattern, STR("/:"), 0);
	if (colon == SIZE_MAX)
		return str_eq(pattern, path) ? FIT_EXACT : FIT_NOT;
	struct str kind = str_from(pattern, colon + 1);
	must(str_eq(kind, STR(":word")) || str_eq(kind, STR(":id")));
	if (!str_starts(path, str_sub(pattern, 0, colon + 1)))
		return FIT_NOT;
	struct str arg = str_from(path, colon + 1);
	if (!(str_eq(kind, STR(":id")) ? is_id(arg) : is_word(arg)))
		return FIT_NOT;
	*ret_arg = arg;
	return FIT_ARGUMENT;
}

/* Most rows are told apart by the first letter, which is no argument: they are not looked at. */
static bool
other_letter(const char *pattern, struct str path)
{
	return pattern[0] != '\0' && pattern[1] != ':' && pattern[1] != (path.n > 1 ? path.p[1] : '\0');
}

static bool
answers(enum method row, enum method asked)
{
	return row == asked || (row == METHOD_GET && asked == METHOD_HEAD);
}

/* `rows`: bit m is set where a row has method m. */
static struct str
allow_of(struct arena *a, unsigned rows)
{
	static const char *const names[METHOD_OPTIONS] = {"GET, HEAD", NULL, "POST", "PATCH", "DELETE"};
	struct str out = {0};
	must(rows != 0);
	for (unsigned m = 0; m < METHOD_OPTIONS; m++)
		if (rows >> m & 1)
			out = str_cat(a, str_cat(a, out, out.n > 0 ? STR(", ") : STR("")), str_of(names[m]));
	return out;
}

enum route_found
route_find(struct arena *a, const struct route *routes, size_t n, enum method method,
	   struct str path, const struct route **ret, struct str *ret_arg, struct str *ret_allow)
{
	const struct route *best = NULL;
	struct str best_arg = {0};
	enum fit best_fit = FIT_NOT;
	unsigned rows = 0;
	for (size_t i = 0; i < n; i++) {
		struct str arg = {0};
		if (other_letter(routes[i].pattern, path))
			continue;
		enum fit fit = fits(str_of(routes[i].pattern), path, &arg);
		if (fit == FIT_NOT || fit < best_fit)
			continue;
		must(routes[i].method < METHOD_OPTIONS && routes[i].method != METHOD_HEAD);
		/* A literal row hides those that would take the same segment as their argument,
		 * whatever their methods: a GET of "/reply" is a wrong method, not a "/:word". */
		if (fit > best_fit) {
			best = NULL;
			rows = 0;
			best_fit = fit;
		}
		rows |= 1u << routes[i].method;
		if (best == NULL && answers(routes[i].method, method)) {
			best = &routes[i];
			best_arg = arg;
		}
	}
	if (best != NULL) {
		*ret = best;
		*ret_arg = best_arg;
		return ROUTE_FOUND;
	}
	if (rows == 0)
		return ROUTE_NONE;
	*ret_allow = allow_of(a, rows);
	return ROUTE_METHOD;
}
