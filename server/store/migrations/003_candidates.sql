-- The whole profile. birth_date, phone and identity_number are sealed; the two indexes are keyed hashes.
ALTER TABLE candidate ADD COLUMN birth_date TEXT NOT NULL DEFAULT '';
ALTER TABLE candidate ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE candidate ADD COLUMN phone_index TEXT NOT NULL DEFAULT '';
ALTER TABLE candidate ADD COLUMN identity_number TEXT NOT NULL DEFAULT '';
ALTER TABLE candidate ADD COLUMN identity_index TEXT NOT NULL DEFAULT '';
ALTER TABLE candidate ADD COLUMN skills TEXT NOT NULL DEFAULT '[]';
ALTER TABLE candidate ADD COLUMN occupations TEXT NOT NULL DEFAULT '[]';
ALTER TABLE candidate ADD COLUMN education TEXT NOT NULL DEFAULT 'none';
ALTER TABLE candidate ADD COLUMN major TEXT NOT NULL DEFAULT '';
ALTER TABLE candidate ADD COLUMN school TEXT NOT NULL DEFAULT '';
ALTER TABLE candidate ADD COLUMN graduation_date TEXT NOT NULL DEFAULT '';
ALTER TABLE candidate ADD COLUMN experience_years INTEGER;
ALTER TABLE candidate ADD COLUMN regions TEXT NOT NULL DEFAULT '[]';
ALTER TABLE candidate ADD COLUMN wage_min_fen INTEGER;
ALTER TABLE candidate ADD COLUMN available_from TEXT NOT NULL DEFAULT '';
ALTER TABLE candidate ADD COLUMN employment_types TEXT NOT NULL DEFAULT '[]';
ALTER TABLE candidate ADD COLUMN languages TEXT NOT NULL DEFAULT '[]';
ALTER TABLE candidate ADD COLUMN visibility TEXT NOT NULL DEFAULT 'chosen';
ALTER TABLE candidate ADD COLUMN hidden_from TEXT NOT NULL DEFAULT '[]';
CREATE UNIQUE INDEX candidate_identity ON candidate(identity_index) WHERE identity_index <> '';
CREATE INDEX candidate_phone ON candidate(phone_index) WHERE phone_index <> '';
CREATE TABLE consent (
  id TEXT PRIMARY KEY NOT NULL, account_id TEXT NOT NULL REFERENCES account(id), organization_id TEXT NOT NULL REFERENCES organization(id),
  purpose TEXT NOT NULL, version INTEGER NOT NULL, given_at INTEGER NOT NULL, withdrawn_at INTEGER
);
CREATE UNIQUE INDEX consent_given ON consent(account_id, organization_id, purpose) WHERE withdrawn_at IS NULL;
CREATE INDEX consent_account ON consent(account_id, given_at);
CREATE TABLE profile_opening (
  id TEXT PRIMARY KEY NOT NULL, candidate_id TEXT NOT NULL REFERENCES account(id), organization_id TEXT NOT NULL REFERENCES organization(id),
  recruiter_id TEXT NOT NULL REFERENCES account(id), contact_shown INTEGER NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX profile_opening_candidate ON profile_opening(candidate_id, at);
