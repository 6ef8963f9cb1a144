-- A site's own exceptions: an entry of severity 0 spares what the shipped lists would find in it.

CREATE TABLE words_new (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	entry TEXT NOT NULL CHECK (length(entry) BETWEEN 1 AND 64),
	lang TEXT NOT NULL DEFAULT '' CHECK (length(lang) <= 16),
	action TEXT NOT NULL CHECK (action IN ('note', 'mask', 'hold', 'reject')),
	severity INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 3),
	note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 1000),
	shadow INTEGER NOT NULL DEFAULT 0 CHECK (shadow IN (0, 1)),
	created INTEGER NOT NULL,
	expires INTEGER,                -- NULL: never
	set_by TEXT NOT NULL,
	UNIQUE (site, lang, entry)
) STRICT;
INSERT INTO words_new (id, site, entry, lang, action, severity, note, shadow, created, expires, set_by)
	SELECT id, site, entry, lang, action, severity, note, shadow, created, expires, set_by FROM words;
DROP TABLE words;
ALTER TABLE words_new RENAME TO words;
CREATE INDEX words_by_id ON words (site, id);
