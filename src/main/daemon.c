/*
 * rejoinderd: opens the house, answers FastCGI, stops in order. Main only waits for signals and
 *looks after the workers; it knows no page and no table.
 *
 *	TERM, INT  finish what is under way, then stop
 *	           (where a successor has taken the address: first answer on the open connections)
 *	HUP        read the configuration again, open the log file anew
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
#include "base/crypt.h"
#include "base/metric.h"
#include "base/turn.h"
#include "flow/keep.h"
#include "http/supervise.h"
#include "http/worker.h"
#include "service.h"

#define WATCH_MS 50  /* the workers' watchdog (http/worker.h) */
#define STOP_SECONDS 30
#define RETIRE_MS                                                                                  \
	60000 /* how long open connections are still answered after a successor has come */
/* Beyond this something leaks or an attack works: end, and be started again (SECURITY.md B9).
 * Mostly address space: stacks, arenas, libfcgi's buffers; not memory in use. */
#define ADDRESS_SPACE_MAX ((rlim_t)6 << 30)

/* The address that we listen on. */
struct address {
	const char *path;
	int fd;
	bool inherited; /* the supervisor's: not ours to remove */
	dev_t dev;	/* of the socket's place in the file system: is it still ours at the end? */
	ino_t ino;
};

struct keeper {
	struct service *service;
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
	/* Memory in use is what the cache, the tables and the pages under way are, and not what many
	 * threads have let lie about in parts of the heap of their own: a few parts for all, and what is
	 * large (a kept page, what a compression takes) goes back to the system at once. That threshold
	 * grows by itself to 32 MB unless it is set. */
	mallopt(M_ARENA_MAX, 2);
	mallopt(M_MMAP_THRESHOLD, 128 * 1024);
	mallopt(M_TRIM_THRESHOLD, 1024 * 1024);
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
	pthread_sigmask(SIG_BLOCK, &set,
			NULL); /* inherited by every thread: main alone takes them */
	signal(SIGPIPE, SIG_IGN);
	return set;
}

static void *
keeper_main(void *arg)
{
	struct keeper *k = arg;
	struct arena *a = arena_new();
	struct rounds rounds = {{0}};
	while (!atomic_load(&k->stop))
		if (!service_keep(k->service, &rounds, a))
			nanosleep(&(struct timespec){.tv_nsec = KEEP_MS * 1000000L}, NULL);
	arena_free(&a);
	return NULL;
}

static void
keeper_start(struct keeper *k)
{
	int why = pthread_create(&k->thread, NULL, keeper_main, k);
	if (why != 0)
		die_system("start the housekeeper's thread", why,
			   "raise the limits on tasks and memory");
}

/* Twice is fine. */
static void
keeper_stop(struct keeper *k)
{
	if (!atomic_exchange(&k->stop, true))
		pthread_join(k->thread, NULL);
}

/* ---- the address --------------------------------------------------------------------------------- */

static enum err
take_address(struct arena *a, const struct conf *conf, bool take_over, struct address *ret,
	     struct str *ret_why)
{
	struct address d = {.path = str_z(a, conf->listen), .fd = -1};
	struct stat st;
	unsigned mode = (unsigned)strtoul(str_z(a, conf->listen_mode), NULL,
					  8); /* checked by conf_read() */
	const char *group = conf->listen_group.n > 0 ? str_z(a, conf->listen_group) : NULL;
	enum err e = supervise_socket(a, &d.fd, ret_why);
	d.inherited = d.fd >= 0;
	if (e == ERR_OK && !d.inherited) {
		e = take_over ? worker_take_over(a, d.path, mode, group, &d.fd, ret_why)
			      : worker_listen(a, d.path, mode, group, &d.fd, ret_why);
		if (e == ERR_OK && lstat(d.path, &st) == 0) {
			d.dev = st.st_dev;
			d.ino = st.st_ino;
		}
	}
	if (e == ERR_OK)
		*ret = d;
	return e;
}

/* Does the path still lead to us? A successor renames his own socket over it. */
static bool
is_ours(const struct address *d)
{
	struct stat st;
	return !d->inherited && lstat(d->path, &st) == 0 && st.st_dev == d->dev &&
	       st.st_ino == d->ino;
}

static bool
is_taken(const struct address *d)
{
	struct stat st;
	return !d->inherited && lstat(d->path, &st) == 0 && !is_ours(d);
}

/* ---- signals ------------------------------------------------------------------------------------- */

