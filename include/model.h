/*
 * The nouns of the house, data only: no function, no store, no HTTP. Every layer above base may
 * include it; the words used here are the words in SQL, in the API, on the command line and in CSS.
 */
#ifndef MODEL_H
#define MODEL_H

#include "base/crypt.h"
#include "base/str.h"

/* Ids are types, so that two of them cannot be swapped. 0 means "none". */
struct site_id {
	int64_t n;
};
struct thread_id {
	int64_t n;
};
#define COMMENT_ID_BITS 40 /* an import keeps no id above 10^12, which leaves room for 10^11 new ones */
struct comment_id {
	int64_t n;
};
struct author_id {
	int64_t n;
};
struct ban_id {
	int64_t n;
};
struct account_id {
	int64_t n;
};
struct notice_id {
	int64_t n;
};
struct batch_id {
	int64_t n;
};

/* ---- comments ----------------------------------------------------------------------------- */

/* A comment is in exactly one state; everything else about it is a mark. The words are stored. */
#define STATES(X)                                                                                  \
	X(STATE_PENDING, "pending", "waits for a moderator")                                       \
	X(STATE_APPROVED, "approved", "shown to everyone")                                         \
	X(STATE_REJECTED, "rejected", "refused by a moderator, with a reason")                     \
	X(STATE_SPAM, "spam", "spam: hidden, trains the classifier")                               \
	X(STATE_DELETED, "deleted", "removed by a moderator")                                      \
	X(STATE_WITHDRAWN, "withdrawn", "taken back by its author")

enum state {
#define X(name, word, help) name,
	STATES(X)
#undef X
	STATE__MAX
};

/* Marks stand beside the state and may be combined. */
#define MARKS(X)                                                                                   \
	X(MARK_REPORTED, 1, "reported", "a reader reported it")                                    \
	X(MARK_APPEALED, 2, "appealed", "its author asked for a second look")                      \
	X(MARK_PINNED, 4, "pinned", "stands first in its thread")                                  \
	X(MARK_FEATURED, 8, "featured", "chosen by the editors")                                   \
	X(MARK_EDITED, 16, "edited", "changed after it was posted")                                \
	X(MARK_STAFF, 32, "staff", "written by the site's staff")                                 \
	X(MARK_REWORDED, 64, "reworded", "its text is a moderator's")

enum mark {
#define X(name, bit, word, help) name = (bit),
	MARKS(X)
#undef X
};

/* What moderators' decisions say of a text: the classifier learns it, copies of the text carry it on. What a
 * filter decided by itself says nothing. */
#define OPINIONS(X)                                                                                \
	X(OPINION_NONE, "none", "nobody has decided, or it was taken back")                        \
	X(OPINION_GOOD, "good", "approved by a moderator")                                         \
	X(OPINION_SPAM, "spam", "marked as spam by a moderator")                                   \
	X(OPINION_GONE, "gone", "deleted or withdrawn: the text counts for nothing")

enum opinion {
#define X(name, word, help) name,
	OPINIONS(X)
#undef X
	OPINION__MAX
};

/* Limits that are part of the shape; the configurable ones stand in conf.def. Characters are
 * Unicode code points. Both sides of each limit are tested; over it is refused, never cut. */
#define PAGE_MAX 2048       /* bytes of a canonical page path */
#define LANG_CHARS_MAX 35 /* of a language tag: RFC 5646, 4.4.1 */
#define NAME_CHARS_MAX 60
#define URL_BYTES_MAX 2048
#define RULES_CHARS_MAX 60 /* of the version of the house rules */
#define EMAIL_BYTES_MAX 254 /* RFC 5321, erratum 1690 */
#define THREAD_SAID_MAX 1000 /* characters of what the newsroom says above comments or form */
#define TEXT_CHARS_MAX 8000 /* upper bound of setting text.max */
#define TEXT_BYTES_MAX 32000
#define REPORT_CHARS_MAX 500 /* of what a reader adds to a report */
#define DEPTH_MAX 10        /* ancestors in the order key; the view flattens earlier */

/* A stored comment as readers, moderators and the command line see it. Never an email, never its
 * hash. */
struct safe;

