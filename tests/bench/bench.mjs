// `make bench`: the daemon beside what can be had at the most, under one nginx (measure.mjs): a bare responder (bare.c),
// nginx and its own files, SQLite and nothing else (loop.c). A row's figures are the middle ones of its rounds: requests
// a second, the ratio to the baseline, latency by wrk, CPU of the daemon alone, its memory after the run.
//
// Three stores, of 1,000, 100,000 and 1,000,000 comments (QUICK=1: of 1,000, 5,000 and 20,000); the rows are those of the
// largest. Its one setting beside the usual: 200 comments on a page, so that there are pages of 10, 50 and 200.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { chance } from '../e2e/lib/fault.mjs';
import { run, stack, until } from '../e2e/lib/stack.mjs';
import { atEnd, finish, test } from '../e2e/lib/tap.mjs';
import { firstBytes } from './first.mjs';
import { CONNECTIONS, QUICK, ROUNDS, SECONDS, cpuRatio, inTurns, machine, median, memory, round, row, wrk } from './measure.mjs';
import { locate } from './place.mjs';
import { seed, text, threads } from './seed.mjs';

const SIZES = QUICK ? [1_000, 5_000, 20_000] : [1_000, 100_000, 1_000_000];
const POSTS = QUICK ? 2_000 : 20_000; // in a row
const QUIET_MS = 7000; // longer than the housekeeper waits before it gives memory back
const MINUTES = 10; // what one test may take, as times of tap's limit
const HERE = path.dirname(new URL(import.meta.url).pathname);
const DIR = path.join(process.env.RJ_SCRATCH, 'bench');
const BARE_SOCKET = path.join(DIR, 'run/bare.sock');

// ---- the sites -------------------------------------------------------------------------------------

const upstream = (name, socket) => `upstream ${name} { server unix:${socket}; keepalive 32; keepalive_requests 100000; }\n`;

// Of a section, beside what nginx itself says: its file is sent with them too.
const HEADERS = [['X-Content-Type-Options', 'nosniff'],
	['Content-Security-Policy', "default-src 'none'; style-src 'self'; frame-ancestors 'self'; form-action 'self'; base-uri 'none'"],
	['Referrer-Policy', 'strict-origin-when-cross-origin'], ['Cross-Origin-Resource-Policy', 'same-origin'],
	['Cache-Control', 'public, max-age=0, s-maxage=1'], ['Vary', 'Accept-Encoding']];

const SITE = 'thread: { page = 200; }; hold: { first = 0; }; rate: { posts = 100000; span = "1s"; }; storm: { mode = "none"; };';
const small = await stack('small', { site: SITE });
const middle = await stack('middle', { site: SITE });
const s = await stack('bench', {
	site: SITE,
	nginxMore: locate('direct-thread', 'rejoinder', '/comments/thread') +
		locate('direct-page', 'rejoinder', '/comments/page') +
		locate('direct-counts', 'rejoinder', '/comments/api/v1/counts') +
		locate('direct-metrics', 'rejoinder', '/comments/metrics') +
		locate('direct-reply', 'rejoinder', '/comments/reply', '$http_host', '$http_x_bench_address') +
		locate('small-page', 'small', '/comments/page', `localhost:${small.port}`) +
		locate('middle-page', 'middle', '/comments/page', `localhost:${middle.port}`) +
		locate('bare', 'bare', '/bare') +
		`location /bench/ { gzip off; ${HEADERS.map(([name, value]) => `add_header ${name} "${value}";`).join(' ')} }\n`,
	httpMore: upstream('bare', BARE_SOCKET) + upstream('small', small.file('run/rejoinder.sock')) +
		upstream('middle', middle.file('run/rejoinder.sock')),
});

const bare = spawn(path.join(process.env.RJ_BIN, 'bare'), [BARE_SOCKET], { stdio: 'inherit' });
const bareEnded = once(bare, 'exit');
atEnd(async () => {
	bare.kill('SIGTERM');
	assert.deepEqual(await bareEnded, [0, null]);
});
await until('the bare responder answers', async () => (await s.get('/bare?1')).ok);

const rows = [];
const more = { comments: SIZES[2], cpu_ratio: {}, page_bytes: {} };
const query = (page) => `page=${encodeURIComponent(page)}`;
const median1 = (list) => round(median(list), 1);
const number = (n) => n.toLocaleString('en');

