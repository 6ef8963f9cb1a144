// A moderator's own account in Chromium: an authenticator is set up, signing in asks for its code, a code of recovery
// does once, sessions are seen and ended, the password is changed. With a script and without: it is the same pages.
//
// No wait for a clock is needed: a code is good a step early and late, so the code of now sets up and that of the next
// step signs in, whenever the step turns between them.
import assert from 'node:assert/strict';
import { newPage } from './lib/browser.mjs';
import { code, looked, sent, signIn } from './lib/desk.mjs';
import { stack } from './lib/stack.mjs';
import { finish, test } from './lib/tap.mjs';

const PASSWORD = 'correct horse battery';
const NEW_PASSWORD = 'a longer and a newer secret';
const s = await stack('account', { site: 'hold: { first = 0; };' });
const at = (where) => `${s.url}/comments/moderate/${where}`;

const signOut = (page) => sent(page, page.locator('form.session button[type=submit]'));

/** Sets one up, and says its secret and its codes of recovery. */
async function setUp(page, password) {
	await page.goto(at('account'));
	await Promise.all([page.waitForURL(at('factor')), page.click('main a[href$="/moderate/factor"]')]);
	assert(await page.locator('svg.qr').isVisible());
	const spelled = await page.locator('#secret').innerText();
	const submit = page.locator('main button[type=submit]');
	await page.fill('#code', code(spelled));
	await page.fill('#confirm-factor', 'not this one');
	await sent(page, submit);
	assert.equal(await page.locator('#secret').innerText(), spelled, 'a slip costs no new secret');
	await page.fill('#code', code(spelled));
	await page.fill('#confirm-factor', password);
	await sent(page, submit);
	const codes = await page.locator('.codes code').allInnerTexts();
	assert.equal(new Set(codes).size, 10);
	return { spelled, codes };
}

async function journey(name, script) {
	await s.ok(['moderator', 'add', name, '--role', 'moderator', '--password-stdin'], { input: `${PASSWORD}\n` });
	const page = await newPage({ script });
	assert.equal(await signIn(s, page, name, PASSWORD), '/comments/moderate/');
	const { spelled, codes } = await setUp(page, PASSWORD);
	await signOut(page);
	for (const typed of ['', '000000', codes[0].slice(1)])
		assert.equal(await signIn(s, page, name, PASSWORD, typed), '/comments/moderate/login', `with "${typed}"`);
	const next = code(spelled, 1);
	assert.equal(await signIn(s, page, name, PASSWORD, next), '/comments/moderate/');
	await signOut(page);
	assert.equal(await signIn(s, page, name, PASSWORD, next), '/comments/moderate/login', 'a code is good once');
	assert.equal(await signIn(s, page, name, PASSWORD, codes[0].toLowerCase()), '/comments/moderate/');
	await page.goto(at('account'));
	assert.match(await page.locator('main').innerText(), /9 codes of recovery are left/);
	assert.deepEqual(page.strays, []);
	return { page, codes };
}

let mine;
await test('an authenticator is set up and signs in, without a script', async () => {
	mine = await journey('ana', false);
});

await test('and with one', async () => {
	await journey('ben', true);
});

await test('a session elsewhere is seen, and ended from here', async () => {
	const other = await newPage();
	assert.equal(await signIn(s, other, 'ana', PASSWORD, mine.codes[1]), '/comments/moderate/');
	await mine.page.goto(at('account'));
	assert.equal(await mine.page.locator('.book li').count(), 2);
	await sent(mine.page, mine.page.locator('.book li', { hasNotText: 'this session' }).locator('button'));
	assert.match(mine.page.url(), /done=ended/);
	assert.equal(await mine.page.locator('.book li').count(), 1);
	await other.goto(at(''));
	assert.equal(new URL(other.url()).pathname, '/comments/moderate/login');
});

await test('a new password is asked for the old one, and ends this session too', async () => {
	const { page, codes } = mine;
	await page.goto(at('account'));
	for (const [typed, where] of [['not this one', /account\/password$/], [PASSWORD, /moderate\/login$/]]) {
		await page.fill('#new', NEW_PASSWORD);
		await page.fill('#confirm-password', typed);
		await sent(page, page.locator('form[action$="/account/password"] button'));
		assert.match(page.url(), where);
	}
	assert.equal(await signIn(s, page, 'ana', PASSWORD, codes[2]), '/comments/moderate/login');
	assert.equal(await signIn(s, page, 'ana', NEW_PASSWORD, codes[2]), '/comments/moderate/');
});

await test('axe finds nothing on these pages, light or dark, wide or narrow', async () => {
	const page = await newPage({ script: true, bypassCSP: true });
	await page.goto(at('login'));
	await looked(s, page, 'login');
	await signIn(s, page, 'editor', s.password);
	await page.goto(at('account'));
	await looked(s, page, 'account');
	await page.goto(at('factor'));
	await looked(s, page, 'factor');
	await setUp(page, s.password);
	await looked(s, page, 'codes');
	await page.goto(at('account'));
	await looked(s, page, 'account-with');
});

await test('the book has who signed in how, and what failed', async () => {
	const { lines } = await s.json(['audit', 'list', '--limit', '1000']);
	const of = (what) => lines.filter((l) => l.act === what && l.subject === 'ana').map((l) => l.detail);
	assert.deepEqual(new Set(of('sign-in')), new Set(['', 'with an authenticator', 'with a code of recovery']));
	assert.equal(of('sign-in.failed').length, 5);
	assert.equal(of('moderator.factor.set').length, 1);
});
await finish();
