/* A site's words; see the header. */
#include "flow/words.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "flow/lists.h"
#include "store/store_actor.h"
#include "store/store_thread.h"

static bool
lang_ok(struct str lang)
{
	for (size_t i = 0; i < lang.n; i++) {
		char c = lang.p[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '-')
			return false;
	}
	return lang.n <= WORD_LANG_CHARS_MAX;
}

const char *
words_fault(struct arena *a, const struct word_entry *w)
{
	if (!utf8_valid(w->text) || !utf8_valid(w->note))
		return N_("it is not UTF-8 text");
	if (w->text.n == 0 || utf8_count(w->text) > WORD_CHARS_MAX)
		return N_("an entry has 1 to 64 characters");
	if (!filter_entry_ok(a, w))
		return N_("it has no letter or digit, or a * that is not at an end");
	if (!lang_ok(w->lang))
		return N_("its language is no tag like en or pt-BR");
	if (w->action > ACT_REJECT)
		return N_("its action is none of note, mask, hold, reject");
	if (w->severity < 0 || w->severity > 3)
		return N_("its severity is none of 0, 1, 2, 3");
	if (utf8_count(w->note) > WORD_NOTE_CHARS_MAX)
		return N_("its note has more than 1000 characters");
	return NULL;
}

/* ---- changing -------------------------------------------------------------------------------------- */

struct putting {
	struct arena *arena;
	struct site_id site;
	struct word_entry *entries;
	size_t n;
	bool dry; /* all of it is to be taken back */
	struct words_done done;
};

/* Would all that is in force then be too much? */
static enum err
measure(struct db *db, struct putting *p, int64_t now)
{
	struct word_entry *old = NULL;
	size_t n = 0, bytes = 0;
	enum err e = store_words_list(db, p->arena, p->site, now, &old, &n);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		bytes += old[i].text.n;
	if (e == ERR_OK)
		p->done.full = bytes > FILTER_LIST_BYTES_MAX;
	return e;
}

static enum err
write_words(struct db *db, void *arg)
{
	struct putting *p = arg;
	int64_t now = p->entries[0].created;
	bool fresh;
	enum err e = ERR_OK;
	p->done = (struct words_done){0};
	for (size_t i = 0; e == ERR_OK && i < p->n; i++) {
		e = store_words_put(db, p->site, &p->entries[i], &fresh);
		if (e == ERR_OK)
			*(fresh ? &p->done.added : &p->done.replaced) += 1;
	}
	if (e == ERR_OK)
		e = measure(db, p, now);
	if (e == ERR_OK && (p->done.full || p->dry))
		return ERR_CONFLICT; /* all of it is taken back */
	struct str what = p->n == 1 ? p->entries[0].text
				    : str_printf(p->arena, "%zu entries", p->n);
	if (e == ERR_OK)
		e = store_audit_add(db, p->site, now, p->entries[0].by, STR("words.add"), STR("words"), what);
	return e;
}

static enum err
put(struct house *h, struct site *s, const struct moderator *by, struct putting *p)
{
	int64_t now = clock_now();
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	p->site = s->id;
	for (size_t i = 0; i < p->n; i++) {
		must(words_fault(p->arena, &p->entries[i]) == NULL);
		p->entries[i].created = now;
		p->entries[i].by = actor_name(by);
	}
	enum err e = p->n == 0 ? ERR_OK : actor_write(h, DB_MODERATOR, by, write_words, p);
	if (e == ERR_CONFLICT && p->done.full)
		p->done = (struct words_done){.full = true};
	if (e == ERR_CONFLICT && (p->done.full || p->dry))
		return ERR_OK;
	if (e == ERR_OK)
		lists_written(h, s);
	return e;
}

enum err
words_put(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	  struct word_entry *entries, size_t n, struct words_done *ret)
{
	struct putting p = {.arena = a, .entries = entries, .n = n};
	enum err e = put(h, s, by, &p);
	*ret = p.done;
	return e;
}

enum err
words_would(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	    struct word_entry *entries, size_t n, struct words_done *ret)
{
	struct putting p = {.arena = a, .entries = entries, .n = n, .dry = true};
	enum err e = put(h, s, by, &p);
	*ret = p.done;
	return e;
}

struct changing {
	struct arena *arena;
	struct site_id site;
	int64_t id;
	enum word_change change;
	struct str by;
};

static enum err
write_change(struct db *db, void *arg)
{
	const struct changing *c = arg;
	int64_t now = clock_now();
	struct word_entry w;
	bool fresh;
	enum err e = store_words_get(db, c->arena, c->site, c->id, now, &w);
	if (e != ERR_OK)
		return e;
	if (c->change == WORD_REMOVE) {
		e = store_words_remove_id(db, c->site, c->id);
	} else {
		w.shadow = c->change == WORD_TRY;
		w.created = now;
		w.by = c->by;
		e = store_words_put(db, c->site, &w, &fresh);
	}
	struct str verb = c->change == WORD_REMOVE ? STR("words.remove") : STR("words.add");
	return e == ERR_OK ? store_audit_add(db, c->site, now, c->by, verb, STR("words"), w.text) : e;
}

