/* Notices of illegal content: sending, the private link, deciding, complaining, forgetting. */
#include "test.h"

#include "flow/appeal.h"
#include "flow/notice.h"
#include "flow/own.h"
#include "flow/retention.h"
#include "flow/undo.h"
#include "house.h"
#include "sqlite.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 10; };"

static struct fixture f;

static int64_t
rows_of(const char *sql)
{
	int64_t n = -1;
	struct str said = str_trim(sqlite_says(f.a, str_z(f.a, f.conf->store), sql, NULL));
	assert_true(str_int(said, 0, INT64_MAX, &n));
	return n;
}

/* What a test says of a notice; the rest is ordinary. */
struct tell {
	struct comment_id comment;
	const char *text, *name, *email, *address;
	enum notice_kind kind;
};

static struct noticed
tell(struct tell t)
{
	struct noticed out;
	struct str from = str_of(t.address ? t.address : "192.0.2.50");
	struct visitor v = {.address = from, .block = from, .wide_block = str_cat(f.a, STR("around "), from),
			    .user_agent = STR("Browser")};
	struct notice_draft d = {.comment = t.comment,
				 .kind = t.kind,
				 .text = str_of(t.text ? t.text : "It says what the law forbids."),
				 .name = str_of(t.name ? t.name : "Nora Fall"),
				 .email = str_copy(f.a, str_of(t.email ? t.email : "nora@reader.example"))};
	assert_int_equal(notice_send(f.house, f.site, f.a, &v, &d, &out), ERR_OK);
	for (size_t i = 0; i < d.email.n; i++)
		assert_int_equal(d.email.p[i], 0); /* wiped */
	return out;
}

static struct notice_own
find(const struct noticed *n)
{
	struct notice_own own;
	assert_int_equal(notice_find(f.house, f.site, f.a, n->token, &own), ERR_OK);
	return own;
}

static struct notice_done
judge_as(const struct moderator *by, struct notice_id id, enum notice_verb verb, enum notice_state seen,
	 int64_t version)
{
	struct notice_done d;
	struct notice_choice c = {.verb = verb, .seen = seen, .version = version,
				  .answer = STR("Paragraph 130 forbids it."), .note = STR("It incites hatred.")};
	assert_int_equal(notice_decide(f.house, f.site, f.a, by, id, &c, &d), ERR_OK);
	return d;
}

static struct notice_done
judge(struct notice_id id, enum notice_verb verb, enum notice_state seen)
{
	return judge_as(f.console, id, verb, seen, 0);
}

static size_t
waiting(struct notice_item **ret)
{
	size_t n = 0;
	struct queue_counts counts;
	assert_int_equal(notice_list(f.house, f.site, f.a, f.console, (struct notice_id){0}, 50, ret, &n), ERR_OK);
	assert_int_equal(queue_counts(f.house, f.site, f.console, &counts), ERR_OK);
	assert_int_equal(counts.notices, n);
	return n;
}

static enum state
state_of_comment(struct comment_id id)
{
	struct queue_item item;
	assert_int_equal(queue_get(f.house, f.site, f.a, f.console, id, &item), ERR_OK);
	return item.comment.state;
}

/* ---- sending -------------------------------------------------------------------------------- */

static void
a_notice_is_stored_whole_and_found_by_its_link(void **state)
{
	(void)state;
	struct posted p = say(&f, (struct say){.text = "Something forbidden."});
	struct noticed n = tell((struct tell){.comment = p.id, .kind = NOTICE_HATE});
	assert_int_equal(n.outcome, NOTICE_STORED);
	struct notice_own own = find(&n);
	assert_int_equal(own.notice.id.n, n.id.n);
	assert_int_equal(own.notice.comment.n, p.id.n);
	assert_int_equal(own.notice.kind, NOTICE_HATE);
	assert_int_equal(own.notice.state, NOTICE_RECEIVED);
	assert_str(own.notice.text, "It says what the law forbids.");
	assert_str(own.notice.name, "Nora Fall");
	assert_true(str_eq(own.notice.location,
			   str_printf(f.a, "https://news.example/comments/c/%ld", (long)p.id.n)));
	assert_int_equal(own.target.state, STATE_APPROVED);
	assert_false(own.may_complain);
	assert_int_equal(rows_of("SELECT count(*) FROM audit WHERE verb = 'notice' AND detail LIKE '%hate'"), 1);
	assert_int_equal(rows_of("SELECT count(*) FROM outbox WHERE kind = 'notice'"), 1);
}

