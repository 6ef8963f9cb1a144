/* The thread: rows in display order become WordPress's nested lists, streamed. Knows the shape of an
 * order key; knows no store and no form. */
#include "base/clock.h"
#include "view/locale.h"
#include "view/markup.h"
#include "view/tmpl.h"
#include "view/view.h"

#define KEY_ID 8 /* bytes of one id in an order key */

struct thread_view {
	struct html *h;
	struct arena *a;
	const struct site_view *site;
	struct str page;       /* the article as part of a query: "page=%2Fa" */
	struct str kept;       /* what all links keep, the language asked for and the order: "&lang=de" */
	bool closed, readonly;
	enum sort sort;
	int64_t approved, before; /* comments of the thread, and on the pages before; -1: who knows */
	bool continues;        /* the next row is the first of a later page */
	struct str own;        /* the next row is its reader's own: their private page */
	int64_t path[DEPTH_MAX + 1]; /* ids from the top to the row before */
	bool told[DEPTH_MAX + 1];    /* ... and whether each is on this page, or named on it */
	int64_t n_path;
	int64_t open;          /* levels of lists with an open item */
	unsigned shown, threads; /* items written, of them at the top: even and odd */
	int64_t comments;        /* of them those that are no tombstones */
};

struct str
view_sort_word(enum sort sort)
{
	static const struct str words[SORT__MAX] = {
#define X(name, word, help) [name] = STR_C(word),
		SORTS(X)
#undef X
	};
	must(sort < SORT__MAX);
	return words[sort];
}

/* The other orders, as links to the page of our own; the present one says so. */
static void
write_sorts(struct thread_view *v)
{
	static const struct str names[SORT__MAX] = {MSG_C("oldest"), MSG_C("newest"), MSG_C("best")};
	struct html links = html_in(v->a);
	for (enum sort i = 0; i < SORT__MAX; i++) {
		if (i == SORT_BEST && !v->site->vote[VOTE_UP])
			continue; /* nobody has said which they are */
		if (i > 0)
			html_lit(&links, " · ");
		tmpl_sort_link(&links, v->site->lang, &(struct tmpl_sort_link){
			.href = str_printf(v->a, "%.*s/page?%.*s%.*s&sort=%.*s#comments",
					   STR_FMT(v->site->base_path), STR_FMT(v->page),
					   STR_FMT(v->kept), STR_FMT(view_sort_word(i))),
			.aria_current = i == v->sort ? STR("true") : STR(""),
			.text = locale_text(v->site->lang, names[i])});
	}
	tmpl_sort(v->h, v->site->lang, &(struct tmpl_sort){.links = html_done(&links)});
}

/* What its links keep of the address. */
static struct str
kept(struct arena *a, const struct site_view *site, enum sort sort)
{
	struct str s = STR("");
	if (site->lang_asked.n > 0)
		s = str_cat(a, STR("&lang="), site->lang_asked);
	if (sort != SORT_OLDEST)
		s = str_cat(a, s, str_cat(a, STR("&sort="), view_sort_word(sort)));
	return s;
}

void
view_said(struct html *h, const struct site_view *site, const char *class, struct str text)
{
	struct html said = html_in(h->out.arena);
	if (text.n == 0)
		return;
	markup(&said, text);
	tmpl_thread_said(h, site->lang, &(struct tmpl_thread_said){
		.class = str_of(class), .text = html_done(&said)});
}

struct thread_view *
view_thread_begin(struct html *h, struct arena *a, const struct site_view *site,
		  const struct thread *t, const struct thread_part *part)
{
	struct thread_view *v = arena_new_of(a, struct thread_view);
	must(site->depth >= 1);
	v->h = h;
	v->a = a;
	v->site = site;
	v->page = str_cat(a, STR("page="), html_query(a, t->page));
	v->kept = kept(a, site, SORT_OLDEST);
	v->closed = t->mode == MODE_CLOSED || t->mode == MODE_READONLY ||
		    (part != NULL && part->standing.closed);
	v->approved = t->approved;

	struct str title =
		locale_count(a, site->lang, MSG_N("%s comment", "%s comments"), t->approved);
	if (t->approved == 0)
		title = locale_text(site->lang,
				    v->closed ? MSG("No comments")
					      : MSG("No comments yet. Start the discussion."));
	tmpl_thread_title(h, site->lang, &(struct tmpl_thread_title){.title = title});
	if (part == NULL || !part->continues)
		view_said(h, site, "rj-announcement", t->announcement);
	if (part != NULL) {
		v->sort = part->sort;
		v->before = part->before;
		v->continues = part->continues;
		v->readonly = part->standing.readonly;
		if (t->approved > 1) {
			write_sorts(v);
			v->kept = kept(a, site, v->sort);
		}
	}
	return v;
}

