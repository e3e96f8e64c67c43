// The line as its recruiters see it: who, why not callable, and calling one ahead of order with a reason.
import { useState } from 'preact/hooks';
import { serverNow } from '../clock';
import { ticketNumber } from '../format';
import { Button, Empty, Name, Tag } from '../kit';
import { Sheet } from '../kit_dialog';
import { Field } from '../kit_form';
import { me } from '../state';
import type { Line, LinePlace } from '../types';
import { desk } from '../words/desk';

export function Person({ place, big }: { place: LinePlace; big?: boolean }) {
  const t = desk();
  return (
    <div class={`person ${big ? 'big' : ''}`}>
      <b class="number person-number">{ticketNumber(place.number)}</b>
      <div class="grow">
        <p class="person-name"><Name text={place.candidate_name} /></p>
        <p class="sub">{place.headline || t.noHeadline}</p>
        {big && place.summary && <p class="person-more">{place.summary}</p>}
      </div>
    </div>
  );
}

const shownMax = 8;

export function LineList({ line, mayCall, onCall }: { line: Line; mayCall: boolean; onCall(place: LinePlace, reason: string): void }) {
  const t = desk();
  const [asked, askedSet] = useState<LinePlace | null>(null);
  const [reason, reasonSet] = useState('');
  const [whole, wholeSet] = useState(false);
  const shown = whole ? line.items : line.items.slice(0, shownMax);
  const minutes = (place: LinePlace) => Math.max(0, Math.floor((serverNow() - Date.parse(place.joined_at)) / 60_000));
  return (
    <section>
      <h2 class="section">{t.lineTitle(line.waiting)}</h2>
      {line.items.length === 0 ? <Empty icon="people" title={t.lineEmpty} text={t.lineEmptyText} /> : (
        <ol class="line-list">
          {shown.map((place) => (
            <li key={place.ticket_id} class={place.state === 'waiting' && place.not_callable !== 'no' ? 'off' : ''} data-ticket={place.number}>
              <Person place={place} />
              <div class="line-end">
                {place.state === 'ringing' && <Tag tone="brand" dot>{t.ringing}</Tag>}
                {place.state === 'in_session' && <Tag tone="ok" dot>{place.recruiter_id === me.value?.id ? t.talking : t.colleague(place.recruiter_name ?? '')}</Tag>}
                {place.state === 'waiting' && place.not_callable !== 'no' && <Tag tone="busy">{t.notCallable[place.not_callable]}</Tag>}
                {place.missed_count > 0 && <Tag>{t.missed(place.missed_count)}</Tag>}
                {place.state === 'waiting' && <span class="sub">{t.waited(minutes(place))}</span>}
                {mayCall && place.state === 'waiting' && place.not_callable === 'no' && <Button look="quiet" size="small" aria-label={`${t.callThis} ${ticketNumber(place.number)}`} onClick={() => { reasonSet(''); askedSet(place); }}>{t.callThis}</Button>}
              </div>
            </li>
          ))}
        </ol>
      )}
      {shown.length < line.items.length && <Button look="quiet" wide onClick={() => wholeSet(true)}>{t.lineAll(line.items.length)}</Button>}
      {asked && (
        <Sheet title={t.callThisTitle(asked.candidate_name)} onClose={() => askedSet(null)}>
          <form onSubmit={(event) => { event.preventDefault(); if (!reason.trim()) return; onCall(asked, reason.trim()); askedSet(null); }}>
            <Field focused required label={t.callThisReason} hint={t.callThisHint} name="reason" value={reason} onValue={reasonSet} maxLength={200} />
            <Button type="submit" wide disabled={!reason.trim()}>{t.callThisGo}</Button>
          </form>
        </Sheet>
      )}
    </section>
  );
}
