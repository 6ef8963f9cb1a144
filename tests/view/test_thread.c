/* The thread: WordPress's lists from rows in display order, whatever is missing among them. */
#include "test.h"

#include <signal.h>
#include <sys/wait.h>

#include "check_html.h"
#include "site.h"
#include "arena.h"

static struct str
part_of(const struct site_view *site, const struct thread *t, const struct comment *rows, size_t n,
	const struct thread_part *part, int64_t after)
{
	struct html h = html_in(a);
	struct thread_view *v = view_thread_begin(&h, a, site, t, part);
	for (size_t i = 0; i < n; i++)
		view_thread_row(v, &rows[i]);
	view_thread_end(v, (struct comment_id){after});
	struct str html = html_done(&h).html;
	assert_html(a, html);
	return html;
}

static struct str
thread_of(const struct site_view *site, const struct thread *t, const struct comment *rows, size_t n)
{
	return part_of(site, t, rows, n, &(struct thread_part){0}, 0);
}

static struct str
simple(const struct comment *rows, size_t n)
{
	struct site_view site = test_site();
	struct thread t = {.page = STR("/2026/11/harbour"), .approved = (int64_t)n};
	return thread_of(&site, &t, rows, n);
}

static bool
has(struct str s, const char *what)
{
	return str_find(s, str_of(what), 0) != SIZE_MAX;
}

static size_t
count(struct str s, const char *what)
{
	size_t n = 0;
	for (size_t i = str_find(s, str_of(what), 0); i != SIZE_MAX; i = str_find(s, str_of(what), i + 1))
		n++;
	return n;
}

static void
the_heading_counts_or_invites(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct thread t = {.page = STR("/a")};
	assert_str(thread_of(&site, &t, NULL, 0),
		   "<h2 class=\"comments-title\">No comments yet. Start the discussion.</h2>\n");
	t.approved = 1;
	assert_str(thread_of(&site, &t, NULL, 0), "<h2 class=\"comments-title\">1 comment</h2>\n");
	t.approved = 1234567;
	assert_str(part_of(&site, &t, NULL, 0, NULL, 0),
		   "<h2 class=\"comments-title\">1,234,567 comments</h2>\n");
	t.approved = 0;
	t.mode = MODE_CLOSED;
	assert_str(thread_of(&site, &t, NULL, 0), "<h2 class=\"comments-title\">No comments</h2>\n");
}

static void
one_comment_has_wordpress_structure_to_the_byte(void **state)
{
	(void)state;
	struct comment c = TEST_COMMENT(a, 7);
	c.url = STR("https://vera.example/?a=1&b=2");
	assert_str(simple(&c, 1),
		"<h2 class=\"comments-title\">1 comment</h2>\n"
		"<ol class=\"comment-list\">\n"
		"<li id=\"comment-7\" class=\"comment even thread-even depth-1\""
		" itemprop=\"comment\" itemscope itemtype=\"https://schema.org/Comment\">"
		"<article id=\"div-comment-7\" class=\"comment-body\">"
		"<footer class=\"comment-meta\">"
		"<div class=\"comment-author vcard\" itemprop=\"author\" itemscope"
		" itemtype=\"https://schema.org/Person\"><b class=\"fn\" itemprop=\"name\"><a href=\"https://vera.example/?a=1&amp;b=2\""
		" class=\"url\" itemprop=\"url\" rel=\"nofollow ugc noopener\"><bdi>Vera Lind</bdi></a></b>"
		" <span class=\"says\">says:</span></div>"
		"<div class=\"comment-metadata\"><a itemprop=\"url\" href=\"/comments/c/7\">"
		"<time itemprop=\"datePublished\" datetime=\"2026-11-25T18:21:00Z\">"
		"25 November 2026, 18:21 UTC</time></a></div></footer>"
		"<div class=\"comment-content\" dir=\"auto\" itemprop=\"text\">"
		"<p>The harbour works have been late twice. Who pays?</p>\n"
		"</div>\n"
		"<div class=\"reply\"><a rel=\"nofollow\" class=\"comment-reply-link\""
		" href=\"/comments/page?replytocom=7#respond\""
		" aria-label=\"Reply to Vera Lind\">Reply</a></div>\n"
		"</article>\n"
		"</li>\n"
		"</ol>\n");
}

