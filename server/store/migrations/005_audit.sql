-- The chain of what was done by whom: rows are only added.
CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY NOT NULL, at INTEGER NOT NULL, actor_id TEXT NOT NULL, role TEXT NOT NULL, action TEXT NOT NULL,
  subject_id TEXT NOT NULL, reason TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
);
CREATE INDEX audit_subject ON audit(subject_id, sequence);
CREATE INDEX audit_actor ON audit(actor_id, sequence);
