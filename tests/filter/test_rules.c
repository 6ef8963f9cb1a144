/* The table and its stages: each rule fires, and does not; what a verdict adds up to. */
#include "filter_test.h"

#include "filter/classify.h"

#include "filter/pipeline.h"

static struct verdict
judge_facts(struct facts facts)
{
	return judge_with(shipped, draft_of("A calm remark."), facts, usual_policy());
}

static void
a_calm_remark_of_a_known_person_is_published_without_a_reason(void **state)
{
	(void)state;
	struct verdict v = judge_facts(clean_facts());
	assert_int_equal(v.action, ACT_NOTE);
	assert_int_equal(v.n_reasons, 0);
	assert_true(v.score == 0);
}

static void
bans_rates_and_closed_articles_refuse(void **state)
{
	(void)state;
	struct facts f = clean_facts();
	const struct ban_hit hit = {.id.n = 12};
	f.bans = &hit;
	f.n_bans = 1;
	assert_fires(judge_facts(f), "ban", ACT_REFUSE);
	f = clean_facts();
	f.rate_wait = 30;
	struct verdict v = judge_facts(f);
	assert_fires(v, "rate", ACT_REFUSE);
	assert_str(reason_of(&v, "rate", 0)->entry, "30");
	f.rate_busy = true;
	v = judge_facts(f);
	assert_fires(v, "rate-busy", ACT_REFUSE);
	assert_null(reason_of(&v, "rate", 0));
	f = clean_facts();
	f.mode = MODE_CLOSED;
	assert_fires(judge_facts(f), "closed", ACT_REFUSE);
}

/* ---- proof of work ------------------------------------------------------------------------------ */

static void
without_suspicion_no_proof_is_wanted_whatever_came(void **state)
{
	(void)state;
	struct facts f = clean_facts();
	for (enum proof_state p = PROOF_NONE; p <= PROOF_FULL; p++) {
		f.proof = p;
		struct verdict v = judge_facts(f);
		assert_int_equal(v.action, ACT_NOTE);
		assert_int_equal(v.n_reasons, 0);
	}
}

static void
a_good_proof_lifts_each_sign_of_a_program_and_nothing_else_does(void **state)
{
	(void)state;
	static const enum token_state tokens[] = {TOKEN_NONE, TOKEN_OLD, TOKEN_BAD};
	for (enum proof_state p = PROOF_NONE; p <= PROOF_FULL; p++)
		for (size_t i = 0; i < 6; i++) {
			struct facts f = clean_facts();
			f.proof = p;
			f.honeypot = i == 3;
			f.rate_tight = i == 4;
			f.storm = i == 5 ? STORM_SLOW : STORM_NONE;
			f.token = i < 3 ? tokens[i] : TOKEN_GOOD;
			struct verdict v = judge_facts(f);
			bool passes = p == PROOF_GOOD || (p == PROOF_NONE && i >= 4);
			assert_int_equal(v.action, passes ? ACT_NOTE : ACT_HOLD);
			assert_true((reason_of(&v, "proof", 0) != NULL) == (!passes && p != PROOF_NONE));
			if (passes && i < 4) {
				assert_str(v.reasons[0].entry, "lifted by a proof of work");
				assert_true(v.score == 0 && v.reasons[0].weight == 0);
			}
		}
}

static void
a_score_near_the_threshold_wants_a_proof_and_one_beyond_it_is_held_all_the_same(void **state)
{
	(void)state;
	struct draft d = draft_of("THIS IS THE END OF THE WORLD, P\u0430SSWORD");
	struct policy p = usual_policy();
	struct facts f = clean_facts();
	struct verdict v = judge_with(shipped, d, f, p);
	assert_true(v.score > 0);
	p.proof_score = v.score;
	p.hold_score = v.score + 0.1;
	assert_int_equal(judge_with(shipped, d, f, p).action, ACT_NOTE);
	f.proof = PROOF_GOOD;
	assert_int_equal(judge_with(shipped, d, f, p).action, ACT_NOTE);
	f.proof = PROOF_ASKED;
	v = judge_with(shipped, d, f, p);
	assert_fires(v, "proof", ACT_HOLD);
	assert_str(reason_of(&v, "proof", 0)->entry, "score: none given");
	p.proof_score = v.score + 0.05;
	assert_silent(judge_with(shipped, d, f, p), "proof");
	p.proof_score = p.hold_score = v.score;
	assert_silent(judge_with(shipped, d, f, p), "proof");
	f.proof = PROOF_GOOD;
	assert_fires(judge_with(shipped, d, f, p), "score", ACT_HOLD);
}