static void
replies_lie_in_their_parents_list(void **state)
{
	(void)state;
	struct comment rows[] = {TEST_COMMENT(a, 1), TEST_COMMENT(a, 1, 2), TEST_COMMENT(a, 1, 2, 5),
				 TEST_COMMENT(a, 1, 3), TEST_COMMENT(a, 4)};
	struct str html = simple(rows, ARRAY_LEN(rows));
	assert_int_equal(count(html, "<ol class=\"comment-list\">"), 1);
	assert_int_equal(count(html, "<ol class=\"children\">"), 2);
	assert_true(has(html, "id=\"comment-5\" class=\"comment even depth-3\""));
	assert_true(has(html, "id=\"comment-4\" class=\"comment even thread-odd depth-1\""));
}

static void
votes_are_buttons_of_one_form(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct thread t = {.page = STR("/a"), .approved = 2, .mode = MODE_CLOSED};
	struct comment rows[] = {TEST_COMMENT(a, 1), TEST_COMMENT(a, 2)};
	rows[0].up = 1234;
	rows[0].down = 5;
	assert_false(has(thread_of(&site, &t, rows, 2), "rj-vote"));
	site.vote[VOTE_UP] = true;
	struct str html = thread_of(&site, &t, rows, 2);
	assert_int_equal(count(html, "<form id=\"rj-votes\""), 1);
	assert_int_equal(count(html, "form=\"rj-votes\" name=\"up\""), 2);
	assert_false(has(html, "name=\"down\""));
	assert_true(has(html, "aria-label=\"Vote for Vera Lind: 1,234 so far\""));
	site.vote[VOTE_DOWN] = true;
	html = thread_of(&site, &t, rows, 2);
	assert_true(has(html, "aria-label=\"Vote against Vera Lind: 5 so far\""));
	assert_false(has(html, "disabled"));
	struct thread_part part = {.standing = {.closed = true, .readonly = true}};
	assert_int_equal(count(part_of(&site, &t, rows, 2, &part, 0), "disabled=\"disabled\""), 4);
	rows[0].state = STATE_DELETED;
	assert_int_equal(count(thread_of(&site, &t, rows, 2), "form=\"rj-votes\""), 2);
}

static void
a_row_that_is_not_approved_shows_nothing_of_itself(void **state)
{
	(void)state;
	for (enum state s = 0; s < STATE__MAX; s++) {
		struct comment c = TEST_COMMENT(a, 9);
		c.state = s;
		struct str html = simple(&c, 1);
		assert_int_equal(has(html, "Vera") && has(html, "harbour works"), s == STATE_APPROVED);
		assert_int_equal(has(html, "Withdrawn by its author."), s == STATE_WITHDRAWN);
		assert_int_equal(has(html, "This comment is awaiting moderation."), s == STATE_PENDING);
		assert_true(has(html, "id=\"comment-9\""));
	}
}

static void
what_is_gone_holds_the_place_of_its_replies(void **state)
{
	(void)state;
	struct comment rows[] = {TEST_COMMENT(a, 1), TEST_COMMENT(a, 1, 2), TEST_COMMENT(a, 1, 2, 5),
				 TEST_COMMENT(a, 1, 2, 6)};
	rows[0].state = STATE_DELETED;
	rows[1].state = STATE_WITHDRAWN;
	rows[2].parent_name = rows[3].parent_name = STR("");
	struct str html = simple(rows, ARRAY_LEN(rows));
	assert_int_equal(count(html, "Removed by a moderator."), 1);
	assert_int_equal(count(html, "Withdrawn by its author."), 1);
	assert_true(has(html, "<li id=\"comment-1\" class=\"comment rj-tombstone even thread-even depth-1\">"));
	assert_true(has(html, "<li id=\"comment-2\" class=\"comment rj-tombstone odd depth-2\">"));
	assert_false(has(html, "In reply to"));
}

static void
deeper_replies_stand_at_the_last_level_and_name_their_parent(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct thread t = {.page = STR("/a"), .approved = 4};
	struct comment rows[] = {TEST_COMMENT(a, 1), TEST_COMMENT(a, 1, 2), TEST_COMMENT(a, 1, 2, 3),
				 TEST_COMMENT(a, 1, 2, 3, 4)};
	site.depth = 2;
	rows[3].parent_name = STR("A&B");
	struct str html = thread_of(&site, &t, rows, ARRAY_LEN(rows));
	assert_int_equal(count(html, "<ol class=\"children\">"), 1);
	assert_int_equal(count(html, "depth-2"), 3);
	assert_int_equal(count(html, "class=\"rj-parent\""), 1);
	assert_int_equal(count(html, "class=\"rj-parent rj-far\""), 2);
	assert_true(has(html, "<a itemprop=\"parentItem\" href=\"/comments/c/3\">In reply to <bdi>A&amp;B</bdi></a>"));
}

