/* Copies, through flow and a real store: what was said before is known at once, after a start, and when another
 * process has stored it. */
#include "test.h"

#include <poll.h>

#include "flow/memory.h"
#include "store/store_lesson.h"
#include "house.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = \"none\"; };"
#define FERRY "The ferry was late again on Monday, and nobody at the harbour office picked up the phone"

static struct fixture f;

static int
begin(void **state)
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

static struct posted
by(const char *email, const char *text)
{
	return say(&f, (struct say){.text = text, .email = email, .address = email});
}

static void
a_copy_by_another_waits_at_once(void **state)
{
	(void)state;
	struct posted first = by("a@news.example", FERRY);
	assert_int_equal(first.state, STATE_APPROVED);
	struct posted second = by("b@news.example", "the FERRY was late again - on Monday - and nobody at the harbour "
						    "office picked up the phone!");
	assert_int_equal(second.state, STATE_PENDING);
	assert_non_null(reason_for(&second, "copy"));
	assert_null(reason_for(&second, "duplicate"));
}

static void
ones_own_text_again_in_the_same_article_is_a_duplicate(void **state)
{
	(void)state;
	by("a@news.example", FERRY);
	clock_stop(NOW + POST_REPEAT_SPAN + 1); /* sooner it is the same post */
	struct posted again = by("a@news.example", FERRY);
	assert_int_equal(again.state, STATE_PENDING);
	assert_non_null(reason_for(&again, "duplicate"));
	assert_null(reason_for(&again, "copy"));
}

static void
short_thanks_are_nobodys_copies(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++) {
		const char *who = str_printf(f.a, "reader%d@news.example", i).p;
		assert_int_equal(by(who, "Thank you very much!").state, STATE_APPROVED);
	}
}

static void
a_text_with_another_number_is_a_near_copy(void **state)
{
	(void)state;
	by("a@news.example", "On Monday the ferry was 43 minutes late again, and nobody at the office knew why");
	struct posted p = by("b@news.example",
			     "On Monday the ferry was 7 minutes late again, and nobody at the office knew why");
	assert_int_equal(p.state, STATE_PENDING);
	assert_non_null(reason_for(&p, "near-copy"));
}

static void
a_flood_over_several_articles_is_taken_for_spam_and_its_first_ones_wait(void **state)
{
	struct posted p = {.outcome = POST_STORED};
	(void)state;
	for (int i = 0; i < 6; i++) {
		const char *who = str_printf(f.a, "reader%d@news.example", i).p;
		p = say(&f, (struct say){.text = FERRY, .email = who, .address = who,
					 .page = str_printf(f.a, "/story/%d/", i % 3).p});
		assert_int_equal(p.state, i == 0 ? STATE_APPROVED : i < 5 ? STATE_PENDING : STATE_SPAM);
		assert_true((reason_for(&p, "flood") != NULL) == (i == 5));
	}
	assert_int_equal(reason_for(&p, "flood")->action, ACT_REJECT);
	/* A moderator who lets one of them stand has said that it is none. */
	make_move(&f, (struct comment_id){2}, VERB_APPROVE);
	keep_house(&f);
	p = by("z@news.example", FERRY);
	assert_null(reason_for(&p, "flood"));
	assert_non_null(reason_for(&p, "copy-approved"));
}

/* No two of them are near. */
static const char *
word_of_evening(unsigned n)
{
	return str_printf(f.a, "%x%x said the %u-th word of the evening to %x%x", n * 7919, n * 104729, n,
			  n * 1299709, n * 15485863)
		.p;
}

static void
say_words(unsigned from, unsigned to)
{
	for (unsigned i = from; i < to; i++)
		by(str_printf(f.a, "reader%u@news.example", i).p, word_of_evening(i));
}

static int64_t
copies_of(const char *text)
{
	struct print p = memory_print(f.house, f.site, f.a, str_of(text));
	struct facts facts = {.copies = {.n = 0}};
	memory_look(f.house, &p, (struct author_id){0}, (struct thread_id){0}, &facts);
	return facts.copies.n;
}

static bool
load_a_slice(void)
{
	bool more = false;
	assert_int_equal(memory_load(f.house, f.a, &more), ERR_OK);
	return more;
}

static void
after_a_start_the_newest_texts_are_known_first(void **state)
{
	(void)state;
	say_words(0, 1200);
	restart(&f);
	assert_true(load_a_slice());
	assert_int_equal(copies_of(word_of_evening(1199)), 1);
	assert_int_equal(copies_of(word_of_evening(0)), 0);
	struct posted p = by("b@news.example", word_of_evening(1199));
	assert_non_null(reason_for(&p, "copy"));
	assert_non_null(reason_for(&p, "copy-unsure")); /* older ones are on their way */
	assert_true(load_a_slice());
	assert_int_equal(copies_of(word_of_evening(600)), 1);
	assert_int_equal(copies_of(word_of_evening(0)), 0);
	assert_false(load_a_slice());
	assert_int_equal(copies_of(word_of_evening(0)), 1);
	p = by("c@news.example", word_of_evening(0));
	assert_null(reason_for(&p, "copy-unsure"));
	/* Where there is no room for all, the newest have it. */
	f.conf->similar_texts = 1000;
	restart(&f);
	keep_house(&f);
	assert_int_equal(copies_of(word_of_evening(1100)), 1);
	assert_int_equal(copies_of(word_of_evening(150)), 0);
}

