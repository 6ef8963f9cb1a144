/* The API, where a program of bad will asks it. */
#include "test.h"

#include "flow/receipt.h"
#include "one_world.h"

static int64_t
receipts(void)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	assert_int_equal(sqlite3_open(str_z(w->a, w->db), &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(*) FROM receipt", -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	int64_t n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n;
}

static struct fc_answer
withdraw_with(struct str key)
{
	return ask(w, &(struct ask){.host = "b.example", .method = "DELETE",
				    .path = STR("/comments/api/v1/comments/700001"), .key = key});
}

/* Who may do nothing cannot fill the store with keys, nor keep its writer busy. */
static void
keys_of_one_address_are_counted_whatever_becomes_of_the_deed(void **state)
{
	(void)state;
	const int most = (int)w->b->conf->rate_post * RECEIPT_TIMES;
	const int64_t before = receipts();
	struct fc_answer r;
	for (int i = 0; i < most; i++)
		assert_int_equal(withdraw_with(str_printf(w->a, "one-of-my-many-keys-%d", i)).status, 401);
	r = withdraw_with(STR("one-of-my-many-keys-and-one"));
	assert_int_equal(r.status, 429);
	assert_true(fc_header(&r, "Retry-After").n > 0);
	assert_int_equal(receipts() - before, most);
	assert_int_equal(withdraw_with(STR("one-of-my-many-keys-0")).status, 401); /* known: no new one */
	w->touched = true;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keys_of_one_address_are_counted_whatever_becomes_of_the_deed),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
