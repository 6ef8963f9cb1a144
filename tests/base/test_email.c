/* Addresses: what is taken, what it becomes, what is kept of it. */
#include "scratch.h"

#include <jansson.h>

#include "base/email.h"

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

static bool
taken(struct str raw)
{
	struct email e;
	return email_canon(a, raw, &e);
}

static struct email
canon(struct str raw)
{
	struct email e = {0};
	if (!email_canon(a, raw, &e))
		fail_msg("refused: %.*s", STR_FMT(raw));
	return e;
}

#define ID(raw) canon(STR(raw)).id_form
#define BAN(raw) canon(STR(raw)).ban_form

static void
spellings_of_one_address_become_one(void **state)
{
	(void)state;
	assert_str(ID("ada@b.example"), "ada@b.example");
	assert_str(ID(" \tAda@B.EXAMPLE\r\n"), "ada@b.example");
	assert_str(ID("Ada.Lovelace+news@b.example"), "ada.lovelace+news@b.example");
	assert_str(ID("a@b\xE3\x80\x82"
		      "example"),
		   "a@b.example");                               /* an ideographic full stop */
	assert_str(ID("a@\xEF\xBC\xA2.example"), "a@b.example"); /* a full-width B */
	assert_str(canon(STR("ada@B.Example")).domain, "b.example");
}

static void
domains_become_a_labels_as_uts_46_says(void **state)
{
	(void)state;
	assert_str(ID("a@b\xC3\xBC"
		      "cher.example"),
		   "a@xn--bcher-kva.example");
	assert_str(ID("a@XN--BCHER-KVA.example"), "a@xn--bcher-kva.example");
	assert_str(ID("a@bu\xCC\x88"
		      "cher.example"),
		   "a@xn--bcher-kva.example"); /* u + diaeresis */
	/* Non-transitional: the sharp s stays itself. */
	assert_str(ID("a@fa\xC3\x9F.example"), "a@xn--fa-hia.example");
	assert_str(ID("a@\xE4\xBE\x8B\xE3\x81\x88.\xE3\x83\x86\xE3\x82\xB9\xE3\x83\x88"),
		   "a@xn--r8jz45g.xn--zckzah"); /* RFC 6531's time: the IDN test domains of 2007 */
}

static void
the_local_part_is_nfc_with_ascii_lowered_alone(void **state)
{
	(void)state;
	assert_str(ID("Jose\xCC\x81@b.example"), "jos\xC3\xA9@b.example");
	assert_str(ID("JOS\xC3\x89@b.example"), "jos\xC3\x89@b.example");
	assert_str(ID("\xE2\x84\xAB@b.example"), "\xC3\x85@b.example"); /* the angstrom sign */
	assert_str(ID("\xF0\x9F\x98\x80@b.example"), "\xF0\x9F\x98\x80@b.example");
}

