/* Addresses: an article has one spelling, and none with a dot segment; a link's address is safe in an attribute;
 * a client's address reads back as itself. */
#include "fuzz.h"

#include "base/addr.h"
#include "base/page.h"
#include "model.h"
#include "view/html.h"

FUZZ_ARENA

/* RFC 3986, 5.2.4: what a later reader would resolve away. */
static void
check_segments(struct str page)
{
	struct str rest = str_from(page, 1), segment;
	for (bool more = true, first = true; more; first = false) {
		more = str_cut(&rest, '/', &segment);
		must(!str_eq(segment, STR(".")) && !str_eq(segment, STR("..")));
		must(segment.n > 0 || !more || first);
	}
}

static void
check_page(struct str page)
{
	struct str again;
	must(page.n > 0 && page.n <= PAGE_MAX && page.p[0] == '/' && utf8_valid(page));
	must(str_find(page, STR("//"), 0) == SIZE_MAX && !str_has(page, '\\'));
	check_segments(page);
	must(page_canonical(a, page, &again) && str_eq(page, again));
	must(page_from_uri(a, page_encode(a, page), &again) && str_eq(page, again));
}

/* A block is the same by its bits and by its text. */
static void
check_block(struct cidr block)
{
	struct cidr again;
	must(block.bits <= (block.base.v6 ? 128 : 32) && cidr_has(&block, &block.base));
	must(cidr_parse(cidr_text(a, &block), &again) && again.bits == block.bits);
	again = block;
	cidr_widen(&again);
	must(again.bits <= block.bits && cidr_has(&again, &block.base));
}

static void
check_address(struct str in)
{
	struct addr one, two;
	struct cidr block;
	if (addr_parse(in, &one)) {
		must(addr_parse(addr_text(a, &one), &two) && one.v6 == two.v6);
		must(memcmp(one.b, two.b, one.v6 ? 16 : 4) == 0);
		must(cidr_parse(addr_block(a, &one, false), &block) && cidr_has(&block, &one));
		must(cidr_parse(addr_block(a, &one, true), &block) && cidr_has(&block, &one));
	}
	if (cidr_parse(in, &block))
		check_block(block);
	(void)addr_client(STR("10.0.0.1"), in, &(struct cidr){.base = {.b = {10}}, .bits = 8}, 1);
}

static void
check_link(struct str in)
{
	if (!html_url_ok(in))
		return;
	struct str low = str_lower(a, in);
	must(str_starts(low, STR("http://")) || str_starts(low, STR("https://")) ||
	     str_starts(low, STR("mailto:")) || (in.p[0] == '/' && !str_starts(in, STR("//"))));
	for (size_t i = 0; i < in.n; i++)
		must((unsigned char)in.p[i] > 0x20 && in.p[i] != 0x7F && in.p[i] != '\\');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = {(const char *)data, size}, page;
	if (page_from_uri(a, in, &page))
		check_page(page);
	if (page_canonical(a, in, &page))
		check_page(page);
	check_address(in);
	check_link(in);
	arena_reset(a);
	return 0;
}
