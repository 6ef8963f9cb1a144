/* What is held about an address is told whole, and erased from the file's very bytes, beside a daemon that serves,
 * and again where an older backup comes back. */
#include "test.h"

#include <fcntl.h>
#include <sys/wait.h>

#include "flow/crowd.h"
#include "flow/keys.h"
#include "flow/memory.h"
#include "flow/own.h"
#include "flow/search.h"
#include "flow/subject.h"
#include "flow/undo.h"
#include "import.h"
#include "sqlite.h"
#include "store/store_keep.h"
#include "subject_tables.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = \"none\"; }; votes = \"both\";"
#define EMAIL "Marked.Person@post.example"
#define NAME "Quillfeather Marked"
#define TEXT "Quagmire otters juggle vermilion teapots at dawn."
#define EARLIER "Zeppelin walnuts hum obsolete madrigals."
#define APPEAL "Kumquat appeal: please look once more."
#define NOTE "Xylophone note: this is not about the article."

static struct fixture f;
static const struct keep_progress nobody = {NULL, NULL};
static const struct subject_progress unseen = {NULL, NULL};

/* ---- helpers --------------------------------------------------------------------------------------- */

static struct str
sql(const char *path, const char *text)
{
	return str_trim(sqlite_says(f.a, path, text, NULL));
}

static struct str
all_of(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY);
	if (fd < 0)
		return STR("");
	assert_int_equal(fstat(fd, &st), 0);
	char *p = arena_alloc(f.a, (size_t)st.st_size + 1);
	assert_int_equal(read(fd, p, (size_t)st.st_size), st.st_size);
	close(fd);
	return (struct str){p, (size_t)st.st_size};
}

static bool
in_file(struct str path, struct str bytes)
{
	return str_find(all_of(path.p), bytes, 0) != SIZE_MAX ||
	       str_find(all_of(str_cat(f.a, path, STR("-wal")).p), bytes, 0) != SIZE_MAX ||
	       str_find(all_of(str_cat(f.a, path, STR("-journal")).p), bytes, 0) != SIZE_MAX;
}

static struct subject
find_at(struct fixture *at, const char *email)
{
	struct subject who;
	assert_int_equal(subject_find(at->house, at->site, f.a, at->console, str_copy(f.a, str_of(email)), &who),
			 ERR_OK);
	return who;
}

static struct subject_erased
erase_at(struct fixture *at, const char *email, enum erase_mode mode)
{
	struct subject_erased done;
	struct subject who = find_at(at, email);
	assert_int_equal(subject_erase(at->house, at->site, at->console, &who, mode, &unseen, &done), ERR_OK);
	return done;
}

static struct str
told(const struct subject *who, bool html)
{
	const char *path = str_printf(f.a, "%s/told", f.folder).p;
	FILE *file = fopen(path, "w");
	assert_int_equal(subject_export(f.house, f.site, f.console, who, html, file), ERR_OK);
	assert_int_equal(fclose(file), 0);
	return all_of(path);
}

static bool
holds(struct str s, const char *words)
{
	return str_find(s, str_of(words), 0) != SIZE_MAX;
}

struct planted {
	struct posted first, linked, other;
	struct subject who; /* hashes, before */
	struct str found[24];
	size_t n;
};

#define INDEXED "zyzzy" /* as the search index has it, and no text */

