/* Threads in three shapes, straight into the database of a world: as many comments as one likes, in no time. */
#ifndef TESTS_PAGE_SHAPES_H
#define TESTS_PAGE_SHAPES_H

#include "world.h"

enum shape { FLAT, ONE_PARENT, CHAIN, SHAPES };

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = NULL;
	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(db));
	return s;
}

/* The key of comment `i`, from 0, of a shape. */
static size_t
key_of(enum shape shape, int64_t base, int i, unsigned char *key)
{
	int ancestors = shape == FLAT ? 0 : shape == ONE_PARENT ? i > 0 : i < DEPTH_MAX ? i : DEPTH_MAX;
	for (int k = 0; k <= ancestors; k++) {
		int64_t id = base + (k < ancestors ? k : i);
		for (int b = 0; b < 8; b++)
			key[k * 8 + b] = (unsigned char)(id >> (56 - 8 * b));
	}
	return (size_t)(ancestors + 1) * 8;
}

#define COMMENT_WORDS 30 /* of a comment: 180 bytes */

/* `n` comments of the first site, whose ids begin with `base`. */
static void
fill_shape(struct world *w, sqlite3 *db, enum shape shape, int64_t base, const char *page, int n)
{
	char text[COMMENT_WORDS * 6 + 1] = "";
	for (int i = 0; i < COMMENT_WORDS; i++)
		memcpy(text + i * 6, i % 2 ? "wall, " : "quays ", 6);
	text[COMMENT_WORDS * 6 - 1] = '\0'; /* without the blank: no text has one at its end */
	sqlite3_stmt *t = prepare(db, "INSERT INTO thread (id, site, page, approved, created) VALUES (?, ?, ?, ?, 1)");
	sqlite3_bind_int64(t, 1, base);
	sqlite3_bind_int64(t, 2, w->f.site->id.n);
	sqlite3_bind_text(t, 3, page, -1, SQLITE_STATIC);
	sqlite3_bind_int(t, 4, n);
	assert_int_equal(sqlite3_step(t), SQLITE_DONE);
	sqlite3_finalize(t);
	t = prepare(db, "INSERT INTO comment (id, site, thread, parent, order_key, name, body, state, created, action, "
			"score, versions, replied) VALUES (?1, ?2, ?3, ?4, ?5, 'Vera Lind', ?6, 'approved', 1, 'note', 0, "
			"'', ?4 IS NULL)");
	for (int i = 0; i < n; i++) {
		unsigned char key[8 * (DEPTH_MAX + 1)];
		size_t bytes = key_of(shape, base, i, key);
		sqlite3_bind_int64(t, 1, base + i);
		sqlite3_bind_int64(t, 2, w->f.site->id.n);
		sqlite3_bind_int64(t, 3, base);
		if (shape == FLAT || i == 0)
			sqlite3_bind_null(t, 4);
		else
			sqlite3_bind_int64(t, 4, shape == CHAIN ? base + i - 1 : base);
		sqlite3_bind_blob(t, 5, key, (int)bytes, SQLITE_TRANSIENT);
		sqlite3_bind_text(t, 6, text, -1, SQLITE_STATIC);
		assert_int_equal(sqlite3_step(t), SQLITE_DONE);
		sqlite3_reset(t);
	}
	sqlite3_finalize(t);
}

static sqlite3 *
begin_fill(struct world *w)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open(str_z(w->f.a, w->db), &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	assert_int_equal(sqlite3_exec(db, "BEGIN", NULL, NULL, NULL), SQLITE_OK);
	return db;
}

static void
end_fill(sqlite3 *db)
{
	assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

#endif
