// The main job, end to end and without JavaScript: a reader writes under a real article, a moderator sees why it waits
// and approves it, the article shows it; then the refusals, the ban, the odd addresses, the stopped daemon.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as zlib from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'parse5';
import { newPage } from './lib/browser.mjs';
import { stack, until } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const HARBOUR = '/story/harbour-works/';
// nginx keeps a thread for a second; a second more for the slow machine.
const CACHE_MS = 2000;
const SENTENCE = 'Comments are taking a short break. Please come back in a minute.';

const s = await stack('journey');

// ---- what the tests below share --------------------------------------------------------------------

// The bytes as they come: fetch() would undo gzip and decode the path.
function raw(path, headers = {}) {
	return new Promise((yes, no) => {
		http.get({ host: '127.0.0.1', port: s.port, path, headers: { Host: `localhost:${s.port}`, ...headers } }, (r) => {
			const parts = [];
			r.on('data', (d) => parts.push(d));
			r.on('end', () => yes({ status: r.statusCode, headers: r.headers, body: Buffer.concat(parts) }));
		}).on('error', no);
	});
}

async function fill(page, { comment, author = 'Vera Lind', email = 'vera@reader.example', url = '' }) {
	await page.fill('#comment', comment);
	await page.fill('#author', author);
	await page.fill('#email', email);
	await page.fill('#url', url);
	await Promise.all([page.waitForNavigation(), page.click('#submit')]);
}

async function signIn(page) {
	await page.goto(`${s.url}/comments/moderate/`);
	await page.fill('input[name=name]', 'editor');
	await page.fill('input[name=password]', s.password);
	await Promise.all([page.waitForNavigation(), page.click('main form button[type=submit]')]);
}

async function newest() {
	const all = await s.comments();
	assert(all.length > 0, 'no comment is stored');
	return all.reduce((a, b) => (a.id > b.id ? a : b));
}

// A comment written by curl's way and approved on the command line. Answers its text, unique in this suite.
let made = 0;
async function approvedOn(page) {
	const text = `Number ${++made} says that this belongs to its own page.`;
	const r = await s.post({ page, author: `Writer ${made}`, email: `w${made}@reader.example`, comment: text });
	assert.equal(r.status, 303, await r.text());
	const { id, page: stored } = await newest();
	if (stored !== undefined) assert.equal(stored, page);
	await s.ok(['comment', 'approve', String(id)]);
	return text;
}

// The whole article: its own first and last words are there, it is well-formed, and the section is between them.
function assertWhole(html) {
	assert.match(html, /<h1>/);
	assert.match(html, /Back to top[\s\S]*<\/html>\s*$/);
	const errors = [];
	parse(html, { onParseError: (e) => errors.push(`${e.code} at line ${e.startLine}`) });
	assert.deepEqual(errors, []);
	assert(!html.includes('<!--#'), 'an include is left in the page');
	assert(!html.includes('[an error occurred'), 'nginx could not include the section');
}

// ---- the journey -----------------------------------------------------------------------------------

const reader = await newPage();
const desk = await newPage();
const said = 'The harbour works have been late twice.\n\n*Who* pays? See https://marren.example/page and ' +
	'https://a.example/1 and https://b.example/2';
let status;

await test('an article carries the empty section and the form inside its own HTML', async () => {
	const answer = await reader.goto(s.url + HARBOUR);
	assert.equal(answer.status(), 200);
	assertWhole(await answer.text());
	assert.equal(await reader.locator('article.story + section.talk #comments').count(), 1);
	assert.match(await reader.innerText('#reply-title'), /^Leave a Reply/);
	assert.equal(await reader.inputValue('input[name=page]'), HARBOUR);
	assert.equal(await reader.locator('li.comment').count(), 0);
	assert.deepEqual(await reader.context().cookies(), [], 'readers get no cookie');
});

