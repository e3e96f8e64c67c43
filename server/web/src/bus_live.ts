// One WebSocket per browser. The tab that holds the lock owns it; the others say what they want over a BroadcastChannel and hear
// what it hears. Where the browser lacks locks (plain http on a network address, old ones) each tab has its own socket. Where no
// WebSocket comes through, `me` is polled and the screens load their own part anew now and then.
import { hooks, link, listeners, lostAt, notes, polling } from './bus';
import { type Action, coreNew, type Input, type Link, step } from './bus_core';

type Note =
  | { kind: 'want'; tab: string; channels: string[] }
  | { kind: 'bye'; tab: string }
  | { kind: 'hello' } /* a new leader asks what everybody wants */
  | { kind: 'link'; link: Link; lostAt: number; polling: boolean }
  | { kind: 'act'; action: Action; tab: string | null }
  | { kind: 'account' } /* somebody signed in or out in another tab */
  | { kind: 'hurry' };

const wantKeptMs = 150_000; // hidden tabs run their timers once a minute
const pollEveryMs = 3000;
const failuresBeforePolling = 3;

const tab = Math.random().toString(36).slice(2);
const others = new Map<string, { channels: string[]; at: number }>();
const core = coreNew();
let socket: WebSocket | null = null;
let leading = false;
let lockEnd: (() => void) | null = null;
let active = false;

export function isLeader(): boolean {
  return leading;
}

/* --- what this tab wants ------------------------------------------------------------------------------------- */

const mine = (): string[] => [...listeners.keys()];

function wanted(freshTab: string | null, fresh: string[]): void {
  if (!leading) {
    notes?.postMessage({ kind: 'want', tab, channels: mine() } satisfies Note);
    return;
  }
  const all = new Set(mine());
  for (const other of others.values()) for (const one of other.channels) all.add(one);
  // Already subscribed for somebody else: the newcomer still has to load what it shows.
  for (const one of fresh) if (core.subscribed.has(one)) deliver({ kind: 'fresh', channel: one }, freshTab);
  feed({ kind: 'want', channels: [...all] });
}

/** This tab begins or ceases to listen; `fresh`: what it begins with. */
export function wantsChanged(fresh: string[]): void {
  wanted(fresh.length > 0 ? tab : null, fresh);
}

/* --- what comes ---------------------------------------------------------------------------------------------- */

function hear(action: Action): void {
  if (action.kind === 'event') for (const one of [...(listeners.get(action.event.channel) ?? [])]) one.event?.(action.event);
  else if (action.kind === 'fresh') for (const one of [...(listeners.get(action.channel) ?? [])]) one.fresh?.();
  else if (action.kind === 'refused') for (const one of [...(listeners.get(action.channel) ?? [])]) one.refused?.(action.status);
  else if (action.kind === 'signed_out') hooks.signedOut();
}

function deliver(action: Action, to: string | null): void {
  if (to === null || to === tab) hear(action);
  if (to !== tab) notes?.postMessage({ kind: 'act', action, tab: to } satisfies Note);
}

function linkTell(next: Link, since: number, polls: boolean): void {
  link.value = next;
  polling.value = polls;
  lostAt.value = next === 'down' ? since || Date.now() : 0;
}

function linkNote(): void {
  notes?.postMessage({ kind: 'link', link: core.link, lostAt: lostAt.peek(), polling: polling.peek() } satisfies Note);
}

/* --- the leader's part --------------------------------------------------------------------------------------- */

function feed(input: Input): void {
  for (const action of step(core, input, Date.now(), Math.random())) act(action);
}

function act(action: Action): void {
  switch (action.kind) {
    case 'open':
      socketOpen();
      break;
    case 'close':
      socketDrop();
      break;
    case 'send':
      socket?.send(action.text);
      break;
    case 'link':
      linkTell(action.link, lostAt.peek(), polling.peek() && action.link === 'down');
      linkNote();
      break;
    default:
      deliver(action, null);
  }
}

function socketDrop(): void {
  const old = socket;
  socket = null;
  if (!old) return;
  old.onopen = old.onmessage = old.onclose = null;
  old.close();
}

