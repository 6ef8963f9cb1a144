// The API: every operation of its manual and every status that stands there, with each answer checked by ajv against
// its schema; keys that survive kill -9; and hostile text in each field.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { parseFragment } from 'parse5';
import { chance } from './lib/fault.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const API = '/comments/api/v1';
const STORY = '/story/harbour-works/';
const OTHER = '/story/plain';
const POSTS = 6; // in rate.span from one address
const GUESSES = 24; // wrong private links (flow/gate.c)

const s = await stack('api', {
	site: `rate: { posts = ${POSTS}; article = 100000; site = 1000000; }; hold: { first = 0; }; votes = "both";
		storm: { mode = "none"; }; trusted_proxies = [ "127.0.0.1" ]; rules: { version = "2026-11"; };
		proof: { tries = 20; rounds = 100; };`,
});

const manual = await (await s.get(`${API}/openapi.json`)).json();
const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
addFormats(ajv);
ajv.addVocabulary(['example']);
ajv.addSchema({ $id: 'manual', components: { schemas: {} } });

// A schema of the manual, its references being those of ajv.
const local = (schema) => JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', 'schema:'));
for (const [name, schema] of Object.entries(manual.components.schemas)) ajv.addSchema(local(schema), `schema:${name}`);
const deref = (x) => {
	if (!x?.$ref) return x;
	return x.$ref.split('/').slice(1).reduce((at, part) => at[part], manual);
};

const operations = new Map();
for (const [path, item] of Object.entries(manual.paths)) {
	for (const method of ['get', 'post', 'patch', 'delete']) {
		const op = item[method];
		if (!op) continue;
		const responses = Object.fromEntries(Object.entries(op.responses).map(([code, r]) => [code, deref(r)]));
		operations.set(op.operationId, { path, method: method.toUpperCase(), responses, seen: new Set() });
	}
}

// Everyone comes from somewhere else, so that no limit is met by chance.
let people = 0;
const from = () => `203.${people % 250}.${Math.floor(people++ / 250)}.7`;

// One request, its answer held against the manual. { status, headers, json, text }
async function ask(id, { query, path = {}, json, body, type = 'application/json', headers = {}, ip = from() } = {}) {
	const op = operations.get(id);
	const where = op.path.replace(/\{(\w+)\}/g, (_, name) => path[name]);
	const sent = body ?? (json === undefined ? undefined : JSON.stringify(json));
	const r = await s.get(`${API}${where}${query ? `?${new URLSearchParams(query)}` : ''}`, {
		method: op.method, body: sent,
		headers: { 'X-Forwarded-For': ip, ...(op.method === 'GET' ? {} : { Origin: s.url }),
			...(sent === undefined ? {} : { 'Content-Type': type }), ...headers },
	});
	const text = await r.text();
	const told = op.responses[r.status];
	assert(told, `${id} answers ${r.status}, of which the manual knows nothing: ${text}`);
	op.seen.add(String(r.status));
	for (const [name, header] of Object.entries(told.headers ?? {})) {
		const value = r.headers.get(name);
		const { required, schema } = deref(header);
		assert(value !== null || !required, `${id} ${r.status}: ${name} is missing`);
		if (value !== null && schema.type === 'integer') assert.match(value, /^\d+$/, name);
	}
	if (r.status === 304) {
		assert.equal(text, '');
		return { status: r.status, headers: r.headers };
	}
	const [media, { schema }] = Object.entries(told.content)[0];
	assert.equal(r.headers.get('content-type').split(';')[0], media, `${id} ${r.status}`);
	assert.match(r.headers.get('content-security-policy'), /default-src 'none'; sandbox; frame-ancestors 'none'/);
	assert.equal(r.headers.get('x-content-type-options'), 'nosniff');
	assert.equal(r.headers.get('set-cookie'), null);
	const value = JSON.parse(text);
	const fits = ajv.compile(local(schema));
	assert(fits(value), `${id} ${r.status}: ${ajv.errorsText(fits.errors)}\n${text}`);
	if (r.status >= 400) assert.equal(value.status, r.status);
	return { status: r.status, headers: r.headers, json: value, text };
}

