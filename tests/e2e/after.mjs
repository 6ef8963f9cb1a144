// After writing, in Chromium: the writer's private page without a script, on a phone and on a desk, and what a script
// adds to the form and to it. Pictures of each state are in build/e2e/after/logs, to be looked at.
import assert from 'node:assert/strict';
import { newPage } from './lib/browser.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const STORY = '/story/harbour-works/';
const LINKS = 'See https://a.example/1 https://b.example/2 https://c.example/3';
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };

const s = await stack('after', {
	site: 'rate: { posts = 100000; }; hold: { first = 0; }; storm: { mode = "none"; }; ' +
		'rules: { url = "/rules"; version = "2026-11"; };',
});

const shots = async (page, name) => {
	for (const size of [PHONE, DESK]) {
		await page.setViewportSize(size);
		await page.screenshot({ path: s.file(`logs/${name}-${size.width}.png`), fullPage: true });
		const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		assert(wide <= 0, `${name} at ${size.width}: ${wide} px wider than the window`);
	}
};

async function write(page, comment) {
	await page.goto(`${s.url}/comments/page?page=${STORY}`);
	await page.fill('#comment', comment);
	await page.fill('#author', 'Vera Lind');
	await page.fill('#email', 'vera@reader.example');
}

const vera = await newPage({ viewport: PHONE });

await test('without a script a post leads to its own page, where it is edited', async () => {
	await write(vera, 'The harbor works are *late*.');
	await vera.click('#submit');
	assert.match(vera.url(), /\/comments\/status\//);
	assert.match(await vera.innerText('.rj-state'), /Your comment is published/);
	await vera.click('summary');
	await shots(vera, 'published');
	assert.equal(await vera.inputValue('#comment'), 'The harbor works are *late*.');
	await vera.fill('#comment', 'The harbour works are *late*.');
	await vera.click('button[value=edit]');
	assert.match(await vera.innerText('.rj-timeline'), /Edited/);
	assert.equal(await vera.innerText('.comment-content'), 'The harbour works are late.');
	const status = vera.url();
	await vera.click('text=See it in the article');
	assert.match(vera.url(), new RegExp(`${STORY}#comment-\\d+$`));
	await vera.goto(status);
});

await test('the back button brings the form back as it was, and sent again it is the same comment', async () => {
	const page = await newPage({ viewport: PHONE });
	await write(page, 'There and back again.');
	await page.click('#submit');
	assert.match(page.url(), /\/comments\/status\//);
	const status = page.url();
	await Promise.all([page.waitForURL(/\/comments\/page/), page.evaluate(() => history.back())]);
	assert.equal(await page.inputValue('#comment'), 'There and back again.');
	await page.click('#submit');
	assert.equal(page.url(), status);
	assert.equal((await s.comments()).filter((c) => c.text === 'There and back again.').length, 1);
	await page.context().close();
});

await test('an edit that has to wait leaves the article, and is withdrawn on a second yes', async () => {
	await vera.click('summary');
	await vera.fill('#comment', LINKS);
	await vera.click('button[value=edit]');
	assert.match(await vera.innerText('.rj-state'), /awaiting moderation/);
	assert.match(await vera.innerText('.rj-why'), /many links/);
	assert.equal(await vera.locator('.comment-content a').count(), 0);
	await shots(vera, 'held');
	await vera.click('text=Withdraw this comment');
	assert.equal(await vera.innerText('h1'), 'Withdraw your comment?');
	await shots(vera, 'withdraw');
	await vera.click('text=Keep it');
	await vera.click('text=Withdraw this comment');
	await vera.click('button[value=withdraw]');
	assert.match(await vera.innerText('.rj-state'), /You have withdrawn/);
	assert.equal(await vera.locator('form').count(), 0);
	await shots(vera, 'withdrawn');
});

await test('a rejection tells the reason and takes one appeal', async () => {
	await write(vera, LINKS);
	await vera.click('#submit');
	const [one] = await s.comments('pending');
	await s.ok(['comment', 'reject', String(one.id), '--note', 'Please say what is behind these links.']);
	await vera.reload();
	assert.match(await vera.innerText('.rj-note'), /what is behind these links/);
	await shots(vera, 'rejected');
	await vera.fill('#appeal', 'They are the minutes of the council.');
	await vera.click('button[value=appeal]');
	assert.match(await vera.innerText('.rj-timeline'), /You have asked for a second look/);
	assert.equal(await vera.locator('#appeal').count(), 0);
	await shots(vera, 'appealed');
});

await test('right to left it is as whole', async () => {
	const noor = await newPage({ viewport: PHONE, locale: 'ar' });
	await noor.goto(vera.url());
	assert.equal(await noor.getAttribute('html', 'dir'), 'rtl');
	await shots(noor, 'appealed-ar');
});

await test('without a script a preview shows what will be, and the form is as it was', async () => {
	await write(vera, 'It costs **two** millions, https://a.example/ says.');
	await vera.click('.rj-preview-button');
	assert.equal(await vera.innerText('.rj-preview strong'), 'two');
	assert.equal(await vera.inputValue('#comment'), 'It costs **two** millions, https://a.example/ says.');
	assert.equal(await vera.inputValue('#email'), 'vera@reader.example');
	assert.match(await vera.innerText('.rj-policies'), /By posting you accept the house rules, version 2026-11/);
	await shots(vera, 'preview');
	await vera.click('#submit');
	assert.match(vera.url(), /\/comments\/status\//);
});

await test('with a script characters are counted down, a preview needs no reload, and minutes are seconds', async () => {
	const noor = await newPage({ script: true, viewport: DESK });
	await noor.goto(s.url + STORY);
	await noor.waitForSelector('.comments-area[data-rejoinder-script] .comment-form-cookies-consent:not([hidden])');
	assert.equal(await noor.innerText('.rj-left'), '8,000 left');
	await noor.fill('#comment', 'Who *pays*?\n\nSay it.');
	assert.equal(await noor.innerText('.rj-left'), '7,980 left');
	await noor.evaluate(() => { window.stayed = true; });
	await noor.click('.rj-preview-button');
	await noor.waitForSelector('.rj-preview em');
	assert(await noor.evaluate(() => window.stayed && document.activeElement.matches('.rj-preview')));
	await shots(noor, 'script');
	await noor.fill('#comment', 'x'.repeat(8003));
	assert.equal(await noor.innerText('.rj-left'), '3 too many');
	await noor.fill('#comment', 'Who *pays*?');
	await noor.fill('#author', 'Noor');
	await noor.fill('#email', 'noor@reader.example');
	await noor.click('#submit');
	const link = noor.locator('.rj-yours a');
	await link.waitFor();
	assert.equal(await noor.locator('.rj-preview').count(), 0);
	assert.equal(await noor.innerText('.rj-left'), '8,000 left');
	const drawn = await noor.evaluate(() => [...document.querySelectorAll('.comment-author .avatar')]
		.map((img) => [img.getAttribute('src'), img.naturalWidth > 0]));
	assert(drawn.length >= 2 && drawn.every(([, seen]) => seen), JSON.stringify(drawn));
	assert.equal(new Set(drawn.map(([src]) => src)).size, drawn.length, 'each writer has a drawing of their own');
	await noor.locator('.comments-area').screenshot({ path: s.file('logs/drawn-1280.png') });
	await noor.goto(new URL(await link.getAttribute('href'), s.url).href);
	await noor.click('summary');
	assert.match(await noor.innerText('.rj-countdown'), /^1[45]:\d\d$/);
});

await finish();
