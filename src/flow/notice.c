/* Notices of illegal content, as those who send them have them; see the header. */
#include "flow/notice.h"

#include "base/clock.h"
#include "base/email.h"
#include "flow/gate.h"
#include "link.h"
#include "store/store_actor.h"
#include "store/store_thread.h"

/* In multiples of rate.posts: a notice is more work than a comment. */
#define NOTICE_TIMES 1

struct str
notice_location(struct arena *a, const struct site *s, struct comment_id id)
{
	return str_printf(a, "%.*s%.*s/c/%lld", STR_FMT(s->conf->base_url), STR_FMT(s->conf->base_path),
			  (long long)id.n);
}

static struct link
link_to(const struct site *s, struct notice_id id, int64_t created)
{
	return (struct link){.purpose = PURPOSE_NOTICE, .site = s->id, .id = id.n, .created = created};
}

static enum err
look_at_target(struct db *db, struct arena *a, struct site_id site, struct comment_id id,
	       struct notice_target *ret)
{
	enum err e = store_notice_target(db, a, site, id, ret);
	return e == ERR_OK && ret->state != STATE_APPROVED ? ERR_GONE : e;
}

enum err
notice_target(struct house *h, struct site *s, struct arena *a, struct comment_id id,
	      struct notice_target *ret)
{
	struct db *db = store_reader(h->store, DB_VISITOR);
	enum err e = look_at_target(db, a, s->id, id, ret);
	store_reader_done(h->store, &db);
	return e;
}

/* ---- sending -------------------------------------------------------------------------------- */

struct sending {
	struct house *house;
	struct site *site;
	struct arena *arena;
	const struct notice_draft *draft;
	bool person; /* an address was given */
	struct hash id_hash, ban_hash, key;
	unsigned char avatar[16];
	int64_t now, created;
	struct noticed *out;
};

/* False: an address was given that is none. What was typed is wiped. */
static bool
hash_address(struct sending *x, struct str raw)
{
	struct email email;
	if (raw.n == 0)
		return true;
	x->person = email_canon(x->arena, raw, &email);
	if (x->person) {
		x->id_hash = email_id_hash(x->arena, x->house->keys, x->site->id.n, &email);
		x->ban_hash = email_ban_hash(x->arena, x->house->keys, x->site->id.n, &email);
		email_wipe(&email);
	}
	crypt_wipe((void *)(uintptr_t)raw.p, raw.n);
	return x->person;
}

/* What makes two notices the same one: all fields, from one address and browser. */
static struct hash
repeat_key(const struct sending *x, const struct visitor *v)
{
	const struct notice_draft *d = x->draft;
	struct mac *m = mac_begin(x->arena, x->house->keys, PURPOSE_POST);
	mac_str(m, STR("notice"));
	mac_int(m, x->site->id.n);
	mac_int(m, d->comment.n);
	mac_int(m, (int64_t)d->kind);
	mac_str(m, d->text);
	mac_str(m, d->name);
	mac_str(m, (struct str){(const char *)x->id_hash.b, HASH_BYTES});
	mac_str(m, v->address);
	mac_str(m, v->user_agent);
	return mac_hash(m);
}

static enum err
find_repeat(struct db *db, struct sending *x)
{
	return store_notice_by_post_key(db, x->site->id, &x->key, x->now - POST_REPEAT_SPAN, &x->out->id,
					&x->created);
}

static enum err
add(struct db *db, struct sending *x, int64_t version)
{
	const struct notice_draft *d = x->draft;
	struct new_notice n = {.site = x->site->id,
			       .comment = d->comment,
			       .version = version,
			       .kind = d->kind,
			       .text = d->text,
			       .location = notice_location(x->arena, x->site, d->comment),
			       .name = d->name,
			       .now = x->now,
			       .post_key = x->key};
	enum err e = store_notice_post_keys_sweep(db, x->now - POST_REPEAT_SPAN);
	if (e == ERR_OK && x->person)
		e = store_author_ensure(db, x->site->id, &x->id_hash, &x->ban_hash, x->avatar, x->now,
					&n.author);
	if (e == ERR_OK)
		e = store_notice_add(db, &n, &x->out->id);
	if (e == ERR_OK)
		e = store_audit_add(db, x->site->id, x->now, STR("reader"), STR("notice"),
				    str_printf(x->arena, "notice %lld", (long long)x->out->id.n),
				    str_printf(x->arena, "comment %lld %.*s", (long long)d->comment.n,
					       STR_FMT(notice_kind_word(d->kind))));
	return e == ERR_OK ? store_outbox_add(db, x->site->id, STR("notice"), d->comment.n, x->now) : e;
}

/* Only one write runs at a time: what is found here is so. */
static enum err
write_notice(struct db *db, void *arg)
{
	struct sending *x = arg;
	struct notice_target t;
	x->out->outcome = NOTICE_STORED;
	x->created = x->now;
	enum err e = find_repeat(db, x);
	if (e != ERR_GONE)
		return e;
	x->created = x->now;
	e = look_at_target(db, x->arena, x->site->id, x->draft->comment, &t);
	if (e == ERR_GONE) {
		x->out->outcome = NOTICE_GONE;
		return ERR_OK;
	}
	return e == ERR_OK ? add(db, x, t.version) : e;
}

