// Every command that prints JSON, and the fields that rejoinder(1) promises of it: what is printed is in the manual, and
// what the manual names is printed. Also what the command line says of a move: the difference, the choice of an export.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Reader } from './lib/proof.mjs';
import { run, stack, until } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const PAGE = '/story/night-bus/';
const s = await stack('fields', { site: 'hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = "none"; };' });
const ADDRESS = 'rita@reader.example\n';

// ---- the manual: "Fields of JSON", an item of which is "id, page (the path), reasons, each with rule, entry …" ----

const manual = fs.readFileSync(new URL('../man/rejoinder.1', import.meta.url), 'utf8').split('\n');

function section(name) {
	const from = manual.indexOf(`.Ss ${name}`);
	assert(from >= 0, name);
	const to = manual.findIndex((l, i) => i > from && /^\.S[sh] /.test(l));
	return manual.slice(from + 1, to);
}

// What stands in parentheses is a remark, but for fields of what is within.
const fieldsIn = (text) => text
	.replace(/\((?=(?:each with |null, or |n, |by label: |rule, ))/g, ', ').replace(/\((?:[^()]|\([^()]*\))*\)/g, '')
	.replace(/[()]/g, ' ').replace(/\b(?:each with|null, or|by label:|by stage|, and)\b/g, ',').split(/,|:|;| and /)
	.map((w) => w.trim()).filter((w) => /^[a-z0-9_]+$/.test(w));

function documented() {
	const of = new Map();
	let names = [];
	let text = '';
	const end = () => names.forEach((n) => of.set(n, text));
	for (const line of section('Fields of JSON')) {
		const item = /^\.It (.*)/.exec(line);
		if (!item) {
			if (!line.startsWith('.')) text += ` ${line}`;
			else if (line.startsWith('.Dq')) text += ` ${line.slice(4).replace(' :', ' ,')}`;
			else if (line.startsWith('.Sx')) text += ` {${line.slice(4)}}`;
			continue;
		}
		end();
		text = '';
		const [first, ...more] = item[1].replace(/Cm /g, '').split(' , ');
		const group = first.includes(' ') ? `${first.split(' ')[0]} ` : '';
		names = [first, ...more.map((m) => group + m)];
	}
	end();
	return of;
}

const manualOf = documented();
const textOf = (name) => {
	const text = manualOf.get(name);
	const same = /^ the same of one/.test(text) ? manualOf.get(name.replace('show', 'list')) : '';
	return `${text} ${same}`;
};
// Words of the section that the item leads to.
const sectionOf = (name) => [.../\{([^}]*)\}/g[Symbol.matchAll](textOf(name))]
	.flatMap((m) => section(m[1].replace(/ ;.*/, '').trim())).join(' ');

// ---- what is printed -----------------------------------------------------------------------------------------------

// Objects whose names are words of the site's: states, reasons to skip, labels, stages.
const WORDS = new Set(['states', 'skipped', 'labels', 'stages']);
const without = (word) => !WORDS.has(word);
function names(value, into = new Set(), told = true) {
	if (Array.isArray(value)) value.forEach((v) => names(v, into));
	else if (value && typeof value === 'object')
		for (const [k, v] of Object.entries(value)) {
			if (told && v?.mean_us === undefined) into.add(k); // stages have names of their own
			names(v, into, without(k));
		}
	return into;
}

const reader = new Reader(s);
const form = await s.form(PAGE);
const say = (comment, more = {}) => reader.post({ ...form, author: 'Rita', email: ADDRESS.trim(), comment, ...more });
for (let i = 0; i < 6; i++) await say(`The ${i}th bus was late, and a casino stood there: https://x${i}.example/`);
await say('A text that waits.', { email: '' });
const [one, two, three, four] = (await s.comments()).map((c) => String(c.id));
const write = (name, text) => (fs.writeFileSync(s.file(name), text), s.file(name));
const old = write('old.jsonl', [1, 2, 3].map((i) => `${JSON.stringify({ id: i, page: '/story/old/', text: `Old ${i}`,
	name: 'Olga', created: `2024-0${i}-01T00:00:00Z`, state: ['approved', 'spam', 'pending'][i - 1] })}\n`).join(''));
const labelled = write('labelled.tsv', 'spam\tBuy cheap pills at casino.example now\nham\tThe ferry was late again today\n');

