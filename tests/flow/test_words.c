/* A site's own words: in force when the verb answers, all or none from a file, and the same out as in. */
#include "test.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/buf.h"
#include "flow/lists.h"
#include "flow/words.h"
#include "house.h"
#include "sqlite.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 1000; };"

static struct word_entry
entry(const char *text, enum action action)
{
	return (struct word_entry){.text = str_of(text), .action = action, .severity = 2};
}

static struct words_done
put(struct fixture *f, struct word_entry w)
{
	struct words_done done = {0};
	assert_int_equal(words_put(f->house, f->site, f->a, f->console, &w, 1, &done), ERR_OK);
	return done;
}

static size_t
list(struct fixture *f, struct word_entry **ret)
{
	size_t n = 0;
	assert_int_equal(words_list(f->house, f->site, f->a, f->console, ret, &n), ERR_OK);
	return n;
}

static void
an_entry_is_in_force_at_once_until_it_is_removed_or_expires(void **state)
{
	struct fixture f;
	struct word_entry *words, brief = entry("ferry", ACT_HOLD);
	(void)state;
	fixture_make(&f, OPEN);
	assert_int_equal(say(&f, (struct say){.text = "The casinos open."}).state, STATE_APPROVED);
	assert_int_equal(put(&f, entry("casino*", ACT_HOLD)).added, 1);
	struct posted p = say(&f, (struct say){.text = "All casinos open."});
	assert_int_equal(p.state, STATE_PENDING);
	assert_str(p.verdict.reasons[0].rule, "word-site");
	assert_int_equal(put(&f, entry("casino*", ACT_NOTE)).replaced, 1);
	assert_int_equal(say(&f, (struct say){.text = "Some casinos open."}).state, STATE_APPROVED);
	/* PRODUCT.md 2: a list entry whose action is reject is told at the form. */
	put(&f, entry("roulette", ACT_REJECT));
	assert_int_equal(say(&f, (struct say){.text = "Play roulette."}).outcome, POST_REFUSED);
	assert_int_equal(list(&f, &words), 2);
	assert_int_equal(words[1].action, ACT_REJECT);
	assert_str(words[1].by, "console:tester");
	assert_int_equal(words_remove(f.house, f.site, f.a, f.console, STR(""), STR("roulette")), ERR_OK);
	assert_int_equal(words_remove(f.house, f.site, f.a, f.console, STR(""), STR("roulette")), ERR_GONE);
	assert_int_equal(say(&f, (struct say){.text = "Play roulette!"}).outcome, POST_STORED);
	brief.expires = NOW + 100;
	put(&f, brief);
	assert_int_equal(say(&f, (struct say){.text = "A ferry."}).state, STATE_PENDING);
	clock_stop(NOW + 101);
	house_reread(f.house);
	assert_int_equal(say(&f, (struct say){.text = "Another ferry."}).state, STATE_APPROVED);
	fixture_end(&f);
}

static size_t
found_in(struct fixture *f, const char *text, const char *lang)
{
	return words_try(f->site, f->a, str_of(text), str_of(lang)).n;
}

/* A park of that name; the word as such stays one. */
static void
an_exception_spares_what_the_shipped_lists_find_in_it(void **state)
{
	struct fixture f;
	struct word_entry park = entry("shitfield", ACT_NOTE), swears = entry("fuck*", ACT_NOTE);
	(void)state;
	fixture_make(&f, OPEN);
	assert_int_equal(found_in(&f, "At Shitfield Park.", "en"), 1);
	park.severity = swears.severity = 0;
	park.shadow = true; /* on trial it spares nothing */
	put(&f, park);
	assert_int_equal(found_in(&f, "At Shitfield Park.", "en"), 1);
	park.shadow = false;
	put(&f, park);
	assert_int_equal(found_in(&f, "At Shitfield Park.", "en"), 0);
	assert_int_equal(found_in(&f, "This shit, at Shitfield.", "en"), 1);
	swears.lang = STR("de");
	put(&f, swears);
	assert_int_equal(found_in(&f, "a fucking thing", "de"), 0);
	assert_int_equal(found_in(&f, "a fucking thing", "en"), 1);
	put(&f, entry("fucking thing", ACT_HOLD)); /* the site's own words are never spared */
	assert_int_equal(found_in(&f, "a fucking thing", "de"), 1);
	assert_int_equal(words_remove(f.house, f.site, f.a, f.console, STR(""), STR("shitfield")), ERR_OK);
	assert_int_equal(found_in(&f, "At Shitfield Park.", "en"), 1);
	fixture_end(&f);
}

