/* P18: a database of every old version comes up to this one with its rows, and a kill -9 at any write of the
 * migrations leaves one that the next run takes the rest of the way, to the same bytes of content. */
#include "test.h"

#include <dirent.h>
#include <signal.h>
#include <sys/syscall.h>

#include "base/clock.h"
#include "scratch.h"
#include "sqlite.h"

#define VERSIONS_MOST 100
#define KILLS_SOAK 20
#define KILLS_TEST 2
#define COMMENTS_SOAK 1000000
#define COMMENTS_TEST 5000

static struct dirent **files; /* of sql/migrate, in their order */
static size_t n_files;

/* ---- a process that is killed at a write ---------------------------------------------------- */

static size_t writes, kill_at; /* kill_at 0: never */

/* SQLite's pwrite() is this one, for the program's own symbols come first. Half of it reaches the file. */
static ssize_t
counted_write(int fd, const void *p, size_t n, off_t at)
{
	if (++writes == kill_at) {
		(void)!syscall(SYS_pwrite64, fd, p, n / 2, at);
		raise(SIGKILL);
	}
	return syscall(SYS_pwrite64, fd, p, n, at);
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
	return counted_write(fd, p, n, at);
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	return counted_write(fd, p, n, at);
}

/* A kill leaves what was written to the system, synced or not; hundreds of syncs would only take time. */
int
fdatasync(int fd)
{
	(void)fd;
	return 0;
}

int
fsync(int fd)
{
	return fdatasync(fd);
}

/* ---- databases ------------------------------------------------------------------------------ */

static int
is_migration(const struct dirent *d)
{
	return str_ends(str_of(d->d_name), STR(".sql"));
}

static void
list_files(void)
{
	int n = scandir("sql/migrate", &files, is_migration, alphasort);
	assert_true(n > 0 && n < VERSIONS_MOST);
	n_files = (size_t)n;
}

/* As version `v` left it: an article, a person, comments, a reply, a ban, written by the first version and brought
 * up by the scripts that had been released by then. */
static void
make_version(struct scratch *s, size_t v)
{
	static const char rows[] =
		"PRAGMA foreign_keys = ON;"
		"INSERT INTO site (id, name, created) VALUES (1, 'site', 5);"
		"INSERT INTO thread (id, site, page, title, mode, approved, created)"
		" VALUES (3, 1, '/story/', 'Story', 'closed', 2, 6);"
		"INSERT INTO author (id, site, id_hash, ban_hash, avatar, created)"
		" VALUES (4, 1, zeroblob(32), zeroblob(32), zeroblob(16), 7);"
		"INSERT INTO comment (id, site, thread, author, order_key, name, body, state, created, action, score,"
		" versions, copy_key) VALUES"
		" (8, 1, 3, 4, x'0000000000000008', 'Ana', 'One', 'approved', 9, 'note', 0.5, 'v', x'01'),"
		" (10, 1, 3, NULL, x'000000000000000a', 'Ben', 'Waits', 'pending', 11, 'hold', 3, 'v', x'02');"
		"INSERT INTO comment (id, site, thread, parent, order_key, name, body, state, created, action, score,"
		" versions, copy_key) VALUES (12, 1, 3, 8, x'0000000000000008000000000000000c', 'Eva', 'Reply',"
		" 'approved', 13, 'note', 0, 'v', x'03');"
		"INSERT INTO reason (comment, seq, rule, entry, field, span_from, span_to, weight, action)"
		" VALUES (10, 0, 'word', 'x', 'text', 0, 1, 3, 'hold');"
		"INSERT INTO ban (id, site, kind, hash, person, reason, created, set_by)"
		" VALUES (41, 1, 'email', zeroblob(32), 'reader-A', 'raid', 7, 'mo');";
	const char *script = str_printf(s->a, "%s/script", s->folder).p;
	FILE *file = fopen(script, "w");
	assert_non_null(file);
	fputs("PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL; CREATE TABLE migration (version INTEGER"
	      " PRIMARY KEY, name TEXT NOT NULL, applied INTEGER NOT NULL) STRICT;\n",
	      file);
	for (size_t i = 0; i < v; i++)
		fprintf(file, ".read sql/migrate/%s\nINSERT INTO migration VALUES (%zu, '%.*s', 5);\n%s\n",
			files[i]->d_name, i + 1, (int)strlen(files[i]->d_name) - 4, files[i]->d_name,
			i == 0 ? rows : "");
	assert_int_equal(fclose(file), 0);
	sqlite_says(s->a, s->path.p, str_printf(s->a, ".read %s", script).p, NULL);
	assert_int_equal(chmod(s->path.p, 0600), 0);
}

/* Everything but when the migrations ran. */
static struct hash
content(struct scratch *s)
{
	struct str all = sqlite_says(s->a, s->path.p,
				     "PRAGMA synchronous = OFF; UPDATE migration SET applied = 5;"
				     "PRAGMA integrity_check; PRAGMA foreign_key_check",
				     ".dump");
	assert_true(str_starts(all, STR("ok\nPRAGMA foreign_keys=OFF;\n")));
	assert_true(all.n > 4000 && all.n < 65535);
	return crypt_digest(all);
}

