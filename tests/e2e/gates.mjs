// The gates: proof of work by our own script, by npm's altcha-lib and by ALTCHA's widget; what is no proof; limits; the
// honeypot and a browser that fills in forms by itself.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { solveChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { newPage } from './lib/browser.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const PAGE = '/story/harbour-works/';
const OTHER = '/story/plain';
const CHALLENGE = '/comments/api/v1/challenge';
const JSON_HEADERS = { Accept: 'application/json' };
// No proof is believed sooner (filter/gate_pow.h).
const YOUNG_MS = 500;

const s = await stack('gates', {
	site: 'hold: { first = 0; }; rate: { posts = 1000; };',
	nginxMore: 'location = /altcha.js { types { } default_type text/javascript; }',
});

// Their widget, in its file that brings everything with it.
const widget = createRequire(import.meta.url).resolve('altcha');
fs.copyFileSync(widget.replace(/altcha\.umd\.cjs$/, 'altcha.min.js'), s.file('site/altcha.js'));

const challengeOf = async (page = PAGE, from = s) =>
	(await from.get(`${CHALLENGE}?page=${encodeURIComponent(page)}`)).json();
const payloadOf = (challenge, solution) => btoa(JSON.stringify({ challenge, solution }));
// As altcha-lib solves it, and no sooner than a browser.
async function proofOf(challenge) {
	const solution = await solveChallenge({ challenge, deriveKey });
	await sleep(YOUNG_MS);
	return payloadOf(challenge, solution);
}

let made = 0;
// A post that is suspicious, because it has no token.
const suspect = (fields = {}, headers = {}, to = s) => to.post({
	page: PAGE, comment: `Something is late again, number ${++made}.`, author: 'Vera Lind', email: `v${made}@reader.example`,
	token: '', ...fields }, { headers, form: { comment_parent: '0' } });
const stateOf = async (r) => (assert([201, 202].includes(r.status), `${r.status}`), (await r.json()).state);
const withText = async (text) => (await s.comments()).filter((c) => c.text === text);

// ---- the protocol -------------------------------------------------------------------------------------

await test('a challenge is for an article: without one, or for one that has no comments, there is none', async () => {
	const r = await s.get(`${CHALLENGE}?page=${encodeURIComponent(PAGE)}`);
	assert.equal(r.status, 200);
	assert.equal(r.headers.get('content-type'), 'application/json; charset=utf-8');
	assert.equal(r.headers.get('cache-control'), 'no-store');
	assert.equal((await s.get(CHALLENGE)).status, 400);
	assert.equal((await s.get(`${CHALLENGE}?page=/elsewhere`)).status, 404);
});

await test('a suspicious post by a program is told where the challenge is, and stores nothing', async () => {
	const before = (await s.comments()).length;
	const r = await suspect({}, JSON_HEADERS);
	assert.equal(r.status, 422);
	assert.equal(r.headers.get('content-type'), 'application/problem+json');
	const { proof, detail } = await r.json();
	assert.equal(proof.challenge, `${CHALLENGE}?page=${encodeURIComponent(PAGE)}`);
	assert.match(proof.solver, /^\/comments\/solve-[0-9a-f]{12}\.js$/);
	assert.match(detail, /once more/);
	assert.equal((await s.comments()).length, before);
	const solver = await s.get(proof.solver);
	assert.equal(solver.headers.get('cache-control'), 'public, max-age=31536000, immutable');
});

await test('the same post as a form, without JavaScript, waits', async () => {
	const text = 'A form has no JavaScript.';
	assert.equal((await suspect({ comment: text })).status, 303);
	assert.equal((await withText(text))[0].state, 'pending');
});

await test("what npm's altcha-lib solves publishes once; used again it waits", async () => {
	const challenge = await challengeOf();
	const altcha = await proofOf(challenge);
	assert.equal(await stateOf(await suspect({ altcha }, JSON_HEADERS)), 'approved');
	assert.equal(await stateOf(await suspect({ altcha }, JSON_HEADERS)), 'pending', 'spent');
	const asForm = await proofOf(await challengeOf());
	const text = 'A form that brings a proof.';
	assert.equal((await suspect({ comment: text, altcha: asForm })).status, 303);
	assert.equal((await withText(text))[0].state, 'approved');
});

