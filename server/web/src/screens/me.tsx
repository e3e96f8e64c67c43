// "Me": the ways to my papers, my places and talks, settings, signing out.
import { useState } from 'preact/hooks';
import { get, Refusal } from '../api';
import { serverNow } from '../clock';
import { momentText } from '../format';
import { useLoad, useTitle } from '../hooks';
import { Icon, type IconName } from '../icons';
import { keepGet, keepSet, language } from '../i18n';
import { Button, Chips, Failure, Skeleton, Tag } from '../kit';
import { go } from '../router';
import { isCandidate, me, signOut, tickets, toast } from '../state';
import type { Candidate, SessionList } from '../types';
import { account } from '../words/account';
import { common } from '../words/common';
import { SignInLink } from '../parts';
import { TicketRows } from './line';

export function MePage(_: { id: string }) {
  const t = account();
  useTitle(`${t.meTitle} · ${common().brand}`);
  const who = me.value;
  if (!who) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  return (
    <div class="page narrow">
      <section class="card who">
        <span class="badge tint-0 round" aria-hidden="true">{[...who.name][0]}</span>
        <div class="grow"><h1>{who.name}</h1><p class="sub">{who.login} · {common().role[who.role]}</p></div>
      </section>
      <Ways />
      {isCandidate.value && tickets.value.length > 0 && <section><h2 class="section">{t.tickets}</h2><TicketRows list={tickets.value} /></section>}
      <Talks />
      <Settings />
      <Button look="soft" wide icon="out" onClick={async () => { await signOut(); toast(t.outDone); go('/'); }}>{common().signOut}</Button>
    </div>
  );
}

/** The ways from here. */
function Ways() {
  const t = account();
  const candidate = isCandidate.value;
  const profile = useLoad(`progress ${me.value?.id}`, async () => (candidate ? get<Candidate>('/candidates/me') : null));
  const ways: [string, string, IconName, string][] = [
    ...(candidate ? [['/me/profile', t.profile, 'me', profile.data ? t.progress(profile.data.progress) : ''], ['/applications', t.applications, 'send', ''], ['/me/privacy', t.privacy, 'shield', '']] as [string, string, IconName, string][] : []),
    ['/me/safety', t.safety, 'gear', ''],
  ];
  return (
    <ul class="rows ways">
      {ways.map(([to, text, icon, more]) => <li key={to}><a href={to}><Icon name={icon} /><span class="grow">{text}</span>{more && <Tag tone="brand">{more}</Tag>}<Icon name="next" size="small" /></a></li>)}
    </ul>
  );
}

function Talks() {
  const t = account();
  const candidate = isCandidate.value;
  const list = useLoad(`talks ${me.value?.id}`, () => get<SessionList>('/me/sessions?limit=50'));
  if (!candidate && (list.refusal || (list.data && list.data.items.length === 0))) return null;
  return (
    <section>
      <h2 class="section">{t.talks}</h2>
      {list.refusal ? <Failure refusal={list.refusal} retry={list.reload} /> : !list.data ? <Skeleton count={1} kind="line" /> : list.data.items.length === 0 ? <p class="sub">{t.talksEmpty}</p> : (
        <ul class="rows">
          {list.data.items.map((one) => (
            <li key={one.id}>
              <a href={`/talks/${one.id}`}>
                <span class="grow">{candidate ? one.organization_name : one.candidate_name}<small>{momentText(one.started_at, serverNow(), language.value)}</small></span>
                <Tag tone={one.outcome === 'advance' ? 'ok' : one.outcome === 'hold' ? 'busy' : 'plain'}>{common().outcome[one.outcome]}</Tag>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Settings() {
  const [size, sizeSet] = useState(keepGet('size') ?? 'normal');
  const set = (value: string) => {
    sizeSet(value);
    keepSet('size', value);
    document.documentElement.dataset.size = value;
  };
  const sizes = common().sizes;
  return (
    <section>
      <h2 class="section">{account().settings}</h2>
      <div class="card"><Chips shown label={common().textSize} value={size} onValue={set} choices={(['normal', 'large', 'huge'] as const).map((one) => ({ value: one as string, label: sizes[one] }))} /><p class="sub">{common().zone}</p></div>
    </section>
  );
}
