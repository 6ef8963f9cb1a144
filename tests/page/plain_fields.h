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
					    FORM_HONEYPOT};
	for (size_t i = 0; i < ARRAY_LEN(plain); i++)
		if (str_eq(name, str_of(plain[i])))
			return true;
	return false;
}

#endif
