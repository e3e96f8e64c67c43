// Line icons, 24 by 24, drawn for this page; always beside a text or with a label on their button.
const paths = {
  hall: 'M4 11.5 12 5l8 6.5M6 10v9h4.5v-5h3v5H18v-9',
  jobs: 'M4 8.5h16V19H4zM9 8.5V6h6v2.5M4 13h16',
  line: 'M5 7h14M5 12h10M5 17h6',
  me: 'M12 12a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6ZM4.8 20c.6-3.6 3.5-5.6 7.2-5.6s6.6 2 7.2 5.6',
  desk: 'M3.5 9h17M5 9l1-4h12l1 4v10H5zM9 19v-5h6v5',
  gear: 'M12 15.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM12 3.5v2.3M12 18.2v2.3M4.6 7.7l2 1.2M17.4 15.1l2 1.2M4.6 16.3l2-1.2M17.4 8.9l2-1.2',
  people: 'M9 11.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM3 19c.4-3 2.8-4.8 6-4.8s5.6 1.8 6 4.8M15.5 5.4a3.2 3.2 0 0 1 0 5.9M17.5 14.6c2 .6 3.2 2.1 3.5 4.4',
  clock: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 7.5V12l3 2',
  bell: 'M6.5 16.5c1-1.3 1.3-2.6 1.3-5a4.2 4.2 0 0 1 8.4 0c0 2.4.3 3.7 1.3 5zM10.3 19.5h3.4',
  search: 'M10.8 17a6.2 6.2 0 1 0 0-12.4 6.2 6.2 0 0 0 0 12.4ZM15.4 15.4 20 20',
  back: 'M14.5 5 7.5 12l7 7',
  next: 'M9.5 5l7 7-7 7',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  send: 'M4.5 12 20 4.8 15 19.5l-3.6-5.9zM11.4 13.6 20 4.8',
  alert: 'M12 4 21 19.5H3zM12 10v4.5M12 17v.2',
  place: 'M12 20.5c4-4.2 6-7.4 6-10a6 6 0 0 0-12 0c0 2.6 2 5.8 6 10ZM12 12.3a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  plus: 'M12 5v14M5 12h14',
  swap: 'M5 8.5h13M14.5 5 18 8.5 14.5 12M19 15.5H6M9.5 12 6 15.5 9.5 19',
  out: 'M13 4.5H5.5v15H13M10 12h10M16.5 8.5 20 12l-3.5 3.5',
  shield: 'M12 3.8 19 6.5v5.3c0 4-2.7 6.9-7 8.4-4.3-1.5-7-4.4-7-8.4V6.5zM8.8 11.9l2.3 2.3 4.1-4.3',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size }: { name: IconName; size?: 'small' | 'large' }) {
  return (
    <svg class={`icon ${size ?? ''}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect class="mark-ground" width="32" height="32" rx="8" />
      <path class="mark-gate" d="M9 23v-8a7 7 0 0 1 14 0v8" />
      <circle class="mark-person" cx="16" cy="21.5" r="2.8" />
    </svg>
  );
}
