/* Keys, MACs, spellings, passwords. Known answers of the MACs were made with Python's
 * hashlib.blake2b (key, salt, person), which shares no code with libsodium. */
#include "scratch.h"
#include <errno.h>
#include "base/crypt.h"

static struct arena *a;
static const char *dir;

static int
setup(void **state)
{
	(void)state;
	crypt_init();
	a = arena_new();
	dir = scratch_make(a);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	scratch_remove(dir);
	arena_free(&a);
	return 0;
}

static const char *
key_file(size_t bytes, unsigned mode)
{
	unsigned char key[64];
	const char *path = scratch_path(a, dir, "key");
	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (unsigned char)i;
	unlink(path);
	scratch_write(path, key, bytes, mode);
	return path;
}

static struct keyring *
keyring(void)
{
	struct keyring *k = NULL;
	struct str why = {0};
	assert_int_equal(keyring_open(a, key_file(32, 0400), NULL, &k, &why), ERR_OK);
	return k;
}

#define right_password(from, stored, ...) /* the password: a literal may hold commas */                 \
	({                                                                                         \
		bool ok_ = true;                                                                   \
		assert_int_equal(crypt_password_check(from, stored, __VA_ARGS__, &ok_), ERR_OK);   \
		ok_; })

static void
nothing_works_before_crypt_init(void **state)
{
	(void)state;
	struct keyring *k;
	struct str why;
	/* Runs first, in a process that has not called it. */
	assert_bug({
		enum err e = keyring_open(NULL, "/nowhere", NULL, &k, &why);
		(void)e;
	});
}

