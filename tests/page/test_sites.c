/*
 * Several sites in one process: nothing of site b can be had, used or noticed through site a. The cases are
 * made from routes.def and fields.def: each row is asked with what is b's and with its twin that is nowhere,
 * in every place of a request where it fits, and the two answers must be equal. A route or a field that the
 * tables here do not know fails the test.
 */
#include "test.h"

#define A_VOTES "up"

#include "mask.h"
#include "solver.h"
#include "plain_fields.h"
#include "world.h"

/* What stands in a place of a request: an ordinary value of a's, b's, and one that is nowhere. Ordinary NULL:
 * not sent. There NULL: nothing of a site can stand there. */
struct filling {
	struct str ordinary, there, nowhere;
};

static struct filling
number(struct world *w, int64_t ordinary, int64_t there, int64_t nowhere)
{
	return (struct filling){ordinary == 0 ? (struct str){0} : str_printf(w->f.a, "%ld", (long)ordinary),
				str_printf(w->f.a, "%ld", (long)there),
				str_printf(w->f.a, "%ld", (long)nowhere)};
}

static struct filling
of_pattern(struct world *w, const char *pattern)
{
	struct str p = str_of(pattern);
	if (!str_has(p, ':'))
		return (struct filling){.there = {0}};
	if (str_eq(p, STR("/c/:word")) || str_eq(p, STR("/api/v1/comments/:id")))
		return number(w, w->a_shown.n, w->b_shown.n, w->nowhere.n);
	if (str_eq(p, STR("/moderate/undo/:id")) || str_eq(p, STR("/moderate/claim/:id")))
		return number(w, w->no_decision, w->b_decision, w->no_decision);
	if (str_eq(p, STR("/moderate/batch/:id")))
		return number(w, w->no_batch.n, w->b_batch.n, w->no_batch.n);
	if (str_eq(p, STR("/moderate/raid/:id")))
		return number(w, w->a_waiting.n, w->b_raid.n, w->nowhere.n);
	if (str_eq(p, STR("/moderate/lift/:id")) || str_eq(p, STR("/moderate/bans/:id")))
		return number(w, w->a_ban.n, w->b_ban.n, w->no_ban.n);
	if (str_eq(p, STR("/moderate/bans/again/:id")))
		return number(w, w->a_lifted.n, w->b_lifted.n, w->no_ban.n);
	if (str_eq(p, STR("/moderate/words/:id")))
		return number(w, w->no_word, w->b_word, w->no_word);
	if (str_eq(p, STR("/moderate/replies/:id")))
		return number(w, w->no_saved, w->b_saved, w->no_saved);
	if (str_eq(p, STR("/moderate/storm/:id")))
		return number(w, w->no_storm.n, w->b_storm.n, w->no_storm.n);
	if (str_eq(p, STR("/moderate/remark/:id")))
		return number(w, w->no_remark, w->b_remark, w->no_remark);
	if (str_eq(p, STR("/moderate/comment/:id")) || str_eq(p, STR("/moderate/ban/:id")) ||
	    str_eq(p, STR("/moderate/about/:id")) || str_eq(p, STR("/moderate/reply/:id")) ||
	    str_eq(p, STR("/moderate/edit/:id")) || str_eq(p, STR("/moderate/appeal/:id")))
		return number(w, w->a_waiting.n, w->b_waiting.n, w->nowhere.n);
	if (str_eq(p, STR("/moderate/notice/:id")))
		return number(w, w->no_notice.n, w->b_notice.n, w->no_notice.n);
	if (str_eq(p, STR("/status/:word")))
		return (struct filling){w->a_status, w->b_status, w->no_status};
	if (str_eq(p, STR("/notice/:word")))
		return (struct filling){w->a_note, w->b_note, w->no_note};
	if (str_eq(p, STR("/invite/:word")))
		return (struct filling){w->no_invited, w->b_invited, w->no_invited};
	if (str_eq(p, STR("/moderate/people/:id")))
		return number(w, w->no_person, w->b_person, w->no_person);
	if (str_eq(p, STR("/moderate/people/invite/:id")))
		return number(w, w->no_invite, w->b_invite, w->no_invite);
	if (str_eq(p, STR("/moderate/account/session/:id")))
		return number(w, w->no_sitting, w->b_sitting, w->no_sitting);
	/* A picture drawn from the value alone; files that are compiled in: the same everywhere. */
	if (str_eq(p, STR("/avatar/:word")) || str_eq(p, STR("/:word")))
		return (struct filling){.ordinary = p.n > 6 ? STR("001122334455.svg") : STR("embed-0.css")};
	fail_msg("route %s: say in %s what site b has for its argument", pattern, __FILE__);
	return (struct filling){.there = {0}};
}

