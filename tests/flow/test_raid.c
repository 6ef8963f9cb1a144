/* Raids: what is one, what is none, and that one press answers it and one takes that back. */
#include "test.h"

#include "flow/memory.h"
#include "flow/own.h"
#include "flow/raid.h"
#include "house.h"

#define HELD "hold: { first = 99; }; rate: { posts = 1000; };"
#define PITCH "Everybody at our street buys golden pillows from the new shop, number %zu of all."

static size_t
find_raids(struct fixture *f, struct raid *raids)
{
	size_t n = 0;
	assert_int_equal(raids_find(f->house, f->site, f->a, f->console, raids, &n), ERR_OK);
	return n;
}

/* One of a raid: its text nearly that of the others, from here and there. */
static struct comment_id
raid(struct fixture *f, size_t i, const char *page)
{
	return say(f, (struct say){.text = str_printf(f->a, PITCH, i).p,
				   .name = str_printf(f->a, "Rider %zu", i % 4).p,
				   .email = str_printf(f->a, "rider%zu@news.example", i % 4).p,
				   .address = str_printf(f->a, "198.51.%zu.7", i % 5).p,
				   .page = page})
		.id;
}

static const char *const honest[] = {
	"The council should have asked the people who live there before it closed the bridge.",
	"I walked along the river this morning and saw three herons, which was lovely.",
	"Does anybody know when the library opens again after the works on its roof?",
	"My grandmother used to tell us about the flood of that year, it was terrible.",
	"Trains were late again today, and nobody told us why, for nearly two hours."};

static void
speak(struct fixture *f, size_t i, const char *address)
{
	say(f, (struct say){.text = honest[i % ARRAY_LEN(honest)],
			    .name = str_printf(f->a, "Reader %zu", i).p,
			    .email = str_printf(f->a, "reader%zu@news.example", i).p,
			    .address = address});
}

static void
texts_that_read_alike_are_one_card_over_articles_and_names(void **state)
{
	struct fixture f;
	struct raid raids[RAIDS_MAX];
	(void)state;
	fixture_make(&f, HELD);
	for (size_t i = 0; i < ARRAY_LEN(honest); i++)
		speak(&f, i, str_printf(f.a, "203.0.%zu.7", i).p);
	assert_int_equal(find_raids(&f, raids), 0);
	struct comment_id last = {0};
	for (size_t i = 0; i < 12; i++) {
		clock_stop(NOW + (int64_t)i * 60);
		last = raid(&f, i, i % 2 ? "/story/" : "/other/");
	}
	assert_int_equal(find_raids(&f, raids), 1);
	assert_int_equal(raids[0].n, 12);
	assert_int_equal(raids[0].names, 4);
	assert_int_equal(raids[0].people, 4);
	assert_int_equal(raids[0].networks, 5);
	assert_int_equal(raids[0].unknown, 0);
	assert_int_equal(raids[0].articles, 2);
	assert_int_equal(raids[0].first, NOW);
	assert_int_equal(raids[0].last, NOW + 11 * 60);
	assert_int_equal(raids[0].newest.n, last.n);
	assert_true(raids[0].signs & RAID_BY_TEXT);
	int64_t bars = 0;
	for (size_t i = 0; i < RAID_BARS; i++)
		bars += raids[0].bars[i];
	assert_int_equal(bars, 12);
	assert_int_equal(raids[0].bars[0], 1);
	assert_int_equal(raids[0].bars[RAID_BARS - 1], 1);
	fixture_end(&f);
}

static void
one_network_under_many_names_is_a_card_and_one_reader_is_none(void **state)
{
	struct fixture f;
	struct raid raids[RAIDS_MAX];
	(void)state;
	fixture_make(&f, HELD);
	for (size_t i = 0; i < 5; i++)
		speak(&f, i, str_printf(f.a, "198.51.100.%zu", i).p);
	assert_int_equal(find_raids(&f, raids), 1);
	assert_int_equal(raids[0].signs, RAID_BY_NETWORK);
	assert_int_equal(raids[0].n, 5);
	assert_int_equal(raids[0].networks, 1);
	fixture_end(&f);
	fixture_make(&f, HELD);
	for (size_t i = 0; i < 5; i++)
		say(&f, (struct say){.text = honest[i], .address = "198.51.100.7"});
	assert_int_equal(find_raids(&f, raids), 0);
	/* The same many, but one an hour. */
	for (size_t i = 0; i < 5; i++) {
		clock_stop(NOW + (int64_t)(i + 1) * RAID_HOUR);
		speak(&f, i, "203.0.113.7");
	}
	assert_int_equal(find_raids(&f, raids), 0);
	fixture_end(&f);
}

