/*
 * The pages. Each function writes escaped HTML from nouns and knows neither store nor HTTP. Layout comes
 * from the files of www/tmpl, compiled in by www/tmpl.awk; texts from view/locale.
 */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include "model.h"
#include "view/html.h"

/* What every page needs to know of its site. */
struct site_view {
	struct str title;       /* for page titles and the link back */
	struct str base_url;    /* "https://news.example" */
	struct str articles;    /* where the articles are: base_url, or another host's */
	struct str base_path;   /* "/comments" */
	struct str lang;        /* of the texts */
	struct str lang_asked;  /* lang= of this request, which its links keep; "" = none */
	struct str rules_url, privacy_url; /* "" = no link */
	struct str rules_version; /* that a writer accepts; "" = none is said */
	struct str css;         /* path of the reader's style sheet, with its hash */
	struct str js;          /* and of the script */
	struct str solver;      /* and of what the script loads when a proof of work is asked for */
	struct str aside;       /* and when a reader reports a comment or hides a person */
	struct str status_js;   /* of the writer's private page */
	struct str desk_css, desk_js;
	int64_t depth;          /* levels shown */
	int64_t text_max;
	bool email_required;
	bool vote[VOTE__MAX];   /* which votes readers have buttons for */
	bool reports;           /* whether they have a link to report */
	bool veil;              /* whether cards of the desk cover strong language until it is asked for */
	int64_t now;            /* for "3 hours ago" where it may change; the fragment shows dates only */
};

/** "approved", "pending" …: a state's name for people. */
struct str view_state_name(struct str lang, enum state);
/** "toxic", "newest": an order's word, as in addresses and forms. */
struct str view_order_word(enum order);
struct str view_sort_word(enum sort);

/* ---- the thread: rows stream through -------------------------------------------------------- */

struct thread_view; /* open lists and the path of ancestors */

/* Which part of it a page shows. */
struct thread_part {
	enum sort sort;
	bool continues;   /* not its first page: the first row's ancestors stand on an earlier one and
			     only hold its place, and a line names whom it answers */
	int64_t before;   /* comments on the pages before; -1: nobody has counted */
	struct openness standing; /* closed: no links to reply; read-only: no votes either */
};

/** Heading with the count, and the way to the other orders; ol.comment-list opens with the first row. `part`
 * NULL: only one row comes, view_thread_own(). */
struct thread_view *view_thread_begin(struct html *, struct arena *, const struct site_view *,
				      const struct thread *, const struct thread_part *part);
/** Rows come in display order, each behind its parent or that one's replies, but for the first of a later
 * page; one that is not approved becomes a tombstone. Deeper than the site's depth stands at its last. */
void view_thread_row(struct thread_view *, const struct comment *);
/** Instead of the above: the one row that comes next stands by itself, for its writer, who has its
 * ancestors on the page; a waiting one says so. `status`: path of the writer's private page. */
void view_thread_own(struct thread_view *, struct str status);
/** Closes every list; `after` not 0: "Load more comments (N)" from there. */
void view_thread_end(struct thread_view *, struct comment_id after);

/** Is it named as the system did from which it came? */
bool view_has_was(const struct comment *);
/** Writes a published comment's text into c->html, which is then shown, and says how long that is. */
size_t view_comment_text(struct arena *, struct comment *c);
/** As many bytes as these comments take in a thread of this order, or somewhat more; nothing but "more" if it
 * is more than `most`. Their texts are written, or some of them if that is too much. */
size_t view_comments_bytes(struct arena *, const struct site_view *, enum sort, struct comment *, size_t n,
			   size_t most);
/** How many bytes a published comment takes in a thread of this order, at most. `nested`: it stands a level
 * below the row before it, in a list of its own. Its text is written unless it has been. */
size_t view_comment_bytes(struct arena *, const struct site_view *, enum sort, bool nested,
			  struct comment *);
/** The same of one that is gone, with the list that it opens. */
size_t view_gone_bytes(struct arena *, const struct site_view *);
/** And of what a thread has beside them: heading, orders, votes, "Load more". */
size_t view_thread_bytes(struct arena *, const struct site_view *, const struct thread *);

/* ---- the form -------------------------------------------------------------------------------- */

