/* Between the files of the fairs feature. */
#ifndef HH_FEATURE_FAIRS_IN_H
#define HH_FEATURE_FAIRS_IN_H

#include "server/port/event.h"
#include "server/port/route.h"

#define FAIR_BOOTHS_MAX 500

void fair_shown_fill(struct fair *out, const struct fair_row *row);
MUST_USE enum err fair_event_add(struct store_tx *tx, struct events *events, const struct fair_row *row);
/* ERR_OK when the caller acts for the organization, else ERR_FORBIDDEN. */
MUST_USE enum err fair_member_check(struct store_tx *tx, struct str organization_id);

/* For a change by staff: of a place that the fair is for (a fair that names none is everybody's), or who made it. ERR_FORBIDDEN. */
MUST_USE enum err fair_staff_check(struct ctx *c, const struct fair_row *row);

enum err booth_create_any(struct ctx *c, const void *in, void *out);
enum err booth_approve_any(struct ctx *c, const void *in, void *out);
enum err booth_step_any(struct ctx *c, const void *in, void *out);
enum err booth_get_any(struct ctx *c, const void *in, void *out);
enum err booths_of_fair_any(struct ctx *c, const void *in, void *out);
enum err booth_requests_any(struct ctx *c, const void *in, void *out);
enum err booths_mine_any(struct ctx *c, const void *in, void *out);

#endif