// Texts that nobody would take for copies of each other.
const WORDS = `harbour crane rope gull tide quay ferry captain lamp winter market bread council budget engineer bridge
	stone window garden school teacher letter station train ticket summer river boat mayor vote street lamp-post bicycle
	corner baker morning paper story weather cloud storm roof ladder painter colour music choir church bell hill meadow
	horse farmer potato kitchen kettle coffee chair table library book`.split(/\s+/);
const random = chance(20261126);
const sentence = () => {
	const some = Array.from({ length: 9 }, () => WORDS[Math.floor(random() * WORDS.length)]);
	return `The ${some.slice(0, 3).join(' and the ')} of the ${some.slice(3, 5).join(' near the ')} were ${some[5]}; a ${some.slice(6).join(' for the ')}.`;
};

let made = 0;
const tokens = new Map();
async function tokenOf(page) {
	if (!tokens.has(page)) tokens.set(page, (await ask('listComments', { query: { page } })).json.token);
	return tokens.get(page);
}
const draft = async (fields = {}) => ({
	page: STORY, comment: sentence(), author: `Writer ${++made}`,
	email: `w${made}@reader.example`, token: await tokenOf(fields.page ?? STORY), ...fields });
const write = async (fields, more = {}) => ask('createComment', { json: await draft(fields), ...more });
const bearer = (status) => ({ Authorization: `Bearer ${status.split('/').pop()}` });
const own = (id, status, more = {}) => ({ path: { id }, ...more, headers: { ...bearer(status), ...more.headers } });
const LINKS = 'See http://x.example http://y.example http://z.example';

// ---- reading ------------------------------------------------------------------------------------------------

await test('the manual is OpenAPI 3.1, and each of its schemas is one', async () => {
	const r = await ask('getManual');
	assert.match(manual.openapi, /^3\.1\./);
	for (const name of Object.keys(manual.components.schemas)) ajv.getSchema(`schema:${name}`);
	assert.equal((await ask('getManual', { headers: { 'If-None-Match': r.headers.get('etag') } })).status, 304);
	// Where it lies is where its server is.
	assert.equal(new URL(manual.servers[0].url, `${s.url}${API}/openapi.json`).pathname, API);
});

await test('an article without comments has a list, a token and no next page', async () => {
	const r = await ask('listComments', { query: { page: OTHER } });
	assert.deepEqual([r.json.comments, r.json.count, r.json.cursor, r.json.open], [[], 0, null, true]);
	assert.equal(r.headers.get('link'), null);
});

const ids = [];
await test('a comment is written, listed, asked for by itself, and known by its ETag', async () => {
	const r = await write({ comment: 'The *quay* is wet & <b>slippery</b>.', url: 'https://writer.example/' });
	assert.equal(r.status, 201);
	assert.equal(r.headers.get('location'), `${API}/comments/${r.json.id}`);
	ids.push(r.json.id);
	const list = await ask('listComments', { query: { page: STORY } });
	const [one] = list.json.comments;
	assert.equal(one.text, 'The *quay* is wet & <b>slippery</b>.');
	assert.equal(one.html.trim(), '<p>The <em>quay</em> is wet &amp; &lt;b&gt;slippery&lt;/b&gt;.</p>');
	assert.equal(one.author.url, 'https://writer.example/');
	assert.equal(list.json.count, 1);
	const { page, ...alone } = (await ask('getComment', { path: { id: one.id } })).json;
	assert.deepEqual([page, alone], [STORY, one]);
	for (const [id, what] of [['listComments', { query: { page: STORY } }], ['getComment', { path: { id: one.id } }],
		['countComments', { query: { page: STORY } }]]) {
		const { headers } = await ask(id, what);
		const again = await ask(id, { ...what, headers: { 'If-None-Match': headers.get('etag') } });
		assert.equal(again.status, 304, id);
	}
});

