// What the proofs of durability share: plain requests on kept connections, everything that is stored, a daemon
// under strace, and what strace wrote.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, until } from './stack.mjs';

export const note = (text) => console.log(`# ${text}`);

export const STORED = new Set([201, 202, 303]);

// One person with a browser: one connection at a time, kept. fetch() would open as many as it likes.
export class Reader {
	constructor(s, { agent = 'Mozilla/5.0 (proof)', from } = {}) {
		this.s = s;
		this.headers = { 'User-Agent': agent, ...(from ? { 'X-Forwarded-For': from } : {}) };
		this.agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
	}

	// { status, headers, text }; throws where no whole answer came.
	request(where, { method = 'GET', headers = {}, body, ms = 20_000 } = {}) {
		return new Promise((yes, no) => {
			const r = http.request({
				host: '127.0.0.1', port: this.s.port, path: where, method, agent: this.agent,
				headers: { Host: `localhost:${this.s.port}`, ...this.headers, ...headers,
					...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }) },
			}, (answer) => {
				const parts = [];
				answer.on('data', (d) => parts.push(d));
				answer.on('error', no);
				answer.on('end', () => {
					if (!answer.complete) no(new Error('cut short'));
					else yes({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString() });
				});
			});
			r.setTimeout(ms, () => r.destroy(new Error(`no answer within ${ms} ms`)));
			r.on('error', no);
			r.end(body);
		});
	}

	post(fields, headers = {}) {
		return this.request('/comments/reply', {
			method: 'POST', body: String(new URLSearchParams(fields)),
			headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: this.s.url, ...headers },
		});
	}

	// The cookie of an account of the desk.
	async signIn(name = 'editor') {
		const csrf = /name="csrf"[^>]*value="([^"]*)"/.exec((await this.request('/comments/moderate/login')).text)?.[1];
		const r = await this.request('/comments/moderate/login', {
			method: 'POST', body: String(new URLSearchParams({ name, password: this.s.password, csrf })),
			headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: this.s.url },
		});
		assert.equal(r.status, 303, r.text.slice(0, 300));
		return r.headers['set-cookie'][0].split(';')[0];
	}

	// Sent again for as long as it is answered 503, after the time that the answer names.
	async postUntilTaken(fields, ms = 60_000) {
		const end = Date.now() + ms;
		for (let refused = 0; ; refused++) {
			const r = await this.post(fields);
			if (r.status !== 503 || Date.now() > end) return { ...r, refused };
			const wait = Number(r.headers['retry-after']);
			assert(wait > 0, 'a 503 says when to come back');
			await sleep(wait * 1000 + Math.random() * 1000); // people do not come back all at once
		}
	}

	close() {
		this.agent.destroy();
	}
}

// Every comment, read twice: as the operator lists them and as they are exported. They must agree.
export async function stored(s) {
	const listed = [];
	for (let after = 0, more = true; more;) {
		const { comments } = await s.json(['comment', 'list', '--limit', '1000', '--after', String(after)]);
		listed.push(...comments);
		more = comments.length === 1000;
		after = comments.at(-1)?.id ?? 0;
	}
	const lines = (await s.ok(['export', '--format', 'jsonl'])).split('\n').filter(Boolean).map((l) => JSON.parse(l))
		.filter((l) => l.type === 'comment');
	const brief = (list) => list.map((c) => [c.id, c.state, c.name, c.text].join('\0')).sort();
	assert.deepEqual(brief(lines), brief(listed), 'list and export tell the same');
	return listed;
}

// How often each text stands in the store.
export async function timesStored(s) {
	const times = new Map();
	for (const c of await stored(s)) times.set(c.text, (times.get(c.text) ?? 0) + 1);
	return times;
}

// SQLite's own word on the file; the daemon is not running then.
export async function integrity(s) {
	assert(!s.daemon.running);
	return (await run(['sqlite3', s.db, 'PRAGMA integrity_check; PRAGMA foreign_key_check;'])).out.trim();
}

// From now to the daemon's own answer through nginx (to a page that is never kept). Milliseconds.
export async function answers(s, reader, from) {
	await until('the service answers', async () => {
		for (let i = 0; i < 20; i++) {
			const r = await reader.request('/comments/moderate/login').catch(() => null);
			if (r?.status === 200) return true;
			await sleep(8);
		}
		return false;
	}, 30_000);
	return performance.now() - from;
}

