// What the script does in place beyond writing: votes, ages, counts of other pages, a section that comes when a reader
// comes near; and that ears learn of it: what changes in a live region is what is announced.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { newPage } from './lib/browser.mjs';
import { stack, until } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const HARBOUR = '/story/harbour-works/';
const OTHER = '/story/night-bus/';

const s = await stack('inplace', {
	site: 'rate: { posts = 100000; }; hold: { first = 0; }; storm: { mode = "none"; }; votes = "both"; ' +
		'trusted_proxies = [ "127.0.0.1/32" ];',
});

const plain = (body) => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Plain</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/site.css"></head><body><main class="page">
<h1>A plain page</h1>${body}<script type="module" src="/comments/embed.js"></script></main></body></html>`;
fs.mkdirSync(s.file('site/plain'));
fs.writeFileSync(s.file('site/plain/front.html'), plain([HARBOUR, OTHER, HARBOUR, '/story/library-dome/']
	.map((to) => `<p><a href="${to}">A story</a> <span data-rejoinder-count="${to}">…</span></p>`).join('\n')));
fs.writeFileSync(s.file('site/plain/far.html'), plain(
	`<style>.tall { block-size: 6000px }</style><div class="tall"></div><section data-rejoinder id="comments"
	data-page="${HARBOUR}"><p>Comments need a script here.</p></section>`));

// From this machine; the browsers come from elsewhere, or they could not vote on it.
async function approved(page, comment, author = 'Vera Lind') {
	const r = await s.post({ page, author, email: `${author.split(' ')[0]}@reader.example`, comment });
	assert.equal(r.status, 303, await r.text());
	const one = (await s.comments()).find((c) => c.text === comment);
	if (one.state !== 'approved') await s.ok(['comment', 'approve', String(one.id)]);
	return one.id;
}

const problems = [];
const announced = (page) => page.evaluate(() => window.heard.splice(0));
async function open(path = HARBOUR, options = {}) {
	const page = await newPage({ script: true, extraHTTPHeaders: { 'X-Forwarded-For': '203.0.113.7' }, ...options });
	page.on('pageerror', (e) => problems.push(String(e)));
	// What a screen reader is told: the text of a live region that was there before, or of an alert that comes.
	await page.addInitScript(() => {
		window.heard = [];
		new MutationObserver((list) => {
			for (const { target, addedNodes } of list) {
				const at = target.nodeType === 1 ? target : target.parentElement;
				const live = at?.closest('[role=status], [role=alert], [aria-live=polite]');
				if (live) window.heard.push(live.textContent.trim());
				else for (const n of addedNodes)
					if (n.matches?.('[role=alert]')) window.heard.push(n.textContent.trim());
			}
		}).observe(document, { childList: true, subtree: true, characterData: true });
	});
	await page.goto(s.url + path);
	return page;
}
const ready = (page) => page.waitForSelector('.comments-area[data-rejoinder-script] .comment-form-cookies-consent:not([hidden])');

const first = await approved(HARBOUR, 'The harbour works have been late twice.', 'Vera 0 Lind');
await approved(HARBOUR, 'Who pays for it?', 'Jonas');


// ---- votes -----------------------------------------------------------------------------------------

const up = `#comment-${first} > .comment-body button[name=up]`;
const down = `#comment-${first} > .comment-body button[name=down]`;
const votes = async (page) => Promise.all([up, down].map(async (b) => [await page.innerText(b),
	await page.getAttribute(b, 'aria-pressed'), await page.getAttribute(b, 'aria-label')]));
const voted = (page, count) => page.waitForFunction(([b, n]) => document.querySelector(b).textContent.endsWith(n), [up, count]);

await test('a vote counts without a reload: told to eyes and to ears, changed and taken back where it stands', async () => {
	const page = await open();
	await ready(page);
	await page.evaluate(() => { window.stayed = true; });
	const none = await votes(page);
	assert.deepEqual(none.map(([text, pressed]) => [text, pressed]), [['0', null], ['0', null]]);
	await announced(page);
	await page.focus(up);
	await page.keyboard.press('Enter');
	await voted(page, '1');
	assert.deepEqual(await votes(page), [['1', 'true', 'Vote for Vera 0 Lind: 1 so far'],
		['0', 'false', 'Vote against Vera 0 Lind: 0 so far']]);
	assert.deepEqual(await announced(page), ['Your vote counts: 1 so far.']);
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await voted(page, '0');
	assert.deepEqual((await votes(page)).map((v) => v.slice(0, 2)), [['0', 'false'], ['1', 'true']]);
	await page.keyboard.press('Enter');
	await page.waitForFunction((b) => document.querySelector(b).textContent === '0', down);
	assert.deepEqual(await announced(page), ['Your vote counts: 1 so far.', 'Your vote is taken back: 0 so far.']);
	assert(await page.evaluate((b) => window.stayed && document.activeElement === document.querySelector(b), down));
	await page.dblclick(up);
	await until('a double click ends', async () => !(await page.$('[form=rj-votes][aria-busy]')));
	assert.match(await page.innerText(up), /^[01]$/);
	await page.context().close();
});

