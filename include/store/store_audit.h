/*
 * The book's chain: links behind lines, signed heads, lines to read. What is hashed and signed, flow/audit.c
 * knows. Lines themselves are written with the act (store_audit_add()).
 */
#ifndef STORE_STORE_AUDIT_H
#define STORE_STORE_AUDIT_H

#include "base/crypt.h"
#include "model.h"
#include "store/db.h"

#define AUDIT_SALT_BYTES 16

/* A line of the book, and its link, if it has one. */
struct audit_row {
	int64_t place;       /* of its link, from 1 on; 0: it is not linked yet */
	int64_t line;        /* its id */
	bool gone;           /* only the link is there */
	struct site_id site;
	int64_t made;
	struct str actor, verb, subject, detail, versions;
	bool salted;         /* false: the detail has been taken away */
	unsigned char salt[AUDIT_SALT_BYTES];
	struct hash digest;  /* of salt and detail */
	struct hash hash;    /* of the link before, and all of the above but salt and detail */
};

struct audit_head {
	int64_t place;
	struct hash hash;
	int64_t made;
	int64_t link;        /* of the key file */
	struct signature signature;
};

/** The last link: place, line and hash are filled. ERR_GONE: there is none. */
enum err store_audit_tail(struct db *, struct audit_row *ret) NODISCARD;
/** Lines behind `line` that are not linked, in the order of commit; texts are copied. */
enum err store_audit_loose(struct db *, struct arena *, int64_t line, int64_t limit, struct audit_row **ret,
			   size_t *ret_n) NODISCARD;
enum err store_audit_loose_count(struct db *, int64_t line, int64_t *ret) NODISCARD;
/** Write. ERR_CONFLICT: another process has linked this place, or this line. */
enum err store_audit_link(struct db *, const struct audit_row *) NODISCARD;
/** Links behind a place with their lines, in order; texts are copied. */
enum err store_audit_walk(struct db *, struct arena *, int64_t after, int64_t limit, struct audit_row **ret,
			  size_t *ret_n) NODISCARD;
/** The first line up to `line` without a link; 0: none. */
enum err store_audit_stray(struct db *, int64_t line, int64_t *ret) NODISCARD;
/** What retention has last said about details ("before …"), copied; "" = nothing. */
enum err store_audit_cut(struct db *, struct arena *, struct str *ret) NODISCARD;
/** Whether what a line is about is there: a comment that somebody wrote and nobody erased, a ban. Of anything
 * else: yes. */
enum err store_audit_stands(struct db *, struct str subject, bool *ret) NODISCARD;

/** Write. */
enum err store_audit_head_add(struct db *, const struct audit_head *) NODISCARD;
/** ERR_GONE: nothing was signed yet. */
enum err store_audit_head_last(struct db *, struct audit_head *ret) NODISCARD;
/** All, by place. */
enum err store_audit_heads(struct db *, struct arena *, struct audit_head **ret, size_t *ret_n) NODISCARD;

/* What a reader asks for; patterns of LIKE with ! as escape, "" = anything. */
struct audit_ask {
	struct site_id site;
	int64_t before;      /* ids below; INT64_MAX: from the newest on */
	int64_t since, until;
	bool all;            /* also what others did with accounts and sessions */
	struct str me;
	struct str who, what, why;
};
/** Newest first; place is 0 where a line is not linked, salt and digest are not filled. */
enum err store_audit_list(struct db *, struct arena *, const struct audit_ask *, int64_t limit,
			  struct audit_row **ret, size_t *ret_n) NODISCARD;

#endif
