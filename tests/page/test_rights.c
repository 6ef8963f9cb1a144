/*
 * Role × action × site. The actions are made from routes.def and moves.def: every row of the desk has its forms
 * here, every move of a comment is one, and a row that has none fails the test. Each action is done by everybody:
 * who may is answered, and where the action changes something the database is another one; who may not gets 403
 * or 404 (who is nobody, or is signed in at another site, is sent to the way in), and not a row is changed.
 */
#include "test.h"

#include "flow/own.h"
#include "flow/report.h"
#include "roles.h"

#define SECRET "correct+horse" /* of roles.h, as a form has it */

enum who { VIEWER = ROLE_VIEWER, MODERATOR = ROLE_MODERATOR, ADMIN = ROLE_ADMIN, ELSEWHERE, NOBODY, WHO__MAX };
static const char *const who_names[WHO__MAX] = {"viewer", "moderator", "admin", "moderator of another site",
						"nobody"};

/* Where a comment stands, and what there is, one for each role where it must be one's own. */
static struct comment_id in_state[STATE__MAX], marked, appealed, raided;
static struct notice_id noticed;
static struct thread_id stormy;
static int64_t person, gone, invited, word, remarked, replied;
static int64_t decision_of[ROLE__MAX], batch_of[ROLE__MAX], session_of[ROLE__MAX];
static struct str secret_of[ROLE__MAX];

/* What is done: "POST /moderate/bans" with a form, {names} filled in. */
struct deed {
	const char *method, *pattern, *below, *form;
	enum who from;      /* and upwards; ELSEWHERE: nobody may */
	int status;         /* then; for who may not it is 403 or 404, or this where nobody may */
	bool same;          /* it changes nothing */
};

