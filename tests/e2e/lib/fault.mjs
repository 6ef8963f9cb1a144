// What the suites of faults share: chance that can be had again, a supervisor, the plan of tests/fault/alloc.c.
import * as fs from 'node:fs';

export const SOAK = Boolean(process.env.SOAK);

// mulberry32 (Tommy Ettinger, public domain): the same numbers each time.
export function chance(seed) {
	let a = seed;
	return () => {
		a = (a + 0x6d2b79f5) | 0;
		let t = Math.imul(a ^ (a >>> 15), 1 | a);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

// About `share` of from..to, seeded; all of them in a soak. Ends are always among them.
export function sample(from, to, share, random) {
	const all = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
	return SOAK ? all : all.filter((n) => n === from || n === to || random() < share);
}

// Which allocation fails: five numbers in a file that the program has mapped.
export class Plan {
	constructor(file) {
		this.file = file;
		fs.writeFileSync(file, Buffer.alloc(40), { mode: 0o600 });
		this.fd = fs.openSync(file, 'r+');
	}

	set(left, always = false) {
		const b = Buffer.alloc(40);
		b.writeBigInt64LE(BigInt(left), 0);
		b.writeBigInt64LE(always ? 1n : 0n, 8);
		fs.writeSync(this.fd, b, 8, 32, 8);
		fs.writeSync(this.fd, b, 0, 8, 0); // armed last
	}

	// { seen, failed } since the last set(); nothing fails any more.
	end() {
		const b = Buffer.alloc(40);
		fs.writeSync(this.fd, b, 0, 16, 0);
		fs.readSync(this.fd, b, 0, 40, 0);
		return { seen: Number(b.readBigInt64LE(16)), failed: Number(b.readBigInt64LE(24)) };
	}
}

// Starts the daemon again whenever it has ended, as systemd does. `ends` tells how: { code, lines }, the lines being
// what the process said that time.
export function supervise(s) {
	const state = { ends: [], over: false };
	const watch = () => {
		const at = fs.statSync(s.daemon.log).size;
		s.daemon.child.once('exit', (code, signal) => {
			if (state.over) return;
			const said = fs.readFileSync(s.daemon.log).subarray(at).toString();
			state.ends.push({ code: code ?? signal, lines: said.split('\n').filter(Boolean) });
			s.daemon.spawn();
			watch();
		});
	};
	watch();
	return state;
}
