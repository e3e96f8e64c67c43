// Small things that several screens show and none of them owns.
import { useState } from 'preact/hooks';
import { Refusal } from './api';
import type { Tone } from './kit';
import type { BoothState } from './types';
import { common } from './words/common';

export function SignInLink() {
  return <p class="center"><a class="button main" href="/sign-in">{common().signIn}</a></p>;
}

export const boothTone = (state: BoothState): Tone => (state === 'open' ? 'ok' : state === 'paused' || state === 'requested' ? 'busy' : state === 'refused' ? 'urgent' : 'plain');

/** Sends, and keeps what was refused. */
export function useSend(work: () => Promise<void>) {
  const [refusal, refusalSet] = useState<Refusal | null>(null);
  const [busy, busySet] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    busySet(true);
    refusalSet(null);
    try {
      await work();
    } catch (thrown) {
      refusalSet(thrown instanceof Refusal ? thrown : new Refusal(0, {}));
    } finally {
      busySet(false);
    }
  };
  return { refusal, busy, send, wrong: (field: string) => refusal?.fields.get(field) };
}
