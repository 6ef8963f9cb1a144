/* The shipped lists: words/LANG.txt through words.awk. On their own, as whoever reads code (an analyzer, a
 * person) has nothing to learn from twelve thousand rows. */
#include "filter/lexicon.h"

#include "filter/filter.h"

const struct list_row shipped_words[] = {
#define WORD(lang_, line_, word_, severity_, category_, flags_)                                    \
	{word_ flags_ lang_, (line_), sizeof(word_) - 1, sizeof(flags_) - 1, sizeof(lang_) - 1, (severity_)},
#define CONTEXT(lang_, name_, words_)
#include "words.def"
#undef WORD
#undef CONTEXT
};

const size_t shipped_words_n = ARRAY_LEN(shipped_words);

const struct shipped_context shipped_contexts[] = {
#define WORD(lang_, line_, word_, severity_, category_, flags_)
#define CONTEXT(lang_, name_, words_) {STR_C(lang_), STR_C(name_), STR_C(words_)},
#include "words.def"
#undef WORD
#undef CONTEXT
};

const size_t shipped_contexts_n = ARRAY_LEN(shipped_contexts);

size_t
filter_shipped(struct arena *a, struct word_count **ret)
{
	struct word_count *list = NULL;
	size_t n = 0;
	for (size_t i = 0; i < shipped_words_n; i++) {
		const struct list_row *s = &shipped_words[i];
		if (list == NULL || !str_eq(list[n - 1].lang, row_lang(s))) {
			arena_grow(a, list, n);
			list[n++] = (struct word_count){.lang = row_lang(s)};
		}
		list[n - 1].words[s->severity]++;
	}
	*ret = list;
	return n;
}
