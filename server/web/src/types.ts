// Printed from the model rows (proto/model/*.def) by tests/golden/emit_golden. Not edited by hand.

export type Role = "anyone" | "candidate" | "recruiter" | "agent" | "coordinator" | "staff" | "admin" | "system";
export type OrganizationKind = "enterprise" | "agency" | "coordination";
export type OrganizationState = "pending" | "verified" | "refused" | "suspended";
export type DocumentKind = "licence" | "permit" | "authorization" | "letter";
export type AuthorizationState = "pending" | "confirmed" | "refused";
export type Decision = "none" | "verified" | "approved" | "refused";
export type EmploymentType = "full_time" | "part_time" | "internship" | "temporary" | "dispatch";
export type Education = "none" | "junior_high" | "senior_high" | "vocational" | "college" | "bachelor" | "master" | "doctor";
export type WagePeriod = "month" | "day" | "hour" | "year";
export type VacancyState = "draft" | "published" | "filled" | "closed" | "review";
export type VacancyEnd = "none" | "filled" | "withdrawn" | "expired" | "suspended" | "taken_down";
export type TalentTier = "none" | "A" | "B" | "C" | "D" | "E" | "F";
export type InterviewMode = "any" | "on_site" | "video";
export type LintAction = "none" | "warn" | "review" | "block";
export type FairKind = "urgent" | "industry" | "campus" | "county" | "cross_province" | "general";
export type FairState = "draft" | "announced" | "registration" | "lobby" | "open" | "paused" | "closing" | "closed" | "archived";
export type BoothState = "requested" | "refused" | "ready" | "open" | "paused" | "closed";
export type TicketState = "waiting" | "ringing" | "in_session" | "done" | "left" | "out" | "not_seen";
export type TicketAction = "join" | "call" | "undo" | "withdraw" | "extend_ring" | "miss" | "answer" | "finish" | "leave" | "snooze" | "wake" | "freeze" | "thaw" | "bell" | "restart" | "move";
export type NotCallable = "no" | "offline" | "engaged" | "snoozed" | "frozen";
export type EtaBasis = "unknown" | "planned" | "learned";
export type SessionState = "running" | "over" | "finished";
export type Outcome = "none" | "advance" | "hold" | "decline";
export type Side = "none" | "candidate" | "recruiter" | "hall";
export type PartState = "up" | "down" | "rebuilding";
export type Visibility = "chosen" | "all_verified" | "hidden";
export type ConsentPurpose = "profile" | "contact";
export type ApplicationState = "submitted" | "viewed" | "shortlisted" | "interview" | "offered" | "accepted" | "hired" | "declined" | "withdrawn";
export type PartKind = "experience" | "schooling" | "project" | "training" | "certificate";
export type DeclineReason = "none" | "filled" | "experience" | "skills" | "education" | "licence" | "pay" | "start" | "place" | "papers" | "not_reached" | "other";
export type ReportSubject = "vacancy" | "person" | "session";
export type ReportKind = "other" | "fees" | "false_promises" | "fraud" | "discrimination" | "impersonation" | "unlawful" | "harassment" | "privacy";
export type ReportState = "open" | "upheld" | "dismissed";

/** A page of a list */
export interface PageIn {
  /** Items a page, 20 when absent */
  limit?: number | null;
  /** The `next` of the page before; 1 to 200 characters */
  after?: string | null;
}

/** A page of a list that belongs to an object */
export interface IdPageIn {
  /** Items a page, 20 when absent */
  limit?: number | null;
  /** The `next` of the page before; 1 to 200 characters */
  after?: string | null;
}

/** One thing that is wrong in a request */
export interface ProblemError {
  /** JSON pointer of the field, or the name of a path or query field; 0 to 200 characters */
  pointer: string;
  /** For programs; 1 to 60 characters */
  code: string;
  /** For people, in the language of the request; 1 to 500 characters */
  detail: string;
  /** The law it comes from; 0 to 200 characters */
  source: string | null;
}

/** RFC 9457 problem */
export interface Problem {
  /** about:blank, or an address of the kind of problem; 1 to 200 characters */
  type: string;
  /** What kind of problem; 1 to 200 characters */
  title: string;
  /** HTTP status */
  status: number;
  /** What happened here; 0 to 500 characters */
  detail: string | null;
  /** For programs; 1 to 60 characters */
  code: string;
  /** Names this request in the logs; 1 to 64 characters */
  request_id: string;
  /** Fields that are wrong */
  errors: ProblemError[];
}

/** A logged event */
export interface EventItem {
  /** Its kind; 1 to 40 characters */
  event: string;
  /** Where it was logged; 1 to 60 characters */
  channel: string;
  /** Of the log; 1 to 80 characters */
  epoch: string;
  /** Without holes within an epoch */
  seq: number;
  /** When; RFC 3339 */
  at: string;
  /** What happened */
  data: unknown;
}

/** A word from the hall, in both languages */
export interface Notice {
  /** In Chinese; 1 to 600 characters */
  text_zh: string;
  /** In English; 1 to 600 characters */
  text_en: string;
}

/** Events of `me` after the last one seen */
export interface EventPollIn {
  /** EPOCH:SEQ of the last one seen; 0 to 120 characters */
  after?: string | null;
}

/** Events since; resync says that the log cannot tell: load everything anew */
export interface EventPoll {
  /** Of the log; 0 to 80 characters */
  epoch: string;
  /** The named event is too old or of another epoch */
  resync: boolean;
  /** In order */
  items: EventItem[];
  /** Name this in `after` next time; 0 to 120 characters */
  next: string | null;
}

/** Opens one WebSocket without a cookie */
export interface LivePass {
  /** Give it as ?pass=, once, within 30 s; 20 to 60 characters */
  pass: string;
  /** When it is too late; RFC 3339 */
  expires_at: string;
}

/** One part the hall stands on */
export interface HealthPart {
  /** store, redis, …; 1 to 20 characters */
  name: string;
  /** How it is */
  state: PartState;
  /** Why; 0 to 200 characters */
  detail: string | null;
}

/** Whether the hall can serve */
export interface Health {
  /** It can */
  ok: boolean;
  /** Of the server; 1 to 40 characters */
  version: string;
  /** Each part */
  parts: HealthPart[];
}

/** Somebody who can sign in */
export interface Account {
  /** Opaque */
  id: string;
  /** Sign-in name; 1 to 64 characters */
  login: string;
  /** Shown to others; 1 to 40 characters */
  name: string;
  /** What they are here as */
  role: Role;
  /** Staff: the place they answer for; 0 to 6 characters */
  region: string | null;
  /** Invented, of the demonstration */
  demo: boolean;
}

/** Sign up */
export interface AccountCreateIn {
  /** Letters, digits, . _ - @; case is ignored; 3 to 64 characters */
  login: string;
  /** Anything; longer is better; 8 to 128 characters */
  password: string;
  /** Shown to others; 1 to 40 characters */
  name: string;
  /** candidate, recruiter, agent or coordinator */
  role: Role;
}

/** Sign in */
export interface LoginCreateIn {
  /** Sign-in name; 1 to 64 characters */
  login: string;
  /** Password; 1 to 128 characters */
  password: string;
  /** Where the second factor is on: its six digits now, or a recovery code; without it the answer is second_factor_required; 0 to 20 characters */
  code?: string | null;
}

/** Signed in */
export interface Login {
  /** Send as Authorization: Bearer; 43 to 43 characters */
  token: string;
  /** Who */
  account: Account;
}

/** Choose another password; every other login ends */
export interface PasswordChangeIn {
  /** The present one; 1 to 128 characters */
  old: string;
  /** The next one; staff: at least 12; not a common one, and without the login in it; 8 to 128 characters */
  new: string;
}

