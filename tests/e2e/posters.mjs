// Many at once, the same twice, too much, half of it: every comment is stored once, as it was sent, or not at all.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Reader, note, spread, stored, timesStored } from './lib/proof.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const PAGE = '/story/night-bus/';
const POSTERS = 100;
const EACH = 3;
const SITE = 'hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = "none"; }; trusted_proxies = [ "127.0.0.1" ];';

const address = (n) => `198.51.${100 + (n >> 8)}.${n & 255}`; // RFC 5737 and its neighbour

// Everybody posts at the same time. Returns { texts, links, refused: how many 503 }.
async function crowd(s) {
	const form = await s.form(PAGE);
	const all = { texts: [], links: [], refused: 0, failed: [] };
	await Promise.all(Array.from({ length: POSTERS }, async (_, n) => {
		const reader = new Reader(s, { agent: `Mozilla/5.0 (poster ${n})`, from: address(n) });
		for (let i = 0; i < EACH; i++) {
			const comment = `Poster ${n} of ${s.name} says thing number ${i}.`;
			const r = await reader.postUntilTaken({ ...form, author: `Poster ${n}`, email: `p${n}@poster.example`, comment });
			all.texts.push(comment);
			all.refused += r.refused;
			if (r.status === 303) all.links.push(r.headers.location);
			else all.failed.push(r.status);
		}
		reader.close();
	}));
	return all;
}

async function noneLostNoneDoubled(s) {
	const from = performance.now();
	const { texts, links, refused, failed } = await crowd(s);
	note(`${s.name}: ${texts.length} posts by ${POSTERS} people in ${Math.round(performance.now() - from)} ms; `
		+ `503 was answered ${refused} times`);
	assert.deepEqual(failed, []);
	assert.equal(new Set(links).size, POSTERS * EACH, 'each has a link of its own');
	const times = await timesStored(s);
	assert.deepEqual(texts.filter((t) => times.get(t) !== 1), []);
	assert.equal(times.size, texts.length);
	return refused;
}

const s = await stack('posters', { site: SITE });
const plain = new Reader(s);
const form = await s.form(PAGE);

await test(`${POSTERS} people who post at once: none lost, none doubled`, async () => {
	await noneLostNoneDoubled(s);
});

await test('the same where nearly everybody is sent away first', async () => {
	const narrow = await stack('narrow', { site: SITE, conf: 'workers = 16;' });
	assert(await noneLostNoneDoubled(narrow) > 0, 'somebody was sent away');
	await narrow.stop();
});

await test('the same fields from elsewhere never get the first writer\'s link; from the same place they do', async () => {
	const fields = { ...form, author: 'Same', email: 'same@poster.example', comment: 'The very same words.' };
	const by = async (agent, n) => {
		const reader = new Reader(s, { agent, from: address(n) });
		const r = await reader.post(fields);
		reader.close();
		assert.equal(r.status, 303);
		return r.headers.location;
	};
	const before = (await stored(s)).length;
	const first = await by('Mozilla/5.0 (A)', 1);
	assert.equal(await by('Mozilla/5.0 (A)', 1), first);
	assert.equal((await stored(s)).length, before + 1);
	const others = [await by('Mozilla/5.0 (A)', 2), await by('Mozilla/5.0 (B)', 1), await by('Mozilla/5.0 (B)', 3)];
	assert.equal(new Set([first, ...others]).size, 4);
	assert.equal((await stored(s)).length, before + 4);
	for (const [agent, n] of [['Mozilla/5.0 (A)', 2], ['Mozilla/5.0 (B)', 1], ['Mozilla/5.0 (B)', 3]])
		assert.notEqual(await by(agent, n), first);
	assert.equal(await by('Mozilla/5.0 (A)', 1), first);
	assert.equal((await stored(s)).length, before + 4);
});

