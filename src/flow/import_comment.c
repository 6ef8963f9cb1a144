/*
 * Which format a file is of, and its two readings; see the header. Everything else is intake.c's
 * (what becomes of a record) and the readers'.
 */
#include "flow/import_comment.h"

#include "base/file.h"
#include "import_file.h"
#include "import_text.h"
#include "intake.h"

#define PIECE_BYTES (64u * 1024)
#define HEAD_BYTES 4096

static const char *const skip_words[] = {
#define X(name, word, help) word,
	SKIPS(X)
#undef X
};

struct str
skip_word(enum skip s)
{
	must((unsigned)s < SKIP__MAX);
	return str_of(skip_words[s]);
}

/* Isso's database is no stream: it has no reader of pieces. */
static const struct format isso = {"isso", NULL, NULL, NULL};

static const struct format *const formats[] = {
	&format_jsonl,	   &format_csv,	     &format_wxr,      &format_disqus,	   &isso,
	&format_isso_json, &format_remark42, &format_commento, &format_comentario, &format_artrans,
	&format_coral};

const char *const import_formats[] = {"auto",	 "jsonl",     "csv",	  "wxr",      "disqus",
				      "isso",	 "isso-json", "remark42", "commento", "comentario",
				      "artrans", "coral",     NULL};

struct run {
	struct arena *arena;
	const struct comment_import *job;
	struct intake *intake;
	struct import_file *file;
	const struct format *format;
	int64_t bytes, of; /* of both readings */
};

/* ---- which format ---------------------------------------------------------------------------- */

static bool
says(struct str head, const char *what)
{
	return str_find(head, str_of(what), 0) != SIZE_MAX;
}

/* What begins with a brace. */
static const struct format *
recognise_object(struct str head)
{
	struct str first;
	str_cut(&(struct str){head.p, head.n}, '\n', &first);
	if (says(head, "\"locator\"") || (says(first, "\"users\"") && says(first, "\"version\"")))
		return &format_remark42;
	if (says(head, "\"rejoinder\"") ||
	    (!says(head, "\"version\"") && says(first, "\"created\"")))
		return &format_jsonl;
	if (says(head, "\"version\":3") || says(head, "\"version\": 3") || says(head, "\"host\""))
		return &format_comentario;
	return says(head, "\"version\"") || says(head, "\"commentHex\"") ? &format_commento
									 : &format_jsonl;
}

/* By how it begins; NULL: none that we know. */
static const struct format *
recognise(struct str head)
{
	struct str first;
	if (str_starts(head, STR("SQLite format 3")))
		return &isso;
	if (str_starts(head, STR("\xEF\xBB\xBF")))
		head = str_from(head, 3);
	head = str_trim(head);
	/* A file that something else stands before is not well-formed, and XML's reader says where.
	 */
	if (says(head, "<disqus"))
		return &format_disqus;
	if (str_starts(head, STR("<")) || says(head, "<rss"))
		return &format_wxr;
	if (str_starts(head, STR("{")))
		return recognise_object(head);
	if (str_starts(head, STR("[")))
		return says(head, "\"page_key\"") || says(head, "\"rid\"") ||
				       !says(head, "\"comments\"")
			       ? &format_artrans
			       : &format_isso_json;
	str_cut(&(struct str){head.p, head.n}, '\n', &first);
	if (says(first, "story_id"))
		return &format_coral;
	return says(first, "text") && says(first, "created") ? &format_csv : NULL;
}

static const struct format *
by_name(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (str_eq(name, str_of(formats[i]->name)))
			return formats[i];
	return NULL;
}

static enum err
find_format(struct run *r, struct str *ret_why)
{
	char *head = arena_alloc(r->arena, HEAD_BYTES);
	size_t n = 0;
	if (import_file_parts(r->file) > 1) {
		r->format = &format_coral;
		return ERR_OK;
	}
	enum err e = import_file_begin(r->file, 0, ret_why);
	if (e == ERR_OK)
		e = import_file_read(r->file, head, HEAD_BYTES, &n, ret_why);
	if (e != ERR_OK)
		return e;
	struct str bytes = {head, n};
	if (text_is_utf16(bytes)) {
		*ret_why = STR(UTF16_REFUSED);
		return ERR_INPUT;
	}
	r->format = str_eq(r->job->format, STR("auto")) ? recognise(bytes) : by_name(r->job->format);
	if (r->format != NULL)
		return ERR_OK;
	*ret_why = STR("this is no file of a system that is known; --format says which one it is");
	return ERR_INPUT;
}

/* ---- reading --------------------------------------------------------------------------------- */

static bool
say_progress(struct run *r, int64_t before)
{
	struct comment_imported *done = intake_report(r->intake);
	if (r->job->progress == NULL)
		return true;
	int64_t here = import_file_at(r->file);
	if (r->job->progress(r->job->arg, before + here, r->of, done->added + done->known))
		return true;
	done->stopped = true;
	return false;
}

