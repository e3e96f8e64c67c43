// Bad bytes and bad manners over real sockets: answered once, closed; other connections unharmed.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { Hall, raw, sleep } from './hall.mjs';

let hall;
before(async () => { hall = await new Hall().start(); });
after(async () => { const alive = hall.child.exitCode === null; await hall.done(); assert.ok(alive, 'the hall lived to the end'); });

const answers = (text) => (text.match(/HTTP\/1\.1 \d{3} /g) ?? []).map((line) => Number(line.slice(9)));
const refused = [
  ['both lengths', 'POST /api/v1/logins HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 35\r\n\r\nGET /health HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['blank before the colon', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 35\r\n\r\nGET /health HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['signed length', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc'],
  ['gzip, chunked', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
  ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
  ['no host', 'GET / HTTP/1.1\r\n\r\n'],
  ['bare LF', 'GET / HTTP/1.1\nHost: a\n\n'],
  ['folded header', 'GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n'],
  ['NUL in a value', 'GET / HTTP/1.1\r\nHost: a\r\nX: 1\u00002\r\n\r\n'],
  ['HTTP/2.0', 'GET / HTTP/2.0\r\nHost: a\r\n\r\n'],
  ['HTTP/0.9', 'GET /\r\n'],
  ['TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03garbage\r\n\r\n'],
  ['huge line', `GET /${'a'.repeat(70000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['many headers', `GET / HTTP/1.1\r\nHost: a\r\n${'X: 1\r\n'.repeat(500)}\r\n`],
  ['huge body said', 'POST /api/v1/logins HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n'],
  ['bad chunk size', 'POST /api/v1/logins HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n'],
];

for (const [name, bytes] of refused)
  test(`refused once and closed: ${name}`, async () => {
    const got = await raw(hall.port, Buffer.from(bytes, 'latin1'));
    const statuses = answers(got.text);
    assert.equal(statuses.length, 1, got.text.slice(0, 300));
    assert.ok(statuses[0] >= 400 && statuses[0] < 600, got.text.slice(0, 100));
    assert.ok(got.closed);
  });

test('pipelined requests are answered in order', async () => {
  const got = await raw(hall.port, 'GET /health HTTP/1.1\r\nHost: a\r\n\r\nGET /nothing.js HTTP/1.1\r\nHost: a\r\n\r\nGET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 4000);
  assert.deepEqual(answers(got.text), [200, 404, 200]);
});

test('never a file from outside', async () => {
  for (const path of ['/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/assets/../../etc/passwd', '//etc/passwd'])
    assert.doesNotMatch((await raw(hall.port, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)).text, /root:/);
});

test('bodies that are no JSON, too deep, doubled or lying are named and change nothing', async () => {
  const bodies = ['', '{', '[]', 'null', '{"login":"a","login":"b"}', '{"login":NaN}', `${'['.repeat(10000)}`, '{"login":"\\ud800"}', '{"login":"a\\u0000b","password":"12345678"}', '\ufeff{}', '{} {}', "{'a':1}", '{"a":1e999}', '{"unknown":1}'];
  for (const body of bodies) {
    const got = await hall.call('POST', '/api/v1/logins', body);
    assert.ok([400, 415, 422].includes(got.status), `${JSON.stringify(body.slice(0, 40))}: ${got.status}`);
    assert.ok(got.body.code, body.slice(0, 40));
  }
  assert.equal((await hall.call('POST', '/api/v1/logins', 'login=a', {}, { 'Content-Type': 'application/x-www-form-urlencoded' })).status, 415);
  const bytes = Buffer.from('POST /api/v1/logins HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 14\r\n\r\n{"login":"\xff\xfe"}', 'latin1');
  assert.deepEqual(answers((await raw(hall.port, bytes)).text), [400]);
});

test('paths with tricks are refused, not misread', async () => {
  for (const path of ['/api/v1/fairs/%00', '/api/v1/fairs/%zz', '/api/v1/fairs/%ff', '/api/v1/fairs/a%2Fb', `/api/v1/fairs/${'x'.repeat(300)}`, "/api/v1/fairs/' OR 1=1 --".replace(/ /g, '%20')]) {
    const got = await hall.call('GET', path);
    assert.ok([400, 404, 422].includes(got.status), `${path}: ${got.status}`);
  }
  for (const query of ['limit=0', 'limit=101', 'limit=x', 'after=%25%25', 'after=AAAA', 'limit=1&limit=2']) {
    const got = await hall.call('GET', `/api/v1/fairs?${query}`);
    assert.ok([400, 422].includes(got.status), `${query}: ${got.status}`);
  }
});

test('slow and silent clients do not stop others', async () => {
  const slow = Array.from({ length: 200 }, () => { const s = net.connect(hall.port, '127.0.0.1'); s.resume(); s.on('error', () => {}); s.on('connect', () => s.write('GET /health HT')); return s; });
  await sleep(300);
  const from = Date.now();
  assert.equal((await hall.call('GET', '/health')).status, 200);
  assert.ok(Date.now() - from < 2000);
  const closed = Promise.all(slow.map((s) => new Promise((done) => s.once('close', done))));
  await Promise.race([closed, sleep(16000).then(() => { throw new Error('slow headers were not closed'); })]);
});

test('WebSocket: wrong origin, no rights, bad frames', async () => {
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n';
  const get = (more) => raw(hall.port, `GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1\r\n${key}${more}\r\n`, 1000);
  assert.deepEqual(answers((await get('')).text), [401]);
  const one = await hall.account('socket', 'candidate');
  const login = await hall.call('POST', '/api/v1/logins', { login: 'socket', password: 'a long enough password' });
  const cookie = `Cookie: ${login.headers['set-cookie'][0].split(';')[0]}\r\n`;
  assert.deepEqual(answers((await get(`${cookie}Origin: http://evil.example\r\n`)).text), [403]);
  assert.deepEqual(answers((await get(`${cookie}Origin: null\r\n`)).text), [403]);
  assert.deepEqual(answers((await get(`${cookie}Origin: ${hall.origin}\r\nSec-WebSocket-Protocol: hirehall.v1\r\n`)).text), [101]);
  const pass = await hall.must(201, 'POST', '/live-passes', undefined, one);
  const use = () => raw(hall.port, `GET /api/v1/live?pass=${pass.pass} HTTP/1.1\r\nHost: 127.0.0.1\r\n${key}\r\n`, 700);
  assert.deepEqual(answers((await use()).text), [101]);
  assert.deepEqual(answers((await use()).text), [401], 'a pass opens once');
  const live = await hall.live(one).open();
  assert.notEqual((await live.subscribe(['session:sAAAAAAAAAAAAAAAAAAAAAA'])).status, 200);
  for (const text of ['', '{', '[]', '{"id":1}', '{"id":1,"call":"NOPE"}', '{"id":1,"call":"POST /api/v1/logins","body":[]}', '{"id":1,"call":"GET /metrics"}', '{"id":1,"call":"POST /internal/jobs/line_tick","body":{}}'])
    live.socket.send(text);
  assert.equal((await live.call('GET /api/v1/me')).status, 200, 'bad messages do not end the conversation');
  await live.close();
});

test('cookie requests that change anything need the token', async () => {
  await hall.account('cookie', 'candidate');
  const login = await hall.call('POST', '/api/v1/logins', { login: 'cookie', password: 'a long enough password' });
  const cookie = { Cookie: login.headers['set-cookie'][0].split(';')[0] };
  assert.match(login.headers['set-cookie'][0], /HttpOnly/);
  assert.match(login.headers['set-cookie'][0], /SameSite=Lax/);
  const me = await hall.api('GET', '/me', undefined, {}, cookie);
  assert.equal(me.status, 200);
  assert.equal((await hall.api('PUT', '/candidates/me', { name: '甲' }, {}, cookie)).status, 403);
  assert.equal((await hall.api('PUT', '/candidates/me', { name: '甲' }, {}, { ...cookie, 'X-CSRF-Token': 'wrong' })).status, 403);
  assert.equal((await hall.api('PUT', '/candidates/me', { name: '甲' }, {}, { ...cookie, 'X-CSRF-Token': me.body.csrf_token, Origin: 'http://evil.example' })).status, 403);
  assert.equal((await hall.api('PUT', '/candidates/me', { name: '甲' }, {}, { ...cookie, 'X-CSRF-Token': me.body.csrf_token })).status, 200);
});