#define P "password=" SECRET
static const struct deed deeds[] = {
	{"GET", "/moderate/", "", "", VIEWER, 200, true},
	{"GET", "/moderate/", "", "state=reported", VIEWER, 200, true},
	{"GET", "/moderate/", "", "state=notices", VIEWER, 200, true},
	{"GET", "/moderate/", "", "state=appeals", VIEWER, 200, true},
	{"GET", "/moderate/", "", "state=deleted", VIEWER, 200, true},
	{"GET", "/moderate/", "", "q=words", VIEWER, 200, true},
	{"GET", "/moderate/raids", "raids", "", MODERATOR, 200, true},
	{"GET", "/moderate/raid/:id", "raid/{raid}", "", MODERATOR, 200, true},
	{"POST", "/moderate/raid/:id", "raid/{raid}", "decision=spam&upto={raid}&days=1&except=0", MODERATOR, 303, false},
	{"POST", "/moderate/batch/:id", "batch/{batch}", "", MODERATOR, 303, false},
	{"GET", "/moderate/bans", "bans", "", MODERATOR, 200, true},
	{"POST", "/moderate/bans", "bans", "act=ban&kind=domain&what=x.example", MODERATOR, 303, false},
	{"POST", "/moderate/bans", "bans", "act=preview&kind=name&what=Bob*", MODERATOR, 200, true},
	{"POST", "/moderate/bans/:id", "bans/{ban}", "", MODERATOR, 303, false},
	{"POST", "/moderate/bans/again/:id", "bans/again/{lifted}", "", MODERATOR, 303, false},
	{"POST", "/moderate/bans/again/:id", "bans/again/{b's lifted}", "", ELSEWHERE, 0, false},
	{"POST", "/moderate/bans/try", "bans/try", "address=192.0.2.1", MODERATOR, 200, true},
	{"GET", "/moderate/words", "words", "", VIEWER, 200, true},
	{"POST", "/moderate/words", "words", "act=add&entry=gizmo&severity=2&action=hold", MODERATOR, 303, false},
	{"POST", "/moderate/words", "words", "act=preview&entry=gizmo&severity=2&action=hold", MODERATOR, 200, true},
	{"POST", "/moderate/words/:id", "words/{word}", "act=remove", MODERATOR, 303, false},
	{"POST", "/moderate/words/:id", "words/{word}", "act=trial", MODERATOR, 303, false},
	{"POST", "/moderate/words/:id", "words/{b's word}", "act=remove", ELSEWHERE, 0, false},
	{"POST", "/moderate/words/try", "words/try", "text=An+ordinary+text.", MODERATOR, 200, true},
	{"GET", "/moderate/words/csv", "words/csv", "", VIEWER, 200, true},
	{"POST", "/moderate/words/csv", "words/csv", "act=take&csv=entry%0Agizmo%0A", MODERATOR, 303, false},
	{"POST", "/moderate/words/csv", "words/csv", "act=look&csv=entry%0Agizmo%0A", MODERATOR, 200, true},
	{"GET", "/moderate/rules", "rules", "", VIEWER, 200, true},
	{"POST", "/moderate/rules", "rules", "act=off&rule=link", MODERATOR, 303, false},
	{"POST", "/moderate/rules", "rules", "act=shadow&rule=link&days=7", MODERATOR, 303, false},
	{"POST", "/moderate/rules/test", "rules/test", "kind=rule&what=link", MODERATOR, 200, true},
	{"GET", "/moderate/replies", "replies", "", MODERATOR, 200, true},
	{"POST", "/moderate/replies", "replies", "act=add&reason=spam&lang=en&title=No+ads&text=No+ads,+please.",
	 MODERATOR, 303, false},
	{"POST", "/moderate/replies/:id", "replies/{reply}",
	 "act=change&reason=insult&lang=de&title=Tone&text=Bitte+ruhig.", MODERATOR, 303, false},
	{"POST", "/moderate/replies/:id", "replies/{reply}", "act=remove", MODERATOR, 303, false},
	{"POST", "/moderate/replies/:id", "replies/{b's reply}", "act=remove", ELSEWHERE, 0, false},
	{"GET", "/moderate/articles", "articles", "", MODERATOR, 200, true},
	{"POST", "/moderate/articles", "articles", "page=/story/plain&mode=closed", MODERATOR, 303, false},
	{"POST", "/moderate/articles/say", "articles/say", "page=/story/plain&announcement=Hello.", MODERATOR, 303, false},
	{"POST", "/moderate/articles/move", "articles/move", "page=/story/plain&to=/story/moved", MODERATOR, 303, false},
	{"GET", "/moderate/stats", "stats", "", VIEWER, 200, true},
	{"GET", "/moderate/stats", "stats", "table=people", ADMIN, 200, true},
	{"GET", "/moderate/audit", "audit", "", MODERATOR, 200, true},
	{"GET", "/moderate/account", "account", "", VIEWER, 200, true},
	{"POST", "/moderate/account/password", "account/password", P "&new=another+horse", VIEWER, 303, false},
	{"POST", "/moderate/account/sessions", "account/sessions", "", VIEWER, 303, false},
	{"POST", "/moderate/account/session/:id", "account/session/{session}", "", VIEWER, 303, false},
	{"POST", "/moderate/account/session/:id", "account/session/{another's session}", "", ELSEWHERE, 0, false},
	{"GET", "/moderate/people", "people", "", ADMIN, 200, true},
	{"POST", "/moderate/people/:id", "people/{person}", "act=role&role=admin&" P, ADMIN, 303, false},
	{"POST", "/moderate/people/:id", "people/{person}", "act=disable&" P, ADMIN, 303, false},
	{"POST", "/moderate/people/:id", "people/{gone}", "act=enable&" P, ADMIN, 303, false},
	{"POST", "/moderate/people/:id", "people/{person}", "act=revoke&" P, ADMIN, 303, false},
	{"POST", "/moderate/people/:id", "people/{person}", "act=factor&" P, ADMIN, 303, false},
	{"POST", "/moderate/people/:id", "people/{b's person}", "act=disable&" P, ELSEWHERE, 0, false},
	{"POST", "/moderate/people/invite", "people/invite", "role=admin&" P, ADMIN, 200, false},
	{"POST", "/moderate/people/invite/:id", "people/invite/{invite}", P, ADMIN, 303, false},
	{"POST", "/moderate/people/invite/:id", "people/invite/{b's invite}", P, ELSEWHERE, 0, false},
	{"GET", "/moderate/factor", "factor", "", VIEWER, 200, true},
	{"POST", "/moderate/factor", "factor", "secret={secret}&code=000000&" P, VIEWER, 422, true},
	{"POST", "/moderate/factor", "factor", "secret={another's secret}&code=000000&" P, ELSEWHERE, 400, true},
	{"POST", "/moderate/factor/off", "factor/off", P, VIEWER, 303, false},
	{"POST", "/moderate/logout", "logout", "", VIEWER, 303, false},
	{"POST", "/moderate/comment/:id", "comment/{marked}", "decision=keep&seen=approved", MODERATOR, 303, false},
	{"POST", "/moderate/comment/:id", "comment/{approved}", "decision=pin&seen=approved", MODERATOR, 303, false},
	{"POST", "/moderate/comment/:id", "comment/{marked}", "decision=unpin&seen=approved", MODERATOR, 303, false},
	{"POST", "/moderate/comment/:id", "comment/{approved}", "decision=feature&seen=approved", MODERATOR, 303, false},
	{"POST", "/moderate/comment/:id", "comment/{marked}", "decision=unfeature&seen=approved", MODERATOR, 303, false},
	{"POST", "/moderate/comment/:id", "comment/{b's comment}", "decision=reject", ELSEWHERE, 0, false},
	{"POST", "/moderate/batch", "batch", "decision=reject&seen=approved&card={approved}.0.approved", MODERATOR, 303, false},
	{"POST", "/moderate/reply/:id", "reply/{approved}", "reply=Thanks.&seen=approved", MODERATOR, 303, false},
	{"POST", "/moderate/edit/:id", "edit/{approved}", "comment=Better.&reason=insult&seen=approved&version=0",
	 MODERATOR, 303, false},
	{"POST", "/moderate/edit/:id", "edit/{b's comment}", "comment=Better.&reason=insult&seen=approved&version=0",
	 ELSEWHERE, 0, false},
	{"POST", "/moderate/undo/:id", "undo/{decision}", "", MODERATOR, 303, false},
	{"POST", "/moderate/undo/:id", "undo/{another's decision}", "", ELSEWHERE, 0, false},
	{"POST", "/moderate/claim/:id", "claim/{pending}", "", MODERATOR, 303, true},
	{"POST", "/moderate/storm/:id", "storm/{storm}", "", MODERATOR, 303, false},
	{"POST", "/moderate/ban/:id", "ban/{pending}", "days=7", MODERATOR, 303, false},
	{"POST", "/moderate/ban/:id", "ban/{pending}", "days=7&look=yes", MODERATOR, 200, true},
	{"POST", "/moderate/ban/:id", "ban/{pending}", "days=7&remove=yes&upto={pending}", MODERATOR, 303, false},
	{"POST", "/moderate/about/:id", "about/{pending}", "act=warn&reason=tone", MODERATOR, 303, false},
	{"POST", "/moderate/about/:id", "about/{pending}", "act=hold&count=3", MODERATOR, 303, false},
	{"POST", "/moderate/about/:id", "about/{pending}", "act=note&text=Kind+so+far.", MODERATOR, 303, false},
	{"POST", "/moderate/about/:id", "about/{b's comment}", "act=note&text=Kind+so+far.", ELSEWHERE, 0, false},
	{"POST", "/moderate/remark/:id", "remark/{remark}", "", MODERATOR, 303, false},
	{"POST", "/moderate/remark/:id", "remark/{b's remark}", "", ELSEWHERE, 0, false},
	{"POST", "/moderate/notice/:id", "notice/{notice}", "decision=leave&seen=received&answer=It+may+stand.", MODERATOR, 303, false},
	{"POST", "/moderate/notice/:id", "notice/{notice}", "decision=act&seen=received&answer=It+is+gone.", MODERATOR, 303, false},
	{"POST", "/moderate/notice/:id", "notice/{notice}", "decision=take&seen=received", MODERATOR, 303, false},
	{"POST", "/moderate/appeal/:id", "appeal/{appealed}", "decision=keep&seen=rejected&answer=It+stays.", MODERATOR, 303, false},
	{"POST", "/moderate/appeal/:id", "appeal/{appealed}", "decision=approve&seen=rejected", MODERATOR, 303, false},
	{"POST", "/moderate/lift/:id", "lift/{ban}", "", MODERATOR, 303, false},
};