/* Something of everything, about one person; and somebody else who must not suffer. */
static struct planted
plant(void)
{
	struct planted p = {.n = 0};
	struct owned o;
	struct visitor v = {.address = STR("192.0.2.7"), .block = STR("192.0.2.7"), .wide_block = STR("192.0.2.0/24"),
			    .user_agent = STR("Browser")};
	struct decided d;
	p.first = say(&f, (struct say){.text = EARLIER, .email = EMAIL, .name = NAME, .url = "https://quill.example/me"});
	assert_int_equal(own_edit(f.house, f.site, f.a, &v, p.first.status_token, 0, STR(TEXT), &o), ERR_OK);
	assert_int_equal(o.outcome, OWN_DONE);
	assert_int_equal(decide(f.house, f.site, f.a, f.console, p.first.id, VERB_REJECT, STATE__MAX, STR(NOTE), &d),
			 ERR_OK);
	assert_int_equal(own_appeal(f.house, f.site, f.a, p.first.status_token, STR(APPEAL), &o), ERR_OK);
	assert_int_equal(o.outcome, OWN_DONE);
	make_move(&f, p.first.id, VERB_APPROVE);
	p.linked = say(&f, (struct say){.text = "Linked porcupine sentence, by the private link to Zyzzyva.", .email = EMAIL, .name = NAME,
					.earlier = p.first.status_token});
	p.other = say(&f, (struct say){.text = "A reply by somebody else altogether.", .email = "ben@news.example",
				       .name = "Ben", .parent = p.first.id});
	p.who = find_at(&f, EMAIL);
	sql(f.conf->store.p,
	    str_printf(f.a,
		       "INSERT INTO import_source (site, system, name, created) VALUES (%ld, 'disqus', 'old', 1);"
		       "INSERT INTO imported (source, old, comment) VALUES (1, 'wombat-4711', %ld);"
		       "INSERT INTO ban (site, kind, hash, target, reason, created, lifted, set_by)"
		       " SELECT site, 'email', ban_hash, 'x', 'Marmalade ban', 1, 2, 'console' FROM author WHERE id = %ld;"
		       "INSERT INTO notice (site, comment, version, kind, body, location, name, author, created, complaint)"
		       " SELECT site, %ld, 0, 'other', 'Gherkin notice', 'x', 'Quillfeather Marked', id, 1, 'Gherkin complaint'"
		       " FROM author WHERE id = %ld;"
		       "INSERT INTO report (comment, version, reason, body, weight, made)"
		       " VALUES (%ld, 1, 'other', 'Rutabaga report', 1, 1);"
		       "INSERT INTO receipt (site, key, body, made, status, etag, answer) VALUES"
		       " (1, CAST('Lovage-key-of-24-letters' AS BLOB), zeroblob(32), %ld, 201, '', 'approved'),"
		       " (1, zeroblob(24), zeroblob(32), %ld, 200, '\"1\"', '{\"text\":\"Tarragon answer\"}');"
		       "UPDATE comment SET masked = 'Turmeric ****', post_key = CAST('Lovage-key-of-24-letters' AS BLOB),"
		       " post_body = zeroblob(32) WHERE id = 1;"
		       "UPDATE revision SET masked = 'Fennel ****', why = 'Sorrel why' WHERE comment = 1;"
		       "INSERT INTO remark (site, author, comment, chain, kind, reason, body, account, set_by, made)"
		       " SELECT site, author, id, id, k.column1, '', k.column2, 0, 'console', 1 FROM comment"
		       " JOIN (VALUES ('warning', 'Pimento warning'), ('note', 'Caraway note')) k WHERE id = 1",
		       (long)f.site->id.n, (long)p.first.id.n, (long)p.who.author.n,
		       (long)p.other.id.n, (long)p.who.author.n, (long)p.first.id.n, (long)NOW, (long)NOW)
		    .p);
	p.who = find_at(&f, EMAIL);
	struct str all[] = {STR(TEXT), STR(EARLIER), STR(APPEAL), STR(NOTE), STR(NAME), STR("quill.example"),
			    STR("Linked porcupine"), STR("wombat-4711"), STR("Marmalade ban"), STR("Gherkin"), STR("Rutabaga"),
			    STR("Turmeric"), STR("Fennel"), STR("Sorrel"), STR("Pimento"), STR("Caraway"), STR(INDEXED), STR("Tarragon"), STR("Lovage"),
			    {(const char *)p.who.person.b, HASH_BYTES}, {(const char *)p.who.ban.b, HASH_BYTES}};
	for (; p.n < ARRAY_LEN(all); p.n++)
		p.found[p.n] = str_copy(f.a, all[p.n]);
	return p;
}

