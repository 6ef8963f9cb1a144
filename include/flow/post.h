/*
 * A reader replies: judged, stored, answered. The address is hashed here and wiped; nothing below sees it.
 */
#ifndef FLOW_POST_H
#define FLOW_POST_H

#include "flow/house.h"

/* Who connects, found by page/: texts of base/addr.h. */
struct visitor {
	struct str address, block, wide_block, user_agent;
	bool origin_absent;
	struct str staff; /* name of the account that is signed in here; "" = none */
};

struct reply {
	struct draft draft; /* text, name, url, page, parent; the rest is filled here */
	struct str email;   /* wiped before this returns */
	struct str token;   /* the form's */
	struct str earlier; /* status token of a comment of the same writer; "" = none */
	struct str key;     /* the script's idempotency key, 128 bits as text; "" without */
	struct str rules;   /* version of the house rules that the form showed; "" = none */
	struct str proof;   /* the answer to a challenge (filter/gate_pow.h); "" without */
	bool honeypot;
	bool may_prove;     /* who asks can be asked for a proof: a script, not a form */
};

enum post_outcome {
	POST_STORED,       /* .state says whether it is shown, waits or was taken for spam */
	POST_REFUSED,      /* .verdict says why; nothing is stored */
	POST_EMAIL,        /* not an address; nothing is stored */
	POST_PARENT,       /* the comment it answers is not there (any more) */
	POST_PROOF,        /* would wait as it is, and not with a proof of work; nothing is stored */
	POST_KEY           /* the script's key stands for another post */
};

struct posted {
	enum post_outcome outcome;
	struct comment_id id;
	enum state state;
	struct str status_token;
	bool repeated;     /* the same post came before: nothing new was stored */
	struct verdict verdict;
	int64_t retry_after;
};

/* Seconds in which an unkeyed repeat is the same post; a script's key holds a day. */
#define POST_REPEAT_SPAN 600
#define POST_KEY_SPAN 86400
/* Seconds in which a writer's rejected comments count against the next one. */
#define POST_LATELY_SPAN (90 * 86400)

/** Tells base/metric.h the names of the filter's rules; once, before the first post. */
void post_count_rules(void);

/** ERR_BUSY and other failures of the machine: nothing is stored, the text is still the caller's. */
enum err post_reply(struct house *, struct site *, struct arena *, const struct visitor *,
		    struct reply *, struct posted *ret) NODISCARD;

#endif