enum err
words_change(struct house *h, struct site *s, struct arena *a, const struct moderator *by, int64_t id,
	     enum word_change change)
{
	struct changing c = {a, s->id, id, change, actor_name(by)};
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	enum err e = actor_write(h, DB_MODERATOR, by, write_change, &c);
	if (e == ERR_OK)
		lists_written(h, s);
	return e;
}

struct removing {
	struct arena *arena;
	struct site_id site;
	struct str lang, what, by;
};

static enum err
write_removal(struct db *db, void *arg)
{
	const struct removing *r = arg;
	int64_t id;
	enum err e = store_words_remove(db, r->site, r->lang, r->what);
	if (e == ERR_GONE && str_int(r->what, 1, INT64_MAX, &id))
		e = store_words_remove_id(db, r->site, id);
	if (e == ERR_OK)
		e = store_audit_add(db, r->site, clock_now(), r->by, STR("words.remove"), STR("words"),
				    r->what);
	return e;
}

enum err
words_remove(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct str lang,
	     struct str what)
{
	struct removing r = {a, s->id, lang, what, actor_name(by)};
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	enum err e = actor_write(h, DB_MODERATOR, by, write_removal, &r);
	if (e == ERR_OK)
		lists_written(h, s);
	return e;
}

enum err
words_list(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	   struct word_entry **ret, size_t *ret_n)
{
	must(actor_at(by, s));
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_words_list(db, a, s->id, clock_now(), ret, ret_n);
	store_reader_done(h->store, &db);
	return e;
}

int64_t
words_entry_id(struct str entry)
{
	int64_t id = 0;
	struct str rest = entry, name;
	str_cut(&rest, ' ', &name);
	return str_starts(name, STR("site:")) && str_int(str_from(name, 5), 1, INT64_MAX, &id) ? id : 0;
}

static void
add_tally(struct word_state *words, size_t n, const struct rule_tally *t)
{
	int64_t id = words_entry_id(t->rule);
	for (size_t i = 0; i < n; i++)
		if (words[i].entry.id == id) {
			words[i].fired += t->fired;
			words[i].decided += t->decided;
			words[i].overturned += t->overturned;
		}
}

enum err
words_search(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct str part,
	      int64_t before, int64_t limit, struct word_state **ret, size_t *ret_n)
{
	struct word_entry *found = NULL;
	struct rule_tally *tally = NULL;
	size_t n = 0, n_tally = 0;
	must(actor_at(by, s));
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_words_find(db, a, s->id, part, str_like(a, part), before == 0 ? INT64_MAX : before,
				      clock_now(), limit, &found, &n);
	if (e == ERR_OK && n > 0)
		e = store_words_tally(db, a, s->id, STR("word-site"), &tally, &n_tally);
	store_reader_done(h->store, &db);
	if (e != ERR_OK)
		return e;
	*ret = arena_array(a, n, struct word_state);
	*ret_n = n;
	for (size_t i = 0; i < n; i++)
		(*ret)[i] = (struct word_state){.entry = found[i]};
	for (size_t i = 0; i < n_tally; i++)
		add_tally(*ret, n, &tally[i]);
	return ERR_OK;
}

enum err
words_get(struct house *h, struct site *s, struct arena *a, const struct moderator *by, int64_t id,
	  struct word_entry *ret)
{
	must(actor_at(by, s));
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_words_get(db, a, s->id, id, clock_now(), ret);
	store_reader_done(h->store, &db);
	return e;
}

/* ---- trying ---------------------------------------------------------------------------------------- */

size_t
words_shipped(struct arena *a, struct word_count **ret)
{
	return filter_shipped(a, ret);
}

struct words_found
words_try(struct site *s, struct arena *a, struct str text, struct str lang)
{
	struct verdict v;
	struct snapshot *said, *snap;
	const struct filter *words = lists_filter(s, &snap);
	const struct lists *l = lists_take(s, &said);
	struct facts facts = {.token = TOKEN_GOOD, .approved = s->conf->hold_first};
	struct draft d = {.text = text, .name = STR("Reader"), .lang = lang, .site_host = s->conf->host};
	struct words_found found = {.folded = filter_fold(a, text)};
	filter_run(words, a, &d, &facts, &l->policy, &v);
	snapshot_give(&snap);
	snapshot_give(&said);
	for (size_t i = 0; i < v.n_reasons; i++)
		if (filter_rule_is_word(v.reasons[i].rule))
			v.reasons[found.n++] = v.reasons[i];
	found.hits = v.reasons;
	return found;
}
