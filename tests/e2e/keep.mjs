// What keeps a site: backup, restore, key rotate, export, as an operator types them, and what Ctrl-C or kill -9 at any
// moment of them leaves. The database is whole each time, and the same command, given again, comes to its end.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SOAK, chance } from './lib/fault.mjs';
import { Reader, STORED, integrity, note } from './lib/proof.mjs';
import { run, stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const PAGE = '/story/night-bus/';
const COMMENTS = 4000;
const PEOPLE = 1500;
const ENDS = SOAK ? 100 : 8; // of each command
const TRIES_MOST = 400; // for one that meets a command at its work, on a machine that does it in the time it takes to begin
const random = chance(33);
const s = await stack('keep', {
	site: 'hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = "none"; };',
});
const address = (n) => `w${n}@reader.example`;
const text = (n) => `Remark ${n} on what the harbour costs.`;

const FILE = s.file('old.jsonl');
fs.writeFileSync(FILE, Array.from({ length: COMMENTS }, (_, i) => `${JSON.stringify({
	id: i + 1, page: `/story/${i % 40}/`, text: text(i + 1), name: `Writer ${i % PEOPLE}`, email: address(i % PEOPLE),
	created: '2024-01-01T00:00:00Z', state: 'approved',
})}\n`).join(''));
await s.ok(['import', FILE]);
await s.ok(['ban', 'add', '--email-stdin'], { input: `${address(7)}\n` });

// A command that is ended after so many milliseconds: { code, err }.
async function ended(args, signal, ms, input = '') {
	const child = spawn(path.join(s.bin, 'rejoinder'), ['--config', s.conf, ...args]);
	let err = '';
	child.stdout.resume();
	child.stderr.setEncoding('utf8').on('data', (d) => (err += d));
	child.stdin.on('error', () => {});
	child.stdin.end(input);
	const over = once(child, 'close');
	await sleep(ms);
	child.kill(signal);
	const [code, by] = await over;
	return { code: code ?? by, err };
}

// How long a command takes, so that its ends can be spread over it.
async function timed(args) {
	const began = Date.now();
	await s.ok(args);
	return Date.now() - began;
}

async function isWhole(work, file, whole) {
	if (work[0] === 'export')
		assert.equal((await run(['diff', '-r', file, whole])).code, 0, `${work}: not the same bytes`);
	else
		assert.equal((await run(['sqlite3', '-readonly', file, 'PRAGMA integrity_check'])).out, 'ok\n');
}

const banned = async (n) => (await s.cli(['ban', 'test', '--email-stdin', '--json'], { input: `${address(n)}\n` })).out;

await test('a backup is made while comments come in, under the name of the day, and holds all that was acknowledged', async () => {
	const reader = new Reader(s);
	const form = await s.form(PAGE);
	const said = [];
	let busy = true;
	const load = (async () => {
		for (let i = 0; busy; i++) {
			const comment = `The tide took the pier again, for the ${i}th time.`;
			const r = await reader.post({ ...form, author: 'Rita', email: 'rita@reader.example', comment });
			if (STORED.has(r.status)) said.push(comment);
		}
	})();
	while (said.length < 5) await sleep(10);
	const before = [...said];
	const pattern = s.file('copy-%F.db');
	const name = s.file(`copy-${new Date().toISOString().slice(0, 10)}.db`);
	await s.ok(['backup', pattern]).finally(() => (busy = false));
	await load;
	reader.close();
	const copy = async (sql) => (await run(['sqlite3', '-readonly', name, sql])).out.trim();
	assert.equal(await copy('PRAGMA integrity_check'), 'ok');
	const there = new Set((await copy('SELECT body FROM comment')).split('\n'));
	assert.deepEqual(before.filter((t) => !there.has(t)), []);
	note(`${before.length} posts before it, ${said.length} at its end`);
	assert.equal(fs.statSync(name).mode & 0o777, 0o600, 'it is guarded as the database is');
	const again = await s.cli(['backup', pattern]);
	assert.equal(again.code, 73);
	assert.match(again.err, /is there already; --yes replaces it/);
	await s.ok(['backup', pattern, '--yes']);
	assert.deepEqual(fs.readdirSync(s.dir).filter((f) => f.startsWith('copy-')), [path.basename(name)]);
});

await test('Ctrl-C at any moment of an export or a backup: nothing has the name, a line says so, and again it is whole', async () => {
	const works = [...['jsonl', 'csv', 'wxr', 'html'].map((f) => ['export', '--format', f, '--output']), ['backup']];
	for (const [n, work] of works.entries()) {
		const to = s.file(`end-${n}`);
		const whole = s.file(`whole-${n}`);
		const most = await timed([...work, whole]);
		let met = 0;
		for (let i = 0; i < ENDS || (met === 0 && i < TRIES_MOST); i++) {
			const r = await ended([...work, to], 'SIGINT', random() * most);
			if (fs.existsSync(to)) { // it had just ended by itself
				await isWhole(work, to, whole);
				fs.rmSync(to, { recursive: true });
			}
			if (r.code === 0 || r.code === 'SIGINT') continue; // behind its end, or before it began
			met++;
			assert.equal(r.code, 75, r.err);
			assert.match(r.err, /^rejoinder: ended by Ctrl-C: .*the same command (begins anew|makes one)\n$/m);
		}
		assert(met > 0, `${work}: Ctrl-C never met it`);
		await s.ok([...work, to]);
		assert(!fs.existsSync(`${to}.part`), 'what the ended ones left is gone');
		await isWhole(work, to, whole);
	}
});

await test('Ctrl-C in a refit, a check or what time takes away says how to go on, and nothing is half', async () => {
	for (const work of [['filter', 'refit'], ['db', 'check'], ['retention', 'run']]) {
		const most = await timed(work);
		for (let i = 0; i < ENDS / 2; i++) {
			const r = await ended(work, 'SIGINT', random() * most);
			if (r.code === 75) assert.match(r.err, /^rejoinder: ended by Ctrl-C: \S/m);
			else assert([0, 'SIGINT'].includes(r.code), `${work}: ${r.code} ${r.err}`);
		}
		await s.ok(work);
	}
	assert.match(await s.ok(['db', 'check']), /in order/);
});

await test('Ctrl-C in an erasure or a vacuum: the database is whole, a line says how to go on, and it goes on', async () => {
	const mine = async () => Number((await run(['sqlite3', '-readonly', s.db,
		'SELECT count(*) FROM comment WHERE erased IS NULL AND name = \'Writer 11\''])).out);
	const erase = ['subject', 'erase', '--mode', 'remove', '--yes'];
	const most = await timed(['db', 'check']);
	assert(await mine() > 0);
	for (let i = 0; i < ENDS && await mine() > 0; i++) {
		const r = await ended(erase, 'SIGINT', random() * most, `${address(11)}\n`);
		if (r.code === 75) assert.match(r.err, /^rejoinder: ended by Ctrl-C: .*the same command goes on$/m);
		else assert([0, 'SIGINT'].includes(r.code), `${r.code} ${r.err}`);
	}
	await s.ok(erase, { input: `${address(11)}\n` });
	assert.equal(await mine(), 0);
	await s.daemon.stop();
	const long = await timed(['db', 'vacuum']);
	for (let i = 0; i < ENDS; i++) {
		const r = await ended(['db', 'vacuum'], 'SIGINT', random() * long);
		if (r.code === 75) assert.match(r.err, /^rejoinder: ended by Ctrl-C: .*the same command begins anew$/m);
		else assert([0, 'SIGINT'].includes(r.code), `${r.code} ${r.err}`);
		assert.equal(await integrity(s), 'ok');
	}
	await s.ok(['db', 'vacuum']);
	await s.daemon.start();
	assert.match(await s.ok(['db', 'check']), /in order/);
});

const OLD = s.file('first/old.db');
const OLD_COMMENTS = 20_000;
const old = async (sql) => (await run(['sqlite3', '-readonly', OLD, sql])).out.trim();

// As the first version left it, with so many comments that coming up to this one takes a while.
async function makeOld() {
	fs.mkdirSync(path.dirname(OLD), { recursive: true, mode: 0o700 });
	for (const end of ['', '-wal', '-shm', '-journal']) fs.rmSync(OLD + end, { force: true });
	const first = fs.readFileSync(new URL('../0001-house.sql', import.meta.url), 'utf8');
	const r = await run(['sqlite3', OLD], { input: `PRAGMA journal_mode = WAL;
		CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied INTEGER NOT NULL) STRICT;
		${first}
		INSERT INTO migration VALUES (1, '0001-house', 5);
		INSERT INTO site (id, name, created) VALUES (1, 'courier', 5);
		INSERT INTO thread (id, site, page, title, mode, approved, created)
			VALUES (3, 1, '/story/', 'Story', 'open', ${OLD_COMMENTS}, 6);
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${OLD_COMMENTS})
		INSERT INTO comment (id, site, thread, order_key, name, body, state, created, action, score, versions, copy_key)
			SELECT i, 1, 3, CAST(printf('%08d', i) AS BLOB), 'Writer', hex(zeroblob(90)) || i, 'approved', i, 'note', 0,
			'v', CAST(i AS BLOB) FROM n;\n` });
	assert.equal(r.code, 0, r.err);
	fs.chmodSync(OLD, 0o600);
}

async function migrateAndEnd() {
	await makeOld();
	const most = await timed(['migrate']);
	const made = await old('SELECT sql FROM sqlite_schema ORDER BY name; SELECT version, name FROM migration');
	let met = 0;
	for (let i = 0; i < ENDS || met === 0; i++) {
		assert(i < ENDS * 8, 'Ctrl-C never met it');
		await makeOld();
		const r = await ended(['migrate'], 'SIGINT', random() * most);
		assert.equal(await old('PRAGMA integrity_check; PRAGMA foreign_key_check'), 'ok');
		if (r.code === 75) assert.match(r.err, /^rejoinder: ended by Ctrl-C: .*`rejoinder migrate` goes on$/m);
		else assert([0, 'SIGINT'].includes(r.code), `${r.code} ${r.err}`);
		met += r.code === 75;
		await s.ok(['migrate']);
		assert.equal(await old('SELECT sql FROM sqlite_schema ORDER BY name; SELECT version, name FROM migration'), made);
		assert.equal(await old('SELECT count(*) FROM comment'), String(OLD_COMMENTS));
	}
	note(`it met a migration ${met} times`);
	assert.match(await s.ok(['db', 'check']), /in order/);
}

await test('Ctrl-C in a migration: the database is whole, a line says how to go on, and it comes up with every row', async () => {
	const conf = fs.readFileSync(s.conf, 'utf8');
	assert(conf.includes(s.db));
	fs.writeFileSync(s.conf, conf.replace(s.db, OLD));
	await migrateAndEnd().finally(() => fs.writeFileSync(s.conf, conf));
});

await test('a backup comes back: not under a running daemon, not without --yes, not from a damaged file', async () => {
	const copy = s.file('then.db');
	await s.ok(['backup', copy]);
	const broken = s.file('broken.db');
	const bytes = fs.readFileSync(copy);
	for (let at = 8192; at + 4096 < bytes.length; at += 16_384) bytes.fill(0x5a, at, at + 512);
	fs.writeFileSync(broken, bytes);
	fs.writeFileSync(s.file('none.db'), 'no database\n');
	let r = await s.cli(['restore', copy, '--yes']);
	assert.equal(r.code, 75, 'the daemon has it');
	await s.daemon.stop();
	await s.ok(['subject', 'erase', '--mode', 'remove', '--yes'], { input: `${address(9)}\n` });
	const before = await s.dump();
	r = await s.cli(['restore', copy]);
	assert(r.code >= 64 && r.code <= 78, String(r.code));
	assert.match(r.err, /--yes/);
	for (const f of [broken, s.file('none.db'), s.file('nowhere.db'), s.dir]) {
		r = await s.cli(['restore', f, '--yes']);
		assert(r.code >= 64 && r.code <= 78, `${f}: ${r.code}`);
		assert.match(r.err, /^rejoinder: \S/m);
	}
	assert.equal(await s.dump(), before);
	// One that was ended when the database had been put aside, and not even its log.
	fs.renameSync(s.db, `${s.db}.old`);
	assert.match((await s.ok(['restore', copy, '--yes'])), /1 person erased again/);
	for (let i = 0; i < ENDS; i++) {
		r = await ended(['restore', copy, '--yes'], i % 2 ? 'SIGKILL' : 'SIGINT', random() * 400);
		if (r.code === 75) assert.match(r.err, /give the same command again/);
		if (fs.existsSync(s.db)) assert.equal(await integrity(s), 'ok');
	}
	await s.ok(['restore', copy, '--yes']);
	assert.equal(await integrity(s), 'ok');
	assert(fs.existsSync(`${s.db}.old`));
	const { comments } = await s.json(['comment', 'list', '--query', `"Remark 10 on what"`]);
	assert.deepEqual(comments.filter((c) => c.text === text(10)), [], 'who was erased since is erased again');
	assert(!(await s.ok(['subject', 'export'], { input: `${address(9)}\n` })).includes('Remark'));
});

await test('a rotation of the key that is ended at any moment goes on, nothing opens the database before, bans hold', async () => {
	const held = JSON.parse(await banned(7));
	assert.equal(held.bans.length, 1);
	let refused = 0;
	let r;
	for (let i = 0; i < ENDS; i++) {
		r = await ended(['key', 'rotate', '--yes'], i % 2 ? 'SIGKILL' : 'SIGINT', random() * 150 * (i + 1));
		if (r.code === 75) assert.match(r.err, /the same command goes on/);
		if (r.code === 0) break;
		const list = await s.cli(['comment', 'list', '--limit', '1']);
		refused += list.code !== 0;
		if (list.code !== 0) assert.match(list.err, /key rotate/);
	}
	if (r.code !== 0) await s.ok(['key', 'rotate', '--yes']);
	note(`${refused} times it was half done`);
	const now = JSON.parse(await banned(7));
	assert.equal(now.bans.length, 1, 'the ban holds under the new key');
	assert.equal(JSON.parse(await banned(8)).bans.length, 0);
	assert.equal(await integrity(s), 'ok');
	assert.match(await s.ok(['db', 'check']), /in order/);
	assert.equal((await s.cli(['audit', 'verify'])).code, 0);
	await s.daemon.start();
	const reader = new Reader(s);
	const form = await s.form(PAGE);
	r = await reader.post({ ...form, author: 'W', email: address(7), comment: 'I am here again, under the new key.' });
	assert(!STORED.has(r.status), 'who was banned is stopped');
	r = await reader.post({ ...form, author: 'W', email: address(8), comment: 'And I may speak under the new key.' });
	assert(STORED.has(r.status), String(r.status));
	reader.close();
});
await finish();
