// What operators and machines do to it: one clear line that says what and how to mend it, a code of sysexits.h, nothing
// half made; and meanwhile readers are served, posts get 503 with Retry-After and keep their text, and all of it
// mends by itself.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Reader, STORED, integrity, note, timesStored } from './lib/proof.mjs';
import { logged, run, stack, until } from './lib/stack.mjs';
import { finish, skip, test } from './lib/tap.mjs';

const PAGE = '/story/night-bus/';
const EX = { USAGE: 64, NOINPUT: 66, OSERR: 71, CANTCREAT: 73, IOERR: 74, TEMPFAIL: 75, NOPERM: 77, CONFIG: 78 };

const s = await stack('faults', { site: 'hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = "none"; };' });
const reader = new Reader(s);
const form = await s.form(PAGE);
const stored = new Set();
let count = 0;

async function post(by = reader) {
	const comment = `faults-${++count}: the harbour works are late & the bus is full.`;
	const r = await by.post({ ...form, author: 'Fay', email: 'fay@faults.example', comment });
	if (STORED.has(r.status)) stored.add(comment);
	return { ...r, comment };
}

// Refused, and the text is still in the form.
function assertKept(r) {
	assert.equal(r.status, 503);
	assert(Number(r.headers['retry-after']) > 0);
	assert(r.text.includes(r.comment.replaceAll('&', '&amp;')), 'the text is still there');
}

const p99 = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.99)];

// Readers while something else goes on: a kept article, a page of its own, the desk's door. Every one is served.
async function readersServed(what, going, of = s) {
	const times = [];
	let over = false;
	const watcher = new Reader(of, { agent: 'Mozilla/5.0 (watcher)' });
	const watch = (async () => {
		for (let i = 0; !over; i++) {
			const where = [`/comments/page?page=${PAGE}`, `/comments/page?page=${PAGE}&fresh=${what}${i}`,
				'/comments/moderate/login'][i % 3];
			const from = performance.now();
			const r = await watcher.request(where);
			times.push(performance.now() - from);
			assert.equal(r.status, 200, `${what}: ${where}`);
			await sleep(5);
		}
	})();
	watch.catch(() => {}); // told below
	try {
		return await going();
	} finally {
		over = true;
		await watch;
		watcher.close();
		note(`${what}: ${times.length} pages read meanwhile, p99 ${p99(times).toFixed(1)} ms`);
		assert(times.length > 0);
	}
}

// ---- starts that must fail ----------------------------------------------------------------------------------

const daemonPath = path.join(s.bin, 'rejoinderd');
const files = () => fs.readdirSync(s.dir, { recursive: true }).map(String)
	.filter((f) => !/^(site|tmp|cache|nginx)|\.(log|out)$/.test(f)).sort();

// Both programs, with this configuration: the code, one line that says this, nothing made.
async function assertRefused(text, code, pattern, { cli = true, env, wrap = [] } = {}) {
	const conf = s.file('etc/bad.conf');
	fs.writeFileSync(conf, text);
	const before = files();
	const tries = [[...wrap, daemonPath, '--config', conf]];
	if (cli) tries.push([...wrap, path.join(s.bin, 'rejoinder'), '--config', conf, 'comment', 'list']);
	for (const argv of tries) {
		const r = await run(argv, { env, ms: 20_000 });
		const lines = r.err.split('\n').filter(Boolean);
		const told = `${path.basename(argv[wrap.length])}: ${r.code}: ${r.err}`;
		assert.equal(r.code, code, told);
		assert.equal(lines.length, 1, told);
		assert.match(lines[0], /^rejoinderd?: /);
		assert.match(lines[0], pattern);
		assert.equal(r.out, '');
	}
	assert.deepEqual(files(), before, 'nothing was made');
	fs.rmSync(conf);
}

const good = fs.readFileSync(s.conf, 'utf8').replace('run/rejoinder.sock', 'run/second.sock');

