/* Form tokens. */
#include "base/scratch.h"

#include "filter/gate_token.h"

#define NOW INT64_C(1795631245) /* 1,045 seconds into its hour */
#define LIFE INT64_C(172800)

static struct arena *a;
static const char *dir;
static struct keyring *keys, *other_keys;

static struct keyring *
keyring_new(const char *name)
{
	struct keyring *k = NULL;
	struct str why;
	const char *path = scratch_path(a, dir, name);
	assert_int_equal(keyring_make(path), ERR_OK);
	assert_int_equal(keyring_open(a, path, NULL, &k, &why), ERR_OK);
	return k;
}

static int
setup(void **state)
{
	(void)state;
	crypt_init();
	a = arena_new();
	dir = scratch_make(a);
	keys = keyring_new("key");
	other_keys = keyring_new("other");
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	keyring_close(&keys);
	keyring_close(&other_keys);
	scratch_remove(dir);
	arena_free(&a);
	return 0;
}

static enum token_state
check(struct str token, int64_t now)
{
	return token_check(a, keys, (struct site_id){1}, STR("/story"), token, now, LIFE);
}

static struct str
make(int64_t now)
{
	return token_make(a, keys, (struct site_id){1}, STR("/story"), now);
}

static void
a_token_is_the_same_for_everyone_within_its_hour(void **state)
{
	(void)state;
	int64_t hour = NOW / 3600 * 3600;
	assert_true(str_eq(make(hour), make(hour + 3599)));
	assert_false(str_eq(make(hour), make(hour + 3600)));
	struct str token = make(NOW), head;
	assert_true(str_cut(&token, '.', &head));
	assert_str(head, "498786");
	assert_int_equal(token.n, 22);
}

static void
a_token_is_good_for_its_life_and_then_old(void **state)
{
	(void)state;
	struct str token = make(NOW);
	int64_t hour = NOW / 3600 * 3600;
	assert_int_equal(check(token, NOW), TOKEN_GOOD);
	assert_int_equal(check(token, hour + LIFE), TOKEN_GOOD);
	assert_int_equal(check(token, hour + LIFE + 1), TOKEN_OLD);
	assert_int_equal(check(token, NOW * 2), TOKEN_OLD);
}

static void
no_token_is_none_and_a_future_one_is_bad(void **state)
{
	(void)state;
	assert_int_equal(check(STR(""), NOW), TOKEN_NONE);
	assert_int_equal(check(make(NOW + 3600), NOW), TOKEN_BAD);
	assert_int_equal(check(make(NOW), NOW / 3600 * 3600 - 1), TOKEN_BAD);
}

static void
another_site_page_or_key_makes_it_bad(void **state)
{
	(void)state;
	struct str token = make(NOW);
	struct site_id one = {1}, two = {2};
	struct str page = STR("/story");
	assert_int_equal(token_check(a, keys, one, page, token, NOW, LIFE), TOKEN_GOOD);
	assert_int_equal(token_check(a, keys, two, page, token, NOW, LIFE), TOKEN_BAD);
	assert_int_equal(token_check(a, keys, one, STR("/stor"), token, NOW, LIFE), TOKEN_BAD);
	assert_int_equal(token_check(a, other_keys, one, page, token, NOW, LIFE), TOKEN_BAD);
}

static void
every_flipped_bit_makes_it_bad(void **state)
{
	(void)state;
	struct str token = make(NOW);
	for (size_t i = 0; i < token.n * 8; i++) {
		char *p = arena_copy(a, token.p, token.n);
		p[i / 8] = (char)(p[i / 8] ^ 1 << i % 8);
		assert_int_equal(check((struct str){p, token.n}, NOW), TOKEN_BAD);
	}
	for (size_t n = 1; n < token.n; n++)
		assert_int_equal(check(str_sub(token, 0, n), NOW), TOKEN_BAD);
	assert_int_equal(check(str_cat(a, token, STR("A")), NOW), TOKEN_BAD);
	assert_int_equal(check(str_cat(a, STR("0"), token), NOW), TOKEN_BAD);
	assert_int_equal(check(str_cat(a, STR("-"), token), NOW), TOKEN_BAD);
	assert_int_equal(check(STR("99999999999999999999.AAAAAAAAAAAAAAAAAAAAAA"), NOW), TOKEN_BAD);
	assert_int_equal(check(STR("."), NOW), TOKEN_BAD);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_is_the_same_for_everyone_within_its_hour),
		cmocka_unit_test(a_token_is_good_for_its_life_and_then_old),
		cmocka_unit_test(no_token_is_none_and_a_future_one_is_bad),
		cmocka_unit_test(another_site_page_or_key_makes_it_bad),
		cmocka_unit_test(every_flipped_bit_makes_it_bad),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
