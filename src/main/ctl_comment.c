/* comment list, show, approve, reject, spam, undo. */
#include "base/clock.h"
#include "base/utf8.h"
#include "ctl.h"
#include "flow/decide.h"
#include "flow/export.h"
#include "flow/queue.h"
#include "flow/undo.h"

#define TEXT_WIDTH 60

static void
json_item(struct json *j, const struct queue_item *item)
{
	json_object(j);
	export_comment(j, &item->comment);
	json_key(j, "person");
	if (item->comment.person.n > 0)
		json_str(j, item->comment.person);
	else
		json_null(j);
	export_reasons(j, item->reasons, item->n_reasons);
	json_end(j);
}

static bool
state_option(struct ctl *c, enum state *ret)
{
	*ret = STATE__MAX;
	if (c->opt[OPT_STATE] == NULL || state_of(ctl_text(c, OPT_STATE), ret) == ERR_OK)
		return true;
	ctl_fail(EX_USAGE, "--state is pending, approved, rejected, spam, deleted or withdrawn");
	return false;
}

static int
print_table(struct ctl *c, const struct queue_item *items, size_t n, int64_t limit, int64_t total)
{
	for (size_t i = 0; i < n; i++) {
		const struct comment *k = &items[i].comment;
		printf("%6ld  %-9.*s  %-20.*s  %-18.*s  %.*s\n", (long)k->id.n,
		       STR_FMT(state_word(k->state)), STR_FMT(ctl_when(c->arena, k->created)),
		       STR_FMT(ctl_show(c->arena, k->name, 18)),
		       STR_FMT(ctl_show(c->arena, k->text, TEXT_WIDTH)));
	}
	if (n == 0)
		puts("No comments.");
	else if ((int64_t)n == limit && limit < total)
		printf("%zu of %ld; more with --after %ld\n", n, (long)total,
		       (long)items[n - 1].comment.id.n);
	return EX_OK;
}

int
ctl_comment_list(struct ctl *c)
{
	enum state state;
	int64_t after, limit, total = 0;
	struct queue_item *items = NULL;
	size_t n = 0;
	if (!state_option(c, &state) || !ctl_number(c, OPT_AFTER, 0, INT64_MAX, 0, &after) ||
	    !ctl_number(c, OPT_LIMIT, 1, 1000, 50, &limit))
		return EX_USAGE;
	enum err e = queue_list(c->house, c->site, c->arena, c->me, state,
				(struct comment_id){after}, limit, &items, &n, &total);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot list comments");
	if (c->opt[OPT_JSON] == NULL)
		return print_table(c, items, n, limit, total);
	struct buf b = buf_in(c->arena, (size_t)1 << 30);
	struct json j = json_to(&b);
	json_object(&j);
	json_key(&j, "comments");
	json_array(&j);
	for (size_t i = 0; i < n; i++)
		json_item(&j, &items[i]);
	json_end(&j);
	json_kv_int(&j, "total", total);
	json_end(&j);
	return ctl_print(&b);
}

static int
print_comment(struct ctl *c, const struct queue_item *item)
{
	struct arena *a = c->arena;
	const struct comment *k = &item->comment;
	printf("comment %ld  %.*s  %.*s\n", (long)k->id.n, STR_FMT(state_word(k->state)),
	       STR_FMT(clock_iso(a, k->created)));
	printf("page     %.*s\n", STR_FMT(ctl_show(a, k->page, 0)));
	printf("name     %.*s\n", STR_FMT(ctl_show(a, k->name, 0)));
	if (k->url.n > 0)
		printf("website  %.*s\n", STR_FMT(ctl_show(a, k->url, 0)));
	if (k->person.n > 0)
		printf("person   %.*s: %ld approved, %ld rejected%s\n", STR_FMT(k->person),
		       (long)item->history.count[STATE_APPROVED],
		       (long)(item->history.count[STATE_REJECTED] +
			      item->history.count[STATE_SPAM]),
		       item->banned ? ", banned" : "");
	printf("score    %.1f\n", k->score);
	if (k->toxicity >= 0)
		printf("toxicity %.2f (orders the queue, decides nothing)\n", k->toxicity);
	for (size_t i = 0; i < item->n_reasons; i++) {
		const struct reason *r = &item->reasons[i];
		printf("reason   %.*s %+.1f %.*s (%.*s", STR_FMT(r->rule), r->weight,
		       STR_FMT(r->help), STR_FMT(r->shadow ? STR("shadow") : action_word(r->action)));
		if (r->entry.n > 0)
			printf("; %.*s", STR_FMT(ctl_show(a, r->entry, 0)));
		if (r->to > 0)
			printf("; %s bytes %zu to %zu", field_word(r->field).p, r->from, r->to);
		puts(")");
	}
	if (k->note.n > 0)
		printf("note     %.*s\n", STR_FMT(ctl_show(a, k->note, 0)));
	printf("\n%.*s\n", STR_FMT(ctl_show(a, k->text, 0)));
	return EX_OK;
}

