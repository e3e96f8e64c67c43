// The live protocol word by word: subscriptions and their refusals, resync, order of calls, tabs, the farewell.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Hall, sleep } from './hall.mjs';

let hall, staff, at;
before(async () => {
  hall = await new Hall().start();
  staff = await hall.staff();
  at = await hall.fair(staff);
});
after(async () => { const alive = hall.child.exitCode === null; await hall.done(); assert.ok(alive, 'the hall lived to the end'); });

test('a subscription names each channel, those refused too, and goes on', async () => {
  const one = await hall.account('sub', 'candidate');
  const live = await hall.live(one).open([]);
  const got = await live.subscribe(['me', `fair:${at.fair.id}`, 'session:sAAAAAAAAAAAAAAAAAAAAAA', 'king:x']);
  assert.notEqual(got.status, 200);
  assert.deepEqual(got.body.channels.map((c) => [c.channel.split(':')[0], c.status === 200]), [['me', true], ['fair', true], ['session', false], ['king', false]]);
  assert.match(got.body.channels[0].epoch, /./);
  assert.equal((await live.subscribe(['me'])).status, 200, 'twice is harmless');
  for (const wrong of [{ subscribe: 'me' }, { subscribe: [1] }, { subscribe: Array(17).fill('me') }, { unsubscribe: {} }])
    assert.equal((await new Promise((done) => { live.waiting.set(900, done); live.socket.send(JSON.stringify({ id: 900, ...wrong })); })).status, 400);
  assert.equal((await live.call('GET /api/v1/me')).status, 200);
  await live.close();
});

test('a foreign epoch, or a number never reached, means resync', async () => {
  const one = await hall.account('resync', 'candidate');
  const live = await hall.live(one).open([]);
  await live.subscribe(['me'], { me: ['another-epoch', 5] });
  await live.event('resync', 3000, (e) => e.channel === 'me');
  live.events.length = 0;
  const got = await live.subscribe(['me']);
  await live.subscribe(['me'], { me: [got.body.channels[0].epoch, got.body.channels[0].seq + 100] });
  await live.event('resync', 3000);
  await live.close();
});

test('calls of one connection are answered in the order they were sent', async () => {
  const one = await hall.account('order', 'candidate');
  const live = await hall.live(one).open([]);
  const order = [];
  const calls = Array.from({ length: 30 }, (_, i) => live.call(i % 3 ? 'GET /api/v1/me' : `GET /api/v1/fairs/${at.fair.id}`).then(() => order.push(i)));
  await Promise.all(calls);
  assert.deepEqual(order, [...order].sort((a, b) => a - b));
  await live.close();
});

test('keys, versions and languages work as over HTTP', async () => {
  const one = await hall.account('envelope', 'candidate');
  const live = await hall.live(one).open([]);
  const first = await live.call(`POST /api/v1/booths/${at.booth.id}/tickets`, {}, { key: 'k1' });
  assert.equal(first.status, 201);
  const again = await live.call(`POST /api/v1/booths/${at.booth.id}/tickets`, {}, { key: 'k1' });
  assert.deepEqual([again.status, again.body.id], [201, first.body.id]);
  assert.equal((await live.call(`POST /api/v1/booths/${at.booth.id}/tickets`, { }, { key: 'k'.repeat(65) })).status, 422);
  const put = await live.call('PUT /api/v1/candidates/me', { name: '甲' });
  assert.equal(put.status, 200);
  assert.match(put.etag, /^"1-zh-\d"$/);
  assert.equal((await live.call('PUT /api/v1/candidates/me', { name: '乙' })).status, 428);
  assert.equal((await live.call('PUT /api/v1/candidates/me', { name: '乙' }, { if_match: '"7-zh-1"' })).status, 412);
  assert.equal((await live.call('PUT /api/v1/candidates/me', { name: '乙' }, { if_match: put.etag })).status, 200);
  const english = await live.call('GET /api/v1/fairs/fAAAAAAAAAAAAAAAAAAAAAA', null, { lang: 'en' });
  assert.deepEqual([english.status, english.body.title], [404, 'Not found']);
  assert.equal((await live.call('GET /metrics')).status, 415);
  assert.equal((await live.call('POST /internal/jobs/line_tick')).status, 404);
  assert.equal((await live.call('GET  /api/v1/me')).status, 400, 'two blanks');
  await live.call(`DELETE /api/v1/tickets/${first.body.id}`);
  await live.close();
});

test('who is unsubscribed hears no more; binary frames end the conversation', async () => {
  const one = await hall.account('leave', 'candidate');
  const live = await hall.live(one).open([`booth:${at.booth.id}`]);
  const two = await hall.account('leave2', 'candidate');
  const ticket = await hall.must(201, 'POST', `/booths/${at.booth.id}/tickets`, {}, two);
  await live.event('booth.line');
  await live.socket.send(JSON.stringify({ id: 1, unsubscribe: [`booth:${at.booth.id}`] }));
  await sleep(300);
  live.events.length = 0;
  await hall.must(200, 'DELETE', `/tickets/${ticket.id}`, undefined, two);
  await sleep(700);
  assert.deepEqual(live.events.filter((e) => e.event === 'booth.line'), []);
  live.socket.send(Buffer.from([1, 2, 3]));
  assert.equal(await live.closed, 1003);
});

test('closing one tab of two leaves its owner online; closing the last does not', { timeout: 90000 }, async () => {
  const one = await hall.account('tabs', 'candidate');
  const first = await hall.live(one).open(['me', `fair:${at.fair.id}`]);
  const second = await hall.live(one).open(['me', `fair:${at.fair.id}`]);
  const ticket = await second.call(`POST /api/v1/booths/${at.booth.id}/tickets`);
  assert.equal(ticket.status, 201);
  await first.close();
  await sleep(32000); /* what HTTP requests said about presence has run out */
  const rung = await hall.api('POST', `/booths/${at.booth.id}/calls`, {}, at.recruiter);
  assert.equal(rung.status, 201, JSON.stringify(rung.body));
  await second.event('ticket.ringing');
  assert.equal((await hall.api('DELETE', `/tickets/${ticket.body.id}/ring`, undefined, at.recruiter)).status < 300, true);
  await second.close();
  await sleep(3500); /* two seconds of grace, then the sweep */
  const nobody = await hall.must(200, 'POST', `/booths/${at.booth.id}/calls`, {}, at.recruiter);
  assert.equal(nobody.ticket, null);
  assert.equal(nobody.why.offline, 1);
});

test('at the end pages are told to come back, and the hall ends with 0', async () => {
  const other = await new Hall().start();
  const one = await other.account('farewell', 'candidate');
  const live = await other.live(one).open(['me']);
  const stopped = other.stop();
  await live.event('reconnect', 5000);
  assert.equal(await live.closed, 1012);
  assert.deepEqual(await stopped, { code: 0, signal: null });
  await other.done();
});
