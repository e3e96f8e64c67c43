// One event to 5,000 subscribers, one event under way at a time: server CPU per delivery, ours against npm ws, alternately.
// Ours goes the whole way: an HTTP call, a commit, Redis, the hub, and the line's state event that follows each change; the peer broadcasts the
// same bytes from memory. What is delivered is counted at the subscribers, whichever event it is.
import { spawn } from 'node:child_process';
import http from 'node:http';
import { Hall, freePort, until } from '../e2e/hall.mjs';
import { openMany } from './many.mjs';
import { cpuUs, crowd, median, range, round1, row } from './measure.mjs';

const PEER = `import { WebSocketServer } from 'ws'; import http from 'node:http';
const s = http.createServer((q, r) => { const b = Buffer.from(process.env.B); for (const c of w.clients) c.send(b, { binary: false }); r.end('ok'); });
const w = new WebSocketServer({ server: s, perMessageDeflate: false }); s.listen(Number(process.env.PORT), '127.0.0.1');`;

const post = (port) => new Promise((done, fail) => http.request({ host: '127.0.0.1', port, method: 'POST' }, (r) => { r.resume(); r.on('end', done); }).on('error', fail).end());

export async function fanout() {
  const subscribers = 5000;
  const events = 10;
  console.log(`fanout: ${subscribers} subscribers, ${events} events one after the other, 5 rounds each side; the loopback send() is the limit`);
  const hall = await new Hall({ args: ['--loops', '1'], env: crowd }).start();
  const staff = await hall.staff();
  const at = await hall.fair(staff);
  const people = [];
  for (let i = 0; i < 50; i++) people.push(await hall.account(`fan${i}`, 'candidate'));
  const ours = await openMany(hall, people, subscribers, [`fair:${at.fair.id}`]);
  ours.match = 'booth.state';
  let open = true;
  const ring = async () => { open = !open; await hall.must(200, 'POST', `/booths/${at.booth.id}/state`, { to: open ? 'open' : 'paused', message: '' }, at.recruiter); };
  const port = await freePort();
  const sample = JSON.stringify({ event: 'booth.state', channel: `fair:${at.fair.id}`, epoch: 'e'.repeat(57), seq: 100, at: new Date().toISOString(), data: await hall.must(200, 'GET', `/booths/${at.booth.id}`, undefined, at.recruiter) });
  const peer = spawn(process.execPath, ['--input-type=module', '-e', PEER], { env: { ...process.env, B: sample, PORT: String(port) }, cwd: new URL('..', import.meta.url), stdio: 'inherit' });
  await until('the peer', () => post(port).then(() => true, () => false));
  const theirs = await openMany({ port }, [], subscribers, [], '/');
  const one = async (side, fire, pid) => {
    if (side.closed) throw new Error(`${side.closed} subscribers were closed`);
    const from = cpuUs(pid);
    const before = side.delivered;
    for (let i = 0; i < events; i++) {
      const goal = side.messages + subscribers;
      await Promise.all([new Promise((done) => { side.heard = () => { if (side.messages >= goal) done(); }; }), fire()]);
    }
    await new Promise((done) => setTimeout(done, 500)); // the last state event
    return (cpuUs(pid) - from) / (side.delivered - before);
  };
  const [mine, other] = [[], []];
  await one(ours, ring, hall.child.pid);
  for (let i = 0; i < 5; i++) { mine.push(await one(ours, ring, hall.child.pid)); other.push(await one(theirs, () => post(port), peer.pid)); }
  row('fanout: CPU per delivery, 5,000 subscribers', round1(median(mine)), 'µs CPU', 5, { reach: '≤ 0.6 × ws', range: range(mine), peer: round1(median(other)), peer_name: 'npm ws', bytes: sample.length });
  await ours.close();
  await theirs.close();
  peer.kill();
  await hall.done();
}
