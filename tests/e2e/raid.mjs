// A raid on the desk, from the flood to the undo: one card with its numbers, a preview in which one comment is left out,
// one press that rejects the rest and bans for a time, one that takes all of it back. Without JavaScript; axe reads both
// pages in both schemes and widths.
import assert from 'node:assert/strict';
import { newPage } from './lib/browser.mjs';
import { looked } from './lib/desk.mjs';
import { run, stack, until } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const s = await stack('raid', { site: 'hold: { first = 100; }; rate: { posts = 1000; article = 1000; }; proof: { ask = false; }; ' +
	'storm: { posts = 6; }; trusted_proxies = [ "127.0.0.1/32" ];' });

const post = (i, fields = {}, from = `198.51.${i % 5}.7`) => s.get('/comments/reply', { method: 'POST',
	headers: { Origin: s.url, 'X-Forwarded-For': from }, body: new URLSearchParams({ page: '/story/harbour-works/',
		author: `Rider ${i % 4}`, email: `rider${i % 4}@reader.example`,
		comment: `Everybody at our street buys golden pillows from the new shop, number ${i} of <b>all</b>.`, ...fields }) });
const raiders = 12;
const told = []; // the private page of each writer
await test('a flood and an honest comment come', async () => {
	for (let i = 0; i < raiders; i++) {
		const answer = await post(i);
		assert.equal(answer.status, 303);
		told.push(answer.headers.get('location'));
	}
	assert.equal((await post(0, { author: 'Nora', email: 'nora@reader.example', comment: 'The bridge should stay open.' }, '203.0.113.9')).status, 303);
});

const desk = await newPage({ viewport: { width: 1280, height: 900 } });
const count = async () => Object.fromEntries(await Promise.all(['pending', 'rejected'].map(async (state) =>
	[state, (await s.comments(state)).length])));

await test('the raids have one card: comments, names, networks, when they came; the storm says who switched it', async () => {
	await desk.goto(`${s.url}/comments/moderate/raids`);
	await desk.fill('input[name=name]', 'editor');
	await desk.fill('input[name=password]', s.password);
	await Promise.all([desk.waitForNavigation(), desk.click('main form button[type=submit]')]);
	await desk.click('nav a:has-text("Raids")');
	assert.equal(await desk.locator('.raid').count(), 1);
	const card = await desk.innerText('.raid');
	for (const said of ['12 comments', '4 names', '5 networks', '4 mail addresses', '1 article', 'Texts that read alike'])
		assert(card.includes(said), `${said}: ${card}`);
	assert(await desk.locator('svg.bars rect').count() > 0);
	assert(card.includes('of <b>all</b>.'), 'the text as it was typed');
	assert.match(await desk.innerText('.storm'), /Switched by the filters: \d+ comments in 10 minutes, 0 of them bad\./);
});

await test('axe finds nothing on the raids and on one of them, light or dark, wide or narrow', async () => {
	const one = await desk.getAttribute('.raid a', 'href');
	const page = await newPage({ script: true, bypassCSP: true });
	await page.context().addCookies(await desk.context().cookies());
	for (const [view, where] of [['raids', '/comments/moderate/raids'], ['raid', one]]) {
		await page.goto(s.url + where);
		await looked(s, page, view);
		for (const key of ['f', 'd', 's', 'j']) await page.keyboard.press(key); // keys are about cards of a queue
	}
	await page.context().close();
	assert.deepEqual(await count(), { pending: 13, rejected: 0 });
});

const typed = async () => ({ note: await desk.inputValue('#raid-note'), days: await desk.inputValue('#raid-days'),
	people: await desk.isChecked('input[name=people]'), networks: await desk.isChecked('input[name=networks]'), reason: await desk.inputValue('#refusal-raid'),
	left: await desk.locator('.members input[name=except]:checked').count() });

