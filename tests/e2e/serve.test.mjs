// The command line: what serve refuses, several processes on one folder, headers on every kind of answer.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { binary, freePort, Hall } from './hall.mjs';

let hall;
before(async () => { hall = await new Hall().start(); });
after(() => hall.done());

async function run(args, input = '') {
  const child = spawn(binary, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const text = { out: '', err: '' };
  child.stdout.on('data', (d) => { text.out += d; });
  child.stderr.on('data', (d) => { text.err += d; });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const timer = setTimeout(() => child.kill('SIGKILL'), 15000);
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  return { code, ...text };
}

test('wrong use is 2, a refusal is 1, and both say why', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hall-'));
  for (const [code, args, why] of [
    [2, [], /serve/],
    [2, ['sing'], /serve/],
    [2, ['serve', '--sing'], /--sing/],
    [2, ['serve', '--loops', 'many'], /loops/],
    [2, ['serve', '--store', 'postgres://x'], /sqlite/],
    [1, ['serve', '--data', folder, '--listen', `127.0.0.1:${hall.port}`], /another server/],
    [1, ['serve', '--data', hall.data, '--listen', '127.0.0.1:0'], /--join/],
    [1, ['serve', '--data', folder, '--listen', 'nonsense'], /ADDR:PORT/],
    [1, ['serve', '--data', folder, '--listen', '127.0.0.1:0', '--tls-cert', 'x'], /tls_key: is missing/],
    [1, ['serve', '--data', '/proc/nowhere', '--listen', '127.0.0.1:0'], /data/],
    [1, ['serve', '--data', folder, '--listen', '127.0.0.1:0', '--trusted-proxy', 'x'], /trusted_proxy/],
    [2, ['staff', 'add', '--login', 'x', '--data', folder], /login/],
    [2, ['staff', 'add', '--login', 'boss', '--role', 'king', '--data', folder], /role/],
    [2, ['staff', 'add', '--login', 'boss', '--role', 'staff', '--region', 'x', '--data', folder], /region/],
  ]) {
    const got = await run(args);
    assert.equal(got.code, code, `${args}: ${got.code} ${got.err}`);
    assert.match(got.err, why);
  }
  assert.equal((await run(['staff', 'add', '--login', 'boss', '--role', 'staff', '--region', '330300', '--data', folder], 'short\n')).code, 1);
  assert.equal((await run(['staff', 'add', '--login', 'boss', '--role', 'admin', '--region', '330300', '--data', folder], 'a long enough password\n')).code, 0);
  const twice = await run(['staff', 'add', '--login', 'BOSS', '--role', 'admin', '--region', '330300', '--data', folder], 'a long enough password\n');
  assert.equal(twice.code, 1);
  assert.match(twice.err, /exists/);
  const contract = await run(['openapi']);
  assert.equal(contract.code, 0);
  assert.ok(JSON.parse(contract.out).paths['/api/v1/me']);
  const checked = await run(['check', '--data', folder, '--listen', '127.0.0.1:1']);
  assert.match(checked.out, /^ok +store/m);
  const dead = await run(['check', '--data', folder, '--redis', `unix:${folder}/nothing.sock`]);
  assert.equal(dead.code, 1);
  assert.match(dead.out, /^WRONG redis/m);
  fs.rmSync(folder, { recursive: true, force: true });
});

test('two processes on one folder are one hall', async () => {
  const second = await new Hall({ data: hall.data, args: ['--join'] }).start();
  const one = await hall.account('both', 'candidate');
  assert.equal((await second.api('GET', '/me', undefined, one)).status, 200);
  const live = await second.live(one).open(['me']);
  const staff = await hall.staff('boss');
  const at = await hall.fair(staff);
  await hall.must(201, 'POST', `/booths/${at.booth.id}/tickets`, {}, one);
  await hall.must(201, 'POST', `/booths/${at.booth.id}/calls`, {}, at.recruiter);
  await live.event('ticket.ringing');
  await hall.api('DELETE', '/logins/current', undefined, one);
  assert.equal(await live.closed, 4001, 'a login revoked in one process ends its sockets in the other');
  assert.equal((await second.api('GET', '/me', undefined, one)).status, 401, 'nor does its token open anything there');
  assert.equal((await second.stop()).code, 0);
  assert.equal((await hall.call('GET', '/health')).status, 200, 'the folder and its Redis stay with their owner');
});

test('a login made and ended by hand holds in both directions within a second', async () => {
  const one = await hall.account('ended', 'candidate');
  assert.equal((await hall.api('GET', '/me', undefined, one)).status, 200);
  assert.equal((await hall.api('DELETE', '/logins/current', undefined, one)).status, 204);
  assert.equal((await hall.api('GET', '/me', undefined, one)).status, 401);
});

test('every kind of answer carries its security headers', async () => {
  for (const [method, target] of [['GET', '/health'], ['GET', '/api/v1/nothing'], ['GET', '/api/v1/me'], ['DELETE', '/api/v1/fairs'], ['POST', '/api/v1/logins'], ['GET', '/api/v1/openapi.json']]) {
    const got = await hall.call(method, target, method === 'POST' ? {} : undefined);
    assert.equal(got.headers['x-content-type-options'], 'nosniff', target);
    assert.equal(got.headers['cache-control'], 'no-store', target);
    assert.match(got.headers['content-security-policy'], /default-src 'none'/, target);
    assert.match(got.headers['x-request-id'], /./, target);
  }
  const page = await hall.call('GET', '/');
  if (page.status === 200) {
    const csp = page.headers['content-security-policy'];
    for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'", `ws://127.0.0.1:${hall.port}`])
      assert.ok(csp.includes(rule), rule);
    assert.equal(page.headers['referrer-policy'], 'no-referrer');
  }
  assert.equal((await hall.call('GET', '/api/v1/me')).headers['www-authenticate'], 'Bearer');
  assert.equal((await hall.call('DELETE', '/api/v1/fairs')).headers.allow, 'GET, HEAD, POST');
  const head = await hall.call('HEAD', '/health');
  assert.equal(head.status, 200);
  assert.equal(head.text, '');
  assert.ok(Number(head.headers['content-length']) > 50);
});

test('behind a trusted proxy the failures are counted by the address it names', async () => {
  const port = await freePort();
  const proxied = await new Hall({ port, args: ['--trusted-proxy', '127.0.0.0/8'] }).start();
  await proxied.account('victim', 'candidate');
  const attempt = (from, password) => proxied.call('POST', '/api/v1/logins', { login: 'victim', password }, {}, { 'X-Forwarded-For': `1.1.1.1, ${from}` });
  for (let i = 0; i < 10; i++) assert.equal((await attempt('10.0.0.1', 'wrong password')).status, 401);
  assert.equal((await attempt('10.0.0.1', 'a long enough password')).status, 429);
  assert.ok(Number((await attempt('10.0.0.1', 'x')).headers['retry-after']) > 0);
  assert.equal((await attempt('10.0.0.2', 'a long enough password')).status, 201);
  await proxied.done();
});
