// P6: the disk is full (a tmpfs of 8 MB), at many moments: readers are served, posts get 503 and keep their text, and
// when there is space again everything goes on by itself.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { SOAK, chance } from './lib/fault.mjs';
import { Reader, STORED, integrity, note, timesStored } from './lib/proof.mjs';
import { run, stack } from './lib/stack.mjs';
import { finish, skip, test } from './lib/tap.mjs';

const PAGE = '/story/night-bus/';
const POINTS = SOAK ? 200 : 20;
const ROUND = 20; // points after which the store is begun anew: what is taken meanwhile must fit on the disk
const ROUNDS = 40; // of three posts, until three of them are refused
const SMALL = process.env.RJ_SMALL;
const TRUTHS = [
	`a disk that fills up, at ${POINTS} moments: read as ever, posts 503 with their text, and taken once there is space`,
	'a command line on a full disk: one line, 74, and nothing is half done',
	'a start on a full disk serves, or says one line; init makes nothing half',
	'of all that, what was acknowledged is stored once, what was refused is not, and the file is whole',
];

if (!SMALL) {
	for (const truth of TRUTHS) skip(truth, 'this machine lets nobody mount a tmpfs');
	await finish();
}

const data = path.join(SMALL, 'data');
fs.mkdirSync(data, { mode: 0o700 });
const s = await stack('full', { data, site: 'hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = "none"; };' });
const readers = Array.from({ length: 3 }, (_, n) => new Reader(s, { agent: `Mozilla/5.0 (full ${n})` }));
const form = await s.form(PAGE);
const random = chance(8);
const acknowledged = new Set();
const refused = new Set();
const ballast = path.join(SMALL, 'ballast');
let count = 0;

const PAGE_BYTES = 4096;
const free = () => {
	const f = fs.statfsSync(SMALL);
	return f.bfree * f.bsize;
};

// Leaves so many bytes.
function fill(leave) {
	const fd = fs.openSync(ballast, 'a', 0o600);
	try {
		while (free() > leave) fs.writeSync(fd, Buffer.alloc(Math.min(65536, free() - leave)));
	} catch (e) {
		assert.equal(e.code, 'ENOSPC');
	} finally {
		fs.closeSync(fd);
	}
}

async function post(text, by) {
	const r = await by.post({ ...form, author: 'Fil', email: 'fil@full.example', comment: text });
	assert(STORED.has(r.status) || r.status === 503, `${text.slice(0, 20)}: ${r.status}`);
	if (STORED.has(r.status)) {
		acknowledged.add(text);
		refused.delete(text);
	} else {
		assert(Number(r.headers['retry-after']) > 0);
		assert(r.text.includes(text), 'the text is still in the form');
		refused.add(text);
	}
	return r;
}

async function proveStored() {
	const times = await timesStored(s);
	assert.deepEqual([...acknowledged].filter((t) => times.get(t) !== 1), []);
	assert.deepEqual([...refused].filter((t) => times.has(t)), []);
	assert.equal(times.size, acknowledged.size);
}

async function beginAnew() {
	await proveStored();
	await s.daemon.stop();
	for (const end of ['', '-wal', '-shm']) fs.rmSync(s.db + end, { force: true });
	assert.equal((await s.cli(['init'])).code, 0);
	await s.daemon.start();
	acknowledged.clear();
	refused.clear();
}

const say = () => `full-${++count}: ${'the river has risen again. '.repeat(1 + Math.floor(random() * 40))}`.trim();

