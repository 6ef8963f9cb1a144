/* Canonical addresses over ICU; see the header. Must not know the store, and keeps no address: what
 * it works on lies in the caller's arena or on the stack, and is wiped. */
#include "base/email.h"

#include <pthread.h>
#include <unicode/uchar.h>
#include <unicode/uidna.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/utf8.h"

#define EMAIL_MAX 254  /* RFC 5321 4.5.3.1.3, less the angle brackets (erratum 1690 of RFC 3696) */
#define LOCAL_MAX 64   /* RFC 5321 4.5.3.1.1 */
#define DOMAIN_MAX 253 /* RFC 1035 2.3.4 as text without the final dot */

/* What atext of RFC 5322 3.2.3 has beside letters and digits, without '%' and '*' (wildcards of SQL
 * and shells; nobody's address needs them). '.' is handled on its own. */
#define LOCAL_MARKS "!#$&'+-/=?^_`{|}~"

static const UIDNA *idna;
static const UNormalizer2 *nfc;

/* An open UIDNA and an NFC instance are immutable and may be shared by all threads. */
static void
open_once(void)
{
	UErrorCode code = U_ZERO_ERROR;
	idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI |
				       UIDNA_CHECK_CONTEXTJ | UIDNA_USE_STD3_RULES,
			       &code);
	nfc = unorm2_getNFCInstance(&code);
	if (U_FAILURE(code)) /* the data is a part of the library: it got no memory */
		die_memory(sizeof(UIDNAInfo));
}

static bool
is_ascii_alnum(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* RFC 6531 allows any UTF-8 there; what has no shape, or none yet, is no name. */
static bool
is_foreign_letter(uint32_t c)
{
	uint32_t no = U_GC_C_MASK | U_GC_Z_MASK;
	return c >= 0x80 && (U_MASK(u_charType((UChar32)c)) & no) == 0;
}

/* A dot-atom with at least one letter or digit: `_@b.example` is a pattern, not a person. */
static bool
local_is_fine(struct str local)
{
	bool has_letter = false, dot_before = true;
	for (size_t i = 0; i < local.n;) {
		uint32_t c = utf8_next(local, &i);
		bool letter = is_ascii_alnum(c) || is_foreign_letter(c);
		if (c == '.' ? dot_before
			     : !letter && (c >= 0x80 || !str_has(STR(LOCAL_MARKS), (char)c)))
			return false;
		dot_before = c == '.';
		has_letter = has_letter || letter;
	}
	return has_letter && !dot_before;
}

/* NFC, then ASCII lowered. Returns the bytes written to `out`, 0 if they are too many. */
static size_t
local_canon(struct str local, char out[LOCAL_MAX])
{
	UChar raw[LOCAL_MAX], norm[LOCAL_MAX];
	int32_t n_raw = 0, n_norm = 0, n = 0;
	UErrorCode code = U_ZERO_ERROR;
	u_strFromUTF8(raw, LOCAL_MAX, &n_raw, local.p, (int32_t)local.n, &code);
	n_norm = unorm2_normalize(nfc, raw, n_raw, norm, LOCAL_MAX, &code);
	u_strToUTF8(out, LOCAL_MAX, &n, norm, n_norm, &code);
	crypt_wipe(raw, sizeof(raw));
	crypt_wipe(norm, sizeof(norm));
	if (code == U_MEMORY_ALLOCATION_ERROR)
		die_memory(sizeof(norm)); /* a machine that fails is no wrong address */
	if (U_FAILURE(code))
		return 0;
	for (int32_t i = 0; i < n; i++)
		if (out[i] >= 'A' && out[i] <= 'Z')
			out[i] = (char)(out[i] + ('a' - 'A'));
	return (size_t)n;
}

/* Mail needs a name in the public tree: two labels at least, none empty, the last not a number (an
 * address such as 192.0.2.1 would pass otherwise; RFC 3696 section 2). */
static bool
domain_is_fine(struct str domain)
{
	struct str rest = domain, label = {0};
	size_t labels = 0;
	bool more;
	do {
		more = str_cut(&rest, '.', &label);
		if (label.n == 0)
			return false;
		labels++;
	} while (more);
	int64_t number;
	bool digits =
		label.p[0] >= '0' && label.p[0] <= '9' && str_int(label, 0, INT64_MAX, &number);
	return labels >= 2 && !digits;
}

/* A-labels in lower case. Returns the bytes written to `out`, 0 if it is no domain. */
static size_t
domain_canon(struct str domain, char out[DOMAIN_MAX])
{
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	UErrorCode code = U_ZERO_ERROR;
	int32_t n = uidna_nameToASCII_UTF8(idna, domain.p, (int32_t)domain.n, out, DOMAIN_MAX,
					   &info, &code);
	if (code == U_MEMORY_ALLOCATION_ERROR)
		die_memory(DOMAIN_MAX);
	if (U_FAILURE(code) || info.errors != 0 || n <= 0 || n > DOMAIN_MAX ||
	    !domain_is_fine((struct str){out, (size_t)n}))
		return 0;
	return (size_t)n;
}

/* One mailbox has many spellings: "+tag" is common to most providers, dots mean nothing at Gmail
 * (support.google.com/mail/answer/7436150), which also answers at googlemail.com. */
static struct str
ban_form(struct arena *a, struct str local, struct str domain)
{
	bool gmail = str_eq(domain, STR("gmail.com")) || str_eq(domain, STR("googlemail.com"));
	char *p = arena_alloc(a, local.n + 1 + domain.n);
	size_t n = 0;
	for (size_t i = 0; i < local.n && (local.p[i] != '+' || i == 0); i++)
		if (!gmail || local.p[i] != '.')
			p[n++] = local.p[i];
	if (gmail) { /* without its dot a letter may stand before an accent: they are one letter now */
		char whole[LOCAL_MAX];
		size_t n_whole = local_canon((struct str){p, n}, whole);
		must(n_whole > 0 && n_whole <= n);
		memcpy(p, whole, n_whole);
		n = n_whole;
		crypt_wipe(whole, sizeof(whole));
		domain = STR("gmail.com");
	}
	p[n++] = '@';
	memcpy(p + n, domain.p, domain.n);
	return (struct str){p, n + domain.n};
}

static size_t
last_at(struct str s)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == '@')
			return i - 1;
	return SIZE_MAX;
}

