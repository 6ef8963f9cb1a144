// The desk with a script (www/moderate.js): a decision is one key, the next card is there before the answer, nothing
// moves that was not touched, focus and counts are right, and what the server refuses comes back. Figures are printed
// and not judged: `# next card` is from the key to the frame that shows the next one.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { newPage } from './lib/browser.mjs';
import { run, stack, until } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const HARBOUR = '/story/harbour-works/';
const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
const s = await stack('keys', { site: 'hold: { first = 100; }; rate: { posts = 100000; person = 100000; article = 100000; }; ' +
	'storm: { mode = "none"; };' });

const problems = [];
let made = 0;
async function write(fields = {}) {
	const n = ++made;
	assert.equal((await s.post({ page: HARBOUR, author: `Writer ${n}`, email: `w${n}@reader.example`,
		comment: `This is remark number ${n} on the harbour, and it has a few words more than one line takes.`, ...fields })).status, 303);
	return n;
}

async function open(options = {}) {
	const page = await newPage({ script: true, viewport: { width: 1280, height: 900 }, ...options });
	page.on('pageerror', (e) => problems.push(String(e)));
	page.on('console', (m) => {
		if (m.type() === 'error' && !/Failed to load resource/.test(m.text())) problems.push(m.text());
	});
	await page.addInitScript(() => {
		window.shift = 0;
		window.moved = [];
		new PerformanceObserver((seen) => {
			for (const e of seen.getEntries())
				if (!e.hadRecentInput) {
					window.shift += e.value;
					for (const { node } of e.sources) window.moved.push(node?.outerHTML?.slice(0, 80) ?? 'gone');
				}
		}).observe({ type: 'layout-shift', buffered: true });
		window.slow = [];
		new PerformanceObserver((seen) => {
			for (const e of seen.getEntries()) if (e.name === 'keydown') window.slow.push(e.duration);
		}).observe({ type: 'event', durationThreshold: 16, buffered: true });
	});
	return page;
}

async function signIn(page) {
	await page.goto(`${s.url}/comments/moderate/`);
	await page.fill('input[name=name]', 'editor');
	await page.fill('input[name=password]', s.password);
	await Promise.all([page.waitForNavigation(), page.click('main form button[type=submit]')]);
	await page.waitForSelector('.card[aria-current]');
}

const state = async (id) => (await s.json(['comment', 'show', String(id)])).state;
const current = (page) => page.evaluate(() => document.querySelector('.card[aria-current]')?.id ?? '');
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.className || document.activeElement.tagName);
const count = async (page, name) => (await page.locator('.queues a', { hasText: name }).locator('.count').innerText()).trim();
const settled = (page) => page.waitForFunction(() =>
	![...document.querySelectorAll('.line span')].some((e) => e.textContent.endsWith('…')));
/** Nothing moved by itself until here. */
const still = async (page) => assert.equal(await page.evaluate(() => window.shift), 0, JSON.stringify(await page.evaluate(() => window.moved)));

const desk = await open();
await test('keys walk over the cards, and the first is marked before anything is pressed', async () => {
	for (let i = 0; i < 75; i++) await write();
	await signIn(desk);
	assert.equal(await current(desk), 'card-1');
	await desk.keyboard.press('j');
	assert.equal(await focused(desk), 'card-1', 'the first step goes to what is marked');
	await desk.keyboard.press('j');
	await desk.keyboard.press('j');
	assert.equal(await focused(desk), 'card-3');
	await desk.keyboard.press('k');
	assert.equal(await focused(desk), 'card-2');
	await desk.keyboard.press('k');
	await desk.keyboard.press('k');
	assert.equal(await focused(desk), 'card-1');
});

await test('a key decides, the next card has the focus at once, and the line has the way back', async () => {
	await desk.evaluate(() => addEventListener('keydown', () => {
		window.next = document.activeElement.id;
	}, { once: true }));
	await desk.keyboard.press('f');
	assert.equal(await desk.evaluate(() => window.next), 'card-2', 'before any answer');
	await settled(desk);
	assert.equal(await state(1), 'approved');
	assert.match(await desk.innerText('.line >> nth=0'), /Approved\.\s*Undo/);
	assert.match(await desk.innerText('#said'), /Approved\./);
	assert.equal(await count(desk, 'Waiting'), '74');
	assert.equal(await count(desk, 'Approved'), '1');
	assert.equal(await focused(desk), 'card-2');
	await still(desk);
});

