// Fifty moderators at one queue, each with a session of their own over HTTP, without a script: every comment is decided
// once, whoever was second is shown what it is now, and the book of it is whole.
import assert from 'node:assert/strict';
import { Reader, note } from './lib/proof.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const PEOPLE = 50;
const COMMENTS = 300;
const PAGE = '/story/harbour-works/';
const s = await stack('crowd', { site: 'hold: { first = 100; }; storm: { mode = "none"; }; ' +
	'rate: { posts = 100000; person = 100000; article = 100000; };' });

const field = (html, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];

class Moderator {
	constructor(i) {
		this.name = `moderator-${i}`;
		this.reader = new Reader(s, { from: `10.7.${i}.1` });
		this.cookies = new Map();
		this.decided = [];
		this.second = 0;
	}

	async request(where, body) {
		const headers = { Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
		if (body) Object.assign(headers, { 'Content-Type': 'application/x-www-form-urlencoded', Origin: s.url });
		const r = await this.reader.request(where, { method: body ? 'POST' : 'GET', headers,
			body: body && String(new URLSearchParams(body)), ms: 60_000 });
		for (const line of r.headers['set-cookie'] ?? []) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
			this.cookies.set(name, value);
		}
		return r;
	}

	async signIn() {
		const { text } = await this.request('/comments/moderate/login');
		const r = await this.request('/comments/moderate/login', { csrf: field(text, 'csrf'), name: this.name,
			password: s.password });
		assert.equal(r.status, 303, `${this.name}: ${r.text.slice(0, 300)}`);
	}

	// The first card, again and again, until none is there.
	async work() {
		for (;;) {
			const { status, text } = await this.request('/comments/moderate/');
			assert.equal(status, 200);
			const id = /<article id="card-(\d+)"/.exec(text)?.[1];
			if (!id) return;
			const form = text.slice(text.indexOf(`/comments/moderate/comment/${id}"`));
			const r = await this.request(`/comments/moderate/comment/${id}`, { csrf: field(form, 'csrf'), seen: 'pending',
				version: field(form, 'version'), decision: Number(id) % 2 ? 'approve' : 'reject' });
			if (r.status === 303) this.decided.push(Number(id));
			else {
				assert.equal(r.status, 409, r.text.slice(0, 300));
				assert.match(r.text, new RegExp(`Comment ${id} was decided meanwhile`));
				this.second++;
			}
		}
	}
}

const people = Array.from({ length: PEOPLE }, (_, i) => new Moderator(i));

await test(`${COMMENTS} comments wait, and ${PEOPLE} moderators sign in`, async () => {
	const form = await s.form(PAGE);
	const readers = Array.from({ length: 10 }, () => new Reader(s));
	await Promise.all(readers.map(async (reader, k) => {
		for (let i = k; i < COMMENTS; i += readers.length)
			assert.equal((await reader.post({ ...form, author: `Writer ${i}`, email: `w${i}@reader.example`,
				comment: `Remark number ${i} on the harbour.` })).status, 303);
		reader.close();
	}));
	for (const { name } of people)
		await s.ok(['moderator', 'add', name, '--role', 'moderator', '--password-stdin'], { input: `${s.password}\n` });
	// One after the other: a password costs memory, and who comes all at once is asked to come again.
	for (const p of people) await p.signIn();
});

await test('every comment is decided once, by one of them', async () => {
	await Promise.all(people.map((p) => p.work()));
	const all = people.flatMap((p) => p.decided);
	assert.equal(all.length, COMMENTS);
	assert.equal(new Set(all).size, COMMENTS);
	note(`${people.reduce((n, p) => n + p.second, 0)} times somebody was second`);
	for (const state of ['approved', 'rejected'])
		assert.equal((await s.json(['comment', 'list', '--state', state, '--limit', '1000'])).total, COMMENTS / 2);
});

await test('the book has one act on each, by who made it, and its chain is whole', async () => {
	const { lines } = await s.json(['audit', 'list', '--limit', '1000']);
	const acts = lines.filter((l) => ['approve', 'reject'].includes(l.act));
	assert.equal(acts.length, COMMENTS);
	for (const p of people) assert.equal(acts.filter((l) => l.who === p.name).length, p.decided.length, p.name);
	await s.ok(['audit', 'verify']);
});

for (const p of people) p.reader.close();
await finish();
