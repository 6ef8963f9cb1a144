/*
 * Three sites in one database behind real workers: "a" and, below its base_path on the same host, "inner";
 * "b" elsewhere, full of what nobody at "a" may notice. Everything of b's says BSECRET somewhere, or is one
 * of the values below, each with a twin of the same length that is nowhere.
 */
#ifndef TESTS_PAGE_WORLD_H
#define TESTS_PAGE_WORLD_H

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "../../src/page/routes.h"
#include "../flow/house.h"
#include "../http/fcgi_client.h"
#include "base/page.h"
#include "flow/remark.h"
#include "flow/batch.h"
#include "flow/import_thread.h"
#include "flow/memory.h"
#include "flow/notice.h"
#include "flow/saved.h"
#include "flow/undo.h"
#include "flow/words.h"
#include "http/worker.h"

#define PASSWORD "correct horse battery"
#define B_PASSWORD "bsecret pass phrase"
#define B_TEXT "BSECRET words of a comment."
#define B_KEY "AAECAwQFBgcICQoLDA0ODw" /* of the post of B_TEXT */

#ifndef A_HOLDS_FIRST /* comments of a newcomer, at the first site */
#define A_HOLDS_FIRST "0"
#endif

#ifndef A_VOTES /* what its readers may say of comments */
#define A_VOTES "off"
#endif

#ifndef A_FACTOR /* from which role on it asks for an authenticator */
#define A_FACTOR "none"
#endif

/* Sites after the first; see fixture_make(). */
#define SITES                                                                                      \
	"title = \"Alpha\"; votes = \"" A_VOTES "\"; "                                              \
	"  hold: { first = " A_HOLDS_FIRST "; }; rate: { posts = 1000; }; "                        \
	"  accounts: { factor = \"" A_FACTOR "\"; }; }, "                                            \
	"{ name = \"b\"; base_url = \"https://b.example\"; title = \"BSECRET title\"; "            \
	"  hold: { first = 0; }; }, "                                                              \
	"{ name = \"inner\"; base_url = \"https://news.example\"; "                                \
	"  base_path = \"/comments/inner\"; title = \"Inner\"; hold: { first = 0; };"

struct world {
	struct fixture f;
	struct arena *a; /* of one request and its answer */
	struct site *b, *inner;
	struct web *web;
	struct workers *workers;
	int listener;
	bool touched; /* since it was made */
	struct str socket, db, copy;
	struct comment_id a_shown, a_waiting, b_shown, b_waiting, nowhere;
	struct ban_id a_ban, b_ban, no_ban, a_lifted, b_lifted;
	int64_t b_remark, no_remark;
	struct thread_id b_storm, no_storm;
	int64_t b_decision, no_decision;
	int64_t b_word, no_word;
	int64_t b_saved, no_saved;
	struct comment_id b_raid;
	struct batch_id b_batch, no_batch;
	int64_t b_sitting, no_sitting; /* sessions, by number */
	int64_t b_person, no_person;   /* accounts */
	int64_t b_invite, no_invite;
	struct str b_invited, no_invited; /* tokens */
	const struct moderator *b_editor;
	struct notice_id b_notice, no_notice;
	struct str a_status, b_status, no_status;
	struct str a_note, b_note, no_note; /* private pages of notices */
	struct str a_session, b_session, no_session;
	struct str a_csrf, b_csrf, no_csrf;
};

/* ---- making it ------------------------------------------------------------------------------------ */

static struct posted
post_at(struct world *w, struct site *s, const char *page, const char *text, const char *email,
	const char *key)
{
	struct fixture *f = &w->f;
	struct posted out = {0};
	struct visitor v = {.address = STR("192.0.2.9"),
			    .block = STR("192.0.2.0/24"),
			    .wide_block = STR("192.0.0.0/16"),
			    .user_agent = STR("Browser")};
	struct reply r = {
		.draft = {.text = str_copy(f->a, str_of(text)),
			  .name = STR("Ana"),
			  .page = str_of(page)},
		.email = str_copy(f->a, str_of(email)),
		.token = token_make(f->a, f->house->keys, s->id, str_of(page), clock_now()),
		.key = str_of(key),
	};
	assert_int_equal(post_reply(f->house, s, f->a, &v, &r, &out), ERR_OK);
	assert_int_equal(out.outcome, POST_STORED);
	w->touched = true;
	return out;
}