static void
a_proof_says_nothing_about_the_text(void **state)
{
	(void)state;
	struct facts f = clean_facts();
	f.proof = PROOF_GOOD;
	f.token = TOKEN_BAD;
	assert_fires(judge_with(shipped, draft_of("See http://a.example http://b.example http://c.example"), f,
				usual_policy()), "links", ACT_HOLD);
	f.honeypot = true; /* two signs at once: no longer dropped, but looked at */
	assert_fires(judge_facts(f), "bot", ACT_HOLD);
}

static void
no_bot_signal_alone_does_more_than_hold(void **state)
{
	(void)state;
	struct facts f = clean_facts();
	f.honeypot = true;
	assert_fires(judge_facts(f), "honeypot", ACT_HOLD);
	f = clean_facts();
	f.token = TOKEN_NONE;
	assert_fires(judge_facts(f), "token-none", ACT_HOLD);
	f.token = TOKEN_OLD;
	assert_fires(judge_facts(f), "token-old", ACT_HOLD);
	f.token = TOKEN_BAD;
	assert_fires(judge_facts(f), "token-bad", ACT_HOLD);
	f.origin_absent = true;
	f.token = TOKEN_GOOD;
	assert_fires(judge_facts(f), "origin", ACT_NOTE);
	/* A page from a cache, posted without script, with a browser that fills in everything. */
	f.token = TOKEN_OLD;
	f.honeypot = true;
	assert_int_equal(judge_facts(f).action, ACT_HOLD);
}

static void
a_honeypot_with_a_bad_token_or_a_link_rejects(void **state)
{
	(void)state;
	struct facts f = clean_facts();
	f.honeypot = true;
	f.token = TOKEN_NONE;
	assert_fires(judge_facts(f), "bot", ACT_REJECT);
	f.token = TOKEN_BAD;
	assert_fires(judge_facts(f), "bot", ACT_REJECT);
	f.token = TOKEN_GOOD;
	assert_silent(judge_facts(f), "bot");
	assert_fires(judge_with(shipped, draft_of("see http://pills.example/x"), f, usual_policy()), "bot",
		     ACT_REJECT);
	f.honeypot = false;
	f.token = TOKEN_BAD;
	assert_silent(judge_with(shipped, draft_of("see http://pills.example/x"), f, usual_policy()), "bot");
}

static void
new_people_wait_until_the_policys_number_was_approved(void **state)
{
	(void)state;
	struct facts f = clean_facts();
	struct policy p = usual_policy();
	p.hold_first = 2;
	f.approved = 1;
	assert_fires(judge_with(shipped, draft_of("x"), f, p), "first", ACT_HOLD);
	f.approved = 2;
	assert_silent(judge_with(shipped, draft_of("x"), f, p), "first");
	p.hold_first = 0;
	f.approved = 0;
	assert_silent(judge_with(shipped, draft_of("x"), f, p), "first");
}

static void
premoderation_holds_by_article_and_by_site(void **state)
{
	(void)state;
	struct facts f = clean_facts();
	struct policy p = usual_policy();
	f.mode = MODE_PREMODERATED;
	assert_fires(judge_with(shipped, draft_of("x"), f, p), "premoderated", ACT_HOLD);
	f.mode = MODE_OPEN;
	p.hold_all = true;
	assert_fires(judge_with(shipped, draft_of("x"), f, p), "premoderated", ACT_HOLD);
}

static void
a_record_of_rejections_holds_and_one_rejection_does_not(void **state)
{
	(void)state;
	struct facts f = clean_facts();
	f.lately_rejected = 1;
	f.lately_approved = 1;
	assert_silent(judge_facts(f), "rejected-before");
	f.lately_rejected = 2;
	f.lately_approved = 4;
	assert_fires(judge_facts(f), "rejected-before", ACT_HOLD);
	struct policy p = usual_policy();
	p.hold_rejected = 0;
	assert_silent(judge_with(shipped, draft_of("x"), f, p), "rejected-before");
	f.lately_approved = 5;
	assert_silent(judge_facts(f), "rejected-before");
}