void
view_thread_own(struct thread_view *v, struct str status)
{
	must(v->n_path == 0);
	v->continues = true;
	v->own = status;
}

/* Closes what is open below `level`, and the item at it, so that the next item can stand there. */
static void
close_to(struct thread_view *v, int64_t level)
{
	for (; v->open > level; v->open--)
		html_lit(v->h, "</li>\n</ol>\n");
	if (v->open == level && level > 0)
		html_lit(v->h, "</li>\n");
}

/* Makes a place for an item of the path's level `depth` (from 1); deeper than the site's depth it is
 * beside its parent, at the last level. */
static void
place(struct thread_view *v, int64_t depth)
{
	int64_t level = depth < v->site->depth ? depth : v->site->depth;
	must(level <= v->open + 1);
	close_to(v, level);
	if (v->open < level && level == 1)
		html_lit(v->h, "<ol class=\"comment-list\">\n");
	else if (v->open < level)
		html_lit(v->h, "<ol class=\"children\">\n");
	v->open = level;
}

/* WordPress's words for an item: even/odd over all, thread-even/-odd at the top, its depth. */
static struct str
classes(struct thread_view *v, const char *more)
{
	const char *side = v->shown++ % 2 == 0 ? "even" : "odd";
	const char *thread = "";
	if (v->open == 1)
		thread = v->threads++ % 2 == 0 ? " thread-even" : " thread-odd";
	struct buf b = buf_in(v->a, 128);
	buf_str(&b, str_of(side));
	buf_str(&b, str_of(thread));
	buf_lit(&b, " depth-");
	buf_int(&b, v->open);
	buf_str(&b, str_of(more));
	must(!b.over);
	return buf_view(&b);
}

static void
write_gone(struct thread_view *v, int64_t id, enum state state)
{
	struct str text = state == STATE_WITHDRAWN ? MSG("Withdrawn by its author.")
			  : state == STATE_PENDING ? MSG("This comment is awaiting moderation.")
						   : MSG("Removed by a moderator.");
	tmpl_tombstone(v->h, v->site->lang, &(struct tmpl_tombstone){
		.id = id, .classes = classes(v, ""), .text = locale_text(v->site->lang, text)});
}

static struct safe
bdi(struct thread_view *v, struct str name)
{
	struct html h = html_in(v->a);
	html_bdi(&h, name);
	return html_done(&h);
}

static struct safe
author(struct thread_view *v, const struct comment *c)
{
	struct html h = html_in(v->a);
	if (c->state != STATE_APPROVED || !html_website(c->url))
		return bdi(v, c->name);
	tmpl_comment_author(&h, v->site->lang,
			    &(struct tmpl_comment_author){.href = c->url, .name = c->name});
	return html_done(&h);
}

static void
badge(struct html *h, struct str lang, struct str class, struct str text)
{
	tmpl_badge(h, lang, &(struct tmpl_badge){.class = class, .text = locale_text(lang, text)});
}

static struct safe
avatar(struct thread_view *v, const struct comment *c)
{
	struct html h = html_in(v->a);
	if (c->avatar.n > 0)
		tmpl_comment_avatar(&h, v->site->lang, &(struct tmpl_comment_avatar){
			.src = str_printf(v->a, "%.*s/avatar/%.*s.svg", STR_FMT(v->site->base_path),
					  STR_FMT(c->avatar))});
	return html_done(&h);
}

static struct safe
badges(struct thread_view *v, const struct comment *c)
{
	struct html h = html_in(v->a);
	if (c->chain.n != 0)
		tmpl_comment_same(&h, v->site->lang, &(struct tmpl_comment_same){});
	if (c->marks & MARK_STAFF)
		tmpl_badge_staff(&h, v->site->lang, &(struct tmpl_badge_staff){});
	if (c->marks & MARK_PINNED)
		badge(&h, v->site->lang, STR("pinned"), MSG("Pinned"));
	if (c->marks & MARK_FEATURED)
		badge(&h, v->site->lang, STR("featured"), MSG("Featured"));
	return html_done(&h);
}

static struct safe
edited(struct thread_view *v, const struct comment *c)
{
	struct html h = html_in(v->a);
	if (c->marks & (MARK_EDITED | MARK_REWORDED))
		badge(&h, v->site->lang, STR("edited"),
		      c->marks & MARK_REWORDED ? MSG("edited by a moderator") : MSG("edited"));
	return html_done(&h);
}

