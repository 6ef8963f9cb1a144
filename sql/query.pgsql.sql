-- The few statements that PostgreSQL needs in other words; same names, roles and arguments as in
-- query.sql. (The bytes of an empty order key are a typed literal there.)

-- @stmt COMMENT_ADD write
-- @roles visitor moderator console
-- @args site:int thread:int parent:int? author:int? chain:int? name:text url:text body:text masked:text? state:text now:int action:text score:real toxicity:real versions:text rules:text voter:blob? post_key:blob? post_body:blob?
INSERT INTO comment (site, thread, parent, author, chain, order_key, name, url, body, masked, state, created,
		action, score, toxicity, versions, rules, voter, post_key, post_body)
	VALUES (:site, :thread, :parent, :author, :chain, '\x'::bytea, :name, :url, :body, :masked, :state, :now,
		:action, :score, :toxicity, :versions, :rules, :voter, :post_key, :post_body)
	ON CONFLICT (site, post_key) WHERE post_key IS NOT NULL DO NOTHING
	RETURNING id;

-- @stmt AUTHOR_FREE_ID read
-- @roles console
-- @args
SELECT nextval(pg_get_serial_sequence('author', 'id'));

-- @stmt COMMENT_FREE_ID read
-- @roles console
-- @args
SELECT nextval(pg_get_serial_sequence('comment', 'id'));
