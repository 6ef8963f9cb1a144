/* Notices of illegal content, and appeals as moderators answer them. */
#ifndef STORE_STORE_NOTICE_H
#define STORE_STORE_NOTICE_H

#include "model.h"
#include "store/db.h"

struct str notice_kind_word(enum notice_kind);
struct str notice_state_word(enum notice_state);
/** False: no such word. */
bool notice_kind_of(struct str word, enum notice_kind *ret);

/* The comment that a notice is to be about. */
struct notice_target {
	enum state state;
	int64_t version;
	struct str name, page, title, lang;
};
/** Texts are copied; ERR_GONE: no such comment. */
enum err store_notice_target(struct db *, struct arena *, struct site_id, struct comment_id,
			     struct notice_target *ret) NODISCARD;

struct new_notice {
	struct site_id site;
	struct comment_id comment;
	int64_t version;
	enum notice_kind kind;
	struct str text, location, name;
	struct author_id author; /* 0: no address was given */
	int64_t now;
	struct hash post_key;
};
/** Write. ERR_CONFLICT: there is one with this key. */
enum err store_notice_add(struct db *, const struct new_notice *, struct notice_id *ret) NODISCARD;
/** ERR_GONE: none with this key since then. */
enum err store_notice_by_post_key(struct db *, struct site_id, const struct hash *key, int64_t since,
				  struct notice_id *ret, int64_t *ret_created) NODISCARD;
/** Write: keys from before then are free again. */
enum err store_notice_post_keys_sweep(struct db *, int64_t before) NODISCARD;

/** Whole, with its answers; texts are copied. *ret_person: the hash of who sent it, zero if unknown.
 * ERR_GONE: no such notice. */
enum err store_notice_get(struct db *, struct arena *, struct site_id, struct notice_id, struct notice *ret,
			  struct hash *ret_person) NODISCARD;
/** Those that wait for a decision, the oldest first; rows without answers, texts borrowed. */
enum err store_notice_open(struct db *, struct site_id, struct notice_id after, int64_t limit,
			   void (*row)(void *arg, const struct notice *, const struct hash *person),
			   void *arg) NODISCARD;
/** A row with its texts copied. */
struct notice store_notice_keep(struct arena *, const struct notice *borrowed);
/** Fills in the answers; texts are copied. */
enum err store_notice_answers(struct db *, struct arena *, struct notice *) NODISCARD;
/** How many wait, counted no further than `most`. */
enum err store_notice_count(struct db *, struct site_id, int64_t most, int64_t *ret) NODISCARD;
/** The kind of the notice upon which a comment was taken down, as long as that decision is the last one.
 * ERR_GONE: it was not, or for another reason. */
enum err store_notice_acted(struct db *, struct comment_id, enum notice_kind *ret) NODISCARD;

/** Write: received becomes review. ERR_CONFLICT: it is not that (any more). */
enum err store_notice_take(struct db *, struct site_id, struct notice_id) NODISCARD;
/* An answer; `decision` 0: none on the comment goes with it. */
struct new_answer {
	bool acted;
	struct str text, by;
	int64_t now, decision;
};
/** Write: compare and set. ERR_CONFLICT: it is in another state. */
enum err store_notice_decide(struct db *, struct notice_id, enum notice_state from,
			     const struct new_answer *) NODISCARD;
/** Write: the same answer to all that still wait for one about this comment. */
enum err store_notice_decide_all(struct db *, struct comment_id, const struct new_answer *) NODISCARD;
/** Whether somebody has complained of what was answered with this decision, and waits. */
enum err store_notice_contested(struct db *, int64_t decision, bool *ret) NODISCARD;
/** Write: what was answered with this decision is open again. */
enum err store_notice_reopen(struct db *, int64_t decision) NODISCARD;
/** Write. ERR_CONFLICT: it is not decided, or there was a complaint before. */
enum err store_notice_complain(struct db *, struct site_id, struct notice_id, struct str text,
			       int64_t now) NODISCARD;

/** Write: those of one person lose both now. */
enum err store_notice_forget_person(struct db *, struct author_id) NODISCARD;

/* ---- appeals (what their writers do: store_own.h) ------------------------------------------- */

struct open_appeal {
	struct comment_id comment;
	int64_t made;
	struct str decided_by; /* who decided what it is against; "" = a program. Borrowed */
};
/** Those that wait for an answer, the oldest first. */
enum err store_appeal_open(struct db *, struct site_id, struct comment_id after, int64_t limit,
			   void (*row)(void *arg, const struct open_appeal *), void *arg) NODISCARD;
enum err store_appeal_count(struct db *, struct site_id, int64_t most, int64_t *ret) NODISCARD;
/** Whether `by` decided what an appeal of this comment is against. */
enum err store_appeal_against(struct db *, struct site_id, struct comment_id, struct str by,
			      bool *ret) NODISCARD;
/** Write: `decision` 0: what it is against stands. ERR_CONFLICT: there is none that waits. */
enum err store_appeal_answer(struct db *, struct site_id, struct comment_id, struct str text, struct str by,
			     int64_t now, int64_t decision) NODISCARD;
/** Write: what was answered with this decision is open again. */
enum err store_appeal_reopen(struct db *, int64_t decision) NODISCARD;

#endif
