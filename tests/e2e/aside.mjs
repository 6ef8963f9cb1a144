// What the script does with a comment when it is asked to: hides whoever wrote it, in this browser alone, and reports it
// without leaving the article. By keyboard throughout; the module for it comes when it is first needed.
import assert from 'node:assert/strict';
import { newPage } from './lib/browser.mjs';
import { run, stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const STORY = '/story/harbour-works/';
const HIDDEN = 'rejoinder:hidden:/comments/';

const s = await stack('aside', {
	site: 'rate: { posts = 100000; }; hold: { first = 0; }; storm: { mode = "none"; }; thread: { page = 5; }; ' +
		'trusted_proxies = [ "127.0.0.1/32" ];',
});

const ids = {};
async function write(name, author, comment, parent = '') {
	const r = await s.post({ page: STORY, author, email: `${name}@reader.example`, comment, comment_parent: String(ids[parent] ?? 0) });
	assert.equal(r.status, 303, await r.text());
	const one = (await s.comments()).find((c) => c.text === comment);
	if (one.state !== 'approved') await s.ok(['comment', 'approve', String(one.id)]);
	ids[name] = one.id;
}
await write('first', 'Ann $& Quill', 'The quay is wet again this morning.');
await write('answer', 'Bo Lind', 'It rains, what did you expect of it?', 'first');
await write('second', 'Bo Lind', 'The tide tables are printed on yellow paper.');
await write('third', 'ann  $& QUILL', 'Nobody reads the tide tables any more.');
await write('staff', 'Ann $& Quill', 'We have asked the harbour master about it.');
await write('later', 'Ann $& Quill', 'A word that stands on the second page.');
await write('last', 'Cy Vance', 'And one more for the road, if I may.');
await run(['sqlite3', '-cmd', '.timeout 5000', s.db, `UPDATE comment SET marks = marks | 32 WHERE id = ${ids.staff}`]);

const problems = [];
let people = 0;
async function open(options = {}) {
	const page = await newPage({ script: true, extraHTTPHeaders: { 'X-Forwarded-For': `203.0.113.${++people}` }, ...options });
	page.asked = [];
	page.on('pageerror', (e) => problems.push(String(e)));
	page.on('request', (r) => page.asked.push(`${r.method()} ${new URL(r.url()).pathname}`));
	await page.goto(s.url + STORY);
	await ready(page);
	return page;
}
const ready = (page) => page.waitForSelector('.comments-area[data-rejoinder-script] .comment-form-cookies-consent:not([hidden])');
const body = (name) => `#div-comment-${ids[name]}`;
const read = (page, name) => page.isVisible(`${body(name)} > .comment-content`);
const shown = async (page, names) => Promise.all(names.map((name) => read(page, name)));
const active = (page) => page.evaluate(() => ({ body: document.activeElement.closest('.comment-body')?.id,
	is: document.activeElement.className || document.activeElement.type || document.activeElement.tagName }));
const kept = (page) => page.evaluate(() => ({ ...localStorage }));
const press = async (page, selector) => {
	await page.focus(selector);
	await page.keyboard.press('Enter');
};
const modules = (page) => page.asked.filter((r) => r.includes('/aside-')).length;
const reports = async () => Number((await run(['sqlite3', '-cmd', '.timeout 5000', s.db, 'SELECT count(*) FROM report'])).out);

// ---- hiding -----------------------------------------------------------------------------------------

await test('nothing is loaded or kept for it until a reader asks', async () => {
	const page = await open();
	assert.equal(modules(page), 0);
	assert.deepEqual(await kept(page), {});
	assert.equal(await page.locator('.rj-hide').count(), 4, 'at every comment but the staff\'s');
	assert.equal(await page.getAttribute(`${body('first')} > .rj-hide`, 'aria-label'), 'Hide what Ann $& Quill writes');
	await page.context().close();
});

await test('a person is hidden by the name that is shown, by keyboard: every comment of that name, and no answer to it', async () => {
	const page = await open();
	await press(page, `${body('first')} > .rj-hide`);
	await page.waitForSelector(`${body('third')} > .rj-hid`);
	assert.deepEqual(await shown(page, ['first', 'third', 'answer', 'second']), [false, false, true, true]);
	assert.equal(await page.innerText(`${body('first')} > .rj-hid`), 'You have hidden what Ann $& Quill writes. Show again');
	assert(await read(page, 'staff'), 'an editor of that name is not hidden');
	assert.deepEqual(await active(page), { body: `div-comment-${ids.first}`, is: 'rj-hid' }, 'which is read out');
	assert.deepEqual(await kept(page), { [HIDDEN]: '["ann $& quill"]' });
	assert.equal(modules(page), 1);
	assert(!page.asked.some((r) => r.startsWith('POST')), 'the server does not learn of it');
	await page.context().close();
});

await test('what is hidden stays so on the next page of the thread, after a reload, and in this browser alone', async () => {
	const page = await open();
	await page.evaluate(([key, value]) => localStorage.setItem(key, value), [HIDDEN, '["ann $& quill"]']);
	await page.reload();
	await page.waitForSelector(`${body('first')} > .rj-hid`);
	assert.equal(await read(page, 'first'), false);
	await page.click('.rj-more a');
	await page.waitForSelector(body('last'));
	await page.waitForSelector(`${body('later')} > .rj-hid`);
	assert.deepEqual(await shown(page, ['later', 'last']), [false, true]);
	await page.click('.rj-sort a >> nth=1');
	await page.waitForFunction((id) => document.querySelector('ol.comment-list > li').id === id, `comment-${ids.last}`);
	assert.deepEqual(await shown(page, ['later', 'last']), [false, true]);
	await page.context().close();
	const other = await open();
	assert(await read(other, 'first'));
	await other.context().close();
});

await test('a hidden person is shown again, by keyboard, and nothing is kept any more', async () => {
	const page = await open();
	await page.click(`${body('third')} > .rj-hide`);
	await page.waitForSelector(`${body('third')} > .rj-hid`);
	await page.keyboard.press('Tab');
	assert.equal(await page.evaluate(() => document.activeElement.ariaLabel), 'Show again what ann  $& QUILL writes');
	await page.keyboard.press('Enter');
	await page.waitForSelector('.rj-hid', { state: 'detached' });
	assert.deepEqual(await shown(page, ['first', 'third']), [true, true]);
	assert.deepEqual(await active(page), { body: `div-comment-${ids.third}`, is: 'comment-body' });
	assert.deepEqual(await kept(page), {});
	await page.context().close();
});

await test('whatever else stands in the storage, and where there is none, the thread is whole', async () => {
	for (const value of ['7', '{"a":1}', '[7,null,{}]', 'not JSON']) {
		const page = await open();
		await page.evaluate(([key, text]) => localStorage.setItem(key, text), [HIDDEN, value]);
		await page.reload();
		await ready(page);
		assert(await read(page, 'first'), value);
		await page.context().close();
	}
	const page = await newPage({ script: true });
	await page.addInitScript(() => Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden'); } }));
	await page.goto(s.url + STORY);
	await ready(page);
	await page.click(`${body('first')} > .rj-hide`);
	await page.waitForSelector(`${body('first')} > .rj-hid`);
	assert.equal(await read(page, 'first'), false, 'as long as the page lasts');
	await page.context().close();
});

await test('one\'s own comment is not offered to be hidden', async () => {
	const page = await open();
	await page.fill('#comment', 'Mine stands here as well, I hope.');
	await page.fill('#author', 'Ann $& Quill');
	await page.fill('#email', 'me@reader.example');
	await page.click('#submit');
	const mine = page.locator('.comment-body', { has: page.locator(':scope > .rj-yours') });
	await mine.waitFor();
	assert.equal(await mine.locator(':scope > .rj-hide').count(), 0);
	await press(page, `${body('first')} > .rj-hide`);
	await page.waitForSelector(`${body('first')} > .rj-hid`);
	assert(await mine.locator(':scope > .comment-content').isVisible(), 'and stays, whoever has its name');
	await page.context().close();
});

// ---- reporting --------------------------------------------------------------------------------------

const link = (name) => `${body(name)} > a`;

await test('a report is made in place, by keyboard: the form, what is missing beside its field, thanks', async () => {
	const page = await open();
	await page.evaluate(() => { window.stayed = true; });
	const before = await reports();
	await press(page, link('second'));
	const form = page.locator(`${body('second')} .rj-report-form`);
	await form.waitFor();
	assert.equal((await active(page)).is, 'radio', 'the first reason');
	assert.equal(await page.locator('.rj-report-form').count(), 1);
	await page.fill('[name=text]', 'y'.repeat(500));
	await page.evaluate(() => { // what a browser would not let out
		document.querySelector('.rj-report-form').noValidate = true;
		document.querySelector('.rj-report-form textarea').removeAttribute('maxlength');
		document.querySelector('.rj-report-form textarea').value += ' and more';
	});
	await page.focus('.rj-report-form .submit');
	await page.keyboard.press('Enter');
	await page.waitForSelector('.rj-report > .rj-error');
	assert.match(await page.innerText('.rj-report > .rj-error'), /choose what is wrong/);
	assert.equal((await active(page)).is, 'rj-error');
	assert.equal(await page.innerText('#rj-report-text-error'), 'Please write at most 500 characters.');
	assert.equal(await page.getAttribute('#rj-report-text', 'aria-describedby'), 'rj-report-text-error rj-report-help');
	assert.equal((await page.inputValue('[name=text]')).length, 509, 'what was typed is still there');
	await page.fill('[name=text]', 'It is yellow.');
	await page.focus('.rj-report-form [value=other]');
	await page.keyboard.press('Space');
	await page.focus('.rj-report-form .submit');
	await page.keyboard.press('Enter');
	await page.waitForSelector('.rj-report > .rj-state');
	assert.equal(await page.innerText('.rj-report > .rj-state'), 'The moderators will look at the comment.');
	assert.equal((await active(page)).is, 'rj-state');
	assert(await page.evaluate(() => window.stayed), 'without a reload');
	assert.equal(await reports(), before + 1);
	await page.context().close();
});

await test('the form goes by its button, by Escape and by its link, back to the link, and what was typed is kept', async () => {
	const page = await open();
	await press(page, link('second'));
	await page.fill('.rj-report-form textarea', 'Half a thought');
	await page.keyboard.press('Escape');
	assert.equal(await page.locator('.rj-report').count(), 0);
	assert.deepEqual(await active(page), { body: `div-comment-${ids.second}`, is: 'A' });
	await page.keyboard.press('Enter');
	await page.waitForSelector('.rj-report-form');
	assert.equal(await page.inputValue('.rj-report-form textarea'), 'Half a thought');
	await press(page, '.rj-close');
	assert.deepEqual(await active(page), { body: `div-comment-${ids.second}`, is: 'A' });
	await page.click(link('third'));
	await page.waitForSelector(`${body('third')} .rj-report-form`);
	assert.equal(await page.inputValue('.rj-report-form textarea'), '', 'of another comment');
	await page.click(link('third'));
	assert.equal(await page.locator('.rj-report').count(), 0);
	await page.context().close();
});

await test('a report that is not sent says why and keeps its text; sent again it arrives', async () => {
	const page = await open();
	await page.click(link('third'));
	await page.check('.rj-report-form [value=spam]');
	await page.fill('.rj-report-form textarea', 'Twice today');
	const send = () => page.click('.rj-report-form .submit');
	await page.route('**/comments/report', (route) => route.abort(), { times: 1 });
	await send();
	await page.waitForSelector('.rj-report > .rj-error');
	assert.equal(await page.innerText('.rj-report > .rj-error'), 'That did not work. Please try again in a moment.');
	await page.route('**/comments/report', (route) => route.continue({ postData: 'c=nothing' }), { times: 1 });
	await send();
	await page.getByText('could not be read').waitFor();
	assert.equal(await page.locator('.rj-report > .rj-error').count(), 1);
	assert.equal(await page.inputValue('.rj-report-form textarea'), 'Twice today');
	await send();
	await page.waitForSelector('.rj-report > .rj-state');
	await page.context().close();
});

await test('where the module or the form does not come, the link leads to the page', async () => {
	for (const lost of [/\/comments\/aside-\w+\.js$/, /\/comments\/report\?/]) {
		const page = await open();
		await page.route(lost, (route) => (route.request().isNavigationRequest() ? route.continue() : route.abort()));
		await page.click(link('second'));
		await page.waitForURL(/\/comments\/report\?c=/);
		assert.equal(await page.locator('h1').innerText(), 'Report a comment');
		await page.context().close();
	}
});

await test('where the module does not come, hiding says so, and is there at the next try', async () => {
	const page = await open();
	await page.route(/\/comments\/aside-\w+\.js$/, (route) => route.abort(), { times: 1 });
	await page.click(`${body('first')} > .rj-hide`);
	await page.waitForSelector(`${body('first')} > .rj-error`);
	assert.equal(await page.innerText(`${body('first')} > .rj-error`), 'That did not work. Please try again in a moment.');
	await page.click(`${body('first')} > .rj-hide`);
	await page.waitForSelector(`${body('first')} > .rj-hid`);
	assert.equal(await read(page, 'first'), false);
	await page.context().close();
});

await test('no page had an error', () => assert.deepEqual(problems, []));

await finish();