static void
a_storm_holds_and_in_slow_mode_refuses_only_who_is_too_fast(void **state)
{
	(void)state;
	struct facts f = clean_facts();
	f.storm = STORM_PREMODERATED;
	assert_fires(judge_facts(f), "storm", ACT_HOLD);
	f.storm = STORM_SLOW;
	assert_silent(judge_facts(f), "slow");
	assert_silent(judge_facts(f), "storm");
	f.slow_wait = 7;
	assert_fires(judge_facts(f), "slow", ACT_REFUSE);
}

static void
a_name_that_is_not_the_writers_is_refused_or_held_and_a_copied_address_is_noted(void **state)
{
	(void)state;
	struct facts f = clean_facts();
	f.name_like = STR("The Editors");
	f.name_state = NAME_RESERVED;
	assert_fires(judge_facts(f), "name-reserved", ACT_REFUSE);
	f.name_state = NAME_STAFF;
	assert_fires(judge_facts(f), "name-staff", ACT_HOLD);
	assert_silent(judge_facts(f), "name-reserved");
	f.name_state = NAME_FREE;
	assert_silent(judge_facts(f), "name-staff");
	f.unproven = 12;
	assert_silent(judge_facts(f), "unproven");
	f.approved = 0;
	struct verdict v = judge_facts(f);
	assert_int_equal(reason_of(&v, "unproven", 0)->action, ACT_NOTE);
}

/* ---- what a site says about rules --------------------------------------------------------------- */

static struct verdict
judge_said(const char *rule, struct rule_setting said, const char *text)
{
	struct rule_setting *rules = arena_array(a, filter_rules(), struct rule_setting);
	struct policy p = usual_policy();
	size_t id;
	assert_true(filter_rule_find(str_of(rule), &id));
	rules[id] = said;
	p.rules = rules;
	return judge_with(shipped, draft_of(text), clean_facts(), p);
}

static void
a_sites_weight_and_action_stand_instead_of_the_tables(void **state)
{
	static const char shout[] = "THIS IS AN OUTRAGE AND NOTHING ELSE";
	(void)state;
	assert_int_equal(judge(shout).action, ACT_NOTE);
	struct verdict v = judge_said("shouting", (struct rule_setting){.has_weight = true, .weight = 1},
				      shout);
	assert_int_equal(v.action, ACT_HOLD); /* by the sum */
	assert_non_null(reason_of(&v, "score", 0));
	v = judge_said("shouting", (struct rule_setting){.has_action = true, .action = ACT_REJECT}, shout);
	assert_int_equal(v.action, ACT_REJECT);
	v = judge_said("word-mild", (struct rule_setting){.has_action = true, .action = ACT_HOLD}, "what an ass");
	assert_int_equal(v.action, ACT_HOLD);
	/* What cannot be shown masked is not published because of it. */
	v = judge_said("shouting", (struct rule_setting){.has_action = true, .action = ACT_MASK}, shout);
	assert_int_equal(v.action, ACT_HOLD);
}

/* The list says it word by word; the rule's setting is for the words of which it says nothing. */
static void
what_a_list_entry_asks_for_stays_whatever_its_rule_is_set_to(void **state)
{
	(void)state;
	struct rule_setting *rules = arena_array(a, filter_rules(), struct rule_setting);
	size_t id;
	struct word_entry w = {.text = STR("quux"), .action = ACT_HOLD, .severity = 2, .id = 1};
	struct filter *f = filter_new(&w, 1, NULL);
	struct policy p = usual_policy();
	assert_true(filter_rule_find(STR("word-site"), &id));
	rules[id] = (struct rule_setting){.has_action = true, .action = ACT_NOTE};
	p.rules = rules;
	assert_int_equal(judge_with(f, draft_of("a quux here"), clean_facts(), p).action, ACT_HOLD);
	filter_free(&f);
}

static void
a_rule_on_trial_says_a_thing_as_often_as_one_in_force(void **state)
{
	static const char text[] = "t\u0435xt and w\u043Frd and l\u0435tter";
	(void)state;
	struct verdict v = judge_said("mixed-script", (struct rule_setting){.shadow = true}, text);
	assert_non_null(reason_of(&v, "mixed-script", 0));
	assert_null(reason_of(&v, "mixed-script", 1));
	v = judge(text);
	assert_null(reason_of(&v, "mixed-script", 1));
}

