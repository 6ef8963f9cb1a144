/* Keys, MACs, tokens, passwords over libsodium; see the header. Must not know what its values are
 * for beyond the purpose they are named with, and no other file may include sodium.h. */
#include "base/crypt.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "base/file.h"

#define KEY_BYTES crypto_kdf_KEYBYTES /* of the master and of each subkey */

/* Longest decoded base64url: a token, a hash, a cursor. Lets b64_decode work on the stack, so that
 * a refused text leaves the caller's bytes alone. */
#define B64_MAX 512

static const char *const purpose_context[] = {
#define X(name, context, help) context,
	PURPOSES(X)
#undef X
};
#define X(name, context, help)                                                                     \
	_Static_assert(sizeof(context) - 1 == crypto_kdf_CONTEXTBYTES, "a context is 8 bytes");
PURPOSES(X)
#undef X
_Static_assert(HASH_BYTES == crypto_generichash_BYTES, "a hash is BLAKE2b-256");
_Static_assert(KEY_BYTES == 32 && crypto_generichash_KEYBYTES == 32, "subkeys are BLAKE2b keys");

struct keyring {
	unsigned links;
	unsigned char sub[KEYS_MAX][PURPOSE__MAX][KEY_BYTES];
};

static atomic_bool ready;

void
crypt_init(void)
{
	if (sodium_init() < 0) {
		fputs("rejoinder: the system gives no random numbers\n", stderr);
		_exit(71); /* EX_OSERR */
	}
	atomic_store(&ready, true);
}

/* --- the key file --------------------------------------------------------- */

static enum err
key_write(int fd)
{
	unsigned char key[KEY_BYTES];
	enum err e = ERR_OK;
	crypto_kdf_keygen(key);
	ssize_t n = write(fd, key, sizeof(key));
	if (n < 0)
		e = err_errno(errno);
	else if ((size_t)n != sizeof(key))
		e = ERR_FULL;
	else if (fchmod(fd, 0400) != 0 || fsync(fd) != 0) /* fchmod: whatever the umask left */
		e = err_errno(errno);
	sodium_memzero(key, sizeof(key));
	return e;
}

enum err
keyring_make(const char *path)
{
	must(ready);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
	if (fd < 0)
		return err_errno(errno);
	enum err e = key_write(fd);
	if (close(fd) != 0 && e == ERR_OK)
		e = err_errno(errno);
	if (e == ERR_OK)
		e = file_sync_folder(path);
	if (e != ERR_OK)
		unlink(path); /* ours, made above: half a key must not lie about */
	return e;
}

/* Is the file inside the folder, links resolved? A folder that is not there holds nothing. */
static bool
is_under(const char *path, const char *folder)
{
	char file[PATH_MAX], dir[PATH_MAX];
	if (realpath(path, file) == NULL || realpath(folder, dir) == NULL)
		return false;
	struct str f = str_of(file), d = str_of(dir);
	return str_eq(d, STR("/")) || (str_starts(f, d) && f.n > d.n && f.p[d.n] == '/');
}

/* ERR_OK, or what is wrong with the open key file and how to mend it. */
static enum err
key_judge(struct arena *a, int fd, const char *path, const char *not_under, struct str *ret_why)
{
	struct stat st;
	if (fstat(fd, &st) != 0) {
		*ret_why = str_printf(a, "key file %s: %s", path, strerror(errno));
		return ERR_IO;
	}
	if (!S_ISREG(st.st_mode)) {
		*ret_why = str_printf(a,
				      "key file %s is not a regular file; name the file that "
				      "`rejoinder init` made",
				      path);
		return ERR_INPUT;
	}
	if (st.st_uid != geteuid()) {
		*ret_why = str_printf(
			a,
			"key file %s belongs to user %u, but the service runs as user "
			"%u; run: chown %u %s",
			path, (unsigned)st.st_uid, (unsigned)geteuid(), (unsigned)geteuid(), path);
		return ERR_DENIED;
	}
	unsigned mode = st.st_mode & 07777;
	if ((mode & ~0600u) != 0) {
		const char *what = mode & 022   ? "may be changed by others"
				   : mode & 044 ? "is readable by others"
						: "has a mode that is too wide";
		*ret_why = str_printf(a, "key file %s %s (mode %04o); run: chmod 0400 %s", path,
				      what, mode, path);
		return ERR_DENIED;
	}
	if (st.st_size < KEY_BYTES || st.st_size > KEYS_MAX * KEY_BYTES || st.st_size % KEY_BYTES != 0) {
		*ret_why =
			str_printf(a,
				   "key file %s has %lld bytes instead of %d for each key; restore it "
				   "from its backup, or make a new one with `rejoinder init`",
				   path, (long long)st.st_size, (int)KEY_BYTES);
		return ERR_INPUT;
	}
	if (not_under != NULL && is_under(path, not_under)) {
		*ret_why = str_printf(
			a,
			"key file %s lies in the data folder %s, so every copy of the "
			"database would hold its key; move it elsewhere and set key_file",
			path, not_under);
		return ERR_INPUT;
	}
	return ERR_OK;
}

