-- The hall as it starts. Times are milliseconds since 1970 UTC, money is fen, enums are their names.
-- Statements are in the subset that PostgreSQL also runs; STRICT is added by the SQLite back end's loader,
-- and WITHOUT ROWID to a table marked clustered: its rows lie in the tree of its primary key.
CREATE TABLE hall (
  name TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
);
CREATE TABLE account (
  id TEXT PRIMARY KEY NOT NULL, login TEXT NOT NULL UNIQUE, password_hash TEXT NOT NULL, name TEXT NOT NULL,
  role TEXT NOT NULL, region TEXT NOT NULL, demo INTEGER NOT NULL, created_at INTEGER NOT NULL, version INTEGER NOT NULL
);
CREATE TABLE login (
  id TEXT PRIMARY KEY NOT NULL, token_hash TEXT NOT NULL UNIQUE, csrf_token TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES account(id), created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, revoked_at INTEGER
);
CREATE INDEX login_account ON login(account_id);
CREATE TABLE organization (
  id TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, uscc TEXT NOT NULL UNIQUE, region TEXT NOT NULL,
  industry TEXT NOT NULL, scale TEXT NOT NULL, address TEXT NOT NULL, contact_name TEXT NOT NULL, contact_phone TEXT NOT NULL,
  state TEXT NOT NULL, reason TEXT NOT NULL, verified_until INTEGER, demo INTEGER NOT NULL, created_at INTEGER NOT NULL,
  version INTEGER NOT NULL
);
CREATE INDEX organization_created ON organization(created_at, id);
CREATE TABLE member (
  organization_id TEXT NOT NULL REFERENCES organization(id), account_id TEXT NOT NULL REFERENCES account(id),
  created_at INTEGER NOT NULL, PRIMARY KEY (organization_id, account_id)
);
CREATE INDEX member_account ON member(account_id);
CREATE TABLE vacancy (
  id TEXT PRIMARY KEY NOT NULL, organization_id TEXT NOT NULL REFERENCES organization(id), title TEXT NOT NULL,
  occupation TEXT NOT NULL, description TEXT NOT NULL, region TEXT NOT NULL, address TEXT NOT NULL, headcount INTEGER NOT NULL,
  employment_type TEXT NOT NULL, education TEXT NOT NULL, wage_min_fen INTEGER NOT NULL, wage_max_fen INTEGER NOT NULL,
  wage_period TEXT NOT NULL, benefits TEXT NOT NULL, urgent INTEGER NOT NULL, state TEXT NOT NULL, demo INTEGER NOT NULL,
  created_at INTEGER NOT NULL, published_at INTEGER, version INTEGER NOT NULL
);
CREATE INDEX vacancy_published ON vacancy(state, published_at, id);
CREATE INDEX vacancy_organization ON vacancy(organization_id, created_at);
CREATE TABLE candidate (
  id TEXT PRIMARY KEY NOT NULL REFERENCES account(id), name TEXT NOT NULL, headline TEXT NOT NULL, summary TEXT NOT NULL,
  updated_at INTEGER NOT NULL, version INTEGER NOT NULL
);
CREATE TABLE fair (
  id TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL,
  registration_opens_at INTEGER, registration_closes_at INTEGER, regions TEXT NOT NULL, industries TEXT NOT NULL,
  lines_per_candidate INTEGER NOT NULL, session_seconds INTEGER NOT NULL, state TEXT NOT NULL, state_before_pause TEXT NOT NULL,
  staff_driven INTEGER NOT NULL, created_by TEXT NOT NULL, demo INTEGER NOT NULL, created_at INTEGER NOT NULL, version INTEGER NOT NULL
);
CREATE INDEX fair_starts ON fair(starts_at, id);
CREATE TABLE registration (
  fair_id TEXT NOT NULL REFERENCES fair(id), candidate_id TEXT NOT NULL REFERENCES account(id), created_at INTEGER NOT NULL,
  PRIMARY KEY (fair_id, candidate_id)
);
CREATE TABLE booth (
  id TEXT PRIMARY KEY NOT NULL, fair_id TEXT NOT NULL REFERENCES fair(id), organization_id TEXT NOT NULL REFERENCES organization(id),
  number INTEGER NOT NULL, greeting TEXT NOT NULL, message TEXT NOT NULL, state TEXT NOT NULL, ticket_count INTEGER NOT NULL,
  call_count INTEGER NOT NULL, session_count INTEGER NOT NULL, session_mean_ms INTEGER NOT NULL, served_count INTEGER NOT NULL,
  lost_count INTEGER NOT NULL, demo INTEGER NOT NULL, created_at INTEGER NOT NULL, version INTEGER NOT NULL,
  UNIQUE (fair_id, number), UNIQUE (fair_id, organization_id)
);
CREATE TABLE booth_vacancy (
  booth_id TEXT NOT NULL REFERENCES booth(id), vacancy_id TEXT NOT NULL REFERENCES vacancy(id), position INTEGER NOT NULL,
  PRIMARY KEY (booth_id, vacancy_id)
);
CREATE TABLE ticket (
  id TEXT PRIMARY KEY NOT NULL, fair_id TEXT NOT NULL REFERENCES fair(id), booth_id TEXT NOT NULL REFERENCES booth(id),
  candidate_id TEXT NOT NULL REFERENCES account(id), number INTEGER NOT NULL, state TEXT NOT NULL, order_key INTEGER NOT NULL,
  missed_count INTEGER NOT NULL, snoozes_left INTEGER NOT NULL, snoozed_until_call INTEGER NOT NULL, snoozed_until_at INTEGER,
  frozen INTEGER NOT NULL, grant_id TEXT, recruiter_id TEXT, ring_ends_at INTEGER, ring_extended INTEGER NOT NULL, session_id TEXT,
  session_ends_at INTEGER, step_count INTEGER NOT NULL, promised_min_s INTEGER, promised_max_s INTEGER, promised_basis TEXT NOT NULL,
  joined_at INTEGER NOT NULL, called_at INTEGER, ended_at INTEGER, version INTEGER NOT NULL
);
-- States are spelt out with OR: for an IN of three SQLite would build a small table at each insert, a quarter of a join's price.
-- one live place per booth and candidate (rule 1); one ring or talk per candidate, hall-wide (rule 2), and per recruiter
CREATE UNIQUE INDEX ticket_live ON ticket(booth_id, candidate_id) WHERE (state = 'waiting' OR state = 'ringing' OR state = 'in_session');
CREATE UNIQUE INDEX ticket_engaged ON ticket(candidate_id) WHERE state IN ('ringing','in_session');
CREATE UNIQUE INDEX ticket_recruiter ON ticket(recruiter_id) WHERE state IN ('ringing','in_session');
CREATE INDEX ticket_engaged_booth ON ticket(booth_id) WHERE (state = 'ringing' OR state = 'in_session');
CREATE INDEX ticket_line ON ticket(booth_id, order_key, state) WHERE state = 'waiting'; -- state: so that counting needs no row
CREATE INDEX ticket_candidate ON ticket(candidate_id, fair_id);
CREATE INDEX ticket_ring ON ticket(ring_ends_at) WHERE state = 'ringing';
CREATE INDEX ticket_snooze ON ticket(snoozed_until_at) WHERE state = 'waiting' AND snoozed_until_at IS NOT NULL;
CREATE TABLE ticket_step ( -- clustered
  id TEXT NOT NULL, ticket_id TEXT NOT NULL REFERENCES ticket(id), seq INTEGER NOT NULL, action TEXT NOT NULL,
  state TEXT NOT NULL, actor_id TEXT, reason TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (ticket_id, seq)
);
CREATE TABLE line_grant (
  id TEXT PRIMARY KEY NOT NULL, ticket_id TEXT NOT NULL, undone INTEGER NOT NULL, created_at INTEGER NOT NULL
);
CREATE TABLE session (
  id TEXT PRIMARY KEY NOT NULL, ticket_id TEXT NOT NULL UNIQUE REFERENCES ticket(id), fair_id TEXT NOT NULL, booth_id TEXT NOT NULL,
  candidate_id TEXT NOT NULL, recruiter_id TEXT NOT NULL, state TEXT NOT NULL, started_at INTEGER NOT NULL, ends_at INTEGER NOT NULL,
  warned INTEGER NOT NULL, extend_asked_by TEXT NOT NULL, extended_count INTEGER NOT NULL, ended_at INTEGER, outcome TEXT NOT NULL,
  reason TEXT NOT NULL, note TEXT NOT NULL, message_count INTEGER NOT NULL, version INTEGER NOT NULL
);
CREATE INDEX session_running ON session(ends_at) WHERE state = 'running';
CREATE INDEX session_booth ON session(booth_id, started_at);
CREATE INDEX session_candidate ON session(candidate_id, started_at);
CREATE TABLE message (
  id TEXT PRIMARY KEY NOT NULL, session_id TEXT NOT NULL REFERENCES session(id), seq INTEGER NOT NULL, side TEXT NOT NULL,
  text TEXT NOT NULL, at INTEGER NOT NULL, UNIQUE (session_id, seq)
);
-- One tree: an id begins with its time, so those last made lie on its last page, where they are removed moments later.
CREATE TABLE outbox ( -- clustered
  id TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL, event TEXT NOT NULL, data TEXT NOT NULL, created_at INTEGER NOT NULL
);
CREATE TABLE idempotency (
  account_id TEXT NOT NULL, route TEXT NOT NULL, key TEXT NOT NULL, body_hash TEXT NOT NULL, status INTEGER NOT NULL,
  answer TEXT NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (account_id, route, key)
);
CREATE INDEX idempotency_created ON idempotency(created_at);
