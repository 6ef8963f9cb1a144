/* Rotates the key; see the header. */
#include "flow/keys.h"

#include "base/email.h"

struct rotating {
	struct arena *arena, *scratch;
	const struct conf *conf;
	struct keyring *keys;
	bool add, went_on;
};

static enum err
reopen(struct rotating *r, struct str *ret_why)
{
	keyring_close(&r->keys);
	return keyring_open(r->arena, str_z(r->arena, r->conf->key_file), NULL, &r->keys, ret_why);
}

static enum err
begin(void *arg, unsigned reached, unsigned *ret_links, struct str *ret_why)
{
	struct rotating *r = arg;
	enum err e = reopen(r, ret_why);
	if (e != ERR_OK)
		return e;
	r->went_on = keyring_links(r->keys) > reached;
	if (keyring_links(r->keys) < reached) {
		*ret_why = STR("the key file is older than the database; bring back the newer one");
		return ERR_VERSION;
	}
	if (r->add && !r->went_on) {
		e = keyring_add(str_z(r->arena, r->conf->key_file));
		if (e != ERR_OK)
			*ret_why = e == ERR_CONFLICT
					   ? STR("the key file has eight keys already, and takes no more")
					   : str_printf(r->arena, "cannot write the key file %.*s: %s",
							STR_FMT(r->conf->key_file), err_text(e));
		if (e == ERR_OK)
			e = reopen(r, ret_why);
	}
	if (e == ERR_OK)
		*ret_links = keyring_links(r->keys);
	return e;
}

static struct hash
wrap(void *arg, bool ban, unsigned link, const struct hash *h)
{
	struct rotating *r = arg;
	struct hash further = email_wrap(r->scratch, r->keys, ban, link, h);
	arena_reset(r->scratch);
	return further;
}

static struct str
pseudonym(void *arg, struct arena *a, const struct hash *id_hash)
{
	return email_pseudonym(a, ((struct rotating *)arg)->keys, id_hash);
}

enum err
keys_rotate(struct arena *a, const struct conf *conf, struct str by, struct str path, bool add,
	    int64_t batch, const struct keep_progress *p, struct keys_rotated *ret, struct str *ret_why)
{
	struct rotating r = {.arena = a, .scratch = arena_new(), .conf = conf, .add = add};
	struct rekey how = {begin, wrap, pseudonym, &r, by, batch};
	int64_t people = 0;
	enum err e = store_rekey(a, path, &how, p, &people, ret_why);
	if (e == ERR_OK)
		*ret = (struct keys_rotated){keyring_links(r.keys), r.went_on, people};
	keyring_close(&r.keys);
	arena_free(&r.scratch);
	return e;
}

enum err
keys_check(struct arena *a, struct db *db, const struct keyring *keys, struct str *ret_why)
{
	unsigned links = 0, have = keyring_links(keys);
	bool moving = false;
	enum err e = store_keys_stand(db, &links, &moving);
	if (e != ERR_OK)
		*ret_why = STR("cannot read from the database how many keys it has been through");
	if (e != ERR_OK || (links == have && !moving))
		return e;
	*ret_why = links > have ? STR("the key file is older than the database; bring back the newer one")
				: str_printf(a,
					     "the key has been rotated, and the database has not followed to "
					     "its end (key %u of %u); run `rejoinder key rotate`, it goes on",
					     links, have);
	return ERR_VERSION;
}
