/* Pages of a thread; see the header. Knows the shape of an order key; knows no HTML. */
#include "flow/thread.h"

#include <math.h>

#include "store/store_comment.h"
#include "store/store_thread.h"

#define KEY_ID 8 /* bytes of one id in an order key */

struct page_reader {
	struct db *db;
	struct arena *arena;
	const struct thread *thread;
	struct str after;    /* key of the last comment of the page before; "" = this is the first */
	struct comment *rows;
	int64_t n, most; /* one more than fits: it tells whether there is a next page */
	struct str pins[THREAD_PINS_MAX]; /* keys of the branches that stand first */
	size_t n_pins;
};

/* Above every key. */
static const struct str ends = STR_C("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF");

bool
sort_of(struct str word, enum sort *ret)
{
	static const char *const words[] = {
#define X(name, word, help) word,
		SORTS(X)
#undef X
	};
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq(word, str_of(words[i]))) {
			*ret = (enum sort)i;
			return true;
		}
	return false;
}

/* The earlier of two times, of which 0 is never. */
static int64_t
sooner(int64_t x, int64_t y)
{
	return x == 0 || (y != 0 && y < x) ? y : x;
}

struct openness
thread_standing(const struct site_conf *c, const struct thread *t, int64_t now)
{
	struct openness s = {0};
	int64_t from = t->published != 0 ? t->published : t->created;
	bool storm = t->storm_until > now;
	s.readonly = t->mode == MODE_READONLY;
	if (c->close_days > 0 && from != 0)
		s.closes = from + c->close_days * 86400;
	s.closed = s.readonly || t->mode == MODE_CLOSED || (s.closes != 0 && s.closes <= now);
	if (s.closed) {
		s.closes = 0;
		return s;
	}
	s.premoderated = t->mode == MODE_PREMODERATED || str_eq(c->moderation, STR("all")) ||
			 (storm && t->storm == STORM_PREMODERATED);
	if (t->mode == MODE_SLOW || (storm && t->storm == STORM_SLOW))
		s.slow = c->storm_pause;
	s.until = sooner(storm ? t->storm_until : 0, s.closes);
	return s;
}

double
thread_rank(int64_t up, int64_t down)
{
	const double z = 1.959964; /* of the normal distribution, for 95 % */
	double n = (double)(up + down), share = n > 0 ? (double)up / n : 0;
	if (n <= 0)
		return 0;
	double middle = share + z * z / (2 * n);
	double margin = z * sqrt((share * (1 - share) + z * z / (4 * n)) / n);
	double low = (middle - margin) / (1 + z * z / n);
	return low > 0 ? low : 0; /* without upvotes it is 0 but for rounding */
}

/* ---- keys ------------------------------------------------------------------------------------------ */

static struct str
first_of(struct str key)
{
	return str_sub(key, 0, KEY_ID);
}

static int64_t
id_at(struct str key, size_t i)
{
	return (int64_t)str_be64(key, i * KEY_ID);
}

/* The least bytes behind a key, before those of its first reply. */
static struct str
behind(struct arena *a, struct str key)
{
	return str_cat(a, key, (struct str){"", 1});
}

/* Behind a branch: no id has all bits set. */
static struct str
behind_branch(struct arena *a, struct str first)
{
	return str_cat(a, first, ends);
}

/* ---- rows ------------------------------------------------------------------------------------------ */

static void
on_row(void *arg, const struct comment *c)
{
	struct page_reader *r = arg;
	must(r->n < r->most);
	r->rows[r->n++] = store_comment_keep(r->arena, c);
}

static enum err
read_range(struct page_reader *r, struct str from, struct str to)
{
	return r->n == r->most ? ERR_OK
			       : store_comment_shown(r->db, r->thread->id, from, to, r->most - r->n,
						     on_row, r);
}

static bool
is_pinned(const struct page_reader *r, struct str key)
{
	for (size_t i = 0; i < r->n_pins; i++)
		if (str_eq(r->pins[i], first_of(key)))
			return true;
	return false;
}

static enum err
read_branch(struct page_reader *r, struct str first)
{
	return read_range(r, first, behind_branch(r->arena, first));
}

/* Branches from `from` on, between those that are pinned. */
static enum err
read_oldest(struct page_reader *r, struct str from)
{
	enum err e = ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < r->n_pins; i++)
		if (str_cmp(r->pins[i], from) >= 0) {
			e = read_range(r, from, r->pins[i]);
			from = behind_branch(r->arena, r->pins[i]);
		}
	return e == ERR_OK ? read_range(r, from, ends) : e;
}