await test('the same post sent eight times in the same moment is one comment with one link', async () => {
	for (let round = 0; round < 10; round++) {
		const fields = { ...form, author: 'Impatient', email: 'i@poster.example', comment: `Click, click, click ${round}.` };
		const links = await Promise.all(Array.from({ length: 8 }, async () => {
			const reader = new Reader(s);
			const r = await reader.postUntilTaken(fields);
			reader.close();
			return r.headers.location;
		}));
		assert.equal(new Set(links).size, 1, links.join());
		assert.equal((await timesStored(s)).get(fields.comment), 1);
	}
});

await test('one different field, one different person: another comment', async () => {
	const fields = { ...form, author: 'Vary', email: 'vary@poster.example', url: 'https://vary.example/', comment: 'Nearly the same.' };
	const links = [(await plain.post(fields)).headers.location];
	for (const other of [{ author: 'Vari' }, { email: 'vari@poster.example' }, { url: 'https://vari.example/' },
		{ comment: 'Nearly the same!' }, { page: '/story/library-dome/' }])
		links.push((await plain.post({ ...fields, ...other })).headers.location);
	assert(links.every(Boolean), links.join());
	assert.equal(new Set(links).size, 6);
});

await test('after a 413, 100 good requests through the same nginx: no error', async () => {
	const codes = new Map();
	for (const size of [262_145, 900_000]) {
		const big = await new Reader(s).request('/comments/reply', { method: 'POST', body: 'a'.repeat(size),
			headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }).catch(() => ({ status: 413 }));
		assert.equal(big.status, 413);
		for (let i = 0; i < 50; i++) {
			const { status } = i % 2 ? await plain.post({ ...form, author: 'Good', email: 'g@poster.example', comment: `Good one ${size} ${i}` })
				: await plain.request(`/comments/page?page=${encodeURIComponent(PAGE)}&n=${i}`);
			codes.set(status, (codes.get(status) ?? 0) + 1);
		}
	}
	assert.deepEqual([...codes.entries()].sort(), [[200, 50], [303, 50]]);
});

// ---- half a request ------------------------------------------------------------------------------------------

const encoded = (fields) => String(new URLSearchParams({ ...form, author: 'Half', email: 'half@poster.example', ...fields }));

function rawPost(body, length = body.length) {
	return `POST /comments/reply HTTP/1.1\r\nHost: localhost:${s.port}\r\nOrigin: ${s.url}\r\n`
		+ `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`;
}

async function throwAway(where, bytes, { linger = 0, reset = false } = {}) {
	const peer = net.connect(where);
	peer.on('error', () => {});
	await once(peer, 'connect');
	peer.write(bytes);
	await sleep(linger);
	if (reset && where.port) peer.resetAndDestroy();
	else peer.destroy();
}

// FastCGI records (fastcgi spec 1.0, section 3.3), to say to the daemon itself what nginx would never say.
const record = (type, content = Buffer.alloc(0), declared = content.length) =>
	Buffer.concat([Buffer.from([1, type, 0, 1, declared >> 8, declared & 255, 0, 0]), content]);
const param = (name, value) => {
	const size = (n) => (n < 128 ? Buffer.from([n]) : Buffer.from([n >> 24 | 128, n >> 16, n >> 8, n]));
	return Buffer.concat([size(name.length), size(value.length), Buffer.from(name + value)]);
};
const begin = record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]));
const head = (length) => record(4, Buffer.concat(Object.entries({
	REQUEST_METHOD: 'POST', DOCUMENT_URI: '/comments/reply', REQUEST_URI: '/comments/reply', QUERY_STRING: '',
	REMOTE_ADDR: '127.0.0.1', CONTENT_TYPE: 'application/x-www-form-urlencoded', CONTENT_LENGTH: String(length),
	HTTP_HOST: `localhost:${s.port}`, HTTP_ORIGIN: s.url, HTTP_USER_AGENT: 'half' }).map(([k, v]) => param(k, v))));

