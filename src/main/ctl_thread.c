/* thread import, list, move, open, close, premoderate, slow, readonly. */
#include <errno.h>

#include "base/clock.h"
#include "ctl.h"
#include "flow/import_thread.h"
#include "flow/thread.h"
#include "store/store_thread.h"

#define SKIPS_SHOWN 1000 /* in the JSON; standard error has all */

struct telling {
	struct ctl *ctl;
	struct arena *arena; /* of one line: there may be many */
	struct json *json;   /* NULL: for people */
	const char *path;
	int64_t n;
};

/* On standard error in either case: cron sends it on, and a program reads the counts alone. */
static void
say_skipped(void *arg, unsigned long line, struct str why)
{
	struct telling *t = arg;
	struct str shown = ctl_show(t->arena, why, 0);
	fprintf(stderr, "rejoinder: %s:%lu: skipped: %.*s\n", t->path, line, STR_FMT(shown));
	arena_reset(t->arena);
	if (t->n++ >= SKIPS_SHOWN)
		return;
	json_object(t->json);
	json_kv_int(t->json, "line", (int64_t)line);
	json_kv_str(t->json, "why", why);
	json_end(t->json);
}

static int
say_counts(struct ctl *c, struct json *j, const struct imported *done, const char *path)
{
	bool dry = c->opt[OPT_DRY_RUN] != NULL;
	json_end(j);
	json_kv_str(j, "format", done->format);
	json_kv_int(j, "new", done->added);
	json_kv_int(j, "changed", done->changed);
	json_kv_int(j, "unchanged", done->unchanged);
	json_kv_int(j, "skipped", done->skipped);
	json_kv_bool(j, "dry_run", dry);
	json_key(j, "fault");
	if (done->fault.n > 0)
		json_str(j, done->fault);
	else
		json_null(j);
	json_end(j);
	int code = EX_OK;
	if (c->opt[OPT_JSON] != NULL)
		code = ctl_print(j->out);
	else if (done->format.n > 0)
		ctl_say(c, "%s%ld new, %ld changed, %ld unchanged, %ld skipped",
			dry ? "nothing is stored; it would be: " : "", (long)done->added,
			(long)done->changed, (long)done->unchanged, (long)done->skipped);
	if (done->fault.n == 0)
		return code;
	struct str why = ctl_show(c->arena, done->fault, 0);
	if (done->fault_line == 0)
		return ctl_fail(EX_DATAERR, "%s: %.*s", path, STR_FMT(why));
	return ctl_fail(EX_DATAERR, "%s:%lu: %.*s%s", path, done->fault_line, STR_FMT(why),
			done->format.n > 0 ? "; it was read up to there" : "");
}

int
ctl_thread_import(struct ctl *c)
{
	struct buf b = buf_in(c->arena, 16u << 20);
	struct json j = json_to(&b);
	bool standard = strcmp(c->args[0], "-") == 0;
	const char *path = standard ? "standard input" : c->args[0];
	FILE *file = standard ? stdin : fopen(path, "re");
	if (file == NULL)
		return ctl_fail(EX_NOINPUT, "cannot open %s: %m", path);
	struct telling t = {.ctl = c, .arena = arena_new(), .json = &j, .path = path};
	struct import_job job = {.file = file,
				 .dry_run = c->opt[OPT_DRY_RUN] != NULL,
				 .skipped = say_skipped,
				 .arg = &t};
	struct imported done;
	json_object(&j);
	json_key(&j, "skips");
	json_array(&j);
	enum err e = import_threads(c->house, c->site, c->arena, c->me, &job, &done);
	bool unread = ferror(file);
	if (!standard)
		fclose(file);
	arena_free(&t.arena);
	if (unread)
		return ctl_fail(EX_IOERR, "cannot read %s", path);
	if (e != ERR_OK)
		return ctl_failed(c, e, "stopped; what was stored before stays");
	return say_counts(c, &j, &done, path);
}

static void
json_thread(struct json *j, const struct thread *t)
{
	json_object(j);
	json_kv_int(j, "id", t->id.n);
	json_kv_str(j, "page", t->page);
	json_kv_str(j, "title", t->title);
	json_kv_time(j, "published", t->published);
	json_kv_str(j, "lang", t->lang);
	json_kv_str(j, "author", t->author);
	json_kv_str(j, "source", t->source);
	json_kv_int(j, "comments", t->approved);
	json_kv_str(j, "mode", mode_word(t->mode));
	json_key(j, "storm");
	if (t->storm_until > clock_now()) {
		json_object(j);
		json_kv_str(j, "mode", storm_word(t->storm));
		json_kv_time(j, "began", t->storm_began);
		json_kv_time(j, "until", t->storm_until);
		json_kv_str(j, "why", t->storm_why);
		json_end(j);
	} else {
		json_null(j);
	}
	json_end(j);
}

