// The desk's words and rules in Chromium without JavaScript: a word on trial, a text tested, the back test, the word in
// force, a post that waits for it; a rule on trial and off; lists out and in. And once more with it. Pictures are in
// build/e2e/words/logs.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { newPage } from './lib/browser.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const STORY = '/story/harbour-works/';
const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

const s = await stack('words', {
	site: 'rate: { posts = 100000; }; hold: { first = 0; }; storm: { mode = "none"; };',
});
const at = (where) => `${s.url}/comments/moderate/${where}`;

async function press(page, selector) {
	await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

let made = 0;
async function write(comment) {
	const n = ++made;
	const r = await s.post({ page: STORY, author: `Writer ${n}`, email: `w${n}@reader.example`, comment });
	assert.equal(r.status, 303);
}

const last = async () => (await s.json(['comment', 'list', '--limit', '100'])).comments.at(-1);

const desk = await newPage();
await desk.goto(at(''));
await desk.fill('input[name=name]', 'editor');
await desk.fill('input[name=password]', s.password);
await press(desk, 'main form button[type=submit]');

// With a script only for axe, every drawer open; in both schemes, both directions, and down to 320 px.
async function look(name, where) {
	const cookies = await desk.context().cookies();
	for (const [width, colorScheme, locale] of [[320, 'dark', 'en'], [1280, 'light', 'en'], [320, 'light', 'ar'], [1280, 'dark', 'ar']]) {
		const page = await newPage({ script: true, bypassCSP: true, colorScheme, locale, viewport: { width, height: 900 } });
		await page.context().addCookies(cookies);
		await page.goto(at(where));
		assert.equal(await page.getAttribute('html', 'dir'), locale === 'ar' ? 'rtl' : 'ltr');
		await page.evaluate(() => document.querySelectorAll('details.sheet').forEach((d) => { d.open = true; }));
		await page.screenshot({ path: s.file(`logs/${name}-${width}-${locale}.png`), clip: { x: 0, y: 0, width, height: 1400 }, fullPage: true });
		const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
		assert(wide <= 0, `${name} scrolls sideways by ${wide}px at ${width}, ${locale}`);
		await page.evaluate(AXE);
		const { violations } = await page.evaluate('axe.run()');
		assert.deepEqual(violations.map((v) => `${name} ${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`), []);
		await page.context().close();
	}
}

await test('a word on trial is noted and holds nothing', async () => {
	await write('The zebra crossing by the harbour is new.');
	await write('Nobody uses the zebra crossing.');
	await write('The ferry is late again.');
	await s.ok(['comment', 'reject', '2']);
	await desk.goto(at('words'));
	await desk.click('text=New entry');
	await desk.fill('#word-entry', 'zebra*');
	await desk.fill('#word-note', 'Since May');
	await desk.check('details[open] input[name=shadow]');
	await press(desk, 'button[value=add]');
	assert.match(await desk.innerText('.notice'), /The entry is added/);
	assert.match(await desk.innerText('.book'), /zebra\*.*on trial, for ever\s+Since May/s);
	await write('One more Z3BRA on the quay.');
	assert.equal((await last()).state, 'approved');
	await desk.goto(at('words?part=zebra'));
	assert.match(await desk.innerText('.book'), /It spoke on 1 comment\./);
});

await test('a text is shown as the filters read it, with what it holds', async () => {
	await desk.click('text=Test a text');
	await desk.fill('#try-text', 'A ＺＥＢＲＡ, and a z.e.b.r.a.');
	await press(desk, 'details[open] form button[type=submit]');
	assert.deepEqual(await desk.locator('.caught .why mark').allInnerTexts(), ['ＺＥＢＲＡ', 'z.e.b.r.a']);
	assert.match(await desk.innerText('.caught'), /zebra/);
	assert.match(await desk.innerText('.caught .book'), /zebra\*\s*site:\d+\s+every language · strong · in shadow/);
	assert.equal(await desk.inputValue('#try-text'), 'A ＺＥＢＲＡ, and a z.e.b.r.a.');
	await desk.screenshot({ path: s.file('logs/tested.png'), fullPage: true });
});

await test('the back test says what it would have caught, and what people made of that', async () => {
	await desk.goto(at('rules'));
	await desk.click('details.sheet summary');
	await desk.selectOption('#trial-kind', 'word');
	await desk.fill('#trial-what', 'zebra*');
	await press(desk, 'details[open] form button[type=submit]');
	assert.match(await desk.innerText('.caught [role=status]'),
		/last 4 comments it would have caught 3: 1 that people rejected, 2 that are published, 0 others/);
	assert.deepEqual(await desk.locator('.caught mark').allInnerTexts(), ['Z3BRA', 'zebra', 'zebra']);
	await desk.screenshot({ path: s.file('logs/backtest.png') });
});

await test('in force it holds a post, and the card leads to the entry', async () => {
	await desk.goto(at('words'));
	await press(desk, '.book button[value=force]');
	assert.match(await desk.innerText('.notice'), /in force/);
	await write('A zebra swims in the harbour.');
	assert.equal((await last()).state, 'pending');
	await desk.goto(at(''));
	assert.match(await desk.innerText('.card .reasons'), /word-site.*zebra\*/s);
	await press(desk, '.card .reasons a.listed');
	assert.match(desk.url(), /words\?part=zebra%2A#word-\d+$/);
	assert.match(await desk.innerText('.book li:target'), /zebra\*/);
});

await test('a rule is tried for days, switched off, and back as the settings say', async () => {
	await desk.goto(at('rules'));
	await desk.fill('#days-shouting', '7');
	await press(desk, '#shouting button[value=shadow]');
	assert.match(await desk.innerText('.notice'), /The rule shouting is on trial/);
	assert.match(await desk.innerText('#shouting'), /on trial, until .*editor/);
	await press(desk, '#shouting button[value=off]');
	assert.match(await desk.innerText('#shouting'), /off, for ever, editor/);
	await press(desk, '#shouting button[value=on]');
	assert.match(await desk.innerText('#shouting .act'), /in force/);
});

await test('lists go out and come in as CSV, looked at first', async () => {
	await desk.goto(at('words'));
	const [file] = await Promise.all([desk.waitForEvent('download'), desk.click('main a[href$="/words/csv"]')]);
	assert.equal(file.suggestedFilename(), 'words.csv');
	const csv = fs.readFileSync(await file.path(), 'utf8');
	assert.match(csv, /^entry,action,severity,lang,note,expires,shadow\nzebra\*,hold,2,,Since May,,no\n$/);
	await desk.click('text=Bring in a CSV list');
	await desk.fill('#words-csv', `${csv}horse,burn,2,,,,\n`);
	await press(desk, 'button[value=take]');
	assert.match(await desk.innerText('details[open] .caught'), /1 row cannot be taken.*Line 3: its action is none of/s);
	await desk.fill('#words-csv', `${csv}horse,mask,1,,,,\n`);
	await press(desk, 'button[value=look]');
	assert.match(await desk.innerText('details[open] .caught'), /add 1 entries and replace 1\. Nothing is stored yet/);
	const caught = Number(/would have caught (\d+)/.exec(await desk.innerText('details[open] .caught >> nth=1'))[1]);
	assert(caught > 0);
	fs.writeFileSync(s.file('list.csv'), `${csv}horse,mask,1,,,,\n`);
	const tried = await s.json(['rule', 'test', '--words', s.file('list.csv')]);
	assert.equal(tried.caught, caught, 'the command line says the same of the list');
	await press(desk, 'button[value=take]');
	assert.match(await desk.innerText('.notice'), /brought in/);
	assert.equal((await s.json(['words', 'list'])).words.length, 2);
});

await test('with a script a file is picked and read into the field', async () => {
	const page = await newPage({ script: true });
	await page.context().addCookies(await desk.context().cookies());
	await page.goto(at('words'));
	await page.click('text=Bring in a CSV list');
	await page.setInputFiles('#words-file', { name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from('entry,note\nmüsli,é\n') });
	await page.waitForFunction(() => document.querySelector('#words-csv').value === 'entry,note\nmüsli,é\n');
	await press(page, 'button[value=look]');
	assert.match(await page.innerText('details[open] .caught'), /add 1 entries and replace 0/);
	await page.context().close();
	await desk.goto(at('words'));
	assert.equal(await desk.isVisible('#words-file'), false);
});

await test('with a script: a back test of a rule, then the rule on trial, then a word from its test into force', async () => {
	const page = await newPage({ script: true });
	await page.context().addCookies(await desk.context().cookies());
	await write('READ ALL OF THIS BEFORE THEY TAKE IT DOWN AGAIN');
	const loud = (await last()).id;
	await page.goto(at('rules'));
	await page.click('details.sheet summary');
	await page.selectOption('#trial-kind', 'rule');
	await page.fill('#trial-what', 'shouting');
	await press(page, 'details[open] form button[type=submit]');
	assert.match(await page.innerText('.caught [role=status]'), /it would have caught 1:/);
	assert.match(await page.innerText('.caught'), /READ ALL OF THIS/);
	assert.equal((await last()).id, loud, 'nothing is decided by it');
	await page.fill('#days-shouting', '7');
	await press(page, '#shouting button[value=shadow]');
	assert.match(await page.innerText('#shouting'), /on trial, until .*editor/);
	await press(page, '#shouting button[value=on]');
	assert.match(await page.innerText('#shouting .act'), /in force/);
	await page.goto(at('words'));
	await page.click('text=New entry');
	await page.fill('#word-entry', 'gazebo');
	await press(page, 'details[open] button[value=preview]');
	assert.match(await page.innerText('.caught [role=status]'), /it would have caught 0/);
	await page.fill('#word-entry', 'gazebo');
	await press(page, 'details[open] button[value=add]');
	await write('A gazebo by the harbour.');
	assert.equal((await last()).state, 'pending');
	await page.context().close();
});

await test('axe finds nothing on both pages, wide or narrow, light or dark, right to left', async () => {
	await look('words', 'words');
	await look('rules', 'rules');
});

await test('nothing of the desk asked for another site', () => {
	assert.deepEqual(desk.strays, []);
});

await finish();
