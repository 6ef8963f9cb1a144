// Whatever somebody could sign in, act or read with: known to whom it was given, and in no log, no file but the key's own,
// no list, no export, no line of a process, and on no page after the first.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { newPage } from './lib/browser.mjs';
import { code, sent, signIn } from './lib/desk.mjs';
import { run, stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const STORY = '/story/night-bus/';
const OPERATOR = 'operator-4be1c0ffee-token';
const s = await stack('secrets', { conf: `operator: { token = "${OPERATOR}"; };`, site: 'hold: { first = 9; };' });
const at = (where) => `${s.url}/comments/moderate/${where}`;

/** What is secret, by a name: as text, and as the bytes that it spells. */
const secrets = new Map([['the password', s.password], ['the token of the operator', OPERATOR]]);
const keep = (name, text) => secrets.set(name, text.replaceAll(/\s/g, ''));
const raw = fs.readFileSync(s.file('etc/key'));
for (let i = 0; i + 32 <= raw.length; i += 32) keep(`key ${i / 32}`, raw.subarray(i, i + 32).toString('base64url'));

/** Those that stand in these bytes. */
function held(bytes) {
	return [...secrets].filter(([, text]) => {
		const spellings = [Buffer.from(text), Buffer.from(text.toLowerCase()), Buffer.from(encodeURIComponent(text))];
		if (/^[\w-]{20,}$/.test(text)) {
			const bits = Buffer.from(text, 'base64url');
			spellings.push(bits, Buffer.from(bits.toString('hex')), Buffer.from(bits.toString('base64')));
		}
		return spellings.some((x) => bytes.includes(x));
	}).map(([name]) => name);
}

const page = await newPage();

await test('an admin has a password, a session, an authenticator and codes; there are an invitation and a private link', async () => {
	await s.ok(['moderator', 'add', 'ada', '--role', 'admin', '--password-stdin'], { input: `${s.password}\n` });
	await signIn(s, page, 'ada', s.password);
	await page.goto(at('factor'));
	const spelled = await page.locator('#secret').innerText();
	await page.fill('#code', code(spelled));
	await page.fill('#confirm-factor', s.password);
	await sent(page, page.locator('main button[type=submit]'));
	keep('the secret of the authenticator', spelled);
	for (const [i, text] of (await page.locator('.codes code').allInnerTexts()).entries()) {
		keep(`code of recovery ${i}`, text);
		secrets.set(`code of recovery ${i}, as it is shown`, text);
	}
	for (const { name, value } of await page.context().cookies()) keep(`the cookie ${name}`, value);
	const { link } = await s.json(['moderator', 'invite', '--role', 'admin']);
	keep('the invitation', link.split('/').pop());
	const r = await s.post({ page: STORY, author: 'Ana', email: 'ana@reader.example', comment: 'Where is the night bus?' });
	keep('the private link', r.headers.get('location').split('/').pop());
	assert(secrets.size > 25);
	assert.deepEqual(held(Buffer.from([...secrets.values()].join(' '))), [...secrets.keys()], 'each would be seen');
});

await test('no page of the desk says one again', async () => {
	for (const where of ['', 'account', 'factor', 'people', 'audit', 'stats', 'bans', 'words', 'words/csv', 'replies', 'articles', '?state=pending']) {
		const r = await page.context().request.get(at(where));
		assert.equal(r.status(), 200, where);
		assert.deepEqual(held(await r.body()), [], where);
	}
});

await test('no command prints one', async () => {
	for (const argv of [['config', 'show'], ['config', 'show', '--json'], ['moderator', 'list', '--json'], ['moderator', 'sessions', '--json'],
		['moderator', 'invitations', '--json'], ['audit', 'list', '--json'], ['audit', 'export'], ['comment', 'list', '--json'],
		['comment', 'show', '1', '--json'], ['ban', 'export', '--with-keys'], ['words', 'list'], ['doctor', '--json'], ['stats', '--json'],
		['export', '--format', 'jsonl', '--with-keys'], ['export', '--format', 'csv'], ['export', '--format', 'wxr']]) {
		const { out, err } = await s.cli(argv);
		assert(out.length > 10, `${argv}: ${err}`);
		assert.deepEqual(held(Buffer.from(out + err)), [], argv.join(' '));
	}
	const { out } = await s.cli(['subject', 'export'], { input: 'ana@reader.example\n' });
	assert.match(out, /night bus/);
	assert.deepEqual(held(Buffer.from(out)), []);
});

await test('none is in the database, its log, a backup, or a log; nor in the line or the surroundings of the process', async () => {
	await s.ok(['backup', s.file('tmp/copy.db')]);
	await s.logsWritten();
	const files = fs.readdirSync(s.dir, { recursive: true, withFileTypes: true }).filter((e) => e.isFile())
		.map((e) => path.join(e.path, e.name)).filter((f) => f !== s.file('etc/key') && f !== s.conf);
	for (const need of [s.db, s.file('tmp/copy.db'), s.file('logs/rejoinder.log'), s.file('logs/comments.log')]) assert(files.includes(need), need);
	for (const file of files) assert.deepEqual(held(fs.readFileSync(file)), [], file);
	for (const what of ['cmdline', 'environ']) {
		const file = `/proc/${s.daemon.self}/${what}`;
		let bytes = Buffer.alloc(0);
		try { bytes = fs.readFileSync(file); } catch (e) { assert.equal(e.code, 'EACCES', 'hidden from others, or without one'); }
		assert.deepEqual(held(bytes), [], file);
	}
	const { out } = await run(['sqlite3', s.db, 'SELECT count(*) FROM session']);
	assert(Number(out) >= 1, 'the session is there, by its hash');
});

await finish();
