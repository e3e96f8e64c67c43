// What stands around every screen: head, navigation, connection strip, the mini bar, the ring, sheets and short messages.
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Refusal } from './api';
import { hurry, link, lostAt, polling } from './bus';
import { second } from './clock';
import { clockText } from './format';
import { Icon, type IconName, Mark } from './icons';
import { language, languageSet } from './i18n';
import { joinSheet } from './join';
import { Button, Failure, Skeleton } from './kit';
import { livePart } from './live_load';
import { type Match, match, place } from './router';
import { Home, Lobby } from './screens/lobby';
import { soundUnlock } from './sound';
import { styleLoad, type StyleName } from './style_load';
import { bootFailure, demo, isRecruiter, isStaff, liveTickets, me, toast, toasts, whoLoad } from './state';
import { common } from './words/common';

type Screen = ComponentType<{ id: string }>;

/** Screens of their own file are loaded when first seen. */
const parts: Record<string, () => Promise<Screen>> = {
  fairs: async () => (await import('./screens/fairs')).Fairs,
  booth: async () => (await styled(import('./screens/booth'), 'ticket', 'work')).BoothPage,
  jobs: async () => (await styled(import('./screens/jobs'), 'paper')).Jobs,
  job: async () => (await styled(import('./screens/job'), 'paper')).JobPage,
  applications: async () => (await styled(import('./screens/applications'), 'paper')).ApplicationsPage,
  application: async () => (await styled(import('./screens/application'), 'paper')).ApplicationPage,
  profile: async () => (await styled(import('./screens/profile'), 'paper')).ProfilePage,
  privacy: async () => (await styled(import('./screens/privacy'), 'paper')).PrivacyPage,
  safety: async () => (await styled(import('./screens/safety'), 'paper')).SafetyPage,
  line: async () => (await styled(import('./screens/line'), 'ticket')).LinePage,
  ticket: async () => (await styled(import('./screens/line'), 'ticket')).LinePage,
  talk: async () => (await styled(import('./screens/talk'), 'work')).TalkPage,
  me: async () => (await import('./screens/me')).MePage,
  'sign-in': async () => (await import('./screens/sign')).SignPage,
  desk: async () => (await styled(import('./screens/desk'), 'work')).Desk,
  console: async () => (await styled(import('./screens/console'), 'work')).Console,
  setup: async () => (await styled(import('./screens/setup'), 'work')).Setup,
  vacancies: async () => (await styled(import('./screens/vacancies'), 'paper')).VacanciesPage,
  vacancy: async () => (await styled(import('./screens/vacancy'), 'paper')).VacancyPage,
  organization: async () => (await styled(import('./screens/organization'), 'paper')).OrganizationPage,
  'staff-vacancies': async () => (await styled(import('./screens/staff_vacancies'), 'paper')).StaffVacancies,
  staff: async () => (await styled(import('./screens/staff'), 'work')).StaffFairs,
  'staff-fair': async () => (await styled(import('./screens/staff_fair'), 'work')).StaffFair,
  'staff-organizations': async () => (await styled(import('./screens/staff_organizations'), 'work')).StaffOrganizations,
};

async function styled<T>(part: Promise<T>, ...styles: StyleName[]): Promise<T> {
  const [one] = await Promise.all([part, ...styles.map(styleLoad)]);
  return one;
}

const loaded = new Map<string, Screen>([['home', Home], ['lobby', Lobby]]);

function Lazy({ name, id }: { name: string; id: string }) {
  const [, again] = useState(0);
  const [failed, failedSet] = useState(false);
  const found = loaded.get(name);
  useEffect(() => {
    if (loaded.has(name)) return;
    let gone = false;
    failedSet(false);
    parts[name]!().then(
      (screen) => {
        loaded.set(name, screen);
        if (!gone) again((n) => n + 1);
      },
      () => !gone && failedSet(true),
    );
    return () => {
      gone = true;
    };
  }, [name]);
  if (failed) return <div class="page"><Updated /></div>;
  const One = found;
  return One ? <One key={id} id={id} /> : <div class="page"><Skeleton page /></div>;
}

/** A part of the page is gone: the hall was updated under us. */
function Updated() {
  const t = common();
  return <div class="empty" role="alert"><h2>{t.updated}</h2><div class="empty-actions"><Button onClick={() => location.reload()}>{t.retry}</Button></div></div>;
}

function Lost() {
  return <div class="page"><Failure page refusal={new Refusal(404, {})} /></div>;
}

function Current({ at }: { at: Match }) {
  if (me.value === undefined && bootFailure.value) return <div class="page"><Failure page refusal={bootFailure.value} retry={() => void whoLoad()} /></div>;
  const open = ['home', 'lobby', 'fairs', 'booth', 'jobs', 'job', 'sign-in'];
  if (!open.includes(at.name) && me.value === undefined) return <div class="page"><Skeleton page /></div>;
  if (at.name === 'lost') return <Lost />;
  return <Lazy name={at.name} id={at.id} />;
}

/* --- navigation ------------------------------------------------------------------------------------------------- */

interface Item {
  to: string;
  icon: IconName;
  text: string;
  names: string[];
  count?: number;
}

