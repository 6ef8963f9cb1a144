// P3: every allocation fails, once or from then on, whoever makes it: in the daemon for every kind of request, in the
// command line for every command. 503 where a library reports it, else the process ends with one line and is back
// within a second; nothing acknowledged is lost, nothing half stored. A seeded and bounded tenth of all n; all of them
// in a soak.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { SOAK, Plan, chance, sample, supervise } from './lib/fault.mjs';
import { Reader, integrity, note, spread, timesStored } from './lib/proof.mjs';
import { logged, stack, until } from './lib/stack.mjs';
import { finish, skip, test } from './lib/tap.mjs';

const PAGE = '/story/night-bus/';
const SHIM = path.join(process.env.RJ_PLAIN, 'alloc.so');
// Faults for each kind of request and command: a tenth of what there can be, within these bounds; all in a soak.
const SHARE = 0.1;
const LEAST = 16;
const MOST = 100;
const some = (n) => Math.min(MOST, Math.max(LEAST, SHARE * n)) / n;
const OPENING = 0.01; // of what opening the house takes, where the lists are built each time
const BACK_MS = 1000;
const crowd = () => Math.max(1, os.loadavg()[0] / os.availableParallelism());

const TRUTHS = [
	'the shim counts and refuses',
	'each request of a reader, an allocation failing: an answer or 503, or an end with one line; the next is served',
	'each request of a moderator, an allocation failing: the same',
	'the daemon was back within a second each time',
	'what was acknowledged is stored once, what was not at most once, and the file is whole',
	'opening the house, an allocation failing: one line and a code of sysexits.h',
	'each command that reads, an allocation failing: done, or one line and a code of sysexits.h',
	'each command that writes, an allocation failing: done, or nothing done, one line and a code of sysexits.h',
	'the daemon\'s own start, an allocation failing: it serves, or says one line and ends',
];

if (!fs.existsSync(SHIM)) {
	for (const truth of TRUTHS) skip(truth, 'no build/fault/alloc.so and plain programs: see `make test`');
	await finish();
}

// What a process without memory may say: ours, libfcgi's and cmark's own ends, libconfig's scanner's.
const LAST_WORDS = [
	/^rejoinder: out of memory: \d+ bytes refused by the system$/,
	/^rejoinder: cannot start .*thread: /,
	/^rejoinderd: .*(out of memory|statement|read)/,
	/^rejoinder: crashed: a bug, or a library that got no memory/,
	/^\[cmark\] .*returned null pointer, aborting$/,
	/^Unexpected error\.$/, // of assert() itself, when not even that text finds memory
	/: Assertion `.*' failed\.$/,
	/^out of dynamic memory in libconfig_yy/,
	/^memory exhausted/,
];
// Ends of the process: EX_OSERR (71) by die_memory, abort by a library, libconfig's 2, our own sysexits.
const ENDS = new Set([71, 74, 78, 2, 'SIGABRT', 'SIGSEGV']);

const random = chance(20261125);
const s = await stack('memory', {
	bin: process.env.RJ_PLAIN,
	site: 'hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = "none"; };',
	env: { RJ_FAULT: path.join(process.env.RJ_SCRATCH, 'memory.plan') },
});
const plan = new Plan(s.options.env.RJ_FAULT);
s.daemon.env = { ...s.options.env, LD_PRELOAD: SHIM };
await s.daemon.kill('SIGKILL');
await s.daemon.start();

const reader = new Reader(s);
const form = await s.form(PAGE);
const acknowledged = new Set();
const sent = new Set();
let count = 0;

const served = async () => (await reader.request('/comments/moderate/login').catch(() => null))?.status === 200;
const fresh = () => `fresh=${++count}`;

async function post(fields = {}) {
	const text = fields.comment ?? `memory-${++count}: the night bus was late again, see https://bus.example`;
	sent.add(text);
	const r = await reader.post({ ...form, author: 'Mia', email: 'mia@memory.example', comment: text, ...fields });
	if (r.status === 303) acknowledged.add(text);
	return r;
}

const first = await post();
const parent = (await s.comments())[0].id;
const statusPage = first.headers.location;
for (let i = 0; i < 2; i++) await post({ token: '' }); // these wait
const waiting = (await s.comments('pending'))[0].id;
const cookie = await reader.signIn();
const desk = (await reader.request('/comments/moderate/', { headers: { Cookie: cookie } })).text;
const csrf = /name="csrf"[^>]*value="([^"]*)"/.exec(desk)?.[1];
assert(csrf, desk.slice(0, 400));
const loginCsrf = /name="csrf"[^>]*value="([^"]*)"/.exec((await reader.request('/comments/moderate/login')).text)[1];

