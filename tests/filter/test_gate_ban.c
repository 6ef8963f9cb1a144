/* Bans in memory: each address finds its block and no other, however many there are. */
#include "test.h"

#include "chance.h"
#include "filter/gate_ban.h"

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	crypt_init();
	a = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(&a);
	return 0;
}

static struct bans *
blocks(const char *const *targets, size_t n)
{
	struct ban_row *rows = arena_array(a, n, struct ban_row);
	size_t bad = 0;
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct ban_row){.id.n = (int64_t)i + 1, .kind = BAN_ADDRESS,
					   .target = str_of(targets[i])};
	struct bans *b = bans_new(a, rows, n, &bad);
	assert_int_equal(bad, 0);
	return b;
}

/* The ban that hits the address; 0: none. */
static int64_t
at(const struct bans *b, struct str address)
{
	const struct ban_hit *hits;
	size_t n = bans_find(b, a, &(struct suspect){.address = address}, 1000, &hits);
	assert_true(n <= 1);
	return n == 0 ? 0 : hits[0].id.n;
}

static void
a_block_is_found_by_its_addresses_and_by_no_other(void **state)
{
	static const char *const list[] = {"192.0.2.64/26", "2001:db8:7::/48", "10.1.2.3", "10.1.0.0/16",
					   "8000::/1"};
	static const struct {
		const char *address;
		int64_t ban;
	} cases[] = {
		{"192.0.2.64", 1}, {"192.0.2.127", 1}, {"::ffff:192.0.2.100", 1}, {"2001:db8:7::", 2},
		{"2001:db8:7:ffff:ffff:ffff:ffff:ffff", 2}, {"10.1.2.3", 3}, {"10.1.2.2", 4},
		{"10.1.255.255", 4}, {"10.2.0.0", 0}, {"192.0.2.63", 0}, {"192.0.2.128", 0},
		{"2001:db8:6:ffff:ffff:ffff:ffff:ffff", 0}, {"2001:db8:8::", 0}, {"c000:240::", 5},
		{"192.0.0.0", 0}, {"", 0}, {"unix:", 0},
	};
	(void)state;
	struct bans *b = blocks(list, ARRAY_LEN(list));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(at(b, str_of(cases[i].address)), cases[i].ban);
}

/* Few bits are set, so that many contain each other. */
static struct cidr
random_block(bool v6)
{
	struct cidr c = {.base = {.v6 = v6}, .bits = 12 + (unsigned)(chance() % 21)};
	for (unsigned i = 0; i < c.bits; i++)
		if (chance() % 3 == 0)
			c.base.b[i / 8] |= (unsigned char)(0x80 >> i % 8);
	return c;
}

static void
agrees_with_a_walk(size_t n_blocks)
{
	enum { ASKED = 3000 };
	const size_t N = n_blocks;
	struct cidr *all = arena_array(a, N, struct cidr);
	struct ban_row *rows = arena_array(a, N, struct ban_row);
	size_t bad = 9;
	int hits = 0;
	for (size_t i = 0; i < N; i++) {
		all[i] = random_block(i % 2);
		rows[i] = (struct ban_row){.id.n = (int64_t)i + 1, .kind = BAN_ADDRESS,
					   .target = cidr_text(a, &all[i]),
					   .expires = i % 5 == 0 ? 1000 : 0};
	}
	struct bans *b = bans_new(a, rows, N, &bad);
	assert_int_equal(bad, 0);
	for (int k = 0; k < ASKED; k++) {
		struct cidr c = random_block(k % 2);
		int64_t want = 0;
		for (size_t i = 0; i < N && want == 0; i++)
			if (rows[i].expires == 0 && cidr_has(&all[i], &c.base))
				want = rows[i].id.n;
		assert_int_equal(at(b, addr_text(a, &c.base)), want);
		hits += want != 0;
	}
	assert_true(hits > ASKED / 10 && hits < ASKED);
}

static void
the_tree_finds_what_a_walk_over_all_blocks_finds(void **state)
{
	(void)state;
	agrees_with_a_walk(3000);
	agrees_with_a_walk(6000); /* so many that a table says where to begin */
}

