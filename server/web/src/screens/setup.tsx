// A recruiter's way to a booth in three steps: the organization, its vacancies, the booth.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { get, post, Refusal } from '../api';
import { serverNow } from '../clock';
import { spanText, wageText } from '../format';
import { useLoad, useTitle } from '../hooks';
import { Icon } from '../icons';
import { language } from '../i18n';
import { Button, Failure, Skeleton, Tag } from '../kit';
import { Check, Field, Problems, Select } from '../kit_form';
import { go, searchGet } from '../router';
import { me, toast } from '../state';
import type { Booth, BoothList, Fair, FairList, Organization, OrganizationList, Vacancy, VacancyList } from '../types';
import { boothWords } from '../words/booth';
import { common } from '../words/common';
import { setup } from '../words/setup';
import { boothTone, SignInLink } from '../parts';
import { OrganizationForm } from './setup_forms';

interface Known {
  organizations: Organization[];
  organization: Organization | null;
  vacancies: Vacancy[];
  booths: Booth[];
  fairs: Fair[];
}

async function knownLoad(chosen: string): Promise<Known> {
  const [organizations, booths, fairs] = await Promise.all([get<OrganizationList>('/me/organizations?limit=20'), get<BoothList>('/me/booths?limit=50'), get<FairList>('/fairs?limit=50')]);
  const organization = organizations.items.find((one) => one.id === chosen) ?? organizations.items[0] ?? null;
  const vacancies = organization ? (await get<VacancyList>(`/vacancies?organization_id=${organization.id}&limit=50`)).items : [];
  return { organizations: organizations.items, organization, vacancies, booths: booths.items, fairs: fairs.items };
}

export function Setup(_: { id: string }) {
  const t = setup();
  useTitle(`${t.setupTitle} · ${common().brand}`);
  const chosen = searchGet('organization');
  const known = useLoad(`setup ${me.value?.id} ${chosen}`, () => knownLoad(chosen));
  if (!me.value) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  if (known.refusal) return <div class="page narrow"><Failure page refusal={known.refusal} retry={known.reload} /></div>;
  if (!known.data) return <div class="page narrow"><Skeleton page count={3} kind="line" /></div>;
  const { organization, vacancies, booths } = known.data;
  const published = vacancies.filter((one) => one.state === 'published');
  const verified = organization?.state === 'verified';
  return (
    <div class="page narrow">
      <h1>{t.setupTitle}</h1>
      {known.data.organizations.length > 1 && <Select label={t.organization} name="organization" value={organization!.id} onValue={(value) => go(`/setup?organization=${value}`, true)} choices={known.data.organizations.map((one) => ({ value: one.id, label: one.name }))} />}
      <ol class="steps">
        <Step number={1} title={t.step1} done={verified} open><OrganizationStep organization={organization} reload={known.reload} /></Step>
        <Step number={2} title={t.step2} done={published.length > 0} open={Boolean(organization)}>{organization && <VacancyStep organization={organization} vacancies={vacancies} />}</Step>
        <Step number={3} title={t.step3} done={booths.length > 0} open={Boolean(organization)}>{organization && <BoothStep known={known.data} published={published} reload={known.reload} />}</Step>
      </ol>
    </div>
  );
}

function Step(props: { number: number; title: string; done: boolean; open: boolean; children: ComponentChildren }) {
  const t = setup();
  return (
    <li class={`step ${props.done ? 'done' : props.open ? 'now' : 'later'}`}>
      <span class="step-mark">{props.done ? <Icon name="check" size="small" /> : props.number}</span>
      <div class="step-body"><h2>{props.title} <span class="sub">{props.done ? t.stepDone : props.open ? '' : t.stepLater}</span></h2>{props.open && props.children}</div>
    </li>
  );
}

function OrganizationStep({ organization, reload }: { organization: Organization | null; reload(): void }) {
  const t = setup();
  const [open, openSet] = useState(false);
  if (!organization) return <>{open ? <OrganizationForm onDone={() => { openSet(false); reload(); }} /> : <Button icon="plus" onClick={() => openSet(true)}>{t.organizationAdd}</Button>}</>;
  const states = { pending: t.organizationPending, verified: t.organizationVerified, refused: t.organizationRefused, suspended: t.organizationSuspended };
  return (
    <div class="card">
      <p class="job-head"><b>{organization.name}</b><Tag tone={organization.state === 'verified' ? 'ok' : organization.state === 'pending' ? 'busy' : 'urgent'}>{states[organization.state]}</Tag></p>
      <p class="sub">{boothWords().kind[organization.kind]}{organization.uscc && ` · ${organization.uscc}`}</p>
      {organization.reason && <p class="note busy"><Icon name="alert" size="small" />{organization.reason}</p>}
      <p><a class="link" href={`/setup/organizations/${organization.id}`}>{t.organizationMore}</a></p>
    </div>
  );
}

