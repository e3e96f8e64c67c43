// The editor of one vacancy: draft, check, publication. What the check says stands at the field it speaks of, with the law.
import { useState } from 'preact/hooks';
import { call, post, Refusal } from '../api';
import { talentTier, vacancyChangeIn } from '../fields';
import { dayInput } from '../format';
import { useLoad, useTitle } from '../hooks';
import { Icon } from '../icons';
import { language } from '../i18n';
import { Button, Failure, Skeleton, Tag } from '../kit';
import { Confirm } from '../kit_dialog';
import { change, Fields, type Item, Refused, SaveBar, type Texts, Unsaved, useForm } from '../paper_form';
import { bodyOf, type Values, valuesOf } from '../paper_values';
import { SignInLink } from '../parts';
import { go, searchGet } from '../router';
import { me, toast, toastRefusal } from '../state';
import type { Vacancy } from '../types';
import { boothWords } from '../words/booth';
import { common } from '../words/common';
import { vacancyWords } from '../words/vacancy';

const main: Item[] = [{ name: 'title', required: true }, { name: 'headcount', required: true }, { name: 'urgent' }, { name: 'employment_type' }, { name: 'region', look: 'region' }, { name: 'address' }, { name: 'occupation' }];
const pay: Item[] = [{ name: 'wage_min_fen', required: true }, { name: 'wage_max_fen', required: true }, { name: 'wage_period' }, { name: 'benefits' }, { name: 'contract_months' }, { name: 'probation_months' }, { name: 'probation_wage_min_fen' }];
const work: Item[] = [{ name: 'duties', look: 'area', required: true }, { name: 'description', look: 'area' }, { name: 'work_hours' }, { name: 'board_and_lodging' }, { name: 'working_conditions', look: 'area', lines: 2 }, { name: 'hazards', look: 'area', lines: 2 }];
const wants: Item[] = [{ name: 'education' }, { name: 'experience_years' }, { name: 'skills' }, { name: 'major' }, { name: 'qualification' }, { name: 'talent_tier', values: talentTier }, { name: 'accepts_graduates' }];
const rest: Item[] = [{ name: 'start_by', look: 'date' }, { name: 'valid_until', look: 'date' }, { name: 'interview_mode' }, { name: 'contact_name' }, { name: 'contact_phone', look: 'tel' }, { name: 'reposted_from' }];

/** A draft that was made here but not published: what was refused goes with it to its own address. */
let carried: { id: string; refusal: Refusal } | null = null;

export function VacancyPage({ id }: { id: string }) {
  const t = vacancyWords();
  const fresh = id === 'new';
  useTitle(`${fresh ? t.newTitle : t.editTitle} · ${common().brand}`);
  const found = useLoad(`edit ${id} ${me.value?.id}`, async () => (fresh ? null : call<Vacancy>('GET', `/vacancies/${id}`)));
  if (!me.value) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  if (found.refusal) return <div class="page narrow"><Failure page refusal={found.refusal} retry={found.reload} /></div>;
  if (!fresh && !found.data) return <div class="page narrow"><Skeleton page count={1} kind="block" /></div>;
  return (
    <div class="page narrow">
      <a class="back" href="/setup/jobs">{t.listTitle}</a>
      <h1>{fresh ? t.newTitle : t.editTitle}</h1>
      {found.data && <State one={found.data.data} changed={found.reload} />}
      <Editor key={found.data?.etag ?? 'new'} one={found.data?.data ?? null} etag={found.data?.etag ?? ''} reload={found.reload} />
    </div>
  );
}

function State({ one, changed }: { one: Vacancy; changed(): void }) {
  const t = vacancyWords();
  const [ending, endingSet] = useState<'filled' | 'withdrawn' | null>(null);
  const close = async () => {
    try {
      await post(`/vacancies/${one.id}/closure`, { ended_by: ending });
      toast(t.closed, 'good');
      changed();
    } catch (refusal) {
      toastRefusal(refusal);
    }
  };
  return (
    <section class="card paper-state">
      <p class="job-head"><b>{one.title}</b><Tag tone={one.state === 'published' ? 'ok' : one.state === 'review' ? 'busy' : 'plain'}>{t.state[one.state]}</Tag></p>
      {one.state === 'review' && <p class="note busy"><Icon name="clock" size="small" />{t.review}</p>}
      {one.review_reason && <p class="note urgent"><Icon name="alert" size="small" /><span>{t.refused}{one.review_reason}</span></p>}
      {one.ended_by !== 'none' && <p class="sub">{t.endedBy[one.ended_by]}</p>}
      <div class="actions left">
        {one.state !== 'draft' && <a class="button soft" href={`/applications?vacancy=${one.id}`}>{t.applied}</a>}
        {(one.state === 'published' || one.state === 'review') && <><Button look="soft" onClick={() => endingSet('filled')}>{t.closeFilled}</Button><Button look="quiet" onClick={() => endingSet('withdrawn')}>{t.closeWithdrawn}</Button></>}
      </div>
      {ending && <Confirm title={t.closeTitle} text={t.closeText} yes={ending === 'filled' ? t.closeFilled : t.closeWithdrawn} no={common().cancel} onYes={close} onClose={() => endingSet(null)} />}
    </section>
  );
}

