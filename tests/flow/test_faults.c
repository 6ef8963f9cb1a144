/* P5, readers and moderators: every step of the store fails once in what they do; see fault_proof.h. */
#include "test.h"

#include "fault_proof.h"
#include "flow/appeal.h"
#include "flow/report.h"
#include "flow/undo.h"
#include "flow/vote.h"

static enum err
do_post(struct comment_id parent, const char *text)
{
	struct posted out = {0};
	struct str page = STR("/story/");
	struct visitor v = {.address = STR("192.0.2.7"),
			    .block = STR("192.0.2.0/24"),
			    .wide_block = STR("192.0.0.0/16"),
			    .user_agent = STR("Browser")};
	struct reply r = {
		.draft = {.text = str_copy(a, str_of(text)),
			  .name = STR("Bea"),
			  .page = page,
			  .parent = parent},
		.email = str_copy(a, STR("bea@news.example")),
		.token = token_make(a, f.house->keys, f.site->id, page, clock_now()),
	};
	enum err e = post_reply(f.house, f.site, a, &v, &r, &out);
	assert_true(e != ERR_OK || out.outcome == POST_STORED);
	return e;
}

static enum err
verb_post(void)
{
	return do_post((struct comment_id){0}, "A comment with https://one.example and a **word**.");
}

static enum err
verb_reply(void)
{
	return do_post(shown, "An answer.");
}

static enum err
do_decide(enum verb verb, const char *note)
{
	struct decided d = {0};
	enum err e = decide(f.house, f.site, a, f.console, pending, verb, STATE_PENDING,
			    str_of(note), &d);
	assert_true(e != ERR_OK || d.outcome == DECIDED);
	return e;
}

static enum err
verb_approve(void)
{
	return do_decide(VERB_APPROVE, "");
}

static enum err
verb_spam(void)
{
	return do_decide(VERB_SPAM, "");
}

static enum err
verb_reject(void)
{
	return do_decide(VERB_REJECT, "Please keep to the topic.");
}

static enum err
verb_undo(void)
{
	struct undone u = {0};
	enum err e = undo(f.house, f.site, a, f.console, 0, &u);
	assert_true(e != ERR_OK || u.outcome == UNDONE);
	return e;
}

static const struct visitor reader = {.address = STR_C("198.51.100.7"), .block = STR_C("198.51.100.7"),
				      .wide_block = STR_C("198.51.100.0/24"), .user_agent = STR_C("Browser")};

static enum err
verb_vote(void)
{
	struct voted v = {.outcome = VOTE_OFF};
	enum err e = vote_cast(f.house, f.site, a, &reader, shown, VOTE_UP, STR(""), &v);
	assert_true(e != ERR_OK || v.outcome == VOTE_COUNTED);
	return e;
}

/* One that hides its comment: with report.hide = 1 the fullest of its writes. */
static enum err
verb_report(void)
{
	struct reported r = {.outcome = REPORT_OFF};
	enum err e = report_make(f.house, f.site, a, &reader, shown, REPORT_OTHER, STR("It names my street."),
				 STR(""), &r);
	assert_true(e != ERR_OK || (r.outcome == REPORT_TAKEN && r.hid));
	return e;
}

static enum err
verb_pin(void)
{
	struct decided d = {0};
	enum err e = decide(f.house, f.site, a, f.console, shown, VERB_PIN, STATE__MAX, STR(""), &d);
	assert_true(e != ERR_OK || d.outcome == DECIDED);
	return e;
}

static enum err
verb_sign_in(void)
{
	struct signed_in in = {0};
	enum err e = actor_sign_in(f.house, f.site, a, STR("editor"),
				   str_copy(a, STR("a calm tool for long hours")), STR("b"), &in);
	assert_true(e != ERR_OK || in.outcome == SIGN_IN_OK);
	return e;
}

static enum err
verb_sign_out(void)
{
	const struct moderator *m = NULL;
	enum err e = actor_session(f.house, f.site, a, session, &m);
	if (e != ERR_OK)
		return e;
	assert_non_null(m); /* a failing store is no reason to be sent to the sign-in page */
	return actor_sign_out(f.house, a, m);
}

