-- Accounts: second factors, invitations, and sessions that can be named.

ALTER TABLE account ADD COLUMN factor BLOB; -- the authenticator's secret, sealed by the key file; NULL: none
ALTER TABLE account ADD COLUMN factor_used INTEGER NOT NULL DEFAULT 0; -- the last step whose code was taken

-- What signs in once where the authenticator is lost: MACs of codes.
CREATE TABLE recovery (
	account INTEGER NOT NULL REFERENCES account (id),
	hash BLOB NOT NULL CHECK (length(hash) = 32),
	PRIMARY KEY (account, hash)
) STRICT;

-- A link that lets somebody choose a password, once. A newer one for the name takes the older one's place.
CREATE TABLE invite (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
	role TEXT NOT NULL CHECK (role IN ('viewer', 'moderator', 'admin')),
	token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
	created INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	set_by TEXT NOT NULL,
	UNIQUE (site, name)
) STRICT;

CREATE TABLE session_new (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
	account INTEGER NOT NULL REFERENCES account (id),
	network TEXT NOT NULL DEFAULT '', -- it began in
	created INTEGER NOT NULL,
	seen INTEGER NOT NULL,
	expires INTEGER NOT NULL
) STRICT;
INSERT INTO session_new (token_hash, account, created, seen, expires)
	SELECT token_hash, account, created, seen, expires FROM session;
DROP TABLE session;
ALTER TABLE session_new RENAME TO session;
CREATE INDEX session_account ON session (account);