// A row, told at once: the whole takes many minutes.
function add(r) {
	rows.push(r);
	console.log(`# ${r.name}: ${number(r.rps)} a second, ${r.ratio} of ${number(r.baseline_rps)}`);
}

await test('the stores are filled', async () => {
	for (const [of, n] of [[small, SIZES[0]], [middle, SIZES[1]], [s, SIZES[2]]]) {
		const began = performance.now();
		more.bytes_per_comment = await seed(of, n);
		console.log(`# ${number(n)} comments in ${round((performance.now() - began) / 1000, 0)} s`);
	}
}, MINUTES);

// ---- start -----------------------------------------------------------------------------------------

await test('a GET and a POST are answered after a start', async () => {
	const fields = await s.form('/archive/start');
	const gets = [];
	const posts = [];
	for (let i = 0; i < ROUNDS; i++) {
		await s.daemon.stop();
		const began = performance.now();
		const answered = async (ask, good) => {
			await until('it answers', async () => good(await ask()), 10_000, 2);
			return performance.now() - began;
		};
		s.daemon.spawn();
		const [get, post] = await Promise.all([
			answered(() => s.get(`/direct-page?${query('/story/two-hundred/')}&before=${i + 1}`), (r) => r.status === 200),
			answered(() => s.post({ author: 'Vera Lind', email: 'vera@reader.example', comment: text(chance(i + 100)) },
				{ form: fields }), (r) => r.status === 303)]);
		gets.push(get);
		posts.push(post);
	}
	more.start_ms = { get: median1(gets), post: median1(posts) };
});

// ---- reading ---------------------------------------------------------------------------------------

// Both sides in turns, after a look at the first: what is kept, in this encoding too, is made by then.
async function measured(name, base, ours, pid = s.daemon.pid) {
	await test(`${name} is measured`, async () => {
		const said = await inTurns(base, ours);
		add(row(name, said, pid));
		more.cpu_ratio[name] = cpuRatio(said);
	}, MINUTES);
}

const toBare = (what, args = []) => ({ url: `${s.url}/bare?${what}`, pid: bare.pid, args });
const toUs = (url, args = []) => ({ url: s.url + url, pid: s.daemon.pid, args });
const header = (line) => ['-H', line];

// Bytes of the body as they come, in the encoding that is asked for.
async function size(url, takes = '') {
	const wanted = `,${takes},`;
	let bytes;
	await until(`${url} comes in "${takes}"`, async () => {
		const { out } = await run(['curl', '-s', '-o', '/dev/null', '-D', '-', '-w', '\n,%{size_download}', '-H',
			`Accept-Encoding: ${takes}`, s.url + url]);
		bytes = Number(out.split(',').at(-1));
		return wanted === ',,' || new RegExp(`^content-encoding: ${takes}\r$`, 'im').test(out);
	});
	return bytes;
}

for (const [n, page] of [[10, '/story/ten/'], [50, '/story/fifty/'], [200, '/story/two-hundred/']])
	for (const [suffix, takes] of [['', ''], ['-gzip', 'gzip'], ['-br', 'br']]) {
		const url = `/direct-thread?${query(page)}`;
		const bytes = await size(url, takes);
		const args = takes ? header(`Accept-Encoding: ${takes}`) : [];
		more.page_bytes[`get-${n}${suffix}`] = bytes;
		await measured(`get-${n}${suffix}`, toBare(bytes, args), toUs(url, args));
	}

const fifty = `/comments/thread?${query('/story/fifty/')}`;
await test('an article of 20 KB and its section lie beside each other as files', async () => {
	const answer = await s.get(fifty, { headers: { 'Accept-Encoding': 'identity' } });
	for (const [name, value] of HEADERS) assert.equal(answer.headers.get(name), value);
	const section = await answer.text();
	const article = `<!DOCTYPE html><title>Fifty</title>\n${`<p>${text(chance(1), 1990)}</p>\n`.repeat(10)}`;
	const put = (name, html) => {
		fs.mkdirSync(path.dirname(s.file(name)), { recursive: true });
		fs.writeFileSync(s.file(name), html);
	};
	put('site/bench/section.html', section);
	put('site/story/fifty/index.html', `${article}<!--# include virtual="/comments/thread" -->`);
	put('site/story/joined/index.html', `${article}<!--# include virtual="/bench/section.html" -->`);
	const ours = await (await s.get('/story/fifty/')).text();
	const joined = await (await s.get('/story/joined/')).text();
	assert(section.includes('comment-content') && ours.includes('comment-content'));
	assert.equal(ours.length, joined.length);
});
await measured('ssi-50', { url: `${s.url}/story/joined/` }, toUs('/story/fifty/'));

