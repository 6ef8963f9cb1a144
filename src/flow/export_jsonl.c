/* The lossless form: rejoinder(1), "The jsonl format". Fields stand in the order of the manual. */
#include "export_out.h"
#include "flow/saved.h"
#include "store/store_lists.h"
#include "store/store_report.h"
#include "store/store_saved.h"
#include "store/store_thread.h"

#define VERSION_OF_FORMAT 2
#define BAN_ROWS 200

/* A line is an object; json's nesting is of one line. */
static struct json
begin_line(struct export *x, struct str type)
{
	struct json j = json_to(&x->out.out);
	json_object(&j);
	if (type.n > 0)
		json_kv_str(&j, "type", type);
	return j;
}

static void
end_line(struct export *x, struct json *j)
{
	json_end(j);
	buf_char(&x->out.out, '\n');
}

static void
kv_id(struct json *j, const char *key, int64_t id)
{
	json_key(j, key);
	if (id == 0)
		json_null(j);
	else
		json_int(j, id);
}

static void
kv_hex(struct export *x, struct json *j, const char *key, const void *p, size_t n)
{
	json_kv_str(j, key, hex_encode(x->scratch, p, n));
}

/* ---- the site's own lists: of the whole site alone, also what is over in them --------------------- */

#define EVER 0 /* a time before which nothing expires */

static void
put_word(struct export *x, const struct word_entry *w)
{
	struct json j = begin_line(x, STR("word"));
	json_kv_int(&j, "id", w->id);
	json_kv_str(&j, "entry", w->text);
	json_kv_str(&j, "lang", w->lang);
	json_kv_str(&j, "action", action_word(w->action));
	json_kv_int(&j, "severity", w->severity);
	json_kv_str(&j, "note", w->note);
	json_kv_bool(&j, "shadow", w->shadow);
	json_kv_time(&j, "created", w->created);
	json_kv_time(&j, "expires", w->expires);
	json_kv_str(&j, "set_by", w->by);
	end_line(x, &j);
}

static void
put_rule(struct export *x, const struct rule_say *r)
{
	struct json j = begin_line(x, STR("rule"));
	json_kv_str(&j, "rule", r->rule);
	json_kv_str(&j, "mode", r->off ? STR("off") : STR("shadow"));
	json_kv_time(&j, "created", r->created);
	json_kv_time(&j, "expires", r->expires);
	json_kv_str(&j, "set_by", r->by);
	end_line(x, &j);
}

static void
put_reply(struct export *x, const struct saved_reply *r)
{
	struct json j = begin_line(x, STR("reply"));
	json_kv_str(&j, "reason", report_word(r->reason));
	json_kv_str(&j, "lang", r->lang);
	json_kv_str(&j, "title", r->title);
	json_kv_str(&j, "text", r->text);
	json_kv_time(&j, "made", r->made);
	json_kv_str(&j, "set_by", r->by);
	end_line(x, &j);
}

static void
put_lists(struct export *x)
{
	struct word_entry *words = NULL;
	struct rule_say *rules = NULL;
	struct saved_reply *replies = arena_array(x->scratch, SAVED_MAX, struct saved_reply);
	size_t n_words = 0, n_rules = 0, n_replies = 0;
	struct db *db = store_reader(x->house->store, DB_CONSOLE);
	enum err e = store_words_list(db, x->scratch, x->site->id, EVER, &words, &n_words);
	if (e == ERR_OK)
		e = store_rule_list(db, x->scratch, x->site->id, EVER, &rules, &n_rules);
	if (e == ERR_OK)
		e = store_saved_list(db, x->scratch, x->site->id, SAVED_MAX, replies, &n_replies);
	store_reader_done(x->house->store, &db);
	for (size_t i = 0; i < n_words; i++)
		put_word(x, &words[i]);
	for (size_t i = 0; i < n_rules; i++)
		put_rule(x, &rules[i]);
	for (size_t i = 0; i < n_replies; i++)
		put_reply(x, &replies[i]);
	x->failed = e;
	export_flush(x);
	arena_reset(x->scratch);
}

/* ---- bans and articles --------------------------------------------------------------------------- */

struct bans {
	struct export *x;
	struct ban_id last;
	size_t n;
};

static void
put_ban(void *arg, const struct ban *b, const struct hash *person)
{
	struct bans *list = arg;
	struct export *x = list->x;
	struct json j = begin_line(x, STR("ban"));
	json_kv_str(&j, "kind", ban_kind_word(b->kind));
	if (b->kind == BAN_EMAIL) {
		kv_hex(x, &j, "hash", person->b, HASH_BYTES);
	} else {
		json_key(&j, "hash");
		json_null(&j);
	}
	json_kv_str(&j, "target", b->target);
	json_kv_str(&j, "reason", b->reason);
	json_kv_str(&j, "note", b->note);
	json_kv_bool(&j, "shadow", b->shadow);
	json_kv_time(&j, "created", b->created);
	json_kv_time(&j, "expires", b->expires);
	json_kv_time(&j, "lifted", b->lifted);
	json_kv_str(&j, "set_by", b->by);
	json_kv_int(&j, "hits", b->hits);
	json_kv_time(&j, "hit", b->hit);
	end_line(x, &j);
	list->last = b->id;
	list->n++;
}

