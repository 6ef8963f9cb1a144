/* Opens what every verb needs, and keeps it in order; see the header. */
#include "flow/house.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "filter/listed.h"
#include "flow/actor.h"
#include "flow/ban.h"
#include "flow/keys.h"
#include "flow/lists.h"
#include "flow/memory.h"
#include "flow/model_file.h"
#include "flow/post.h"
#include "flow/train.h"
#include "store/store_actor.h"
#include "store/store_thread.h"

#define RATE_SLOTS 65536 /* buckets kept: 2 MB; SECURITY.md 25 */
#define POW_SLOTS 65536  /* spent challenges kept: 1.5 MB */

struct ground {
	struct store *store;
	struct keyring *keys;
	struct rate_table *rates;
	struct memory *memory;
	struct pow *pow;
	struct seen_table *seen;
	struct hit_table *hits;
	struct learners *learners;
	pthread_mutex_t lock; /* over the list; a house in it is not closed meanwhile */
	struct house *houses;
	pthread_t renewer;   /* reads lists that another process has changed */
	pthread_mutex_t renew_lock;
	pthread_cond_t renew_wake;
	bool renews, renew_due, stopping;
};

void
house_reread(struct house *h)
{
	for (size_t i = 0; i < h->n_sites; i++)
		lists_written(h, &h->sites[i]);
}

/* Another process has written. The writer must not wait until ten thousand words are built anew. */
static void
on_change(void *arg)
{
	struct ground *g = arg;
	memory_changed(g->memory);
	pthread_mutex_lock(&g->renew_lock);
	g->renew_due = true;
	pthread_cond_signal(&g->renew_wake);
	pthread_mutex_unlock(&g->renew_lock);
}

static void *
renewer_main(void *arg)
{
	struct ground *g = arg;
	pthread_mutex_lock(&g->renew_lock);
	while (!g->stopping) {
		if (!g->renew_due) {
			pthread_cond_wait(&g->renew_wake, &g->renew_lock);
			continue;
		}
		g->renew_due = false;
		pthread_mutex_unlock(&g->renew_lock);
		pthread_mutex_lock(&g->lock);
		for (struct house *h = g->houses; h != NULL; h = h->next)
			house_reread(h);
		pthread_mutex_unlock(&g->lock);
		pthread_mutex_lock(&g->renew_lock);
	}
	pthread_mutex_unlock(&g->renew_lock);
	return NULL;
}

static void
start_renewer(struct ground *g)
{
	int why = pthread_create(&g->renewer, NULL, renewer_main, g);
	if (why != 0)
		die_system("start the renewer's thread", why, "raise the limits on tasks and memory");
	g->renews = true;
}

static void
stop_renewer(struct ground *g)
{
	if (!g->renews)
		return;
	pthread_mutex_lock(&g->renew_lock);
	g->stopping = true;
	pthread_cond_signal(&g->renew_wake);
	pthread_mutex_unlock(&g->renew_lock);
	pthread_join(g->renewer, NULL);
}

static enum err
add_sites(struct db *db, void *arg)
{
	struct house *h = arg;
	enum err e = ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < h->n_sites; i++)
		e = store_site_ensure(db, h->sites[i].conf->name, clock_now());
	return e;
}

static enum err
find_sites(struct house *h)
{
	enum err e = ERR_OK;
	struct db *db = store_reader(h->store, DB_KEEPER);
	for (size_t i = 0; e == ERR_OK && i < h->n_sites; i++)
		e = store_site_find(db, h->sites[i].conf->name, &h->sites[i].id);
	store_reader_done(h->store, &db);
	return e;
}

static enum err
open_store(struct arena *a, struct ground *g, const struct conf *conf, bool console,
	   struct str *ret_why)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned readers = (unsigned)conf->readers;
	if (readers == 0)
		readers = cores * 2 > 4 ? (unsigned)cores * 2 : 4;
	struct store_conf sc = {
		.path = conf->store,
		.readers = console ? 1 : readers,
		.waiting_max = (unsigned)conf->workers - 8,
		.console = console,
		.changed = console ? NULL : on_change,
		.changed_arg = g,
	};
	return store_open(a, &sc, &g->store, ret_why);
}

