// One booth: its jobs, its company, its line; joining it.
import { get } from '../api';
import { badgeOf, etaText, tintOf, wageText } from '../format';
import { useChannel, useLoad, useTitle } from '../hooks';
import { Icon } from '../icons';
import { language } from '../i18n';
import { Badge, Failure, Name, Skeleton, Tag } from '../kit';
import { regionName } from '../regions';
import { liveTickets } from '../state';
import { TicketCard } from '../ticket_view';
import type { Booth, Fair, LineEvent, Organization, Vacancy, VacancyList } from '../types';
import { boothWords } from '../words/booth';
import { common } from '../words/common';
import { lobby } from '../words/lobby';
import { boothWait, boothWith, callableNow, JoinButton } from './lobby';

export function BoothPage({ id }: { id: string }) {
  const booth = useLoad(`booth ${id}`, () => get<Booth>(`/booths/${id}`));
  const fairId = booth.data?.fair_id ?? '';
  const fair = useLoad(`fair ${fairId}`, async () => (fairId ? get<Fair>(`/fairs/${fairId}`) : null));
  useTitle(booth.data ? `${booth.data.organization_name} · ${common().brand}` : '');
  const mine = liveTickets.value.find((one) => one.booth_id === id);
  useChannel(`booth:${id}`, booth.reload, (event) => {
    if (event.event === 'booth.line') booth.set((before) => boothWith(before, event.data as LineEvent));
    else if (event.event === 'booth.state') booth.set((before) => ({ ...before, state: (event.data as Booth).state, message: (event.data as Booth).message }));
  });
  if (booth.refusal && !booth.data) return <div class="page narrow"><Failure page refusal={booth.refusal} retry={booth.reload} /></div>;
  if (!booth.data) return <div class="page narrow"><Skeleton page count={2} retry={booth.reload} /></div>;
  const one = booth.data;
  return (
    <div class="page booth-page">
      <div class="booth-side">
        {mine ? <TicketCard ticket={mine} linked /> : <LineNow booth={one} fair={fair.data} />}
      </div>
      <div class="booth-main">
        <BoothHead booth={one} />
        <Jobs booth={one} />
        <Company id={one.organization_id} />
      </div>
    </div>
  );
}

function BoothHead({ booth }: { booth: Booth }) {
  const b = boothWords();
  return (
    <div class="booth-head">
      <a class="back" href={`/fairs/${booth.fair_id}`}><Icon name="back" size="small" />{common().navLobby}</a>
      <div class="booth-title">
        <Badge text={badgeOf(booth.organization_name)} tint={tintOf(booth.organization_name, 6)} />
        <div>
          <h1><Name text={booth.organization_name} /></h1>
          <p class="sub">{b.boothNumber(booth.number)} · {regionName(booth.region, language.value)}{booth.industry && ` · ${booth.industry}`}</p>
        </div>
      </div>
      {booth.greeting && <blockquote>{booth.greeting}</blockquote>}
    </div>
  );
}

function LineNow({ booth, fair }: { booth: Booth; fair: Fair | null }) {
  const t = lobby();
  const b = boothWords();
  const wait = boothWait(booth, language.value);
  const eta = etaText({ basis: booth.eta_basis, minSeconds: booth.eta_min_s, maxSeconds: booth.eta_max_s }, language.value);
  return (
    <section class="card line-now" data-state={booth.state}>
      <p class="tags"><Tag tone={booth.state === 'open' ? 'ok' : booth.state === 'paused' ? 'busy' : 'plain'} dot={booth.state === 'open'}>{common().boothState[booth.state]}</Tag><span class="sub">{booth.recruiters_online ? t.recruiters(booth.recruiters_online) : t.recruitersNone}</span></p>
      {booth.state === 'open' ? (
        <div class="line-facts">
          <div><b class="number">{booth.waiting ?? '—'}</b><span>{t.waiting(booth.waiting ?? 0).replace(/^\d+ ?/, '')}</span></div>
          <div><b class="words">{callableNow(booth) ? t.noWait : eta ?? t.causeUnknown}</b><span>{eta || callableNow(booth) ? wait.cause : booth.recruiters_online ? t.causePlanned : t.recruitersNone}</span></div>
        </div>
      ) : (
        <p class="note busy"><Icon name="pause" size="small" />{booth.state === 'paused' ? booth.message || t.boothPaused : booth.state === 'closed' ? b.boothClosed : b.boothNotOpen}</p>
      )}
      <JoinButton fair={fair} booth={booth} wide />
      {booth.state !== 'open' && <a class="button quiet wide" href={`/fairs/${booth.fair_id}`}>{b.otherBooths}</a>}
    </section>
  );
}

function Jobs({ booth }: { booth: Booth }) {
  const t = lobby();
  const b = boothWords();
  const said = language.value;
  const more = useLoad(`vacancies ${booth.organization_id}`, () => get<VacancyList>(`/vacancies?organization_id=${booth.organization_id}&limit=50`));
  const details = new Map<string, Vacancy>((more.data?.items ?? []).map((one) => [one.id, one]));
  return (
    <section>
      <h2 class="section">{b.vacancies} <span class="sub">{booth.vacancies.length}</span></h2>
      {booth.vacancies.length === 0 && <p class="sub">{b.boothNoVacancies}</p>}
      <ul class="stack">
        {booth.vacancies.map((one) => {
          const detail = details.get(one.id);
          return (
            <li key={one.id} class="card job">
              <p class="job-head"><b>{one.title}</b>{one.urgent && <Tag tone="urgent">{t.urgent}</Tag>}<b class="wage">{wageText(one.wage_min_fen, one.wage_max_fen, one.wage_period, said)}</b></p>
              <p class="tags">
                <Tag>{b.headcount(one.headcount)}</Tag>
                {detail && <Tag>{b.education[detail.education]}</Tag>}
                {detail && <Tag>{b.employment[detail.employment_type]}</Tag>}
                {detail?.benefits.slice(0, 5).map((text) => <Tag key={text}>{text}</Tag>)}
              </p>
              {(detail?.duties || detail?.description) && <p class="job-text">{[detail.duties, detail.description].filter(Boolean).join('\n')}</p>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Company({ id }: { id: string }) {
  const b = boothWords();
  const found = useLoad(`organization ${id}`, () => get<Organization>(`/organizations/${id}`));
  if (!found.data) return null;
  const one = found.data;
  const facts: [string, string][] = [[b.industry, one.industry], [b.scale, one.scale], [b.place, regionName(one.region, language.value)], [b.address, one.address]];
  return (
    <section>
      <h2 class="section">{b.company}</h2>
      <dl class="card facts-list">{facts.filter((fact) => fact[1]).map(([name, text]) => <div key={name}><dt>{name}</dt><dd>{text}</dd></div>)}</dl>
    </section>
  );
}
