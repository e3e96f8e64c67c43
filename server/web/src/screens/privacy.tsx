// What organizations may know of me, and who looked.
import { useState } from 'preact/hooks';
import { call, get, Refusal } from '../api';
import { serverNow } from '../clock';
import { momentText } from '../format';
import { useLoad, useTitle } from '../hooks';
import { language } from '../i18n';
import { Button, Empty, Failure, Name, Skeleton, Tag } from '../kit';
import { Confirm } from '../kit_dialog';
import { SignInLink } from '../parts';
import { isCandidate, me, toast, toastRefusal } from '../state';
import type { Candidate, Consent, ConsentList, OpeningList } from '../types';
import { common } from '../words/common';
import { profileWords } from '../words/profile';

const load = async () => {
  const [consents, openings, profile] = await Promise.all([get<ConsentList>('/me/consents'), get<OpeningList>('/me/openings'), get<Candidate>('/candidates/me')]);
  return { consents: consents.items, openings: openings.items, visibility: profile.visibility };
};

export function PrivacyPage(_: { id: string }) {
  const t = profileWords();
  useTitle(`${t.privacyTitle} · ${common().brand}`);
  const found = useLoad(`privacy ${me.value?.id}`, load);
  const [ending, endingSet] = useState<Consent | null>(null);
  if (!me.value) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  if (!isCandidate.value) return <div class="page narrow"><Failure page refusal={new Refusal(403, {})} /></div>;
  if (found.refusal) return <div class="page narrow"><Failure page refusal={found.refusal} retry={found.reload} /></div>;
  if (!found.data) return <div class="page narrow"><Skeleton page count={3} kind="line" /></div>;
  const at = (moment: string) => momentText(moment, serverNow(), language.value);
  const end = async () => {
    try {
      await call('DELETE', `/me/consents/${ending!.organization_id}`);
      toast(t.takenBack, 'good');
      found.reload();
    } catch (refusal) {
      toastRefusal(refusal);
    }
  };
  const { consents, openings, visibility } = found.data;
  return (
    <div class="page narrow">
      <a class="back" href="/me">{common().navMe}</a>
      <h1>{t.privacyTitle}</h1>
      <p class="note brand"><span>{t.labels.visibility}：{t.visibility[visibility]} <a class="link" href="/me/profile">{t.toProfile}</a></span></p>
      <section>
        <h2 class="section">{t.consents}</h2>
        {consents.length === 0 ? <Empty icon="shield" title={t.consentsEmpty} text={t.consentsEmptyText} /> : (
          <ul class="rows">
            {consents.map((one) => (
              <li key={`${one.organization_id} ${one.purpose} ${one.given_at}`}>
                <div><span class="grow"><Name text={one.organization_name} /><small>{t.purpose[one.purpose]} · {one.withdrawn_at ? t.withdrawnAt(at(one.withdrawn_at)) : t.givenAt(at(one.given_at))}</small></span>
                  {!one.withdrawn_at && <Button look="soft" size="small" aria-label={`${t.takeBack} · ${one.organization_name}`} onClick={() => endingSet(one)}>{t.takeBack}</Button>}
                </div>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section>
        <h2 class="section">{t.openings}</h2>
        {openings.length === 0 ? <p class="sub">{t.openingsEmpty}</p> : (
          <ul class="rows">
            {openings.map((one) => (
              <li key={`${one.organization_id} ${one.at}`}><div><span class="grow"><Name text={one.organization_name} /><small>{at(one.at)}</small></span><Tag tone={one.contact_shown ? 'busy' : 'plain'}>{one.contact_shown ? t.contactSeen : t.contactMasked}</Tag></div></li>
            ))}
          </ul>
        )}
      </section>
      {ending && <Confirm danger title={t.takeBackTitle(ending.organization_name)} text={t.takeBackText} yes={t.takeBack} no={common().cancel} onYes={end} onClose={() => endingSet(null)} />}
    </div>
  );
}
