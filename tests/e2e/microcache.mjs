// What nginx keeps of us, by the shipped configuration: one copy for each host, address, article and encoding, for a
// second; the comments of every article while the program is away; and never anything that is one person's. What it has
// kept is read from its own folder.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import * as path from 'node:path';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import * as zlib from 'node:zlib';
import { SOAK } from './lib/fault.mjs';
import { Reader, note } from './lib/proof.mjs';
import { freePort, stack, until } from './lib/stack.mjs';
import { atEnd, finish, test } from './lib/tap.mjs';

const KEPT_MS = 2000; // a second and the one that has begun
const AWAY_MS = SOAK ? 60_000 : 5000;
const ROUTES = fs.readFileSync(new URL('routes.def', import.meta.url), 'utf8');

// ---- two sites, and an application that takes posts ----------------------------------------------------

const appPort = await freePort();
const app = http.createServer((req, res) => {
	req.resume().on('end', () => {
		res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
		res.end(`<!DOCTYPE html><html lang="en"><title>App</title><h1>${req.method}</h1>\n` +
			'<!--# include virtual="/comments/thread" --></html>\n');
	});
}).listen(appPort, '127.0.0.1');
await once(app, 'listening');
atEnd(() => app.close());

const GENEROUS = 'rate: { posts = 100000; person = 100000; article = 1000000; }; storm: { mode = "none"; };';
const s = await stack('microcache', {
	site: `${GENEROUS} hold: { first = 0; }; votes = "up"; trusted_proxies = [ "127.0.0.1/32" ];`,
	nginxMore: `location /archive/app/ { ssi on; proxy_pass http://127.0.0.1:${appPort}; }`,
});
const COURIER = `localhost:${s.port}`;
const VALLEY = `valley.localhost:${s.port}`;
// The same address at both.
function writeArticle(page) {
	for (const site of ['site', 'valley']) {
		fs.mkdirSync(s.file(site + page), { recursive: true });
		fs.copyFileSync(s.file('site/front.html'), s.file(`${site}${page}index.html`));
	}
}
const [ONE, TWO] = ['/story/one/', '/story/two/'];
for (const page of [ONE, TWO]) writeArticle(page);
fs.writeFileSync(s.conf, fs.readFileSync(s.conf, 'utf8').replace(/\} \);\s*$/,
	`}, { name = "valley"; base_url = "http://${VALLEY}"; pages = [ "/story/*", "/archive/*" ]; ${GENEROUS} hold: { first = 0; }; } );\n`));
await s.daemon.stop();
await s.daemon.start();

// One request on a connection of its own: { status, headers, text, raw }.
function ask(where, { host = COURIER, method = 'GET', headers = {}, body } = {}) {
	return new Promise((yes, no) => {
		const r = http.request({ host: '127.0.0.1', port: s.port, path: where, method, agent: false,
			headers: { Host: host, ...headers, ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }) } }, (answer) => {
			const parts = [];
			answer.on('data', (d) => parts.push(d)).on('error', no).on('end', () => {
				const raw = Buffer.concat(parts);
				const plain = { gzip: zlib.gunzipSync, br: zlib.brotliDecompressSync }[answer.headers['content-encoding']];
				yes({ status: answer.statusCode, headers: answer.headers, raw, text: String(plain && raw.length ? plain(raw) : raw) });
			});
		});
		r.setTimeout(20_000, () => r.destroy(new Error(`no answer from ${where}`)));
		r.on('error', no);
		r.end(body);
	});
}

const thread = (page, more = '') => `/comments/thread?page=${encodeURIComponent(page)}${more}`;
const alone = (page, more = '') => `/comments/page?page=${encodeURIComponent(page)}${more}`;
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

