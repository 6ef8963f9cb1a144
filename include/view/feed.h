/*
 * Feeds of comments: Atom (RFC 4287) with threading (RFC 4685), and JSON Feed 1.1. Of one article or of a
 * whole site, newest first. The text of a comment is HTML from the one renderer (view/markup.h), escaped once
 * more as a feed wants it.
 */
#ifndef VIEW_FEED_H
#define VIEW_FEED_H

#include "view/view.h"

enum feed_kind {
	FEED_ATOM,
	FEED_JSON
};

/* What a feed says of itself. */
struct feed_head {
	struct str title;        /* of the article; "" = of the whole site */
	struct str self;         /* its own address, whole */
	struct str article;      /* address of what is commented on, whole: the article, or the site */
	int64_t published;       /* of the article, seconds UTC; the feed is as old without entries */
};

/** Entries come newest first, in `rows`: with page and title, and whole addresses made of site->base_url. */
struct str view_feed(struct arena *, const struct site_view *, enum feed_kind, const struct feed_head *,
		     const struct comment *rows, size_t n);

#endif
