/* The end of the road: bugs and an empty machine. Its own lines go by write(2) alone: no lock, no buffer. */
#include "base/die.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>

static void
say(const char *s)
{
	ssize_t n = write(STDERR_FILENO, s, strlen(s));
	(void)n; /* nowhere left to complain to */
}

static void (*_Atomic last_act)(void);

void
die_last(void (*last)(void))
{
	atomic_store(&last_act, last);
}

/* Once: what it does may fail in its turn. */
static void
act_last(void)
{
	void (*act)(void) = atomic_exchange(&last_act, NULL);
	if (act != NULL)
		act();
}

const char *
err_text(enum err e)
{
	static const char *const text[] = {
#define X(name, text) text,
		ERRS(X)
#undef X
	};
	must((unsigned)e < ERR__MAX);
	return text[e];
}

enum err
err_errno(int number)
{
	switch (number) {
	case ENOENT:
	case ENOTDIR:
		return ERR_GONE;
	case EEXIST:
		return ERR_CONFLICT;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_DENIED;
	case ENOSPC:
	case EDQUOT:
		return ERR_FULL;
	case EAGAIN:
	case EBUSY:
		return ERR_BUSY;
	default: /* errno is the system's list, not ours */
		return ERR_IO;
	}
}

void
must_fail(const char *file, int line, const char *cond)
{
	char msg[512];
	snprintf(msg, sizeof(msg), "rejoinder: bug: %s:%d: must(%s)\n", file, line, cond);
	say(msg);
	act_last();
	abort();
}

void
die_memory(size_t wanted)
{
	char msg[128];
	snprintf(msg, sizeof(msg), "rejoinder: out of memory: %zu bytes refused by the system\n",
		 wanted);
	say(msg);
	act_last();
	_exit(71); /* EX_OSERR: the supervisor starts us again */
}

void
die_system(const char *what, int number, const char *mend)
{
	char msg[512];
	const char *why = strerrordesc_np(number);
	snprintf(msg, sizeof(msg), "rejoinder: cannot %s: %s; %s\n", what,
		 why == NULL ? "unknown error" : why, mend);
	say(msg);
	act_last();
	_exit(71); /* EX_OSERR */
}

#ifndef RJ_DEBUG
static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};

/* The signal's own end comes when the same instruction runs again. Where memory is out, threads crash
 * together: the others wait here, or the second one's end would come before the first one's line. All signals
 * are the system's again: the same instruction may end by another one, which would wait here for ever. */
static void
on_crash(int sig)
{
	static atomic_flag begun = ATOMIC_FLAG_INIT;
	while (atomic_flag_test_and_set(&begun))
		pause();
	say("rejoinder: crashed: a bug, or a library that got no memory; the supervisor starts it again\n");
	act_last();
	(void)sig;
	for (size_t i = 0; i < ARRAY_LEN(crashes); i++)
		signal(crashes[i], SIG_DFL);
}
#endif

void
die_loudly(void)
{
#ifndef RJ_DEBUG
	struct sigaction act = {.sa_handler = on_crash};
	for (size_t i = 0; i < ARRAY_LEN(crashes); i++)
		sigaction(crashes[i], &act, NULL);
#endif
}
