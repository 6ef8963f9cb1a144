/* rule list, disable, shadow, enable, test. */
#include "base/clock.h"
#include "base/email.h"
#include "ctl.h"
#include "filter/name.h"
#include "flow/backtest.h"
#include "flow/rule.h"
#include "flow/words.h"
#include "store/store_thread.h"

/* ---- list ---------------------------------------------------------------------------------------- */

static const char *
mode_word_of(const struct rule_state *r)
{
	return r->off ? "off" : r->shadow ? "shadow" : "on";
}

static void
json_rule(struct json *j, const struct rule_state *r)
{
	json_object(j);
	json_kv_str(j, "rule", r->row.word);
	json_key(j, "weight");
	json_double(j, r->weight);
	json_kv_str(j, "action", action_word(r->action));
	json_kv_str(j, "mode", str_of(mode_word_of(r)));
	json_kv_time(j, "expires", r->expires);
	json_kv_str(j, "by", r->by);
	json_kv_int(j, "fired", r->fired);
	json_kv_int(j, "decided", r->decided);
	json_kv_int(j, "overturned", r->overturned);
	json_key(j, "precision");
	if (r->decided > 0)
		json_double(j, 1.0 - (double)r->overturned / (double)r->decided);
	else
		json_null(j);
	json_kv_str(j, "help", r->row.help);
	json_end(j);
}

static void
list_rule(struct ctl *c, struct list *l, const struct rule_state *r)
{
	struct json *j = list_row(l);
	if (j != NULL) {
		json_rule(j, r);
		return;
	}
	double right = r->decided > 0 ? 100 - 100 * (double)r->overturned / (double)r->decided : 0;
	list_cell(l, r->row.word);
	list_cell(l, str_printf(c->arena, "%.2f", r->weight));
	list_cell(l, action_word(r->action));
	list_toned(l, r->off ? TONE_DIM : r->shadow ? TONE_WAITS : TONE_GOOD, str_of(mode_word_of(r)));
	list_int(l, r->fired);
	list_int(l, r->decided);
	list_int(l, r->overturned);
	list_cell(l, r->decided > 0 ? str_printf(c->arena, "%.0f %%", right) : STR("-"));
	list_cell(l, r->row.help);
}

int
ctl_rule_list(struct ctl *c)
{
	static const struct list_column columns[] = {
		{"rule", LIST_TEXT},	 {"weight", LIST_NUMBER}, {"action", LIST_TEXT},
		{"mode", LIST_TEXT},	 {"fired", LIST_NUMBER},  {"decided", LIST_NUMBER},
		{"let be", LIST_NUMBER}, {"right", LIST_NUMBER},  {"what it is", LIST_GIVES},
	};
	struct rule_state *rules = NULL;
	size_t n = 0;
	enum err e = rule_list(c->house, c->site, c->arena, c->me, &rules, &n);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot list the rules");
	struct list *l = list_begin(c, "rules", columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < n; i++)
		list_rule(c, l, &rules[i]);
	return list_end(l, "No rules.");
}

/* ---- disable, shadow, enable ----------------------------------------------------------------------- */

static int
say_outcome(const struct ctl *c, const char *rule, enum rule_outcome out, const char *done)
{
	switch (out) {
	case RULE_DONE:
		ctl_say(c, "%s  %s", rule, done);
		return EX_OK;
	case RULE_UNKNOWN:
		return ctl_fail(EX_NOINPUT, "no rule \"%s\"; `rejoinder rule list` names them", rule);
	case RULE_FIXED:
		return ctl_fail(EX_DATAERR, "%s cannot be switched off: others rely on it", rule);
	case RULE_NOT_SAID:
		return ctl_fail(EX_NOINPUT,
				"%s was neither disabled nor in shadow here; the settings may say so", rule);
	case RULE_FORBIDDEN:
		return ctl_fail(EX_NOPERM, "not allowed");
	}
	return EX_SOFTWARE;
}

static int
set_rule(struct ctl *c, bool off)
{
	int64_t days;
	enum rule_outcome out;
	if (!ctl_number(c, OPT_DAYS, 1, RULE_DAYS_MAX, 0, &days))
		return EX_USAGE;
	enum err e = rule_set(c->house, c->site, c->arena, c->me, str_of(c->args[0]), off, days, &out);
	return e == ERR_OK ? say_outcome(c, c->args[0], out, off ? "disabled" : "in shadow")
			   : ctl_failed(c, e, "cannot change the rule");
}

int
ctl_rule_disable(struct ctl *c)
{
	return set_rule(c, true);
}

int
ctl_rule_shadow(struct ctl *c)
{
	return set_rule(c, false);
}

int
ctl_rule_enable(struct ctl *c)
{
	enum rule_outcome out;
	enum err e = rule_clear(c->house, c->site, c->arena, c->me, str_of(c->args[0]), &out);
	return e == ERR_OK ? say_outcome(c, c->args[0], out, "as the settings say")
			   : ctl_failed(c, e, "cannot change the rule");
}

/* ---- test ------------------------------------------------------------------------------------------ */

static int
read_email(struct ctl *c, struct ban_row *ban)
{
	struct str raw;
	struct email email;
	if (!ctl_line(c, EMAIL_BYTES_MAX, &raw) || !email_canon(c->arena, raw, &email))
		return ctl_fail(EX_DATAERR, "the first line of standard input is not an email address");
	crypt_wipe((void *)(uintptr_t)raw.p, raw.n);
	ban->kind = BAN_EMAIL;
	ban->hash = email_ban_hash(c->arena, c->house->keys, c->site->id.n, &email);
	email_wipe(&email);
	return EX_OK;
}

