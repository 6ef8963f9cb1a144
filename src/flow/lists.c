/* A site's lists in memory; see the header. */
#include "flow/lists.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/store_actor.h"
#include "store/store_thread.h"

/* ---- settings ------------------------------------------------------------------------------------ */

static bool
read_weight(struct str word, double *ret)
{
	char z[16], *end;
	if (word.n == 0 || word.n >= sizeof(z))
		return false;
	memcpy(z, word.p, word.n);
	z[word.n] = '\0';
	for (size_t i = 0; i < word.n; i++)
		if ((z[i] < '0' || z[i] > '9') && z[i] != '.')
			return false;
	*ret = strtod(z, &end);
	return *end == '\0' && *ret <= 100;
}

/* "link 0.5", "shouting hold", "mixed-script 1 hold", "copy shadow", "origin off" */
static bool
read_setting(struct str line, struct rule_setting *all, struct str *ret_bad)
{
	struct str rest = str_trim(line), word;
	size_t id;
	str_cut(&rest, ' ', &word);
	*ret_bad = word;
	if (!filter_rule_find(word, &id))
		return false;
	struct rule_setting *s = &all[id];
	bool fixed = filter_rule_row(id).fixed;
	while (rest.n > 0) {
		str_cut(&rest, ' ', &word);
		*ret_bad = word;
		if (word.n == 0)
			continue;
		if (read_weight(word, &s->weight))
			s->has_weight = true;
		else if (action_of(word, &s->action) == ERR_OK && !fixed)
			s->has_action = true;
		else if (str_eq(word, STR("off")) && !fixed)
			s->off = true;
		else if (str_eq(word, STR("shadow")) && !fixed)
			s->shadow = true;
		else
			return false;
	}
	return true;
}

bool
lists_settings(struct arena *a, struct site *s, struct str *ret_why)
{
	struct str bad;
	s->said = heap_zero(filter_rules(), sizeof(*s->said));
	for (size_t i = 0; i < s->conf->filter_rules.n; i++) {
		struct str line = s->conf->filter_rules.at[i];
		if (read_setting(line, s->said, &bad))
			continue;
		*ret_why = str_printf(a, "site `%.*s`: filter.rules: \"%.*s\": `%.*s` cannot stand "
					 "there; `rejoinder rule list` names the rules, behind one "
					 "come a weight, an action (note mask hold reject refuse), "
					 "`off` or `shadow`",
				      STR_FMT(s->conf->name), STR_FMT(line), STR_FMT(bad));
		return false;
	}
	return true;
}

/* ---- words --------------------------------------------------------------------------------------- */

static void
free_filter(void *data)
{
	struct filter *f = data;
	filter_free(&f);
}

/* A site without words of its own has the shipped lists: made once, for all of them, and never freed. */
static struct filter *shipped;

static void
make_shipped(void)
{
	shipped = filter_new(NULL, 0, NULL);
}

static void
keep_shipped(void *data)
{
	must(data == shipped);
}

static struct snapshot *
shipped_filter(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, make_shipped);
	return snapshot_new(shipped, keep_shipped);
}

static enum err
renew_words(struct house *h, struct site *s, struct arena *a)
{
	struct word_entry *words = NULL;
	size_t n = 0, bad = 0;
	struct db *db = store_reader(h->store, DB_KEEPER);
	enum err e = store_words_list(db, a, s->id, clock_now(), &words, &n);
	store_reader_done(h->store, &db);
	if (e != ERR_OK)
		return e;
	/* An entry that rejects is told at the form at once and nothing is stored: the writer can mend it. */
	for (size_t i = 0; i < n; i++)
		if (words[i].action == ACT_REJECT)
			words[i].action = ACT_REFUSE;
	if (n == 0)
		snapshot_swap(&s->filter, shipped_filter());
	else
		snapshot_swap(&s->filter, snapshot_new(filter_new(words, n, &bad), free_filter));
	if (bad > 0)
		log_event(LOG_WARN, "words", LOG_S("site", s->conf->name),
			  LOG_I("unusable", (int64_t)bad));
	return ERR_OK;
}

/* ---- bans, names, rules ---------------------------------------------------------------------------- */

