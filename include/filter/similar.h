/*
 * The texts of late, for copies: who said this, or nearly this, where and when. A bounded index
 * in memory: the oldest text makes room.
 *
 * A text is known by its print, a SimHash (Charikar 2002, "Similarity estimation techniques from
 * rounding algorithms") over the pieces of four characters of the folded text: texts that differ
 * in a word or two differ in few of its 64 bits, others in about 32. Texts within SIMILAR_BITS
 * are found by multi-index hashing (Manku, Jain, Das Sarma 2007, "Detecting near-duplicates for
 * web crawling"; Norouzi, Punjani, Fleet 2012): of four bands of 16 bits at least one differs by
 * one bit at most, so 17 short chains in each of four tables hold every neighbour.
 *
 * Hashing is keyed with random bytes of the process and with the site: nobody can craft a text
 * that collides with another's, and sites never see each other's texts. Time is a parameter. All
 * functions may be called by any thread; a look waits for others' and takes microseconds.
 */
#ifndef FILTER_SIMILAR_H
#define FILTER_SIMILAR_H

#include "model.h"

/* Nearer than this is a near copy. Seen on comments of other sites, beside 1575 English ones: no
 * two unrelated texts within 10 bits. A changed word stays within 7 in 39 of 100 texts of 80 to
 * 200 letters and in 84 of longer ones, an added link in 72 and 95, a changed number always. */
#define SIMILAR_BITS 7

/* What is compared at all: shorter or more monotonous texts are what many honest people write
 * ("Thank you very much!", "+1", "hahahaha"). Letters, where one of a script without spaces or of
 * Hangul counts as three, and different pieces among them, counted alike. */
#define SIMILAR_LETTERS 24
#define SIMILAR_PIECES 12

#define ALIKE_MAX 64 /* kept of one text and counted in one look: so many, or more */

#define PRINT_CHECK_BITS 22

struct print {
	uint64_t sim;   /* SimHash */
	uint32_t check; /* PRINT_CHECK_BITS of all characters in order: with `sim`, the text itself */
	bool compared;  /* false: too short or monotonous, nothing is asked or kept */
};

/* Where a text stands. */
struct occurrence {
	struct comment_id comment;
	struct author_id author;  /* 0: nobody known */
	struct thread_id thread;
	int64_t created;          /* seconds UTC */
	enum opinion opinion;
};

/* What a look finds of one kind, copies or near copies. */
struct alike {
	int64_t n;            /* at most ALIKE_MAX */
	int64_t own;          /* by the same person in the same article */
	int64_t people;       /* different ones; nobody known counts as one */
	int64_t threads;      /* different articles */
	int64_t good, spam;   /* as moderators decided */
};

struct similar;

#define SIMILAR_KEY 16   /* bytes, random */
#define SIMILAR_ENTRY 40 /* bytes */

/** Room for `texts`, fewer than 2^24: SIMILAR_ENTRY bytes each, as they come, and 1 MB (2 while loading). */
struct similar *similar_new(size_t texts, const unsigned char key[SIMILAR_KEY]);
void similar_free(struct similar **);

/** `folded`: filter_fold()'s. Linear in it. */
struct print similar_print(const struct similar *, struct site_id, struct str folded);

/** What is known since `since` that reads like this; `author` and `thread` are the writer's. */
void similar_look(struct similar *, const struct print *, struct author_id author,
		  struct thread_id thread, int64_t since, struct alike *ret_copies,
		  struct alike *ret_near);

/** A comment known since `since`, other than `self`, whose text reads like this; 0: none. */
struct comment_id similar_kin(struct similar *, const struct print *, struct comment_id self, int64_t since);

/** A new text. One whose comment is known already changes nothing. Beyond ALIKE_MAX copies the
 * newest one gives its place, so that a flood pushes nothing else out. */
void similar_add(struct similar *, const struct print *, const struct occurrence *);

/** A text of before: older than all that was added by this function, while loading. False: no
 * room. */
bool similar_add_older(struct similar *, const struct print *, const struct occurrence *);
/** Nothing older comes. */
void similar_loaded(struct similar *);
bool similar_loading(struct similar *);

/** What a moderator thinks of the comment now. Unknown ones are ignored. */
void similar_decide(struct similar *, const struct print *, struct comment_id, enum opinion);
/** The comment is gone: erased, deleted, withdrawn. */
void similar_forget(struct similar *, const struct print *, struct comment_id);
/* An author who is erased: what they wrote is nobody's now, or (`texts`) gone, too. */
struct forgotten {
	struct author_id author;
	bool texts;
};
/** All of them in one walk over the texts. The list is put in order. */
void similar_forget_authors(struct similar *, struct forgotten *list, size_t n);
/** For forgotten_find(). Of one who is erased twice, both say the same then: with the texts, if one did. */
void forgotten_order(struct forgotten *list, size_t n);
/** NULL: the author is not in the list, which is in order. */
const struct forgotten *forgotten_find(const struct forgotten *list, size_t n, uint32_t author);
/** The comments are gone, and so are the texts that their prints could be made of. In one walk; `ids` are put
 * in order. */
void similar_forget_all(struct similar *, struct comment_id *ids, size_t n);

/** How many texts it holds. */
size_t similar_count(struct similar *);

#endif
