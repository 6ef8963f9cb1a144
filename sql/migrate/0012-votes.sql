-- What readers think of comments, one vote for each comment and network address.

-- The address is a MAC for its article alone (flow/vote.c), and after a while (setting address.life) it is NULL: then
-- the vote still counts, and nobody can say whose it was. comment.up and comment.down are the sums of these rows.
CREATE TABLE vote (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	comment INTEGER NOT NULL REFERENCES comment (id),
	voter BLOB CHECK (length(voter) = 32),
	value INTEGER NOT NULL CHECK (value IN (-1, 1)),
	made INTEGER NOT NULL,
	UNIQUE (comment, voter)
) STRICT;
CREATE INDEX vote_kept ON vote (made) WHERE voter IS NOT NULL;

-- The same of the comment itself: nobody votes on their own.
ALTER TABLE comment ADD COLUMN voter BLOB CHECK (length(voter) = 32);
CREATE INDEX comment_voter_kept ON comment (created) WHERE voter IS NOT NULL;