static void
after_a_start_texts_are_read_back_and_until_then_the_verdict_says_so(void **state)
{
	(void)state;
	say_words(0, 1200); /* more than one slice */
	by("a@news.example", FERRY);
	restart(&f);
	struct posted early = by("b@news.example", "What is said now is known, whatever else is not.");
	assert_non_null(reason_for(&early, "copy-unsure"));
	assert_int_equal(early.state, STATE_APPROVED);
	keep_house(&f);
	struct posted late = by("c@news.example", FERRY);
	assert_non_null(reason_for(&late, "copy"));
	assert_null(reason_for(&late, "copy-unsure"));
	struct posted of_first = by("d@news.example", "00 said the 0-th word of the evening to 00");
	assert_non_null(reason_for(&of_first, "copy"));
	struct posted of_early = by("e@news.example", "What is said now is known, whatever else is not.");
	assert_non_null(reason_for(&of_early, "copy"));
	assert_str(reason_for(&of_early, "copy")->entry, "1 by 1 on 1"); /* not twice */
}

static void
a_reload_forgets_nothing(void **state)
{
	struct house *next = NULL;
	struct str why = {0};
	(void)state;
	keep_house(&f);
	by("a@news.example", FERRY);
	assert_int_equal(house_renew(f.a, f.house, f.conf, &next, &why), ERR_OK);
	house_close(&f.house);
	f.house = next;
	f.site = house_site(next, STR(""));
	struct posted p = by("b@news.example", FERRY);
	assert_non_null(reason_for(&p, "copy"));
	assert_null(reason_for(&p, "copy-unsure"));
}

static void
after_its_span_a_text_is_no_copy(void **state)
{
	(void)state;
	by("a@news.example", FERRY);
	clock_stop(NOW + f.conf->similar_span + 1);
	struct posted later = by("b@news.example", FERRY);
	assert_null(reason_for(&later, "copy"));
	restart(&f);
	keep_house(&f);
	struct posted p = by("c@news.example", FERRY);
	assert_non_null(reason_for(&p, "copy"));
	assert_str(reason_for(&p, "copy")->entry, "1 by 1 on 1"); /* b's alone */
}

static void
what_another_process_stores_is_known_soon(void **state)
{
	(void)state;
	keep_house(&f);
	struct fixture other = other_process(&f);
	say(&other, (struct say){.text = FERRY, .email = "a@news.example"});
	house_close(&other.house);
	struct print p = memory_print(f.house, f.site, f.a, STR(FERRY));
	struct facts facts = {.copies = {.n = 0}};
	for (int i = 0; i < 200 && facts.copies.n == 0; i++) { /* the writer looks every 100 ms */
		poll(NULL, 0, 50);
		keep_house(&f);
		memory_look(f.house, &p, (struct author_id){0}, (struct thread_id){0}, &facts);
	}
	assert_int_equal(facts.copies.n, 1);
	struct posted copy = by("b@news.example", FERRY);
	assert_non_null(reason_for(&copy, "copy"));
}

static void
a_text_that_is_gone_is_no_copy_until_it_is_back(void **state)
{
	(void)state;
	keep_house(&f);
	struct posted first = by("a@news.example", FERRY);
	struct print p = memory_print(f.house, f.site, f.a, STR(FERRY));
	struct lesson l = {.opinion = OPINION_GONE,
			   .comment = {.id = first.id, .site = f.site->id, .text = STR(FERRY), .created = NOW}};
	struct facts facts = {.copies = {.n = 0}};
	memory_learn(f.house, f.a, &l);
	memory_look(f.house, &p, (struct author_id){0}, (struct thread_id){0}, &facts);
	assert_int_equal(facts.copies.n, 0);
	l.before = OPINION_GONE;
	l.opinion = OPINION_GOOD;
	memory_learn(f.house, f.a, &l);
	memory_look(f.house, &p, (struct author_id){0}, (struct thread_id){0}, &facts);
	assert_int_equal(facts.copies.n, 1);
	assert_int_equal(facts.copies.good, 1);
}

int
main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		CASE(a_copy_by_another_waits_at_once),
		CASE(ones_own_text_again_in_the_same_article_is_a_duplicate),
		CASE(short_thanks_are_nobodys_copies),
		CASE(a_text_with_another_number_is_a_near_copy),
		CASE(a_flood_over_several_articles_is_taken_for_spam_and_its_first_ones_wait),
		CASE(after_a_start_the_newest_texts_are_known_first),
		CASE(after_a_start_texts_are_read_back_and_until_then_the_verdict_says_so),
		CASE(a_reload_forgets_nothing),
		CASE(after_its_span_a_text_is_no_copy),
		CASE(what_another_process_stores_is_known_soon),
		CASE(a_text_that_is_gone_is_no_copy_until_it_is_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
