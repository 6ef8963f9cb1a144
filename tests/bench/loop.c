/*
 * The other yardstick of `make bench`: comments into SQLite and nothing else, on a copy of the store that posts
 * have just been written to. The same rows with the same indexes, as many in one commit as the daemon had, durable
 * (WAL, synchronous=FULL); no filter, no web, no checks of ours. Prints comments a second.
 *
 *	loop FILE GROUP SECONDS
 *
 * The rows are the newest that are there, once more, each under a number, a place and a key of its own.
 */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROWS 1000
#define COLUMNS_MAX 100

struct loop {
	sqlite3 *db;
	int n; /* columns */
	int id, thread, order_key, post_key;
	sqlite3_value *rows[ROWS][COLUMNS_MAX];
	int n_rows;
	sqlite3_stmt *add, *count;
	int64_t last;
};

static void
fail(struct loop *l)
{
	fprintf(stderr, "loop: %s\n", sqlite3_errmsg(l->db));
	exit(1);
}

static void
run(struct loop *l, const char *sql)
{
	if (sqlite3_exec(l->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail(l);
}

static sqlite3_stmt *
prepare(struct loop *l, const char *sql)
{
	sqlite3_stmt *st;
	if (sqlite3_prepare_v2(l->db, sql, -1, &st, NULL) != SQLITE_OK)
		fail(l);
	return st;
}

static void
read_rows(struct loop *l)
{
	sqlite3_stmt *st = prepare(l, "SELECT * FROM comment ORDER BY id DESC LIMIT 1000");
	l->n = sqlite3_column_count(st);
	for (int i = 0; i < l->n; i++) {
		const char *name = sqlite3_column_name(st, i);
		l->id = strcmp(name, "id") == 0 ? i : l->id;
		l->thread = strcmp(name, "thread") == 0 ? i : l->thread;
		l->order_key = strcmp(name, "order_key") == 0 ? i : l->order_key;
		l->post_key = strcmp(name, "post_key") == 0 ? i : l->post_key;
	}
	while (l->n_rows < ROWS && sqlite3_step(st) == SQLITE_ROW) {
		for (int i = 0; i < l->n; i++)
			l->rows[l->n_rows][i] = sqlite3_value_dup(sqlite3_column_value(st, i));
		l->n_rows++;
	}
	sqlite3_finalize(st);
	if (l->n_rows == 0 || l->n > COLUMNS_MAX) {
		fputs("loop: no comments\n", stderr);
		exit(1);
	}
	l->last = sqlite3_value_int64(l->rows[0][l->id]);
}

static void
prepare_all(struct loop *l)
{
	char sql[600];
	int at = snprintf(sql, sizeof(sql), "INSERT INTO comment VALUES (");
	for (int i = 0; i < l->n; i++)
		at += snprintf(sql + at, sizeof(sql) - (size_t)at, i == 0 ? "?" : ",?");
	snprintf(sql + at, sizeof(sql) - (size_t)at, ")");
	l->add = prepare(l, sql);
	l->count = prepare(l, "UPDATE thread SET approved = approved + 1 WHERE id = ?");
}

static void
step(struct loop *l, sqlite3_stmt *st)
{
	if (sqlite3_step(st) != SQLITE_DONE)
		fail(l);
	sqlite3_reset(st);
}

static void
add_one(struct loop *l)
{
	sqlite3_value **row = l->rows[l->last % l->n_rows];
	unsigned char place[8], key[32];
	int64_t id = ++l->last;
	for (int i = 0; i < 8; i++)
		place[i] = (unsigned char)(id >> (56 - 8 * i));
	sqlite3_randomness(sizeof(key), key);
	for (int i = 0; i < l->n; i++)
		sqlite3_bind_value(l->add, i + 1, row[i]);
	sqlite3_bind_int64(l->add, l->id + 1, id);
	sqlite3_bind_blob(l->add, l->order_key + 1, place, sizeof(place), SQLITE_TRANSIENT);
	if (sqlite3_value_type(row[l->post_key]) != SQLITE_NULL)
		sqlite3_bind_blob(l->add, l->post_key + 1, key, sqlite3_value_bytes(row[l->post_key]) < 32 ? 16 : 32,
				  SQLITE_TRANSIENT);
	step(l, l->add);
	sqlite3_bind_value(l->count, 1, row[l->thread]);
	step(l, l->count);
}

static double
now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	static struct loop l;
	long group = argc == 4 ? strtol(argv[2], NULL, 10) : 0;
	double seconds = argc == 4 ? strtod(argv[3], NULL) : 0;
	if (group < 1 || seconds <= 0) {
		fputs("usage: loop FILE GROUP SECONDS\n", stderr);
		return 2;
	}
	if (sqlite3_open_v2(argv[1], &l.db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		fail(&l);
	run(&l, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8000");
	read_rows(&l);
	prepare_all(&l);
	long n = 0;
	double began = now(), end = began + seconds;
	while (now() < end) {
		run(&l, "BEGIN IMMEDIATE");
		for (long i = group; i > 0; i--, n++)
			add_one(&l);
		run(&l, "COMMIT");
	}
	printf("%.0f\n", (double)n / (now() - began));
	return 0;
}
