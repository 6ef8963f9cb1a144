// `make bench`: the daemon beside a bare responder (bare.c: the same epoll dispatch, constant bytes of the same size)
// under one nginx, in turns A B A B, so that a machine that is busy with something else is busy for both.
//
// A row's figures are the middle of its two runs: requests a second, the ratio to the bare responder, latency by wrk,
// CPU of the daemon alone from /proc/PID/stat (its ticks are 10 ms: short runs are coarse), memory after the run.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { run, stack, until } from '../e2e/lib/stack.mjs';
import { atEnd, finish, test } from '../e2e/lib/tap.mjs';

const SECONDS = Number(process.env.BENCH_SECONDS || 5);
const CONNECTIONS = 32;
const TICK_US = 10_000; // USER_HZ is 100 on every Linux
const PAGE = '/story/harbour-works/';
const HERE = path.dirname(new URL(import.meta.url).pathname);
const DIR = path.join(process.env.RJ_SCRATCH, 'bench');
const BARE_SOCKET = path.join(DIR, 'run/bare.sock');

// What the shipped file says about a location, without its caches.
const location = (name, upstream, uri) => `
location = /${name} {
	access_log off;
	gzip off;
	fastcgi_pass ${upstream};
	fastcgi_keep_conn on;
	fastcgi_buffer_size 16k;
	fastcgi_buffers 16 16k;
	fastcgi_busy_buffers_size 128k;
	fastcgi_param REQUEST_METHOD $request_method;
	fastcgi_param REQUEST_URI ${uri}?$query_string;
	fastcgi_param DOCUMENT_URI ${uri};
	fastcgi_param QUERY_STRING $query_string;
	fastcgi_param CONTENT_TYPE $content_type;
	fastcgi_param CONTENT_LENGTH $content_length;
	fastcgi_param REMOTE_ADDR $remote_addr;
	fastcgi_param HTTP_HOST $http_host;
}`;

const s = await stack('bench', {
	conf: 'workers = 64;',
	site: 'hold: { first = 0; }; rate: { posts = 100000; span = "1s"; }; storm: { mode = "none"; };',
	nginxMore: location('direct-thread', 'rejoinder', '/comments/thread') +
		location('direct-page', 'rejoinder', '/comments/page') +
		location('direct-reply', 'rejoinder', '/comments/reply') +
		location('bare', 'bare', '/bare'),
	httpMore: `upstream bare { server unix:${BARE_SOCKET}; keepalive 32; keepalive_requests 100000; }\n`,
});

const bare = spawn(path.join(process.env.RJ_BIN, 'bare'), [BARE_SOCKET], { stdio: 'inherit' });
const bareEnded = once(bare, 'exit');
atEnd(async () => {
	bare.kill('SIGTERM');
	assert.deepEqual(await bareEnded, [0, null]);
});
await until('the bare responder answers', async () => (await s.get('/bare?1')).ok);

// ---- measuring -------------------------------------------------------------------------------------

const ticks = (pid) => {
	const words = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
	return Number(words[11]) + Number(words[12]);
};

const kb = (file, name) => {
	try {
		return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(fs.readFileSync(file, 'utf8'))[1]);
	} catch {
		return null; // the daemon hides its maps (PR_SET_DUMPABLE) from all but root
	}
};

const MS = { us: 1e-3, ms: 1, s: 1e3, m: 6e4 };
const ms = (text) => {
	const [, n, unit] = /^([\d.]+)(us|ms|s|m)$/.exec(text);
	return Number(n) * MS[unit];
};

async function wrk(url, pid, { args = [], env = {} } = {}) {
	const before = ticks(pid);
	const r = await run(['wrk', '-t2', `-c${CONNECTIONS}`, `-d${SECONDS}s`, '--latency', ...args, s.url + url],
		{ env, ms: SECONDS * 1000 + 30_000 });
	const used = ticks(pid) - before;
	assert.equal(r.code, 0, r.err + r.out);
	assert(!/Socket errors|Non-2xx/.test(r.out), r.out);
	const n = Number(/(\d+) requests in/.exec(r.out)[1]);
	return {
		rps: Number(/Requests\/sec:\s+([\d.]+)/.exec(r.out)[1]),
		p50: ms(/^\s+50%\s+(\S+)/m.exec(r.out)[1]),
		p99: ms(/^\s+99%\s+(\S+)/m.exec(r.out)[1]),
		cpu: used * TICK_US / n,
		n,
	};
}

const mean = (runs, key) => runs.reduce((sum, r) => sum + r[key], 0) / runs.length;
const round = (x, digits) => Number(x.toFixed(digits));
const rows = [];
let requests; // of the last row, to the daemon

