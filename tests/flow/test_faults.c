/*
 * P5: every step of the store fails once, in every verb. A driver stands between the house and SQLite and lets
 * the n-th call fail: with each code SQLite knows, with the transaction still standing and with it rolled back
 * (sqlite.org/lang_transaction.html, "Response To Errors Within A Transaction": full, I/O, memory, busy and
 * interrupt may do that). A verb has then happened whole or not at all, by a dump of every table, and the same
 * verb passes the next time.
 * A seeded part of all of that, so that each n comes about once; with SOAK=1 in the environment everything.
 */
#include "test.h"

#include <sqlite3.h>

#include "base/buf.h"
#include "flow/export.h"
#include "faulty.h"
#include "flow/import_thread.h"
#include "flow/train.h"
#include "flow/rule.h"
#include "flow/undo.h"
#include "flow/words.h"
#include "house.h"
#include "store/store_actor.h"

/* ---- a house that can be put back ---------------------------------------------------------------- */

static struct fixture f;
static struct arena *a; /* of one run */
static struct str saved; /* the database file as the verbs find it */
static struct comment_id pending, shown;
static struct ban_id banned;
static struct str token, session; /* of a status page, of a signed-in moderator */

/* As the command line has it: no thread of its own, so that the n-th call is always the same one. */
static void
house_in(void)
{
	struct str why = {0};
	enum err e = house_open(f.a, f.conf, true, &f.house, &why);
	if (e != ERR_OK || (e = house_judges(f.house)) != ERR_OK)
		fail_msg("%.*s", STR_FMT(why));
	f.site = house_site(f.house, STR(""));
	f.console = actor_console(f.a, f.site);
	struct db *writer = store_writer_db(f.house->store);
	struct db *reader = store_reader(f.house->store, DB_KEEPER);
	writer->driver = reader->driver = &faulty;
	plan.writer = writer->conn;
	store_reader_done(f.house->store, &reader);
}

static void
file_read(const char *path)
{
	static char bytes[4 << 20];
	FILE *in = fopen(path, "rb");
	assert_non_null(in);
	saved = (struct str){bytes, fread(bytes, 1, sizeof(bytes), in)};
	assert_true(saved.n > 0 && saved.n < sizeof(bytes));
	fclose(in);
}

static void
put_back(void)
{
	const char *path = str_z(f.a, f.conf->store);
	house_close(&f.house);
	unlink(str_printf(f.a, "%s-wal", path).p);
	unlink(str_printf(f.a, "%s-shm", path).p);
	FILE *out = fopen(path, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(saved.p, 1, saved.n, out), saved.n);
	assert_int_equal(fclose(out), 0);
	house_in();
}

static enum err
add_errand(struct db *db, void *arg)
{
	(void)arg;
	return store_outbox_add(db, f.site->id, STR("held"), pending.n, NOW);
}

static void
sign_in(struct str *ret)
{
	struct signed_in in;
	struct str password = str_copy(f.a, STR("a calm tool for long hours"));
	assert_int_equal(actor_sign_in(f.house, f.site, f.a, STR("editor"), password, STR("b"), &in),
			 ERR_OK);
	assert_int_equal(in.outcome, SIGN_IN_OK);
	*ret = in.token;
}