static void
open_idna(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	must(pthread_once(&once, open_once) == 0);
}

bool
email_domain(struct arena *a, struct str raw, struct str *ret)
{
	char domain[DOMAIN_MAX];
	struct str s = str_trim(raw);
	open_idna();
	if (str_starts(s, STR("@")))
		s = str_from(s, 1);
	size_t n = s.n <= EMAIL_MAX && utf8_valid(s) ? domain_canon(s, domain) : 0;
	if (n > 0)
		*ret = str_copy(a, (struct str){domain, n});
	return n > 0;
}

bool
email_canon(struct arena *a, struct str raw, struct email *ret)
{
	open_idna();
	struct str s = str_trim(raw);
	/* RFC 6531 counts octets as they were typed; the A-labels are counted once more below. */
	if (s.n > EMAIL_MAX || !utf8_valid(s))
		return false;
	size_t at = last_at(s);
	if (at == SIZE_MAX || at > LOCAL_MAX || !local_is_fine(str_sub(s, 0, at)))
		return false;
	char local[LOCAL_MAX], domain[DOMAIN_MAX];
	size_t n_local = local_canon(str_sub(s, 0, at), local);
	size_t n_domain = n_local ? domain_canon(str_from(s, at + 1), domain) : 0;
	bool ok = n_domain > 0 && n_local + 1 + n_domain <= EMAIL_MAX;
	if (ok) {
		char *p = arena_alloc(a, n_local + 1 + n_domain);
		memcpy(p, local, n_local);
		p[n_local] = '@';
		memcpy(p + n_local + 1, domain, n_domain);
		ret->id_form = (struct str){p, n_local + 1 + n_domain};
		ret->domain = str_from(ret->id_form, n_local + 1);
		ret->ban_form = ban_form(a, str_sub(ret->id_form, 0, n_local), ret->domain);
	}
	crypt_wipe(local, sizeof(local));
	crypt_wipe(domain, sizeof(domain));
	return ok;
}

struct hash
email_wrap(struct arena *a, const struct keyring *k, bool ban, unsigned link, const struct hash *h)
{
	must(link > 0);
	struct mac *m = mac_begin_link(a, k, ban ? PURPOSE_EMAIL_BAN : PURPOSE_EMAIL_ID, link);
	mac_str(m, (struct str){(const char *)h->b, sizeof(h->b)});
	return mac_hash(m);
}

static struct hash
site_hash(struct arena *a, const struct keyring *k, enum purpose p, int64_t site, struct str form)
{
	struct mac *m = mac_begin_link(a, k, p, 0);
	mac_int(m, site);
	mac_str(m, form);
	struct hash h = mac_hash(m);
	for (unsigned link = 1; link < keyring_links(k); link++)
		h = email_wrap(a, k, p == PURPOSE_EMAIL_BAN, link, &h);
	return h;
}

struct hash
email_id_hash(struct arena *a, const struct keyring *k, int64_t site, const struct email *e)
{
	return site_hash(a, k, PURPOSE_EMAIL_ID, site, e->id_form);
}

struct hash
email_ban_hash(struct arena *a, const struct keyring *k, int64_t site, const struct email *e)
{
	return site_hash(a, k, PURPOSE_EMAIL_BAN, site, e->ban_form);
}

struct str
email_pseudonym(struct arena *a, const struct keyring *k, const struct hash *id_hash)
{
	struct mac *m = mac_begin(a, k, PURPOSE_DISPLAY);
	mac_str(m, (struct str){(const char *)id_hash->b, sizeof(id_hash->b)});
	struct hash h = mac_hash(m);
	struct str name = crypt_base32(a, &h, 8);
	return str_printf(a, "reader-%.4s-%.4s", name.p, name.p + 4);
}

/* The forms were made by us in a writable arena; `const` keeps everyone else from writing them. */
static void
wipe(struct str s)
{
	crypt_wipe((void *)(uintptr_t)s.p, s.n);
}

void
email_wipe(struct email *e)
{
	wipe(e->id_form);
	wipe(e->ban_form);
	*e = (struct email){0};
}
