/* ban add, list, lift, test. Files of bans are in ctl_ban_list.c. */
#include "base/clock.h"
#include "base/utf8.h"
#include "ctl.h"
#include "ctl_ban.h"
#include "flow/ban_list.h"
#include "store/store_actor.h"
#include "store/store_thread.h"

/* ---- add -------------------------------------------------------------------------------------------- */

/* `removed` < 0: nobody asked for it. */
static int
say_ban(struct ctl *c, const struct ban *ban, bool already, int64_t removed)
{
	if (c->opt[OPT_JSON] == NULL) {
		ctl_say(c, "%ld  %.*s  %.*s  %s", (long)ban->id.n, STR_FMT(ban_kind_word(ban->kind)),
			STR_FMT(ctl_show(c->arena, ban->target, 0)),
			already ? "banned already" : "banned; `rejoinder ban lift ID` undoes it");
		if (removed >= 0)
			ctl_say(c, "%ld comments deleted; `rejoinder comment restore` undoes it",
				(long)removed);
		return EX_OK;
	}
	struct buf b = buf_in(c->arena, 65536);
	struct json j = json_to(&b);
	json_object(&j);
	ban_fields(c->arena, &j, ban, NULL);
	json_kv_bool(&j, "already", already);
	if (removed >= 0)
		json_kv_int(&j, "removed", removed);
	json_end(&j);
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
ban_refused(enum ban_kind kind, enum ban_outcome out)
{
	switch (out) {
	case BAN_UNREADABLE:
		return say_unreadable(kind);
	case BAN_EVERYBODY:
		return ctl_fail(EX_DATAERR, "that would ban everybody; nothing was changed");
	case BAN_NO_PERSON:
	case BAN_FORBIDDEN:
		return ctl_fail(EX_NOPERM, "not allowed");
	case BAN_ADDED:
	case BAN_ALREADY:
		break;
	}
	return EX_SOFTWARE;
}

static int
add(struct ctl *c, enum ban_kind kind, struct str what, const struct ban_terms *terms, struct ban *ret,
    bool *ret_already)
{
	enum ban_outcome out;
	enum err e = ban_add(c->house, c->site, c->arena, c->me, kind, what, terms, &out, ret);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot ban");
	*ret_already = out == BAN_ALREADY;
	return out == BAN_ADDED || out == BAN_ALREADY ? EX_OK : ban_refused(kind, out);
}

int
ctl_ban_add(struct ctl *c)
{
	enum ban_kind kind = BAN_EMAIL;
	struct str what = {0};
	struct ban_terms terms;
	struct ban ban;
	struct ban_posts posts = {.n = 0};
	bool already = false, remove = c->opt[OPT_REMOVE_POSTS] != NULL;
	int64_t removed = -1;
	int code = terms_option(c, &terms);
	if (code == EX_OK)
		code = what_option(c, &kind, &what);
	if (code == EX_OK && remove)
		code = ban_posts_find(c, kind, what, &posts);
	if (code == EX_OK && remove && c->opt[OPT_YES] == NULL)
		return ban_posts_preview(c, &posts);
	if (code == EX_OK)
		code = add(c, kind, what, &terms, &ban, &already);
	if (code != EX_OK)
		return code;
	if (remove)
		code = ban_posts_delete(c, &posts, &removed);
	int said = say_ban(c, &ban, already, removed);
	return code != EX_OK ? code : said;
}

/* ---- list ------------------------------------------------------------------------------------------- */

static const char *
stand_word(const struct ban *b, int64_t now)
{
	return b->lifted != 0			    ? "lifted"
	       : b->expires != 0 && b->expires <= now ? "expired"
	       : b->shadow			    ? "shadow"
						    : "in force";
}

static void
list_ban(void *arg, const struct ban *b)
{
	struct listing *listing = arg;
	struct list *l = listing->list;
	struct json *j = list_row(l);
	listing->n++;
	listing->last = b->id.n;
	if (j != NULL) {
		ban_json(listing->ctl->arena, j, b, NULL);
		return;
	}
	const char *stand = stand_word(b, clock_now());
	list_int(l, b->id.n);
	list_cell(l, ban_kind_word(b->kind));
	list_cell(l, b->target);
	list_toned(l, *stand == 'i' ? TONE_GOOD : *stand == 's' ? TONE_WAITS : TONE_DIM, str_of(stand));
	list_when(l, b->created);
	if (b->expires == 0)
		list_cell(l, STR("never"));
	else
		list_when(l, b->expires);
	list_int(l, b->hits);
	list_when(l, b->hit);
	list_cell(l, b->reason);
}

int
ctl_ban_list(struct ctl *c)
{
	static const struct list_column columns[] = {
		{"id", LIST_NUMBER},   {"kind", LIST_TEXT},    {"target", LIST_GIVES},
		{"stands", LIST_TEXT}, {"set", LIST_TEXT},     {"expires", LIST_TEXT},
		{"hits", LIST_NUMBER}, {"last hit", LIST_TEXT}, {"reason", LIST_GIVES},
	};
	int64_t after, limit;
	if (!ctl_part(c, &after, &limit))
		return EX_USAGE;
	struct listing l = {.ctl = c, .list = list_begin(c, "bans", columns, ARRAY_LEN(columns))};
	struct db *db = store_reader(c->house->store, DB_CONSOLE);
	enum err e = store_ban_list(db, c->site->id, (struct ban_id){after}, limit, list_ban, &l);
	store_reader_done(c->house->store, &db);
	if (l.n == limit)
		list_more(l.list, -1, l.last);
	return e == ERR_OK ? list_end(l.list, "No bans.") : ctl_failed(c, e, "cannot list bans");
}

/* ---- lift ------------------------------------------------------------------------------------------- */

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
		return ctl_fail(EX_NOINPUT, "no ban %ld in force at this site; "
				"`rejoinder ban list` names them",
				(long)id);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot lift the ban");
	if (c->opt[OPT_JSON] != NULL)
		printf("{\"id\":%ld,\"lifted\":true}\n", (long)id);
	ctl_say(c, "%ld  lifted", (long)id);
	return EX_OK;
}