static int
setup(void **state)
{
	struct account_id id;
	struct ban ban;
	enum account_outcome added;
	enum ban_outcome outcome;
	(void)state;
	make_faulty();
	fixture_make(&f, "hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = \"none\"; };");
	house_close(&f.house);
	house_in();
	shown = say(&f, (struct say){.text = "The harbour works are late."}).id;
	struct posted p = say(&f, (struct say){.text = "Once more: late.", .no_token = true});
	assert_int_equal(p.state, STATE_PENDING);
	pending = p.id;
	token = p.status_token;
	struct ban_terms terms = {.days = 3, .reason = STR("raids")};
	struct str email = str_copy(f.a, STR("troll@news.example"));
	assert_int_equal(ban_add(f.house, f.site, f.a, f.console, BAN_EMAIL, email, &terms, &outcome,
				 &ban),
			 ERR_OK);
	banned = ban.id;
	struct posted late = say(&f, (struct say){.text = "A second thought.", .email = "c@news.example"});
	assert_int_equal(make_move(&f, late.id, VERB_REJECT).outcome, DECIDED);
	assert_int_equal(train_refit(f.house, f.site, f.a), ERR_OK);
	struct posted kept = say(&f, (struct say){.text = "A third thought.", .email = "d@news.example"});
	assert_int_equal(make_move(&f, kept.id, VERB_SPAM).outcome, DECIDED); /* behind the refit */
	struct str password = str_copy(f.a, STR("a calm tool for long hours"));
	assert_int_equal(actor_add(f.house, f.site, f.a, f.console, STR("editor"), ROLE_MODERATOR,
				   password, &added, &id),
			 ERR_OK);
	struct word_entry raid = {.text = STR("raid"), .action = ACT_HOLD, .severity = 2};
	struct words_done done;
	assert_int_equal(words_put(f.house, f.site, f.a, f.console, &raid, 1, &done), ERR_OK);
	sign_in(&session);
	assert_int_equal(store_write(f.house->store, DB_VISITOR, add_errand, NULL), ERR_OK);
	house_close(&f.house);
	open_house(&f); /* the daemon's way: its end brings the log into the file */
	house_close(&f.house);
	file_read(str_z(f.a, f.conf->store));
	clock_stop(NOW + 60);
	house_in();
	a = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(&a);
	fixture_end(&f);
	return 0;
}

/* ---- what stands in the tables -------------------------------------------------------------------- */

static void
dump_rows(struct buf *b, sqlite3 *db, const char *table)
{
	sqlite3_stmt *st;
	/* A session's first column is random too. */
	const char *by = strcmp(table, "session") == 0 ? "created" : "1, 2";
	struct str sql = str_printf(a, "SELECT * FROM %s ORDER BY %s", table, by);
	assert_int_equal(sqlite3_prepare_v2(db, sql.p, (int)sql.n, &st, NULL), SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		buf_printf(b, "%s", table);
		for (int i = 0; i < sqlite3_column_count(st); i++) {
			const char *name = sqlite3_column_name(st, i);
			/* Random: two runs of one verb differ in it. */
			bool random = strcmp(name, "token_hash") == 0 ||
				      strcmp(name, "password") == 0 || strcmp(name, "avatar") == 0;
			const void *p = sqlite3_column_blob(st, i);
			struct str cell = {p, p == NULL ? 0 : (size_t)sqlite3_column_bytes(st, i)};
			buf_char(b, '|');
			struct hash digest = crypt_digest(cell);
			if (random)
				buf_lit(b, "?");
			else if (cell.n > 10000) /* what was learned */
				buf_str(b, hex_encode(a, digest.b, sizeof(digest.b)));
			else
				buf_str(b, sqlite3_column_type(st, i) == SQLITE_BLOB
						   ? hex_encode(a, cell.p, cell.n)
						   : cell);
		}
		buf_char(b, '\n');
	}
	sqlite3_finalize(st);
}

/* Every table but the seal, whose nonce is for failed commits to change (store/writer.c). */
static struct str
dump(void)
{
	sqlite3 *db;
	struct buf b = buf_in(a, 4 << 20);
	assert_int_equal(sqlite3_open_v2(str_z(a, f.conf->store), &db, SQLITE_OPEN_READWRITE, NULL),
			 SQLITE_OK);
	/* Not to checkpoint when it closes. */
	sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	static const char *const tables[] = {"site",    "thread", "author",  "comment",
					     "reason",  "ban",    "account", "session", "decision",
					     "audit",   "outbox", "setting", "words",
					     "lesson",  "learned", "rule",
					     "sqlite_sequence"};
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		dump_rows(&b, db, tables[i]);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	must(!b.over);
	return buf_view(&b);
}

/* ---- the verbs -------------------------------------------------------------------------------------- */