/** A browser or client that is signed in */
export interface LoginDevice {
  /** Opaque */
  id: string;
  /** Signed in when; RFC 3339 */
  created_at: string;
  /** Lasts until; RFC 3339 */
  expires_at: string;
  /** The one that asks */
  current: boolean;
}

/** Where I am signed in, the newest first */
export interface LoginList {
  /** Devices */
  items: LoginDevice[];
}

/** Who I am here */
export interface Me {
  /** Who */
  account: Account;
  /** Cookie requests that change anything send it as X-CSRF-Token; 1 to 44 characters */
  csrf_token: string;
  /** The server's clock: the only one that counts; RFC 3339 */
  now: string;
}

/** A demonstration account a visitor may step into */
export interface DemoRole {
  /** Sign-in name; 1 to 64 characters */
  login: string;
  /** Marked 演示; 1 to 40 characters */
  name: string;
  /** As what */
  role: Role;
  /** Recruiters: their booth at the running fair; 0 to 24 characters */
  booth_id: string | null;
}

/** Whether this hall shows its demonstration, and as whom one may look */
export interface Demo {
  /** It does */
  enabled: boolean;
  /** Whom to step into */
  roles: DemoRole[];
}

/** Step into a demonstration account */
export interface DemoLoginIn {
  /** One of GET /demo; 1 to 64 characters */
  login: string;
}

/** Where I stand with my second factor */
export interface SecondFactor {
  /** Signing in needs a code */
  on: boolean;
  /** Without it I can do nothing here but switch it on */
  required: boolean;
  /** Not used yet */
  recovery_codes_left: number;
}

/** Begin to switch on a second factor */
export interface SecondFactorStartIn {
  /** The present one; 1 to 128 characters */
  password: string;
}

/** What the authenticator must know; shown this once */
export interface SecondFactorStart {
  /** In base32, to type in; 32 to 32 characters */
  secret: string;
  /** otpauth://…, to show as a code for its camera; 1 to 300 characters */
  uri: string;
}

/** Show that the authenticator knows it */
export interface SecondFactorConfirmIn {
  /** Its six digits now; 6 to 6 characters */
  code: string;
}

/** Each signs in once instead of the authenticator; shown this once */
export interface RecoveryCodes {
  /** Write them down */
  codes: string[];
}

/** Switch the second factor off */
export interface SecondFactorEndIn {
  /** The present one; 1 to 128 characters */
  password: string;
  /** The authenticator's six digits, or a recovery code; 1 to 20 characters */
  code: string;
}

/** Let somebody choose another password, who showed at the counter who they are */
export interface PasswordResetIssueIn {
  /** What was shown; it stands in the chain of deeds; 1 to 200 characters */
  reason: string;
}

/** To be handed over, not sent; shown this once */
export interface PasswordResetIssued {
  /** Once, within a quarter of an hour; 14 to 14 characters */
  code: string;
  /** Until when; RFC 3339 */
  expires_at: string;
}

/** Choose another password with a code from the counter; every login ends */
export interface PasswordResetIn {
  /** Sign-in name; 1 to 64 characters */
  login: string;
  /** From the counter; 1 to 20 characters */
  code: string;
  /** The next one; staff: at least 12; not a common one, and without the login in it; 8 to 128 characters */
  password: string;
}

/** Find an account by its sign-in name */
export interface AccountFindIn {
  /** The whole of it; case is ignored; 1 to 64 characters */
  login: string;
}

/** Accounts */
export interface AccountList {
  /** One or none */
  items: Account[];
  /** Always null; 0 to 200 characters */
  next: string | null;
}

/** Close my account and erase what it holds of me */
export interface AccountEraseIn {
  /** The present one; 1 to 128 characters */
  password: string;
  /** Where the second factor is on: its six digits, or a recovery code; 0 to 20 characters */
  code?: string | null;
}

/** Enter an organization */
export interface OrganizationCreateIn {
  /** enterprise, agency or coordination */
  kind: OrganizationKind;
  /** Registered name; 2 to 80 characters */
  name: string;
  /** Unified social credit code with its check character; 18 to 18 characters */
  uscc: string;
  /** GB/T 2260; 6 to 6 characters */
  region: string;
  /** Branch; 0 to 40 characters */
  industry?: string | null;
  /** People; 0 to 20 characters */
  scale?: string | null;
  /** Where; 0 to 120 characters */
  address?: string | null;
  /** Whom to ask; 0 to 40 characters */
  contact_name?: string | null;
  /** How; 0 to 20 characters */
  contact_phone?: string | null;
}

/** An enterprise, agency or coordination office */
export interface Organization {
  /** Opaque */
  id: string;
  /** What it is */
  kind: OrganizationKind;
  /** Registered name; 2 to 80 characters */
  name: string;
  /** Members and staff see it; 0 to 18 characters */
  uscc: string | null;
  /** GB/T 2260; 6 to 6 characters */
  region: string;
  /** Branch; 0 to 40 characters */
  industry: string;
  /** People; 0 to 20 characters */
  scale: string;
  /** Where; 0 to 120 characters */
  address: string;
  /** Members and staff see it; 0 to 40 characters */
  contact_name: string | null;
  /** Members and staff see it; 0 to 20 characters */
  contact_phone: string | null;
  /** Verified by staff */
  state: OrganizationState;
  /** Of a refusal or a suspension; while pending: what staff should look at; 0 to 200 characters */
  reason: string | null;
  /** Due again; RFC 3339 */
  verified_until: string | null;
  /** Promises to answer who applies within so many hours; null in lists */
  reply_hours: number | null;
  /** How often the organization kept that promise in half a year; null: not measured yet, and in lists */
  reply_percent: number | null;
  /** Of how many; null in lists */
  reply_measured: number | null;
  /** Invented */
  demo: boolean;
  /** Of the row */
  version: number;
}

/** Organizations: staff see all, others their own */
export interface OrganizationListIn {
  /** Only these; due: verified, and within a month to be looked at again; 0 to 20 characters */
  state?: string | null;
  /** Items a page, 20 when absent */
  limit?: number | null;
  /** The `next` of the page before; 1 to 200 characters */
  after?: string | null;
}

/** Organizations */
export interface OrganizationList {
  /** A page */
  items: Organization[];
  /** Where the next page begins; 0 to 200 characters */
  next: string | null;
}

/** Staff's decision on an organization */
export interface VerificationIn {
  /** verified or refused */
  decision: Decision;
  /** Needed for a refusal; 0 to 200 characters */
  reason?: string | null;
}

/** Staff suspend an organization */
export interface SuspensionIn {
  /** Shown to its people and to those who wait at its booths; 1 to 160 characters */
  reason: string;
}

/** Staff lift a suspension */
export interface SuspensionEndIn {
  /** Kept in the log; 0 to 160 characters */
  reason?: string | null;
}

/** Add a colleague */
export interface MemberCreateIn {
  /** The colleague's sign-in name; 1 to 64 characters */
  login: string;
}

/** Who acts for an organization */
export interface Member {
  /** Who */
  account_id: string;
  /** Sign-in name; 1 to 64 characters */
  login: string;
  /** Shown to others; 1 to 40 characters */
  name: string;
}

/** Who acts for an organization */
export interface MemberList {
  /** All of them */
  items: Member[];
  /** Always null; 0 to 200 characters */
  next: string | null;
}

/** Bring a paper: a PDF, JPEG or PNG as the body, at most 5 MiB */
export interface DocumentIn {
  /** licence when absent; permit: of a recruitment agency; authorization: of a client; letter: of the person who acts */
  kind?: DocumentKind | null;
}

/** A paper of an organization */
export interface Document {
  /** Opaque */
  id: string;
  /** What it shows */
  kind: DocumentKind;
  /** Media type, by its content; 1 to 40 characters */
  media: string;
  /** Bytes */
  size: number;
  /** When; RFC 3339 */
  created_at: string;
}

