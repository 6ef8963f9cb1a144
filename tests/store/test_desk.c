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
	/* The conditions of BAN_BY_HASH and BAN_BY_TARGET; posts are matched in memory. */
	static const struct {
		const char *where, *index;
	} looks[] = {
		{"site = ?1 AND kind = 'email' AND hash = ?2 AND lifted IS NULL", "ban_hash"},
		{"site = ?1 AND kind = ?2 AND target = ?3 AND lifted IS NULL", "ban_target"},
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

static void
every_order_of_a_queue_is_read_along_its_index(void **state)
{
	/* The conditions of COMMENT_LIST_…; what is in the index alone, and from where on in it. */
	static const struct {
		const char *which, *by, *plan;
	} orders[] = {
		{"c.toxicity >= 0 AND c.state = ?2", "toxicity", "comment_toxic (site=? AND state=? AND toxicity>? AND toxicity<?"},
		{"c.state = 'pending'", "score", "comment_score (site=? AND score<?"},
		{"(c.marks & 1) <> 0 AND c.state IN ('pending', 'approved')", "score",
		 "comment_reported_score (site=? AND score<?"},
		{"(c.marks & 1) <> 0 AND c.state IN ('pending', 'approved')", "reports",
		 "comment_reported_most (site=? AND reports<?"},
	};
	struct scratch s;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
		const char *by = orders[i].by;
		struct str ask = str_printf(
			s.a, "EXPLAIN QUERY PLAN SELECT id FROM comment c WHERE c.site = ?1 AND %s AND (c.%s, c.id) <"
			" (coalesce((SELECT %s FROM comment WHERE site = ?1 AND id = ?3), 2.0), ?3)"
			" ORDER BY c.%s DESC, c.id DESC LIMIT 5", orders[i].which, by, by, by);
		struct str plan = sqlite_says(s.a, s.path.p, ask.p, NULL);
		if (str_find(plan, str_of(orders[i].plan), 0) == SIZE_MAX ||
		    str_find(plan, STR("TEMP B-TREE"), 0) != SIZE_MAX)
			fail_msg("%s, %s: %.*s", orders[i].which, by, STR_FMT(plan));
	}
	scratch_end(&s);
}

/* Not along that of all that is shown, which would do as well and has as many columns. */
static void
what_is_pinned_is_read_along_its_index(void **state)
{
	struct scratch s;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	/* THREAD_PINS. */
	struct str plan = sqlite_says(s.a, s.path.p,
		"EXPLAIN QUERY PLAN SELECT order_key FROM comment WHERE thread = ?1 AND (marks & 4) <> 0"
		" AND parent IS NULL AND state = 'approved' ORDER BY id LIMIT 5", NULL);
	if (str_find(plan, STR("comment_pinned (thread=?)"), 0) == SIZE_MAX)
		fail_msg("%.*s", STR_FMT(plan));
	scratch_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bans_of_the_first_version_are_in_force_after_the_second_migration),
		cmocka_unit_test(every_look_at_bans_uses_its_index),
		cmocka_unit_test(every_order_of_a_queue_is_read_along_its_index),
		cmocka_unit_test(what_is_pinned_is_read_along_its_index),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