await test('a request that is cut, given up or lies about its length changes nothing', async () => {
	const before = (await stored(s)).length;
	const body = encoded({ comment: 'This is half of a comm' });
	const bytes = rawPost(body);
	const where = { port: s.port, host: '127.0.0.1' };
	const bodyAt = bytes.length - body.length;
	for (const at of [10, bodyAt - 2, bodyAt, bodyAt + 1, bytes.length - 30, bytes.length - 1])
		for (const reset of [false, true]) await throwAway(where, bytes.slice(0, at), { reset, linger: 20 });
	await throwAway(where, rawPost(body, body.length + 1), { linger: 50 });
	const socket = { path: s.daemon.socket };
	const stdin = record(5, Buffer.from(body));
	const broken = [
		begin, Buffer.concat([begin, head(body.length)]),                                           // and silence
		Buffer.concat([begin, head(body.length), record(4)]),                                       // no body
		Buffer.concat([begin, head(body.length), record(4), stdin]).subarray(0, -3),                // cut in its record
		Buffer.concat([begin, head(body.length), record(4), record(5, Buffer.from(body.slice(0, -3)))]),
		Buffer.concat([begin, head(body.length), record(4), record(5, Buffer.from(body.slice(0, -3))), record(5)]), // shorter than said
		Buffer.concat([begin, head(body.length - 3), record(4), stdin, record(5)]),                 // longer than said
		Buffer.concat([begin, head(body.length), record(4), record(5, Buffer.from(body.slice(0, -3))), record(2)]), // aborted
		Buffer.from('GET / HTTP/1.1\r\n\r\n'),
	];
	for (const b of broken) await throwAway(socket, b, { linger: 60 });
	await sleep(300);
	assert.deepEqual((await stored(s)).slice(before), []);
	// The same, whole, is taken: so it was the cut that mattered, here and there.
	await throwAway(socket, Buffer.concat([begin, head(body.length), record(4), stdin, record(5)]), { linger: 500 });
	assert.equal((await timesStored(s)).get('This is half of a comm'), 1);
	assert.equal((await plain.post({ ...form, author: 'Whole', email: 'w@poster.example', comment: 'Whole.' })).status, 303);
});

// ---- limits --------------------------------------------------------------------------------------------------

const LETTERS = { 1: 'a', 2: 'é', 3: '中', 4: '🐌' };
let serial = 0;
let newest = 0;

// What has come to be stored since the last look. (One look is one process: too dear for each refused post.)
async function fresh() {
	const { comments } = await s.json(['comment', 'list', '--after', String(newest), '--limit', '1000']);
	newest = comments.at(-1)?.id ?? newest;
	return comments;
}

// One post of these fields becomes this status; where it is taken, one comment is new, exactly as it was sent.
async function becomes(fields, wanted) {
	const all = { author: 'Limit', email: 'limit@poster.example', comment: `Limit ${++serial}`, ...fields };
	const r = await plain.post({ ...form, ...all });
	const about = Object.entries(fields).map(([k, v]) => `${k} of ${[...v].length} characters, ${Buffer.byteLength(v)} bytes`).join();
	assert.equal(r.status, wanted, about);
	if (wanted === 303) {
		const made = (await fresh()).map(({ name, url, text }) => ({ name, url: url ?? '', text }));
		assert.deepEqual(made, [{ name: all.author, url: all.url ?? '', text: all.comment }], about);
	}
	return r;
}

const nothingNew = async () => assert.deepEqual(await fresh(), [], 'refused, but stored');
await fresh();

for (const [width, c] of Object.entries(LETTERS)) {
	await test(`a name of 60 and a comment of 8000 characters of ${width} bytes are stored whole, 61 and 8001 refused`, async () => {
		await becomes({ author: c.repeat(60) }, 303);
		await becomes({ author: c.repeat(61) }, 422);
		const full = c.repeat(7999);
		await becomes({ comment: `${full}.` }, 303);
		const r = await becomes({ comment: `${full}..` }, 422);
		assert(r.text.includes(`${full}..`), 'and the text is still in the form');
		await nothingNew();
	});
}

