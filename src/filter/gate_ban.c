/* Bans in memory; see the header. Knows no store and no clock. */
#include "filter/gate_ban.h"

#include "base/email.h"
#include "base/utf8.h"
#include "filter/ascii.h"
#include "filter/name.h"
#include "filter/pipeline.h"

struct banned {
	struct ban_id id;
	enum ban_kind kind;
	struct str key;      /* hash, domain, host; of a block or name nothing */
	const struct name_pattern *pattern;
	int64_t expires;
	bool shadow;
	uint32_t next;       /* of the same slot or node, from older to newer; 0: none */
};

/* A node stands for the addresses that begin with `bits` bits of `prefix`. Two to a cache line. */
struct node {
	uint64_t prefix[2];  /* big end first; IPv4 in the top 32 bits */
	uint32_t child[2];   /* by the bit behind the prefix; 0: none */
	uint32_t first;      /* of its bans; 0: it only branches */
	unsigned bits : 8;
	unsigned above : 24; /* the nearest node with bans whose addresses hold all of these; 0: none */
};
#define NODES_MAX (1u << 24)

/* With more blocks than so many, a table says where to begin by the first bits of an address. */
#define JUMP_BLOCKS 4096
#define JUMP_BITS 16

struct bans {
	struct banned *list; /* list[0] is none */
	uint32_t n;
	uint32_t *slots;     /* first of a chain by hash of kind and key */
	uint32_t n_slots;    /* a power of two */
	struct node *nodes;  /* nodes[0] is none */
	uint32_t n_nodes, root[2]; /* IPv4, IPv6 */
	uint32_t *jump[2];   /* the lowest node that holds all addresses with these first bits, or the root;
				NULL: there are few */
	uint32_t names;      /* first of the patterns */
	bool has[BAN__MAX];
};

/* ---- the radix tree ----------------------------------------------------------------------------- */

static void
address_words(const struct addr *at, uint64_t ret[2])
{
	ret[0] = ret[1] = 0;
	for (int i = 0; i < 8; i++) {
		ret[0] = ret[0] << 8 | at->b[i];
		ret[1] = ret[1] << 8 | at->b[i + 8];
	}
}

static unsigned
bit_at(const uint64_t w[2], unsigned i)
{
	return w[i / 64] >> (63 - i % 64) & 1;
}

/* How many bits x and y begin with in common, up to `most`. */
static unsigned
common_bits(const uint64_t x[2], const uint64_t y[2], unsigned most)
{
	unsigned n = x[0] != y[0]   ? (unsigned)__builtin_clzll(x[0] ^ y[0])
		     : x[1] != y[1] ? 64 + (unsigned)__builtin_clzll(x[1] ^ y[1])
				    : 128;
	return n < most ? n : most;
}

static uint32_t
node_add(struct bans *b, const uint64_t prefix[2], unsigned bits)
{
	b->nodes[++b->n_nodes] = (struct node){.prefix = {prefix[0], prefix[1]}, .bits = bits};
	return b->n_nodes;
}

/* The node of exactly this block, made if it is new. Each call makes two at most. */
static uint32_t
node_of(struct bans *b, const struct cidr *block)
{
	uint64_t key[2];
	uint32_t *at = &b->root[block->base.v6];
	address_words(&block->base, key);
	for (;;) {
		struct node *n = &b->nodes[*at];
		if (*at == 0)
			return *at = node_add(b, key, block->bits);
		unsigned most = n->bits < block->bits ? n->bits : block->bits;
		unsigned same = common_bits(n->prefix, key, most);
		if (same == n->bits && same == block->bits)
			return *at;
		if (same == n->bits) {
			at = &n->child[bit_at(key, same)];
			continue;
		}
		/* They part before the node's end: a branch comes between. */
		uint32_t old = *at, above = node_add(b, key, same);
		b->nodes[above].child[bit_at(n->prefix, same)] = old;
		*at = above;
	}
}

static void
link_above(struct bans *b, uint32_t at, uint32_t above)
{
	struct node *n = &b->nodes[at];
	if (at == 0)
		return;
	n->above = above & (NODES_MAX - 1);
	for (int i = 0; i < 2; i++)
		link_above(b, n->child[i], n->first != 0 ? at : above);
}

/* Most of a walk through many nodes is through the same upper ones, and waits for memory at each. */
static void
make_jumps(struct bans *b, struct arena *a)
{
	for (int v6 = 0; v6 < 2; v6++) {
		link_above(b, b->root[v6], 0);
		b->jump[v6] = arena_array(a, 1u << JUMP_BITS, uint32_t);
		for (uint64_t first = 0; first < 1u << JUMP_BITS; first++) {
			uint64_t key[2] = {first << (64 - JUMP_BITS), 0};
			uint32_t found = b->root[v6];
			for (uint32_t at = found; at != 0;) {
				const struct node *n = &b->nodes[at];
				if (n->bits > JUMP_BITS || common_bits(n->prefix, key, n->bits) < n->bits)
					break;
				found = at;
				at = n->bits < JUMP_BITS ? n->child[bit_at(key, n->bits)] : 0;
			}
			b->jump[v6][first] = found;
		}
	}
}

