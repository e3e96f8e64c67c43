// "Me": my profile, my places and talks, settings, signing out.
import { useState } from 'preact/hooks';
import { call, get, Refusal } from '../api';
import { serverNow } from '../clock';
import { momentText } from '../format';
import { useLoad, useTitle } from '../hooks';
import { keepGet, keepSet, language } from '../i18n';
import { Button, Chips, Failure, Skeleton, Tag } from '../kit';
import { Field, Problems } from '../kit_form';
import { go } from '../router';
import { isCandidate, me, signOut, tickets, toast } from '../state';
import type { Candidate, SessionList } from '../types';
import { account } from '../words/account';
import { common } from '../words/common';
import { SignInLink } from '../parts';
import { TicketRows } from './line';

export function MePage(_: { id: string }) {
  const t = account();
  useTitle(`${t.meTitle} · ${common().brand}`);
  const who = me.value;
  if (!who) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  return (
    <div class="page narrow">
      <section class="card who">
        <span class="badge tint-0 round" aria-hidden="true">{[...who.name][0]}</span>
        <div class="grow"><h1>{who.name}</h1><p class="sub">{who.login} · {common().role[who.role]}</p></div>
      </section>
      {isCandidate.value && <Profile />}
      {isCandidate.value && tickets.value.length > 0 && <section><h2 class="section">{t.tickets}</h2><TicketRows list={tickets.value} /></section>}
      <Talks />
      <Settings />
      <Button look="soft" wide icon="out" onClick={async () => { await signOut(); toast(t.outDone); go('/'); }}>{common().signOut}</Button>
    </div>
  );
}

function Profile() {
  const t = account();
  const found = useLoad(`profile ${me.value?.id}`, () => call<Candidate>('GET', '/candidates/me'));
  if (found.refusal) return <Failure refusal={found.refusal} retry={found.reload} />;
  return (
    <section>
      <h2 class="section">{t.profile}</h2>
      {found.data ? <ProfileForm key={found.data.data.version} first={found.data.data} etag={found.data.etag} onSaved={found.reload} /> : <Skeleton count={1} kind="block" />}
    </section>
  );
}

// A PUT replaces the whole profile: what this form does not show goes back as it came. What is shown masked stays out, which
// leaves it as it is; so does what the server works out by itself.
function kept(profile: Candidate): Partial<Candidate> {
  const { id: _id, version: _version, progress: _progress, missing: _missing, birth_date: _born, phone: _phone, identity_number: _number, ...rest } = profile;
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
}

function ProfileForm({ first, etag, onSaved }: { first: Candidate; etag: string; onSaved(): void }) {
  const t = account();
  const [values, valuesSet] = useState({ name: first.name, headline: first.headline, summary: first.summary });
  const [refusal, refusalSet] = useState<Refusal | null>(null);
  const [busy, busySet] = useState(false);
  const set = (field: keyof typeof values) => (value: string) => valuesSet((before) => ({ ...before, [field]: value }));
  const save = async (event: Event) => {
    event.preventDefault();
    busySet(true);
    refusalSet(null);
    try {
      await call('PUT', '/candidates/me', { ...kept(first), ...values }, { etag: etag || undefined });
      toast(common().saved, 'good');
      onSaved();
    } catch (thrown) {
      const one = thrown instanceof Refusal ? thrown : new Refusal(0, {});
      refusalSet(one.status === 412 ? new Refusal(412, { title: t.stale, code: 'stale' }) : one);
    } finally {
      busySet(false);
    }
  };
  return (
    <form class="card" onSubmit={save} noValidate>
      <p class="sub">{t.profileWhy}</p>
      <Problems refusal={refusal} labels={{ name: t.name, headline: t.headline, summary: t.summary }} />
      <Field label={t.name} name="name" value={values.name} onValue={set('name')} error={refusal?.fields.get('name')} maxLength={40} autocomplete="name" />
      <Field label={t.headline} hint={t.headlineHint} name="headline" value={values.headline} onValue={set('headline')} error={refusal?.fields.get('headline')} maxLength={80} />
      <Field label={t.summary} hint={t.summaryHint} name="summary" value={values.summary} onValue={set('summary')} error={refusal?.fields.get('summary')} maxLength={1000} lines={3} />
      <Button type="submit" busy={busy}>{common().save}</Button>
    </form>
  );
}

function Talks() {
  const t = account();
  const candidate = isCandidate.value;
  const list = useLoad(`talks ${me.value?.id}`, () => get<SessionList>('/me/sessions?limit=50'));
  if (!candidate && (list.refusal || (list.data && list.data.items.length === 0))) return null;
  return (
    <section>
      <h2 class="section">{t.talks}</h2>
      {list.refusal ? <Failure refusal={list.refusal} retry={list.reload} /> : !list.data ? <Skeleton count={1} kind="line" /> : list.data.items.length === 0 ? <p class="sub">{t.talksEmpty}</p> : (
        <ul class="rows">
          {list.data.items.map((one) => (
            <li key={one.id}>
              <a href={`/talks/${one.id}`}>
                <span class="grow">{candidate ? one.organization_name : one.candidate_name}<small>{momentText(one.started_at, serverNow(), language.value)}</small></span>
                <Tag tone={one.outcome === 'advance' ? 'ok' : one.outcome === 'hold' ? 'busy' : 'plain'}>{common().outcome[one.outcome]}</Tag>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Settings() {
  const [size, sizeSet] = useState(keepGet('size') ?? 'normal');
  const set = (value: string) => {
    sizeSet(value);
    keepSet('size', value);
    document.documentElement.dataset.size = value;
  };
  const sizes = common().sizes;
  return (
    <section>
      <h2 class="section">{account().settings}</h2>
      <div class="card"><Chips shown label={common().textSize} value={size} onValue={set} choices={(['normal', 'large', 'huge'] as const).map((one) => ({ value: one as string, label: sizes[one] }))} /><p class="sub">{common().zone}</p></div>
    </section>
  );
}