export function spread(times) {
	const t = [...times].sort((a, b) => a - b);
	const at = (q) => Math.round(t[Math.min(t.length - 1, Math.floor(t.length * q))]);
	return `min ${at(0)}, median ${at(0.5)}, max ${at(1)} ms`;
}

// ---- strace --------------------------------------------------------------------------------------------------

export async function mayTrace() {
	const r = await run(['strace', '-qq', '-e', 'trace=none', 'true']).catch((e) => ({ code: 1, err: String(e) }));
	return r.code === 0 ? '' : `strace may not trace here: ${r.err.trim().split('\n').at(-1)}`;
}

// The daemon of the next start runs under strace with these expressions (none: without it). It forbids being
// looked into (prctl), which strace, without root's powers, needs; so that one call is kept from the kernel.
// LeakSanitizer cannot work in a traced process. shown: how many bytes of what is written are told.
export function trace(s, file, expressions, shown = 70_000) {
	const plain = [path.join(s.bin, 'rejoinderd'), '--config', s.conf];
	const wrap = expressions ? ['strace', '-f', '-qq', '--seccomp-bpf', '-y', '-xx', '-s', String(shown), '-o', file,
		'-e', 'inject=prctl:retval=0', ...expressions.flatMap((e) => ['-e', e])] : [];
	s.daemon.argv = [...wrap, ...plain];
	s.daemon.wrapped = wrap.length > 0;
	s.daemon.env = { ...s.options.env, ...(wrap.length > 0 ? { ASAN_OPTIONS: 'detect_leaks=0' } : {}) };
}

const bytes = (hex) => Buffer.from(hex.replaceAll('\\x', ''), 'hex');

// The calls in `file`: { name, path, data, ret, begin, end }. begin and end are places in the order in which
// strace let the calls start and saw them finished: what ended before another began has happened before it.
export function calls(file) {
	const open = new Map();
	const all = [];
	fs.readFileSync(file, 'latin1').split('\n').forEach((line, at) => {
		const m = /^(\d+)\s+(.*)$/.exec(line);
		if (!m) return;
		const [, pid, what] = m;
		let call = open.get(pid);
		const begun = /^(\w+)\((?:\d+<([^>]*)>)?/.exec(what);
		if (begun) {
			// Of a call with several pieces all of them, one behind the other.
			const data = [...what.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map((d) => d[1]).join('');
			call = { pid, name: begun[1], path: bytes(begun[2] ?? '').toString('latin1'),
				data: bytes(data), begin: at, end: Infinity, ret: NaN, injected: false };
			all.push(call);
			open.set(pid, call);
		}
		const ended = /\)\s+= (-?\d+)/.exec(what);
		if (call && ended && !what.endsWith('<unfinished ...>')) {
			Object.assign(call, { end: at, ret: Number(ended[1]), injected: what.includes('(INJECTED)') });
			open.delete(pid);
		}
	});
	return all;
}

const LOG_HEAD = 32; // it begins with one of two numbers, which no database has as many pages as
const LOG_BEGINS = [0x377f0682, 0x377f0683];
const FRAME_HEAD = 24;
const PAGE = 4096;

// The transactions in a WAL, from its writes in their order, several frames in one or a frame in several:
// { pages, first, last }; last is the write of the last frame. (sqlite.org/fileformat2.html#wal_file_format: a frame
// is a header of 24 bytes, whose second number is not 0 in the frame that commits, and a page.)
export function transactions(all) {
	const done = [];
	let now = null;
	let commits = null; // null: no header stands before what comes next
	for (const c of all) {
		if (c.name !== 'pwrite64' || !c.path.endsWith('-wal')) continue;
		for (let rest = c.data; rest.length > 0;) {
			if (commits === null && LOG_BEGINS.includes(rest.readUInt32BE(0))) {
				rest = rest.subarray(LOG_HEAD);
				continue;
			}
			now ??= { pages: [], first: c };
			if (commits === null) {
				commits = rest.readUInt32BE(4) !== 0;
				rest = rest.subarray(FRAME_HEAD);
				continue;
			}
			assert(rest.length >= PAGE, `the last ${rest.length} bytes of a write to the WAL are no page`);
			now.pages.push(rest.subarray(0, PAGE));
			rest = rest.subarray(PAGE);
			now.last = c;
			if (commits) {
				done.push(now);
				now = null;
			}
			commits = null;
		}
	}
	return done;
}
