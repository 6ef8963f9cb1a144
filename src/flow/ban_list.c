/* Lists of bans; see the header. */
#include "flow/ban_list.h"

#include "base/clock.h"
#include "base/date.h"
#include "base/utf8.h"
#include "csv.h"
#include "flow/audit.h"
#include "flow/lists.h"
#include "import_json.h"
#include "store/store_actor.h"
#include "store/store_export.h"
#include "store/store_thread.h"

#define PAGE_ROWS 500

enum column {
	COL_KIND,
	COL_TARGET,
	COL_REASON,
	COL_NOTE,
	COL_DAYS,
	COL_EXPIRES,
	COL_SHADOW,
	COL_HASH,
	COL_LIFTED,
	COL__MAX
};

static const char *const columns[COL__MAX] = {"kind",	 "target", "reason", "note",  "days",
					      "expires", "shadow", "hash",   "lifted"};

struct reading {
	struct house *house;
	struct site *site;
	struct arena *arena, *scratch;
	int64_t now;
	void (*tell)(void *arg, unsigned long line, struct str why);
	void *arg;
	struct ban_file file;
};

/* ---- a row ------------------------------------------------------------------------------------------ */

static const char *
read_terms(const struct reading *r, const struct str *v, struct ban *b)
{
	int64_t days = 0;
	b->reason = v[COL_REASON];
	b->note = v[COL_NOTE];
	if (!utf8_valid(b->reason) || !utf8_valid(b->note))
		return "it is not UTF-8 text";
	if (utf8_count(b->reason) > BAN_TEXT_CHARS_MAX || utf8_count(b->note) > BAN_TEXT_CHARS_MAX)
		return "its reason or note has more than 1000 characters";
	if (v[COL_DAYS].n > 0 && !str_int(v[COL_DAYS], 1, BAN_DAYS_MAX, &days))
		return "its days are no number from 1 to 36500";
	b->expires = days == 0 ? 0 : r->now + days * 86400;
	if (v[COL_EXPIRES].n > 0 && (days > 0 || !date_read(v[COL_EXPIRES], &b->expires)))
		return "it has a date of expiry that cannot be read, or days beside it";
	b->shadow = str_eq(v[COL_SHADOW], STR("yes"));
	if (v[COL_SHADOW].n > 0 && !b->shadow && !str_eq(v[COL_SHADOW], STR("no")))
		return "its shadow is neither yes nor no";
	return NULL;
}

static const char *
target_fault(const struct reading *r, struct ban_entry *w, struct str what)
{
	switch (ban_read(r->house, r->site, r->scratch, &w->ban, what, &w->person)) {
	case BAN_ADDED:
		return NULL;
	case BAN_EVERYBODY:
		return "it would ban everybody";
	case BAN_UNREADABLE:
	case BAN_ALREADY:
	case BAN_NO_PERSON:
	case BAN_FORBIDDEN:
		break;
	}
	if (w->ban.kind != BAN_EMAIL)
		return "its target is none of its kind";
	return "a person's target is an email address, unless there is a hash of one";
}

static const char *
read_row(const struct reading *r, const struct str *v, struct ban_entry *w)
{
	struct ban *b = &w->ban;
	if (ban_kind_of(v[COL_KIND], &b->kind) != ERR_OK)
		return "its kind is none of email, domain, address, name, link";
	const char *fault = read_terms(r, v, b);
	if (fault != NULL || v[COL_HASH].n == 0)
		return fault != NULL ? fault : target_fault(r, w, v[COL_TARGET]);
	if (b->kind != BAN_EMAIL || !hex_decode(v[COL_HASH], w->person.b, HASH_BYTES))
		return "its hash is no hash, or is not of a person";
	b->target = v[COL_TARGET];
	return ban_admit(r->house, r->site, r->scratch, b) ? NULL : "its target cannot be read";
}

static void
keep(struct reading *r, const struct ban_entry *w)
{
	arena_grow(r->arena, r->file.entries, r->file.n);
	struct ban_entry *k = &r->file.entries[r->file.n++];
	*k = *w;
	struct str *const texts[] = {&k->ban.target, &k->ban.reason, &k->ban.note};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = str_copy(r->arena, *texts[i]);
}

static bool
take_broken(void *arg, unsigned long line, struct str why)
{
	struct reading *r = arg;
	r->file.faulty++;
	r->tell(r->arg, line, why);
	return false;
}