/* ---- what there is ---------------------------------------------------------------------------------- */

static int64_t
number(const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	assert_int_equal(sqlite3_open(str_z(w->a, w->db), &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	int64_t n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n;
}

static struct posted
post(const char *text, const char *email)
{
	return post_at(w, w->f.site, "/story/plain", text, email, NULL);
}

static void
console_does(struct comment_id id, enum verb verb)
{
	struct decided d;
	assert_int_equal(decide(w->f.house, w->f.site, w->f.a, w->f.console, id, verb, STATE__MAX, STR(""), &d),
			 ERR_OK);
	assert_int_equal(d.outcome, DECIDED);
}

static void
fill_states(void)
{
	static const enum verb ways[STATE__MAX] = {[STATE_APPROVED] = VERB_APPROVE, [STATE_REJECTED] = VERB_REJECT,
						   [STATE_SPAM] = VERB_SPAM, [STATE_DELETED] = VERB_DELETE};
	struct owned o;
	in_state[STATE_PENDING] = w->a_waiting;
	in_state[STATE_APPROVED] = w->a_shown;
	in_state[STATE_REJECTED] = post("A comment about the harbour.", "r@news.example").id;
	in_state[STATE_SPAM] = post("Another thought on buses.", "s@news.example").id;
	in_state[STATE_DELETED] = post("The council met on Monday.", "d@news.example").id;
	for (enum state s = STATE_REJECTED; s <= STATE_DELETED; s++)
		console_does(in_state[s], ways[s]);
	marked = post("Worth a second look, I think.", "m@news.example").id;
	console_does(marked, VERB_PIN);
	console_does(marked, VERB_FEATURE);
	struct posted p = post("Whoever wrote this cannot count.", "a@news.example");
	appealed = p.id;
	console_does(appealed, VERB_REJECT);
	assert_int_equal(own_appeal(w->f.house, w->f.site, w->f.a, p.status_token, STR("Why?"), &o), ERR_OK);
	for (int i = 0; i < 3; i++)
		raided = post(str_printf(w->f.a, "Words that many people say alike, number %d of them", i).p,
			      "rod@news.example").id;
}

/* Everybody was a moderator once, and has decisions to take back. */
static void
fill_own(enum role role)
{
	static const char *const letters[ROLE__MAX][2] = {
		{"The ferry was late again.", "Who pays for the new bridge?"},
		{"My street has no trees left.", "Thank you for this report."},
		{"Last winter it was colder.", "Somebody should ask the mayor."}};
	struct fixture *f = &w->f;
	add_account(role_names[role], ROLE_MODERATOR);
	sign_in_as(role);
	struct comment_id one = post(letters[role][0], str_printf(f->a, "one%d@news.example", (int)role).p).id;
	struct comment_id two = post(letters[role][1], str_printf(f->a, "two%d@news.example", (int)role).p).id;
	const char *below = str_printf(f->a, "comment/%ld", (long)one.n).p;
	const char *card = str_printf(f->a, "decision=reject&seen=approved&card=%ld.0.approved", (long)two.n).p;
	assert_int_equal(send_form(role, "batch", card).status, 303);
	batch_of[role] = number("SELECT max(id) FROM batch");
	assert_int_equal(send_form(role, below, "decision=reject&seen=approved").status, 303);
	decision_of[role] = number("SELECT max(id) FROM decision");
	assert_int_equal(people_role(f->house, f->site, f->a, f->console, str_of(role_names[role]), role),
			 ERR_OK);
	session_of[role] = actor_session_id(sign_in_as(role));
	const struct moderator *m = sign_in_as(role);
	struct factor_offer offer;
	assert_int_equal(factor_offer(f->house, f->site, f->a, m, &offer), ERR_OK);
	secret_of[role] = offer.sealed;
}

static void
fill_rest(void)
{
	struct fixture *f = &w->f;
	struct reported r;
	struct visitor v = {.address = STR("198.51.100.9"), .block = STR("198.51.100.0/24"),
			    .wide_block = STR("198.51.0.0/16"), .user_agent = STR("Browser")};
	enum invite_outcome made;
	struct str link;
	assert_int_equal(report_make(f->house, f->site, f->a, &v, marked, REPORT_SPAM, STR(""), STR(""), &r),
			 ERR_OK);
	assert_int_equal(r.outcome, REPORT_TAKEN);
	noticed = notice_at(w, f->site, w->a_shown, "It is against the law.").id;
	stormy.n = number("SELECT thread FROM comment WHERE site = 1 LIMIT 1");
	assert_int_equal(store_write(f->house->store, DB_VISITOR, write_storm, &stormy), ERR_OK);
	add_account("zoe", ROLE_MODERATOR);
	add_account("old", ROLE_MODERATOR);
	person = number("SELECT id FROM account WHERE name = 'zoe'");
	gone = number("SELECT id FROM account WHERE name = 'old'");
	assert_int_equal(actor_disable(f->house, f->site, f->a, f->console, STR("old")), ERR_OK);
	assert_int_equal(invite_make(f->house, f->site, f->a, f->console, STR(""), ROLE_VIEWER, &made, &link),
			 ERR_OK);
	invited = number("SELECT id FROM invite WHERE site = 1");
	struct word_entry entry = {.text = STR("gadget"), .action = ACT_HOLD, .severity = 2};
	struct words_done done;
	enum saved_outcome kept;
	assert_int_equal(words_put(f->house, f->site, f->a, f->console, &entry, 1, &done), ERR_OK);
	word = number("SELECT id FROM words WHERE site = 1");
	const struct remark hold = {.comment = in_state[STATE_PENDING], .kind = REMARK_HOLD, .asked = 2};
	enum remark_outcome outcome;
	assert_int_equal(remark(f->house, f->site, f->a, f->console, &hold, &outcome, &remarked), ERR_OK);
	assert_int_equal(outcome, REMARK_MADE);
	assert_int_equal(saved_put(f->house, f->site, f->a, f->console,
				   &(struct saved_reply){.reason = REPORT_SPAM, .lang = STR("en"),
							 .title = STR("Ads"), .text = STR("No ads, please.")},
				   &kept),
			 ERR_OK);
	replied = number("SELECT id FROM saved_reply WHERE site = 1");
}

/* From here on world_again() comes back to this. */
static int
begin_filled(void **state)
{
	begin(state);
	fill_states();
	for (enum role role = 0; role < ROLE__MAX; role++)
		fill_own(role);
	fill_rest();
	world_stop(w);
	copy_file(w->a, w->db, w->copy);
	open_house(&w->f);
	find_sites(w);
	world_start(w);
	w->touched = false;
	return 0;
}

/* ---- an action --------------------------------------------------------------------------------------- */

static struct str
named(struct str name, enum who who)
{
	enum role me = who < ELSEWHERE ? (enum role)who : ROLE_MODERATOR, another = (me + 1) % ROLE__MAX;
	const struct {
		const char *name;
		int64_t n;
	} all[] = {{"raid", raided.n}, {"marked", marked.n}, {"appealed", appealed.n}, {"ban", w->a_ban.n},
		   {"lifted", w->a_lifted.n}, {"b's lifted", w->b_lifted.n},
		   {"notice", noticed.n}, {"storm", stormy.n}, {"person", person}, {"gone", gone},
		   {"invite", invited}, {"pending", in_state[STATE_PENDING].n},
		   {"approved", in_state[STATE_APPROVED].n}, {"rejected", in_state[STATE_REJECTED].n},
		   {"spam", in_state[STATE_SPAM].n}, {"deleted", in_state[STATE_DELETED].n},
		   {"decision", decision_of[me]}, {"batch", batch_of[me]}, {"session", session_of[me]},
		   {"another's decision", decision_of[another]}, {"another's session", session_of[another]},
		   {"word", word}, {"b's word", w->b_word}, {"remark", remarked}, {"b's remark", w->b_remark},
		   {"reply", replied}, {"b's reply", w->b_saved},
		   {"b's person", w->b_person}, {"b's invite", w->b_invite}, {"b's comment", w->b_shown.n}};
	if (str_eq(name, STR("secret")))
		return secret_of[me];
	if (str_eq(name, STR("another's secret")))
		return secret_of[another];
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (str_eq(name, str_of(all[i].name)))
			return str_printf(w->a, "%ld", (long)all[i].n);
	fail_msg("nothing is called {%.*s}", STR_FMT(name));
	return STR("");
}

static struct str
filled(const char *text, enum who who)
{
	struct buf b = buf_in(w->a, 4096);
	struct str rest = str_of(text), piece;
	while (str_cut(&rest, '{', &piece)) {
		buf_str(&b, piece);
		assert_true(str_cut(&rest, '}', &piece));
		buf_str(&b, named(piece, who));
	}
	buf_str(&b, piece);
	return buf_view(&b);
}

/* At another site somebody is a moderator, whose session is shown here under this site's name, too. */
static struct fc_answer
done_by(const struct deed *d, enum who who)
{
	bool get = strcmp(d->method, "GET") == 0;
	long here = (long)w->f.site->id.n;
	struct str form = filled(d->form, who), csrf = STR("");
	struct ask q = {.host = "news.example", .method = d->method,
			.path = str_cat(w->a, STR("/comments/moderate/"), filled(d->below, who))};
	if (who == ELSEWHERE) {
		csrf = w->b_csrf;
		q.cookie = str_printf(w->a, "__Host-rj_session_%ld=%.*s", here, STR_FMT(w->b_session));
	} else if (who != NOBODY) {
		csrf = csrf_of[who];
		q.cookie = cookie_of[who];
	}
	if (get)
		q.query = form;
	else
		q.body = str_printf(w->a, "csrf=%.*s&%.*s", STR_FMT(csrf), STR_FMT(form));
	return ask(w, &q);
}

/* All rows of all tables. */
static struct hash
rows_now(void)
{
	struct str all = STR("");
	sqlite3 *db;
	sqlite3_stmt *tables, *rows;
	assert_int_equal(sqlite3_open(str_z(w->a, w->db), &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT 'SELECT * FROM \"' || name || '\"' FROM sqlite_schema "
						"WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'",
					    -1, &tables, NULL),
			 SQLITE_OK);
	struct buf b = buf_in(w->a, 8 << 20);
	while (sqlite3_step(tables) == SQLITE_ROW) {
		const char *sql = (const char *)sqlite3_column_text(tables, 0);
		assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &rows, NULL), SQLITE_OK);
		buf_str(&b, str_of(sql));
		while (sqlite3_step(rows) == SQLITE_ROW)
			for (int i = 0; i < sqlite3_column_count(rows); i++) {
				int n = sqlite3_column_bytes(rows, i);
				buf_printf(&b, "%d:%d:", sqlite3_column_type(rows, i), n);
				buf_add(&b, sqlite3_column_blob(rows, i), (size_t)n);
			}
		sqlite3_finalize(rows);
	}
	sqlite3_finalize(tables);
	sqlite3_close(db);
	assert_false(b.over);
	all = buf_view(&b);
	return crypt_digest(all);
}

