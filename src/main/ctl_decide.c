/*
 * comment approve, reject, spam, delete, restore, undo. Which comments: ids, a file of ids, or a
 * query. What a query finds is counted and shown first; --yes decides it, each comment as it was
 * found or not at all.
 */
#include <errno.h>

#include "base/utf8.h"
#include "ctl.h"
#include "flow/decide.h"
#include "flow/find.h"
#include "flow/undo.h"
#include "store/store_thread.h"

#define ID_BYTES_MAX 20
#define PREVIEW_ROWS 5

/* One comment to be decided, in the state it was seen in; STATE__MAX: whatever it is in. */
struct chosen {
	struct comment_id id;
	enum state seen;
};

struct choice {
	struct ctl *ctl;
	struct chosen *all;
	size_t n;
};

static void
choose(struct choice *ch, struct comment_id id, enum state seen)
{
	arena_grow(ch->ctl->arena, ch->all, ch->n);
	ch->all[ch->n++] = (struct chosen){id, seen};
}

/* ---- which comments ------------------------------------------------------------------------------ */

static int
choose_arguments(struct ctl *c, struct choice *ch)
{
	for (int i = 0; i < c->n_args; i++) {
		int64_t id;
		if (!ctl_id(c->args[i], &id))
			return ctl_fail(EX_USAGE,
					"%.*s is not the id of a comment; nothing was changed",
					STR_FMT(ctl_show(c->arena, str_of(c->args[i]), 40)));
		choose(ch, (struct comment_id){id}, STATE__MAX);
	}
	return EX_OK;
}

/* An id a line; empty lines and # are passed over. All are read before anything is decided. */
static int
choose_file(struct ctl *c, struct choice *ch)
{
	const char *path = c->opt[OPT_FROM_FILE];
	bool standard = strcmp(path, "-") == 0;
	FILE *f = standard ? stdin : fopen(path, "re");
	char line[256];
	unsigned long number = 0, bad = 0;
	if (f == NULL)
		return ctl_fail(EX_NOINPUT, "cannot open %s: %m", path);
	while (bad == 0 && fgets(line, sizeof(line), f) != NULL) {
		int64_t id;
		struct str s = str_trim(str_of(line));
		number++;
		if (s.n == 0 || s.p[0] == '#')
			continue;
		if (str_int(s, 1, INT64_MAX, &id))
			choose(ch, (struct comment_id){id}, STATE__MAX);
		else
			bad = number;
	}
	bool unread = ferror(f);
	if (!standard)
		fclose(f);
	if (unread)
		return ctl_fail(EX_IOERR, "cannot read %s; nothing was changed", path);
	if (bad > 0)
		return ctl_fail(EX_DATAERR, "%s:%lu: not the id of a comment; nothing was changed",
				standard ? "standard input" : path, bad);
	return EX_OK;
}

static bool
choose_found(void *arg, const struct comment *k)
{
	struct choice *ch = arg;
	struct ctl *c = ch->ctl;
	bool preview = c->opt[OPT_YES] == NULL && c->opt[OPT_JSON] == NULL && ch->n < PREVIEW_ROWS;
	if (preview)
		printf("%6ld  %-9.*s  %-18.*s  %.*s\n", (long)k->id.n,
		       STR_FMT(state_word(k->state)), STR_FMT(ctl_show(c->arena, k->name, 18)),
		       STR_FMT(ctl_show(c->arena, k->text, 60)));
	choose(ch, k->id, k->state);
	return true;
}

static int
choose_query(struct ctl *c, struct choice *ch)
{
	struct find query;
	struct str why = {0};
	if (!find_read(c->arena, ctl_text(c, OPT_QUERY), &query, &why))
		return ctl_fail(EX_USAGE, "--query: %.*s", STR_FMT(why));
	if (query.n == 0)
		return ctl_fail(
			EX_USAGE,
			"an empty query would take every comment; say a term, such as status:");
	enum err e = find_walk(c->house, c->site, c->me, &query, (struct comment_id){0},
			       choose_found, ch);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot look for comments; nothing was changed");
	return EX_OK;
}

