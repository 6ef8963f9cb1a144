/* The key rotates, is ended in the middle, and goes on; bans and people's pasts hold. */
#include "test.h"

#include "base/email.h"
#include "flow/keys.h"
#include "house.h"
#include "store/store_thread.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = \"none\"; };"
#define PEOPLE 3000
#define KILLS 20

static struct fixture f;
static const struct keep_progress nobody = {NULL, NULL};

static struct email
person(int i)
{
	struct email e;
	assert_true(email_canon(f.a, str_printf(f.a, "p%d@people.example", i), &e));
	return e;
}

static enum err
add_people(struct db *db, void *arg)
{
	enum err e = ERR_OK;
	(void)arg;
	for (int i = 0; e == ERR_OK && i < PEOPLE; i++) {
		struct author_id id;
		unsigned char avatar[16] = {0};
		struct email who = person(i);
		struct hash a = email_id_hash(f.a, f.house->keys, f.site->id.n, &who);
		struct hash b = email_ban_hash(f.a, f.house->keys, f.site->id.n, &who);
		e = store_author_ensure(db, f.site->id, &a, &b, avatar, NOW, &id);
	}
	return e;
}

static enum err
rotate(bool add, struct keys_rotated *done, struct str *why)
{
	return keys_rotate(f.a, f.conf, STR("console:test"), f.conf->store, add, 100, &nobody, done, why);
}

static void
ban(const char *email)
{
	struct ban b;
	enum ban_outcome outcome;
	struct ban_terms terms = {.reason = STR("raid")};
	assert_int_equal(ban_add(f.house, f.site, f.a, f.console, BAN_EMAIL, str_copy(f.a, str_of(email)), &terms,
				 &outcome, &b), ERR_OK);
	assert_int_equal(outcome, BAN_ADDED);
}

static size_t
bans_on(const char *email)
{
	struct ban *found;
	size_t n = 0;
	bool readable;
	struct suspect who = {.name = STR("Ben")};
	assert_int_equal(ban_test(f.house, f.site, f.a, f.console, str_copy(f.a, str_of(email)), &who, &readable,
				  &found, &n), ERR_OK);
	return n;
}

/* Everybody is found by the address, and no row is left over. */
static void
check_people(void)
{
	struct db *db = store_reader(f.house->store, DB_CONSOLE);
	for (int i = 0; i < PEOPLE; i++) {
		struct author_id id;
		struct email who = person(i);
		struct hash h = email_id_hash(f.a, f.house->keys, f.site->id.n, &who);
		if (store_author_find(db, f.site->id, &h, &id) != ERR_OK)
			fail_msg("person %d is not known any more", i);
	}
	store_reader_done(f.house->store, &db);
}

static void
a_rotation_keeps_bans_and_pasts_and_voids_links(void **state)
{
	struct keys_rotated done;
	struct str why = {0};
	(void)state;
	fixture_make(&f, OPEN);
	struct posted first = say(&f, (struct say){.text = "I write here under my own name."});
	struct comment c;
	struct reason *reasons;
	size_t n;
	assert_int_equal(status_find(f.house, f.site, f.a, first.status_token, &c, &reasons, &n), ERR_OK);
	ban("ben+x@news.example");
	house_close(&f.house);
	for (unsigned links = 2; links <= KEYS_MAX; links++) {
		assert_int_equal(rotate(true, &done, &why), ERR_OK);
		assert_int_equal(done.links, links);
		assert_false(done.went_on);
	}
	assert_int_equal(rotate(true, &done, &why), ERR_CONFLICT); /* and nothing has changed */
	open_house(&f);
	assert_int_equal(bans_on("Ben+y@news.example"), 1);
	assert_int_equal(bans_on("ana@news.example"), 0);
	assert_true(status_find(f.house, f.site, f.a, first.status_token, &c, &reasons, &n) != ERR_OK);
	struct posted again = say(&f, (struct say){.text = "And it is still me who writes."});
	struct hash id[2], b[2];
	struct db *db = store_reader(f.house->store, DB_CONSOLE);
	assert_int_equal(store_author_hashes(db, f.site->id, first.id, &id[0], &b[0]), ERR_OK);
	assert_int_equal(store_author_hashes(db, f.site->id, again.id, &id[1], &b[1]), ERR_OK);
	store_reader_done(f.house->store, &db);
	assert_memory_equal(&id[0], &id[1], sizeof(id[0]));
	fixture_end(&f);
}

