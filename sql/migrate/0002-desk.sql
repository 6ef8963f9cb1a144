-- The desk: what a decision overwrote, so that it can be undone; and bans of four kinds.

CREATE TABLE decision (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	comment INTEGER NOT NULL REFERENCES comment (id),
	account INTEGER NOT NULL,       -- 0: the command line
	state_from TEXT NOT NULL,
	state_to TEXT NOT NULL,
	made INTEGER NOT NULL,
	note_before TEXT NOT NULL,
	decided_before INTEGER,
	by_before TEXT NOT NULL,
	undone INTEGER                  -- NULL: it stands
) STRICT;
CREATE INDEX decision_own ON decision (site, account, id) WHERE undone IS NULL;
CREATE INDEX decision_comment ON decision (comment, id);

-- A CHECK cannot be changed in place: a new table takes the rows over. Nothing refers to a ban.
CREATE TABLE ban_new (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	kind TEXT NOT NULL CHECK (kind IN ('email', 'domain', 'address', 'name')),
	hash BLOB CHECK (length(hash) = 32),
	range_first BLOB CHECK (length(range_first) = 17), -- family and address: base/addr.h
	range_last BLOB CHECK (length(range_last) = 17),
	target TEXT NOT NULL,           -- as moderators see it: pseudonym, domain, block, pattern
	reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 1000),
	note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 1000),
	created INTEGER NOT NULL,
	expires INTEGER,                -- NULL: never
	lifted INTEGER,                 -- NULL: in force
	set_by TEXT NOT NULL,
	CHECK ((kind = 'email') = (hash IS NOT NULL)),
	CHECK ((kind = 'address') = (range_first IS NOT NULL AND range_last IS NOT NULL))
) STRICT;
INSERT INTO ban_new (id, site, kind, hash, target, reason, created, expires, lifted, set_by)
	SELECT id, site, kind, hash, person, reason, created, expires, lifted, set_by FROM ban;
DROP TABLE ban;
ALTER TABLE ban_new RENAME TO ban;
CREATE INDEX ban_hash ON ban (site, hash) WHERE kind = 'email' AND lifted IS NULL;
CREATE INDEX ban_target ON ban (site, kind, target) WHERE lifted IS NULL;
CREATE INDEX ban_range ON ban (site, range_first, range_last) WHERE kind = 'address' AND lifted IS NULL;
