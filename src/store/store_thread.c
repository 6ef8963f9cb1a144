/* Sites, articles, people; see the header. */
#include "store/store_thread.h"

static const char *const state_words[] = {
#define X(name, word, help) word,
	STATES(X)
#undef X
};
static const char *const mode_words[] = {
#define X(name, word, help) word,
	MODES(X)
#undef X
};
static const char *const storm_words[] = {
#define X(name, word, help) word,
	STORMS(X)
#undef X
};
static const char *const action_words[] = {
#define X(name, word, help) word,
	ACTIONS(X)
#undef X
};
static const char *const field_words[] = {
#define X(name, word) word,
	DRAFT_FIELDS(X)
#undef X
};

static const char *const opinion_words[] = {
#define X(name, word, help) word,
	OPINIONS(X)
#undef X
};
static const char *const ban_words[] = {
#define X(name, word, help) word,
	BAN_KINDS(X)
#undef X
};

/* The index of a word, or n. */
static size_t
word_at(const char *const *words, size_t n, struct str word)
{
	size_t i = 0;
	while (i < n && !str_eq(str_of(words[i]), word))
		i++;
	return i;
}

enum err
state_of(struct str word, enum state *ret)
{
	size_t i = word_at(state_words, STATE__MAX, word);
	if (i == STATE__MAX)
		return ERR_VERSION;
	*ret = (enum state)i;
	return ERR_OK;
}

enum err
mode_of(struct str word, enum mode *ret)
{
	size_t i = word_at(mode_words, MODE__MAX, word);
	if (i == MODE__MAX)
		return ERR_VERSION;
	*ret = (enum mode)i;
	return ERR_OK;
}

enum err
storm_of(struct str word, enum storm *ret)
{
	size_t i = word_at(storm_words, STORM__MAX, word);
	if (i == STORM__MAX)
		return ERR_VERSION;
	*ret = (enum storm)i;
	return ERR_OK;
}

struct str
mode_word(enum mode m)
{
	must((unsigned)m < MODE__MAX);
	return str_of(mode_words[m]);
}

struct str
storm_word(enum storm s)
{
	must((unsigned)s < STORM__MAX);
	return str_of(storm_words[s]);
}

enum err
action_of(struct str word, enum action *ret)
{
	size_t i = word_at(action_words, ACT__MAX, word);
	if (i == ACT__MAX)
		return ERR_VERSION;
	*ret = (enum action)i;
	return ERR_OK;
}

enum err
field_of(struct str word, enum draft_field *ret)
{
	size_t i = word_at(field_words, IN__MAX, word);
	if (i == IN__MAX)
		return ERR_VERSION;
	*ret = (enum draft_field)i;
	return ERR_OK;
}

enum err
opinion_of(struct str word, enum opinion *ret)
{
	size_t i = word_at(opinion_words, OPINION__MAX, word);
	if (i == OPINION__MAX)
		return ERR_VERSION;
	*ret = (enum opinion)i;
	return ERR_OK;
}

struct str
opinion_word(enum opinion o)
{
	must((unsigned)o < OPINION__MAX);
	return str_of(opinion_words[o]);
}

enum err
ban_kind_of(struct str word, enum ban_kind *ret)
{
	size_t i = word_at(ban_words, BAN__MAX, word);
	if (i == BAN__MAX)
		return ERR_VERSION;
	*ret = (enum ban_kind)i;
	return ERR_OK;
}

struct str
ban_kind_word(enum ban_kind kind)
{
	must((unsigned)kind < BAN__MAX);
	return str_of(ban_words[kind]);
}

struct str
field_word(enum draft_field f)
{
	must((unsigned)f < IN__MAX);
	return str_of(field_words[f]);
}

struct str
state_word(enum state s)
{
	must((unsigned)s < STATE__MAX);
	return str_of(state_words[s]);
}

struct str
action_word(enum action x)
{
	must((unsigned)x < ACT__MAX);
	return str_of(action_words[x]);
}

enum err
store_site_ensure(struct db *db, struct str name, int64_t now)
{
	return db_run(db, STMT_SITE_ADD, T(name), I(now));
}

enum err
store_site_find(struct db *db, struct str name, struct site_id *ret)
{
	return db_one(db, STMT_SITE_FIND, &ret->n, T(name));
}

