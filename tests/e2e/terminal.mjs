// The command line before somebody's eyes: on a terminal tables fit it, states have colours, and what takes long tells
// how far it is; in a pipe nothing of that. And what a ban would take away is shown before it is done.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { run, stack } from './lib/stack.mjs';
import { finish, skip, test } from './lib/tap.mjs';

const COLUMNS = 60;
const COMMENTS = 20_000;
const s = await stack('terminal');
const { code } = await run(['script', '--version']);

fs.writeFileSync(s.file('site.jsonl'), Array.from({ length: COMMENTS }, (_, i) => `${JSON.stringify({
	id: i + 1, page: `/story/${i % 50}`, created: '2024-05-01T10:00:00Z', state: i % 1000 === 7 ? 'pending' : 'approved',
	name: i % 1000 === 7 ? 'Cheap Watches' : `Writer ${i % 7}`, text: `${'The harbour was calm. '.repeat(8)}${i}` })}\n`).join(''));

// A command on a terminal of its own, so wide.
async function seen(args, env = {}) {
	const line = [path.join(s.bin, 'rejoinder'), '--config', s.conf, ...args].map((w) => `'${w}'`).join(' ');
	const r = await run(['script', '-qec', `stty cols ${COLUMNS} rows 24; ${line}`, '/dev/null'],
		{ env: { TERM: 'xterm', NO_COLOR: '', ...env }, ms: 300_000 });
	return { ...r, lines: r.out.split(/\r?\n/).filter((l) => l !== '') };
}

const SIGNS = /\x1b\[[0-9;?]*[A-Za-z]/g;

if (code !== 0) {
	skip('the command line on a terminal', 'script(1) is not installed');
} else {
	await test('an import tells how far it is, how fast, and how long yet', async () => {
		const r = await seen(['import', s.file('site.jsonl')]);
		assert.equal(r.code, 0, r.out);
		const told = r.out.split('\r').filter((l) => / a second/.test(l));
		assert(told.length > 0, r.out);
		for (const l of told) assert.match(l, /^\d+ comments, \d+ a second/);
		// Told four times a second; the first has nothing to go by.
		if (told.length > 1) assert.match(told.at(-1), /, \d+ %, \d+ s left/);
	});

	await test('a table fits the terminal, and its states have colours unless NO_COLOR says otherwise', async () => {
		const r = await seen(['comment', 'list', '--limit', '20']);
		assert.equal(r.code, 0, r.out);
		assert.match(r.out, SIGNS);
		for (const line of r.lines) assert(line.replace(SIGNS, '').length <= COLUMNS, line);
		const plain = await seen(['comment', 'list', '--limit', '20'], { NO_COLOR: '1' });
		assert.doesNotMatch(plain.out, SIGNS);
		assert.equal(plain.lines.length, r.lines.length);
	});
}

await test('in a pipe there is neither colour nor progress', async () => {
	const again = await s.cli(['import', s.file('site.jsonl')]);
	assert.equal(again.code, 0, again.err);
	assert.equal(again.err, '');
	assert.doesNotMatch(await s.ok(['comment', 'list', '--limit', '20']), SIGNS);
});

await test('what a ban would take away is shown first, and goes with --yes', async () => {
	assert.equal((await s.comments('pending')).length, COMMENTS / 1000);
	const before = await s.dump();
	const shown = await s.cli(['ban', 'add', '--name', 'Cheap Watches', '--reason', 'advertising', '--remove-posts']);
	assert.equal(shown.code, 64, shown.err);
	assert.match(shown.out, /Cheap Watches/);
	assert.match(shown.err, new RegExp(`${COMMENTS / 1000} comments would be deleted; nothing was changed`));
	assert.equal(await s.dump(), before);
	await s.ok(['ban', 'add', '--name', 'Cheap Watches', '--reason', 'advertising', '--remove-posts', '--yes']);
	assert.equal((await s.comments('deleted')).length, COMMENTS / 1000);
	assert.equal((await s.comments('pending')).length, 0);
});

await finish();