static void
of_the_address_only_the_hash_is_kept_that_writers_have(void **state)
{
	(void)state;
	struct notice_item *items;
	struct posted p = say(&f, (struct say){.text = "Something.", .email = "nora@reader.example"});
	tell((struct tell){.comment = p.id, .email = "Nora@Reader.example"});
	tell((struct tell){.comment = p.id, .email = "", .name = "", .kind = NOTICE_CHILD, .address = "192.0.2.51"});
	assert_int_equal(waiting(&items), 2);
	assert_int_equal(items[0].notice.person.n, sizeof("reader-7F3K-Q2XM") - 1);
	assert_true(str_eq(items[0].notice.person, items[0].comment.person));
	assert_int_equal(items[1].notice.person.n, 0);
	restart(&f); /* all of it is in the file */
	char *bytes = arena_zero(f.a, 4 << 20, 1);
	FILE *in = fopen(str_z(f.a, f.conf->store), "rb");
	assert_non_null(in);
	struct str file = {bytes, fread(bytes, 1, 4 << 20, in)};
	fclose(in);
	assert_int_not_equal(str_find(file, STR("Nora Fall"), 0), SIZE_MAX);
	assert_int_equal(str_find(file, STR("reader.example"), 0), SIZE_MAX);
	assert_int_equal(str_find(file, STR("Reader.example"), 0), SIZE_MAX);
}

static void
a_second_click_finds_the_same_notice_and_another_one_is_another(void **state)
{
	(void)state;
	struct posted p = say(&f, (struct say){.text = "Something."});
	struct noticed n = tell((struct tell){.comment = p.id});
	struct noticed again = tell((struct tell){.comment = p.id});
	assert_int_equal(again.id.n, n.id.n);
	assert_true(str_eq(again.token, n.token));
	assert_int_not_equal(tell((struct tell){.comment = p.id, .text = "More."}).id.n, n.id.n);
	assert_int_not_equal(tell((struct tell){.comment = p.id, .address = "192.0.2.51"}).id.n, n.id.n);
	assert_int_not_equal(tell((struct tell){.comment = p.id, .kind = NOTICE_FRAUD}).id.n, n.id.n);
	clock_stop(NOW + POST_REPEAT_SPAN + 1);
	assert_int_not_equal(tell((struct tell){.comment = p.id}).id.n, n.id.n);
	keep_house(&f);
	clock_stop(NOW + 3 * POST_REPEAT_SPAN);
	keep_house(&f);
	assert_int_equal(rows_of("SELECT count(*) FROM notice"), 5);
	assert_int_equal(rows_of("SELECT count(*) FROM notice WHERE post_key IS NOT NULL"), 0);
}

static void
only_what_readers_see_takes_a_notice(void **state)
{
	(void)state;
	struct notice_target t;
	struct posted p = say(&f, (struct say){.text = "Waits.", .no_token = true});
	assert_int_equal(p.state, STATE_PENDING);
	assert_int_equal(tell((struct tell){.comment = p.id}).outcome, NOTICE_GONE);
	assert_int_equal(tell((struct tell){.comment = {999}}).outcome, NOTICE_GONE);
	assert_int_equal(notice_target(f.house, f.site, f.a, p.id, &t), ERR_GONE);
	make_move(&f, p.id, VERB_APPROVE);
	assert_int_equal(notice_target(f.house, f.site, f.a, p.id, &t), ERR_OK);
	struct noticed n = tell((struct tell){.comment = p.id});
	assert_int_equal(n.outcome, NOTICE_STORED);
	make_move(&f, p.id, VERB_REJECT);
	assert_int_equal(tell((struct tell){.comment = p.id}).id.n, n.id.n); /* the second click still */
	assert_int_equal(tell((struct tell){.comment = p.id, .text = "New."}).outcome, NOTICE_GONE);
}

