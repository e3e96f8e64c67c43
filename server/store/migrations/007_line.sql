-- What came of the waiting times that were promised at joining, counted when the first ring comes or the wait ends without one.
CREATE TABLE promise (
  booth_id TEXT NOT NULL REFERENCES booth(id), basis TEXT NOT NULL, kept_count INTEGER NOT NULL, early_count INTEGER NOT NULL,
  late_count INTEGER NOT NULL, open_count INTEGER NOT NULL, bias_sum_s INTEGER NOT NULL, PRIMARY KEY (booth_id, basis)
);