await test('a reader posts and is led to a private status page that says it waits', async () => {
	await fill(reader, { comment: said });
	status = reader.url();
	assert.match(new URL(status).pathname, /^\/comments\/status\/[\w-]+$/);
	assert.match(await reader.innerText('main'), /Vera Lind/);
	assert.match(await reader.innerText('main'), /late twice/);
	assert.equal(await reader.locator('.rj-state-pending').count(), 1);
	assert.equal((await newest()).state, 'pending');
	assert.deepEqual(await reader.context().cookies(), []);
});

await test('the article does not show a waiting comment', async () => {
	await sleep(CACHE_MS);
	await reader.goto(s.url + HARBOUR);
	assert(!(await reader.content()).includes('late twice'));
});

await test('the desk asks for a name and a password, and tells nothing without them', async () => {
	const answer = await desk.goto(`${s.url}/comments/moderate/`);
	assert.equal(new URL(desk.url()).pathname, '/comments/moderate/login');
	assert.equal(answer.status(), 200);
	assert(!(await desk.content()).includes('late twice'));
	await desk.fill('input[name=name]', 'editor');
	await desk.fill('input[name=password]', 'not the password');
	await Promise.all([desk.waitForNavigation(), desk.click('main form button[type=submit]')]);
	assert.equal(await desk.locator('.card').count(), 0);
	assert.equal(await desk.inputValue('input[name=name]'), 'editor');
});

await test('a moderator signs in and sees the comment with the reasons why it waits', async () => {
	await signIn(desk);
	const card = desk.locator('.card');
	assert.equal(await card.count(), 1);
	const text = await card.innerText();
	assert.match(text, /late twice/);
	assert.match(text, /reader-[0-9A-Z]{4}-[0-9A-Z]{4}/);
	assert(!/vera@|reader\.example/.test(await desk.content()), 'the address is nowhere on the desk');
	const rules = await card.locator('.rule').allInnerTexts();
	assert(rules.length >= 2, `reasons shown: ${rules}`);
	assert(rules.some((r) => /link/i.test(r)), `a reason names the links: ${rules}`);
	assert((await card.locator('mark').count()) >= 3, 'each link is marked in the text');
	// The session, and the mark of a browser that has signed in before.
	const cookies = await desk.context().cookies();
	assert.deepEqual(cookies.map((c) => c.name).sort(), ['rj_device_1', 'rj_session_1']);
	assert(cookies.every((c) => c.httpOnly && c.sameSite === 'Strict'));
});

await test('approved, it leaves the queue', async () => {
	await Promise.all([desk.waitForNavigation(), desk.click('.card button.approve')]);
	assert.equal(await desk.locator('.card').count(), 0);
	assert.equal((await newest()).state, 'approved');
});

await test('the article shows an approved comment, written as HTML', async () => {
	await sleep(CACHE_MS);
	const answer = await reader.goto(s.url + HARBOUR);
	assertWhole(await answer.text());
	const comment = reader.locator('ol.comment-list > li.comment');
	assert.equal(await comment.count(), 1);
	assert.match(await comment.innerText(), /Vera Lind/);
	assert.equal(await comment.locator('.comment-content em').innerText(), 'Who');
	assert.match(await comment.locator('.comment-content a').first().getAttribute('rel'), /nofollow ugc noopener/);
	assert.match(await reader.innerText('.comments-title'), /^1 comment/);
});

await test('the status page says so and leads to the article', async () => {
	await reader.goto(status);
	assert.equal(await reader.locator('.rj-state-approved').count(), 1);
	await Promise.all([reader.waitForNavigation(), reader.click('.rj-see a')]);
	assert.equal(new URL(reader.url()).pathname, HARBOUR);
});

