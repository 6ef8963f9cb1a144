/* The book of who did what holds together, and whatever is done to it behind our back is named. */
#include "test.h"

#include <pthread.h>

#include "flow/audit.h"
#include "flow/export.h"
#include "flow/keys.h"
#include "flow/retention.h"
#include "flow/subject.h"
#include "flow/thread.h"
#include "flow/undo.h"
#include "house.h"
#include "sqlite.h"
#include "store/store_keep.h"
#include "store/store_subject.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = \"none\"; };"
#define DAY 86400
#define NOTE "Quince marmalade is off topic."

static struct fixture f;
static const struct keep_progress nobody = {NULL, NULL};

static struct audit_proof
prove(const char *heads)
{
	struct audit_proof p;
	assert_int_equal(audit_verify(f.house, f.a, str_of(heads), &p), ERR_OK);
	return p;
}

static void
assert_whole(int64_t links)
{
	struct audit_proof p = prove("");
	if (p.fault != AUDIT_WHOLE)
		fail_msg("%.*s", STR_FMT(audit_sentence(f.a, &p)));
	assert_int_equal(p.links, links);
}

static void
assert_broken(enum audit_fault fault, int64_t place, int64_t line)
{
	struct audit_proof p = prove("");
	if (p.fault != fault || p.place != place || p.line != line)
		fail_msg("%.*s", STR_FMT(audit_sentence(f.a, &p)));
}

/* Who can write to the database, and is not us. */
static void
meddle(const char *sql)
{
	sqlite_says(f.a, f.conf->store.p, sql, NULL);
}

static struct posted
decided(const char *text, const char *email, enum verb verb, const char *note)
{
	struct decided d;
	struct posted p = say(&f, (struct say){.text = text, .email = email});
	assert_int_equal(decide(f.house, f.site, f.a, f.console, p.id, verb, STATE__MAX, str_of(note), &d), ERR_OK);
	assert_int_equal(d.outcome, DECIDED);
	return p;
}

/* Five lines, all linked. */
static void
begin_book(void)
{
	/* Nothing like each other: what resembles a rejected text may wait. */
	static const char *const others[] = {
		"My neighbour keeps bees behind the old mill, and their honey is dark.",
		"Who paid for the new bus shelter at the school, and why is it so small?",
		"On Sunday the choir sang in the library, where nobody could find a seat.",
		"Trains to the coast leave at nine; the timetable in the paper is wrong."};
	fixture_make(&f, OPEN);
	decided("The harbour works are late again.", "ana@news.example", VERB_REJECT, NOTE);
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		decided(others[i], "ben@news.example", VERB_REJECT, "");
	keep_house(&f);
	assert_whole(5);
}

static void
a_line_says_who_did_what_why_and_under_which_rules(void **state)
{
	struct audit_row *rows;
	struct audit_search all = {.before = 0};
	size_t n;
	(void)state;
	begin_book();
	assert_int_equal(audit_list(f.house, f.site, f.a, f.console, &all, 10, &rows, &n), ERR_OK);
	assert_int_equal(n, 5);
	assert_str(rows[4].actor, "console:tester");
	assert_str(rows[4].verb, "reject");
	assert_str(rows[4].subject, "comment 1");
	assert_str(rows[4].detail, "approved: " NOTE);
	assert_true(str_starts(rows[4].versions, STR("rules ")));
	assert_int_equal(rows[4].made, NOW);
	assert_int_equal(rows[4].place, 1);
	fixture_end(&f);
}

static void
every_changed_column_of_a_line_is_named(void **state)
{
	static const char *const changes[][2] = {
		{"actor = 'ana'", "actor = 'console:tester'"}, {"verb = 'approve'", "verb = 'reject'"},
		{"subject = 'comment 1'", "subject = 'comment 3'"}, {"created = created + 1", "created = created - 1"},
		{"detail = detail || '.'", "detail = 'approved'"}, {"versions = versions || '1'",
		 "versions = substr(versions, 1, length(versions) - 1)"}};
	(void)state;
	begin_book();
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		meddle(str_printf(f.a, "UPDATE audit SET %s WHERE id = 3", changes[i][0]).p);
		assert_broken(AUDIT_CHANGED, 3, 3);
		meddle(str_printf(f.a, "UPDATE audit SET %s WHERE id = 3", changes[i][1]).p);
		assert_whole(5);
	}
	meddle("UPDATE audit_link SET hash = zeroblob(32) WHERE place = 2");
	assert_broken(AUDIT_CHANGED, 2, 2);
	fixture_end(&f);
}

