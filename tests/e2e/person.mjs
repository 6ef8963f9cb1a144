// The person behind a comment, on the desk in Chromium with a script and without: warned, looked at for the next
// comments, noted about; banned with all that was shown first, and all of it brought back by one undo.
import assert from 'node:assert/strict';
import { newPage } from './lib/browser.mjs';
import { looked, signIn } from './lib/desk.mjs';
import { stack, until } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const s = await stack('person', { site: 'hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = "none"; };' });

/** None is like another: copies of late would wait by themselves. */
const TEXTS = ['The works at the harbour cost more than the town has said.', 'My neighbour saw two lorries leave before six.',
	'Who signed for the new pumps in spring?', 'A ferry every hour would help old people most.',
	'Last winter the pier was closed for nine weeks.', 'Trees along the quay would be a start.',
	'I still have the plan from the meeting in June.', 'Nobody asked the fishermen, as far as I know.',
	'The road behind the church floods each time it rains.', 'Let us wait for the report of the engineers.',
	'The bakery at the corner has sold bread since my grandmother was young.', 'At high water the cellar of the school is wet.',
	'My brother builds such cranes, and they last for decades.'];
let made = 0;
/** Posts as somebody, and says under which number it is stored. */
async function write(email, fields = {}) {
	const n = made++;
	const r = await s.post({ page: '/story/harbour-works/', author: 'Quentin', email,
		comment: TEXTS[n], ...fields });
	assert.equal(r.status, 303, await r.text());
	return r.headers.get('location');
}

const rows = async (state) => (await s.comments(state)).map((c) => c.id);
const queue = (page, state) => page.goto(`${s.url}/comments/moderate/?state=${state}`);

/** @param {boolean} script */
async function journey(script) {
	const email = `q${script ? 1 : 2}@reader.example`;
	const page = await newPage({ script });
	assert.equal(await signIn(s, page, 'editor', s.password), '/comments/moderate/');
	const before = (await rows('deleted')).length;
	const status = await write(email);
	const id = (await rows('approved')).at(-1);
	/** The notice: on top, or with a script in the line above the card. */
	const told = async (text) => {
		const where = script ? `.line[data-about=card-${id}]` : '.notice';
		await until(`"${text}" is told`, async () => (await page.locator(where).allInnerTexts()).join().match(text));
	};
	const open = async () => {
		if (await page.locator(`#card-${id} details.about[open]`).count()) return;
		await page.click(`#card-${id} details.about > summary`);
	};
	const press = (selector) => page.click(selector);

	await queue(page, 'approved');
	await open();
	await page.selectOption(`#warning-${id}`, 'tone');
	await page.fill(`#warn-${id}`, 'That was one too many.');
	await press(`#card-${id} form:has(#warn-${id}) button`);
	await told(/the writer reads it/);
	const reader = await newPage({ script });
	await reader.goto(`${s.url}${new URL(status, s.url).pathname}`);
	assert.match(await reader.innerText('.rj-warning'), /Please be kinder.*That was one too many\./s);
	if (script) await looked(s, reader, 'person-warned');

	await open();
	await page.fill(`#known-${id}`, 'Writes from the harbour office.');
	await press(`#card-${id} form:has(#known-${id}) button`);
	await told(/The note is kept/);
	assert.match(await page.innerText(`#card-${id} .known`), /Writes from the harbour office/);

	await open();
	await page.fill(`#hold-${id}`, '1');
	await press(`#card-${id} form:has(#hold-${id}) button`);
	await told(/The next 1 comment of this person waits/);
	await write(email);
	assert.equal((await rows('pending')).length, 1, 'the next one waits');
	await write(email, { page: '/story/other/' });
	assert.equal((await rows('pending')).length, 1, 'and no more');

	await queue(page, 'approved');
	await page.click(`#card-${id} details.ban > summary`);
	await page.fill(`#reason-${id}`, 'Third warning');
	await page.click(`#card-${id} details.ban button[name=look]`);
	await page.waitForSelector('.oust');
	assert.match(await page.innerText('.oust'), /2 published · 1 waiting/);
	assert.match(await page.innerText('.oust'), /\/story\/other|other/i);
	if (script) await looked(s, page, 'person-look');
	const late = await write(`other${script ? 1 : 2}@reader.example`);
	assert(late);
	await Promise.all([page.waitForNavigation(), page.click('button[name=remove]')]);
	assert.match(await page.innerText('.notice'), /3 comments were decided at once\. 1 ban was set\./);
	assert.equal((await rows('deleted')).length, before + 3);
	const banned = await s.post({ page: '/story/harbour-works/', author: 'Quentin', email, comment: 'Let me in again, please.' });
	assert.equal(banned.status, 403);
	await Promise.all([page.waitForNavigation(), page.click('.told .back button')]);
	assert.match(await page.innerText('.notice'), /Undone/);
	assert.equal((await rows('deleted')).length, before);
	await write(email);
	await queue(page, 'approved');
	await page.click(`#card-${id} details.about > summary`);
	await page.click(`#card-${id} details.ban > summary`);
	if (script) await looked(s, page, 'person-card');
	for (const c of await rows('approved')) await s.ok(['comment', 'delete', String(c)]);
	for (const c of await rows('pending')) await s.ok(['comment', 'delete', String(c)]);
	await page.context().close();
}

