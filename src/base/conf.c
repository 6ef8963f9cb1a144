/* Reads the configuration file against the rows of conf.def (conf_row.c); see the header. Must not
 * know what the settings do: what a text must look like beyond type and bounds stands in
 * conf_rule.c. */
#include "base/conf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <libconfig.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "base/conf_row.h"
#include "base/conf_rule.h"
#include "base/utf8.h"

#define FILE_MAX (1u << 20) /* a thousand sites; keeps libconfig's tree small */
#define ELEMENT_MAX 2048    /* bytes of one text in a LIST: a URL's limit */

union value {
	struct str text;
	int64_t n;
	bool yes;
	struct str_list list;
};

struct reader {
	struct arena *keep; /* the configuration's */
	struct arena *a;    /* the caller's: for the complaint */
	const char *path;
	struct str why;
	bool empty_texts; /* there is a "" in the file */
};

/* The top of the file, or one element of `sites`. */
struct scope {
	enum conf_where where;
	void *base;                /* struct conf or struct site_conf */
	unsigned line;             /* where it begins; 0: the file */
	unsigned lines[CONF_ROWS]; /* of each setting; 0: not given */
};

static bool
refuse(struct reader *r, unsigned line, struct str what)
{
	r->why = line ? str_printf(r->a, "%s:%u: %.*s", r->path, line, STR_FMT(what))
		      : str_printf(r->a, "%s: %.*s", r->path, STR_FMT(what));
	return false;
}

/* libconfig does not look whether strdup() got memory: the name or text it could not keep is NULL, and
 * a setting would silently be another one. It also says NULL for "". */
static struct str
kept_text(const struct reader *r, const char *z)
{
	if (z == NULL && !r->empty_texts)
		die_memory(1);
	return str_of(z);
}

static struct str
kept_name(const config_setting_t *s)
{
	if (config_setting_name(s) == NULL)
		die_memory(1);
	return str_of(config_setting_name(s));
}

static unsigned
line_of(const config_setting_t *s)
{
	return config_setting_source_line(s);
}

static bool
refuse_unknown(struct reader *r, unsigned line, enum conf_where where, struct str key)
{
	bool site = where == WHERE_SITE;
	if (conf_row_is_branch(where, key))
		return refuse(r, line,
			      str_printf(r->a, "`%.*s` is a group: %.*s: { … };", STR_FMT(key),
					 STR_FMT(key)));
	if (conf_row_find(site ? WHERE_GLOBAL : WHERE_SITE, key) != NULL)
		return refuse(r, line,
			      str_printf(r->a, "`%.*s` belongs %s", STR_FMT(key),
					 site ? "at the top of the file, not inside a site"
					      : "inside an element of `sites`"));
	const struct conf_row *near = conf_row_near(where, key);
	if (near == NULL)
		return refuse(r, line, str_printf(r->a, "unknown setting `%.*s`", STR_FMT(key)));
	return refuse(r, line,
		      str_printf(r->a, "unknown setting `%.*s`; did you mean `%.*s`?", STR_FMT(key),
				 STR_FMT(near->key)));
}

/* --- values --------------------------------------------------------------- */

/* Settings end up in headers, pages and log lines. */
static bool
text_fine(struct str s, int64_t lo, int64_t hi)
{
	if ((int64_t)s.n < lo || (int64_t)s.n > hi || !utf8_valid(s))
		return false;
	for (size_t i = 0; i < s.n;)
		if (utf8_is_control(utf8_next(s, &i)))
			return false;
	return true;
}

static bool
span_parse(struct str s, int64_t lo, int64_t hi, int64_t *ret)
{
	int64_t n, unit;
	if (s.n < 2)
		return false;
	switch (s.p[s.n - 1]) {
	case 's':
		unit = 1;
		break;
	case 'm':
		unit = 60;
		break;
	case 'h':
		unit = 3600;
		break;
	case 'd':
		unit = 86400;
		break;
	default:
		return false; /* a reader's byte, not an enum */
	}
	if (!str_int(str_sub(s, 0, s.n - 1), 0, hi / unit, &n) || n * unit < lo)
		return false;
	*ret = n * unit;
	return true;
}