/* A ban that is not set yet. */
static int
read_ban(struct ctl *c, struct ban_row *ban)
{
	*ban = (struct ban_row){.id = {1}};
	if (c->opt[OPT_EMAIL_STDIN] != NULL)
		return read_email(c, ban);
	if (c->opt[OPT_NAME] != NULL) {
		ban->kind = BAN_NAME;
		ban->target = ctl_text(c, OPT_NAME);
		return name_pattern_ok(c->arena, ban->target)
			       ? EX_OK
			       : ctl_fail(EX_DATAERR, "such a name would ban everybody");
	}
	ban->kind = BAN_LINK;
	return ban_host(c->arena, ctl_text(c, OPT_LINK_HOST), &ban->target)
		       ? EX_OK
		       : ctl_fail(EX_DATAERR, "that is not a host; it looks like example.org");
}

static int
read_list(struct ctl *c, struct trial *t)
{
	struct words_file file;
	size_t bytes = 0;
	int code = ctl_words_file(c, c->opt[OPT_WORDS], &file);
	if (code != EX_OK)
		return code;
	for (size_t i = 0; i < file.n; i++)
		bytes += file.entries[i].text.n;
	if (file.n == 0 || bytes > FILTER_LIST_BYTES_MAX)
		return ctl_fail(EX_DATAERR, "%s: %s", c->opt[OPT_WORDS],
				file.n == 0 ? "no entries" : "more than a site's list can have");
	t->words = file.entries;
	t->n_words = file.n;
	return EX_OK;
}

static int
read_trial(struct ctl *c, struct trial *t, struct word_entry *word, struct ban_row *ban)
{
	int given = c->n_args;
	static const enum opt others[] = {OPT_WORD, OPT_WORDS, OPT_EMAIL_STDIN, OPT_NAME,
					  OPT_LINK_HOST};
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		given += c->opt[others[i]] != NULL;
	if (given != 1)
		return ctl_fail(EX_USAGE, "rule test takes a rule, or one of --word, --words, --name, "
					  "--link-host, --email-stdin (mail domains and network addresses "
					  "are not stored with comments, so the past cannot tell of them)");
	*t = (struct trial){.rule = c->n_args == 1 ? str_of(c->args[0]) : STR("")};
	if (c->n_args == 1)
		return EX_OK;
	if (c->opt[OPT_WORDS] != NULL)
		return read_list(c, t);
	if (c->opt[OPT_WORD] == NULL) {
		t->ban = ban;
		return read_ban(c, ban);
	}
	*word = (struct word_entry){.text = str_trim(ctl_text(c, OPT_WORD)),
				    .lang = ctl_text(c, OPT_LANG),
				    .action = ACT_HOLD,
				    .severity = 2};
	const char *fault = words_fault(c->arena, word);
	t->words = word;
	t->n_words = 1;
	return fault == NULL ? EX_OK : ctl_fail(EX_DATAERR, "%s", fault);
}

static int
json_backtest(struct ctl *c, const struct backtest *b)
{
	struct buf out = buf_in(c->arena, 256u << 20);
	struct json j = json_to(&out);
	json_object(&j);
	json_kv_int(&j, "tested", b->tested);
	json_kv_int(&j, "caught", (int64_t)b->n);
	json_kv_int(&j, "rejected", b->rejected);
	json_kv_int(&j, "published", b->published);
	json_kv_int(&j, "rest", b->rest);
	json_key(&j, "comments");
	json_array(&j);
	for (size_t i = 0; i < b->n; i++) {
		json_object(&j);
		json_kv_int(&j, "id", b->caught[i].id.n);
		json_kv_str(&j, "state", state_word(b->caught[i].state));
		json_kv_bool(&j, "decided", b->caught[i].decided);
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	return ctl_print(&out);
}

static void
print_ids(const struct backtest *b, const char *what, bool published)
{
	bool any = false;
	for (size_t i = 0; i < b->n; i++) {
		if ((b->caught[i].state == STATE_APPROVED) != published)
			continue;
		printf("%s %ld", any ? "" : what, (long)b->caught[i].id.n);
		any = true;
	}
	if (any)
		putchar('\n');
}

int
ctl_rule_test(struct ctl *c)
{
	struct trial trial;
	struct word_entry word;
	struct ban_row ban;
	struct backtest b;
	int64_t last;
	if (!ctl_number(c, OPT_LAST, 1, BACKTEST_MAX, 1000, &last))
		return EX_USAGE;
	int code = read_trial(c, &trial, &word, &ban);
	if (code != EX_OK)
		return code;
	enum err e = backtest(c->house, c->site, c->arena, c->me, &trial, last, &b);
	if (e == ERR_INPUT)
		return ctl_fail(EX_NOINPUT, "no rule \"%s\"; `rejoinder rule list` names them", c->args[0]);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot read the comments");
	if (c->opt[OPT_JSON] != NULL)
		return json_backtest(c, &b);
	printf("of the last %ld comments it would have caught %zu: %ld that people rejected, %ld that are "
	       "published, %ld others\n",
	       (long)b.tested, b.n, (long)b.rejected, (long)b.published, (long)b.rest);
	print_ids(&b, "published:", true);
	print_ids(&b, "not published:", false);
	return EX_OK;
}
