/*
 * Everything secret, and the only header whose sources know libsodium: keys, MACs, tokens, passwords.
 *
 * The master key is 32 bytes in a file outside the database and its backups (mode 0400 or 0600, owned
 * by the service). Each purpose has its own subkey (crypto_kdf), so a value made for one purpose means
 * nothing for another. MACs are keyed BLAKE2b; parts are length-prefixed, so ("ab","c") is not
 * ("a","bc").
 */
#ifndef BASE_CRYPT_H
#define BASE_CRYPT_H

#include "base/str.h"

#define HASH_BYTES 32
#define TOKEN_BYTES 16 /* 128 bits: what a token must hold to be past guessing */

struct hash {
	unsigned char b[HASH_BYTES];
};

/* purpose, the 8 bytes of crypto_kdf's context, what it protects */
#define PURPOSES(X)                                                                                \
	X(PURPOSE_EMAIL_ID, "EMAIL_ID", "one person's address, exact spelling")                    \
	X(PURPOSE_EMAIL_BAN, "EMAILBAN", "the same without tags and dots, for bans")               \
	X(PURPOSE_DISPLAY, "DISPLAY_", "the pseudonym that moderators see")                        \
	X(PURPOSE_FORM, "FORMTOKN", "form tokens")                                                 \
	X(PURPOSE_POST, "POSTKEY_", "repeat of a post without a key of its own")                   \
	X(PURPOSE_STATUS, "STATUSTK", "status links")                                              \
	X(PURPOSE_NOTICE, "NOTICETK", "links to notices of illegal content")                       \
	X(PURPOSE_CLASSIFY, "CLASSIFY", "hashing of what a site has learned")                      \
	X(PURPOSE_AVATAR, "AVATAR__", "the picture beside a name")                                 \
	X(PURPOSE_IP, "IPBUCKET", "address blocks")                                                \
	X(PURPOSE_SESSION, "SESSION_", "moderators' sessions at rest and their CSRF tokens")       \
	X(PURPOSE_FACTOR, "FACTOR2_", "moderators' second factors: sealed secrets, recovery codes")  \
	X(PURPOSE_BOOK, "BOOKSIGN", "the signature under the book of who did what")

enum purpose {
#define X(name, context, help) name,
	PURPOSES(X)
#undef X
	PURPOSE__MAX
};

/* A key file is a chain of keys, the oldest first; a rotation adds one. What is kept for long and cannot
 * be made anew, the hashes of addresses, goes through all of them in turn (email.h); everything else is
 * under the newest. */
#define KEYS_MAX 8
struct keyring; /* the subkeys, in guarded memory */

/** Once, before anything else here; thread-safe. Dies if the system has no random numbers. */
void crypt_init(void);

/** Makes a new key file, 0400, fails with ERR_CONFLICT if there is one. */
enum err keyring_make(const char *path) NODISCARD;

/** Adds a new key to the file, whole or not at all. ERR_CONFLICT: it has KEYS_MAX. */
enum err keyring_add(const char *path) NODISCARD;
/** How many keys there are: 1 to KEYS_MAX. */
unsigned keyring_links(const struct keyring *);

/** Reads the key file. ERR_DENIED: wider than 0600, or not owned by the effective user; ERR_INPUT: not
 * 32 bytes a key, or inside `not_under` (the data directory; NULL = do not ask); ERR_GONE; ERR_IO. *ret_why
 * then points at a sentence in `a` that says what is wrong and how to mend it. */
enum err keyring_open(struct arena *a, const char *path, const char *not_under,
		      struct keyring **ret, struct str *ret_why) NODISCARD;
void keyring_close(struct keyring **);

/* A MAC over parts. `n` of the last call: 16..32 bytes. */
struct mac;
struct mac *mac_begin(struct arena *, const struct keyring *, enum purpose);
/** Under an older key: `link` 0 is the oldest. */
struct mac *mac_begin_link(struct arena *, const struct keyring *, enum purpose, unsigned link);
void mac_str(struct mac *, struct str part);
void mac_int(struct mac *, int64_t part);
void mac_end(struct mac *, unsigned char *out, size_t n);

