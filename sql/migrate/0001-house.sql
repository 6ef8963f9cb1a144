-- The house: every table of the first version. Written in SQLite's dialect; gen.awk makes PostgreSQL's
-- (INTEGER -> BIGINT, REAL -> DOUBLE PRECISION, BLOB -> BYTEA, STRICT dropped, identity columns).
--
-- Times are seconds since 1970 in UTC and come as arguments, never from the database's clock.
-- A length CHECK equals the limit at the door, so the store never cuts what was validated.
-- AUTOINCREMENT, or SQLite gives the id of a deleted newest row to the next one.

CREATE TABLE site (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 60),
	created INTEGER NOT NULL
) STRICT;

-- An article. A row appears with its first comment or with the feed import.
CREATE TABLE thread (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	page TEXT NOT NULL CHECK (length(CAST(page AS BLOB)) BETWEEN 1 AND 2048),
	title TEXT NOT NULL DEFAULT '',
	published INTEGER,
	lang TEXT NOT NULL DEFAULT '',
	author TEXT NOT NULL DEFAULT '',
	source TEXT NOT NULL DEFAULT '',
	mode TEXT NOT NULL DEFAULT 'open' CHECK (mode IN ('open', 'premoderated', 'closed')),
	approved INTEGER NOT NULL DEFAULT 0 CHECK (approved >= 0),
	created INTEGER NOT NULL,
	UNIQUE (site, page)
) STRICT;

-- A person, as far as a keyed hash of an address tells. Never the address.
CREATE TABLE author (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	id_hash BLOB NOT NULL CHECK (length(id_hash) = 32),
	ban_hash BLOB NOT NULL CHECK (length(ban_hash) = 32),
	avatar BLOB NOT NULL CHECK (length(avatar) = 16),
	created INTEGER NOT NULL,
	UNIQUE (site, id_hash)
) STRICT;
CREATE INDEX author_ban ON author (site, ban_hash);

CREATE TABLE comment (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	thread INTEGER NOT NULL REFERENCES thread (id),
	parent INTEGER REFERENCES comment (id),
	author INTEGER REFERENCES author (id),
	order_key BLOB NOT NULL CHECK (length(order_key) <= 88),
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
	url TEXT NOT NULL DEFAULT '' CHECK (length(CAST(url AS BLOB)) <= 2048),
	body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 8000 AND length(CAST(body AS BLOB)) <= 32000),
	masked TEXT,                    -- what readers see where words are masked; NULL: the body
	state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'rejected', 'spam', 'deleted', 'withdrawn')),
	marks INTEGER NOT NULL DEFAULT 0,
	generation INTEGER NOT NULL DEFAULT 0, -- of its status token
	created INTEGER NOT NULL,
	decided INTEGER,
	decided_by TEXT NOT NULL DEFAULT '',
	note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 1000),
	action TEXT NOT NULL,           -- of the verdict
	score REAL NOT NULL,
	versions TEXT NOT NULL,         -- of rules and lists: the verdict is a function of these too
	copy_key BLOB NOT NULL,         -- digest of the folded text, for the copy rule
	post_key BLOB,                  -- a repeated post finds its row by it; cleared by the housekeeper
	post_body BLOB                  -- MAC of all fields: same key, other body is a conflict
) STRICT;
CREATE UNIQUE INDEX comment_post_key ON comment (site, post_key) WHERE post_key IS NOT NULL;
CREATE INDEX comment_post_age ON comment (created) WHERE post_key IS NOT NULL;
CREATE INDEX comment_shown ON comment (thread, order_key) WHERE state = 'approved';
CREATE INDEX comment_state ON comment (site, state, id);
CREATE INDEX comment_author ON comment (author, state);
CREATE INDEX comment_copy ON comment (site, copy_key, created);

-- Why a comment got its verdict: one row a reason, spans in bytes of the original field.
CREATE TABLE reason (
	comment INTEGER NOT NULL REFERENCES comment (id),
	seq INTEGER NOT NULL,
	rule TEXT NOT NULL,
	entry TEXT NOT NULL,
	field TEXT NOT NULL,
	span_from INTEGER NOT NULL,
	span_to INTEGER NOT NULL,
	weight REAL NOT NULL,
	action TEXT NOT NULL,
	PRIMARY KEY (comment, seq)
) STRICT;

CREATE TABLE ban (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	kind TEXT NOT NULL CHECK (kind IN ('email')),
	hash BLOB CHECK (length(hash) = 32),
	person TEXT NOT NULL,           -- the pseudonym moderators see
	reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 1000),
	created INTEGER NOT NULL,
	expires INTEGER,                -- NULL: never
	lifted INTEGER,                 -- NULL: in force
	set_by TEXT NOT NULL
) STRICT;
CREATE INDEX ban_hash ON ban (site, kind, hash) WHERE lifted IS NULL;

CREATE TABLE account (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
	password TEXT NOT NULL,         -- Argon2id string
	role TEXT NOT NULL CHECK (role IN ('viewer', 'moderator', 'admin')),
	created INTEGER NOT NULL,
	disabled INTEGER,
	UNIQUE (site, name)
) STRICT;

-- The token itself is with the moderator alone; a thief of this table cannot sign in.
CREATE TABLE session (
	token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
	account INTEGER NOT NULL REFERENCES account (id),
	created INTEGER NOT NULL,
	seen INTEGER NOT NULL,
	expires INTEGER NOT NULL
) STRICT;
CREATE INDEX session_account ON session (account);

CREATE TABLE audit (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	created INTEGER NOT NULL,
	actor TEXT NOT NULL,
	verb TEXT NOT NULL,
	subject TEXT NOT NULL,
	detail TEXT NOT NULL
) STRICT;

-- What is to be told to somebody outside the request; written with the act, sent by the housekeeper.
CREATE TABLE outbox (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	kind TEXT NOT NULL,
	subject INTEGER NOT NULL,       -- of the comment
	created INTEGER NOT NULL,
	done INTEGER
) STRICT;
CREATE INDEX outbox_due ON outbox (id) WHERE done IS NULL;

CREATE TABLE setting (
	site INTEGER NOT NULL REFERENCES site (id),
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (site, name)
) STRICT;

CREATE TABLE words (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	entry TEXT NOT NULL CHECK (length(entry) BETWEEN 1 AND 64),
	lang TEXT NOT NULL DEFAULT '',
	action TEXT NOT NULL CHECK (action IN ('mask', 'hold', 'reject', 'refuse')),
	severity INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 3),
	created INTEGER NOT NULL,
	expires INTEGER,
	set_by TEXT NOT NULL,
	UNIQUE (site, lang, entry)
) STRICT;

-- One row, rewritten after a commit whose fsync failed: see store/writer.c.
CREATE TABLE seal (
	nonce INTEGER NOT NULL
) STRICT;
INSERT INTO seal (nonce) VALUES (0);