/** Papers, newest first */
export interface DocumentList {
  /** All of them */
  items: Document[];
  /** Always null; 0 to 200 characters */
  next: string | null;
}

/** A client lets an agency act for it */
export interface AuthorizationCreateIn {
  /** Registered name; 2 to 80 characters */
  client_name: string;
  /** Unified social credit code with its check character; 18 to 18 characters */
  client_uscc: string;
  /** From; RFC 3339 */
  valid_from: string;
  /** Until, at most three years later; RFC 3339 */
  valid_until: string;
  /** The signed paper, one of the agency's documents */
  document_id: string;
}

/** What lets an agency act for a client */
export interface Authorization {
  /** Opaque */
  id: string;
  /** The agency */
  organization_id: string;
  /** Registered name; 2 to 80 characters */
  client_name: string;
  /** Unified social credit code; 18 to 18 characters */
  client_uscc: string;
  /** From; RFC 3339 */
  valid_from: string;
  /** Until, not after; RFC 3339 */
  valid_until: string;
  /** The paper */
  document_id: string;
  /** Staff's decision */
  state: AuthorizationState;
  /** Of a refusal; while pending: what staff should look at; 0 to 200 characters */
  reason: string | null;
  /** When; RFC 3339 */
  created_at: string;
  /** Of the row */
  version: number;
}

/** Authorizations */
export interface AuthorizationList {
  /** A page */
  items: Authorization[];
  /** Where the next page begins; 0 to 200 characters */
  next: string | null;
}

/** Offer work */
export interface VacancyCreateIn {
  /** By whom */
  organization_id: string;
  /** As people say it; 2 to 60 characters */
  title: string;
  /** Occupation code; 0 to 12 characters */
  occupation?: string | null;
  /** What it is; 0 to 4000 characters */
  description?: string | null;
  /** GB/T 2260; 6 to 6 characters */
  region: string;
  /** Where; 0 to 120 characters */
  address?: string | null;
  /** How many */
  headcount: number;
  /** full_time when absent */
  employment_type?: EmploymentType | null;
  /** At least; none when absent */
  education?: Education | null;
  /** Per wage_period */
  wage_min_fen: number;
  /** Per wage_period, not below wage_min_fen */
  wage_max_fen: number;
  /** month when absent */
  wage_period?: WagePeriod | null;
  /** What comes on top */
  benefits?: string[] | null;
  /** Needed now */
  urgent?: boolean | null;
  /** What is done day by day (工作内容); 0 to 4000 characters */
  duties?: string | null;
  /** Years of work asked for; absent: none */
  experience_years?: number | null;
  /** What one must be able to do */
  skills?: string[] | null;
  /** Field of study asked for; 0 to 60 characters */
  major?: string | null;
  /** Skill level or professional title asked for; 0 to 60 characters */
  qualification?: string | null;
  /** Talent class asked for, A to F of the city's catalogue */
  talent_tier?: TalentTier | null;
  /** Length of the contract; 0: open-ended; absent: not said */
  contract_months?: number | null;
  /** Length of the probation; absent: not said */
  probation_months?: number | null;
  /** Lowest pay while on probation, per wage_period */
  probation_wage_min_fen?: number | null;
  /** Hours and shifts; 0 to 120 characters */
  work_hours?: string | null;
  /** Meals and beds; 0 to 120 characters */
  board_and_lodging?: string | null;
  /** How the place of work is; 0 to 500 characters */
  working_conditions?: string | null;
  /** What may harm whoever works there, and how it is kept off (职业危害); 0 to 500 characters */
  hazards?: string | null;
  /** Fresh graduates may come */
  accepts_graduates?: boolean | null;
  /** How interviews are held */
  interview_mode?: InterviewMode | null;
  /** Whom to ask; shown to the organization's people and to staff; 0 to 40 characters */
  contact_name?: string | null;
  /** Where to ask; shown to the organization's people and to staff; 0 to 20 characters */
  contact_phone?: string | null;
  /** Where the offer was taken from, when it is not one's own; 0 to 120 characters */
  reposted_from?: string | null;
  /** Of an agency: the authorization of the client it recruits for; 0 to 24 characters */
  authorization_id?: string | null;
  /** The latest day to begin: YYYY-MM-DD; 0 to 35 characters */
  start_by?: string | null;
  /** YYYY-MM-DD (its end) or RFC 3339; at most 90 days ahead, 30 days after publication when absent; 0 to 35 characters */
  valid_until?: string | null;
}

/** Change an offer; what is not given stays */
export interface VacancyChangeIn {
  /** As people say it; 2 to 60 characters */
  title?: string | null;
  /** Occupation code; 0 to 12 characters */
  occupation?: string | null;
  /** What it is; 0 to 4000 characters */
  description?: string | null;
  /** GB/T 2260; 6 to 6 characters */
  region?: string | null;
  /** Where; 0 to 120 characters */
  address?: string | null;
  /** How many */
  headcount?: number | null;
  /** How bound */
  employment_type?: EmploymentType | null;
  /** At least */
  education?: Education | null;
  /** Per wage_period */
  wage_min_fen?: number | null;
  /** Per wage_period */
  wage_max_fen?: number | null;
  /** What the wage is for */
  wage_period?: WagePeriod | null;
  /** What comes on top */
  benefits?: string[] | null;
  /** Needed now */
  urgent?: boolean | null;
  /** What is done day by day (工作内容); 0 to 4000 characters */
  duties?: string | null;
  /** Years of work asked for; absent: none */
  experience_years?: number | null;
  /** What one must be able to do */
  skills?: string[] | null;
  /** Field of study asked for; 0 to 60 characters */
  major?: string | null;
  /** Skill level or professional title asked for; 0 to 60 characters */
  qualification?: string | null;
  /** Talent class asked for, A to F of the city's catalogue */
  talent_tier?: TalentTier | null;
  /** Length of the contract; 0: open-ended; absent: not said */
  contract_months?: number | null;
  /** Length of the probation; absent: not said */
  probation_months?: number | null;
  /** Lowest pay while on probation, per wage_period */
  probation_wage_min_fen?: number | null;
  /** Hours and shifts; 0 to 120 characters */
  work_hours?: string | null;
  /** Meals and beds; 0 to 120 characters */
  board_and_lodging?: string | null;
  /** How the place of work is; 0 to 500 characters */
  working_conditions?: string | null;
  /** What may harm whoever works there, and how it is kept off (职业危害); 0 to 500 characters */
  hazards?: string | null;
  /** Fresh graduates may come */
  accepts_graduates?: boolean | null;
  /** How interviews are held */
  interview_mode?: InterviewMode | null;
  /** Whom to ask; shown to the organization's people and to staff; 0 to 40 characters */
  contact_name?: string | null;
  /** Where to ask; shown to the organization's people and to staff; 0 to 20 characters */
  contact_phone?: string | null;
  /** Where the offer was taken from, when it is not one's own; 0 to 120 characters */
  reposted_from?: string | null;
  /** Of an agency: the authorization of the client it recruits for; 0 to 24 characters */
  authorization_id?: string | null;
  /** The latest day to begin: YYYY-MM-DD; 0 to 35 characters */
  start_by?: string | null;
  /** YYYY-MM-DD (its end) or RFC 3339; at most 90 days ahead, 30 days after publication when absent; 0 to 35 characters */
  valid_until?: string | null;
}

/** What a rule says of a vacancy */
export interface VacancyWarning {
  /** warn: published all the same; review: staff look first; block: may not be published */
  action: LintAction;
  /** The field, as a JSON pointer; 1 to 60 characters */
  pointer: string;
  /** The rule; 1 to 40 characters */
  code: string;
  /** What is wrong, in Chinese; 1 to 600 characters */
  text_zh: string;
  /** What is wrong, in English; 1 to 600 characters */
  text_en: string;
  /** The law it comes from; 0 to 200 characters */
  source: string | null;
}