/* The rows of the configured sites: looked up first, so that a command that only reads does not
 * write. */
static enum err
open_sites(struct house *h, struct str *ret_why)
{
	enum err e = find_sites(h);
	if (e == ERR_GONE) {
		e = store_write(h->store, DB_KEEPER, add_sites, h);
		if (e == ERR_OK)
			e = find_sites(h);
	}
	if (e != ERR_OK)
		*ret_why = STR("cannot make the sites' rows in the database: it is locked or "
			       "cannot be written");
	return e;
}

static void
close_ground(struct ground *g)
{
	stop_renewer(g);
	store_close(&g->store);
	keyring_close(&g->keys);
	rate_free(&g->rates);
	memory_free(&g->memory);
	pow_free(&g->pow);
	learners_free(&g->learners);
	seen_free(&g->seen);
	hits_free(&g->hits);
	pthread_mutex_destroy(&g->lock);
	pthread_mutex_destroy(&g->renew_lock);
	pthread_cond_destroy(&g->renew_wake);
	heap_free(g);
}

static enum err
open_ground(struct arena *a, const struct conf *conf, bool console, struct ground **ret,
	    struct str *ret_why)
{
	struct ground *g = heap_zero(1, sizeof(*g));
	pthread_mutex_init(&g->lock, NULL);
	pthread_mutex_init(&g->renew_lock, NULL);
	pthread_cond_init(&g->renew_wake, NULL);
	g->seen = seen_new();
	g->hits = hits_new();
	g->rates = rate_new(RATE_SLOTS);
	g->memory = memory_new((size_t)conf->similar_texts);
	g->learners = learners_new();
	if (console)
		memory_leave_empty(g->memory);
	struct pow_secrets secrets;
	crypt_random(&secrets, sizeof(secrets));
	g->pow = pow_new(POW_SLOTS, &secrets);
	crypt_wipe(&secrets, sizeof(secrets));
	if (str_eq(conf->password_cost, STR("test")))
		crypt_password_cost(1, 8192);
	const char *folder = str_z(a, file_folder(conf->store));
	enum err e = keyring_open(a, str_z(a, conf->key_file), folder, &g->keys, ret_why);
	if (e == ERR_OK)
		e = open_store(a, g, conf, console, ret_why);
	if (e == ERR_OK) {
		struct db *db = store_reader(g->store, DB_KEEPER);
		e = keys_check(a, db, g->keys, ret_why);
		store_reader_done(g->store, &db);
	}
	if (e != ERR_OK) {
		close_ground(g);
		return e;
	}
	if (!console)
		start_renewer(g);
	*ret = g;
	return ERR_OK;
}

#define DISPOSABLE_MAX (8u << 20) /* bytes; the longest public list has a tenth of it */

static enum err
load_disposable(struct house *h, struct site *s, struct arena *a, struct str *ret_why)
{
	struct str path = s->conf->filter_disposable, text;
	size_t bad = 0;
	if (path.n == 0)
		return ERR_OK;
	enum err e = file_read(h->lists, str_z(a, path), DISPOSABLE_MAX, &text);
	if (e != ERR_OK) {
		*ret_why = str_printf(a, "%.*s: %s", STR_FMT(path),
				      e == ERR_INPUT ? "it is no list of mail domains" : err_text(e));
		return e;
	}
	s->disposable = disposable_new(h->lists, text, &bad);
	if (bad > 0)
		log_event(LOG_WARN, "disposable", LOG_S("site", s->conf->name),
			  LOG_I("unusable", (int64_t)bad));
	return ERR_OK;
}

bool
house_disposable(const struct site *s, struct str domain)
{
	return disposable_domain(domain) ||
	       (s->disposable != NULL && disposable_has(s->disposable, domain));
}

/* Builds a house on `g`. On failure it is taken down again, and the ground with it if nothing else
 * stands on it. */
