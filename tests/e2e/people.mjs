// Who moderates. From the command line: roles, the last admin, a lost authenticator, sessions of others. On the desk, in
// Chromium with a script and without: an admin invites, the invited joins, is made a viewer, is refused an act, is
// disabled.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { newPage } from './lib/browser.mjs';
import { looked, sent, signIn } from './lib/desk.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const PASSWORD = 'correct horse battery';
const s = await stack('people', { site: 'hold: { first = 0; };' });
const at = (where) => `${s.url}/comments/moderate/${where}`;

const add = (name, role) => s.ok(['moderator', 'add', name, '--role', role, '--password-stdin'], { input: `${PASSWORD}\n` });
const people = async () => Object.fromEntries((await s.json(['moderator', 'list'])).moderators.map((p) => [p.name, p]));

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
	assert.equal(await signIn(s, page, 'mona', PASSWORD), '/comments/moderate/');
	const given = await s.json(['moderator', 'totp', 'mona']);
	assert.equal(new Set(given.codes).size, 10);
	assert.match(given.address, /^otpauth:\/\/totp\//);
	await page.goto(at(''));
	assert.equal(new URL(page.url()).pathname, '/comments/moderate/login', 'the session has ended');
	assert.equal(await signIn(s, page, 'mona', PASSWORD), '/comments/moderate/login');
	assert.equal(await signIn(s, page, 'mona', PASSWORD, given.codes[0]), '/comments/moderate/');
	const { mona } = await people();
	assert.equal(mona.authenticator, true);
	assert.equal(mona.recovery, 9);
	assert(Date.now() - Date.parse(mona.signed_in) < 60_000);
	await s.ok(['moderator', 'totp', 'mona', '--off']);
	assert.equal(await signIn(s, page, 'mona', PASSWORD), '/comments/moderate/');
	assert.equal((await s.cli(['moderator', 'totp', 'nobody'])).code, 66);
});

