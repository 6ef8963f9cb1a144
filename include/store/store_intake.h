/*
 * Rows of an import by the hundred: one statement for many of them (store/db.h, `given`). What is
 * looked for is
 * answered in an array beside the question. Writes run inside store_write().
 */
#ifndef STORE_STORE_INTAKE_H
#define STORE_STORE_INTAKE_H

#include "store/store_import.h"

/* A comment that came, or that stands under an id. */
struct import_row {
	bool here;
	int64_t row; /* of the table `imported`, growing with every one; 0: its number is its name there */
	struct comment_id comment;
	struct thread_id thread;
	struct author_id author;
	struct str order_key;
	bool same; /* only where an id was looked for: it is the comment that was meant */
};

/** What of this source is here; ret[i] of names[i]. Texts are copied. */
enum err store_imported_look(struct db *, struct arena *, struct import_source, const struct str *names,
			     size_t n, struct import_row *ret) NODISCARD;
/* A comment of this site, as a file has it. */
struct meant {
	int64_t id; /* 0: nobody asks */
	int64_t created;
	struct str page, name, text;
};
/** What stands under these ids, of whatever site; ret[i] of meant[i]. Texts are copied. An article that has
 * moved, an edit and an erasure leave it the same. */
enum err store_comment_look(struct db *, struct arena *, struct site_id, const struct meant *, size_t n,
			    struct import_row *ret) NODISCARD;

/* A person to be. */
struct new_author {
	struct author_id id;
	struct hash id_hash, ban_hash;
	unsigned char avatar[16];
	int64_t created;
};

/** Who is here, by id_hash alone: fills in .id, 0 for nobody. */
enum err store_author_look(struct db *, struct arena *, struct site_id, struct new_author *,
			   size_t n) NODISCARD;
/** Write: new ones, each under its id, which is free. */
enum err store_author_import(struct db *, struct arena *, struct site_id, const struct new_author *,
			     size_t n) NODISCARD;

/* Beside struct new_comment, what a comment has that is not new. */
struct old_comment {
	struct new_comment c; /* parent_key, network and post_key are not asked for */
	struct comment_id id;
	struct str order_key;
	unsigned marks, generation, version;
	int64_t decided, changed; /* 0: never */
	struct str decided_by, note;
	int64_t up, down;
	double best;  /* of these two */
	bool replied; /* at the top, with a reply */
	struct import_source origin; /* where its id is its name, without store_imported_add() */
	const struct old_text *revisions;
	size_t n_revisions;
	const struct old_appeal *appeal; /* NULL: none */
	struct str grounds;
	int64_t erased;
	const struct old_remark *remarks;
	size_t n_remarks;
	const struct old_report *reports; /* nobody's */
	size_t n_reports;
};
/** Write: under their ids, which are free, in their places, with their reasons, former texts, appeals,
 * remarks, and reports and votes that are nobody's. */
enum err store_comment_import(struct db *, struct arena *, struct site_id,
			      const struct old_comment *const *, size_t n) NODISCARD;

/* What a comment was called at a source. */
struct import_name {
	struct import_source source;
	struct str name;
	struct comment_id comment;
	struct str waits; /* what it answers there, while that is not here; "" = nothing */
};
/** Write; a name that is taken stays whose it is. */
enum err store_imported_add(struct db *, struct arena *, const struct import_name *, size_t n) NODISCARD;

#endif
