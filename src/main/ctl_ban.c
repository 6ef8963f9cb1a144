/* ban add, list, lift. */
#include "base/clock.h"
#include "base/utf8.h"
#include "ctl.h"
#include "flow/ban.h"
#include "store/store_actor.h"

#define DAYS_MAX 36500
#define REASON_CHARS_MAX 1000

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
	json_kv_str(j, "person", b->person);
	json_kv_str(j, "reason", b->reason);
	json_kv_time(j, "created", b->created);
	json_kv_time(j, "expires", b->expires);
	json_kv_time(j, "lifted", b->lifted);
	json_kv_str(j, "by", b->by);
	json_end(j);
}

static int
say_ban(struct ctl *c, const struct ban *ban, bool already)
{
	if (c->opt[OPT_JSON] == NULL) {
		printf("%ld  %.*s  %s\n", (long)ban->id.n, STR_FMT(ban->person),
		       already ? "banned already" : "banned; `rejoinder ban lift ID` undoes it");
		return EX_OK;
	}
	struct buf b = buf_in(c->arena, 65536);
	struct json j = json_to(&b);
	json_ban(&j, ban);
	return ctl_print(&b);
}

int
ctl_ban_add(struct ctl *c)
{
	int64_t days;
	struct str email;
	enum ban_outcome out;
	struct ban ban;
	if (c->opt[OPT_EMAIL_STDIN] == NULL || c->n_args != 0)
		return ctl_fail(EX_USAGE,
				"ban add --email-stdin reads the address from standard input; "
				"an argument would stand in the process list");
	if (!ctl_number(c, OPT_DAYS, 1, DAYS_MAX, 0, &days))
		return EX_USAGE;
	if (utf8_count(ctl_text(c, OPT_REASON)) > REASON_CHARS_MAX)
		return ctl_fail(EX_DATAERR, "the reason is longer than %d characters",
				REASON_CHARS_MAX);
	if (!ctl_line(c, EMAIL_BYTES_MAX, &email))
		return ctl_fail(EX_NOINPUT, "no address on standard input");
	enum err e = ban_email(c->house, c->site, c->arena, c->me, email, days,
			       ctl_text(c, OPT_REASON), &out, &ban);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot ban");
	switch (out) {
	case BAN_ADDED:
	case BAN_ALREADY:
		return say_ban(c, &ban, out == BAN_ALREADY);
	case BAN_NO_EMAIL:
		return ctl_fail(EX_DATAERR, "that is not an email address");
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
	printf("%5ld  %-6s  %-18.*s  %-20.*s  %-20.*s  %.*s%s\n", (long)b->id.n,
	       kind_words[b->kind], STR_FMT(b->person), STR_FMT(ctl_when(a, b->created)),
	       STR_FMT(b->expires == 0 ? STR("for ever") : clock_iso(a, b->expires)),
	       STR_FMT(ctl_show(a, b->reason, 40)), b->lifted != 0 ? "  (lifted)" : "");
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
	if (c->n_args != 1 || !ctl_id(c->args[0], &id))
		return ctl_fail(EX_USAGE, "ban lift takes one id");
	enum err e = ban_lift(c->house, c->site, c->arena, c->me, (struct ban_id){id});
	if (e == ERR_GONE)
		return ctl_fail(EX_NOINPUT, "no ban %ld in force at this site", (long)id);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot lift the ban");
	if (c->opt[OPT_JSON] != NULL)
		printf("{\"id\":%ld,\"lifted\":true}\n", (long)id);
	else
		printf("%ld  lifted\n", (long)id);
	return EX_OK;
}