static void
a_rule_that_is_off_is_silent_and_one_in_shadow_is_noted_and_changes_nothing(void **state)
{
	static const char text[] = "cocksucker http://a.example http://b.example http://c.example";
	(void)state;
	struct verdict v = judge_said("word", (struct rule_setting){.off = true}, text);
	assert_null(reason_of(&v, "word", 0));
	double without = v.score;
	v = judge_said("word", (struct rule_setting){.shadow = true}, text);
	const struct reason *r = reason_of(&v, "word", 0);
	assert_non_null(r);
	assert_true(r->shadow);
	assert_int_equal(r->action, ACT_HOLD);
	assert_true(r->weight > 0 && v.score > without - 1e-9 && v.score < without + 1e-9);
	v = judge_said("word-mild", (struct rule_setting){.shadow = true}, "what an ass");
	assert_int_equal(v.action, ACT_NOTE);
	assert_str(filter_mask(a, STR("what an ass"), &v), "what an ass");
}

static void
reasons_in_shadow_make_room_and_are_never_too_many(void **state)
{
	struct str text = STR("");
	(void)state;
	for (int i = 0; i < 200; i++)
		text = str_cat(a, text, STR("ass "));
	struct verdict v = judge_said("word-mild", (struct rule_setting){.shadow = true}, str_z(a, text));
	assert_int_equal(v.n_reasons, REASONS_MAX);
	assert_int_equal(v.more_reasons, 0);
	assert_null(reason_of(&v, "many", 0));
	v = judge_said("word-mild", (struct rule_setting){.shadow = true},
		       str_z(a, str_cat(a, text, STR("cunt"))));
	assert_non_null(reason_of(&v, "word", 0));
	assert_int_equal(v.action, ACT_HOLD);
}

static void
a_name_that_is_an_address_or_a_bad_word_is_held(void **state)
{
	(void)state;
	struct draft d = draft_of("Nice.");
	d.name = STR("best-casino.com");
	assert_fires(judge_with(shipped, d, clean_facts(), usual_policy()), "link-in-name", ACT_HOLD);
	d.name = STR("J. R. Smith");
	assert_silent(judge_with(shipped, d, clean_facts(), usual_policy()), "link-in-name");
	d.name = STR("Dumb Ass"); /* a name cannot be masked */
	struct verdict v = judge_with(shipped, d, clean_facts(), usual_policy());
	assert_int_equal(v.action, ACT_HOLD);
	assert_int_equal(word_of(&v)->field, IN_NAME);
	d.name = STR("Ada");
	d.url = STR("https://smart-ass.example/");
	v = judge_with(shipped, d, clean_facts(), usual_policy());
	assert_int_equal(v.action, ACT_NOTE);
	assert_int_equal(word_of(&v)->field, IN_URL);
}

static void
the_shape_of_a_text_is_noted(void **state)
{
	(void)state;
	assert_fires(judge("THIS IS THE END OF THE WORLD"), "shouting", ACT_NOTE);
	assert_silent(judge("NATO and the EU met in the USA."), "shouting");
	assert_silent(judge("OK, BBC"), "shouting");
	const char *text = "so noooooooooooooooo way";
	struct verdict v = judge(text);
	assert_span(text, reason_of(&v, "repeats", 0), "oooooooooooooooo");
	text = "I buy buy buy buy buy buy it";
	v = judge(text);
	assert_span(text, reason_of(&v, "repeats", 0), "buy buy buy buy buy buy");
	text = "好 好 好 好 好 好";
	v = judge(text);
	assert_span(text, reason_of(&v, "repeats", 0), text);
	text = "$ale $ale $ale $ale $ale $ale";
	v = judge(text);
	assert_span(text, reason_of(&v, "repeats", 0), text);
	assert_silent(judge("very, very, very good, soooo good"), "repeats");
	text = "my p\u0430ssword here";
	v = judge(text);
	assert_span(text, reason_of(&v, "mixed-script", 0), "p\u0430ssword");
	assert_silent(judge("10 \u03BCg of \u03B2-carotene, 5 k\u03A9, Владимир"), "mixed-script");
	text = "my pass\u200Bword here";
	v = judge(text);
	assert_span(text, reason_of(&v, "hidden", 0), "pass\u200Bword");
	assert_silent(judge("pass\u00ADword \u200Bhere\u200B, 👩\u200D🚀, नमस्\u200Dते"), "hidden");
}

