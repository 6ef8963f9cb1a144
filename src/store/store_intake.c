/* Rows of an import by the hundred; see the header. */
#include "store/store_intake.h"

#include "store/store_thread.h"

#define ROWS 500 /* given at a time: what a statement may have to undo is kept in memory until its end */

static struct given *
given_in(struct arena *a)
{
	return arena_zero(a, ROWS, sizeof(struct given));
}

static struct str
bytes_of(const void *p, size_t n)
{
	return (struct str){p, n};
}

/* Runs the statement for what is in hand. Nothing of it is borrowed afterwards. */
static enum err
put(struct db *db, enum stmt s, const struct given *rows, size_t *n, const struct arg *args, size_t n_args)
{
	if (*n == 0)
		return ERR_OK;
	db_give(db, rows, *n);
	enum err e = db_run_args(db, s, args, n_args);
	db_give(db, NULL, 0);
	*n = 0;
	return e;
}

/* ---- looking -------------------------------------------------------------------------------- */

enum err
store_imported_look(struct db *db, struct arena *a, struct import_source source, const struct str *names,
		    size_t n, struct import_row *ret)
{
	struct given *given = given_in(a);
	enum err e = ERR_OK;
	memset(ret, 0, n * sizeof(*ret));
	for (size_t i = 0; e == ERR_OK && i < n;) {
		struct rows rows = {0};
		size_t k = 0;
		for (; i < n && k < ROWS; i++)
			if (names[i].n > 0) {
				given[k].i[0] = (int64_t)i;
				given[k].i[1] = store_name_number(names[i]);
				given[k++].t[0] = names[i];
			}
		db_give(db, given, k);
		e = db_query(db, STMT_IMPORTED_LOOK, &rows, I(source.n));
		while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
			ret[db_int(&rows, 0)] = (struct import_row){
				.here = true,
				.row = db_int(&rows, 1),
				.comment = {db_int(&rows, 2)},
				.thread = {db_int(&rows, 3)},
				.author = {db_int(&rows, 4)},
				.order_key = str_copy(a, db_text(&rows, 5))};
		e = db_end(&rows, e);
		db_give(db, NULL, 0);
	}
	return e;
}

enum err
store_comment_look(struct db *db, struct arena *a, struct site_id site, const struct meant *meant, size_t n,
		   struct import_row *ret)
{
	struct given *given = given_in(a);
	enum err e = ERR_OK;
	memset(ret, 0, n * sizeof(*ret));
	for (size_t i = 0; e == ERR_OK && i < n;) {
		struct rows rows = {0};
		size_t k = 0;
		for (; i < n && k < ROWS; i++)
			if (meant[i].id != 0) {
				given[k].i[0] = (int64_t)i;
				given[k].i[1] = meant[i].id;
				given[k].i[2] = meant[i].created;
				given[k].t[0] = meant[i].page;
				given[k].t[1] = meant[i].name;
				given[k++].t[2] = meant[i].text;
			}
		if (k == 0)
			break;
		db_give(db, given, k);
		e = db_query(db, STMT_COMMENT_LOOK, &rows, I(site.n));
		while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
			ret[db_int(&rows, 0)] = (struct import_row){
				.here = true,
				.comment = {meant[db_int(&rows, 0)].id},
				.thread = {db_int(&rows, 1)},
				.author = {db_int(&rows, 2)},
				.order_key = str_copy(a, db_text(&rows, 3)),
				.same = db_int(&rows, 4) != 0};
		e = db_end(&rows, e);
		db_give(db, NULL, 0);
	}
	return e;
}

/* ---- people --------------------------------------------------------------------------------- */

enum err
store_author_look(struct db *db, struct arena *a, struct site_id site, struct new_author *who, size_t n)
{
	struct given *given = given_in(a);
	enum err e = ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < n;) {
		struct rows rows = {0};
		size_t k = 0;
		for (; i < n && k < ROWS; i++, k++) {
			who[i].id.n = 0;
			given[k].i[0] = (int64_t)i;
			given[k].b[0] = bytes_of(who[i].id_hash.b, HASH_BYTES);
		}
		db_give(db, given, k);
		e = db_query(db, STMT_AUTHOR_LOOK, &rows, I(site.n));
		while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
			who[db_int(&rows, 0)].id.n = db_int(&rows, 1);
		e = db_end(&rows, e);
		db_give(db, NULL, 0);
	}
	return e;
}

