/* filter check: the verdict on a text, as JSON. */
#include "base/clock.h"
#include "base/email.h"
#include "base/utf8.h"
#include "ctl_filter.h"
#include "flow/export.h"
#include "flow/lists.h"
#include "flow/post.h"
#include "flow/storm.h"
#include "flow/thread.h"
#include "flow/train.h"
#include "store/store_actor.h"
#include "store/store_thread.h"

/* What the store knows about a person; the address itself is wiped. The post is taken to bring its proof. */
static int
look_at_person(struct ctl *c, struct str address, struct suspect *who, struct facts *f)
{
	struct email email;
	struct author_id author;
	struct history h = {{0}, {0}};
	struct hash *ban = arena_new_of(c->arena, struct hash);
	if (!email_canon(c->arena, address, &email))
		return ctl_fail(EX_DATAERR, "the first line of standard input is not an email address");
	struct hash id = email_id_hash(c->arena, c->house->keys, c->site->id.n, &email);
	*ban = email_ban_hash(c->arena, c->house->keys, c->site->id.n, &email);
	who->person = ban;
	who->domain = str_copy(c->arena, email.domain);
	f->disposable = house_disposable(c->site, who->domain);
	email_wipe(&email);
	struct db *db = store_reader(c->house->store, DB_CONSOLE);
	enum err e = store_author_find(db, c->site->id, &id, &author);
	if (e == ERR_OK)
		e = store_author_history(db, author, clock_now() - POST_LATELY_SPAN, HISTORY_MAX, &h);
	store_reader_done(c->house->store, &db);
	if (e != ERR_OK && e != ERR_GONE)
		return ctl_failed(c, e, "cannot look the person up");
	f->approved = h.count[STATE_APPROVED];
	f->lately_approved = h.lately[STATE_APPROVED];
	f->lately_rejected = h.lately[STATE_REJECTED] + h.lately[STATE_SPAM];
	return EX_OK;
}

struct policy
ctl_usual_policy(void)
{
	return (struct policy){.hold_score = 1.0, .classifier_hold = 0.70, .links_max = 2};
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

static int
read_text(struct ctl *c, struct str *ret)
{
	bool fits = true;
	if (c->n_args == 1)
		*ret = str_of(c->args[0]);
	else
		fits = ctl_input(c, TEXT_BYTES_MAX, ret);
	if (!fits || ret->n > TEXT_BYTES_MAX)
		return ctl_fail(EX_DATAERR, "the text is longer than %d bytes", TEXT_BYTES_MAX);
	while (c->n_args == 0 && ret->n > 0 && ret->p[ret->n - 1] == '\n')
		ret->n--;
	if (!utf8_valid(*ret) || ret->n == 0)
		return ctl_fail(EX_DATAERR, "the text is empty or not valid UTF-8; it is the argument, or "
					    "comes on standard input");
	return EX_OK;
}

/* What a post to this article would find: its title and language, and whether it takes comments. */
static int
look_at_page(struct ctl *c, struct draft *d, struct facts *f)
{
	struct thread t;
	struct storm_facts storm;
	int code = ctl_page(c, c->opt[OPT_PAGE], &d->page);
	if (code != EX_OK)
		return code;
	struct db *db = store_reader(c->house->store, DB_CONSOLE);
	enum err e = thread_look(db, c->arena, c->site, clock_now(), d, f, &t, &storm);
	store_reader_done(c->house->store, &db);
	return e == ERR_OK ? EX_OK : ctl_failed(c, e, "cannot look the article up");
}

/* By what the site's lists say now, as a post would be. */
static enum err
judge(struct ctl *c, const struct draft *d, const struct suspect *who, struct facts *f, struct verdict *ret)
{
	struct snapshot *said, *words;
	enum err e = train_catch_up(c->house, c->site, c->arena);
	if (e != ERR_OK)
		return e;
	const struct lists *lists = lists_take(c->site, &said);
	lists_look(lists, c->arena, who, STR(""), clock_now(), f);
	f->model = c->house->model;
	struct snapshot *learned = train_take(c->site, f->model, &f->delta);
	filter_run(lists_filter(c->site, &words), c->arena, d, f, &lists->policy, ret);
	snapshot_give(&words);
	snapshot_give(&learned);
	snapshot_give(&said);
	return ERR_OK;
}

int
ctl_filter_check(struct ctl *c)
{
	struct str address;
	struct suspect who = {0};
	struct verdict v;
	int code = EX_OK;
	/* A form that came as it should, from somebody known: the text alone is judged. */
	struct facts facts = {
		.token = TOKEN_GOOD, .mode = MODE_OPEN, .approved = c->site->conf->hold_first};
	struct draft d = {
		.name = c->opt[OPT_AUTHOR] != NULL ? ctl_text(c, OPT_AUTHOR) : STR("Reader"),
		.url = ctl_text(c, OPT_URL),
		.page = STR("/"),
		.lang = c->site->conf->lang,
		.site_host = c->site->conf->host,
	};
	if (c->opt[OPT_PAGE] != NULL)
		code = look_at_page(c, &d, &facts);
	if (c->opt[OPT_LANG] != NULL)
		d.lang = ctl_text(c, OPT_LANG);
	if (code == EX_OK && c->opt[OPT_EMAIL_STDIN] != NULL)
		code = ctl_line(c, EMAIL_BYTES_MAX, &address)
			       ? look_at_person(c, address, &who, &facts)
			       : ctl_fail(EX_DATAERR, "standard input does not begin with an email address");
	if (code == EX_OK)
		code = read_text(c, &d.text);
	if (code != EX_OK)
		return code;
	who.name = ctl_text(c, OPT_AUTHOR); /* a stand-in is nobody's */
	who.text = d.text;
	who.url = d.url;
	enum err e = judge(c, &d, &who, &facts, &v);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot read what was learned");
	struct buf b = buf_in(c->arena, 4u << 20);
	struct json j = json_to(&b);
	json_verdict(&j, c->arena, &d, &v);
	return ctl_print(&b);
}
