// Where we are. A path is matched against rows; links are ordinary anchors whose plain clicks stay in the page.
import { signal } from '@preact/signals';

export interface Match {
  name: string;
  id: string;
}

/** Rows of "name /path/:id"; the first that fits wins. */
export const rows: [string, string][] = [
  ['home', '/'],
  ['fairs', '/fairs'],
  ['lobby', '/fairs/:id'],
  ['booth', '/booths/:id'],
  ['jobs', '/jobs'],
  ['job', '/jobs/:id'],
  ['applications', '/applications'],
  ['application', '/applications/:id'],
  ['profile', '/me/profile'],
  ['privacy', '/me/privacy'],
  ['safety', '/me/safety'],
  ['line', '/line'],
  ['ticket', '/line/:id'],
  ['talk', '/talks/:id'],
  ['me', '/me'],
  ['sign-in', '/sign-in'],
  ['desk', '/desk'],
  ['console', '/desk/:id'],
  ['setup', '/setup'],
  ['vacancies', '/setup/jobs'],
  ['vacancy', '/setup/jobs/:id'],
  ['organization', '/setup/organizations/:id'],
  ['staff', '/staff'],
  ['staff-vacancies', '/staff/jobs'],
  ['staff-fair', '/staff/fairs/:id'],
  ['staff-organizations', '/staff/organizations'],
];

export function match(path: string): Match {
  const asked = path.split('/').filter(Boolean);
  for (const [name, pattern] of rows) {
    const wanted = pattern.split('/').filter(Boolean);
    if (wanted.length !== asked.length) continue;
    if (wanted.every((one, i) => one.startsWith(':') || one === asked[i])) {
      const at = wanted.indexOf(':id');
      return { name, id: at < 0 ? '' : decode(asked[at]!) };
    }
  }
  return { name: 'lost', id: '' };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const here = (): { path: string; search: string } => ({ path: location.pathname, search: location.search });
export const place = signal(typeof location === 'undefined' ? { path: '/', search: '' } : here());

/** Search text of the address, "?q=…". */
export function searchGet(name: string): string {
  return new URLSearchParams(place.value.search).get(name) ?? '';
}

let guard: ((to: string) => void) | null = null;

/** While somebody would lose what they wrote: whoever goes elsewhere is asked through `ask` instead. Returns how to let go. */
export function guardSet(ask: (to: string) => void): () => void {
  guard = ask;
  return () => {
    if (guard === ask) guard = null;
  };
}

export function go(to: string, replace = false): void {
  if (guard) {
    guard(to);
    return;
  }
  const before = place.value.path;
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  place.value = here();
  if (place.value.path !== before) scrollTo(0, 0);
}

/** Plain left clicks on our own links; anything else is the browser's. */
function clicked(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest?.('a[href]') as HTMLAnchorElement | null;
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute('download')) return;
  if (link.pathname.startsWith('/api/')) return;
  event.preventDefault();
  go(link.pathname + link.search);
}

export function routerStart(): void {
  addEventListener('popstate', () => {
    if (guard) {
      const to = location.pathname + location.search;
      history.pushState(null, '', place.value.path + place.value.search);
      guard(to);
    } else place.value = here();
  });
  document.addEventListener('click', clicked);
}