static void
every_mark_of_a_dot_atom_but_two_is_taken(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		char raw[] = "aXb@c.example";
		raw[1] = (char)c;
		bool want = c != 0 && c < 0x80 &&
			    (strchr("!#$&'+-/=?^_`{|}~.", c) != NULL || (c >= '0' && c <= '9') ||
			     (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
		if (taken((struct str){raw, sizeof(raw) - 1}) != want)
			fail_msg("byte %02X", (unsigned)c);
	}
}

static void
what_is_no_single_plain_address_is_refused(void **state)
{
	(void)state;
	static const struct str bad[] = {
		STR_C(""), STR_C(" "), STR_C("@"), STR_C("ada"), STR_C("ada@"), STR_C("@b.example"),
		STR_C("Ada <ada@b.example>"), STR_C("<ada@b.example>"),
		STR_C("a@b.example,c@d.example"),
		STR_C("a@b.example;c@d.example"), STR_C("a@b.example c@d.example"),
		STR_C("a@b@c.example"),
		STR_C("mailto:a@b.example"), STR_C("a@b.example?x"), STR_C("\"ada\"@b.example"),
		STR_C("\"a@b\"@c.example"), STR_C("a(x)@b.example"), STR_C("a@(x)b.example"),
		/* wildcards */
		STR_C("%@%"), STR_C("%@b.example"), STR_C("a%@b.example"), STR_C("*@b.example"),
		STR_C("_@b.example"), STR_C("a@*.example"), STR_C("a@%.example"),
		STR_C("-@b.example"),
		STR_C("a@_.example"),
		/* dots */
		STR_C(".a@b.example"), STR_C("a.@b.example"), STR_C("a..b@c.example"),
		STR_C(".@c.example"),
		STR_C("a@.example"), STR_C("a@b..example"), STR_C("a@b.example."),
		STR_C("a@b.example.."),
		STR_C("a@b.example\xE3\x80\x82"), STR_C("a@example"), STR_C("a@."),
		/* domains that are none */
		STR_C("a@[192.0.2.1]"), STR_C("a@192.0.2.1"), STR_C("a@[IPv6:2001:db8::1]"),
		STR_C("a@b.123"),
		STR_C("a@b_c.example"), STR_C("a@-b.example"), STR_C("a@b-.example"),
		STR_C("a@b c.example"),
		STR_C("a@xn--a.example"), STR_C("a@xn--.example"), STR_C("a@b.example:25"),
		STR_C("a@b\xE2\x80\x8D" "c.example"), /* a joiner out of context */
		STR_C("a@\xD7\x90" "b.example"),
		      /* Hebrew and Latin in one label: bidi rule */
		/* bytes */
		STR_C("a\0@b.example"), STR_C("a@b\0.example"), STR_C("a@b.example\0"),
		STR_C("a\n@b.example"),
		STR_C("a@b.example\nBcc: c@d.example"), STR_C("a\x7F@b.example"),
		STR_C("\xFF@b.example"),
		STR_C("a@\xC3.example"), STR_C("a\xC2\x85@b.example"),
		STR_C("a\xE2\x80\xAE@b.example"),
		STR_C("a\xE2\x80\x8B@b.example"), STR_C("a\xC2\xA0@b.example"),
		STR_C("a\xE3\x80\x80@b.example"),
		STR_C("a\xEE\x80\x80@b.example"), /* private use */
		STR_C("\xC2\xA0" "a@b.example"),
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (taken(bad[i]))
			fail_msg("taken: row %zu: %.*s", i, STR_FMT(bad[i]));
}

static struct str
of_length(const char *piece, size_t bytes, const char *tail)
{
	char *p = arena_alloc(a, bytes);
	for (size_t i = 0; i < bytes; i++)
		p[i] = piece[i % strlen(piece)];
	return str_cat(a, (struct str){p, bytes}, str_of(tail));
}

static void
the_local_part_has_64_bytes_and_no_65(void **state)
{
	(void)state;
	assert_true(taken(of_length("a", 64, "@b.example")));
	assert_false(taken(of_length("a", 65, "@b.example")));
	assert_true(taken(of_length("\xC3\xA9", 64, "@b.example")));
	assert_false(taken(of_length("\xC3\xA9", 66, "@b.example")));
	assert_true(taken(of_length("\xF0\x9F\x98\x80", 64, "@b.example")));
	/* U+1D160 has 4 bytes, its NFC 12: 6 of them stay within 64 bytes raw, not canonical. */
	assert_true(taken(of_length("\xF0\x9D\x85\xA0", 20, "@b.example")));
	assert_false(taken(of_length("\xF0\x9D\x85\xA0", 24, "@b.example")));
}

static void
the_whole_has_254_bytes_and_no_255(void **state)
{
	(void)state;
	/* 64 + 1 + three labels of 61 and one of what is left, with dots. */
	struct str l61 = of_length("d", 61, ".");
	struct str three = str_cat(a, str_cat(a, l61, l61), l61);
	for (size_t last = 1; last <= 5; last++) {
		struct str domain = str_cat(a, three, of_length("e", last, ""));
		struct str raw = str_cat(a, of_length("a", 64, "@"), domain);
		assert_int_equal(raw.n, 64 + 1 + 186 + last);
		assert_true(taken(raw) == (raw.n <= 254));
	}
	assert_true(taken(of_length("d", 0, "a@")) == false);
	assert_true(taken(str_cat(a, STR("a@"), of_length("d", 63, ".example"))));
	assert_false(taken(str_cat(a, STR("a@"), of_length("d", 64, ".example"))));
	assert_false(taken(of_length("a", 100000, "@b.example")));
	assert_false(taken(str_cat(a, STR("a@"), of_length("d.", 100000, "example"))));
	/* 60 two-byte letters fit as typed but not as A-labels of 63. */
	assert_false(taken(str_cat(a, STR("a@"), of_length("\xC3\xBC\xC3\xA4", 160, ".example"))));
}

static void
a_refusal_leaves_the_callers_struct_alone(void **state)
{
	(void)state;
	struct email e = {STR("x"), STR("y"), STR("z")};
	assert_false(email_canon(a, STR("no"), &e));
	assert_str(e.id_form, "x");
	assert_str(e.ban_form, "y");
	assert_str(e.domain, "z");
}

static void
bans_see_through_tags_and_gmails_dots(void **state)
{
	(void)state;
	assert_str(BAN("ada+x@b.example"), "ada@b.example");
	assert_str(BAN("ada+x+y@b.example"), "ada@b.example");
	assert_str(BAN("ada+@b.example"), "ada@b.example");
	assert_str(BAN("+ada@b.example"), "+ada@b.example");
	assert_str(BAN("a.d.a@b.example"), "a.d.a@b.example");
	assert_str(BAN("A.d.a+x.y@Gmail.com"), "ada@gmail.com");
	assert_str(BAN("ada@googlemail.com"), "ada@gmail.com");
	assert_str(BAN("a.\xCC\x81@gmail.com"), "\xC3\xA1@gmail.com");
	assert_str(BAN("a.da@mail.gmail.com"), "a.da@mail.gmail.com");
	assert_str(ID("A.d.a+x@googlemail.com"), "a.d.a+x@googlemail.com");
}

static struct keyring *
keyring(void)
{
	const char *dir = scratch_make(a), *path = scratch_path(a, dir, "key");
	unsigned char key[32];
	struct keyring *k = NULL;
	struct str why;
	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (unsigned char)i;
	scratch_write(path, key, sizeof(key), 0400);
	assert_int_equal(keyring_open(a, path, NULL, &k, &why), ERR_OK);
	scratch_remove(dir);
	return k;
}

/* Known answers: Python's hashlib.blake2b, as in test_crypt.c. */
static void
hashes_and_the_pseudonym_are_those_of_the_formula(void **state)
{
	(void)state;
	struct keyring *k = keyring();
	struct email e = canon(STR("Ada@b.example"));
	struct hash h = email_id_hash(a, k, 7, &e);
	assert_str(hex_encode(a, h.b, sizeof(h.b)),
		   "2f86cb2c08888d96c01bd5b3144b35df84f0e3151ccde1b18eefa806bacea986");
	assert_str(email_pseudonym(a, k, &h), "reader-KKWG-EQKR");
	keyring_close(&k);
}

static bool
same(struct hash x, struct hash y)
{
	return crypt_equal(x.b, y.b, sizeof(x.b));
}

static void
hashes_of_two_sites_or_two_purposes_cannot_be_joined(void **state)
{
	(void)state;
	struct keyring *k = keyring();
	struct email plain = canon(STR("ada@gmail.com")),
		     tagged = canon(STR("a.da+x@googlemail.com"));
	assert_false(same(email_id_hash(a, k, 1, &plain), email_id_hash(a, k, 2, &plain)));
	assert_false(same(email_ban_hash(a, k, 1, &plain), email_ban_hash(a, k, 2, &plain)));
	assert_false(same(email_id_hash(a, k, 1, &plain), email_ban_hash(a, k, 1, &plain)));
	assert_false(same(email_id_hash(a, k, 1, &plain), email_id_hash(a, k, 1, &tagged)));
	assert_true(same(email_ban_hash(a, k, 1, &plain), email_ban_hash(a, k, 1, &tagged)));
	keyring_close(&k);
}

static void
a_wiped_address_is_gone_from_memory(void **state)
{
	(void)state;
	struct email e = canon(STR("ada+x@b.example"));
	struct str id = e.id_form, ban = e.ban_form;
	email_wipe(&e);
	for (size_t i = 0; i < id.n; i++)
		assert_int_equal(id.p[i], 0);
	for (size_t i = 0; i < ban.n; i++)
		assert_int_equal(ban.p[i], 0);
	assert_int_equal(e.id_form.n + e.ban_form.n + e.domain.n, 0);
	email_wipe(&e);
}

/* Dominic Sayers' is_email collection, if it lies beside the project. Ours is stricter: it takes
 * only what that collection calls valid (or merely without a mail server in the DNS), and of that
 * all but wildcards and names without a dot. */
static void
the_isemail_collection_agrees(void **state)
{
	(void)state;
	json_error_t why;
	json_t *all = json_load_file("../shared/data/attack/email/isemail-tests.json",
				     JSON_ALLOW_NUL, &why);
	if (all == NULL) {
		print_message("# skipped: no isemail-tests.json\n");
		skip();
	}
	assert_true(json_array_size(all) > 100);
	size_t i, accepted = 0;
	json_t *row;
	json_array_foreach(all, i, row)
	{
		json_t *j = json_object_get(row, "address");
		struct str raw = {json_string_value(j), json_string_length(j)};
		const char *kind = json_string_value(json_object_get(row, "category"));
		bool valid = strcmp(kind, "ISEMAIL_VALID_CATEGORY") == 0 ||
			     strcmp(kind, "ISEMAIL_DNSWARN") == 0;
		bool trimmed = str_trim(raw).n != raw.n;
		bool ours = valid && !str_has(raw, '%') && !str_has(raw, '*') && str_has(raw, '.');
		bool got = taken(raw);
		if (got != ours && !(got && trimmed))
			fail_msg("%s: %.*s (%s)", got ? "taken" : "refused", STR_FMT(raw), kind);
		accepted += got;
	}
	assert_true(accepted >= 15);
	json_decref(all);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(spellings_of_one_address_become_one),
		T(domains_become_a_labels_as_uts_46_says),
		T(the_local_part_is_nfc_with_ascii_lowered_alone),
		T(every_mark_of_a_dot_atom_but_two_is_taken),
		T(what_is_no_single_plain_address_is_refused),
		T(the_local_part_has_64_bytes_and_no_65),
		T(the_whole_has_254_bytes_and_no_255),
		T(a_refusal_leaves_the_callers_struct_alone),
		T(bans_see_through_tags_and_gmails_dots),
		T(hashes_and_the_pseudonym_are_those_of_the_formula),
		T(hashes_of_two_sites_or_two_purposes_cannot_be_joined),
		T(a_wiped_address_is_gone_from_memory),
		T(the_isemail_collection_agrees),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