struct comment {
	struct comment_id id;
	struct site_id site;
	struct thread_id thread;
	struct comment_id parent;  /* the true parent, 0 at top level */
	struct author_id author;
	struct str order_key; /* ancestors (at most DEPTH_MAX, oldest first) and own id, 8 bytes
				 big-endian each: display order is byte order */
	struct str name, url, text;
	struct str person;         /* "reader-7F3K-Q2XM"; empty where readers look */
	struct str page, title;    /* of its thread; empty where the caller knows them */
	struct str parent_name;    /* empty at top level or where not asked for */
	enum state state;
	unsigned marks;            /* enum mark, or-ed */
	unsigned generation;       /* of its status token; a revocation raises it */
	struct comment_id chain;   /* its writer's first comment, as a status token proved; 0 = this one.
				      Filled where readers look */
	struct str avatar;         /* what its picture is drawn from, flow/avatar.h; "" = it has none */
	int64_t version;           /* of the text: every edit raises it; 0 = as posted */
	int64_t created, decided;  /* seconds UTC; decided 0 = not yet */
	double score;              /* of the verdict it got when it came in */
	double toxicity;           /* likewise, 0 to 1; below 0: the classifier was not asked */
	struct str note;           /* what the moderator told the writer; empty = nothing */
	int64_t up, down;          /* votes; 0 where readers do not look */
	int64_t changed;           /* seconds UTC, when its writer last changed it; 0 = never, or not asked */
	struct str was_at, was;    /* "disqus", "123": where it came from; filled in threads */
	const struct safe *html;   /* its text as view/ has written it; NULL = it has not yet */
};

/* What a reader thinks of a comment. */
#define VOTES(X)                                                                                   \
	X(VOTE_NONE, "none", "nothing, or it was taken back")                                      \
	X(VOTE_UP, "up", "it is good")                                                             \
	X(VOTE_DOWN, "down", "it is not")

enum vote {
#define X(name, word, help) name,
	VOTES(X)
#undef X
	VOTE__MAX
};

/* Why a reader reports a comment. The words are stored. */
#define REPORTS(X)                                                                                 \
	X(REPORT_SPAM, "spam", N_("Spam or advertising"))                                          \
	X(REPORT_INSULT, "insult", N_("Insult or hate"))                                           \
	X(REPORT_OFF_TOPIC, "off-topic", N_("Off topic"))                                          \
	X(REPORT_PERSONAL, "personal", N_("Personal data of somebody"))                            \
	X(REPORT_OTHER, "other", N_("Something else"))

enum report {
#define X(name, word, help) name,
	REPORTS(X)
#undef X
	REPORT__MAX
};

/* A report as moderators see it. */
struct report_row {
	enum report reason;
	struct str text;           /* what the reader added; "" = nothing */
	int64_t made;
	int64_t version;           /* of the text that was reported */
};

/* What a moderator says about a person. The words are stored. */
#define REMARKS(X)                                                                                 \
	X(REMARK_WARNING, "warning", "its writer reads it by the private link")                    \
	X(REMARK_HOLD, "hold", "the next comments of the person wait")                             \
	X(REMARK_NOTE, "note", "for other moderators; the newest one counts")

enum remark_kind {
#define X(name, word, help) name,
	REMARKS(X)
#undef X
	REMARK__MAX
};

/* Why somebody is warned, as the writer reads it. The words are stored. */
#define WARNINGS(X)                                                                                \
	X(WARNING_NONE, "", "the text says all")                                                   \
	X(WARNING_TONE, "tone", N_("Please be kinder: argue about the matter, not about people.")) \
	X(WARNING_TOPIC, "off-topic", N_("Please stay with the subject of the article."))          \
	X(WARNING_PERSONAL, "personal", N_("Please do not write personal data of other people."))  \
	X(WARNING_ADVERTISING, "advertising", N_("Please do not advertise here."))                 \
	X(WARNING_REPEATS, "repeats", N_("Please do not post the same thing again and again."))

enum warning {
#define X(name, word, help) name,
	WARNINGS(X)
#undef X
	WARNING__MAX
};

/* An act of the desk may be taken back for so long: seconds. */
#define UNDO_SPAN (7 * 86400)

#define REMARK_CHARS_MAX 1000 /* the table's own CHECK */
#define REMARK_HOLD_MAX 50    /* comments that one asks for; likewise */

struct remark {
	int64_t id;                /* 0: none */
	struct comment_id comment; /* upon which it was made */
	enum remark_kind kind;
	enum warning reason;       /* of a warning; WARNING_NONE: the text says all */
	struct str text;
	int64_t asked, remains;    /* of a hold: so many comments wait; so many of them are still to come */
	struct str by;             /* empty where the writer looks */
	int64_t made;              /* seconds UTC */
};