await test('altcha-lib reads our challenge as its own: with another secret it fails by its signature alone', async () => {
	const challenge = await challengeOf();
	const solution = await solveChallenge({ challenge, deriveKey });
	const said = await verifySolution({ challenge, solution, deriveKey, hmacSignatureSecret: 'x', hmacKeySignatureSecret: 'y' });
	assert.deepEqual([said.expired, said.invalidSignature], [false, true]);
	assert(solution.derivedKey.startsWith(challenge.parameters.keyPrefix));
	assert(solution.counter >= 500 && solution.counter <= 1000, `${solution.counter} tries`);
});

await test('forged, changed, too early, of another article and of an earlier daemon: all wait', async () => {
	const challenge = await challengeOf();
	const solution = await solveChallenge({ challenge, deriveKey });
	await sleep(YOUNG_MS);
	const { parameters } = challenge;
	const forged = {
		'another cost': payloadOf({ ...challenge, parameters: { ...parameters, cost: 1 } }, solution),
		'a later end': payloadOf({ ...challenge, parameters: { ...parameters, expiresAt: parameters.expiresAt + 9 } }, solution),
		'no signature': payloadOf({ parameters }, solution),
		'no work': payloadOf(challenge, { counter: 0, derivedKey: parameters.keyPrefix.padEnd(64, '0') }),
		"the widget's test mode": btoa(JSON.stringify({ challenge: null, solution: null, test: true })),
		'another article': await proofOf(await challengeOf(OTHER)),
		rubbish: 'none',
	};
	for (const [what, altcha] of Object.entries(forged))
		assert.equal(await stateOf(await suspect({ altcha }, JSON_HEADERS)), 'pending', what);
	const quick = await challengeOf();
	const early = payloadOf(quick, { counter: 1, derivedKey: parameters.keyPrefix.padEnd(64, '0') });
	assert.equal(await stateOf(await suspect({ altcha: early }, JSON_HEADERS)), 'pending', 'too early');
	const old = payloadOf(challenge, solution);
	await s.daemon.stop();
	await s.daemon.start();
	assert.equal(await stateOf(await suspect({ altcha: old }, JSON_HEADERS)), 'pending', 'an earlier daemon');
});

// ---- in a browser -----------------------------------------------------------------------------------------

const problems = [];
async function open(path, options = {}) {
	const page = await newPage({ script: true, ...options });
	page.on('pageerror', (e) => problems.push(String(e)));
	await page.goto(s.url + path);
	return page;
}

async function write(page, comment) {
	await page.waitForSelector('.comment-form-cookies-consent:not([hidden])');
	await page.fill('#comment', comment);
	await page.fill('#author', 'Vera Lind');
	await page.fill('#email', 'vera@reader.example');
	// As a cached page, say, whose token has died.
	await page.$eval('[name=token]', (e) => { e.value = ''; });
}

await test('our script solves a challenge and posts; the page answers all the while; what it needs comes when needed', async () => {
	const page = await open(PAGE);
	const asked = [];
	page.on('request', (r) => asked.push(new URL(r.url()).pathname));
	await write(page, 'Solved by the script.');
	await page.evaluate(() => {
		window.longest = 0;
		let last = performance.now();
		const tick = () => {
			const now = performance.now();
			window.longest = Math.max(window.longest, now - last);
			last = now;
			setTimeout(tick, 0);
		};
		tick();
	});
	assert.deepEqual(asked.filter((p) => /solve|challenge/.test(p)), []);
	const start = Date.now();
	await page.click('#submit');
	const li = page.locator('li.comment', { hasText: 'Solved by the script.' });
	await li.waitFor({ timeout: 60_000 });
	console.log(`# asked, solved and posted in ${Date.now() - start} ms; longest task ${Math.round(await page.evaluate('longest'))} ms`);
	assert.equal(await li.locator('.comment-awaiting-moderation').count(), 0);
	assert.equal((await withText('Solved by the script.'))[0].state, 'approved');
	assert.deepEqual(asked.filter((p) => /solve|challenge|reply/.test(p)).map((p) => p.replace(/-[0-9a-f]+/, '')).sort(),
		['/comments/api/v1/challenge', '/comments/reply', '/comments/reply', '/comments/solve.js']);
	await page.context().close();
});

