// A recruiter's booths.
import { get } from '../api';
import { badgeOf, tintOf } from '../format';
import { useLoad, useTitle } from '../hooks';
import { Badge, Empty, Failure, Name, Skeleton, Tag } from '../kit';
import { me } from '../state';
import type { Booth, BoothList, Fair } from '../types';
import { boothWords } from '../words/booth';
import { common } from '../words/common';
import { desk } from '../words/desk';
import { lobby } from '../words/lobby';
import { Refusal } from '../api';
import { boothTone, SignInLink } from '../parts';

async function boothsAndFairs(): Promise<{ booth: Booth; fair: Fair | null }[]> {
  const { items } = await get<BoothList>('/me/booths?limit=50');
  const ids = [...new Set(items.map((one) => one.fair_id))];
  const fairs = new Map(await Promise.all(ids.map(async (id) => [id, await get<Fair>(`/fairs/${id}`).catch(() => null)] as const)));
  return items.map((booth) => ({ booth, fair: fairs.get(booth.fair_id) ?? null }));
}

export function Desk(_: { id: string }) {
  const t = desk();
  useTitle(`${t.title} · ${common().brand}`);
  const list = useLoad(`my booths ${me.value?.id}`, boothsAndFairs);
  if (!me.value) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  return (
    <div class="page narrow">
      <h1>{t.title}</h1>
      {list.refusal ? <Failure refusal={list.refusal} retry={list.reload} /> : !list.data ? <Skeleton count={2} kind="line" retry={list.reload} /> : list.data.length === 0 ? (
        <Empty icon="desk" title={t.empty} text={t.emptyText}><a class="button main" href="/setup">{t.emptyAction}</a></Empty>
      ) : (
        <ul class="stack">
          {list.data.map(({ booth, fair }) => (
            <li key={booth.id}>
              <a class="card row-link desk-row" href={`/desk/${booth.id}`}>
                <Badge text={badgeOf(booth.organization_name)} tint={tintOf(booth.organization_name, 6)} />
                <span class="grow"><b><Name text={booth.organization_name} /></b><span class="sub">{fair?.title ?? ''} · {boothWords().boothNumber(booth.number)}</span></span>
                <span class="desk-row-end"><Tag tone={boothTone(booth.state)} dot={booth.state === 'open'}>{common().boothState[booth.state]}</Tag>{booth.waiting !== null && booth.state === 'open' && <span class="sub">{lobby().waiting(booth.waiting)}</span>}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
