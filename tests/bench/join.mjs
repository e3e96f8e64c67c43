// Joining a line: server CPU for one, with 64 joins under way at once, Redis AOF on. Rows each join writes: ticket, ticket_step, outbox, idempotency
// (a key is sent) and the booth's counter. All of the process counts, its jobs too; what those cost while nobody joins, and Redis' own CPU, stand beside it.
import fs from 'node:fs';
import { Hall } from '../e2e/hall.mjs';
import { Connection, each } from './load.mjs';
import { cpuUs, crowd, median, range, round1, row } from './measure.mjs';

const FAIRS = 5;
const PEOPLE = 200;
const AT_ONCE = 64;

/** As many fairs, each with an open booth of the same organization. */
async function booths(hall) {
  const staff = await hall.staff();
  const first = await hall.fair(staff);
  const all = [first.booth.id];
  while (all.length < FAIRS) {
    const fair = await hall.openFair(staff);
    const booth = await hall.must(201, 'POST', `/fairs/${fair.id}/booths`, { organization_id: first.organization.id, vacancy_ids: [first.vacancy.id] }, first.recruiter);
    await hall.must(200, 'POST', `/booths/${booth.id}/approval`, { decision: 'approved' }, staff);
    await hall.must(200, 'POST', `/booths/${booth.id}/state`, { to: 'open' }, first.recruiter);
    all.push(booth.id);
  }
  return all;
}

async function idle(hall) {
  const from = cpuUs(hall.child.pid);
  await new Promise((done) => setTimeout(done, 3000));
  return Math.round((cpuUs(hall.child.pid) - from) / 3);
}

export async function join() {
  console.log(`join: 5 rounds of ${PEOPLE} people joining ${FAIRS} lines each, ${AT_ONCE} at once over keep-alive connections; the disk's fsync is the limit of the rate`);
  const hall = await new Hall({ args: ['--loops', '1'], env: crowd }).start();
  const at = await booths(hall);
  const people = [];
  for (let i = 0; i < PEOPLE; i++) people.push(await hall.account(`join${i}`, 'candidate'));
  const idle_us_per_s = await idle(hall);
  const connections = Array.from({ length: AT_ONCE }, () => new Connection(hall.port));
  const places = at.flatMap((booth) => people.map((who) => ({ who, booth, ticket: '' })));
  const [cpu, redis] = [[], []];
  for (let round = 0; round < 6; round++) {
    await each(connections, people, (who, c) => c.must(200, 'GET', '/me', who));
    const from = [cpuUs(hall.child.pid), cpuUs(hall.redisPid())];
    await each(connections, places, async (place, c) => {
      const more = `Content-Type: application/json\r\nContent-Length: 2\r\nIdempotency-Key: round-${round}-${place.booth}\r\n\r\n{}`;
      place.ticket = JSON.parse(await c.must(201, 'POST', `/booths/${place.booth}/tickets`, place.who, more)).id;
    });
    const used = [cpuUs(hall.child.pid) - from[0], cpuUs(hall.redisPid()) - from[1]];
    if (round > 0) cpu.push(used[0] / places.length); // the first round only fills the caches
    if (round > 0) redis.push(used[1] / places.length);
    await each(connections, places, (place, c) => c.must(200, 'DELETE', `/tickets/${place.ticket}`, place.who));
  }
  const aof = fs.readdirSync(hall.data, { recursive: true }).some((name) => /appendonly/.test(String(name)));
  row('join: server CPU', round1(median(cpu)), 'µs CPU', 5, { reach: '≤ 60', range: range(cpu), redis_cpu_us: round1(median(redis)), idle_us_per_s, aof, rows: 'ticket, ticket_step, outbox, idempotency, booth counter' });
  for (const c of connections) c.close();
  await hall.done();
}