static struct keyring *
keyring_derive(const unsigned char *masters, unsigned links)
{
	struct keyring *k = sodium_malloc(sizeof(*k));
	if (k == NULL)
		die_memory(sizeof(*k));
	k->links = links;
	for (unsigned link = 0; link < links; link++)
		for (size_t i = 0; i < PURPOSE__MAX; i++)
			must(crypto_kdf_derive_from_key(k->sub[link][i], KEY_BYTES, 1, purpose_context[i],
							masters + (size_t)link * KEY_BYTES) == 0);
	must(sodium_mprotect_readonly(k) == 0);
	return k;
}

enum err
keyring_open(struct arena *a, const char *path, const char *not_under, struct keyring **ret,
	     struct str *ret_why)
{
	must(ready);
	/* O_NONBLOCK: a FIFO in its place is refused instead of waited for. */
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && errno == ELOOP) {
		*ret_why =
			str_printf(a, "key file %s is a symbolic link; name the file itself", path);
		return ERR_DENIED;
	}
	if (fd < 0) {
		enum err e = err_errno(errno);
		*ret_why = str_printf(a, "key file %s: %s%s", path, strerror(errno),
				      e == ERR_GONE ? "; make it with `rejoinder init`" : "");
		return e;
	}
	enum err e = key_judge(a, fd, path, not_under, ret_why);
	if (e == ERR_OK) {
		unsigned char masters[KEYS_MAX * KEY_BYTES];
		ssize_t n = read(fd, masters, sizeof(masters));
		if (n > 0 && n % KEY_BYTES == 0) {
			*ret = keyring_derive(masters, (unsigned)(n / KEY_BYTES));
		} else {
			*ret_why = str_printf(a, "key file %s: %s", path,
					      n < 0 ? strerror(errno) : "ends too early");
			e = ERR_IO;
		}
		sodium_memzero(masters, sizeof(masters));
	}
	close(fd);
	return e;
}

unsigned
keyring_links(const struct keyring *k)
{
	return k->links;
}

/* The old keys and a new one, under the name when all is on the disk. */
static enum err
write_longer(const char *path, const char *part, const unsigned char *keys, size_t n)
{
	unlink(part);
	int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
	if (fd < 0)
		return err_errno(errno);
	ssize_t wrote = write(fd, keys, n);
	enum err e = wrote < 0 ? err_errno(errno) : (size_t)wrote != n ? ERR_FULL : ERR_OK;
	if (e == ERR_OK && (fchmod(fd, 0400) != 0 || fsync(fd) != 0))
		e = err_errno(errno);
	if (close(fd) != 0 && e == ERR_OK)
		e = err_errno(errno);
	if (e == ERR_OK && rename(part, path) != 0)
		e = err_errno(errno);
	if (e == ERR_OK)
		return file_sync_folder(path);
	unlink(part);
	return e;
}

enum err
keyring_add(const char *path)
{
	unsigned char keys[(KEYS_MAX + 1) * KEY_BYTES];
	char part[PATH_MAX];
	int room = snprintf(part, sizeof(part), "%s.part", path);
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return err_errno(errno);
	ssize_t n = read(fd, keys, sizeof(keys));
	close(fd);
	enum err e = n < 0 ? err_errno(errno)
		     : n == 0 || n % KEY_BYTES != 0 || room >= (int)sizeof(part) ? ERR_INPUT
		     : n >= KEYS_MAX * KEY_BYTES ? ERR_CONFLICT : ERR_OK;
	if (e == ERR_OK) {
		crypto_kdf_keygen(keys + n);
		e = write_longer(path, part, keys, (size_t)n + KEY_BYTES);
	}
	sodium_memzero(keys, sizeof(keys));
	return e;
}

