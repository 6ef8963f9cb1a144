/*
 * What `make bench-bans` measures: who posts from where, looked for among 100,000 bans on blocks of addresses,
 * half of them IPv6, prefixes of every length. CPU time of the thread for one look-up, of addresses that are
 * banned and of others, each another one than before, so caches are as cold as they get.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "filter/gate_ban.h"

#define BANS 100000
#define LOOKS 1000000
#define ADDRESSES 65536

static uint64_t seed = 88172645463325252u;

/* xorshift64 (Marsaglia, 2003): the same numbers each time. */
static uint64_t
next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	return seed ^= seed << 17;
}

static struct str
any_address(struct arena *a, bool v6)
{
	uint64_t r = next();
	if (!v6)
		return str_printf(a, "%u.%u.%u.%u", (unsigned)(1 + r % 223), (unsigned)(r >> 8 & 255),
				  (unsigned)(r >> 16 & 255), (unsigned)(r >> 24 & 255));
	return str_printf(a, "2%03x:%x:%x:%x::%x", (unsigned)(r & 0xfff), (unsigned)(r >> 12 & 0xffff),
			  (unsigned)(r >> 28 & 0xffff), (unsigned)(r >> 44 & 0xffff), (unsigned)(r >> 60));
}

static struct str
any_block(struct arena *a, bool v6)
{
	struct addr at;
	must(addr_parse(any_address(a, v6), &at));
	unsigned bits = v6 ? 32 + (unsigned)(next() % 33) : 12 + (unsigned)(next() % 21);
	for (unsigned i = bits; i < (v6 ? 128u : 32u); i++)
		at.b[i / 8] &= (unsigned char)~(0x80u >> i % 8);
	struct cidr block = {.base = at, .bits = bits};
	return cidr_text(a, &block);
}

int
main(void)
{
	struct arena *a = arena_new(), *one = arena_new();
	struct ban_row *rows = arena_array(a, BANS, struct ban_row);
	struct str *who = arena_array(a, ADDRESSES, struct str);
	size_t bad = 0, found = 0;
	for (size_t i = 0; i < BANS; i++)
		rows[i] = (struct ban_row){.id = {(int64_t)i + 1}, .kind = BAN_ADDRESS,
					   .target = any_block(a, i % 2 == 1)};
	for (size_t i = 0; i < ADDRESSES; i++)
		who[i] = any_address(a, i % 2 == 1);
	int64_t began = clock_worked();
	const struct bans *bans = bans_new(a, rows, BANS, &bad);
	int64_t built = clock_worked() - began;
	must(bad == 0);
	began = clock_worked();
	for (size_t i = 0; i < LOOKS; i++) {
		const struct ban_hit *hits;
		found += bans_find(bans, one, &(struct suspect){.address = who[i % ADDRESSES]}, 0, &hits) > 0;
		arena_reset(one);
	}
	int64_t looked = clock_worked() - began;
	printf("%d blocks built in %.1f ms; one look-up %.0f ns (%.0f %% of %d addresses banned)\n", BANS,
	       (double)built / 1e6, (double)looked / LOOKS, 100 * (double)found / LOOKS, ADDRESSES);
	arena_free(&one);
	arena_free(&a);
	return looked / LOOKS < 1000 ? EXIT_SUCCESS : EXIT_FAILURE;
}
