/* Signing in as ana, with a second factor or without. The fixture is `f`. */
#ifndef TESTS_FLOW_SIGNING_H
#define TESTS_FLOW_SIGNING_H

#include <pthread.h>

#include "flow/factor.h"
#include "house.h"
#include "sqlite.h"

static const char *const secret = "correct horse battery";
static struct fixture f;

static struct signed_in
enter(const char *name, const char *password, struct str code, struct str device, const char *block)
{
	struct signed_in in = {.outcome = SIGN_IN_WAIT};
	struct entry e = {.name = str_of(name), .password = str_copy(f.a, str_of(password)), .code = code,
			  .device = device, .block = str_of(block)};
	assert_int_equal(actor_enter(f.house, f.site, f.a, &e, &in), ERR_OK);
	return in;
}

static inline int
outcome(struct str code)
{
	return (int)enter("ana", secret, code, STR(""), "192.0.2.0/24").outcome;
}

static const struct moderator *
who(struct str token)
{
	const struct moderator *m = NULL;
	assert_int_equal(actor_session(f.house, f.site, f.a, token, &m), ERR_OK);
	return m;
}

static const struct moderator *
sure(const struct moderator *m, const char *password)
{
	const struct moderator *out = NULL;
	int64_t wait;
	assert_int_equal(actor_confirm(f.house, f.site, f.a, m, str_copy(f.a, str_of(password)), &out, &wait),
			 ERR_OK);
	return out;
}

static void
make(const char *settings)
{
	enum account_outcome out;
	struct account_id id;
	fixture_make(&f, settings);
	assert_int_equal(actor_add(f.house, f.site, f.a, f.console, STR("ana"), ROLE_MODERATOR,
				   str_copy(f.a, str_of(secret)), &out, &id),
			 ERR_OK);
}

/* The bytes that an authenticator would have read out of the spelling. */
static inline struct str
unspelled(struct str spelled)
{
	char *out = arena_alloc(f.a, TOTP_SECRET_BYTES);
	unsigned bits = 0, have = 0;
	size_t n = 0;
	for (size_t i = 0; i < spelled.n; i++) {
		char c = spelled.p[i];
		if (c == ' ')
			continue;
		bits = bits << 5 | (unsigned)(c >= 'A' ? c - 'A' : c - '2' + 26);
		have += 5;
		if (have >= 8) {
			out[n++] = (char)(bits >> (have - 8) & 0xFF);
			have -= 8;
		}
	}
	assert_int_equal(n, TOTP_SECRET_BYTES);
	return (struct str){out, n};
}

/* Sets one up for ana. Its code of now is used. */
static inline struct str
set_up(struct factor_set *ret)
{
	struct factor_offer offer;
	const struct moderator *m = who(enter("ana", secret, STR(""), STR(""), "192.0.2.0/24").token);
	assert_int_equal(factor_offer(f.house, f.site, f.a, m, &offer), ERR_OK);
	struct str key = unspelled(offer.spelled);
	assert_int_equal(factor_set(f.house, f.site, f.a, sure(m, secret), offer.sealed,
				    totp_code(f.a, key, clock_now()), ret),
			 ERR_OK);
	assert_int_equal(ret->outcome, FACTOR_SET);
	return key;
}

static inline struct str
book(const char *verb)
{
	struct str path = str_printf(f.a, "%s/data/test.db", f.folder);
	return sqlite_says(f.a, path.p,
			   str_printf(f.a, "SELECT actor, subject, detail FROM audit WHERE verb LIKE '%s'", verb).p,
			   NULL);
}

#endif
