/* The fold table; see the header. It knows characters, not words: nothing of lists or rules here. */
#include "filter/fold.h"

#include <pthread.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>

/* Our own rows: what NFKC_Casefold keeps apart. Each pair: the character, what it reads as. */
static const struct own {
	uint32_t c;
	char to[4];
} own_rows[] = {
	/* Latin letters with a stroke or of their own, as readers without them write them */
	{0x00E6, "ae"}, {0x0153, "oe"}, {0x00F8, "o"}, {0x0111, "d"}, {0x0127, "h"}, {0x0131, "i"},
	{0x0142, "l"}, {0x014B, "n"}, {0x0167, "t"}, {0x00F0, "d"}, {0x00FE, "th"}, {0x0192, "f"},
	{0x0180, "b"}, {0x0188, "c"}, {0x0199, "k"}, {0x019A, "l"}, {0x01A5, "p"}, {0x01AD, "t"},
	{0x01B4, "y"}, {0x01B6, "z"}, {0x0225, "z"}, {0x023C, "c"}, {0x0247, "e"}, {0x0249, "j"},
	{0x024D, "r"}, {0x024F, "y"}, {0x0268, "i"}, {0x0275, "o"}, {0x0289, "u"},
	/* phonetic letters and small capitals, used as a font */
	{0x0250, "a"}, {0x0251, "a"}, {0x0253, "b"}, {0x0254, "c"}, {0x0256, "d"}, {0x0257, "d"},
	{0x0258, "e"}, {0x0259, "e"}, {0x025B, "e"}, {0x025C, "e"}, {0x0260, "g"}, {0x0261, "g"},
	{0x0262, "g"}, {0x0265, "h"}, {0x0266, "h"}, {0x0269, "i"}, {0x026A, "i"}, {0x026B, "l"},
	{0x026F, "m"}, {0x0270, "m"}, {0x0271, "m"}, {0x0272, "n"}, {0x0273, "n"}, {0x0274, "n"},
	{0x0279, "r"}, {0x027E, "r"}, {0x0280, "r"}, {0x0281, "r"}, {0x0282, "s"}, {0x0283, "s"},
	{0x0284, "f"}, {0x0287, "t"}, {0x0288, "t"}, {0x028B, "v"}, {0x028C, "v"}, {0x028D, "w"},
	{0x028E, "y"}, {0x028F, "y"}, {0x0290, "z"}, {0x0291, "z"}, {0x0299, "b"}, {0x029C, "h"},
	{0x029E, "k"}, {0x029F, "l"}, {0x02A0, "q"}, {0x1D00, "a"}, {0x1D04, "c"}, {0x1D05, "d"},
	{0x1D07, "e"}, {0x1D0A, "j"}, {0x1D0B, "k"}, {0x1D0D, "m"}, {0x1D0F, "o"}, {0x1D18, "p"},
	{0x1D1B, "t"}, {0x1D1C, "u"}, {0x1D20, "v"}, {0x1D21, "w"}, {0x1D22, "z"}, {0xA730, "f"},
	{0xA731, "s"}, {0xA7AF, "q"}, {0x2184, "c"}, {0xA727, "h"}, {0xA799, "f"},
};

/* Symbols that may stand for a letter; in the text around a match they are punctuation. */
static const struct own soft_rows[] = {
	{'$', "$"}, {'@', "@"}, {'!', "!"}, {'|', "|"}, {'+', "+"}, {0x20AC, "e"}, {0x00A2, "c"},
	{0x00A3, "l"}, {0x00A5, "y"}, {0x00A7, "s"}, {0x00A1, "!"}, {0x2020, "t"}, {0x20BF, "b"},
	{0x00A6, "|"}, {0x01C0, "|"}, {0x2223, "|"},
};

/* Ranges of lettered shapes without a decomposition (Unicode, Enclosed Alphanumerics and their
 * supplement): first, last, the letter of the first. */
static const struct {
	uint32_t first, last;
	char letter;
} shapes[] = {
	{0x249C, 0x24B5, 'a'}, {0x1F110, 0x1F129, 'a'}, {0x1F150, 0x1F169, 'a'},
	{0x1F170, 0x1F189, 'a'}, {0x1F1E6, 0x1F1FF, 'a'}, {0xE0061, 0xE007A, 0},
};

/* Letters of other scripts in Latin's shapes, folded: a part of UTS #39's confusables, without those
 * that stand beside Latin letters in honest text (the mu of a unit, the beta of a molecule). */