/* An address below base_path with a number in it. There are several a comment: no printf. */
static struct str
numbered(struct thread_view *v, struct str before, int64_t n, struct str behind)
{
	struct buf b = buf_in(v->a, v->site->base_path.n + before.n + 20 + behind.n);
	buf_str(&b, v->site->base_path);
	buf_str(&b, before);
	buf_int(&b, n);
	buf_str(&b, behind);
	must(!b.over);
	return buf_view(&b);
}

/* The address that finds a comment on whichever page it stands. */
static struct str
permalink(struct thread_view *v, int64_t id)
{
	return numbered(v, STR("/c/"), id, STR(""));
}

/* "In reply to NAME". `far`: the place in the list does not say it, so it is always shown; else on a
 * phone alone, where lists are not indented so deep. */
static struct safe
context(struct thread_view *v, const struct comment *c, bool far)
{
	struct html h = html_in(v->a), sentence = html_in(v->a), line = html_in(v->a);
	if (c->parent.n == 0 || (c->parent_name.n == 0 && !far))
		return html_done(&h);
	if (c->parent_name.n == 0) {
		html_text(&line, locale_text(v->site->lang, MSG("In reply to a comment that is gone")));
	} else {
		locale_html(&sentence, locale_text(v->site->lang, MSG("In reply to %s")),
			    bdi(v, c->parent_name));
		tmpl_context_link(&line, v->site->lang, &(struct tmpl_context_link){
			.href = permalink(v, c->parent.n), .sentence = html_done(&sentence)});
	}
	tmpl_context(&h, v->site->lang,
		     &(struct tmpl_context){.far = far ? STR(" rj-far") : STR(""), .line = html_done(&line)});
	return html_done(&h);
}

bool
view_has_was(const struct comment *c)
{
	bool id = c->was_at.n > 0;
	for (size_t i = 0; i < c->was.n; i++)
		id = id && c->was.p[i] > ' ';
	return id;
}

/* Old links name it as the system did from which it came. */
static struct safe
was(struct thread_view *v, const struct comment *c)
{
	struct html h = html_in(v->a);
	if (view_has_was(c))
		tmpl_comment_was(&h, v->site->lang,
				 &(struct tmpl_comment_was){.system = c->was_at, .name = c->was});
	return html_done(&h);
}

static void
fact(struct thread_view *v, struct html *h, const char *name, struct str value)
{
	tmpl_comment_count(h, v->site->lang,
			   &(struct tmpl_comment_count){.name = str_of(name), .value = value});
}

static struct safe
facts(struct thread_view *v, const struct comment *c)
{
	struct html h = html_in(v->a);
	if (c->up > 0)
		fact(v, &h, "upvoteCount", str_printf(v->a, "%lld", (long long)c->up));
	if (c->down > 0)
		fact(v, &h, "downvoteCount", str_printf(v->a, "%lld", (long long)c->down));
	if (c->marks & MARK_EDITED && c->changed != 0)
		fact(v, &h, "dateModified", clock_iso(v->a, c->changed));
	return html_done(&h);
}

/* What its writer alone sees. */
static struct safe
own(struct thread_view *v, const struct comment *c)
{
	struct html h = html_in(v->a), waits = html_in(v->a);
	if (v->own.n == 0)
		return html_done(&h);
	if (c->state == STATE_PENDING)
		tmpl_comment_waits(&waits, v->site->lang, &(struct tmpl_comment_waits){});
	tmpl_comment_own(&h, v->site->lang, &(struct tmpl_comment_own){
		.waits = html_done(&waits), .href = v->own});
	return html_done(&h);
}

/* The article is the comment's: it is not named fifty times a page. */
static struct safe
reply_link(struct thread_view *v, const struct comment *c)
{
	struct html h = html_in(v->a);
	if (v->closed || c->state != STATE_APPROVED)
		return html_done(&h);
	tmpl_comment_reply(
		&h, v->site->lang,
		&(struct tmpl_comment_reply){
			.href = numbered(v, STR("/page?replytocom="), c->id.n,
					 str_cat(v->a, v->kept, STR("#respond"))),
			.label = locale_put(v->a, locale_text(v->site->lang, MSG("Reply to %s")),
					    c->name)});
	return html_done(&h);
}