/* An authenticator's, offered to b's editor. */
static struct filling
secret(struct world *w)
{
	struct factor_offer offer;
	assert_int_equal(factor_offer(w->f.house, w->b, w->f.a, w->b_editor, &offer), ERR_OK);
	return (struct filling){twin(w->f.a, offer.sealed), offer.sealed, twin(w->f.a, offer.sealed)};
}

static struct filling
cards(struct world *w)
{
	return (struct filling){str_printf(w->f.a, "%ld.0.approved", (long)w->a_shown.n),
				str_printf(w->f.a, "%ld.0.approved", (long)w->b_shown.n),
				str_printf(w->f.a, "%ld.0.approved", (long)w->nowhere.n)};
}

static struct filling
of_field(struct world *w, const struct route *r, const struct field *field)
{
	struct arena *a = w->f.a;
	struct keyring *keys = w->f.house->keys;
	struct str page = STR("/story/plain"), login = STR("/moderate/login");
	struct str name = str_of(field->name);
	bool pre = r->needs & NEED_LOGIN_CSRF;
	struct str token_b = token_make(a, keys, w->b->id, pre ? login : page, NOW);
	if (str_eq(name, STR("page")))
		return (struct filling){page, STR("/story/onlyb"), STR("/story/nobod")};
	if (str_eq(name, STR("after")) || str_eq(name, STR("cursor")) || str_eq(name, STR("next")) ||
	    str_eq(name, STR("replytocom")) ||
	    str_eq(name, STR("comment_parent")) ||
	    (str_eq(name, STR("comment")) && field->type == FIELD_INT))
		return number(w, 0, w->b_shown.n, w->nowhere.n);
	if (str_eq(name, STR("up")) || str_eq(name, STR("c")))
		return number(w, w->a_shown.n, w->b_shown.n, w->nowhere.n);
	if (str_eq(name, STR("down")) || str_eq(name, STR("none")))
		return number(w, 0, w->b_shown.n, w->nowhere.n);
	if (str_eq(name, STR("q")) || str_eq(name, STR("part"))) /* what is searched for */
		return (struct filling){.there = STR("onlyb"), .nowhere = STR("nobod")};
	if (str_eq(name, STR("batch")))
		return number(w, 0, w->b_batch.n, w->no_batch.n);
	if (str_eq(name, STR("card")))
		return cards(w);
	if (str_eq(name, STR("remark")))
		return number(w, 0, w->b_remark, w->no_remark);
	if (str_eq(name, STR("banned")))
		return number(w, 0, w->b_ban.n, w->no_ban.n);
	if (str_eq(name, STR("comment")))
		return (struct filling){STR("An ordinary text."), STR(B_TEXT),
					STR("Certain words of a comment.")};
	if (str_eq(name, STR("author")))
		return (struct filling){STR("Ana"), STR("Bea Bsecret"), STR("Bob Nowhere")};
	if (str_eq(name, STR("email"))) /* banned there */
		return (struct filling){STR("ana@news.example"), STR("bea@bsecret.example"),
					STR("bob@nowhere.example")};
	if (str_eq(name, STR("url")))
		return (struct filling){.there = STR("https://b.example/"), .nowhere = STR("https://x.example/")};
	if (str_eq(name, STR("token")))
		return (struct filling){token_make(a, keys, w->f.site->id, page, NOW), token_b,
					twin(a, token_b)};
	if (str_eq(name, STR("altcha"))) {
		static const struct pow_terms cheap = {.rounds = 1, .tries = 1, .life = 600};
		struct str proof = solve(a, pow_challenge(w->f.house->pow, a, w->b->id, page, &cheap, NOW,
							  clock_tick() - POW_YOUNG_MS));
		return (struct filling){.there = proof, .nowhere = twin(a, proof)};
	}
	if (str_eq(name, STR("earlier")))
		return (struct filling){.there = w->b_status, .nowhere = w->no_status};
	if (str_eq(name, STR("key")))
		return (struct filling){.there = STR(B_KEY), .nowhere = twin(a, STR(B_KEY))};
	if (str_eq(name, STR("name")))
		return (struct filling){STR("editor"), STR("bsecret-ed"), STR("nowhere-ed")};
	if (str_eq(name, STR("password")))
		return (struct filling){STR(PASSWORD), STR(B_PASSWORD), STR("nowhere pass phrase")};
	if (str_eq(name, STR("csrf")) && pre)
		return (struct filling){token_make(a, keys, w->f.site->id, login, NOW), token_b,
					twin(a, token_b)};
	if (str_eq(name, STR("csrf")))
		return (struct filling){w->a_csrf, w->b_csrf, w->no_csrf};
	if (str_eq(name, STR("secret")))
		return secret(w);
	if (str_eq(name, STR("what")) && str_starts(str_of(r->pattern), STR("/moderate/bans")))
		return (struct filling){STR("ana@news.example"), STR("bea@bsecret.example"),
					STR("bob@nowhere.example")};
	if (fixed_word(str_of(r->pattern), name).n > 0)
		return (struct filling){.ordinary = fixed_word(str_of(r->pattern), name)};
	if (str_eq(name, STR("explanation")) || str_eq(name, STR("complaint")))
		return (struct filling){.ordinary = STR("An ordinary text.")};
	if (str_eq(name, STR("reason")) && field->type == FIELD_WORD)
		return (struct filling){.ordinary = STR("spam")};
	if (str_eq(name, STR("to")))
		return (struct filling){STR("/story/moved"), STR("/story/onlyb"), STR("/story/nobod")};
	if (is_plain(name))
		return (struct filling){.ordinary = field->required ? STR("1") : STR("")};
	fail_msg("field %s of %s: say in %s what site b has for it", field->name, r->pattern, __FILE__);
	return (struct filling){.there = {0}};
}