/* The files of Coral's that others name must be read before them; an archive of anything else holds
 * one. */
static const char *const coral_parts[] = {"users.csv", "stories.csv", "comments.csv"};

static size_t
find_part(const struct run *r, const char *name)
{
	size_t i = 0;
	while (i < import_file_parts(r->file) &&
	       !str_eq(import_file_name(r->file, i), str_of(name)))
		i++;
	return i;
}

static bool
is_coral(const struct run *r)
{
	bool all = import_file_parts(r->file) == ARRAY_LEN(coral_parts);
	for (size_t i = 0; i < ARRAY_LEN(coral_parts); i++)
		all = all && find_part(r, coral_parts[i]) < import_file_parts(r->file);
	return all;
}

/* One part, from its start to its end. ERR_INPUT: the file is at fault, and the report says why. */
static enum err
read_part(struct run *r, size_t part, int64_t before)
{
	char *bytes = arena_alloc(r->arena, PIECE_BYTES);
	struct str why = {0};
	struct arena *a = arena_new();
	enum err e = import_file_begin(r->file, part, &why);
	void *reader = r->format->make(a, r->intake);
	bool ok = true, last = false, first = true;
	while (e == ERR_OK && ok && !last) {
		struct str piece = {bytes, 0};
		e = import_file_read(r->file, bytes, PIECE_BYTES, &piece.n, &why);
		if (e != ERR_OK)
			break;
		last = piece.n < PIECE_BYTES;
		if (first && str_starts(piece, STR("\xEF\xBB\xBF")))
			piece = str_from(piece, 3); /* UTF-8's mark */
		first = false;
		ok = r->format->take(reader, piece, last) && say_progress(r, before);
	}
	if (r->format->done != NULL)
		r->format->done(reader);
	arena_free(&a);
	if (e == ERR_INPUT || (e != ERR_OK && why.n == 0))
		(void)intake_fault(r->intake, 0, "%.*s",
				   STR_FMT(why.n > 0 ? why : str_of(err_text(e))));
	return e == ERR_INPUT ? ERR_OK : e;
}

static bool
goes_on(const struct run *r)
{
	const struct comment_imported *done = intake_report(r->intake);
	return done->fault.n == 0 && !done->stopped && intake_failed(r->intake) == ERR_OK;
}

static enum err
read_file(struct run *r)
{
	int64_t size = import_file_size(r->file);
	enum err e = ERR_OK;
	r->of = size * 2;
	if (r->format == &isso && !isso_stands_alone(r->arena, r->job->path))
		(void)intake_fault(r->intake, 0,
				   "a log of SQLite lies beside the database, and what was written last is "
				   "in it alone: make a copy with `sqlite3 FILE \".backup COPY\"` and "
				   "import that");
	for (int pass = 0; pass < 2 && e == ERR_OK && goes_on(r); pass++) {
		intake_pass(r->intake, pass == 0);
		if (r->format == &isso)
			(void)isso_take(r->arena, r->intake, import_file_fd(r->file));
		else if (import_file_parts(r->file) == 1)
			e = read_part(r, 0, pass * size);
		else
			for (size_t i = 0; i < ARRAY_LEN(coral_parts) && e == ERR_OK && goes_on(r);
			     i++)
				e = read_part(r, find_part(r, coral_parts[i]), pass * size);
		struct comment_imported *done = intake_report(r->intake);
		done->changed = pass == 1 && done->fault.n > 0 && !r->job->dry_run;
	}
	if (e == ERR_OK)
		e = intake_failed(r->intake);
	/* What came before a stop is whole; what came before a fault of the second reading, too. */
	return e == ERR_OK ? intake_finish(r->intake) : e;
}

enum err
import_comments(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
		const struct comment_import *job, struct comment_imported *ret)
{
	struct run r = {.arena = a, .job = job};
	struct str why = {0};
	must(actor_at(by, s) && actor_role(by) == ROLE_ADMIN);
	struct comment_imported none = {.format = STR("")};
	enum err e = import_file_open(a, job->path, file_folder(h->conf->store), &r.file, &why);
	if (e == ERR_OK) {
		if (import_file_parts(r.file) > 1 && !is_coral(&r)) {
			why = STR("the archive holds more than one file; unpack it and name one");
			e = ERR_INPUT;
		}
		if (e == ERR_OK)
			e = find_format(&r, &why);
		if (e == ERR_OK) {
			r.intake = intake_new(h, s, a, by, job, str_of(r.format->name));
			if (goes_on(&r))
				e = read_file(&r);
			if (e == ERR_OK)
				*ret = *intake_report(r.intake);
			intake_free(&r.intake);
		}
		import_file_close(&r.file);
	}
	if (e == ERR_INPUT) {
		none.fault = str_copy(a, why);
		*ret = none;
		return ERR_OK;
	}
	return e;
}
