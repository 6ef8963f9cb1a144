// Strong language on a card: neither to be seen nor read out until it is asked for, with a script and without, and
// nothing moves when it is.
import assert from 'node:assert/strict';
import { newPage } from './lib/browser.mjs';
import { AXE, signIn } from './lib/desk.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const s = await stack('veil', { site: 'hold: { first = 100; };' });
assert.equal((await s.post({ page: '/story/harbour-works/', author: 'Ana', email: 'ana@reader.example',
	comment: 'Who the fuck pays for the harbour works, and when?' })).status, 303);

for (const script of [true, false])
	await test(`a card covers it until its box is ticked, ${script ? 'by a key' : 'without a script'}`, async () => {
		const page = await newPage({ script, viewport: { width: 1280, height: 900 } });
		await signIn(s, page, 'editor', s.password);
		const word = page.locator('.card .text mark.strong').first();
		const seen = async () => (await word.evaluate((e) => getComputedStyle(e).visibility)) === 'visible';
		const spoken = async () => /fuck/.test(await page.locator('.card .text').ariaSnapshot());
		const place = async () => JSON.stringify(await page.locator('.card .text').boundingBox());
		assert.equal(await word.textContent(), 'fuck');
		const before = await place();
		assert.deepEqual([await seen(), await spoken()], [false, false]);
		if (script) {
			await page.evaluate(AXE);
			assert.deepEqual((await page.evaluate('axe.run()')).violations.map((v) => v.id), []);
			await page.waitForSelector('.card[aria-current]');
			await page.keyboard.press('v');
		} else {
			await page.locator('.veil input').focus();
			await page.keyboard.press('Space');
		}
		assert.deepEqual([await seen(), await spoken()], [true, true]);
		assert.equal(await place(), before);
		await page.context().close();
	});

await finish();
