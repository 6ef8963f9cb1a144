/*
 * Bans: a person (by the keyed hash of the address in all its spellings), a mail domain with all below
 * it, an address or block of them, names that read like a pattern, links to a host or below it. Set here;
 * matched by filter/gate_ban.h, in memory. One in shadow is noted on what it would stop.
 */
#ifndef FLOW_BAN_H
#define FLOW_BAN_H

#include "filter/gate_ban.h"
#include "flow/actor.h"
#include "store/store_actor.h"

#define BAN_DAYS_MAX 36500
#define BAN_TEXT_CHARS_MAX 1000 /* of reason and note; the tables' own CHECK */

enum ban_outcome {
	BAN_ADDED,
	BAN_ALREADY,    /* *ret is the ban in force */
	BAN_UNREADABLE, /* no address, domain, block, pattern or host */
	BAN_EVERYBODY,  /* it would hit everyone: /0, a pattern of next to nothing, the site's own host */
	BAN_NO_PERSON,  /* no such comment, or its writer gave no address */
	BAN_FORBIDDEN
};

struct ban_terms {
	int64_t days;            /* 0: for ever */
	struct str reason, note; /* within BAN_TEXT_CHARS_MAX */
	bool shadow;
	struct batch_id batch;   /* lifted with it (flow/batch.h); 0: alone */
};

/** `what`: an email address (wiped), a domain in U- or A-labels, "192.0.2.7", "2001:db8::/32", a pattern with
 * '*', a host or a link to it. A single IPv6 address stands for its /64. Texts of *ret are in the arena. */
enum err ban_add(struct house *, struct site *, struct arena *, const struct moderator *,
		 enum ban_kind, struct str what, const struct ban_terms *,
		 enum ban_outcome *ret_outcome, struct ban *ret) NODISCARD;

/** Bans whoever wrote this comment. */
enum err ban_author(struct house *, struct site *, struct arena *, const struct moderator *,
		    struct comment_id, const struct ban_terms *, enum ban_outcome *ret_outcome,
		    struct ban *ret) NODISCARD;

/* Whom to ban. */
struct ban_aim {
	enum ban_kind kind;
	struct str target;  /* as ban_read() makes it */
	struct hash person; /* of BAN_EMAIL */
};
/** Bans all of them in one write, each with its line in the book. Who is banned already stays so:
 * *ret_added are the new ones. ERR_DENIED: not for this role. */
enum err ban_all(struct house *, struct site *, struct arena *, const struct moderator *,
		 const struct ban_aim *, size_t n, const struct ban_terms *, int64_t *ret_added) NODISCARD;

/** Whether a ban that was set elsewhere may be one here; its target becomes what ban_add() would have made of
 * it, in the arena. One of BAN_EMAIL keeps its own: the hash says who it is. */
bool ban_admit(struct house *, struct site *, struct arena *, struct ban *);

/** What ban_add() would ban by `what` and b->kind: fills b->target, and *person of BAN_EMAIL. BAN_ADDED,
 * or why not. `what` of BAN_EMAIL is wiped. */
enum ban_outcome ban_read(struct house *, struct site *, struct arena *, struct ban *b,
			  struct str what, struct hash *person);

/** ERR_GONE: no such ban in force. */
enum err ban_lift(struct house *, struct site *, struct arena *, const struct moderator *,
		  struct ban_id) NODISCARD;

/** Takes a lift back, by any moderator: a ban as that one was, until when it would have been. ERR_GONE: no
 * ban of this number was lifted within UNDO_SPAN, or its time is over. */
enum err ban_again(struct house *, struct site *, struct arena *, const struct moderator *, struct ban_id,
		   enum ban_outcome *ret_outcome, struct ban *ret) NODISCARD;

/** One, lifted or not; ERR_GONE. */
enum err ban_get(struct house *, struct site *, struct arena *, const struct moderator *,
		 struct ban_id, struct ban *ret) NODISCARD;

/** The bans that are looked for, newest first, at most `limit`; texts are copied. `part` is letters as typed.
 * ERR_DENIED: a viewer, who is told of no person and no network. */
enum err ban_find(struct house *, struct site *, struct arena *, const struct moderator *,
		  const struct ban_query *, int64_t limit, struct ban **ret, size_t *ret_n) NODISCARD;

/** Every ban that would note or stop such a post. `email` is wiped; "" = not asked. Of the suspect all but
 * person and domain is the caller's. False in *ret_readable: the email or the address is none. */
enum err ban_test(struct house *, struct site *, struct arena *, const struct moderator *,
		  struct str email, const struct suspect *, bool *ret_readable, struct ban **ret,
		  size_t *ret_n) NODISCARD;

/** These bans have spoken on one post. Counted in memory; ban_flush_hits(), of the housekeeper, writes the
 * sums: what was counted since its last round is lost with the process. */
void ban_note_hits(struct house *, const struct ban_hit *, size_t n, int64_t now);
enum err ban_flush_hits(struct house *) NODISCARD;
struct hit_table *hits_new(void);
void hits_free(struct hit_table **);

#endif