static void
too_many_from_one_address_wait_and_what_is_no_address_is_refused(void **state)
{
	(void)state;
	struct posted p = say(&f, (struct say){.text = "Something."});
	assert_int_equal(tell((struct tell){.comment = p.id, .email = "%@%"}).outcome, NOTICE_EMAIL);
	struct noticed n = {.outcome = NOTICE_STORED};
	int64_t stored = 0;
	for (int i = 0; i < 30 && n.outcome == NOTICE_STORED; i++) {
		n = tell((struct tell){.comment = p.id, .text = str_printf(f.a, "Number %d.", i).p});
		stored += n.outcome == NOTICE_STORED;
	}
	assert_int_equal(n.outcome, NOTICE_TOO_MANY);
	assert_true(n.retry_after > 0);
	assert_int_equal(stored, 10);
	assert_int_equal(rows_of("SELECT count(*) FROM notice"), 10);
	assert_int_equal(tell((struct tell){.comment = p.id, .address = "198.51.100.1"}).outcome, NOTICE_STORED);
}

static void
no_other_link_opens_it(void **state)
{
	(void)state;
	struct notice_own own;
	struct posted p = say(&f, (struct say){.text = "Something."});
	struct noticed n = tell((struct tell){.comment = p.id});
	assert_int_equal(n.id.n, p.id.n); /* so the two tokens differ by their purpose alone */
	assert_int_equal(notice_find(f.house, f.site, f.a, p.status_token, &own), ERR_GONE);
	struct comment c;
	struct reason *reasons;
	size_t n_reasons;
	assert_int_equal(status_find(f.house, f.site, f.a, n.token, &c, &reasons, &n_reasons), ERR_GONE);
	for (size_t i = 0; i + 1 < n.token.n; i++) {
		char *forged = arena_copy(f.a, n.token.p, n.token.n);
		forged[i] = forged[i] == 'A' ? 'B' : 'A';
		assert_int_equal(notice_find(f.house, f.site, f.a, (struct str){forged, n.token.n}, &own), ERR_GONE);
	}
}

/* ---- deciding ------------------------------------------------------------------------------- */

static void
taking_the_comment_down_answers_the_sender_and_tells_the_writer(void **state)
{
	(void)state;
	struct notice_item *items;
	struct posted p = say(&f, (struct say){.text = "Something forbidden."});
	struct noticed n = tell((struct tell){.comment = p.id, .kind = NOTICE_HATE});
	assert_int_equal(judge(n.id, NOTICE_TAKE, NOTICE_RECEIVED).outcome, NOTICE_DECIDED);
	assert_int_equal(find(&n).notice.state, NOTICE_REVIEW);
	struct notice_done d = judge(n.id, NOTICE_ACT, NOTICE_REVIEW);
	assert_int_equal(d.outcome, NOTICE_DECIDED);
	assert_int_equal(d.comment.n, p.id.n);
	assert_int_equal(state_of_comment(p.id), STATE_REJECTED);
	struct notice_own own = find(&n);
	assert_int_equal(own.notice.state, NOTICE_ACTED);
	assert_int_equal(own.notice.n_answers, 1);
	assert_str(own.notice.answers[0].text, "Paragraph 130 forbids it.");
	assert_int_equal(own.notice.answers[0].by.n, 0); /* nobody's name */
	struct own writer;
	assert_int_equal(own_find(f.house, f.site, f.a, p.status_token, &writer), ERR_OK);
	assert_true(writer.by_notice);
	assert_int_equal(writer.notice_kind, NOTICE_HATE);
	assert_str(writer.comment.note, "It incites hatred.");
	assert_int_equal(waiting(&items), 0);
	assert_int_equal(rows_of("SELECT count(*) FROM audit WHERE verb IN ('notice take', 'notice act')"), 2);
	assert_int_equal(rows_of("SELECT approved FROM thread"), 0);
}

