// Moving in, ended in the middle: kill -9 at any moment of an import, and Ctrl-C. The same command goes on, and in the
// end each comment is there once, below what it answers.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SOAK, chance } from './lib/fault.mjs';
import { integrity, note } from './lib/proof.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const COMMENTS = SOAK ? 1_000_000 : 20_000; // five batches of 4,000
const KILLS = SOAK ? 50 : 5;
const PER_ARTICLE = 100;
const random = chance(20);
const s = await stack('move');
const FILE = s.file('wordpress.xml');

const text = (id) => `Remark ${id} on what the harbour costs.`;
// Some stand before what they answer.
const parentOf = (id) => (id % 3 === 0 ? (id % PER_ARTICLE === 0 ? id - 1 : id + 1) : 0);

// A WordPress export of our own making.
const out = fs.createWriteStream(FILE);
out.write('<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/">' +
	'<channel><title>News</title><wp:wxr_version>1.2</wp:wxr_version>\n');
for (let at = 0; at < COMMENTS; at += PER_ARTICLE) {
	let item = `<item><title>Article ${at}</title><link>${s.url}/story/${at}/</link><wp:post_type>post</wp:post_type>\n`;
	for (let id = at + 1; id <= at + PER_ARTICLE; id++)
		item += `<wp:comment><wp:comment_id>${id}</wp:comment_id><wp:comment_author>Writer ${id % 999}</wp:comment_author>` +
			`<wp:comment_author_email>w${id % 999}@reader.example</wp:comment_author_email>` +
			`<wp:comment_date_gmt>2024-01-01 00:00:00</wp:comment_date_gmt><wp:comment_approved>1</wp:comment_approved>` +
			`<wp:comment_content><![CDATA[${text(id)}]]></wp:comment_content><wp:comment_type></wp:comment_type>` +
			`<wp:comment_parent>${parentOf(id)}</wp:comment_parent></wp:comment>\n`;
	if (!out.write(`${item}</item>\n`)) await once(out, 'drain');
}
out.end('</channel></rss>\n');
await once(out, 'finish');

// The import as a process that can be ended: { code, err }.
function start() {
	const child = spawn(path.join(s.bin, 'rejoinder'), ['--config', s.conf, 'import', FILE, '--json']);
	let said = '';
	let err = '';
	child.stdout.setEncoding('utf8').on('data', (d) => (said += d));
	child.stderr.setEncoding('utf8').on('data', (d) => (err += d));
	const ended = once(child, 'close').then(([code, signal]) => ({ code: code ?? signal, said, err }));
	return { child, ended };
}

const sql = async (query) => {
	const child = spawn('sqlite3', ['-readonly', s.db, query]);
	let said = '';
	child.stdout.setEncoding('utf8').on('data', (d) => (said += d));
	assert.deepEqual(await once(child, 'close'), [0, null]);
	return said.trim();
};
const count = async () => Number(await sql('SELECT count(*) FROM comment'));

await test('Ctrl-C ends an import with a whole batch, and says how to go on', async () => {
	const { child, ended } = start();
	while ((await count()) === 0) await sleep(20);
	child.kill('SIGINT');
	const { code, err } = await ended;
	assert.equal(code, 75, err);
	assert.match(err, /the same command goes on where this one ended/);
	const n = await count();
	note(`${n} of ${COMMENTS} stored`);
	assert(n > 0 && n < COMMENTS, String(n));
});

await test(`${KILLS} times kill -9 in an import, and the same command again: nothing is lost or doubled`, async () => {
	let met = 0;
	let last = await count();
	for (let i = 0; i < KILLS; i++) {
		const { child, ended } = start();
		// Somewhere behind the first batch that is new, so that the import gets on whatever the machine does.
		while (child.exitCode === null && (await count()) <= last) await sleep(10);
		await sleep(random() * 100);
		child.kill('SIGKILL');
		met += (await ended).code === 'SIGKILL';
		const n = await count();
		assert(n >= last && n <= COMMENTS, `${n} after ${last}`);
		last = n;
		if (n === COMMENTS) break;
	}
	note(`${met} kills met an import under way; ${last} stored before the last run`);
	assert(met > 0);
	const { code, said, err } = await start().ended;
	assert.equal(code, 0, err);
	const report = JSON.parse(said);
	assert.equal(report.new + report.known, COMMENTS);
	assert.equal(report.known, last);
	assert.deepEqual([report.orphans, report.cycles, report.skipped], [0, 0, {}]);
	assert.equal(await sql('SELECT count(*), count(DISTINCT body), count(DISTINCT id) FROM comment'),
		[COMMENTS, COMMENTS, COMMENTS].join('|'));
	// Each below what it answers, and in its place.
	assert.equal(await sql(`SELECT count(*) FROM comment WHERE body <> 'Remark ' || id || ' on what the harbour costs.'
		OR coalesce(parent, 0) <> CASE WHEN id % 3 <> 0 THEN 0 WHEN id % ${PER_ARTICLE} = 0 THEN id - 1 ELSE id + 1 END`), '0');
	assert.equal(await sql(`SELECT count(*) FROM comment c JOIN comment p ON p.id = c.parent
		WHERE substr(c.order_key, 1, length(p.order_key)) <> p.order_key OR c.thread <> p.thread`), '0');
	assert.equal(await sql('SELECT count(*) FROM thread WHERE approved <> 100'), '0');
});

await test('a run more changes nothing', async () => {
	const { said } = await start().ended;
	const report = JSON.parse(said);
	assert.deepEqual([report.new, report.known], [0, COMMENTS]);
	await s.stop();
	assert.equal(await integrity(s), 'ok');
	assert.match(await s.ok(['db', 'check']), /./);
});
await finish();
