// Forms whose fields are the model's rows: what the server takes decides the input, its limits and its choices. Refusals are said
// at the field; what was written is not lost by a wrong tap, nor by somebody else's change.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { call, Refusal } from './api';
import type { Row } from './fields';
import { Icon } from './icons';
import { language } from './i18n';
import { Button } from './kit';
import { Confirm } from './kit_dialog';
import { Check, Field, Problems, Select } from './kit_form';
import { regionChoices, regionName } from './regions';
import { go, guardSet } from './router';
import { isMoney, type Value, type Values } from './paper_values';
import { common } from './words/common';
import { paper } from './words/paper';

/** How one row is asked for. Without `look` the row's kind decides. */
export interface Item {
  name: string;
  look?: 'area' | 'date' | 'tags' | 'region' | 'regions' | 'many' | 'tel' | 'number';
  lines?: number;
  required?: boolean;
  /** Closed set of a list, or a choice of an enum's values. */
  values?: readonly string[];
  /** Examples that fill a list by one tap. */
  ideas?: string[];
  autocomplete?: string;
}

export interface Texts {
  labels: Record<string, string>;
  hints?: Record<string, string>;
  choices?: Record<string, Record<string, string>>;
  /** What a check had to say of a field, without refusing it. */
  notes?: Record<string, string>;
}

const same = (a: Values, b: Values): boolean => JSON.stringify(a) === JSON.stringify(b);

export interface Form {
  values: Values;
  set(name: string, value: Value): void;
  refusal: Refusal | null;
  refuse(refusal: Refusal | null): void;
  busy: boolean;
  dirty: boolean;
  /** What differs from how the form began. */
  changed(): Values;
  run(work: () => Promise<void>): Promise<boolean>;
}

/** `refused`: what was said of these values before the form was opened. */
export function useForm(first: Values, refused: Refusal | null = null): Form {
  const begun = useRef(first);
  const [values, valuesSet] = useState(first);
  const [refusal, refuse] = useState<Refusal | null>(refused);
  const [busy, busySet] = useState(false);
  const changed = () => Object.fromEntries(Object.entries(values).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(begun.current[name])));
  const run = async (work: () => Promise<void>) => {
    busySet(true);
    refuse(null);
    try {
      await work();
      begun.current = values;
      valuesSet({ ...values });
      return true;
    } catch (thrown) {
      refuse(thrown instanceof Refusal ? thrown : new Refusal(0, {}));
      return false;
    } finally {
      busySet(false);
    }
  };
  return { values, set: (name, value) => valuesSet((before) => ({ ...before, [name]: value })), refusal, refuse, busy, dirty: !same(values, begun.current), changed, run };
}

/** Asks before what was written is thrown away, by a link here or by closing the tab. */
export function Unsaved({ dirty }: { dirty: boolean }) {
  const t = paper();
  const [to, toSet] = useState<string | null>(null);
  const letGo = useRef<() => void>(() => {});
  useEffect(() => {
    if (!dirty) return undefined;
    const leaving = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', leaving);
    letGo.current = guardSet(toSet);
    return () => {
      removeEventListener('beforeunload', leaving);
      letGo.current();
    };
  }, [dirty]);
  if (to === null) return null;
  return <Confirm danger title={t.unsavedTitle} text={t.unsavedText} yes={t.unsavedLeave} no={t.unsavedStay} onClose={() => toSet(null)} onYes={() => { letGo.current(); go(to); }} />;
}

/** What was refused, at the head of the form. A change by somebody else can be looked at. */
export function Refused({ form, texts, reload }: { form: Form; texts: Texts; reload?: () => void }) {
  const t = paper();
  const stale = form.refusal?.status === 412;
  const shown = stale ? new Refusal(412, { title: t.stale, code: 'stale', request_id: form.refusal!.requestId }) : form.refusal;
  return (
    <>
      <Problems refusal={shown} labels={texts.labels} />
      {stale && reload && <p class="paper-stale"><Button look="soft" onClick={reload}>{t.staleReload}</Button></p>}
    </>
  );
}

export function Fields({ rows, items, form, texts }: { rows: Record<string, Row>; items: Item[]; form: Form; texts: Texts }) {
  return (
    <>
      {items.map((one) => (
        <div key={one.name} class="paper-field">
          <RowField row={rows[one.name]!} item={one} form={form} texts={texts} />
          {texts.notes?.[one.name] && <p class="note busy"><Icon name="alert" size="small" /><span>{texts.notes[one.name]}</span></p>}
        </div>
      ))}
    </>
  );
}

function RowField({ row, item, form, texts }: { row: Row; item: Item; form: Form; texts: Texts }) {
  const { name } = item;
  const label = texts.labels[name] ?? name;
  const wrong = form.refusal?.errors.find((one) => one.pointer.split('/')[1] === name);
  const error = wrong && `${wrong.detail}${wrong.source ? paper().source(wrong.source) : ''}`;
  const value = form.values[name];
  const said = texts.choices?.[name] ?? {};
  const shared = { label, name, error, hint: texts.hints?.[name], required: item.required ?? row.required };
  const set = (next: Value) => form.set(name, next);
  if (row.kind === 'bool') return <Check label={label} checked={Boolean(value)} onValue={set} />;
  if (row.kind === 'enum') return <Select {...shared} value={value as string} onValue={set} choices={(item.values ?? row.values).map((one) => ({ value: one, label: said[one] ?? one }))} />;
  if (row.kind === 'list') {
    const list = { ...shared, list: value as string[], onList: set, items: row.items };
    if (item.look === 'many') return <Many {...list} choices={item.values!.map((one) => ({ value: one, label: said[one] ?? one }))} />;
    if (item.look === 'regions') return <Regions {...list} />;
    return <Tags {...list} max={row.max} ideas={item.ideas} />;
  }
  if (item.look === 'region') return <Select {...shared} value={value as string} onValue={set} choices={regionsWith(value as string)} />;
  if (row.kind === 'int') {
    const money = isMoney(name);
    return <Field {...shared} type="number" inputMode="numeric" min={String(money ? row.min / 100 : row.min)} step={money ? 'any' : '1'} value={value as string} onValue={set} />;
  }
  const date = item.look === 'date';
  return (
    <Field {...shared} type={date ? 'date' : item.look === 'tel' ? 'tel' : 'text'} lines={item.look === 'area' ? item.lines ?? 4 : undefined} maxLength={row.kind === 'text' && !date ? row.max : undefined} autocomplete={item.autocomplete} value={value as string} onValue={set} />
  );
}

