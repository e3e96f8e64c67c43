// Script time of "call next" with 500 waiting of whom 400 are not callable: bench_pick asks Redis for it.
import { execFileSync } from 'node:child_process';
import { built, median, range, row } from './measure.mjs';

export async function pick() {
  console.log('pick: bench_pick, 5 runs; script time as Redis counts it (commandstats), so a lower bound of the round trip');
  const got = [];
  for (let i = 0; i < 5; i++) got.push(JSON.parse(execFileSync(built('bench_pick'), { encoding: 'utf8' }).trim().split('\n').at(-1)).ours);
  row('pick: script time, 500 waiting, 400 not callable', median(got), 'µs', 5, { reach: '≤ 100', range: range(got) });
}
