// Stores for `make bench`, by our own import: comments of about 200 bytes in threads of 10 and of 200, and, from
// 100,000 comments on, one of 10,000. The same for the same number.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { chance } from '../e2e/lib/fault.mjs';
import { run, until } from '../e2e/lib/stack.mjs';

const WORDS = 20_000;
const SYLLABLES = 'ba be bi bo bu da de di do du fa fe ga ge gi go ha he ka ke ki ko la le li lo lu ma me mi mo na ne ni no pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi wa we'.split(' ');

const word = (n) => {
	let s = '';
	for (let left = n; s === '' || left > 0; left = Math.floor(left / SYLLABLES.length)) s += SYLLABLES[left % SYLLABLES.length];
	return s;
};

// Words as often as in a language: their rank by chance to the minus one (Zipf); 200 bytes on average.
export function text(random, bytes = 140 + Math.floor(random() * 120)) {
	let said = 'Remark';
	while (said.length < bytes - 6) said += ` ${word(Math.floor(WORDS ** random()))}`;
	return `${said}.`;
}

// [page, comments] of each thread; the first three are those that every row reads.
export function threads(comments) {
	const list = [['/story/ten/', 10], ['/story/fifty/', 50], ['/story/two-hundred/', 200]];
	let left = comments - 260;
	if (comments >= 100_000) {
		list.push(['/story/ten-thousand/', 10_000]);
		left -= 10_000;
	}
	for (let i = 0; left > 0; i++) {
		const n = Math.min(left, i % 8 === 0 ? 200 : 10);
		list.push([`/story/${n}/${i}/`, n]);
		left -= n;
	}
	return list;
}

// `created`: of a comment by its number, in milliseconds.
async function write(file, comments, created) {
	const random = chance(7);
	const out = fs.createWriteStream(file);
	let piece = '';
	let id = 0;
	for (const [page, n] of threads(comments))
		for (let i = 0, first = id + 1; i < n; i++) {
			id++;
			const parent = i > 0 && random() < 0.4 ? first + Math.floor(random() * i) : undefined;
			const writer = 1 + Math.floor(random() * (comments / 10));
			piece += `${JSON.stringify({ id, page, created: new Date(created(id)).toISOString().replace(/\.\d+Z/, 'Z'),
				state: 'approved', parent, author: `a${writer}`, name: `Writer ${writer}`, text: text(random) })}\n`;
			if (piece.length < 1 << 20) continue;
			if (!out.write(piece)) await once(out, 'drain');
			piece = '';
		}
	out.end(piece);
	await once(out, 'finish');
}

// Fills the stack's store while its daemon is away. Bytes of the file for each comment: right after, and when
// the table of words has them all.
export async function seed(s, comments, created = (id) => 1.6e12 + id * 30_000) {
	const bytes = () => Math.round(fs.statSync(s.db).size / comments);
	const file = s.file('seed.jsonl');
	await write(file, comments, created);
	await s.daemon.stop();
	const r = await s.cli(['import', file, '--json'], { ms: 600_000 });
	assert.equal(r.code, 0, r.err);
	assert.equal(JSON.parse(r.out).new, comments);
	fs.rmSync(file);
	await run(['sqlite3', s.db, 'PRAGMA wal_checkpoint(TRUNCATE)']); // nobody else has it open
	const imported = bytes();
	await s.daemon.start();
	await until('the words of all comments can be searched', async () => (await run(['sqlite3', '-readonly', s.db,
		'SELECT upto = (SELECT max(id) FROM comment) AND NOT EXISTS (SELECT 1 FROM search_due) FROM search_stand'])).out.trim() === '1',
	600_000);
	await s.daemon.stop(); // the log goes into the file
	const searchable = bytes();
	await s.daemon.start();
	return { imported, searchable };
}
