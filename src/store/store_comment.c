/* Comments and reasons; see the header. */
#include "store/store_comment.h"

#include "store/store_import.h"
#include "store/store_thread.h"

#define KEY_PART 8 /* bytes of one id in an order key, big-endian: byte order is number order */

static void
put_id(char out[KEY_PART], struct comment_id id)
{
	for (size_t i = 0; i < KEY_PART; i++)
		out[i] = (char)(id.n >> (8 * (KEY_PART - 1 - i)));
}

/* The parent's key and then the own id. A comment deeper than DEPTH_MAX shares the first DEPTH_MAX
 * ancestors with its parent and stands beside it; the true parent is a column. */
static struct str
place(char out[KEY_PART * (DEPTH_MAX + 1)], struct str parent_key, struct comment_id id)
{
	size_t n = parent_key.n < KEY_PART * DEPTH_MAX ? parent_key.n : KEY_PART * DEPTH_MAX;
	if (n > 0)
		memcpy(out, parent_key.p, n);
	put_id(out + n, id);
	return (struct str){out, n + KEY_PART};
}

double
store_toxicity(const struct verdict *v)
{
	return v->toxicity >= 0 ? v->toxicity : -1; /* NAN: not asked */
}

static enum err
add_reasons(struct db *db, struct comment_id id, const struct verdict *v)
{
	enum err e = ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < v->n_reasons; i++) {
		const struct reason *r = &v->reasons[i];
		e = db_run(db, STMT_REASON_ADD, I(id.n), I((int64_t)i), T(r->rule), T(r->entry),
			   T(field_word(r->field)), I((int64_t)r->from), I((int64_t)r->to),
			   R(r->weight), T(action_word(r->action)), I(r->shadow));
	}
	return e;
}

enum err
store_comment_replied(struct db *db, struct str order_key)
{
	return db_run(db, STMT_COMMENT_REPLIED, I((int64_t)str_be64(order_key, 0)));
}

enum err
store_comment_add(struct db *db, const struct new_comment *c, struct comment_id *ret)
{
	struct comment_id id;
	char key[KEY_PART * (DEPTH_MAX + 1)];
	enum err e = store_comment_free_id(db, &id.n);
	if (e == ERR_OK)
		e = db_run(db, STMT_COMMENT_ADD, I(id.n), B(place(key, c->parent_key, id)), I(c->site.n),
			   I(c->thread.n), I_OR_NIL(c->parent.n), I_OR_NIL(c->author.n), I_OR_NIL(c->chain.n),
			   T(c->name), T(c->url), T(c->body), c->masked.n == 0 ? NIL : T(c->masked),
			   T(state_word(c->state)), I(c->now), T(action_word(c->verdict->action)),
			   R(c->verdict->score), R(store_toxicity(c->verdict)), T(c->verdict->versions),
			   T(c->rules), c->network.n == 0 ? NIL : B(c->network),
			   c->post_key.n == 0 ? NIL : B(c->post_key),
			   c->post_body.n == 0 ? NIL : B(c->post_body));
	if (e == ERR_OK && c->parent_key.n > 0)
		e = store_comment_replied(db, c->parent_key);
	if (e == ERR_OK)
		e = add_reasons(db, id, c->verdict);
	if (e == ERR_OK)
		*ret = id;
	return e;
}

enum err
store_comment_staff(struct db *db, struct comment_id id, struct account_id account, int64_t now,
		    struct str by)
{
	return db_run(db, STMT_COMMENT_STAFF, I(id.n), I(account.n), I(now), T(by));
}

struct str
store_place(struct arena *a, struct str parent_key, struct comment_id id)
{
	return place(arena_alloc(a, KEY_PART * (DEPTH_MAX + 1)), parent_key, id);
}

