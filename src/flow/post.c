/*
 * A reader replies: one look, one verdict, one write. The look and the verdict have no lock; what may have
 * changed meanwhile and matters (the parent, the repeat) is asked again inside the write.
 */
#include "flow/post.h"

#include "base/clock.h"
#include "base/metric.h"
#include "base/email.h"
#include "filter/gate_token.h"
#include "flow/ban.h"
#include "flow/crowd.h"
#include "flow/lists.h"
#include "flow/memory.h"
#include "flow/gate.h"
#include "flow/status.h"
#include "flow/storm.h"
#include "flow/thread.h"
#include "flow/train.h"
#include "flow/vote.h"
#include "posting.h"
#include "store/store_actor.h"
#include "store/store_comment.h"
#include "store/store_receipt.h"
#include "store/store_remark.h"
#include "store/store_thread.h"

#define KEYED_BYTES 24 /* a script's key as stored; shorter than our own, which tells them apart */

/* ---- who and what ------------------------------------------------------------------------------- */

/* False: not an address. The address is wiped either way. */
static bool
hash_address(struct post *p)
{
	struct email email;
	bool ok = true;
	if (p->reply->email.n > 0) {
		ok = email_canon(p->arena, p->reply->email, &email);
		if (ok) {
			p->id_hash = email_id_hash(p->arena, p->house->keys, p->site->id.n, &email);
			p->ban_hash =
				email_ban_hash(p->arena, p->house->keys, p->site->id.n, &email);
			p->person = true;
			p->domain = str_copy(p->arena, email.domain);
			p->facts.disposable = house_disposable(p->site, p->domain);
			email_wipe(&email);
		}
		crypt_wipe((void *)(uintptr_t)p->reply->email.p, p->reply->email.n);
	}
	return ok;
}

static void
mac_fields(struct mac *m, const struct post *p)
{
	const struct draft *d = &p->reply->draft;
	mac_int(m, p->site->id.n);
	mac_str(m, d->page);
	mac_int(m, d->parent.n);
	mac_str(m, (struct str){(const char *)p->id_hash.b, HASH_BYTES});
	mac_str(m, d->name);
	mac_str(m, d->url);
	mac_str(m, d->text);
}

/* The script's own key, or what makes two posts the same one: all fields, from one address and browser. */
static void
make_post_key(struct post *p)
{
	struct mac *m = mac_begin(p->arena, p->house->keys, PURPOSE_POST);
	if (p->reply->key.n > 0) {
		mac_str(m, STR("script"));
		mac_int(m, p->site->id.n);
		mac_str(m, p->reply->key);
		p->post_key_len = KEYED_BYTES;
	} else {
		mac_str(m, STR("plain"));
		mac_fields(m, p);
		mac_str(m, p->visitor->address);
		mac_str(m, p->visitor->user_agent);
		p->post_key_len = HASH_BYTES;
	}
	mac_end(m, (unsigned char *)p->post_key, p->post_key_len);
	m = mac_begin(p->arena, p->house->keys, PURPOSE_POST);
	mac_str(m, STR("body"));
	mac_fields(m, p);
	p->post_body = mac_hash(m);
}

static struct str
post_key(const struct post *p)
{
	return (struct str){p->post_key, p->post_key_len};
}

static struct str
post_body(const struct post *p)
{
	return (struct str){(const char *)p->post_body.b, HASH_BYTES};
}

static int64_t
repeat_since(const struct post *p)
{
	return p->now - (p->post_key_len == KEYED_BYTES ? POST_KEY_SPAN : POST_REPEAT_SPAN);
}

/* ---- the look ------------------------------------------------------------------------------------ */

/* The comment that is edited speaks neither for its writer nor against. It is of late: a window is short. */
static void
leave_out(struct facts *f, const struct comment *c)
{
	if (c->state == STATE_APPROVED) {
		f->approved--;
		f->lately_approved--;
	}
	if (c->state == STATE_SPAM)
		f->lately_rejected--;
}

/* One row more than the setting asks for: an edit leaves its own out. Only who had two refused is counted
 * whole, for how many of how many it is (stage_rejected_before()). */