await test('32,000 bytes of comment are the most there can be', async () => {
	await becomes({ comment: LETTERS[4].repeat(8000) }, 303);
	await becomes({ comment: `${LETTERS[4].repeat(8000)}a` }, 422);
	await nothingNew();
});

await test('an address of 254 bytes is taken, one of 255 not; a website of 2048, one of 2049 not', async () => {
	const host = (n) => `${`${'d'.repeat(56)}.`.repeat(3)}${'e'.repeat(n - 171 - 8)}.example`;
	const email = (n) => `${'l'.repeat(64)}@${host(n - 65)}`;
	assert.equal(email(254).length, 254);
	for (const [n, code] of [[254, 303], [255, 422]]) {
		const r = await plain.post({ ...form, author: 'E', email: email(n), comment: `An address of ${n}` });
		assert.equal(r.status, code, `address of ${n}`);
	}
	assert.equal((await fresh()).length, 1);
	const url = (n) => 'https://web.example/'.padEnd(n, 'p');
	await becomes({ url: url(2048) }, 303);
	await becomes({ url: url(2049) }, 422);
	await nothingNew();
});

await test('what is no address, no website, or nothing, is refused with 422', async () => {
	for (const email of ['', 'a', 'a@', '@b.example', 'a b@c.example', 'a@b', 'a@b..example', 'a@192.0.2.1'])
		await becomes({ email }, 422);
	for (const url of ['javascript:alert(1)', 'ftp://a.example/', 'no address', 'data:text/html,x'])
		await becomes({ url }, 422);
	for (const empty of ['', ' ', '\u200b\u2800', '\n\t\n']) {
		await becomes({ comment: empty }, 422);
		await becomes({ author: empty }, 422);
	}
	await nothingNew();
});

await test('a text is stored as it was sent, byte for byte', async () => {
	for (const comment of ['  leading and trailing  \n', 'tab\tand\n\n\nlines', '<b>not</b> & "markup" \'here\'', '100 %41 + %zz &amp;',
		'שלום עולם مرحبا', 'e\u0301 is not \u00e9', 'a\u200db \u202eright\u202c to left', '👩‍👩‍👧‍👦 🏳️‍🌈 \u{1F1E9}\u{1F1EA}', '\ufeffmark',
		'x\ufffdy \u{10FFFD}', '\\0 \\x00 \\u0000', 'back\\slash \'; DROP TABLE comment; --', '{"a":[1,null]}', '> quote\n>> deeper\n\n    code'])
		await becomes({ comment: `${comment} ${++serial}` }, 303);
	// Browsers send the line ends of a text area as CRLF; a line end is a line end.
	const r = await plain.post({ ...form, author: 'L', email: 'l@poster.example', comment: 'one\r\ntwo\rthree\nfour' });
	assert.equal(r.status, 303);
	assert.deepEqual((await fresh()).map((c) => c.text), ['one\ntwo\nthree\nfour']);
});

