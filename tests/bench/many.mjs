// Many WebSocket clients on bare sockets: only what a handshake, a subscription and counting messages need.
import net from 'node:net';

/** A server takes whoever answers no ping for gone. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

/** Opens `count` sockets spread over the people and eight loopback source addresses; each subscribes to channels. */
export async function openMany(hall, people, count, channels, path = null) {
  const state = { messages: 0, delivered: 0, closed: 0, sockets: [] };
  const open = async (i) => {
    const target = path ?? `/api/v1/live?pass=${encodeURIComponent((await hall.must(201, 'POST', '/live-passes', undefined, people[i % people.length])).pass)}`;
    await new Promise((done, fail) => {
      const socket = net.connect({ port: hall.port, host: '127.0.0.1', localAddress: `127.0.1.${1 + i % 8}` });
      state.sockets.push(socket);
      let phase = 0;
      let rest = Buffer.alloc(0);
      socket.on('error', fail);
      socket.on('close', () => { state.closed++; fail(new Error('closed by the server')); });
      socket.on('connect', () => socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${path ? '' : 'Sec-WebSocket-Protocol: hirehall.v1\r\n'}\r\n`));
      socket.on('data', (part) => {
        rest = rest.length ? Buffer.concat([rest, part]) : part;
        if (phase === 0) {
          const head = rest.indexOf('\r\n\r\n');
          if (head < 0) return;
          if (!rest.toString('latin1', 0, 12).endsWith('101')) { fail(new Error(rest.toString('utf8', 0, 300))); return; }
          rest = rest.subarray(head + 4);
          phase = channels.length ? 1 : 2;
          if (phase === 1) socket.write(masked(JSON.stringify({ id: 1, subscribe: channels })));
          else done();
        }
        while (rest.length >= 2) {
          const short = rest[1] & 127;
          const at = short === 126 ? 4 : short === 127 ? 10 : 2;
          if (rest.length < at) return;
          const length = short === 126 ? rest.readUInt16BE(2) : short === 127 ? Number(rest.readBigUInt64BE(2)) : short;
          if (rest.length < at + length) return;
          if ((rest[0] & 15) === 9) socket.write(PONG);
          if ((rest[0] & 15) === 1) {
            if (phase === 1) { phase = 2; done(); }
            else {
              state.delivered++;
              if (!state.match || rest.subarray(at, at + length).includes(state.match)) { state.messages++; state.heard?.(); }
            }
          }
          rest = rest.subarray(at + length);
        }
      });
    });
  };
  for (let i = 0; i < count; i += 50) await Promise.all(Array.from({ length: Math.min(50, count - i) }, (_, k) => open(i + k)));
  state.close = async () => { for (const s of state.sockets) { s.removeAllListeners(); s.on('error', () => {}); s.destroy(); } await new Promise((done) => setTimeout(done, 500)); };
  return state;
}

function masked(text) {
  const payload = Buffer.from(text);
  const head = payload.length < 126 ? Buffer.from([0x81, 0x80 | payload.length]) : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([head, Buffer.alloc(4), payload]); // a mask of zeros
}
