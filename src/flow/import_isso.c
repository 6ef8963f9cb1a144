/* Isso's database, row by row; see store/isso.h. It is no stream, so it is read by its descriptor.
 */
#include "intake.h"
#include "store/isso.h"

struct isso {
	struct arena *arena; /* of one row */
	struct intake *intake;
};

static struct str
name_of(struct isso *i, int64_t id, int64_t created)
{
	return id == 0 ? STR("") : str_printf(i->arena, "%ld@%ld", (long)id, (long)created);
}

static bool
take_row(void *arg, const struct isso_row *row)
{
	struct isso *i = arg;
	bool deleted = row->mode != 1 && row->mode != 2;
	if (intake_looking(i->intake))
		return true;
	struct record r = {
		.line = (unsigned long)row->id,
		.id = name_of(i, row->id, row->created),
		.alias = str_printf(i->arena, "%ld", (long)row->id),
		.keep = row->id,
		.parent =
			row->parent == 0 ? STR("") : str_printf(i->arena, "%ld", (long)row->parent),
		.link = row->uri,
		.title = row->title,
		.name = row->author,
		.email = row->email,
		.url = row->website,
		.text = row->text,
		.kind = TEXT_MIXED,
		.state = deleted	  ? STATE_DELETED
			 : row->mode == 2 ? STATE_PENDING
					  : STATE_APPROVED,
		.marks = row->modified ? MARK_EDITED : 0,
		.up = row->likes,
		.down = row->dislikes,
		.created = row->created,
	};
	bool ok = intake_comment(i->intake, &r);
	arena_reset(i->arena);
	return ok;
}

bool
isso_take(struct arena *a, struct intake *in, int fd)
{
	struct isso i = {arena_new(), in};
	struct str why = {0};
	enum err e = isso_read(a, fd, take_row, &i, &why);
	arena_free(&i.arena);
	return e == ERR_OK || intake_fault(in, 0, "%.*s", STR_FMT(why));
}
