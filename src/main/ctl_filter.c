/* filter check: the verdict on a text, as JSON. */
#include "base/clock.h"
#include "base/email.h"
#include "base/utf8.h"
#include "ctl_filter.h"
#include "flow/export.h"
#include "flow/lists.h"
#include "flow/post.h"
#include "flow/train.h"
#include "store/store_actor.h"
#include "store/store_thread.h"

/* What the store knows about a person: history and bans. The post is taken to bring its proof. False: no
 * address. */
static bool
facts_of_person(struct ctl *c, struct str address, const struct lists *lists, struct facts *f)
{
	struct email email;
	struct author_id author;
	struct history h = {{0}, {0}};
	int64_t now = clock_now();
	if (!email_canon(c->arena, address, &email))
		return false;
	struct hash id = email_id_hash(c->arena, c->house->keys, c->site->id.n, &email);
	struct hash ban = email_ban_hash(c->arena, c->house->keys, c->site->id.n, &email);
	struct suspect who = {.person = &ban,
			      .domain = str_copy(c->arena, email.domain),
			      .name = ctl_text(c, OPT_AUTHOR)};
	f->disposable = house_disposable(c->site, who.domain);
	email_wipe(&email);
	struct db *db = store_reader(c->house->store, DB_CONSOLE);
	if (store_author_find(db, c->site->id, &id, &author) == ERR_OK)
		(void)!store_author_history(db, author, now - POST_LATELY_SPAN, &h);
	store_reader_done(c->house->store, &db);
	f->n_bans = bans_find(lists->bans, c->arena, &who, now, &f->bans);
	f->approved = h.count[STATE_APPROVED];
	f->lately_approved = h.lately[STATE_APPROVED];
	f->lately_rejected = h.lately[STATE_REJECTED] + h.lately[STATE_SPAM];
	return true;
}

struct policy
ctl_usual_policy(void)
{
	return (struct policy){.hold_score = 1.0, .classifier_hold = 0.75, .links_max = 2};
}

static void
json_verdict(struct json *j, struct arena *a, const struct draft *d, const struct verdict *v)
{
	json_object(j);
	json_kv_str(j, "verdict", v->action == ACT_NOTE ? STR("publish") : action_word(v->action));
	json_key(j, "score");
	json_double(j, v->score);
	export_reasons(j, v->reasons, v->n_reasons);
	json_kv_str(j, "folded", filter_fold(a, d->text));
	json_kv_str(j, "masked", filter_mask(a, d->text, v));
	json_kv_str(j, "versions", v->versions);
	json_end(j);
}

static bool
read_text(struct ctl *c, struct str *ret)
{
	if (c->n_args == 1) {
		*ret = str_of(c->args[0]);
		return true;
	}
	if (!ctl_input(c, TEXT_BYTES_MAX, ret)) {
		ctl_fail(EX_DATAERR, "the text is longer than %d bytes", TEXT_BYTES_MAX);
		return false;
	}
	while (ret->n > 0 && ret->p[ret->n - 1] == '\n')
		ret->n--;
	return true;
}

int
ctl_filter_check(struct ctl *c)
{
	struct str address, text;
	/* A form that came as it should, from somebody known: the text alone is judged. */
	struct facts facts = {
		.token = TOKEN_GOOD, .mode = MODE_OPEN, .approved = c->site->conf->hold_first};
	struct verdict v;
	struct snapshot *said;
	const struct lists *lists = lists_take(c->site, &said); /* for the life of this process */
	if (c->n_args > 1)
		return ctl_fail(
			EX_USAGE,
			"filter check takes one text; quote it, or give it on standard input");
	if (c->opt[OPT_EMAIL_STDIN] != NULL &&
	    (!ctl_line(c, EMAIL_BYTES_MAX, &address) || !facts_of_person(c, address, lists, &facts)))
		return ctl_fail(EX_DATAERR,
				"the first line of standard input is not an email address");
	if (!read_text(c, &text))
		return EX_DATAERR;
	if (!utf8_valid(text) || text.n == 0)
		return ctl_fail(EX_DATAERR, "the text is empty or not valid UTF-8");
	struct draft d = {
		.text = text,
		.name = c->opt[OPT_AUTHOR] != NULL ? ctl_text(c, OPT_AUTHOR) : STR("Reader"),
		.url = ctl_text(c, OPT_URL),
		.page = c->opt[OPT_PAGE] != NULL ? ctl_text(c, OPT_PAGE) : STR("/"),
		.lang = c->opt[OPT_LANG] != NULL ? ctl_text(c, OPT_LANG) : c->site->conf->lang,
		.site_host = c->site->conf->host,
	};
	enum err e = train_catch_up(c->house, c->site, c->arena);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot read what was learned");
	facts.model = c->house->model;
	struct snapshot *learned = train_take(c->site, facts.model, &facts.delta);
	struct snapshot *snap;
	filter_run(lists_filter(c->site, &snap), c->arena, &d, &facts, &lists->policy, &v);
	snapshot_give(&snap);
	snapshot_give(&learned);
	snapshot_give(&said);
	struct buf b = buf_in(c->arena, 4u << 20);
	struct json j = json_to(&b);
	json_verdict(&j, c->arena, &d, &v);
	return ctl_print(&b);
}
