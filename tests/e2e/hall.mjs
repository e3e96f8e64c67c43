// Starts real halls on loopback and speaks to them: used by every *.test.mjs here, by the browser story and the benches.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';

export const binary = process.env.HIREHALL_BINARY ?? fileURLToPath(new URL('../../build/release/hirehall', import.meta.url));
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

export async function until(what, fn, ms = 10000, step = 50) {
  const end = Date.now() + ms;
  for (;;) {
    const got = await fn();
    if (got) return got;
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await sleep(step);
  }
}

export function freePort() {
  return new Promise((done, fail) => {
    const s = net.createServer();
    s.once('error', fail);
    s.listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); });
  });
}

export class Hall {
  constructor(options = {}) {
    this.options = options;
    this.data = options.data ?? fs.mkdtempSync(path.join(os.tmpdir(), 'hall-'));
    this.log = '';
  }

  async start() {
    this.port = this.options.port ?? this.port ?? await freePort();
    this.origin = `http://127.0.0.1:${this.port}`;
    const args = ['serve', '--listen', `127.0.0.1:${this.port}`, '--data', this.data, ...(this.options.demo ? [] : ['--no-demo']), ...(this.options.args ?? [])];
    this.child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...(this.options.env ?? {}) } });
    this.exited = once(this.child, 'exit');
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (text) => { this.log = (this.log + text).slice(-200000); });
    await until(`healthy (${this.log.slice(-500)})`, async () => {
      if (this.child.exitCode !== null) throw new Error(`the hall ended: ${this.log.slice(-2000)}`);
      try { return (await this.call('GET', '/health')).status === 200; } catch { return false; }
    }, this.options.startMs ?? 20000);
    return this;
  }

  async stop(signal = 'SIGTERM') {
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    if (this.exited) await this.exited;
    return { code: this.child?.exitCode, signal: this.child?.signalCode };
  }

  async done() {
    await this.stop();
    if (!this.options.data) fs.rmSync(this.data, { recursive: true, force: true });
  }

  /** The process id of the embedded Redis: a child of the hall named redis-server. */
  redisPid() {
    for (const name of fs.readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const stat = fs.readFileSync(`/proc/${name}/stat`, 'utf8');
        const [, comm, rest] = stat.match(/^\d+ \((.*)\) (.*)$/s);
        if (comm === 'redis-server' && Number(rest.split(' ')[1]) === this.child.pid) return Number(name);
      } catch { /* gone meanwhile */ }
    }
    return 0;
  }

  /** One request; body is an object, a string or nothing. */
  call(method, target, body, who = {}, headers = {}) {
    return new Promise((done, fail) => {
      const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
      const request = http.request({ host: '127.0.0.1', port: this.port, method, path: target, agent: who.agent,
        headers: { 'Accept-Language': who.lang ?? 'zh', ...(text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
          ...(who.token ? { Authorization: `Bearer ${who.token}` } : {}), ...headers } }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () => {
          const raw = Buffer.concat(parts).toString('utf8');
          let json = null;
          try { json = raw ? JSON.parse(raw) : null; } catch { /* not JSON */ }
          done({ status: response.statusCode, headers: response.headers, text: raw, body: json });
        });
        response.on('error', fail);
      });
      request.setTimeout(15000, () => request.destroy(new Error('no answer in 15 s')));
      request.on('error', fail);
      request.end(text);
    });
  }

  api(method, target, body, who, headers) {
    return this.call(method, `/api/v1${target}`, body, who, headers);
  }

  /** As api, but anything but the wanted status is an error that says all. */
  async must(status, method, target, body, who, headers) {
    const got = await this.api(method, target, body, who, headers);
    if (got.status !== status) throw new Error(`${method} ${target}: ${got.status} instead of ${status}: ${got.text}`);
    return got.body;
  }

  async account(login, role, name = login) {
    await this.must(201, 'POST', '/accounts', { login, password: 'a long enough password', name, role });
    return this.signIn(login, 'a long enough password');
  }

  async signIn(login, password) {
    const { token, account } = await this.must(201, 'POST', '/logins', { login, password });
    return { token, id: account.id, login, name: account.name };
  }

  /** A staff account made by the command line, signed in. */
  async staff(login = 'staff') {
    const made = spawn(binary, ['staff', 'add', '--login', login, '--role', 'staff', '--region', '330300', '--data', this.data], { stdio: ['pipe', 'inherit', 'inherit'] });
    made.stdin.end('a long enough password\n');
    const [code] = await once(made, 'exit');
    if (code !== 0) throw new Error(`staff add: ${code}`);
    return this.signIn(login, 'a long enough password');
  }

  /** An open fair with an open booth and its recruiter: what most tests stand on. */
  async fair(staff, options = {}) {
    const recruiter = await this.account(options.recruiter ?? `recruiter${Math.random().toString(36).slice(2, 8)}`, 'recruiter', '招聘官（演示）');
    const organization = await this.must(201, 'POST', '/organizations', { kind: 'enterprise', name: '永嘉瓯闩泵业有限公司（演示）', uscc: options.uscc ?? '91330399MADEM0011F', region: '330324', industry: '泵阀' }, recruiter);
    await this.must(200, 'POST', `/organizations/${organization.id}/verification`, { decision: 'verified' }, staff);
    const vacancy = await this.must(201, 'POST', '/vacancies', { organization_id: organization.id, title: '阀门装配工', region: '330324', headcount: 5, wage_min_fen: 650000, wage_max_fen: 1000000, duties: '装配并试压阀门' }, recruiter);
    await this.must(200, 'POST', `/vacancies/${vacancy.id}/publication`, undefined, recruiter);
    const fair = options.fair ?? await this.openFair(staff, options);
    const booth = await this.must(201, 'POST', `/fairs/${fair.id}/booths`, { organization_id: organization.id, vacancy_ids: [vacancy.id], greeting: '欢迎' }, recruiter);
    await this.must(200, 'POST', `/booths/${booth.id}/approval`, { decision: 'approved' }, staff);
    await this.must(200, 'POST', `/booths/${booth.id}/state`, { to: 'open' }, recruiter);
    return { fair, booth, organization, vacancy, recruiter };
  }

  async openFair(staff, options = {}) {
    const now = Date.now();
    const fair = await this.must(201, 'POST', '/fairs', { kind: 'general', title: options.title ?? '专场招聘会（演示）', starts_at: new Date(now - 60000).toISOString(), ends_at: new Date(now + 4 * 3600000).toISOString(), session_seconds: options.sessionSeconds ?? 480, lines_per_candidate: 3 }, staff);
    await this.must(200, 'POST', `/fairs/${fair.id}/state`, { to: 'open' }, staff);
    return fair;
  }

  live(who) { return new Live(this, who); }
}