static void
assert_nowhere(const struct planted *p, struct str path)
{
	assert_true(in_file(path, STR("A reply by somebody else altogether."))); /* the search can find */
	for (size_t i = 0; i < p->n; i++)
		if (in_file(path, p->found[i]))
			fail_msg("item %zu is still in %.*s: %.*s", i, STR_FMT(path), STR_FMT(p->found[i]));
}

/* The daemon's rounds, until its writer has had the time to move the log. */
static void
let_daemon_work(void)
{
	keep_house(&f);
	usleep(400000);
}

/* ---- telling --------------------------------------------------------------------------------------- */

static void
an_export_holds_every_planted_item_in_both_forms(void **state)
{
	static const char *const words[] = {TEXT, EARLIER, APPEAL, NOTE, NAME, "https://quill.example/me", "Linked porcupine",
					    "wombat-4711", "disqus", "Marmalade ban", "Gherkin notice", "Rutabaga report",
					    "Turmeric", "Sorrel why", "Pimento warning", "Caraway note", "Gherkin complaint", "/story/", "approve"};
	(void)state;
	fixture_make(&f, OPEN);
	struct planted p = plant();
	assert_int_equal(p.who.n_comments, 2);
	for (int html = 0; html < 2; html++) {
		struct str out = told(&p.who, html);
		for (size_t i = 0; i < ARRAY_LEN(words); i++)
			if (!holds(out, words[i]))
				fail_msg("%s: %s is missing", html ? "HTML" : "JSON", words[i]);
		assert_false(holds(out, "somebody else")); /* nobody else's */
		assert_true(holds(out, "reader-"));
	}
	fixture_end(&f);
}

static bool
asks(struct str queries, const char *how, struct str table)
{
	struct str words = str_printf(f.a, "%s %.*s", how, STR_FMT(table));
	return holds(queries, str_printf(f.a, "%.*s ", STR_FMT(words)).p) ||
	       holds(queries, str_printf(f.a, "%.*s\n", STR_FMT(words)).p);
}

static void
every_table_is_told_or_there_is_a_reason(void **state)
{
	struct str queries, one;
	(void)state;
	fixture_make(&f, OPEN);
	plant();
	queries = all_of("sql/query.sql");
	size_t from = str_find(queries, STR("@stmt SUBJECT_COMMENTS"), 0);
	size_t to = str_find(queries, STR("@stmt ERASE_NOTICE_TEXTS"), from);
	assert_true(from != SIZE_MAX && to != SIZE_MAX);
	queries = str_sub(queries, from, to);
	struct str all = sql(f.conf->store.p, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%'"
					      " ESCAPE '!' AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')");
	for (bool more = true; more;) {
		size_t at = 0;
		more = str_cut(&all, '\n', &one);
		while (at < ARRAY_LEN(tables) && !str_eq(one, str_of(tables[at].table)))
			at++;
		if (at == ARRAY_LEN(tables))
			fail_msg("does %.*s hold anything about people? Then subject.def tells it", STR_FMT(one));
		bool told_of = asks(queries, "FROM", one) || asks(queries, "JOIN", one);
		if (told_of != (tables[at].why == NULL))
			fail_msg("%.*s is %stold", STR_FMT(one), told_of ? "" : "not ");
	}
	fixture_end(&f);
}

static void
hostile_text_is_inert_in_the_page_and_whole_in_json(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	say(&f, (struct say){.text = "<script>alert(1)</script> </dd>\"'&", .email = EMAIL});
	struct subject who = find_at(&f, EMAIL);
	struct str page = told(&who, true);
	assert_false(holds(page, "<script"));
	assert_true(holds(page, "&lt;script&gt;alert(1)&lt;/script&gt; &lt;/dd&gt;"));
	assert_true(holds(told(&who, false), "\\u003cscript>alert(1)\\u003c/script> \\u003c/dd>\\\"'&"));
	fixture_end(&f);
}

