// What suites about the desk share: signing in, a form that is sent, a page that is looked at.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';

export const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

export const sent = (page, button) => Promise.all([page.waitForNavigation(), button.click()]);

/** Says where that leads. */
export async function signIn(s, page, name, password, code = '') {
	await page.goto(`${s.url}/comments/moderate/login`);
	await page.fill('#name', name);
	await page.fill('#password', password);
	await page.fill('#code', code);
	await sent(page, page.locator('main button[type=submit]'));
	return new URL(page.url()).pathname;
}

/** Light and dark, wide and narrow: no finding of axe, nothing wider than the window, a picture of each. */
export async function looked(s, page, view) {
	for (const colorScheme of ['light', 'dark'])
		for (const width of [1280, 320]) {
			await page.emulateMedia({ colorScheme });
			await page.setViewportSize({ width, height: 900 });
			await page.screenshot({ path: s.file(`logs/${view}-${width}-${colorScheme}.png`), fullPage: true });
			const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
			assert(wide <= 0, `${view} scrolls sideways by ${wide}px at ${width}`);
			await page.evaluate(AXE);
			const { violations } = await page.evaluate('axe.run()');
			assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`), []);
		}
	await page.setViewportSize({ width: 1280, height: 900 });
}

/** RFC 6238, of the secret as it is spelled on the page. */
export function code(spelled, ahead = 0) {
	const bits = [...spelled.replace(/\s/g, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
	const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / 30) + ahead));
	const mac = createHmac('sha1', key).update(counter).digest();
	const offset = mac[19] & 15;
	return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
