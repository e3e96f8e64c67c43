/* What the parts of the candidates feature share. */
#ifndef HH_FEATURE_CANDIDATES_IN_H
#define HH_FEATURE_CANDIDATES_IN_H

#include "server/port/route.h"
#include "server/port/store.h"

/* The caller's own profile as they see it; sets the call's version. */
MUST_USE enum err candidate_me_read(struct store_tx *tx, struct candidate *out);
/* Judges and keeps it. */
enum err candidate_put(struct ctx *c, const struct candidate_put_in *in, struct candidate *out);

#endif
