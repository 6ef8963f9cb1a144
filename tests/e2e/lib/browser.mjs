// Chromium, driven over its own protocol. JavaScript is off unless a test asks for it. Nothing but the site under
// test is reachable: every other request is refused and told.
import { chromium } from 'playwright-core';
import { atEnd } from './tap.mjs';

const ARGS = ['--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update',
	'--disable-sync', '--no-first-run', '--disable-dev-shm-usage',
	'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'];

let browser;

// With Chromium's own sandbox where the machine allows one (a container without user namespaces does not).
async function launch() {
	const how = { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS };
	try {
		return await chromium.launch({ ...how, chromiumSandbox: true });
	} catch (e) {
		console.log(`# Chromium's sandbox does not start here (${String(e.message).split('\n')[0]}); without it`);
		return chromium.launch({ ...how, chromiumSandbox: false });
	}
}

// A window of its own: no cookie or cache shared with another. Fails the test that looks at `window.strays`.
export async function newPage({ script = false, ...options } = {}) {
	if (!browser) {
		browser = await launch();
		atEnd(() => browser.close());
	}
	const context = await browser.newContext({ javaScriptEnabled: script, ...options });
	const page = await context.newPage();
	page.strays = [];
	page.on('request', (r) => {
		if (!/^(http:\/\/(localhost|127\.0\.0\.1)[:/]|data:)/.test(r.url())) page.strays.push(r.url());
	});
	page.setDefaultTimeout(10_000);
	return page;
}
