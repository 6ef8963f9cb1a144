/* import. */
#include "base/clock.h"
#include "base/file.h"
#include "ctl.h"
#include "flow/import_comment.h"
#include "store/store_thread.h"

#define RULES_BYTES_MAX (16u << 20)

struct telling {
	struct ctl *ctl;
	struct arena *arena; /* of one line: there may be many */
	const char *path;
	struct progress progress;
	bool watched;
};

static void
say_skipped(void *arg, unsigned long line, enum skip why, struct str what)
{
	static const char *const texts[] = {
#define X(name, word, help) help,
		SKIPS(X)
#undef X
	};
	struct telling *t = arg;
	struct str shown = ctl_show(t->arena, what, 100);
	progress_end(&t->progress);
	fprintf(stderr, "rejoinder: %s:%lu: skipped: %s%s%.*s\n", t->path, line, texts[why],
		shown.n > 0 ? ": " : "", STR_FMT(shown));
	arena_reset(t->arena);
}

static void
say_missing(void *arg, unsigned long line, struct str id, struct str page, int64_t created,
	    enum state state)
{
	struct telling *t = arg;
	progress_end(&t->progress);
	if (t->ctl->opt[OPT_JSON] != NULL) {
		struct buf b = buf_in(t->arena, 64u << 10);
		struct json j = json_to(&b);
		json_object(&j);
		json_kv_int(&j, "line", (int64_t)line);
		json_kv_str(&j, "id", id);
		json_kv_str(&j, "page", page);
		json_kv_time(&j, "created", created);
		json_kv_str(&j, "state", state_word(state));
		json_end(&j);
		(void)ctl_print(&b);
	} else {
		printf("%8lu  %-24.*s  %.*s  %-9.*s  %.*s\n", line,
		       STR_FMT(ctl_show(t->arena, id, 24)), STR_FMT(clock_iso(t->arena, created)),
		       STR_FMT(state_word(state)), STR_FMT(ctl_show(t->arena, page, 0)));
	}
	arena_reset(t->arena);
}

static bool
say_progress(void *arg, int64_t bytes, int64_t of_bytes, int64_t comments)
{
	struct telling *t = arg;
	if (t->watched && of_bytes > 0)
		progress_show(&t->progress, comments, (double)bytes / (double)of_bytes);
	return !ctl_interrupted(); /* the batch in hand is stored */
}

static void
json_report(struct ctl *c, struct json *j, const struct comment_imported *done)
{
	json_object(j);
	json_kv_str(j, "format", done->format);
	json_kv_str(j, "source", done->source);
	json_kv_int(j, "threads", done->threads);
	json_kv_int(j, "new", done->added);
	json_kv_int(j, "known", done->known);
	json_key(j, "states");
	json_object(j);
	for (int s = 0; s < STATE__MAX; s++)
		if (done->states[s] > 0)
			json_kv_int(j, state_word((enum state)s).p, done->states[s]);
	json_end(j);
	json_key(j, "skipped");
	json_object(j);
	for (int s = 0; s < SKIP__MAX; s++)
		if (done->skipped[s] > 0)
			json_kv_int(j, skip_word((enum skip)s).p, done->skipped[s]);
	json_end(j);
	json_kv_int(j, "orphans", done->orphans);
	json_kv_int(j, "cycles", done->cycles);
	json_kv_bool(j, "dry_run", c->opt[OPT_DRY_RUN] != NULL || c->opt[OPT_DIFF] != NULL);
	json_key(j, "fault");
	if (done->fault.n > 0)
		json_str(j, done->fault);
	else
		json_null(j);
	json_kv_bool(j, "changed", done->changed);
	if (done->fault_line > 0)
		json_kv_int(j, "line", (int64_t)done->fault_line);
	json_end(j);
}