/* What the form shows; all empty for a new one. Errors are finished sentences, "" = none. */
struct form_view {
	struct str page;            /* hidden */
	struct str token;           /* hidden */
	struct str earlier;         /* hidden: status token of a comment that the writer wrote before */
	struct comment_id parent;   /* hidden comment_parent */
	struct str parent_name;     /* "Leave a Reply to NAME", with Cancel reply */
	struct str text, name, email, url; /* as typed */
	bool preview;               /* how the text would look stands in the form */
	struct str error;           /* above the form, role=alert */
	struct str text_error, name_error, email_error, url_error; /* beside their fields */
	struct str challenge;       /* path: a script is asked for a proof of work; "" = it is not */
	struct openness standing;   /* what it says of the article; closed: that, and no form */
	struct str rules;           /* of the article, Markdown; "" = none */
	bool keep_open;             /* a form all the same: it holds what somebody wrote */
	bool alone;                 /* no thread's heading stands above it: its own are a level higher */
};
/** The name of the honeypot field: no person and no browser's autofill meets it. */
#define FORM_HONEYPOT "contact_again"
void view_form(struct html *, struct arena *, const struct site_view *, const struct form_view *);

/** The hidden field of lang=, where this page was asked for with it. */
struct safe view_lang_field(struct arena *, const struct site_view *);

/* ---- votes ------------------------------------------------------------------------------------- */

/* What became of a vote that was not simply counted. */
struct vote_view {
	struct comment_id comment;
	struct str title, sentence, next; /* what happened, what to do: finished */
	bool may_take_back;               /* a button does it */
};
/** A page of its own, whole. */
void view_vote(struct html *, struct arena *, const struct site_view *, const struct vote_view *);

/* ---- reports ----------------------------------------------------------------------------------- */

/* The form of a report. Errors are finished sentences, "" = none. */
struct report_view {
	const struct comment *comment; /* as readers see it */
	enum report reason;            /* chosen; REPORT__MAX: none */
	struct str text;               /* as typed */
	struct str error, text_error;  /* on top; beside the text */
};
void view_report(struct html *, struct arena *, const struct site_view *, const struct report_view *);
/** The page with that form. */
struct str view_report_path(struct arena *, const struct site_view *, struct comment_id);
/** What became of it: finished sentences. */
void view_report_done(struct html *, struct arena *, const struct site_view *, struct comment_id,
		      struct str title, struct str sentence, struct str next);

/* ---- the fragment ------------------------------------------------------------------------------ */

/** What the newsroom says, Markdown, in a block of this class; nothing for "". */
void view_said(struct html *, const struct site_view *, const char *class, struct str text);

/** div#comments.comments-area around thread and form: the fragment for SSI. The links to style and script
 * are in it, and a template with what the script shows. */
void view_section(struct html *, struct arena *, const struct site_view *, const struct thread *,
		  struct safe thread, struct safe form);

/** An SVG document: a pattern of squares, alike left and right, in one of many hues; the same for the same
 * six bytes. */
void view_avatar(struct html *, const unsigned char seed[6]);

/* ---- whole pages: each of these writes a document, from <!DOCTYPE html> to </html> ------------- */

/** A bare page with the site's name and a link back (back_url; "" = none). */
void view_page(struct html *, struct arena *, const struct site_view *, struct str title,
	       struct str back_url, struct str back_text, struct safe content);

/* The writer's private page. Errors are finished sentences, "" = none. */
struct status_view {
	const struct comment *comment;
	const struct reason *reasons;
	size_t n_reasons;
	struct str article_url;    /* path */
	struct str self;           /* path of this page */
	int64_t changed;           /* when its writer last edited or withdrew it; 0 = never */
	struct str grounds;        /* of its rejection, a word of REPORTS; "" = not said */
	struct str edit_reason;    /* of the moderator whose text it is (MARK_REWORDED), a word of REPORTS */
	struct str edit_why;       /* beside it; "" = nothing */
	struct str appeal;         /* what they said to the decision; "" = nothing */
	int64_t appealed;
	struct str answer;         /* to that; "" = none */
	int64_t answered;          /* 0 = not yet */
	const struct remark *warnings; /* newest first; upon this comment, or another one of its writer's */
	size_t n_warnings;
	bool by_notice;            /* it was taken down upon a notice of illegal content of this kind */
	enum notice_kind notice_kind;
	bool may_withdraw, may_appeal;
	int64_t edit_until;        /* 0: it may not be edited (any more) */
	int64_t usual_wait;        /* seconds until a moderator has decided; 0 = not known */
	struct str error;          /* on top: why nothing was changed */
	bool typed;                /* the edit form holds `edit_text` and is open */
	struct str edit_text, edit_error;
	struct str appeal_text, appeal_error; /* what was typed is shown even where its form is gone */
};
/** State in words, a timeline (received, judged, decided), the reasons' `tells`, the moderator's note, the
 * text; "See it in the article" when approved; forms for what can be done now. */
void view_status(struct html *, struct arena *, const struct site_view *, const struct status_view *);
/** Asks once more before a comment is withdrawn. */
void view_withdraw(struct html *, struct arena *, const struct site_view *, const struct status_view *);