static void
a_made_key_file_is_secret_random_and_never_overwritten(void **state)
{
	(void)state;
	const char *x = scratch_path(a, dir, "x"), *y = scratch_path(a, dir, "y");
	mode_t before = umask(0777);
	assert_int_equal(keyring_make(x), ERR_OK);
	umask(before);
	assert_int_equal(keyring_make(y), ERR_OK);
	struct stat st;
	assert_int_equal(stat(x, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0400);
	assert_int_equal(st.st_size, 32);
	struct str first = scratch_read(a, x);
	assert_false(str_eq(first, scratch_read(a, y)));
	assert_int_equal(keyring_make(x), ERR_CONFLICT);
	assert_true(str_eq(first, scratch_read(a, x)));
	assert_int_equal(keyring_make(scratch_path(a, dir, "no/such")), ERR_GONE);
	struct keyring *k = NULL;
	struct str why;
	assert_int_equal(keyring_open(a, x, NULL, &k, &why), ERR_OK);
	keyring_close(&k);
	assert_null(k);
	keyring_close(&k);
}

static void
a_key_file_is_made_in_the_working_folder_too(void **state)
{
	(void)state;
	char here[4096];
	assert_non_null(getcwd(here, sizeof(here)));
	assert_int_equal(chdir(dir), 0);
	assert_int_equal(keyring_make("plain"), ERR_OK);
	assert_int_equal(keyring_make("plain"), ERR_CONFLICT);
	assert_int_equal(chdir(here), 0);
}

/* The complaint about the key file, or "" when it opens; the error must be `want`. */
static struct str
complaint(const char *path, const char *not_under, enum err want)
{
	struct keyring *const untouched = (struct keyring *)(uintptr_t)1;
	struct keyring *k = untouched;
	struct str why = {0};
	assert_int_equal(keyring_open(a, path, not_under, &k, &why), want);
	if (want != ERR_OK)
		assert_ptr_equal(k, untouched);
	else
		keyring_close(&k);
	return why;
}

static bool
says(struct str why, const char *part)
{
	return str_find(why, str_of(part), 0) != SIZE_MAX;
}

static void
every_mode_wider_than_0600_is_refused_with_its_remedy(void **state)
{
	(void)state;
	for (unsigned mode = 0; mode <= 07777; mode++) {
		bool fine = (mode & ~0600u) == 0;
		bool may_read = geteuid() == 0 || (mode & 0400) != 0;
		if (fine && !may_read)
			continue;
		struct str why =
			complaint(key_file(32, mode | 0400), NULL, fine ? ERR_OK : ERR_DENIED);
		if (!fine)
			assert_true(says(why, "run: chmod 0400 /tmp/"));
	}
	struct str why = complaint(key_file(32, 0644), NULL, ERR_DENIED);
	assert_true(
		str_eq(why, str_printf(a,
				       "key file %s/key is readable by others (mode 0644); run: "
				       "chmod 0400 %s/key",
				       dir, dir)));
}

static void
a_key_of_any_other_length_is_refused(void **state)
{
	(void)state;
	assert_true(says(complaint(key_file(31, 0400), NULL, ERR_INPUT), "31 bytes instead of 32"));
	assert_true(says(complaint(key_file(33, 0400), NULL, ERR_INPUT), "33 bytes"));
	assert_true(says(complaint(key_file(0, 0400), NULL, ERR_INPUT), "0 bytes"));
	assert_int_equal(complaint(key_file(32, 0600), NULL, ERR_OK).n, 0);
}

static void
only_a_regular_file_of_our_own_is_a_key_file(void **state)
{
	(void)state;
	const char *key = key_file(32, 0400), *link = scratch_path(a, dir, "link");
	const char *fifo = scratch_path(a, dir, "fifo");
	assert_int_equal(symlink(key, link), 0);
	assert_int_equal(mkfifo(fifo, 0400), 0);
	assert_true(says(complaint(link, NULL, ERR_DENIED), "symbolic link"));
	assert_true(says(complaint(fifo, NULL, ERR_INPUT), "not a regular file"));
	assert_true(says(complaint(dir, NULL, ERR_INPUT), "not a regular file"));
	assert_true(
		says(complaint(scratch_path(a, dir, "none"), NULL, ERR_GONE), "rejoinder init"));
	if (geteuid() == 0) {
		assert_int_equal(chown(key, 12345, 0), 0);
		assert_true(says(complaint(key, NULL, ERR_DENIED), "belongs to user 12345"));
	}
}

static void
a_key_inside_the_data_folder_is_refused_by_whatever_name(void **state)
{
	(void)state;
	const char *key = key_file(32, 0400), *data = scratch_path(a, dir, "data");
	const char *alias = scratch_path(a, dir, "alias"), *key2 = scratch_path(a, dir, "key2");
	assert_true(says(complaint(key, dir, ERR_INPUT), "data folder"));
	assert_true(says(complaint(key, "/", ERR_INPUT), "data folder"));
	assert_int_equal(symlink(dir, alias), 0);
	complaint(key, alias, ERR_INPUT);
	complaint(str_printf(a, "%s/../%s/key", dir, strrchr(dir, '/') + 1).p, dir, ERR_INPUT);
	assert_int_equal(mkdir(data, 0700), 0);
	complaint(key, data, ERR_OK);
	assert_int_equal(mkdir(scratch_path(a, dir, "ke"), 0700), 0);
	complaint(key, scratch_path(a, dir, "ke"),
		  ERR_OK); /* a prefix of the name is no folder of it */
	complaint(key, scratch_path(a, dir, "none"), ERR_OK);
	assert_int_equal(rename(key, key2), 0);
}

static struct str
hex(const void *p, size_t n)
{
	return hex_encode(a, p, n);
}

static void
macs_are_blake2b_under_the_subkey_of_their_purpose(void **state)
{
	(void)state;
	struct keyring *k = keyring();
	struct mac *m = mac_begin(a, k, PURPOSE_EMAIL_ID);
	mac_int(m, 7);
	mac_str(m, STR("ada@b.example"));
	struct hash h = mac_hash(m);
	assert_str(hex(h.b, sizeof(h.b)),
		   "2f86cb2c08888d96c01bd5b3144b35df84f0e3151ccde1b18eefa806bacea986");
	m = mac_begin(a, k, PURPOSE_FORM);
	mac_int(m, -1);
	mac_str(m, (struct str){0});
	unsigned char out[17] = {[16] = 0x5A};
	mac_end(m, out, 16);
	assert_str(hex(out, sizeof(out)), "b1cfc1588badcf2096bb1cceda9737f45a");
	keyring_close(&k);
}

static struct hash
mac_of(const struct keyring *k, enum purpose p, struct str x, struct str y)
{
	struct mac *m = mac_begin(a, k, p);
	mac_str(m, x);
	mac_str(m, y);
	return mac_hash(m);
}

static bool
same(struct hash x, struct hash y)
{
	return crypt_equal(x.b, y.b, sizeof(x.b));
}

static void
no_two_lists_of_parts_and_no_two_purposes_give_the_same_mac(void **state)
{
	(void)state;
	struct keyring *k = keyring();
	struct hash ab_c = mac_of(k, PURPOSE_FORM, STR("ab"), STR("c"));
	assert_true(same(ab_c, mac_of(k, PURPOSE_FORM, STR("ab"), STR("c"))));
	assert_false(same(ab_c, mac_of(k, PURPOSE_FORM, STR("a"), STR("bc"))));
	assert_false(same(ab_c, mac_of(k, PURPOSE_FORM, STR("abc"), STR(""))));
	assert_false(same(mac_of(k, PURPOSE_FORM, STR(""), STR("x")),
			  mac_of(k, PURPOSE_FORM, STR("x"), STR(""))));
	for (int p = 0; p < PURPOSE__MAX; p++)
		for (int q = 0; q < p; q++)
			assert_false(same(mac_of(k, (enum purpose)p, STR("x"), STR("y")),
					  mac_of(k, (enum purpose)q, STR("x"), STR("y"))));
	struct mac *number = mac_begin(a, k, PURPOSE_FORM), *text = mac_begin(a, k, PURPOSE_FORM);
	struct mac *none = mac_begin(a, k, PURPOSE_FORM), *empty = mac_begin(a, k, PURPOSE_FORM);
	mac_int(number, 5);
	mac_str(text, STR("\x05\0\0\0\0\0\0\0"));
	mac_str(empty, STR(""));
	assert_false(same(mac_hash(number), mac_hash(text)));
	assert_false(same(mac_hash(none), mac_hash(empty)));
	keyring_close(&k);
}

static void
a_mac_is_ended_once_and_in_a_lawful_length(void **state)
{
	(void)state;
	struct keyring *k = keyring();
	unsigned char out[33];
	struct mac *m = mac_begin(a, k, PURPOSE_FORM);
	assert_bug(mac_end(m, out, 15));
	assert_bug(mac_end(m, out, 33));
	mac_end(m, out, 32);
	assert_bug(mac_end(m, out, 32));
	assert_bug(mac_hash(m));
	assert_bug(mac_str(m, STR("late")));
	assert_bug(mac_begin(a, k, PURPOSE__MAX));
	assert_bug(mac_begin(a, NULL, PURPOSE_FORM));
	keyring_close(&k);
}

static void
subkeys_cannot_be_overwritten(void **state)
{
	(void)state;
	struct keyring *k = keyring();
	int fate = FATE({
		signal(SIGSEGV, SIG_DFL);
		*(volatile unsigned char *)k = 1;
	});
	assert_true(WIFSIGNALED(fate) || WEXITSTATUS(fate) != 0);
	keyring_close(&k);
}

/* RFC 7693 appendix A has BLAKE2b-512 alone; these are hashlib's and `b2sum -l 256`'s. */
static void
the_digest_is_blake2b_256(void **state)
{
	(void)state;
	struct hash h = crypt_digest(STR("abc"));
	assert_str(hex(h.b, sizeof(h.b)),
		   "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	h = crypt_digest((struct str){0});
	assert_str(hex(h.b, sizeof(h.b)),
		   "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

/* RFC 4648 section 10, without the padding. */
static void
base64url_is_that_of_the_rfc(void **state)
{
	(void)state;
	static const char *const pair[][2] = {{"", ""},         {"f", "Zg"},        {"fo", "Zm8"},
					      {"foo", "Zm9v"},  {"foob", "Zm9vYg"}, {"fooba",
					      "Zm9vYmE"},
					      {"foobar", "Zm9vYmFy"}, {"\xFB\xFF\xBF", "-_-_"}};
	for (size_t i = 0; i < ARRAY_LEN(pair); i++) {
		size_t n = strlen(pair[i][0]);
		char out[8] = {0};
		assert_true(str_eq(b64_encode(a, pair[i][0], n), str_of(pair[i][1])));
		assert_true(b64_decode(str_of(pair[i][1]), out, n));
		assert_memory_equal(out, pair[i][0], n);
	}
}

static void
base64url_of_every_length_comes_back(void **state)
{
	(void)state;
	unsigned char in[512], out[512];
	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (unsigned char)(i * 7 + i / 256);
	for (size_t n = 1; n <= sizeof(in); n++) {
		memset(out, 0, sizeof(out));
		assert_true(b64_decode(b64_encode(a, in, n), out, n));
		assert_memory_equal(in, out, n);
	}
	assert_bug(b64_decode(STR(""), out, 513));
}

static void
one_token_has_one_spelling(void **state)
{
	(void)state;
	static const struct {
		struct str text;
		size_t n;
	} bad[] = {
		{STR_C("Zh"), 1}, /* stray bits */
		{STR_C("Zm9"), 2}, {STR_C("Zg=="), 1}, {STR_C("Zg"), 2},    {STR_C("Zm8"), 1},
		{STR_C("Zg\n"), 1}, {STR_C(" Zg"), 1}, {STR_C("+/+/"), 3},  {STR_C("Z"), 0},
		{STR_C("Z\0"), 1}, {STR_C("Zm9v"), 2},  {STR_C("\xC3\xA4"), 1}, {STR_C("Z"), 1},
		{STR_C(""), 1},
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		char out[4] = "abc";
		assert_false(b64_decode(bad[i].text, out, bad[i].n));
		assert_string_equal(out, "abc");
	}
	/* Of all 4096 spellings of one byte, 256 are taken. */
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	int taken = 0;
	for (int i = 0; i < 64; i++)
		for (int j = 0; j < 64; j++) {
			char z[2] = {digits[i], digits[j]}, out;
			taken += b64_decode((struct str){z, 2}, &out, 1);
		}
	assert_int_equal(taken, 256);
}

static void
hex_is_lower_case(void **state)
{
	(void)state;
	assert_str(hex("\x00\xAB\xFF", 3), "00abff");
	assert_str(hex("", 0), "");
}

static void
base32_is_crockfords_from_the_front(void **state)
{
	(void)state;
	/* The 32 values in order: five bits each, twenty bytes. */
	struct hash h = {{0}};
	for (unsigned v = 0; v < 32; v++)
		for (unsigned bit = 0; bit < 5; bit++)
			if (v >> (4 - bit) & 1)
				h.b[(v * 5 + bit) / 8] |=
					(unsigned char)(0x80 >> ((v * 5 + bit) % 8));
	assert_str(crypt_base32(a, &h, 32), "0123456789ABCDEFGHJKMNPQRSTVWXYZ");
	assert_str(crypt_base32(a, &h, 0), "");
	memset(h.b, 0xFF, sizeof(h.b));
	assert_str(crypt_base32(a, &h, 51), "ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ");
	assert_bug(crypt_base32(a, &h, 52));
}

static void
random_bytes_differ_and_wiped_ones_are_gone(void **state)
{
	(void)state;
	unsigned char x[32] = {0}, y[32] = {0}, zero[32] = {0};
	crypt_random(x, sizeof(x));
	crypt_random(y, sizeof(y));
	assert_false(crypt_equal(x, y, sizeof(x)));
	assert_true(crypt_equal(x, x, sizeof(x)));
	assert_true(crypt_equal(x, y, 0));
	crypt_wipe(x, sizeof(x));
	assert_memory_equal(x, zero, sizeof(x));
	crypt_wipe(NULL, 0);
}

/* phc-winner-argon2/src/test.c, the reference implementation's own vector. */
#define VECTOR                                                                                     \
	"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"

static void
the_reference_hash_of_argon2id_is_taken(void **state)
{
	(void)state;
	crypt_password_cost(1, 256 * 1024);
	assert_true(right_password(a, STR(VECTOR), STR("password")));
	assert_false(right_password(a, STR(VECTOR), STR("passwore")));
	assert_false(right_password(a, STR(VECTOR), STR("")));
}

static void
a_hash_is_argon2id_at_our_cost_and_salted(void **state)
{
	(void)state;
	struct str x, y;
	crypt_password_cost(1, 8192);
	assert_int_equal(crypt_password_hash(a, STR("correct horse"), &x), ERR_OK);
	assert_int_equal(crypt_password_hash(a, STR("correct horse"), &y), ERR_OK);
	assert_true(str_starts(x, STR("$argon2id$v=19$m=8,t=1,p=1$")));
	assert_false(str_eq(x, y));
	assert_true(right_password(a, x, STR("correct horse")));
	assert_true(right_password(a, y, STR("correct horse")));
	assert_false(right_password(a, x, STR("correct horsf")));
	assert_false(right_password(a, x, STR("correct horse\0")));
	crypt_password_cost(3, 64 << 20);
	assert_int_equal(crypt_password_hash(a, STR("correct horse"), &x), ERR_OK);
	assert_true(str_starts(x, STR("$argon2id$v=19$m=65536,t=3,p=1$")));
	assert_true(right_password(a, x, STR("correct horse")));
}

static void
long_passwords_are_not_cut(void **state)
{
	(void)state;
	static const size_t at[] = {72, 128, 999};
	char p[1000];
	struct str stored;
	crypt_password_cost(1, 8192);
	memset(p, 'p', sizeof(p));
	assert_int_equal(crypt_password_hash(a, (struct str){p, sizeof(p)}, &stored), ERR_OK);
	assert_true(right_password(a, stored, (struct str){p, sizeof(p)}));
	for (size_t i = 0; i < ARRAY_LEN(at); i++) {
		p[at[i]] = 'q';
		assert_false(right_password(a, stored, (struct str){p, sizeof(p)}));
		p[at[i]] = 'p';
	}
}

static void
a_stored_hash_may_ask_for_four_times_our_cost_and_no_more(void **state)
{
	(void)state;
	struct str four_m, five_m, four_t, five_t;
	crypt_password_cost(1, 4 * 8192);
	assert_int_equal(crypt_password_hash(a, STR("pw"), &four_m), ERR_OK);
	crypt_password_cost(1, 4 * 8192 + 1024);
	assert_int_equal(crypt_password_hash(a, STR("pw"), &five_m), ERR_OK);
	crypt_password_cost(4, 8192);
	assert_int_equal(crypt_password_hash(a, STR("pw"), &four_t), ERR_OK);
	crypt_password_cost(5, 8192);
	assert_int_equal(crypt_password_hash(a, STR("pw"), &five_t), ERR_OK);
	crypt_password_cost(1, 8192);
	assert_true(right_password(a, four_m, STR("pw")));
	assert_true(right_password(a, four_t, STR("pw")));
	assert_false(right_password(a, five_m, STR("pw")));
	assert_false(right_password(a, five_t, STR("pw")));
	crypt_password_cost(2, 2 * 8192);
	assert_true(right_password(a, five_m, STR("pw")));
	assert_true(right_password(a, five_t, STR("pw")));
}

static void
what_is_no_argon2id_hash_lets_nobody_in(void **state)
{
	(void)state;
	static const struct str bad[] = {
		STR_C(""),
		STR_C("password"),
		STR_C("$argon2id$"),
		STR_C("$argon2id$v=19$"),
		STR_C("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$"),
		STR_C("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ"),
		STR_C("$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"),
		STR_C("$argon2id$v=19$m=-256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"),
		STR_C("$argon2id$v=19$t=2,m=256,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"),
		STR_C("$argon2id$v=19$m=4294967552,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"),
		/* argon2i, the same reference's vector for "password" */
		STR_C("$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8"),
		STR_C(VECTOR "\0"),
		STR_C(VECTOR "x"),
		STR_C(" " VECTOR),
	};
	crypt_password_cost(1, 256 * 1024);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(right_password(a, bad[i], STR("password")));
}

static int64_t
cpu_of_check(struct str stored)
{
	struct timespec from, to;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
	assert_false(right_password(a, stored, STR("wrong")));
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
	return (to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000;
}

static void
an_unknown_account_costs_what_a_wrong_password_costs(void **state)
{
	(void)state;
	struct str stored;
	crypt_password_cost(2, 4 << 20);
	assert_int_equal(crypt_password_hash(a, STR("right"), &stored), ERR_OK);
	int64_t known = INT64_MAX, unknown = INT64_MAX; /* the best of five: noise only adds */
	for (int i = 0; i < 5; i++) {
		int64_t x = cpu_of_check(stored), y = cpu_of_check(STR(""));
		known = x < known ? x : known;
		unknown = y < unknown ? y : unknown;
	}
	assert_true(unknown > known / 2 && unknown < known * 2);
}

static void
a_cost_below_the_lowest_is_a_bug(void **state)
{
	(void)state;
	struct str out;
	assert_bug(crypt_password_cost(0, 8192));
	assert_bug(crypt_password_cost(1, 8191));
	assert_bug({
		enum err e = crypt_password_hash(a, STR(""), &out);
		(void)e;
	});
}

static void
a_machine_without_the_memory_says_so(void **state)
{
	(void)state;
	struct str out = STR("untouched");
	crypt_password_cost(
		1, (size_t)1 << 41); /* 2 TiB: within Argon2's range, beyond any limit here */
	enum err e = crypt_password_hash(a, STR("pw"), &out);
	crypt_password_cost(1, 8192);
	assert_int_equal(e, ERR_FULL);
	assert_str(out, "untouched");
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_works_before_crypt_init),
		T(a_made_key_file_is_secret_random_and_never_overwritten),
		T(a_key_file_is_made_in_the_working_folder_too),
		T(every_mode_wider_than_0600_is_refused_with_its_remedy),
		T(a_key_of_any_other_length_is_refused),
		T(only_a_regular_file_of_our_own_is_a_key_file),
		T(a_key_inside_the_data_folder_is_refused_by_whatever_name),
		T(macs_are_blake2b_under_the_subkey_of_their_purpose),
		T(no_two_lists_of_parts_and_no_two_purposes_give_the_same_mac),
		T(a_mac_is_ended_once_and_in_a_lawful_length),
		T(subkeys_cannot_be_overwritten),
		T(the_digest_is_blake2b_256),
		T(base64url_is_that_of_the_rfc),
		T(base64url_of_every_length_comes_back),
		T(one_token_has_one_spelling),
		T(hex_is_lower_case),
		T(base32_is_crockfords_from_the_front),
		T(random_bytes_differ_and_wiped_ones_are_gone),
		T(the_reference_hash_of_argon2id_is_taken),
		T(a_hash_is_argon2id_at_our_cost_and_salted),
		T(long_passwords_are_not_cut),
		T(a_stored_hash_may_ask_for_four_times_our_cost_and_no_more),
		T(what_is_no_argon2id_hash_lets_nobody_in),
		T(an_unknown_account_costs_what_a_wrong_password_costs),
		T(a_cost_below_the_lowest_is_a_bug),
		T(a_machine_without_the_memory_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