await test('sessions are listed and ended, one or all', async () => {
	const [page, other] = [await newPage(), await newPage()];
	for (const p of [page, other]) assert.equal(await signIn(s, p, 'ada', PASSWORD), '/comments/moderate/');
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

/** The form of somebody on the page of people, opened. */
async function formOf(page, name) {
	const line = page.locator('.book li', { has: page.locator(`bdi:text-is("${name}")`) }).first();
	const drawer = line.locator('details');
	if (await drawer.getAttribute('open') === null) await drawer.locator('summary').click();
	return drawer;
}

async function act(page, name, what, { role, password = PASSWORD } = {}) {
	await page.goto(at('people'));
	const form = await formOf(page, name);
	if (role) await form.locator('select').selectOption(role);
	await form.locator('input[name=password]').fill(password);
	await sent(page, form.locator(`button[value=${what}]`));
	return page.locator('.notice').innerText();
}

async function invite(page, role, name = '') {
	await page.goto(at('people'));
	await page.locator('.sheet summary').click();
	await page.selectOption('#invite-role', role);
	await page.fill('#invite-name', name);
	await page.fill('#confirm-invite', PASSWORD);
	await sent(page, page.locator('.sheet button[type=submit]'));
	return page.locator('#link').innerText();
}

const comment = 'Are the night buses back?';
async function waiting() {
	const { comments } = await s.json(['comment', 'list', '--state', 'pending']);
	return comments.length;
}

async function journey(name, script) {
	const admin = await newPage({ script });
	assert.equal(await signIn(s, admin, 'ada', PASSWORD), '/comments/moderate/');
	const link = await invite(admin, 'moderator');
	assert(link.startsWith(`${s.url}/comments/invite/`), link);
	await admin.goto(at('people'));
	assert(!(await admin.content()).includes(link), 'it is shown once');

	const page = await newPage({ script });
	await page.goto(link);
	await page.fill('#name', 'ada');
	await page.fill('#password', PASSWORD);
	await sent(page, page.locator('main button'));
	assert.match(await page.locator('#name-error').innerText(), /has this name already/);
	assert.equal(await page.inputValue('#name'), 'ada');
	await page.fill('#name', name);
	await page.fill('#password', PASSWORD);
	await sent(page, page.locator('main button'));
	assert.equal(new URL(page.url()).pathname, '/comments/moderate/', 'who joins is in');
	assert.equal((await admin.goto(link)).status(), 404);
	assert.match(await admin.locator('main').innerText(), /has been used, has run out, or was withdrawn/);

	const before = await waiting();
	await s.post({ page: '/story/night-bus/', author: 'Vera', email: 'vera@news.example',
		comment: `${comment} ${name} http://a.example http://b.example http://c.example` });
	assert.equal(await waiting(), before + 1);
	await page.goto(at(''));
	const old = await page.locator('form[action*="/moderate/comment/"]').first().getAttribute('action');
	assert.match(await act(admin, name, 'role', { role: 'viewer', password: 'not this one' }), /was not right/);
	assert.match(await act(admin, name, 'role', { role: 'viewer' }), /The role is set/);
	await page.goto(at(''));
	assert.equal(new URL(page.url()).pathname, '/comments/moderate/login', 'the session has ended');
	assert.equal(await signIn(s, page, name, PASSWORD), '/comments/moderate/');
	assert.equal((await page.goto(at('people'))).status(), 403);
	await page.goto(at('account'));
	const csrf = await page.locator('input[name=csrf]').first().getAttribute('value');
	const cookies = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
	const refused = await s.get(old, { method: 'POST', headers: { Origin: s.url, Cookie: cookies },
		body: new URLSearchParams({ csrf, decision: 'approve' }) });
	assert.equal(refused.status, 403);
	assert.equal(await waiting(), before + 1);
	assert.match(await act(admin, name, 'disable'), /The account is disabled/);
	assert.equal(await signIn(s, page, name, PASSWORD), '/comments/moderate/login');
	assert.match(await act(admin, name, 'enable'), /open again/);
	assert.equal(await signIn(s, page, name, PASSWORD), '/comments/moderate/');
	assert.match(await act(admin, name, 'revoke'), /sessions of the account have ended/);
	assert.match(await act(admin, name, 'disable'), /The account is disabled/);
	assert.deepEqual([...admin.strays, ...page.strays], []);
}

await test('an admin invites, who joins, is made a viewer, is refused, is disabled', async () => {
	await s.ok(['moderator', 'disable', 'ben']);
	await journey('vera', false);
});

await test('and with a script', async () => {
	await journey('walt', true);
});

await test('the last admin stays on the desk, too, and says so', async () => {
	const page = await newPage();
	await signIn(s, page, 'ada', PASSWORD);
	for (const what of ['disable', 'role'])
		assert.match(await act(page, 'ada', what, { role: 'viewer' }), /ada is the last admin/);
	assert.equal((await people()).ada.role, 'admin');
});

await test('an invitation is withdrawn; one for a name is for that name', async () => {
	const page = await newPage();
	await signIn(s, page, 'ada', PASSWORD);
	const link = await invite(page, 'viewer');
	await page.goto(at('people'));
	const open = page.locator('section:has(#part-invites) li');
	assert.equal(await open.count(), 1);
	await open.locator('summary').click();
	await open.locator('input[name=password]').fill(PASSWORD);
	await sent(page, open.locator('button'));
	assert.match(await page.locator('.notice').innerText(), /is withdrawn/);
	assert.equal((await page.goto(link)).status(), 404);
	const named = await invite(page, 'viewer', 'nina');
	await page.goto(named);
	assert.equal(await page.locator('#name').getAttribute('readonly'), '');
	await page.fill('#password', PASSWORD);
	await sent(page, page.locator('main button'));
	assert.equal((await people()).nina.role, 'viewer');
	const cli = await s.json(['moderator', 'invite', '--role', 'viewer']);
	const { invitations } = await s.json(['moderator', 'invitations']);
	assert.equal(invitations.length, 1);
	await s.ok(['moderator', 'uninvite', String(invitations[0].id)]);
	assert.equal((await s.get(new URL(cli.link).pathname)).status, 404);
});

await test('the link stands in no log', async () => {
	await s.logsWritten();
	for (const log of ['comments.log', 'rejoinder.log', 'error.log'])
		assert(!/\/invite\/[\w-]{6}/.test(fs.readFileSync(s.file(`logs/${log}`), 'utf8')), log);
});

await test('axe finds nothing on these pages, light or dark, wide or narrow, either way round', async () => {
	for (const locale of ['en', 'ar']) {
		const page = await newPage({ script: true, bypassCSP: true, locale });
		const outside = await newPage({ script: true, bypassCSP: true, locale });
		await signIn(s, page, 'ada', PASSWORD);
		const link = await invite(page, 'moderator');
		await looked(s, page, `invited-${locale}`);
		await outside.goto(link);
		await looked(s, outside, `join-${locale}`);
		await outside.fill('#name', 'ada');
		await outside.fill('#password', PASSWORD);
		await sent(outside, outside.locator('main button'));
		await looked(s, outside, `join-wrong-${locale}`);
		await outside.goto(`${link.slice(0, -4)}AAAA`);
		await looked(s, outside, `join-none-${locale}`);
		await act(page, 'mona', 'role', { password: 'not this one' });
		await looked(s, page, `people-${locale}`);
	}
});

await test('all of it is done by keyboard', async () => {
	const page = await newPage();
	await signIn(s, page, 'ada', PASSWORD);
	await page.goto(at('people'));
	await page.locator('.book summary').first().focus();
	await page.keyboard.press('Enter');
	const reached = [];
	for (let i = 0; i < 5; i++) {
		await page.keyboard.press('Tab');
		reached.push(await page.evaluate(() => `${document.activeElement.tagName} ${document.activeElement.name}`));
	}
	assert.deepEqual(reached.slice(0, 3), ['SELECT role', 'INPUT password', 'BUTTON act']);
});

await test('the book has all of it', async () => {
	const { lines } = await s.json(['audit', 'list', '--limit', '1000']);
	const acts = new Set(lines.map((l) => l.act));
	for (const what of ['invite', 'join', 'uninvite', 'role', 'disable', 'enable', 'sessions.end', 'confirm.failed'])
		assert(acts.has(`moderator.${what}`), what);
	assert.equal(lines.find((l) => l.act === 'moderator.join' && l.subject === 'vera').detail, 'invited by ada');
});

await finish();