static bool
list_parse(struct reader *r, const struct conf_row *w, const struct str *at, size_t n,
	   union value *ret)
{
	if ((int64_t)n < w->lo || (int64_t)n > w->hi)
		return false;
	struct str *copy = arena_array(r->keep, n, struct str);
	for (size_t i = 0; i < n; i++) {
		if (!text_fine(at[i], 1, ELEMENT_MAX))
			return false;
		copy[i] = str_copy(r->keep, at[i]);
	}
	ret->list = (struct str_list){copy, n};
	return true;
}

/* From a text in quotes, or from a default. */
static bool
text_parse(struct reader *r, const struct conf_row *w, struct str s, union value *ret)
{
	switch (w->type) {
	case TYPE_TEXT:
		ret->text = str_copy(r->keep, s);
		return text_fine(s, w->lo, w->hi);
	case TYPE_INT:
		return str_int(s, w->lo, w->hi, &ret->n);
	case TYPE_SPAN:
		return span_parse(s, w->lo, w->hi, &ret->n);
	case TYPE_BOOL:
		ret->yes = str_eq(s, STR("true"));
		return ret->yes || str_eq(s, STR("false"));
	case TYPE_LIST:
		return list_parse(r, w, &s, s.n == 0 ? 0 : 1, ret);
	}
	return false;
}

static bool
array_parse(struct reader *r, const struct conf_row *w, const config_setting_t *s, union value *ret)
{
	unsigned n = (unsigned)config_setting_length(s);
	struct str *at = arena_array(r->a, n, struct str);
	for (unsigned i = 0; i < n; i++) {
		config_setting_t *elem = config_setting_get_elem(s, i);
		if (config_setting_type(elem) != CONFIG_TYPE_STRING)
			return false;
		at[i] = kept_text(r, config_setting_get_string(elem));
	}
	return list_parse(r, w, at, n, ret);
}

static bool
setting_parse(struct reader *r, const struct conf_row *w, const config_setting_t *s,
	      union value *ret)
{
	switch (config_setting_type(s)) {
	case CONFIG_TYPE_STRING:
		return w->type != TYPE_INT && w->type != TYPE_BOOL &&
		       text_parse(r, w, kept_text(r, config_setting_get_string(s)), ret);
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		ret->n = config_setting_get_int64(s);
		return w->type == TYPE_INT && ret->n >= w->lo && ret->n <= w->hi;
	case CONFIG_TYPE_BOOL:
		ret->yes = config_setting_get_bool(s);
		return w->type == TYPE_BOOL;
	case CONFIG_TYPE_ARRAY:
	case CONFIG_TYPE_LIST:
		return w->type == TYPE_LIST && array_parse(r, w, s, ret);
	default: /* libconfig's list: a group or a fraction, which nothing here is */
		return false;
	}
}

static const char *
broken_rule(const struct conf_row *w, const union value *v)
{
	const char *broken = NULL;
	if (w->type == TYPE_TEXT)
		broken = conf_rule_broken(w->key, v->text);
	for (size_t i = 0; w->type == TYPE_LIST && broken == NULL && i < v->list.n; i++)
		broken = conf_rule_broken(w->key, v->list.at[i]);
	return broken;
}

static void
store(void *base, const struct conf_row *w, const union value *v)
{
	char *at = (char *)base + w->offset;
	switch (w->type) {
	case TYPE_TEXT:
		memcpy(at, &v->text, sizeof(v->text));
		break;
	case TYPE_INT:
	case TYPE_SPAN:
		memcpy(at, &v->n, sizeof(v->n));
		break;
	case TYPE_BOOL:
		memcpy(at, &v->yes, sizeof(v->yes));
		break;
	case TYPE_LIST:
		memcpy(at, &v->list, sizeof(v->list));
		break;
	}
}

