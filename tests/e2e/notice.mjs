// A notice of illegal content in Chromium without a script: the form, its errors, the receipt, the desk, the answer, the
// complaint; an appeal and its answer. By keyboard, right to left, on a phone and on a desk. Pictures of each state are
// in build/e2e/notice/logs.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { newPage } from './lib/browser.mjs';
import { signIn } from './lib/desk.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const STORY = '/story/harbour-works/';
const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
const PHONE = { width: 360, height: 740 };
const NARROW = { width: 320, height: 740 };
const DESK = { width: 1280, height: 900 };

const s = await stack('notice', {
	site: 'rate: { posts = 100000; }; hold: { first = 0; }; storm: { mode = "none"; };',
});

async function patient(options) {
	const page = await newPage(options);
	page.setDefaultTimeout(40_000);
	return page;
}

// The same page with a script only for axe; `from`: whose cookies.
async function look(name, address, from) {
	for (const [viewport, colorScheme] of [[NARROW, 'dark'], [DESK, 'light']]) {
		const page = await patient({ script: true, bypassCSP: true, colorScheme, viewport, locale: /lang=ar/.test(address) ? 'ar' : 'en' });
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

// Tab until the focus is there; what has it must be seen.
async function tabTo(page, selector) {
	for (let i = 0; i < 40; i++) {
		await page.keyboard.press('Tab');
		if (await page.locator(selector).evaluate((e) => e === document.activeElement)) return;
	}
	assert.fail(`${selector} is not reached by keyboard`);
}

async function write(comment, author = 'Vera Lind') {
	const r = await s.post({ page: STORY, author, email: `${author.split(' ')[0].toLowerCase()}@reader.example`, comment });
	assert.equal(r.status, 303);
	return new URL(r.headers.get('location'), s.url).href;
}

const reader = await patient({ viewport: PHONE });
const desk = await patient({ viewport: DESK });
const form = `${s.url}/comments/notice?c=1`;
let status;
let own;

await test('the form is whole by keyboard, and its errors stand beside their fields', async () => {
	status = await write('Something that the law forbids.');
	await reader.goto(form);
	assert.equal(await reader.inputValue('#location'), `${s.url}/comments/c/1`);
	await look('form', form);
	await look('form-ar', `${form}&lang=ar`);
	await tabTo(reader, '#kind');
	await reader.keyboard.type('Hate');
	await tabTo(reader, '#explanation');
	await reader.keyboard.type('Paragraph 130 forbids it.');
	await tabTo(reader, '#good_faith');
	await reader.keyboard.press('Space');
	await tabTo(reader, '.submit');
	await Promise.all([reader.waitForNavigation(), reader.keyboard.press('Enter')]);
	assert.match(await reader.innerText('.rj-error'), /The name is missing/);
	for (const id of ['name', 'email']) {
		const about = await reader.getAttribute(`#${id}`, 'aria-describedby');
		assert.match(await reader.innerText(`#${about.split(' ')[0]}`), /is missing/);
	}
	assert.equal(await reader.inputValue('#explanation'), 'Paragraph 130 forbids it.');
	assert.equal(await reader.inputValue('#kind'), 'hate');
	assert(await reader.isChecked('#good_faith'));
	await reader.screenshot({ path: s.file('logs/errors-360.png'), fullPage: true });
});

await test('it is answered with a number and a private page', async () => {
	await reader.fill('#name', 'Nora Fall');
	await reader.fill('#email', 'nora@reader.example');
	await press(reader, '.submit');
	own = reader.url();
	assert.match(own, /\/comments\/notice\/[\w-]{38,}$/);
	assert.match(await reader.innerText('.rj-state'), /We have received your notice/);
	assert.match(await reader.innerText('main'), /Its number is 1\./);
	await look('received', own);
	const { headers } = await s.get(new URL(own).pathname);
	assert.equal(headers.get('cache-control'), 'no-store');
	assert.equal(headers.get('referrer-policy'), 'no-referrer');
	assert.match(headers.get('x-robots-tag'), /noindex/);
	assert.deepEqual(await reader.context().cookies(), []);
});

await test('on the desk it stands beside its comment, and leaving the comment takes a reason', async () => {
	await desk.goto(`${s.url}/comments/moderate/`);
	await desk.fill('input[name=name]', 'editor');
	await desk.fill('input[name=password]', s.password);
	await press(desk, 'main form button[type=submit]');
	await press(desk, '.queues a:has-text("Notices")');
	assert.match(await desk.innerText('.queues [aria-current=page]'), /^Notices\s+1$/);
	assert.match(await desk.innerText('#notice-1'), /Paragraph 130 forbids it\.[^]*Something that the law forbids\./);
	await look('desk', desk.url(), desk);
	await press(desk, '#notice-1 button[value=leave]');
	assert.match(await desk.innerText('#answer-1-error'), /Please say why/);
	await desk.fill('#answer-1', 'It is an opinion.');
	await press(desk, '#notice-1 button[value=leave]');
	assert.match(await desk.innerText('.notice'), /The comment stays/);
	assert.equal(await desk.locator('.card').count(), 0);
});

await test('the decision is read on the private page, and complained of once', async () => {
	await reader.reload();
	assert.match(await reader.innerText('.rj-note'), /The comment stays\.[^]*It is an opinion\./);
	await look('left', own);
	await reader.fill('#complaint', 'Read the second line.');
	await press(reader, '.rj-appeal .submit');
	assert.equal(reader.url(), own);
	assert.match(await reader.innerText('.rj-state'), /We have received your complaint/);
	assert.equal(await reader.locator('form').count(), 0);
	await desk.goto(`${s.url}/comments/moderate/?state=notices`);
	assert.match(await desk.innerText('.warn'), /You decided this yourself/);
	await look('complaint', desk.url(), desk);
	await desk.fill('#answer-1', 'The second line is forbidden.');
	await desk.fill('#note-1', 'The second line incites hatred.');
	await press(desk, '#notice-1 button[value=act]');
	await reader.reload();
	assert.match(await reader.innerText('.rj-state'), /The comment was taken down/);
	await look('acted', own);
	assert.equal((await s.json(['comment', 'show', '1'])).state, 'rejected');
});

await test('its writer is told why, and appeals', async () => {
	const vera = await patient({ viewport: PHONE });
	await vera.goto(status);
	assert.match(await vera.innerText('main'), /notice of illegal content: Hate speech/);
	assert.match(await vera.innerText('main'), /The second line incites hatred\./);
	await look('told', status);
	await vera.fill('#appeal', 'It was a quotation.');
	await press(vera, 'button[value=appeal]');
	await press(desk, '.queues a:has-text("Appeals")');
	assert.match(await desk.innerText('.queues [aria-current=page]'), /^Appeals\s+1$/);
	assert.match(await desk.innerText('.card'), /It was a quotation\./);
	await look('appeal', desk.url(), desk);
});

await test('that the rejection stands is for another moderator to say than the one who rejected', async () => {
	assert.match(await desk.innerText('.card .warn'), /No other moderator is there/);
	await s.ok(['moderator', 'add', 'second', '--role', 'moderator', '--password-stdin'], { input: `${s.password}\n` });
	await desk.reload();
	assert.match(await desk.innerText('.card .warn'), /only another moderator can confirm it/);
	assert.equal(await desk.locator('.card button[value=keep]').count(), 0);
	await look('appeal-own', desk.url(), desk);
	const second = await patient({ viewport: DESK });
	assert.equal(await signIn(s, second, 'second', s.password), '/comments/moderate/');
	await press(second, '.queues a:has-text("Appeals")');
	await second.fill('.card textarea[name=answer]', 'Quoted without any distance.');
	await press(second, '.card button[value=keep]');
	assert.match(await second.innerText('.queues [aria-current=page]'), /^Appeals\s+0$/);
	const vera = await patient({ viewport: PHONE });
	await vera.goto(status);
	assert.match(await vera.innerText('main'), /The answer to your appeal[^]*Quoted without any distance\./);
	await look('answered', status);
});

await test('the console shows the notice decided, and the year\'s report does not tell of one person', async () => {
	const decided = await s.json(['notice', 'show', '1']);
	assert.equal(decided.state, 'acted');
	assert.deepEqual((await s.json(['notice', 'list'])).notices, []);
	const year = String(new Date().getUTCFullYear());
	const { figures } = await s.json(['report', 'transparency', '--year', year]);
	const one = figures.find((f) => f.group === 'notices' && f.name === 'received');
	assert.deepEqual([one.value, one.shown], [null, '<5']);
	const csv = await s.ok(['report', 'transparency', '--year', year, '--format', 'csv']);
	assert.match(csv, new RegExp(`^${year},notices,received,count,<5\\r$`, 'm'));
});

await test('nothing asked for another site', () => {
	assert.deepEqual([...reader.strays, ...desk.strays], []);
});

await finish();