static void
free_lists(void *data)
{
	struct lists *l = data;
	struct arena *a = l->arena;
	arena_free(&a);
}

struct ban_reading {
	struct arena *arena;
	struct ban_row *rows;
	size_t n;
};

static void
keep_ban(void *arg, const struct ban *b, const struct hash *person)
{
	struct ban_reading *r = arg;
	arena_grow(r->arena, r->rows, r->n);
	r->rows[r->n++] = (struct ban_row){b->id, b->kind, str_copy(r->arena, b->target), *person,
					   b->expires, b->shadow};
}

/* The settings of the file, and over them what was said about single rules since. */
static struct policy
make_policy(struct arena *a, const struct site *s, const struct rule_say *said, size_t n)
{
	const struct site_conf *c = s->conf;
	struct rule_setting *rules = arena_array(a, filter_rules(), struct rule_setting);
	memcpy(rules, s->said, filter_rules() * sizeof(*rules));
	for (size_t i = 0; i < n; i++) {
		size_t id;
		if (!filter_rule_find(said[i].rule, &id))
			continue; /* of another version of this program */
		rules[id].off = said[i].off;
		rules[id].shadow = !said[i].off;
	}
	struct policy p = {
		.hold_all = str_eq(c->moderation, STR("all")),
		.hold_first = c->hold_first,
		.hold_score = (double)c->hold_score / 10,
		.classifier_hold = (double)c->classifier_hold / 100,
		.proof_score = (double)c->proof_score / 10,
		.links_max = c->links_max,
		.hold_rejected = c->hold_rejected,
		.rules = rules,
	};
	struct str text = str_printf(a, "%d %ld %f %f %f %ld %ld", p.hold_all, (long)p.hold_first,
				     p.hold_score, p.classifier_hold, p.proof_score, (long)p.links_max,
				     (long)p.hold_rejected);
	p.version = str_hash(text, 1);
	for (size_t i = 0; i < filter_rules(); i++)
		if (rules[i].off || rules[i].shadow || rules[i].has_weight || rules[i].has_action)
			p.version = str_hash(str_printf(a, "%zu %d %d %d %f %d %d", i, rules[i].off,
							rules[i].shadow, rules[i].has_weight,
							rules[i].weight, rules[i].has_action,
							(int)rules[i].action),
					     p.version);
	return p;
}

static const struct own_name *
own_names(struct arena *a, struct arena *scratch, const struct str *names, size_t n)
{
	struct own_name *all = arena_array(a, n, struct own_name);
	for (size_t i = 0; i < n; i++)
		all[i] = (struct own_name){str_copy(a, names[i]),
					   name_pattern_new(a, scratch, names[i])};
	return all;
}

static enum err
renew_others(struct house *h, struct site *s, struct arena *scratch)
{
	struct arena *a = arena_new();
	struct lists *l = arena_new_of(a, struct lists);
	struct ban_reading bans = {.arena = scratch};
	struct rule_say *said = NULL;
	struct str *staff = NULL;
	size_t n_said = 0, bad = 0;
	int64_t now = clock_now();
	l->arena = a;
	struct db *db = store_reader(h->store, DB_KEEPER);
	enum err e = store_ban_in_force(db, s->id, now, keep_ban, &bans);
	if (e == ERR_OK)
		e = store_rule_list(db, scratch, s->id, now, &said, &n_said);
	if (e == ERR_OK)
		e = store_account_names(db, scratch, s->id, &staff, &l->n_staff);
	store_reader_done(h->store, &db);
	if (e != ERR_OK) {
		arena_free(&a);
		return e;
	}
	l->staff = own_names(a, scratch, staff, l->n_staff);
	l->n_reserved = s->conf->names_reserved.n;
	l->reserved = own_names(a, scratch, s->conf->names_reserved.at, l->n_reserved);
	l->bans = bans_new(a, bans.rows, bans.n, &bad);
	l->policy = make_policy(a, s, said, n_said);
	snapshot_swap(&s->lists, snapshot_new(l, free_lists));
	if (bad > 0)
		log_event(LOG_WARN, "bans", LOG_S("site", s->conf->name),
			  LOG_I("unusable", (int64_t)bad));
	return ERR_OK;
}

