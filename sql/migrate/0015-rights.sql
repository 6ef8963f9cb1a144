-- People's rights: what was erased, what time takes away.

-- A comment whose text was taken away, by its writer's wish or by time: when. What is left keeps its place and numbers.
ALTER TABLE comment ADD COLUMN erased INTEGER;
-- A person to whom no address leads any more: since when. The hashes are random then.
ALTER TABLE author ADD COLUMN forgotten INTEGER;

-- What was erased, so that it is erased again where an older backup comes back, and not imported again. Nothing here
-- is made of an address, so it stays true when the key rotates.
--   author   row: its id; proof: a digest of its random value, which no other row has had
--   import   row: the import_source; proof: a digest of what the comment was called there
CREATE TABLE erased (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	kind TEXT NOT NULL CHECK (kind IN ('author', 'import')),
	row INTEGER NOT NULL,
	proof BLOB NOT NULL CHECK (length(proof) = 32),
	mode TEXT NOT NULL CHECK (mode IN ('anonymise', 'remove')),
	made INTEGER NOT NULL,
	scrubbed INTEGER,               -- NULL: the database's log may still hold it (flow/subject.c)
	UNIQUE (kind, row, proof)
) STRICT;
CREATE INDEX erased_log ON erased (id) WHERE scrubbed IS NULL;

-- What time takes away next.
CREATE INDEX comment_refused_kept ON comment (coalesce(decided, created))
	WHERE erased IS NULL AND state IN ('rejected', 'spam', 'deleted');
CREATE INDEX comment_withdrawn_kept ON comment (coalesce(changed, created))
	WHERE erased IS NULL AND state = 'withdrawn';
CREATE INDEX audit_detail_kept ON audit (created) WHERE detail <> '';
CREATE INDEX ban_over ON ban (coalesce(lifted, expires)) WHERE lifted IS NOT NULL OR expires IS NOT NULL;
