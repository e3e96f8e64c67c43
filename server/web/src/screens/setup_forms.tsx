// The form of an organization.
import { useState } from 'preact/hooks';
import { post } from '../api';
import { language } from '../i18n';
import { Button } from '../kit';
import { Field, Problems, Select } from '../kit_form';
import { regionChoices } from '../regions';
import { useSend } from '../parts';
import { me, toast } from '../state';
import type { OrganizationKind } from '../types';
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