// One row: bare, daemon, bare, daemon.
async function row(name, url, size, options = () => ({})) {
	await test(`${name} is measured`, async () => {
		const bares = [];
		const ours = [];
		for (let i = 1; i <= 2; i++) {
			bares.push(await wrk(`/bare?${size}`, bare.pid));
			ours.push(await wrk(url, s.daemon.pid, options(i)));
		}
		requests = ours.reduce((sum, r) => sum + r.n, 0);
		rows.push({
			name,
			rps: round(mean(ours, 'rps'), 0),
			baseline_rps: round(mean(bares, 'rps'), 0),
			ratio: round(mean(ours, 'rps') / mean(bares, 'rps'), 3),
			p50_ms: round(mean(ours, 'p50'), 2),
			p99_ms: round(mean(ours, 'p99'), 2),
			cpu_us: round(mean(ours, 'cpu'), 1),
			rss_kb: kb(`/proc/${s.daemon.pid}/status`, 'VmRSS'),
			pss_kb: kb(`/proc/${s.daemon.pid}/smaps_rollup`, 'Pss'),
		});
	});
}

// ---- the rows --------------------------------------------------------------------------------------

// Of about the length that comments have, and no copies of each other.
const REMARKS = [
	'The harbour works have been late twice, and the pumps are older than the wall. Who pays for the second delay, and who signed the contract that lets it happen?',
	'My shop stands forty metres from the fence. Since March I have seen two lorries and one crane; the crane was there for a film about fishermen, not for any building.',
	'For once a report that names its sources. I looked up the minutes of the meeting in June, and they say just what is quoted here, with one councillor against it.',
	'Before anybody asks for a new tender: the old one took nineteen months. An engineer on site with the power to decide would be cheaper and quicker than that.',
	'Children from the school on the hill cross the building site each morning, because the footpath was closed and nobody thought of another way for them to go.',
	'Does the drawing show low water or high water? If it is the mean, then the new steps will be covered in seaweed for half of every day, as the former ones were.',
	'As a retired diver I can tell you that piles rot from within. Tapping on them proves nothing; you have to drill, and drilling costs money that was left out.',
	'Other towns along this coast built theirs in two summers. They closed the whole quay, moved the ferry upstream, and worked at night when the wind had gone down.',
	'I disagree with the mayor about most things, yet here she is right: stopping now would waste all that has been poured so far and leave us with an open basin.',
	'Thank you for printing the figures in full. Next time please add what the insurance covers, since the storm of last winter did more harm than all contractors.',
];

await test('ten comments stand under an article', async () => {
	for (const [i, comment] of REMARKS.entries()) {
		const r = await s.post({ page: PAGE, author: `Writer ${i + 1}`, email: `w${i + 1}@reader.example`, comment });
		assert.equal(r.status, 303, await r.text());
	}
	assert.equal((await s.comments('approved')).length, 10);
});

const query = `page=${encodeURIComponent(PAGE)}`;
const size = async (url) => (await (await s.get(url)).arrayBuffer()).byteLength;
const thread = await size(`/direct-thread?${query}`);
const page = await size(`/direct-page?${query}`);

await row('fragment, 10 comments', `/direct-thread?${query}`, thread);
await row('fragment, nginx cache of 1 s', `/comments/thread?${query}`, thread);
await row('page, 10 comments', `/direct-page?${query}`, page);

const etag = (await s.get(`/direct-page?${query}`)).headers.get('etag');
await test('an unchanged page is a 304', async () => {
	const r = await s.get(`/direct-page?${query}`, { headers: { 'If-None-Match': etag } });
	assert.equal(r.status, 304);
});
await row('304', `/direct-page?${query}`, 0, () => ({ args: ['-H', `If-None-Match: ${etag}`] }));

// ---- the first byte of long threads ------------------------------------------------------------------

// So many comments at the top, so many in reply to the first, so many each in reply to the one before.
const THREADS = [
	['10', 10, () => 0], ['50', 50, () => 0], ['10,000', 10_000, () => 0],
	['10,000 replies to one', 10_000, (i) => (i > 0 ? 1 : 0)], ['a chain of 10,000', 10_000, (i) => i],
];
const FIRST_BYTES = 40 * SECONDS;
const firstBytes = THREADS.map(([name], i) => ({ thread: name, page: `/archive/long-${i}`, kept: [], not_kept: [] }));

