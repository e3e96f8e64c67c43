// The place cannot be lost: kill -9 of the server and of Redis in the middle of a fair, and a restart with an emptied Redis.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { Hall, sleep, until } from './hall.mjs';

const PEOPLE = 24;
let hall, staff, at, people, lives;
before(async () => {
  hall = await new Hall().start();
  staff = await hall.staff();
  at = await hall.fair(staff);
  people = [];
  for (let i = 0; i < PEOPLE; i++) people.push(await hall.account(`person${i}`, 'candidate', `演示${i}`));
  for (const one of people) await hall.must(201, 'POST', `/booths/${at.booth.id}/tickets`, {}, one);
  lives = await Promise.all(people.map((one) => hall.live(one).open()));
});
after(() => hall?.done());

const order = async () => (await hall.must(200, 'GET', `/booths/${at.booth.id}/line`, undefined, at.recruiter)).items.map((p) => [p.number, p.state]);
const reopen = async () => { for (const live of lives) live.cut().catch(() => {}); lives = await Promise.all(people.map((one) => hall.live(one).open())); };
const whole = () => until('the line answers', async () => { const got = await hall.api('GET', `/booths/${at.booth.id}/line`, undefined, at.recruiter); return got.status === 200 && got.body; }, 15000, 100);

test('kill -9 of the server while one is rung and one talks', async () => {
  const first = await hall.must(201, 'POST', `/booths/${at.booth.id}/calls`, {}, at.recruiter);
  const caller = people.find((p, i) => i === first.ticket.number - 1);
  const { session_id } = await hall.must(201, 'POST', `/tickets/${first.ticket.ticket_id}/answer`, {}, caller);
  await hall.must(201, 'POST', `/sessions/${session_id}/messages`, { text: '还在吗' }, caller);
  const before_kill = await order();
  await hall.stop('SIGKILL');
  await hall.start();
  await whole();
  assert.deepEqual(await order(), before_kill);
  const session = await hall.must(200, 'GET', `/sessions/${session_id}`, undefined, caller);
  assert.equal(session.state, 'running');
  assert.equal((await hall.must(200, 'GET', `/sessions/${session_id}/messages`, undefined, caller)).items[0].text, '还在吗');
  await reopen();
  await hall.must(200, 'POST', `/sessions/${session_id}/finish`, { outcome: 'hold' }, at.recruiter);
});

test('kill -9 of Redis: the answers are 503 for a moment, then the line is as it was', async () => {
  const before_kill = await order();
  const pid = hall.redisPid();
  assert.ok(pid > 0, 'the embedded Redis is a child of the hall');
  process.kill(pid, 'SIGKILL');
  await until('a new Redis', async () => { const now = hall.redisPid(); return now && now !== pid; }, 10000);
  await whole();
  assert.deepEqual(await order(), before_kill);
  await reopen();
  const call = await until('somebody can be called', async () => { const got = await hall.api('POST', `/booths/${at.booth.id}/calls`, {}, at.recruiter); return got.status === 201 && got.body; }, 15000, 200);
  assert.equal(call.ticket.number, before_kill.find(([, state]) => state === 'waiting')[0]);
  await hall.must(200, 'DELETE', `/tickets/${call.ticket.ticket_id}/ring`, undefined, at.recruiter);
  assert.deepEqual(await order(), before_kill);
});

test('stopped, Redis emptied, started again: the line is as it was', async () => {
  const before_stop = await order();
  const { code } = await hall.stop('SIGTERM');
  assert.equal(code, 0);
  for (const name of fs.readdirSync(hall.data, { recursive: true })) if (/appendonly|\.aof|\.rdb/.test(String(name))) fs.rmSync(`${hall.data}/${name}`, { recursive: true, force: true });
  await hall.start();
  await whole();
  assert.deepEqual(await order(), before_stop);
});

test('a Redis that stopped answering: health names it, reads go on, nothing acknowledged is lost, it recovers', async () => {
  await reopen();
  const before_stop = await order();
  const pid = hall.redisPid();
  process.kill(pid, 'SIGSTOP');
  try {
    const refused = await until('503', async () => { const got = await hall.api('POST', `/booths/${at.booth.id}/calls`, {}, at.recruiter); return got.status === 503 && got; }, 15000, 100);
    assert.ok(Number(refused.headers['retry-after']) >= 1);
    const health = await until('health says so', async () => { const got = await hall.call('GET', '/health'); return got.status === 503 && got.body; }, 15000, 200);
    assert.equal(health.parts.find((p) => p.name === 'redis').state, 'down');
    assert.equal((await hall.api('GET', `/fairs/${at.fair.id}/booths`)).status, 200);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await until('healthy again', async () => (await hall.call('GET', '/health')).status === 200, 20000, 200);
  await whole();
  assert.deepEqual((await order()).map(([n]) => n).sort((a, b) => a - b), before_stop.map(([n]) => n).sort((a, b) => a - b));
});

test('the place is kept through kill after kill while people join', async () => {
  const second = await hall.fair(staff, { fair: at.fair, uscc: '91330399MADEM002X7' });
  const acknowledged = [];
  for (let round = 0; round < 3; round++) {
    let stopped = false;
    const joins = people.slice(round * 8, round * 8 + 8).map(async (one) => {
      for (let tries = 0; tries < 60; tries++) {
        try {
          const got = await hall.api('POST', `/booths/${second.booth.id}/tickets`, {}, one, { 'Idempotency-Key': `join-${one.login}` });
          if (got.status === 201 || got.status === 200) { acknowledged.push(got.body.id); return; }
        } catch { /* killed under us */ }
        await sleep(stopped ? 100 : 5);
      }
      throw new Error(`${one.login} could not join`);
    });
    await sleep(10 + 15 * round);
    stopped = true;
    await hall.stop('SIGKILL');
    await hall.start();
    await Promise.all(joins);
  }
  await whole();
  const line = await hall.must(200, 'GET', `/booths/${second.booth.id}/line`, undefined, second.recruiter);
  assert.deepEqual(line.items.map((p) => p.ticket_id).sort(), acknowledged.sort());
  assert.equal(new Set(line.items.map((p) => p.number)).size, 24);
});