static void
nobody_known_is_told_as_that_and_rubbish_is_refused(void **state)
{
	struct subject who;
	(void)state;
	fixture_make(&f, OPEN);
	who = find_at(&f, "nobody@post.example");
	assert_int_equal(who.author.n, 0);
	struct str out = told(&who, false);
	assert_true(holds(out, "\"address_hash_held\":false"));
	assert_true(holds(out, "\"comments\":[]"));
	assert_int_equal(subject_find(f.house, f.site, f.a, f.console, str_copy(f.a, STR("no address")), &who), ERR_INPUT);
	assert_int_equal(subject_find(f.house, f.site, f.a, f.console, str_copy(f.a, STR("")), &who), ERR_INPUT);
	fixture_end(&f);
}

/* ---- taking away ----------------------------------------------------------------------------------- */

static void
what_is_erased_by_the_command_line_is_nowhere_in_the_file_of_a_daemon_that_serves(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct planted p = plant();
	for (bool more = true; more;)
		assert_int_equal(search_index(f.house, f.a, &more), ERR_OK);
	assert_true(in_file(f.conf->store, STR(TEXT)));
	assert_true(in_file(f.conf->store, STR(INDEXED)));
	struct fixture cli = other_process(&f);
	struct subject_erased done = erase_at(&cli, EMAIL, ERASE_REMOVE);
	assert_true(done.any);
	assert_int_equal(done.comments, 2);
	assert_int_equal(done.bans, 1);
	house_close(&cli.house);
	let_daemon_work();
	assert_nowhere(&p, f.conf->store);
	/* The reply hangs where it did, the count is right, the private link is void. */
	assert_int_equal(count(&f, STATE_APPROVED), 1);
	assert_str(sql(f.conf->store.p, "SELECT approved FROM thread"), "1");
	assert_str(sql(f.conf->store.p, "SELECT state || body || name FROM comment WHERE id = 1"),
		   "withdrawn(erased)Anonymous");
	assert_str(sql(f.conf->store.p, "SELECT subject || ' ' || detail FROM audit WHERE verb = 'subject.erase'"),
		   "person remove: 2 comments, 1 bans that were over");
	struct comment c;
	struct reason *reasons;
	size_t n;
	assert_int_equal(status_find(f.house, f.site, f.a, p.first.status_token, &c, &reasons, &n), ERR_GONE);
	/* The same of a house without a daemon. */
	house_close(&f.house);
	assert_nowhere(&p, f.conf->store);
	fixture_end(&f);
}

/* The housekeeper of the daemon, between two transactions. */
static void
meanwhile(void *arg, int64_t done, double part)
{
	(void)arg;
	(void)done;
	(void)part;
	let_daemon_work();
}

static void
a_log_that_is_emptied_in_the_middle_of_an_erasure_is_emptied_again_at_its_end(void **state)
{
	const struct subject_progress seen = {meanwhile, NULL};
	struct subject_erased done;
	(void)state;
	fixture_make(&f, OPEN);
	for (int i = 0; i < 250; i++)
		say(&f, (struct say){.text = str_printf(f.a, "Sentence %d of one who writes a lot.", i).p, .email = EMAIL});
	say(&f, (struct say){.text = TEXT, .email = EMAIL});
	struct fixture cli = other_process(&f);
	struct subject who = find_at(&cli, EMAIL);
	assert_int_equal(subject_erase(cli.house, cli.site, cli.console, &who, ERASE_REMOVE, &seen, &done), ERR_OK);
	assert_int_equal(done.comments, 251);
	house_close(&cli.house);
	let_daemon_work();
	assert_false(in_file(f.conf->store, STR(TEXT)));
	assert_false(in_file(f.conf->store, (struct str){(const char *)who.person.b, HASH_BYTES}));
	fixture_end(&f);
}

static void
a_second_run_changes_nothing(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	plant();
	assert_true(erase_at(&f, EMAIL, ERASE_REMOVE).any);
	let_daemon_work();
	struct str before = sql(f.conf->store.p, "SELECT count(*), total(length(detail)) FROM audit; SELECT count(*) FROM erased;"
						 "SELECT count(*), sum(generation) FROM comment");
	struct subject_erased done = erase_at(&f, EMAIL, ERASE_REMOVE);
	assert_false(done.any);
	assert_int_equal(done.comments, 0);
	struct str after = sql(f.conf->store.p, "SELECT count(*), total(length(detail)) FROM audit; SELECT count(*) FROM erased;"
						"SELECT count(*), sum(generation) FROM comment");
	assert_true(str_eq(before, after));
	assert_true(holds(told(&(struct subject){.pseudonym = STR("x")}, false), "\"comments\":[]"));
	fixture_end(&f);
}

