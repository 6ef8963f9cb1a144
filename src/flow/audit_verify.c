/* Proves the book, or says where it is broken; see flow/audit.h. */
#include <stdlib.h>

#include "audit_chain.h"
#include "base/clock.h"
#include "base/date.h"
#include "store/store_audit.h"

/* A head to be met on the way, of the database or kept elsewhere. */
struct checkpoint {
	int64_t place, made;
	struct hash hash;
	bool ours; /* its signature holds, by a key of the file */
	bool given;
};

struct proving {
	struct house *house;
	struct arena *arena, *scratch;
	struct checkpoint *heads;
	size_t n_heads, met;
	struct str cut;     /* up to when retention has taken details, as far as it was asked */
	struct hash before; /* of the link before */
	int64_t line;       /* the highest that is linked */
	enum err failed;
	struct audit_proof proof;
};

/* ---- heads ----------------------------------------------------------------------------------------- */

static void
add_head(struct proving *p, const struct checkpoint *c)
{
	arena_grow(p->arena, p->heads, p->n_heads);
	p->heads[p->n_heads++] = *c;
}

static void
add_stored(struct proving *p, const struct audit_head *h)
{
	struct checkpoint c = {.place = h->place, .made = h->made, .hash = h->hash};
	if (h->link >= 0 && h->link < keyring_links(p->house->keys)) {
		struct hash public = sign_public(p->house->keys, PURPOSE_BOOK, (unsigned)h->link);
		c.ours = sign_check(&public, audit_statement(p->arena, h), &h->signature);
	}
	add_head(p, &c);
}

static bool
known_key(const struct keyring *keys, const struct hash *public)
{
	for (unsigned i = 0; i < keyring_links(keys); i++) {
		struct hash ours = sign_public(keys, PURPOSE_BOOK, i);
		if (crypt_equal(ours.b, public->b, HASH_BYTES))
			return true;
	}
	return false;
}

/* "… rejoinder-audit-1 PLACE HASH MADE KEY SIGNATURE …", as a line of the log may have it. */
static bool
add_given(struct proving *p, struct str line)
{
	struct str tag = STR(AUDIT_TAG " "), word[5];
	struct checkpoint c = {.given = true};
	struct hash public;
	struct signature signature;
	size_t at = str_find(line, tag, 0);
	if (at == SIZE_MAX)
		return false;
	struct str from = str_from(line, at), rest = str_from(from, tag.n);
	for (size_t i = 0; i < ARRAY_LEN(word); i++)
		str_cut(&rest, ' ', &word[i]);
	if (word[4].n > 2 * SIGN_BYTES)
		word[4].n = 2 * SIGN_BYTES;
	if (!str_int(word[0], 1, INT64_MAX, &c.place) || !hex_decode(word[1], c.hash.b, HASH_BYTES) ||
	    !date_read(word[2], &c.made) || !hex_decode(word[3], public.b, HASH_BYTES) ||
	    !hex_decode(word[4], signature.b, SIGN_BYTES))
		return false;
	size_t signed_n = tag.n + word[0].n + 1 + word[1].n + 1 + word[2].n;
	c.ours = known_key(p->house->keys, &public) &&
		 sign_check(&public, str_sub(from, 0, signed_n), &signature);
	add_head(p, &c);
	return true;
}

static int
by_place(const void *x, const void *y)
{
	const struct checkpoint *a = x, *b = y;
	return (a->place > b->place) - (a->place < b->place);
}

static enum err
read_heads(struct proving *p, struct str given)
{
	struct audit_head *stored = NULL;
	struct str line;
	size_t n = 0;
	struct db *db = store_reader(p->house->store, DB_CONSOLE);
	enum err e = store_audit_heads(db, p->arena, &stored, &n);
	store_reader_done(p->house->store, &db);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		add_stored(p, &stored[i]);
	while (e == ERR_OK && given.n > 0) {
		str_cut(&given, '\n', &line);
		if (str_trim(line).n > 0 && !add_given(p, line))
			e = ERR_INPUT;
	}
	if (p->n_heads > 1)
		qsort(p->heads, p->n_heads, sizeof(p->heads[0]), by_place);
	return e;
}

/* ---- the chain ------------------------------------------------------------------------------------- */

static bool
broken(struct proving *p, enum audit_fault fault, int64_t place, int64_t line)
{
	p->proof.fault = fault;
	p->proof.place = place;
	p->proof.line = line;
	return false;
}

/* Retention said so in the book, before or while we look, or what it was about is erased. */
static bool
taken_lawfully(struct proving *p, const struct audit_row *r)
{
	struct str made = str_cat(p->scratch, STR("before "), clock_iso(p->scratch, r->made));
	bool stands = true;
	if (str_cmp(made, p->cut) < 0)
		return true;
	struct db *db = store_reader(p->house->store, DB_CONSOLE);
	p->failed = store_audit_cut(db, p->arena, &p->cut);
	if (p->failed == ERR_OK)
		p->failed = store_audit_stands(db, r->subject, &stands);
	store_reader_done(p->house->store, &db);
	return !stands || str_cmp(made, p->cut) < 0;
}