await test('long threads stand under their articles', async () => {
	let lines = '';
	for (const [i, [, n, parent]] of THREADS.entries())
		for (let k = 0; k < n; k++) {
			const id = (at) => `${i}-${at}`;
			const answers = parent(k);
			lines += `${JSON.stringify({ id: id(k + 1), page: firstBytes[i].page, created: '2026-01-02T03:04:05Z', name: 'Vera Lind',
				text: `${REMARKS[k % REMARKS.length]} (${k})`, ...(answers ? { parent: id(answers) } : {}) })}\n`;
		}
	const { code, err } = await s.cli(['import', '--format', 'jsonl', '--quiet', '-'], { input: lines });
	assert.equal(code, 0, err);
});

// One request after the other, each thread's in turn: milliseconds to the first byte of the body.
async function firstByte(url) {
	const began = performance.now();
	const r = await s.get(url);
	assert.equal(r.status, 200);
	const reader = r.body.getReader();
	await reader.read();
	const took = performance.now() - began;
	while (!(await reader.read()).done);
	return took;
}
await test('their first bytes are measured, kept and not kept', async () => {
	for (let i = 0; i <= FIRST_BYTES; i++)
		for (const at of firstBytes.keys()) {
			const one = firstBytes[(i + at) % firstBytes.length]; // none is always behind the same one
			const url = `/direct-page?page=${encodeURIComponent(one.page)}`;
			const times = [await firstByte(url), await firstByte(`${url}&before=${i}`)]; // which nobody has asked for yet
			if (i > 0) for (const [k, kind] of ['kept', 'not_kept'].entries()) one[kind].push(times[k]);
		}
	for (const one of firstBytes)
		for (const kind of ['kept', 'not_kept']) {
			const sorted = [...one[kind]].sort((a, b) => a - b);
			one[kind] = { p50_ms: round(sorted[sorted.length >> 1], 3), p95_ms: round(sorted[Math.floor(sorted.length * 0.95)], 3) };
			one[kind].of_10 = round(one[kind].p50_ms / firstBytes[0][kind].p50_ms, 2);
			if (one !== firstBytes[0]) one[kind].of_50 = round(one[kind].p50_ms / firstBytes[1][kind].p50_ms, 2);
		}
});

// ---- posts -------------------------------------------------------------------------------------------

// Under another article, which grows by some thousands of comments meanwhile.
const form = await s.form('/archive/bench');
const body = new URLSearchParams({ ...form, author: 'Vera Lind', email: 'vera@reader.example' }) + '&comment=The';
const before = (await s.comments('approved')).length;
await row('post', '/direct-reply', 0, (i) => ({
	args: ['-s', path.join(HERE, 'post.lua')],
	env: { BENCH_BODY: body, BENCH_ORIGIN: s.url, BENCH_RUN: String(i) },
}));
await test('the posts were published', async () => {
	const states = {};
	for (const c of await s.comments()) states[c.state] = (states[c.state] ?? 0) + 1;
	console.log(`# states of all comments: ${JSON.stringify(states)}`);
	assert(requests > 0 && states.approved - before >= requests * 0.99, `of ${requests} posts`);
});

// ---- the table -------------------------------------------------------------------------------------

const cpus = os.cpus();
const machine = `${cpus.length} x ${cpus[0].model.trim()}, Linux ${os.release()}, load ${os.loadavg()[0].toFixed(1)} at the end`;
fs.writeFileSync(path.join(DIR, 'bench.json'), `${JSON.stringify({ machine, rows, first_bytes: firstBytes }, null, '\t')}\n`);

console.log(`# ${machine}`);
console.log(`# wrk -t2 -c${CONNECTIONS} -d${SECONDS}s, one nginx worker; bare and daemon in turns, two runs each, the mean.`);
console.log('# cpu: the daemon alone. A page of the daemon has headers and an access line that the bare one has not.');
const cell = (x, n) => String(x ?? '-').padStart(n);
console.log(`# ${'row'.padEnd(30)}${['rps', 'bare rps', 'ratio', 'p50 ms', 'p99 ms', 'cpu us', 'rss KB', 'pss KB']
	.map((h) => cell(h, 10)).join('')}`);
for (const r of rows)
	console.log(`# ${r.name.padEnd(30)}${[r.rps, r.baseline_rps, r.ratio, r.p50_ms, r.p99_ms, r.cpu_us, r.rss_kb, r.pss_kb]
		.map((x) => cell(x, 10)).join('')}`);
console.log(`# the first byte, ${FIRST_BYTES} requests each, one at a time, the threads in turn; the middle one, and beside 10 and 50 comments`);
for (const { thread: name, kept, not_kept: not } of firstBytes)
	console.log(`# ${name.padEnd(24)} kept ${kept.p50_ms} ms (${kept.of_10} of 10, ${kept.of_50 ?? '-'} of 50)   ` +
		`not kept ${not.p50_ms} ms (${not.of_10} of 10, ${not.of_50 ?? '-'} of 50)`);
await finish();
