/*
 * From records of any format to rows as they will stand; see intake.h. What is not a comment's to
 * bear is mended where nothing is lost by it (an empty name, a website that is no address), and
 * skipped where something would be.
 */
#include "intake.h"

#include <stdarg.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/email.h"
#include "base/page.h"
#include "base/utf8.h"
#include "flow/decide.h"
#include "intake_batch.h"
#include "view/html.h"

#define OLD_BYTES_MAX 180      /* of a name at the source; imported.old takes 200 */
#define KEEP_MAX 1000000000000 /* an id kept above it could use up all that there are */
_Static_assert(KEEP_MAX < INT64_C(1) << COMMENT_ID_BITS, "what is kept is an id wherever one is packed");
#define SHOWN_BYTES 100	       /* of what is quoted in a message */
#define FUTURE_SPAN 172800     /* a clock may be wrong, and a zone unknown: two days */
#define PARTS_MOST 40	       /* comments that one of 128 KB becomes, each at least half full */
#define HTML_BYTES_MAX (128u * 1024)

/* ---- texts ------------------------------------------------------------------------------------ */

/* Line ends as \n, no other controls but tabs, nothing white around it. */
static struct str
clean_text(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c == '\r') {
			if (i + 1 == s.n || s.p[i + 1] != '\n')
				p[n++] = '\n';
		} else if ((c >= ' ' && c != 0x7F) || c == '\n' || c == '\t') {
			p[n++] = (char)c;
		}
	}
	return str_trim((struct str){p, n});
}

/* One line, at most `max` characters; longer ones end with an ellipsis. */
static struct str
clean_line(struct arena *a, struct str s, size_t max)
{
	struct buf b = buf_in(a, s.n + 4);
	size_t chars = 0;
	bool gap = false;
	for (size_t at = 0; at < s.n;) {
		size_t from = at;
		uint32_t c = utf8_next(s, &at);
		if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0) {
			gap = b.n > 0;
			continue;
		}
		if (utf8_is_control(c))
			continue;
		if (chars + gap + 1 >= max && at < s.n) {
			buf_lit(&b, "…");
			break;
		}
		if (gap)
			buf_char(&b, ' ');
		chars += 1 + (size_t)gap;
		gap = false;
		buf_str(&b, str_sub(s, from, at));
	}
	return buf_view(&b);
}

bool
intake_date(struct str s, int64_t *ret)
{
	char text[40];
	s = str_trim(s);
	/* A blank before the zone, as Ruby and Artalk write it. */
	if (s.n > 21 && s.n < sizeof(text) && s.p[19] == ' ' &&
	    (s.p[20] == '+' || s.p[20] == '-')) {
		memcpy(text, s.p, 19);
		memcpy(text + 19, s.p + 20, s.n - 20);
		return date_read((struct str){text, s.n - 1}, ret);
	}
	return date_read(s, ret);
}

/* ---- reports ------------------------------------------------------------------------------------ */

bool
intake_fault(struct intake *in, unsigned long line, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	if (in->done.fault.n > 0)
		return false;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	in->done.fault = str_copy(in->arena, str_of(text));
	in->done.fault_line = line;
	return false;
}

bool
intake_skip(struct intake *in, unsigned long line, enum skip why, struct str what)
{
	if (in->looking)
		return true;
	if (what.n > SHOWN_BYTES)
		for (what.n = SHOWN_BYTES; ((unsigned char)what.p[what.n] & 0xC0) == 0x80;)
			what.n--;
	in->done.skipped[why]++;
	if (in->job->skipped != NULL)
		in->job->skipped(in->job->arg, line, why, what);
	return true;
}

bool
intake_looking(const struct intake *in)
{
	return in->looking;
}

void
intake_source(struct intake *in, struct str name)
{
	if (in->done.source.n == 0 && !in->looking)
		in->done.source = clean_line(in->arena, name, 100);
}

/* ---- who wrote it ---------------------------------------------------------------------------- */