static void
put_bans(struct export *x)
{
	struct bans list = {.x = x};
	do {
		list.n = 0;
		x->db = store_reader(x->house->store, DB_CONSOLE);
		x->failed = store_export_bans(x->db, x->site->id, list.last, BAN_ROWS, put_ban, &list);
		store_reader_done(x->house->store, &x->db);
		export_flush(x);
		arena_reset(x->scratch);
	} while (x->failed == ERR_OK && list.n > 0);
}

static void
begin(struct export *x)
{
	struct json j = begin_line(x, STR(""));
	json_kv_str(&j, "rejoinder", STR("export"));
	json_kv_int(&j, "version", VERSION_OF_FORMAT);
	end_line(x, &j);
	if (export_whole(x->ask))
		put_lists(x);
	if (x->failed == ERR_OK && x->ask->with_keys)
		put_bans(x);
}

/* The addresses that it has left: links to them lead on wherever the site moves. */
static void
put_was(struct export *x, struct json *j, struct thread_id id)
{
	struct str *was = NULL;
	size_t n = 0;
	x->db = store_reader(x->house->store, DB_CONSOLE);
	x->failed = store_export_was(x->db, x->scratch, id, &was, &n);
	store_reader_done(x->house->store, &x->db);
	json_key(j, "was");
	json_array(j);
	for (size_t i = 0; i < n; i++)
		json_str(j, was[i]);
	json_end(j);
}

static void
article(struct export *x, const struct thread *t, int64_t created)
{
	struct json j = begin_line(x, STR("thread"));
	json_kv_str(&j, "page", t->page);
	json_kv_str(&j, "title", t->title);
	json_kv_time(&j, "published", t->published);
	json_kv_str(&j, "lang", t->lang);
	json_kv_str(&j, "author", t->author);
	json_kv_str(&j, "source", t->source);
	json_kv_str(&j, "mode", mode_word(t->mode));
	json_kv_str(&j, "announcement", t->announcement);
	json_kv_str(&j, "rules", t->rules);
	json_kv_time(&j, "created", created);
	put_was(x, &j, t->id);
	end_line(x, &j);
}

/* ---- people and comments --------------------------------------------------------------------------- */

static struct str
person_name(struct export *x, uint32_t number)
{
	return str_printf(x->scratch, "a%u", (unsigned)number);
}

static void
put_keys(struct export *x, struct author_id id, uint32_t number)
{
	struct author_keys k;
	enum err e = store_export_author(x->db, id, &k);
	if (e != ERR_OK) {
		x->failed = e;
		return;
	}
	struct json j = begin_line(x, STR("author"));
	json_kv_str(&j, "author", person_name(x, number));
	kv_hex(x, &j, "id_hash", k.id.b, HASH_BYTES);
	kv_hex(x, &j, "ban_hash", k.ban.b, HASH_BYTES);
	kv_hex(x, &j, "avatar", k.avatar, sizeof(k.avatar));
	json_kv_time(&j, "created", k.created);
	end_line(x, &j);
	crypt_wipe(&k, sizeof(k));
}

static void
put_marks(struct json *j, unsigned marks)
{
	static const struct {
		unsigned bit;
		struct str word;
	} words[] = {
#define X(name, bit, word, help) {bit, STR_C(word)},
		MARKS(X)
#undef X
	};
	json_key(j, "marks");
	json_array(j);
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (marks & words[i].bit)
			json_str(j, words[i].word);
	json_end(j);
}

static void
put_reasons(struct json *j, const struct reason *reasons, size_t n)
{
	json_key(j, "reasons");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		json_object(j);
		export_reason(j, &reasons[i]);
		json_kv_bool(j, "shadow", reasons[i].shadow);
		json_end(j);
	}
	json_end(j);
}

static void
put_old(struct json *j, const struct old_name *old, size_t n)
{
	json_key(j, "old");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		json_object(j);
		json_kv_str(j, "system", old[i].system);
		json_kv_str(j, "source", old[i].source);
		json_kv_str(j, "id", old[i].id);
		if (old[i].waits.n > 0)
			json_kv_str(j, "waits", old[i].waits);
		json_end(j);
	}
	json_end(j);
}

static void
kv_masked(struct json *j, struct str masked)
{
	json_key(j, "masked");
	if (masked.n == 0)
		json_null(j);
	else
		json_str(j, masked);
}

