-- The network that a comment came from, as one tag for the whole site (flow/vote.h): of whoever writes from one address
-- under many names the card tells as long as the tag is kept (setting address.life). It takes the place of a MAC for
-- the article alone, which was four times as long; nobody votes on their own comment from that network either.
DROP INDEX comment_voter_kept;
ALTER TABLE comment DROP COLUMN voter;
ALTER TABLE comment ADD COLUMN network BLOB CHECK (length(network) = 8);
CREATE INDEX comment_network_kept ON comment (created) WHERE network IS NOT NULL;
CREATE INDEX comment_network ON comment (network) WHERE network IS NOT NULL;
