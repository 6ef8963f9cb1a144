/* One person's data; see the header. What is told is a table, and what is taken away is one. */
#include "store/store_subject.h"

#include "store/store_notice.h"
#include "store/store_search.h"
#include "store/store_thread.h"

/* ---- who ------------------------------------------------------------------------------------------- */

enum err
store_subject_author(struct db *db, struct author_id id, struct subject_row *ret)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_SUBJECT_AUTHOR, &rows, I(id.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	bool found = e == ERR_OK;
	if (found) {
		struct str ban = db_text(&rows, 2);
		must(ban.n == HASH_BYTES);
		*ret = (struct subject_row){.proof = crypt_digest(db_text(&rows, 0)),
					    .created = db_int(&rows, 1)};
		memcpy(ret->ban.b, ban.p, HASH_BYTES);
	}
	e = db_end(&rows, e);
	return e == ERR_OK && !found ? ERR_GONE : e;
}

enum err
store_subject_comments(struct db *db, struct arena *a, struct author_id author, struct comment_id **ret,
		       size_t *ret_n)
{
	struct rows rows = {0};
	struct comment_id *list = NULL;
	size_t n = 0;
	enum err e = db_query(db, STMT_SUBJECT_COMMENTS, &rows, I(author.n));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		arena_grow(a, list, n);
		list[n++].n = db_int(&rows, 0);
	}
	*ret = list;
	*ret_n = n;
	return db_end(&rows, e);
}

/* ---- telling --------------------------------------------------------------------------------------- */

enum held_of { HELD_COMMENT, HELD_AUTHOR, HELD_PERSON };

static const struct part {
	enum held_of of;
	struct str list;
	enum stmt stmt;
	struct str columns;
} parts[] = {
#define HELD(of, list, stmt, columns) {HELD_##of, STR_C(list), stmt, STR_C(columns)},
#include "store/subject.def"
#undef HELD
};

static void
tell_row(const struct rows *rows, const struct part *p, const struct held_to *to)
{
	struct str rest = p->columns, column;
	for (int i = 0; rest.n > 0; i++) {
		str_cut(&rest, ' ', &column);
		must(column.n > 2 && column.p[column.n - 2] == ':');
		struct held h = {.name = str_sub(column, 0, column.n - 2), .type = column.p[column.n - 1]};
		h.null = db_null(rows, i);
		h.i = db_int(rows, i);
		if (h.type == 'r')
			h.r = db_real(rows, i);
		if (h.type == 't')
			h.s = db_text(rows, i);
		to->value(to->arg, &h);
	}
}

static enum err
tell(struct db *db, const struct part *p, const struct held_to *to, const struct arg *args, size_t n)
{
	struct rows rows = {0};
	enum err e = db_query_args(db, p->stmt, &rows, args, n);
	if (p->list.n > 0)
		to->list(to->arg, p->list);
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		if (p->list.n > 0)
			to->item(to->arg);
		tell_row(&rows, p, to);
		if (p->list.n > 0)
			to->end(to->arg);
	}
	if (p->list.n > 0)
		to->end(to->arg);
	return db_end(&rows, e);
}

static enum err
tell_all(struct db *db, enum held_of of, const struct held_to *to, const struct arg *args, size_t n)
{
	enum err e = ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < ARRAY_LEN(parts); i++)
		if (parts[i].of == of)
			e = tell(db, &parts[i], to, args, n);
	return e;
}

enum err
store_subject_tell_comment(struct db *db, struct comment_id id, const struct held_to *to)
{
	return tell_all(db, HELD_COMMENT, to, DB_ARGS(I(id.n)));
}

enum err
store_subject_tell_person(struct db *db, struct site_id site, struct author_id author,
			  const struct hash *ban, const struct held_to *to)
{
	enum err e = tell_all(db, HELD_AUTHOR, to, DB_ARGS(I(author.n)));
	return e == ERR_OK ? tell_all(db, HELD_PERSON, to, DB_ARGS(I(site.n), HASH(*ban))) : e;
}

/* ---- taking away ----------------------------------------------------------------------------------- */

static const struct str words[ERASE_MODE__MAX] = {[ERASE_ANONYMISE] = STR_C("anonymise"),
						  [ERASE_REMOVE] = STR_C("remove")};

