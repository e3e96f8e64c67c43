// One fair as its organizer sees it: where it is in its life, booths to approve, the live numbers of each booth.
import { useState } from 'preact/hooks';
import { get, post, Refusal } from '../api';
import { serverNow } from '../clock';
import { countText, etaText, spanText } from '../format';
import { useChannel, useLoad, useTitle } from '../hooks';
import { Icon } from '../icons';
import { language } from '../i18n';
import { Button, Empty, Failure, Name, Skeleton, Tag } from '../kit';
import { Confirm, Sheet } from '../kit_dialog';
import { Field } from '../kit_form';
import { me, toast, toastRefusal } from '../state';
import type { Booth, BoothList, Fair, FairState, LineEvent, PresenceEvent } from '../types';
import { common } from '../words/common';
import { lobby } from '../words/lobby';
import { staff } from '../words/staff';
import { boothTone, SignInLink } from '../parts';
import { boothWith, fairTone } from './lobby';

export function StaffFair({ id }: { id: string }) {
  const t = staff();
  const fair = useLoad(`fair ${id}`, () => get<Fair>(`/fairs/${id}`));
  const booths = useLoad(`all booths ${id}`, () => get<BoothList>(`/fairs/${id}/booth-requests?limit=100`));
  useTitle(fair.data ? `${fair.data.title} · ${t.title}` : t.title);
  useChannel(`fair:${id}`, () => { fair.reload(); booths.reload(); }, (event) => {
    if (event.event === 'fair.state') fair.set((before) => ({ ...(event.data as Fair), online_count: before.online_count }));
    else if (event.event === 'fair.presence') fair.set((before) => ({ ...before, online_count: (event.data as PresenceEvent).online_count }));
    else if (event.event === 'booth.line') booths.set((before) => ({ ...before, items: before.items.map((one) => (one.id === (event.data as LineEvent).booth_id ? boothWith(one, event.data as LineEvent) : one)) }));
    else if (event.event === 'booth.state') booths.reload();
  });
  if (!me.value) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  if (fair.refusal && !fair.data) return <div class="page"><Failure page refusal={fair.refusal} retry={fair.reload} /></div>;
  if (!fair.data) return <div class="page"><Skeleton page count={2} kind="block" /></div>;
  const list = booths.data?.items ?? [];
  const pending = list.filter((one) => one.state === 'requested');
  const placed = list.filter((one) => one.state !== 'requested');
  const sum = (pick: (one: Booth) => number | null) => list.reduce((total, one) => total + (pick(one) ?? 0), 0);
  const said = language.value;
  return (
    <div class="page staff-fair">
      <div class="fair-head">
        <p class="tags"><Tag tone={fairTone(fair.data.state)} dot={fair.data.state === 'open'}>{common().fairState[fair.data.state]}</Tag><Tag>{common().fairKind[fair.data.kind]}</Tag></p>
        <h1><Name text={fair.data.title} /></h1>
        <p class="facts"><span>{spanText(fair.data.starts_at, fair.data.ends_at, serverNow(), said)}</span><a class="link" href={`/fairs/${id}`}>{t.lobby}</a></p>
      </div>
      <dl class="figures wide">
        <div><dt>{t.online}</dt><dd class="number">{fair.data.online_count === null ? '—' : countText(fair.data.online_count, said)}</dd></div>
        <div><dt>{t.waitingAll}</dt><dd class="number">{countText(sum((one) => one.waiting), said)}</dd></div>
        <div><dt>{t.boothsOpen}</dt><dd class="number">{list.filter((one) => one.state === 'open').length}</dd></div>
        <div><dt>{t.recruiters}</dt><dd class="number">{sum((one) => one.recruiters_online)}</dd></div>
      </dl>
      <Steps fair={fair.data} onStep={(next) => fair.set(() => next)} />
      {pending.length > 0 && <Pending list={pending} changed={booths.reload} />}
      <section>
        <h2 class="section">{t.liveTitle}</h2>
        {booths.refusal && !booths.data ? <Failure refusal={booths.refusal} retry={booths.reload} /> : !booths.data ? <Skeleton count={2} kind="line" /> : placed.length === 0 ? <Empty icon="desk" title={t.boothsEmpty} /> : <Live list={placed} />}
      </section>
    </div>
  );
}

/* --- its life ------------------------------------------------------------------------------------------------------ */

