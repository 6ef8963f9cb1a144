/* Backup, restore, check, vacuum: while others write, over what is there, and of what is broken. */
#include "test.h"

#include <fcntl.h>
#include <pthread.h>

#include "scratch.h"
#include "store/store_keep.h"

#define BACKUPS 20

static const struct keep_progress nobody = {NULL, NULL};

static void
post(struct scratch *s, const char *text)
{
	struct quick q = {.site = s->site, .page = STR("/story/"), .text = str_of(text), .state = STATE_APPROVED};
	assert_int_equal(store_write(s->store, DB_VISITOR, quick_comment, &q), ERR_OK);
}

/* As sqlite3(1) sees the file. */
static struct str
ask(struct scratch *s, const char *path, const char *sql)
{
	char *out = arena_alloc(s->a, 4096);
	int fd[2], status;
	assert_int_equal(pipe(fd), 0);
	pid_t pid = fork();
	if (pid == 0) {
		dup2(fd[1], STDOUT_FILENO);
		execlp("sqlite3", "sqlite3", "-readonly", path, sql, NULL);
		_exit(127);
	}
	close(fd[1]);
	size_t n = 0;
	for (ssize_t got; (got = read(fd[0], out + n, 4096 - n)) > 0;)
		n += (size_t)got;
	close(fd[0]);
	waitpid(pid, &status, 0);
	assert_int_equal(WEXITSTATUS(status), 0);
	return str_trim((struct str){out, n});
}

static int64_t
number(struct scratch *s, const char *path, const char *sql)
{
	int64_t n = -1;
	struct str said = ask(s, path, sql);
	if (!str_int(said, 0, INT64_MAX, &n))
		fail_msg("%s: %.*s", sql, STR_FMT(said));
	return n;
}

static const char *
in(struct scratch *s, const char *name)
{
	return str_printf(s->a, "%s/%s", s->folder, name).p;
}

static enum err
back_up(struct scratch *s, const char *to, bool replace)
{
	int64_t bytes;
	struct str why = {0};
	return store_backup(s->a, s->path, to, replace, &nobody, &bytes, &why);
}

static enum err
bring_back(struct scratch *s, const char *from, bool replace)
{
	struct str why = {0};
	enum err e = store_restore(s->a, from, s->path, replace, NULL, NULL, &nobody, &why);
	assert_true(e == ERR_OK || why.n > 0);
	return e;
}

/* ---- while others write ---------------------------------------------------------------------------- */

struct writer_thread {
	struct scratch *s;
	_Atomic int64_t acknowledged;
	_Atomic bool stop;
};

static void *
keep_writing(void *arg)
{
	struct writer_thread *w = arg;
	while (!w->stop) {
		post(w->s, "A text that somebody has posted while a backup was made.");
		w->acknowledged++;
	}
	return NULL;
}

static void
backups_among_writes_are_whole_and_hold_what_was_acknowledged(void **state)
{
	struct scratch s;
	pthread_t thread;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	scratch_open(&s, false);
	struct writer_thread w = {.s = &s};
	assert_int_equal(pthread_create(&thread, NULL, keep_writing, &w), 0);
	const char *to = in(&s, "backup.db");
	for (int i = 0; i < BACKUPS; i++) {
		int64_t before = w.acknowledged;
		assert_int_equal(back_up(&s, to, true), ERR_OK);
		int64_t held = number(&s, to, "SELECT count(*) FROM comment");
		assert_true(held >= before);
		assert_int_equal(held, number(&s, to, "SELECT coalesce(max(id), 0) FROM comment")); /* a prefix, without a gap */
		assert_str(ask(&s, to, "PRAGMA integrity_check"), "ok");
		assert_int_equal(access(in(&s, "backup.db-wal"), F_OK), -1);
		assert_int_equal(access(in(&s, "backup.db.part"), F_OK), -1);
	}
	w.stop = true;
	pthread_join(thread, NULL);
	scratch_end(&s);
}

/* ---- bringing one back ----------------------------------------------------------------------------- */

