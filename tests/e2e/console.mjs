// Every command of the command line, as its own table names them, with everything that people get wrong: an error
// line and a code of sysexits, and the database is what it was. Before that, many commands at once beside a busy daemon.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Reader, STORED, integrity, note } from './lib/proof.mjs';
import { run, stack } from './lib/stack.mjs';
import { finish, skip, test } from './lib/tap.mjs';

const PAGE = '/story/night-bus/';
const SMALL = process.env.RJ_SMALL;
const AT_ONCE = 4;
const ROUNDS = 2;
const HUGE = '9'.repeat(40);

const data = SMALL ? path.join(SMALL, 'data') : undefined;
if (data) fs.mkdirSync(data, { mode: 0o700 });
// A thousand starts of a program: without sanitizers where that was built.
const plain = fs.existsSync(path.join(process.env.RJ_PLAIN, 'rejoinderd'));
const s = await stack('console', {
	data, ...(plain ? { bin: process.env.RJ_PLAIN } : {}), site: 'hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = "none"; };',
});

// { words: ['ban', 'add'], args: 'ID…', options: Map(name -> value), example: [...] } of each command.
async function table() {
	const commands = [];
	for (const line of (await s.ok(['manual', 'completion'])).trim().split('\n')) {
		const [words, args, options] = line.split(';');
		const help = await s.ok([...words.split(' '), '--help']);
		const shell = /\nexample:\n {2}(.*)\n/.exec(help)[1];
		// What the shell makes of it, without what comes before and behind.
		const example = [.../'([^']*)'|(\S+)/g[Symbol.matchAll](
			shell.slice(shell.indexOf('rejoinder ') + 10).replace(/ [<>].*$/, ''))].map((m) => m[1] ?? m[2]);
		commands.push({ words: words.split(' '), args, example,
			options: new Map(options.trim().split(' ').map((o) => o.slice(2).split('=')).map(([k, v]) => [k, v ?? ''])) });
	}
	return commands;
}

const commands = await table();
const name = (c) => c.words.join(' ');
// These answer without a configuration.
const alone = new Set(['version', 'manual settings', 'manual commands', 'manual completion', 'config table',
	'filter eval', 'filter bench', 'filter train']);

for (const f of ['closed.txt', 'plain.txt']) fs.writeFileSync(s.file(f), 'nothing of use\n');
fs.chmodSync(s.file('closed.txt'), 0);
const badFiles = ['/nowhere/file', s.file('closed.txt'), s.dir];

// Wrong values for what the table says of a value; each must be refused.
function wrong(value, option) {
	if (/^[a-z0-9]/.test(value) || value === 'N' || value === 'ID') return ['nonsense', '-1', HUGE];
	if (value === 'FILE') return option === 'output' ? ['/nowhere/file', s.dir] : badFiles;
	if (value === 'YEAR') return ['nonsense', '-1', '1066', HUGE];
	if (value === 'DATE') return ['yesterday', '2026-13-01', HUGE];
	if (value === 'STATES') return ['nonsense', 'approved,approved', HUGE];
	return [];
}

function wrongArguments(args) {
	if (/^ID/.test(args)) return ['nonsense', '0', '-1', HUGE];
	if (/FILE/.test(args)) return badFiles;
	if (/^PATH|^FROM/.test(args)) return ['http://elsewhere.example/', 'no path', `/${'x'.repeat(5000)}`];
	if (/^RULE/.test(args)) return ['nonsense', HUGE];
	if (args === 'NAME') return ['a b', '\u202ename', 'x'.repeat(10_000)];
	return [];
}

