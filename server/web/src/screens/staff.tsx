// The organizer's fairs, and making one.
import { useState } from 'preact/hooks';
import { get, post, Refusal } from '../api';
import { serverNow } from '../clock';
import { dayInput, momentOf, timeText } from '../format';
import { useLoad, useTitle } from '../hooks';
import { Button, Empty, Failure, Skeleton } from '../kit';
import { Sheet } from '../kit_dialog';
import { Field, Problems, Select } from '../kit_form';
import { go } from '../router';
import { me, toast } from '../state';
import type { Fair, FairKind, FairList } from '../types';
import { common } from '../words/common';
import { staff } from '../words/staff';
import { FairRow } from './fairs';
import { SignInLink, useSend } from '../parts';

export function StaffFairs(_: { id: string }) {
  const t = staff();
  const [making, makingSet] = useState(false);
  useTitle(`${t.title} · ${common().brand}`);
  const list = useLoad(`staff fairs ${me.value?.id}`, () => get<FairList>('/fairs?limit=50'));
  if (!me.value) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  return (
    <div class="page narrow">
      <div class="title-row"><h1>{t.title}</h1><Button icon="plus" onClick={() => makingSet(true)}>{t.make}</Button></div>
      {list.refusal ? <Failure refusal={list.refusal} retry={list.reload} /> : !list.data ? <Skeleton count={3} kind="line" retry={list.reload} /> : list.data.items.length === 0 ? (
        <Empty icon="hall" title={t.empty} text={t.emptyText}><Button onClick={() => makingSet(true)}>{t.make}</Button></Empty>
      ) : (
        <ul class="stack">{list.data.items.map((one) => <li key={one.id}><FairRow fair={one} to={`/staff/fairs/${one.id}`} /></li>)}</ul>
      )}
      {making && <Sheet title={t.formTitle} onClose={() => makingSet(false)}><FairForm /></Sheet>}
    </div>
  );
}

const kinds: FairKind[] = ['general', 'campus', 'industry', 'urgent', 'county', 'cross_province'];

function FairForm() {
  const t = staff();
  const [kind, kindSet] = useState<FairKind>('general');
  const now = serverNow();
  const today = dayInput(now);
  const five = 300_000;
  const from = timeText(Math.floor(now / five) * five);
  const to = timeText(Math.floor(now / five) * five + 4 * 3_600_000);
  const [values, valuesSet] = useState({ title: '', date: today, from, to: to > from ? to : '23:59', lines: '3', talk: '8' });
  const set = (field: keyof typeof values) => (value: string) => valuesSet((before) => ({ ...before, [field]: value }));
  const { refusal, busy, send, wrong } = useSend(async () => {
    const starts = momentOf(values.date, values.from);
    const ends = momentOf(values.date, values.to);
    if (!starts || !ends || Date.parse(ends) <= Date.parse(starts) || Date.parse(ends) - Date.parse(starts) > 12 * 3_600_000)
      throw new Refusal(422, { title: t.dateBad, code: 'invalid', errors: [{ pointer: '/ends_at', code: 'too_early', detail: t.dateBad }] });
    const fair = await post<Fair>('/fairs', {
      kind, title: values.title.trim(), starts_at: starts, ends_at: ends, regions: me.value?.region ? [me.value.region] : ['330300'], lines_per_candidate: Number(values.lines) || 3, session_seconds: Math.round((Number(values.talk) || 8) * 60),
    });
    toast(t.created, 'good');
    go(`/staff/fairs/${fair.id}`);
  });
  const labels = { title: t.name, starts_at: t.from, ends_at: t.to, kind: t.kind, lines_per_candidate: t.lines, session_seconds: t.talk };
  return (
    <form onSubmit={send} noValidate>
      <Problems refusal={refusal} labels={labels} />
      <Field focused required label={t.name} name="title" value={values.title} onValue={set('title')} error={wrong('title')} maxLength={60} />
      <Select label={t.kind} name="kind" value={kind} onValue={kindSet} choices={kinds.map((one) => ({ value: one, label: common().fairKind[one] }))} />
      <Field required label={t.date} name="date" type="date" value={values.date} onValue={set('date')} min={today} />
      <div class="pair"><Field required label={t.from} name="starts_at" type="time" value={values.from} onValue={set('from')} error={wrong('starts_at')} /><Field required label={t.to} name="ends_at" type="time" value={values.to} onValue={set('to')} error={wrong('ends_at')} /></div>
      <div class="pair"><Field label={t.lines} name="lines_per_candidate" type="number" min="1" max="5" value={values.lines} onValue={set('lines')} error={wrong('lines_per_candidate')} /><Field label={t.talk} name="session_seconds" type="number" min="1" max="60" value={values.talk} onValue={set('talk')} error={wrong('session_seconds')} /></div>
      <p class="sub">{common().zone}</p>
      <Button type="submit" wide busy={busy}>{t.create}</Button>
    </form>
  );
}
