/*
 * For the operator's supervisor and monitoring: does it live, can it serve, what has it counted.
 * The gauges are looked up when somebody asks; the counters stand in base/metric.def. Who may ask
 * is the guard's matter (NEED_OPERATOR).
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>

#include "base/metric.h"
#include "routes.h"
#include "store/store_comment.h"
#include "store/store_thread.h"

static void
say(struct resp *resp, int status, struct str line)
{
	resp->status = status;
	resp->kind = RESP_TEXT;
	resp->cache_control = STR("no-store");
	resp->body = line;
}

/* The process answers, whatever its store does: a supervisor that restarts it could only help if
 * not. */
void
page_healthz(struct call *c, struct resp *resp)
{
	(void)c;
	say(resp, 200, STR("ok\n"));
}

/* Comments can be read now, and a write would not be turned away. */
void
page_readyz(struct call *c, struct resp *resp)
{
	struct store *s = c->house->store;
	struct site_id id;
	struct db *db = store_reader(s, DB_KEEPER);
	enum err e = store_site_find(db, c->site->conf->name, &id);
	store_reader_done(s, &db);
	if (e != ERR_OK)
		say(resp, 503, str_printf(c->arena, "the store cannot be read: %s\n", err_text(e)));
	else if (!store_takes(s))
		say(resp, 503, STR("as many writes wait as may\n"));
	else
		say(resp, 200, STR("ready\n"));
	if (resp->status != 200)
		resp->retry_after = 2;
}

static enum err
count_queue(struct house *h, int64_t *ret)
{
	int64_t sum = 0, n;
	enum err e = ERR_OK;
	struct db *db = store_reader(h->store, DB_KEEPER);
	for (size_t i = 0; e == ERR_OK && i < h->n_sites; i++) {
		e = store_comment_count(db, h->sites[i].id, STATE_PENDING, &n);
		sum += e == ERR_OK ? n : 0;
	}
	store_reader_done(h->store, &db);
	if (e == ERR_OK)
		*ret = sum;
	return e;
}

/* Pages in memory: the second number of /proc/self/statm (proc(5)). 0: it cannot be read. */
static int64_t
resident_bytes(void)
{
	char text[128];
	int64_t pages = 0;
	struct str rest = {text, 0}, word;
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t n = read(fd, text, sizeof(text));
	close(fd);
	rest.n = n > 0 ? (size_t)n : 0;
	str_cut(&rest, ' ', &word);
	str_cut(&rest, ' ', &word);
	return str_int(word, 0, INT64_MAX / 65536, &pages) ? pages * sysconf(_SC_PAGESIZE) : 0;
}

/* 0: they cannot be counted. */
static int64_t
open_descriptors(void)
{
	int64_t n = -1; /* not the one that looks */
	DIR *d = opendir("/proc/self/fd");
	if (d == NULL)
		return 0;
	for (struct dirent *entry; (entry = readdir(d)) != NULL;)
		n += entry->d_name[0] != '.';
	closedir(d);
	return n;
}

void
page_metrics(struct call *c, struct resp *resp)
{
	int64_t waiting;
	enum err e = count_queue(c->house, &waiting);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	metric_set(METRIC_QUEUE, 0, waiting);
	metric_set(METRIC_WRITES_WAITING, 0, store_waiting(c->house->store));
	metric_set(METRIC_RSS, 0, resident_bytes());
	metric_set(METRIC_FDS, 0, open_descriptors());
	say(resp, 200, metric_text(c->arena));
}
