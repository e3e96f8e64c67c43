// The demonstration: step into one of its people and see the same fair through their eyes.
import { useState } from 'preact/hooks';
import { get } from '../api';
import { useLoad } from '../hooks';
import { Icon, type IconName } from '../icons';
import { Sheet } from '../kit_dialog';
import { go } from '../router';
import { demo, me, signIn, toast, toastRefusal } from '../state';
import type { Booth, DemoRole } from '../types';
import { account } from '../words/account';
import { common } from '../words/common';

const groups: [DemoRole['role'][], IconName, 'demoCandidate' | 'demoRecruiter' | 'demoStaff'][] = [
  [['candidate'], 'me', 'demoCandidate'],
  [['recruiter', 'agent', 'coordinator'], 'desk', 'demoRecruiter'],
  [['staff', 'admin'], 'shield', 'demoStaff'],
];
const shownMax = 4;

/** Recruiters are told apart by their company. */
async function firmsLoad(roles: DemoRole[]): Promise<Map<string, string>> {
  const ids = roles.flatMap((one) => (one.booth_id ? [one.booth_id] : [])).slice(0, shownMax);
  const booths = await Promise.all(ids.map((id) => get<Booth>(`/booths/${id}`).catch(() => null)));
  return new Map(booths.flatMap((one) => (one ? [[one.id, one.organization_name] as const] : [])));
}

function target(role: DemoRole): string {
  if (role.role === 'recruiter' || role.role === 'agent') return role.booth_id ? `/desk/${role.booth_id}` : '/desk';
  return role.role === 'staff' || role.role === 'admin' ? '/staff' : '/';
}

export function DemoSheet({ onClose }: { onClose(): void }) {
  const t = account();
  const [busy, busySet] = useState('');
  const roles = demo.value?.roles ?? [];
  const firms = useLoad('demo firms', () => firmsLoad(roles));
  const enter = async (role: DemoRole) => {
    busySet(role.login);
    try {
      await signIn('/demo/logins', { login: role.login });
      onClose();
      go(target(role));
      const tip = role.role === 'candidate' ? t.demoTip.candidate : role.role === 'recruiter' ? t.demoTip.recruiter : t.demoTip.staff;
      toast(`${t.switched(role.name)} · ${tip}`, 'good');
    } catch (refusal) {
      toastRefusal(refusal);
    } finally {
      busySet('');
    }
  };
  return (
    <Sheet title={t.demoTitle} onClose={onClose}>
      <p class="sub sheet-lead">{t.demoText}</p>
      {roles.length === 0 && <p>{t.demoEmpty}</p>}
      {groups.map(([names, icon, text]) => {
        const list = roles.filter((one) => names.includes(one.role)).slice(0, shownMax);
        if (list.length === 0) return null;
        return (
          <section key={text} class="demo-group">
            <h3><Icon name={icon} size="small" />{t[text]}</h3>
            <ul class="rows">
              {list.map((one) => (
                <li key={one.login}>
                  <button type="button" data-demo={one.role} disabled={Boolean(busy)} aria-busy={busy === one.login || undefined} onClick={() => enter(one)}>
                    <span class="grow">{one.name}<small>{firms.data?.get(one.booth_id ?? '') ?? common().role[one.role]}</small></span>
                    {me.value?.login === one.login ? <b>{t.demoNow}</b> : busy === one.login ? <span class="spin" aria-hidden="true" /> : <Icon name="next" size="small" />}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </Sheet>
  );
}
