// P16: as many requests as a soak has time for, of all kinds and through both doors, nginx and the socket: kept and new
// pages, 304, posts taken and refused, readers who go away in the middle and readers who are slow. Memory and
// descriptors are the same in the end as when all was warm. A million in a soak, else 20,000.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as net from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { SOAK, chance } from './lib/fault.mjs';
import { Reader, integrity, note } from './lib/proof.mjs';
import { run, stack, until } from './lib/stack.mjs';
import { finish, skip, test } from './lib/tap.mjs';

const REQUESTS = SOAK ? 1_000_000 : 20_000;
const POSTS = SOAK ? 20_000 : 6000; // in a row, besides; the writer's pages fill their 4 MB within the first half
const STRETCHES = 20; // between two looks
const WARM = 12; // of them, until all that is kept is as large as it gets
const GROWTH = 1.05;
const PEOPLE = 24;
const PAGES = 60;
const TRUTHS = [
	'each request is answered as it should be, whatever the others do',
	'memory is flat',
	'descriptors are flat',
	'posts in a row from as many addresses, within the time to edit: none waits long, memory is flat',
	'the file is whole, all that was acknowledged is in it, and each article has counted right',
];
if (!fs.existsSync(`${process.env.RJ_PLAIN}/rejoinderd`)) { // a sanitizer keeps what was freed
	for (const truth of TRUTHS) skip(truth, 'no plain programs: see `make test`');
	await finish();
}

const s = await stack('endure', {
	bin: process.env.RJ_PLAIN,
	conf: SOAK ? '' : 'cache: { bytes = 2000000; };', // full soon
	site: 'rate: { posts = 100000; person = 100000; article = 1000000; }; hold: { first = 0; }; storm: { mode = "none"; }; ' +
		'votes = "up"; trusted_proxies = [ "127.0.0.1/32" ];',
});
const random = chance(16);
const any = (list) => list[Math.floor(random() * list.length)];
const pages = Array.from({ length: PAGES }, (_, i) => `/archive/endure-${i}`);
const form = new Map();
for (const page of pages) form.set(page, await s.form(page));
const words = Array.from({ length: 4000 }, (_, i) => `${any(['ka', 'lo', 'mi', 'ru', 'te', 'sa'])}${any(['nd', 'rb', 'st', 'lm', 'p'])}${i.toString(36).replace(/\d/g, 'o')}`);
const text = () => `Remark ${Array.from({ length: 20 }, () => any(words)).join(' ')}.`;

// ---- the socket ------------------------------------------------------------------------------------------

const record = (type, data) => {
	const head = Buffer.from([1, type, 0, 1, data.length >> 8, data.length & 255, 0, 0]);
	return Buffer.concat([head, data]);
};
const length = (n) => (n < 128 ? Buffer.from([n]) : Buffer.from([(n >> 24) | 128, (n >> 16) & 255, (n >> 8) & 255, n & 255]));
const pair = (name, value) => Buffer.concat([length(Buffer.byteLength(name)), length(Buffer.byteLength(value)), Buffer.from(name + value)]);

// What nginx would send.
function spoken(where, { method = 'GET', body = '', address = '192.0.2.1', headers = {} } = {}) {
	const [path, query = ''] = where.split('?');
	const params = { REQUEST_METHOD: method, DOCUMENT_URI: path, QUERY_STRING: query, REQUEST_URI: where, REMOTE_ADDR: address,
		CONTENT_LENGTH: body ? String(Buffer.byteLength(body)) : '', CONTENT_TYPE: body ? 'application/x-www-form-urlencoded' : '',
		HTTP_HOST: `localhost:${s.port}`, HTTP_USER_AGENT: 'Mozilla/5.0 (endure)', ...headers };
	return Buffer.concat([record(1, Buffer.from([0, 1, 1, 0, 0, 0, 0, 0])),
		record(4, Buffer.concat(Object.entries(params).map(([name, value]) => pair(name, value)))), record(4, Buffer.alloc(0)),
		...(body ? [record(5, Buffer.from(body))] : []), record(5, Buffer.alloc(0))]);
}

