/*
 * Somebody signed in by the password alone, where the site asks for an authenticator: but for the doors that lead to
 * one, the desk is closed. The cases are the rows of routes.def.
 */
#include "test.h"

#define A_FACTOR "moderator"

#include "one_world.h"
#include "sqlite.h"

static struct str
cookie(void)
{
	return str_printf(w->a, "__Host-rj_session_1=%.*s", STR_FMT(w->a_session));
}

/* Of this site's own, so that there is something to do or to see. */
static struct str
path_of(const struct route *r)
{
	struct str rest = str_of(r->pattern), head;
	bool ban = str_ends(rest, STR("/bans/:id")) || str_ends(rest, STR("/lift/:id"));
	int64_t id = ban ? w->a_ban.n : w->a_waiting.n;
	str_cut(&rest, ':', &head);
	return str_printf(w->a, "/comments%.*s%.0ld", STR_FMT(head), rest.n > 0 ? (long)id : 0L);
}

static struct fc_answer
knock(const struct route *r)
{
	bool post = r->method == METHOD_POST;
	must(post || r->method == METHOD_GET);
	return ask(w, &(struct ask){.host = "news.example", .method = post ? "POST" : "GET", .path = path_of(r),
				    .cookie = cookie(),
				    .body = post ? str_printf(w->a, "csrf=%.*s&decision=approve&seen=pending",
							      STR_FMT(w->a_csrf))
						 : STR("")});
}

static bool
leads_to_one(const struct route *r)
{
	static const char *const doors[] = {"/moderate/account", "/moderate/account/password",
					    "/moderate/account/sessions", "/moderate/account/session/:id",
					    "/moderate/factor", "/moderate/logout"};
	for (size_t i = 0; i < ARRAY_LEN(doors); i++)
		if (strcmp(r->pattern, doors[i]) == 0)
			return true;
	return false;
}

/* All that is stored. */
static struct str
digest(void)
{
	return sqlite_says(w->f.a, w->db.p, ".sha3sum", NULL);
}

static void
every_other_door_is_closed_and_nothing_moves_behind_it(void **state)
{
	size_t closed = 0;
	(void)state;
	struct str before = digest();
	for (size_t i = 0; i < n_routes; i++) {
		const struct route *r = &routes[i];
		if (!(r->needs & NEED_SESSION) || leads_to_one(r))
			continue;
		struct fc_answer got = knock(r);
		if (r->method == METHOD_GET) {
			assert_int_equal(got.status, 303);
			assert_str(fc_header(&got, "Location"), "/comments/moderate/factor");
			assert_int_equal(got.body.n, 0);
		} else {
			assert_int_equal(got.status, 403);
		}
		assert_false(says(&got, "x.example") || says(&got, "zoe@") || says(&got, "editor"));
		closed++;
	}
	assert_true(closed > 20);
	assert_true(before.n > 0 && str_eq(digest(), before));
}

static void
the_doors_that_lead_to_one_are_open(void **state)
{
	static const char *const open[] = {"/moderate/account", "/moderate/factor"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(open); i++) {
		struct ask q = {.host = "news.example", .method = "GET", .cookie = cookie(),
				.path = str_printf(w->a, "/comments%s", open[i])};
		assert_int_equal(ask(w, &q).status, 200);
	}
	struct ask out = {.host = "news.example", .method = "POST", .path = STR("/comments/moderate/logout"),
			  .cookie = cookie(), .body = str_printf(w->a, "csrf=%.*s", STR_FMT(w->a_csrf))};
	struct fc_answer r = ask(w, &out);
	assert_int_equal(r.status, 303);
	assert_str(fc_header(&r, "Location"), "/comments/moderate/login");
	w->touched = true;
}

/* The name is staff's: it is held for a look, by whomever it is borne. */
static void
its_name_is_not_borne_by_it(void **state)
{
	(void)state;
	struct ask q = {.host = "news.example", .method = "POST", .path = STR("/comments/reply"), .cookie = cookie(),
			.body = STR("page=/story/plain&author=editor&email=ed@news.example&comment=From+the+desk.")};
	assert_int_equal(ask(w, &q).status, 303);
	assert_str(sqlite_says(w->a, w->db.p, "SELECT count(*) FROM reason WHERE rule = 'name-staff' AND comment = "
					      "(SELECT max(id) FROM comment)", NULL),
		   "1\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_other_door_is_closed_and_nothing_moves_behind_it),
		TEST(the_doors_that_lead_to_one_are_open),
		TEST(its_name_is_not_borne_by_it),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
