-- Clocks of verification, and suspension.
ALTER TABLE organization ADD COLUMN due_told_at INTEGER;
ALTER TABLE organization ADD COLUMN state_before TEXT NOT NULL DEFAULT 'pending';
ALTER TABLE organization ADD COLUMN suspension_reason TEXT NOT NULL DEFAULT '';
CREATE INDEX organization_due ON organization(verified_until) WHERE state = 'verified';
CREATE TABLE document (
  id TEXT PRIMARY KEY NOT NULL, organization_id TEXT NOT NULL REFERENCES organization(id), kind TEXT NOT NULL, media TEXT NOT NULL,
  file TEXT NOT NULL, size INTEGER NOT NULL, created_by TEXT NOT NULL REFERENCES account(id), created_at INTEGER NOT NULL
);
CREATE INDEX document_organization ON document(organization_id, created_at);
-- What lets an agency act for a client. (AUTHORIZATION is a reserved word.)
CREATE TABLE client_authorization (
  id TEXT PRIMARY KEY NOT NULL, organization_id TEXT NOT NULL REFERENCES organization(id), client_name TEXT NOT NULL, client_uscc TEXT NOT NULL,
  valid_from INTEGER NOT NULL, valid_until INTEGER NOT NULL, document_id TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
  created_at INTEGER NOT NULL, version INTEGER NOT NULL
);
CREATE INDEX client_authorization_organization ON client_authorization(organization_id, created_at);
CREATE INDEX client_authorization_client ON client_authorization(client_uscc);
CREATE INDEX client_authorization_waits ON client_authorization(created_at, id) WHERE state = 'pending';
ALTER TABLE vacancy ADD COLUMN authorization_id TEXT NOT NULL DEFAULT '';
ALTER TABLE vacancy ADD COLUMN client_name TEXT NOT NULL DEFAULT '';
CREATE INDEX vacancy_authorization ON vacancy(authorization_id) WHERE authorization_id <> '';
