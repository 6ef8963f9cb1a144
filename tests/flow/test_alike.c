/*
 * No account, a disabled one, a wrong password, a wrong code: nobody learns which it was by the time it took either;
 * nor how much of a private link's token was right; nor whether an address is known here. Where a clock would tell of
 * the machine rather than of us, what is done is counted: statements, and passwords that are hashed.
 * Two kinds of attempts, in an order that is drawn, and Welch's t of their times (dudect, Reparaz and others 2017): of
 * the processor's, in which the disk and other programs are not.
 */
#include "test.h"

#include <dlfcn.h>
#include <math.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <time.h>

#include "chance.h"
#include "filter/gate_rate.h"
#include "flow/notice.h"
#include "flow/own.h"
#include "signing.h"

#define SAMPLES 500      /* of each kind (SECURITY.md, P20, through Argon2id at its lowest), with SOAK=1 */
#define SAMPLES_TOKEN 100000 /* likewise, and without Argon2id */
#define T_MOST 4.5
/* Without it no more is asked than that the slow part is done, and once: a machine may be as busy as it likes. */
#define SAMPLES_FEW 40
#define TIMES_MOST 2.0

struct attempt {
	const char *name, *password, *code;
};

static double
between(const struct timespec *from, const struct timespec *to)
{
	return (double)(to->tv_sec - from->tv_sec) * 1e9 + (double)(to->tv_nsec - from->tv_nsec);
}

static double
nanoseconds(const struct attempt *t)
{
	struct timespec from, to;
	struct arena *a = arena_new();
	struct signed_in in;
	struct entry e = {.name = str_of(t->name), .password = str_copy(a, str_of(t->password)),
			  .code = str_of(t->code), .block = STR("192.0.2.0/24")};
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	assert_int_equal(actor_enter(f.house, f.site, a, &e, &in), ERR_OK);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	assert_int_equal(in.outcome, SIGN_IN_WRONG);
	arena_free(&a);
	return between(&from, &to);
}

