/* subject export, subject erase. */
#include "base/clock.h"
#include "base/file.h"
#include "ctl.h"
#include "flow/subject.h"

/* The address comes by standard input: an argument would stand in the process list. */
static int
read_subject(struct ctl *c, struct subject *ret)
{
	struct str email;
	if (!ctl_line(c, EMAIL_BYTES_MAX, &email) || email.n == 0)
		return ctl_fail(EX_NOINPUT, "no address on standard input");
	enum err e = subject_find(c->house, c->site, c->arena, c->me, email, ret);
	if (e == ERR_INPUT)
		return ctl_fail(EX_DATAERR, "that is not an email address");
	return e == ERR_OK ? EX_OK : ctl_failed(c, e, "cannot look for the address");
}

int
ctl_subject_export(struct ctl *c)
{
	struct subject who = {.n_comments = 0};
	struct new_file f = {.stream = NULL};
	const char *path = c->opt[OPT_OUTPUT];
	bool html = c->opt[OPT_HTML] != NULL;
	if (html && c->opt[OPT_JSON] != NULL)
		return ctl_fail(EX_USAGE, "--html or --json, not both");
	int code = read_subject(c, &who);
	if (code != EX_OK)
		return code;
	enum err e = path == NULL ? ERR_OK : file_begin(c->arena, path, &f);
	if (e != ERR_OK)
		return ctl_fail(EX_CANTCREAT, "cannot write %s: %s", path, err_text(e));
	e = subject_export(c->house, c->site, c->me, &who, html, path == NULL ? stdout : f.stream);
	if (path != NULL && e == ERR_OK)
		e = file_commit(&f);
	else if (path != NULL)
		file_abandon(&f);
	if (e != ERR_OK)
		return ctl_failed(c, e, path != NULL ? "nothing is exported" : "the export is not whole");
	if (path != NULL)
		ctl_say(c, "%s: %zu comment%s", path, who.n_comments, who.n_comments == 1 ? "" : "s");
	return EX_OK;
}

static void
say_bans_kept(const struct ctl *c, const struct subject *who)
{
	size_t kept = who->n_bans - who->n_bans_over;
	if (kept > 0)
		ctl_say(c, "%zu ban%s in force %s, with the hash that bans go by: `ban lift` first, if that "
			   "is to go too",
			kept, kept == 1 ? "" : "s", kept == 1 ? "stays" : "stay");
}

/* What would go. */
static int
say_preview(const struct ctl *c, const struct subject *who)
{
	bool any = who->author.n != 0 || who->n_bans_over > 0;
	if (c->opt[OPT_JSON] == NULL)
		printf("%.*s: %zu comment%s, %zu ban%s that %s over\n", STR_FMT(who->pseudonym),
		       who->n_comments, who->n_comments == 1 ? "" : "s", who->n_bans_over,
		       who->n_bans_over == 1 ? "" : "s", who->n_bans_over == 1 ? "is" : "are");
	say_bans_kept(c, who);
	return !any ? EX_OK
		    : ctl_fail(EX_USAGE, "nothing is erased yet: --yes does it, and there is no way back");
}

static int
say_erased(struct ctl *c, const struct subject *who, enum erase_mode mode, const struct subject_erased *done)
{
	struct buf b = buf_in(c->arena, 4096);
	struct json j = json_to(&b);
	bool yes = c->opt[OPT_YES] != NULL;
	json_object(&j);
	json_kv_str(&j, "mode", erase_word(mode));
	json_kv_bool(&j, "erased", done->any);
	json_kv_int(&j, "comments", yes ? done->comments : (int64_t)who->n_comments);
	json_kv_int(&j, "bans_over", yes ? done->bans : (int64_t)who->n_bans_over);
	json_kv_int(&j, "bans_kept", (int64_t)(who->n_bans - who->n_bans_over));
	json_kv_time(&j, "certificate", done->at);
	json_end(&j);
	return ctl_print(&b);
}

int
ctl_subject_erase(struct ctl *c)
{
	struct subject who = {.n_comments = 0};
	struct progress p;
	enum erase_mode mode = ERASE_REMOVE;
	struct subject_erased done = {.any = false};
	if (c->opt[OPT_MODE] == NULL || erase_of(ctl_text(c, OPT_MODE), &mode) != ERR_OK)
		return ctl_fail(EX_USAGE, "--mode is anonymise (the texts stay, under no name) or remove "
					  "(they go too)");
	int code = read_subject(c, &who);
	if (code != EX_OK)
		return code;
	if (c->opt[OPT_YES] != NULL) {
		ctl_end_at_interrupt("not everything is erased; the same command goes on");
		bool shown = progress_begin(&p, c, "comments", true);
		struct subject_progress show = {shown ? progress_show : NULL, &p};
		enum err e = subject_erase(c->house, c->site, c->me, &who, mode, &show, &done);
		progress_end(&p);
		if (e != ERR_OK)
			return ctl_failed(c, e, "not everything is erased; run it again, it goes on");
	}
	if (c->opt[OPT_JSON] != NULL)
		code = say_erased(c, &who, mode, &done);
	if (c->opt[OPT_YES] == NULL)
		return code == EX_OK ? say_preview(c, &who) : code;
	if (done.any)
		ctl_say(c, "erased (%.*s): %ld comment%s, %ld ban%s; in the book at %.*s",
			STR_FMT(erase_word(mode)), (long)done.comments, done.comments == 1 ? "" : "s",
			(long)done.bans, done.bans == 1 ? "" : "s", STR_FMT(clock_iso(c->arena, done.at)));
	else
		ctl_say(c, "nothing is held about this address that could be erased");
	say_bans_kept(c, &who);
	return code;
}
