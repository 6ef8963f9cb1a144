/* What the pages of the desk share. Private to view/. */
#ifndef VIEW_DESK_H
#define VIEW_DESK_H

#include "view/view.h"

struct queue_name {
	enum state state;
	struct str name, empty; /* what it is called, and what it says with nothing in it */
};

/** The queue of a state; must() where the desk has none. */
const struct queue_name *desk_queue(enum state);
/** "pending", as in addresses and forms. */
struct str desk_state_word(enum state);
/** The queue that is shown, as forms name it. */
struct str desk_seen_word(const struct desk_view *);
/** The path of a room's queue (`state`: in ROOM_STATE), from behind a row on; an order that it does not have
 * is left out. */
struct str desk_queue_url(struct arena *, const struct site_view *, enum desk_room, enum state, enum order,
			  int64_t after);

/** Where the comments stand that an operator finds (flow/find.h) in this state; STATE__MAX: in any. A value
 * has no quote, or neither a blank nor a quote in front. */
struct str desk_narrow_url(struct arena *, const struct site_view *, enum state, const char *op,
			   struct str value);

/** A link to the comments like a card's, in the same state: `op` and `value` as for the path. */
struct safe desk_only(struct arena *, const struct site_view *, const struct comment *, const char *op,
		      struct str value, struct str text);
/** view_marked(); where the site wants it so, strong language is covered until somebody asks for it by … */
void desk_marked(struct html *, const struct site_view *, struct str text, enum draft_field,
		 const struct reason *, size_t n);
/** … this box on the card; nothing where nothing is covered. */
struct safe desk_veil(struct arena *, const struct site_view *, const struct card_view *);
/** The words of the text that a reason is about; "" where they are no more, or strong language to cover. */
struct str desk_said(const struct site_view *, const struct card_view *, const struct reason *);
/** " (overturned: 4 % of 312)"; "" where too few were decided. */
struct str desk_overturned(struct arena *, const struct site_view *, const struct overturned_view *);
/** "NAME is reading this", or "You are", with a way to give it back. */
struct safe desk_reading(struct arena *, const struct site_view *, const struct desk_view *,
			 const struct card_view *);
/** Who wrote it, with a way to all they wrote, whether they are banned. */
struct safe desk_person(struct arena *, const struct site_view *, const struct card_view *);

/** What is known of the person, line by line: decisions, votes, other names, the network, bans, remarks. */
struct safe desk_history(struct arena *, const struct site_view *, const struct desk_view *,
			 const struct card_view *);
/** Whom a ban from the card is on: a choice where the network is known, too. */
struct safe desk_ban_kind(struct arena *, const struct site_view *, const struct card_view *);
/** The forms that warn, ask for the next comments, and note; nothing for who may not. */
struct safe desk_remarks(struct arena *, const struct site_view *, const struct desk_view *,
			 const struct card_view *);

/** The same, of a room that is of no state, by time. */
struct str desk_room_url(struct arena *, const struct site_view *, enum desk_room, int64_t after);
/** The ways to order the queue, if it has any; the one that it has is named as such. */
struct safe desk_orders(struct arena *, const struct site_view *, const struct desk_view *);
/** What the filters have switched by themselves, each with a way to end it. */
void desk_storms(struct html *, struct arena *, const struct site_view *, const struct desk_view *);
/** The way to the next hits of the query. */
void desk_search_more(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
		      int64_t next);
/** What is wrong, beside the field "FIELD-ID"; nothing for "". */
struct safe desk_error(struct arena *, const struct site_view *, const char *field, int64_t id,
		       struct str error);

/** A form of one button: "/comments/moderate/PATH/ID"; `what`, for who cannot see what stands beside it. */
struct safe desk_act(struct arena *, const struct site_view *, const struct desk_view *, const char *path,
		     int64_t id, struct str label, struct str what);

/** The form that decides on many, and a card's box for it; nothing where there is nothing to be decided.
 * All that a query finds can be meant from the first page of its hits alone. */
void desk_bulk(struct html *, struct arena *, const struct site_view *, const struct desk_view *);
struct safe desk_pick(struct arena *, const struct site_view *, const struct desk_view *,
		      const struct card_view *);

/** Upon what a form of a card acts: hidden fields. */
struct safe desk_upon(struct arena *, const struct site_view *, const struct desk_view *,
		      const struct comment *);
/** What can be written about a card: the forms for an answer in the name of the site and for another text;
 * what the text was before. */
struct safe desk_writing(struct arena *, const struct site_view *, const struct desk_view *,
			 const struct card_view *);

/** Reasons to choose from; "" = none is chosen yet. */
struct safe desk_grounds(struct arena *, const struct site_view *, struct str chosen);
/** Why a comment is rejected, with the saved replies to each reason: "insult", "insult.12". */
struct safe desk_refusal(struct arena *, const struct site_view *, struct str id, struct str chosen,
			 const struct saved_reply *, size_t n);

/** The form for an answer in the name of the site; nothing where there is none to be given. */
struct safe desk_staff_form(struct arena *, const struct site_view *, const struct desk_view *,
			    const struct card_view *);

/** The whole document around the content of a queue. */
void desk_page(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
	       struct str title, struct safe content);
/** The same for who is not signed in. */
void desk_outside(struct html *, struct arena *, const struct site_view *, struct str title,
		  struct safe content);

#endif
