/* The automaton; see the header. Knows entries as keys alone. */
#include "filter/automaton.h"

#include "base/utf8.h"
#include "filter/fold.h"

/* Of the rows nearest to the root, which stay in the cache. */
#define NARROW_BYTES (256u * 1024)
#define DENSE_BYTES (32u * 1024)

/* An entry and its key, while the table is made. */
struct key {
	uint64_t head; /* the first eight bytes, compared at once */
	const uint8_t *bytes;
	uint32_t n;
	const struct entry *entry;
};

/* The keys below a state, which share its first `depth` bytes. */
struct below {
	uint32_t from, to, depth;
};

static uint32_t
key_bytes(const struct entry *e, char *to)
{
	uint32_t n = 0;
	for (size_t i = 0; i < e->n; i++)
		n += (uint32_t)utf8_put(to + n, fold_class(e->letters[i].c));
	return n;
}

/* Keys in order of their heads' first three bytes (least significant first: Knuth, TAOCP 3, 5.2.5), equal
 * ones as they stood. */
static struct key *
sort_by_head(struct arena *scratch, struct key *keys, size_t n)
{
	struct key *to = arena_alloc(scratch, n * sizeof(*to));
	for (unsigned shift = 40; shift < 64; shift += 8) {
		size_t at[256] = {0};
		for (size_t i = 0; i < n; i++)
			at[keys[i].head >> shift & 0xFF]++;
		for (size_t c = 0, sum = 0, was; c < 256; c++) {
			was = at[c];
			at[c] = sum;
			sum += was;
		}
		for (size_t i = 0; i < n; i++)
			to[at[keys[i].head >> shift & 0xFF]++] = keys[i];
		struct key *swap = keys;
		keys = to;
		to = swap;
	}
	return keys;
}

static int
by_key(const void *x, const void *y)
{
	const struct key *a = x, *b = y;
	if (a->head != b->head)
		return a->head < b->head ? -1 : 1;
	int c = memcmp(a->bytes, b->bytes, a->n < b->n ? a->n : b->n);
	if (c == 0 && a->n != b->n)
		c = a->n < b->n ? -1 : 1;
	return c != 0 ? c
		      : (a->entry->order > b->entry->order) - (a->entry->order < b->entry->order);
}

/* Few share three bytes: what is left to do is little. */
static struct key *
sort(struct arena *scratch, struct key *keys, size_t n)
{
	keys = sort_by_head(scratch, keys, n);
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from + 1; to < n && keys[to].head >> 40 == keys[from].head >> 40;)
			to++;
		if (to - from > 1)
			qsort(keys + from, to - from, sizeof(*keys), by_key);
	}
	return keys;
}

/* Keys as classes, sorted; *ret_all: their length in all, which bounds the number of states. */
static struct key *
keys_make(struct automaton *m, struct arena *scratch, const struct entry *entries, size_t n,
	  uint32_t *ret_all)
{
	struct key *keys = arena_alloc(scratch, n * sizeof(*keys));
	size_t all = 0;
	for (int c = 'a'; c <= 'z'; c++)
		m->class_of[c] = (uint8_t)(c - 'a' + 1);
	m->class_of[' '] = NARROW - 1;
	m->classes = NARROW;
	for (size_t i = 0; i < n; i++) {
		char *bytes = arena_alloc(scratch, (size_t)entries[i].n * 4);
		keys[i] = (struct key){0, (uint8_t *)bytes, key_bytes(&entries[i], bytes), &entries[i]};
		for (size_t k = 0; k < keys[i].n; k++) {
			uint8_t *class = &m->class_of[(uint8_t)bytes[k]];
			if (*class == 0)
				*class = (uint8_t)m->classes++;
			bytes[k] = (char)*class;
			keys[i].head |= k < 8 ? (uint64_t)*class << (56 - 8 * k) : 0;
		}
		all += keys[i].n;
	}
	must(all < UINT32_MAX && m->classes < 256);
	*ret_all = (uint32_t)all;
	return sort(scratch, keys, n);
}

/* Breadth first: each state's own entries come first among the keys below it, then, group by group,
 * those of its children. */
static void
plant(struct automaton *m, const struct key *keys, struct below *below)
{
	uint32_t found = 0;
	for (uint32_t s = 0; s < m->n; s++) {
		uint32_t at = below[s].from, to = below[s].to, depth = below[s].depth;
		m->first[s] = found;
		while (at < to && keys[at].n == depth)
			m->sorted[found++] = keys[at++].entry;
		m->node[s] = (struct node){.child = m->n, .depth = depth};
		while (at < to) {
			uint32_t from = at;
			uint8_t class = keys[at].bytes[depth];
			while (at < to && keys[at].bytes[depth] == class)
				at++;
			m->label[m->n] = class;
			below[m->n++] = (struct below){from, at, depth + 1};
		}
	}
	m->first[m->n] = found;
	m->node[m->n] = (struct node){.child = m->n};
}