static struct ban_id
ban(struct world *w, struct site *s, enum ban_kind kind, const char *what)
{
	struct fixture *f = &w->f;
	struct str said = s == w->b ? STR("BSECRET said") : STR("Said.");
	struct ban_terms terms = {.reason = said, .note = said};
	struct ban out;
	enum ban_outcome outcome;
	assert_int_equal(ban_add(f->house, s, f->a, actor_console(f->a, s, "tester"), kind,
				 str_copy(f->a, str_of(what)), &terms, &outcome, &out),
			 ERR_OK);
	assert_int_equal(outcome, BAN_ADDED);
	return out.id;
}

static const struct moderator *
sign_in(struct world *w, struct site *s, const char *name, const char *password, struct str *ret_token,
	struct str *ret_csrf)
{
	struct fixture *f = &w->f;
	enum account_outcome out;
	struct account_id id;
	struct signed_in in = {0};
	const struct moderator *m = NULL;
	assert_int_equal(actor_add(f->house, s, f->a, actor_console(f->a, s, "tester"), str_of(name),
				   ROLE_MODERATOR, str_copy(f->a, str_of(password)), &out, &id),
			 ERR_OK);
	assert_int_equal(out, ACCOUNT_ADDED);
	assert_int_equal(actor_sign_in(f->house, s, f->a, str_of(name),
				       str_copy(f->a, str_of(password)), STR("192.0.2.0/24"), &in),
			 ERR_OK);
	assert_int_equal(in.outcome, SIGN_IN_OK);
	assert_int_equal(actor_session(f->house, s, f->a, in.token, &m), ERR_OK);
	*ret_token = in.token;
	*ret_csrf = actor_csrf(f->a, f->house, m);
	return m;
}

/* The last letter of a token holds bits that its bytes do not have, so an earlier one is turned. */
static struct str
twin(struct arena *a, struct str token)
{
	char *p = arena_copy(a, token.p, token.n);
	p[token.n / 2] = p[token.n / 2] == 'A' ? 'B' : 'A';
	return (struct str){p, token.n};
}

/* Ids of six digits: no other number of a page is one. */
static void
high_ids(struct world *w)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open(str_z(w->f.a, w->db), &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
				      "DELETE FROM sqlite_sequence; INSERT INTO sqlite_sequence (name, seq) "
				      "VALUES ('site', 3), ('thread', 600000), ('comment', 700000), ('ban', 800000), "
				      "('decision', 900000), ('batch', 400000), ('notice', 500000), ('session', 300000), ('account', 200000), ('invite', 100000), ('words', 150000), ('remark', 160000), ('saved_reply', 170000)",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(db);
}

static struct noticed
notice_at(struct world *w, struct site *s, struct comment_id about, const char *text)
{
	struct fixture *f = &w->f;
	struct noticed out;
	struct visitor v = {.address = STR("192.0.2.9"), .block = STR("192.0.2.0/24"),
			    .wide_block = STR("192.0.0.0/16"), .user_agent = STR("Browser")};
	struct notice_draft d = {.comment = about, .kind = NOTICE_HATE, .text = str_of(text),
				 .name = STR("Nora Fall"),
				 .email = str_copy(f->a, STR("nora@reader.example"))};
	assert_int_equal(notice_send(f->house, s, f->a, &v, &d, &out), ERR_OK);
	assert_int_equal(out.outcome, NOTICE_STORED);
	w->touched = true;
	return out;
}