static enum err
look_along_chain(struct db *db, struct post *p, int64_t since)
{
	struct facts *f = &p->facts;
	struct history history;
	enum err e = store_chain_refused(db, p->chain, since, &f->lately_rejected);
	if (e != ERR_OK)
		return e;
	if (f->lately_rejected < 2)
		return store_chain_approved(db, p->chain, p->site->conf->hold_first + 1, &f->approved);
	e = store_chain_lately(db, p->chain, since, &history);
	if (e == ERR_OK) {
		f->approved = history.count[STATE_APPROVED];
		f->lately_approved = history.lately[STATE_APPROVED];
		f->lately_rejected = history.lately[STATE_REJECTED] + history.lately[STATE_SPAM];
	}
	return e;
}

/* What is approved proves nothing; a moderator reads how much it is, where first comments wait for one. */
static enum err
look_at_address(struct db *db, struct post *p, int64_t since)
{
	struct facts *f = &p->facts;
	struct history history = {{0}, {0}};
	enum err e = store_author_refused(db, p->author, since, &f->lately_rejected);
	if (e == ERR_OK && p->site->conf->hold_first > 0)
		e = store_author_history(db, p->author, since, HISTORY_MAX, &history);
	f->unproven = history.count[STATE_APPROVED];
	return e;
}

/* Trust is counted along the chain of status links: an address can be copied, a link cannot. Without one the
 * address's good comments count for nothing, its bad ones do. */
enum err
post_look_at_person(struct db *db, struct post *p)
{
	struct chain_link link = {{0}, {0}, 0, 0};
	int64_t since = p->now - POST_LATELY_SPAN;
	enum err e = ERR_OK;
	if (p->person)
		e = store_author_find(db, p->site->id, &p->id_hash, &p->author);
	if (e == ERR_GONE)
		return ERR_OK; /* a new one */
	if (e == ERR_OK && p->person)
		e = store_remark_held(db, p->author, &p->facts.watched);
	if (e == ERR_OK)
		e = status_proof(db, p->arena, p->house, p->site, p->reply->earlier, &link);
	if (e == ERR_OK && link.author.n == p->author.n) {
		p->chain = link.chain;
		e = look_along_chain(db, p, since);
	} else if (e == ERR_OK || e == ERR_GONE) {
		e = p->person ? look_at_address(db, p, since) : ERR_OK;
	}
	if (p->edits != NULL)
		leave_out(&p->facts, p->edits);
	return e;
}

enum err
post_look_at_thread(struct db *db, struct post *p)
{
	return thread_look(db, p->arena, p->site, p->now, &p->reply->draft, &p->facts, &p->thread, &p->storm);
}

static enum err
look(struct post *p, bool *ret_repeated)
{
	struct draft *d = &p->reply->draft;
	struct db *db = store_reader(p->house->store, DB_VISITOR);
	enum err e = store_moment(db); /* one look at the log for all that is asked */
	if (e == ERR_OK)
		e = store_comment_by_post_key(db, p->site->id, post_key(p), post_body(p),
					      repeat_since(p), &p->before);
	*ret_repeated = e == ERR_OK;
	if (e == ERR_GONE) {
		e = post_look_at_thread(db, p);
		if (e == ERR_OK)
			e = post_look_at_person(db, p);
		if (e == ERR_OK && d->parent.n != 0) {
			e = store_comment_parent(db, p->arena, p->site->id, d->page, d->parent,
						 &p->parent_key, &p->parent_name);
			if (e == ERR_GONE) {
				p->out->outcome = POST_PARENT;
				e = ERR_OK;
			}
		}
	}
	store_moment_end(db);
	store_reader_done(p->house->store, &db);
	return e;
}

/* ---- the verdict ---------------------------------------------------------------------------------- */

/* In slow mode: one comment a while in this article, from the network that one attacker may own whole. */
static struct str
slow_key(const struct post *p)
{
	return str_printf(p->arena, "slow %ld %ld %.*s", (long)p->site->id.n, (long)p->thread.id.n,
			  STR_FMT(p->visitor->wide_block));
}

static bool
slow(const struct post *p)
{
	return p->facts.mode == MODE_SLOW || p->facts.storm == STORM_SLOW;
}

