/* Proof of work: ALTCHA's own vectors, ours, and every way to cheat. */
#include "test.h"

#include <pthread.h>
#include <stdatomic.h>

#include "filter/gate_pow.h"
#include "solver.h"

#define NOW INT64_C(1795631245)
#define TICK INT64_C(5000000)
#define LATER (TICK + 2000) /* a browser that took its time */
#define VECTORS "../shared/data/filter/altcha-vectors.txt"

static struct arena *a;
static struct pow *ours;
static const struct site_id site = {1};
static const struct pow_terms cheap = {.rounds = 20, .tries = 12, .life = 600};
static struct pow_secrets secrets;

static int
setup(void **state)
{
	(void)state;
	crypt_init();
	a = arena_new();
	crypt_random(&secrets, sizeof(secrets));
	ours = pow_new(64, &secrets);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	pow_free(&ours);
	assert_null(ours);
	arena_free(&a);
	return 0;
}

static struct str
challenge(void)
{
	return pow_challenge(ours, a, site, STR("/story"), &cheap, NOW, TICK);
}

static enum proof_state
check(struct str payload)
{
	return pow_check(ours, a, site, STR("/story"), payload, LATER);
}

/* ---- what passes ------------------------------------------------------------------------------------- */

static void
a_solved_challenge_is_a_proof_once(void **state)
{
	(void)state;
	struct str payload = solve(a, challenge());
	assert_int_equal(check(payload), PROOF_GOOD);
	assert_int_equal(check(payload), PROOF_SPENT);
	assert_int_equal(check(payload), PROOF_SPENT);
}

static void
a_challenge_has_what_the_widget_expects(void **state)
{
	(void)state;
	json_t *c = parse(challenge()), *p = json_object_get(c, "parameters");
	static const char *const names[] = {"algorithm", "cost", "data", "expiresAt", "keyLength", "keyPrefix",
					    "keySignature", "nonce", "salt"};
	assert_int_equal(json_object_size(c), 2);
	assert_int_equal(json_object_size(p), ARRAY_LEN(names));
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_non_null(json_object_get(p, names[i]));
	assert_string_equal(json_string_value(json_object_get(p, "algorithm")), "PBKDF2/SHA-256");
	assert_int_equal(json_integer_value(json_object_get(p, "cost")), cheap.rounds);
	assert_int_equal(json_integer_value(json_object_get(p, "expiresAt")), NOW + cheap.life);
	assert_int_equal(json_integer_value(json_object_get(p, "keyLength")), 32);
	assert_int_equal(json_string_length(json_object_get(c, "signature")), 64);
	json_decref(c);
}

static void
the_work_is_from_half_of_the_tries_to_all_of_them(void **state)
{
	(void)state;
	bool least = false, most = false;
	for (int i = 0; i < 300; i++) {
		struct str key;
		json_t *c = parse(challenge());
		uint32_t counter = search(a, json_object_get(c, "parameters"), &key);
		json_decref(c);
		assert_true(counter >= 6 && counter <= 12);
		least = least || counter == 6;
		most = most || counter == 12;
		arena_reset(a);
	}
	assert_true(least && most);
}

static void
no_two_challenges_are_alike(void **state)
{
	(void)state;
	assert_false(str_eq(challenge(), challenge()));
}

static void
order_and_spacing_on_the_way_do_not_matter(void **state)
{
	(void)state;
	struct str key, text = challenge();
	json_t *c = parse(text), *p = json_object_get(c, "parameters");
	uint32_t counter = search(a, p, &key);
	json_t *salt = json_object_get(p, "salt");
	json_incref(salt);
	json_object_del(p, "salt");
	json_t *turned = json_object();
	json_object_set_new(turned, "salt", salt);
	json_object_update(turned, p);
	json_object_set_new(c, "parameters", turned);
	char *other = arena_alloc(a, 4096);
	size_t n = json_dumpb(c, other, 4096, JSON_INDENT(1));
	assert_true(n > text.n && n < 4096);
	json_decref(c);
	assert_int_equal(check(payload_of(a, (struct str){other, n}, counter, key)), PROOF_GOOD);
}

/* ---- what does not ------------------------------------------------------------------------------------ */