/* How the process ended. */
static int
migrate_and_die(struct scratch *s, size_t at)
{
	int status;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		int applied;
		struct str why = {0};
		writes = 0;
		kill_at = at;
		_exit(store_migrate(s->a, s->path, NULL, &applied, &why) == ERR_OK ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* Of an undisturbed run from each version: how often it writes, and what it makes. */
static struct run {
	size_t writes;
	struct hash content;
} runs[VERSIONS_MOST];

/* ---- proofs --------------------------------------------------------------------------------- */

static void
every_old_version_comes_up_to_this_one_with_its_rows(void **state)
{
	(void)state;
	for (size_t v = 1; v <= n_files; v++) {
		struct scratch s;
		scratch_make(&s);
		make_version(&s, v);
		writes = 0;
		scratch_migrate(&s);
		runs[v].writes = writes;
		runs[v].content = content(&s);
		scratch_open(&s, true); /* refuses any other schema */
		assert_int_equal(s.site.n, 1);
		assert_str(sqlite_says(s.a, s.path.p,
				       "SELECT id, name, body, state, created, score, coalesce(parent, 0) FROM comment;"
				       "SELECT id, title, mode, approved FROM thread",
				       "SELECT comment, rule FROM reason; SELECT id, kind, reason FROM ban"),
			   "8|Ana|One|approved|9|0.5|0\n10|Ben|Waits|pending|11|3.0|0\n"
			   "12|Eva|Reply|approved|13|0.0|8\n3|Story|closed|2\n10|word\n41|email|raid\n");
		scratch_end(&s);
	}
}

static void
a_kill_at_any_write_of_a_migration_is_gone_on_from(void **state)
{
	const bool soak = getenv("SOAK") != NULL && *getenv("SOAK") != '\0';
	(void)state;
	for (size_t v = 1; v < n_files; v++) {
		size_t all = runs[v].writes, most = soak ? KILLS_SOAK : KILLS_TEST;
		size_t kills = all < most ? all : most; /* the last migrations write little: each write of theirs */
		assert_true(kills > 0);
		for (size_t k = 0; k < kills; k++) {
			struct scratch s;
			scratch_make(&s);
			make_version(&s, v);
			/* Elsewhere for each version, so that few kills meet much. */
			int status = migrate_and_die(&s, 1 + (k * all / kills + v * 7) % all);
			assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
			scratch_migrate(&s);
			struct hash got = content(&s);
			assert_memory_equal(got.b, runs[v].content.b, HASH_BYTES);
			scratch_end(&s);
		}
	}
}

/* As the first version left it, with so many comments more. */
static void
make_large(struct scratch *s, int comments)
{
	scratch_make(s);
	make_version(s, 1);
	sqlite_says(s->a, s->path.p,
		    str_printf(s->a, "PRAGMA synchronous = OFF; WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n"
			       " WHERE i < %d) INSERT INTO comment (id, site, thread, author, order_key, name, body, state,"
			       " created, action, score, versions, copy_key) SELECT i, 1, 3, 4, CAST(printf('%%08d', i) AS BLOB),"
			       " 'Writer ' || (i %% 1000), printf('%%s %%d', hex(zeroblob(90)), i), 'approved', i, 'note', 0, 'v',"
			       " CAST(i AS BLOB) FROM n;", comments + 99).p, NULL);
}

static void
a_large_store_comes_up_also_when_it_is_killed_in_the_middle(void **state)
{
	const bool soak = getenv("SOAK") != NULL && *getenv("SOAK") != '\0';
	const int comments = soak ? COMMENTS_SOAK : COMMENTS_TEST;
	struct scratch s;
	(void)state;
	make_large(&s, comments);
	writes = 0;
	int64_t began = clock_tick();
	scratch_migrate(&s);
	print_message("# %d comments from the first version to this one: %ld ms\n", comments,
		      (long)(clock_tick() - began));
	size_t all = writes;
	scratch_end(&s);
	make_large(&s, comments);
	int status = migrate_and_die(&s, all / 2);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	scratch_migrate(&s);
	struct str found = sqlite_says(s.a, s.path.p,
				       "SELECT count(*) FROM comment; PRAGMA integrity_check;"
				       "PRAGMA foreign_key_check", NULL);
	assert_true(str_eq(found, str_printf(s.a, "%d\nok\n", comments + 3)));
	scratch_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_old_version_comes_up_to_this_one_with_its_rows),
		cmocka_unit_test(a_kill_at_any_write_of_a_migration_is_gone_on_from),
		cmocka_unit_test(a_large_store_comes_up_also_when_it_is_killed_in_the_middle),
	};
	list_files();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	for (size_t i = 0; i < n_files; i++)
		free(files[i]);
	free(files);
	return failed;
}
