// The talk at the recruiter's desk, and its outcome by one key.
import { useRef, useState } from 'preact/hooks';
import { post, Refusal } from '../api';
import { useKey } from '../hooks';
import { keepGet, keepSet } from '../i18n';
import { Button, Failure, Skeleton } from '../kit';
import { Sheet } from '../kit_dialog';
import { Check, Field } from '../kit_form';
import { refusalText, toast, toastRefusal } from '../state';
import { Chat, TalkHead, useTalk } from '../talk_view';
import type { Outcome, Session } from '../types';
import { common } from '../words/common';
import { desk } from '../words/desk';
import { talk } from '../words/talk';

type Verdict = Exclude<Outcome, 'none'>;
export const verdicts: Verdict[] = ['advance', 'hold', 'decline'];

/** Asks for the reason of a decline; the others need none. */
export function DeclineSheet({ note, onGo, onClose }: { note?: boolean; onGo(reason: string): Promise<void>; onClose(): void }) {
  const t = talk();
  const [reason, reasonSet] = useState('');
  const [busy, busySet] = useState(false);
  const go = async (text: string) => {
    if (!text.trim()) return;
    busySet(true);
    await onGo(text.trim());
    busySet(false);
  };
  return (
    <Sheet title={t.reason} onClose={onClose}>
      <form onSubmit={(event) => { event.preventDefault(); void go(reason); }}>
        <div class="reasons">{t.reasons.map((one) => <Button key={one} look="soft" size="small" onClick={() => reasonSet(one)}>{one}</Button>)}</div>
        <Field focused={!note} required label={t.reason} hint={t.reasonHint} name="reason" value={reason} onValue={reasonSet} maxLength={200} />
        <Button type="submit" wide look="danger" busy={busy} disabled={!reason.trim()}>{t.decline}</Button>
      </form>
    </Sheet>
  );
}

export function TalkAtDesk({ sessionId, summary, onDone }: { sessionId: string; summary: string; onDone(andNext: boolean): void }) {
  const { session, refusal, reload } = useTalk(sessionId);
  if (refusal && !session) return <Failure refusal={refusal} retry={reload} />;
  if (!session) return <Skeleton count={1} kind="block" />;
  return (
    <section class="card desk-talk" data-state={session.state}>
      <TalkHead session={session} reload={reload} />
      {summary && <details class="desk-summary"><summary>{desk().summary}</summary><p>{summary}</p></details>}
      <Chat session={session} />
      <Judge session={session} onDone={onDone} />
    </section>
  );
}

function Judge({ session, onDone }: { session: Session; onDone(andNext: boolean): void }) {
  const t = talk();
  const [next, nextSet] = useState(keepGet('callNext') !== 'off');
  const [note, noteSet] = useState('');
  const [busy, busySet] = useState<Outcome>('none');
  const [declining, decliningSet] = useState(false);
  const sent = useRef(false);
  const finish = async (outcome: Verdict, reason?: string) => {
    if (sent.current) return;
    sent.current = true;
    busySet(outcome);
    try {
      await post(`/sessions/${session.id}/finish`, { outcome, ...(reason ? { reason } : {}), ...(note.trim() ? { note: note.trim() } : {}) });
      toast(common().outcome[outcome], 'good');
      onDone(next);
    } catch (refusal) {
      const over = refusal instanceof Refusal && refusal.status === 409;
      toast(refusalText(refusal), 'bad');
      if (over) onDone(false);
    } finally {
      sent.current = false;
      busySet('none');
      decliningSet(false);
    }
  };
  const judge = (outcome: Verdict) => (outcome === 'decline' ? decliningSet(true) : void finish(outcome));
  useKey({ 1: () => judge('advance'), 2: () => judge('hold'), 3: () => judge('decline') });
  return (
    <div class="judge">
      <p class="judge-head"><b>{t.outcome}</b><span class="sub">{t.outcomeHint}</span><Check label={t.callNext} checked={next} onValue={(on) => { nextSet(on); keepSet('callNext', on ? null : 'off'); }} /></p>
      <div class="verdicts">
        {verdicts.map((one, i) => (
          <Button key={one} look={one === 'advance' ? 'main' : 'soft'} busy={busy === one} class={`verdict ${one}`} data-outcome={one} aria-keyshortcuts={String(i + 1)} onClick={() => judge(one)}>{t[one]}<kbd>{i + 1}</kbd></Button>
        ))}
      </div>
      <details><summary>{t.note}</summary><Field label={t.note} hint={t.noteHint} name="note" value={note} onValue={noteSet} lines={2} maxLength={1000} /></details>
      {declining && <DeclineSheet onClose={() => decliningSet(false)} onGo={(reason) => finish('decline', reason)} />}
    </div>
  );
}

/** For talks whose time ran out before a word was given. */
export async function judgeLater(session: Session, outcome: Verdict, reason?: string): Promise<boolean> {
  try {
    await post(`/sessions/${session.id}/finish`, reason ? { outcome, reason } : { outcome });
    return true;
  } catch (refusal) {
    toastRefusal(refusal);
    return false;
  }
}
