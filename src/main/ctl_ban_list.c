/* ban import, export: lists of bans in files. */
#include <errno.h>

#include "base/clock.h"
#include "ctl_ban.h"
#include "flow/ban_list.h"
#include "store/store_actor.h"

static void
tell(void *arg, unsigned long line, struct str why)
{
	const char *path = arg;
	if (line == 0)
		ctl_fail(EX_DATAERR, "%s: %.*s", path, STR_FMT(why));
	else
		ctl_fail(EX_DATAERR, "%s:%lu: %.*s", path, line, STR_FMT(why));
}

static int
say_imported(struct ctl *c, const struct bans_done *done, int64_t over)
{
	if (c->opt[OPT_JSON] != NULL)
		printf("{\"added\":%ld,\"known\":%ld,\"over\":%ld}\n", (long)done->added, (long)done->known,
		       (long)over);
	ctl_say(c, "%ld added, %ld banned already, %ld over by now", (long)done->added, (long)done->known,
		(long)over);
	return EX_OK;
}

int
ctl_ban_import(struct ctl *c)
{
	struct ban_file file;
	struct bans_done done = {0};
	bool standard = strcmp(c->args[0], "-") == 0;
	char *path = standard ? arena_copy(c->arena, "standard input", 14) : c->args[0];
	FILE *in = standard ? stdin : fopen(path, "re");
	if (in == NULL)
		return ctl_fail(EX_NOINPUT, "cannot open %s: %m", path);
	enum err e = bans_in(c->house, c->site, c->arena, in, clock_now(), tell, path, &file);
	if (!standard)
		fclose(in);
	if (e != ERR_OK)
		return ctl_fail(EX_IOERR, "cannot read %s", path);
	if (file.faulty > 0)
		return ctl_fail(EX_DATAERR, "%s: nothing was stored", path);
	if (c->opt[OPT_DRY_RUN] != NULL) {
		if (c->opt[OPT_JSON] != NULL)
			printf("{\"bans\":%zu,\"over\":%ld}\n", file.n, (long)file.over);
		ctl_say(c, "nothing is stored; %zu bans could be, %ld are over by now", file.n,
			(long)file.over);
		return EX_OK;
	}
	e = bans_put(c->house, c->site, c->arena, c->me, file.entries, file.n, &done);
	return e == ERR_OK ? say_imported(c, &done, file.over) : ctl_failed(c, e, "cannot store the bans");
}

struct exporting {
	bool keys, json;
	struct arena *arena; /* of one row */
	struct buf out;
	int64_t n, left;     /* written, and left out: a person is nobody without the hash */
};

static void
put_ban(void *arg, const struct ban *b, const struct hash *person)
{
	struct exporting *x = arg;
	bool hash = b->kind == BAN_EMAIL;
	if (hash && !x->keys) {
		x->left++;
		return;
	}
	x->out = buf_in(x->arena, 1u << 20);
	struct json j = json_to(&x->out);
	if (x->json)
		ban_json(x->arena, &j, b, hash ? person : NULL);
	else
		ban_csv(x->arena, &x->out, b, hash ? person : NULL);
	struct str s = buf_view(&x->out);
	if (x->json)
		fputs(x->n == 0 ? "{\"bans\":[\n" : ",\n", stdout);
	fwrite(s.p, 1, s.n, stdout);
	arena_reset(x->arena);
	x->n++;
}

int
ctl_ban_export(struct ctl *c)
{
	struct exporting x = {.keys = c->opt[OPT_WITH_KEYS] != NULL, .arena = arena_new(),
			      .json = str_eq(ctl_text(c, OPT_FORMAT), STR("json"))};
	enum err e = bans_note(c->house, c->site, c->me, x.keys);
	int code = ctl_noted(c, e, x.keys);
	if (code != EX_OK) {
		arena_free(&x.arena);
		return code;
	}
	if (!x.json)
		fputs(BAN_CSV_HEAD, stdout);
	e = bans_walk(c->house, c->site, c->me, put_ban, &x);
	arena_free(&x.arena);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot read the bans; what was written is not whole");
	if (x.json)
		puts(x.n == 0 ? "{\"bans\":[]}" : "\n]}");
	if (fflush(stdout) != 0 || ferror(stdout))
		return ctl_fail(EX_IOERR, "cannot write to standard output: %m");
	if (x.left > 0 && c->opt[OPT_QUIET] == NULL)
		ctl_fail(EX_OK, "%ld bans on persons are left out: they mean nothing without the hash of the "
				"address, which --with-keys writes", (long)x.left);
	return EX_OK;
}
