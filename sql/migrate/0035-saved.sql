-- What writers are told about a rejection: why, in one of the words that readers report by; and replies that
-- moderators have written once.

ALTER TABLE comment ADD COLUMN grounds TEXT NOT NULL DEFAULT '' CHECK (length(grounds) <= 20); -- '': none was given
ALTER TABLE decision ADD COLUMN grounds_before TEXT NOT NULL DEFAULT '';

CREATE TABLE saved_reply (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	reason TEXT NOT NULL CHECK (reason IN ('spam', 'insult', 'off-topic', 'personal', 'other')),
	lang TEXT NOT NULL CHECK (length(lang) BETWEEN 2 AND 16), -- the primary subtag: 'de'
	title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 60),
	body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 1000),
	made INTEGER NOT NULL,
	set_by TEXT NOT NULL
) STRICT;
CREATE INDEX saved_reply_of ON saved_reply (site, id);
