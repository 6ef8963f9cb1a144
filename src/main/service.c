/* Settings in force, swapped whole; see the header. Knows no page and no table. */
#include "service.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/metric.h"
#include "page/web.h"

/* One generation. */
struct settings {
	const struct conf *conf;
	struct conf
		*owned; /* the same, if a reload has read it: freed with us; NULL: the start's */
	struct house *house;
	struct web *web;
};

struct service {
	const struct conf *start;
	struct snapshot_slot now;
};

/* ---- one generation ------------------------------------------------------------------------------ */

static void
free_settings(void *data)
{
	struct settings *g = data;
	web_free(&g->web);
	house_close(&g->house);
	conf_free(&g->owned);
	heap_free(g);
}

static struct settings *
settings_of(const struct conf *conf, struct conf *owned, struct house *house)
{
	struct settings *g = heap_zero(1, sizeof(*g));
	*g = (struct settings){.conf = conf, .owned = owned, .house = house, .web = web_new(house)};
	return g;
}

enum err
service_open(struct arena *a, const struct conf *start, struct service **ret, struct str *ret_why)
{
	struct house *house = NULL;
	enum err e = house_open(a, start, false, &house, ret_why);
	if (e != ERR_OK)
		return e;
	struct service *s = heap_zero(1, sizeof(*s));
	s->start = start;
	pthread_mutex_init(&s->now.lock, NULL);
	snapshot_swap(&s->now, snapshot_new(settings_of(start, NULL, house), free_settings));
	*ret = s;
	return ERR_OK;
}

void
service_close(struct service **service)
{
	struct service *s = *service;
	if (s == NULL)
		return;
	snapshot_swap(&s->now, NULL);
	pthread_mutex_destroy(&s->now.lock);
	heap_free(s);
	*service = NULL;
}

void
service_serve(struct req *r, void *arg)
{
	struct service *s = arg;
	struct snapshot *now = snapshot_take(&s->now);
	const struct settings *g = snapshot_data(now);
	web_serve(r, g->web);
	snapshot_give(&now);
}

bool
service_keep(struct service *s, struct rounds *rounds, struct arena *a)
{
	struct snapshot *now = snapshot_take(&s->now);
	const struct settings *g = snapshot_data(now);
	bool more = keep_due(g->house, rounds, a);
	snapshot_give(&now);
	return more;
}

void
service_keep_counts(struct service *s)
{
	struct snapshot *now = snapshot_take(&s->now);
	const struct settings *g = snapshot_data(now);
	keep_counts(g->house);
	snapshot_give(&now);
}

/* ---- another one --------------------------------------------------------------------------------- */

enum err
service_log(struct arena *a, const struct conf *conf, struct str *ret_why)
{
	static const char *const levels[] = {"debug", "info", "warn", "error"};
	enum log_level level = LOG_INFO;
	for (size_t i = 0; i < ARRAY_LEN(levels); i++)
		if (str_eq(conf->log_level, str_of(levels[i])))
			level = (enum log_level)i;
	enum err e = log_open(conf->log_file.n > 0 ? str_z(a, conf->log_file) : NULL, level);
	if (e != ERR_OK)
		*ret_why =
			str_printf(a, "cannot open the log file %.*s: %m", STR_FMT(conf->log_file));
	return e;
}

/* The settings that were used up at the start and differ now: "listen workers", or "". */
static struct str
needs_restart(struct arena *a, const struct conf *was, const struct conf *is)
{
	const struct {
		const char *key;
		bool changed;
	} fixed[] = {
		{"listen", !str_eq(was->listen, is->listen)},
		{"listen_mode", !str_eq(was->listen_mode, is->listen_mode)},
		{"listen_group", !str_eq(was->listen_group, is->listen_group)},
		{"store", !str_eq(was->store, is->store)},
		{"key_file", !str_eq(was->key_file, is->key_file)},
		{"workers", was->workers != is->workers},
		{"readers", was->readers != is->readers},
		{"similar.texts", was->similar_texts != is->similar_texts},
		{"io_timeout", was->io_timeout != is->io_timeout},
		{"password.cost", !str_eq(was->password_cost, is->password_cost)},
	};
	struct buf b = buf_in(a, 1024);
	for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
		if (fixed[i].changed)
			buf_printf(&b, "%s%s", b.n > 0 ? " " : "", fixed[i].key);
	return buf_view(&b);
}

/* The next generation from the file, whole; nothing of the present one is touched. */
static enum err
read_anew(struct service *s, struct arena *a, const struct house *house, struct settings **ret,
	  struct str *ret_why)
{
	struct conf *conf = NULL;
	struct house *next = NULL;
	enum err e = conf_read(a, str_z(a, s->start->path), &conf, ret_why);
	if (e == ERR_OK)
		e = house_renew(a, house, conf, &next, ret_why);
	if (e != ERR_OK) {
		conf_free(&conf);
		return e;
	}
	struct settings *g = settings_of(conf, conf, next);
	e = service_log(a, conf, ret_why);
	if (e != ERR_OK) {
		free_settings(g);
		return e;
	}
	*ret = g;
	return ERR_OK;
}

void
service_reload(struct service *s)
{
	struct arena *a = arena_new();
	struct str why = {0}, ignored = {0};
	struct settings *g = NULL;
	struct snapshot *now = snapshot_take(&s->now);
	const struct settings *old = snapshot_data(now);
	if (read_anew(s, a, old->house, &g, &why) == ERR_OK) {
		struct str restart = needs_restart(a, s->start, g->conf);
		size_t sites = g->conf->n_sites;
		snapshot_swap(&s->now, snapshot_new(g, free_settings));
		metric_add_word(METRIC_RELOADS, STR("done"), 1);
		log_event(LOG_INFO, "reloaded", LOG_I("sites", (int64_t)sites));
		if (restart.n > 0)
			log_event(LOG_WARN, "restart_needed", LOG_S("settings", restart));
	} else {
		(void)!service_log(a, old->conf,
				   &ignored); /* rotation does not hang on the new file */
		metric_add_word(METRIC_RELOADS, STR("refused"), 1);
		log_event(LOG_ERROR, "reload_refused", LOG_S("why", why),
			  LOG_S("in_force", STR("the configuration from before")));
	}
	snapshot_give(&now);
	arena_free(&a);
}
