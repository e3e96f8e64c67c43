-- Second factors, resets, erasure, verification clocks, authorizations.
-- Sealed, with a keyed hash beside it, as the phone is.
ALTER TABLE candidate ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE candidate ADD COLUMN email_index TEXT NOT NULL DEFAULT '';
CREATE INDEX candidate_email ON candidate(email_index) WHERE email_index <> '';