/* A person without an address: by its name at the source, under a hash that no address has. */
static void
hash_person(struct intake *in, struct str person, struct hash *id, struct hash *ban)
{
	static const enum purpose purposes[] = {PURPOSE_EMAIL_ID, PURPOSE_EMAIL_BAN};
	struct hash *const ret[] = {id, ban};
	for (size_t i = 0; i < ARRAY_LEN(purposes); i++) {
		struct mac *m = mac_begin(in->batch, in->house->keys, purposes[i]);
		mac_int(m, in->site->id.n);
		mac_str(m, STR("imported"));
		mac_str(m, in->system);
		mac_str(m, in->done.source);
		mac_str(m, person);
		*ret[i] = mac_hash(m);
	}
}

/* One call of the system gives for many. */
static void
draw(struct intake *in, unsigned char out[16])
{
	if (in->chances == 0) {
		crypt_random(in->chance, sizeof(in->chance));
		in->chances = sizeof(in->chance);
	}
	in->chances -= 16;
	memcpy(out, in->chance + in->chances, 16);
}

static void
find_person(struct intake *in, const struct record *r, struct item *item)
{
	struct email email;
	struct str given = str_trim(r->email);
	if (given.n > 0 && email_canon(in->batch, given, &email)) {
		item->person = true;
		item->id_hash = email_id_hash(in->batch, in->house->keys, in->site->id.n, &email);
		item->ban_hash = email_ban_hash(in->batch, in->house->keys, in->site->id.n, &email);
		email_wipe(&email);
	} else if (r->person.n > 0) {
		item->person = true;
		hash_person(in, r->person, &item->id_hash, &item->ban_hash);
	}
	if (item->person)
		draw(in, item->avatar);
}

/* ---- one record ------------------------------------------------------------------------------ */

static bool
is_website(struct str s)
{
	return s.n <= URL_BYTES_MAX && html_url_ok(s) &&
	       (strncasecmp(s.p, "http://", s.n < 7 ? s.n : 7) == 0 ||
		strncasecmp(s.p, "https://", s.n < 8 ? s.n : 8) == 0);
}

/* A name for it: its own, or a digest where that is missing or too long. */
static struct str
old_name(struct intake *in, struct str name, const struct record *r)
{
	struct arena *a = in->batch;
	if (name.n > 0 && name.n <= OLD_BYTES_MAX && utf8_count(name) == name.n)
		return str_copy(a, name);
	struct str said = name.n > 0
				  ? name
				  : str_printf(a, "%.*s\n%.*s\n%ld\n%.*s\n%.*s", STR_FMT(r->page),
					       STR_FMT(r->link), (long)r->created, STR_FMT(r->name),
					       STR_FMT(r->text));
	struct hash h = crypt_digest(said);
	return str_cat(a, STR("by-digest-"), crypt_base32(a, &h, 26));
}

static bool
is_html(struct str s)
{
	static const struct str signs[] = {STR_C("<p>"), STR_C("<br"), STR_C("</"), STR_C("<img ")};
	bool html = false;
	for (size_t i = 0; i < ARRAY_LEN(signs) && !html; i++)
		html = str_find(s, signs[i], 0) != SIZE_MAX;
	return html;
}

/* The text as it will stand. */
static bool
fill_text(struct intake *in, const struct record *r, struct item *item)
{
	struct arena *a = in->batch;
	struct str text = r->text;
	if (r->kind != TEXT_MARKDOWN && (r->kind != TEXT_MIXED || is_html(text))) {
		if (text.n > HTML_BYTES_MAX) /* gumbo is quadratic at its worst */
			return intake_skip(in, r->line, SKIP_LONG, r->id) && false;
		text = markdown_of_html(a, text, r->kind != TEXT_HTML);
	}
	text = r->more != NULL ? str_copy(a, text) : clean_text(a, text);
	if (text.n == 0 && (r->state == STATE_DELETED || r->state == STATE_WITHDRAWN))
		text = STR("[deleted]"); /* replies may hang on it, and a row says something */
	if (text.n == 0)
		return intake_skip(in, r->line, SKIP_EMPTY, r->id) && false;
	if (text.n > HTML_BYTES_MAX || (r->more != NULL && utf8_count(text) > TEXT_CHARS_MAX))
		return intake_skip(in, r->line, SKIP_LONG, r->id) && false;
	item->row.c.body = text;
	return true;
}