struct str
store_order_key(struct arena *a, const struct comment_id *ancestors, size_t n, struct comment_id id)
{
	char *key = arena_alloc(a, KEY_PART * (DEPTH_MAX + 1));
	must(n <= DEPTH_MAX);
	for (size_t i = 0; i <= n; i++)
		put_id(key + KEY_PART * i, i < n ? ancestors[i] : id);
	return (struct str){key, KEY_PART * (n + 1)};
}

enum err
store_comment_parent(struct db *db, struct arena *a, struct site_id site, struct str page,
		     struct comment_id id, struct str *ret_key, struct str *ret_name)
{
	struct rows rows = {0};
	struct str key = {0}, name = {0};
	enum err e = db_query(db, STMT_COMMENT_PARENT, &rows, I(site.n), T(page), I(id.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	bool found = e == ERR_OK;
	if (found) {
		key = str_copy(a, db_text(&rows, 0));
		name = str_copy(a, db_text(&rows, 1));
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && !found)
		return ERR_GONE;
	if (e == ERR_OK) {
		*ret_key = key;
		*ret_name = name;
	}
	return e;
}

enum err
store_comment_by_post_key(struct db *db, struct site_id site, struct str post_key,
			  struct str post_body, int64_t since, struct posted_before *ret)
{
	struct rows rows = {0};
	struct posted_before p = {0};
	enum err e =
		db_query(db, STMT_COMMENT_BY_POST_KEY, &rows, I(site.n), B(post_key), I(since));
	if (e == ERR_OK)
		e = db_next(&rows);
	bool found = e == ERR_OK;
	if (found) {
		struct str body = db_text(&rows, 1);
		p.id.n = db_int(&rows, 0);
		p.same_body = body.n == post_body.n && crypt_equal(body.p, post_body.p, body.n);
		e = state_of(db_text(&rows, 2), &p.state);
		p.generation = (unsigned)db_int(&rows, 3);
		p.created = db_int(&rows, 4);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && !found)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = p;
	return e;
}

enum err
store_comment_post_key_expire(struct db *db, struct site_id site, struct str post_key,
			      int64_t before)
{
	return db_run(db, STMT_COMMENT_POST_KEY_EXPIRE, I(site.n), B(post_key), I(before));
}

enum err
store_comment_post_keys_sweep(struct db *db, int64_t before, int64_t keyed_before)
{
	return db_run(db, STMT_COMMENT_POST_KEYS_SWEEP, I(before), I(keyed_before));
}

enum err
store_comment_texts(struct db *db, int64_t low, int64_t high, int64_t since,
		    void (*row)(void *arg, const struct comment *), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_COMMENT_TEXTS, &rows, I(low), I(high), I(since));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		struct comment c = {
			.id = {db_int(&rows, 0)},
			.site = {db_int(&rows, 1)},
			.thread = {db_int(&rows, 2)},
			.author = {db_int(&rows, 3)},
			.text = db_text(&rows, 4),
			.decided = db_int(&rows, 6),
			.created = db_int(&rows, 7),
			.name = db_text(&rows, 8),
		};
		e = state_of(db_text(&rows, 5), &c.state);
		if (e == ERR_OK)
			row(arg, &c);
	}
	return db_end(&rows, e);
}

enum err
store_comment_next_id(struct db *db, int64_t *ret)
{
	return db_one_args(db, STMT_COMMENT_NEXT_ID, ret, NULL, 0);
}

/* The columns of COMMENT_SHOWN, which begin COMMENT_OWN and the feeds' too. */
static struct comment
read_shown(const struct rows *rows)
{
	return (struct comment){
		.id = {db_int(rows, 0)},
		.parent = {db_int(rows, 1)},
		.author = {db_int(rows, 2)},
		.order_key = db_text(rows, 3),
		.name = db_text(rows, 4),
		.url = db_text(rows, 5),
		.text = db_text(rows, 6),
		.marks = (unsigned)db_int(rows, 7),
		.created = db_int(rows, 8),
		.parent_name = db_text(rows, 9),
		.up = db_int(rows, 10),
		.down = db_int(rows, 11),
		.changed = db_int(rows, 12),
		.state = STATE_APPROVED,
	};
}

