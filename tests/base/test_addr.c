/* base/addr.c: SECURITY rows A4 (forged headers) and A16 (spellings of one address). */
#include "test.h"

#include "base/addr.h"
#include "arena.h"

static void
a16_every_spelling_of_an_address_is_one_address(void **state)
{
	(void)state;
	static const struct {
		const char *text, *one;
	} rows[] = {
		{"192.0.2.7", "192.0.2.7"},
		{"192.0.2.7:443", "192.0.2.7"},
		{"::ffff:192.0.2.7", "192.0.2.7"},
		{"::FFFF:c000:0207", "192.0.2.7"},
		{"0:0:0:0:0:ffff:192.0.2.7", "192.0.2.7"},
		{"[::ffff:192.0.2.7]:80", "192.0.2.7"},
		{"2001:db8::1", "2001:db8::1"},
		{"2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::1"},
		{"2001:db8:0:0::1", "2001:db8::1"},
		{"[2001:db8::1]", "2001:db8::1"},
		{"[2001:db8::1]:8080", "2001:db8::1"},
		{"fe80::1%eth0", "fe80::1"},
		{"[fe80::1%25eth0]:80", "fe80::1"},
		{"::1", "::1"},
		{"0.0.0.0", "0.0.0.0"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct addr at;
		if (!addr_parse(str_of(rows[i].text), &at) ||
		    !str_eq(addr_text(a, &at), str_of(rows[i].one)))
			fail_msg("%s is not %s", rows[i].text, rows[i].one);
	}
}

static void
rubbish_is_no_address(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", " ", "unix:", "unknown", "_hidden", "192.0.2", "192.0.2.256", "192.0.2.07",
		"192.0.2.7 ", "0x7f000001", "2130706433", "192.0.2.7:", "192.0.2.7:http",
		"192.0.2.7:65536", "192.0.2.7:-1", "192.0.2.7%eth0", "[192.0.2.7]:80", "[::1", "::1]",
		"[::1]80", "[::1]:", "::1::", ":::", "1:2:3:4:5:6:7:8:9", "fe80::1%", "%eth0", "12345::",
		"192.0.2.7,192.0.2.8", "::ffff:192.0.2.7:80",
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct addr at;
		if (addr_parse(str_of(bad[i]), &at))
			fail_msg("\"%s\" is taken for an address", bad[i]);
	}
	assert_false(addr_parse((struct str){"::1\0x", 5}, &(struct addr){0}));
}

