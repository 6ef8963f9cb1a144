/* How large many comments are together, at most, without writing each of them twice: their texts are
 * written, to be shown, and around them one comment is measured for all, as wide as the widest of each part.
 * Knows which parts a comment has; how they are written is thread.c's. */
#include "view/view.h"

#define DATE_BYTES 40 /* between the shortest month and the longest, in any language */

static void
widen(struct str *most, struct str s)
{
	if (html_text_bytes(s) > html_text_bytes(*most))
		*most = s;
}

static void
raise_to(int64_t *most, int64_t n)
{
	if (n > *most)
		*most = n;
}

static void
widen_by(struct comment *w, const struct comment *c)
{
	widen(&w->name, c->name);
	widen(&w->parent_name, c->parent_name);
	if (view_has_was(c)) {
		widen(&w->was_at, c->was_at);
		widen(&w->was, c->was);
	}
	if (html_website(c->url))
		widen(&w->url, c->url);
	raise_to(&w->id.n, c->id.n);
	raise_to(&w->parent.n, c->parent.n);
	raise_to(&w->chain.n, c->chain.n);
	raise_to(&w->created, c->created);
	raise_to(&w->changed, c->changed);
	raise_to(&w->up, c->up);
	raise_to(&w->down, c->down);
	w->marks |= c->marks;
}

size_t
view_comments_bytes(struct arena *a, const struct site_view *site, enum sort sort, struct comment *rows,
		    size_t n, size_t most)
{
	struct comment widest = {.state = STATE_APPROVED};
	size_t texts = 0;
	for (size_t i = 0; i < n && texts <= most; i++) {
		texts += view_comment_text(a, &rows[i]);
		widen_by(&widest, &rows[i]);
	}
	struct comment orphan = widest; /* "in reply to a comment that is gone" instead of the name */
	orphan.parent_name = STR("");
	size_t one = view_comment_bytes(a, site, sort, true, &widest);
	size_t other = view_comment_bytes(a, site, sort, true, &orphan);
	return texts + n * ((one > other ? one : other) + DATE_BYTES);
}
