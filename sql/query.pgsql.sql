-- The few statements that PostgreSQL needs in other words; same names, roles and arguments as in
-- query.sql. (The bytes of an empty order key are a typed literal there.)

-- @stmt AUTHOR_FREE_ID read
-- @roles console
-- @args
SELECT nextval(pg_get_serial_sequence('author', 'id'));

-- @stmt COMMENT_FREE_ID read
-- @roles visitor moderator console
-- @args
SELECT nextval(pg_get_serial_sequence('comment', 'id'));

-- @stmt SEARCH_LIST read
-- @roles moderator console
-- @args site:int words:text before:int limit:int
SELECT c.id, c.thread, c.parent, c.author, c.order_key, c.name, c.url, c.body, c.state, c.marks, c.generation,
		c.created, c.decided, c.score, c.note, t.page, t.title, a.id_hash, p.name, c.toxicity, c.version
	FROM search s JOIN comment c ON c.id = s.rowid JOIN thread t ON t.id = c.thread
		LEFT JOIN author a ON a.id = c.author LEFT JOIN comment p ON p.id = c.parent
	WHERE s.words @@ replace(replace(:words, ' AND ', ' & '), ' OR ', ' | ')::tsquery AND s.rowid < :before AND c.site = :site
	ORDER BY s.rowid DESC LIMIT :limit;

-- @stmt SEARCH_ADD write
-- @roles keeper
-- @args id:int words:text
INSERT INTO search (rowid, words) VALUES (:id, array_to_tsvector(string_to_array(:words, ' ')));

-- @stmt SEARCH_DROP write
-- @roles visitor moderator console keeper
-- @args id:int words:text
DELETE FROM search WHERE rowid = :id AND :words <> '';

-- PostgreSQL takes away what was deleted by itself.
-- @stmt SEARCH_MERGE write
-- @roles keeper
-- @args pages:int
UPDATE search_stand SET stale = 0 WHERE :pages = 0;

-- @stmt SEARCH_PIECES read
-- @roles keeper
-- @args
SELECT 0::bigint;

-- @stmt SEARCH_MERGE_OF write
-- @roles keeper
-- @args pieces:int
UPDATE search_stand SET stale = stale WHERE :pieces = 0;

-- @stmt SEARCH_UPTO write
-- @roles keeper
-- @args upto:int
UPDATE search_stand SET upto = :upto;

-- @stmt SEARCH_SPOIL write
-- @roles visitor console keeper
-- @args id:int
UPDATE search_stand SET stale = 1 WHERE stale = 0 AND upto >= :id;

-- @stmt SEARCH_CHANGES read
-- @roles keeper
-- @args
SELECT 0::bigint;

-- What is no number is no error there.
-- @stmt IMPORTED_WAITING_THREAD read
-- @roles console
-- @args source:int after:int
SELECT c.thread, i.comment FROM imported i JOIN comment c ON c.id = i.comment
	WHERE i.source = :source AND i.parent IS NOT NULL AND i.comment > :after
		AND (EXISTS (SELECT 1 FROM imported p WHERE p.source = :source AND p.old = i.parent)
			OR EXISTS (SELECT 1 FROM comment o WHERE o.id = CASE WHEN i.parent ~ '^[1-9][0-9]{0,17}$' THEN CAST(i.parent AS BIGINT) END
				AND CAST(o.id AS TEXT) = i.parent AND o.origin = :source))
	ORDER BY i.comment LIMIT 1;

-- @stmt IMPORTED_WAITING read
-- @roles console
-- @args source:int thread:int
SELECT i.comment, coalesce(p.comment, o.id) FROM imported i JOIN comment c ON c.id = i.comment
		LEFT JOIN imported p ON p.source = :source AND p.old = i.parent
		LEFT JOIN comment o ON o.id = CASE WHEN i.parent ~ '^[1-9][0-9]{0,17}$' THEN CAST(i.parent AS BIGINT) END AND CAST(o.id AS TEXT) = i.parent
			AND o.origin = :source
	WHERE i.source = :source AND i.parent IS NOT NULL AND c.thread = :thread
		AND coalesce(p.comment, o.id) IS NOT NULL
	ORDER BY i.comment;

-- @stmt IMPORTED_FOUND write
-- @roles console
-- @args source:int thread:int
UPDATE imported SET parent = NULL
	WHERE source = :source AND parent IS NOT NULL
		AND comment IN (SELECT id FROM comment WHERE thread = :thread)
		AND (EXISTS (SELECT 1 FROM imported p WHERE p.source = :source AND p.old = imported.parent)
			OR EXISTS (SELECT 1 FROM comment o WHERE o.id = CASE WHEN imported.parent ~ '^[1-9][0-9]{0,17}$' THEN CAST(imported.parent AS BIGINT) END
				AND CAST(o.id AS TEXT) = imported.parent AND o.origin = :source));
