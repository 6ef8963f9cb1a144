-- Queues ordered by score and by reports: an index of what waits, two of what is reported; what is published at once
-- costs none of them.
ALTER TABLE comment ADD COLUMN reports INTEGER NOT NULL DEFAULT 0;
UPDATE comment SET reports = (SELECT count(*) FROM report WHERE comment = comment.id AND decision IS NULL)
	WHERE (marks & 1) <> 0;
CREATE INDEX comment_score ON comment (site, score, id) WHERE state = 'pending';
CREATE INDEX comment_reported_score ON comment (site, score, id) WHERE (marks & 1) <> 0;
CREATE INDEX comment_reported_most ON comment (site, reports, id) WHERE (marks & 1) <> 0;
