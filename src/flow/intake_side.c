/* What an import must remember beside its rows: see intake_keep() and met_first(). */
#include "intake_batch.h"

#define SIDE_BYTES_MAX (64u << 20) /* of texts kept from record to record */
#define SIDE_VALUES_MAX 4

static struct side_slot *
side_find(struct side_slot *slots, size_t size, const uint64_t digest[2])
{
	size_t at = digest[0] & (size - 1);
	while ((slots[at].digest[0] | slots[at].digest[1]) != 0 &&
	       (slots[at].digest[0] != digest[0] || slots[at].digest[1] != digest[1]))
		at = (at + 1) & (size - 1);
	return &slots[at];
}

static void
side_digest(char kind, struct str name, uint64_t ret[2])
{
	struct hash h = crypt_digest(name);
	memcpy(ret, h.b, 16);
	ret[1] = (ret[1] & ~(uint64_t)0xFF) | (unsigned char)kind; /* no kind is 0 */
}

static void
side_grow(struct intake *in)
{
	size_t size = in->sides_size * 2;
	struct side_slot *slots = heap_zero(size, sizeof(*slots));
	for (size_t i = 0; i < in->sides_size; i++) {
		const struct side_slot *s = &in->sides[i];
		if ((s->digest[0] | s->digest[1]) != 0)
			*side_find(slots, size, s->digest) = *s;
	}
	heap_free(in->sides);
	in->sides = slots;
	in->sides_size = size;
}

bool
intake_keep(struct intake *in, char kind, struct str name, const struct str *values, size_t n)
{
	uint64_t digest[2];
	must(n <= SIDE_VALUES_MAX);
	if (arena_used(in->side) > SIDE_BYTES_MAX)
		return false;
	side_digest(kind, name, digest);
	struct side_slot *s = side_find(in->sides, in->sides_size, digest);
	if (s->values != NULL)
		return true;
	memcpy(s->digest, digest, sizeof(digest));
	s->values = arena_array(in->side, n, struct str);
	for (size_t i = 0; i < n; i++)
		s->values[i] = str_copy(in->side, values[i]);
	if (++in->n_sides * 2 > in->sides_size)
		side_grow(in);
	return true;
}

bool
intake_kept(struct intake *in, char kind, struct str name, struct str *values, size_t n)
{
	uint64_t digest[2];
	side_digest(kind, name, digest);
	const struct side_slot *s = side_find(in->sides, in->sides_size, digest);
	if (s->values == NULL)
		return false;
	memcpy(values, s->values, n * sizeof(*values));
	return true;
}

uint64_t
intake_digest(struct str s)
{
	struct hash h = crypt_digest(s);
	uint64_t digest;
	memcpy(&digest, h.b, sizeof(digest));
	return digest | (digest == 0);
}

bool
met_first(struct met *m, uint64_t digest)
{
	if (m->n * 2 >= m->size) {
		struct met bigger = {heap_zero(m->size * 2 + 1024, sizeof(uint64_t)), m->n, 0};
		bigger.size = m->size == 0 ? 1024 : m->size * 2;
		for (size_t i = 0; i < m->size; i++) {
			size_t at = m->slots[i] & (bigger.size - 1);
			while (m->slots[i] != 0 && bigger.slots[at] != 0)
				at = (at + 1) & (bigger.size - 1);
			if (m->slots[i] != 0)
				bigger.slots[at] = m->slots[i];
		}
		heap_free(m->slots);
		*m = bigger;
	}
	size_t at = digest & (m->size - 1);
	for (; m->slots[at] != 0; at = (at + 1) & (m->size - 1))
		if (m->slots[at] == digest)
			return false;
	m->slots[at] = digest;
	m->n++;
	return true;
}
