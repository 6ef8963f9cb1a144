-- Every statement of the house. C names them, never writes them.
--
--   -- @stmt NAME read|write     becomes STMT_NAME
--   -- @roles …                  who may run it (store/db.h): visitor moderator console keeper
--   -- @args name:type …         int text blob real; a trailing ? allows NULL. Written :name below
--
-- Portable subset: times and defaults are arguments, no now(), RETURNING and ON CONFLICT allowed. What
-- PostgreSQL needs otherwise stands in query.pgsql.sql under the same name.

-- ---- sites ----------------------------------------------------------------------------------------

-- @stmt SITE_ADD write
-- @roles console keeper
-- @args name:text now:int
INSERT INTO site (name, created) VALUES (:name, :now) ON CONFLICT (name) DO NOTHING;

-- @stmt SITE_FIND read
-- @roles visitor moderator console keeper
-- @args name:text
SELECT id FROM site WHERE name = :name;

-- ---- threads --------------------------------------------------------------------------------------

-- By its address, or by one that it has left.
-- @stmt THREAD_FIND read
-- @roles visitor moderator console
-- @args site:int page:text
SELECT id, title, published, lang, author, mode, approved, storm, storm_until, created, page, announcement, rules
	FROM thread WHERE site = :site AND page = :page
	UNION ALL
	SELECT t.id, t.title, t.published, t.lang, t.author, t.mode, t.approved, t.storm, t.storm_until, t.created, t.page,
		t.announcement, t.rules
	FROM thread_moved m JOIN thread t ON t.id = m.thread WHERE m.site = :site AND m.page = :page
	LIMIT 1;

-- @stmt THREAD_MODE_OF read
-- @roles visitor moderator console
-- @args site:int page:text
SELECT id, mode FROM thread WHERE site = :site AND page = :page;

-- No row: it has moved.
-- @stmt THREAD_ENSURE write
-- @roles visitor console
-- @args site:int page:text now:int
INSERT INTO thread (site, page, created) SELECT :site, :page, :now
	WHERE NOT EXISTS (SELECT 1 FROM thread_moved WHERE site = :site AND page = :page)
	ON CONFLICT (site, page) DO UPDATE SET page = excluded.page
	RETURNING id, mode;

-- @stmt THREAD_PUT write
-- @roles console
-- @args site:int page:text title:text published:int? lang:text author:text source:text now:int
INSERT INTO thread (site, page, title, published, lang, author, source, created)
	VALUES (:site, :page, :title, :published, :lang, :author, :source, :now)
	ON CONFLICT (site, page) DO UPDATE SET title = excluded.title, published = excluded.published,
		lang = excluded.lang, author = excluded.author, source = excluded.source;

-- The plus: see COMMENT_LIST_ALL.
-- Made if it is new: a moderator may close what nobody has commented on.
-- @stmt THREAD_MODE write
-- @roles moderator console
-- @args site:int page:text mode:text now:int
INSERT INTO thread (site, page, mode, created) VALUES (:site, :page, :mode, :now)
	ON CONFLICT (site, page) DO UPDATE SET mode = excluded.mode
	RETURNING id;

-- What the newsroom says above its comments and above the form.
-- @stmt THREAD_SAY write
-- @roles moderator console
-- @args site:int page:text announcement:text rules:text now:int
INSERT INTO thread (site, page, announcement, rules, created) VALUES (:site, :page, :announcement, :rules, :now)
	ON CONFLICT (site, page) DO UPDATE SET announcement = excluded.announcement, rules = excluded.rules
	RETURNING id;

-- @stmt THREAD_USED read
-- @roles moderator console
-- @args thread:int
SELECT EXISTS (SELECT 1 FROM comment WHERE thread = :thread);

-- What a row without comments says of the article, the one that takes its place says, too.
-- @stmt THREAD_ADOPT write
-- @roles moderator console
-- @args thread:int bare:int
UPDATE thread SET title = CASE WHEN b.title = '' THEN thread.title ELSE b.title END,
		published = coalesce(b.published, thread.published),
		lang = CASE WHEN b.lang = '' THEN thread.lang ELSE b.lang END,
		author = CASE WHEN b.author = '' THEN thread.author ELSE b.author END,
		source = CASE WHEN b.source = '' THEN thread.source ELSE b.source END
	FROM thread b WHERE thread.id = :thread AND b.id = :bare;

-- @stmt THREAD_MOVED_LEAD write
-- @roles moderator console
-- @args thread:int bare:int
UPDATE thread_moved SET thread = :thread WHERE thread = :bare;

-- @stmt THREAD_DROP write
-- @roles moderator console
-- @args thread:int
DELETE FROM thread WHERE id = :thread;

-- @stmt THREAD_MOVED_DROP write
-- @roles moderator console
-- @args site:int page:text
DELETE FROM thread_moved WHERE site = :site AND page = :page;

-- @stmt THREAD_MOVED_ADD write
-- @roles moderator console
-- @args site:int page:text thread:int now:int
INSERT INTO thread_moved (site, page, thread, moved) VALUES (:site, :page, :thread, :now);

-- @stmt THREAD_PAGE write
-- @roles moderator console
-- @args thread:int page:text
UPDATE thread SET page = :page WHERE id = :thread;

-- @stmt THREAD_LIST read
-- @roles moderator console
-- @args site:int after:int limit:int
SELECT id, page, title, published, lang, author, source, mode, approved, storm, storm_until, storm_why, storm_began,
		announcement, rules FROM thread WHERE +site = :site AND id > :after ORDER BY id LIMIT :limit;

-- The newest first, for the desk.
-- @stmt THREAD_SEARCH read
-- @roles moderator console
-- @args site:int before:int mode:text part:text limit:int
SELECT id, page, title, published, lang, author, source, mode, approved, storm, storm_until, storm_why, storm_began,
		announcement, rules FROM thread WHERE +site = :site AND id < :before AND (:mode = '' OR mode = :mode)
	AND (:part = '' OR lower(page) LIKE lower(:part) ESCAPE '!' OR lower(title) LIKE lower(:part) ESCAPE '!')
	ORDER BY id DESC LIMIT :limit;

-- Of one article lately: how many comments, and how many of them nobody is to see.
-- @stmt THREAD_BURST read
-- @roles visitor console
-- @args thread:int since:int most:int
SELECT (SELECT count(*) FROM (SELECT created FROM comment WHERE thread = :thread AND created > :since
		LIMIT :most) AS burst),
	(SELECT count(*) FROM (SELECT created FROM comment WHERE thread = :thread AND created > :since
		AND state IN ('rejected', 'spam') LIMIT :most) AS refused);

-- Only one of two posts at once begins it.
-- @stmt THREAD_STORM write
-- @roles visitor console
-- @args thread:int storm:text now:int until:int why:text
UPDATE thread SET storm = :storm, storm_began = :now, storm_until = :until, storm_why = :why
	WHERE id = :thread AND (storm_until IS NULL OR storm_until <= :now) RETURNING id;

-- Before its time, which is then over: what was posted in it does not begin the next one.
-- @stmt THREAD_STORM_END write
-- @roles moderator console
-- @args site:int thread:int now:int
UPDATE thread SET storm_until = :now WHERE site = :site AND id = :thread AND storm_until > :now RETURNING id;

-- @stmt THREAD_STORMS read
-- @roles moderator console
-- @args site:int now:int limit:int
SELECT id, page, title, published, lang, author, source, mode, approved, storm, storm_until, storm_why, storm_began,
		announcement, rules FROM thread WHERE site = :site AND storm_until > :now ORDER BY storm_until DESC LIMIT :limit;

-- @stmt THREAD_COUNT write
-- @roles visitor moderator console keeper
-- @args thread:int delta:int
UPDATE thread SET approved = approved + :delta WHERE id = :thread;

-- ---- authors --------------------------------------------------------------------------------------

-- @stmt AUTHOR_FIND read
-- @roles visitor console
-- @args site:int id_hash:blob
SELECT id FROM author WHERE site = :site AND id_hash = :id_hash;

-- Known or new, this and AUTHOR_FIND: no step more says which. The key that bans are made with may have changed.
-- @stmt AUTHOR_ENSURE write
-- @roles visitor console
-- @args site:int id_hash:blob ban_hash:blob avatar:blob now:int
INSERT INTO author (site, id_hash, ban_hash, avatar, created)
	VALUES (:site, :id_hash, :ban_hash, :avatar, :now)
	ON CONFLICT (site, id_hash) DO UPDATE SET ban_hash = excluded.ban_hash WHERE author.ban_hash <> excluded.ban_hash;

-- An address that another article has, or has left, stays that one's.
-- @stmt THREAD_WAS_IMPORT write
-- @roles console
-- @args site:int page:text thread:int now:int
INSERT INTO thread_moved (site, page, thread, moved) SELECT :site, :page, :thread, :now
	WHERE NOT EXISTS (SELECT 1 FROM thread WHERE site = :site AND page = :page)
	ON CONFLICT (site, page) DO NOTHING;

-- The number behind all that were ever given.
-- @stmt AUTHOR_FREE_ID read
-- @roles console
-- @args
SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'author'), 0) + 1;

-- By state: how many of the newest, and how many of those since then.
-- @stmt AUTHOR_HISTORY read
-- @roles visitor moderator console
-- @args author:int since:int most:int
SELECT state, count(*), count(CASE WHEN created >= :since THEN 1 END)
	FROM (SELECT state, created FROM comment WHERE author = :author ORDER BY id DESC LIMIT :most) AS newest
	GROUP BY state;

-- The same of one writer by the status links that came with the comments.
-- @stmt CHAIN_LATELY read
-- @roles visitor console
-- @args chain:int since:int most:int
SELECT state, count(*), count(CASE WHEN created >= :since THEN 1 END)
	FROM (SELECT state, created FROM comment WHERE id = :chain
		UNION ALL
		SELECT state, created FROM (SELECT state, created FROM comment WHERE chain = :chain
			ORDER BY id DESC LIMIT :most) AS later) AS newest
	GROUP BY state;

-- What a verdict asks of a writer, and no more of it: what was refused since then, and whether there are as many
-- that were approved as it wants, among the newest. The second is asked of a chain, whose first comment counts.
-- @stmt AUTHOR_REFUSED read
-- @roles visitor
-- @args author:int since:int most:int
SELECT count(*) FROM (SELECT created FROM comment WHERE author = :author AND created >= :since
	AND state IN ('rejected', 'spam') LIMIT :most) AS refused;

-- @stmt CHAIN_REFUSED read
-- @roles visitor
-- @args chain:int since:int most:int
SELECT (SELECT count(*) FROM comment WHERE id = :chain AND created >= :since AND state IN ('rejected', 'spam'))
	+ (SELECT count(*) FROM (SELECT created FROM comment WHERE chain = :chain AND created >= :since
		AND state IN ('rejected', 'spam') LIMIT :most) AS refused);

-- @stmt CHAIN_APPROVED read
-- @roles visitor
-- @args chain:int newest:int most:int
SELECT (SELECT count(*) FROM comment WHERE id = :chain AND state = 'approved')
	+ (SELECT count(*) FROM (SELECT state FROM (SELECT state FROM comment WHERE chain = :chain
		ORDER BY id DESC LIMIT :newest) AS newest WHERE state = 'approved' LIMIT :most) AS approved);

-- @stmt CHAIN_FIND read
-- @roles visitor console
-- @args site:int id:int
SELECT author, chain, generation, created FROM comment WHERE site = :site AND id = :id;

-- @stmt AUTHOR_BANNED read
-- @roles moderator console
-- @args author:int now:int
SELECT b.id FROM author a JOIN ban b ON b.site = a.site AND b.kind = 'email' AND b.hash = a.ban_hash
	WHERE a.id = :author AND b.lifted IS NULL AND (b.expires IS NULL OR b.expires > :now)
	ORDER BY b.id LIMIT 1;

-- What a ban on the writer of a comment is made of, and what an edit is judged by.
-- @stmt AUTHOR_HASHES read
-- @roles visitor moderator console
-- @args site:int comment:int
SELECT a.id_hash, a.ban_hash FROM comment c JOIN author a ON a.id = c.author
	WHERE c.site = :site AND c.id = :comment;

-- ---- remarks about people ------------------------------------------------------------------------

-- No row: there is no such comment any more, or nobody whom it could be about.
-- @stmt REMARK_ADD write
-- @roles moderator console
-- @args site:int comment:int kind:text reason:text body:text asked:int account:int by:text now:int
INSERT INTO remark (site, author, comment, chain, kind, reason, body, asked, remains, account, set_by, made)
	SELECT c.site, c.author, c.id, coalesce(c.chain, c.id), :kind, :reason, :body, :asked, :asked, :account, :by, :now
	FROM comment c WHERE c.site = :site AND c.id = :comment AND c.erased IS NULL
		AND (c.author IS NOT NULL OR :kind = 'warning')
	RETURNING id;

-- A warning can be taken back for a time.
-- @stmt REMARK_UNDO write
-- @roles moderator console
-- @args site:int id:int since:int now:int
UPDATE remark SET undone = :now WHERE site = :site AND id = :id AND undone IS NULL
	AND (kind <> 'warning' OR made >= :since) RETURNING comment;

-- @stmt REMARK_GET read
-- @roles moderator console
-- @args site:int id:int
SELECT id, comment, kind, reason, body, asked, remains, set_by, made FROM remark
	WHERE site = :site AND id = :id AND undone IS NULL;

-- The newest that stand.
-- @stmt REMARK_LIST read
-- @roles moderator console
-- @args author:int limit:int
SELECT id, comment, kind, reason, body, asked, remains, set_by, made FROM remark
	WHERE author = :author AND undone IS NULL ORDER BY id DESC LIMIT :limit;

-- What the writer of a comment is warned of, upon this one or another of the same chain.
-- @stmt REMARK_WARNINGS read
-- @roles visitor moderator console
-- @args comment:int limit:int
SELECT id, comment, kind, reason, body, asked, remains, '', made FROM remark
	WHERE chain = (SELECT coalesce(chain, id) FROM comment WHERE id = :comment)
		AND kind = 'warning' AND undone IS NULL
	ORDER BY id DESC LIMIT :limit;

-- The oldest hold that is in force.
-- @stmt REMARK_HELD read
-- @roles visitor moderator console
-- @args author:int
SELECT id FROM remark WHERE author = :author AND remains > 0 AND undone IS NULL ORDER BY id LIMIT 1;

-- One of its comments has come. No row: it is over, or lifted.
-- @stmt REMARK_COUNT write
-- @roles visitor console
-- @args author:int
UPDATE remark SET remains = remains - 1 WHERE id = (SELECT min(id) FROM remark
	WHERE author = :author AND remains > 0 AND undone IS NULL);

-- ---- the person behind a comment, for its card ----------------------------------------------------

-- Of the newest ones.
-- @stmt PERSON_VOTES read
-- @roles moderator console
-- @args author:int most:int
SELECT up, down FROM comment WHERE author = :author ORDER BY id DESC LIMIT :most;

-- @stmt PERSON_NAMES read
-- @roles moderator console
-- @args author:int but:text most:int limit:int
SELECT name FROM (SELECT name FROM comment WHERE author = :author ORDER BY id DESC LIMIT :most) AS newest
	WHERE name <> :but GROUP BY name ORDER BY count(*) DESC, name LIMIT :limit;

-- Who else wrote the newest from the network of a comment, its writer and nobody known as NULL; itself not among them.
-- @stmt PERSON_NEAR read
-- @roles moderator console
-- @args site:int comment:int limit:int
SELECT nullif(n.author, c.author), n.id FROM comment c JOIN comment n ON n.network = c.network
	WHERE c.site = :site AND c.id = :comment AND n.id <> c.id AND n.site = c.site
	ORDER BY n.id DESC LIMIT :limit;

-- The newest of these that are not its writer's, none older than `oldest`. What somebody has taken back has no card.
-- @stmt PERSON_NEAR_NEWEST read
-- @roles moderator console
-- @args site:int comment:int oldest:int limit:int
SELECT n.id, n.name, n.state, n.created, t.page, t.title
	FROM comment c JOIN comment n ON n.network = c.network JOIN thread t ON t.id = n.thread
	WHERE c.site = :site AND c.id = :comment AND n.id <> c.id AND n.site = c.site AND n.id >= :oldest
		AND (n.author = c.author) IS NOT TRUE AND n.state <> 'withdrawn'
	ORDER BY n.id DESC LIMIT :limit;

-- @stmt PERSON_BANS read
-- @roles moderator console
-- @args author:int limit:int
SELECT b.id, b.kind, b.target, b.reason, b.note, b.created, b.expires, b.lifted, b.set_by, b.shadow, b.hits, b.hit
	FROM author a JOIN ban b ON b.site = a.site AND b.kind = 'email' AND b.hash = a.ban_hash
	WHERE a.id = :author ORDER BY b.id DESC LIMIT :limit;

