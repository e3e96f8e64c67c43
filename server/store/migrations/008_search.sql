-- What the index of vacancies compares itself with: all of it in one index.
CREATE INDEX vacancy_search ON vacancy(published_at, id, version) WHERE state = 'published';
-- What somebody keeps an eye on.
CREATE TABLE favourite (
  account_id TEXT NOT NULL REFERENCES account(id), vacancy_id TEXT NOT NULL REFERENCES vacancy(id), created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, vacancy_id)
);
CREATE INDEX favourite_newest ON favourite(account_id, created_at, vacancy_id);
CREATE TABLE saved_search (
  id TEXT PRIMARY KEY NOT NULL, account_id TEXT NOT NULL REFERENCES account(id), name TEXT NOT NULL, q TEXT NOT NULL, region TEXT NOT NULL,
  urgent INTEGER NOT NULL, list TEXT NOT NULL, industry TEXT NOT NULL, tier TEXT NOT NULL, wage_min_fen INTEGER, education TEXT NOT NULL,
  employment_type TEXT NOT NULL, created_at INTEGER NOT NULL, looked_at INTEGER NOT NULL, version INTEGER NOT NULL
);
CREATE INDEX saved_search_account ON saved_search(account_id, created_at);
