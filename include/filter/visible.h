/*
 * What shows of a text, character after character, each with the bytes of the source it stands for:
 * character references resolved (HTML, 13.5: named, decimal, hexadecimal, without semicolon, nested as in
 * "&amp;#117;"), plain tags and Markdown's escapes gone. Private to filter/.
 *
 * Our own page shows references and tags as they were typed, and other sites' feeds may not: what is gone
 * here must not hide a word from us. So only what has no words of its own goes in the first reading;
 * tags with attributes, comments and link targets go in the second one, VISIBLE_BARE, which is there to
 * find words that run across them. Linear in every text; no memory.
 */
#ifndef FILTER_VISIBLE_H
#define FILTER_VISIBLE_H

#include "base/str.h"
#include "base/utf8.h"
#include "filter/ascii.h"

enum visible_mode {
	VISIBLE_ALL, /* every word that stands in the source */
	VISIBLE_BARE /* nothing of markup: what is left when emphasis, links and all tags are taken away */
};

struct visible {
	struct str text; /* valid UTF-8 */
	size_t at;
	enum visible_mode mode;
	bool marked;     /* there was markup that only VISIBLE_BARE takes away */
	bool unended;    /* a comment without an end was seen: not looked for again */
	size_t ended;    /* what stands behind the last end of a comment that was found */
};

struct visible_char {
	uint32_t c;
	uint32_t from, to; /* bytes of the source, [from, to) */
	bool cut;          /* VISIBLE_BARE: markup was taken away right before it */
};

#define visible_of(str, mode_) ((struct visible){.text = (str), .mode = (mode_)})

/** As visible_next(), for what markup may begin with. */
bool visible_other(struct visible *, struct visible_char *ret);

/** In VISIBLE_ALL: whether a character of ASCII comes next with which no markup begins. */
static inline bool
visible_is_itself(const struct visible *v)
{
	unsigned char b = v->at < v->text.n ? (unsigned char)v->text.p[v->at] : 0,
		      next = v->at + 1 < v->text.n ? (unsigned char)v->text.p[v->at + 1] : ' ';
	switch (b) {
	case 0:
		return false;
	case ']':
		return next != '(';
	case '<':
		return next != '/' && next != '!' && !ascii_letter((char)next);
	case '&':
		return next != '#' && !ascii_letter((char)next);
	case '\\':
		return next <= ' ' || next >= 0x7F || ascii_alnum((char)next);
	}
	return b < 0x80;
}

/** The next character; false at the end. */
static inline bool
visible_next(struct visible *v, struct visible_char *ret)
{
	if (v->mode == VISIBLE_ALL && v->at < v->text.n && (unsigned char)v->text.p[v->at] >= 0x80) {
		ret->from = (uint32_t)v->at;
		ret->c = utf8_next(v->text, &v->at);
		ret->to = (uint32_t)v->at;
		ret->cut = false;
		return true;
	}
	if (v->mode != VISIBLE_ALL || !visible_is_itself(v))
		return visible_other(v, ret);
	*ret = (struct visible_char){(unsigned char)v->text.p[v->at], (uint32_t)v->at,
				     (uint32_t)v->at + 1, false};
	v->at++;
	return true;
}

#endif
