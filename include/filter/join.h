/*
 * Glyphs while they are being made, and the readings that stand behind the plain one. Private to
 * normalise.c and join.c.
 */
#ifndef FILTER_JOIN_H
#define FILTER_JOIN_H

#include "filter/normalise.h"

struct glyphs {
	struct arena *arena;
	struct glyph *g;
	size_t n, cap;
	size_t plain;               /* how many are the plain reading, when that is made */
	bool jamo, turned, foreign; /* seen: letters of Hangul, letters upside down, GLYPH_FOREIGN … */
	bool drawn;                 /* … symbols that letters are drawn with */
};

/** Room for `n` more. */
void glyphs_room(struct glyphs *, size_t n);

/** The glyph as it stands now; it moves with the next one. */
static inline struct glyph *
glyphs_push(struct glyphs *to, struct glyph g)
{
	if (to->n == to->cap)
		glyphs_room(to, 1);
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): there is room, so there is an array */
	to->g[to->n] = g;
	return &to->g[to->n++];
}

/** The same, or one more of the last if it repeats that. */
void glyphs_push_word(struct glyphs *, struct glyph);

/** A gap, so that the reading before it and the one behind it do not touch; returns where the next begins. */
size_t glyphs_gap(struct glyphs *, size_t from);

/** Whether `c` may begin a letter drawn with symbols: "|<". */
static inline bool
shape_begins(uint32_t c)
{
	static const bool begins[128] = {
		['<'] = true, ['('] = true, ['#'] = true, ['|'] = true,
		['['] = true, ['{'] = true, ['\\'] = true, ['/'] = true,
	};
	return c < ARRAY_LEN(begins) && begins[c];
}

/** Whether the joined readings have got all the room there is for them: no comment fills it. What is not read
 * then is for a moderator. */
#define JOINED_MAX 8192 /* glyphs: as many as the longest comment has characters, nearly */
static inline bool
glyphs_full(const struct glyphs *in)
{
	return in->n - in->plain > JOINED_MAX;
}

/** Appends the joined readings of the plain one, which is all there is in `in` and was read from `text`. */
void join_readings(struct glyphs *in, const struct glance *, struct str text);

#endif