function Steps({ fair, onStep }: { fair: Fair; onStep(fair: Fair): void }) {
  const t = staff();
  const states = common().fairState;
  const [asked, askedSet] = useState<FairState | null>(null);
  const order = t.order as FairState[];
  const at = order.indexOf(fair.state === 'paused' ? 'open' : fair.state);
  const next = fair.state === 'paused' ? 'open' : order[at + 1];
  const stepTo = async (to: FairState) => {
    try {
      onStep(await post<Fair>(`/fairs/${fair.id}/state`, { to }));
      toast(t.stepped(states[to]), 'good');
    } catch (refusal) {
      toastRefusal(refusal);
    }
  };
  const jump = at >= 0 && at < order.indexOf('open') && next !== 'open';
  return (
    <section class="card life">
      <h2 class="hidden">{t.stepTitle}</h2>
      <ol class="life-line">{order.map((one, i) => <li key={one} class={i < at ? 'past' : i === at ? 'now' : ''} aria-current={i === at ? 'step' : undefined}>{fair.state === 'paused' && i === at ? states.paused : states[one]}</li>)}</ol>
      <div class="actions left">
        {next && fair.state !== 'closed' && <Button look={next === 'open' ? 'main' : 'soft'} onClick={() => askedSet(next)} data-step={next}>{fair.state === 'paused' ? t.resume : t.stepTo(states[next])}</Button>}
        {jump && <Button onClick={() => askedSet('open')} data-step="open">{t.stepTo(states.open)}</Button>}
        {fair.state === 'open' && <Button look="soft" icon="pause" onClick={() => askedSet('paused')}>{t.pause}</Button>}
        {fair.state === 'closed' && <Button look="soft" onClick={() => askedSet('archived')}>{t.stepTo(states.archived)}</Button>}
      </div>
      <p class="sub">{t.publicNote}</p>
      {asked && <Confirm title={t.sureTitle(states[asked])} text={asked === 'closed' || asked === 'closing' ? t.sureClosed : t.publicNote} yes={t.sureGo} no={common().cancel} danger={asked === 'closed'} onYes={() => stepTo(asked)} onClose={() => askedSet(null)} />}
    </section>
  );
}

/* --- booths -------------------------------------------------------------------------------------------------------- */

function Pending({ list, changed }: { list: Booth[]; changed(): void }) {
  const t = staff();
  const [refusing, refusingSet] = useState<Booth | null>(null);
  const [reason, reasonSet] = useState('');
  const [busy, busySet] = useState('');
  const decide = async (booth: Booth, decision: 'approved' | 'refused') => {
    busySet(booth.id);
    try {
      await post(`/booths/${booth.id}/approval`, decision === 'refused' ? { decision, reason: reason.trim() } : { decision });
      toast(decision === 'approved' ? t.approved : t.refused, 'good');
      refusingSet(null);
      changed();
    } catch (refusal) {
      toastRefusal(refusal);
    } finally {
      busySet('');
    }
  };
  return (
    <section>
      <h2 class="section">{t.pending(list.length)}</h2>
      <ul class="stack">
        {list.map((one) => (
          <li key={one.id} class="card pending-booth">
            <div class="grow"><b>{one.organization_name}</b><p class="sub">{one.vacancies.map((job) => job.title).join('、') || t.none}</p>{one.greeting && <p class="sub">{one.greeting}</p>}</div>
            <div class="actions"><Button busy={busy === one.id} onClick={() => void decide(one, 'approved')}>{t.approve}</Button><Button look="soft" onClick={() => { reasonSet(''); refusingSet(one); }}>{t.refuse}</Button></div>
          </li>
        ))}
      </ul>
      {refusing && (
        <Sheet title={refusing.organization_name} onClose={() => refusingSet(null)}>
          <form onSubmit={(event) => { event.preventDefault(); void decide(refusing, 'refused'); }}>
            <Field focused required label={t.refuseReason} name="reason" value={reason} onValue={reasonSet} maxLength={200} />
            <Button type="submit" look="danger" wide disabled={!reason.trim()} busy={busy === refusing.id}>{t.refuse}</Button>
          </form>
        </Sheet>
      )}
    </section>
  );
}

function Live({ list }: { list: Booth[] }) {
  const t = staff();
  const said = language.value;
  const alone = (one: Booth) => one.state === 'open' && (one.waiting ?? 0) > 0 && one.recruiters_online === 0;
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={t.liveTitle}>
      <table>
        <thead><tr><th scope="col">{t.number}</th><th scope="col">{t.organization}</th><th scope="col">{t.state}</th><th scope="col" class="end">{t.recruiters}</th><th scope="col" class="end">{t.waiting}</th><th scope="col" class="end">{t.eta}</th></tr></thead>
        <tbody>
          {[...list].sort((a, b) => Number(alone(b)) - Number(alone(a)) || a.number - b.number).map((one) => (
            <tr key={one.id} class={alone(one) ? 'alone' : ''}>
              <td class="number">{one.number}</td>
              <th scope="row"><a href={`/booths/${one.id}`}><Name text={one.organization_name} /></a>{alone(one) && <small class="alone-text"><Icon name="alert" size="small" />{t.attention}</small>}</th>
              <td><Tag tone={boothTone(one.state)} dot={one.state === 'open'}>{common().boothState[one.state]}</Tag></td>
              <td class="end number">{one.recruiters_online ?? '—'}</td>
              <td class="end number">{one.waiting ?? '—'}</td>
              <td class="end number">{one.state === 'open' ? etaText({ basis: one.eta_basis, minSeconds: one.eta_min_s, maxSeconds: one.eta_max_s }, said) ?? lobby().causeUnknown : '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