await test('bytes that are no text, and forms that are no form, are refused and store nothing', async () => {
	await fresh();
	const type = 'application/x-www-form-urlencoded';
	const send = async (body, contentType = type) => (await plain.request('/comments/reply', {
		method: 'POST', body, headers: { 'Content-Type': contentType, Origin: s.url } })).status;
	const good = encoded({ comment: 'Nothing of this is kept.' });
	for (const bad of ['%80', '%C3', '%C3%28', '%C0%AF', '%E0%80%AF', '%ED%A0%80', '%F4%90%80%80', '%F8%88%80%80%80', '%FF', '\xc3']) {
		assert.equal(await send(Buffer.from(good.replace('comment=', `comment=${bad}`), 'latin1')), 400, `comment with ${bad}`);
		assert.equal(await send(Buffer.from(good.replace('author=', `author=${bad}`), 'latin1')), 400, `author with ${bad}`);
		assert.equal(await send(Buffer.from(`${good}&other=${bad}`, 'latin1')), 400, `other with ${bad}`);
	}
	for (const nul of ['comment=%00', 'comment=a%00b'])
		assert.equal(await send(good.replace('comment=', nul)), 400, nul);
	assert.equal(await send(Buffer.from(good.replace('comment=', 'comment=\0'), 'latin1')), 400, 'a raw NUL');
	for (const again of ['comment=x', 'author=x', 'email=x%40y.example', 'page=%2Fstory%2Fnight-bus%2F', 'token=x', 'comment_parent=0', 'co%6dment=x'])
		assert.equal(await send(`${good}&${again}`), 400, `twice: ${again}`);
	for (const half of ['&a=%', '&a=%4', '&a=%zz'])
		assert.equal(await send(good + half), 400, half);
	assert.equal(await send(good + Array.from({ length: 64 }, (_, i) => `&f${i}=1`).join('')), 400, 'more than 64 fields');
	const multipart = '--b\r\nContent-Disposition: form-data; name="comment"\r\n\r\nx\r\n--b--\r\n';
	for (const [what, as] of [[multipart, 'multipart/form-data; boundary=b'], [good, 'text/plain'], ['{}', 'application/json'],
		[good, ''], [good, `${type}; charset=utf-16`], [good, `${type}x`]])
		assert.equal(await send(what, as), 415, as);
	await nothingNew();
	assert.equal(await send(good), 303, 'while the form itself is a good one');
});

// ---- the command line is heard --------------------------------------------------------------------------------

const IN_FORCE_MS = 250;

// Milliseconds from the end of a command until the daemon shows it. A parameter nobody knows keeps nginx's copy away.
async function heard(args, options, shows) {
	await s.ok(args, options);
	const from = performance.now();
	for (let i = 0; ; i++) {
		if (await shows(i)) return performance.now() - from;
		assert(performance.now() - from < 5000, `${args.join(' ')} is not heard`);
		await sleep(5);
	}
}

const pageHas = (page, text) => async () => {
	const r = await plain.request(`/comments/page?page=${encodeURIComponent(page)}&fresh=${Math.random()}`);
	assert.equal(r.status, 200);
	return r.text.includes(text);
};

await test(`an approval, a rejection and a ban by command line are in force within ${IN_FORCE_MS} ms`, async () => {
	const page = '/story/library-dome/';
	const own = await s.form(page);
	const times = { approve: [], reject: [], ban: [], lift: [] };
	for (let i = 0; i < 6; i++) {
		const text = `Waiting to be heard ${i} https://a.example/ https://b.example/ https://c.example/ https://d.example/`;
		const email = `heard${i}@poster.example`;
		assert.equal((await plain.post({ ...own, author: 'H', email, comment: text })).status, 303);
		const { id, state } = (await fresh()).find((c) => c.text === text);
		assert.equal(state, 'pending', 'more links than allowed are held');
		const there = pageHas(page, `Waiting to be heard ${i}`);
		assert.equal(await there(), false); // and the daemon now keeps that answer
		times.approve.push(await heard(['comment', 'approve', String(id)], {}, there));
		times.reject.push(await heard(['comment', 'reject', String(id)], {}, async () => !await there()));
		const status = async (n) => (await plain.post({ ...own, author: 'H', email: email.toUpperCase(), comment: `Ban me ${i} ${n} ${Math.random()}` })).status;
		assert.equal(await status(-1), 303);
		times.ban.push(await heard(['ban', 'add', '--email-stdin'], { input: `${email}\n` }, async (n) => await status(n) === 403));
		const { bans } = await s.json(['ban', 'list']);
		const ban = bans.filter((b) => !b.lifted).at(-1);
		times.lift.push(await heard(['ban', 'lift', String(ban.id)], {}, async (n) => await status(n) === 303));
	}
	for (const [what, t] of Object.entries(times)) {
		note(`${what}, after its command has ended: ${spread(t)}`);
		assert(Math.max(...t) < IN_FORCE_MS, what);
	}
});

await finish();
