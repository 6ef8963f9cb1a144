/*
 * Makes the fold table: gen_fold >fold.def. A program of the build, not of the library.
 *
 * For every code point: our own row if it has one; else what ICU's NFKC_Casefold and NFKD make of it,
 * without marks that decorate; Latin letters that are still none of a-z by their UTS #39 skeleton. Letters
 * of other scripts keep what they are and get the Latin letter of their skeleton beside it, since only
 * the word around a letter tells whether it is a disguise. Blocks that are alike are written once.
 */
#include "filter/fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include "fold_rows.h"

#define CODE_POINTS 0x110000
#define ROWS_MAX 0xFFFF

static const UNormalizer2 *nfkc_casefold, *nfkd, *nfc;
static USpoofChecker *spoof;
static struct fold rows[ROWS_MAX];
static size_t n_rows;
static uint16_t row_of[CODE_POINTS];

static void
check(UErrorCode err, const char *what)
{
	if (U_SUCCESS(err))
		return;
	fprintf(stderr, "gen_fold: %s: %s\n", what, u_errorName(err));
	exit(1);
}

static const char *
own_find(const struct own *own, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (own[i].c == c)
			return own[i].to;
	return NULL;
}
#define FIND(rows, c) own_find((rows), ARRAY_LEN(rows), (c))

static UScriptCode
script_of(uint32_t c)
{
	UErrorCode err = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript((UChar32)c, &err);
	check(err, "script");
	return script;
}

