// Comments on another host than the article's: an article on a listed origin has a whole section in Chromium; one on
// any other origin reads nothing and posts nothing.
import assert from 'node:assert/strict';
import * as http from 'node:http';
import { once } from 'node:events';
import { newPage } from './lib/browser.mjs';
import { signIn } from './lib/desk.mjs';
import { freePort, stack } from './lib/stack.mjs';
import { atEnd, finish, test } from './lib/tap.mjs';

const STORY = '/story/harbour-works/';
const QUERY = `?page=${encodeURIComponent(STORY)}`;

const [herePort, farPort] = [await freePort(), await freePort()];
const LISTED = `http://127.0.0.1:${herePort}`;
const FOREIGN = `http://127.0.0.1:${farPort}`;

const s = await stack('cross', {
	site: `origins = [ "${LISTED}" ]; rate: { posts = 100000; }; hold: { first = 0; }; storm: { mode = "none"; };`,
});

// Articles elsewhere, with the policy that the README names.
const article = (port) => {
	const server = http.createServer(async (req, res) => {
		if (req.url === '/vendor/comments.js') { // a copy of the script, as bundlers make
			res.writeHead(200, { 'Content-Type': 'text/javascript' });
			res.end(await (await s.get('/comments/embed.js')).text());
			return;
		}
		if (req.url.startsWith('/frame?')) {
			res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
			res.end(`<!DOCTYPE html><html lang="en"><title>Click here</title><iframe src="${s.url}${decodeURIComponent(req.url.slice(7))}"></iframe>`);
			return;
		}
		const copied = req.url === '/copied';
		const csp = `default-src 'none'; script-src ${copied ? "'self' " : ''}${s.url}; style-src ${s.url}; img-src ${s.url}; connect-src ${s.url}; ` +
			`base-uri 'none'; form-action ${s.url}; require-trusted-types-for 'script'`;
		res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': csp });
		res.end(`<!DOCTYPE html><html lang="en"><title>Far</title><h1>Elsewhere</h1>
			<p><span data-rejoinder-count="${STORY}">?</span></p>
			<section id="comments" data-rejoinder data-page="${STORY}" ${copied ? `data-rejoinder-base="${s.url}/comments/"` : ''}>
			<p>No comments here.</p></section>
			<script type="module" src="${copied ? '/vendor/comments.js' : `${s.url}/comments/embed.js`}"></script>`);
	}).listen(port, '127.0.0.1');
	atEnd(() => server.close());
	return once(server, 'listening');
};
await article(herePort);
await article(farPort);

const head = (r, name) => r.headers.get(name);
const from = (where, origin, more = {}) => s.get(where, { ...more, headers: { Origin: origin, ...more.headers } });

assert.equal((await s.post({ page: STORY, author: 'Ana', email: 'ana@reader.example', comment: 'The quay is wet.' })).status, 303);

await test('a listed origin is echoed exactly, for each thing that its page needs; credentials are never allowed', async () => {
	const html = await (await s.get(`/comments/thread${QUERY}`)).text();
	const [, css] = /href="([^"]+\.css)"/.exec(html);
	const [, avatar] = /src="([^"]+\.svg)"/.exec(html);
	for (const where of [`/comments/thread${QUERY}`, `/comments/page${QUERY}`, '/comments/embed.js', css, avatar,
		`/comments/api/v1/counts${QUERY}`, `/comments/api/v1/comments${QUERY}`, `/comments/api/v1/challenge${QUERY}`,
		'/comments/status/nothing']) {
		const r = await from(where, LISTED);
		assert.equal(head(r, 'access-control-allow-origin'), LISTED, where);
		assert.match(head(r, 'vary'), /(^|, )Origin$/, where);
		assert.equal(head(r, 'cross-origin-resource-policy'), 'cross-origin', where);
		assert.equal(head(r, 'access-control-allow-credentials'), null);
	}
});