-- What a ban on the person would have stopped, as far as it is shown or waits: all spellings of the address.
-- @stmt PERSON_POSTS read
-- @roles moderator console
-- @args site:int ban_hash:blob limit:int
SELECT c.id, c.thread, c.parent, c.author, c.order_key, c.name, c.url, c.body, c.state, c.marks, c.generation,
		c.created, c.decided, c.score, c.note, t.page, t.title, a.id_hash, p.name, c.toxicity, c.version
	FROM author a CROSS JOIN comment c JOIN thread t ON t.id = c.thread LEFT JOIN comment p ON p.id = c.parent
	WHERE a.site = :site AND a.ban_hash = :ban_hash AND c.author = a.id AND c.state IN ('pending', 'approved')
	ORDER BY c.id DESC LIMIT :limit;

-- ---- comments -------------------------------------------------------------------------------------

-- @stmt COMMENT_ADD write
-- @roles visitor moderator console
-- @args id:int order_key:blob site:int thread:int parent:int? author:int? chain:int? name:text url:text body:text masked:text? state:text now:int action:text score:real toxicity:real versions:text rules:text network:blob? post_key:blob? post_body:blob?
INSERT INTO comment (id, site, thread, parent, author, chain, order_key, name, url, body, masked, state, created,
		action, score, toxicity, versions, rules, network, post_key, post_body)
	VALUES (:id, :site, :thread, :parent, :author, :chain, :order_key, :name, :url, :body, :masked, :state, :now,
		:action, :score, :toxicity, :versions, :rules, :network, :post_key, :post_body);

-- 32 is the mark "staff". Decided by who wrote it, so that an undo finds it as it was made.
-- @stmt COMMENT_STAFF write
-- @roles moderator
-- @args id:int account:int now:int by:text
UPDATE comment SET marks = marks | 32, staff = :account, decided = :now, decided_by = :by WHERE id = :id;

-- The parent of a reply: only a comment that is shown, in the same article.
-- @stmt COMMENT_PARENT read
-- @roles visitor moderator console
-- @args site:int page:text id:int
SELECT c.order_key, c.name FROM comment c JOIN thread t ON t.id = c.thread
	WHERE c.site = :site AND c.id = :id AND c.state = 'approved' AND t.page = :page;

-- @stmt COMMENT_BY_POST_KEY read
-- @roles visitor moderator console
-- @args site:int post_key:blob since:int
SELECT c.id, c.post_body, coalesce(r.answer, c.state), c.generation, c.created
	FROM comment c LEFT JOIN receipt r ON r.site = c.site AND r.key = c.post_key
	WHERE c.site = :site AND c.post_key = :post_key AND c.created >= :since;

-- @stmt COMMENT_POST_KEY_EXPIRE write
-- @roles visitor moderator console
-- @args site:int post_key:blob before:int
UPDATE comment SET post_key = NULL, post_body = NULL
	WHERE site = :site AND post_key = :post_key AND created < :before;

-- A key of our own making has 32 bytes, a script's 24, and holds longer.
-- @stmt COMMENT_POST_KEYS_SWEEP write
-- @roles keeper console
-- @args before:int keyed_before:int
UPDATE comment SET post_key = NULL, post_body = NULL
	WHERE post_key IS NOT NULL AND created < :before AND (length(post_key) = 32 OR created < :keyed_before);

-- What the memory of texts is filled with, of all sites.
-- @stmt COMMENT_TEXTS read
-- @roles keeper
-- @args low:int high:int since:int
SELECT id, site, thread, author, body, state, decided, created, name FROM comment
	WHERE id >= :low AND id < :high AND created >= :since AND state NOT IN ('deleted', 'withdrawn')
	ORDER BY id DESC;

-- @stmt COMMENT_NEXT_ID read
-- @roles keeper
-- @args
SELECT coalesce(max(id), 0) + 1 FROM comment;

-- A part of a thread in display order: keys in [from, to). Of a parent that nobody sees no name is told. What
-- came from another system is also known by its name there.
-- @stmt COMMENT_SHOWN read
-- @roles visitor moderator console
-- @args thread:int from:blob to:blob limit:int
SELECT c.id, c.parent, c.author, c.order_key, c.name, c.url, coalesce(c.masked, c.body), c.marks, c.created, p.name,
		c.up, c.down, c.changed, coalesce(o.system, s.system),
		CASE WHEN o.system IS NULL THEN i.old ELSE CAST(c.id AS TEXT) END, c.chain
	FROM comment c LEFT JOIN comment p ON p.id = c.parent AND p.state = 'approved'
		LEFT JOIN import_source o ON o.id = c.origin AND o.system <> 'jsonl'
		LEFT JOIN imported i ON i.id = (SELECT min(m.id) FROM imported m WHERE m.comment = c.id)
		LEFT JOIN import_source s ON s.id = i.source AND s.system <> 'jsonl'
	WHERE c.thread = :thread AND c.state = 'approved' AND c.order_key >= :from AND c.order_key < :to
	ORDER BY c.order_key LIMIT :limit;

-- The newest that are shown, of a site or of one article.
-- @stmt COMMENT_FEED_SITE read
-- @roles visitor
-- @args site:int limit:int
SELECT c.id, c.parent, c.author, c.order_key, c.name, c.url, coalesce(c.masked, c.body), c.marks, c.created, p.name,
		c.up, c.down, c.changed, t.page, t.title
	FROM comment c JOIN thread t ON t.id = c.thread LEFT JOIN comment p ON p.id = c.parent AND p.state = 'approved'
	WHERE c.site = :site AND c.state = 'approved'
	ORDER BY c.id DESC LIMIT :limit;

-- @stmt COMMENT_FEED_THREAD read
-- @roles visitor
-- @args thread:int limit:int
SELECT c.id, c.parent, c.author, c.order_key, c.name, c.url, coalesce(c.masked, c.body), c.marks, c.created, p.name,
		c.up, c.down, c.changed, t.page, t.title
	FROM comment c JOIN thread t ON t.id = c.thread LEFT JOIN comment p ON p.id = c.parent AND p.state = 'approved'
	WHERE c.thread = :thread AND c.state = 'approved'
	ORDER BY c.id DESC LIMIT :limit;

-- The place of a comment, and its rank among the best.
-- @stmt COMMENT_KEY read
-- @roles visitor moderator console
-- @args thread:int id:int
SELECT order_key, best FROM comment WHERE thread = :thread AND id = :id;

-- Newest first: the last comment before a key tells the next branch.
-- @stmt COMMENT_KEY_BEFORE read
-- @roles visitor moderator console
-- @args thread:int key:blob
SELECT order_key FROM comment WHERE thread = :thread AND state = 'approved' AND order_key < :key
	ORDER BY order_key DESC LIMIT 1;

-- Best first: the comments at the top, whether they still stand or only once had replies.
-- @stmt COMMENT_BEST read
-- @roles visitor moderator console
-- @args thread:int best:real id:int limit:int
SELECT order_key FROM comment
	WHERE thread = :thread AND parent IS NULL AND (state = 'approved' OR replied = 1) AND (best, id) < (:best, :id)
	ORDER BY best DESC, id DESC LIMIT :limit;

-- Those at the top that stand first; 4 is the mark "pinned".
-- @stmt THREAD_PINS read
-- @roles visitor moderator console
-- @args thread:int limit:int
SELECT order_key FROM comment
	WHERE thread = :thread AND (marks & 4) <> 0 AND parent IS NULL AND state = 'approved'
	ORDER BY id LIMIT :limit;

-- For a permalink: how many comments stand before this key, and the one that is :skip before the nearest.
-- @stmt COMMENT_BEFORE_COUNT read
-- @roles visitor moderator console
-- @args thread:int key:blob
SELECT count(*) FROM comment WHERE thread = :thread AND state = 'approved' AND order_key < :key;

-- @stmt COMMENT_BEFORE read
-- @roles visitor moderator console
-- @args thread:int key:blob skip:int
SELECT id FROM comment WHERE thread = :thread AND state = 'approved' AND order_key < :key
	ORDER BY order_key DESC LIMIT 1 OFFSET :skip;

-- The first comment of the branch has a reply now: its place stays, whatever becomes of it.
-- @stmt COMMENT_REPLIED write
-- @roles visitor moderator console
-- @args id:int
UPDATE comment SET replied = 1 WHERE id = :id AND replied = 0;

-- @stmt COMMENT_VOTES write
-- @roles visitor console
-- @args site:int id:int up:int down:int best:real
UPDATE comment SET up = :up, down = :down, best = :best WHERE site = :site AND id = :id RETURNING thread;

-- One comment as its writer sees it in the article, whatever its state.
-- @stmt COMMENT_OWN read
-- @roles visitor
-- @args site:int id:int
SELECT c.id, c.parent, c.author, c.order_key, c.name, c.url, coalesce(c.masked, c.body), c.marks, c.created, p.name,
		c.up, c.down, c.changed, c.thread, c.state, c.chain
	FROM comment c LEFT JOIN comment p ON p.id = c.parent AND p.state = 'approved'
	WHERE c.site = :site AND c.id = :id;

-- One comment, whole. The columns of every statement that gives whole comments are these.
-- @stmt COMMENT_GET read
-- @roles visitor moderator console
-- @args site:int id:int
SELECT c.id, c.thread, c.parent, c.author, c.order_key, c.name, c.url, c.body, c.state, c.marks, c.generation,
		c.created, c.decided, c.score, c.note, t.page, t.title, a.id_hash, p.name, c.toxicity, c.version
	FROM comment c JOIN thread t ON t.id = c.thread LEFT JOIN author a ON a.id = c.author
		LEFT JOIN comment p ON p.id = c.parent
	WHERE c.site = :site AND c.id = :id;

-- @stmt COMMENT_LIST read
-- @roles moderator console
-- @args site:int state:text after:int limit:int
SELECT c.id, c.thread, c.parent, c.author, c.order_key, c.name, c.url, c.body, c.state, c.marks, c.generation,
		c.created, c.decided, c.score, c.note, t.page, t.title, a.id_hash, p.name, c.toxicity, c.version
	FROM comment c JOIN thread t ON t.id = c.thread LEFT JOIN author a ON a.id = c.author
		LEFT JOIN comment p ON p.id = c.parent
	WHERE c.site = :site AND c.state = :state AND c.id > :after
	ORDER BY c.id LIMIT :limit;

-- The plus, here and below, keeps SQLite from an index of the site, behind which it would sort all of the site for each
-- page: by id it reads the page, and what other sites have in between.
-- @stmt COMMENT_LIST_ALL read
-- @roles moderator console
-- @args site:int after:int limit:int
SELECT c.id, c.thread, c.parent, c.author, c.order_key, c.name, c.url, c.body, c.state, c.marks, c.generation,
		c.created, c.decided, c.score, c.note, t.page, t.title, a.id_hash, p.name, c.toxicity, c.version
	FROM comment c JOIN thread t ON t.id = c.thread LEFT JOIN author a ON a.id = c.author
		LEFT JOIN comment p ON p.id = c.parent
	WHERE +c.site = :site AND c.id > :after
	ORDER BY c.id LIMIT :limit;

-- @stmt COMMENT_LIST_NEWEST read
-- @roles moderator console
-- @args site:int state:text before:int limit:int
SELECT c.id, c.thread, c.parent, c.author, c.order_key, c.name, c.url, c.body, c.state, c.marks, c.generation,
		c.created, c.decided, c.score, c.note, t.page, t.title, a.id_hash, p.name, c.toxicity, c.version
	FROM comment c JOIN thread t ON t.id = c.thread LEFT JOIN author a ON a.id = c.author
		LEFT JOIN comment p ON p.id = c.parent
	WHERE c.site = :site AND c.state = :state AND c.id < :before
	ORDER BY c.id DESC LIMIT :limit;

-- The most toxic first, from behind one of them on; a number that no comment has yet: from the first.
-- @stmt COMMENT_LIST_TOXIC read
-- @roles moderator console
-- @args site:int state:text from:int limit:int
SELECT c.id, c.thread, c.parent, c.author, c.order_key, c.name, c.url, c.body, c.state, c.marks, c.generation,
		c.created, c.decided, c.score, c.note, t.page, t.title, a.id_hash, p.name, c.toxicity, c.version
	FROM comment c JOIN thread t ON t.id = c.thread LEFT JOIN author a ON a.id = c.author
		LEFT JOIN comment p ON p.id = c.parent
	WHERE c.site = :site AND c.state = :state
		AND (c.toxicity, c.id) < (coalesce((SELECT toxicity FROM comment WHERE site = :site AND id = :from), 2.0), :from)
		AND c.toxicity >= 0
	ORDER BY c.toxicity DESC, c.id DESC LIMIT :limit;

-- Behind them: what the classifier has not seen, the newest first.
-- @stmt COMMENT_LIST_UNRATED read
-- @roles moderator console
-- @args site:int state:text from:int limit:int
SELECT c.id, c.thread, c.parent, c.author, c.order_key, c.name, c.url, c.body, c.state, c.marks, c.generation,
		c.created, c.decided, c.score, c.note, t.page, t.title, a.id_hash, p.name, c.toxicity, c.version
	FROM comment c JOIN thread t ON t.id = c.thread LEFT JOIN author a ON a.id = c.author
		LEFT JOIN comment p ON p.id = c.parent
	WHERE c.site = :site AND c.state = :state AND c.toxicity < 0
		AND c.id < coalesce((SELECT id FROM comment WHERE site = :site AND id = :from AND toxicity < 0),
			9223372036854775807)
	ORDER BY c.id DESC LIMIT :limit;

-- What waits, the highest score first; it alone has an index for that.
-- @stmt COMMENT_LIST_SCORE read
-- @roles moderator console
-- @args site:int from:int limit:int
SELECT c.id, c.thread, c.parent, c.author, c.order_key, c.name, c.url, c.body, c.state, c.marks, c.generation,
		c.created, c.decided, c.score, c.note, t.page, t.title, a.id_hash, p.name, c.toxicity, c.version
	FROM comment c JOIN thread t ON t.id = c.thread LEFT JOIN author a ON a.id = c.author
		LEFT JOIN comment p ON p.id = c.parent
	WHERE c.site = :site AND c.state = 'pending'
		AND (c.score, c.id) < (coalesce((SELECT score FROM comment WHERE site = :site AND id = :from), 1e300), :from)
	ORDER BY c.score DESC, c.id DESC LIMIT :limit;

-- For a back test: the newest of all states, from before an id.
-- @stmt COMMENT_LIST_LAST read
-- @roles console moderator
-- @args site:int before:int limit:int
SELECT c.id, c.thread, c.parent, c.author, c.order_key, c.name, c.url, c.body, c.state, c.marks, c.generation,
		c.created, c.decided, c.score, c.note, t.page, t.title, a.id_hash, p.name, c.toxicity, c.version, t.lang,
		a.ban_hash
	FROM comment c JOIN thread t ON t.id = c.thread LEFT JOIN author a ON a.id = c.author
		LEFT JOIN comment p ON p.id = c.parent
	WHERE +c.site = :site AND c.id < :before
	ORDER BY c.id DESC LIMIT :limit;

-- The desk counts every queue on every page: no further than this, so that a big one costs no more.
-- @stmt COMMENT_COUNT_UPTO read
-- @roles moderator console
-- @args site:int state:text most:int
SELECT count(*) FROM (SELECT id FROM comment WHERE site = :site AND state = :state LIMIT :most) AS few;

-- @stmt COMMENT_COUNT read
-- @roles moderator console keeper
-- @args site:int state:text
SELECT count(*) FROM comment WHERE site = :site AND state = :state;

-- Compare and set: a decision that was made meanwhile changes no row. 1 is the mark "reported": it is closed.
-- @stmt COMMENT_DECIDE write
-- @roles moderator console
-- @args site:int id:int from:text version:int to:text now:int by:text note:text grounds:text
UPDATE comment SET state = :to, decided = :now, decided_by = :by, note = :note, grounds = :grounds, marks = marks & ~1
	WHERE site = :site AND id = :id AND state = :from AND version = :version
	RETURNING thread;

-- The same of marks alone.
-- @stmt COMMENT_MARK write
-- @roles moderator console
-- @args site:int id:int version:int mark:int unmark:int
UPDATE comment SET marks = (marks | :mark) & ~:unmark
	WHERE site = :site AND id = :id AND state = 'approved' AND version = :version
	RETURNING thread;

-- ---- search (store/store_search.h) -----------------------------------------------------------------

-- What the words must be (store_search_query()); from before an id, newest first.
-- @stmt SEARCH_LIST read
-- @roles moderator console
-- @args site:int words:text before:int limit:int
SELECT c.id, c.thread, c.parent, c.author, c.order_key, c.name, c.url, c.body, c.state, c.marks, c.generation,
		c.created, c.decided, c.score, c.note, t.page, t.title, a.id_hash, p.name, c.toxicity, c.version
	FROM search s CROSS JOIN comment c CROSS JOIN thread t LEFT JOIN author a ON a.id = c.author
		LEFT JOIN comment p ON p.id = c.parent
	WHERE s.search MATCH :words AND s.rowid < :before AND c.id = s.rowid AND c.site = :site AND t.id = c.thread
	ORDER BY s.rowid DESC LIMIT :limit;

-- @stmt SEARCH_PEOPLE read
-- @roles moderator console
-- @args site:int
SELECT id, id_hash FROM author WHERE site = :site;

-- Both: is anything to be merged away, and has that begun?
-- @stmt SEARCH_STALE read
-- @roles keeper
-- @args
SELECT CASE WHEN stale + gathered > 0 THEN 1 ELSE 0 END, gathered FROM search_stand;

