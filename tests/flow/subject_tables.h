/* For test_subject.c: whether subject export tells of a table. A new table gets its row here. */
#ifndef TESTS_FLOW_SUBJECT_TABLES_H
#define TESTS_FLOW_SUBJECT_TABLES_H

/* Every table there is: told (NULL), or why nothing of it is. */
static const struct {
	const char *table, *why;
} tables[] = {
	{"comment", NULL}, {"thread", NULL}, {"reason", NULL}, {"revision", NULL}, {"appeal", NULL}, {"report", NULL},
	{"decision", NULL}, {"audit", NULL}, {"lesson", NULL}, {"imported", NULL}, {"import_source", NULL},
	{"author", NULL}, {"ban", NULL}, {"notice", NULL}, {"notice_answer", NULL}, {"remark", NULL},
	{"account", "of staff"}, {"session", "of staff"}, {"recovery", "of staff"}, {"invite", "of staff"},
	{"batch", "of staff"}, {"saved_reply", "of staff"},
	{"site", "of the site"}, {"setting", "of the site"}, {"words", "of the site"}, {"rule", "of the site"},
	{"learned", "of the site"}, {"thread_moved", "of the site"},
	{"audit_link", "proves lines that are told"}, {"audit_head", "proves lines that are told"},
	{"search", "words of what is told"}, {"search_due", "of what is told"}, {"search_stand", "how far it is"},
	{"outbox", "errands about what is told"},
	{"vote", "by hashes of networks, which lead to no address of mail"},
	{"receipt", "by keys of scripts, for a day; what was answered is told"},
	{"erased", "that somebody is not here any more"},
	{"key_chain", "no people"}, {"seal", "no people"}, {"migration", "no people"},
};

#endif