struct str
erase_word(enum erase_mode mode)
{
	must((unsigned)mode < ERASE_MODE__MAX);
	return words[mode];
}

enum err
erase_of(struct str word, enum erase_mode *ret)
{
	for (size_t i = 0; i < ERASE_MODE__MAX; i++)
		if (str_eq(word, words[i])) {
			*ret = (enum erase_mode)i;
			return ERR_OK;
		}
	return ERR_INPUT;
}

/* Of a comment, by its id, in this order. */
static const struct {
	enum stmt stmt;
	bool in[ERASE_MODE__MAX];
} wipes[] = {
	{STMT_ERASE_RECEIPT, {true, true}},
	{STMT_ERASE_LESSONS_OF_REVISIONS, {[ERASE_ANONYMISE] = true}},
	{STMT_ERASE_REASONS_OF_NAME, {[ERASE_ANONYMISE] = true}},
	{STMT_ERASE_NAME, {[ERASE_ANONYMISE] = true}},
	{STMT_ERASE_LESSONS, {[ERASE_REMOVE] = true}},
	{STMT_ERASE_REASONS, {[ERASE_REMOVE] = true}},
	{STMT_ERASE_REPORT_WORDS, {[ERASE_REMOVE] = true}},
	{STMT_ERASE_REVISIONS, {true, true}},
	{STMT_ERASE_APPEALS, {true, true}},
	{STMT_ERASE_WARNINGS, {true, true}},
	{STMT_ERASE_NOTES, {true, true}},
	{STMT_ERASE_SALTS, {true, true}},
	{STMT_ERASE_DETAILS, {true, true}},
	{STMT_ERASE_ERRANDS, {true, true}},
	{STMT_ERASE_OLD_NAMES, {true, true}},
};

/* Where it stands, and what readers' pages have of it. */
static enum err
look(struct db *db, struct comment_id id, struct site_id *ret_site, struct thread_id *ret_thread,
     enum state *ret_state)
{
	struct rows rows = {0};
	bool found = false;
	enum err e = db_query(db, STMT_ERASE_LOOK, &rows, I(id.n));
	if (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		found = true;
		ret_site->n = db_int(&rows, 0);
		ret_thread->n = db_int(&rows, 2);
		e = state_of(db_text(&rows, 1), ret_state);
		db_touch(db, ret_site->n, db_text(&rows, 3));
	}
	e = db_end(&rows, e);
	return e == ERR_OK && !found ? ERR_GONE : e;
}

static struct hash
name_proof(struct str old)
{
	return crypt_digest(old);
}

/* The list is read whole before it changes. A comment has one old name or two; more is somebody's whim. */
static enum err
list_old_names(struct db *db, struct comment_id id, struct site_id site, enum erase_mode mode, int64_t now)
{
	struct rows rows = {0};
	struct erased names[16];
	size_t n = 0;
	enum err e = db_query(db, STMT_ERASE_OLD_NAMES_LIST, &rows, I(id.n));
	while (e == ERR_OK && n < ARRAY_LEN(names) && (e = db_next(&rows)) == ERR_OK)
		names[n++] = (struct erased){.site = site, .import = true, .row = db_int(&rows, 0),
					     .proof = name_proof(db_text(&rows, 1)),
					     .mode = mode, .made = now};
	e = db_end(&rows, e);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = store_erased_add(db, &names[i], false);
	return e;
}

enum err
store_erase_comment(struct db *db, struct comment_id id, enum erase_mode mode, int64_t now)
{
	struct site_id site = {0};
	struct thread_id thread = {0};
	enum state state = STATE_PENDING;
	enum err e = look(db, id, &site, &thread, &state);
	if (e == ERR_OK)
		e = store_search_change(db, id, true);
	if (e == ERR_OK)
		e = list_old_names(db, id, site, mode, now);
	for (size_t i = 0; e == ERR_OK && i < ARRAY_LEN(wipes); i++)
		if (wipes[i].in[mode])
			e = db_run(db, wipes[i].stmt, I(id.n));
	if (e == ERR_OK && mode == ERASE_REMOVE) {
		e = db_run(db, STMT_ERASE_TEXT, I(id.n), I(now));
		if (e == ERR_OK && state == STATE_APPROVED)
			e = store_thread_count(db, thread, -1);
	}
	return e;
}

