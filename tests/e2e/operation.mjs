// What an operator does with a running site: asks how it is, reads its numbers, changes its settings, turns its log
// over, has it examined.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Reader } from './lib/proof.mjs';
import { logged, run, stack, until } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const PAGE = '/story/night-bus/';
const TOKEN = 'a-token-for-the-operator_01';

const s = await stack('operation', {
	conf: `operator: { token = "${TOKEN}"; };`,
	site: `hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = "none"; };
		names: { reserved = [ "Harbour Desk" ]; };`,
});
const logFile = s.file('logs/rejoinder.log');
const events = (name, file = logFile) => logged(file).filter((l) => l.event === name);

// Prometheus's text format 0.0.4, strictly: { "name{label=\"word\"}": number }.
function numbers(text) {
	const all = {};
	let family;
	let type;
	assert(text.endsWith('\n'), 'the last line ends');
	for (const line of text.slice(0, -1).split('\n')) {
		const head = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line);
		if (head?.[1] === 'HELP') {
			[, , family] = head;
			type = undefined;
		} else if (head) {
			assert.equal(head[2], family, line);
			assert.match(head[3], /^(counter|gauge)$/, line);
			type = head[3];
			assert.equal(type === 'counter', family.endsWith('_total'), line);
		} else {
			const m = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"\})? (-?\d+)$/.exec(line);
			assert(m, `not a sample: ${line}`);
			assert.equal(m[1], family, line);
			assert(type, `no TYPE before ${line}`);
			const key = m[1] + (m[2] ?? '');
			assert(!(key in all), `twice: ${key}`);
			all[key] = Number(m[3]);
			assert(type === 'gauge' || all[key] >= 0, line);
		}
	}
	return all;
}

const metrics = async () => numbers(await (await s.get('/comments/metrics')).text());
const post = async (comment, more = {}) => {
	const r = await s.post({ page: PAGE, author: 'A', email: 'a@reader.example', comment, ...more });
	await r.arrayBuffer();
	return r.status;
};
const title = async (from) => /<title>[^<]*<\/title>/.exec(await (await s.get(
	`/comments/page?page=${encodeURIComponent(PAGE)}&n=${from}`)).text())[0];

await test('it says that it lives and that it can serve', async () => {
	const lives = await s.get('/comments/healthz');
	assert.equal(lives.status, 200);
	assert.equal(await lives.text(), 'ok\n');
	assert.match(lives.headers.get('content-type'), /^text\/plain/);
	assert.equal(lives.headers.get('cache-control'), 'no-store');
	const ready = await s.get('/comments/readyz');
	assert.equal(ready.status, 200);
	assert.equal(await ready.text(), 'ready\n');
});

await test('who is not on this machine gets the answer of any unknown page, or needs the token', async () => {
	for (const where of ['healthz', 'readyz', 'metrics']) {
		const ask = async (headers) => (await s.get(`/comments/${where}`, { headers })).status;
		assert.equal(await ask({}), 200);
		assert.equal(await ask({ 'X-Forwarded-For': '203.0.113.9' }), 404);
		assert.equal(await ask({ 'X-Forwarded-For': '127.0.0.1' }), 404);
		assert.equal(await ask({ 'X-Forwarded-For': '203.0.113.9', Authorization: `Bearer ${TOKEN}` }), 200);
		assert.equal(await ask({ 'X-Forwarded-For': '203.0.113.9', Authorization: `Bearer ${TOKEN}x` }), 404);
		assert.equal(await ask({ 'X-Forwarded-For': '203.0.113.9', Authorization: `Basic ${TOKEN}` }), 404);
		assert.equal(await ask({ 'X-Forwarded-For': '203.0.113.9', Authorization: 'Bearer ' }), 404);
	}
});