/* Branches from the last one before `key` back. */
static enum err
read_newest(struct page_reader *r, struct str key)
{
	enum err e = ERR_OK;
	while (e == ERR_OK && r->n < r->most) {
		e = store_comment_key_before(r->db, r->arena, r->thread->id, key, &key);
		if (e != ERR_OK)
			break;
		key = first_of(key);
		if (!is_pinned(r, key))
			e = read_branch(r, key);
	}
	return e == ERR_GONE ? ERR_OK : e;
}

/* Branches behind the one that begins with `id`, of rank `best`. One whose every comment is gone gives no
 * row, so it is asked until the page is full or nothing is left. */
static enum err
read_best(struct page_reader *r, double best, int64_t id)
{
	enum err e = ERR_OK;
	struct str key, *keys = arena_array(r->arena, (size_t)r->most, struct str);
	while (e == ERR_OK && r->n < r->most) {
		int64_t asked = r->most - r->n;
		size_t n = 0;
		e = store_comment_best(r->db, r->arena, r->thread->id, best, (struct comment_id){id},
				       asked, keys, &n);
		for (size_t i = 0; e == ERR_OK && i < n; i++)
			if (!is_pinned(r, keys[i]))
				e = read_branch(r, keys[i]);
		if (e != ERR_OK || (int64_t)n < asked)
			break;
		id = id_at(keys[n - 1], 0);
		e = store_comment_key(r->db, r->arena, r->thread->id, (struct comment_id){id}, &key,
				      &best);
	}
	return e;
}

/* The branches that are not pinned, behind the one that begins with `first`; "": from the start. */
static enum err
read_sorted(struct page_reader *r, enum sort sort, struct str first)
{
	struct str key;
	double best = 2; /* above every rank */
	enum err e = ERR_OK;
	int64_t id = first.n == 0 ? INT64_MAX : id_at(first, 0);
	switch (sort) {
	case SORT_OLDEST:
		return read_oldest(r, first.n == 0 ? STR("") : behind_branch(r->arena, first));
	case SORT_NEWEST:
		return read_newest(r, first.n == 0 ? ends : first);
	case SORT_BEST:
		if (first.n > 0)
			e = store_comment_key(r->db, r->arena, r->thread->id, (struct comment_id){id}, &key,
					      &best);
		return e == ERR_OK ? read_best(r, best, id) : e;
	case SORT__MAX:
		break;
	}
	must_fail(__FILE__, __LINE__, "a sort");
}

/* The rest of the branch in which the page before ended, what is pinned behind it, and then the others. */
static enum err
read_rows(struct page_reader *r, enum sort sort, struct comment_id after)
{
	struct str first = {0};
	bool pinned = after.n == 0; /* the page begins among those that are pinned */
	enum err e = store_thread_pins(r->db, r->arena, r->thread->id, THREAD_PINS_MAX, r->pins, &r->n_pins);
	if (e == ERR_OK && after.n != 0) {
		e = store_comment_key(r->db, r->arena, r->thread->id, after, &r->after, NULL);
		if (e != ERR_OK)
			return e;
		first = first_of(r->after);
		pinned = is_pinned(r, first);
		e = read_range(r, behind(r->arena, r->after), behind_branch(r->arena, first));
	}
	for (size_t i = 0; e == ERR_OK && pinned && i < r->n_pins; i++)
		if (str_cmp(r->pins[i], first) > 0)
			e = read_branch(r, r->pins[i]);
	return e == ERR_OK ? read_sorted(r, sort, pinned ? STR("") : first) : e;
}

/* ---- those that are gone ----------------------------------------------------------------------------- */

/* How many of its ancestors row k shares with the row before: these are on this page or an earlier one. */
static size_t
shared(const struct page_reader *r, int64_t k)
{
	struct str key = r->rows[k].order_key, before = k > 0 ? r->rows[k - 1].order_key : r->after;
	size_t i = 0, ancestors = key.n / KEY_ID - 1;
	while (i < ancestors && (i + 1) * KEY_ID <= before.n && id_at(before, i) == id_at(key, i))
		i++;
	return i;
}

