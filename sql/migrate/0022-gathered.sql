-- Taking erased words out of the search's pages comes to its end while others write. `gathered`: all pieces that stood
-- there are being merged into one; what is taken out meanwhile is `stale` again, for the next time.
ALTER TABLE search_stand ADD COLUMN gathered INTEGER NOT NULL DEFAULT 0 CHECK (gathered IN (0, 1));

-- A merge that has begun goes on however few its pieces are (sqlite.org/fts5.html, "The 'usermerge' option").
INSERT INTO search (search, rank) VALUES ('usermerge', 2);