await test('pages follow each other by Link and by cursor, until all were read, in each order', async () => {
	for (let i = 0; i < 6; i++) {
		const r = await write(i % 2 ? { comment_parent: ids[i - 1] } : {});
		assert.equal(r.status, 201, r.text);
		ids.push(r.json.id);
	}
	for (const sort of ['oldest', 'newest', 'best']) {
		const read = [];
		let where = `${API}/comments?${new URLSearchParams({ page: STORY, sort, limit: '2' })}`;
		for (let pages = 0; where; pages++) {
			assert(pages < 10);
			const q = Object.fromEntries(new URL(where, s.url).searchParams);
			const r = await ask('listComments', { query: q });
			read.push(...r.json.comments.map((c) => c.id));
			const link = r.headers.get('link');
			assert.equal(link === null, r.json.cursor === null);
			where = link && /^<([^>]+)>; rel="next"$/.exec(link)[1];
		}
		assert.deepEqual([...read].sort((a, b) => a - b), ids, sort);
	}
});

await test('a removed comment holds its place and says nothing; one alone is not there', async () => {
	await s.ok(['comment', 'reject', String(ids[0]), '--note', 'No.']);
	const { comments } = (await ask('listComments', { query: { page: STORY } })).json;
	assert.deepEqual(comments.find((c) => c.id === ids[0]), { id: ids[0], parent: null, state: 'gone' });
	assert.equal((await ask('getComment', { path: { id: ids[0] } })).status, 404);
	await s.ok(['comment', 'approve', String(ids[0])]);
});

await test('what is no address of the API is refused as the manual says', async () => {
	for (const limit of ['0', '101', 'x'])
		assert.equal((await ask('listComments', { query: { page: STORY, limit } })).status, 400);
	assert.equal((await ask('listComments', { query: { page: STORY, sort: 'upside' } })).status, 400);
	assert.equal((await ask('listComments', { query: {} })).status, 400);
	assert.equal((await ask('listComments', { query: { page: '/elsewhere' } })).status, 404);
	assert.equal((await ask('listComments', { query: { page: OTHER, cursor: String(ids[0]) } })).status, 404);
	assert.equal((await ask('getComment', { path: { id: 999999 } })).status, 404);
	assert.equal((await ask('countComments', { query: {} })).status, 400);
	assert.equal((await ask('countComments', { query: { page: '/elsewhere' } })).status, 404);
	assert.equal((await ask('getChallenge', { query: {} })).status, 400);
	assert.equal((await ask('getChallenge', { query: { page: '/elsewhere' } })).status, 404);
	for (const path of ['/comments/0', '/comments/1/', '/comments/x', '/comments;.js', '/nothing'])
		assert.equal((await s.get(API + path)).status, 404, path);
	const r = await s.get(`${API}/comments/1`, { method: 'PUT' });
	assert.deepEqual([r.status, r.headers.get('allow')], [405, 'GET, HEAD, PATCH, DELETE']);
	const head = await s.get(`${API}/comments?page=${STORY}`, { method: 'HEAD' });
	assert.deepEqual([head.status, await head.text()], [200, '']);
});

// ---- writing ------------------------------------------------------------------------------------------------

await test('what the filters hold waits: 202, invisible to all but its writer', async () => {
	const r = await write({ comment: LINKS, altcha: 'none' });
	assert.equal(r.status, 202);
	assert.equal(r.json.state, 'pending');
	assert.equal((await ask('getComment', { path: { id: r.json.id } })).status, 404);
	const { comments } = (await ask('listComments', { query: { page: STORY } })).json;
	assert(!comments.some((c) => c.id === r.json.id));
	const mine = await ask('getComment', own(r.json.id, r.json.status));
	assert.deepEqual([mine.json.state, mine.json.text, mine.json.version], ['pending', LINKS, 0]);
	assert(!mine.json.html.includes('href'));
	assert.equal(mine.headers.get('cache-control'), 'no-store');
	// The token of one comment is none of another.
	assert.equal((await ask('getComment', own(ids[1], r.json.status))).status, 404);
});

