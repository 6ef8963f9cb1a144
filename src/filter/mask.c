/* Texts made for others out of a reading: the masked one for readers, the folded one for digests. */
#include "base/buf.h"
#include "base/utf8.h"
#include "filter/filter.h"
#include "filter/fold.h"

#include <unicode/ubrk.h>

/* Spans of the text that are to be masked, or-ed into a byte map: they may overlap. */
static bool
mark_spans(unsigned char *map, struct str text, const struct verdict *v)
{
	bool any = false;
	for (size_t i = 0; i < v->n_reasons; i++) {
		const struct reason *r = &v->reasons[i];
		if (r->action != ACT_MASK || r->shadow || r->field != IN_TEXT)
			continue;
		must(r->from <= r->to && r->to <= text.n);
		memset(map + r->from, 1, r->to - r->from);
		any |= r->to > r->from;
	}
	return any;
}

struct str
filter_mask(struct arena *a, struct str text, const struct verdict *v)
{
	unsigned char *map = arena_zero(a, text.n + 1, 1);
	if (!mark_spans(map, text, v))
		return text;
	UErrorCode err = U_ZERO_ERROR;
	UText *u = utext_openUTF8(NULL, text.p, (int64_t)text.n, &err);
	UBreakIterator *clusters = ubrk_open(UBRK_CHARACTER, "", NULL, 0, &err);
	ubrk_setUText(clusters, u, &err);
	if (U_FAILURE(err)) /* the text is valid UTF-8: it got no memory */
		die_memory(text.n);
	struct buf out = buf_in(a, text.n + 1);
	for (int32_t from = ubrk_first(clusters), to; (to = ubrk_next(clusters)) != UBRK_DONE;
	     from = to) {
		size_t n = (size_t)(to - from);
		/* White space inside "f u c k" stays, so that lines break where they did. */
		bool space = fold_of(utf8_next(text, &(size_t){(size_t)from})).kind == FOLD_SPACE;
		if (memchr(map + from, 1, n) != NULL && !space)
			buf_char(&out, '*');
		else
			buf_add(&out, text.p + from, n);
	}
	ubrk_close(clusters);
	utext_close(u);
	must(!out.over);
	return buf_view(&out);
}

/* A digest's text as it grows; three or more of a character in a row count as two. */
struct folding {
	struct buf out;
	uint32_t last;
	unsigned run;
	bool space; /* one is owed before the next character */
};

static void
fold_put(struct folding *f, uint32_t c)
{
	uint32_t seen = c < 0x80 ? 0 : fold_lookalike(c);
	c = seen != 0 ? seen : c;
	f->run = c == f->last && !f->space ? f->run + 1 : 1;
	f->last = c;
	if (f->run > 2)
		return;
	if (f->space && f->out.n > 0)
		f->out.p[f->out.n++] = ' ';
	f->space = false;
	if (c < 0x80)
		f->out.p[f->out.n++] = (char)c;
	else
		f->out.n += utf8_put(f->out.p + f->out.n, c);
}

/* What one character may become: no more than FOLD_MAX others of 4 bytes, and a space before them. */
#define FOLD_ROOM (FOLD_MAX * 4 + 1)

struct str
filter_fold(struct arena *a, struct str text)
{
	struct folding f = {.out = buf_in(a, (text.n + 1) * FOLD_ROOM)};
	buf_room(&f.out, text.n + FOLD_ROOM); /* nearly always enough */
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		const struct fold *row = fold_row(c);
		uint32_t first = row->itself ? c : row->c[0];
		if (f.out.cap - f.out.n < FOLD_ROOM)
			buf_room(&f.out, f.out.cap);
		switch ((enum fold_kind)row->kind) {
		case FOLD_SOFT:
			if (first == '!' || first == '|')
				break;
			/* fall through */
		case FOLD_WORD:
			for (size_t i = 0; i < row->n; i++)
				fold_put(&f, i == 0 ? first : row->c[i]);
			break;
		case FOLD_SPACE:
			f.space = true;
			break;
		case FOLD_GAP:
			/* Punctuation goes; a comment of nothing but emoji still is one of its own. */
			if (c >= 0x2190)
				fold_put(&f, c);
			break;
		case FOLD_DROP:
			break;
		}
	}
	must(f.out.n <= f.out.cap);
	return buf_view(&f.out);
}
