/*
 * The texts readers and moderators see, by language. A text is named by its English form (msgid) and marked
 * in the source by MSG() (base/str.h), so a text without a translation is English. The catalogues are
 * www/locale/LANG.po; adding one is adding the file, and its digit grouping in locale.c if it is not "8,000".
 *
 * Texts may hold %s, or %1$s %2$s where a language needs another order. They are filled by locale_put()
 * (plain) or locale_html() (escaped, the value finished HTML), never by printf: a translation must not be a
 * format string. One that leaves a %s out does without it ("one comment").
 */
#ifndef VIEW_LOCALE_H
#define VIEW_LOCALE_H

#include "view/html.h"

/** The language that texts for `wanted` come in, for lang="": "en" for all we have no catalogue of. */
struct str locale_lang(struct str wanted);
/** Whether there are texts in it: a catalogue, or English. */
bool locale_has(struct str wanted);
/** The language a browser's Accept-Language (RFC 9110, 12.5.4) likes best among those we have; `otherwise`
 * if none. */
struct str locale_accept(struct str header, struct str otherwise);
/** "ltr" or "rtl", of that language. */
struct str locale_dir(struct str wanted);

struct str locale_text(struct str lang, struct str msgid);

/** `one` or `many`, as the language's plural rule chooses for n, with %s filled by n. */
struct str locale_count(struct arena *, struct str lang, struct str one, struct str many,
			int64_t n);

/** 8000 as "8,000". */
struct str locale_number(struct arena *, struct str lang, int64_t n);

/** `text` with its %s replaced, in order: locale_put(a, text, value, …), struct str each. */
#define locale_put(a, text, ...)                                                                   \
	locale_fill((a), (text), (const struct str[]){__VA_ARGS__},                                \
		    sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))
struct str locale_fill(struct arena *, struct str text, const struct str *values, size_t n);
/** The same into HTML: the text is escaped, the value stands as it is. */
void locale_html(struct html *, struct str text, struct safe value);

/** "25 November 2026, 21:47 UTC", as the language writes it. */
struct str locale_date(struct arena *, struct str lang, int64_t seconds);

/** "just now", "5 minutes ago", "3 hours ago", "2 days ago"; a time to come is "just now". */
struct str locale_ago(struct arena *, struct str lang, int64_t when, int64_t now);

#endif
