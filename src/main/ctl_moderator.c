/* moderator add, list, disable, passwd. */
#include <termios.h>

#include "base/clock.h"
#include "ctl.h"
#include "flow/people.h"
#include "store/store_actor.h"

static const char *const role_words[] = {
#define X(name, word, help) word,
	ROLES(X)
#undef X
};

static bool
role_option(struct ctl *c, enum role *ret)
{
	struct str word = c->opt[OPT_ROLE] != NULL ? ctl_text(c, OPT_ROLE) : STR("moderator");
	for (size_t i = 0; i < ROLE__MAX; i++)
		if (str_eq(word, str_of(role_words[i]))) {
			*ret = (enum role)i;
			return true;
		}
	ctl_fail(EX_USAGE, "--role is viewer, moderator or admin");
	return false;
}

/* From a terminal without echo, else from standard input. */
static bool
read_password(struct ctl *c, struct str *ret)
{
	struct termios was, quiet;
	bool terminal = c->opt[OPT_PASSWORD_STDIN] == NULL && tcgetattr(STDIN_FILENO, &was) == 0;
	if (terminal) {
		fputs("Password: ", stderr);
		quiet = was;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	bool ok = ctl_line(c, PASSWORD_BYTES_MAX + 1, ret); /* one more: its length is judged later */
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
		fputc('\n', stderr);
	}
	return ok;
}

static int
say_added(struct ctl *c, struct account_id id, struct str name, enum role role)
{
	if (c->opt[OPT_JSON] == NULL) {
		ctl_say(c, "%ld  %.*s  %s", (long)id.n, STR_FMT(name), role_words[role]);
		return EX_OK;
	}
	struct buf b = buf_in(c->arena, 4096);
	struct json j = json_to(&b);
	json_object(&j);
	json_kv_int(&j, "id", id.n);
	json_kv_str(&j, "name", name);
	json_kv_str(&j, "role", str_of(role_words[role]));
	json_end(&j);
	return ctl_print(&b);
}

static int
say_fault(enum account_outcome out)
{
	switch (out) {
	case ACCOUNT_ADDED:
	case ACCOUNT_TAKEN:
		break;
	case ACCOUNT_PASSWORD_SHORT:
		return ctl_fail(EX_DATAERR,
				"the password is too short: at least %d characters, better 15",
				PASSWORD_CHARS_MIN);
	case ACCOUNT_PASSWORD_LONG:
		return ctl_fail(EX_DATAERR, "the password is too long: at most %d bytes",
				PASSWORD_BYTES_MAX);
	case ACCOUNT_NAME_BAD:
		return ctl_fail(EX_DATAERR,
				"a name has letters, digits and . - _ @ alone, at most %d",
				NAME_CHARS_MAX);
	}
	return EX_SOFTWARE;
}

int
ctl_moderator_add(struct ctl *c)
{
	enum role role;
	struct str password;
	enum account_outcome out;
	struct account_id id;
	if (!role_option(c, &role))
		return EX_USAGE;
	if (!read_password(c, &password))
		return ctl_fail(EX_NOINPUT, "no password on standard input");
	struct str name = str_of(c->args[0]);
	enum err e = actor_add(c->house, c->site, c->arena, c->me, name, role, password, &out, &id);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot add the account");
	switch (out) {
	case ACCOUNT_ADDED:
		return say_added(c, id, name, role);
	case ACCOUNT_TAKEN:
		return ctl_fail(EX_DATAERR, "there is an account called %.*s already",
				STR_FMT(ctl_show(c->arena, name, 0)));
	case ACCOUNT_PASSWORD_SHORT:
	case ACCOUNT_PASSWORD_LONG:
	case ACCOUNT_NAME_BAD:
		return say_fault(out);
	}
	return EX_SOFTWARE;
}

static void
list_account(void *arg, const struct account *acc)
{
	struct list *l = arg;
	struct json *j = list_row(l);
	if (j == NULL) {
		list_int(l, acc->id.n);
		list_cell(l, acc->name);
		list_cell(l, str_of(role_words[acc->role]));
		list_when(l, acc->created);
		list_toned(l, TONE_DIM, str_of(acc->disabled != 0 ? "disabled" : ""));
		return;
	}
	json_object(j);
	json_kv_int(j, "id", acc->id.n);
	json_kv_str(j, "name", acc->name);
	json_kv_str(j, "role", str_of(role_words[acc->role]));
	json_kv_time(j, "created", acc->created);
	json_kv_time(j, "disabled", acc->disabled);
	json_end(j);
}

int
ctl_moderator_list(struct ctl *c)
{
	static const struct list_column columns[] = {
		{"id", LIST_NUMBER},  {"name", LIST_TEXT}, {"role", LIST_TEXT},
		{"added", LIST_TEXT}, {"", LIST_TEXT},
	};
	struct list *l = list_begin(c, "moderators", columns, ARRAY_LEN(columns));
	struct db *db = store_reader(c->house->store, DB_CONSOLE);
	int64_t now = clock_now();
	enum err e = store_account_list(db, c->site->id, now, now - SESSION_IDLE, list_account, l);
	store_reader_done(c->house->store, &db);
	return e == ERR_OK ? list_end(l, "No accounts.") : ctl_failed(c, e, "cannot list the accounts");
}

/* What was done to an account, or why not. */
static int
say_changed(struct ctl *c, enum err e, const char *done)
{
	struct str name = ctl_show(c->arena, str_of(c->args[0]), 40);
	if (e == ERR_GONE)
		return ctl_fail(EX_NOINPUT, "no account %.*s at this site, or it is disabled", STR_FMT(name));
	if (e == ERR_CONFLICT)
		return ctl_fail(EX_DATAERR, "%.*s is the last admin: make another one first", STR_FMT(name));
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot change the account");
	ctl_say(c, "%.*s  %s", STR_FMT(name), done);
	return EX_OK;
}

int
ctl_moderator_disable(struct ctl *c)
{
	return say_changed(c, actor_disable(c->house, c->site, c->arena, c->me, str_of(c->args[0])),
			   "disabled; its sessions have ended");
}

int
ctl_moderator_passwd(struct ctl *c)
{
	struct str password;
	enum account_outcome out = ACCOUNT_ADDED;
	if (!read_password(c, &password))
		return ctl_fail(EX_NOINPUT, "no password on standard input");
	enum err e = actor_passwd(c->house, c->site, c->arena, c->me, str_of(c->args[0]), password, &out);
	if (e == ERR_OK && out != ACCOUNT_ADDED)
		return say_fault(out);
	return say_changed(c, e, "has a new password; its sessions have ended");
}
