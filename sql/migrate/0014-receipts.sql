-- What programs were answered that sent an Idempotency-Key: the same request is answered the same, also after a crash.

-- key is a MAC of the program's key, body one of the whole request. status 0: it is being done, or was when the
-- process died; it is then done again, which changes nothing (votes, reports, edits and withdrawals are such). Of a
-- comment the row is written with it, and answer is its first state. Nothing here is secret or personal. A day later
-- it is gone (flow/receipt.h).
CREATE TABLE receipt (
	site INTEGER NOT NULL REFERENCES site (id),
	key BLOB NOT NULL CHECK (length(key) = 24),
	body BLOB NOT NULL CHECK (length(body) = 32),
	made INTEGER NOT NULL,
	status INTEGER NOT NULL,
	etag TEXT NOT NULL,
	answer TEXT NOT NULL,
	PRIMARY KEY (site, key)
) STRICT;
CREATE INDEX receipt_made ON receipt (made);
