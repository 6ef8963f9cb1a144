/* Each act of the desk, by somebody whose session has ended before it is written. */
#include "test.h"

#include "flow/appeal.h"
#include "flow/ban_list.h"
#include "flow/batch.h"
#include "flow/claim.h"
#include "flow/notice.h"
#include "flow/oust.h"
#include "flow/remark.h"
#include "flow/rule.h"
#include "flow/saved.h"
#include "flow/staff.h"
#include "flow/storm.h"
#include "flow/thread.h"
#include "flow/undo.h"
#include "flow/words.h"
#include "meanwhile.h"

/* What bo meets: made by the console, but for the decision and the batch that are bo's own. */
static struct {
	struct comment_id shown, waiting;
	struct ban ban;
	struct word_entry word;
	int64_t decision, remark, reply;
	struct batch_id batch;
	struct notice_id notice;
} desk;

static void
open_more(void)
{
	const struct remark hold = {.comment = desk.waiting, .kind = REMARK_HOLD, .asked = 2};
	const struct saved_reply ads = {.reason = REPORT_SPAM, .lang = STR("en"), .title = STR("Ads"), .text = STR("No ads, please.")};
	struct notice_draft hate = {.comment = desk.shown, .kind = NOTICE_HATE, .text = STR("It is against the law."),
				    .name = STR("Nora Fall"), .email = str_copy(f.a, STR("nora@reader.example"))};
	struct visitor v = {.address = STR("192.0.2.9"), .block = STR("192.0.2.0/24"), .wide_block = STR("192.0.0.0/16")};
	enum remark_outcome remarked;
	enum saved_outcome kept;
	struct noticed sent;
	assert_int_equal(remark(f.house, f.site, f.a, f.console, &hold, &remarked, &desk.remark), ERR_OK);
	assert_int_equal(saved_put(f.house, f.site, f.a, f.console, &ads, &kept), ERR_OK);
	assert_int_equal(notice_send(f.house, f.site, f.a, &v, &hate, &sent), ERR_OK);
	assert_int_equal(sent.outcome, NOTICE_STORED);
	desk.notice = sent.id;
	desk.reply = 1;
}

static void
open_desk(void)
{
	const struct ban_terms terms = {.days = 7};
	const struct batch_order order = {.verb = VERB_REJECT, .why = STR("a test")};
	struct decision_row row;
	enum ban_outcome banned;
	enum rule_outcome ruled;
	struct batch_done done;
	struct words_done put;
	make("hold: { first = 99; };");
	ended = "bo";
	asking = somebody(&f, "bo", ROLE_MODERATOR);
	desk.shown = say(&f, (struct say){.text = "The first of them."}).id;
	desk.waiting = say(&f, (struct say){.text = "The second waits."}).id;
	const struct batch_pick third = {say(&f, (struct say){.text = "And a third."}).id, STATE_PENDING,
					 VERSION_ANY, false};
	struct decided d;
	assert_int_equal(decide(f.house, f.site, f.a, asking, desk.shown, VERB_APPROVE, STATE_PENDING, STR(""), &d),
			 ERR_OK);
	assert_int_equal(undo_last(f.house, f.site, asking, &row), ERR_OK);
	desk.decision = row.id;
	assert_int_equal(batch_decide(f.house, f.site, asking, &order, &third, 1, &done), ERR_OK);
	desk.batch = done.batch;
	assert_int_equal(ban_add(f.house, f.site, f.a, f.console, BAN_LINK, STR("bad.example"), &terms, &banned,
				 &desk.ban),
			 ERR_OK);
	desk.word = (struct word_entry){.text = STR("casino"), .action = ACT_HOLD, .severity = 2};
	assert_int_equal(words_put(f.house, f.site, f.a, f.console, &desk.word, 1, &put), ERR_OK);
	assert_int_equal(rule_set(f.house, f.site, f.a, f.console, STR("shouting"), true, 7, &ruled), ERR_OK);
	open_more();
}

static enum err
act_decide(struct arena *a)
{
	struct decided d;
	return decide(f.house, f.site, a, asking, desk.waiting, VERB_APPROVE, STATE_PENDING, STR(""), &d);
}

static enum err
act_undo(struct arena *a)
{
	struct undone u;
	return undo(f.house, f.site, a, asking, desk.decision, &u);
}

static enum err
act_batch(struct arena *a)
{
	const struct batch_order order = {.verb = VERB_SPAM, .why = STR("a test")};
	const struct batch_pick pick = {desk.waiting, STATE_PENDING, VERSION_ANY, false};
	struct batch_done done;
	(void)a;
	return batch_decide(f.house, f.site, asking, &order, &pick, 1, &done);
}