static const struct {
	uint16_t c;
	char letter;
} lookalikes[] = {
	{0x0430, 'a'}, {0x0432, 'b'}, {0x0433, 'r'}, {0x0435, 'e'}, {0x0438, 'u'}, {0x043A, 'k'},
	{0x043C, 'm'}, {0x043D, 'h'}, {0x043E, 'o'}, {0x043F, 'n'}, {0x0440, 'p'}, {0x0441, 'c'},
	{0x0442, 't'}, {0x0443, 'y'}, {0x0445, 'x'}, {0x0448, 'w'}, {0x044C, 'b'}, {0x0455, 's'},
	{0x0456, 'i'}, {0x0458, 'j'}, {0x0461, 'w'}, {0x0493, 'f'}, {0x04AF, 'y'}, {0x04BB, 'h'},
	{0x04CF, 'l'}, {0x0501, 'd'},
	{0x051B, 'q'}, {0x051D, 'w'}, {0x03B1, 'a'}, {0x03B5, 'e'}, {0x03B7, 'n'}, {0x03B9, 'i'},
	{0x03BA, 'k'}, {0x03BD, 'v'}, {0x03BF, 'o'}, {0x03C1, 'p'}, {0x03C4, 't'}, {0x03C5, 'u'},
	{0x03C7, 'x'}, {0x03C9, 'w'}, {0x03F2, 'c'}, {0x03F3, 'j'}, {0x0561, 'w'}, {0x0570, 'h'},
	{0x0578, 'n'}, {0x057D, 'u'}, {0x0581, 'g'}, {0x0585, 'o'}, {0x0566, 'q'},
};

/* ---- made once --------------------------------------------------------------------------------- */

/* Pages of 256 rows. The rest (Han, Hangul, rare scripts) has no row: most of it is itself. */
static const struct {
	uint32_t first, last; /* code points, whole pages */
} kept[] = {
	{0x0000, 0x2FFF},   {0xA600, 0xABFF},	{0xFB00, 0xFFFF},
	{0x1D400, 0x1D7FF}, {0x1F100, 0x1F2FF},
};
#define PAGES (0x30 + 6 + 5 + 4 + 2)
#define PAGE_LAST 0x1F2

static struct fold table[PAGES * 256];
static uint8_t page_of[PAGE_LAST + 1]; /* 0: no page */
static uint64_t reads[128];
static uint32_t classes[128];
static pthread_once_t once = PTHREAD_ONCE_INIT;
static const UNormalizer2 *nfkc_casefold, *nfkd;

static const char *
own_find(const struct own *rows, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].c == c)
			return rows[i].to;
	return NULL;
}

/* Marks that decorate any letter. Marks that spell (Indic vowels, kana voicing) are not among them. */
static bool
decorates(uint32_t c)
{
	return (c >= 0x0300 && c <= 0x036F) || (c >= 0x0483 && c <= 0x0489) ||
	       (c >= 0x0591 && c <= 0x05BD) || (c >= 0x064B && c <= 0x065F) || c == 0x0670 ||
	       c == 0x0640 || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) ||
	       (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE20 && c <= 0xFE2F);
}

static bool
spells(uint32_t c)
{
	return u_isalnum((UChar32)c) || (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK) != 0;
}

static void
put(struct fold *f, uint32_t c)
{
	if (f->n < FOLD_MAX)
		f->c[f->n++] = c;
}

static void
put_text(struct fold *f, const char *to)
{
	for (; *to != '\0'; to++)
		put(f, (unsigned char)*to);
}

/* What ICU makes of c, decorations off, our own rows applied. */
static void
put_folded(struct fold *f, uint32_t c)
{
	UChar in[2], cased[64], apart[128];
	int32_t n = 0;
	UErrorCode err = U_ZERO_ERROR;
	U16_APPEND_UNSAFE(in, n, c);
	int32_t len = unorm2_normalize(nfkc_casefold, in, n, cased, ARRAY_LEN(cased), &err);
	len = unorm2_normalize(nfkd, cased, len, apart, ARRAY_LEN(apart), &err);
	if (U_FAILURE(err)) /* its data is a part of the library, the text is ours: it got no memory */
		die_memory(sizeof(struct fold));
	for (int32_t i = 0; i < len;) {
		UChar32 out;
		U16_NEXT_UNSAFE(apart, i, out);
		const char *to = own_find(own_rows, ARRAY_LEN(own_rows), (uint32_t)out);
		if (to != NULL)
			put_text(f, to);
		else if (!decorates((uint32_t)out))
			put(f, (uint32_t)out);
	}
}

/* Letters of a mixture ("(a)", "1.") without their punctuation; or a gap. */
static void
settle(struct fold *f, uint32_t c)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++)
		if (spells(f->c[i]))
			f->c[n++] = f->c[i];
	UErrorCode err = U_ZERO_ERROR;
	UScriptCode script = n > 0 ? uscript_getScript((UChar32)f->c[0], &err) : USCRIPT_COMMON;
	if (n > 0) {
		f->n = (uint8_t)n;
		f->kind = FOLD_WORD;
		f->upper = u_isUUppercase((UChar32)c);
		f->latin = script == USCRIPT_LATIN && u_isalpha((UChar32)f->c[0]);
		f->foreign = script == USCRIPT_CYRILLIC || script == USCRIPT_GREEK ||
			     script == USCRIPT_ARMENIAN;
		return;
	}
	const char *soft = f->n == 1 ? own_find(soft_rows, ARRAY_LEN(soft_rows), f->c[0]) : NULL;
	f->kind = soft ? FOLD_SOFT : f->n == 1 && u_isUWhiteSpace((UChar32)f->c[0]) ? FOLD_SPACE
									       : FOLD_GAP;
	if (soft != NULL)
		f->c[0] = (unsigned char)soft[0];
}

