/* Search; see the header. The table of words, or the queue of a state, names candidates; find.c says which of
 * them fit. */
#include "flow/search.h"

#include "base/email.h"
#include "base/terms.h"
#include "base/utf8.h"
#include "flow/status.h"
#include "looking.h"
#include "store/store_comment.h"
#include "store/store_queue.h"
#include "store/store_search.h"

#define BATCH 250      /* candidates of one statement */
#define LOOK_MAX 2000  /* of one page: some 20 ms, whatever the query */
#define LOOK_REASONS_MAX 1000 /* where each one's reasons are looked up, too, or its language */
#define FEW 1000       /* so many comments of a state are looked at rather than the table of words */
#define MARKS_MAX 100  /* of one comment */
#define THREADS_AT_ONCE 1000
/* Of one transaction, in steps. Many, because each transaction makes a piece of the table of words, and a
 * word is written again with every merge of pieces; after a step, some 20 ms, it ends for whoever waits. */
#define INDEX_STEP 1000
#define INDEX_AT_ONCE 16000

struct look {
	struct house *house;
	struct site *site;
	struct find whole;        /* the query, by whole words: */
	const struct find *find;
	struct arena *arena, *scratch;
	struct arena *round; /* of a batch of candidates */
	struct search_query query;
	enum state state;         /* whose comments are walked; STATE__MAX: the table of words names them */
	bool names_person, asks_reasons, asks_lang;
	struct queue_item *found; /* of a batch */
	size_t n;
	int64_t rows;
	struct comment_id last;
	/* With what fits: */
	enum err (*take)(struct look *, struct db *, const struct queue_item *);
	void *into;
	size_t limit, taken;
	struct comment_id last_taken;
	struct comment_id next;   /* there may be more before it */
};

/* ---- what the query asks the table for -------------------------------------------------------------- */

struct person_sought {
	struct look *look;
	struct str name; /* folded */
	struct author_id found;
};

static void
look_at_person(void *arg, struct author_id id, const struct hash *hash)
{
	struct person_sought *p = arg;
	struct arena *a = p->look->scratch;
	if (str_eq(utf8_folded(a, email_pseudonym(a, p->look->house->keys, hash)), p->name))
		p->found = id;
	arena_reset(a);
}

struct threads_sought {
	struct look *look;
	struct str text; /* folded */
	bool exact;
	struct thread_id *ids;
	size_t n;
	int64_t rows;
	struct thread_id last;
};

static void
look_at_thread(void *arg, const struct thread *t)
{
	struct threads_sought *s = arg;
	struct arena *a = s->look->scratch;
	s->rows++;
	s->last = t->id;
	if (find_article_fits(a, t->page, t->title, s->text, s->exact) && s->n <= SEARCH_THREADS_MAX)
		s->ids[s->n++] = t->id;
	arena_reset(a);
}

/* More than the table can be asked for: then each comment is. *ret_none: there is no such article. */
static enum err
seek_threads(struct look *l, struct db *db, struct str text, bool exact, bool *ret_none)
{
	struct threads_sought s = {.look = l, .text = text, .exact = exact};
	enum err e = ERR_OK;
	s.ids = arena_array(l->arena, SEARCH_THREADS_MAX + 1, struct thread_id);
	do {
		s.rows = 0;
		e = store_thread_list(db, l->site->id, s.last, THREADS_AT_ONCE, look_at_thread, &s);
	} while (e == ERR_OK && s.rows == THREADS_AT_ONCE && s.n <= SEARCH_THREADS_MAX);
	if (e == ERR_OK && s.n <= SEARCH_THREADS_MAX) {
		l->query.threads = s.ids;
		l->query.n_threads = s.n;
	}
	*ret_none = s.n == 0;
	return e;
}

static enum err
seek_person(struct look *l, struct db *db, struct str name, bool *ret_none)
{
	struct person_sought p = {.look = l, .name = name};
	enum err e = store_search_people(db, l->site->id, look_at_person, &p);
	l->query.author = p.found;
	*ret_none = p.found.n == 0;
	return e;
}

