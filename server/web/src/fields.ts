// Printed from the model rows (proto/model/*.def) by tests/golden/emit_golden. Not edited by hand.

/** What the server takes in one field of a body. `list`: at most `items` texts of `max` characters. */
export type Row =
  | { kind: 'id' | 'bool' | 'time'; required?: true }
  | { kind: 'text' | 'int'; min: number; max: number; required?: true }
  | { kind: 'enum'; values: readonly string[]; required?: true }
  | { kind: 'list'; items: number; max: number; required?: true };

export const role = ['anyone', 'candidate', 'recruiter', 'agent', 'coordinator', 'staff', 'admin', 'system'] as const;
export const organizationKind = ['enterprise', 'agency', 'coordination'] as const;
export const organizationState = ['pending', 'verified', 'refused', 'suspended'] as const;
export const documentKind = ['licence', 'permit', 'authorization', 'letter'] as const;
export const authorizationState = ['pending', 'confirmed', 'refused'] as const;
export const decision = ['none', 'verified', 'approved', 'refused'] as const;
export const employmentType = ['full_time', 'part_time', 'internship', 'temporary', 'dispatch'] as const;
export const education = ['none', 'junior_high', 'senior_high', 'vocational', 'college', 'bachelor', 'master', 'doctor'] as const;
export const wagePeriod = ['month', 'day', 'hour', 'year'] as const;
export const vacancyState = ['draft', 'published', 'filled', 'closed', 'review'] as const;
export const vacancyEnd = ['none', 'filled', 'withdrawn', 'expired', 'suspended', 'taken_down'] as const;
export const talentTier = ['none', 'A', 'B', 'C', 'D', 'E', 'F'] as const;
export const interviewMode = ['any', 'on_site', 'video'] as const;
export const lintAction = ['none', 'warn', 'review', 'block'] as const;
export const fairKind = ['urgent', 'industry', 'campus', 'county', 'cross_province', 'general'] as const;
export const fairState = ['draft', 'announced', 'registration', 'lobby', 'open', 'paused', 'closing', 'closed', 'archived'] as const;
export const boothState = ['requested', 'refused', 'ready', 'open', 'paused', 'closed'] as const;
export const ticketState = ['waiting', 'ringing', 'in_session', 'done', 'left', 'out', 'not_seen'] as const;
export const ticketAction = ['join', 'call', 'undo', 'withdraw', 'extend_ring', 'miss', 'answer', 'finish', 'leave', 'snooze', 'wake', 'freeze', 'thaw', 'bell', 'restart', 'move'] as const;
export const notCallable = ['no', 'offline', 'engaged', 'snoozed', 'frozen'] as const;
export const etaBasis = ['unknown', 'planned', 'learned'] as const;
export const sessionState = ['running', 'over', 'finished'] as const;
export const outcome = ['none', 'advance', 'hold', 'decline'] as const;
export const side = ['none', 'candidate', 'recruiter', 'hall'] as const;
export const partState = ['up', 'down', 'rebuilding'] as const;
export const visibility = ['chosen', 'all_verified', 'hidden'] as const;
export const consentPurpose = ['profile', 'contact'] as const;
export const applicationState = ['submitted', 'viewed', 'shortlisted', 'interview', 'offered', 'accepted', 'hired', 'declined', 'withdrawn'] as const;
export const partKind = ['experience', 'schooling', 'project', 'training', 'certificate'] as const;
export const declineReason = ['none', 'filled', 'experience', 'skills', 'education', 'licence', 'pay', 'start', 'place', 'papers', 'not_reached', 'other'] as const;
export const reportSubject = ['vacancy', 'person', 'session'] as const;
export const reportKind = ['other', 'fees', 'false_promises', 'fraud', 'discrimination', 'impersonation', 'unlawful', 'harassment', 'privacy'] as const;
export const reportState = ['open', 'upheld', 'dismissed'] as const;

export const accountCreateIn = {
  login: { kind: 'text', min: 3, max: 64, required: true },
  password: { kind: 'text', min: 8, max: 128, required: true },
  name: { kind: 'text', min: 1, max: 40, required: true },
  role: { kind: 'enum', values: role, required: true },
} satisfies Record<string, Row>;

export const loginCreateIn = {
  login: { kind: 'text', min: 1, max: 64, required: true },
  password: { kind: 'text', min: 1, max: 128, required: true },
  code: { kind: 'text', min: 0, max: 20 },
} satisfies Record<string, Row>;

