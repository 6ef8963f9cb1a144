// The filters from the command line, and what a damaged model or list does to a running site: filter check with each of
// its options, filter eval and train, rule test, words import of bad files; a model that is cut short, damaged or of
// another version, at the start and at HUP.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { logged, run, stack, until } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const PAGE = '/story/harbour-works/';
const TITLE = 'Harbour works delayed for the second time';

const s = await stack('filters', {
	site: 'hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = "none"; };',
});
const write = (name, text) => (fs.writeFileSync(s.file(name), text), s.file(name));
write('throw.txt', 'throw.example\n');
fs.writeFileSync(s.conf, fs.readFileSync(s.conf, 'utf8').replace('hold: {', 'filter: { disposable = "throw.txt"; }; $&'));

// ---- filter check ------------------------------------------------------------------------------------------------------

const check = async (args, input = '') => JSON.parse(await s.ok(['filter', 'check', ...args], { input }));
const rules = (v) => v.reasons.map((r) => r.rule);

await test('filter check prints the verdict with its reasons, each with its bytes of the field', async () => {
	await s.ok(['words', 'add', 'z*', '--action', 'note', '--shadow']);
	const fields = { comment: 'Zażółć: b*llshit, and C A S I N O at hxxp://casino.example', author: 'https://name.example', url: 'https://banned.example/x' };
	const { id } = await s.json(['ban', 'add', '--link-host', 'banned.example']);
	await s.ok(['words', 'add', 'casino', '--action', 'hold']);
	const v = await check([fields.comment, '--author', fields.author, '--url', fields.url]);
	assert.deepEqual(Object.keys(v), ['verdict', 'score', 'reasons', 'folded', 'masked', 'versions']);
	assert.equal(v.verdict, 'refuse');
	const found = v.reasons.filter((r) => r.to > 0).map((r) => [r.rule,
		Buffer.from(fields[r.field]).subarray(r.from, r.to).toString()]);
	for (const want of [['word-site', 'C A S I N O'], ['word-site', 'casino'], ['link-disguised', 'hxxp://casino.example'],
		['link-in-name', fields.author], ['ban', fields.url], ['word-mild', 'b*llshit'], ['word-site', 'Zażółć']])
		assert(found.some((f) => JSON.stringify(f) === JSON.stringify(want)), `${want} in ${JSON.stringify(found)}`);
	assert.equal(v.reasons.find((r) => /site:\d+ casino/.test(r.entry)).action, 'hold');
	assert.equal(v.reasons.find((r) => /site:\d+ z\*/.test(r.entry)).shadow, true);
	for (const r of v.reasons) assert(r.help.length > 10 && Number.isFinite(r.weight) && r.from <= r.to, r.rule);
	assert.match(v.folded, /^zazolc/);
	assert.match(v.versions, /\S/);
	await s.ok(['words', 'remove', 'z*', 'casino']);
	await s.ok(['ban', 'lift', String(id)]);
});

await test('a mild word is masked, in whole characters; the same text from standard input has the same verdict', async () => {
	const text = 'What shit, é!';
	const v = await check([text]);
	assert.equal(v.verdict, 'mask');
	assert.equal(v.masked, 'What ****, é!');
	assert.deepEqual(await check([], `${text}\n`), v);
	assert.deepEqual(await check(['--email-stdin'], `reader@news.example\n${text}\n`), v);
});

await test('--lang, --email-stdin and --page say what the text alone does not', async () => {
	const german = 'Das hat mit dem Artikel nichts zu tun, und ich habe es nicht gelesen.';
	assert(rules(await check([german])).includes('language'));
	assert(!rules(await check([german, '--lang', 'de'])).includes('language'));
	assert(rules(await check(['--email-stdin'], 'x@throw.example\nA calm remark.\n')).includes('disposable'));
	assert(!rules(await check(['--email-stdin'], 'x@kept.example\nA calm remark.\n')).includes('disposable'));
	await s.ok(['thread', 'import', write('feed.csv', `url,title\n${PAGE},${TITLE}\n`)]);
	assert.deepEqual(rules(await check([TITLE])), []);
	assert.deepEqual(rules(await check([TITLE, '--page', PAGE])), ['title-copy']);
	const v = await check([`${TITLE} http://a.example`, '--page', PAGE]);
	assert(v.verdict === 'hold' && rules(v).includes('title-link'), rules(v).join(' '));
	await s.ok(['thread', 'premoderate', PAGE]);
	assert.deepEqual(rules(await check(['A calm remark.', '--page', PAGE])), ['premoderated']);
	await s.ok(['thread', 'close', PAGE]);
	assert.equal((await check(['A calm remark.', '--page', PAGE])).verdict, 'refuse');
	assert.equal((await check(['A calm remark.', '--page', '/story/plain'])).verdict, 'publish');
	assert.equal((await s.cli(['filter', 'check', 'x', '--page', '/elsewhere'])).code, 64);
	await s.ok(['thread', 'open', PAGE]);
});

