-- How many keys of the key file the hashes of authors and bans have been through. While a rotation is under way, those
-- up to these rows are one key further. One row.
CREATE TABLE key_chain (
	links INTEGER NOT NULL,
	author INTEGER NOT NULL,
	ban INTEGER NOT NULL
) STRICT;
INSERT INTO key_chain (links, author, ban) VALUES (1, 0, 0);