/* Fewer than FEW in a state that the query names: those are walked. */
static enum err
seek_state(struct look *l, struct db *db, enum state state)
{
	int64_t n = 0;
	enum err e = store_comment_count_upto(db, l->site->id, state, FEW + 1, &n);
	if (e == ERR_OK && n <= FEW)
		l->state = state;
	return e;
}

/* *ret_none: nothing can fit. */
static enum err
seek(struct look *l, struct db *db, bool *ret_none)
{
	enum err e = ERR_OK;
	struct str words = STR("");
	*ret_none = false;
	for (size_t i = 0; e == ERR_OK && !*ret_none && i < l->find->n; i++) {
		struct str text = l->find->terms[i].text;
		enum find_op op = l->find->terms[i].op;
		l->names_person |= op == FIND_PERSON;
		l->asks_reasons |= op == FIND_REASON || op == FIND_RULE;
		l->asks_lang |= op == FIND_LANG;
		if (l->find->terms[i].without)
			continue;
		if (op == FIND_TEXT)
			words = str_printf(l->arena, "%.*s %.*s", STR_FMT(words),
					   STR_FMT(terms_of(l->arena, text)));
		else if (op == FIND_ARTICLE)
			e = seek_threads(l, db, text, l->find->terms[i].exact, ret_none);
		else if (op == FIND_PERSON)
			e = seek_person(l, db, text, ret_none);
		else if (op == FIND_STATUS)
			e = seek_state(l, db, l->find->terms[i].state);
	}
	l->query.words = words;
	return e;
}

/* ---- candidates ------------------------------------------------------------------------------------- */

static void
look_at_row(void *arg, const struct comment *borrowed, const struct hash *person)
{
	struct look *l = arg;
	struct comment c = *borrowed;
	l->rows++;
	l->last = c.id;
	if (c.author.n != 0 && l->names_person)
		c.person = email_pseudonym(l->scratch, l->house->keys, person);
	bool fits = find_row_fits(l->scratch, l->find, &c);
	arena_reset(l->scratch);
	if (!fits)
		return;
	struct queue_item *item = &l->found[l->n++];
	*item = (struct queue_item){.comment = store_comment_keep(l->round, borrowed)};
	if (c.author.n != 0)
		item->comment.person = email_pseudonym(l->round, l->house->keys, person);
}

static enum err
next_batch(struct look *l, struct db *db)
{
	l->n = 0;
	l->rows = 0;
	arena_reset(l->round);
	l->found = arena_array(l->round, BATCH, struct queue_item);
	if (l->state != STATE__MAX)
		return store_queue_state(db, l->site->id, l->state,
					 l->state == STATE_PENDING ? ORDER_BACK : ORDER_TIME, l->last, BATCH,
					 look_at_row, l);
	return store_search_list(db, l->round, l->site->id, &l->query, l->last, BATCH, look_at_row, l);
}

/* ---- marks ------------------------------------------------------------------------------------------- */

/* A word of a text: its place, and how it is looked up. */
struct place {
	size_t from, to;
	struct str word;
};

static size_t
places_of(struct arena *a, struct str text, struct place **ret)
{
	size_t at = 0, n = 0;
	*ret = arena_array(a, text.n + 1, struct place);
	for (struct place p; terms_next(text, &at, &p.from, &p.to); (*ret)[n++] = p)
		p.word = terms_of(a, str_sub(text, p.from, p.to));
	return n;
}

/* Whether the words of a term stand from here on. */
static bool
stands_at(const struct place *p, size_t n, const struct place *term, size_t n_term)
{
	for (size_t i = 0; i < n_term; i++)
		if (i >= n || !str_eq(p[i].word, term[i].word))
			return false;
	return n_term > 0;
}

static void
mark_field(struct look *l, struct str text, enum draft_field field, struct search_hit *hit)
{
	struct place *places;
	size_t n = places_of(l->scratch, text, &places);
	for (size_t t = 0; t < l->find->n; t++) {
		struct place *term;
		if (l->find->terms[t].op != FIND_TEXT || l->find->terms[t].without)
			continue;
		size_t n_term = places_of(l->scratch, l->find->terms[t].text, &term);
		for (size_t i = 0; i < n && hit->n_marks < MARKS_MAX; i++)
			if (stands_at(places + i, n - i, term, n_term))
				hit->marks[hit->n_marks++] = (struct reason){
					.field = field,
					.from = places[i].from,
					.to = places[i + n_term - 1].to};
	}
	arena_reset(l->scratch);
}

