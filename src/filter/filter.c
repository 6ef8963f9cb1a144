/*
 * Runs the table: facts and draft through the stages of filter.def, in order. Every stage runs, also
 * behind a refusal, so a verdict names all reasons. Knows no rule by itself.
 */
#include <math.h>

#include "base/buf.h"
#include "filter/classify.h"
#include "filter/language.h"
#include "filter/pipeline.h"

#define RULES_VERSION 6 /* raise when a stage or a row changes what it finds */

struct filter {
	struct arena *arena; /* of everything, this struct too */
	struct words *words;
	const struct bait *bait;
	struct str versions;
};

static const struct row {
	struct str word;
	double weight;
	enum action action;
	void (*stage)(struct run *);
	struct str help, tells;
	bool signal;
} rows[] = {
#define RULE(id, word, weight, action, stage, help, tells)                                         \
	[id] = {STR_C(word), (weight), (action), (stage), STR_C(help), STR_C(tells), false},
#define SIGNAL(id, word, weight, action, stage, help, tells)                                       \
	[id] = {STR_C(word), (weight), (action), (stage), STR_C(help), STR_C(tells), true},
#include "filter/filter.def"
#undef RULE
#undef SIGNAL
};

struct filter *
filter_new(const struct word_entry *site_words, size_t n, size_t *ret_bad)
{
	struct arena *a = arena_new();
	struct filter *f = arena_new_of(a, struct filter);
	f->arena = a;
	f->words = words_new(a, site_words, n, ret_bad);
	f->bait = bait_shipped();
	f->versions = str_printf(a, "rules %d words %016llx", RULES_VERSION,
				 (unsigned long long)words_version(f->words));
	return f;
}

void
filter_free(struct filter **f)
{
	if (*f == NULL)
		return;
	struct arena *a = (*f)->arena;
	arena_free(&a);
	*f = NULL;
}

/* By what a reason asks for; one in shadow asks for nothing. */
static int
rank(enum action action, bool shadow)
{
	return shadow ? -1 : (int)action;
}

/* The reason that goes when there is no room: the last of those that ask for least. */
static size_t
lightest(const struct verdict *v)
{
	size_t at = 0;
	for (size_t i = 1; i < v->n_reasons; i++)
		if (rank(v->reasons[i].action, v->reasons[i].shadow) <=
		    rank(v->reasons[at].action, v->reasons[at].shadow))
			at = i;
	return at;
}

/* Makes room for a reason of this rank; false: it is the one to go. */
static bool
make_room(struct verdict *v, int of)
{
	size_t out = lightest(v);
	int least = rank(v->reasons[out].action, v->reasons[out].shadow);
	v->more_reasons += (least < of ? least : of) >= 0; /* in shadow: not even counted */
	if (least >= of)
		return false;
	memmove(v->reasons + out, v->reasons + out + 1,
		(v->n_reasons - out - 1) * sizeof(*v->reasons));
	v->n_reasons--;
	return true;
}

void
reason_add(struct run *run, enum rule_id id, struct finding found)
{
	const struct row *row = &rows[id];
	struct verdict *v = run->verdict;
	const struct rule_setting plain = {0}, *rules = run->policy->rules;
	const struct rule_setting *said = rules == NULL ? &plain : &rules[id];
	enum action action = found.lifted   ? ACT_NOTE
			     : found.action ? *found.action
					    : row->action;
	double weight = found.lifted ? 0 : said->has_weight ? said->weight : row->weight;
	bool shadow = said->shadow || found.shadow;
	if (said->off)
		return;
	if (said->has_action && action == row->action && !found.lifted && !found.own) {
		action = said->action;
		if (action == ACT_MASK && (found.field != IN_TEXT || found.from == found.to))
			action = ACT_HOLD; /* there is nothing that could be shown masked */
	}
	run->said[id]++;
	if (!shadow) {
		run->signals += row->signal && !found.lifted && run->fired[id] == 0;
		run->fired[id]++;
		v->score += weight;
		if (action > v->action)
			v->action = action;
	}
	if (v->n_reasons == REASONS_MAX && !make_room(v, rank(action, shadow)))
		return;
	arena_grow(run->arena, v->reasons, v->n_reasons);
	v->reasons[v->n_reasons++] = (struct reason){
		.rule = row->word, .entry = found.entry, .field = found.field, .from = found.from,
		.to = found.to, .weight = weight, .action = action, .shadow = shadow,
		.help = row->help, .tells = row->tells,
	};
}

static void
say_version(struct buf *b, struct str of, uint64_t version)
{
	char hex[16];
	for (size_t i = 0; i < sizeof(hex); i++)
		hex[i] = "0123456789abcdef"[version >> (60 - 4 * i) & 15];
	buf_str(b, of);
	buf_add(b, hex, sizeof(hex));
}

static struct str
versions(const struct filter *f, struct arena *a, const struct facts *facts,
	 const struct policy *policy)
{
	struct buf b = buf_in(a, 256);
	buf_str(&b, f->versions);
	if (facts->model != NULL)
		say_version(&b, STR(" model "), model_version(facts->model));
	if (facts->model != NULL && facts->delta != NULL)
		say_version(&b, STR(" delta "), delta_version(facts->delta));
	if (policy->version != 0)
		say_version(&b, STR(" policy "), policy->version);
	return buf_view(&b);
}