await test('no other origin is: no part or variant of a listed one, and never null', async () => {
	for (const origin of [FOREIGN, 'null', 'https://evil.example', `${LISTED}0`, `${LISTED}.evil.example`, LISTED.slice(0, -1),
		LISTED.replace('http:', 'https:'), `${LISTED}/`, LISTED.toUpperCase(), `${LISTED}, ${FOREIGN}`, 'http://127.0.0.1', '*']) {
		for (const where of [`/comments/thread${QUERY}`, `/comments/api/v1/comments${QUERY}`, '/comments/embed.js']) {
			const r = await from(where, origin);
			assert.equal(head(r, 'access-control-allow-origin'), null, `${origin} ${where}`);
			assert.match(head(r, 'vary'), /Origin/);
			const pre = await from(where, origin, { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'GET' } });
			assert.equal(pre.status, 405);
			assert.equal(head(pre, 'access-control-allow-origin'), null);
		}
		if (origin === 'null') continue; // a form in a sandbox: it posts, and reads nothing
		const r = await from('/comments/api/v1/comments', origin, { method: 'POST', headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ page: STORY, author: 'Eve', email: 'eve@reader.example', comment: 'From elsewhere.' }) });
		assert.equal(r.status, 403, origin);
	}
	assert.equal((await s.comments()).length, 1);
});

await test('what the web server keeps for a second for one origin is not given to another', async () => {
	const seen = [];
	for (let i = 0; i < 3; i++)
		for (const origin of [LISTED, FOREIGN]) seen.push(head(await from(`/comments/thread${QUERY}`, origin), 'access-control-allow-origin'));
	assert.deepEqual(seen, [LISTED, null, LISTED, null, LISTED, null]);
});