static void
an_entry_in_shadow_is_noted_and_changes_nothing(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	struct word_entry w = entry("lighthouse", ACT_REJECT);
	w.shadow = true;
	put(&f, w);
	struct posted p = say(&f, (struct say){.text = "The lighthouse is closed."});
	assert_int_equal(p.state, STATE_APPROVED);
	assert_int_equal(p.verdict.n_reasons, 1);
	assert_true(p.verdict.reasons[0].shadow);
	assert_int_equal(p.verdict.reasons[0].from, 4);
	assert_int_equal(p.verdict.reasons[0].to, 14);
	/* A trial of some days ends by itself, and nothing is in force then. */
	w.expires = NOW + 2 * 86400;
	put(&f, w);
	clock_stop(NOW + 2 * 86400);
	house_reread(f.house);
	p = say(&f, (struct say){.text = "The old lighthouse is closed."});
	assert_int_equal(p.state, STATE_APPROVED);
	assert_null(reason_for(&p, "word-site"));
	fixture_end(&f);
}

static void
what_another_process_writes_is_in_force_without_a_start(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	struct fixture other = other_process(&f);
	put(&other, entry("casino", ACT_REJECT));
	/* 250 ms are promised, which a busy machine cannot prove: it gets 10 s. */
	bool refused = false;
	for (int i = 0; i < 400 && !refused; i++) {
		struct timespec pause = {.tv_nsec = 25000000};
		nanosleep(&pause, NULL);
		struct words_found found = words_try(f.site, f.a, STR("a casino"), STR("en"));
		refused = found.n == 1;
	}
	assert_true(refused);
	assert_int_equal(say(&f, (struct say){.text = "A casino."}).outcome, POST_REFUSED);
	house_close(&other.house);
	fixture_end(&f);
}

/* ---- files ------------------------------------------------------------------------------------------ */

static struct buf told;

static void
tell(void *arg, unsigned long line, struct str why)
{
	(void)arg;
	buf_printf(&told, "%lu: %.*s\n", line, STR_FMT(why));
}

static struct words_file
read_text(struct fixture *f, const char *text)
{
	struct words_file file;
	FILE *in = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	assert_non_null(in);
	told = buf_in(f->a, 1 << 16);
	assert_int_equal(words_read(f->a, in, NOW, tell, NULL, &file), ERR_OK);
	fclose(in);
	return file;
}

static void
every_faulty_row_is_told_with_its_line(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	struct words_file file = read_text(&f, "entry,action,severity,lang,days,shadow\n"
					       "good,mask,1,en,,\n"
					       ",hold,,,,\n"
					       "\"two\nlines\",hold,,,,\n"
					       "bad,burn,,,,\n"
					       "bad,hold,4,,,\n"
					       "bad,hold,,e_n,,\n"
					       "bad,hold,,,0,\n"
					       "bad,hold,,,,maybe\n"
					       "b*d,hold,,,,\n"
					       "***,hold,,,,\n"
					       "bad,refuse,,,,\n"
					       "bad,hold\n"
					       "last*,,,,7,yes\n");
	assert_int_equal(file.n, 3);
	assert_int_equal(file.faulty, 10);
	assert_str(buf_view(&told), "3: an entry has 1 to 64 characters\n"
				    "6: its action is none of note, mask, hold, reject\n"
				    "7: its severity is none of 0, 1, 2, 3\n"
				    "8: its language is no tag like en or pt-BR\n"
				    "9: its days are no number from 1 to 36500\n"
				    "10: its shadow is neither yes nor no\n"
				    "11: it has no letter or digit, or a * that is not at an end\n"
				    "12: it has no letter or digit, or a * that is not at an end\n"
				    "13: its action is none of note, mask, hold, reject\n"
				    "14: it has fewer fields than the header row\n");
	assert_int_equal(file.entries[0].action, ACT_MASK);
	assert_int_equal(file.entries[2].expires, NOW + 7 * 86400);
	assert_true(file.entries[2].shadow);
	file = read_text(&f, "word,action\nx,hold\n");
	assert_int_equal(file.faulty, 1);
	file = read_text(&f, "entry\n\"open\n");
	assert_str(buf_view(&told), "2: the quote that begins here has no end\n");
	file = read_text(&f, "entry\n\xff\xfe\n");
	assert_int_equal(file.faulty, 1);
	file = read_text(&f, "");
	assert_str(buf_view(&told), "0: the file is empty\n");
	fixture_end(&f);
}

