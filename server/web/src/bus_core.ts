// The live connection as a pure state machine: inputs in, actions out; no socket, no clock, no chance of its own.
//
// Logged events carry epoch and seq without holes; the last seen of each channel is named after a break, and the server sends
// the rest or says "resync". State events carry a version; the newest wins and none is replayed. Whoever shows a channel loads
// it anew when "fresh" is said: at the first subscription, after a break that could not be bridged, and, for channels with
// state events, after every break.

export type Link = 'off' | 'connecting' | 'up' | 'down';

export interface BusEvent {
  event: string;
  channel: string;
  epoch?: string;
  seq?: number;
  version?: number;
  at?: string;
  data: unknown;
}

export type Input =
  | { kind: 'start' }
  | { kind: 'stop' }
  | { kind: 'want'; channels: string[] }
  | { kind: 'opened' }
  | { kind: 'frame'; text: string }
  | { kind: 'closed'; code: number }
  | { kind: 'tick' }
  | { kind: 'hurry' };

export type Action =
  | { kind: 'open' }
  | { kind: 'close' }
  | { kind: 'send'; text: string }
  | { kind: 'event'; event: BusEvent }
  | { kind: 'fresh'; channel: string }
  | { kind: 'refused'; channel: string; status: number }
  | { kind: 'link'; link: Link }
  | { kind: 'signed_out' };

export const heardMaxMs = 40_000; // the server sends something every 15 s
export const openMaxMs = 10_000;
export const backoffFirstMs = 500;
export const backoffMaxMs = 15_000;
const codeRevoked = 4001;

interface Cursor {
  epoch: string;
  seq: number;
}

export interface Core {
  link: Link;
  running: boolean;
  socket: 'none' | 'opening' | 'open';
  wanted: Set<string>;
  asked: Map<number, { channels: string[]; resumed: Set<string> }>;
  subscribed: Set<string>;
  cursors: Map<string, Cursor>;
  versions: Map<string, number>;
  failures: number;
  heardAt: number;
  retryAt: number;
  nextId: number;
}

export function coreNew(): Core {
  return {
    link: 'off', running: false, socket: 'none', wanted: new Set(), asked: new Map(), subscribed: new Set(), cursors: new Map(),
    versions: new Map(), failures: 0, heardAt: 0, retryAt: 0, nextId: 1,
  };
}

/** chance: 0 to 1, spreads the reconnects of a whole hall over time. */
export function step(core: Core, input: Input, now: number, chance: number): Action[] {
  const out: Action[] = [];
  switch (input.kind) {
    case 'start':
      if (!core.running) {
        core.running = true;
        connect(core, now, out);
      }
      break;
    case 'stop':
      stop(core, out);
      break;
    case 'want':
      want(core, input.channels, out);
      break;
    case 'opened':
      if (core.socket === 'opening') {
        core.socket = 'open';
        core.heardAt = now;
        subscribe(core, [...core.wanted], out);
        if (core.wanted.size === 0) linkSet(core, 'up', out);
      }
      break;
    case 'frame':
      core.heardAt = now;
      frame(core, input.text, out);
      break;
    case 'closed':
      closed(core, input.code, now, chance, out);
      break;
    case 'tick':
      tick(core, now, chance, out);
      break;
    case 'hurry':
      if (core.running && core.socket === 'none') connect(core, now, out);
      break;
  }
  return out;
}

function linkSet(core: Core, link: Link, out: Action[]): void {
  if (core.link === link) return;
  core.link = link;
  out.push({ kind: 'link', link });
}

function connect(core: Core, now: number, out: Action[]): void {
  core.socket = 'opening';
  core.heardAt = now;
  core.subscribed.clear();
  core.asked.clear();
  if (core.failures === 0 && core.link === 'off') linkSet(core, 'connecting', out);
  out.push({ kind: 'open' });
}

function stop(core: Core, out: Action[]): void {
  if (core.socket !== 'none') out.push({ kind: 'close' });
  core.running = false;
  core.socket = 'none';
  core.failures = 0;
  core.subscribed.clear();
  core.asked.clear();
  core.cursors.clear();
  core.versions.clear();
  linkSet(core, 'off', out);
}

function subscribe(core: Core, channels: string[], out: Action[]): void {
  if (channels.length === 0) return;
  const id = core.nextId++;
  const after: Record<string, [string, number]> = {};
  for (const one of channels) {
    const cursor = core.cursors.get(one);
    if (cursor) after[one] = [cursor.epoch, cursor.seq];
  }
  core.asked.set(id, { channels, resumed: new Set(Object.keys(after)) });
  out.push({ kind: 'send', text: JSON.stringify({ id, subscribe: channels, after }) });
}