enum err
store_thread_find(struct db *db, struct arena *a, struct site_id site, struct str page,
		  struct thread *ret)
{
	struct rows rows = {0};
	struct thread t = {.site = site};
	enum err e = db_query(db, STMT_THREAD_FIND, &rows, I(site.n), T(page));
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK) {
		t.id.n = db_int(&rows, 0);
		t.title = str_copy(a, db_text(&rows, 1));
		t.published = db_int(&rows, 2);
		t.lang = str_copy(a, db_text(&rows, 3));
		t.author = str_copy(a, db_text(&rows, 4));
		e = mode_of(db_text(&rows, 5), &t.mode);
		t.approved = db_int(&rows, 6);
		t.storm_until = db_int(&rows, 8);
		t.created = db_int(&rows, 9);
		t.page = str_eq(db_text(&rows, 10), page) ? page : str_copy(a, db_text(&rows, 10));
		if (e == ERR_OK)
			e = storm_of(db_text(&rows, 7), &t.storm);
		t.announcement = str_copy(a, db_text(&rows, 11));
		t.rules = str_copy(a, db_text(&rows, 12));
	}
	bool found = e == ERR_OK;
	e = db_end(&rows, e);
	if (e == ERR_OK && !found)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = t;
	return e;
}

/* The one row of THREAD_MODE_OF or THREAD_ENSURE; an id of 0: there is none. */
static enum err
read_standing(struct rows *rows, enum err e, struct thread_id *ret, enum mode *ret_mode)
{
	*ret = (struct thread_id){0};
	while (e == ERR_OK && (e = db_next(rows)) == ERR_OK) {
		ret->n = db_int(rows, 0);
		e = mode_of(db_text(rows, 1), ret_mode);
	}
	return db_end(rows, e);
}

enum err
store_thread_ensure(struct db *db, struct site_id site, struct str page, int64_t now,
		    struct thread_id *ret, enum mode *ret_mode)
{
	struct rows rows = {0};
	struct thread_id id = {0};
	enum mode mode = MODE_OPEN;
	enum err e = db_query(db, STMT_THREAD_MODE_OF, &rows, I(site.n), T(page));
	e = read_standing(&rows, e, &id, &mode);
	if (e == ERR_OK && id.n == 0) {
		e = db_query(db, STMT_THREAD_ENSURE, &rows, I(site.n), T(page), I(now));
		e = read_standing(&rows, e, &id, &mode);
	}
	if (e == ERR_OK && id.n == 0)
		return ERR_BUSY;
	if (e == ERR_OK) {
		*ret = id;
		*ret_mode = mode;
	}
	return e;
}

enum err
store_thread_mode(struct db *db, struct site_id site, struct str page, enum mode mode, int64_t now,
		  struct thread_id *ret)
{
	db_touch(db, site.n, page);
	return db_one(db, STMT_THREAD_MODE, &ret->n, I(site.n), T(page), T(mode_word(mode)), I(now));
}

enum err
store_thread_say(struct db *db, struct site_id site, struct str page, struct str announcement,
		 struct str rules, int64_t now, struct thread_id *ret)
{
	db_touch(db, site.n, page);
	return db_one(db, STMT_THREAD_SAY, &ret->n, I(site.n), T(page), T(announcement), T(rules), I(now));
}

enum err
store_thread_used(struct db *db, struct thread_id id, bool *ret)
{
	int64_t used;
	enum err e = db_one(db, STMT_THREAD_USED, &used, I(id.n));
	if (e == ERR_OK)
		*ret = used != 0;
	return e;
}

static enum err
replace_bare(struct db *db, struct thread_id id, struct thread_id bare)
{
	enum err e = db_run(db, STMT_THREAD_MOVED_LEAD, I(id.n), I(bare.n));
	if (e == ERR_OK)
		e = db_run(db, STMT_THREAD_ADOPT, I(id.n), I(bare.n));
	return e == ERR_OK ? db_run(db, STMT_THREAD_DROP, I(bare.n)) : e;
}

enum err
store_thread_move(struct db *db, const struct thread *t, struct str page, struct thread_id bare, int64_t now)
{
	db_touch(db, t->site.n, t->page);
	db_touch(db, t->site.n, page);
	enum err e = bare.n != 0 ? replace_bare(db, t->id, bare) : ERR_OK;
	if (e == ERR_OK)
		e = db_run(db, STMT_THREAD_MOVED_DROP, I(t->site.n), T(page));
	if (e == ERR_OK)
		e = db_run(db, STMT_THREAD_PAGE, I(t->id.n), T(page));
	return e == ERR_OK ? db_run(db, STMT_THREAD_MOVED_ADD, I(t->site.n), T(t->page), I(t->id.n), I(now))
			   : e;
}