static void
reload(struct service *service)
{
	struct timespec now;
	char line[80];
	clock_gettime(CLOCK_MONOTONIC, &now);
	int n = snprintf(line, sizeof(line), "RELOADING=1\nMONOTONIC_USEC=%lld",
			 (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
	supervise_tell((struct str){line, (size_t)n});
	service_reload(service);
	supervise_tell(STR("READY=1"));
}

/* Looks after the workers for a moment, or until a signal comes. The signal, or 0. */
static int
wait_signal(const sigset_t *set, struct workers *workers)
{
	struct timespec pause = {.tv_nsec = WATCH_MS * 1000000L};
	int sig = sigtimedwait(set, NULL, &pause);
	workers_watch(workers);
	log_flush();
	return sig > 0 ? sig : 0;
}

static void
wait_for_end(const sigset_t *set, struct service *service, struct workers *workers)
{
	for (int sig = 0; sig != SIGTERM && sig != SIGINT;) {
		sig = wait_signal(set, workers);
		if (sig == SIGHUP)
			reload(service);
	}
}

/* A successor answers what comes new. Our connections are answered until they are closed, the time
 * is over or somebody insists. */
static void
retire(const sigset_t *set, struct workers *workers)
{
	int64_t end = clock_tick() + RETIRE_MS;
	log_event(LOG_INFO, "handing_over", LOG_I("pid", getpid()),
		  LOG_I("connections", (int64_t)workers_open(workers)));
	workers_retire(workers);
	while (workers_open(workers) > 0 && clock_tick() < end) {
		int sig = wait_signal(set, workers);
		if (sig == SIGTERM || sig == SIGINT)
			return;
	}
}

/* ---- one life ------------------------------------------------------------------------------------ */

static struct workers *
start_workers(const struct conf *conf, const struct address *d, struct service *service)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	turn_init(cores > 0 ? (unsigned)cores * 2 : 2);
	struct worker_conf wc = {
		.listen_fd = d->fd,
		.workers = (unsigned)conf->workers,
		.io_timeout = conf->io_timeout,
		.idle_silent = 25,
		.idle_kept = 75, /* nginx lets an idle connection go after 60 s */
		.serve = service_serve,
		.arg = service,
	};
	return workers_start(&wc);
}

static int
serve(struct arena *a, const struct conf *conf, bool take_over, const sigset_t *signals)
{
	struct str why = {0};
	struct service *service = NULL;
	struct address d;
	enum err e = service_open(a, conf, &service, &why);
	if (e != ERR_OK)
		return fail(why, exit_code(e));
	e = take_address(a, conf, take_over, &d, &why);
	if (e != ERR_OK) {
		service_close(&service);
		return fail(why, exit_code(e));
	}
	struct workers *workers = start_workers(conf, &d, service);
	struct keeper keeper = {.service = service};
	keeper_start(&keeper);
	metric_set(METRIC_BUILD, 0, 1);
	metric_set(METRIC_STARTED, 0, clock_now());
	log_event(LOG_INFO, "ready", LOG_S("version", STR(VERSION)),
		  LOG_S("listen", d.inherited ? STR("the supervisor's socket") : conf->listen),
		  LOG_S("store", conf->store), LOG_I("pid", getpid()));
	supervise_tell(STR("READY=1"));
	log_hold(true); /* a line for each request; wait_signal() lets them go */

	wait_for_end(signals, service, workers);

	supervise_tell(STR("STOPPING=1"));
	if (is_taken(&d)) {
		keeper_stop(&keeper); /* the successor keeps house */
		retire(signals, workers);
	}
	log_hold(false);
	log_event(LOG_INFO, "stopping", LOG_I("pid", getpid()));
	if (is_ours(&d))
		unlink(d.path); /* the next one starts clean; connections under way keep going */
	keeper_stop(&keeper);
	workers_stop(&workers, STOP_SECONDS);
	close(d.fd); /* not before: workers still take what stands in its queue */
	service_keep_counts(service);
	service_close(&service);
	log_event(LOG_INFO, "stopped", LOG_I("pid", getpid()));
	return EX_OK;
}

static const char usage[] =
	"usage: rejoinderd [--config FILE] [--take-over]\n\n"
	"Answers FastCGI on the unix socket named in the configuration until SIGTERM.\n"
	"The default file is /etc/rejoinder/rejoinder.conf. With --take-over it takes the socket\n"
	"from the process that listens there, which is to be stopped with SIGTERM then.";

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'c'},
		{"take-over", no_argument, NULL, 't'},
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'v'},
		{0},
	};
	const char *path = "/etc/rejoinder/rejoinder.conf";
	bool take_over = false;
	for (int opt; (opt = getopt_long(argc, argv, "c:hv", options, NULL)) != -1;) {
		if (opt == 'c') {
			path = optarg;
		} else if (opt == 't') {
			take_over = true;
		} else if (opt == 'h' || opt == 'v') {
			puts(opt == 'h' ? usage : "rejoinderd " VERSION);
			return EX_OK;
		} else {
			return EX_USAGE;
		}
	}
	if (optind < argc)
		return fail(STR("takes no arguments; see --help"), EX_USAGE);
	sigset_t signals = block_signals();
	protect_process();
	die_loudly();
	crypt_init();
	struct arena *a = arena_new();
	struct conf *conf = NULL;
	struct str why = {0};
	enum err e = conf_read(a, path, &conf, &why);
	int code;
	if (e != ERR_OK)
		code = fail(why, EX_CONFIG);
	else if (service_log(a, conf, &why) != ERR_OK)
		code = fail(why, EX_CANTCREAT);
	else
		code = serve(a, conf, take_over, &signals);
	conf_free(&conf);
	arena_free(&a);
	return code;
}
