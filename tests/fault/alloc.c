/*
 * The machine runs out of memory when a test says so: preloaded into a program, it lets the n-th allocation
 * from now on fail, once or for good, whoever makes it (P3).
 *
 * RJ_FAULT names a file of five 64-bit numbers that the test writes and reads while the program runs; the
 * program sees it through a shared mapping, so arming costs no call and no signal:
 *
 *	left    allocations until one fails; 0: none will
 *	always  not 0: every later one fails too
 *	seen    allocations so far
 *	failed  how many of them were refused
 *	least   smaller ones are left alone and not counted
 *
 * malloc and its kin, and anonymous mappings (libsodium takes what Argon2id needs that way). It must not know the
 * project: it is built alone, into a shared object.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct plan {
	_Atomic int64_t left, always, seen, failed, least;
};

static struct plan *plan;

/* glibc's own, behind the names that are taken here. */
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

static void __attribute__((constructor))
read_plan(void)
{
	const char *path = getenv("RJ_FAULT");
	int fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	void *p = mmap(NULL, sizeof(*plan), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (p != MAP_FAILED)
		plan = p;
}

static bool
refused(size_t n)
{
	if (plan == NULL || (int64_t)n < atomic_load(&plan->least))
		return false;
	atomic_fetch_add(&plan->seen, 1);
	int64_t left = atomic_load(&plan->left);
	do {
		if (left == 0)
			return false;
	} while (!atomic_compare_exchange_weak(
		&plan->left, &left, left == 1 && atomic_load(&plan->always) ? 1 : left - 1));
	if (left > 1)
		return false;
	atomic_fetch_add(&plan->failed, 1);
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t n)
{
	return refused(n) ? NULL : __libc_malloc(n);
}

void *
calloc(size_t count, size_t size)
{
	return refused(count * size) ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *old, size_t n)
{
	return n > 0 && refused(n) ? NULL : __libc_realloc(old, n);
}

void *
reallocarray(void *old, size_t count, size_t size)
{
	size_t n;
	if (__builtin_mul_overflow(count, size, &n)) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(old, n);
}

void *
memalign(size_t align, size_t n)
{
	return refused(n) ? NULL : __libc_memalign(align, n);
}

void *
aligned_alloc(size_t align, size_t n)
{
	return memalign(align, n);
}

int
posix_memalign(void **ret, size_t align, size_t n)
{
	int was = errno;
	void *p = memalign(align, n);
	errno = was;
	if (p == NULL)
		return ENOMEM;
	*ret = p;
	return 0;
}

/* The dynamic loader maps files before dlsym() can be asked; these are no memory of ours. */
void *
mmap(void *at, size_t n, int prot, int flags, int fd, off_t from)
{
	static void *(*real)(void *, size_t, int, int, int, off_t);
	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "mmap");
	return flags & MAP_ANONYMOUS && refused(n) ? MAP_FAILED : real(at, n, prot, flags, fd, from);
}

void *
mmap64(void *at, size_t n, int prot, int flags, int fd, off_t from)
{
	return mmap(at, n, prot, flags, fd, from);
}