/* ---- a cell -------------------------------------------------------------------------------------------- */

static int cells;

static void
look_at(const struct deed *d, enum who who)
{
	bool may = who >= d->from && who < ELSEWHERE, post = strcmp(d->method, "POST") == 0;
	world_again(w);
	struct hash before = rows_now();
	struct fc_answer r = done_by(d, who);
	struct hash after = rows_now();
	bool same = memcmp(&before, &after, sizeof(before)) == 0;
	bool right = may ? r.status == d->status && same == d->same
			 : same && (r.status == 403 || r.status == 404 ||
				    (d->from == ELSEWHERE && r.status == d->status));
	if (who >= ELSEWHERE)
		right = same && r.status == 303 &&
			str_eq(fc_header(&r, "Location"), STR("/comments/moderate/login"));
	if (!right)
		fail_msg("%s %s, %s %s, by %s, who %s: %d, %s\n%.*s", d->method, d->pattern, d->below,
			 d->form, who_names[who], may ? "may" : "may not", r.status,
			 same ? "nothing is changed" : "something is changed", STR_FMT(r.out));
	w->touched = w->touched || !same || post;
	cells++;
	arena_reset(w->a);
}

static void
look_at_all(const struct deed *d)
{
	for (enum who who = 0; who < WHO__MAX; who++)
		look_at(d, who);
}

