/*
 * What a program is answered, as JSON: never a comment (its text has one renderer, which writes HTML), only
 * what became of a request. Errors are RFC 9457's problem details.
 */
#ifndef VIEW_ANSWER_H
#define VIEW_ANSWER_H

#include "view/view.h"

/** {"id", "state", "status"}: a reply was taken. `status` is the path of the writer's private page; a state
 * other than approved is told as pending. */
struct str view_posted(struct arena *, struct comment_id, enum state, struct str status);

/** {"id", "vote", "up", "down"}: a vote as it stands, and all of them. */
struct str view_voted(struct arena *, struct comment_id, enum vote, int64_t up, int64_t down);

/** {"id", "reported": true}: a report that was taken, now or before. */
struct str view_reported(struct arena *, struct comment_id);

/** {"type", "title", "status", "detail", "errors": [{"field", "detail"}]}, and where a proof of work is asked
 * for, "proof": {"challenge", "solver"}, paths. Of the form only its error
 * sentences are told; NULL or none: the sentences of the status itself. `id`: the request's. */
struct str view_problem(struct arena *, const struct site_view *, int status, const struct form_view *,
			struct str id);

/** {"counts": [{"page", "comments"}]}, in the order of `threads`. */
struct str view_counts(struct arena *, const struct thread *threads, size_t n);

#endif