enum err
store_author_import(struct db *db, struct arena *a, struct site_id site, const struct new_author *who,
		    size_t n)
{
	struct given *given = given_in(a);
	enum err e = ERR_OK;
	for (size_t i = 0, k = 0; e == ERR_OK && i < n; i++) {
		struct given *g = &given[k++];
		g->i[0] = who[i].id.n;
		g->i[1] = who[i].created;
		g->b[0] = bytes_of(who[i].id_hash.b, HASH_BYTES);
		g->b[1] = bytes_of(who[i].ban_hash.b, HASH_BYTES);
		g->b[2] = bytes_of(who[i].avatar, sizeof(who[i].avatar));
		if (k == ROWS || i + 1 == n)
			e = put(db, STMT_AUTHOR_IMPORT, given, &k, DB_ARGS(I(site.n)));
	}
	return e;
}

/* ---- comments ------------------------------------------------------------------------------- */

static void
give_comment(struct given *g, const struct old_comment *o)
{
	const struct new_comment *c = &o->c;
	const struct verdict *v = c->verdict;
	*g = (struct given){
		.i = {o->id.n, c->thread.n, c->parent.n, c->author.n, c->chain.n, o->marks, o->generation,
		      c->now, o->decided, o->version, o->changed, o->up, o->down, o->replied,
		      o->erased, (int64_t)o->n_reports, o->origin.n},
		.t = {c->name, c->url, c->body, c->masked, state_word(c->state), o->decided_by, o->note,
		      action_word(v->action), v->versions, c->rules, o->grounds},
		.b = {o->order_key},
		.r = {v->score, store_toxicity(v), o->best}};
}

static enum err
put_reasons(struct db *db, struct given *given, const struct old_comment *const *list, size_t n)
{
	enum err e = ERR_OK;
	size_t k = 0;
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		const struct verdict *v = list[i]->c.verdict;
		for (size_t r = 0; e == ERR_OK && r < v->n_reasons; r++) {
			const struct reason *one = &v->reasons[r];
			given[k++] = (struct given){
				.i = {list[i]->id.n, (int64_t)r, (int64_t)one->from, (int64_t)one->to,
				      one->shadow},
				.t = {one->rule, one->entry, field_word(one->field),
				      action_word(one->action)},
				.r = {one->weight}};
			if (k == ROWS)
				e = put(db, STMT_REASON_IMPORT, given, &k, NULL, 0);
		}
	}
	return e == ERR_OK ? put(db, STMT_REASON_IMPORT, given, &k, NULL, 0) : e;
}

static enum err
put_revisions(struct db *db, struct given *given, const struct old_comment *const *list, size_t n)
{
	enum err e = ERR_OK;
	size_t k = 0;
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		for (size_t r = 0; e == ERR_OK && r < list[i]->n_revisions; r++) {
			const struct old_text *one = &list[i]->revisions[r];
			given[k++] = (struct given){.i = {list[i]->id.n, one->version, one->replaced,
							  one->written},
						    .t = {one->body, state_word(one->state), one->by,
							  one->reason, one->why, one->masked}};
			if (k == ROWS)
				e = put(db, STMT_REVISION_IMPORT, given, &k, NULL, 0);
		}
	return e == ERR_OK ? put(db, STMT_REVISION_IMPORT, given, &k, NULL, 0) : e;
}

static enum err
put_appeals(struct db *db, struct given *given, const struct old_comment *const *list, size_t n)
{
	enum err e = ERR_OK;
	size_t k = 0;
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		const struct old_appeal *one = list[i]->appeal;
		if (one == NULL)
			continue;
		given[k++] = (struct given){.i = {list[i]->id.n, one->created, one->answered},
					    .t = {one->body, one->answered_by, one->answer}};
		if (k == ROWS)
			e = put(db, STMT_APPEAL_IMPORT, given, &k, NULL, 0);
	}
	return e == ERR_OK ? put(db, STMT_APPEAL_IMPORT, given, &k, NULL, 0) : e;
}