static void
anonymised_texts_stay_under_no_name(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct planted p = plant();
	erase_at(&f, EMAIL, ERASE_ANONYMISE);
	let_daemon_work();
	assert_true(in_file(f.conf->store, STR(TEXT)));
	for (size_t i = 0; i < p.n; i++) {
		bool text = str_eq(p.found[i], STR(TEXT)) || str_eq(p.found[i], STR("Linked porcupine")) ||
			    str_eq(p.found[i], STR("Gherkin")) || str_eq(p.found[i], STR("Rutabaga")) ||
			    str_eq(p.found[i], STR("Turmeric")) || str_eq(p.found[i], STR(INDEXED));
		if (in_file(f.conf->store, p.found[i]) != text)
			fail_msg("item %zu: %.*s", i, STR_FMT(p.found[i]));
	}
	assert_str(sql(f.conf->store.p, "SELECT group_concat(name || (author IS NULL) || state, ' ') FROM comment"),
		   "Anonymous1approved Anonymous1approved Ben0approved");
	fixture_end(&f);
}

/* What the daemon's memory has: comments of the crowd, copies of the text, and which of them are this author's. */
static void
assert_remembered(size_t crowd, int64_t copies, int64_t own, struct author_id author)
{
	struct crowd_member *members;
	struct facts facts = {.copies = {.n = 0}};
	struct print p = memory_print(f.house, f.site, f.a, STR(TEXT));
	memory_look(f.house, &p, author, (struct thread_id){1}, &facts);
	assert_int_equal(crowd_take(memory_crowd(f.house->memory), f.a, f.site->id, 0, &members), crowd);
	assert_int_equal(facts.copies.n, copies);
	assert_int_equal(facts.copies.own, own);
}

static void
what_is_erased_leaves_the_memory_of_a_daemon_that_serves(void **state)
{
	(void)state;
	for (enum erase_mode mode = 0; mode < ERASE_MODE__MAX; mode++) {
		fixture_make(&f, OPEN);
		keep_house(&f);
		say(&f, (struct say){.text = TEXT, .email = EMAIL, .name = NAME});
		say(&f, (struct say){.text = EARLIER, .email = EMAIL, .name = NAME});
		say(&f, (struct say){.text = "The tram should run until midnight.", .email = "ben@news.example"});
		struct author_id author = find_at(&f, EMAIL).author;
		assert_remembered(3, 1, 1, author);
		struct fixture other = other_process(&f);
		erase_at(&other, EMAIL, mode);
		house_close(&other.house);
		keep_house(&f);
		assert_remembered(1, mode == ERASE_ANONYMISE, 0, author);
		fixture_end(&f);
	}
}

static void
a_ban_in_force_stays_and_the_person_may_come_back_as_a_stranger(void **state)
{
	struct ban b;
	enum ban_outcome outcome;
	struct ban_terms terms = {.reason = STR("raid")};
	(void)state;
	fixture_make(&f, OPEN);
	say(&f, (struct say){.text = TEXT, .email = EMAIL});
	assert_int_equal(ban_add(f.house, f.site, f.a, f.console, BAN_EMAIL, str_copy(f.a, STR(EMAIL)), &terms, &outcome, &b),
			 ERR_OK);
	erase_at(&f, EMAIL, ERASE_REMOVE);
	struct subject who = find_at(&f, EMAIL);
	assert_int_equal(who.author.n, 0);
	assert_int_equal(who.n_bans, 1);
	assert_int_equal(who.n_bans_over, 0);
	assert_int_equal(ban_lift(f.house, f.site, f.a, f.console, b.id), ERR_OK);
	assert_int_equal(erase_at(&f, EMAIL, ERASE_REMOVE).bans, 1);
	struct posted back = say(&f, (struct say){.text = "Here I am again, as somebody new.", .email = EMAIL});
	assert_int_equal(back.outcome, POST_STORED);
	assert_int_equal(find_at(&f, EMAIL).n_comments, 1);
	fixture_end(&f);
}