int
ctl_comment_show(struct ctl *c)
{
	int64_t id;
	struct queue_item item;
	if (c->n_args != 1 || !ctl_id(c->args[0], &id))
		return ctl_fail(EX_USAGE, "comment show takes one id");
	enum err e = queue_get(c->house, c->site, c->arena, c->me, (struct comment_id){id}, &item);
	if (e == ERR_GONE)
		return ctl_fail(EX_NOINPUT, "no comment %ld at this site", (long)id);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot read the comment");
	if (c->opt[OPT_JSON] == NULL)
		return print_comment(c, &item);
	struct buf b = buf_in(c->arena, 16u << 20);
	struct json j = json_to(&b);
	json_item(&j, &item);
	return ctl_print(&b);
}

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

static void
say_decided(struct ctl *c, struct json *j, int64_t id, const struct decided *d)
{
	bool there = d->outcome != DECIDED_GONE;
	if (c->opt[OPT_JSON] == NULL) {
		if (there)
			printf("%6ld  %.*s%s\n", (long)id, STR_FMT(state_word(d->state)),
			       d->outcome == DECIDED_ALREADY ? " (already)" :
			       d->outcome == DECIDED ? "" : " (unchanged)");
		else
			ctl_fail(EX_NOINPUT, "no comment %ld at this site", (long)id);
		return;
	}
	json_object(j);
	json_kv_int(j, "id", id);
	json_kv_str(j, "outcome", str_of(outcome_word(d)));
	if (there)
		json_kv_str(j, "state", state_word(d->state));
	json_end(j);
}

static int
decide_all(struct ctl *c, enum verb verb)
{
	struct buf b = buf_in(c->arena, 16u << 20);
	struct json j = json_to(&b);
	struct decided d;
	int64_t id;
	int code = EX_OK;
	if (c->n_args == 0)
		return ctl_fail(EX_USAGE, "which comments? Give their ids");
	for (int i = 0; i < c->n_args; i++)
		if (!ctl_id(c->args[i], &id))
			return ctl_fail(EX_USAGE,
					"%s is not the id of a comment; nothing was changed",
					c->args[i]);
	if (utf8_count(ctl_text(c, OPT_NOTE)) > NOTE_CHARS_MAX)
		return ctl_fail(EX_DATAERR,
				"the note is longer than %d characters; nothing was changed",
				NOTE_CHARS_MAX);
	json_object(&j);
	json_key(&j, "comments");
	json_array(&j);
	for (int i = 0; i < c->n_args; i++) {
		must(ctl_id(c->args[i], &id));
		enum err e = decide(c->house, c->site, c->arena, c->me, (struct comment_id){id},
				    verb, STATE__MAX, ctl_text(c, OPT_NOTE), &d);
		if (e != ERR_OK) {
			code = ctl_failed(c, e, "stopped; only what is listed is done");
			break;
		}
		say_decided(c, &j, id, &d);
		if (d.outcome != DECIDED && d.outcome != DECIDED_ALREADY)
			code = d.outcome == DECIDED_GONE ? EX_NOINPUT : EX_DATAERR;
	}
	json_end(&j);
	json_end(&j);
	if (c->opt[OPT_JSON] != NULL && ctl_print(&b) != EX_OK)
		return EX_IOERR;
	return code;
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
		ctl_fail(EX_DATAERR, "%ld is %.*s: it was decided anew since; nothing was changed",
			 (long)u->comment.n, STR_FMT(state_word(u->state)));
	return EX_OK;
}

int
ctl_comment_undo(struct ctl *c)
{
	struct undone u;
	if (c->n_args != 0)
		return ctl_fail(EX_USAGE, "comment undo takes no ids: it takes back the last decision");
	enum err e = undo(c->house, c->site, c->arena, c->me, 0, &u);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot undo");
	switch (u.outcome) {
	case UNDONE:
		return say_undone(c, &u, "done");
	case UNDO_CONFLICT:
		return say_undone(c, &u, "conflict") == EX_OK ? EX_DATAERR : EX_IOERR;
	case UNDO_NOTHING:
		return ctl_fail(EX_NOINPUT, "no decision of the command line within seven days");
	case UNDO_FORBIDDEN:
		return ctl_fail(EX_NOPERM, "not allowed");
	}
	return EX_SOFTWARE;
}
