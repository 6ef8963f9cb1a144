// A thread of several pages, as readers walk it: without a script by links, with one in place. And what programs read
// in it: schema.org, by a parser.
import assert from 'node:assert/strict';
import microdata from 'microdata-node';
import { newPage } from './lib/browser.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const STORY = '/story/harbour-works/';
const AT = `/comments/page?page=${encodeURIComponent(STORY)}`;

const s = await stack('thread', {
	site: 'rate: { posts = 100000; }; hold: { first = 0; }; storm: { mode = "none"; }; thread: { page = 4; };',
});

const WORDS = ['The quay is wet', 'Who pays for it', 'Nobody asked us', 'Ask the mayor', 'I did on Monday', 'No answer yet',
	'Try the port', 'It is closed', 'Tomorrow then', 'Write a letter', 'I will do so', 'Good luck with it'];
const ids = [];
/** @type {(parent?: number) => Promise<void>} */
const post = async (parent) => {
	const comment = `${WORDS[ids.length]}.`;
	const r = await s.post({ page: STORY, author: `Writer ${ids.length}`, email: `w${ids.length}@reader.example`, comment,
		...(parent ? { comment_parent: String(parent) } : {}) });
	assert.equal(r.status, 303, await r.text());
	const one = (await s.comments()).find((c) => c.text === comment);
	if (one.state !== 'approved') await s.ok(['comment', 'approve', String(one.id)]);
	ids.push(one.id);
};

// 0 (1 (2 3) 4 5) 6 (7) 8: pages of four are cut after 3, and after 6.
for (const parent of [null, 0, 1, 1, 0, 0, null, 6, null]) await post(parent === null ? undefined : ids[parent]);
const text = (page) => page.locator('.comment-content').allInnerTexts();
const said = (...list) => list.map((i) => `${WORDS[i]}.`);
const shape = (page) => page.evaluate(() => [...document.querySelectorAll('li.comment')].map((li) =>
	[li.id, li.parentElement.closest('li.comment')?.id ?? '']));
const expected = (order) => order.map(([i, up]) => [`comment-${ids[i]}`, up === null ? '' : `comment-${ids[up]}`]);
const WHOLE = [[0, null], [1, 0], [2, 1], [3, 1], [4, 0], [5, 0], [6, null], [7, 6], [8, null]];

await test('without a script, Load more leads from page to page, and a continued branch names its parent', async () => {
	const page = await newPage({});
	await page.goto(s.url + STORY);
	assert.deepEqual(await text(page), said(0, 1, 2, 3));
	await page.click('text=Load more comments (5)');
	assert.deepEqual(await text(page), said(4, 5, 6, 7));
	assert.equal(await page.locator('.rj-far').count(), 1);
	assert.equal(await page.innerText('.rj-far'), 'In reply to Writer 0');
	await page.click('text=Load more comments (1)');
	assert.deepEqual(await text(page), said(8));
	assert.equal(await page.locator('.rj-more').count(), 0);
	await page.close();
});

await test('without a script, the orders are pages of their own', async () => {
	const page = await newPage({});
	await page.goto(s.url + STORY);
	await page.click('.rj-sort >> text=newest');
	assert.deepEqual(await text(page), said(8, 6, 7, 0));
	assert.equal(await page.innerText('.rj-sort [aria-current]'), 'newest');
	await page.click('.rj-more a');
	assert.deepEqual(await text(page), said(1, 2, 3, 4));
	await page.close();
});

await test('a permalink lands on the page that has the comment, and marks it', async () => {
	const page = await newPage({});
	await page.goto(`${s.url}/comments/c/${ids[5]}`);
	assert.deepEqual(await text(page), said(4, 5, 6, 7));
	assert.equal(await page.evaluate(() => document.querySelector(':target').id), `comment-${ids[5]}`);
	await page.goto(`${s.url}/comments/c/${ids[3]}`);
	assert.equal(new URL(page.url()).pathname, STORY);
	await page.close();
});

const problems = [];
const reader = async () => {
	const page = await newPage({ script: true });
	page.on('pageerror', (e) => problems.push(String(e)));
	await page.goto(s.url + STORY);
	await page.waitForSelector('.comment-form-cookies-consent:not([hidden])');
	await page.evaluate(() => { window.stayed = true; });
	return page;
};