const deskPost = (where, fields, by = cookie) => reader.request(`/comments/moderate/${where}`, {
	method: 'POST', body: String(new URLSearchParams(fields)),
	headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: s.url, ...(by ? { Cookie: by } : {}) },
});

let decisions = 0; // where one has failed, the next sees another state and is refused
const OF_READERS = {
	thread: () => reader.request(`/comments/thread?page=${PAGE}&${fresh()}`),
	page: () => reader.request(`/comments/page?page=${PAGE}&${fresh()}`),
	'page to answer on': () => reader.request(`/comments/page?page=${PAGE}&replytocom=${parent}&${fresh()}`),
	post: () => post(),
	'answer a comment': () => post({ comment_parent: String(parent) }),
	'post that is refused': () => post({ email: 'no address' }),
	'status page': () => reader.request(new URL(statusPage, s.url).pathname),
	permalink: () => reader.request(`/comments/c/${parent}`),
	'comments for a script': () => reader.request(`/comments/page?page=${PAGE}&${fresh()}`, { headers: { Accept: 'application/json' } }),
	counts: () => reader.request(`/comments/api/v1/counts?page=${PAGE}&page=/story/library-dome/`),
	script: () => reader.request(`/comments/embed.js?${fresh()}`),
	'style sheet': () => reader.request(`/comments/embed.css?${fresh()}`),
	'no such page': () => reader.request('/comments/nothing/here'),
};

const OF_MODERATORS = {
	'sign-in page': () => reader.request('/comments/moderate/login'),
	'sign in': () => deskPost('login', { csrf: loginCsrf, name: 'editor', password: s.password }, null),
	queue: () => reader.request('/comments/moderate/', { headers: { Cookie: cookie } }),
	decide: () => {
		const [decision, seen] = [['approve', decisions ? 'rejected' : 'pending'], ['reject', 'approved']][decisions++ % 2];
		return deskPost(`comment/${waiting}`, { csrf, decision, seen, version: '0' });
	},
	undo: () => deskPost('undo/0', { csrf }),
};

await test(TRUTHS[0], async () => {
	plan.set(0);
	assert(await served());
	assert(plan.end().seen > 0);
});

const keeper = supervise(s);
const back = [];
const tally = {};

// It answers as soon as the first of its threads runs. The rest of its start must be over before the next fault is
// armed, or one process meets two.
const ready = async () => (await served())
	&& logged(s.file('logs/rejoinder.log')).some((l) => l.event === 'ready' && l.pid === s.daemon.child.pid);

async function isBack(from) {
	await until('the daemon is back', served, 30_000);
	back.push(performance.now() - from);
	await until('the daemon has started', ready, 30_000);
}

// A process that has just started prepares statements and fills caches: more that can fail.
async function anew() {
	await s.daemon.child.kill('SIGKILL');
	keeper.ends.push({ code: 'restart', lines: [] });
	await new Promise((yes) => setTimeout(yes, 20));
	await until('the daemon has started', ready, 30_000);
}

// One request with a fault in it: what came back, and how the daemon took it.
async function meet(name, ask, n, always) {
	const ends = keeper.ends.length;
	plan.set(n, always);
	const from = performance.now();
	let r;
	try {
		r = await ask();
	} catch (e) {
		r = { status: 0, text: String(e) };
	}
	const { failed } = plan.end();
	// Another thread may have met a fault as well while this was answered, and is about to end the process: that
	// end is of this fault, not of the next one.
	if (failed > 0) await new Promise((yes) => setTimeout(yes, 20));
	const alive = failed === 0 || (await served());
	if (!alive || r.status === 0 || keeper.ends.length > ends || (r.status === 503 && r.headers['retry-after'] === '10')) {
		await isBack(from);
		const end = keeper.ends.slice(ends).find((e) => e.code !== 'SIGKILL' && e.code !== 'restart');
		if (end) return { what: 'end', failed: failed || 1, end };
		if (r.status === 0) return { what: 'broken', failed, r };
	}
	return { what: r.status === 503 ? '503' : 'answer', failed, r };
}

