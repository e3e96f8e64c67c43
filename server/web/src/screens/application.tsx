// One application as its two sides see it: what was said, every step, and what may be done next.
import { useState } from 'preact/hooks';
import { call, get, Refusal } from '../api';
import { stateTone, timesText } from '../application_view';
import { serverNow } from '../clock';
import { applicationChangeIn, declineReason } from '../fields';
import { momentText } from '../format';
import { useLoad, useTitle } from '../hooks';
import { language } from '../i18n';
import { Button, Failure, Name, Skeleton, Tag } from '../kit';
import { Confirm, Sheet } from '../kit_dialog';
import { Field, Problems, Select } from '../kit_form';
import { SignInLink, useSend } from '../parts';
import { regionName } from '../regions';
import { isCandidate, me, toast, toastRefusal } from '../state';
import type { Application, ApplicationState, ApplicationStepList, CandidateSeen, DeclineReason } from '../types';
import { applications } from '../words/applications';
import { boothWords } from '../words/booth';
import { common } from '../words/common';

type Move = 'shortlisted' | 'interview' | 'offered' | 'hired' | 'declined';
/** What an employer may do next; the first is what usually follows. */
const moves: Partial<Record<ApplicationState, Move[]>> = {
  submitted: ['shortlisted', 'interview', 'declined'], viewed: ['shortlisted', 'interview', 'declined'], shortlisted: ['interview', 'offered', 'declined'], interview: ['offered', 'declined'], offered: ['declined'], accepted: ['hired', 'declined'],
};
const over: ApplicationState[] = ['hired', 'declined', 'withdrawn'];

export function ApplicationPage({ id }: { id: string }) {
  const t = applications();
  const found = useLoad(`application ${id} ${me.value?.id}`, async () => {
    // The employer's first look is itself a step: so the application first, then its steps.
    const one = await call<Application>('GET', `/applications/${id}`);
    return { one: one.data, etag: one.etag, steps: (await get<ApplicationStepList>(`/applications/${id}/steps`)).items };
  });
  useTitle(found.data ? `${found.data.one.vacancy_title} · ${common().brand}` : '');
  if (!me.value) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  if (found.refusal) return <div class="page narrow"><Failure page refusal={found.refusal} retry={found.reload} /></div>;
  if (!found.data) return <div class="page narrow"><Skeleton page count={2} kind="block" /></div>;
  const { one, etag, steps } = found.data;
  const mine = isCandidate.value;
  const answer = language.value === 'zh' ? one.answer_zh : one.answer_en;
  return (
    <div class="page narrow" data-state={one.state}>
      <a class="back" href="/applications">{mine ? t.mine : t.pipeline}</a>
      <section class="card">
        <div class="job-head"><h1><Name text={mine ? one.vacancy_title : one.candidate_name} /></h1><Tag tone={stateTone(one.state)}>{t.state[one.state]}</Tag></div>
        <p class="sub">{mine ? one.organization_name : one.vacancy_title} · {timesText(one)}</p>
        <p><a class="link" href={`/jobs/${one.vacancy_id}`}>{t.seeJob}</a></p>
        {one.message && <><h2 class="section">{t.message}</h2><p class="paper-text">{one.message}</p></>}
        {answer && <><h2 class="section">{t.answer}</h2><p class="paper-text">{answer}</p></>}
        {mine && (one.contact_shown ? <><h2 class="section">{t.contact}</h2><p>{one.contact_name} {one.contact_phone && <a class="link" href={`tel:${one.contact_phone}`}>{one.contact_phone}</a>}</p></> : <p class="sub">{t.contactWait}</p>)}
        {mine ? <CandidateMoves one={one} etag={etag} changed={found.reload} /> : <EmployerMoves one={one} etag={etag} changed={found.reload} />}
      </section>
      {!mine && <Profile one={one} />}
      <section>
        <h2 class="section">{t.steps}</h2>
        <ol class="rows steps-list">
          {steps.map((step) => (
            <li key={step.seq}><div><span class="grow">{t.state[step.to]}<small>{[momentText(step.at, serverNow(), language.value), t.stepBy[step.side], step.actor_name, stepReason(step.reason)].filter(Boolean).join(' · ')}</small></span></div></li>
          ))}
        </ol>
      </section>
    </div>
  );
}

function stepReason(reason: string): string {
  return (applications().reasons as Record<string, string>)[reason] ?? reason;
}

async function step(one: Application, etag: string, body: { state: ApplicationState; reason?: string; words?: string }, changed: () => void): Promise<void> {
  try {
    await call('PATCH', `/applications/${one.id}`, body, { etag });
    toast(applications().moved, 'good');
  } finally {
    // Refused too: then it has moved meanwhile.
    changed();
  }
}

interface MovesProps {
  one: Application;
  etag: string;
  changed(): void;
}

