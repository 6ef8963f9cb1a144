/* comment list, show. What decides is in ctl_decide.c. */
#include "base/clock.h"
#include "ctl.h"
#include "flow/export.h"
#include "flow/find.h"
#include "flow/queue.h"
#include "store/store_remark.h"

static void
json_remarks(struct json *j, const struct person *about)
{
	json_key(j, "remarks");
	json_array(j);
	for (size_t i = 0; i < about->n_remarks; i++) {
		const struct remark *r = &about->remarks[i];
		json_object(j);
		json_kv_int(j, "id", r->id);
		json_kv_int(j, "comment", r->comment.n);
		json_kv_str(j, "kind", remark_word(r->kind));
		json_kv_str(j, "reason", warning_word(r->reason));
		json_kv_str(j, "text", r->text);
		json_kv_int(j, "asked", r->asked);
		json_kv_int(j, "remains", r->remains);
		json_kv_str(j, "by", r->by);
		json_kv_time(j, "made", r->made);
		json_end(j);
	}
	json_end(j);
}

/* `about`: whose writer's remarks are told, too; NULL: none. */
static void
json_item(struct json *j, const struct queue_item *item, const struct person *about)
{
	json_object(j);
	export_comment(j, &item->comment);
	json_key(j, "person");
	if (item->comment.person.n > 0)
		json_str(j, item->comment.person);
	else
		json_null(j);
	export_reasons(j, item->reasons, item->n_reasons);
	if (about != NULL)
		json_remarks(j, about);
	json_end(j);
}

static enum state
state_option(struct ctl *c)
{
	enum state state = STATE__MAX;
	must(c->opt[OPT_STATE] == NULL || state_of(ctl_text(c, OPT_STATE), &state) == ERR_OK);
	return state;
}

static int
list_items(struct ctl *c, const struct queue_item *items, size_t n, int64_t total)
{
	static const struct list_column columns[] = {
		{"id", LIST_NUMBER},  {"state", LIST_TEXT}, {"written", LIST_TEXT},
		{"name", LIST_GIVES}, {"text", LIST_GIVES},
	};
	struct list *l = list_begin(c, "comments", columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < n; i++) {
		const struct comment *k = &items[i].comment;
		struct json *j = list_row(l);
		if (j != NULL) {
			json_item(j, &items[i], NULL);
			continue;
		}
		list_int(l, k->id.n);
		list_state(l, k->state);
		list_when(l, k->created);
		list_cell(l, k->name);
		list_cell(l, k->text);
	}
	list_more(l, total, n > 0 ? items[n - 1].comment.id.n : 0);
	return list_end(l, "No comments.");
}

struct finding {
	struct ctl *ctl;
	struct queue_item *items;
	size_t n, limit;
	int64_t total;
	enum err e;
};

static bool
found(void *arg, const struct comment *k)
{
	struct finding *f = arg;
	struct ctl *c = f->ctl;
	f->total++;
	if (f->n < f->limit)
		f->e = queue_get(c->house, c->site, c->arena, c->me, k->id, &f->items[f->n++]);
	return f->e == ERR_OK;
}

/* *ret_total: how many there are from `after` on, however few are listed. */
static enum err
list_found(struct ctl *c, const struct find *query, struct comment_id after, int64_t limit,
	   struct queue_item **ret, size_t *ret_n, int64_t *ret_total)
{
	struct finding f = {.ctl = c, .limit = (size_t)limit,
			    .items = arena_array(c->arena, (size_t)limit, struct queue_item)};
	enum err e = find_walk(c->house, c->site, c->me, query, after, found, &f);
	*ret = f.items;
	*ret_n = f.n;
	*ret_total = f.total;
	return e != ERR_OK ? e : f.e;
}

int
ctl_comment_list(struct ctl *c)
{
	enum state state = state_option(c);
	int64_t after, limit, total = 0;
	struct queue_item *items = NULL;
	struct find query;
	struct str why = {0};
	size_t n = 0;
	if (!ctl_part(c, &after, &limit))
		return EX_USAGE;
	if (c->opt[OPT_QUERY] != NULL && state != STATE__MAX)
		return ctl_fail(EX_USAGE, "--query says the state too: status:%.*s",
				STR_FMT(state_word(state)));
	if (!find_read(c->arena, ctl_text(c, OPT_QUERY), &query, &why))
		return ctl_fail(EX_USAGE, "--query: %.*s", STR_FMT(why));
	struct comment_id from = {after};
	enum err e = c->opt[OPT_QUERY] != NULL
			     ? list_found(c, &query, from, limit, &items, &n, &total)
			     : queue_list(c->house, c->site, c->arena, c->me, state, from, limit,
					  &items, &n, &total);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot list comments");
	return list_items(c, items, n, total);
}

static void
print_remark(struct ctl *c, const struct remark *r)
{
	printf("remark   %ld  %.*s", (long)r->id, STR_FMT(remark_word(r->kind)));
	if (r->kind == REMARK_HOLD)
		printf("  %ld of %ld are still to come", (long)r->remains, (long)r->asked);
	printf("  %.*s  %.*s  (%.*s)\n", STR_FMT(warning_word(r->reason)),
	       STR_FMT(ctl_show(c->arena, r->text, 0)), STR_FMT(ctl_show(c->arena, r->by, 0)));
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
	for (size_t i = 0; i < item->about.n_remarks; i++)
		print_remark(c, &item->about.remarks[i]);
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
	if (!ctl_id(c->args[0], &id))
		return ctl_fail(EX_USAGE, "%s is not the id of a comment", c->args[0]);
	enum err e = queue_get(c->house, c->site, c->arena, c->me, (struct comment_id){id}, &item);
	if (e == ERR_GONE)
		return ctl_fail(EX_NOINPUT, "no comment %ld at this site; "
				"`rejoinder comment list` names them",
				(long)id);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot read the comment");
	if (c->opt[OPT_JSON] == NULL)
		return print_comment(c, &item);
	struct buf b = buf_in(c->arena, 16u << 20);
	struct json j = json_to(&b);
	json_item(&j, &item, &item.about);
	return ctl_print(&b);
}