static void
the_oldest_in_force_counts_and_one_in_shadow_only_alone(void **state)
{
	const struct ban_hit *hits;
	struct ban_row rows[] = {
		{.id.n = 1, .kind = BAN_DOMAIN, .target = STR("spam.example"), .shadow = true},
		{.id.n = 2, .kind = BAN_DOMAIN, .target = STR("mail.spam.example"), .expires = 1000},
		{.id.n = 3, .kind = BAN_DOMAIN, .target = STR("spam.example"), .expires = 2000},
		{.id.n = 4, .kind = BAN_ADDRESS, .target = STR("no address")},
	};
	struct suspect who = {.domain = STR("mail.spam.example")};
	size_t bad = 0;
	(void)state;
	struct bans *b = bans_new(a, rows, ARRAY_LEN(rows), &bad);
	assert_int_equal(bad, 1);
	assert_int_equal(bans_find(b, a, &who, 999, &hits), 1);
	assert_int_equal(hits[0].id.n, 2);
	assert_int_equal(bans_find(b, a, &who, 1000, &hits), 1);
	assert_int_equal(hits[0].id.n, 3);
	assert_false(hits[0].shadow);
	assert_int_equal(bans_find(b, a, &who, 2000, &hits), 1);
	assert_int_equal(hits[0].id.n, 1);
	assert_true(hits[0].shadow);
}

/* For `perf stat -e instructions` and the like; asserts what is found, never how fast. */
static void
a_hundred_thousand_blocks_are_one_look(void **state)
{
	enum { N = 100000, ASKED = 1000000 };
	struct ban_row *rows = arena_array(a, N, struct ban_row);
	static struct addr who[4096];
	struct timespec from, to;
	size_t bad, hits = 0;
	(void)state;
	for (size_t i = 0; i < N; i++) {
		struct cidr c = {.base.v6 = i % 2, .bits = i % 2 ? 48 : 24};
		uint64_t r = chance();
		memcpy(c.base.b, &r, c.bits / 8);
		who[i % ARRAY_LEN(who)] = c.base;
		rows[i] = (struct ban_row){.id.n = (int64_t)i + 1, .kind = BAN_ADDRESS,
					   .target = cidr_text(a, &c)};
	}
	struct bans *b = bans_new(a, rows, N, &bad);
	struct str *texts = arena_array(a, ARRAY_LEN(who), struct str);
	for (size_t i = 0; i < ARRAY_LEN(who); i++)
		texts[i] = addr_text(a, &who[i]);
	struct arena *scratch = arena_new();
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
	for (size_t i = 0; i < ASKED; i++) {
		const struct ban_hit *found;
		struct suspect s = {.address = texts[i % ARRAY_LEN(who)]};
		hits += bans_find(b, scratch, &s, 1000, &found);
		if (i % 256 == 0)
			arena_reset(scratch);
	}
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
	arena_free(&scratch);
	assert_int_equal(hits, ASKED);
	double ns = (double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec);
	print_message("# %.0f ns a look among %d blocks, reading the address included\n", ns / ASKED, N);
}

static void
a_host_is_read_from_a_link_or_from_itself(void **state)
{
	struct str host;
	(void)state;
	assert_true(ban_host(a, STR(" WWW.Shop.example "), &host));
	assert_str(host, "shop.example");
	assert_true(ban_host(a, STR("https://müller.example:8080/x?y"), &host));
	assert_str(host, "xn--mller-kva.example");
	assert_false(ban_host(a, STR("example"), &host));
	assert_false(ban_host(a, STR(""), &host));
	assert_false(ban_host(a, STR("https://"), &host));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_block_is_found_by_its_addresses_and_by_no_other),
		cmocka_unit_test(the_tree_finds_what_a_walk_over_all_blocks_finds),
		cmocka_unit_test(the_oldest_in_force_counts_and_one_in_shadow_only_alone),
		cmocka_unit_test(a_hundred_thousand_blocks_are_one_look),
		cmocka_unit_test(a_host_is_read_from_a_link_or_from_itself),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