static void
the_deepest_key_names_a_parent_that_is_not_in_it(void **state)
{
	(void)state;
	struct comment rows[] = {TEST_COMMENT(a, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
				 TEST_COMMENT(a, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12)};
	struct site_view site = test_site();
	struct thread t = {.page = STR("/a"), .approved = 2};
	site.depth = 10;
	rows[1].parent = (struct comment_id){11};
	struct str html = part_of(&site, &t, rows, 2, &(struct thread_part){.continues = true}, 0);
	assert_int_equal(count(html, "rj-far"), 2);
	assert_true(has(html, "<a itemprop=\"parentItem\" href=\"/comments/c/11\">In reply to"));
}

static void
a_later_page_begins_with_one_line_that_names_whom_it_goes_on_to_answer(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct thread t = {.page = STR("/a"), .approved = 99};
	struct comment rows[] = {TEST_COMMENT(a, 1, 2, 5), TEST_COMMENT(a, 1, 2, 6), TEST_COMMENT(a, 1, 3),
				 TEST_COMMENT(a, 1, 4), TEST_COMMENT(a, 7), TEST_COMMENT(a, 7, 8)};
	struct thread_part part = {.continues = true, .before = 50};
	struct str html = part_of(&site, &t, rows, ARRAY_LEN(rows), &part, 8);
	assert_true(has(html, "<li class=\"comment rj-gap even thread-even depth-1\" data-id=\"1\">\n"
			      "<ol class=\"children\">\n"
			      "<li class=\"comment rj-gap odd depth-2\" data-id=\"2\">\n"
			      "<p class=\"rj-parent rj-far\"><a itemprop=\"parentItem\" href=\"/comments/c/2\">In reply to "
			      "<bdi>Jonas Falk</bdi></a></p>\n<ol class=\"children\">\n"
			      "<li id=\"comment-5\""));
	assert_int_equal(count(html, "rj-gap"), 2);
	assert_int_equal(count(html, "rj-far"), 2); /* of 5 and 6, and of 3 and 4 */
	assert_int_equal(count(html, "Removed"), 0);
	assert_true(has(html, "<a href=\"/comments/page?page=%2Fa&amp;after=8&amp;before=56#comments\">"
			      "Load more comments (43)</a>"));
	part.before = -1;
	html = part_of(&site, &t, rows, ARRAY_LEN(rows), &part, 8);
	assert_true(has(html, "<a href=\"/comments/page?page=%2Fa&amp;after=8#comments\">Load more comments</a>"));
}

static void
a_later_page_at_the_last_level_names_every_parent(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct thread t = {.page = STR("/a"), .approved = 99};
	struct comment rows[] = {TEST_COMMENT(a, 1, 2, 5, 6, 9), TEST_COMMENT(a, 1, 2, 5, 6, 9, 10)};
	site.depth = 3;
	rows[1].parent_name = STR("");
	struct str html = part_of(&site, &t, rows, 2, &(struct thread_part){.continues = true}, 0);
	assert_int_equal(count(html, "rj-gap"), 2);
	assert_int_equal(count(html, "rj-far"), 2);
	assert_int_equal(count(html, "depth-3"), 2);
	assert_true(has(html, "<p class=\"rj-parent rj-far\">In reply to a comment that is gone</p>"));
}

static void
the_orders_are_links_and_a_sorted_page_keeps_its_own(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct thread t = {.page = STR("/a"), .approved = 2};
	struct comment rows[] = {TEST_COMMENT(a, 2), TEST_COMMENT(a, 1)};
	site.lang_asked = STR("en");
	struct thread_part part = {.sort = SORT_NEWEST};
	struct str html = part_of(&site, &t, rows, 2, &part, 1);
	assert_true(has(html, "<nav class=\"rj-sort\" aria-label=\"Order of the comments\">Sort: "
			      "<a rel=\"nofollow\" href=\"/comments/page?page=%2Fa&amp;lang=en&amp;sort=oldest#comments\">oldest</a> · "
			      "<a rel=\"nofollow\" href=\"/comments/page?page=%2Fa&amp;lang=en&amp;sort=newest#comments\""
			      " aria-current=\"true\">newest</a></nav>")); /* no best: nobody votes */
	site.vote[VOTE_UP] = true;
	assert_true(has(part_of(&site, &t, rows, 2, &part, 1), "&amp;sort=best#comments\">best</a></nav>"));
	assert_true(has(html, "?page=%2Fa&amp;lang=en&amp;sort=newest&amp;after=1#comments\">Load more comments</a>"));
	assert_true(has(html, "?replytocom=1&amp;lang=en&amp;sort=newest#respond"));
	t.approved = 1;
	assert_false(has(thread_of(&site, &t, rows, 1), "rj-sort")); /* one has no order */
}

static void
a_closed_thread_has_no_reply_links(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct thread t = {.page = STR("/a"), .approved = 1, .mode = MODE_CLOSED};
	struct comment c = TEST_COMMENT(a, 1);
	assert_false(has(thread_of(&site, &t, &c, 1), "comment-reply-link"));
}

static void
marks_are_words(void **state)
{
	(void)state;
	struct comment c = TEST_COMMENT(a, 1);
	c.marks = MARK_STAFF | MARK_PINNED | MARK_FEATURED | MARK_EDITED;
	struct str html = simple(&c, 1);
	assert_true(has(html, "byuser"));
	assert_true(has(html, ">Staff</span>") && has(html, ">Pinned</span>") && has(html, ">Featured</span>"));
	assert_true(has(html, ">edited</span>"));
}

static void
programs_read_votes_and_the_last_edit_and_old_links_find_it(void **state)
{
	(void)state;
	struct comment c = TEST_COMMENT(a, 1);
	struct str html = simple(&c, 1);
	assert_false(has(html, "<meta") || has(html, "<span id"));
	c.up = 4;
	c.down = 1;
	c.changed = T0 + 60;
	c.was_at = STR("disqus");
	c.was = STR("17");
	html = simple(&c, 1);
	assert_true(has(html, "<meta itemprop=\"upvoteCount\" content=\"4\">"
			      "<meta itemprop=\"downvoteCount\" content=\"1\">"));
	assert_false(has(html, "dateModified")); /* it was not edited, but taken back and forth */
	assert_true(has(html, "<span id=\"disqus-17\"></span>"));
	c.marks = MARK_EDITED;
	c.was = STR("no id");
	html = simple(&c, 1);
	assert_true(has(html, "<meta itemprop=\"dateModified\" content=\"2026-11-25T18:22:00Z\">"));
	assert_false(has(html, "<span id")); /* an id has no blank */
}

static void
hostile_fields_stay_text(void **state)
{
	(void)state;
	static const char *const urls[] = {"javascript:alert(1)", NASTY, "//evil", "/own", "mailto:a@b", "http://a b"};
	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		struct comment c = TEST_COMMENT(a, 1, 2);
		c.name = c.text = c.parent_name = STR(NASTY);
		c.url = str_of(urls[i]);
		struct site_view site = test_site();
		struct thread t = {.page = STR("/a"), .approved = 1};
		struct str html = part_of(&site, &t, &c, 1, &(struct thread_part){.continues = true}, 0);
		assert_false(has(html, "<script"));
		assert_false(has(html, "class=\"url\""));
		assert_int_equal(count(html, "<bdi>&#34;&gt;&lt;script&gt;"), 2);
	}
}