static enum err
do_post(struct comment_id parent, const char *text)
{
	struct posted out = {0};
	struct str page = STR("/story/");
	struct visitor v = {.address = STR("192.0.2.7"),
			    .block = STR("192.0.2.0/24"),
			    .wide_block = STR("192.0.0.0/16"),
			    .user_agent = STR("Browser")};
	struct reply r = {
		.draft = {.text = str_copy(a, str_of(text)),
			  .name = STR("Bea"),
			  .page = page,
			  .parent = parent},
		.email = str_copy(a, STR("bea@news.example")),
		.token = token_make(a, f.house->keys, f.site->id, page, clock_now()),
	};
	enum err e = post_reply(f.house, f.site, a, &v, &r, &out);
	assert_true(e != ERR_OK || out.outcome == POST_STORED);
	return e;
}

static enum err
verb_post(void)
{
	return do_post((struct comment_id){0}, "A comment with https://one.example and a **word**.");
}

static enum err
verb_reply(void)
{
	return do_post(shown, "An answer.");
}

static enum err
do_decide(enum verb verb, const char *note)
{
	struct decided d = {0};
	enum err e = decide(f.house, f.site, a, f.console, pending, verb, STATE_PENDING,
			    str_of(note), &d);
	assert_true(e != ERR_OK || d.outcome == DECIDED);
	return e;
}

static enum err
verb_approve(void)
{
	return do_decide(VERB_APPROVE, "");
}

static enum err
verb_spam(void)
{
	return do_decide(VERB_SPAM, "");
}

static enum err
verb_reject(void)
{
	return do_decide(VERB_REJECT, "Please keep to the topic.");
}

static enum err
do_ban(enum ban_kind kind, const char *what)
{
	struct ban ban;
	struct ban_terms terms = {.reason = STR("raid"), .note = STR("seen before")};
	enum ban_outcome out = BAN_FORBIDDEN;
	enum err e = ban_add(f.house, f.site, a, f.console, kind, str_copy(a, str_of(what)), &terms,
			     &out, &ban);
	assert_true(e != ERR_OK || out == BAN_ADDED);
	return e;
}

static enum err
verb_ban(void)
{
	return do_ban(BAN_EMAIL, "raider@news.example");
}

static enum err
verb_ban_domain(void)
{
	return do_ban(BAN_DOMAIN, "raids.example");
}

static enum err
verb_ban_address(void)
{
	return do_ban(BAN_ADDRESS, "198.51.100.0/24");
}

static enum err
verb_ban_author(void)
{
	struct ban ban;
	struct ban_terms terms = {.days = 1};
	enum ban_outcome out = BAN_FORBIDDEN;
	enum err e = ban_author(f.house, f.site, a, f.console, pending, &terms, &out, &ban);
	assert_true(e != ERR_OK || out == BAN_ADDED);
	return e;
}

static enum err
verb_undo(void)
{
	struct undone u = {0};
	enum err e = undo(f.house, f.site, a, f.console, 0, &u);
	assert_true(e != ERR_OK || u.outcome == UNDONE);
	return e;
}

static enum err
verb_refit(void)
{
	return train_refit(f.house, f.site, a);
}

static enum err
verb_report(void)
{
	struct learned l;
	int64_t since = 0;
	enum err e = train_report(f.house, f.site, a, &l, &since);
	assert_true(e != ERR_OK || (l.refit == 1 && since == 1));
	return e;
}

static enum err
verb_import(void)
{
	static char csv[] = "url,title\nhttps://news.example/story/,Late works\n"
			    "https://news.example/other/,Another\n";
	struct imported in = {0};
	struct import_job job = {.file = fmemopen(csv, sizeof(csv) - 1, "r")};
	assert_non_null(job.file);
	enum err e = import_threads(f.house, f.site, a, f.console, &job, &in);
	fclose(job.file);
	assert_true(e != ERR_OK || in.added + in.changed == 2);
	return e;
}

static enum err
verb_words(void)
{
	struct word_entry w[] = {{.text = STR("casino*"), .action = ACT_HOLD, .severity = 2},
				 {.text = STR("roulette"), .action = ACT_MASK, .severity = 1}};
	struct words_done done;
	return words_put(f.house, f.site, a, f.console, w, ARRAY_LEN(w), &done);
}

static enum err
verb_words_remove(void)
{
	return words_remove(f.house, f.site, a, f.console, STR(""), STR("raid"));
}

