// Behind a front and with TLS: whose word of the caller's address counts, the shipped nginx configuration, and the page's own way in
// (cookie, CSRF token, WebSocket with Origin) over https and wss.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { freePort, Hall, until } from './hall.mjs';

const MANY = 60; // at once, of one address that has a tenth of that to spend
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'front-'));
const cert = path.join(folder, 'cert.pem');
const key = path.join(folder, 'key.pem');
const shipped = fileURLToPath(new URL('../../deploy/nginx/hirehall.conf', import.meta.url));
const hasNginx = ['/usr/sbin/nginx', '/usr/bin/nginx'].find((at) => fs.existsSync(at));

before(() => {
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert]);
  assert.equal(made.status, 0, String(made.stderr));
});
after(() => fs.rmSync(folder, { recursive: true, force: true }));

/** How many of so many calls at once were refused as too many. */
async function refusedOf(call, many = MANY) {
  const all = await Promise.all(Array.from({ length: many }, (_, i) => call(i)));
  for (const one of all) assert.ok(one.status === 200 || one.status === 429, `${one.status}: ${one.text}`);
  return all.filter((one) => one.status === 429).length;
}

test('an address that a client makes up counts only when a trusted proxy says it, and then only the last one', async () => {
  const limits = ['--address-calls-per-s', '3'];
  const stranger = await new Hall({ args: [...limits, '--trusted-proxy', '10.0.0.0/8'] }).start();
  const front = await new Hall({ args: [...limits, '--trusted-proxy', '10.0.0.0/8,127.0.0.1'] }).start();
  const from = (hall, headers) => hall.call('GET', '/api/v1/fairs', undefined, {}, headers);
  try {
    assert.ok(await refusedOf((i) => from(stranger, { 'X-Forwarded-For': `203.0.113.${i}` })) > 0, 'a stranger spends its own');
    assert.ok(await refusedOf((i) => from(stranger, { Forwarded: `for=203.0.113.${i}` })) > 0);
    assert.equal(await refusedOf((i) => from(front, { 'X-Forwarded-For': `198.51.100.1, 203.0.113.${i}, 10.0.0.9` })), 0, 'each caller spends their own');
    assert.equal(await refusedOf((i) => from(front, { Forwarded: `for=198.51.100.1, for="[2001:db8::${i.toString(16)}]:4711"` })), 0);
    assert.ok(await refusedOf((i) => from(front, { 'X-Forwarded-For': `203.0.113.${i}, 198.51.100.7` })) > 0, 'what stands left of the last was made up');
    assert.ok(await refusedOf((i) => from(front, { 'X-Forwarded-For': '198.51.100.8', Forwarded: `for=203.0.113.${i}` })) > 0, 'two stories are none');
  } finally {
    await Promise.all([stranger.done(), front.done()]);
  }
});

function ask(port, method, target, { body, headers = {}, type = 'application/json', agent = false } = {}) {
  const bytes = body === undefined ? undefined : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  return new Promise((done, fail) => {
    const request = https.request({ host: '127.0.0.1', servername: 'localhost', port, method, path: target, ca: fs.readFileSync(cert), agent,
      headers: { ...(bytes ? { 'Content-Type': type, 'Content-Length': bytes.length } : {}), ...headers } }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', fail);
      response.on('end', () => {
        const all = Buffer.concat(parts);
        let json = null;
        try { json = JSON.parse(all.toString('utf8')); } catch { /* not JSON */ }
        done({ status: response.statusCode, headers: response.headers, bytes: all, text: all.toString('latin1').slice(0, 500), body: json });
      });
    });
    request.setTimeout(20000, () => request.destroy(new Error('no answer in 20 s')));
    request.on('error', fail);
    request.end(bytes);
  });
}

/** A socket as the page opens it. Resolves with it, or with the status that refused it. */
function socketOf(port, headers) {
  return new Promise((done, fail) => {
    const socket = new WebSocket(`wss://localhost:${port}/api/v1/live`, 'hirehall.v1', { ca: fs.readFileSync(cert), headers });
    socket.on('open', () => done({ socket }));
    socket.on('unexpected-response', (request, response) => { done({ status: response.statusCode }); response.resume(); request.destroy(); });
    socket.on('error', (error) => fail(error));
  });
}