static int64_t
take_slow(struct post *p)
{
	if (!slow(p) || p->edits != NULL)
		return 0;
	int64_t wait = rate_take(p->house->rates, slow_key(p), 1,
				 p->site->conf->storm_pause * 1000, clock_tick());
	return (wait + 999) / 1000;
}

/* Nothing new was stored, whyever: the network has not had its one comment. */
static void
leave_slow(struct post *p)
{
	if (slow(p) && p->facts.slow_wait == 0)
		rate_return(p->house->rates, slow_key(p), 1, p->site->conf->storm_pause * 1000,
			    clock_tick());
}

/* Nothing new was stored, and that is not the writer's fault: it does not count at all. */
static void
leave(struct post *p)
{
	if (p->facts.rate_wait == 0)
		gate_leave(p->house, &p->limits);
	leave_slow(p);
}

/* Would it be published if a proof came with it? Only then it is worth the asking; or in a storm that makes
 * everything wait: there it tells moderators people from programs, and a flood costs who makes it. */
static bool
proof_would_do(struct post *p, const struct filter *filter, const struct policy *policy)
{
	struct facts f = p->facts;
	struct verdict v;
	if (f.proof != PROOF_ASKED || !p->reply->may_prove || p->verdict.action != ACT_HOLD)
		return false;
	f.proof = PROOF_GOOD;
	filter_run(filter, p->arena, &p->reply->draft, &f, policy, &v);
	return v.action < ACT_HOLD || (f.storm == STORM_PREMODERATED && v.action == ACT_HOLD);
}

static void
look_at_lists(struct post *p, const struct lists *l)
{
	const struct draft *d = &p->reply->draft;
	struct suspect who = {.person = p->person ? &p->ban_hash : NULL,
			      .domain = p->domain,
			      .address = p->visitor->address,
			      .name = d->name,
			      .text = d->text,
			      .url = d->url};
	lists_look(l, p->arena, &who, p->visitor->staff, p->now, &p->facts);
	ban_note_hits(p->house, p->facts.bans, p->facts.n_bans, p->now);
	crypt_wipe((void *)(uintptr_t)p->domain.p, p->domain.n);
}

void
post_judge(struct post *p)
{
	const struct site_conf *c = p->site->conf;
	struct draft *d = &p->reply->draft;
	struct facts *f = &p->facts;
	struct snapshot *snap, *said;
	const struct lists *lists = lists_take(p->site, &said);
	look_at_lists(p, lists);
	f->token = p->edits != NULL ? TOKEN_GOOD /* the private link says more */
				    : token_check(p->arena, p->house->keys, p->site->id, p->form_page,
						  p->reply->token, p->now, c->token_life);
	f->honeypot = p->reply->honeypot;
	f->origin_absent = p->visitor->origin_absent;
	memory_look(p->house, &p->print, p->author, p->thread.id, f);
	f->model = p->house->model;
	f->proof = gate_proof(p->house, p->site, p->arena, p->form_page, p->reply->proof);
	gate_limits(p->site, p->arena, p->visitor, p->person ? &p->id_hash : NULL, d->page, &p->limits);
	gate_enter(p->house, &p->limits, f);
	f->slow_wait = take_slow(p);
	struct snapshot *learned = train_take(p->site, f->model, &f->delta);
	const struct filter *filter = lists_filter(p->site, &snap);
	filter_run(filter, p->arena, d, f, &lists->policy, &p->verdict);
	if (proof_would_do(p, filter, &lists->policy))
		p->out->outcome = POST_PROOF;
	snapshot_give(&snap);
	snapshot_give(&learned);
	snapshot_give(&said);
	switch (p->verdict.action) {
	case ACT_NOTE:
		p->state = STATE_APPROVED;
		break;
	case ACT_MASK:
		p->state = STATE_APPROVED;
		break;
	case ACT_HOLD:
		p->state = STATE_PENDING;
		break;
	case ACT_REJECT:
		p->state = STATE_SPAM;
		break;
	case ACT_REFUSE:
	case ACT__MAX:
		break;
	}
	/* Made for held ones too: a moderator may approve it as it is. */
	struct str masked = filter_mask(p->arena, d->text, &p->verdict);
	p->masked = str_eq(masked, d->text) ? STR("") : masked;
}

/* ---- the write ------------------------------------------------------------------------------------- */

