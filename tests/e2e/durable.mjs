// An answer is a promise: it is given after the log is on the disk, and where the disk fails, what was not
// promised does not come back. Seen from outside, through strace.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { Reader, STORED, calls, integrity, mayTrace, note, stored, timesStored, trace, transactions } from './lib/proof.mjs';
import { stack } from './lib/stack.mjs';
import { finish, skip, test } from './lib/tap.mjs';

const PAGE = '/story/night-bus/';
const WRITES = 'trace=write,writev,pwrite64,sendto,sendmsg,fdatasync,fsync,prctl';
const SYNCS = 'fdatasync,fsync'; // which of them SQLite takes is its own affair
const TRUTHS = [
	'each 303 is written after a sync of the log that began after its last frame was written, and ended well',
	`a sync failing, the Nth for each N: 503, and the row is not there after kill -9 and a restart`,
	'after that 503 the service goes on: the same post is taken, and stands once',
	'with eight posts at once and a failing sync, what is stored is what was promised',
	'while every sync fails, nothing is promised and nothing comes back',
	'a checkpoint whose sync fails costs no comment',
	'PRAGMA integrity_check has nothing to say after all that',
];

const why = await mayTrace();
if (why) {
	for (const sentence of TRUTHS) skip(sentence, why);
	await finish();
}

const s = await stack('durable', { site: 'hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = "none"; };' });
const form = await s.form(PAGE);
const log = s.file('logs/strace');
const promised = new Set(); // texts
const denied = new Set();
const readers = Array.from({ length: 8 }, (_, n) => new Reader(s, { agent: `Mozilla/5.0 (durable ${n})` }));
let count = 0;

async function restart(expressions, shown) {
	if (s.daemon.running) await s.daemon.kill('SIGKILL');
	trace(s, log, expressions, shown);
	await s.daemon.start();
}

const mark = (what) => `durable-${String(++count).padStart(5, '0')} ${what}`;

async function post(text, reader = readers[0]) {
	const r = await reader.post({ ...form, author: 'Dora', email: 'dora@durable.example', comment: text });
	assert(STORED.has(r.status) || r.status === 503, `${text}: ${r.status}`);
	if (r.status === 503) {
		assert(Number(r.headers['retry-after']) > 0);
		assert(r.text.includes(text), 'the text is still in the form');
		denied.add(text);
	} else {
		denied.delete(text);
		promised.add(text);
	}
	return r;
}

// What stands in the store is what was promised: no more, no less, nothing twice.
async function kept() {
	const times = await timesStored(s);
	const wrong = [
		...[...promised].filter((t) => times.get(t) !== 1).map((t) => `promised, ${times.get(t) ?? 0} times there: ${t}`),
		...[...denied].filter((t) => times.has(t)).map((t) => `answered 503, but there: ${t}`),
	];
	if (wrong.length > 0) fs.copyFileSync(log, s.file(`logs/strace.${count}`));
	assert.deepEqual(wrong, []);
	assert.equal(times.size, promised.size);
}

const failed = () => calls(log).filter((c) => SYNCS.includes(c.name) && c.injected);

await test(TRUTHS[0], async () => {
	await restart([WRITES]);
	const links = new Map();
	const one = async (reader, text) => links.set(text, (await post(text, reader)).headers.location);
	for (let i = 0; i < 12; i++) await one(readers[0], mark('alone'));
	await Promise.all(readers.map(async (reader) => {
		for (let i = 0; i < 5; i++) await one(reader, mark('together'));
	}));
	await s.daemon.kill('SIGKILL');
	const all = calls(log);
	const commits = transactions(all);
	const syncs = all.filter((c) => SYNCS.includes(c.name) && c.path.endsWith('-wal'));
	const sends = all.filter((c) => /^(write|writev|sendto|sendmsg)$/.test(c.name));
	let least = Infinity;
	for (const [text, link] of links) {
		const needle = text.split(' ')[0];
		const commit = commits.find((t) => t.pages.some((p) => p.includes(needle)));
		assert(commit, `no commit with ${text}`);
		const answer = sends.find((c) => c.data.includes(link));
		assert(answer, `no answer with ${link}`);
		assert.match(answer.data.toString('latin1'), /Status: 303 /);
		const sync = syncs.find((c) => c.begin > commit.last.end && c.end < answer.begin && c.ret === 0);
		assert(sync, `${text}: its last frame is call ${commit.last.end}, its answer call ${answer.begin}, no sync between`);
		least = Math.min(least, answer.begin - sync.end);
	}
	const batches = new Set([...links.keys()].map((t) => commits.findIndex((c) => c.pages.some((p) => p.includes(t.split(' ')[0])))));
	note(`${links.size} answers, ${batches.size} commits with a comment of ours, ${syncs.length} syncs of the log`);
	assert(batches.size < links.size, 'some were committed together');
	await restart();
	await kept();
});

