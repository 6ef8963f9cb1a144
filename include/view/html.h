/*
 * HTML by type: the only doors through which bytes reach a page.
 *
 * html_lit takes literals alone (a variable does not compile); html_text and html_attr escape & < > " '
 * always; html_url lets http, https, mailto and paths of our own through and turns anything else into
 * "#". What is finished is a `struct safe`, which only html_done() makes: a template's html slot takes
 * nothing else.
 */
#ifndef VIEW_HTML_H
#define VIEW_HTML_H

#include "base/buf.h"

/* No page of ours is larger: 200 comments of 32,000 bytes, each written at most eight times as long
 * (MARKUP_GROWTH_MAX) with its frame. Text is bounded at the door, so passing it is a bug (must). */
#define HTML_MAX (64u * 1024 * 1024)

struct html {
	struct buf out;
	size_t hole; /* as of a struct safe */
};

/* Escaped, finished output. Only html_done() fills one; one left out of an initialiser is empty. */
struct safe {
	struct str html;
	size_t hole; /* bytes before the place where more belongs that is not there yet, and one; 0: none */
};

struct html html_in(struct arena *);
#define html_lit(h, lit) buf_add(&(h)->out, "" lit, sizeof(lit) - 1)
void html_text(struct html *, struct str);
/** How many bytes html_text() writes for it. */
size_t html_text_bytes(struct str);
void html_attr(struct html *, struct str); /* between double quotes of ours */
void html_url(struct html *, struct str);  /* in href/src/action, between double quotes */
void html_int(struct html *, int64_t);
/** What somebody typed, in a <bdi>: its direction is its own, whatever the page's is. */
void html_bdi(struct html *, struct str);
/** The same for XML 1.0, between tags or quotes, and as a CDATA section: what XML has no character for
 * becomes U+FFFD. */
void html_xml(struct html *, struct str);
void html_cdata(struct html *, struct str);
void html_safe(struct html *, struct safe);
struct safe html_done(struct html *);
/** A hole and nothing else. It goes where its slot's bytes would: html_before() and html_behind() are what
 * stands around it. One a page. */
struct safe html_hole(void);
struct str html_before(struct safe);
struct str html_behind(struct safe);

/** Is this address one a link may have: http://, https://, mailto: (any case, no blanks, controls or
 * backslashes inside; http and https to a host of letters, digits, dots and dashes, without a user), or
 * a path of our own ("/x", not "//x", not "/\x")? */
bool html_url_ok(struct str);
/** The same of http and https alone: a path of ours or a mailbox is nobody's website. */
bool html_website(struct str);

/** A value for a query string: every byte but RFC 3986's unreserved ones percent-encoded. */
struct str html_query(struct arena *, struct str value);

#endif
