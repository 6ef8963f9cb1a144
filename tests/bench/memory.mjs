// `make bench-memory`: the daemon at its fullest, with the usual settings: 200,000 texts of the last day in the memory
// of similar ones, the answer cache full, and posts after that. What it holds after each step, by kind of mapping, as
// the kernel counts it (Pss: a page that several processes have is counted by its share).
import * as fs from 'node:fs';
import * as path from 'node:path';
import { logged, stack, until } from '../e2e/lib/stack.mjs';
import { finish, test } from '../e2e/lib/tap.mjs';
import { memory, round, wrk } from './measure.mjs';
import { locate } from './place.mjs';
import { seed, threads } from './seed.mjs';

const COMMENTS = Number(process.env.BENCH_COMMENTS || 1_000_000);
const TEXTS = 200_000; // similar.texts, as usual
const DAY_MS = 86_400_000;
const POSTS = 20_000;
const SECONDS = 5;
const QUIET_MS = 7000; // longer than the housekeeper waits before it gives memory back
const MINUTES = 10;
const HERE = path.dirname(new URL(import.meta.url).pathname);

const s = await stack('memory', {
	site: 'hold: { first = 0; }; rate: { posts = 100000; span = "1s"; }; storm: { mode = "none"; };',
	nginxMore: locate('direct-page', 'rejoinder', '/comments/page') +
		locate('direct-reply', 'rejoinder', '/comments/reply', '$http_host', '$http_x_bench_address'),
});

const KINDS = [['heap', /^\[heap\]/], ['program', /rejoinderd$/], ['libraries', /\.so/], ['index of the log', /-shm$/],
	['other files', /^\//], ['stacks', /^\[stack/], ['other memory', /./]];

// Pss in KB by kind of mapping; what has no name is the other memory.
function byKind(pid) {
	const sums = {};
	let kind;
	for (const line of fs.readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
		const head = /^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \d+ *(.*)$/.exec(line);
		if (head) [kind] = KINDS.find(([, is]) => is.test(head[1] || 'anonymous'));
		const pss = /^Pss: +(\d+) kB/.exec(line);
		if (pss) sums[kind] = (sums[kind] ?? 0) + Number(pss[1]);
	}
	return sums;
}

const mb = (kb) => round(kb / 1024, 1);
const rows = [];
function look(when) {
	const { pss_kb, rss_kb } = memory(s.daemon.pid);
	const kinds = byKind(s.daemon.pid);
	rows.push({ when, pss_kb, rss_kb, ...kinds });
	console.log(`# ${when}: ${mb(pss_kb)} MB, of these ${Object.entries(kinds).map(([k, n]) => `${k} ${mb(n)}`).join(', ')}`);
}

await test('a store is filled, the newest of today', async () => {
	const began = Date.now();
	const age = (back) => (back < TEXTS ? (back * DAY_MS) / TEXTS / 2 : 2 * DAY_MS + back * 1000);
	await seed(s, COMMENTS, (id) => began - age(COMMENTS - id));
	await until('the texts are loaded', () => logged(s.file('logs/rejoinder.log'))
		.findLast((l) => l.event === 'ready' || l.event === 'texts_loaded').event === 'texts_loaded', 120_000);
	look('the texts are loaded');
}, MINUTES);

await test('pages are read until the cache is full', async () => {
	const pages = threads(COMMENTS).slice(0, 500).map(([page]) => `/direct-page?page=${encodeURIComponent(page)}&before=`).join(' ');
	for (const takes of ['', 'gzip', 'br'])
		await wrk({ url: s.url, seconds: SECONDS, env: { BENCH_PAGES: pages },
			args: ['-s', path.join(HERE, 'query.lua'), '-H', `Accept-Encoding: ${takes}`] });
	look('pages are read');
}, MINUTES);

await test('posts come', async () => {
	const form = await s.form('/archive/bench');
	const body = `${new URLSearchParams({ ...form, author: 'Vera Lind', email: 'vera@reader.example' })}&comment=The`;
	let posted = 0;
	for (let run = 1; posted < POSTS; run++)
		posted += (await wrk({ url: `${s.url}/direct-reply`, seconds: SECONDS, args: ['-s', path.join(HERE, 'post.lua')],
			env: { BENCH_BODY: body, BENCH_ORIGIN: s.url, BENCH_RUN: String(run) } })).n;
	look(`${posted} posts have come`);
	await new Promise((yes) => setTimeout(yes, QUIET_MS));
	look('some seconds later');
}, MINUTES);

fs.writeFileSync(s.file('memory.json'), `${JSON.stringify(rows, null, '\t')}\n`);
await finish();
