// Vacancies that wait for staff, with what the check found, and the decision.
import { useState } from 'preact/hooks';
import { get, post, Refusal } from '../api';
import { useLoad, useTitle } from '../hooks';
import { Button, Empty, Failure, Skeleton } from '../kit';
import { SignInLink } from '../parts';
import { StaffTools, WhySheet } from '../staff_job';
import { isStaff, me, toast, toastRefusal } from '../state';
import type { Vacancy, VacancyList } from '../types';
import { VacancyBody, VacancyHead, Warnings } from '../vacancy_view';
import { common } from '../words/common';
import { vacancyWords } from '../words/vacancy';

export function StaffVacancies(_: { id: string }) {
  const t = vacancyWords();
  useTitle(`${t.queueTitle} · ${common().brand}`);
  const list = useLoad(`queue ${me.value?.id}`, () => get<VacancyList>('/vacancy-reviews?limit=50'));
  if (!me.value) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  if (!isStaff.value) return <div class="page narrow"><Failure page refusal={new Refusal(403, {})} /></div>;
  return (
    <div class="page narrow">
      <h1>{t.queueTitle}</h1>
      {list.refusal ? <Failure refusal={list.refusal} retry={list.reload} /> : !list.data ? <Skeleton count={2} kind="line" /> : list.data.items.length === 0 ? <Empty icon="shield" title={t.queueEmpty} text={t.queueEmptyText} /> : (
        <ul class="stack">{list.data.items.map((one) => <li key={one.id}><Waiting one={one} changed={list.reload} /></li>)}</ul>
      )}
    </div>
  );
}

function Waiting({ one, changed }: { one: Vacancy; changed(): void }) {
  const t = vacancyWords();
  const [refusing, refusingSet] = useState(false);
  const [busy, busySet] = useState(false);
  const decide = async (body: { decision: 'approved' | 'refused'; reason?: string }) => {
    await post(`/vacancies/${one.id}/review`, body);
    toast(body.decision === 'approved' ? t.approved : t.refusedDone, 'good');
    changed();
  };
  const approve = async () => {
    busySet(true);
    await decide({ decision: 'approved' }).catch(toastRefusal);
    busySet(false);
  };
  return (
    <article>
      <VacancyHead one={one} level={2} />
      <Warnings list={one.warnings} />
      <details class="filter-box"><summary>{t.open}</summary><VacancyBody one={one} level={3} /></details>
      <div class="actions left"><Button icon="check" busy={busy} onClick={() => void approve()}>{t.approve}</Button><Button look="soft" onClick={() => refusingSet(true)}>{t.refuse}</Button></div>
      <StaffTools one={one} changed={changed} />
      {refusing && <WhySheet title={t.refuseTitle(one.title)} yes={t.refuse} send={(reason) => decide({ decision: 'refused', reason })} onClose={() => refusingSet(false)} />}
    </article>
  );
}
