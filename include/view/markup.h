/*
 * A reader's text to HTML, in one pass, from a tree: cmark's AST, of which a few nodes are written (p, br,
 * em, strong, code, pre, blockquote, ul, ol, li, a) and everything else comes out as its literal text.
 * Bare http(s) addresses become links. Links carry rel="nofollow ugc noopener". The one renderer for
 * page, preview, queue, mail and feed.
 *
 * cmark is quadratic on deep nesting (64 KB of '>': 10 s), so nesting is bounded at 16 before it: what
 * is deeper is text. A text that is markup for its own sake (thousands of brackets, or HTML that is more
 * than a page takes or eight times as long as the text) is written plainly: paragraphs, line breaks and bare
 * links, and without the links if that is too much still.
 */
#ifndef VIEW_MARKUP_H
#define VIEW_MARKUP_H

#include "view/html.h"

#define MARKUP_DEPTH_MAX 16
#define MARKUP_GROWTH_MAX 8 /* bytes written per byte read, beyond MARKUP_FRAME */
#define MARKUP_FRAME 512    /* so that a short text may be all markup */
#define MARKUP_BYTES_MAX (56 * 1024) /* of a text of 8,000 characters: a page has room for one */

void markup(struct html *, struct str text);

/** The same with links inert (their text and address, no href): for comments not yet approved. */
void markup_inert(struct html *, struct str text);

#endif
