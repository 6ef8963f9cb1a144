// SECURITY.md, promise P12: what readers and moderators type is text, wherever it comes out again. A corpus of strings
// that would run something goes into each field of each way of writing: form, API, preview, edits by page, by API and
// by a moderator, report, notice, complaint, appeal, a moderator's words, titles. What comes out is read by a parser,
// which finds allowed elements alone, and by Chromium, in which nothing runs. `make test` takes our own strings through
// two of the ways and a twentieth of the lists of others through one, in turn; `make soak` takes all through all.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse, parseFragment } from 'parse5';
import { newPage } from './lib/browser.mjs';
import { chance, SOAK } from './lib/fault.mjs';
import { ESCAPES, first, harmless, hidden, INJECTIONS, ofOthers, quietly, watched } from './lib/injections.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const STORY = '/story/harbour-works/';
const s = await stack('inject', {
	site: 'rate: { posts = 100000; person = 100000; article = 1000000; }; hold: { first = 0; }; storm: { mode = "none"; }; report: { hide = 0; }; ' +
		'votes = "both"; thread: { page = 200; }; proof: { ask = false; }; trusted_proxies = [ "127.0.0.1/32" ];',
});

// ---- the corpus ---------------------------------------------------------------------------------------

const random = chance(12);
const others = ofOthers().filter(() => SOAK || random() < 0.05);
console.log(`# ${INJECTIONS.length} strings of our own, ${others.length} of others`);

// An article a round, with no more comments than a feed shows of the newest.
const FEED = 50;
const rounds = [];
for (const [texts, usual] of [[INJECTIONS, 2], [others, 1]]) {
	const ways = SOAK ? 9 : usual;
	const most = Math.floor(FEED / Math.min(6, ways)); // six of the ways write a comment
	for (let i = 0; i < texts.length; i += most) rounds.push({ texts: texts.slice(i, i + most), ways });
}

// ---- what may come out -----------------------------------------------------------------------------------

const INLINE = ['p', 'br', 'em', 'strong', 'code', 'pre', 'ul', 'ol', 'li', 'blockquote', 'a', 'mark', '#text'];
const NEVER = new Set(['iframe', 'object', 'embed', 'base', 'style', 'svg', 'math', 'video', 'audio', 'frame', 'frameset', 'applet',
	'marquee', 'dialog', 'noscript', 'plaintext', 'xmp', 'isindex']);
// What we draw ourselves: when the comments of a raid came.
const DRAWN = /^<svg class=bars viewBox=0 0 240 40 width=240 height=40 role=img aria-label=When they came: [\w :]+>$/;
const attr = (node, name) => node.attrs?.find((a) => a.name === name)?.value;
const hasClass = (node, name) => (attr(node, 'class') ?? '').split(/\s+/).includes(name);

// Where one of our strings stood as the text that it is; each of these must have had one.
const shown = new Set();
const OUTPUTS = [/^article/, /^\/comments\/thread/, /^\/comments\/page/, /sort=newest&replytocom/, /^POST \/comments\/reply/, /^POST \/comments\/preview/,
	/^\/comments\/status\/[\w-]+$/, /part=comment$/, /^POST \/comments\/status/, /^POST \/comments\/report/, /^POST \/comments\/notice/, /^POST \/comments\/moderate\/edit/,
	/^\/comments\/notice\/[\w-]+$/, /state=pending/, /state=approved/, /state=rejected/, /state=reported/, /state=notices/, /state=appeals/,
	/^\/comments\/moderate\/raids/, /^\/comments\/moderate\/raid\/\d+$/,
	/^atom/, /^json feed/, /^api/, /\.html$/];