async function post(page, comment, { host = COURIER, fields = {}, headers = {} } = {}) {
	const token = /name="token"[^>]*\bvalue="([^"]*)"/.exec((await ask(alone(page), { host })).text)[1];
	const r = await ask('/comments/reply', { host, method: 'POST', headers: { ...FORM, Origin: `http://${host}`, ...headers },
		body: String(new URLSearchParams({ page, token, comment_parent: '0', author: 'Vera', email: 'vera@reader.example', comment, ...fields })) });
	assert.equal(r.status, 303, r.text.slice(0, 500));
	return r;
}

// Surely shown, whatever the filters think of texts that are much alike.
let people = 0;
async function publish(page, comment, { host } = {}) {
	await post(page, comment, { host, fields: { author: `Reader ${++people}`, email: `reader${people}@reader.example` } });
	const held = (await s.comments()).filter((c) => c.text === comment && c.state !== 'approved').map((c) => String(c.id));
	if (held.length > 0) await s.ok(['comment', 'approve', ...held]);
}

// What nginx has kept: { key, text } of each file of its folder.
function kept() {
	const found = [];
	for (const f of fs.readdirSync(s.file('cache/rejoinder'), { recursive: true, withFileTypes: true })) {
		if (!f.isFile()) continue;
		const bytes = fs.readFileSync(path.join(f.path ?? f.parentPath, f.name));
		const [head, ...rest] = bytes.toString('latin1').split('\r\n\r\n');
		let body = Buffer.from(rest.join('\r\n\r\n'), 'latin1');
		if (/^Content-Encoding: gzip/im.test(head)) body = zlib.gunzipSync(body);
		if (/^Content-Encoding: br/im.test(head)) body = zlib.brotliDecompressSync(body);
		found.push({ key: /^KEY: (.*)$/m.exec(head)[1], head: head.slice(head.indexOf('KEY: ')), text: head + String(body) });
	}
	return found;
}

// How nginx took the requests for `where`, the oldest first: MISS, HIT, EXPIRED, STALE, "-".
const taken = (where) => fs.readFileSync(s.file('logs/comments.log'), 'utf8').split('\n').filter((l) => l.includes(` ${where} HTTP/`))
	.map((l) => l.split(' ').pop());
const takenAll = (where, n) => until(`${n} lines of ${where}`, () => (taken(where).length >= n ? taken(where) : null));

// ---- the key ---------------------------------------------------------------------------------------------

const PLACES = [COURIER, VALLEY].flatMap((host) => [ONE, TWO].map((page) =>
	({ host, page, mark: `of-${host.split(/[.:]/)[0]}-${page.split('/')[2]}` })));

await test('host, address, article and encoding are in the key: nobody gets what another asked for', async () => {
	const said = ['The pumps were paid for twice', 'My street has no bus after ten', 'Nobody asked the school', 'Eels came back last spring'];
	for (const [i, p] of PLACES.entries()) await publish(p.page, `${said[i]}, ${p.mark}.`, p);
	await sleep(KEPT_MS);
	const wrong = [];
	const met = new Set();
	const look = async (p, where, encoding, article) => {
		const r = await ask(where, { host: p.host, headers: { 'Accept-Encoding': encoding } });
		const said = `${p.host} ${where} ${encoding}`;
		const has = PLACES.filter((o) => r.text.includes(o.mark)).map((o) => o.mark);
		const form = /name="page"[^>]*value="([^"]*)"/.exec(r.text)?.[1];
		if (r.status !== 200 || has.join() !== p.mark || form !== p.page) wrong.push(`${said}: ${r.status} ${has} ${form}`);
		const coding = r.headers['content-encoding'] ?? 'identity';
		if (coding !== 'identity' && coding !== encoding) wrong.push(`${said}: ${coding}`);
		if (article && !r.text.endsWith('</html>\n')) wrong.push(`${said}: not whole`);
		met.add(`${article ? 'article' : where.split('?')[0]} ${coding}`);
	};
	const round = () => Promise.all(PLACES.flatMap((p) => ['identity', 'gzip', 'br'].flatMap((encoding) =>
		[look(p, thread(p.page), encoding), look(p, alone(p.page), encoding), look(p, p.page, encoding, true)])));
	await until('every encoding was met', async () => {
		await round();
		return ['/comments/thread', '/comments/page'].every((where) => ['identity', 'gzip', 'br'].every((e) => met.has(`${where} ${e}`)));
	}, 30_000);
	for (let i = 0; i < 3; i++) await round();
	assert.deepEqual(wrong, []);
	assert(met.has('article identity') && met.has('article gzip') && !met.has('article br'), [...met].join());
	const keys = kept().map((k) => k.key);
	assert.equal(new Set(keys).size, keys.length);
	for (const p of PLACES) for (const e of ['gzip', 'br'])
		assert(keys.includes(`${p.host} ${e} /comments/thread ${thread(p.page)} `), keys.join('\n'));
	for (const p of PLACES) // under SSI: no encoding, and the article's own path
		assert(keys.includes(`${p.host}  ${p.page} /comments/thread `), keys.join('\n'));
});

