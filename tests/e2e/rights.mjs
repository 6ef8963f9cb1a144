// Somebody asks to be erased while the site is read: within two seconds no answer has a word of them, nginx's copies
// included, and soon after that none of the database's files has.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Reader, note } from './lib/proof.mjs';
import { stack, until } from './lib/stack.mjs';
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

await finish();
