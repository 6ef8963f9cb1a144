/*
 * rejoinderd: opens the house, answers FastCGI, stops in order. Main only waits for signals and looks after
 * the workers; it knows no page and no table.
 *
 *	TERM, INT  finish what is under way, then stop
 *	HUP        reopen the log file
 */
#include <errno.h>
#include <getopt.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/turn.h"
#include "http/worker.h"
#include "page/web.h"

#define WATCH_MS 50    /* the workers' watchdog (http/worker.h) */
#define KEEP_MS 5000   /* the housekeeper's round */
#define STOP_SECONDS 30
/* Beyond this something leaks or an attack works: end, and be started again (SECURITY.md B9). Mostly
 * address space: stacks, arenas, libfcgi's buffers; not memory in use. */
#define ADDRESS_SPACE_MAX ((rlim_t)6 << 30)

struct keeper {
	struct house *house;
	_Atomic bool stop;
	pthread_t thread;
};

static int
fail(struct str why, int code)
{
	fprintf(stderr, "rejoinderd: %.*s\n", STR_FMT(why));
	return code;
}

/* The sysexits code of a start that failed. */
static int
exit_code(enum err e)
{
	switch (e) {
	case ERR_BUSY:
		return EX_TEMPFAIL;
	case ERR_DENIED:
		return EX_NOPERM;
	case ERR_IO:
	case ERR_FULL:
		return EX_IOERR;
	case ERR_OK:
	case ERR_GONE:
	case ERR_CONFLICT:
	case ERR_INPUT:
	case ERR_VERSION:
	case ERR_STOPPING:
	case ERR__MAX:
		break;
	}
	return EX_CONFIG;
}

/* No core file and no debugger: memory holds addresses and keys. */
static void
protect_process(void)
{
	struct rlimit none = {0, 0}, files;
	prctl(PR_SET_DUMPABLE, 0);
	setrlimit(RLIMIT_CORE, &none);
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
#ifndef RJ_DEBUG /* the sanitizers map terabytes */
	struct rlimit space = {ADDRESS_SPACE_MAX, ADDRESS_SPACE_MAX};
	setrlimit(RLIMIT_AS, &space);
#endif
	/* glibc gives each thread an arena of 64 MiB address space: a few for all are as good here. */
	mallopt(M_ARENA_MAX, 8);
	umask(0077);
}

static sigset_t
block_signals(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, NULL); /* inherited by every thread: main alone takes them */
	signal(SIGPIPE, SIG_IGN);
	return set;
}

static enum err
open_log(const struct conf *conf, struct arena *a, struct str *ret_why)
{
	static const char *const levels[] = {"debug", "info", "warn", "error"};
	enum log_level level = LOG_INFO;
	for (size_t i = 0; i < ARRAY_LEN(levels); i++)
		if (str_eq(conf->log_level, str_of(levels[i])))
			level = (enum log_level)i;
	enum err e = log_open(conf->log_file.n > 0 ? str_z(a, conf->log_file) : NULL, level);
	if (e != ERR_OK)
		*ret_why = str_printf(a, "cannot open the log file %.*s: %m", STR_FMT(conf->log_file));
	return e;
}

static void *
keeper_main(void *arg)
{
	struct keeper *k = arg;
	struct arena *a = arena_new();
	int64_t next = 0;
	while (!atomic_load(&k->stop)) {
		if (clock_tick() >= next) {
			house_keep(k->house, a);
			arena_reset(a);
			next = clock_tick() + KEEP_MS;
		}
		nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
	}
	arena_free(&a);
	return NULL;
}

/* Until TERM or INT. */
static void
wait_for_end(const sigset_t *set, const struct conf *conf, struct workers *workers)
{
	struct timespec pause = {.tv_nsec = WATCH_MS * 1000000L};
	for (;;) {
		int sig = sigtimedwait(set, NULL, &pause);
		workers_watch(workers);
		if (sig == SIGTERM || sig == SIGINT)
			return;
		if (sig == SIGHUP) {
			struct arena *a = arena_new();
			struct str why = {0};
			if (open_log(conf, a, &why) != ERR_OK)
				log_event(LOG_ERROR, "log", LOG_S("why", why)); /* to the old one */
			arena_free(&a);
		}
	}
}

