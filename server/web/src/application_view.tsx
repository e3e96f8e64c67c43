// Applications in a list, and the chips that choose among their states.
import type { ComponentChildren } from 'preact';
import { serverNow } from './clock';
import { momentText } from './format';
import { language } from './i18n';
import { Chips, Name, Tag, type Tone } from './kit';
import type { Application, ApplicationList, ApplicationState } from './types';
import { applications } from './words/applications';

export const stateTone = (state: ApplicationState): Tone => (state === 'declined' || state === 'withdrawn' ? 'plain' : state === 'offered' || state === 'interview' ? 'busy' : state === 'hired' || state === 'accepted' || state === 'shortlisted' ? 'ok' : 'brand');

export function StateChips({ list, value, onValue }: { list: ApplicationList | null; value: string; onValue(value: string): void }) {
  const t = applications();
  const counts = list?.counts.filter((one) => one.count > 0 || one.state === value) ?? [];
  const total = counts.reduce((sum, one) => sum + one.count, 0);
  if (total === 0 && !value) return null;
  return <Chips label={t.filter} value={value} onValue={onValue} choices={[{ value: '', label: `${t.all} ${total}` }, ...counts.map((one) => ({ value: one.state as string, label: `${t.state[one.state]} ${one.count}` }))]} />;
}

/** What of its times matters now. */
export function timesText(one: Application): string {
  const t = applications();
  const at = (moment: string) => momentText(moment, serverNow(), language.value);
  const due = one.reply_due_at && !one.answered_at && one.state !== 'withdrawn' ? (Date.parse(one.reply_due_at) < serverNow() ? t.overdue : t.due(at(one.reply_due_at))) : '';
  return [t.submittedAt(at(one.submitted_at)), due].filter(Boolean).join(' · ');
}

export function ApplicationRow({ one, title, children }: { one: Application; title: string; children?: ComponentChildren }) {
  return (
    <li>
      <a href={`/applications/${one.id}`}>
        <span class="grow"><Name text={title} />{children}<small>{timesText(one)}</small></span>
        <Tag tone={stateTone(one.state)}>{applications().state[one.state]}</Tag>
      </a>
    </li>
  );
}