/* The canonical path; "" if it names none. */
static struct str
find_page(struct intake *in, const struct record *r)
{
	struct str page = r->page;
	if (page.n == 0)
		return rules_page(in->batch, in->rules, r->link);
	return page_canonical(in->batch, page, &page) ? page : STR("");
}

static bool
fill_thread(struct intake *in, const struct record *r, struct item *item)
{
	struct arena *a = in->batch;
	item->thread = (struct thread){.site = in->site->id,
				       .page = find_page(in, r),
				       .title = clean_line(a, r->title, 500),
				       .published = r->published,
				       .source = in->system,
				       .mode = r->closed ? MODE_CLOSED : MODE_OPEN};
	if (item->thread.page.n == 0)
		return intake_skip(in, r->line, SKIP_THREAD, r->link.n > 0 ? r->link : r->id) &&
		       false;
	if (!conf_page(in->site->conf, item->thread.page))
		return intake_skip(in, r->line, SKIP_PAGE, item->thread.page) && false;
	item->thread.page = str_copy(a, item->thread.page);
	return true;
}

static uint64_t
page_digest(struct intake *in, struct str page)
{
	if (in->last.digest == 0 || !str_eq(page, in->last.page)) {
		in->last.page = page;
		in->last.digest = intake_digest(page);
	}
	return in->last.digest;
}

/* The verdict of one that no filter of ours has seen. */
static const struct verdict *
no_verdict(struct arena *a, enum state s)
{
	struct verdict *v = arena_new_of(a, struct verdict);
	v->action = s == STATE_APPROVED ? ACT_NOTE : s == STATE_SPAM ? ACT_REJECT : ACT_HOLD;
	v->versions = STR("imported");
	v->toxicity = -1;
	return v;
}

static bool
fill_more(struct intake *in, const struct record *r, struct item *item)
{
	struct old_comment *o = &item->row;
	o->marks = r->marks;
	o->up = votes_within(r->up);
	o->down = votes_within(r->down);
	if (r->more == NULL) {
		o->c.verdict = no_verdict(in->batch, r->state);
		return true;
	}
	if (utf8_count(r->more->note) > NOTE_CHARS_MAX)
		return intake_skip(in, r->line, SKIP_RECORD, r->id) && false;
	const struct record_more *m = item->more = more_copy(in->batch, r->more);
	struct verdict *v = arena_new_of(in->batch, struct verdict);
	*v = (struct verdict){.action = m->action,
			      .score = m->score,
			      .toxicity = m->toxicity,
			      .versions = m->versions,
			      .reasons = (struct reason *)(uintptr_t)m->reasons,
			      .n_reasons = m->n_reasons};
	o->generation = m->generation;
	o->decided = m->decided;
	o->decided_by = m->decided_by;
	o->note = m->note;
	o->c.masked = m->masked;
	o->c.rules = m->rules;
	o->version = m->version;
	o->changed = m->changed;
	o->revisions = m->revisions;
	o->n_revisions = m->n_revisions;
	o->appeal = m->appeal;
	o->grounds = m->grounds;
	o->erased = m->erased;
	o->remarks = m->remarks;
	o->n_remarks = m->n_remarks;
	o->reports = m->reports;
	o->n_reports = m->n_reports;
	o->c.verdict = v;
	return true;
}

