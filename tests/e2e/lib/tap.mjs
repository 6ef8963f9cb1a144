// TAP for the end-to-end suites. Tests run one after the other, each named as the sentence it proves; a suite
// ends with `await finish()`, which prints the plan and sets the exit code.
import { inspect } from 'node:util';

let count = 0;
let failed = 0;
const last = [];

// A whole article in a failed comparison would bury the reason.
const NOTE_LINES = 60;

function note(text) {
	const lines = String(text).split('\n');
	const kept = lines.length > NOTE_LINES ? [...lines.slice(0, 20), '…', ...lines.slice(20 - NOTE_LINES)] : lines;
	for (const line of kept) console.log(`# ${line.slice(0, 500)}`);
}

// How long one test may take before it counts as failed (the suite's own limit is in tests/run.sh).
const TEST_MS = process.env.SOAK ? 43_200_000 : 120_000;

// `times`: as many times the limit, for one that asks after hundreds of ends.
export async function test(sentence, run, times = 1) {
	count++;
	const most = TEST_MS * times;
	let timer;
	const late = new Promise((_, no) => {
		timer = setTimeout(() => no(new Error(`took longer than ${most / 1000} s`)), most);
	});
	try {
		await Promise.race([run(), late]);
		console.log(`ok ${count} - ${sentence}`);
	} catch (e) {
		failed++;
		console.log(`not ok ${count} - ${sentence}`);
		for (let why = e; why; why = why.cause) note(why instanceof Error ? why.stack : inspect(why));
	} finally {
		clearTimeout(timer);
	}
}

export function skip(sentence, why) {
	count++;
	console.log(`ok ${count} - ${sentence} # SKIP ${why}`);
}

// What runs when the suite ends, also when it is told to stop; latest first.
export function atEnd(close) {
	last.push(close);
}

async function closeAll() {
	while (last.length > 0) await last.pop()();
}

export async function finish() {
	await test('everything that was started stops cleanly', closeAll);
	console.log(`1..${count}`);
	process.exit(failed > 0 ? 1 : 0);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
	process.once(signal, async () => {
		note(`stopped by ${signal}`);
		await closeAll().catch(note);
		process.exit(1);
	});
}
process.on('unhandledRejection', async (e) => {
	console.log(`not ok ${++count} - the suite itself holds`);
	note(e instanceof Error ? e.stack : inspect(e));
	await closeAll().catch(note);
	console.log(`1..${count}`);
	process.exit(1);
});

console.log('TAP version 13');