/* ---- test ------------------------------------------------------------------------------------------- */

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

static bool
refuses(const struct ban *found, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!found[i].shadow)
			return true;
	return false;
}

static int
json_test(struct ctl *c, const struct ban *found, size_t n)
{
	struct buf b = buf_in(c->arena, 4u << 20);
	struct json j = json_to(&b);
	json_object(&j);
	json_kv_bool(&j, "refused", refuses(found, n));
	json_key(&j, "bans");
	json_array(&j);
	for (size_t i = 0; i < n; i++)
		ban_json(c->arena, &j, &found[i], NULL);
	json_end(&j);
	json_end(&j);
	return ctl_print(&b);
}

static void
print_why(struct ctl *c, const struct ban *b)
{
	struct arena *a = c->arena;
	struct str until = b->expires == 0 ? STR("for ever")
					   : str_cat(a, STR("until "), clock_iso(a, b->expires));
	printf("%s ban %ld, %.*s %.*s, set by %.*s, %.*s", b->shadow ? "noted by" : "refused by",
	       (long)b->id.n, STR_FMT(ban_kind_word(b->kind)), STR_FMT(ctl_show(a, b->target, 0)),
	       STR_FMT(ctl_show(a, b->by, 0)), STR_FMT(until));
	if (b->reason.n > 0)
		printf(": %.*s", STR_FMT(ctl_show(a, b->reason, 200)));
	putchar('\n');
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
		return ctl_fail(EX_DATAERR,
				"that is not an address: a post with it would be refused for that");
	if (c->opt[OPT_JSON] != NULL)
		return json_test(c, found, n);
	for (size_t i = 0; i < n; i++)
		print_why(c, &found[i]);
	if (!refuses(found, n))
		puts(n == 0 ? "not refused: no ban matches" : "not refused: such bans are in shadow");
	return EX_OK;
}
