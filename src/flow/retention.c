/* What time takes away; see the header. */
#include "flow/retention.h"

#include "base/clock.h"
#include "flow/memory.h"
#include "flow/search.h"
#include "store/store_actor.h"
#include "store/store_audit.h"
#include "store/store_report.h"
#include "store/store_vote.h"

#define ROWS_AT_ONCE 300 /* of one transaction: some milliseconds in which others wait */
/* Of texts so many in a round of the housekeeper, so that they are gone before the search comes to them: else
 * words of an import that nobody may find would be put in, taken out and merged away. */
#define TEXT_STEPS 20
#define ADDRESSES_AT_ONCE 1000
#define DAY 86400

static const struct str words[KEPT__MAX] = {
	[KEPT_REFUSED] = STR_C("refused"), [KEPT_WITHDRAWN] = STR_C("withdrawn"),
	[KEPT_PEOPLE] = STR_C("people"),   [KEPT_BANS] = STR_C("bans"),
	[KEPT_NOTICES] = STR_C("notices"), [KEPT_AUDIT] = STR_C("audit"),
};

struct str
retention_word(enum kept kind)
{
	must((unsigned)kind < KEPT__MAX);
	return words[kind];
}

/* How long; 0: for ever. */
static int64_t
life(const struct conf *c, enum kept kind)
{
	const int64_t lives[KEPT__MAX] = {
		[KEPT_REFUSED] = c->keep_refused, [KEPT_WITHDRAWN] = c->keep_withdrawn,
		[KEPT_PEOPLE] = c->keep_person,	  [KEPT_BANS] = c->keep_bans,
		[KEPT_NOTICES] = c->keep_notices, [KEPT_AUDIT] = c->keep_audit,
	};
	return lives[kind];
}

struct dropping {
	enum kept kind;
	const int64_t *ids;
	int64_t n, limit, now, before;
	const struct house *house;
	struct arena *arena;
};

/* That details go, and of which time, is itself in the book, at every site: audit_verify() relies on it. */
static enum err
note_cut(struct db *db, const struct dropping *d)
{
	char room[CLOCK_ISO_ROOM], subject[CLOCK_ISO_ROOM + 8];
	struct str until = clock_iso_in(room, d->before);
	int n = snprintf(subject, sizeof(subject), "before %.*s", STR_FMT(until));
	struct str line = {subject, (size_t)n}, last = STR("");
	enum err e = store_audit_cut(db, d->arena, &last);
	for (size_t i = 0; e == ERR_OK && str_cmp(last, line) < 0 && i < d->house->n_sites; i++)
		e = store_audit_add(db, d->house->sites[i].id, d->now, STR("retention"),
				    STR("retention.audit"), line, STR(""));
	return e;
}

static enum err
write_drops(struct db *db, void *arg)
{
	const struct dropping *d = arg;
	enum err e = ERR_OK;
	for (int64_t i = 0; e == ERR_OK && i < d->n; i++)
		e = store_kept_drop(db, d->kind, d->ids[i], d->now);
	if (e == ERR_OK && d->kind == KEPT_AUDIT)
		e = note_cut(db, d);
	if (e == ERR_OK && d->n < d->limit) /* the last piece: nothing of them all stays in the log */
		db_scrub(db);
	return e;
}

static void
forget_texts(struct house *h, struct arena *a, const struct dropping *d)
{
	struct comment_id *gone = arena_array(a, (size_t)d->n, struct comment_id);
	for (int64_t i = 0; i < d->n; i++)
		gone[i].n = d->ids[i];
	memory_erase_texts(h, gone, (size_t)d->n);
}

/* One piece of a kind: looked up by a reader, so that the writer only writes. */
static enum err
step(struct house *h, struct arena *a, enum kept kind, bool dry, int64_t *ret_n, bool *ret_more)
{
	int64_t limit = dry ? RETENTION_COUNT_MAX : ROWS_AT_ONCE, span = life(h->conf, kind);
	*ret_n = 0;
	*ret_more = false;
	if (span == 0)
		return ERR_OK;
	int64_t *ids = arena_array(a, (size_t)limit, int64_t);
	struct dropping d = {.kind = kind, .ids = ids, .limit = limit, .now = clock_now(),
			     .house = h, .arena = a};
	int64_t before = d.now - span;
	if (kind == KEPT_AUDIT)
		before -= before % DAY; /* one line a day says so */
	d.before = before;
	struct db *db = store_reader(h->store, DB_KEEPER);
	enum err e = store_kept_due(db, kind, before, d.now, ids, limit, &d.n);
	store_reader_done(h->store, &db);
	if (e == ERR_OK && d.n > 0 && !dry)
		e = store_write(h->store, DB_KEEPER, write_drops, &d);
	if (e == ERR_OK && !dry && (kind == KEPT_REFUSED || kind == KEPT_WITHDRAWN))
		forget_texts(h, a, &d);
	*ret_n = e == ERR_OK ? d.n : 0;
	*ret_more = e == ERR_OK && !dry && d.n == limit;
	return e;
}

struct forgetting {
	int64_t before;
	bool votes, reports; /* there are more */
};

static enum err
write_forget(struct db *db, void *arg)
{
	struct forgetting *f = arg;
	enum err e = store_vote_forget(db, f->before, ADDRESSES_AT_ONCE, &f->votes);
	return e == ERR_OK ? store_report_forget(db, f->before, ADDRESSES_AT_ONCE, &f->reports) : e;
}

enum err
retention_forget(struct house *h, struct arena *a, bool *ret_more)
{
	struct forgetting f = {.before = clock_now() - h->conf->address_life};
	(void)a;
	enum err e = store_write(h->store, DB_KEEPER, write_forget, &f);
	*ret_more = e == ERR_OK && (f.votes || f.reports);
	return e;
}

enum err
retention_run(struct house *h, struct arena *a, bool dry, int64_t ret[KEPT__MAX])
{
	enum err e = ERR_OK;
	bool more = true;
	while (e == ERR_OK && more && !dry)
		e = retention_forget(h, a, &more);
	for (enum kept kind = 0; kind < KEPT__MAX; kind++) {
		ret[kind] = 0;
		for (more = true; e == ERR_OK && more;) {
			int64_t n;
			e = step(h, a, kind, dry, &n, &more);
			ret[kind] += n;
		}
	}
	return e == ERR_OK && !dry ? search_purge_all(h) : e;
}

enum err
retention_chore(struct house *h, struct arena *a, bool *ret_more)
{
	enum err first = ERR_OK;
	*ret_more = false;
	for (enum kept kind = 0; kind < KEPT__MAX; kind++) {
		bool texts = kind == KEPT_REFUSED || kind == KEPT_WITHDRAWN, more = true;
		enum err e = ERR_OK;
		for (int i = 0; e == ERR_OK && more && i < (texts ? TEXT_STEPS : 1); i++) {
			int64_t n;
			e = step(h, a, kind, false, &n, &more);
		}
		if (first == ERR_OK)
			first = e;
		*ret_more |= e == ERR_OK && more;
	}
	return first;
}
