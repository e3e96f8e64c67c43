// The lobby of a fair: who is here, which booths wait for people, how long a line takes.
import { useMemo, useState } from 'preact/hooks';
import { Refusal, call, get } from '../api';
import { secondsLeft, serverNow } from '../clock';
import { badgeOf, clockText, countText, dayText, etaText, momentText, spanText, tintOf, wageText } from '../format';
import { useChannel, useLoad, useTitle } from '../hooks';
import { Icon } from '../icons';
import { type Language, language } from '../i18n';
import { join, joining } from '../join';
import { Badge, Button, Chips, Empty, Failure, Name, Skeleton, Tag, type Tone } from '../kit';
import { regionName } from '../regions';
import { searchGet } from '../router';
import { livePart } from '../live_load';
import { isCandidate, liveTickets, me, ticketFirst, toast, toastRefusal } from '../state';
import type { Booth, BoothList, Fair, FairList, FairState, LineEvent, PresenceEvent, RegistrationList } from '../types';
import { common } from '../words/common';
import { lobby } from '../words/lobby';

export const fairTone = (state: FairState): Tone => (state === 'open' ? 'ok' : state === 'lobby' || state === 'registration' ? 'brand' : state === 'paused' || state === 'closing' ? 'busy' : 'plain');

/** The running fair, else the next one, else the list. */
export function Home() {
  const list = useLoad('fairs', () => get<FairList>('/fairs?limit=20'));
  useTitle(common().brand);
  if (list.refusal) return <div class="page"><Failure page refusal={list.refusal} retry={list.reload} /></div>;
  if (!list.data) return <div class="page"><LobbySkeleton /></div>;
  const order: FairState[] = ['open', 'paused', 'lobby', 'closing', 'registration', 'announced'];
  const shown = order.map((state) => list.data!.items.find((one) => one.state === state)).find(Boolean);
  return shown ? <Lobby key={shown.id} id={shown.id} known={shown} /> : <div class="page"><Empty page icon="hall" title={lobby().fairsEmpty} text={lobby().fairsEmptyText}>{list.data.items.length > 0 && <a class="button soft" href="/fairs">{lobby().fairsAll}</a>}</Empty></div>;
}

function LobbySkeleton({ retry }: { retry?: () => void }) {
  return <><div class="skeleton head-line" aria-hidden="true"><i /><i /></div><Skeleton page count={4} kind="card" retry={retry} /></>;
}

/** A booth with what its newest line event says. */
export function boothWith(booth: Booth, event: LineEvent): Booth {
  return {
    ...booth, state: event.state, message: event.message, waiting: event.waiting, recruiters_online: event.recruiters_online,
    eta_min_s: event.eta_min_s, eta_max_s: event.eta_max_s, eta_basis: event.eta_basis,
  };
}

export function Lobby({ id, known }: { id: string; known?: Fair }) {
  const fair = useLoad(`fair ${id}`, () => get<Fair>(`/fairs/${id}`));
  const booths = useLoad(`booths ${id}`, () => get<BoothList>(`/fairs/${id}/booths?limit=100`));
  const shown = fair.data ?? known ?? null;
  useTitle(shown ? `${shown.title} · ${common().brand}` : '');
  useChannel(`fair:${id}`, () => { fair.reload(); booths.reload(); }, (event) => {
    if (event.event === 'fair.state') fair.set((before) => ({ ...(event.data as Fair), online_count: before.online_count }));
    else if (event.event === 'fair.presence') fair.set((before) => ({ ...before, online_count: (event.data as PresenceEvent).online_count }));
    else if (event.event === 'booth.line') {
      const line = event.data as LineEvent;
      booths.set((before) => ({ ...before, items: before.items.map((one) => (one.id === line.booth_id ? boothWith(one, line) : one)) }));
    } else if (event.event === 'booth.state') {
      const now = event.data as Booth;
      if (booths.data?.items.some((one) => one.id === now.id))
        booths.set((before) => ({ ...before, items: before.items.map((one) => (one.id === now.id ? { ...one, state: now.state, message: now.message } : one)) }));
      else booths.reload();
    }
  });
  if (fair.refusal && !shown) return <div class="page"><Failure page refusal={fair.refusal} retry={fair.reload} /></div>;
  if (!shown) return <div class="page"><LobbySkeleton retry={fair.reload} /></div>;
  const first = ticketFirst();
  const TicketCard = livePart.value?.TicketCard;
  return (
    <div class="page lobby" data-state={shown.state}>
      <FairHead fair={shown} />
      <div class="lobby-side">
        {first && TicketCard ? <TicketCard ticket={first} linked /> : <How fair={shown} />}
      </div>
      <div class="lobby-main">
        {booths.refusal && !booths.data ? <Failure refusal={booths.refusal} retry={booths.reload} /> : !booths.data ? <Skeleton count={4} retry={booths.reload} /> : <Booths fair={shown} booths={booths.data.items} />}
      </div>
    </div>
  );
}