await test('a comment without a token is asked for a proof of work, and published with it', async () => {
	const one = await draft({ token: undefined });
	const headers = { 'Idempotency-Key': randomUUID() }; // what was refused has used up no key
	const asked = await ask('createComment', { json: one, headers });
	assert.equal(asked.status, 422);
	assert.equal(asked.json.proof.challenge, `${API}/challenge?page=${encodeURIComponent(STORY)}`);
	const { json: challenge } = await ask('getChallenge', { query: { page: STORY } });
	const solution = await solveChallenge({ challenge, deriveKey });
	await sleep(500);
	const altcha = btoa(JSON.stringify({ challenge, solution }));
	assert.equal((await ask('createComment', { json: { ...one, altcha }, headers })).status, 201);
});

await test('what is wrong with a comment is said of its field', async () => {
	const r = await write({ author: '', email: 'nobody', comment: 'x'.repeat(8001) });
	assert.equal(r.status, 422);
	assert.deepEqual(r.json.errors.map((e) => e.field), ['comment', 'author', 'email']);
	assert.equal((await write({ email: 'nobody' })).json.errors[0].field, 'email');
	assert.equal((await write({ comment_parent: 999999 })).status, 409);
	assert.equal((await write({ page: '/elsewhere', token: 'x' })).status, 404);
	for (const body of ['{', '[]', '"x"', '{"page":{}}', '{"page":1.5}', '{"page":["a"]}', '{"a":1,"a":2}',
		'{"page":"a\\u0000b"}', '{"comment":"\xff"}', `${'['.repeat(5000)}`])
		assert.equal((await ask('createComment', { body: Buffer.from(body, 'latin1') })).status, 400, body.slice(0, 40));
	assert.equal((await ask('createComment', { body: 'x', type: 'text/plain' })).status, 415);
	assert.equal((await ask('createComment', { body: 'x'.repeat(300_000) })).status, 413);
	const r2 = await write({}, { headers: { 'Idempotency-Key': 'short' } });
	assert.equal(r2.status, 400);
});

await test("another site's page is refused, with JSON as with a form", async () => {
	const foreign = { headers: { Origin: 'https://evil.example' } };
	assert.equal((await write({}, foreign)).status, 403);
	assert.equal((await ask('vote', { json: { up: ids[1] }, ...foreign })).status, 403);
	assert.equal((await ask('editComment', { path: { id: ids[1] }, json: { comment: 'x' }, ...foreign })).status, 403);
	assert.equal((await ask('withdrawComment', { path: { id: ids[1] }, ...foreign })).status, 403);
});

await test('how many may still be sent is told with each answer, and 429 says when', async () => {
	const ip = from();
	const until429 = async (id, what, most) => {
		const left = [];
		for (let i = 0; i < most * 2; i++) {
			const r = await ask(id, { ip, ...await what(i) });
			if (r.status === 429) return left;
			assert.equal(r.headers.get('ratelimit-limit'), String(most));
			assert(Number(r.headers.get('ratelimit-reset')) > 0);
			left.push(Number(r.headers.get('ratelimit-remaining')));
		}
		throw new Error(`${id} has no limit`);
	};
	const left = await until429('createComment', async () => ({ json: await draft({ altcha: 'none' }) }), POSTS);
	assert.equal(left[0], POSTS - 1);
	assert.equal(left.at(-1), 0);
	assert.equal((await until429('getChallenge', () => ({ query: { page: STORY } }), POSTS * 3)).at(-1), 0);
	await until429('vote', (i) => ({ json: i % 2 ? { up: ids[2] } : { none: ids[2] } }), POSTS * 6);
	assert.equal((await until429('report', () => ({ json: { c: ids[2], reason: 'spam' } }), POSTS)).at(-1), 0);
});

