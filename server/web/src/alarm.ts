// Being called: sound, title, notification, vibration, wake lock. Each may be missing; none is needed for the others.
import { isLeader } from './bus';
import { keepGet, keepSet } from './i18n';
import { soundRing, soundUnlock } from './sound';
import { signal } from '@preact/signals';

export const remindersOn = signal(keepGet('reminders') === 'on' && typeof Notification !== 'undefined' && Notification.permission === 'granted');

/** From a button, never on load. */
export async function remindersAsk(): Promise<'on' | 'denied'> {
  soundUnlock();
  soundRing();
  if (typeof Notification === 'undefined') return 'denied';
  const answer = Notification.permission === 'granted' ? 'granted' : await Notification.requestPermission();
  remindersOn.value = answer === 'granted';
  keepSet('reminders', answer === 'granted' ? 'on' : null);
  return answer === 'granted' ? 'on' : 'denied';
}

let flash: ReturnType<typeof setInterval> | undefined;
let titleBefore = '';

function titleFlash(text: string): void {
  titleStop();
  titleBefore = document.title;
  let on = false;
  const turn = () => {
    on = !on;
    document.title = on ? text : titleBefore;
  };
  turn();
  flash = setInterval(turn, 1500);
}

function titleStop(): void {
  if (flash === undefined) return;
  clearInterval(flash);
  flash = undefined;
  document.title = titleBefore;
}

let notification: Notification | null = null;
let repeat: ReturnType<typeof setInterval> | undefined;

export interface Alarm {
  title: string;
  text: string;
  flash: string;
}

/** Rings until alarmStop. Of several tabs only the visible one or the leader sounds. */
export function alarmStart(alarm: Alarm): void {
  alarmStop();
  titleFlash(alarm.flash);
  const sounds = () => {
    if (document.hidden && !isLeader()) return;
    soundRing();
    navigator.vibrate?.([200, 100, 200]);
  };
  sounds();
  repeat = setInterval(sounds, 4000);
  if (document.hidden && remindersOn.value && isLeader()) {
    try {
      notification = new Notification(alarm.title, { body: alarm.text, tag: 'hirehall-ring', requireInteraction: true, icon: '/icon.svg' });
      notification.onclick = () => {
        focus();
        notification?.close();
      };
    } catch {
      notification = null; // phones that allow them only from a service worker
    }
  }
  (navigator as { setAppBadge?: (n: number) => Promise<void> }).setAppBadge?.(1).catch(() => {});
}

export function alarmStop(): void {
  titleStop();
  clearInterval(repeat);
  repeat = undefined;
  notification?.close();
  notification = null;
  navigator.vibrate?.(0);
  (navigator as { clearAppBadge?: () => Promise<void> }).clearAppBadge?.().catch(() => {});
}

let awake: { release(): Promise<void> } | null = null;
let awakeWanted = false;

/** The screen stays on while it is nearly or really one's turn. */
export async function awakeSet(on: boolean): Promise<void> {
  awakeWanted = on;
  const lock = (navigator as { wakeLock?: { request(kind: 'screen'): Promise<{ release(): Promise<void> }> } }).wakeLock;
  if (!on) {
    await awake?.release().catch(() => {});
    awake = null;
  } else if (lock && !awake && !document.hidden) {
    try {
      awake = await lock.request('screen');
    } catch {
      awake = null; // low battery, or not allowed here
    }
  }
}

if (typeof document !== 'undefined')
  document.addEventListener('visibilitychange', () => {
    awake = null; // released by the browser when hidden
    if (!document.hidden && awakeWanted) void awakeSet(true);
  });
