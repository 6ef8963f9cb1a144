-- The errands of a comment that is erased: there are many where the mail server is away for long.
CREATE INDEX outbox_subject ON outbox (subject) WHERE kind IN ('waiting', 'appeal');
