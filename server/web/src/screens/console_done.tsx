// Talks that ended at this booth; those without an outcome can still get one.
import { useEffect, useRef, useState } from 'preact/hooks';
import { get } from '../api';
import { timeText } from '../format';
import { useLoad } from '../hooks';
import { Button, Skeleton, Tag } from '../kit';
import type { Session, SessionList } from '../types';
import { common } from '../words/common';
import { desk } from '../words/desk';
import { talk } from '../words/talk';
import { DeclineSheet, judgeLater, verdicts } from './console_talk';

export function DoneList({ boothId, turn, changed }: { boothId: string; turn: number; changed(): void }) {
  const t = desk();
  const list = useLoad(`done ${boothId}`, () => get<SessionList>(`/booths/${boothId}/sessions?limit=30`));
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else list.reload();
  }, [turn]);
  const [declining, decliningSet] = useState<Session | null>(null);
  const judge = async (session: Session, outcome: (typeof verdicts)[number], reason?: string) => {
    if (outcome === 'decline' && !reason) decliningSet(session);
    else if (await judgeLater(session, outcome, reason)) {
      decliningSet(null);
      changed();
    }
  };
  const ended = list.data?.items.filter((one) => one.state !== 'running') ?? [];
  return (
    <section>
      <h2 class="section">{t.doneTitle} {ended.length > 0 && <span class="sub">{ended.length}</span>}</h2>
      {!list.data ? <Skeleton count={1} kind="line" /> : ended.length === 0 ? <p class="sub">{t.doneEmpty}</p> : (
        <ul class="rows">
          {ended.map((one) => (
            <li key={one.id}>
              <a href={`/talks/${one.id}`}><span class="grow">{one.candidate_name}<small>{timeText(one.started_at)} · {one.recruiter_name}</small></span><Tag tone={one.outcome === 'advance' ? 'ok' : one.outcome === 'hold' ? 'busy' : 'plain'}>{common().outcome[one.outcome]}</Tag></a>
              {one.outcome === 'none' && (
                <p class="judge-later"><span class="sub">{t.talkOver}</span>{verdicts.map((verdict) => <Button key={verdict} look="soft" size="small" onClick={() => void judge(one, verdict)}>{talk()[verdict]}</Button>)}</p>
              )}
            </li>
          ))}
        </ul>
      )}
      {declining && <DeclineSheet onClose={() => decliningSet(null)} onGo={(reason) => judge(declining, 'decline', reason)} />}
    </section>
  );
}
