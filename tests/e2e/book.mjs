// The book of who did what, and the command line: each command that changes something, or takes a copy out, has its line
// under the name of who typed it; each that only looks has none. A command that is new belongs in one of the two lists.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { userInfo } from 'node:os';
import { Reader } from './lib/proof.mjs';
import { run, stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const PAGE = '/story/night-bus/';
const s = await stack('book', { site: 'hold: { first = 1; }; rate: { posts = 100000; }; storm: { mode = "none"; };' });
const reader = new Reader(s);
const form = await s.form(PAGE);
for (let i = 0; i < 7; i++)
	assert.equal((await reader.post({ ...form, author: 'Rita', email: `rita${i}@reader.example`, comment: `The ${i}th bus was late.` })).status, 303);
const ids = (await s.comments('pending')).map((c) => String(c.id));
assert.equal(ids.length, 7, 'they wait');
await s.daemon.stop();

const write = (name, text) => (fs.writeFileSync(s.file(name), text), s.file(name));
const sql = async (text) => {
	const r = await run(['sqlite3', s.db, text]);
	assert.equal(r.code, 0, r.err);
	return r.out.trim().split('\n').filter(Boolean);
};
// Ana is signed in; a burst has slowed an article down.
const signedIn = () => sql(`INSERT INTO session (token_hash, account, created, seen, expires)
	SELECT randomblob(32), id, unixepoch(), unixepoch(), unixepoch() + 3600 FROM account WHERE name = 'ana'`);
await sql(`UPDATE thread SET storm = 'slow', storm_began = unixepoch(), storm_until = unixepoch() + 3600, storm_why = 'many at once'`);

const old = write('old.jsonl', `${JSON.stringify({ id: 1, page: '/story/old/', text: 'Old', name: 'Olga', created: '2024-01-01T00:00:00Z' })}\n`);
const password = 'a long password of words\n';
const address = 'rita1@reader.example\n';

// [command, its arguments, the acts it is in the book by, standard input]
const ACTS = [
	['moderator add', ['ana', '--role', 'admin', '--password-stdin'], 'moderator.add', password],
	['moderator add', ['ben', '--role', 'admin', '--password-stdin'], 'moderator.add', password],
	['moderator invite', ['--role', 'viewer'], 'moderator.invite'],
	['moderator uninvite', ['1'], 'moderator.uninvite'],
	['moderator role', ['ana', 'moderator'], 'moderator.role'],
	['moderator totp', ['ana'], 'moderator.factor.set'],
	['moderator totp', ['ana', '--off'], 'moderator.factor.off'],
	['moderator passwd', ['ana', '--password-stdin'], 'moderator.passwd', password],
	['moderator revoke', ['ana'], 'moderator.sessions.end'],
	['moderator disable', ['ana'], 'moderator.disable'],
	['moderator enable', ['ana'], 'moderator.enable'],
	['words add', ['casino'], 'words.add'],
	['words import', [write('words.csv', 'entry\nnonsense\n')], 'words.add'],
	['words remove', ['nonsense'], 'words.remove'],
	['rule shadow', ['link'], 'rule.shadow'],
	['rule disable', ['link', '--days', '3'], 'rule.disable'],
	['rule enable', ['link'], 'rule.enable'],
	['comment warn', [ids[0], '--reason', 'tone'], 'person.warn'],
	['comment watch', [ids[0], '2'], 'person.hold'],
	['comment unsay', ['2'], 'person.hold.lift'],
	['comment note', [ids[0], 'A note.'], 'person.note'],
	['comment approve', [ids[0], ids[1]], 'approve approve'],
	['comment reject', [ids[2]], 'reject'],
	['comment undo', [], 'undo'],
	['comment reject', ['--query', `article:=${PAGE} 5th`, '--yes'], 'reject'],
	['comment spam', [ids[3]], 'spam'],
	['comment delete', [ids[4]], 'delete'],
	['comment restore', [ids[4]], 'restore'],
	['ban add', ['--domain', 'bad.example'], 'ban'],
	['ban add', ['--email-stdin'], 'ban', 'troll@reader.example\n'],
	['ban add', ['--name', 'Rita', '--remove-posts', '--yes'], 'ban delete*'],
	['ban lift', ['1'], 'ban.lift'],
	['ban import', [write('bans.csv', 'kind,target\nlink,l.example\n')], 'ban.import'],
	['ban export', [], 'export'],
	['thread import', [write('feed.csv', 'url,title\n/story/feed/,Feed\n')], 'thread.import'],
	...['close', 'open', 'premoderate', 'readonly', 'slow'].map((v) => [`thread ${v}`, [PAGE], 'mode']),
	['thread move', [PAGE, '/story/night-buses/'], 'move'],
	['storm end', ['1'], 'storm.end'],
	['import', [old], 'import*'],
	['export', [], 'export'],
	['audit export', [], 'export'],
	['subject export', [], 'subject.export', address],
	['subject erase', ['--mode', 'anonymise', '--yes'], 'subject.erase', address],
	['key rotate', ['--yes'], 'key.rotate'],
	['restore', [s.file('copy.db'), '--yes'], 'restore'],
];

// These look, make a text, or keep the house without touching what people said or did. What time takes away is in the
// book as an act of the retention, whoever asks for it; a copy of the file is one, whether `backup` or cp makes it.
const NONE = new Set(['init', 'migrate', 'doctor', 'version', 'manual settings', 'manual commands', 'manual completion', 'config show',
	'config table', 'moderator invitations', 'moderator list', 'moderator sessions', 'comment list', 'comment show', 'thread list',
	'storm list', 'ban list', 'ban test', 'words list', 'words test', 'rule list', 'rule test', 'backup', 'db check', 'db vacuum',
	'retention run', 'audit verify', 'audit sign', 'audit list', 'notice list', 'notice show', 'report transparency', 'stats', 'filter eval',
	'filter bench', 'filter train', 'filter refit', 'filter report', 'filter check']);

const commands = (await s.ok(['manual', 'completion'])).trim().split('\n').map((line) => line.split(';'));

await test('every command is one that has a line in the book, or one that has none', () => {
	const acts = new Set(ACTS.map(([name]) => name));
	assert.deepEqual(commands.map(([name]) => name).filter((name) => acts.has(name) === NONE.has(name)), []);
	assert.deepEqual([...acts, ...NONE].filter((name) => !commands.some(([other]) => other === name)), []);
});

const last = async () => Number((await sql('SELECT coalesce(max(id), 0) FROM audit'))[0]);
const me = `console:${userInfo().username}`;

await test('what changes something, or takes a copy out, is in the book by who typed it', async () => {
	const wrong = [];
	for (const [name, args, acts, input] of ACTS) {
		if (name === 'moderator revoke') await signedIn();
		if (name === 'restore') await s.ok(['backup', args[0]]);
		const before = await last();
		await s.ok([...name.split(' '), ...args], { input: input ?? '' });
		const lines = await sql(`SELECT actor || ' ' || verb FROM audit WHERE id > ${before} ORDER BY id`);
		const found = [...new Set(lines)].join(', ');
		const repeated = acts.split(' ').length === lines.length || acts.endsWith('*');
		const want = [...new Set(acts.replace('*', '').split(' '))].map((verb) => `${me} ${verb}`).join(', ');
		if (found !== want || !repeated) wrong.push(`${name}: ${lines.join(', ')}`);
	}
	assert.deepEqual(wrong, []);
});

await test('what only looks leaves no line', async () => {
	const before = await last();
	for (const [name, , options] of commands.filter(([n]) => NONE.has(n) && !/^(filter (eval|bench|train)|init|migrate)$/.test(n))) {
		const args = { 'comment show': [ids[0]], 'ban test': ['--name', 'x'], 'words test': ['x'], 'rule test': ['link'],
			'filter check': ['x'], 'notice show': ['1'], backup: [s.file('again.db')] }[name] ?? [];
		const r = await s.cli([...name.split(' '), ...args]);
		if (name !== 'notice show' && name !== 'doctor') assert.equal(r.code, 0, `${name} ${options}: ${r.err}`);
	}
	assert.equal(await last(), before);
});

await test('who names what is not there is told which command names what is', async () => {
	const named = {
		'comment show 99': 'comment list', 'comment approve 99': 'comment list', 'comment note 99 x': 'comment list', 'comment unsay 99': 'comment show',
		'comment undo': 'audit list', 'ban lift 99': 'ban list', 'ban lift x': 'ban list', 'words remove zzz': 'words list', 'rule shadow zzz': 'rule list',
		'rule test zzz': 'rule list', 'storm end 99': 'storm list', 'notice show 99': 'notice list', 'moderator role zed admin': 'moderator list',
		'moderator disable zed': 'moderator list', 'moderator enable zed': 'moderator list', 'moderator totp zed': 'moderator list',
		'moderator uninvite 99': 'moderator invitations', 'moderator revoke ben --session 99': 'moderator sessions',
		'export --page /story/none/': 'thread list', 'stats --site elsewhere': 'config show',
	};
	for (let i = 0; i < 50 && (await s.cli(['comment', 'undo'])).code !== 66; i++); // all that can be
	for (const [line, command] of Object.entries(named)) {
		const r = await s.cli(line.split(' '));
		assert(r.code >= 64 && r.code <= 78, `${line}: ${r.code}`);
		assert.match(r.err, new RegExp(`^rejoinder: .*\`rejoinder ${command}[^\`]*\``, 'm'), line);
	}
});

await test('the chain of the book is whole after all of it', async () => {
	await s.ok(['audit', 'sign']);
	await s.ok(['audit', 'verify']);
});

reader.close();
await finish();