/* ---- two answers, compared --------------------------------------------------------------------------- */

/* The whole answer, and the private page it leads to. */
static struct str
transcript(struct world *w, const struct ask *q)
{
	struct fc_answer r = ask(w, q);
	struct str to = fc_header(&r, "Location");
	if (!str_starts(to, STR("/comments/status/")))
		return r.out;
	struct ask next = {.host = q->host, .method = "GET", .path = to};
	return str_cat(w->a, r.out, ask(w, &next).out);
}

/* Places of a request: its fields from 0 on, */
enum { ARGUMENT = -1, COOKIE = -2, DATA = -3 /* argument and fields without tokens */, ALL = -4, BEARER = -5 };

struct place {
	const struct route *route; /* NULL: a method that has no row */
	const char *pattern, *method, *accept, *what;
	bool session, there;       /* b's own, or its twin */
	bool guesses;              /* the path's token, which is counted */
	int at;
};

static bool
holds(const struct place *p, int at)
{
	const char *name = at >= 0 ? p->route->fields[at].name : "";
	bool token = at == COOKIE || at == BEARER || strcmp(name, "csrf") == 0 || strcmp(name, "token") == 0;
	return p->at == at || p->at == ALL || (p->at == DATA && !token);
}

/* What stands at a place; *ret_masked: it is to be masked in the answer. */
static struct str
value(const struct place *p, int at, struct filling v, struct str *ret_masked)
{
	*ret_masked = (struct str){0};
	if (v.there.n == 0 || !holds(p, at))
		return v.ordinary;
	*ret_masked = p->there ? v.there : v.nowhere;
	return *ret_masked;
}

static struct str
cookie_of(struct world *w, const struct place *p, struct str *ret_masked)
{
	struct filling v = {.ordinary = p->session ? w->a_session : STR(""),
			    .there = w->b_session,
			    .nowhere = w->no_session};
	struct str token = value(p, COOKIE, v, ret_masked);
	if (token.n == 0)
		return token;
	return str_printf(w->a, "__Host-rj_session_%ld=%.*s; __Host-rj_session_%ld=%.*s",
			  (long)w->f.site->id.n, STR_FMT(token), (long)w->b->id.n, STR_FMT(token));
}

