/*
 * Notices of illegal content, as the EU Digital Services Act asks for them (Regulation (EU) 2022/2065, Art.
 * 16): anybody sends one, without an account, and follows it by a private link like the one of a comment's
 * writer (flow/status.h). Of the sender's address nothing is kept but the keyed hash that writers have, so
 * nobody could send a mail to it: the answer, its reason and the way to complain stand on the private page.
 */
#ifndef FLOW_NOTICE_H
#define FLOW_NOTICE_H

#include "flow/actor.h"
#include "flow/post.h"
#include "store/store_notice.h"

#define COMPLAINT_CHARS_MAX 1000
#define ANSWER_CHARS_MAX 1000

/* ---- who sends one -------------------------------------------------------------------------- */

/** The comment that a form is to be about. ERR_GONE: no such comment that readers see. */
enum err notice_target(struct house *, struct site *, struct arena *, struct comment_id,
		       struct notice_target *ret) NODISCARD;

/** "https://news.example/comments/c/17": a comment's exact address. */
struct str notice_location(struct arena *, const struct site *, struct comment_id);

struct notice_draft {
	struct comment_id comment;
	enum notice_kind kind;
	struct str text, name;
	struct str email; /* wiped before this returns; "" = none */
};

struct noticed {
	enum {
		NOTICE_STORED,
		NOTICE_GONE,     /* no such comment that readers see */
		NOTICE_EMAIL,    /* not an address */
		NOTICE_TOO_MANY  /* from this address; .retry_after seconds */
	} outcome;
	struct notice_id id;
	struct str token;    /* of its private page */
	int64_t retry_after;
};

/** Name and address may be missing (whether they must not is the caller's question). The same notice from the
 * same browser within POST_REPEAT_SPAN is the same one. Failures of the machine: nothing is stored. */
enum err notice_send(struct house *, struct site *, struct arena *, const struct visitor *,
		     struct notice_draft *, struct noticed *ret) NODISCARD;

/* A notice as its sender's page tells of it. */
struct notice_own {
	struct notice notice;        /* answers without who gave them */
	struct notice_target target; /* as it stands now */
	bool may_complain;
};
/** ERR_GONE: no such token. */
enum err notice_find(struct house *, struct site *, struct arena *, struct str token,
		     struct notice_own *ret) NODISCARD;

/** Once, to a decision. The same text again is the same complaint. *ret_done false: there is nothing (any
 * more) to complain of; *ret is how it stands. ERR_GONE: no such token. */
enum err notice_complain(struct house *, struct site *, struct arena *, struct str token, struct str text,
			 bool *ret_done, struct notice_own *ret) NODISCARD;

/* ---- who decides ---------------------------------------------------------------------------- */

#define NOTICE_VERBS(X)                                                                            \
	X(NOTICE_TAKE, "take", N_("Taken up: its sender sees that it is under review."))           \
	X(NOTICE_ACT, "act", N_("The comment is not shown, and the notice is answered."))          \
	X(NOTICE_LEAVE, "leave", N_("The comment stays, and the notice is answered."))

enum notice_verb {
#define X(name, word, done) name,
	NOTICE_VERBS(X)
#undef X
	NOTICE_VERB__MAX
};
/** False: no such verb. */
bool notice_verb_of(struct str word, enum notice_verb *ret);
struct str notice_verb_done(enum notice_verb);

/* What moderators see of one. */
struct notice_item {
	struct notice notice;   /* person filled */
	struct comment comment; /* it is about, whole */
	bool own_decision;      /* a complaint, against what this moderator decided */
	bool by_another;        /* and another one is there, who alone may decide the same again */
	bool edited;            /* the text is not the one that was seen */
};
/** Up to `limit` that wait for a decision, oldest first, from behind `after`. */
enum err notice_list(struct house *, struct site *, struct arena *, const struct moderator *,
		     struct notice_id after, int64_t limit, struct notice_item **ret,
		     size_t *ret_n) NODISCARD;
/** One, decided or not; ERR_GONE. */
enum err notice_get(struct house *, struct site *, struct arena *, const struct moderator *, struct notice_id,
		    struct notice_item *ret) NODISCARD;

struct notice_choice {
	enum notice_verb verb;
	enum notice_state seen;  /* compare and set, upon this state */
	int64_t version;         /* and this one of the comment's text; VERSION_ANY (flow/decide.h) */
	struct str answer;       /* what the sender is told; not for NOTICE_TAKE */
	struct str note;         /* what the writer is told where the comment is rejected */
};
struct notice_done {
	enum {
		NOTICE_DECIDED,
		NOTICE_CONFLICT,  /* somebody was faster, or the writer has edited the comment */
		NOTICE_NONE,      /* no such notice */
		NOTICE_OWN,       /* a complaint is answered the other way, or by another moderator */
		NOTICE_FORBIDDEN  /* this moderator's role does not reach */
	} outcome;
	struct comment_id comment; /* that the answer is about; 0 = there was none */
};
/** NOTICE_ACT rejects the comment if readers see it or it waits, and answers all notices about it that are
 * open. An answer is a decision, also where the comment stays as it is: if that is undone (flow/undo.h), what
 * it answered is open again. */
enum err notice_decide(struct house *, struct site *, struct arena *, const struct moderator *,
		       struct notice_id, const struct notice_choice *, struct notice_done *ret) NODISCARD;

#endif