await test(TRUTHS[0], async () => {
	let no = 0;
	let yes = 0;
	let read = 0;
	let most = 0;
	for (let point = 0; point < POINTS; point++) {
		if (point > 0 && point % ROUND === 0) await beginAnew();
		fill(point % 3 === 0 ? 0 : Math.floor(random() * 40) * PAGE_BYTES);
		const denied = [];
		// A log that has just been folded into the database is written from its beginning: that takes no space,
		// for as many posts as there is room in it.
		let i = 0;
		for (; i < ROUNDS && denied.length < 3; i++) {
			const texts = readers.map(say);
			const got = await Promise.all(readers.map((r, n) => post(texts[n], r)));
			got.forEach((r, n) => r.status === 503 && denied.push(texts[n]));
			yes += got.filter((r) => r.status !== 503).length;
			for (const where of [`/comments/page?page=${PAGE}&fresh=${count}`, `/comments/page?page=${PAGE}`, PAGE]) {
				assert.equal((await readers[0].request(where)).status, 200, where);
				read++;
			}
			if (denied.length === 0) fill(0);
		}
		most = Math.max(most, i);
		no += denied.length;
		assert(denied.length > 0, `point ${point}: the disk was not full`);
		const times = await timesStored(s);
		assert.deepEqual(denied.filter((t) => times.has(t)), [], 'refused, but there');
		fs.rmSync(ballast);
		for (const [n, text] of denied.entries())
			assert(STORED.has((await post(text, readers[n % 3])).status), 'the same again, with space');
	}
	note(`${POINTS} full disks: ${no} posts refused and taken later, ${yes} taken meanwhile, ${read} pages read, at most ${most} rounds to the end of the space`);
});

await test(TRUTHS[1], async () => {
	const bans = (await s.json(['ban', 'list'])).bans.length;
	fill(0);
	let full = 0;
	for (let i = 0; i < 4; i++) {
		const r = await s.cli(['ban', 'add', '--email-stdin', '--reason', 'x'.repeat(900)], { input: `t${i}@full.example\n` });
		if (r.code === 0) continue; // there was room in the log
		assert.equal(r.code, 74, r.err);
		const lines = r.err.split('\n').filter((l) => l && !l.startsWith('{'));
		assert.equal(lines.length, 1, r.err);
		assert.match(lines[0], /^rejoinder: .*no space/);
		full++;
	}
	const listed = (await s.json(['ban', 'list'])).bans.length;
	assert.equal(listed, bans + 4 - full);
	fs.rmSync(ballast);
	assert.equal((await s.cli(['ban', 'add', '--email-stdin'], { input: 'last@full.example\n' })).code, 0);
});

await test(TRUTHS[2], async () => {
	await s.daemon.stop();
	fill(0);
	const at = fs.statSync(s.daemon.log).size;
	s.daemon.spawn();
	await Promise.race([s.daemon.ended, new Promise((yes) => setTimeout(yes, 3000))]);
	const said = fs.readFileSync(s.daemon.log).subarray(at).toString().split('\n').filter(Boolean);
	note(s.daemon.running ? 'it serves' : `it ended with ${s.daemon.child.exitCode}: ${said}`);
	if (s.daemon.running) {
		assert.equal((await readers[0].request(`/comments/page?page=${PAGE}&fresh=start`)).status, 200);
		await s.daemon.stop();
	} else {
		assert([74, 78].includes(s.daemon.child.exitCode));
		assert.equal(said.length, 1, said.join(' / '));
	}
	const other = path.join(SMALL, 'other');
	const conf = s.file('etc/other.conf');
	fs.writeFileSync(conf, fs.readFileSync(s.conf, 'utf8').replace(s.db, path.join(other, 'r.db')));
	const r = await run([path.join(s.bin, 'rejoinder'), '--config', conf, 'init']);
	note(`init: ${r.code}: ${r.err.trim()}`);
	assert([73, 74].includes(r.code));
	assert.equal(r.err.split('\n').filter(Boolean).length, 1, r.err);
	fs.rmSync(ballast);
	assert.equal((await run([path.join(s.bin, 'rejoinder'), '--config', conf, 'init'])).code, 0, 'and with space it is made');
	fs.rmSync(other, { recursive: true });
	await s.daemon.start();
	await post(say(), readers[0]);
});

await test(TRUTHS[3], async () => {
	await proveStored();
	await s.daemon.kill('SIGKILL');
	assert.equal(await integrity(s), 'ok');
	await s.daemon.start();
});

await finish();
