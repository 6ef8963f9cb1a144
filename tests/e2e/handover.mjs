// Two processes hand over, three times, while readers read and people post: nobody notices, and nothing is lost
// or doubled. Then what an accidental second start, a stale successor and a supervisor's socket mean.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Reader, STORED, note, timesStored } from './lib/proof.mjs';
import { logged, run, stack, until } from './lib/stack.mjs';
import { atEnd, finish, test } from './lib/tap.mjs';

const PAGE = '/story/night-bus/';
const READERS = 16;
const POSTS_PER_SECOND = 20;
const HANDOVERS = 3;
// How long each process has the site to itself; under a sanitizer a start alone takes a second.
const EACH_MS = 2000;

const s = await stack('handover', { site: 'hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = "none"; };' });
const daemon = path.join(s.bin, 'rejoinderd');
const log = () => logged(s.file('logs/rejoinder.log'));
const said = (event, pid) => log().find((l) => l.event === event && l.pid === pid);

// One rejoinderd more; its end is a promise of { code, ms }.
const started = new Set();
function start(args, options = {}) {
	const to = fs.openSync(s.file('logs/rejoinderd.out'), 'a');
	const argv = options.argv ?? [daemon, '--config', s.conf, ...args];
	const child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', to, to] });
	fs.closeSync(to);
	started.add(child);
	child.over = once(child, 'exit').then(([code, signal]) => {
		started.delete(child);
		return { code: code ?? signal, at: performance.now() };
	});
	return child;
}
atEnd(async () => {
	for (const child of started) {
		child.kill('SIGKILL');
		await child.over;
	}
});

const form = await s.form(PAGE);
const errors = [];
const sent = [];
let reads = 0;
let over = false;

async function read(n) {
	const reader = new Reader(s, { agent: `Mozilla/5.0 (reader ${n})` });
	// Every second one past nginx's cache, so that the program answers it.
	for (let i = 0; !over; i++) {
		const where = n % 2 ? `/comments/page?page=${encodeURIComponent(PAGE)}&n=${n}.${i}` : PAGE;
		const r = await reader.request(where).catch((e) => ({ status: e.message }));
		reads++;
		if (r.status !== 200 || r.text?.includes('rejoinder-down')) errors.push(`${where}: ${r.status}`);
		await sleep(2);
	}
	reader.close();
}

// wrk beside them: as many GETs as fit, each of another address, so that the program answers each.
const wrkScript = s.file('tmp/wrk.lua');
fs.writeFileSync(wrkScript, `local n = 0
request = function()
	n = n + 1
	return wrk.format("GET", "/comments/page?page=${encodeURIComponent(PAGE)}&w=" .. n)
end
`);
async function load() {
	for (let total = 0; ;) {
		const { code, out, err } = await run(['wrk', '-t1', '-c8', '-d2s', '-s', wrkScript, s.url]);
		if (code !== 0) errors.push(`wrk: ${err}`);
		errors.push(...(out.match(/^.*(Socket errors|Non-2xx).*$/gm) ?? []).map((l) => `wrk: ${l.trim()}`));
		total += Number(/(\d+) requests in/.exec(out)?.[1] ?? 0);
		if (over) return total;
	}
}

async function post(writer, i) {
	const text = `Bus number ${i} was on time.`;
	const r = await writer.post({ ...form, author: 'Writer', email: `w${i}@post.example`, comment: text })
		.catch((e) => ({ status: e.message }));
	sent.push(text);
	if (!STORED.has(r.status)) errors.push(`${text}: ${r.status}`);
}

async function write() {
	const writers = Array.from({ length: 8 }, (_, n) => new Reader(s, { agent: `Mozilla/5.0 (writer ${n})` }));
	const posts = [];
	for (let i = 0; !over; i++) {
		posts.push(post(writers[i % writers.length], i));
		await sleep(1000 / POSTS_PER_SECOND);
	}
	await Promise.all(posts);
	for (const w of writers) w.close();
}

// A successor comes, the old one is told. Answers the successor.
async function handOver(old) {
	const next = start(['--take-over']);
	await until('the successor is ready', () => said('ready', next.pid), 30_000);
	await sleep(EACH_MS / 4);
	const from = performance.now();
	process.kill(old.pid, 'SIGTERM');
	return { next, gone: old.over.then(({ code, at }) => ({ code, ms: at - from })) };
}

let now = { pid: s.daemon.pid, over: s.daemon.ended.then(([code, by]) => ({ code: code ?? by, at: performance.now() })) };

