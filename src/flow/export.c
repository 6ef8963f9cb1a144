/* Everything out as JSON lines; see the header. Reads in pages, so memory does not grow with the store. */
#include "flow/export.h"

#include "base/clock.h"
#include "store/store_comment.h"
#include "store/store_thread.h"
#include "view/json.h"

#define PAGE_ROWS 200
#define LINE_MAX_BYTES (1024u * 1024) /* 32,000 bytes of text, six bytes each when escaped, and the rest */

struct out {
	struct arena *arena;
	FILE *file;
	unsigned char secret[HASH_BYTES]; /* of this export alone: two exports cannot be joined by person */
	struct comment_id last;
	int64_t n;
	bool failed;
};

void
export_comment(struct json *j, struct arena *a, const struct comment *c)
{
	(void)a;
	json_kv_int(j, "id", c->id.n);
	json_kv_str(j, "page", c->page);
	json_key(j, "parent");
	if (c->parent.n == 0)
		json_null(j);
	else
		json_int(j, c->parent.n);
	json_kv_str(j, "state", state_word(c->state));
	json_kv_str(j, "name", c->name);
	json_kv_str(j, "url", c->url);
	json_kv_str(j, "text", c->text);
	json_kv_time(j, "created", c->created);
	json_kv_time(j, "decided", c->decided);
	json_kv_str(j, "note", c->note);
	json_key(j, "score");
	json_double(j, c->score);
}

void
export_reasons(struct json *j, const struct reason *reasons, size_t n)
{
	json_key(j, "reasons");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		const struct reason *r = &reasons[i];
		json_object(j);
		json_kv_str(j, "rule", r->rule);
		json_kv_str(j, "entry", r->entry);
		json_kv_str(j, "field", field_word(r->field));
		json_kv_int(j, "from", (int64_t)r->from);
		json_kv_int(j, "to", (int64_t)r->to);
		json_key(j, "weight");
		json_double(j, r->weight);
		json_kv_str(j, "action", action_word(r->action));
		if (r->shadow) {
			json_key(j, "shadow");
			json_bool(j, true);
		}
		json_kv_str(j, "help", r->help);
		json_end(j);
	}
	json_end(j);
}

static struct str
person_name(const struct out *o, const struct hash *person)
{
	struct str parts[] = {{(const char *)o->secret, sizeof(o->secret)},
			      {(const char *)person->b, HASH_BYTES}};
	struct hash h = crypt_digest(str_cat(o->arena, parts[0], parts[1]));
	return str_cat(o->arena, STR("person-"), crypt_base32(o->arena, &h, 10));
}

static void
write_row(void *arg, const struct comment *c, const struct hash *person)
{
	struct out *o = arg;
	struct buf line = buf_in(o->arena, LINE_MAX_BYTES);
	struct json j = json_to(&line);
	json_object(&j);
	export_comment(&j, o->arena, c);
	if (c->author.n != 0)
		json_kv_str(&j, "person", person_name(o, person));
	json_end(&j);
	buf_char(&line, '\n');
	must(!line.over);
	struct str s = buf_view(&line);
	if (fwrite(s.p, 1, s.n, o->file) != s.n)
		o->failed = true;
	o->last = c->id;
	o->n++;
}

enum err
export_jsonl(struct house *h, struct site *s, FILE *file, void (*progress)(int64_t done),
	     int64_t *ret_n)
{
	struct out o = {.arena = arena_new(), .file = file};
	enum err e = ERR_OK;
	int64_t before = -1;
	crypt_random(o.secret, sizeof(o.secret));
	while (e == ERR_OK && !o.failed && o.n != before) {
		before = o.n;
		struct db *db = store_reader(h->store, DB_CONSOLE);
		e = store_comment_list(db, s->id, STATE__MAX, o.last, PAGE_ROWS, write_row, &o);
		store_reader_done(h->store, &db);
		arena_reset(o.arena);
		if (progress != NULL)
			progress(o.n);
	}
	if (e == ERR_OK && (o.failed || fflush(file) != 0))
		e = ERR_IO;
	arena_free(&o.arena);
	crypt_wipe(o.secret, sizeof(o.secret));
	if (e == ERR_OK)
		*ret_n = o.n;
	return e;
}
