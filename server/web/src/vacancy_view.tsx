// A vacancy as it is read: by those who look for work, by its own people, by staff.
import type { ComponentChildren } from 'preact';
import { serverNow } from './clock';
import { dayText, wageText } from './format';
import { Icon } from './icons';
import { language } from './i18n';
import { Name, Tag } from './kit';
import { regionName } from './regions';
import type { Vacancy, VacancyWarning } from './types';
import { boothWords } from './words/booth';
import { jobs } from './words/jobs';

function Facts({ rows }: { rows: [string, ComponentChildren][] }) {
  const given = rows.filter(([, value]) => value !== null && value !== '' && value !== false);
  if (given.length === 0) return null;
  return <dl class="facts-list">{given.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

function Part({ title, level = 2, children }: { title: string; level?: 2 | 3; children: ComponentChildren }) {
  const Heading = level === 2 ? 'h2' : 'h3';
  return <section class="card job-part"><Heading>{title}</Heading>{children}</section>;
}

const tags = (list: string[]) => list.length > 0 && <span class="tags">{list.map((one) => <Tag key={one}>{one}</Tag>)}</span>;

/** What the check before publishing had to say, with the law it comes from. */
export function Warnings({ list }: { list: VacancyWarning[] }) {
  const t = jobs();
  if (list.length === 0) return null;
  return (
    <section aria-label={t.warnings}>
      {list.map((one) => (
        <p key={`${one.pointer} ${one.code}`} class={`note ${one.action === 'warn' ? 'busy' : 'urgent'}`}><Icon name="alert" size="small" /><span>{language.value === 'zh' ? one.text_zh : one.text_en}{one.source && <small class="law">{t.source}{one.source}</small>}</span></p>
      ))}
    </section>
  );
}

export function VacancyHead({ one, level = 1 }: { one: Vacancy; level?: 1 | 2 }) {
  const Heading = level === 1 ? 'h1' : 'h2';
  const t = jobs();
  const b = boothWords();
  const said = language.value;
  return (
    <div class="card job-head-card">
      <div class="job-head"><Heading>{one.title}</Heading><b class="wage">{wageText(one.wage_min_fen, one.wage_max_fen, one.wage_period, said)}</b></div>
      <p class="sub"><Name text={one.organization_name} /> · {regionName(one.region, said)}{one.published_at && ` · ${t.published(dayText(one.published_at, serverNow(), said))}`}</p>
      <p class="tags">{one.urgent && <Tag tone="urgent">{t.urgent}</Tag>}{one.urgent_listed && <Tag tone="urgent">{t.listUrgent}</Tag>}{one.talent_listed && <Tag tone="brand">{t.listTalent}</Tag>}<Tag>{b.headcount(one.headcount)}</Tag><Tag>{b.education[one.education]}</Tag><Tag>{b.employment[one.employment_type]}</Tag>{one.accepts_graduates && <Tag>{t.graduates}</Tag>}</p>
    </div>
  );
}

export function VacancyBody({ one, level }: { one: Vacancy; level?: 2 | 3 }) {
  const t = jobs();
  const b = boothWords();
  const day = (moment: string | null) => moment && dayText(moment, serverNow(), language.value);
  const probationWage = one.probation_wage_min_fen === null ? null : t.fen(String(one.probation_wage_min_fen / 100));
  return (
    <>
      {one.duties && <Part level={level} title={t.duties}><p class="paper-text">{one.duties}</p></Part>}
      {one.description && <Part level={level} title={t.description}><p class="paper-text">{one.description}</p></Part>}
      <Part level={level} title={t.wants}>
        <Facts rows={[[t.education, b.education[one.education]], [t.experience, one.experience_years === null ? null : t.years(one.experience_years)], [t.major, one.major], [t.qualification, one.qualification], [t.tier, one.talent_tier === 'none' ? null : b.tier[one.talent_tier]], [t.skills, tags(one.skills)]]} />
      </Part>
      <Part level={level} title={t.offers}>
        <Facts rows={[
          [t.employment, b.employment[one.employment_type]], [t.benefits, tags(one.benefits)], [t.hours, one.work_hours], [t.board, one.board_and_lodging],
          [t.contract, one.contract_months === null ? null : one.contract_months === 0 ? t.openEnded : t.months(one.contract_months)],
          [t.probation, one.probation_months === null ? null : one.probation_months === 0 ? t.noProbation : t.months(one.probation_months)], [t.probationWage, probationWage],
          [t.interview, b.interviewMode[one.interview_mode]], [t.startBy, day(one.start_by)], [t.until, day(one.valid_until)],
        ]} />
      </Part>
      <Part level={level} title={t.place}>
        <p>{regionName(one.region, language.value)} {one.address}</p>
        <Facts rows={[[t.conditions, one.working_conditions], [t.hazards, one.hazards], [t.contact, [one.contact_name, one.contact_phone].filter(Boolean).join(' ')], [t.reposted, one.reposted_from]]} />
      </Part>
    </>
  );
}
