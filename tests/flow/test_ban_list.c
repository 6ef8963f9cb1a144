/* Lists of bans: out and in again, what is told of wrong ones, and how often a ban has spoken. */
#include "test.h"

#include "flow/ban_list.h"
#include "house.h"
#include "sqlite.h"
#include "store/store_actor.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 1000; };"

struct told {
	struct arena *a;
	struct str all; /* "LINE: WHY\n" … */
};

static void
tell(void *arg, unsigned long line, struct str why)
{
	struct told *t = arg;
	t->all = str_printf(t->a, "%.*s%lu: %.*s\n", STR_FMT(t->all), line, STR_FMT(why));
}

static struct ban_file
read_text(struct fixture *f, struct str text, struct str *ret_told)
{
	struct ban_file file;
	struct told t = {.a = f->a};
	FILE *in = fmemopen((void *)(uintptr_t)text.p, text.n, "r");
	assert_non_null(in);
	assert_int_equal(bans_in(f->house, f->site, f->a, in, NOW, tell, &t, &file), ERR_OK);
	fclose(in);
	*ret_told = t.all;
	return file;
}

static struct bans_done
take(struct fixture *f, struct str text)
{
	struct str told = STR("");
	struct bans_done done = {0};
	struct ban_file file = read_text(f, text, &told);
	assert_str(told, "");
	assert_int_equal(bans_put(f->house, f->site, f->a, f->console, file.entries, file.n, &done), ERR_OK);
	return done;
}

struct writing {
	struct fixture *f;
	struct buf out;
	struct json json;
	bool as_json;
};

static void
write_row(void *arg, const struct ban *b, const struct hash *person)
{
	struct writing *w = arg;
	const struct hash *hash = b->kind == BAN_EMAIL ? person : NULL;
	if (w->as_json)
		ban_json(w->f->a, &w->json, b, hash);
	else
		ban_csv(w->f->a, &w->out, b, hash);
}

static struct str
written(struct fixture *f, bool as_json)
{
	struct writing w = {.f = f, .out = buf_in(f->a, 1u << 20), .as_json = as_json};
	w.json = json_to(&w.out);
	if (as_json)
		json_array(&w.json);
	else
		buf_lit(&w.out, BAN_CSV_HEAD);
	assert_int_equal(bans_note(f->house, f->site, f->console, true), ERR_OK);
	assert_int_equal(bans_walk(f->house, f->site, f->console, write_row, &w), ERR_OK);
	if (as_json)
		json_end(&w.json);
	return buf_view(&w.out);
}

/* One of each kind; the second name would be a formula to a spreadsheet. */
static const char *const everything = "kind,target,reason,note,days,shadow\n"
				      "email,Ana.Lind@Example.org,\"raid, twice\",see Monday,30,\n"
				      "domain,@MÜLLER.example,,,,no\n"
				      "address,192.0.2.0/24,,,,yes\n"
				      "name,=cheap*,,,,\n"
				      "link,https://www.pills.example/x,,,,\n";

static int64_t
banned(struct fixture *f)
{
	int64_t n;
	struct str path = str_printf(f->a, "%s/data/test.db", f->folder);
	struct str s = sqlite_says(f->a, path.p, "SELECT count(*) FROM ban WHERE lifted IS NULL", NULL);
	assert_true(str_int(str_trim(s), 0, INT64_MAX, &n));
	return n;
}

static void
every_kind_goes_out_as_csv_and_json_and_in_again(void **state)
{
	(void)state;
	for (int as_json = 0; as_json < 2; as_json++) {
		struct fixture f;
		fixture_make(&f, OPEN);
		struct bans_done done = take(&f, str_of(everything));
		assert_int_equal(done.added, 5);
		struct str list = written(&f, as_json);
		assert_true(str_find(list, STR("raid, twice"), 0) != SIZE_MAX);
		assert_true(str_find(list, STR("ana"), 0) == SIZE_MAX);
		/* Where they stand already, nothing changes; where they were lifted, they come again as they were. */
		done = take(&f, str_copy(f.a, list));
		assert_int_equal(done.added, 0);
		assert_int_equal(done.known, 5);
		for (int64_t id = 1; id <= 5; id++)
			assert_int_equal(ban_lift(f.house, f.site, f.a, f.console, (struct ban_id){id}), ERR_OK);
		assert_int_equal(banned(&f), 0);
		done = take(&f, str_copy(f.a, list));
		assert_int_equal(done.added, 5);
		struct posted p = say(&f, (struct say){.text = "Hello.", .email = "ana.lind@example.org"});
		assert_int_equal(p.outcome, POST_REFUSED);
		assert_str(reason_for(&p, "ban")->entry, "email 6");
		p = say(&f, (struct say){.text = "Hi.", .name = "=Cheap pills"});
		assert_int_equal(p.outcome, POST_REFUSED);
		struct ban ban;
		assert_int_equal(ban_get(f.house, f.site, f.a, f.console, (struct ban_id){6}, &ban), ERR_OK);
		assert_int_equal(ban.expires, NOW + 30 * 86400);
		assert_str(ban.note, "see Monday");
		assert_int_equal(ban_get(f.house, f.site, f.a, f.console, (struct ban_id){8}, &ban), ERR_OK);
		assert_true(ban.shadow);
		fixture_end(&f);
	}
}