await test('what it counts is what happened', async () => {
	const before = await metrics();
	assert.equal(await post('The bus was on time today.'), 303);
	assert.equal(await post('See http://a.example http://b.example http://c.example http://d.example'), 303);
	assert.equal(await post('And an address that is none.', { email: 'nobody' }), 422);
	assert.equal((await s.get('/comments/no/such/page')).status, 404);
	const after = await metrics();
	const grew = (name) => after[name] - before[name];
	assert.equal(grew('rejoinder_posts_total{outcome="stored"}'), 2);
	assert.equal(grew('rejoinder_posts_total{outcome="refused"}'), 0);
	assert.equal(grew('rejoinder_verdicts_total{action="note"}'), 1);
	assert.equal(grew('rejoinder_verdicts_total{action="hold"}'), 1);
	assert.equal(grew('rejoinder_rule_verdicts_total{rule="links"}'), 1);
	assert.equal(grew('rejoinder_rule_verdicts_total{rule="ban"}'), 0);
	assert.equal(grew('rejoinder_requests_total{status="3xx"}'), 2);
	assert.equal(grew('rejoinder_requests_total{status="4xx"}'), 2);
	assert(grew('rejoinder_requests_total{status="2xx"}') >= 1);
	assert(grew('rejoinder_writes_total') >= 2);
	assert(grew('rejoinder_write_batches_total') >= 1);
	assert.equal(after.rejoinder_comments_waiting, 1);
	await until('no write waits any more', async () => (await metrics()).rejoinder_writes_waiting === 0);
	assert(after.process_resident_memory_bytes > 1_000_000);
	assert(after.process_open_fds > 5 && after.process_open_fds < 200, `${after.process_open_fds}`);
	assert(Math.abs(after.process_start_time_seconds - Date.now() / 1000) < 300);
	assert.equal(Object.keys(after).filter((k) => k.startsWith('rejoinder_build_info{version="')).length, 1);
});

await test('each request has one line in the log, and no token of the operator', async () => {
	// A line is written after its answer: those of earlier requests may still be on their way, so each has a path of its own.
	const lines = () => events('request').filter((l) => l.path === '/comments/asked-once');
	await (await s.get('/comments/asked-once', { headers: { Authorization: `Bearer ${TOKEN}` } })).text();
	await until('the line', () => lines().length > 0);
	await (await s.get('/comments/asked-after-it')).text();
	await until('the next line', () => events('request').some((l) => l.path === '/comments/asked-after-it'));
	assert.equal(lines().length, 1);
	const { path, status, method, id, ms } = lines()[0];
	assert.deepEqual([method, path, status], ['GET', '/comments/asked-once', 404]);
	assert.match(id, /^[0-9a-f]{16}$/);
	assert(ms >= 0);
	assert(!fs.readFileSync(logFile, 'utf8').includes(TOKEN));
});

// Changes the file and tells the daemon; answers the line that it writes about it.
async function reload(change, name) {
	const text = fs.readFileSync(s.conf, 'utf8');
	fs.writeFileSync(s.conf, change(text));
	const had = events(name).length;
	s.daemon.child.kill('SIGHUP');
	return until(`a line ${name}`, () => events(name)[had], 20_000);
}

await test('HUP brings new settings into force, in every part, without losing a request', async () => {
	const reader = new Reader(s);
	let over = false;
	const seen = new Set();
	const asking = (async () => {
		for (let i = 0; !over; i++) {
			const r = await reader.request(`/comments/page?page=${encodeURIComponent(PAGE)}&a=${i}`);
			assert.equal(r.status, 200);
			// Both texts are of the settings: the site's title, and the limit in the form.
			seen.add(`${/The Marren Courier|Another Name/.exec(r.text)[0]} ${/maxlength="(\d+)"[^>]*name="comment"|name="comment"[^>]*maxlength="(\d+)"/.exec(r.text)?.slice(1).join('')}`);
		}
	})();
	const etag = (await s.get(`/comments/page?page=${encodeURIComponent(PAGE)}&n=e`)).headers.get('etag');
	const said = await reload((t) => t.replace('The Marren Courier', 'Another Name')
		.replace('hold: { first = 0; };', 'hold: { first = 0; }; text: { max = 77; };'), 'reloaded');
	assert.equal(said.sites, 1);
	assert.match(await title('f'), /Another Name/);
	const again = await s.get(`/comments/page?page=${encodeURIComponent(PAGE)}&n=g`, { headers: { 'If-None-Match': etag } });
	assert.equal(again.status, 200, 'an answer of the old settings is not good any more');
	over = true;
	await asking;
	reader.close();
	assert.deepEqual([...seen].map((x) => x.split(' ')[0]).sort(), ['Another', 'The'].slice(0, seen.size).sort());
	assert.equal(await post('x'.repeat(78)), 422);
	assert.equal((await metrics())['rejoinder_reloads_total{result="done"}'], 1);
});

