/* The person behind a comment; see the header. */
#include "store/store_person.h"

#include "store/store_actor.h"
#include "store/store_comment.h"
#include "store/store_thread.h"

enum err
store_person_votes(struct db *db, struct author_id author, int64_t *ret_up, int64_t *ret_down)
{
	struct rows rows = {0};
	int64_t up = 0, down = 0;
	enum err e = db_query(db, STMT_PERSON_VOTES, &rows, I(author.n), I(HISTORY_MAX));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		up += db_int(&rows, 0);
		down += db_int(&rows, 1);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret_up = up;
		*ret_down = down;
	}
	return e;
}

enum err
store_person_names(struct db *db, struct arena *a, struct author_id author, struct str but, int64_t limit,
		   struct str **ret, size_t *ret_n)
{
	struct rows rows = {0};
	struct str *names = arena_array(a, (size_t)limit, struct str);
	size_t n = 0;
	enum err e = db_query(db, STMT_PERSON_NAMES, &rows, I(author.n), T(but), I(HISTORY_MAX), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		names[n++] = str_copy(a, db_text(&rows, 0));
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret = names;
		*ret_n = n;
	}
	return e;
}

/* For the first time? */
static bool
is_new(const int64_t *met, size_t n, int64_t author)
{
	for (size_t i = 0; i < n; i++)
		if (met[i] == author)
			return false;
	return true;
}

enum err
store_person_near(struct db *db, struct arena *a, struct site_id site, struct comment_id id, int64_t limit,
		  int64_t *ret_comments, int64_t *ret_people, struct comment_id *ret_oldest)
{
	struct rows rows = {0};
	int64_t *met = arena_array(a, (size_t)limit, int64_t), comments = 0;
	size_t people = 0;
	struct comment_id oldest = {0};
	enum err e = db_query(db, STMT_PERSON_NEAR, &rows, I(site.n), I(id.n), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		int64_t author = db_int(&rows, 0);
		oldest.n = db_int(&rows, 1);
		comments++;
		if (author != 0 && is_new(met, people, author))
			met[people++] = author;
	}
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret_comments = comments;
		*ret_people = (int64_t)people;
		*ret_oldest = oldest;
	}
	return e;
}

enum err
store_person_near_newest(struct db *db, struct arena *a, struct site_id site, struct comment_id id,
			 struct comment_id oldest, int64_t limit, struct comment **ret, size_t *ret_n)
{
	struct rows rows = {0};
	struct comment *near = arena_array(a, (size_t)limit, struct comment);
	size_t n = 0;
	enum err e = db_query(db, STMT_PERSON_NEAR_NEWEST, &rows, I(site.n), I(id.n), I(oldest.n), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		struct comment *c = &near[n++];
		*c = (struct comment){.id = {db_int(&rows, 0)},
				      .site = site,
				      .name = str_copy(a, db_text(&rows, 1)),
				      .created = db_int(&rows, 3),
				      .page = str_copy(a, db_text(&rows, 4)),
				      .title = str_copy(a, db_text(&rows, 5))};
		e = state_of(db_text(&rows, 2), &c->state);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret = near;
		*ret_n = n;
	}
	return e;
}

enum err
store_person_bans(struct db *db, struct arena *a, struct site_id site, struct author_id author, int64_t limit,
		  struct ban **ret, size_t *ret_n)
{
	struct rows rows = {0};
	struct ban *bans = arena_array(a, (size_t)limit, struct ban);
	size_t n = 0;
	enum err e = db_query(db, STMT_PERSON_BANS, &rows, I(author.n), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		struct ban *b = &bans[n++];
		struct str *const texts[] = {&b->target, &b->reason, &b->note, &b->by};
		e = store_ban_row(&rows, site, b);
		for (size_t i = 0; i < ARRAY_LEN(texts); i++)
			*texts[i] = str_copy(a, *texts[i]);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret = bans;
		*ret_n = n;
	}
	return e;
}

enum err
store_person_posts(struct db *db, struct site_id site, const struct hash *ban, int64_t limit,
		   void (*row)(void *arg, const struct comment *, const struct hash *person), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_PERSON_POSTS, &rows, I(site.n), HASH(*ban), I(limit));
	return store_comment_rows(&rows, e, site, row, arg);
}