function socketOpen(): void {
  socketDrop();
  try {
    const one = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/live`, 'hirehall.v1');
    socket = one;
    one.onopen = () => feed({ kind: 'opened' });
    one.onmessage = (message) => feed({ kind: 'frame', text: String(message.data) });
    one.onclose = (event) => {
      socket = null;
      feed({ kind: 'closed', code: event.code });
    };
  } catch {
    queueMicrotask(() => feed({ kind: 'closed', code: 1006 }));
  }
}

let pollAfter: string | null = null;
let pollAt = 0;
let pollRuns = false;

/** Without a socket: events of `me` by asking, the rest by loading it anew. */
async function pollStep(): Promise<void> {
  const needed = core.running && core.link === 'down' && core.failures >= failuresBeforePolling;
  if (!needed) {
    pollAfter = null;
    return;
  }
  if (pollRuns || Date.now() < pollAt) return;
  pollRuns = true;
  try {
    const cursor = core.cursors.get('me');
    const answer = await hooks.poll(pollAfter ?? (cursor ? `${cursor.epoch}:${cursor.seq}` : null));
    if (core.link === 'down' && polling.peek() !== Boolean(answer)) {
      polling.value = Boolean(answer);
      linkNote();
    }
    if (answer && core.link === 'down') {
      if (answer.resync || pollAfter === null) deliver({ kind: 'fresh', channel: 'me' }, null);
      for (const event of answer.items) deliver({ kind: 'event', event: { ...event, channel: 'me' } }, null);
      pollAfter = answer.next;
      for (const one of core.wanted) if (one !== 'me') deliver({ kind: 'fresh', channel: one }, null);
    }
  } finally {
    pollRuns = false;
    pollAt = Date.now() + pollEveryMs;
  }
}

function leaderTick(): void {
  const now = Date.now();
  for (const [name, other] of others)
    if (now - other.at > wantKeptMs) {
      others.delete(name);
      wanted(null, []);
    }
  feed({ kind: 'tick' });
  void pollStep();
}

function lead(): void {
  leading = true;
  feed({ kind: 'want', channels: mine() });
  feed({ kind: 'start' });
  notes?.postMessage({ kind: 'hello' } satisfies Note);
}

function noteHeard(note: Note): void {
  switch (note.kind) {
    case 'want':
      if (leading) {
        const before = others.get(note.tab)?.channels ?? [];
        others.set(note.tab, { channels: note.channels, at: Date.now() });
        wanted(note.tab, note.channels.filter((one) => !before.includes(one)));
        linkNote();
      }
      break;
    case 'bye':
      if (leading && others.delete(note.tab)) wanted(null, []);
      break;
    case 'hello':
      if (!leading && active) notes?.postMessage({ kind: 'want', tab, channels: mine() } satisfies Note);
      break;
    case 'link':
      if (!leading && active) linkTell(note.link, note.lostAt, note.polling);
      break;
    case 'act':
      if (!leading && active && (note.tab === null || note.tab === tab)) hear(note.action);
      break;
    case 'hurry':
      if (leading) feed({ kind: 'hurry' });
      break;
    case 'account':
      hooks.account();
      break;
  }
}

/* --- life ---------------------------------------------------------------------------------------------------- */

export function hurry(): void {
  if (leading) feed({ kind: 'hurry' });
  else notes?.postMessage({ kind: 'hurry' } satisfies Note);
}

export function busStart(): void {
  if (active) return;
  active = true;
  if (!notes || !navigator.locks) {
    lead();
    return;
  }
  notes.postMessage({ kind: 'want', tab, channels: mine() } satisfies Note);
  void navigator.locks.request('hirehall-live', () => {
    if (!active || leading) return undefined;
    lead();
    return new Promise<void>((done) => {
      lockEnd = done;
    });
  });
}

export function busStop(): void {
  if (!active) return;
  active = false;
  if (leading) feed({ kind: 'stop' });
  else notes?.postMessage({ kind: 'bye', tab } satisfies Note);
  leading = false;
  others.clear();
  lockEnd?.();
  lockEnd = null;
  linkTell('off', 0, false);
}

/** Once, when this part is here. */
export function busInit(): void {
  if (notes) notes.onmessage = (message) => noteHeard(message.data as Note);
  setInterval(() => {
    if (leading) leaderTick();
  }, 1000);
  setInterval(() => {
    if (active && !leading) notes?.postMessage({ kind: 'want', tab, channels: mine() } satisfies Note);
  }, 20_000);
  addEventListener('online', hurry);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) hurry();
  });
  addEventListener('pagehide', () => {
    if (active && !leading) notes?.postMessage({ kind: 'bye', tab } satisfies Note);
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted && active && !leading) notes?.postMessage({ kind: 'want', tab, channels: mine() } satisfies Note);
  });
}