static bool
take(struct reading *r, unsigned long line, const struct str *v, const char *fault)
{
	struct ban_entry w = {.ban = {.site = r->site->id}};
	if (fault == NULL)
		fault = read_row(r, v, &w);
	if (fault != NULL) {
		r->file.faulty++;
		r->tell(r->arg, line, str_of(fault));
	} else if (v[COL_LIFTED].n > 0 || (w.ban.expires != 0 && w.ban.expires <= r->now)) {
		r->file.over++;
	} else if (r->file.n == BAN_ROWS_MAX) {
		return take_broken(r, line, STR("the file has more than 200,000 bans"));
	} else {
		keep(r, &w);
	}
	arena_reset(r->scratch);
	return true;
}

/* ---- CSV ---------------------------------------------------------------------------------------------- */

static bool
take_header(void *arg, unsigned long line, const bool *has, const char *fault)
{
	if (fault == NULL && has[COL_KIND] && has[COL_TARGET])
		return true;
	return take_broken(arg, line, STR("the first row must name the columns, kind and target among them, "
					  "separated by commas: kind,target,reason"));
}

static bool
take_csv(void *arg, unsigned long line, const struct str *values, const char *fault)
{
	struct reading *r = arg;
	struct str v[COL__MAX];
	for (size_t i = 0; i < COL__MAX; i++)
		/* The address is wiped as it is read, so it must be ours. */
		v[i] = str_copy(r->scratch, csv_unguarded(str_trim(values[i])));
	return take(r, line, v, fault);
}

/* ---- JSON --------------------------------------------------------------------------------------------- */

static bool
take_json(void *arg, unsigned long line, struct str key, const struct jval *value)
{
	struct reading *r = arg;
	struct str v[COL__MAX], type = jval_str(value, "type");
	if (key.n > 0 && !str_eq(key, STR("bans")))
		return true;
	/* The other lines of what `export --with-keys` writes. */
	if (jval_str(value, "rejoinder").n > 0 || (type.n > 0 && !str_eq(type, STR("ban"))))
		return true;
	for (size_t i = 0; i < COL__MAX; i++)
		v[i] = str_copy(r->scratch, str_trim(jval_text(r->scratch, value, columns[i])));
	if (v[COL_SHADOW].n == 0 && jval_bool(value, "shadow"))
		v[COL_SHADOW] = STR("yes");
	return take(r, line, v, jval_object(value) ? NULL : "it is no object");
}

/* ---- a file ------------------------------------------------------------------------------------------- */

/* By its first characters: one list, or a value a line. */
static enum split_kind
json_form(struct str head)
{
	head = str_trim(head);
	if (head.p[0] == '[')
		return SPLIT_PARTS;
	return str_starts(str_trim(str_from(head, 1)), STR("\"bans\"")) ? SPLIT_PARTS : SPLIT_LINES;
}

enum err
bans_in(struct house *h, struct site *s, struct arena *a, FILE *in, int64_t now,
	void (*tell)(void *arg, unsigned long line, struct str why), void *arg, struct ban_file *ret)
{
	char piece[16384];
	struct reading r = {.house = h, .site = s, .arena = a, .scratch = arena_new(), .now = now,
			    .tell = tell, .arg = arg};
	struct csv_reader as_csv = {columns, COL__MAX, take_header, take_csv, take_broken, &r};
	struct split_reader as_json = {take_json, take_broken, &r};
	struct csv *csv = NULL;
	struct split *json = NULL;
	bool more = true;
	while (more) {
		size_t n = fread(piece, 1, sizeof(piece), in);
		struct str got = {piece, n}, head = str_trim(got);
		bool last = got.n < sizeof(piece);
		if (csv == NULL && json == NULL && head.n > 0 && (head.p[0] == '{' || head.p[0] == '['))
			json = split_new(a, json_form(head), &as_json);
		else if (csv == NULL && json == NULL)
			csv = csv_new(a, &as_csv);
		if (ferror(in))
			break;
		more = !last;
		more &= json != NULL ? split_take(json, got, last) : csv_take(csv, got, last);
	}
	crypt_wipe(piece, sizeof(piece)); /* there may have been addresses in it */
	split_free(&json);
	arena_free(&r.scratch);
	if (ferror(in))
		return ERR_IO;
	*ret = r.file;
	return ERR_OK;
}

/* ---- setting them ------------------------------------------------------------------------------------- */

struct putting {
	struct arena *arena;
	struct ban_entry *entries;
	size_t n;
	struct bans_done done;
};

static enum err
put_one(struct db *db, struct putting *p, const struct ban_entry *w)
{
	const struct ban *b = &w->ban;
	struct ban_id id;
	enum err e = b->kind == BAN_EMAIL
			     ? store_ban_by_hash(db, b->site, &w->person, b->created, &id)
			     : store_ban_by_target(db, b->site, b->kind, b->target, b->created, &id);
	if (e == ERR_OK)
		p->done.known++;
	if (e != ERR_GONE)
		return e;
	e = store_ban_add(db, b, &w->person, &id);
	p->done.added += e == ERR_OK;
	return e;
}

