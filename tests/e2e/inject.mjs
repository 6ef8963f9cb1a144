// SECURITY.md, promise P12: what readers and moderators type is text, wherever it comes out again. A corpus of strings
// that would run something goes into each field of each way of writing; what comes out is read by a parser, which finds
// allowed elements alone, and by Chromium, in which nothing runs.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse, parseFragment } from 'parse5';
import { newPage } from './lib/browser.mjs';
import { INJECTIONS } from './lib/injections.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const STORY = '/story/harbour-works/';
const AT = `/comments/page?page=${encodeURIComponent(STORY)}`;
const s = await stack('inject', {
	site: 'rate: { posts = 100000; person = 100000; article = 100000; }; hold: { first = 0; }; storm: { mode = "none"; }; ' +
		'votes = "both"; thread: { page = 200; }; proof: { ask = false; };',
});

// ---- the corpus ---------------------------------------------------------------------------------------

// Lists of others, where they lie beside the checkout: some thousand lines, a few kilobytes of them in one comment.
const listed = [];
for (const name of fs.readdirSync(new URL('attack', import.meta.url))) {
	let text = '';
	for (const line of fs.readFileSync(new URL(`attack/${name}`, import.meta.url), 'utf8').split('\n')) {
		if (line.startsWith('#') || line.trim() === '' || line.length > 2000) continue;
		if (text.length + line.length > 3500) {
			listed.push(text);
			text = '';
		}
		text += `${line}\n\n`;
	}
	if (text) listed.push(text);
}
// Enough of them to be sure, few enough for a test: evenly from all lists.
const others = listed.filter((_, i) => i % Math.max(1, Math.ceil(listed.length / 40)) === 0);
console.log(`# ${INJECTIONS.length} strings of our own, ${others.length} of ${listed.length} pages of others`);

// ---- what may come out -----------------------------------------------------------------------------------

const INLINE = ['p', 'br', 'em', 'strong', 'code', 'pre', 'ul', 'ol', 'li', 'blockquote', 'a', 'mark', '#text'];
const NEVER = new Set(['iframe', 'object', 'embed', 'base', 'style', 'svg', 'math', 'video', 'audio', 'frame', 'frameset', 'applet',
	'marquee', 'dialog', 'noscript', 'plaintext', 'xmp', 'isindex']);
const attr = (node, name) => node.attrs?.find((a) => a.name === name)?.value;
const hasClass = (node, name) => (attr(node, 'class') ?? '').split(/\s+/).includes(name);