class Socket {
	async open() {
		this.peer = net.connect(s.daemon.socket);
		this.peer.on('error', () => {}).on('data', (d) => this.take(d)).on('close', () => this.end(new Error('closed')));
		await once(this.peer, 'connect');
	}

	take(data) {
		this.got = this.got.length ? Buffer.concat([this.got, data]) : data;
		for (let at = this.at; this.got.length - at >= 8; this.at = at) {
			const n = this.got.readUInt16BE(at + 4);
			if (this.got.length - at < 8 + n + this.got[at + 6]) return;
			if (this.got[at + 1] === 6) this.out.push(this.got.subarray(at + 8, at + 8 + n));
			if (this.got[at + 1] === 3) return this.end();
			at += 8 + n + this.got[at + 6];
		}
	}

	end(e) {
		const { yes, no } = this;
		this.yes = this.no = null;
		if (e) no?.(e);
		else yes?.(Buffer.concat(this.out).toString('latin1'));
	}

	async ask(where, options) {
		if (!this.peer || this.peer.destroyed) await this.open();
		Object.assign(this, { got: Buffer.alloc(0), at: 0, out: [] });
		const answer = await new Promise((yes, no) => {
			Object.assign(this, { yes, no });
			this.peer.write(spoken(where, options));
		});
		return { status: Number(/^Status: (\d+)/.exec(answer)?.[1]), etag: /^ETag: (\S+)\r$/m.exec(answer)?.[1], text: answer };
	}

	// Goes away: before all is said, or before the answer is there.
	async leave(where, options) {
		await this.close();
		await this.open();
		const bytes = spoken(where, options);
		this.peer.write(bytes.subarray(0, any([4, bytes.length >> 1, bytes.length])));
		if (random() < 0.5) await sleep(1);
		await this.close();
	}

	async close() {
		if (!this.peer || this.peer.destroyed) return;
		this.peer.destroy();
		await once(this.peer, 'close');
	}
}

// ---- the people ------------------------------------------------------------------------------------------

const thread = (page, more = '') => `/comments/thread?page=${encodeURIComponent(page)}${more}`;
const alone = (page, more = '') => `/comments/page?page=${encodeURIComponent(page)}${more}`;
const counts = () => `/comments/api/v1/counts?${pages.slice(0, 20).map((page) => `page=${encodeURIComponent(page)}`).join('&')}`;
let addresses = 0;
const address = () => {
	const n = ++addresses;
	return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
};
const posted = new Set();
const wrong = new Map();
const done = {};

// Must be one of these; counted by what it was.
function good(kind, { status, text: body = '' }, ...wanted) {
	done[`${kind} ${status}`] = (done[`${kind} ${status}`] ?? 0) + 1;
	if (!wanted.includes(status)) wrong.set(`${kind}: ${status}`, body.slice(0, 500));
}
const reply = (page, comment, more = {}) => String(new URLSearchParams({ ...form.get(page), author: 'Vera', email: `v${addresses}@reader.example`, comment, ...more }));

const SOCKET_KINDS = {
	kept: [36, async (p) => good('kept', await p.socket.ask(any([thread, alone])(any(pages))), 200)],
	'not modified': [24, async (p) => {
		const where = thread(any(pages));
		const headers = { HTTP_IF_NONE_MATCH: p.etags.get(where) ?? '"none"' };
		const r = await p.socket.ask(where, { headers });
		if (r.etag) p.etags.set(where, r.etag);
		good('not modified', r, 200, 304);
	}],
	coded: [6, async (p) => good('coded', await p.socket.ask(thread(any(pages)), { headers: { HTTP_ACCEPT_ENCODING: any(['gzip', 'br']) } }), 200)],
	'made anew': [6, async (p) => good('made anew', await p.socket.ask(alone(any(pages), `&before=${Math.floor(random() * 1e6)}`)), 200)],
	counts: [4, async (p) => good('counts', await p.socket.ask(counts()), 200)],
	list: [2, async (p) => good('list', await p.socket.ask(`/comments/api/v1/comments?page=${encodeURIComponent(any(pages))}`), 200)],
	feed: [1, async (p) => good('feed', await p.socket.ask('/comments/feed.atom'), 200)],
	lost: [2, async (p) => good('lost', await p.socket.ask(any(['/comments/no/such', '/comments/page?page=/elsewhere', '/comments/status/none'])), 404, 429)],
	post: [2, async (p) => {
		const comment = text();
		const r = await p.socket.ask('/comments/reply', { method: 'POST', body: reply(any(pages), comment), address: address(), headers: { HTTP_ORIGIN: s.url } });
		if (r.status === 303) posted.add(comment);
		good('post', r, 303);
	}],
	refused: [1, async (p) => good('refused', await p.socket.ask('/comments/reply', { method: 'POST', body: reply(any(pages), text(), { email: 'none' }),
		address: address(), headers: { HTTP_ORIGIN: s.url } }), 422)],
	leaves: [3, async (p) => {
		await p.socket.leave(any([thread(any(pages)), alone(any(pages)), counts()]));
		good('leaves', { status: 0 }, 0);
	}],
	'leaves a post': [1, async (p) => {
		await p.socket.leave('/comments/reply', { method: 'POST', body: reply(any(pages), text()), address: address(), headers: { HTTP_ORIGIN: s.url } });
		good('leaves a post', { status: 0 }, 0);
	}],
};

