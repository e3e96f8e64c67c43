// Brings the live part, again and again until it is here.
import { effect, signal } from '@preact/signals';
import { isCandidate } from './state';
import { styleLoad } from './style_load';

export const livePart = signal<typeof import('./live') | null>(null);
let loading = false;

async function bring(): Promise<void> {
  loading = true;
  while (!livePart.peek()) {
    try {
      const [part] = await Promise.all([import('./live'), styleLoad('ticket')]);
      livePart.value = part;
    } catch {
      await new Promise((done) => setTimeout(done, 1500));
    }
  }
}

export function liveStart(): void {
  effect(() => {
    if (isCandidate.value && !loading) void bring();
  });
}
