/* backup, restore, db check, db vacuum, key rotate. */
#include "base/clock.h"
#include "ctl.h"
#include "flow/keys.h"
#include "store/store_subject.h"

static int
keep_failed(enum err e, struct str why)
{
	int code = e == ERR_BUSY       ? EX_TEMPFAIL
		   : e == ERR_DENIED   ? EX_NOPERM
		   : e == ERR_GONE     ? EX_NOINPUT
		   : e == ERR_INPUT    ? EX_DATAERR
		   : e == ERR_VERSION  ? EX_DATAERR
		   : e == ERR_CONFLICT ? EX_CANTCREAT
				       : EX_IOERR;
	return ctl_fail(code, "%.*s", STR_FMT(why));
}

/* "rejoinder-%F.db": the date, so that cron needs no shell. */
static const char *
dated(struct ctl *c, const char *pattern)
{
	char *out = arena_alloc(c->arena, 4096);
	struct tm now = clock_utc(clock_now());
	/* A pattern of the operator's own; strftime knows its length. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	size_t n = strftime(out, 4096, pattern, &now);
#pragma GCC diagnostic pop
	return n == 0 ? NULL : out;
}

static void
say_bytes(struct ctl *c, const char *what, int64_t bytes)
{
	ctl_say(c, "%s: %.1f MB", what, (double)bytes / 1e6);
}

int
ctl_backup(struct ctl *c)
{
	struct progress p;
	struct str why = {0};
	int64_t bytes = 0;
	const char *to = dated(c, c->args[0]);
	if (to == NULL)
		return ctl_fail(EX_USAGE,
				"%s is no name of a file; %%F in it is the date, %%H the hour",
				c->args[0]);
	ctl_end_at_interrupt("a copy of that name is whole, or is not there; the same command makes one");
	bool shown = progress_begin(&p, c, "pages", true);
	struct keep_progress show = {shown ? progress_show : NULL, &p};
	enum err e = store_backup(c->arena, c->conf->store, to, c->opt[OPT_YES] != NULL, &show,
				  &bytes, &why);
	progress_end(&p);
	if (e != ERR_OK)
		return keep_failed(e, why);
	say_bytes(c, to, bytes);
	return EX_OK;
}

struct bringing {
	struct ctl *ctl;
	struct str unread; /* why what was erased since the backup is not known; "" = it is */
	int64_t erased;    /* people, again */
};

/* An older backup follows the key file of today, and what was erased since is erased in it. */
static enum err
prepare_backup(void *arg, struct str path, struct str *ret_why)
{
	struct bringing *b = arg;
	struct ctl *c = b->ctl;
	struct keys_rotated done;
	struct keep_progress nobody = {NULL, NULL};
	enum err e = keys_rotate(c->arena, c->conf, c->by, path, false, KEYS_BATCH, &nobody, &done, ret_why);
	if (e == ERR_OK)
		e = store_erase_again(c->arena, c->by, c->conf->store, path, &b->unread, &b->erased, ret_why);
	return e;
}

int
ctl_key_rotate(struct ctl *c)
{
	struct progress p;
	struct str why = {0};
	struct keys_rotated done;
	if (c->opt[OPT_YES] == NULL)
		return ctl_fail(EX_USAGE,
				"back up the key file and the database first, then say --yes: "
				"status links and sessions of before will be void");
	ctl_end_at_interrupt("the same command goes on; before its end nothing else opens the database");
	bool shown = progress_begin(&p, c, "people", true);
	struct keep_progress show = {shown ? progress_show : NULL, &p};
	enum err e = keys_rotate(c->arena, c->conf, c->by, c->conf->store, true, KEYS_BATCH, &show,
				 &done, &why);
	progress_end(&p);
	if (e != ERR_OK)
		return keep_failed(e, why);
	ctl_say(c, "%.*s: %u keys%s; %ld people moved. Back it up again.", STR_FMT(c->conf->key_file),
		done.links, done.went_on ? ", as an earlier run or a newer key file had it" : "",
		(long)done.people);
	return EX_OK;
}

int
ctl_restore(struct ctl *c)
{
	struct progress p;
	struct str why = {0};
	struct bringing b = {.ctl = c};
	ctl_end_at_interrupt("the database is as it was, or none is there; give the same command again");
	bool shown = progress_begin(&p, c, "pages", true);
	struct keep_progress show = {shown ? progress_show : NULL, &p};
	enum err e = store_restore(c->arena, c->args[0], c->conf->store, c->opt[OPT_YES] != NULL,
				   prepare_backup, &b, &show, &why);
	progress_end(&p);
	if (e != ERR_OK)
		return keep_failed(e, why);
	if (b.unread.n > 0)
		ctl_fail(EX_OK, "what was erased since the backup is not known (%.*s): look at your own "
				"records, and run subject erase again", STR_FMT(b.unread));
	if (b.erased > 0)
		ctl_say(c, "%ld %s erased again", (long)b.erased, b.erased == 1 ? "person" : "people");
	ctl_say(c, "%.*s is what %s was; what stood there is %.*s.old", STR_FMT(c->conf->store),
		c->args[0], STR_FMT(c->conf->store));
	return EX_OK;
}

int
ctl_db_check(struct ctl *c)
{
	struct str damage = {0}, why = {0};
	ctl_end_at_interrupt("nothing was changed");
	enum err e = store_check(c->arena, c->conf->store, &damage, &why);
	if (e != ERR_OK)
		return keep_failed(e, why);
	if (damage.n > 0)
		return ctl_fail(
			EX_DATAERR,
			"the database is damaged: %.*s; stop rejoinderd, keep a copy of the file "
			"and its -wal, and restore the last backup",
			STR_FMT(damage));
	ctl_say(c, "%.*s: every page, index and reference is in order", STR_FMT(c->conf->store));
	return EX_OK;
}

int
ctl_db_vacuum(struct ctl *c)
{
	int64_t before = 0, after = 0;
	struct str why = {0};
	ctl_end_at_interrupt("the database is as it was, or written anew; the same command begins anew");
	enum err e = store_vacuum(c->arena, c->conf->store, &before, &after, &why);
	if (e != ERR_OK)
		return keep_failed(e, why);
	say_bytes(c, "before", before);
	say_bytes(c, "after", after);
	return EX_OK;
}