/* After a batch of a hundred. */
static void
die_at_once(void *arg, int64_t people, double part)
{
	(void)arg, (void)people, (void)part;
	raise(SIGKILL);
}

static void
a_rotation_that_is_killed_goes_on_and_nothing_opens_the_database_before(void **state)
{
	struct keys_rotated done = {0};
	struct str why = {0};
	(void)state;
	fixture_make(&f, OPEN);
	assert_int_equal(store_write(f.house->store, DB_VISITOR, add_people, NULL), ERR_OK);
	ban("p77@people.example");
	house_close(&f.house);
	for (int i = 0; i < KILLS; i++) {
		pid_t pid = fork();
		if (pid == 0) {
			struct keep_progress show = {die_at_once, NULL};
			(void)!keys_rotate(f.a, f.conf, STR("console:test"), f.conf->store, i == 0, 100, &show, &done, &why);
			_exit(0);
		}
		int status;
		waitpid(pid, &status, 0);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(house_open(f.a, f.conf, false, &f.house, &why), ERR_VERSION);
		assert_true(str_find(why, STR("key rotate"), 0) != SIZE_MAX);
	}
	assert_int_equal(rotate(true, &done, &why), ERR_OK);
	assert_true(done.went_on);
	assert_int_equal(done.people, PEOPLE - 100 * KILLS);
	open_house(&f);
	check_people();
	assert_int_equal(bans_on("p77@people.example"), 1);
	house_close(&f.house);
	/* And one that nothing ends. */
	assert_int_equal(rotate(true, &done, &why), ERR_OK);
	assert_int_equal(done.people, PEOPLE);
	open_house(&f);
	check_people();
	assert_int_equal(bans_on("p77@people.example"), 1);
	fixture_end(&f);
}

static void
a_lost_newer_key_is_noticed_and_an_older_backup_follows(void **state)
{
	struct keys_rotated done;
	struct str why = {0};
	int64_t bytes;
	(void)state;
	fixture_make(&f, OPEN);
	ban("ben@news.example");
	house_close(&f.house);
	const char *backup = str_printf(f.a, "%s/backup.db", f.folder).p;
	assert_int_equal(store_backup(f.a, f.conf->store, backup, false, &nobody, &bytes, &why), ERR_OK);
	const char *key = str_z(f.a, f.conf->key_file), *old = str_printf(f.a, "%s.old", key).p;
	assert_int_equal(link(key, old), 0);
	assert_int_equal(rotate(true, &done, &why), ERR_OK);
	/* The backup is of before, the key of after. */
	assert_int_equal(keys_rotate(f.a, f.conf, STR("console:test"), str_of(backup), false, 100, &nobody, &done, &why), ERR_OK);
	assert_true(done.went_on);
	assert_int_equal(rename(backup, str_z(f.a, f.conf->store)), 0);
	open_house(&f);
	assert_int_equal(bans_on("ben@news.example"), 1);
	house_close(&f.house);
	/* The key of before, the database of after. */
	assert_int_equal(rename(old, key), 0);
	assert_int_equal(house_open(f.a, f.conf, false, &f.house, &why), ERR_VERSION);
	assert_true(str_find(why, STR("older than the database"), 0) != SIZE_MAX);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rotation_keeps_bans_and_pasts_and_voids_links),
		cmocka_unit_test(a_rotation_that_is_killed_goes_on_and_nothing_opens_the_database_before),
		cmocka_unit_test(a_lost_newer_key_is_noticed_and_an_older_backup_follows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
