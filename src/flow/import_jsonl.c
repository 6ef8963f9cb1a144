/*
 * Our own lines: what `export --format jsonl` writes, whole, and what another program writes by the
 * same names; the format stands in rejoinder(1).
 */
#include "base/date.h"
#include "base/page.h"
#include "base/utf8.h"
#include "flow/edit.h"
#include "import_json.h"
#include "intake.h"
#include "store/store_remark.h"
#include "store/store_report.h"
#include "store/store_thread.h"

#define VERSION_MOST 2
#define APPEAL_CHARS_MAX 1000
#define RULES_CHARS_MAX 60
#define GROUNDS_CHARS_MAX 20
#define HITS_MOST 1000000000000
#define WORDS_MOST 1000000000000 /* a number kept above it could use up all that there are */

struct jsonl {
	struct arena *arena; /* of one line */
	struct intake *intake;
	struct split *split;
};

static int64_t
when(const struct jval *v, const char *key)
{
	int64_t at = 0;
	struct str s = jval_str(v, key);
	return s.n > 0 && date_read(s, &at) ? at : 0;
}

static int64_t
bounded(const struct jval *v, const char *key, int64_t most)
{
	int64_t n = jval_int(v, key, 0);
	return n < 0 ? 0 : n < most ? n : most;
}

static bool
hash_in(const struct jval *v, const char *key, struct hash *ret)
{
	return hex_decode(jval_str(v, key), ret->b, sizeof(ret->b));
}

/* "a12": 12; 0: not of this form. */
static int64_t
number_of(struct str s)
{
	int64_t n = 0;
	return str_starts(s, STR("a")) && str_int(str_from(s, 1), 1, NUMBER_MAX, &n) ? n : 0;
}

static bool
take_head(struct jsonl *r, unsigned long line, const struct jval *v)
{
	int64_t version = jval_int(v, "version", 0);
	if (version >= 1 && version <= VERSION_MOST)
		return true;
	return intake_fault(r->intake, line,
			    "the file is of version %ld of this format; up to %d is read",
			    (long)version, VERSION_MOST);
}

/* The addresses that an article has left; what is no path is passed over. */
static size_t
take_was(struct jsonl *r, const struct jval *list, struct str **ret)
{
	size_t n = 0;
	*ret = arena_array(r->arena, jval_n(list), struct str);
	for (const struct jval *v = jval_first(list); v != NULL; v = jval_next(v))
		n += page_canonical(r->arena, jval_own(v), &(*ret)[n]);
	return n;
}

/* A text of at least one character and at most so many, as the store wants it. */
static bool
within(struct str s, size_t most)
{
	return s.n > 0 && utf8_valid(s) && utf8_count(s) <= most;
}

static struct str
said(const struct jval *v, const char *key)
{
	struct str text = jval_str(v, key);
	return within(text, THREAD_SAID_MAX) ? text : STR("");
}

/* What is longer than it can have been was never ours. */
static struct str
at_most(struct str s, size_t most)
{
	return within(s, most) ? s : STR("");
}

static bool
take_thread(struct jsonl *r, unsigned long line, const struct jval *v)
{
	struct thread t = {.page = jval_str(v, "page"),
			   .title = jval_str(v, "title"),
			   .lang = jval_str(v, "lang"),
			   .author = jval_str(v, "author"),
			   .source = jval_str(v, "source"),
			   .announcement = said(v, "announcement"),
			   .rules = said(v, "rules"),
			   .published = when(v, "published")};
	struct str canonical, mode = jval_str(v, "mode");
	if ((mode.n > 0 && mode_of(mode, &t.mode) != ERR_OK) ||
	    !page_canonical(r->arena, t.page, &canonical))
		return intake_skip(r->intake, line, SKIP_RECORD, t.page);
	struct str *was;
	size_t n = take_was(r, jval_get(v, "was"), &was);
	t.page = canonical;
	return intake_thread(r->intake, line, &t, when(v, "created"), was, n);
}

static bool
take_author(struct jsonl *r, unsigned long line, const struct jval *v)
{
	struct hash id, ban;
	unsigned char avatar[16];
	int64_t number = number_of(jval_str(v, "author"));
	if (number == 0 || !hash_in(v, "id_hash", &id) || !hash_in(v, "ban_hash", &ban) ||
	    !hex_decode(jval_str(v, "avatar"), avatar, sizeof(avatar)))
		return intake_skip(r->intake, line, SKIP_RECORD, jval_str(v, "author"));
	return intake_author(r->intake, number, &id, &ban, avatar, when(v, "created"));
}

