// What moderators write for readers, on the desk in Chromium with a script and without: another text for a comment,
// with its reason, and back again; a reply that is saved once and told to whoever is rejected.
import assert from 'node:assert/strict';
import { newPage } from './lib/browser.mjs';
import { looked, sent, signIn } from './lib/desk.mjs';
import { stack, until } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const s = await stack('texts', { site: 'hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = "none"; };' });
const ARTICLE = '/story/harbour-works/';
const queue = (page, state) => page.goto(`${s.url}/comments/moderate/?state=${state}`);

/** Posts as somebody: its number, and its writer's private page. */
async function write(email, comment) {
	const r = await s.post({ page: ARTICLE, author: 'Quentin', email, comment });
	assert.equal(r.status, 303, await r.text());
	return { id: (await s.comments('approved')).at(-1).id, status: new URL(r.headers.get('location'), s.url).pathname };
}

const read = async (path) => (await s.get(path)).text();
const article = () => read(`/comments/page?page=${encodeURIComponent(ARTICLE)}`);

/** @param {boolean} script */
async function rewords(script) {
	const page = await newPage({ script });
	await signIn(s, page, 'editor', s.password);
	const { id, status } = await write(`r${script}@reader.example`,
		script ? 'The pumps came from a firm at 4 Quay Street, ask old Mr Winter there.'
			: 'Our mayor lives at 9 Mill Lane and never opens the door to anybody.');
	const place = script ? '4 Quay Street' : '9 Mill Lane';
	await queue(page, 'approved');
	const card = page.locator(`#card-${id}`);
	if (script) {
		await page.waitForSelector('.card[aria-current]');
		while (!(await page.locator(`#card-${id}[aria-current]`).count())) await page.keyboard.press('j');
		await page.keyboard.press('e');
		await until('the field has the focus', () => page.evaluate(`document.activeElement?.id === 'text-${id}'`));
	} else {
		await card.locator('details.edit > summary').click();
	}
	const text = await page.inputValue(`#text-${id}`);
	assert(text.includes(place));
	if (script) await looked(s, page, 'texts-drawer');
	await page.fill(`#text-${id}`, text.replace(place, '[address]'));
	await page.selectOption(`#grounds-${id}`, 'personal');
	await page.fill(`#why-${id}`, 'No addresses here, please.');
	await card.locator('details.edit button[type=submit]').click();
	await until('readers have the new text', async () => (await article()).includes('[address]'));
	assert(!(await article()).includes(place));
	assert.match(await article(), /edited by a moderator/i);
	assert.match(await read(status), /No addresses here, please\./);
	await queue(page, 'approved');
	const texts = card.locator('details:has(del)');
	if (!(await texts.evaluate((e) => e.open))) await texts.locator('summary').click();
	assert.match(await texts.locator('del').first().innerText(), new RegExp(place.split(' ')[1]));
	assert.match(await texts.locator('ins').first().innerText(), /address/);
	if (script) await looked(s, page, 'texts-former');
	await sent(page, page.locator('form.undo button, .back button').first());
	await until('the former text is back', async () => (await article()).includes(place));
	await page.context().close();
}

/** @param {boolean} script */
async function replies(script) {
	const page = await newPage({ script });
	await signIn(s, page, 'editor', s.password);
	await page.goto(`${s.url}/comments/moderate/replies`);
	const title = script ? 'Advertising' : 'Tone';
	await page.locator('details:has(#saved-title) > summary').click();
	await page.selectOption('#saved-reason', script ? 'spam' : 'insult');
	await page.fill('#saved-lang', 'en');
	await page.fill('#saved-title', title);
	await page.fill('#saved-text', `We show no such thing: ${title}.`);
	await sent(page, page.locator('form:has(#saved-title) button[value=add]'));
	if (script) await looked(s, page, 'texts-replies');
	const { id, status } = await write(`s${script}@reader.example`,
		script ? 'The bakery on the square has the best rolls of the whole town, I think.'
			: 'Whoever planned these works has never seen a boat from near by.');
	await queue(page, 'approved');
	const card = page.locator(`#card-${id}`);
	await page.selectOption(`#refusal-${id}`, { label: title });
	await card.locator('button[name=decision][value=reject]').click();
	await until('its writer is told', async () => (await read(status)).includes(`We show no such thing: ${title}.`));
	await page.context().close();
}

for (const script of [false, true]) {
	const how = script ? 'with a script, by its key' : 'without a script';
	await test(`a text is changed, readers and its writer are told, and it comes back, ${how}`, () => rewords(script));
	await test(`a saved reply is told to whoever is rejected, ${how}`, () => replies(script));
}

await finish();
