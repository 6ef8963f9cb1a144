/*
 * What `make bench-hostile` looks for: 64 KB that a verdict takes longest over. A text is a short unit over and
 * over; all units of one and two pieces are tried, then the worst are changed at random, again and again. Prints
 * the worst with the CPU time of a verdict (the least of a few), and fails if one is over the bar.
 *
 *	hostile [ROUNDS [SEED]]
 *	hostile =UNIT    one verdict on this unit alone: under callgrind, with --toggle-collect=filter_run
 */
#include <stdio.h>
#include <stdlib.h>

#include <valgrind/valgrind.h>

#include "base/buf.h"
#include "base/clock.h"
#include "filter/classify.h"
#include "filter/filter.h"

#define SIZE (64u << 10)
#define BAR 2000000 /* nanoseconds */
#define UNIT_MAX 6  /* pieces */
#define KEPT 64
#define SHOWN 12

/* What some part of the filters looks at twice: it opens something, or may be a part of it. */
static const char *const pieces[] = {
	"a", "b", "x", "s", "A", "The ", "i", "l", "1", "0", "5", "12", "123", "4567", "$", "@", "!", "|", "+", "*", "#",
	".", ",", ":", ";", "-", "_", "/", "\\", "'", "\"", "?", "=", "~", " ", "  ", "\n", "\t", "(", ")", "[", "]", "{",
	"}", "<", ">", "&", "&#", "&#49;", "&amp;", "&lt;", "<b>", "</b>", "<a href=", "<!--", "](", "**", "`", "http://",
	"https://", "hxxp", "www.", " dot ", "[.]", ".com", ".co/", "xn--", "://", "mailto:", "bit.ly/", "@b.co", "un.org/", "ass", "f",
	"fu", "ck", "fuck", "sh", "it", "dick", "cialis ", "telegram ", "whatsapp", "buy ", "free ", "check out ", "channel ",
	"\u0301", "\u0336", "\u200B", "\u200D", "\u200C", "\u202E", "\uFE0F", "é", "ß", "н", "о", "ж", "η", "ɐ", "ﷺ", "ب",
	"می", "क्", "漢", "字", "か", "\u3099", "ㅂ", "ㅏ", "바", "가", "\u3002", "\uFF0E", "٫", "٣", "𝐀", "ⓐ", "🅰",
	"\U0001F1E6", "\U0001F600", "\U0001F468", "\u20E3", "€", "…", "ｆ", "0x", "bc1q",
};

struct unit {
	uint8_t n, piece[UNIT_MAX];
	int64_t took;
};

struct hunt {
	struct arena *text_arena, *a;
	struct filter *filter;
	struct model *model;
	struct unit worst[KEPT]; /* the worst first */
	size_t n, tried;
	uint64_t seed;
};

static uint32_t
draw(struct hunt *h, uint32_t n)
{
	h->seed = h->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(h->seed >> 33) % n;
}

static struct str
unit_text(struct arena *a, const struct unit *u)
{
	struct buf b = buf_in(a, 256);
	for (size_t i = 0; i < u->n; i++)
		buf_str(&b, str_of(pieces[u->piece[i]]));
	return buf_view(&b);
}

static struct str
text_of(struct arena *a, const struct unit *u)
{
	struct str unit = unit_text(a, u);
	char *p = arena_alloc(a, SIZE);
	size_t whole = SIZE / unit.n * unit.n;
	for (size_t i = 0; i < whole; i += unit.n)
		memcpy(p + i, unit.p, unit.n);
	return (struct str){p, whole};
}

static int64_t
time_of_verdict(struct hunt *h, struct str text)
{
	struct draft d = {.text = text, .name = STR("Vera Lind"), .page = STR("/story"),
			  .title = STR("Harbour works late again"), .lang = STR("en"), .site_host = STR("news.example")};
	struct facts facts = {.token = TOKEN_GOOD, .approved = 5, .mode = MODE_OPEN, .model = h->model};
	struct policy policy = {.hold_first = 1, .hold_score = 1.0, .proof_score = 0.8, .links_max = 2,
				.hold_rejected = 33, .classifier_hold = 0.9};
	struct verdict v;
	int64_t begun = clock_worked();
	filter_run(h->filter, h->a, &d, &facts, &policy, &v);
	int64_t took = clock_worked() - begun;
	arena_reset(h->a);
	return took;
}