static void
a_burst_is_a_card_and_alone_adds_nobody_to_another(void **state)
{
	struct fixture f;
	struct raid raids[RAIDS_MAX];
	(void)state;
	fixture_make(&f, HELD "storm: { posts = 8; };");
	for (size_t i = 0; i < 8; i++) {
		struct say s = {.text = str_printf(f.a, "Word%zu word%zu.", i, i * 7).p,
				.name = str_printf(f.a, "Reader %zu", i).p,
				.address = str_printf(f.a, "203.0.%zu.7", i).p};
		say(&f, s);
	}
	assert_int_equal(find_raids(&f, raids), 1);
	assert_int_equal(raids[0].signs, RAID_BY_BURST);
	assert_int_equal(raids[0].n, 8);
	fixture_end(&f);
	fixture_make(&f, HELD "storm: { posts = 8; };");
	for (size_t i = 0; i < 6; i++)
		raid(&f, i, "/story/");
	for (size_t i = 0; i < 3; i++)
		speak(&f, i, str_printf(f.a, "203.0.%zu.7", i).p);
	assert_int_equal(find_raids(&f, raids), 1);
	assert_int_equal(raids[0].signs, RAID_BY_TEXT | RAID_BY_BURST);
	assert_int_equal(raids[0].n, 6); /* the honest three are not among them */
	fixture_end(&f);
}

static void
one_press_rejects_and_bans_and_one_takes_all_back(void **state)
{
	struct fixture f;
	struct raid raids[RAIDS_MAX];
	struct raid_done d;
	struct batch_undone u;
	(void)state;
	fixture_make(&f, HELD);
	struct comment_id ids[9];
	for (size_t i = 0; i < 9; i++)
		ids[i] = raid(&f, i, "/story/");
	speak(&f, 0, "203.0.113.7");
	make_move(&f, ids[0], VERB_APPROVE); /* a person has looked at it: it is in no raid */
	assert_int_equal(find_raids(&f, raids), 1);
	assert_int_equal(raids[0].n, 8);
	struct raid_order order = {.verb = VERB_REJECT, .note = STR("No."), .upto = ids[7], .except = &ids[3],
				   .n_except = 1, .days = 7, .people = true, .networks = true};
	assert_int_equal(raid_answer(f.house, f.site, f.a, f.console, ids[5], &order, &d), ERR_OK);
	assert_int_equal(d.outcome, RAID_DONE);
	assert_int_equal(d.decided, 6); /* 1, 2, 4 to 7: not the excepted one, nor one that was not seen */
	assert_int_equal(d.passed, 0);
	assert_int_equal(d.banned, 4 + 4);
	assert_int_equal(count(&f, STATE_REJECTED), 6);
	assert_int_equal(count(&f, STATE_APPROVED), 1);
	assert_int_equal(count(&f, STATE_PENDING), 3);
	assert_int_equal(say(&f, (struct say){.text = honest[1], .email = "rider1@news.example",
					      .address = "203.0.113.9"})
				 .outcome,
			 POST_REFUSED);
	assert_int_equal(say(&f, (struct say){.text = honest[1], .email = "new@news.example",
					      .address = "198.51.2.7"})
				 .outcome,
			 POST_REFUSED);
	assert_int_equal(find_raids(&f, raids), 0); /* what is left is too few */
	assert_int_equal(batch_undo(f.house, f.site, f.console, d.batch, &u), ERR_OK);
	assert_int_equal(u.restored, 6);
	assert_int_equal(u.lifted, 8);
	assert_int_equal(count(&f, STATE_REJECTED), 0);
	assert_int_equal(find_raids(&f, raids), 1);
	assert_int_equal(raids[0].n, 8);
	assert_int_equal(say(&f, (struct say){.text = honest[1], .email = "new@news.example",
					      .address = "198.51.2.7"})
				 .outcome,
			 POST_STORED);
	fixture_end(&f);
}

