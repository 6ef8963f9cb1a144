/* The configuration file: what it takes, what it says when it does not. */
#include "scratch.h"

#include <errno.h>

#include "base/buf.h"
#include "base/conf.h"
#include "leaks.h"

/* libconfig 1.5 loses the text before which it finds a syntax error. */
KNOWN_LEAK("leak:libconfig")

static struct arena *a;
static const char *dir, *path;

static int
setup(void **state)
{
	(void)state;
	a = arena_new();
	dir = scratch_make(a);
	path = scratch_path(a, dir, "rejoinder.conf");
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	scratch_remove(dir);
	arena_free(&a);
	return 0;
}

#define SITE "sites = ( { name = \"news\"; base_url = \"https://news.example\"; } );\n"

static struct conf *
read_ok(const char *text)
{
	struct conf *c = NULL;
	struct str why = {0};
	scratch_write(path, text, strlen(text), 0600);
	enum err e = conf_read(a, path, &c, &why);
	if (e != ERR_OK)
		fail_msg("refused: %.*s", STR_FMT(why));
	return c;
}

/* The complaint without the path in front. */
static struct str
refusal(struct str text)
{
	struct conf *const untouched = (struct conf *)(uintptr_t)1;
	struct conf *c = untouched;
	struct str why = {0}, head = str_printf(a, "%s:", path);
	scratch_write(path, text.p, text.n, 0600);
	assert_int_equal(conf_read(a, path, &c, &why), ERR_INPUT);
	assert_ptr_equal(c, untouched);
	assert_true(str_starts(why, head));
	assert_false(str_has(why, '\n'));
	return str_from(why, head.n);
}

#define REFUSAL(text) refusal(STR(text))

static void
a_file_with_one_site_has_all_defaults(void **state)
{
	(void)state;
	struct conf *c = read_ok(SITE);
	assert_str(c->listen, "/run/rejoinder/rejoinder.sock");
	assert_str(c->listen_mode, "0660");
	assert_str(c->log_file, "");
	assert_int_equal(c->workers, 64);
	assert_int_equal(c->io_timeout, 10);
	assert_int_equal(c->cache_bytes, 16777216);
	assert_true(str_eq(c->path, str_of(path)));
	assert_int_equal(c->n_sites, 1);
	const struct site_conf *s = &c->sites[0];
	assert_str(s->name, "news");
	assert_str(s->host, "news.example");
	assert_true(s->https);
	assert_str(s->base_path, "/comments");
	assert_int_equal(s->pages.n, 1);
	assert_str(s->pages.at[0], "/*");
	assert_int_equal(s->trusted_proxies.n, 0);
	assert_true(s->email_required);
	assert_int_equal(s->rate_span, 300);
	assert_int_equal(s->token_life, 48 * 3600);
	assert_int_equal(s->hold_first, 1);
	assert_int_equal(s->id, 0);
	conf_free(&c);
	assert_null(c);
	conf_free(&c);
}

static void
every_kind_of_setting_is_read_where_it_stands(void **state)
{
	(void)state;
	struct conf *c = read_ok(
		"# a comment\n"
		"workers = 9; cache: { bytes = 0; };\n"
		"log = { level = \"warn\"; file = \"/var/log/x\"; };\n"
		"io_timeout = \"1m\";\n"
		"sites = (\n"
		"  { name = \"a\"; base_url = \"http://News.Example:8080\"; \n"
		"    hold: { first = 0; score = 1000; };\n"
		"    email: { required = false; }; pages = [ \"/blog/*\", \"*.html\" ];\n"
		"    trusted_proxies = \"192.0.2.0/24\"; \n"
		"    rate: { span = \"90s\"; posts = 0x10; }; },\n"
		"  { name = \"b\"; base_url = \"https://[2001:db8::1]:8443\"; pages = (\"/x\");\n"
		"    title = \"Z\xC3\xBCrich\"; } );\n");
	assert_int_equal(c->workers, 9);
	assert_int_equal(c->cache_bytes, 0);
	assert_str(c->log_level, "warn");
	assert_str(c->log_file, "/var/log/x");
	assert_int_equal(c->io_timeout, 60);
	assert_int_equal(c->n_sites, 2);
	const struct site_conf *x = &c->sites[0], *y = &c->sites[1];
	assert_str(x->base_url, "http://news.example:8080");
	assert_str(x->host, "news.example:8080");
	assert_false(x->https);
	assert_int_equal(x->hold_first, 0);
	assert_int_equal(x->hold_score, 1000);
	assert_false(x->email_required);
	assert_int_equal(x->pages.n, 2);
	assert_str(x->pages.at[1], "*.html");
	assert_int_equal(x->trusted_proxies.n, 1);
	assert_str(x->trusted_proxies.at[0], "192.0.2.0/24");
	assert_int_equal(x->rate_span, 90);
	assert_int_equal(x->rate_post, 16);
	assert_str(y->host, "[2001:db8::1]:8443");
	assert_str(y->pages.at[0], "/x");
	assert_str(y->title, "Z\xC3\xBCrich");
	conf_free(&c);
}