void
keyring_close(struct keyring **k)
{
	sodium_free(*k); /* wipes; NULL is fine */
	*k = NULL;
}

/* --- MACs ----------------------------------------------------------------- */

/* What stands before each part, so that no two lists of parts give the same bytes. */
enum part { PART_STR = 1, PART_INT = 2 };

struct mac {
	crypto_generichash_state state; /* wants 64-byte alignment */
	bool ended;
};

struct mac *
mac_begin(struct arena *a, const struct keyring *k, enum purpose p)
{
	must(k != NULL);
	return mac_begin_link(a, k, p, k->links - 1);
}

struct mac *
mac_begin_link(struct arena *a, const struct keyring *k, enum purpose p, unsigned link)
{
	must(k != NULL && (unsigned)p < PURPOSE__MAX && link < k->links);
	uintptr_t raw = (uintptr_t)arena_alloc(a, sizeof(struct mac) + _Alignof(struct mac));
	uintptr_t mask = _Alignof(struct mac) - 1;
	struct mac *m = (struct mac *)((raw + mask) & ~mask);
	must(crypto_generichash_init(&m->state, k->sub[link][p], KEY_BYTES, HASH_BYTES) == 0);
	m->ended = false;
	return m;
}

static void
mac_part(struct mac *m, enum part kind, const void *p, size_t n)
{
	must(!m->ended);
	unsigned char head[9] = {(unsigned char)kind};
	for (size_t i = 0; i < 8; i++)
		head[1 + i] = (unsigned char)((uint64_t)n >> (8 * i) & 0xFF);
	must(crypto_generichash_update(&m->state, head, sizeof(head)) == 0);
	if (n > 0)
		must(crypto_generichash_update(&m->state, p, n) == 0);
}

void
mac_str(struct mac *m, struct str part)
{
	mac_part(m, PART_STR, part.p, part.n);
}

void
mac_int(struct mac *m, int64_t part)
{
	unsigned char b[8];
	for (size_t i = 0; i < sizeof(b); i++)
		b[i] = (unsigned char)((uint64_t)part >> (8 * i) & 0xFF);
	mac_part(m, PART_INT, b, sizeof(b));
}

struct hash
mac_hash(struct mac *m)
{
	struct hash h;
	must(!m->ended);
	must(crypto_generichash_final(&m->state, h.b, sizeof(h.b)) == 0);
	sodium_memzero(&m->state, sizeof(m->state)); /* it holds the key */
	m->ended = true;
	return h;
}

void
mac_end(struct mac *m, unsigned char *out, size_t n)
{
	must(n >= 16 && n <= HASH_BYTES);
	struct hash h = mac_hash(m);
	memcpy(out, h.b, n);
	sodium_memzero(&h, sizeof(h));
}

/* --- signatures ------------------------------------------------------------- */

_Static_assert(crypto_sign_SEEDBYTES == KEY_BYTES && crypto_sign_BYTES == SIGN_BYTES, "Ed25519");

struct hash
sign_public(const struct keyring *k, enum purpose p, unsigned link)
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	struct hash public;
	must(k != NULL && (unsigned)p < PURPOSE__MAX && link < k->links);
	must(crypto_sign_seed_keypair(public.b, secret, k->sub[link][p]) == 0);
	sodium_memzero(secret, sizeof(secret));
	return public;
}

struct signature
sign_make(const struct keyring *k, enum purpose p, struct str m)
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	struct signature s; /* and room for the public key, until it is made */
	must(crypto_sign_seed_keypair(s.b, secret, k->sub[k->links - 1][p]) == 0);
	must(crypto_sign_detached(s.b, NULL, (const unsigned char *)m.p, m.n, secret) == 0);
	sodium_memzero(secret, sizeof(secret));
	return s;
}

bool
sign_check(const struct hash *public, struct str m, const struct signature *s)
{
	return crypto_sign_verify_detached(s->b, (const unsigned char *)m.p, m.n, public->b) == 0;
}

/* --- secrets that are had again ---------------------------------------------- */

#define SEAL_NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define SEAL_TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
_Static_assert(SEAL_BYTES_MORE == 1 + SEAL_NONCE + SEAL_TAG, "the key's number, nonce and tag");