await test('under SSI the section is kept as it is, whatever the browser takes', () => {
	for (const k of kept().filter((f) => / \/comments\/thread $/.test(f.key))) assert(!/^Content-Encoding:/im.test(k.head), k.head);
});

// ---- many at once ----------------------------------------------------------------------------------------

// Forty connections that are open already ask in the same moment.
async function allAtOnce(where, n = 40) {
	const peers = await Promise.all(Array.from({ length: n }, async () => {
		const peer = net.connect(s.port, '127.0.0.1');
		await once(peer, 'connect');
		return peer;
	}));
	const answers = peers.map(async (peer) => {
		let got = '';
		peer.setEncoding('latin1').on('data', (d) => (got += d));
		await once(peer, 'close');
		return got;
	});
	for (const peer of peers) peer.write(`GET ${where} HTTP/1.1\r\nHost: ${COURIER}\r\nConnection: close\r\n\r\n`);
	for (const got of await Promise.all(answers)) assert.match(got, /^HTTP\/1\.1 200 [\s\S]*id="commentform"/);
	const said = await takenAll(where, n);
	return said.filter((x) => x !== 'HIT').length;
}

// Whoever has waited for 20 ms is answered by the program itself, so on a busy machine it is tried again. (Of an answer
// whose second is over nginx asks anew for each who comes before the new one is there; the program renders once.)
await test('of many who ask at once for what is not kept, one is asked for it', async () => {
	let count = 0;
	const asked = [];
	await until('one request of forty reaches the program', async () => {
		asked.push(await allAtOnce(thread(ONE, `&n=${++count}`)));
		return asked.at(-1) === 1;
	}, 60_000);
	note(`of 40 at once reached the program: ${asked}`);
});

// ---- what is taken down ----------------------------------------------------------------------------------

const desk = new Reader(s, { agent: 'Mozilla/5.0 (desk)' });
const field = (html, name) => new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(html)?.[1];
const cookie = await desk.signIn();
const csrf = field((await desk.request('/comments/moderate/', { headers: { Cookie: cookie } })).text, 'csrf');
const act = (where, fields) => desk.request(`/comments/moderate/${where}`, { method: 'POST', headers: { ...FORM, Origin: s.url, Cookie: cookie },
	body: String(new URLSearchParams({ csrf, ...fields })) });
const numberOf = async (text) => (await s.comments()).find((c) => c.text.includes(text)).id;

// It is asked for all the time, so that there is always a copy. Counted from when the program had done it; on a busy
// machine an answer may be that much older when nginx gets it as answers take.
async function goneWithin(ms, page, text, takeDown) {
	const where = [page, thread(page), alone(page)].flatMap((w) => ['identity', 'gzip', 'br'].map((e) => [w, e]));
	let slowest = 0;
	const look = async ([w, e]) => {
		const began = performance.now();
		const { text: html } = await ask(w, { headers: { 'Accept-Encoding': e } });
		slowest = Math.max(slowest, performance.now() - began);
		return html.includes(text) ? began : -Infinity;
	};
	await until('it is everywhere', async () => (await Promise.all(where.map(look))).every((t) => t > 0));
	let done;
	const last = [];
	await Promise.all([takeDown().then(() => (done = performance.now())), (async () => {
		while (done === undefined || performance.now() < done + ms + 500) last.push(...await Promise.all(where.map(look)));
	})()]);
	const seen = Math.max(...last) - done;
	note(`${last.length} answers; the last that had it was asked for ${Math.round(seen)} ms after`);
	assert(seen < ms + slowest, `${seen}, answers within ${slowest}`);
}