async function meetAll(requests) {
	for (const [name, ask] of Object.entries(requests)) {
		await anew();
		plan.set(0);
		const usual = (await ask()).status;
		const most = plan.end().seen;
		const t = (tally[name] = { of: most, met: 0, answer: 0, 503: 0, end: 0, broken: 0 });
		assert(usual < 500 && most > 0, `${name}: ${usual}`);
		for (const n of sample(1, most, some(most), random)) {
			for (const always of SOAK ? [false, true] : [random() < 0.5]) {
				let got = await meet(name, ask, n, always);
				if (got.failed === 0) {
					await anew();
					got = await meet(name, ask, n, always);
				}
				if (got.failed === 0) continue; // not as many this time
				t.met++;
				t[got.what]++;
				if (got.what === 'end') {
					const { code, lines } = got.end;
					assert(ENDS.has(code), `${name}, ${n}: ended with ${code}: ${lines.join(' / ')}`);
					// Two threads may meet their ends at once; each has one line.
					const said = `${name}, ${n}${always ? ' and on' : ''}: ${code}: ${JSON.stringify(lines)}, ${got.failed} refused`;
					assert(lines.length >= 1 && lines.length <= (always ? 4 : 1), said);
					assert(lines.every((l) => LAST_WORDS.some((w) => w.test(l))), said);
				} else if (got.what === '503') {
					assert(Number(got.r.headers['retry-after']) > 0, `${name}, ${n}: 503 without Retry-After`);
				} else {
					assert.equal(got.what, 'answer', `${name}, ${n}: ${got.r.text}`);
					// Whatever came is an answer to this, or says that it failed; never another page.
					assert([usual, 422, 409].includes(got.r.status), `${name}, ${n}: ${got.r.status} for ${usual}`);
				}
			}
		}
		note(`${name}: ${t.met} of ${t.of} allocations refused: ${t.answer} answered, ${t[503]} × 503, ${t.end} ends`);
	}
}

await test(TRUTHS[1], () => meetAll(OF_READERS), 2);

await test(TRUTHS[2], async () => {
	await meetAll(OF_MODERATORS);
	const words = new Map();
	for (const e of keeper.ends)
		for (const l of e.lines) words.set(l.replace(/\d+/g, 'N'), (words.get(l.replace(/\d+/g, 'N')) ?? 0) + 1);
	for (const [line, times] of words) note(`${times} × ${line}`);
}, 2);

await test(TRUTHS[3], async () => {
	note(`from the fault to the next answer: ${spread(back)}; ${crowd().toFixed(1)} want each core`);
	assert(back.length > 0);
	assert(Math.max(...back) < BACK_MS * crowd(), `${back.map(Math.round)}`);
});

await test(TRUTHS[4], async () => {
	keeper.over = true;
	await s.daemon.kill('SIGKILL');
	const times = await timesStored(s);
	assert.deepEqual([...acknowledged].filter((t) => times.get(t) !== 1), []);
	assert.deepEqual([...times].filter(([t, n]) => n !== 1 || !sent.has(t)), []);
	note(`${sent.size} posts sent, ${acknowledged.size} acknowledged, ${times.size} stored`);
	assert.equal(await integrity(s), 'ok');
});

// ---- the command line ----------------------------------------------------------------------------------------

// All but the seal, which is there for failed commits to change (src/store/writer.c).
const dump = async () => (await s.dump()).replace(/^INSERT INTO seal.*$/m, '');
const tool = new Plan(path.join(process.env.RJ_SCRATCH, 'tool.plan'));
const withShim = { env: { RJ_FAULT: tool.file, LD_PRELOAD: SHIM } };
const SYSEXITS = new Set([64, 65, 66, 69, 70, 71, 73, 74, 75, 77, 78, 2, 'SIGABRT', 'SIGSEGV']);

const COMMANDS = {
	'comment list': { args: ['comment', 'list', '--json'] },
	version: { args: ['version'] },
	'config table': { args: ['config', 'table'] },
	migrate: { args: ['migrate'] },
	init: { args: ['init'] },
	'moderator list': { args: ['moderator', 'list'] },
	'comment show': { args: ['comment', 'show', String(parent)] },
	'ban list': { args: ['ban', 'list'] },
	export: { args: ['export', '--format', 'jsonl'] },
	'thread list': { args: ['thread', 'list'] },
	'ban test': { args: ['ban', 'test', '--address', '192.0.2.7', '--name', 'Mia'] },
	'thread import': { args: ['thread', 'import', '-'], writes: true,
		input: () => `url,title\n${s.url}/story/library-dome/,Dome ${++count}\n` },
	'filter check': { args: ['filter', 'check', 'A text with https://one.example in it'] },
	'moderator add': { args: ['moderator', 'add', () => `m${++count}`, '--role', 'viewer', '--password-stdin'],
		input: 'another calm tool\n', writes: true },
	'ban add': { args: ['ban', 'add', '--email-stdin', '--reason', 'raid'], input: () => `b${++count}@memory.example\n`,
		writes: true },
	'comment approve': { args: ['comment', 'approve', String(waiting)], writes: true },
	'ban add --domain': { args: ['ban', 'add', '--domain', () => `d${++count}.example`], writes: true },
	'comment spam': { args: ['comment', 'spam', String(waiting)], writes: true },
	'comment undo': { args: ['comment', 'undo'], writes: true },
	'comment reject': { args: ['comment', 'reject', String(waiting)], writes: true },
};

