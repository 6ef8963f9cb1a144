/* audit verify, sign, list, export. */
#include <errno.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/file.h"
#include "base/utf8.h"
#include "ctl.h"
#include "flow/audit.h"

#define LIST_MAX 10000
#define HEADS_BYTES_MAX (4u << 20) /* of a file with signed heads: some ten thousand days */

/* ---- verify, sign ---------------------------------------------------------------------------------- */

static const char *const faults[] = {
	[AUDIT_WHOLE] = "none",	      [AUDIT_CHANGED] = "changed",   [AUDIT_GONE] = "gone",
	[AUDIT_SKIPPED] = "skipped",  [AUDIT_STRAY] = "stray",	     [AUDIT_TAKEN] = "taken",
	[AUDIT_UNSIGNED] = "unsigned", [AUDIT_REMADE] = "remade",    [AUDIT_CUT] = "cut"};

static int
print_proof(struct ctl *c, const struct audit_proof *p, struct str sentence)
{
	struct buf b = buf_in(c->arena, 4096);
	struct json j = json_to(&b);
	json_object(&j);
	json_kv_str(&j, "fault", str_of(faults[p->fault]));
	json_kv_int(&j, "place", p->place);
	json_kv_int(&j, "line", p->line);
	json_kv_time(&j, "head", p->head);
	json_kv_int(&j, "links", p->links);
	json_kv_int(&j, "signatures", p->heads);
	json_kv_int(&j, "details_taken", p->taken);
	json_kv_int(&j, "not_linked", p->loose);
	json_kv_str(&j, "says", sentence);
	json_end(&j);
	return ctl_print(&b);
}

int
ctl_audit_verify(struct ctl *c)
{
	struct audit_proof p;
	struct str heads = STR("");
	const char *path = c->opt[OPT_HEADS];
	enum err e = path == NULL ? ERR_OK : file_read(c->arena, path, HEADS_BYTES_MAX, &heads);
	if (e != ERR_OK)
		return ctl_fail(EX_NOINPUT, "cannot read %s: %s", path, err_text(e));
	e = audit_verify(c->house, c->arena, heads, &p);
	if (e == ERR_INPUT)
		return ctl_fail(EX_DATAERR, "%s has a line that is no signed head (%s …)", path, AUDIT_TAG);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot read the book");
	struct str sentence = audit_sentence(c->arena, &p);
	if (c->opt[OPT_JSON] != NULL) {
		int code = print_proof(c, &p, sentence);
		return code != EX_OK || p.fault == AUDIT_WHOLE ? code : EX_DATAERR;
	}
	if (p.fault != AUDIT_WHOLE)
		return ctl_fail(EX_DATAERR, "%.*s", STR_FMT(sentence));
	ctl_say(c, "%.*s", STR_FMT(sentence));
	return EX_OK;
}

int
ctl_audit_sign(struct ctl *c)
{
	struct str line;
	enum err e = audit_sign(c->house, c->arena, &line);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot sign the book");
	if (line.n == 0)
		return ctl_fail(EX_NOINPUT, "the book is empty");
	printf("%.*s\n", STR_FMT(line));
	return EX_OK;
}

/* ---- list, export ---------------------------------------------------------------------------------- */

static void
json_line(struct json *j, struct arena *a, const struct audit_row *r)
{
	json_object(j);
	json_kv_int(j, "line", r->line);
	json_kv_int(j, "site", r->site.n);
	json_kv_time(j, "made", r->made);
	json_kv_str(j, "who", r->actor);
	json_kv_str(j, "act", r->verb);
	json_kv_str(j, "subject", r->subject);
	json_kv_str(j, "detail", r->detail);
	json_kv_str(j, "versions", r->versions);
	json_key(j, "place");
	if (r->place == 0) {
		json_null(j);
	} else {
		json_int(j, r->place);
		json_kv_str(j, "hash", hex_encode(a, r->hash.b, HASH_BYTES));
	}
}

