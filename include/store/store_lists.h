/*
 * What a site says to its filters: word lists and the state of rules; and which of all lists a process has
 * read. Rows are added and removed, never changed (sql/migrate/0004-policy.sql says why).
 */
#ifndef STORE_STORE_LISTS_H
#define STORE_STORE_LISTS_H

#include "model.h"
#include "store/db.h"

/** A site's own words in force, copied into `a`. */
enum err store_words_list(struct db *, struct arena *a, struct site_id, int64_t now,
			  struct word_entry **ret, size_t *ret_n) NODISCARD;
/** From before an id on, the newest first; `part` is a pattern for entry, note and who set it, `lang` another
 * way to fit; both "": all. */
enum err store_words_find(struct db *, struct arena *a, struct site_id, struct str lang, struct str part,
			  int64_t before, int64_t now, int64_t limit, struct word_entry **ret,
			  size_t *ret_n) NODISCARD;
/** ERR_GONE: none in force of this number. */
enum err store_words_get(struct db *, struct arena *a, struct site_id, int64_t id, int64_t now,
			 struct word_entry *ret) NODISCARD;
/** Write: takes the place of an entry of the same text and language. `text`, `lang`, `action`, `severity`,
 * `shadow`, `note`, `created`, `expires`, `by` are read. *ret_new: there was none. */
enum err store_words_put(struct db *, struct site_id, const struct word_entry *,
			 bool *ret_new) NODISCARD;
/** Write: one that moved in, under its own number if that is free; an entry of the same text and language
 * stays. */
enum err store_words_import(struct db *, struct site_id, const struct word_entry *) NODISCARD;
/** Write. ERR_GONE: no such entry. */
enum err store_words_remove(struct db *, struct site_id, struct str lang, struct str text) NODISCARD;
enum err store_words_remove_id(struct db *, struct site_id, int64_t id) NODISCARD;

/** What is said about rules now, copied into `a`. */
enum err store_rule_list(struct db *, struct arena *a, struct site_id, int64_t now,
			 struct rule_say **ret, size_t *ret_n) NODISCARD;
/** Write: takes the place of what was said before. */
enum err store_rule_set(struct db *, struct site_id, const struct rule_say *) NODISCARD;
/** Write: as it was elsewhere, unless something is said here. */
enum err store_rule_import(struct db *, struct site_id, const struct rule_say *) NODISCARD;
/** Write. ERR_GONE: nothing was said. */
enum err store_rule_clear(struct db *, struct site_id, struct str rule) NODISCARD;

/* How a rule has done, or an entry of a list. */
struct rule_tally {
	struct str rule;    /* or the entry, as its reasons name it: "site:7 casino*" */
	int64_t fired;      /* comments that it spoke on, in shadow too */
	int64_t decided;    /* of these: decided by people */
	int64_t overturned; /* of these: let stand */
};
/** Of all stored comments: reads every reason. Copied into `a`. */
enum err store_rule_tally(struct db *, struct arena *a, struct site_id, struct rule_tally **ret,
			  size_t *ret_n) NODISCARD;

/** The same of the last `of` comments of all sites. */
enum err store_rule_tally_lately(struct db *, struct arena *a, struct site_id, int64_t of,
				 struct rule_tally **ret, size_t *ret_n) NODISCARD;

/** The same of each entry that a rule has named. */
enum err store_words_tally(struct db *, struct arena *a, struct site_id, struct str rule,
			   struct rule_tally **ret, size_t *ret_n) NODISCARD;

/** The names of the accounts that are not disabled, copied into `a`. */
enum err store_account_names(struct db *, struct arena *a, struct site_id, struct str **ret,
			     size_t *ret_n) NODISCARD;

/* The lists that a process keeps in memory, as they stand: equal means nothing has changed. */
struct lists_stand {
	struct {
		int64_t count, newest;
	} words, bans, rules, names;
};
enum err store_lists_stand(struct db *, struct site_id, int64_t now,
			   struct lists_stand *ret) NODISCARD;

#endif
