-- What happens after writing: edits, withdrawal, appeal, and which house rules were accepted.

ALTER TABLE comment ADD COLUMN version INTEGER NOT NULL DEFAULT 0; -- of the text; every edit raises it
ALTER TABLE comment ADD COLUMN changed INTEGER;                    -- when its writer last edited or withdrew it
ALTER TABLE comment ADD COLUMN rules TEXT NOT NULL DEFAULT '' CHECK (length(rules) <= 60); -- version accepted; '': none

-- The texts that edits have replaced. Lessons up to `lesson` are about this one, later ones about those that came after.
CREATE TABLE revision (
	comment INTEGER NOT NULL REFERENCES comment (id),
	version INTEGER NOT NULL,
	body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 8000 AND length(CAST(body AS BLOB)) <= 32000),
	state TEXT NOT NULL,
	replaced INTEGER NOT NULL,
	lesson INTEGER NOT NULL,
	PRIMARY KEY (comment, version)
) STRICT;

-- What a writer says to a decision: once.
CREATE TABLE appeal (
	comment INTEGER PRIMARY KEY REFERENCES comment (id),
	body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 1000),
	created INTEGER NOT NULL
) STRICT;