static enum err
put_remarks(struct db *db, struct given *given, const struct old_comment *const *list, size_t n)
{
	enum err e = ERR_OK;
	size_t k = 0;
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		for (size_t r = 0; e == ERR_OK && r < list[i]->n_remarks; r++) {
			const struct old_remark *one = &list[i]->remarks[r];
			given[k++] = (struct given){.i = {list[i]->id.n, one->asked, one->remains, one->made,
							  one->undone},
						    .t = {one->kind, one->reason, one->body, one->by}};
			if (k == ROWS)
				e = put(db, STMT_REMARK_IMPORT, given, &k, NULL, 0);
		}
	return e == ERR_OK ? put(db, STMT_REMARK_IMPORT, given, &k, NULL, 0) : e;
}

static enum err
put_reports(struct db *db, struct given *given, const struct old_comment *const *list, size_t n)
{
	enum err e = ERR_OK;
	size_t k = 0;
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		for (size_t r = 0; e == ERR_OK && r < list[i]->n_reports; r++) {
			const struct old_report *one = &list[i]->reports[r];
			given[k++] = (struct given){.i = {list[i]->id.n, one->version, one->made},
						    .t = {one->reason, one->body},
						    .r = {one->weight}};
			if (k == ROWS)
				e = put(db, STMT_REPORT_IMPORT, given, &k, NULL, 0);
		}
	return e == ERR_OK ? put(db, STMT_REPORT_IMPORT, given, &k, NULL, 0) : e;
}

static enum err
put_votes(struct db *db, struct given *given, const struct old_comment *const *list, size_t n)
{
	enum err e = ERR_OK;
	size_t k = 0;
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		for (int64_t v = 0; e == ERR_OK && v < list[i]->up + list[i]->down; v++) {
			given[k++] = (struct given){
				.i = {list[i]->id.n, v < list[i]->up ? 1 : -1, list[i]->c.now}};
			if (k == ROWS)
				e = put(db, STMT_VOTE_IMPORT, given, &k, NULL, 0);
		}
	return e == ERR_OK ? put(db, STMT_VOTE_IMPORT, given, &k, NULL, 0) : e;
}

static enum err
put_comments(struct db *db, struct given *given, struct site_id site, const struct old_comment *const *list,
	     size_t n)
{
	enum err e = ERR_OK;
	for (size_t i = 0, k = 0; e == ERR_OK && i < n; i++) {
		give_comment(&given[k++], list[i]);
		if (k < ROWS && i + 1 < n)
			continue;
		size_t same = k;
		e = put(db, STMT_COMMENT_IMPORT, given, &same, DB_ARGS(I(site.n)));
		if (e == ERR_OK) /* old numbers, behind which the search has gone on already */
			e = put(db, STMT_SEARCH_DUE_GIVEN, given, &k, NULL, 0);
	}
	return e;
}

enum err
store_comment_import(struct db *db, struct arena *a, struct site_id site,
		     const struct old_comment *const *list, size_t n)
{
	struct given *given = given_in(a);
	enum err e = db_checks(db, false);
	if (e == ERR_OK)
		e = put_comments(db, given, site, list, n);
	enum err on = db_checks(db, true);
	e = e == ERR_OK ? on : e;
	if (e == ERR_OK)
		e = put_reasons(db, given, list, n);
	if (e == ERR_OK)
		e = put_revisions(db, given, list, n);
	if (e == ERR_OK)
		e = put_appeals(db, given, list, n);
	if (e == ERR_OK)
		e = put_remarks(db, given, list, n);
	if (e == ERR_OK)
		e = put_reports(db, given, list, n);
	return e == ERR_OK ? put_votes(db, given, list, n) : e;
}

enum err
store_imported_add(struct db *db, struct arena *a, const struct import_name *names, size_t n)
{
	struct given *given = given_in(a);
	enum err e = ERR_OK;
	for (size_t i = 0, k = 0; e == ERR_OK && i < n; i++) {
		given[k++] = (struct given){.i = {names[i].source.n, names[i].comment.n},
					    .t = {names[i].name, names[i].waits}};
		if (k == ROWS || i + 1 == n)
			e = put(db, STMT_IMPORTED_IMPORT, given, &k, NULL, 0);
	}
	return e;
}
