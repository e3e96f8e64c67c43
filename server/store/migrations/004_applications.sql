-- From a candidate to a vacancy and on. remind_at is the next moment at which the employer is told of an answer that is owed.
CREATE TABLE application (
  id TEXT PRIMARY KEY NOT NULL, vacancy_id TEXT NOT NULL REFERENCES vacancy(id), organization_id TEXT NOT NULL REFERENCES organization(id),
  candidate_id TEXT NOT NULL REFERENCES account(id), state TEXT NOT NULL, message TEXT NOT NULL, decline_reason TEXT NOT NULL, words TEXT NOT NULL,
  submitted_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, viewed_at INTEGER, reply_due_at INTEGER, answered_at INTEGER, remind_at INTEGER,
  step_count INTEGER NOT NULL, version INTEGER NOT NULL
);
-- one per vacancy and person; whoever withdrew may come again, as a new one
CREATE UNIQUE INDEX application_one ON application(vacancy_id, candidate_id) WHERE state <> 'withdrawn';
CREATE INDEX application_vacancy ON application(vacancy_id, submitted_at, id);
CREATE INDEX application_organization ON application(organization_id, submitted_at, id);
CREATE INDEX application_pipeline ON application(organization_id, state, submitted_at, id);
CREATE INDEX application_candidate ON application(candidate_id, submitted_at, id);
CREATE INDEX application_remind ON application(remind_at) WHERE remind_at IS NOT NULL;
CREATE INDEX application_reply ON application(organization_id, reply_due_at, answered_at);
CREATE TABLE application_step (
  application_id TEXT NOT NULL REFERENCES application(id), seq INTEGER NOT NULL, side TEXT NOT NULL, actor_id TEXT NOT NULL,
  from_state TEXT NOT NULL, to_state TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (application_id, seq)
);
-- Hours within which an organization, or one of its vacancies, promises to answer; without a row 72.
CREATE TABLE reply_promise (
  subject_id TEXT PRIMARY KEY NOT NULL, hours INTEGER NOT NULL
);
-- The résumé as its owner made it: one PDF each, kept as a file by the hash of its content.
CREATE TABLE resume_file (
  id TEXT PRIMARY KEY NOT NULL REFERENCES account(id), file TEXT NOT NULL, size INTEGER NOT NULL, uploaded_at INTEGER NOT NULL, version INTEGER NOT NULL
);
CREATE INDEX resume_file_name ON resume_file(file);
-- The repeated parts of a profile, in their owner's order.
CREATE TABLE candidate_part (
  candidate_id TEXT NOT NULL REFERENCES account(id), kind TEXT NOT NULL, seq INTEGER NOT NULL, title TEXT NOT NULL, place TEXT NOT NULL, role TEXT NOT NULL,
  level TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL, text TEXT NOT NULL, url TEXT NOT NULL, PRIMARY KEY (candidate_id, kind, seq)
);
