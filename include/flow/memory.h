/*
 * The texts of late (filter/similar.h), kept in step with the store: filled newest first after
 * the start, added to by every post, and read on where another process has written.
 */
#ifndef FLOW_MEMORY_H
#define FLOW_MEMORY_H

#include "flow/house.h"

struct memory *memory_new(size_t texts);
void memory_free(struct memory **);

/** A console posts nothing and asks nothing: its memory stays empty. */
void memory_leave_empty(struct memory *);

struct print memory_print(struct house *, struct site *, struct arena *, struct str text);
/** Fills what the facts say of copies. `author` and `thread` are the writer's, 0 = new. */
void memory_look(struct house *, const struct print *, struct author_id author, struct thread_id thread,
		 struct facts *);
struct arrival;
/** After the commit: who came with it, for raids (flow/raid.h); its kin is found here. */
void memory_arrive(struct house *, const struct print *, const struct arrival *);
/** People have decided on it, or taken that back: `open` if nobody's decision stands any more. */
void memory_decided(struct house *, struct comment_id, bool open);
struct crowd;
struct crowd *memory_crowd(struct memory *);
/** A chore: forgets who came a day ago, and from which networks. */
enum err memory_forget_old(struct house *, struct arena *, bool *ret_more) NODISCARD;

/** After the commit. */
void memory_add(struct house *, const struct print *, const struct occurrence *);
/** The comment has another text now, or none. */
void memory_forget(struct house *, const struct print *, struct comment_id);
struct lesson;
/** What is thought of a comment's text has changed. */
void memory_learn(struct house *, struct arena *, const struct lesson *);

struct forgotten;
/** The authors are erased, with their texts or without; the list is put in order. */
void memory_erase_authors(struct house *, struct forgotten *list, size_t n);
/** The texts of these comments are erased; `ids` are put in order. */
void memory_erase_texts(struct house *, struct comment_id *ids, size_t n);

/** Another process has written; any thread. */
void memory_changed(struct memory *);

/** The housekeeper's: loads a slice of what was there before the start; reads what others have
 * written. */
enum err memory_load(struct house *, struct arena *, bool *ret_more) NODISCARD;
enum err memory_follow(struct house *, struct arena *, bool *ret_more) NODISCARD;

#endif
