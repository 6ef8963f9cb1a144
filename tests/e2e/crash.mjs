// kill -9, 50 times, while four people post: what was answered is there once, what was not is there at most once.
import assert from 'node:assert/strict';
import * as os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { STORED, Reader, answers, integrity, note, spread, stored } from './lib/proof.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const KILLS = 50;
const PAGE = '/story/night-bus/';
const BACK_MS = 1000;
// On a machine that is shared with others a second is as much longer as there are more who want its cores.
const crowd = () => Math.max(1, os.loadavg()[0] / os.availableParallelism());

const s = await stack('crash', { site: 'hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = "none"; };' });
const form = await s.form(PAGE);
const watcher = new Reader(s);
const posts = [];
let over = false;
let up = Promise.resolve(); // the service answers

// Two of the four send the same fields again until they have an answer; the other two give up.
async function person(n, stubborn) {
	const reader = new Reader(s, { agent: `Mozilla/5.0 (reader ${n})` });
	const fields = (text) => ({ ...form, author: `Reader ${n}`, email: `reader${n}@post.example`, comment: text });
	for (let i = 0; !over; i++) {
		const post = { text: `Reader ${n} has waited ${i} minutes for the bus.`, broken: 0, fields: null, reader };
		post.fields = fields(post.text);
		posts.push(post);
		do {
			const r = await reader.post(post.fields).catch(() => ({ status: 0 }));
			if (r.status !== 0 && r.status !== 503) {
				post.status = r.status;
				post.link = r.headers.location;
				break;
			}
			post.broken++;
			// Some come back at once, some when it works again.
			await (stubborn && n % 2 ? sleep(20) : up);
		} while (stubborn);
	}
}

const back = [];

async function killer() {
	for (let i = 0; i < KILLS; i++) {
		await sleep(100 + Math.random() * 300);
		const from = performance.now();
		up = (async () => {
			assert.equal(await s.daemon.kill('SIGKILL'), 'SIGKILL');
			s.daemon.spawn();
			back.push(await answers(s, watcher, from));
		})();
		await up;
	}
	await sleep(100);
}

await test(`the service is back within a second of each of ${KILLS} kills`, async () => {
	const people = [1, 2, 3, 4].map((n) => person(n, n <= 2));
	try {
		await killer();
	} finally {
		over = true;
		await Promise.all(people);
	}
	note(`from kill -9 to the next answer: ${spread(back)}; ${crowd().toFixed(1)} want each core`);
	assert.equal(back.length, KILLS);
	const limit = BACK_MS * crowd();
	assert(Math.max(...back) < limit, `of ${Math.round(limit)}: ${back.map(Math.round)}`);
});

const answered = () => posts.filter((p) => STORED.has(p.status));
let rows;

await test('the kills have met posts under way, of those who try again and of those who give up', () => {
	const again = answered().filter((p) => p.broken > 0);
	const given = posts.filter((p) => p.status === undefined);
	note(`${posts.length} comments sent, ${answered().length} answered, ${again.length} of them after `
		+ `${again.reduce((n, p) => n + p.broken, 0)} broken tries; ${given.length} never answered`);
	assert.deepEqual(posts.filter((p) => p.status !== undefined && !STORED.has(p.status)).map((p) => p.status), []);
	assert(answered().length >= 100 && again.length >= 20 && given.length >= 20);
});

await test('every comment that was answered is there exactly once, every other one at most once', async () => {
	const times = new Map();
	rows = await stored(s);
	for (const c of rows) times.set(c.text, (times.get(c.text) ?? 0) + 1);
	const count = (p) => times.get(p.text) ?? 0;
	const lost = answered().filter((p) => count(p) === 0).map((p) => p.text);
	const doubled = posts.filter((p) => count(p) > 1).map((p) => p.text);
	const silent = posts.filter((p) => p.status === undefined);
	const known = new Set(posts.map((p) => p.text));
	note(`of the ${silent.length} without an answer, ${silent.filter((p) => count(p) === 1).length} are there`);
	assert.deepEqual(lost, [], 'lost');
	assert.deepEqual(doubled, [], 'doubled');
	assert.deepEqual(rows.filter((c) => !known.has(c.text)), [], 'invented');
});

await test('the same post again, after all those crashes, is answered with the same link and makes no row', async () => {
	const some = answered().filter((p, i) => p.broken > 0 || i % 50 === 0).slice(-60);
	for (const p of some) assert.equal((await p.reader.post(p.fields)).headers.location, p.link, p.text);
	assert.equal((await stored(s)).length, rows.length);
	assert.equal(new Set(answered().map((p) => p.link)).size, answered().length, 'one link a comment');
});

await test('what an article counts and shows is what is stored', async () => {
	const shown = rows.filter((c) => c.state === 'approved').length;
	const html = (await watcher.request(`/comments/page?page=${encodeURIComponent(PAGE)}&fresh=${Date.now()}`)).text;
	const told = Number(/(\d[\d,.]*)\s+(?:thoughts|comments|replies|responses)/i.exec(html)?.[1].replace(/[,.]/g, ''));
	assert.equal(told, shown, html.slice(0, 600));
});

await test('PRAGMA integrity_check has nothing to say, after a last kill and after an orderly stop', async () => {
	await s.daemon.kill('SIGKILL');
	assert.equal(await integrity(s), 'ok');
	await s.daemon.start();
	await s.daemon.stop();
	assert.equal(await integrity(s), 'ok');
});

await finish();