static void
a_backup_comes_back_and_what_stood_there_stays_beside_it(void **state)
{
	struct scratch s;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	scratch_open(&s, true);
	post(&s, "Before.");
	const char *backup = in(&s, "backup.db");
	assert_int_equal(back_up(&s, backup, false), ERR_OK);
	assert_int_equal(back_up(&s, backup, false), ERR_CONFLICT);
	post(&s, "After.");
	store_close(&s.store);
	assert_int_equal(bring_back(&s, backup, false), ERR_CONFLICT);
	assert_int_equal(bring_back(&s, backup, true), ERR_OK);
	scratch_open(&s, true);
	assert_int_equal(number(&s, s.path.p, "SELECT count(*) FROM comment"), 1);
	post(&s, "It works as before.");
	assert_str(ask(&s, s.path.p, "PRAGMA journal_mode"), "wal");
	assert_int_equal(number(&s, in(&s, "test.db.old"), "SELECT count(*) FROM comment"), 2);
	/* And where nothing stands, nobody has to agree. */
	store_close(&s.store);
	assert_int_equal(unlink(s.path.p), 0);
	unlink(in(&s, "test.db-wal"));
	assert_int_equal(bring_back(&s, backup, false), ERR_OK);
	scratch_end(&s);
}

static void
copy_file(const char *from, const char *to)
{
	char bytes[4096];
	FILE *in = fopen(from, "r"), *out = fopen(to, "w");
	assert_true(in != NULL && out != NULL);
	for (size_t n; (n = fread(bytes, 1, sizeof(bytes), in)) > 0;)
		assert_int_equal(fwrite(bytes, 1, n, out), n);
	fclose(in);
	assert_int_equal(fclose(out), 0);
}

static void
what_stood_there_is_never_read_with_the_log_of_another(void **state)
{
	struct scratch s;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	scratch_open(&s, true);
	post(&s, "Before.");
	const char *backup = in(&s, "backup.db");
	assert_int_equal(back_up(&s, backup, false), ERR_OK);
	post(&s, "After.");
	/* As a daemon that was killed leaves it: with a log that has not moved into the file. */
	copy_file(s.path.p, in(&s, "killed.db"));
	copy_file(in(&s, "test.db-wal"), in(&s, "killed.db-wal"));
	store_close(&s.store);
	assert_int_equal(rename(in(&s, "killed.db"), s.path.p), 0);
	assert_int_equal(rename(in(&s, "killed.db-wal"), in(&s, "test.db-wal")), 0);
	assert_int_equal(bring_back(&s, backup, true), ERR_OK);
	assert_int_equal(access(in(&s, "test.db.old-wal"), F_OK), 0);
	assert_int_equal(bring_back(&s, backup, true), ERR_OK);
	assert_int_equal(number(&s, in(&s, "test.db.old"), "SELECT count(*) FROM comment"), 1);
	scratch_end(&s);
}

