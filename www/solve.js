/*
 * Solves a proof of work: ALTCHA's protocol, version 2, PBKDF2 by the browser's own WebCrypto. embed.js loads it
 * when the server asks for a proof, and never before.
 *
 * The keys are derived in the browser's own threads, a slice at a time; this one only compares what comes back, so
 * the page stays as it is.
 */

/** Keys that are on their way at once: enough for every core, few enough for a slow one. */
const SLICE = 32;
/** Milliseconds before an answer is sent, and of patience. Within half a second no browser is believed to have
 * solved anything (include/filter/gate_pow.h); the rest is for clocks that differ. */
const SOONEST = 700;
const PATIENCE = 90_000;

/** @type {(hex: string) => Uint8Array} */
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
/** @type {(bytes: Uint8Array) => string} */
const hexOf = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

/**
 * The key of one try: of nonce and counter.
 * @param {{cost: number, keyLength: number}} parameters
 * @param {Uint8Array} nonce
 * @param {Uint8Array} salt
 * @param {number} counter
 */
const derive = async ({ cost, keyLength }, nonce, salt, counter) => {
	const password = new Uint8Array(nonce.length + 4);
	password.set(nonce);
	new DataView(password.buffer).setUint32(nonce.length, counter);
	const { subtle } = crypto;
	const key = await subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
	const bits = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: cost };
	return new Uint8Array(await subtle.deriveBits(bits, key, keyLength * 8));
};

/**
 * @param {any} parameters
 * @param {number} end
 * @returns {Promise<{counter: number, derivedKey: string}>}
 */
const search = async (parameters, end) => {
	const nonce = bytesOf(parameters.nonce);
	const salt = bytesOf(parameters.salt);
	for (let from = 0; performance.now() < end; from += SLICE) {
		const keys = await Promise.all(
			Array.from({ length: SLICE }, (_, i) => derive(parameters, nonce, salt, from + i)),
		);
		for (const [i, key] of keys.entries()) {
			const derivedKey = hexOf(key);
			if (derivedKey.startsWith(parameters.keyPrefix)) return { counter: from + i, derivedKey };
		}
	}
	throw new Error('no solution in time');
};

/**
 * @param {{parameters: any, signature: string}} challenge
 * @returns {Promise<string>} the value of the form's field "altcha"
 */
export async function solve({ parameters, signature }) {
	const start = performance.now();
	const solution = await search(parameters, start + PATIENCE);
	const time = performance.now() - start;
	await new Promise((done) => {
		setTimeout(done, SOONEST - time);
	});
	return btoa(JSON.stringify({ challenge: { parameters, signature }, solution: { ...solution, time } }));
}