static bool
take_comment(struct intake *in, struct record *r, struct item *item)
{
	struct arena *a = in->batch;
	int64_t now = clock_now();
	if (r->date.n > 0 && !intake_date(r->date, &r->created))
		return intake_skip(in, r->line, SKIP_DATE, r->date) && false;
	if (r->created <= 0 || r->created > now + FUTURE_SPAN)
		return intake_skip(in, r->line, SKIP_DATE, r->id) && false;
	if (!fill_thread(in, r, item) || !fill_text(in, r, item))
		return false;
	struct str url = str_trim(r->url), name = clean_line(a, r->name, NAME_CHARS_MAX);
	item->line = r->line;
	item->page_digest = page_digest(in, item->thread.page);
	item->old = old_name(in, r->id, r);
	item->old_digest = intake_digest(item->old);
	if (r->alias.n > 0) {
		item->alias = old_name(in, r->alias, r);
		item->alias_digest = intake_digest(item->alias);
	}
	if (r->parent.n > 0) {
		item->parent = old_name(in, r->parent, r);
		item->parent_digest = intake_digest(item->parent);
	}
	item->keep = r->keep > 0 && r->keep <= KEEP_MAX ? r->keep : 0;
	item->thread_created = now;
	item->row.c.site = in->site->id;
	item->row.c.name = name.n > 0 ? name : STR("Anonymous");
	item->row.c.url = is_website(url) ? str_copy(a, url) : STR("");
	item->row.c.state = r->state;
	item->row.c.now = r->created;
	item->number = r->number <= NUMBER_MAX ? r->number : 0;
	find_person(in, r, item);
	return fill_more(in, r, item);
}

/* No reader hands over what is not UTF-8 but of a database; JSON can hold a NUL. */
static bool
texts_valid(const struct record *r)
{
	const struct str texts[] = {r->id,   r->alias, r->parent, r->page,   r->link, r->title,
				    r->name, r->email, r->url,	  r->person, r->date, r->text};
	bool ok = true;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		ok = ok && utf8_valid(texts[i]);
	return ok && (r->more == NULL || more_valid(r->more));
}

/* How much of the text one comment holds: all of it, or up to the last paragraph, line or word that
 * fits. */
static size_t
part_end(struct str text)
{
	size_t at = 0, chars = 0, paragraph = 0, line = 0, word = 0;
	if (text.n <= TEXT_CHARS_MAX) /* most: no more characters than bytes */
		return text.n;
	while (at < text.n && at <= TEXT_BYTES_MAX - 4 && chars < TEXT_CHARS_MAX) {
		char c = text.p[at];
		if (c == '\n')
			*(at > 0 && text.p[at - 1] == '\n' ? &paragraph : &line) = at;
		else if (c == ' ')
			word = at;
		(void)utf8_next(text, &at);
		chars++;
	}
	size_t half = at / 2; /* a break before it would make crumbs */
	return at == text.n	  ? at
	       : paragraph > half ? paragraph
	       : line > half	  ? line
	       : word > half	  ? word
				  : at;
}

struct item *
intake_item(struct intake *in, enum item_kind kind, size_t most)
{
	if ((in->n + most > BATCH_ITEMS || arena_used(in->batch) >= BATCH_BYTES) && !batch_flush(in))
		return NULL;
	struct item *item = &in->items[in->n];
	memset(item, 0, sizeof(*item));
	item->kind = kind;
	return item;
}

/* The rest of a text that is longer than a comment may be: answers to its beginning, by the same
 * writer. The file's one comment is counted once. */
static void
add_parts(struct intake *in, const struct item *first, struct str rest)
{
	for (unsigned n = 2; rest.n > 0; n++) {
		size_t end = part_end(rest);
		must(in->n < BATCH_ITEMS);
		struct item *item = &in->items[in->n++];
		*item = *first;
		item->part = true;
		item->parent = first->old;
		item->parent_digest = first->old_digest;
		item->old = str_printf(in->batch, "%.*s part %u", STR_FMT(first->old), n);
		item->old_digest = intake_digest(item->old);
		item->alias = STR("");
		item->alias_digest = 0;
		item->keep = 0;
		item->more = NULL;
		item->row.marks &= ~(unsigned)(MARK_PINNED | MARK_FEATURED);
		item->row.up = item->row.down = 0;
		item->row.c.verdict = no_verdict(in->batch, first->row.c.state);
		item->row.c.body = str_trim(str_sub(rest, 0, end));
		rest = str_trim(str_from(rest, end));
	}
}