function begin(one: Vacancy | null): Values {
  if (!one) return { ...valuesOf(vacancyChangeIn, { region: '330302', headcount: 1 }), contract_months: '', probation_months: '' };
  return { ...valuesOf(vacancyChangeIn, one), valid_until: one.valid_until ? dayInput(Date.parse(one.valid_until)) : '', start_by: one.start_by?.slice(0, 10) ?? '' };
}

/** What the check said, field by field. */
function notesOf(one: Vacancy | null): Record<string, string> {
  const t = vacancyWords();
  const out: Record<string, string> = {};
  for (const said of one?.warnings ?? []) {
    const name = said.pointer.split('/')[1] ?? '';
    const text = `${said.action === 'review' ? t.toReview : t.warn}${language.value === 'zh' ? said.text_zh : said.text_en}${said.source ? t.source(said.source) : ''}`;
    out[name] = out[name] ? `${out[name]} ${text}` : text;
  }
  return out;
}

function Editor({ one, etag, reload }: { one: Vacancy | null; etag: string; reload(): void }) {
  const t = vacancyWords();
  const b = boothWords();
  const [refused] = useState(() => {
    const mine = carried?.id === one?.id ? carried?.refusal ?? null : null;
    if (mine) carried = null;
    return mine;
  });
  const form = useForm(begin(one), refused);
  const texts: Texts = { labels: t.labels, hints: t.hints, notes: notesOf(one), choices: { education: b.education, employment_type: b.employment, wage_period: b.wagePeriod, talent_tier: b.tier, interview_mode: b.interviewMode } };
  const store = async (): Promise<Vacancy> => {
    if (!one) {
      // What is empty stays out: the hall has its own beginning for it.
      const given = Object.entries(bodyOf(vacancyChangeIn, form.values)).filter(([, value]) => value !== '' && value !== null);
      return post<Vacancy>('/vacancies', { organization_id: searchGet('organization'), ...Object.fromEntries(given) });
    }
    const changed = bodyOf(vacancyChangeIn, form.changed());
    return Object.keys(changed).length > 0 ? change<Vacancy>('PATCH', `/vacancies/${one.id}`, changed, etag) : one;
  };
  const said = (now: Vacancy) => toast(now.state === 'published' ? t.published : now.state === 'review' ? t.inReview : t.saved, 'good');
  const [leave, leaveSet] = useState('');
  const save = (publish: boolean) => form.run(async () => {
    let now = await store();
    try {
      if (publish && now.state !== 'published') now = await post<Vacancy>(`/vacancies/${now.id}/publication`);
      said(now);
    } catch (thrown) {
      if (one && now.version === one.version) throw thrown;
      // The draft itself is kept: the editor begins anew with it, and says what is wrong.
      carried = { id: now.id, refusal: thrown instanceof Refusal ? thrown : new Refusal(0, {}) };
    }
    if (one) reload();
    else leaveSet(`/setup/jobs/${now.id}`);
  });
  if (leave) return <Gone to={leave} />;
  const part = (title: string, items: Item[]) => <fieldset class="paper-part"><legend>{title}</legend><Fields rows={vacancyChangeIn} items={items.map((item) => (item.name === 'benefits' ? { ...item, ideas: t.ideas } : item))} form={form} texts={texts} /></fieldset>;
  const open = !one || one.state === 'draft' || one.state === 'closed' || one.state === 'filled';
  return (
    <form class="card paper-form" onSubmit={(event) => { event.preventDefault(); void save(true); }} noValidate>
      <Refused form={form} texts={texts} reload={reload} />
      {part(t.parts.main, main)}
      {part(t.parts.pay, pay)}
      {part(t.parts.work, work)}
      {part(t.parts.wants, wants)}
      {part(t.parts.rest, rest)}
      <SaveBar form={form} text={!one || one.state === 'draft' ? t.publish : open ? t.republish : t.save}>{(!one || one.state === 'draft') && <Button look="soft" disabled={form.busy} onClick={() => void save(false)}>{t.saveDraft}</Button>}</SaveBar>
      <Unsaved dirty={form.dirty} />
    </form>
  );
}

/** Goes on only when the form, and its question about what is unsaved, is gone. */
function Gone({ to }: { to: string }) {
  useLoad(to, async () => go(to, true));
  return <Skeleton count={1} kind="block" />;
}