/** A place that the page does not know by name is still there to be kept. */
function regionsWith(value: string): { value: string; label: string }[] {
  const all = regionChoices(language.value);
  return all.some((one) => one.value === value) || !value ? all : [{ value, label: regionName(value, language.value) }, ...all];
}

interface ListProps {
  label: string;
  name: string;
  hint?: string | undefined;
  error?: string | undefined;
  list: string[];
  onList(list: string[]): void;
  items: number;
}

function Group({ label, hint, error, children }: Pick<ListProps, 'label' | 'hint' | 'error'> & { children: ComponentChildren }) {
  return (
    <fieldset class={`field checks ${error ? 'wrong' : ''}`}>
      <legend>{label}</legend>
      {children}
      {hint && <p class="hint">{hint}</p>}
      {error && <p class="error-text"><Icon name="alert" size="small" />{error}</p>}
    </fieldset>
  );
}

/** Several of a closed set. */
function Many(props: ListProps & { choices: { value: string; label: string }[] }) {
  const toggle = (value: string, on: boolean) => props.onList(on ? [...props.list, value] : props.list.filter((one) => one !== value));
  return (
    <Group {...props}>
      <div class="paper-many">{props.choices.map((one) => <Check key={one.value} label={one.label} checked={props.list.includes(one.value)} onValue={(on) => toggle(one.value, on)} />)}</div>
    </Group>
  );
}

function Chosen({ list, text, onList }: { list: string[]; text(value: string): string; onList(list: string[]): void }) {
  if (list.length === 0) return null;
  return (
    <ul class="paper-chosen">
      {list.map((one) => (
        <li key={one}><button type="button" aria-label={paper().remove(text(one))} onClick={() => onList(list.filter((other) => other !== one))}><span>{text(one)}</span><Icon name="close" size="small" /></button></li>
      ))}
    </ul>
  );
}

/** Places, chosen one after the other. */
function Regions(props: ListProps) {
  const rest = regionChoices(language.value).filter((one) => !props.list.includes(one.value));
  const full = props.list.length >= props.items;
  return (
    <Group {...props}>
      <Chosen list={props.list} text={(one) => regionName(one, language.value)} onList={props.onList} />
      {!full && (
        <select name={props.name} aria-label={`${props.label} · ${paper().add}`} value="" onChange={(event) => { const { value } = event.target as HTMLSelectElement; if (value) props.onList([...props.list, value]); }}>
          <option value="">{paper().addRegion}</option>
          {rest.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}
        </select>
      )}
    </Group>
  );
}

/** Words of one's own: Enter or a comma adds what was written. */
function Tags(props: ListProps & { max: number; ideas?: string[] | undefined }) {
  const id = useId();
  const t = paper();
  const [text, textSet] = useState('');
  const full = props.list.length >= props.items;
  const add = (more: string) => {
    const next = [...props.list];
    for (const one of more.split(/[,，、;；\n]/).map((part) => part.trim())) if (one && !next.includes(one) && next.length < props.items) next.push(one);
    if (next.length > props.list.length) props.onList(next);
    textSet('');
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    add(text);
  };
  const ideas = (props.ideas ?? []).filter((one) => !props.list.includes(one));
  return (
    <div class={`field ${props.error ? 'wrong' : ''}`}>
      <label for={id}>{props.label}</label>
      <Chosen list={props.list} text={(one) => one} onList={props.onList} />
      {!full && (
        <div class="paper-add">
          <input id={id} name={props.name} value={text} maxLength={props.max} aria-invalid={props.error ? true : undefined} aria-describedby={`${id}-hint`} onInput={(event) => textSet((event.target as HTMLInputElement).value)} onKeyDown={key} onBlur={() => text.trim() && add(text)} />
          <Button look="soft" aria-label={`${t.add} · ${props.label}`} onClick={() => add(text)}>{t.add}</Button>
        </div>
      )}
      <p class="hint" id={`${id}-hint`}>{full ? t.full(props.items) : props.hint ?? t.tagsHint}</p>
      {ideas.length > 0 && !full && <p class="paper-ideas">{ideas.map((one) => <button key={one} type="button" class="chip-add" aria-label={`${t.add} ${one}`} onClick={() => add(one)}>{one}</button>)}</p>}
      {props.error && <p class="error-text"><Icon name="alert" size="small" />{props.error}</p>}
    </div>
  );
}

/** The bar at the foot of a long form. */
export function SaveBar({ form, text, children }: { form: Form; text?: string; children?: ComponentChildren }) {
  return <div class="paper-bar">{children}<Button type="submit" busy={form.busy}>{text ?? common().save}</Button></div>;
}

/** PUT or PATCH with the version that was read. */
export const change = async <T,>(method: 'PUT' | 'PATCH', path: string, body: unknown, etag: string): Promise<T> => (await call<T>(method, path, body, { etag: etag || undefined })).data;
