/*
 * Names of hosts that rules know, from src/filter/lists/: shorteners, messengers, sources, endings, mail
 * domains to throw away. Searched by halving; nothing of a site's own is here.
 */
#ifndef FILTER_LISTED_H
#define FILTER_LISTED_H

#include "base/str.h"

enum listed {
	LISTED_SHORT = 1,  /* hosts.txt: hides where it leads */
	LISTED_CHAT = 2,   /* hosts.txt: leads into a messenger */
	LISTED_BARE = 4,   /* endings.txt: "example.com" is a link */
	LISTED_PATH = 8,   /* endings.txt: a link only with a path behind it */
	LISTED_APART = 16, /* endings.txt: also with white space about the dot */
	LISTED_RISKY = 32, /* endings.txt: cheap, and used by spam far more than by readers */
	LISTED_SOURCE = 64, /* hosts.txt: a newsroom, a work of reference, an authority */
};

/** What is known of `host` (lower case) or of a host it is below; 0: nothing. */
unsigned listed_host(struct str host);

/** What is known of the last label of a host, in any case of letters; 0: no such ending. */
unsigned listed_ending(struct str label);

/** Whether `domain` (of a mail address: lower case, ASCII) gives addresses to throw away. */
bool disposable_domain(struct str domain);

/* A site's own list of such domains, one a line, '#' begins a comment. */
struct disposable;

/** Takes the text of the file; what cannot be a domain is counted in *ret_bad. In `a`, for its life. */
const struct disposable *disposable_new(struct arena *a, struct str file, size_t *ret_bad);
bool disposable_has(const struct disposable *, struct str domain);

#endif
