-- Acts of one press: many decisions, and the bans set with them. They are undone as one.
CREATE TABLE batch (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	site INTEGER NOT NULL REFERENCES site (id),
	account INTEGER NOT NULL,       -- 0: the command line
	made INTEGER NOT NULL,
	undone INTEGER                  -- NULL: it stands
) STRICT;
ALTER TABLE decision ADD COLUMN batch INTEGER REFERENCES batch (id);
ALTER TABLE ban ADD COLUMN batch INTEGER REFERENCES batch (id);
CREATE INDEX decision_batch ON decision (batch, id) WHERE batch IS NOT NULL;
CREATE INDEX ban_batch ON ban (batch) WHERE batch IS NOT NULL;
