// What TLS in the process costs a request: the same signed-in GET on kept connections, plain and over TLS, the two halls in turns.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { binary, freePort, Hall, sleep, until } from '../e2e/hall.mjs';
import { cpuUs, crowd, median, range, round1, row } from './measure.mjs';

const CONNECTIONS = 32, PER_TICK = 8, TICK_MS = 2, WARM_MS = 250, WINDOW_MS = 1000, ROUNDS = 15;

/** Requests at one pace, whatever they cost: eight of the connections every two milliseconds. */
class Pace {
  constructor(connect, request) {
    this.request = request;
    this.answered = 0;
    this.sockets = Array.from({ length: CONNECTIONS }, () => {
      const socket = connect();
      socket.setNoDelay(true);
      socket.free = true;
      socket.on('error', (error) => { this.error = error; });
      socket.on('data', (part) => {
        if (!part.subarray(0, 12).equals(Buffer.from('HTTP/1.1 200'))) this.error = new Error(part.toString('latin1').slice(0, 300));
        this.answered++;
        socket.free = true;
      });
      return socket;
    });
  }

  async run(pid) {
    let at = 0;
    const timer = setInterval(() => {
      for (let i = 0; i < PER_TICK; i++) {
        const socket = this.sockets[at++ % CONNECTIONS];
        if (!socket.free) continue;
        socket.free = false;
        socket.write(this.request);
      }
    }, TICK_MS);
    await sleep(WARM_MS);
    const [cpu, answered] = [cpuUs(pid), this.answered];
    await sleep(WINDOW_MS);
    const used = { us: cpuUs(pid) - cpu, n: this.answered - answered };
    clearInterval(timer);
    await until('all answered', () => this.sockets.every((s) => s.free));
    if (this.error) throw this.error;
    return used;
  }

  end() { for (const socket of this.sockets) socket.destroy(); }
}

export async function tlsCost() {
  console.log(`tls: GET /me, signed in, on ${CONNECTIONS} kept connections at one pace (${PER_TICK * 1000 / TICK_MS}/s asked), ${ROUNDS} times ${WINDOW_MS} ms plain and over TLS 1.3 in turns; one loop; server CPU a request, handshakes before the window`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tls-'));
  const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-keyout', key, '-out', cert]);
  const plain = await new Hall({ args: ['--loops', '1'], env: crowd }).start();
  const who = await plain.account('one', 'candidate');
  const port = await freePort();
  // The same folder: the same person, the same login, the same rows.
  const secure = spawn(binary, ['serve', '--join', '--loops', '1', '--listen', `127.0.0.1:${port}`, '--data', plain.data, '--no-demo', '--tls-cert', cert, '--tls-key', key],
    { stdio: 'ignore', env: { ...process.env, ...crowd } });
  const ended = once(secure, 'exit');
  const open = () => tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  try {
    await until('healthy over TLS', () => new Promise((done) => { const s = open(); s.on('secureConnect', () => { s.destroy(); done(true); }); s.on('error', () => done(false)); }), 20000);
    const request = `GET /api/v1/me HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${who.token}\r\n\r\n`;
    const paces = { plain: new Pace(() => net.connect(plain.port, '127.0.0.1'), request), tls: new Pace(open, request) };
    const each = { plain: [], tls: [] };
    let n = 0;
    for (let i = 0; i < ROUNDS; i++) {
      for (const [name, pid] of [['plain', plain.child.pid], ['tls', secure.pid]]) {
        const used = await paces[name].run(pid);
        each[name].push(used.us / used.n);
        n += used.n;
      }
    }
    for (const pace of Object.values(paces)) pace.end();
    const more = each.tls.map((us, i) => us - each.plain[i]);
    row('tls: signed-in GET over TLS', round1(median(each.tls)), 'µs CPU', n, { peer: round1(median(each.plain)), peer_name: 'plain', range: range(each.tls) });
    row('tls: what TLS adds', round1(median(more)), 'µs CPU', n, { reach: '≤ +12', range: range(more) });
  } finally {
    secure.kill('SIGTERM');
    await ended;
    await plain.done();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
