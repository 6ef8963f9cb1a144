// One site of its own: a scratch folder, a free port, an nginx, a rejoinderd. A suite starts as many as it
// needs:
//
//     const s = await stack('journey', { conf: 'workers = 9;', site: 'hold: { first = 0; };' });
//     await s.cli(['comment', 'list', '--json']);
//     await s.daemon.kill('SIGKILL');  await s.daemon.start();
//     await s.stop();                  // asserts that the daemon ended well and no sanitizer spoke
//
// Options: conf / site  lines of libconfig added at the top / inside the site
//          wrap         words put before rejoinderd: ['strace', '-f', '-o', …]
//          bin          folder of the programs; RJ_BIN (the sanitizer build) unless given
//          env          more environment for rejoinderd
//          nginxMore    lines added to the server block
//          httpMore     lines added to the http block
//          password     of the moderator `editor`
//          data         the folder of the database
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from './tap.mjs';

const WWW = process.env.RJ_WWW;
const SCRATCH = process.env.RJ_SCRATCH;
const BIN = process.env.RJ_BIN;
assert(WWW && SCRATCH && BIN, 'run this through tests/e2e/run.sh');

// A sanitizer build is slower than what readers meet, and CI has two cores.
const START_MS = 30_000;
const STOP_MS = 30_000;

export async function freePort() {
	const server = net.createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address();
	server.close();
	await once(server, 'close');
	return port;
}

// What a process has logged, as values. A line whose end is not there is being written.
export const logged = (file) => fs.readFileSync(file, 'utf8').split('\n').slice(0, -1).filter(Boolean)
	.map((l) => JSON.parse(l));

// Asks until it holds. The last failure is what is told.
export async function until(what, ask, ms = 10_000, pause = 25) {
	const end = Date.now() + ms;
	let why;
	do {
		try {
			const got = await ask();
			if (got) return got;
			why = undefined;
		} catch (e) {
			why = e;
		}
		await sleep(pause);
	} while (Date.now() < end);
	throw new Error(`waited ${ms} ms in vain: ${what}`, { cause: why });
}

// A command to its end. { code, out, err }; input goes to its standard input.
export async function run(argv, { input = '', env = {}, cwd, ms = 60_000 } = {}) {
	const child = spawn(argv[0], argv.slice(1), { env: { ...process.env, ...env }, cwd, timeout: ms });
	let out = '';
	let err = '';
	child.stdout.setEncoding('utf8').on('data', (d) => (out += d));
	child.stderr.setEncoding('utf8').on('data', (d) => (err += d));
	child.stdin.on('error', () => {}); // a command need not read what it is given
	child.stdin.end(input);
	const [code, signal] = await once(child, 'close');
	return { code: code ?? signal, out, err };
}

// A process that stays. Its output is appended to `log`.
class Service {
	constructor(argv, log, env = {}) {
		Object.assign(this, { argv, log, env, child: null, ended: null });
	}

	get pid() {
		return this.child?.pid;
	}

	get running() {
		return this.child !== null && this.child.exitCode === null && this.child.signalCode === null;
	}

	spawn() {
		assert(!this.running, `${this.argv[0]} runs already`);
		const to = fs.openSync(this.log, 'a');
		this.child = spawn(this.argv[0], this.argv.slice(1), {
			stdio: ['ignore', to, to],
			env: { ...process.env, ...this.env },
		});
		fs.closeSync(to);
		this.ended = once(this.child, 'exit');
	}

	// Sends a signal and waits for the end: the exit code, or the signal's name.
	async end(signal) {
		if (!this.running) return this.child?.exitCode ?? this.child?.signalCode;
		this.child.kill(signal);
		const hang = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
		const [code, by] = await this.ended;
		clearTimeout(hang);
		return code ?? by;
	}
}

// A strace around it, or a shell, forwards no signal: the daemon itself is the process to talk to.
class Daemon extends Service {
	constructor(dir, bin, wrap, env) {
		super([...wrap, path.join(bin, 'rejoinderd'), '--config', path.join(dir, 'rejoinder.conf')],
			path.join(dir, 'logs/rejoinderd.out'), env);
		this.socket = path.join(dir, 'run/rejoinder.sock');
		this.wrapped = wrap.length > 0;
	}

	// The pid of rejoinderd itself, also under a wrapper.
	get self() {
		if (!this.wrapped || !this.running) return this.pid;
		const of = (pid) => {
			const exe = fs.readlinkSync(`/proc/${pid}/exe`);
			if (path.basename(exe) === 'rejoinderd') return pid;
			const kids = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
			for (const kid of kids.trim().split(' ').filter(Boolean)) {
				const found = of(Number(kid));
				if (found) return found;
			}
			return undefined;
		};
		return of(this.pid);
	}