static void
networks_are_read_strictly(void **state)
{
	(void)state;
	struct cidr c;
	static const char *const bad[] = {"",           "10.0.0.0/33", "10.0.0.1/8",  "10.0.0.0/",
					  "10.0.0.0/-1", "10.0.0.0/+8", "2001:db8::1/32",
					  "2001:db8::/129", "::ffff:10.0.0.0/104", "10.0.0.0/8/8",
					  "[::1]/128", "fe80::1%lo/128", "10/8"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (cidr_parse(str_of(bad[i]), &c))
			fail_msg("\"%s\" is taken for a network", bad[i]);
	assert_true(cidr_parse(STR("10.0.0.0/8"), &c));
	assert_true(cidr_parse(STR("::1"), &c));
	assert_int_equal(c.bits, 128);
	assert_true(cidr_parse(STR("192.0.2.7"), &c));
	assert_int_equal(c.bits, 32);
	assert_true(cidr_parse(STR("172.16.0.0/12"), &c));
	assert_true(cidr_parse(STR("2001:db8::/32"), &c));
}

static bool
has(const char *net, const char *text)
{
	struct cidr c;
	struct addr at;
	assert_true(cidr_parse(str_of(net), &c));
	assert_true(addr_parse(str_of(text), &at));
	return cidr_has(&c, &at);
}

static void
a_network_has_its_first_and_last_address_and_not_their_neighbours(void **state)
{
	(void)state;
	assert_true(has("172.16.0.0/12", "172.16.0.0"));
	assert_true(has("172.16.0.0/12", "172.31.255.255"));
	assert_false(has("172.16.0.0/12", "172.32.0.0"));
	assert_false(has("172.16.0.0/12", "172.15.255.255"));
	assert_true(has("192.0.2.7", "::ffff:192.0.2.7"));
	assert_true(has("2001:db8::/33", "2001:db8:7fff::1"));
	assert_false(has("2001:db8::/33", "2001:db8:8000::1"));
	assert_true(has("0.0.0.0/0", "203.0.113.1"));
	assert_false(has("0.0.0.0/0", "2001:db8::1"));
	assert_false(has("::/0", "203.0.113.1"));
}

/* Trusted: 10.0.0.0/8 and 2001:db8:aa::/48. */
static struct str
client(const char *remote, const char *forwarded_for)
{
	struct cidr trusted[2];
	assert_true(cidr_parse(STR("10.0.0.0/8"), &trusted[0]));
	assert_true(cidr_parse(STR("2001:db8:aa::/48"), &trusted[1]));
	struct addr at = addr_client(str_of(remote), str_of(forwarded_for), trusted, 2);
	return addr_text(a, &at);
}

static void
a4_without_a_trusted_proxy_the_header_is_ignored(void **state)
{
	(void)state;
	struct addr at = addr_client(STR("203.0.113.5"), STR("192.0.2.1"), NULL, 0);
	assert_str(addr_text(a, &at), "203.0.113.5");
	assert_str(client("203.0.113.5", "192.0.2.1"), "203.0.113.5");
	assert_str(client("203.0.113.5", "10.0.0.1, 10.0.0.2"), "203.0.113.5");
	assert_str(client("2001:db8:bb::1", "192.0.2.1"), "2001:db8:bb::1");
}

static void
a4_behind_trusted_proxies_the_last_hop_that_is_not_ours_counts(void **state)
{
	(void)state;
	assert_str(client("10.0.0.1", "192.0.2.1"), "192.0.2.1");
	assert_str(client("10.0.0.1", "6.6.6.6, 192.0.2.1"), "192.0.2.1");
	assert_str(client("10.0.0.1", "6.6.6.6, 10.9.9.9, 192.0.2.1, 10.0.0.2"), "192.0.2.1");
	assert_str(client("::ffff:10.0.0.1", "192.0.2.1:1234"), "192.0.2.1");
	assert_str(client("2001:db8:aa::1", "[2001:db8:cc::9]:443"), "2001:db8:cc::9");
	assert_str(client("10.0.0.1", "10.0.0.3, 10.0.0.2"), "10.0.0.3"); /* all ours: the first */
	assert_str(client("10.0.0.1", ""), "10.0.0.1");
}

static void
a4_rubbish_in_the_header_ends_the_walk_at_the_last_hop_known(void **state)
{
	(void)state;
	assert_str(client("10.0.0.1", "192.0.2.1, rubbish"), "10.0.0.1");
	assert_str(client("10.0.0.1", "192.0.2.1, , 10.0.0.2"), "10.0.0.2");
	assert_str(client("10.0.0.1", "192.0.2.1,"), "10.0.0.1");
	assert_str(client("10.0.0.1", ",,,,"), "10.0.0.1");
	assert_str(client("10.0.0.1", "192.0.2.1; DROP"), "10.0.0.1");
}

static void
an_unreadable_remote_is_the_zero_address(void **state)
{
	(void)state;
	assert_str(client("unix:", "192.0.2.1"), "0.0.0.0");
	assert_str(client("", ""), "0.0.0.0");
}

static struct str
block(const char *text, bool wide)
{
	struct addr at;
	assert_true(addr_parse(str_of(text), &at));
	return addr_block(a, &at, wide);
}

static void
a16_an_address_counts_as_itself_or_its_64_and_widely_in_its_24_or_48(void **state)
{
	(void)state;
	assert_str(block("192.0.2.7", false), "192.0.2.7/32");
	assert_str(block("192.0.2.7", true), "192.0.2.0/24");
	assert_str(block("192.0.2.255", true), "192.0.2.0/24");
	assert_str(block("192.0.3.7", true), "192.0.3.0/24");
	assert_str(block("::ffff:192.0.2.7", false), "192.0.2.7/32");
	assert_str(block("2001:db8:1:2:3:4:5:6", false), "2001:db8:1:2::/64");
	assert_str(block("2001:0db8:1:2::ffff", false), "2001:db8:1:2::/64");
	assert_str(block("2001:db8:1:3::1", false), "2001:db8:1:3::/64");
	assert_str(block("2001:db8:1:3::1", true), "2001:db8:1::/48");
}

static void
a_block_to_act_on_is_cut_to_its_64_in_ipv6(void **state)
{
	struct cidr c;
	(void)state;
	assert_true(cidr_parse(STR("192.0.2.64/26"), &c));
	cidr_widen(&c);
	assert_str(cidr_text(a, &c), "192.0.2.64/26");
	assert_true(cidr_parse(STR("192.0.2.7"), &c));
	assert_str(cidr_text(a, &c), "192.0.2.7");
	assert_true(cidr_parse(STR("2001:db8:1:2:3::4"), &c));
	cidr_widen(&c);
	assert_str(cidr_text(a, &c), "2001:db8:1:2::/64");
	assert_true(cidr_parse(STR("2001:db8::/32"), &c));
	cidr_widen(&c);
	assert_str(cidr_text(a, &c), "2001:db8::/32");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a16_every_spelling_of_an_address_is_one_address),
		cmocka_unit_test(rubbish_is_no_address),
		cmocka_unit_test(networks_are_read_strictly),
		cmocka_unit_test(a_network_has_its_first_and_last_address_and_not_their_neighbours),
		cmocka_unit_test(a4_without_a_trusted_proxy_the_header_is_ignored),
		cmocka_unit_test(a4_behind_trusted_proxies_the_last_hop_that_is_not_ours_counts),
		cmocka_unit_test(a4_rubbish_in_the_header_ends_the_walk_at_the_last_hop_known),
		cmocka_unit_test(an_unreadable_remote_is_the_zero_address),
		cmocka_unit_test(a16_an_address_counts_as_itself_or_its_64_and_widely_in_its_24_or_48),
		cmocka_unit_test(a_block_to_act_on_is_cut_to_its_64_in_ipv6),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
