// A timed talk as both sides see it: the clock, what was said, writing, more time. The recruiter's console shows it too.
import { useEffect, useRef, useState } from 'preact/hooks';
import { soundSoft, soundUnlock } from './sound';
import { call, get, keyNew, post } from './api';
import { secondsLeft } from './clock';
import { clockText, timeText } from './format';
import { useChannel, useLoad } from './hooks';
import { Icon } from './icons';
import { Button, Failure, Name, Skeleton } from './kit';
import { onSession, toast, toastRefusal } from './state';
import type { Message, MessageList, Session } from './types';
import { common } from './words/common';
import { talk } from './words/talk';

interface Pending {
  key: string;
  text: string;
  failed: boolean;
}

export interface TalkState {
  session: Session | null;
  refusal: import('./api').Refusal | null;
  reload(): void;
}

/** The talk, kept fresh by what comes over `me` and over its own channel. */
export function useTalk(id: string): TalkState {
  const found = useLoad(`session ${id}`, () => get<Session>(`/sessions/${id}`));
  const heard = (name: string, data: Session) => {
    if (data.id !== id) return;
    // Events tell no side and no note: those stay as they were loaded.
    found.set((before) => (data.version < before.version ? before : { ...data, side: before.side, note: before.note }));
    if (name === 'session.warning') {
      soundSoft();
      toast(talk().warning);
    }
    if (name === 'session.extended' && data.extend_asked_by === 'none') toast(talk().extended, 'good');
    if (name === 'session.finished') found.reload();
  };
  const kept = useRef(heard);
  kept.current = heard;
  useEffect(() => onSession((event) => kept.current(event.event, event.data as Session)), [id]);
  return { session: found.data, refusal: found.refusal, reload: found.reload };
}

function Clock({ session }: { session: Session }) {
  const t = talk();
  const left = secondsLeft(session.ends_at);
  const whole = Math.max(1, (Date.parse(session.ends_at) - Date.parse(session.started_at)) / 1000);
  const running = session.state === 'running' && left > 0;
  const tone = session.state === 'finished' ? 'done' : !running ? 'over' : left <= 60 ? 'warn' : '';
  return (
    <div class={`talk-clock ${tone}`} data-state={session.state}>
      <b class="number" role="timer" aria-label={`${t.left} ${clockText(left)}`}>{session.state === 'finished' ? t.finished : running ? clockText(left) : t.over}</b>
      <progress max={100} value={session.state === 'finished' ? 0 : (left / whole) * 100} aria-label={t.progress} />
      <span class="hidden" role="status">{running && left === 60 ? t.warning : ''}</span>
    </div>
  );
}

/** Both must want it; the second to ask agrees. */
function Extend({ session, reload }: { session: Session; reload(): void }) {
  const t = talk();
  const [busy, busySet] = useState(false);
  const left = secondsLeft(session.ends_at);
  if (session.state !== 'running') return null;
  if (session.extended_count >= 3) return <span class="sub">{t.extendLimit}</span>;
  const other = session.side === 'candidate' ? 'recruiter' : 'candidate';
  if (session.extend_asked_by === session.side) return <span class="sub">{t.extendAsked}</span>;
  const asked = session.extend_asked_by === other;
  const whole = Date.parse(session.ends_at) - Date.parse(session.started_at);
  // Offered in the last third, or whenever the other side asks.
  if (!asked && left * 1000 > whole / 3 && left > 120) return null;
  const extend = async () => {
    busySet(true);
    try {
      await post(`/sessions/${session.id}/extend`);
      reload();
    } catch (refusal) {
      toastRefusal(refusal);
    } finally {
      busySet(false);
    }
  };
  return (
    <span class={`extend ${asked ? 'asked' : ''}`}>
      {asked && <span role="status">{t.extendOther}</span>}
      <Button look={asked ? 'main' : 'soft'} size="small" busy={busy} icon="clock" onClick={extend}>{asked ? t.extendAgree : t.extendAsk}</Button>
    </span>
  );
}

function Bubble({ message, mine, who }: { message: Message; mine: boolean; who: string }) {
  if (message.side === 'hall') return <li class="bubble hall"><p>{message.text}</p></li>;
  return (
    <li class={`bubble ${mine ? 'mine' : 'theirs'}`}>
      <span class="hidden">{who}：</span>
      <p>{message.text}</p>
      <time dateTime={message.at}>{timeText(message.at)}</time>
    </li>
  );
}

