/* comment warn, watch, note, unsay: what is said about the person behind a comment, short of a ban. */
#include "base/utf8.h"
#include "ctl.h"
#include "flow/remark.h"
#include "store/store_remark.h"

static int
say_made(struct ctl *c, const struct remark *r, int64_t id, const char *what)
{
	if (c->opt[OPT_JSON] != NULL)
		printf("{\"id\":%ld,\"comment\":%ld,\"kind\":\"%.*s\"}\n", (long)id, (long)r->comment.n,
		       STR_FMT(remark_word(r->kind)));
	ctl_say(c, "%6ld  %s; `rejoinder comment unsay %ld` takes it back", (long)r->comment.n, what,
		(long)id);
	return EX_OK;
}

static int
make(struct ctl *c, struct remark *r, const char *what)
{
	enum remark_outcome outcome;
	int64_t id = 0;
	if (!ctl_id(c->args[0], &r->comment.n))
		return ctl_fail(EX_USAGE, "%s is not the id of a comment; nothing was changed", c->args[0]);
	if (utf8_count(r->text) > REMARK_CHARS_MAX)
		return ctl_fail(EX_DATAERR, "the text is longer than %d characters; nothing was changed",
				REMARK_CHARS_MAX);
	enum err e = remark(c->house, c->site, c->arena, c->me, r, &outcome, &id);
	if (e != ERR_OK)
		return ctl_failed(c, e, "nothing was changed");
	switch (outcome) {
	case REMARK_MADE:
		return say_made(c, r, id, what);
	case REMARK_NO_COMMENT:
		return ctl_fail(EX_NOINPUT, "no comment %ld at this site; "
				"`rejoinder comment list` names them",
				(long)r->comment.n);
	case REMARK_NO_PERSON:
		return ctl_fail(EX_DATAERR, "%ld: its writer gave no address; nothing was changed",
				(long)r->comment.n);
	case REMARK_FORBIDDEN:
		return ctl_fail(EX_NOPERM, "%ld: not allowed", (long)r->comment.n);
	}
	return EX_SOFTWARE;
}

int
ctl_comment_warn(struct ctl *c)
{
	struct remark r = {.kind = REMARK_WARNING, .text = str_trim(ctl_text(c, OPT_NOTE))};
	must(warning_of(ctl_text(c, OPT_REASON), &r.reason)); /* ctl.def names the same words */
	if (r.text.n == 0 && r.reason == WARNING_NONE)
		return ctl_fail(EX_USAGE, "of what? Give --reason, --note or both; nothing was changed");
	return make(c, &r, "its writer reads the warning on the private page");
}

int
ctl_comment_watch(struct ctl *c)
{
	struct remark r = {.kind = REMARK_HOLD, .reason = WARNING_NONE};
	if (!str_int(str_of(c->args[1]), 1, REMARK_HOLD_MAX, &r.asked))
		return ctl_fail(EX_USAGE, "how many? A number from 1 to %d; nothing was changed",
				REMARK_HOLD_MAX);
	return make(c, &r, str_printf(c->arena, "the next %ld of this person wait", (long)r.asked).p);
}

int
ctl_comment_note(struct ctl *c)
{
	struct remark r = {.kind = REMARK_NOTE, .text = str_trim(str_of(c->args[1])), .reason = WARNING_NONE};
	if (r.text.n == 0)
		return ctl_fail(EX_USAGE, "the note is empty; nothing was changed");
	return make(c, &r, "the note is kept");
}

int
ctl_comment_unsay(struct ctl *c)
{
	int64_t id;
	if (!ctl_id(c->args[0], &id))
		return ctl_fail(EX_USAGE, "%s is not the id of a remark; `rejoinder comment show` names them",
				c->args[0]);
	enum err e = remark_undo(c->house, c->site, c->arena, c->me, id);
	if (e == ERR_GONE)
		return ctl_fail(EX_NOINPUT, "no remark %ld at this site that stands and can be taken back; "
				"`rejoinder comment show` names them",
				(long)id);
	if (e != ERR_OK)
		return ctl_failed(c, e, "nothing was changed");
	if (c->opt[OPT_JSON] != NULL)
		printf("{\"id\":%ld,\"undone\":true}\n", (long)id);
	ctl_say(c, "%6ld  taken back", (long)id);
	return EX_OK;
}
