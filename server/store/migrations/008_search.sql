-- What the index of vacancies compares itself with: all of it in one index.
CREATE INDEX vacancy_search ON vacancy(published_at, id, version) WHERE state = 'published';