bool
post_is_watched(const struct reason *reasons, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(reasons[i].rule, STR("watched")) && !reasons[i].shadow)
			return true;
	return false;
}

static enum err
add_comment(struct db *db, struct post *p, struct comment_id *ret)
{
	const struct draft *d = &p->reply->draft;
	enum mode mode;
	p->author = (struct author_id){0};
	enum err e = store_thread_ensure(db, p->site->id, d->page, p->now, &p->thread.id, &mode);
	if (e == ERR_OK && mode != p->thread.mode)
		e = ERR_BUSY; /* closed or opened since the look: the next try is judged by it */
	if (e == ERR_OK && p->person)
		e = store_author_ensure(db, p->site->id, &p->id_hash, &p->ban_hash, p->avatar,
					p->now, &p->author);
	if (e != ERR_OK)
		return e;
	struct new_comment c = {
		.site = p->site->id,
		.thread = p->thread.id,
		.parent = d->parent,
		.author = p->author,
		.chain = p->chain,
		.parent_key = p->parent_key,
		.name = d->name,
		.url = d->url,
		.body = d->text,
		.masked = p->masked,
		.rules = p->reply->rules,
		.state = p->state,
		.now = p->now,
		.verdict = &p->verdict,
		.network = p->network,
		.post_key = post_key(p),
		.post_body = post_body(p),
	};
	const struct receipt receipt = {.body = post_body(p),
					.status = p->state == STATE_APPROVED ? 201 : 202,
					.answer = state_word(p->state)};
	e = store_comment_add(db, &c, ret);
	if (e == ERR_OK && post_is_watched(p->verdict.reasons, p->verdict.n_reasons))
		e = store_remark_count(db, p->author);
	if (e == ERR_OK && p->post_key_len == KEYED_BYTES)
		e = store_receipt_open(db, p->site->id, post_key(p), &receipt, p->now, repeat_since(p));
	if (e == ERR_OK && p->storm.begins)
		e = storm_begin(db, p->arena, p->site, p->thread.id, p->now, &p->storm);
	if (e == ERR_OK && p->state == STATE_APPROVED) {
		e = store_thread_count(db, p->thread.id, 1);
		db_touch(db, p->site->id.n, d->page);
	}
	if (e == ERR_OK && p->state == STATE_PENDING)
		e = store_outbox_add(db, p->site->id, STR("waiting"), ret->n, p->now);
	return e;
}

static enum err
write_post(struct db *db, void *arg)
{
	struct post *p = arg;
	struct str key, name;
	p->out->outcome = POST_STORED;
	p->out->repeated = false;
	if (p->reply->draft.parent.n != 0) {
		enum err e = store_comment_parent(db, p->arena, p->site->id, p->reply->draft.page,
						  p->reply->draft.parent, &key, &name);
		if (e == ERR_GONE)
			p->out->outcome = POST_PARENT; /* taken down since the look: nothing is stored */
		if (e != ERR_OK)
			return e;
	}
	enum err e = add_comment(db, p, &p->out->id);
	if (e != ERR_CONFLICT)
		return e;
	/* The same post, faster by a moment: its row answers for both. Or one of old, whose key binds
	 * no more. */
	e = store_comment_by_post_key(db, p->site->id, post_key(p), post_body(p), repeat_since(p),
				      &p->before);
	p->out->repeated = e == ERR_OK;
	if (e != ERR_GONE)
		return e;
	e = store_comment_post_key_expire(db, p->site->id, post_key(p), repeat_since(p));
	return e == ERR_OK ? add_comment(db, p, &p->out->id) : e;
}

/* ---- the answer ------------------------------------------------------------------------------------ */

static void
answer_repeat(struct post *p)
{
	struct posted *out = p->out;
	if (!p->before.same_body) {
		out->outcome = POST_KEY;
		return;
	}
	out->outcome = POST_STORED;
	out->repeated = true;
	out->id = p->before.id;
	out->state = p->before.state;
	out->status_token = status_token(p->arena, p->house, p->site, out->id, p->before.generation,
					 p->before.created);
}

