/*
 * Which article? The canonical page path, from REQUEST_URI (SSI), from `page=`, from an article's own
 * address in a feed.
 *
 * Canonical: the path alone (query and fragment dropped), percent-decoded once, valid UTF-8 without NUL
 * and controls, begins with '/', slashes merged, a last "index.html" dropped, dot segments refused,
 * backslashes refused, at most PAGE_MAX (2048) bytes after decoding. A '?', '#' or '%' in it came from an
 * escape and is part of the path; a '+' is a plus. A canonical path is its own canonical form.
 */
#ifndef BASE_PAGE_H
#define BASE_PAGE_H

#include "base/str.h"

/** From a raw, percent-encoded request URI. False: no page. */
bool page_from_uri(struct arena *, struct str request_uri, struct str *ret);

/** From a value already decoded (the `page` field). Same rules; nothing is decoded again and no query
 * is looked for. */
bool page_canonical(struct arena *, struct str path, struct str *ret);

/** Percent-decoding alone; a '+' becomes `plus`. False: a bad escape. The result may hold any byte. */
bool page_decode(struct arena *, struct str, char plus, struct str *ret);

/** Back into a URI path: everything but unreserved characters, '/' and a few sub-delims encoded. */
struct str page_encode(struct arena *, struct str page);

/** For a query value: everything but unreserved characters encoded ('/' too, '+' too). */
struct str page_query(struct arena *, struct str value);

#endif
