/*
 * A reply on its way, as post.c judges and stores it. The edit of a comment (own.c) is judged by the same
 * functions, so that what could not be posted cannot be edited in.
 */
#ifndef FLOW_POSTING_H
#define FLOW_POSTING_H

#include "flow/gate.h"
#include "flow/memory.h"
#include "flow/storm.h"
#include "store/store_comment.h"

/* Everything about one post on its way. */
struct post {
	struct house *house;
	struct site *site;
	struct arena *arena;
	const struct visitor *visitor;
	struct reply *reply;
	int64_t now;
	bool person;               /* an address was given */
	struct hash id_hash, ban_hash;
	struct print print;        /* of the text, for copies */
	struct str domain;         /* of the address, for the look at bans alone */
	unsigned char avatar[16];
	char post_key[HASH_BYTES];
	struct hash post_body;
	size_t post_key_len;
	struct thread thread;
	struct str form_page;      /* where the form stood: the draft's, unless the article has moved since */
	struct author_id author;
	struct comment_id chain;   /* what this comment goes on from; 0 = it is the first */
	struct storm_facts storm;
	struct facts facts;
	struct limits limits;
	struct str parent_key, parent_name;
	struct str network;        /* that it came from, as a tag; "": not kept */
	struct verdict verdict;
	struct str masked;
	enum state state;
	struct posted_before before;
	struct posted *out;
	const struct comment *edits; /* it is a new text of this one; NULL: a new comment */
};

/** The article: its head, mode and storm, for the draft and the facts. */
enum err post_look_at_thread(struct db *, struct post *) NODISCARD;
/** The writer's history, as far as it is proven. */
enum err post_look_at_person(struct db *, struct post *) NODISCARD;
/** The verdict, and the state and the masked text that follow from it. */
void post_judge(struct post *);
/** It waits because a moderator asked for the next comments of its writer. */
bool post_is_watched(const struct reason *, size_t n);

#endif