/** What was said, in order of its numbers; what is being sent stands below until the hall has it. */
function useMessages(session: Session) {
  const list = useLoad(`messages ${session.id}`, () => get<MessageList>(`/sessions/${session.id}/messages`));
  const [pending, pendingSet] = useState<Pending[]>([]);
  const add = (message: Message) => list.set((before) => (before.items.some((one) => one.seq === message.seq) ? before : { ...before, items: [...before.items, message].sort((a, b) => a.seq - b.seq) }));
  useChannel(session.state === 'finished' ? null : `session:${session.id}`, list.reload, (event) => {
    if (event.event !== 'session.message') return;
    const message = event.data as Message;
    add(message);
    if (message.side !== session.side) soundSoft();
  });
  const send = async (one: Pending) => {
    pendingSet((before) => [...before.filter((other) => other.key !== one.key), { ...one, failed: false }]);
    try {
      const { data } = await call<Message>('POST', `/sessions/${session.id}/messages`, { text: one.text }, { key: one.key });
      add(data);
      pendingSet((before) => before.filter((other) => other.key !== one.key));
    } catch (refusal) {
      toastRefusal(refusal);
      pendingSet((before) => before.map((other) => (other.key === one.key ? { ...other, failed: true } : other)));
    }
  };
  return { list, pending, send };
}

export function Chat({ session }: { session: Session }) {
  const t = talk();
  const { list, pending, send } = useMessages(session);
  const box = useRef<HTMLDivElement>(null);
  const items = list.data?.items ?? [];
  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [items.length, pending.length]);
  const who = (side: string) => (side === session.side ? t.you : side === 'candidate' ? session.candidate_name : session.recruiter_name);
  return (
    <>
      <div class="chat" ref={box} role="log" aria-label={t.messages} tabIndex={0}><ol>
        {list.refusal && !list.data && <li><Failure refusal={list.refusal} retry={list.reload} /></li>}
        {!list.data && !list.refusal && <li><Skeleton count={2} kind="line" /></li>}
        {list.data && items.length === 0 && pending.length === 0 && <li class="chat-empty"><b>{t.empty}</b><span>{session.side === 'candidate' ? t.emptyCandidate : t.emptyRecruiter}</span></li>}
        {items.map((one) => <Bubble key={one.seq} message={one} mine={one.side === session.side} who={who(one.side)} />)}
        {pending.map((one) => (
          <li key={one.key} class="bubble mine pending">
            <p>{one.text}</p>
            {one.failed ? <Button look="quiet" size="small" onClick={() => void send(one)}>{t.failed} · {t.again}</Button> : <small>{t.sending}</small>}
          </li>
        ))}
      </ol></div>
      {session.state !== 'finished' && <Writer onSend={(text) => void send({ key: keyNew(), text, failed: false })} />}
    </>
  );
}

function Writer({ onSend }: { onSend(text: string): void }) {
  const t = talk();
  const [text, textSet] = useState('');
  const box = useRef<HTMLTextAreaElement>(null);
  const send = () => {
    const said = text.trim();
    if (!said) return;
    soundUnlock();
    onSend(said);
    textSet('');
    box.current?.focus();
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'Escape') box.current?.blur();
    // While a Chinese word is being composed, Enter belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form class="writer" onSubmit={(event) => { event.preventDefault(); send(); }}>
      <textarea ref={box} rows={1} maxLength={1000} aria-label={t.input} placeholder={t.input} value={text} onInput={(event) => textSet((event.target as HTMLTextAreaElement).value)} onKeyDown={pressed} />
      <button type="submit" class="button main send" aria-label={t.send} disabled={!text.trim()}><Icon name="send" /></button>
    </form>
  );
}

export function TalkHead({ session, reload }: { session: Session; reload(): void }) {
  const t = talk();
  const candidate = session.side === 'candidate';
  return (
    <header class="talk-head">
      <div class="grow">
        <h1><Name text={candidate ? session.organization_name : session.candidate_name} /></h1>
        <p class="sub">{candidate ? t.withRecruiter(session.recruiter_name) : session.candidate_headline || common().role.candidate}</p>
      </div>
      <Extend session={session} reload={reload} />
      <Clock session={session} />
    </header>
  );
}