static int
choose_all(struct ctl *c, struct choice *ch)
{
	int ways = (c->n_args > 0) + (c->opt[OPT_QUERY] != NULL) + (c->opt[OPT_FROM_FILE] != NULL);
	if (ways != 1)
		return ctl_fail(EX_USAGE, "which comments? Give their ids, or --query, or --from-file");
	return c->n_args > 0		      ? choose_arguments(c, ch)
	       : c->opt[OPT_FROM_FILE] != NULL ? choose_file(c, ch)
					       : choose_query(c, ch);
}

/* ---- deciding ------------------------------------------------------------------------------------ */

static const char *
outcome_word(const struct decided *d)
{
	switch (d->outcome) {
	case DECIDED:
		return "done";
	case DECIDED_ALREADY:
		return "already";
	case DECIDED_CONFLICT:
		return "conflict";
	case DECIDED_GONE:
		return "gone";
	case DECIDED_FORBIDDEN:
		return "forbidden";
	}
	return "";
}

/* Says what became of one; the code that it alone would end with. */
static int
say_decided(struct ctl *c, struct json *j, struct comment_id id, const struct decided *d)
{
	bool there = d->outcome != DECIDED_GONE;
	json_object(j);
	json_kv_int(j, "id", id.n);
	json_kv_str(j, "outcome", str_of(outcome_word(d)));
	if (there)
		json_kv_str(j, "state", state_word(d->state));
	json_end(j);
	switch (d->outcome) {
	case DECIDED:
	case DECIDED_ALREADY:
		ctl_say(c, "%6ld  %.*s%s", (long)id.n, STR_FMT(state_word(d->state)),
			d->outcome == DECIDED_ALREADY ? " (already)" : "");
		return EX_OK;
	case DECIDED_CONFLICT:
		return ctl_fail(EX_DATAERR, "%ld is %.*s: unchanged", (long)id.n,
				STR_FMT(state_word(d->state)));
	case DECIDED_GONE:
		return ctl_fail(EX_NOINPUT, "no comment %ld at this site; "
				"`rejoinder comment list` names them",
				(long)id.n);
	case DECIDED_FORBIDDEN:
		return ctl_fail(EX_NOPERM, "%ld: not allowed", (long)id.n);
	}
	return EX_SOFTWARE;
}

static int
decide_chosen(struct ctl *c, enum verb verb, const struct choice *ch)
{
	struct progress p;
	struct buf b = buf_in(c->arena, 1024 + ch->n * 96);
	struct json j = json_to(&b);
	struct arena *a = arena_new(); /* of one comment */
	int code = EX_OK;
	size_t done = 0;
	/* Lines of their own are progress enough, unless they go elsewhere. */
	bool watched = progress_begin(&p, c, "comments", !isatty(STDOUT_FILENO));
	ctl_catch_interrupt();
	json_object(&j);
	json_key(&j, "comments");
	json_array(&j);
	for (; done < ch->n && !ctl_interrupted(); done++) {
		struct decided d;
		enum err e = decide(c->house, c->site, a, c->me, ch->all[done].id, verb,
				    ch->all[done].seen, ctl_text(c, OPT_NOTE), &d);
		if (e != ERR_OK) {
			code = ctl_failed(c, e, "stopped; only what is listed is done");
			break;
		}
		int said = say_decided(c, &j, ch->all[done].id, &d);
		code = said != EX_OK ? said : code;
		arena_reset(a);
		if (watched)
			progress_show(&p, (int64_t)done, (double)done / (double)ch->n);
	}
	json_end(&j);
	json_end(&j);
	progress_end(&p);
	arena_free(&a);
	if (c->opt[OPT_JSON] != NULL && ctl_print(&b) != EX_OK)
		return EX_IOERR;
	if (done < ch->n && ctl_interrupted())
		return ctl_fail(EX_TEMPFAIL, "stopped after %zu of %zu; the same command goes on",
				done, ch->n);
	return code;
}