// ---- the writer's own -----------------------------------------------------------------------------------------

await test('an edit is based on what was seen: 428 without, 412 if it is that no more', async () => {
	const { json: { id, status } } = await write();
	const before = (await ask('getComment', own(id, status))).headers.get('etag');
	const edit = (comment, tag, more = {}) =>
		ask('editComment', own(id, status, { json: { comment }, ...more, headers: { ...(tag ? { 'If-Match': tag } : {}), ...more.headers } }));
	assert.equal((await edit('Another word.')).status, 428);
	const r = await edit('Another word.', before);
	assert.equal(r.status, 200);
	assert.deepEqual([r.json.state, r.json.version], ['approved', 1]);
	const after = (await ask('getComment', own(id, status))).headers.get('etag');
	assert.equal(after, r.headers.get('etag'));
	assert.equal((await edit('A third word.', before)).status, 412);
	assert.equal((await edit('A third word.', `W/${after}`)).status, 412);
	assert.equal((await ask('getComment', { path: { id } })).json.text, 'Another word.');
	assert.equal((await edit('A third word.', `"x", ${after}`)).status, 200);
	assert.equal((await edit('A fourth word.', '*')).status, 200);
	assert.equal((await edit('', '*')).status, 422);
	assert.equal((await edit('x', '*', { body: 'x', type: 'text/plain' })).status, 415);
	assert.equal((await edit('x', '*', { body: '{' })).status, 400);
	assert.equal((await edit('x', '*', { body: 'x'.repeat(300_000) })).status, 413);
	assert.equal((await ask('editComment', { path: { id }, json: { comment: 'x' } })).status, 401);
	assert.equal((await ask('editComment', { path: { id }, json: { comment: 'x' }, headers: bearer('/x') })).status, 404);
	const links = await edit(LINKS, '*');
	assert.equal(links.json.state, 'pending');
	assert.equal((await ask('getComment', { path: { id } })).status, 404);
});

await test('a comment is withdrawn by its writer alone, and once is as good as twice', async () => {
	const { json: { id, status } } = await write();
	assert.equal((await ask('withdrawComment', { path: { id } })).status, 401);
	assert.equal((await ask('withdrawComment', { path: { id }, headers: bearer('/x') })).status, 404);
	assert.equal((await ask('withdrawComment', own(id, status, { headers: { 'If-Match': '"x"' } }))).status, 412);
	assert.equal((await ask('withdrawComment', own(id, status, { body: '{' }))).status, 400);
	assert.equal((await ask('withdrawComment', own(id, status, { body: 'x', type: 'text/plain' }))).status, 415);
	assert.equal((await ask('withdrawComment', own(id, status, { body: 'x'.repeat(2000) }))).status, 413);
	for (let i = 0; i < 2; i++) {
		const r = await ask('withdrawComment', own(id, status));
		assert.deepEqual([r.status, r.json.state], [200, 'withdrawn']);
		for (const name of ['limit', 'remaining']) assert.equal(r.headers.get(`ratelimit-${name}`), String(POSTS), name);
	}
	assert.equal((await ask('getComment', { path: { id } })).status, 404);
	assert.equal((await ask('editComment', own(id, status, { json: { comment: 'x' }, headers: { 'If-Match': '*' } }))).status, 409);
	const other = (await write()).json;
	await s.ok(['comment', 'reject', String(other.id), '--note', 'No.']);
	assert.equal((await ask('withdrawComment', own(other.id, other.status))).status, 409);
});