await test('a vote that fails says why beside its comment, and the counts are as they were', async () => {
	const page = await open();
	await ready(page);
	await page.route('**/comments/vote', (route) => route.abort(), { times: 1 });
	await announced(page);
	const before = await page.innerText(down);
	await page.click(down);
	const fault = page.locator(`#div-comment-${first} > .rj-error`);
	await fault.waitFor();
	assert.equal(await fault.innerText(), 'That did not work. Please try again in a moment.');
	assert.deepEqual(await announced(page), [await fault.innerText()]);
	assert.equal(await page.innerText(down), before);
	await s.ok(['thread', 'readonly', HARBOUR]);
	await page.click(down);
	await page.getByText('These comments can only be read.').waitFor();
	assert.equal(await fault.count(), 1, 'one fault at a time');
	await s.ok(['thread', 'open', HARBOUR]);
	await page.click(down);
	await page.waitForFunction((b) => document.querySelector(b).ariaPressed === 'true', down);
	assert.equal(await fault.count(), 0);
	await page.context().close();
});

await test('one\'s own comment cannot be voted on, and that is said in place', async () => {
	const page = await open(HARBOUR, { extraHTTPHeaders: {} });
	await ready(page);
	await page.click(up);
	await page.getByText('nobody votes on their own').waitFor();
	await page.context().close();
});

// ---- times -----------------------------------------------------------------------------------------

await test('ages are told in the section\'s language and go on; the exact time is in datetime and title', async () => {
	for (const [lang, hours, days] of [['en', '3 hours ago', '2 days ago'], ['ar', 'قبل 3 ساعات', 'قبل يومين'],
		['ja', '3 時間前', '2 日前']]) {
		const page = await newPage({ script: true });
		await page.clock.install();
		await page.goto(`${s.url}/comments/page?page=${HARBOUR}&lang=${lang}`);
		await ready(page);
		const time = page.locator('.comment-metadata time').first();
		const exact = await time.getAttribute('title');
		assert.match(exact, /20\d\d/);
		assert(Math.abs(Date.parse(await time.getAttribute('datetime')) - Date.now()) < 600_000);
		await page.clock.fastForward(3 * 3_600_000 + 60_000);
		assert.equal(await time.innerText(), hours);
		await page.clock.fastForward(45 * 3_600_000);
		assert.equal(await time.innerText(), days);
		assert.equal(await time.getAttribute('title'), exact);
		await page.context().close();
	}
	const behind = await newPage({ script: true });
	await behind.clock.setFixedTime(new Date('2020-01-01T00:00:00Z'));
	await behind.goto(s.url + HARBOUR);
	await ready(behind);
	assert.equal(await behind.locator('.comment-metadata time').first().innerText(), 'now', 'never in the future');
	await behind.context().close();
});

await test('without a script the time is written out', async () => {
	const page = await newPage();
	await page.goto(s.url + HARBOUR);
	assert.match(await page.locator('.comment-metadata time').first().innerText(), /^\d+ \w+ 20\d\d, \d\d:\d\d UTC$/);
	await page.context().close();
});

// ---- other pages, and from afar ----------------------------------------------------------------------

await test('the counts of all articles that a page names come with one request', async () => {
	await approved(OTHER, 'The bus is late, too.');
	const page = await newPage({ script: true });
	const asked = [];
	page.on('request', (r) => { if (r.url().includes('/api/')) asked.push(r.url()); });
	await page.goto(`${s.url}/plain/front.html`);
	await page.waitForFunction(() => document.querySelector('[data-rejoinder-count]').textContent !== '…');
	assert.deepEqual(await page.locator('[data-rejoinder-count]').allInnerTexts(), ['2', '1', '2', '0']);
	assert.equal(asked.length, 1);
	await page.context().close();
});

await test('a section far below is asked for when the reader comes near, or a link leads into it', async () => {
	const page = await newPage({ script: true });
	const asked = [];
	page.on('request', (r) => { if (r.url().includes('/thread?')) asked.push(r.url()); });
	await page.goto(`${s.url}/plain/far.html`);
	await page.waitForSelector('[data-rejoinder-script]');
	await page.waitForLoadState('networkidle');
	assert.deepEqual(asked, []);
	await page.mouse.wheel(0, 5200);
	await ready(page);
	assert.equal(asked.length, 1);
	await page.goto('about:blank');
	await page.goto(`${s.url}/plain/far.html#comment-${first}`);
	await page.waitForFunction((id) => {
		const { top } = document.getElementById(`comment-${id}`)?.getBoundingClientRect() ?? { top: NaN };
		return top >= 0 && top < innerHeight;
	}, first);
	await page.context().close();
});

await test('no page had an error', () => assert.deepEqual(problems, []));

await finish();