/* What a query has found, without --yes: how many it would be. */
static int
say_preview(struct ctl *c, const struct choice *ch)
{
	if (c->opt[OPT_JSON] != NULL)
		printf("{\"found\":%zu}\n", ch->n);
	else if (ch->n > PREVIEW_ROWS)
		printf("%6s\n", "…");
	if (ch->n == 0)
		return EX_OK;
	return ctl_fail(EX_USAGE, "%zu comment%s; nothing was changed: say --yes to decide %s", ch->n,
			ch->n == 1 ? "" : "s", ch->n == 1 ? "it" : "them");
}

static int
decide_all(struct ctl *c, enum verb verb)
{
	struct choice ch = {.ctl = c};
	if (utf8_count(ctl_text(c, OPT_NOTE)) > NOTE_CHARS_MAX)
		return ctl_fail(EX_DATAERR,
				"the note is longer than %d characters; nothing was changed",
				NOTE_CHARS_MAX);
	int code = choose_all(c, &ch);
	if (code != EX_OK)
		return code;
	if (c->opt[OPT_QUERY] != NULL && c->opt[OPT_YES] == NULL)
		return say_preview(c, &ch);
	if (ch.n == 0)
		ctl_say(c, "No comments.");
	return decide_chosen(c, verb, &ch);
}

int
ctl_comment_approve(struct ctl *c)
{
	return decide_all(c, VERB_APPROVE);
}

int
ctl_comment_reject(struct ctl *c)
{
	return decide_all(c, VERB_REJECT);
}

int
ctl_comment_spam(struct ctl *c)
{
	return decide_all(c, VERB_SPAM);
}

int
ctl_comment_delete(struct ctl *c)
{
	return decide_all(c, VERB_DELETE);
}

int
ctl_comment_restore(struct ctl *c)
{
	return decide_all(c, VERB_RESTORE);
}

/* ---- undo ---------------------------------------------------------------------------------------- */

static int
say_undone(struct ctl *c, const struct undone *u, const char *outcome)
{
	struct buf b = buf_in(c->arena, 4096);
	struct json j = json_to(&b);
	json_object(&j);
	json_kv_int(&j, "id", u->comment.n);
	json_kv_str(&j, "outcome", str_of(outcome));
	json_kv_str(&j, "state", state_word(u->state));
	json_end(&j);
	if (c->opt[OPT_JSON] != NULL)
		return ctl_print(&b);
	if (u->outcome == UNDONE)
		ctl_say(c, "%6ld  %.*s again", (long)u->comment.n, STR_FMT(state_word(u->state)));
	else
		ctl_fail(EX_DATAERR, "%ld is %.*s: %s since; nothing was changed", (long)u->comment.n,
			 STR_FMT(state_word(u->state)),
			 u->outcome == UNDO_CONTESTED ? "who got the answer has complained of it"
						      : "it was decided anew");
	return EX_OK;
}

int
ctl_comment_undo(struct ctl *c)
{
	struct undone u;
	enum err e = undo(c->house, c->site, c->arena, c->me, 0, &u);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot undo");
	switch (u.outcome) {
	case UNDONE:
		return say_undone(c, &u, "done");
	case UNDO_CONFLICT:
	case UNDO_CONTESTED:
		return say_undone(c, &u, "conflict") == EX_OK ? EX_DATAERR : EX_IOERR;
	case UNDO_NOTHING:
		return ctl_fail(EX_NOINPUT, "no decision of the command line within seven days; "
					    "`rejoinder audit list --who console` has all of them");
	case UNDO_FORBIDDEN:
		return ctl_fail(EX_NOPERM, "not allowed");
	}
	return EX_SOFTWARE;
}