	async start() {
		this.spawn();
		await until(`rejoinderd answers (see ${this.log})`, async () => {
			if (!this.running) throw new Error(`it ended: ${fs.readFileSync(this.log, 'utf8').slice(-2000)}`);
			const peer = net.connect(this.socket);
			try {
				await once(peer, 'connect');
				return true;
			} finally {
				peer.destroy();
			}
		}, START_MS);
	}

	async end(signal) {
		if (this.running && this.wrapped) {
			process.kill(this.self ?? this.pid, signal);
			await Promise.race([this.ended, sleep(STOP_MS)]);
		}
		return super.end(signal);
	}

	async kill(signal = 'SIGKILL') {
		return this.end(signal);
	}

	// Stops it in the middle of what it does. A thread that is about to run may still answer somebody until the
	// signal has come to all of them: on a busy machine that takes a moment.
	async hang() {
		const pid = this.self;
		const stopped = (task) => fs.readFileSync(`/proc/${pid}/task/${task}/stat`, 'latin1').split(') ').pop().startsWith('T');
		process.kill(pid, 'SIGSTOP');
		await until('all its threads stand', () => fs.readdirSync(`/proc/${pid}/task`).every(stopped));
	}

	wake() {
		process.kill(this.self, 'SIGCONT');
	}

	// An orderly stop: what is under way is finished, and the exit says so.
	async stop() {
		const code = await this.end('SIGTERM');
		assert.equal(code, 0, `rejoinderd stopped with ${code}: ${fs.readFileSync(this.log, 'utf8').slice(-4000)}`);
	}
}

class Stack {
	constructor(name, options) {
		this.name = name;
		this.options = options;
		this.dir = path.join(SCRATCH, name);
		this.bin = options.bin ?? BIN;
		this.password = options.password ?? 'a calm tool for long hours';
	}

	get conf() {
		return path.join(this.dir, 'rejoinder.conf');
	}

	get db() {
		return path.join(this.options.data ?? path.join(this.dir, 'data'), 'rejoinder.db');
	}

	file(name) {
		return path.join(this.dir, name);
	}

	// The database as SQL, but for what is no change of anybody's: who asked for a copy stands in the book before the
	// copy is taken, also where nothing comes of it; and how far the book is linked and signed.
	async dump() {
		const { out } = await run(['sqlite3', this.db, '.dump']);
		return out.split('\n').filter((line) => !(/^INSERT INTO audit VALUES\(.*,'export','(comments|bans|book)',/.test(line) ||
			/^INSERT INTO audit_(link|head) VALUES/.test(line) ||
			/^INSERT INTO sqlite_sequence VALUES\('audit(_head)?',/.test(line))).join('\n');
	}

	// The command line, as an operator types it.
	async cli(args, options = {}) {
		return run([path.join(this.bin, 'rejoinder'), '--config', this.conf, ...args], options);
	}

	// The same where it must succeed: its standard output.
	async ok(args, options = {}) {
		const r = await this.cli(args, options);
		assert.equal(r.code, 0, `rejoinder ${args.join(' ')}: ${r.code}\n${r.err}${r.out}`);
		return r.out;
	}

	async json(args) {
		return JSON.parse(await this.ok([...args, '--json']));
	}

	// Every comment, by id.
	async comments(state) {
		const all = [];
		for (;;) {
			const after = all.length > 0 ? all[all.length - 1].id : 0;
			const { comments } = await this.json(['comment', 'list', '--limit', '1000', '--after', String(after),
				...(state ? ['--state', state] : [])]);
			all.push(...comments);
			if (comments.length < 1000) return all;
		}
	}

	async get(where, options = {}) {
		return fetch(new URL(where, this.url), { redirect: 'manual', ...options });
	}

	// The fields of the form for an article as a browser would send them, the token among them.
	async form(page) {
		const html = await (await this.get(`/comments/page?page=${encodeURIComponent(page)}`)).text();
		const token = /name="token"[^>]*\bvalue="([^"]*)"/.exec(html)?.[1];
		assert(token, `no form for ${page}: ${html.slice(0, 500)}`);
		return { page, comment_parent: '0', token };
	}