/* Ancestors that are gone and stand before row k. */
static size_t
gone_before(const struct page_reader *r, int64_t k)
{
	return r->rows[k].order_key.n / KEY_ID - 1 - shared(r, k);
}

/* Do so many fit, even if all are as large as any of them? Most pages do. */
static bool
surely_fit(const struct page_reader *r, const struct thread_size *size, enum sort sort, int64_t n,
	   size_t gone, size_t *ret_bytes)
{
	size_t bytes = 0;
	for (int64_t k = 0; k < n; k++)
		bytes += gone * gone_before(r, k);
	if (bytes > size->bytes)
		return false;
	bytes += view_comments_bytes(r->arena, size->site, sort, r->rows, (size_t)n, size->bytes - bytes);
	*ret_bytes = bytes;
	return bytes <= size->bytes;
}

/* How many of the rows make the page, and how many bytes, at most. */
static int64_t
fitting(const struct page_reader *r, const struct thread_size *size, enum sort sort, size_t *ret_bytes)
{
	size_t bytes = 0, gone = view_gone_bytes(r->arena, size->site);
	int64_t n = 0, most = r->n < size->comments ? r->n : size->comments;
	if (surely_fit(r, size, sort, most, gone, ret_bytes))
		return most;
	for (*ret_bytes = 0; n < most; n++) {
		struct comment *c = &r->rows[n];
		bool nested = n > 0 && c->order_key.n > r->rows[n - 1].order_key.n;
		bytes += view_comment_bytes(r->arena, size->site, sort, nested, c) +
			 gone * gone_before(r, n);
		if (n > 0 && bytes > size->bytes)
			break;
		*ret_bytes = bytes;
	}
	return n;
}

static enum err
add_gone(struct page_reader *r, struct thread_page *page, struct str key, size_t i)
{
	struct comment *c = &page->rows[page->n];
	*c = (struct comment){.id = {id_at(key, i)},
			      .site = r->thread->site,
			      .thread = r->thread->id,
			      .parent = {i > 0 ? id_at(key, i - 1) : 0},
			      .order_key = str_sub(key, 0, (i + 1) * KEY_ID)};
	enum err e = store_comment_state(r->db, r->thread->site, c->id, &c->state);
	if (e == ERR_GONE || (e == ERR_OK && c->state == STATE_APPROVED)) {
		c->state = STATE_DELETED; /* erased; or not where its replies' keys have it */
		e = ERR_OK;
	}
	page->n++;
	return e;
}

/* An ancestor that does not stand before its first reply is gone. */
static enum err
with_gone(struct page_reader *r, int64_t n, struct thread_page *page)
{
	enum err e = ERR_OK;
	size_t room = 0;
	for (int64_t k = 0; k < n; k++)
		room += gone_before(r, k) + 1;
	page->rows = arena_array(r->arena, room, struct comment);
	for (int64_t k = 0; k < n; k++) {
		const struct comment *c = &r->rows[k];
		size_t ancestors = c->order_key.n / KEY_ID - 1;
		for (size_t i = shared(r, k); e == ERR_OK && i < ancestors; i++)
			e = add_gone(r, page, c->order_key, i);
		page->rows[page->n++] = *c;
	}
	return e;
}

static enum err
read_page(struct db *db, struct arena *a, const struct thread *t, enum sort sort, struct comment_id after,
	  const struct thread_size *size, struct thread_page *ret)
{
	struct thread_page page = {0};
	struct page_reader r = {.db = db, .arena = a, .thread = t, .most = size->comments + 1};
	enum err e = ERR_OK;
	must(size->comments > 0);
	if (t->id.n == 0) {
		*ret = page;
		return after.n == 0 ? ERR_OK : ERR_GONE;
	}
	r.rows = arena_array(a, (size_t)r.most, struct comment);
	e = read_rows(&r, sort, after);
	int64_t n = e == ERR_OK ? fitting(&r, size, sort, &page.bytes) : 0;
	if (e == ERR_OK)
		e = with_gone(&r, n, &page);
	if (e == ERR_OK) {
		if (r.n > n)
			page.last = r.rows[n - 1].id;
		*ret = page;
	}
	return e;
}

