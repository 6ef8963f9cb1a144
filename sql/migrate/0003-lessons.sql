-- What the classifier learns from, and what it has learned.

-- A moderator's decision, or its undoing, as far as it changes what is thought of the comment's text. The text is the
-- comment's. The last lesson of a comment stands; rows are only added, so every refit can say which of them it knew.
CREATE TABLE lesson (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	comment INTEGER NOT NULL REFERENCES comment (id),
	opinion TEXT NOT NULL CHECK (opinion IN ('none', 'good', 'spam', 'gone')),
	made INTEGER NOT NULL
) STRICT;
CREATE INDEX lesson_site ON lesson (site, id);
CREATE INDEX lesson_comment ON lesson (site, comment, id);

-- The last refit of a site. Lessons behind it are steps on top, made anew at every start.
CREATE TABLE learned (
	site INTEGER PRIMARY KEY REFERENCES site (id),
	refit INTEGER NOT NULL,         -- 1, 2, 3, …
	base TEXT NOT NULL,             -- what it stands on: model and key
	upto INTEGER NOT NULL,          -- the last lesson that it knew
	made INTEGER NOT NULL,
	examples INTEGER NOT NULL,
	held INTEGER NOT NULL,          -- of them not learned, but used to measure; the figures are of these
	held_spam INTEGER NOT NULL,
	f1 REAL,
	precision REAL,
	recall REAL,
	fpr REAL,
	ece REAL,
	delta BLOB NOT NULL
) STRICT;

-- Copies are found in memory (flow/memory.c); a digest in the store finds less.
DROP INDEX comment_copy;
ALTER TABLE comment DROP COLUMN copy_key;
