// One organization as its people see it: what is registered, and who acts for it.
import { useState } from 'preact/hooks';
import { call, get, post, Refusal } from '../api';
import { serverNow } from '../clock';
import { memberCreateIn } from '../fields';
import { dayText } from '../format';
import { useLoad, useTitle } from '../hooks';
import { Icon } from '../icons';
import { language } from '../i18n';
import { Button, Failure, Skeleton, Tag } from '../kit';
import { Confirm } from '../kit_dialog';
import { Field, Problems } from '../kit_form';
import { SignInLink, useSend } from '../parts';
import { regionName } from '../regions';
import { me, toast, toastRefusal } from '../state';
import type { Member, MemberList, Organization } from '../types';
import { boothWords } from '../words/booth';
import { common } from '../words/common';
import { vacancyWords } from '../words/vacancy';

export function OrganizationPage({ id }: { id: string }) {
  const t = vacancyWords();
  const found = useLoad(`organization ${id} ${me.value?.id}`, async () => ({ one: await get<Organization>(`/organizations/${id}`), members: (await get<MemberList>(`/organizations/${id}/members`)).items }));
  useTitle(`${t.orgTitle} · ${common().brand}`);
  if (!me.value) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  if (found.refusal) return <div class="page narrow"><Failure page refusal={found.refusal} retry={found.reload} /></div>;
  if (!found.data) return <div class="page narrow"><Skeleton page count={2} kind="line" /></div>;
  const { one, members } = found.data;
  const facts: [string, string | null][] = [[t.uscc, one.uscc], [boothWords().place, [regionName(one.region, language.value), one.address].filter(Boolean).join(' ')], [boothWords().industry, one.industry], [boothWords().scale, one.scale], [t.contact, [one.contact_name, one.contact_phone].filter(Boolean).join(' ')]];
  return (
    <div class="page narrow">
      <a class="back" href="/setup">{common().navSetup}</a>
      <section class="card">
        <div class="job-head"><h1>{one.name}</h1><Tag tone={one.state === 'verified' ? 'ok' : one.state === 'pending' ? 'busy' : 'urgent'}>{t.orgState[one.state]}</Tag></div>
        <p class="sub">{boothWords().kind[one.kind]}{one.verified_until && ` · ${t.validUntil(dayText(one.verified_until, serverNow(), language.value))}`}</p>
        {one.reason && <p class="note busy"><Icon name="alert" size="small" />{one.reason}</p>}
        <dl class="facts-list">{facts.filter(([, value]) => value).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      </section>
      <section>
        <h2 class="section">{t.orgMembers}</h2>
        <ul class="rows members">{members.map((member) => <MemberRow key={member.account_id} one={member} id={id} alone={members.length === 1} changed={found.reload} />)}</ul>
        <MemberForm id={id} changed={found.reload} />
      </section>
    </div>
  );
}

function MemberRow({ one, id, alone, changed }: { one: Member; id: string; alone: boolean; changed(): void }) {
  const t = vacancyWords();
  const [asking, askingSet] = useState(false);
  const remove = async () => {
    try {
      await call('DELETE', `/organizations/${id}/members/${one.account_id}`);
      toast(t.memberRemoved, 'good');
      changed();
    } catch (refusal) {
      toastRefusal(refusal);
    }
  };
  return (
    <li>
      <div><span class="grow">{one.name}<small>{one.login}</small></span>
        {one.account_id === me.value?.id && <Tag tone="brand">{t.you}</Tag>}
        {!alone && <Button look="soft" size="small" aria-label={`${t.memberRemove} · ${one.name}`} onClick={() => askingSet(true)}>{t.memberRemove}</Button>}
      </div>
      {asking && <Confirm danger title={t.memberRemoveTitle(one.name)} text={t.memberRemoveText} yes={t.memberRemove} no={common().cancel} onYes={remove} onClose={() => askingSet(false)} />}
    </li>
  );
}

function MemberForm({ id, changed }: { id: string; changed(): void }) {
  const t = vacancyWords();
  const [login, loginSet] = useState('');
  const { refusal, busy, send, wrong } = useSend(async () => {
    await post(`/organizations/${id}/members`, { login: login.trim() });
    loginSet('');
    toast(t.memberAdded, 'good');
    changed();
  });
  return (
    <form class="card" onSubmit={send} noValidate>
      <Problems refusal={refusal} labels={{ login: t.memberLogin }} />
      <Field label={t.memberLogin} hint={t.memberHint} name="login" maxLength={memberCreateIn.login.max} value={login} onValue={loginSet} error={wrong('login')} autocomplete="off" />
      <Button type="submit" icon="plus" busy={busy} disabled={!login.trim()}>{t.memberAdd}</Button>
    </form>
  );
}