await test('where the browser has no crypto.subtle, or the solver cannot be had, the comment waits and is not lost', async () => {
	for (const what of ['no crypto.subtle', 'no solver']) {
		const page = await open(PAGE);
		if (what === 'no solver') await page.route('**/solve-*.js', (r) => r.abort());
		else await page.evaluate(() => Object.defineProperty(crypto, 'subtle', { value: undefined }));
		await write(page, `Waits: ${what}.`);
		await page.click('#submit');
		await page.locator('li.comment .comment-awaiting-moderation').waitFor();
		assert.equal((await withText(`Waits: ${what}.`))[0].state, 'pending');
		await page.context().close();
	}
});

await test("ALTCHA's own widget is given a challenge that it solves, and its form is published", async () => {
	fs.writeFileSync(s.file('site/widget.html'), `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Widget</title>
<script type="module" src="/altcha.js"></script></head><body><form action="/comments/reply" method="post">
<input name="page" value="${PAGE}"><input name="comment_parent" value="0"><textarea name="comment">Solved by the widget.</textarea>
<input name="author" value="Wim"><input name="email" value="wim@reader.example">
<altcha-widget auto="onload" challenge="${CHALLENGE}?page=${encodeURIComponent(PAGE)}"></altcha-widget><button id="go">Post</button></form></body></html>`);
	const page = await open('/widget.html');
	await page.waitForFunction(() => document.querySelector('input[name=altcha]')?.value.length > 100, null, { timeout: 30_000 });
	await page.click('#go');
	await page.waitForURL(/\/comments\/status\//);
	assert.equal((await withText('Solved by the widget.'))[0].state, 'approved');
	await page.context().close();
});

// ---- the honeypot -------------------------------------------------------------------------------------------

await test('a browser that fills in whatever it has a word for leaves the trap alone, and without script its post is published', async () => {
	const page = await newPage();
	await page.goto(s.url + PAGE);
	// By the HTML standard's autofill, and by names and labels as browsers and password managers go by them.
	const filled = await page.$$eval('#commentform input, #commentform textarea', (all) => all.filter((e) => {
		const words = `${e.name} ${e.id} ${e.autocomplete} ${e.labels?.[0]?.textContent ?? ''}`.toLowerCase();
		return e.type !== 'hidden' && /name|mail|phone|tel|url|web|site|address|street|city|zip|postal|country|company|organi[sz]ation|user|login|birth|card/.test(words);
	}).map((e) => e.name));
	assert(filled.includes('author') && filled.includes('email') && filled.includes('url'), filled.join(' '));
	assert(!filled.some((name) => /again/.test(name)), `a browser would fill in the trap: ${filled.join(' ')}`);
	const knows = { author: 'Auto Fill', email: 'auto@reader.example', url: 'https://auto.example/' };
	for (const name of filled) if (knows[name]) await page.fill(`#commentform [name="${name}"]`, knows[name]);
	await page.fill('#comment', 'Filled in by a browser.');
	await page.click('#submit');
	assert.match(page.url(), /\/comments\/status\//);
	assert.equal((await withText('Filled in by a browser.'))[0].state, 'approved');
	await page.context().close();
});

await test('the trap is out of sight, out of the tab order, out of the accessibility tree, and says autocomplete="off"', async () => {
	const page = await newPage();
	await page.goto(s.url + PAGE);
	const trap = page.locator('.rj-trap input');
	assert.equal(await trap.getAttribute('autocomplete'), 'off');
	assert.equal(await trap.getAttribute('tabindex'), '-1');
	assert.equal(await page.locator('.rj-trap[aria-hidden=true]').count(), 1);
	const seen = await page.$eval('.rj-trap', (e) => {
		const { width, height } = e.getBoundingClientRect();
		const { overflow, clipPath, position, display } = getComputedStyle(e);
		return { width, height, overflow, clipPath, position, hidden: display === 'none' };
	});
	assert.deepEqual(seen, { width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)', position: 'absolute', hidden: false });
	await page.context().close();
});

await test('nothing went wrong in the browser', () => assert.deepEqual(problems, []));

await finish();