await test('a faulty file changes nothing and says so in one line', async () => {
	const good = fs.readFileSync(s.conf, 'utf8');
	const line = await reload((t) => t.replace('Another Name', 'A Third').replace('hold: { first = 0; };', 'hold: { frist = 0; };'),
		'reload_refused');
	assert.match(line.why, /rejoinder\.conf:\d+: unknown setting `hold\.frist`; did you mean `hold\.first`\?/);
	assert.match(await title('h'), /Another Name/);
	assert.equal((await metrics())['rejoinder_reloads_total{result="refused"}'], 1);
	fs.writeFileSync(s.conf, good);
});

await test('a site that is added by HUP is served, one that is taken away is not', async () => {
	const extra = `, { name = "second"; base_url = "http://second.example:${s.port}"; title = "Second"; } );`;
	await reload((t) => t.trimEnd().replace(/ \);$/, extra), 'reloaded');
	const r = new Reader(s);
	const ask = () => r.request('/comments/page?page=/a', { headers: { Host: `second.example:${s.port}` } });
	// nginx keeps for a second what it was told of a host.
	await until('the second site answers', async () => (await ask()).text.includes('Second'), 5000);
	await reload((t) => t.replace(extra, ' );'), 'reloaded');
	await until('it is gone', async () => (await ask()).status === 421, 5000);
	r.close();
});

await test('what cannot change while running is named, and the rest is in force', async () => {
	const line = await reload((t) => t.replace('Another Name', 'Fourth').replace(/^store =/m, 'workers = 11;\nreaders = 5;\nstore ='),
		'restart_needed');
	assert.equal(line.settings, 'workers readers');
	assert.match(await title('i'), /Fourth/);
});

await test('HUP turns the log over, also where the file is faulty', async () => {
	for (const fault of [false, true]) {
		const good = fs.readFileSync(s.conf, 'utf8');
		if (fault) fs.writeFileSync(s.conf, 'nonsense');
		const old = `${logFile}.${fault}`;
		fs.renameSync(logFile, old);
		s.daemon.child.kill('SIGHUP');
		await until('a new log', () => fs.existsSync(logFile));
		await until('a line in it', async () => { // a moment behind the file's making the daemon writes to it
			await (await s.get('/comments/healthz')).text();
			return events('request').length > 0;
		});
		const size = fs.statSync(old).size;
		await (await s.get('/comments/healthz')).text();
		assert.equal(fs.statSync(old).size, size, 'nothing goes to the old one');
		fs.writeFileSync(s.conf, good);
	}
});

// ---- doctor --------------------------------------------------------------------------------------------------

// { code, checks, find(check) }
async function doctor() {
	const r = await s.cli(['doctor', '--json']);
	const { checks, bad, warnings } = JSON.parse(r.out);
	assert.equal(bad, checks.filter((c) => c.state === 'bad').length);
	assert.equal(warnings, checks.filter((c) => c.state === 'warn').length);
	assert.equal(r.code, bad > 0 ? 78 : 0);
	for (const c of checks) assert(c.state === 'ok' || c.found, JSON.stringify(c));
	return { bad, of: (name) => checks.filter((c) => c.check === name), checks };
}

const badly = async (name, found, mend, change, undo) => {
	await change();
	try {
		const d = await doctor();
		const c = d.of(name).find((x) => x.state === 'bad');
		assert(c, JSON.stringify(d.checks));
		assert.match(c.found, found);
		assert.match(`${c.found} ${c.mend}`, mend);
	} finally {
		await undo();
	}
};

await test('doctor finds a running site in order, warns of http, and says it in words too', async () => {
	fs.chmodSync(s.conf, 0o640);
	const d = await doctor();
	assert.equal(d.bad, 0, JSON.stringify(d.checks, null, 1));
	assert.match(d.of('site')[0].found, /without TLS/);
	assert.equal(d.of('site')[0].state, 'warn');
	for (const name of ['configuration', 'key file', 'access', 'database', 'schema', 'socket', 'log', 'disk', 'proxies'])
		assert.equal(d.of(name)[0].state, 'ok', name);
	assert.match(d.of('clock')[0].state, /^(ok|warn)$/, 'no machine of tests need keep its clock');
	const before = (v, w) => v[0] < w[0] || (v[0] === w[0] && (v[1] < w[1] || (v[1] === w[1] && v[2] < w[2])));
	const safe = { sqlite: [3, 51, 3], libfcgi: [2, 4, 7], libsodium: [1, 0, 21] };
	assert.equal(d.of('library').length, 3);
	for (const { found, state, mend } of d.of('library')) {
		const [, name, version] = /^(\S+?):? (\d+\.\d+\.\d+\S*)?/.exec(found);
		const faulty = !version || (before(version.split('.').map((n) => parseInt(n, 10)), safe[name.toLowerCase()]) && !version.includes('+deb'));
		assert.equal(state, faulty ? 'warn' : 'ok', found);
		assert.equal(mend !== '', faulty, 'what is faulty is told how to be mended');
	}
	const r = await s.cli(['doctor']);
	assert.equal(r.code, 0);
	assert.match(r.out, /^ok {4}key file .*\n/m);
	assert.match(r.out, /^0 bad, \d+ warnings?\n$/m);
});

