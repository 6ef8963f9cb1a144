/* The route table and its field sets as C; the rows are routes.def and fields.def. */
#ifndef PAGE_ROUTES_H
#define PAGE_ROUTES_H

#include "flow/audit.h"
#include "flow/backtest.h"
#include "flow/ban.h"
#include "flow/batch.h"
#include "flow/decide.h"
#include "flow/edit.h"
#include "flow/factor.h"
#include "flow/find.h"
#include "flow/notice.h"
#include "flow/own.h"
#include "flow/people.h"
#include "flow/queue.h"
#include "flow/rule.h"
#include "flow/saved.h"
#include "flow/stats.h"
#include "flow/undo.h"
#include "flow/words.h"
#include "page/web.h"
#include "store/store_actor.h"
#include "view/account.h"
#include "view/people.h"
#include "view/tools.h"

/* FIELDS(reply) FIELD(REPLY_TEXT, …) … FIELDS_END(reply) -> enum { REPLY_TEXT, …, FIELDS_OF_reply }; */
#define FIELDS(set) enum {
#define FIELD(id, name, type, lo, hi, bytes, required) id,
#define FIELD_MANY(id, name, type, lo, hi, bytes) id,
#define FIELDS_END(set) FIELDS_OF_##set };
#include "fields.def"
#undef FIELDS
#undef FIELD
#undef FIELD_MANY
#undef FIELDS_END

#define ROUTE(method, pattern, handler, needs, body, fields)                                       \
	void handler(struct call *, struct resp *);
#include "routes.def"
#undef ROUTE

extern const struct route routes[];
extern const size_t n_routes;

/* guard.c: 0, or the status to refuse with. Before the body is read, and after it is parsed. */
int guard_before(struct call *);
int guard_after(struct call *);
/** Does the request come from a page of another site whose articles have their comments here? */
bool origin_listed(const struct call *);
struct slow *slow_new(void);
void slow_free(struct slow **);
/** False: too many wait already. Gives the thread's turn away. */
bool slow_enter(struct slow *);
void slow_leave(struct slow *);

/* static.c */
struct str static_path(struct arena *, struct str base_path, const char *id);

/* page_thread.c: parts that other pages have too. A page of so many comments has at most so many bytes of
 * HTML, with the form and the frame. */
size_t page_bytes(int64_t comments);
struct safe form_html(struct call *, const struct thread *, const struct form_view *);
enum err thread_head(struct call *, struct str page, struct thread *ret);

/* page_reply.c: what is wrong with a field and how to mend it ("" = nothing); `most` is the site's own limit
 * of characters, 0 = none. What refused a text, in the words of its rule, and the status that goes with it. A
 * moderator who is signed in may bear the own name. */
struct str fault_text(const struct call *, struct str label, const struct value *, const struct field *,
		      int64_t most);
/** Of an address that nobody can have; "" for none at all. */
struct str email_fault(const struct call *, struct str address);
struct str refusal_text(struct call *, const struct verdict *, int64_t retry_after, int *ret_status);
enum err look_at_session(struct call *) NODISCARD;

/* page_queue.c: a queue of the desk with what is to be said on top. */
#define DESK_CARDS 20 /* on one page of a queue */
struct shelf {
	enum desk_room room;
	enum state state;       /* whose queue, in ROOM_STATE */
	enum order order;       /* of its cards */
	struct str query;       /* in ROOM_SEARCH, as typed */
};
struct desk_words {
	struct shelf shelf;
	struct comment_id from; /* the last card before it */
	int status;
	bool bad;               /* a refusal */
	struct str notice;
	struct comment_id about;/* whose decision the notice tells: the undo button stands beside it */
	struct ban_id lift;     /* a button that lifts it */
	struct ban_id again;    /* one that sets this lifted one again */
	int64_t unsay;          /* one that takes this remark about a person back */
	struct batch_id batch;  /* one that takes it back */
	struct {                /* one decision on many that was not taken; see struct desk_view */
		bool given, bad, found, asks;
		struct str note, reason;
		const struct str *cards;
		size_t n_cards;
	} bulk;
	struct {                /* an answer to a notice or an appeal that was not taken */
		int64_t id;     /* of the notice, or the comment appealed for */
		struct str answer, note, error;
	} typed;
	struct {                /* a remark about a person that was not taken */
		struct comment_id to;
		enum remark_kind kind;
		enum warning reason;
		struct str text, asked, error;
	} remark;
	struct {                /* an answer in the name of the site that was not taken */
		struct comment_id to;
		struct str text, error;
	} staff;
	struct {                /* another text that was not taken */
		struct comment_id of;
		struct str text, reason, why, text_error, why_error;
	} edit;
};
void desk_show(struct call *, struct resp *, const struct desk_words *);
/** The cards of some comments, and the replies that they and the desk offer;
 * one whose answer was not taken comes first, with what was typed. */
enum err desk_cards(struct call *, const struct desk_words *, struct queue_item *, size_t n,
		    struct desk_view *, struct card_view **ret, size_t *ret_n) NODISCARD;