static int
by_size(const void *x, const void *y)
{
	const double *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

/* Mean and its variance, of what is below `most`. */
static void
moments(const double *x, size_t n, double most, double *ret_mean, double *ret_variance)
{
	double sum = 0, squares = 0;
	size_t used = 0;
	for (size_t i = 0; i < n; i++)
		if (x[i] <= most) {
			sum += x[i];
			used++;
		}
	*ret_mean = sum / (double)used;
	for (size_t i = 0; i < n; i++)
		if (x[i] <= most)
			squares += (x[i] - *ret_mean) * (x[i] - *ret_mean);
	*ret_variance = squares / (double)(used - 1) / (double)used;
}

/* Times of two kinds, without the slowest tenth: interrupts, and what the cache had lost. */
static bool
alike(double *const times[2], size_t n, bool soaked)
{
	double *all = heap_zero(2 * n, sizeof(double)), mean[2], variance[2];
	memcpy(all, times[0], n * sizeof(all[0]));
	memcpy(all + n, times[1], n * sizeof(all[0]));
	qsort(all, 2 * n, sizeof(all[0]), by_size);
	for (int k = 0; k < 2; k++)
		moments(times[k], n, all[2 * n * 9 / 10], &mean[k], &variance[k]);
	heap_free(all);
	double t = (mean[0] - mean[1]) / sqrt(variance[0] + variance[1]);
	print_message("# %.0f ns and %.0f ns: t = %.2f\n", mean[0], mean[1], t);
	return soaked ? fabs(t) < T_MOST : mean[0] < mean[1] * TIMES_MOST && mean[1] < mean[0] * TIMES_MOST;
}

static bool
soaks(void)
{
	const char *soak = getenv("SOAK");
	return soak != NULL && soak[0] != '\0';
}

static bool
look_alike(const struct attempt *x, const struct attempt *y)
{
	static double times[2][SAMPLES];
	size_t n = soaks() ? SAMPLES : SAMPLES_FEW;
	for (size_t i = 0; i < n; i++) {
		int first = (int)(chance() >> 63);
		for (int k = 0; k < 2; k++) {
			int which = first ^ k;
			f.house->rates = rate_new(64); /* each attempt is the first: limits are not the question */
			times[which][i] = nanoseconds(which == 0 ? x : y);
			rate_free(&f.house->rates);
		}
	}
	return alike((double *[]){times[0], times[1]}, n, soaks());
}

static void
who_is_not_let_in_cannot_tell_by_the_time_why(void **state)
{
	static const struct attempt wrong = {"max", "wrong horse battery", ""},
				    others[] = {{"nix", "wrong horse battery", ""},
						{"bob", "correct horse battery", ""},
						{"ana", "wrong horse battery", ""},
						{"ana", "correct horse battery", ""},
						{"ana", "correct horse battery", "000000"}};
	struct factor_set set;
	(void)state;
	make("");
	set_up(&set);
	struct rate_table *rates = f.house->rates;
	somebody(&f, "max", ROLE_MODERATOR);
	somebody(&f, "bob", ROLE_MODERATOR);
	assert_int_equal(actor_disable(f.house, f.site, f.a, f.console, STR("bob")), ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_true(look_alike(&wrong, &others[i]));
	f.house->rates = rates;
	fixture_end(&f);
}

static double
asking_with(struct str token)
{
	struct timespec from, to;
	struct arena *a = arena_new();
	struct own own;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	assert_int_equal(own_find(f.house, f.site, a, token, &own), ERR_GONE);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	arena_free(&a);
	return between(&from, &to);
}

/* Another letter, so that some bits of one byte are wrong. */
static struct str
spoiled(struct str token, size_t at)
{
	char *other = arena_copy(f.a, token.p, token.n);
	other[at] = other[at] == 'A' ? 'Q' : 'A';
	return (struct str){other, token.n};
}

static void
how_much_of_a_private_links_token_is_right_cannot_be_told_by_the_time(void **state)
{
	(void)state;
	make("");
	struct str right = say(&f, (struct say){.text = "A thought."}).status_token;
	const struct str wrong[] = {spoiled(right, 18), spoiled(right, right.n - 2)}; /* of the MAC, first and last */
	size_t n = soaks() ? SAMPLES_TOKEN : 1000;
	double *times[] = {heap_zero(n, sizeof(double)), heap_zero(n, sizeof(double))};
	for (size_t i = 0; i < n; i++) {
		int first = (int)(chance() >> 63);
		for (int k = 0; k < 2; k++)
			times[first ^ k][i] = asking_with(wrong[first ^ k]);
	}
	assert_true(alike(times, n, soaks()));
	heap_free(times[0]);
	heap_free(times[1]);
	fixture_end(&f);
}

/* ---- what is done, counted -------------------------------------------------------------------------------- */

static atomic_int statements, hashes;

/* In the place of libsodium's own, which does it. */
int crypto_pwhash_argon2id_str_verify(const char *, const char *, unsigned long long);
int
crypto_pwhash_argon2id_str_verify(const char *stored, const char *password, unsigned long long n)
{
	union {
		void *found;
		int (*verify)(const char *, const char *, unsigned long long);
	} real = {.found = dlsym(RTLD_NEXT, "crypto_pwhash_argon2id_str_verify")};
	assert_non_null(real.found);
	hashes++;
	return real.verify(stored, password, n);
}

static int
count_statement(unsigned what, void *context, void *statement, void *text)
{
	(void)what, (void)context, (void)statement, (void)text;
	statements++;
	return 0;
}

static int
count_on(sqlite3 *db, char **why, const void *api)
{
	(void)why, (void)api;
	return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, count_statement, NULL);
}

/* From here on each connection that is opened. */
static void
count_all(void)
{
	union {
		int (*is)(sqlite3 *, char **, const void *);
		void (*as)(void);
	} on = {.is = count_on};
	assert_int_equal(sqlite3_auto_extension(on.as), SQLITE_OK);
}

static void
who_is_not_let_in_costs_the_same_steps_whatever_was_wrong(void **state)
{
	static const struct attempt wrong[] = {{"max", "wrong horse battery", ""},   {"nix", "wrong horse battery", ""},
					       {"bob", "correct horse battery", ""}, {"ana", "wrong horse battery", ""},
					       {"ana", "correct horse battery", ""},
					       {"ana", "correct horse battery", "000000"}};
	struct factor_set set;
	int first[2] = {0};
	(void)state;
	count_all();
	make("");
	set_up(&set);
	somebody(&f, "max", ROLE_MODERATOR);
	somebody(&f, "bob", ROLE_MODERATOR);
	assert_int_equal(actor_disable(f.house, f.site, f.a, f.console, STR("bob")), ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		statements = hashes = 0;
		(void)nanoseconds(&wrong[i]);
		print_message("# %s, %s: %d statements, %d hashes\n", wrong[i].name, wrong[i].code, statements, hashes);
		if (i == 0) {
			first[0] = statements;
			first[1] = hashes;
		}
		assert_int_equal(statements, first[0]);
		assert_int_equal(hashes, first[1]);
	}
	sqlite3_reset_auto_extension();
	fixture_end(&f);
}

/* Who sends one about `about`, under an address: how many statements that took. */
static int
noticing_as(struct comment_id about, const char *email, struct noticed *ret)
{
	struct visitor v = {.address = STR("192.0.2.9"), .block = STR("192.0.2.0/24"), .wide_block = STR("192.0.0.0/16"),
			    .user_agent = STR("Browser")};
	struct notice_draft d = {.comment = about, .kind = NOTICE_HATE, .text = str_printf(f.a, "Against the law, says %s.", email),
				 .name = STR("Nora Fall"), .email = str_copy(f.a, str_of(email))};
	statements = 0;
	assert_int_equal(notice_send(f.house, f.site, f.a, &v, &d, ret), ERR_OK);
	return statements;
}

/* Known and approved of, known and rejected, banned, unknown: somebody else's address may be typed by anybody. */
static void
what_an_address_is_here_is_told_by_no_step_more_or_less(void **state)
{
	static const char *const known[] = {"good@news.example", "bad@news.example", "banned@news.example"},
				*const texts[] = {"The ferry was late again.", "Who pays for the new bridge?",
						  "My street has no trees left."};
	const struct ban_terms terms = {.days = 7};
	enum ban_outcome banned;
	struct comment_id about = {0};
	struct noticed first, n;
	struct decided d;
	struct ban b;
	(void)state;
	count_all();
	make("hold: { first = 0; };");
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		const enum verb verb = i == 1 ? VERB_REJECT : VERB_APPROVE;
		about = say(&f, (struct say){.text = texts[i], .email = known[i]}).id;
		assert_int_equal(decide(f.house, f.site, f.a, f.console, about, verb, STATE__MAX, STR(""), &d), ERR_OK);
	}
	assert_int_equal(ban_add(f.house, f.site, f.a, f.console, BAN_EMAIL, str_copy(f.a, STR("banned@news.example")), &terms,
				 &banned, &b),
			 ERR_OK);
	(void)noticing_as(about, "warm@news.example", &n);
	int want = noticing_as(about, "unknown@news.example", &first);
	assert_true(want > 0 && first.outcome == NOTICE_STORED);
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		assert_int_equal(noticing_as(about, known[i], &n), want);
		assert_int_equal(n.outcome, NOTICE_STORED);
		assert_int_equal(n.token.n, first.token.n);
	}
	sqlite3_reset_auto_extension();
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_is_not_let_in_cannot_tell_by_the_time_why),
		cmocka_unit_test(how_much_of_a_private_links_token_is_right_cannot_be_told_by_the_time),
		cmocka_unit_test(who_is_not_let_in_costs_the_same_steps_whatever_was_wrong),
		cmocka_unit_test(what_an_address_is_here_is_told_by_no_step_more_or_less),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
