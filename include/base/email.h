/*
 * Addresses: the canonical form and what is kept of it, which is never the address.
 *
 * Canonical: trimmed; no controls, no NUL, valid UTF-8; split at the last '@'; the domain as IDNA
 * A-labels in lower case (UTS #46, non-transitional, by ICU); the local part NFC with ASCII lowered.
 * Length <= 254 (before and after), local <= 64, exactly one address (no display name, no list, no
 * wildcard: '%', '*', quoted local parts and those without a letter or digit are refused). The domain
 * has a dot, no empty label and no final dot, and is no number.
 * `ban_form` also drops "+tag", and for gmail.com / googlemail.com the dots, with one domain for both.
 */
#ifndef BASE_EMAIL_H
#define BASE_EMAIL_H

#include "base/crypt.h"

struct email {
	struct str id_form;  /* local@domain */
	struct str ban_form;
	struct str domain;   /* A-label form */
};

/** False: not an address we take. */
bool email_canon(struct arena *, struct str raw, struct email *ret);

/** The hashes are different at every site (site is a part of them), so two sites cannot be joined. */
struct hash email_id_hash(struct arena *, const struct keyring *, int64_t site,
			  const struct email *);
struct hash email_ban_hash(struct arena *, const struct keyring *, int64_t site,
			   const struct email *);

/** One link of the chain further: what the hash becomes under the key `link` (from 1), which a rotation
 * has added. The two above are those of all links. `ban`: of the ban hash, else of the id hash. */
struct hash email_wrap(struct arena *, const struct keyring *, bool ban, unsigned link,
		       const struct hash *);

/** "reader-7F3K-Q2XM": what moderators see. MAC over an id hash, 40 bits. */
struct str email_pseudonym(struct arena *, const struct keyring *, const struct hash *id_hash);

/** A mail domain in the form of `email.domain` ("MÜLLER.example" and "xn--mller-kva.example" are one); a
 * leading '@' is dropped. False: not one. */
bool email_domain(struct arena *, struct str raw, struct str *ret);

/** Overwrites all forms in place, the domain too; call as soon as the hashes are made. */
void email_wipe(struct email *);

#endif
