/*
 * Errors: three kinds, three tools.
 *
 *  1. A bug: must(cond). Always on, in production too: prints file, line and condition, aborts.
 *  2. A failing machine: `enum err`, NODISCARD; outputs come last, are named ret_… and stay
 *     untouched on failure.
 *  3. A lawful "no" (a closed thread, a ban): a value inside the result, not an error.
 */
#ifndef BASE_DIE_H
#define BASE_DIE_H

#include <stddef.h>

#define NODISCARD __attribute__((warn_unused_result))
#define NORETURN __attribute__((noreturn))
#define PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* What a machine may do to us; the texts of err_text() are for operators, never for readers. */
#define ERRS(X)                                                                                    \
	X(ERR_OK, "no error")                                                                      \
	X(ERR_BUSY, "busy: another process or request holds it; try again")                        \
	X(ERR_GONE, "not there")                                                                   \
	X(ERR_CONFLICT, "changed meanwhile by somebody else")                                      \
	X(ERR_IO, "the disk or the system failed")                                                 \
	X(ERR_FULL, "no space left")                                                               \
	X(ERR_DENIED, "not allowed")                                                               \
	X(ERR_INPUT, "not valid")                                                                  \
	X(ERR_VERSION, "made by another version")                                                  \
	X(ERR_STOPPING, "stopping")

enum err {
#define X(name, text) name,
	ERRS(X)
#undef X
	ERR__MAX
};

const char *err_text(enum err e);

/** What a failed system call's errno means here. What has no name of its own is ERR_IO. */
enum err err_errno(int number);

/** Aborts when `cond` is false: we broke it. For what the world can do to us use enum err. */
#define must(cond)                                                                                 \
	do {                                                                                       \
		if (!(cond))                                                                       \
			must_fail(__FILE__, __LINE__, #cond);                                      \
	} while (0)

void must_fail(const char *file, int line, const char *cond) NORETURN;

/** No memory: one line, then an orderly end. Input is bounded first, so this is the machine's. */
void die_memory(size_t wanted) NORETURN;

/** The system refuses what the process cannot be without (a thread, a descriptor, at start): one line
 * with `what`, the reason and `mend`, then an orderly end. */
void die_system(const char *what, int number, const char *mend) NORETURN;

/** What the ends above, and a crash, do last; NULL = nothing. It takes no lock that it has to wait for. */
void die_last(void (*last)(void));

/** A crash (a bug, or a library that got no memory and did not look) says one line, then ends the
 * process as it would have. Not under the sanitizers, which say more. */
void die_loudly(void);

#endif
