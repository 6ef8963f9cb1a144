/* Without a script: the form behind "Write another comment" carries what shows that the same person writes. */
#include "test.h"

#define A_HOLDS_FIRST "1"
#include "one_world.h"

/* What stands between `before` and the next '"', from `*at` on; "" if there is no more. */
static struct str
quoted(struct str html, const char *before, size_t *at)
{
	size_t from = str_find(html, str_of(before), *at);
	if (from == SIZE_MAX)
		return STR("");
	from += strlen(before);
	size_t to = str_find(html, STR("\""), from);
	assert_true(to != SIZE_MAX);
	*at = to;
	return str_sub(html, from, to);
}

/* The hidden fields of a page's form as a browser sends them, and the others as they are given. */
static struct str
filled(struct str html, const char *typed)
{
	struct buf b = buf_in(w->a, 1u << 16);
	struct str name;
	buf_str(&b, str_of(typed));
	for (size_t at = 0; (name = quoted(html, "<input type=\"hidden\" name=\"", &at)).n > 0;) {
		struct str value = quoted(html, " value=\"", &at);
		buf_char(&b, '&');
		buf_str(&b, name);
		buf_char(&b, '=');
		buf_str(&b, page_query(w->a, value));
	}
	return buf_view(&b);
}

static struct fc_answer
send_form(struct str body)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "POST", .path = STR("/comments/reply"),
				    .body = body});
}

/* The page that "Write another comment" leads to, from an approved comment of Ana's. */
static struct fc_answer
form_of_another(void)
{
	struct fixture *f = &w->f;
	struct posted first = post_at(w, f->site, "/story/plain", "The first.", "ana@news.example", NULL);
	w->touched = true;
	assert_int_equal(first.state, STATE_PENDING);
	make_move(f, first.id, VERB_APPROVE);
	struct fc_answer r =
		ask(w, &(struct ask){.host = "news.example", .method = "GET", .query = STR("part=reply"),
				     .path = str_cat(w->a, STR("/comments/status/"), first.status_token)});
	assert_int_equal(r.status, 200);
	return r;
}

/* What became of a comment that was taken. */
static enum state
state_behind(const struct fc_answer *r)
{
	struct fixture *f = &w->f;
	struct str to = fc_header(r, "Location");
	size_t at = 0;
	struct comment c;
	struct reason *reasons;
	size_t n;
	assert_int_equal(r->status, 303);
	at = str_find(to, STR("/status/"), 0);
	assert_true(at != SIZE_MAX);
	assert_int_equal(status_find(f->house, f->site, f->a, str_from(to, at + 8), &c, &reasons, &n), ERR_OK);
	return c.state;
}

#define ANA "author=Ana&email=ana@news.example&comment="

static void
another_comment_goes_on_from_the_first(void **state)
{
	(void)state;
	struct fc_answer form = form_of_another();
	struct fc_answer r = send_form(filled(form.body, ANA "The second."));
	assert_int_equal(state_behind(&r), STATE_APPROVED);
}

static void
a_newcomer_s_is_held(void **state)
{
	(void)state;
	struct fc_answer form =
		ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = STR("/comments/page"),
				     .query = STR("page=/story/plain")});
	struct fc_answer r = send_form(filled(form.body, ANA "The second."));
	w->touched = true;
	assert_int_equal(state_behind(&r), STATE_PENDING);
}

static void
a_form_that_comes_back_with_faults_still_goes_on(void **state)
{
	(void)state;
	struct fc_answer form = form_of_another();
	struct fc_answer r = send_form(filled(form.body, ANA));
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "name=\"earlier\""));
	r = send_form(filled(r.body, ANA "The second."));
	assert_int_equal(state_behind(&r), STATE_APPROVED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(another_comment_goes_on_from_the_first),
		TEST(a_newcomer_s_is_held),
		TEST(a_form_that_comes_back_with_faults_still_goes_on),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
