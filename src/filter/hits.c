/* Which of the hits stay: the longest speaks for what it covers. See words_find(). */
#include "filter/lexicon.h"

static int
by_place(const void *x, const void *y)
{
	const struct word_hit *a = x, *b = y;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	if (a->to != b->to)
		return a->to > b->to ? -1 : 1;
	bool a_word = a->entry->severity > 0, b_word = b->entry->severity > 0;
	if (a_word != b_word)
		return a_word - b_word;
	return (a->entry->order > b->entry->order) - (a->entry->order < b->entry->order);
}

/* Whether what it covers is not looked at by itself: of a site's own entries its exceptions alone. */
static bool
covers(const struct entry *e)
{
	return !e->site || (e->severity == 0 && !e->shadow);
}

/* A hit is covered if something before it reaches as far. A site's own entries are never covered: the site
 * has said what it wants. */
size_t
hits_keep(struct word_hit *hits, size_t n)
{
	uint32_t covered = 0;
	size_t kept = 0;
	if (n > 1)
		qsort(hits, n, sizeof(*hits), by_place);
	for (size_t i = 0; i < n; i++) {
		struct word_hit h = hits[i];
		const struct word_hit *last = kept > 0 ? &hits[kept - 1] : NULL;
		bool again = last && last->entry == h.entry && last->from == h.from && last->to == h.to;
		bool hidden = !h.entry->site && h.to <= covered;
		if (covers(h.entry) && h.to > covered)
			covered = h.to;
		if (!hidden && !again && h.entry->severity > 0)
			hits[kept++] = h;
	}
	return kept;
}