export const passwordChangeIn = {
  old: { kind: 'text', min: 1, max: 128, required: true },
  new: { kind: 'text', min: 8, max: 128, required: true },
} satisfies Record<string, Row>;

export const demoLoginIn = {
  login: { kind: 'text', min: 1, max: 64, required: true },
} satisfies Record<string, Row>;

export const secondFactorStartIn = {
  password: { kind: 'text', min: 1, max: 128, required: true },
} satisfies Record<string, Row>;

export const secondFactorConfirmIn = {
  code: { kind: 'text', min: 6, max: 6, required: true },
} satisfies Record<string, Row>;

export const secondFactorEndIn = {
  password: { kind: 'text', min: 1, max: 128, required: true },
  code: { kind: 'text', min: 1, max: 20, required: true },
} satisfies Record<string, Row>;

export const passwordResetIssueIn = {
  reason: { kind: 'text', min: 1, max: 200, required: true },
} satisfies Record<string, Row>;

export const passwordResetIn = {
  login: { kind: 'text', min: 1, max: 64, required: true },
  code: { kind: 'text', min: 1, max: 20, required: true },
  password: { kind: 'text', min: 8, max: 128, required: true },
} satisfies Record<string, Row>;

export const accountEraseIn = {
  password: { kind: 'text', min: 1, max: 128, required: true },
  code: { kind: 'text', min: 0, max: 20 },
} satisfies Record<string, Row>;

export const organizationCreateIn = {
  kind: { kind: 'enum', values: organizationKind, required: true },
  name: { kind: 'text', min: 2, max: 80, required: true },
  uscc: { kind: 'text', min: 18, max: 18, required: true },
  region: { kind: 'text', min: 6, max: 6, required: true },
  industry: { kind: 'text', min: 0, max: 40 },
  scale: { kind: 'text', min: 0, max: 20 },
  address: { kind: 'text', min: 0, max: 120 },
  contact_name: { kind: 'text', min: 0, max: 40 },
  contact_phone: { kind: 'text', min: 0, max: 20 },
} satisfies Record<string, Row>;

export const verificationIn = {
  decision: { kind: 'enum', values: decision, required: true },
  reason: { kind: 'text', min: 0, max: 200 },
} satisfies Record<string, Row>;

export const suspensionIn = {
  reason: { kind: 'text', min: 1, max: 160, required: true },
} satisfies Record<string, Row>;

export const suspensionEndIn = {
  reason: { kind: 'text', min: 0, max: 160 },
} satisfies Record<string, Row>;

export const memberCreateIn = {
  login: { kind: 'text', min: 1, max: 64, required: true },
} satisfies Record<string, Row>;

export const authorizationCreateIn = {
  client_name: { kind: 'text', min: 2, max: 80, required: true },
  client_uscc: { kind: 'text', min: 18, max: 18, required: true },
  valid_from: { kind: 'time', required: true },
  valid_until: { kind: 'time', required: true },
  document_id: { kind: 'id', required: true },
} satisfies Record<string, Row>;

export const vacancyCreateIn = {
  organization_id: { kind: 'id', required: true },
  title: { kind: 'text', min: 2, max: 60, required: true },
  occupation: { kind: 'text', min: 0, max: 12 },
  description: { kind: 'text', min: 0, max: 4000 },
  region: { kind: 'text', min: 6, max: 6, required: true },
  address: { kind: 'text', min: 0, max: 120 },
  headcount: { kind: 'int', min: 1, max: 9999, required: true },
  employment_type: { kind: 'enum', values: employmentType },
  education: { kind: 'enum', values: education },
  wage_min_fen: { kind: 'int', min: 0, max: 10000000000, required: true },
  wage_max_fen: { kind: 'int', min: 0, max: 10000000000, required: true },
  wage_period: { kind: 'enum', values: wagePeriod },
  benefits: { kind: 'list', items: 12, max: 20 },
  urgent: { kind: 'bool' },
  duties: { kind: 'text', min: 0, max: 4000 },
  experience_years: { kind: 'int', min: 0, max: 40 },
  skills: { kind: 'list', items: 20, max: 30 },
  major: { kind: 'text', min: 0, max: 60 },
  qualification: { kind: 'text', min: 0, max: 60 },
  talent_tier: { kind: 'enum', values: talentTier },
  contract_months: { kind: 'int', min: 0, max: 120 },
  probation_months: { kind: 'int', min: 0, max: 24 },
  probation_wage_min_fen: { kind: 'int', min: 0, max: 10000000000 },
  work_hours: { kind: 'text', min: 0, max: 120 },
  board_and_lodging: { kind: 'text', min: 0, max: 120 },
  working_conditions: { kind: 'text', min: 0, max: 500 },
  hazards: { kind: 'text', min: 0, max: 500 },
  accepts_graduates: { kind: 'bool' },
  interview_mode: { kind: 'enum', values: interviewMode },
  contact_name: { kind: 'text', min: 0, max: 40 },
  contact_phone: { kind: 'text', min: 0, max: 20 },
  reposted_from: { kind: 'text', min: 0, max: 120 },
  authorization_id: { kind: 'text', min: 0, max: 24 },
  start_by: { kind: 'text', min: 0, max: 35 },
  valid_until: { kind: 'text', min: 0, max: 35 },
} satisfies Record<string, Row>;

