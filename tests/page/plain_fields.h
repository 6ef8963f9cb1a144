/* The fields whose values are nobody's, for test_sites.c: the same at every site. */
#ifndef TESTS_PAGE_PLAIN_FIELDS_H
#define TESTS_PAGE_PLAIN_FIELDS_H

#include "view/view.h"

/* Words of ours, the same at every site. */
static bool
is_plain(struct str name)
{
	static const char *const plain[] = {"before", "done", "order", "note", "state", "seen", "days", "upto",
					    "except", "people", "networks", "kept", "reason", "appeal", "rules",
					    "answer", "good_faith", "limit", "text", "queue", "reply", "who", "what",
					    "why", "since", "until", "past", "shadow", "address", "many", "found",
					    "new", "code", "count", "look", "remove", "announcement", "house_rules", "title",
					    FORM_HONEYPOT};
	for (size_t i = 0; i < ARRAY_LEN(plain); i++)
		if (str_eq(name, str_of(plain[i])))
			return true;
	return false;
}

/* One of a few words that a field takes; "" for any other. */
static struct str
fixed_word(struct str pattern, struct str name)
{
	static const struct {
		const char *name, *word;
	} words[] = {{"sort", "best"}, {"lang", "de"}, {"kind", "hate"}, {"act", "edit"}, {"mode", "closed"},
		     {"version", "0"}, {"decision", "approve"}, {"table", "rules"}, {"role", "viewer"}};
	static const struct {
		const char *pattern, *name, *word;
	} lists[] = {{"/moderate/words", "act", "add"}, {"/moderate/words", "action", "hold"},
		     {"/moderate/words", "severity", "2"}, {"/moderate/words", "entry", "ordinary"},
		     {"/moderate/words/:id", "act", "remove"}, {"/moderate/words/csv", "act", "look"},
		     {"/moderate/words/csv", "csv", "entry\nordinary\n"}, {"/moderate/rules", "act", "shadow"},
		     {"/moderate/rules", "rule", "link"}, {"/moderate/rules/test", "kind", "rule"},
		     {"/moderate/replies", "act", "add"}, {"/moderate/replies/:id", "act", "remove"},
		     {"/moderate/rules/test", "what", "link"}, {"/moderate/rules/test", "last", "100"}};
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		if (str_eq(pattern, str_of(lists[i].pattern)) && str_eq(name, str_of(lists[i].name)))
			return str_of(lists[i].word);
	if (str_eq(name, STR("decision")) && str_starts(pattern, STR("/moderate/raid/")))
		return STR("reject");
	if (str_eq(name, STR("act")) && str_starts(pattern, STR("/moderate/people/")))
		return STR("disable");
	if (str_eq(name, STR("act")) && str_starts(pattern, STR("/moderate/bans")))
		return STR("ban");
	if (str_eq(name, STR("kind")) && str_starts(pattern, STR("/moderate/ban")))
		return STR("email");
	if (str_eq(pattern, STR("/moderate/about/:id")) && (str_eq(name, STR("act")) || str_eq(name, STR("reason"))))
		return str_eq(name, STR("act")) ? STR("warn") : STR("tone");
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq(name, str_of(words[i].name)))
			return str_of(words[i].word);
	return STR("");
}

#endif
