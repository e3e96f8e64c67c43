// A whole talk over the wire: join, see the place, be rung, answer, talk, finish, next; and every refusal on the way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Hall, sleep } from './hall.mjs';

let hall, staff, at;
before(async () => { hall = await new Hall().start(); staff = await hall.staff(); at = await hall.fair(staff); });
after(() => hall?.done());

test('a candidate joins, is rung, answers, talks, and the next one is called', async () => {
  const [ann, bob] = [await hall.account('ann', 'candidate', '安（演示）'), await hall.account('bob', 'candidate', '博（演示）')];
  const [annLive, bobLive] = [await hall.live(ann).open(['me', `booth:${at.booth.id}`]), await hall.live(bob).open(['me', `booth:${at.booth.id}`])];
  const desk = await hall.live(at.recruiter).open(['me', `booth:${at.booth.id}`]);

  const mine = await hall.must(201, 'POST', `/booths/${at.booth.id}/tickets`, {}, ann);
  assert.equal(mine.state, 'waiting');
  assert.equal(mine.ahead, 0);
  const again = await hall.must(200, 'POST', `/booths/${at.booth.id}/tickets`, {}, ann);
  assert.equal(again.id, mine.id);
  const his = await hall.must(201, 'POST', `/booths/${at.booth.id}/tickets`, {}, bob);
  assert.equal(his.ahead, 1);

  const line = await annLive.event('booth.line', 5000, (e) => e.data.waiting === 2);
  assert.deepEqual(line.data.order, [mine.number, his.number]);
  assert.equal(line.data.eta_basis, 'planned');
  assert.ok(line.version > 0 && line.seq === undefined);

  const call = await hall.must(201, 'POST', `/booths/${at.booth.id}/calls`, {}, at.recruiter);
  assert.equal(call.ticket.ticket_id, mine.id);
  const rung = await annLive.event('ticket.ringing');
  assert.equal(rung.data.id, mine.id);
  assert.ok(rung.seq >= 1 && rung.epoch);
  assert.ok(new Date(rung.data.ring_ends_at) > new Date(rung.at));
  assert.equal((await hall.api('POST', `/booths/${at.booth.id}/calls`, {}, at.recruiter)).body.code, 'recruiter_busy');

  const answered = await hall.must(201, 'POST', `/tickets/${mine.id}/answer`, {}, ann);
  await desk.event('session.started');
  await annLive.subscribe([`session:${answered.session_id}`]);
  await desk.subscribe([`session:${answered.session_id}`]);
  const said = await annLive.call(`POST /api/v1/sessions/${answered.session_id}/messages`, { text: '您好 <b>&</b> 😀' });
  assert.equal(said.status, 201);
  const heard = await desk.event('session.message');
  assert.equal(heard.data.text, '您好 <b>&</b> 😀');
  assert.equal(heard.data.side, 'candidate');

  assert.equal((await hall.api('POST', `/sessions/${answered.session_id}/finish`, { outcome: 'advance' }, ann)).status, 403);
  assert.equal((await hall.api('GET', `/sessions/${answered.session_id}`, undefined, bob)).status, 404);
  await hall.must(200, 'POST', `/sessions/${answered.session_id}/finish`, { outcome: 'advance', note: '手巧' }, at.recruiter);
  const over = await annLive.event('session.finished');
  assert.equal(over.data.note, null);
  assert.equal((await hall.must(200, 'GET', `/tickets/${mine.id}`, undefined, ann)).state, 'done');

  const next = await hall.must(201, 'POST', `/booths/${at.booth.id}/calls`, {}, at.recruiter);
  assert.equal(next.ticket.ticket_id, his.id);
  await bobLive.event('ticket.ringing');
  await hall.must(200, 'DELETE', `/tickets/${his.id}/ring`, undefined, at.recruiter);
  assert.equal((await hall.must(200, 'GET', `/tickets/${his.id}`, undefined, bob)).state, 'waiting');
  await Promise.all([annLive.close(), bobLive.close(), desk.close()]);
});

test('nobody callable is an answer with its reason', async () => {
  const carl = await hall.account('carl', 'candidate');
  await hall.api('DELETE', `/tickets/${(await hall.must(200, 'GET', '/me/tickets', undefined, await hall.signIn('bob', 'a long enough password'))).items[0].id}`, undefined, await hall.signIn('bob', 'a long enough password'));
  const live = await hall.live(carl).open();
  await hall.must(201, 'POST', `/booths/${at.booth.id}/tickets`, {}, carl);
  assert.equal((await hall.api('POST', `/tickets/${(await hall.must(200, 'GET', '/me/tickets', undefined, carl)).items[0].id}/snooze`, {}, carl)).status, 409);
  await live.cut();
  await sleep(33000); // the last signed-in request counts 30 s
  const got = await hall.must(200, 'POST', `/booths/${at.booth.id}/calls`, {}, at.recruiter);
  assert.equal(got.ticket, null);
  assert.deepEqual([got.waiting, got.why.offline], [1, 1]);
});

test('a key answers the same again and another body is refused', async () => {
  const dora = await hall.account('dora', 'candidate');
  const key = { 'Idempotency-Key': 'join-dora-1' };
  const one = await hall.api('POST', `/booths/${at.booth.id}/tickets`, {}, dora, key);
  const two = await hall.api('POST', `/booths/${at.booth.id}/tickets`, {}, dora, key);
  assert.deepEqual([one.status, two.status], [201, 201]);
  assert.equal(one.text, two.text);
  const three = await hall.api('POST', `/booths/${at.booth.id}/tickets`, { unused: true }, dora, key);
  assert.equal(three.status, 422);
});

test('refusals name field and reason in the language of the caller', async () => {
  const zh = await hall.api('POST', '/accounts', { login: 'x', password: 'short', name: '', role: 'wizard' });
  assert.equal(zh.status, 422);
  assert.equal(zh.headers['content-type'].split(';')[0], 'application/problem+json');
  assert.deepEqual(zh.body.errors.map((e) => e.pointer).sort(), ['/login', '/name', '/password', '/role']);
  assert.match(zh.body.errors[0].detail, /[一-龥]/);
  const en = await hall.api('POST', '/accounts', { login: 'x', password: 'short', name: '', role: 'wizard' }, { lang: 'en' });
  assert.match(en.body.errors[0].detail, /[a-z]/);
  assert.doesNotMatch(en.body.errors[0].detail, /[一-龥]/);
  assert.ok(en.body.request_id);
  for (const role of ['staff', 'admin', 'system', 'anyone'])
    assert.equal((await hall.api('POST', '/accounts', { login: `bad-${role}`, password: 'a long enough password', name: 'x', role })).status, 422, role);
});

test('jobs are not reachable from outside', async () => {
  for (const name of ['ring_timeout', 'live_rebuild', 'line_bell'])
    assert.ok([401, 403, 404].includes((await hall.call('POST', `/internal/jobs/${name}`, {}, staff)).status), name);
});
