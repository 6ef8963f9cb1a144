-- What of a writer's, or in an article, was refused: few rows, and every post asks for them. Without these it read the
-- rows of three hundred comments to count them.
CREATE INDEX comment_refused_author ON comment (author, created) WHERE state IN ('rejected', 'spam');
CREATE INDEX comment_refused_chain ON comment (chain, created) WHERE state IN ('rejected', 'spam');
CREATE INDEX comment_refused_thread ON comment (thread, created) WHERE state IN ('rejected', 'spam');

-- An IN of more than two words is a table of its own to SQLite, made for each row that is written.
DROP INDEX comment_refused_kept;
CREATE INDEX comment_refused_kept ON comment (coalesce(decided, created))
	WHERE erased IS NULL AND (state = 'rejected' OR state = 'spam' OR state = 'deleted');
