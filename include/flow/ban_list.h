/*
 * Lists of bans as CSV and JSON, out and in: from another site of ours, or made by hand or by a program.
 */
#ifndef FLOW_BAN_LIST_H
#define FLOW_BAN_LIST_H

#include <stdio.h>

#include "flow/ban.h"
#include "view/json.h"

#define BAN_ROWS_MAX 200000 /* of one file */

/* A ban that is to be set. */
struct ban_entry {
	struct ban ban;     /* id, created and by are not set yet */
	struct hash person; /* of BAN_EMAIL */
};

struct ban_file {
	struct ban_entry *entries; /* in the arena, as ban_add() would have read them */
	size_t n;
	int64_t over;   /* rows that were lifted or have expired: passed over */
	int64_t faulty; /* rows that were told; with one of them nothing is to be stored */
};

/** Reads a file whole: CSV with a header row, or JSON (an array, an object with the array "bans", or an
 * object a line), whichever it is. Fields: kind, target, and maybe reason, note, days or expires
 * (RFC 3339), shadow (yes), hash (of a person, in hexadecimal), lifted. A person's target is an
 * address, which is hashed as it is read, unless there is a hash. Others are passed over. `tell` hears
 * of every faulty row; line 0 is the whole file. ERR_IO: it could not be read. */
enum err bans_in(struct house *, struct site *, struct arena *, FILE *, int64_t now,
		 void (*tell)(void *arg, unsigned long line, struct str why), void *arg,
		 struct ban_file *ret) NODISCARD;

struct bans_done {
	int64_t added, known; /* known: banned already, or twice in the file */
};
/** Sets all or none, in one transaction. ERR_DENIED: a viewer. */
enum err bans_put(struct house *, struct site *, struct arena *, const struct moderator *,
		  struct ban_entry *, size_t n, struct bans_done *ret) NODISCARD;

/** Every ban in force, oldest first; texts are borrowed. */
enum err bans_walk(struct house *, struct site *, const struct moderator *,
		   void (*each)(void *arg, const struct ban *, const struct hash *person),
		   void *arg) NODISCARD;
/** That they leave, for the book: once, before the first of them. `with_keys`: also those on persons. */
enum err bans_note(struct house *, struct site *, const struct moderator *, bool with_keys) NODISCARD;

/* Rows for bans_in(). */
#define BAN_CSV_HEAD "kind,target,reason,note,created,expires,shadow,hits,last_hit,by,hash\r\n"
/** `person` NULL: without the hash. */
void ban_csv(struct arena *, struct buf *, const struct ban *, const struct hash *person);
/** The same as an object of JSON; "hash" is there with `person` alone. */
void ban_json(struct arena *, struct json *, const struct ban *, const struct hash *person);
/** Its fields alone, in an object that is open. */
void ban_fields(struct arena *, struct json *, const struct ban *, const struct hash *person);

#endif
