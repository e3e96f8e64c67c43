// Joining a line: server CPU for one, with 64 joins under way at once, Redis AOF on. Rows each join writes: ticket, ticket_step, outbox, idempotency
// (a key is sent) and the booth's counter. Redis' own CPU is reported beside it.
import fs from 'node:fs';
import http from 'node:http';
import { Hall } from '../e2e/hall.mjs';
import { cpuUs, median, range, round1, row } from './measure.mjs';

export async function join() {
  const people_count = 320;
  console.log(`join: 5 rounds of ${people_count} people joining one line each, 64 at once over keep-alive connections; the disk's fsync is the limit of the rate`);
  const hall = await new Hall({ args: ['--loops', '1'], env: { HIREHALL_PASSWORD_OPS: '1', HIREHALL_ACCOUNT_CALLS_PER_S: '0' } }).start();
  const staff = await hall.staff();
  const at = await hall.fair(staff);
  const people = [];
  for (let i = 0; i < people_count; i++) people.push(await hall.account(`join${i}`, 'candidate'));
  const agents = Array.from({ length: 64 }, () => new http.Agent({ keepAlive: true, maxSockets: 1 }));
  const each = async (fn) => { let next = 0; await Promise.all(agents.map(async (agent) => { while (next < people.length) { const i = next++; await fn({ ...people[i], agent }, i); } })); };
  const [cpu, redis] = [[], []];
  for (let round = 0; round < 6; round++) {
    const tickets = [];
    await each((one) => hall.must(200, 'GET', '/me', undefined, one));
    const from = [cpuUs(hall.child.pid), cpuUs(hall.redisPid())];
    await each(async (one, i) => { tickets[i] = (await hall.must(201, 'POST', `/booths/${at.booth.id}/tickets`, {}, one, { 'Idempotency-Key': `round-${round}-${i}` })).id; });
    if (round > 0) { cpu.push((cpuUs(hall.child.pid) - from[0]) / people_count); redis.push((cpuUs(hall.redisPid()) - from[1]) / people_count); }
    await each((one, i) => hall.must(200, 'DELETE', `/tickets/${tickets[i]}`, undefined, one));
  }
  const aof = fs.readdirSync(hall.data, { recursive: true }).some((name) => /appendonly/.test(String(name)));
  row('join: server CPU', round1(median(cpu)), 'µs CPU', 5, { reach: '≤ 60', range: range(cpu), redis_cpu_us: round1(median(redis)), aof, rows: 'ticket, ticket_step, outbox, idempotency, booth counter' });
  for (const agent of agents) agent.destroy();
  await hall.done();
}
