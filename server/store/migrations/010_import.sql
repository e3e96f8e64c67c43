-- What rows are called by whoever sent them in a file, so that the same file again changes them instead of doubling them.
CREATE TABLE import_link (
  kind TEXT NOT NULL, source TEXT NOT NULL, external_id TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (kind, source, external_id)
);
