import * as fs from 'node:fs';
import { newPage } from './lib/browser.mjs';
import { run, stack } from './lib/stack.mjs';
import { finish } from './lib/tap.mjs';
const STORY = '/story/harbour-works/';
const s = await stack('probe', { site: 'rate: { posts = 100000; }; hold: { first = 0; }; storm: { mode = "none"; }; votes = "both"; thread: { page = 6; }; trusted_proxies = [ "127.0.0.1/32" ]; privacy: { url = "/privacy"; }; rules: { url = "/rules"; version = "2026-11"; };' });
const save = (n, t) => fs.writeFileSync(s.file(`logs/${n}`), t);
let n = 0;
const ids = [];
async function post(author, comment, parent = 0, more = {}) {
	const r = await s.post({ page: STORY, author, email: `p${++n}@reader.example`, comment, comment_parent: String(parent), ...more }, { headers: { 'X-Forwarded-For': `198.51.100.${n}` } });
	const id = (await s.comments()).at(-1).id;
	ids.push(id);
	return { r, id, status: r.headers.get('location') };
}
const empty = await (await s.get('/comments/page?page=/story/night-bus/')).text();
save('empty.html', empty);
const a = await post('Vera Lind', 'The harbour works have been late **twice**. _Who_ pays?\n\n> Nobody\n\n- you\n\n`code` https://x.example/?a=b&c=d mailto:a@b.example [t](http://y.example)');
let p = a.id;
for (let i = 0; i < 7; i++) p = (await post(`Ana ${i}`, `Answer of level ${i + 1}.`, p, { url: 'https://ana.example/' })).id;
for (let i = 0; i < 5; i++) await post(`Ivo ${i}`, `Another remark, number ${i}.`);
const held = await post('Spam Er', 'See https://a.example/1 https://b.example/2 https://c.example/3');
save('held.html', await (await s.get(held.status)).text());
save('status.html', await (await s.get(a.status)).text());
save('thread.html', await (await s.get(`/comments/thread?page=${STORY}`)).text());
save('page.html', await (await s.get(`/comments/page?page=${STORY}`)).text());
save('reply.html', await (await s.get(`/comments/page?page=${STORY}&replytocom=${a.id}`)).text());
save('best.html', await (await s.get(`/comments/page?page=${STORY}&sort=best`)).text());
save('newest.html', await (await s.get(`/comments/page?page=${STORY}&sort=newest`)).text());
save('story.html', await (await s.get(STORY)).text());
const more = /href="([^"]*after=[^"#]*)/.exec(fs.readFileSync(s.file('logs/page.html'), 'utf8'))[1].replaceAll('&amp;', '&');
save('next.html', await (await s.get(more)).text());
for (const id of [a.id, ids.at(-3), 'disqus-123', 999999]) { const r = await s.get(`/comments/c/${id}`); console.log('#', id, r.status, r.headers.get('location')); }
save('feed.atom', await (await s.get(`/comments/feed.atom?page=${STORY}`)).text());
save('feed.json', await (await s.get(`/comments/feed.json`)).text());
for (const verb of ['close', 'readonly', 'premoderate', 'slow']) {
	await s.ok(['thread', verb, STORY]);
	save(`${verb}.html`, await (await s.get(`/comments/page?page=${STORY}&before=${Math.floor(Math.random() * 1e6)}`)).text());
}
await s.ok(['thread', 'open', STORY]);
await s.ok(['comment', 'reject', String(ids[1]), '--note', 'Please be kind.']);
const r = await s.post({ page: STORY, author: '', email: 'nope', url: 'gopher:x', comment: '' });
console.log('#', r.status); save('refused.html', await r.text());
save('tomb.html', await (await s.get(`/comments/page?page=${STORY}&x=1`)).text());
save('err404.html', await (await s.get('/comments/nowhere')).text());
save('notice.html', await (await s.get(`/comments/notice?c=${a.id}`)).text());
save('report.html', await (await s.get(`/comments/report?c=${a.id}`)).text());
// The back button: plain
for (const script of [false, true]) {
	const page = await newPage({ script, viewport: { width: 1280, height: 900 } });
	await page.goto(`${s.url}/comments/page?page=/story/night-bus/`);
	if (script) await page.waitForSelector('[data-rejoinder-script]');
	await page.fill('#comment', `Back and forth, ${script}.`);
	await page.fill('#author', 'Noor');
	await page.fill('#email', 'noor@reader.example');
	await page.click('#submit');
	if (!script) {
		await page.waitForURL(/status/);
		await page.screenshot({ path: s.file('logs/status.png'), fullPage: true });
		const was = page.url();
		await page.goBack();
		console.log('# back:', await page.inputValue('#comment'), await page.inputValue('#author'));
		await page.click('#submit');
		await page.waitForURL(/status/).catch(() => {});
		console.log('# again:', page.url() === was, (await s.comments()).filter((c) => /Back and forth/.test(c.text)).length);
	} else {
		await page.waitForSelector('.rj-yours');
		await page.screenshot({ path: s.file('logs/own.png'), fullPage: true });
		await page.goto(`${s.url}/story/`).catch(() => {});
		await page.goBack();
		await page.waitForSelector('[data-rejoinder-script]');
		console.log('# back with script:', JSON.stringify(await page.inputValue('#comment')), await page.locator('.comment').count());
	}
	await page.context().close();
}
const page = await newPage({ script: true, viewport: { width: 1280, height: 900 } });
await page.goto(`${s.url}${STORY}`); await page.waitForSelector('[data-rejoinder-script]');
await page.locator('#comments').screenshot({ path: s.file('logs/section.png') });
await page.setViewportSize({ width: 360, height: 700 });
await page.locator('#comments').screenshot({ path: s.file('logs/section-360.png') });
await page.locator('.comment-reply-link').first().click();
await page.fill('#comment', 'x'.repeat(8001));
await page.click('#submit');
await page.waitForSelector('#rj-error');
await page.locator('#respond').screenshot({ path: s.file('logs/refused.png') });
await page.goto(`${s.url}/comments/page?page=${STORY}`);
await page.setViewportSize({ width: 1280, height: 900 });
await page.screenshot({ path: s.file('logs/page.png'), fullPage: true });
await page.goto(`${s.url}/comments/status/${held.status.split('/').pop()}`);
await page.screenshot({ path: s.file('logs/held.png'), fullPage: true });
await finish();