static void
small_things_add_up_to_a_hold(void **state)
{
	(void)state;
	struct verdict v = judge("THIS IS THE END OF THE WORLD, p\u0430ssword");
	assert_int_equal(v.action, ACT_NOTE);
	v = judge("THIS IS THE END OF THE WORLD, P\u0430SSWORD http://a.example");
	assert_fires(v, "score", ACT_HOLD);
	assert_str(reason_of(&v, "score", 0)->entry, "1.5");
	double sum = 0;
	for (size_t i = 0; i < v.n_reasons; i++)
		sum += v.reasons[i].weight;
	assert_true(sum > v.score - 1e-9 && sum < v.score + 1e-9);
}

static void
all_reasons_stand_in_pipeline_order_behind_a_refusal_too(void **state)
{
	(void)state;
	const struct ban_hit hit = {.id.n = 1};
	struct facts f = {.token = TOKEN_NONE, .honeypot = true, .bans = &hit, .n_bans = 1, .mode = MODE_CLOSED,
			  .copies = {.n = 2, .people = 2, .threads = 1}};
	struct verdict v = judge_with(shipped, draft_of("cocksucker, see all of it at http://a.example"), f, usual_policy());
	static const char *const want[] = {"ban", "closed", "honeypot", "token-none", "first",
					   "copy", "word", "link", "bot", "score"};
	assert_int_equal(v.n_reasons, ARRAY_LEN(want));
	for (size_t i = 0; i < ARRAY_LEN(want); i++)
		assert_true(str_eq(v.reasons[i].rule, str_of(want[i])));
	assert_int_equal(v.action, ACT_REFUSE);
}

static void
beyond_the_limit_the_heaviest_reasons_stay_and_the_rest_is_counted(void **state)
{
	(void)state;
	struct str text = STR("");
	for (int i = 0; i < 100; i++)
		text = str_cat(a, text, STR("ass "));
	text = str_cat(a, text, STR("cunt "));
	text = str_cat(a, text, STR("kikes "));
	struct verdict v = judge(str_z(a, text));
	assert_int_equal(v.n_reasons, REASONS_MAX);
	assert_non_null(reason_of(&v, "word", 0));
	assert_non_null(reason_of(&v, "slur", 0));
	/* 102 words, one in a row six times, the score, and the reason that says so. */
	assert_non_null(reason_of(&v, "many", 0));
	assert_int_equal(v.n_reasons + v.more_reasons, 105);
	/* What cannot be listed cannot be masked: it must not be published. */
	text = str_of(over_and_over("ass hat. ", 9 * 70));
	struct policy p = usual_policy();
	p.hold_score = 1000;
	v = judge_with(shipped, draft_of(text.p), clean_facts(), p);
	assert_int_equal(v.action, ACT_HOLD);
	assert_non_null(reason_of(&v, "many", 0));
}

static void
a_verdict_is_the_same_every_time(void **state)
{
	(void)state;
	const char *text = "f.u.c.k this shit, http://a.example p\u0430ssword DAMN kikes ass";
	struct filter *other = filter_new(NULL, 0, NULL);
	struct verdict v = judge(text);
	struct verdict w = judge_with(other, draft_of(text), clean_facts(), usual_policy());
	assert_int_equal(v.n_reasons, w.n_reasons);
	assert_int_equal(v.action, w.action);
	assert_true(v.score == w.score && str_eq(v.versions, w.versions));
	for (size_t i = 0; i < v.n_reasons; i++) {
		assert_true(str_eq(v.reasons[i].rule, w.reasons[i].rule));
		assert_true(str_eq(v.reasons[i].entry, w.reasons[i].entry));
		assert_int_equal(v.reasons[i].from, w.reasons[i].from);
		assert_int_equal(v.reasons[i].to, w.reasons[i].to);
	}
	filter_free(&other);
}

static const struct str rule_words[] = {
#define RULE(id, word, weight, action, stage, help, tells) STR_C(word),
#include "filter/filter.def"
#undef RULE
};