static enum err
store_post(struct post *p)
{
	/* Not in the writer, for which all wait. */
	p->network = vote_network(p->house, p->site, p->arena, p->visitor);
	enum err e = store_write(p->house->store, DB_VISITOR, write_post, p);
	if (e != ERR_OK || p->out->repeated)
		leave(p);
	if (e == ERR_GONE && p->out->outcome == POST_PARENT)
		return ERR_OK;
	if (e != ERR_OK)
		return e;
	if (p->out->repeated) {
		answer_repeat(p);
		return ERR_OK;
	}
	memory_add(p->house, &p->print, &(struct occurrence){.comment = p->out->id, .author = p->author,
							      .thread = p->thread.id,
							      .created = p->now});
	memory_arrive(p->house, &p->print, &(struct arrival){
		.comment = p->out->id, .site = p->site->id, .thread = p->thread.id, .author = p->author,
		.name = p->reply->draft.name, .address = p->visitor->address, .state = p->state,
		.created = p->now});
	p->out->state = p->state;
	p->out->status_token = status_token(p->arena, p->house, p->site, p->out->id, 0, p->now);
	return ERR_OK;
}

/* ---- what the operator's monitoring hears ------------------------------------------------------------ */

void
post_count_rules(void)
{
	static const char *const words[] = {
#define RULE(id, word, weight, action, stage, help, tells) word,
#include "filter/filter.def"
#undef RULE
	};
	metric_words(METRIC_RULES, words, ARRAY_LEN(words));
}

static const char *
outcome_word(enum err e, const struct posted *out)
{
	if (e != ERR_OK)
		return "failed";
	switch (out->outcome) {
	case POST_STORED:
		return out->repeated ? "repeated" : "stored";
	case POST_REFUSED:
		return "refused";
	case POST_EMAIL:
		return "email";
	case POST_PARENT:
		return "parent";
	case POST_PROOF:
		return "proof";
	case POST_KEY:
		return "key";
	}
	must_fail(__FILE__, __LINE__, "an outcome");
}

/* A verdict that stopped the reply counts once for each rule that asked for as much. */
static void
count(enum err e, const struct posted *out)
{
	const struct verdict *v = &out->verdict;
	metric_add_word(METRIC_POSTS, str_of(outcome_word(e, out)), 1);
	if (e != ERR_OK || out->repeated || (out->outcome != POST_STORED && out->outcome != POST_REFUSED))
		return;
	metric_add_word(METRIC_VERDICTS, action_word(v->action), 1);
	if (v->action < ACT_HOLD)
		return;
	for (size_t i = 0; i < v->n_reasons; i++) {
		bool told = false;
		for (size_t j = 0; j < i && !told; j++)
			told = str_eq(v->reasons[j].rule, v->reasons[i].rule);
		if (!told && !v->reasons[i].shadow && v->reasons[i].action == v->action)
			metric_add_word(METRIC_RULES, v->reasons[i].rule, 1);
	}
}

enum err
post_reply(struct house *h, struct site *s, struct arena *a, const struct visitor *v,
	   struct reply *r, struct posted *ret)
{
	struct posted out = {.outcome = POST_STORED};
	struct post p = {.house = h,
			 .site = s,
			 .arena = a,
			 .visitor = v,
			 .reply = r,
			 .form_page = r->draft.page,
			 .now = clock_now(),
			 .out = &out};
	bool repeated = false;
	if (!hash_address(&p)) {
		ret->outcome = out.outcome = POST_EMAIL;
		count(ERR_OK, &out);
		return ERR_OK;
	}
	make_post_key(&p);
	p.print = memory_print(h, s, a, r->draft.text);
	crypt_random(p.avatar, sizeof(p.avatar));
	enum err e = look(&p, &repeated);
	if (e != ERR_OK) {
		count(e, &out);
		return e;
	}
	if (repeated) {
		answer_repeat(&p);
	} else if (out.outcome == POST_STORED) {
		post_judge(&p);
		out.verdict = p.verdict;
		out.retry_after = p.facts.rate_wait > p.facts.slow_wait ? p.facts.rate_wait
									: p.facts.slow_wait;
		if (p.verdict.action == ACT_REFUSE) {
			out.outcome = POST_REFUSED;
			leave_slow(&p);
		} else if (out.outcome == POST_PROOF) {
			leave(&p);
		} else {
			e = store_post(&p);
		}
	}
	count(e, &out);
	if (e == ERR_OK)
		*ret = out;
	return e;
}
