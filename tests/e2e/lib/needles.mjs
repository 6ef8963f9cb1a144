// What an address looks like wherever it might have gone: every spelling, every plain hash, its parts.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

// The middle of a base64 text, whatever stands before it: one needle for each of the three alignments.
function base64Needles(text) {
	return [0, 1, 2].map((shift) => {
		const all = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]).toString('base64').replace(/=+$/, '');
		return all.slice(shift === 0 ? 0 : shift + 1, -1);
	});
}

/** [{ what, bytes }]: whatever holds one of them tells of the address. */
export function needles(mark) {
	const [local, domain] = mark.toLowerCase().split('@');
	const bare = `${local.split('+')[0]}@${domain}`;
	const spellings = [mark, mark.toLowerCase(), mark.toUpperCase(), bare, bare.toUpperCase()];
	const found = new Map();
	const put = (what, bytes) => found.set(Buffer.from(bytes).toString('hex'), { what, bytes: Buffer.from(bytes) });
	for (const a of spellings) {
		put(`${a}`, a);
		put(`${a} as UTF-16`, Buffer.from(a, 'utf16le'));
		for (const at of ['%40', '&#64;', '&#x40;', '\\u0040', ' at ']) put(`${a} with ${at}`, a.replace('@', at));
		put(`${a} percent-encoded`, encodeURIComponent(a));
		put(`${a} reversed`, [...a].reverse().join(''));
		put(`${a} in hex`, Buffer.from(a).toString('hex'));
		for (const n of base64Needles(a)) put(`${a} in base64`, n);
		for (const n of base64Needles(a)) put(`${a} in base64url`, n.replaceAll('+', '-').replaceAll('/', '_'));
		for (const h of ['md5', 'sha1', 'sha256', 'sha512', 'blake2b512']) {
			const digest = createHash(h).update(a).digest();
			put(`${h} of ${a}`, digest);
			put(`${h} of ${a} in hex`, digest.toString('hex'));
			put(`${h} of ${a} in HEX`, digest.toString('hex').toUpperCase());
			put(`${h} of ${a} in base64`, digest.toString('base64').replace(/=+$/, ''));
			put(`${h} of ${a} in base64url`, digest.toString('base64url'));
			put(`${h} of ${a}, its first 16 bytes`, digest.subarray(0, 16));
		}
	}
	// Its parts tell as much as the whole.
	for (const part of [local.split('+')[0], domain, domain.split('.').at(-2)])
		for (const a of [part, part.toUpperCase()]) put(a, a);
	put('the part before @ as it was typed', mark.split('@')[0].split('+')[0]);
	put('the domain as it was typed', mark.split('@')[1]);
	return [...found.values()];
}

export function assertClean(bytes, where, all) {
	for (const n of all) assert(!bytes.includes(n.bytes), `${where} holds ${n.what}`);
}
