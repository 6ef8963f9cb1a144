// A reader's whole journey, once for each way of making it: with a script and without, in three languages, on a phone and
// on a desk. And by keyboard alone, where the focus is never lost.
import assert from 'node:assert/strict';
import { newPage } from './lib/browser.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const LINKS = 'https://a.example/1 https://b.example/2 https://c.example/3';

const s = await stack('matrix', {
	site: 'rate: { posts = 100000; }; hold: { first = 0; }; storm: { mode = "none"; }; votes = "both"; ' +
		'thread: { page = 4; }; trusted_proxies = [ "127.0.0.1/32" ];',
});
// Twelve journeys say the same, which is what copies are known by.
for (const rule of ['copy', 'near-copy', 'flood']) await s.ok(['rule', 'disable', rule]);

const problems = [];
const at = (story, lang, more = '') => `${s.url}/comments/page?page=${encodeURIComponent(story)}&lang=${lang}${more}`;
// Each journey is another person's, from another network: so much from one would wait for a moderator.
let people = 0;
async function reader({ script, width, lang }) {
	people++;
	const page = await newPage({ script, locale: lang, viewport: { width, height: 780 },
		extraHTTPHeaders: { 'X-Forwarded-For': `198.${people}.113.7` } });
	page.setDefaultTimeout(60_000);
	page.on('pageerror', (e) => problems.push(String(e)));
	return page;
}
const ready = (page) => page.waitForSelector('.comments-area[data-rejoinder-script] .comment-form-cookies-consent:not([hidden])');
async function others(story, list) {
	for (const [i, comment] of list.entries()) {
		const r = await s.post({ page: story, author: `Writer ${i}`, email: `w${i}@reader.example`, comment });
		assert.equal(r.status, 303, await r.text());
	}
	const waiting = (await s.comments()).filter((c) => c.page === story && ['pending', 'spam'].includes(c.state)).map((c) => String(c.id));
	if (waiting.length > 0) await s.ok(['comment', 'approve', ...waiting]);
}