// ---- eval and train ------------------------------------------------------------------------------------------------------

const SHARES = ['f1', 'precision', 'recall', 'fpr', 'ece'];
await test('filter eval counts by the first pattern that fits, and says null where there is nothing to divide by', async () => {
	const set = write('set.tsv', 'slur:a\tyou fucking idiot\nslur:b\tThe ferry was late\nham\tWhat a shitty day\nham\tFine.\nnews\tFuck.\n');
	const v = await s.json(['filter', 'eval', set, '--task', 'profanity', '--positive', 'slur:*', '--negative', 'ham']);
	assert.deepEqual(Object.keys(v), ['n', 'flagged', ...SHARES, 'labels']);
	assert.deepEqual(v, { n: 4, flagged: 2, f1: 0.5, precision: 0.5, recall: 0.5, fpr: 0.5, ece: null, labels: {
		'slur:a': { n: 1, flagged: 1 }, 'slur:b': { n: 1, flagged: 0 }, ham: { n: 2, flagged: 1 }, news: { n: 1, flagged: 1 } } });
	const both = await s.json(['filter', 'eval', set, '--task', 'profanity', '--positive', '*', '--negative', '*']);
	assert.deepEqual([both.n, both.recall, both.fpr], [5, 0.6, null], 'positive is asked first');
	const none = await s.json(['filter', 'eval', set, '--positive', 'slur:*', '--negative', '*']);
	assert(none.flagged === 0 && none.ece > 0 && none.ece < 1, 'words are no matter of the spam stages');
	const empty = await s.json(['filter', 'eval', write('none.tsv', '')]);
	assert.deepEqual(empty, { n: 0, flagged: 0, ...Object.fromEntries(SHARES.map((k) => [k, null])), labels: {} });
	const told = await s.ok(['filter', 'eval', set, '--task', 'profanity', '--by-label']);
	assert.match(told, /^news +1 of +1 flagged \(100\.00 %\)$/m);
	const sure = write('sure.tsv', 'spam\tCheck out my channel and subscribe to my channel please!! http://bit.ly/abc1 http://bit.ly/abc2 free gift cards\nham\tFine.\n');
	assert.match(await s.ok(['filter', 'eval', sure]), /^2 texts counted, 1 of them positive; 1 flagged, 1 of these rejected, 1 explained$/m);
});

await test('the defaults of filter eval are those labels of the sets, in both tasks', async () => {
	const all = (labels) => labels.map((l) => `${l}\tThe ferry was late.\n`).join('');
	const bad = ['hate', 'offensive', 'toxic', 'OFF', 'PROFANITY', 'INSULT', 'ABUSE', 'x:profanity_h', 'x:profanity_nh', 'x:slur_h'];
	const good = ['neither', 'ok', 'NOT', 'OTHER', 'ham', 'x:ident_neutral_nh', 'x:ident_pos_nh', 'x:slur_homonym_nh'];
	const judged = async (labels, ...task) => {
		const v = await s.json(['filter', 'eval', write('labels.tsv', all(labels)), ...task]);
		return [v.n, v.recall, v.fpr];
	};
	assert.deepEqual(await judged(bad, '--task', 'profanity'), [10, 0, null]);
	assert.deepEqual(await judged(good, '--task', 'profanity'), [8, null, 0]);
	assert.deepEqual(await judged(['spam', 'spammy', 'slur_h'], '--task', 'profanity'), [0, null, null]);
	assert.deepEqual(await judged(['spam', 'ham', 'hate']), [2, 0, 0]);
});

