// A recruiter's booth at work: the line, calling the next, the talk, its outcome. All of it also on a phone.
import { useState } from 'preact/hooks';
import { soundUnlock } from '../sound';
import { call, get, post, Refusal } from '../api';
import { secondsLeft } from '../clock';
import { clockText, ticketNumber } from '../format';
import { useChannel, useKey, useLoad, useThrottle, useTitle } from '../hooks';
import { Icon } from '../icons';
import { Button, Empty, Failure, Name, Skeleton, Tag } from '../kit';
import { Confirm, Sheet } from '../kit_dialog';
import { Field } from '../kit_form';
import { me, onSession, toast, toastRefusal } from '../state';
import type { Booth, BoothState, Call, Fair, Line, LinePlace } from '../types';
import { common } from '../words/common';
import { desk } from '../words/desk';
import { useEffect, useRef } from 'preact/hooks';
import { TalkAtDesk } from './console_talk';
import { DoneList } from './console_done';
import { LineList, Person } from './console_line';
import { boothTone, SignInLink } from '../parts';

export function Console({ id }: { id: string }) {
  const booth = useLoad(`booth ${id}`, () => get<Booth>(`/booths/${id}`));
  const line = useLoad(`line ${id}`, () => get<Line>(`/booths/${id}/line`));
  const fairId = booth.data?.fair_id ?? '';
  const fair = useLoad(`fair ${fairId}`, async () => (fairId ? get<Fair>(`/fairs/${fairId}`) : null));
  const [doneTurn, doneTurnSet] = useState(0);
  const lineSoon = useThrottle(line.reload, 250);
  useTitle(booth.data ? `${booth.data.organization_name} · ${desk().console}` : '');
  useChannel(`booth:${id}`, () => { booth.reload(); line.reload(); }, (event) => {
    if (event.event === 'booth.line') lineSoon();
    else if (event.event === 'booth.state') booth.set((before) => ({ ...before, state: (event.data as Booth).state, message: (event.data as Booth).message }));
  });
  const heard = useRef(() => {});
  heard.current = () => {
    lineSoon();
    doneTurnSet((n) => n + 1);
  };
  useEffect(() => onSession(() => heard.current()), []);
  if (!me.value) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  const refusal = booth.refusal ?? line.refusal;
  if (refusal && (!booth.data || !line.data)) return <div class="page narrow"><Failure page refusal={refusal} retry={() => { booth.reload(); line.reload(); }} /></div>;
  if (!booth.data || !line.data) return <div class="page"><Skeleton page count={2} kind="block" /></div>;
  const changed = () => {
    line.reload();
    booth.reload();
    doneTurnSet((n) => n + 1);
  };
  return <Work booth={booth.data} line={line.data} fair={fair.data} changed={changed} doneTurn={doneTurn} />;
}

interface WorkProps {
  booth: Booth;
  line: Line;
  fair: Fair | null;
  changed(): void;
  doneTurn: number;
}

function Work({ booth, line, fair, changed, doneTurn }: WorkProps) {
  const t = desk();
  const mine = line.items.find((one) => one.recruiter_id === me.value?.id && (one.state === 'ringing' || one.state === 'in_session')) ?? null;
  const [calling, callingSet] = useState(false);
  const [nobody, nobodySet] = useState<Call | null>(null);
  const callNext = async (ticketId?: string, reason?: string) => {
    if (calling) return;
    soundUnlock();
    callingSet(true);
    nobodySet(null);
    try {
      const answer = await post<Call>(`/booths/${booth.id}/calls`, ticketId ? { ticket_id: ticketId, reason } : {});
      if (!answer.ticket) nobodySet(answer);
    } catch (refusal) {
      toastRefusal(refusal);
    } finally {
      callingSet(false);
      changed();
    }
  };
  // What begins stands at the head of the page.
  useEffect(() => scrollTo(0, 0), [mine?.ticket_id, mine?.state]);
  const mayCall = booth.state === 'open' && !mine && (!fair || fair.state === 'open');
  useKey({ n: () => { if (mayCall) void callNext(); } });
  const next = line.items.find((one) => one.state === 'waiting' && one.not_callable === 'no') ?? null;
  return (
    <div class="page console" data-state={mine?.state ?? booth.state}>
      <ConsoleHead booth={booth} line={line} changed={changed} />
      <div class="console-main">
        {booth.state === 'requested' || booth.state === 'refused' ? (
          <Empty icon="clock" title={booth.state === 'requested' ? t.approvalWait : common().boothState.refused} text={booth.state === 'requested' ? t.approvalWaitText : t.refusedText} />
        ) : mine?.state === 'in_session' && mine.session_id ? (
          <TalkAtDesk key={mine.session_id} sessionId={mine.session_id} summary={mine.summary} onDone={(andNext) => { changed(); if (andNext) void callNext(); }} />
        ) : mine?.state === 'ringing' ? (
          <Ringing place={mine} changed={changed} />
        ) : (
          <NextUp booth={booth} fair={fair} next={next} line={line} nobody={nobody} calling={calling} mayCall={mayCall} onCall={() => void callNext()} changed={changed} />
        )}
      </div>
      <div class="console-line"><LineList line={line} mayCall={mayCall} onCall={(place, reason) => void callNext(place.ticket_id, reason)} /></div>
      <div class="console-done"><DoneList boothId={booth.id} turn={doneTurn} changed={changed} /></div>
    </div>
  );
}