static void
mark(struct look *l, struct search_hit *hit)
{
	hit->marks = arena_array(l->arena, MARKS_MAX, struct reason);
	mark_field(l, hit->item.comment.text, IN_TEXT, hit);
	mark_field(l, hit->item.comment.name, IN_NAME, hit);
}

/* ---- a page ------------------------------------------------------------------------------------------ */

static enum err
reasons_say(struct look *l, struct db *db, const struct comment *c, bool *ret)
{
	struct reason *r = NULL;
	size_t n = 0;
	enum err e = reasons_of(db, l->scratch, c->id, &r, &n);
	if (e == ERR_OK)
		*ret = find_reasons_fit(l->scratch, l->find, c, r, n);
	arena_reset(l->scratch);
	return e;
}

/* After the rows are read to their end: no statement inside another. */
static enum err
take_batch(struct look *l, struct db *db)
{
	enum err e = ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < l->n; i++) {
		const struct queue_item *item = &l->found[i];
		bool fits = true;
		if (l->taken == l->limit) {
			l->next = l->last_taken;
			break;
		}
		if (l->asks_reasons)
			e = reasons_say(l, db, &item->comment, &fits);
		if (e != ERR_OK || !fits)
			continue;
		e = l->take(l, db, item);
		l->taken++;
		l->last_taken = item->comment.id;
	}
	return e;
}

/* On from where it stopped, through a bounded number of candidates. */
static enum err
gather(struct look *l, struct db *db)
{
	int64_t looked = 0, most = l->asks_reasons || l->asks_lang ? LOOK_REASONS_MAX : LOOK_MAX;
	enum err e;
	l->next.n = 0;
	do {
		e = next_batch(l, db);
		looked += l->rows;
		if (e == ERR_OK)
			e = take_batch(l, db);
	} while (e == ERR_OK && l->next.n == 0 && l->rows == BATCH && looked < most);
	if (e == ERR_OK && l->next.n == 0 && l->rows == BATCH)
		l->next = l->last;
	return e;
}

/* From the newest before `before`; 0: of all. */
static void
look_open(struct look *l, struct house *h, struct site *s, struct arena *a, const struct find *f,
	  struct comment_id before, size_t limit)
{
	*l = (struct look){.house = h, .site = s, .whole = *f, .arena = a, .state = STATE__MAX,
			   .last = {before.n == 0 ? INT64_MAX : before.n}, .limit = limit};
	l->whole.whole = true;
	l->find = &l->whole;
	l->scratch = arena_new();
	l->round = arena_new();
}

static void
look_close(struct look *l)
{
	arena_free(&l->scratch);
	arena_free(&l->round);
}

static enum err
take_hit(struct look *l, struct db *db, const struct queue_item *item)
{
	struct search_page *page = l->into;
	struct search_hit *hit = &page->hits[page->n++];
	*hit = (struct search_hit){.item.comment = store_comment_keep(l->arena, &item->comment)};
	hit->item.comment.person = str_copy(l->arena, item->comment.person);
	mark(l, hit);
	return queue_fill(db, l->arena, &hit->item);
}

enum err
search_page(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	    const struct find *f, struct comment_id before, int64_t limit, struct search_page *ret)
{
	must(actor_at(by, s));
	must(limit > 0 && limit <= 1000);
	struct search_page page = {.hits = arena_array(a, (size_t)limit, struct search_hit)};
	struct look l;
	bool none = false;
	look_open(&l, h, s, a, f, before, (size_t)limit);
	l.take = take_hit;
	l.into = &page;
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = seek(&l, db, &none);
	if (e == ERR_OK && !none)
		e = gather(&l, db);
	store_reader_done(h->store, &db);
	look_close(&l);
	page.next = l.next;
	page.looked_enough = l.next.n != 0 && page.n < (size_t)limit;
	if (e == ERR_OK)
		*ret = page;
	return e;
}

