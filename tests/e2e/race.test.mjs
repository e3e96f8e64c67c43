// Many at once: one candidate is called by one recruiter, a ticket exists once, limits hold.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Hall } from './hall.mjs';

const codes = ['91330399MADEM0011F', '91330399MADEM002X7', '91330399MADEM00387', '91330399MADEM00462'];
let hall, staff, booths;
before(async () => {
  hall = await new Hall({ args: ['--loops', '2'] }).start();
  staff = await hall.staff();
  booths = [await hall.fair(staff, { uscc: codes[0] })];
  for (const uscc of codes.slice(1)) booths.push(await hall.fair(staff, { uscc, fair: booths[0].fair }));
});
after(() => hall?.done());

test('a hundred times the same join at once make one ticket', async () => {
  const one = await hall.account('eager', 'candidate');
  const got = await Promise.all(Array.from({ length: 100 }, () => hall.api('POST', `/booths/${booths[0].booth.id}/tickets`, {}, one)));
  assert.equal(new Set(got.map((g) => g.body.id)).size, 1);
  assert.equal(got.filter((g) => g.status === 201).length, 1);
  assert.equal(got.filter((g) => g.status === 200).length, 99);
  await hall.must(200, 'DELETE', `/tickets/${got[0].body.id}`, undefined, one);
});

test('of four lines at once a person gets three', async () => {
  const one = await hall.account('wide', 'candidate');
  const got = await Promise.all(booths.map((b) => hall.api('POST', `/booths/${b.booth.id}/tickets`, {}, one)));
  assert.deepEqual(got.map((g) => g.status).sort(), [201, 201, 201, 409]);
  assert.equal(got.find((g) => g.status === 409).body.code, 'lines_full');
  for (const g of got.filter((x) => x.status === 201)) await hall.must(200, 'DELETE', `/tickets/${g.body.id}`, undefined, one);
});

test('three recruiters press next together for one candidate in three lines: one ring', async () => {
  const one = await hall.account('wanted', 'candidate');
  const live = await hall.live(one).open();
  for (const b of booths.slice(0, 3)) await hall.must(201, 'POST', `/booths/${b.booth.id}/tickets`, {}, one);
  for (let round = 0; round < 10; round++) {
    const got = await Promise.all(booths.slice(0, 3).map((b) => hall.api('POST', `/booths/${b.booth.id}/calls`, {}, b.recruiter)));
    assert.deepEqual(got.map((g) => g.status).sort(), [200, 200, 201], JSON.stringify(got.map((g) => g.body)));
    const nobody = got.filter((g) => g.status === 200);
    for (const g of nobody) assert.equal(g.body.why.engaged, 1);
    const ring = got.findIndex((g) => g.status === 201);
    await hall.must(200, 'DELETE', `/tickets/${got[ring].body.ticket.ticket_id}/ring`, undefined, booths[ring].recruiter);
  }
  for (const ticket of (await hall.must(200, 'GET', '/me/tickets', undefined, one)).items) if (ticket.state === 'waiting') await hall.must(200, 'DELETE', `/tickets/${ticket.id}`, undefined, one);
  await live.close();
});

test('two colleagues press next together: two different candidates', async () => {
  const [boss, ...rest] = [booths[3].recruiter];
  assert.equal(rest.length, 0);
  const colleague = await hall.account('colleague', 'recruiter');
  await hall.must(201, 'POST', `/organizations/${booths[3].organization.id}/members`, { login: 'colleague' }, boss);
  const people = [];
  for (let i = 0; i < 2; i++) { const p = await hall.account(`pair${i}`, 'candidate'); people.push(await hall.live(p).open()); await hall.must(201, 'POST', `/booths/${booths[3].booth.id}/tickets`, {}, p); }
  const [a, b] = await Promise.all([boss, colleague].map((who) => hall.must(201, 'POST', `/booths/${booths[3].booth.id}/calls`, {}, who)));
  assert.notEqual(a.ticket.ticket_id, b.ticket.ticket_id);
  for (const live of people) await live.close();
});

test('a signed-out login is refused at once and its socket closes', async () => {
  const one = await hall.account('leaver', 'candidate');
  const live = await hall.live(one).open();
  await hall.must(200, 'GET', '/me', undefined, one);
  await hall.must(204, 'DELETE', '/logins/current', undefined, one);
  assert.equal((await hall.api('GET', '/me', undefined, one)).status, 401);
  assert.equal(await live.closed, 4001);
});

test('events missed during a cut come again, once, in order', async () => {
  const one = await hall.account('cut', 'candidate');
  const live = await hall.live(one).open();
  const ticket = await hall.must(201, 'POST', `/booths/${booths[0].booth.id}/tickets`, {}, one);
  await hall.must(201, 'POST', `/booths/${booths[0].booth.id}/calls`, {}, booths[0].recruiter);
  await live.event('ticket.ringing');
  const seen = live.seen;
  await live.cut();
  await hall.must(200, 'DELETE', `/tickets/${ticket.id}/ring`, undefined, booths[0].recruiter);
  await hall.must(200, 'DELETE', `/tickets/${ticket.id}`, undefined, one);
  const back = await hall.live(one).open([]);
  await back.subscribe(['me'], { me: Object.values(seen)[0] });
  const moved = await back.event('ticket.moved');
  assert.equal(moved.seq, Object.values(seen)[0][1] + 1);
  const foreign = await hall.live(one).open([]);
  await foreign.subscribe(['me'], { me: ['another-epoch', 3] });
  await foreign.event('resync');
  await Promise.all([back.close(), foreign.close()]);
});