enum err
store_thread_put(struct db *db, const struct thread *t, int64_t now)
{
	db_touch(db, t->site.n, t->page);
	return db_run(db, STMT_THREAD_PUT, I(t->site.n), T(t->page), T(t->title),
		      I_OR_NIL(t->published), T(t->lang), T(t->author), T(t->source), I(now));
}

/* Hands on the rows of THREAD_LIST or THREAD_STORMS. */
static enum err
give_threads(struct rows *rows, enum err e, struct site_id site,
	     void (*row)(void *arg, const struct thread *), void *arg)
{
	while (e == ERR_OK && (e = db_next(rows)) == ERR_OK) {
		struct thread t = {.site = site};
		t.id.n = db_int(rows, 0);
		t.page = db_text(rows, 1);
		t.title = db_text(rows, 2);
		t.published = db_int(rows, 3);
		t.lang = db_text(rows, 4);
		t.author = db_text(rows, 5);
		t.source = db_text(rows, 6);
		e = mode_of(db_text(rows, 7), &t.mode);
		t.approved = db_int(rows, 8);
		t.storm_until = db_int(rows, 10);
		t.storm_why = db_text(rows, 11);
		t.storm_began = db_int(rows, 12);
		t.announcement = db_text(rows, 13);
		t.rules = db_text(rows, 14);
		if (e == ERR_OK)
			e = storm_of(db_text(rows, 9), &t.storm);
		if (e == ERR_OK)
			row(arg, &t);
	}
	return db_end(rows, e);
}

enum err
store_thread_list(struct db *db, struct site_id site, struct thread_id after, int64_t limit,
		  void (*row)(void *arg, const struct thread *), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_THREAD_LIST, &rows, I(site.n), I(after.n), I(limit));
	return give_threads(&rows, e, site, row, arg);
}

enum err
store_thread_search(struct db *db, struct site_id site, const struct thread_query *q, int64_t limit,
		    void (*row)(void *arg, const struct thread *), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_THREAD_SEARCH, &rows, I(site.n),
			      I(q->before.n == 0 ? INT64_MAX : q->before.n),
			      T(q->mode == MODE__MAX ? STR("") : mode_word(q->mode)), T(q->part), I(limit));
	return give_threads(&rows, e, site, row, arg);
}

enum err
store_thread_storms(struct db *db, struct site_id site, int64_t now, int64_t limit,
		    void (*row)(void *arg, const struct thread *), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_THREAD_STORMS, &rows, I(site.n), I(now), I(limit));
	return give_threads(&rows, e, site, row, arg);
}

struct thread
store_thread_keep(struct arena *a, const struct thread *borrowed)
{
	struct thread t = *borrowed;
	struct str *const texts[] = {&t.page,   &t.title,  &t.lang,
				     &t.author, &t.source, &t.storm_why,
				     &t.announcement, &t.rules};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = str_copy(a, *texts[i]);
	return t;
}

enum err
store_thread_burst(struct db *db, struct thread_id id, int64_t since, int64_t most, int64_t *ret,
		   int64_t *ret_rejected)
{
	struct rows rows = {0};
	int64_t n = 0, rejected = 0;
	enum err e = db_query(db, STMT_THREAD_BURST, &rows, I(id.n), I(since), I(most));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		n = db_int(&rows, 0);
		rejected = db_int(&rows, 1);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret = n;
		*ret_rejected = rejected;
	}
	return e;
}

enum err
store_thread_storm(struct db *db, struct thread_id id, enum storm storm, int64_t now, int64_t until,
		   struct str why)
{
	int64_t began;
	enum err e = db_one(db, STMT_THREAD_STORM, &began, I(id.n), T(storm_word(storm)), I(now),
			    I(until), T(why));
	return e == ERR_GONE ? ERR_CONFLICT : e;
}

enum err
store_thread_storm_end(struct db *db, struct site_id site, struct thread_id id, int64_t now)
{
	int64_t ended;
	return db_one(db, STMT_THREAD_STORM_END, &ended, I(site.n), I(id.n), I(now));
}