enum err
store_comment_shown(struct db *db, struct thread_id thread, struct str from, struct str to,
		    int64_t limit, void (*row)(void *arg, const struct comment *), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_COMMENT_SHOWN, &rows, I(thread.n), B(from), B(to), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		struct comment c = read_shown(&rows);
		c.thread = thread;
		c.was_at = db_text(&rows, 13);
		c.was = db_text(&rows, 14);
		c.chain.n = db_int(&rows, 15);
		row(arg, &c);
	}
	return db_end(&rows, e);
}

enum err
store_comment_newest(struct db *db, struct site_id site, struct thread_id thread, int64_t limit,
		     void (*row)(void *arg, const struct comment *), void *arg)
{
	struct rows rows = {0};
	enum err e = thread.n != 0 ? db_query(db, STMT_COMMENT_FEED_THREAD, &rows, I(thread.n), I(limit))
				   : db_query(db, STMT_COMMENT_FEED_SITE, &rows, I(site.n), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		struct comment c = read_shown(&rows);
		c.page = db_text(&rows, 13);
		c.title = db_text(&rows, 14);
		row(arg, &c);
	}
	return db_end(&rows, e);
}

enum err
store_comment_before(struct db *db, struct thread_id thread, struct str key, int64_t page,
		     struct comment_id *ret, int64_t *ret_n)
{
	int64_t n = 0;
	struct comment_id before = {0};
	enum err e = db_one(db, STMT_COMMENT_BEFORE_COUNT, &n, I(thread.n), B(key));
	int64_t earlier = n / page * page;
	if (e == ERR_OK && earlier > 0)
		e = db_one(db, STMT_COMMENT_BEFORE, &before.n, I(thread.n), B(key), I(n - earlier));
	if (e == ERR_GONE) { /* fewer by now */
		earlier = 0;
		e = ERR_OK;
	}
	if (e == ERR_OK) {
		*ret = before;
		*ret_n = earlier;
	}
	return e;
}

/* The first row's key, or ERR_GONE; ends the query. */
static enum err
one_key(struct rows *rows, enum err e, struct arena *a, struct str *ret, double *ret_best)
{
	struct str key = {0};
	if (e == ERR_OK)
		e = db_next(rows);
	bool found = e == ERR_OK;
	if (found) {
		key = str_copy(a, db_text(rows, 0));
		if (ret_best != NULL)
			*ret_best = db_real(rows, 1);
	}
	e = db_end(rows, e);
	if (e == ERR_OK && !found)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = key;
	return e;
}

enum err
store_comment_key(struct db *db, struct arena *a, struct thread_id thread, struct comment_id id,
		  struct str *ret, double *ret_best)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_COMMENT_KEY, &rows, I(thread.n), I(id.n));
	return one_key(&rows, e, a, ret, ret_best);
}

enum err
store_comment_key_before(struct db *db, struct arena *a, struct thread_id thread, struct str key,
			 struct str *ret)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_COMMENT_KEY_BEFORE, &rows, I(thread.n), B(key));
	return one_key(&rows, e, a, ret, NULL);
}

