/*
 * The accounts of a site's desk: added by the command line, invited by an admin, who also gives roles and
 * takes accounts away. All that lets somebody in or keeps somebody out is done by who is sure (actor_sure():
 * has just confirmed the own password, or is the command line), is one write with its line in the book, and
 * ends the sessions of the account it is about. ERR_DENIED of any: whoever asks was signed out meanwhile.
 *
 * A site that has an admin keeps one: the last one can neither be disabled nor become something else. That
 * is looked at inside the write, and writes come one after the other, so two at once do not empty the house.
 */
#ifndef FLOW_PEOPLE_H
#define FLOW_PEOPLE_H

#include "flow/actor.h"

#define PASSWORD_CHARS_MIN 8
#define PASSWORD_BYTES_MAX 1024

enum account_outcome {
	ACCOUNT_ADDED,
	ACCOUNT_TAKEN,
	ACCOUNT_PASSWORD_SHORT,
	ACCOUNT_PASSWORD_LONG,
	ACCOUNT_PASSWORD_CHARS, /* no text, nothing but blanks, or something in it that nobody sees */
	ACCOUNT_PASSWORD_GUESSED, /* one of those that are tried first */
	ACCOUNT_NAME_BAD
};
/** Letters, digits and ".-_@": a name must be sayable, and cannot imitate another by invisible signs. */
bool account_name_ok(struct str name);
/** ACCOUNT_ADDED, or what is wrong with it for an account of this name. Refused is what is tried first (OWASP
 * ASVS 6.2.4 and 6.2.11): the commonest, and the site's or the account's name with a few digits or signs. */
enum account_outcome account_password_look(const struct site *, struct str name, struct str password);

/** A new account, by a console (an admin invites). The password is wiped. */
enum err actor_add(struct house *, struct site *, struct arena *, const struct moderator *,
		   struct str name, enum role, struct str password, enum account_outcome *ret,
		   struct account_id *ret_id) NODISCARD;
/** By a console or an admin. ERR_GONE: no such account, or disabled; ERR_CONFLICT: the last admin. */
enum err actor_disable(struct house *, struct site *, struct arena *, const struct moderator *,
		       struct str name) NODISCARD;
/** Lets a disabled one in again, with the password, role and factor that it had. By a console or an admin.
 * ERR_GONE: no such account, or it is not disabled. */
enum err people_enable(struct house *, struct site *, struct arena *, const struct moderator *,
		       struct str name) NODISCARD;
/** By a console or an admin, or of the own account. The password is wiped. *ret is ACCOUNT_ADDED where it
 * was set, or what is wrong with it. ERR_GONE as above. */
enum err actor_passwd(struct house *, struct site *, struct arena *, const struct moderator *,
		      struct str name, struct str password, enum account_outcome *ret) NODISCARD;

/** By a console or an admin. Whose role it is already keeps it, and the sessions. ERR_GONE: no such account,
 * or disabled; ERR_CONFLICT: the last admin. */
enum err people_role(struct house *, struct site *, struct arena *, const struct moderator *, struct str name,
		     enum role) NODISCARD;
/** Takes somebody's second factor off (the telephone is lost). ERR_GONE: no such account. */
enum err people_factor_off(struct house *, struct site *, struct arena *, const struct moderator *,
			   struct str name) NODISCARD;
/** Ends a session of somebody, or all of them (0). ERR_GONE likewise, and: there is no such session. */
enum err people_sign_out(struct house *, struct site *, struct arena *, const struct moderator *,
			 struct str name, int64_t session) NODISCARD;

/** Reads, by a console or an admin: everybody, disabled ones too; copied. */
enum err people_list(struct house *, struct site *, struct arena *, const struct moderator *,
		     struct account **ret, size_t *ret_n) NODISCARD;
/** By number or name; disabled ones too. ERR_GONE: no such account at this site. */
enum err people_get(struct house *, struct site *, struct arena *, const struct moderator *,
		    struct account_id,
		    struct account *ret) NODISCARD;
enum err people_find(struct house *, struct site *, struct arena *, const struct moderator *, struct str name,
		     struct account *ret) NODISCARD;

/** Sessions that are open: of one account, by an admin or its owner; of all (0), by a console or an admin. */
enum err sessions_list(struct house *, struct site *, struct arena *, const struct moderator *,
		       struct account_id, struct session **ret, size_t *ret_n) NODISCARD;
/** Ends one of one's own. ERR_GONE: it is none, or over. */
enum err sessions_end(struct house *, struct arena *, const struct moderator *, int64_t session) NODISCARD;
/** Ends all of one's own but the one that asks. */
enum err sessions_end_others(struct house *, const struct moderator *) NODISCARD;

/*
 * Invitations: a link with 128 random bits, of which only a MAC is kept. It is for one role, good once and
 * for INVITE_LIFE, and it ends with whatever is done to the account of who made it. Whoever has it chooses
 * name and password. One for a name lets only the password be chosen; a newer one for it ends the older, and
 * so does whatever is done to that account. Whose name is an account already gets a new password by it and
 * nothing else; one that was disabled comes back as invited.
 */
#define INVITE_LIFE 3600
enum invite_outcome { INVITE_MADE, INVITE_NAME_BAD };
/** By a console or an admin. `name` "": as the invited likes. */
enum err invite_make(struct house *, struct site *, struct arena *, const struct moderator *, struct str name,
		     enum role, enum invite_outcome *ret, struct str *ret_link) NODISCARD;
/** Those that are open, oldest first; likewise. */
enum err invite_list(struct house *, struct site *, struct arena *, const struct moderator *,
		     struct invite **ret, size_t *ret_n) NODISCARD;
/** Likewise. ERR_GONE: there is none such, or not any more. */
enum err invite_withdraw(struct house *, struct site *, struct arena *, const struct moderator *,
			 int64_t invite) NODISCARD;
/** What a token is for. ERR_GONE: none, used, expired, or withdrawn. */
enum err invite_look(struct house *, struct site *, struct arena *, struct str token,
		     struct invite *ret) NODISCARD;
/** Slow. `name` counts where the invitation has none. The password is wiped. *ret is ACCOUNT_ADDED, or what
 * is wrong, and then it stays good. ERR_GONE likewise. */
enum err invite_take(struct house *, struct site *, struct arena *, struct str token, struct str name,
		     struct str password, enum account_outcome *ret, struct str *ret_name) NODISCARD;

#endif