static enum err
verb_rule(void)
{
	enum rule_outcome out = RULE_FORBIDDEN;
	return rule_set(f.house, f.site, a, f.console, STR("links"), true, 3, &out);
}

static enum err
verb_lift(void)
{
	return ban_lift(f.house, f.site, a, f.console, banned);
}

static enum err
verb_account(void)
{
	enum account_outcome out = ACCOUNT_TAKEN;
	struct account_id id;
	enum err e = actor_add(f.house, f.site, a, f.console, STR("second"), ROLE_VIEWER,
			       str_copy(a, STR("another calm tool")), &out, &id);
	assert_true(e != ERR_OK || out == ACCOUNT_ADDED);
	return e;
}

static enum err
verb_sign_in(void)
{
	struct signed_in in = {0};
	enum err e = actor_sign_in(f.house, f.site, a, STR("editor"),
				   str_copy(a, STR("a calm tool for long hours")), STR("b"), &in);
	assert_true(e != ERR_OK || in.outcome == SIGN_IN_OK);
	return e;
}

static enum err
verb_sign_out(void)
{
	const struct moderator *m = NULL;
	enum err e = actor_session(f.house, f.site, a, session, &m);
	if (e != ERR_OK)
		return e;
	assert_non_null(m); /* a failing store is no reason to be sent to the sign-in page */
	return actor_sign_out(f.house, a, m);
}

static enum err
verb_queue(void)
{
	struct queue_item *items, one;
	size_t n = 0;
	int64_t total;
	enum err e = queue_list(f.house, f.site, a, f.console, STATE__MAX, (struct comment_id){0},
				50, &items, &n, &total);
	assert_true(e != ERR_OK || (n == 4 && total == 4));
	return e == ERR_OK ? queue_get(f.house, f.site, a, f.console, pending, &one) : e;
}

static enum err
verb_status(void)
{
	struct comment c;
	struct reason *reasons;
	size_t n = 0;
	enum err e = status_find(f.house, f.site, a, token, &c, &reasons, &n);
	assert_true(e != ERR_OK || (c.id.n == pending.n && n > 0));
	return e;
}

static enum err
verb_export(void)
{
	char *out = NULL;
	size_t bytes = 0;
	int64_t n = 0;
	FILE *to = open_memstream(&out, &bytes);
	assert_non_null(to);
	enum err e = export_jsonl(f.house, f.site, to, NULL, &n);
	fclose(to);
	free(out);
	assert_true(e != ERR_OK || n == 4);
	return e;
}

static const struct verb_row {
	const char *name;
	enum err (*run)(void);
	bool writes;
} verbs[] = {
	{"post", verb_post, true},	   {"reply", verb_reply, true},
	{"approve", verb_approve, true},   {"reject", verb_reject, true},
	{"mark as spam", verb_spam, true}, {"undo", verb_undo, true},
	{"refit", verb_refit, true},	   {"report", verb_report, false},
	{"ban", verb_ban, true},	   {"ban a domain", verb_ban_domain, true},
	{"ban a block", verb_ban_address, true}, {"ban a writer", verb_ban_author, true},
	{"add words", verb_words, true},   {"remove a word", verb_words_remove, true},
	{"disable a rule", verb_rule, true},
	{"lift a ban", verb_lift, true},   {"import titles", verb_import, true},
	{"add an account", verb_account, true}, {"sign in", verb_sign_in, true},
	{"sign out", verb_sign_out, true}, {"list the queue", verb_queue, false},
	{"show a status", verb_status, false}, {"export", verb_export, false},
};

/* ---- the proof ---------------------------------------------------------------------------------------- */

static bool soak;
static uint64_t seed = 20261125; /* xorshift64*, Marsaglia 2003 / Vigna 2016 */

static uint64_t
next_random(void)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return seed * 0x2545F4914F6CDD1Du;
}

struct tally {
	int64_t runs, failed, survived;
};