enum err
store_comment_state(struct db *db, struct site_id site, struct comment_id id, enum state *ret)
{
	struct rows rows = {0};
	enum state state = STATE__MAX;
	enum err e = db_query(db, STMT_COMMENT_STANDING, &rows, I(site.n), I(id.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK)
		e = state_of(db_text(&rows, 0), &state);
	e = db_end(&rows, e);
	if (e == ERR_OK && state == STATE__MAX)
		return ERR_GONE;
	*ret = state;
	return e;
}

enum err
store_comment_best(struct db *db, struct arena *a, struct thread_id thread, double best,
		   struct comment_id id, int64_t limit, struct str *ret, size_t *ret_n)
{
	struct rows rows = {0};
	size_t n = 0;
	enum err e = db_query(db, STMT_COMMENT_BEST, &rows, I(thread.n), R(best), I(id.n), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		ret[n++] = str_copy(a, db_text(&rows, 0));
	*ret_n = n;
	return db_end(&rows, e);
}

enum err
store_comment_votes(struct db *db, struct site_id site, struct comment_id id, int64_t up,
		    int64_t down, double best, struct thread_id *ret)
{
	return db_one(db, STMT_COMMENT_VOTES, &ret->n, I(site.n), I(id.n), I(up), I(down), R(best));
}

/* The columns that COMMENT_GET and every COMMENT_LIST begin with. */
static enum err
read_whole(const struct rows *rows, struct site_id site, struct comment *ret,
	   struct hash *ret_person)
{
	struct str person = db_text(rows, 17);
	*ret = (struct comment){
		.id = {db_int(rows, 0)},
		.site = site,
		.thread = {db_int(rows, 1)},
		.parent = {db_int(rows, 2)},
		.author = {db_int(rows, 3)},
		.order_key = db_text(rows, 4),
		.name = db_text(rows, 5),
		.url = db_text(rows, 6),
		.text = db_text(rows, 7),
		.marks = (unsigned)db_int(rows, 9),
		.generation = (unsigned)db_int(rows, 10),
		.created = db_int(rows, 11),
		.decided = db_int(rows, 12),
		.score = db_real(rows, 13),
		.note = db_text(rows, 14),
		.page = db_text(rows, 15),
		.title = db_text(rows, 16),
		.parent_name = db_text(rows, 18),
		.toxicity = db_real(rows, 19),
		.version = db_int(rows, 20),
	};
	*ret_person = (struct hash){{0}};
	if (person.n == HASH_BYTES)
		memcpy(ret_person->b, person.p, HASH_BYTES);
	return state_of(db_text(rows, 8), &ret->state);
}

struct comment
store_comment_keep(struct arena *a, const struct comment *borrowed)
{
	struct comment c = *borrowed;
	struct str *const texts[] = {&c.order_key, &c.name, &c.url,   &c.text,
				     &c.note,	   &c.page, &c.title, &c.parent_name,
				     &c.was_at, &c.was};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = str_copy(a, *texts[i]);
	return c;
}

enum err
store_comment_get(struct db *db, struct arena *a, struct site_id site, struct comment_id id,
		  struct comment *ret, struct hash *ret_person)
{
	struct rows rows = {0};
	struct comment c = {0};
	struct hash person = {{0}};
	enum err e = db_query(db, STMT_COMMENT_GET, &rows, I(site.n), I(id.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	bool found = e == ERR_OK;
	if (found) {
		e = read_whole(&rows, site, &c, &person);
		c = store_comment_keep(a, &c);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && !found)
		return ERR_GONE;
	if (e == ERR_OK) {
		*ret = c;
		*ret_person = person;
	}
	return e;
}

enum err
store_comment_rows(struct rows *rows, enum err e, struct site_id site,
	  void (*row)(void *arg, const struct comment *, const struct hash *person), void *arg)
{
	while (e == ERR_OK && (e = db_next(rows)) == ERR_OK) {
		struct comment c;
		struct hash person;
		e = read_whole(rows, site, &c, &person);
		if (e == ERR_OK)
			row(arg, &c, &person);
	}
	return db_end(rows, e);
}

enum err
store_comment_own(struct db *db, struct arena *a, struct site_id site, struct comment_id id,
		  struct comment *ret)
{
	struct rows rows = {0};
	struct comment c = {0};
	enum err e = db_query(db, STMT_COMMENT_OWN, &rows, I(site.n), I(id.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	bool found = e == ERR_OK;
	if (found) {
		c = read_shown(&rows);
		c.site = site;
		c.thread.n = db_int(&rows, 13);
		e = state_of(db_text(&rows, 14), &c.state);
		c.chain.n = db_int(&rows, 15);
		c = store_comment_keep(a, &c);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && !found)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = c;
	return e;
}

enum err
store_comment_list(struct db *db, struct site_id site, enum state state, struct comment_id after,
		   int64_t limit,
		   void (*row)(void *arg, const struct comment *, const struct hash *person),
		   void *arg)
{
	struct rows rows = {0};
	enum err e = state == STATE__MAX
			     ? db_query(db, STMT_COMMENT_LIST_ALL, &rows, I(site.n), I(after.n),
					I(limit))
			     : db_query(db, STMT_COMMENT_LIST, &rows, I(site.n),
					T(state_word(state)), I(after.n), I(limit));
	return store_comment_rows(&rows, e, site, row, arg);
}

enum err
store_comment_list_last(struct db *db, struct site_id site, struct comment_id before, int64_t limit,
			void (*row)(void *arg, const struct comment *, struct str lang,
				    const struct hash *ban),
			void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_COMMENT_LIST_LAST, &rows, I(site.n), I(before.n), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		struct comment c;
		struct hash person, ban = {{0}};
		struct str hash = db_text(&rows, 22);
		if (hash.n == HASH_BYTES)
			memcpy(ban.b, hash.p, HASH_BYTES);
		e = read_whole(&rows, site, &c, &person);
		if (e == ERR_OK)
			row(arg, &c, db_text(&rows, 21), &ban);
	}
	return db_end(&rows, e);
}

enum err
store_comment_count_upto(struct db *db, struct site_id site, enum state state, int64_t most,
			 int64_t *ret)
{
	return db_one(db, STMT_COMMENT_COUNT_UPTO, ret, I(site.n), T(state_word(state)), I(most));
}

enum err
store_comment_count(struct db *db, struct site_id site, enum state state, int64_t *ret)
{
	return db_one(db, STMT_COMMENT_COUNT, ret, I(site.n), T(state_word(state)));
}

enum err
store_comment_decide(struct db *db, const struct comment *c, enum state to, int64_t now, struct str by,
		     struct str note, struct str grounds, struct thread_id *ret)
{
	enum err e = db_one(db, STMT_COMMENT_DECIDE, &ret->n, I(c->site.n), I(c->id.n),
			    T(state_word(c->state)), I(c->version), T(state_word(to)), I(now), T(by),
			    T(note), T(grounds));
	return e == ERR_GONE ? ERR_CONFLICT : e;
}

enum err
store_reasons_replace(struct db *db, struct comment_id id, const struct verdict *v)
{
	enum err e = db_run(db, STMT_REASON_CLEAR, I(id.n));
	return e == ERR_OK ? add_reasons(db, id, v) : e;
}

static enum err
read_reason(const struct rows *rows, struct arena *a, struct reason *r)
{
	r->rule = str_copy(a, db_text(rows, 0));
	r->entry = str_copy(a, db_text(rows, 1));
	r->from = (size_t)db_int(rows, 3);
	r->to = (size_t)db_int(rows, 4);
	r->weight = db_real(rows, 5);
	r->shadow = db_int(rows, 7) != 0;
	enum err e = field_of(db_text(rows, 2), &r->field);
	return e == ERR_OK ? action_of(db_text(rows, 6), &r->action) : e;
}

enum err
store_reason_list(struct db *db, struct arena *a, struct comment_id id, struct reason **ret,
		  size_t *ret_n)
{
	struct rows rows = {0};
	struct reason *reasons = arena_array(a, REASONS_MAX, struct reason);
	size_t n = 0;
	enum err e = db_query(db, STMT_REASON_LIST, &rows, I(id.n));
	while (e == ERR_OK && n < REASONS_MAX && (e = db_next(&rows)) == ERR_OK)
		e = read_reason(&rows, a, &reasons[n++]);
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret = reasons;
		*ret_n = n;
	}
	return e;
}