export const vacancyChangeIn = {
  title: { kind: 'text', min: 2, max: 60 },
  occupation: { kind: 'text', min: 0, max: 12 },
  description: { kind: 'text', min: 0, max: 4000 },
  region: { kind: 'text', min: 6, max: 6 },
  address: { kind: 'text', min: 0, max: 120 },
  headcount: { kind: 'int', min: 1, max: 9999 },
  employment_type: { kind: 'enum', values: employmentType },
  education: { kind: 'enum', values: education },
  wage_min_fen: { kind: 'int', min: 0, max: 10000000000 },
  wage_max_fen: { kind: 'int', min: 0, max: 10000000000 },
  wage_period: { kind: 'enum', values: wagePeriod },
  benefits: { kind: 'list', items: 12, max: 20 },
  urgent: { kind: 'bool' },
  duties: { kind: 'text', min: 0, max: 4000 },
  experience_years: { kind: 'int', min: 0, max: 40 },
  skills: { kind: 'list', items: 20, max: 30 },
  major: { kind: 'text', min: 0, max: 60 },
  qualification: { kind: 'text', min: 0, max: 60 },
  talent_tier: { kind: 'enum', values: talentTier },
  contract_months: { kind: 'int', min: 0, max: 120 },
  probation_months: { kind: 'int', min: 0, max: 24 },
  probation_wage_min_fen: { kind: 'int', min: 0, max: 10000000000 },
  work_hours: { kind: 'text', min: 0, max: 120 },
  board_and_lodging: { kind: 'text', min: 0, max: 120 },
  working_conditions: { kind: 'text', min: 0, max: 500 },
  hazards: { kind: 'text', min: 0, max: 500 },
  accepts_graduates: { kind: 'bool' },
  interview_mode: { kind: 'enum', values: interviewMode },
  contact_name: { kind: 'text', min: 0, max: 40 },
  contact_phone: { kind: 'text', min: 0, max: 20 },
  reposted_from: { kind: 'text', min: 0, max: 120 },
  authorization_id: { kind: 'text', min: 0, max: 24 },
  start_by: { kind: 'text', min: 0, max: 35 },
  valid_until: { kind: 'text', min: 0, max: 35 },
} satisfies Record<string, Row>;

export const vacancyReviewIn = {
  decision: { kind: 'enum', values: decision, required: true },
  reason: { kind: 'text', min: 0, max: 500 },
} satisfies Record<string, Row>;

export const vacancyClosureIn = {
  ended_by: { kind: 'enum', values: vacancyEnd, required: true },
  reason: { kind: 'text', min: 0, max: 500 },
} satisfies Record<string, Row>;

export const vacancyListingIn = {
  urgent_listed: { kind: 'bool' },
  talent_listed: { kind: 'bool' },
} satisfies Record<string, Row>;

export const savedSearchIn = {
  name: { kind: 'text', min: 1, max: 40, required: true },
  q: { kind: 'text', min: 0, max: 60 },
  region: { kind: 'text', min: 0, max: 6 },
  urgent: { kind: 'bool' },
  list: { kind: 'text', min: 0, max: 10 },
  industry: { kind: 'text', min: 0, max: 40 },
  tier: { kind: 'text', min: 0, max: 4 },
  wage_min_fen: { kind: 'int', min: 0, max: 10000000000 },
  education: { kind: 'text', min: 0, max: 20 },
  employment_type: { kind: 'text', min: 0, max: 20 },
} satisfies Record<string, Row>;