static void
a_proof_is_for_one_article_of_one_site_of_one_daemon(void **state)
{
	(void)state;
	struct str payload = solve(a, challenge());
	struct pow_secrets others;
	crypt_random(&others, sizeof(others));
	struct pow *other = pow_new(64, &others);
	assert_int_equal(pow_check(ours, a, site, STR("/other"), payload, LATER), PROOF_BAD);
	assert_int_equal(pow_check(ours, a, (struct site_id){2}, STR("/story"), payload, LATER), PROOF_BAD);
	assert_int_equal(pow_check(other, a, site, STR("/story"), payload, LATER), PROOF_BAD);
	assert_int_equal(check(payload), PROOF_GOOD); /* and none of that has spent it */
	pow_free(&other);
}

static void
a_proof_has_its_life_on_the_monotonic_clock_and_a_least_age(void **state)
{
	(void)state;
	struct str payload = solve(a, challenge());
	int64_t end = TICK + cheap.life * 1000;
	assert_int_equal(pow_check(ours, a, site, STR("/story"), payload, end + 1), PROOF_OLD);
	assert_int_equal(pow_check(ours, a, site, STR("/story"), payload, TICK + POW_YOUNG_MS - 1), PROOF_YOUNG);
	assert_int_equal(pow_check(ours, a, site, STR("/story"), payload, TICK - 1), PROOF_YOUNG);
	assert_int_equal(pow_check(ours, a, site, STR("/story"), payload, TICK + POW_YOUNG_MS), PROOF_GOOD);
	assert_int_equal(pow_check(ours, a, site, STR("/story"), payload, end), PROOF_SPENT);
	assert_int_equal(pow_check(ours, a, site, STR("/story"), payload, end + 1), PROOF_OLD);
}

static void
every_changed_byte_of_the_signed_part_is_noticed(void **state)
{
	(void)state;
	struct str key, text = challenge();
	json_t *c = parse(text);
	uint32_t counter = search(a, json_object_get(c, "parameters"), &key);
	json_decref(c);
	for (size_t i = 0; i < text.n; i++) {
		char *p = arena_copy(a, text.p, text.n);
		p[i] ^= 1;
		/* A quote or a bracket less is no JSON; everything else is another challenge. */
		assert_int_equal(check(payload_of(a, (struct str){p, text.n}, counter, key)), PROOF_BAD);
	}
	assert_int_equal(check(payload_of(a, text, counter, key)), PROOF_GOOD);
}

static void
a_wrong_key_is_no_proof_even_with_the_right_beginning(void **state)
{
	(void)state;
	struct str key, text = challenge();
	json_t *c = parse(text);
	uint32_t counter = search(a, json_object_get(c, "parameters"), &key);
	json_decref(c);
	for (size_t i = 0; i < key.n; i++) {
		char *p = arena_copy(a, key.p, key.n);
		p[i] = p[i] == '0' ? '1' : '0';
		assert_int_equal(check(payload_of(a, text, counter, (struct str){p, key.n})), PROOF_BAD);
	}
	assert_int_equal(check(payload_of(a, text, counter, str_sub(key, 0, 32))), PROOF_BAD);
	assert_int_equal(check(payload_of(a, text, counter, STR(""))), PROOF_BAD);
	assert_int_equal(check(payload_of(a, text, counter, str_cat(a, key, key))), PROOF_BAD);
}

static void
rubbish_is_no_proof(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"", "{", "[]", "null", "{}", "7", "{\"challenge\":{}}", "{\"challenge\":{},\"solution\":{}}",
		"{\"challenge\":null,\"solution\":null,\"test\":true}", /* the widget's test mode */
		"{\"challenge\":{\"parameters\":{},\"signature\":\"\"},\"solution\":{\"counter\":0,\"derivedKey\":\"\"}}",
		"{\"challenge\":{\"parameters\":[],\"signature\":1},\"solution\":{\"counter\":-1,\"derivedKey\":\"00\"}}",
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_int_equal(check(base64(a, str_of(texts[i]))), PROOF_BAD);
	assert_int_equal(check(STR("none")), PROOF_BAD);
	assert_int_equal(check(STR("!")), PROOF_BAD);
	assert_int_equal(check(STR("AAAA=")), PROOF_BAD);
	char *deep = arena_alloc(a, 3000);
	memset(deep, '[', 3000);
	assert_int_equal(check(base64(a, (struct str){deep, 3000})), PROOF_BAD);
	struct str good = solve(a, challenge());
	assert_int_equal(check(str_sub(good, 0, good.n - 4)), PROOF_BAD);
	assert_int_equal(check(str_cat(a, good, STR("AAAA"))), PROOF_BAD);
}