/* ---- building ----------------------------------------------------------------------------------- */

static uint32_t
slot_of(const struct bans *b, enum ban_kind kind, struct str key)
{
	uint64_t h = str_hash(key, (uint64_t)kind + 1);
	return (uint32_t)(h ^ h >> 32) & (b->n_slots - 1);
}

/* Behind the others of its chain: the oldest comes first. `last` holds the ends while it is built. */
static void
append(struct bans *b, uint32_t *first, uint32_t *last, uint32_t id)
{
	if (*first == 0)
		*first = id;
	else
		b->list[*last].next = id;
	*last = id;
}

static struct str
key_of(struct arena *a, const struct ban_row *r)
{
	struct str hash = {(const char *)r->hash.b, HASH_BYTES};
	return str_copy(a, r->kind == BAN_EMAIL ? hash : r->target);
}

struct bans *
bans_new(struct arena *a, const struct ban_row *rows, size_t n, size_t *ret_bad)
{
	struct arena *scratch = arena_new(), *one = arena_new();
	struct bans *b = arena_new_of(a, struct bans);
	size_t bad = 0, blocks = 0;
	must(n < NODES_MAX / 2);
	for (size_t i = 0; i < n; i++)
		blocks += rows[i].kind == BAN_ADDRESS;
	for (b->n_slots = 16; b->n_slots < n * 2; b->n_slots *= 2)
		;
	b->list = arena_array(a, n + 1, struct banned);
	b->slots = arena_array(a, b->n_slots, uint32_t);
	b->nodes = arena_array(a, blocks * 2 + 1, struct node);
	uint32_t *slot_last = arena_array(scratch, b->n_slots, uint32_t), name_last = 0;
	uint32_t *node_last = arena_array(scratch, blocks * 2 + 1, uint32_t);
	for (size_t i = 0; i < n; i++) {
		const struct ban_row *r = &rows[i];
		struct cidr block;
		if (r->kind == BAN_ADDRESS && !cidr_parse(r->target, &block)) {
			bad++;
			continue;
		}
		uint32_t id = ++b->n;
		b->list[id] = (struct banned){.id = r->id, .kind = r->kind, .expires = r->expires,
					      .shadow = r->shadow};
		b->has[r->kind] = true;
		if (r->kind == BAN_ADDRESS) {
			uint32_t at = node_of(b, &block);
			append(b, &b->nodes[at].first, &node_last[at], id);
			continue;
		}
		if (r->kind == BAN_NAME) {
			b->list[id].pattern = name_pattern_new(a, one, r->target);
			arena_reset(one);
			append(b, &b->names, &name_last, id);
			continue;
		}
		b->list[id].key = key_of(a, r);
		uint32_t slot = slot_of(b, r->kind, b->list[id].key);
		append(b, &b->slots[slot], &slot_last[slot], id);
	}
	if (blocks > JUMP_BLOCKS)
		make_jumps(b, a);
	arena_free(&scratch);
	arena_free(&one);
	*ret_bad = bad;
	return b;
}

/* ---- finding ------------------------------------------------------------------------------------ */

struct look {
	const struct bans *bans;
	struct arena *arena;
	int64_t now;
	uint32_t found; /* the oldest in force, or in shadow if there is no other */
};

static void
consider(struct look *l, uint32_t at)
{
	const struct banned *b = &l->bans->list[at], *best = &l->bans->list[l->found];
	if (b->expires != 0 && b->expires <= l->now)
		return;
	if (l->found == 0 || (best->shadow && !b->shadow) ||
	    (best->shadow == b->shadow && b->id.n < best->id.n))
		l->found = at;
}

static void
find_key(struct look *l, enum ban_kind kind, struct str key)
{
	const struct bans *b = l->bans;
	for (uint32_t at = b->slots[slot_of(b, kind, key)]; at != 0; at = b->list[at].next)
		if (b->list[at].kind == kind && str_eq(b->list[at].key, key))
			consider(l, at);
}

/* The domain itself and every one above it; a ban has two labels at least. */
static void
find_domain(struct look *l, enum ban_kind kind, struct str domain)
{
	struct str label;
	while (str_has(domain, '.')) {
		find_key(l, kind, domain);
		str_cut(&domain, '.', &label);
	}
}

static void
consider_node(struct look *l, const struct node *n)
{
	for (uint32_t i = n->first; i != 0; i = l->bans->list[i].next)
		consider(l, i);
}

/* Where to look from; what stands above it is looked at here. */
static uint32_t
begin_at(struct look *l, bool v6, const uint64_t key[2])
{
	const struct bans *b = l->bans;
	if (b->jump[v6] == NULL)
		return b->root[v6];
	uint32_t at = b->jump[v6][key[0] >> (64 - JUMP_BITS)];
	for (uint32_t i = b->nodes[at].above; i != 0; i = b->nodes[i].above)
		consider_node(l, &b->nodes[i]);
	return at;
}

