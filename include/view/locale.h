/*
 * The texts readers and moderators see, by language. A text is named by its English form (msgid), so a
 * text without a translation is English. English is the only language until the first catalogue comes.
 *
 * Texts may hold one %s. It is filled by locale_put() (plain) or locale_html() (escaped, the value
 * finished HTML), never by printf: a translation must not be a format string.
 */
#ifndef VIEW_LOCALE_H
#define VIEW_LOCALE_H

#include "view/html.h"

/** The language that texts for `wanted` come in, for lang="": "en" for all we have no catalogue of. */
struct str locale_lang(struct str wanted);
/** "ltr" or "rtl", of that language. */
struct str locale_dir(struct str wanted);

struct str locale_text(struct str lang, struct str msgid);

/** `one` or `many`, as the language's plural rule chooses for n, with %s filled by n. */
struct str locale_count(struct arena *, struct str lang, struct str one, struct str many,
			int64_t n);

/** 8000 as "8,000". */
struct str locale_number(struct arena *, struct str lang, int64_t n);

/** `text` with its %s replaced. */
struct str locale_put(struct arena *, struct str text, struct str value);
/** The same into HTML: the text is escaped, the value stands as it is. */
void locale_html(struct html *, struct str text, struct safe value);

/** "just now", "5 minutes ago", "3 hours ago", "2 days ago"; a time to come is "just now". */
struct str locale_ago(struct arena *, struct str lang, int64_t when, int64_t now);

#endif
