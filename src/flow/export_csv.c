/* A row a comment, for spreadsheets: RFC 4180, lines end in CR LF. */
#include "base/clock.h"
#include "csv.h"
#include "export_out.h"
#include "store/store_thread.h"

static void
begin(struct export *x)
{
	buf_lit(&x->out.out, "id,page,title,parent,author,state,name,url,text,created,decided,decided_by,"
			     "note,score,action\r\n");
}

static void
put_id(struct buf *b, int64_t id)
{
	if (id != 0)
		buf_int(b, id);
	buf_char(b, ',');
}

static void
put_time(struct buf *b, int64_t seconds)
{
	char room[CLOCK_ISO_ROOM];
	if (seconds != 0)
		buf_str(b, clock_iso_in(room, seconds));
	buf_char(b, ',');
}

static void
put_text(struct buf *b, struct str s)
{
	csv_put(b, s);
	buf_char(b, ',');
}

static void
comment(struct export *x, const struct comment_whole *w)
{
	const struct comment *c = &w->comment;
	const struct thread *t = export_article(x, c->thread);
	struct buf *b = &x->out.out;
	bool first;
	put_id(b, c->id.n);
	put_text(b, t->page);
	put_text(b, t->title);
	put_id(b, c->parent.n);
	if (c->author.n != 0)
		buf_char(b, 'a');
	put_id(b, c->author.n == 0 ? 0 : export_person(x, c->author, &first));
	put_text(b, state_word(c->state));
	put_text(b, c->name);
	put_text(b, c->url);
	put_text(b, c->text);
	put_time(b, c->created);
	put_time(b, c->decided);
	put_text(b, w->decided_by);
	put_text(b, c->note);
	struct json number = json_to(b); /* the shortest that reads back */
	json_double(&number, c->score);
	buf_char(b, ',');
	csv_put(b, w->action);
	buf_lit(b, "\r\n");
}

static void
end(struct export *x)
{
	(void)x;
}

const struct export_writer export_csv = {BY_ID, false, begin, NULL, comment, NULL, end};
