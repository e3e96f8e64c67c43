// What staff may do with a vacancy: the lists they keep, and taking it down.
import { useState } from 'preact/hooks';
import { post } from './api';
import { vacancyReviewIn } from './fields';
import { Button } from './kit';
import { Sheet } from './kit_dialog';
import { Check, Field, Problems } from './kit_form';
import { useSend } from './parts';
import { toast, toastRefusal } from './state';
import type { Vacancy } from './types';
import { vacancyWords } from './words/vacancy';

/** Asks for a reason, and sends it. */
export function WhySheet(props: { title: string; yes: string; send(reason: string): Promise<void>; onClose(): void }) {
  const t = vacancyWords();
  const [reason, reasonSet] = useState('');
  const { refusal, busy, send, wrong } = useSend(async () => {
    await props.send(reason.trim());
    props.onClose();
  });
  return (
    <Sheet title={props.title} onClose={props.onClose}>
      <form onSubmit={send} noValidate>
        <Problems refusal={refusal} labels={{ reason: t.reason }} />
        <Field focused required label={t.reason} name="reason" lines={3} maxLength={vacancyReviewIn.reason.max} value={reason} onValue={reasonSet} error={wrong('reason')} />
        <Button type="submit" look="danger" wide busy={busy}>{props.yes}</Button>
      </form>
    </Sheet>
  );
}

export function StaffTools({ one, changed }: { one: Vacancy; changed(): void }) {
  const t = vacancyWords();
  const [taking, takingSet] = useState(false);
  const list = async (body: { urgent_listed: boolean } | { talent_listed: boolean }) => {
    try {
      await post(`/vacancies/${one.id}/listing`, body);
      toast(t.listed, 'good');
      changed();
    } catch (refusal) {
      toastRefusal(refusal);
    }
  };
  const takeDown = async (reason: string) => {
    await post(`/vacancies/${one.id}/closure`, { ended_by: 'withdrawn', reason });
    toast(t.takenDown, 'good');
    changed();
  };
  return (
    <section class="card staff-tools" aria-label={t.lists}>
      <Check label={t.onUrgent} checked={one.urgent_listed} onValue={(on) => void list({ urgent_listed: on })} />
      <Check label={t.onTalent} checked={one.talent_listed} onValue={(on) => void list({ talent_listed: on })} />
      {one.state === 'published' && <Button look="soft" onClick={() => takingSet(true)}>{t.takeDown}</Button>}
      {taking && <WhySheet title={t.takeDownTitle(one.title)} yes={t.takeDown} send={takeDown} onClose={() => takingSet(false)} />}
    </section>
  );
}