/* A reply without its parent, or one that stands twice, is what a write between two statements would make. */
enum err
thread_page(struct db *db, struct arena *a, const struct thread *t, enum sort sort,
	    struct comment_id after, const struct thread_size *size, struct thread_page *ret)
{
	struct thread now = {.approved = 0};
	enum err e = store_moment(db);
	if (e == ERR_OK)
		e = read_page(db, a, t, sort, after, size, ret);
	if (e == ERR_OK && t->id.n != 0)
		e = store_thread_find(db, a, t->site, t->page, &now);
	store_moment_end(db);
	ret->approved = now.approved;
	return e;
}

/* ---- permalinks ------------------------------------------------------------------------------------- */

/* How many comments of pinned branches stand behind `key` in the thread, and so before it on the pages. */
static enum err
pinned_behind(struct page_reader *r, struct str key, int64_t *ret)
{
	enum err e = ERR_OK;
	*ret = 0;
	for (size_t i = 0; e == ERR_OK && i < r->n_pins; i++) {
		int64_t from = 0, to = 0;
		if (str_cmp(r->pins[i], key) <= 0)
			continue;
		struct str end = behind_branch(r->arena, r->pins[i]);
		e = store_thread_before(r->db, r->thread->id, r->pins[i], &from);
		if (e == ERR_OK)
			e = store_thread_before(r->db, r->thread->id, end, &to);
		*ret += to - from;
	}
	return e;
}

/* A comment that surely stands before it, a page or so away, and how many do up to that one; where branches
 * are pinned, it is none of theirs. 0: from the start. */
static enum err
begin_before(struct page_reader *r, const struct comment *c, int64_t size, struct comment_id *ret_after,
	     int64_t *ret_before)
{
	int64_t pinned = 0;
	struct str key;
	enum err e = store_comment_before(r->db, r->thread->id, c->order_key, size, ret_after, ret_before);
	if (e != ERR_OK || r->n_pins == 0 || ret_after->n == 0)
		return e;
	e = store_comment_key(r->db, r->arena, r->thread->id, *ret_after, &key, NULL);
	while (e == ERR_OK && is_pinned(r, key))
		e = store_comment_key_before(r->db, r->arena, r->thread->id, first_of(key), &key);
	if (e == ERR_OK)
		e = store_thread_before(r->db, r->thread->id, behind(r->arena, key), ret_before);
	if (e == ERR_OK)
		e = pinned_behind(r, key, &pinned);
	*ret_before += pinned;
	ret_after->n = e == ERR_OK ? id_at(key, key.n / KEY_ID - 1) : 0;
	if (e == ERR_GONE)
		*ret_before = 0;
	return e == ERR_GONE ? ERR_OK : e;
}

/* Counted pages may have been cut earlier: from the last that is surely before it, page by page. What is
 * pinned is on the first pages. */
static enum err
find_place(struct db *db, struct arena *a, const struct thread *t, const struct comment *c,
	   const struct thread_size *size, struct comment_id *ret_after, int64_t *ret_before)
{
	struct thread_page page = {.last = {1}};
	struct page_reader r = {.db = db, .arena = a, .thread = t};
	*ret_after = (struct comment_id){0};
	*ret_before = 0;
	enum err e = store_thread_pins(db, a, t->id, THREAD_PINS_MAX, r.pins, &r.n_pins);
	bool pinned = e == ERR_OK && is_pinned(&r, c->order_key), past = false;
	if (e == ERR_OK && !pinned)
		e = begin_before(&r, c, size->comments, ret_after, ret_before);
	while (e == ERR_OK && page.last.n != 0 && !past) {
		int64_t shown = 0;
		e = read_page(db, a, t, SORT_OLDEST, *ret_after, size, &page);
		for (size_t i = 0; e == ERR_OK && i < page.n; i++) {
			struct str key = page.rows[i].order_key;
			if (page.rows[i].id.n == c->id.n)
				return ERR_OK;
			past |= is_pinned(&r, key) == pinned && str_cmp(key, c->order_key) > 0;
			shown += page.rows[i].state == STATE_APPROVED;
		}
		if (past)
			return ERR_OK; /* it was taken down meanwhile */
		if (e == ERR_OK && page.last.n != 0) {
			*ret_after = page.last;
			*ret_before += shown;
		}
	}
	return e;
}

enum err
thread_place(struct db *db, struct arena *a, const struct thread *t, const struct comment *c,
	     const struct thread_size *size, struct comment_id *ret_after, int64_t *ret_before)
{
	enum err e = store_moment(db);
	if (e == ERR_OK)
		e = find_place(db, a, t, c, size, ret_after, ret_before);
	store_moment_end(db);
	return e;
}