function check(html, where, { fragment = false, content = false } = {}) {
	const bad = [];
	const walk = (node, inside) => {
		const name = node.nodeName;
		const text = /** @type {any} */ (node).attrs ? `<${name} ${node.attrs.map((a) => `${a.name}=${a.value}`).join(' ')}>` : name;
		if (NEVER.has(name) && !DRAWN.test(text)) bad.push(text);
		if (name === '#text' && node.value.includes('onerror=fired()>')) shown.add(where);
		if (name === '#comment') bad.push(`comment ${node.data}`);
		if (name === 'script' && !(attr(node, 'type') === 'module' && /^\/comments\/\w+-[0-9a-f]{12}\.js$/.test(attr(node, 'src')) &&
			node.childNodes.length === 0)) bad.push(text);
		if (name === 'link' && attr(node, 'rel') === 'stylesheet' && !/^\/comments\/\w+-[0-9a-f]{12}\.css$/.test(attr(node, 'href')))
			bad.push(text);
		if (name === 'img' && !/^\/comments\/avatar\//.test(attr(node, 'src'))) bad.push(text);
		if (name === 'meta' && attr(node, 'http-equiv') !== undefined) bad.push(text);
		for (const a of node.attrs ?? []) {
			if (/^(id|for|aria-\w+)$/.test(a.name) && a.value === '') bad.push(text);
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

// ---- ways to write --------------------------------------------------------------------------------------

let n = 0;
let stored = 0;
let refused = 0;
const notices = [];
const address = () => `10.${(++n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`; // each act comes from another network

// What is sent is never a failure of ours, and what is answered is checked. as: whose cookies.
async function send(where, fields, { method = 'POST', json = false, headers = {}, as = null } = {}) {
	const body = json ? JSON.stringify(fields) : String(new URLSearchParams(fields));
	const all = { Origin: s.url, 'X-Forwarded-For': address(),
		'Content-Type': json ? 'application/json' : 'application/x-www-form-urlencoded', ...headers };
	const r = as ? await as.fetch(s.url + where, { method, data: body, headers: all, maxRedirects: 0 })
		: await s.get(where, { method, body, headers: all });
	const status = as ? r.status() : r.status;
	const head = as ? new Headers(r.headers()) : r.headers;
	const text = await r.text();
	const name = `${method} ${where} ${body.slice(0, 300)}`;
	assert(status < 500, `${name}: ${status}`);
	if (/^text\/html/.test(head.get('content-type') ?? '')) check(text, name);
	else if (text) assert.doesNotThrow(() => JSON.parse(text), `${name}: ${text}`);
	const { pathname, search } = new URL(head.get('location') ?? '', s.url);
	return { status, text, location: pathname, search };
}
async function see(where, options = {}) {
	const text = await (await s.get(where, { headers: { 'X-Forwarded-For': address() } })).text();
	check(text, where, options);
	return text;
}
// The first of these forms that is taken; those before it are refused, with a page that holds them as text.
async function taken(where, forms, options) {
	for (const fields of forms) {
		const r = await send(where, fields, options);
		if (r.status < 400) return stored++, r;
		assert([400, 403, 409, 413, 422].includes(r.status), `${r.status} to ${JSON.stringify(fields)}: ${r.text.slice(0, 2000)}`);
		refused++;
	}
	return null;
}

const writer = () => ({ author: `Writer ${++n}`, email: `w${n}@reader.example` });
// In all fields at once, then in fewer and fewer.
function hostile(x) {
	const web = `https://w.example/${first(x, 300).replaceAll(/\s/g, '')}`;
	return [{ author: first(x, 60), url: first(x, 500) }, { author: first(x, 60), url: web }, { url: web }, {}]
		.map((more) => ({ ...writer(), comment: x, ...more }));
}
// Of these fields each in turn, or `make soak`: each of them with each string.
const each = (fields) => SOAK ? fields : fields.filter((_, i) => (i + n) % 4 === 0);
const API = '/comments/api/v1';
const program = ({ page, form }) => ({ page, token: form.token });
async function calm(round) {
	const r = await send(`${API}/comments`, { ...program(round), ...writer(), comment: `A calm remark about pier number ${++n}.` }, { json: true });
	const { id, state, status } = JSON.parse(r.text);
	round.own.push(status);
	return { id, state, status };
}

const WAYS = {
	async form(round, x) {
		const r = await taken('/comments/reply', hostile(x).map((fields) => ({ ...round.form, ...fields })));
		if (r) round.own.push(r.location);
	},
	async api(round, x) {
		const r = await taken(`${API}/comments`, hostile(x).map((fields) => ({ ...program(round), ...fields })), { json: true });
		if (r) round.own.push(JSON.parse(r.text).status);
	},
	async edit(round, x) {
		const { status } = await calm(round);
		const version = hidden(await see(status), 'version');
		await send(status, { act: 'edit', version, comment: x + 'y'.repeat(8001) });
		await taken(status, [{ act: 'edit', version, comment: x }]);
		await send(status, { act: first(x, 20), version: x, comment: x, appeal: x });
	},
	async moderatorsEdit(round, x) {
		const { id, state, status } = await calm(round);
		const where = `/comments/moderate/edit/${id}`;
		const form = { csrf, seen: state, version: '0', comment: x, reason: 'other' };
		await send(where, { ...form, reason: first(x, 20), why: first(x, 900) }, { as: editor });
		await send(where, { ...form, comment: x + 'y'.repeat(8001), why: first(x, 900) }, { as: editor });
		await taken(where, [{ ...form, why: first(x, 900) }, { ...form, why: 'A word too many.' }], { as: editor });
		await see(status);
	},
	async apiEdit(round, x) {
		const { id, status } = await calm(round);
		await taken(`${API}/comments/${id}`, [{ comment: x }],
			{ method: 'PATCH', json: true, headers: { Authorization: `Bearer ${status.split('/').pop()}`, 'If-Match': '*' } });
	},
	async queries(round, x) {
		for (const fields of hostile(x).slice(0, 2))
			await send('/comments/preview', { ...round.form, ...fields, lang: 'en', rules: first(x, 50), earlier: '' });
		for (const field of each(['page', 'comment_parent', 'token', 'lang', 'key', 'altcha', 'rules', 'submit']))
			await send('/comments/reply', { ...round.form, ...writer(), comment: 'A remark.', [field]: x });
		for (const query of [`page=${encodeURIComponent(round.page)}&sort=`, `page=${encodeURIComponent(round.page)}&lang=`, 'page='])
			await see(`/comments/page?${query}${encodeURIComponent(x)}`);
	},
	async report(round, x) {
		for (const [where, json] of [['/comments/report', false], [`${API}/report`, true]]) {
			const c = json ? round.calm.id : String(round.calm.id);
			await send(where, { c, reason: first(x, 20), text: x }, { json });
			for (const field of each(['c', 'reason', 'text', 'earlier', 'lang']))
				await send(where, { c, reason: 'other', text: 'Please look.', [field]: x }, { json });
			await taken(where, [{ c, reason: 'other', text: first(x, 500) }], { json });
		}
	},
	async notice(round, x) {
		const c = String(round.calm.id);
		const most = { c, kind: 'hate', explanation: x, email: 'n@reader.example', good_faith: '1' };
		await send('/comments/notice', { ...most, kind: first(x, 20), name: first(x, 60), email: x });
		for (const field of each(['c', 'kind', 'explanation', 'name', 'email', 'good_faith', 'lang', 'location']))
			await send('/comments/notice', { ...most, explanation: '', [field]: x });
		await see(`/comments/notice?c=${c}&lang=${encodeURIComponent(x)}`);
		const r = await taken('/comments/notice', [{ ...most, name: first(x, 60) }, { ...most, name: 'Nora' }]);
		if (!r) return;
		notices.push(r.location);
		await see(r.location);
		await judge('notices', { decision: 'leave', answer: x, note: x });
		await see(r.location);
		await taken(r.location, [{ complaint: x }]);
		await judge('notices', { decision: 'leave', answer: `Again: ${x}`, note: x });
		await see(r.location);
	},
	async words(round, x) {
		const { id, state, status } = await calm(round);
		const reject = { csrf, seen: state, decision: 'reject' };
		await taken(`/comments/moderate/comment/${id}`, [{ ...reject, note: x }, reject], { as: editor });
		await see(status);
		await taken(status, [{ act: 'appeal', appeal: first(x, 900) }, { act: 'appeal', appeal: 'Please look again.' }]);
		await judge('appeals', { decision: 'keep', answer: first(x, 900) });
		await see(status);
		await taken(`/comments/moderate/ban/${id}`, [{ csrf, seen: 'rejected', days: '1', reason: x }], { as: editor });
	},
};

// ---- the desk -------------------------------------------------------------------------------------------

const fired = [];
const browser = () => watched(fired);
const moderator = await browser();
const editor = moderator.context().request;
let csrf;
async function desk(where) {
	const text = await (await editor.get(s.url + where)).text();
	check(text, where);
	return text;
}
// What waits in a room of the desk is decided: the words given, or, where they cannot be, plain ones.
async function judge(room, fields) {
	const html = await desk(`/comments/moderate/?state=${room}`);
	const [, action, form] = /<form class="decide[^"]*" method="post" action="([^"]+)">([\s\S]*?)<\/form>/.exec(html) ?? assert.fail(`nothing in ${room}`);
	const state = { csrf, seen: hidden(form, 'seen'), version: hidden(form, 'version') };
	await taken(action, [{ ...state, ...fields }, { ...state, ...fields, answer: 'It stays as it is.', note: '' }], { as: editor });
}

await test('a name and a password that would run open no desk, and are text', async () => {
	const evil = '"><img src=x onerror=fired()>';
	await moderator.goto(`${s.url}/comments/moderate/`);
	for (const [name, password] of [[evil, evil], ['editor', s.password]]) {
		await moderator.fill('input[name=name]', name);
		await moderator.fill('input[name=password]', password);
		await Promise.all([moderator.waitForNavigation(), moderator.click('main form button[type=submit]')]);
	}
	csrf = hidden(await desk('/comments/moderate/'), 'csrf');
});

// ---- write and read -------------------------------------------------------------------------------------

const unescape = (t) => parseFragment(t).childNodes.map((node) => /** @type {any} */ (node).value).join('');

async function readFeeds(query) {
	const atom = await (await s.get(`/comments/feed.atom${query}`)).text();
	const contents = [...atom.matchAll(/<(?:content|summary)[^>]*type="html"[^>]*>([\s\S]*?)<\/(?:content|summary)>/g)];
	assert(contents.length > 0, atom.slice(0, 1000));
	for (const [, text] of contents) check(unescape(text), `atom ${query}`, { content: true });
	const { items } = await (await s.get(`/comments/feed.json${query}`)).json();
	assert.equal(items.length, contents.length);
	for (const item of items) check(item.content_html, `json feed ${query}`, { content: true });
}

async function readApi(query) {
	let found = 0;
	for (let cursor = ''; cursor !== null;) {
		const { comments, cursor: next } = await (await s.get(`${API}/comments${query}&limit=100${cursor}`)).json();
		for (const one of comments.filter(({ state }) => state === 'approved')) {
			check(one.html, `api ${query}`, { content: true });
			found++;
		}
		cursor = next === null ? null : `&cursor=${next}`;
	}
	return found;
}

async function read(round) {
	const query = `?page=${encodeURIComponent(round.page)}`;
	await see(`/comments/thread${query}`, { fragment: true });
	if (round.page === STORY) {
		const article = await (await s.get(STORY)).text();
		assert(!article.includes('<!--#'), 'an include is left');
		check(/<div id="comments"[\s\S]*<\/template>\s*<\/div>/.exec(article)[0], 'article', { fragment: true });
	}
	for (let where = `/comments/page${query}`; where;) {
		const html = await see(where);
		where = /href="([^"]*[?&](?:amp;)?after=[^"#]*)/.exec(html)?.[1].replaceAll('&amp;', '&');
	}
	await see(`/comments/page${query}&sort=newest&replytocom=${round.calm.id}`);
	await readFeeds(query);
	assert(await readApi(query) >= round.texts.length / 2, 'most are seen');
	for (const [i, status] of round.own.entries()) {
		for (const part of SOAK || i % 10 === 0 ? ['', '?part=comment', '?part=withdraw', '?part=reply'] : ['?part=comment'])
			await see(status + part, { fragment: part === '?part=comment' });
	}
}

for (const [at, round] of rounds.entries()) {
	round.page = at === 0 ? STORY : `/archive/round-${at}`;
	const ways = Object.values(WAYS);
	await test(`strings are text wherever they come out, ${at + 1} of ${rounds.length}`, async () => {
		Object.assign(round, { own: [], form: await s.form(round.page) });
		round.calm = await calm(round);
		await s.ok(['comment', 'approve', String(round.calm.id)]);
		for (const [i, x] of round.texts.entries())
			for (let way = 0; way < round.ways; way++) await ways[(i + way * 2) % ways.length](round, x);
		// The desk shows what waits; then all of it is to be seen, but for a few.
		for (const state of ['pending', 'spam', 'rejected', 'reported', 'notices', 'appeals']) await desk(`/comments/moderate/?state=${state}`);
		const waiting = (await s.comments()).filter((c) => ['pending', 'spam'].includes(c.state) && c.page === round.page);
		if (waiting.length > 1) await s.ok(['comment', 'approve', ...waiting.slice(1).map((c) => String(c.id))]);
		await read(round);
		await desk('/comments/moderate/?state=approved');
	});
}
console.log(`# ${stored} taken, ${refused} refused`);

await test('titles of articles are text, and so is all of the site in a feed and an export', async () => {
	const titles = [...INJECTIONS, ...others].map((x) => x.replaceAll(/\s+/g, ' ').trim());
	const csv = `path,title\n${titles.map((x, i) => `/archive/round-${i},"${x.replaceAll('"', '""')}"`).join('\n')}\n`;
	await s.ok(['thread', 'import', '-'], { input: csv });
	for (const i of titles.keys()) {
		const page = `/archive/round-${i}`;
		if (i >= rounds.length && !SOAK && i % 20) continue; // those have no comments
		await see(`/comments/page?page=${page}`);
		if (i > 0 && i < rounds.length) await readFeeds(`?page=${page}`);
	}
	await readFeeds('');
	const out = s.file('html');
	await s.ok(['export', '--format', 'html', '--output', out]);
	const files = fs.readdirSync(out, { recursive: true }).filter((f) => String(f).endsWith('.html'));
	assert(files.length >= rounds.length);
	for (const f of files) {
		const html = fs.readFileSync(path.join(out, String(f)), 'utf8');
		check(html.replace(/<style>[^<]*<\/style>/, ''), String(f)); // its own, in the head
	}
});

// Four that read alike are a raid; what they say stands on its card, on its page, and where it was answered and that
// was taken back.
const raids = [];
// All that a form takes as text, in notes as long as they may be.
function* notes(strings) {
	let note = '';
	for (const string of strings) {
		const x = string.replaceAll(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, '');
		if ([...note, ...x].length > 999) yield note, note = '';
		note += `${first(x, 900)}\n`;
	}
	if (note) yield note;
}
await test('a raid is text, on its card and on its page', async () => {
	const evil = '"><img src=x onerror=fired()>';
	const page = '/archive/raid';
	const form = await s.form(page);
	for (const i of [1, 2, 3, 4])
		await taken('/comments/reply', hostile(`${evil} Everybody at our street buys golden pillows from the new shop, number ${i} of all.`)
			.map((fields) => ({ ...form, ...fields, author: evil })).concat({ ...form, ...writer(),
				comment: `${evil} Everybody at our street buys golden pillows from the new shop, number ${i} of all.` }));
	const links = (html) => [...new Set([...html.matchAll(/href="(\/comments\/moderate\/raid\/\d+)"/g)].map((m) => m[1]))];
	raids.push(...links(await desk('/comments/moderate/raids')));
	for (const where of raids) await desk(where);
	const newest = (await s.comments()).findLast((c) => c.page === page);
	const pillows = `/comments/moderate/raid/${newest.id}`; // the cards are those of the largest
	const html = await desk(pillows);
	assert(html.includes('golden pillows'), html.slice(0, 2000));
	const order = { csrf, upto: hidden(html, 'upto'), decision: 'reject', days: '1', people: 'yes', except: '0' };
	for (const x of ESCAPES) await send(pillows, { ...order, decision: x, except: x, note: x }, { as: editor });
	for (const note of notes([...INJECTIONS, evil])) {
		const kept = await send(pillows, { ...order, note: note.padEnd(1001, '>') }, { as: editor });
		assert.equal(kept.status, 422, 'a note too long');
		assert(kept.text.includes('raid-answer'), 'on the page of the raid');
		const r = await send(pillows, { ...order, note }, { as: editor });
		assert.equal(r.status, 303, note);
		const told = await desk('/comments/moderate/?state=rejected');
		assert(told.includes('golden pillows') && told.includes('class="noted"'), 'the note stands on the cards');
		const { batch } = /(?<batch>\/comments\/moderate\/batch\/\d+)"/.exec(await desk(r.location + r.search)).groups;
		assert(await taken(batch, [{ csrf, seen: 'pending' }], { as: editor }), 'and taken back');
	}
});

// ---- in a terminal --------------------------------------------------------------------------------------

await test('the command line prints no terminal escape, whatever was posted in whatever field', async () => {
	const round = { page: '/archive/terminal', own: [], form: await s.form('/archive/terminal') };
	round.calm = await calm(round);
	await s.ok(['comment', 'approve', String(round.calm.id)]);
	const ways = Object.values(WAYS).filter((way) => way !== WAYS.queries); // which write nothing
	for (const [i, x] of ESCAPES.entries()) {
		for (const [k, way] of ways.entries()) if (SOAK || (i + k) % 3 === 0) await way(round, x);
		await s.cli(['ban', 'add', '--name', `${x}${++n}`, '--reason', 'loud', '--note', x]);
		await s.cli(['ban', 'add', '--name', `Loud ${++n}`, '--reason', x]);
		await s.cli(['words', 'add', `word${++n}`, x, '--note', x]);
		await s.cli(['words', 'add', `word${++n}`]);
	}
	const quiet = (...argv) => quietly(s, argv);
	const all = await s.comments();
	assert(all.length > 100);
	for (const state of ['pending', 'approved', 'rejected', 'spam']) await quiet('comment', 'list', '--state', state, '--limit', '1000');
	const ofTerminal = all.filter((c) => c.page === round.page);
	assert(ofTerminal.length >= ESCAPES.length);
	for (const c of SOAK ? all : ofTerminal) await quiet('comment', 'show', String(c.id));
	const { notices: told } = await s.json(['notice', 'list', '--limit', '1000']);
	for (const { id } of SOAK ? told : told.slice(-10)) await quiet('notice', 'show', String(id));
	for (const words of [['ban', 'list'], ['notice', 'list'], ['audit', 'list'], ['thread', 'list']]) await quiet(...words, '--limit', '1000');
	assert.match(await quiet('words', 'list'), /word\d+/);
	for (const words of [['storm', 'list'], ['stats'], ['comment', 'show', '\u001b[2J'], ['ban', 'lift', '\u202e1'], ['words', 'test', ESCAPES[0]]])
		await quiet(...words);
}, 3);

// ---- in Chromium ----------------------------------------------------------------------------------------

// What a page does by itself when it is opened, and what is in it that would do something when it is touched.
async function visit(page, where) {
	await page.goto(new URL(where, s.url).href);
	for (; await page.locator('.rj-more a').count() > 0 && await page.locator('[data-rejoinder-script]').count() > 0;) {
		const before = await page.locator('.comment').count();
		await page.click('.rj-more a');
		await page.waitForFunction((was) => document.querySelectorAll('.comment').length > was, before);
	}
	await harmless(page, where);
	const strange = await page.evaluate(() => performance.getEntriesByType('resource').map((r) => r.name));
	assert.deepEqual(strange.filter((url) => !url.startsWith(s.url)), [], where);
}

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
	for (const [i, round] of rounds.entries()) {
		if (!SOAK && i % 4) continue;
		await visit(page, `/comments/page?page=${encodeURIComponent(round.page)}`);
		await visit(page, round.own[i % round.own.length]);
		await visit(page, `/comments/report?c=${round.calm.id}`);
	}
	for (const notice of SOAK ? notices : notices.slice(0, 5)) await visit(page, notice);
	await page.context().close();
	assert.deepEqual(fired, []);
});

// What a browser would not let out is let out: any value in any field, whatever it may be.
const arm = (form, x) => form.evaluate((f, value) => {
	f.noValidate = true;
	for (const field of f.elements) {
		field.removeAttribute('maxlength');
		if (['radio', 'checkbox'].includes(field.type)) field.checked = true;
		if (field.type !== 'submit' && field.name !== 'c') field.value = value;
	}
	const lang = document.createElement('input');
	lang.name = 'lang';
	lang.value = value;
	f.append(lang);
}, x);
const some = INJECTIONS.filter((x, i) => !x.includes('\u0001') && (SOAK || i % 8 === 0));

await test('nothing fires in what the script opens in its place: the report box, the form, who is hidden', async () => {
	const page = await browser();
	await page.goto(`${s.url}/comments/page?page=${encodeURIComponent(STORY)}`);
	await page.waitForSelector('[data-rejoinder-script]');
	const bodies = await page.$$eval('.comment > .comment-body', (all) => all.filter((b) => b.querySelector(':scope > a')).map((b) => b.id));
	assert(bodies.length > 10);
	for (const [i, x] of some.entries()) {
		const body = page.locator(`#${bodies[i % bodies.length]}`);
		await body.locator(':scope > a').last().click();
		await arm(await page.waitForSelector('.rj-report-form'), x);
		await page.click('.rj-report-form .submit');
		await page.waitForSelector('.rj-report > .rj-error');
		await harmless(page, `a report that is refused: ${x}`);
		if (await page.locator('.rj-report-form [value=other]').count() > 0) {
			await page.check('.rj-report-form [value=other]');
			await page.fill('.rj-report-form textarea', first(x, 500));
			await page.evaluate(() => document.querySelectorAll('.rj-report-form [name=lang]').forEach((e) => e.remove()));
			await page.click('.rj-report-form .submit');
			await page.waitForSelector('.rj-report > .rj-state, .rj-report > .rj-error');
			await harmless(page, `a report: ${x}`);
		}
		if (await page.locator('.rj-close').count() > 0) await page.click('.rj-close');
		await body.locator(':scope > .rj-hide').click();
		await page.waitForSelector('.rj-hid');
		await harmless(page, 'a hidden person');
		await page.locator('.rj-show').first().click();
		await body.locator(':scope > .reply > a').click();
		await page.waitForSelector('#reply-title a');
		await harmless(page, 'an answer to one');
		await page.click('#reply-title a');
	}
	await page.context().close();
	assert.deepEqual(fired, []);
});

await test('nothing fires in the form of a notice that is sent back, whatever stood in which field', async () => {
	const page = await browser();
	for (const x of some) {
		await page.goto(`${s.url}/comments/notice?c=${rounds[0].calm.id}`);
		await arm(await page.waitForSelector('.rj-form'), x);
		await Promise.all([page.waitForNavigation(), page.click('.rj-form .submit')]);
		await harmless(page, `a notice: ${x}`);
	}
	await page.context().close();
	assert.deepEqual(fired, []);
});

await test('each kind of output had some of them', () => {
	assert.deepEqual(OUTPUTS.filter((kind) => ![...shown].some((where) => kind.test(where))).map(String), []);
});

await test('nothing fires on the desk', async () => {
	for (const room of ['pending', 'approved', 'rejected', 'spam', 'reported', 'notices', 'appeals'])
		await visit(moderator, `/comments/moderate/?state=${room}`);
	await visit(moderator, '/comments/moderate/raids');
	for (const where of SOAK ? raids : raids.slice(0, 3)) await visit(moderator, where);
	assert.deepEqual(fired, []);
});

await finish();
