// Chinese first, English at a tap. Texts live in words/*.ts as pairs; a key that one language lacks does not compile.
import { signal } from '@preact/signals';

export type Language = 'zh' | 'en';

function languageFirst(): Language {
  const kept = keepGet('language');
  if (kept === 'zh' || kept === 'en') return kept;
  const list = typeof navigator === 'undefined' ? [] : navigator.languages ?? [];
  return list.length > 0 && !list.some((one) => one.toLowerCase().startsWith('zh')) ? 'en' : 'zh';
}

/** What the browser keeps for this page; storage may be forbidden, then nothing is kept. */
export function keepGet(name: string): string | null {
  try {
    return localStorage.getItem(`hirehall.${name}`);
  } catch {
    return null;
  }
}

export function keepSet(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`hirehall.${name}`);
    else localStorage.setItem(`hirehall.${name}`, value);
  } catch {
    // Private windows of some browsers refuse; the page works without.
  }
}

export const language = signal<Language>(languageFirst());

const loaders: (() => Promise<void>)[] = [];
let loadedLater = false;

async function laterLoad(): Promise<void> {
  await Promise.all(loaders.map((load) => load()));
  loadedLater = true;
}

/** Texts that come later are here, or the page speaks Chinese. */
export async function languageReady(): Promise<void> {
  if (language.peek() === 'en' && !loadedLater) await laterLoad().catch(() => void (language.value = 'zh'));
}

export async function languageSet(next: Language): Promise<void> {
  if (next === 'en' && !loadedLater) await laterLoad();
  language.value = next;
  keepSet('language', next);
}

/** A pair of texts with the same keys; call it inside a component and the component follows the language. */
export function words<T extends object>(zh: T, en: NoInfer<T>): (() => T) & { zh: T; en: T } {
  return Object.assign(() => (language.value === 'zh' ? zh : en), { zh, en });
}

/** The same, with the English half loaded when somebody chooses it: for what the first page carries. */
export function wordsLater<T extends object>(zh: T, load: () => Promise<NoInfer<T>>): (() => T) & { zh: T } {
  let en: T | null = null;
  loaders.push(async () => {
    en = await load();
  });
  return Object.assign(() => (language.value === 'en' && en ? en : zh), { zh });
}