static enum err
build(struct arena *a, struct ground *g, const struct conf *conf, struct house **ret,
      struct str *ret_why)
{
	struct house *h = heap_zero(1, sizeof(*h));
	h->conf = conf;
	h->ground = g;
	h->store = g->store;
	h->keys = g->keys;
	h->rates = g->rates;
	h->memory = g->memory;
	h->pow = g->pow;
	h->seen = g->seen;
	h->hits = g->hits;
	h->judges = g->renews;
	h->n_sites = conf->n_sites;
	h->sites = heap_zero(conf->n_sites, sizeof(*h->sites));
	h->lists = arena_new();
	bool fine = true;
	for (size_t i = 0; i < conf->n_sites; i++) {
		h->sites[i].conf = &conf->sites[i];
		h->sites[i].records = heap_zero(filter_rules(), sizeof(struct rule_record));
		lists_init(&h->sites[i]);
		fine = lists_settings(a, &h->sites[i], ret_why) && fine;
	}
	enum err e = fine ? open_sites(h, ret_why) : ERR_INPUT;
	for (size_t i = 0; e == ERR_OK && i < h->n_sites; i++)
		h->sites[i].learner = learner_of(g->learners, h->sites[i].id);
	if (e == ERR_OK)
		e = model_file_read(a, conf->filter_model, &h->model, ret_why);
	for (size_t i = 0; e == ERR_OK && i < h->n_sites; i++)
		e = load_disposable(h, &h->sites[i], a, ret_why);
	pthread_mutex_lock(&g->lock); /* before its words are read: a change from now on finds it */
	h->next = g->houses;
	g->houses = h;
	pthread_mutex_unlock(&g->lock);
	for (size_t i = 0; e == ERR_OK && i < h->n_sites; i++) {
		e = lists_renew(h, &h->sites[i]);
		if (e != ERR_OK)
			*ret_why = STR("cannot read word lists, bans and rules from the database");
	}
	if (e != ERR_OK) {
		house_close(&h);
		return e;
	}
	*ret = h;
	return ERR_OK;
}

enum err
house_open(struct arena *a, const struct conf *conf, bool console, struct house **ret,
	   struct str *ret_why)
{
	struct ground *g = NULL;
	post_count_rules();
	enum err e = open_ground(a, conf, console, &g, ret_why);
	return e == ERR_OK ? build(a, g, conf, ret, ret_why) : e;
}

enum err
house_judges(struct house *h)
{
	enum err e = ERR_OK;
	h->judges = true;
	for (size_t i = 0; e == ERR_OK && i < h->n_sites; i++)
		e = lists_renew(h, &h->sites[i]);
	return e;
}

enum err
house_renew(struct arena *a, const struct house *h, const struct conf *conf, struct house **ret,
	    struct str *ret_why)
{
	enum err e = build(a, h->ground, conf, ret, ret_why);
	/* What was measured holds until it is measured again. */
	for (size_t i = 0; e == ERR_OK && i < (*ret)->n_sites; i++)
		for (size_t k = 0; k < h->n_sites; k++)
			if ((*ret)->sites[i].id.n == h->sites[k].id.n)
				atomic_store(&(*ret)->sites[i].usual_wait,
					     atomic_load(&h->sites[k].usual_wait));
	return e;
}

void
house_close(struct house **house)
{
	struct house *h = *house;
	if (h == NULL)
		return;
	struct ground *g = h->ground;
	pthread_mutex_lock(&g->lock);
	struct house **at = &g->houses;
	while (*at != h)
		at = &(*at)->next;
	*at = h->next;
	bool last = g->houses == NULL;
	pthread_mutex_unlock(&g->lock);
	if (last)
		close_ground(g); /* the writer's thread is gone after it */
	for (size_t i = 0; i < h->n_sites; i++) {
		lists_fini(&h->sites[i]);
		heap_free(h->sites[i].records);
	}
	model_free(&h->model);
	arena_free(&h->lists);
	heap_free(h->sites);
	heap_free(h);
	*house = NULL;
}

struct site *
house_site(struct house *h, struct str name)
{
	if (name.n == 0)
		return &h->sites[0];
	for (size_t i = 0; i < h->n_sites; i++)
		if (str_eq(h->sites[i].conf->name, name))
			return &h->sites[i];
	return NULL;
}
