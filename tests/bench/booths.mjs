// Signed-in GET /api/v1/fairs/{id}/booths with 12 booths, against node's http answering the same bytes, alternately.
import http from 'node:http';
import { spawn } from 'node:child_process';
import { Hall, freePort, until } from '../e2e/hall.mjs';
import { load } from './load.mjs';
import { cpuUs, crowd, median, range, round1, row } from './measure.mjs';

const get = (port, path) => new Promise((done, fail) => http.get({ host: '127.0.0.1', port, path }, (r) => { r.resume(); r.on('end', () => done(r.statusCode)); }).on('error', fail));

export async function booths() {
  console.log('booths: 5 × 4 s each side, 32 keep-alive connections, one request in flight on each; the generator (node) is the limit of the rate, not of the CPU per request');
  const hall = await new Hall({ demo: true, args: ['--loops', '1'], env: crowd }).start();
  const fair = await until('the demonstration', async () => (await hall.api('GET', '/fairs')).body.items.find((f) => f.state === 'open'));
  const who = await hall.signIn('demo-candidate', 'hirehall-demo');
  const path = `/api/v1/fairs/${fair.id}/booths`;
  const body = (await hall.call('GET', path, undefined, who)).text;
  const port = await freePort();
  const peer = spawn(process.execPath, ['-e', `const b=Buffer.from(process.env.B);require('http').createServer((q,r)=>{r.setHeader('content-type','application/json');r.setHeader('content-length',b.length);r.end(b)}).listen(${port},'127.0.0.1')`], { env: { ...process.env, B: body } });
  await until('the peer', () => get(port, '/').catch(() => false));
  const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${who.token}\r\nAccept-Language: zh-CN\r\n\r\n`;
  const run = async (target, pid) => {
    await load({ port: target, connections: 32, ms: 1000, request: () => request });
    const from = cpuUs(pid);
    const count = await load({ port: target, connections: 32, ms: 4000, request: () => request });
    return (cpuUs(pid) - from) / count;
  };
  const [ours, theirs] = [[], []];
  for (let i = 0; i < 5; i++) { ours.push(await run(hall.port, hall.child.pid)); theirs.push(await run(port, peer.pid)); }
  row('booths: signed-in GET, 12 booths', round1(median(ours)), 'µs CPU', 5, { reach: '≤ 25', range: range(ours), peer: round1(median(theirs)), peer_name: 'node http, same bytes', bytes: body.length });
  peer.kill();
  await hall.done();
}