/* --- the booth's own state --------------------------------------------------------------------------------------- */

function ConsoleHead({ booth, line, changed }: { booth: Booth; line: Line; changed(): void }) {
  const t = desk();
  const [asking, askingSet] = useState<'' | 'pause' | 'close'>('');
  const [message, messageSet] = useState('');
  const [busy, busySet] = useState(false);
  const stepTo = async (to: BoothState, text?: string) => {
    busySet(true);
    try {
      await post(`/booths/${booth.id}/state`, text ? { to, message: text } : { to });
      changed();
    } catch (refusal) {
      toastRefusal(refusal);
    } finally {
      busySet(false);
      askingSet('');
    }
  };
  return (
    <header class="console-head">
      <div class="grow">
        <h1><Name text={booth.organization_name} /></h1>
        <p class="tags"><Tag tone={boothTone(booth.state)} dot={booth.state === 'open'}>{common().boothState[booth.state]}</Tag>{booth.message && <span class="sub">{booth.message}</span>}</p>
      </div>
      <dl class="figures">
        <div><dt>{t.waiting}</dt><dd class="number" data-waiting>{line.waiting}</dd></div>
        <div><dt>{t.served}</dt><dd class="number">{line.served_count}</dd></div>
        <div><dt>{t.mean}</dt><dd class="number">{line.session_mean_s === null ? '—' : clockText(line.session_mean_s)}</dd></div>
      </dl>
      {booth.state !== 'requested' && booth.state !== 'refused' && (
        <div class="console-steps">
          {booth.state !== 'open' && <Button busy={busy} onClick={() => stepTo('open')}>{booth.state === 'paused' ? t.reopen : t.open}</Button>}
          {booth.state === 'open' && <Button look="soft" icon="pause" busy={busy} onClick={() => askingSet('pause')}>{t.pause}</Button>}
          {(booth.state === 'open' || booth.state === 'paused') && <Button look="quiet" onClick={() => askingSet('close')}>{t.close}</Button>}
        </div>
      )}
      {asking === 'pause' && (
        <Sheet title={t.pauseTitle} onClose={() => askingSet('')}>
          <form onSubmit={(event) => { event.preventDefault(); void stepTo('paused', message.trim()); }}>
            <Field focused label={t.pauseMessage} hint={t.pauseHint} name="message" value={message} onValue={messageSet} maxLength={200} />
            <Button type="submit" wide busy={busy}>{t.pauseGo}</Button>
          </form>
        </Sheet>
      )}
      {asking === 'close' && <Confirm danger title={t.closeTitle} text={t.closeText} yes={t.sureClose} no={common().cancel} onYes={() => stepTo('closed')} onClose={() => askingSet('')} />}
    </header>
  );
}

/* --- calling ------------------------------------------------------------------------------------------------------ */

interface NextProps {
  booth: Booth;
  fair: Fair | null;
  next: LinePlace | null;
  line: Line;
  nobody: Call | null;
  calling: boolean;
  mayCall: boolean;
  onCall(): void;
  changed(): void;
}

function NextUp({ booth, fair, next, line, nobody, calling, mayCall, onCall }: NextProps) {
  const t = desk();
  if (booth.state !== 'open' && line.waiting === 0) return <Empty icon="desk" title={t.lineClosed} text={t.lineClosedText} />;
  const early = fair && fair.state !== 'open';
  const why = nobody?.why;
  return (
    <section class="card next-up">
      <p class="label">{t.nextUp}</p>
      {next ? <Person place={next} big /> : <div class="next-none"><b>{line.waiting === 0 ? t.lineEmpty : t.nobody}</b><span class="sub">{line.waiting === 0 ? t.lineEmptyText : ''}</span></div>}
      {why && (why.offline > 0 || why.engaged > 0 || why.snoozed > 0) && (
        <p class="note busy" role="status"><Icon name="alert" size="small" />{t.nobody}：{[why.offline && t.why.offline(why.offline), why.engaged && t.why.engaged(why.engaged), why.snoozed && t.why.snoozed(why.snoozed)].filter(Boolean).join('，')}</p>
      )}
      <Button size="large" wide busy={calling} disabled={!mayCall || line.waiting === 0} onClick={onCall} icon="bell" aria-keyshortcuts="N">{t.callNext}<kbd>N</kbd></Button>
      {early && <p class="sub center">{fair.state === 'paused' ? common().fairState.paused : t.fairNotOpen}</p>}
    </section>
  );
}

function Ringing({ place, changed }: { place: LinePlace; changed(): void }) {
  const t = desk();
  const [busy, busySet] = useState(false);
  const left = secondsLeft(place.ring_ends_at);
  // The hall tells when the ring is over; should its word be late, look.
  useEffect(() => {
    if (left === 0) changed();
  }, [left === 0]);
  const withdraw = async () => {
    busySet(true);
    try {
      await call('DELETE', `/tickets/${place.ticket_id}/ring`);
      toast(common().done);
    } catch (refusal) {
      toastRefusal(refusal);
    } finally {
      busySet(false);
      changed();
    }
  };
  return (
    <section class="card next-up calling" data-state="ringing">
      <p class="label"><i class="dot" aria-hidden="true" />{t.ringing}</p>
      <Person place={place} big />
      <p class="calling-left"><b class="number" role="timer">{left}</b></p>
      <Button look="soft" size="large" wide busy={busy} onClick={withdraw}>{t.withdraw} · {ticketNumber(place.number)}</Button>
    </section>
  );
}
