// Reports in Chromium without a script: the link, the form by keyboard, what is missing, thanks; three networks hide a
// comment; the desk keeps it, and takes that back; a pinned comment stands first. Pictures are in build/e2e/report/logs.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { newPage } from './lib/browser.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const STORY = '/story/harbour-works/';
const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
const PHONE = { width: 320, height: 740 };
const DESK = { width: 1280, height: 900 };

const s = await stack('report', {
	site: `rate: { posts = 100000; }; hold: { first = 0; }; storm: { mode = "none"; };
		trusted_proxies = [ "127.0.0.0/8", "::1" ];`,
});

async function patient(options) {
	const page = await newPage(options);
	page.setDefaultTimeout(40_000);
	return page;
}

// The same page with a script only for axe; `from`: whose cookies.
async function look(name, address, from) {
	for (const [viewport, colorScheme] of [[PHONE, 'dark'], [DESK, 'light']]) {
		const page = await patient({ script: true, bypassCSP: true, colorScheme, viewport });
		if (from) await page.context().addCookies(await from.context().cookies());
		await page.goto(address);
		await page.screenshot({ path: s.file(`logs/${name}-${viewport.width}.png`), fullPage: true });
		const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		assert(wide <= 0, `${name} at ${viewport.width}: ${wide} px wider than the window`);
		await page.evaluate(AXE);
		const { violations } = await page.evaluate('axe.run()');
		assert.deepEqual(violations.map((v) => `${name} ${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`), []);
		await page.context().close();
	}
}

async function press(page, selector) {
	await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

async function write(comment, author) {
	const r = await s.post({ page: STORY, author, email: `${author}@reader.example`, comment },
		{ headers: { 'X-Forwarded-For': '203.0.113.1' } });
	assert.equal(r.status, 303);
}

// What a network reports; the browser is another one.
async function report(from, fields) {
	return fetch(`${s.url}/comments/report`, {
		method: 'POST',
		headers: { Origin: s.url, Accept: 'application/json', 'X-Forwarded-For': from },
		body: new URLSearchParams(fields),
	});
}

const reader = await patient({ viewport: PHONE });
const desk = await patient({ viewport: DESK });

await test('a reader reports a comment by a plain link and a form, and nothing typed is lost', async () => {
	await write('The harbour works are late.', 'vera');
	await write('Buy my <b>boats</b> at boats.example today.', 'jonas');
	await reader.goto(`${s.url}${STORY}`);
	await press(reader, '#comment-2 a:text-is("Report")');
	assert.match(reader.url(), /\/comments\/report\?c=2$/);
	assert.match(await reader.innerText('.rj-about'), /jonas[^]*Buy my/);
	assert.equal(await reader.getAttribute('a:text-is("Report illegal content")', 'href'), '/comments/notice?c=2');
	await look('form', reader.url());
	await reader.focus('input[value=spam]');
	await reader.keyboard.press('Space');
	await reader.keyboard.press('Tab');
	await reader.keyboard.type('He sells <i>boats</i> everywhere.');
	await reader.keyboard.press('Tab');
	await Promise.all([reader.waitForNavigation(), reader.keyboard.press('Enter')]);
	assert.match(await reader.innerText('main'), /Thank you for the report[^]*The moderators will look at the comment/);
	await press(reader, '.rj-back a, a:has-text("Back to the comment")');
	assert.equal(await reader.locator('#comment-2').count(), 1);
	assert.equal((await report('198.51.100.9', { c: '2' })).status, 422);
	assert.deepEqual(await reader.context().cookies(), []);
});

await test('three networks hide it, and one that reports twice is one', async () => {
	const first = await report('2001:db8:1:1::1', { c: '2', reason: 'spam' });
	assert.deepEqual(await first.json(), { id: 2, reported: true });
	assert.equal((await report('2001:db8:1:1::2', { c: '2', reason: 'insult' })).status, 200);
	assert.equal((await s.json(['comment', 'show', '2'])).state, 'approved');
	assert.equal((await report('2001:db8:1:2::1', { c: '2', reason: 'other', text: '<script>alert(1)</script>' })).status, 200);
	assert.equal((await s.json(['comment', 'show', '2'])).state, 'pending');
	assert.equal((await report('2001:db8:1:3::1', { c: '2', reason: 'spam' })).status, 404);
});

await test('on the desk the reports stand on the card; approving closes them, and undo opens them', async () => {
	await desk.goto(`${s.url}/comments/moderate/`);
	await desk.fill('input[name=name]', 'editor');
	await desk.fill('input[name=password]', s.password);
	await press(desk, 'main form button[type=submit]');
	await press(desk, '.queues a:has-text("Reported")');
	assert.match(await desk.innerText('.queues [aria-current=page]'), /^Reported\s+1$/);
	assert.match(await desk.innerText('#card-2 .reports'),
		/Spam or advertising\s+2[^]*Something else\s+1[^]*He sells <i>boats<\/i>[^]*<script>alert\(1\)<\/script>/);
	assert.match(await desk.innerText('#card-2 .aside'), /hidden until a moderator has looked/);
	await look('desk', desk.url(), desk);
	await press(desk, '#card-2 button[value=approve]');
	assert.equal(await desk.locator('.card').count(), 0);
	assert.equal((await s.json(['comment', 'show', '2'])).state, 'approved');
	await press(desk, '.told button:has-text("Undo")');
	assert.match(await desk.innerText('.queues [aria-current=page]'), /^Reported\s+1$/);
	await press(desk, '#card-2 button[value=approve]');
});

await test('a pinned comment stands first in its article and says so', async () => {
	await press(desk, '.queues a:has-text("Approved")');
	await press(desk, '#card-2 button[value=pin]');
	assert.match(await desk.innerText('.notice'), /it stands first/);
	await press(desk, '#card-2 button[value=feature]');
	await reader.goto(`${s.url}/comments/page?page=${encodeURIComponent(STORY)}`);
	assert.deepEqual(await reader.locator('.comment-list > li').evaluateAll((list) => list.map((li) => li.id)),
		['comment-2', 'comment-1']);
	assert.match(await reader.innerText('#comment-2 .comment-author'), /pinned[^]*featured/i);
	await look('pinned', reader.url());
});

await finish();
