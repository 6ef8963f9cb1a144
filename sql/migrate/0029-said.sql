-- What the newsroom says above an article's comments, and above their form.
ALTER TABLE thread ADD COLUMN announcement TEXT NOT NULL DEFAULT '';
ALTER TABLE thread ADD COLUMN rules TEXT NOT NULL DEFAULT '';
