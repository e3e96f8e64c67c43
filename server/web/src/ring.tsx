// The ring: over every screen, with its countdown from the server's clock. Esc sets it aside to a bar, it is never lost.
import { signal, useComputed } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { alarmStart, alarmStop } from './alarm';
import { secondsLeft } from './clock';
import { Icon } from './icons';
import { Button } from './kit';
import { go } from './router';
import { ringAnswer, ringExtend, ringing, ticketSnooze, ticketsSoon, toast, toastRefusal } from './state';
import type { Ticket } from './types';
import { line } from './words/line';

const aside = signal('');
const ringKey = (ticket: Ticket): string => `${ticket.id} ${ticket.ring_ends_at}`;

export function Ring() {
  const ticket = ringing.value;
  const id = useComputed(() => ringing.value?.id ?? null).value;
  useEffect(() => {
    if (!id) return undefined;
    const one = ringing.peek()!;
    alarmStart({ title: line().ringTitle, text: line().ringNotify(one.organization_name), flash: line().ringTitleFlash });
    return alarmStop;
  }, [id]);
  if (!ticket) return null;
  return aside.value === ringKey(ticket) ? <RingBar ticket={ticket} /> : <RingDialog key={ticket.id} ticket={ticket} />;
}

export async function answerAndGo(ticket: Ticket): Promise<void> {
  try {
    const session = await ringAnswer(ticket);
    alarmStop();
    go(`/talks/${session}`);
  } catch (refusal) {
    toastRefusal(refusal);
  }
}

function RingBar({ ticket }: { ticket: Ticket }) {
  const left = secondsLeft(ticket.ring_ends_at);
  return (
    <div class="ring-bar" role="alert">
      <Icon name="bell" />
      <button type="button" class="ring-bar-text" onClick={() => { aside.value = ''; }}>{line().ringBar} · {ticket.organization_name}</button>
      <b class="number">{left}</b>
      <Button look="white" size="small" onClick={() => answerAndGo(ticket)}>{line().answer}</Button>
    </div>
  );
}

function RingDialog({ ticket }: { ticket: Ticket }) {
  const t = line();
  const box = useRef<HTMLDialogElement>(null);
  const [busy, busySet] = useState('');
  const left = secondsLeft(ticket.ring_ends_at);
  const span = useRef({ end: ticket.ring_ends_at, seconds: Math.max(left, 1) });
  if (span.current.end !== ticket.ring_ends_at) span.current = { end: ticket.ring_ends_at, seconds: Math.max(left, 1) };

  useEffect(() => {
    const dialog = box.current!;
    dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => dialog.close();
  }, []);
  // The hall says when a ring is over; should its word be late, ask.
  useEffect(() => {
    if (left === 0) ticketsSoon();
  }, [left === 0]);

  const run = async (name: string, work: () => Promise<void>) => {
    busySet(name);
    try {
      await work();
    } catch (refusal) {
      toastRefusal(refusal);
      ticketsSoon();
    } finally {
      busySet('');
    }
  };
  const putAside = (event: Event) => {
    event.preventDefault();
    aside.value = ringKey(ticket);
  };
  return (
    <dialog ref={box} class="ring" data-state="ringing" aria-labelledby="ring-title" aria-describedby="ring-text" onCancel={putAside}>
      <div class="ring-face">
        <svg class="ring-dial" viewBox="0 0 120 120" aria-hidden="true">
          <circle class="dial-ground" cx="60" cy="60" r="54" />
          <circle class="dial-rest" cx="60" cy="60" r="54" pathLength="100" style={{ '--rest': Math.min(100, (left / span.current.seconds) * 100) }} />
        </svg>
        <span class="ring-bell"><Icon name="bell" size="large" /></span>
      </div>
      <div role="alert">
        <h2 id="ring-title">{t.ringTitle}</h2>
        <p id="ring-text">{t.ringText(ticket.organization_name)}</p>
      </div>
      {ticket.reason && <p class="ring-reason">{t.receiptReason}：{ticket.reason}</p>}
      <p class="ring-left" role="timer" aria-label={t.ringLeft(left)}><b class="number">{left}</b><span>{t.second}</span></p>
      <p class="hidden" role="status">{left === 20 || left === 10 ? t.ringLeft(left) : ''}</p>
      <Button size="large" wide data-first busy={busy === 'answer'} onClick={() => run('answer', () => answerAndGo(ticket))}>{t.answer}</Button>
      <div class="ring-more">
        <Button look="soft" disabled={ticket.ring_extended} busy={busy === 'extend'} onClick={() => run('extend', () => ringExtend(ticket.id))}>{ticket.ring_extended ? t.extended : t.extend}</Button>
        <Button look="quiet" disabled={ticket.snoozes_left === 0} busy={busy === 'snooze'} onClick={() => run('snooze', async () => { await ticketSnooze(ticket.id); toast(t.snoozeDone); })}>{t.letPass}</Button>
      </div>
    </dialog>
  );
}
