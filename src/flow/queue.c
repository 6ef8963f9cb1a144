/* What moderators see; see the header. */
#include "looking.h"

#include "base/clock.h"
#include "base/email.h"
#include "flow/status.h"
#include "store/store_notice.h"
#include "store/store_own.h"
#include "store/store_queue.h"
#include "store/store_report.h"
#include "store/store_text.h"

struct collect {
	struct arena *arena;
	const struct house *house;
	struct queue_item *items;
	size_t n;
};

static void
add_item(void *arg, const struct comment *c, const struct hash *person)
{
	struct collect *col = arg;
	struct queue_item *item = &col->items[col->n++];
	item->comment = store_comment_keep(col->arena, c);
	if (c->author.n != 0)
		item->comment.person = email_pseudonym(col->arena, col->house->keys, person);
}

/* After a list is read to its end: no statement inside another. */
enum err
queue_fill(struct db *db, struct arena *a, struct queue_item *item)
{
	struct own_row own = {0};
	enum err e = reasons_of(db, a, item->comment.id, &item->reasons, &item->n_reasons);
	if (e == ERR_OK && item->comment.marks & MARK_APPEALED)
		e = store_own_get(db, a, item->comment.site, item->comment.id, &own);
	item->appeal = own.appeal;
	item->answer = own.answer;
	if (e == ERR_OK && item->comment.marks & MARK_REPORTED)
		e = store_report_list(db, a, item->comment.id, QUEUE_REPORTS_MAX, &item->reports,
				      &item->n_reports);
	if (e == ERR_OK)
		e = person_look(db, a, &item->comment, &item->about);
	if (e == ERR_OK && item->comment.version > 0) {
		item->texts = arena_array(a, EDIT_TEXTS_MAX, struct text_row);
		e = store_text_list(db, a, item->comment.id, EDIT_TEXTS_MAX, item->texts, &item->n_texts);
	}
	if (e == ERR_OK && item->comment.author.n != 0) {
		e = store_author_history(db, item->comment.author, 0, HISTORY_CARD, &item->history);
		if (e == ERR_OK)
			e = store_author_banned(db, item->comment.author, clock_now(),
						&item->banned);
	}
	return e;
}

enum err
queue_list(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	   enum state state, struct comment_id after, int64_t limit, struct queue_item **ret,
	   size_t *ret_n, int64_t *ret_total)
{
	must(actor_at(by, s));
	must(limit > 0 && limit <= 1000);
	struct collect c = {
		.arena = a, .house = h, .items = arena_array(a, (size_t)limit, struct queue_item)};
	int64_t total = 0;
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_comment_list(db, s->id, state, after, limit, add_item, &c);
	for (size_t i = 0; e == ERR_OK && i < c.n; i++)
		e = queue_fill(db, a, &c.items[i]);
	for (size_t i = 0; e == ERR_OK && i < STATE__MAX; i++) {
		int64_t n = 0;
		if (state != STATE__MAX && state != (enum state)i)
			continue;
		e = store_comment_count(db, s->id, (enum state)i, &n);
		total += n;
	}
	store_reader_done(h->store, &db);
	if (e == ERR_OK) {
		*ret = c.items;
		*ret_n = c.n;
		*ret_total = total;
	}
	return e;
}

static enum err
count_all(struct db *db, struct site_id site, struct queue_counts *ret)
{
	enum err e = ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < STATE__MAX; i++)
		e = store_comment_count_upto(db, site, (enum state)i, QUEUE_COUNT_MAX + 1, &ret->of[i]);
	if (e == ERR_OK)
		e = store_notice_count(db, site, QUEUE_COUNT_MAX + 1, &ret->notices);
	if (e == ERR_OK)
		e = store_report_count(db, site, QUEUE_COUNT_MAX + 1, &ret->reported);
	return e == ERR_OK ? store_appeal_count(db, site, QUEUE_COUNT_MAX + 1, &ret->appeals) : e;
}

enum err
queue_counts(struct house *h, struct site *s, const struct moderator *by, struct queue_counts *ret)
{
	must(actor_at(by, s));
	struct queue_counts out = {.notices = 0};
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = count_all(db, s->id, &out);
	store_reader_done(h->store, &db);
	if (e == ERR_OK)
		*ret = out;
	return e;
}

/* Whole items of one list of comments: of a state, or STATE__MAX: of those that are reported. */
static enum err
fill_page(struct house *h, struct site *s, struct arena *a, enum state state, enum order order,
	  struct comment_id from, int64_t limit, struct queue_item **ret, size_t *ret_n)
{
	must(limit > 0 && limit <= 1000);
	struct collect c = {
		.arena = a, .house = h, .items = arena_array(a, (size_t)limit, struct queue_item)};
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = state == STATE__MAX
			     ? store_queue_reported(db, s->id, order, from, limit, add_item, &c)
			     : store_queue_state(db, s->id, state, order, from, limit, add_item, &c);
	for (size_t i = 0; e == ERR_OK && i < c.n; i++)
		e = queue_fill(db, a, &c.items[i]);
	store_reader_done(h->store, &db);
	if (e == ERR_OK) {
		*ret = c.items;
		*ret_n = c.n;
	}
	return e;
}

enum err
queue_page(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	   enum state state, enum order order, struct comment_id from, int64_t limit,
	   struct queue_item **ret, size_t *ret_n)
{
	must(actor_at(by, s) && state != STATE__MAX);
	return fill_page(h, s, a, state, order, from, limit, ret, ret_n);
}

enum err
queue_reported(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	       enum order order, struct comment_id from, int64_t limit, struct queue_item **ret,
	       size_t *ret_n)
{
	must(actor_at(by, s));
	return fill_page(h, s, a, STATE__MAX, order, from, limit, ret, ret_n);
}

enum err
queue_get(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	  struct comment_id id, struct queue_item *ret)
{
	must(actor_at(by, s));
	struct queue_item item = {0};
	struct hash person;
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_comment_get(db, a, s->id, id, &item.comment, &person);
	if (e == ERR_OK && item.comment.author.n != 0)
		item.comment.person = email_pseudonym(a, h->keys, &person);
	if (e == ERR_OK)
		e = queue_fill(db, a, &item);
	store_reader_done(h->store, &db);
	if (e == ERR_OK)
		*ret = item;
	return e;
}
