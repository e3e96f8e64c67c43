// A closed-loop HTTP load on loopback with keep-alive connections, one request in flight on each; counts only 2xx.
import net from 'node:net';

export function load({ port, connections, ms, request }) {
  return new Promise((done, fail) => {
    let answered = 0;
    let running = true;
    const sockets = [];
    const end = setTimeout(() => { running = false; for (const s of sockets) s.destroy(); done(answered); }, ms);
    for (let i = 0; i < connections; i++) {
      const socket = net.connect(port, '127.0.0.1');
      sockets.push(socket);
      socket.setNoDelay(true);
      let buffered = Buffer.alloc(0);
      const next = () => socket.write(request(i));
      socket.on('connect', next);
      socket.on('error', (e) => { if (running) { clearTimeout(end); fail(e); } });
      socket.on('data', (part) => {
        buffered = buffered.length ? Buffer.concat([buffered, part]) : part;
        for (;;) {
          const head = buffered.indexOf('\r\n\r\n');
          if (head < 0) return;
          const text = buffered.toString('latin1', 0, head);
          const length = Number(text.match(/content-length: (\d+)/i)?.[1] ?? 0);
          if (buffered.length < head + 4 + length) return;
          const status = Number(text.slice(9, 12));
          if (status >= 300) { clearTimeout(end); fail(new Error(`${status}: ${buffered.toString('utf8', head + 4, head + 4 + length)}`)); return; }
          buffered = buffered.subarray(head + 4 + length);
          answered++;
          if (running) next();
        }
      });
    }
  });
}