static void
vote(struct html *h, struct thread_view *v, const struct comment *c, enum vote vote, struct str label)
{
	if (!v->site->vote[vote])
		return;
	struct str count = locale_number(v->a, v->site->lang, vote == VOTE_UP ? c->up : c->down);
	tmpl_vote(h, v->site->lang, &(struct tmpl_vote){
		.word = vote == VOTE_UP ? STR("up") : STR("down"),
		.id = c->id.n,
		.disabled = v->readonly ? STR("disabled") : STR(""),
		.label = locale_put(v->a, locale_text(v->site->lang, label), c->name, count),
		.count = count});
}

/* Nobody votes on their own or reports it, nor what is not shown. */
static struct safe
acts(struct thread_view *v, const struct comment *c)
{
	struct html h = html_in(v->a);
	if (v->own.n > 0)
		return html_done(&h);
	vote(&h, v, c, VOTE_UP, MSG("Vote for %1$s: %2$s so far"));
	vote(&h, v, c, VOTE_DOWN, MSG("Vote against %1$s: %2$s so far"));
	if (v->site->reports)
		tmpl_comment_report(&h, v->site->lang, &(struct tmpl_comment_report){
			.href = view_report_path(v->a, v->site, c->id)});
	return html_done(&h);
}

static void
write_comment(struct thread_view *v, const struct comment *c, struct safe line)
{
	struct html body = html_in(v->a);
	if (c->html == NULL && c->state == STATE_APPROVED)
		markup(&body, c->text);
	else if (c->html == NULL)
		markup_inert(&body, c->text); /* nobody has looked where its links lead */
	tmpl_comment(v->h, v->site->lang, &(struct tmpl_comment){
		.id = c->id.n,
		.classes = classes(v, c->state == STATE_PENDING ? " rj-waits"
				      : c->marks & MARK_STAFF   ? " byuser rj-by-staff" : ""),
		.avatar = avatar(v, c),
		.author = author(v, c),
		.badges = badges(v, c),
		.permalink = permalink(v, c->id.n),
		.iso = clock_iso(v->a, c->created),
		.when = locale_date(v->a, v->site->lang, c->created),
		.edited = edited(v, c),
		.was = was(v, c),
		.counts = facts(v, c),
		.own = own(v, c),
		.context = line,
		.body = c->html != NULL ? *c->html : html_done(&body),
		.reply = reply_link(v, c),
		.acts = acts(v, c)});
}

static int64_t
id_at(struct str key, int64_t i)
{
	return (int64_t)str_be64(key, (size_t)i * KEY_ID);
}

/* The first row of a later page, or one's own: its ancestors are elsewhere, and only hold its place. The last
 * of them names whom it answers. */
static bool
open_gaps(struct thread_view *v, const struct comment *c, int64_t ancestors)
{
	bool named = false;
	for (int64_t i = 0; i < ancestors; i++) {
		bool parent = i == ancestors - 1 && id_at(c->order_key, i) == c->parent.n;
		struct html line = html_in(v->a);
		v->path[i] = id_at(c->order_key, i);
		v->told[i] = v->own.n > 0 || parent;
		if (i >= v->site->depth - 1)
			continue; /* the last level: no item holds another */
		if (parent && v->own.n == 0) {
			html_safe(&line, context(v, c, true));
			named = true;
		}
		place(v, i + 1);
		tmpl_gap(v->h, v->site->lang, &(struct tmpl_gap){
			.id = v->path[i], .classes = classes(v, ""), .context = html_done(&line)});
	}
	return named;
}

/* The row's ancestors are the open path: the row before it and that one's, or gaps. True: whom it answers has
 * been said. */
static bool
follow(struct thread_view *v, const struct comment *c, int64_t ancestors)
{
	if (v->continues) {
		v->continues = false;
		return open_gaps(v, c, ancestors);
	}
	for (int64_t i = 0; i < ancestors; i++)
		must(i < v->n_path && v->path[i] == id_at(c->order_key, i));
	return false;
}

void
view_thread_row(struct thread_view *v, const struct comment *c)
{
	int64_t depth = (int64_t)(c->order_key.n / KEY_ID);
	must(c->order_key.n % KEY_ID == 0 && depth >= 1 && depth <= DEPTH_MAX + 1);
	must(id_at(c->order_key, depth - 1) == c->id.n);

	bool named = follow(v, c, depth - 1);
	bool told = depth > 1 && v->path[depth - 2] == c->parent.n && v->told[depth - 2];
	if (depth > 1 && v->path[depth - 2] == c->parent.n)
		v->told[depth - 2] = true;
	v->path[depth - 1] = c->id.n;
	v->told[depth - 1] = true;
	v->n_path = depth;
	place(v, depth);
	if (c->state == STATE_APPROVED || (c->state == STATE_PENDING && v->own.n > 0)) {
		struct html none = html_in(v->a);
		bool far = depth > v->site->depth || !told;
		write_comment(v, c, named ? html_done(&none) : context(v, c, far));
		v->comments++;
	} else {
		write_gone(v, c->id.n, c->state);
	}
}