/** Work that is offered */
export interface Vacancy {
  /** Opaque */
  id: string;
  /** By whom */
  organization_id: string;
  /** By whom; 2 to 80 characters */
  organization_name: string;
  /** What offers it: an enterprise itself, an agency for a client, or a coordination office */
  organization_kind: OrganizationKind;
  /** Whom an agency acts for; 0 to 80 characters */
  client_name: string | null;
  /** As people say it; 2 to 60 characters */
  title: string;
  /** Occupation code; 0 to 12 characters */
  occupation: string | null;
  /** What it is; 0 to 4000 characters */
  description: string;
  /** GB/T 2260; 6 to 6 characters */
  region: string;
  /** Where; 0 to 120 characters */
  address: string;
  /** How many */
  headcount: number;
  /** How bound */
  employment_type: EmploymentType;
  /** At least */
  education: Education;
  /** Per wage_period */
  wage_min_fen: number;
  /** Per wage_period */
  wage_max_fen: number;
  /** What the wage is for */
  wage_period: WagePeriod;
  /** What comes on top */
  benefits: string[];
  /** Needed now */
  urgent: boolean;
  /** What is done day by day (工作内容); 0 to 4000 characters */
  duties: string;
  /** Years of work asked for; absent: none */
  experience_years: number | null;
  /** What one must be able to do */
  skills: string[];
  /** Field of study asked for; 0 to 60 characters */
  major: string;
  /** Skill level or professional title asked for; 0 to 60 characters */
  qualification: string;
  /** Talent class asked for, A to F of the city's catalogue */
  talent_tier: TalentTier;
  /** Length of the contract; 0: open-ended; absent: not said */
  contract_months: number | null;
  /** Length of the probation; absent: not said */
  probation_months: number | null;
  /** Lowest pay while on probation, per wage_period */
  probation_wage_min_fen: number | null;
  /** Hours and shifts; 0 to 120 characters */
  work_hours: string;
  /** Meals and beds; 0 to 120 characters */
  board_and_lodging: string;
  /** How the place of work is; 0 to 500 characters */
  working_conditions: string;
  /** What may harm whoever works there, and how it is kept off (职业危害); 0 to 500 characters */
  hazards: string;
  /** Fresh graduates may come */
  accepts_graduates: boolean;
  /** How interviews are held */
  interview_mode: InterviewMode;
  /** Whom to ask; shown to the organization's people and to staff; 0 to 40 characters */
  contact_name: string;
  /** Where to ask; shown to the organization's people and to staff; 0 to 20 characters */
  contact_phone: string;
  /** Where the offer was taken from, when it is not one's own; 0 to 120 characters */
  reposted_from: string;
  /** Of an agency: the authorization of the client it recruits for; 0 to 24 characters */
  authorization_id: string;
  /** The latest day to begin: YYYY-MM-DD; 0 to 10 characters */
  start_by: string | null;
  /** The offer ends by itself then; RFC 3339 */
  valid_until: string | null;
  /** Where it is in its life */
  state: VacancyState;
  /** Why it is filled or closed */
  ended_by: VacancyEnd;
  /** When it ended; RFC 3339 */
  ended_at: string | null;
  /** What staff said of it last; shown to the organization's people and to staff; 0 to 500 characters */
  review_reason: string | null;
  /** On the list of urgent needs (紧急用工) */
  urgent_listed: boolean;
  /** On the list of posts for high-level talent (高层次紧缺岗位) */
  talent_listed: boolean;
  /** What the rules say of it, without forbidding it; shown to the organization's people and to staff */
  warnings: VacancyWarning[];
  /** Promises to answer who applies within so many hours; null in lists */
  reply_hours: number | null;
  /** How often the organization kept that promise in half a year; null: not measured yet, and in lists */
  reply_percent: number | null;
  /** Of how many; null in lists */
  reply_measured: number | null;
  /** Invented */
  demo: boolean;
  /** When; RFC 3339 */
  published_at: string | null;
  /** Of the row */
  version: number;
}

/** Published vacancies */
export interface VacancyListIn {
  /** Words, Chinese text or first letters of pinyin that all stand in it; with organization_id: part of the title; 0 to 60 characters */
  q?: string | null;
  /** relevance (what q is for) or date (newest first); relevance when absent and there is a q; 0 to 10 characters */
  order?: string | null;
  /** There or in a part of it: 330000, 330300, 330302, or the first digits; 2 to 6 characters */
  region?: string | null;
  /** true: only these; 0 to 5 characters */
  urgent?: string | null;
  /** urgent: what staff put on this list; talent: what staff put on it, asks for class A to E, or for a master or doctor; 0 to 10 characters */
  list?: string | null;
  /** The organization's, begins with; 0 to 40 characters */
  industry?: string | null;
  /** Talent class asked for: A to F, or any; 0 to 4 characters */
  tier?: string | null;
  /** A month: offers that reach it */
  wage_min_fen?: number | null;
  /** Asks for exactly this; 0 to 20 characters */
  education?: string | null;
  /** Only these; 0 to 20 characters */
  employment_type?: string | null;
  /** Only of this one; its members also see drafts */
  organization_id?: string | null;
  /** Published after this moment (RFC 3339); 0 to 35 characters */
  since?: string | null;
  /** Items a page, 20 when absent */
  limit?: number | null;
  /** The `next` of the page before; 1 to 200 characters */
  after?: string | null;
}

/** Vacancies */
export interface VacancyList {
  /** A page */
  items: Vacancy[];
  /** Where the next page begins; 0 to 200 characters */
  next: string | null;
}

/** Staff's answer to a vacancy that waits for review */
export interface VacancyReviewIn {
  /** approved or refused */
  decision: Decision;
  /** Needed when refused; 0 to 500 characters */
  reason?: string | null;
}

/** Take an offer down */
export interface VacancyClosureIn {
  /** filled or withdrawn; staff: taken_down, with a reason */
  ended_by: VacancyEnd;
  /** Staff's reason; 0 to 500 characters */
  reason?: string | null;
}

/** The lists that staff keep; what is not given stays */
export interface VacancyListingIn {
  /** On the list of urgent needs */
  urgent_listed?: boolean | null;
  /** On the list of posts for high-level talent */
  talent_listed?: boolean | null;
}

/** A vacancy kept in sight */
export interface Favourite {
  /** As it is now */
  vacancy: Vacancy;
  /** It is no longer on offer */
  ended: boolean;
  /** Kept since; RFC 3339 */
  created_at: string;
}

/** Vacancies kept in sight */
export interface FavouriteList {
  /** Newest first */
  items: Favourite[];
  /** Where the next page begins; 0 to 200 characters */
  next: string | null;
}

/** Keep what is looked for */
export interface SavedSearchIn {
  /** As its owner calls it; 1 to 40 characters */
  name: string;
  /** As in the list of vacancies; 0 to 60 characters */
  q?: string | null;
  /** As in the list of vacancies; 0 to 6 characters */
  region?: string | null;
  /** Only these */
  urgent?: boolean | null;
  /** As in the list of vacancies; 0 to 10 characters */
  list?: string | null;
  /** As in the list of vacancies; 0 to 40 characters */
  industry?: string | null;
  /** As in the list of vacancies; 0 to 4 characters */
  tier?: string | null;
  /** A month: offers that reach it */
  wage_min_fen?: number | null;
  /** As in the list of vacancies; 0 to 20 characters */
  education?: string | null;
  /** As in the list of vacancies; 0 to 20 characters */
  employment_type?: string | null;
}

