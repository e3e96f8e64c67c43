// Shared by the figures: CPU of a process, resident memory, medians, a calibration line, rows as the contract wants them.
import fs from 'node:fs';
import path from 'node:path';
import { binary } from '../e2e/hall.mjs';

/** A file of the build folder that the measured program lies in. */
export const built = (name) => path.join(path.dirname(binary), name);

/** For halls with many invented people: their passwords cost next to nothing, no account and no address is held back. */
export const crowd = { HIREHALL_PASSWORD_OPS: '1', HIREHALL_PASSWORD_MEMORY_KIB: '8', HIREHALL_ACCOUNT_CALLS_PER_S: '0', HIREHALL_ADDRESS_CALLS_PER_S: '0', HIREHALL_CONNECTIONS_PER_ADDRESS: '20000' };

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

/** CPU µs for a fixed piece of arithmetic: the machine's speed now. Beside it figures of different days can be compared. */
export function calibrate() {
  const times = [];
  for (let round = 0; round < 5; round++) {
    const from = process.cpuUsage();
    let h = 2166136261;
    for (let i = 0; i < 20_000_000; i++) h = Math.imul(h ^ (i & 255), 16777619);
    const used = process.cpuUsage(from);
    times.push(used.user + used.system + (h === 1 ? 1 : 0));
  }
  return median(times);
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
