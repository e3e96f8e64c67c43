// Joining a line with one tap; somebody new fills one sheet first, and then joins by itself.
import { signal } from '@preact/signals';
import { soundUnlock } from './sound';
import { keyNew, Refusal } from './api';
import { go } from './router';
import { isCandidate, liveTickets, me, refusalText, ticketJoin, toast } from './state';
import type { Booth } from './types';
import { ticketNumber } from './format';
import { common } from './words/common';
import { lobby } from './words/lobby';

/** Whom the sheet should join after signing up; null: no sheet. */
export const joinSheet = signal<{ booth: Pick<Booth, 'id' | 'organization_name'> | null } | null>(null);
export const joining = signal('');

export async function joinNow(boothId: string): Promise<void> {
  if (joining.peek()) return;
  joining.value = boothId;
  try {
    const ticket = await ticketJoin(boothId, keyNew());
    toast(common().joinedToast(ticketNumber(ticket.number)), 'good');
    go(`/line/${ticket.id}`);
  } catch (refusal) {
    const full = refusal instanceof Refusal && refusal.code === 'lines_full';
    toast(refusalText(refusal), 'bad', full ? { text: common().myLine, run: () => go('/line') } : undefined);
  } finally {
    joining.value = '';
  }
}

export function join(booth: Pick<Booth, 'id' | 'organization_name'>): void {
  soundUnlock();
  const mine = liveTickets.peek().find((one) => one.booth_id === booth.id);
  if (mine) go(`/line/${mine.id}`);
  else if (!me.peek()) joinSheet.value = { booth };
  else if (!isCandidate.peek()) toast(lobby().needCandidate, 'bad');
  else void joinNow(booth.id);
}
