/* Notices of illegal content and the answers to appeals; see the header. Must not judge who may decide. */
#include "store/store_notice.h"

#include "store/store_thread.h"

static const char *const kind_words[] = {
#define X(name, word, help) word,
	NOTICE_KINDS(X)
#undef X
};
static const char *const notice_state_words[] = {
#define X(name, word, help) word,
	NOTICE_STATES(X)
#undef X
};

struct str
notice_kind_word(enum notice_kind k)
{
	must((unsigned)k < NOTICE_KIND__MAX);
	return str_of(kind_words[k]);
}

struct str
notice_state_word(enum notice_state s)
{
	must((unsigned)s < NOTICE_STATE__MAX);
	return str_of(notice_state_words[s]);
}

bool
notice_kind_of(struct str word, enum notice_kind *ret)
{
	for (size_t i = 0; i < NOTICE_KIND__MAX; i++)
		if (str_eq(str_of(kind_words[i]), word)) {
			*ret = (enum notice_kind)i;
			return true;
		}
	return false;
}

static enum err
state_of_notice(struct str word, enum notice_state *ret)
{
	for (size_t i = 0; i < NOTICE_STATE__MAX; i++)
		if (str_eq(str_of(notice_state_words[i]), word)) {
			*ret = (enum notice_state)i;
			return ERR_OK;
		}
	return ERR_VERSION;
}

enum err
store_notice_target(struct db *db, struct arena *a, struct site_id site, struct comment_id id,
		    struct notice_target *ret)
{
	struct rows rows = {0};
	struct notice_target t = {.version = 0};
	enum err e = db_query(db, STMT_NOTICE_TARGET, &rows, I(site.n), I(id.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	bool found = e == ERR_OK;
	if (found) {
		e = state_of(db_text(&rows, 0), &t.state);
		t.version = db_int(&rows, 1);
		t.name = str_copy(a, db_text(&rows, 2));
		t.page = str_copy(a, db_text(&rows, 3));
		t.title = str_copy(a, db_text(&rows, 4));
		t.lang = str_copy(a, db_text(&rows, 5));
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && !found)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = t;
	return e;
}

enum err
store_notice_add(struct db *db, const struct new_notice *n, struct notice_id *ret)
{
	enum err e = db_one(db, STMT_NOTICE_ADD, &ret->n, I(n->site.n), I(n->comment.n), I(n->version),
			    T(notice_kind_word(n->kind)), T(n->text), T(n->location), T(n->name),
			    I_OR_NIL(n->author.n), I(n->now), HASH(n->post_key));
	return e == ERR_GONE ? ERR_CONFLICT : e;
}

enum err
store_notice_by_post_key(struct db *db, struct site_id site, const struct hash *key, int64_t since,
			 struct notice_id *ret, int64_t *ret_created)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_NOTICE_BY_POST_KEY, &rows, I(site.n), HASH(*key), I(since));
	if (e == ERR_OK)
		e = db_next(&rows);
	bool found = e == ERR_OK;
	if (found) {
		ret->n = db_int(&rows, 0);
		*ret_created = db_int(&rows, 1);
	}
	e = db_end(&rows, e);
	return e == ERR_OK && !found ? ERR_GONE : e;
}

enum err
store_notice_post_keys_sweep(struct db *db, int64_t before)
{
	return db_run(db, STMT_NOTICE_POST_KEYS_SWEEP, I(before));
}

/* ---- whole ones ------------------------------------------------------------------------------------ */

/* Texts are borrowed. */
static enum err
read_notice(const struct rows *rows, struct site_id site, struct notice *ret, struct hash *ret_person)
{
	struct str person = db_text(rows, 11);
	*ret = (struct notice){
		.id = {db_int(rows, 0)},
		.site = site,
		.comment = {db_int(rows, 1)},
		.version = db_int(rows, 2),
		.text = db_text(rows, 4),
		.location = db_text(rows, 5),
		.name = db_text(rows, 6),
		.created = db_int(rows, 7),
		.complaint = db_text(rows, 9),
		.complained = db_int(rows, 10),
	};
	*ret_person = (struct hash){{0}};
	if (person.n == HASH_BYTES)
		memcpy(ret_person->b, person.p, HASH_BYTES);
	if (!notice_kind_of(db_text(rows, 3), &ret->kind))
		return ERR_VERSION;
	return state_of_notice(db_text(rows, 8), &ret->state);
}

