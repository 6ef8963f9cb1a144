-- The card that a moderator reads, so that two do not read the same: of a session, and gone with it.
ALTER TABLE session ADD COLUMN claim INTEGER; -- a comment; NULL: none
ALTER TABLE session ADD COLUMN claim_until INTEGER;
CREATE INDEX session_claim ON session (claim) WHERE claim IS NOT NULL;
