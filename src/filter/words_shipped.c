/* The shipped lists: words/LANG.txt through words.awk. On their own, as whoever reads code (an analyzer, a
 * person) has nothing to learn from ten thousand rows. */
#include "filter/lexicon.h"

const struct shipped_word shipped_words[] = {
#define WORD(lang_, line_, word_, severity_, category_, flags_)                                    \
	{STR_C(lang_), STR_C(word_), STR_C(flags_), (line_), (severity_)},
#include "words.def"
#undef WORD
};

const size_t shipped_words_n = ARRAY_LEN(shipped_words);