await test('a comment that a moderator takes down is gone within two seconds', async () => {
	await publish(TWO, 'It goes by the desk, dromedary.');
	const id = await numberOf('dromedary');
	await goneWithin(KEPT_MS, TWO, 'dromedary', async () => {
		const card = (await desk.request('/comments/moderate/?state=approved', { headers: { Cookie: cookie } })).text
			.split(`id="card-${id}"`)[1];
		const r = await act(`comment/${id}`, { decision: 'reject', seen: field(card, 'seen'), version: field(card, 'version') });
		assert.equal(r.status, 303, r.text.slice(0, 400));
	});
});

await test('and taken down beside the program, as soon as it has noticed', async () => {
	await publish(TWO, 'It goes by the command line, pangolin.');
	const id = await numberOf('pangolin');
	await goneWithin(KEPT_MS + 250, TWO, 'pangolin', () => s.ok(['comment', 'reject', String(id)]));
});

// ---- methods ---------------------------------------------------------------------------------------------

await test('HEAD first, then GET: whole; GET first, then HEAD: the same head and no body', async () => {
	let n = 0;
	for (const [make, ends] of [[(k) => thread(ONE, `&k=${k}`), '</script>'], [(k) => alone(ONE, `&k=${k}`), '</html>'],
		[(k) => `${ONE}?k=${k}`, '</html>']])
		for (const order of [['HEAD', 'GET'], ['GET', 'HEAD']]) {
			await sleep(KEPT_MS); // under SSI the address is the article's, without its query
			const where = make(++n);
			const got = {};
			for (const method of order) got[method] = await ask(where, { method });
			const said = `${order} ${where}`;
			assert.deepEqual([got.GET.status, got.HEAD.status], [200, 200], said);
			assert(got.GET.text.includes(PLACES[0].mark) && got.GET.text.trimEnd().endsWith(ends), `${said}: ${got.GET.text.slice(-200)}`);
			assert.equal(got.HEAD.raw.length, 0, said);
			assert.equal(got.HEAD.headers.etag, got.GET.headers.etag, said);
			if (got.HEAD.headers['content-length']) assert.equal(Number(got.HEAD.headers['content-length']), got.GET.raw.length, said);
		}
});

await test('an article that is the answer to a POST has its section, and what was posted goes nowhere else', async () => {
	const page = '/archive/app/form';
	const before = (await s.comments()).length;
	const body = String(new URLSearchParams({ page, author: 'Eve', email: 'eve@reader.example', comment: 'Not for the comments.', q: 'x'.repeat(3000) }));
	for (const method of ['POST', 'GET', 'POST', 'PUT', 'DELETE']) {
		const r = await ask(page, { method, headers: FORM, ...(method === 'GET' ? {} : { body }) });
		assert.equal(r.status, 200, method);
		assert.match(r.text, new RegExp(`<h1>${method}</h1>[\\s\\S]*id="commentform"[\\s\\S]*</html>\\s*$`), `${method}: ${r.text.slice(0, 500)}`);
		assert(!r.text.includes('Not for the comments'), method);
		assert.equal(field(r.text, 'page'), page);
	}
	assert.equal((await s.comments()).length, before);
	assert(!kept().some((k) => k.text.includes('Not for the comments') || k.text.includes('eve@reader.example')));
});

// ---- what is one person's --------------------------------------------------------------------------------

