/* Moderators' accounts and sessions, bans, and the books: audit, outbox. */
#ifndef STORE_STORE_ACTOR_H
#define STORE_STORE_ACTOR_H

#include "model.h"
#include "store/db.h"

struct str role_word(enum role);
/** ERR_VERSION: no such role. */
enum err role_of(struct str word, enum role *ret) NODISCARD;

/** Write. ERR_CONFLICT: the name is taken. */
enum err store_account_add(struct db *, struct site_id, struct str name, struct str password_hash,
			   enum role, int64_t now, struct account_id *ret) NODISCARD;
/** Sessions that were seen since then count. Texts are borrowed. */
enum err store_account_list(struct db *, struct site_id, int64_t now, int64_t seen_since,
			    void (*row)(void *arg, const struct account *), void *arg) NODISCARD;
/** Disabled ones too; ERR_GONE: none. */
enum err store_account_get(struct db *, struct arena *, struct site_id, struct account_id,
			   struct account *ret) NODISCARD;
enum err store_account_find(struct db *, struct arena *, struct site_id, struct str name,
			    struct account *ret) NODISCARD;
/** How many admins are not disabled. */
enum err store_account_admins(struct db *, struct site_id, int64_t *ret) NODISCARD;
/** The same password at another cost; nothing where it has become another one. */
enum err store_account_rehash(struct db *, struct account_id, struct str was, struct str hash) NODISCARD;
/** How many others than this one are not disabled and more than viewers. */
enum err store_account_others(struct db *, struct site_id, struct account_id, int64_t *ret) NODISCARD;
/** Writes, which also end every session of the account, and every open invitation for it or by it. ERR_GONE:
 * unknown, disabled, or of that role already. */
enum err store_account_disable(struct db *, struct site_id, struct str name, int64_t now) NODISCARD;
enum err store_account_passwd(struct db *, struct site_id, struct str name, struct str hash) NODISCARD;
enum err store_account_role(struct db *, struct site_id, const struct account *, enum role) NODISCARD;
/** Write. ERR_GONE: unknown, or not disabled. */
enum err store_account_enable(struct db *, struct site_id, struct str name) NODISCARD;

/* What signs in. */
struct account_key {
	struct account_id id;
	struct str password; /* Argon2id */
	struct str factor;   /* sealed; "" = none */
	int64_t factor_used; /* the last step whose code was taken */
};
/** ERR_GONE: unknown or disabled. Texts are copied. */
enum err store_account_key(struct db *, struct arena *, struct site_id, struct str name,
			   struct account_key *ret) NODISCARD;

/** Write: a sealed secret ("" = none from now on) whose code of this step was taken; codes of recovery go.
 * ERR_GONE: unknown or disabled. */
enum err store_factor_set(struct db *, struct site_id, struct account_id, struct str sealed,
			  int64_t used) NODISCARD;
/** Write. ERR_GONE: this step's code, or a later one, was taken already. */
enum err store_factor_use(struct db *, struct account_id, int64_t step) NODISCARD;
/** Writes. ERR_GONE: no such code, or it was taken. */
enum err store_recovery_add(struct db *, struct account_id, const struct hash *) NODISCARD;
enum err store_recovery_take(struct db *, struct account_id, const struct hash *) NODISCARD;
enum err store_recovery_count(struct db *, struct account_id, int64_t *ret) NODISCARD;

/** Write: an older one for this name dies. */
enum err store_invite_add(struct db *, struct site_id, const struct invite *,
			  const struct hash *token) NODISCARD;
/** Those that are open, oldest first, copied into `a`. */
enum err store_invite_list(struct db *, struct arena *a, struct site_id, int64_t now, struct invite **ret,
			   size_t *ret_n) NODISCARD;
/** ERR_GONE: none, used, or expired. */
enum err store_invite_find(struct db *, struct arena *, struct site_id, const struct hash *token, int64_t now,
			   struct invite *ret) NODISCARD;
/** Write. ERR_GONE as above. */
enum err store_invite_withdraw(struct db *, struct site_id, int64_t invite, int64_t now) NODISCARD;
/** Write: it is spent, its account has this password, and no session any more. `name` is that of the account
 * where the invitation has none, and stands in *ret then. ERR_GONE as above; ERR_CONFLICT: that is taken. */
enum err store_invite_take(struct db *, struct arena *, struct site_id, const struct hash *token,
			   struct str name, struct str password_hash, int64_t now,
			   struct invite *ret) NODISCARD;
/** Write. */
enum err store_invite_sweep(struct db *, int64_t now) NODISCARD;

/** Write: the account has signed in. ERR_GONE: it is disabled, or has another password or factor than this
 * by now. */
enum err store_session_add(struct db *, const struct hash *token, const struct account_key *,
			   struct str network, int64_t now, int64_t expires) NODISCARD;
/** ERR_GONE: it has ended. */
enum err store_session_stands(struct db *, int64_t session) NODISCARD;
/** ERR_GONE: none, ended, idle since before `seen_since`, or its account disabled. */
enum err store_session_find(struct db *, struct arena *, const struct hash *token, struct site_id,
			    int64_t now, int64_t seen_since, struct account *ret,
			    struct session *ret_session) NODISCARD;
