/*
 * Every step of the store fails once, in every verb. A driver stands between the house and SQLite and lets
 * the n-th call fail: with each code SQLite knows, with the transaction still standing and with it rolled back
 * (sqlite.org/lang_transaction.html, "Response To Errors Within A Transaction": full, I/O, memory, busy and
 * interrupt may do that). A verb has then happened whole or not at all, by a dump of every table, and the same
 * verb passes the next time.
 * A seeded part of all of that, so that each n comes about once; with SOAK=1 in the environment everything.
 * What is tried: test_faults.c, test_faults_console.c.
 */
#ifndef TESTS_FLOW_FAULT_PROOF_H
#define TESTS_FLOW_FAULT_PROOF_H

#include <sqlite3.h>

#include "base/buf.h"
#include "chance.h"
#include "faulty.h"
#include "flow/notice.h"
#include "flow/own.h"
#include "flow/train.h"
#include "flow/words.h"
#include "house.h"
#include "store/store_actor.h"

/* ---- a house that can be put back ---------------------------------------------------------------- */

static bool soak;
static bool judging = true; /* whether the house has its word lists, which take long to build */
static struct fixture f;
static struct arena *a; /* of one run */
static struct str saved; /* the database file as the verbs find it */
static struct comment_id pending, shown, appealed;
static struct noticed noticed, left; /* a notice that waits, one that is decided */
static struct ban_id banned;
static struct str token, session; /* of a status page, of a signed-in moderator */

/* As the command line has it: no thread of its own, so that the n-th call is always the same one. */
static void
house_in(void)
{
	struct str why = {0};
	enum err e = house_open(f.a, f.conf, true, &f.house, &why);
	if (e == ERR_OK && judging)
		e = house_judges(f.house);
	if (e != ERR_OK)
		fail_msg("%.*s", STR_FMT(why));
	f.site = house_site(f.house, STR(""));
	f.console = actor_console(f.a, f.site, "tester");
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

static struct noticed
notice_of(struct comment_id about, const char *text)
{
	struct noticed out;
	struct visitor v = {.address = STR("192.0.2.50"), .block = STR("192.0.2.50"),
			    .wide_block = STR("192.0.2.0/24"), .user_agent = STR("Browser")};
	struct notice_draft d = {.comment = about, .kind = NOTICE_HATE, .text = str_of(text),
				 .name = STR("Nora"), .email = str_copy(f.a, STR("nora@news.example"))};
	assert_int_equal(notice_send(f.house, f.site, f.a, &v, &d, &out), ERR_OK);
	assert_int_equal(out.outcome, NOTICE_STORED);
	return out;
}

/* Notices and an appeal: what waits for a moderator beside comments. */
static void
ask_for_looks(const struct posted *rejected)
{
	struct owned o;
	struct notice_done d;
	struct notice_choice leave = {.verb = NOTICE_LEAVE, .seen = NOTICE_RECEIVED, .version = 0,
				      .answer = STR("It is an opinion.")};
	noticed = notice_of(shown, "See the law.");
	left = notice_of(shown, "See another law.");
	assert_int_equal(notice_decide(f.house, f.site, f.a, f.console, left.id, &leave, &d), ERR_OK);
	assert_int_equal(d.outcome, NOTICE_DECIDED);
	assert_int_equal(own_appeal(f.house, f.site, f.a, rejected->status_token, STR("Why?"), &o), ERR_OK);
	appealed = rejected->id;
}

/* Without words of its own a site has the shipped lists, which are built once a process. */
static void
house_make(bool own_words)
{
	struct account_id id;
	struct ban ban;
	enum account_outcome added;
	enum ban_outcome outcome;
	soak = getenv("SOAK") != NULL && getenv("SOAK")[0] != '\0';
	make_faulty();
	fixture_make(&f, "hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = \"none\"; }; "
			 "votes = \"up\"; report: { hide = 1; };");
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
	ask_for_looks(&late);
	assert_int_equal(train_refit(f.house, f.site, f.a), ERR_OK);
	struct posted kept = say(&f, (struct say){.text = "A third thought.", .email = "d@news.example"});
	assert_int_equal(make_move(&f, kept.id, VERB_SPAM).outcome, DECIDED); /* behind the refit */
	struct str password = str_copy(f.a, STR("a calm tool for long hours"));
	assert_int_equal(actor_add(f.house, f.site, f.a, f.console, STR("editor"), ROLE_MODERATOR,
				   password, &added, &id),
			 ERR_OK);
	struct word_entry raid = {.text = STR("raid"), .action = ACT_HOLD, .severity = 2};
	struct words_done done;
	if (own_words)
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
	bool one = strcmp(table, "search") == 0 || strcmp(table, "search_due") == 0; /* column */
	const char *by = strcmp(table, "session") == 0 ? "created" : one ? "1" : "1, 2";
	struct str sql = str_printf(a, "SELECT * FROM %s ORDER BY %s", table, by);
	assert_int_equal(sqlite3_prepare_v2(db, sql.p, (int)sql.n, &st, NULL), SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		buf_printf(b, "%s", table);
		for (int i = 0; i < sqlite3_column_count(st); i++) {
			const char *name = sqlite3_column_name(st, i);
			/* Random: two runs of one verb differ in it. */
			bool random = strcmp(name, "token_hash") == 0 ||
				      strcmp(name, "password") == 0 || strcmp(name, "avatar") == 0 ||
				      /* the chain's salts, and all that is made of them */
				      (strncmp(table, "audit_", 6) == 0 &&
				       sqlite3_column_type(st, i) == SQLITE_BLOB);
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
	sqlite3_stmt *tables;
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'seal'",
					    -1, &tables, NULL),
			 SQLITE_OK);
	while (sqlite3_step(tables) == SQLITE_ROW)
		dump_rows(&b, db, (const char *)sqlite3_column_text(tables, 0));
	sqlite3_finalize(tables);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	must(!b.over);
	return buf_view(&b);
}

/* ---- the proof ---------------------------------------------------------------------------------------- */

struct verb_row {
	const char *name;
	enum err (*run)(void);
	bool writes;
	bool lists; /* uses word lists or makes them anew */
};

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
	judging = v->lists;
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
			if (!soak && t->runs > 3 && chance() % 24 != 0)
				continue;
			try_one(v, n, before, after, t);
			arena_reset(a);
		}
	arena_free(&keep);
}

static void
try_each(const struct verb_row *verbs, size_t n)
{
	int64_t runs = 0;
	for (size_t i = 0; i < n; i++) {
		struct tally t = {0};
		try_all(&verbs[i], &t);
		assert_true(t.runs > 3 && t.failed > 0);
		print_message("# %s: %ld faults, %ld refused, %ld survived\n", verbs[i].name,
			      (long)t.runs, (long)t.failed, (long)t.survived);
		runs += t.runs;
	}
	print_message("# %ld faults in all\n", (long)runs);
}

#endif
