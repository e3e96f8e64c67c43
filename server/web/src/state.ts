// What the page knows: who is signed in, their tickets, the lines they stand in. One signal a thing; screens only read them.
import { computed, effect, signal } from '@preact/signals';
import { call, get, post, proofSet, Refusal } from './api';
import { accountTell, busInit, busStart, busStop, listen } from './bus';
import type { BusEvent } from './bus_core';
import { type Place, placeOf } from './eta';
import { language } from './i18n';
import type { Account, Answered, Booth, Demo, EventPoll, LineEvent, Me, Session, Ticket, TicketList } from './types';
import { common } from './words/common';

/** undefined: not known yet; null: nobody. */
export const me = signal<Account | null | undefined>(undefined);
export const demo = signal<Demo | null>(null);
export const tickets = signal<Ticket[]>([]);
export const ticketsKnown = signal(false);
/** The last line event of each booth somebody here looks at. */
export const lines = signal<ReadonlyMap<string, LineEvent>>(new Map());
/** The hall could not be reached when we asked who we are. */
export const bootFailure = signal<Refusal | null>(null);

const liveStates = ['waiting', 'ringing', 'in_session'];
export const isLive = (ticket: Ticket): boolean => liveStates.includes(ticket.state);
export const liveTickets = computed(() => tickets.value.filter(isLive));
export const ringing = computed(() => tickets.value.find((one) => one.state === 'ringing') ?? null);
export const talking = computed(() => tickets.value.find((one) => one.state === 'in_session' && one.session_id) ?? null);
export const isCandidate = computed(() => me.value?.role === 'candidate');
export const isRecruiter = computed(() => me.value?.role === 'recruiter' || me.value?.role === 'agent');
export const isStaff = computed(() => me.value?.role === 'staff' || me.value?.role === 'admin');

export function placeNow(ticket: Ticket): Place {
  return placeOf(ticket, lines.value.get(ticket.booth_id));
}

/** Which of my live tickets matters most now. */
export function ticketFirst(): Ticket | null {
  const weight = (one: Ticket) => (one.state === 'ringing' ? -2 : one.state === 'in_session' ? -1 : placeNow(one).ahead ?? 999);
  return [...liveTickets.value].sort((a, b) => weight(a) - weight(b))[0] ?? null;
}

export function lineHeard(event: LineEvent): void {
  const next = new Map(lines.peek());
  next.set(event.booth_id, event);
  lines.value = next;
}

/* --- short messages at the foot of the page ------------------------------------------------------------------- */

export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'good' | 'bad';
  action?: { text: string; run(): void };
}
export const toasts = signal<Toast[]>([]);
let toastNext = 1;

export function toast(text: string, tone: Toast['tone'] = 'plain', action?: Toast['action']): void {
  const id = toastNext++;
  toasts.value = [...toasts.peek().slice(-2), { id, text, tone, action }];
  setTimeout(() => {
    toasts.value = toasts.peek().filter((one) => one.id !== id);
  }, action ? 8000 : 5000);
}

export function refusalText(refusal: unknown): string {
  const one = refusal instanceof Refusal ? refusal : new Refusal(0, {});
  return one.status === 0 ? common().failedNetwork : one.message || common().failedTitle;
}

export function toastRefusal(refusal: unknown): void {
  toast(refusalText(refusal), 'bad');
}

/* --- tickets ---------------------------------------------------------------------------------------------------- */

export function ticketHeard(ticket: Ticket): void {
  const before = tickets.peek().find((one) => one.id === ticket.id);
  if (before && before.version > ticket.version) return;
  // Events do not know the place; what was known stays until the line says more.
  const kept = before && ticket.state === 'waiting' && ticket.ahead === null ? { ...ticket, ahead: before.ahead } : ticket;
  tickets.value = before ? tickets.peek().map((one) => (one.id === ticket.id ? kept : one)) : [kept, ...tickets.peek()];
}

export async function ticketsLoad(): Promise<void> {
  if (!isCandidate.peek()) return;
  const who = me.peek()?.id;
  const list = await get<TicketList>('/me/tickets?limit=50');
  if (me.peek()?.id !== who) return;
  const newer = new Map(tickets.peek().map((one) => [one.id, one]));
  tickets.value = list.items.map((one) => {
    const mine = newer.get(one.id);
    return mine && mine.version > one.version ? mine : one;
  });
  ticketsKnown.value = true;
}

let ticketsTimer: ReturnType<typeof setTimeout> | undefined;
/** Soon, once, however many reasons there are. */
export function ticketsSoon(): void {
  clearTimeout(ticketsTimer);
  ticketsTimer = setTimeout(() => void ticketsLoad().catch(() => {}), 250);
}

async function ticketCall(path: string, method: 'POST' | 'DELETE' = 'POST'): Promise<void> {
  const answer = await call<Ticket | null>(method, path, method === 'POST' ? {} : undefined);
  if (answer.data?.id) ticketHeard(answer.data);
  ticketsSoon();
}

export async function ticketJoin(boothId: string, key?: string): Promise<Ticket> {
  const ticket = await post<Ticket>(`/booths/${boothId}/tickets`, {}, { key });
  ticketHeard(ticket);
  return ticket;
}