function CandidateMoves({ one, etag, changed }: MovesProps) {
  const t = applications();
  const [asking, askingSet] = useState<'accepted' | 'withdrawn' | null>(null);
  if (over.includes(one.state)) return null;
  return (
    <div class="actions">
      <Button look="soft" onClick={() => askingSet('withdrawn')}>{t.withdraw}</Button>
      {one.state === 'offered' && <Button icon="check" onClick={() => askingSet('accepted')}>{t.accept}</Button>}
      {asking && (
        <Confirm danger={asking === 'withdrawn'} title={asking === 'accepted' ? t.accept : t.withdrawTitle} text={asking === 'accepted' ? t.acceptText : t.withdrawText} yes={asking === 'accepted' ? t.accept : t.withdraw} no={common().cancel}
          onYes={() => step(one, etag, { state: asking }, changed).catch(toastRefusal)} onClose={() => askingSet(null)} />
      )}
    </div>
  );
}

function EmployerMoves({ one, etag, changed }: MovesProps) {
  const t = applications();
  const [declining, decliningSet] = useState(false);
  const [busy, busySet] = useState('');
  const go = async (state: Move) => {
    if (state === 'declined') {
      decliningSet(true);
      return;
    }
    busySet(state);
    await step(one, etag, { state }, changed).catch(toastRefusal);
    busySet('');
  };
  return (
    <>
      <div class="actions left">
        {(moves[one.state] ?? []).map((state, i) => <Button key={state} look={i === 0 && state !== 'declined' ? 'main' : 'soft'} busy={busy === state} disabled={busy !== ''} onClick={() => void go(state)}>{t.move[state]}</Button>)}
      </div>
      {declining && <DeclineSheet one={one} etag={etag} changed={changed} onClose={() => decliningSet(false)} />}
    </>
  );
}

function DeclineSheet({ one, etag, changed, onClose }: MovesProps & { onClose(): void }) {
  const t = applications();
  const [reason, reasonSet] = useState<DeclineReason>('none');
  const [said, saidSet] = useState('');
  const { refusal, busy, send, wrong } = useSend(async () => {
    if (reason === 'none') throw new Refusal(422, { title: t.reasons.none, code: 'invalid', errors: [{ pointer: '/reason', code: 'required', detail: t.reasons.none }] });
    await step(one, etag, { state: 'declined', reason, words: said.trim() || undefined }, changed);
    onClose();
  });
  return (
    <Sheet title={t.declineTitle(one.candidate_name)} onClose={onClose}>
      <form onSubmit={send} noValidate>
        <Problems refusal={refusal} labels={{ reason: t.declineReason, words: t.declineWords }} />
        <Select label={t.declineReason} name="reason" value={reason} onValue={reasonSet} error={wrong('reason')} choices={declineReason.map((value) => ({ value, label: t.reasons[value] }))} />
        <Field label={t.declineWords} hint={t.declineHint} name="words" lines={3} maxLength={applicationChangeIn.words.max} value={said} onValue={saidSet} error={wrong('words')} />
        <div class="actions"><Button look="soft" onClick={onClose}>{common().cancel}</Button><Button type="submit" busy={busy}>{t.declineGo}</Button></div>
      </form>
    </Sheet>
  );
}

/** The profile is opened on purpose: its owner is told who looked. */
function Profile({ one }: { one: Application }) {
  const t = applications();
  const b = boothWords();
  const found = useLoad(`seen ${one.candidate_id} ${one.version}`, () => get<CandidateSeen>(`/candidates/${one.candidate_id}?organization_id=${one.organization_id}`));
  if (found.refusal) return <p class="note busy">{t.profileGone}</p>;
  if (!found.data) return <Skeleton count={1} kind="block" />;
  const p = found.data;
  const rows: [string, string][] = [
    [t.phone, p.phone], [t.profileParts.education, [b.education[p.education], p.major].filter(Boolean).join(' · ')], [t.profileParts.school, [p.school, p.graduation_date].filter(Boolean).join(' · ')], [t.profileParts.experience, p.experience_years === null ? '' : t.years(p.experience_years)],
    [t.profileParts.wishes, p.occupations.join('、')], [t.profileParts.regions, p.regions.map((code) => regionName(code, language.value)).join('、')], [t.profileParts.wage, p.wage_min_fen === null ? '' : t.yuan(p.wage_min_fen / 100)], [t.profileParts.from, p.available_from],
    [t.profileParts.skills, p.skills.join('、')], [t.profileParts.languages, p.languages.join('、')],
  ];
  return (
    <section class="card job-part">
      <h2>{t.openProfile}</h2>
      {p.headline && <p><b>{p.headline}</b></p>}
      <dl class="facts-list">{rows.filter(([, value]) => value).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      {p.summary && <p class="paper-text job-text">{p.summary}</p>}
    </section>
  );
}
