-- Two more modes. A CHECK cannot be changed in place; what refers to a thread lets no new table take its place, but a
-- new column takes the old one's.
ALTER TABLE thread ADD COLUMN mode_new TEXT NOT NULL DEFAULT 'open'
	CHECK (mode_new IN ('open', 'premoderated', 'slow', 'closed', 'readonly'));
UPDATE thread SET mode_new = mode;
ALTER TABLE thread DROP COLUMN mode;
ALTER TABLE thread RENAME COLUMN mode_new TO mode;
