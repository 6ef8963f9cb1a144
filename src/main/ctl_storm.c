/* storm list, end. */
#include "base/clock.h"
#include "ctl.h"
#include "flow/storm.h"
#include "store/store_thread.h"

static void
list_storm(struct list *l, const struct thread *t)
{
	struct json *j = list_row(l);
	if (j == NULL) {
		list_int(l, t->id.n);
		list_cell(l, storm_word(t->storm));
		list_when(l, t->storm_until);
		list_cell(l, t->page);
		list_cell(l, t->storm_why);
		return;
	}
	json_object(j);
	json_kv_int(j, "id", t->id.n);
	json_kv_str(j, "page", t->page);
	json_kv_str(j, "title", t->title);
	json_kv_str(j, "mode", storm_word(t->storm));
	json_kv_time(j, "began", t->storm_began);
	json_kv_time(j, "until", t->storm_until);
	json_kv_str(j, "why", t->storm_why);
	json_end(j);
}

int
ctl_storm_list(struct ctl *c)
{
	static const struct list_column columns[] = {
		{"id", LIST_NUMBER}, {"mode", LIST_TEXT},  {"until", LIST_TEXT},
		{"page", LIST_GIVES}, {"why", LIST_GIVES},
	};
	int64_t limit;
	struct thread *threads = NULL;
	size_t n = 0;
	if (!ctl_number(c, OPT_LIMIT, 1, 1000, 50, &limit))
		return EX_USAGE;
	enum err e = storm_list(c->house, c->site, c->arena, c->me, (size_t)limit, &threads, &n);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot list storms");
	struct list *l = list_begin(c, "storms", columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < n; i++)
		list_storm(l, &threads[i]);
	return list_end(l, "No storms.");
}

int
ctl_storm_end(struct ctl *c)
{
	int64_t id;
	if (!ctl_id(c->args[0], &id))
		return ctl_fail(EX_USAGE,
				"%s is not the id of an article; `rejoinder storm list` names them",
				c->args[0]);
	enum err e = storm_end(c->house, c->site, c->arena, c->me, (struct thread_id){id});
	if (e == ERR_GONE)
		return ctl_fail(EX_NOINPUT, "no storm on article %ld at this site; "
				"`rejoinder storm list` names them",
				(long)id);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot end the storm");
	if (c->opt[OPT_JSON] != NULL)
		printf("{\"id\":%ld,\"ended\":true}\n", (long)id);
	ctl_say(c, "%ld  ended", (long)id);
	return EX_OK;
}