await test('with a script, Load more puts each comment where it belongs and goes on reading there', async () => {
	const page = await reader();
	await page.fill('#comment', 'What I am about to say');
	for (const [left, first] of [[5, 4], [1, 8]]) {
		await page.click(`text=Load more comments (${left})`);
		await page.waitForFunction((id) => document.activeElement.id === id, `div-comment-${ids[first]}`);
	}
	assert.deepEqual(await shape(page), expected(WHOLE));
	assert.equal(await page.locator('.rj-more, .rj-gap').count(), 0);
	assert.equal(await page.inputValue('#comment'), 'What I am about to say');
	assert(await page.evaluate(() => window.stayed));
	await page.close();
});

await test('with a script, another order comes in place and keeps what was written', async () => {
	const page = await reader();
	await page.fill('#comment', 'What I am about to say');
	await page.click('.rj-sort >> text=newest');
	await page.waitForFunction(() => document.activeElement.textContent === 'newest');
	assert.deepEqual(await text(page), said(8, 6, 7, 0));
	await page.click('.rj-more a');
	await page.waitForFunction((id) => document.activeElement.id === id, `div-comment-${ids[1]}`);
	assert.deepEqual(await shape(page), expected([[8, null], [6, null], [7, 6], [0, null], [1, 0], [2, 1], [3, 1], [4, 0]]));
	assert.equal(await page.inputValue('#comment'), 'What I am about to say');
	assert(await page.evaluate(() => window.stayed));
	await page.close();
});

await test('one\'s own comment, shown before its turn, stands once when its page is loaded', async () => {
	const page = await reader();
	await page.fill('#comment', `${WORDS[9]}.`);
	await page.fill('#author', 'Vera Lind');
	await page.fill('#email', 'vera@reader.example');
	await page.click('#submit');
	await page.waitForFunction(() => document.activeElement.matches('.comment-body'));
	await page.click('.rj-more a');
	await page.waitForFunction((id) => document.activeElement.id === id, `div-comment-${ids[4]}`);
	await page.click('.rj-more a');
	await page.waitForFunction((id) => document.activeElement.id === id, `div-comment-${ids[8]}`);
	assert.deepEqual((await text(page)).filter((t) => t === `${WORDS[9]}.`).length, 1);
	await page.close();
	assert.deepEqual(problems, []);
});

await test('a parser reads counts, dates, authors and parents as schema.org has them', async () => {
	const html = await (await s.get(`${AT}&lang=en`)).text();
	const { items } = microdata.toJson(html, { base: s.url });
	assert.equal(items.length, 1, 'the article; everything else is part of it');
	const [article] = items;
	assert.deepEqual(article.type, ['https://schema.org/CreativeWork']);
	assert(article.id.endsWith(STORY), article.id);
	assert.deepEqual(article.properties.commentCount, ['10']);
	const seen = [];
	const walk = (comment, parent) => {
		const p = comment.properties;
		assert.deepEqual(comment.type, ['https://schema.org/Comment']);
		assert.deepEqual(p.author[0].type, ['https://schema.org/Person']);
		assert.match(p.author[0].properties.name[0], /^Writer \d+$/);
		assert(Math.abs(Date.parse(p.datePublished[0]) - Date.now()) < 3_600_000, p.datePublished[0]);
		assert.match(p.url[0], /\/comments\/c\/\d+$/);
		if (parent) assert.equal(p.parentItem[0], parent.properties.url[0]);
		else assert.equal(p.parentItem, undefined);
		seen.push(p.text[0].trim());
		for (const reply of p.comment ?? []) walk(reply, comment);
	};
	for (const comment of article.properties.comment) walk(comment, null);
	assert.deepEqual(seen, said(0, 1, 2, 3));
});

await test('each way of taking comments is said to the reader, and held to', async () => {
	const page = await newPage({});
	const look = async (verb) => {
		await s.ok(['thread', verb, STORY]);
		await page.goto(`${s.url}${AT}&before=${Math.random().toString().slice(2, 9)}`); // past every cache
		return page.innerText('#comments');
	};
	const form = await s.form(STORY);
	assert.match(await look('close'), /Comments are closed\./);
	assert.equal(await page.locator('#respond, .comment-reply-link').count(), 0);
	const r = await s.post({ page: STORY, author: 'Late', email: 'late@reader.example', comment: 'Too late, I fear.' },
		{ form });
	assert.equal(r.status, 403);
	assert.match(await r.text(), /Too late, I fear\./, 'the text is kept');
	assert.match(await look('readonly'), /These comments can only be read\./);
	assert.match(await look('premoderate'), /A moderator reads every comment before it appears\./);
	assert.match(await look('slow'), /Slow mode: one comment in 2 minutes from one network\./);
	assert.doesNotMatch(await look('open'), /Slow mode|moderator reads|closed|only be read/);
	await page.close();
});

await finish();