static void
a_removed_line_is_named_however_it_was_removed(void **state)
{
	(void)state;
	begin_book();
	meddle("DELETE FROM audit WHERE id = 4");
	assert_broken(AUDIT_GONE, 4, 4);
	meddle("DELETE FROM audit_link WHERE line = 4");
	assert_broken(AUDIT_SKIPPED, 4, 0);
	meddle("UPDATE audit_link SET place = 4 WHERE place = 5");
	assert_broken(AUDIT_CHANGED, 4, 5);
	fixture_end(&f);
	begin_book();
	meddle("DELETE FROM audit_link WHERE line = 5; DELETE FROM audit_link WHERE line = 2");
	assert_broken(AUDIT_SKIPPED, 2, 0);
	fixture_end(&f);
}

static void
lines_that_changed_places_are_named(void **state)
{
	(void)state;
	begin_book();
	meddle("UPDATE audit SET subject = CASE id WHEN 2 THEN 'comment 3' ELSE 'comment 2' END WHERE id IN (2, 3)");
	assert_broken(AUDIT_CHANGED, 2, 2);
	fixture_end(&f);
	begin_book();
	meddle("UPDATE audit_link SET place = 99 WHERE place = 2; UPDATE audit_link SET place = 2 WHERE place = 3; "
	       "UPDATE audit_link SET place = 3 WHERE place = 99");
	assert_broken(AUDIT_CHANGED, 2, 3);
	fixture_end(&f);
}

static void
a_line_that_was_slipped_in_is_named(void **state)
{
	(void)state;
	begin_book();
	meddle("DELETE FROM audit_link WHERE place >= 3; DELETE FROM audit WHERE id = 3; DELETE FROM audit_head");
	assert_int_equal(audit_link_all(f.house, f.a), ERR_OK); /* only four lines, and the chain is whole */
	assert_whole(4);
	meddle("INSERT INTO audit (id, site, created, actor, verb, subject, detail) "
	       "VALUES (3, 1, 1800000000, 'ana', 'approve', 'comment 3', '')");
	assert_broken(AUDIT_STRAY, 0, 3);
	fixture_end(&f);
}

static void
a_chain_that_was_made_anew_is_told_by_the_signature(void **state)
{
	struct str head;
	(void)state;
	begin_book();
	assert_int_equal(audit_sign(f.house, f.a, &head), ERR_OK);
	decided("One more, behind the signature.", "ana@news.example", VERB_REJECT, "");
	keep_house(&f);
	meddle("UPDATE audit SET actor = 'ana' WHERE id = 2; DELETE FROM audit_link WHERE place >= 2");
	assert_int_equal(audit_link_all(f.house, f.a), ERR_OK);
	assert_broken(AUDIT_REMADE, 5, 5);
	/* Without the stored signature the one that was kept elsewhere tells, as a line of the log or not. */
	meddle("DELETE FROM audit_head");
	assert_whole(6);
	assert_int_equal(prove(head.p).fault, AUDIT_REMADE);
	assert_int_equal(prove(str_printf(f.a, "\n{\"head\":\"%.*s\"}\n", STR_FMT(head)).p).fault, AUDIT_REMADE);
	/* Who meddles makes a signature of their own. */
	meddle("INSERT INTO audit_head (place, hash, made, link, signature) "
	       "SELECT place, hash, 1800000000, 0, zeroblob(64) FROM audit_link WHERE place = 6");
	assert_broken(AUDIT_UNSIGNED, 6, 6);
	fixture_end(&f);
}

