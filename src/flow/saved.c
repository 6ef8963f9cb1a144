/* Saved replies; see the header. */
#include "flow/saved.h"

#include "base/clock.h"
#include "filter/language.h"
#include "filter/normalise.h"
#include "store/store_actor.h"
#include "store/store_report.h"
#include "store/store_saved.h"

enum err
saved_list(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	   struct saved_list *ret)
{
	must(actor_at(by, s));
	struct saved_list out = {arena_array(a, SAVED_MAX, struct saved_reply), 0};
	if (actor_role(by) < ROLE_MODERATOR) {
		*ret = out;
		return ERR_OK;
	}
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_saved_list(db, a, s->id, SAVED_MAX, out.replies, &out.n);
	store_reader_done(h->store, &db);
	if (e == ERR_OK)
		*ret = out;
	return e;
}

struct str
saved_lang(struct arena *a, struct str tag)
{
	struct str rest = str_lower(a, tag), head;
	str_cut(&rest, '-', &head);
	for (size_t i = 0; i < head.n; i++)
		if (head.p[i] < 'a' || head.p[i] > 'z')
			return STR("");
	return head.n < 2 || head.n > 8 ? STR("") : head;
}

static struct saved_list
in(struct arena *a, const struct saved_list *all, struct str lang)
{
	struct saved_list out = {arena_array(a, all->n + 1, struct saved_reply), 0};
	for (size_t i = 0; i < all->n; i++)
		if (str_eq(all->replies[i].lang, lang))
			out.replies[out.n++] = all->replies[i];
	return out;
}

static struct str
site_lang(struct site *s, struct arena *a)
{
	return saved_lang(a, s->conf->lang);
}

static struct str
lang_of(struct site *s, struct arena *a, struct str text)
{
	struct reading reading = normalise(a, text);
	return saved_lang(a, language_of(&reading, site_lang(s, a)));
}

struct saved_list
saved_for(struct site *s, struct arena *a, const struct saved_list *all, struct str text)
{
	if (all->n == 0)
		return *all;
	struct saved_list out = in(a, all, lang_of(s, a, text));
	if (out.n == 0)
		out = in(a, all, site_lang(s, a));
	return out.n > 0 ? out : *all;
}

static bool
is_titled(const struct saved_reply *r, const struct saved_reply *like)
{
	return r->reason == like->reason && str_eq(r->title, like->title);
}

struct saved_list
saved_titles(struct arena *a, const struct saved_list *all)
{
	struct saved_list out = {arena_array(a, all->n + 1, struct saved_reply), 0};
	for (size_t i = 0; i < all->n; i++) {
		size_t k = 0;
		while (k < out.n && !is_titled(&out.replies[k], &all->replies[i]))
			k++;
		if (k == out.n)
			out.replies[out.n++] = all->replies[i];
	}
	return out;
}

static const struct saved_reply *
best_of(const struct saved_list *list, const struct saved_reply *chosen)
{
	const struct saved_reply *first = NULL, *titled = NULL;
	for (size_t i = 0; i < list->n; i++) {
		const struct saved_reply *r = &list->replies[i];
		if (r->id == chosen->id)
			return r;
		if (titled == NULL && is_titled(r, chosen))
			titled = r;
		if (first == NULL && r->reason == chosen->reason)
			first = r;
	}
	return titled != NULL ? titled : first;
}

const struct saved_reply *
saved_like(struct site *s, struct arena *a, const struct saved_list *all, const struct saved_reply *chosen,
	   struct str text)
{
	struct saved_list list = in(a, all, lang_of(s, a, text));
	const struct saved_reply *r = best_of(&list, chosen);
	if (r != NULL)
		return r;
	list = in(a, all, site_lang(s, a));
	return best_of(&list, chosen);
}

struct str
saved_note(struct arena *a, const struct saved_reply *r, struct str note)
{
	if (r == NULL)
		return note;
	return note.n == 0 ? r->text : str_printf(a, "%.*s\n\n%.*s", STR_FMT(r->text), STR_FMT(note));
}

const struct saved_reply *
saved_find(const struct saved_list *all, int64_t id)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->replies[i].id == id)
			return &all->replies[i];
	return NULL;
}

/* ---- writes --------------------------------------------------------------------------------------- */

struct saving {
	struct site *site;
	struct arena *arena;
	const struct moderator *by;
	struct saved_reply reply; /* of one that is removed the id alone */
	int64_t now;
};

/* The text is the site's own, and long: the book has reason, language and title. */
static enum err
book(struct db *db, const struct saving *w, struct str verb, int64_t id)
{
	const struct saved_reply *r = &w->reply;
	struct str detail = STR("");
	if (r->title.n > 0)
		detail = str_printf(w->arena, "%.*s, %.*s: %.*s", STR_FMT(report_word(r->reason)),
				    STR_FMT(r->lang), STR_FMT(r->title));
	return store_audit_add(db, w->site->id, w->now, actor_name(w->by), verb,
			       str_printf(w->arena, "saved reply %lld", (long long)id), detail);
}

static enum err
write_put(struct db *db, void *arg)
{
	const struct saving *w = arg;
	int64_t id = 0;
	enum err e = store_saved_put(db, w->site->id, &w->reply, SAVED_MAX, &id);
	return e == ERR_OK ? book(db, w, w->reply.id == 0 ? STR("saved.add") : STR("saved.change"), id) : e;
}

static enum err
write_removal(struct db *db, void *arg)
{
	const struct saving *w = arg;
	enum err e = store_saved_remove(db, w->site->id, w->reply.id);
	return e == ERR_OK ? book(db, w, STR("saved.remove"), w->reply.id) : e;
}

static enum err
carry_out(struct house *h, struct saving *w, store_write_fn *fn, enum saved_outcome gone,
	  enum saved_outcome *ret)
{
	must(actor_at(w->by, w->site));
	if (actor_role(w->by) < ROLE_MODERATOR) {
		*ret = SAVED_FORBIDDEN;
		return ERR_OK;
	}
	enum err e = actor_write(h, DB_MODERATOR, w->by, fn, w);
	if (e == ERR_OK || e == ERR_GONE)
		*ret = e == ERR_OK ? SAVED_DONE : gone;
	return e == ERR_GONE ? ERR_OK : e;
}

enum err
saved_put(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	  const struct saved_reply *r, enum saved_outcome *ret)
{
	struct saving w = {.site = s, .arena = a, .by = by, .reply = *r, .now = clock_now()};
	must(r->title.n > 0 && r->text.n > 0 && r->lang.n > 0);
	w.reply.made = w.now;
	w.reply.by = actor_name(by);
	return carry_out(h, &w, write_put, r->id == 0 ? SAVED_FULL : SAVED_NONE, ret);
}

enum err
saved_remove(struct house *h, struct site *s, struct arena *a, const struct moderator *by, int64_t id,
	     enum saved_outcome *ret)
{
	struct saving w = {.site = s, .arena = a, .by = by, .reply = {.id = id}, .now = clock_now()};
	return carry_out(h, &w, write_removal, SAVED_NONE, ret);
}
