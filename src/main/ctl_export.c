/* export. */
#include "base/date.h"
#include "base/file.h"
#include "base/page.h"
#include "ctl.h"
#include "flow/export.h"
#include "store/store_thread.h"

static bool
read_format(struct ctl *c, enum export_format *ret)
{
	static const struct str words[EXPORT__MAX] = {
#define X(name, word) STR_C(word),
		EXPORT_FORMATS(X)
#undef X
	};
	struct str word = c->opt[OPT_FORMAT] != NULL ? ctl_text(c, OPT_FORMAT) : words[EXPORT_JSONL];
	for (size_t i = 0; i < EXPORT__MAX; i++)
		if (str_eq(word, words[i])) {
			*ret = (enum export_format)i;
			return true;
		}
	ctl_fail(EX_USAGE, "--format is jsonl, csv, wxr or html");
	return false;
}

/* "approved" or "pending,spam" */
static bool
read_states(struct ctl *c, unsigned *ret)
{
	struct str rest = c->opt[OPT_STATUS] != NULL ? ctl_text(c, OPT_STATUS) : STR(""), word;
	*ret = 0;
	while (rest.n > 0) {
		enum state state;
		str_cut(&rest, ',', &word);
		if (state_of(str_trim(word), &state) != ERR_OK || (*ret >> state & 1)) {
			ctl_fail(EX_USAGE, "--status takes pending, approved, rejected, spam, deleted or "
					   "withdrawn, several by commas, each once");
			return false;
		}
		*ret |= 1u << state;
	}
	return true;
}

static bool
read_ask(struct ctl *c, struct export_ask *ask)
{
	*ask = (struct export_ask){.since = INT64_MIN, .with_keys = c->opt[OPT_WITH_KEYS] != NULL};
	if (!read_format(c, &ask->format) || !read_states(c, &ask->states))
		return false;
	if (c->opt[OPT_SINCE] != NULL && !date_read(ctl_text(c, OPT_SINCE), &ask->since)) {
		ctl_fail(EX_USAGE, "--since takes a date like 2026-11-25 or 2026-11-25T18:00:00Z");
		return false;
	}
	if (c->opt[OPT_PAGE] != NULL && !page_canonical(c->arena, ctl_text(c, OPT_PAGE), &ask->page)) {
		ctl_fail(EX_USAGE, "--page takes an article's path, as thread list has it");
		return false;
	}
	if (ask->with_keys && ask->format != EXPORT_JSONL) {
		ctl_fail(EX_USAGE, "--with-keys goes with --format jsonl alone");
		return false;
	}
	if (c->opt[OPT_OUTPUT] == NULL && ask->format == EXPORT_HTML && ask->page.n == 0) {
		ctl_fail(EX_USAGE, "html is a file an article: name a new folder with --output, or one "
				   "article with --page");
		return false;
	}
	return true;
}

static enum err
to_file(struct ctl *c, const struct export_ask *ask, const char *path, int64_t *ret_n)
{
	struct new_file f = {.stream = NULL};
	enum err e = file_begin(c->arena, path, &f);
	if (e == ERR_OK)
		e = export_stream(c->house, c->site, ask, f.stream, ret_n);
	if (e == ERR_OK)
		return file_commit(&f);
	file_abandon(&f);
	return e;
}

static int
told(struct ctl *c, enum err e, const struct export_ask *ask, const char *path)
{
	if (e == ERR_GONE && ask->page.n > 0)
		return ctl_fail(EX_NOINPUT, "no article called %s has comments here; "
				"`rejoinder thread list` names them",
				c->opt[OPT_PAGE]);
	if (e == ERR_CONFLICT)
		return ctl_fail(EX_CANTCREAT,
				"%s or %s.part is there already; name a new folder, or remove it",
				path, path);
	if (path != NULL && (e == ERR_DENIED || e == ERR_GONE))
		return ctl_fail(EX_CANTCREAT, "cannot write %s: %s", path, err_text(e));
	return ctl_failed(c, e, path != NULL ? "nothing is exported" : "the export is not whole");
}

int
ctl_export(struct ctl *c)
{
	struct export_ask ask;
	struct progress p;
	const char *path = c->opt[OPT_OUTPUT];
	int64_t n = 0;
	if (!read_ask(c, &ask))
		return EX_USAGE;
	enum err e = export_note(c->house, c->site, c->arena, c->me, &ask);
	int code = ctl_noted(c, e, ask.with_keys);
	if (code != EX_OK)
		return code;
	ctl_end_at_interrupt(path != NULL ? "what --output names is whole, or is not there; "
					    "the same command begins anew"
					  : "the export is not whole; the same command begins anew");
	/* Not where the lines themselves go. */
	if (progress_begin(&p, c, "comments", path != NULL || !isatty(STDOUT_FILENO))) {
		ask.progress = progress_show;
		ask.arg = &p;
	}
	e = path == NULL		? export_stream(c->house, c->site, &ask, stdout, &n)
		     : ask.format != EXPORT_HTML || ask.page.n > 0 ? to_file(c, &ask, path, &n)
					: export_folder(c->house, c->site, &ask, path, &n);
	progress_end(&p);
	if (e != ERR_OK)
		return told(c, e, &ask, path);
	if (path != NULL)
		ctl_say(c, "%s: %ld comment%s", path, (long)n, n == 1 ? "" : "s");
	return EX_OK;
}
