// One vacancy, and applying for it.
import { useEffect, useState } from 'preact/hooks';
import { get, post, Refusal } from '../api';
import { applicationCreateIn } from '../fields';
import { useLoad, useTitle } from '../hooks';
import { Icon } from '../icons';
import { Button, Failure, Skeleton } from '../kit';
import { Sheet } from '../kit_dialog';
import { Field, Problems } from '../kit_form';
import { useSend } from '../parts';
import { isCandidate, isStaff, me, toast, toastRefusal } from '../state';
import type { Application, ApplicationList, Vacancy } from '../types';
import { VacancyBody, VacancyHead, Warnings } from '../vacancy_view';
import { common } from '../words/common';
import { jobs } from '../words/jobs';

export function JobPage({ id }: { id: string }) {
  const t = jobs();
  const found = useLoad(`vacancy ${id} ${me.value?.id}`, () => get<Vacancy>(`/vacancies/${id}`));
  useTitle(found.data ? `${found.data.title} · ${common().brand}` : '');
  if (found.refusal) return <div class="page narrow"><Failure page refusal={found.refusal} retry={found.reload} /></div>;
  if (!found.data) return <div class="page narrow"><Skeleton page count={2} kind="block" retry={found.reload} /></div>;
  const one = found.data;
  return (
    <div class="page narrow job-page">
      <a class="back" href="/jobs" onClick={(event) => { if (history.length > 1) { event.preventDefault(); history.back(); } }}><Icon name="back" size="small" />{t.title}</a>
      <VacancyHead one={one} />
      {isStaff.value && <Warnings list={one.warnings} />}
      {isStaff.value && <Tools one={one} changed={found.reload} />}
      <VacancyBody one={one} />
      <ApplyBar one={one} />
    </div>
  );
}

/** Staff's own part is loaded for staff only. */
function Tools(props: { one: Vacancy; changed(): void }) {
  const [part, partSet] = useState<typeof import('../staff_job') | null>(null);
  useEffect(() => void import('../staff_job').then(partSet, toastRefusal), []);
  return part && <part.StaffTools {...props} />;
}

function ApplyBar({ one }: { one: Vacancy }) {
  const t = jobs();
  const [open, openSet] = useState(false);
  const mine = useLoad(`applied ${me.value?.id} ${one.id}`, async () => {
    if (!isCandidate.peek()) return null;
    const list = await get<ApplicationList>('/me/applications?limit=100');
    return list.items.find((other) => other.vacancy_id === one.id && other.state !== 'withdrawn') ?? null;
  });
  const find = <a class="button soft" href={`/?q=${encodeURIComponent(one.organization_name)}`}>{t.findBooth}</a>;
  if (one.state !== 'published') return <p class="note busy"><Icon name="alert" size="small" />{t.ended}</p>;
  if (me.value && !isCandidate.value) return <p class="actions">{find}</p>;
  return (
    <div class="apply-bar">
      {find}
      {me.value === null && <a class="button main" href={`/sign-in?next=${encodeURIComponent(`/jobs/${one.id}`)}`}>{t.applySign}</a>}
      {isCandidate.value && (mine.data ? <a class="button main" href={`/applications/${mine.data.id}`}>{t.applied} · {t.applySee}</a> : <Button icon="send" onClick={() => openSet(true)}>{t.apply}</Button>)}
      {open && <ApplySheet one={one} onClose={() => openSet(false)} onDone={() => { openSet(false); mine.reload(); }} />}
    </div>
  );
}

function ApplySheet({ one, onClose, onDone }: { one: Vacancy; onClose(): void; onDone(): void }) {
  const t = jobs();
  const [message, messageSet] = useState('');
  const { refusal, busy, send, wrong } = useSend(async () => {
    await post<Application>(`/vacancies/${one.id}/applications`, { message: message.trim() });
    toast(t.applyDone, 'good');
    onDone();
  });
  return (
    <Sheet title={t.applyTitle(one.title)} onClose={onClose}>
      <form onSubmit={send} noValidate>
        <Problems refusal={refusal instanceof Refusal ? refusal : null} labels={{ message: t.applyMessage }} />
        <Field focused label={t.applyMessage} hint={t.applyHint} name="message" lines={3} maxLength={applicationCreateIn.message.max} value={message} onValue={messageSet} error={wrong('message')} />
        <p class="note brand"><Icon name="shield" size="small" /><span>{t.applyConsent}</span></p>
        <div class="actions"><Button look="soft" onClick={onClose}>{common().cancel}</Button><Button type="submit" busy={busy}>{t.applyGo}</Button></div>
      </form>
    </Sheet>
  );
}
