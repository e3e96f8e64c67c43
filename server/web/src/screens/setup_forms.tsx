// The forms of an organization and of a vacancy.
import { useState } from 'preact/hooks';
import { post, Refusal } from '../api';
import { language } from '../i18n';
import { Button } from '../kit';
import { Check, Field, Problems, Select } from '../kit_form';
import { regionChoices } from '../regions';
import { useSend } from '../parts';
import { me, toast } from '../state';
import type { Education, EmploymentType, Organization, OrganizationKind, Vacancy } from '../types';
import { boothWords } from '../words/booth';
import { setup } from '../words/setup';

export function OrganizationForm({ onDone }: { onDone(): void }) {
  const t = setup();
  const kinds: OrganizationKind[] = me.value?.role === 'agent' ? ['agency'] : me.value?.role === 'coordinator' ? ['coordination'] : ['enterprise'];
  const [kind, kindSet] = useState(kinds[0]!);
  const [region, regionSet] = useState('330302');
  const [values, valuesSet] = useState({ name: '', uscc: '', industry: '', scale: '', address: '', contact_name: '', contact_phone: '' });
  const set = (field: keyof typeof values) => (value: string) => valuesSet((before) => ({ ...before, [field]: value }));
  const labels = { name: t.name, uscc: t.uscc, region: t.region, industry: t.industry, scale: t.scale, address: t.address, contact_name: t.contactName, contact_phone: t.contactPhone, kind: t.kindLabel };
  const { refusal, busy, send, wrong } = useSend(async () => {
    await post('/organizations', { kind, region, ...values, uscc: values.uscc.trim().toUpperCase(), name: values.name.trim() });
    toast(t.organizationPending, 'good');
    onDone();
  });
  return (
    <form class="card" onSubmit={send} noValidate>
      <Problems refusal={refusal} labels={labels} />
      {kinds.length > 1 && <Select label={t.kindLabel} name="kind" value={kind} onValue={kindSet} choices={kinds.map((one) => ({ value: one, label: boothWords().kind[one] }))} />}
      <Field focused required label={t.name} name="name" value={values.name} onValue={set('name')} error={wrong('name')} maxLength={80} autocomplete="organization" />
      <Field required label={t.uscc} hint={t.usccHint} name="uscc" value={values.uscc} onValue={set('uscc')} error={wrong('uscc')} maxLength={18} />
      <Select label={t.region} name="region" value={region} onValue={regionSet} error={wrong('region')} choices={regionChoices(language.value)} />
      <div class="pair"><Field label={t.industry} name="industry" value={values.industry} onValue={set('industry')} error={wrong('industry')} maxLength={40} /><Field label={t.scale} name="scale" value={values.scale} onValue={set('scale')} error={wrong('scale')} maxLength={20} /></div>
      <Field label={t.address} name="address" value={values.address} onValue={set('address')} error={wrong('address')} maxLength={120} autocomplete="street-address" />
      <div class="pair"><Field label={t.contactName} name="contact_name" value={values.contact_name} onValue={set('contact_name')} error={wrong('contact_name')} maxLength={40} /><Field label={t.contactPhone} name="contact_phone" type="tel" value={values.contact_phone} onValue={set('contact_phone')} error={wrong('contact_phone')} maxLength={20} /></div>
      <Button type="submit" busy={busy}>{t.register}</Button>
    </form>
  );
}

const educations: Education[] = ['none', 'junior_high', 'senior_high', 'vocational', 'college', 'bachelor', 'master', 'doctor'];
const employments: EmploymentType[] = ['full_time', 'part_time', 'internship', 'temporary', 'dispatch'];

export function VacancyForm({ organization, onDone }: { organization: Organization; onDone(): void }) {
  const t = setup();
  const [values, valuesSet] = useState({ title: '', headcount: '1', low: '', high: '', description: '' });
  const [urgent, urgentSet] = useState(false);
  const [education, educationSet] = useState<Education>('none');
  const [employment, employmentSet] = useState<EmploymentType>('full_time');
  const set = (field: keyof typeof values) => (value: string) => valuesSet((before) => ({ ...before, [field]: value }));
  const labels = { title: t.title2, headcount: t.headcount, wage_min_fen: t.wageMin, wage_max_fen: t.wageMax, description: t.description };
  const { refusal, busy, send, wrong } = useSend(async () => {
    const low = Math.round(Number(values.low) * 100);
    const high = Math.round(Number(values.high) * 100);
    if (high < low) throw new Refusal(422, { title: t.wageBad, code: 'invalid', errors: [{ pointer: '/wage_max_fen', code: 'too_small', detail: t.wageBad }] });
    const made = await post<Vacancy>('/vacancies', {
      organization_id: organization.id, title: values.title.trim(), description: values.description.trim(), region: organization.region, headcount: Number(values.headcount) || 0,
      wage_min_fen: low, wage_max_fen: high, urgent, education, employment_type: employment,
    });
    await post(`/vacancies/${made.id}/publication`);
    toast(t.publishDone, 'good');
    onDone();
  });
  return (
    <form onSubmit={send} noValidate>
      <Problems refusal={refusal} labels={labels} />
      <Field focused required label={t.title2} name="title" value={values.title} onValue={set('title')} error={wrong('title')} maxLength={60} />
      <div class="pair">
        <Field required label={t.wageMin} name="wage_min_fen" type="number" inputMode="numeric" min="0" step="100" value={values.low} onValue={set('low')} error={wrong('wage_min_fen')} />
        <Field required label={t.wageMax} name="wage_max_fen" type="number" inputMode="numeric" min="0" step="100" value={values.high} onValue={set('high')} error={wrong('wage_max_fen')} />
      </div>
      <div class="pair">
        <Field required label={t.headcount} name="headcount" type="number" inputMode="numeric" min="1" max="9999" value={values.headcount} onValue={set('headcount')} error={wrong('headcount')} />
        <Select label={t.education} name="education" value={education} onValue={educationSet} choices={educations.map((one) => ({ value: one, label: boothWords().education[one] }))} />
      </div>
      <Select label={t.employment} name="employment_type" value={employment} onValue={employmentSet} choices={employments.map((one) => ({ value: one, label: boothWords().employment[one] }))} />
      <Field required label={t.description} name="description" value={values.description} onValue={set('description')} error={wrong('description') ?? wrong('duties')} lines={4} maxLength={4000} />
      <Check label={t.urgent} checked={urgent} onValue={urgentSet} />
      <Button type="submit" wide busy={busy}>{t.vacancySave}</Button>
    </form>
  );
}
