// Organizations to be verified by hand.
import { useState } from 'preact/hooks';
import { get, post, Refusal } from '../api';
import { useLoad, useTitle } from '../hooks';
import { language } from '../i18n';
import { Button, Chips, Empty, Failure, Skeleton, Tag } from '../kit';
import { Sheet } from '../kit_dialog';
import { Field } from '../kit_form';
import { regionName } from '../regions';
import { me, toast, toastRefusal } from '../state';
import type { Organization, OrganizationList } from '../types';
import { common } from '../words/common';
import { boothWords } from '../words/booth';
import { staff } from '../words/staff';
import { SignInLink } from '../parts';

type Filter = 'pending' | 'verified' | 'refused' | 'all';

export function StaffOrganizations(_: { id: string }) {
  const t = staff();
  const [filter, filterSet] = useState<Filter>('pending');
  useTitle(`${t.organizations} · ${common().brand}`);
  const path = `/organizations?limit=50${filter === 'all' ? '' : `&state=${filter}`}`;
  const list = useLoad(`${path} ${me.value?.id}`, () => get<OrganizationList>(path));
  if (!me.value) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  return (
    <div class="page narrow">
      <h1>{t.organizations}</h1>
      <Chips label={t.state} value={filter} onValue={filterSet} choices={[{ value: 'pending', label: t.filterPending }, { value: 'verified', label: t.filterVerified }, { value: 'refused', label: t.filterRefused }, { value: 'all', label: t.filterAll }]} />
      {list.refusal ? <Failure refusal={list.refusal} retry={list.reload} /> : !list.data ? <Skeleton count={3} kind="line" retry={list.reload} /> : list.data.items.length === 0 ? <Empty icon="shield" title={t.organizationsEmpty} text={t.organizationsEmptyText} /> : (
        <ul class="stack">{list.data.items.map((one) => <li key={one.id}><Row one={one} changed={list.reload} /></li>)}</ul>
      )}
    </div>
  );
}

function Row({ one, changed }: { one: Organization; changed(): void }) {
  const t = staff();
  const [refusing, refusingSet] = useState(false);
  const [reason, reasonSet] = useState('');
  const [busy, busySet] = useState(false);
  const decide = async (decision: 'verified' | 'refused') => {
    busySet(true);
    try {
      await post(`/organizations/${one.id}/verification`, decision === 'refused' ? { decision, reason: reason.trim() } : { decision });
      toast(decision === 'verified' ? t.filterVerified : t.filterRefused, 'good');
      refusingSet(false);
      changed();
    } catch (refusal) {
      toastRefusal(refusal);
    } finally {
      busySet(false);
    }
  };
  const states = { pending: t.filterPending, verified: t.filterVerified, refused: t.filterRefused, suspended: t.suspended };
  return (
    <article class="card pending-booth">
      <div class="grow">
        <p class="job-head"><b>{one.name}</b><Tag tone={one.state === 'verified' ? 'ok' : one.state === 'pending' ? 'busy' : 'urgent'}>{states[one.state]}</Tag></p>
        <p class="sub">{boothWords().kind[one.kind]} · {regionName(one.region, language.value)}{one.industry && ` · ${one.industry}`}{one.scale && ` · ${one.scale}`}</p>
        <p class="sub">{t.uscc} {one.uscc ?? t.none}{one.contact_name && ` · ${t.contact} ${one.contact_name} ${one.contact_phone ?? ''}`}</p>
        {one.reason && <p class="sub">{t.reason}：{one.reason}</p>}
      </div>
      <div class="actions">
        {one.state !== 'verified' && <Button busy={busy} onClick={() => void decide('verified')}>{t.verify}</Button>}
        {one.state !== 'refused' && <Button look="soft" onClick={() => refusingSet(true)}>{t.verifyRefuse}</Button>}
      </div>
      {refusing && (
        <Sheet title={one.name} onClose={() => refusingSet(false)}>
          <form onSubmit={(event) => { event.preventDefault(); void decide('refused'); }}>
            <Field focused required label={t.reason} name="reason" value={reason} onValue={reasonSet} maxLength={200} />
            <Button type="submit" look="danger" wide busy={busy} disabled={!reason.trim()}>{t.verifyRefuse}</Button>
          </form>
        </Sheet>
      )}
    </article>
  );
}
