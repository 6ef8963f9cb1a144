/* The set of ordinary words; see the header. It knows hashes, no words. */
#include "filter/ordinary.h"

#include <pthread.h>

#define BUCKETS 65536u

/* The file as it is, in read-only memory. */
__asm__(".pushsection .rodata, \"a\"\n"
	".balign 2\n"
	"ordinary_file:\n"
	".incbin \"src/filter/words/ordinary.bin\"\n"
	"ordinary_end:\n"
	".popsection\n");
extern const uint8_t ordinary_file[] __attribute__((visibility("hidden")));
extern const uint8_t ordinary_end[] __attribute__((visibility("hidden")));

static uint32_t starts[BUCKETS + 1];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
starts_make(void)
{
	for (uint32_t i = 0; i < BUCKETS; i++)
		starts[i + 1] = starts[i] + ordinary_file[i];
	must(ordinary_end - ordinary_file == (ptrdiff_t)(BUCKETS + starts[BUCKETS] * 2));
}

bool
ordinary_has(uint64_t hash)
{
	pthread_once(&once, starts_make);
	uint32_t spread = ordinary_spread(hash);
	const uint8_t *at = ordinary_file + BUCKETS;
	for (uint32_t i = starts[spread >> 16]; i < starts[(spread >> 16) + 1]; i++)
		if ((at[i * 2] | (uint32_t)at[i * 2 + 1] << 8) == (spread & 0xFFFF))
			return true;
	return false;
}

/* Of a letter that is one: no digit and no symbol. */
static bool
plain(const struct glyph *g)
{
	return (g->c >= 'a' && g->c <= 'z') || g->c >= 0x80;
}

bool
ordinary_hash(const struct glyph *g, size_t n, uint64_t *ret)
{
	uint64_t h = ORDINARY_SEED;
	size_t letters = 0;
	for (size_t i = 0; i < n; i++) {
		if (!plain(&g[i]) || g[i].run > 3 || (letters += g[i].run) > ORDINARY_MAX)
			return false;
		for (unsigned k = 0; k < g[i].run; k++)
			h = ordinary_letter(h, g[i].c);
	}
	*ret = h;
	return letters >= ORDINARY_MIN;
}

bool
ordinary_is(const struct glyph *g, size_t n)
{
	uint64_t h;
	return ordinary_hash(g, n, &h) && ordinary_has(h);
}

bool
ordinary_any(struct str lang, const struct glyph *g, size_t n)
{
	static const char two[][2] = {
		"ad", "ah", "al", "am", "an", "as", "at", "be", "by", "da", "do", "ed", "el", "em",
		"en", "ex", "go", "ha", "he", "hi", "ho", "id", "if", "im", "in", "is", "it", "la",
		"le", "ma", "me", "mr", "ms", "mu", "my", "no", "of", "oh", "ok", "on", "or", "ox",
		"pa", "re", "so", "st", "th", "to", "uh", "uk", "um", "un", "up", "ur", "us", "ve",
		"vs", "we", "ya", "ye", "yo",
	};
	if (n != 2 || g[0].run + g[1].run > 2 || (lang.n > 0 && !str_eq(lang, STR("en"))))
		return n < 2 || ordinary_is(g, n);
	for (size_t i = 0; i < ARRAY_LEN(two); i++)
		if (g[0].c == (unsigned char)two[i][0] && g[1].c == (unsigned char)two[i][1])
			return true;
	return g[0].c - 'a' >= 26 || g[1].c - 'a' >= 26;
}