const now = (x) => (typeof x === 'function' ? x() : x);

async function command(c, n, always) {
	tool.set(n, always);
	const r = await s.cli(c.args.map(now), { ...withShim, input: now(c.input) ?? '' });
	return { ...r, ...tool.end() };
}

async function tryCommand(name, c, from, share) {
	const most = (await command(c, 0)).seen;
	const t = { done: 0, refused: 0, unsaid: 0 };
	let before = await dump();
	for (const n of sample(Math.min(from, most), most, share ?? some(most - from + 1), random)) {
		const r = await command(c, n, SOAK ? n % 2 === 0 : random() < 0.5);
		if (r.failed === 0) continue;
		const said = `${name}, ${n}: ${r.code}: ${r.err}`;
		if (r.code === 0) {
			t.done++;
		} else {
			t.refused++;
			assert(SYSEXITS.has(r.code), said);
			const lines = r.err.split('\n').filter((l) => l !== '' && !l.startsWith('{'));
			assert.equal(lines.length, 1, said);
			assert(lines[0].startsWith('rejoinder: ') || LAST_WORDS.some((w) => w.test(lines[0])), said);
		}
		const after = await dump();
		// It may end after its one transaction, when it comes to tell of it, as by a kill: done, not said.
		if (c.writes && r.code === 71 && after !== before) t.unsaid++;
		else if (!c.writes || r.code !== 0) assert(after === before, `${said}: the tables changed`);
		before = after;
	}
	note(`${name}: ${t.done + t.refused} of ${most} allocations refused: ${t.done} times done, ${t.refused} refused, `
		+ `of these ${t.unsaid} done before the end`);
	assert(t.unsaid <= t.refused / 2);
	return most;
}

// What opening the house takes is the same for all of them: tried once.
await test(TRUTHS[5], () => tryCommand('comment list', COMMANDS['comment list'], 1, OPENING));

const OF_NO_HOUSE = ['version', 'config table', 'migrate', 'init'];

async function tryCommands(write) {
	let open = Infinity; // where what a command does itself begins: before the end of the one that does least
	for (const [name, c] of Object.entries(COMMANDS))
		if (!c.writes && !OF_NO_HOUSE.includes(name)) open = Math.min(open, (await command(c, 0)).seen - 150);
	for (const [name, c] of Object.entries(COMMANDS)) {
		if (name === 'comment list' || Boolean(c.writes) !== write) continue;
		await tryCommand(name, c, OF_NO_HOUSE.includes(name) ? 1 : open);
	}
}

await test(TRUTHS[6], () => tryCommands(false));
await test(TRUTHS[7], () => tryCommands(true));

await test(TRUTHS[8], async () => {
	await s.ok(['filter', 'refit']); // or the housekeeper learns from the decisions made above, as it should
	const before = await dump();
	s.daemon.env = { ...withShim.env };
	tool.set(0);
	await s.daemon.start();
	const most = tool.end().seen;
	await s.daemon.stop();
	const t = { served: 0, ended: 0 };
	for (const n of sample(1, most, 60 / most, random)) {
		tool.set(n, random() < 0.5);
		const at = fs.statSync(s.daemon.log).size;
		s.daemon.spawn();
		await until('it serves or ends', async () => !s.daemon.running || served(), 30_000);
		if (s.daemon.running) {
			// The housekeeper may meet it a moment after the first answer.
			const code = await s.daemon.end('SIGTERM');
			t.served += code === 0;
			if (code === 0) continue;
		}
		assert(tool.end().failed > 0);
		const lines = fs.readFileSync(s.daemon.log).subarray(at).toString().split('\n').filter(Boolean);
		assert.equal(lines.length, 1, `${n}: ${JSON.stringify(lines)}`);
		assert(SYSEXITS.has(s.daemon.child.exitCode ?? s.daemon.child.signalCode), lines[0]);
		t.ended++;
	}
	note(`${t.served + t.ended} of ${most} allocations refused: served ${t.served} times, ended ${t.ended} times`);
	assert.equal(await dump(), before);
	s.daemon.env = {};
	await s.daemon.start();
});

await finish();
