/* moderator …: who may come in, as what, and what signs them in. */
#include <termios.h>

#include "ctl.h"
#include "flow/factor.h"
#include "flow/people.h"
#include "store/store_actor.h"

static enum role
role_option(struct ctl *c)
{
	enum role role = ROLE_MODERATOR;
	if (c->opt[OPT_ROLE] != NULL) /* one of its words: value_fits() of ctl.c */
		must(role_of(ctl_text(c, OPT_ROLE), &role) == ERR_OK);
	return role;
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
		ctl_say(c, "%ld  %.*s  %s", (long)id.n, STR_FMT(name), role_word(role).p);
		return EX_OK;
	}
	struct buf b = buf_in(c->arena, 4096);
	struct json j = json_to(&b);
	json_object(&j);
	json_kv_int(&j, "id", id.n);
	json_kv_str(&j, "name", name);
	json_kv_str(&j, "role", role_word(role));
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
	case ACCOUNT_PASSWORD_CHARS:
		return ctl_fail(EX_DATAERR, "the password is nothing but blanks, or has invisible or control "
				"characters");
	case ACCOUNT_PASSWORD_GUESSED:
		return ctl_fail(EX_DATAERR, "the password is one of those that are tried first: a common "
				"one, or made of the name of the site or of the account");
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
	enum role role = role_option(c);
	struct str password;
	enum account_outcome out;
	struct account_id id;
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
				STR_FMT(name));
	case ACCOUNT_PASSWORD_SHORT:
	case ACCOUNT_PASSWORD_LONG:
	case ACCOUNT_PASSWORD_CHARS:
	case ACCOUNT_PASSWORD_GUESSED:
	case ACCOUNT_NAME_BAD:
		return say_fault(out);
	}
	return EX_SOFTWARE;
}

static void
list_account(struct list *l, const struct account *acc)
{
	struct json *j = list_row(l);
	if (j == NULL) {
		list_int(l, acc->id.n);
		list_cell(l, acc->name);
		list_cell(l, role_word(acc->role));
		list_when(l, acc->created);
		list_when(l, acc->signed_in);
		list_int(l, acc->sessions);
		list_cell(l, str_of(acc->factor ? "yes" : "no"));
		list_int(l, acc->recovery);
		list_toned(l, TONE_DIM, str_of(acc->disabled != 0 ? "disabled" : ""));
		return;
	}
	json_object(j);
	json_kv_int(j, "id", acc->id.n);
	json_kv_str(j, "name", acc->name);
	json_kv_str(j, "role", role_word(acc->role));
	json_kv_time(j, "created", acc->created);
	json_kv_time(j, "signed_in", acc->signed_in);
	json_kv_int(j, "sessions", acc->sessions);
	json_kv_bool(j, "authenticator", acc->factor);
	json_kv_int(j, "recovery", acc->recovery);
	json_kv_time(j, "disabled", acc->disabled);
	json_end(j);
}

int
ctl_moderator_list(struct ctl *c)
{
	static const struct list_column columns[] = {
		{"id", LIST_NUMBER},       {"name", LIST_TEXT},          {"role", LIST_TEXT},
		{"added", LIST_TEXT},      {"signed in", LIST_TEXT},     {"sessions", LIST_NUMBER},
		{"authenticator", LIST_TEXT}, {"codes", LIST_NUMBER}, {"", LIST_TEXT},
	};
	struct account *all = NULL;
	size_t n = 0;
	enum err e = people_list(c->house, c->site, c->arena, c->me, &all, &n);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot list the accounts");
	struct list *l = list_begin(c, "moderators", columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < n; i++)
		list_account(l, &all[i]);
	return list_end(l, "No accounts.");
}

/* What was done to an account, or why not. */
static int
say_changed(struct ctl *c, enum err e, const char *done)
{
	struct str name = ctl_show(c->arena, str_of(c->args[0]), 40);
	if (e == ERR_GONE)
		return ctl_fail(EX_NOINPUT, "no account %.*s at this site, or it is disabled; "
				"`rejoinder moderator list` names them",
				STR_FMT(name));
	if (e == ERR_CONFLICT)
		return ctl_fail(EX_DATAERR, "%.*s is the last admin: make another one first", STR_FMT(name));
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot change the account");
	ctl_say(c, "%.*s  %s", STR_FMT(name), done);
	return EX_OK;
}