static enum err
act_batch_begin(struct arena *a)
{
	struct batch_id id;
	return batch_begin(f.house, f.site, a, asking, STR("a test"), &id);
}

static enum err
act_batch_undo(struct arena *a)
{
	struct batch_undone u;
	(void)a;
	return batch_undo(f.house, f.site, asking, desk.batch, &u);
}

static enum err
act_ban(struct arena *a)
{
	const struct ban_terms terms = {.days = 7};
	enum ban_outcome out;
	struct ban b;
	return ban_add(f.house, f.site, a, asking, BAN_NAME, STR("raid*"), &terms, &out, &b);
}

static enum err
act_ban_author(struct arena *a)
{
	const struct ban_terms terms = {.days = 7};
	enum ban_outcome out;
	struct ban b;
	return ban_author(f.house, f.site, a, asking, desk.waiting, &terms, &out, &b);
}

static enum err
act_ban_all(struct arena *a)
{
	const struct ban_aim aim = {BAN_NAME, STR("raid*rider"), {{0}}};
	const struct ban_terms terms = {.days = 7};
	int64_t added;
	return ban_all(f.house, f.site, a, asking, &aim, 1, &terms, &added);
}

static enum err
act_bans_put(struct arena *a)
{
	struct ban_entry entry = {.ban = {.site = f.site->id, .kind = BAN_NAME, .target = STR("raid*rider")}};
	struct bans_done done;
	return bans_put(f.house, f.site, a, asking, &entry, 1, &done);
}

static enum err
act_ban_lift(struct arena *a)
{
	return ban_lift(f.house, f.site, a, asking, desk.ban.id);
}

static enum err
act_ban_again(struct arena *a)
{
	const struct ban_terms terms = {.days = 7};
	enum ban_outcome out;
	struct ban ban, lifted;
	assert_int_equal(ban_add(f.house, f.site, a, f.console, BAN_LINK, STR("mild.example"), &terms, &out, &lifted),
			 ERR_OK);
	assert_int_equal(ban_lift(f.house, f.site, a, f.console, lifted.id), ERR_OK);
	return ban_again(f.house, f.site, a, asking, lifted.id, &out, &ban);
}

static enum err
act_words_put(struct arena *a)
{
	struct word_entry e = {.text = STR("roulette"), .action = ACT_HOLD, .severity = 2};
	struct words_done done;
	return words_put(f.house, f.site, a, asking, &e, 1, &done);
}

static enum err
act_words_change(struct arena *a)
{
	return words_change(f.house, f.site, a, asking, 1, WORD_TRY);
}

static enum err
act_words_remove(struct arena *a)
{
	return words_remove(f.house, f.site, a, asking, STR(""), STR("casino"));
}

static enum err
act_rule(struct arena *a)
{
	enum rule_outcome out;
	return rule_set(f.house, f.site, a, asking, STR("links"), true, 7, &out);
}

static enum err
act_rule_clear(struct arena *a)
{
	enum rule_outcome out;
	return rule_clear(f.house, f.site, a, asking, STR("shouting"), &out);
}

static enum err
act_mode(struct arena *a)
{
	return thread_set_mode(f.house, f.site, a, asking, STR("/story/"), MODE_CLOSED);
}

static enum err
act_say(struct arena *a)
{
	return thread_say(f.house, f.site, a, asking, STR("/story/"), STR("Be kind."), STR(""));
}

static enum err
act_move(struct arena *a)
{
	enum thread_moved out;
	return thread_move(f.house, f.site, a, asking, STR("/story/"), STR("/elsewhere/"), &out);
}

static enum err
act_storm_end(struct arena *a)
{
	return storm_end(f.house, f.site, a, asking, (struct thread_id){1});
}

static enum err
act_appeal(struct arena *a)
{
	enum appeal_kept done;
	return appeal_keep(f.house, f.site, a, asking, desk.waiting, STR("It stays."), &done);
}

static enum err
act_reply(struct arena *a)
{
	const struct staff_draft d = {desk.waiting, STATE_PENDING, VERSION_ANY, STR("Thank you.")};
	struct staffed out;
	return staff_reply(f.house, f.site, a, asking, &d, &out);
}

static enum err
act_edit(struct arena *a)
{
	const struct edit_draft d = {.id = desk.waiting, .seen = STATE_PENDING, .text = STR("Another text."),
				     .reason = REPORT_INSULT};
	struct edited out;
	return edit_text(f.house, f.site, a, asking, &d, &out);
}

static enum err
about(struct arena *a, struct remark r)
{
	enum remark_outcome out;
	int64_t id;
	r.comment = desk.waiting;
	return remark(f.house, f.site, a, asking, &r, &out, &id);
}