static struct str
bearer_of(struct world *w, const struct place *p, struct str *ret_masked)
{
	struct filling v = {.there = w->b_status, .nowhere = w->no_status};
	struct str token = value(p, BEARER, v, ret_masked);
	return token.n == 0 ? token : str_cat(w->a, STR("Bearer "), token);
}

#define PLACES 40

static struct str
answer_to(struct world *w, const struct place *p)
{
	struct arena *a = w->a;
	struct str masked[PLACES] = {{0}}, rest = str_of(p->pattern), head = rest;
	struct str arg = value(p, ARGUMENT, of_pattern(w, p->pattern), &masked[0]);
	struct buf form = buf_in(a, 1 << 16);
	size_t n_fields = p->route == NULL ? 0 : p->route->n_fields;
	must(n_fields < PLACES - 3);
	if (str_cut(&rest, ':', &head))
		head = str_cat(a, head, arg);
	for (size_t i = 0; i < n_fields; i++) {
		const char *name = p->route->fields[i].name;
		struct str v = value(p, (int)i, of_field(w, p->route, &p->route->fields[i]), &masked[3 + i]);
		if (v.n > 0)
			buf_printf(&form, "%s%s=%.*s", form.n > 0 ? "&" : "", name,
				   STR_FMT(page_query(a, v)));
	}
	bool post = has_body(p->method);
	struct ask q = {.host = "news.example",
			.method = p->method,
			.path = str_cat(a, STR("/comments"), head),
			.query = post ? STR("") : buf_view(&form),
			.body = post ? buf_view(&form) : STR(""),
			.cookie = cookie_of(w, p, &masked[1]),
			.authorization = bearer_of(w, p, &masked[2]),
			.if_match = STR("*"),
			.accept = p->accept};
	struct str all = transcript(w, &q);
	for (size_t i = 0; i < PLACES; i++)
		all = without_value(a, all, masked[i]);
	return all;
}

static int compared, guessed;

static void
compare(struct world *w, struct place p, int at, const char *what)
{
	bool writes = has_body(p.method) && p.route != NULL;
	bool many = p.guesses && ++guessed % 8 == 0; /* few are allowed */
	struct str said[2];
	w->touched = w->touched || many;
	p.at = at;
	p.what = what;
	for (int k = 0; k < 2; k++) {
		p.there = k == 0;
		if (writes || many)
			world_again(w);
		said[k] = answer_to(w, &p);
		bool password = writes && p.route->needs & NEED_SLOW;
		w->touched = w->touched || password; /* that was tried */
	}
	bool told = str_find(said[0], STR("BSECRET"), 0) != SIZE_MAX;
	if (told || !str_eq(without_tokens(w->a, said[0]), without_tokens(w->a, said[1])))
		fail_msg("%s %s, %s, %s, Accept %s: b's is told from what is nowhere\n%.*s\n----\n%.*s",
			 p.method, p.pattern, what, p.session ? "signed in" : "signed out", p.accept,
			 STR_FMT(said[0]), STR_FMT(said[1]));
	compared++;
	arena_reset(w->a);
}

static const char *const methods[] = {"GET", "HEAD", "POST", "PATCH", "DELETE"};

static bool
answers(const struct route *r, const char *method)
{
	static const char *const names[] = {[METHOD_POST] = "POST", [METHOD_PATCH] = "PATCH",
					    [METHOD_DELETE] = "DELETE"};
	return r->method == METHOD_GET ? strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0
				       : strcmp(method, names[r->method]) == 0;
}

static void
every_place_of(struct world *w, const struct route *r, struct place p)
{
	p.pattern = r->pattern;
	p.route = answers(r, p.method) ? r : NULL;
	p.guesses = r->needs & NEED_STATUS;
	if (of_pattern(w, r->pattern).there.n > 0)
		compare(w, p, ARGUMENT, "argument");
	compare(w, p, COOKIE, "cookie");
	if (str_starts(str_of(r->pattern), STR("/api/")))
		compare(w, p, BEARER, "bearer token");
	for (size_t i = 0; p.route != NULL && i < r->n_fields; i++)
		if (of_field(w, r, &r->fields[i]).there.n > 0)
			compare(w, p, (int)i, r->fields[i].name);
	compare(w, p, DATA, "all that is no token");
	compare(w, p, ALL, "everything");
}