-- @stmt SEARCH_NEW read
-- @roles keeper
-- @args limit:int
SELECT id, site, thread, author, name, body, CASE WHEN erased IS NULL THEN 0 ELSE 1 END FROM comment
	WHERE id > (SELECT upto FROM search_stand) ORDER BY id LIMIT :limit;

-- @stmt SEARCH_DUE read
-- @roles keeper
-- @args limit:int
SELECT c.id, c.site, c.thread, c.author, c.name, c.body, CASE WHEN c.erased IS NULL THEN 0 ELSE 1 END
	FROM search_due d CROSS JOIN comment c WHERE c.id = d.comment ORDER BY d.comment LIMIT :limit;

-- The comment as it stands in the table of words, if it does.
-- @stmt SEARCH_HAS read
-- @roles visitor moderator console keeper
-- @args id:int
SELECT id, site, thread, author, name, body FROM comment
	WHERE id = :id AND erased IS NULL AND id <= (SELECT upto FROM search_stand)
		AND NOT EXISTS (SELECT 1 FROM search_due d WHERE d.comment = :id);

-- @stmt SEARCH_ADD write
-- @roles keeper
-- @args id:int words:text
INSERT INTO search (rowid, words) VALUES (:id, :words);

-- The words must be those that were added.
-- @stmt SEARCH_DROP write
-- @roles visitor moderator console keeper
-- @args id:int words:text
INSERT INTO search (search, rowid, words) VALUES ('delete', :id, :words);

-- So many pages of work. Below 0: first all pieces are gathered, to become one; else the merge that has begun goes on.
-- @stmt SEARCH_MERGE write
-- @roles keeper
-- @args pages:int
INSERT INTO search (search, rank) VALUES ('merge', :pages);

-- @stmt SEARCH_CHANGES read
-- @roles keeper
-- @args
SELECT total_changes();

-- How many pieces of the table of words are merged into one; SQLite's is 4 unless it was told otherwise.
-- @stmt SEARCH_PIECES read
-- @roles keeper
-- @args
SELECT coalesce((SELECT v FROM search_config WHERE k = 'automerge'), 4);

-- @stmt SEARCH_MERGE_OF write
-- @roles keeper
-- @args pieces:int
INSERT INTO search (search, rank) VALUES ('automerge', :pieces);

-- The one row by its number: at the savepoint of a statement that could meet several, FTS5 writes out all the words that
-- it has gathered.
-- @stmt SEARCH_UPTO write
-- @roles keeper
-- @args upto:int
UPDATE search_stand SET upto = :upto WHERE rowid = 1;

-- A comment that the housekeeper has not come to never stood there.
-- @stmt SEARCH_SPOIL write
-- @roles visitor console keeper
-- @args id:int
UPDATE search_stand SET stale = 1 WHERE rowid = 1 AND stale = 0 AND upto >= :id;

-- @stmt SEARCH_GATHERED write
-- @roles keeper
-- @args gathered:int
UPDATE search_stand SET stale = CASE WHEN :gathered = 1 THEN 0 ELSE stale END, gathered = :gathered;

-- @stmt SEARCH_DUE_ADD write
-- @roles visitor moderator console keeper
-- @args id:int
INSERT INTO search_due (comment) VALUES (:id);

-- What the housekeeper has not come to yet, it will.
-- @stmt SEARCH_DUE_GIVEN write
-- @roles console
-- @args
INSERT INTO search_due (comment) SELECT g.i1 FROM given g WHERE g.i1 <= (SELECT upto FROM search_stand)
	ON CONFLICT (comment) DO NOTHING;

-- @stmt SEARCH_DUE_DROP write
-- @roles keeper
-- @args id:int
DELETE FROM search_due WHERE comment = :id;

-- ---- what its writer does with a comment --------------------------------------------------------

-- Whether people took it for spam is asked of their last decision: an edit makes the comment one that is undecided. One
-- that left all as it was says nothing of it, unless it answers the appeal.
-- @stmt OWN_GET read
-- @roles visitor moderator
-- @args site:int id:int
SELECT c.changed, a.body, a.created, coalesce((SELECT CASE d.state_to WHEN 'spam' THEN 1 ELSE 0 END
		FROM decision d WHERE d.comment = c.id AND d.undone IS NULL AND (d.state_from <> d.state_to OR d.id = a.decision)
		ORDER BY d.id DESC LIMIT 1), 0),
		a.answered, a.answer, l.reason, l.why, c.grounds
	FROM comment c LEFT JOIN appeal a ON a.comment = c.id
		LEFT JOIN revision l ON l.comment = c.id AND l.version = c.version - 1
	WHERE c.site = :site AND c.id = :id;

-- Compare and set. What people decided was about another text: 16 is the mark "edited", 64 "reworded".
-- @stmt COMMENT_EDIT write
-- @roles visitor
-- @args site:int id:int from:text version:int to:text body:text masked:text? now:int action:text score:real toxicity:real versions:text
UPDATE comment SET body = :body, masked = :masked, state = :to, action = :action, score = :score,
		toxicity = :toxicity, versions = :versions, marks = (marks | 80) - 64, version = version + 1, changed = :now,
		decided = NULL, decided_by = '', note = '', grounds = ''
	WHERE site = :site AND id = :id AND state = :from AND version = :version
	RETURNING thread;

-- The lessons up to here are about this text.
-- @stmt REVISION_ADD write
-- @roles visitor moderator console
-- @args site:int comment:int version:int now:int by:text reason:text why:text
INSERT INTO revision (comment, version, body, masked, state, written, replaced, changed_by, reason, why, lesson)
	SELECT id, version, body, masked, state, changed, :now, :by, :reason, :why,
		(SELECT coalesce(max(id), 0) FROM lesson WHERE site = :site AND comment = :comment)
	FROM comment WHERE site = :site AND id = :comment AND version = :version
	RETURNING version;

-- A moderator's text, which no filter judges. Compare and set.
-- @stmt COMMENT_REWORD write
-- @roles moderator console
-- @args site:int id:int state:text version:int body:text masked:text? mark:int unmark:int changed:int?
UPDATE comment SET body = :body, masked = :masked, marks = (marks & ~:unmark) | :mark, version = version + 1,
		changed = :changed
	WHERE site = :site AND id = :id AND state = :state AND version = :version
	RETURNING thread;

-- @stmt REVISION_GET read
-- @roles moderator console
-- @args comment:int version:int
SELECT body, masked, written FROM revision WHERE comment = :comment AND version = :version;

-- Newest first.
-- @stmt REVISION_LIST read
-- @roles moderator console
-- @args comment:int limit:int
SELECT body, replaced, changed_by, reason, why FROM revision WHERE comment = :comment
	ORDER BY version DESC LIMIT :limit;

-- @stmt COMMENT_WITHDRAW write
-- @roles visitor
-- @args site:int id:int from:text now:int
UPDATE comment SET state = 'withdrawn', changed = :now WHERE site = :site AND id = :id AND state = :from
	RETURNING thread;

-- One for each comment. 2 is the mark "appealed".
-- @stmt APPEAL_ADD write
-- @roles visitor
-- @args comment:int body:text now:int
INSERT INTO appeal (comment, body, created) VALUES (:comment, :body, :now)
	ON CONFLICT (comment) DO NOTHING RETURNING comment;

-- @stmt COMMENT_APPEALED write
-- @roles visitor
-- @args site:int id:int from:text
UPDATE comment SET marks = marks | 2 WHERE site = :site AND id = :id AND state = :from RETURNING id;

-- ---- export: whole rows, a thousand at a time, up to the newest there was when it began -----------------------

-- @stmt EXPORT_BOUNDS read
-- @roles console
-- @args
SELECT (SELECT max(id) FROM comment), (SELECT max(id) FROM author), (SELECT max(id) FROM thread);

-- @stmt EXPORT_THREADS read
-- @roles console
-- @args site:int after:int upto:int limit:int
SELECT id, page, title, published, lang, author, source, mode, approved, created, announcement, rules FROM thread
	WHERE +site = :site AND id > :after AND id <= :upto ORDER BY id LIMIT :limit;

-- @stmt EXPORT_WAS read
-- @roles console
-- @args thread:int
SELECT page FROM thread_moved WHERE thread = :thread ORDER BY page;

-- @stmt EXPORT_THREAD read
-- @roles console
-- @args id:int
SELECT page, title FROM thread WHERE id = :id;

-- By id. The plus keeps SQLite from an index on the site, behind which it would have to sort. The columns of
-- the statements that follow are these, but for the last two: where it is called by its number, too. Of an older self
-- that says nothing new.
-- @stmt EXPORT_COMMENTS read
-- @roles console
-- @args site:int after:int upto:int limit:int
SELECT c.id, c.thread, c.parent, c.author, c.chain, c.name, c.url, c.body, c.masked, c.state, c.marks, c.generation,
		c.created, c.decided, c.decided_by, c.note, c.action, c.score, c.versions, c.order_key, c.toxicity,
		c.version, c.changed, c.rules, c.up, c.down, c.grounds, c.erased, o.system, o.name
	FROM comment c LEFT JOIN import_source o ON o.id = c.origin AND o.system <> 'jsonl'
	WHERE +c.site = :site AND c.id > :after AND c.id <= :upto ORDER BY c.id LIMIT :limit;

-- Of an article, oldest first.
-- @stmt EXPORT_OF_THREAD read
-- @roles console
-- @args thread:int created:int after:int upto:int limit:int
SELECT c.id, c.thread, c.parent, c.author, c.chain, c.name, c.url, c.body, c.masked, c.state, c.marks, c.generation,
		c.created, c.decided, c.decided_by, c.note, c.action, c.score, c.versions, c.order_key, c.toxicity,
		c.version, c.changed, c.rules, c.up, c.down, c.grounds, c.erased
	FROM comment c
	WHERE c.thread = :thread AND (c.created, c.id) > (:created, :after) AND c.id <= :upto
	ORDER BY c.created, c.id LIMIT :limit;

-- Of an article in display order, which only what is shown has.
-- @stmt EXPORT_SHOWN read
-- @roles console
-- @args thread:int after:blob upto:int limit:int
SELECT c.id, c.thread, c.parent, c.author, c.chain, c.name, c.url, c.body, c.masked, c.state, c.marks, c.generation,
		c.created, c.decided, c.decided_by, c.note, c.action, c.score, c.versions, c.order_key, c.toxicity,
		c.version, c.changed, c.rules, c.up, c.down, c.grounds, c.erased
	FROM comment c
	WHERE c.thread = :thread AND c.state = 'approved' AND c.order_key > :after AND c.id <= :upto
	ORDER BY c.order_key LIMIT :limit;

-- Of all comments behind one, in step with EXPORT_COMMENTS.
-- @stmt EXPORT_REASONS read
-- @roles console
-- @args after:int
SELECT comment, rule, entry, field, span_from, span_to, weight, action, shadow FROM reason
	WHERE comment > :after ORDER BY comment, seq;

-- The texts that edits have replaced.
-- @stmt EXPORT_REVISIONS read
-- @roles console
-- @args after:int
SELECT comment, version, body, state, replaced, changed_by, reason, why, masked, written FROM revision
	WHERE comment > :after ORDER BY comment, version;

-- @stmt EXPORT_APPEALS read
-- @roles console
-- @args after:int
SELECT comment, body, created, answered, answered_by, answer FROM appeal WHERE comment > :after ORDER BY comment;

-- @stmt EXPORT_REMARKS read
-- @roles console
-- @args after:int
SELECT comment, kind, reason, body, asked, remains, set_by, made, undone FROM remark WHERE comment > :after
	ORDER BY comment, id;

-- What is open alone: what is closed belongs to the decision that closed it.
-- @stmt EXPORT_REPORTS read
-- @roles console
-- @args after:int
SELECT comment, version, reason, body, weight, made FROM report WHERE decision IS NULL AND comment > :after
	ORDER BY comment, id;

-- What comments were called elsewhere. Every row is wanted: a condition that few meet would look through all of the
-- table for each page of comments.
-- @stmt EXPORT_OLD read
-- @roles console
-- @args after:int
SELECT i.comment, s.system, s.name, i.old, i.parent FROM imported i JOIN import_source s ON s.id = i.source
	WHERE i.comment > :after ORDER BY i.comment, i.id;

-- @stmt EXPORT_AUTHOR read
-- @roles console
-- @args id:int
SELECT id_hash, ban_hash, avatar, created FROM author WHERE id = :id;

-- @stmt EXPORT_BANS read
-- @roles console
-- @args site:int after:int limit:int
SELECT id, kind, target, reason, note, created, expires, lifted, set_by, shadow, hits, hit, hash FROM ban
	WHERE site = :site AND id > :after ORDER BY id LIMIT :limit;

-- ---- what readers think of a comment ------------------------------------------------------------

-- @stmt VOTE_TARGET read
-- @roles visitor
-- @args site:int id:int
SELECT c.thread, t.page, t.lang, t.mode, c.state, coalesce(c.chain, c.id), c.network, c.up, c.down, c.version
	FROM comment c JOIN thread t ON t.id = c.thread WHERE c.site = :site AND c.id = :id;

-- @stmt VOTE_FIND read
-- @roles visitor
-- @args comment:int voter:blob
SELECT value FROM vote WHERE comment = :comment AND voter = :voter;

-- @stmt VOTE_PUT write
-- @roles visitor
-- @args comment:int voter:blob value:int now:int
INSERT INTO vote (comment, voter, value, made) VALUES (:comment, :voter, :value, :now)
	ON CONFLICT (comment, voter) DO UPDATE SET value = excluded.value, made = excluded.made;

-- @stmt VOTE_DROP write
-- @roles visitor
-- @args comment:int voter:blob
DELETE FROM vote WHERE comment = :comment AND voter = :voter;

-- A part of what is older: the votes stay and count, but are nobody's any more.
-- @stmt VOTE_FORGET write
-- @roles keeper console
-- @args before:int limit:int
UPDATE vote SET voter = NULL WHERE id IN (SELECT id FROM vote
	WHERE voter IS NOT NULL AND made < :before ORDER BY made LIMIT :limit) RETURNING id;

-- @stmt COMMENT_FORGET_NETWORK write
-- @roles keeper console
-- @args before:int limit:int
UPDATE comment SET network = NULL WHERE id IN (SELECT id FROM comment
	WHERE network IS NOT NULL AND created < :before ORDER BY created LIMIT :limit) RETURNING id;

-- ---- notices of illegal content --------------------------------------------------------------------

-- What a notice is about: the comment as everybody sees it.
-- @stmt NOTICE_TARGET read
-- @roles visitor
-- @args site:int id:int
SELECT c.state, c.version, c.name, t.page, t.title, t.lang
	FROM comment c JOIN thread t ON t.id = c.thread WHERE c.site = :site AND c.id = :id;

-- @stmt NOTICE_ADD write
-- @roles visitor
-- @args site:int comment:int version:int kind:text body:text location:text name:text author:int? now:int post_key:blob
INSERT INTO notice (site, comment, version, kind, body, location, name, author, created, post_key)
	VALUES (:site, :comment, :version, :kind, :body, :location, :name, :author, :now, :post_key)
	ON CONFLICT (site, post_key) WHERE post_key IS NOT NULL DO NOTHING
	RETURNING id;

-- @stmt NOTICE_BY_POST_KEY read
-- @roles visitor
-- @args site:int post_key:blob since:int
SELECT id, created FROM notice WHERE site = :site AND post_key = :post_key AND created >= :since;

-- @stmt NOTICE_POST_KEYS_SWEEP write
-- @roles keeper visitor
-- @args before:int
UPDATE notice SET post_key = NULL WHERE post_key IS NOT NULL AND created < :before;

-- One notice, whole. The columns of every statement that gives notices are these.
-- @stmt NOTICE_GET read
-- @roles visitor moderator console
-- @args site:int id:int
SELECT n.id, n.comment, n.version, n.kind, n.body, n.location, n.name, n.created, n.state, n.complaint, n.complained,
		a.id_hash
	FROM notice n LEFT JOIN author a ON a.id = n.author
	WHERE n.site = :site AND n.id = :id;

-- @stmt NOTICE_OPEN read
-- @roles moderator console
-- @args site:int after:int limit:int
SELECT n.id, n.comment, n.version, n.kind, n.body, n.location, n.name, n.created, n.state, n.complaint, n.complained,
		a.id_hash
	FROM notice n LEFT JOIN author a ON a.id = n.author
	WHERE n.site = :site AND n.decided IS NULL AND n.id > :after
	ORDER BY n.id LIMIT :limit;

-- @stmt NOTICE_OPEN_UPTO read
-- @roles moderator console
-- @args site:int most:int
SELECT count(*) FROM (SELECT id FROM notice WHERE site = :site AND decided IS NULL LIMIT :most) AS few;

-- Those of one comment that wait.
-- @stmt NOTICE_OPEN_OF read
-- @roles moderator console
-- @args comment:int
SELECT id, state FROM notice WHERE comment = :comment AND decided IS NULL ORDER BY id;

