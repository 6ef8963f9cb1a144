// Somebody asks to be erased while the site is read: within two seconds no answer has a word of them, nginx's copies
// included, and soon after that none of the database's files has. Or the texts stay, and nothing says whose they were.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertClean, needles } from './lib/needles.mjs';
import { Reader, note } from './lib/proof.mjs';
import { run, stack, until } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const PAGE = '/story/night-bus/';
const EMAIL = 'Marked.Person@post.example';
const NAME = 'Quillfeather Marked';
const TEXT = 'Quagmire otters juggle vermilion teapots at dawn.';
const OTHER = 'A reply by somebody else altogether.';
const page = encodeURIComponent(PAGE);
const ANSWERS = [PAGE, `/comments/page?page=${page}`, `/comments/page?page=${page}&sort=newest`,
	`/comments/feed.atom?page=${page}`, `/comments/feed.json?page=${page}`, '/comments/feed.atom', '/comments/feed.json',
	`/comments/api/v1/comments?page=${page}`];

const s = await stack('rights', { site: 'hold: { first = 0; }; rate: { posts = 100; };' });
const reader = new Reader(s);
// The comment's number stands in its private link.
const id = (r) => Number(Buffer.from(r.headers.location.split('/status/')[1], 'base64url').readBigInt64BE(1));

const person = async (n) => (await s.json(['comment', 'show', String(n)])).person;

async function holding(words) {
	const found = [];
	for (const where of ANSWERS) {
		const r = await reader.request(where);
		assert(r.status < 500, `${where}: ${r.status}`);
		if (words.some((w) => r.text.includes(w))) found.push(where);
	}
	return found;
}

const first = await reader.post({ ...(await s.form(PAGE)), author: NAME, email: EMAIL, comment: TEXT });
assert.equal(first.status, 303, first.text.slice(0, 300));
const reply = await reader.post({ ...(await s.form(PAGE)), author: 'Ben', email: 'ben@news.example', comment: OTHER,
	comment_parent: id(first) });
assert.equal(reply.status, 303, reply.text.slice(0, 300));

await test('before, every answer that tells of comments has the text', async () => {
	await until('all of them', async () => (await holding([TEXT])).length === ANSWERS.length);
});

await test('an erasure beside the daemon is in every answer within two seconds', async () => {
	const r = await s.cli(['subject', 'erase', '--mode', 'remove', '--yes', '--json'], { input: `${EMAIL}\n` });
	assert.equal(r.code, 0, r.err);
	assert.equal(JSON.parse(r.out).comments, 1);
	const began = Date.now();
	await until('no answer has it', async () => (await holding([TEXT, NAME])).length === 0, 2000);
	note(`gone after ${Date.now() - began} ms`);
	assert.equal((await holding([OTHER])).length, ANSWERS.length, 'and everybody else stays');
	assert.equal((await reader.request(new URL(first.headers.location, s.url).pathname)).status, 404, 'the private link');
});

await test('and then it is in no file of the database', async () => {
	const files = () => ['', '-wal'].map((end) => s.db + end).filter((f) => fs.existsSync(f))
		.filter((f) => [TEXT, NAME].some((w) => fs.readFileSync(f).includes(w)));
	for (let i = 0; files().length > 0 && i < 100; i++) await sleep(100);
	assert.deepEqual(files(), []);
	assert(fs.readFileSync(s.db).includes(OTHER), 'where the search finds what is there');
});

await test('asked again, nothing is held', async () => {
	const r = await s.cli(['subject', 'export'], { input: EMAIL });
	assert.equal(r.code, 0, r.err);
	assert.deepEqual(JSON.parse(r.out).comments, []);
	const again = await s.cli(['subject', 'erase', '--mode', 'remove', '--yes', '--json'], { input: EMAIL });
	assert.equal(JSON.parse(again.out).erased, false);
});