await test('no personal answer is ever kept: each page of the program, asked for as somebody and then as nobody', async () => {
	const page = ONE;
	const secret = ['planted.writer@reader.example', 'My own words, wait for a moderator: https://one.example https://two.example https://three.example'];
	await s.ok(['thread', 'import', '-'], { input: `path,title\n${page},One\n` });
	// Somebody with a comment that waits, a comment in its time to edit, a vote, a report, a notice.
	const own = await post(page, secret[1], { fields: { author: 'Planted Writer', email: secret[0] } });
	const shown = await post(page, 'Mine, and I could still change it.', { fields: { email: secret[0] } });
	const id = await numberOf('I could still change it');
	const waits = (await s.comments('pending')).find((c) => c.text.includes('My own words'));
	assert(waits, 'one comment waits');
	assert.equal((await act(`about/${waits.id}`, { act: 'note', text: 'Remark among moderators, quetzal.' })).status, 303);
	const status = [own, shown].map((r) => r.headers.location);
	const tokens = status.map((w) => w.split('/').pop());
	assert.equal((await ask('/comments/vote', { method: 'POST', headers: { ...FORM, Origin: s.url, 'X-Forwarded-For': '192.0.2.9' }, body: `up=${id}` })).status, 303);
	secret.push(...tokens, cookie.split('=')[1], csrf, 'quetzal', s.password);

	const persona = { Cookie: `${cookie}; other=planted-cookie`, Authorization: `Bearer ${tokens[0]}`, Referer: s.url + status[0],
		'X-Planted': 'planted-header', 'Idempotency-Key': 'planted-key-0123456789' };
	secret.push('planted-cookie', 'planted-header', 'planted-key', 'planted-query');
	const arg = { word: tokens[0], id: String(waits.id) };
	const routes = [...ROUTES.matchAll(/^ROUTE\((\w+), "([^"]+)", \w+, ([^,]+),/gm)].map(([, method, pattern]) =>
		({ method, where: `/comments${pattern.replace(/:(\w+)/g, (_, name) => arg[name])}` }));
	assert(routes.length > 80 && routes.some((r) => r.where === '/comments/thread'), `${routes.length} routes`);
	const queries = ['', `?page=${encodeURIComponent(page)}`, `?page=${encodeURIComponent(page)}&replytocom=${waits.id}`,
		`?page=${encodeURIComponent(page)}&replytocom=${id}&lang=de`, '?page=/elsewhere', `?page=${encodeURIComponent(page)}&sort=planted-query`,
		`?page=${encodeURIComponent(page)}&after=0&c=${waits.id}&key=${tokens[0]}`];
	const fields = { page, token: '', comment_parent: '0', author: 'Planted Writer', email: secret[0], comment: secret[1], csrf, act: 'withdraw',
		decision: 'planted', key: 'planted-key-0123456789', text: secret[1], c: String(id), up: String(id), reason: 'other' };
	let asked = 0;
	const leaks = [];
	const nobody = async (where) => {
		const r = await ask(where);
		asked++;
		if (r.headers['set-cookie'] && /\/(thread|page)(\?|$)/.test(where)) leaks.push(`${where}: Set-Cookie`);
		// A private link is its own key, and shows what it opens to whoever has it.
		const words = tokens.some((t) => where.includes(t)) ? secret.filter((x) => /quetzal|planted-cookie|planted-header|rj_/.test(x)) : secret;
		for (const x of words) if (r.text.includes(x) || r.text.includes(x.replaceAll('&', '&amp;'))) leaks.push(`${where}: ${x}`);
	};
	for (const { method, where } of routes) {
		if (/logout|factor|account|people/.test(where) && method !== 'GET') continue; // the session is to stay
		for (const query of method === 'GET' ? queries : ['']) {
			if (method === 'GET') await ask(where + query, { headers: persona });
			else await ask(where, { method, headers: { ...persona, ...FORM, Origin: s.url }, body: String(new URLSearchParams(fields)) });
			await nobody(where + query);
		}
	}
	note(`${routes.length} pages, ${asked} times asked for by nobody`);
	assert.deepEqual(leaks, []);
	const signed = await desk.request('/comments/moderate/', { headers: { Cookie: cookie } });
	assert(signed.status === 200 && signed.text.includes('My own words'), 'and somebody it was, all the time');

	const files = kept();
	assert(files.length > 10);
	const found = files.flatMap((f) => secret.filter((x) => f.text.includes(x) && !f.key.includes(x)).map((x) => `${f.key}: ${x}`));
	assert.deepEqual(found, []);
	for (const f of files) {
		assert.match(f.key, /^\S+ (br|gzip|) ?\S* \/comments\/(thread|page)(\?\S*)? /, 'nothing but threads is kept');
		assert.match(f.head, /Status: 200 /, `${f.key}: no error, no redirect`);
		assert(!/^Set-Cookie:/im.test(f.head), f.key);
		assert.match(f.head, /^Cache-Control: public, max-age=0, s-maxage=1\r?$/m, f.key);
	}
});