static void
what_is_at_b_looks_through_a_like_what_is_nowhere(void **state)
{
	struct world *w = world_make();
	(void)state;
	for (size_t i = 0; i < n_routes; i++) { /* else Content-Length would differ */
		struct filling v = of_pattern(w, routes[i].pattern);
		assert_int_equal(v.there.n, v.nowhere.n);
		for (size_t k = 0; k < routes[i].n_fields; k++) {
			v = of_field(w, &routes[i], &routes[i].fields[k]);
			assert_int_equal(v.there.n, v.nowhere.n);
		}
	}
	for (size_t i = 0; i < n_routes; i++)
		for (size_t m = 0; m < ARRAY_LEN(methods); m++)
			for (int k = 0; k < 4; k++)
				every_place_of(w, &routes[i],
					       (struct place){.method = methods[m],
							      .session = k & 1,
							      .accept = k & 2 ? "application/json"
									      : "text/html"});
	print_message("# %d pairs of answers compared, from %zu routes\n", compared, n_routes);
	assert_true(compared > (int)n_routes * 16);
	world_end(&w);
}

/* Else the test above would prove nothing. */
static void
what_is_at_b_is_there_at_b(void **state)
{
	struct world *w = world_make();
	struct arena *a = w->a;
	(void)state;
	struct str cookie = str_printf(w->f.a, "__Host-rj_session_%ld=%.*s", (long)w->b->id.n,
				       STR_FMT(w->b_session));
	struct ask q = {.host = "b.example", .method = "GET"};
	q.path = str_printf(a, "/comments/c/%ld", (long)w->b_shown.n);
	assert_int_equal(ask(w, &q).status, 302);
	q.path = str_cat(a, STR("/comments/status/"), w->b_status);
	assert_int_equal(ask(w, &q).status, 200);
	q.path = STR("/comments/page");
	q.query = STR("page=%2Fstory%2Fonlyb");
	struct fc_answer r = ask(w, &q);
	assert_int_equal(r.status, 200);
	assert_true(str_find(r.body, STR("BSECRET headline"), 0) != SIZE_MAX); /* of the import */
	assert_true(str_find(r.body, STR("BSECRET words"), 0) != SIZE_MAX);
	q.path = STR("/comments/moderate/");
	q.query = STR("");
	assert_int_equal(ask(w, &q).status, 303);
	q.cookie = cookie;
	r = ask(w, &q);
	assert_int_equal(r.status, 200);
	assert_true(str_find(r.body, STR("BSECRET headline"), 0) != SIZE_MAX);
	q.path = str_printf(a, "/comments/moderate/raid/%ld", (long)w->b_raid.n);
	assert_int_equal(ask(w, &q).status, 200);
	q.method = "POST";
	q.path = str_printf(a, "/comments/moderate/comment/%ld", (long)w->b_waiting.n);
	q.body = str_printf(a, "decision=approve&csrf=%.*s", STR_FMT(w->b_csrf));
	assert_int_equal(ask(w, &q).status, 303);
	q.path = str_printf(a, "/comments/moderate/undo/%ld", (long)w->b_decision);
	assert_int_equal(ask(w, &q).status, 303);
	q.path = STR("/comments/reply"); /* and the ban of this address is b's alone */
	q.body = STR("page=%2Fstory%2Fplain&author=Ana&email=ana@news.example&comment=Once+more.");
	assert_int_equal(ask(w, &q).status, 403);
	q.host = "news.example";
	assert_int_equal(ask(w, &q).status, 303);
	world_end(&w);
}

/* ---- which site ---------------------------------------------------------------------------------------- */