static void
all_notices_about_a_comment_are_answered_when_it_is_taken_down_and_one_when_it_stays(void **state)
{
	(void)state;
	struct notice_item *items;
	struct posted p = say(&f, (struct say){.text = "Something."}), q = say(&f, (struct say){.text = "Other."});
	struct noticed one = tell((struct tell){.comment = p.id});
	struct noticed two = tell((struct tell){.comment = p.id, .text = "I think so too.", .kind = NOTICE_HONOUR});
	struct noticed three = tell((struct tell){.comment = q.id});
	assert_int_equal(judge(one.id, NOTICE_LEAVE, NOTICE_RECEIVED).outcome, NOTICE_DECIDED);
	assert_int_equal(state_of_comment(p.id), STATE_APPROVED);
	assert_int_equal(find(&one).notice.state, NOTICE_LEFT);
	assert_int_equal(find(&two).notice.state, NOTICE_RECEIVED);
	struct noticed four = tell((struct tell){.comment = p.id, .text = "And I."});
	assert_int_equal(judge(four.id, NOTICE_ACT, NOTICE_RECEIVED).outcome, NOTICE_DECIDED);
	assert_int_equal(find(&one).notice.state, NOTICE_LEFT);
	assert_int_equal(find(&two).notice.state, NOTICE_ACTED);
	assert_int_equal(find(&two).notice.n_answers, 1);
	assert_int_equal(find(&three).notice.state, NOTICE_RECEIVED);
	assert_int_equal(waiting(&items), 1);
}

static void
who_is_late_or_saw_another_text_changes_nothing(void **state)
{
	(void)state;
	struct posted p = say(&f, (struct say){.text = "Something."});
	struct noticed n = tell((struct tell){.comment = p.id});
	assert_int_equal(judge(n.id, NOTICE_ACT, NOTICE_REVIEW).outcome, NOTICE_CONFLICT);
	assert_int_equal(judge_as(f.console, n.id, NOTICE_ACT, NOTICE_RECEIVED, 1).outcome, NOTICE_CONFLICT);
	assert_int_equal(judge((struct notice_id){999}, NOTICE_ACT, NOTICE_RECEIVED).outcome, NOTICE_NONE);
	assert_int_equal(state_of_comment(p.id), STATE_APPROVED);
	assert_int_equal(judge(n.id, NOTICE_LEAVE, NOTICE_RECEIVED).outcome, NOTICE_DECIDED);
	assert_int_equal(judge(n.id, NOTICE_ACT, NOTICE_RECEIVED).outcome, NOTICE_CONFLICT);
	assert_int_equal(judge(n.id, NOTICE_ACT, NOTICE_LEFT).outcome, NOTICE_CONFLICT);
	assert_int_equal(judge(n.id, NOTICE_TAKE, NOTICE_LEFT).outcome, NOTICE_CONFLICT);
	assert_int_equal(find(&n).notice.n_answers, 1);
	assert_int_equal(state_of_comment(p.id), STATE_APPROVED);
}

static void
what_is_down_already_is_answered_and_stays_as_it_was(void **state)
{
	(void)state;
	struct posted p = say(&f, (struct say){.text = "Something."});
	struct noticed n = tell((struct tell){.comment = p.id});
	make_move(&f, p.id, VERB_SPAM);
	assert_int_equal(rows_of("SELECT count(*) FROM decision"), 1);
	struct notice_done d = judge(n.id, NOTICE_ACT, NOTICE_RECEIVED);
	assert_int_equal(d.outcome, NOTICE_DECIDED);
	assert_int_equal(d.comment.n, p.id.n);
	assert_int_equal(state_of_comment(p.id), STATE_SPAM);
	assert_int_equal(rows_of("SELECT count(*) FROM decision WHERE state_from <> state_to"), 1);
	assert_int_equal(rows_of("SELECT count(*) FROM lesson"), 1);
	struct own writer;
	assert_int_equal(own_find(f.house, f.site, f.a, p.status_token, &writer), ERR_OK);
	assert_false(writer.by_notice);
}

static void
undoing_the_decision_opens_the_notices_again(void **state)
{
	(void)state;
	struct notice_item *items;
	struct undone u;
	struct posted p = say(&f, (struct say){.text = "Something."});
	struct noticed n = tell((struct tell){.comment = p.id});
	struct noticed other = tell((struct tell){.comment = p.id, .text = "I too."});
	judge(n.id, NOTICE_ACT, NOTICE_RECEIVED);
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &u), ERR_OK);
	assert_int_equal(u.outcome, UNDONE);
	assert_int_equal(state_of_comment(p.id), STATE_APPROVED);
	assert_int_equal(find(&n).notice.state, NOTICE_REVIEW);
	assert_int_equal(find(&other).notice.state, NOTICE_REVIEW);
	assert_int_equal(find(&n).notice.n_answers, 0);
	assert_int_equal(waiting(&items), 2);
}

