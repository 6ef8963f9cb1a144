/*
 * Bans: a person (by the keyed hash of the address in all its spellings), a mail domain with all below
 * it, an address or block of them, names that read like a pattern.
 */
#ifndef FLOW_BAN_H
#define FLOW_BAN_H

#include "flow/actor.h"

#define BAN_DAYS_MAX 36500
#define BAN_TEXT_CHARS_MAX 1000 /* of reason and note; the tables' own CHECK */

enum ban_outcome {
	BAN_ADDED,
	BAN_ALREADY,    /* *ret is the ban in force */
	BAN_UNREADABLE, /* no address, domain, block or pattern */
	BAN_EVERYBODY,  /* it would hit everyone: /0, a pattern of next to nothing */
	BAN_NO_PERSON,  /* no such comment, or its writer gave no address */
	BAN_FORBIDDEN
};

struct ban_terms {
	int64_t days;            /* 0: for ever */
	struct str reason, note; /* within BAN_TEXT_CHARS_MAX */
};

/** `what`: an email address (wiped), a domain in U- or A-labels, "192.0.2.7", "2001:db8::/32", a pattern with
 * '*'. A single IPv6 address stands for its /64. Texts of *ret are in the arena. */
enum err ban_add(struct house *, struct site *, struct arena *, const struct moderator *,
		 enum ban_kind, struct str what, const struct ban_terms *,
		 enum ban_outcome *ret_outcome, struct ban *ret) NODISCARD;

/** Bans whoever wrote this comment. */
enum err ban_author(struct house *, struct site *, struct arena *, const struct moderator *,
		    struct comment_id, const struct ban_terms *, enum ban_outcome *ret_outcome,
		    struct ban *ret) NODISCARD;

/** ERR_GONE: no such ban in force. */
enum err ban_lift(struct house *, struct site *, struct arena *, const struct moderator *,
		  struct ban_id) NODISCARD;

/** One, lifted or not; ERR_GONE. */
enum err ban_get(struct house *, struct site *, struct arena *, const struct moderator *,
		 struct ban_id, struct ban *ret) NODISCARD;

/* Whom a ban may hit; what is not known is NULL or "". */
struct suspect {
	const struct hash *person; /* of the address, for bans */
	struct str domain;         /* of the address, A-labels */
	struct str address;        /* of the client */
	struct str name;
};

/** The ban of this kind in force against them; 0: none. */
enum err ban_find(struct db *, struct arena *, struct site_id, const struct suspect *,
		  enum ban_kind, struct ban_id *ret) NODISCARD;

/** The first of any kind; *ret_kind is set with it. */
enum err ban_find_any(struct db *, struct arena *, struct site_id, const struct suspect *,
		      struct ban_id *ret, enum ban_kind *ret_kind) NODISCARD;

/** Every ban that would stop such a post, one a kind. `email` is wiped; "" = not asked. False in
 * *ret_readable: the email or the address is none. */
enum err ban_test(struct house *, struct site *, struct arena *, const struct moderator *,
		  struct str email, struct str address, struct str name, bool *ret_readable,
		  struct ban ret[BAN__MAX], size_t *ret_n) NODISCARD;

#endif