static bool
of_task(void (*stage)(struct run *), enum task task)
{
	return task == TASK_ALL || (stage == stage_words) == (task == TASK_PROFANITY);
}

static enum phase
phase_of(void (*stage)(struct run *))
{
	return stage == stage_words	   ? PHASE_WORDS
	       : stage == stage_classifier ? PHASE_CLASSIFIER
					   : PHASE_RULES;
}

/* Gives the time since the last call to `phase`; nobody watches most runs. */
static void
lap(struct watch *w, int64_t *since, enum phase phase)
{
	if (w == NULL)
		return;
	int64_t now = w->now();
	w->spent[phase] += now - *since;
	*since = now;
}

static void
read_draft(const struct filter *f, struct run *run)
{
	struct arena *a = run->arena;
	run->text = normalise(a, run->draft->text);
	run->source = str_sub(run->draft->text, 0, run->text.end);
	run->name = normalise(a, run->draft->name);
	run->tokens = tokens_of(a, &run->text);
	run->plain = plain_of(a, run->source);
	run->n_links = addresses_in(a, &run->plain, &run->links, true);
	run->n_baits = bait_find(f->bait, a, &run->tokens, &run->baits);
	run->lang = language_of(&run->text, run->draft->lang);
}

static void
judge(const struct filter *f, enum task task, struct watch *watch, struct run *run)
{
	int64_t since = watch != NULL ? watch->now() : 0;
	void (*last)(struct run *) = NULL;
	read_draft(f, run);
	lap(watch, &since, PHASE_READ);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		/* Rows of one stage stand together; it runs once. */
		if (rows[i].stage != NULL && rows[i].stage != last && of_task(rows[i].stage, task)) {
			rows[i].stage(run);
			lap(watch, &since, phase_of(rows[i].stage));
		}
		last = rows[i].stage != NULL ? rows[i].stage : last;
	}
}

static void
run_pipeline(const struct filter *f, enum task task, struct watch *watch, struct run *run)
{
	struct verdict *v = run->verdict;
	*v = (struct verdict){
		.action = ACT_NOTE,
		.spam = NAN,
		.toxicity = NAN,
		.versions = versions(f, run->arena, run->facts, run->policy),
	};
	run->words = f->words;
	run->bait = f->bait;
	judge(f, task, watch, run);
	/* Entries live in the lists; the verdict may outlive them. */
	for (size_t i = 0; i < v->n_reasons; i++)
		v->reasons[i].entry = str_copy(run->arena, v->reasons[i].entry);
}

#define RUN {.arena = a, .draft = draft, .facts = facts, .policy = policy, .verdict = ret}

void
filter_run_task(const struct filter *f, enum task task, struct arena *a,
		const struct draft *draft, const struct facts *facts, const struct policy *policy,
		struct verdict *ret)
{
	run_pipeline(f, task, NULL, &(struct run)RUN);
}

void
filter_run_watched(const struct filter *f, struct watch *watch, struct arena *a,
		   const struct draft *draft, const struct facts *facts,
		   const struct policy *policy, struct verdict *ret)
{
	run_pipeline(f, TASK_ALL, watch, &(struct run)RUN);
}

size_t
filter_rules(void)
{
	return ARRAY_LEN(rows);
}

/* What the program's own safety and the moderators' switches rest on. */
static bool
is_fixed(size_t id)
{
	return id == RULE_BAN || id == RULE_RATE || id == RULE_CLOSED || id == RULE_PREMODERATED ||
	       id == RULE_MANY || id == RULE_REPORTED || id == RULE_TANGLED;
}

/* What rests on the request and the writer stands before the words in the table, but for four. */
static bool
is_from_facts(size_t id)
{
	return id < RULE_WORD_MILD || id == RULE_DISPOSABLE || id == RULE_BOT || id == RULE_PROOF ||
	       id == RULE_REPORTED;
}

struct rule_row
filter_rule_row(size_t id)
{
	must(id < ARRAY_LEN(rows));
	return (struct rule_row){rows[id].word, rows[id].help, rows[id].weight, rows[id].action,
				 is_fixed(id), is_from_facts(id)};
}

void
filter_run(const struct filter *f, struct arena *a, const struct draft *draft,
	   const struct facts *facts, const struct policy *policy, struct verdict *ret)
{
	run_pipeline(f, TASK_ALL, NULL, &(struct run)RUN);
}

bool
filter_rule_find(struct str word, size_t *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (str_eq(rows[i].word, word)) {
			*ret = i;
			return true;
		}
	return false;
}

bool
filter_entry_ok(struct arena *a, const struct word_entry *w)
{
	return words_entry_ok(a, w);
}

bool
filter_rule_is_word(struct str word)
{
	size_t id;
	return filter_rule_find(word, &id) && id >= RULE_WORD_MILD && id <= RULE_WORD_SITE;
}

bool
filter_rule(struct str word, struct str *ret_help, struct str *ret_tells)
{
	size_t i;
	if (!filter_rule_find(word, &i))
		return false;
	*ret_help = rows[i].help;
	*ret_tells = rows[i].tells;
	return true;
}
