/*
 * The catalogues: www/locale/LANG.po, made into GNU .mo files by the build and compiled in. A small reader
 * of our own, because gettext() has one language a process and a request has its own.
 *
 * Format: GNU gettext manual, "The Format of GNU MO Files"; plural rules: its "Plural forms".
 */
#ifndef VIEW_CATALOGUE_H
#define VIEW_CATALOGUE_H

#include "base/str.h"

struct catalogue; /* constant data, shared by all */

/** The catalogue whose language is `lang` up to a subtag: "de" for "de-AT". NULL: none, so English. */
const struct catalogue *catalogue_find(struct str lang);
/** Its language: "de". */
struct str catalogue_lang(const struct catalogue *);

/** The translation of `msgid`, or "" if it has none. */
struct str catalogue_text(const struct catalogue *, struct str msgid);
/** The same of a text with plural forms, named by its English singular: the form for n. */
struct str catalogue_plural(const struct catalogue *, struct str msgid, int64_t n);

/** Value of a plural rule in C's grammar ("n==1 ? 0 : 1") for n; UINT64_MAX: not such an expression. */
uint64_t plural_rule(struct str rule, uint64_t n);

#endif
