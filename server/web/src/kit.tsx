// The small kit: native elements with our classes. Every screen is made of these.
import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import type { Refusal } from './api';
import { Icon, type IconName } from './icons';
import { common } from './words/common';

export type Tone = 'plain' | 'brand' | 'ok' | 'busy' | 'urgent';

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: 'main' | 'soft' | 'quiet' | 'danger' | 'white' | 'ghost';
  size?: 'small' | 'large';
  wide?: boolean;
  busy?: boolean;
  icon?: IconName;
  children?: ComponentChildren;
};

export function Button({ look = 'main', size, wide, busy, icon, children, class: more, disabled, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} disabled={disabled || busy} aria-busy={busy || undefined} class={`button ${look} ${size ?? ''} ${wide ? 'wide' : ''} ${more ?? ''}`}>
      {busy ? <span class="spin" aria-hidden="true" /> : icon && <Icon name={icon} size="small" />}
      {children && <span>{children}</span>}
    </button>
  );
}

export function Tag({ tone = 'plain', dot, children }: { tone?: Tone; dot?: boolean; children: ComponentChildren }) {
  return (
    <span class={`tag ${tone}`}>
      {dot && <i class="dot" aria-hidden="true" />}
      {children}
    </span>
  );
}

export interface Choice<T extends string> {
  value: T;
  label: ComponentChildren;
}

/** Radios that look like chips; arrow keys work. */
export function Chips<T extends string>(props: { label: string; value: T; choices: Choice<T>[]; onValue: (value: NoInfer<T>) => void; shown?: boolean }) {
  const name = useId();
  return (
    <fieldset class="chips">
      <legend class={props.shown ? 'chips-label' : 'hidden'}>{props.label}</legend>
      {props.choices.map((one) => (
        <label key={one.value} class="chip">
          <input type="radio" name={name} value={one.value} checked={props.value === one.value} onChange={() => props.onValue(one.value)} />
          <span>{one.label}</span>
        </label>
      ))}
    </fieldset>
  );
}

/* --- states ----------------------------------------------------------------------------------------------------- */

export function Empty(props: { icon?: IconName; title: string; text?: string; page?: boolean; children?: ComponentChildren }) {
  const Heading = props.page ? 'h1' : 'h2';
  return (
    <div class="empty">
      <span class="empty-icon"><Icon name={props.icon ?? 'hall'} size="large" /></span>
      <Heading>{props.title}</Heading>
      {props.text && <p>{props.text}</p>}
      {props.children && <div class="empty-actions">{props.children}</div>}
    </div>
  );
}

/** `page`: it is all there is, and its heading the page's. */
export function Failure({ refusal, retry, page }: { refusal: Refusal; retry?: () => void; page?: boolean }) {
  const t = common();
  const Heading = page ? 'h1' : 'h2';
  const lost = refusal.status === 404;
  const due = refusal.code === 'second_factor_due';
  return (
    <div class="empty failure" role="alert">
      <span class="empty-icon"><Icon name="alert" size="large" /></span>
      <Heading>{due ? refusal.message : lost ? t.lostTitle : refusal.status === 403 ? t.notYours : refusal.status === 401 ? t.signInFirst : t.failedTitle}</Heading>
      <p>{due ? '' : lost ? t.lostText : refusal.status === 403 ? t.notYoursText : refusal.status === 401 ? t.signInFirstText : refusal.status === 0 ? t.failedNetwork : refusal.message}</p>
      <div class="empty-actions">
        {retry && !lost && refusal.status !== 403 && <Button look="soft" onClick={retry}>{t.retry}</Button>}
        {due && <a class="button main" href="/me/safety">{t.setUp}</a>}
        {!due && (lost || refusal.status === 403) && <a class="button soft" href="/">{t.toLobby}</a>}
      </div>
      {refusal.requestId && <p class="request">{t.requestId} {refusal.requestId}</p>}
    </div>
  );
}

/** Cards of the final height while something loads; says so after a while. */
export function Skeleton({ count = 3, kind = 'card', retry, page }: { count?: number; kind?: 'card' | 'line' | 'block'; retry?: () => void; page?: boolean }) {
  const [slow, slowSet] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => slowSet(true), 8000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="skeletons" aria-busy="true">
      {page && <h1 class="hidden">{common().loading}</h1>}
      <p class={slow ? 'slow' : 'hidden'} role="status">
        {slow ? common().loadingSlow : common().loading}
        {slow && retry && <Button look="quiet" size="small" onClick={retry}>{common().retry}</Button>}
      </p>
      {Array.from({ length: count }, (_, i) => <div key={i} class={`skeleton ${kind}`} aria-hidden="true"><i /><i /><i /></div>)}
    </div>
  );
}

/** A firm's badge: one character on a tint of its own. */
export function Badge({ text, tint }: { text: string; tint: number }) {
  return <span class={`badge tint-${tint}`} aria-hidden="true">{text}</span>;
}

/** A name whose mark of the demonstration stands behind it, smaller and in one piece. */
export function Name({ text }: { text: string }) {
  const mark = common().demoMark;
  if (!text.endsWith(mark)) return <>{text}</>;
  return <>{text.slice(0, -mark.length)}<small class="mark-demo">{mark}</small></>;
}