/* ---- what is remembered ------------------------------------------------------------------------------- */

static void
a_full_memory_takes_no_proof_until_something_expires(void **state)
{
	(void)state;
	struct str last = solve(a, challenge());
	for (int i = 0; i < 64; i++)
		assert_int_equal(check(solve(a, challenge())), PROOF_GOOD);
	assert_int_equal(check(last), PROOF_FULL);
	assert_int_equal(check(last), PROOF_FULL);
	struct str next = pow_challenge(ours, a, site, STR("/story"), &cheap, NOW, LATER);
	int64_t end = TICK + cheap.life * 1000 + 1;
	assert_int_equal(pow_check(ours, a, site, STR("/story"), solve(a, next), end), PROOF_GOOD);
}

static void
most_of_a_large_memory_can_be_filled(void **state)
{
	(void)state;
	struct pow *large = pow_new(4096, &secrets);
	static const struct pow_terms least = {.rounds = 1, .tries = 1, .life = 600};
	size_t n = 0;
	for (enum proof_state s = PROOF_GOOD; s == PROOF_GOOD; n++) {
		struct str c = pow_challenge(large, a, site, STR("/"), &least, NOW, TICK);
		s = pow_check(large, a, site, STR("/"), solve(a, c), LATER);
		assert_true(s == PROOF_GOOD || s == PROOF_FULL);
		arena_reset(a);
	}
	assert_true(n > 4096 / 2 && n <= 4097);
	pow_free(&large);
}

struct race {
	struct str payload;
	_Atomic int good;
};

static void *
try_it(void *arg)
{
	struct race *r = arg;
	struct arena *own = arena_new();
	if (pow_check(ours, own, site, STR("/story"), r->payload, LATER) == PROOF_GOOD)
		r->good++;
	arena_free(&own);
	return NULL;
}

static void
of_many_at_once_one_alone_gets_through(void **state)
{
	(void)state;
	struct race r = {.payload = solve(a, challenge())};
	pthread_t threads[16];
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, try_it, &r), 0);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(r.good, 1);
}

/* ---- the reference ------------------------------------------------------------------------------------- */

static struct pow_secrets
named_secrets(const char *sign, const char *key)
{
	struct pow_secrets s;
	memcpy(s.sign.b, sign, HASH_BYTES);
	memcpy(s.key.b, key, HASH_BYTES);
	return s;
}

static void
what_altcha_lib_has_made_and_solved_is_taken(void **state)
{
	(void)state;
	/* altcha-lib 2.8.0: createChallenge({cost: 100, counter: 23, …}), solveChallenge(), btoa(JSON) */
	static const char payload[] =
		"eyJjaGFsbGVuZ2UiOnsicGFyYW1ldGVycyI6eyJhbGdvcml0aG0iOiJQQktERjIvU0hBLTI1NiIsImNvc3QiOjEwMCwi"
		"ZGF0YSI6eyJmb3IiOiJBQUVDQXdRRkJnY0lDUW9MREEwT0R3IiwiZnJvbSI6MTAwMDAwMCwidW50aWwiOjIwMDAwMDB9"
		"LCJleHBpcmVzQXQiOjE5MDAwMDAwMDAsImtleUxlbmd0aCI6MzIsImtleVByZWZpeCI6IjAwZjkyNzE1MGQ3N2UzOWFj"
		"OGQ3ODk4OTNkNzQyYmU0Iiwia2V5U2lnbmF0dXJlIjoiY2JhZWQ1YTUwMTVhOTE0MjUzZmIxMmVmOGQzZGNhYjkzNzgw"
		"OTY5OTNmN2E3ZTMzNmUwYmNmYzQzZWM5ZDY2YyIsIm5vbmNlIjoiMWMzYTBmODI5NzI5N2JmYmI3MjQ0NmEyMmRkNTgw"
		"N2EiLCJzYWx0IjoiMjdmYzAzMThhMzhlN2Q3ZTEzNWNjODExOWZiOTUyMmUifSwic2lnbmF0dXJlIjoiZGU5MGVhYzg1"
		"ZTY5OGNmNDc0NWQ3NzQyYjBiZjhkZDk2Mzg0MmE4YjQ5MDc0MjI0YWY5ZDI3M2NhMzEwYTdhOCJ9LCJzb2x1dGlvbiI6"
		"eyJjb3VudGVyIjoyMywiZGVyaXZlZEtleSI6IjAwZjkyNzE1MGQ3N2UzOWFjOGQ3ODk4OTNkNzQyYmU0ZjBiNTM4ODkx"
		"OGU5MDNmZTkxODA0OTRjODI1ZWM1MTciLCJ0aW1lIjoxMS43fX0=";
	struct pow_secrets theirs = named_secrets("sign-secret-of-thirty-two-bytes!",
						  "key-secret--of-thirty-two-bytes!");
	struct pow_claims c;
	assert_true(pow_verify(a, &theirs, str_of(payload), &c));
	assert_str(c.audience, "AAECAwQFBgcICQoLDA0ODw");
	assert_int_equal(c.from, 1000000);
	assert_int_equal(c.until, 2000000);
	assert_str(c.nonce, "1c3a0f8297297bfbb72446a22dd5807a");
	theirs.key.b[0] ^= 1;
	assert_false(pow_verify(a, &theirs, str_of(payload), &c));
	theirs.key.b[0] ^= 1;
	theirs.sign.b[31] ^= 1;
	assert_false(pow_verify(a, &theirs, str_of(payload), &c));
}