function VacancyStep({ organization, vacancies }: { organization: Organization; vacancies: Vacancy[] }) {
  const t = setup();
  const states = { draft: t.draft, published: t.published, filled: t.filled, closed: t.closedVacancy, review: t.inReview };
  return (
    <>
      {vacancies.length > 0 && (
        <ul class="rows">
          {vacancies.slice(0, 5).map((one) => (
            <li key={one.id}>
              <a href={`/setup/jobs/${one.id}`}><span class="grow">{one.title}<small>{boothWords().headcount(one.headcount)} · {wageText(one.wage_min_fen, one.wage_max_fen, one.wage_period, language.value)}</small></span>
                {one.urgent && <Tag tone="urgent">{t.urgent}</Tag>}
                <Tag tone={one.state === 'published' ? 'ok' : 'plain'}>{states[one.state]}</Tag>
              </a>
            </li>
          ))}
        </ul>
      )}
      <div class="actions left">
        <a class={`button ${vacancies.length ? 'soft' : 'main'}`} href={`/setup/jobs/new?organization=${organization.id}`}><Icon name="plus" size="small" />{t.vacancyAdd}</a>
        {vacancies.length > 0 && <a class="button quiet" href={`/setup/jobs?organization=${organization.id}`}>{t.vacanciesAll}</a>}
      </div>
    </>
  );
}

function BoothStep({ known, published, reload }: { known: Known; published: Vacancy[]; reload(): void }) {
  const t = setup();
  const taken = new Set(known.booths.map((one) => one.fair_id));
  const open = known.fairs.filter((one) => ['announced', 'registration', 'lobby', 'open', 'paused'].includes(one.state) && !taken.has(one.id));
  const titles = new Map(known.fairs.map((one) => [one.id, one.title]));
  return (
    <>
      {known.booths.length > 0 && (
        <ul class="rows">
          {known.booths.map((one) => (
            <li key={one.id}><a href={`/desk/${one.id}`}><span class="grow">{titles.get(one.fair_id) ?? t.boothFair}<small>{boothWords().boothNumber(one.number)} · {t.toDesk}</small></span><Tag tone={boothTone(one.state)}>{common().boothState[one.state]}</Tag></a></li>
          ))}
        </ul>
      )}
      {open.length > 0 ? <BoothForm key={open[0]!.id} fairs={open} organization={known.organization!} published={published} onDone={reload} /> : known.booths.length === 0 && <p class="sub">{t.boothNoFair}</p>}
    </>
  );
}

function BoothForm({ fairs, organization, published, onDone }: { fairs: Fair[]; organization: Organization; published: Vacancy[]; onDone(): void }) {
  const t = setup();
  const [fair, fairSet] = useState(fairs[0]!.id);
  const [chosen, chosenSet] = useState<string[] | null>(null);
  const [greeting, greetingSet] = useState('');
  const [refusal, refusalSet] = useState<Refusal | null>(null);
  const [busy, busySet] = useState(false);
  const ids = chosen ?? published.map((one) => one.id);
  const submit = async (event: Event) => {
    event.preventDefault();
    busySet(true);
    refusalSet(null);
    try {
      await post(`/fairs/${fair}/booths`, { organization_id: organization.id, vacancy_ids: ids, greeting: greeting.trim() });
      toast(t.boothDone, 'good');
      onDone();
    } catch (thrown) {
      refusalSet(thrown instanceof Refusal ? thrown : new Refusal(0, {}));
    } finally {
      busySet(false);
    }
  };
  const now = serverNow();
  return (
    <form class="card" onSubmit={submit} noValidate>
      <Problems refusal={refusal} labels={{ vacancy_ids: t.boothVacancies, greeting: t.boothGreeting, organization_id: t.organization }} />
      <Select label={t.boothFair} name="fair" value={fair} onValue={fairSet} choices={fairs.map((one) => ({ value: one.id, label: `${one.title} · ${spanText(one.starts_at, one.ends_at, now, language.value)}` }))} />
      {published.length > 0 && <fieldset class="checks"><legend>{t.boothVacancies}</legend>{published.map((one) => <Check key={one.id} label={one.title} checked={ids.includes(one.id)} onValue={(on) => chosenSet(on ? [...ids, one.id] : ids.filter((id) => id !== one.id))} />)}</fieldset>}
      <Field label={t.boothGreeting} hint={t.boothGreetingHint} name="greeting" value={greeting} onValue={greetingSet} maxLength={200} error={refusal?.fields.get('greeting')} />
      <Button type="submit" busy={busy}>{t.boothSend}</Button>
    </form>
  );
}