static enum err
write_bans(struct db *db, void *arg)
{
	struct putting *p = arg;
	const struct ban *first = &p->entries[0].ban;
	enum err e = ERR_OK;
	p->done = (struct bans_done){0};
	for (size_t i = 0; e == ERR_OK && i < p->n; i++)
		e = put_one(db, p, &p->entries[i]);
	if (e == ERR_OK)
		e = store_audit_add(db, first->site, first->created, first->by, STR("ban.import"),
				    STR("bans"), str_printf(p->arena, "%ld bans", (long)p->done.added));
	return e;
}

enum err
bans_put(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	 struct ban_entry *entries, size_t n, struct bans_done *ret)
{
	struct putting p = {.arena = a, .entries = entries, .n = n};
	int64_t now = clock_now();
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	for (size_t i = 0; i < n; i++) {
		entries[i].ban.created = now;
		entries[i].ban.by = actor_name(by);
	}
	enum err e = n == 0 ? ERR_OK : actor_write(h, DB_MODERATOR, by, write_bans, &p);
	if (e == ERR_OK && p.done.added > 0)
		lists_written(h, s);
	if (e == ERR_OK)
		*ret = p.done;
	return e;
}

/* ---- writing them ------------------------------------------------------------------------------------- */

struct walking {
	void (*each)(void *arg, const struct ban *, const struct hash *person);
	void *arg;
	int64_t now;
	struct ban_id last;
	size_t n;
};

static void
walk_row(void *arg, const struct ban *b, const struct hash *person)
{
	struct walking *w = arg;
	w->n++;
	w->last = b->id;
	if (b->lifted == 0 && (b->expires == 0 || b->expires > w->now))
		w->each(w->arg, b, person);
}

enum err
bans_walk(struct house *h, struct site *s, const struct moderator *by,
	  void (*each)(void *arg, const struct ban *, const struct hash *person), void *arg)
{
	struct walking w = {.each = each, .arg = arg, .now = clock_now()};
	enum err e = ERR_OK;
	must(actor_at(by, s));
	do {
		w.n = 0;
		struct db *db = store_reader(h->store, DB_CONSOLE);
		e = store_export_bans(db, s->id, w.last, PAGE_ROWS, walk_row, &w);
		store_reader_done(h->store, &db);
	} while (e == ERR_OK && w.n == PAGE_ROWS);
	return e;
}

enum err
bans_note(struct house *h, struct site *s, const struct moderator *by, bool with_keys)
{
	return audit_copy(h, s, by, STR("bans"), with_keys ? STR("with keys") : STR(""));
}

static void
put_time(struct buf *b, int64_t at)
{
	char room[CLOCK_ISO_ROOM];
	buf_char(b, ',');
	if (at != 0)
		buf_str(b, clock_iso_in(room, at));
}

static void
put_text(struct buf *b, struct str s)
{
	buf_char(b, ',');
	csv_put(b, s);
}

void
ban_csv(struct arena *a, struct buf *b, const struct ban *ban, const struct hash *person)
{
	buf_str(b, ban_kind_word(ban->kind));
	put_text(b, ban->target);
	put_text(b, ban->reason);
	put_text(b, ban->note);
	put_time(b, ban->created);
	put_time(b, ban->expires);
	put_text(b, ban->shadow ? STR("yes") : STR("no"));
	buf_char(b, ',');
	buf_int(b, ban->hits);
	put_time(b, ban->hit);
	put_text(b, ban->by);
	put_text(b, person != NULL ? hex_encode(a, person->b, HASH_BYTES) : STR(""));
	buf_lit(b, "\r\n");
}

void
ban_fields(struct arena *a, struct json *j, const struct ban *b, const struct hash *person)
{
	json_kv_int(j, "id", b->id.n);
	json_kv_str(j, "kind", ban_kind_word(b->kind));
	json_kv_str(j, "target", b->target);
	json_kv_str(j, "reason", b->reason);
	json_kv_str(j, "note", b->note);
	json_kv_time(j, "created", b->created);
	json_kv_time(j, "expires", b->expires);
	json_kv_time(j, "lifted", b->lifted);
	json_kv_str(j, "by", b->by);
	json_kv_bool(j, "shadow", b->shadow);
	json_kv_int(j, "hits", b->hits);
	json_kv_time(j, "last_hit", b->hit);
	if (person != NULL)
		json_kv_str(j, "hash", hex_encode(a, person->b, HASH_BYTES));
}

void
ban_json(struct arena *a, struct json *j, const struct ban *b, const struct hash *person)
{
	json_object(j);
	ban_fields(a, j, b, person);
	json_end(j);
}