-- The last one by which a comment was taken down, as long as that stands.
-- @stmt NOTICE_ACTED_OF read
-- @roles visitor
-- @args comment:int
SELECT n.kind FROM notice n JOIN notice_answer w ON w.notice = n.id JOIN decision d ON d.id = w.decision
	WHERE n.comment = :comment AND w.state = 'acted' AND d.undone IS NULL
		AND d.id = (SELECT max(l.id) FROM decision l WHERE l.comment = n.comment AND l.undone IS NULL
			AND l.state_from <> l.state_to)
	ORDER BY w.id DESC LIMIT 1;

-- @stmt NOTICE_TAKE write
-- @roles moderator console
-- @args site:int id:int
UPDATE notice SET state = 'review' WHERE site = :site AND id = :id AND state = 'received' RETURNING id;

-- Compare and set.
-- @stmt NOTICE_DECIDE write
-- @roles moderator console
-- @args id:int from:text to:text now:int
UPDATE notice SET state = :to, decided = :now WHERE id = :id AND state = :from AND decided IS NULL RETURNING id;

-- @stmt NOTICE_ANSWER_ADD write
-- @roles moderator console
-- @args notice:int state:text body:text now:int by:text decision:int?
INSERT INTO notice_answer (notice, state, body, made, made_by, decision)
	VALUES (:notice, :state, :body, :now, :by, :decision);

-- @stmt NOTICE_ANSWERS read
-- @roles visitor moderator console
-- @args notice:int
SELECT state, body, made, made_by FROM notice_answer WHERE notice = :notice ORDER BY id;

-- Those whose sender has complained of this answer and waits.
-- @stmt NOTICE_CONTESTED read
-- @roles moderator console
-- @args decision:int
SELECT count(*) FROM notice_answer w JOIN notice n ON n.id = w.notice WHERE w.decision = :decision AND n.decided IS NULL;

-- The decision on the comment was taken back, and the answers with it.
-- @stmt NOTICE_REOPEN write
-- @roles moderator console
-- @args decision:int
UPDATE notice SET decided = NULL, state = CASE WHEN complained IS NULL THEN 'review' ELSE 'complained' END
	WHERE id IN (SELECT notice FROM notice_answer WHERE decision = :decision);

-- @stmt NOTICE_UNANSWER write
-- @roles moderator console
-- @args decision:int
DELETE FROM notice_answer WHERE decision = :decision;

-- Once, to the first answer.
-- @stmt NOTICE_COMPLAIN write
-- @roles visitor
-- @args site:int id:int body:text now:int
UPDATE notice SET complaint = :body, complained = :now, state = 'complained', decided = NULL
	WHERE site = :site AND id = :id AND decided IS NOT NULL AND complained IS NULL RETURNING id;

-- @stmt NOTICE_FORGET_PERSON write
-- @roles keeper console
-- @args author:int
UPDATE notice SET name = '', author = NULL WHERE author = :author;

-- ---- appeals ------------------------------------------------------------------------------------------

-- Those that wait, oldest first, from behind one of them on: a number that none has, from the first. The plus: see
-- COMMENT_LIST_ALL.
-- @stmt APPEAL_OPEN read
-- @roles moderator console
-- @args site:int after:int limit:int
SELECT a.comment, a.created, c.decided_by FROM appeal a JOIN comment c ON c.id = a.comment
	WHERE +c.site = :site AND a.answered IS NULL AND c.state IN ('rejected', 'spam')
		AND (a.created, a.comment) > (coalesce((SELECT b.created FROM appeal b WHERE b.comment = :after), -1), :after)
	ORDER BY a.created, a.comment LIMIT :limit;

-- @stmt APPEAL_OPEN_UPTO read
-- @roles moderator console
-- @args site:int most:int
SELECT count(*) FROM (SELECT a.comment FROM appeal a JOIN comment c ON c.id = a.comment
	WHERE c.site = :site AND a.answered IS NULL AND c.state IN ('rejected', 'spam') LIMIT :most) AS few;

-- @stmt APPEAL_AGAINST read
-- @roles moderator console
-- @args site:int comment:int by:text
SELECT count(*) FROM comment WHERE site = :site AND id = :comment AND decided_by = :by;

-- What is shown, or went by itself, has no answer to wait for: but the one by which it is shown now.
-- @stmt APPEAL_ANSWER write
-- @roles moderator console
-- @args site:int comment:int now:int by:text answer:text decision:int?
UPDATE appeal SET answered = :now, answered_by = :by, answer = :answer, decision = :decision
	WHERE comment = :comment AND answered IS NULL AND EXISTS (SELECT 1 FROM comment c
		WHERE c.id = appeal.comment AND c.site = :site AND c.state IN ('rejected', 'spam', 'approved'))
	RETURNING comment;

-- @stmt APPEAL_REOPEN write
-- @roles moderator console
-- @args decision:int
UPDATE appeal SET answered = NULL, answered_by = '', answer = '', decision = NULL WHERE decision = :decision;
-- ---- what readers report ------------------------------------------------------------------------

-- How often moderators found that a reporter was right, and how often not.
-- @stmt REPORT_RECORD read
-- @roles visitor
-- @args reporter:blob
SELECT count(CASE WHEN upheld = 1 THEN 1 END), count(CASE WHEN upheld = 0 THEN 1 END) FROM report
	WHERE reporter = :reporter AND decision IS NOT NULL;

-- @stmt REPORT_HAS read
-- @roles visitor
-- @args comment:int version:int reporter:blob
SELECT count(*) FROM report WHERE comment = :comment AND version = :version AND reporter = :reporter;

-- Whether moderators have kept this text against a report of this kind.
-- @stmt REPORT_KEPT read
-- @roles visitor
-- @args comment:int version:int reason:text
SELECT count(*) FROM (SELECT id FROM report WHERE comment = :comment AND version = :version AND reason = :reason
	AND decision IS NOT NULL AND upheld = 0 LIMIT 1) AS one;

-- @stmt REPORT_ADD write
-- @roles visitor
-- @args comment:int version:int reporter:blob reason:text body:text weight:real now:int
INSERT INTO report (comment, version, reporter, reason, body, weight, made)
	VALUES (:comment, :version, :reporter, :reason, :body, :weight, :now);

-- What is open against this text.
-- @stmt REPORT_WEIGHT read
-- @roles visitor
-- @args comment:int version:int
SELECT count(*), coalesce(sum(weight), 0.0) FROM report
	WHERE comment = :comment AND version = :version AND decision IS NULL;

-- @stmt REPORT_LIST read
-- @roles moderator console
-- @args comment:int limit:int
SELECT reason, body, made, version FROM report WHERE comment = :comment AND decision IS NULL ORDER BY id LIMIT :limit;

-- 1 is the mark "reported". The number counts where that stands: a decision leaves it, so that a page of the queue
-- goes on behind what was decided meanwhile.
-- @stmt COMMENT_REPORTED write
-- @roles visitor
-- @args site:int id:int
UPDATE comment SET marks = marks | 1,
		reports = (SELECT count(*) FROM report WHERE comment = :id AND decision IS NULL)
	WHERE site = :site AND id = :id;

-- @stmt COMMENT_REPORTS write
-- @roles moderator console
-- @args id:int
UPDATE comment SET reports = (SELECT count(*) FROM report WHERE comment = :id AND decision IS NULL) WHERE id = :id;

-- Compare and set. Nobody has decided that it waits.
-- @stmt COMMENT_HIDE write
-- @roles visitor
-- @args site:int id:int
UPDATE comment SET state = 'pending', decided = NULL, decided_by = '', note = ''
	WHERE site = :site AND id = :id AND state = 'approved' RETURNING thread;

-- The reason why it waits, instead of the same one of another time.
-- @stmt REASON_REPORTED_CLEAR write
-- @roles visitor
-- @args comment:int
DELETE FROM reason WHERE comment = :comment AND rule = 'reported';

-- @stmt REASON_REPORTED write
-- @roles visitor
-- @args comment:int entry:text
INSERT INTO reason (comment, seq, rule, entry, field, span_from, span_to, weight, action, shadow)
	SELECT :comment, coalesce(max(seq) + 1, 0), 'reported', :entry, '', 0, 0, 0.0, 'hold', 0
	FROM reason WHERE comment = :comment;

-- @stmt REPORT_CLOSE write
-- @roles moderator console
-- @args comment:int decision:int upheld:int
UPDATE report SET decision = :decision, upheld = :upheld WHERE comment = :comment AND decision IS NULL;

-- @stmt REPORT_REOPEN write
-- @roles moderator console
-- @args decision:int
UPDATE report SET decision = NULL, upheld = 0 WHERE decision = :decision;

-- A part of what is older: it stays and counts, but is nobody's any more.
-- @stmt REPORT_FORGET write
-- @roles keeper console
-- @args before:int limit:int
UPDATE report SET reporter = NULL WHERE id IN (SELECT id FROM report
	WHERE reporter IS NOT NULL AND made < :before ORDER BY made LIMIT :limit) RETURNING id;

-- What is shown or waits, and was reported; 1 is the mark.
-- @stmt COMMENT_LIST_REPORTED read
-- @roles moderator console
-- @args site:int after:int limit:int
SELECT c.id, c.thread, c.parent, c.author, c.order_key, c.name, c.url, c.body, c.state, c.marks, c.generation,
		c.created, c.decided, c.score, c.note, t.page, t.title, a.id_hash, p.name, c.toxicity, c.version
	FROM comment c JOIN thread t ON t.id = c.thread LEFT JOIN author a ON a.id = c.author
		LEFT JOIN comment p ON p.id = c.parent
	WHERE c.site = :site AND (c.marks & 1) <> 0 AND c.state IN ('pending', 'approved') AND c.id > :after
	ORDER BY c.id LIMIT :limit;

-- @stmt COMMENT_LIST_REPORTED_NEWEST read
-- @roles moderator console
-- @args site:int before:int limit:int
SELECT c.id, c.thread, c.parent, c.author, c.order_key, c.name, c.url, c.body, c.state, c.marks, c.generation,
		c.created, c.decided, c.score, c.note, t.page, t.title, a.id_hash, p.name, c.toxicity, c.version
	FROM comment c JOIN thread t ON t.id = c.thread LEFT JOIN author a ON a.id = c.author
		LEFT JOIN comment p ON p.id = c.parent
	WHERE c.site = :site AND (c.marks & 1) <> 0 AND c.state IN ('pending', 'approved')
		AND c.id < :before
	ORDER BY c.id DESC LIMIT :limit;

-- @stmt COMMENT_LIST_REPORTED_SCORE read
-- @roles moderator console
-- @args site:int from:int limit:int
SELECT c.id, c.thread, c.parent, c.author, c.order_key, c.name, c.url, c.body, c.state, c.marks, c.generation,
		c.created, c.decided, c.score, c.note, t.page, t.title, a.id_hash, p.name, c.toxicity, c.version
	FROM comment c JOIN thread t ON t.id = c.thread LEFT JOIN author a ON a.id = c.author
		LEFT JOIN comment p ON p.id = c.parent
	WHERE c.site = :site AND (c.marks & 1) <> 0 AND c.state IN ('pending', 'approved')
		AND (c.score, c.id) < (coalesce((SELECT score FROM comment WHERE site = :site AND id = :from), 1e300), :from)
	ORDER BY c.score DESC, c.id DESC LIMIT :limit;

-- @stmt COMMENT_LIST_REPORTED_MOST read
-- @roles moderator console
-- @args site:int from:int limit:int
SELECT c.id, c.thread, c.parent, c.author, c.order_key, c.name, c.url, c.body, c.state, c.marks, c.generation,
		c.created, c.decided, c.score, c.note, t.page, t.title, a.id_hash, p.name, c.toxicity, c.version
	FROM comment c JOIN thread t ON t.id = c.thread LEFT JOIN author a ON a.id = c.author
		LEFT JOIN comment p ON p.id = c.parent
	WHERE c.site = :site AND (c.marks & 1) <> 0 AND c.state IN ('pending', 'approved')
		AND (c.reports, c.id) < (coalesce((SELECT reports FROM comment WHERE site = :site AND id = :from), 2000000000), :from)
	ORDER BY c.reports DESC, c.id DESC LIMIT :limit;

-- The order keeps SQLite to the index of those that are reported: by state it would look at all that is shown.
-- @stmt COMMENT_COUNT_REPORTED read
-- @roles moderator console
-- @args site:int most:int
SELECT count(*) FROM (SELECT id FROM comment WHERE site = :site AND (marks & 1) <> 0
	AND state IN ('pending', 'approved') ORDER BY id LIMIT :most) AS few;

-- ---- receipts -------------------------------------------------------------------------------------

-- @stmt RECEIPT_FIND read
-- @roles visitor
-- @args site:int key:blob since:int
SELECT body, status, etag, answer FROM receipt WHERE site = :site AND key = :key AND made >= :since;

-- One that is too old makes room.
-- @stmt RECEIPT_OPEN write
-- @roles visitor console
-- @args site:int key:blob body:blob now:int status:int answer:text since:int
INSERT INTO receipt (site, key, body, made, status, etag, answer)
	VALUES (:site, :key, :body, :now, :status, '', :answer)
	ON CONFLICT (site, key) DO UPDATE SET body = excluded.body, made = excluded.made, status = excluded.status,
		etag = '', answer = excluded.answer WHERE receipt.made < :since;

-- @stmt RECEIPT_CLOSE write
-- @roles visitor
-- @args site:int key:blob status:int etag:text answer:text
UPDATE receipt SET status = :status, etag = :etag, answer = :answer WHERE site = :site AND key = :key AND status = 0;

-- @stmt RECEIPT_SWEEP write
-- @roles keeper console
-- @args before:int
DELETE FROM receipt WHERE made < :before;

-- ---- decisions ------------------------------------------------------------------------------------

-- What a decision overwrites is kept with it. Account 0 is the command line.
-- @stmt DECISION_ADD write
-- @roles moderator console
-- @args site:int comment:int account:int from:text to:text mark:int unmark:int now:int batch:int? text:int?
INSERT INTO decision (site, comment, account, state_from, state_to, made, note_before, decided_before, by_before,
		marked, unmarked, batch, text, grounds_before)
	VALUES (:site, :comment, :account, :from, :to, :now,
		(SELECT note FROM comment WHERE id = :comment), (SELECT decided FROM comment WHERE id = :comment),
		(SELECT decided_by FROM comment WHERE id = :comment),
		(SELECT :mark & ~marks FROM comment WHERE id = :comment),
		(SELECT :unmark & marks FROM comment WHERE id = :comment), :batch, :text,
		(SELECT grounds FROM comment WHERE id = :comment))
	RETURNING id;

-- @stmt DECISION_LAST read
-- @roles moderator console
-- @args site:int account:int
SELECT id, comment, state_from, state_to, made, undone, marked, unmarked, batch, text FROM decision
	WHERE site = :site AND account = :account AND undone IS NULL ORDER BY id DESC LIMIT 1;

-- @stmt DECISION_GET read
-- @roles moderator console
-- @args site:int account:int id:int
SELECT id, comment, state_from, state_to, made, undone, marked, unmarked, batch, text FROM decision
	WHERE site = :site AND account = :account AND id = :id;

-- @stmt DECISION_SINCE read
-- @roles keeper
-- @args after:int limit:int
SELECT id, comment FROM decision WHERE id > :after AND undone IS NULL
		AND text IS NULL AND (state_from <> state_to OR marked <> 0 OR unmarked <> 0)
	ORDER BY id LIMIT :limit;

-- @stmt DECISION_NEWEST_ID read
-- @roles keeper
-- @args
SELECT coalesce(max(id), 0) FROM decision;

-- How long those waited whom the filters had held: of the newest decisions on what waited the first on each comment.
-- What readers reported, or its writer changed, waited since then, and not since it came.
-- @stmt DECISION_WAITS read
-- @roles keeper
-- @args site:int since:int most:int
SELECT w.made - c.created
	FROM (SELECT id, comment, made, state_to FROM decision
		WHERE site = :site AND undone IS NULL AND state_from = 'pending' ORDER BY id DESC LIMIT :most) w
	JOIN comment c ON c.id = w.comment
	WHERE w.made >= :since AND w.state_to <> 'pending' AND c.action = 'hold' AND c.version = 0
		AND NOT EXISTS (SELECT 1 FROM decision e WHERE e.comment = w.comment AND e.id < w.id);

-- @stmt DECISION_NEWEST read
-- @roles moderator console
-- @args comment:int
SELECT id FROM decision WHERE comment = :comment AND undone IS NULL ORDER BY id DESC LIMIT 1;

-- @stmt DECISION_UNDONE write
-- @roles moderator console
-- @args id:int now:int
UPDATE decision SET undone = :now WHERE id = :id AND undone IS NULL RETURNING id;

-- @stmt BATCH_ADD write
-- @roles moderator console
-- @args site:int account:int now:int
INSERT INTO batch (site, account, made) VALUES (:site, :account, :now) RETURNING id;

-- @stmt BATCH_GET read
-- @roles moderator console
-- @args site:int account:int id:int
SELECT made, undone, (SELECT count(*) FROM decision d WHERE d.batch = batch.id AND d.undone IS NULL),
		(SELECT count(*) FROM ban b WHERE b.batch = batch.id AND b.lifted IS NULL)
	FROM batch WHERE site = :site AND account = :account AND id = :id;

