/* Every column of the schema, and whether export --format jsonl --with-keys carries it into an empty site. The
 * test that reads this list knows the schema: a new column that is not here fails it, and so does one that is
 * said to move and does not. */
#ifndef TESTS_EXPORT_COLUMNS_H
#define TESTS_EXPORT_COLUMNS_H

#define NUMBER "a number of this database's own: rows are told by what they hang on"
#define MADE "made anew from what moves"
#define ACCOUNTS "accounts, and what only they can do, are of here: a name goes along"
#define DECISIONS "what can still be undone, and what the year's report counts, goes with a backup"
#define BOOK "the book of who did what is sealed by this installation's key, and goes with a backup"
#define NOTICES "notices are letters of their senders, who look here for the answer"
#define LEARNED "what moderators taught the classifier goes with a backup"
#define PASSING "of the moment"
#define VOTERS "whose it was is told by a key of this installation, and is forgotten soon"

/* MOVES(table, column); STAYS(table, column or "*", why) */
#define EXPORT_COLUMNS(MOVES, STAYS) \
	STAYS("migration", "*", NUMBER) \
	STAYS("site", "*", "the configuration names the site into which the file is read") \
	STAYS("setting", "*", "nothing is written there: settings stand in the configuration") \
	STAYS("thread", "id", NUMBER) \
	STAYS("thread", "site", NUMBER) \
	MOVES("thread", "page") \
	MOVES("thread", "title") \
	MOVES("thread", "published") \
	MOVES("thread", "lang") \
	MOVES("thread", "author") \
	MOVES("thread", "source") \
	MOVES("thread", "mode") \
	MOVES("thread", "approved") \
	MOVES("thread", "created") \
	MOVES("thread", "announcement") \
	MOVES("thread", "rules") \
	STAYS("thread", "storm", PASSING) \
	STAYS("thread", "storm_began", PASSING) \
	STAYS("thread", "storm_until", PASSING) \
	STAYS("thread", "storm_why", PASSING) \
	STAYS("thread_moved", "site", NUMBER) \
	MOVES("thread_moved", "page") \
	STAYS("thread_moved", "thread", NUMBER) \
	STAYS("thread_moved", "moved", "nothing reads when") \
	STAYS("author", "id", NUMBER) \
	STAYS("author", "site", NUMBER) \
	MOVES("author", "id_hash") \
	MOVES("author", "ban_hash") \
	MOVES("author", "avatar") \
	MOVES("author", "created") \
	STAYS("author", "forgotten", "the hashes of one who is forgotten are nobody's, there as here") \
	MOVES("comment", "id") \
	STAYS("comment", "site", NUMBER) \
	STAYS("comment", "thread", NUMBER) \
	MOVES("comment", "parent") \
	STAYS("comment", "author", NUMBER) \
	MOVES("comment", "order_key") \
	MOVES("comment", "name") \
	MOVES("comment", "url") \
	MOVES("comment", "body") \
	MOVES("comment", "masked") \
	MOVES("comment", "state") \
	MOVES("comment", "marks") \
	MOVES("comment", "generation") \
	MOVES("comment", "created") \
	MOVES("comment", "decided") \
	MOVES("comment", "decided_by") \
	MOVES("comment", "note") \
	MOVES("comment", "action") \
	MOVES("comment", "score") \
	MOVES("comment", "versions") \
	STAYS("comment", "post_key", PASSING) \
	STAYS("comment", "post_body", PASSING) \
	MOVES("comment", "chain") \
	MOVES("comment", "toxicity") \
	MOVES("comment", "version") \
	MOVES("comment", "changed") \
	MOVES("comment", "rules") \
	MOVES("comment", "up") \
	MOVES("comment", "down") \
	MOVES("comment", "best") \
	MOVES("comment", "replied") \
	STAYS("comment", "network", VOTERS) \
	MOVES("comment", "erased") \
	STAYS("comment", "staff", ACCOUNTS) \
	MOVES("comment", "reports") \
	MOVES("comment", "grounds") \
	STAYS("comment", "origin", "told as one of its old names, and as such a row of `imported` there") \
	MOVES("reason", "comment") \
	MOVES("reason", "seq") \
	MOVES("reason", "rule") \
	MOVES("reason", "entry") \
	MOVES("reason", "field") \
	MOVES("reason", "span_from") \
	MOVES("reason", "span_to") \
	MOVES("reason", "weight") \
	MOVES("reason", "action") \
	MOVES("reason", "shadow") \
	MOVES("revision", "comment") \
	MOVES("revision", "version") \
	MOVES("revision", "body") \
	MOVES("revision", "state") \
	MOVES("revision", "replaced") \
	STAYS("revision", "lesson", LEARNED) \
	MOVES("revision", "masked") \
	MOVES("revision", "written") \
	MOVES("revision", "changed_by") \
	MOVES("revision", "reason") \
	MOVES("revision", "why") \
	MOVES("appeal", "comment") \
	MOVES("appeal", "body") \
	MOVES("appeal", "created") \
	MOVES("appeal", "answered") \
	MOVES("appeal", "answered_by") \
	MOVES("appeal", "answer") \
	STAYS("appeal", "decision", DECISIONS) \
	STAYS("remark", "id", NUMBER) \
	STAYS("remark", "site", NUMBER) \
	STAYS("remark", "author", MADE) \
	MOVES("remark", "comment") \
	MOVES("remark", "chain") \
	MOVES("remark", "kind") \
	MOVES("remark", "reason") \
	MOVES("remark", "body") \
	MOVES("remark", "asked") \
	MOVES("remark", "remains") \
	STAYS("remark", "account", ACCOUNTS) \
	MOVES("remark", "set_by") \
	MOVES("remark", "made") \
	MOVES("remark", "undone") \
	STAYS("report", "id", NUMBER) \
	MOVES("report", "comment") \
	MOVES("report", "version") \
	STAYS("report", "reporter", VOTERS) \
	MOVES("report", "reason") \
	MOVES("report", "body") \
	MOVES("report", "weight") \
	MOVES("report", "made") \
	STAYS("report", "decision", DECISIONS) \
	STAYS("report", "upheld", DECISIONS) \
	STAYS("vote", "id", NUMBER) \
	MOVES("vote", "comment") \
	STAYS("vote", "voter", VOTERS) \
	MOVES("vote", "value") \
	STAYS("vote", "made", "it says only when to forget the voter") \
	STAYS("import_source", "id", NUMBER) \
	STAYS("import_source", "site", NUMBER) \
	MOVES("import_source", "system") \
	MOVES("import_source", "name") \
	STAYS("import_source", "created", "nothing reads when") \
	STAYS("imported", "id", NUMBER) \
	STAYS("imported", "source", NUMBER) \
	MOVES("imported", "old") \
	MOVES("imported", "comment") \
	MOVES("imported", "parent") \
	STAYS("ban", "id", NUMBER) \
	STAYS("ban", "site", NUMBER) \
	MOVES("ban", "kind") \
	MOVES("ban", "hash") \
	MOVES("ban", "target") \
	MOVES("ban", "reason") \
	MOVES("ban", "note") \
	MOVES("ban", "shadow") \
	MOVES("ban", "created") \
	MOVES("ban", "expires") \
	MOVES("ban", "lifted") \
	MOVES("ban", "set_by") \
	MOVES("ban", "hits") \
	MOVES("ban", "hit") \
	STAYS("ban", "batch", DECISIONS) \
	MOVES("words", "id") \
	STAYS("words", "site", NUMBER) \
	MOVES("words", "entry") \
	MOVES("words", "lang") \
	MOVES("words", "action") \
	MOVES("words", "severity") \
	MOVES("words", "note") \
	MOVES("words", "shadow") \
	MOVES("words", "created") \
	MOVES("words", "expires") \
	MOVES("words", "set_by") \
	STAYS("rule", "id", NUMBER) \
	STAYS("rule", "site", NUMBER) \
	MOVES("rule", "rule") \
	MOVES("rule", "mode") \
	MOVES("rule", "created") \
	MOVES("rule", "expires") \
	MOVES("rule", "set_by") \
	STAYS("saved_reply", "id", NUMBER) \
	STAYS("saved_reply", "site", NUMBER) \
	MOVES("saved_reply", "reason") \
	MOVES("saved_reply", "lang") \
	MOVES("saved_reply", "title") \
	MOVES("saved_reply", "body") \
	MOVES("saved_reply", "made") \
	MOVES("saved_reply", "set_by") \
	STAYS("account", "*", ACCOUNTS) \
	STAYS("recovery", "*", ACCOUNTS) \
	STAYS("invite", "*", ACCOUNTS) \
	STAYS("session", "*", ACCOUNTS) \
	STAYS("decision", "*", DECISIONS) \
	STAYS("batch", "*", DECISIONS) \
	STAYS("audit", "*", BOOK) \
	STAYS("audit_link", "*", BOOK) \
	STAYS("audit_head", "*", BOOK) \
	STAYS("notice", "*", NOTICES) \
	STAYS("notice_answer", "*", NOTICES) \
	STAYS("erased", "*", "whom restore must erase again is a list of this database's numbers") \
	STAYS("lesson", "*", LEARNED) \
	STAYS("learned", "*", LEARNED) \
	STAYS("outbox", "*", PASSING) \
	STAYS("receipt", "*", PASSING) \
	STAYS("search", "*", MADE) \
	STAYS("search_stand", "*", MADE) \
	STAYS("search_due", "*", MADE) \
	STAYS("seal", "*", "of this database's key file") \
	STAYS("key_chain", "*", "of this database's key file")

#endif