function check(html, where, { fragment = false, content = false } = {}) {
	const bad = [];
	const walk = (node, inside) => {
		const name = node.nodeName;
		const text = /** @type {any} */ (node).attrs ? `<${name} ${node.attrs.map((a) => `${a.name}=${a.value}`).join(' ')}>` : name;
		if (NEVER.has(name)) bad.push(text);
		if (name === '#comment') bad.push(`comment ${node.data}`);
		if (name === 'script' && !(attr(node, 'type') === 'module' && /^\/comments\/\w+-[0-9a-f]{12}\.js$/.test(attr(node, 'src')) &&
			node.childNodes.length === 0)) bad.push(text);
		if (name === 'link' && attr(node, 'rel') === 'stylesheet' && !/^\/comments\/\w+-[0-9a-f]{12}\.css$/.test(attr(node, 'href')))
			bad.push(text);
		if (name === 'img' && !/^\/comments\/avatar\//.test(attr(node, 'src'))) bad.push(text);
		if (name === 'meta' && attr(node, 'http-equiv') !== undefined) bad.push(text);
		for (const a of node.attrs ?? []) {
			if (/^on|^style$|^srcdoc$|^xlink:/.test(a.name)) bad.push(text);
			if (/^(href|src|action|formaction|itemid|poster|data)$/.test(a.name) &&
				!/^(https?:\/\/|mailto:|\/(?!\/)|\?|#|[\w-]+\.html$)/i.test(a.value)) bad.push(text);
		}
		if (inside && !INLINE.includes(name)) bad.push(`in a comment: ${text}`);
		if (inside && name === 'a' && (attr(node, 'rel') !== 'nofollow ugc noopener' ||
			node.attrs.some((a) => !['href', 'rel'].includes(a.name)))) bad.push(`a link: ${text}`);
		for (const child of [...(node.childNodes ?? []), ...(node.content?.childNodes ?? [])])
			walk(child, inside || hasClass(node, 'comment-content'));
	};
	walk(fragment || content ? parseFragment(html) : parse(html), false);
	if (content) for (const child of parseFragment(html).childNodes) walk(child, true);
	assert.deepEqual(bad.slice(0, 5), [], where);
}

const fired = [];
async function browser(options = {}) {
	const page = await newPage({ script: true, ...options });
	page.setDefaultTimeout(60_000);
	await page.exposeFunction('fired', () => { fired.push(page.url()); });
	page.on('dialog', (d) => { fired.push(`${page.url()}: ${d.message()}`); d.dismiss(); });
	return page;
}
// What a page does by itself when it is opened, and what is in it that would do something when it is touched.
async function visit(page, where) {
	await page.goto(new URL(where, s.url).href);
	const armed = await page.evaluate(() => [...document.body.querySelectorAll('*')].filter((e) =>
		e.getAttributeNames().some((name) => name.startsWith('on')) || /^\s*(javascript|data|vbscript)/i.test(e.href ?? e.src ?? ''))
		.map((e) => e.outerHTML.slice(0, 200)));
	assert.deepEqual(armed, [], where);
	const strange = await page.evaluate(() => performance.getEntriesByType('resource').map((r) => r.name));
	assert.deepEqual(strange.filter((url) => !url.startsWith(s.url)), [], where);
}

// ---- written --------------------------------------------------------------------------------------------

const statuses = [];
const refused = [];
const notices = [];
let n = 0;
async function write(fields) {
	const form = await s.form(STORY);
	const r = await s.post({ page: STORY, author: `Writer ${++n}`, email: `w${n}@reader.example`, comment: `Remark ${n}.`, ...fields }, { form });
	if (r.status === 303) statuses.push(new URL(r.headers.get('location'), s.url).pathname);
	else {
		assert(r.status >= 400 && r.status < 500, `${r.status} for ${JSON.stringify(fields)}`);
		refused.push(fields);
		check(await r.text(), `refused: ${JSON.stringify(fields).slice(0, 200)}`);
	}
}

await test('every string is taken as a text, a name and a website, or refused with a page that holds it as text', async () => {
	for (const [i, x] of INJECTIONS.entries()) {
		await write({ comment: `${x}\n\nRemark ${i}.`, author: [...x].slice(0, 60).join('') });
		await write({ comment: `Once more ${i}: ${x}`, url: i % 2 ? x.slice(0, 500) : `https://w.example/${x.slice(0, 300)}` });
	}
	assert(statuses.length > INJECTIONS.length && refused.length > 0);
	console.log(`# ${statuses.length} stored, ${refused.length} refused`);
});

await test('so are the lists of others', async () => {
	for (const x of others) await write({ comment: x });
});

await test('a preview, and a form that is refused, hold them as text', async () => {
	for (let i = 0; i < INJECTIONS.length; i += 6) {
		const all = INJECTIONS.slice(i, i + 6).join('\n\n');
		const [name] = INJECTIONS.slice(i);
		const form = await s.form(STORY);
		const body = new URLSearchParams({ ...form, comment: all, author: name, email: name, url: name, lang: 'en', rules: name.slice(0, 50), earlier: '' });
		const r = await s.get('/comments/preview', { method: 'POST', body, headers: { Origin: s.url } });
		check(await r.text(), `preview ${i}`);
		for (const field of ['page', 'comment_parent', 'token', 'lang', 'key', 'altcha', 'submit']) {
			const odd = new URLSearchParams({ ...form, comment: 'A remark.', author: 'A', email: 'a@reader.example', [field]: name });
			check(await (await s.get('/comments/reply', { method: 'POST', body: odd, headers: { Origin: s.url } })).text(), `${field}=${name}`);
		}
	}
});

await test('an edit, an appeal, a moderator\'s note and an article\'s title too', async () => {
	const csv = `path,title\n${INJECTIONS.slice(0, 40).map((x, i) => `/archive/x${i},"${x.replaceAll('"', '""').replaceAll('\n', ' ')}"`).join('\n')}\n`;
	await s.ok(['thread', 'import', '-'], { input: csv });
	for (let i = 0; i < 40; i += 13) {
		const html = await (await s.get(`/comments/page?page=/archive/x${i}`)).text();
		check(html, `title ${i}`);
	}
	const all = await s.comments();
	for (let i = 0; i < INJECTIONS.length; i += 8) {
		const to = statuses[i % statuses.length];
		const act = async (fields) => {
			const r = await s.get(to, { method: 'POST', body: new URLSearchParams(fields), headers: { Origin: s.url } });
			assert(r.status < 500, `${r.status}`);
			check(await r.text(), `${JSON.stringify(fields).slice(0, 200)}`);
		};
		const html = await (await s.get(to)).text();
		await act({ act: 'edit', version: /name="version" value="(\d+)"/.exec(html)?.[1] ?? '0', comment: INJECTIONS.slice(i, i + 8).join('\n\n') });
		await act({ act: INJECTIONS[i], appeal: INJECTIONS[i] });
		await s.ok(['comment', 'reject', String(all[i % all.length].id), '--note', INJECTIONS.slice(i, i + 4).join('\n')]);
		await act({ act: 'appeal', appeal: INJECTIONS.slice(i, i + 8).join('\n').slice(0, 900) });
	}
});

// ---- read -----------------------------------------------------------------------------------------------

await test('in article, fragment, stand-alone page and the writers\' pages a parser finds allowed elements alone', async () => {
	const ids = (await s.comments()).filter((c) => ['pending', 'spam'].includes(c.state)).map((c) => String(c.id));
	await s.ok(['comment', 'approve', ...ids.filter((_, i) => i % 4 !== 0)]); // the others stay on the desk
	const article = await (await s.get(STORY)).text();
	assert(!article.includes('<!--#'), 'an include is left');
	check(/<div id="comments"[\s\S]*<\/template>\s*<\/div>/.exec(article)[0], 'article', { fragment: true });
	check(await (await s.get(`/comments/thread?page=${encodeURIComponent(STORY)}`)).text(), 'fragment', { fragment: true });
	let where = AT;
	let pages = 0;
	for (; where && pages < 10; pages++) {
		const html = await (await s.get(where)).text();
		check(html, where);
		where = /href="([^"]*[?&](?:amp;)?after=[^"#]*)/.exec(html)?.[1].replaceAll('&amp;', '&');
	}
	assert((await s.comments('approved')).length > 100, 'there is much to see');
	for (const status of statuses.filter((_, i) => i % 5 === 0)) {
		for (const part of ['', '?part=comment', '?part=withdraw', '?part=reply'])
			check(await (await s.get(status + part)).text(), status + part, { fragment: part === '?part=comment' });
	}
	for (const x of INJECTIONS)
		for (const query of [`page=${encodeURIComponent(STORY)}&sort=`, `page=${encodeURIComponent(STORY)}&lang=`, 'page='])
			check(await (await s.get(`/comments/page?${query}${encodeURIComponent(x)}`)).text(), `${query}${x}`);
});

await test('a notice of illegal content too, before it is sent and after', async () => {
	const [{ id }] = await s.comments('approved');
	const form = await (await s.get(`/comments/notice?c=${id}`)).text();
	const [, kind] = /<option value="([^"]+)"/.exec(form) ?? assert.fail(form);
	for (let i = 0; i < INJECTIONS.length; i += 8) {
		const x = INJECTIONS[i];
		const send = (fields) => s.get('/comments/notice', { method: 'POST', headers: { Origin: s.url }, body: new URLSearchParams({ c: String(id),
			explanation: INJECTIONS.slice(i, i + 8).join('\n'), name: [...x].slice(0, 60).join(''), email: 'n@reader.example', good_faith: '1', ...fields }) });
		check(await (await send({ kind: x.slice(0, 20), email: x })).text(), `notice refused: ${x}`);
		check(await (await s.get(`/comments/notice?c=${id}&lang=${encodeURIComponent(x)}`)).text(), `notice for ${x}`);
		const r = await send({ kind });
		if (r.status !== 303) { // some are no name, and so many notices from one place are too many
			assert([422, 429].includes(r.status), `${r.status}`);
			check(await r.text(), `notice refused: ${x}`);
			continue;
		}
		notices.push(new URL(r.headers.get('location'), s.url).pathname);
	}
	assert(notices.length > 0);
	for (const notice of notices) check(await (await s.get(notice)).text(), notice);
});

await test('in feeds and exports too', async () => {
	const unescape = (t) => parseFragment(t).childNodes.map((node) => /** @type {any} */ (node).value).join('');
	const atom = await (await s.get(`/comments/feed.atom?page=${encodeURIComponent(STORY)}`)).text();
	const contents = [...atom.matchAll(/<(?:content|summary)[^>]*type="html"[^>]*>([\s\S]*?)<\/(?:content|summary)>/g)];
	assert(contents.length > 0, atom.slice(0, 1000));
	for (const [, text] of contents) check(unescape(text), 'atom', { content: true });
	const { items } = await (await s.get(`/comments/feed.json?page=${encodeURIComponent(STORY)}`)).json();
	assert(items.length > 0);
	for (const item of items) check(item.content_html, 'json feed', { content: true });
	const { comments } = await (await s.get(`/comments/api/v1/comments?page=${encodeURIComponent(STORY)}`)).json();
	assert(comments.length > 0);
	for (const one of comments.filter(({ state }) => state === 'approved')) check(one.html, 'api', { content: true });
	const out = s.file('html');
	await s.ok(['export', '--format', 'html', '--output', out]).catch(() => s.ok(['export', '--format', 'html', out]));
	const files = fs.readdirSync(out, { recursive: true }).filter((f) => String(f).endsWith('.html'));
	assert(files.length > 0);
	for (const f of files) {
		const html = fs.readFileSync(path.join(out, String(f)), 'utf8');
		check(html.replace(/<style>[^<]*<\/style>/, ''), String(f)); // its own, in the head
	}
});

await test('nothing fires in Chromium: article, pages, status, preview, with a script and without', async () => {
	for (const script of [true, false]) {
		const page = script ? await browser() : await newPage();
		page.setDefaultTimeout(60_000);
		await page.goto(`${s.url}/comments/page?page=/story/night-bus/`);
		if (script) await page.waitForSelector('[data-rejoinder-script]');
		await page.fill('#comment', INJECTIONS.filter((x) => !x.includes('\u0001')).join('\n\n').slice(0, 7000)); // which is refused
		await page.fill('#author', '<svg onload=fired()>');
		await page.fill('#email', 'a@reader.example');
		await page.click('.rj-preview-button');
		await page.waitForSelector('.rj-preview');
		await page.fill('#url', 'javascript:fired()');
		await page.click('#submit');
		await page.waitForSelector('#rj-error');
		await page.context().close();
	}
	const page = await browser();
	await visit(page, STORY);
	for (const own of [...statuses.slice(0, 2), ...notices.slice(0, 2)]) await visit(page, own);
	await page.context().close();
	assert.deepEqual(fired, []);
});

await test('nothing fires on the desk, and a parser finds nothing there either', async () => {
	const desk = await browser();
	await desk.goto(`${s.url}/comments/moderate/`);
	await desk.fill('input[name=name]', '"><img src=x onerror=fired()>');
	await desk.fill('input[name=password]', '"><img src=x onerror=fired()>');
	await desk.click('main form button[type=submit]');
	await desk.fill('input[name=name]', 'editor');
	await desk.fill('input[name=password]', s.password);
	await Promise.all([desk.waitForNavigation(), desk.click('main form button[type=submit]')]);
	for (const where of ['/comments/moderate/', '/comments/moderate/?state=rejected', '/comments/moderate/?state=approved', '/comments/moderate/?state=spam']) {
		await visit(desk, where);
		assert(await desk.locator('.card').count() > 0 || where.includes('spam'), where);
		check(await (await desk.request.get(s.url + where)).text(), where);
	}
	await desk.context().close();
	assert.deepEqual(fired, []);
});

await finish();