static bool
shaped(struct fold *f, uint32_t c)
{
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
		if (c < shapes[i].first || c > shapes[i].last || shapes[i].letter == 0)
			continue;
		f->c[0] = (uint32_t)shapes[i].letter + c - shapes[i].first;
		f->n = 1;
		f->latin = true;
		return true;
	}
	return false;
}

static struct fold
row_make(uint32_t c)
{
	struct fold f = {.kind = FOLD_WORD};
	if (shaped(&f, c))
		return f;
	if (c < 0x80 && u_iscntrl((UChar32)c)) {
		f.kind = c == '\t' || c == '\n' || c == '\r' ? FOLD_SPACE : FOLD_DROP;
		return f;
	}
	if (decorates(c) || u_hasBinaryProperty((UChar32)c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
	    u_charType((UChar32)c) == U_FORMAT_CHAR || u_charType((UChar32)c) == U_CONTROL_CHAR) {
		f.kind = FOLD_DROP;
		f.mark = decorates(c);
		/* Soft hyphens and joiners come along when text is copied from a page. */
		f.hidden = !f.mark && c != 0xAD && c != 0x200C && c != 0x200D && c != 0xFEFF &&
			   !(c >= 0xFE00 && c <= 0xFE0F);
		return f;
	}
	put_folded(&f, c);
	if (f.n == 0)
		put(&f, ' ');
	settle(&f, c);
	return f;
}

static void
readings_make(void)
{
	/* A digit or symbol, the letters it stands for. The first letter is the class of all. */
	static const struct {
		char c, letters[3];
	} leet[] = {
		{'0', "o"},  {'1', "il"}, {'3', "e"}, {'4', "a"}, {'5', "s"}, {'6', "g"},
		{'7', "t"},  {'8', "b"},  {'9', "g"}, {'$', "s"}, {'@', "a"}, {'!', "il"},
		{'|', "il"}, {'+', "t"},  {'l', "i"}, {'v', "u"}, {'z', "s"},
	};
	for (uint32_t c = 0; c < 128; c++) {
		classes[c] = c;
		reads[c] = c >= 'a' && c <= 'z'   ? UINT64_C(1) << (c - 'a')
			   : c >= '0' && c <= '9' ? UINT64_C(1) << (26 + c - '0')
						  : 0;
	}
	for (size_t i = 0; i < ARRAY_LEN(leet); i++) {
		size_t c = (size_t)leet[i].c;
		classes[c] = (uint32_t)leet[i].letters[0];
		if (c == 'l') /* shares a class with i, but is not one */
			continue;
		for (const char *l = leet[i].letters; *l != '\0'; l++)
			reads[c] |= UINT64_C(1) << (*l - 'a');
	}
}

static void
table_make(void)
{
	UErrorCode err = U_ZERO_ERROR;
	nfkc_casefold = unorm2_getNFKCCasefoldInstance(&err);
	nfkd = unorm2_getNFKDInstance(&err);
	if (U_FAILURE(err)) /* its data is a part of the library, the text is ours: it got no memory */
		die_memory(sizeof(struct fold));
	size_t pages = 0;
	for (size_t k = 0; k < ARRAY_LEN(kept); k++)
		for (uint32_t page = kept[k].first >> 8; page <= kept[k].last >> 8; page++) {
			must(pages < PAGES);
			for (uint32_t low = 0; low < 256; low++)
				table[pages * 256 + low] = row_make(page << 8 | low);
			page_of[page] = (uint8_t)++pages;
		}
	readings_make();
}

/* ---- asked ------------------------------------------------------------------------------------- */

struct fold
fold_of(uint32_t c)
{
	pthread_once(&once, table_make);
	if (c >> 8 <= PAGE_LAST && page_of[c >> 8] > 0)
		return table[(size_t)(page_of[c >> 8] - 1) * 256 + (c & 0xFF)];
	if ((c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) ||
	    (c >= 0x3041 && c <= 0x3096))
		return (struct fold){.c = {c}, .n = 1, .kind = FOLD_WORD};
	return row_make(c);
}

uint32_t
fold_lookalike(uint32_t c)
{
	if (c < 0x0370 || c > 0x0586)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(lookalikes); i++)
		if (lookalikes[i].c == c)
			return (unsigned char)lookalikes[i].letter;
	return 0;
}

uint64_t
fold_reads(uint32_t c)
{
	pthread_once(&once, table_make);
	return c < 128 ? reads[c] : 0;
}

uint32_t
fold_class(uint32_t c)
{
	pthread_once(&once, table_make);
	return c < 128 ? classes[c] : c;
}