struct hash mac_hash(struct mac *);

/* Signatures that everybody can check: Ed25519 (RFC 8032), by key pairs of the key file. */
#define SIGN_BYTES 64
struct signature {
	unsigned char b[SIGN_BYTES];
};
/** The public key, under key `link` of the file (0 is the oldest). */
struct hash sign_public(const struct keyring *, enum purpose, unsigned link);
/** Under the newest key. */
struct signature sign_make(const struct keyring *, enum purpose, struct str message);
bool sign_check(const struct hash *public, struct str message, const struct signature *);

/* Secrets that must be had again, for the database: XChaCha20-Poly1305 under the newest key, with the number
 * of that key in front. `about` is whose it is: sealed for somebody else, it does not open. */
#define SEAL_BYTES_MORE 41
struct str seal_make(struct arena *, const struct keyring *, enum purpose, struct str about,
		     struct str secret);
/** False: changed, of somebody else, or of a key that the file does not hold. *ret is in the arena. */
bool seal_open(struct arena *, const struct keyring *, enum purpose, struct str about, struct str sealed,
	       struct str *ret);

/* What other people's wire formats ask for; our own MACs are the ones above. */

/** HMAC-SHA-256 (RFC 2104) of `message` under a key of any length. */
struct hash hmac_sha256(struct str key, struct str message);
/** PBKDF2 (RFC 8018, 5.2) with HMAC-SHA-256: one block, HASH_BYTES. */
struct hash pbkdf2_sha256(struct str password, struct str salt, unsigned rounds);

/** Unkeyed BLAKE2b-256, for ETags and versions; never for anything personal. */
struct hash crypt_digest(struct str);

#define SHORT_KEY_BYTES 16 /* crypto_shorthash_KEYBYTES */
/** SipHash-2-4: for tables whose keys strangers choose. Without the key nobody makes two that meet. */
uint64_t crypt_short(const unsigned char key[SHORT_KEY_BYTES], struct str);

/** Constant time. */
bool crypt_equal(const void *x, const void *y, size_t n);
void crypt_random(void *out, size_t n);
void crypt_wipe(void *p, size_t n);

/* base64url without padding. Decoding accepts the one canonical spelling alone. */
struct str b64_encode(struct arena *, const void *p, size_t n);
bool b64_decode(struct str text, void *out, size_t n); /* exactly n bytes, else false */

/** base64 with padding (RFC 4648, 4), as browsers' btoa() writes it; in arena `a`. */
bool base64_decode(struct arena *a, struct str text, struct str *ret);

struct str hex_encode(struct arena *, const void *p, size_t n);
/** Exactly n bytes, in lower case alone: one spelling. */
bool hex_decode(struct str text, void *out, size_t n);

/** `n` characters of Crockford's base 32 (no I, L, O, U), 5 bits each from the front of `h`. */
struct str crypt_base32(struct arena *, const struct hash *h, size_t n);

/** Argon2id, 64 MiB, 3 passes (OWASP's minimum is 19 MiB, 2). ERR_FULL: no memory for it. The sanitizer
 * and test builds may set cheaper costs with crypt_password_cost(). */
enum err crypt_password_hash(struct arena *, struct str password, struct str *ret) NODISCARD;

/** *ret_ok is false for a wrong password and for a stored string that is no Argon2id hash or asks for
 * more than four times our own cost. `stored` may be empty (unknown account): the same time is spent.
 * ERR_FULL: no memory for it, so nobody knows. */
enum err crypt_password_check(struct arena *, struct str stored, struct str password,
			      bool *ret_ok) NODISCARD;
/** Was it made at another cost than new ones are? Not of a stored string that is no hash. */
bool crypt_password_stale(struct arena *, struct str stored);
void crypt_password_cost(unsigned passes, size_t bytes);

#endif
