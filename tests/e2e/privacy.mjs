// One marked address goes the ways an address can go: taken, refused, limited, too large, into a stopped service,
// into a ban. Afterwards it is nowhere, in no spelling and in no plain hash.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertClean as assertNone, needles } from './lib/needles.mjs';
import { Reader, note } from './lib/proof.mjs';
import { run, stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const PAGE = '/story/night-bus/';
const MARK = 'Quillfeather.Marked+newsletter@Post.Marked-House.example';
const CANARY = 'Canary Seenhere'; // the name beside it: what the search must find, or it proves nothing

const NEEDLES = needles(MARK);
const assertClean = (bytes, where) => assertNone(bytes, where, NEEDLES);

function* filesIn(dir) {
	for (const e of fs.readdirSync(dir, { withFileTypes: true })) {
		const at = path.join(dir, e.name);
		if (e.isDirectory()) yield* filesIn(at);
		else if (e.isFile()) yield at;
	}
}

const s = await stack('privacy', {
	site: 'hold: { first = 1; }; rate: { posts = 12; }; trusted_proxies = [ "127.0.0.1" ];',
	nginxMore: 'error_log logs/debug.log info;' });

// Everything on the disk that either server or the command line has written.
function searchFiles(when) {
	const seen = new Set();
	let size = 0;
	for (const file of filesIn(s.dir)) {
		const name = path.relative(s.dir, file);
		if (name.startsWith('site/')) continue;
		const bytes = fs.readFileSync(file);
		assertClean(bytes, `${when}: ${name}`);
		if (bytes.includes(CANARY)) seen.add(name);
		size += bytes.length;
	}
	const where = [...new Set([...seen].map((name) => name.replace(/^cache\/.*/, 'cache')))].join(', ');
	note(`${when}: ${NEEDLES.length} needles in ${size} bytes; the name beside the address stands in ${where}`);
	return seen;
}

await test('the search would find the address in any of these shapes', () => {
	const body = `author=x&email=${MARK}&comment=y`;
	for (let shift = 0; shift < 3; shift++) {
		const inside = Buffer.from(body.slice(shift)).toString('base64');
		for (const made of [inside, inside.replaceAll('+', '-').replaceAll('/', '_')])
			assert.throws(() => assertClean(Buffer.from(made), 'a base64 text'), /holds .* in base64/);
	}
	for (const made of [body, body.toUpperCase(), encodeURIComponent(body), createHash('sha256').update(MARK.toLowerCase()).digest(),
		createHash('md5').update(MARK).digest('hex'), createHash('sha1').update(MARK).digest('base64')])
		assert.throws(() => assertClean(Buffer.concat([Buffer.alloc(7), Buffer.from(made), Buffer.alloc(7)]), 'a file'), /holds/);
	assertClean(Buffer.from(body.replace(MARK, 'other@reader.example')), 'another address');
});

// A temporary file lives for a moment; the folder tells of it all the same.
const born = [];
for (const dir of fs.readdirSync(s.file('tmp')))
	fs.watch(s.file(`tmp/${dir}`), (what, name) => born.push(`tmp/${dir}/${name}`));

// ---- the ways ------------------------------------------------------------------------------------------------

const reader = new Reader(s, { agent: 'Mozilla/5.0 (private)', from: '198.51.100.7' });
const form = await s.form(PAGE);
const answers = [];
let links = 0;

async function post(fields, status, by = reader) {
	const r = await by.post({ ...form, author: CANARY, email: MARK, comment: `A private word ${Math.random()}`, ...fields });
	assert.equal(r.status, status, r.text.slice(0, 300));
	assertClean(Buffer.from(JSON.stringify(r.headers)), `the head of a ${status}`);
	if (r.headers.location) {
		links++;
		answers.push(r.headers.location);
	}
	return r;
}

await test('posts with a marked address are taken, refused, limited, too large, or meet a stopped service', async () => {
	await post({}, 303);
	await post({ email: MARK.toUpperCase() }, 303);
	await post({ email: MARK.toLowerCase() }, 303);
	const same = { comment: 'Twice the same.' };
	await post(same, 303);
	await post(same, 303);
	await post({ comment: 'Look at https://a.example/ https://b.example/ https://c.example/ https://d.example/' }, 303);
	assert((await post({ comment: '' }, 422)).text.includes(MARK), 'the writer alone sees it again, in the form');
	await post({ author: 'a'.repeat(61) }, 422);
	await post({ url: 'not a website' }, 422);
	await post({ email: `${MARK} ` .repeat(2).trim() }, 422);
	await post({ email: `${MARK}@` }, 422);
	await post({ email: `<${MARK}>` }, 422);
	await post({ page: '/elsewhere' }, 404);
	await post({ comment_parent: 'x' }, 400);
	await post({ comment_parent: '999999' }, 409);
	await post({ comment: 'x'.repeat(262_200) }, 413);
	const limited = [];
	const many = new Reader(s, { agent: 'Mozilla/5.0 (many)', from: '203.0.113.9' });
	for (let i = 0; i < 16; i++)
		limited.push((await many.post({ ...form, author: CANARY, email: MARK, comment: `Too many ${i}` })).status);
	assert(limited.includes(429) && limited.includes(303), limited.join());
	const foreign = await reader.post({ ...form, author: CANARY, email: MARK, comment: 'x' }, { Origin: 'https://evil.example' });
	assert.equal(foreign.status, 403);
	for (const type of ['text/plain', 'multipart/form-data; boundary=b'])
		assert.equal((await reader.request('/comments/reply', { method: 'POST', body: `email=${MARK}`,
			headers: { 'Content-Type': type, Origin: s.url } })).status, 415);
	const twice = String(new URLSearchParams({ ...form, author: CANARY, comment: 'x', email: MARK }));
	assert.equal((await reader.request('/comments/reply', { method: 'POST', body: `${twice}&email=${encodeURIComponent(MARK)}`,
		headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: s.url } })).status, 400);
});