await test('an error is nobody\'s answer but his who asked', async () => {
	for (const where of [thread('/elsewhere'), alone('/elsewhere'), alone(ONE, '&sort=none'), alone(ONE, '&replytocom=999999')]) {
		for (let i = 0; i < 3; i++) assert((await ask(where)).status >= 400, where);
		assert(!(await takenAll(where, 3)).includes('HIT'), where);
	}
});

await test('the section is the same bytes for whoever asks: with a cookie, after a vote, with a comment that waits', async () => {
	const where = (n) => thread(ONE, `&who=${n}`);
	const persona = { Cookie: `${cookie}; rj=1`, Authorization: 'Bearer abc', 'Accept-Language': 'ja', 'User-Agent': 'somebody' };
	await until('twice the same', async () => { // the form's token is of an hour, and may change in between
		const somebody = await ask(where(Math.random()), { headers: persona });
		const nobody = await ask(where(Math.random()), { headers: { 'User-Agent': 'nobody' } });
		assert.equal(somebody.text, nobody.text);
		return true;
	});
});

// ---- the program away ------------------------------------------------------------------------------------

await test(`with the program killed for ${AWAY_MS / 1000} s, every thread that was read is still in its article`, async () => {
	const places = [];
	for (const host of [COURIER, VALLEY])
		for (let i = 0; i < 12; i++) {
			const page = `/story/read-${i}/`;
			writeArticle(page);
			await publish(page, `Still here, ${host.split(/[.:]/)[0]}-${i}-still.`, { host });
			places.push({ host, page, mark: `${host.split(/[.:]/)[0]}-${i}-still` });
		}
	const read = async (p, encoding) => {
		const r = await ask(p.page, { host: p.host, headers: { 'Accept-Encoding': encoding } });
		return r.status === 200 && r.text.includes(p.mark) && r.text.endsWith('</html>\n') && places.filter((o) => r.text.includes(o.mark)).length === 1;
	};
	for (const p of places) await until('it is read', () => read(p, 'identity'));
	await s.daemon.kill('SIGKILL');
	const end = Date.now() + AWAY_MS;
	let rounds = 0;
	const missing = new Set();
	while (Date.now() < end) {
		await Promise.all(places.map(async (p) => {
			for (const e of ['identity', 'gzip', 'br']) if (!(await read(p, e))) missing.add(`${p.host}${p.page} ${e}`);
		}));
		rounds++;
		await sleep(100);
	}
	note(`${places.length} articles, ${rounds} times in three encodings`);
	assert(rounds >= 2);
	assert.deepEqual([...missing], []);
	const r = await ask(thread('/story/read-0/'));
	assert.equal(r.status, 200, 'what was not read by itself: one sentence');
	assert.match(r.text, /short break/);
	await s.daemon.start();
	await publish(places[0].page, 'And back again, numbat.', places[0]);
	await until('new comments are shown', async () => (await ask(places[0].page)).text.includes('numbat'));
}, 2);

await finish();
