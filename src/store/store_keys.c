/* Moves hashes along the chain of keys; see the header. */
#include "store/store_keys.h"

#include "base/clock.h"
#include "lock.h"
#include "migrate.h"
#include "store/store.h"
#include "store/store_actor.h"

struct stand {
	int64_t links, author, ban;
};

struct moving {
	struct arena *arena; /* of a batch */
	struct db *db;
	const struct rekey *keys;
	struct stand at;
	int64_t people, rows; /* of all batches; of this one */
};

static enum err
read_stand(struct db *db, struct stand *ret)
{
	struct rows rows = {0};
	struct stand s = {0};
	enum err e = db_query_args(db, STMT_KEYS_STAND, &rows, NULL, 0);
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK)
		s = (struct stand){db_int(&rows, 0), db_int(&rows, 1), db_int(&rows, 2)};
	e = db_end(&rows, e);
	if (e == ERR_OK)
		*ret = s;
	return e == ERR_OK && s.links < 1 ? ERR_IO : e;
}

enum err
store_keys_stand(struct db *db, unsigned *ret_links, bool *ret_moving)
{
	struct stand s;
	enum err e = read_stand(db, &s);
	if (e == ERR_OK) {
		*ret_links = (unsigned)s.links;
		*ret_moving = s.author != 0 || s.ban != 0;
	}
	return e;
}

static struct hash
hash_of(struct str s)
{
	struct hash h = {{0}};
	if (s.n == HASH_BYTES)
		memcpy(h.b, s.p, HASH_BYTES);
	return h;
}

/* The next people, one link further. The list is read whole before a row of it changes. */
static enum err
move_people(struct moving *m)
{
	struct rows rows = {0};
	struct person {
		int64_t id;
		struct hash person, ban;
	} *list = arena_array(m->arena, (size_t)m->keys->batch, struct person);
	int64_t n = 0;
	unsigned link = (unsigned)m->at.links;
	enum err e = db_query(m->db, STMT_KEYS_AUTHORS, &rows, I(m->at.author), I(m->keys->batch));
	while (e == ERR_OK && n < m->keys->batch && (e = db_next(&rows)) == ERR_OK)
		list[n++] = (struct person){db_int(&rows, 0), hash_of(db_text(&rows, 1)),
					    hash_of(db_text(&rows, 2))};
	e = db_end(&rows, e);
	for (int64_t i = 0; e == ERR_OK && i < n; i++) {
		struct hash person = m->keys->wrap(m->keys->arg, false, link, &list[i].person);
		struct hash ban = m->keys->wrap(m->keys->arg, true, link, &list[i].ban);
		e = db_run(m->db, STMT_KEYS_AUTHOR_SET, I(list[i].id), HASH(person), HASH(ban));
		m->at.author = list[i].id;
	}
	m->rows = n;
	m->people += n;
	return e;
}

static enum err
move_ban(struct moving *m, int64_t id, int64_t site, const struct hash *old, struct str target)
{
	struct rows rows = {0};
	struct hash ban = m->keys->wrap(m->keys->arg, true, (unsigned)m->at.links, old), person;
	enum err e = db_query(m->db, STMT_KEYS_BAN_PERSON, &rows, I(site), HASH(ban));
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK) {
		person = hash_of(db_text(&rows, 0));
		target = m->keys->pseudonym(m->keys->arg, m->arena, &person);
	}
	e = db_end(&rows, e);
	return e == ERR_OK ? db_run(m->db, STMT_KEYS_BAN_SET, I(id), HASH(ban), T(target)) : e;
}

static enum err
move_bans(struct moving *m)
{
	struct rows rows = {0};
	struct banned {
		int64_t id, site;
		struct hash hash;
		struct str target;
	} *list = arena_array(m->arena, (size_t)m->keys->batch, struct banned);
	int64_t n = 0;
	enum err e = db_query(m->db, STMT_KEYS_BANS, &rows, I(m->at.ban), I(m->keys->batch));
	while (e == ERR_OK && n < m->keys->batch && (e = db_next(&rows)) == ERR_OK)
		list[n++] = (struct banned){db_int(&rows, 0), db_int(&rows, 1), hash_of(db_text(&rows, 2)),
					    str_copy(m->arena, db_text(&rows, 3))};
	e = db_end(&rows, e);
	for (int64_t i = 0; e == ERR_OK && i < n; i++) {
		e = move_ban(m, list[i].id, list[i].site, &list[i].hash, list[i].target);
		m->at.ban = list[i].id;
	}
	m->rows = n;
	return e;
}

/* All rows have been through this key. */
static enum err
go_further(struct moving *m)
{
	char subject[24];
	int n = snprintf(subject, sizeof(subject), "key %lld", (long long)m->at.links + 1);
	m->at = (struct stand){.links = m->at.links + 1};
	return store_audit_add_all(m->db, clock_now(), m->keys->by, STR("key.rotate"),
				   (struct str){subject, (size_t)n}, STR(""));
}

/* People first, then bans, then the chain is one longer; each step says where it stands in its own
 * transaction. */
static enum err
batch(struct moving *m)
{
	const struct db_driver *d = m->db->driver;
	enum err e = d->begin(m->db->conn);
	if (e == ERR_OK)
		e = move_people(m);
	if (e == ERR_OK && m->rows == 0)
		e = move_bans(m);
	if (e == ERR_OK && m->rows == 0)
		e = go_further(m);
	if (e == ERR_OK)
		e = db_run(m->db, STMT_KEYS_STAND_SET, I(m->at.links), I(m->at.author), I(m->at.ban));
	if (e == ERR_OK)
		e = d->commit(m->db->conn);
	if (e != ERR_OK)
		d->rollback(m->db->conn);
	arena_reset(m->arena);
	return e;
}

static enum err
move_all(struct moving *m, const struct keep_progress *p, struct str *ret_why, struct arena *a)
{
	unsigned links = 0;
	enum err e = ledger_check(a, m->db, ret_why);
	if (e != ERR_OK)
		return e;
	e = read_stand(m->db, &m->at);
	if (e == ERR_OK) {
		e = m->keys->begin(m->keys->arg, (unsigned)m->at.links, &links, ret_why);
		if (e != ERR_OK)
			return e;
	}
	while (e == ERR_OK && m->at.links < links) {
		e = batch(m);
		if (e == ERR_OK)
			e = m->db->driver->checkpoint(m->db->conn, false);
		if (p->show != NULL)
			p->show(p->arg, m->people, -1);
	}
	if (e != ERR_OK)
		*ret_why = str_printf(a, "the hashes are not all moved (%s); run it again, it goes on",
				      m->db->driver->last_error(m->db->conn));
	return e;
}

enum err
store_rekey(struct arena *a, struct str path, const struct rekey *keys, const struct keep_progress *p,
	    int64_t *ret_people, struct str *ret_why)
{
	struct locks locks;
	struct moving m = {.arena = arena_new(), .keys = keys};
	enum err e = locks_alone(a, path, &locks, ret_why);
	if (e == ERR_OK) {
		e = db_open(a, &db_sqlite, path, DB_OPEN_WRITER, &m.db, ret_why);
		if (e == ERR_OK) {
			m.db->role = DB_KEEPER;
			e = move_all(&m, p, ret_why, a);
			*ret_people = m.people;
		}
		db_close(&m.db);
		locks_close(&locks);
	}
	arena_free(&m.arena);
	return e;
}