// Sends the head and a part of the body, waits, and looks while nginx holds it.
async function slowly(body, { cut, length = body.length, chunked = false }) {
	const peer = net.connect(s.port, '127.0.0.1');
	peer.on('error', () => {});
	peer.on('data', () => {});
	peer.write(`POST /comments/reply HTTP/1.1\r\nHost: localhost:${s.port}\r\nConnection: close\r\n`
		+ 'Content-Type: application/x-www-form-urlencoded\r\n'
		+ (chunked ? 'Transfer-Encoding: chunked\r\n\r\n' : `Content-Length: ${length}\r\n\r\n`));
	await sleep(20);
	const part = body.slice(0, cut);
	peer.write(chunked ? `${part.length.toString(16)}\r\n${part}\r\n` : part);
	await sleep(150);
	searchFiles('while nginx holds half a post');
	peer.destroy();
}

await test('nor does nginx write half a post, a large one or one in chunks anywhere', async () => {
	const body = (text) => String(new URLSearchParams({ ...form, email: MARK, author: CANARY, comment: text }));
	await slowly(body('short'), { cut: -4 });
	await slowly(body('x'.repeat(200_000)), { cut: -4 });
	await slowly(body('x'.repeat(250_000)), { cut: -4, chunked: true });
	await slowly(body('x'.repeat(300_000)), { cut: -4, chunked: true });
	await slowly(body('x'.repeat(300_000)), { cut: -4 });
	assert.deepEqual(born, [], 'temporary files of nginx');
});

await test('a ban by it, from the command line and while the daemon runs, keeps no address either', async () => {
	const out = await s.cli(['ban', 'add', '--email-stdin', '--reason', 'privacy', '--json'], { input: `${MARK}\n` });
	assert.equal(out.code, 0, out.err);
	assertClean(Buffer.from(out.out + out.err), 'ban add');
	assertClean(Buffer.from(await s.ok(['ban', 'list'])), 'ban list');
	await sleep(300);
	const other = new Reader(s, { from: '192.0.2.77' });
	const { status } = await post({ comment: 'Banned now.' }, 403, other);
	assert.equal(status, 403);
	const wrong = await s.cli(['ban', 'add', '--email-stdin'], { input: `${MARK}@\n` });
	assert.notEqual(wrong.code, 0);
	assertClean(Buffer.from(wrong.out + wrong.err), 'a ban refused');
});

await test('a stopped service takes nothing and tells nothing', async () => {
	await s.daemon.stop();
	const r = await post({}, 503);
	assert(!r.text.includes(CANARY));
	await s.daemon.start();
});

// ---- the search ----------------------------------------------------------------------------------------------

await test('it is on no page: article, thread, status, desk; and in nothing the command line prints', async () => {
	assert(links >= 5);
	const { comments } = await s.json(['comment', 'list']);
	const mine = comments.filter((c) => c.name === CANARY);
	assert(mine.length >= 6);
	await s.ok(['comment', 'approve', String(mine[0].id), String(mine[1].id)]);
	await sleep(2100); // nginx's copy
	const cookie = await reader.signIn();
	const seen = {};
	for (const [name, where, headers] of [
		['article', PAGE], ['thread', `/comments/thread?page=${encodeURIComponent(PAGE)}`],
		['page', `/comments/page?page=${encodeURIComponent(PAGE)}`],
		...['feed.atom', 'feed.json', 'api/v1/comments'].map((name) => [name, `/comments/${name}?page=${encodeURIComponent(PAGE)}`]),
		...answers.slice(0, 4).map((l, i) => [`status ${i}`, l]), ['desk', '/comments/moderate/', { Cookie: cookie }]]) {
		const r = await reader.request(where, { headers });
		assert.equal(r.status, 200, where);
		assertClean(Buffer.from(r.text + JSON.stringify(r.headers)), name);
		seen[name] = r.text.includes(CANARY);
	}
	assert(seen.thread && seen.page && seen.desk && seen.article && seen['feed.atom'] && seen['feed.json'] && seen['api/v1/comments'], `the name beside it is seen: ${JSON.stringify(seen)}`);
	for (const args of [['comment', 'list', '--json', '--limit', '1000'], ['comment', 'list'], ['comment', 'show', String(mine[2].id), '--json'],
		['comment', 'show', String(mine[2].id)], ['export', '--format', 'jsonl'], ['ban', 'list', '--json']]) {
		const out = await s.ok(args);
		assertClean(Buffer.from(out), args.join(' '));
		if (args[0] !== 'ban') assert(out.includes(CANARY), args.join(' '));
	}
});