static enum err
write_storm(struct db *db, void *arg)
{
	return store_thread_storm(db, *(struct thread_id *)arg, STORM_PREMODERATED, NOW, NOW + 3600,
				  STR("BSECRET"));
}

/* The article that b's comments stand under. */
static void
storm_over_b(struct world *w)
{
	struct thread t;
	struct db *db = store_reader(w->f.house->store, DB_VISITOR);
	assert_int_equal(store_thread_find(db, w->f.a, w->b->id, STR("/story/onlyb"), &t), ERR_OK);
	store_reader_done(w->f.house->store, &db);
	w->b_storm = t.id;
	assert_int_equal(store_write(w->f.house->store, DB_VISITOR, write_storm, &w->b_storm), ERR_OK);
}

/* Into b, and by whom nobody at a knows. */
static void
invite_to_b(struct world *w)
{
	struct fixture *f = &w->f;
	const struct moderator *console = actor_console(f->a, w->b, "bsecret");
	enum invite_outcome out;
	struct invite *all;
	struct str link;
	size_t n;
	assert_int_equal(invite_make(f->house, w->b, f->a, console, STR(""), ROLE_MODERATOR, &out, &link),
			 ERR_OK);
	assert_int_equal(invite_list(f->house, w->b, f->a, console, &all, &n), ERR_OK);
	assert_int_equal(n, 1);
	w->b_invite = all[0].id;
	w->b_invited = str_from(link, link.n - 22);
	w->no_invited = twin(f->a, w->b_invited);
}

static void
word_of_b(struct world *w, const struct moderator *by)
{
	struct word_entry word = {.text = STR("BSECRET word"), .action = ACT_HOLD, .severity = 2}, *list;
	struct words_done done;
	size_t n;
	assert_int_equal(words_put(w->f.house, w->b, w->f.a, by, &word, 1, &done), ERR_OK);
	assert_int_equal(words_list(w->f.house, w->b, w->f.a, by, &list, &n), ERR_OK);
	w->b_word = list[0].id;
}

static void
reply_of_b(struct world *w, const struct moderator *by)
{
	struct saved_reply reply = {.reason = REPORT_SPAM, .lang = STR("en"), .title = STR("BSECRET title"),
				    .text = STR("BSECRET reply")};
	enum saved_outcome done;
	struct saved_list list;
	assert_int_equal(saved_put(w->f.house, w->b, w->f.a, by, &reply, &done), ERR_OK);
	assert_int_equal(done, SAVED_DONE);
	assert_int_equal(saved_list(w->f.house, w->b, w->f.a, by, &list), ERR_OK);
	w->b_saved = list.replies[0].id;
}