static void
relative_paths_count_from_the_folder_of_the_file(void **state)
{
	(void)state;
	char here[4096];
	const char *text = "listen = \"run/sock\"; store = \"./db\"; key_file = \"/abs/key\";"
			   "log: { file = \"log\"; };\n" SITE;
	struct conf *c = read_ok(text);
	assert_true(str_eq(c->listen, str_printf(a, "%s/run/sock", dir)));
	assert_true(str_eq(c->store, str_printf(a, "%s/./db", dir)));
	assert_str(c->key_file, "/abs/key");
	assert_true(str_eq(c->log_file, str_printf(a, "%s/log", dir)));
	conf_free(&c);
	struct str why;
	assert_non_null(getcwd(here, sizeof(here)));
	assert_int_equal(chdir(dir), 0);
	enum err e = conf_read(a, "rejoinder.conf", &c, &why);
	assert_int_equal(chdir(here), 0);
	assert_int_equal(e, ERR_OK);
	assert_str(c->path, "rejoinder.conf");
	assert_true(str_eq(c->log_file, str_printf(a, "%s/log", dir)));
	conf_free(&c);
}

static void
an_unknown_setting_is_named_with_its_line_and_its_neighbour(void **state)
{
	(void)state;
	assert_str(REFUSAL("\n\nworker = 9;\n" SITE),
		   "3: unknown setting `worker`; did you mean `workers`?");
	assert_str(REFUSAL("sites = ( { name = \"a\";\n base_url = \"https://a.example\";\n"
			   " hold: { frist = 1; }; } );"),
		   "3: unknown setting `hold.frist`; did you mean `hold.first`?");
	assert_str(REFUSAL("colour = 1;\n" SITE), "1: unknown setting `colour`");
	assert_str(REFUSAL("log: { x: { y = 1; }; };\n" SITE), "1: unknown setting `log.x`");
	assert_str(REFUSAL("title = \"x\";\n" SITE),
		   "1: `title` belongs inside an element of `sites`");
	assert_str(REFUSAL("sites = ( { workers = 9; } );"),
		   "1: `workers` belongs at the top of the file, not inside a site");
	assert_str(REFUSAL("log = \"info\";\n" SITE), "1: `log` is a group: log: { … };");
	assert_str(REFUSAL("workers: { x = 1; };\n" SITE),
		   "1: `workers` must be a number from 9 to 1024");
}

static void
a_setting_given_twice_is_named_with_its_line(void **state)
{
	(void)state;
	assert_str(REFUSAL("workers = 9;\nio_timeout = \"5s\";\nworkers = 10;\n" SITE),
		   "3: `workers` is given twice");
	assert_str(REFUSAL("log: { level = \"info\";\n  level = \"warn\"; };\n" SITE),
		   "2: `level` is given twice");
	assert_str(REFUSAL(SITE SITE), "2: `sites` is given twice");
}

