-- What a state may be, two words at a time: of more, SQLite makes a table of its own for each look, with every insert
-- and every decision; that was a fifth of a post's work in the writer. What is stored stays as it is, so the text of the
-- schema is changed and not a row (sqlite.org/lang_altertable.html, section 7). A connection of another program reads
-- the schema anew when a table has come or gone.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql,
		'''approved'', ''rejected'', ''spam'', ''deleted'', ''withdrawn''',
		'''approved'') OR state IN (''rejected'', ''spam'') OR state IN (''deleted'', ''withdrawn''')
	WHERE type = 'table' AND name = 'comment';
PRAGMA writable_schema = RESET;
CREATE TABLE reread (id INTEGER PRIMARY KEY) STRICT;
DROP TABLE reread;
