-- Notices of illegal content (Regulation (EU) 2022/2065, Art. 16), what was answered to them, and to appeals.

-- Who sent it is a person like those who write: the keyed hash of the address, never the address. Name and person go
-- after a while, the notice stays.
CREATE TABLE notice (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	comment INTEGER NOT NULL REFERENCES comment (id),
	version INTEGER NOT NULL,       -- of the text that was seen
	kind TEXT NOT NULL,
	body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 4000),
	location TEXT NOT NULL,         -- the comment's address, as it stood in the form
	name TEXT NOT NULL DEFAULT '' CHECK (length(name) <= 60),
	author INTEGER REFERENCES author (id),
	created INTEGER NOT NULL,
	state TEXT NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'review', 'acted', 'left', 'complained')),
	decided INTEGER,                -- the last time
	complaint TEXT CHECK (length(complaint) BETWEEN 1 AND 1000),
	complained INTEGER,
	post_key BLOB CHECK (length(post_key) = 32) -- a second click finds its row by it; cleared by the housekeeper
) STRICT;
CREATE INDEX notice_open ON notice (site, id) WHERE decided IS NULL;
CREATE INDEX notice_comment ON notice (comment);
CREATE INDEX notice_author ON notice (author) WHERE author IS NOT NULL;
CREATE INDEX notice_named ON notice (decided) WHERE name <> '' OR author IS NOT NULL;
CREATE UNIQUE INDEX notice_post_key ON notice (site, post_key) WHERE post_key IS NOT NULL;

-- What its sender was told: once, and once more after a complaint.
CREATE TABLE notice_answer (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	notice INTEGER NOT NULL REFERENCES notice (id),
	state TEXT NOT NULL CHECK (state IN ('acted', 'left')),
	body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 1000),
	made INTEGER NOT NULL,
	made_by TEXT NOT NULL,
	decision INTEGER                -- on the comment, which takes the answer along if it is undone; NULL: there was none
) STRICT;
CREATE INDEX notice_answer_of ON notice_answer (notice, id);
CREATE INDEX notice_answer_by ON notice_answer (decision) WHERE decision IS NOT NULL;

ALTER TABLE appeal ADD COLUMN answered INTEGER; -- NULL: it waits
ALTER TABLE appeal ADD COLUMN answered_by TEXT NOT NULL DEFAULT '';
ALTER TABLE appeal ADD COLUMN answer TEXT NOT NULL DEFAULT '' CHECK (length(answer) <= 1000);
ALTER TABLE appeal ADD COLUMN decision INTEGER; -- as above
CREATE INDEX appeal_open ON appeal (created, comment) WHERE answered IS NULL;
CREATE INDEX appeal_decision ON appeal (decision) WHERE decision IS NOT NULL;
