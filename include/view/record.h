/*
 * What is held about somebody, for programs and for people: one walk over names and values writes JSON or a
 * page of HTML. Values are shown as they are stored; nothing of them is markup.
 */
#ifndef VIEW_RECORD_H
#define VIEW_RECORD_H

#include "view/html.h"
#include "view/json.h"

struct record {
	struct buf *json;  /* one of the two; NULL: the other */
	struct html *html;
	struct arena *arena;
	struct json j;
	unsigned depth;    /* of lists and items that are open; the record is the first item */
	bool in_list[16];
	int64_t items[16]; /* of the list at this depth so far */
};

/** An object, or a page that is whole in itself. `lang`: of the page. */
struct record record_json(struct buf *, struct arena *);
struct record record_html(struct html *, struct arena *, struct str title, struct str lang);
void record_done(struct record *);

/** Inside the record or an item. */
void record_list(struct record *, struct str name);
void record_item(struct record *);
/** Of the list or item that is open. */
void record_end(struct record *);

void record_text(struct record *, struct str name, struct str);
void record_int(struct record *, struct str name, int64_t);
void record_real(struct record *, struct str name, double);
void record_bool(struct record *, struct str name, bool);
void record_time(struct record *, struct str name, int64_t);
void record_null(struct record *, struct str name);

#endif
