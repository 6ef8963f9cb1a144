// The first byte of long threads, kept and not kept, beside that of short ones.
import assert from 'node:assert/strict';
import { stack } from '../e2e/lib/stack.mjs';
import { test } from '../e2e/lib/tap.mjs';
import { QUICK, round } from './measure.mjs';

// Of about the length that comments have, and no copies of each other.
const REMARKS = [
	'The harbour works have been late twice, and the pumps are older than the wall. Who pays for the second delay, and who signed the contract that lets it happen?',
	'My shop stands forty metres from the fence. Since March I have seen two lorries and one crane; the crane was there for a film about fishermen, not for any building.',
	'For once a report that names its sources. I looked up the minutes of the meeting in June, and they say just what is quoted here, with one councillor against it.',
	'Before anybody asks for a new tender: the old one took nineteen months. An engineer on site with the power to decide would be cheaper and quicker than that.',
	'Children from the school on the hill cross the building site each morning, because the footpath was closed and nobody thought of another way for them to go.',
	'Does the drawing show low water or high water? If it is the mean, then the new steps will be covered in seaweed for half of every day, as the former ones were.',
	'As a retired diver I can tell you that piles rot from within. Tapping on them proves nothing; you have to drill, and drilling costs money that was left out.',
	'Other towns along this coast built theirs in two summers. They closed the whole quay, moved the ferry upstream, and worked at night when the wind had gone down.',
	'I disagree with the mayor about most things, yet here she is right: stopping now would waste all that has been poured so far and leave us with an open basin.',
	'Thank you for printing the figures in full. Next time please add what the insurance covers, since the storm of last winter did more harm than all contractors.',
];

// So many comments at the top, so many in reply to the first, so many each in reply to the one before.
const THREADS = [
	['10', 10, () => 0], ['50', 50, () => 0], ['10,000', 10_000, () => 0],
	['10,000 replies to one', 10_000, (i) => (i > 0 ? 1 : 0)], ['a chain of 10,000', 10_000, (i) => i],
];
const TIMES = QUICK ? 30 : 150;

// One request after the other, each thread's in turn: milliseconds to the first byte of the body.
async function firstByte(s, url) {
	const began = performance.now();
	const r = await s.get(url);
	assert.equal(r.status, 200);
	const reader = r.body.getReader();
	await reader.read();
	const took = performance.now() - began;
	while (!(await reader.read()).done);
	return took;
}

// By the shipped configuration, with the usual 50 comments on a page: { thread, kept: { p50_ms, p95_ms, of_10, of_50 },
// not_kept }.
export async function firstBytes() {
	const s = await stack('first');
	const list = THREADS.map(([name], i) => ({ thread: name, page: `/archive/long-${i}`, kept: [], not_kept: [] }));
	await test('long threads stand under their articles', async () => {
		let lines = '';
		for (const [i, [, n, parent]] of THREADS.entries())
			for (let k = 0; k < n; k++) {
				const id = (at) => `${i}-${at}`;
				const answers = parent(k);
				lines += `${JSON.stringify({ id: id(k + 1), page: list[i].page, created: '2026-01-02T03:04:05Z', name: 'Vera Lind',
					text: `${REMARKS[k % REMARKS.length]} (${k})`, ...(answers ? { parent: id(answers) } : {}) })}\n`;
			}
		const { code, err } = await s.cli(['import', '--format', 'jsonl', '--quiet', '-'], { input: lines });
		assert.equal(code, 0, err);
	});

	await test('their first bytes are measured, kept and not kept', async () => {
		for (let i = 0; i <= TIMES; i++)
			for (const at of list.keys()) {
				const one = list[(i + at) % list.length]; // none is always behind the same one
				const url = `/comments/page?page=${encodeURIComponent(one.page)}`;
				const times = [await firstByte(s, url), await firstByte(s, `${url}&before=${i}`)]; // which nobody has asked for yet
				if (i > 0) for (const [k, kind] of ['kept', 'not_kept'].entries()) one[kind].push(times[k]);
			}
		for (const one of list)
			for (const kind of ['kept', 'not_kept']) {
				const sorted = [...one[kind]].sort((a, b) => a - b);
				one[kind] = { p50_ms: round(sorted[sorted.length >> 1], 3), p95_ms: round(sorted[Math.floor(sorted.length * 0.95)], 3) };
				one[kind].of_10 = round(one[kind].p50_ms / list[0][kind].p50_ms, 2);
				if (one !== list[0]) one[kind].of_50 = round(one[kind].p50_ms / list[1][kind].p50_ms, 2);
			}
	});
	await s.stop();
	return list;
}
