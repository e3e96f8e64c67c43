// The server is the only clock. Every answer that carries `now` corrects the offset; the nearest one (shortest round trip) wins.
import { signal } from '@preact/signals';

let offsetMs = 0;
let doubtMs = Infinity;

/** An answer said `now`; it was asked and received at these moments of our clock. */
export function clockHeard(now: string | number, askedAt: number, heardAt: number): void {
  const server = typeof now === 'number' ? now : Date.parse(now);
  const trip = heardAt - askedAt;
  if (!Number.isFinite(server) || trip < 0) return;
  const offset = server - (askedAt + heardAt) / 2;
  // A jump means that one of the two clocks was set: believe the newest then.
  if (trip <= doubtMs || Math.abs(offset - offsetMs) > trip / 2 + doubtMs / 2 + 1000) {
    offsetMs = offset;
    doubtMs = trip;
  }
}

export function serverNow(): number {
  return Date.now() + offsetMs;
}

/** Counts the seconds; whoever reads it follows the clock. */
export const second = signal(0);
setInterval(() => {
  second.value = Math.floor(serverNow() / 1000);
}, 1000);

/** Whole seconds until a moment, never negative; follows the clock. */
export function secondsLeft(until: string | number | null): number {
  second.value;
  if (until === null) return 0;
  return Math.max(0, Math.ceil((typeof until === 'number' ? until : Date.parse(until)) / 1000 - serverNow() / 1000));
}
