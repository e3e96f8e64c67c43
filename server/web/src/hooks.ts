// How screens load what they show, keep it fresh, and follow a channel.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Refusal } from './api';
import { link, listen } from './bus';
import type { BusEvent } from './bus_core';
import { me } from './state';

export interface Loaded<T> {
  data: T | null;
  refusal: Refusal | null;
  set(change: (before: T) => T): void;
  reload(): void;
}

/** Loads at once, and again when `key` changes. What was shown stays while it is loaded anew. */
export function useLoad<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const [state, stateSet] = useState<{ key: string; data: T | null; refusal: Refusal | null }>({ key, data: null, refusal: null });
  const turn = useRef(0);
  const run = () => {
    const mine = ++turn.current;
    load().then(
      (data) => mine === turn.current && stateSet({ key, data, refusal: null }),
      (thrown: unknown) => {
        if (mine !== turn.current) return;
        const refusal = thrown instanceof Refusal ? thrown : new Refusal(0, {});
        // A failed refresh keeps what is there; the strip says that the connection is lost.
        stateSet((before) => (before.key === key && before.data && refusal.status === 0 ? before : { key, data: null, refusal }));
      },
    );
  };
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    run();
    return () => {
      turn.current++;
    };
  }, [key]);
  const current = state.key === key ? state : { data: null, refusal: null };
  return {
    data: current.data,
    refusal: current.refusal,
    set: (change) => stateSet((before) => (before.data && before.key === key ? { ...before, data: change(before.data) } : before)),
    reload: () => latest.current(),
  };
}

/** Follows a channel while mounted; without an account, the screen is loaded anew every few seconds. */
export function useChannel(channel: string | null, fresh: () => void, event: (event: BusEvent) => void): void {
  const kept = useRef({ fresh, event });
  kept.current = { fresh, event };
  const signedIn = Boolean(me.value);
  useEffect(() => {
    if (!channel) return undefined;
    if (signedIn) return listen(channel, { fresh: () => kept.current.fresh(), event: (one) => kept.current.event(one) });
    const timer = setInterval(() => {
      if (!document.hidden) kept.current.fresh();
    }, 5000);
    return () => clearInterval(timer);
  }, [channel, signedIn]);
}

/** Runs at most once in `ms`, the last time for sure. */
export function useThrottle(run: () => void, ms: number): () => void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const last = useRef(0);
  const kept = useRef(run);
  kept.current = run;
  useEffect(() => () => clearTimeout(timer.current), []);
  return () => {
    clearTimeout(timer.current);
    const wait = Math.max(0, last.current + ms - Date.now());
    timer.current = setTimeout(() => {
      last.current = Date.now();
      kept.current();
    }, wait);
  };
}

export function useTitle(title: string): void {
  useEffect(() => {
    if (title) document.title = title;
  }, [title]);
}

/** A key pressed outside of text fields, without modifiers. */
export function useKey(keys: Record<string, () => void>): void {
  const kept = useRef(keys);
  kept.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
      const target = event.target as HTMLElement | null;
      if (target?.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, dialog, [contenteditable]')) return;
      const run = kept.current[event.key.toLowerCase()];
      if (run) {
        event.preventDefault();
        run();
      }
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

export const isDown = (): boolean => link.value === 'down';