static void
a_file_that_is_not_in_the_language_is_refused_with_its_line(void **state)
{
	(void)state;
	assert_str(REFUSAL("workers = 9;\nio_timeout 10;\n"),
		   "2: syntax error: a setting looks like this: key = value;");
	assert_true(str_starts(REFUSAL("sites = ( {"), STR("1: syntax error")));
	assert_str(REFUSAL("workers = 9;\n @include \"/etc/passwd\"\n"),
		   "2: @include is not taken: the configuration is one file");
	assert_str(REFUSAL("x = \"a\\\"b\" @include \"/etc/passwd\"\n"),
		   "1: @include is not taken: the configuration is one file");
	assert_str(REFUSAL("workers = 9;\nstore = \"/var\\\";\n" SITE "# \"\n"),
		   "3: syntax error: a setting looks like this: key = value;");
	assert_str(REFUSAL("workers = 9;\nstore = \"/var;\n"), "2: what begins here has no end");
	assert_str(REFUSAL("/* workers = 9;\n"), "1: what begins here has no end");
	assert_str(refusal(STR("workers = 9;\n\0" SITE)), " is not UTF-8 text");
	assert_str(REFUSAL("# \xFF\n" SITE), " is not UTF-8 text");
}

static void
at_least_one_whole_site_is_needed(void **state)
{
	(void)state;
#define WANT_SITES                                                                                 \
	"`sites` must be a list of at least one site: "                                            \
	"sites = ( { name = \"…\"; base_url = \"…\"; } );"
	assert_str(REFUSAL(""), " " WANT_SITES);
	assert_str(REFUSAL("\n\n"), " " WANT_SITES);
	assert_str(REFUSAL("\nsites = ();"), "2: " WANT_SITES);
	assert_str(REFUSAL("sites = { name = \"a\"; };"), "1: " WANT_SITES);
	assert_str(REFUSAL("sites = ( \"a\" );"), "1: " WANT_SITES);
	assert_str(REFUSAL("sites = [ \"a\" ];"), "1: " WANT_SITES);
	assert_str(REFUSAL("sites = (\n{ name = \"a\"; } );"), "2: `base_url` must be given");
	assert_str(REFUSAL("sites = ( { base_url = \"https://a.example\"; } );"),
		   "1: `name` must be given");
}

/* Is the file with `lines` before a site taken? */
static bool
takes(const char *lines)
{
	struct conf *c = NULL;
	struct str why, text = str_printf(a, "%s\n" SITE, lines);
	scratch_write(path, text.p, text.n, 0600);
	enum err e = conf_read(a, path, &c, &why);
	conf_free(&c);
	return e == ERR_OK;
}

/* The same with `lines` inside the only site. */
static bool
site_takes(const char *lines)
{
	struct conf *c = NULL;
	struct str why;
	struct str text =
		str_printf(a, "sites = ( { name = \"n\"; %s%s } );", lines,
			   strstr(lines, "base_url") ? "" : "base_url = \"https://n.example\";");
	scratch_write(path, text.p, text.n, 0600);
	enum err e = conf_read(a, path, &c, &why);
	conf_free(&c);
	return e == ERR_OK;
}

static void
numbers_are_taken_within_their_bounds_alone(void **state)
{
	(void)state;
	assert_true(takes("workers = 9;") && takes("workers = 1024;"));
	assert_false(takes("workers = 8;") || takes("workers = 1025;"));
	assert_true(takes("cache: { bytes = 1073741824; };"));
	assert_false(takes("cache: { bytes = 1073741825; };") || takes("cache: { bytes = -1; };"));
	assert_false(takes("workers = 4294967305;") ||
		     takes("workers = 4294967305L;")); /* 2^32 + 9 */
	assert_false(takes("workers = 0x100000009;") || takes("workers = -4294967287;"));
	assert_str(
		REFUSAL("# 99999999999\n/* 4294967305 */ listen = \"/4294967305\";\n"
			"workers = 4294967305;\n" SITE),
		"3: a number is too large");
	assert_true(takes("workers = 9L;") && takes("// 4294967305"));
	assert_false(takes("workers = \"9\";") || takes("workers = 9.0;") ||
		     takes("workers = true;") || takes("workers = [ 9 ];"));
	assert_str(REFUSAL("workers = 8;\n" SITE), "1: `workers` must be a number from 9 to 1024");
}

