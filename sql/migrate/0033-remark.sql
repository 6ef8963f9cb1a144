-- What moderators say and ask about a person, beside bans. A remark goes with the person; a warning goes with the
-- comment's text, too.
CREATE TABLE remark (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	author INTEGER REFERENCES author (id), -- NULL: of a comment without an address
	comment INTEGER NOT NULL REFERENCES comment (id), -- upon which it was made
	chain INTEGER NOT NULL,         -- the first comment of its writer's, as status links prove: there a warning is read
	kind TEXT NOT NULL CHECK (kind IN ('warning', 'hold', 'note')),
	reason TEXT NOT NULL DEFAULT '', -- of a warning: a word of model.h
	body TEXT NOT NULL DEFAULT '' CHECK (length(body) <= 1000),
	asked INTEGER NOT NULL DEFAULT 0 CHECK (asked BETWEEN 0 AND 50), -- of a hold: so many comments wait
	remains INTEGER NOT NULL DEFAULT 0 CHECK (remains BETWEEN 0 AND asked), -- and so many of them are still to come
	account INTEGER NOT NULL,       -- 0: the command line
	set_by TEXT NOT NULL,
	made INTEGER NOT NULL,
	undone INTEGER,                 -- NULL: it stands
	CHECK (kind = 'warning' OR author IS NOT NULL)
) STRICT;
CREATE INDEX remark_author ON remark (author, id);
CREATE INDEX remark_chain ON remark (chain) WHERE kind = 'warning' AND undone IS NULL;
CREATE INDEX remark_comment ON remark (comment) WHERE kind = 'warning';
CREATE INDEX remark_hold ON remark (author, id) WHERE remains > 0 AND undone IS NULL;
-- All bans that a person has had, for the card.
CREATE INDEX ban_person ON ban (site, hash, id) WHERE kind = 'email';