await test('fifty decisions by keyboard alone: each comment once, counts right, more cards come, nothing moves', async () => {
	const keys = ['f', 'd', 's'];
	const states = ['approved', 'rejected', 'spam'];
	const want = new Map();
	for (let i = 0; i < 50; i++) {
		await desk.waitForSelector('.card[aria-current]');
		const id = Number((await current(desk)).slice(5));
		assert(!want.has(id), `card ${id} came twice`);
		want.set(id, states[i % 3]);
		await desk.keyboard.press(keys[i % 3]);
	}
	await settled(desk);
	assert.equal(want.size, 50);
	const all = new Map((await s.comments()).map((c) => [c.id, c.state]));
	for (const [id, is] of want) assert.equal(all.get(id), is, `comment ${id}`);
	assert.equal(await count(desk, 'Waiting'), '24');
	assert.equal(await count(desk, 'Rejected'), '17');
	await still(desk);
	const slow = await desk.evaluate(() => window.slow);
	slow.sort((a, b) => a - b);
	console.log(`# next card: of ${slow.length} keys over 16 ms, median ${slow[slow.length >> 1]} ms, longest ${slow.at(-1)} ms`);
});

await test('u takes back the last decisions, one after the other, each card in its place', async () => {
	const before = await current(desk);
	const last = await desk.evaluate(() => [...document.querySelectorAll('.line')].length);
	await desk.keyboard.press('u');
	await desk.waitForFunction((n) => document.querySelectorAll('.line').length === n - 1, last);
	const back = await current(desk);
	assert.equal(await focused(desk), back);
	assert.equal(await state(back.slice(5)), 'pending');
	assert.match(await desk.innerText('#said'), /Undone/);
	await desk.keyboard.press('u');
	await desk.waitForFunction((n) => document.querySelectorAll('.line').length === n - 2, last);
	assert.equal(await count(desk, 'Waiting'), '26');
	await desk.keyboard.press('j');
	await desk.keyboard.press('j');
	assert.equal(await focused(desk), before);
});

await test('what another has decided meanwhile is said in its line, with the present state', async () => {
	const id = (await current(desk)).slice(5);
	await s.ok(['comment', 'spam', id]);
	await desk.keyboard.press('f');
	await settled(desk);
	const bad = desk.locator('.line.bad');
	assert.match(await bad.innerText(), new RegExp(`Comment ${id} was decided meanwhile. It is now: spam`));
	assert.equal(await bad.locator('button').count(), 0);
	assert.match(await desk.innerText('#said'), /decided meanwhile/);
	assert.equal(await state(id), 'spam');
	assert.notEqual(await current(desk), `card-${id}`);
});

await test('a network that fails decides nothing: the card is back and says so', async () => {
	const id = await current(desk);
	await desk.route('**/moderate/comment/*', (r) => r.abort());
	await desk.keyboard.press('s');
	await desk.waitForSelector(`#${id}`);
	assert.match(await desk.innerText('.line.bad >> nth=-1'), /The network failed: nothing was decided/);
	assert.match(await desk.innerText('#said'), /The network failed/);
	assert.equal(await state(id.slice(5)), 'pending');
	await desk.unroute('**/moderate/comment/*');
	await desk.locator(`#${id}`).focus();
	await desk.keyboard.press('s');
	await settled(desk);
	assert.equal(await state(id.slice(5)), 'spam');
});

await test('keys are letters in a field, Escape leaves it, and a note goes with its decision', async () => {
	const id = (await current(desk)).slice(5);
	await desk.focus(`#note-${id}`);
	await desk.keyboard.type('off the subject, /?jk');
	await desk.keyboard.press('Escape');
	assert.equal(await focused(desk), `card-${id}`);
	await desk.keyboard.press('d');
	await settled(desk);
	const { state: is, note } = await s.json(['comment', 'show', id]);
	assert.deepEqual([is, note], ['rejected', 'off the subject, /?jk']);
});