// A storm, a notice and a word on trial, of which lists tell.
await s.ok(['words', 'add', 'ferry', '--shadow']);
let ferry;
await until('the daemon has read the new word', async () => {
	await say(`The ferry has not come at ${process.hrtime.bigint()}.`);
	const last = (await s.comments()).at(-1);
	ferry = String(last.id);
	return last.reasons.some((r) => r.shadow);
});
assert.equal((await run(['sqlite3', s.db, `UPDATE thread SET storm = 'slow', storm_began = unixepoch(),
	storm_until = unixepoch() + 3600, storm_why = 'many at once';
	INSERT INTO notice (site, comment, version, kind, body, location, created)
	VALUES (1, ${one}, 0, 'hate', 'It is against the law.', 'https://x.example/', unixepoch());
	INSERT INTO notice_answer (notice, state, body, made, made_by) VALUES (1, 'left', 'It is not.', unixepoch(), 'ana');`])).code, 0);

// What each command is given; those that change something stand in the order in which they make sense.
const PLAN = [
	['moderator add', ['ana', '--role', 'admin', '--password-stdin'], 'a long password of words\n'],
	['moderator invite', ['--role', 'viewer']], ['moderator invitations', []], ['moderator list', []],
	['moderator totp', ['ana']], ['moderator sessions', []],
	['words add', ['casino', '--note', 'x', '--days', '5']], ['words list', []], ['words test', ['a casino here']],
	['words import', [write('words.csv', 'entry\nnonsense\n')]], ['words remove', ['nonsense']],
	['rule list', []], ['rule test', ['--word', 'casino']],
	['comment warn', [ferry, '--reason', 'tone']], ['comment watch', [ferry, '2']], ['comment note', [ferry, 'A note.']],
	['comment list', []], ['comment show', [ferry]], ['comment unsay', ['2']],
	['comment reject', [one]], ['comment undo', []], ['comment approve', [one]], ['comment spam', [two]],
	['comment delete', [three]], ['comment restore', [three]],
	['ban add', ['--name', 'Rita', '--remove-posts']], ['ban add', ['--domain', 'bad.example', '--days', '5']],
	['ban import', [write('bans.csv', 'kind,target\nlink,l.example\n')]], ['ban list', []],
	['ban test', ['--email-stdin'], 'x@bad.example\n'], ['ban lift', ['1']],
	['thread list', []], ['thread import', [write('feed.csv', 'url,title\n/story/feed/,Feed\nhttps://elsewhere.example/x,Far\n')]],
	...['close', 'open', 'premoderate', 'readonly', 'slow'].map((v) => [`thread ${v}`, [PAGE]]),
	['thread move', [PAGE, '/story/night-buses/']], ['storm list', []], ['storm end', ['1']],
	['notice list', []], ['notice show', ['1']],
	['import', [old]],
	['subject export', [], ADDRESS], ['subject erase', ['--mode', 'anonymise'], ADDRESS],
	['retention run', []], ['audit list', []], ['audit verify', []], ['stats', []], ['report transparency', ['--year', '2026']],
	['filter check', ['A casino on the ferry.']], ['filter eval', [labelled, '--positive', 'spam', '--by-label']],
	['filter bench', [labelled]], ['filter refit', []], ['filter report', []], ['doctor', []], ['config show', []],
];
// There is nothing here of which they could tell.
const SILENT = new Set(['moderator sessions']);

const takesJson = (await s.ok(['manual', 'completion'])).trim().split('\n').map((l) => l.split(';'))
	.filter(([, , options]) => options.split(' ').includes('--json')).map(([words]) => words);

await test('every command that prints JSON stands in the manual and in this test', () => {
	assert.deepEqual(takesJson.filter((c) => !manualOf.has(c)), []);
	assert.deepEqual(takesJson.filter((c) => !PLAN.some(([name]) => name === c)), []);
	assert.deepEqual([...manualOf.keys()].filter((c) => !takesJson.includes(c)), []);
});

const printed = new Map(takesJson.map((c) => [c, new Set()]));
await test('what a command prints as JSON is in the manual', async () => {
	const wrong = [];
	for (const [name, args, input] of PLAN) {
		const r = await s.cli([...name.split(' '), ...args, '--json'], { input: input ?? '' });
		// A preview of what would be destroyed asks for --yes, in vain.
		assert(r.code === 0 || r.out !== '' || SILENT.has(name), `${name}: ${r.code} ${r.err}`);
		if (r.out === '') continue;
		const got = names(JSON.parse(r.out));
		got.forEach((k) => printed.get(name).add(k));
		const words = new Set(`${textOf(name)} ${sectionOf(name)}`.split(/[^a-z0-9_]+/));
		for (const k of got) if (!words.has(k) && k !== 'total') wrong.push(`${name}: ${k}`);
	}
	assert.equal(wrong.join(', '), '');
});

