// The desk in a real browser without JavaScript: spam, undo, the queues and their counts, a ban from the card; then bans
// of every kind through nginx, forged X-Forwarded-For, and the /64 that is one reader.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { newPage } from './lib/browser.mjs';
import { run, stack, until } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const HARBOUR = '/story/harbour-works/';
const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

const s = await stack('desk', { site: 'hold: { first = 100; }; rate: { posts = 100000; }; storm: { mode = "none"; };' });
const desk = await newPage();

let made = 0;
async function write(fields = {}, on = s, options = {}) {
	const n = ++made;
	return on.post({ page: HARBOUR, author: `Writer ${n}`, email: `w${n}@reader.example`,
		comment: `This is remark number ${n} on the harbour.`, ...fields }, options);
}

async function signIn(page) {
	await page.goto(`${s.url}/comments/moderate/`);
	await page.fill('input[name=name]', 'editor');
	await page.fill('input[name=password]', s.password);
	await Promise.all([page.waitForNavigation(), page.click('main form button[type=submit]')]);
}

async function press(page, selector) {
	await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

// { Waiting: '2', Approved: '0', … } of the queues that are of one state
async function counts(page) {
	const items = await page.locator('.queues a').allInnerTexts();
	return Object.fromEntries(items.map((t) => t.trim().split(/\s+/))
		.filter(([name]) => ['Waiting', 'Approved', 'Rejected', 'Spam'].includes(name)));
}

async function queue(page, state) {
	return page.goto(`${s.url}/comments/moderate/?state=${state}`);
}

// A command's ban holds, and ends, when the daemon has seen it: within a quarter of a second, on a busy machine later.
async function answers(status, fields, on = s, options = {}) {
	for (let left = 3; ; left--) {
		await new Promise((done) => setTimeout(done, 500));
		const r = await write(fields, on, options);
		if (r.status === status || left === 1) return assert.equal(r.status, status);
	}
}

const state = async (id) => (await s.json(['comment', 'show', String(id)])).state;

await test('the desk counts each queue and says which one is shown', async () => {
	for (let i = 0; i < 4; i++) assert.equal((await write()).status, 303);
	await s.ok(['comment', 'approve', '4']);
	await signIn(desk);
	assert.deepEqual(await counts(desk), { Waiting: '3', Approved: '1', Rejected: '0', Spam: '0' });
	assert.match(await desk.innerText('.queues [aria-current=page]'), /^Waiting/);
	assert.deepEqual(await desk.locator('.card').evaluateAll((c) => c.map((e) => e.id)), ['card-1', 'card-2', 'card-3']);
});

await test('spam leaves the queue, undo brings it back where it was', async () => {
	await press(desk, '#card-1 button.spam');
	assert.match(await desk.innerText('.notice'), /Marked as spam/);
	assert.deepEqual(await counts(desk), { Waiting: '2', Approved: '1', Rejected: '0', Spam: '1' });
	assert.equal(await state(1), 'spam');
	await desk.screenshot({ path: s.file('logs/decided.png'), fullPage: true });
	await press(desk, '.told .back button');
	assert.match(await desk.innerText('.notice'), /Undone/);
	assert.deepEqual(await counts(desk), { Waiting: '3', Approved: '1', Rejected: '0', Spam: '0' });
	assert.equal(await desk.locator('#card-1').count(), 1);
	assert.equal(await state(1), 'pending');
});

await test('the last decision can be taken back from any page of the desk, later too', async () => {
	await desk.fill('#card-2 textarea[name=note]', 'Please keep to the harbour.');
	await press(desk, '#card-2 button.reject');
	await queue(desk, 'spam');
	assert.match(await desk.innerText('.last'), /comment 2 rejected/);
	await press(desk, '.last button');
	assert.equal(await state(2), 'pending');
	assert.equal((await s.json(['comment', 'show', '2'])).note, '');
});

await test('rejected, approved and spam are queues of their own with the other decisions', async () => {
	await press(desk, '.queues a >> nth=0');
	await press(desk, '#card-1 button.reject');
	await press(desk, '#card-3 button.spam');
	await queue(desk, 'rejected');
	assert.deepEqual(await desk.locator('#card-1 .acts button').evaluateAll((b) => b.map((e) => e.value)), ['approve', 'spam', 'delete']);
	await press(desk, '#card-1 button.approve');
	assert.equal(new URL(desk.url()).searchParams.get('state'), 'rejected');
	await queue(desk, 'spam');
	await press(desk, '#card-3 button.approve');
	assert.deepEqual(await counts(desk), { Waiting: '1', Approved: '3', Rejected: '0', Spam: '0' });
	await queue(desk, 'approved');
	const ids = await desk.locator('.card').evaluateAll((c) => c.map((e) => e.id));
	assert.deepEqual(ids, ['card-4', 'card-3', 'card-1'], 'newest first');
	assert.equal((await desk.goto(`${s.url}/comments/moderate/?state=withdrawn`)).status(), 404);
	assert.equal((await desk.goto(`${s.url}/comments/moderate/?state=x`)).status(), 404);
});

await test('an undo that comes too late answers 409 with the present state', async () => {
	await queue(desk, 'approved');
	await press(desk, '#card-4 button.spam');
	await s.ok(['comment', 'reject', '4']);
	const [answer] = await Promise.all([desk.waitForNavigation(), desk.click('.told .back button')]);
	assert.equal(answer.status(), 409);
	assert.match(await desk.innerText('[role=alert]'), /It is now: rejected\. Nothing was undone/);
	assert.equal(await state(4), 'rejected');
	const undone = await s.json(['comment', 'undo']);
	assert.deepEqual(undone, { id: 4, outcome: 'done', state: 'spam' });
});

await test('undo, ban and lift need the session and its own token', async () => {
	for (const path of ['batch', 'undo/1', 'ban/1', 'lift/1', 'storm/1']) {
		const bare = await s.get(`/comments/moderate/${path}`, { method: 'POST', body: new URLSearchParams({ csrf: 'x', days: '1' }),
			headers: { Origin: s.url } });
		assert.equal(bare.status, 303, path);
		assert.match(bare.headers.get('location'), /login$/);
		const cookie = (await desk.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
		const forged = await s.get(`/comments/moderate/${path}`, { method: 'POST', body: new URLSearchParams({ csrf: 'x', days: '1' }),
			headers: { Origin: s.url, Cookie: cookie } });
		assert.equal(forged.status, 403, path);
	}
});

await test('a ban from the card stops the person in every spelling, and is lifted beside its notice', async () => {
	await press(desk, '.queues a >> nth=0');
	const id = await desk.locator('.card').first().evaluate((c) => c.id.slice(5));
	const email = `w${id}@reader.example`;
	await desk.click(`#card-${id} details.ban summary`);
	await desk.selectOption(`#card-${id} select[name=days]`, '30');
	await desk.fill(`#card-${id} input[name=reason]`, 'Third warning');
	await press(desk, `#card-${id} details.ban button`);
	await press(desk, '.oust .acts button:not([name])');
	assert.match(await desk.innerText('.notice'), /^\W*reader-\w{4}-\w{4} is banned for 30 days\.$/);
	assert.match(await desk.innerText(`#card-${id} .person`), /Banned/);
	assert.equal(await desk.locator(`#card-${id} details.ban`).count(), 0);
	assert(!(await desk.content()).includes('reader.example'), 'no address is on the desk');
	for (const spelling of [email, email.toUpperCase(), email.replace('@', '+again@')]) {
		const r = await write({ email: spelling });
		assert.equal(r.status, 403, spelling);
		assert.match(await r.text(), /This is remark number/, 'the text is kept');
	}
	await press(desk, '.told .back button');
	assert.match(await desk.innerText('.notice'), /The ban is lifted/);
	assert.equal((await write({ email })).status, 303);
});

await test('a storm is ended beside its words, and a second time finds it over', async () => {
	await run(['sqlite3', '-cmd', '.timeout 10000', s.db,
		"UPDATE thread SET storm = 'slow', storm_began = 1, storm_until = 4102444800, storm_why = 'test' WHERE id = 1"]);
	await press(desk, '.queues a >> nth=0');
	const storm = desk.locator('.storm');
	assert.match(await storm.first().innerText(), /one comment a while from one network/);
	const action = await storm.first().locator('form').getAttribute('action');
	await press(desk, '.storm button >> nth=0');
	assert.match(await desk.innerText('.notice'), /The storm is ended/);
	const csrf = await desk.inputValue('.session input[name=csrf]');
	const cookie = (await desk.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
	const again = await s.get(action, { method: 'POST', body: new URLSearchParams({ csrf }), headers: { Origin: s.url, Cookie: cookie } });
	assert.equal(again.status, 409);
	assert.match(await again.text(), /The storm is over already/);
});

await test('what is selected is one act without a script, and one undo; what changed meanwhile is left', async () => {
	for (let i = 0; i < 3; i++) assert.equal((await write({ comment: `Zeppelin number ${i} over the harbour.` })).status, 303);
	const mine = (await s.comments('pending')).map((c) => c.id).slice(-3);
	await queue(desk, 'pending');
	for (const id of mine) await desk.check(`#card-${id} input[name=card]`);
	await s.ok(['comment', 'spam', String(mine[1])]);
	await desk.click('.bulk summary');
	await desk.fill('#bulk-note', 'No airships here.');
	await press(desk, '#bulk button.reject');
	assert.match(await desk.innerText('.notice'), /Rejected\. 2 comments\. 1 had changed meanwhile/);
	assert.deepEqual([await state(mine[0]), await state(mine[1]), await state(mine[2])], ['rejected', 'spam', 'rejected']);
	assert.equal((await s.json(['comment', 'show', String(mine[0])])).note, 'No airships here.');
	await press(desk, '.told .back button');
	assert.match(await desk.innerText('.notice'), /Undone: all of it/);
	assert.deepEqual([await state(mine[0]), await state(mine[2])], ['pending', 'pending']);
	await desk.click('.bulk summary');
	const [nothing] = await Promise.all([desk.waitForNavigation(), desk.click('#bulk button.reject')]);
	assert.equal(nothing.status(), 422);
	assert.match(await desk.innerText('[role=alert]'), /Nothing is selected/);
});

await test('all that a query finds is one act, but nothing that came since the page was shown', async () => {
	for (let i = 0; i < 25; i++) assert.equal((await write({ comment: `A dirigible, the ${i}th of them, is for sale.` })).status, 303);
	const found = `${s.url}/comments/moderate/?state=search&q=dirigible+status%3Apending`;
	await until('they are found', async () => {
		await desk.goto(found);
		return (await desk.locator('.card').count()) === 20 && (await desk.locator('.more a').count()) === 1;
	});
	assert.equal((await write({ comment: 'One more dirigible, too late for this page.' })).status, 303);
	await desk.click('.bulk summary');
	await desk.check('#bulk input[name=found]');
	await press(desk, '#bulk button.delete');
	assert.match(await desk.innerText('.notice'), /Deleted\. 25 comments\./);
	await queue(desk, 'deleted');
	assert.equal(await desk.locator('.card').count(), 20);
	assert.match(await desk.innerText('.last'), /and others with it/);
	await press(desk, '.last button');
	assert.match(await desk.innerText('.notice'), /Undone: all of it/);
	assert.equal((await s.comments('deleted')).length, 0);
	// A full queue is slow to look through, which other tests do.
	await s.ok(['comment', 'spam', ...(await s.comments('pending')).slice(-26).map((c) => String(c.id))]);
});

await test('a queue is narrowed to an article, a person, a rule and a language, by links and by words', async () => {
	await write({ page: '/story/night-bus/', author: 'Lena Amsel', email: 'lena@reader.example',
		comment: 'Warum fährt der Nachtbus denn nicht mehr bis zum Bahnhof, wenn ihn doch so viele Leute brauchen?' });
	const id = (await s.comments('pending')).at(-1).id;
	const card = `#card-${id}`;
	const only = async () => (await desk.locator('.card').evaluateAll((c) => c.map((e) => e.id))).join();
	// By its words too: of a person comments in any state are looked for, in the table of words, which comes a moment later.
	for (const query of ['Nachtbus', 'status%3Apending+lang%3Ade'])
		await until(`it is found by ${query}`, async () => {
			await desk.goto(`${s.url}/comments/moderate/?state=search&q=${query}`);
			return (await only()) === `card-${id}`;
		});
	for (const way of ['.where .only', '.person .only', '.person code a']) {
		await press(desk, `${card} ${way}`);
		assert.equal(await only(), `card-${id}`, way);
	}
	assert.match(await desk.inputValue('#q'), /^person:reader-/);
	await press(desk, `${card} a.rule`);
	assert.match(await desk.inputValue('#q'), /^status:pending rule:/);
	assert.equal(await desk.locator(card).count(), 1);
	await queue(desk, 'spam');
	await press(desk, '.orders li:last-child a');
	assert.equal(await desk.inputValue('#q'), 'status:spam');
	assert.deepEqual([...new Set(await desk.locator('.card .state').allInnerTexts())], ['spam']);
	await s.ok(['comment', 'spam', String(id)]);
});

await test('one comment is deleted, found in its queue, and restored', async () => {
	await queue(desk, 'pending');
	const id = (await desk.locator('.card').first().evaluate((c) => c.id)).slice(5);
	await press(desk, `#card-${id} button.delete`);
	assert.equal(await state(id), 'deleted');
	await queue(desk, 'deleted');
	await press(desk, `#card-${id} button.restore`);
	assert.match(await desk.innerText('.notice'), /Restored: it waits again/);
	assert.equal(await state(id), 'pending');
});

await test('a viewer sees the queues and no button', async () => {
	await s.ok(['moderator', 'add', 'looker', '--role', 'viewer', '--password-stdin'], { input: 'only to have a look\n' });
	const viewer = await newPage();
	await viewer.goto(`${s.url}/comments/moderate/`);
	await viewer.fill('input[name=name]', 'looker');
	await viewer.fill('input[name=password]', 'only to have a look');
	await press(viewer, 'main form button[type=submit]');
	assert((await viewer.locator('.card').count()) > 0);
	assert.equal(await viewer.locator('.card button').count(), 0);
	const csrf = await viewer.inputValue('.session input[name=csrf]');
	const cookie = (await viewer.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
	const r = await s.get('/comments/moderate/ban/1', { method: 'POST', body: new URLSearchParams({ csrf, days: '1' }),
		headers: { Origin: s.url, Cookie: cookie } });
	assert.equal(r.status, 403);
});

await test('domain, address and name bans are set, tested, listed and lifted on the command line', async () => {
	const add = async (...args) => s.json(['ban', 'add', ...args]);
	const domain = await add('--domain', 'BÜCHER.example', '--days', '3', '--reason', 'raid', '--note', 'see Monday');
	assert.equal(domain.target, 'xn--bcher-kva.example');
	assert.equal(domain.note, 'see Monday');
	await answers(403, { email: 'a@mail.bücher.example' });
	assert.equal((await write({ email: 'a@xn--bcher-kva.example' })).status, 403);
	const name = await add('--name', 'Cheap*');
	await answers(403, { author: 'Сhеар Pi11s' });
	const tested = JSON.parse(await s.ok(['ban', 'test', '--email-stdin', '--name', 'CHEAP', '--json'],
		{ input: 'x@sub.bücher.example\n' })).bans;
	assert.deepEqual(tested.map((b) => [b.kind, b.id]), [['domain', domain.id], ['name', name.id]]);
	assert.deepEqual((await s.json(['ban', 'test', '--name', 'Vera'])).bans, []);
	for (const bad of [['--address', '0.0.0.0/0'], ['--address', '192.0.2.1/24'], ['--domain', 'org'], ['--name', '*']])
		assert.equal((await s.cli(['ban', 'add', ...bad])).code, 65, bad.join(' '));
	assert.equal((await s.cli(['ban', 'add', '--name', 'Xyz*', '--domain', 'x.example'])).code, 64);
	for (const b of [domain, name]) await s.ok(['ban', 'lift', String(b.id)]);
	await answers(303, { author: 'Cheap', email: 'a@bücher.example' });
});

await test('a forged X-Forwarded-For neither gets around a ban nor brings one upon somebody', async () => {
	const { id } = await s.json(['ban', 'add', '--address', '203.0.113.9']);
	const forged = { headers: { 'X-Forwarded-For': '203.0.113.9' } };
	assert.equal((await write({}, s, forged)).status, 303, 'no proxy is trusted: the header is nobody');
	const own = [await s.json(['ban', 'add', '--address', '127.0.0.0/8']), await s.json(['ban', 'add', '--address', '::1'])];
	await answers(403, {}, s, { headers: { 'X-Forwarded-For': '198.51.100.1, 198.51.100.2' } });
	for (const b of [id, ...own.map((o) => o.id)]) await s.ok(['ban', 'lift', String(b)]);
});

await test('a catch-all of trusted proxies is refused at start, in one line', async () => {
	for (const all of ['0.0.0.0/0', '::/0']) {
		const conf = s.file('trusting.conf');
		fs.writeFileSync(conf, fs.readFileSync(s.conf, 'utf8').replace('name = "courier";',
			`name = "courier"; trusted_proxies = [ "${all}" ];`));
		const r = await run([`${s.bin}/rejoinderd`, '--config', conf]);
		assert.equal(r.code, 78);
		assert.match(r.err, /^rejoinderd: [^\n]*trusted_proxies[^\n]*\n$/);
	}
});

await test('behind a trusted proxy one /64 is one reader, for the rate limit and for a ban', async () => {
	const p = await stack('proxied', { site: `hold: { first = 0; }; rate: { posts = 4; };
		trusted_proxies = [ "127.0.0.0/8", "::1" ];` });
	const from = (address) => ({ headers: { 'X-Forwarded-For': address } });
	for (let i = 1; i <= 4; i++)
		assert.equal((await write({}, p, from(`2001:db8:1:2::${i}`))).status, 303);
	assert.equal((await write({}, p, from('2001:db8:1:2:ffff:ffff::9'))).status, 429, 'the same /64');
	assert.equal((await write({}, p, from('2001:db8:1:3::1'))).status, 303, 'the next one');
	const ban = await p.json(['ban', 'add', '--address', '2001:db8:1:3:a:b:c:d']);
	assert.equal(ban.target, '2001:db8:1:3::/64');
	await answers(403, {}, p, from('2001:db8:1:3::77'));
	assert.equal((await write({}, p, from('2001:db8:1:3::77, 2001:db8:1:4::1'))).status, 303, 'what the client wrote in front is forged');
	assert.equal((await write({}, p, from('2001:db8:1:4::1, 2001:db8:1:3::77'))).status, 403);
	await p.stop();
});

// Each view with its first drawer open, in both schemes and widths.
async function axe(views) {
	const cookies = await desk.context().cookies();
	for (const colorScheme of ['light', 'dark'])
		for (const width of [1280, 360]) {
			const page = await newPage({ script: true, bypassCSP: true, colorScheme, viewport: { width, height: 900 } });
			await page.context().addCookies(cookies);
			for (const [view, where, open] of views) {
				await page.goto(`${s.url}/comments/moderate/${where}`);
				await page.locator(open).first().click();
				await page.screenshot({ path: s.file(`logs/${view}-${width}-${colorScheme}.png`) });
				const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
				assert(wide <= 0, `${view} scrolls sideways by ${wide}px at ${width}`);
				await page.evaluate(AXE);
				const { violations } = await page.evaluate('axe.run()');
				assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`), []);
			}
			await page.context().close();
		}
}

await test('axe finds nothing on the desk, light or dark, wide or narrow', async () => {
	for (let i = 0; i < 2; i++) await write({ comment: `Cheap watches at https://watches${i}.example/ and more of them.` });
	await axe([['desk', '', '.card details.ban summary'],
		['search', '?state=search&q=watches+-nobody', 'details.query summary'],
		['search-none', '?state=search&q=before%3Ayesterday', 'details.query summary']]);
});

await test('axe finds nothing on the drawer for many and on what is deleted', async () => {
	await s.ok(['comment', 'delete', String((await s.comments('pending'))[0].id)]);
	await until('the watches are found', async () => {
		await desk.goto(`${s.url}/comments/moderate/?state=search&q=watches`);
		return (await desk.locator('.card').count()) === 2;
	});
	await axe([['bulk', '?state=search&q=watches', '.bulk summary'], ['deleted', '?state=deleted', '.bulk summary']]);
});

await test('axe finds nothing on the pages beside the queues either', () =>
	axe([['bans', 'bans?past=1', 'details.sheet summary'], ['articles', 'articles', 'details.sheet summary'],
		['replies', 'replies', 'details.sheet summary'],
		['stats', 'stats?days=30', '.figure h2']]));

await test('nothing of the desk asked for another site', () => {
	assert.deepEqual(desk.strays, []);
});

await finish();