static void
an_end_that_was_cut_off_is_told_by_the_signature(void **state)
{
	struct audit_proof p;
	struct str head;
	(void)state;
	begin_book();
	assert_int_equal(audit_sign(f.house, f.a, &head), ERR_OK);
	assert_int_equal(prove(head.p).fault, AUDIT_WHOLE);
	meddle("DELETE FROM audit_link WHERE place = 5; DELETE FROM audit WHERE id = 5");
	assert_broken(AUDIT_CUT, 5, 0);
	meddle("DELETE FROM audit_head");
	assert_whole(4);
	p = prove(head.p);
	assert_int_equal(p.fault, AUDIT_CUT);
	assert_int_equal(p.place, 5);
	/* A head that is not ours proves nothing, and no head is an error. */
	char *forged = arena_copy(f.a, head.p, head.n);
	forged[head.n - 1] = forged[head.n - 1] == '0' ? '1' : '0';
	p = prove(str_sub((struct str){forged, head.n}, 0, head.n).p);
	assert_int_equal(p.fault, AUDIT_UNSIGNED);
	assert_int_equal(audit_verify(f.house, f.a, STR("a line of something else"), &p), ERR_INPUT);
	fixture_end(&f);
}

static void
the_end_is_signed_once_a_day_and_an_older_key_still_proves_it(void **state)
{
	struct keys_rotated rotated;
	struct str why, head;
	(void)state;
	fixture_make(&f, OPEN);
	keep_house(&f);
	assert_int_equal(prove("").heads, 0); /* nothing to sign */
	decided("The harbour works are late again.", "ana@news.example", VERB_REJECT, "");
	keep_house(&f);
	decided("The harbour works are late once more.", "ana@news.example", VERB_REJECT, "");
	keep_house(&f);
	assert_int_equal(prove("").heads, 1);
	clock_stop(NOW + DAY);
	keep_house(&f);
	keep_house(&f);
	assert_int_equal(prove("").heads, 2);
	clock_stop(NOW + 2 * DAY);
	keep_house(&f);
	assert_int_equal(prove("").heads, 2); /* nothing new */
	house_close(&f.house);
	assert_int_equal(keys_rotate(f.a, f.conf, STR("console:test"), f.conf->store, true, 100, &nobody, &rotated, &why), ERR_OK);
	open_house(&f);
	assert_int_equal(audit_sign(f.house, f.a, &head), ERR_OK);
	assert_int_equal(prove(head.p).heads, 4);
	fixture_end(&f);
}

static void
a_detail_goes_with_time_and_the_chain_holds_but_not_by_hand(void **state)
{
	int64_t n[KEPT__MAX];
	struct audit_proof p;
	(void)state;
	begin_book();
	meddle("UPDATE audit SET detail = '' WHERE id = 1");
	assert_broken(AUDIT_CHANGED, 1, 1);
	meddle("UPDATE audit_link SET salt = NULL WHERE line = 1");
	assert_broken(AUDIT_TAKEN, 1, 1);
	fixture_end(&f);
	begin_book();
	assert_int_equal(thread_set_mode(f.house, f.site, f.a, f.console, STR("/story/"), MODE_PREMODERATED), ERR_OK);
	keep_house(&f);
	clock_stop(NOW + f.conf->keep_audit + DAY);
	decided("Written when the first lines were old.", "ana@news.example", VERB_REJECT, "");
	keep_house(&f);
	assert_int_equal(retention_run(f.house, f.a, false, n), ERR_OK);
	keep_house(&f);
	p = prove("");
	assert_int_equal(p.fault, AUDIT_WHOLE);
	assert_int_equal(p.taken, 6);
	assert_str(sqlite_says(f.a, f.conf->store.p, "SELECT group_concat(detail, '') FROM audit WHERE id < 7", NULL), "\n");
	assert_str(sqlite_says(f.a, f.conf->store.p, "SELECT count(*) FROM audit WHERE verb = 'retention.audit'", NULL),
		   "1\n"); /* one line a day, however many pieces */
	/* A younger one is not covered by that. */
	meddle("UPDATE audit SET detail = '' WHERE id = 7; UPDATE audit_link SET salt = NULL WHERE line = 7");
	assert_broken(AUDIT_TAKEN, 7, 7);
	fixture_end(&f);
}

static struct subject
who(const char *email)
{
	struct subject s;
	assert_int_equal(subject_find(f.house, f.site, f.a, f.console, str_copy(f.a, str_of(email)), &s), ERR_OK);
	return s;
}

static void
erase(const char *email, enum erase_mode mode)
{
	const struct subject_progress quiet = {NULL, NULL};
	struct subject_erased done;
	struct subject s = who(email);
	assert_int_equal(subject_erase(f.house, f.site, f.console, &s, mode, &quiet, &done), ERR_OK);
	assert_true(done.any);
}

