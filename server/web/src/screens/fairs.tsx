// All fairs.
import { get } from '../api';
import { serverNow } from '../clock';
import { countText, spanText } from '../format';
import { useLoad, useTitle } from '../hooks';
import { language } from '../i18n';
import { Empty, Failure, Name, Skeleton, Tag } from '../kit';
import { regionName } from '../regions';
import type { Fair, FairList } from '../types';
import { common } from '../words/common';
import { lobby } from '../words/lobby';
import { fairTone } from './lobby';

export function FairRow({ fair, to }: { fair: Fair; to: string }) {
  const said = language.value;
  return (
    <a class="card row-link" href={to}>
      <p class="tags"><Tag tone={fairTone(fair.state)} dot={fair.state === 'open'}>{common().fairState[fair.state]}</Tag><Tag>{common().fairKind[fair.kind]}</Tag>{fair.demo && <Tag>{common().demo}</Tag>}</p>
      <h2><Name text={fair.title} /></h2>
      <p class="sub">{spanText(fair.starts_at, fair.ends_at, serverNow(), said)}</p>
      <p class="sub">{[fair.regions.map((one) => regionName(one, said)).join(said === 'zh' ? '、' : ', '), fair.online_count ? common().online(countText(fair.online_count, said)) : ''].filter(Boolean).join(' · ')}</p>
    </a>
  );
}

export function Fairs() {
  const t = lobby();
  const list = useLoad('fairs', () => get<FairList>('/fairs?limit=50'));
  useTitle(`${t.fairsTitle} · ${common().brand}`);
  return (
    <div class="page narrow">
      <h1>{t.fairsTitle}</h1>
      {list.refusal ? <Failure refusal={list.refusal} retry={list.reload} /> : !list.data ? <Skeleton count={3} retry={list.reload} /> : list.data.items.length === 0 ? <Empty title={t.fairsEmpty} text={t.fairsEmptyText} /> : (
        <ul class="stack">{list.data.items.map((one) => <li key={one.id}><FairRow fair={one} to={`/fairs/${one.id}`} /></li>)}</ul>
      )}
    </div>
  );
}