static void
a_reason_with_its_reply_tells_each_writer_in_their_language(void **state)
{
	static const char *const texts[] = {
		"The council should have asked the people who live there before it closed the bridge.",
		"Der Rat hätte die Leute fragen sollen, die dort wohnen, bevor er die Brücke sperrte.",
		"I walked along the river this morning and saw three herons, which was lovely.",
		"Ich bin heute Morgen am Fluss entlang gelaufen und habe drei Reiher gesehen, das war schön.",
		"Does anybody know when the library opens again after the works on its roof?"};
	static const struct {
		const char *lang, *text;
	} replies[] = {{"en", "We show no campaigns."}, {"de", "Wir zeigen keine Kampagnen."}};
	struct fixture f;
	struct raid_done d;
	struct batch_undone u;
	struct saved_list list;
	struct posted posts[ARRAY_LEN(texts)];
	struct own o;
	(void)state;
	fixture_make(&f, HELD);
	for (size_t i = 0; i < ARRAY_LEN(replies); i++) {
		const struct saved_reply r = {.reason = REPORT_OFF_TOPIC, .lang = str_of(replies[i].lang),
					      .title = STR("Campaign"), .text = str_of(replies[i].text)};
		enum saved_outcome out;
		assert_int_equal(saved_put(f.house, f.site, f.a, f.console, &r, &out), ERR_OK);
	}
	assert_int_equal(saved_list(f.house, f.site, f.a, f.console, &list), ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		posts[i] = say(&f, (struct say){.text = texts[i], .name = str_printf(f.a, "Reader %zu", i).p,
						.email = str_printf(f.a, "reader%zu@news.example", i).p,
						.address = str_printf(f.a, "198.51.100.%zu", i).p});
	struct raid_order order = {.verb = VERB_REJECT, .note = STR("Read our rules."), .days = 7, .people = true,
				   .grounds = {STR("off-topic"), &list, &list.replies[0]}};
	assert_int_equal(raid_answer(f.house, f.site, f.a, f.console, posts[0].id, &order, &d), ERR_OK);
	assert_int_equal(d.decided, ARRAY_LEN(texts));
	assert_int_equal(d.banned, ARRAY_LEN(texts));
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		assert_int_equal(own_find(f.house, f.site, f.a, posts[i].status_token, &o), ERR_OK);
		assert_str(o.row.grounds, "off-topic");
		assert_true(str_eq(o.comment.note, i % 2 ? STR("Wir zeigen keine Kampagnen.\n\nRead our rules.")
							 : STR("We show no campaigns.\n\nRead our rules.")));
	}
	assert_int_equal(batch_undo(f.house, f.site, f.console, d.batch, &u), ERR_OK);
	assert_int_equal(u.restored, ARRAY_LEN(texts));
	assert_int_equal(u.lifted, ARRAY_LEN(texts));
	fixture_end(&f);
}

static void
after_a_start_texts_are_known_again_and_networks_are_not(void **state)
{
	struct fixture f;
	struct raid raids[RAIDS_MAX];
	(void)state;
	fixture_make(&f, HELD);
	for (size_t i = 0; i < 6; i++)
		raid(&f, i, "/story/");
	restart(&f);
	keep_house(&f);
	assert_int_equal(find_raids(&f, raids), 1);
	assert_int_equal(raids[0].n, 6);
	assert_int_equal(raids[0].names, 4);
	assert_int_equal(raids[0].networks, 0);
	assert_int_equal(raids[0].unknown, 6);
	raid(&f, 6, "/story/");
	assert_int_equal(find_raids(&f, raids), 1);
	assert_int_equal(raids[0].n, 7);
	assert_int_equal(raids[0].networks, 1);
	/* A day later they are no news any more. */
	clock_stop(NOW + CROWD_SPAN + 1);
	assert_int_equal(find_raids(&f, raids), 0);
	fixture_end(&f);
}

static void
what_the_command_line_decides_leaves_the_raid(void **state)
{
	struct fixture f;
	struct raid raids[RAIDS_MAX];
	struct comment_id ids[6];
	(void)state;
	fixture_make(&f, HELD);
	keep_house(&f); /* loads what was before: nothing */
	for (size_t i = 0; i < 6; i++)
		ids[i] = raid(&f, i, "/story/");
	struct fixture other = other_process(&f);
	assert_int_equal(make_move(&other, ids[0], VERB_REJECT).outcome, DECIDED);
	assert_int_equal(make_move(&other, ids[1], VERB_SPAM).outcome, DECIDED);
	house_close(&other.house);
	keep_house(&f); /* in its next round: it waits for no news of other kinds */
	assert_int_equal(find_raids(&f, raids), 1);
	assert_int_equal(raids[0].n, 4);
	fixture_end(&f);
}