bool
intake_comment(struct intake *in, const struct record *given)
{
	struct record r = *given;
	if (in->looking)
		return true;
	struct item *item = intake_item(in, ITEM_COMMENT, PARTS_MOST);
	if (item == NULL)
		return false;
	if (!texts_valid(&r))
		return intake_skip(in, r.line, SKIP_RECORD, STR(""));
	if (!take_comment(in, &r, item))
		return true;
	struct str text = item->row.c.body;
	size_t end = part_end(text);
	in->n++;
	if (end < text.n) {
		item->row.c.body = str_trim(str_sub(text, 0, end));
		add_parts(in, item, str_trim(str_from(text, end)));
	}
	return true;
}

bool
intake_thread(struct intake *in, unsigned long line, const struct thread *t, int64_t created,
	      const struct str *was, size_t n_was)
{
	if (in->looking)
		return true;
	if (!conf_page(in->site->conf, t->page))
		return intake_skip(in, line, SKIP_PAGE, t->page);
	struct item *item = intake_item(in, ITEM_THREAD, 1);
	if (item == NULL)
		return false;
	item->thread = store_thread_keep(in->batch, t);
	item->thread.site = in->site->id;
	item->page_digest = page_digest(in, item->thread.page);
	item->thread_created = created > 0 ? created : clock_now();
	item->was = arena_array(in->batch, n_was, struct str);
	for (size_t i = 0; i < n_was; i++)
		if (conf_page(in->site->conf, was[i]))
			item->was[item->n_was++] = str_copy(in->batch, was[i]);
	in->n++;
	return true;
}

bool
intake_author(struct intake *in, int64_t number, const struct hash *id, const struct hash *ban,
	      const unsigned char avatar[16], int64_t created)
{
	if (in->looking)
		return true;
	struct item *item = intake_item(in, ITEM_AUTHOR, 1);
	if (item == NULL)
		return false;
	item->person = true;
	item->number = number;
	item->id_hash = *id;
	item->ban_hash = *ban;
	memcpy(item->avatar, avatar, sizeof(item->avatar));
	item->person_created = created;
	in->n++;
	return true;
}

/* ---- from start to end ----------------------------------------------------------------------- */

struct intake *
intake_new(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	   const struct comment_import *job, struct str format)
{
	struct intake *in = heap_zero(1, sizeof(*in));
	struct str fault = {0};
	in->house = h;
	in->site = s;
	in->by = by;
	in->job = job;
	in->arena = a;
	in->batch = arena_new();
	in->write = arena_new();
	in->side = arena_new();
	in->sides_size = 1024;
	in->sides = heap_zero(in->sides_size, sizeof(*in->sides));
	in->items = heap_zero(BATCH_ITEMS, sizeof(*in->items));
	in->handed.items = heap_zero(BATCH_ITEMS, sizeof(*in->items));
	in->handed.arena = arena_new();
	pthread_mutex_init(&in->run.lock, NULL);
	pthread_cond_init(&in->run.turn, NULL);
	in->system = format;
	in->done.format = format;
	in->done.source = job->source;
	in->rules = rules_read(a, job->rules, &fault);
	if (fault.n > 0)
		(void)intake_fault(in, 0, "the file of rules: %.*s", STR_FMT(fault));
	return in;
}

void
intake_pass(struct intake *in, bool looking)
{
	in->looking = looking;
	arena_reset(in->write);
}

enum err
intake_failed(const struct intake *in)
{
	return in->failed;
}

struct comment_imported *
intake_report(struct intake *in)
{
	return &in->done;
}

void
intake_free(struct intake **in)
{
	struct intake *i = *in;
	(void)!batch_end(i);
	pthread_cond_destroy(&i->run.turn);
	pthread_mutex_destroy(&i->run.lock);
	arena_free(&i->batch);
	arena_free(&i->handed.arena);
	arena_free(&i->write);
	arena_free(&i->side);
	heap_free(i->sides);
	heap_free(i->items);
	heap_free(i->handed.items);
	heap_free(i->pages.slots);
	heap_free(i->ids.slots);
	heap_free(i->numbered);
	heap_free(i);
	*in = NULL;
}