static void
an_erasure_takes_what_is_told_of_a_person_and_the_chain_holds(void **state)
{
	(void)state;
	for (enum erase_mode mode = 0; mode < ERASE_MODE__MAX; mode++) {
		begin_book();
		erase("ana@news.example", mode);
		keep_house(&f);
		assert_whole(6);
		assert_int_equal(prove("").taken, 1);
		assert_str(sqlite_says(f.a, f.conf->store.p,
				       "SELECT actor || ' ' || verb || ' ' || subject || detail FROM audit WHERE id = 1", NULL),
			   "console:tester reject comment 1\n");
		assert_str(sqlite_says(f.a, f.conf->store.p, "SELECT detail FROM audit WHERE id = 2", NULL), "approved\n");
		fixture_end(&f);
	}
}

static enum err
prepare(void *arg, struct str path, struct str *ret_why)
{
	struct str unread;
	int64_t n;
	(void)arg;
	enum err e = store_erase_again(f.a, STR("console:test"), f.conf->store, path, &unread, &n, ret_why);
	assert_int_equal(n, 1);
	return e;
}

static void
a_backup_that_comes_back_is_erased_again_and_its_book_is_whole(void **state)
{
	struct str why = {0}, head;
	int64_t bytes;
	(void)state;
	begin_book();
	const char *backup = str_printf(f.a, "%s/backup.db", f.folder).p;
	assert_int_equal(store_backup(f.a, f.conf->store, backup, false, &nobody, &bytes, &why), ERR_OK);
	erase("ana@news.example", ERASE_REMOVE);
	assert_int_equal(audit_sign(f.house, f.a, &head), ERR_OK);
	house_close(&f.house);
	assert_int_equal(store_restore(f.a, backup, f.conf->store, true, prepare, NULL, &nobody, &why), ERR_OK);
	open_house(&f);
	assert_whole(5);
	assert_int_equal(prove("").taken, 1);
	/* That the book is an older one is seen by what was signed since. */
	assert_int_equal(prove(head.p).fault, AUDIT_CUT);
	fixture_end(&f);
}

static void
what_was_not_linked_when_the_process_died_is_linked_by_the_next(void **state)
{
	struct audit_proof p;
	(void)state;
	begin_book();
	decided("One more, and then the lights go out.", "ana@news.example", VERB_REJECT, "");
	restart(&f);
	p = prove("");
	assert_int_equal(p.fault, AUDIT_WHOLE);
	assert_int_equal(p.links, 5);
	assert_int_equal(p.loose, 1);
	keep_house(&f);
	assert_whole(6);
	assert_int_equal(prove("").loose, 0);
	fixture_end(&f);
}

struct clerk {
	struct fixture own;
	const char *name;
	int failed;
};

#define ACTS 40

/* Acts and links, as fast as it can, while the other does the same. */
static void *
work(void *arg)
{
	struct clerk *k = arg;
	struct arena *a = arena_new();
	for (int i = 0; i < ACTS; i++) {
		struct str page = str_printf(a, "/%s/%d/", k->name, i);
		bool more;
		k->failed += thread_set_mode(k->own.house, k->own.site, a, k->own.console, page,
					     MODE_CLOSED) != ERR_OK;
		k->failed += audit_link(k->own.house, a, &more) != ERR_OK;
	}
	arena_free(&a);
	return NULL;
}

static void
two_processes_that_write_and_link_at_once_make_one_chain(void **state)
{
	pthread_t threads[2];
	(void)state;
	begin_book();
	struct clerk clerks[] = {{f, "daemon", 0}, {other_process(&f), "console", 0}};
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, work, &clerks[i]), 0);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_int_equal(clerks[0].failed + clerks[1].failed, 0);
	house_close(&clerks[1].own.house);
	assert_int_equal(audit_link_all(f.house, f.a), ERR_OK);
	assert_whole(5 + 2 * ACTS);
	assert_str(sqlite_says(f.a, f.conf->store.p, "SELECT count(*) FROM audit_link WHERE place <> line", NULL), "0\n");
	fixture_end(&f);
}

static void
a_copy_that_is_taken_is_in_the_book(void **state)
{
	struct export_ask ask = {.format = EXPORT_JSONL, .since = INT64_MIN, .with_keys = true};
	(void)state;
	begin_book();
	assert_int_equal(export_note(f.house, f.site, f.a, f.console, &ask), ERR_OK);
	assert_str(sqlite_says(f.a, f.conf->store.p,
			       "SELECT actor, verb, subject, detail FROM audit WHERE id = 6", NULL),
		   "console:tester|export|comments|jsonl with keys\n");
	fixture_end(&f);
}