/* Looked at once more as long as it could be among the worst: a busy machine only ever adds. */
static void
try(struct hunt *h, struct unit u)
{
	int64_t least = h->n == KEPT ? h->worst[KEPT - 1].took : 0;
	struct str text = text_of(h->text_arena, &u);
	u.took = INT64_MAX;
	for (int i = 0; i < 5 && u.took > least; i++) {
		int64_t took = time_of_verdict(h, text);
		u.took = took < u.took ? took : u.took;
	}
	arena_reset(h->text_arena);
	h->tried++;
	if (u.took <= least)
		return;
	size_t at = h->n < KEPT ? h->n++ : KEPT - 1;
	for (; at > 0 && h->worst[at - 1].took < u.took; at--)
		h->worst[at] = h->worst[at - 1];
	h->worst[at] = u;
}

/* One verdict on what the command line says. */
static void
judge_unit(struct hunt *h, const char *unit)
{
	char *p = arena_alloc(h->text_arena, SIZE);
	size_t n = strlen(unit), whole = SIZE / n * n;
	for (size_t i = 0; i < whole; i++)
		p[i] = unit[i % n];
	int64_t least = INT64_MAX;
	for (int i = 0; i < (RUNNING_ON_VALGRIND ? 1 : 100); i++) {
		int64_t took = time_of_verdict(h, (struct str){p, whole});
		least = took < least ? took : least;
	}
	printf("%.2f ms\n", (double)least / 1e6);
}

static bool
is_kept(const struct hunt *h, const struct unit *u)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->worst[i].n == u->n && memcmp(h->worst[i].piece, u->piece, u->n) == 0)
			return true;
	return false;
}

/* One of the worst, with a piece more, less or another. */
static struct unit
changed(struct hunt *h)
{
	struct unit u = h->worst[draw(h, (uint32_t)h->n)];
	size_t at = draw(h, u.n);
	uint8_t piece = (uint8_t)draw(h, ARRAY_LEN(pieces));
	switch (draw(h, 3)) {
	case 0:
		u.piece[at] = piece;
		break;
	case 1:
		if (u.n == UNIT_MAX)
			break;
		memmove(u.piece + at + 1, u.piece + at, u.n - at);
		u.piece[at] = piece;
		u.n++;
		break;
	case 2:
		if (u.n == 1)
			break;
		u.n--;
		memmove(u.piece + at, u.piece + at + 1, u.n - at);
		break;
	}
	return u;
}

static void
show(struct hunt *h)
{
	printf("%zu texts of %u bytes tried\n", h->tried, SIZE);
	for (size_t i = 0; i < h->n && i < SHOWN; i++) {
		struct str unit = unit_text(h->a, &h->worst[i]);
		printf("%8.2f ms  \"", (double)h->worst[i].took / 1e6);
		for (size_t k = 0; k < unit.n; k++)
			if (unit.p[k] == '\n' || unit.p[k] == '\t')
				fputs(unit.p[k] == '\n' ? "\\n" : "\\t", stdout);
			else
				putchar(unit.p[k]);
		puts("\"");
		arena_reset(h->a);
	}
}

static void
hunt(struct hunt *h, long rounds)
{
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		try(h, (struct unit){.n = 1, .piece = {(uint8_t)i}});
		for (size_t k = 0; k < ARRAY_LEN(pieces); k++)
			if (k != i)
				try(h, (struct unit){.n = 2, .piece = {(uint8_t)i, (uint8_t)k}});
	}
	for (long i = 0; i < rounds; i++) {
		struct unit u = changed(h);
		if (!is_kept(h, &u))
			try(h, u);
	}
	show(h);
}

int
main(int argc, char **argv)
{
	struct hunt h = {.text_arena = arena_new(), .a = arena_new()};
	struct str why;
	h.seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
	h.filter = filter_new(NULL, 0, NULL);
	must(model_read(model_shipped(), &h.model, &why) == ERR_OK);
	if (argc > 1 && argv[1][0] == '=' && argv[1][1] != '\0')
		judge_unit(&h, argv[1] + 1);
	else
		hunt(&h, argc > 1 ? strtol(argv[1], NULL, 10) : 20000);
	filter_free(&h.filter);
	model_free(&h.model);
	arena_free(&h.a);
	arena_free(&h.text_arena);
	return h.n > 0 && h.worst[0].took > BAR ? 1 : 0;
}
