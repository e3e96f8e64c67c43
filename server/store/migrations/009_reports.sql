-- What people report and what staff answer.
CREATE TABLE report (
  id TEXT PRIMARY KEY NOT NULL, reporter_id TEXT NOT NULL REFERENCES account(id), subject TEXT NOT NULL, subject_id TEXT NOT NULL,
  subject_name TEXT NOT NULL, region TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, state TEXT NOT NULL, answer TEXT NOT NULL,
  taken_down INTEGER NOT NULL, decided_by TEXT, decided_at INTEGER, created_at INTEGER NOT NULL, version INTEGER NOT NULL
);
-- One open report of a person and subject.
CREATE UNIQUE INDEX report_open ON report(reporter_id, subject, subject_id) WHERE state = 'open';
CREATE INDEX report_mine ON report(reporter_id, created_at, id);
CREATE INDEX report_queue ON report(state, created_at, id);
CREATE INDEX report_subject ON report(subject, subject_id, state);
