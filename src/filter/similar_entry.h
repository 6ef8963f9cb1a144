/* A text of the index (similar.c): packed, and how its links are read and written. */
#ifndef FILTER_SIMILAR_ENTRY_H
#define FILTER_SIMILAR_ENTRY_H

#include "filter/similar.h"

#define BANDS 4
#define OPINION_BITS 2
#define LINK_BYTES 3
#define PLACE_MAX ((1u << 8 * LINK_BYTES) - 1)
_Static_assert(OPINION__MAX <= 1 << OPINION_BITS, "an opinion has its room");

/* Two hundred thousand of these are what the program has most of: each bit has its use. A look goes along
 * many chains, and what it reads of every text on its way lies by itself. */
struct entry {
	uint32_t sim[2];
	uint8_t next[BANDS][LINK_BYTES]; /* place + 1 of the next older one in the chain; 0: none */
};

/* The rest of it, at the same place. */
struct text {
	uint64_t comment : COMMENT_ID_BITS; /* 0: forgotten */
	uint64_t opinion : OPINION_BITS;
	uint64_t check : PRINT_CHECK_BITS;
	uint32_t author, thread; /* low halves of their ids: to tell them apart */
	uint32_t created;        /* seconds since 1970, until 2106 */
} __attribute__((packed, aligned(4)));
_Static_assert(COMMENT_ID_BITS + OPINION_BITS + PRINT_CHECK_BITS == 64, "in one word");
_Static_assert(sizeof(struct entry) + sizeof(struct text) == SIMILAR_ENTRY, "the header says how large");

static inline uint64_t
sim_of(const struct entry *e)
{
	return (uint64_t)e->sim[1] << 32 | e->sim[0];
}

static inline uint32_t
link_of(const struct entry *e, size_t table)
{
	const uint8_t *b = e->next[table];
	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16;
}

static inline void
link_to(struct entry *e, size_t table, uint32_t link)
{
	for (size_t i = 0; i < LINK_BYTES; i++)
		e->next[table][i] = (uint8_t)(link >> 8 * i);
}

#endif
