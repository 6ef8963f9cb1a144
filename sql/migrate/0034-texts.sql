-- Texts that moderators change: who has replaced a text, why, and what readers saw of it, so that it can come back.

ALTER TABLE revision ADD COLUMN masked TEXT;          -- what readers saw of it where words are masked; NULL: the body
ALTER TABLE revision ADD COLUMN written INTEGER;      -- when it came; NULL: with the comment
ALTER TABLE revision ADD COLUMN changed_by TEXT NOT NULL DEFAULT ''; -- '': its writer
ALTER TABLE revision ADD COLUMN reason TEXT NOT NULL DEFAULT ''; -- one of those that readers report by; '': none
ALTER TABLE revision ADD COLUMN why TEXT NOT NULL DEFAULT '' CHECK (length(why) <= 1000);

ALTER TABLE decision ADD COLUMN text INTEGER;         -- the version that it made; NULL: it left the text as it was