export const candidatePutIn = {
  name: { kind: 'text', min: 1, max: 40, required: true },
  birth_date: { kind: 'text', min: 0, max: 10 },
  phone: { kind: 'text', min: 0, max: 20 },
  email: { kind: 'text', min: 0, max: 100 },
  identity_number: { kind: 'text', min: 0, max: 18 },
  headline: { kind: 'text', min: 0, max: 80 },
  summary: { kind: 'text', min: 0, max: 1000 },
  skills: { kind: 'list', items: 30, max: 30 },
  occupations: { kind: 'list', items: 5, max: 30 },
  education: { kind: 'enum', values: education },
  major: { kind: 'text', min: 0, max: 40 },
  school: { kind: 'text', min: 0, max: 60 },
  graduation_date: { kind: 'text', min: 0, max: 10 },
  experience_years: { kind: 'int', min: 0, max: 60 },
  regions: { kind: 'list', items: 10, max: 6 },
  wage_min_fen: { kind: 'int', min: 0, max: 10000000000 },
  available_from: { kind: 'text', min: 0, max: 10 },
  employment_types: { kind: 'list', items: 5, max: 12 },
  languages: { kind: 'list', items: 10, max: 30 },
  visibility: { kind: 'enum', values: visibility },
  hidden_from: { kind: 'list', items: 20, max: 80 },
} satisfies Record<string, Row>;

export const fairCreateIn = {
  kind: { kind: 'enum', values: fairKind, required: true },
  title: { kind: 'text', min: 2, max: 60, required: true },
  starts_at: { kind: 'time', required: true },
  ends_at: { kind: 'time', required: true },
  registration_opens_at: { kind: 'time' },
  registration_closes_at: { kind: 'time' },
  regions: { kind: 'list', items: 20, max: 6 },
  industries: { kind: 'list', items: 20, max: 20 },
  lines_per_candidate: { kind: 'int', min: 1, max: 5 },
  session_seconds: { kind: 'int', min: 60, max: 3600 },
} satisfies Record<string, Row>;

export const fairChangeIn = {
  title: { kind: 'text', min: 2, max: 60 },
  starts_at: { kind: 'time' },
  ends_at: { kind: 'time' },
  lines_per_candidate: { kind: 'int', min: 1, max: 5 },
  session_seconds: { kind: 'int', min: 60, max: 3600 },
} satisfies Record<string, Row>;

export const fairStateIn = {
  to: { kind: 'enum', values: fairState, required: true },
} satisfies Record<string, Row>;

export const boothCreateIn = {
  organization_id: { kind: 'id', required: true },
  vacancy_ids: { kind: 'list', items: 20, max: 24 },
  greeting: { kind: 'text', min: 0, max: 200 },
} satisfies Record<string, Row>;

export const boothApprovalIn = {
  decision: { kind: 'enum', values: decision, required: true },
  reason: { kind: 'text', min: 0, max: 200 },
} satisfies Record<string, Row>;

export const boothStateIn = {
  to: { kind: 'enum', values: boothState, required: true },
  message: { kind: 'text', min: 0, max: 200 },
} satisfies Record<string, Row>;

export const callIn = {
  ticket_id: { kind: 'id' },
  reason: { kind: 'text', min: 0, max: 200 },
} satisfies Record<string, Row>;

export const messageCreateIn = {
  text: { kind: 'text', min: 1, max: 1000, required: true },
} satisfies Record<string, Row>;

export const sessionFinishIn = {
  outcome: { kind: 'enum', values: outcome, required: true },
  reason: { kind: 'text', min: 0, max: 200 },
  note: { kind: 'text', min: 0, max: 1000 },
} satisfies Record<string, Row>;

export const applicationCreateIn = {
  message: { kind: 'text', min: 0, max: 500 },
} satisfies Record<string, Row>;

export const applicationChangeIn = {
  state: { kind: 'enum', values: applicationState, required: true },
  reason: { kind: 'text', min: 0, max: 200 },
  words: { kind: 'text', min: 0, max: 300 },
} satisfies Record<string, Row>;

export const replyPromiseIn = {
  hours: { kind: 'int', min: 24, max: 72 },
} satisfies Record<string, Row>;

export const reportCreateIn = {
  subject: { kind: 'enum', values: reportSubject, required: true },
  subject_id: { kind: 'id', required: true },
  kind: { kind: 'enum', values: reportKind, required: true },
  text: { kind: 'text', min: 1, max: 1000, required: true },
} satisfies Record<string, Row>;

export const reportDecisionIn = {
  decision: { kind: 'enum', values: reportState, required: true },
  reason: { kind: 'text', min: 1, max: 400, required: true },
  take_down: { kind: 'bool' },
} satisfies Record<string, Row>;

export const consentGiveIn = {
  organization_id: { kind: 'id', required: true },
  purpose: { kind: 'enum', values: consentPurpose, required: true },
} satisfies Record<string, Row>;
