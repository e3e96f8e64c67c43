// Keys of sealed data: a start without them is refused while something is sealed; they are rotated while a hall runs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { binary, Hall } from './hall.mjs';

let hall, one;
const file = () => path.join(hall.data, 'seal.keys');
const command = (...args) => spawnSync(binary, [...args, '--data', hall.data], { encoding: 'utf8', timeout: 60000 });
const masked = async () => (await hall.must(200, 'GET', '/candidates/me', undefined, one)).phone;

before(async () => {
  hall = await new Hall().start();
  one = await hall.account('sealed', 'candidate');
  await hall.must(200, 'PUT', '/candidates/me', { name: '某人', phone: '13800001234', email: 'someone@example.com' }, one);
});
after(() => hall.done());

test('keys are rotated and rows sealed anew while the hall runs, and nothing fails to open', async () => {
  assert.equal(await masked(), '138****1234');
  const before = fs.readFileSync(file(), 'utf8');
  let got = command('seal', 'rotate');
  assert.equal(got.status, 0, got.stderr);
  assert.ok(fs.readFileSync(file(), 'utf8').startsWith(before), 'a line more');
  assert.equal(fs.statSync(file()).mode & 0o777, 0o600);
  got = command('seal', 'renew');
  assert.equal(got.status, 0, got.stderr);
  assert.equal(got.stdout, '2 values sealed anew, 0 were so already\n');
  assert.equal(await masked(), '138****1234', 'the running hall reads the key it did not know');
  got = command('seal', 'renew');
  assert.equal(got.stdout, '0 values sealed anew, 2 were so already\n');
});

test('a start without the keys, or with others, is refused in words and makes no new file', async () => {
  assert.equal((await hall.stop()).code, 0);
  fs.renameSync(file(), `${file()}.kept`);
  let got = command('serve', '--listen', '127.0.0.1:0', '--no-demo');
  assert.equal(got.status, 1);
  assert.match(got.stderr, /seal_keys: .*seal\.keys is missing/);
  assert.ok(!fs.existsSync(file()));
  assert.equal(command('seal', 'rotate').status, 1);
  got = command('check', '--listen', '127.0.0.1:1');
  assert.match(got.stdout, /^WRONG seal/m);
  fs.writeFileSync(file(), `${'ab'.repeat(32)}\n`, { mode: 0o600 });
  got = command('serve', '--listen', '127.0.0.1:0', '--no-demo');
  assert.equal(got.status, 1);
  assert.match(got.stderr, /do not open what the store holds/);
  fs.renameSync(`${file()}.kept`, file());
  await hall.start();
  assert.equal(await masked(), '138****1234');
});