await test(`${HANDOVERS} handovers while ${READERS} read and 20 posts a second come: no error`, async () => {
	const wrk = load();
	const people = [wrk, write(), ...Array.from({ length: READERS }, (_, n) => read(n))];
	const gone = [];
	try {
		for (let i = 0; i < HANDOVERS; i++) {
			await sleep(EACH_MS);
			const { next, gone: end } = await handOver(now);
			gone.push(end);
			now = next;
		}
		await sleep(EACH_MS);
	} finally {
		over = true;
		await Promise.all(people);
	}
	note(`wrk: ${await wrk} GETs`);
	note(`${reads} reads and ${sent.length} posts, ${errors.length} errors`);
	assert.deepEqual(errors, []);
	assert(sent.length > HANDOVERS * POSTS_PER_SECOND * EACH_MS / 1000 / 2, 'there were posts meanwhile');
	const ends = await Promise.all(gone);
	note(`the old ones were gone after ${ends.map((e) => `${Math.round(e.ms)} ms`).join(', ')}`);
	for (const { code, ms } of ends) {
		assert.equal(code, 0);
		assert(ms < 65_000, `${ms}`);
	}
	for (const l of log().filter((x) => x.event === 'handing_over')) assert(l.connections >= 0);
	assert.equal(log().filter((l) => l.event === 'handing_over').length, HANDOVERS);
});

await test('what was posted meanwhile is there, each once', async () => {
	const times = await timesStored(s);
	for (const text of sent) assert.equal(times.get(text), 1, text);
	assert.equal([...times.values()].reduce((a, b) => a + b, 0), sent.length);
});

await test('an accidental second start is refused and disturbs nobody', async () => {
	const r = await run([daemon, '--config', s.conf]);
	assert.equal(r.code, 75, r.err);
	assert.match(r.err, /^rejoinderd: another rejoinderd listens on .*rejoinder\.sock\n$/);
	assert.equal((await s.get(PAGE)).status, 200);
	assert(fs.statSync(s.daemon.socket).isSocket());
});

await test('the successor alone holds the store and works by itself', async () => {
	const r = await s.post({ page: PAGE, author: 'Late', email: 'late@post.example', comment: 'After it all.' });
	assert.equal(r.status, 303);
	process.kill(now.pid, 'SIGTERM');
	assert.equal((await now.over).code, 0);
	assert(!fs.existsSync(s.daemon.socket), 'the last one takes its socket away');
});

// What systemd does with rejoinder.socket, in a few lines of perl (node would accept the connections itself):
// opens the socket, starts the daemon on it, and starts it again a second after it has ended.
const SUPERVISOR = `
	$^F = 9; # kept open over exec
	socket(S, AF_UNIX, SOCK_STREAM, 0) && bind(S, sockaddr_un(shift)) && listen(S, 64) or die $!;
	POSIX::dup2(fileno(S), 3) == 3 or die $!;
	for (1, 2) {
		my $pid = fork() // die $!;
		if (!$pid) {
			@ENV{"LISTEN_PID", "LISTEN_FDS"} = ($$, 1);
			exec @ARGV;
		}
		waitpid($pid, 0);
		$? and die "ended with $?";
		sleep 1;
	}`;

await test('a supervisor\'s socket is taken, left alone, and keeps what comes while nobody is there', async () => {
	const supervisor = start([], { argv: ['perl', '-MSocket', '-MPOSIX', '-e', SUPERVISOR, s.daemon.socket,
		daemon, '--config', s.conf] });
	const lives = () => log().filter((l) => l.event === 'ready' && l.listen.includes('supervisor'));
	await until('the first is ready', () => lives().length === 1, 30_000);
	const { ino, mode } = fs.statSync(s.daemon.socket);
	assert.equal((await s.get('/comments/moderate/login')).status, 200);
	process.kill(lives()[0].pid, 'SIGTERM');
	await until('it has stopped', () => said('stopped', lives()[0].pid), 30_000);
	// It waits in the socket for the next one.
	assert.equal((await s.get('/comments/moderate/login')).status, 200);
	await until('the second is ready', () => lives().length === 2);
	process.kill(lives()[1].pid, 'SIGTERM');
	assert.equal((await supervisor.over).code, 0);
	const after = fs.statSync(s.daemon.socket);
	assert.deepEqual([after.ino, after.mode], [ino, mode]);
	fs.unlinkSync(s.daemon.socket);
});

await finish();