static uint32_t
step(const struct automaton *m, uint32_t s, uint8_t class)
{
	if (class == 0) /* in no entry */
		return 0;
	for (; s >= m->nearest; s = m->node[s].fail) {
		if (class < NARROW && s < m->shallow)
			return m->narrow[s * NARROW + class];
		for (uint32_t i = m->node[s].child; i < m->node[s + 1].child; i++)
			if (m->label[i] == class)
				return i;
	}
	return m->dense[(size_t)s * m->classes + class];
}

/* The suffixes, parents before children: all that step() looks at for a state is nearer to the root. */
static void
connect(struct automaton *m)
{
	for (uint32_t s = 0; s < m->n; s++) {
		uint32_t f = m->node[s].fail;
		m->node[s].found = m->first[s + 1] > m->first[s] ? s : m->node[f].found;
		if (s < m->nearest && s > 0)
			memcpy(m->dense + (size_t)s * m->classes,
			       m->dense + (size_t)f * m->classes, m->classes * sizeof(*m->dense));
		if (s < m->shallow && s > 0)
			memcpy(m->narrow + s * NARROW, m->narrow + f * NARROW, NARROW * sizeof(*m->narrow));
		for (uint32_t i = m->node[s].child; i < m->node[s + 1].child; i++) {
			m->node[i].fail = s == 0 ? 0 : step(m, f, m->label[i]);
			if (s < m->nearest)
				m->dense[(size_t)s * m->classes + m->label[i]] = i;
			if (s < m->shallow && m->label[i] < NARROW)
				m->narrow[s * NARROW + m->label[i]] = i;
		}
	}
}

static uint32_t
rows_of(const struct automaton *m, size_t bytes, uint32_t classes)
{
	size_t rows = bytes / (classes * sizeof(uint32_t));
	return rows < m->n ? (uint32_t)rows : m->n;
}

struct automaton *
automaton_new(struct arena *a, const struct entry *entries, size_t n)
{
	struct automaton *m = arena_new_of(a, struct automaton);
	struct arena *scratch = arena_new();
	uint32_t all;
	struct key *keys = keys_make(m, scratch, entries, n, &all);
	size_t most = (size_t)all + 2;
	/* Twice the room that is used: in no arena, which would wipe it all, and so touch it all. */
	struct below *below = heap_alloc(most * sizeof(*below));
	struct automaton big = *m;
	big.label = heap_alloc(most);
	big.node = heap_alloc(most * sizeof(*big.node));
	big.first = heap_alloc(most * sizeof(*big.first));
	big.sorted = arena_array(a, n, const struct entry *);
	below[0] = (struct below){0, (uint32_t)n, 0};
	big.label[0] = 0;
	big.n = 1;
	plant(&big, keys, below);
	*m = big;
	for (uint32_t c = 0; c < ARRAY_LEN(m->ascii); c++)
		m->ascii[c] = m->class_of[fold_class(c)];
	m->label = (uint8_t *)arena_copy(a, big.label, m->n);
	m->node = (struct node *)(void *)arena_copy(a, big.node, (m->n + 1) * sizeof(*m->node));
	m->first = (uint32_t *)(void *)arena_copy(a, big.first, (m->n + 1) * sizeof(*m->first));
	m->nearest = rows_of(m, DENSE_BYTES, m->classes);
	m->dense = arena_array(a, (size_t)m->nearest * m->classes, uint32_t);
	m->shallow = rows_of(m, NARROW_BYTES, NARROW);
	m->narrow = arena_array(a, (size_t)m->shallow * NARROW, uint32_t);
	connect(m);
	heap_free(below);
	heap_free(big.label);
	heap_free(big.node);
	heap_free(big.first);
	arena_free(&scratch);
	return m;
}

uint32_t
automaton_step_far(const struct automaton *m, uint32_t state, uint32_t c)
{
	if (c < ARRAY_LEN(m->ascii))
		return step(m, state, m->ascii[c]);
	/* What is beyond ASCII is a class of its own: see fold_class(). */
	if (c < 0x800)
		return step(m, step(m, state, m->class_of[0xC0 | c >> 6]), m->class_of[0x80 | (c & 0x3F)]);
	char bytes[4];
	for (size_t i = 0, n = utf8_put(bytes, c); i < n; i++)
		state = step(m, state, m->class_of[(unsigned char)bytes[i]]);
	return state;
}

size_t
automaton_bytes(const struct automaton *m)
{
	return (size_t)m->n * 21 +
	       ((size_t)m->nearest * m->classes + m->shallow * NARROW) * sizeof(*m->dense);
}