/* The JSON behind `head` of a line of the vectors. */
static struct str
vector(struct str all, const char *head)
{
	size_t at = str_find(all, str_of(head), 0);
	assert_true(at != SIZE_MAX);
	struct str rest = str_from(all, at + strlen(head)), line;
	str_cut(&rest, '\n', &line);
	return line;
}

static void
the_reference_vectors_are_reproduced(void **state)
{
	(void)state;
	static char bytes[16384];
	FILE *f = fopen(VECTORS, "r");
	if (f == NULL)
		skip();
	struct str all = {bytes, fread(bytes, 1, sizeof(bytes), f)};
	fclose(f);
	struct str text = vector(all, "V2 challenge ");
	json_t *c = parse(text), *s = parse(vector(all, "V2 solution ")), *p = json_object_get(c, "parameters");
	const char *derived = json_string_value(json_object_get(s, "derivedKey"));
	uint32_t counter = (uint32_t)json_integer_value(json_object_get(s, "counter"));
	struct str key;
	assert_int_equal(search(a, p, &key), counter);
	assert_true(str_eq(key, str_of(derived)));
	/* Both signatures, with the secrets that the vectors were made with. */
	struct str plain = str_sub(text, strlen("{\"parameters\":"), str_find(text, STR(",\"signature\":"), 0));
	struct hash h = hmac_sha256(STR("sig-secret"), plain);
	assert_true(str_eq(hex_encode(a, h.b, sizeof(h.b)),
			   str_of(json_string_value(json_object_get(c, "signature")))));
	h = hmac_sha256(STR("key-secret"), unhex(a, derived));
	assert_true(str_eq(hex_encode(a, h.b, sizeof(h.b)),
			   str_of(json_string_value(json_object_get(p, "keySignature")))));
	/* HMAC pads a key with zeros, so that a short one is also a secret of ours. */
	struct pow_secrets theirs = {{{0}}, {{0}}};
	struct pow_claims claims;
	memcpy(theirs.sign.b, "sig-secret", 10);
	memcpy(theirs.key.b, "key-secret", 10);
	assert_true(pow_verify(a, &theirs, payload_of(a, text, counter, key), &claims));
	assert_str(claims.audience, ""); /* it is for no article of ours */
	json_decref(c);
	json_decref(s);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_solved_challenge_is_a_proof_once),
		T(a_challenge_has_what_the_widget_expects),
		T(the_work_is_from_half_of_the_tries_to_all_of_them),
		T(no_two_challenges_are_alike),
		T(order_and_spacing_on_the_way_do_not_matter),
		T(a_proof_is_for_one_article_of_one_site_of_one_daemon),
		T(a_proof_has_its_life_on_the_monotonic_clock_and_a_least_age),
		T(every_changed_byte_of_the_signed_part_is_noticed),
		T(a_wrong_key_is_no_proof_even_with_the_right_beginning),
		T(rubbish_is_no_proof),
		T(a_full_memory_takes_no_proof_until_something_expires),
		T(most_of_a_large_memory_can_be_filled),
		T(of_many_at_once_one_alone_gets_through),
		T(what_altcha_lib_has_made_and_solved_is_taken),
		T(the_reference_vectors_are_reproduced),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