static bool
says(struct world *w, const char *host, const char *path, const char *uri, const char *what)
{
	struct ask q = {.host = host, .method = "GET", .path = str_of(path), .request_uri = str_of(uri)};
	struct str all = str_of(path), query;
	if (str_cut(&all, '?', &query)) {
		q.path = query;
		q.query = all;
	}
	return str_find(ask(w, &q).body, str_of(what), 0) != SIZE_MAX;
}

static void
the_longest_base_path_of_a_host_wins_under_ssi_too(void **state)
{
	struct world *w = world_make();
	(void)state;
	assert_true(says(w, "news.example", "/comments/page?page=/story/plain", "", "Words from a."));
	assert_true(says(w, "NEWS.example", "/comments/page?page=/story/plain", "", "Words from a."));
	assert_true(says(w, "news.example", "/comments/inner/page?page=/story/plain", "", "Hello from inside."));
	assert_true(says(w, "news.example", "/comments/thread", "/story/plain?x=1", "Words from a."));
	assert_true(says(w, "news.example", "/comments/inner/thread", "/story/plain", "Hello from inside."));
	assert_true(says(w, "b.example", "/comments/thread", "/story/plain", "under the same path"));
	assert_false(says(w, "b.example", "/comments/inner/thread", "/story/plain", "Hello"));
	struct ask q = {.host = "x.example", .method = "GET", .path = STR("/comments/thread")};
	assert_int_equal(ask(w, &q).status, 421);
	q = (struct ask){.host = "news.example", .method = "GET", .path = STR("/commentsinner/thread")};
	assert_int_equal(ask(w, &q).status, 421);
	q.path = STR("/comments/innerthread"); /* a's, and no file of it */
	assert_int_equal(ask(w, &q).status, 404);
	world_end(&w);
}

/* ---- in the store and on the command line -------------------------------------------------------------- */