/* ---- to read --------------------------------------------------------------------------------------- */

static size_t
found(const struct moderator *m, struct audit_search q)
{
	struct audit_row *rows;
	size_t n = 0;
	assert_int_equal(audit_list(f.house, f.site, f.a, m, &q, 100, &rows, &n), ERR_OK);
	return n;
}

static void
admins_read_all_moderators_not_what_others_did_with_accounts_viewers_nothing(void **state)
{
	struct audit_row *rows;
	struct audit_search all = {.before = 0};
	size_t n;
	(void)state;
	begin_book();
	const struct moderator *admin = somebody(&f, "ada", ROLE_ADMIN), *moderator = somebody(&f, "max", ROLE_MODERATOR),
			       *viewer = somebody(&f, "vic", ROLE_VIEWER);
	assert_int_equal(found(admin, all), 5 + 6);
	assert_int_equal(found(moderator, all), 5 + 1);
	assert_int_equal(found(moderator, (struct audit_search){.what = STR("sign-in")}), 1);
	assert_int_equal(audit_list(f.house, f.site, f.a, viewer, &all, 100, &rows, &n), ERR_DENIED);
	fixture_end(&f);
}

static void
a_search_takes_letters_as_letters_and_pages_by_key(void **state)
{
	struct audit_row *rows;
	size_t n;
	(void)state;
	begin_book();
	decided("Somebody gives 100 %.", "ana@news.example", VERB_REJECT, "100%_sure! no");
	assert_int_equal(found(f.console, (struct audit_search){.why = STR("%")}), 1);
	assert_int_equal(found(f.console, (struct audit_search){.why = STR("0%_SURE!")}), 1);
	assert_int_equal(found(f.console, (struct audit_search){.why = STR("_")}), 1);
	assert_int_equal(found(f.console, (struct audit_search){.why = STR("quince")}), 1);
	assert_int_equal(found(f.console, (struct audit_search){.who = STR("TESTER"), .what = STR("comment 2")}), 1);
	assert_int_equal(found(f.console, (struct audit_search){.who = STR("nobody")}), 0);
	assert_int_equal(found(f.console, (struct audit_search){.since = NOW + 1}), 0);
	assert_int_equal(found(f.console, (struct audit_search){.until = NOW}), 0);
	assert_int_equal(found(f.console, (struct audit_search){.since = NOW, .until = NOW + 1}), 6);
	struct audit_search q = {.before = 3};
	assert_int_equal(audit_list(f.house, f.site, f.a, f.console, &q, 1, &rows, &n), ERR_OK);
	assert_int_equal(n, 1);
	assert_int_equal(rows[0].line, 2);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_says_who_did_what_why_and_under_which_rules),
		cmocka_unit_test(every_changed_column_of_a_line_is_named),
		cmocka_unit_test(a_removed_line_is_named_however_it_was_removed),
		cmocka_unit_test(lines_that_changed_places_are_named),
		cmocka_unit_test(a_line_that_was_slipped_in_is_named),
		cmocka_unit_test(a_chain_that_was_made_anew_is_told_by_the_signature),
		cmocka_unit_test(an_end_that_was_cut_off_is_told_by_the_signature),
		cmocka_unit_test(the_end_is_signed_once_a_day_and_an_older_key_still_proves_it),
		cmocka_unit_test(a_detail_goes_with_time_and_the_chain_holds_but_not_by_hand),
		cmocka_unit_test(an_erasure_takes_what_is_told_of_a_person_and_the_chain_holds),
		cmocka_unit_test(a_backup_that_comes_back_is_erased_again_and_its_book_is_whole),
		cmocka_unit_test(what_was_not_linked_when_the_process_died_is_linked_by_the_next),
		cmocka_unit_test(two_processes_that_write_and_link_at_once_make_one_chain),
		cmocka_unit_test(a_copy_that_is_taken_is_in_the_book),
		cmocka_unit_test(admins_read_all_moderators_not_what_others_did_with_accounts_viewers_nothing),
		cmocka_unit_test(a_search_takes_letters_as_letters_and_pages_by_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