struct str
seal_make(struct arena *a, const struct keyring *k, enum purpose p, struct str about, struct str secret)
{
	unsigned char *out = arena_alloc(a, SEAL_BYTES_MORE + secret.n), *nonce = out + 1;
	unsigned long long n;
	out[0] = (unsigned char)(k->links - 1);
	randombytes_buf(nonce, SEAL_NONCE);
	must(crypto_aead_xchacha20poly1305_ietf_encrypt(
		     nonce + SEAL_NONCE, &n, (const unsigned char *)secret.p, secret.n,
		     (const unsigned char *)about.p, about.n, NULL, nonce, k->sub[k->links - 1][p]) == 0);
	return (struct str){(const char *)out, 1 + SEAL_NONCE + (size_t)n};
}

bool
seal_open(struct arena *a, const struct keyring *k, enum purpose p, struct str about, struct str sealed,
	  struct str *ret)
{
	const unsigned char *in = (const unsigned char *)sealed.p, *nonce = in + 1;
	if (sealed.n < SEAL_BYTES_MORE || in[0] >= k->links)
		return false;
	unsigned char *out = arena_alloc(a, sealed.n - SEAL_BYTES_MORE + 1);
	unsigned long long n;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, &n, NULL, nonce + SEAL_NONCE,
						       sealed.n - 1 - SEAL_NONCE,
						       (const unsigned char *)about.p, about.n, nonce,
						       k->sub[in[0]][p]) != 0)
		return false;
	*ret = (struct str){(const char *)out, (size_t)n};
	return true;
}

/* --- small things --------------------------------------------------------- */

struct hash
crypt_digest(struct str s)
{
	struct hash h;
	must(crypto_generichash(h.b, sizeof(h.b), (const unsigned char *)s.p, s.n, NULL, 0) == 0);
	return h;
}

uint64_t
crypt_short(const unsigned char key[SHORT_KEY_BYTES], struct str s)
{
	uint64_t h; /* crypto_shorthash_BYTES */
	must(crypto_shorthash((unsigned char *)&h, (const unsigned char *)s.p, s.n, key) == 0);
	return h;
}

bool
crypt_equal(const void *x, const void *y, size_t n)
{
	return sodium_memcmp(x, y, n) == 0;
}

void
crypt_random(void *out, size_t n)
{
	randombytes_buf(out, n);
}

void
crypt_wipe(void *p, size_t n)
{
	if (n > 0)
		sodium_memzero(p, n);
}

/* --- spellings ------------------------------------------------------------ */

#define B64_VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING /* RFC 4648 section 5 */

struct str
b64_encode(struct arena *a, const void *p, size_t n)
{
	size_t room = sodium_base64_encoded_len(n, B64_VARIANT); /* with the NUL */
	char *out = arena_alloc(a, room);
	sodium_bin2base64(out, room, p, n, B64_VARIANT);
	return (struct str){out, room - 1};
}

bool
b64_decode(struct str text, void *out, size_t n)
{
	unsigned char bytes[B64_MAX];
	char again[sodium_base64_ENCODED_LEN(B64_MAX, B64_VARIANT)];
	size_t got = 0;
	must(n <= B64_MAX);
	if (text.n != sodium_base64_encoded_len(n, B64_VARIANT) - 1)
		return false;
	if (n == 0)
		return true;
	bool ok = sodium_base642bin(bytes, n, text.p, text.n, NULL, &got, NULL, B64_VARIANT) == 0 &&
		  got == n;
	/* Stray bits in the last character would give one token several spellings. */
	if (ok) {
		sodium_bin2base64(again, sizeof(again), bytes, n, B64_VARIANT);
		ok = sodium_memcmp(again, text.p, text.n) == 0;
	}
	if (ok)
		memcpy(out, bytes, n);
	sodium_memzero(bytes, sizeof(bytes));
	return ok;
}

bool
base64_decode(struct arena *a, struct str text, struct str *ret)
{
	size_t room = text.n / 4 * 3, got = 0;
	unsigned char *out = arena_alloc(a, room + 1);
	if (sodium_base642bin(out, room, text.p, text.n, NULL, &got, NULL,
			      sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	*ret = (struct str){(const char *)out, got};
	return true;
}

struct str
hex_encode(struct arena *a, const void *p, size_t n)
{
	char *out = arena_alloc(a, n * 2 + 1);
	sodium_bin2hex(out, n * 2 + 1, p, n);
	return (struct str){out, n * 2};
}

bool
hex_decode(struct str text, void *out, size_t n)
{
	size_t got = 0;
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] >= 'A' && text.p[i] <= 'F')
			return false;
	return text.n == n * 2 && sodium_hex2bin(out, n, text.p, text.n, NULL, &got, NULL) == 0 &&
	       got == n;
}