await test('a preflight is answered with what the address takes, for the API and not for the desk', async () => {
	const ask = (where, method) => from(where, LISTED, { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': method } });
	const r = await ask('/comments/api/v1/comments/1', 'PATCH');
	assert.equal(r.status, 204);
	assert.equal(head(r, 'access-control-allow-origin'), LISTED);
	assert.equal(head(r, 'access-control-allow-methods'), 'GET, HEAD, PATCH, DELETE');
	assert.match(head(r, 'access-control-allow-headers'), /Authorization.*Idempotency-Key.*If-Match/);
	for (const where of ['/comments/moderate/', '/comments/moderate/login', '/comments/metrics']) {
		const not = await ask(where, 'GET');
		if (where !== '/comments/metrics') assert.equal(not.status, 405, where);
		if (where !== '/comments/metrics') assert.equal(head(not, 'access-control-allow-origin'), null, where);
		assert.equal(head(await from(where, LISTED), 'access-control-allow-origin'), null, where);
	}
});

await test('an article of a listed origin has its section, its counts, and what its reader writes', async () => {
	const page = await newPage({ script: true });
	const problems = [];
	page.on('pageerror', (e) => problems.push(String(e)));
	page.on('console', (m) => m.type() === 'error' && problems.push(m.text()));
	await page.goto(LISTED + STORY);
	await page.waitForSelector('.comment-form-cookies-consent:not([hidden])', { timeout: 30_000 }).catch((e) => {
		throw new Error(problems.join('\n'), { cause: e });
	});
	assert.equal(await page.innerText('.comment-content'), 'The quay is wet.');
	assert.equal(await page.innerText('[data-rejoinder-count]'), '1');
	assert.equal(await page.evaluate(() => [...document.querySelectorAll('#comments img')].every((i) => i.complete && i.naturalWidth > 0)), true);
	const write = async (text) => {
		await page.fill('#comment', text);
		await page.fill('#author', 'Bo');
		await page.fill('#email', 'bo@reader.example');
		await page.click('#submit');
		await page.waitForFunction((t) => [...document.querySelectorAll('.comment-content')].some((e) => e.textContent.includes(t)), text);
	};
	await write('Written on another host.');
	await write('See http://x.example and http://y.example and http://z.example');
	assert.match(await page.innerText('#comments'), /awaiting moderation/);
	assert.deepEqual((await s.comments()).map((c) => c.state), ['approved', 'approved', 'pending']);
	// Links of ours lead to us, not to the article's host.
	const links = await page.evaluate(() => [...document.querySelectorAll('#comments a[href*="/comments/"], #comments form')]
		.map((e) => e.href ?? e.action));
	assert(links.length > 0);
	for (const link of links) assert.equal(new URL(link).origin, s.url, link);
	// A report and hiding a person are of a module that comes from us, too.
	const other = page.locator('.comment-body', { hasText: 'The quay is wet.' });
	await other.locator(':scope > a').click();
	await other.locator('.rj-report-form .submit').click();
	await other.locator('.rj-report-form [value=spam]').check();
	await other.locator('.rj-report-form .submit').click();
	await other.locator('.rj-state').waitFor();
	assert.match(await other.locator('.rj-state').innerText(), /written from your own internet connection/);
	await other.locator(':scope > .rj-hide').click();
	await other.locator(':scope > .rj-hid').waitFor();
	// The browser itself tells of an answer 403: nobody reports their own.
	assert.equal(problems.length, 1, problems.join('\n'));
	assert.match(problems[0], /status of 403/);
	await page.close();
});

await test('a copy of the script on the article\'s host finds its server by data-rejoinder-base', async () => {
	const page = await newPage({ script: true });
	await page.goto(`${LISTED}/copied`);
	await page.waitForSelector('.comment-form-cookies-consent:not([hidden])', { timeout: 30_000 });
	assert.match(await page.innerText('#comments'), /The quay is wet\./);
	assert.equal(await page.innerText('[data-rejoinder-count]'), '2');
	await page.locator('.rj-hide').first().click();
	await page.locator('.rj-hid').first().waitFor();
	await page.close();
});

await test('what we say of an article leads to its own host, and a permalink stays with us', async () => {
	const [one] = await s.comments();
	const r = await s.get(`/comments/c/${one.id}`);
	assert.equal(head(r, 'location'), `/comments/page${QUERY}#comment-${one.id}`);
	const html = await (await s.get(`/comments/page${QUERY}`)).text();
	assert(html.includes(`href="${LISTED}${STORY}"`));
});

await test('nobody has the desk in a frame, nor any other page of ours: no click is stolen', async () => {
	const desk = await newPage({ script: true });
	await signIn(s, desk, 'editor', s.password);
	const framed = async (page, origin, where) => {
		await page.goto(`${origin}/frame?${encodeURIComponent(where)}`);
		const [, inner] = page.frames();
		// The frame itself knows when the browser's own page about the refusal stands in it.
		return inner.evaluate(() => (/^chrome-error:/.test(location.href) ? '' : document.body.innerText));
	};
	assert.match(await framed(desk, LISTED, '/'), /\S/, 'what may be framed is seen there');
	for (const origin of [LISTED, FOREIGN])
		for (const where of ['/comments/moderate/', '/comments/moderate/login', '/comments/moderate/account', `/comments/page${QUERY}`,
			`/comments/report?c=${(await s.comments())[0].id}`, '/comments/status/nothing', `/comments/notice?c=${(await s.comments())[0].id}`])
			assert.equal(await framed(desk, origin, where), '', `${origin} ${where}`);
	await desk.close();
});

await test('an article of any other origin reads nothing, posts nothing, and stays whole', async () => {
	const page = await newPage({ script: true });
	await page.goto(FOREIGN + STORY);
	assert.equal(await page.innerText('#comments'), 'No comments here.');
	const tried = await page.evaluate(async ([url, query]) => {
		const results = [];
		const body = new URLSearchParams({ page: '/story/harbour-works/', author: 'Eve', email: 'eve@reader.example', comment: 'x' });
		for (const [where, options] of [[`/comments/thread${query}`, {}], [`/comments/api/v1/comments${query}`, {}],
			['/comments/reply', { method: 'POST', body }],
			['/comments/api/v1/comments', { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } }]])
			results.push(await fetch(url + where, options).then((r) => r.status, () => 'unreadable'));
		return results;
	}, [s.url, QUERY]);
	assert.deepEqual(tried, ['unreadable', 'unreadable', 'unreadable', 'unreadable']);
	assert.equal((await s.comments()).length, 3);
	await page.close();
});

await finish();