static void
a_backup_never_takes_the_place_of_the_database(void **state)
{
	struct scratch s;
	struct stat before, after;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	scratch_open(&s, true);
	const char *link = in(&s, "link.db");
	assert_int_equal(symlink(s.path.p, link), 0);
	assert_int_equal(stat(s.path.p, &before), 0);
	assert_int_equal(back_up(&s, s.path.p, true), ERR_INPUT);
	assert_int_equal(back_up(&s, link, true), ERR_INPUT);
	assert_int_equal(stat(s.path.p, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	scratch_end(&s);
}

static void
nothing_comes_back_under_a_running_daemon(void **state)
{
	struct scratch s;
	int64_t before, after;
	struct str why = {0};
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	scratch_open(&s, false);
	assert_int_equal(back_up(&s, in(&s, "backup.db"), false), ERR_OK);
	assert_int_equal(bring_back(&s, in(&s, "backup.db"), true), ERR_BUSY);
	assert_int_equal(store_vacuum(s.a, s.path, &before, &after, &why), ERR_BUSY);
	scratch_end(&s);
}

static void
damage(const char *path, off_t at)
{
	int fd = open(path, O_RDWR);
	char bytes[512];
	memset(bytes, 0xA5, sizeof(bytes));
	assert_int_equal(pwrite(fd, bytes, sizeof(bytes), at), (ssize_t)sizeof(bytes));
	close(fd);
}

static void
what_is_no_whole_backup_is_refused_and_changes_nothing(void **state)
{
	struct scratch s;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	scratch_open(&s, true);
	for (int i = 0; i < 200; i++)
		post(&s, "A text of some length, so that the table of comments has more than one page.");
	const char *backup = in(&s, "backup.db");
	assert_int_equal(back_up(&s, backup, false), ERR_OK);
	store_close(&s.store);
	struct stat st;
	assert_int_equal(stat(backup, &st), 0);
	damage(backup, st.st_size - 4096);
	assert_true(bring_back(&s, backup, true) != ERR_OK);
	const char *other = in(&s, "other.db");
	int fd = open(other, O_WRONLY | O_CREAT, 0600);
	assert_int_equal(write(fd, "no database at all", 18), 18);
	close(fd);
	assert_int_equal(bring_back(&s, other, true), ERR_INPUT);
	assert_int_equal(bring_back(&s, in(&s, "nowhere.db"), true), ERR_GONE);
	assert_int_equal(number(&s, s.path.p, "SELECT count(*) FROM comment"), 200);
	assert_int_equal(access(in(&s, "test.db.part"), F_OK), -1);
	assert_int_equal(access(in(&s, "test.db.old"), F_OK), -1);
	scratch_end(&s);
}

static void
a_check_finds_a_broken_page_and_a_lost_reference(void **state)
{
	struct scratch s;
	struct str found = {0}, why = {0};
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	scratch_open(&s, true);
	for (int i = 0; i < 200; i++)
		post(&s, "A text of some length, so that the table of comments has more than one page.");
	store_close(&s.store);
	assert_int_equal(store_check(s.a, s.path, &found, &why), ERR_OK);
	assert_int_equal(found.n, 0);
	pid_t pid = fork();
	if (pid == 0) {
		execlp("sqlite3", "sqlite3", s.path.p, "DELETE FROM thread; PRAGMA wal_checkpoint(TRUNCATE)", NULL);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
	assert_int_equal(store_check(s.a, s.path, &found, &why), ERR_OK);
	assert_true(str_find(found, STR("comment row 1 refers to nothing in thread"), 0) != SIZE_MAX);
	struct stat st;
	assert_int_equal(stat(s.path.p, &st), 0);
	damage(s.path.p, st.st_size - 4096);
	assert_true(store_check(s.a, s.path, &found, &why) != ERR_OK || found.n > 0);
	scratch_end(&s);
}

static void
a_vacuum_gives_free_room_back(void **state)
{
	struct scratch s;
	int64_t before = 0, after = 0;
	struct str why = {0};
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	scratch_open(&s, true);
	for (int i = 0; i < 500; i++)
		post(&s, "A text of some length, so that the table of comments has more than one page.");
	store_close(&s.store);
	pid_t pid = fork();
	if (pid == 0) {
		execlp("sqlite3", "sqlite3", s.path.p, "DELETE FROM comment WHERE id > 10", NULL);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
	assert_int_equal(store_vacuum(s.a, s.path, &before, &after, &why), ERR_OK);
	assert_true(after < before);
	scratch_open(&s, true);
	assert_int_equal(number(&s, s.path.p, "SELECT count(*) FROM comment"), 10);
	scratch_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(backups_among_writes_are_whole_and_hold_what_was_acknowledged),
		cmocka_unit_test(a_backup_comes_back_and_what_stood_there_stays_beside_it),
		cmocka_unit_test(what_stood_there_is_never_read_with_the_log_of_another),
		cmocka_unit_test(a_backup_never_takes_the_place_of_the_database),
		cmocka_unit_test(nothing_comes_back_under_a_running_daemon),
		cmocka_unit_test(what_is_no_whole_backup_is_refused_and_changes_nothing),
		cmocka_unit_test(a_check_finds_a_broken_page_and_a_lost_reference),
		cmocka_unit_test(a_vacuum_gives_free_room_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