static bool
read_setting(struct reader *r, struct scope *sc, const struct conf_row *w,
	     const config_setting_t *s)
{
	union value v = {0};
	if (!setting_parse(r, w, s, &v)) {
		struct str what = conf_row_allowed(r->a, w);
		return refuse(
			r, line_of(s),
			str_printf(r->a, "`%.*s` must be %.*s", STR_FMT(w->key), STR_FMT(what)));
	}
	const char *broken = broken_rule(w, &v);
	if (broken != NULL)
		return refuse(r, line_of(s),
			      str_printf(r->a, "`%.*s` %s", STR_FMT(w->key), broken));
	store(sc->base, w, &v);
	sc->lines[w - conf_rows] = line_of(s);
	return true;
}

/* --- the tree ------------------------------------------------------------- */

static bool
read_group(struct reader *r, struct scope *sc, const config_setting_t *group, struct str prefix)
{
	for (unsigned i = 0; i < (unsigned)config_setting_length(group); i++) {
		const config_setting_t *s = config_setting_get_elem(group, i);
		struct str key = str_cat(r->a, prefix, kept_name(s));
		if (sc->where == WHERE_GLOBAL && str_eq(key, STR("sites")))
			continue;
		const struct conf_row *w = conf_row_find(sc->where, key);
		bool ok;
		if (w != NULL)
			ok = read_setting(r, sc, w, s);
		else if (config_setting_is_group(s) && conf_row_is_branch(sc->where, key))
			ok = read_group(r, sc, s, str_cat(r->a, key, STR(".")));
		else
			ok = refuse_unknown(r, line_of(s), sc->where, key);
		if (!ok)
			return false;
	}
	return true;
}

static bool
read_scope(struct reader *r, struct scope *sc, const config_setting_t *group)
{
	if (!read_group(r, sc, group, STR("")))
		return false;
	for (size_t i = 0; i < CONF_ROWS; i++) {
		const struct conf_row *w = &conf_rows[i];
		union value v = {0};
		if (w->where != sc->where || sc->lines[i] != 0)
			continue;
		if (w->def == NULL)
			return refuse(r, sc->line,
				      str_printf(r->a, "`%.*s` must be given", STR_FMT(w->key)));
		must(text_parse(r, w, str_of(w->def), &v) && broken_rule(w, &v) == NULL);
		store(sc->base, w, &v);
	}
	return true;
}

/* A host by which both are reached; "" without one. */
static struct str
shared_host(const struct site_conf *x, const struct site_conf *y)
{
	if (conf_host(x, y->host))
		return y->host;
	for (size_t i = 0; i < y->aliases.n; i++)
		if (conf_host(x, y->aliases.at[i]))
			return y->aliases.at[i];
	return STR("");
}

static bool
read_site(struct reader *r, struct conf *c, size_t at, const config_setting_t *group)
{
	struct site_conf *site = &c->sites[at];
	struct scope sc = {.where = WHERE_SITE, .base = site, .line = line_of(group)};
	if (!read_scope(r, &sc, group))
		return false;
	site->base_url = str_lower(r->keep, site->base_url);
	site->https = str_starts(site->base_url, STR("https:"));
	site->host = str_from(site->base_url, site->https ? 8 : 7);
	for (size_t i = 0; i < at; i++) {
		const struct site_conf *other = &c->sites[i];
		if (str_eq(other->name, site->name))
			return refuse(r, sc.line,
				      str_printf(r->a, "two sites have the name `%.*s`",
						 STR_FMT(site->name)));
		struct str host = shared_host(other, site);
		if (host.n > 0 && str_eq(other->base_path, site->base_path))
			return refuse(r, sc.line,
				      str_printf(r->a,
						 "sites `%.*s` and `%.*s` both stand at %.*s%.*s",
						 STR_FMT(other->name), STR_FMT(site->name),
						 STR_FMT(host), STR_FMT(site->base_path)));
	}
	return true;
}