await test('a person is warned, looked at, noted about, banned with what they posted, and let in again, without a script', () =>
	journey(false));

await test('and with a script, where axe finds nothing, light or dark, wide or narrow', () => journey(true));

await test('the command line warns, watches and notes as well, takes it back, and stands in the book', async () => {
	const status = await write('q3@reader.example');
	const id = String((await rows('approved')).at(-1));
	const warned = await s.json(['comment', 'warn', id, '--reason', 'tone', '--note', 'That was <b>one</b> too many.']);
	assert.deepEqual([warned.comment, warned.kind], [Number(id), 'warning']);
	const own = async () => (await fetch(`${s.url}${new URL(status, s.url).pathname}`)).text();
	assert.match(await own(), /Please be kinder.*That was &lt;b&gt;one&lt;\/b&gt; too many\./s);
	await s.json(['comment', 'watch', id, '1']);
	const note = await s.json(['comment', 'note', id, 'Writes from the \u202eoffice.']);
	const { remarks } = await s.json(['comment', 'show', id]);
	assert.deepEqual(remarks.map((r) => [r.kind, r.reason, r.asked, r.remains, r.by.startsWith('console:')]), [
		['note', '', 0, 0, true], ['hold', '', 1, 1, true], ['warning', 'tone', 0, 0, true]]);
	assert(!(await s.ok(['comment', 'show', id])).includes('\u202e'), 'no bidi control on the terminal');
	await write('q3@reader.example');
	assert.equal((await rows('pending')).length, 1, 'the next one waits');
	for (const r of [warned, note]) await s.json(['comment', 'unsay', String(r.id)]);
	assert.doesNotMatch(await own(), /Please be kinder/);
	assert.deepEqual((await s.json(['comment', 'show', id])).remarks.map((r) => r.kind), ['hold']);
	const acts = (await s.json(['audit', 'list', '--who', 'console:'])).lines ?? [];
	for (const what of ['person.warn', 'person.hold', 'person.note', 'person.warn.undo', 'person.note.undo'])
		assert(JSON.stringify(acts).includes(what), what);
	for (const [code, ...args] of [[64, 'warn', id], [64, 'watch', id, '51'], [64, 'watch', id, '0'], [64, 'note', id, '  '],
		[65, 'note', id, 'x'.repeat(1001)], [66, 'watch', '999999', '1'],
		[66, 'unsay', String(warned.id)], [64, 'warn', id, '--reason', 'rude']])
		assert.equal((await s.cli(['comment', ...args])).code, code, args.join(' ').slice(0, 80));
});

await finish();
