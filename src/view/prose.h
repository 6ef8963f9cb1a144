/* Which comments Markdown has nothing to say about. */
#ifndef VIEW_PROSE_H
#define VIEW_PROSE_H

#include "base/str.h"

static inline bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/** Paragraphs and line breaks alone: most comments are so, and a parser is much for them. What it would make
 * of them is what markup.c writes of a plain text. */
bool markup_is_prose(struct str);

#endif