-- @stmt BATCH_DECISIONS read
-- @roles moderator console
-- @args batch:int after:int limit:int
SELECT id, comment, state_from, state_to, made, undone, marked, unmarked, batch, text FROM decision
	WHERE batch = :batch AND undone IS NULL AND id > :after ORDER BY id LIMIT :limit;

-- @stmt BATCH_BANS read
-- @roles moderator console
-- @args batch:int limit:int
SELECT id FROM ban WHERE batch = :batch AND lifted IS NULL ORDER BY id LIMIT :limit;

-- @stmt BATCH_UNDONE write
-- @roles moderator console
-- @args id:int now:int
UPDATE batch SET undone = :now WHERE id = :id AND undone IS NULL RETURNING id;

-- Compare and set, back to what the decision found: not where the text has been edited since, which nobody has read.
-- @stmt COMMENT_RESTORE write
-- @roles moderator console
-- @args site:int id:int decision:int
UPDATE comment SET state = (SELECT state_from FROM decision WHERE id = :decision),
		decided = (SELECT decided_before FROM decision WHERE id = :decision),
		decided_by = (SELECT by_before FROM decision WHERE id = :decision),
		note = (SELECT note_before FROM decision WHERE id = :decision),
		grounds = (SELECT grounds_before FROM decision WHERE id = :decision),
		marks = marks | (SELECT unmarked FROM decision WHERE id = :decision)
	WHERE site = :site AND id = :id AND state = (SELECT state_to FROM decision WHERE id = :decision)
		AND decided = (SELECT made FROM decision WHERE id = :decision)
	RETURNING thread;

-- The same of marks alone.
-- @stmt COMMENT_UNMARK write
-- @roles moderator console
-- @args site:int id:int state:text mark:int unmark:int
UPDATE comment SET marks = (marks & ~:mark) | :unmark
	WHERE site = :site AND id = :id AND state = :state AND (marks & :mark) = :mark AND (marks & :unmark) = 0
	RETURNING thread;

-- ---- saved replies --------------------------------------------------------------------------------

-- @stmt SAVED_LIST read
-- @roles moderator console
-- @args site:int limit:int
SELECT id, reason, lang, title, body, made, set_by FROM saved_reply WHERE site = :site ORDER BY id LIMIT :limit;

-- @stmt SAVED_ADD write
-- @roles moderator
-- @args site:int reason:text lang:text title:text body:text now:int by:text most:int
INSERT INTO saved_reply (site, reason, lang, title, body, made, set_by)
	SELECT :site, :reason, :lang, :title, :body, :now, :by
	WHERE (SELECT count(*) FROM saved_reply WHERE site = :site) < :most
	RETURNING id;

-- @stmt SAVED_CHANGE write
-- @roles moderator
-- @args site:int id:int reason:text lang:text title:text body:text now:int by:text
UPDATE saved_reply SET reason = :reason, lang = :lang, title = :title, body = :body, made = :now, set_by = :by
	WHERE site = :site AND id = :id RETURNING id;

-- @stmt SAVED_REMOVE write
-- @roles moderator
-- @args site:int id:int
DELETE FROM saved_reply WHERE site = :site AND id = :id RETURNING id;

-- ---- lessons ------------------------------------------------------------------------------------

-- @stmt COMMENT_STANDING read
-- @roles visitor moderator console
-- @args site:int id:int
SELECT state, decided FROM comment WHERE site = :site AND id = :id;

-- @stmt LESSON_ADD write
-- @roles visitor moderator console
-- @args site:int comment:int opinion:text now:int
INSERT INTO lesson (site, comment, opinion, made)
	SELECT :site, :comment, :opinion, :now WHERE :opinion <> coalesce(
		(SELECT opinion FROM lesson WHERE site = :site AND comment = :comment ORDER BY id DESC LIMIT 1), 'none');

-- The opinion before is that of the comment's lesson before. The text is the one that was decided on, which its writer
-- may have edited since.
-- @stmt LESSON_LIST read
-- @roles keeper
-- @args site:int after:int limit:int
SELECT l.id, l.comment, c.thread, c.author, c.created, coalesce((SELECT r.body FROM revision r
		WHERE r.comment = l.comment AND r.lesson >= l.id ORDER BY r.version LIMIT 1), c.body), l.opinion, coalesce((SELECT b.opinion FROM lesson b
		WHERE b.site = l.site AND b.comment = l.comment AND b.id < l.id ORDER BY b.id DESC LIMIT 1), 'none')
	FROM lesson l JOIN comment c ON c.id = l.comment
	WHERE l.site = :site AND l.id > :after ORDER BY l.id LIMIT :limit;

-- @stmt LESSON_SINCE read
-- @roles keeper
-- @args site:int after:int
SELECT count(*) FROM lesson WHERE site = :site AND id > :after;

-- What stood when :upto was the newest lesson.
-- @stmt LESSON_STANDING read
-- @roles keeper
-- @args site:int upto:int after:int limit:int
SELECT 0, l.comment, c.thread, c.author, c.created, coalesce((SELECT r.body FROM revision r
		WHERE r.comment = l.comment AND r.lesson >= l.id ORDER BY r.version LIMIT 1), c.body), l.opinion, 'none'
	FROM lesson l JOIN comment c ON c.id = l.comment
	WHERE l.site = :site AND l.comment > :after AND l.id <= :upto AND l.opinion IN ('good', 'spam')
		AND l.id = (SELECT max(n.id) FROM lesson n
			WHERE n.site = l.site AND n.comment = l.comment AND n.id <= :upto)
	ORDER BY l.comment LIMIT :limit;

-- @stmt LESSON_NTH_NEWEST read
-- @roles keeper
-- @args site:int upto:int skip:int
SELECT l.comment FROM lesson l
	WHERE l.site = :site AND l.id <= :upto AND l.opinion IN ('good', 'spam')
		AND l.id = (SELECT max(n.id) FROM lesson n
			WHERE n.site = l.site AND n.comment = l.comment AND n.id <= :upto)
	ORDER BY l.comment DESC LIMIT 1 OFFSET :skip;

-- @stmt LEARNED_GET read
-- @roles keeper
-- @args site:int
SELECT refit, base, upto, made, examples, held, held_spam, f1, precision, recall, fpr, ece, delta, bins
	FROM learned WHERE site = :site;

-- @stmt LEARNED_REFIT read
-- @roles keeper
-- @args site:int
SELECT coalesce(max(refit), 0) FROM learned WHERE site = :site;

-- Compare and set: a refit that another process made meanwhile stays.
-- @stmt LEARNED_PUT write
-- @roles keeper
-- @args site:int refit:int base:text upto:int now:int examples:int held:int held_spam:int f:real? precision:real? recall:real? fpr:real? ece:real? delta:blob bins:text
INSERT INTO learned (site, refit, base, upto, made, examples, held, held_spam, f1, precision, recall, fpr, ece, delta,
		bins)
	VALUES (:site, :refit, :base, :upto, :now, :examples, :held, :held_spam, :f, :precision, :recall, :fpr, :ece,
		:delta, :bins)
	ON CONFLICT (site) DO UPDATE SET refit = excluded.refit, base = excluded.base, upto = excluded.upto,
		made = excluded.made, examples = excluded.examples, held = excluded.held, held_spam = excluded.held_spam,
		f1 = excluded.f1, precision = excluded.precision, recall = excluded.recall, fpr = excluded.fpr,
		ece = excluded.ece, delta = excluded.delta, bins = excluded.bins
	WHERE learned.refit = excluded.refit - 1
	RETURNING refit;

-- ---- reasons --------------------------------------------------------------------------------------

-- @stmt REASON_ADD write
-- @roles visitor console
-- @args comment:int seq:int rule:text entry:text field:text from:int to:int weight:real action:text shadow:int
INSERT INTO reason (comment, seq, rule, entry, field, span_from, span_to, weight, action, shadow)
	VALUES (:comment, :seq, :rule, :entry, :field, :from, :to, :weight, :action, :shadow);

-- @stmt REASON_CLEAR write
-- @roles visitor
-- @args comment:int
DELETE FROM reason WHERE comment = :comment;

-- @stmt REASON_LIST read
-- @roles visitor moderator console
-- @args comment:int
SELECT rule, entry, field, span_from, span_to, weight, action, shadow FROM reason WHERE comment = :comment ORDER BY seq;

-- How often each rule spoke, in how many of these cases people decided, and in how many they let the comment stand.
-- @stmt REASON_TALLY read
-- @roles console moderator
-- @args site:int
SELECT r.rule, count(*), count(c.decided), count(CASE WHEN c.decided IS NOT NULL AND c.state = 'approved' THEN 1 END)
	FROM (SELECT DISTINCT comment, rule FROM reason) r JOIN comment c ON c.id = r.comment
	WHERE c.site = :site GROUP BY r.rule;

-- The same of the newest comments alone, along the key of the reasons.
-- @stmt REASON_TALLY_LATELY read
-- @roles keeper
-- @args site:int of:int
SELECT r.rule, count(*), count(c.decided), count(CASE WHEN c.decided IS NOT NULL AND c.state = 'approved' THEN 1 END)
	FROM (SELECT DISTINCT comment, rule FROM reason
		WHERE comment > (SELECT coalesce(max(id), 0) FROM comment) - :of) r JOIN comment c ON c.id = r.comment
	WHERE c.site = :site GROUP BY r.rule;

-- @stmt RULE_SET write
-- @roles moderator console
-- @args site:int rule:text mode:text now:int expires:int? by:text
INSERT INTO rule (site, rule, mode, created, expires, set_by) VALUES (:site, :rule, :mode, :now, :expires, :by);

-- @stmt RULE_CLEAR write
-- @roles moderator console
-- @args site:int rule:text
DELETE FROM rule WHERE site = :site AND rule = :rule RETURNING id;

-- @stmt RULE_LIST read
-- @roles visitor moderator console keeper
-- @args site:int now:int
SELECT rule, mode, created, expires, set_by FROM rule
	WHERE site = :site AND (expires IS NULL OR expires > :now) ORDER BY id;

-- ---- bans -----------------------------------------------------------------------------------------

-- @stmt BAN_ADD write
-- @roles moderator console
-- @args site:int kind:text hash:blob? target:text reason:text note:text shadow:int now:int expires:int? by:text batch:int?
INSERT INTO ban (site, kind, hash, target, reason, note, shadow, created, expires, set_by, batch)
	VALUES (:site, :kind, :hash, :target, :reason, :note, :shadow, :now, :expires, :by, :batch)
	RETURNING id;

-- All that are in force, for the matcher in memory.
-- @stmt BAN_IN_FORCE read
-- @roles keeper console
-- @args site:int now:int
SELECT id, kind, hash, target, shadow, expires FROM ban
	WHERE site = :site AND lifted IS NULL AND (expires IS NULL OR expires > :now) ORDER BY id;

-- @stmt BAN_BY_HASH read
-- @roles moderator console
-- @args site:int hash:blob now:int
SELECT id FROM ban WHERE site = :site AND kind = 'email' AND hash = :hash AND lifted IS NULL
	AND (expires IS NULL OR expires > :now) ORDER BY id LIMIT 1;

-- @stmt BAN_BY_TARGET read
-- @roles moderator console
-- @args site:int kind:text target:text now:int
SELECT id FROM ban WHERE site = :site AND kind = :kind AND target = :target AND lifted IS NULL
	AND (expires IS NULL OR expires > :now) ORDER BY id LIMIT 1;

-- One of the past, that moved in before.
-- @stmt BAN_PAST read
-- @roles console
-- @args site:int kind:text target:text created:int over:int
SELECT id FROM ban WHERE coalesce(lifted, expires) = :over AND (lifted IS NOT NULL OR expires IS NOT NULL)
	AND site = :site AND kind = :kind AND target = :target AND created = :created ORDER BY id LIMIT 1;

-- @stmt BAN_GET read
-- @roles moderator console
-- @args site:int id:int
SELECT id, kind, target, reason, note, created, expires, lifted, set_by, shadow, hits, hit FROM ban
	WHERE site = :site AND id = :id;

-- @stmt BAN_PERSON read
-- @roles moderator console
-- @args site:int id:int
SELECT hash FROM ban WHERE site = :site AND id = :id AND kind = 'email';

-- @stmt BAN_LIST read
-- @roles moderator console
-- @args site:int after:int limit:int
SELECT id, kind, target, reason, note, created, expires, lifted, set_by, shadow, hits, hit FROM ban
	WHERE site = :site AND id > :after ORDER BY id LIMIT :limit;

-- The newest first, for the desk.
-- @stmt BAN_FIND read
-- @roles moderator console
-- @args site:int before:int kind:text part:text past:int now:int limit:int
SELECT id, kind, target, reason, note, created, expires, lifted, set_by, shadow, hits, hit FROM ban
	WHERE site = :site AND id < :before AND (:kind = '' OR kind = :kind)
	AND (:past = 1 OR (lifted IS NULL AND (expires IS NULL OR expires > :now)))
	AND (:part = '' OR lower(target) LIKE lower(:part) ESCAPE '!' OR lower(reason) LIKE lower(:part) ESCAPE '!'
		OR lower(note) LIKE lower(:part) ESCAPE '!' OR lower(set_by) LIKE lower(:part) ESCAPE '!')
	ORDER BY id DESC LIMIT :limit;

-- @stmt BAN_LIFT write
-- @roles moderator console
-- @args site:int id:int now:int
UPDATE ban SET lifted = :now WHERE site = :site AND id = :id AND lifted IS NULL RETURNING id;

-- @stmt BAN_HITS write
-- @roles keeper
-- @args id:int hits:int at:int
UPDATE ban SET hits = hits + :hits, hit = :at WHERE id = :id;

-- Of one that moved in.
-- @stmt BAN_IMPORT_HITS write
-- @roles console
-- @args id:int hits:int at:int?
UPDATE ban SET hits = :hits, hit = :at WHERE id = :id;

-- ---- moderators -----------------------------------------------------------------------------------

-- @stmt ACCOUNT_ADD write
-- @roles moderator console
-- @args site:int name:text password:text role:text now:int
INSERT INTO account (site, name, password, role, created) VALUES (:site, :name, :password, :role, :now)
	ON CONFLICT (site, name) DO NOTHING RETURNING id;

-- With how many sessions it has, and how many codes to recover it.
-- @stmt ACCOUNT_LIST read
-- @roles moderator console
-- @args site:int now:int seen_since:int
SELECT id, name, role, created, disabled, factor IS NOT NULL, signed_in,
	(SELECT count(*) FROM session s WHERE s.account = account.id AND s.expires > :now AND s.seen > :seen_since),
	(SELECT count(*) FROM recovery r WHERE r.account = account.id)
	FROM account WHERE site = :site ORDER BY id;

-- @stmt ACCOUNT_GET read
-- @roles moderator console
-- @args site:int id:int
SELECT id, name, role, created, disabled, factor IS NOT NULL, signed_in FROM account WHERE site = :site AND id = :id;

-- @stmt ACCOUNT_FIND read
-- @roles moderator console
-- @args site:int name:text
SELECT id, name, role, created, disabled, factor IS NOT NULL, signed_in FROM account WHERE site = :site AND name = :name;

-- How many could let the others in again.
-- @stmt ACCOUNT_ADMINS read
-- @roles moderator console
-- @args site:int
SELECT count(*) FROM account WHERE site = :site AND role = 'admin' AND disabled IS NULL;

-- The same password at another cost: nobody is signed out.
-- @stmt ACCOUNT_REHASH write
-- @roles moderator
-- @args id:int was:text password:text
UPDATE account SET password = :password WHERE id = :id AND password = :was AND disabled IS NULL;

-- How many others could decide.
-- @stmt ACCOUNT_OTHERS read
-- @roles moderator console
-- @args site:int id:int
SELECT count(*) FROM account WHERE site = :site AND id <> :id AND role <> 'viewer' AND disabled IS NULL;

-- Names that nobody else may bear.
-- @stmt ACCOUNT_NAMES read
-- @roles keeper console
-- @args site:int
SELECT name FROM account WHERE site = :site AND disabled IS NULL ORDER BY id;

-- @stmt ACCOUNT_PASSWORD read
-- @roles moderator
-- @args site:int name:text
SELECT id, password, factor, factor_used FROM account WHERE site = :site AND name = :name AND disabled IS NULL;

-- @stmt ACCOUNT_DISABLE write
-- @roles moderator console
-- @args site:int name:text now:int
UPDATE account SET disabled = :now WHERE site = :site AND name = :name AND disabled IS NULL RETURNING id;

-- @stmt ACCOUNT_ENABLE write
-- @roles moderator console
-- @args site:int name:text
UPDATE account SET disabled = NULL WHERE site = :site AND name = :name AND disabled IS NOT NULL RETURNING id;

-- @stmt ACCOUNT_SIGNED_IN write
-- @roles moderator
-- @args id:int now:int
UPDATE account SET signed_in = :now WHERE id = :id;

-- @stmt ACCOUNT_PASSWD write
-- @roles moderator console
-- @args site:int name:text password:text
UPDATE account SET password = :password WHERE site = :site AND name = :name AND disabled IS NULL RETURNING id;

-- @stmt ACCOUNT_ROLE write
-- @roles moderator console
-- @args site:int id:int role:text
UPDATE account SET role = :role WHERE site = :site AND id = :id AND disabled IS NULL AND role <> :role RETURNING id;

