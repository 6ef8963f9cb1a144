/* What the pages beside the queues share. Private to view/. */
#ifndef SRC_VIEW_TOOLS_H
#define SRC_VIEW_TOOLS_H

#include "desk.h"
#include "view/lists.h"

/** The path of a page, or of what lies below it ("" = nothing does). */
struct str tool_url(struct arena *, const struct site_view *, enum desk_tool, const char *below);
/** What is wrong, beside a field; its id is the field's with "-error". Nothing for "". */
struct safe tool_error(struct arena *, const struct site_view *, const char *field, struct str error);
/** For aria-describedby and aria-invalid; "" without an error. */
struct str tool_about(struct arena *, const char *field, struct str error);
struct str tool_invalid(struct str error);
/** A path that is typed, with what is wrong with it. */
struct safe tool_field(struct arena *, const struct site_view *, const char *id, const char *name,
		       struct str label, struct str value, struct str error);
/* A field that is typed. */
struct tool_typed {
	const char *id, *name;
	struct str label; /* a MSG() */
	struct str value, error;
	int64_t most;     /* characters */
	const char *keys; /* inputmode, "" = any */
};
/** A line of it, some lines of it, with what is wrong. */
struct safe tool_line(struct arena *, const struct site_view *, const struct tool_typed *);
struct safe tool_note(struct arena *, const struct site_view *, const struct tool_typed *);
/** One <option>. */
void tool_option(struct html *, const struct site_view *, struct str word, struct str name, bool selected);
/** Numbers and the first comments of a back test; nothing if it is not to be shown. */
struct safe tool_caught(struct arena *, const struct site_view *, const struct caught_view *);
/** "It spoke on 12 comments; people decided 8 of them and let 2 stand: right in 75 %." */
struct safe tool_done(struct arena *, const struct site_view *, const struct done_view *);
/** "until 25 November 2026, 21:47 UTC", "for ever", with <time>. */
struct safe tool_until(struct arena *, const struct site_view *, int64_t expires);

#endif
