/* ban add, list, lift, test. */
#include "base/clock.h"
#include "base/utf8.h"
#include "ctl.h"
#include "flow/ban.h"
#include "store/store_actor.h"

static const char *const kind_words[] = {
#define X(name, word, help) word,
	BAN_KINDS(X)
#undef X
};

static void
json_ban(struct json *j, const struct ban *b)
{
	json_object(j);
	json_kv_int(j, "id", b->id.n);
	json_kv_str(j, "kind", str_of(kind_words[b->kind]));
	json_kv_str(j, "target", b->target);
	json_kv_str(j, "reason", b->reason);
	json_kv_str(j, "note", b->note);
	json_kv_time(j, "created", b->created);
	json_kv_time(j, "expires", b->expires);
	json_kv_time(j, "lifted", b->lifted);
	json_kv_str(j, "by", b->by);
	json_key(j, "shadow");
	json_bool(j, b->shadow);
	json_end(j);
}

static int
say_ban(struct ctl *c, const struct ban *ban, bool already)
{
	if (c->opt[OPT_JSON] == NULL) {
		ctl_say(c, "%ld  %s  %.*s  %s", (long)ban->id.n, kind_words[ban->kind],
			STR_FMT(ctl_show(c->arena, ban->target, 0)),
			already ? "banned already" : "banned; `rejoinder ban lift ID` undoes it");
		return EX_OK;
	}
	struct buf b = buf_in(c->arena, 65536);
	struct json j = json_to(&b);
	json_ban(&j, ban);
	return ctl_print(&b);
}

/* Which kind, and what. An address never comes as an argument: it would stand in the process list. */
static int
what_option(struct ctl *c, enum ban_kind *ret_kind, struct str *ret_what)
{
	static const enum opt options[BAN__MAX] = {[BAN_EMAIL] = OPT_EMAIL_STDIN,
						   [BAN_DOMAIN] = OPT_DOMAIN,
						   [BAN_ADDRESS] = OPT_ADDRESS,
						   [BAN_NAME] = OPT_NAME,
						   [BAN_LINK] = OPT_LINK_HOST};
	size_t given = 0;
	for (size_t k = 0; k < BAN__MAX; k++)
		if (c->opt[options[k]] != NULL) {
			*ret_kind = (enum ban_kind)k;
			*ret_what = ctl_text(c, options[k]);
			given++;
		}
	if (given != 1)
		return ctl_fail(EX_USAGE,
				"ban add takes one of --email-stdin (the address is read from "
				"standard input; an argument would stand in the process list), "
				"--domain, --address, --name, --link-host");
	if (*ret_kind == BAN_EMAIL && !ctl_line(c, EMAIL_BYTES_MAX, ret_what))
		return ctl_fail(EX_NOINPUT, "no address on standard input");
	return EX_OK;
}

static int
terms_option(struct ctl *c, struct ban_terms *ret)
{
	*ret = (struct ban_terms){.reason = ctl_text(c, OPT_REASON),
				  .note = ctl_text(c, OPT_NOTE),
				  .shadow = c->opt[OPT_SHADOW] != NULL};
	if (!ctl_number(c, OPT_DAYS, 1, BAN_DAYS_MAX, 0, &ret->days))
		return EX_USAGE;
	if (utf8_count(ret->reason) > BAN_TEXT_CHARS_MAX || utf8_count(ret->note) > BAN_TEXT_CHARS_MAX)
		return ctl_fail(EX_DATAERR, "a reason and a note have at most %d characters",
				BAN_TEXT_CHARS_MAX);
	return EX_OK;
}

static int
say_unreadable(enum ban_kind kind)
{
	switch (kind) {
	case BAN_EMAIL:
		return ctl_fail(EX_DATAERR, "that is not an email address");
	case BAN_DOMAIN:
		return ctl_fail(EX_DATAERR, "that is not a mail domain; it looks like example.org");
	case BAN_ADDRESS:
		return ctl_fail(EX_DATAERR,
				"that is not an address or block; it looks like 192.0.2.7, "
				"192.0.2.0/24 or 2001:db8::/32, without bits behind the mask");
	case BAN_NAME:
		return ctl_fail(EX_DATAERR, "a name has 1 to %d characters", NAME_CHARS_MAX);
	case BAN_LINK:
		return ctl_fail(EX_DATAERR, "that is not a host; it looks like example.org");
	case BAN__MAX:
		break;
	}
	return EX_SOFTWARE;
}

int
ctl_ban_add(struct ctl *c)
{
	enum ban_kind kind = BAN_EMAIL;
	struct str what = {0};
	struct ban_terms terms;
	enum ban_outcome out;
	struct ban ban;
	int code = terms_option(c, &terms);
	if (code == EX_OK)
		code = what_option(c, &kind, &what);
	if (code != EX_OK)
		return code;
	enum err e = ban_add(c->house, c->site, c->arena, c->me, kind, what, &terms, &out, &ban);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot ban");
	switch (out) {
	case BAN_ADDED:
	case BAN_ALREADY:
		return say_ban(c, &ban, out == BAN_ALREADY);
	case BAN_UNREADABLE:
		return say_unreadable(kind);
	case BAN_EVERYBODY:
		return ctl_fail(EX_DATAERR, "that would ban everybody; nothing was changed");
	case BAN_NO_PERSON:
	case BAN_FORBIDDEN:
		return ctl_fail(EX_NOPERM, "not allowed");
	}
	return EX_SOFTWARE;
}

