/* Differences of two texts; see the header. */
#include "view/diff.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "view/locale.h"
#include "view/view.h"

/* Words of a text: one behind the other they are all of it. */
struct words {
	struct str *at;
	size_t n;
};

enum sort_of { LETTER, BLANK, SIGN };

/* Scripts without blanks between words are compared by characters. */
static enum sort_of
sort_of(uint32_t c)
{
	if (utf8_is_white(c))
		return BLANK;
	if ((c >= 0x2E80 && c < 0xA4D0) || (c >= 0xF900 && c < 0xFB00) || (c >= 0xFF00 && c < 0xFF66) ||
	    (c >= 0x20000 && c < 0x40000))
		return SIGN;
	if (c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
		return LETTER;
	return SIGN;
}

static struct words
split(struct arena *a, struct str text)
{
	struct words w = {arena_array(a, text.n + 1, struct str), 0};
	enum sort_of open = SIGN;
	for (size_t at = 0, from = 0; at < text.n; from = at) {
		enum sort_of s = sort_of(utf8_next(text, &at));
		if (w.n > 0 && s == open && s != SIGN)
			w.at[w.n - 1].n += at - from;
		else
			w.at[w.n++] = str_sub(text, from, at);
		open = s;
	}
	return w;
}

static struct words
part(struct words w, size_t from, size_t to)
{
	return (struct words){w.at + from, to - from};
}

static struct str
whole(struct words w)
{
	if (w.n == 0)
		return STR("");
	const struct str *last = &w.at[w.n - 1];
	return (struct str){w.at[0].p, (size_t)(last->p + last->n - w.at[0].p)};
}

struct writer {
	struct html *h;
	struct str lang;
	struct str same, gone, come; /* what is still to be written, in this order */
	bool first;                  /* nothing has been written */
};

/* From a start to the last blank before, or from the first blank behind on: whole words. */
static size_t
head_of(struct str s, size_t most)
{
	size_t n = most;
	while (n > 0 && s.p[n] != ' ' && s.p[n] != '\n')
		n--;
	for (n = n == 0 ? most : n; n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80;)
		n--;
	return n;
}

static size_t
tail_of(struct str s, size_t most)
{
	size_t n = s.n - most;
	while (n < s.n && s.p[n] != ' ' && s.p[n] != '\n')
		n++;
	for (n = n == s.n ? s.n - most : n; n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80;)
		n++;
	return n;
}

/* What is the same, between changes or at an end. */
static void
write_same(struct writer *w, bool last)
{
	struct str s = w->same;
	size_t most = (size_t)DIFF_AROUND * (w->first || last ? 1 : 2);
	if (s.n <= most + DIFF_AROUND / 2) {
		html_text(w->h, s);
		return;
	}
	if (!w->first)
		html_text(w->h, str_sub(s, 0, head_of(s, DIFF_AROUND)));
	html_lit(w->h, " … ");
	if (!last)
		html_text(w->h, str_from(s, tail_of(s, DIFF_AROUND)));
}

static void
flush(struct writer *w, bool last)
{
	if (w->same.n > 0)
		write_same(w, last);
	if (w->gone.n > 0) {
		html_lit(w->h, "<del><span class=\"for\">");
		html_text(w->h, locale_text(w->lang, MSG("taken out:")));
		html_lit(w->h, " </span>");
		html_text(w->h, w->gone);
		html_lit(w->h, "</del>");
	}
	if (w->come.n > 0) {
		html_lit(w->h, "<ins><span class=\"for\">");
		html_text(w->h, locale_text(w->lang, MSG("put in:")));
		html_lit(w->h, " </span>");
		html_text(w->h, w->come);
		html_lit(w->h, "</ins>");
	}
	w->first &= w->same.n + w->gone.n + w->come.n == 0;
	w->same = w->gone = w->come = STR("");
}

/* One piece behind another of the same text. */
static void
join(struct str *to, struct str piece)
{
	if (to->n == 0)
		*to = piece;
	else
		to->n += piece.n;
}

static void
put_same(struct writer *w, struct str piece)
{
	if (w->gone.n + w->come.n > 0)
		flush(w, false);
	join(&w->same, piece);
}

/* The longest common part of both, by the usual table; more than DIFF_PAIRS_MAX pairs are none. */
static void
compare(struct arena *a, struct writer *w, struct words x, struct words y)
{
	const size_t wide = y.n + 1;
	if (x.n * y.n > DIFF_PAIRS_MAX || x.n == 0 || y.n == 0) {
		join(&w->gone, whole(x));
		join(&w->come, whole(y));
		return;
	}
	uint16_t *most = arena_array(a, (x.n + 1) * wide, uint16_t);
	for (size_t i = x.n; i-- > 0;)
		for (size_t k = y.n; k-- > 0;) {
			uint16_t down = most[(i + 1) * wide + k], right = most[i * wide + k + 1];
			most[i * wide + k] = str_eq(x.at[i], y.at[k])
						     ? (uint16_t)(most[(i + 1) * wide + k + 1] + 1)
						     : down > right ? down : right;
		}
	size_t i = 0, k = 0;
	while (i < x.n || k < y.n) {
		if (i < x.n && k < y.n && str_eq(x.at[i], y.at[k])) {
			put_same(w, x.at[i++]);
			k++;
		} else if (k == y.n || (i < x.n && most[(i + 1) * wide + k] >= most[i * wide + k + 1])) {
			join(&w->gone, x.at[i++]);
		} else {
			join(&w->come, y.at[k++]);
		}
	}
}

void
view_diff(struct html *h, struct str lang, struct str before, struct str after)
{
	struct arena *a = arena_new();
	struct writer w = {.h = h, .lang = lang, .first = true};
	struct words x = split(a, before), y = split(a, after);
	size_t head = 0, tail = 0;
	while (head < x.n && head < y.n && str_eq(x.at[head], y.at[head]))
		head++;
	while (tail < x.n - head && tail < y.n - head &&
	       str_eq(x.at[x.n - 1 - tail], y.at[y.n - 1 - tail]))
		tail++;
	w.same = whole(part(x, 0, head));
	compare(a, &w, part(x, head, x.n - tail), part(y, head, y.n - tail));
	flush(&w, false);
	w.same = whole(part(x, x.n - tail, x.n));
	flush(&w, true);
	arena_free(&a);
}
