/*
 * Web and mail addresses in plain text, also those written so that a filter should not see them:
 * "hxxp://", "example[.]com", "example dot com", "example . com", full-width and mathematical letters,
 * Unicode dots, invisible characters. What an address means is a rule's business.
 *
 * Linear in the text, whatever it is.
 */
#ifndef FILTER_LINKS_H
#define FILTER_LINKS_H

#include "base/str.h"

struct link {
	size_t from, to;  /* bytes of the source, [from, to) */
	struct str host;  /* as meant, ASCII in lower case, without user and port; in the arena */
	struct str shown; /* the host of a page's link to it, where that is another one; else "" */
	struct str path;  /* as meant, from the '/', '?' or '#' behind the host on; may be empty */
	bool scheme;      /* begins with one */
	bool disguised;   /* the source does not say it plainly, or a "user@" hides the host */
	bool mail;        /* "ada@example.org": an address of mail, and no link */
	bool source;      /* leads to what readers cite (lists/hosts.txt), and is read in one way only */
};

#define LINKS_MAX 1000 /* found in one text, mail too; one with so many is not read on, and waits */

/** Web addresses of `text`, which is valid UTF-8, in order: with a scheme, with "www.", or bare with a
 * well-known ending. Not the address part of an email. */
size_t links_find(struct arena *, struct str text, struct link **ret);

/** The same and mail addresses too, in order. */
size_t addresses_find(struct arena *, struct str text, struct link **ret);

/** What stands behind the last dot; all of it where there is none. */
struct str link_ending(struct str host);

/** Whether `host` is `site_host`, or below it. */
bool link_is_own(struct arena *, struct str host, struct str site_host);

#endif
