/* What leaves the house for others: WordPress's WXR 1.2 (WordPress/wordpress-develop,
 * src/wp-admin/includes/export.php), and plain HTML pages to keep and to read. Each in pieces, so that an
 * article of any size streams. In both the text of a comment is HTML from the one renderer
 * (view/markup.h); the arena that goes with one comment may be reset behind it. */
#ifndef VIEW_ARCHIVE_H
#define VIEW_ARCHIVE_H

#include "view/view.h"

/* ---- WXR -------------------------------------------------------------------------------------- */

/** Everything before the first article. */
void wxr_begin(struct html *, const struct site_view *);
/** An article as a post. Its own text is not ours to tell: WordPress finds the post by title and date, or
 * makes an empty one. */
void wxr_article(struct html *, struct arena *, const struct site_view *, const struct thread *,
		 int64_t created);
/** No address and no IP, ever; rejected, deleted and withdrawn are WordPress's trash. */
void wxr_comment(struct html *, struct arena *, const struct comment *);
void wxr_article_end(struct html *);
void wxr_end(struct html *);

/* ---- HTML ------------------------------------------------------------------------------------- */

struct archive_page; /* open lists */

/** A page whole in itself: no script, no other file. */
struct archive_page *archive_begin(struct html *, struct arena *, const struct site_view *,
				   const struct thread *);
/** Rows in display order. A parent that is left out leaves no gap; what is not approved says what it is,
 * and its links are inert. */
void archive_comment(struct archive_page *, struct html *, struct arena *, const struct comment *);
void archive_end(struct archive_page *, struct html *);

/** index.html: the list of the articles. */
void archive_index_begin(struct html *, struct arena *, const struct site_view *);
void archive_index_article(struct html *, struct arena *, const struct site_view *, const struct thread *,
			   struct str file, int64_t comments);
void archive_index_end(struct html *);

#endif