/* ---- random trees ------------------------------------------------------------------------------ */

#define TREE_MAX 60

static uint64_t seed = 4;

static unsigned
dice(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u; /* Knuth's MMIX */
	return (unsigned)(seed >> 33) % n;
}

static int
by_key(const void *x, const void *y)
{
	return str_cmp(((const struct comment *)x)->order_key, ((const struct comment *)y)->order_key);
}

/* Rows of a random tree in display order, about a fifth of it gone. */
static size_t
random_tree(struct comment *rows)
{
	static int64_t paths[TREE_MAX][DEPTH_MAX + 1];
	size_t lengths[TREE_MAX], n = 0, size = 1 + dice(TREE_MAX);
	for (size_t i = 0; i < size; i++) {
		size_t len = 0;
		int64_t parent = i > 0 && dice(10) > 1 ? (int64_t)dice((unsigned)i) : -1;
		if (parent >= 0) {
			len = lengths[parent] > DEPTH_MAX ? DEPTH_MAX : lengths[parent];
			memcpy(paths[i], paths[parent], len * sizeof(int64_t));
		}
		paths[i][len] = (int64_t)(i + 1) * 1000003;
		lengths[i] = len + 1;
		rows[n] = test_comment(a, paths[i], lengths[i]);
		rows[n].state = dice(5) == 0 ? STATE_DELETED : STATE_APPROVED;
		rows[n++].parent.n = parent < 0 ? 0 : (parent + 1) * 1000003;
	}
	qsort(rows, n, sizeof(*rows), by_key);
	return n;
}

