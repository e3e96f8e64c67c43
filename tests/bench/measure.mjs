// Shared by the figures: CPU of a process in ns, resident memory, medians, a calibration line, rows as the contract wants them.
import fs from 'node:fs';
import { performance } from 'node:perf_hooks';

/** CPU time of all threads of a process so far, in µs (user and system, from the scheduler's own count). */
export function cpuUs(pid) {
  let ns = 0;
  for (const task of fs.readdirSync(`/proc/${pid}/task`)) {
    try { ns += Number(fs.readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]); } catch { /* the thread ended */ }
  }
  return ns / 1000;
}

export function residentKb(pid) {
  return Number(fs.readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]);
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** µs for a fixed piece of arithmetic: the machine's speed now. Beside it figures of different days can be compared. */
export function calibrate() {
  const times = [];
  for (let round = 0; round < 5; round++) {
    const from = performance.now();
    let h = 2166136261;
    for (let i = 0; i < 20_000_000; i++) h = Math.imul(h ^ (i & 255), 16777619);
    times.push(performance.now() - from + (h === 1 ? 1 : 0));
  }
  return Math.round(median(times) * 1000);
}

const lines = [];
/** One row: {"bench","ours","peer","peer_name","unit","ratio","n"} and what else is worth keeping. */
export function row(bench, ours, unit, n, more = {}) {
  const ratio = more.peer ? Number((ours / more.peer).toFixed(3)) : null;
  const one = { bench, ours, peer: null, peer_name: null, unit, ratio, n, ...more };
  one.ratio = ratio;
  lines.push(one);
  fs.mkdirSync(new URL('../../build/', import.meta.url), { recursive: true });
  fs.appendFileSync(new URL('../../build/bench.jsonl', import.meta.url), `${JSON.stringify(one)}\n`);
}

export function table() {
  const cells = lines.map((l) => [l.bench, `${l.ours} ${l.unit}`, l.reach ?? '', l.peer ? `${l.peer} ${l.peer_name} (×${l.ratio})` : '', `n=${l.n}${l.range ? `, ${l.range}` : ''}`]);
  cells.unshift(['figure', 'ours', 'reach', 'peer', '']);
  const widths = cells[0].map((_, i) => Math.max(...cells.map((c) => [...String(c[i])].length)));
  for (const c of cells) console.log(c.map((v, i) => String(v).padEnd(widths[i])).join('  ').trimEnd());
}

export const round1 = (v) => Math.round(v * 10) / 10;
export const range = (values) => `${round1(Math.min(...values))}–${round1(Math.max(...values))}`;
