-- How many posts a ban has stopped, or would have in shadow, and when it did last (NULL: never).
ALTER TABLE ban ADD COLUMN hits INTEGER NOT NULL DEFAULT 0 CHECK (hits >= 0);
ALTER TABLE ban ADD COLUMN hit INTEGER;