enum err
store_erase_author(struct db *db, struct author_id id, enum erase_mode mode)
{
	enum err e = mode == ERASE_REMOVE ? db_run(db, STMT_ERASE_NOTICE_TEXTS, I(id.n)) : ERR_OK;
	if (e == ERR_OK)
		e = store_notice_forget_person(db, id);
	if (e == ERR_OK)
		e = db_run(db, STMT_ERASE_REMARKS, I(id.n));
	if (e == ERR_OK)
		e = db_run(db, STMT_ERASE_ANSWERS, I(id.n));
	return e == ERR_OK ? db_run(db, STMT_ERASE_AUTHOR, I(id.n)) : e;
}

enum err
store_erase_bans(struct db *db, struct site_id site, const struct hash *ban, int64_t now, int64_t *ret_n)
{
	struct rows rows = {0};
	int64_t n = 0;
	enum err e = db_query(db, STMT_ERASE_BANS, &rows, I(site.n), HASH(*ban), I(now));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		char subject[40];
		int len = snprintf(subject, sizeof(subject), "ban %lld", (long long)db_int(&rows, 0));
		struct str in_book = {subject, (size_t)len};
		n++;
		e = db_run(db, STMT_ERASE_BAN_SALTS, T(in_book));
		if (e == ERR_OK)
			e = db_run(db, STMT_ERASE_BAN_DETAILS, T(in_book));
	}
	*ret_n = n;
	return db_end(&rows, e);
}

/* ---- the erase list -------------------------------------------------------------------------------- */

enum err
store_erased_add(struct db *db, const struct erased *x, bool scrubbed)
{
	struct str kind = x->import ? STR("import") : STR("author");
	return db_run(db, STMT_ERASED_ADD, I(x->site.n), T(kind), I(x->row), HASH(x->proof),
		      T(erase_word(x->mode)), I(x->made), scrubbed ? I(x->made) : NIL);
}

static enum err
read_erased(const struct rows *rows, struct erased *ret)
{
	struct str proof = db_text(rows, 4);
	*ret = (struct erased){.id = db_int(rows, 0), .site = {db_int(rows, 1)}, .row = db_int(rows, 3),
			       .import = str_eq(db_text(rows, 2), STR("import")), .made = db_int(rows, 6)};
	if (proof.n != HASH_BYTES)
		return ERR_IO;
	memcpy(ret->proof.b, proof.p, HASH_BYTES);
	return erase_of(db_text(rows, 5), &ret->mode);
}

/* The rows of a query that began. */
static enum err
list_erased(struct rows *rows, enum err e, struct arena *a, struct erased **ret, size_t *ret_n)
{
	struct erased *list = NULL;
	size_t n = 0;
	while (e == ERR_OK && (e = db_next(rows)) == ERR_OK) {
		arena_grow(a, list, n);
		e = read_erased(rows, &list[n++]);
	}
	*ret = list;
	*ret_n = n;
	return db_end(rows, e);
}

enum err
store_erased_list(struct db *db, struct arena *a, int64_t after, int64_t limit, struct erased **ret,
		  size_t *ret_n)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_ERASED_LIST, &rows, I(after), I(limit));
	return list_erased(&rows, e, a, ret, ret_n);
}

enum err
store_erased_any_import(struct db *db, struct site_id site, bool *ret)
{
	int64_t n = 0;
	enum err e = db_one(db, STMT_ERASED_ANY_IMPORT, &n, I(site.n));
	*ret = n > 0;
	return e;
}

enum err
store_erased_import(struct db *db, int64_t source, struct str old, bool *ret)
{
	int64_t n = 0;
	struct hash proof = name_proof(old);
	enum err e = db_one(db, STMT_ERASED_IMPORT, &n, I(source), HASH(proof));
	*ret = n > 0;
	return e;
}

enum err
store_erased_unscrubbed(struct db *db, struct arena *a, int64_t limit, struct erased **ret, size_t *ret_n)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_ERASED_UNSCRUBBED, &rows, I(limit));
	return list_erased(&rows, e, a, ret, ret_n);
}

enum err
store_erased_scrub(struct db *db, int64_t upto, int64_t now)
{
	db_scrub(db);
	return db_run(db, STMT_ERASED_SCRUBBED, I(upto), I(now));
}