const N = 12;

// A sync that fails may be that of a write of the housekeeper's, which follows each post (the search), so not each N
// meets a post: on until half of the first twelve have.
await test(TRUTHS[1], async () => {
	let met = 0;
	let n = 1;
	for (; n <= N || (met < N / 2 && n <= 3 * N); n++) {
		await restart([WRITES, `inject=${SYNCS}:error=EIO:when=${n}`]);
		await kept(); // after the kill of the round before
		for (let i = 0; i <= n; i++)
			if ((await post(mark(`the ${n}th sync fails`))).status === 503) {
				met++;
				break;
			}
		await s.daemon.kill('SIGKILL'); // at once: nothing may write over what the failed commit left
		assert(failed().length > 0, `no sync failed at ${n}`);
	}
	await restart();
	await kept();
	note(`the 1st to the ${n - 1}th sync failing: ${met} posts met it and were answered 503, none of them is there`);
	assert(met >= N / 2);
});

await test(TRUTHS[2], async () => {
	let met = 0;
	for (let n = 1; n <= 8 || (met < 2 && n <= 24); n++) { // the first few may be the start's own
		await restart([WRITES, `inject=${SYNCS}:error=EIO:when=${n}`]);
		for (let i = 0; i <= n + 1; i++) {
			const text = mark(`again after the ${n}th`);
			if ((await post(text)).status !== 503) continue;
			met++;
			assert(!(await timesStored(s)).has(text), 'nor is it there for those who look at once');
			assert.equal((await post(text)).status, 303, 'one failure is no end');
		}
	}
	await restart();
	await kept();
	assert(met >= 2);
});

await test(TRUTHS[3], async () => {
	let refused = 0;
	for (let n = 1; n <= 3; n++) {
		await restart([WRITES, `inject=${SYNCS}:error=EIO:when=${n}+3`]); // each third one from the Nth on
		for (let round = 0; round < 3; round++) {
			const got = await Promise.all(readers.map((r) => post(mark('all at once'), r)));
			refused += got.filter((r) => r.status === 503).length;
		}
	}
	await restart();
	await kept();
	note(`${refused} of 72 posts in batches were answered 503`);
	assert(refused > 0);
});

await test(TRUTHS[4], async () => {
	await restart([WRITES, `inject=${SYNCS}:error=EIO:when=3+`]);
	const got = [];
	for (let i = 0; i < 6; i++) got.push((await post(mark('the disk is gone'))).status);
	assert.match(got.join(), /^(303,){0,2}503(,503){3,}$/);
	const many = await Promise.all(readers.map((r) => post(mark('all of them'), r)));
	assert(many.every((r) => r.status === 503));
	await restart();
	await kept();
});

// What a checkpoint syncs: the database, and before it a log in which nothing is new.
function ofCheckpoint(all) {
	let written = false;
	return all.filter((c) => {
		if (c.name === 'pwrite64') written ||= c.path.endsWith('-wal');
		if (!SYNCS.includes(c.name)) return false;
		const log = c.path.endsWith('-wal');
		const its = log ? !written : c.path === s.db;
		if (log) written = false;
		return its;
	});
}

// A checkpoint comes when the log has grown long enough. When each third sync fails, the first is that of a commit,
// the second that of what undoes it, the third that of a good commit; so when a good one has made the log too long,
// it is the checkpoint that fails.
await test(TRUTHS[5], async () => {
	await restart([`trace=pwrite64,${SYNCS},prctl`, `inject=${SYNCS}:error=EIO:when=1+3`], 0);
	let bad = [];
	const got = [];
	for (let i = 0; i < 500 && !bad.some((c) => c.path === s.db); i++) {
		got.push((await post(mark('x'.repeat(4000)))).status);
		if (i % 20 === 19) bad = ofCheckpoint(calls(log)).filter((c) => c.injected);
	}
	await s.daemon.kill('SIGKILL');
	const ofDatabase = bad.filter((c) => c.path === s.db).length;
	note(`${ofDatabase} syncs of the database and ${bad.length - ofDatabase} of the log before it failed in checkpoints; `
		+ `${got.filter((n) => n === 303).length} posts taken meanwhile, ${got.filter((n) => n === 503).length} answered 503`);
	assert(ofDatabase > 0);
	await restart();
	await kept();
});

await test(TRUTHS[6], async () => {
	await s.daemon.kill('SIGKILL');
	assert.equal(await integrity(s), 'ok');
	trace(s);
	await s.daemon.start();
	await s.daemon.stop();
	assert.equal(await integrity(s), 'ok');
	assert.equal((await stored(s)).length, promised.size, 'and the log is folded into the database');
});

await finish();
