/*
 * Templates, compiled in: each file of www/tmpl is a struct tmpl_NAME with one field a slot, and a
 * function tmpl_NAME(h, lang, &slots) that writes it. www/tmpl.awk makes the rows (build/gen/tmpl.def) and
 * says there which slots exist; it refuses a slot where its escaping would be wrong.
 *
 * A text slot is a struct str and is escaped; an html slot is a struct safe, which only html_done()
 * makes. So raw bytes in an html slot do not compile (tests/view/compile_fail.sh). No logic in
 * templates: what is conditional is an html slot composed in C, empty when left out.
 */
#ifndef VIEW_TMPL_H
#define VIEW_TMPL_H

#include "view/html.h"

/* In an initialiser C lets a member's first member stand for it: `.body = text` would fill body.html with
 * raw bytes and only warn. Here that is an error, whatever the build's flags. */
#pragma GCC diagnostic error "-Wmissing-braces"

/* What a slot is in C. */
#define TMPL_C_text struct str
#define TMPL_C_url struct str
#define TMPL_C_attr struct str
#define TMPL_C_html struct safe
#define TMPL_C_int int64_t
#define TMPL_C_time int64_t
#define TMPL_C_flag bool

#define TMPL_BEGIN(name, NAME) TMPL_##NAME,
#define TMPL_SLOT(type, name)
#define TMPL_LIT(lit)
#define TMPL_MSG(msgid)
#define TMPL_PUT(tmpl, type, name, attr)
#define TMPL_END(name, NAME)
enum tmpl {
#include "tmpl.def"
	TMPL__MAX
};
#undef TMPL_BEGIN
#undef TMPL_SLOT
#undef TMPL_END

#define TMPL_BEGIN(name, NAME) struct tmpl_##name {
#define TMPL_SLOT(type, name) TMPL_C_##type name;
#define TMPL_END(name, NAME) };
#include "tmpl.def"
#undef TMPL_BEGIN
#undef TMPL_SLOT
#undef TMPL_END

/* The engine. Call the typed functions below, never this. */
void tmpl_write(struct html *, struct str lang, enum tmpl, const void *slots);

#define TMPL_BEGIN(name, NAME)                                                                     \
	static inline void tmpl_##name(struct html *h, struct str lang, const struct tmpl_##name *slots) \
	{                                                                                          \
		tmpl_write(h, lang, TMPL_##NAME, slots);                                           \
	}
#define TMPL_SLOT(type, name)
#define TMPL_END(name, NAME)
#include "tmpl.def"
#undef TMPL_BEGIN
#undef TMPL_SLOT
#undef TMPL_LIT
#undef TMPL_MSG
#undef TMPL_PUT
#undef TMPL_END

/** <time datetime="RFC 3339" title="absolute">text</time>. */
void tmpl_when(struct html *, struct str lang, int64_t seconds, struct str text);

#endif
