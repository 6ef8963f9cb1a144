/* One person's data: to tell it (subject.def is the list) and to take it away. For the console, and for the
 * keeper that prepares a backup. */
#ifndef STORE_STORE_SUBJECT_H
#define STORE_STORE_SUBJECT_H

#include "model.h"
#include "store/db.h"

/* ---- who ------------------------------------------------------------------------------------------- */

/** ERR_GONE: no such row. `proof` tells it from every other row that has had this id. */
struct subject_row {
	struct hash proof, ban;
	int64_t created;
};
enum err store_subject_author(struct db *, struct author_id, struct subject_row *ret) NODISCARD;
/** The ids of the person's comments, oldest first, in `a`. */
enum err store_subject_comments(struct db *, struct arena *a, struct author_id, struct comment_id **ret,
				size_t *ret_n) NODISCARD;

/* ---- telling --------------------------------------------------------------------------------------- */

/* One value. `type` as in subject.def. */
struct held {
	struct str name;
	char type;
	bool null;
	int64_t i;
	double r;
	struct str s; /* borrowed */
};

/* Who is told. Values of a comment come first, then its lists; an item's values stand between item and
 * end. */
struct held_to {
	void (*list)(void *arg, struct str name); /* begins */
	void (*item)(void *arg);                  /* begins */
	void (*value)(void *arg, const struct held *);
	void (*end)(void *arg);                   /* of the item or list that is open */
	void *arg;
};
enum err store_subject_tell_comment(struct db *, struct comment_id, const struct held_to *) NODISCARD;
/** What hangs on the address without a comment. `ban`: the hash that bans go by; author 0: none. */
enum err store_subject_tell_person(struct db *, struct site_id, struct author_id,
				   const struct hash *ban, const struct held_to *) NODISCARD;

/* ---- taking away ----------------------------------------------------------------------------------- */

enum erase_mode {
	ERASE_ANONYMISE, /* the text stays, and nothing says whose it is */
	ERASE_REMOVE,    /* the text goes too; what is left holds the place of the replies */
	ERASE_MODE__MAX
};
struct str erase_word(enum erase_mode);
enum err erase_of(struct str word, enum erase_mode *ret) NODISCARD;

/** Write: one comment with all that subject.def has of it, and what readers see of it. What it was called
 * elsewhere goes to the erase list. ERR_GONE: no such comment. */
enum err store_erase_comment(struct db *, struct comment_id, enum erase_mode, int64_t now) NODISCARD;
/** Write: the row itself, which no comment has any more; of notices the name, and with texts the words. */
enum err store_erase_author(struct db *, struct author_id, enum erase_mode) NODISCARD;
/** Write: bans on this person that are over. */
enum err store_erase_bans(struct db *, struct site_id, const struct hash *ban, int64_t now,
			  int64_t *ret_n) NODISCARD;

/* ---- the erase list -------------------------------------------------------------------------------- */

struct erased {
	int64_t id;
	struct site_id site;
	bool import; /* else an author */
	int64_t row;
	struct hash proof;
	enum erase_mode mode;
	int64_t made;
};
/** Write. One that stands already stays. `scrubbed`: no log could hold what was erased up to now. */
enum err store_erased_add(struct db *, const struct erased *, bool scrubbed) NODISCARD;
/** Oldest first from behind `after`, at most `limit`, copied into `a`. */
enum err store_erased_list(struct db *, struct arena *a, int64_t after, int64_t limit, struct erased **ret,
			   size_t *ret_n) NODISCARD;
/** Whether anything that came by an import was erased at this site, and whether this was. */
enum err store_erased_any_import(struct db *, struct site_id, bool *ret) NODISCARD;
enum err store_erased_import(struct db *, int64_t source, struct str old, bool *ret) NODISCARD;
/** Those whose traces may still stand in the log, likewise. */
enum err store_erased_unscrubbed(struct db *, struct arena *a, int64_t limit, struct erased **ret,
				 size_t *ret_n) NODISCARD;
/** Write: the log is emptied behind this commit (db_scrub()), so nothing stands there any more. */
enum err store_erased_scrub(struct db *, int64_t upto, int64_t now) NODISCARD;

/** Before an older backup takes the place of the database at `live`: adds what was erased there to the erase
 * list of the copy at `part`, erases everything on that list in the copy, and writes into the copy's book
 * who (`by`) brings it back. `part` is nobody else's. A
 * database at `live` that is not there, or cannot be read, has no list: *ret_unread says why, "" = it was
 * read. *ret_n: how many people were erased again. */
enum err store_erase_again(struct arena *, struct str by, struct str live, struct str part,
			   struct str *ret_unread, int64_t *ret_n, struct str *ret_why) NODISCARD;

#endif
