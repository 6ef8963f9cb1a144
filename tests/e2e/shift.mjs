// What desk, raid and notice show without a script, with moderate.js at work: several decided at once and taken back, a
// raid answered and taken back, an appeal answered by another moderator than who rejected.
import assert from 'node:assert/strict';
import { newPage } from './lib/browser.mjs';
import { signIn } from './lib/desk.mjs';
import { stack, until } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const s = await stack('shift', { site: 'hold: { first = 100; }; rate: { posts = 1000; article = 1000; }; proof: { ask = false; }; ' +
	'storm: { mode = "none"; }; trusted_proxies = [ "127.0.0.1/32" ];' });

async function post(fields, from) {
	const r = await s.get('/comments/reply', { method: 'POST', headers: { Origin: s.url, 'X-Forwarded-For': from },
		body: new URLSearchParams({ page: '/story/harbour-works/', ...fields }) });
	assert.equal(r.status, 303, await r.text());
	return new URL(r.headers.get('location'), s.url).href;
}

const rider = (i) => post({ author: `Rider ${i % 4}`, email: `rider${i % 4}@reader.example`,
	comment: `Everybody at our street buys golden pillows from the new shop, number ${i} of all.` }, `198.51.${i % 5}.7`);
const vera = (comment) => post({ author: 'Vera', email: 'vera@reader.example', comment }, '203.0.113.9');

const ids = async (state) => (await s.comments(state)).map((c) => c.id);
const has = (state, n) => until(`${n} are ${state}`, async () => (await ids(state)).length === n);

/** With a script, signed in. */
async function moderator(name) {
	const page = await newPage({ script: true, viewport: { width: 1280, height: 900 } });
	await signIn(s, page, name, s.password);
	return page;
}

const queue = async (page, state) => {
	await page.goto(`${s.url}/comments/moderate/?state=${state}`);
	await page.waitForSelector('.card[aria-current]');
};

const desk = await moderator('editor');

await test('what is selected is rejected at once, and all of it comes back', async () => {
	for (const text of ['The tram should go to the harbour.', 'Who paid for the new lamps?', 'Swans nest below the bridge.'])
		await vera(text);
	await queue(desk, 'pending');
	for (const id of await ids('pending')) await desk.check(`#card-${id} input[name=card]`);
	await desk.click('.bulk summary');
	await desk.fill('#bulk-note', 'Please write to the council.');
	await desk.click('#bulk button.reject');
	await has('rejected', 3);
	await desk.waitForSelector('.told .back button');
	await desk.click('.told .back button');
	await has('pending', 3);
	assert.deepEqual(await ids('rejected'), []);
});

await test('a raid is rejected but for one, its people are banned, and all of it comes back', async () => {
	for (let i = 0; i < 12; i++) await rider(i);
	await desk.goto(`${s.url}/comments/moderate/raids`);
	await desk.click('.raid a');
	await desk.waitForSelector('.members');
	await desk.locator('.members input[name=except]').nth(2).check();
	await desk.click('button[value=reject]');
	await has('rejected', 11);
	assert.notDeepEqual((await s.json(['ban', 'list'])).bans, []);
	await desk.waitForSelector('.told .back button');
	await desk.click('.told .back button');
	await has('pending', 15);
	assert.deepEqual(await ids('rejected'), []);
	await s.ok(['audit', 'verify']);
});

await test('an appeal is answered by another moderator than who rejected', async () => {
	const status = await vera('An empty ship is an empty promise, says the mayor.');
	const id = (await ids('pending')).at(-1);
	await s.ok(['moderator', 'add', 'second', '--role', 'moderator', '--password-stdin'], { input: `${s.password}\n` });
	await desk.goto(`${s.url}/comments/moderate/?state=search&q=promise`);
	await until('it is found', async () => {
		await desk.reload();
		return (await desk.locator(`#card-${id}`).count()) === 1;
	});
	await desk.waitForSelector('.card[aria-current]');
	await desk.keyboard.press('d');
	await has('rejected', 1);
	const reader = await newPage({ script: true });
	await reader.goto(status);
	await reader.fill('#appeal', 'It was a quotation.');
	await reader.click('button[value=appeal]');
	await reader.waitForFunction(() => !document.querySelector('#appeal'));
	await queue(desk, 'appeals');
	assert.match(await desk.innerText('.card .warn'), /only another moderator can confirm it/);
	assert.equal(await desk.locator('.card button[value=keep]').count(), 0);
	const second = await moderator('second');
	await queue(second, 'appeals');
	await second.fill('.card textarea[name=answer]', 'Quoted without any distance.');
	await second.click('.card button[value=keep]');
	await until('its writer reads the answer', async () => {
		await reader.reload();
		return /Quoted without any distance\./.test(await reader.innerText('main'));
	});
	assert.deepEqual(await ids('rejected'), [id]);
});

await finish();
