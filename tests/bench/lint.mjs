// The rules of what may be offered, on one vacancy: bench_lint says what a thread's CPU spends.
import { execFileSync } from 'node:child_process';
import { built, row } from './measure.mjs';

export async function lint() {
  console.log('lint: bench_lint, 5 rounds each; CPU of the thread for one vacancy: a usual one, and with every text as long as it may be');
  const lines = execFileSync(built('bench_lint'), { encoding: 'utf8' }).trim().split('\n').map((l) => JSON.parse(l));
  for (const l of lines) row(l.bench, l.ours, 'µs', l.n, { reach: '≤ 1000', range: `${l.best}–${l.worst}` });
}