static bool
within(const struct range *ranges, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

static bool
decorates(uint32_t c)
{
	return within(decorations, ARRAY_LEN(decorations), c);
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

/* ---- skeletons --------------------------------------------------------------------------------- */

/* The skeleton of c as small ASCII letters and digits, marks off: its length, or 0 if it has another
 * character. */
static size_t
skeleton(uint32_t c, char ret[8])
{
	UChar in[2], seen[64], apart[128];
	int32_t n = 0;
	size_t out = 0;
	UErrorCode err = U_ZERO_ERROR;
	U16_APPEND_UNSAFE(in, n, c);
	int32_t len = uspoof_getSkeleton(spoof, 0, in, n, seen, ARRAY_LEN(seen), &err);
	len = unorm2_normalize(nfkd, seen, len, apart, ARRAY_LEN(apart), &err);
	check(err, "skeleton");
	for (int32_t i = 0; i < len;) {
		UChar32 got;
		U16_NEXT_UNSAFE(apart, i, got);
		if (decorates((uint32_t)got) || got == '\'')
			continue;
		const char *own = FIND(own_rows, (uint32_t)u_tolower(got));
		if (own != NULL && own[1] == '\0')
			got = (unsigned char)own[0];
		if (got >= 0x80 || !u_isalnum(got) || out == 7)
			return 0;
		ret[out++] = (char)u_tolower(got);
	}
	ret[out] = '\0';
	return out;
}

/* The Latin letter or digit that one form of a letter looks like, or '\0'. A skeleton's "rn" stands for m. */
static char
shape_of(uint32_t c)
{
	char seen[8];
	size_t n = skeleton(c, seen);
	return n == 1 ? seen[0] : n == 2 && strcmp(seen, "rn") == 0 ? 'm' : '\0';
}

static bool
has_latin_shapes(UScriptCode script)
{
	for (size_t i = 0; i < ARRAY_LEN(no_disguise); i++)
		if (script == no_disguise[i])
			return false;
	return true;
}

/* What a letter of another script looks like: `c` is folded, so its other case counts too (Cherokee folds
 * to capitals). */
static void
look(struct fold *f, uint32_t c, UScriptCode script)
{
	const char *own = FIND(lookalikes, c);
	char small = shape_of((uint32_t)u_tolower((UChar32)c));
	char capital = shape_of((uint32_t)u_toupper((UChar32)c));
	f->look = (uint8_t)(own != NULL ? own[0] : small != '\0' ? small : capital);
	f->look = f->look >= 'a' ? f->look : 0;
	f->foreign |= f->look != 0 || script == USCRIPT_CHEROKEE || script == USCRIPT_COPTIC;
}

/* ---- rows -------------------------------------------------------------------------------------- */

/* One character of ICU's answer. */
static void
put_one(struct fold *f, uint32_t c)
{
	char seen[8];
	const char *own = FIND(own_rows, c);
	if (own != NULL)
		put_text(f, own);
	else if (decorates(c))
		return;
	else if (c >= 0x80 && u_charType((UChar32)c) == U_DECIMAL_DIGIT_NUMBER)
		put(f, (uint32_t)('0' + u_charDigitValue((UChar32)c)));
	else if (c >= 0x80 && u_isalpha((UChar32)c) && script_of(c) == USCRIPT_LATIN &&
		 (skeleton(c, seen) > 0 || skeleton((uint32_t)u_toupper((UChar32)c), seen) > 0) &&
		 u_isalpha(seen[0]))
		put_text(f, seen);
	else
		put(f, c);
}

/* c without the marks that it is composed with. */
static int32_t
bare(uint32_t c, UChar ret[64])
{
	UChar apart[64];
	UErrorCode err = U_ZERO_ERROR;
	int32_t n = 0, len = unorm2_getDecomposition(nfc, (UChar32)c, apart, ARRAY_LEN(apart), &err);
	check(err, "decomposition");
	if (len < 0 || (c >= 0xAC00 && c <= 0xD7A3)) { /* it has none */
		U16_APPEND_UNSAFE(ret, n, c);
		return n;
	}
	for (int32_t i = 0; i < len;) {
		UChar32 part;
		U16_NEXT_UNSAFE(apart, i, part);
		if (!decorates((uint32_t)part))
			U16_APPEND_UNSAFE(ret, n, part);
	}
	return n;
}

static void
put_folded(struct fold *f, uint32_t c)
{
	UChar in[64], cased[64], apart[128];
	UErrorCode err = U_ZERO_ERROR;
	int32_t n = bare(c, in);
	int32_t len = unorm2_normalize(nfkc_casefold, in, n, cased, ARRAY_LEN(cased), &err);
	if (!(c >= 0xAC00 && c <= 0xD7A3)) /* a syllable of Hangul is read as one */
		len = unorm2_normalize(nfkd, cased, len, apart, ARRAY_LEN(apart), &err);
	else
		u_memcpy(apart, cased, len);
	check(err, "normalisation");
	for (int32_t i = 0; i < len;) {
		UChar32 out;
		U16_NEXT_UNSAFE(apart, i, out);
		put_one(f, (uint32_t)out);
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
	if (n > 0) {
		UScriptCode script = script_of(f->c[0]);
		f->n = (uint8_t)n;
		f->kind = FOLD_WORD;
		f->upper = u_isUUppercase((UChar32)c) || u_istitle((UChar32)c);
		f->latin = script == USCRIPT_LATIN && u_isalpha((UChar32)f->c[0]);
		f->foreign = script == USCRIPT_CYRILLIC || script == USCRIPT_GREEK ||
			     script == USCRIPT_ARMENIAN;
		if (n == 1 && f->c[0] >= 0x80 && u_isalpha((UChar32)f->c[0]) && script != USCRIPT_LATIN &&
		    script != USCRIPT_COMMON && has_latin_shapes(script))
			look(f, f->c[0], script);
		return;
	}
	const char *soft = f->n == 1 ? FIND(soft_rows, f->c[0]) : NULL;
	f->kind = u_isUWhiteSpace((UChar32)c) ? FOLD_SPACE : FOLD_GAP;
	if (f->kind == FOLD_GAP && (f->n == 0 || f->c[0] == ' ')) { /* a mark that stands alone: an acute */
		f->c[0] = c;
		f->n = 1;
	}
	if (soft != NULL) {
		f->kind = FOLD_SOFT;
		f->c[0] = (unsigned char)soft[0];
	}
}

static bool
is_invisible(uint32_t c)
{
	return u_hasBinaryProperty((UChar32)c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
	       u_charType((UChar32)c) == U_CONTROL_CHAR || (c >= 0xFFF9 && c <= 0xFFFB);
}

/* By our own tables alone; false if it is for ICU. */
static bool
own_row(struct fold *f, uint32_t c)
{
	const char *to = FIND(drawn_rows, c);
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++)
		if (c >= shapes[i].first && c <= shapes[i].last)
			put(f, (uint32_t)shapes[i].letter + c - shapes[i].first);
	if (to != NULL && f->n == 0)
		put_text(f, to);
	f->latin = f->n > 0 && f->c[0] >= 'a';
	return f->n > 0;
}

static struct fold
row_make(uint32_t c)
{
	struct fold f = {.kind = FOLD_WORD};
	const char *turned = FIND(turned_rows, c);
	f.turned = turned != NULL ? (uint8_t)turned[0] : 0;
	if (own_row(&f, c))
		return f;
	if (c == '\t' || c == '\n' || c == '\r' || c == 0x85) {
		f.kind = FOLD_SPACE;
		put(&f, ' ');
		return f;
	}
	if (decorates(c) || is_invisible(c)) {
		f.kind = FOLD_DROP;
		f.mark = decorates(c);
		f.joiner = c == 0x200C || c == 0x200D;
		/* Soft hyphens and byte order marks come along when text is copied from a page. */
		f.hidden = !f.mark && c != 0xAD && c != 0xFEFF && !(c >= 0xFE00 && c <= 0xFE0F);
		return f;
	}
	if (c == LUNATE || c == LUNATE_CAPITAL)
		put(&f, LUNATE);
	else if (c < 0xD800 || c > 0xDFFF) /* those are no characters; text has none */
		put_folded(&f, c);
	settle(&f, c);
	return f;
}

/* ---- proved ---------------------------------------------------------------------------------- */

static struct fold made[CODE_POINTS];

static bool
is_read(const struct fold *f)
{
	return f->kind == FOLD_WORD || f->kind == FOLD_SOFT;
}

/* Folding twice is folding once: what is read is read as itself, and counts among the scripts as what it
 * was read from, or swap() would see a mixture of scripts in one reading and not in the next. A symbol is
 * no Latin letter, but read as one: reads_latin() sees to that. */
static bool
is_closed(const struct fold *f)
{
	const struct fold *first = &made[f->c[0]];
	for (size_t i = 0; i < f->n; i++) {
		const struct fold *to = &made[f->c[i]];
		bool alike = to->kind == FOLD_WORD || (to->kind == FOLD_SOFT && f->kind == FOLD_SOFT);
		if (to->n != 1 || to->c[0] != f->c[i] || !alike)
			return false;
		if (to->look != 0 && (made[to->look].look != 0 || made[to->look].foreign))
			return false;
	}
	return f->kind == FOLD_SOFT ? !f->foreign && !first->foreign
				    : f->latin == first->latin && f->foreign == first->foreign;
}

static void
prove_rows(void)
{
	for (uint32_t c = 0; c < CODE_POINTS; c++)
		if (is_read(&made[c]) && !is_closed(&made[c])) {
			fprintf(stderr, "gen_fold: U+%04X: folded twice it is another\n", c);
			exit(1);
		}
}

/* ---- numbered ---------------------------------------------------------------------------------- */

/* Rows that are alike are one. */
static uint16_t
row_number(const struct fold *f)
{
	static uint16_t slots[1 << 18]; /* 0: free; else number + 1, by hash */
	const unsigned char *p = (const unsigned char *)f;
	uint32_t at = 2166136261u;
	for (size_t i = 0; i < sizeof(*f); i++)
		at = (at ^ p[i]) * 16777619u;
	for (at &= 0x3FFFF; slots[at] != 0; at = (at + 1) & 0x3FFFF)
		if (memcmp(&rows[slots[at] - 1], f, sizeof(*f)) == 0)
			return (uint16_t)(slots[at] - 1);
	if (n_rows == ROWS_MAX) {
		fputs("gen_fold: too many rows\n", stderr);
		exit(1);
	}
	rows[n_rows++] = *f;
	slots[at] = (uint16_t)n_rows;
	return (uint16_t)(n_rows - 1);
}

/* ---- written ----------------------------------------------------------------------------------- */

static void
write_stages(void)
{
	static uint16_t stages[CODE_POINTS / FOLD_BLOCK];
	size_t n = 0;
	static size_t first[CODE_POINTS / FOLD_BLOCK]; /* the block of row_of where the n-th was found */
	for (size_t b = 0; b < CODE_POINTS / FOLD_BLOCK; b++) {
		size_t k = 0;
		while (k < n && memcmp(&row_of[first[k] * FOLD_BLOCK], &row_of[b * FOLD_BLOCK],
				       FOLD_BLOCK * sizeof(*row_of)) != 0)
			k++;
		if (k == n)
			first[n++] = b;
		stages[b] = (uint16_t)k;
	}
	puts("const uint16_t fold_stages[0x110000 / FOLD_BLOCK] = {");
	for (size_t b = 0; b < CODE_POINTS / FOLD_BLOCK; b++)
		printf("%u,%s", stages[b], b % 32 == 31 ? "\n" : "");
	puts("};\nconst uint16_t fold_blocks[][FOLD_BLOCK] = {");
	for (size_t k = 0; k < n; k++) {
		printf("{");
		for (size_t i = 0; i < FOLD_BLOCK; i++)
			printf("%u,", row_of[first[k] * FOLD_BLOCK + i]);
		puts("},");
	}
	puts("};");
}

static void
write_rows(void)
{
	puts("const struct fold fold_rows[] = {");
	for (size_t i = 0; i < n_rows; i++) {
		const struct fold *f = &rows[i];
		printf("{{%u,%u,%u,%u},%u,%u,%u,%u,%d,%d,%d,%d,%d,%d,%d,0},\n", f->c[0], f->c[1], f->c[2],
		       f->c[3], f->n, f->kind, f->look, f->turned, f->upper, f->mark, f->latin,
		       f->foreign, f->hidden, f->joiner, f->itself);
	}
	puts("};");
}

static uint64_t
bit_of(char c)
{
	return c >= 'a' && c <= 'z'   ? UINT64_C(1) << (c - 'a')
	       : c >= '0' && c <= '9' ? UINT64_C(1) << (26 + c - '0')
				      : 0;
}

static void
write_readings(void)
{
	uint64_t reads[128];
	unsigned char classes[128];
	for (unsigned c = 0; c < 128; c++) {
		classes[c] = (unsigned char)c;
		reads[c] = bit_of((char)c);
	}
	for (size_t i = 0; i < ARRAY_LEN(leet); i++) {
		classes[leet[i].c] = leet[i].class;
		for (const char *l = leet[i].to; *l != '\0'; l++)
			reads[leet[i].c] |= bit_of(*l);
	}
	puts("const uint64_t fold_ascii_reads[128] = {");
	for (unsigned c = 0; c < 128; c++)
		printf("UINT64_C(%llu),\n", (unsigned long long)reads[c]);
	puts("};\nstatic const uint8_t fold_ascii_classes[128] = {");
	for (unsigned c = 0; c < 128; c++)
		printf("%u,\n", classes[c]);
	puts("};");
}

int
main(void)
{
	UErrorCode err = U_ZERO_ERROR;
	nfkc_casefold = unorm2_getNFKCCasefoldInstance(&err);
	nfkd = unorm2_getNFKDInstance(&err);
	nfc = unorm2_getNFCInstance(&err);
	spoof = uspoof_open(&err);
	check(err, "start");
	for (uint32_t c = 0; c < CODE_POINTS; c++)
		made[c] = row_make(c);
	prove_rows();
	for (uint32_t c = 0; c < CODE_POINTS; c++) {
		struct fold f = made[c]; /* no padding: rows are compared as bytes */
		f.itself = f.n == 1 && f.c[0] == c;
		if (f.itself)
			f.c[0] = 0;
		row_of[c] = row_number(&f);
	}
	puts("/* Made by gen_fold.c; see there. */");
	write_stages();
	write_rows();
	write_readings();
	uspoof_close(spoof);
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
