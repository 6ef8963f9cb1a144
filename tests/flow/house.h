/* A house for one test: configuration, key and database in a scratch folder, a stopped clock. */
#ifndef TESTS_FLOW_HOUSE_H
#define TESTS_FLOW_HOUSE_H

#include <ftw.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/turn.h"
#include "filter/gate_token.h"
#include "flow/actor.h"
#include "flow/ban.h"
#include "flow/decide.h"
#include "flow/keep.h"
#include "flow/people.h"
#include "flow/post.h"
#include "flow/queue.h"
#include "flow/status.h"

#define NOW 1800000000 /* 15 January 2027 */

struct fixture {
	struct arena *a;
	char folder[64];
	struct conf *conf;
	struct house *house;
	struct site *site;
	const struct moderator *console;
};

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void
open_house(struct fixture *f)
{
	struct str why = {0};
	enum err e = house_open(f->a, f->conf, false, &f->house, &why);
	if (e != ERR_OK)
		fail_msg("%.*s", STR_FMT(why));
	f->site = house_site(f->house, STR(""));
	f->console = actor_console(f->a, f->site, "tester");
}

/* An empty database at the newest schema: made once in a program, then copied, with the log beside it. */
static void
make_store(struct arena *a, struct str path)
{
	static char bytes[2][2 << 20];
	static size_t n[2];
	const char *files[] = {str_z(a, path), str_printf(a, "%.*s-wal", STR_FMT(path)).p};
	struct str why = {0};
	int applied;
	bool first = n[0] == 0;
	if (first)
		assert_int_equal(store_migrate(a, path, NULL, &applied, &why), ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		FILE *f = fopen(files[i], first ? "r" : "w");
		if (f == NULL && i == 1) /* no log is left */
			continue;
		assert_non_null(f);
		if (first)
			n[i] = fread(bytes[i], 1, sizeof(bytes[i]), f);
		else
			assert_int_equal(fwrite(bytes[i], 1, n[i], f), n[i]);
		assert_true(n[i] < sizeof(bytes[i]) && fclose(f) == 0);
	}
}