await test('a reply is written on the stand-alone page and stands under its parent', async () => {
	await Promise.all([reader.waitForNavigation(), reader.click('a.comment-reply-link')]);
	assert.equal(new URL(reader.url()).pathname, '/comments/page');
	assert.match(await reader.innerText('#reply-title'), /Leave a Reply to Vera Lind/);
	await fill(reader, { comment: 'The contract says the builder does.', author: 'Jonas', email: 'jonas@reader.example' });
	assert.match(new URL(reader.url()).pathname, /^\/comments\/status\//);
	await s.ok(['comment', 'approve', String((await newest()).id)]);
	await sleep(CACHE_MS);
	await reader.goto(s.url + HARBOUR);
	assert.match(await reader.innerText('li.comment ol.children li.comment'), /The contract says the builder does/);
});

await test('a rejected comment is told to its writer with the moderator\'s note, and never shown', async () => {
	await reader.goto(s.url + HARBOUR);
	await fill(reader, { comment: 'A remark that will be turned down.', author: 'Ivo', email: 'ivo@reader.example' });
	const own = reader.url();
	await desk.goto(`${s.url}/comments/moderate/`);
	await desk.fill('.card textarea[name=note]', 'Please keep to the harbour.');
	await Promise.all([desk.waitForNavigation(), desk.click('.card button.reject')]);
	await reader.goto(own);
	assert.equal(await reader.locator('.rj-state-rejected').count(), 1);
	assert.match(await reader.innerText('main'), /Please keep to the harbour\./);
	await sleep(CACHE_MS);
	await reader.goto(s.url + HARBOUR);
	assert(!(await reader.content()).includes('turned down'));
});

// ---- refusals --------------------------------------------------------------------------------------

await test('a refused post keeps every field and says what to change', async () => {
	await reader.goto(s.url + HARBOUR);
	const text = 'x '.repeat(4001) + 'the last words';
	const before = (await s.comments()).length;
	await fill(reader, { comment: text, author: 'Vera "V" <Lind>', url: 'https://vera.example/?a=1&b=2' });
	assert.equal(await reader.inputValue('#comment'), text);
	assert.equal(await reader.inputValue('#author'), 'Vera "V" <Lind>');
	assert.equal(await reader.inputValue('#email'), 'vera@reader.example');
	assert.equal(await reader.inputValue('#url'), 'https://vera.example/?a=1&b=2');
	assert.match(await reader.innerText('[role=alert]'), /\S/);
	assert.equal(await reader.getAttribute('#comment', 'aria-invalid'), 'true');
	assert.equal((await s.comments()).length, before);
});

await test('put right, the same form is taken', async () => {
	await reader.fill('#comment', 'Now it is short enough.');
	await Promise.all([reader.waitForNavigation(), reader.click('#submit')]);
	assert.match(new URL(reader.url()).pathname, /^\/comments\/status\//);
});

await test('a refused post answers 422 and stores nothing', async () => {
	const before = (await s.comments()).length;
	for (const fields of [{ comment: '' }, { email: 'no address' }, { author: '' }, { comment: 'a'.repeat(8001) }]) {
		const r = await s.post({ page: HARBOUR, author: 'A', email: 'a@reader.example', comment: 'b', ...fields });
		assert.equal(r.status, 422, JSON.stringify(fields).slice(0, 80));
		assert.match(await r.text(), /role="alert"/);
	}
	assert.equal((await s.comments()).length, before);
});

await test('a person banned by address cannot post in any spelling of it, and the text is kept', async () => {
	await s.ok(['ban', 'add', '--email-stdin', '--reason', 'asked to'], { input: 'b.anned@gmail.com\n' });
	const before = (await s.comments()).length;
	for (const email of ['b.anned@gmail.com', 'B.Anned@GMAIL.com', 'banned+news@gmail.com', 'ban.ned@googlemail.com']) {
		await reader.goto(`${s.url}/comments/page?page=${encodeURIComponent(HARBOUR)}`);
		await fill(reader, { comment: 'I am back with this.', author: 'Somebody', email });
		assert.equal(await reader.inputValue('#comment'), 'I am back with this.', `${email}: the text is still there`);
		assert.match(await reader.innerText('[role=alert]'), /\S/, email);
	}
	assert.equal((await s.comments()).length, before);
	const { bans } = await s.json(['ban', 'list']);
	assert.equal(bans.length, 1);
	assert(!JSON.stringify(bans).includes('gmail'), 'the list knows a person, not an address');
	await s.ok(['ban', 'lift', String(bans[0].id)]);
	await until('the lifted ban is out of force', async () => {
		const r = await s.post({ page: HARBOUR, author: 'S', email: 'b.anned@gmail.com', comment: `Thanks ${Math.random()}` });
		return r.status === 303;
	});
});

// ---- which article -----------------------------------------------------------------------------------

const odd = [
	['an ampersand', '/archive/bread&butter'],
	['a plus', '/archive/one+one'],
	['a percent sign', '/archive/100%25'],
	['a space', '/archive/two%20words'],
	['a blank at its end', '/archive/end%20'],
	['600 bytes of percent-encoded Persian', `/archive/${encodeURIComponent('سلام').repeat(25)}`],
	['a front controller, one page', '/archive/1987/stone'],
	['a front controller, another page', '/archive/1987/storm'],
];

await test('every address behind one front controller has its own comments, however it is spelt', async () => {
	const texts = new Map();
	for (const [, path] of odd) texts.set(path, await approvedOn(decodeURIComponent(path)));
	await sleep(CACHE_MS);
	for (const [what, path] of odd) {
		const { status: code, body } = await raw(path);
		assert.equal(code, 200, what);
		const html = body.toString();
		assertWhole(html);
		for (const [other, text] of texts) assert.equal(html.includes(text), other === path, `${what}: ${other}`);
	}
});

await test('the form of an oddly spelt article leads back to the same article', async () => {
	for (const [what, path] of odd) {
		await reader.goto(s.url + path);
		assert.equal(await reader.inputValue('input[name=page]'), decodeURIComponent(path), what);
		await Promise.all([reader.waitForNavigation(), reader.click('a.comment-reply-link')]);
		assert.equal(await reader.inputValue('input[name=page]'), decodeURIComponent(path), what);
		await Promise.all([reader.waitForNavigation(), reader.click('.rj-back a')]);
		assert.equal(await reader.inputValue('input[name=page]'), decodeURIComponent(path), what);
		assert.equal(await reader.locator('main > article').count(), 1, `${what}: back in the article`);
	}
});

await test('a query does not make another article', async () => {
	const html = (await raw(`${HARBOUR}?utm_source=letter&page=/archive/1987/storm`)).body.toString();
	assertWhole(html);
	assert.match(html, /late twice/);
});

await test('index.html and its folder are one article', async () => {
	const html = (await raw(`${HARBOUR}index.html`)).body.toString();
	assertWhole(html);
	assert.match(html, /late twice/);
});

await test('what a browser knows of the article never turns the section into a 304', async () => {
	const direct = await raw(`/comments/thread?page=${encodeURIComponent(HARBOUR)}`);
	assert.equal(direct.status, 200);
	const etag = direct.headers.etag;
	assert.match(etag ?? '', /^(W\/)?"[^"]+"$/);
	const again = await raw(`/comments/thread?page=${encodeURIComponent(HARBOUR)}`, { 'If-None-Match': etag });
	assert.equal(again.status, 304, 'outside an article it does');
	await sleep(CACHE_MS);
	for (const wait of [0, CACHE_MS]) {
		await sleep(wait);
		const { status: code, body } = await raw(HARBOUR, { 'If-None-Match': etag });
		assert.equal(code, 200);
		assertWhole(body.toString());
		assert.match(body.toString(), /late twice/);
	}
});

await test('a browser that takes gzip gets the whole article as one gzip', async () => {
	await sleep(CACHE_MS);
	for (const accept of ['gzip', 'gzip, deflate, br', 'br']) {
		const { status: code, headers, body } = await raw(HARBOUR, { 'Accept-Encoding': accept });
		assert.equal(code, 200);
		assert.equal(headers['content-encoding'], accept === 'br' ? undefined : 'gzip', accept);
		const html = (accept === 'br' ? body : zlib.gunzipSync(body)).toString();
		assertWhole(html);
		assert.match(html, /late twice/);
	}
});

await test('asked for by HEAD, an article leaves no empty section in the cache', async () => {
	const path = '/archive/asked-by-head';
	const text = await approvedOn(path);
	await sleep(CACHE_MS);
	const head = await fetch(s.url + path, { method: 'HEAD' });
	assert.equal(head.status, 200);
	assert((await raw(path)).body.toString().includes(text));
});

await test('an article outside the site\'s patterns is whole, without comments', async () => {
	const { status: code, body } = await raw('/front.html');
	assert.equal(code, 200);
	assertWhole(body.toString());
	assert(!body.includes('id="comments"') && !body.includes(SENTENCE));
});

// ---- the log, the program gone -----------------------------------------------------------------------

await test('no log of nginx holds the key of a status page', async () => {
	const token = new URL(status).pathname.split('/').pop();
	assert(token.length >= 32);
	await s.logsWritten();
	for (const name of fs.readdirSync(s.file('logs')).filter((n) => n !== 'rejoinder.log'))
		assert(!fs.readFileSync(s.file(`logs/${name}`), 'utf8').includes(token), name);
	assert.match(fs.readFileSync(s.file('logs/comments.log'), 'utf8'), /"GET \/comments\/status\/- HTTP/);
});

await test('with the daemon stopped, an article read before keeps its comments', async () => {
	await raw(HARBOUR);
	await s.daemon.stop();
	await sleep(CACHE_MS);
	const { status: code, body } = await raw(HARBOUR, { 'Accept-Encoding': 'identity' });
	assert.equal(code, 200);
	assertWhole(body.toString());
	assert.match(body.toString(), /late twice/);
});

await test('with the daemon stopped, an article nobody read before says one sentence', async () => {
	const { status: code, body } = await raw('/archive/never-read');
	assert.equal(code, 200);
	assertWhole(body.toString());
	assert.equal(body.toString().split(SENTENCE).length, 2);
});

await test('with the daemon stopped, a post is a 503 with Retry-After, not lost in a 200', async () => {
	const form = { page: HARBOUR, comment_parent: '0', token: '' };
	const r = await s.post({ page: HARBOUR, author: 'A', email: 'a@reader.example', comment: 'b' }, { form });
	assert.equal(r.status, 503);
	assert.match(r.headers.get('retry-after') ?? '', /^\d+$/);
	assert.equal(r.headers.get('x-content-type-options'), 'nosniff');
	assert.match(r.headers.get('content-security-policy') ?? '', /default-src 'none'/);
	assert.equal((await s.get(new URL(status).pathname)).status, 503);
});

await test('started again, it goes on where it was', async () => {
	await s.daemon.start();
	await sleep(CACHE_MS);
	const r = await reader.goto(s.url + HARBOUR);
	assertWhole(await r.text());
	assert.match(await reader.innerText('.comment-list'), /late twice/);
	await reader.goto(status);
	assert.equal(await reader.locator('.rj-state-approved').count(), 1);
});

await test('the operator lists and exports, and no address is in it', async () => {
	const lines = (await s.ok(['export', '--format', 'jsonl'])).trim().split('\n').map((l) => JSON.parse(l));
	assert(lines.some((l) => JSON.stringify(l).includes('late twice')));
	const everything = JSON.stringify(lines) + JSON.stringify(await s.comments());
	assert(!/@reader\.example|@gmail\.com/i.test(everything));
});

await test('no page asked for anything outside the site', async () => {
	assert.deepEqual([...reader.strays, ...desk.strays], []);
});

await finish();