await test('what the manual names of a command is printed', () => {
	const lost = [];
	for (const name of takesJson.filter((c) => !SILENT.has(c)))
		for (const k of fieldsIn(textOf(name).replace(/see \{.*/, '')))
			if (!printed.get(name).has(k)) lost.push(`${name}: ${k}`);
	assert.equal(lost.join(', '), '');
});

// ---- moves, as an operator types them ------------------------------------------------------------------------------

await test('--diff names what a file has that is not here, and stores nothing', async () => {
	const file = write('more.jsonl', `${fs.readFileSync(old, 'utf8')}${JSON.stringify({ id: 9, page: '/story/old/',
		text: 'News', name: 'Nora', created: '2024-05-01T00:00:00Z', state: 'pending' })}\n`);
	const before = (await s.comments()).length;
	const out = await s.ok(['import', file, '--diff']);
	assert.match(out, /^ +4 {2}9 +2024-05-01T00:00:00Z {2}pending +\/story\/old\/\n/);
	assert.match(out, /1 new, 3 already here, in 1 articles \(nothing is stored\)/);
	const lines = (await s.ok(['import', file, '--diff', '--json'])).trim().split('\n').map((l) => JSON.parse(l));
	assert.deepEqual(lines[0], { line: 4, id: '9', page: '/story/old/', created: '2024-05-01T00:00:00Z', state: 'pending' });
	assert.equal(lines[1].new, 1);
	assert.equal(lines[1].dry_run, true);
	assert.equal((await s.comments()).length, before);
	await s.ok(['import', file]);
	assert.equal((await s.json(['import', file, '--diff'])).new, 0, 'now there is none');
});

await test('page, date and status choose what each form of an export has', async () => {
	const all = await s.comments();
	const want = (f) => all.filter(f).length;
	const choices = [
		[['--page', '/story/old/'], want((c) => c.page === '/story/old/')],
		[['--since', '2024-03-01'], want((c) => c.created >= '2024-03-01')],
		[['--status', 'pending,spam'], want((c) => ['pending', 'spam'].includes(c.state))],
		[['--page', '/story/old/', '--since', '2024-02-01', '--status', 'spam'], 1],
	];
	const count = {
		jsonl: (text) => text.split('\n').filter((l) => l.startsWith('{"type":"comment"')).length,
		csv: (text) => text.split('\r\n').length - 2,
		wxr: (text) => text.split('<wp:comment>').length - 1,
	};
	for (const [choice, n] of choices) {
		assert(n > 0, String(choice));
		for (const form of Object.keys(count))
			assert.equal(count[form](await s.ok(['export', '--format', form, ...choice])), n, `${form} ${choice}`);
		const folder = s.file(`site-${choice.join('').replace(/\W/g, '')}`);
		await s.ok(['export', '--format', 'html', '--output', folder, ...choice, ...(choice.includes('--status') ? [] :
			['--status', 'approved,pending,rejected,spam,deleted,withdrawn'])]);
		const html = fs.statSync(folder).isDirectory() ? fs.readdirSync(folder).filter((f) => f !== 'index.html')
			.map((f) => fs.readFileSync(path.join(folder, f), 'utf8')).join('') : fs.readFileSync(folder, 'utf8');
		assert.equal(html.split('<li id="comment-').length - 1, n, `html ${choice}`);
	}
});

await test('old anchors lead on: /c/SYSTEM-ID is the comment that has come from there', async () => {
	const [first] = (await s.comments()).filter((c) => c.text === 'Old 1');
	const r = await s.get('/comments/c/jsonl-1');
	assert([301, 302, 303, 308].includes(r.status), String(r.status));
	const to = await s.get(r.headers.get('location'));
	assert(new URL(to.url).hash === '' && `${r.headers.get('location')}`.includes(String(first.id)), r.headers.get('location'));
	assert.equal((await s.get('/comments/c/jsonl-4711')).status, 404);
});
assert(four);
reader.close();
await finish();