static enum err
act_warn(struct arena *a)
{
	return about(a, (struct remark){.kind = REMARK_WARNING, .text = STR("A calmer tone, please.")});
}

static enum err
act_hold(struct arena *a)
{
	return about(a, (struct remark){.kind = REMARK_HOLD, .asked = 3});
}

static enum err
act_note(struct arena *a)
{
	return about(a, (struct remark){.kind = REMARK_NOTE, .text = STR("Kind so far.")});
}

static enum err
act_remark_undo(struct arena *a)
{
	return remark_undo(f.house, f.site, a, asking, desk.remark);
}

static enum err
ousting(struct arena *a, enum ban_kind kind, bool removing)
{
	const struct ban_terms terms = {.days = 7};
	enum oust_outcome found;
	struct ousted done;
	struct oust o;
	enum err e = oust_look(f.house, f.site, a, asking, desk.waiting, kind, (struct comment_id){0}, &found, &o);
	assert_int_equal(e, ERR_OK);
	assert_int_equal(found, OUST_FOUND);
	return oust(f.house, f.site, a, asking, &o, &terms, removing, &done);
}

static enum err
act_oust(struct arena *a)
{
	return ousting(a, BAN_EMAIL, false);
}

static enum err
act_oust_with_all(struct arena *a)
{
	return ousting(a, BAN_EMAIL, true);
}

static enum err
act_saved_put(struct arena *a)
{
	const struct saved_reply r = {.reason = REPORT_INSULT, .lang = STR("en"), .title = STR("Tone"),
				      .text = STR("Calmly, please.")};
	enum saved_outcome out;
	return saved_put(f.house, f.site, a, asking, &r, &out);
}

static enum err
act_saved_change(struct arena *a)
{
	const struct saved_reply r = {.id = desk.reply, .reason = REPORT_SPAM, .lang = STR("en"),
				      .title = STR("Ads"), .text = STR("None.")};
	enum saved_outcome out;
	return saved_put(f.house, f.site, a, asking, &r, &out);
}

static enum err
act_saved_remove(struct arena *a)
{
	enum saved_outcome out;
	return saved_remove(f.house, f.site, a, asking, desk.reply, &out);
}

static enum err
act_notice(struct arena *a)
{
	const struct notice_choice c = {.verb = NOTICE_LEAVE, .seen = NOTICE_RECEIVED, .answer = STR("It may stand.")};
	struct notice_done done;
	return notice_decide(f.house, f.site, a, asking, desk.notice, &c, &done);
}

static enum err
act_claim(struct arena *a)
{
	(void)a;
	return claim_take(f.house, f.site, asking, desk.waiting);
}

static enum err
act_session_end(struct arena *a)
{
	return sessions_end(f.house, a, asking, actor_session_id(asking) + 1);
}

static enum err
act_sessions_end(struct arena *a)
{
	(void)a;
	return sessions_end_others(f.house, asking);
}

static enum err
make_viewer(struct arena *a)
{
	return people_role(f.house, f.site, a, f.console, STR("bo"), ROLE_VIEWER);
}

/* What the law of tests/law/sql.sh says of the source, seen. */
static void
a_moderator_who_was_signed_out_or_made_a_viewer_meanwhile_does_nothing(void **state)
{
	enum err (*const acts[])(struct arena *) = {
		act_decide,    act_undo,	 act_batch,	   act_batch_begin, act_batch_undo, act_ban,
		act_ban_author, act_ban_all,	 act_bans_put,	   act_ban_lift,    act_ban_again,  act_words_put,
		act_words_change,
		act_words_remove, act_rule,	 act_rule_clear,   act_mode,	    act_say,	    act_move,
		act_storm_end, act_appeal,	 act_reply,	   act_session_end, act_sessions_end, act_edit,
		act_warn,      act_hold,	 act_note,	   act_remark_undo, act_oust,	    act_oust_with_all,
		act_saved_put, act_saved_change, act_saved_remove, act_notice,	    act_claim};
	const char *const book_of_bo = "SELECT count(*) FROM audit WHERE actor = 'bo'";
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		open_desk();
		struct str before = sqlite_says(f.a, f.conf->store.p, book_of_bo, NULL);
		assert_int_equal(written_between(i % 2 ? make_viewer : end_sessions, acts[i]), ERR_DENIED);
		assert_true(str_eq(sqlite_says(f.a, f.conf->store.p, book_of_bo, NULL), before));
		fixture_end(&f);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_moderator_who_was_signed_out_or_made_a_viewer_meanwhile_does_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