/** What its owner looks for again and again */
export interface SavedSearch {
  /** Opaque */
  id: string;
  /** As its owner calls it; 1 to 40 characters */
  name: string;
  /** As in the list of vacancies; 0 to 60 characters */
  q: string;
  /** As in the list of vacancies; 0 to 6 characters */
  region: string;
  /** Only these */
  urgent: boolean;
  /** As in the list of vacancies; 0 to 10 characters */
  list: string;
  /** As in the list of vacancies; 0 to 40 characters */
  industry: string;
  /** As in the list of vacancies; 0 to 4 characters */
  tier: string;
  /** A month */
  wage_min_fen: number | null;
  /** As in the list of vacancies; 0 to 20 characters */
  education: string;
  /** As in the list of vacancies; 0 to 20 characters */
  employment_type: string;
  /** When; RFC 3339 */
  created_at: string;
  /** Its owner looked last; RFC 3339 */
  looked_at: string;
}

/** All of one's saved searches */
export interface SavedSearchList {
  /** Oldest first */
  items: SavedSearch[];
  /** Always null; 0 to 200 characters */
  next: string | null;
}

/** What a saved search finds that is new */
export interface SavedSearchResultsIn {
  /** Published after this moment (RFC 3339); absent: after its owner looked last; 0 to 35 characters */
  since?: string | null;
  /** Items a page, 20 when absent */
  limit?: number | null;
  /** The `next` of the page before; 1 to 200 characters */
  after?: string | null;
}

/** One place of work, school, project, course or certificate */
export interface ProfilePart {
  /** Position; school; project; course; certificate; 1 to 80 characters */
  title: string;
  /** Employer; –; for whom; institution; issuer; 0 to 80 characters */
  place: string;
  /** –; field of study; what I did in it; –; –; 0 to 60 characters */
  role: string;
  /** –; degree; –; –; level or number; 0 to 30 characters */
  level: string;
  /** YYYY, YYYY-MM or YYYY-MM-DD; of a certificate: when it was issued; 0 to 10 characters */
  from: string;
  /** The same, not before it; empty: until now; 0 to 10 characters */
  to: string;
  /** What I did or learnt; 0 to 400 characters */
  text: string;
  /** http:// or https://; 0 to 200 characters */
  url: string;
}

/** My profile. What is kept sealed and the repeated parts stay when absent, and go when empty; everything else is replaced */
export interface CandidatePutIn {
  /** Shown to recruiters at the line; 1 to 40 characters */
  name: string;
  /** YYYY-MM-DD; 0 to 10 characters */
  birth_date?: string | null;
  /** A mobile number of the mainland; 0 to 20 characters */
  phone?: string | null;
  /** An address for mail; 0 to 100 characters */
  email?: string | null;
  /** GB 11643, 18 characters; 0 to 18 characters */
  identity_number?: string | null;
  /** Who I am in one line; 0 to 80 characters */
  headline?: string | null;
  /** A little more; 0 to 1000 characters */
  summary?: string | null;
  /** What I can do */
  skills?: string[] | null;
  /** Work I look for */
  occupations?: string[] | null;
  /** The highest finished */
  education?: Education | null;
  /** What I studied; 0 to 40 characters */
  major?: string | null;
  /** Where I studied; 0 to 60 characters */
  school?: string | null;
  /** YYYY-MM-DD, or empty; 0 to 10 characters */
  graduation_date?: string | null;
  /** Years of work */
  experience_years?: number | null;
  /** Where I would work, GB/T 2260 */
  regions?: string[] | null;
  /** A month, at least */
  wage_min_fen?: number | null;
  /** YYYY-MM-DD, or empty; 0 to 10 characters */
  available_from?: string | null;
  /** How bound; names of employment_type */
  employment_types?: string[] | null;
  /** That I speak */
  languages?: string[] | null;
  /** Who may open it: employers I chose (when absent), all verified ones, nobody */
  visibility?: Visibility | null;
  /** Organizations that never see it, by id or full name, such as my employer */
  hidden_from?: string[] | null;
  /** Where I worked; stays when it is absent */
  experience?: ProfilePart[] | null;
  /** Where I learnt; stays when it is absent */
  schooling?: ProfilePart[] | null;
  /** What I took part in; stays when it is absent */
  projects?: ProfilePart[] | null;
  /** Courses; stays when it is absent */
  trainings?: ProfilePart[] | null;
  /** Certificates, licences, skill levels; stays when it is absent */
  certificates?: ProfilePart[] | null;
}

/** Somebody who looks for work, as they see themselves */
export interface Candidate {
  /** The account */
  id: string;
  /** Name; 1 to 40 characters */
  name: string;
  /** YYYY-MM-DD, or empty; 0 to 10 characters */
  birth_date: string;
  /** Masked: 138****1234; 0 to 20 characters */
  phone: string;
  /** Masked: l****@example.com; 0 to 100 characters */
  email: string;
  /** Masked: 3303**********1234; 0 to 18 characters */
  identity_number: string;
  /** Who I am in one line; 0 to 80 characters */
  headline: string;
  /** A little more; 0 to 1000 characters */
  summary: string;
  /** What I can do */
  skills: string[];
  /** Work I look for */
  occupations: string[];
  /** The highest finished */
  education: Education;
  /** What I studied; 0 to 40 characters */
  major: string;
  /** Where I studied; 0 to 60 characters */
  school: string;
  /** YYYY-MM-DD, or empty; 0 to 10 characters */
  graduation_date: string;
  /** Years of work */
  experience_years: number | null;
  /** Where I would work, GB/T 2260 */
  regions: string[];
  /** A month, at least */
  wage_min_fen: number | null;
  /** YYYY-MM-DD, or empty; 0 to 10 characters */
  available_from: string;
  /** How bound; names of employment_type */
  employment_types: string[];
  /** That I speak */
  languages: string[];
  /** Who may open it: employers I chose (when absent), all verified ones, nobody */
  visibility: Visibility;
  /** Organizations that never see it, by id or full name, such as my employer */
  hidden_from: string[];
  /** Size of my PDF résumé; null: none */
  resume_bytes: number | null;
  /** When it was put there; RFC 3339 */
  resume_at: string | null;
  /** Where I worked */
  experience: ProfilePart[];
  /** Where I learnt */
  schooling: ProfilePart[];
  /** What I took part in */
  projects: ProfilePart[];
  /** Courses */
  trainings: ProfilePart[];
  /** Certificates, licences, skill levels */
  certificates: ProfilePart[];
  /** How much of a full profile is there, in per cent */
  progress: number;
  /** Names of the fields that would add to it */
  missing: string[];
  /** Of the row; 0 while nothing was entered */
  version: number;
}

/** Open somebody's profile for an organization; its owner is told who did */
export interface CandidateOpenIn {
  /** For whom I look */
  organization_id: string;
}

/** Somebody who looks for work, as an organization sees them */
export interface CandidateSeen {
  /** The account */
  id: string;
  /** Name; 1 to 40 characters */
  name: string;
  /** Whole when its owner agreed, else masked: 138****1234; 0 to 20 characters */
  phone: string;
  /** Whole when its owner agreed, else masked: l****@example.com; 0 to 100 characters */
  email: string;
  /** Its owner agreed to be reached */
  contact_shown: boolean;
  /** Who I am in one line; 0 to 80 characters */
  headline: string;
  /** A little more; 0 to 1000 characters */
  summary: string;
  /** What I can do */
  skills: string[];
  /** Work I look for */
  occupations: string[];
  /** The highest finished */
  education: Education;
  /** What I studied; 0 to 40 characters */
  major: string;
  /** Where I studied; 0 to 60 characters */
  school: string;
  /** YYYY-MM-DD, or empty; 0 to 10 characters */
  graduation_date: string;
  /** Years of work */
  experience_years: number | null;
  /** Where I would work, GB/T 2260 */
  regions: string[];
  /** A month, at least */
  wage_min_fen: number | null;
  /** YYYY-MM-DD, or empty; 0 to 10 characters */
  available_from: string;
  /** How bound; names of employment_type */
  employment_types: string[];
  /** That I speak */
  languages: string[];
  /** There is a PDF résumé that this organization may open */
  resume: boolean;
  /** Where I worked */
  experience: ProfilePart[];
  /** Where I learnt */
  schooling: ProfilePart[];
  /** What I took part in */
  projects: ProfilePart[];
  /** Courses */
  trainings: ProfilePart[];
  /** Certificates, licences, skill levels */
  certificates: ProfilePart[];
}

