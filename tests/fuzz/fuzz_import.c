/* The readers of imports: the first byte says which, the rest is the file. None may crash, hang or hold more than its
 * bounds; what they hand over is valid UTF-8 or refused, and a text made of HTML is within its size. */
#include "fuzz.h"

#include "../../src/flow/intake.h"

static const struct format *const formats[] = {&format_jsonl,	  &format_csv,	     &format_wxr,
					       &format_disqus,	  &format_isso_json, &format_remark42,
					       &format_commento,  &format_artrans,   &format_coral};

static struct comment_import job;

FUZZ_ARENA

/* In pieces of the size that the input says, so that every border is met. */
static void
read_all(const struct format *f, struct intake *in, struct str rest, size_t step)
{
	void *reader = f->make(a, in);
	bool ok = true;
	while (ok) {
		size_t n = rest.n < step ? rest.n : step;
		ok = f->take(reader, str_sub(rest, 0, n), n == rest.n) && n < rest.n;
		rest = str_from(rest, n);
	}
	if (f->done != NULL)
		f->done(reader);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = {(const char *)data, size};
	if (size < 2)
		return 0;
	const struct format *f = formats[data[0] % ARRAY_LEN(formats)];
	struct intake *intake = intake_new(NULL, NULL, a, NULL, &job, str_of(f->name));
	intake_pass(intake, true);
	read_all(f, intake, str_from(in, 2), 1 + data[1]);
	intake_free(&intake);
	struct str html = fuzz_text(a, str_from(in, 2));
	if (!str_has(html, '\0')) {
		struct str text = markdown_of_html(a, html, data[1] & 1);
		must(utf8_valid(text) && text.n <= html.n * 12 + 64);
	}
	arena_reset(a);
	return 0;
}
