/*
 * Nothing about people is kept for ever unless the settings say so: texts that were refused or withdrawn,
 * hashes of addresses, bans that are over, who sent a notice, details of the book (settings keep.*), hashes
 * of network addresses (address.life). Network addresses themselves are not stored, and of an
 * IPv6 address only the /64 goes into a hash. Each step is a transaction of a few hundred rows.
 */
#ifndef FLOW_RETENTION_H
#define FLOW_RETENTION_H

#include "flow/house.h"
#include "store/store_retention.h"

/** "refused", "people", …: what lists call it. */
struct str retention_word(enum kept);

/** Everything that is due, of all sites; `dry`: only counts, up to RETENTION_COUNT_MAX of each. */
#define RETENTION_COUNT_MAX 100000
enum err retention_run(struct house *, struct arena *, bool dry, int64_t ret[KEPT__MAX]) NODISCARD;

/** A chore: one step of each kind, of texts some. */
enum err retention_chore(struct house *, struct arena *, bool *ret_more) NODISCARD;

/** A chore: a part of what tells from which addresses old votes, comments and reports came (address.life). */
enum err retention_forget(struct house *, struct arena *, bool *ret_more) NODISCARD;

#endif