static struct undone
take_back(int64_t decision)
{
	struct undone u = {0};
	assert_int_equal(undo(f.house, f.site, f.a, f.console, decision, &u), ERR_OK);
	return u;
}

static void
an_answer_that_leaves_the_comment_is_taken_back_within_seven_days(void **state)
{
	(void)state;
	struct notice_item *items;
	struct posted p = say(&f, (struct say){.text = "Something."});
	struct noticed n = tell((struct tell){.comment = p.id});
	struct noticed other = tell((struct tell){.comment = p.id, .text = "I too."});
	judge(n.id, NOTICE_LEAVE, NOTICE_RECEIVED);
	assert_int_equal(waiting(&items), 1);
	clock_stop(NOW + UNDO_SPAN + 1);
	assert_int_equal(take_back(0).outcome, UNDO_NOTHING);
	clock_stop(NOW + UNDO_SPAN);
	struct undone u = take_back(0);
	assert_int_equal(u.outcome, UNDONE);
	assert_int_equal(u.comment.n, p.id.n);
	assert_int_equal(u.state, STATE_APPROVED);
	assert_int_equal(state_of_comment(p.id), STATE_APPROVED);
	assert_int_equal(find(&n).notice.state, NOTICE_REVIEW);
	assert_int_equal(find(&n).notice.n_answers, 0);
	assert_int_equal(find(&other).notice.state, NOTICE_RECEIVED);
	assert_int_equal(waiting(&items), 2);
	assert_int_equal(rows_of("SELECT count(*) FROM audit WHERE verb = 'undo' AND detail = 'answer'"), 1);
	assert_int_equal(rows_of("SELECT approved FROM thread"), 1);
	/* What was on the way meanwhile stands: the comment is another one. */
	judge(n.id, NOTICE_LEAVE, NOTICE_REVIEW);
	int64_t left = rows_of("SELECT max(id) FROM decision");
	make_move(&f, p.id, VERB_REJECT);
	u = take_back(left);
	assert_int_equal(u.outcome, UNDO_CONFLICT);
	assert_int_equal(u.state, STATE_REJECTED);
	assert_int_equal(find(&n).notice.state, NOTICE_LEFT);
}

static void
an_answer_that_met_a_complaint_stands_and_the_one_to_the_complaint_does_not(void **state)
{
	(void)state;
	bool done;
	struct notice_own own;
	struct posted p = say(&f, (struct say){.text = "Something."});
	struct noticed n = tell((struct tell){.comment = p.id});
	judge(n.id, NOTICE_LEAVE, NOTICE_RECEIVED);
	assert_int_equal(notice_complain(f.house, f.site, f.a, n.token, STR("Read it again."), &done, &own), ERR_OK);
	assert_true(done);
	assert_int_equal(take_back(0).outcome, UNDO_CONTESTED);
	assert_int_equal(find(&n).notice.n_answers, 1);
	judge(n.id, NOTICE_LEAVE, NOTICE_COMPLAINED);
	assert_int_equal(find(&n).notice.n_answers, 2);
	assert_int_equal(take_back(0).outcome, UNDONE);
	assert_int_equal(find(&n).notice.n_answers, 1);
	assert_int_equal(find(&n).notice.state, NOTICE_COMPLAINED);
	assert_int_equal(take_back(0).outcome, UNDO_CONTESTED); /* the first is the last again */
}

/* ---- complaining ---------------------------------------------------------------------------- */

