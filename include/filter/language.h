/*
 * Which language a text is written in, as far as a comment shows it: by its script, and in Latin letters
 * by the function words it can hardly do without (src/filter/language.txt); where these say too little, by
 * how its letters follow each other (n-grams; src/filter/grams.awk says where they are from). For
 * filter/, and for the desk's search.
 *
 * The many short words of a language are few and old, so that a list of some fifty a language tells its
 * neighbours apart from two or three on (Dunning, "Statistical Identification of Language", 1994, names
 * the method and its limits). It answers "I cannot tell" rather than guess.
 */
#ifndef FILTER_LANGUAGE_H
#define FILTER_LANGUAGE_H

#include "filter/normalise.h"

/** The primary subtag of the text's language ("de"), or `assumed` ("", "de", "en-GB") where the text does
 * not clearly speak for another. Linear, at most LANGUAGE_WORDS words. The answer lives as long as
 * `assumed`. */
struct str language_of(const struct reading *, struct str assumed);
#define LANGUAGE_WORDS 200

/** Whether language_of() can tell the language with this primary subtag from its neighbours. */
bool language_known(struct str primary);

#endif