static void
print_report(struct ctl *c, const struct comment_imported *done)
{
	bool dry = c->opt[OPT_DRY_RUN] != NULL || c->opt[OPT_DIFF] != NULL;
	printf("%.*s%s%.*s: %ld new, %ld already here, in %ld articles%s\n", STR_FMT(done->format),
	       done->source.n > 0 ? " of " : "", STR_FMT(ctl_show(c->arena, done->source, 0)),
	       (long)done->added, (long)done->known, (long)done->threads,
	       dry ? " (nothing is stored)" : "");
	for (int s = 0; s < STATE__MAX; s++)
		if (done->states[s] > 0)
			printf("%10ld %s\n", (long)done->states[s], state_word((enum state)s).p);
	for (int s = 0; s < SKIP__MAX; s++)
		if (done->skipped[s] > 0)
			printf("%10ld skipped: %s\n", (long)done->skipped[s],
			       skip_word((enum skip)s).p);
	if (done->orphans > 0)
		printf("%10ld at top level, for what they answer is not there\n",
		       (long)done->orphans);
	if (done->cycles > 0)
		printf("%10ld circles of answers, cut\n", (long)done->cycles);
}

static int
fault(struct ctl *c, const struct comment_imported *done, const char *path)
{
	const char *at = done->fault_line == 0 ? "" : str_printf(c->arena, ":%lu", done->fault_line).p;
	struct str why = ctl_show(c->arena, done->fault, 0);
	return ctl_fail(EX_DATAERR, "%s%s: %.*s; %s", path, at, STR_FMT(why),
			done->changed ? "the file has changed while it was read: what stood before is "
					"stored, and the same command goes on once it is whole"
				      : "nothing is imported");
}

static int
report(struct ctl *c, const struct comment_imported *done, const char *path)
{
	struct buf b = buf_in(c->arena, 64u << 10);
	struct json j = json_to(&b);
	int code = EX_OK;
	json_report(c, &j, done);
	if (c->opt[OPT_JSON] != NULL)
		code = ctl_print(&b);
	else if (done->fault.n == 0 && c->opt[OPT_QUIET] == NULL)
		print_report(c, done);
	if (done->fault.n > 0)
		return fault(c, done, path);
	if (done->stopped)
		return ctl_fail(EX_TEMPFAIL,
				"stopped; the same command goes on where this one ended");
	return code;
}

static bool
known_format(struct str format)
{
	for (size_t i = 0; import_formats[i] != NULL; i++)
		if (str_eq(format, str_of(import_formats[i])))
			return true;
	return false;
}

int
ctl_import(struct ctl *c)
{
	struct telling t = {.ctl = c, .arena = arena_new()};
	struct comment_import job = {
		.format = c->opt[OPT_FORMAT] != NULL ? ctl_text(c, OPT_FORMAT) : STR("auto"),
		.source = ctl_text(c, OPT_SOURCE),
		.dry_run = c->opt[OPT_DRY_RUN] != NULL || c->opt[OPT_DIFF] != NULL,
		.skipped = say_skipped,
		.missing = c->opt[OPT_DIFF] != NULL ? say_missing : NULL,
		.progress = say_progress,
		.arg = &t};
	struct comment_imported done;
	enum err e = ERR_OK;
	if (!known_format(job.format))
		return ctl_fail(EX_USAGE, "--format is one of those that `import --help` names");
	bool standard = strcmp(c->args[0], "-") == 0;
	job.path = standard ? NULL : c->args[0];
	t.path = standard ? "standard input" : c->args[0];
	if (c->opt[OPT_RULES] != NULL)
		e = file_read(c->arena, c->opt[OPT_RULES], RULES_BYTES_MAX, &job.rules);
	if (e != ERR_OK)
		return ctl_failed(c, e,
				  str_printf(c->arena, "cannot read %s", c->opt[OPT_RULES]).p);
	t.watched = progress_begin(&t.progress, c, "comments", true);
	ctl_catch_interrupt();
	e = import_comments(c->house, c->site, c->arena, c->me, &job, &done);
	progress_end(&t.progress);
	arena_free(&t.arena);
	if (e == ERR_GONE || e == ERR_DENIED)
		return ctl_failed(c, e, str_printf(c->arena, "cannot read %s", t.path).p);
	if (e != ERR_OK)
		return ctl_failed(c, e,
				  str_printf(c->arena,
					     "cannot import %s (what was stored before stays; the "
					     "same command goes on from there)",
					     t.path)
					  .p);
	return report(c, &done, t.path);
}