function want(core: Core, channels: string[], out: Action[]): void {
  const next = new Set(channels);
  const more = channels.filter((one) => !core.wanted.has(one));
  const less = [...core.wanted].filter((one) => !next.has(one));
  core.wanted = next;
  for (const one of less) {
    core.cursors.delete(one);
    core.subscribed.delete(one);
    for (const key of [...core.versions.keys()]) if (key.startsWith(`${one} `)) core.versions.delete(key);
  }
  if (core.socket !== 'open') return;
  if (less.length > 0) out.push({ kind: 'send', text: JSON.stringify({ id: core.nextId++, unsubscribe: less }) });
  subscribe(core, more, out);
}

function lost(core: Core, now: number, chance: number, out: Action[]): void {
  core.socket = 'none';
  core.subscribed.clear();
  core.asked.clear();
  core.versions.clear();
  const ceiling = Math.min(backoffMaxMs, backoffFirstMs * 2 ** core.failures);
  core.failures++;
  core.retryAt = now + ceiling * (0.5 + chance / 2);
  linkSet(core, 'down', out);
}

function closed(core: Core, code: number, now: number, chance: number, out: Action[]): void {
  if (core.socket === 'none') return;
  if (code === codeRevoked) {
    stop(core, out);
    out.push({ kind: 'signed_out' });
    return;
  }
  lost(core, now, chance, out);
}

function tick(core: Core, now: number, chance: number, out: Action[]): void {
  if (!core.running) return;
  const limit = core.socket === 'opening' ? openMaxMs : heardMaxMs;
  if (core.socket !== 'none' && now - core.heardAt >= limit) {
    out.push({ kind: 'close' });
    lost(core, now, chance, out);
    // The first try after a silence follows at once: the network may be back already.
    if (core.failures === 1) core.retryAt = now;
  }
  if (core.socket === 'none' && now >= core.retryAt) connect(core, now, out);
}

interface Frame {
  id?: number;
  status?: number;
  body?: { channels?: { channel: string; status: number; epoch: string; seq: number }[] };
  event?: string;
  channel?: string;
}

function frame(core: Core, text: string, out: Action[]): void {
  let message: Frame | null;
  try {
    message = JSON.parse(text) as Frame | null;
  } catch {
    return; // the server never sends this; whatever is between us did
  }
  if (message === null || typeof message !== 'object') return;
  if (message.event === 'ping') return;
  if (message.event === 'resync' && message.channel) resync(core, message.channel, out);
  else if (message.event && message.channel) arrived(core, message as BusEvent, out);
  else if (message.id !== undefined) answered(core, message, out);
}

function resync(core: Core, channel: string, out: Action[]): void {
  core.cursors.delete(channel);
  if (core.wanted.has(channel)) out.push({ kind: 'fresh', channel });
}

function arrived(core: Core, event: BusEvent, out: Action[]): void {
  if (!core.wanted.has(event.channel)) return;
  if (event.version !== undefined) {
    const about = (event.data as { booth_id?: string } | null)?.booth_id ?? '';
    const key = `${event.channel} ${event.event} ${about}`;
    const seen = core.versions.get(key);
    if (seen !== undefined && event.version <= seen) return;
    core.versions.set(key, event.version);
  } else if (event.seq !== undefined && event.epoch !== undefined) {
    const cursor = core.cursors.get(event.channel);
    if (cursor && cursor.epoch === event.epoch && event.seq <= cursor.seq) return;
    const hole = cursor && (cursor.epoch !== event.epoch || event.seq > cursor.seq + 1);
    core.cursors.set(event.channel, { epoch: event.epoch, seq: event.seq });
    if (hole) out.push({ kind: 'fresh', channel: event.channel });
  }
  out.push({ kind: 'event', event });
}

function answered(core: Core, reply: Frame, out: Action[]): void {
  const asked = core.asked.get(reply.id!);
  if (!asked) return;
  core.asked.delete(reply.id!);
  for (const one of reply.body?.channels ?? []) {
    if (one.status !== 200) {
      if (core.wanted.has(one.channel)) out.push({ kind: 'refused', channel: one.channel, status: one.status });
      continue;
    }
    if (!core.wanted.has(one.channel)) continue;
    core.subscribed.add(one.channel);
    const cursor = core.cursors.get(one.channel);
    // Events replayed before this reply have moved the cursor already; what it names is never older.
    if (!cursor || cursor.epoch !== one.epoch || one.seq > cursor.seq) core.cursors.set(one.channel, { epoch: one.epoch, seq: one.seq });
    const bridged = asked.resumed.has(one.channel) && cursor?.epoch === one.epoch;
    const hasState = one.channel.startsWith('fair:') || one.channel.startsWith('booth:');
    if (!bridged || hasState) out.push({ kind: 'fresh', channel: one.channel });
  }
  core.failures = 0;
  linkSet(core, 'up', out);
}
