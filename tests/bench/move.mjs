// `make bench-move`: a site of a million comments (or BENCH_COMMENTS) moves in, out and in again.
//
//     import-jsonl    rejoinder import of our own lines, into an empty store, while no daemon runs
//     ... searchable  the same and, after it, a daemon's start until its table of words has them all
//     export-jsonl    rejoinder export of that store into a file
//     import-wxr      rejoinder import of the same comments as WordPress writes them, into an empty store
//
// Comments a second by the clock of the wall; the CPU time of the command alone from /proc/PID/stat (ticks of 10 ms);
// the most memory it had is VmHWM of /proc/PID/status, looked at ten times a second. Bytes of the store are all of its
// pages, by comments: right after the import, and with the table of words.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { chance } from '../e2e/lib/fault.mjs';
import { run, stack, until } from '../e2e/lib/stack.mjs';
import { finish, test } from '../e2e/lib/tap.mjs';

const COMMENTS = Number(process.env.BENCH_COMMENTS || 1_000_000);
const PER_ARTICLE = 100;
const WORDS = 30_000;
const BEGIN = 'bcdfghjklmnprstvwxyz';
const VOWELS = 'aeiou';
const MINUTES = 10; // what one of the rows may take, as times of tap's limit
const s = await stack('move');

// ---- what moves ------------------------------------------------------------------------------------

const random = chance(7);
// One of 200,000, of five letters: as long as a word is on average in the labelled sets, where 200 bytes have 33.
function word(rank) {
	let n = (rank * 7919) % 200_000;
	const of = (letters) => {
		const letter = letters[n % letters.length];
		n = Math.floor(n / letters.length);
		return letter;
	};
	return of(BEGIN) + of(VOWELS) + of(BEGIN) + of(VOWELS) + of(BEGIN);
}

// Words as often as in a language: their rank by chance to the minus one (Zipf); 200 bytes on average.
function text() {
	let said = 'Remark';
	for (let n = 21 + Math.floor(random() * 23); n > 0; n--)
		said += ` ${word(Math.floor(WORDS ** random()))}`;
	return `${said}.`;
}

function comment(id) {
	const first = id - ((id - 1) % PER_ARTICLE);
	const writer = 1 + Math.floor(random() * (COMMENTS / 10));
	return {
		id,
		page: `/story/${(first - 1) / PER_ARTICLE}`,
		parent: id > first && random() < 0.4 ? first + Math.floor(random() * (id - first)) : 0,
		state: random() < 0.9 ? 'approved' : random() < 0.5 ? 'pending' : 'spam',
		author: writer,
		created: new Date(1.6e12 + id * 30_000).toISOString().replace('.000', ''),
		text: text(),
	};
}

const asLine = (c) => `${JSON.stringify({ id: c.id, page: c.page, created: c.created, state: c.state, parent: c.parent || undefined,
	author: `a${c.author}`, name: `Writer ${c.author}`, text: c.text })}\n`;

const WP = { approved: '1', pending: '0', spam: 'spam' };
const asItem = (c) => {
	const date = c.created.replace('T', ' ').replace('Z', '');
	return `${c.id % PER_ARTICLE === 1 ? `<item><title>On ${c.page}</title><link>${s.url}${c.page}</link><wp:post_type>post</wp:post_type>\n` : ''}` +
		`<wp:comment><wp:comment_id>${c.id}</wp:comment_id><wp:comment_author><![CDATA[Writer ${c.author}]]></wp:comment_author>` +
		`<wp:comment_author_email>w${c.author}@reader.example</wp:comment_author_email><wp:comment_author_url></wp:comment_author_url>` +
		`<wp:comment_author_IP>192.0.2.${c.author % 250}</wp:comment_author_IP><wp:comment_date>${date}</wp:comment_date>` +
		`<wp:comment_date_gmt>${date}</wp:comment_date_gmt><wp:comment_content><![CDATA[${c.text}]]></wp:comment_content>` +
		`<wp:comment_approved>${WP[c.state]}</wp:comment_approved><wp:comment_type>comment</wp:comment_type>` +
		`<wp:comment_parent>${c.parent}</wp:comment_parent><wp:comment_user_id>0</wp:comment_user_id></wp:comment>\n` +
		`${c.id % PER_ARTICLE === 0 || c.id === COMMENTS ? '</item>\n' : ''}`;
};

async function write(name, head, each, foot) {
	const out = fs.createWriteStream(s.file(name));
	let piece = head;
	for (let id = 1; id <= COMMENTS; id++) {
		piece += each(comment(id));
		if (piece.length < 1 << 20) continue;
		if (!out.write(piece)) await once(out, 'drain');
		piece = '';
	}
	out.end(piece + foot);
	await once(out, 'finish');
}