-- Who was invited: a new account; a disabled one, as new; or one that forgot its password.
-- @stmt ACCOUNT_INVITED write
-- @roles moderator
-- @args site:int name:text password:text role:text now:int
INSERT INTO account (site, name, password, role, created) VALUES (:site, :name, :password, :role, :now)
	ON CONFLICT (site, name) DO UPDATE SET password = excluded.password,
		role = CASE WHEN account.disabled IS NULL THEN account.role ELSE excluded.role END,
		factor = CASE WHEN account.disabled IS NULL THEN account.factor END, disabled = NULL
	RETURNING id;

-- ---- second factors ---------------------------------------------------------------------------------

-- @stmt FACTOR_SET write
-- @roles moderator console
-- @args site:int id:int factor:blob? used:int
UPDATE account SET factor = :factor, factor_used = :used WHERE site = :site AND id = :id AND disabled IS NULL
	RETURNING id;

-- Each step's code is good once, whoever comes first.
-- @stmt FACTOR_USE write
-- @roles moderator
-- @args id:int step:int
UPDATE account SET factor_used = :step WHERE id = :id AND factor IS NOT NULL AND factor_used < :step RETURNING id;

-- @stmt RECOVERY_ADD write
-- @roles moderator console
-- @args account:int hash:blob
INSERT INTO recovery (account, hash) VALUES (:account, :hash);

-- @stmt RECOVERY_TAKE write
-- @roles moderator
-- @args account:int hash:blob
DELETE FROM recovery WHERE account = :account AND hash = :hash RETURNING account;

-- @stmt RECOVERY_CLEAR write
-- @roles moderator console
-- @args account:int
DELETE FROM recovery WHERE account = :account;

-- @stmt RECOVERY_COUNT read
-- @roles moderator
-- @args account:int
SELECT count(*) FROM recovery WHERE account = :account;

-- ---- invitations ------------------------------------------------------------------------------------

-- @stmt INVITE_ADD write
-- @roles moderator console
-- @args site:int name:text role:text token_hash:blob now:int expires:int by:text
INSERT INTO invite (site, name, role, token_hash, created, expires, set_by)
	VALUES (:site, :name, :role, :token_hash, :now, :expires, :by);

-- Before a newer one for this name.
-- @stmt INVITE_REPLACE write
-- @roles moderator console
-- @args site:int name:text
DELETE FROM invite WHERE site = :site AND name = :name AND name <> '';

-- @stmt INVITE_LIST read
-- @roles moderator console
-- @args site:int now:int
SELECT id, name, role, set_by, created, expires FROM invite WHERE site = :site AND expires > :now ORDER BY id;

-- @stmt INVITE_WITHDRAW write
-- @roles moderator console
-- @args site:int id:int now:int
DELETE FROM invite WHERE site = :site AND id = :id AND expires > :now RETURNING id;

-- @stmt INVITE_FIND read
-- @roles moderator
-- @args site:int token_hash:blob now:int
SELECT id, name, role, set_by, created, expires FROM invite WHERE site = :site AND token_hash = :token_hash AND expires > :now;

-- @stmt INVITE_TAKE write
-- @roles moderator
-- @args site:int token_hash:blob now:int
DELETE FROM invite WHERE site = :site AND token_hash = :token_hash AND expires > :now RETURNING id;

-- Those for somebody, and those by them.
-- @stmt INVITE_DROP write
-- @roles moderator console
-- @args site:int name:text
DELETE FROM invite WHERE site = :site AND (name = :name OR set_by = :name);

-- @stmt INVITE_SWEEP write
-- @roles keeper
-- @args now:int
DELETE FROM invite WHERE expires <= :now;

-- ---- sessions ---------------------------------------------------------------------------------------

-- @stmt SESSION_END_ALL write
-- @roles moderator console
-- @args account:int
DELETE FROM session WHERE account = :account;

-- Only by what the account has now: it may have changed since it was checked.
-- @stmt SESSION_ADD write
-- @roles moderator
-- @args token_hash:blob account:int password:text factor:blob? network:text now:int expires:int
INSERT INTO session (token_hash, account, network, created, seen, expires)
	SELECT :token_hash, id, :network, :now, :now, :expires FROM account
	WHERE id = :account AND disabled IS NULL AND password = :password AND factor IS NOT DISTINCT FROM :factor
	RETURNING id;

-- @stmt SESSION_STANDS read
-- @roles moderator
-- @args id:int
SELECT id FROM session WHERE id = :id;

-- @stmt SESSION_FIND read
-- @roles moderator
-- @args token_hash:blob site:int now:int seen_since:int
SELECT a.id, a.name, a.role, s.seen, s.id, a.factor IS NOT NULL FROM session s JOIN account a ON a.id = s.account
	WHERE s.token_hash = :token_hash AND a.site = :site AND a.disabled IS NULL
	AND s.expires > :now AND s.seen > :seen_since;

-- Those of one account, or of all (0).
-- @stmt SESSION_LIST read
-- @roles moderator console
-- @args site:int account:int now:int seen_since:int
SELECT s.id, a.name, s.network, s.created, s.seen FROM session s JOIN account a ON a.id = s.account
	WHERE a.site = :site AND (:account = 0 OR a.id = :account) AND s.expires > :now AND s.seen > :seen_since
	ORDER BY s.id;

-- The cards that are being read.
-- @stmt CLAIM_LIST read
-- @roles moderator
-- @args site:int now:int
SELECT s.claim, s.id, a.id, a.name, s.claim_until FROM session s JOIN account a ON a.id = s.account
	WHERE s.claim IS NOT NULL AND s.claim_until > :now AND a.site = :site ORDER BY s.id;

-- What waits or is reported (1 is the mark), unless another person reads it.
-- @stmt CLAIM_TAKE write
-- @roles moderator
-- @args session:int site:int comment:int now:int until:int
UPDATE session SET claim = :comment, claim_until = :until
	WHERE id = :session
		AND EXISTS (SELECT 1 FROM comment c WHERE c.site = :site AND c.id = :comment
			AND (c.state = 'pending' OR (c.marks & 1) <> 0))
		AND NOT EXISTS (SELECT 1 FROM session o WHERE o.claim = :comment AND o.claim_until > :now
			AND o.account <> session.account)
	RETURNING id;

-- @stmt CLAIM_END write
-- @roles moderator console
-- @args comment:int
UPDATE session SET claim = NULL, claim_until = NULL WHERE claim = :comment;

-- Mostly there is none: then nothing is written, and nothing waits for the disk.
-- @stmt CLAIM_BACK write
-- @roles moderator
-- @args session:int comment:int
UPDATE session SET claim = NULL, claim_until = NULL
	WHERE id = :session AND claim IS NOT NULL AND (:comment = 0 OR claim = :comment);

-- @stmt SESSION_SEEN write
-- @roles moderator keeper
-- @args token_hash:blob now:int
UPDATE session SET seen = :now WHERE token_hash = :token_hash AND seen < :now;

-- @stmt SESSION_END write
-- @roles moderator
-- @args token_hash:blob
DELETE FROM session WHERE token_hash = :token_hash;

-- @stmt SESSION_END_ONE write
-- @roles moderator console
-- @args account:int id:int
DELETE FROM session WHERE account = :account AND id = :id RETURNING id;

-- @stmt SESSION_END_OTHERS write
-- @roles moderator console
-- @args account:int id:int
DELETE FROM session WHERE account = :account AND id <> :id;

-- @stmt SESSION_SWEEP write
-- @roles keeper
-- @args now:int seen_before:int
DELETE FROM session WHERE expires <= :now OR seen < :seen_before;

-- ---- audit, outbox, settings, words ---------------------------------------------------------------

-- @stmt AUDIT_ADD write
-- @roles visitor moderator console keeper
-- @args site:int now:int actor:text verb:text subject:text detail:text comment:int?
INSERT INTO audit (site, created, actor, verb, subject, detail, comment, versions)
	VALUES (:site, :now, :actor, :verb, :subject, :detail, :comment,
		coalesce((SELECT versions FROM comment WHERE id = :comment), ''));

-- What is about the whole database stands in the book of each site.
-- @stmt AUDIT_ADD_ALL write
-- @roles keeper
-- @args now:int actor:text verb:text subject:text detail:text
INSERT INTO audit (site, created, actor, verb, subject, detail, versions)
	SELECT id, :now, :actor, :verb, :subject, :detail, '' FROM site;

-- Newest first; "" asks for nothing of a column. Of what others did with sessions and accounts ("sign-…", "moderator.…")
-- no line, unless :all is 1.
-- @stmt AUDIT_LIST read
-- @roles moderator console
-- @args site:int before:int all:int me:text who:text what:text why:text since:int until:int limit:int
SELECT a.id, a.created, a.actor, a.verb, a.subject, a.detail, a.versions, l.place, l.hash
	FROM audit a LEFT JOIN audit_link l ON l.line = a.id
	WHERE a.site = :site AND a.id < :before AND a.created >= :since AND a.created < :until
	AND (:all = 1 OR a.actor = :me OR NOT (a.verb LIKE 'sign-%' ESCAPE '!' OR a.verb LIKE 'moderator.%' ESCAPE '!'))
	AND (:who = '' OR lower(a.actor) LIKE lower(:who) ESCAPE '!')
	AND (:what = '' OR lower(a.verb) LIKE lower(:what) ESCAPE '!' OR lower(a.subject) LIKE lower(:what) ESCAPE '!')
	AND (:why = '' OR lower(a.detail) LIKE lower(:why) ESCAPE '!')
	ORDER BY a.id DESC LIMIT :limit;

-- The chain's end.
-- @stmt AUDIT_TAIL read
-- @roles keeper console
-- @args
SELECT place, line, hash FROM audit_link ORDER BY place DESC LIMIT 1;

-- Lines behind it that are not linked yet. SQLite has one writer, which gives ids in the order of commit.
-- @stmt AUDIT_LOOSE read
-- @roles keeper console
-- @args line:int limit:int
SELECT 0, id, NULL, NULL, NULL, id, site, created, actor, verb, subject, detail, versions FROM audit
	WHERE id > :line ORDER BY id LIMIT :limit;

-- @stmt AUDIT_LINK write
-- @roles keeper console
-- @args place:int line:int salt:blob detail:blob hash:blob
INSERT INTO audit_link (place, line, salt, detail, hash) VALUES (:place, :line, :salt, :detail, :hash);

-- A line that is gone is NULL from id on.
-- @stmt AUDIT_WALK read
-- @roles console
-- @args after:int limit:int
SELECT l.place, l.line, l.salt, l.detail, l.hash, a.id, a.site, a.created, a.actor, a.verb, a.subject, a.detail,
		a.versions
	FROM audit_link l LEFT JOIN audit a ON a.id = l.line WHERE l.place > :after ORDER BY l.place LIMIT :limit;

-- A line that stands among linked ones and never was.
-- @stmt AUDIT_STRAY read
-- @roles console
-- @args line:int
SELECT a.id FROM audit a WHERE a.id <= :line AND NOT EXISTS (SELECT 1 FROM audit_link l WHERE l.line = a.id)
	ORDER BY a.id LIMIT 1;

-- @stmt AUDIT_LOOSE_COUNT read
-- @roles console
-- @args line:int
SELECT count(*) FROM audit WHERE id > :line;

-- Up to when details have been taken away, as the book itself says.
-- @stmt AUDIT_CUT read
-- @roles keeper console
-- @args
SELECT max(subject) FROM audit WHERE verb = 'retention.audit';

-- Whether a comment's details may be gone: it was erased, is nobody's any more, or is not there.
-- @stmt AUDIT_ERASED read
-- @roles console
-- @args comment:int
SELECT count(*) FROM comment WHERE id = :comment AND erased IS NULL AND author IS NOT NULL;

-- @stmt AUDIT_BAN read
-- @roles console
-- @args ban:int
SELECT count(*) FROM ban WHERE id = :ban;

-- @stmt AUDIT_HEAD_ADD write
-- @roles keeper console
-- @args place:int hash:blob now:int link:int signature:blob
INSERT INTO audit_head (place, hash, made, link, signature) VALUES (:place, :hash, :now, :link, :signature);

-- @stmt AUDIT_HEAD_LAST read
-- @roles keeper console
-- @args
SELECT place, hash, made, link, signature FROM audit_head ORDER BY id DESC LIMIT 1;

-- @stmt AUDIT_HEADS read
-- @roles console
-- @args
SELECT place, hash, made, link, signature FROM audit_head ORDER BY place, id;

-- @stmt OUTBOX_ADD write
-- @roles visitor moderator console
-- @args site:int kind:text subject:int now:int
INSERT INTO outbox (site, kind, subject, created) VALUES (:site, :kind, :subject, :now);

-- @stmt OUTBOX_DONE write
-- @roles keeper
-- @args now:int before:int
UPDATE outbox SET done = :now WHERE done IS NULL AND id <= :before;

-- @stmt OUTBOX_DUE read
-- @roles keeper
-- @args limit:int
SELECT id, site, kind, subject FROM outbox WHERE done IS NULL ORDER BY id LIMIT :limit;

-- @stmt WORDS_LIST read
-- @roles moderator console keeper
-- @args site:int now:int
SELECT id, entry, lang, action, severity, expires, shadow, note, created, set_by FROM words
	WHERE site = :site AND (expires IS NULL OR expires > :now) ORDER BY id;

-- The newest first, for the desk.
-- @stmt WORDS_FIND read
-- @roles moderator console
-- @args site:int before:int lang:text part:text now:int limit:int
SELECT id, entry, lang, action, severity, expires, shadow, note, created, set_by FROM words
	WHERE site = :site AND id < :before AND (expires IS NULL OR expires > :now)
	AND (:part = '' OR lang = :lang OR lower(entry) LIKE lower(:part) ESCAPE '!'
		OR lower(note) LIKE lower(:part) ESCAPE '!' OR lower(set_by) LIKE lower(:part) ESCAPE '!')
	ORDER BY id DESC LIMIT :limit;

-- @stmt WORDS_GET read
-- @roles moderator console
-- @args site:int id:int now:int
SELECT id, entry, lang, action, severity, expires, shadow, note, created, set_by FROM words
	WHERE site = :site AND id = :id AND (expires IS NULL OR expires > :now);

-- As REASON_TALLY, of each entry by its name ("site:7 casino*").
-- @stmt WORDS_TALLY read
-- @roles moderator console
-- @args site:int rule:text
SELECT r.entry, count(*), count(c.decided), count(CASE WHEN c.decided IS NOT NULL AND c.state = 'approved' THEN 1 END)
	FROM (SELECT DISTINCT comment, entry FROM reason WHERE rule = :rule) r JOIN comment c ON c.id = r.comment
	WHERE c.site = :site GROUP BY r.entry;

-- @stmt WORDS_REMOVE write
-- @roles moderator console
-- @args site:int lang:text entry:text
DELETE FROM words WHERE site = :site AND lang = :lang AND entry = :entry RETURNING id;

-- @stmt WORDS_REMOVE_ID write
-- @roles moderator console
-- @args site:int id:int
DELETE FROM words WHERE site = :site AND id = :id RETURNING id;

-- @stmt WORDS_ADD write
-- @roles moderator console
-- @args site:int entry:text lang:text action:text severity:int note:text shadow:int now:int expires:int? by:text
INSERT INTO words (site, entry, lang, action, severity, note, shadow, created, expires, set_by)
	VALUES (:site, :entry, :lang, :action, :severity, :note, :shadow, :now, :expires, :by);

-- Of one that moved in: under its number, if that is free. What is here stays.
-- @stmt WORDS_IMPORT write
-- @roles console
-- @args site:int id:int entry:text lang:text action:text severity:int note:text shadow:int now:int expires:int? by:text
INSERT INTO words (id, site, entry, lang, action, severity, note, shadow, created, expires, set_by)
	SELECT CASE WHEN :id = 0 OR EXISTS (SELECT 1 FROM words WHERE id = :id) THEN NULL ELSE :id END,
		:site, :entry, :lang, :action, :severity, :note, :shadow, :now, :expires, :by WHERE true
	ON CONFLICT (site, lang, entry) DO NOTHING;

-- @stmt RULE_IMPORT write
-- @roles console
-- @args site:int rule:text mode:text now:int expires:int? by:text
INSERT INTO rule (site, rule, mode, created, expires, set_by) VALUES (:site, :rule, :mode, :now, :expires, :by)
	ON CONFLICT (site, rule) DO NOTHING;

-- Written anew, it would be there twice.
-- @stmt SAVED_IMPORT write
-- @roles console
-- @args site:int reason:text lang:text title:text body:text now:int by:text most:int
INSERT INTO saved_reply (site, reason, lang, title, body, made, set_by)
	SELECT :site, :reason, :lang, :title, :body, :now, :by
	WHERE (SELECT count(*) FROM saved_reply WHERE site = :site) < :most
	AND NOT EXISTS (SELECT 1 FROM saved_reply
		WHERE site = :site AND reason = :reason AND lang = :lang AND title = :title AND body = :body);

-- ---- imports ---------------------------------------------------------------------------------------

