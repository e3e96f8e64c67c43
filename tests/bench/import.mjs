// Vacancies into an empty hall from a file: rows a second by the clock, and CPU a row of the whole process.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { binary } from '../e2e/hall.mjs';
import { median, range, round1, row } from './measure.mjs';

const ROWS = 100_000;
const ROUNDS = 5;

function offers(state) {
  const trades = ['装配工', '焊工', '缝纫工', '质检员', '仓库管理员', '数控车工'];
  const lines = ['title,organization_uscc,region,address,headcount,employment_type,education,wage_min_fen,wage_max_fen,wage_period,benefits,skills,duties,work_hours,state,external_id'];
  for (let i = 0; i < ROWS; i++)
    lines.push(`${trades[i % 6]}${i}（演示）,91330399MADEM0011F,${['330302', '330303', '330382', '330324'][i % 4]},瓯北街道演示路${i % 900}号,${1 + (i % 30)},full_time,${['none', 'senior_high', 'college'][i % 3]},${450000 + (i % 50) * 1000},${700000 + (i % 50) * 1000},month,包住;五险一金,识图;装配;${i % 97},"按图装配并试压，每日 8 小时，批号 ${i}",早八点到晚五点,${state},${i}`);
  return `${lines.join('\n')}\n`;
}

function one(folder, file) {
  fs.rmSync(path.join(folder, 'data'), { recursive: true, force: true });
  const data = ['--data', path.join(folder, 'data'), '--source', 'bench'];
  const made = spawnSync(binary, ['import', 'organizations', path.join(folder, 'o.csv'), ...data]);
  if (made.status !== 0) throw new Error(made.stderr.toString());
  const got = spawnSync('bash', ['-c', 'TIMEFORMAT="%U %S %R"; time "$0" import vacancies "$@" >/dev/null', binary, file, ...data]);
  if (got.status !== 0) throw new Error(got.stderr.toString());
  const [user, system, wall] = got.stderr.toString().trim().split(/\s+/).slice(-3).map(Number);
  return { cpu: ((user + system) * 1e6) / ROWS, rate: ROWS / wall };
}

export async function importing() {
  console.log(`import: ${ROWS} invented vacancies of 16 columns from CSV into an empty hall, ${ROUNDS} times; limited by one core (every row is judged, written and read once more)`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hall-bench-'));
  try {
    fs.writeFileSync(path.join(folder, 'o.csv'), 'kind,name,uscc,region,state\nenterprise,永嘉瓯闩泵业有限公司（演示）,91330399MADEM0011F,330324,verified\n');
    for (const [state, reach] of [['draft', '≥ 20000'], ['published', '']]) {
      const file = path.join(folder, `${state}.csv`);
      fs.writeFileSync(file, offers(state));
      const seen = Array.from({ length: ROUNDS }, () => one(folder, file));
      row(`import: rows a second, ${state}`, Math.round(median(seen.map((s) => s.rate))), 'rows/s', ROUNDS, { reach, range: range(seen.map((s) => s.rate)) });
      row(`import: CPU a row, ${state}`, round1(median(seen.map((s) => s.cpu))), 'µs', ROUNDS, { reach: '', range: range(seen.map((s) => s.cpu)) });
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
