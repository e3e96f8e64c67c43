// From exec to a healthy answer with the demonstration's data, and what the process then holds (without Redis).
import { performance } from 'node:perf_hooks';
import { Hall, until } from '../e2e/hall.mjs';
import { median, range, residentKb, round1, row } from './measure.mjs';

export async function start() {
  console.log('start: 5 fresh data folders; until GET /fairs shows the open demonstration; resident memory 3 s later');
  const [seconds, resident] = [[], []];
  for (let i = 0; i < 5; i++) {
    const hall = new Hall({ demo: true });
    const from = performance.now();
    await hall.start();
    await until('the demonstration', async () => (await hall.api('GET', '/fairs')).body.items?.some((f) => f.state === 'open'), 10000, 20);
    seconds.push((performance.now() - from) / 1000);
    await new Promise((done) => setTimeout(done, 3000));
    resident.push(residentKb(hall.child.pid) / 1024);
    await hall.done();
  }
  row('start: to healthy with demo data', Math.round(median(seconds) * 100) / 100, 's', 5, { reach: '≤ 2', range: range(seconds) });
  row('start: resident without Redis', round1(median(resident)), 'MiB', 5, { reach: '≤ 40', range: range(resident) });
}
