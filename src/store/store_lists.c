/* Word lists, rules, and how the lists stand; see the header. */
#include "store/store_lists.h"

#include "store/store_thread.h"

/* ---- words -------------------------------------------------------------------------------------- */

static enum err
read_word(struct rows *rows, struct arena *a, struct word_entry *w)
{
	*w = (struct word_entry){
		.id = db_int(rows, 0),
		.text = str_copy(a, db_text(rows, 1)),
		.lang = str_copy(a, db_text(rows, 2)),
		.severity = (int)db_int(rows, 4),
		.expires = db_int(rows, 5),
		.shadow = db_int(rows, 6) != 0,
		.note = str_copy(a, db_text(rows, 7)),
		.created = db_int(rows, 8),
		.by = str_copy(a, db_text(rows, 9)),
	};
	return action_of(db_text(rows, 3), &w->action);
}

/* What a query that began with `e` gives. */
static enum err
read_words(struct rows *rows, enum err e, struct arena *a, struct word_entry **ret, size_t *ret_n)
{
	struct word_entry *list = NULL;
	size_t n = 0;
	while (e == ERR_OK && (e = db_next(rows)) == ERR_OK) {
		arena_grow(a, list, n);
		e = read_word(rows, a, &list[n++]);
	}
	e = db_end(rows, e);
	if (e == ERR_OK) {
		*ret = list;
		*ret_n = n;
	}
	return e;
}

enum err
store_words_list(struct db *db, struct arena *a, struct site_id site, int64_t now,
		 struct word_entry **ret, size_t *ret_n)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_WORDS_LIST, &rows, I(site.n), I(now));
	return read_words(&rows, e, a, ret, ret_n);
}

enum err
store_words_find(struct db *db, struct arena *a, struct site_id site, struct str lang, struct str part,
		 int64_t before, int64_t now, int64_t limit, struct word_entry **ret, size_t *ret_n)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_WORDS_FIND, &rows, I(site.n), I(before), T(lang), T(part), I(now),
			      I(limit));
	return read_words(&rows, e, a, ret, ret_n);
}

enum err
store_words_get(struct db *db, struct arena *a, struct site_id site, int64_t id, int64_t now,
		struct word_entry *ret)
{
	struct rows rows = {0};
	struct word_entry *found = NULL;
	size_t n = 0;
	enum err e = db_query(db, STMT_WORDS_GET, &rows, I(site.n), I(id), I(now));
	e = read_words(&rows, e, a, &found, &n);
	if (e == ERR_OK && n == 0)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = found[0];
	return e;
}

enum err
store_words_put(struct db *db, struct site_id site, const struct word_entry *w, bool *ret_new)
{
	enum err e = store_words_remove(db, site, w->lang, w->text);
	bool fresh = e == ERR_GONE;
	if (e != ERR_OK && e != ERR_GONE)
		return e;
	e = db_run(db, STMT_WORDS_ADD, I(site.n), T(w->text), T(w->lang),
		   T(action_word(w->action)), I(w->severity), T(w->note), I(w->shadow),
		   I(w->created), I_OR_NIL(w->expires), T(w->by));
	if (e == ERR_OK)
		*ret_new = fresh;
	return e;
}

enum err
store_words_import(struct db *db, struct site_id site, const struct word_entry *w)
{
	return db_run(db, STMT_WORDS_IMPORT, I(site.n), I(w->id), T(w->text), T(w->lang),
		      T(action_word(w->action)), I(w->severity), T(w->note), I(w->shadow), I(w->created),
		      I_OR_NIL(w->expires), T(w->by));
}

enum err
store_words_remove(struct db *db, struct site_id site, struct str lang, struct str text)
{
	int64_t id;
	return db_one(db, STMT_WORDS_REMOVE, &id, I(site.n), T(lang), T(text));
}

enum err
store_words_remove_id(struct db *db, struct site_id site, int64_t id)
{
	int64_t removed;
	return db_one(db, STMT_WORDS_REMOVE_ID, &removed, I(site.n), I(id));
}

/* ---- rules -------------------------------------------------------------------------------------- */

#define MODE_OFF STR("off")
#define MODE_SHADOW STR("shadow")

