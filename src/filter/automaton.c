/* The automaton; see the header. Knows entries as keys alone. */
#include "filter/automaton.h"

#include "base/utf8.h"
#include "filter/fold.h"

struct node {
	uint32_t link;         /* nearest proper suffix that ends an entry, 0 = none */
	uint32_t first, count; /* its own entries in `sorted` */
};

struct automaton {
	uint8_t class_of[256]; /* of a byte; 0: in no entry */
	uint8_t ascii[128];    /* of a folded ASCII character: the class of its fold_class() */
	uint32_t classes;
	uint32_t n;
	uint32_t *next;        /* [state * classes + class] */
	struct node *nodes;
	const struct entry **sorted;
};

/* An entry and its key, while the table is made. */
struct key {
	struct str bytes;
	const struct entry *entry;
};

static struct str
key_bytes(struct arena *scratch, const struct entry *e)
{
	char *p = arena_alloc(scratch, (size_t)e->n * 4);
	size_t n = 0;
	for (size_t i = 0; i < e->n; i++)
		n += utf8_put(p + n, fold_class(e->letters[i].c));
	return (struct str){p, n};
}

static int
by_key(const void *x, const void *y)
{
	const struct key *a = x, *b = y;
	int c = str_cmp(a->bytes, b->bytes);
	return c != 0 ? c
		      : (a->entry->order > b->entry->order) - (a->entry->order < b->entry->order);
}

static size_t
common(struct str a, struct str b)
{
	size_t i = 0;
	while (i < a.n && i < b.n && a.p[i] == b.p[i])
		i++;
	return i;
}

/* Classes and the number of states, so that the table is allocated once. */
static void
measure(struct automaton *m, const struct key *keys, size_t n)
{
	m->classes = 1;
	m->n = 1;
	for (size_t i = 0; i < n; i++) {
		struct str key = keys[i].bytes;
		m->n += (uint32_t)(key.n - (i > 0 ? common(keys[i - 1].bytes, key) : 0));
		for (size_t k = 0; k < key.n; k++) {
			uint8_t *class = &m->class_of[(unsigned char)key.p[k]];
			if (*class == 0)
				*class = (uint8_t)m->classes++;
		}
	}
}

/* Keys come sorted, so those that are equal are neighbours in `sorted`. */
static void
plant(struct automaton *m, const struct key *keys, size_t n)
{
	uint32_t used = 1;
	for (size_t i = 0; i < n; i++) {
		uint32_t at = 0;
		for (size_t k = 0; k < keys[i].bytes.n; k++) {
			size_t class = m->class_of[(unsigned char)keys[i].bytes.p[k]];
			uint32_t *to = &m->next[(size_t)at * m->classes + class];
			if (*to == 0)
				*to = used++;
			at = *to;
		}
		m->sorted[i] = keys[i].entry;
		if (m->nodes[at].count++ == 0)
			m->nodes[at].first = (uint32_t)i;
	}
	must(used == m->n);
}

/* Breadth first: a missing step becomes the step of the longest proper suffix. */
static void
connect(struct automaton *m, struct arena *scratch)
{
	uint32_t *queue = arena_array(scratch, m->n, uint32_t);
	uint32_t *fail = arena_array(scratch, m->n, uint32_t);
	size_t head = 0, tail = 0;
	for (uint32_t c = 0; c < m->classes; c++)
		if (m->next[c] != 0)
			queue[tail++] = m->next[c];
	while (head < tail) {
		uint32_t s = queue[head++], f = fail[s];
		m->nodes[s].link = m->nodes[f].count > 0 ? f : m->nodes[f].link;
		for (uint32_t c = 0; c < m->classes; c++) {
			uint32_t *to = &m->next[(size_t)s * m->classes + c];
			uint32_t other = m->next[(size_t)f * m->classes + c];
			if (*to == 0) {
				*to = other;
				continue;
			}
			fail[*to] = other;
			queue[tail++] = *to;
		}
	}
}

struct automaton *
automaton_new(struct arena *a, const struct entry *entries, size_t n)
{
	struct automaton *m = arena_new_of(a, struct automaton);
	struct arena *scratch = arena_new();
	struct key *keys = arena_array(scratch, n, struct key);
	for (size_t i = 0; i < n; i++)
		keys[i] = (struct key){key_bytes(scratch, &entries[i]), &entries[i]};
	if (n > 1)
		qsort(keys, n, sizeof(*keys), by_key);
	measure(m, keys, n);
	for (uint32_t c = 0; c < ARRAY_LEN(m->ascii); c++)
		m->ascii[c] = m->class_of[fold_class(c)];
	m->next = arena_array(a, (size_t)m->n * m->classes, uint32_t);
	m->nodes = arena_array(a, m->n, struct node);
	m->sorted = arena_array(a, n, const struct entry *);
	plant(m, keys, n);
	connect(m, scratch);
	arena_free(&scratch);
	return m;
}

uint32_t
automaton_step(const struct automaton *m, uint32_t state, uint32_t c)
{
	if (c < ARRAY_LEN(m->ascii))
		return m->next[(size_t)state * m->classes + m->ascii[c]];
	char bytes[4];
	for (size_t i = 0, n = utf8_put(bytes, fold_class(c)); i < n; i++)
		state = m->next[(size_t)state * m->classes + m->class_of[(unsigned char)bytes[i]]];
	return state;
}

uint32_t
automaton_first(const struct automaton *m, uint32_t state)
{
	return m->nodes[state].count > 0 ? state : m->nodes[state].link;
}

uint32_t
automaton_next(const struct automaton *m, uint32_t at)
{
	return m->nodes[at].link;
}

const struct entry *const *
automaton_entries(const struct automaton *m, uint32_t at, size_t *ret_n)
{
	*ret_n = m->nodes[at].count;
	return m->sorted + m->nodes[at].first;
}

size_t
automaton_bytes(const struct automaton *m)
{
	return (size_t)m->n * (m->classes * sizeof(uint32_t) + sizeof(struct node));
}
