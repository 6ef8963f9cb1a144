// The nginx side as it is shipped: what it answers by itself, what it lets through, what it keeps.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as net from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const PAGE = '/story/night-bus/';
const THREAD = `/comments/thread?page=${encodeURIComponent(PAGE)}`;
const CACHE_MS = 2000;

const s = await stack('front');

// Bytes in, bytes out, on a connection of their own.
async function talk(bytes, { wait = 10_000 } = {}) {
	const peer = net.connect(s.port, '127.0.0.1');
	let got = '';
	peer.setEncoding('latin1').on('data', (d) => (got += d));
	peer.on('error', () => {});
	const end = setTimeout(() => peer.destroy(), wait);
	peer.write(bytes);
	await once(peer, 'close');
	clearTimeout(end);
	return got;
}

const request = (line, headers = '', body = '') =>
	`${line} HTTP/1.1\r\nHost: localhost:${s.port}\r\nConnection: close\r\n${headers}\r\n${body}`;

const statusOf = (answer) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

async function reply(text) {
	return s.post({ page: PAGE, author: 'A', email: 'a@reader.example', comment: text });
}

function assertHeaders(headers, what) {
	assert.equal(headers.get('x-content-type-options'), 'nosniff', `${what}: nosniff once`);
	assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'|frame-ancestors/, `${what}: CSP`);
	assert.match(headers.get('content-type') ?? '', /charset=utf-8/i, `${what}: charset`);
}

await test('every answer under /comments/ has the security headers once, whoever makes it', async () => {
	const answers = [
		[200, await s.get(THREAD)],
		[200, await s.get(`/comments/page?page=${encodeURIComponent(PAGE)}`)],
		[404, await s.get('/comments/no/such/thing')],
		[404, await s.get('/comments/page?page=/elsewhere')],
		[405, await s.get('/comments/moderate/logout')],
		[405, await s.get(THREAD, { method: 'POST', body: 'a=b' })],
		[405, await s.get('/comments/page', { method: 'DELETE' })],
		[415, await s.get('/comments/reply', { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } })],
		[422, await s.post({ page: PAGE, author: '', email: 'a@b.example', comment: 'x' })],
		[413, await s.get('/comments/reply', { method: 'POST', body: new URLSearchParams({ comment: 'a'.repeat(300_000) }) })],
	];
	for (const [code, r] of answers) {
		assert.equal(r.status, code, r.url);
		assertHeaders(r.headers, `${code} ${r.url}`);
		await r.arrayBuffer();
	}
});

await test('what nginx says about a wrong method names no page of ours as cacheable', async () => {
	const r = await s.get(THREAD, { method: 'PUT', body: 'x' });
	assert.equal(r.status, 405);
	assert.equal(r.headers.get('cache-control'), 'no-store');
});

