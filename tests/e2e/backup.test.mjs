// A hall is copied while people join its lines, made anew in another folder, and is the same hall there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { Hall, until } from './hall.mjs';
import { hirehall, must, tables } from './tool.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hall-backup-'));
const in_folder = (name) => path.join(folder, name);
const halls = [];
after(async () => {
  for (const hall of halls) await hall.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});
const open = async (options) => { const hall = await new Hall(options).start(); halls.push(hall); return hall; };
const line = (hall, at) => until('the line answers', async () => { const got = await hall.api('GET', `/booths/${at.booth.id}/line`, undefined, at.recruiter); return got.status === 200 && got.body.items.map((p) => [p.number, p.ticket_id, p.state]); }, 20000, 100);

test('a busy hall with its demonstration is backed up, restored and served: rows, lines, tokens and sealed data are the same', async () => {
  const hall = await open({ data: in_folder('busy'), demo: true });
  await until('the demonstration', () => /demonstration: sign in/.test(hall.log), 60000);
  const staff = await hall.staff('boss');
  const at = await hall.fair(staff, { uscc: '91330399MADEM01693' });
  const people = [];
  for (let i = 0; i < 24; i++) people.push(await hall.account(`person${i}`, 'candidate', `演示${i}`));
  await hall.must(200, 'PUT', '/candidates/me', { name: '演示甲', phone: '13800138000', birth_date: '1990-01-02' }, people[0]);
  const join = async (one) => (await hall.must(201, 'POST', `/booths/${at.booth.id}/tickets`, {}, one)).id;
  const joined = [];
  for (const one of people.slice(0, 6)) joined.push(await join(one));
  const before = [...joined];
  let going = true;
  const joining = (async () => { for (const one of people.slice(6, 20)) if (going) joined.push(await join(one)); })();
  const made = await must(0, ['backup', '--data', hall.data, '--to', in_folder('copy')]);
  assert.match(made.out, /the keys of sealed data are not in it/);
  going = false;
  await joining;
  for (const one of people.slice(20)) joined.push(await join(one));
  const whole = await line(hall, at);
  const paths = [`/fairs/${at.fair.id}`, `/vacancies?organization_id=${at.organization.id}&limit=100`, `/vacancies/${at.vacancy.id}`, `/organizations/${at.organization.id}`];
  const said = {};
  for (const one of paths) said[one] = await hall.must(200, 'GET', one, undefined, at.recruiter);
  assert.equal((await hall.stop()).code, 0);

  const restored = await must(0, ['restore', '--from', in_folder('copy'), '--data', in_folder('again'), '--seal-keys', path.join(hall.data, 'seal.keys')]);
  assert.match(restored.out, /the keys open what is sealed/);
  const copy = await tables(in_folder('copy/hall.db'));
  const again = await tables(in_folder('again/hall.db'));
  assert.notDeepEqual(again.hall, copy.hall, 'another generation');
  assert.deepEqual({ ...again, hall: null }, { ...copy, hall: null });
  assert.ok(copy.ticket.length > 6 && copy.vacancy.length > 20);

  await must(0, ['audit', 'verify', '--data', in_folder('again')]);
  fs.copyFileSync(path.join(hall.data, 'seal.keys'), in_folder('again/seal.keys'));
  const second = await open({ data: in_folder('again') });
  const part = await line(second, at);
  assert.deepEqual(part, whole.slice(0, part.length), 'the line is the one of the moment: a beginning of what it became');
  for (const id of before) assert.ok(part.some(([, ticket]) => ticket === id), 'who was told that they are in before the backup began is in it');
  for (const id of joined.slice(20)) assert.ok(!part.some(([, ticket]) => ticket === id), 'who came after it ended is not');
  const steady = (text) => JSON.parse(JSON.stringify(text, (key, value) => (['version', 'state', 'people', 'online', 'waiting', 'present', 'recruiters_online', 'registered'].includes(key) || /_count$|_at$/.test(key) ? undefined : value)));
  for (const one of paths) assert.deepEqual(steady(await second.must(200, 'GET', one, undefined, at.recruiter)), steady(said[one]), one);
  const me = await second.must(200, 'GET', '/candidates/me', undefined, people[0]);
  assert.equal(me.phone, '138****8000');
  assert.equal(me.birth_date, '1990-01-02');
  await second.must(201, 'POST', `/booths/${at.booth.id}/tickets`, {}, people[23]);
  assert.equal((await second.stop()).code, 0);
});