await test('e answers as staff and b bans without leaving the page; p pins what is shown', async () => {
	const id = (await current(desk)).slice(5);
	await desk.keyboard.press('r');
	assert.equal(await focused(desk), `reply-${id}`);
	await desk.keyboard.type('The works end in May.');
	await desk.click(`#card-${id} details.answer button`);
	await until('the reply is there', async () => (await state(id)) === 'approved');
	await desk.waitForSelector(`#card-${id}`, { state: 'detached' });
	const next = (await current(desk)).slice(5);
	await desk.keyboard.press('b');
	assert.equal(await focused(desk), `days-${next}`);
	await desk.keyboard.press('Tab');
	await desk.keyboard.type('Third warning');
	await desk.keyboard.press('Enter');
	await desk.waitForSelector(`#card-${next} .oust`);
	assert.match(await desk.innerText(`#card-${next} .oust`), /What a ban on reader-\w{4}-\w{4} would take\s*\d+ published/);
	assert.equal(await desk.evaluate(() => document.activeElement?.textContent), 'Ban, and leave all of it');
	await desk.keyboard.press('Enter');
	await desk.waitForSelector(`#card-${next} .banned`);
	const line = desk.locator(`.line[data-about=card-${next}]`);
	assert.match(await line.innerText(), /is banned for 7 days\.\s*Lift the ban/);
	await line.locator('button').click();
	await desk.waitForSelector(`#card-${next} .banned`, { state: 'detached' });
	await desk.goto(`${s.url}/comments/moderate/?state=approved`);
	const shown = await desk.locator('.card:has(button.pin)').first().evaluate((e) => e.id); // an answer cannot be pinned
	await desk.focus(`#${shown} button.pin`);
	await desk.keyboard.press('p');
	await desk.waitForSelector(`#${shown} .rj-mark`);
	assert.equal(await focused(desk), shown);
	assert.match(await desk.innerText(`.line[data-about=${shown}]`), /Pinned/);
});

await test('? shows the keys, they can be turned off, and / goes to the search', async () => {
	await desk.goto(`${s.url}/comments/moderate/`);
	const id = await current(desk);
	await desk.keyboard.press('?');
	assert(await desk.locator('#keys').isVisible());
	await desk.keyboard.press('f');
	assert.equal(await current(desk), id, 'no decision behind the sheet');
	await desk.check('#keys-off');
	await desk.keyboard.press('Escape');
	assert(!(await desk.locator('#keys').isVisible()));
	await desk.keyboard.press('f');
	assert.equal(await state(id.slice(5)), 'pending');
	await desk.keyboard.press('?');
	await desk.uncheck('#keys-off');
	await desk.click('#keys button');
	await desk.keyboard.press('/');
	assert.equal(await focused(desk), 'q');
});

await test('the next card says until when it is kept, and whoever leaves the page gives it back', async () => {
	await write();
	await write();
	await desk.goto(`${s.url}/comments/moderate/`);
	await desk.keyboard.press('f');
	await settled(desk);
	const id = await current(desk);
	assert.match(await desk.innerText(`#${id} .reading`), /You are reading this · for at most 5 minutes/);
	const held = async () => (await run(['sqlite3', '-cmd', '.timeout 5000', s.db, 'SELECT claim FROM session WHERE claim IS NOT NULL'])).out.trim();
	assert.equal(await held(), id.slice(5));
	await desk.click('nav a:has-text("Raids")');
	await until('it is given back', async () => (await held()) === '');
});

await test('whatever has a key has something to press by thumb or in a screen reader, too', async () => {
	await write({ comment: 'Shit, this ferry is late once more, and so will be the next.' });
	const phone = await open({ viewport: { width: 360, height: 740 }, hasTouch: true });
	await signIn(phone);
	const has = new Map();
	for (const state of ['pending', 'approved']) {
		await phone.goto(`${s.url}/comments/moderate/?state=${state}&order=back`);
		for (const [key, e] of await phone.evaluate(() => [...document.querySelectorAll('main [aria-keyshortcuts]')].map((e) => {
			const { width, height } = (e.closest('label') ?? e).getBoundingClientRect();
			return [e.getAttribute('aria-keyshortcuts'), { name: (e.closest('label') ?? e).textContent.trim(), width, height }];
		}))) has.set(key, e);
	}
	const sheet = await phone.evaluate(() => [...document.querySelectorAll('#keys kbd')].map((e) => e.textContent));
	// Who goes over the cards, undoes, searches or asks for help does it otherwise.
	for (const [key, selector] of [['j', '.card h2, .card h3'], ['k', '.card h2, .card h3'], ['u', '.told .back button'], ['/', '#q'],
		['Esc', '#keys button'], ['?', '.keys-open']]) {
		assert(await phone.locator(selector).count() > 0, `${key}: ${selector}`);
		has.set(key, { name: key, width: 24, height: 24 });
	}
	assert(sheet.length >= 18);
	assert.deepEqual(sheet.filter((key) => !has.has(key)), []);
	assert.deepEqual([...has].filter(([, e]) => e.name === '' || e.width < 24 || e.height < 24), []);
	assert.deepEqual([...has.keys()].filter((key) => !sheet.includes(key)), [], 'nor is there a key that the sheet does not tell');
	await phone.context().close();
});