-- @stmt IMPORT_SOURCE_ADD write
-- @roles console
-- @args site:int system:text name:text now:int
INSERT INTO import_source (site, system, name, created) VALUES (:site, :system, :name, :now)
	ON CONFLICT (site, system, name) DO UPDATE SET name = excluded.name
	RETURNING id;

-- @stmt IMPORT_SOURCE_FIND read
-- @roles console
-- @args site:int system:text name:text
SELECT id FROM import_source WHERE site = :site AND system = :system AND name = :name;

-- Many rows at a time: include/store/db.h says what `given` is. CROSS JOIN keeps SQLite to this order.

-- What of this source is here.
-- @stmt IMPORTED_LOOK read
-- @roles console
-- @args source:int
SELECT g.i1, i.id, i.comment, c.thread, c.author, c.order_key
	FROM given g CROSS JOIN imported i CROSS JOIN comment c
	WHERE i.source = :source AND i.old = g.t1 AND c.id = i.comment
	UNION ALL
	SELECT g.i1, 0, c.id, c.thread, c.author, c.order_key
	FROM given g CROSS JOIN comment c WHERE g.i2 > 0 AND c.id = g.i2 AND c.origin = :source;

-- @stmt IMPORTED_IMPORT write
-- @roles console
-- @args
INSERT INTO imported (source, old, comment, parent)
	SELECT g.i1, g.t1, g.i2, nullif(g.t2, '') FROM given g WHERE true
	ON CONFLICT (source, old) DO NOTHING;

-- What stands under these ids of the site. The same: written at that moment, and by its article's present or former
-- address, its name or its text the comment that is meant. Of an erased one the moment is all that is left.
-- @stmt COMMENT_LOOK read
-- @roles console
-- @args site:int
SELECT g.i1, c.thread, c.author, c.order_key,
		CASE WHEN c.site = :site AND c.created = g.i3 AND (c.erased IS NOT NULL OR t.page = g.t1 OR c.name = g.t2
			OR c.body = g.t3 OR EXISTS (SELECT 1 FROM thread_moved m
				WHERE m.site = :site AND m.page = g.t1 AND m.thread = c.thread)) THEN 1 ELSE 0 END
	FROM given g CROSS JOIN comment c CROSS JOIN thread t WHERE c.id = g.i2 AND t.id = c.thread;

-- @stmt COMMENT_IMPORT write
-- @roles console
-- @args site:int
INSERT INTO comment (id, site, thread, parent, author, chain, order_key, name, url, body, masked, state, marks,
		generation, created, decided, decided_by, note, action, score, toxicity, versions, version, changed,
		rules, up, down, best, replied, grounds, erased, reports, origin)
	SELECT g.i1, :site, g.i2, nullif(g.i3, 0), nullif(g.i4, 0), nullif(g.i5, 0), g.b1, g.t1, g.t2, g.t3,
		nullif(g.t4, ''), g.t5, g.i6, g.i7, g.i8, nullif(g.i9, 0), g.t6, g.t7, g.t8, g.r1, g.r2, g.t9, g.i10,
		nullif(g.i11, 0), g.t10, g.i12, g.i13, g.r3, g.i14, g.t11, nullif(g.i15, 0), g.i16, nullif(g.i17, 0)
	FROM given g;

-- @stmt REASON_IMPORT write
-- @roles console
-- @args
INSERT INTO reason (comment, seq, rule, entry, field, span_from, span_to, weight, action, shadow)
	SELECT g.i1, g.i2, g.t1, g.t2, g.t3, g.i3, g.i4, g.r1, g.t4, g.i5 FROM given g;

-- @stmt REVISION_IMPORT write
-- @roles console
-- @args
INSERT INTO revision (comment, version, body, state, replaced, changed_by, reason, why, masked, written, lesson)
	SELECT g.i1, g.i2, g.t1, g.t2, g.i3, g.t3, g.t4, g.t5, nullif(g.t6, ''), nullif(g.i4, 0), 0 FROM given g;

-- @stmt APPEAL_IMPORT write
-- @roles console
-- @args
INSERT INTO appeal (comment, body, created, answered, answered_by, answer)
	SELECT g.i1, g.t1, g.i2, nullif(g.i3, 0), g.t2, g.t3 FROM given g;

-- About the comment's writer, as remarks are. Nobody's account is a program's.
-- @stmt REMARK_IMPORT write
-- @roles console
-- @args
INSERT INTO remark (site, author, comment, chain, kind, reason, body, asked, remains, account, set_by, made, undone)
	SELECT c.site, c.author, c.id, coalesce(c.chain, c.id), g.t1, g.t2, g.t3, g.i2, g.i3, 0, g.t4, g.i4, nullif(g.i5, 0)
	FROM given g CROSS JOIN comment c WHERE c.id = g.i1 AND (c.author IS NOT NULL OR g.t1 = 'warning');

-- Nobody's reports, as they are when their addresses have been forgotten.
-- @stmt REPORT_IMPORT write
-- @roles console
-- @args
INSERT INTO report (comment, version, reporter, reason, body, weight, made)
	SELECT g.i1, g.i2, NULL, g.t1, g.t2, g.r1, g.i3 FROM given g;

-- Nobody's votes, as they are when their addresses have been forgotten.
-- @stmt VOTE_IMPORT write
-- @roles console
-- @args
INSERT INTO vote (comment, voter, value, made) SELECT g.i1, NULL, g.i2, g.i3 FROM given g;

-- @stmt AUTHOR_LOOK read
-- @roles console
-- @args site:int
SELECT g.i1, a.id FROM given g CROSS JOIN author a WHERE a.site = :site AND a.id_hash = g.b1;

-- @stmt AUTHOR_IMPORT write
-- @roles console
-- @args site:int
INSERT INTO author (id, site, id_hash, ban_hash, avatar, created)
	SELECT g.i1, :site, g.b1, g.b2, g.b3, g.i2 FROM given g;

-- @stmt IMPORTED_LAST read
-- @roles console
-- @args
SELECT coalesce(max(id), 0) FROM imported;

-- By what it was called at any source of this system.
-- @stmt IMPORTED_BY_NAME read
-- @roles visitor
-- @args site:int system:text old:text number:int
SELECT i.comment, s.id FROM import_source s JOIN imported i ON i.source = s.id
	WHERE s.site = :site AND s.system = :system AND i.old = :old
	UNION ALL
	SELECT c.id, s.id FROM import_source s JOIN comment c ON c.origin = s.id
	WHERE s.site = :site AND s.system = :system AND c.id = :number
	ORDER BY 2 LIMIT 1;

-- Replies whose parent came after them, article by article; orphans have none.
-- @stmt IMPORTED_WAITING_THREAD read
-- @roles console
-- @args source:int after:int
SELECT c.thread, i.comment FROM imported i JOIN comment c ON c.id = i.comment
	WHERE i.source = :source AND i.parent IS NOT NULL AND i.comment > :after
		AND (EXISTS (SELECT 1 FROM imported p WHERE p.source = :source AND p.old = i.parent)
			OR EXISTS (SELECT 1 FROM comment o WHERE o.id = CAST(i.parent AS INTEGER)
				AND CAST(o.id AS TEXT) = i.parent AND o.origin = :source))
	ORDER BY i.comment LIMIT 1;

-- @stmt IMPORTED_WAITING read
-- @roles console
-- @args source:int thread:int
SELECT i.comment, coalesce(p.comment, o.id) FROM imported i JOIN comment c ON c.id = i.comment
		LEFT JOIN imported p ON p.source = :source AND p.old = i.parent
		LEFT JOIN comment o ON o.id = CAST(i.parent AS INTEGER) AND CAST(o.id AS TEXT) = i.parent
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
			OR EXISTS (SELECT 1 FROM comment o WHERE o.id = CAST(imported.parent AS INTEGER)
				AND CAST(o.id AS TEXT) = imported.parent AND o.origin = :source));

-- @stmt IMPORTED_ORPHANS read
-- @roles console
-- @args source:int after:int
SELECT count(*) FROM imported WHERE source = :source AND parent IS NOT NULL AND id > :after;

-- What has its row keeps its mode; what it did not know, it learns.
-- @stmt THREAD_IMPORT write
-- @roles console
-- @args site:int page:text title:text published:int? lang:text author:text source:text mode:text created:int announcement:text rules:text
INSERT INTO thread (site, page, title, published, lang, author, source, mode, created, announcement, rules)
	VALUES (:site, coalesce((SELECT t.page FROM thread_moved m JOIN thread t ON t.id = m.thread
			WHERE m.site = :site AND m.page = :page), :page),
		:title, :published, :lang, :author, :source, :mode, :created, :announcement, :rules)
	ON CONFLICT (site, page) DO UPDATE SET
		title = CASE WHEN thread.title = '' THEN excluded.title ELSE thread.title END,
		published = coalesce(thread.published, excluded.published),
		lang = CASE WHEN thread.lang = '' THEN excluded.lang ELSE thread.lang END,
		author = CASE WHEN thread.author = '' THEN excluded.author ELSE thread.author END
	RETURNING id, page;

-- The number behind all that were ever given.
-- @stmt COMMENT_FREE_ID read
-- @roles visitor moderator console
-- @args
SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'comment'), 0) + 1;

-- @stmt COMMENT_TREE read
-- @roles console
-- @args thread:int
SELECT id, coalesce(parent, 0) FROM comment WHERE thread = :thread ORDER BY id;

-- @stmt COMMENT_MOVE write
-- @roles console
-- @args id:int parent:int? order_key:blob
UPDATE comment SET parent = :parent, order_key = :order_key WHERE id = :id;

-- ---- what a process keeps in memory ----------------------------------------------------------------

-- Rows of these tables are added and removed, never changed: their number and the newest id tell whether what is
-- in memory is of today. Words, bans, rules, names of accounts.
-- @stmt LISTS_STAND read
-- @roles console keeper
-- @args site:int now:int
SELECT (SELECT count(*) FROM words WHERE site = :site AND (expires IS NULL OR expires > :now)),
	(SELECT max(id) FROM words WHERE site = :site AND (expires IS NULL OR expires > :now)),
	(SELECT count(*) FROM ban WHERE site = :site AND lifted IS NULL AND (expires IS NULL OR expires > :now)),
	(SELECT max(id) FROM ban WHERE site = :site AND lifted IS NULL AND (expires IS NULL OR expires > :now)),
	(SELECT count(*) FROM rule WHERE site = :site AND (expires IS NULL OR expires > :now)),
	(SELECT max(id) FROM rule WHERE site = :site AND (expires IS NULL OR expires > :now)),
	(SELECT count(*) FROM account WHERE site = :site AND disabled IS NULL),
	(SELECT max(id) FROM account WHERE site = :site AND disabled IS NULL);

-- ---- the chain of keys (flow/keys.c) -----------------------------------------------------------------

-- @stmt KEYS_STAND read
-- @roles keeper console
-- @args
SELECT links, author, ban FROM key_chain;

-- @stmt KEYS_STAND_SET write
-- @roles keeper
-- @args links:int author:int ban:int
UPDATE key_chain SET links = :links, author = :author, ban = :ban;

-- @stmt KEYS_AUTHORS read
-- @roles keeper
-- @args after:int limit:int
SELECT id, id_hash, ban_hash FROM author WHERE id > :after ORDER BY id LIMIT :limit;

-- @stmt KEYS_AUTHOR_SET write
-- @roles keeper
-- @args id:int id_hash:blob ban_hash:blob
UPDATE author SET id_hash = :id_hash, ban_hash = :ban_hash WHERE id = :id;

-- @stmt KEYS_BANS read
-- @roles keeper
-- @args after:int limit:int
SELECT id, site, hash, target FROM ban WHERE id > :after AND hash IS NOT NULL ORDER BY id LIMIT :limit;

-- Whom moderators know under the ban's pseudonym, if that person has written.
-- @stmt KEYS_BAN_PERSON read
-- @roles keeper
-- @args site:int ban_hash:blob
SELECT id_hash FROM author WHERE site = :site AND ban_hash = :ban_hash ORDER BY id LIMIT 1;

-- @stmt KEYS_BAN_SET write
-- @roles keeper
-- @args id:int hash:blob target:text
UPDATE ban SET hash = :hash, target = :target WHERE id = :id;

-- ---- people's rights: what is held (store/subject.def), and how it goes (flow/subject.c) ---------------------------

-- @stmt SUBJECT_COMMENTS read
-- @roles console keeper
-- @args author:int
SELECT id FROM comment WHERE author = :author ORDER BY id;

-- @stmt SUBJECT_AUTHOR read
-- @roles console keeper
-- @args id:int
SELECT avatar, created, ban_hash FROM author WHERE id = :id;

-- @stmt SUBJECT_COMMENT read
-- @roles console
-- @args comment:int
SELECT c.id, t.page, t.title, c.parent, c.chain, c.state, c.marks, c.name, c.url, c.body, c.masked,
		c.created, c.changed, c.decided, c.note, c.grounds, c.action, c.score, c.versions, c.rules, c.up, c.down,
		c.network IS NOT NULL
	FROM comment c JOIN thread t ON t.id = c.thread WHERE c.id = :comment;

-- @stmt SUBJECT_REASONS read
-- @roles console
-- @args comment:int
SELECT rule, entry, field, span_from, span_to, weight, action, shadow FROM reason WHERE comment = :comment ORDER BY seq;

-- @stmt SUBJECT_REVISIONS read
-- @roles console
-- @args comment:int
SELECT version, body, state, replaced, changed_by <> '', reason, why FROM revision WHERE comment = :comment ORDER BY version;

-- @stmt SUBJECT_APPEALS read
-- @roles console
-- @args comment:int
SELECT body, created, answered, answer FROM appeal WHERE comment = :comment;

-- @stmt SUBJECT_DECISIONS read
-- @roles console
-- @args comment:int
SELECT state_from, state_to, made, undone, note_before FROM decision WHERE comment = :comment ORDER BY id;

-- @stmt SUBJECT_BOOK read
-- @roles console
-- @args comment:int
SELECT verb, created, detail FROM audit WHERE comment = :comment ORDER BY id;

-- @stmt SUBJECT_LESSONS read
-- @roles console
-- @args comment:int
SELECT opinion, made FROM lesson WHERE site = (SELECT site FROM comment WHERE id = :comment) AND comment = :comment
	ORDER BY id;

-- @stmt SUBJECT_OLD_NAMES read
-- @roles console
-- @args comment:int
SELECT s.system, s.name, CAST(c.id AS TEXT), 0 FROM comment c JOIN import_source s ON s.id = c.origin
	WHERE c.id = :comment
	UNION ALL
	SELECT s.system, s.name, i.old, i.id FROM imported i JOIN import_source s ON s.id = i.source
	WHERE i.comment = :comment ORDER BY 4;

-- Nothing of who reported.
-- @stmt SUBJECT_REPORTS read
-- @roles console
-- @args comment:int
SELECT version, reason, body, made, decision IS NULL, upheld FROM report WHERE comment = :comment ORDER BY id;

-- @stmt SUBJECT_BANS read
-- @roles console
-- @args site:int hash:blob
SELECT id, target, reason, note, shadow, created, expires, lifted, hits, hit FROM ban
	WHERE site = :site AND kind = 'email' AND hash = :hash ORDER BY id;

-- @stmt SUBJECT_REMARKS read
-- @roles console
-- @args author:int
SELECT kind, comment, reason, body, asked, remains, made, undone FROM remark WHERE author = :author ORDER BY id;

-- What the person has told about comments of others.
-- @stmt SUBJECT_NOTICES read
-- @roles console
-- @args author:int
SELECT n.id, n.comment, n.location, n.kind, n.name, n.body, n.created, n.state, n.decided, n.complaint, n.complained,
		(SELECT w.body FROM notice_answer w WHERE w.notice = n.id ORDER BY w.id DESC LIMIT 1)
	FROM notice n WHERE n.author = :author ORDER BY n.id;

-- That there was a notice, and what came of it, stays.
-- @stmt ERASE_NOTICE_TEXTS write
-- @roles console keeper
-- @args author:int
UPDATE notice SET body = '(erased)', complaint = CASE WHEN complaint IS NULL THEN NULL ELSE '(erased)' END
	WHERE author = :author;

-- @stmt ERASE_LOOK read
-- @roles console keeper
-- @args comment:int
SELECT c.site, c.state, c.thread, t.page FROM comment c JOIN thread t ON t.id = c.thread WHERE c.id = :comment;

-- The text stays, and nothing that says whose it is; the private link is void. 2 is the mark "appealed", 32 "staff".
-- @stmt ERASE_NAME write
-- @roles console keeper
-- @args comment:int
UPDATE comment SET author = NULL, chain = NULL, name = 'Anonymous', url = '', network = NULL, post_key = NULL,
		post_body = NULL, note = '', rules = '', staff = NULL, marks = (marks | 34) - 34, generation = generation + 1,
		origin = NULL
	WHERE id = :comment;

-- @stmt ERASE_TEXT write
-- @roles console keeper
-- @args comment:int now:int
UPDATE comment SET author = NULL, chain = NULL, name = 'Anonymous', url = '', body = '(erased)', masked = NULL,
		state = 'withdrawn', marks = 0, generation = generation + 1, decided = NULL, decided_by = '', note = '', grounds = '',
		rules = '', staff = NULL, score = 0, toxicity = -1, network = NULL, post_key = NULL, post_body = NULL,
		erased = :now, origin = NULL
	WHERE id = :comment;

