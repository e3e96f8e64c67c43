// An employer's vacancies, with their states.
import { call, get, Refusal } from '../api';
import { wageText } from '../format';
import { useLoad, useTitle } from '../hooks';
import { Icon } from '../icons';
import { language } from '../i18n';
import { Button, Empty, Failure, Skeleton, Tag, type Tone } from '../kit';
import { Select } from '../kit_form';
import { SignInLink } from '../parts';
import { go, searchGet } from '../router';
import { me, toastRefusal } from '../state';
import type { OrganizationList, VacancyList, VacancyState } from '../types';
import { boothWords } from '../words/booth';
import { common } from '../words/common';
import { vacancyWords } from '../words/vacancy';

export const vacancyTone = (state: VacancyState): Tone => (state === 'published' ? 'ok' : state === 'review' ? 'busy' : state === 'draft' ? 'brand' : 'plain');

export function VacanciesPage(_: { id: string }) {
  const t = vacancyWords();
  useTitle(`${t.listTitle} · ${common().brand}`);
  const organizations = useLoad(`organizations ${me.value?.id}`, () => get<OrganizationList>('/me/organizations?limit=20'));
  const chosen = searchGet('organization') || organizations.data?.items[0]?.id || '';
  if (!me.value) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  if (organizations.refusal) return <div class="page narrow"><Failure page refusal={organizations.refusal} retry={organizations.reload} /></div>;
  if (!organizations.data) return <div class="page narrow"><Skeleton page count={3} kind="line" /></div>;
  return (
    <div class="page narrow">
      <a class="back" href="/setup">{common().navSetup}</a>
      <div class="title-row"><h1>{t.listTitle}</h1>{chosen && <a class="button main" href={`/setup/jobs/new?organization=${chosen}`}><Icon name="plus" size="small" />{t.add}</a>}</div>
      {organizations.data.items.length > 1 && <Select label={t.organization} name="organization" value={chosen} onValue={(value) => go(`/setup/jobs?organization=${value}`, true)} choices={organizations.data.items.map((one) => ({ value: one.id, label: one.name }))} />}
      {chosen && <Rows key={chosen} organization={chosen} />}
    </div>
  );
}

function Rows({ organization }: { organization: string }) {
  const t = vacancyWords();
  const path = `/vacancies?organization_id=${organization}&limit=50`;
  const list = useLoad(path, () => get<VacancyList>(path));
  const more = async () => {
    try {
      const next = (await call<VacancyList>('GET', `${path}&after=${encodeURIComponent(list.data!.next!)}`)).data;
      list.set((before) => ({ items: [...before.items, ...next.items], next: next.next }));
    } catch (refusal) {
      toastRefusal(refusal);
    }
  };
  if (list.refusal) return <Failure refusal={list.refusal} retry={list.reload} />;
  if (!list.data) return <Skeleton count={3} kind="line" />;
  if (list.data.items.length === 0) return <Empty icon="jobs" title={t.empty} text={t.emptyText} />;
  return (
    <>
      <ul class="rows own-jobs">
        {list.data.items.map((one) => (
          <li key={one.id}>
            <a href={`/setup/jobs/${one.id}`}>
              <span class="grow">{one.title}<small>{boothWords().headcount(one.headcount)} · {wageText(one.wage_min_fen, one.wage_max_fen, one.wage_period, language.value)}{one.review_reason ? ` · ${t.refused}${one.review_reason}` : one.ended_by !== 'none' ? ` · ${t.endedBy[one.ended_by]}` : ''}</small></span>
              {one.warnings.length > 0 && <Icon name="alert" size="small" />}
              <Tag tone={vacancyTone(one.state)}>{t.state[one.state]}</Tag>
            </a>
          </li>
        ))}
      </ul>
      {list.data.next && <Button look="soft" wide onClick={more}>{common().more}</Button>}
    </>
  );
}