// ---- measuring -------------------------------------------------------------------------------------

const rows = [];
const round = (x, digits) => Number(x.toFixed(digits));

// A command to its end: what it said, seconds, CPU seconds, the most memory in KB.
async function measured(of, args) {
	const began = performance.now();
	const child = spawn(path.join(s.bin, 'rejoinder'), ['--config', of.conf, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
	let said = '';
	let cpu = 0;
	let peak = 0;
	child.stdout.setEncoding('utf8').on('data', (d) => (said += d));
	const look = setInterval(() => {
		try {
			const words = fs.readFileSync(`/proc/${child.pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
			cpu = (Number(words[11]) + Number(words[12])) / 100;
			peak = Number(/^VmHWM:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? peak);
		} catch { /* it has ended */ }
	}, 100);
	const [code] = await once(child, 'close');
	clearInterval(look);
	assert.equal(code, 0);
	return { said, seconds: (performance.now() - began) / 1000, cpu, peak };
}

function row(name, { seconds, cpu, peak, bytes = 0 }) {
	rows.push({ name, per_second: round(COMMENTS / seconds, 0), cpu_us: round(cpu / COMMENTS * 1e6, 1), peak_rss_kb: peak, bytes });
}

async function bytes(of) {
	const { out } = await run(['sqlite3', '-readonly', of.db, 'SELECT page_count * page_size FROM pragma_page_count, pragma_page_size']);
	return round(Number(out) / COMMENTS, 0);
}

const searchable = async (of) => {
	const { out } = await run(['sqlite3', '-readonly', of.db,
		'SELECT upto = (SELECT max(id) FROM comment) AND NOT EXISTS (SELECT 1 FROM search_due) FROM search_stand']);
	return out.trim() === '1';
};

await test('import-jsonl is measured', async () => {
	await write('site.jsonl', '', asLine, '');
	await s.daemon.stop();
	const stored = await measured(s, ['import', s.file('site.jsonl'), '--json']);
	assert.equal(JSON.parse(stored.said).new, COMMENTS);
	row('import-jsonl', { ...stored, bytes: await bytes(s) });
	const began = performance.now();
	await s.daemon.start();
	await until('the words of all comments can be searched', () => searchable(s), MINUTES * 60_000);
	const seconds = stored.seconds + (performance.now() - began) / 1000;
	row('import-jsonl, searchable', { ...stored, seconds, bytes: await bytes(s) });
	fs.rmSync(s.file('site.jsonl'));
}, MINUTES);

await test('export-jsonl is measured', async () => {
	row('export-jsonl', await measured(s, ['export', '--format', 'jsonl', '--output', s.file('out.jsonl')]));
	fs.rmSync(s.file('out.jsonl'));
}, MINUTES);

await test('import-wxr is measured', async () => {
	const other = await stack('move-wxr');
	await write('site.xml', '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/">' +
		'<channel><title>News</title><wp:wxr_version>1.2</wp:wxr_version>\n', asItem, '</channel></rss>\n');
	await other.daemon.stop();
	const stored = await measured(other, ['import', s.file('site.xml'), '--json']);
	assert.equal(JSON.parse(stored.said).new, COMMENTS);
	row('import-wxr', { ...stored, bytes: await bytes(other) });
	fs.rmSync(s.file('site.xml'));
}, MINUTES);

await test('no row took 64 MB', () => {
	for (const r of rows) assert(r.peak_rss_kb > 0 && r.peak_rss_kb < 65_536, JSON.stringify(r));
});

const cpus = os.cpus();
const machine = `${cpus.length} x ${cpus[0].model.trim()}, Linux ${os.release().split('.', 2).join('.')}, load ${os.loadavg()[0].toFixed(1)} at the end`;
fs.writeFileSync(path.join(process.env.RJ_SCRATCH, 'move.json'), `${JSON.stringify({ machine, comments: COMMENTS, rows }, null, '\t')}\n`);
console.log(`# ${COMMENTS} comments; ${machine}`);
console.log(`# ${'row'.padEnd(30)}${['a second', 'cpu us', 'peak rss KB', 'store bytes'].map((h) => h.padStart(12)).join('')}`);
for (const r of rows)
	console.log(`# ${r.name.padEnd(30)}${[r.per_second, r.cpu_us, r.peak_rss_kb, r.bytes || '-'].map((x) => String(x).padStart(12)).join('')}`);
await finish();
