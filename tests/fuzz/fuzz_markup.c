/* A reader's text to HTML: whatever is typed, a strict reader finds the allowed elements and nothing else, and
 * the answer is bounded by the text. */
#include "fuzz.h"

#include "../view/check_html.h"
#include "view/markup.h"

FUZZ_ARENA

static void
check_one(struct str html, size_t n, bool inert)
{
	static struct check checks; /* as check_html(), which clears all of it: that would be most of the time */
	struct check *c = &checks;
	c->a = a;
	c->s = html;
	c->at = c->depth = c->n_ids = c->n_refs = c->links = 0;
	c->elements = CHECK_TEXT_ELEMENTS;
	c->attributes = CHECK_TEXT_ATTRIBUTES;
	c->fault = STR("");
	check_run(c);
	if (c->fault.n > 0)
		fprintf(stderr, "%.*s\n", STR_FMT(c->fault));
	must(c->fault.n == 0);
	must(c->n_ids == 0 && (!inert || c->links == 0));
	must(html.n <= MARKUP_FRAME + MARKUP_GROWTH_MAX * n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = fuzz_text(a, (struct str){(const char *)data, size});
	struct html shown = html_in(a), inert = html_in(a);
	markup(&shown, text);
	markup_inert(&inert, text);
	check_one(html_done(&shown).html, text.n, false);
	check_one(html_done(&inert).html, text.n, true);
	arena_reset(a);
	return 0;
}