await test('of two readers who differ in their address alone nothing public differs: nobody can tell whose comments are one person\'s', async () => {
	const page = '/story/library-dome/';
	const ids = [];
	for (const [i, email] of ['noor@post.example', 'noor@post.example', 'somebody.else@house.example'].entries()) {
		const one = new Reader(s, { from: `203.0.113.${20 + i}` });
		const fields = { ...(await s.form(page)), author: 'Noor Haddad', email, url: 'https://noor.example/', comment: `The dome leaks, part ${'xyz'[i]}.` };
		assert.equal((await one.post(fields)).status, 303);
		ids.push((await s.comments()).at(-1).id);
	}
	await s.ok(['comment', 'approve', ...ids.map(String)]);
	await sleep(2100); // nginx's copy
	const get = async (where) => (await reader.request(`/comments/${where}?page=${encodeURIComponent(page)}`)).text;
	const found = (text, parts) => text.match(parts) ?? assert.fail(text.slice(0, 1000));
	const each = async (where, parts) => found(await get(where), parts);
	const outputs = {
		thread: await each('thread', /<li id="comment-[\s\S]*?(?=<li id="comment-|<\/ol>)/g),
		page: await each('page', /<li id="comment-[\s\S]*?(?=<li id="comment-|<\/ol>)/g),
		atom: await each('feed.atom', /<entry>[\s\S]*?<\/entry>/g),
		feed: JSON.parse(await get('feed.json')).items.map((x) => JSON.stringify(x)),
		api: JSON.parse(await get('api/v1/comments')).comments.map((x) => JSON.stringify(x)),
	};
	// What two comments of one address have in common, that of another has, too.
	for (const [name, parts] of Object.entries(outputs)) {
		assert.equal(parts.length, 3, name);
		const words = (which) => new Set(parts.find((part) => part.includes(`part ${which}.`))
			.replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, '').match(/[\w-]{4,}/g));
		const [one, same, other] = [words('x'), words('y'), words('z')];
		assert(one.size > 5, name);
		assert.deepEqual([...one].filter((word) => same.has(word) && !other.has(word)), [], name);
	}
});

await test('it is in no file: database, log, index, locks, the logs of both servers, nginx\'s own', async () => {
	await s.logsWritten();
	const seen = searchFiles('while it runs');
	assert(seen.has('data/rejoinder.db-wal') || seen.has('data/rejoinder.db'));
	for (const name of ['rejoinder.log', 'access.log', 'comments.log'])
		assert(fs.statSync(s.file(`logs/${name}`)).size > 0, `${name} is written`);
	await s.daemon.kill('SIGKILL');
	assert(searchFiles('after kill -9').has('data/rejoinder.db-wal'));
	await s.daemon.start();
	await s.daemon.stop();
	assert(searchFiles('after an orderly stop').has('data/rejoinder.db'));
	assert.deepEqual(born, [], 'temporary files of nginx');
});

await test('two sites, or two keys, have nothing in common by which to join people', async () => {
	// The same address in another house: neither the pseudonym nor any stored hash is the same.
	const t = await stack('privacy2', { site: 'hold: { first = 1; };' });
	const other = new Reader(t);
	assert.equal((await other.post({ ...(await t.form(PAGE)), author: CANARY, email: MARK, comment: 'Here too.' })).status, 303);
	await t.daemon.stop();
	const hashes = async (db) => {
		const names = (await run(['sqlite3', db, "SELECT name FROM pragma_table_info('author') WHERE type = 'BLOB'"])).out.trim().split('\n');
		const sql = names.map((n) => `SELECT hex(${n}) FROM author`).join(' UNION ');
		return (await run(['sqlite3', db, sql])).out.trim().split('\n').filter(Boolean);
	};
	const [a, b] = [await hashes(s.db), await hashes(t.db)];
	assert(a.length >= 3 && b.length >= 3, `${a.length} and ${b.length} hashes`);
	assert.deepEqual(a.filter((h) => b.includes(h)), []);
});

await finish();
