/*
 * Saved replies: what moderators write once and send often, to writers whose comment they reject. Each
 * belongs to a reason (one of those that readers report by) and to a language; a moderator is offered those
 * in the comment's language, else in the site's, else all.
 */
#ifndef FLOW_SAVED_H
#define FLOW_SAVED_H

#include "flow/actor.h"

#define SAVED_MAX 200 /* of a site: every card offers those of a language */

struct saved_list {
	struct saved_reply *replies;
	size_t n;
};
/** For moderators alone; none for others. */
enum err saved_list(struct house *, struct site *, struct arena *, const struct moderator *,
		    struct saved_list *ret) NODISCARD;
/** Those that a comment with this text is answered with. */
struct saved_list saved_for(struct site *, struct arena *, const struct saved_list *, struct str text);
/** One of each reason and title, for a choice that is not about one comment. */
struct saved_list saved_titles(struct arena *, const struct saved_list *all);
/** What such a choice comes to for a comment with this text: a reply to the same reason in its language,
 * else in the site's; of several the chosen one, or else that of the same title, or else the first.
 * NULL: none. */
const struct saved_reply *saved_like(struct site *, struct arena *, const struct saved_list *all,
				     const struct saved_reply *chosen, struct str text);
/** What the writer reads of both: the reply (NULL: none), and the note behind it. */
struct str saved_note(struct arena *, const struct saved_reply *, struct str note);
/** NULL: none of this number. */
const struct saved_reply *saved_find(const struct saved_list *, int64_t id);
/** The primary subtag of a language tag, in small letters: "de" of "de-CH"; "" = it is no tag. */
struct str saved_lang(struct arena *, struct str tag);

enum saved_outcome {
	SAVED_DONE,
	SAVED_FULL,     /* there are SAVED_MAX */
	SAVED_NONE,     /* none of this number (any more) */
	SAVED_FORBIDDEN /* this moderator's role does not reach */
};
/** A new one (id 0), or another text for one: reason, language, title and text within their limits. */
enum err saved_put(struct house *, struct site *, struct arena *, const struct moderator *,
		   const struct saved_reply *, enum saved_outcome *ret) NODISCARD;
enum err saved_remove(struct house *, struct site *, struct arena *, const struct moderator *, int64_t id,
		      enum saved_outcome *ret) NODISCARD;

#endif