static int64_t
id_in_key(struct str key, size_t i)
{
	uint64_t id = 0;
	for (size_t k = i * 8; k < i * 8 + 8; k++)
		id = id << 8 | (unsigned char)key.p[k];
	return (int64_t)id;
}

/* The id of the list item that the comment's own item lies in; 0 at the top, -1: not there at all. */
static int64_t
holder_of(struct str html, int64_t id)
{
	int64_t open[64], n = 0;
	for (size_t i = str_find(html, STR("<"), 0); i != SIZE_MAX; i = str_find(html, STR("<"), i + 1)) {
		struct str rest = str_from(html, i), head;
		if (str_starts(rest, STR("</li>")))
			n--;
		if (!str_starts(rest, STR("<li id=\"comment-")))
			continue;
		rest = str_from(rest, 16);
		str_cut(&rest, '"', &head);
		assert_true(n < 63 && str_int(head, 1, INT64_MAX, &open[n]));
		if (open[n] == id)
			return n == 0 ? 0 : open[n - 1];
		n++;
	}
	return -1;
}

static void
lists_are_balanced_and_true_for_any_tree(void **state)
{
	(void)state;
	static struct comment rows[TREE_MAX];
	for (int round = 0; round < (getenv("SOAK") == NULL ? 100 : 400); round++) {
		struct site_view site = test_site();
		struct thread t = {.page = STR("/a"), .approved = 5};
		size_t n = random_tree(rows);
		site.depth = 1 + dice(DEPTH_MAX);
		struct str html = thread_of(&site, &t, rows, n);
		size_t stand = 0;
		for (size_t i = 0; i < n; i++) {
			stand += rows[i].state == STATE_APPROVED;
			size_t level = rows[i].order_key.n / 8, shown_at = (size_t)site.depth;
			shown_at = level < shown_at ? level : shown_at;
			int64_t holder = shown_at == 1 ? 0 : id_in_key(rows[i].order_key, shown_at - 2);
			assert_int_equal(holder_of(html, rows[i].id.n), holder);
			struct str own = str_printf(a, "id=\"comment-%lld\"", (long long)rows[i].id.n);
			assert_int_equal(count(html, str_z(a, own)), 1);
		}
		assert_int_equal(count(html, "class=\"comment-content\""), stand);
		arena_reset(a);
	}
}