// [what is wrong, the arguments]; the words of a command stand first.
function mistakes(c) {
	const all = [['an option that is none', [...c.example, '--no-such-option']]];
	const rest = c.example.slice(c.words.length);
	const plain = rest.filter((w, i) => !w.startsWith('--') && !(c.options.get(rest[i - 1]?.slice(2)) ?? ''));
	const options = rest.filter((w) => !plain.includes(w));
	if (!c.args.includes('…')) all.push(['an argument too many', [...c.example, 'surplus', 'surplus']]);
	if (c.args && !c.args.startsWith('[')) all.push(['no argument', [...c.words, ...options]]);
	if (c.args) all.push(['an argument of other bytes', [...c.words, ...options, Buffer.from([0xff, 0xfe])]]);
	all.push(['an option without its value', [...c.example, '--site']]);
	all.push(['a site of other bytes', [...c.example, '--site', Buffer.from([0xc3, 0x28])]]);
	for (const w of wrongArguments(c.args)) all.push([`the argument ${w.slice(0, 40)}`, [...c.words, ...options, w]]);
	for (const [o, value] of c.options) {
		if (!value || o === 'site') continue;
		if ((o === 'config' && alone.has(name(c))) || (o === 'output' && c.options.get('model'))) continue;
		for (const w of wrong(value, o)) all.push([`--${o} ${w.slice(0, 40)}`, [...c.example, `--${o}`, w]]);
	}
	return all;
}

// Node gives a process text alone, so other bytes go through a shell.
async function cli(args, options) {
	if (!args.some((a) => Buffer.isBuffer(a))) return s.cli(args, options);
	const quoted = args.map((a) => (Buffer.isBuffer(a) ? `$'${[...a].map((b) => `\\x${b.toString(16)}`).join('')}'`
		: `'${a.replaceAll("'", "'\\''")}'`));
	return run(['bash', '-c', `exec "$@" ${quoted.join(' ')}`, 'bash', path.join(s.bin, 'rejoinder'), '--config', s.conf],
		options);
}

async function inTurns(list, work) {
	const queue = [...list];
	await Promise.all(Array.from({ length: AT_ONCE }, async () => {
		for (let x = queue.shift(); x; x = queue.shift()) await work(x);
	}));
}

// What a failure must look like: one of sysexits' codes, and a line that says why.
function failsWell(r, what) {
	assert(Number.isInteger(r.code) && r.code >= 64 && r.code <= 78, `${what}: ended with ${r.code}\n${r.err}${r.out}`);
	assert.match(r.err, /^rejoinder: \S.*$/m, `${what}: says nothing\n${r.err}`);
	assert(!/Sanitizer|runtime error/.test(r.err), `${what}\n${r.err}`);
}

const post = async (reader, form, text) => {
	const r = await reader.post({ ...form, author: 'Rita', email: 'rita@reader.example', comment: text });
	return STORED.has(r.status);
};

const reader = new Reader(s);
const form = await s.form(PAGE);
for (let i = 0; i < 8; i++) assert(await post(reader, form, `The last bus leaves at ten past ${i}.`));

await test('8 commands at once beside a daemon asked 200 times a second: none is refused, nothing is lost', async () => {
	const texts = [];
	const readers = Array.from({ length: 40 }, (_, n) => new Reader(s, { agent: `Mozilla/5.0 (console ${n})` }));
	let asked = 0;
	let busy = true;
	const ask = async (i) => {
		const r = readers[i % readers.length];
		if (i % 10 === 0) {
			const text = `What is said in the ${i}th request, which is no small thing.`;
			assert(await post(r, form, text), `request ${i}, a post, was not taken`);
			texts.push(text);
		} else {
			const { status } = await r.request(`/comments/page?page=${encodeURIComponent(PAGE)}&n=${i}`, { ms: 60_000 });
			assert.equal(status, 200, `request ${i}`);
		}
	};
	// By the clock, whether the ones before are answered or not: 200 a second come, however slow the answers are.
	const load = (async () => {
		const under = [];
		for (const began = performance.now(); busy; await sleep(5))
			while (asked < (performance.now() - began) / 5) under.push(ask(asked++));
		await Promise.all(under);
		for (const r of readers) r.close();
	})();
	load.catch(() => {}); // it is told below
	const began = Date.now();
	const ids = (await s.comments()).map((c) => String(c.id));
	const work = Promise.all(Array.from({ length: 8 }, async (_, n) => {
		for (let i = 0; i < ROUNDS; i++) {
			await s.ok(['ban', 'add', '--domain', `d${n}-${i}.example`]);
			await s.ok(['words', 'add', `word${'abcdefgh'[n]}${'ab'[i]}`]);
			await s.ok(['comment', i % 2 ? 'approve' : 'reject', ids[n % ids.length]]);
			await s.ok(['thread', i % 2 ? 'open' : 'slow', '/story/harbour-wall/']);
		}
	}));
	await work.finally(() => (busy = false));
	await load;
	note(`${asked} requests in ${((Date.now() - began) / 1000).toFixed(1)} s, none refused; ${texts.length} posts`);
	assert.equal((await s.json(['ban', 'list', '--limit', '1000'])).bans.length, 8 * ROUNDS);
	assert.equal((await s.json(['words', 'list'])).words.length, 8 * ROUNDS);
	const there = new Set((await s.comments()).map((c) => c.text));
	assert.deepEqual(texts.filter((t) => !there.has(t)), []);
	const acts = (await run(['sqlite3', s.db, 'SELECT DISTINCT actor FROM audit WHERE verb IN (\'ban\', \'words.add\', \'mode\')'])).out;
	assert.match(acts, /^console:\S+\n$/, 'every act is in the book, as the console\'s');
});
await s.daemon.stop();