static void
a_complaint_comes_once_and_brings_the_notice_back(void **state)
{
	(void)state;
	struct notice_item *items;
	struct notice_own own;
	bool done;
	struct posted p = say(&f, (struct say){.text = "Something."});
	struct noticed n = tell((struct tell){.comment = p.id});
	assert_int_equal(notice_complain(f.house, f.site, f.a, n.token, STR("Too early."), &done, &own), ERR_OK);
	assert_false(done);
	judge(n.id, NOTICE_LEAVE, NOTICE_RECEIVED);
	assert_true(find(&n).may_complain);
	assert_int_equal(notice_complain(f.house, f.site, f.a, n.token, STR("Read it again."), &done, &own), ERR_OK);
	assert_true(done);
	assert_int_equal(own.notice.state, NOTICE_COMPLAINED);
	assert_int_equal(notice_complain(f.house, f.site, f.a, n.token, STR("Read it again."), &done, &own), ERR_OK);
	assert_true(done); /* a second click */
	assert_int_equal(notice_complain(f.house, f.site, f.a, n.token, STR("Another."), &done, &own), ERR_OK);
	assert_false(done);
	assert_int_equal(waiting(&items), 1);
	assert_str(items[0].notice.complaint, "Read it again.");
	assert_true(items[0].own_decision);
	assert_int_equal(judge(n.id, NOTICE_ACT, NOTICE_COMPLAINED).outcome, NOTICE_DECIDED);
	own = find(&n);
	assert_int_equal(own.notice.state, NOTICE_ACTED);
	assert_int_equal(own.notice.n_answers, 2);
	assert_false(own.notice.answers[0].acted);
	assert_true(own.notice.answers[1].acted);
	assert_false(own.may_complain);
	struct undone u;
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &u), ERR_OK);
	own = find(&n);
	assert_int_equal(own.notice.state, NOTICE_COMPLAINED);
	assert_int_equal(own.notice.n_answers, 1);
}

static void
a_kept_rejection_by_notice_still_tells_of_the_notice(void **state)
{
	(void)state;
	struct own own;
	struct owned o;
	enum appeal_kept done;
	struct posted p = say(&f, (struct say){.text = "Something."});
	struct noticed n = tell((struct tell){.comment = p.id, .kind = NOTICE_HATE});
	judge(n.id, NOTICE_ACT, NOTICE_RECEIVED);
	assert_int_equal(own_appeal(f.house, f.site, f.a, p.status_token, STR("No."), &o), ERR_OK);
	assert_int_equal(appeal_keep(f.house, f.site, f.a, f.console, p.id, STR("Yes."), &done), ERR_OK);
	assert_true(done);
	assert_int_equal(own_find(f.house, f.site, f.a, p.status_token, &own), ERR_OK);
	assert_true(own.by_notice);
	assert_int_equal(own.notice_kind, NOTICE_HATE);
}

static void
a_complaint_is_answered_the_other_way_or_by_another_moderator(void **state)
{
	(void)state;
	struct notice_item item;
	struct notice_own own;
	bool done;
	const struct moderator *ana = somebody(&f, "cleo", ROLE_MODERATOR);
	const struct moderator *bo = somebody(&f, "bo", ROLE_MODERATOR);
	struct posted p = say(&f, (struct say){.text = "Something."});
	struct noticed n[2];
	for (size_t i = 0; i < ARRAY_LEN(n); i++) {
		n[i] = tell((struct tell){.comment = p.id, .text = i ? "A second one." : "A first one."});
		assert_int_equal(n[i].outcome, NOTICE_STORED);
		assert_int_equal(judge_as(ana, n[i].id, NOTICE_LEAVE, NOTICE_RECEIVED, 0).outcome, NOTICE_DECIDED);
		assert_int_equal(notice_complain(f.house, f.site, f.a, n[i].token, STR("Look again."), &done, &own),
				 ERR_OK);
	}
	assert_int_equal(notice_get(f.house, f.site, f.a, ana, n[0].id, &item), ERR_OK);
	assert_true(item.own_decision && item.by_another);
	assert_int_equal(judge_as(ana, n[0].id, NOTICE_LEAVE, NOTICE_COMPLAINED, 0).outcome, NOTICE_OWN);
	assert_int_equal(judge_as(bo, n[0].id, NOTICE_LEAVE, NOTICE_COMPLAINED, 0).outcome, NOTICE_DECIDED);
	assert_int_equal(judge_as(ana, n[1].id, NOTICE_ACT, NOTICE_COMPLAINED, 0).outcome, NOTICE_DECIDED);
}

/* ---- what is forgotten ---------------------------------------------------------------------- */