int
ctl_moderator_role(struct ctl *c)
{
	enum role role;
	if (role_of(str_of(c->args[1]), &role) != ERR_OK)
		return ctl_fail(EX_USAGE, "a role is viewer, moderator or admin");
	enum err e = people_role(c->house, c->site, c->arena, c->me, str_of(c->args[0]), role);
	return say_changed(c, e, str_printf(c->arena, "is %s %s", role == ROLE_ADMIN ? "an" : "a",
					    role_word(role).p)
					 .p);
}

int
ctl_moderator_disable(struct ctl *c)
{
	return say_changed(c, actor_disable(c->house, c->site, c->arena, c->me, str_of(c->args[0])),
			   "disabled; its sessions have ended");
}

int
ctl_moderator_enable(struct ctl *c)
{
	struct str name = str_of(c->args[0]);
	enum err e = people_enable(c->house, c->site, c->arena, c->me, name);
	if (e == ERR_GONE)
		return ctl_fail(EX_NOINPUT, "no account %.*s at this site that is disabled; "
				"`rejoinder moderator list` names them",
				STR_FMT(ctl_show(c->arena, name, 40)));
	return say_changed(c, e, "may sign in again, as before");
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

/* ---- the second factor ------------------------------------------------------------------------------ */

/* Two rows of modules a line; in colours of its own, because cameras want dark on light. */
static void
print_qr(const struct qr *qr)
{
	static const char *const halves[] = {" ", "▀", "▄", "█"};
	const size_t quiet = 4, side = qr->side + 2 * quiet; /* of light around it: ISO/IEC 18004 */
	for (size_t y = 0; y < side; y += 2) {
		fputs("\033[30;107m", stdout);
		for (size_t x = 0; x < side; x++) {
			unsigned dark = 0;
			for (size_t k = 0; k < 2; k++) {
				size_t row = y + k - quiet, column = x - quiet; /* wraps outside */
				if (row < qr->side && column < qr->side &&
				    qr->dark[row * qr->side + column])
					dark |= 1u << k;
			}
			fputs(halves[dark], stdout);
		}
		fputs("\033[m\n", stdout);
	}
}

/* This once: nobody sees them again. */
static int
print_factor(struct ctl *c, const struct factor_offer *offer, const struct str *codes)
{
	if (c->opt[OPT_JSON] == NULL) {
		if (isatty(STDOUT_FILENO))
			print_qr(&offer->qr);
		printf("secret   %.*s\naddress  %.*s\n", STR_FMT(offer->spelled), STR_FMT(offer->address));
		for (size_t i = 0; i < RECOVERY_CODES; i++)
			printf("code     %.*s\n", STR_FMT(codes[i]));
		return EX_OK;
	}
	struct buf b = buf_in(c->arena, 8192);
	struct json j = json_to(&b);
	json_object(&j);
	json_kv_str(&j, "name", str_of(c->args[0]));
	json_kv_str(&j, "secret", offer->spelled);
	json_kv_str(&j, "address", offer->address);
	json_key(&j, "codes");
	json_array(&j);
	for (size_t i = 0; i < RECOVERY_CODES; i++)
		json_str(&j, codes[i]);
	json_end(&j);
	json_end(&j);
	return ctl_print(&b);
}

int
ctl_moderator_totp(struct ctl *c)
{
	struct factor_offer offer;
	struct str codes[RECOVERY_CODES], name = str_of(c->args[0]);
	if (c->opt[OPT_OFF] != NULL)
		return say_changed(c, people_factor_off(c->house, c->site, c->arena, c->me, name),
				   "signs in by the password alone; its sessions have ended");
	enum err e = factor_give(c->house, c->site, c->arena, c->me, name, &offer, codes);
	int code = say_changed(c, e, "has a new authenticator; its sessions have ended");
	return code == EX_OK ? print_factor(c, &offer, codes) : code;
}

/* ---- invitations ------------------------------------------------------------------------------------ */

int
ctl_moderator_invite(struct ctl *c)
{
	enum invite_outcome out;
	enum role role = role_option(c);
	struct str link = {0}, name = c->n_args > 0 ? str_of(c->args[0]) : STR("");
	enum err e = invite_make(c->house, c->site, c->arena, c->me, name, role, &out, &link);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot make an invitation");
	if (out == INVITE_NAME_BAD)
		return say_fault(ACCOUNT_NAME_BAD);
	if (c->opt[OPT_JSON] == NULL) {
		printf("%.*s\n", STR_FMT(link));
		return EX_OK;
	}
	struct buf b = buf_in(c->arena, 4096);
	struct json j = json_to(&b);
	json_object(&j);
	json_kv_str(&j, "link", link);
	json_kv_str(&j, "name", name);
	json_kv_str(&j, "role", role_word(role));
	json_end(&j);
	return ctl_print(&b);
}

static void
list_invite(struct list *l, const struct invite *i)
{
	struct json *j = list_row(l);
	if (j == NULL) {
		list_int(l, i->id);
		list_cell(l, i->name);
		list_cell(l, role_word(i->role));
		list_cell(l, i->by);
		list_when(l, i->created);
		list_when(l, i->expires);
		return;
	}
	json_object(j);
	json_kv_int(j, "id", i->id);
	json_kv_str(j, "name", i->name);
	json_kv_str(j, "role", role_word(i->role));
	json_kv_str(j, "by", i->by);
	json_kv_time(j, "created", i->created);
	json_kv_time(j, "expires", i->expires);
	json_end(j);
}

int
ctl_moderator_invitations(struct ctl *c)
{
	static const struct list_column columns[] = {
		{"id", LIST_NUMBER}, {"for", LIST_TEXT}, {"role", LIST_TEXT},
		{"by", LIST_TEXT}, {"made", LIST_TEXT}, {"ends", LIST_TEXT},
	};
	struct invite *all = NULL;
	size_t n = 0;
	enum err e = invite_list(c->house, c->site, c->arena, c->me, &all, &n);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot list the invitations");
	struct list *l = list_begin(c, "invitations", columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < n; i++)
		list_invite(l, &all[i]);
	return list_end(l, "No invitation is open.");
}

int
ctl_moderator_uninvite(struct ctl *c)
{
	int64_t id;
	if (!ctl_id(c->args[0], &id))
		return ctl_fail(EX_USAGE, "an invitation is named by its id, see `moderator invitations`");
	enum err e = invite_withdraw(c->house, c->site, c->arena, c->me, id);
	if (e == ERR_GONE)
		return ctl_fail(EX_NOINPUT, "no open invitation %lld at this site; "
				"`rejoinder moderator invitations` names them",
				(long long)id);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot withdraw the invitation");
	ctl_say(c, "invitation %lld is withdrawn", (long long)id);
	return EX_OK;
}

/* ---- sessions --------------------------------------------------------------------------------------- */

static void
list_session(struct list *l, const struct session *s)
{
	struct json *j = list_row(l);
	if (j == NULL) {
		list_int(l, s->id);
		list_cell(l, s->who);
		list_cell(l, s->network);
		list_when(l, s->created);
		list_when(l, s->seen);
		return;
	}
	json_object(j);
	json_kv_int(j, "id", s->id);
	json_kv_str(j, "name", s->who);
	json_kv_str(j, "network", s->network);
	json_kv_time(j, "created", s->created);
	json_kv_time(j, "seen", s->seen);
	json_end(j);
}

int
ctl_moderator_sessions(struct ctl *c)
{
	static const struct list_column columns[] = {
		{"id", LIST_NUMBER}, {"name", LIST_TEXT}, {"from", LIST_TEXT},
		{"since", LIST_TEXT}, {"seen", LIST_TEXT},
	};
	struct account who = {.id = {0}};
	struct session *all = NULL;
	size_t n = 0;
	enum err e = ERR_OK;
	if (c->n_args > 0)
		e = people_find(c->house, c->site, c->arena, c->me, str_of(c->args[0]), &who);
	if (e == ERR_GONE)
		return say_changed(c, e, "");
	if (e == ERR_OK)
		e = sessions_list(c->house, c->site, c->arena, c->me, who.id, &all, &n);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot list the sessions");
	struct list *l = list_begin(c, "sessions", columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < n; i++)
		list_session(l, &all[i]);
	return list_end(l, "Nobody is signed in.");
}

int
ctl_moderator_revoke(struct ctl *c)
{
	int64_t session;
	if (!ctl_number(c, OPT_SESSION, 1, INT64_MAX, 0, &session))
		return EX_USAGE;
	enum err e = people_sign_out(c->house, c->site, c->arena, c->me, str_of(c->args[0]), session);
	if (e == ERR_GONE && session != 0)
		return ctl_fail(EX_NOINPUT, "no session %lld of %.*s at this site; "
				"`rejoinder moderator sessions` names them", (long long)session,
				STR_FMT(ctl_show(c->arena, str_of(c->args[0]), 40)));
	return say_changed(c, e, session != 0 ? "that session has ended" : "all its sessions have ended");
}