const MODEL = s.file('made.model');
await test('filter train makes the same file of the same sets, and filter eval asks the model it is given', async () => {
	const set = write('train.tsv', Array.from({ length: 40 }, (_, i) =>
		`spam\tFine wool for socks, number ${i}, write to us today\nham\tThe ferry was ${i} minutes late again\n`).join(''));
	const said = await s.ok(['filter', 'train', set, '-o', MODEL]);
	assert.match(said, /^spam: 80 texts, 40 of them positive; cross-validated: F1 1\.000/);
	await s.ok(['filter', 'train', set, '--output', s.file('again.model')]);
	assert(fs.readFileSync(MODEL).equals(fs.readFileSync(s.file('again.model'))));
	const other = write('other.tsv', fs.readFileSync(set, 'utf8').replace(/socks/g, 'hats'));
	await s.ok(['filter', 'train', other, '-o', s.file('other.model')]);
	assert(!fs.readFileSync(MODEL).equals(fs.readFileSync(s.file('other.model'))));
	assert.equal((await s.json(['filter', 'eval', set])).recall, 0, 'the shipped one knows nothing of wool');
	assert.equal((await s.json(['filter', 'eval', set, '--model', MODEL])).recall, 1);
	assert.deepEqual(fs.readdirSync(s.dir).filter((f) => f.endsWith('.new')), []);
});

// ---- words and rules -----------------------------------------------------------------------------------------------------

await test('words import tells every fault of a file with its line, and then stores nothing', async () => {
	const bad = [
		['no such column', 'word,action\nx,hold\n', 1], ['a quote without an end', 'entry\ngood\n"open\n', 3],
		['no UTF-8', Buffer.from('entry\ngood\nb\xffd\n', 'latin1'), 3], ['a NUL', 'entry\ngood\nb\0d\n', 3],
		['a * in the middle', 'entry\ngood\nb*d\n', 3], ['an action that is none', 'entry,action\ngood,hold\nbad,burn\n', 3],
		['too few fields', 'entry,action\ngood\n', 2], ['an entry too long', `entry\ngood\n${'x'.repeat(65)}\n`, 3],
		['days that are none', 'entry,days\ngood,soon\n', 2],
	];
	for (const [what, text, line] of bad) {
		const file = write('bad.csv', text);
		for (const [args, input, name] of [[[file], '', file], [['-'], text, 'standard input'], [[file, '--dry-run'], '', file]]) {
			const r = await s.cli(['words', 'import', ...args], { input });
			assert.equal(r.code, 65, `${what}: ${r.code} ${r.err}`);
			assert(r.err.includes(`${name}:${line}: `), `${what}: ${r.err}`);
			assert.match(r.err, /nothing was stored/);
		}
	}
	const two = await s.cli(['words', 'import', write('two.csv', 'entry,severity\nok,1\nbad,9\nok,2\nworse,-\n')]);
	assert(/:3: /.test(two.err) && /:5: /.test(two.err), two.err);
	assert.equal((await s.cli(['words', 'import', write('empty.csv', '')])).code, 65);
	assert.equal((await s.cli(['words', 'import', s.file('nowhere.csv')])).code, 66);
	assert.deepEqual((await s.json(['words', 'list'])).words, []);
});

await test('a dry run says what an import would do, also where the list would be too long', async () => {
	const file = write('words.csv', 'entry,action\nquokka,mask\nzyzzyva,hold\n');
	assert.deepEqual(await s.json(['words', 'import', file, '--dry-run']), { added: 2, replaced: 0 });
	await s.ok(['words', 'add', 'quokka']);
	assert.deepEqual(await s.json(['words', 'import', file, '--dry-run']), { added: 1, replaced: 1 });
	const long = write('long.csv', `entry\n${Array.from({ length: 12_000 }, (_, i) => `word ${'x'.repeat(50)} ${i}\n`).join('')}`);
	for (const more of [[], ['--dry-run']]) {
		const r = await s.cli(['words', 'import', long, ...more]);
		assert.equal(r.code, 65);
		assert.match(r.err, /more than 524288 bytes; nothing was changed/);
	}
	assert.deepEqual((await s.json(['words', 'list'])).words.map((w) => w.entry), ['quokka']);
	await s.ok(['words', 'remove', 'quokka']);
});

let made = 0;
const post = async (comment) => {
	const r = await s.post({ page: PAGE, author: `Writer ${++made}`, email: `w${made}@reader.example`, comment });
	await r.arrayBuffer();
	return r.status;
};

await test('rule test looks at the last so many comments and at no other', async () => {
	for (const text of ['A zebra at the quay.', 'No animal here.', 'A zebra on the ferry.', 'Nor here.']) assert.equal(await post(text), 303);
	const caught = async (...args) => {
		const v = await s.json(['rule', 'test', '--word', 'zebra', ...args]);
		return [v.tested, v.comments.map((c) => c.id).sort()];
	};
	assert.deepEqual(await caught(), [4, [1, 3]]);
	assert.deepEqual(await caught('--last', '3'), [3, [3]]);
	assert.deepEqual(await caught('--last', '1'), [1, []]);
	for (const no of ['0', '-1', 'x']) assert.equal((await s.cli(['rule', 'test', 'link', '--last', no])).code, 64, no);
	assert.equal((await s.cli(['rule', 'test', 'gossip'])).code, 66);
	assert.match(await s.ok(['rule', 'test', '--word', 'zebra', '--last', '2']), /^of the last 2 comments it would have caught 1: /);
});

