/* Lists of authors who are erased; see filter/similar.h. */
#include <stdlib.h>

#include "filter/similar.h"

static int
by_author(const void *a, const void *b)
{
	const struct forgotten *x = a, *y = b;
	return x->author.n < y->author.n ? -1 : x->author.n > y->author.n;
}

void
forgotten_order(struct forgotten *list, size_t n)
{
	qsort(list, n, sizeof(*list), by_author);
	for (size_t i = 1; i < n; i++)
		list[i].texts |= list[i].author.n == list[i - 1].author.n && list[i - 1].texts;
	for (size_t i = n; i-- > 1;)
		list[i - 1].texts |= list[i].author.n == list[i - 1].author.n && list[i].texts;
}

const struct forgotten *
forgotten_find(const struct forgotten *list, size_t n, uint32_t author)
{
	struct forgotten sought = {.author = {author}};
	return author == 0 ? NULL : bsearch(&sought, list, n, sizeof(sought), by_author);
}