static bool
read_sites(struct reader *r, struct conf *c, const config_setting_t *sites)
{
	const char *want = "`sites` must be a list of at least one site: "
			   "sites = ( { name = \"…\"; base_url = \"…\"; } );";
	unsigned line = sites == NULL ? 0 : line_of(sites);
	int n = sites != NULL && config_setting_is_list(sites) ? config_setting_length(sites) : 0;
	if (n == 0)
		return refuse(r, line, str_of(want));
	c->n_sites = (size_t)n;
	c->sites = arena_array(r->keep, c->n_sites, struct site_conf);
	for (size_t i = 0; i < c->n_sites; i++) {
		const config_setting_t *group = config_setting_get_elem(sites, (unsigned)i);
		if (!config_setting_is_group(group))
			return refuse(r, line, str_of(want));
		if (!read_site(r, c, i, group))
			return false;
	}
	return true;
}

/* --- the file ------------------------------------------------------------- */

/* The folder of the file as an absolute path, so that a later chdir() changes nothing. */
static struct str
folder_of(struct arena *a, const char *path)
{
	struct str p = str_of(path);
	size_t n = p.n;
	char whole[PATH_MAX];
	while (n > 0 && p.p[n - 1] != '/')
		n--;
	struct str dir = n == 0 ? STR(".") : str_sub(p, 0, n);
	return realpath(str_z(a, dir), whole) == NULL ? str_copy(a, dir)
						      : str_copy(a, str_of(whole));
}

static void
make_absolute(struct reader *r, struct str *path)
{
	if (path->n == 0 || path->p[0] == '/')
		return;
	struct str dir = folder_of(r->a, r->path);
	*path = str_printf(r->keep, "%.*s/%.*s", STR_FMT(dir), STR_FMT(*path));
}

static bool
finish(struct reader *r, struct conf *c, unsigned listen_line)
{
	make_absolute(r, &c->listen);
	make_absolute(r, &c->store);
	make_absolute(r, &c->key_file);
	make_absolute(r, &c->log_file);
	make_absolute(r, &c->filter_model);
	size_t room = sizeof(((struct sockaddr_un *)NULL)->sun_path) - 1;
	if (c->listen.n > room)
		return refuse(r, listen_line,
			      str_printf(r->a,
					 "`listen` makes a path of %zu bytes; the system takes %zu",
					 c->listen.n, room));
	return true;
}

static enum err
slurp(struct reader *r, struct str *ret)
{
	struct stat st;
	enum err e = ERR_OK;
	/* O_NONBLOCK: a FIFO is refused below instead of waited for. */
	int fd = open(r->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) != 0) {
		e = err_errno(errno);
		refuse(r, 0, str_of(strerror(errno)));
	} else if (!S_ISREG(st.st_mode) || st.st_size > FILE_MAX) {
		e = ERR_INPUT;
		refuse(r, 0,
		       str_printf(r->a, "not a configuration file of at most %u bytes", FILE_MAX));
	} else {
		char *p = arena_alloc(r->a, (size_t)st.st_size + 1);
		size_t n = 0;
		ssize_t got;
		while ((got = read(fd, p + n, (size_t)st.st_size - n)) > 0)
			n += (size_t)got;
		p[n] = '\0';
		*ret = (struct str){p, n};
		if (got < 0) {
			e = err_errno(errno);
			refuse(r, 0, str_of(strerror(errno)));
		}
	}
	if (fd >= 0)
		close(fd);
	return e;
}

static struct str
line_at(struct str text, unsigned line)
{
	struct str head;
	while (str_cut(&text, '\n', &head) && line > 1)
		line--;
	return str_trim(head);
}

static unsigned
line_number(struct str text, size_t at)
{
	unsigned line = 1;
	for (size_t i = 0; i < at; i++)
		line += text.p[i] == '\n';
	return line;
}

/* Behind the quoted text or comment that begins at `i`, or `i` itself; SIZE_MAX: it has no end. */
static size_t
skip(struct str text, size_t i)
{
	struct str rest = str_from(text, i);
	size_t at;
	if (str_starts(rest, STR("\""))) {
		for (i++; i < text.n && text.p[i] != '"'; i++)
			i += text.p[i] == '\\';
		return i < text.n ? i + 1 : SIZE_MAX;
	}
	if (str_starts(rest, STR("/*"))) {
		at = str_find(text, STR("*/"), i + 2);
		return at == SIZE_MAX ? SIZE_MAX : at + 2;
	}
	if (str_starts(rest, STR("#")) || str_starts(rest, STR("//"))) {
		at = str_find(text, STR("\n"), i);
		return at == SIZE_MAX ? text.n : at;
	}
	return i;
}

