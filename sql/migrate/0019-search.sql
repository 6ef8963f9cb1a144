-- What moderators search in: the words of texts and names (base/terms.h), behind the reader's back.

-- Numbers of comments by word, and nothing else: no text stands in it a second time. To take a row away, FTS5 wants the
-- very words that were put in, which are those of the comment as long as it stands; so a write that changes a text takes
-- the old words away itself (store/store_search.h). What puts them in is the housekeeper alone.
CREATE VIRTUAL TABLE search USING fts5(words, content='', columnsize=0, detail=none, tokenize='ascii');

-- Comments up to `upto` are in it, but for those that are due (again) and those that are erased. `stale`: what was taken
-- away still stands in its older pages, until they have been merged.
CREATE TABLE search_stand (
	upto INTEGER NOT NULL,
	stale INTEGER NOT NULL CHECK (stale IN (0, 1))
) STRICT;
INSERT INTO search_stand (upto, stale) VALUES (0, 0);
CREATE TABLE search_due (
	comment INTEGER PRIMARY KEY REFERENCES comment (id)
) STRICT;
