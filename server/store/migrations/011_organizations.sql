-- Clocks of verification, and suspension.
ALTER TABLE organization ADD COLUMN due_told_at INTEGER;
ALTER TABLE organization ADD COLUMN state_before TEXT NOT NULL DEFAULT 'pending';
ALTER TABLE organization ADD COLUMN suspension_reason TEXT NOT NULL DEFAULT '';
CREATE INDEX organization_due ON organization(verified_until) WHERE state = 'verified';