static void
list_thread(struct list *l, const struct thread *t)
{
	struct json *j = list_row(l);
	if (j != NULL) {
		json_thread(j, t);
		return;
	}
	bool storm = t->storm_until > clock_now();
	list_int(l, t->id.n);
	list_when(l, t->published);
	list_int(l, t->approved);
	list_toned(l, t->mode == MODE_OPEN ? TONE_GOOD : TONE_WAITS, mode_word(t->mode));
	list_toned(l, TONE_BAD, storm ? storm_word(t->storm) : STR(""));
	list_cell(l, t->page);
	list_cell(l, t->title);
}

int
ctl_thread_list(struct ctl *c)
{
	static const struct list_column columns[] = {
		{"id", LIST_NUMBER}, {"published", LIST_TEXT}, {"comments", LIST_NUMBER},
		{"mode", LIST_TEXT}, {"storm", LIST_TEXT},     {"page", LIST_GIVES},
		{"title", LIST_GIVES},
	};
	int64_t after, limit;
	struct thread *threads = NULL;
	size_t n = 0;
	if (!ctl_part(c, &after, &limit))
		return EX_USAGE;
	enum err e = thread_list(c->house, c->site, c->arena, c->me, (struct thread_id){after},
				 limit, &threads, &n);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot list articles");
	struct list *l = list_begin(c, "threads", columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < n; i++)
		list_thread(l, &threads[i]);
	if (n > 0 && (int64_t)n == limit)
		list_more(l, -1, threads[n - 1].id.n);
	return list_end(l, "No articles.");
}

/* All paths are read before anything is changed. NULL: one is none, which is told; the code is EX_USAGE. */
static struct str *
read_paths(struct ctl *c)
{
	struct str *pages = arena_array(c->arena, (size_t)c->n_args + 1, struct str);
	for (int i = 0; i < c->n_args; i++)
		if (ctl_page(c, c->args[i], &pages[i]) != EX_OK)
			return NULL;
	return pages;
}

int
ctl_thread_move(struct ctl *c)
{
	enum thread_moved outcome;
	const struct str *pages = read_paths(c);
	if (pages == NULL)
		return EX_USAGE;
	enum err e = thread_move(c->house, c->site, c->arena, c->me, pages[0], pages[1], &outcome);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot move the article");
	switch (outcome) {
	case THREAD_MOVED:
	case THREAD_THERE:
		break;
	case THREAD_NONE:
		return ctl_fail(EX_DATAERR, "%s: no such article; see thread list", c->args[0]);
	case THREAD_TAKEN:
		return ctl_fail(EX_DATAERR, "%s: another article with comments of its own is there",
				c->args[1]);
	case THREAD_FORBIDDEN:
		return ctl_fail(EX_NOPERM, "not allowed");
	}
	if (c->opt[OPT_JSON] != NULL)
		printf("{\"changed\":%d}\n", outcome == THREAD_MOVED);
	else
		ctl_say(c, "%.*s  is now at %.*s", STR_FMT(ctl_show(c->arena, pages[0], 0)),
			STR_FMT(ctl_show(c->arena, pages[1], 0)));
	return EX_OK;
}

static int
set_mode(struct ctl *c, enum mode mode, const char *done)
{
	const struct str *pages = read_paths(c);
	if (pages == NULL)
		return EX_USAGE;
	for (int i = 0; i < c->n_args; i++) {
		enum err e = thread_set_mode(c->house, c->site, c->arena, c->me, pages[i], mode);
		if (e != ERR_OK)
			return ctl_failed(c, e, "cannot change the article");
		ctl_say(c, "%.*s  %s", STR_FMT(ctl_show(c->arena, pages[i], 0)), done);
	}
	if (c->opt[OPT_JSON] != NULL)
		printf("{\"changed\":%d}\n", c->n_args);
	return EX_OK;
}

int
ctl_thread_open(struct ctl *c)
{
	return set_mode(c, MODE_OPEN, "open");
}

int
ctl_thread_close(struct ctl *c)
{
	return set_mode(c, MODE_CLOSED, "closed");
}

int
ctl_thread_premoderate(struct ctl *c)
{
	return set_mode(c, MODE_PREMODERATED, "pre-moderated");
}

int
ctl_thread_slow(struct ctl *c)
{
	return set_mode(c, MODE_SLOW, "slow");
}

int
ctl_thread_readonly(struct ctl *c)
{
	return set_mode(c, MODE_READONLY, "read-only");
}