/* Whatever the classifier thinks: rejecting takes another rule that speaks against the text. */
static void
the_classifier_holds_alone_and_rejects_only_beside_another_rule(void **state)
{
	(void)state;
	static const char text[] = "Check out my channel and subscribe!! Free gift cards, click http://bit.ly/x now";
	struct rule_setting *rules = arena_array(a, filter_rules(), struct rule_setting);
	struct policy policy = usual_policy();
	struct facts facts = clean_facts();
	struct model *m;
	struct str why;
	assert_int_equal(model_read(model_shipped(), &m, &why), ERR_OK);
	facts.model = m;
	policy.classifier_hold = 0.9;
	struct verdict v = judge_with(shipped, draft_of(text), facts, policy);
	assert_true(v.spam >= 0.98);
	assert_fires(v, "classifier-sure", ACT_REJECT);
	assert_non_null(reason_of(&v, "classifier", 0));
	assert_true(reason_of(&v, "classifier-piece", 0)->to <= strlen(text));
	for (size_t i = 0; i < filter_rules(); i++)
		rules[i].off = !str_starts(filter_rule_row(i).word, STR("classifier"));
	policy.rules = rules;
	v = judge_with(shipped, draft_of(text), facts, policy);
	assert_fires(v, "classifier", ACT_HOLD);
	assert_silent(v, "classifier-sure");
	assert_non_null(reason_of(&v, "classifier-piece", 0));
	model_free(&m);
}

static void
every_rule_has_a_word_of_its_own_and_two_whole_sentences(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rule_words); i++) {
		struct str help, tells;
		assert_true(filter_rule(rule_words[i], &help, &tells));
		assert_true(help.n > 20 && tells.n > 20);
		assert_int_equal(help.p[help.n - 1], '.');
		assert_int_equal(tells.p[tells.n - 1], '.');
		for (size_t k = 0; k < i; k++)
			assert_false(str_eq(rule_words[i], rule_words[k]));
	}
	struct str help = STR("same"), tells = STR("same");
	assert_false(filter_rule(STR("no-such-rule"), &help, &tells));
	assert_str(help, "same");
}

static void
what_a_writer_is_told_holds_no_word_of_the_lists(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rule_words); i++) {
		struct str help, tells;
		assert_true(filter_rule(rule_words[i], &help, &tells));
		struct verdict v = judge(str_z(a, tells));
		if (v.n_reasons > 0)
			fail_msg("%.*s tells \"%.*s\"", STR_FMT(rule_words[i]), STR_FMT(tells));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_calm_remark_of_a_known_person_is_published_without_a_reason),
		cmocka_unit_test(bans_rates_and_closed_articles_refuse),
		cmocka_unit_test(no_bot_signal_alone_does_more_than_hold),
		cmocka_unit_test(a_honeypot_with_a_bad_token_or_a_link_rejects),
		cmocka_unit_test(without_suspicion_no_proof_is_wanted_whatever_came),
		cmocka_unit_test(a_good_proof_lifts_each_sign_of_a_program_and_nothing_else_does),
		cmocka_unit_test(a_score_near_the_threshold_wants_a_proof_and_one_beyond_it_is_held_all_the_same),
		cmocka_unit_test(a_proof_says_nothing_about_the_text),
		cmocka_unit_test(new_people_wait_until_the_policys_number_was_approved),
		cmocka_unit_test(premoderation_holds_by_article_and_by_site),
		cmocka_unit_test(a_record_of_rejections_holds_and_one_rejection_does_not),
		cmocka_unit_test(a_storm_holds_and_in_slow_mode_refuses_only_who_is_too_fast),
		cmocka_unit_test(a_name_that_is_not_the_writers_is_refused_or_held_and_a_copied_address_is_noted),
		cmocka_unit_test(a_sites_weight_and_action_stand_instead_of_the_tables),
		cmocka_unit_test(what_a_list_entry_asks_for_stays_whatever_its_rule_is_set_to),
		cmocka_unit_test(a_rule_on_trial_says_a_thing_as_often_as_one_in_force),
		cmocka_unit_test(a_rule_that_is_off_is_silent_and_one_in_shadow_is_noted_and_changes_nothing),
		cmocka_unit_test(reasons_in_shadow_make_room_and_are_never_too_many),
		cmocka_unit_test(a_name_that_is_an_address_or_a_bad_word_is_held),
		cmocka_unit_test(the_shape_of_a_text_is_noted),
		cmocka_unit_test(small_things_add_up_to_a_hold),
		cmocka_unit_test(all_reasons_stand_in_pipeline_order_behind_a_refusal_too),
		cmocka_unit_test(beyond_the_limit_the_heaviest_reasons_stay_and_the_rest_is_counted),
		cmocka_unit_test(a_verdict_is_the_same_every_time),
		cmocka_unit_test(the_classifier_holds_alone_and_rejects_only_beside_another_rule),
		cmocka_unit_test(every_rule_has_a_word_of_its_own_and_two_whole_sentences),
		cmocka_unit_test(what_a_writer_is_told_holds_no_word_of_the_lists),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