function FairHead({ fair }: { fair: Fair }) {
  const t = lobby();
  const now = serverNow();
  const said = language.value;
  const started = fair.state === 'open' || fair.state === 'paused' || fair.state === 'closing';
  const over = fair.state === 'closed' || fair.state === 'archived';
  return (
    <div class="fair-head">
      <p class="tags">
        <Tag tone={fairTone(fair.state)} dot={fair.state === 'open'}>{common().fairState[fair.state]}</Tag>
        {fair.demo && <Tag>{common().demo}</Tag>}
        <a class="link" href="/fairs">{t.fairsAll}</a>
      </p>
      <h1><Name text={fair.title} /></h1>
      <p class="facts">
        <span>{started ? `${t.endsAt(momentText(fair.ends_at, now, said))}（${said === 'zh' ? '北京时间' : 'Beijing time'}）` : spanText(fair.starts_at, fair.ends_at, now, said)}</span>
        {fair.online_count !== null && <span class="presence"><i class="dot" aria-hidden="true" /><b class="number">{common().online(countText(fair.online_count, said))}</b></span>}
      </p>
      {fair.state === 'paused' && <p class="note busy"><Icon name="pause" size="small" />{t.pausedFair}</p>}
      {fair.state === 'closing' && <p class="note busy"><Icon name="clock" size="small" />{t.closingFair}</p>}
      {!started && !over && <Before fair={fair} />}
      {over && <p class="note"><Icon name="clock" size="small" />{t.ended}。{t.endedText}</p>}
    </div>
  );
}

/** Before the bell: a countdown, and signing up for reminders. */
function Before({ fair }: { fair: Fair }) {
  const t = lobby();
  const left = secondsLeft(fair.starts_at);
  const [busy, busySet] = useState(false);
  const mine = useLoad(`registrations ${isCandidate.value}`, async () => (isCandidate.value ? get<RegistrationList>('/me/registrations') : { items: [] }));
  const [now, nowSet] = useState(false);
  const done = now || mine.data?.items.some((one) => one.fair_id === fair.id);
  const register = async () => {
    busySet(true);
    try {
      await call('POST', `/fairs/${fair.id}/registrations`, {});
      nowSet(true);
      toast(t.registerDone, 'good');
    } catch (refusal) {
      if (refusal instanceof Refusal && refusal.code === 'exists') nowSet(true);
      else toastRefusal(refusal);
    } finally {
      busySet(false);
    }
  };
  const days = Math.floor(left / 86_400);
  return (
    <div class="before">
      <p>{fair.state === 'lobby' ? t.lobbyFair : fair.state === 'registration' ? t.registrationFair : t.startsAt(dayText(fair.starts_at, serverNow(), language.value))}</p>
      {left > 0 && left < 172_800 && <p class="before-clock"><span>{t.startsIn}</span><b class="number" role="timer">{days > 0 ? `${days * 24 + Math.floor((left % 86_400) / 3600)}:` : left >= 3600 ? `${Math.floor(left / 3600)}:` : ''}{left >= 3600 ? clockText(left % 3600).padStart(5, '0') : clockText(left)}</b></p>}
      {isCandidate.value && (fair.state === 'registration' || fair.state === 'lobby') && <Button look="soft" size="small" busy={busy} disabled={done} icon={done ? 'check' : 'bell'} onClick={register}>{done ? t.registered : t.register}</Button>}
    </div>
  );
}

function How({ fair }: { fair: Fair }) {
  const t = lobby();
  return (
    <section class="card how">
      <h2>{t.howItWorks}</h2>
      <ol><li>{t.how1}</li><li>{t.how2}</li><li>{t.how3}</li></ol>
      <p class="sub">{t.lines(fair.lines_per_candidate)} · {t.talkLength(Math.round(fair.session_seconds / 60))}</p>
    </section>
  );
}

/* --- booths ----------------------------------------------------------------------------------------------------- */

type Filter = 'all' | 'urgent' | 'now';
export const callableNow = (booth: Booth): boolean => booth.state === 'open' && (booth.recruiters_online ?? 0) > 0 && booth.waiting === 0 && booth.eta_min_s === 0;

function Booths({ fair, booths }: { fair: Fair; booths: Booth[] }) {
  const t = lobby();
  const [query, querySet] = useState(searchGet('q'));
  const [filter, filterSet] = useState<Filter>('all');
  const asked = query.trim().toLowerCase();
  const list = useMemo(() => booths.filter((one) => one.state !== 'requested' && one.state !== 'refused'), [booths]);
  const shown = list.filter((one) => {
    if (filter === 'urgent' && !one.vacancies.some((job) => job.urgent)) return false;
    if (filter === 'now' && !callableNow(one)) return false;
    return !asked || [one.organization_name, one.industry, ...one.vacancies.map((job) => job.title)].some((text) => text.toLowerCase().includes(asked));
  });
  const reset = () => {
    querySet('');
    filterSet('all');
  };
  return (
    <>
      <div class="tools">
        <div class="search">
          <Icon name="search" size="small" />
          <input type="search" aria-label={t.search} placeholder={t.search} value={query} onInput={(event) => querySet((event.target as HTMLInputElement).value)} />
        </div>
        <Chips label={t.filters} value={filter} onValue={filterSet} choices={[{ value: 'all', label: common().all }, { value: 'urgent', label: t.filterUrgent }, { value: 'now', label: t.filterNow }]} />
      </div>
      {list.length === 0 ? <Empty icon="desk" title={t.none} text={t.noneText} /> : shown.length === 0 ? <Empty icon="search" title={t.empty} text={t.emptyText}><Button look="soft" onClick={reset}>{t.emptyAction}</Button></Empty> : (
        <ul class="booths">{shown.map((one) => <li key={one.id}><BoothCard fair={fair} booth={one} /></li>)}</ul>
      )}
    </>
  );
}