struct notice
store_notice_keep(struct arena *a, const struct notice *borrowed)
{
	struct notice n = *borrowed;
	n.text = str_copy(a, n.text);
	n.location = str_copy(a, n.location);
	n.name = str_copy(a, n.name);
	n.complaint = str_copy(a, n.complaint);
	return n;
}

enum err
store_notice_answers(struct db *db, struct arena *a, struct notice *n)
{
	struct rows rows = {0};
	n->n_answers = 0;
	enum err e = db_query(db, STMT_NOTICE_ANSWERS, &rows, I(n->id.n));
	while (e == ERR_OK && n->n_answers < NOTICE_ANSWERS_MAX && (e = db_next(&rows)) == ERR_OK)
		n->answers[n->n_answers++] = (struct notice_answer){
			.acted = str_eq(db_text(&rows, 0), notice_state_word(NOTICE_ACTED)),
			.text = str_copy(a, db_text(&rows, 1)),
			.made = db_int(&rows, 2),
			.by = str_copy(a, db_text(&rows, 3))};
	return db_end(&rows, e);
}

enum err
store_notice_get(struct db *db, struct arena *a, struct site_id site, struct notice_id id, struct notice *ret,
		 struct hash *ret_person)
{
	struct rows rows = {0};
	struct notice n = {.version = 0};
	enum err e = db_query(db, STMT_NOTICE_GET, &rows, I(site.n), I(id.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	bool found = e == ERR_OK;
	if (found) {
		e = read_notice(&rows, site, &n, ret_person);
		n = store_notice_keep(a, &n);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && !found)
		return ERR_GONE;
	if (e == ERR_OK)
		e = store_notice_answers(db, a, &n);
	if (e == ERR_OK)
		*ret = n;
	return e;
}

enum err
store_notice_open(struct db *db, struct site_id site, struct notice_id after, int64_t limit,
		  void (*row)(void *arg, const struct notice *, const struct hash *person), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_NOTICE_OPEN, &rows, I(site.n), I(after.n), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		struct notice n;
		struct hash person;
		e = read_notice(&rows, site, &n, &person);
		if (e == ERR_OK)
			row(arg, &n, &person);
	}
	return db_end(&rows, e);
}

enum err
store_notice_count(struct db *db, struct site_id site, int64_t most, int64_t *ret)
{
	return db_one(db, STMT_NOTICE_OPEN_UPTO, ret, I(site.n), I(most));
}

enum err
store_notice_acted(struct db *db, struct comment_id comment, enum notice_kind *ret)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_NOTICE_ACTED_OF, &rows, I(comment.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	bool found = e == ERR_OK;
	if (found && !notice_kind_of(db_text(&rows, 0), ret))
		e = ERR_VERSION;
	e = db_end(&rows, e);
	return e == ERR_OK && !found ? ERR_GONE : e;
}

/* ---- decisions ------------------------------------------------------------------------------------- */

/* The one integer of a compare and set. */
static enum err
set(enum err e)
{
	return e == ERR_GONE ? ERR_CONFLICT : e;
}

enum err
store_notice_take(struct db *db, struct site_id site, struct notice_id id)
{
	int64_t n;
	return set(db_one(db, STMT_NOTICE_TAKE, &n, I(site.n), I(id.n)));
}

enum err
store_notice_decide(struct db *db, struct notice_id id, enum notice_state from, const struct new_answer *w)
{
	int64_t n;
	struct str to = notice_state_word(w->acted ? NOTICE_ACTED : NOTICE_LEFT);
	enum err e = set(db_one(db, STMT_NOTICE_DECIDE, &n, I(id.n), T(notice_state_word(from)), T(to),
				I(w->now)));
	if (e == ERR_OK)
		e = db_run(db, STMT_NOTICE_ANSWER_ADD, I(id.n), T(to), T(w->text), I(w->now), T(w->by),
			   I_OR_NIL(w->decision));
	return e;
}

/* The next one of the comment that waits; ERR_GONE. */
static enum err
next_open(struct db *db, struct comment_id comment, struct notice_id *ret, enum notice_state *ret_state)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_NOTICE_OPEN_OF, &rows, I(comment.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	bool found = e == ERR_OK;
	if (found) {
		ret->n = db_int(&rows, 0);
		e = state_of_notice(db_text(&rows, 1), ret_state);
	}
	e = db_end(&rows, e);
	return e == ERR_OK && !found ? ERR_GONE : e;
}

enum err
store_notice_decide_all(struct db *db, struct comment_id comment, const struct new_answer *w)
{
	struct notice_id id;
	enum notice_state from = NOTICE_RECEIVED;
	enum err e = ERR_OK;
	while (e == ERR_OK && (e = next_open(db, comment, &id, &from)) == ERR_OK)
		e = store_notice_decide(db, id, from, w);
	return e == ERR_GONE ? ERR_OK : e;
}

enum err
store_notice_reopen(struct db *db, int64_t decision)
{
	enum err e = db_run(db, STMT_NOTICE_REOPEN, I(decision));
	return e == ERR_OK ? db_run(db, STMT_NOTICE_UNANSWER, I(decision)) : e;
}

enum err
store_notice_contested(struct db *db, int64_t decision, bool *ret)
{
	int64_t n;
	enum err e = db_one(db, STMT_NOTICE_CONTESTED, &n, I(decision));
	if (e == ERR_OK)
		*ret = n > 0;
	return e;
}

enum err
store_notice_complain(struct db *db, struct site_id site, struct notice_id id, struct str text, int64_t now)
{
	int64_t n;
	return set(db_one(db, STMT_NOTICE_COMPLAIN, &n, I(site.n), I(id.n), T(text), I(now)));
}

enum err
store_notice_forget_person(struct db *db, struct author_id author)
{
	return db_run(db, STMT_NOTICE_FORGET_PERSON, I(author.n));
}

/* ---- appeals --------------------------------------------------------------------------------------- */

enum err
store_appeal_open(struct db *db, struct site_id site, struct comment_id after, int64_t limit,
		  void (*row)(void *arg, const struct open_appeal *), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_APPEAL_OPEN, &rows, I(site.n), I(after.n), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		struct open_appeal appeal = {{db_int(&rows, 0)}, db_int(&rows, 1), db_text(&rows, 2)};
		row(arg, &appeal);
	}
	return db_end(&rows, e);
}

enum err
store_appeal_count(struct db *db, struct site_id site, int64_t most, int64_t *ret)
{
	return db_one(db, STMT_APPEAL_OPEN_UPTO, ret, I(site.n), I(most));
}

enum err
store_appeal_against(struct db *db, struct site_id site, struct comment_id comment, struct str by, bool *ret)
{
	int64_t n = 0;
	enum err e = db_one(db, STMT_APPEAL_AGAINST, &n, I(site.n), I(comment.n), T(by));
	if (e == ERR_OK)
		*ret = n > 0;
	return e;
}

enum err
store_appeal_answer(struct db *db, struct site_id site, struct comment_id comment, struct str text,
		    struct str by, int64_t now, int64_t decision)
{
	int64_t n;
	return set(db_one(db, STMT_APPEAL_ANSWER, &n, I(site.n), I(comment.n), I(now), T(by), T(text),
			  I_OR_NIL(decision)));
}

enum err
store_appeal_reopen(struct db *db, int64_t decision)
{
	return db_run(db, STMT_APPEAL_REOPEN, I(decision));
}
