-- What of a writer's, or in an article, was refused: few rows, and every post asks for them. Without these it read the
-- rows of three hundred comments to count them.
CREATE INDEX comment_refused_author ON comment (author, created) WHERE state IN ('rejected', 'spam');
CREATE INDEX comment_refused_chain ON comment (chain, created) WHERE state IN ('rejected', 'spam');
CREATE INDEX comment_refused_thread ON comment (thread, created) WHERE state IN ('rejected', 'spam');