async function pageStory(port, origin) {
  const page = await ask(port, 'GET', '/', { headers: { 'Accept-Encoding': 'br' } });
  assert.equal(page.status, 200, page.text);
  assert.match(page.headers['strict-transport-security'] ?? '', /max-age/);
  assert.match(page.headers['content-security-policy'], new RegExp(`connect-src 'self' wss://${origin.slice(8)};`));
  assert.doesNotMatch(page.headers['content-security-policy'], /ws:\/\//);
  const script = /src="([^"]+\.js)"/.exec((await ask(port, 'GET', '/')).bytes.toString('utf8'))[1];
  assert.equal((await ask(port, 'GET', script, { headers: { 'Accept-Encoding': 'br, gzip' } })).headers['content-encoding'], 'br', 'as it was compressed at the build');

  const login = `page${Math.random().toString(36).slice(2, 8)}`;
  const person = { login, password: 'a long enough password', name: '候选人（演示）', role: 'candidate' };
  assert.equal((await ask(port, 'POST', '/api/v1/accounts', { body: person })).status, 201);
  const signed = await ask(port, 'POST', '/api/v1/logins', { body: { login, password: person.password }, headers: { Origin: origin } });
  assert.equal(signed.status, 201, signed.text);
  const [cookie, ...attributes] = signed.headers['set-cookie'][0].split(/; */);
  assert.match(cookie, /^__Host-hirehall=/);
  for (const wanted of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) assert.ok(attributes.includes(wanted), `${wanted} in ${attributes}`);
  const me = await ask(port, 'GET', '/api/v1/me', { headers: { Cookie: cookie } });
  assert.equal(me.status, 200, me.text);

  assert.deepEqual(await socketOf(port, { Cookie: cookie, Origin: 'https://elsewhere.example' }), { status: 403 });
  assert.deepEqual(await socketOf(port, { Cookie: cookie, Origin: origin.replace('https', 'http') }), { status: 403 });
  assert.deepEqual(await socketOf(port, { Origin: origin }), { status: 401 });
  const { socket } = await socketOf(port, { Cookie: cookie, Origin: origin });
  const heard = [];
  socket.on('message', (data) => heard.push(JSON.parse(data)));
  socket.send(JSON.stringify({ id: 1, subscribe: ['me'] }));
  socket.send(JSON.stringify({ id: 2, call: 'GET /api/v1/me', body: {} }));
  await until('both replies', () => heard.some((m) => m.id === 1) && heard.some((m) => m.id === 2));
  assert.equal(heard.find((m) => m.id === 2).body.account.login, login, JSON.stringify(heard));
  const closed = once(socket, 'close');
  const out = await ask(port, 'DELETE', '/api/v1/logins/current', { headers: { Cookie: cookie, Origin: origin, 'X-CSRF-Token': me.body.csrf_token } });
  assert.equal(out.status, 204, out.text);
  assert.equal((await closed)[0], 4001, 'signing out ends the socket');
}

/** The largest paper goes up and comes back; one byte more does not. */
async function paperStory(port, hall) {
  const recruiter = await hall.account(`papers${Math.random().toString(36).slice(2, 8)}`, 'recruiter');
  const organization = await hall.must(201, 'POST', '/organizations', { kind: 'enterprise', name: '温州演示单位（演示）', uscc: '91330399MADEM0011F', region: '330302' }, recruiter);
  const headers = { Authorization: `Bearer ${recruiter.token}` };
  const head = Buffer.from('%PDF-1.4\n%');
  const tail = Buffer.from('\ntrailer\n<< >>\nstartxref\n9\n%%EOF\n');
  const whole = Buffer.concat([head, Buffer.alloc(5 * 1024 * 1024 - head.length - tail.length, 'x'), tail]);
  const target = `/api/v1/organizations/${organization.id}/documents`;
  const up = await ask(port, 'POST', `${target}?kind=licence`, { body: whole, headers, type: 'application/pdf' });
  assert.equal(up.status, 201, up.text);
  const down = await ask(port, 'GET', `${target}/${up.body.id}`, { headers });
  assert.equal(down.status, 200, down.text);
  assert.equal(down.headers['content-disposition'], 'attachment');
  assert.equal(down.headers['content-type'], 'application/pdf');
  assert.ok(down.bytes.equals(whole));
  const more = await ask(port, 'POST', target, { body: Buffer.concat([whole, Buffer.from('\n')]), headers, type: 'application/pdf' }).catch((error) => error);
  assert.ok(more.status === 413 || ['EPIPE', 'ECONNRESET'].includes(more.code), `${more.status ?? more.code}`); // refused, or cut while it was still being sent
}