static void
every_row_of_the_desk_is_for_whom_it_is_for(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(deeds); i++)
		look_at_all(&deeds[i]);
	print_message("# %d cells\n", cells);
}

static void
every_move_of_a_comment_is_for_whom_it_is_for(void **state)
{
	static const struct {
		enum verb verb;
		enum state from;
		enum role role;
	} moves[] = {
#define MOVE(verb, from, to, role) {verb, from, role},
#include "../../src/flow/moves.def"
	};
	static const char *const words[VERB__MAX] = {
#define X(name, word, done) [name] = word,
		VERBS(X)
#undef X
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(moves); i++) {
		struct str state_is = state_word(moves[i].from);
		struct deed act = {"POST", "/moderate/comment/:id",
				     str_printf(w->f.a, "comment/{%.*s}", STR_FMT(state_is)).p,
				     str_printf(w->f.a, "decision=%s&seen=%.*s", words[moves[i].verb],
						STR_FMT(state_is)).p,
				     (enum who)moves[i].role, 303, false};
		look_at_all(&act);
	}
}

static void
every_row_of_the_desk_has_its_actions(void **state)
{
	static const char *const names[] = {[METHOD_GET] = "GET", [METHOD_POST] = "POST",
					    [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE"};
	(void)state;
	for (size_t i = 0; i < n_routes; i++) {
		const struct route *r = &routes[i];
		size_t k = 0;
		if (!(r->needs & NEED_SESSION))
			continue;
		while (k < ARRAY_LEN(deeds) && (strcmp(deeds[k].pattern, r->pattern) != 0 ||
						  strcmp(deeds[k].method, names[r->method]) != 0))
			k++;
		if (k == ARRAY_LEN(deeds))
			fail_msg("%s %s: say in %s what is done there, and from which role on",
				 names[r->method], r->pattern, __FILE__);
	}
}

/* ---- what only looks as if somebody had meant it --------------------------------------------------------- */

/* A form of an admin, who may do all of it, from where or with what it must not be taken. */
static const struct forgery {
	const char *what, *origin, *fetch_site; /* as struct ask has them; fetch_site NULL: not sent */
	enum { CSRF_OWN, CSRF_NONE, CSRF_ANOTHERS, CSRF_SPOILT } token;
} forgeries[] = {
	{"from another site", "https://evil.example", NULL, CSRF_OWN},
	{"from another site, says the browser", NULL, "cross-site", CSRF_OWN},
	{"from another host of the same domain", NULL, "same-site", CSRF_OWN},
	{"from no page at all", "", "none", CSRF_OWN},
	{"from nowhere", "", NULL, CSRF_OWN},
	{"from a sandbox", "null", NULL, CSRF_OWN},
	{"from a site that begins with our name", "https://news.example.evil.example", NULL, CSRF_OWN},
	{"from a site that ends with it", "https://evilnews.example", NULL, CSRF_OWN},
	{"from our host in the clear", "http://news.example", NULL, CSRF_OWN},
	{"from another port", "https://news.example:8443", NULL, CSRF_OWN},
	{"without a token", NULL, "same-origin", CSRF_NONE},
	{"with the token of another session", NULL, "same-origin", CSRF_ANOTHERS},
	{"with a token of which one letter is another", NULL, "same-origin", CSRF_SPOILT},
};

static struct str
forged_token(const struct forgery *f)
{
	struct str own = csrf_of[ROLE_ADMIN];
	if (f->token == CSRF_NONE)
		return STR("");
	if (f->token == CSRF_ANOTHERS)
		return csrf_of[ROLE_MODERATOR];
	if (f->token == CSRF_OWN)
		return own;
	char *spoilt = arena_copy(w->a, own.p, own.n);
	spoilt[own.n / 2] = spoilt[own.n / 2] == 'A' ? 'B' : 'A';
	return (struct str){spoilt, own.n};
}

static void
no_act_of_the_desk_is_taken_from_elsewhere_or_without_the_sessions_own_token(void **state)
{
	(void)state;
	struct hash before = rows_now();
	for (size_t i = 0; i < ARRAY_LEN(deeds); i++) {
		const struct deed *d = &deeds[i];
		if (strcmp(d->method, "GET") == 0 || d->from == ELSEWHERE)
			continue;
		struct str form = filled(d->form, (enum who)ROLE_ADMIN);
		for (size_t k = 0; k < ARRAY_LEN(forgeries); k++) {
			const struct forgery *f = &forgeries[k];
			struct ask q = {.host = "news.example", .method = d->method, .cookie = cookie_of[ROLE_ADMIN],
					.path = str_cat(w->a, STR("/comments/moderate/"),
							filled(d->below, (enum who)ROLE_ADMIN)),
					.origin = f->origin, .fetch_site = f->fetch_site};
			q.body = str_printf(w->a, "csrf=%.*s&%.*s", STR_FMT(forged_token(f)), STR_FMT(form));
			struct fc_answer r = ask(w, &q);
			if (r.status != 403)
				fail_msg("%s, %s: %d", d->pattern, f->what, r.status);
		}
		arena_reset(w->a);
	}
	struct hash after = rows_now();
	assert_memory_equal(&before, &after, sizeof(before));
}

/* What a link, a preview or a scanner asks for: the same form, in the address. */
static void
nothing_is_done_by_asking_for_an_address(void **state)
{
	static const char *const methods[] = {"GET", "HEAD", "OPTIONS", "TRACE", "PUT"};
	(void)state;
	struct hash before = rows_now();
	for (size_t i = 0; i < ARRAY_LEN(deeds); i++) {
		struct str form = filled(deeds[i].form, (enum who)ROLE_ADMIN);
		for (size_t k = 0; k < ARRAY_LEN(methods); k++) {
			struct ask q = {.host = "news.example", .method = methods[k], .cookie = cookie_of[ROLE_ADMIN],
					.path = str_cat(w->a, STR("/comments/moderate/"),
							filled(deeds[i].below, (enum who)ROLE_ADMIN)),
					.query = str_printf(w->a, "csrf=%.*s&%.*s", STR_FMT(csrf_of[ROLE_ADMIN]),
							    STR_FMT(form))};
			int status = ask(w, &q).status;
			assert_true(status < 500 && (k < 2 || status == 405));
		}
		arena_reset(w->a);
	}
	struct hash after = rows_now();
	assert_memory_equal(&before, &after, sizeof(before));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_of_the_desk_has_its_actions),
		TEST(no_act_of_the_desk_is_taken_from_elsewhere_or_without_the_sessions_own_token),
		TEST(nothing_is_done_by_asking_for_an_address),
		TEST(every_row_of_the_desk_is_for_whom_it_is_for),
		TEST(every_move_of_a_comment_is_for_whom_it_is_for),
	};
	return cmocka_run_group_tests(tests, begin_filled, end);
}
