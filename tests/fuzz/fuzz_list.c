/* Word-list files, as an operator imports them: any bytes are read to their end or refused with a line, every entry
 * that is taken is one that the filter can use, and what is written of them is read again alike. */
#include "fuzz.h"

#include "filter/filter.h"
#include "flow/words.h"

#define NOW INT64_C(1800000000)

FUZZ_ARENA

static void
hear(void *arg, unsigned long line, struct str why)
{
	(void)line;
	++*(int64_t *)arg;
	must(why.n > 0 && utf8_valid(why));
}

static struct words_file
read_back(struct str file)
{
	struct words_file f = {0};
	int64_t told = 0;
	FILE *in = fmemopen((void *)(uintptr_t)file.p, file.n, "r");
	must(in != NULL);
	must(words_read(a, in, NOW, hear, &told, &f) == ERR_OK);
	must(fclose(in) == 0 && told == f.faulty);
	return f;
}

static void
check_alike(const struct words_file *f)
{
	struct words_file again = read_back(words_csv(a, f->entries, f->n));
	must(again.faulty == 0 && again.n == f->n);
	for (size_t i = 0; i < f->n; i++) {
		const struct word_entry *x = &f->entries[i], *y = &again.entries[i];
		must(str_eq(x->text, y->text) && str_eq(x->lang, y->lang) && str_eq(x->note, y->note));
		must(x->action == y->action && x->severity == y->severity && x->shadow == y->shadow &&
		     x->expires == y->expires);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0) /* fmemopen() may refuse a file of nothing */
		return 0;
	struct words_file f = read_back((struct str){(const char *)data, size});
	for (size_t i = 0; i < f.n; i++) {
		const struct word_entry *w = &f.entries[i];
		must(filter_entry_ok(a, w) && utf8_valid(w->text) && utf8_valid(w->note));
		must(w->action <= ACT_REJECT && w->severity >= 0 && w->severity <= 3);
		must(w->expires == 0 || w->expires > NOW);
	}
	check_alike(&f);
	arena_reset(a);
	return 0;
}