	// One post through nginx, without a browser. `fields` over those of the form.
	async post(fields, { headers = {}, form } = {}) {
		const all = { ...(form ?? (await this.form(fields.page))), ...fields };
		return this.get('/comments/reply', {
			method: 'POST',
			body: new URLSearchParams(all),
			headers: { Origin: this.url, ...headers },
		});
	}

	layOut() {
		const { dir, options, port } = this;
		fs.rmSync(dir, { recursive: true, force: true });
		for (const d of ['etc', 'data', 'run', 'logs', 'tmp', 'cache', 'nginx'])
			fs.mkdirSync(this.file(d), { recursive: true, mode: 0o700 });
		fs.cpSync(path.join(WWW, 'demo/site'), this.file('site'), { recursive: true });
		fs.writeFileSync(this.conf, `
listen = "${dir}/run/rejoinder.sock";
store = "${this.db}";
key_file = "${dir}/etc/key";
log: { file = "${dir}/logs/rejoinder.log"; };
password: { cost = "test"; };
${options.conf ?? ''}
sites = ( {
    name = "courier";
    base_url = "${this.url}";
    title = "The Marren Courier";
    pages = [ "/story/*", "/archive/*" ];
    ${options.site ?? 'rate: { posts = 100000; };'}
} );
`);
		const fill = (from, to, pairs) => {
			let text = fs.readFileSync(path.join(WWW, from), 'utf8');
			for (const [what, by] of pairs) {
				assert(text.includes(what), `${from} has no ${what}`);
				text = text.replaceAll(what, by);
			}
			fs.writeFileSync(this.file(to), text);
		};
		fill('nginx/rejoinder-http.conf', 'nginx/rejoinder-http.conf', [
			['/run/rejoinder/rejoinder.sock', `${dir}/run/rejoinder.sock`],
			['/var/lib/nginx/rejoinder ', `${dir}/cache/rejoinder `]]);
		fs.appendFileSync(this.file('nginx/rejoinder-http.conf'), options.httpMore ?? '');
		fill('nginx/rejoinder.conf', 'nginx/rejoinder.conf', [
			['/var/log/nginx/rejoinder.log', `${dir}/logs/comments.log`]]);
		fill('demo/nginx.conf', 'nginx/nginx.conf', [
			['@USER@', ''], ['@PORT@', String(port)],
			['include rejoinder.conf;', `include rejoinder.conf;\n${options.nginxMore ?? ''}`]]);
	}

	async start() {
		const { options } = this;
		this.port = await freePort();
		this.url = `http://localhost:${this.port}`;
		this.layOut();
		await this.ok(['init']);
		await this.ok(['moderator', 'add', 'editor', '--role', 'moderator', '--password-stdin'],
			{ input: `${this.password}\n` });
		this.daemon = new Daemon(this.dir, this.bin, options.wrap ?? [], options.env);
		this.nginx = new Service(['nginx', '-p', this.dir, '-c', this.file('nginx/nginx.conf'),
			'-e', this.file('logs/error.log'), '-g', 'daemon off;'], this.file('logs/nginx.out'));
		await this.daemon.start();
		this.nginx.spawn();
		await until('nginx answers', async () => {
			if (!this.nginx.running) throw new Error(fs.readFileSync(this.file('logs/error.log'), 'utf8'));
			return (await this.get('/site.css')).ok;
		});
	}

	// All that nginx was asked before stands in its two logs: it writes each in order, by the second.
	async logsWritten() {
		this.marks = (this.marks ?? 0) + 1;
		for (const [log, where] of [['comments.log', '/comments/nothing'], ['access.log', '/site.css']]) {
			const mark = `${where}?mark=${this.marks} HTTP/`;
			await (await this.get(mark.split(' ')[0])).text();
			await until(`nginx has written ${log}`, () => fs.readFileSync(this.file(`logs/${log}`), 'utf8').includes(mark));
		}
	}

	// What any run must show at its end, whatever it tested.
	checkLogs() {
		const said = fs.readFileSync(this.file('logs/rejoinderd.out'), 'utf8');
		assert(!/AddressSanitizer|LeakSanitizer|runtime error:/.test(said), said.slice(-8000));
	}

	async stop() {
		if (this.stopped) return;
		this.stopped = true;
		await this.nginx?.end('SIGQUIT');
		try {
			if (this.daemon?.running) await this.daemon.stop();
		} finally {
			await this.daemon?.end('SIGKILL');
		}
		if (this.daemon) this.checkLogs();
	}
}

export async function stack(name, options = {}) {
	const s = new Stack(name, options);
	atEnd(() => s.stop());
	await s.start();
	return s;
}
