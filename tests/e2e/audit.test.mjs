// The chain of deeds on disk: what is done to the database file behind the hall's back is found, and heads are kept apart.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { binary, Hall } from './hall.mjs';

let hall, clean;
const heads = () => path.join(hall.data, 'audit.heads');
const verify = (folder = hall.data) => spawnSync(binary, ['audit', 'verify', '--data', folder], { encoding: 'utf8' });

/** The whole database as one file, changed by fn's bytes in place. */
function database() {
  const file = path.join(hall.data, 'hall.db');
  return { file, bytes: fs.readFileSync(file) };
}

before(async () => {
  hall = await new Hall().start();
  const staff = await hall.staff('boss');
  await hall.fair(staff);
});
after(() => hall.done());

test('a hall that ran leaves a chain that fits and heads that are kept, logged and shown', async () => {
  const running = verify();
  assert.equal(running.status, 0, running.stdout + running.stderr);
  const metrics = (await hall.call('GET', '/metrics')).text;
  assert.equal((await hall.stop()).code, 0);
  const lines = fs.readFileSync(heads(), 'utf8').trim().split('\n');
  const [sequence, hash] = lines.at(-1).split(' ');
  assert.ok(Number(sequence) >= 3, 'the account of staff, the verification, the fair, the booth');
  assert.match(hash, /^[0-9a-f]{64}$/);
  assert.ok(hall.log.includes(`"sequence":${sequence}`) && hall.log.includes(hash), 'the same head is in the log');
  const shown = metrics.match(/^hirehall_audit_head\{hash="([0-9a-f]{64})"\} (\d+)$/m);
  if (shown) assert.ok(lines.some((line) => line.startsWith(`${shown[2]} ${shown[1]} `)), 'what /metrics shows was kept too');
  const stopped = verify();
  assert.equal(stopped.status, 0, stopped.stdout + stopped.stderr);
  assert.match(stopped.stdout, new RegExp(`^${sequence} rows fit, up to ${hash}; ${lines.length} kept heads compared`));
  clean = database().bytes;
  assert.ok(!fs.existsSync(path.join(hall.data, 'hall.db-wal')), 'the whole database is one file');
});

test('a letter changed in the file is found by its row', () => {
  const { file, bytes } = database();
  const at = bytes.indexOf('organization.verify');
  assert.ok(at > 0);
  bytes.write('organization.refuse', at);
  fs.writeFileSync(file, bytes);
  const got = verify();
  assert.equal(got.status, 1);
  assert.match(got.stdout, /^row \d+: its contents do not match its hash/);
  fs.writeFileSync(file, clean);
  assert.equal(verify().status, 0);
});

test('a kept head tells of rows that were cut off, and a line that is none is named', () => {
  const kept = fs.readFileSync(heads(), 'utf8');
  fs.appendFileSync(heads(), `999 ${'ab'.repeat(32)} later\n`);
  let got = verify();
  assert.equal(got.status, 1);
  assert.match(got.stdout, /^row \d+: it is gone/);
  fs.writeFileSync(heads(), `${kept}nonsense\n`);
  got = verify();
  assert.equal(got.status, 1);
  assert.match(got.stdout, /line \d+ is not a kept head/);
  fs.writeFileSync(heads(), `${kept}12 ab`);
  assert.equal(verify().status, 0, 'half a line at the end is a power cut');
});

test('a start mends the half line and goes on with the chain; a folder without a database is refused', async () => {
  await hall.start();
  assert.equal((await hall.stop()).code, 0);
  for (const line of fs.readFileSync(heads(), 'utf8').trim().split('\n')) assert.match(line, /^\d+ [0-9a-f]{64} /);
  assert.equal(verify().status, 0);
  const nothing = verify('/proc/nowhere');
  assert.equal(nothing.status, 1);
  assert.match(nothing.stderr, /store/);
});