enum err
store_rule_list(struct db *db, struct arena *a, struct site_id site, int64_t now,
		struct rule_say **ret, size_t *ret_n)
{
	struct rows rows = {0};
	struct rule_say *list = NULL;
	size_t n = 0;
	enum err e = db_query(db, STMT_RULE_LIST, &rows, I(site.n), I(now));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		arena_grow(a, list, n);
		list[n++] = (struct rule_say){
			.rule = str_copy(a, db_text(&rows, 0)),
			.off = str_eq(db_text(&rows, 1), MODE_OFF),
			.created = db_int(&rows, 2),
			.expires = db_int(&rows, 3),
			.by = str_copy(a, db_text(&rows, 4)),
		};
	}
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret = list;
		*ret_n = n;
	}
	return e;
}

enum err
store_rule_clear(struct db *db, struct site_id site, struct str rule)
{
	int64_t id;
	return db_one(db, STMT_RULE_CLEAR, &id, I(site.n), T(rule));
}

enum err
store_rule_set(struct db *db, struct site_id site, const struct rule_say *r)
{
	enum err e = store_rule_clear(db, site, r->rule);
	if (e != ERR_OK && e != ERR_GONE)
		return e;
	return db_run(db, STMT_RULE_SET, I(site.n), T(r->rule), T(r->off ? MODE_OFF : MODE_SHADOW),
		      I(r->created), I_OR_NIL(r->expires), T(r->by));
}

enum err
store_rule_import(struct db *db, struct site_id site, const struct rule_say *r)
{
	return db_run(db, STMT_RULE_IMPORT, I(site.n), T(r->rule), T(r->off ? MODE_OFF : MODE_SHADOW),
		      I(r->created), I_OR_NIL(r->expires), T(r->by));
}

static enum err
read_tally(struct rows *rows, enum err e, struct arena *a, struct rule_tally **ret, size_t *ret_n)
{
	struct rule_tally *list = NULL;
	size_t n = 0;
	while (e == ERR_OK && (e = db_next(rows)) == ERR_OK) {
		arena_grow(a, list, n);
		list[n++] = (struct rule_tally){str_copy(a, db_text(rows, 0)), db_int(rows, 1),
						db_int(rows, 2), db_int(rows, 3)};
	}
	e = db_end(rows, e);
	if (e == ERR_OK) {
		*ret = list;
		*ret_n = n;
	}
	return e;
}

enum err
store_rule_tally(struct db *db, struct arena *a, struct site_id site, struct rule_tally **ret,
		 size_t *ret_n)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_REASON_TALLY, &rows, I(site.n));
	return read_tally(&rows, e, a, ret, ret_n);
}

enum err
store_rule_tally_lately(struct db *db, struct arena *a, struct site_id site, int64_t of,
			struct rule_tally **ret, size_t *ret_n)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_REASON_TALLY_LATELY, &rows, I(site.n), I(of));
	return read_tally(&rows, e, a, ret, ret_n);
}

enum err
store_words_tally(struct db *db, struct arena *a, struct site_id site, struct str rule,
		  struct rule_tally **ret, size_t *ret_n)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_WORDS_TALLY, &rows, I(site.n), T(rule));
	return read_tally(&rows, e, a, ret, ret_n);
}

/* ---- names, and all of them ---------------------------------------------------------------------- */

enum err
store_account_names(struct db *db, struct arena *a, struct site_id site, struct str **ret,
		    size_t *ret_n)
{
	struct rows rows = {0};
	struct str *list = NULL;
	size_t n = 0;
	enum err e = db_query(db, STMT_ACCOUNT_NAMES, &rows, I(site.n));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		arena_grow(a, list, n);
		list[n++] = str_copy(a, db_text(&rows, 0));
	}
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret = list;
		*ret_n = n;
	}
	return e;
}

enum err
store_lists_stand(struct db *db, struct site_id site, int64_t now, struct lists_stand *ret)
{
	struct rows rows = {0};
	struct lists_stand s = {0};
	enum err e = db_query(db, STMT_LISTS_STAND, &rows, I(site.n), I(now));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		int64_t *const all[] = {&s.words.count, &s.words.newest, &s.bans.count,
					&s.bans.newest, &s.rules.count, &s.rules.newest,
					&s.names.count, &s.names.newest};
		for (size_t i = 0; i < ARRAY_LEN(all); i++)
			*all[i] = db_int(&rows, (int)i);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK)
		*ret = s;
	return e;
}