/* "Load more comments (38)"; of a page whose place nobody has counted, without the number. */
static void
write_more(struct thread_view *v, struct comment_id after)
{
	int64_t seen = v->before + v->comments, left = v->approved - seen;
	struct str lang = v->site->lang, counted = STR("");
	struct str text = locale_text(lang, MSG("Load more comments"));
	if (v->before >= 0 && left > 0) {
		text = locale_put(v->a, locale_text(lang, MSG("Load more comments (%s)")),
				  locale_number(v->a, lang, left));
		counted = str_printf(v->a, "&before=%lld", (long long)seen);
	}
	tmpl_more(v->h, lang, &(struct tmpl_more){
		.href = str_printf(v->a, "%.*s/page?%.*s%.*s&after=%lld%.*s#comments",
				   STR_FMT(v->site->base_path), STR_FMT(v->page), STR_FMT(v->kept),
				   (long long)after.n, STR_FMT(counted)),
		.text = text});
}

static void
write_votes(struct thread_view *v)
{
	if (v->site->vote[VOTE_UP] && v->own.n == 0 && v->comments > 0)
		tmpl_votes(v->h, v->site->lang, &(struct tmpl_votes){
			.action = str_cat(v->a, v->site->base_path, STR("/vote")),
			.lang = view_lang_field(v->a, v->site)});
}

void
view_thread_end(struct thread_view *v, struct comment_id after)
{
	for (; v->open > 0; v->open--)
		html_lit(v->h, "</li>\n</ol>\n");
	write_votes(v);
	if (after.n != 0)
		write_more(v, after);
}

/* ---- how large it is -------------------------------------------------------------------------------- */

#define ITEM_BYTES 20 /* " thread-even", the second digit of its depth, </li> */
#define LIST_BYTES 40 /* <ol class="children">, its end, the end of the item around it */
#define ID_MOST INT64_C(999999999999)

/* Where a row is measured. */
static struct thread_view
scale(struct html *h, const struct site_view *site, enum sort sort)
{
	return (struct thread_view){.h = h, .a = h->out.arena, .site = site, .open = 2,
				    .kept = kept(h->out.arena, site, sort)};
}

size_t
view_comment_text(struct arena *a, struct comment *c)
{
	struct html body = html_in(a);
	struct safe *html = arena_new_of(a, struct safe);
	must(c->state == STATE_APPROVED);
	markup(&body, c->text);
	*html = html_done(&body);
	c->html = html;
	return html->html.n;
}

size_t
view_comment_bytes(struct arena *a, const struct site_view *site, enum sort sort, bool nested,
		   struct comment *c)
{
	struct html h = html_in(a);
	struct thread_view v = scale(&h, site, sort);
	if (c->html == NULL)
		view_comment_text(a, c);
	struct comment drawn = *c;
	drawn.avatar = STR("0123456789ab");
	write_comment(&v, &drawn, context(&v, &drawn, true));
	return h.out.n + ITEM_BYTES + (nested ? LIST_BYTES : 0);
}

size_t
view_gone_bytes(struct arena *a, const struct site_view *site)
{
	static const enum state states[] = {STATE_WITHDRAWN, STATE_PENDING, STATE_DELETED};
	size_t most = 0;
	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		struct html h = html_in(a);
		struct thread_view v = scale(&h, site, SORT_OLDEST);
		write_gone(&v, ID_MOST, states[i]);
		if (h.out.n > most)
			most = h.out.n;
	}
	return most + ITEM_BYTES + LIST_BYTES;
}

/* A later page begins with gaps, one a level; all of them stand here, without their lists' ends. */
size_t
view_thread_bytes(struct arena *a, const struct site_view *site, const struct thread *t)
{
	struct html h = html_in(a), none = html_in(a);
	struct thread_part part = {.sort = SORT_NEWEST};
	struct thread_view *v = view_thread_begin(&h, a, site, t, &part);
	for (int64_t i = 1; i < site->depth; i++)
		tmpl_gap(&h, site->lang, &(struct tmpl_gap){
			.id = ID_MOST, .classes = classes(v, ""), .context = html_done(&none)});
	v->comments = 1; /* so that there are votes */
	view_thread_end(v, (struct comment_id){ID_MOST});
	return h.out.n + (ITEM_BYTES + LIST_BYTES) * (size_t)site->depth;
}