await test('who guesses tokens is slowed down, and still no token is told from a wrong one', async () => {
	const ip = from();
	const { json: { id, status } } = await write();
	const guess = (n) => own(id, `/x/${String(n).padStart(39, 'A')}`, { ip, json: { comment: 'x' }, headers: { 'If-Match': '*' } });
	for (let i = 0; i < GUESSES; i++) assert.equal((await ask('editComment', guess(i))).status, 404);
	assert.equal((await ask('editComment', guess(99))).status, 429);
	assert.equal((await ask('getComment', own(id, status, { ip }))).status, 429);
	assert.equal((await ask('withdrawComment', own(id, status, { ip }))).status, 429);
});

// ---- votes --------------------------------------------------------------------------------------------------

await test('a vote counts once for an address, can be taken back, and none counts on what cannot be voted on', async () => {
	const ip = from();
	const vote = (json, more = {}) => ask('vote', { json, ip, ...more });
	assert.deepEqual((await vote({ up: ids[3] })).json, { id: ids[3], vote: 'up', up: 1, down: 0 });
	assert.deepEqual((await vote({ up: ids[3] })).json, { id: ids[3], vote: 'up', up: 1, down: 0 });
	assert.deepEqual((await vote({ down: ids[3] })).json, { id: ids[3], vote: 'down', up: 0, down: 1 });
	assert.deepEqual((await vote({ none: ids[3] })).json, { id: ids[3], vote: 'none', up: 0, down: 0 });
	assert.equal((await vote({ up: 999999 })).status, 404);
	assert.equal((await vote({ up: ids[3], down: ids[3] })).status, 400);
	assert.equal((await vote({}, { body: 'x', type: 'text/plain' })).status, 415);
	assert.equal((await vote({}, { body: 'x'.repeat(2000) })).status, 413);
	const mine = await write({}, { ip });
	assert.equal((await vote({ up: mine.json.id })).status, 403);
});

await test('a report is taken once for an address, and one that says nothing is refused', async () => {
	const ip = from();
	const report = (json, more = {}) => ask('report', { json, ip, ...more });
	const one = { c: ids[3], reason: 'spam', text: 'An advertisement <script>.' };
	const key = { headers: { 'Idempotency-Key': randomUUID() } };
	for (let i = 0; i < 2; i++) assert.deepEqual((await report(one, key)).json, { id: ids[3], reported: true });
	assert.equal((await report({ ...one, reason: 'insult' }, key)).status, 409);
	assert.equal((await report({ c: ids[3], reason: 'nothing' })).status, 422);
	assert.equal((await report({ reason: 'spam' })).status, 400);
	assert.equal((await report({ c: 999999, reason: 'spam' })).status, 404);
	assert.equal((await report({}, { body: 'x', type: 'text/plain' })).status, 415);
	assert.equal((await report({}, { body: 'x'.repeat(9000) })).status, 413);
	const mine = await write({}, { ip });
	assert.equal((await report({ c: mine.json.id, reason: 'spam' })).status, 403);
	const busy = from();
	let last;
	for (let i = 0; i <= POSTS; i++) last = await ask('report', { json: { c: ids[i % ids.length], reason: 'other' }, ip: busy });
	assert.equal(last.status, 429);
});

// ---- keys ---------------------------------------------------------------------------------------------------

const told = (r) => [r.status, r.text, r.headers.get('etag'), r.headers.get('location')];