// ---- files that are damaged -------------------------------------------------------------------------------------------------

const whole = fs.readFileSync(MODEL);
const flipped = Buffer.from(whole);
flipped[flipped.length >> 1] ^= 1;
const older = Buffer.from(whole);
older[8]++;
const FAULTS = [
	['cut short', whole.subarray(0, whole.length - 9), /damaged or cut short/], ['nothing', Buffer.alloc(0), /model/],
	['damaged', flipped, /damaged or cut short/], ['of another version', older, /another version/],
	['something else', Buffer.from('<html>Not found</html>\n'.repeat(40)), /model/],
];
const conf = fs.readFileSync(s.conf, 'utf8');
const withModel = `filter: { model = "${s.file('in-force.model')}"; };\n${conf}`;
const events = (name) => logged(s.file('logs/rejoinder.log')).filter((l) => l.event === name);
const wool = 'Fine wool for socks, number 7, write to us today';

async function hup(name) {
	const had = events(name).length;
	s.daemon.child.kill('SIGHUP');
	return until(`a line ${name}`, () => events(name)[had], 20_000);
}
const last = async () => (await s.comments()).at(-1);

await test('a model that is damaged, cut short, of another version or gone: no start, and the reason names file and fault', async () => {
	await s.daemon.stop();
	fs.writeFileSync(s.conf, withModel);
	for (const [what, bytes, why] of [...FAULTS, ['gone', null, /not there/]]) {
		if (bytes) fs.writeFileSync(s.file('in-force.model'), bytes);
		else fs.rmSync(s.file('in-force.model'));
		const r = await run([path.join(s.bin, 'rejoinderd'), '--config', s.conf]);
		assert(r.code > 0, `${what}: ${r.code}`);
		assert(r.err.includes(s.file('in-force.model')) && why.test(r.err), `${what}: ${r.err}`);
		const check = await s.cli(['filter', 'check', 'x']);
		assert(check.code > 0 && why.test(check.err), `${what}: ${check.code} ${check.err}`);
	}
	fs.writeFileSync(s.file('in-force.model'), whole);
	await s.daemon.start();
});

await test('at HUP the model in force stays until a whole one comes', async () => {
	assert.equal(await post(wool), 303);
	assert((await last()).reasons.some((r) => r.rule === 'classifier'), 'this model knows wool');
	for (const [what, bytes, why] of FAULTS) {
		fs.writeFileSync(s.file('in-force.model'), bytes);
		const line = await hup('reload_refused');
		assert(line.why.includes(s.file('in-force.model')) && why.test(line.why), `${what}: ${line.why}`);
		assert.equal(await post(`${wool}, ${what}`), 303);
		fs.writeFileSync(s.file('in-force.model'), whole); // the command line reads it, too
		assert((await last()).reasons.some((r) => r.rule === 'classifier'), what);
	}
	fs.copyFileSync(s.file('other.model'), s.file('in-force.model'));
	await hup('reloaded');
	fs.writeFileSync(s.conf, conf);
	await hup('reloaded');
	assert.equal(await post('Fine wool for socks, number 8, write to us tomorrow'), 303);
	assert(!(await last()).reasons.some((r) => r.rule === 'classifier'), 'the shipped one does not');
});

await test('a list of mail domains that is none, or gone: the one in force stays', async () => {
	const file = s.file('throw.txt');
	const disposable = async () => {
		const r = await s.post({ page: PAGE, author: 'Ada', email: `ada${++made}@throw.example`, comment: `Remark ${made} on the quay.` });
		await r.arrayBuffer();
		// The command line would read the list, too.
		const { out } = await run(['sqlite3', s.db, 'SELECT rule FROM reason WHERE comment = (SELECT max(id) FROM comment)']);
		return out.split('\n').includes('disposable');
	};
	assert(await disposable());
	fs.rmSync(file);
	assert.match((await hup('reload_refused')).why, /throw\.txt: /);
	assert(await disposable());
	fs.mkdirSync(file);
	assert.match((await hup('reload_refused')).why, /throw\.txt: /);
	assert(await disposable());
	fs.rmdirSync(file);
	fs.writeFileSync(file, 'other.example\n');
	await hup('reloaded');
	assert(!await disposable());
});

await finish();