static bool
look_at_detail(struct proving *p, const struct audit_row *r)
{
	if (r->salted) {
		struct hash digest = audit_digest(p->scratch, r);
		return crypt_equal(digest.b, r->digest.b, HASH_BYTES) ||
		       broken(p, AUDIT_CHANGED, r->place, r->line);
	}
	if (r->detail.n > 0)
		return broken(p, AUDIT_CHANGED, r->place, r->line);
	if (!taken_lawfully(p, r))
		return p->failed == ERR_OK ? broken(p, AUDIT_TAKEN, r->place, r->line) : false;
	p->proof.taken++;
	return true;
}

/* What was signed about this link. */
static bool
look_at_heads(struct proving *p, const struct audit_row *r)
{
	for (; p->met < p->n_heads && p->heads[p->met].place == r->place; p->met++) {
		const struct checkpoint *c = &p->heads[p->met];
		bool same = crypt_equal(c->hash.b, r->hash.b, HASH_BYTES);
		if (c->ours && same) {
			p->proof.heads++;
			p->proof.sound = r->place;
			continue;
		}
		p->proof.head = c->made;
		return broken(p, c->ours ? AUDIT_REMADE : AUDIT_UNSIGNED, r->place, r->line);
	}
	return true;
}

static bool
look_at_row(void *arg, const struct audit_row *r)
{
	struct proving *p = arg;
	if (r->place != p->proof.links + 1)
		return broken(p, AUDIT_SKIPPED, p->proof.links + 1, 0);
	if (r->gone)
		return broken(p, AUDIT_GONE, r->place, r->line);
	struct hash hash = audit_hash(p->scratch, &p->before, r);
	if (!crypt_equal(hash.b, r->hash.b, HASH_BYTES))
		return broken(p, AUDIT_CHANGED, r->place, r->line);
	if (!look_at_detail(p, r) || !look_at_heads(p, r))
		return false;
	p->before = r->hash;
	p->line = r->line > p->line ? r->line : p->line;
	p->proof.links++;
	return true;
}

/* What stands beside the chain, or should and does not. */
static enum err
look_around(struct proving *p)
{
	int64_t stray = 0;
	if (p->met < p->n_heads) {
		const struct checkpoint *c = &p->heads[p->met];
		p->proof.head = c->made;
		broken(p, c->ours ? AUDIT_CUT : AUDIT_UNSIGNED, c->place, 0);
		return ERR_OK;
	}
	struct db *db = store_reader(p->house->store, DB_CONSOLE);
	enum err e = store_audit_stray(db, p->line, &stray);
	if (e == ERR_OK)
		e = store_audit_loose_count(db, p->line, &p->proof.loose);
	store_reader_done(p->house->store, &db);
	if (e == ERR_OK && stray != 0)
		broken(p, AUDIT_STRAY, 0, stray);
	return e;
}

enum err
audit_verify(struct house *h, struct arena *a, struct str heads, struct audit_proof *ret)
{
	struct proving p = {.house = h, .arena = a, .scratch = arena_new()};
	enum err e = read_heads(&p, heads);
	if (e == ERR_OK)
		e = audit_walk(h, p.scratch, 0, look_at_row, &p);
	if (e == ERR_OK)
		e = p.failed;
	if (e == ERR_OK && p.proof.fault == AUDIT_WHOLE)
		e = look_around(&p);
	arena_free(&p.scratch);
	if (e == ERR_OK)
		*ret = p.proof;
	return e;
}

/* ---- in words -------------------------------------------------------------------------------------- */

static struct str
signed_at(struct arena *a, const struct audit_proof *p)
{
	return str_printf(a, "the signature of %.*s over link %lld", STR_FMT(clock_iso(a, p->head)),
			  (long long)p->place);
}

struct str
audit_sentence(struct arena *a, const struct audit_proof *p)
{
	long long place = (long long)p->place, line = (long long)p->line, sound = (long long)p->sound;
	switch (p->fault) {
	case AUDIT_WHOLE:
		return str_printf(a, "%lld links in order, %lld signatures, %lld details taken away, %lld "
				     "lines not linked yet",
				  (long long)p->links, (long long)p->heads, (long long)p->taken,
				  (long long)p->loose);
	case AUDIT_CHANGED:
		return str_printf(a, "broken at link %lld: line %lld is not what was linked", place, line);
	case AUDIT_GONE:
		return str_printf(a, "broken at link %lld: line %lld is gone", place, line);
	case AUDIT_SKIPPED:
		return str_printf(a, "broken at link %lld: it is gone", place);
	case AUDIT_STRAY:
		return str_printf(a, "line %lld stands among linked ones, and was never linked", line);
	case AUDIT_TAKEN:
		return str_printf(a, "broken at link %lld: the detail of line %lld is gone, and neither "
				     "retention nor an erasure has taken it",
				  place, line);
	case AUDIT_UNSIGNED:
		return str_printf(a, "%.*s is not by a key of this key file", STR_FMT(signed_at(a, p)));
	case AUDIT_REMADE:
		return str_printf(a, "%.*s says another hash: something from link %lld to it was "
				     "changed, and the chain made anew",
				  STR_FMT(signed_at(a, p)), sound + 1);
	case AUDIT_CUT:
		return str_printf(a, "broken at link %lld: the book ends there, but %.*s is known",
				  (long long)p->links + 1, STR_FMT(signed_at(a, p)));
	}
	must_fail(__FILE__, __LINE__, "a fault");
}
