// Who moderates, from the command line: roles, the last admin, a lost authenticator, sessions of others.
import assert from 'node:assert/strict';
import { newPage } from './lib/browser.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const PASSWORD = 'correct horse battery';
const s = await stack('people', { site: 'hold: { first = 0; };' });
const at = (where) => `${s.url}/comments/moderate/${where}`;

const add = (name, role) => s.ok(['moderator', 'add', name, '--role', role, '--password-stdin'], { input: `${PASSWORD}\n` });
const people = async () => Object.fromEntries((await s.json(['moderator', 'list'])).moderators.map((p) => [p.name, p]));
const sent = (page, button) => Promise.all([page.waitForNavigation(), button.click()]);

async function signIn(page, name, password, typed = '') {
	await page.goto(at('login'));
	await page.fill('#name', name);
	await page.fill('#password', password);
	await page.fill('#code', typed);
	await sent(page, page.locator('main button[type=submit]'));
	return new URL(page.url()).pathname;
}

await test('the last admin stays, also where two commands go at once', async () => {
	for (const name of ['ada', 'ben']) await add(name, 'admin');
	for (let round = 0; round < 5; round++) {
		const done = await Promise.all(['ada', 'ben'].map((name) => s.cli(['moderator', 'role', name, 'viewer'])));
		assert.deepEqual(done.map((d) => d.code).sort(), [0, 65], done.map((d) => d.err).join());
		assert.match(done.find((d) => d.code === 65).err, /is the last admin: make another one first/);
		const now = await people();
		const [gone] = ['ada', 'ben'].filter((name) => now[name].role === 'viewer');
		await s.ok(['moderator', 'role', gone, 'admin']);
	}
	await s.ok(['moderator', 'disable', 'ben']);
	assert.equal((await s.cli(['moderator', 'disable', 'ada'])).code, 65);
	await s.ok(['moderator', 'enable', 'ben']);
	assert.equal((await s.cli(['moderator', 'enable', 'ben'])).code, 66);
	assert.equal((await s.cli(['moderator', 'role', 'ben', 'boss'])).code, 64);
});

await test('a lost authenticator is replaced, and its codes are printed once', async () => {
	await add('mona', 'moderator');
	const page = await newPage();
	assert.equal(await signIn(page, 'mona', PASSWORD), '/comments/moderate/');
	const given = await s.json(['moderator', 'totp', 'mona']);
	assert.equal(new Set(given.codes).size, 10);
	assert.match(given.address, /^otpauth:\/\/totp\//);
	await page.goto(at(''));
	assert.equal(new URL(page.url()).pathname, '/comments/moderate/login', 'the session has ended');
	assert.equal(await signIn(page, 'mona', PASSWORD), '/comments/moderate/login');
	assert.equal(await signIn(page, 'mona', PASSWORD, given.codes[0]), '/comments/moderate/');
	const { mona } = await people();
	assert.equal(mona.authenticator, true);
	assert.equal(mona.recovery, 9);
	assert(Date.now() - Date.parse(mona.signed_in) < 60_000);
	await s.ok(['moderator', 'totp', 'mona', '--off']);
	assert.equal(await signIn(page, 'mona', PASSWORD), '/comments/moderate/');
	assert.equal((await s.cli(['moderator', 'totp', 'nobody'])).code, 66);
});

await test('sessions are listed and ended, one or all', async () => {
	const [page, other] = [await newPage(), await newPage()];
	for (const p of [page, other]) assert.equal(await signIn(p, 'ada', PASSWORD), '/comments/moderate/');
	const { sessions } = await s.json(['moderator', 'sessions', 'ada']);
	assert.equal(sessions.length, 2);
	assert.equal((await s.json(['moderator', 'sessions'])).sessions.length, 3, 'with that of mona');
	await s.ok(['moderator', 'revoke', 'ada', '--session', String(sessions[0].id)]);
	await page.goto(at(''));
	assert.match(page.url(), /login$/);
	await other.goto(at(''));
	assert.match(other.url(), /moderate\/$/);
	await s.ok(['moderator', 'revoke', 'ada']);
	await other.goto(at(''));
	assert.match(other.url(), /login$/);
	assert.equal((await s.cli(['moderator', 'revoke', 'mona', '--session', String(sessions[1].id)])).code, 66);
});

await finish();
