/* Log lines: one JSON object each, whatever a reader typed. jansson judges, as an independent
 * reader. */
#include "scratch.h"

#include <jansson.h>
#include <pthread.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"

static struct arena *a;
static struct str last; /* the line captured last */
static int lines;

static void
keep(void *arg, struct str line)
{
	assert_ptr_equal(arg, &lines);
	last = str_copy(a, line);
	lines++;
}

static int
setup(void **state)
{
	(void)state;
	a = arena_new();
	lines = 0;
	clock_stop(1795630860);
	assert_int_equal(log_open(NULL, LOG_INFO), ERR_OK);
	log_capture(keep, &lines);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	log_capture(NULL, NULL);
	assert_int_equal(log_open("", LOG_INFO), ERR_OK);
	clock_stop(CLOCK_RUN);
	arena_free(&a);
	return 0;
}

static void
a_line_has_time_level_event_and_values_in_order(void **state)
{
	(void)state;
	log_event(LOG_INFO, "request", LOG_S("path", STR("/thread")), LOG_I("status", 200),
		  LOG_I("least", INT64_MIN));
	assert_str(last,
		   "{\"at\":\"2026-11-25T18:21:00Z\",\"level\":\"info\",\"event\":\"request\","
		   "\"path\":\"/thread\",\"status\":200,\"least\":-9223372036854775808}");
}

static void
a_line_without_values_is_whole(void **state)
{
	(void)state;
	log_write(LOG_ERROR, "stop", NULL, 0);
	assert_str(last,
		   "{\"at\":\"2026-11-25T18:21:00Z\",\"level\":\"error\",\"event\":\"stop\"}");
}

static void
what_is_below_the_level_is_not_written(void **state)
{
	(void)state;
	log_write(LOG_DEBUG, "no", NULL, 0);
	assert_int_equal(lines, 0);
	log_write(LOG_INFO, "yes", NULL, 0);
	assert_int_equal(lines, 1);
	assert_int_equal(log_open(NULL, LOG_ERROR), ERR_OK);
	log_write(LOG_WARN, "no", NULL, 0);
	assert_int_equal(lines, 1);
	assert_int_equal(log_open(NULL, LOG_DEBUG), ERR_OK);
	log_write(LOG_DEBUG, "yes", NULL, 0);
	assert_int_equal(lines, 2);
}

/* The value of "v" as jansson reads it. */
static struct str
value_back(struct str v)
{
	json_error_t why;
	log_event(LOG_INFO, "e", LOG_S("v", v));
	json_t *j = json_loadb(last.p, last.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &why);
	if (j == NULL)
		fail_msg("not JSON: %s: %.*s", why.text, STR_FMT(last));
	json_t *s = json_object_get(j, "v");
	struct str back = str_copy(a, (struct str){json_string_value(s), json_string_length(s)});
	json_decref(j);
	return back;
}

static void
no_byte_can_forge_a_line_and_every_one_comes_back(void **state)
{
	(void)state;
	char all[128];
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (char)i;
	struct str s = {all, sizeof(all)};
	assert_true(str_eq(value_back(s), s));
	for (size_t i = 0; i < last.n; i++)
		assert_true((unsigned char)last.p[i] >= 0x20 && last.p[i] != 0x7F);
	assert_str(value_back(STR("\"},\n{\"event\":\"forged")), "\"},\n{\"event\":\"forged");
	assert_false(str_has(last, '\n'));
}

static void
every_control_beyond_ascii_is_escaped(void **state)
{
	(void)state;
	for (uint32_t c = 0x80; c <= 0x10FFFF; c++) {
		char p[4];
		if (!utf8_is_control(c))
			continue;
		struct str s = {p, utf8_put(p, c)};
		assert_true(str_eq(value_back(s), s));
		for (size_t i = 0; i < last.n; i++)
			assert_true((unsigned char)last.p[i] < 0x7F);
	}
	value_back(STR("\xE2\x80\xA8\xC2\x9B"));
	assert_true(str_find(last, STR("\\u2028\\u009b"), 0) != SIZE_MAX);
	value_back(STR("\xF3\xA0\x80\x81")); /* U+E0001 */
	assert_true(str_find(last, STR("\\udb40\\udc01"), 0) != SIZE_MAX);
}