static void
fill_b(struct world *w)
{
	struct fixture *f = &w->f;
	const struct moderator *console = actor_console(f->a, w->b, "tester"), *me;
	struct decided d;
	struct decision_row last;
	struct imported done;
	struct str titles = STR("path,title,author\n/story/onlyb,BSECRET headline,BSECRET author\n");
	struct import_job job = {.file = fmemopen((void *)(uintptr_t)titles.p, titles.n, "r")};
	assert_int_equal(import_threads(f->house, w->b, f->a, console, &job, &done), ERR_OK);
	fclose(job.file);
	w->b_shown = post_at(w, w->b, "/story/onlyb", B_TEXT, "ana@news.example", B_KEY).id;
	w->b_waiting = post_at(w, w->b, "/story/onlyb",
			       "BSECRET http://x.example http://y.example http://z.example",
			       "cyd@news.example", NULL)
			       .id;
	post_at(w, w->b, "/story/plain", "BSECRET under the same path.", "ana@news.example", NULL);
	me = sign_in(w, w->b, "bsecret-ed", B_PASSWORD, &w->b_session, &w->b_csrf);
	w->b_editor = me;
	w->b_person = actor_account(me).n;
	word_of_b(w, me);
	reply_of_b(w, me);
	w->b_sitting = actor_session_id(me);
	assert_int_equal(decide(f->house, w->b, f->a, console, w->b_waiting, VERB_APPROVE, STATE__MAX,
				STR("BSECRET note"), &d),
			 ERR_OK);
	assert_int_equal(decide(f->house, w->b, f->a, me, w->b_waiting, VERB_REJECT, STATE__MAX,
				STR("BSECRET note"), &d),
			 ERR_OK);
	assert_int_equal(undo_last(f->house, w->b, me, &last), ERR_OK);
	w->b_decision = last.id;
	w->b_waiting = post_at(w, w->b, "/story/onlyb",
			       "BSECRET http://u.example http://v.example http://w.example",
			       "dan@news.example", NULL)
			       .id;
	for (size_t i = 0; i < 3; i++)
		w->b_raid = post_at(w, w->b, "/story/onlyb",
				    str_printf(f->a, "BSECRET words that many say alike, number %zu of them", i).p,
				    "rod@news.example", NULL)
				    .id;
	assert_int_equal(batch_begin(f->house, w->b, f->a, me, STR("BSECRET"), &w->b_batch), ERR_OK);
	struct remark note = {.comment = w->b_shown, .kind = REMARK_NOTE, .text = STR("BSECRET of Bea")};
	enum remark_outcome remarked;
	assert_int_equal(remark(f->house, w->b, f->a, me, &note, &remarked, &w->b_remark), ERR_OK);
	assert_int_equal(remarked, REMARK_MADE);
	w->no_remark = 160999;
	w->b_ban = ban(w, w->b, BAN_EMAIL, "bea@bsecret.example");
	w->b_lifted = ban(w, w->b, BAN_EMAIL, "lea@bsecret.example");
	must(ban_lift(w->f.house, w->b, w->f.a, actor_console(w->f.a, w->b, "tester"), w->b_lifted) == ERR_OK);
	ban(w, w->b, BAN_DOMAIN, "bsecret.example");
	ban(w, w->b, BAN_ADDRESS, "192.0.2.0/24"); /* whence every request comes */
	ban(w, w->b, BAN_NAME, "Bea Bsecret*");
	w->b_status = status_token(f->a, f->house, w->b, w->b_shown, 0, NOW);
	w->no_status = status_token(f->a, f->house, w->b, w->nowhere, 0, NOW);
	struct noticed n = notice_at(w, w->b, w->b_shown, "BSECRET explanation");
	w->b_notice = n.id;
	w->b_note = n.token;
	w->no_note = twin(f->a, n.token);
	storm_over_b(w);
	invite_to_b(w);
	w->no_session = twin(f->a, w->b_session);
	w->no_csrf = twin(f->a, w->b_csrf);
}

static void
fill(struct world *w)
{
	struct fixture *f = &w->f;
	w->nowhere.n = 700999;
	w->no_ban.n = 800999;
	w->no_storm.n = 600999;
	w->no_decision = 900999;
	w->no_word = 150999;
	w->no_saved = 170999;
	w->no_batch.n = 400999;
	w->no_notice.n = 500999;
	w->no_sitting = 300999;
	w->no_person = 200999;
	w->no_invite = 100999;
	w->a_shown = post_at(w, f->site, "/story/plain", "Words from a.", "ana@news.example", NULL).id;
	w->a_waiting = post_at(w, f->site, "/story/plain",
			       "See http://x.example http://y.example http://z.example",
			       "eve@news.example", NULL)
			       .id;
	post_at(w, w->inner, "/story/plain", "Hello from inside.", "ana@news.example", NULL);
	sign_in(w, f->site, "editor", PASSWORD, &w->a_session, &w->a_csrf);
	w->a_ban = ban(w, f->site, BAN_EMAIL, "zoe@news.example");
	w->a_lifted = ban(w, f->site, BAN_EMAIL, "lou@news.example");
	must(ban_lift(f->house, f->site, f->a, f->console, w->a_lifted) == ERR_OK);
	w->a_status = status_token(f->a, f->house, f->site, w->a_waiting, 0, NOW);
	if (A_HOLDS_FIRST[0] == '0') /* else nobody sees the comment yet */
		w->a_note = notice_at(w, f->site, w->a_shown, "Explained at a.").token;
	fill_b(w);
}

