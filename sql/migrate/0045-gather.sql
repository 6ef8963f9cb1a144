-- So many bytes of words are gathered in memory before they are written as a piece: what one transaction of the
-- housekeeper takes in (16,000 comments) makes one piece, not several. SQLite's own is one million.
INSERT INTO search (search, rank) VALUES ('hashsize', 8000000);
-- And never are all pieces of a level merged at once, which a post would wait for: some do with each write.
INSERT INTO search (search, rank) VALUES ('crisismerge', 1000);