static size_t
word_end(struct str text, size_t i)
{
	while (i < text.n &&
	       ((text.p[i] >= '0' && text.p[i] <= '9') || (text.p[i] >= 'a' && text.p[i] <= 'z') ||
		(text.p[i] >= 'A' && text.p[i] <= 'Z') || text.p[i] == '_'))
		i++;
	return i;
}

/* What libconfig 1.5 would get wrong: it reads 4294967305 as 9 (atoi), ends the process when an
 * included file is a folder, and tells of an open quote at the end of the file. */
static bool
text_is_plain(struct reader *r, struct str text)
{
	if (!utf8_valid(text))
		return refuse(r, 0, STR("is not UTF-8 text"));
	for (size_t i = 0, end; i < text.n; i = end) {
		int64_t n;
		end = skip(text, i);
		if (end == SIZE_MAX)
			return refuse(r, line_number(text, i), STR("what begins here has no end"));
		if (end > i)
			continue;
		end = word_end(text, i);
		struct str word = str_sub(text, i, end);
		bool number = word.n > 0 && word.p[0] <= '9';
		if (number && (word.n > 10 || (str_int(word, 0, INT64_MAX, &n) && n > INT32_MAX)))
			return refuse(r, line_number(text, i), STR("a number is too large"));
		if (text.p[i] == '@')
			return refuse(r, line_number(text, i),
				      STR("@include is not taken: the configuration is one file"));
		end += end == i;
	}
	return true;
}

static bool
refuse_syntax(struct reader *r, const config_t *cfg, struct str text)
{
	unsigned line = (unsigned)config_error_line(cfg);
	const char *what = config_error_text(cfg);
	if (strcmp(what, "duplicate setting name") != 0)
		return refuse(
			r, line,
			str_printf(r->a, "%s: a setting looks like this: key = value;", what));
	struct str head = line_at(text, line), name = head;
	for (name.n = 0; name.n < head.n && !str_has(STR(" \t:={"), head.p[name.n]);)
		name.n++;
	return refuse(r, line, str_printf(r->a, "`%.*s` is given twice", STR_FMT(name)));
}

static bool
read_text(struct reader *r, struct conf *c, struct str text)
{
	config_t cfg;
	struct scope top = {.where = WHERE_GLOBAL, .base = c};
	if (!text_is_plain(r, text))
		return false;
	r->empty_texts = str_find(text, STR("\"\""), 0) != SIZE_MAX;
	config_init(&cfg);
	bool ok;
	if (config_read_string(&cfg, text.p) != CONFIG_TRUE)
		ok = refuse_syntax(r, &cfg, text);
	else
		ok = read_scope(r, &top, config_root_setting(&cfg)) &&
		     finish(r, c,
			    top.lines[conf_row_find(WHERE_GLOBAL, STR("listen")) - conf_rows]) &&
		     read_sites(r, c, config_lookup(&cfg, "sites"));
	config_destroy(&cfg);
	for (size_t i = 0; ok && i < c->n_sites; i++)
		make_absolute(r, &c->sites[i].filter_disposable);
	return ok;
}

enum err
conf_read(struct arena *a, const char *path, struct conf **ret, struct str *ret_why)
{
	struct arena *keep = arena_new();
	struct conf *c = arena_new_of(keep, struct conf);
	struct reader r = {.keep = keep, .a = a, .path = path};
	struct str text = {0};
	c->arena = keep;
	c->path = str_copy(keep, str_of(path));
	enum err e = slurp(&r, &text);
	if (e == ERR_OK && !read_text(&r, c, text))
		e = ERR_INPUT;
	if (e != ERR_OK) {
		*ret_why = r.why;
		conf_free(&c);
		return e;
	}
	*ret = c;
	return ERR_OK;
}

void
conf_free(struct conf **c)
{
	if (*c == NULL)
		return;
	struct arena *keep = (*c)->arena; /* holds *c as well */
	arena_free(&keep);
	*c = NULL;
}
