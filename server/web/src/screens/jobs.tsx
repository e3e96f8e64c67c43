// Published vacancies.
import { useEffect, useState } from 'preact/hooks';
import { call, get } from '../api';
import { wageText } from '../format';
import { useLoad, useTitle } from '../hooks';
import { Icon } from '../icons';
import { language } from '../i18n';
import { Button, Chips, Empty, Failure, Skeleton, Tag } from '../kit';
import { regionName } from '../regions';
import { searchGet } from '../router';
import { toastRefusal } from '../state';
import type { VacancyList } from '../types';
import { boothWords } from '../words/booth';
import { common } from '../words/common';
import { lobby } from '../words/lobby';

export function Jobs() {
  const t = lobby();
  const b = boothWords();
  const said = language.value;
  const [query, querySet] = useState(searchGet('q'));
  const [asked, askedSet] = useState(query);
  const [filter, filterSet] = useState<'all' | 'urgent'>('all');
  useTitle(`${b.jobsTitle} · ${common().brand}`);
  useEffect(() => {
    const timer = setTimeout(() => askedSet(query.trim()), 300);
    return () => clearTimeout(timer);
  }, [query]);
  const path = `/vacancies?limit=20${asked ? `&q=${encodeURIComponent(asked)}` : ''}${filter === 'urgent' ? '&urgent=true' : ''}`;
  const list = useLoad(path, () => get<VacancyList>(path));
  const more = async () => {
    try {
      const next = (await call<VacancyList>('GET', `${path}&after=${encodeURIComponent(list.data!.next!)}`)).data;
      list.set((before) => ({ items: [...before.items, ...next.items], next: next.next }));
    } catch (refusal) {
      toastRefusal(refusal);
    }
  };
  return (
    <div class="page narrow">
      <h1>{b.jobsTitle}</h1>
      <div class="tools">
        <div class="search"><Icon name="search" size="small" /><input type="search" aria-label={b.jobsSearch} placeholder={b.jobsSearch} value={query} onInput={(event) => querySet((event.target as HTMLInputElement).value)} /></div>
        <Chips label={t.filters} value={filter} onValue={filterSet} choices={[{ value: 'all', label: common().all }, { value: 'urgent', label: t.filterUrgent }]} />
      </div>
      {list.refusal ? <Failure refusal={list.refusal} retry={list.reload} /> : !list.data ? <Skeleton count={4} kind="line" retry={list.reload} /> : list.data.items.length === 0 ? (
        <Empty icon="search" title={b.jobsEmpty} text={b.jobsEmptyText}><Button look="soft" onClick={() => { querySet(''); filterSet('all'); }}>{b.jobsClear}</Button></Empty>
      ) : (
        <>
          <ul class="stack">
            {list.data.items.map((one) => (
              <li key={one.id} class="card job">
                <p class="job-head"><b>{one.title}</b>{one.urgent && <Tag tone="urgent">{t.urgent}</Tag>}<b class="wage">{wageText(one.wage_min_fen, one.wage_max_fen, one.wage_period, said)}</b></p>
                <p class="sub">{one.organization_name} · {regionName(one.region, said)}</p>
                <p class="tags"><Tag>{b.headcount(one.headcount)}</Tag><Tag>{b.education[one.education]}</Tag><Tag>{b.employment[one.employment_type]}</Tag>{one.benefits.slice(0, 3).map((text) => <Tag key={text}>{text}</Tag>)}</p>
                <a class="link" href={`/?q=${encodeURIComponent(one.organization_name)}`}>{b.jobsSeeBooth}</a>
              </li>
            ))}
          </ul>
          {list.data.next && <Button look="soft" wide onClick={more}>{common().more}</Button>}
        </>
      )}
    </div>
  );
}