await test('after a post that is too large, 100 good requests through the same nginx go well', async () => {
	for (const size of [256 * 1024 + 1, 1_000_000]) {
		const r = await s.get('/comments/reply', { method: 'POST', body: 'a'.repeat(size),
			headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
		assert.equal(r.status, 413);
	}
	for (let i = 0; i < 100; i++) {
		const r = i % 2 ? await reply(`Good request ${i}.`) : await s.get(THREAD);
		assert.equal(r.status, i % 2 ? 303 : 200, `request ${i}`);
		await r.arrayBuffer();
	}
});

await test('a post cut short or given up stores nothing', async () => {
	const before = (await s.comments()).length;
	const form = new URLSearchParams({ ...(await s.form(PAGE)), author: 'A', email: 'a@reader.example', comment: 'cut' });
	const body = String(form);
	const head = `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n`;
	await talk(request('POST /comments/reply', head, body.slice(0, -20)), { wait: 500 });
	assert.equal((await s.comments()).length, before);
});

await test('a chunked post arrives whole', async () => {
	const form = new URLSearchParams({ ...(await s.form(PAGE)), author: 'C', email: 'c@reader.example', comment: 'In chunks.' });
	const body = String(form);
	const chunk = (t) => `${t.length.toString(16)}\r\n${t}\r\n`;
	const answer = await talk(request('POST /comments/reply',
		'Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n',
		chunk(body.slice(0, 30)) + chunk(body.slice(30)) + '0\r\n\r\n'));
	assert.equal(statusOf(answer), 303);
	assert((await s.comments()).some((c) => JSON.stringify(c).includes('In chunks.')));
});

await test('a request with two lengths, or a length and chunks, is not two requests', async () => {
	for (const headers of ['Content-Length: 3\r\nContent-Length: 4\r\n', 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n',
		'Transfer-Encoding: xchunked\r\n']) {
		const answer = await talk(request('POST /comments/reply', headers, '0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n'));
		assert([400, 501].includes(statusOf(answer)), `${headers}: ${answer.slice(0, 80)}`);
		assert.equal(answer.split('HTTP/1.1 ').length, 2);
	}
});

await test('the host of an absolute request line wins over the Host header', async () => {
	const answer = await talk(`GET http://localhost:${s.port}${THREAD} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`);
	assert(!answer.includes('evil.example'));
	const { status, headers } = await s.get(THREAD);
	assert.equal(status, 200, 'and the cache is not poisoned by it');
	assertHeaders(headers, 'thread');
});

await test('a foreign host is refused and not kept', async () => {
	const answer = await talk(`GET ${THREAD}&x=1 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`);
	assert([400, 404, 421].includes(statusOf(answer)), answer.slice(0, 200));
	assert(!answer.includes('evil.example'));
});

await test('no header by which a client names another host, address or method changes a byte', async () => {
	const names = { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'gopher', 'X-Forwarded-Prefix': '/evil', 'X-Forwarded-Port': '1',
		Forwarded: 'host=evil.example;proto=gopher', 'X-Host': 'evil.example', 'X-Original-URL': '/comments/moderate/', 'X-Rewrite-URL': '/evil',
		'X-Original-Host': 'evil.example', 'X-HTTP-Method-Override': 'DELETE', 'X-Method-Override': 'POST', Proxy: 'http://evil.example/',
		'X-Accel-Redirect': '/evil', 'X-Sendfile': '/etc/passwd' };
	await reply('Seen by everybody alike.');
	const [{ id }] = await s.comments();
	let n = 0;
	for (const path of [`/comments/page?page=${encodeURIComponent(PAGE)}`, THREAD, `/comments/feed.atom?page=${encodeURIComponent(PAGE)}`,
		`/comments/api/v1/comments/${id}`, '/comments/moderate/login', '/comments/no/such/thing']) {
		// Each of an address of its own: none is kept from the one before.
		const read = async (headers) => {
			const r = await s.get(`${path}${path.includes('?') ? '&' : '?'}n=${++n}`, { headers: { 'Accept-Encoding': 'identity', ...headers } });
			const seen = [...r.headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
			return JSON.stringify([r.status, seen, (await r.text()).replaceAll(`n=${n}`, '').replaceAll(/[\w-]{40,}|[0-9a-f]{16}/g, '')]);
		};
		const plain = await read({});
		for (const [name, value] of Object.entries(names)) assert.equal(await read({ [name]: value }), plain, `${name} ${path}`);
		assert.equal(await read(names), plain, path);
	}
	assert((await s.comments()).some((c) => c.id === id));
});

await test('a thread is asked for without cookie, and no kept answer sets one', async () => {
	const r = await s.get(THREAD, { headers: { Cookie: 'rj_session=x; other=y' } });
	assert.equal(r.status, 200);
	assert.equal(r.headers.get('set-cookie'), null);
});

await test('a thread is kept for a second, by address and encoding', async () => {
	await sleep(CACHE_MS);
	for (let i = 0; i < 4; i++) await (await s.get(THREAD, { headers: { 'Accept-Encoding': 'identity' } })).text();
	await (await s.get(THREAD, { headers: { 'Accept-Encoding': 'gzip' } })).text();
	await s.logsWritten();
	const log = fs.readFileSync(s.file('logs/comments.log'), 'utf8').trim().split('\n').slice(-6, -1);
	const seen = log.map((l) => l.split(' ').pop());
	assert(['MISS', 'EXPIRED'].includes(seen[0]), seen.join());
	assert.deepEqual(seen.slice(1, 4), ['HIT', 'HIT', 'HIT']);
	assert.notEqual(seen[4], 'HIT');
});

await test('the compression is what the browser takes; q=0 is never', async () => {
	const encoding = async (accept) => (await s.get(THREAD, { headers: { 'Accept-Encoding': accept } })).headers.get('content-encoding');
	assert.equal(await encoding('identity'), null);
	assert.equal(await encoding('gzip;q=0'), null);
	assert.equal(await encoding('x-gzip, brotli'), null);
	assert(['gzip', null].includes(await encoding('gzip')));
	assert(['br', null].includes(await encoding('br, gzip;q=0')));
});

await test('no key of a private page is in a log, not even percent-encoded or with the daemon gone', async () => {
	const token = new URL((await reply('For the log.')).headers.get('location'), s.url).pathname.split('/').pop();
	const ask = async () => {
		for (const path of ['status', '%73tatus', 'x/../status', '/status', 'notice', '%6eotice'])
			for (const from of ['status', 'notice'])
				await talk(request(`GET /comments/${path}/${token}?a=${token}`, `Referer: ${s.url}/comments/${from}/${token}\r\n`));
	};
	await ask();
	await s.daemon.stop();
	await ask();
	await s.daemon.start();
	await s.logsWritten();
	for (const name of fs.readdirSync(s.file('logs')))
		assert(!fs.readFileSync(s.file(`logs/${name}`), 'latin1').includes(token), name);
});

await test('a hanging daemon holds an article up for five seconds at most, and then only for its comments', async () => {
	await sleep(CACHE_MS);
	await s.daemon.hang();
	try {
		const from = Date.now();
		const html = await (await s.get('/archive/never-read')).text();
		assert(Date.now() - from < 8000);
		assert.match(html, /short break/);
		assert.match(html, /<\/html>\s*$/);
	} finally {
		s.daemon.wake();
	}
	assert.equal((await s.get(THREAD)).status, 200);
});

await test('no post and no answer went through a temporary file', async () => {
	const big = 'é'.repeat(7900);
	assert.equal((await reply(big)).status, 303);
	assert.equal((await s.post({ page: PAGE, author: '', email: 'a@reader.example', comment: big })).status, 422);
	const warned = fs.readFileSync(s.file('logs/error.log'), 'utf8');
	assert(!/buffered to a temporary file/.test(warned), warned);
});

await finish();