async function journey({ script, lang, width }) {
	const story = `/archive/${script ? 'script' : 'plain'}-${lang}-${width}`;
	const page = await reader({ script, width, lang });
	const open = async (more = '') => {
		await page.goto(at(story, lang, more));
		if (script) await ready(page);
	};
	const send = async (comment) => {
		await page.fill('#comment', comment);
		await page.fill('#author', 'Vera Lind');
		await page.fill('#email', `vera${people}@reader.example`);
		await page.click('#submit');
	};
	const fits = async (what) => assert(await page.evaluate(() =>
		document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${what} is wider than the window`);

	// An empty thread says so, in its language and direction.
	await open();
	assert.equal(await page.getAttribute('#comments', 'lang'), lang);
	assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('#comments')).direction), lang === 'ar' ? 'rtl' : 'ltr');
	const texts = await page.innerText('#respond');
	assert(lang === 'en' ? /Post Comment|Leave a Reply/.test(texts) : !/Leave a Reply|Your email|Required/.test(texts), texts);
	await fits('an empty thread');

	// A preview, then a refusal that keeps the text, then the comment.
	await page.fill('#comment', 'Who *pays* for it?');
	await page.click('.rj-preview-button');
	assert.equal(await page.locator('.rj-preview em').innerText(), 'pays');
	assert.equal(await page.inputValue('#comment'), 'Who *pays* for it?');
	await send('x'.repeat(8001));
	await page.waitForSelector('#comment-error');
	assert.equal((await page.inputValue('#comment')).length, 8001);
	await fits('a refusal');
	await send('The harbour works have been late twice.');
	if (script) {
		await page.waitForFunction(() => document.activeElement.matches('li.comment .comment-body'));
	} else {
		await page.waitForURL(/\/status\//);
		await page.click('.rj-see a');
		await open('&x=1');
	}
	assert.equal(await page.locator('li.comment').count(), 1);

	// An answer to it stands below it.
	await page.click('.comment-reply-link');
	if (!script) assert.match(page.url(), /replytocom=/);
	assert.notEqual(await page.inputValue('[name=comment_parent]'), '0');
	await send('The contract says the builder does.');
	if (script) await page.waitForSelector('ol.children > li.comment');
	else {
		await page.waitForURL(/\/status\//);
		await open('&x=2');
	}
	assert.equal(await page.locator('ol.children > li.comment').count(), 1);

	// One that waits is seen by its writer alone; edited, withdrawn.
	await send(`See ${LINKS} ${story}`);
	if (script) {
		const own = page.locator('.rj-waits .rj-yours a').first();
		await own.waitFor();
		await fits('a waiting comment');
		await page.goto(new URL(await own.getAttribute('href'), s.url).href);
	} else await page.waitForURL(/\/status\//);
	assert.equal(await page.locator('.rj-state-pending').count(), 1);
	await fits('the private page');
	await page.click('summary');
	await page.fill('#comment', `It is said in the minutes, ${story}.`);
	await page.click('button[value=edit]');
	await page.waitForLoadState();
	await page.click('a[href="?part=withdraw"]');
	await page.click('button[value=withdraw]');
	await page.waitForSelector('.rj-state-withdrawn');

	// What others have said meanwhile: the next page, another order, a vote.
	await others(story, ['A calm remark about the quay.', 'Another one on the tide tables.', 'The mayor has not answered us.']);
	await open('&x=3');
	await page.click('.rj-more a');
	if (script) await page.waitForFunction(() => document.querySelectorAll('li.comment:not(.rj-gap)').length === 5);
	else await page.waitForURL(/after=/);
	await fits('a further page');
	await page.click('.rj-sort a >> nth=1');
	await page.waitForFunction(() => document.querySelectorAll('.rj-sort a')[1].hasAttribute('aria-current'));
	const id = await page.locator('li.comment').first().getAttribute('id');
	const button = page.locator(`#${id} > .comment-body button[name=up]`);
	await button.click();
	if (script) await page.waitForSelector('[aria-pressed="true"]');
	else await page.waitForLoadState();
	assert.deepEqual(page.strays, []);
	await page.context().close();
}

for (const lang of ['en', 'ar', 'ja'])
	for (const script of [false, true])
		for (const width of [360, 1280])
			await test(`the journey ${script ? 'with' : 'without'} JavaScript in ${lang} at ${width} px`, () => journey({ script, lang, width }));

// ---- by keyboard ------------------------------------------------------------------------------------------

// Where the focus is: there is one, it can be seen, and it is in the window.
async function held(page, what) {
	const at = await page.evaluate(() => {
		const e = document.activeElement;
		const { top, bottom, left, right } = e.getBoundingClientRect();
		const { outlineStyle, outlineWidth } = getComputedStyle(e);
		return { name: e.id || e.className || e.localName, body: e === document.body,
			inside: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
			ring: e.matches(':focus-visible') ? outlineStyle !== 'none' && outlineWidth !== '0px' : true };
	});
	assert(!at.body, `${what}: the focus is lost`);
	assert(at.inside, `${what}: ${at.name} is out of the window`);
	assert(at.ring, `${what}: ${at.name} does not show its focus`);
	return at.name;
}

async function tabTo(page, selector, key = 'Tab') {
	for (let i = 0; i < 80; i++) {
		await page.keyboard.press(key);
		await held(page, `on the way to ${selector}`);
		if (await page.evaluate((to) => document.activeElement.matches(to), selector)) return;
	}
	assert.fail(`${selector} is not reached by ${key}`);
}

for (const lang of ['en', 'ar'])
	await test(`by keyboard alone in ${lang}: write, preview, mend, answer, vote, order, load more; the focus is never lost`, async () => {
		const story = `/archive/keys-${lang}`;
		await others(story, ['The first of some remarks.', 'One about the ferry and its crew.', 'Nobody has counted the gulls.',
			'There are more of them in spring.', 'And fewer where the cats are.']);
		const page = await reader({ script: true, lang, width: 1280 });
		await page.goto(at(story, lang));
		await ready(page);
		await page.keyboard.press('Tab');
		await tabTo(page, '.comment-reply-link');
		await page.keyboard.press('Enter');
		assert.equal(await held(page, 'Reply'), 'comment');
		await page.keyboard.type('Written by *keys*.');
		await tabTo(page, '#author');
		await page.keyboard.type('Noor');
		await tabTo(page, '#email');
		await page.keyboard.type('no address');
		await tabTo(page, '.rj-preview-button');
		await page.keyboard.press('Enter');
		await page.waitForFunction(() => document.activeElement.matches('.rj-preview'));
		await held(page, 'the preview');
		await tabTo(page, '#submit');
		await page.keyboard.press('Enter'); // the browser itself finds that it is no address
		assert.equal(await held(page, 'the browser\'s own complaint'), 'email');
		await page.keyboard.press('Control+A');
		await page.keyboard.type('noor@reader.example');
		await tabTo(page, '#comment', 'Shift+Tab');
		await page.keyboard.press('Control+A');
		await page.evaluate(() => { document.activeElement.value = 'x'.repeat(8001); });
		await tabTo(page, '#submit');
		await page.keyboard.press('Enter');
		await page.waitForFunction(() => document.activeElement.id === 'rj-error');
		await held(page, 'the refusal');
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		assert.equal(await held(page, 'the link of an error'), 'comment');
		await page.keyboard.press('Control+A');
		await page.keyboard.type('Written by *keys*.');
		await tabTo(page, '#submit');
		await page.keyboard.press('Enter');
		await page.waitForFunction(() => document.activeElement.matches('.comment-body'));
		await held(page, 'the comment in its place');
		await tabTo(page, '.comment-reply-link');
		await page.keyboard.press('Enter');
		await tabTo(page, '#cancel-comment-reply-link', 'Shift+Tab');
		await page.keyboard.press('Enter');
		assert.equal(await held(page, 'Cancel reply'), 'comment-reply-link');
		await tabTo(page, 'button[name=up]');
		await page.keyboard.press('Enter');
		await page.waitForSelector('[aria-pressed="true"]');
		await held(page, 'a vote');
		await tabTo(page, '.rj-more a');
		await page.keyboard.press('Enter');
		await page.waitForFunction(() => document.activeElement.matches('.comment-body'));
		await held(page, 'Load more');
		await tabTo(page, '.rj-sort a:not([aria-current])', 'Shift+Tab');
		await page.keyboard.press('Enter');
		await page.waitForFunction(() => document.activeElement.matches('.rj-sort [aria-current]'));
		await held(page, 'another order');
		await page.context().close();
	});

await test('no page had an error', () => assert.deepEqual(problems, []));

await finish();
