-- The orders of a thread: what readers think of a comment, and which branches there are.

ALTER TABLE comment ADD COLUMN up INTEGER NOT NULL DEFAULT 0 CHECK (up >= 0);
ALTER TABLE comment ADD COLUMN down INTEGER NOT NULL DEFAULT 0 CHECK (down >= 0);
-- Of up and down, written with them: thread_rank() of flow/thread.c.
ALTER TABLE comment ADD COLUMN best REAL NOT NULL DEFAULT 0;
-- 1: a comment at the top that has, or had, replies. It holds their place when it is gone itself.
ALTER TABLE comment ADD COLUMN replied INTEGER NOT NULL DEFAULT 0 CHECK (replied IN (0, 1));
UPDATE comment SET replied = 1 WHERE parent IS NULL AND id IN (SELECT parent FROM comment);
CREATE INDEX comment_best ON comment (thread, best, id) WHERE parent IS NULL AND (state = 'approved' OR replied = 1);
