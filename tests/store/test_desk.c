/* The second migration, and that the look at bans is an indexed one. */
#include "test.h"

#include "scratch.h"
#include "sqlite.h"

struct seen_ban {
	struct arena *a;
	struct ban ban;
	size_t n;
};

static void
keep_ban(void *arg, const struct ban *b)
{
	struct seen_ban *seen = arg;
	seen->ban = *b;
	seen->ban.target = str_copy(seen->a, b->target);
	seen->ban.reason = str_copy(seen->a, b->reason);
	seen->n++;
}

static void
bans_of_the_first_version_are_in_force_after_the_second_migration(void **state)
{
	struct scratch s;
	struct hash h;
	struct ban_id id;
	(void)state;
	scratch_make(&s);
	sqlite_says(s.a, s.path.p, ".read sql/migrate/0001-house.sql",
		"CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL,"
		" applied INTEGER NOT NULL) STRICT;\n"
		"INSERT INTO migration VALUES (1, '0001-house', 5);\n"
		"INSERT INTO site (name, created) VALUES ('site', 5);\n"
		"INSERT INTO ban (id, site, kind, hash, person, reason, created, expires, set_by)"
		" VALUES (41, 1, 'email', zeroblob(32), 'reader-AAAA-AAAA', 'raid', 7, NULL, 'mo');");
	scratch_migrate(&s);
	scratch_open(&s, true);
	memset(&h, 0, sizeof(h));
	struct db *db = store_reader(s.store, DB_CONSOLE);
	assert_int_equal(store_ban_by_hash(db, s.site, &h, 1000, &id), ERR_OK);
	assert_int_equal(id.n, 41);
	struct seen_ban seen = {.a = s.a};
	assert_int_equal(store_ban_list(db, s.site, (struct ban_id){0}, 10, keep_ban, &seen), ERR_OK);
	assert_int_equal(seen.n, 1);
	assert_str(seen.ban.target, "reader-AAAA-AAAA");
	assert_str(seen.ban.reason, "raid");
	assert_int_equal(seen.ban.created, 7);
	store_reader_done(s.store, &db);
	scratch_end(&s);
}

static void
every_look_at_bans_uses_its_index(void **state)
{
	struct scratch s;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	/* The conditions of BAN_BY_HASH, BAN_BY_TARGET, BAN_BY_ADDRESS, BAN_NAMES. */
	static const struct {
		const char *where, *index;
	} looks[] = {
		{"site = ?1 AND kind = 'email' AND hash = ?2 AND lifted IS NULL", "ban_hash"},
		{"site = ?1 AND kind = ?2 AND target = ?3 AND lifted IS NULL", "ban_target"},
		{"site = ?1 AND kind = 'address' AND range_first <= ?2 AND range_last >= ?2"
		 " AND lifted IS NULL",
		 "ban_range"},
		{"site = ?1 AND kind = 'name' AND lifted IS NULL", "ban_target"},
	};
	for (size_t i = 0; i < ARRAY_LEN(looks); i++) {
		struct str ask = str_printf(s.a, "EXPLAIN QUERY PLAN SELECT id FROM ban WHERE %s",
					    looks[i].where);
		struct str plan = sqlite_says(s.a, s.path.p, ask.p, NULL);
		if (str_find(plan, str_of(looks[i].index), 0) == SIZE_MAX)
			fail_msg("%s: %.*s", looks[i].where, STR_FMT(plan));
	}
	scratch_end(&s);
}

struct addition {
	struct ban ban;
	struct ban_key key;
	struct ban_id id;
};

static enum err
add_ban(struct db *db, void *arg)
{
	struct addition *x = arg;
	return store_ban_add(db, &x->ban, &x->key, &x->id);
}

static bool
address_banned(struct scratch *s, const char *text)
{
	struct addr at;
	struct ban_id id;
	assert_true(addr_parse(str_of(text), &at));
	struct db *db = store_reader(s->store, DB_VISITOR);
	enum err e = store_ban_by_address(db, s->site, &at, 1000, &id);
	store_reader_done(s->store, &db);
	assert_true(e == ERR_OK || e == ERR_GONE);
	return e == ERR_OK;
}

static void
a_block_is_found_by_its_addresses_and_by_no_other(void **state)
{
	struct scratch s;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	scratch_open(&s, true);
	static const char *const blocks[] = {"192.0.2.64/26", "2001:db8:7::/48", "10.1.2.3"};
	for (size_t i = 0; i < ARRAY_LEN(blocks); i++) {
		struct addition x = {.ban = {.site = s.site, .kind = BAN_ADDRESS, .target = str_of(blocks[i]),
					     .created = 5, .by = STR("mo")}};
		struct cidr c;
		assert_true(cidr_parse(str_of(blocks[i]), &c));
		cidr_keys(&c, x.key.first, x.key.last);
		assert_int_equal(store_write(s.store, DB_CONSOLE, add_ban, &x), ERR_OK);
	}
	static const char *const in[] = {"192.0.2.64", "192.0.2.127", "::ffff:192.0.2.100", "2001:db8:7::",
					 "2001:db8:7:ffff:ffff:ffff:ffff:ffff", "10.1.2.3"};
	static const char *const out[] = {"192.0.2.63", "192.0.2.128", "2001:db8:6:ffff:ffff:ffff:ffff:ffff",
					  "2001:db8:8::", "10.1.2.2", "10.1.2.4", "c000:240::"};
	for (size_t i = 0; i < ARRAY_LEN(in); i++)
		if (!address_banned(&s, in[i]))
			fail_msg("not found: %s", in[i]);
	for (size_t i = 0; i < ARRAY_LEN(out); i++)
		if (address_banned(&s, out[i]))
			fail_msg("found: %s", out[i]);
	scratch_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bans_of_the_first_version_are_in_force_after_the_second_migration),
		cmocka_unit_test(every_look_at_bans_uses_its_index),
		cmocka_unit_test(a_block_is_found_by_its_addresses_and_by_no_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
