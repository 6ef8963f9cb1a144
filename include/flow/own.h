/*
 * What a writer does with a comment by its private link (flow/status.h), without an account: edits it within
 * the window of setting edit.span, withdraws it, appeals a rejection once. The rows OWN of moves.def say in
 * which states. What its writer sees of a comment that was taken for spam is one that waits.
 */
#ifndef FLOW_OWN_H
#define FLOW_OWN_H

#include "flow/post.h"
#include "store/store_own.h"

#define APPEAL_CHARS_MAX 1000

enum own_act { OWN_EDIT, OWN_WITHDRAW, OWN_APPEAL, OWN_ACT__MAX };

/* A comment as its writer's page tells of it. */
struct own {
	struct comment comment; /* as stored: the raw text */
	struct reason *reasons; /* help and tells filled */
	size_t n_reasons;
	struct remark *warnings;   /* newest first: upon it, or an earlier one of the same writer's */
	size_t n_warnings;
	struct own_row row;
	bool by_notice;         /* a moderator took it down upon a notice of illegal content */
	enum notice_kind notice_kind;
	bool may[OWN_ACT__MAX]; /* now */
	int64_t edit_until;     /* seconds UTC; 0 where it may not be edited */
};

/** ERR_GONE: no such token. */
enum err own_find(struct house *, struct site *, struct arena *, struct str token, struct own *ret) NODISCARD;

enum own_outcome {
	OWN_DONE,     /* also where it was so already: a second click does no harm */
	OWN_REFUSED,  /* an edit: .verdict says why; the text that stands still stands */
	OWN_LATE,     /* not in this state, or the window is over, or there was an appeal before */
	OWN_CONFLICT  /* decided or edited meanwhile: .own is how it stands */
};

struct owned {
	enum own_outcome outcome;
	struct own own;         /* afterwards */
	struct verdict verdict; /* of an edit that was judged */
	int64_t retry_after;
};

/** Another text instead of `version` of it, judged like a new comment: it may be published by that, or wait
 * from now on. ERR_GONE: no such token; other failures of the machine: nothing has changed. */
enum err own_edit(struct house *, struct site *, struct arena *, const struct visitor *, struct str token,
		  int64_t version, struct str text, struct owned *ret) NODISCARD;
enum err own_withdraw(struct house *, struct site *, struct arena *, struct str token,
		      struct owned *ret) NODISCARD;
enum err own_appeal(struct house *, struct site *, struct arena *, struct str token, struct str text,
		    struct owned *ret) NODISCARD;

#endif