/* `settings`: more lines of the one site. */
static void
fixture_make(struct fixture *f, const char *settings)
{
	struct str why = {0};
	crypt_init();
	turn_init(4);
	clock_stop(NOW);
	assert_int_equal(log_open(NULL, LOG_ERROR), ERR_OK);
	*f = (struct fixture){.a = arena_new()};
	snprintf(f->folder, sizeof(f->folder), "/tmp/rejoinder-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	mkdir(str_printf(f->a, "%s/data", f->folder).p, 0700);
	const char *path = str_printf(f->a, "%s/rejoinder.conf", f->folder).p;
	write_file(path, str_printf(f->a,
				    "store = \"data/test.db\"; key_file = \"key\"; password: { "
				    "cost = \"test\"; };\n"
				    "sites = ( { name = \"site\"; base_url = "
				    "\"https://news.example\"; %s } );\n",
				    settings)
				 .p);
	if (conf_read(f->a, path, &f->conf, &why) != ERR_OK)
		fail_msg("%.*s", STR_FMT(why));
	assert_int_equal(keyring_make(str_z(f->a, f->conf->key_file)), ERR_OK);
	make_store(f->a, f->conf->store);
	open_house(f);
}

static void
fixture_end(struct fixture *f)
{
	house_close(&f->house);
	conf_free(&f->conf);
	nftw(f->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	arena_free(&f->a);
	clock_stop(CLOCK_RUN);
}

/* By name and password alone. */
static enum err __attribute__((unused))
actor_sign_in(struct house *h, struct site *s, struct arena *a, struct str name, struct str password,
	      struct str block, struct signed_in *ret)
{
	struct entry in = {.name = name, .password = password, .block = block};
	return actor_enter(h, s, a, &in, ret);
}

/* What a test says about a post; the rest is ordinary. */
struct say {
	const char *text, *email, *address, *agent, *key, *name, *proof, *token;
	const char *around; /* the block around the address, if it is not one of its own */
	const char *url, *page, *staff;
	struct str earlier; /* status token */
	struct comment_id parent;
	bool no_token, honeypot, may_prove;
};

static struct posted __attribute__((unused))
say(struct fixture *f, struct say s)
{
	struct posted out = {0};
	struct str page = str_of(s.page ? s.page : "/story/");
	struct str address = str_of(s.address ? s.address : "192.0.2.7");
	struct visitor v = {.address = address,
			    .block = address,
			    .wide_block = s.around ? str_of(s.around)
						   : str_cat(f->a, STR("around "), address),
			    .user_agent = str_of(s.agent ? s.agent : "Browser"),
			    .staff = str_of(s.staff)};
	struct str token = token_make(f->a, f->house->keys, f->site->id, page, clock_now());
	struct reply r = {
		.draft = {.text = str_copy(f->a, str_of(s.text)),
			  .name = str_of(s.name ? s.name : "Ana"),
			  .url = str_of(s.url),
			  .page = page,
			  .parent = s.parent},
		.email = str_copy(f->a, str_of(s.email ? s.email : "ana@news.example")),
		.token = s.no_token ? STR("") : s.token ? str_of(s.token) : token,
		.earlier = s.earlier,
		.key = str_of(s.key),
		.proof = str_of(s.proof),
		.honeypot = s.honeypot,
		.may_prove = s.may_prove,
	};
	assert_int_equal(post_reply(f->house, f->site, f->a, &v, &r, &out), ERR_OK);
	return out;
}

/* Makes an account and signs it in. */
static __attribute__((unused)) const struct moderator *
somebody(struct fixture *f, const char *name, enum role role)
{
	enum account_outcome out;
	struct account_id id;
	struct signed_in in = {0};
	const struct moderator *m = NULL;
	const char *word = "correct horse battery";
	assert_int_equal(actor_add(f->house, f->site, f->a, f->console, str_of(name), role,
				   str_copy(f->a, str_of(word)), &out, &id),
			 ERR_OK);
	assert_int_equal(out, ACCOUNT_ADDED);
	/* From a block of its own, or fifty in a row are slowed down. */
	assert_int_equal(actor_sign_in(f->house, f->site, f->a, str_of(name), str_copy(f->a, str_of(word)),
				       str_printf(f->a, "block of %s", name), &in),
			 ERR_OK);
	assert_int_equal(in.outcome, SIGN_IN_OK);
	assert_int_equal(actor_session(f->house, f->site, f->a, in.token, &m), ERR_OK);
	assert_non_null(m);
	return m;
}

/* The first reason of a rule, or NULL. */
__attribute__((unused)) static const struct reason *
reason_for(const struct posted *p, const char *rule)
{
	for (size_t i = 0; i < p->verdict.n_reasons; i++)
		if (str_eq(p->verdict.reasons[i].rule, str_of(rule)))
			return &p->verdict.reasons[i];
	return NULL;
}

/* Ends and starts again, on the same database. */
static void __attribute__((unused))
restart(struct fixture *f)
{
	house_close(&f->house);
	open_house(f);
}

/* A round of the housekeeper. */
static void __attribute__((unused))
keep_house(struct fixture *f)
{
	struct arena *a = arena_new();
	keep_all(f->house, a);
	arena_free(&a);
}

/* The command line beside the daemon: another house on the same database. Close its house alone. */
static struct fixture __attribute__((unused))
other_process(struct fixture *f)
{
	struct fixture other = *f;
	struct str why = {0};
	assert_int_equal(house_open(f->a, f->conf, true, &other.house, &why), ERR_OK);
	assert_int_equal(house_judges(other.house), ERR_OK);
	other.site = house_site(other.house, STR(""));
	other.console = actor_console(f->a, other.site, "tester");
	return other;
}

static int64_t __attribute__((unused))
count(struct fixture *f, enum state state)
{
	int64_t total = 0;
	size_t n;
	struct queue_item *items;
	assert_int_equal(queue_list(f->house, f->site, f->a, f->console, state,
				    (struct comment_id){0}, 100, &items, &n, &total),
			 ERR_OK);
	return total;
}

static struct decided __attribute__((unused))
make_move(struct fixture *f, struct comment_id id, enum verb verb)
{
	struct decided d;
	assert_int_equal(
		decide(f->house, f->site, f->a, f->console, id, verb, STATE__MAX, STR(""), &d),
		ERR_OK);
	return d;
}

#endif