struct listing {
	struct ctl *ctl;
	struct json *json; /* NULL: a table */
	int64_t n;
};

static void
list_row(void *arg, const struct ban *b)
{
	struct listing *l = arg;
	struct arena *a = l->ctl->arena;
	l->n++;
	if (l->json != NULL) {
		json_ban(l->json, b);
		return;
	}
	printf("%5ld  %-7s  %-18.*s  %-20.*s  %-20.*s  %.*s%s\n", (long)b->id.n,
	       kind_words[b->kind], STR_FMT(ctl_show(a, b->target, 0)),
	       STR_FMT(ctl_when(a, b->created)),
	       STR_FMT(b->expires == 0 ? STR("for ever") : clock_iso(a, b->expires)),
	       STR_FMT(ctl_show(a, b->reason, 40)),
	       b->lifted != 0 ? "  (lifted)"
	       : b->shadow    ? "  (shadow)"
			      : "");
}

int
ctl_ban_list(struct ctl *c)
{
	int64_t after, limit;
	struct buf b = buf_in(c->arena, 64u << 20);
	struct json j = json_to(&b);
	struct listing l = {c, c->opt[OPT_JSON] != NULL ? &j : NULL, 0};
	if (!ctl_number(c, OPT_AFTER, 0, INT64_MAX, 0, &after) ||
	    !ctl_number(c, OPT_LIMIT, 1, 1000, 50, &limit))
		return EX_USAGE;
	json_object(&j);
	json_key(&j, "bans");
	json_array(&j);
	struct db *db = store_reader(c->house->store, DB_CONSOLE);
	enum err e = store_ban_list(db, c->site->id, (struct ban_id){after}, limit, list_row, &l);
	store_reader_done(c->house->store, &db);
	json_end(&j);
	json_end(&j);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot list bans");
	if (l.json != NULL)
		return ctl_print(&b);
	if (l.n == 0)
		puts("No bans.");
	return EX_OK;
}

int
ctl_ban_lift(struct ctl *c)
{
	int64_t id;
	if (!ctl_id(c->args[0], &id))
		return ctl_fail(EX_USAGE,
				"%s is not the id of a ban; `rejoinder ban list` names them",
				c->args[0]);
	enum err e = ban_lift(c->house, c->site, c->arena, c->me, (struct ban_id){id});
	if (e == ERR_GONE)
		return ctl_fail(EX_NOINPUT, "no ban %ld in force at this site", (long)id);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot lift the ban");
	if (c->opt[OPT_JSON] != NULL)
		printf("{\"id\":%ld,\"lifted\":true}\n", (long)id);
	ctl_say(c, "%ld  lifted", (long)id);
	return EX_OK;
}

/* The address is the first line of standard input, the text all behind it. */
static int
read_suspect(struct ctl *c, struct str *ret_email, struct suspect *ret)
{
	*ret = (struct suspect){.address = ctl_text(c, OPT_ADDRESS),
				.name = ctl_text(c, OPT_NAME),
				.url = ctl_text(c, OPT_URL)};
	bool email = c->opt[OPT_EMAIL_STDIN] != NULL, text = c->opt[OPT_TEXT_STDIN] != NULL;
	if (!email && !text && ret->address.n + ret->name.n + ret->url.n == 0)
		return ctl_fail(EX_USAGE, "ban test takes --email-stdin, --address, --name, --url or "
					  "--text-stdin, or several");
	if (email && (!ctl_line(c, EMAIL_BYTES_MAX, ret_email) || ret_email->n == 0))
		return ctl_fail(EX_NOINPUT, "no address on standard input");
	if (text && (!ctl_input(c, TEXT_BYTES_MAX, &ret->text) || !utf8_valid(ret->text)))
		return ctl_fail(EX_DATAERR, "the text is no UTF-8, or longer than %d bytes",
				TEXT_BYTES_MAX);
	return EX_OK;
}

int
ctl_ban_test(struct ctl *c)
{
	struct ban *found = NULL;
	size_t n = 0;
	bool readable;
	struct str email = {0};
	struct suspect who;
	int code = read_suspect(c, &email, &who);
	if (code != EX_OK)
		return code;
	enum err e = ban_test(c->house, c->site, c->arena, c->me, email, &who, &readable, &found, &n);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot look at the bans");
	if (!readable)
		return ctl_fail(EX_DATAERR, "that is not an address");
	struct buf b = buf_in(c->arena, 1u << 20);
	struct json j = json_to(&b);
	struct listing l = {c, c->opt[OPT_JSON] != NULL ? &j : NULL, 0};
	json_object(&j);
	json_key(&j, "bans");
	json_array(&j);
	for (size_t i = 0; i < n; i++)
		list_row(&l, &found[i]);
	json_end(&j);
	json_end(&j);
	if (l.json != NULL)
		return ctl_print(&b);
	if (n == 0)
		puts("No ban matches.");
	return EX_OK;
}