/* Nothing against it so far; *ret_known: it was sent before. */
static enum err
look(struct sending *x, bool *ret_known)
{
	struct notice_target t;
	struct db *db = store_reader(x->house->store, DB_VISITOR);
	enum err e = find_repeat(db, x);
	*ret_known = e == ERR_OK;
	if (e == ERR_GONE)
		e = look_at_target(db, x->arena, x->site->id, x->draft->comment, &t);
	store_reader_done(x->house->store, &db);
	if (e != ERR_GONE)
		return e;
	x->out->outcome = NOTICE_GONE;
	return ERR_OK;
}

enum err
notice_send(struct house *h, struct site *s, struct arena *a, const struct visitor *v, struct notice_draft *d,
	    struct noticed *ret)
{
	struct noticed out = {.outcome = NOTICE_STORED};
	struct sending x = {.house = h, .site = s, .arena = a, .draft = d, .now = clock_now(), .out = &out};
	bool known;
	if (!hash_address(&x, d->email)) {
		out.outcome = NOTICE_EMAIL;
		*ret = out;
		return ERR_OK;
	}
	x.key = repeat_key(&x, v);
	crypt_random(x.avatar, sizeof(x.avatar));
	enum err e = look(&x, &known);
	if (e == ERR_OK && out.outcome == NOTICE_STORED && !known) {
		out.retry_after = gate_act(h, s, a, v, "notice", NOTICE_TIMES);
		if (out.retry_after > 0)
			out.outcome = NOTICE_TOO_MANY;
		else
			e = store_write(h->store, DB_VISITOR, write_notice, &x);
	}
	if (e == ERR_OK && out.outcome == NOTICE_STORED) {
		const struct link l = link_to(s, out.id, x.created);
		out.token = link_token(a, h->keys, &l);
	}
	if (e == ERR_OK)
		*ret = out;
	return e;
}

/* ---- the private page ----------------------------------------------------------------------- */

enum err
notice_find(struct house *h, struct site *s, struct arena *a, struct str token, struct notice_own *ret)
{
	struct notice_own o = {.may_complain = false};
	struct notice_id id;
	unsigned generation;
	struct hash person;
	if (!link_read(token, &id.n, &generation) || generation != 0)
		return ERR_GONE;
	struct db *db = store_reader(h->store, DB_VISITOR);
	enum err e = store_notice_get(db, a, s->id, id, &o.notice, &person);
	if (e == ERR_OK) {
		const struct link l = link_to(s, id, o.notice.created);
		if (!link_good(a, h->keys, &l, token))
			e = ERR_GONE;
	}
	if (e == ERR_OK)
		e = store_notice_target(db, a, s->id, o.notice.comment, &o.target);
	store_reader_done(h->store, &db);
	if (e != ERR_OK)
		return e;
	for (size_t i = 0; i < o.notice.n_answers; i++)
		o.notice.answers[i].by = STR("");
	o.may_complain = o.notice.complained == 0 &&
			 (o.notice.state == NOTICE_ACTED || o.notice.state == NOTICE_LEFT);
	*ret = o;
	return ERR_OK;
}

struct complaining {
	struct site *site;
	struct arena *arena;
	const struct notice *notice;
	struct str text;
	int64_t now;
};

static enum err
write_complaint(struct db *db, void *arg)
{
	const struct complaining *c = arg;
	const struct notice *n = c->notice;
	enum err e = store_notice_complain(db, c->site->id, n->id, c->text, c->now);
	if (e == ERR_OK)
		e = store_audit_add(db, c->site->id, c->now, STR("reader"), STR("complain"),
				    str_printf(c->arena, "notice %lld", (long long)n->id.n),
				    notice_state_word(n->state));
	return e == ERR_OK ? store_outbox_add(db, c->site->id, STR("complaint"), n->comment.n, c->now) : e;
}

static struct notice_own
complained(const struct notice_own *before, const struct complaining *c)
{
	struct notice_own o = *before;
	o.notice.state = NOTICE_COMPLAINED;
	o.notice.complaint = c->text;
	o.notice.complained = c->now;
	o.may_complain = false;
	return o;
}

enum err
notice_complain(struct house *h, struct site *s, struct arena *a, struct str token, struct str text,
		bool *ret_done, struct notice_own *ret)
{
	struct notice_own o;
	enum err e = notice_find(h, s, a, token, &o);
	if (e == ERR_OK && o.may_complain) {
		const struct notice before = o.notice;
		struct complaining c = {s, a, &before, text, clock_now()};
		e = store_write(h->store, DB_VISITOR, write_complaint, &c);
		if (e == ERR_CONFLICT)
			e = notice_find(h, s, a, token, &o);
		else if (e == ERR_OK)
			o = complained(&o, &c); /* what is stored is done, whatever a second look would say */
	}
	if (e != ERR_OK)
		return e;
	*ret_done = o.notice.complained != 0 && str_eq(o.notice.complaint, text);
	*ret = o;
	return ERR_OK;
}
