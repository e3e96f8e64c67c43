// The talk of a candidate: head with the clock, chat, and what came of it.
import { useTitle } from '../hooks';
import { Icon, type IconName } from '../icons';
import { Failure, Skeleton } from '../kit';
import { go } from '../router';
import { isCandidate, me } from '../state';
import { Chat, TalkHead, useTalk } from '../talk_view';
import type { Outcome, Session } from '../types';
import { common } from '../words/common';
import { talk } from '../words/talk';
import { secondsLeft } from '../clock';
import { Refusal } from '../api';
import { SignInLink } from '../parts';

export function TalkPage({ id }: { id: string }) {
  const t = talk();
  const { session, refusal, reload } = useTalk(id);
  useTitle(session ? `${session.side === 'candidate' ? session.organization_name : session.candidate_name} · ${t.title}` : t.title);
  if (!me.value) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  if (refusal && !session) return <div class="page narrow"><Failure page refusal={refusal} retry={reload} /></div>;
  if (!session) return <div class="page narrow"><Skeleton page count={2} kind="block" /></div>;
  return (
    <div class="page talk-page" data-state={session.state}>
      <TalkHead session={session} reload={reload} />
      {session.state === 'finished' ? <Result session={session} /> : <OverNote session={session} />}
      <Chat session={session} />
      {!isCandidate.value && session.state !== 'finished' && <p class="center"><button type="button" class="button soft" onClick={() => go(`/desk/${session.booth_id}`)}>{t.outcome}</button></p>}
    </div>
  );
}

function OverNote({ session }: { session: Session }) {
  if (session.state === 'running' && secondsLeft(session.ends_at) > 0) return null;
  return <p class="note busy" role="status"><Icon name="clock" size="small" />{talk().overText}</p>;
}

function Result({ session }: { session: Session }) {
  const t = talk();
  const faces: Record<Outcome, [IconName, string]> = { none: ['clock', t.resultNone], advance: ['check', t.resultAdvance], hold: ['clock', t.resultHold], decline: ['next', t.resultDecline] };
  const [icon, text] = faces[session.outcome];
  const candidate = session.side === 'candidate';
  return (
    <section class={`card result ${session.outcome}`} data-outcome={session.outcome} role="status">
      <span class="empty-icon"><Icon name={icon} size="large" /></span>
      <h2>{candidate ? text : `${t.finished} · ${common().outcome[session.outcome]}`}</h2>
      {session.reason && <p>{t.resultReason}：{session.reason}</p>}
      <div class="actions">{candidate ? <><a class="button main" href="/">{t.toLobby}</a><a class="button soft" href="/line">{t.toLine}</a></> : <a class="button soft" href={`/desk/${session.booth_id}`}>{common().back}</a>}</div>
    </section>
  );
}
