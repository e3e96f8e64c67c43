// A candidate's whole profile in one form.
import { useState } from 'preact/hooks';
import { call, Refusal } from '../api';
import { candidatePutIn, employmentType } from '../fields';
import { useLoad, useTitle } from '../hooks';
import { Button, Failure, Skeleton } from '../kit';
import { Field } from '../kit_form';
import { change, Fields, type Form, type Item, Refused, SaveBar, type Texts, Unsaved, useForm } from '../paper_form';
import { bodyOf, valuesOf } from '../paper_values';
import { SignInLink } from '../parts';
import { isCandidate, me, toast } from '../state';
import type { Candidate } from '../types';
import { boothWords } from '../words/booth';
import { common } from '../words/common';
import { paper } from '../words/paper';
import { profileWords } from '../words/profile';

const sealed = ['phone', 'email', 'birth_date', 'identity_number'] as const;
const wishes: Item[] = [{ name: 'occupations' }, { name: 'regions', look: 'regions' }, { name: 'employment_types', look: 'many', values: employmentType }, { name: 'wage_min_fen' }, { name: 'available_from', look: 'date' }];
const studies: Item[] = [{ name: 'education' }, { name: 'school', autocomplete: 'off' }, { name: 'major' }, { name: 'graduation_date', look: 'date' }, { name: 'experience_years' }];
const about: Item[] = [{ name: 'skills' }, { name: 'languages' }, { name: 'summary', look: 'area' }];

export function ProfilePage(_: { id: string }) {
  const t = profileWords();
  useTitle(`${t.title} · ${common().brand}`);
  const found = useLoad(`profile ${me.value?.id}`, () => call<Candidate>('GET', '/candidates/me'));
  if (!me.value) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  if (!isCandidate.value) return <div class="page narrow"><Failure page refusal={new Refusal(403, {})} /></div>;
  if (found.refusal) return <div class="page narrow"><Failure page refusal={found.refusal} retry={found.reload} /></div>;
  return (
    <div class="page narrow">
      <a class="back" href="/me">{common().navMe}</a>
      <h1>{t.title}</h1>
      <p class="sub">{t.lead}</p>
      {found.data ? <ProfileForm key={found.data.data.version} first={found.data.data} etag={found.data.etag} reload={found.reload} /> : <Skeleton count={1} kind="block" />}
    </div>
  );
}

function focusField(name: string): void {
  (document.getElementsByName(name)[0] as HTMLElement | undefined)?.focus();
}

function ProfileForm({ first, etag, reload }: { first: Candidate; etag: string; reload(): void }) {
  const t = profileWords();
  const form = useForm(valuesOf(candidatePutIn, { ...first, ...Object.fromEntries(sealed.map((name) => [name, ''])) }));
  const [replacing, replacingSet] = useState<string[]>(sealed.filter((name) => !first[name]));
  const texts: Texts = { labels: t.labels, hints: t.hints, choices: { education: { ...boothWords().education, none: paper().none }, employment_types: boothWords().employment, visibility: t.visibility } };
  const save = async (event: Event) => {
    event.preventDefault();
    await form.run(async () => {
      const body = bodyOf(candidatePutIn, form.values);
      // What stays away keeps what is kept sealed; what was never there has nothing to be cleared.
      for (const name of sealed) if (!replacing.includes(name) || (!first[name] && !body[name])) delete body[name];
      await change('PUT', '/candidates/me', body, etag);
      toast(common().saved, 'good');
      reload();
    });
  };
  // What this form asks for; the other parts come with a file.
  const missing = first.missing.filter((name): name is keyof typeof t.labels => name in t.labels);
  const part = (title: string, items: Item[]) => <fieldset class="paper-part"><legend>{title}</legend><Fields rows={candidatePutIn} items={items} form={form} texts={texts} /></fieldset>;
  return (
    <form class="card paper-form" onSubmit={save} noValidate>
      <div class="progress"><progress max={100} value={first.progress} aria-label={t.progress(first.progress)} /><b>{t.progress(first.progress)}</b></div>
      {missing.length > 0 && <p class="paper-ideas"><span class="sub">{t.missing}</span>{missing.map((name) => <button key={name} type="button" class="chip-add" onClick={() => focusField(name)}>{t.labels[name]}</button>)}</p>}
      <Refused form={form} texts={texts} reload={reload} />
      <fieldset class="paper-part">
        <legend>{t.basics}</legend>
        <Fields rows={candidatePutIn} items={[{ name: 'name', autocomplete: 'name' }, { name: 'headline' }]} form={form} texts={texts} />
        {sealed.map((name) => <Sealed key={name} name={name} masked={first[name]} form={form} open={replacing.includes(name)} onOpen={(open) => { replacingSet((before) => (open ? [...before, name] : before.filter((one) => one !== name))); form.set(name, ''); }} />)}
      </fieldset>
      {part(t.wishes, wishes)}
      {part(t.studies, studies)}
      {part(t.about, about)}
      {part(t.seen, [{ name: 'visibility' }, { name: 'hidden_from' }])}
      <SaveBar form={form} />
      <Unsaved dirty={form.dirty} />
    </form>
  );
}

/** What is kept encrypted is shown in part, and replaced whole. */
function Sealed(props: { name: (typeof sealed)[number]; masked: string; form: Form; open: boolean; onOpen(open: boolean): void }) {
  const t = profileWords();
  const { name, masked, form } = props;
  const label = t.labels[name];
  if (!props.open)
    return (
      <div class="field">
        <span class="field-name">{label}</span>
        <p class="sealed"><b>{masked}</b><Button look="soft" size="small" name={name} aria-label={`${t.replace} · ${label}`} onClick={() => props.onOpen(true)}>{t.replace}</Button><span class="hint">{t.sealedHint}</span></p>
      </div>
    );
  return (
    <>
      <Field label={label} name={name} hint={masked ? t.clearHint : t.sealedHint} type={name === 'birth_date' ? 'date' : name === 'phone' ? 'tel' : 'text'} maxLength={name === 'birth_date' ? undefined : candidatePutIn[name].max} autocomplete={name === 'phone' ? 'tel' : name === 'email' ? 'email' : name === 'birth_date' ? 'bday' : 'off'} value={form.values[name] as string} onValue={(value) => form.set(name, value)} error={form.refusal?.fields.get(name)} />
      {masked && <p class="paper-stale"><Button look="quiet" size="small" onClick={() => props.onOpen(false)}>{t.keep}</Button></p>}
    </>
  );
}
