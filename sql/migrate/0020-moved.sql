-- The addresses that articles have left: they lead to where the article is now (flow/thread.h, thread_move).

CREATE TABLE thread_moved (
	site INTEGER NOT NULL REFERENCES site (id),
	page TEXT NOT NULL CHECK (length(CAST(page AS BLOB)) BETWEEN 1 AND 2048),
	thread INTEGER NOT NULL REFERENCES thread (id),
	moved INTEGER NOT NULL,
	PRIMARY KEY (site, page)
) STRICT;
CREATE INDEX thread_moved_to ON thread_moved (thread);