const plain = `/direct-thread?${query('/story/fifty/')}`;
const { headers } = await s.get(plain, { headers: { 'Accept-Encoding': 'identity' } });
await measured('not-modified', toBare('not-modified'), toUs(plain, header(`If-None-Match: ${headers.get('etag')}`)));

const counts = `/direct-counts?${threads(SIZES[2]).slice(0, 50).map(([page]) => query(page)).join('&')}`;
// The names of fifty articles are 1.4 KB of query, which nginx reads and hands on for both.
await measured('counts-50', toBare(`${await size(counts)}&${counts.split('?')[1]}`), toUs(counts));
await measured('microcache-50', { url: `${s.url}/bench/section.html` }, toUs(fifty));

// No two of these are the same, so that none is kept.
const notKept = (where, pages, pid) => ({ url: s.url, pid, args: ['-s', path.join(HERE, 'query.lua')],
	env: { BENCH_PAGES: pages.map((page) => `/${where}?${query(page)}&before=`).join(' ') } });
await measured('uncached-200', toBare(await size(`/direct-page?${query('/story/two-hundred/')}`)),
	notKept('direct-page', ['/story/two-hundred/'], s.daemon.pid));

await test('growth is measured', async () => {
	const of200 = (n) => threads(n).filter(([, comments]) => comments === 200).map(([page]) => page).slice(0, 500);
	const other = { small: [small, SIZES[0]], middle: [middle, SIZES[1]] };
	more.growth = {};
	for (const [name, [of, n]] of Object.entries(other)) {
		const said = await inTurns(notKept(`${name}-page`, of200(n), of.daemon.pid),
			notKept('direct-page', of200(SIZES[2]), s.daemon.pid));
		const over = (key) => round(median(said.map(([a, b]) => b[key] / a[key])), 2);
		more.growth[n] = { time: over('p50'), cpu: over('cpu') };
	}
}, MINUTES);

more.first_bytes = await firstBytes();

// ---- writing ---------------------------------------------------------------------------------------

// Under another article, which grows by some thousands of comments meanwhile.
const form = await s.form('/archive/bench');
const body = new URLSearchParams({ ...form, author: 'Vera Lind', email: 'vera@reader.example' }) + '&comment=The';
let posters = 0;
const posting = (url, pid) => () => wrk({ url: s.url + url, pid, args: ['-s', path.join(HERE, 'post.lua')],
	env: { BENCH_BODY: body, BENCH_ORIGIN: s.url, BENCH_RUN: String(++posters) } });
const writes = async () => {
	const said = await (await s.get('/direct-metrics')).text();
	return ['writes', 'write_batches'].map((name) => Number(new RegExp(`^rejoinder_${name}_total (\\d+)`, 'm').exec(said)[1]));
};

// SQLite alone, on a copy of what the daemon has then.
async function loop(group) {
	const copy = s.file('data/loop.db');
	fs.copyFileSync(s.db, copy);
	if (fs.existsSync(`${s.db}-wal`)) fs.copyFileSync(`${s.db}-wal`, `${copy}-wal`);
	const { code, out, err } = await run([path.join(process.env.RJ_BIN, 'loop'), copy, String(group), String(SECONDS)]);
	for (const rest of ['', '-wal', '-shm']) fs.rmSync(copy + rest, { force: true });
	assert.equal(code, 0, err);
	return Number(out);
}