static void
a_key_that_is_no_key_is_a_bug(void **state)
{
	(void)state;
	static const size_t lengths[] = {0, 7, 9, 8 * (DEPTH_MAX + 2)};
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		pid_t child = fork();
		int status = 0;
		if (child == 0) {
			struct comment c = TEST_COMMENT(a, 1);
			c.order_key = (struct str){arena_zero(a, 1, 200), lengths[i]};
			fclose(stderr);
			simple(&c, 1);
			_exit(0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	}
}

static struct str
own_of(const struct comment *c)
{
	struct html h = html_in(a);
	struct site_view site = test_site();
	struct thread t = {.page = STR("/a"), .approved = 3};
	struct thread_view *v = view_thread_begin(&h, a, &site, &t, NULL);
	view_thread_own(v, STR("/comments/status/TOKEN"));
	view_thread_row(v, c);
	view_thread_end(v, (struct comment_id){0});
	struct str html = html_done(&h).html;
	assert_html(a, html);
	return html;
}

static void
ones_own_waiting_comment_says_so_and_leads_to_its_private_page(void **state)
{
	(void)state;
	struct comment c = TEST_COMMENT(a, 4, 9);
	c.state = STATE_PENDING;
	struct str html = own_of(&c);
	assert_true(has(html, "Your comment is awaiting moderation."));
	assert_true(has(html, "href=\"/comments/status/TOKEN\""));
	assert_true(has(html, "id=\"comment-9\" class=\"comment odd depth-2 rj-waits\""));
	assert_true(has(html, "The harbour works have been late twice."));
	assert_int_equal(count(html, "<li id="), 1); /* its parent is on the page already */
	assert_true(has(html, "class=\"rj-parent\"") && !has(html, "rj-far"));
	assert_false(has(html, "comment-reply-link"));
}

static void
ones_own_published_comment_does_not_wait(void **state)
{
	(void)state;
	struct comment c = TEST_COMMENT(a, 9);
	struct str html = own_of(&c);
	assert_false(has(html, "awaiting") || has(html, "rj-waits"));
	assert_true(has(html, "href=\"/comments/status/TOKEN\""));
	assert_true(has(html, "comment-reply-link"));
}

/* One of each part that a comment may have, longer and shorter, by a seed. */
static struct comment
any_comment(unsigned which)
{
	static const char *const names[] = {"Al", "<b>\"Q\"</b> & 'co'", "Bartholomew Featherstonehaugh", "\u540d"};
	static const char *const urls[] = {"", "http://a.example/", "https://long.example/?a=1&b=2&c='", "mailto:x"};
	static const char *const ids[] = {"", "7", "1234567890123", "has a blank in it, which is none"};
	unsigned x = which * 2654435761u;
	struct comment c = TEST_COMMENT(a, 1 + x % 100000);
	c.name = str_of(names[x >> 3 & 3]);
	c.url = str_of(urls[x >> 5 & 3]);
	c.parent = (struct comment_id){x >> 7 & 1 ? 1 + (x >> 9) : 0};
	c.parent_name = str_of(x >> 8 & 1 ? names[x >> 11 & 3] : "");
	c.chain = (struct comment_id){x >> 13 & 1};
	c.marks = x >> 14 & (MARK_STAFF | MARK_PINNED | MARK_FEATURED | MARK_EDITED | MARK_REWORDED);
	c.created = (int64_t)(x % 2000000000);
	c.changed = x >> 19 & 1 ? c.created + 5 : 0;
	c.up = x >> 20 & 1 ? x >> 12 : 0;
	c.down = x >> 21 & 1 ? x >> 16 : 0;
	c.was_at = STR("disqus");
	c.was = str_of(ids[x >> 23 & 3]);
	c.text = str_of(x >> 25 & 1 ? "*Short* & <plain>." : "See https://a.example/?b=1&c=2 there.");
	return c;
}

static void
many_comments_are_never_smaller_than_they_are_said_to_be(void **state)
{
	static const char *const langs[] = {"en", "de", "fr", "es", "ar", "ja"};
	(void)state;
	for (unsigned round = 0; round < 600; round++) {
		struct site_view site = test_site();
		struct comment rows[12];
		size_t n = 1 + round % ARRAY_LEN(rows), bytes = 0;
		site.lang = str_of(langs[round % ARRAY_LEN(langs)]);
		site.vote[VOTE_UP] = round & 1;
		site.vote[VOTE_DOWN] = round & 2;
		site.reports = round & 4;
		for (size_t i = 0; i < n; i++)
			rows[i] = any_comment(round * 16 + (unsigned)i);
		size_t said = view_comments_bytes(a, &site, round % SORT__MAX, rows, n, SIZE_MAX);
		for (size_t i = 0; i < n; i++)
			bytes += view_comment_bytes(a, &site, round % SORT__MAX, true, &rows[i]);
		assert_true(said >= bytes);
		assert_true(said <= bytes + n * 2000);
		arena_reset(a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_heading_counts_or_invites),
		cmocka_unit_test(one_comment_has_wordpress_structure_to_the_byte),
		cmocka_unit_test(replies_lie_in_their_parents_list),
		cmocka_unit_test(what_is_gone_holds_the_place_of_its_replies),
		cmocka_unit_test(votes_are_buttons_of_one_form),
		cmocka_unit_test(a_row_that_is_not_approved_shows_nothing_of_itself),
		cmocka_unit_test(deeper_replies_stand_at_the_last_level_and_name_their_parent),
		cmocka_unit_test(the_deepest_key_names_a_parent_that_is_not_in_it),
		cmocka_unit_test(a_later_page_begins_with_one_line_that_names_whom_it_goes_on_to_answer),
		cmocka_unit_test(a_later_page_at_the_last_level_names_every_parent),
		cmocka_unit_test(the_orders_are_links_and_a_sorted_page_keeps_its_own),
		cmocka_unit_test(a_closed_thread_has_no_reply_links),
		cmocka_unit_test(marks_are_words),
		cmocka_unit_test(programs_read_votes_and_the_last_edit_and_old_links_find_it),
		cmocka_unit_test(hostile_fields_stay_text),
		cmocka_unit_test(lists_are_balanced_and_true_for_any_tree),
		cmocka_unit_test(ones_own_waiting_comment_says_so_and_leads_to_its_private_page),
		cmocka_unit_test(ones_own_published_comment_does_not_wait),
		cmocka_unit_test(a_key_that_is_no_key_is_a_bug),
		cmocka_unit_test(many_comments_are_never_smaller_than_they_are_said_to_be),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
