// Published vacancies: searched and filtered; what was asked stands in the address, and coming back finds the list as it was left.
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { call, get } from '../api';
import { serverNow } from '../clock';
import { education as educations, employmentType } from '../fields';
import { dayText, wageText } from '../format';
import { useLoad, useTitle } from '../hooks';
import { Icon } from '../icons';
import { language } from '../i18n';
import { Button, Chips, Empty, Failure, Name, Skeleton, Tag } from '../kit';
import { Select } from '../kit_form';
import { regionChoices, regionName } from '../regions';
import { go, place } from '../router';
import { toastRefusal } from '../state';
import type { Vacancy, VacancyList } from '../types';
import { boothWords } from '../words/booth';
import { common } from '../words/common';
import { jobs } from '../words/jobs';

const asked = ['q', 'list', 'urgent', 'region', 'education', 'employment_type', 'wage_min_fen', 'order'] as const;
type Asked = (typeof asked)[number];
const wageSteps = [5, 8, 10, 15, 20];

/** The list as it was left for one of its vacancies. */
let left: { path: string; list: VacancyList; scroll: number } | null = null;

/** The address as the hall is asked: what it does not know stays out. */
function pathNow(): string {
  const given = new URLSearchParams(place.value.search);
  const out = new URLSearchParams({ limit: '20' });
  for (const name of asked) {
    const value = given.get(name)?.trim();
    if (value) out.set(name, value);
  }
  return `/vacancies?${out}`;
}

function ask(name: Asked, value: string): void {
  const given = new URLSearchParams(place.peek().search);
  if (value) given.set(name, value);
  else given.delete(name);
  go(`/jobs${given.size ? `?${given}` : ''}`, true);
}

export function Jobs(_: { id: string }) {
  const t = jobs();
  const given = new URLSearchParams(place.value.search);
  const path = pathNow();
  const back = left?.path === path ? left : null;
  const list = useLoad(path, () => (back ? Promise.resolve(back.list) : get<VacancyList>(path)));
  useTitle(`${t.title} · ${common().brand}`);
  useLayoutEffect(() => {
    if (!list.data || !back) return;
    scrollTo(0, back.scroll);
    left = null;
  }, [list.data]);
  const more = async () => {
    try {
      const next = (await call<VacancyList>('GET', `${path}&after=${encodeURIComponent(list.data!.next!)}`)).data;
      list.set((before) => ({ items: [...before.items, ...next.items], next: next.next }));
    } catch (refusal) {
      toastRefusal(refusal);
    }
  };
  const leave = () => {
    left = { path, list: list.data!, scroll: scrollY };
  };
  const filters = asked.filter((name) => name !== 'q' && name !== 'order' && given.get(name)).length;
  return (
    <div class="page narrow">
      <h1>{t.title}</h1>
      <SearchTools given={given} filters={filters} />
      {list.refusal ? <Failure refusal={list.refusal} retry={list.reload} /> : !list.data ? <Skeleton count={4} kind="line" retry={list.reload} /> : list.data.items.length === 0 ? (
        <Empty icon="search" title={t.empty} text={t.emptyText}><Button look="soft" onClick={() => go('/jobs', true)}>{t.clear}</Button></Empty>
      ) : (
        <>
          <ul class="stack">{list.data.items.map((one) => <li key={one.id}><JobCard one={one} leave={leave} /></li>)}</ul>
          {list.data.next && <Button look="soft" wide onClick={more}>{common().more}</Button>}
        </>
      )}
    </div>
  );
}

function SearchTools({ given, filters }: { given: URLSearchParams; filters: number }) {
  const t = jobs();
  const b = boothWords();
  const [query, querySet] = useState(given.get('q') ?? '');
  useEffect(() => {
    if (query.trim() === (given.get('q') ?? '')) return undefined;
    const timer = setTimeout(() => ask('q', query.trim()), 300);
    return () => clearTimeout(timer);
  }, [query]);
  useEffect(() => {
    if (!given.get('q')) querySet('');
  }, [given.get('q')]);
  const kind = given.get('list') || (given.get('urgent') === 'true' ? 'now' : 'all');
  const kindSet = (value: string) => {
    const next = new URLSearchParams(place.peek().search);
    next.delete('list');
    next.delete('urgent');
    if (value === 'now') next.set('urgent', 'true');
    else if (value !== 'all') next.set('list', value);
    go(`/jobs${next.size ? `?${next}` : ''}`, true);
  };
  const select = (name: Asked, label: string, none: string, choices: { value: string; label: string }[]) => (
    <Select label={label} name={name} value={given.get(name) ?? ''} onValue={(value) => ask(name, value)} choices={[{ value: '', label: none }, ...choices]} />
  );
  return (
    <div class="tools-jobs">
      <div class="search"><Icon name="search" size="small" /><input type="search" name="q" aria-label={t.search} placeholder={t.search} value={query} maxLength={60} onInput={(event) => querySet((event.target as HTMLInputElement).value)} /></div>
      <Chips label={t.kind} value={kind} onValue={kindSet} choices={[{ value: 'all', label: t.all }, { value: 'now', label: t.urgent }, { value: 'urgent', label: t.listUrgent }, { value: 'talent', label: t.listTalent }]} />
      <details class="filter-box" open={filters > 0 || undefined}>
        <summary>{filters > 0 ? t.filtersOn(filters) : t.filters}</summary>
        <div class="filters">
          {select('region', t.region, t.anyRegion, regionChoices(language.value))}
          {select('education', t.education, t.anyEducation, educations.slice(1).map((one) => ({ value: one, label: b.education[one] })))}
          {select('employment_type', t.employment, t.anyEmployment, employmentType.map((one) => ({ value: one, label: b.employment[one] })))}
          {select('wage_min_fen', t.wage, t.anyWage, wageSteps.map((one) => ({ value: String(one * 100_000), label: t.wageFrom(one) })))}
          {select('order', t.order, t.relevance, [{ value: 'date', label: t.date }])}
        </div>
        {filters > 0 && <Button look="quiet" size="small" onClick={() => go(`/jobs${query.trim() ? `?q=${encodeURIComponent(query.trim())}` : ''}`, true)}>{t.clear}</Button>}
      </details>
    </div>
  );
}

function JobCard({ one, leave }: { one: Vacancy; leave(): void }) {
  const t = jobs();
  const b = boothWords();
  const said = language.value;
  return (
    <a class="card job job-link" href={`/jobs/${one.id}`} onClick={leave}>
      <div class="job-head"><h2>{one.title}</h2>{one.urgent && <Tag tone="urgent">{t.urgent}</Tag>}{one.talent_listed && <Tag tone="brand">{t.listTalent}</Tag>}<b class="wage">{wageText(one.wage_min_fen, one.wage_max_fen, one.wage_period, said)}</b></div>
      <p class="sub"><Name text={one.organization_name} /> · {regionName(one.region, said)}{one.published_at && ` · ${dayText(one.published_at, serverNow(), said)}`}</p>
      <p class="tags"><Tag>{b.headcount(one.headcount)}</Tag><Tag>{b.education[one.education]}</Tag><Tag>{b.employment[one.employment_type]}</Tag>{one.benefits.slice(0, 3).map((text) => <Tag key={text}>{text}</Tag>)}</p>
    </a>
  );
}