static void
what_was_approved_a_moment_ago_is_neither_decided_again_nor_its_writer_banned(void **state)
{
	struct fixture f;
	struct raid_done d;
	struct comment_id ids[7];
	(void)state;
	fixture_make(&f, "hold: { first = 0; }; rate: { posts = 1000; };");
	for (size_t i = 0; i < 7; i++)
		ids[i] = say(&f, (struct say){.text = str_printf(f.a, "Word%zu word%zu.", i, i * 7).p,
					      .name = str_printf(f.a, "Reader %zu", i).p,
					      .email = str_printf(f.a, "reader%zu@news.example", i).p,
					      .address = str_printf(f.a, "198.51.100.%zu", i).p})
				 .id;
	assert_int_equal(count(&f, STATE_APPROVED), 7);
	/* Two at the command line, of which nothing is heard yet; it leads back to where they were. */
	struct fixture other = other_process(&f);
	for (size_t i = 1; i < 3; i++) {
		make_move(&other, ids[i], VERB_SPAM);
		make_move(&other, ids[i], VERB_APPROVE);
	}
	house_close(&other.house);
	struct raid_order order = {.verb = VERB_SPAM, .days = 7, .people = true};
	assert_int_equal(raid_answer(f.house, f.site, f.a, f.console, ids[6], &order, &d), ERR_OK);
	assert_int_equal(d.outcome, RAID_DONE);
	assert_int_equal(d.decided, 5);
	assert_int_equal(d.passed, 0);
	assert_int_equal(d.banned, 5);
	assert_int_equal(count(&f, STATE_APPROVED), 2);
	assert_int_equal(say(&f, (struct say){.text = honest[1], .email = "reader1@news.example"}).outcome,
			 POST_STORED);
	fixture_end(&f);
}

static void
a_batch_closes_what_it_decides_and_its_undo_opens_what_it_restores(void **state)
{
	struct fixture f;
	struct raid raids[RAIDS_MAX];
	struct batch_done d;
	struct batch_undone u;
	struct batch_pick picks[7];
	(void)state;
	fixture_make(&f, HELD);
	for (size_t i = 0; i < 7; i++)
		picks[i] = (struct batch_pick){raid(&f, i, "/story/"), STATE_PENDING, i == 0 ? 7 : 0, false};
	struct batch_order order = {.verb = VERB_REJECT, .why = STR("a test")};
	assert_int_equal(batch_decide(f.house, f.site, f.console, &order, picks, 5, &d), ERR_OK);
	assert_int_equal(d.decided, 4);
	assert_int_equal(find_raids(&f, raids), 1);
	assert_int_equal(raids[0].n, 3); /* the first was another text than was seen: it waits */
	make_move(&f, picks[1].comment, VERB_APPROVE); /* decided anew */
	assert_int_equal(batch_undo(f.house, f.site, f.console, d.batch, &u), ERR_OK);
	assert_int_equal(u.restored, 3);
	assert_int_equal(u.kept, 1);
	assert_int_equal(find_raids(&f, raids), 1);
	assert_int_equal(raids[0].n, 6);
	fixture_end(&f);
}

static void
an_undo_opens_a_comment_only_when_no_other_decision_on_it_stands(void **state)
{
	struct fixture f;
	struct raid raids[RAIDS_MAX];
	struct undone u;
	struct comment_id id = {0};
	(void)state;
	fixture_make(&f, HELD);
	for (size_t i = 0; i < 6; i++)
		id = raid(&f, i, "/story/");
	make_move(&f, id, VERB_APPROVE);
	make_move(&f, id, VERB_SPAM);
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &u), ERR_OK);
	assert_int_equal(u.state, STATE_APPROVED);
	assert_int_equal(find_raids(&f, raids), 1);
	assert_int_equal(raids[0].n, 5); /* it is approved, and by a person */
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &u), ERR_OK);
	assert_int_equal(u.state, STATE_PENDING);
	assert_int_equal(find_raids(&f, raids), 1);
	assert_int_equal(raids[0].n, 6);
	fixture_end(&f);
}

/* Straight into the memory: who came, and after whom it reads. */
static void
came(struct fixture *f, int64_t id, int64_t kin, struct str name, struct str address, int64_t thread)
{
	crowd_add(memory_crowd(f->house->memory), &(struct arrival){
		.comment = {id}, .kin = {kin}, .site = f->site->id, .thread = {thread}, .name = name,
		.address = address, .state = STATE_PENDING, .created = NOW + id});
}