await test('the last card leaves the words of an empty queue, and a signed-out moderator is told', async () => {
	const left = (await s.comments('pending')).map((c) => String(c.id));
	const one = left.pop();
	await s.ok(['comment', 'approve', ...left]);
	await desk.goto(`${s.url}/comments/moderate/`);
	assert.equal(await current(desk), `card-${one}`);
	await desk.keyboard.press('f');
	await desk.waitForSelector('.empty');
	assert.equal(await focused(desk), 'line');
	assert.equal(await count(desk, 'Waiting'), '0');
	await desk.keyboard.press('u');
	await desk.waitForSelector(`#card-${one}`);
	assert.equal(await desk.locator('.empty').count(), 0);
	await desk.context().clearCookies();
	await desk.keyboard.press('f');
	await until('it is said', async () => /You are signed out/.test(await desk.innerText('#said')));
	assert.equal(await desk.locator(`#card-${one}`).count(), 1);
	assert.equal(await state(one), 'pending');
});

await test('by thumb at 360 px: two fast taps decide one comment, and axe finds nothing with the sheet open', async () => {
	for (let i = 0; i < 3; i++) await write();
	for (const colorScheme of ['light', 'dark']) {
		const phone = await open({ bypassCSP: true, viewport: { width: 360, height: 740 }, hasTouch: true, colorScheme });
		await signIn(phone);
		const waits = (await s.comments('pending')).length;
		await phone.locator('.card[aria-current] button.approve').dblclick();
		await settled(phone);
		assert.equal((await s.comments('pending')).length, waits - 1);
		await phone.screenshot({ path: s.file(`logs/keys-360-${colorScheme}.png`) });
		await phone.click('.keys-open');
		const wide = await phone.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
		assert(wide <= 0, `scrolls sideways by ${wide}px`);
		await phone.evaluate(AXE);
		const { violations } = await phone.evaluate('axe.run()');
		assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`), []);
		await phone.screenshot({ path: s.file(`logs/sheet-360-${colorScheme}.png`) });
		await phone.context().close();
	}
});

await test('without a script fifty decisions by keyboard alone, by Tab and Enter', async () => {
	while ((await s.comments('pending')).length < 50) await write();
	const plain = await newPage({ viewport: { width: 1280, height: 900 } });
	plain.setDefaultTimeout(60_000);
	await plain.goto(`${s.url}/comments/moderate/`);
	await plain.keyboard.press('Tab');
	for (const text of ['editor', s.password]) {
		for (let i = 0; i < 20 && await plain.evaluate(() => !document.activeElement.matches('main input:placeholder-shown, main input')
			|| document.activeElement.value !== ''); i++) await plain.keyboard.press('Tab');
		await plain.keyboard.type(text);
	}
	await Promise.all([plain.waitForNavigation(), plain.keyboard.press('Enter')]);
	const waiting = (await s.comments('pending')).map((c) => c.id);
	const decided = new Set();
	for (let n = 0; n < 50; n++) {
		const button = ['approve', 'reject', 'spam'][n % 3];
		let id = null;
		for (let i = 0; i < 80 && id === null; i++) {
			await plain.keyboard.press('Tab');
			id = await plain.evaluate((name) => document.activeElement.matches(`.card button.${name}`) ?
				Number(document.activeElement.closest('.card').id.slice(5)) : null, button);
		}
		assert(id !== null && !decided.has(id), `decision ${n}: ${id}`);
		decided.add(id);
		await Promise.all([plain.waitForNavigation(), plain.keyboard.press('Enter')]);
	}
	assert.equal((await s.comments('pending')).length, waiting.length - 50);
	assert.deepEqual([...decided].filter((id) => !waiting.includes(id)), []);
	await plain.context().close();
}, 3);

await test('nothing asked for another site, and no script complained', () => {
	assert.deepEqual(desk.strays, []);
	assert.deepEqual(problems, []);
});

await finish();
