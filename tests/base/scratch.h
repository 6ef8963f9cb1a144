/* For base's own tests: a scratch folder. */
#ifndef TESTS_BASE_SCRATCH_H
#define TESTS_BASE_SCRATCH_H

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "test.h"

/* A new folder for one test; its path is longer-lived than the test. */
static inline const char *
scratch_make(struct arena *a)
{
	char *path = arena_copy(a, "/tmp/rejoinder-XXXXXX", 21);
	assert_non_null(mkdtemp(path));
	return path;
}

static inline const char *
scratch_path(struct arena *a, const char *folder, const char *name)
{
	return str_printf(a, "%s/%s", folder, name).p;
}

static inline void
scratch_write(const char *path, const void *p, size_t n, unsigned mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, p, n), (ssize_t)n);
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(close(fd), 0);
}

/* The whole file, NUL behind it. */
static inline struct str
scratch_read(struct arena *a, const char *path)
{
	size_t room = 1 << 20;
	char *p = arena_alloc(a, room);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	ssize_t n = read(fd, p, room - 1);
	assert_true(n >= 0);
	close(fd);
	p[n] = '\0';
	return (struct str){p, (size_t)n};
}

/* The folder and the files in it, which hold no folders of their own but empty ones. */
static inline void
scratch_remove(const char *folder)
{
	DIR *d = opendir(folder);
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			unlinkat(dirfd(d), e->d_name, e->d_type == DT_DIR ? AT_REMOVEDIR : 0);
	closedir(d);
	assert_int_equal(rmdir(folder), 0);
}

#endif