static bool
take_ban(struct jsonl *r, unsigned long line, const struct jval *v)
{
	struct hash hash = {{0}};
	struct ban b = {.target = jval_str(v, "target"),
			.reason = jval_str(v, "reason"),
			.note = jval_str(v, "note"),
			.by = jval_str(v, "set_by"),
			.shadow = jval_bool(v, "shadow"),
			.created = when(v, "created"),
			.expires = when(v, "expires"),
			.lifted = when(v, "lifted"),
			.hits = bounded(v, "hits", HITS_MOST),
			.hit = when(v, "hit")};
	if (ban_kind_of(jval_str(v, "kind"), &b.kind) != ERR_OK ||
	    (b.kind == BAN_EMAIL && !hash_in(v, "hash", &hash)))
		return intake_skip(r->intake, line, SKIP_RECORD, b.target);
	return intake_ban(r->intake, line, &b, &hash);
}

/* ---- the site's own lists ---- */

static bool
take_word(struct jsonl *r, unsigned long line, const struct jval *v)
{
	struct word_entry w = {.id = bounded(v, "id", WORDS_MOST),
			       .text = jval_str(v, "entry"),
			       .lang = jval_str(v, "lang"),
			       .severity = (int)jval_int(v, "severity", -1),
			       .note = jval_str(v, "note"),
			       .shadow = jval_bool(v, "shadow"),
			       .created = when(v, "created"),
			       .expires = when(v, "expires"),
			       .by = at_most(jval_str(v, "set_by"), NAME_CHARS_MAX)};
	if (action_of(jval_str(v, "action"), &w.action) != ERR_OK)
		return intake_skip(r->intake, line, SKIP_RECORD, w.text);
	return intake_word(r->intake, line, &w);
}

static bool
take_rule(struct jsonl *r, unsigned long line, const struct jval *v)
{
	struct str mode = jval_str(v, "mode");
	struct rule_say say = {.rule = jval_str(v, "rule"),
			       .off = str_eq(mode, STR("off")),
			       .created = when(v, "created"),
			       .expires = when(v, "expires"),
			       .by = at_most(jval_str(v, "set_by"), NAME_CHARS_MAX)};
	if (!say.off && !str_eq(mode, STR("shadow")))
		return intake_skip(r->intake, line, SKIP_RECORD, say.rule);
	return intake_rule(r->intake, line, &say);
}

static bool
take_reply(struct jsonl *r, unsigned long line, const struct jval *v)
{
	struct saved_reply reply = {.lang = jval_str(v, "lang"),
				    .title = jval_str(v, "title"),
				    .text = jval_str(v, "text"),
				    .made = when(v, "made"),
				    .by = at_most(jval_str(v, "set_by"), NAME_CHARS_MAX)};
	if (report_of(jval_str(v, "reason"), &reply.reason) != ERR_OK)
		return intake_skip(r->intake, line, SKIP_RECORD, reply.title);
	return intake_reply(r->intake, line, &reply);
}

/* ---- comments ---- */

static unsigned
marks_of(const struct jval *v)
{
	unsigned marks = 0;
	for (const struct jval *one = jval_first(v); one != NULL; one = jval_next(one)) {
		struct str word = jval_own(one);
#define X(name, bit, text, help)                                                                   \
	if (str_eq(word, STR(text)))                                                               \
		marks |= bit;
		MARKS(X)
#undef X
	}
	return marks;
}

/* What was read of a verdict: reasons with words that are not ours are dropped. */
static void
take_reasons(struct jsonl *r, const struct jval *list, struct record_more *m)
{
	size_t n = jval_n(list) < REASONS_MAX ? jval_n(list) : REASONS_MAX;
	struct reason *reasons = arena_array(r->arena, n, struct reason);
	const struct jval *v = jval_first(list);
	for (size_t i = 0; i < n; i++, v = jval_next(v)) {
		struct reason one = {.rule = jval_str(v, "rule"),
				     .entry = jval_str(v, "entry"),
				     .from = (size_t)jval_int(v, "from", 0),
				     .to = (size_t)jval_int(v, "to", 0),
				     .weight = jval_real(v, "weight"),
				     .shadow = jval_bool(v, "shadow")};
		if (one.rule.n > 0 && field_of(jval_str(v, "field"), &one.field) == ERR_OK &&
		    action_of(jval_str(v, "action"), &one.action) == ERR_OK)
			reasons[m->n_reasons++] = one;
	}
	m->reasons = reasons;
}