/* A text that another has replaced, as moderators see it. */
struct text_row {
	struct str text;
	int64_t replaced;
	struct str by;             /* the moderator who replaced it; "" = its writer */
	enum report reason;        /* REPORT__MAX: none; of a moderator's: it was taken back */
	struct str why;            /* beside it; "" = nothing */
};

/* What moderators have written once, for writers whose comment they reject. */
struct saved_reply {
	int64_t id;
	enum report reason;
	struct str lang;           /* "de" */
	struct str title, text;
	int64_t made;
	struct str by;
};
#define SAVED_TITLE_MAX 60  /* characters */
#define SAVED_TEXT_MAX 1000

/* In which order the branches of a thread stand; within one it is always a conversation, oldest first. */
#define SORTS(X)                                                                                   \
	X(SORT_OLDEST, "oldest", "as they were written")                                           \
	X(SORT_NEWEST, "newest", "the last one first")                                             \
	X(SORT_BEST, "best", "what readers liked first")

enum sort {
#define X(name, word, help) name,
	SORTS(X)
#undef X
	SORT__MAX
};

/* How a queue of the desk is ordered; each row says which queues have it: those with an index for it. Every
 * comment is in the indexes by time and by toxicity, only what waits or is reported in the others. */
#define QUEUE_WAITING 1u
#define QUEUE_DECIDED 2u
#define QUEUE_REPORTED 4u /* whatever state it is in */
#define QUEUE_ANY 7u
#define ORDERS(X)                                                                                  \
	X(ORDER_TIME, "time", QUEUE_ANY, "what waits oldest first, what is decided newest first")  \
	X(ORDER_BACK, "back", QUEUE_ANY, "the same the other way round")                           \
	X(ORDER_TOXIC, "toxic", QUEUE_WAITING | QUEUE_DECIDED, "the most toxic first, by the classifier") \
	X(ORDER_SCORE, "score", QUEUE_WAITING | QUEUE_REPORTED, "the highest score first")         \
	X(ORDER_REPORTS, "reports", QUEUE_REPORTED, "the most reported first")

enum order {
#define X(name, word, queues, help) name,
	ORDERS(X)
#undef X
	ORDER__MAX
};

/* ---- notices of illegal content ----------------------------------------------------------------- */

/* What somebody holds to be against the law: the categories of the DSA's transparency database, as far as a
 * comment can be one. The words are stored. */
#define NOTICE_KINDS(X)                                                                            \
	X(NOTICE_CHILD, "child", N_("Sexual abuse of children"))                                   \
	X(NOTICE_HATE, "hate", N_("Hate speech, incitement to hatred"))                            \
	X(NOTICE_THREAT, "threat", N_("Threat, call to violence"))                                 \
	X(NOTICE_TERROR, "terror", N_("Terrorism"))                                                \
	X(NOTICE_HONOUR, "honour", N_("Insult, slander"))                                          \
	X(NOTICE_PRIVACY, "privacy", N_("Private life or personal data of somebody"))              \
	X(NOTICE_RIGHTS, "rights", N_("Copyright, trade mark"))                                    \
	X(NOTICE_FRAUD, "fraud", N_("Fraud, illegal offer"))                                       \
	X(NOTICE_OTHER, "other", N_("Something else that the law forbids"))

enum notice_kind {
#define X(name, word, help) name,
	NOTICE_KINDS(X)
#undef X
	NOTICE_KIND__MAX
};

#define NOTICE_STATES(X)                                                                           \
	X(NOTICE_RECEIVED, "received", "nobody has looked yet")                                    \
	X(NOTICE_REVIEW, "review", "a moderator has taken it up")                                  \
	X(NOTICE_ACTED, "acted", "decided: the comment is not shown any more")                     \
	X(NOTICE_LEFT, "left", "decided: the comment stays as it is")                              \
	X(NOTICE_COMPLAINED, "complained", "its sender does not agree: it is to be decided again")

enum notice_state {
#define X(name, word, help) name,
	NOTICE_STATES(X)
#undef X
	NOTICE_STATE__MAX
};

#define NOTICE_CHARS_MAX 4000  /* of the explanation */
#define NOTICE_ANSWERS_MAX 2   /* the second answers a complaint */

struct notice {
	struct notice_id id;
	struct site_id site;
	struct comment_id comment;
	int64_t version;           /* of the comment's text that was seen */
	enum notice_kind kind;
	enum notice_state state;
	struct str text;           /* the explanation */
	struct str location;       /* of the comment, a whole address */
	struct str name;           /* of who sent it; "" = not given, or forgotten */
	struct str person;         /* "reader-7F3K-Q2XM"; empty where readers look */
	int64_t created;           /* seconds UTC */
	struct str complaint;      /* "" = none */
	int64_t complained;
	struct notice_answer {
		bool acted;
		struct str text, by; /* by: a moderator; empty where readers look */
		int64_t made;
	} answers[NOTICE_ANSWERS_MAX];
	size_t n_answers;
};

