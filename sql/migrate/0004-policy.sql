-- The filters' policy: chains of comments that are proven to be one writer's, storms, rules of a site's own,
-- bans of link hosts, word lists with notes; anything but a comment may be tried in shadow first.

-- The first comment of its writer, if this one was posted with the status link of another; NULL: it is itself the
-- first. An address can be copied, the link cannot: trust is counted along the chain.
ALTER TABLE comment ADD COLUMN chain INTEGER REFERENCES comment (id);
CREATE INDEX comment_chain ON comment (chain) WHERE chain IS NOT NULL;
CREATE INDEX comment_burst ON comment (thread, created);
DROP INDEX comment_author;
CREATE INDEX comment_author ON comment (author, created, state);

ALTER TABLE reason ADD COLUMN shadow INTEGER NOT NULL DEFAULT 0 CHECK (shadow IN (0, 1));

-- An article that was switched by itself: to what, until when, why.
ALTER TABLE thread ADD COLUMN storm TEXT NOT NULL DEFAULT 'none' CHECK (storm IN ('none', 'premoderated', 'slow'));
ALTER TABLE thread ADD COLUMN storm_began INTEGER;
ALTER TABLE thread ADD COLUMN storm_until INTEGER;
ALTER TABLE thread ADD COLUMN storm_why TEXT NOT NULL DEFAULT '';
CREATE INDEX thread_storm ON thread (site, storm_until) WHERE storm_until IS NOT NULL;

-- What a site has said about a rule of filter.def, over its settings. A row is never changed, a new one takes its
-- place: so the number and the newest id of the rows tell whether a process has read them all. The same holds for
-- words and for bans in force.
CREATE TABLE rule (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	rule TEXT NOT NULL CHECK (length(rule) BETWEEN 1 AND 40),
	mode TEXT NOT NULL CHECK (mode IN ('off', 'shadow')),
	created INTEGER NOT NULL,
	expires INTEGER,                -- NULL: never
	set_by TEXT NOT NULL,
	UNIQUE (site, rule)
) STRICT;

-- Bans are matched in memory, so the range of a block is no column any more.
CREATE TABLE ban_new (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	kind TEXT NOT NULL CHECK (kind IN ('email', 'domain', 'address', 'name', 'link')),
	hash BLOB CHECK (length(hash) = 32),
	target TEXT NOT NULL,           -- as moderators see it: pseudonym, domain, block, pattern, host
	reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 1000),
	note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 1000),
	shadow INTEGER NOT NULL DEFAULT 0 CHECK (shadow IN (0, 1)),
	created INTEGER NOT NULL,
	expires INTEGER,                -- NULL: never
	lifted INTEGER,                 -- NULL: in force
	set_by TEXT NOT NULL,
	CHECK ((kind = 'email') = (hash IS NOT NULL))
) STRICT;
INSERT INTO ban_new (id, site, kind, hash, target, reason, note, created, expires, lifted, set_by)
	SELECT id, site, kind, hash, target, reason, note, created, expires, lifted, set_by FROM ban;
DROP TABLE ban;
ALTER TABLE ban_new RENAME TO ban;
CREATE INDEX ban_hash ON ban (site, kind, hash) WHERE lifted IS NULL;
CREATE INDEX ban_target ON ban (site, kind, target) WHERE lifted IS NULL;

CREATE TABLE words_new (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	entry TEXT NOT NULL CHECK (length(entry) BETWEEN 1 AND 64),
	lang TEXT NOT NULL DEFAULT '' CHECK (length(lang) <= 16),
	action TEXT NOT NULL CHECK (action IN ('note', 'mask', 'hold', 'reject')),
	severity INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 3),
	note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 1000),
	shadow INTEGER NOT NULL DEFAULT 0 CHECK (shadow IN (0, 1)),
	created INTEGER NOT NULL,
	expires INTEGER,                -- NULL: never
	set_by TEXT NOT NULL,
	UNIQUE (site, lang, entry)
) STRICT;
INSERT INTO words_new (id, site, entry, lang, action, severity, created, expires, set_by)
	SELECT id, site, entry, lang, CASE action WHEN 'refuse' THEN 'reject' ELSE action END, severity, created,
		expires, set_by FROM words;
DROP TABLE words;
ALTER TABLE words_new RENAME TO words;