/** A card of a comment, without what its room adds. */
void desk_card(struct call *, struct queue_item *, struct card_view *);
/** What was typed on it and not taken. */
void desk_typed(const struct desk_words *, struct card_view *);
/** Who else came from their networks. */
enum err desk_near(struct call *, struct card_view *, size_t n) NODISCARD;
/** Everything around the cards; `last`: the decision that can be taken back. */
void desk_fill(struct call *, const struct desk_words *, const struct queue_counts *,
	       const struct decision_row *last, struct desk_view *);

/** Something was decided there: takes the card that comes next for this moderator; `next`: the one that their
 * page goes on to, if it says so. What it cannot take is no reason to answer otherwise. */
void desk_go_on(struct call *, struct shelf, const struct value *next);

/** Of the text that a form was about; VERSION_ANY where it does not say. */
int64_t seen_version(const struct value *);
/* page_saved.c: what a rejection's choice says ("insult", "insult.12"). False: there is none such (any
 * more). */
struct refusal {
	struct str grounds;              /* a word of REPORTS */
	const struct saved_reply *reply; /* NULL: none was chosen */
};
bool read_refusal(struct str choice, const struct saved_list *, struct refusal *);
/** The same, for many with this note; *ret_why: "" = nothing is wrong with both. */
enum err read_grounds(struct call *, struct str choice, struct str note, struct batch_grounds *ret,
		      struct str *ret_why) NODISCARD;

/** What is wrong where there is none such; and with a note of reply and note together: "" = nothing. */
struct str refusal_gone(const struct call *);
struct str refusal_fault(const struct call *, struct str note);
/** What is wrong with a note to the writers; "" = nothing. */
struct str note_fault(const struct call *, int field);

/** Says "X is banned for 7 days.", with the way back, if this ban is in force. */
enum err desk_banned(struct call *, struct ban_id, struct desk_words *) NODISCARD;

/* page_ban.c */
/** Says what a ban has taken with it, with the way back, if it stands. */
enum err desk_ousted(struct call *, struct batch_id, struct desk_words *) NODISCARD;

/* page_remark.c */
/** Says what a remark about a person has done, with the way back, if it stands. */
enum err desk_remarked(struct call *, int64_t id, struct desk_words *) NODISCARD;

/* page_beside.c: the frame of a page that is none of the queues. */
enum err desk_beside(struct call *, enum desk_tool, const struct desk_words *, struct desk_view *) NODISCARD;
/** The same, and the articles that a burst has switched. */
enum err desk_around(struct call *, enum desk_tool, const struct desk_words *, struct desk_view *) NODISCARD;
/** Answers with it. */
void answer_desk(struct resp *, int status, struct html *);
/** The first of those that a back test has caught, as they are now. */
enum err caught_show(struct call *, const struct backtest *, size_t most, struct caught_view *ret) NODISCARD;
#define LAST_USUAL 1000 /* comments that a back test asks … */
#define LAST_MAX 5000  /* … and at most */
#define CAUGHT_SHOWN 50 /* of those it finds */
/** What is wrong with the text of an entry of a word list, with a language; "" = nothing. */
struct str word_entry_fault(struct call *, const struct word_entry *);
struct str word_lang_fault(struct call *, struct str lang);
/** 303 to it, with what is to be said there ("done=lift"). */
void beside_see(struct call *, struct resp *, enum desk_tool, struct str said);

/* page_account.c: the password once more. False: it was not right, and *ret_why says so (*ret_status); or the
 * machine failed, and the answer is given (*ret_status 0). True: c->moderator is sure from now on. */
bool confirmed(struct call *, struct resp *, const struct value *password, struct str *ret_why,
	       int *ret_status);

/** Of passwords and codes. */
struct str too_many_tries(const struct call *, int64_t wait);
/** Why a new password was not taken. */
struct str password_fault(const struct call *, enum account_outcome);

/* page_invite.c: why a name is none. */
struct str name_fault(const struct call *);

/* page_desk.c: the cards of the queue that `words` names, below all that stands around them. */
enum err room_show(struct call *, const struct desk_words *, struct desk_view *, struct html *) NODISCARD;

/** 303 to the queue that a form came from, with what is to be said there ("done=approve"). */
void desk_see(struct call *, struct resp *, struct shelf, struct str said);
/** What an act on many has done, for words->notice. `kept`: not any more what was shown. */
struct str batch_words(struct call *, int64_t done, int64_t kept);
/** "12 comments were decided at once, and 3 bans set." */
struct str batch_tell(struct call *, const struct batch_row *);
/** It failed on the way: what was typed is kept, and what is done already is told, with its undo. Fills
 * `words`; the page is still to be shown. `batch` 0: none had begun. */
void batch_broken_off(struct call *, struct resp *, enum err why, struct batch_id batch, struct desk_words *);
#define BATCH_MAX 1000 /* comments that one press decides: about a second's work */
/** What these fields name, if the desk has such a queue; what waits, by time, where they are not given. */
bool desk_shelf(const struct value *state, const struct value *order, const struct value *query,
		struct shelf *ret);

/* page_login.c */
struct str session_cookie_name(const struct call *);
struct str session_cookie(struct call *, struct str token);
/** Somebody came in: their cookies, and 303 to the desk. */
void answer_entered(struct call *, struct resp *, const struct signed_in *);

#endif
