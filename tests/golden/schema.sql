-- Printed from the model rows (proto/model/*.def) by tests/golden/emit_golden. Not edited by hand.

-- Something to be done after the commit of its cause, at least once, harmless when done twice
CREATE TABLE outbox (
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),
  target TEXT NOT NULL CHECK (length(target) BETWEEN 0 AND 80),
  event TEXT NOT NULL CHECK (length(event) BETWEEN 0 AND 40),
  data TEXT NOT NULL CHECK (length(data) BETWEEN 0 AND 8000),
  created_at INTEGER NOT NULL
);

-- What was answered to a key, kept 24 hours
CREATE TABLE idempotency (
  account_id TEXT NOT NULL,
  route TEXT NOT NULL CHECK (length(route) BETWEEN 1 AND 120),
  key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 64),
  body_hash TEXT NOT NULL CHECK (length(body_hash) BETWEEN 1 AND 64),
  status INTEGER NOT NULL CHECK (status BETWEEN 200 AND 299),
  answer TEXT NOT NULL CHECK (length(answer) BETWEEN 0 AND 65536),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
);

-- Somebody who can sign in
CREATE TABLE account (
  id TEXT NOT NULL,
  login TEXT NOT NULL CHECK (length(login) BETWEEN 1 AND 64),
  password_hash TEXT NOT NULL CHECK (length(password_hash) BETWEEN 0 AND 200),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  role TEXT NOT NULL CHECK (role IN ('anyone', 'candidate', 'recruiter', 'agent', 'coordinator', 'staff', 'admin', 'system')),
  region TEXT NOT NULL CHECK (length(region) BETWEEN 0 AND 6),
  demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL
);

-- One signed-in browser or client
CREATE TABLE login (
  id TEXT NOT NULL,
  token_hash TEXT NOT NULL CHECK (length(token_hash) BETWEEN 64 AND 64),
  csrf_token TEXT NOT NULL CHECK (length(csrf_token) BETWEEN 1 AND 44),
  account_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER,
  proved INTEGER NOT NULL CHECK (proved IN (0, 1))
);

-- The secret that an account shares with its authenticator; the id is the account's
CREATE TABLE second_factor (
  id TEXT NOT NULL,
  secret TEXT NOT NULL CHECK (length(secret) BETWEEN 0 AND 200),
  confirmed_at INTEGER,
  last_step INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL
);

-- An enterprise, agency or coordination office
CREATE TABLE organization (
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('enterprise', 'agency', 'coordination')),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 2 AND 80),
  uscc TEXT NOT NULL CHECK (length(uscc) BETWEEN 18 AND 18),
  region TEXT NOT NULL CHECK (length(region) BETWEEN 6 AND 6),
  industry TEXT NOT NULL CHECK (length(industry) BETWEEN 0 AND 40),
  scale TEXT NOT NULL CHECK (length(scale) BETWEEN 0 AND 20),
  address TEXT NOT NULL CHECK (length(address) BETWEEN 0 AND 120),
  contact_name TEXT NOT NULL CHECK (length(contact_name) BETWEEN 0 AND 40),
  contact_phone TEXT NOT NULL CHECK (length(contact_phone) BETWEEN 0 AND 20),
  state TEXT NOT NULL CHECK (state IN ('pending', 'verified', 'refused', 'suspended')),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 0 AND 200),
  verified_until INTEGER,
  due_told_at INTEGER,
  state_before TEXT NOT NULL CHECK (state_before IN ('pending', 'verified', 'refused', 'suspended')),
  suspension_reason TEXT NOT NULL CHECK (length(suspension_reason) BETWEEN 0 AND 160),
  demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL
);

-- Who acts for an organization
CREATE TABLE member (
  organization_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  created_at INTEGER NOT NULL
);

-- A paper of an organization
CREATE TABLE document (
  id TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('licence', 'permit', 'authorization', 'letter')),
  media TEXT NOT NULL CHECK (length(media) BETWEEN 1 AND 40),
  file TEXT NOT NULL CHECK (length(file) BETWEEN 64 AND 64),
  size INTEGER NOT NULL CHECK (size BETWEEN 1 AND 5242880),
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL
);

-- What lets an agency act for a client
CREATE TABLE client_authorization (
  id TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  client_name TEXT NOT NULL CHECK (length(client_name) BETWEEN 2 AND 80),
  client_uscc TEXT NOT NULL CHECK (length(client_uscc) BETWEEN 18 AND 18),
  valid_from INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  document_id TEXT NOT NULL CHECK (length(document_id) BETWEEN 0 AND 24),
  state TEXT NOT NULL CHECK (state IN ('pending', 'confirmed', 'refused')),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 0 AND 200),
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL
);

-- Work that is offered
CREATE TABLE vacancy (
  id TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  title TEXT NOT NULL CHECK (length(title) BETWEEN 2 AND 60),
  occupation TEXT NOT NULL CHECK (length(occupation) BETWEEN 0 AND 12),
  description TEXT NOT NULL CHECK (length(description) BETWEEN 0 AND 4000),
  region TEXT NOT NULL CHECK (length(region) BETWEEN 6 AND 6),
  address TEXT NOT NULL CHECK (length(address) BETWEEN 0 AND 120),
  headcount INTEGER NOT NULL CHECK (headcount BETWEEN 1 AND 9999),
  employment_type TEXT NOT NULL CHECK (employment_type IN ('full_time', 'part_time', 'internship', 'temporary', 'dispatch')),
  education TEXT NOT NULL CHECK (education IN ('none', 'junior_high', 'senior_high', 'vocational', 'college', 'bachelor', 'master', 'doctor')),
  wage_min_fen INTEGER NOT NULL CHECK (wage_min_fen BETWEEN 0 AND 10000000000),
  wage_max_fen INTEGER NOT NULL CHECK (wage_max_fen BETWEEN 0 AND 10000000000),
  wage_period TEXT NOT NULL CHECK (wage_period IN ('month', 'day', 'hour', 'year')),
  benefits TEXT NOT NULL,
  urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
  duties TEXT NOT NULL CHECK (length(duties) BETWEEN 0 AND 4000),
  experience_years INTEGER CHECK (experience_years BETWEEN 0 AND 40),
  skills TEXT NOT NULL,
  major TEXT NOT NULL CHECK (length(major) BETWEEN 0 AND 60),
  qualification TEXT NOT NULL CHECK (length(qualification) BETWEEN 0 AND 60),
  talent_tier TEXT NOT NULL CHECK (talent_tier IN ('none', 'A', 'B', 'C', 'D', 'E', 'F')),
  contract_months INTEGER CHECK (contract_months BETWEEN 0 AND 120),
  probation_months INTEGER CHECK (probation_months BETWEEN 0 AND 24),
  probation_wage_min_fen INTEGER CHECK (probation_wage_min_fen BETWEEN 0 AND 10000000000),
  work_hours TEXT NOT NULL CHECK (length(work_hours) BETWEEN 0 AND 120),
  board_and_lodging TEXT NOT NULL CHECK (length(board_and_lodging) BETWEEN 0 AND 120),
  working_conditions TEXT NOT NULL CHECK (length(working_conditions) BETWEEN 0 AND 500),
  hazards TEXT NOT NULL CHECK (length(hazards) BETWEEN 0 AND 500),
  accepts_graduates INTEGER NOT NULL CHECK (accepts_graduates IN (0, 1)),
  interview_mode TEXT NOT NULL CHECK (interview_mode IN ('any', 'on_site', 'video')),
  contact_name TEXT NOT NULL CHECK (length(contact_name) BETWEEN 0 AND 40),
  contact_phone TEXT NOT NULL CHECK (length(contact_phone) BETWEEN 0 AND 20),
  reposted_from TEXT NOT NULL CHECK (length(reposted_from) BETWEEN 0 AND 120),
  authorization_id TEXT NOT NULL CHECK (length(authorization_id) BETWEEN 0 AND 24),
  client_name TEXT NOT NULL CHECK (length(client_name) BETWEEN 0 AND 80),
  start_by TEXT NOT NULL CHECK (length(start_by) BETWEEN 0 AND 10),
  valid_until INTEGER,
  state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'filled', 'closed', 'review')),
  ended_by TEXT NOT NULL CHECK (ended_by IN ('none', 'filled', 'withdrawn', 'expired', 'suspended', 'taken_down')),
  ended_at INTEGER,
  review_since INTEGER,
  review_reason TEXT NOT NULL CHECK (length(review_reason) BETWEEN 0 AND 500),
  allowed_rules TEXT NOT NULL,
  urgent_listed INTEGER NOT NULL CHECK (urgent_listed IN (0, 1)),
  talent_listed INTEGER NOT NULL CHECK (talent_listed IN (0, 1)),
  demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
  created_at INTEGER NOT NULL,
  published_at INTEGER,
  version INTEGER NOT NULL
);

-- What somebody looks for again and again
CREATE TABLE saved_search (
  id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  q TEXT NOT NULL CHECK (length(q) BETWEEN 0 AND 60),
  region TEXT NOT NULL CHECK (length(region) BETWEEN 0 AND 6),
  urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
  list TEXT NOT NULL CHECK (length(list) BETWEEN 0 AND 10),
  industry TEXT NOT NULL CHECK (length(industry) BETWEEN 0 AND 40),
  tier TEXT NOT NULL CHECK (length(tier) BETWEEN 0 AND 4),
  wage_min_fen INTEGER CHECK (wage_min_fen BETWEEN 0 AND 10000000000),
  education TEXT NOT NULL CHECK (length(education) BETWEEN 0 AND 20),
  employment_type TEXT NOT NULL CHECK (length(employment_type) BETWEEN 0 AND 20),
  created_at INTEGER NOT NULL,
  looked_at INTEGER NOT NULL,
  version INTEGER NOT NULL
);

-- Somebody who looks for work; the id is the account's. Sealed columns hold nothing readable
CREATE TABLE candidate (
  id TEXT NOT NULL,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  birth_date TEXT NOT NULL CHECK (length(birth_date) BETWEEN 0 AND 200),
  phone TEXT NOT NULL CHECK (length(phone) BETWEEN 0 AND 200),
  phone_index TEXT NOT NULL CHECK (length(phone_index) BETWEEN 0 AND 43),
  email TEXT NOT NULL CHECK (length(email) BETWEEN 0 AND 400),
  email_index TEXT NOT NULL CHECK (length(email_index) BETWEEN 0 AND 43),
  identity_number TEXT NOT NULL CHECK (length(identity_number) BETWEEN 0 AND 200),
  identity_index TEXT NOT NULL CHECK (length(identity_index) BETWEEN 0 AND 43),
  headline TEXT NOT NULL CHECK (length(headline) BETWEEN 0 AND 80),
  summary TEXT NOT NULL CHECK (length(summary) BETWEEN 0 AND 1000),
  skills TEXT NOT NULL,
  occupations TEXT NOT NULL,
  education TEXT NOT NULL CHECK (education IN ('none', 'junior_high', 'senior_high', 'vocational', 'college', 'bachelor', 'master', 'doctor')),
  major TEXT NOT NULL CHECK (length(major) BETWEEN 0 AND 40),
  school TEXT NOT NULL CHECK (length(school) BETWEEN 0 AND 60),
  graduation_date TEXT NOT NULL CHECK (length(graduation_date) BETWEEN 0 AND 10),
  experience_years INTEGER CHECK (experience_years BETWEEN 0 AND 60),
  regions TEXT NOT NULL,
  wage_min_fen INTEGER CHECK (wage_min_fen BETWEEN 0 AND 10000000000),
  available_from TEXT NOT NULL CHECK (length(available_from) BETWEEN 0 AND 10),
  employment_types TEXT NOT NULL,
  languages TEXT NOT NULL,
  visibility TEXT NOT NULL CHECK (visibility IN ('chosen', 'all_verified', 'hidden')),
  hidden_from TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL
);

-- One repeated part of a profile
CREATE TABLE candidate_part (
  candidate_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('experience', 'schooling', 'project', 'training', 'certificate')),
  seq INTEGER NOT NULL CHECK (seq BETWEEN 0 AND 99),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 80),
  place TEXT NOT NULL CHECK (length(place) BETWEEN 0 AND 80),
  role TEXT NOT NULL CHECK (length(role) BETWEEN 0 AND 60),
  level TEXT NOT NULL CHECK (length(level) BETWEEN 0 AND 30),
  starts TEXT NOT NULL CHECK (length(starts) BETWEEN 0 AND 10),
  ends TEXT NOT NULL CHECK (length(ends) BETWEEN 0 AND 10),
  text TEXT NOT NULL CHECK (length(text) BETWEEN 0 AND 400),
  url TEXT NOT NULL CHECK (length(url) BETWEEN 0 AND 200)
);

-- Somebody's own PDF; the id is the account's
CREATE TABLE resume_file (
  id TEXT NOT NULL,
  file TEXT NOT NULL CHECK (length(file) BETWEEN 64 AND 64),
  size INTEGER NOT NULL CHECK (size BETWEEN 1 AND 5242880),
  uploaded_at INTEGER NOT NULL,
  version INTEGER NOT NULL
);

-- A recruitment fair
CREATE TABLE fair (
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('urgent', 'industry', 'campus', 'county', 'cross_province', 'general')),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 2 AND 60),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  registration_opens_at INTEGER,
  registration_closes_at INTEGER,
  regions TEXT NOT NULL,
  industries TEXT NOT NULL,
  lines_per_candidate INTEGER NOT NULL CHECK (lines_per_candidate BETWEEN 1 AND 5),
  session_seconds INTEGER NOT NULL CHECK (session_seconds BETWEEN 60 AND 3600),
  state TEXT NOT NULL CHECK (state IN ('draft', 'announced', 'registration', 'lobby', 'open', 'paused', 'closing', 'closed', 'archived')),
  state_before_pause TEXT NOT NULL CHECK (state_before_pause IN ('draft', 'announced', 'registration', 'lobby', 'open', 'paused', 'closing', 'closed', 'archived')),
  staff_driven INTEGER NOT NULL CHECK (staff_driven IN (0, 1)),
  created_by TEXT NOT NULL,
  demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL
);

-- Who signed up for a fair
CREATE TABLE registration (
  fair_id TEXT NOT NULL,
  candidate_id TEXT NOT NULL,
  created_at INTEGER NOT NULL
);

-- An organization's place at a fair
CREATE TABLE booth (
  id TEXT NOT NULL,
  fair_id TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 9999),
  greeting TEXT NOT NULL CHECK (length(greeting) BETWEEN 0 AND 200),
  message TEXT NOT NULL CHECK (length(message) BETWEEN 0 AND 200),
  state TEXT NOT NULL CHECK (state IN ('requested', 'refused', 'ready', 'open', 'paused', 'closed')),
  ticket_count INTEGER NOT NULL,
  call_count INTEGER NOT NULL,
  session_count INTEGER NOT NULL,
  session_mean_ms INTEGER NOT NULL,
  served_count INTEGER NOT NULL,
  lost_count INTEGER NOT NULL,
  demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL
);

-- What a booth offers
CREATE TABLE booth_vacancy (
  booth_id TEXT NOT NULL,
  vacancy_id TEXT NOT NULL,
  position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 20)
);

-- A place in a booth's line
CREATE TABLE ticket (
  id TEXT NOT NULL,
  fair_id TEXT NOT NULL,
  booth_id TEXT NOT NULL,
  candidate_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'ringing', 'in_session', 'done', 'left', 'out', 'not_seen')),
  order_key INTEGER NOT NULL,
  missed_count INTEGER NOT NULL CHECK (missed_count BETWEEN 0 AND 3),
  snoozes_left INTEGER NOT NULL CHECK (snoozes_left BETWEEN 0 AND 2),
  snoozed_until_call INTEGER NOT NULL,
  snoozed_until_at INTEGER,
  frozen INTEGER NOT NULL CHECK (frozen IN (0, 1)),
  grant_id TEXT,
  recruiter_id TEXT,
  ring_ends_at INTEGER,
  ring_extended INTEGER NOT NULL CHECK (ring_extended IN (0, 1)),
  session_id TEXT,
  session_ends_at INTEGER,
  step_count INTEGER NOT NULL,
  promised_min_s INTEGER,
  promised_max_s INTEGER,
  promised_basis TEXT NOT NULL CHECK (promised_basis IN ('unknown', 'planned', 'learned')),
  joined_at INTEGER NOT NULL,
  called_at INTEGER,
  ended_at INTEGER,
  version INTEGER NOT NULL
);

-- The append-only log of a ticket
CREATE TABLE ticket_step (
  id TEXT NOT NULL,
  ticket_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('join', 'call', 'undo', 'withdraw', 'extend_ring', 'miss', 'answer', 'finish', 'leave', 'snooze', 'wake', 'freeze', 'thaw', 'bell', 'restart', 'move')),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'ringing', 'in_session', 'done', 'left', 'out', 'not_seen')),
  actor_id TEXT,
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 0 AND 200),
  at INTEGER NOT NULL
);

-- Which came first for a grant: the ring, or its undoing. Whichever row is here is the truth
CREATE TABLE line_grant (
  id TEXT NOT NULL,
  ticket_id TEXT NOT NULL,
  undone INTEGER NOT NULL CHECK (undone IN (0, 1)),
  created_at INTEGER NOT NULL
);

-- A timed talk at a booth
CREATE TABLE session (
  id TEXT NOT NULL,
  ticket_id TEXT NOT NULL,
  fair_id TEXT NOT NULL,
  booth_id TEXT NOT NULL,
  candidate_id TEXT NOT NULL,
  recruiter_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'over', 'finished')),
  started_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  warned INTEGER NOT NULL CHECK (warned IN (0, 1)),
  extend_asked_by TEXT NOT NULL CHECK (extend_asked_by IN ('none', 'candidate', 'recruiter', 'hall')),
  extended_count INTEGER NOT NULL CHECK (extended_count BETWEEN 0 AND 3),
  ended_at INTEGER,
  outcome TEXT NOT NULL CHECK (outcome IN ('none', 'advance', 'hold', 'decline')),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 0 AND 200),
  note TEXT NOT NULL CHECK (length(note) BETWEEN 0 AND 1000),
  message_count INTEGER NOT NULL,
  version INTEGER NOT NULL
);

-- Something said in a talk
CREATE TABLE message (
  id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('none', 'candidate', 'recruiter', 'hall')),
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 1000),
  at INTEGER NOT NULL
);

-- One person's wish for one vacancy
CREATE TABLE application (
  id TEXT NOT NULL,
  vacancy_id TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  candidate_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('submitted', 'viewed', 'shortlisted', 'interview', 'offered', 'accepted', 'hired', 'declined', 'withdrawn')),
  message TEXT NOT NULL CHECK (length(message) BETWEEN 0 AND 500),
  decline_reason TEXT NOT NULL CHECK (decline_reason IN ('none', 'filled', 'experience', 'skills', 'education', 'licence', 'pay', 'start', 'place', 'papers', 'not_reached', 'other')),
  words TEXT NOT NULL CHECK (length(words) BETWEEN 0 AND 300),
  submitted_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  viewed_at INTEGER,
  reply_due_at INTEGER,
  answered_at INTEGER,
  remind_at INTEGER,
  step_count INTEGER NOT NULL,
  version INTEGER NOT NULL
);

-- Somebody says that something is wrong
CREATE TABLE report (
  id TEXT NOT NULL,
  reporter_id TEXT NOT NULL,
  subject TEXT NOT NULL CHECK (subject IN ('vacancy', 'person', 'session')),
  subject_id TEXT NOT NULL,
  subject_name TEXT NOT NULL CHECK (length(subject_name) BETWEEN 0 AND 80),
  region TEXT NOT NULL CHECK (length(region) BETWEEN 0 AND 6),
  kind TEXT NOT NULL CHECK (kind IN ('other', 'fees', 'false_promises', 'fraud', 'discrimination', 'impersonation', 'unlawful', 'harassment', 'privacy')),
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 1000),
  state TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'dismissed')),
  answer TEXT NOT NULL CHECK (length(answer) BETWEEN 0 AND 400),
  taken_down INTEGER NOT NULL CHECK (taken_down IN (0, 1)),
  decided_by TEXT CHECK (length(decided_by) BETWEEN 0 AND 24),
  decided_at INTEGER,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL
);

-- One deed of the chain, never changed
CREATE TABLE audit (
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor_id TEXT NOT NULL CHECK (length(actor_id) BETWEEN 0 AND 24),
  role TEXT NOT NULL CHECK (role IN ('anyone', 'candidate', 'recruiter', 'agent', 'coordinator', 'staff', 'admin', 'system')),
  action TEXT NOT NULL CHECK (length(action) BETWEEN 1 AND 60),
  subject_id TEXT NOT NULL CHECK (length(subject_id) BETWEEN 0 AND 120),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 0 AND 1000),
  previous TEXT NOT NULL CHECK (length(previous) BETWEEN 64 AND 64),
  hash TEXT NOT NULL CHECK (length(hash) BETWEEN 64 AND 64)
);
