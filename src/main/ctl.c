/*
 * rejoinder: the command line. Finds the command in ctl.def, checks its options, opens what it
 * needs, runs it. The verbs are flow's, the same as behind the web.
 */
#include "ctl_table.h"

#include <getopt.h>
#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/page.h"
#include "base/utf8.h"

const struct command ctl_commands[] = {
#define CTL(group, verb, fn, needs, options, args, help, example)                                  \
	{group, verb, fn, NEEDS_##needs, options, args, help, example},
#include "ctl.def"
#undef CTL
};
const size_t ctl_n_commands = ARRAY_LEN(ctl_commands);

const struct option_row ctl_options[OPT__MAX] = {
#define X(id, name, value, help) {name, value, help},
	OPTIONS(X)
#undef X
};

/* ---- what commands share ------------------------------------------------------------------------ */

int
ctl_fail(int code, const char *fmt, ...)
{
	char line[4096];
	struct arena *a = arena_new();
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	/* What was typed stands in it, which may come from elsewhere than the keys. */
	fprintf(stderr, "rejoinder: %.*s\n", STR_FMT(ctl_show(a, str_of(line), 0)));
	arena_free(&a);
	return code;
}

void
ctl_say(const struct ctl *c, const char *fmt, ...)
{
	if (c->opt[OPT_QUIET] != NULL || c->opt[OPT_JSON] != NULL || c->opt[OPT_JSONL] != NULL)
		return;
	va_list ap;
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

int
ctl_failed(struct ctl *c, enum err e, const char *doing)
{
	(void)c;
	int code = e == ERR_BUSY     ? EX_TEMPFAIL
		   : e == ERR_DENIED ? EX_NOPERM
		   : e == ERR_GONE   ? EX_NOINPUT
				     : EX_IOERR;
	return ctl_fail(code, "%s: %s", doing, err_text(e));
}

int
ctl_noted(struct ctl *c, enum err e, bool with_keys)
{
	if (e == ERR_OK)
		return EX_OK;
	if (e != ERR_FULL || with_keys)
		return ctl_failed(c, e, "nothing is exported");
	/* It may be the last copy that can be had. */
	return ctl_fail(EX_OK, "the disk is full, so the book does not tell of this export");
}

bool
ctl_number(struct ctl *c, enum opt o, int64_t lo, int64_t hi, int64_t def, int64_t *ret)
{
	if (c->opt[o] == NULL) {
		*ret = def;
		return true;
	}
	if (str_int(str_of(c->opt[o]), lo, hi, ret))
		return true;
	ctl_fail(EX_USAGE, "--%s takes a number from %ld to %ld", ctl_options[o].name, (long)lo,
		 (long)hi);
	return false;
}

bool
ctl_part(struct ctl *c, int64_t *ret_after, int64_t *ret_limit)
{
	return ctl_number(c, OPT_AFTER, 0, INT64_MAX, 0, ret_after) &&
	       ctl_number(c, OPT_LIMIT, 1, 1000, 50, ret_limit);
}

const char *
ctl_conf_path(const struct ctl *c)
{
	return c->opt[OPT_CONFIG] != NULL ? c->opt[OPT_CONFIG] : "/etc/rejoinder/rejoinder.conf";
}

struct str
ctl_text(const struct ctl *c, enum opt o)
{
	return str_of(c->opt[o]);
}

bool
ctl_id(const char *arg, int64_t *ret)
{
	return str_int(str_of(arg), 1, INT64_MAX, ret);
}

int
ctl_page(struct ctl *c, const char *arg, struct str *ret)
{
	if (page_canonical(c->arena, str_of(arg), ret) && conf_page(c->site->conf, *ret))
		return EX_OK;
	return ctl_fail(EX_USAGE, "%s: no path of an article at this site; see its setting pages", arg);
}

bool
ctl_input(struct ctl *c, size_t max, struct str *ret)
{
	char *p = arena_alloc(c->arena, max + 1);
	size_t n = fread(p, 1, max + 1, stdin);
	*ret = (struct str){p, n};
	return n <= max && !ferror(stdin);
}

bool
ctl_line(struct ctl *c, size_t max, struct str *ret)
{
	char *p = arena_alloc(c->arena, max + 3);
	if (fgets(p, (int)max + 3, stdin) == NULL)
		return false;
	struct str s = str_of(p);
	while (s.n > 0 && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r'))
		s.n--;
	*ret = s;
	return s.n <= max;
}

struct str
ctl_show(struct arena *a, struct str s, size_t width)
{
	struct buf b = buf_in(a, s.n * 10 + 8);
	size_t shown = 0;
	for (size_t at = 0; at < s.n;) {
		size_t from = at;
		uint32_t ch = utf8_next(s, &at);
		if (width > 0 && shown++ == width - 1 && at < s.n) {
			buf_lit(&b, "…");
			break;
		}
		if (width > 0 && (ch == '\n' || ch == '\t'))
			buf_char(&b, ' ');
		else if (utf8_is_control(ch) && ch != '\n' && ch != '\t')
			buf_printf(&b, "\\u{%X}", ch);
		else
			buf_str(&b, str_sub(s, from, at));
	}
	return buf_view(&b);
}

struct str
ctl_when(struct arena *a, int64_t at)
{
	if (at == 0)
		return STR("-");
	if (!isatty(STDOUT_FILENO))
		return clock_iso(a, at);
	int64_t s = clock_now() - at;
	if (s < -60)
		return str_printf(a, s < -172800 ? "in %ld days" : s < -7200 ? "in %ld h" : "in %ld min",
				  (long)(s < -172800 ? s / -86400 : s < -7200 ? s / -3600 : s / -60));
	if (s < 60)
		return STR("just now");
	if (s < 3600)
		return str_printf(a, "%ld min ago", (long)(s / 60));
	if (s < 172800)
		return str_printf(a, "%ld h ago", (long)(s / 3600));
	return str_printf(a, "%ld days ago", (long)(s / 86400));
}

int
ctl_print(struct buf *b)
{
	must(!b->over);
	buf_char(b, '\n');
	struct str s = buf_view(b);
	if (fwrite(s.p, 1, s.n, stdout) != s.n || fflush(stdout) != 0)
		return ctl_fail(EX_IOERR, "cannot write to standard output: %m");
	return EX_OK;
}

/* ---- the tables ---------------------------------------------------------------------------------- */

/* The word "NAME" or "NAME=a|b" of the row's options. */
static bool
find_word(const struct command *k, enum opt o, struct str *ret_value)
{
	struct str rest = str_of(k->options), word, name;
	while (rest.n > 0) {
		str_cut(&rest, ' ', &word);
		bool own = str_cut(&word, '=', &name);
		if (!str_eq(name, str_of(ctl_options[o].name)))
			continue;
		*ret_value = own ? word : str_of(ctl_options[o].value);
		return true;
	}
	return false;
}

bool
ctl_takes(const struct command *k, enum opt o)
{
	struct str value;
	return o == OPT_CONFIG || o == OPT_SITE || o == OPT_HELP || find_word(k, o, &value);
}

struct str
ctl_value(const struct command *k, enum opt o)
{
	struct str value = str_of(ctl_options[o].value);
	(void)find_word(k, o, &value);
	return value;
}

struct str
ctl_words(struct arena *a, const struct command *k)
{
	return str_printf(a, "%s%s%s", k->group, *k->verb ? " " : "", k->verb);
}

/* ---- finding the command ------------------------------------------------------------------------- */

static const struct command *
find_command(char **words, int n, int *ret_used)
{
	for (size_t i = 0; n > 0 && i < ctl_n_commands; i++) {
		const struct command *k = &ctl_commands[i];
		bool verb = *k->verb != '\0';
		if (strcmp(words[0], k->group) != 0 ||
		    (verb && (n < 2 || strcmp(words[1], k->verb) != 0)))
			continue;
		*ret_used = verb ? 2 : 1;
		return k;
	}
	return NULL;
}

/* Fills c->opt and the remaining words; false: usage, said already. */
static bool
parse_options(struct ctl *c, int argc, char **argv)
{
	struct option longs[OPT__MAX + 1] = {0};
	for (int o = 0; o < OPT__MAX; o++)
		longs[o] = (struct option){ctl_options[o].name,
					   *ctl_options[o].value ? required_argument : no_argument,
					   NULL, 1000 + o};
	opterr = 0; /* it would name argv[0], and an option without what is wrong with it */
	for (int got; (got = getopt_long(argc, argv, ":o:", longs, NULL)) != -1;) {
		if (got == '?' || got == ':') {
			ctl_fail(EX_USAGE,
				 got == ':' ? "%s wants a value" : "there is no option like %s",
				 argv[optind - 1]);
			return false;
		}
		got = got == 'o' ? 1000 + OPT_OUTPUT
				 : got; /* the one short option, as compilers have it */
		must(got >= 1000 && got < 1000 + OPT__MAX);
		c->opt[got - 1000] = *ctl_options[got - 1000].value ? optarg : "";
	}
	c->args = argv + optind;
	c->n_args = argc - optind;
	return true;
}

/* The value is one of those of the table, or a number where that says so. */
static bool
value_fits(const struct ctl *c, const struct command *k, enum opt o)
{
	struct str value = ctl_value(k, o), given = ctl_text(c, o), rest = value, word;
	int64_t n;
	if (str_eq(value, STR("N")) || str_eq(value, STR("ID"))) {
		if (str_int(given, 0, INT64_MAX, &n))
			return true;
		ctl_fail(EX_USAGE, "--%s takes a number", ctl_options[o].name);
		return false;
	}
	if (value.n == 0 || (value.p[0] >= 'A' && value.p[0] <= 'Z'))
		return true;
	for (bool more = true; more;) {
		more = str_cut(&rest, '|', &word);
		if (str_eq(word, given))
			return true;
	}
	ctl_fail(EX_USAGE, "--%s takes %.*s", ctl_options[o].name, STR_FMT(value));
	return false;
}

static bool
options_fit(const struct ctl *c, const struct command *k)
{
	for (int o = 0; o < OPT__MAX; o++) {
		if (c->opt[o] == NULL)
			continue;
		if (!ctl_takes(k, (enum opt)o)) {
			ctl_fail(EX_USAGE, "`%.*s` does not take --%s; see --help",
				 STR_FMT(ctl_words(c->arena, k)), ctl_options[o].name);
			return false;
		}
		if (!value_fits(c, k, (enum opt)o))
			return false;
	}
	if (c->opt[OPT_JSON] != NULL && c->opt[OPT_JSONL] != NULL) {
		ctl_fail(EX_USAGE, "--json and --jsonl exclude each other");
		return false;
	}
	return true;
}

/* "", "X", "X Y", "[X]", "X…" or "[X…]" in ctl.def is how many. */
static bool
arguments_fit(const struct ctl *c, const struct command *k)
{
	struct str args = str_of(k->args);
	bool optional = args.n > 0 && args.p[0] == '[',
	     many = str_find(args, STR("…"), 0) != SIZE_MAX;
	int named = args.n == 0 ? 0 : 1;
	for (size_t i = 0; i < args.n; i++)
		named += args.p[i] == ' ';
	int least = optional ? 0 : named, most = many ? INT_MAX : named;
	if (c->n_args >= least && c->n_args <= most)
		return true;
	ctl_fail(EX_USAGE, "`%.*s` takes %s; see --help", STR_FMT(ctl_words(c->arena, k)),
		 args.n > 0 ? k->args : "no arguments");
	return false;
}

/* Arguments are text from outside like any other. */
static bool
arguments_valid(const struct ctl *c)
{
	bool ok = true;
	for (int o = 0; o < OPT__MAX; o++)
		ok = ok && (c->opt[o] == NULL || utf8_valid(str_of(c->opt[o])));
	for (int i = 0; i < c->n_args; i++)
		ok = ok && utf8_valid(str_of(c->args[i]));
	if (!ok)
		ctl_fail(EX_USAGE, "an argument is not valid UTF-8");
	return ok;
}

/* Who runs this, as the system names them. */
static const char *
user_name(struct arena *a)
{
	struct passwd entry, *found = NULL;
	size_t room = 16 * 1024;
	if (getpwuid_r(getuid(), &entry, arena_alloc(a, room), room, &found) != 0 || found == NULL ||
	    !utf8_valid(str_of(found->pw_name)))
		return str_printf(a, "%u", (unsigned)getuid()).p;
	return found->pw_name;
}

static int
open_needs(struct ctl *c, enum needs needs)
{
	struct str why = {0};
	const char *path = ctl_conf_path(c);
	if (needs == NEEDS_NOTHING)
		return EX_OK;
	if (conf_read(c->arena, path, &c->conf, &why) != ERR_OK)
		return ctl_fail(EX_CONFIG, "%.*s", STR_FMT(why));
	c->by = actor_console_name(c->arena, user_name(c->arena));
	if (needs == NEEDS_CONF)
		return EX_OK;
	enum err e = house_open(c->arena, c->conf, true, &c->house, &why);
	if (e == ERR_OK && needs == NEEDS_WORDS && (e = house_judges(c->house)) != ERR_OK)
		why = STR("cannot read the site's words from the database");
	if (e != ERR_OK) {
		int code = e == ERR_DENIED		     ? EX_NOPERM
			   : e == ERR_BUSY		     ? EX_TEMPFAIL
			   : e == ERR_IO || e == ERR_FULL ? EX_IOERR
							     : EX_CONFIG;
		return ctl_fail(code, "%.*s", STR_FMT(why));
	}
	c->site = house_site(c->house, ctl_text(c, OPT_SITE));
	if (c->site == NULL)
		return ctl_fail(EX_USAGE, "no site called %s in %s; `rejoinder config show` names them",
				c->opt[OPT_SITE], path);
	c->me = actor_console(c->arena, c->site, user_name(c->arena));
	return EX_OK;
}

/* The commands, or those of the group that was named: asked for, or because there is no such one. */
static int
no_command(struct ctl *c)
{
	const char *group = NULL;
	for (size_t i = 0; c->n_args > 0 && i < ctl_n_commands; i++)
		if (strcmp(c->args[0], ctl_commands[i].group) == 0)
			group = ctl_commands[i].group;
	bool asked = c->opt[OPT_HELP] != NULL && c->n_args == (group != NULL);
	ctl_usage(c->arena, asked ? stdout : stderr, group);
	if (asked)
		return EX_OK;
	if (c->n_args > (group != NULL))
		ctl_fail(EX_USAGE, "there is no command %s%s%.*s", group != NULL ? group : "",
			 group != NULL ? " " : "",
			 STR_FMT(ctl_show(c->arena, str_of(c->args[group != NULL]), 40)));
	return EX_USAGE;
}

static int
run(struct ctl *c, int argc, char **argv)
{
	int used = 0;
	if (!parse_options(c, argc, argv))
		return EX_USAGE;
	const struct command *k = find_command(c->args, c->n_args, &used);
	if (k == NULL)
		return no_command(c);
	c->args += used;
	c->n_args -= used;
	if (c->opt[OPT_HELP] != NULL) {
		ctl_command_help(c->arena, k);
		return EX_OK;
	}
	if (!arguments_valid(c) || !options_fit(c, k) || !arguments_fit(c, k))
		return EX_USAGE;
	int code = open_needs(c, k->needs);
	if (code == EX_OK)
		code = k->run(c);
	house_close(&c->house);
	conf_free(&c->conf);
	return code;
}

int
main(int argc, char **argv)
{
	struct ctl c = {.arena = arena_new()};
	umask(0077);
	die_loudly();
	crypt_init();
	if (log_open(NULL, LOG_WARN) != ERR_OK)
		return EX_OSERR;
	int code = run(&c, argc, argv);
	/* What could not be told is not well done: a full disk behind a pipe or a file. */
	bool told = fflush(stdout) == 0 && !ferror(stdout);
	if (code == EX_OK && !told)
		code = ctl_fail(EX_IOERR, "cannot write to standard output: %m");
	arena_free(&c.arena);
	return code;
}