/* ---- running it ------------------------------------------------------------------------------------ */

static void
copy_file(struct arena *a, struct str from, struct str to)
{
	char bytes[65536];
	FILE *in = fopen(str_z(a, from), "r"), *out = fopen(str_z(a, to), "w");
	assert_true(in != NULL && out != NULL);
	for (size_t n; (n = fread(bytes, 1, sizeof(bytes), in)) > 0;)
		assert_int_equal(fwrite(bytes, 1, n, out), n);
	fclose(in);
	assert_int_equal(fclose(out), 0);
}

static void
find_sites(struct world *w)
{
	w->b = house_site(w->f.house, STR("b"));
	w->inner = house_site(w->f.house, STR("inner"));
	assert_true(w->b != NULL && w->inner != NULL);
}

/* What the housekeeper does after a start: the raids are known. */
static void
know_raids(struct world *w)
{
	for (bool more = true; more;)
		assert_int_equal(memory_load(w->f.house, w->a, &more), ERR_OK);
}

static void
world_start(struct world *w)
{
	struct str why;
	w->web = web_new(w->f.house);
	unlink(w->socket.p);
	assert_int_equal(worker_listen(w->f.a, w->socket.p, 0660, NULL, &w->listener, &why), ERR_OK);
	struct worker_conf conf = {.listen_fd = w->listener,
				   .workers = 9,
				   .io_timeout = 10,
				   .idle_silent = 10,
				   .idle_kept = 10,
				   .serve = web_serve,
				   .arg = w->web};
	w->workers = workers_start(&conf);
	know_raids(w);
}

static void
world_stop(struct world *w)
{
	workers_stop(&w->workers, 10);
	close(w->listener);
	web_free(&w->web);
	house_close(&w->f.house);
}

/* As it was made, whatever has been done since; rates and kept answers are forgotten, too. */
static void __attribute__((unused))
world_again(struct world *w)
{
	if (!w->touched)
		return;
	world_stop(w);
	unlink(str_printf(w->a, "%.*s-wal", STR_FMT(w->db)).p);
	unlink(str_printf(w->a, "%.*s-shm", STR_FMT(w->db)).p);
	copy_file(w->a, w->copy, w->db);
	open_house(&w->f);
	find_sites(w);
	world_start(w);
	w->touched = false;
}

static struct world *
world_make(void)
{
	struct world *w = heap_zero(1, sizeof(*w));
	signal(SIGPIPE, SIG_IGN);
	fixture_make(&w->f, SITES);
	w->a = arena_new();
	w->db = w->f.conf->store;
	w->copy = str_printf(w->f.a, "%s/copy", w->f.folder);
	w->socket = str_printf(w->f.a, "%s/socket", w->f.folder);
	house_close(&w->f.house);
	high_ids(w);
	open_house(&w->f);
	find_sites(w);
	fill(w);
	house_close(&w->f.house);
	copy_file(w->a, w->db, w->copy);
	open_house(&w->f);
	find_sites(w);
	world_start(w);
	w->touched = false;
	return w;
}

static void
world_end(struct world **w)
{
	world_stop(*w);
	fixture_end(&(*w)->f);
	arena_free(&(*w)->a);
	heap_free(*w);
	*w = NULL;
}

/* ---- asking ------------------------------------------------------------------------------------------ */

struct ask {
	const char *host, *method;
	struct str path, query, request_uri; /* request_uri "": path and query */
	struct str body, cookie;
	const char *accept, *accept_language, *accept_encoding;
	const char *from; /* an address; NULL: 192.0.2.7 */
	const char *origin; /* of a POST, if it is not the host; "": none */
	const char *fetch_site;
	struct str if_none_match, if_match, authorization, key; /* of Idempotency-Key */
	const char *type; /* of the body; NULL: a form */
};

