/* export. */
#include "ctl.h"
#include "flow/export.h"

/* On a terminal alone, and not where the lines themselves go. */
static void
progress(int64_t done)
{
	fprintf(stderr, "\r%ld comments", (long)done);
}

int
ctl_export(struct ctl *c)
{
	int64_t n = 0;
	bool shown = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
	if (c->opt[OPT_FORMAT] != NULL && strcmp(c->opt[OPT_FORMAT], "jsonl") != 0)
		return ctl_fail(EX_USAGE, "--format is jsonl");
	enum err e = export_jsonl(c->house, c->site, stdout, shown ? progress : NULL, &n);
	if (shown)
		fputc('\n', stderr);
	return e == ERR_OK ? EX_OK : ctl_failed(c, e, "the export is not whole");
}
