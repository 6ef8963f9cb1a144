/* What other people's wire formats ask of base/crypt.h: vectors of their RFCs. */
#include "test.h"

#include "base/crypt.h"

static struct arena *a;

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

static void
assert_hash(struct hash h, const char *want)
{
	struct str got = hex_encode(a, h.b, sizeof(h.b));
	if (!str_eq(got, str_of(want)))
		fail_msg("got %.*s, want %s", STR_FMT(got), want);
}

static void
hmac_sha256_is_that_of_rfc_4231(void **state)
{
	(void)state;
	char long_key[131];
	memset(long_key, 0xAA, sizeof(long_key));
	assert_hash(hmac_sha256(STR("Jefe"), STR("what do ya want for nothing?")),
		    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	assert_hash(hmac_sha256((struct str){long_key, sizeof(long_key)},
				STR("Test Using Larger Than Block-Size Key - Hash Key First")),
		    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void
pbkdf2_sha256_is_that_of_rfc_7914_and_of_rfc_6070s_cases(void **state)
{
	(void)state;
	/* RFC 7914, section 11: the first block of its 64 bytes. */
	assert_hash(pbkdf2_sha256(STR("passwd"), STR("salt"), 1),
		    "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
	assert_hash(pbkdf2_sha256(STR("Password"), STR("NaCl"), 80000),
		    "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
	/* RFC 6070's inputs with SHA-256; answers by OpenSSL. */
	assert_hash(pbkdf2_sha256(STR("password"), STR("salt"), 1),
		    "120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b");
	assert_hash(pbkdf2_sha256(STR("password"), STR("salt"), 2),
		    "ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43");
	assert_hash(pbkdf2_sha256(STR("password"), STR("salt"), 4096),
		    "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a");
	assert_bug(pbkdf2_sha256(STR("password"), STR("salt"), 0));
}

static void
padded_base64_and_hex_are_read_in_their_one_spelling(void **state)
{
	(void)state;
	struct str got;
	unsigned char bytes[3];
	assert_true(base64_decode(a, STR("TWFu"), &got));
	assert_str(got, "Man");
	assert_true(base64_decode(a, STR("TWE="), &got));
	assert_str(got, "Ma");
	assert_true(base64_decode(a, STR("Pz8/Pj4+"), &got));
	assert_str(got, "??" "?>>>");
	assert_false(base64_decode(a, STR("TWE"), &got));
	assert_false(base64_decode(a, STR("TWE=="), &got));
	assert_false(base64_decode(a, STR("TW E="), &got));
	assert_false(base64_decode(a, STR("Pz8_Pj4-"), &got));
	assert_true(hex_decode(STR("00ff1a"), bytes, 3));
	assert_memory_equal(bytes, "\x00\xff\x1a", 3);
	assert_false(hex_decode(STR("00FF1A"), bytes, 3));
	assert_false(hex_decode(STR("00ff1a00"), bytes, 3));
	assert_false(hex_decode(STR("00fg1a"), bytes, 3));
}

/* Aumasson, Bernstein: "SipHash", appendix A; and the first of its authors' test vectors. */
static void
the_short_hash_is_siphash_2_4(void **state)
{
	unsigned char key[SHORT_KEY_BYTES];
	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (unsigned char)i;
	(void)state;
	assert_true(crypt_short(key, (struct str){(const char *)key, 15}) == 0xA129CA6149BE45E5u);
	assert_true(crypt_short(key, (struct str){0}) == 0x726FDB47DD0E0E31u);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hmac_sha256_is_that_of_rfc_4231),
		cmocka_unit_test(pbkdf2_sha256_is_that_of_rfc_7914_and_of_rfc_6070s_cases),
		cmocka_unit_test(padded_base64_and_hex_are_read_in_their_one_spelling),
		cmocka_unit_test(the_short_hash_is_siphash_2_4),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
