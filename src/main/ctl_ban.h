/* What the files of group ban share. */
#ifndef MAIN_CTL_BAN_H
#define MAIN_CTL_BAN_H

#include "ctl.h"
#include "flow/backtest.h"
#include "flow/ban.h"

/* What a listing passes to the store. */
struct listing {
	struct ctl *ctl;
	struct list *list;
	int64_t n, last; /* how many, and the last one's id */
};

/** Why there can be no such ban: says it, and answers the code. */
int ban_refused(enum ban_kind, enum ban_outcome);

/* What somebody has posted who is to be banned: only what is shown or waits. */
struct ban_posts {
	struct caught *at; /* oldest first */
	size_t n;
};

/** Finds them before the ban is set. Answers a code of sysexits. */
int ban_posts_find(struct ctl *, enum ban_kind, struct str what, struct ban_posts *ret);
/** Shows the first ones and how many there are; says that nothing was changed. */
int ban_posts_preview(struct ctl *, const struct ban_posts *);
/** Deletes them, each as it was when it was found, or not at all. */
int ban_posts_delete(struct ctl *, const struct ban_posts *, int64_t *ret_removed);

#endif
