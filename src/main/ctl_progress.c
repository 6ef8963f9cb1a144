/* How far long work is, on one line of a terminal; see ctl.h. */
#include "base/clock.h"
#include "ctl.h"

#include <signal.h>

#define EVERY_MS 250

static volatile sig_atomic_t interrupted;

static void
on_interrupt(int sig)
{
	(void)sig;
	interrupted = 1;
}

void
ctl_catch_interrupt(void)
{
	struct sigaction sa = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART | SA_RESETHAND};
	must(sigaction(SIGINT, &sa, NULL) == 0); /* a second one ends it at once, as consistently */
}

static char last_words[512];

static void
on_end(int sig)
{
	(void)sig;
	(void)!write(STDERR_FILENO, last_words, strlen(last_words));
	_exit(EX_TEMPFAIL);
}

void
ctl_end_at_interrupt(const char *how)
{
	struct sigaction sa = {.sa_handler = on_end};
	snprintf(last_words, sizeof(last_words), "%srejoinder: ended by Ctrl-C: %s\n",
		 isatty(STDERR_FILENO) ? "\n" : "", how);
	must(sigaction(SIGINT, &sa, NULL) == 0);
}

bool
ctl_interrupted(void)
{
	return interrupted != 0;
}

bool
progress_begin(struct progress *p, const struct ctl *c, const char *what, bool may)
{
	*p = (struct progress){.what = what, .began = clock_tick()};
	return may && c->opt[OPT_QUIET] == NULL && isatty(STDERR_FILENO);
}

void
progress_show(void *arg, int64_t done, double part)
{
	struct progress *p = arg;
	int64_t now = clock_tick();
	if (now - p->shown < EVERY_MS)
		return;
	p->shown = now;
	p->stands = true;
	double seconds = (double)(now - p->began + 1) / 1000;
	fprintf(stderr, "\r%ld %s, %.0f a second", (long)done, p->what, (double)done / seconds);
	if (part > 0.01 && part <= 1)
		fprintf(stderr, ", %.0f %%, %.0f s left", part * 100, seconds / part - seconds);
	fputs("\033[K", stderr);
}

void
progress_end(struct progress *p)
{
	if (p->stands)
		fputs("\r\033[K", stderr);
	p->stands = false;
}