export const ticketLeave = (id: string): Promise<void> => ticketCall(`/tickets/${id}`, 'DELETE');
export const ticketSnooze = (id: string): Promise<void> => ticketCall(`/tickets/${id}/snooze`);
export const ringExtend = (id: string): Promise<void> => ticketCall(`/tickets/${id}/extend_ring`);

export async function ringAnswer(ticket: Ticket): Promise<string> {
  try {
    const answered = await post<Answered>(`/tickets/${ticket.id}/answer`);
    ticketHeard({ ...ticket, state: 'in_session', session_id: answered.session_id, version: answered.version });
    return answered.session_id;
  } catch (refusal) {
    ticketsSoon();
    throw refusal;
  }
}

/* --- events of mine --------------------------------------------------------------------------------------------- */

type SessionListener = (event: BusEvent) => void;
const sessionListeners = new Set<SessionListener>();
/** session.* events that came over `me`. */
export function onSession(listener: SessionListener): () => void {
  sessionListeners.add(listener);
  return () => void sessionListeners.delete(listener);
}

function sessionHeard(event: BusEvent): void {
  const session = event.data as Session;
  if (isCandidate.peek()) {
    const ticket = tickets.peek().find((one) => one.id === session.ticket_id);
    if (ticket && event.event === 'session.started') tickets.value = tickets.peek().map((one) => (one === ticket ? { ...ticket, state: 'in_session', session_id: session.id } : one));
    if (event.event === 'session.started' || event.event === 'session.finished') ticketsSoon();
  }
  for (const one of [...sessionListeners]) one(event);
}

function meHeard(event: BusEvent): void {
  if (event.event.startsWith('ticket.') && isCandidate.peek()) {
    const ticket = event.data as Ticket;
    ticketHeard(ticket);
    if (event.event === 'ticket.missed') toast(common().ringMissed, 'bad');
    // The place is not in the event; the line's own event follows, or this.
    if (ticket.state === 'waiting') ticketsSoon();
  } else if (event.event.startsWith('session.')) sessionHeard(event);
  else if (event.event === 'notice') {
    const notice = event.data as { text_zh: string; text_en: string };
    toast(language.peek() === 'zh' ? notice.text_zh : notice.text_en);
  }
}

/** While I stand in a line I hear that booth: the line's state moves my place. */
const heard = new Map<string, () => void>();
function linesFollow(): void {
  const wanted = new Set(liveTickets.value.filter((one) => one.state === 'waiting').map((one) => one.booth_id));
  for (const [booth, stop] of heard)
    if (!wanted.has(booth)) {
      stop();
      heard.delete(booth);
    }
  for (const booth of wanted) {
    if (heard.has(booth)) continue;
    heard.set(booth, listen(`booth:${booth}`, {
      fresh: ticketsSoon,
      event: (event) => {
        if (event.event === 'booth.line') lineHeard(event.data as LineEvent);
        else if (event.event === 'booth.state') {
          const before = lines.peek().get(booth);
          const now = event.data as Booth;
          if (before) lineHeard({ ...before, state: now.state, message: now.message });
        }
      },
    }));
  }
}

/* --- signing in and out ----------------------------------------------------------------------------------------- */

let meStop: (() => void) | null = null;

function forget(): void {
  meStop?.();
  meStop = null;
  busStop();
  tickets.value = [];
  ticketsKnown.value = false;
  lines.value = new Map();
  proofSet('', async () => {});
}

async function proofFetch(): Promise<void> {
  const { csrf_token } = await get<Me>('/me');
  proofSet(csrf_token, proofFetch);
}

/** Asks who we are, and begins to listen. */
export async function whoLoad(): Promise<void> {
  try {
    const { account, csrf_token } = await get<Me>('/me');
    if (me.peek()?.id !== account.id) forget();
    proofSet(csrf_token, proofFetch);
    me.value = account;
    bootFailure.value = null;
    busStart();
    meStop ??= listen('me', { event: meHeard, fresh: ticketsSoon });
    if (account.role === 'candidate') await ticketsLoad();
  } catch (refusal) {
    if (refusal instanceof Refusal && refusal.status === 401) {
      forget();
      me.value = null;
      bootFailure.value = null;
    } else if (me.peek() === undefined) bootFailure.value = refusal instanceof Refusal ? refusal : new Refusal(0, {});
  }
}

export async function signIn(path: '/logins' | '/demo/logins', body: unknown): Promise<void> {
  await call('POST', path, body, { tries: 1 });
  forget();
  me.value = undefined;
  await whoLoad();
  accountTell();
}

export async function signOut(): Promise<void> {
  await call('DELETE', '/logins/current').catch(() => {});
  forget();
  me.value = null;
  accountTell();
}

export async function demoLoad(): Promise<void> {
  try {
    demo.value = await get<Demo>('/demo');
  } catch {
    demo.value = null; // a hall without a demonstration
  }
}

export function stateStart(): void {
  busInit({
    account: () => void whoLoad(),
    signedOut: () => void whoLoad(),
    poll: async (after) => {
      try {
        const answer = await get<EventPoll>(`/me/events${after ? `?after=${encodeURIComponent(after)}` : ''}`);
        return { ...answer, items: answer.items as BusEvent[] };
      } catch (refusal) {
        if (refusal instanceof Refusal && refusal.status === 401) void whoLoad();
        return null;
      }
    },
  });
  effect(linesFollow);
  // Another tab or phone may have joined or left meanwhile.
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) ticketsSoon();
  });
  void whoLoad();
  void demoLoad();
}
