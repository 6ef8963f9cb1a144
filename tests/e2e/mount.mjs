// Mounted as the README says: `make install`, Debian's nginx as it comes, the README's own blocks pasted into it, one
// line in a plain page. What is changed is what an ordinary user may not do here: user, pid, port, folders.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { freePort, run, until } from './lib/stack.mjs';
import { atEnd, finish, test } from './lib/tap.mjs';

const LAB = path.dirname(process.env.RJ_SCRATCH);
const ROOT = path.join(LAB, 'root');
const HOME = path.join(process.env.RJ_SCRATCH, 'mount');
const PREFIX = '/usr/local';
const at = (...p) => path.join(HOME, ...p);
const installed = (...p) => path.join(ROOT, PREFIX, ...p);
const readme = fs.readFileSync(path.join(LAB, 'README.md'), 'utf8');
const port = await freePort();
const site = `news.example:${port}`;

// The fenced block of this language behind `heading`, without its indent.
function block(language, holds) {
	for (const m of readme.matchAll(/^( *)```(\w*)\n([\s\S]*?)^ *```$/gm)) {
		const text = m[3].split('\n').map((l) => l.replace(m[1], '')).join('\n');
		if (m[2] === language && text.includes(holds)) return text;
	}
	return assert.fail(`the README has no ${language} block with ${holds}`);
}

function edit(file, ...pairs) {
	let text = fs.readFileSync(file, 'utf8');
	for (const [from, to] of pairs) {
		assert(text.search(from) >= 0, `${file} has no ${from}`);
		text = text.replaceAll(from, to);
	}
	fs.writeFileSync(file, text);
}

function ask(where, { method = 'GET', host = site, headers = {}, body } = {}) {
	return new Promise((yes, no) => {
		const r = http.request({ host: '127.0.0.1', port, path: where, method, headers: { Host: host, ...headers,
			...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body),
				'Content-Type': 'application/x-www-form-urlencoded', Origin: `http://${site}` }) } }, (answer) => {
			const parts = [];
			answer.on('data', (d) => parts.push(d));
			answer.on('error', no);
			answer.on('end', () => yes({ status: answer.statusCode, headers: answer.headers,
				text: Buffer.concat(parts).toString() }));
		});
		r.on('error', no);
		r.end(body);
	});
}

const running = [];
function start(argv, log) {
	const to = fs.openSync(at(log), 'a');
	const child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', to, to] });
	fs.closeSync(to);
	child.over = once(child, 'exit');
	running.push(child);
	return child;
}
atEnd(async () => {
	for (const child of running.reverse()) {
		child.kill(child.spawnfile === 'nginx' ? 'SIGQUIT' : 'SIGTERM');
		const hang = setTimeout(() => child.kill('SIGKILL'), 30_000);
		const [code] = await child.over;
		clearTimeout(hang);
		assert.equal(code, 0, child.spawnfile);
	}
});

for (const d of ['etc', 'data', 'run', 'logs', 'tmp', 'news/story']) fs.mkdirSync(at(d), { recursive: true, mode: 0o700 });
const conf = at('etc/rejoinder.conf');
const cli = (args, options) => run([installed('bin/rejoinder'), '--config', conf, ...args], options);

await test('make install puts everything under DESTDIR and prefix, and nothing is writable by others', () => {
	for (const f of ['bin/rejoinder', 'sbin/rejoinderd', 'share/rejoinder/nginx/rejoinder.conf',
		'share/rejoinder/nginx/rejoinder-http.conf', 'share/man/man1/rejoinder.1', 'share/man/man5/rejoinder.conf.5',
		'share/man/man8/rejoinderd.8', 'lib/systemd/system/rejoinder.service', 'lib/systemd/system/rejoinder.socket',
		'share/doc/rejoinder/rejoinder.conf.example'])
		assert(fs.statSync(installed(f)).isFile(), f);
	for (const f of fs.readdirSync(ROOT, { recursive: true, withFileTypes: true }))
		assert.equal(fs.statSync(path.join(f.path ?? f.parentPath, f.name)).mode & 0o022, 0, f.name);
	assert.match(fs.readFileSync(installed('lib/systemd/system/rejoinder.service'), 'utf8'),
		new RegExp(`^ExecStart=${PREFIX}/sbin/rejoinderd$`, 'm'));
	assert.match(fs.readFileSync(installed('share/man/man5/rejoinder.conf.5'), 'utf8'), /^\.It Ic base_url$/m);
});