await test('a wrong configuration: the line, the setting, what it may be, and 78', async () => {
	const cases = [
		['listen = "x', /bad\.conf:1: /],
		[good.replace('workers', 'workers').replace('sites =', 'workrs = 9;\nsites ='), /:\d+: unknown setting `workrs`.*`workers`/],
		[good.replace('sites =', 'workers = 3;\nsites ='), /:\d+: `workers` must be .*9.*1024/],
		[good.replace('sites =', 'listen_mode = "0666";\nsites ='), /:\d+: .*listen_mode/],
		[good.replace('base_url', 'bass_url'), /:\d+: unknown setting `bass_url`/],
		[good.replace(/sites = [^]*/, ''), /no site|sites/],
		[`${good}\nlisten = "/tmp/x";`, /:\d+: `listen` is given twice/],
		[good.replace(/listen = "[^"]*"/, 'listen = "127.0.0.1:9000"'), /:\d+: .*unix socket/i],
		[good.replace(/listen = "[^"]*"/, `listen = "/${'x'.repeat(120)}"`), /:\d+: `listen` must be/],
	];
	for (const [text, pattern] of cases) await assertRefused(text, EX.CONFIG, pattern);
	const r = await run([daemonPath, '--config', s.file('etc/none.conf')]);
	assert.equal(r.code, EX.CONFIG);
	assert.match(r.err, /^rejoinderd: .*none\.conf: .*No such file.*\n$/);
});

await test('no key, one that others may read, one in the database\'s folder, one that is no key', async () => {
	const key = s.file('etc/key');
	const other = (file) => good.replace(/key_file = "[^"]*"/, `key_file = "${file}"`);
	await assertRefused(other(s.file('etc/nokey')), EX.CONFIG, /nokey.*rejoinder init/);
	fs.chmodSync(key, 0o644);
	await assertRefused(good, EX.NOPERM, /key.*0?644.*chmod/);
	fs.chmodSync(key, 0o600);
	fs.copyFileSync(key, s.file('data/key'));
	fs.chmodSync(s.file('data/key'), 0o600);
	await assertRefused(other(s.file('data/key')), EX.CONFIG, /key.*(outside|folder|beside)/);
	fs.rmSync(s.file('data/key'));
	// Nor does init make one there: it would be told only at the next start.
	fs.writeFileSync(s.file('etc/there.conf'), other(s.file('data/key')));
	const init = await run([path.join(s.bin, 'rejoinder'), '--config', s.file('etc/there.conf'), 'init']);
	fs.rmSync(s.file('etc/there.conf'));
	assert.equal(init.code, EX.CONFIG);
	assert.match(init.err, /^rejoinder: key file .*data folder/);
	assert.equal(fs.existsSync(s.file('data/key')), false);
	fs.writeFileSync(s.file('etc/short'), 'short', { mode: 0o600 });
	await assertRefused(other(s.file('etc/short')), EX.CONFIG, /short.*bytes/);
	fs.rmSync(s.file('etc/short'));
});

await test('a database that is not there, is none, or is of a newer or an older program', async () => {
	const at = (name) => good.replace(/store = "[^"]*"/, `store = "${s.file(`tmp/${name}`)}"`);
	await assertRefused(at('none.db'), EX.CONFIG, /none\.db.*rejoinder init/);
	fs.writeFileSync(s.file('tmp/rubbish.db'), 'rubbish '.repeat(2000), { mode: 0o600 });
	await assertRefused(at('rubbish.db'), EX.IOERR, /rubbish\.db.*not a database/);
	for (const [name, sql, pattern] of [
		['newer.db', "INSERT INTO migration VALUES (9999, 'later', 0)", /schema version 9999.*newer/],
		['older.db', 'DELETE FROM migration', /schema version 0.*back it up.*rejoinder migrate/],
	]) {
		await run(['sqlite3', s.db, `VACUUM INTO '${s.file(`tmp/${name}`)}'`]);
		await run(['sqlite3', s.file(`tmp/${name}`), sql]);
		await assertRefused(at(name), EX.CONFIG, pattern);
	}
});

await test('a socket that another one listens on, and one that is a plain file: left as they are', async () => {
	const busy = fs.readFileSync(s.conf, 'utf8');
	await assertRefused(busy, EX.TEMPFAIL, /another rejoinderd listens on .*rejoinder\.sock/, { cli: false });
	assert.equal((await reader.request('/comments/moderate/login')).status, 200, 'the first one is unharmed');
	const file = s.file('run/second.sock');
	fs.writeFileSync(file, 'a note');
	await assertRefused(good, EX.CONFIG, /second\.sock.*not a socket/, { cli: false });
	assert.equal(fs.readFileSync(file, 'utf8'), 'a note');
	fs.rmSync(file);
	await assertRefused(good.replace('run/second.sock', 'nowhere/x.sock'), EX.CONFIG, /nowhere\/x\.sock.*No such file/,
		{ cli: false });
});

await test('a folder that may not be written: for the database, the socket, the log', async () => {
	fs.mkdirSync(s.file('tmp/ro'));
	await run(['sqlite3', s.db, `VACUUM INTO '${s.file('tmp/ro/x.db')}'`]);
	fs.chmodSync(s.file('tmp/ro'), 0o500);
	await assertRefused(good.replace(/store = "[^"]*"/, `store = "${s.file('tmp/ro/x.db')}"`), EX.NOPERM, /tmp\/ro\/x\.db/);
	await assertRefused(good.replace('run/second.sock', 'tmp/ro/x.sock'), EX.NOPERM, /tmp\/ro\/x\.sock.*Permission denied/,
		{ cli: false });
	await assertRefused(good.replace('logs/rejoinder.log', 'tmp/ro/x.log'), EX.CANTCREAT, /tmp\/ro\/x\.log.*Permission denied/,
		{ cli: false });
	fs.chmodSync(s.file('tmp/ro'), 0o700);
});

await test('a limit on open files or threads that is too low to start with', async () => {
	await assertRefused(good, EX.IOERR, /open|files/, { cli: false, wrap: ['prlimit', '--nofile=8'] });
	const r = await run(['prlimit', '--nofile=8', path.join(s.bin, 'rejoinder'), '--config', s.conf, 'comment', 'list']);
	assert([0, EX.IOERR, EX.CONFIG].includes(r.code), `${r.code}: ${r.err}`);
});

// ---- while it serves -----------------------------------------------------------------------------------------

// Holds the write lock of the database for so long, as a careless backup does.
async function hold(seconds) {
	const child = spawn('sqlite3', ['-cmd', '.timeout 10000', s.db], { stdio: ['pipe', 'pipe', 'inherit'] });
	child.stdin.write("BEGIN IMMEDIATE;\nSELECT 'held';\n");
	await once(child.stdout, 'data');
	const released = (async () => {
		await sleep(seconds * 1000);
		child.stdin.end('ROLLBACK;\n');
		await once(child, 'close');
	})();
	return { released }; // not the promise itself: await would wait for it
}

await test('a database that another process locks for 10 s: read as ever, posts wait or are 503 within 6 s, none lost', async () => {
	assert(STORED.has((await post()).status));
	const posters = Array.from({ length: 8 }, (_, n) => new Reader(s, { agent: `Mozilla/5.0 (locked ${n})` }));
	const waits = [];
	let refused = 0;
	await readersServed('locked', async () => {
		const { released } = await hold(10);
		let over = false;
		released.then(() => (over = true));
		await Promise.all(posters.map(async (by) => {
			while (!over) {
				const from = performance.now();
				const r = await post(by);
				waits.push(performance.now() - from);
				if (STORED.has(r.status)) continue;
				assertKept(r);
				refused++;
			}
		}));
		await released;
	});
	note(`locked: ${refused} posts refused, the longest wait ${Math.round(Math.max(...waits))} ms`);
	assert(refused >= 8);
	assert(Math.max(...waits) < 6000);
	assert(STORED.has((await post()).status), 'and it goes on by itself');
});

await test('a command line meets the same lock: one line, 75, and nothing is half done', async () => {
	const { released } = await hold(6);
	const r = await s.cli(['ban', 'add', '--email-stdin'], { input: 'troll@faults.example\n' });
	assert.equal(r.code, EX.TEMPFAIL, r.err);
	assert.match(r.err.trim(), /^rejoinder: .*busy.*$/);
	await released;
	assert.equal((await s.json(['ban', 'list'])).bans.length, 0);
});

await test('no descriptor left: the open connections are served, new ones wait, and it mends by itself', async () => {
	const pid = s.daemon.self;
	const limit = async (soft) => assert.equal((await run(['prlimit', `--pid=${pid}`, `--nofile=${soft}:`])).code, 0);
	const was = (await run(['prlimit', `--pid=${pid}`, '--nofile', '--output=SOFT', '--noheadings', '--raw'])).out.trim();
	await readersServed('descriptors', async () => {
		await limit(16); // fewer than are open already
		const peers = [];
		for (let i = 0; i < 40; i++) {
			const peer = net.connect(s.daemon.socket);
			peer.on('error', () => {});
			peers.push(peer);
		}
		await sleep(500);
		assert(STORED.has((await post()).status), 'a post on a kept connection');
		await sleep(1500);
		for (const peer of peers) peer.destroy();
		await limit(was);
		await sleep(300);
	});
	await until('new connections are taken', async () => {
		const fresh = new Reader(s);
		try {
			return (await fresh.request('/comments/moderate/login', { ms: 2000 })).status === 200;
		} finally {
			fresh.close();
		}
	});
	const log = fs.readFileSync(s.file('logs/rejoinder.log'), 'utf8');
	assert.match(log, /"event":"accept_paused"/);
	assert(log.split('"event":"accept_paused"').length < 4, 'told, not shouted');
	assert(STORED.has((await post()).status));
});

const PLAIN = process.env.RJ_PLAIN;
const plain = fs.existsSync(path.join(PLAIN, 'rejoinderd'));

const SIGN_INS = '200 sign-ins at once: each gets its answer, two are worked at a time, readers do not notice';
if (!plain) skip(SIGN_INS, 'needs the plain programs');
else await test(SIGN_INS, async () => {
	const c = await stack('signins', { bin: PLAIN });
	await c.daemon.stop();
	fs.writeFileSync(c.conf, fs.readFileSync(c.conf, 'utf8').replace('cost = "test"', 'cost = "strong"'));
	await c.daemon.start();
	const one = new Reader(c);
	const csrf = /name="csrf"[^>]*value="([^"]*)"/.exec((await one.request('/comments/moderate/login')).text)[1];
	const got = {};
	const rss = () => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${c.daemon.self}/status`, 'utf8'))[1]) / 1024;
	const before = rss();
	let most = before;
	await readersServed('sign-ins', async () => {
		const look = setInterval(() => (most = Math.max(most, rss())), 20);
		await Promise.all(Array.from({ length: 200 }, async (_, n) => {
			const guess = new Reader(c, { agent: `Mozilla/5.0 (guess ${n})` });
			const r = await guess.request('/comments/moderate/login', {
				method: 'POST', body: String(new URLSearchParams({ csrf, name: `someone${n % 50}`, password: `guess ${n}` })),
				headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: c.url }, ms: 60_000,
			});
			got[r.status] = (got[r.status] ?? 0) + 1;
			if (r.status === 503 || r.status === 429) assert(Number(r.headers['retry-after']) > 0);
			guess.close();
		}));
		clearInterval(look);
	}, c);
	note(`200 sign-ins: ${JSON.stringify(got)}; memory ${before.toFixed(0)} -> at most ${most.toFixed(0)} MB`);
	assert.deepEqual(Object.keys(got).filter((k) => !['422', '429', '503'].includes(k)), []);
	assert(got[422] > 0 && most < 400);
	await c.stop();
});

await test('with the daemon stopped a post is 503 with Retry-After, never 200; back again, it is taken', async () => {
	await s.daemon.stop();
	const r = await post();
	assert.equal(r.status, 503);
	assert(Number(r.headers['retry-after']) > 0);
	await s.daemon.start();
	assert(STORED.has((await post()).status));
});

// ---- clocks that jump -----------------------------------------------------------------------------------------

const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const JUMPS = ['-10y', '+10y'];
const canJump = fs.existsSync(FAKETIME) && plain;
for (const jump of JUMPS) {
	const sentence = `the clock jumps by ${jump} and back: it serves, takes posts, keeps their order`;
	if (!canJump) {
		skip(sentence, 'needs the package faketime and the plain programs');
		continue;
	}
	await test(sentence, async () => {
		const c = await stack(`clock${JUMPS.indexOf(jump)}`, { bin: PLAIN, site: s.options.site });
		const rc = c.file('tmp/faketime.rc');
		await c.daemon.stop();
		fs.writeFileSync(rc, '+0\n');
		c.daemon.env = { LD_PRELOAD: FAKETIME, FAKETIME_TIMESTAMP_FILE: rc, FAKETIME_NO_CACHE: '1', DONT_FAKE_MONOTONIC: '1' };
		await c.daemon.start();
		const one = new Reader(c);
		const f = await c.form(PAGE);
		const say = (comment, with_ = f) => one.post({ ...with_, author: 'Cleo', email: 'cleo@clock.example', comment });
		assert.equal((await say('Before the jump.')).status, 303);
		fs.writeFileSync(rc, `${jump}\n`);
		await until('the clock has jumped', async () => {
			const last = logged(c.file('logs/rejoinder.log')).at(-1);
			await one.request('/comments/moderate/login');
			return Math.abs(Date.now() - Date.parse(last.at)) > 9 * 365 * 86_400_000;
		});
		assert.equal((await one.request(`/comments/page?page=${PAGE}&fresh=1`)).status, 200);
		// The form of before is of another age: its post is held, never refused.
		assert.equal((await say('With a form of before the jump.')).status, 303);
		const now = /name="token"[^>]*value="([^"]*)"/.exec((await one.request(`/comments/page?page=${PAGE}&fresh=2`)).text)[1];
		assert.equal((await say('In the other age.', { ...f, token: now })).status, 303);
		await sleep(300);
		fs.writeFileSync(rc, '+0\n');
		await sleep(300);
		assert.equal((await say('Back again.')).status, 303);
		const texts = (await c.comments()).map((x) => x.text);
		assert.deepEqual(texts, ['Before the jump.', 'With a form of before the jump.', 'In the other age.', 'Back again.']);
		const html = (await one.request(`/comments/page?page=${PAGE}&fresh=3`)).text;
		assert(html.indexOf('Before the jump.') < html.indexOf('Back again.') && html.includes('Back again.'));
		await c.stop();
	});
}

await test('of all that, what was acknowledged is stored once, and the file is whole', async () => {
	const times = await timesStored(s);
	assert.deepEqual([...stored].filter((t) => times.get(t) !== 1), []);
	assert.deepEqual([...times.keys()].filter((t) => !stored.has(t)), []);
	await s.daemon.stop();
	assert.equal(await integrity(s), 'ok');
});

await finish();