-- @stmt ERASE_REVISIONS write
-- @roles console keeper
-- @args comment:int
DELETE FROM revision WHERE comment = :comment;

-- @stmt ERASE_WARNINGS write
-- @roles console keeper
-- @args comment:int
DELETE FROM remark WHERE comment = :comment AND kind = 'warning';

-- @stmt ERASE_REMARKS write
-- @roles console keeper
-- @args author:int
DELETE FROM remark WHERE author = :author;

-- @stmt ERASE_APPEALS write
-- @roles console keeper
-- @args comment:int
DELETE FROM appeal WHERE comment = :comment;

-- That there were reports stays, not what they say of the text.
-- @stmt ERASE_REPORT_WORDS write
-- @roles console keeper
-- @args comment:int
UPDATE report SET body = '' WHERE comment = :comment AND body <> '';

-- @stmt ERASE_REASONS write
-- @roles console keeper
-- @args comment:int
DELETE FROM reason WHERE comment = :comment;

-- @stmt ERASE_REASONS_OF_NAME write
-- @roles console keeper
-- @args comment:int
DELETE FROM reason WHERE comment = :comment AND field <> 'comment';

-- @stmt ERASE_LESSONS write
-- @roles console keeper
-- @args comment:int
DELETE FROM lesson WHERE site = (SELECT site FROM comment WHERE id = :comment) AND comment = :comment;

-- Lessons on a text of before are of no other text.
-- @stmt ERASE_LESSONS_OF_REVISIONS write
-- @roles console keeper
-- @args comment:int
DELETE FROM lesson WHERE site = (SELECT site FROM comment WHERE id = :comment) AND comment = :comment
	AND EXISTS (SELECT 1 FROM revision WHERE comment = :comment);

-- @stmt ERASE_NOTES write
-- @roles console keeper
-- @args comment:int
UPDATE decision SET note_before = '' WHERE comment = :comment AND note_before <> '';

-- What the book tells beside who, what and when: people's words may be in it. The salts first.
-- @stmt ERASE_SALTS write
-- @roles console keeper
-- @args comment:int
UPDATE audit_link SET salt = NULL
	WHERE line IN (SELECT id FROM audit WHERE comment = :comment AND detail <> '');

-- @stmt ERASE_DETAILS write
-- @roles console keeper
-- @args comment:int
UPDATE audit SET detail = '' WHERE comment = :comment AND detail <> '';

-- @stmt ERASE_ERRANDS write
-- @roles console keeper
-- @args comment:int
DELETE FROM outbox WHERE subject = :comment AND kind IN ('waiting', 'appeal');

-- That it was posted, under the key of its script. Before the comment loses that key.
-- @stmt ERASE_RECEIPT write
-- @roles console keeper
-- @args comment:int
DELETE FROM receipt WHERE site = (SELECT site FROM comment WHERE id = :comment)
	AND key = (SELECT post_key FROM comment WHERE id = :comment);

-- What scripts were answered that changed a text has that text, whosever it is: such a change is done again when
-- it is sent again (flow/receipt.h), so all of a day can go.
-- @stmt ERASE_ANSWERS write
-- @roles console keeper
-- @args author:int
DELETE FROM receipt WHERE etag <> '' AND site = (SELECT site FROM author WHERE id = :author);

-- @stmt ERASE_OLD_NAMES write
-- @roles console keeper
-- @args comment:int
DELETE FROM imported WHERE comment = :comment;

-- @stmt ERASE_OLD_NAMES_LIST read
-- @roles console keeper
-- @args comment:int
SELECT origin, CAST(id AS TEXT), 0 FROM comment WHERE id = :comment AND origin IS NOT NULL
	UNION ALL
	SELECT source, old, id FROM imported WHERE comment = :comment ORDER BY 3;

-- @stmt ERASE_AUTHOR write
-- @roles console keeper
-- @args author:int
DELETE FROM author WHERE id = :author;

-- What the book tells of a ban that is erased. The salts first.
-- @stmt ERASE_BAN_SALTS write
-- @roles console keeper
-- @args subject:text
UPDATE audit_link SET salt = NULL WHERE line IN (SELECT id FROM audit WHERE subject = :subject AND detail <> '');

-- @stmt ERASE_BAN_DETAILS write
-- @roles console keeper
-- @args subject:text
UPDATE audit SET detail = '' WHERE subject = :subject AND detail <> '';

-- What is over. One in force stays, or a banned person would be free by this; its hash is all that it needs.
-- @stmt ERASE_BANS write
-- @roles console keeper
-- @args site:int hash:blob now:int
DELETE FROM ban WHERE site = :site AND kind = 'email' AND hash = :hash
	AND (lifted IS NOT NULL OR expires <= :now) RETURNING id;

-- One that was begun more leniently, and ended, is what it became; what is erased now may stand in the log again.
-- @stmt ERASED_ADD write
-- @roles console keeper
-- @args site:int kind:text row:int proof:blob mode:text now:int scrubbed:int?
INSERT INTO erased (site, kind, row, proof, mode, made, scrubbed)
	SELECT :site, :kind, :row, :proof, :mode, :now, :scrubbed WHERE EXISTS (SELECT 1 FROM site WHERE id = :site)
	ON CONFLICT (kind, row, proof) DO UPDATE SET scrubbed = excluded.scrubbed,
		mode = CASE excluded.mode WHEN 'remove' THEN 'remove' ELSE erased.mode END;

-- @stmt ERASED_LIST read
-- @roles console keeper
-- @args after:int limit:int
SELECT id, site, kind, row, proof, mode, made FROM erased WHERE id > :after ORDER BY id LIMIT :limit;

-- @stmt ERASED_ANY_IMPORT read
-- @roles console
-- @args site:int
SELECT count(*) FROM (SELECT 1 FROM erased WHERE site = :site AND kind = 'import' LIMIT 1) AS one;

-- @stmt ERASED_IMPORT read
-- @roles console
-- @args source:int proof:blob
SELECT count(*) FROM erased WHERE kind = 'import' AND row = :source AND proof = :proof;

-- @stmt ERASED_UNSCRUBBED read
-- @roles keeper
-- @args limit:int
SELECT id, site, kind, row, proof, mode, made FROM erased WHERE scrubbed IS NULL ORDER BY id LIMIT :limit;

-- @stmt ERASED_SCRUBBED write
-- @roles keeper
-- @args upto:int now:int
UPDATE erased SET scrubbed = :now WHERE scrubbed IS NULL AND id <= :upto;

-- ---- what time takes away (flow/retention.c) ---------------------------------------------------------

-- Not what somebody still has to look at.
-- @stmt KEEP_REFUSED read
-- @roles keeper console
-- @args before:int limit:int
SELECT id FROM comment WHERE erased IS NULL AND (state = 'rejected' OR state = 'spam' OR state = 'deleted')
		AND coalesce(decided, created) < :before
		AND NOT EXISTS (SELECT 1 FROM appeal a WHERE a.comment = comment.id AND a.answered IS NULL)
		AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.comment = comment.id AND n.decided IS NULL)
	ORDER BY coalesce(decided, created) LIMIT :limit;

-- @stmt KEEP_WITHDRAWN read
-- @roles keeper console
-- @args before:int limit:int
SELECT id FROM comment WHERE erased IS NULL AND state = 'withdrawn' AND coalesce(changed, created) < :before
	ORDER BY coalesce(changed, created) LIMIT :limit;

-- State, person and what it was called elsewhere stay: pasts, figures and imports go by them.
-- @stmt KEEP_TEXT write
-- @roles keeper console
-- @args comment:int now:int
UPDATE comment SET name = 'Anonymous', url = '', body = '(erased)', masked = NULL, note = '', network = NULL,
		post_key = NULL, post_body = NULL, erased = :now
	WHERE id = :comment;

-- That a rule spoke stays, not what it saw.
-- @stmt KEEP_REASONS write
-- @roles keeper console
-- @args comment:int
UPDATE reason SET entry = '', span_from = 0, span_to = 0 WHERE comment = :comment;

-- @stmt KEEP_PEOPLE read
-- @roles keeper console
-- @args before:int now:int limit:int
SELECT a.id FROM author a WHERE a.forgotten IS NULL AND a.created < :before
		AND (SELECT 1 FROM comment c WHERE c.author = a.id AND c.created >= :before
			ORDER BY c.id DESC LIMIT 1) IS NULL
		AND NOT EXISTS (SELECT 1 FROM ban b WHERE b.site = a.site AND b.kind = 'email' AND b.hash = a.ban_hash
			AND b.lifted IS NULL AND (b.expires IS NULL OR b.expires > :now))
	ORDER BY a.id LIMIT :limit;

-- @stmt KEEP_PERSON write
-- @roles keeper console
-- @args author:int id_hash:blob ban_hash:blob now:int
UPDATE author SET id_hash = :id_hash, ban_hash = :ban_hash, forgotten = :now WHERE id = :author;

-- @stmt KEEP_BANS read
-- @roles keeper console
-- @args before:int limit:int
SELECT id FROM ban WHERE (lifted IS NOT NULL OR expires IS NOT NULL) AND coalesce(lifted, expires) < :before
	ORDER BY coalesce(lifted, expires) LIMIT :limit;

-- @stmt KEEP_BAN write
-- @roles keeper console
-- @args id:int
DELETE FROM ban WHERE id = :id;

-- @stmt KEEP_NOTICES read
-- @roles keeper console
-- @args before:int limit:int
SELECT id FROM notice WHERE decided < :before AND (name <> '' OR author IS NOT NULL) ORDER BY decided LIMIT :limit;

-- @stmt KEEP_NOTICE write
-- @roles keeper console
-- @args id:int
UPDATE notice SET name = '', author = NULL WHERE id = :id;

-- @stmt KEEP_DETAILS read
-- @roles keeper console
-- @args before:int limit:int
SELECT id FROM audit WHERE detail <> '' AND created < :before ORDER BY created LIMIT :limit;

-- @stmt KEEP_DETAIL write
-- @roles keeper console
-- @args id:int
UPDATE audit SET detail = '' WHERE id = :id;

-- @stmt KEEP_SALT write
-- @roles keeper console
-- @args id:int
UPDATE audit_link SET salt = NULL WHERE line = :id;

-- ---- the ledger of migrations, and the seal ---------------------------------------------------------

-- @stmt LEDGER_LIST read
-- @roles keeper console
-- @args
SELECT version, name FROM migration ORDER BY version;

-- @stmt LEDGER_ADD write
-- @roles console
-- @args version:int name:text now:int
INSERT INTO migration (version, name, applied) VALUES (:version, :name, :now);

-- Overwrites the frames of a commit whose fsync failed, so that no recovery finds them (store/writer.c).
-- @stmt SEAL write
-- @roles keeper
-- @args nonce:int
UPDATE seal SET nonce = :nonce;

-- ---- a year, counted (store/store_year.h) ----------------------------------------------------------------

-- @stmt YEAR_COMMENTS read
-- @roles console
-- @args site:int from:int to:int
SELECT action, state, count(*) FROM comment WHERE site = :site AND created >= :from AND created < :to
	GROUP BY action, state ORDER BY action, state;

-- @stmt YEAR_RULES read
-- @roles console
-- @args site:int from:int to:int
SELECT r.rule, '', count(DISTINCT r.comment) FROM comment c JOIN reason r ON r.comment = c.id
	WHERE c.site = :site AND c.created >= :from AND c.created < :to AND c.action = 'reject'
		AND r.action = 'reject' AND r.shadow = 0
	GROUP BY r.rule ORDER BY r.rule;

-- @stmt YEAR_DECISIONS read
-- @roles console
-- @args site:int from:int to:int
SELECT state_from, state_to, count(*) FROM decision
	WHERE site = :site AND made >= :from AND made < :to AND undone IS NULL AND state_from <> state_to
	GROUP BY state_from, state_to ORDER BY state_from, state_to;

-- @stmt YEAR_NOTICES read
-- @roles console
-- @args site:int from:int to:int
SELECT kind, state, count(*) FROM notice WHERE site = :site AND created >= :from AND created < :to
	GROUP BY kind, state ORDER BY kind, state;

-- @stmt YEAR_COMPLAINTS read
-- @roles console
-- @args site:int from:int to:int
SELECT CASE WHEN decided IS NULL THEN 'open' ELSE state END, '', count(*) FROM notice
	WHERE site = :site AND complained >= :from AND complained < :to
	GROUP BY CASE WHEN decided IS NULL THEN 'open' ELSE state END ORDER BY 1;

-- What was answered with a decision that changed something was decided the other way.
-- @stmt YEAR_APPEALS read
-- @roles console
-- @args site:int from:int to:int
SELECT CASE WHEN a.answered IS NULL THEN 'open' WHEN d.state_from <> d.state_to THEN 'reversed' ELSE 'upheld' END, '',
		count(*)
	FROM appeal a JOIN comment c ON c.id = a.comment LEFT JOIN decision d ON d.id = a.decision
	WHERE c.site = :site AND a.created >= :from AND a.created < :to
	GROUP BY CASE WHEN a.answered IS NULL THEN 'open' WHEN d.state_from <> d.state_to THEN 'reversed' ELSE 'upheld' END
	ORDER BY 1;

-- @stmt YEAR_REPORTS read
-- @roles console
-- @args site:int from:int to:int
SELECT r.reason, CASE WHEN r.decision IS NULL THEN 'open' WHEN r.upheld = 1 THEN 'upheld' ELSE 'declined' END, count(*)
	FROM report r JOIN comment c ON c.id = r.comment
	WHERE c.site = :site AND r.made >= :from AND r.made < :to
	GROUP BY r.reason, CASE WHEN r.decision IS NULL THEN 'open' WHEN r.upheld = 1 THEN 'upheld' ELSE 'declined' END
	ORDER BY 1, 2;

-- @stmt YEAR_ACTS read
-- @roles console
-- @args site:int from:int to:int
SELECT verb, '', count(*) FROM audit WHERE site = :site AND created >= :from AND created < :to
	GROUP BY verb ORDER BY verb;

-- @stmt YEAR_WAIT_DECISION read
-- @roles console moderator
-- @args site:int from:int to:int
SELECT d.made - c.created, d.made FROM decision d JOIN comment c ON c.id = d.comment
	WHERE d.site = :site AND d.made >= :from AND d.made < :to AND d.undone IS NULL
		AND d.state_from = 'pending' AND d.state_to <> 'pending'
	ORDER BY d.made - c.created;

-- @stmt YEAR_WAIT_NOTICE read
-- @roles console
-- @args site:int from:int to:int
SELECT min(w.made) - n.created, min(w.made) FROM notice n JOIN notice_answer w ON w.notice = n.id
	WHERE n.site = :site AND n.created >= :from AND n.created < :to
	GROUP BY n.id, n.created ORDER BY 1;

-- @stmt YEAR_WAIT_APPEAL read
-- @roles console
-- @args site:int from:int to:int
SELECT a.answered - a.created, a.answered FROM appeal a JOIN comment c ON c.id = a.comment
	WHERE c.site = :site AND a.created >= :from AND a.created < :to AND a.answered IS NOT NULL
	ORDER BY a.answered - a.created;

-- ---- what happened in some days (store/store_stats.h) -------------------------------------------------

-- @stmt STATS_STATES read
-- @roles moderator console
-- @args site:int
SELECT state, count(*) FROM comment WHERE site = :site GROUP BY state;

-- @stmt STATS_POSTS read
-- @roles moderator console
-- @args site:int from:int to:int
SELECT created / 3600, action, count(*) FROM comment WHERE site = :site AND created >= :from AND created < :to
	GROUP BY created / 3600, action;

-- @stmt STATS_DECISIONS read
-- @roles moderator console
-- @args site:int from:int to:int
SELECT made / 3600, count(*) FROM decision
	WHERE site = :site AND made >= :from AND made < :to AND undone IS NULL AND state_from <> state_to
	GROUP BY made / 3600;

-- @stmt STATS_STORMS read
-- @roles moderator console
-- @args site:int from:int to:int
SELECT created / 86400, count(*) FROM audit
	WHERE site = :site AND created >= :from AND created < :to AND verb = 'storm' GROUP BY created / 86400;

-- @stmt STATS_RULES read
-- @roles moderator console
-- @args site:int from:int to:int
SELECT r.rule, count(DISTINCT c.id), count(DISTINCT CASE WHEN c.decided IS NOT NULL THEN c.id END),
		count(DISTINCT CASE WHEN c.decided IS NOT NULL AND c.state = 'approved' THEN c.id END)
	FROM comment c JOIN reason r ON r.comment = c.id
	WHERE c.site = :site AND c.created >= :from AND c.created < :to
	GROUP BY r.rule ORDER BY 2 DESC, 1;

-- @stmt STATS_PEOPLE read
-- @roles moderator console
-- @args site:int from:int to:int
SELECT coalesce(a.name, ''), count(CASE WHEN d.undone IS NULL THEN 1 END), count(d.undone)
	FROM decision d LEFT JOIN account a ON a.id = d.account
	WHERE d.site = :site AND d.made >= :from AND d.made < :to AND d.state_from <> d.state_to
	GROUP BY d.account, a.name ORDER BY 2 DESC, 1;