function items(): Item[] {
  const t = common();
  const hall: Item = { to: '/', icon: 'hall', text: t.navLobby, names: ['home', 'lobby', 'fairs', 'booth'] };
  const mine: Item = { to: me.value ? '/me' : '/sign-in', icon: 'me', text: me.value ? t.navMe : t.signIn, names: ['me', 'profile', 'privacy', 'safety', 'sign-in', ...(isRecruiter.value ? [] : ['applications', 'application'])] };
  const jobs: Item = { to: '/jobs', icon: 'jobs', text: t.navJobs, names: ['jobs', 'job'] };
  if (isRecruiter.value) return [{ to: '/desk', icon: 'desk', text: t.navDesk, names: ['desk', 'console'] }, { to: '/applications', icon: 'send', text: t.navApplications, names: ['applications', 'application'] }, hall, { to: '/setup', icon: 'gear', text: t.navSetup, names: ['setup', 'vacancies', 'vacancy', 'organization'] }, mine];
  if (isStaff.value) return [{ to: '/staff', icon: 'line', text: t.navStaff, names: ['staff', 'staff-fair'] }, { to: '/staff/organizations', icon: 'shield', text: t.navOrganizations, names: ['staff-organizations'] }, { to: '/staff/jobs', icon: 'jobs', text: t.navReviews, names: ['staff-vacancies'] }, hall, mine];
  return [hall, jobs, { to: '/line', icon: 'line', text: t.navLine, names: ['line', 'ticket', 'talk'], count: liveTickets.value.length }, mine];
}

function Nav({ at, kind }: { at: Match; kind: 'top' | 'foot' }) {
  return (
    <nav class={`nav ${kind}`} aria-label={common().navLabel}>
      {items().map((one) => (
        <a key={one.to} href={one.to} aria-current={one.names.includes(at.name) ? 'page' : undefined}>
          <span class="nav-icon"><Icon name={one.icon} />{one.count ? <b class="count">{one.count}</b> : null}</span>
          <span>{one.text}</span>
        </a>
      ))}
    </nav>
  );
}

const demoOpen = signal(false);

function Head({ at }: { at: Match }) {
  const t = common();
  return (
    <header class="head">
      <div class="head-in">
        <a class="logo" href="/"><Mark /><span>{t.brand}</span></a>
        <Nav at={at} kind="top" />
        <div class="head-end">
          {demo.value?.enabled && (
            <button type="button" class="head-button demo" onClick={() => { soundUnlock(); demoOpen.value = true; }}><Icon name="swap" size="small" />{t.demo}</button>
          )}
          <button type="button" class="head-button" lang={t.languageOtherCode} onClick={() => void languageSet(language.value === 'zh' ? 'en' : 'zh').catch(() => toast(t.failedNetwork, 'bad'))}>{t.languageOther}</button>
        </div>
      </div>
    </header>
  );
}

const keptSeconds = 120;

/** Only while the connection is not whole. */
function Strip() {
  const t = common();
  second.value;
  const downSeconds = lostAt.value ? Math.floor((Date.now() - lostAt.value) / 1000) : 0;
  // A blink is nobody's business.
  if (link.value !== 'down' || downSeconds < 2) return null;
  const left = Math.max(0, keptSeconds - downSeconds);
  const waits = liveTickets.value.some((one) => one.state === 'waiting');
  const text = polling.value ? t.polling : waits ? `${t.offline} ${left > 0 ? t.offlineKept(clockText(left)) : t.offlineFrozen}` : t.offline;
  return (
    <section class="strip" aria-label={polling.value ? t.polling : t.offline}>
      <p><span class="spin" aria-hidden="true" /><span>{text}</span></p>
      <span class="hidden" role="status">{polling.value ? t.polling : t.offline}</span>
      <button type="button" class="link" onClick={hurry}>{t.retryNow}</button>
    </section>
  );
}

function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((one) => (
        <p key={one.id} class={`toast ${one.tone}`}>
          {one.tone !== 'plain' && <Icon name={one.tone === 'good' ? 'check' : 'alert'} size="small" />}
          <span>{one.text}</span>
          {one.action && <button type="button" class="link" onClick={one.action.run}>{one.action.text}</button>}
        </p>
      ))}
    </div>
  );
}

/** A sheet of its own file; nothing is shown until it is here. */
function Later({ load, onGone }: { load: () => Promise<ComponentType>; onGone(): void }) {
  const [One, set] = useState<ComponentType | null>(null);
  useEffect(() => {
    load().then((part) => set(() => part), onGone);
  }, []);
  return One && <One />;
}

export function Shell() {
  const at = match(place.value.path);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // After moving to another screen the keyboard begins there.
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [place.value.path]);
  const Live = livePart.value?.LivePart;
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>{common().skip}</a>
      <Head at={at} />
      <Strip />
      <main id="main" tabIndex={-1} ref={main} class={at.name === 'talk' || at.name === 'console' ? 'tall' : ''}><Current at={at} /></main>
      <div class="foot">
        {Live && <aside aria-label={common().myLine}><Live /></aside>}
        <Nav at={at} kind="foot" />
      </div>
      <Toasts />
      {joinSheet.value && <Later load={async () => (await import('./screens/sign')).SignSheet} onGone={() => { joinSheet.value = null; }} />}
      {demoOpen.value && <DemoLater />}
    </>
  );
}

function DemoLater() {
  return <Later load={async () => { const { DemoSheet } = await import('./screens/demo'); return () => <DemoSheet onClose={() => { demoOpen.value = false; }} />; }} onGone={() => { demoOpen.value = false; }} />;
}