// A reader with a line of a few bytes a second; in the end it gives up.
async function slow() {
	const peer = net.connect(s.port, '127.0.0.1');
	const closed = once(peer, 'close');
	peer.on('error', () => {});
	const bytes = `GET ${any([thread, alone])(any(pages))} HTTP/1.1\r\nHost: localhost:${s.port}\r\n\r\n`;
	for (let at = 0; at < bytes.length; at += 40) {
		peer.write(bytes.slice(at, at + 40));
		await sleep(2);
	}
	await Promise.race([once(peer, 'data').catch(() => {}), sleep(500)]);
	peer.pause();
	await sleep(20);
	peer.destroy();
	await closed;
}

const NGINX_KINDS = {
	article: [3, async (p) => good('article', await p.reader.request(any(pages)), 200)],
	thread: [4, async (p) => good('thread', await p.reader.request(any([thread, alone])(any(pages)), { headers: { 'Accept-Encoding': any(['gzip', 'br', 'identity']) } }), 200)],
	'counts by nginx': [2, async (p) => good('counts by nginx', await p.reader.request(counts()), 200)],
	'post by nginx': [0.5, async (p) => {
		const comment = text();
		const r = await p.reader.post({ ...form.get(any(pages)), author: 'Vera', email: `v${addresses}@reader.example`, comment }, { 'X-Forwarded-For': address() });
		if (r.status === 303) posted.add(comment);
		good('post by nginx', r, 303);
	}],
	vote: [0.5, async (p) => good('vote', await p.reader.request('/comments/vote', { method: 'POST', body: 'up=1',
		headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: s.url, 'X-Forwarded-For': address() } }), 303)],
	'leaves nginx': [1.5, async (p) => {
		const asked = p.reader.request(any([alone(any(pages), `&before=${Math.floor(random() * 1e6)}`), counts()]), { ms: any([1, 2, 4]) });
		good('leaves nginx', { status: await asked.then(() => 200, () => 0) }, 0, 200);
	}],
	slow: [0.5, async () => {
		await slow();
		good('slow', { status: 0 }, 0);
	}],
};
const KINDS = Object.values({ ...SOCKET_KINDS, ...NGINX_KINDS });
const weights = KINDS.reduce((sum, [n]) => sum + n, 0);
function draw() {
	let left = random() * weights;
	return KINDS.find(([n]) => (left -= n) < 0)[1];
}

const people = Array.from({ length: PEOPLE }, () => ({ socket: new Socket(), reader: new Reader(s), etags: new Map() }));

async function stretch(n) {
	let left = n;
	await Promise.all(people.map(async (p) => {
		while (left-- > 0) {
			try {
				await draw()(p);
			} catch (e) {
				wrong.set(`${e.message}`, e.stack);
			}
		}
		await p.socket.close();
		p.reader.close();
	}));
}

// ---- what it takes ---------------------------------------------------------------------------------------

