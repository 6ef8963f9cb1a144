// How `make bench` measures: wrk against two addresses of one nginx in turns, A B A B, so that a machine that is busy
// with something else is busy for both. A row's ratio is the middle one of its rounds.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import { run } from '../e2e/lib/stack.mjs';

export const QUICK = Boolean(process.env.QUICK);
export const SECONDS = Number(process.env.BENCH_SECONDS || (QUICK ? 1 : 3));
export const ROUNDS = Number(process.env.BENCH_ROUNDS || (QUICK ? 3 : 5));
export const CONNECTIONS = 32;
const TICK_US = 10_000; // USER_HZ is 100 on every Linux

export const round = (x, digits) => (x === null ? null : Number(x.toFixed(digits)));

export function median(list) {
	const sorted = [...list].sort((a, b) => a - b);
	const half = sorted.length >> 1;
	return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

// CPU time of a process so far, in microseconds.
export const cpu = (pid) => {
	const words = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
	return (Number(words[11]) + Number(words[12])) * TICK_US;
};

const kb = (file, name) => {
	try {
		return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(fs.readFileSync(file, 'utf8'))[1]);
	} catch {
		return null; // the daemon hides its maps (PR_SET_DUMPABLE) from all but root
	}
};

export const memory = (pid) => ({
	rss_kb: kb(`/proc/${pid}/status`, 'VmRSS'),
	pss_kb: kb(`/proc/${pid}/smaps_rollup`, 'Pss'),
});

const MS = { us: 1e-3, ms: 1, s: 1e3, m: 6e4 };
const ms = (text) => {
	const [, n, unit] = /^([\d.]+)(us|ms|s|m)$/.exec(text);
	return Number(n) * MS[unit];
};

// { url, pid, args, env, seconds }: pid null where no process of ours answers.
export async function wrk({ url, pid = null, args = [], env = {}, seconds = SECONDS }) {
	const before = pid === null ? 0 : cpu(pid);
	const r = await run(['wrk', '-t2', `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency', ...args, url],
		{ env, ms: seconds * 1000 + 30_000 });
	const used = pid === null ? 0 : cpu(pid) - before;
	assert.equal(r.code, 0, r.err + r.out);
	assert(!/Socket errors|Non-2xx/.test(r.out), r.out);
	const n = Number(/(\d+) requests in/.exec(r.out)[1]);
	return {
		rps: Number(/Requests\/sec:\s+([\d.]+)/.exec(r.out)[1]),
		p50: ms(/^\s+50%\s+(\S+)/m.exec(r.out)[1]),
		p99: ms(/^\s+99%\s+(\S+)/m.exec(r.out)[1]),
		cpu: used / n,
		n,
	};
}

// Two things in turns: what each round of both said. Either is an object for wrk(), or a function of the round. Of
// addresses a second each comes before, which counts for nothing: connections of nginx, memory, what the daemon does
// after its start. Short rounds would be that for the most part.
export async function inTurns(a, b, rounds = ROUNDS) {
	const one = (what, i) => (typeof what === 'function' ? what(i) : wrk(what));
	const said = [];
	for (const what of [a, b]) if (typeof what !== 'function') await wrk({ ...what, seconds: 1 });
	for (let i = 0; i < rounds; i++) said.push([await one(a, i), await one(b, i)]);
	return said;
}

const of = (said, side, key) => median(said.map((pair) => pair[side][key]));

// The row of bench.json, and what the table says beyond it.
export function row(name, said, pid) {
	return {
		name,
		rps: round(of(said, 1, 'rps'), 0),
		baseline_rps: round(of(said, 0, 'rps'), 0),
		ratio: round(median(said.map(([base, ours]) => ours.rps / base.rps)), 3),
		p50_ms: round(of(said, 1, 'p50'), 3),
		p99_ms: round(of(said, 1, 'p99'), 2),
		cpu_us: round(of(said, 1, 'cpu'), 1),
		...memory(pid),
	};
}

// Our CPU for a request over the baseline's; null where the baseline has no process of its own.
export function cpuRatio(said) {
	const base = of(said, 0, 'cpu');
	return base > 0 ? round(of(said, 1, 'cpu') / base, 2) : null;
}

export function machine() {
	const cpus = os.cpus();
	return `${cpus.length} x ${cpus[0].model.trim()}, ${round(os.totalmem() / 2 ** 30, 0)} GB, Linux ${os.release().split('.', 2).join('.')}, ` +
		`load ${os.loadavg()[0].toFixed(1)} at the end`;
}