static void
what_is_written_reads_back_the_same_and_runs_in_no_spreadsheet(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	struct word_entry in[] = {
		{.text = STR("=cmd|x"), .action = ACT_HOLD, .severity = 3, .note = STR("-1, \"said\" Ana")},
		{.text = STR("'tis"), .lang = STR("en"), .action = ACT_NOTE, .severity = 1},
		{.text = STR("казино*"), .lang = STR("ru"), .action = ACT_REJECT, .severity = 2,
		 .expires = NOW + 12345, .shadow = true},
	};
	const char *text = str_z(f.a, words_csv(f.a, in, ARRAY_LEN(in)));
	assert_non_null(strstr(text, "\n'=cmd|x,hold,3,,\"'-1, \"\"said\"\" Ana\",,no\n"));
	struct words_file file = read_text(&f, text);
	assert_int_equal(file.faulty, 0);
	assert_int_equal(file.n, ARRAY_LEN(in));
	for (size_t i = 0; i < file.n; i++) {
		assert_true(str_eq(file.entries[i].text, in[i].text));
		assert_true(str_eq(file.entries[i].note, in[i].note));
		assert_true(str_eq(file.entries[i].lang, in[i].lang));
		assert_int_equal(file.entries[i].action, in[i].action);
		assert_int_equal(file.entries[i].severity, in[i].severity);
		assert_int_equal(file.entries[i].expires, in[i].expires);
		assert_int_equal(file.entries[i].shadow, in[i].shadow);
	}
	fixture_end(&f);
}

#define N 10000

static struct word_entry *
ten_thousand(struct fixture *f)
{
	struct word_entry *many = arena_array(f->a, N, struct word_entry);
	for (int i = 0; i < N; i++) {
		many[i] = entry("", ACT_HOLD);
		many[i].text = str_printf(f->a, "wort%cx%d", 'a' + i % 26, i);
	}
	return many;
}

static void
ten_thousand_entries_are_one_transaction_and_too_many_are_none(void **state)
{
	struct fixture f;
	struct word_entry *words, *many;
	struct words_done done;
	(void)state;
	fixture_make(&f, OPEN);
	many = ten_thousand(&f);
	assert_int_equal(words_put(f.house, f.site, f.a, f.console, many, N, &done), ERR_OK);
	assert_int_equal(done.added, N);
	assert_int_equal(words_put(f.house, f.site, f.a, f.console, many, N, &done), ERR_OK);
	assert_int_equal(done.replaced, N);
	assert_int_equal(words_try(f.site, f.a, many[N - 1].text, STR("en")).n, 1);
	struct str db = str_printf(f.a, "%s/data/test.db", f.folder);
	assert_str(sqlite_says(f.a, db.p, "SELECT verb, detail FROM audit", NULL),
		   "words.add|10000 entries\nwords.add|10000 entries\n");
	for (int i = 0; i < N; i++)
		many[i].text = str_printf(f.a, "a word that is long %c %d", 'a' + i % 26, i);
	assert_int_equal(words_put(f.house, f.site, f.a, f.console, many, N, &done), ERR_OK);
	assert_false(done.full);
	for (int i = 0; i < N; i++)
		many[i].text = str_printf(f.a, "another that is long %c %d", 'a' + i % 26, i);
	assert_int_equal(words_put(f.house, f.site, f.a, f.console, many, N, &done), ERR_OK);
	assert_true(done.full);
	assert_int_equal(list(&f, &words), 2 * N);
	fixture_end(&f);
}

/* Builds the list anew, again and again. */
struct builder {
	struct fixture *fixture;
	atomic_int round;
	atomic_bool over;
};

#define ROUNDS 100

static void *
build(void *arg)
{
	struct builder *b = arg;
	struct fixture *f = b->fixture;
	while (!b->over && b->round < ROUNDS) {
		b->round++;
		memset(&f->site->stand.words, 0xFF, sizeof(f->site->stand.words)); /* as if it had changed */
		must(lists_renew(f->house, f->site) == ERR_OK);
	}
	return NULL;
}

