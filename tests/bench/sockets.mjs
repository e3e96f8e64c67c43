// 10,000 idle signed-in WebSockets at once, each listening to two channels, in a fresh process: the server's own memory for each.
import { Hall } from '../e2e/hall.mjs';
import { openMany } from './many.mjs';
import { crowd, residentKb, row } from './measure.mjs';

export async function sockets() {
  const wanted = 10000;
  console.log(`sockets: ${wanted} signed-in WebSockets in one fresh process, subscribed to me and fair; resident memory before and after, 2 s of rest`);
  const hall = await new Hall({ args: ['--loops', '1'], env: crowd }).start();
  const staff = await hall.staff();
  const fair = await hall.openFair(staff);
  const people = [];
  for (let i = 0; i < 100; i++) people.push(await hall.account(`idle${i}`, 'candidate'));
  await (await openMany(hall, people, 200, [`fair:${fair.id}`])).close();
  await new Promise((done) => setTimeout(done, 1500));
  const before = residentKb(hall.child.pid);
  const many = await openMany(hall, people, wanted, ['me', `fair:${fair.id}`]);
  await new Promise((done) => setTimeout(done, 2000));
  const each = Math.round((residentKb(hall.child.pid) - before) * 1024 / wanted);
  row('sockets: idle signed-in WebSocket', each, 'B', 1, { reach: '≤ 2048', resident_kb: residentKb(hall.child.pid) });
  await many.close();
  await hall.done();
}
