/* ban add --remove-posts: what the ban would have stopped is found by a back test, shown, and deleted. */
#include "base/clock.h"
#include "ctl_ban.h"
#include "flow/decide.h"
#include "flow/queue.h"
#include "store/store_thread.h"

#define PREVIEW_ROWS 5

static int
find_caught(struct ctl *c, const struct ban_row *row, struct ban_posts *ret)
{
	struct trial trial = {.ban = row};
	struct backtest b;
	enum err e = house_judges(c->house);
	if (e == ERR_OK)
		e = backtest(c->house, c->site, c->arena, c->me, &trial, BACKTEST_MAX, &b);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot look for comments; nothing was changed");
	ret->at = arena_array(c->arena, b.n, struct caught);
	for (size_t i = b.n; i > 0; i--)
		if (b.caught[i - 1].state == STATE_APPROVED || b.caught[i - 1].state == STATE_PENDING)
			ret->at[ret->n++] = b.caught[i - 1];
	return EX_OK;
}

int
ban_posts_find(struct ctl *c, enum ban_kind kind, struct str what, struct ban_posts *ret)
{
	struct ban ban = {.kind = kind};
	struct ban_row row = {.id = {1}, .kind = kind};
	*ret = (struct ban_posts){.n = 0};
	if (c->opt[OPT_SHADOW] != NULL)
		return ctl_fail(EX_USAGE, "--shadow changes nothing, so it does not go with --remove-posts");
	if (kind == BAN_DOMAIN || kind == BAN_ADDRESS)
		return ctl_fail(EX_USAGE,
				"--remove-posts goes with --email-stdin, --name and --link-host: mail "
				"domains and network addresses are not stored with comments");
	what = str_copy(c->arena, what); /* it is wiped */
	enum ban_outcome out = ban_read(c->house, c->site, c->arena, &ban, what, &row.hash);
	row.target = ban.target;
	return out == BAN_ADDED ? find_caught(c, &row, ret) : ban_refused(kind, out);
}

int
ban_posts_preview(struct ctl *c, const struct ban_posts *p)
{
	static const struct list_column columns[] = {
		{"id", LIST_NUMBER}, {"state", LIST_TEXT}, {"name", LIST_GIVES}, {"text", LIST_GIVES}};
	if (c->opt[OPT_JSON] != NULL) {
		printf("{\"found\":%zu}\n", p->n);
		return ctl_fail(EX_USAGE, "nothing was changed: say --yes to ban and to delete them");
	}
	struct list *l = list_begin(c, "comments", columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < p->n && i < PREVIEW_ROWS; i++) {
		struct queue_item item;
		enum err e = queue_get(c->house, c->site, c->arena, c->me, p->at[i].id, &item);
		if (e == ERR_GONE)
			continue;
		if (e != ERR_OK)
			return ctl_failed(c, e, "cannot read a comment; nothing was changed");
		(void)list_row(l);
		list_int(l, item.comment.id.n);
		list_state(l, item.comment.state);
		list_cell(l, item.comment.name);
		list_cell(l, item.comment.text);
	}
	list_end(l, "No comments.");
	return ctl_fail(EX_USAGE,
			"%zu comment%s would be deleted; nothing was changed: say --yes to ban and to "
			"delete", p->n, p->n == 1 ? "" : "s");
}

int
ban_posts_delete(struct ctl *c, const struct ban_posts *p, int64_t *ret_removed)
{
	struct progress progress;
	struct arena *a = arena_new(); /* of one comment */
	bool watched = progress_begin(&progress, c, "comments", true);
	size_t done = 0;
	enum err e = ERR_OK;
	*ret_removed = 0;
	ctl_catch_interrupt();
	for (; e == ERR_OK && done < p->n && !ctl_interrupted(); done++) {
		struct decided d;
		e = decide(c->house, c->site, a, c->me, p->at[done].id, VERB_DELETE, p->at[done].state,
			   STR(""), &d);
		*ret_removed += e == ERR_OK && d.outcome == DECIDED;
		arena_reset(a);
		if (watched)
			progress_show(&progress, (int64_t)done, (double)done / (double)p->n);
	}
	progress_end(&progress);
	arena_free(&a);
	if (e != ERR_OK)
		return ctl_failed(c, e, "banned, but not all is deleted; the same command goes on");
	if (done < p->n)
		return ctl_fail(EX_TEMPFAIL,
				"banned; stopped after %zu of %zu comments; the same command goes on", done,
				p->n);
	return EX_OK;
}