static void
where_a_comment_came_from_is_taken_also_if_it_was_read_before_and_all_is_forgotten_a_day_later(void **state)
{
	struct fixture f;
	struct raid raids[RAIDS_MAX];
	struct crowd_member *members;
	bool more;
	(void)state;
	fixture_make(&f, HELD);
	for (int64_t id = 1; id <= 5; id++)
		came(&f, id, 0, str_printf(f.a, "Name %d", (int)id), STR(""), 1); /* as the housekeeper reads it */
	assert_int_equal(find_raids(&f, raids), 0);
	for (int64_t id = 1; id <= 5; id++)
		came(&f, id, 0, str_printf(f.a, "Name %d", (int)id), STR("198.51.100.7"), 1); /* as its post says */
	assert_int_equal(find_raids(&f, raids), 1);
	assert_int_equal(raids[0].signs, RAID_BY_NETWORK);
	assert_int_equal(raids[0].n, 5);
	clock_stop(NOW + CROWD_SPAN + 3);
	assert_int_equal(memory_forget_old(f.house, f.a, &more), ERR_OK);
	assert_int_equal(crowd_take(memory_crowd(f.house->memory), f.a, f.site->id, 0, &members), 3);
	fixture_end(&f);
}

/* A place is packed: of an address it has what that is counted by. */
static void
ids_are_whole_again_and_of_an_address_its_block_is_known(void **state)
{
	struct fixture f;
	struct crowd_member *members;
	struct comment_id *near;
	struct addr from;
	const int64_t first = (INT64_C(1) << COMMENT_ID_BITS) - 5;
	(void)state;
	fixture_make(&f, HELD);
	struct crowd *crowd = memory_crowd(f.house->memory);
	for (int64_t i = 0; i < 5; i++)
		came(&f, i == 4 ? 4 : first + i, i == 0 ? 0 : first + i - 1, STR("Name"),
		     i < 4 ? str_printf(f.a, "2001:db8:1:2::%d", (int)i) : STR("2001:db8:1:3::1"), 1);
	assert_int_equal(crowd_take(crowd, f.a, f.site->id, 0, &members), 5);
	for (int64_t i = 0; i < 5; i++) {
		assert_int_equal(members[i].comment, i == 4 ? 4 : first + i); /* low ones after high ones, too */
		assert_int_equal(members[i].kin, i == 0 ? 0 : first + i - 1);
		assert_true(crowd_knows(crowd, (struct comment_id){members[i].comment}));
	}
	assert_int_equal(crowd_neighbours(crowd, f.a, f.site->id, (struct comment_id){first}, 9, &near, &from), 4);
	assert_int_equal(near[0].n, first + 3);
	assert_string_equal(addr_text(f.a, &from).p, "2001:db8:1:2::");
	crowd_forget(crowd, (struct comment_id){first + 1});
	assert_false(crowd_knows(crowd, (struct comment_id){first + 1}));
	assert_int_equal(crowd_take(crowd, f.a, f.site->id, 0, &members), 4);
	fixture_end(&f);
}

static void
a_group_is_begun_by_those_alone_that_are_in_no_other_one(void **state)
{
	struct fixture f;
	struct raid raids[RAIDS_MAX];
	struct raid r;
	int64_t id = 0;
	(void)state;
	/* Eight from one network: three are of one group by their texts, three of another; two are left, too few
	 * for a group of that network. Both are more than the network's own, so it is no sign of theirs. */
	fixture_make(&f, HELD);
	for (size_t g = 0; g < 2; g++)
		for (size_t i = 0; i < 9; i++, id++)
			came(&f, id + 1, i == 0 ? 0 : id, str_printf(f.a, "Name %zu", i),
			     i < 3 ? STR("198.51.100.7") : str_printf(f.a, "203.0.%zu.7", g * 20 + i), 1);
	came(&f, id + 1, 0, STR("Left one"), STR("198.51.100.7"), 1);
	came(&f, id + 2, 0, STR("Left two"), STR("198.51.100.7"), 1);
	assert_int_equal(find_raids(&f, raids), 2);
	assert_int_equal(raids[0].n, 9);
	assert_int_equal(raids[1].n, 9);
	assert_int_equal(raid_of(f.house, f.site, f.a, f.console, (struct comment_id){id + 1}, &r), ERR_GONE);
	/* Three more, and they are one of their own. */
	for (size_t i = 0; i < 3; i++)
		came(&f, id + 3 + (int64_t)i, 0, STR("Left one"), STR("198.51.100.7"), 1);
	assert_int_equal(raid_of(f.house, f.site, f.a, f.console, (struct comment_id){id + 1}, &r), ERR_GONE);
	came(&f, id + 6, 0, STR("Left three"), STR("198.51.100.7"), 1); /* with a third name */
	assert_int_equal(raid_of(f.house, f.site, f.a, f.console, (struct comment_id){id + 1}, &r), ERR_OK);
	assert_int_equal(r.signs, RAID_BY_NETWORK);
	assert_int_equal(r.n, 6);
	fixture_end(&f);
}