/* Each batch is a transaction: after a hundred thousand there is no other way to end it. */
static void
die_at_once(void *arg, int64_t done, double part)
{
	(void)arg, (void)done, (void)part;
	raise(SIGKILL);
}

static void
an_erasure_that_is_killed_goes_on_when_asked_again(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	for (int i = 0; i < 450; i++)
		say(&f, (struct say){.text = str_printf(f.a, "Sentence number %d of a person who writes a lot, %d times.", i,
							i * 7).p,
				     .email = EMAIL, .address = str_printf(f.a, "192.0.2.%d", i % 250).p});
	house_close(&f.house);
	for (int i = 0; i < 2; i++) {
		pid_t pid = fork();
		if (pid == 0) {
			struct str why;
			struct subject_erased done;
			struct subject_progress show = {die_at_once, NULL};
			(void)!house_open(f.a, f.conf, true, &f.house, &why);
			f.site = house_site(f.house, STR(""));
			f.console = actor_console(f.a, f.site, "tester");
			struct subject who = find_at(&f, EMAIL);
			(void)!subject_erase(f.house, f.site, f.console, &who, ERASE_REMOVE, &show, &done);
			_exit(0);
		}
		waitpid(pid, NULL, 0);
	}
	open_house(&f);
	assert_int_equal(find_at(&f, EMAIL).n_comments, 50);
	assert_int_equal(erase_at(&f, EMAIL, ERASE_REMOVE).comments, 50);
	let_daemon_work();
	assert_false(in_file(f.conf->store, STR("of a person who writes a lot")));
	fixture_end(&f);
}

/* ---- what comes back ------------------------------------------------------------------------------- */

static const char *
back_up(const char *name)
{
	struct str why = {0};
	int64_t bytes;
	const char *path = str_printf(f.a, "%s/%s", f.folder, name).p;
	assert_int_equal(store_backup(f.a, f.conf->store, path, false, &nobody, &bytes, &why), ERR_OK);
	return path;
}

struct bringing {
	struct str unread;
	int64_t again;
};

static enum err
prepare(void *arg, struct str path, struct str *why)
{
	struct bringing *b = arg;
	struct keys_rotated done;
	enum err e = keys_rotate(f.a, f.conf, STR("console:test"), path, false, 100, &nobody, &done, why);
	return e == ERR_OK ? store_erase_again(f.a, STR("console:test"), f.conf->store, path, &b->unread, &b->again, why) : e;
}

static void
an_older_backup_is_erased_again_also_after_the_key_has_rotated(void **state)
{
	struct str why = {0};
	struct keys_rotated rotated;
	struct bringing b = {.again = 0};
	(void)state;
	fixture_make(&f, OPEN);
	struct planted p = plant();
	const char *backup = back_up("backup.db");
	assert_true(in_file(str_of(backup), STR(TEXT)));
	erase_at(&f, EMAIL, ERASE_REMOVE);
	/* Who comes back afterwards is not meant. */
	say(&f, (struct say){.text = "Here I am again, as somebody new.", .email = EMAIL});
	const char *later = back_up("later.db");
	house_close(&f.house);
	assert_int_equal(keys_rotate(f.a, f.conf, STR("console:test"), f.conf->store, true, 100, &nobody, &rotated, &why), ERR_OK);
	assert_int_equal(store_restore(f.a, backup, f.conf->store, true, prepare, &b, &nobody, &why), ERR_OK);
	assert_int_equal(b.unread.n, 0);
	assert_int_equal(b.again, 1);
	open_house(&f);
	assert_nowhere(&p, f.conf->store);
	assert_int_equal(find_at(&f, EMAIL).author.n, 0);
	assert_str(sql(f.conf->store.p, "SELECT count(*) FROM erased"), "2"); /* the person, the old name */
	house_close(&f.house);
	/* Twice, before the new version of the program has migrated, and from the one that was made after it. */
	sql(f.conf->store.p, "DELETE FROM migration WHERE version = (SELECT max(version) FROM migration)");
	assert_int_equal(store_restore(f.a, backup, f.conf->store, true, prepare, &b, &nobody, &why), ERR_OK);
	assert_true(b.again == 1 && b.unread.n == 0);
	assert_int_equal(store_restore(f.a, later, f.conf->store, true, prepare, &b, &nobody, &why), ERR_OK);
	assert_int_equal(b.again, 0);
	open_house(&f);
	assert_nowhere(&p, f.conf->store);
	assert_int_equal(find_at(&f, EMAIL).n_comments, 1);
	fixture_end(&f);
}

