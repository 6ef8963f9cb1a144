/* What moves in, as a trial run: the first byte says as what (a format by its name, or what its head says; articles),
 * the second how it is packed. All of flow/import_*.c is behind it: the container (gzip, zip), Isso's database, both
 * readings of each format, the rules of addresses before the first NUL, and what becomes of a record. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "test.h"

#include "../flow/house.h"
#include "flow/import_comment.h"
#include "flow/import_thread.h"
#include "fuzz.h"

#define FORMATS 12 /* of import_formats, "auto" among them */
#define PACKED_ROOM 65536

static struct fixture f;
static struct arena *a;
static int fd;

static void
end(void)
{
	fixture_end(&f);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fixture_make(&f, "");
	a = arena_new();
	fd = memfd_create("import", 0);
	must(fd > 0 && import_formats[FORMATS - 1] != NULL && import_formats[FORMATS] == NULL);
	return atexit(end);
}

static void
on_skip(void *arg, unsigned long line, struct str why)
{
	(void)arg, (void)line;
	must(why.n > 0);
}

static void
on_missing(void *arg, unsigned long line, struct str id, struct str page, int64_t created, enum state s)
{
	(void)arg, (void)line, (void)created;
	must(id.n > 0 && utf8_valid(id) && utf8_valid(page) && page.n > 0 && page.p[0] == '/');
	must(s < STATE__MAX);
}

static void
take_articles(struct str in)
{
	struct imported done;
	FILE *file = fmemopen((void *)(uintptr_t)in.p, in.n, "r");
	must(file != NULL);
	struct import_job job = {.file = file, .dry_run = true, .skipped = on_skip};
	must(import_threads(f.house, f.site, a, f.console, &job, &done) == ERR_OK);
	must(utf8_valid(done.fault) && done.added >= 0);
	must(fclose(file) == 0);
}

static struct str
gzipped(struct str in)
{
	z_stream z = {.next_in = (unsigned char *)(uintptr_t)in.p, .avail_in = (unsigned)in.n};
	char *out = arena_alloc(a, PACKED_ROOM);
	z.next_out = (unsigned char *)out;
	z.avail_out = PACKED_ROOM;
	must(deflateInit2(&z, 1, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	must(deflate(&z, Z_FINISH) == Z_STREAM_END && deflateEnd(&z) == Z_OK);
	return (struct str){out, PACKED_ROOM - z.avail_out};
}

static void
take_comments(const char *format, struct str in, bool rules, bool pack)
{
	struct comment_imported done = {.added = 0};
	struct comment_import job = {.path = str_printf(a, "/proc/self/fd/%d", fd).p,
				     .format = str_of(format),
				     .dry_run = true,
				     .missing = on_missing};
	if (rules)
		job.rules = fuzz_part(&in);
	if (pack && in.n < PACKED_ROOM / 2)
		in = gzipped(in);
	must(ftruncate(fd, 0) == 0 && pwrite(fd, in.p, in.n, 0) == (ssize_t)in.n);
	must(import_comments(f.house, f.site, a, f.console, &job, &done) == ERR_OK);
	int64_t states = 0;
	for (size_t i = 0; i < STATE__MAX; i++)
		states += done.states[i];
	must(states == done.added + done.known && utf8_valid(done.fault));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = {(const char *)data, size};
	if (size < 3)
		return 0;
	if (data[0] % (FORMATS + 1) == FORMATS)
		take_articles(str_from(in, 2));
	else
		take_comments(import_formats[data[0] % (FORMATS + 1)], str_from(in, 2), data[1] & 1, data[1] & 2);
	arena_reset(a);
	return 0;
}