/* ---- articles ------------------------------------------------------------------------------ */

/* How an article takes comments. */
#define MODES(X)                                                                                   \
	X(MODE_OPEN, "open", "new comments are judged and shown")                                  \
	X(MODE_PREMODERATED, "premoderated", "every new comment waits for a moderator")            \
	X(MODE_SLOW, "slow", "one comment a while from one network")                               \
	X(MODE_CLOSED, "closed", "no new comments")                                                \
	X(MODE_READONLY, "readonly", "nothing can be written any more")

enum mode {
#define X(name, word, help) name,
	MODES(X)
#undef X
	MODE__MAX
};

/* What a burst on an article switches it to, for a time and by itself. */
#define STORMS(X)                                                                                  \
	X(STORM_NONE, "none", "no storm: its mode counts")                                         \
	X(STORM_PREMODERATED, "premoderated", "every new comment waits for a moderator")           \
	X(STORM_SLOW, "slow", "one comment a while from one network")

enum storm {
#define X(name, word, help) name,
	STORMS(X)
#undef X
	STORM__MAX
};

struct thread {
	struct thread_id id;       /* 0: no comment yet and nothing imported, so no row */
	struct site_id site;
	struct str page;           /* canonical path, the article's name */
	struct str title, lang, author; /* empty = unknown */
	struct str source;         /* who told us: "rss", "csv", …; filled where it is asked for */
	int64_t published;         /* seconds UTC, 0 = unknown */
	int64_t created;           /* when its row was made: with its first comment, or by an import */
	enum mode mode;
	int64_t approved;          /* comments shown */
	enum storm storm;          /* counts until storm_until alone */
	int64_t storm_began, storm_until; /* seconds UTC; 0 = never was one */
	struct str announcement;   /* what the newsroom says above the comments; Markdown, "" = nothing */
	struct str rules;          /* and above the form, on top of the house rules of the site */
	struct str storm_why;      /* "41 comments in 10 min"; filled where source is */
};

/* How it takes comments at a moment, whatever made it so. */
struct openness {
	bool closed;               /* no new comments */
	bool readonly;             /* closed, and nothing else can be written either */
	bool premoderated;         /* every comment waits */
	int64_t slow;              /* seconds between two comments from one network; 0 = it is not slow */
	int64_t closes;            /* when it will close by itself; 0 = it will not */
	int64_t until;             /* when any of this changes by itself; 0 = it will not */
};

/* ---- a draft, its verdict ------------------------------------------------------------------ */

/* The fields of a draft that a reason can point into. */
#define DRAFT_FIELDS(X)                                                                            \
	X(IN_TEXT, "comment")                                                                      \
	X(IN_NAME, "author")                                                                       \
	X(IN_URL, "url")                                                                           \
	X(IN_NOTHING, "")

enum draft_field {
#define X(name, word) name,
	DRAFT_FIELDS(X)
#undef X
	IN__MAX
};

/* What a reader wants to say, as typed: valid UTF-8, within its limits. The address is not in it:
 * flow has hashed it before a filter runs. */
struct draft {
	struct str text, name, url;
	struct str page, title, lang; /* of the article; lang "" = unknown */
	struct str site_host;         /* host of base_url: links to it are the site's own */
	struct comment_id parent;
};

/* What may happen to a draft, weakest first: the strongest of all reasons wins. */
#define ACTIONS(X)                                                                                 \
	X(ACT_NOTE, "note", N_("is only noted"))                                                   \
	X(ACT_MASK, "mask", N_("is published with the words masked"))                              \
	X(ACT_HOLD, "hold", N_("waits for a moderator"))                                           \
	X(ACT_REJECT, "reject", N_("is stored as spam, can be appealed"))                          \
	X(ACT_REFUSE, "refuse", N_("is not stored; the writer is told why"))

enum action {
#define X(name, word, help) name,
	ACTIONS(X)
#undef X
	ACT__MAX
};

/* One reason of a verdict. `rule` is an id of filter.def, as text in the store. */
struct reason {
	struct str rule;        /* "link", "word", "ban", … */
	struct str entry;       /* list entry, host or count that matched; "" = none */
	enum draft_field field;
	size_t from, to;        /* bytes of the original field, [from, to); 0,0 = the whole */
	double weight;          /* what it added to the score */
	enum action action;     /* what it asks for by itself */
	bool shadow;            /* on trial: weight and action are what they would have been */
	struct str help;        /* what the rule is, for moderators: static, from filter.def */
	struct str tells;       /* what its writer is told: static; never names the matched word */
};

