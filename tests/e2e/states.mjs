// Every page and state that a reader can meet, in Chromium: axe-core finds nothing, light or dark, left to right or
// right to left, nothing is wider than a window of 320 px, with text of twice the size either, and each target is 24 px
// large. Pictures of each are in build/e2e/states/logs, to be looked at.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { newPage } from './lib/browser.mjs';
import { SOAK } from './lib/fault.mjs';
import { run, stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
const STORY = '/story/harbour-works/';
const SMALL = '/story/night-bus/';
const EMPTY = '/story/library-dome/';
const LINKS = 'See https://a.example/1 https://b.example/2 https://c.example/3';
const HERE = { 'X-Forwarded-For': '203.0.113.7' };
const THERE = { 'X-Forwarded-For': '198.51.100.9' };
const LANGS = ['en', 'ar'];

const s = await stack('states', {
	site: 'rate: { posts = 100000; }; hold: { first = 0; }; storm: { mode = "none"; }; votes = "both"; ' +
		'thread: { page = 12; }; trusted_proxies = [ "127.0.0.1/32" ]; privacy: { url = "/privacy"; }; ' +
		'rules: { url = "/rules"; version = "2026-11"; }; report: { hide = 0; };', // whose reports from each side hide nothing
});

// ---- a thread that has everything -------------------------------------------------------------------

await s.ok(['words', 'add', 'flibberty', '--action', 'mask']);

const ids = {};
async function post(name, comment, { author = 'Vera Lind', page = STORY, parent = 0, ...more } = {}) {
	const email = `${Buffer.from(author).toString('hex').slice(0, 30)}@reader.example`;
	const r = await s.post({ page, author, email, comment, comment_parent: String(parent && ids[parent]), ...more },
		{ headers: THERE });
	assert.equal(r.status, 303, `${name}: ${await r.text()}`);
	const one = (await s.comments()).at(-1);
	ids[name] = one.id;
	if (one.state !== 'approved') await s.ok(['comment', 'approve', String(one.id)]);
	return r.headers.get('location');
}

const status = new URL(await post('first', 'The harbour works have been late **twice**. _Who_ pays?\n\n> Nobody\n\n- you\n- me\n\n`code`'), s.url).pathname;
await post('staff', 'The contract says the builder does; we have put the page online: https://courier.example/page',
	{ author: 'Jonas Falk', parent: 'first', url: 'https://falk.example/' });
await post('deep', 'Three.', { author: 'Ana', parent: 'staff' });
await post('deeper', 'Four, and a flibberty at that.', { parent: 'deep', earlier: status.split('/').pop() });
await post('deepest', 'Five.', { author: 'Ana', parent: 'deeper' });
await post('below', 'Six stands beside five.', { author: 'Ivo', parent: 'deepest' });
await post('gone', 'This one will be removed.', { author: 'Ivo' });
await post('left', 'Its answer stays.', { author: 'Ana', parent: 'gone' });
await post('long', `${'Donaudampfschifffahrtsgesellschaft'.repeat(12)} and \`${'x'.repeat(300)}\`\n\n\`\`\`\n${'a line of code '.repeat(20)}\n\`\`\``,
	{ author: 'W'.repeat(60) });
await post('arabic', 'متى تنتهي أعمال الميناء؟ 12 شهراً', { author: 'نور الهاشمي' });
for (let i = 0; i < 6; i++) await post(`more${i}`, `There is more to say about pier ${i}.`, { author: `Writer ${i}` });
await s.ok(['comment', 'reject', String(ids.gone)]);
// Most states need no long thread around them.
await post('small', 'The last bus leaves at ten.', { page: SMALL });
await post('answer', 'At half past, on Fridays.', { page: SMALL, author: 'Ana', parent: 'small' });
// Marks that the desk has no button for yet: written by staff 32, pinned 4, featured 8.
await run(['sqlite3', '-cmd', '.timeout 5000', s.db, `UPDATE comment SET marks = marks | 32 WHERE id = ${ids.staff};
	UPDATE comment SET marks = marks | 12 WHERE id = ${ids.more0};`]);

// ---- looking ----------------------------------------------------------------------------------------

const found = [];
const problems = [];

// What axe and a ruler find on the page as it is now; of an article the section alone is ours.
async function look(page, lang, name, kept = '*') {
	const axe = async (what, rules) => {
		const { violations } = await page.evaluate(([part, options]) => window.axe.run(part, options),
			[kept === '#comments' ? kept : 'html', rules]);
		for (const v of violations) found.push(`${name} ${what}: ${v.id}: ${v.nodes.map((n) => n.html).join(' ').slice(0, 300)}`);
	};
	// A picture of the part that counts, where it stands in a long article.
	const shot = async (what) => {
		const to = { path: s.file(`logs/${name}-${what}.png`) };
		if (kept === '*') await page.screenshot({ ...to, fullPage: true });
		else await page.locator(kept).first().screenshot(to);
	};
	const narrow = async (what) => {
		const wide = await page.evaluate((part) => {
			const whole = document.querySelector(part);
			if (whole.scrollWidth <= whole.clientWidth) return '';
			const end = (e) => Math.max(e.getBoundingClientRect().right, -e.getBoundingClientRect().left);
			const widest = [...whole.querySelectorAll('*')].sort((a, b) => end(b) - end(a))[0];
			return `${whole.scrollWidth - whole.clientWidth} px: ${widest?.outerHTML.slice(0, 200)}`;
		}, kept === '#comments' ? kept : 'html');
		if (wide) found.push(`${name} ${what}: wider than the window by ${wide}`);
	};
	await page.evaluate(AXE);
	await page.setViewportSize({ width: 320, height: 700 });
	await page.emulateMedia({ colorScheme: lang === 'en' ? 'light' : 'dark' });
	await axe('at 320 px', { rules: { 'target-size': { enabled: true } } });
	await narrow('at 320 px');
	await shot('320');
	await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
	await narrow('at 320 px with text of 200 %');
	await page.evaluate(() => { document.documentElement.style.fontSize = ''; });
	await page.setViewportSize({ width: 1280, height: 800 });
	if (lang !== 'en') return;
	// Colours are all that the other scheme changes.
	await page.emulateMedia({ colorScheme: 'dark' });
	await axe('dark', { runOnly: ['color-contrast'] });
	await shot('1280-dark');
}

// A window of a reader; plain: as without JavaScript, though axe is one.
async function reader(lang, { plain = false, headers = HERE } = {}) {
	const page = await newPage({ script: true, bypassCSP: true, locale: lang, extraHTTPHeaders: headers,
		viewport: { width: 1280, height: 800 } });
	page.setDefaultTimeout(60_000); // axe alone takes its time on a busy machine
	page.on('pageerror', (e) => problems.push(String(e)));
	if (plain) await page.route(/\/comments\/(embed|status)-\w+\.js$/, (route) => route.abort());
	return page;
}
const at = (lang, page = STORY, more = '') => `${s.url}/comments/page?page=${encodeURIComponent(page)}&lang=${lang}${more}`;
const ready = (page) => page.waitForSelector('.comments-area[data-rejoinder-script] .comment-form-cookies-consent:not([hidden])');
async function fill(page, comment) {
	await page.fill('#comment', comment);
	await page.fill('#author', 'Vera Lind');
	await page.fill('#email', 'vera.lind@reader.example');
}

/** @type {(title: string, states: (page: any, lang: string, see: (name: string, kept?: string) => Promise<void>) => Promise<void>,
 *	options?: {plain?: boolean, headers?: object}) => Promise<void>} */
let turn = 0; // `make test` looks at each state from one side, the next one from the other; `make soak` from both
const states = async (title, visit, options) => {
	for (const lang of SOAK ? LANGS : [LANGS[turn++ % LANGS.length]])
		await test(`axe and a ruler find nothing in ${lang}: ${title}`, async () => {
			const page = await reader(lang, options);
			found.length = 0;
			await visit(page, lang, async (name, kept) => {
				assert.equal(await page.evaluate(() => (document.querySelector('.rj-page') ? document.documentElement.dir
					: document.querySelector('#comments').dir)), lang === 'ar' ? 'rtl' : 'ltr', name);
				await look(page, lang, `${name}-${lang}`, kept);
			});
			await page.context().close();
			assert.deepEqual(found, []);
		});
};

// ---- reading ----------------------------------------------------------------------------------------

await states('a thread: empty, full, its next page, one comment answered', async (page, lang, see) => {
	await page.goto(at(lang, EMPTY));
	await see('empty');
	await page.goto(at(lang));
	assert.equal(await page.locator('.rj-tombstone').count(), 1);
	assert.equal(await page.locator('.rj-badge.rj-staff').count(), 1);
	assert.equal(await page.locator('.rj-same').count(), 1);
	await see('thread');
	await page.click('.rj-more a');
	await see('next');
	await page.goto(at(lang, STORY, `&replytocom=${ids.staff}`));
	await see('reply');
}, { plain: true });

await states('an article that is closed, read-only, pre-moderated or slow', async (page, lang, see) => {
	for (const verb of ['close', 'readonly', 'premoderate', 'slow']) {
		await s.ok(['thread', verb, SMALL]);
		await page.goto(at(lang, SMALL, `&before=${Math.random().toString().slice(2, 9)}`)); // past every cache
		await see(verb);
	}
	await s.ok(['thread', 'open', SMALL]);
}, { plain: true });

await states('in the article itself, as the site styles it', async (page, lang, see) => {
	if (lang !== 'en') return; // an included section speaks the article's language
	await page.goto(s.url + STORY);
	await ready(page);
	await see('article', '#comments');
});

await states('more comments on their way', async (page, lang, see) => {
	await page.goto(at(lang));
	await ready(page);
	let go;
	const held = new Promise((yes) => { go = yes; });
	await page.route(/[?&]after=/, async (route) => {
		await held;
		await route.continue();
	});
	const before = await page.locator('.comment-content').count();
	await page.click('.rj-more a');
	await page.waitForSelector('.comments-area[aria-busy="true"]');
	await see('loading', '.rj-more');
	go();
	await page.waitForFunction((n) => document.querySelectorAll('.comment-content').length > n, before);
	assert.equal(await page.locator('[aria-busy="true"]').count(), 0);
});

// ---- writing ----------------------------------------------------------------------------------------

await states('without a script: preview, refusal, refusal by a closed article', async (page, lang, see) => {
	await page.goto(at(lang, SMALL));
	await fill(page, 'It costs **two** millions, https://a.example/ says.');
	await page.click('.rj-preview-button');
	await page.waitForSelector('.rj-preview');
	await see('preview', '.rj-main');
	await page.goto(at(lang, SMALL));
	await page.evaluate(() => { document.querySelector('#commentform').noValidate = true; });
	await page.fill('#comment', 'x'.repeat(8001));
	await page.fill('#email', 'no address');
	await page.fill('#url', 'gopher:hole');
	await page.click('#submit');
	await page.waitForSelector('#rj-error');
	await see('refused', '#respond');
	await page.goto(at(lang, SMALL));
	await fill(page, 'Too late, I fear.');
	await s.ok(['thread', 'close', SMALL]);
	await page.click('#submit');
	await page.waitForSelector('text=Too late, I fear.');
	await see('refused-closed');
	await s.ok(['thread', 'open', SMALL]);
}, { plain: true });

await states('with a script: reply, preview, refusal, no network, waiting, published, a vote, its fault, news', async (page, lang, see) => {
	await page.clock.install();
	await page.goto(at(lang, SMALL));
	await ready(page);
	await page.locator('.comment-reply-link').first().click();
	await fill(page, 'It costs **two** millions.');
	await page.click('.rj-preview-button');
	await page.waitForSelector('.rj-preview');
	await see('script-reply', '#respond');
	await page.click('#cancel-comment-reply-link');
	await page.fill('#comment', 'x'.repeat(8001));
	await page.click('#submit');
	await page.waitForSelector('#rj-error');
	await see('script-refused', '#respond');
	await page.route('**/comments/reply', (route) => route.abort(), { times: 1 });
	await page.fill('#comment', `${LINKS} ${lang}`);
	await page.click('#submit');
	await page.waitForFunction(() => document.querySelector('#rj-error') && !document.querySelector('#comment-error'));
	await see('script-offline', '#respond');
	await page.click('#submit');
	await page.waitForSelector('.rj-waits');
	await see('script-waits', '.rj-waits');
	await page.fill('#comment', `A calm remark in ${lang}.`);
	await page.click('#submit');
	await page.waitForFunction(() => document.querySelectorAll('.rj-yours').length === 2);
	await see('script-published', `li:has(> .comment-body > .rj-yours):not(.rj-waits)`);
	const up = page.locator(`#div-comment-${ids.small} button[name=up]`);
	await up.click();
	await page.waitForSelector('[aria-pressed="true"]');
	await page.route('**/comments/vote', (route) => route.abort(), { times: 1 });
	await page.locator(`#div-comment-${ids.answer} button[name=up]`).click();
	await page.waitForSelector('.comment-body > .rj-error');
	await see('script-votes', `#comment-${ids.small}`);
	await post(`news-${lang}`, `Something new has come up, says ${lang}.`, { author: 'Noor', page: SMALL });
	await page.clock.fastForward(700_000); // it may have looked before, and be in no hurry
	await page.waitForSelector('.rj-news');
	await see('script-news', '.comments-area');
});

// ---- after writing ----------------------------------------------------------------------------------

await states('the writer\'s page: published, edited, waiting, withdrawn, turned down, appealed', async (page, lang, see) => {
	await page.goto(at(lang, SMALL));
	await fill(page, `The harbor works, seen in ${lang}.`);
	await page.click('#submit');
	await page.waitForURL(/\/status\//);
	await page.click('summary');
	await see('status-published');
	await page.fill('#comment', 'x'.repeat(8001));
	await page.click('button[value=edit]');
	await page.waitForSelector('.rj-error');
	await see('status-edit-refused');
	await page.fill('#comment', `${LINKS}, ${lang}`);
	await page.click('button[value=edit]');
	await page.waitForSelector('.rj-state-pending');
	await see('status-held');
	await page.click('a[href="?part=withdraw"]');
	await see('status-withdraw');
	await page.click('button[value=withdraw]');
	await page.waitForSelector('.rj-state-withdrawn');
	await see('status-withdrawn');
	await page.goto(at(lang, SMALL));
	await fill(page, `${LINKS}; once more, ${lang}`);
	await page.click('#submit');
	await page.waitForURL(/\/status\//);
	const [one] = await s.comments('pending').then((list) => list.slice(-1));
	await s.ok(['comment', 'reject', String(one.id), '--note', 'Please say what is behind these links.']);
	await page.reload();
	await see('status-rejected');
	await page.fill('#appeal', 'They are the minutes of the council.');
	await page.click('button[value=appeal]');
	await page.waitForSelector('#appeal', { state: 'detached' });
	await see('status-appealed');
	await page.click('a[href="?part=reply"]');
	await see('status-reply');
}, { plain: true });

await states('answers to votes, and errors', async (page, lang, see) => {
	await page.goto(at(lang, SMALL));
	const up = `#div-comment-${ids.answer} button[name=up]`;
	const voted = page.url();
	await page.click(up);
	await page.goto(voted);
	await page.click(up);
	await page.waitForSelector('.rj-state');
	await see('vote-again');
	await page.click('button[name=none]');
	await page.context().setExtraHTTPHeaders(THERE);
	await page.goto(voted);
	await page.click(up);
	await page.waitForSelector('.rj-state');
	await see('vote-own');
	for (const [name, path] of [['unknown', '/comments/nowhere'], ['no-status', '/comments/status/abcdefghijklmnopqrstuvwxyzabcdefghijklm'],
		['gone', '/comments/c/999999'], ['bad', '/comments/page']]) {
		await page.goto(s.url + path);
		await see(`error-${name}`);
	}
}, { plain: true });

await states('a notice of illegal content: the form, a refusal, its private page', async (page, lang, see) => {
	await page.goto(`${s.url}/comments/notice?c=${ids.answer}&lang=${lang}`);
	await see('notice');
	await page.evaluate(() => { document.querySelector('main form').noValidate = true; });
	await page.click('button.submit');
	await page.waitForSelector('[role=alert]');
	await see('notice-refused');
	await page.selectOption('#kind', { index: 1 });
	await page.fill('[name=explanation]', 'It names a private address, which the law forbids.');
	await page.fill('[name=name]', 'Noor');
	await page.fill('[name=email]', 'noor@reader.example');
	await page.check('#good_faith');
	await page.click('button.submit');
	await page.waitForURL(/\/notice\//);
	await see('notice-sent');
}, { plain: true });

await states('a report in place, one that is refused, its thanks; a person who is hidden', async (page, lang, see) => {
	await page.context().setExtraHTTPHeaders({ 'X-Forwarded-For': lang === 'en' ? '192.0.2.3' : '192.0.2.4' });
	await page.goto(at(lang, SMALL));
	await ready(page);
	await page.click(`#div-comment-${ids.answer} > a`);
	await page.waitForSelector('.rj-report-form');
	await see('report-in-place', '#comments');
	await page.evaluate(() => { document.querySelector('.rj-report-form').noValidate = true; });
	await page.click('.rj-report-form .submit');
	await page.waitForSelector('.rj-report > .rj-error');
	await see('report-in-place-refused', '#comments');
	await page.check('.rj-report-form [value=spam]');
	await page.click('.rj-report-form .submit');
	await page.waitForSelector('.rj-report > .rj-state');
	await see('report-in-place-sent', '#comments');
	await page.click(`#div-comment-${ids.answer} > .rj-hide`);
	await page.waitForSelector('.rj-hid');
	await see('hidden', '#comments');
});

await states('a report: the form, a refusal, thanks, the same again, one\'s own', async (page, lang, see) => {
	const form = `${s.url}/comments/report?c=${ids.answer}&lang=${lang}`;
	await page.context().setExtraHTTPHeaders({ 'X-Forwarded-For': lang === 'en' ? '192.0.2.1' : '192.0.2.2' });
	await page.goto(form);
	await see('report');
	await page.evaluate(() => { document.querySelector('main form').noValidate = true; });
	await page.fill('[name=text]', 'It is said of every bus.');
	await page.click('button.submit');
	await page.waitForSelector('[role=alert]');
	assert.equal(await page.inputValue('[name=text]'), 'It is said of every bus.');
	await see('report-refused');
	for (const name of ['report-sent', 'report-again']) {
		await page.goto(form);
		await page.check('input[value=spam]');
		await page.click('button.submit');
		await page.waitForSelector('form', { state: 'detached' });
		await see(name);
	}
	await page.context().setExtraHTTPHeaders(THERE);
	await page.goto(form);
	await page.check('input[value=other]');
	await page.click('button.submit');
	await page.waitForSelector('form', { state: 'detached' });
	await see('report-own');
}, { plain: true });

await test('nothing moves, and who asks for more contrast has 7 to 1', async () => {
	for (const colorScheme of ['light', 'dark']) {
		const page = await reader('en');
		await page.emulateMedia({ colorScheme });
		const devtools = await page.context().newCDPSession(page);
		await devtools.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-contrast', value: 'more' },
			{ name: 'prefers-color-scheme', value: colorScheme }] });
		await page.goto(at('en'));
		await ready(page);
		await page.evaluate(AXE);
		const { violations } = await page.evaluate(() => window.axe.run('html', { runOnly: ['color-contrast-enhanced'],
			rules: { 'color-contrast-enhanced': { enabled: true } } }));
		assert.deepEqual(violations.flatMap((v) => v.nodes.map((n) => n.html)), [], colorScheme);
		assert.equal(await page.evaluate(() => [...document.querySelectorAll('*')].filter((e) => {
			const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(e);
			return transitionDuration !== '0s' || animationName !== 'none' || scrollBehavior !== 'auto';
		}).length), 0);
		await page.context().close();
	}
});

await test('the style sheet reaches nothing outside its root, whatever the classes there', async () => {
	const page = await reader('en');
	await page.goto(s.url + STORY);
	await ready(page);
	const changed = await page.evaluate(() => {
		// The section once more beside it, with WordPress's names and without ours: as a theme's own might be.
		const copy = document.querySelector('#comments').cloneNode(true);
		for (const e of [copy, ...copy.querySelectorAll('*')])
			e.className = [...e.classList].filter((c) => !/^(rj-|comments-area)/.test(c)).join(' ');
		document.querySelector('#comments').before(copy);
		const looks = () => [...document.querySelectorAll('body, body *')].filter((e) => e === copy || !e.closest('.comments-area'))
			.map((e) => [e.outerHTML.slice(0, 100), ...['', '::before', '::after'].map((part) => {
				const style = getComputedStyle(e, part || null);
				return [...style].filter((p) => !/^(--|inline-size|block-size|width|height|perspective-origin|transform-origin)/.test(p))
					.map((p) => `${p}: ${style.getPropertyValue(p)}`).join('; ');
			})].join(' | '));
		const ours = [...document.styleSheets].filter((sheet) => /embed-\w+\.css$/.test(sheet.href));
		const before = looks();
		for (const sheet of ours) sheet.disabled = true;
		const after = looks();
		return { ours: ours.length, elements: after.length, changed: before.filter((look, i) => look !== after[i]).map((l) => l.slice(0, 100)) };
	});
	assert(changed.ours > 0 && changed.elements > 100, JSON.stringify(changed));
	assert.deepEqual(changed.changed, []);
	await page.context().close();
});

await test('forced colours, less motion and paper show every comment', async () => {
	const page = await reader('en');
	await page.goto(at('en'));
	await ready(page);
	await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
	await page.screenshot({ path: s.file('logs/forced-colours.png'), fullPage: true });
	await page.emulateMedia({ forcedColors: 'none', media: 'print' });
	assert.equal(await page.locator('.comment-content').count(), await page.locator('.comment-content:visible').count());
	for (const hidden of ['#respond', '.comment-reply-link', '[form=rj-votes]', '.rj-sort', '.rj-more'])
		assert.equal(await page.locator(`${hidden}:visible`).count(), 0, `${hidden} on paper`);
	await page.screenshot({ path: s.file('logs/print.png'), fullPage: true });
	await page.context().close();
});

// The README's three, in www/demo: copied from here when they look otherwise.
await test('the README has an article, a phone, and a form from right to left in the dark', async () => {
	const mine = new URL(await post('r1', 'The rain came through the dome in March. *Who* holds the bucket this year?', { page: EMPTY }), s.url).pathname;
	await post('r2', 'The council says the glazier does. We have put the contract online:\n\n> every pane, and the lead between them',
		{ author: 'Jonas Falk', page: EMPTY, parent: 'r1' });
	await post('r3', 'Careful is not a word of this contract. See you on **3 December**.',
		{ page: EMPTY, parent: 'r2', earlier: mine.split('/').pop() });
	await post('r4', 'In 1987 they used copper. Slower on paper, and it held.', { author: 'Old Pilot', page: EMPTY });
	await run(['sqlite3', '-cmd', '.timeout 5000', s.db, `UPDATE comment SET marks = marks | 32 WHERE id = ${ids.r2};
		UPDATE comment SET up = 9 WHERE id = ${ids.r2}; UPDATE comment SET up = 4 WHERE id = ${ids.r4}`]);
	const picture = async (name, lang, width, height, colorScheme, open) => {
		const page = await reader(lang);
		await page.setViewportSize({ width, height });
		await page.emulateMedia({ colorScheme });
		await open(page);
		await page.evaluate(() => scrollTo(0, document.querySelector('#comments').getBoundingClientRect().top + scrollY - 24));
		await page.screenshot({ path: s.file(`logs/readme-${name}.png`) });
		await page.context().close();
	};
	await picture('screenshot', 'en', 900, 1180, 'light', async (page) => {
		await page.goto(s.url + EMPTY);
		await ready(page);
	});
	await picture('phone', 'en', 360, 700, 'light', async (page) => {
		await page.goto(s.url + EMPTY);
		await ready(page);
		await page.route('**/comments/vote', (route) => route.abort(), { times: 1 });
		await page.click(`#div-comment-${ids.r2} button[name=up]`);
		await page.waitForSelector('.comment-body > .rj-error');
	});
	await picture('arabic', 'ar', 360, 1180, 'dark', async (page) => {
		await page.goto(at('ar', SMALL, `&replytocom=${ids.small}`));
		await ready(page);
		await page.fill('#comment', 'متى تنتهي أعمال الميناء؟');
		await page.fill('#url', 'gopher:hole');
		await page.evaluate(() => { document.querySelector('#commentform').noValidate = true; });
		await page.click('#submit');
		await page.waitForSelector('#rj-error');
		await page.evaluate(() => { for (const e of document.querySelectorAll('.comment-list, .rj-sort, .comments-title')) e.remove(); });
	});
});

await test('no page had an error', () => assert.deepEqual(problems, []));

await finish();
