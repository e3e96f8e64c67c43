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

/** One keep-alive connection for one request after the other, without node's http client: it would cost more than what is measured. */
export class Connection {
  constructor(port) {
    this.text = '';
    this.socket = net.connect(port, '127.0.0.1');
    this.socket.setNoDelay(true);
    this.socket.on('data', (part) => { this.text += part.toString('latin1'); this.#take(); });
    this.socket.on('error', (e) => this.wait?.fail(e));
    this.socket.on('close', () => this.wait?.fail(new Error('closed by the server')));
  }

  #take() {
    const head = this.text.indexOf('\r\n\r\n');
    if (head < 0 || !this.wait) return;
    const end = head + 4 + Number(this.text.match(/content-length: (\d+)/i)?.[1] ?? 0);
    if (this.text.length < end) return;
    const answer = { status: Number(this.text.slice(9, 12)), body: this.text.slice(head + 4, end) };
    const { done } = this.wait;
    this.wait = null;
    this.text = this.text.slice(end);
    done(answer);
  }

  /** The answer's body, when it has the wanted status. */
  async must(status, method, target, who, more = '') {
    const got = await new Promise((done, fail) => {
      this.wait = { done, fail };
      this.socket.write(`${method} /api/v1${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${who.token}\r\n${more || '\r\n'}`);
    });
    if (got.status !== status) throw new Error(`${method} ${target}: ${got.status} instead of ${status}: ${got.body}`);
    return got.body;
  }

  close() { this.socket.removeAllListeners('close'); this.socket.destroy(); }
}

/** Runs fn(item, connection) for all items, one under way on each connection. */
export async function each(connections, items, fn) {
  let next = 0;
  await Promise.all(connections.map(async (connection) => { while (next < items.length) await fn(items[next++], connection); }));
}
