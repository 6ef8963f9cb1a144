-- An index of SQLite ends with the number of the row, which is the id: named as a column it stood there twice. Four of
-- these have an entry for every comment, or nearly; of two that would serve, SQLite takes the younger one.
DROP INDEX comment_toxic;
CREATE INDEX comment_toxic ON comment (site, state, toxicity);
DROP INDEX comment_state;
CREATE INDEX comment_state ON comment (site, state);
DROP INDEX comment_newest;
CREATE INDEX comment_newest ON comment (thread) WHERE state = 'approved';
DROP INDEX comment_best;
CREATE INDEX comment_best ON comment (thread, best) WHERE parent IS NULL AND (state = 'approved' OR replied = 1);
DROP INDEX comment_pinned;
CREATE INDEX comment_pinned ON comment (thread) WHERE (marks & 4) <> 0;