/** Who opened my profile */
export interface Opening {
  /** Which organization */
  organization_id: string;
  /** Which organization; 2 to 80 characters */
  organization_name: string;
  /** Phone and e-mail address were shown whole */
  contact_shown: boolean;
  /** When; RFC 3339 */
  at: string;
}

/** Who opened my profile, the newest hundred */
export interface OpeningList {
  /** Newest first */
  items: Opening[];
  /** Always null; 0 to 200 characters */
  next: string | null;
}

/** My PDF résumé */
export interface Resume {
  /** Bytes */
  size: number;
  /** When; RFC 3339 */
  uploaded_at: string;
  /** Raised with each other file */
  version: number;
}

/** What became of a JSON Resume */
export interface ResumeImport {
  /** JSON pointers of what has no place in the profile, the first hundred */
  ignored: string[];
  /** Of the profile */
  version: number;
}

/** Make a fair */
export interface FairCreateIn {
  /** What kind */
  kind: FairKind;
  /** Name; 2 to 60 characters */
  title: string;
  /** The bell in the morning; RFC 3339 */
  starts_at: string;
  /** The bell in the evening, at most 12 hours later; RFC 3339 */
  ends_at: string;
  /** From; now when absent; RFC 3339 */
  registration_opens_at?: string | null;
  /** Until; ends_at when absent; RFC 3339 */
  registration_closes_at?: string | null;
  /** GB/T 2260 */
  regions?: string[] | null;
  /** Branches */
  industries?: string[] | null;
  /** 3 when absent */
  lines_per_candidate?: number | null;
  /** 480 when absent */
  session_seconds?: number | null;
}

/** Change a fair; what is not given stays */
export interface FairChangeIn {
  /** Name; 2 to 60 characters */
  title?: string | null;
  /** The bell in the morning; RFC 3339 */
  starts_at?: string | null;
  /** The bell in the evening; RFC 3339 */
  ends_at?: string | null;
  /** Lines at once */
  lines_per_candidate?: number | null;
  /** Planned length of a talk */
  session_seconds?: number | null;
}

/** Step a fair on */
export interface FairStateIn {
  /** Where to */
  to: FairState;
}

/** A recruitment fair */
export interface Fair {
  /** Opaque */
  id: string;
  /** What kind */
  kind: FairKind;
  /** Name; 2 to 60 characters */
  title: string;
  /** The bell in the morning; RFC 3339 */
  starts_at: string;
  /** The bell in the evening; RFC 3339 */
  ends_at: string;
  /** From; RFC 3339 */
  registration_opens_at: string | null;
  /** Until; RFC 3339 */
  registration_closes_at: string | null;
  /** GB/T 2260 */
  regions: string[];
  /** Branches */
  industries: string[];
  /** Lines at once */
  lines_per_candidate: number;
  /** Planned length of a talk */
  session_seconds: number;
  /** Where it is in its life */
  state: FairState;
  /** People in the fair now */
  online_count: number | null;
  /** Invented */
  demo: boolean;
  /** Of the row */
  version: number;
}

/** Fairs, the running ones first, then by start */
export interface FairList {
  /** A page */
  items: Fair[];
  /** Where the next page begins; 0 to 200 characters */
  next: string | null;
}

/** Signed up */
export interface Registration {
  /** Which */
  fair_id: string;
  /** When; RFC 3339 */
  created_at: string;
}

/** Fairs somebody signed up for */
export interface RegistrationList {
  /** Newest first */
  items: Registration[];
}

/** Ask for a booth */
export interface BoothCreateIn {
  /** For whom */
  organization_id: string;
  /** What is offered there; published ones of the organization */
  vacancy_ids?: string[] | null;
  /** Shown on the card; 0 to 200 characters */
  greeting?: string | null;
}

/** Staff's decision on a booth */
export interface BoothApprovalIn {
  /** approved or refused */
  decision: Decision;
  /** Needed for a refusal; 0 to 200 characters */
  reason?: string | null;
}

/** Open, pause or close a booth */
export interface BoothStateIn {
  /** open, paused or closed */
  to: BoothState;
  /** Shown to those waiting; 0 to 200 characters */
  message?: string | null;
}

/** A vacancy as a booth's card shows it */
export interface BoothVacancy {
  /** The vacancy */
  id: string;
  /** As people say it; 2 to 60 characters */
  title: string;
  /** Per wage_period */
  wage_min_fen: number;
  /** Per wage_period */
  wage_max_fen: number;
  /** What the wage is for */
  wage_period: WagePeriod;
  /** How many */
  headcount: number;
  /** Needed now */
  urgent: boolean;
}

/** An organization's place at a fair, with its line now */
export interface Booth {
  /** Opaque */
  id: string;
  /** Which fair */
  fair_id: string;
  /** Whose */
  organization_id: string;
  /** Whose; 2 to 80 characters */
  organization_name: string;
  /** An enterprise itself, an agency for clients, or a coordination office */
  organization_kind: OrganizationKind;
  /** Of the organization; 6 to 6 characters */
  region: string;
  /** Of the organization; 0 to 40 characters */
  industry: string;
  /** Within the fair */
  number: number;
  /** Shown on the card; 0 to 200 characters */
  greeting: string;
  /** Of a pause; 0 to 200 characters */
  message: string | null;
  /** Where it is in its life */
  state: BoothState;
  /** What is offered there */
  vacancies: BoothVacancy[];
  /** Null while unknown */
  recruiters_online: number | null;
  /** People in the line; null while unknown */
  waiting: number | null;
  /** For one who joins now; null while unknown */
  eta_min_s: number | null;
  /** For one who joins now; null while unknown */
  eta_max_s: number | null;
  /** Where the estimate comes from */
  eta_basis: EtaBasis;
  /** Invented */
  demo: boolean;
  /** Of the row */
  version: number;
}

/** The booths of a fair */
export interface BoothList {
  /** By number */
  items: Booth[];
  /** Where the next page begins; 0 to 200 characters */
  next: string | null;
}

/** A place in a booth's line */
export interface Ticket {
  /** Opaque */
  id: string;
  /** Which fair */
  fair_id: string;
  /** Which booth */
  booth_id: string;
  /** Whose booth; 0 to 80 characters */
  organization_name: string;
  /** Shown as A017 */
  number: number;
  /** Where it is in its life */
  state: TicketState;
  /** People before you; null when not waiting or unknown */
  ahead: number | null;
  /** Null while unknown */
  eta_min_s: number | null;
  /** Null while unknown */
  eta_max_s: number | null;
  /** Where the estimate comes from */
  eta_basis: EtaBasis;
  /** Likely to be seen before the bell; true while nothing says otherwise */
  seen_before_close: boolean;
  /** Offline too long: kept in order, not called until back */
  frozen: boolean;
  /** Rings not answered */
  missed_count: number;
  /** Times you may still let two pass */
  snoozes_left: number;
  /** Letting others pass now */
  snoozed: boolean;
  /** Answer before; RFC 3339 */
  ring_ends_at: string | null;
  /** The ring was extended */
  ring_extended: boolean;
  /** Of the talk */
  session_id: string | null;
  /** Of the last step; 0 to 200 characters */
  reason: string | null;
  /** When; RFC 3339 */
  joined_at: string;
  /** The server's clock; RFC 3339 */
  now: string;
  /** Of the row */
  version: number;
}

