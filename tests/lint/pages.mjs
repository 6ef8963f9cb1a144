// Every page that the program renders, in every state that a reader or a moderator can bring about, written to html/ for
// html-validate. They come from a site that runs, through nginx, so what is read is what a browser gets.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { stack } from '../e2e/lib/stack.mjs';
import { finish, test } from '../e2e/lib/tap.mjs';

const PAGE = '/story/harbour-works/';
const s = await stack('pages', { site: 'hold: { first = 0; }; rate: { posts = 100000; }; rules: { url = "/rules"; }; ' +
	'votes = "both"; storm: { mode = "none"; };' });
const out = s.file('html');
fs.mkdirSync(out);

const seen = new Map();
async function keep(name, response, status) {
	// A piece for the script has a button without a text until the script fills it: as the script would.
	// A vote's button stands a hundred times in a page and leaves out that it submits.
	const text = (await response.text()).replace(/(class="rj-news-button"[^>]*data-other="([^"]*)">)(?=<\/button>)/, '$1$2')
		.replaceAll('<button form="rj-votes"', '<button type="submit" form="rj-votes"');
	assert.equal(response.status, status, `${name}: ${response.status}\n${text.slice(0, 2000)}`);
	assert(text.length > 0, `${name} is empty`);
	// A fragment is read where it stands: in a page.
	const html = /^\s*<!doctype/i.test(text) ? text
		: `<!DOCTYPE html>\n<html lang="en">\n<head><title>${name}</title></head>\n<body>\n<h1>${name}</h1>\n${text}</body>\n</html>\n`;
	fs.writeFileSync(path.join(out, `${name}.html`), html);
	seen.set(name, text);
	return text;
}

const page = (query = '') => s.get(`/comments/page?page=${encodeURIComponent(PAGE)}${query}`);
const post = (fields) => s.post({ page: PAGE, author: 'Vera Lind', email: 'vera@reader.example', ...fields });
const pathOf = (location) => new URL(location, s.url).pathname;

await test('readers\' pages are kept', async () => {
	await keep('article', await s.get(PAGE), 200);
	await keep('section-empty', await s.get(`/comments/thread?page=${encodeURIComponent('/story/night-bus/')}`), 200);
	await keep('page-empty', await s.get(`/comments/page?page=${encodeURIComponent('/story/library-dome/')}`), 200);
	for (let i = 1; i <= 60; i++) {
		assert.equal((await post({ author: `Writer ${i} <&"'>`, email: `w${i}@reader.example`, url: i % 3 ? '' : 'https://w.example/?a=1&b=2',
			comment_parent: String(i > 1 && i < 12 ? i - 1 : 0),
			comment: `Remark ${i} & a < b.\n\n> quoted\n\n- one\n- two\n\n**bold** \`code\` https://news.example/${i}?a=1&b=2\n\n\`\`\`\n<x>\n\`\`\`` })).status, 303);
		if (i < 12) await s.ok(['comment', 'approve', String(i)]).catch(() => {}); // it may stand already
	}
	const ids = (await s.comments('pending')).map((c) => String(c.id));
	if (ids.length > 0) await s.ok(['comment', 'approve', ...ids]);
	await keep('page-full', await page('&sort=oldest'), 200);
	await keep('section-full', await s.get(`/comments/thread?page=${encodeURIComponent(PAGE)}&x=2`), 200);
	await keep('page-reply', await page('&replytocom=3'), 200);
	const more = /href="([^"]*[?&](?:amp;)?after=[^"]*)"/.exec(seen.get('page-full'))?.[1].replaceAll('&amp;', '&');
	assert(more, 'a full page has a link to the next');
	await keep('page-next', await s.get(new URL(more, `${s.url}/comments/page`)), 200);
});

await test('a refused form and every status page are kept', async () => {
	await keep('form-refused', await post({ comment: '', author: '', email: 'nobody', url: 'javascript:x' }), 422);
	const published = await post({ comment: 'A calm remark about the works.' });
	await keep('status-published', await s.get(pathOf(published.headers.get('location'))), 200);
	const held = await post({ comment: 'See https://a.example https://b.example https://c.example and https://d.example for it.' });
	const status = pathOf(held.headers.get('location'));
	await keep('status-pending', await s.get(status), 200);
	const [waiting] = await s.comments('pending');
	await s.ok(['comment', 'reject', String(waiting.id), '--note', 'Too many <links> & no text.']);
	await keep('status-rejected', await s.get(status), 200);
	await keep('page-tombstones', await page('&x=3'), 200);
});

