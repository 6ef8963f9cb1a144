/*
 * The book of who did what, when, why and under which rules. Every act writes its line itself, in one
 * transaction with what it does; nothing changes or deletes a line. What may be taken away later is a line's
 * detail: after a time (keep.audit) and with an erasure.
 *
 * The housekeeper links the lines, within a second, in the order of commit, to a chain:
 *
 *	digest = BLAKE2b-256(salt, detail)             salt: 16 random bytes
 *	hash   = BLAKE2b-256(hash of the link before, place, line, site, made, actor, verb, subject,
 *			     versions, digest)
 *
 * Each part stands as a netstring ("5:hello,"), numbers in decimal, hashes in hex; before the first link
 * stand 64 zeros. With a detail goes its salt, so that what is left tells nothing about it; the chain holds.
 *
 * Once a day, and when asked, the chain's end is signed (Ed25519, under the key file):
 *
 *	rejoinder-audit-1 PLACE HASH MADE PUBLIC-KEY SIGNATURE
 *
 * where what is signed is the line up to MADE. It goes to the log, too: whoever keeps that elsewhere can
 * prove that the book's end was not cut off, and nobody who writes to the database can make the chain anew.
 *
 * A line that was written and not linked yet when the process died is linked by the next one.
 */
#ifndef FLOW_AUDIT_H
#define FLOW_AUDIT_H

#include "flow/actor.h"
#include "store/store_audit.h"

#define AUDIT_TAG "rejoinder-audit-1"

/** A copy of `what` goes out, in that form: its line in the book. Before it is taken, for one that nobody
 * knows of is worse than a line too many. Admins alone. */
enum err audit_copy(struct house *, struct site *, const struct moderator *by, struct str what,
		    struct str form) NODISCARD;

/** A chore: links what is not linked yet, a piece at a time. */
enum err audit_link(struct house *, struct arena *, bool *ret_more) NODISCARD;
/** The same to its end. */
enum err audit_link_all(struct house *, struct arena *) NODISCARD;
/** A chore: signs, if there are new links and the last signature is a day old. */
enum err audit_sign_daily(struct house *, struct arena *, bool *ret_more) NODISCARD;
/** Links everything and signs now. *ret: the signed head as a line; "" = the book is empty. */
enum err audit_sign(struct house *, struct arena *, struct str *ret) NODISCARD;

enum audit_fault {
	AUDIT_WHOLE,
	AUDIT_CHANGED,  /* the line, or its link, is not what was linked */
	AUDIT_GONE,     /* the line is gone, its link is there */
	AUDIT_SKIPPED,  /* the link is gone */
	AUDIT_STRAY,    /* a line stands among linked ones and was never linked */
	AUDIT_TAKEN,    /* its detail is gone, and neither retention nor an erasure took it */
	AUDIT_UNSIGNED, /* a head whose signature is not ours */
	AUDIT_REMADE,   /* what was signed is another hash: the chain was made anew from somewhere before */
	AUDIT_CUT       /* what was signed is not there: the end is cut off */
};
struct audit_proof {
	enum audit_fault fault;
	int64_t place, line; /* of the first broken link; line 0: not known */
	int64_t head;        /* of UNSIGNED, REMADE, CUT: when that head was signed */
	int64_t sound;       /* REMADE: up to this place a signature holds; 0: to none */
	int64_t links;       /* that were looked at */
	int64_t taken;       /* details that were taken away lawfully */
	int64_t heads;       /* signatures that hold */
	int64_t loose;       /* lines that are not linked yet */
};
/** Looks at the whole book, of all sites. `heads`: signed heads that were kept elsewhere, one a line; "" =
 * none. ERR_INPUT: in `heads` is a line that is no head. Reads alone. */
enum err audit_verify(struct house *, struct arena *, struct str heads, struct audit_proof *ret) NODISCARD;
/** One sentence about it, for people. */
struct str audit_sentence(struct arena *, const struct audit_proof *);

/* What is looked for: parts of who, what (act or subject) and why; "" = anything. Days in UTC. */
#define AUDIT_WORD_MAX 100
struct audit_search {
	struct str who, what, why; /* within them, in any case; at most AUDIT_WORD_MAX letters each */
	int64_t since, until; /* seconds; until 0: no end */
	int64_t before;       /* lines below this id; 0: from the newest on */
};
/** Lines of this site, newest first. Admins read all; moderators not what others did with sessions and
 * accounts; viewers nothing: ERR_DENIED. */
enum err audit_list(struct house *, struct site *, struct arena *, const struct moderator *,
		    const struct audit_search *, int64_t limit, struct audit_row **ret,
		    size_t *ret_n) NODISCARD;

/** Every line of every site in order, linked ones with their link's parts, as long as `row` says true. */
enum err audit_walk(struct house *, struct arena *scratch, int64_t after,
		    bool (*row)(void *arg, const struct audit_row *), void *arg) NODISCARD;

#endif
