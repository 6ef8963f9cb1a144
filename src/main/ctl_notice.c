/* notice list, show. */
#include "base/clock.h"
#include "ctl.h"
#include "flow/notice.h"
#include "store/store_thread.h"

static void
json_answers(struct json *j, const struct notice *n)
{
	json_key(j, "answers");
	json_array(j);
	for (size_t i = 0; i < n->n_answers; i++) {
		json_object(j);
		json_kv_bool(j, "acted", n->answers[i].acted);
		json_kv_str(j, "text", n->answers[i].text);
		json_kv_str(j, "by", n->answers[i].by);
		json_kv_time(j, "made", n->answers[i].made);
		json_end(j);
	}
	json_end(j);
}

static void
json_notice(struct json *j, const struct notice_item *item)
{
	const struct notice *n = &item->notice;
	json_object(j);
	json_kv_int(j, "id", n->id.n);
	json_kv_str(j, "state", notice_state_word(n->state));
	json_kv_str(j, "kind", notice_kind_word(n->kind));
	json_kv_time(j, "created", n->created);
	json_kv_str(j, "text", n->text);
	json_kv_str(j, "location", n->location);
	json_kv_str(j, "name", n->name);
	json_kv_str(j, "person", n->person);
	json_kv_int(j, "comment", n->comment.n);
	json_kv_str(j, "comment_state", state_word(item->comment.state));
	json_kv_str(j, "page", item->comment.page);
	json_kv_bool(j, "edited", item->edited);
	json_answers(j, n);
	json_kv_str(j, "complaint", n->complaint);
	json_kv_time(j, "complained", n->complained);
	json_end(j);
}

static void
list_notice(struct list *l, const struct notice_item *item)
{
	struct json *j = list_row(l);
	const struct notice *n = &item->notice;
	if (j != NULL) {
		json_notice(j, item);
		return;
	}
	list_int(l, n->id.n);
	list_toned(l, TONE_WAITS, notice_state_word(n->state));
	list_cell(l, notice_kind_word(n->kind));
	list_when(l, n->created);
	list_int(l, n->comment.n);
	list_cell(l, item->comment.page);
	list_cell(l, n->text);
}

int
ctl_notice_list(struct ctl *c)
{
	static const struct list_column columns[] = {
		{"id", LIST_NUMBER},      {"state", LIST_TEXT}, {"kind", LIST_TEXT},  {"created", LIST_TEXT},
		{"comment", LIST_NUMBER}, {"page", LIST_GIVES}, {"text", LIST_GIVES},
	};
	int64_t after, limit;
	struct notice_item *items = NULL;
	size_t n = 0;
	if (!ctl_part(c, &after, &limit))
		return EX_USAGE;
	enum err e = notice_list(c->house, c->site, c->arena, c->me, (struct notice_id){after}, limit, &items,
				 &n);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot list notices");
	struct list *l = list_begin(c, "notices", columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < n; i++)
		list_notice(l, &items[i]);
	if (n > 0 && (int64_t)n == limit)
		list_more(l, -1, items[n - 1].notice.id.n);
	return list_end(l, "No notices wait.");
}

static void
print_text(struct arena *a, const char *head, struct str text)
{
	if (text.n > 0)
		printf("\n%s\n%.*s\n", head, STR_FMT(ctl_show(a, text, 0)));
}

static int
print_notice(struct ctl *c, const struct notice_item *item)
{
	struct arena *a = c->arena;
	const struct notice *n = &item->notice;
	printf("notice %lld  %.*s  %.*s  %.*s\n", (long long)n->id.n, STR_FMT(notice_state_word(n->state)),
	       STR_FMT(notice_kind_word(n->kind)), STR_FMT(clock_iso(a, n->created)));
	printf("comment  %lld, %.*s%s, at %.*s\n", (long long)n->comment.n,
	       STR_FMT(state_word(item->comment.state)), item->edited ? ", edited since" : "",
	       STR_FMT(ctl_show(a, n->location, 0)));
	if (n->name.n > 0 || n->person.n > 0)
		printf("from     %.*s %.*s\n", STR_FMT(ctl_show(a, n->name, 0)), STR_FMT(n->person));
	print_text(a, "It says:", n->text);
	print_text(a, "Of this comment:", item->comment.text);
	for (size_t i = 0; i < n->n_answers; i++)
		print_text(a,
			   str_printf(a, "%s %.*s by %.*s:", n->answers[i].acted ? "Acted upon" : "Left",
				      STR_FMT(clock_iso(a, n->answers[i].made)),
				      STR_FMT(ctl_show(a, n->answers[i].by, 0)))
				   .p,
			   n->answers[i].text);
	print_text(a, "Its sender does not agree:", n->complaint);
	return EX_OK;
}

int
ctl_notice_show(struct ctl *c)
{
	int64_t id;
	struct notice_item item;
	if (!ctl_id(c->args[0], &id))
		return ctl_fail(EX_USAGE, "%s is not the id of a notice", c->args[0]);
	enum err e = notice_get(c->house, c->site, c->arena, c->me, (struct notice_id){id}, &item);
	if (e == ERR_GONE)
		return ctl_fail(EX_NOINPUT, "no notice %lld at this site; "
				"`rejoinder notice list` names those that wait",
				(long long)id);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot read the notice");
	if (c->opt[OPT_JSON] == NULL)
		return print_notice(c, &item);
	struct buf b = buf_in(c->arena, 1u << 20);
	struct json j = json_to(&b);
	json_notice(&j, &item);
	return ctl_print(&b);
}