await test('doctor sends a comment as a preview, which comes back, and leaves nothing behind', async () => {
	const rows = async () => (await run(['sqlite3', s.db, ['comment', 'thread', 'author', 'audit', 'outbox', 'receipt']
		.map((t) => `SELECT count(*) FROM ${t};`).join(' ')])).out;
	const before = await rows();
	assert.equal((await doctor()).of('test post')[0].state, 'ok');
	assert.equal(await rows(), before);
});

await test('doctor names each fault and how to mend it', async () => {
	const key = s.file('etc/key');
	const good = fs.readFileSync(s.conf, 'utf8');
	const conf = (t) => () => fs.writeFileSync(s.conf, t);
	await badly('key file', /mode|wider|others/i, /chmod|0600|0400/, () => fs.chmodSync(key, 0o644), () => fs.chmodSync(key, 0o400));
	await badly('key file', /./, /rejoinder init/, () => fs.renameSync(key, `${key}.away`), () => fs.renameSync(`${key}.away`, key));
	await badly('configuration', /:\d+: /, /mend the line/, conf('nonsense\n'), conf(good));
	await badly('configuration', /operator\.token/, /chmod o-r/, () => fs.chmodSync(s.conf, 0o644), () => fs.chmodSync(s.conf, 0o640));
	await badly('configuration', /others may write/, /chmod go-w/, () => fs.chmodSync(s.conf, 0o660), () => fs.chmodSync(s.conf, 0o640));
	await badly('access', /others may look/, /chmod 0600/, () => fs.chmodSync(s.db, 0o644), () => fs.chmodSync(s.db, 0o600));
	await badly('socket', /mode 0666/, /restart/, () => fs.chmodSync(s.daemon.socket, 0o666), () => fs.chmodSync(s.daemon.socket, 0o660));
	await badly('database', /no database/, /rejoinder init/, conf(good.replace('/data/rejoinder.db', '/data/none.db')), conf(good));
	const at = (days) => () => fs.utimesSync(s.db, new Date(), new Date(Date.now() + days * 86_400_000));
	await badly('clock', /the database was written at/, /set-ntp/, at(2), at(0));
	await badly('test post', /answered 421/, /restart/, conf(good.replace(/sites = \( \{/, '$& base_path = "/elsewhere";')), conf(good));
	await badly('log', /cannot be written/, /folder/, conf(good.replace('/logs/rejoinder.log', '/nowhere/x.log')), conf(good));
	await conf(good.replace(/sites = \( \{/, '$& trusted_proxies = [ "127.0.0.1", "10.0.0.0/8", "2001::/20" ];'))();
	const [near, ...wide] = (await doctor()).of('proxies');
	assert.equal(near.state, 'ok', near.found);
	assert.equal(wide.length, 2);
	for (const w of wide) assert.match(`${w.state} ${w.found} ${w.mend}`, /^warn .* a whole network .*trusted_proxies/);
	for (const no of ['10.0.0.1/8', '2001:db8::/20', 'proxy.example', '0.0.0.0/0', '::/0'])
		await badly('configuration', /trusted_proxies/, /must be addresses, or blocks/,
			conf(good.replace(/sites = \( \{/, `$& trusted_proxies = "${no}";`)), conf(good));
	assert.equal((await doctor()).bad, 0);
	await badly('socket', /No such file/, /start rejoinderd/, () => s.daemon.stop(), () => s.daemon.start());
});

await test('doctor walks the way to the socket, as the web server must', async () => {
	const good = fs.readFileSync(s.conf, 'utf8');
	const group = (await run(['id', '-gn'])).out.trim();
	const above = [];
	for (let at = path.dirname(s.daemon.socket); at !== '/tmp'; at = path.dirname(at)) above.push(at);
	assert(above.length > 2, String(above));
	const modes = above.map((f) => fs.statSync(f).mode & 0o7777);
	fs.writeFileSync(s.conf, `listen_group = "${group}";\n${good}`);
	try {
		for (const f of above) fs.chmodSync(f, 0o710);
		assert.equal((await doctor()).bad, 0, 'the group may go through');
		// What others may is not for a member of the group.
		for (const f of above) for (const mode of [0o700, 0o701])
			await badly('socket', new RegExp(`cannot get through ${f}: mode 0${mode.toString(8)}$`), new RegExp(`chmod g\\+x ${f}$`),
				() => fs.chmodSync(f, mode), () => fs.chmodSync(f, 0o710));
	} finally {
		above.forEach((f, i) => fs.chmodSync(f, modes[i]));
		fs.writeFileSync(s.conf, good);
	}
	assert.equal((await doctor()).bad, 0, 'without a group nobody says who the web server is');
});

await test('filter check says what a post would get: bans, reserved and moderators\' names too', async () => {
	const text = 'The ferry was late again.';
	const check = async (args, input = '') => {
		const v = JSON.parse(await s.ok(['filter', 'check', ...args], { input }));
		return [v.verdict, ...v.reasons.filter((r) => r.action === v.verdict).map((r) => r.rule)];
	};
	const { id } = await s.json(['ban', 'add', '--link-host', 'banned.example']);
	await s.ok(['ban', 'add', '--email-stdin'], { input: 'troll@operation.example\n' });
	assert.deepEqual(await check([text]), ['publish']);
	assert.deepEqual(await check(['See https://www.banned.example/x']), ['refuse', 'ban']);
	assert.deepEqual(await check([], 'See https://www.banned.example/x\n'), ['refuse', 'ban']);
	assert.deepEqual(await check([text, '--url', 'https://banned.example/']), ['refuse', 'ban']);
	assert.deepEqual(await check([text, '--email-stdin'], 'Troll@operation.example\n'), ['refuse', 'ban']);
	assert.deepEqual(await check(['--email-stdin'], `reader@operation.example\n${text}\n`), ['publish']);
	assert.deepEqual(await check([text, '--author', 'Hårbour  desk']), ['refuse', 'name-reserved']);
	assert.deepEqual(await check([text, '--author', 'Editor']), ['hold', 'name-staff']);
	await s.ok(['ban', 'lift', String(id)]);
	assert(!(await check(['See https://www.banned.example/x'])).includes('ban'), 'lifted');
});

await test('what `ban test` says of each kind of ban, with who set it, till when and why, a post then gets', async () => {
	const kinds = [
		{ kind: 'email', add: ['--email-stdin'], input: 'Troll+shop@Kinds.example\n', post: { email: 'troll@kinds.example' } },
		{ kind: 'domain', add: ['--domain', 'kinds.example'], post: { email: 'anybody@sub.KINDS.example' } },
		{ kind: 'name', add: ['--name', 'Kind Troll*'], post: { author: 'K1nd  troll 7' } },
		{ kind: 'link', add: ['--link-host', 'kinds.example'], post: { comment: 'See https://www.kinds.example/x' } },
		{ kind: 'link', add: ['--link-host', 'site.example'], post: { url: 'https://site.example/' } },
		{ kind: 'address', add: ['--address', '127.0.0.0/8'], post: {} },
	];
	let n = 0;
	for (const { kind, add, input, post: fields } of kinds) {
		const what = () => {
			const all = { author: 'A', email: 'a@reader.example', comment: `The bus, part ${n++}.`, ...fields };
			if (fields.comment) all.comment += ` ${n}`;
			return all;
		};
		const ask = async () => {
			const { author, email, url, comment } = what();
			return s.ok(['ban', 'test', '--email-stdin', '--text-stdin', '--address', '127.0.0.1', '--name', author,
				...(url ? ['--url', url] : [])], { input: `${email}\n${comment}\n` });
		};
		const gets = async (status) => until(`${add} is answered ${status}`, async () => {
			const { comment, ...more } = what();
			return await post(comment, more) === status;
		});
		assert.equal(await ask(), 'not refused: no ban matches\n');
		await gets(303);
		await s.ok(['ban', 'add', ...add, '--days', '3', '--reason', 'raid'], { input: input ?? '' });
		const { id } = (await s.json(['ban', 'list', '--limit', '1000'])).bans.at(-1);
		assert.match(await ask(), new RegExp(`^refused by ban ${id}, ${kind} \\S.*, set by console:\\S+, until \\d{4}-\\d\\d-\\d\\dT.*: raid\n$`));
		await gets(403);
		await s.ok(['ban', 'lift', String(id)]);
		assert.equal(await ask(), 'not refused: no ban matches\n');
		await gets(303);
	}
	await s.ok(['ban', 'add', '--name', 'Shady', '--shadow']);
	assert.match(await s.ok(['ban', 'test', '--name', 'Shady']), /^noted by ban \d+, name Shady, .*, for ever\nnot refused: such bans are in shadow\n$/);
});

await test('a missing file, a faulty line and a wrong word have each their exit code', async () => {
	const code = async (...args) => (await s.cli(['filter', ...args])).code;
	const [good, bad, empty, none, model] =
		['good.tsv', 'bad.tsv', 'empty.tsv', 'none.tsv', 'made.model'].map((n) => s.file(n));
	fs.writeFileSync(good, 'ham\tThe ferry was late again.\n');
	fs.writeFileSync(bad, 'no tab in here\n');
	fs.writeFileSync(empty, '');
	assert.equal(await code('eval', good), 0);
	for (const verb of [['eval'], ['bench'], ['train', '-o', model]]) {
		assert.equal(await code(...verb, none), 66, `${verb[0]}: not there`);
		assert.equal(await code(...verb, s.dir), 65, `${verb[0]}: a folder`);
		assert.equal(await code(...verb, bad), 65, `${verb[0]}: faulty`);
	}
	assert.equal(await code('eval', good, '--task', 'gossip'), 64);
	assert.equal(await code('eval', good, '--model', none), 66);
	assert.equal(await code('bench', good, '--model', bad), 65);
	assert.equal(await code('train', '-o', model, ...Array(65).fill(good)), 64);
	assert.equal(await code('train', '-o', model, empty), 65);
	assert(!fs.existsSync(model));
});

await test('what is asked for as JSON is JSON', async () => {
	const file = s.file('words.csv');
	fs.writeFileSync(file, 'entry,action\nzyzzyva,hold\nquokkas*,note\n');
	assert.deepEqual(await s.json(['words', 'import', '--dry-run', file]), { added: 2, replaced: 0 });
	assert.deepEqual(await s.json(['words', 'import', file]), { added: 2, replaced: 0 });
	assert.deepEqual(await s.json(['words', 'remove', 'zyzzyva', 'quokkas*']), { removed: 2 });
	const r = await s.cli(['words', 'remove', 'zyzzyva', '--json']);
	assert.equal(r.code, 66);
	assert.deepEqual(JSON.parse(r.out), { removed: 0 });
});

await test('a ban that spoke just before the end has its hit in the list', async () => {
	await s.ok(['ban', 'add', '--name', 'Mallory']);
	let tries = 0; // never the same post twice: that is answered as it was the first time
	await until('the ban is in force', async () => await post(`Word ${++tries} about the bus.`, { author: 'Mallory' }) === 403);
	await s.daemon.stop();
	const { bans } = await s.json(['ban', 'list']);
	assert.equal(bans.find((b) => b.target === 'mallory' || b.target === 'Mallory').hits, 1);
	await s.daemon.start();
});

await test('doctor sees a damaged database and one of a newer program', async () => {
	await s.daemon.stop();
	const whole = fs.readFileSync(s.db);
	const broken = Buffer.from(whole);
	for (let at = 4096 * 3; at < broken.length - 8; at += 4096) broken.fill(0x5a, at, at + 8);
	await badly('database', /damaged|malformed/, /backup/, () => fs.writeFileSync(s.db, broken), () => fs.writeFileSync(s.db, whole));
	await badly('schema', /version 99/, /newer program/, () => run(['sqlite3', s.db,
		"INSERT INTO migration VALUES (99, 'tomorrow', 0)"]), () => run(['sqlite3', s.db, 'DELETE FROM migration WHERE version = 99']));
	await s.daemon.start();
	assert.equal((await doctor()).bad, 0);
});

await finish();