static int64_t
scalar(struct world *w, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *s;
	assert_int_equal(sqlite3_open(str_z(w->a, w->db), &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	int64_t n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	sqlite3_close(db);
	return n;
}

/* ana@news.example has written at all three. */
static void
one_address_has_another_hash_at_each_site(void **state)
{
	struct world *w = world_make();
	(void)state;
	assert_int_equal(scalar(w, "SELECT count(DISTINCT site) FROM author"), 3);
	assert_int_equal(scalar(w, "SELECT count(*) - count(DISTINCT id_hash) FROM author"), 0);
	assert_int_equal(scalar(w, "SELECT count(*) - count(DISTINCT ban_hash) FROM author"), 0);
	assert_int_equal(scalar(w, "SELECT count(*) FROM comment c JOIN thread t ON t.id = c.thread "
				   "WHERE c.site <> t.site"),
			 0);
	assert_int_equal(scalar(w, "SELECT count(*) FROM comment c JOIN author a ON a.id = c.author "
				   "WHERE c.site <> a.site"),
			 0);
	world_end(&w);
}

/* The program beside this test: build/…/test/page/test_sites -> build/…/rejoinder. */
static struct str
run(struct world *w, const char *const *args, size_t n, int *ret_code)
{
	const char *argv[16] = {"rejoinder", "--config", w->f.conf->path.p, "--site", "site"};
	char exe[4096];
	int out[2], status;
	ssize_t len = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	assert_true(len > 0 && n < 10);
	struct str path = {exe, (size_t)len};
	size_t at = str_find(path, STR("/test/page/"), 0);
	assert_true(at != SIZE_MAX);
	for (size_t i = 0; i < n; i++)
		argv[5 + i] = args[i];
	const char *program = str_printf(w->a, "%.*s/rejoinder", (int)at, exe).p;
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		int null = open("/dev/null", O_RDONLY);
		dup2(null, STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		dup2(out[1], STDERR_FILENO);
		execv(program, (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(out[1]);
	struct buf b = buf_in(w->a, 1 << 20);
	char piece[4096];
	for (ssize_t k; (k = read(out[0], piece, sizeof(piece))) > 0;)
		buf_add(&b, piece, (size_t)k);
	close(out[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	*ret_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	assert_true(*ret_code >= 0 && *ret_code != 127);
	return buf_view(&b);
}

static const struct {
	const char *group, *verb, *needs, *args;
} commands[] = {
#define CTL(group, verb, fn, needs, options, args, help, example) {group, verb, #needs, args},
#include "../../src/main/ctl.def"
#undef CTL
};

static void
a_command_says_the_same_of_an_id_of_b_as_of_none(struct world *w, size_t i)
{
	const struct {
		const char *group; int64_t there, nowhere;
	} ids[] = {{"comment unsay", w->b_remark, w->no_remark},
		   {"ban", w->b_ban.n, w->no_ban.n},
		   {"storm", w->b_storm.n, w->no_storm.n},
		   {"notice", w->b_notice.n, w->no_notice.n},
		   {"moderator", w->b_invite, w->no_invite},
		   {"comment", w->b_waiting.n, w->nowhere.n}};
	size_t k = 0;
	const char *both = str_printf(w->a, "%s %s", commands[i].group, commands[i].verb).p;
	while (k < ARRAY_LEN(ids) && strcmp(ids[k].group, commands[i].group) != 0 && strcmp(ids[k].group, both) != 0)
		k++;
	if (k == ARRAY_LEN(ids))
		fail_msg("command %s: say in %s which id of b's it could take", commands[i].group, __FILE__);
	struct str there = str_printf(w->a, "%ld", (long)ids[k].there),
		   nowhere = str_printf(w->a, "%ld", (long)ids[k].nowhere);
	bool warns = strcmp(both, "comment warn") == 0; /* of something */
	const char *args[5] = {commands[i].group, commands[i].verb, there.p, warns ? "--note" : "3", "A text."};
	const size_t n = warns ? 5 : strchr(commands[i].args, ' ') != NULL ? 4 : 3;
	int code_there, code_nowhere;
	struct str said_there = without(w->a, run(w, args, n, &code_there), there);
	args[2] = nowhere.p;
	struct str said_nowhere = without(w->a, run(w, args, n, &code_nowhere), nowhere);
	if (code_there == 0 || code_there != code_nowhere || !str_eq(said_there, said_nowhere) ||
	    str_find(said_there, STR("at this site"), 0) == SIZE_MAX)
		fail_msg("%s: %d %.*s; %d %.*s", both, code_there, STR_FMT(said_there), code_nowhere,
			 STR_FMT(said_nowhere));
}

static void
no_command_at_a_reaches_or_shows_what_is_bs(void **state)
{
	struct world *w = world_make();
	int code, ids = 0, lists = 0;
	(void)state;
	world_stop(w);
	copy_file(w->a, w->copy, w->db);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		const char *args[2] = {commands[i].group, commands[i].verb};
		if (strcmp(commands[i].needs, "HOUSE") != 0)
			continue;
		if (strncmp(commands[i].args, "ID", 2) == 0 || strncmp(commands[i].args, "[ID", 3) == 0) {
			a_command_says_the_same_of_an_id_of_b_as_of_none(w, i);
			ids++;
		} else if (*commands[i].args == '\0') {
			struct str said = run(w, args, *args[1] == '\0' ? 1 : 2, &code);
			if (str_find(said, STR("BSECRET"), 0) != SIZE_MAX ||
			    str_find(said, STR("bsecret"), 0) != SIZE_MAX)
				fail_msg("%s %s tells of b: %.*s", args[0], args[1], STR_FMT(said));
			lists++;
		}
	}
	print_message("# %d commands with an id, %d without an argument\n", ids, lists);
	assert_true(ids >= 4 && lists >= 4);
	assert_int_equal(scalar(w, "SELECT count(*) FROM comment WHERE id = 700999"), 0);
	assert_int_equal(scalar(w, "SELECT count(*) FROM comment WHERE site <> 1 AND state = 'pending'"), 2);
	assert_int_equal(scalar(w, "SELECT count(*) FROM ban WHERE lifted IS NOT NULL"), 2); /* before */
	open_house(&w->f);
	world_start(w);
	world_end(&w);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_at_b_is_there_at_b),
		cmocka_unit_test(the_longest_base_path_of_a_host_wins_under_ssi_too),
		cmocka_unit_test(one_address_has_another_hash_at_each_site),
		cmocka_unit_test(no_command_at_a_reaches_or_shows_what_is_bs),
		cmocka_unit_test(what_is_at_b_looks_through_a_like_what_is_nowhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