static void
a_backup_comes_back_also_where_the_erase_list_is_lost_and_it_is_said(void **state)
{
	struct str why = {0};
	struct bringing b = {.again = 0};
	(void)state;
	fixture_make(&f, OPEN);
	plant();
	const char *backup = back_up("backup.db");
	house_close(&f.house);
	write_file(f.conf->store.p, "what a broken disk has left of it");
	assert_int_equal(store_restore(f.a, backup, f.conf->store, true, prepare, &b, &nobody, &why), ERR_OK);
	assert_true(b.unread.n > 0);
	open_house(&f);
	assert_int_equal(find_at(&f, EMAIL).n_comments, 2);
	fixture_end(&f);
}

static void
an_import_does_not_bring_back_who_was_erased(void **state)
{
	static const char file[] = "id,page,parent,author,email,state,name,text,created\r\n"
				   "501,/a,,a1," EMAIL ",approved," NAME "," TEXT ",2026-01-02T03:04:05Z\r\n"
				   "502,/a,501,a2,ben@news.example,approved,Ben,Not so sure.,2026-01-02T03:04:06Z\r\n";
	(void)state;
	fixture_make(&f, OPEN);
	struct comment_imported done = take(&f, "auto", file);
	assert_int_equal(done.added, 2);
	assert_int_equal(erase_at(&f, EMAIL, ERASE_REMOVE).comments, 1);
	done = try(&f, file);
	assert_int_equal(done.added, 0);
	assert_int_equal(done.known, 1);
	assert_int_equal(done.skipped[SKIP_ERASED], 1);
	done = take(&f, "auto", file);
	assert_int_equal(done.added, 0);
	assert_int_equal(done.skipped[SKIP_ERASED], 1);
	let_daemon_work();
	assert_false(in_file(f.conf->store, STR(TEXT)));
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_export_holds_every_planted_item_in_both_forms),
		cmocka_unit_test(every_table_is_told_or_there_is_a_reason),
		cmocka_unit_test(hostile_text_is_inert_in_the_page_and_whole_in_json),
		cmocka_unit_test(nobody_known_is_told_as_that_and_rubbish_is_refused),
		cmocka_unit_test(what_is_erased_by_the_command_line_is_nowhere_in_the_file_of_a_daemon_that_serves),
		cmocka_unit_test(a_log_that_is_emptied_in_the_middle_of_an_erasure_is_emptied_again_at_its_end),
		cmocka_unit_test(a_second_run_changes_nothing),
		cmocka_unit_test(anonymised_texts_stay_under_no_name),
		cmocka_unit_test(what_is_erased_leaves_the_memory_of_a_daemon_that_serves),
		cmocka_unit_test(a_ban_in_force_stays_and_the_person_may_come_back_as_a_stranger),
		cmocka_unit_test(an_erasure_that_is_killed_goes_on_when_asked_again),
		cmocka_unit_test(an_older_backup_is_erased_again_also_after_the_key_has_rotated),
		cmocka_unit_test(a_backup_comes_back_also_where_the_erase_list_is_lost_and_it_is_said),
		cmocka_unit_test(an_import_does_not_bring_back_who_was_erased),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
