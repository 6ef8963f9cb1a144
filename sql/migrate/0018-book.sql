-- The book of who did what: its lines are linked to a chain, and the chain's end is signed (flow/audit.h).

-- Of which rules and lists a decision's verdict was: the comment's, at that time.
ALTER TABLE audit ADD COLUMN versions TEXT NOT NULL DEFAULT '';
-- Whom an erasure finds it by, where it is about a comment.
ALTER TABLE audit ADD COLUMN comment INTEGER;
UPDATE audit SET comment = CAST(substr(subject, 9) AS INTEGER) WHERE subject LIKE 'comment %' ESCAPE '!';
CREATE INDEX audit_comment ON audit (comment) WHERE comment IS NOT NULL;
CREATE INDEX audit_site ON audit (site, id);
CREATE INDEX audit_subject ON audit (subject);
CREATE INDEX audit_cut ON audit (subject) WHERE verb = 'retention.audit';

-- One link a line, in the order of commit, added by the housekeeper. Of the line's detail a digest is linked, salted
-- so that it tells nothing of the detail: where that was taken away (keep.audit, an erasure), salt is NULL, and the
-- rest still holds.
CREATE TABLE audit_link (
	place INTEGER PRIMARY KEY,      -- 1, 2, 3, …
	line INTEGER NOT NULL UNIQUE REFERENCES audit (id),
	salt BLOB CHECK (length(salt) = 16),
	detail BLOB NOT NULL CHECK (length(detail) = 32),
	hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE audit_head (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	place INTEGER NOT NULL,
	hash BLOB NOT NULL CHECK (length(hash) = 32),
	made INTEGER NOT NULL,
	link INTEGER NOT NULL,          -- of the key file, 0 the oldest: whose key signed
	signature BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;