/** "4 人排队 · 约 12 分钟" with its cause, or why not. */
export function boothWait(booth: Booth, said: Language): { text: string; cause: string; tone: Tone } {
  const t = lobby();
  if (booth.state === 'paused') return { text: t.paused, cause: booth.message || t.boothPaused, tone: 'busy' };
  if (booth.state === 'closed') return { text: t.closed, cause: '', tone: 'plain' };
  if (booth.state !== 'open') return { text: t.notOpen, cause: '', tone: 'plain' };
  const eta = etaText({ basis: booth.eta_basis, minSeconds: booth.eta_min_s, maxSeconds: booth.eta_max_s }, said);
  const people = booth.waiting === null ? '' : booth.waiting === 0 ? t.waitingNone : t.waiting(booth.waiting);
  const causeText = booth.eta_basis === 'learned' ? t.causeLearned : booth.eta_basis === 'planned' ? t.causePlanned : booth.recruiters_online === 0 ? t.causeNobody : t.causeUnknown;
  if (callableNow(booth)) return { text: t.noWait, cause: t.recruiters(booth.recruiters_online ?? 0), tone: 'ok' };
  return { text: [people, eta].filter(Boolean).join(' · '), cause: causeText, tone: eta ? 'busy' : 'plain' };
}

export function JoinButton({ fair, booth, wide }: { fair: Pick<Fair, 'state'> | null; booth: Booth; wide?: boolean }) {
  const t = lobby();
  const mine = liveTickets.value.find((one) => one.booth_id === booth.id);
  if (mine?.state === 'in_session' && mine.session_id) return <a class={`button soft ${wide ? 'wide large' : ''}`} href={`/talks/${mine.session_id}`}>{t.talking}</a>;
  if (mine) return <a class={`button soft ${wide ? 'wide large' : ''}`} href={`/line/${mine.id}`}>{t.joined}</a>;
  if (me.value && !isCandidate.value) return null;
  const open = booth.state === 'open' && (!fair || fair.state === 'open' || fair.state === 'paused');
  return (
    <Button wide={wide} size={wide ? 'large' : undefined} look={open ? 'main' : 'soft'} disabled={!open} busy={joining.value === booth.id} onClick={() => join(booth)} aria-label={`${t.join}：${booth.organization_name}`}>
      {open ? t.join : booth.state === 'paused' ? t.paused : booth.state === 'closed' ? t.closed : t.notOpen}
    </Button>
  );
}

function BoothCard({ fair, booth }: { fair: Fair; booth: Booth }) {
  const t = lobby();
  const said = language.value;
  const wait = boothWait(booth, said);
  const urgent = booth.vacancies.some((one) => one.urgent);
  const jobs = [...booth.vacancies].sort((a, b) => Number(b.urgent) - Number(a.urgent)).slice(0, 2);
  return (
    <article class={`card booth ${booth.state === 'open' ? '' : 'quiet'}`} data-booth={booth.id}>
      <header>
        <Badge text={badgeOf(booth.organization_name)} tint={tintOf(booth.organization_name, 6)} />
        <h2><a href={`/booths/${booth.id}`}><Name text={booth.organization_name} /></a></h2>
        {urgent && <Tag tone="urgent">{t.urgent}</Tag>}
        <p>{regionName(booth.region, said)} · {booth.recruiters_online ? t.recruiters(booth.recruiters_online) : t.recruitersNone}</p>
      </header>
      <ul class="jobs-short">
        {jobs.map((one) => <li key={one.id}><span>{one.title}</span><b class="wage">{wageText(one.wage_min_fen, one.wage_max_fen, one.wage_period, said)}</b></li>)}
        {booth.vacancies.length > 2 && <li class="sub"><span>{t.vacancyMore(booth.vacancies.length - 2)}</span></li>}
      </ul>
      <footer>
        <p class={`wait ${wait.tone}`}><Icon name={wait.tone === 'ok' ? 'clock' : 'people'} size="small" /><span><b class="number">{wait.text}</b>{wait.cause && <small>{wait.cause}</small>}</span></p>
        <JoinButton fair={fair} booth={booth} />
      </footer>
    </article>
  );
}