/** Of one account, or of all of the site (0), copied into `a`, oldest first. */
enum err store_session_list(struct db *, struct arena *a, struct site_id, struct account_id, int64_t now,
			    int64_t seen_since, struct session **ret, size_t *ret_n) NODISCARD;
/** Writes. ERR_GONE from the second alone: it has no such session. */
enum err store_session_seen(struct db *, const struct hash *token, int64_t now) NODISCARD;
enum err store_session_end_one(struct db *, struct account_id, int64_t session) NODISCARD;
enum err store_session_end(struct db *, const struct hash *token) NODISCARD;
enum err store_session_end_others(struct db *, struct account_id, int64_t session) NODISCARD;
enum err store_session_end_all(struct db *, struct account_id) NODISCARD;
enum err store_session_sweep(struct db *, int64_t now, int64_t seen_before) NODISCARD;

/** Write. `person` is read for BAN_EMAIL alone. */
enum err store_ban_add(struct db *, const struct ban *, const struct hash *person,
		       struct ban_id *ret) NODISCARD;
/** Write: how often one that moved in had hit, and when last. */
enum err store_ban_import_hits(struct db *, struct ban_id, int64_t hits, int64_t hit) NODISCARD;
/* The oldest ban in force on this person or target; ERR_GONE: none. */
enum err store_ban_by_hash(struct db *, struct site_id, const struct hash *, int64_t now,
			   struct ban_id *ret) NODISCARD;
enum err store_ban_by_target(struct db *, struct site_id, enum ban_kind, struct str target,
			     int64_t now, struct ban_id *ret) NODISCARD;
/** One that is over (lifted, expired), with the same target and times; ERR_GONE: none. */
enum err store_ban_past(struct db *, const struct ban *, struct ban_id *ret) NODISCARD;
/** All that are in force, oldest first: id, kind, target, shadow and expiry are filled, texts borrowed;
 * `person` is zero but for BAN_EMAIL. */
enum err store_ban_in_force(struct db *, struct site_id, int64_t now,
			    void (*row)(void *arg, const struct ban *, const struct hash *person),
			    void *arg) NODISCARD;
/** ERR_GONE: no such ban, lifted or not. Texts are copied. */
enum err store_ban_get(struct db *, struct arena *, struct site_id, struct ban_id,
		       struct ban *ret) NODISCARD;
/** The hash of one on a person; ERR_GONE: of no other. */
enum err store_ban_person(struct db *, struct site_id, struct ban_id, struct hash *ret) NODISCARD;
enum err store_ban_list(struct db *, struct site_id, struct ban_id after, int64_t limit,
			void (*row)(void *arg, const struct ban *), void *arg) NODISCARD;
/* Bans that are looked for. */
struct ban_query {
	struct str part;    /* of target, reason, note or who set it; "" = any */
	enum ban_kind kind; /* BAN__MAX: any */
	bool past;          /* lifted and expired ones too */
	struct ban_id before; /* 0: from the newest on */
};
/** The newest first; `part` is a pattern (str_like()). */
enum err store_ban_find(struct db *, struct site_id, const struct ban_query *, int64_t now, int64_t limit,
			void (*row)(void *arg, const struct ban *), void *arg) NODISCARD;
/** The present row of a statement with the columns of BAN_LIST; texts are borrowed. */
enum err store_ban_row(const struct rows *, struct site_id, struct ban *ret) NODISCARD;
/** Write. ERR_GONE: no such ban in force. */
enum err store_ban_lift(struct db *, struct site_id, struct ban_id, int64_t now) NODISCARD;
/** Write: it has spoken so many times more, last at `at`. One that is gone by now is passed over. */
enum err store_ban_hits(struct db *, struct ban_id, int64_t hits, int64_t at) NODISCARD;

/** Write: one line in the book, with the act itself in one transaction. The housekeeper links it
 * (flow/audit.h). A detail can be taken away, the rest stays: nothing that a reader wrote may be in it. */
enum err store_audit_add(struct db *, struct site_id, int64_t now, struct str actor,
			 struct str verb, struct str subject, struct str detail) NODISCARD;
/** The same of an act on the whole database, in the book of each site. */
enum err store_audit_add_all(struct db *, int64_t now, struct str actor, struct str verb, struct str subject,
			     struct str detail) NODISCARD;
/** The same of an act on a comment: the subject is "comment ID", and the line says which rules and lists had
 * judged it. */
enum err store_audit_act(struct db *, struct site_id, int64_t now, struct str actor, struct str verb,
			 struct comment_id, struct str detail) NODISCARD;
/** Write: something to tell, by the housekeeper. */
enum err store_outbox_add(struct db *, struct site_id, struct str kind, int64_t subject,
			  int64_t now) NODISCARD;
struct errand {
	int64_t id;
	struct site_id site;
	struct str kind; /* "waiting", "appeal", or "storm" */
	int64_t subject; /* of a storm the thread, else the comment */
};
/** What is still to be told, oldest first, copied into `a`. */
enum err store_outbox_due(struct db *, struct arena *a, int64_t limit, struct errand **ret,
			  size_t *ret_n) NODISCARD;
/** Write: everything up to this id has been told. */
enum err store_outbox_done(struct db *, int64_t now, int64_t up_to) NODISCARD;

#endif
