-- What was said upon a comment is found by it, whatever kind it is: an export asks for all of it, in the order of
-- comments.
DROP INDEX remark_comment;
CREATE INDEX remark_comment ON remark (comment);