await test('the same key is answered the same, though everything has changed; another body is 409', async () => {
	const key = { 'Idempotency-Key': randomUUID() };
	const one = await draft();
	const first = await ask('createComment', { json: one, headers: key });
	const { id, status } = first.json;
	const up = { 'Idempotency-Key': `"${randomUUID()}"` };
	const vote = await ask('vote', { json: { up: id }, headers: up, ip: '198.51.100.1' });
	const edit = { 'Idempotency-Key': randomUUID(), 'If-Match': (await ask('getComment', own(id, status))).headers.get('etag') };
	const edited = await ask('editComment', own(id, status, { json: { comment: 'A better word.' }, headers: edit }));
	const gone = { 'Idempotency-Key': randomUUID() };
	await ask('vote', { json: { down: id }, ip: '198.51.100.2' });
	const again = async () => {
		assert.deepEqual(told(await ask('createComment', { json: one, headers: key })), told(first));
		assert.deepEqual(told(await ask('vote', { json: { up: id }, headers: up, ip: '198.51.100.1' })), told(vote));
		assert.deepEqual(told(await ask('editComment', own(id, status, { json: { comment: 'A better word.' }, headers: edit }))), told(edited));
		assert.equal((await ask('createComment', { json: { ...one, comment: 'Not this.' }, headers: key })).status, 409);
		assert.equal((await ask('vote', { json: { down: id }, headers: up })).status, 409);
		assert.equal((await ask('editComment', own(id, status, { json: { comment: 'x' }, headers: edit }))).status, 409);
	};
	await again();
	await s.daemon.kill('SIGKILL');
	await s.daemon.start();
	await again();
	const withdrawn = await ask('withdrawComment', own(id, status, { headers: gone }));
	await s.daemon.kill('SIGKILL');
	await s.daemon.start();
	await again(); // also the comment's first answer, "approved", though it is withdrawn
	assert.deepEqual(told(await ask('withdrawComment', own(id, status, { headers: gone }))), told(withdrawn));
	assert.equal((await ask('withdrawComment', own(id, status, { json: {}, headers: gone }))).status, 409);
	assert.equal((await s.comments()).filter((c) => c.text === one.comment).length, 0);
	assert.equal((await s.comments()).filter((c) => c.text === 'A better word.').length, 1);
});

await test('a key whose request was cut off by kill -9 stores one comment, whenever it died', async () => {
	for (const ms of [0, 3, 9]) {
		const json = await draft();
		const headers = { 'Idempotency-Key': randomUUID() };
		const cut = ask('createComment', { json, headers }).catch(() => null);
		await sleep(ms);
		await s.daemon.kill('SIGKILL');
		await cut;
		await s.daemon.start();
		const r = await ask('createComment', { json, headers });
		assert.equal(r.status, 201);
		const again = await ask('createComment', { json, headers });
		assert.deepEqual(told(again), told(r));
		assert.equal((await s.comments()).filter((c) => c.text === json.comment).length, 1);
		tokens.clear();
	}
});

// ---- hostile text -------------------------------------------------------------------------------------------

const HOSTILE = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "'-alert(1)-'", '</script><svg/onload=alert(1)>',
	'[x](javascript:alert(1))', '[x](data:text/html,<script>alert(1)</script>)', '![x](https://evil.example/x.png)',
	'<a href="vbscript:x">', '`</code><script>x</script>`', '&lt;script&gt;alert(1)&lt;/script&gt;', '\u2028alert(1)\u2029',
	'<!--<script>', '{{constructor.constructor("x")()}}', '<math><mi//xlink:href="data:x,<script>x</script>">',
	'<iframe srcdoc="<script>x</script>">', '<style>@import "x"</style>', '\\"};alert(1);//', '<https://x.example/"onmouseover="x>'];
