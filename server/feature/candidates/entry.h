/* What somebody says of themselves, judged and laid over their row: for the route and for files. */
#ifndef HH_FEATURE_CANDIDATES_ENTRY_H
#define HH_FEATURE_CANDIDATES_ENTRY_H

#include "server/port/ctx.h"

/* What can be judged without the row. All faults at once. */
MUST_USE enum err candidate_judge(struct ctx *c, const struct candidate_put_in *in);
/* The rest: row holds what was there, at least its id. Sealed values that are absent stay. The caller sets updated_at and the version. */
MUST_USE enum err candidate_enter(struct ctx *c, const struct candidate_put_in *in, struct candidate_row *row);

/* How sealed columns are named when they are opened. */
#define COLUMN_BIRTH_DATE "candidate.birth_date"
#define COLUMN_PHONE "candidate.phone"
#define COLUMN_EMAIL "candidate.email"
#define COLUMN_IDENTITY "candidate.identity_number"

#endif