/* The n-th call fails: whole or nothing, and the next try passes. */
static void
try_one(const struct verb_row *v, int64_t n, struct str before, struct str after, struct tally *t)
{
	plan.left = n;
	plan.fired = false;
	enum err e = v->run();
	plan.left = 0;
	assert_true(plan.fired);
	struct str now = dump();
	const char *what = faults[plan.fault].name;
	if (!str_eq(now, e == ERR_OK ? after : before))
		fail_msg("%s, call %ld %s%s%s: %s, but the tables say\n%.*s\ninstead of\n%.*s", v->name,
			 (long)n, what, plan.for_ever ? " and all after it" : "",
			 plan.rolls_back ? ", rolled back" : "", err_text(e), STR_FMT(now),
			 STR_FMT(e == ERR_OK ? after : before));
	t->runs++;
	if (e == ERR_OK) {
		t->survived++;
	} else {
		t->failed++;
		/* A lawful "no" is not what a failing machine says. */
		if (e == ERR_GONE || e == ERR_CONFLICT)
			fail_msg("%s, call %ld %s: %s", v->name, (long)n, what, err_text(e));
		enum err again = v->run();
		if (again != ERR_OK || !str_eq(dump(), after))
			fail_msg("%s after call %ld %s: %s", v->name, (long)n, what, err_text(again));
	}
	put_back(); /* for those that only read too: their statements are to be prepared anew */
}

static void
try_all(const struct verb_row *v, struct tally *t)
{
	put_back();
	struct arena *keep = arena_new();
	struct str before = str_copy(keep, dump());
	plan.calls = 0;
	assert_int_equal(v->run(), ERR_OK);
	int64_t calls = plan.calls;
	struct str after = str_copy(keep, dump());
	assert_int_equal(str_eq(before, after), !v->writes);
	put_back();
	assert_string_equal(str_z(keep, before), str_z(keep, dump()));
	assert_true(calls > 3);
	for (int64_t n = 1; n <= calls; n++)
		for (int k = 0; k < F__MAX * 4; k++) {
			plan.fault = (enum fault)(k / 4);
			plan.rolls_back = k & 1;
			plan.for_ever = k & 2;
			if (plan.rolls_back && !faults[plan.fault].may_roll_back)
				continue;
			if (!soak && t->runs > 3 && next_random() % 24 != 0)
				continue;
			try_one(v, n, before, after, t);
			arena_reset(a);
		}
	arena_free(&keep);
}

static void
every_step_fails_once_and_a_verb_is_whole_or_nothing(void **state)
{
	struct tally all = {0};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		struct tally t = {0};
		try_all(&verbs[i], &t);
		assert_true(t.runs > 3 && t.failed > 0);
		print_message("# %s: %ld faults, %ld refused, %ld survived\n", verbs[i].name,
			      (long)t.runs, (long)t.failed, (long)t.survived);
		all.runs += t.runs;
	}
	print_message("# %ld faults in all\n", (long)all.runs);
}

/* The housekeeper does several things, each of them whole; in the end all are done. */
static void
a_round_of_the_housekeeper_that_fails_is_made_up_by_the_next(void **state)
{
	(void)state;
	clock_stop(NOW + POST_KEY_SPAN + 10); /* sessions and post keys have expired */
	put_back();
	struct arena *keep = arena_new();
	plan.calls = 0;
	keep_all(f.house, a);
	int64_t calls = plan.calls;
	struct str after = str_copy(keep, dump());
	for (int64_t n = 1; n <= calls; n++) {
		if (!soak && next_random() % 4 != 0)
			continue;
		put_back();
		plan.fault = (enum fault)(next_random() % F__MAX);
		plan.rolls_back = faults[plan.fault].may_roll_back && next_random() & 1;
		plan.for_ever = next_random() & 1;
		plan.left = n;
		keep_all(f.house, a);
		plan.left = 0;
		keep_all(f.house, a);
		assert_string_equal(str_z(a, dump()), str_z(a, after));
		arena_reset(a);
	}
	arena_free(&keep);
	clock_stop(NOW + 60);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_step_fails_once_and_a_verb_is_whole_or_nothing),
		cmocka_unit_test(a_round_of_the_housekeeper_that_fails_is_made_up_by_the_next),
	};
	soak = getenv("SOAK") != NULL && getenv("SOAK")[0] != '\0';
	return cmocka_run_group_tests(tests, setup, teardown);
}