enum err
store_thread_pins(struct db *db, struct arena *a, struct thread_id thread, int64_t limit, struct str *ret,
		  size_t *ret_n)
{
	struct rows rows = {0};
	size_t n = 0;
	enum err e = db_query(db, STMT_THREAD_PINS, &rows, I(thread.n), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		ret[n++] = str_copy(a, db_text(&rows, 0));
	e = db_end(&rows, e);
	*ret_n = e == ERR_OK ? n : 0;
	return e;
}

enum err
store_thread_before(struct db *db, struct thread_id thread, struct str key, int64_t *ret)
{
	return db_one(db, STMT_COMMENT_BEFORE_COUNT, ret, I(thread.n), B(key));
}

enum err
store_thread_count(struct db *db, struct thread_id id, int64_t delta)
{
	return db_run(db, STMT_THREAD_COUNT, I(id.n), I(delta));
}

enum err
store_author_find(struct db *db, struct site_id site, const struct hash *id_hash,
		  struct author_id *ret)
{
	return db_one(db, STMT_AUTHOR_FIND, &ret->n, I(site.n), HASH(*id_hash));
}

enum err
store_author_ensure(struct db *db, struct site_id site, const struct hash *id_hash,
		    const struct hash *ban_hash, const unsigned char avatar[16], int64_t now,
		    struct author_id *ret)
{
	struct str random = {(const char *)avatar, 16};
	enum err e = db_run(db, STMT_AUTHOR_ENSURE, I(site.n), HASH(*id_hash), HASH(*ban_hash), B(random),
			    I(now));
	return e == ERR_OK ? store_author_find(db, site, id_hash, ret) : e;
}

/* Reads the rows of AUTHOR_HISTORY or CHAIN_LATELY. */
static enum err
read_history(struct rows *rows, enum err e, struct history *ret)
{
	struct history h = {{0}, {0}};
	while (e == ERR_OK && (e = db_next(rows)) == ERR_OK) {
		enum state s = STATE_PENDING;
		e = state_of(db_text(rows, 0), &s);
		h.count[s] = db_int(rows, 1);
		h.lately[s] = db_int(rows, 2);
	}
	e = db_end(rows, e);
	if (e == ERR_OK)
		*ret = h;
	return e;
}

enum err
store_author_history(struct db *db, struct author_id author, int64_t since, int64_t most, struct history *ret)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_AUTHOR_HISTORY, &rows, I(author.n), I(since), I(most));
	return read_history(&rows, e, ret);
}

enum err
store_chain_lately(struct db *db, struct comment_id chain, int64_t since, struct history *ret)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_CHAIN_LATELY, &rows, I(chain.n), I(since), I(HISTORY_MAX));
	return read_history(&rows, e, ret);
}

enum err
store_author_refused(struct db *db, struct author_id author, int64_t since, int64_t *ret)
{
	return db_one(db, STMT_AUTHOR_REFUSED, ret, I(author.n), I(since), I(HISTORY_MAX));
}

enum err
store_chain_refused(struct db *db, struct comment_id chain, int64_t since, int64_t *ret)
{
	return db_one(db, STMT_CHAIN_REFUSED, ret, I(chain.n), I(since), I(HISTORY_MAX));
}

enum err
store_chain_approved(struct db *db, struct comment_id chain, int64_t most, int64_t *ret)
{
	return db_one(db, STMT_CHAIN_APPROVED, ret, I(chain.n), I(HISTORY_MAX), I(most));
}

enum err
store_chain_find(struct db *db, struct site_id site, struct comment_id id, struct chain_link *ret)
{
	struct rows rows = {0};
	struct chain_link c = {{0}, id, 0, 0};
	enum err e = db_query(db, STMT_CHAIN_FIND, &rows, I(site.n), I(id.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	bool found = e == ERR_OK;
	if (found) {
		c.author.n = db_int(&rows, 0);
		if (!db_null(&rows, 1))
			c.chain.n = db_int(&rows, 1);
		c.generation = (unsigned)db_int(&rows, 2);
		c.created = db_int(&rows, 3);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && !found)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = c;
	return e;
}

enum err
store_author_banned(struct db *db, struct author_id author, int64_t now, bool *ret)
{
	int64_t ban;
	enum err e = db_one(db, STMT_AUTHOR_BANNED, &ban, I(author.n), I(now));
	if (e == ERR_OK || e == ERR_GONE)
		*ret = e == ERR_OK;
	return e == ERR_GONE ? ERR_OK : e;
}

enum err
store_author_hashes(struct db *db, struct site_id site, struct comment_id comment,
		    struct hash *ret_id, struct hash *ret_ban)
{
	struct rows rows = {0};
	struct hash id, ban;
	enum err e = db_query(db, STMT_AUTHOR_HASHES, &rows, I(site.n), I(comment.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	bool found = e == ERR_OK;
	if (found) {
		must(db_text(&rows, 0).n == HASH_BYTES && db_text(&rows, 1).n == HASH_BYTES);
		memcpy(id.b, db_text(&rows, 0).p, HASH_BYTES);
		memcpy(ban.b, db_text(&rows, 1).p, HASH_BYTES);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && !found)
		return ERR_GONE;
	if (e == ERR_OK) {
		*ret_id = id;
		*ret_ban = ban;
	}
	return e;
}