static int
serve(struct arena *a, const struct conf *conf, const sigset_t *signals)
{
	struct str why = {0};
	struct house *house = NULL;
	int listen_fd = -1;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	enum err e = house_open(a, conf, false, &house, &why);
	if (e != ERR_OK)
		return fail(why, exit_code(e));
	struct web *web = web_new(house);
	unsigned mode = (unsigned)strtoul(str_z(a, conf->listen_mode), NULL, 8); /* checked by conf_read() */
	const char *group = conf->listen_group.n > 0 ? str_z(a, conf->listen_group) : NULL;
	e = worker_listen(a, str_z(a, conf->listen), mode, group, &listen_fd, &why);
	if (e != ERR_OK) {
		web_free(&web);
		house_close(&house);
		return fail(why, exit_code(e));
	}
	turn_init(cores > 0 ? (unsigned)cores * 2 : 2);
	struct worker_conf wc = {
		.listen_fd = listen_fd,
		.workers = (unsigned)conf->workers,
		.io_timeout = conf->io_timeout,
		.idle_silent = 25,
		.idle_kept = 75, /* nginx lets an idle connection go after 60 s */
		.serve = web_serve,
		.arg = web,
	};
	struct workers *workers = workers_start(&wc);
	struct keeper keeper = {.house = house};
	must(pthread_create(&keeper.thread, NULL, keeper_main, &keeper) == 0);
	log_event(LOG_INFO, "ready", LOG_S("version", STR(VERSION)), LOG_S("listen", conf->listen),
		  LOG_S("store", conf->store), LOG_I("pid", getpid()));

	wait_for_end(signals, conf, workers);

	log_event(LOG_INFO, "stopping", LOG_I("pid", getpid()));
	unlink(str_z(a, conf->listen)); /* the next one starts clean; connections under way keep going */
	atomic_store(&keeper.stop, true);
	workers_stop(&workers, STOP_SECONDS);
	close(listen_fd); /* not before: workers still take what stands in its queue */
	pthread_join(keeper.thread, NULL);
	web_free(&web);
	house_close(&house);
	log_event(LOG_INFO, "stopped", LOG_I("pid", getpid()));
	return EX_OK;
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'c'},
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'v'},
		{0},
	};
	const char *path = "/etc/rejoinder/rejoinder.conf";
	for (int opt; (opt = getopt_long(argc, argv, "c:hv", options, NULL)) != -1;) {
		if (opt == 'c') {
			path = optarg;
		} else if (opt == 'h') {
			puts("usage: rejoinderd [--config FILE]\n\nAnswers FastCGI on the unix "
			     "socket named in the "
			     "configuration until SIGTERM.\nThe default file is "
			     "/etc/rejoinder/rejoinder.conf.");
			return EX_OK;
		} else if (opt == 'v') {
			puts("rejoinderd " VERSION);
			return EX_OK;
		} else {
			return EX_USAGE;
		}
	}
	if (optind < argc)
		return fail(STR("takes no arguments; see --help"), EX_USAGE);
	sigset_t signals = block_signals();
	protect_process();
	crypt_init();
	struct arena *a = arena_new();
	struct conf *conf = NULL;
	struct str why = {0};
	enum err e = conf_read(a, path, &conf, &why);
	int code;
	if (e != ERR_OK)
		code = fail(why, EX_CONFIG);
	else if ((e = open_log(conf, a, &why)) != ERR_OK)
		code = fail(why, EX_CANTCREAT);
	else
		code = serve(a, conf, &signals);
	conf_free(&conf);
	arena_free(&a);
	return code;
}