#define REASONS_MAX 64 /* kept of one verdict, heaviest action first come; later ones are counted */

struct verdict {
	enum action action;     /* ACT_NOTE = publish */
	double score;           /* sum of the weights */
	double spam;            /* probability by the classifier; NAN: not asked */
	double toxicity;        /* likewise, of a hurtful text: orders the queue, nothing more */
	struct reason *reasons; /* in pipeline order */
	size_t n_reasons;
	size_t more_reasons;    /* found beyond REASONS_MAX */
	struct str versions;    /* "rules 1 words 1:3fa9…": a verdict is a function of these too */
};

/* ---- people -------------------------------------------------------------------------------- */

#define ROLES(X)                                                                                   \
	X(ROLE_VIEWER, "viewer", "sees the queue")                                                 \
	X(ROLE_MODERATOR, "moderator", "decides comments and bans")                                \
	X(ROLE_ADMIN, "admin", "also accounts and settings")

enum role {
#define X(name, word, help) name,
	ROLES(X)
#undef X
	ROLE__MAX
};

struct account {
	struct account_id id;
	struct str name;
	enum role role;
	int64_t created, disabled; /* disabled: seconds UTC, 0 = active */
	bool factor;               /* an authenticator is asked at sign-in */
	int64_t signed_in;         /* last; seconds UTC, 0 = never */
	int64_t sessions, recovery;/* that are open; codes that are left. Filled in lists */
};

/* A moderator who is signed in somewhere. */
struct session {
	int64_t id;
	struct str who, network;   /* account; the address block it began in, "" = not known */
	int64_t created, seen;     /* seconds UTC */
};

/* A link with which somebody chooses a password. */
struct invite {
	int64_t id;
	struct str name, by;       /* of the account it is for, "" = as the invited likes; who made it */
	enum role role;
	int64_t created, expires;  /* seconds UTC */
};

#define BAN_KINDS(X)                                                                               \
	X(BAN_EMAIL, "email", "a person, by the keyed hash of the address")                        \
	X(BAN_DOMAIN, "domain", "a mail domain and all below it")                                  \
	X(BAN_ADDRESS, "address", "a network address or block of them")                            \
	X(BAN_NAME, "name", "names that read like a pattern")                                      \
	X(BAN_LINK, "link", "links to a host and all below it")

enum ban_kind {
#define X(name, word, help) name,
	BAN_KINDS(X)
#undef X
	BAN__MAX
};

struct ban {
	struct ban_id id;
	struct site_id site;
	enum ban_kind kind;
	struct str target;         /* "reader-7F3K-Q2XM", "example.org", "192.0.2.0/24", "cheap*" */
	struct str reason, note;   /* why, and what else: told to nobody but moderators */
	bool shadow;               /* on trial: noted on what it would stop */
	int64_t created, expires;  /* seconds UTC; expires 0 = never */
	int64_t lifted;            /* 0 = in force */
	int64_t hits, hit;         /* posts that it stopped or noted; the last time, 0 = never */
	struct str by;             /* who set it */
	struct batch_id batch;     /* set with a batch of decisions; not read back */
};

/* A row of a site's own word list (table words). */
struct word_entry {
	struct str text;        /* as typed by a moderator; '*' matches within a word */
	struct str lang;        /* "" = every language */
	enum action action;     /* ACT_NOTE to ACT_REJECT; a list's "reject" refuses: flow/lists.c */
	int severity;           /* 1 mild, 2 strong, 3 slur; 0: spares what the shipped lists find in it */
	bool shadow;            /* on trial: noted where it stands */
	struct str note;        /* why, for other moderators; no filter reads it */
	struct str by;          /* who set it; "" where it is not asked for */
	int64_t created, expires; /* seconds UTC; expires 0 = never */
	int64_t id;             /* its row: reasons name it */
};

/* What a shipped list holds, inflections counted. */
struct word_count {
	struct str lang;
	int64_t words[4];       /* by severity: exceptions, mild, strong, slurs */
};

/* What a site has said about a rule of filter.def (table rule). */
struct rule_say {
	struct str rule;        /* its word */
	bool off;               /* it is not run at all; else it is in shadow */
	int64_t created, expires; /* seconds UTC; expires 0 = never */
	struct str by;
};

#endif