test('a Redis that remembers what came after the backup is refused and rebuilt', async () => {
  const socket = in_folder('redis.sock');
  const redis = spawn('redis-server', ['--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
  const ended = once(redis, 'exit');
  try {
    await until('Redis', () => fs.existsSync(socket));
    const args = ['--redis', `unix:${socket}`];
    const hall = await open({ data: in_folder('first'), args });
    const at = await hall.fair(await hall.staff());
    const people = [];
    for (let i = 0; i < 4; i++) people.push(await hall.account(`person${i}`, 'candidate', `演示${i}`));
    const ids = [];
    for (const one of people) ids.push((await hall.must(201, 'POST', `/booths/${at.booth.id}/tickets`, {}, one)).id);
    const then = await line(hall, at);
    await must(0, ['backup', '--data', hall.data, '--to', in_folder('copy2'), '--with-keys']);
    await hall.must(200, 'DELETE', `/tickets/${ids[0]}`, undefined, people[0]);
    assert.equal((await line(hall, at)).length, 3);
    assert.equal((await hall.stop()).code, 0);
    await must(0, ['restore', '--from', in_folder('copy2'), '--data', in_folder('second')]);
    assert.ok(fs.existsSync(in_folder('second/seal.keys')), 'with its keys');
    const second = await open({ data: in_folder('second'), args });
    assert.deepEqual(await line(second, at), then);
    const first = await second.live(people[0]).open();
    const call = await until('the first in line is called, whom the old Redis had forgotten', async () => { const got = await second.api('POST', `/booths/${at.booth.id}/calls`, {}, at.recruiter); return got.status === 201 && got.body; }, 20000, 100);
    assert.equal(call.ticket.ticket_id, ids[0]);
    first.close();
    assert.equal((await second.stop()).code, 0);
  } finally {
    redis.kill();
    await ended;
  }
});

test('what is not a whole backup is refused, and nothing is left of it', async () => {
  const hall = await open({ data: in_folder('small') });
  fs.mkdirSync(path.join(hall.data, 'files/ab'), { recursive: true });
  fs.writeFileSync(path.join(hall.data, 'files/ab/one.pdf'), 'a file');
  await must(0, ['backup', '--data', hall.data, '--to', in_folder('good')]);
  assert.equal(fs.readFileSync(in_folder('good/files/ab/one.pdf'), 'utf8'), 'a file');
  assert.equal((await hirehall(['backup', '--data', hall.data, '--to', in_folder('good')])).code, 1, 'never over another one');
  assert.equal((await hirehall(['backup', '--data', hall.data])).code, 2);
  assert.equal((await hirehall(['restore', '--data', in_folder('x')])).code, 2);
  const running = await hirehall(['restore', '--from', in_folder('good'), '--data', hall.data]);
  assert.equal(running.code, 1);
  assert.match(running.err, /in use or not empty/);
  const spoil = async (name, change, why) => {
    const bad = in_folder(`bad-${name}`);
    fs.cpSync(in_folder('good'), bad, { recursive: true });
    change(bad);
    const got = await hirehall(['restore', '--from', bad, '--data', in_folder('never')]);
    assert.equal(got.code, 1, name);
    assert.match(got.err, why, name);
    assert.ok(!fs.existsSync(in_folder('never')), `${name}: nothing is left`);
  };
  const edit = (file, from, to) => fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(from, to));
  await spoil('bytes', (dir) => { const fd = fs.openSync(`${dir}/hall.db`, 'r+'); fs.writeSync(fd, 'x', 5000); fs.closeSync(fd); }, /SHA-256/);
  await spoil('cut', (dir) => fs.truncateSync(`${dir}/hall.db`, 4096), /SHA-256/);
  await spoil('upload', (dir) => fs.writeFileSync(`${dir}/files/ab/one.pdf`, 'b file'), /SHA-256/);
  await spoil('lost', (dir) => fs.rmSync(`${dir}/files/ab/one.pdf`), /one\.pdf/);
  await spoil('list', (dir) => edit(`${dir}/MANIFEST`, /table account \d+/, 'table account 9'), /cut or changed/);
  await spoil('unfinished', (dir) => fs.rmSync(`${dir}/MANIFEST`), /not a backup/);
  await spoil('link', (dir) => { fs.rmSync(`${dir}/hall.db`); fs.symlinkSync(path.join(hall.data, 'hall.db'), `${dir}/hall.db`); }, /hall\.db/);
  fs.writeFileSync(in_folder('other.keys'), `${'0'.repeat(63)}1\n`, { mode: 0o600 });
  const person = await hall.account('sealed', 'candidate');
  await hall.must(200, 'PUT', '/candidates/me', { name: '演示乙', phone: '13800138001' }, person);
  await must(0, ['backup', '--data', hall.data, '--to', in_folder('sealed')]);
  const shut = await hirehall(['restore', '--from', in_folder('sealed'), '--data', in_folder('never'), '--seal-keys', in_folder('other.keys')]);
  assert.equal(shut.code, 1);
  assert.match(shut.err, /do not open/);
  const warned = await must(0, ['restore', '--from', in_folder('sealed'), '--data', in_folder('warned')]);
  assert.match(warned.out, /before you serve it, put the keys/);
  await hall.stop();
});