/* The round that is being built at this moment; 0: none. */
static int
building(struct builder *b)
{
	pthread_mutex_t *lock = &b->fixture->site->lists_lock; /* held from beginning to end */
	int round = b->round;
	if (pthread_mutex_trylock(lock) == 0) {
		pthread_mutex_unlock(lock);
		return 0;
	}
	return b->round == round ? round : 0;
}

/* Several begin and end one after the other within one round: none of them can have waited for its end. */
static void
no_request_waits_while_ten_thousand_entries_are_built(void **state)
{
	enum { WANT = 5 };
	struct fixture f;
	struct words_done done;
	pthread_t thread;
	int served = 0, round = 0;
	(void)state;
	fixture_make(&f, OPEN);
	assert_int_equal(words_put(f.house, f.site, f.a, f.console, ten_thousand(&f), N, &done), ERR_OK);
	struct builder b = {.fixture = &f};
	assert_int_equal(pthread_create(&thread, NULL, build, &b), 0);
	while (served < WANT && b.round < ROUNDS) {
		int began = building(&b);
		assert_int_equal(words_try(f.site, f.a, STR("one of them, wortbx1"), STR("en")).n, 1);
		bool within = began != 0 && building(&b) == began;
		served = within ? (began == round ? served : 0) + 1 : 0;
		round = began;
	}
	b.over = true;
	pthread_join(thread, NULL);
	assert_int_equal(served, WANT);
	fixture_end(&f);
}

/* A row that this program cannot read. */
static void
a_list_that_cannot_be_read_leaves_the_one_before_in_force(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	put(&f, entry("casino", ACT_HOLD));
	struct str db = str_printf(f.a, "%s/data/test.db", f.folder);
	sqlite_says(f.a, db.p,
		    "PRAGMA ignore_check_constraints = 1; INSERT INTO words (site, entry, action, severity, "
		    "created, set_by) VALUES (1, 'torn', 'burn', 2, 0, 'x');",
		    NULL);
	house_reread(f.house);
	assert_int_equal(words_try(f.site, f.a, STR("a casino"), STR("en")).n, 1);
	/* What else is said to the filters comes into force all the same. */
	struct ban ban;
	enum ban_outcome out;
	assert_int_equal(ban_add(f.house, f.site, f.a, f.console, BAN_NAME, str_copy(f.a, STR("Cheap*")),
				 &(struct ban_terms){.days = 1}, &out, &ban), ERR_OK);
	assert_int_equal(say(&f, (struct say){.text = "Hello.", .name = "Cheap Pills"}).outcome, POST_REFUSED);
	sqlite_says(f.a, db.p, "UPDATE words SET action = 'hold' WHERE entry = 'torn'", NULL);
	house_reread(f.house);
	assert_int_equal(words_try(f.site, f.a, STR("torn by a casino"), STR("en")).n, 2);
	fixture_end(&f);
}

static void
a_test_shows_the_folded_text_and_where_each_word_stands(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	put(&f, entry("casino*", ACT_HOLD));
	struct words_found found = words_try(f.site, f.a, STR("Two CÁSINOS, http://x.example"), STR("en"));
	assert_int_equal(found.n, 1);
	assert_str(found.hits[0].entry, "site:1 casino*");
	assert_int_equal(found.hits[0].from, 4);
	assert_true(str_starts(found.folded, STR("two casinos")));
	fixture_end(&f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_is_in_force_at_once_until_it_is_removed_or_expires),
		cmocka_unit_test(an_exception_spares_what_the_shipped_lists_find_in_it),
		cmocka_unit_test(an_entry_in_shadow_is_noted_and_changes_nothing),
		cmocka_unit_test(what_another_process_writes_is_in_force_without_a_start),
		cmocka_unit_test(every_faulty_row_is_told_with_its_line),
		cmocka_unit_test(what_is_written_reads_back_the_same_and_runs_in_no_spreadsheet),
		cmocka_unit_test(ten_thousand_entries_are_one_transaction_and_too_many_are_none),
		cmocka_unit_test(no_request_waits_while_ten_thousand_entries_are_built),
		cmocka_unit_test(a_list_that_cannot_be_read_leaves_the_one_before_in_force),
		cmocka_unit_test(a_test_shows_the_folded_text_and_where_each_word_stands),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