const ALLOWED = new Set(['p', 'br', 'em', 'strong', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a']);

function checkHtml(html, where) {
	const walk = (node) => {
		for (const child of node.childNodes ?? []) {
			if (child.nodeName !== '#text') {
				assert(ALLOWED.has(child.nodeName), `${where}: <${child.nodeName}> in ${html}`);
				for (const { name, value } of child.attrs ?? []) {
					assert(child.nodeName === 'a' && ['href', 'rel', 'dir'].includes(name), `${where}: ${name}= in ${html}`);
					if (name === 'href') assert.match(value, /^(https?:\/\/|mailto:)/);
				}
			}
			walk(child);
		}
	};
	walk(parseFragment(html));
}

await test('hostile text in each field leaves as a JSON string, and its HTML has allowed elements alone', async () => {
	for (const evil of HOSTILE) {
		const was = await draft({ comment: `${evil} number ${++made}`, author: `X${evil}`.replace(/[\u2028\u2029]/g, '').slice(0, 60),
			url: 'https://writer.example/"><script>x</script>' });
		let r = await ask('createComment', { json: was });
		if (r.status === 422 && r.json.proof) r = await ask('createComment', { json: { ...was, altcha: 'none' } });
		if (![201, 202].includes(r.status)) {
			assert(!r.text.includes('<'), r.text);
			continue;
		}
		const { id, status } = r.json;
		let mine = await ask('getComment', own(id, status));
		assert.equal(mine.json.text, was.comment);
		checkHtml(mine.json.html, evil);
		await s.ok(['comment', 'approve', String(id)]);
		const edit = await ask('editComment', own(id, status, { json: { comment: `Edited ${evil} ${made}` }, headers: { 'If-Match': '*' } }));
		assert(!edit.text.includes('<'));
		mine = await ask('getComment', own(id, status));
		checkHtml(mine.json.html, evil);
		await s.ok(['comment', 'approve', String(id)]);
		const all = await ask('getComment', { path: { id } });
		assert.equal(all.json.text, `Edited ${evil} ${made}`);
		assert.equal(all.json.author.name, was.author);
		checkHtml(all.json.html, evil);
		for (const { text } of [mine, all]) assert(!/[<\u2028\u2029]/.test(text), text);
	}
	for (let cursor; cursor !== null;) {
		const r = await ask('listComments', { query: { page: STORY, ...(cursor ? { cursor } : {}) } });
		assert(!/[<\u2028\u2029]/.test(r.text));
		for (const c of r.json.comments) if (c.html) checkHtml(c.html, 'list');
		cursor = r.json.cursor;
	}
	for (const evil of HOSTILE) { // in errors nothing comes back either
		for (const query of [{ page: evil }, { page: STORY, sort: evil }, { page: STORY, cursor: evil }])
			assert(!(await ask('listComments', { query })).text.includes('<'));
		const r = await ask('createComment', { json: { page: STORY, comment: 'x', author: 'x', token: evil, earlier: evil, altcha: evil, rules: evil } });
		assert(!r.text.includes('<'));
	}
});

await test('no answer has an address, a hash of one, or any function of it', async () => {
	const email = 'private.person@hidden.example';
	const { json: { id, status } } = await write({ email });
	const answers = [await ask('getComment', { path: { id } }), await ask('getComment', own(id, status)),
		await ask('listComments', { query: { page: STORY, sort: 'newest' } })];
	for (const { text } of answers) {
		assert(!text.includes('hidden.example') && !text.includes('private.person'));
		for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
			const h = createHash(algorithm).update(email).digest();
			for (const way of ['hex', 'base64', 'base64url']) assert(!text.includes(h.toString(way).slice(0, 16)));
		}
		assert(!/reader-[0-9A-Z]{4}-/.test(text)); // the pseudonym is the moderators'
	}
	// Nor does the same person leave the same mark twice: the picture is of the comment, unless its writer links them.
	const two = (await write({ email })).json.id;
	const of = async (n) => (await ask('getComment', { path: { id: n } })).json.author.avatar;
	assert.notEqual(await of(id), await of(two));
});

// ---- the end ------------------------------------------------------------------------------------------------

await test('while the program is away, the web server says so in the same words', async () => {
	await s.daemon.stop();
	for (const id of operations.keys()) {
		const op = operations.get(id);
		const r = await ask(id, { path: { id: 1 }, query: { page: STORY }, ...(op.method === 'GET' ? {} : { json: {} }) });
		assert.equal(r.status, 503, id);
	}
	await s.daemon.start();
});

await test('every status of the manual was met', () => {
	const missed = [];
	for (const [id, op] of operations)
		for (const status of Object.keys(op.responses)) if (!op.seen.has(status)) missed.push(`${id} ${status}`);
	assert.deepEqual(missed, []);
});

await finish();