/* What a person is told about a status, untranslated: what happened, what to do next. */
struct error_text {
	struct str title, what, next;
};
struct error_text view_error_text(int status);

/** An error page for people: what happened, what to do next, the request's id. Never errno, path, SQL. */
void view_error(struct html *, struct arena *, const struct site_view *, int status, struct str id);

/* ---- the desk ---------------------------------------------------------------------------------- */

/* A queue is of a state, or one of these. */
#define DESK_ROOMS(X)                                                                              \
	X(ROOM_STATE, "", "comments of one state")                                                 \
	X(ROOM_REPORTED, "reported", "comments that readers have reported")                        \
	X(ROOM_NOTICES, "notices", "notices of illegal content that wait")                         \
	X(ROOM_APPEALS, "appeals", "appeals that wait")                                            \
	X(ROOM_SEARCH, "search", "comments that a query finds")

enum desk_room {
#define X(name, word, help) name,
	DESK_ROOMS(X)
#undef X
	ROOM__MAX
};
/** "notices", as in addresses and forms. */
struct str view_room_word(enum desk_room);
/** Whether that queue (`state`: in ROOM_STATE) can be ordered so; by time is the only order of some rooms. */
bool view_order_fits(enum desk_room, enum state, enum order);

/* What the desk has beside its queues, and from which role on; "/moderate/WORD". */
#define DESK_TOOLS(X)                                                                              \
	X(TOOL_RAIDS, "raids", MSG_C("Raids"), ROLE_MODERATOR)                                     \
	X(TOOL_BANS, "bans", MSG_C("Bans"), ROLE_MODERATOR)                                        \
	X(TOOL_WORDS, "words", MSG_C("Words"), ROLE_VIEWER)                                        \
	X(TOOL_RULES, "rules", MSG_C("Rules"), ROLE_VIEWER)                                        \
	X(TOOL_SAVED, "replies", MSG_C("Replies"), ROLE_MODERATOR)                                 \
	X(TOOL_ARTICLES, "articles", MSG_C("Articles"), ROLE_MODERATOR)                            \
	X(TOOL_STATS, "stats", MSG_C("Statistics"), ROLE_VIEWER)                                   \
	X(TOOL_AUDIT, "audit", MSG_C("Audit"), ROLE_MODERATOR)                                     \
	X(TOOL_PEOPLE, "people", MSG_C("People"), ROLE_ADMIN)                                      \
	X(TOOL_ACCOUNT, "account", MSG_C("Account"), ROLE_VIEWER)

enum desk_tool {
	TOOL_NONE,
#define X(name, word, text, role) name,
	DESK_TOOLS(X)
#undef X
	TOOL__MAX
};

/** "bans", as in addresses. */
struct str view_tool_word(enum desk_tool);

struct desk_view {
	struct str csrf;          /* of the session; "" before sign-in */
	struct str who;           /* account name */
	enum desk_room room;
	enum state state;         /* whose queue is shown, in ROOM_STATE */
	enum order order;         /* of its cards */
	struct str query;         /* in ROOM_SEARCH, as typed */
	bool looked_enough;       /* the page of hits ends before it is full, and is not the last */
	struct comment_id from;   /* the last card before this page; 0: it is the first */
	struct comment_id found;  /* the newest of all hits; 0: none, or this is not their first page */
	struct {                  /* one decision on many that was not taken, as it was typed */
		bool given, bad;  /* bad: its note */
		struct str note;
		struct str reason; /* word of the choice */
		const struct saved_reply *saved; /* to be chosen from, typed or not */
		size_t n_saved;
		bool found;       /* all that a query finds was meant */
		bool asks;        /* for the own password */
		const struct str *cards; /* boxes by their values */
		size_t n_cards;
	} bulk;
	int64_t count[STATE__MAX];/* of each queue */
	int64_t room_count[ROOM__MAX];
	int64_t count_max;        /* counted no further: above it "10,000+" */
	struct str notice;        /* one line on top: "Approved.", a conflict; "" = none */
	bool bad;                 /* the notice is a refusal */
	const struct thread *storms; /* articles that a burst has switched */
	size_t n_storms;
	bool may_end_storms;
	enum desk_tool tool;      /* the page is this one, none of the queues */
	enum role role;           /* of who is signed in */
	bool bare;                /* who still has to set up a second factor sees no queues */
	struct ban_id lift;       /* the ban that the notice is about: a button lifts it; 0 = none */
	struct ban_id again;      /* likewise the one that was lifted: a button sets it again */
	int64_t unsay;            /* likewise the remark about a person: a button takes it back */
	struct {
		int64_t decision; /* 0: nothing to take back */
		struct comment_id comment;
		enum state state; /* that it led to */
		bool replied;     /* it made the comment: an answer in the name of the site */
		bool signs;       /* it was about marks alone: */
		unsigned marked, unmarked; /* those that it set and took away */
		bool reworded;    /* it has changed the text alone */
		int64_t made;
		bool noticed;     /* the notice is about it: the button stands there */
		struct batch_id batch; /* others were decided with it, and come back with it; 0: none */
	} undo;
};