/** My places */
export interface TicketList {
  /** Live ones first */
  items: Ticket[];
  /** Where the next page begins; 0 to 200 characters */
  next: string | null;
}

/** One place as the booth's recruiters see it */
export interface LinePlace {
  /** Which */
  ticket_id: string;
  /** Shown as A017 */
  number: number;
  /** waiting, ringing or in_session */
  state: TicketState;
  /** Who; 0 to 40 characters */
  candidate_name: string;
  /** In one line; 0 to 80 characters */
  headline: string;
  /** A little more; 0 to 1000 characters */
  summary: string;
  /** Why not, or no */
  not_callable: NotCallable;
  /** Rings not answered */
  missed_count: number;
  /** Who rings or talks */
  recruiter_id: string | null;
  /** Who rings or talks; 0 to 40 characters */
  recruiter_name: string | null;
  /** When a ring is missed; RFC 3339 */
  ring_ends_at: string | null;
  /** Of the talk */
  session_id: string | null;
  /** Of the talk; RFC 3339 */
  session_ends_at: string | null;
  /** Since when; RFC 3339 */
  joined_at: string;
}

/** Waiting times promised at joining, compared with the first ring */
export interface PromiseFigures {
  /** What the promises stood on */
  basis: EtaBasis;
  /** Rung within the promised range */
  kept_count: number;
  /** Rung before it */
  early_count: number;
  /** Rung after it, or gone unrung when it was over */
  late_count: number;
  /** Not to be judged: gone before it was over, or let others pass */
  open_count: number;
  /** Waits less the middle of their ranges, summed over kept, early and late; negative: promised too long */
  bias_sum_s: number;
}

/** A booth's line as its recruiters see it */
export interface Line {
  /** Which */
  booth_id: string;
  /** Of the booth */
  state: BoothState;
  /** Talks and rings first, then in order */
  items: LinePlace[];
  /** How many wait */
  waiting: number;
  /** Talks so far */
  served_count: number;
  /** Learned length of a talk */
  session_mean_s: number | null;
  /** How the promised waiting times came out */
  promises: PromiseFigures[];
  /** The server's clock; RFC 3339 */
  now: string;
}

/** Ring the next callable */
export interface CallIn {
  /** This one out of order; only with a reason */
  ticket_id?: string | null;
  /** Shown to the candidate and in the audit; 0 to 200 characters */
  reason?: string | null;
}

/** Why nobody can be called */
export interface CallWhy {
  /** Offline or frozen */
  offline: number;
  /** In a ring or talk elsewhere */
  engaged: number;
  /** Letting others pass */
  snoozed: number;
}

/** Who is being rung, or why nobody */
export interface Call {
  /** Null: nobody callable */
  ticket: LinePlace | null;
  /** How many wait */
  waiting: number;
  /** When nobody is callable */
  why: CallWhy | null;
}

/** booth.line: the line's state after a change; everyone finds the own number in `order` */
export interface LineEvent {
  /** Which */
  booth_id: string;
  /** Which fair */
  fair_id: string;
  /** Of the booth */
  state: BoothState;
  /** Of a pause; 0 to 200 characters */
  message: string | null;
  /** How many wait */
  waiting: number;
  /** Recruiters there now */
  recruiters_online: number;
  /** The waiting numbers, first first, at most 500 */
  order: unknown;
  /** Wait of the first; null while unknown */
  residual_s: number | null;
  /** More for each one ahead; null while unknown */
  step_s: number | null;
  /** For one who joins now */
  eta_min_s: number | null;
  /** For one who joins now */
  eta_max_s: number | null;
  /** Where the estimate comes from */
  eta_basis: EtaBasis;
}

/** fair.presence */
export interface PresenceEvent {
  /** Which fair */
  fair_id: string;
  /** People in the fair now */
  online_count: number;
}

/** A timed talk at a booth */
export interface Session {
  /** Opaque */
  id: string;
  /** Which place led here */
  ticket_id: string;
  /** Where */
  booth_id: string;
  /** One side; 0 to 80 characters */
  organization_name: string;
  /** The other side; 0 to 40 characters */
  candidate_name: string;
  /** The other side; 0 to 80 characters */
  candidate_headline: string;
  /** Who talks for the organization; 0 to 40 characters */
  recruiter_name: string;
  /** Which side you are */
  side: Side;
  /** running; over: time is up; finished */
  state: SessionState;
  /** When; RFC 3339 */
  started_at: string;
  /** Planned end; RFC 3339 */
  ends_at: string;
  /** Who asked for more time */
  extend_asked_by: Side;
  /** Times both wanted more */
  extended_count: number;
  /** When it really ended; RFC 3339 */
  ended_at: string | null;
  /** The recruiter's */
  outcome: Outcome;
  /** Of a decline; 0 to 200 characters */
  reason: string | null;
  /** Recruiters of the booth see it; 0 to 1000 characters */
  note: string | null;
  /** Messages so far */
  message_count: number;
  /** The server's clock; RFC 3339 */
  now: string;
  /** Of the row */
  version: number;
}

/** Talks, newest first */
export interface SessionList {
  /** A page */
  items: Session[];
  /** Where the next page begins; 0 to 200 characters */
  next: string | null;
}

/** The ring was answered: the talk begins */
export interface Answered {
  /** The talk */
  session_id: string;
  /** The place */
  ticket_id: string;
  /** Planned end; RFC 3339 */
  ends_at: string;
  /** The server's clock; RFC 3339 */
  now: string;
  /** Of the ticket */
  version: number;
}

/** Say something */
export interface MessageCreateIn {
  /** What; 1 to 1000 characters */
  text: string;
}

/** What was said */
export interface MessageListIn {
  /** Only after this one */
  after_seq?: number | null;
}

/** Something said in a talk */
export interface Message {
  /** Opaque */
  id: string;
  /** Where */
  session_id: string;
  /** From 1 without holes */
  seq: number;
  /** Who */
  side: Side;
  /** What; 1 to 1000 characters */
  text: string;
  /** When; RFC 3339 */
  at: string;
}

/** What was said */
export interface MessageList {
  /** In order */
  items: Message[];
  /** Always null; 0 to 200 characters */
  next: string | null;
}

/** The recruiter ends a talk with an outcome */
export interface SessionFinishIn {
  /** advance, hold or decline */
  outcome: Outcome;
  /** Needed for decline; 0 to 200 characters */
  reason?: string | null;
  /** For the booth's recruiters only; 0 to 1000 characters */
  note?: string | null;
}

/** Apply for a vacancy; the organization may open my profile from then on */
export interface ApplicationCreateIn {
  /** What I want to say with it; 0 to 500 characters */
  message?: string | null;
}

/** Move an application on */
export interface ApplicationChangeIn {
  /** Candidate: accepted, withdrawn; employer: viewed, shortlisted, interview, offered, hired, declined */
  state: ApplicationState;
  /** To decline, a name of decline_reason is needed; else any words, for the steps; 0 to 200 characters */
  reason?: string | null;
  /** To decline: kind words of one's own, part of what the candidate reads; 0 to 300 characters */
  words?: string | null;
}