static enum err
verb_queue(void)
{
	struct queue_item *items, one;
	size_t n = 0;
	int64_t total;
	enum err e = queue_list(f.house, f.site, a, f.console, STATE__MAX, (struct comment_id){0},
				50, &items, &n, &total);
	assert_true(e != ERR_OK || (n == 4 && total == 4));
	return e == ERR_OK ? queue_get(f.house, f.site, a, f.console, pending, &one) : e;
}

static enum err
verb_status(void)
{
	struct comment c;
	struct reason *reasons;
	size_t n = 0;
	enum err e = status_find(f.house, f.site, a, token, &c, &reasons, &n);
	assert_true(e != ERR_OK || (c.id.n == pending.n && n > 0));
	return e;
}

static enum err
verb_notice(void)
{
	struct noticed out = {.outcome = NOTICE_STORED};
	struct visitor v = {.address = STR("192.0.2.51"), .block = STR("192.0.2.51"),
			    .wide_block = STR("192.0.2.0/24"), .user_agent = STR("Browser")};
	struct notice_draft d = {.comment = shown, .kind = NOTICE_CHILD, .text = STR("See."),
				 .name = STR("Max"), .email = str_copy(a, STR("max@news.example"))};
	enum err e = notice_send(f.house, f.site, a, &v, &d, &out);
	assert_true(e != ERR_OK || out.outcome == NOTICE_STORED);
	return e;
}

static enum err
verb_act_on_notice(void)
{
	struct notice_done d = {.outcome = NOTICE_DECIDED};
	struct notice_choice act = {.verb = NOTICE_ACT, .seen = NOTICE_RECEIVED, .version = 0,
				    .answer = STR("You are right."), .note = STR("It is forbidden.")};
	enum err e = notice_decide(f.house, f.site, a, f.console, noticed.id, &act, &d);
	assert_true(e != ERR_OK || d.outcome == NOTICE_DECIDED);
	return e;
}

static enum err
verb_complain(void)
{
	bool done = true;
	struct notice_own own;
	enum err e = notice_complain(f.house, f.site, a, left.token, STR("Read again."), &done, &own);
	assert_true(e != ERR_OK || done);
	return e;
}

static enum err
verb_keep(void)
{
	enum appeal_kept done = APPEAL_KEPT;
	enum err e = appeal_keep(f.house, f.site, a, f.console, appealed, STR("It stands."), &done);
	assert_true(e != ERR_OK || done);
	return e;
}

static enum err
verb_other_queues(void)
{
	struct notice_item *notices;
	struct appeal_item *appeals;
	size_t n = 1, m = 1;
	enum err e = notice_list(f.house, f.site, a, f.console, (struct notice_id){0}, 50, &notices, &n);
	if (e == ERR_OK)
		e = appeal_list(f.house, f.site, a, f.console, (struct comment_id){0}, 50, &appeals, &m);
	assert_true(e != ERR_OK || (n == 1 && m == 1));
	return e;
}

static const struct verb_row verbs[] = {
	{"post", verb_post, true, true},
	{"reply", verb_reply, true, true},
	{"approve", verb_approve, true, false},
	{"reject", verb_reject, true, false},
	{"mark as spam", verb_spam, true, false},
	{"undo", verb_undo, true, false},
	{"vote", verb_vote, true, true},
	{"report", verb_report, true, true},
	{"pin", verb_pin, true, false},
	{"sign in", verb_sign_in, true, false},
	{"sign out", verb_sign_out, true, false},
	{"list the queue", verb_queue, false, false},
	{"show a status", verb_status, false, false},
	{"send a notice", verb_notice, true, false},
	{"act on a notice", verb_act_on_notice, true, false},
	{"complain", verb_complain, true, false},
	{"keep a rejection", verb_keep, true, false},
	{"list notices and appeals", verb_other_queues, false, false},
};

static void
every_step_fails_once_and_what_people_do_is_whole_or_nothing(void **state)
{
	(void)state;
	try_each(verbs, ARRAY_LEN(verbs));
}

static int
setup(void **state)
{
	(void)state;
	house_make(false);
	return 0;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_step_fails_once_and_what_people_do_is_whole_or_nothing),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
