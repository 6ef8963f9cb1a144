/* The reader of word lists and the matcher: whatever a site's entries and a text are, hits are whole characters
 * of the text, in order, and the same again; faulty entries are counted, never used. */
#include "fuzz.h"

#include "filter/words.h"

#define ENTRIES_MAX 64

static struct arena *a, *own_arena;
static struct words *shipped;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	a = arena_new();
	own_arena = arena_new();
	shipped = words_new(own_arena, NULL, 0, NULL);
	return 0;
}

static void
check(const struct words *w, const struct reading *r, struct str text, struct str lang)
{
	struct word_hit *one, *two;
	bool tangled, again;
	size_t n = words_find(w, a, r, lang, &one, &tangled);
	must(words_find(w, a, r, lang, &two, &again) == n && tangled == again);
	for (size_t i = 0; i < n; i++) {
		must(one[i].from < one[i].to && one[i].to <= text.n);
		must(at_character(text, one[i].from) && at_character(text, one[i].to));
		must(i == 0 || one[i - 1].from <= one[i].from);
		must(one[i].entry == two[i].entry && one[i].from == two[i].from && one[i].to == two[i].to);
		must(one[i].entry->severity >= 1 && one[i].entry->severity <= 3);
		must(entry_name(a, one[i].entry).n > 0);
	}
}

/* Entries, one a line, a NUL, a text. An entry is taken as it comes; the text is UTF-8 as at the door. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = {(const char *)data, size}, lines = fuzz_part(&rest), line;
	struct word_entry own[ENTRIES_MAX];
	size_t n = 0, bad = 0;
	while (lines.n > 0 && n < ENTRIES_MAX) {
		str_cut(&lines, '\n', &line);
		own[n] = (struct word_entry){.text = line, .id = (int64_t)n, .severity = (int)(n % 5),
					     .action = (enum action)(n % ACT__MAX), .lang = n % 3 ? STR("") : STR("en")};
		n++;
	}
	must(arena_used(own_arena) > 0); /* read, or the leak checker would not find it */
	struct words *w = words_new_own(a, own, n, &bad);
	must(bad <= n && words_bytes(w) < 1u << 20);
	struct str text = fuzz_text(a, rest);
	struct reading r = normalise(a, text);
	check(w, &r, text, STR(""));
	check(shipped, &r, text, STR(""));
	check(shipped, &r, text, STR("de-AT"));
	arena_reset(a);
	return 0;
}