/** One person's wish for one vacancy */
export interface Application {
  /** Opaque */
  id: string;
  /** What for */
  vacancy_id: string;
  /** What for; 2 to 60 characters */
  vacancy_title: string;
  /** The vacancy's */
  organization_id: string;
  /** The vacancy's; 2 to 80 characters */
  organization_name: string;
  /** Who; GET /candidates/{id}?organization_id= opens the profile */
  candidate_id: string;
  /** Who; 1 to 40 characters */
  candidate_name: string;
  /** Where it is */
  state: ApplicationState;
  /** What the candidate said with it; 0 to 500 characters */
  message: string;
  /** Of a decline */
  decline_reason: DeclineReason;
  /** A decline as the candidate reads it, in Chinese; 0 to 1000 characters */
  answer_zh: string | null;
  /** The same in English; 0 to 1000 characters */
  answer_en: string | null;
  /** When; RFC 3339 */
  submitted_at: string;
  /** Its last step; RFC 3339 */
  changed_at: string;
  /** First opened by the employer; RFC 3339 */
  viewed_at: string | null;
  /** The employer promised to answer by then; null: nothing is owed any more; RFC 3339 */
  reply_due_at: string | null;
  /** The employer's first answer; having looked is none; RFC 3339 */
  answered_at: string | null;
  /** Both agreed: the profile shows the phone whole, and the candidate sees whom to ask */
  contact_shown: boolean;
  /** Whom to ask, for the candidate once both agreed; 0 to 40 characters */
  contact_name: string | null;
  /** Where to ask, for the candidate once both agreed; 0 to 20 characters */
  contact_phone: string | null;
  /** Of the row */
  version: number;
}

/** How many stand where */
export interface ApplicationCount {
  /** Where */
  state: ApplicationState;
  /** How many */
  count: number;
}

/** A page of applications */
export interface ApplicationListIn {
  /** Only these; 0 to 20 characters */
  state?: string | null;
  /** Items a page, 20 when absent */
  limit?: number | null;
  /** The `next` of the page before; 1 to 200 characters */
  after?: string | null;
}

/** A page of one's own applications */
export interface ApplicationMineIn {
  /** Only these; 0 to 20 characters */
  state?: string | null;
  /** Items a page, 20 when absent */
  limit?: number | null;
  /** The `next` of the page before; 1 to 200 characters */
  after?: string | null;
}

/** Applications, newest first */
export interface ApplicationList {
  /** A page */
  items: Application[];
  /** Of all of them, whatever the page shows; every state once */
  counts: ApplicationCount[];
  /** Where the next page begins; 0 to 200 characters */
  next: string | null;
}

/** One step of an application */
export interface ApplicationStep {
  /** From 1 without holes */
  seq: number;
  /** Whose step */
  side: Side;
  /** Who; candidates are not told which of the employer's people; 0 to 40 characters */
  actor_name: string | null;
  /** Before; of the first step the same as after */
  from: ApplicationState;
  /** After */
  to: ApplicationState;
  /** As given; 0 to 200 characters */
  reason: string;
  /** When; RFC 3339 */
  at: string;
}

/** All steps of an application */
export interface ApplicationStepList {
  /** In order */
  items: ApplicationStep[];
  /** Always null; 0 to 200 characters */
  next: string | null;
}

/** An application came or moved: data of application.changed */
export interface ApplicationEvent {
  /** The application */
  id: string;
  /** What for */
  vacancy_id: string;
  /** What for; 2 to 60 characters */
  vacancy_title: string;
  /** The vacancy's */
  organization_id: string;
  /** Where it is now */
  state: ApplicationState;
  /** Whose step */
  by: Side;
  /** When; RFC 3339 */
  at: string;
  /** Of the row */
  version: number;
}

/** Promise an answer within so many hours to who applies from now on */
export interface ReplyPromiseIn {
  /** 24, 48 or 72; absent or null: what else holds (a vacancy: its organization's promise, an organization: 72) */
  hours?: number | null;
}

/** A promise of answers and how it was kept */
export interface ReplyPromise {
  /** What holds now */
  hours: number;
  /** Promises of the organization that were kept or broken in half a year */
  measured: number;
  /** Kept of those; null while there are none */
  percent: number | null;
}

/** Say that something is wrong */
export interface ReportCreateIn {
  /** vacancy; person: a candidate or a recruiter; session: a talk of one's own */
  subject: ReportSubject;
  /** Which one; a person by account */
  subject_id: string;
  /** What is wrong */
  kind: ReportKind;
  /** In one's own words; 1 to 1000 characters */
  text: string;
}

/** Staff's answer to a report */
export interface ReportDecisionIn {
  /** upheld or dismissed */
  decision: ReportState;
  /** What the reporter reads, and of a vacancy taken down its organization; 1 to 400 characters */
  reason: string;
  /** Of an upheld report of a vacancy: take it down at once */
  take_down?: boolean | null;
}

/** Somebody says that something is wrong */
export interface Report {
  /** Opaque */
  id: string;
  /** Of what */
  subject: ReportSubject;
  /** Of which one */
  subject_id: string;
  /** What it was called then; 0 to 80 characters */
  subject_name: string;
  /** What is wrong */
  kind: ReportKind;
  /** In their words; 1 to 1000 characters */
  text: string;
  /** open until staff answer */
  state: ReportState;
  /** What staff said; 0 to 400 characters */
  answer: string | null;
  /** The vacancy was taken down with the answer */
  taken_down: boolean;
  /** When; RFC 3339 */
  decided_at: string | null;
  /** When; RFC 3339 */
  created_at: string;
  /** Who says so; for staff; 0 to 24 characters */
  reporter_id: string | null;
  /** Who says so; for staff; 0 to 40 characters */
  reporter_name: string | null;
  /** Open reports of the same, this one included; for staff */
  open_count: number | null;
  /** Of the row */
  version: number;
}

/** Reports for staff of the place, oldest first */
export interface ReportListIn {
  /** open when absent; upheld, dismissed, all; 0 to 20 characters */
  state?: string | null;
  /** Only of these: vacancy, person, session; 0 to 20 characters */
  subject?: string | null;
  /** Items a page, 20 when absent */
  limit?: number | null;
  /** The `next` of the page before; 1 to 200 characters */
  after?: string | null;
}

/** Reports */
export interface ReportList {
  /** A page */
  items: Report[];
  /** Where the next page begins; 0 to 200 characters */
  next: string | null;
}

/** One deed of the chain */
export interface AuditEntry {
  /** From 1 without holes */
  sequence: number;
  /** When; RFC 3339 */
  at: string;
  /** Whose account; null: the command line; 0 to 24 characters */
  actor_id: string | null;
  /** What they acted as */
  role: Role;
  /** noun.verb; 1 to 60 characters */
  action: string;
  /** What it was done to; 0 to 120 characters */
  subject_id: string;
  /** As given; 0 to 1000 characters */
  reason: string;
  /** Of the row, which carries the hash of the row before; 64 to 64 characters */
  hash: string;
}

/** The chain, newest first */
export interface AuditListIn {
  /** Only this one, or all that begin with it; 0 to 60 characters */
  action?: string | null;
  /** Only what was done to this; 0 to 120 characters */
  subject_id?: string | null;
  /** Only what this account did; 0 to 24 characters */
  actor_id?: string | null;
  /** Items a page, 20 when absent */
  limit?: number | null;
  /** The `next` of the page before; 1 to 200 characters */
  after?: string | null;
}

/** Deeds, newest first */
export interface AuditList {
  /** A page */
  items: AuditEntry[];
  /** Where the next page begins; 0 to 200 characters */
  next: string | null;
}

/** Let an organization know something of me */
export interface ConsentGiveIn {
  /** Whom */
  organization_id: string;
  /** profile: may open it; contact: may also see how to reach me */
  purpose: ConsentPurpose;
}

/** What an organization may know of me */
export interface Consent {
  /** Whom */
  organization_id: string;
  /** Whom; 2 to 80 characters */
  organization_name: string;
  /** What for */
  purpose: ConsentPurpose;
  /** Of the text that was agreed to */
  text_version: number;
  /** When; RFC 3339 */
  given_at: string;
  /** When it was taken back; RFC 3339 */
  withdrawn_at: string | null;
}

/** What organizations may know of me, the newest hundred */
export interface ConsentList {
  /** Newest first */
  items: Consent[];
  /** Always null; 0 to 200 characters */
  next: string | null;
}
