/* Isso's database, row by row; see store/isso.h. It is no stream, so it is read by its descriptor.
 */
#include <fcntl.h>
#include <unistd.h>

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

/* Whether a journal with this beginning lies beside the database. */
static bool
lies_beside(struct arena *a, const char *path, const char *end, const unsigned char *head)
{
	unsigned char b[3];
	int fd = open(str_printf(a, "%s%s", path, end).p, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool is = fd >= 0 && read(fd, b, sizeof(b)) == sizeof(b) && memcmp(b, head, sizeof(b)) == 0;
	if (fd >= 0)
		(void)close(fd);
	return is;
}

/* The file is read as it stands, so what SQLite keeps beside it would be passed over without a word: comments
 * of late, or the half of a change. */
bool
isso_stands_alone(struct arena *a, const char *path)
{
	return !lies_beside(a, path, "-wal", (const unsigned char *)"\x37\x7f\x06") &&
	       !lies_beside(a, path, "-journal", (const unsigned char *)"\xd9\xd5\x05");
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
