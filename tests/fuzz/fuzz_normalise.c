/* Visible text and normaliser: every character and letter knows its bytes, and what was read reads the same
 * once more. */
#include "fuzz.h"

#include "filter/normalise.h"
#include "filter/visible.h"

FUZZ_ARENA

/* Characters come in order, and none is made of bytes that another one has. */
static void
check_visible(struct str text, enum visible_mode mode)
{
	struct visible v = visible_of(text, mode);
	struct visible_char ch;
	uint32_t end = 0;
	while (visible_next(&v, &ch)) {
		char bytes[4];
		must(ch.from >= end && ch.from < ch.to && ch.to <= text.n);
		must(at_character(text, ch.from) && at_character(text, ch.to));
		must(utf8_put(bytes, ch.c) > 0);
		end = ch.to;
	}
	must(v.at == text.n);
}

static void
check_glyphs(struct str text, const struct reading *r)
{
	must(r->plain <= r->n);
	for (size_t i = 0; i < r->n; i++) {
		const struct glyph *g = &r->g[i];
		must(g->from <= g->to && g->to <= text.n);
		must(at_character(text, g->from) && at_character(text, g->to));
		must(!glyph_is_word(g) || (g->from < g->to && g->run > 0));
		must(i == 0 || i >= r->plain || g->from >= r->g[i - 1].from);
	}
}

/* Without gaps, and without the two symbols that are letters or gaps by what is around them. */
static struct str
letters(struct str read)
{
	char *p = arena_alloc(a, read.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < read.n; i++)
		if (strchr(" !|", read.p[i]) == NULL)
			p[n++] = read.p[i];
	return (struct str){p, n};
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = fuzz_text(a, (struct str){(const char *)data, size});
	check_visible(text, VISIBLE_ALL);
	check_visible(text, VISIBLE_BARE);
	struct reading once = normalise(a, text);
	check_glyphs(text, &once);
	struct str read = reading_text(a, &once);
	struct reading twice = normalise(a, read);
	check_glyphs(read, &twice);
	must(str_eq(letters(reading_text(a, &twice)), letters(read)));
	arena_reset(a);
	return 0;
}