static void
take_old(struct jsonl *r, const struct jval *list, struct record_more *m)
{
	struct record_old *old = arena_array(r->arena, jval_n(list), struct record_old);
	for (const struct jval *v = jval_first(list); v != NULL; v = jval_next(v)) {
		struct record_old one = {jval_str(v, "system"), jval_str(v, "source"),
					 jval_str(v, "id"), jval_str(v, "waits")};
		if (one.waits.n > 200)
			one.waits = STR("");
		if (one.system.n > 0 && one.system.n <= 20 && one.source.n <= 200 && one.id.n > 0 &&
		    one.id.n <= 200)
			old[m->n_old++] = one;
	}
	m->old = old;
}

static void
take_revisions(struct jsonl *r, const struct jval *list, struct record_more *m)
{
	struct old_text *texts = arena_array(r->arena, jval_n(list), struct old_text);
	int64_t before = -1;
	for (const struct jval *v = jval_first(list); v != NULL; v = jval_next(v)) {
		int64_t version = jval_int(v, "version", -1);
		struct old_text one = {.version = (unsigned)version,
				       .body = jval_str(v, "text"),
				       .replaced = when(v, "replaced"),
				       .by = at_most(jval_str(v, "by"), NAME_CHARS_MAX),
				       .reason = at_most(jval_str(v, "reason"), 20),
				       .why = at_most(jval_str(v, "why"), WHY_CHARS_MAX),
				       .masked = at_most(jval_str(v, "masked"), TEXT_CHARS_MAX * 2),
				       .written = when(v, "written")};
		if (version <= before || version > UINT16_MAX || !within(one.body, TEXT_CHARS_MAX) ||
		    state_of(jval_str(v, "state"), &one.state) != ERR_OK)
			continue;
		before = version;
		texts[m->n_revisions++] = one;
	}
	m->revisions = texts;
}

static void
take_appeal(struct jsonl *r, const struct jval *v, struct record_more *m)
{
	struct old_appeal *a = arena_new_of(r->arena, struct old_appeal);
	*a = (struct old_appeal){.body = jval_str(v, "text"),
				 .created = when(v, "created"),
				 .answered = when(v, "answered"),
				 .answered_by = jval_str(v, "answered_by"),
				 .answer = jval_str(v, "answer")};
	if (within(a->body, APPEAL_CHARS_MAX) &&
	    (a->answer.n == 0 || within(a->answer, APPEAL_CHARS_MAX)))
		m->appeal = a;
}

static bool
remark_fits(const struct old_remark *m)
{
	enum warning w;
	bool kind = false;
	for (int k = 0; k < REMARK__MAX; k++)
		kind = kind || str_eq(m->kind, remark_word((enum remark_kind)k));
	return kind && warning_of(m->reason, &w) && m->remains <= m->asked;
}

static void
take_remarks(struct jsonl *r, const struct jval *list, struct record_more *m)
{
	struct old_remark *remarks = arena_array(r->arena, jval_n(list), struct old_remark);
	for (const struct jval *v = jval_first(list); v != NULL; v = jval_next(v)) {
		struct old_remark one = {.kind = jval_str(v, "kind"),
					 .reason = jval_str(v, "reason"),
					 .body = at_most(jval_str(v, "text"), REMARK_CHARS_MAX),
					 .asked = bounded(v, "asked", REMARK_HOLD_MAX),
					 .remains = bounded(v, "remains", REMARK_HOLD_MAX),
					 .by = at_most(jval_str(v, "set_by"), NAME_CHARS_MAX),
					 .made = when(v, "made"),
					 .undone = when(v, "undone")};
		if (remark_fits(&one))
			remarks[m->n_remarks++] = one;
	}
	m->remarks = remarks;
}

static void
take_reports(struct jsonl *r, const struct jval *list, struct record_more *m)
{
	struct old_report *reports = arena_array(r->arena, jval_n(list), struct old_report);
	for (const struct jval *v = jval_first(list); v != NULL; v = jval_next(v)) {
		struct old_report one = {.version = (unsigned)bounded(v, "version", UINT16_MAX),
					 .reason = jval_str(v, "reason"),
					 .body = at_most(jval_str(v, "text"), REPORT_CHARS_MAX),
					 .weight = jval_real(v, "weight"),
					 .made = when(v, "made")};
		enum report reason;
		if (report_of(one.reason, &reason) == ERR_OK && one.weight >= 0 && one.weight <= 1000)
			reports[m->n_reports++] = one;
	}
	m->reports = reports;
}

/* What the first version of the form did not have. */
static void
take_later(struct jsonl *r, const struct jval *v, struct record_more *m)
{
	double toxicity = jval_real_or(v, "toxicity", -1);
	m->toxicity = toxicity >= 0 && toxicity <= 1 ? toxicity : -1;
	m->version = (unsigned)bounded(v, "version", UINT16_MAX);
	m->changed = when(v, "changed");
	m->rules = jval_str(v, "rules");
	if (utf8_count(m->rules) > RULES_CHARS_MAX)
		m->rules = STR("");
	take_revisions(r, jval_get(v, "revisions"), m);
	take_appeal(r, jval_get(v, "appeal"), m);
	m->grounds = at_most(jval_str(v, "grounds"), GROUNDS_CHARS_MAX);
	m->erased = when(v, "erased");
	take_remarks(r, jval_get(v, "remarks"), m);
	take_reports(r, jval_get(v, "reports"), m);
}