static bool
has_body(const char *method)
{
	return strcmp(method, "POST") == 0 || strcmp(method, "PATCH") == 0 || strcmp(method, "DELETE") == 0;
}

static struct fc_answer
ask(struct world *w, const struct ask *q)
{
	struct arena *a = w->a;
	struct buf p = buf_in(a, FC_REQUEST_MAX), b = buf_in(a, FC_REQUEST_MAX);
	bool post = has_body(q->method);
	struct str uri = q->query.n > 0 ? str_printf(a, "%.*s?%.*s", STR_FMT(q->path), STR_FMT(q->query))
					: q->path;
	fc_pair(&p, STR("REQUEST_METHOD"), str_of(q->method));
	fc_pair(&p, STR("DOCUMENT_URI"), q->path);
	fc_pair(&p, STR("QUERY_STRING"), q->query);
	fc_pair(&p, STR("REQUEST_URI"), q->request_uri.n > 0 ? q->request_uri : uri);
	fc_pair(&p, STR("CONTENT_LENGTH"), post ? str_printf(a, "%zu", q->body.n) : STR(""));
	fc_pair(&p, STR("CONTENT_TYPE"), !post ? STR("") : q->type != NULL ? str_of(q->type) : STR("application/x-www-form-urlencoded"));
	fc_pair(&p, STR("REMOTE_ADDR"), str_of(q->from ? q->from : "192.0.2.7"));
	fc_pair(&p, STR("HTTP_HOST"), str_of(q->host));
	fc_pair(&p, STR("HTTP_ORIGIN"),
		!post ? STR("") : q->origin != NULL ? str_of(q->origin) : str_printf(a, "https://%s", q->host));
	fc_pair(&p, STR("HTTP_SEC_FETCH_SITE"), str_of(q->fetch_site));
	fc_pair(&p, STR("HTTP_USER_AGENT"), STR("Browser"));
	fc_pair(&p, STR("HTTP_COOKIE"), q->cookie);
	fc_pair(&p, STR("HTTP_ACCEPT"), str_of(q->accept));
	fc_pair(&p, STR("HTTP_ACCEPT_LANGUAGE"), str_of(q->accept_language));
	fc_pair(&p, STR("HTTP_ACCEPT_ENCODING"), str_of(q->accept_encoding));
	fc_pair(&p, STR("HTTP_IF_NONE_MATCH"), q->if_none_match);
	fc_pair(&p, STR("HTTP_IF_MATCH"), q->if_match);
	fc_pair(&p, STR("HTTP_AUTHORIZATION"), q->authorization);
	fc_pair(&p, STR("HTTP_IDEMPOTENCY_KEY"), q->key);
	fc_begin(&b, FC_RESPONDER, 0);
	fc_stream(&b, FC_PARAMS, buf_view(&p));
	fc_record(&b, FC_PARAMS, STR(""), 0);
	fc_stream(&b, FC_STDIN, q->body);
	fc_record(&b, FC_STDIN, STR(""), 0);
	int fd = fc_connect(w->socket.p);
	assert_true(fd >= 0 && fc_send(fd, &b));
	struct fc_answer r = fc_answer(a, fd);
	close(fd);
	assert_true(r.ended && r.status > 0);
	bool sent_away = str_ends(fc_header(&r, "Location"), STR("/moderate/login")) &&
			 fc_header(&r, "Set-Cookie").n == 0; /* else somebody signed out */
	/* A refused sign-in is remembered; nothing else that is refused is. */
	bool turned_away = r.status == 403 || r.status == 404 || r.status == 405 ||
			   ((r.status == 400 || r.status == 412 || r.status == 422 || r.status == 428) &&
			    !str_ends(q->path, STR("/moderate/login")));
	w->touched = w->touched || (post && !turned_away && !sent_away);
	return r;
}

#endif