await test('the README\'s configuration starts the installed program', async () => {
	fs.writeFileSync(conf, `listen = "${at('run/rejoinder.sock')}";\nstore = "${at('data/rejoinder.db')}";\n` +
		`key_file = "${at('etc/key')}";\npassword: { cost = "test"; };\n${block('', 'base_url')}`, { mode: 0o600 });
	edit(conf, [/^listen_group = .*\n/gm, ''], ['https://news.example', `http://${site}`]);
	assert.equal((await cli(['init'])).code, 0);
	assert.equal((await cli(['moderator', 'add', 'ana', '--password-stdin'], { input: 'a calm tool for long hours\n' })).code, 0);
	start([installed('sbin/rejoinderd'), '--config', conf], 'logs/rejoinderd.out');
	await until('the socket', () => fs.existsSync(at('run/rejoinder.sock')), 30_000);
	const r = await until('doctor is content', async () => {
		const d = await cli(['doctor']);
		assert.equal(d.code, 0, d.out);
		return d;
	});
	assert.match(r.out, /^0 bad,/m);
});

await test('Debian\'s nginx takes the README\'s block', async () => {
	fs.cpSync('/etc/nginx', at('nginx'), { recursive: true, dereference: true });
	const stock = at('nginx/nginx.conf');
	edit(stock, [/^user .*;/gm, ''], [/^pid .*;/gm, `pid ${at('run/nginx.pid')};`], [/\/etc\/nginx\//g, `${at('nginx')}/`],
		[/\/var\/log\/nginx\//g, `${at('logs')}/`],
		[/^http \{$/gm, `http {\n${['client_body', 'fastcgi', 'proxy', 'scgi', 'uwsgi']
			.map((t) => `\t${t}_temp_path ${at('tmp', t)};\n`).join('')}\n${block('nginx', 'rejoinder-http.conf')}`],
		[new RegExp(`${PREFIX}/share`, 'g'), installed('share')], [/listen 80;/g, `listen ${port};`],
		['/var/www/news', at('news')]);
	const other = at('nginx/sites-enabled/default');
	if (fs.existsSync(other)) edit(other, [/^\tlisten \[::\].*\n/gm, ''], [/listen 80 /g, `listen ${port} `]);
	edit(installed('share/rejoinder/nginx/rejoinder-http.conf'), ['/run/rejoinder/rejoinder.sock', at('run/rejoinder.sock')],
		['/var/lib/nginx/rejoinder ', `${at('tmp/cache')} `]);
	edit(installed('share/rejoinder/nginx/rejoinder.conf'), [/\/var\/log\/nginx\//g, `${at('logs')}/`]);
	start(['nginx', '-c', stock, '-e', at('logs/error.log'), '-g', 'daemon off;'], 'logs/nginx.out');
	await until('nginx answers', async () => {
		if (running.at(-1).exitCode !== null) throw new Error(fs.readFileSync(at('logs/error.log'), 'utf8'));
		return (await ask('/')).status;
	});
});

await test('one line in a plain page, and the section is there, in the page\'s own HTML', async () => {
	const line = block('html', 'virtual=').trim();
	fs.writeFileSync(at('news/story/first.html'),
		`<!DOCTYPE html>\n<html lang="en"><head><title>First</title></head>\n<body><p>Before.</p>\n${line}\n<p>After.</p></body></html>\n`);
	const r = await ask('/story/first.html');
	assert.equal(r.status, 200);
	assert.match(r.text, /^<!DOCTYPE html>[\s\S]*<p>Before\.<\/p>[\s\S]*id="commentform"[\s\S]*<p>After\.<\/p><\/body><\/html>\n$/);
	assert(!r.text.includes('<!--#'));
});

await test('a post through it waits, is approved from the command line, and stands in the article', async () => {
	const form = (await ask('/story/first.html')).text;
	const value = (name) => new RegExp(`name="${name}"[^>]*\\bvalue="([^"]*)"`).exec(form)?.[1];
	assert.equal(value('page'), '/story/first.html');
	const posted = await ask('/comments/reply', { method: 'POST', body: String(new URLSearchParams({
		page: value('page'), token: value('token'), comment_parent: '0', author: 'Reader',
		email: 'reader@post.example', comment: 'Mounted in five minutes.' })) });
	assert.equal(posted.status, 303);
	assert.match(posted.headers.location, /^\/comments\/status\//);
	assert.equal((await ask(posted.headers.location)).status, 200);
	const { comments } = JSON.parse((await cli(['comment', 'list', '--json'])).out);
	assert.deepEqual(comments.map((c) => [c.text, c.state]), [['Mounted in five minutes.', 'pending']]);
	assert.equal((await cli(['comment', 'approve', String(comments[0].id)])).code, 0);
	await until('the comment is in the article', async () =>
		(await ask('/story/first.html')).text.includes('Mounted in five minutes.'), 5000);
});

await test('the other site of that nginx is as it was', async () => {
	const r = await ask('/comments/thread', { host: `other.example:${port}` });
	assert(!r.text.includes('commentform'));
});

await finish();
