/* One-time codes by the vectors of RFC 6238 and RFC 4226; what an authenticator is given; sealed secrets. */
#include "scratch.h"

#include "base/crypt.h"
#include "base/totp.h"

static struct arena *a;
static const struct str secret = STR_C("12345678901234567890"); /* RFC 6238, appendix B */

static int
setup(void **state)
{
	(void)state;
	crypt_init();
	a = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(&a);
	return 0;
}

/* The RFC has eight digits: ours are the last six of them. */
static void
codes_are_those_of_rfc_6238(void **state)
{
	static const struct {
		int64_t at;
		const char *code;
	} known[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
		     {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		assert_true(str_eq(totp_code(a, secret, known[i].at), str_of(known[i].code + 2)));
}

static void
codes_of_the_first_steps_are_those_of_rfc_4226(void **state)
{
	static const char *const known[] = {"755224", "287082", "359152", "969429", "338314",
					    "254676", "287922", "162583", "399871", "520489"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		assert_true(str_eq(totp_code(a, secret, (int64_t)i * TOTP_SECONDS), str_of(known[i])));
}

static void
a_code_is_taken_one_step_early_or_late_and_no_more(void **state)
{
	int64_t now = 1111111111, step = now / TOTP_SECONDS;
	(void)state;
	for (int64_t off = -3; off <= 3; off++) {
		struct str code = totp_code(a, secret, now + off * TOTP_SECONDS);
		assert_int_equal(totp_step(a, secret, code, now, -1), off >= -1 && off <= 1 ? step + off : -1);
	}
}

static void
a_step_that_was_used_is_not_taken_again(void **state)
{
	int64_t now = 1111111111, step = now / TOTP_SECONDS;
	struct str code = totp_code(a, secret, now), next = totp_code(a, secret, now + TOTP_SECONDS);
	(void)state;
	assert_int_equal(totp_step(a, secret, code, now, step - 1), step);
	assert_int_equal(totp_step(a, secret, code, now, step), -1);
	assert_int_equal(totp_step(a, secret, next, now, step), step + 1);
}

static void
what_is_no_code_is_none(void **state)
{
	static const char *const typed[] = {"", "05047", "0050471", "05047a", "050471 ", "\0\0\0\0\0\0"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(typed); i++)
		assert_int_equal(totp_step(a, secret, str_of(typed[i]), 1111111111, -1), -1);
	struct str zeros = {"\0\0\0\0\0\0", 6};
	assert_int_equal(totp_step(a, secret, zeros, 1111111111, -1), -1);
}

/* The secret's spelling by Python's base64.b32encode. */
static void
an_authenticator_is_told_issuer_account_and_secret(void **state)
{
	(void)state;
	assert_str(totp_spelled(a, secret), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
	assert_str(totp_address(a, STR("Daily & \xc3\xa9""cho"), STR("ana@x"), secret),
		   "otpauth://totp/Daily%20%26%20%C3%A9cho:ana%40x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
		   "&issuer=Daily%20%26%20%C3%A9cho");
}

/* The three corners that a reader looks for: seven modules, dark, with a light ring. */
static bool
has_finder(const struct qr *q, size_t x, size_t y)
{
	for (size_t j = 0; j < 7; j++)
		for (size_t i = 0; i < 7; i++) {
			bool ring = (i == 0 || i == 6 || j == 0 || j == 6);
			bool heart = i >= 2 && i <= 4 && j >= 2 && j <= 4;
			if (q->dark[(y + j) * q->side + x + i] != (ring || heart))
				return false;
		}
	return true;
}

static void
a_qr_code_is_square_and_has_its_three_corners(void **state)
{
	struct qr q;
	(void)state;
	assert_int_equal(qr_make(a, totp_address(a, STR("Daily"), STR("ana"), secret), &q), ERR_OK);
	assert_true(q.side >= 21 && q.side <= 177 && (q.side - 17) % 4 == 0);
	assert_true(has_finder(&q, 0, 0));
	assert_true(has_finder(&q, q.side - 7, 0));
	assert_true(has_finder(&q, 0, q.side - 7));
	assert_false(has_finder(&q, q.side - 7, q.side - 7));
}

static void
a_text_longer_than_any_qr_code_is_refused(void **state)
{
	struct qr q;
	char *much = arena_alloc(a, 4000);
	(void)state;
	memset(much, 'x', 4000);
	assert_int_equal(qr_make(a, (struct str){much, 4000}, &q), ERR_FULL);
}

static struct keyring *
keyring(const char *path)
{
	struct keyring *k = NULL;
	struct str why = {0};
	assert_int_equal(keyring_open(a, path, NULL, &k, &why), ERR_OK);
	return k;
}

static void
a_sealed_secret_opens_for_its_owner_alone_and_after_a_rotation(void **state)
{
	const char *dir = scratch_make(a), *path = scratch_path(a, dir, "key");
	struct str out = {0}, about = STR("1 ana");
	(void)state;
	assert_int_equal(keyring_make(path), ERR_OK);
	struct keyring *k = keyring(path);
	struct str sealed = seal_make(a, k, PURPOSE_FACTOR, about, secret);
	assert_int_equal(sealed.n, secret.n + SEAL_BYTES_MORE);
	assert_null(memmem(sealed.p, sealed.n, secret.p, 8));
	assert_true(seal_open(a, k, PURPOSE_FACTOR, about, sealed, &out));
	assert_true(str_eq(out, secret));
	assert_false(seal_open(a, k, PURPOSE_FACTOR, STR("2 bob"), sealed, &out));
	assert_false(seal_open(a, k, PURPOSE_SESSION, about, sealed, &out));
	assert_false(seal_open(a, k, PURPOSE_FACTOR, about, STR(""), &out));
	for (size_t i = 0; i < sealed.n; i++) {
		char *bad = arena_copy(a, sealed.p, sealed.n);
		bad[i] ^= 1;
		assert_false(seal_open(a, k, PURPOSE_FACTOR, about, (struct str){bad, sealed.n}, &out));
		assert_false(seal_open(a, k, PURPOSE_FACTOR, about, str_sub(sealed, 0, i), &out));
	}
	keyring_close(&k);
	assert_int_equal(keyring_add(path), ERR_OK);
	k = keyring(path);
	assert_true(seal_open(a, k, PURPOSE_FACTOR, about, sealed, &out));
	struct str newer = seal_make(a, k, PURPOSE_FACTOR, about, secret);
	assert_true(newer.p[0] != sealed.p[0]);
	assert_true(seal_open(a, k, PURPOSE_FACTOR, about, newer, &out));
	keyring_close(&k);
	scratch_remove(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_those_of_rfc_6238),
		cmocka_unit_test(codes_of_the_first_steps_are_those_of_rfc_4226),
		cmocka_unit_test(a_code_is_taken_one_step_early_or_late_and_no_more),
		cmocka_unit_test(a_step_that_was_used_is_not_taken_again),
		cmocka_unit_test(what_is_no_code_is_none),
		cmocka_unit_test(an_authenticator_is_told_issuer_account_and_secret),
		cmocka_unit_test(a_qr_code_is_square_and_has_its_three_corners),
		cmocka_unit_test(a_text_longer_than_any_qr_code_is_refused),
		cmocka_unit_test(a_sealed_secret_opens_for_its_owner_alone_and_after_a_rotation),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