static bool
read_search(struct ctl *c, struct audit_search *q)
{
	*q = (struct audit_search){.who = ctl_text(c, OPT_WHO), .what = ctl_text(c, OPT_WHAT),
				   .why = ctl_text(c, OPT_WHY)};
	if (utf8_count(q->who) > AUDIT_WORD_MAX || utf8_count(q->what) > AUDIT_WORD_MAX ||
	    utf8_count(q->why) > AUDIT_WORD_MAX) {
		ctl_fail(EX_USAGE, "--who, --what and --why take at most %d letters", AUDIT_WORD_MAX);
		return false;
	}
	if ((c->opt[OPT_SINCE] != NULL && !date_read(ctl_text(c, OPT_SINCE), &q->since)) ||
	    (c->opt[OPT_UNTIL] != NULL && !date_read(ctl_text(c, OPT_UNTIL), &q->until))) {
		ctl_fail(EX_USAGE, "--since and --until take a date like 2026-11-25 or 2026-11-25T18:00:00Z");
		return false;
	}
	return ctl_number(c, OPT_BEFORE, 0, INT64_MAX, 0, &q->before);
}

static void
list_line(struct list *l, struct arena *a, const struct audit_row *r)
{
	struct json *j = list_row(l);
	if (j != NULL) {
		json_line(j, a, r);
		json_end(j);
		return;
	}
	list_int(l, r->line);
	list_when(l, r->made);
	list_cell(l, r->actor);
	list_cell(l, r->verb);
	list_cell(l, r->subject);
	list_cell(l, r->detail);
}

int
ctl_audit_list(struct ctl *c)
{
	static const struct list_column columns[] = {
		{"line", LIST_NUMBER}, {"made", LIST_TEXT},	{"who", LIST_TEXT},
		{"act", LIST_TEXT},    {"subject", LIST_GIVES}, {"detail", LIST_GIVES},
	};
	struct audit_search q;
	struct audit_row *rows = NULL;
	size_t n = 0;
	int64_t limit;
	if (!read_search(c, &q) || !ctl_number(c, OPT_LIMIT, 1, LIST_MAX, 50, &limit))
		return EX_USAGE;
	enum err e = audit_list(c->house, c->site, c->arena, c->me, &q, limit, &rows, &n);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot read the book");
	struct list *l = list_begin(c, "lines", columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < n; i++)
		list_line(l, c->arena, &rows[i]);
	return list_end(l, "No lines.");
}

struct exporting {
	struct arena *arena;
	struct site_id site;
	struct hash before; /* of the link before, maybe another site's */
	FILE *file;
	int64_t n;
	bool failed;
};

/* With all that the link is made of, so that somebody else can prove it. */
static bool
export_line(void *arg, const struct audit_row *r)
{
	struct exporting *x = arg;
	struct hash before = x->before;
	x->before = r->hash;
	if (r->gone || r->site.n != x->site.n)
		return true;
	struct buf b = buf_in(x->arena, 1u << 20);
	struct json j = json_to(&b);
	json_line(&j, x->arena, r);
	json_key(&j, "salt");
	if (r->salted)
		json_str(&j, hex_encode(x->arena, r->salt, sizeof(r->salt)));
	else
		json_null(&j);
	json_kv_str(&j, "before", hex_encode(x->arena, before.b, HASH_BYTES));
	json_kv_str(&j, "digest", hex_encode(x->arena, r->digest.b, HASH_BYTES));
	json_end(&j);
	buf_char(&b, '\n');
	struct str s = buf_view(&b);
	must(!b.over);
	x->failed = fwrite(s.p, 1, s.n, x->file) != s.n;
	x->n++;
	arena_reset(x->arena);
	return !x->failed;
}

int
ctl_audit_export(struct ctl *c)
{
	const char *path = c->opt[OPT_OUTPUT];
	int code = ctl_noted(c, audit_copy(c->house, c->site, c->me, STR("book"), STR("")), false);
	if (code != EX_OK)
		return code;
	struct new_file f = {.stream = path == NULL ? stdout : NULL};
	enum err e = path == NULL ? ERR_OK : file_begin(c->arena, path, &f);
	struct exporting x = {.arena = arena_new(), .site = c->site->id, .file = f.stream};
	struct arena *scratch = arena_new();
	if (e == ERR_OK)
		e = audit_link_all(c->house, c->arena);
	if (e == ERR_OK)
		e = audit_walk(c->house, scratch, 0, export_line, &x);
	if (e == ERR_OK && (x.failed || fflush(f.stream) != 0))
		e = err_errno(errno);
	if (path != NULL && f.stream != NULL) {
		if (e == ERR_OK)
			e = file_commit(&f);
		else
			file_abandon(&f);
	}
	arena_free(&scratch);
	arena_free(&x.arena);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot write the book");
	if (path != NULL)
		ctl_say(c, "%s: %lld lines", path, (long long)x.n);
	return EX_OK;
}
