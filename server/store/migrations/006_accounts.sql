-- Second factors, resets, erasure, verification clocks, authorizations.
-- Sealed, with a keyed hash beside it, as the phone is.
ALTER TABLE candidate ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE candidate ADD COLUMN email_index TEXT NOT NULL DEFAULT '';
CREATE INDEX candidate_email ON candidate(email_index) WHERE email_index <> '';
-- A login that was opened with a code of the second factor too.
ALTER TABLE login ADD COLUMN proved INTEGER NOT NULL DEFAULT 0;
CREATE TABLE second_factor (
  id TEXT PRIMARY KEY NOT NULL REFERENCES account(id), secret TEXT NOT NULL, confirmed_at INTEGER, last_step INTEGER NOT NULL,
  created_at INTEGER NOT NULL, version INTEGER NOT NULL
);
CREATE TABLE recovery_code (
  account_id TEXT NOT NULL REFERENCES account(id), code_hash TEXT NOT NULL, used_at INTEGER, PRIMARY KEY (account_id, code_hash)
);
-- One that staff issued at the counter and that was not used yet.
CREATE TABLE password_reset (
  account_id TEXT PRIMARY KEY NOT NULL REFERENCES account(id), code_hash TEXT NOT NULL, issued_by TEXT NOT NULL REFERENCES account(id),
  created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
);
-- When somebody signed in last; 0: not since this column came.
ALTER TABLE account ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