/** A WebSocket of the live protocol: calls by id, events kept in order. */
export class Live {
  constructor(hall, who) { this.hall = hall; this.who = who; this.events = []; this.waiting = new Map(); this.id = 0; this.seen = {}; }

  async open(channels = ['me']) {
    const pass = await this.hall.must(201, 'POST', '/live-passes', undefined, this.who);
    this.socket = new WebSocket(`ws://127.0.0.1:${this.hall.port}/api/v1/live?pass=${encodeURIComponent(pass.pass)}`, 'hirehall.v1');
    this.closed = new Promise((done) => this.socket.once('close', (code) => done(code)));
    this.socket.on('error', () => {});
    this.socket.on('message', (data) => this.#take(JSON.parse(data)));
    await new Promise((done, fail) => { this.socket.once('open', done); this.socket.once('error', fail); });
    this.subscribed = await this.subscribe(channels);
    return this;
  }

  #take(message) {
    if (message.id !== undefined && this.waiting.has(message.id)) {
      this.waiting.get(message.id)(message);
      this.waiting.delete(message.id);
    } else if (message.event !== 'ping') {
      this.events.push(message);
      if (message.seq) this.seen[message.channel] = [message.epoch, message.seq];
    }
  }

  #ask(message) {
    const id = ++this.id;
    return new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`no reply in 15 s: ${JSON.stringify(message)}`)), 15000);
      this.waiting.set(id, (reply) => { clearTimeout(timer); done(reply); });
      this.socket.send(JSON.stringify({ id, ...message }));
    });
  }

  subscribe(channels, after) { return this.#ask(after ? { subscribe: channels, after } : { subscribe: channels }); }
  call(call, body = {}, more = {}) { return this.#ask({ call, body, ...more }); }
  event(name, ms = 10000, match = () => true) { return until(`event ${name}, had ${this.events.map((e) => e.event)}`, () => this.events.find((e) => e.event === name && match(e)), ms); }
  close() { this.socket.close(); return this.closed; }
  cut() { this.socket.terminate(); return this.closed; }
}

/** Raw bytes on a fresh connection; resolves with all that came back once the server closed, or after ms. */
export function raw(port, bytes, ms = 1500) {
  return new Promise((done) => {
    const socket = net.connect(port, '127.0.0.1');
    let text = '';
    const timer = setTimeout(() => { socket.destroy(); done({ text, closed: false }); }, ms);
    socket.on('data', (part) => { text += part.toString('latin1'); });
    socket.on('error', () => {});
    socket.on('close', () => { clearTimeout(timer); done({ text, closed: true }); });
    socket.on('connect', () => socket.write(bytes));
  });
}