static void
spans_are_a_number_and_a_unit_within_their_bounds(void **state)
{
	(void)state;
	assert_true(takes("io_timeout = \"1s\";") && takes("io_timeout = \"60s\";") &&
		    takes("io_timeout = \"1m\";"));
	assert_false(takes("io_timeout = \"0s\";") || takes("io_timeout = \"61s\";") ||
		     takes("io_timeout = \"2m\";"));
	assert_true(site_takes("token: { life = \"7d\"; };") &&
		    site_takes("token: { life = \"60m\"; };"));
	assert_false(site_takes("token: { life = \"8d\"; };") ||
		     site_takes("token: { life = \"59m\"; };"));
	static const char *const bad[] = {"10", "\"10\"", "\"s\"", "\"\"", "\"1w\"", "\"1 s\"",
		"\" 1s\"", "\"1S\"",
					  "\"-1s\"", "\"+1s\"", "\"1.5s\"", "\"1h30m\"",
					  "\"99999999999999999999s\"",
					  "\"213503982334602d\"", "true"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(takes(str_printf(a, "io_timeout = %s;", bad[i]).p));
	assert_str(REFUSAL("io_timeout = 10;\n" SITE),
		   "1: `io_timeout` must be a time from \"1s\" to \"1m\" (s, m, h or d)");
}

static void
texts_are_taken_within_their_length_and_without_controls(void **state)
{
	(void)state;
	assert_true(site_takes(str_printf(a, "title = \"%0120d\";", 1).p));
	assert_false(site_takes(str_printf(a, "title = \"%0121d\";", 1).p));
	assert_true(site_takes("title = \"\";"));
	assert_false(takes("store = \"\";"));
	assert_false(site_takes("title = \"a\\nb\";") || site_takes("title = \"a\\x07\";"));
	assert_false(site_takes("title = \"\xE2\x80\xAE\";") || site_takes("title = \"\\xFF\";"));
	assert_false(site_takes("title = 5;") || site_takes("title = true;") ||
		     site_takes("title = [\"a\"];"));
	assert_str(REFUSAL("store = 5;\n" SITE),
		   "1: `store` must be a text of 1 to 1024 bytes in quotes");
}

static void
lists_are_taken_within_their_length_as_list_array_or_single_text(void **state)
{
	(void)state;
	struct buf b = buf_in(a, 4096);
	buf_lit(&b, "pages = [ \"/1\"");
	for (int i = 1; i < 64; i++)
		buf_lit(&b, ", \"/2\"");
	assert_true(site_takes(str_printf(a, "%.*s ];", STR_FMT(buf_view(&b))).p));
	assert_false(site_takes(str_printf(a, "%.*s, \"/65\" ];", STR_FMT(buf_view(&b))).p));
	assert_true(site_takes("trusted_proxies = [ ];") && site_takes("trusted_proxies = \"\";"));
	assert_true(site_takes("trusted_proxies = [ \"10.0.0.0/8\", \"127.0.0.1\", \"::1\", \"2001:db8::/32\" ];"));
	assert_false(site_takes("trusted_proxies = \"10.0.0.1/8\";") || site_takes("trusted_proxies = \"2001:db8::/20\";") ||
		     site_takes("trusted_proxies = \"proxy.example\";") || site_takes("trusted_proxies = \"::/0\";") ||
		     site_takes("trusted_proxies = [ \"127.0.0.1\", \"\" ];"));
	assert_false(site_takes("pages = [ ];") || site_takes("pages = \"\";") ||
		     site_takes("pages = [ \"\" ];"));
	assert_false(site_takes("pages = [ 1 ];") || site_takes("pages = ( \"/a\", 1 );") ||
		     site_takes("pages = 1;") || site_takes("pages = ( ( \"/a\" ) );") ||
		     site_takes("pages = { x = 1; };"));
	assert_true(site_takes(str_printf(a, "pages = \"/%02047d\";", 1).p));
	assert_false(site_takes(str_printf(a, "pages = \"/%02048d\";", 1).p));
}

static void
booleans_are_true_or_false(void **state)
{
	(void)state;
	assert_true(site_takes("email: { required = false; };") &&
		    site_takes("email: { required = TRUE; };"));
	assert_false(site_takes("email: { required = 1; };") ||
		     site_takes("email: { required = \"true\"; };"));
}

static void
the_socket_is_no_port_and_not_for_the_world(void **state)
{
	(void)state;
	assert_false(takes("listen = \"127.0.0.1:9000\";") || takes("listen = \"unix:/run/x\";"));
	static const char *const good[] = {"0600", "0660", "0620", "0770"};
	static const char *const bad[] = {"0666", "0661", "0664", "0662", "0060", "0400", "1660",
		"4660", "660",
					  "0680", "00660", "066x", "0x66"};
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(takes(str_printf(a, "listen_mode = \"%s\";", good[i]).p));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(takes(str_printf(a, "listen_mode = \"%s\";", bad[i]).p));
	assert_false(takes("listen_mode = 0660;"));
	/* A socket's address has 108 bytes with its NUL (unix(7)). */
	struct str name = str_printf(a, "%099d", 0);
	size_t room = 107 - strlen(dir) - 1;
	assert_true(room < 99);
	assert_true(takes(str_printf(a, "listen = \"%.*s\";", (int)room, name.p).p));
	assert_false(takes(str_printf(a, "listen = \"%.*s\";", (int)room + 1, name.p).p));
}

static void
words_come_from_their_lists(void **state)
{
	(void)state;
	assert_true(takes("log: { level = \"debug\"; };") && takes("log: { level = \"error\"; };"));
	assert_false(takes("log: { level = \"infos\"; };") || takes("log: { level = \"INFO\"; };"));
	assert_true(takes("password: { cost = \"test\"; };") &&
		    takes("password: { cost = \"strong\"; };"));
	assert_false(takes("password: { cost = \"weak\"; };"));
	assert_true(site_takes("moderation = \"filter\";"));
	assert_false(site_takes("moderation = \"none\";") ||
		     site_takes("moderation = \"filter all\";"));
	assert_str(REFUSAL("log: { level = \"loud\"; };\n" SITE),
		   "1: `log.level` must be debug, info, warn or error");
}

static void
a_base_url_is_scheme_host_and_unusual_port(void **state)
{
	(void)state;
	static const char *const good[] = {"https://n.example", "http://localhost",
		"http://127.0.0.1:8080",
					   "https://xn--bcher-kva.example", "http://[::1]",
					   "http://a:443",
					   "https://a:80", "https://a:65535", "https://a:1"};
	static const char *const bad[] = {"n.example", "ftp://n.example", "//n.example", "https://",
					  "https://n.example/", "https://n.example/blog",
					  "https://n.example?x",
					  "https://n.example#x", "https://u@n.example",
					  "https://u:p@n.example",
					  "https://n.example:443", "http://n.example:80",
					  "https://n.example:",
					  "https://n.example:0", "https://n.example:65536",
					  "https://n.example:08",
					  "https://n.example.", "https://.example",
					  "https://n..example",
					  "https://-n.example", "https://n_.example",
					  "https://b\xC3\xBC.example",
					  "https://[::1", "https://[x]", "https://::1",
					  "https://n example",
					  "https://:8080", "https://[]", "https://*.example"};
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		if (!site_takes(str_printf(a, "base_url = \"%s\";", good[i]).p))
			fail_msg("refused: %s", good[i]);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (site_takes(str_printf(a, "base_url = \"%s\";", bad[i]).p))
			fail_msg("taken: %s", bad[i]);
}

static void
a_base_path_is_plain_and_has_no_slash_at_its_end(void **state)
{
	(void)state;
	static const char *const good[] = {"/c", "/comments", "/a/b-c_d.e~f"};
	static const char *const bad[] = {"/", "//", "c/d", "/c/", "/a//b", "/a/../b", "/./a",
		"/a?b", "/a b",
					  "/%41", "/a*", "//a"};
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(site_takes(str_printf(a, "base_path = \"%s\";", good[i]).p));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (site_takes(str_printf(a, "base_path = \"%s\";", bad[i]).p))
			fail_msg("taken: %s", bad[i]);
}

static void
nobody_may_trust_everybody(void **state)
{
	(void)state;
	assert_true(site_takes(
		"trusted_proxies = [ \"10.0.0.0/8\", \"2001:db8::/32\", \"192.0.2.1\" ];"));
	assert_false(site_takes("trusted_proxies = \"0.0.0.0/0\";"));
	assert_false(site_takes("trusted_proxies = [ \"192.0.2.1\", \"::/0\" ];"));
	assert_false(site_takes("trusted_proxies = \"10.0.0.0/00\";"));
}

static void
links_patterns_and_languages_are_what_they_look_like(void **state)
{
	(void)state;
	assert_true(site_takes(
		"rules: { url = \"/rules\"; }; privacy: { url = \"https://n.example/p\"; };"));
	assert_false(site_takes("rules: { url = \"javascript:alert(1)\"; };"));
	assert_false(site_takes("privacy: { url = \"//evil.example\"; };") ||
		     site_takes("privacy: { url = \"data:text/html,x\"; };"));
	assert_false(site_takes("pages = [ \"/ok\", \"blog/*\" ];"));
	assert_true(site_takes("lang = \"pt-BR\";") && site_takes("lang = \"zh-Hant-TW\";"));
	assert_false(site_takes("lang = \"de_AT\";") || site_takes("lang = \"-en\";") ||
		     site_takes("lang = \"en-\";"));
}

static void
a_site_knows_its_hosts_and_its_pages(void **state)
{
	(void)state;
	struct conf *c = read_ok("sites = ( { name = \"a\"; base_url = \"https://n.example:444\";"
				 "aliases = [ \"WWW.n.example\" ]; pages = [ \"/story/*\", \"/x\" ]; } );");
	const struct site_conf *s = &c->sites[0];
	assert_true(conf_host(s, STR("n.example:444")) && conf_host(s, STR("N.Example:444")));
	assert_true(conf_host(s, STR("www.n.example")));
	assert_false(conf_host(s, STR("n.example")) || conf_host(s, STR("")));
	assert_false(conf_host(s, STR("n.example:4444")) || conf_host(s, STR("n.example:44")));
	assert_true(conf_page(s, STR("/story/")) && conf_page(s, STR("/x")));
	assert_false(conf_page(s, STR("/xy")) || conf_page(s, STR("/a/story/")));
	conf_free(&c);
}

static void
two_sites_stand_apart(void **state)
{
	(void)state;
#define TWO(name2, url2, path2)                                                                    \
	"sites = ( { name = \"a\"; base_url = \"https://n.example\"; },\n"                         \
	"{ name = \"" name2 "\"; base_url = \"" url2 "\"; base_path = \"" path2 "\"; } );"
	assert_str(REFUSAL(TWO("b", "https://n.example", "/comments")),
		   "2: sites `a` and `b` both stand at n.example/comments");
	assert_str(REFUSAL(TWO("b", "http://N.example", "/comments")),
		   "2: sites `a` and `b` both stand at n.example/comments");
	assert_str(REFUSAL(TWO("a", "https://m.example", "/comments")),
		   "2: two sites have the name `a`");
	assert_str(REFUSAL("sites = ( { name = \"a\"; base_url = \"https://n.example\"; aliases = \"W.example\"; },"
			   "{ name = \"b\"; base_url = \"https://w.example\"; } );"),
		   "1: sites `a` and `b` both stand at w.example/comments");
	assert_str(REFUSAL("sites = ( { name = \"a\"; base_url = \"https://n.example\"; aliases = \"w.example\"; },"
			   "{ name = \"b\"; base_url = \"https://m.example\"; aliases = [ \"x.example\", "
			   "\"w.example\" ]; } );"),
		   "1: sites `a` and `b` both stand at w.example/comments");
	struct conf *c = read_ok(TWO("b", "https://n.example", "/talk"));
	conf_free(&c);
	c = read_ok(TWO("b", "https://m.example", "/comments"));
	conf_free(&c);
}

static void
a_file_that_cannot_be_read_says_why(void **state)
{
	(void)state;
	struct conf *c = NULL;
	struct str why = {0};
	assert_int_equal(conf_read(a, scratch_path(a, dir, "none"), &c, &why), ERR_GONE);
	assert_true(str_ends(why, STR("/none: No such file or directory")));
	assert_int_equal(conf_read(a, dir, &c, &why), ERR_INPUT);
	assert_true(str_find(why, STR("not a configuration file"), 0) != SIZE_MAX);
	const char *fifo = scratch_path(a, dir, "fifo");
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(conf_read(a, fifo, &c, &why), ERR_INPUT);
	size_t limit = 1 << 20;
	char *big = arena_alloc(a, limit + 1);
	memset(big, '\n', limit + 1);
	memcpy(big, SITE, strlen(SITE));
	scratch_write(path, big, limit + 1, 0600);
	assert_int_equal(conf_read(a, path, &c, &why), ERR_INPUT);
	assert_null(c);
	scratch_write(path, big, limit, 0600);
	assert_int_equal(conf_read(a, path, &c, &why), ERR_OK);
	conf_free(&c);
}

/* Every byte of a good file is cut away and every byte is changed: no crash, no half configuration. */
static void
a_damaged_file_is_refused_or_whole(void **state)
{
	(void)state;
	const char *good =
		"log: { level = \"info\"; };\nworkers = 9;\n"
		"sites = ( { name = \"n\"; base_url = \"https://n.example\";\n"
			   "pages = [ \"/a\" ]; } );\n";
	size_t n = strlen(good);
	for (size_t i = 0; i < n; i++)
		for (int how = 0; how < 6; how++) {
			static const char swap[] = "\"{;\xFF";
			char *bad = arena_copy(a, good, n);
			struct conf *c = NULL;
			struct str why = {0};
			if (how < 4)
				bad[i] = swap[how];
			else if (how == 4)
				memmove(bad + i, bad + i + 1, n - i);
			size_t len = how < 4 ? n : how == 4 ? n - 1 : i;
			scratch_write(path, bad, len, 0600);
			enum err e = conf_read(a, path, &c, &why);
			assert_true(e == ERR_OK ? c->n_sites == 1
						: e == ERR_INPUT && why.n > 0 && c == NULL);
			conf_free(&c);
		}
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_file_with_one_site_has_all_defaults),
		T(every_kind_of_setting_is_read_where_it_stands),
		T(relative_paths_count_from_the_folder_of_the_file),
		T(an_unknown_setting_is_named_with_its_line_and_its_neighbour),
		T(a_setting_given_twice_is_named_with_its_line),
		T(a_file_that_is_not_in_the_language_is_refused_with_its_line),
		T(at_least_one_whole_site_is_needed),
		T(numbers_are_taken_within_their_bounds_alone),
		T(spans_are_a_number_and_a_unit_within_their_bounds),
		T(texts_are_taken_within_their_length_and_without_controls),
		T(lists_are_taken_within_their_length_as_list_array_or_single_text),
		T(booleans_are_true_or_false),
		T(the_socket_is_no_port_and_not_for_the_world),
		T(words_come_from_their_lists),
		T(a_base_url_is_scheme_host_and_unusual_port),
		T(a_base_path_is_plain_and_has_no_slash_at_its_end),
		T(nobody_may_trust_everybody),
		T(links_patterns_and_languages_are_what_they_look_like),
		T(a_site_knows_its_hosts_and_its_pages),
		T(two_sites_stand_apart),
		T(a_file_that_cannot_be_read_says_why),
		T(a_damaged_file_is_refused_or_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