/* False: it has no verdict of ours, so nothing more. */
static bool
take_more(struct jsonl *r, const struct jval *v, struct record_more *m)
{
	*m = (struct record_more){.generation = (unsigned)jval_int(v, "generation", 0),
				  .decided = when(v, "decided"),
				  .decided_by = jval_str(v, "decided_by"),
				  .note = jval_str(v, "note"),
				  .masked = jval_str(v, "masked"),
				  .versions = jval_str(v, "versions"),
				  .chain = jval_text(r->arena, v, "chain"),
				  .score = jval_real(v, "score")};
	if (action_of(jval_str(v, "action"), &m->action) != ERR_OK)
		return false;
	take_reasons(r, jval_get(v, "reasons"), m);
	take_old(r, jval_get(v, "old"), m);
	take_later(r, v, m);
	return true;
}

static bool
take_comment(struct jsonl *r, unsigned long line, const struct jval *v)
{
	struct record_more more;
	struct str author = jval_str(v, "author"), state = jval_str(v, "state");
	struct record c = {
		.line = line,
		.id = jval_text(r->arena, v, "id"),
		.keep = jval_int(v, "id", 0),
		.parent = jval_text(r->arena, v, "parent"),
		.page = jval_str(v, "page"),
		.link = jval_str(v, "url_of_page"),
		.title = jval_str(v, "title"),
		.name = jval_str(v, "name"),
		.email = jval_str(v, "email"),
		.url = jval_str(v, "url"),
		.text = jval_str(v, "text"),
		.number = number_of(author),
		.person = author,
		.state = STATE_APPROVED,
		.marks = marks_of(jval_get(v, "marks")),
		.up = jval_int(v, "up", 0),
		.down = jval_int(v, "down", 0),
		.date = jval_str(v, "created"),
	};
	if (state.n > 0 && state_of(state, &c.state) != ERR_OK)
		return intake_skip(r->intake, line, SKIP_RECORD, c.id);
	if (take_more(r, v, &more)) {
		c.more = &more;
		/* Counted from 1 in each file: the same number elsewhere is another person. */
		if (c.number != 0)
			c.person = str_cat(r->arena, STR("first wrote "), c.id);
	}
	return intake_comment(r->intake, &c);
}

static bool
take_value(void *arg, unsigned long line, struct str key, const struct jval *v)
{
	struct jsonl *r = arg;
	struct str type = jval_str(v, "type");
	bool ok = true;
	(void)key;
	if (!jval_object(v))
		return intake_fault(r->intake, line, "this line is no object");
	if (jval_get(v, "rejoinder") != NULL)
		ok = take_head(r, line, v);
	else if (type.n == 0 || str_eq(type, STR("comment")))
		ok = take_comment(r, line, v);
	else if (str_eq(type, STR("thread")))
		ok = take_thread(r, line, v);
	else if (str_eq(type, STR("author")))
		ok = take_author(r, line, v);
	else if (str_eq(type, STR("ban")))
		ok = take_ban(r, line, v);
	else if (str_eq(type, STR("word")))
		ok = take_word(r, line, v);
	else if (str_eq(type, STR("rule")))
		ok = take_rule(r, line, v);
	else if (str_eq(type, STR("reply")))
		ok = take_reply(r, line, v);
	arena_reset(r->arena);
	return ok;
}

static bool
take_broken(void *arg, unsigned long line, struct str why)
{
	struct jsonl *r = arg;
	return intake_fault(r->intake, line, "%.*s", STR_FMT(why));
}

static void *
jsonl_make(struct arena *a, struct intake *in)
{
	struct jsonl *r = arena_new_of(a, struct jsonl);
	struct split_reader reader = {take_value, take_broken, r};
	r->arena = arena_new();
	r->intake = in;
	r->split = split_new(a, SPLIT_LINES, &reader);
	return r;
}

static bool
jsonl_take(void *reader, struct str piece, bool last)
{
	return split_take(((struct jsonl *)reader)->split, piece, last);
}

static void
jsonl_done(void *reader)
{
	struct jsonl *r = reader;
	split_free(&r->split);
	arena_free(&r->arena);
}

const struct format format_jsonl = {"jsonl", jsonl_make, jsonl_take, jsonl_done};