static void
find_address(struct look *l, struct str address)
{
	struct addr who;
	uint64_t key[2];
	if (!addr_parse(address, &who))
		return;
	address_words(&who, key);
	unsigned width = who.v6 ? 128 : 32;
	for (uint32_t at = begin_at(l, who.v6, key); at != 0;) {
		const struct node *n = &l->bans->nodes[at];
		if (common_bits(n->prefix, key, n->bits) < n->bits)
			return;
		consider_node(l, n);
		at = n->bits < width ? n->child[bit_at(key, n->bits)] : 0;
	}
}

static void
find_name(struct look *l, struct str name)
{
	if (name.n == 0 || l->bans->names == 0)
		return;
	const struct name_spelled *spelled = name_spell(l->arena, name);
	for (uint32_t at = l->bans->names; at != 0; at = l->bans->list[at].next)
		if (name_matches(l->bans->list[at].pattern, spelled))
			consider(l, at);
}

struct hits {
	struct ban_hit *at; /* REASONS_MAX of them, from the first on */
	size_t n;
};

static void
keep(struct look *l, struct hits *hits, enum draft_field field, size_t from, size_t to)
{
	const struct banned *b = &l->bans->list[l->found];
	if (l->found != 0 && hits->n == 0)
		hits->at = arena_array(l->arena, REASONS_MAX, struct ban_hit);
	if (l->found != 0 && hits->n < REASONS_MAX)
		hits->at[hits->n++] = (struct ban_hit){b->id, b->kind, b->shadow, field, from, to};
	l->found = 0;
}

bool
ban_host(struct arena *a, struct str what, struct str *ret)
{
	struct link *links;
	struct str host = str_trim(what);
	size_t scheme = str_find(host, STR("://"), 0);
	if (scheme != SIZE_MAX) {
		if (links_find(a, host, &links) != 1)
			return false;
		host = links[0].host;
	}
	while (str_starts(host, STR(".")))
		host = str_from(host, 1);
	if (!email_domain(a, host, &host))
		return false;
	*ret = str_starts(host, STR("www.")) ? str_from(host, 4) : host;
	return str_has(*ret, '.');
}

/* A host's last labels, as many as stand in so many bytes. */
static struct str
last_labels(struct str host, size_t bytes)
{
	size_t from = host.n > bytes ? host.n - bytes : 0;
	while (from > 0 && from < host.n && host.p[from - 1] != '.')
		from++;
	return str_from(host, from);
}

/* A label in IDNA's letters, or as it is where IDNA has none for it: "a_ü", which browsers ask for all the
 * same. */
static struct str
label_asked(struct arena *a, struct str label)
{
	static const struct str below = STR_C(".example");
	struct str ascii;
	if (ascii_only(label) || !email_domain(a, str_cat(a, label, below), &ascii))
		return label;
	return str_sub(ascii, 0, ascii.n - below.n);
}

/* A host as it stands in a link: ASCII is lower case already, the rest is IDN; label by label where the whole
 * is no domain to IDNA. */
static struct str
link_host(struct arena *a, struct str host)
{
	struct str ascii, label, rest = last_labels(host, HOST_BYTES_MAX);
	if (ascii_only(rest))
		return rest;
	if (email_domain(a, rest, &ascii))
		return ascii;
	for (ascii = STR(""); rest.n > 0;) {
		str_cut(&rest, '.', &label);
		label = label_asked(a, label);
		ascii = ascii.n == 0 ? label : str_printf(a, "%.*s.%.*s", STR_FMT(ascii), STR_FMT(label));
	}
	return ascii;
}

static void
find_links(struct look *l, struct hits *hits, enum draft_field field, struct str text)
{
	struct link *links;
	size_t n = text.n == 0 ? 0 : links_find(l->arena, text, &links);
	for (size_t i = 0; i < n; i++) {
		find_domain(l, BAN_LINK, link_host(l->arena, links[i].host));
		if (links[i].shown.n > 0)
			find_domain(l, BAN_LINK, link_host(l->arena, links[i].shown));
		keep(l, hits, field, links[i].from, links[i].to);
	}
}

size_t
bans_find(const struct bans *b, struct arena *a, const struct suspect *who, int64_t now,
	  const struct ban_hit **ret)
{
	struct look l = {.bans = b, .arena = a, .now = now};
	struct hits hits = {.n = 0};
	if (b->has[BAN_EMAIL] && who->person != NULL)
		find_key(&l, BAN_EMAIL, (struct str){(const char *)who->person->b, HASH_BYTES});
	keep(&l, &hits, IN_NOTHING, 0, 0);
	if (b->has[BAN_DOMAIN])
		find_domain(&l, BAN_DOMAIN, who->domain);
	keep(&l, &hits, IN_NOTHING, 0, 0);
	if (b->has[BAN_ADDRESS])
		find_address(&l, who->address);
	keep(&l, &hits, IN_NOTHING, 0, 0);
	find_name(&l, who->name);
	keep(&l, &hits, IN_NAME, 0, 0);
	if (b->has[BAN_LINK]) {
		find_links(&l, &hits, IN_TEXT, who->text);
		find_links(&l, &hits, IN_URL, who->url);
	}
	*ret = hits.at;
	return hits.n;
}