void view_login(struct html *, struct arena *, const struct site_view *, struct str token,
		struct str name, struct str error);

/* A line of the book of who did what; what was looked for. */
struct book_line {
	int64_t line, made, place; /* place of its link; 0: not linked yet */
	struct str who, act, subject, why, versions;
};
struct book_view {
	struct str who, what, why, since, until; /* as typed */
	const struct book_line *lines;
	size_t n;
	int64_t next;             /* the last line, if there are more behind it */
};
void view_book(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
	       const struct book_view *);

/* What else is known of the person behind a comment, and what was typed about them and not taken. */
struct person_view {
	int64_t up, down;         /* votes on their newest comments */
	const struct str *names;  /* that they bear as well */
	size_t n_names;
	const struct remark *remarks; /* that stand, newest first */
	size_t n_remarks;
	const struct ban *bans;   /* in force and over, newest first */
	size_t n_bans;
	int64_t near, near_people;/* other comments from the same address; other people, who wrote these */
	bool near_more;           /* there are more of them */
	const struct comment *neighbours; /* what of it is listed: id, name, state, created, article */
	size_t n_neighbours;
	bool network;             /* that address is known */
	struct {
		bool given;
		enum remark_kind kind;
		enum warning reason;
		struct str text, asked, error;
	} typed;
};

/** What somebody is warned of, untranslated: as the writer reads it. */
struct str view_warning_text(enum warning);
/** The word of a reason, and what it means; what any word of REPORTS means, "" for another. */
struct str view_report_word(enum report);
struct str view_report_text(struct str lang, enum report);
struct str view_report_name(struct str lang, struct str word);

/** One card of a queue: the text with matched spans marked, each reason as a sentence, article, person with
 * history; forms for what this moderator may do (a note to the writer, a ban), no script needed. */
struct card_view {
	const struct comment *comment;
	const struct reason *reasons;
	size_t n_reasons;
	const struct overturned_view {
		int64_t decided, overturned; /* by people, of what the rule spoke on; 0 decided: not known */
	} *overturned;            /* of each reason's rule; NULL: of none */
	int64_t person_approved, person_rejected, person_waiting;
	int64_t person_spam;
	bool person_banned;
	struct str reader;        /* another moderator who reads it now; "" = none */
	bool own;                 /* who asks reads it; it can be given back */
	int64_t reads_until;      /* of both, at the latest; seconds UTC */
	struct person_view person;
	struct str appeal;        /* "" = none */
	struct str answer;        /* to it; "" = none */
	struct {                  /* in ROOM_APPEALS */
		bool own_decision;/* it is against what this moderator decided */
		bool by_another;  /* who alone may say that it stands */
		int64_t made;
		struct str decided_by; /* "" = a filter */
		struct str typed, typed_error; /* an answer that was not taken */
	} judge;
	const struct report_row *reports; /* the open ones, oldest first */
	size_t n_reports;
	const struct reason *marks;/* what a query found in text and name: field and span alone */
	size_t n_marks;
	bool may_approve, may_reject, may_spam, may_delete, may_restore, may_ban;
	bool may_remark;          /* warn, ask for the next comments, note */
	const struct text_row *texts; /* former ones, newest first; the comment's version tells how many */
	size_t n_texts;
	const struct saved_reply *saved; /* to be chosen from */
	size_t n_saved;
	bool may_edit;
	struct {                  /* an edit that was not taken */
		bool given;
		struct str text, reason, why, text_error, why_error;
	} edit;
	bool may_reply;           /* in the name of the site */
	struct {
		struct str typed, typed_error; /* one that was not taken */
	} reply;
	bool may_keep, may_pin, may_unpin, may_feature, may_unfeature;
	struct str article_url;
};
/** What a role is called in this language. */
struct str view_role(struct str lang, enum role);
/** What stands beside an appeal, or a complaint, against this moderator's own decision. */
struct str view_own_decision(struct str lang, bool by_another);
/** `next`: the last card, if there are more behind it. */
void view_queue(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
		const struct card_view *cards, size_t n, struct comment_id next);

/** `text` escaped, with the spans of `reasons` that lie in `field` wrapped in <mark title="rule">. Spans that
 * overlap become one with all their rules; a span never cuts a character; 0,0 (the whole field) marks
 * nothing. */
void view_marked(struct html *, struct str text, enum draft_field field, const struct reason *,
		 size_t n);

#endif