await test('anonymised: the texts stand on every page, and no answer has the name, the address or a hash, and nothing joins them', async () => {
	const story = '/story/library-dome/';
	const story_ = encodeURIComponent(story);
	const who = { author: 'Vellichor Marked', email: 'Second.Person@Marked-House.example', url: 'https://vellichor.example/me' };
	const texts = ['Sesquipedalian herons argue about slate.', 'Their argument about slate goes on.'];
	const ids = [];
	let earlier = '';
	for (const comment of texts) {
		const r = await reader.post({ ...(await s.form(story)), ...who, comment, earlier });
		assert.equal(r.status, 303, r.text.slice(0, 300));
		ids.push(id(r));
		[, earlier] = r.headers.location.split('/status/');
	}
	await reader.post({ ...(await s.form(story)), author: 'Ben', email: 'ben@news.example', comment: OTHER, comment_parent: ids[0] });
	const cookie = await reader.signIn();
	const { comments } = await s.json(['comment', 'list', '--query', `article:=${story} person:${await person(ids[0])}`]);
	assert.equal(comments.length, 2, 'the query finds the person');
	const open = [story, `/comments/page?page=${story_}`, `/comments/thread?page=${story_}`, `/comments/feed.atom?page=${story_}`,
		`/comments/feed.json?page=${story_}`, '/comments/feed.atom', '/comments/feed.json', `/comments/api/v1/comments?page=${story_}`,
		...ids.map((n) => `/comments/api/v1/comments/${n}`)];
	const desk = ['', `?state=approved&q=${encodeURIComponent(`article:=${story}`)}`, 'audit', 'articles', 'bans', 'stats']
		.map((w) => `/comments/moderate/${w}`);
	const ask = async (where) => {
		const r = await reader.request(where, { headers: desk.includes(where) ? { Cookie: cookie } : {} });
		assert.equal(r.status, 200, where);
		return r.text + JSON.stringify(r.headers);
	};
	const all = async () => new Map(await Promise.all([...open, ...desk].map(async (w) => [w, await ask(w)])));
	// Whatever of the database leads to the person: hashes in the spellings of hashes, drawings, what moderators call them.
	const hashes = (await run(['sqlite3', s.db, `SELECT hex(id_hash), hex(ban_hash), hex(avatar) FROM author
		WHERE id = (SELECT author FROM comment WHERE id = ${ids[0]})`])).out.trim().split('|');
	assert.equal(hashes.length, 3);
	const words = hashes.flatMap((h) => [h, h.toLowerCase(), Buffer.from(h, 'hex').toString('base64').replace(/=+$/, ''),
		Buffer.from(h, 'hex').toString('base64url'), h.slice(0, 12), h.slice(0, 12).toLowerCase()]);
	const before = await all();
	const authors = () => Promise.all(ids.map(async (n) =>
		JSON.parse((await reader.request(`/comments/api/v1/comments/${n}`)).text).author));
	const named = await authors();
	assert.match(named[0].avatar, /\/avatar\/\w+\.svg$/);
	assert.deepEqual(named[0], named[1], 'the private link has joined the two');
	const marks = [...needles(who.email), ...[who.author, 'Vellichor', 'vellichor', await person(ids[0]), ...words]
		.map((w) => ({ what: w, bytes: Buffer.from(w) }))];
	for (const where of open) assert(before.get(where).includes(who.author), `${where} names the person before`);

	const r = await s.cli(['subject', 'erase', '--mode', 'anonymise', '--yes', '--json'], { input: `${who.email}\n` });
	assert.equal(r.code, 0, r.err);
	assert.equal(JSON.parse(r.out).comments, 2);
	await until('no answer has anything of the person', async () => {
		for (const [where, text] of await all()) assertClean(Buffer.from(text), where, marks);
		return true;
	});
	const after = await all();
	for (const where of open) assert(texts.some((t) => after.get(where).includes(t)), `${where} has the text still`);
	assert.match(after.get(`/comments/page?page=${story_}`), /Anonymous/);
	const [one, two] = await authors();
	assert.deepEqual([one.name, one.url, two.name, two.url], ['Anonymous', null, 'Anonymous', null]);
	assert.notEqual(one.avatar, two.avatar, 'no drawing joins the two any more');
	for (const args of [['comment', 'list', '--json', '--limit', '1000'], ['comment', 'show', String(ids[0]), '--json'],
		['export'], ['export', '--format', 'wxr'], ['export', '--format', 'csv'], ['export', '--with-keys'], ['audit', 'list', '--json']])
		assertClean(Buffer.from(await s.ok(args)), args.join(' '), marks);
});

await finish();
