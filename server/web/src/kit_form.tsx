// Fields of forms, and what is said when one of them is wrong.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Refusal } from './api';
import { Icon } from './icons';
import type { Choice } from './kit';
import { common } from './words/common';

interface FieldProps {
  label: string;
  hint?: string;
  error?: string | undefined;
  name: string;
  value: string;
  onValue(value: string): void;
  type?: 'text' | 'password' | 'number' | 'date' | 'time' | 'tel' | 'search';
  lines?: number;
  required?: boolean;
  maxLength?: number;
  autocomplete?: string;
  inputMode?: 'text' | 'numeric' | 'tel';
  min?: string;
  max?: string;
  step?: string;
  focused?: boolean;
  placeholder?: string;
}

export function Field(props: FieldProps) {
  const id = useId();
  const box = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useEffect(() => {
    if (props.focused) box.current?.focus();
  }, []);
  const about = [props.hint && `${id}-hint`, props.error && `${id}-error`].filter(Boolean).join(' ');
  const shared = {
    id, ref: box, name: props.name, value: props.value, maxLength: props.maxLength, required: props.required, placeholder: props.placeholder,
    'aria-invalid': props.error ? true : undefined, 'aria-describedby': about || undefined,
    onInput: (event: Event) => props.onValue((event.target as HTMLInputElement).value),
  };
  return (
    <div class={`field ${props.error ? 'wrong' : ''}`}>
      <label for={id}>{props.label}</label>
      {props.lines ? (
        <textarea {...shared} rows={props.lines} />
      ) : (
        <input {...shared} type={(props.type ?? 'text') as 'text'} autocomplete={props.autocomplete} inputMode={props.inputMode} min={props.min} max={props.max} step={props.step} autocapitalize={props.autocomplete === 'username' ? 'none' : undefined} />
      )}
      {props.hint && <p class="hint" id={`${id}-hint`}>{props.hint}</p>}
      {props.error && <p class="error-text" id={`${id}-error`}><Icon name="alert" size="small" />{props.error}</p>}
    </div>
  );
}

export function Select<T extends string>(props: { label: string; name: string; value: T; choices: Choice<T>[]; onValue: (value: NoInfer<T>) => void; error?: string | undefined }) {
  const id = useId();
  return (
    <div class={`field ${props.error ? 'wrong' : ''}`}>
      <label for={id}>{props.label}</label>
      <select id={id} name={props.name} value={props.value} onChange={(event) => props.onValue((event.target as HTMLSelectElement).value as T)} aria-invalid={props.error ? true : undefined}>
        {props.choices.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}
      </select>
      {props.error && <p class="error-text"><Icon name="alert" size="small" />{props.error}</p>}
    </div>
  );
}

export function Check(props: { label: ComponentChildren; checked: boolean; onValue(value: boolean): void }) {
  return (
    <label class="check">
      <input type="checkbox" checked={props.checked} onChange={(event) => props.onValue((event.target as HTMLInputElement).checked)} />
      <span>{props.label}</span>
    </label>
  );
}

/** What is wrong in a form, at its head, focused, each line a link to its field. */
export function Problems({ refusal, labels }: { refusal: Refusal | null; labels: Record<string, string> }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (refusal) box.current?.focus();
  }, [refusal]);
  if (!refusal) return null;
  const known = [...refusal.fields];
  const goTo = (field: string) => {
    const form = box.current?.closest('form');
    (form?.elements.namedItem(field) as HTMLElement | null)?.focus();
  };
  return (
    <div class="problems" role="alert" tabIndex={-1} ref={box}>
      <p><Icon name="alert" size="small" />{refusal.status === 0 ? common().failedNetwork : refusal.message || common().failedTitle}</p>
      {known.length > 0 && (
        <ul>{known.map(([field, text]) => <li key={field}><button type="button" class="link" onClick={() => goTo(field)}>{labels[field] ?? field}: {text}</button></li>)}</ul>
      )}
      {known.length === 0 && refusal.requestId && <p class="request">{common().requestId} {refusal.requestId}</p>}
    </div>
  );
}