static void
bad_bytes_become_replacement_characters(void **state)
{
	(void)state;
	assert_str(value_back(STR("a\xFF"
				  "b")),
		   "a\xEF\xBF\xBD"
		   "b");
	assert_str(value_back(STR("\xC3")), "\xEF\xBF\xBD");
	assert_str(value_back(STR("\xED\xA0\x80")), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	assert_str(value_back(STR("\xC3\xA4\xF0\x9F\x98\x80")), "\xC3\xA4\xF0\x9F\x98\x80");
}

static struct str
many(const char *piece, size_t bytes)
{
	char *p = arena_alloc(a, bytes);
	for (size_t i = 0; i < bytes; i++)
		p[i] = piece[i % strlen(piece)];
	return (struct str){p, bytes};
}

static void
a_value_is_cut_at_1_kb_on_a_border_and_says_so(void **state)
{
	(void)state;
	assert_int_equal(value_back(many("x", 1023)).n, 1023);
	assert_int_equal(value_back(many("x", 1024)).n, 1024);
	struct str cut = value_back(many("x", 1025));
	assert_int_equal(cut.n, 1024 + 3);
	assert_true(str_ends(cut, STR("x\xE2\x80\xA6")));
	cut = value_back(many("\xE2\x82\xAC", 1200)); /* 341 of 3 bytes make 1023 */
	assert_int_equal(cut.n, 1023 + 3);
	assert_true(utf8_valid(cut));
	cut = value_back(many("\x01", 1 << 20));
	assert_int_equal(cut.n, 1024 + 3);
	cut = value_back(many("\xFF", 2000));
	assert_int_equal(cut.n, 1024 * 3 + 3);
}

static void
the_longest_line_there_can_be_fits(void **state)
{
	(void)state;
	struct log_value v[16];
	struct str s = many("\x01", 2000);
	const char *key = "k234567890123456789012345678901234567890123456789012345678901234";
	for (size_t i = 0; i < ARRAY_LEN(v); i++)
		v[i] = LOG_S(key, s);
	log_write(LOG_INFO, key, v, ARRAY_LEN(v));
	assert_true(last.n > 16 * 6 * 1024);
	assert_true(str_ends(last, STR("\xE2\x80\xA6\"}")));
	assert_bug(log_write(LOG_INFO, "e", v, 17));
	assert_bug(log_write(LOG_INFO, str_printf(a, "%s5", key).p, NULL, 0));
	assert_bug(log_write((enum log_level)4, "e", NULL, 0));
}

static void
a_file_is_appended_to_and_opened_anew_after_rotation(void **state)
{
	(void)state;
	const char *dir = scratch_make(a);
	const char *path = scratch_path(a, dir, "log"), *moved = scratch_path(a, dir, "log.1");
	log_capture(NULL, NULL);
	scratch_write(path, "before\n", 7, 0600);
	assert_int_equal(log_open(path, LOG_INFO), ERR_OK);
	log_write(LOG_INFO, "one", NULL, 0);
	assert_int_equal(rename(path, moved), 0);
	log_write(LOG_INFO, "two", NULL, 0);
	assert_int_equal(log_open(path, LOG_INFO), ERR_OK);
	log_write(LOG_INFO, "three", NULL, 0);
#define HEAD "{\"at\":\"2026-11-25T18:21:00Z\",\"level\":\"info\",\"event\":"
	assert_str(scratch_read(a, moved), "before\n" HEAD "\"one\"}\n" HEAD "\"two\"}\n");
	assert_str(scratch_read(a, path), HEAD "\"three\"}\n");
	assert_int_equal(log_open(scratch_path(a, dir, "no/such"), LOG_INFO), ERR_GONE);
	log_write(LOG_INFO, "four", NULL, 0); /* the old file is still open */
	assert_true(str_ends(scratch_read(a, path), STR("\"four\"}\n")));
	scratch_remove(dir);
}

static void *
write_many(void *arg)
{
	for (int i = 0; i < 200; i++)
		log_event(LOG_INFO, "e", LOG_S("v", *(struct str *)arg));
	return NULL;
}

static void
lines_of_many_threads_do_not_mix(void **state)
{
	(void)state;
	const char *dir = scratch_make(a), *path = scratch_path(a, dir, "log");
	pthread_t t[4];
	struct str v = many("y", 700);
	log_capture(NULL, NULL);
	assert_int_equal(log_open(path, LOG_INFO), ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(t); i++)
		assert_int_equal(pthread_create(&t[i], NULL, write_many, &v), 0);
	for (size_t i = 0; i < ARRAY_LEN(t); i++)
		pthread_join(t[i], NULL);
	struct str rest = scratch_read(a, path), line, first = {0};
	int count = 0;
	while (str_cut(&rest, '\n', &line)) {
		if (count++ == 0)
			first = line;
		assert_true(str_eq(line, first));
	}
	assert_int_equal(count, 800);
	scratch_remove(dir);
}

static void
held_lines_wait_for_a_flush_a_warning_or_the_end(void **state)
{
	(void)state;
	const char *dir = scratch_make(a), *path = scratch_path(a, dir, "log");
	static const char line[] = "{\"at\":\"2026-11-25T18:21:00Z\",\"level\":\"info\",\"event\":\"e\"}\n";
	const size_t one = sizeof(line) - 1;
	log_capture(NULL, NULL);
	assert_int_equal(log_open(path, LOG_INFO), ERR_OK);
	log_hold(true);
	log_write(LOG_INFO, "e", NULL, 0);
	assert_int_equal(scratch_read(a, path).n, 0);
	log_flush();
	assert_int_equal(scratch_read(a, path).n, one);
	log_write(LOG_INFO, "e", NULL, 0);
	log_write(LOG_WARN, "w", NULL, 0);
	assert_int_equal(scratch_read(a, path).n, 3 * one); /* "warn" has as many letters */
	int fate = FATE({
		log_write(LOG_INFO, "e", NULL, 0);
		must(false);
	});
	assert_true(WIFSIGNALED(fate));
	assert_int_equal(scratch_read(a, path).n, 4 * one);
	for (size_t i = 0; i < 65536 / one; i++)
		log_write(LOG_INFO, "e", NULL, 0);
	assert_int_equal(scratch_read(a, path).n, 4 * one);
	log_write(LOG_INFO, "e", NULL, 0);
	assert_int_equal(scratch_read(a, path).n, (5 + 65536 / one) * one);
	log_write(LOG_INFO, "e", NULL, 0);
	log_hold(false);
	assert_int_equal(scratch_read(a, path).n, (6 + 65536 / one) * one);
	scratch_remove(dir);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_line_has_time_level_event_and_values_in_order),
		T(a_line_without_values_is_whole),
		T(what_is_below_the_level_is_not_written),
		T(no_byte_can_forge_a_line_and_every_one_comes_back),
		T(every_control_beyond_ascii_is_escaped),
		T(bad_bytes_become_replacement_characters),
		T(a_value_is_cut_at_1_kb_on_a_border_and_says_so),
		T(the_longest_line_there_can_be_fits),
		T(a_file_is_appended_to_and_opened_anew_after_rotation),
		T(lines_of_many_threads_do_not_mix),
		T(held_lines_wait_for_a_flush_a_warning_or_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