static void
every_wrong_row_is_told_by_its_line(void **state)
{
	struct fixture f;
	struct str told;
	(void)state;
	fixture_make(&f, OPEN);
	struct ban_file file = read_text(&f, STR("kind,target,days,shadow,hash\n"
						 "email,reader-7F3K-Q2XM,,,\n"
						 "domain,org,,,\n"
						 "address,0.0.0.0/0,,,\n"
						 "person,x@example.org,,,\n"
						 "name,Good*,0,,\n"
						 "name,Good*,,perhaps,\n"
						 "email,x,,,beef\n"
						 "name,Bad*,,,\n"), &told);
	assert_int_equal(file.faulty, 7);
	assert_int_equal(file.n, 1);
	assert_str(told, "2: a person's target is an email address, unless there is a hash of one\n"
			 "3: its target is none of its kind\n"
			 "4: it would ban everybody\n"
			 "5: its kind is none of email, domain, address, name, link\n"
			 "6: its days are no number from 1 to 36500\n"
			 "7: its shadow is neither yes nor no\n"
			 "8: its hash is no hash, or is not of a person\n");
	file = read_text(&f, STR("target,reason\nx,y\n"), &told);
	assert_int_equal(file.faulty, 1);
	file = read_text(&f, STR("{\"bans\":[{\"kind\":\"name\",\"target\":\"x"), &told);
	assert_int_equal(file.faulty, 1);
	file = read_text(&f, STR("\xff\xfe"), &told);
	assert_int_equal(file.faulty, 1);
	assert_int_equal(banned(&f), 0);
	fixture_end(&f);
}

static void
what_was_lifted_or_is_over_is_passed_over(void **state)
{
	struct fixture f;
	struct str told;
	(void)state;
	fixture_make(&f, OPEN);
	struct ban_file file = read_text(
		&f, STR("{\"rejoinder\":\"export\",\"version\":1}\n"
			"{\"type\":\"ban\",\"kind\":\"name\",\"target\":\"Old*\",\"expires\":\"2026-01-01T00:00:00Z\"}\n"
			"{\"type\":\"ban\",\"kind\":\"name\",\"target\":\"Free*\",\"lifted\":\"2026-01-01T00:00:00Z\"}\n"
			"{\"type\":\"ban\",\"kind\":\"name\",\"target\":\"Here*\",\"expires\":null,\"shadow\":true}\n"
			"{\"type\":\"thread\",\"page\":\"/story/\"}\n"), &told);
	assert_str(told, "");
	assert_int_equal(file.over, 2);
	assert_int_equal(file.n, 1);
	assert_str(file.entries[0].ban.target, "Here*");
	assert_true(file.entries[0].ban.shadow);
	fixture_end(&f);
}

static void
a_ban_counts_what_it_stops_and_what_it_would(void **state)
{
	struct fixture f;
	struct ban ban;
	(void)state;
	fixture_make(&f, OPEN);
	take(&f, STR("kind,target,shadow\nname,Cheap*,no\nname,Ana,yes\n"));
	for (int i = 0; i < 3; i++)
		say(&f, (struct say){.text = str_printf(f.a, "Text %d.", i).p, .name = "Cheap pills"});
	clock_stop(NOW + 60);
	say(&f, (struct say){.text = "Hello there.", .name = "Ana"});
	assert_int_equal(ban_get(f.house, f.site, f.a, f.console, (struct ban_id){1}, &ban), ERR_OK);
	assert_int_equal(ban.hits, 0);
	keep_house(&f);
	keep_house(&f); /* what is written is not written twice */
	assert_int_equal(ban_get(f.house, f.site, f.a, f.console, (struct ban_id){1}, &ban), ERR_OK);
	assert_int_equal(ban.hits, 3);
	assert_int_equal(ban.hit, NOW);
	assert_int_equal(ban_get(f.house, f.site, f.a, f.console, (struct ban_id){2}, &ban), ERR_OK);
	assert_int_equal(ban.hits, 1);
	assert_int_equal(ban.hit, NOW + 60);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_goes_out_as_csv_and_json_and_in_again),
		cmocka_unit_test(every_wrong_row_is_told_by_its_line),
		cmocka_unit_test(what_was_lifted_or_is_over_is_passed_over),
		cmocka_unit_test(a_ban_counts_what_it_stops_and_what_it_would),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