test('with TLS in the process: pages, cookie and socket', async () => {
  const port = await freePort();
  const origin = `https://localhost:${port}`;
  const data = fs.mkdtempSync(path.join(folder, 'hall-'));
  const hall = spawn(process.env.HIREHALL_BINARY ?? fileURLToPath(new URL('../../build/release/hirehall', import.meta.url)),
    ['serve', '--listen', `127.0.0.1:${port}`, '--data', data, '--no-demo', '--public-origin', origin, '--tls-cert', cert, '--tls-key', key], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  hall.stderr.on('data', (text) => { log = (log + text).slice(-5000); });
  const ended = once(hall, 'exit');
  try {
    await until('healthy', async () => {
      assert.equal(hall.exitCode, null, log);
      return (await ask(port, 'GET', '/health').catch(() => ({}))).status === 200;
    }, 20000);
    await pageStory(port, origin);
  } finally {
    hall.kill('SIGTERM');
    await ended;
  }
});

test('behind the nginx that is shipped', { skip: hasNginx ? false : 'nginx is not installed' }, async () => {
  const port = await freePort();
  const plainPort = await freePort();
  const origin = `https://localhost:${port}`;
  const hall = await new Hall({ args: ['--public-origin', origin, '--trusted-proxy', '127.0.0.1', '--address-calls-per-s', '20'] }).start();
  let text = fs.readFileSync(shipped, 'utf8');
  const swap = (what, to) => { assert.ok(text.includes(what), what); text = text.replaceAll(what, to); };
  swap('server 127.0.0.1:8080;', `server 127.0.0.1:${hall.port};`);
  swap('listen 80;', `listen 127.0.0.1:${plainPort};`);
  swap('listen [::]:80;', '');
  swap('listen 443 ssl http2;', `listen 127.0.0.1:${port} ssl http2;`);
  swap('listen [::]:443 ssl http2;', '');
  swap('server_name hall.example.org;', 'server_name localhost;');
  swap('/etc/hirehall/tls/fullchain.pem', cert);
  swap('/etc/hirehall/tls/privkey.pem', key);
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ');
  fs.writeFileSync(path.join(folder, 'nginx.conf'), `pid ${folder}/nginx.pid; error_log stderr warn; worker_processes 1; daemon off; ${process.getuid() === 0 ? 'user root;' : ''}
events { worker_connections 512; }
http { access_log off; ${temp}
${text}
}
`);
  const nginx = spawn(hasNginx, ['-p', folder, '-e', 'stderr', '-c', path.join(folder, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  nginx.stderr.on('data', (part) => { log = (log + part).slice(-5000); });
  const ended = once(nginx, 'exit');
  try {
    await until('nginx answers', async () => {
      assert.equal(nginx.exitCode, null, log);
      return (await ask(port, 'GET', '/health').catch(() => ({}))).status === 200;
    }, 20000);
    await pageStory(port, origin);
    await paperStory(port, hall);
    assert.equal((await ask(port, 'GET', '/metrics')).status, 404, 'for the collector on the machine only');
    assert.equal((await hall.call('GET', '/metrics')).status, 200);
    const moved = await fetch(`http://127.0.0.1:${plainPort}/fairs?x=1`, { redirect: 'manual' });
    assert.equal(moved.status, 308);
    assert.equal(moved.headers.get('location'), `https://127.0.0.1/fairs?x=1`);
    const clear = await hall.call('GET', '/api/v1/fairs?x=1', undefined, {}, { 'X-Forwarded-Proto': 'http' });
    assert.equal(clear.status, 308, clear.text);
    assert.equal(clear.headers.location, `${origin}/api/v1/fairs?x=1`);
    const agent = new https.Agent({ keepAlive: true, maxSockets: 8 });
    const made = await refusedOf((i) => ask(port, 'GET', '/api/v1/fairs', { agent, headers: { 'X-Forwarded-For': `203.0.${i >> 8}.${i & 255}`, Forwarded: `for=203.0.113.${i & 255}` } }), 400); // more than twenty a second for ten seconds would let through
    agent.destroy();
    assert.ok(made > 0, 'what a client says of its address ends at the front');
  } finally {
    nginx.kill('SIGQUIT');
    await ended;
    await hall.done();
  }
});