static void
the_memory_for_many_groups_grows_with_the_comments(void **state)
{
	enum { GROUPS = 4000 };
	struct fixture f;
	struct raid raids[RAIDS_MAX];
	size_t used[2];
	(void)state;
	for (size_t k = 0; k < 2; k++) {
		fixture_make(&f, HELD);
		for (int64_t g = 0; g < (k == 0 ? GROUPS / 4 : GROUPS); g++)
			for (int64_t i = 0; i < 3; i++)
				came(&f, g * 3 + i + 1, i == 0 ? 0 : g * 3 + i, STR("Ana"), STR(""), g + 1);
		size_t before = arena_used(f.a);
		assert_int_equal(find_raids(&f, raids), RAIDS_MAX);
		used[k] = arena_used(f.a) - before;
		fixture_end(&f);
	}
	assert_true(used[1] < used[0] * 6);
}

static void
an_edit_leaves_the_raid_and_a_deleted_one_is_forgotten(void **state)
{
	struct fixture f;
	struct raid raids[RAIDS_MAX];
	(void)state;
	fixture_make(&f, HELD);
	struct comment_id ids[6];
	struct posted first = say(&f, (struct say){.text = str_printf(f.a, PITCH, (size_t)99).p});
	for (size_t i = 0; i < 6; i++)
		ids[i] = raid(&f, i, "/story/");
	make_move(&f, ids[5], VERB_DELETE);
	keep_house(&f);
	assert_int_equal(find_raids(&f, raids), 1);
	assert_int_equal(raids[0].n, 6);
	struct visitor v = {.address = STR("192.0.2.7"), .block = STR("192.0.2.7"), .wide_block = STR("w")};
	struct owned owned;
	assert_int_equal(own_edit(f.house, f.site, f.a, &v, first.status_token, 0, STR("I take that back, all of it."),
				  &owned),
			 ERR_OK);
	assert_int_equal(owned.outcome, OWN_DONE);
	assert_int_equal(find_raids(&f, raids), 1);
	assert_int_equal(raids[0].n, 5); /* though the others were like what it said */
	bool more;
	clock_stop(NOW + CROWD_SPAN - 10);
	assert_int_equal(memory_forget_old(f.house, f.a, &more), ERR_OK);
	assert_int_equal(find_raids(&f, raids), 1);
	assert_int_equal(raids[0].unknown, 0);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_that_read_alike_are_one_card_over_articles_and_names),
		cmocka_unit_test(one_network_under_many_names_is_a_card_and_one_reader_is_none),
		cmocka_unit_test(a_burst_is_a_card_and_alone_adds_nobody_to_another),
		cmocka_unit_test(one_press_rejects_and_bans_and_one_takes_all_back),
		cmocka_unit_test(a_reason_with_its_reply_tells_each_writer_in_their_language),
		cmocka_unit_test(after_a_start_texts_are_known_again_and_networks_are_not),
		cmocka_unit_test(what_the_command_line_decides_leaves_the_raid),
		cmocka_unit_test(what_was_approved_a_moment_ago_is_neither_decided_again_nor_its_writer_banned),
		cmocka_unit_test(a_batch_closes_what_it_decides_and_its_undo_opens_what_it_restores),
		cmocka_unit_test(an_undo_opens_a_comment_only_when_no_other_decision_on_it_stands),
		cmocka_unit_test(
			where_a_comment_came_from_is_taken_also_if_it_was_read_before_and_all_is_forgotten_a_day_later),
		cmocka_unit_test(ids_are_whole_again_and_of_an_address_its_block_is_known),
		cmocka_unit_test(a_group_is_begun_by_those_alone_that_are_in_no_other_one),
		cmocka_unit_test(the_memory_for_many_groups_grows_with_the_comments),
		cmocka_unit_test(an_edit_leaves_the_raid_and_a_deleted_one_is_forgotten),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
