/* A candidate's profile as an organization's people open it, and who did so. */
#ifndef HH_FEATURE_CANDIDATES_OPENINGS_H
#define HH_FEATURE_CANDIDATES_OPENINGS_H

#include "server/port/route.h"

enum err profile_open(struct ctx *c, const struct candidate_open_in *in, struct candidate_seen *out);
/* The PDF; the opening is recorded as one that shows everything. */
enum err resume_open(struct ctx *c, const struct candidate_open_in *in);
enum err openings_get(struct ctx *c, const struct nothing *in, struct opening_list *out);

#endif
