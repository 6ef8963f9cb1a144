-- What readers report, what moderators mark, and what the staff writes.

-- One report for each text of a comment and network address. Of the address a MAC is kept (flow/report.c), and after a
-- while (setting address.life) it is NULL: then the report still counts, and nobody can say whose it was.
CREATE TABLE report (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	comment INTEGER NOT NULL REFERENCES comment (id),
	version INTEGER NOT NULL,       -- of the text that was reported
	reporter BLOB CHECK (length(reporter) = 32),
	reason TEXT NOT NULL CHECK (reason IN ('spam', 'insult', 'off-topic', 'personal', 'other')),
	body TEXT NOT NULL DEFAULT '' CHECK (length(body) <= 500),
	weight REAL NOT NULL CHECK (weight >= 0),
	made INTEGER NOT NULL,
	decision INTEGER REFERENCES decision (id), -- that closed it; NULL: it is open
	upheld INTEGER NOT NULL DEFAULT 0 CHECK (upheld IN (0, 1)), -- what the decision made of it
	UNIQUE (comment, version, reporter)
) STRICT;
CREATE INDEX report_open ON report (comment, id) WHERE decision IS NULL;
CREATE INDEX report_reporter ON report (reporter, decision) WHERE reporter IS NOT NULL;
CREATE INDEX report_kept ON report (made) WHERE reporter IS NOT NULL;
CREATE INDEX report_decision ON report (decision) WHERE decision IS NOT NULL;

-- 1 is the mark "reported", 4 "pinned".
CREATE INDEX comment_reported ON comment (site, id) WHERE (marks & 1) <> 0;
CREATE INDEX comment_pinned ON comment (thread, id) WHERE (marks & 4) <> 0;

-- The marks that a decision set and took away.
ALTER TABLE decision ADD COLUMN marked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE decision ADD COLUMN unmarked INTEGER NOT NULL DEFAULT 0;

-- Whose comment it is that carries the mark "staff".
ALTER TABLE comment ADD COLUMN staff INTEGER REFERENCES account (id);
