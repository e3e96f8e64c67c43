// The live connection as everybody sees it: what is listened to, and whether it is up. What carries it (bus_live.ts) is loaded when
// somebody is signed in, for nobody else has events to hear.
import { signal } from '@preact/signals';
import type { BusEvent, Link } from './bus_core';

export interface Listener {
  /** Load the channel anew: events may have been missed. */
  fresh?(): void;
  event?(event: BusEvent): void;
  refused?(status: number): void;
}

export interface BusHooks {
  /** Somebody signed in or out in another tab. */
  account(): void;
  signedOut(): void;
  poll(after: string | null): Promise<{ epoch: string; resync: boolean; items: BusEvent[]; next: string | null } | null>;
}

export const link = signal<Link>('off');
/** When the connection was lost, on this machine's clock; 0 while it is up. */
export const lostAt = signal(0);
/** No socket comes through: events are polled for. */
export const polling = signal(false);

/** Who listens to each channel in this tab. */
export const listeners = new Map<string, Set<Listener>>();
export const notes = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('hirehall-live');

let part: typeof import('./bus_live') | null = null;
let active = false;
let bringing = false;
export let hooks: BusHooks;

/** Listens to a channel until the returned function is called. */
export function listen(channel: string, listener: Listener): () => void {
  const first = !listeners.has(channel);
  const set = listeners.get(channel) ?? new Set();
  set.add(listener);
  listeners.set(channel, set);
  if (first) part?.wantsChanged([channel]);
  else if (link.peek() === 'up') queueMicrotask(() => set.has(listener) && listener.fresh?.());
  return () => {
    set.delete(listener);
    if (set.size > 0 || listeners.get(channel) !== set) return;
    listeners.delete(channel);
    part?.wantsChanged([]);
  };
}

/** This tab holds the browser's connection. */
export function isLeader(): boolean {
  return Boolean(part?.isLeader());
}

/** Try now: the network is said to be back, or somebody pressed "retry". */
export function hurry(): void {
  part?.hurry();
}

/** Other tabs: who is signed in has changed. */
export function accountTell(): void {
  notes?.postMessage({ kind: 'account' });
}

async function bring(): Promise<void> {
  if (bringing) return;
  bringing = true;
  while (!part) {
    try {
      part = await import('./bus_live');
    } catch {
      await new Promise((done) => setTimeout(done, 1500));
    }
  }
  part.busInit();
  if (active) part.busStart();
}

/** Somebody is signed in: hold or share the connection until busStop. */
export function busStart(): void {
  if (active) return;
  active = true;
  if (part) part.busStart();
  else void bring();
}

export function busStop(): void {
  if (!active) return;
  active = false;
  part?.busStop();
}

export function busInit(given: BusHooks): void {
  hooks = given;
  // Until the rest is here, which then hears all of them.
  if (notes) notes.onmessage = (message) => {
    if ((message.data as { kind: string }).kind === 'account') hooks.account();
  };
}
