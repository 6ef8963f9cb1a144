/*
 * A text with its addresses made plain: disguises of letters, dots and colons undone, every byte with
 * its place in the source. Private to filter/; links.c looks for addresses in it, rules_contact.c
 * for numbers.
 */
#ifndef FILTER_PLAIN_H
#define FILTER_PLAIN_H

#include "filter/links.h"

struct plain {
	struct str text;     /* UTF-8; letters of fonts and full width are ASCII */
	struct str source;
	const uint32_t *at;  /* at[i]: where byte i comes from; at[text.n] is the source's length */
	const bool *altered; /* byte i is not what the source says there */
	size_t n_dots;       /* '.' among the bytes: without one there is no bare address */
	size_t n_colons, n_digits;
	struct oddity {
		size_t n, from, to; /* how many, from the first to the last: bytes of the source */
	} fonts,             /* letters of mathematics, in circles, of phonetics … */
		marks;       /* combining marks that no language writes */
};

struct plain plain_of(struct arena *, struct str text);

/** Whether a '\' stands at `at` that Markdown takes away: "bit\.ly". Not before HTML's own characters, as
 * view/markup.c has it. */
bool plain_escape(struct str in, size_t at);

/** As addresses_find(), in a text that is plain already; without mail addresses if not wanted. */
size_t addresses_in(struct arena *, const struct plain *, struct link **ret, bool mail);

#endif