/* ---- the look ------------------------------------------------------------------------------------ */

/* Whose name reads like this one; NULL: nobody's but `own`. */
static const struct own_name *
name_taken(const struct own_name *all, size_t n, const struct name_spelled *name, struct str own)
{
	for (size_t i = 0; i < n; i++)
		if (!str_eq(all[i].name, own) && name_matches(all[i].pattern, name))
			return &all[i];
	return NULL;
}

/* Signed in, one bears one's own name. */
static void
look_at_name(const struct lists *l, struct arena *a, struct str text, struct str staff, struct facts *f)
{
	const struct name_spelled *name = name_spell(a, text);
	const struct own_name *taken = NULL;
	if (staff.n == 0)
		taken = name_taken(l->reserved, l->n_reserved, name, STR(""));
	if (taken != NULL) {
		f->name_state = NAME_RESERVED;
	} else {
		taken = name_taken(l->staff, l->n_staff, name, staff);
		if (taken == NULL)
			return;
		f->name_state = NAME_STAFF;
	}
	f->name_like = str_copy(a, taken->name);
}

void
lists_look(const struct lists *l, struct arena *a, const struct suspect *who, struct str staff, int64_t now,
	   struct facts *ret)
{
	ret->n_bans = bans_find(l->bans, a, who, now, &ret->bans);
	look_at_name(l, a, who->name, staff, ret);
}

/* ---- when ------------------------------------------------------------------------------------------ */

const struct lists *
lists_take(struct site *s, struct snapshot **ret)
{
	*ret = snapshot_take(&s->lists);
	return snapshot_data(*ret);
}

const struct filter *
lists_filter(struct site *s, struct snapshot **ret)
{
	*ret = snapshot_take(&s->filter);
	must(*ret != NULL);
	return snapshot_data(*ret);
}

void
lists_init(struct site *s)
{
	pthread_mutex_init(&s->filter.lock, NULL);
	pthread_mutex_init(&s->lists.lock, NULL);
	pthread_mutex_init(&s->lists_lock, NULL);
}

void
lists_fini(struct site *s)
{
	snapshot_swap(&s->filter, NULL);
	snapshot_swap(&s->lists, NULL);
	pthread_mutex_destroy(&s->filter.lock);
	pthread_mutex_destroy(&s->lists.lock);
	pthread_mutex_destroy(&s->lists_lock);
	heap_free(s->said);
}

/* Words that cannot be read keep no ban from coming into force. */
static enum err
renew(struct house *h, struct site *s, struct arena *a)
{
	struct lists_stand stand, *was = &s->stand;
	enum err words = ERR_OK;
	struct db *db = store_reader(h->store, DB_KEEPER);
	enum err e = store_lists_stand(db, s->id, clock_now(), &stand);
	store_reader_done(h->store, &db);
	if (e == ERR_OK && h->judges &&
	    (s->filter.now == NULL || memcmp(&was->words, &stand.words, sizeof(was->words)) != 0)) {
		words = renew_words(h, s, a);
		if (words == ERR_OK)
			was->words = stand.words;
	}
	struct lists_stand others = stand;
	others.words = was->words;
	if (e == ERR_OK && (s->lists.now == NULL || memcmp(was, &others, sizeof(others)) != 0)) {
		e = renew_others(h, s, a);
		if (e == ERR_OK)
			*was = others;
	}
	return e == ERR_OK ? words : e;
}

/* How they stand is read before they are: what comes between is read twice, never missed. Under the lock, so
 * that older lists never come last. */
enum err
lists_renew(struct house *h, struct site *s)
{
	struct arena *a = arena_new();
	pthread_mutex_lock(&s->lists_lock);
	enum err e = renew(h, s, a);
	pthread_mutex_unlock(&s->lists_lock);
	arena_free(&a);
	return e;
}

void
lists_written(struct house *h, struct site *s)
{
	enum err e = lists_renew(h, s);
	if (e != ERR_OK) /* the housekeeper's next round makes up for it */
		log_event(LOG_WARN, "lists", LOG_S("site", s->conf->name),
			  LOG_S("why", str_of(err_text(e))));
}