await test('post is measured', async () => {
	const [wrote, batches] = await writes();
	const before = memory(s.daemon.pid);
	const bares = [];
	const ours = [];
	const loops = [];
	const post = posting('/direct-reply', s.daemon.pid);
	let posted = 0;
	for (let i = 0; i < ROUNDS || posted < POSTS; i++) {
		bares.push(await posting('/bare?0', bare.pid)());
		ours.push(await post());
		posted += ours.at(-1).n;
		if (i >= ROUNDS) continue;
		const [w, b] = await writes();
		more.posts_in_one_commit = round((w - wrote) / (b - batches), 1);
		loops.push(await loop(Math.max(1, Math.round(more.posts_in_one_commit))));
	}
	const said = ours.map((own, i) => [{ rps: Math.min(bares[i].rps, loops[Math.min(i, loops.length - 1)]) }, own]);
	add(row('post', said, s.daemon.pid));
	more.post_baselines = { bare: round(median(bares.map((r) => r.rps)), 0), loop: round(median(loops), 0) };
	const rates = ours.map((r) => r.rps);
	more.posts_in_a_row = { posts: posted, slowest_over_usual: round(Math.min(...rates) / median(rates), 2),
		pss_kb_before: before.pss_kb, pss_kb_after: memory(s.daemon.pid).pss_kb };
	const states = await run(['sqlite3', '-readonly', s.db,
		'SELECT state, count(*) FROM comment WHERE thread = (SELECT id FROM thread WHERE page = \'/archive/bench\') GROUP BY state']);
	console.log(`# states of the posts: ${states.out.trim().replaceAll('\n', ', ')}`);
	assert(Number(/approved\|(\d+)/.exec(states.out)?.[1]) >= posted * 0.99, `of ${posted} posts`);
	await new Promise((yes) => setTimeout(yes, QUIET_MS));
	more.posts_in_a_row.pss_kb_later = memory(s.daemon.pid).pss_kb;
}, MINUTES);

// ---- judging ---------------------------------------------------------------------------------------

await test('verdict is measured', async () => {
	const bench = async () => {
		const r = await s.json(['filter', 'bench']);
		return { rps: r.comments_per_second, p50: r.whole.p50_us / 1000, p99: r.whole.p99_us / 1000, cpu: 1e6 / r.comments_per_second };
	};
	add(row('verdict', await inTurns(async () => ({ rps: 100_000 }), bench), s.daemon.pid));
});

// ---- the table -------------------------------------------------------------------------------------

const where = machine();
fs.writeFileSync(path.join(DIR, 'bench.json'), `${JSON.stringify({ machine: where, rows }, null, '\t')}\n`);
fs.writeFileSync(path.join(DIR, 'bench-more.json'), `${JSON.stringify({ machine: where, ...more }, null, '\t')}\n`);

const table = [];
const say = (line) => table.push(line);
say(`On ${where}; wrk with ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s each in turns; ${number(SIZES[2])} comments stored.`);
say('');
say('| row | a second | baseline | ratio | p50 ms | p99 ms | CPU us | of the baseline\'s | rss MB | pss MB |');
say('|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|');
const mb = (kb) => (kb === null ? '-' : round(kb / 1024, 1));
for (const r of rows)
	say(`| ${[r.name, number(r.rps), number(r.baseline_rps), r.ratio, r.p50_ms, r.p99_ms, r.cpu_us || '-',
		more.cpu_ratio[r.name] || '-', mb(r.rss_kb), mb(r.pss_kb)].join(' | ')} |`);
say('');
say(`- A page of 200 comments, not kept: ${Object.entries(more.growth).map(([n, g]) => `${g.time} times the time and ${g.cpu} times the CPU ` +
	`of a store of ${number(Number(n))}`).join(', ')}.`);
say(`- After a start, a GET is answered within ${more.start_ms.get} ms and a POST within ${more.start_ms.post} ms.`);
say(`- ${number(more.posts_in_a_row.posts)} posts in a row, ${more.posts_in_one_commit} in a commit: the slowest stretch had ` +
	`${more.posts_in_a_row.slowest_over_usual} of the usual rate; memory went from ${mb(more.posts_in_a_row.pss_kb_before)} to ` +
	`${mb(more.posts_in_a_row.pss_kb_after)} MB, and was ${mb(more.posts_in_a_row.pss_kb_later)} some seconds later.`);
say(`- A comment of 200 bytes takes ${more.bytes_per_comment.imported} bytes in the file, ${more.bytes_per_comment.searchable} with its words to search.`);
say('- The first byte of a thread, one request at a time, ms (kept / not kept): ' +
	`${more.first_bytes.map((f) => `${f.thread}: ${f.kept.p50_ms} / ${f.not_kept.p50_ms}`).join('; ')}.`);
fs.writeFileSync(path.join(DIR, 'bench.md'), `${table.join('\n')}\n`);
for (const line of table) console.log(`# ${line}`);
await finish();
