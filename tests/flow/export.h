/* An export into memory, and the site that these tests export. */
#ifndef TESTS_FLOW_EXPORT_H
#define TESTS_FLOW_EXPORT_H

#include "test.h"

#include <jansson.h>

#include "flow/export.h"
#include "flow/thread.h"
#include "house.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = \"none\"; };"

static struct fixture f;

static inline struct str
take(struct export_ask ask, int64_t *ret_n)
{
	char *bytes = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&bytes, &size);
	if (ask.since == 0)
		ask.since = INT64_MIN;
	assert_int_equal(export_stream(f.house, f.site, &ask, out, ret_n), ERR_OK);
	fclose(out);
	struct str all = str_copy(f.a, (struct str){bytes, size});
	free(bytes);
	return all;
}

/* A ban of this address. */
static inline void
ban_address(const char *address)
{
	struct ban ban;
	enum ban_outcome outcome;
	struct ban_terms terms = {.reason = STR("raid")};
	assert_int_equal(ban_add(f.house, f.site, f.a, f.console, BAN_EMAIL, str_copy(f.a, str_of(address)),
				 &terms, &outcome, &ban), ERR_OK);
}

static inline size_t
times(struct str all, const char *what)
{
	size_t n = 0;
	for (size_t at = 0; (at = str_find(all, str_of(what), at)) != SIZE_MAX; at++)
		n++;
	return n;
}

static inline json_t *
line(struct str all, size_t number)
{
	struct str one = {0};
	json_error_t why;
	for (size_t i = 0; i <= number; i++)
		str_cut(&all, '\n', &one);
	json_t *j = json_loadb(one.p, one.n, JSON_REJECT_DUPLICATES, &why);
	if (j == NULL)
		fail_msg("line %zu: %s: %.*s", number, why.text, STR_FMT(one));
	return j;
}

/* Two people on two articles; one answers the other; one is spam, one waits. */
static inline void
fill(void)
{
	fixture_make(&f, OPEN);
	assert_int_equal(thread_say(f.house, f.site, f.a, f.console, STR("/story/"), STR("Votes until **nine**."),
				    STR("No \"guesses\".\n\nPlease.")), ERR_OK);
	struct posted first = say(&f, (struct say){.text = "The bus was \"late\" <again>.\n\nTwice."});
	say(&f, (struct say){.text = "It was *early* here, https://bus.example/ says.",
			     .email = "ben@news.example", .name = "=1+2", .parent = first.id});
	struct posted third = say(&f, (struct say){.text = "@Ana: ]]> & the end", .page = "/other page/"});
	make_move(&f, third.id, VERB_SPAM);
	clock_stop(NOW + 3600);
	struct posted last = say(&f, (struct say){.text = "An hour later, with \xF0\x9F\x98\x80.", .name = "\xD8\xB3"});
	make_move(&f, last.id, VERB_REJECT);
}

#endif