static void
put_revisions(struct json *j, const struct old_text *list, size_t n)
{
	json_key(j, "revisions");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		json_object(j);
		json_kv_int(j, "version", list[i].version);
		json_kv_str(j, "text", list[i].body);
		json_kv_str(j, "state", state_word(list[i].state));
		json_kv_time(j, "replaced", list[i].replaced);
		json_kv_str(j, "by", list[i].by);
		json_kv_str(j, "reason", list[i].reason);
		json_kv_str(j, "why", list[i].why);
		kv_masked(j, list[i].masked);
		json_kv_time(j, "written", list[i].written);
		json_end(j);
	}
	json_end(j);
}

static void
put_appeal(struct json *j, const struct old_appeal *a)
{
	json_key(j, "appeal");
	if (a == NULL) {
		json_null(j);
		return;
	}
	json_object(j);
	json_kv_str(j, "text", a->body);
	json_kv_time(j, "created", a->created);
	json_kv_time(j, "answered", a->answered);
	json_kv_str(j, "answered_by", a->answered_by);
	json_kv_str(j, "answer", a->answer);
	json_end(j);
}

static void
put_remarks(struct json *j, const struct old_remark *list, size_t n)
{
	json_key(j, "remarks");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		json_object(j);
		json_kv_str(j, "kind", list[i].kind);
		json_kv_str(j, "reason", list[i].reason);
		json_kv_str(j, "text", list[i].body);
		json_kv_int(j, "asked", list[i].asked);
		json_kv_int(j, "remains", list[i].remains);
		json_kv_str(j, "set_by", list[i].by);
		json_kv_time(j, "made", list[i].made);
		json_kv_time(j, "undone", list[i].undone);
		json_end(j);
	}
	json_end(j);
}

static void
put_reports(struct json *j, const struct old_report *list, size_t n)
{
	json_key(j, "reports");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		json_object(j);
		json_kv_int(j, "version", list[i].version);
		json_kv_str(j, "reason", list[i].reason);
		json_kv_str(j, "text", list[i].body);
		json_key(j, "weight");
		json_double(j, list[i].weight);
		json_kv_time(j, "made", list[i].made);
		json_end(j);
	}
	json_end(j);
}

/* What few comments have, so that the others' lines need not say that they do not. */
static void
put_rare(struct json *j, const struct comment_whole *w)
{
	if (w->grounds.n > 0)
		json_kv_str(j, "grounds", w->grounds);
	if (w->erased != 0)
		json_kv_time(j, "erased", w->erased);
	if (w->n_remarks > 0)
		put_remarks(j, w->remarks, w->n_remarks);
	if (w->n_reports > 0)
		put_reports(j, w->reports, w->n_reports);
}

/* What came after the form's first version. */
static void
put_later(struct json *j, const struct comment_whole *w)
{
	json_key(j, "toxicity");
	if (w->toxicity < 0)
		json_null(j);
	else
		json_double(j, w->toxicity);
	json_kv_int(j, "version", w->version);
	json_kv_time(j, "changed", w->changed);
	json_kv_str(j, "rules", w->rules);
	json_kv_int(j, "up", w->up);
	json_kv_int(j, "down", w->down);
	put_revisions(j, w->revisions, w->n_revisions);
	put_appeal(j, w->appeal);
	put_rare(j, w);
}

static void
put_comment(struct export *x, const struct comment_whole *w, uint32_t number)
{
	const struct comment *c = &w->comment;
	struct json j = begin_line(x, STR("comment"));
	json_kv_int(&j, "id", c->id.n);
	json_kv_str(&j, "page", export_article(x, c->thread)->page);
	kv_id(&j, "parent", c->parent.n);
	json_key(&j, "author");
	if (number == 0)
		json_null(&j);
	else
		json_str(&j, person_name(x, number));
	kv_id(&j, "chain", w->chain.n);
	json_kv_str(&j, "state", state_word(c->state));
	put_marks(&j, c->marks);
	json_kv_str(&j, "name", c->name);
	json_kv_str(&j, "url", c->url);
	json_kv_str(&j, "text", c->text);
	kv_masked(&j, w->masked);
	json_kv_time(&j, "created", c->created);
	json_kv_time(&j, "decided", c->decided);
	json_kv_str(&j, "decided_by", w->decided_by);
	json_kv_str(&j, "note", c->note);
	json_kv_int(&j, "generation", c->generation);
	json_kv_str(&j, "action", w->action);
	json_key(&j, "score");
	json_double(&j, c->score);
	json_kv_str(&j, "versions", w->versions);
	put_reasons(&j, w->reasons, w->n_reasons);
	put_old(&j, w->old, w->n_old);
	put_later(&j, w);
	end_line(x, &j);
}

static void
comment(struct export *x, const struct comment_whole *w)
{
	bool first = false;
	uint32_t number = 0;
	if (w->comment.author.n != 0)
		number = export_person(x, w->comment.author, &first);
	if (first && x->ask->with_keys)
		put_keys(x, w->comment.author, number);
	if (x->failed == ERR_OK)
		put_comment(x, w, number);
}

static void
end(struct export *x)
{
	(void)x;
}

const struct export_writer export_jsonl = {BY_ID, true, begin, article, comment, NULL, end};
