-- How hurtful the classifier takes a comment for, from 0 to 1, when it came in: a queue can be ordered by it, nothing
-- is decided by it. -1: it was not asked.
ALTER TABLE comment ADD COLUMN toxicity REAL NOT NULL DEFAULT -1 CHECK (toxicity BETWEEN -1 AND 1);
CREATE INDEX comment_toxic ON comment (site, state, toxicity, id);
