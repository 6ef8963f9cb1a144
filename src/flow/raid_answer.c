/* The answer to a raid: bans and decisions, in one batch; see the header. */
#include "base/addr.h"
#include "base/email.h"
#include "flow/raid.h"
#include "store/store_decision.h"
#include "store/store_thread.h"
#include "table.h"

#define BANS_SLICE 500 /* set in one write */

struct answering {
	struct house *house;
	struct site *site;
	struct arena *arena;
	const struct moderator *by;
	const struct raid_order *order;
	struct crowd_member *at; /* those that are meant */
	size_t n;
	struct ban_aim *aims;
	size_t n_aims;
};

static bool
is_meant(const struct raid_order *o, int64_t comment)
{
	for (size_t i = 0; i < o->n_except; i++)
		if (o->except[i].n == comment)
			return false;
	return o->upto.n == 0 || comment <= o->upto.n;
}

/* The raid's comments, less what is not meant and what people have decided meanwhile, here or elsewhere:
 * nobody is banned for a comment that somebody has approved. */
static enum err
choose(struct answering *w, const struct raid *raid)
{
	enum err e = ERR_OK;
	struct db *db = store_reader(w->house->store, DB_MODERATOR);
	w->at = arena_array(w->arena, raid->n, struct crowd_member);
	for (size_t i = 0; e == ERR_OK && i < raid->n; i++) {
		struct comment_id id = {raid->members[i].comment};
		bool open = false;
		if (!is_meant(w->order, id.n))
			continue;
		e = store_decision_open(db, w->site->id, id, &open);
		if (e == ERR_OK && open)
			w->at[w->n++] = raid->members[i];
		e = e == ERR_GONE ? ERR_OK : e;
	}
	store_reader_done(w->house->store, &db);
	return e;
}

static void
aim(struct answering *w, const struct ban_aim *at)
{
	arena_grow(w->arena, w->aims, w->n_aims);
	w->aims[w->n_aims++] = *at;
}

/* Each person once. Who gave no address cannot be banned so. */
static enum err
aim_at_people(struct answering *w)
{
	struct table seen = table_for(w->arena, w->n);
	struct hash id_hash;
	enum err e = ERR_OK;
	struct db *db = store_reader(w->house->store, DB_MODERATOR);
	for (size_t i = 0; e == ERR_OK && i < w->n; i++) {
		struct slot *s = table_at(&seen, w->at[i].author);
		if (w->at[i].author == 0 || s->key != 0)
			continue;
		s->key = w->at[i].author;
		struct ban_aim a = {.kind = BAN_EMAIL};
		e = store_author_hashes(db, w->site->id, (struct comment_id){w->at[i].comment}, &id_hash,
					&a.person);
		if (e == ERR_OK) {
			a.target = email_pseudonym(w->arena, w->house->keys, &id_hash);
			aim(w, &a);
		}
		e = e == ERR_GONE ? ERR_OK : e; /* forgotten since */
	}
	store_reader_done(w->house->store, &db);
	return e;
}

static uint64_t
address_of(const struct crowd_member *m)
{
	uint64_t key = 0;
	for (size_t i = 0; i < 8; i++) /* of IPv6 the /64 */
		key = key << 8 | m->block[i];
	return m->family == 0 ? 0 : key ^ m->family;
}

/* The addresses themselves (of IPv6 their /64), not all around them. */
static void
aim_at_networks(struct answering *w)
{
	struct table seen = table_for(w->arena, w->n);
	for (size_t i = 0; i < w->n; i++) {
		const struct crowd_member *m = &w->at[i];
		struct slot *s = table_at(&seen, address_of(m));
		struct addr from = crowd_block(m->family, m->block);
		struct ban ban = {.kind = BAN_ADDRESS};
		struct ban_aim a = {.kind = BAN_ADDRESS};
		if (m->family == 0 || s->key != 0)
			continue;
		s->key = address_of(m);
		if (ban_read(w->house, w->site, w->arena, &ban, addr_text(w->arena, &from), &a.person) !=
		    BAN_ADDED)
			continue;
		a.target = ban.target;
		aim(w, &a);
	}
}

static struct str
why(const struct answering *w)
{
	return str_printf(w->arena, "raid of %zu comments", w->n);
}

static enum err
ban_them(struct answering *w, struct raid_done *done)
{
	struct ban_terms terms = {.days = w->order->days, .reason = STR("raid")};
	enum err e = w->order->people ? aim_at_people(w) : ERR_OK;
	if (e == ERR_OK && w->order->networks)
		aim_at_networks(w);
	if (e == ERR_OK && w->n_aims > 0)
		e = batch_begin(w->house, w->site, w->arena, w->by, why(w), &done->batch);
	terms.batch = done->batch;
	for (size_t i = 0; e == ERR_OK && i < w->n_aims; i += BANS_SLICE) {
		size_t n = w->n_aims - i < BANS_SLICE ? w->n_aims - i : BANS_SLICE;
		int64_t added = 0;
		e = ban_all(w->house, w->site, w->arena, w->by, w->aims + i, n, &terms, &added);
		done->banned += added;
	}
	return e;
}

static enum err
answer(struct answering *w, struct raid_done *done)
{
	struct batch_pick *picks = arena_array(w->arena, w->n, struct batch_pick);
	struct batch_done d = {0};
	for (size_t i = 0; i < w->n; i++)
		picks[i] = (struct batch_pick){.comment = {w->at[i].comment}, .seen = STATE__MAX,
					       .version = VERSION_ANY, .undecided = true};
	/* The bans first, so that no more of them come meanwhile. */
	enum err e = w->order->days > 0 ? ban_them(w, done) : ERR_OK;
	struct batch_order order = {.verb = w->order->verb, .note = w->order->note,
				    .grounds = w->order->grounds, .why = why(w), .batch = done->batch};
	if (e != ERR_OK)
		return e;
	e = batch_decide(w->house, w->site, w->by, &order, picks, w->n, &d);
	done->batch = d.batch;
	done->decided = d.decided;
	done->passed = d.passed;
	if (e == ERR_OK && d.batch.n == 0) /* they were decided meanwhile */
		done->outcome = RAID_GONE;
	return e;
}

enum err
raid_answer(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	    struct comment_id id, const struct raid_order *order, struct raid_done *ret)
{
	struct raid raid;
	struct raid_done done = {.outcome = RAID_DONE};
	must(order->verb == VERB_REJECT || order->verb == VERB_SPAM);
	if (actor_role(by) < ROLE_MODERATOR) {
		*ret = (struct raid_done){.outcome = RAID_FORBIDDEN};
		return ERR_OK;
	}
	enum err e = raid_of(h, s, a, by, id, &raid);
	if (e == ERR_GONE) {
		*ret = (struct raid_done){.outcome = RAID_GONE};
		return ERR_OK;
	}
	struct answering w = {.house = h, .site = s, .arena = a, .by = by, .order = order};
	if (e == ERR_OK)
		e = choose(&w, &raid);
	if (e == ERR_OK && w.n == 0)
		done.outcome = RAID_GONE;
	else if (e == ERR_OK)
		e = answer(&w, &done);
	*ret = done;
	return e;
}