const pristine = await s.dump();
for (const group of new Set(commands.map((c) => c.words[0]))) {
	await test(`what people get wrong with \`rejoinder ${group}\`: a line, a code, and nothing changed`, async () => {
		let n = 0;
		await inTurns(commands.filter((c) => c.words[0] === group).flatMap((c) => mistakes(c).map((m) => [c, ...m])),
			async ([c, what, args]) => {
				n++;
				failsWell(await cli(args), `${name(c)}, ${what}`);
			});
		assert.equal(await s.dump(), pristine);
		note(`${n} mistakes`);
	});
}

await test('what cannot be written to standard output is an error', async () => {
	const full = (args) => run(['bash', '-c', 'exec "$@" >/dev/full', 'bash', path.join(s.bin, 'rejoinder'), '--config',
		s.conf, ...args]);
	await inTurns(commands, async (c) => {
		const r = await full([...c.words, '--help']);
		assert.equal(r.code, 74, `${name(c)} --help`);
		failsWell(r, `${name(c)} --help`);
	});
	// What changes nothing takes no --quiet.
	const before = await s.dump();
	const bench = ['filter bench', 'filter refit', 'filter train'];
	await inTurns(commands.filter((c) => !c.options.has('quiet') && !bench.includes(name(c))), async (c) =>
		failsWell(await full(c.example), name(c)));
	assert.equal(await s.dump(), before);
});

if (SMALL) {
	await test('a full disk: what cannot be done says so, and is not half done', async () => {
		const ballast = path.join(SMALL, 'ballast');
		const fd = fs.openSync(ballast, 'w', 0o600);
		try {
			for (;;) fs.writeSync(fd, Buffer.alloc(4096));
		} catch (e) {
			assert.equal(e.code, 'ENOSPC');
		} finally {
			fs.closeSync(fd);
		}
		const { checks } = JSON.parse((await s.cli(['doctor', '--json'])).out);
		assert.equal(checks.find((k) => k.check === 'disk').state, 'bad', 'the doctor sees it');
		const at = new Map([['ID', '1'], ['ID…', '1'], ['PATH…', PAGE], ['FILE', path.join(SMALL, 'file')]]);
		const text = 'entry\nnoword\n';
		let refused = 0;
		for (const c of commands.filter((k) => k.options.has('quiet'))) {
			const before = await s.dump();
			const arg = at.get(c.args);
			const r = await s.cli(arg ? [...c.words, arg] : c.example, { input: text });
			if (r.code === 0) continue;
			refused++;
			failsWell(r, name(c));
			assert.equal(await s.dump(), before, `${name(c)} is half done`);
		}
		assert(refused > 5, `${refused} were refused: was the disk full?`);
		for (const format of ['jsonl', 'csv', 'wxr', 'html']) {
			const out = path.join(SMALL, `out.${format}`);
			failsWell(await s.cli(['export', '--format', format, '--output', out]), `export to a full disk as ${format}`);
			assert(!fs.existsSync(out), 'half a file has the name of a whole one');
		}
		fs.rmSync(ballast);
		assert.equal(await integrity(s), 'ok');
	});
} else {
	skip('a full disk: what cannot be done says so, and is not half done', 'this machine lets nobody mount a tmpfs');
}
reader.close();
await finish();
