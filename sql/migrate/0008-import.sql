-- What came from elsewhere, and what it was called there: a second import finds its rows by it, replies that came
-- before the comment they answer find that later, and the old links find their comments.

CREATE TABLE import_source (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	system TEXT NOT NULL CHECK (length(system) BETWEEN 1 AND 20),
	name TEXT NOT NULL CHECK (length(name) <= 200), -- of the site at its source; '' where that has none
	created INTEGER NOT NULL,
	UNIQUE (site, system, name)
) STRICT;

CREATE TABLE imported (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	source INTEGER NOT NULL REFERENCES import_source (id),
	old TEXT NOT NULL CHECK (length(old) BETWEEN 1 AND 200), -- its id there
	comment INTEGER NOT NULL REFERENCES comment (id),
	parent TEXT CHECK (length(parent) <= 200), -- what it answers there, as long as that is not here
	UNIQUE (source, old)
) STRICT;
CREATE INDEX imported_comment ON imported (comment);
CREATE INDEX imported_waits ON imported (source, comment) WHERE parent IS NOT NULL;