await test('an answer that is not taken, or breaks off, keeps what was typed, and what was done can be taken back', async () => {
	await desk.click('.raid a');
	const answer = async (note) => {
		await desk.$eval('#raid-note', (e, text) => { e.removeAttribute('maxlength'); e.value = text; }, note);
		const [response] = await Promise.all([desk.waitForNavigation(), desk.click('button[value=spam]')]);
		return response.status();
	};
	await desk.locator('.members input[name=except]').nth(2).check();
	await desk.locator('input[name=people]').uncheck();
	await desk.locator('input[name=networks]').check();
	await desk.selectOption('#raid-days', '30');
	await desk.selectOption('#refusal-raid', 'insult');
	const note = 'Not here: <b>golden</b> pillows.';
	assert.equal(await answer(note.repeat(40)), 422);
	assert.match(await desk.innerText('.notice'), /too long/);
	const kept = { days: '30', people: false, networks: true, left: 1, reason: 'insult' };
	assert.deepEqual(await typed(), { ...kept, note: note.repeat(40) });
	// No decision can be written any more; the bans, which come first, can.
	const sql = async (text) => assert.equal((await run(['sqlite3', '-cmd', '.timeout 5000', s.db, text])).code, 0);
	await sql("CREATE TRIGGER broken BEFORE INSERT ON decision BEGIN SELECT RAISE(FAIL, 'broken'); END");
	assert.equal(await answer(note), 503);
	await sql('DROP TRIGGER broken');
	assert.match(await desk.innerText('.notice'), /broken off on the way\..* 5 bans were set\./);
	assert.deepEqual(await typed(), { ...kept, note });
	assert.deepEqual(await count(), { pending: 13, rejected: 0 });
	await Promise.all([desk.waitForNavigation(), desk.click('.told .back button')]);
	assert.match(await desk.innerText('.notice'), /Undone/);
	await desk.goto(`${s.url}/comments/moderate/raids`);
});

await test('a reply to campaigns is saved', async () => {
	await desk.goto(`${s.url}/comments/moderate/replies`);
	await desk.locator('details:has(#saved-title) > summary').click();
	await desk.selectOption('#saved-reason', 'off-topic');
	await desk.fill('#saved-lang', 'en');
	await desk.fill('#saved-title', 'Campaign');
	await desk.fill('#saved-text', 'We show no <i>campaigns</i>.');
	await Promise.all([desk.waitForNavigation(), desk.click('form:has(#saved-title) button[value=add]')]);
	await desk.goto(`${s.url}/comments/moderate/raids`);
});

await test('one press rejects all but the one left out, with a reason and a reply, and bans for a time', async () => {
	await desk.click('.raid a');
	assert.equal(await desk.locator('.members input[name=except]').count(), raiders);
	await desk.locator('.members input[name=except]').nth(2).check(); // the third newest: number 9
	await desk.locator('input[name=networks]').check();
	await desk.selectOption('#refusal-raid', { label: 'Campaign' });
	await desk.fill('#raid-note', 'Read our rules.');
	assert.equal((await post(13)).status, 303, 'one comes that nobody has seen'); // network 3, Rider 1
	await Promise.all([desk.waitForNavigation(), desk.click('button[value=reject]')]);
	assert.match(await desk.innerText('.notice'), /11 comments were decided at once\. 9 bans were set\./);
	assert.deepEqual(await count(), { pending: 3, rejected: 11 });
	const page = await (await s.get(told[0])).text();
	for (const said of ['Off topic', 'We show no &lt;i&gt;campaigns&lt;/i&gt;.', 'Read our rules.']) assert(page.includes(said), said);
	assert(!(await (await s.get(told[9])).text()).includes('We show no'), 'the one left out is told nothing');
	let status = 0;
	await until('the ban holds', async () => (status = (await post(14)).status) !== 303);
	assert.equal(status, 403);
	assert.equal((await post(0, { author: 'Nora', email: 'nora@reader.example', comment: 'And the tram, too, please.' }, '203.0.113.9')).status, 303);
});

await test('one undo takes the decisions and the bans back', async () => {
	await Promise.all([desk.waitForNavigation(), desk.click('.told .back button')]);
	assert.match(await desk.innerText('.notice'), /Undone: all of it is again what it was\./);
	assert.deepEqual(await count(), { pending: 15, rejected: 0 });
	await until('the ban is lifted', async () => (await post(15)).status === 303);
	await s.ok(['audit', 'verify']);
});

await finish();
