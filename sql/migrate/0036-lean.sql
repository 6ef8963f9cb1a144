-- What an import writes for each comment, and each post, too.

-- By the writer, in the order of ids: what a look-up asks of a writer's newest comments stands in their rows. With
-- their times and states in it, the index was met at as many places, was three times as big, and held up an import more
-- than anything else did.
DROP INDEX comment_author;
CREATE INDEX comment_author ON comment (author) WHERE author IS NOT NULL;

-- Of what the classifier has seen; what came from elsewhere it has not.
DROP INDEX comment_toxic;
CREATE INDEX comment_toxic ON comment (site, state, toxicity) WHERE toxicity >= 0;
