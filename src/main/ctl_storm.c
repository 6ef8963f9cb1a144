/* storm list, end. */
#include "base/clock.h"
#include "ctl.h"
#include "flow/storm.h"
#include "store/store_thread.h"

static int
print_json(struct ctl *c, const struct thread *threads, size_t n)
{
	struct buf b = buf_in(c->arena, 16u << 20);
	struct json j = json_to(&b);
	json_object(&j);
	json_key(&j, "storms");
	json_array(&j);
	for (size_t i = 0; i < n; i++) {
		const struct thread *t = &threads[i];
		json_object(&j);
		json_kv_int(&j, "id", t->id.n);
		json_kv_str(&j, "page", t->page);
		json_kv_str(&j, "title", t->title);
		json_kv_str(&j, "mode", storm_word(t->storm));
		json_kv_time(&j, "began", t->storm_began);
		json_kv_time(&j, "until", t->storm_until);
		json_kv_str(&j, "why", t->storm_why);
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	return ctl_print(&b);
}

int
ctl_storm_list(struct ctl *c)
{
	int64_t limit;
	struct thread *threads = NULL;
	size_t n = 0;
	if (!ctl_number(c, OPT_LIMIT, 1, 1000, 50, &limit))
		return EX_USAGE;
	enum err e = storm_list(c->house, c->site, c->arena, c->me, (size_t)limit, &threads, &n);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot list storms");
	if (c->opt[OPT_JSON] != NULL)
		return print_json(c, threads, n);
	for (size_t i = 0; i < n; i++)
		printf("%6ld  %-12s  until %.*s  %-30.*s  %.*s\n", (long)threads[i].id.n,
		       storm_word(threads[i].storm).p,
		       STR_FMT(ctl_when(c->arena, threads[i].storm_until)),
		       STR_FMT(ctl_show(c->arena, threads[i].page, 30)),
		       STR_FMT(threads[i].storm_why));
	if (n == 0)
		puts("No storms.");
	return EX_OK;
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
		return ctl_fail(EX_NOINPUT, "no storm on article %ld at this site", (long)id);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot end the storm");
	if (c->opt[OPT_JSON] != NULL)
		printf("{\"id\":%ld,\"ended\":true}\n", (long)id);
	ctl_say(c, "%ld  ended", (long)id);
	return EX_OK;
}