static void
names_go_with_time_and_the_notices_stay(void **state)
{
	(void)state;
	struct notice_item *items;
	int64_t gone[KEPT__MAX];
	struct posted p = say(&f, (struct say){.text = "Something."});
	struct noticed n = tell((struct tell){.comment = p.id}), open;
	judge(n.id, NOTICE_LEAVE, NOTICE_RECEIVED);
	open = tell((struct tell){.comment = p.id, .text = "Not decided yet.", .email = "other@reader.example"});
	clock_stop(NOW + f.conf->keep_notices);
	assert_int_equal(retention_run(f.house, f.a, false, gone), ERR_OK);
	assert_int_equal(gone[KEPT_NOTICES], 0);
	assert_str(find(&n).notice.name, "Nora Fall");
	clock_stop(NOW + f.conf->keep_notices + 1);
	assert_int_equal(retention_run(f.house, f.a, false, gone), ERR_OK);
	assert_int_equal(gone[KEPT_NOTICES], 1);
	assert_int_equal(find(&n).notice.name.n, 0);
	assert_str(find(&n).notice.text, "It says what the law forbids.");
	assert_str(find(&open).notice.name, "Nora Fall"); /* who waits for an answer has a name */
	assert_int_equal(waiting(&items), 1);
	assert_true(items[0].notice.person.n > 0);
	assert_int_equal(rows_of("SELECT count(*) FROM notice WHERE author IS NOT NULL"), 1);
}

/* ---- all of it ------------------------------------------------------------------------------ */

static bool
people_took_it_for_spam(const struct posted *p)
{
	struct own own;
	assert_int_equal(own_find(f.house, f.site, f.a, p->status_token, &own), ERR_OK);
	return own.row.spam;
}

static void
an_act_that_left_it_as_it_was_did_not_take_it_for_spam_unless_it_kept_that(void **state)
{
	struct undone u;
	struct owned o;
	enum appeal_kept done = APPEAL_NONE;
	(void)state;
	struct posted p = say(&f, (struct say){.text = "Buy https://a.example/1 https://b.example/2 https://c.example/3",
					       .honeypot = true});
	assert_int_equal(p.state, STATE_SPAM);
	make_move(&f, p.id, VERB_APPROVE);
	struct noticed n = tell((struct tell){.comment = p.id});
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &u), ERR_OK);
	assert_int_equal(state_of_comment(p.id), STATE_SPAM); /* the filters' own */
	assert_false(people_took_it_for_spam(&p));
	assert_int_equal(judge(n.id, NOTICE_LEAVE, NOTICE_RECEIVED).outcome, NOTICE_DECIDED);
	assert_false(people_took_it_for_spam(&p));
	assert_int_equal(own_appeal(f.house, f.site, f.a, p.status_token, STR("I am no robot."), &o), ERR_OK);
	assert_int_equal(appeal_keep(f.house, f.site, f.a, f.console, p.id, STR("It sells."), &done), ERR_OK);
	assert_true(done);
	assert_true(people_took_it_for_spam(&p));
}

static int
make(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	fixture_end(&f);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_notice_is_stored_whole_and_found_by_its_link),
		TEST(of_the_address_only_the_hash_is_kept_that_writers_have),
		TEST(a_second_click_finds_the_same_notice_and_another_one_is_another),
		TEST(only_what_readers_see_takes_a_notice),
		TEST(too_many_from_one_address_wait_and_what_is_no_address_is_refused),
		TEST(no_other_link_opens_it),
		TEST(taking_the_comment_down_answers_the_sender_and_tells_the_writer),
		TEST(all_notices_about_a_comment_are_answered_when_it_is_taken_down_and_one_when_it_stays),
		TEST(who_is_late_or_saw_another_text_changes_nothing),
		TEST(what_is_down_already_is_answered_and_stays_as_it_was),
		TEST(undoing_the_decision_opens_the_notices_again),
		TEST(an_answer_that_leaves_the_comment_is_taken_back_within_seven_days),
		TEST(an_answer_that_met_a_complaint_stands_and_the_one_to_the_complaint_does_not),
		TEST(a_complaint_is_answered_the_other_way_or_by_another_moderator),
		TEST(a_kept_rejection_by_notice_still_tells_of_the_notice),
		TEST(a_complaint_comes_once_and_brings_the_notice_back),
		TEST(an_act_that_left_it_as_it_was_did_not_take_it_for_spam_unless_it_kept_that),
		TEST(names_go_with_time_and_the_notices_stay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