#define PICKS_LOOKS 50 /* so many times LOOK_MAX comments are looked at: a second, whatever the query */

static enum err
take_pick(struct look *l, struct db *db, const struct queue_item *item)
{
	struct batch_pick *picks = l->into;
	(void)db;
	picks[l->taken] = (struct batch_pick){
		.comment = item->comment.id, .seen = item->comment.state, .version = item->comment.version};
	return ERR_OK;
}

/* Between two looks the reader is given back: others wait for it. */
enum err
search_picks(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	     const struct find *f, struct comment_id newest, size_t limit, struct batch_pick **ret,
	     size_t *ret_n)
{
	must(actor_at(by, s));
	struct batch_pick *picks = arena_array(a, limit, struct batch_pick);
	struct look l;
	size_t looks = 0;
	bool none = false;
	enum err e = ERR_OK;
	look_open(&l, h, s, a, f, (struct comment_id){newest.n < INT64_MAX ? newest.n + 1 : newest.n}, limit);
	l.take = take_pick;
	l.into = picks;
	do {
		struct db *db = store_reader(h->store, DB_MODERATOR);
		if (looks == 0)
			e = seek(&l, db, &none);
		if (e == ERR_OK && !none)
			e = gather(&l, db);
		store_reader_done(h->store, &db);
	} while (e == ERR_OK && l.next.n != 0 && l.taken < limit && ++looks < PICKS_LOOKS);
	look_close(&l);
	if (e == ERR_OK) {
		*ret = picks;
		*ret_n = l.taken;
	}
	return e;
}

/* ---- the housekeeper's part ---------------------------------------------------------------------------- */

struct indexing {
	struct house *house;
	bool more;
};

/* The write that this is waits, too. */
static bool
others_wait(struct house *h)
{
	return store_waiting(h->store) > 1;
}

static enum err
write_index(struct db *db, void *arg)
{
	struct indexing *i = arg;
	int64_t n = 0, sum = 0;
	enum err e;
	struct arena *a = arena_new();
	do {
		e = store_search_add(db, a, INDEX_STEP, &n);
		sum += n;
		arena_reset(a);
	} while (e == ERR_OK && n > 0 && sum < INDEX_AT_ONCE && !others_wait(i->house));
	arena_free(&a);
	i->more = n > 0;
	return e;
}

/* Most rounds of the housekeeper find nothing to do, and ask a reader. */
static enum err
ask(struct house *h, enum err (*question)(struct db *, bool *ret), bool *ret)
{
	struct db *db = store_reader(h->store, DB_KEEPER);
	enum err e = question(db, ret);
	store_reader_done(h->store, &db);
	return e;
}

enum err
search_index(struct house *h, struct arena *a, bool *ret_more)
{
	struct indexing i = {.house = h};
	bool due = false;
	(void)a;
	enum err e = ask(h, store_search_due, &due);
	if (e == ERR_OK && due)
		e = store_write(h->store, DB_KEEPER, write_index, &i);
	*ret_more = i.more;
	return e;
}

static enum err
write_merge(struct db *db, void *arg)
{
	return store_search_merge(db, arg);
}

enum err
search_purge(struct house *h, struct arena *a, bool *ret_more)
{
	bool stale = false, done;
	(void)a;
	enum err e = ask(h, store_search_stale, &stale);
	if (e == ERR_OK && stale)
		e = store_write(h->store, DB_KEEPER, write_merge, &done);
	if (e == ERR_OK && stale)
		e = ask(h, store_search_stale, &stale);
	*ret_more = e == ERR_OK && stale;
	return e;
}

/* What was erased before the call is away when the work in hand, and one that began after it, have ended. */
enum err
search_purge_all(struct house *h)
{
	bool stale = true;
	enum err e = ask(h, store_search_stale, &stale);
	for (int ended = 0; e == ERR_OK && stale && ended < 2;) {
		bool done = false;
		e = store_write(h->store, DB_KEEPER, write_merge, &done);
		ended += done;
		if (e == ERR_OK)
			e = ask(h, store_search_stale, &stale);
	}
	return e;
}
