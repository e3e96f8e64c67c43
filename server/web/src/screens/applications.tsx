// A candidate's applications, and what came to an organization.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { call, get, Refusal } from '../api';
import { ApplicationRow, StateChips } from '../application_view';
import { useLoad, useTitle } from '../hooks';
import { Button, Empty, Failure, Skeleton } from '../kit';
import { Select } from '../kit_form';
import { SignInLink } from '../parts';
import { go, searchGet } from '../router';
import { isCandidate, isRecruiter, me, toastRefusal } from '../state';
import type { ApplicationList, OrganizationList, VacancyList } from '../types';
import { applications } from '../words/applications';
import { common } from '../words/common';
import { jobs } from '../words/jobs';

export function ApplicationsPage(_: { id: string }) {
  if (!me.value) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  if (isCandidate.value) return <Mine />;
  return isRecruiter.value ? <Pipeline /> : <div class="page narrow"><Failure page refusal={new Refusal(403, {})} /></div>;
}

function Rows({ path, titleOf, empty }: { path: string; titleOf: 'candidate' | 'employer'; empty: ComponentChildren }) {
  const t = applications();
  const [state, stateSet] = useState('');
  const asked = `${path}?limit=30${state ? `&state=${state}` : ''}`;
  const list = useLoad(`${asked} ${me.value?.id}`, () => get<ApplicationList>(asked));
  const more = async () => {
    try {
      const next = (await call<ApplicationList>('GET', `${asked}&after=${encodeURIComponent(list.data!.next!)}`)).data;
      list.set((before) => ({ ...next, items: [...before.items, ...next.items] }));
    } catch (refusal) {
      toastRefusal(refusal);
    }
  };
  if (list.refusal) return <Failure refusal={list.refusal} retry={list.reload} />;
  if (!list.data) return <Skeleton count={3} kind="line" retry={list.reload} />;
  return (
    <>
      <StateChips list={list.data} value={state} onValue={stateSet} />
      {list.data.items.length === 0 ? (state ? <p class="sub">{t.noneHere}</p> : empty) : (
        <ul class="rows">
          {list.data.items.map((one) => (titleOf === 'employer'
            ? <ApplicationRow key={one.id} one={one} title={one.vacancy_title}><small>{one.organization_name}</small></ApplicationRow>
            : <ApplicationRow key={one.id} one={one} title={one.candidate_name}><small>{one.vacancy_title}</small></ApplicationRow>))}
        </ul>
      )}
      {list.data.next && <Button look="soft" wide onClick={more}>{common().more}</Button>}
    </>
  );
}

function Mine() {
  const t = applications();
  useTitle(`${t.mine} · ${common().brand}`);
  return (
    <div class="page narrow">
      <a class="back" href="/me">{common().navMe}</a>
      <h1>{t.mine}</h1>
      <Rows path="/me/applications" titleOf="employer" empty={<Empty icon="send" title={t.empty} text={t.emptyText}><a class="button main" href="/jobs">{t.toJobs}</a></Empty>} />
    </div>
  );
}

function Pipeline() {
  const t = applications();
  useTitle(`${t.pipeline} · ${common().brand}`);
  const vacancy = searchGet('vacancy');
  const mine = useLoad(`pipeline ${me.value?.id}`, async () => {
    const organizations = (await get<OrganizationList>('/me/organizations?limit=20')).items;
    const lists = await Promise.all(organizations.map((one) => get<VacancyList>(`/vacancies?organization_id=${one.id}&limit=100`)));
    return { organizations, vacancies: lists.flatMap((one) => one.items).filter((one) => one.state !== 'draft') };
  });
  const organization = searchGet('organization') || mine.data?.organizations[0]?.id || '';
  return (
    <div class="page narrow">
      <h1>{t.pipeline}</h1>
      {mine.refusal ? <Failure refusal={mine.refusal} retry={mine.reload} /> : !mine.data ? <Skeleton count={3} kind="line" /> : mine.data.organizations.length === 0 ? <Empty icon="send" title={t.pipelineEmpty} text={t.pipelineEmptyText} /> : (
        <>
          <Select label={jobs().title} name="vacancy" value={vacancy || organization} onValue={(value) => go(`/applications?${mine.data!.organizations.some((one) => one.id === value) ? 'organization' : 'vacancy'}=${value}`, true)}
            choices={[...mine.data.organizations.map((one) => ({ value: one.id, label: `${one.name} · ${t.all}` })), ...mine.data.vacancies.map((one) => ({ value: one.id, label: one.title }))]} />
          <Rows key={vacancy || organization} path={vacancy ? `/vacancies/${vacancy}/applications` : `/organizations/${organization}/applications`} titleOf="candidate" empty={<Empty icon="send" title={t.pipelineEmpty} text={t.pipelineEmptyText} />} />
        </>
      )}
    </div>
  );
}