const mine = new Socket();
async function metrics() {
	const { text: said } = await mine.ask('/comments/metrics', { address: '127.0.0.1' });
	await mine.close();
	const of = (name) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(said)[1]);
	return { rss: of('process_resident_memory_bytes'), fds: of('process_open_fds') };
}
// Those who went away may be waited for a little longer.
async function look() {
	let last = await metrics();
	await until('it is quiet', async () => {
		const now = await metrics();
		const same = now.fds === last.fds;
		last = now;
		return same;
	});
	return last;
}
const kb = (n) => Math.round(n / 1024);
const pss = () => {
	try {
		return Number(/^Pss:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${s.daemon.pid}/smaps_rollup`, 'utf8'))[1]);
	} catch {
		return '-'; // it hides its maps from all but root
	}
};

const seen = [];
await test(TRUTHS[0], async () => {
	good('first', await mine.ask('/comments/reply', { method: 'POST', body: reply(pages[0], 'The first of them, to vote for.'), address: address(),
		headers: { HTTP_ORIGIN: s.url } }), 303);
	for (const page of pages) for (const which of [thread, alone]) good('warm', await mine.ask(which(page)), 200);
	const began = performance.now();
	for (let i = 0; i < STRETCHES; i++) {
		await stretch(REQUESTS / STRETCHES);
		seen.push(await look());
		note(`${((i + 1) * REQUESTS) / STRETCHES} requests: rss ${kb(seen[i].rss)} KB, pss ${pss()} KB, ${seen[i].fds} descriptors`);
	}
	note(`${Math.round(REQUESTS / (performance.now() - began) * 1000)} a second; ${Object.entries(done).map(([k, n]) => `${k}: ${n}`).join(', ')}`);
	assert.deepEqual([...wrong], []);
	assert(posted.size >= REQUESTS * 0.02);
}, SOAK ? 1 : 4);

await test(TRUTHS[1], () => {
	const warm = Math.max(...seen.slice(0, WARM).map((x) => x.rss));
	const most = Math.max(...seen.slice(WARM).map((x) => x.rss));
	note(`warm ${kb(warm)} KB, at most ${kb(most)} KB after that: ${(most / warm).toFixed(3)}`);
	assert(most <= warm * GROWTH, `${most / warm}`);
});

// nginx keeps from none to 32 connections that are idle.
await test(TRUTHS[2], () => {
	const fds = seen.map((x) => x.fds);
	assert(Math.max(...fds) <= Math.min(...fds) + 34, `${fds}`);
	assert(Math.min(...fds.slice(WARM)) <= Math.min(...fds.slice(1, WARM)) + 8, `${fds}`);
});

await test(TRUTHS[3], async () => {
	const took = [];
	const before = [];
	for (let k = 0; k < STRETCHES; k++) {
		let left = POSTS / STRETCHES;
		await Promise.all(people.slice(0, 16).map(async (p) => {
			while (left-- > 0) {
				const began = performance.now();
				await SOCKET_KINDS.post[1](p);
				took.push(performance.now() - began);
			}
			await p.socket.close();
		}));
		before.push((await look()).rss);
	}
	took.sort((a, b) => a - b);
	const at = (share) => took[Math.floor((took.length - 1) * share)].toFixed(1);
	const half = STRETCHES / 2;
	const [warm, most] = [Math.max(...before.slice(0, half)), Math.max(...before.slice(half))];
	note(`${POSTS} posts: ms p50 ${at(0.5)}, p99 ${at(0.99)}, the longest ${at(1)}; rss ${kb(before[0])} KB, ${kb(warm)} KB, ${kb(most)} KB`);
	assert.deepEqual([...wrong], []);
	assert(took.at(-1) < 5000, 'none waits long');
	assert(most <= warm * GROWTH, `${most / warm}`);
}, SOAK ? 1 : 4);

await test(TRUTHS[4], async () => {
	await s.daemon.stop();
	assert.equal(await integrity(s), 'ok');
	const stored = new Set((await s.comments()).map((c) => c.text));
	assert.deepEqual([...posted].filter((t) => !stored.has(t)), []);
	note(`${posted.size} acknowledged, ${stored.size} stored`);
	const { out } = await run(['sqlite3', '-readonly', s.db, `SELECT page, approved FROM thread WHERE approved <>
		(SELECT count(*) FROM comment WHERE thread = thread.id AND state = 'approved')`]);
	assert.equal(out, '');
	await s.daemon.start();
}, 2);

await finish();