struct str
crypt_base32(struct arena *a, const struct hash *h, size_t n)
{
	/* Crockford's alphabet: no I, L, O (read as 1, 1, 0) and no U (accidental words). */
	static const char digit[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	must(n * 5 <= sizeof(h->b) * 8);
	char *out = arena_alloc(a, n + 1);
	for (size_t i = 0; i < n; i++) {
		size_t bit = i * 5, byte = bit / 8;
		unsigned pair =
			(unsigned)h->b[byte] << 8 | (byte + 1 < sizeof(h->b) ? h->b[byte + 1] : 0u);
		out[i] = digit[pair >> (11 - bit % 8) & 31];
	}
	out[n] = '\0';
	return (struct str){out, n};
}

/* --- passwords ------------------------------------------------------------ */

static _Atomic unsigned cost_passes = 3;
static _Atomic size_t cost_bytes = (size_t)64 << 20;

/* A stored hash may have been made under another setting; more than this many times our own cost is
 * no setting but a way to keep us busy. */
#define COST_SLACK 4

void
crypt_password_cost(unsigned passes, size_t bytes)
{
	must(passes >= crypto_pwhash_argon2id_OPSLIMIT_MIN &&
	     bytes >= crypto_pwhash_argon2id_MEMLIMIT_MIN);
	cost_passes = passes;
	cost_bytes = bytes;
}

enum err
crypt_password_hash(struct arena *a, struct str password, struct str *ret)
{
	char out[crypto_pwhash_argon2id_STRBYTES];
	must(password.n > 0);
	if (crypto_pwhash_argon2id_str(out, password.p, password.n, cost_passes, cost_bytes) != 0)
		return ERR_FULL;
	*ret = str_copy(a, str_of(out));
	return ERR_OK;
}

/* "65536" of "m=65536": the number of one named cost, or false. */
static bool
cost_field(struct str *rest, char end, const char *name, int64_t max, int64_t *ret)
{
	struct str field;
	return str_cut(rest, end, &field) && str_starts(field, str_of(name)) &&
	       str_int(str_from(field, strlen(name)), 1, max, ret);
}

/* "$argon2id$v=19$m=65536,t=3,p=1$salt$hash" (the PHC string format), at a cost we are willing to
 * pay? */
static bool
stored_is_fair(struct str stored)
{
	struct str head = STR("$argon2id$v=19$");
	int64_t mem_kib, passes, lanes;
	if (stored.n >= crypto_pwhash_argon2id_STRBYTES || str_has(stored, '\0') ||
	    !str_starts(stored, head))
		return false;
	struct str rest = str_from(stored, head.n);
	return cost_field(&rest, ',', "m=", (int64_t)(cost_bytes / 1024 * COST_SLACK), &mem_kib) &&
	       cost_field(&rest, ',', "t=", (int64_t)cost_passes * COST_SLACK, &passes) &&
	       cost_field(&rest, '$', "p=", 1, &lanes);
}

bool
crypt_password_stale(struct arena *a, struct str stored)
{
	return stored_is_fair(stored) &&
	       crypto_pwhash_argon2id_str_needs_rehash(str_z(a, stored), cost_passes, cost_bytes) == 1;
}

/* libsodium tells a mismatch (EINVAL) from a machine without memory by errno alone. */
enum err
crypt_password_check(struct arena *a, struct str stored, struct str password, bool *ret_ok)
{
	/* An unknown account must take as long as a wrong password: nobody's hash, of our own cost. */
	static const char zeros[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"; /* in base 64 */
	bool fair = stored_is_fair(stored);
	if (!fair)
		stored = str_printf(a, "$argon2id$v=19$m=%zu,t=%u,p=1$%.22s$%.43s", cost_bytes / 1024,
				    (unsigned)cost_passes, zeros, zeros);
	errno = 0;
	int rc = crypto_pwhash_argon2id_str_verify(str_z(a, stored), password.n > 0 ? password.p : "",
						   password.n);
	if (rc != 0 && errno == ENOMEM)
		return ERR_FULL;
	*ret_ok = fair && rc == 0;
	return ERR_OK;
}
