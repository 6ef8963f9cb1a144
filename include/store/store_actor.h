/* Moderators' accounts and sessions, bans, and the books: audit, outbox, word lists. */
#ifndef STORE_STORE_ACTOR_H
#define STORE_STORE_ACTOR_H

#include "base/addr.h"
#include "model.h"
#include "store/db.h"

/** Write. ERR_CONFLICT: the name is taken. */
enum err store_account_add(struct db *, struct site_id, struct str name, struct str password_hash,
			   enum role, int64_t now, struct account_id *ret) NODISCARD;
enum err store_account_list(struct db *, struct site_id,
			    void (*row)(void *arg, const struct account *), void *arg) NODISCARD;
/** ERR_GONE: unknown or disabled. The hash is copied. */
enum err store_account_password(struct db *, struct arena *, struct site_id, struct str name,
				struct account_id *ret, struct str *ret_hash) NODISCARD;

/** Write. */
enum err store_session_add(struct db *, const struct hash *token, struct account_id, int64_t now,
			   int64_t expires) NODISCARD;
/** ERR_GONE: none, ended, idle since before `seen_since`, or its account disabled. */
enum err store_session_find(struct db *, struct arena *, const struct hash *token, struct site_id,
			    int64_t now, int64_t seen_since, struct account *ret,
			    int64_t *ret_seen) NODISCARD;
/** Writes. */
enum err store_session_seen(struct db *, const struct hash *token, int64_t now) NODISCARD;
enum err store_session_end(struct db *, const struct hash *token) NODISCARD;
enum err store_session_sweep(struct db *, int64_t now, int64_t seen_before) NODISCARD;

/* What a ban is found by, beside its target: for a person the hash, for an address the range. */
struct ban_key {
	struct hash hash;
	unsigned char first[ADDR_KEY], last[ADDR_KEY];
};
/** Write. `key` is read for BAN_EMAIL and BAN_ADDRESS alone. */
enum err store_ban_add(struct db *, const struct ban *, const struct ban_key *key,
		       struct ban_id *ret) NODISCARD;
/* The oldest ban in force on this person, target or address; ERR_GONE: none. */
enum err store_ban_by_hash(struct db *, struct site_id, const struct hash *, int64_t now,
			   struct ban_id *ret) NODISCARD;
enum err store_ban_by_target(struct db *, struct site_id, enum ban_kind, struct str target,
			     int64_t now, struct ban_id *ret) NODISCARD;
enum err store_ban_by_address(struct db *, struct site_id, const struct addr *, int64_t now,
			      struct ban_id *ret) NODISCARD;
/** The name patterns in force, until `row` says false. */
enum err store_ban_names(struct db *, struct site_id, int64_t now,
			 bool (*row)(void *arg, struct ban_id, struct str pattern),
			 void *arg) NODISCARD;
/** ERR_GONE: no such ban, lifted or not. Texts are copied. */
enum err store_ban_get(struct db *, struct arena *, struct site_id, struct ban_id,
		       struct ban *ret) NODISCARD;
enum err store_ban_list(struct db *, struct site_id, struct ban_id after, int64_t limit,
			void (*row)(void *arg, const struct ban *), void *arg) NODISCARD;
/** Write. ERR_GONE: no such ban in force. */
enum err store_ban_lift(struct db *, struct site_id, struct ban_id, int64_t now) NODISCARD;

/** Write: one line in the book, with the act itself in one transaction. */
enum err store_audit_add(struct db *, struct site_id, int64_t now, struct str actor,
			 struct str verb, struct str subject, struct str detail) NODISCARD;
/** Write: something to tell, by the housekeeper. */
enum err store_outbox_add(struct db *, struct site_id, struct str kind, int64_t subject,
			  int64_t now) NODISCARD;
struct errand {
	int64_t id;
	struct site_id site;
	struct str kind;
	int64_t subject;
};
/** What is still to be told, oldest first, copied into `a`. */
enum err store_outbox_due(struct db *, struct arena *a, int64_t limit, struct errand **ret,
			  size_t *ret_n) NODISCARD;
/** Write: everything up to this id has been told. */
enum err store_outbox_done(struct db *, int64_t now, int64_t up_to) NODISCARD;

/** A site's own words in force, copied into `a`. */
enum err store_words_list(struct db *, struct arena *a, struct site_id, int64_t now,
			  struct word_entry **ret, size_t *ret_n) NODISCARD;

#endif