await test('errors are kept', async () => {
	await keep('error-404', await s.get('/comments/nothing-here'), 404);
	await keep('error-404-page', await s.get('/comments/page?page=/elsewhere'), 404);
	await keep('error-404-status', await s.get('/comments/status/abc'), 404);
	await keep('error-404-dots', await s.get('/comments/page?page=%2Fstory%2F..%2Fx'), 404);
	await keep('error-400', await s.get('/comments/page?page=%ZZ'), 400);
	await keep('error-405', await s.get('/comments/reply'), 405);
	await keep('error-403', await s.get('/comments/reply', { method: 'POST', body: new URLSearchParams({ comment: 'x' }),
		headers: { Origin: 'https://elsewhere.example' } }), 403);
});

await test('the desk is kept', async () => {
	const login = await s.get('/comments/moderate/login');
	const form = await keep('desk-login', login, 200);
	const action = /<form[^>]*action="([^"]*)"/.exec(form)[1];
	const hidden = Object.fromEntries([...form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)]
		.map(([tag]) => [/name="([^"]*)"/.exec(tag)[1], /value="([^"]*)"/.exec(tag)[1]]));
	let cookie = (login.headers.getSetCookie?.() ?? []).map((c) => c.split(';')[0]).join('; ');
	const enter = (password) => s.get(action, { method: 'POST', headers: { Origin: s.url, Cookie: cookie },
		body: new URLSearchParams({ ...hidden, name: 'editor', password }) });
	const wrong = await enter('not this one');
	await keep('desk-login-refused', wrong, wrong.status);
	const inside = await enter(s.password);
	assert.equal(inside.status, 303, await inside.text());
	cookie = inside.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ');
	const desk = (where) => s.get(where, { headers: { Cookie: cookie } });
	await keep('desk-empty', await desk('/comments/moderate/'), 200);
	await keep('desk-raids-none', await desk('/comments/moderate/raids'), 200);
	for (let i = 0; i < 3; i++)
		await post({ comment: `Look ${i} at https://a.example https://b.example https://c.example, this is shit "quoted" <b>.`,
			url: 'https://w.example/?a=1&b=2' });
	await keep('desk-queue', await desk('/comments/moderate/'), 200);
	const raids = await keep('desk-raids', await desk('/comments/moderate/raids'), 200);
	await keep('desk-raid', await desk(/href="([^"]*\/moderate\/raid\/\d+)"/.exec(raids)[1]), 200);
	for (const state of ['pending', 'approved', 'rejected', 'spam', 'deleted'])
		await keep(`desk-${state}`, await desk(`/comments/moderate/?state=${state}`), 200);
	await keep('desk-search', await desk('/comments/moderate/?state=search&q=look+%22a.example%22+-%3Cb%3E'), 200);
	await keep('desk-search-none', await desk('/comments/moderate/?state=search&q=status%3Anowhere'), 200);
	// What the desk can do, done once to the first card, and what it says then.
	const card = (html, what) => new RegExp(`action="([^"]*/moderate/${what}/(\\d+))"`).exec(html);
	const csrf = /name="csrf" value="([^"]*)"/.exec(seen.get('desk-queue'))[1];
	const act = async (name, where, fields) => {
		const r = await s.get(where, { method: 'POST', headers: { Origin: s.url, Cookie: cookie },
			body: new URLSearchParams({ csrf, ...fields }) });
		assert.equal(r.status, 303, `${name}: ${await r.text()}`);
		await keep(name, await desk(r.headers.get('location')), 200);
	};
	await act('desk-spam-done', card(seen.get('desk-queue'), 'comment')[1], { decision: 'spam' });
	await act('desk-undone', card(seen.get('desk-spam-done'), 'undo')[1], {});
	await act('desk-banned', card(seen.get('desk-undone'), 'ban')[1], { days: '7', reason: 'Links & "shouting"' });
	await act('desk-lifted', card(seen.get('desk-banned'), 'lift')[1], {});
	// The pages beside the queues. What only looks is answered without a redirection.
	const ask = async (name, where, status, fields) => keep(name, await s.get(where, { method: 'POST',
		headers: { Origin: s.url, Cookie: cookie }, body: new URLSearchParams({ csrf, ...fields }) }), status);
	const about = card(seen.get('desk-undone'), 'about')[1];
	await ask('desk-ban-look', card(seen.get('desk-undone'), 'ban')[1], 200, { days: '7', look: 'yes', reason: '"<b>"' });
	await act('desk-warned', about, { act: 'warn', reason: 'tone', text: 'Please <b> "mind" it.' });
	await act('desk-noted', about, { act: 'note', text: '<b> & "more"' });
	await act('desk-watched', about, { act: 'hold', count: '3' });
	await ask('desk-warned-refused', about, 422, { act: 'warn' });
	const bans = '/comments/moderate/bans';
	await keep('desk-bans-none', await desk(`${bans}?part=nothing+%3Clike%3E+this`), 200);
	await act('desk-bans-added', bans, { act: 'ban', kind: 'link', what: 'a.example', days: '7', reason: 'Links & "more"', note: '<b>' });
	await act('desk-bans-lifted', /action="([^"]*\/bans\/\d+)"/.exec(seen.get('desk-bans-added'))[1], {});
	await act('desk-bans-again', /action="([^"]*\/bans\/again\/\d+)"/.exec(seen.get('desk-bans-lifted'))[1], {});
	await ask('desk-bans-refused', bans, 422, { act: 'ban', kind: 'email', what: '<nobody>', days: 'x', reason: '"' });
	await ask('desk-bans-preview', bans, 200, { act: 'preview', kind: 'link', what: 'b.example' });
	await act('desk-bans-on-trial', bans, { act: 'ban', kind: 'name', what: 'cheap*', shadow: '1' });
	await ask('desk-bans-try', `${bans}/try`, 200, { name: 'Cheap Thing', text: 'See <b>.' });
	await ask('desk-bans-try-none', `${bans}/try`, 200, { address: '192.0.2.200' });
	const words = '/comments/moderate/words', rules = '/comments/moderate/rules';
	await keep('desk-words-none', await desk(words), 200);
	await ask('desk-words-refused', words, 422, { act: 'add', entry: '**', lang: '<i>', days: 'x', severity: '2', action: 'hold' });
	await ask('desk-words-preview', words, 200, { act: 'preview', entry: 'a*', severity: '0', action: 'hold' });
	await ask('desk-words-tried', `${words}/try`, 200, { text: 'A <b>damn</b> thing.' });
	await ask('desk-words-faults', `${words}/csv`, 422, { act: 'take', csv: 'entry,action\n<b>,burn\n' });
	await ask('desk-words-looked', `${words}/csv`, 200, { act: 'look', csv: 'entry\nzebra\n' });
	await keep('desk-rules', await desk(rules), 200);
	await ask('desk-rules-refused', rules, 422, { act: 'off', rule: 'copy', days: '<b>' });
	await ask('desk-rules-tested', `${rules}/test`, 200, { kind: 'rule', what: 'link' });
	await ask('desk-rules-untested', `${rules}/test`, 422, { kind: 'word', what: '*', last: 'x' });
	const replies = '/comments/moderate/replies';
	await keep('desk-replies-none', await desk(replies), 200);
	await ask('desk-replies-refused', replies, 422, { act: 'add', reason: 'spam', lang: '<b>', title: ' ', text: ' ' });
	await act('desk-replies', replies, { act: 'add', reason: 'spam', lang: 'en', title: '<b>Ads', text: '<i>No ads.' });
	const articles = '/comments/moderate/articles';
	await keep('desk-articles', await desk(articles), 200);
	await act('desk-articles-closed', articles, { page: '/story/night-bus/', mode: 'closed' });
	await ask('desk-articles-refused', articles, 422, { page: '<b>elsewhere', mode: 'closed' });
	await ask('desk-articles-unmoved', `${articles}/move`, 422, { page: '/story/nowhere/', to: '<b>' });
	await act('desk-articles-moved', `${articles}/move`, { page: '/story/night-bus/', to: '/story/day-bus/' });
	await keep('desk-articles-none', await desk(`${articles}?part=%3Cnone%3E&mode=slow`), 200);
	await keep('desk-bans-past', await desk(`${bans}?past=1`), 200);
	await keep('desk-stats', await desk('/comments/moderate/stats?days=7'), 200);
	const account = '/comments/moderate/account';
	await keep('desk-account', await desk(account), 200);
	await ask('desk-account-refused', `${account}/password`, 422, { new: 'brief', password: s.password });
	await ask('desk-account-unsure', `${account}/password`, 422, { new: 'long enough "<b>"', password: 'not this one' });
	await act('desk-account-others', `${account}/sessions`, {});
	const offer = await keep('desk-factor', await desk('/comments/moderate/factor'), 200);
	await ask('desk-factor-refused', '/comments/moderate/factor', 422, { secret: /name="secret" value="([^"]*)"/.exec(offer)[1],
		code: '<b>', password: s.password });
});

await test('pages of nginx alone are kept', async () => {
	await s.daemon.stop();
	await keep('down-article', await s.get('/story/night-bus/?down=1'), 200);
	await keep('down-page', await s.get('/comments/status/abc'), 503);
	await keep('refused-by-nginx', await s.get('/comments/thread', { method: 'DELETE' }), 405);
	await s.daemon.start();
});
console.log(`# ${seen.size} pages`);
await finish();
