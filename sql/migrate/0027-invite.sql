-- Invitations whose name is for the invited to choose. Nothing has made any so far.

DROP TABLE invite;

-- A link that lets somebody choose a password, once. A newer one for a name takes the older one's place.
CREATE TABLE invite (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	name TEXT NOT NULL CHECK (length(name) <= 60), -- '': the invited chooses it
	role TEXT NOT NULL CHECK (role IN ('viewer', 'moderator', 'admin')),
	token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
	created INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	set_by TEXT NOT NULL
) STRICT;
CREATE INDEX invite_site ON invite (site, name);
