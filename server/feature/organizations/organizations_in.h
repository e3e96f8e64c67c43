/* Between the files of the organizations feature. */
#ifndef HH_FEATURE_ORGANIZATIONS_IN_H
#define HH_FEATURE_ORGANIZATIONS_IN_H

#include "server/port/route.h"
#include "server/port/store.h"

#define MEMBERS_MAX 50

/* whole: with what only its people and staff see. */
void organization_show(struct organization *out, const struct organization_row *row, bool whole);
MUST_USE enum err organization_member_is(struct store_tx *tx, struct str organization_id, bool *ret_member);
/* The row for a decision of staff: ERR_FORBIDDEN outside of their region. */
MUST_USE enum err organization_staff_get(struct store_tx *tx, struct str id, struct organization_row *ret_row);
/* The row for its members and for staff; others learn nothing of an organization that is not public. */
MUST_USE enum err organization_inside_get(struct store_tx *tx, struct str id, struct organization_row *ret_row);
/* Tells all of its members. */
MUST_USE enum err organization_tell(struct store_tx *tx, struct str id, struct str zh, struct str en);

enum err organization_suspend(struct ctx *c, const struct suspension_in *in, struct organization *out);
enum err organization_suspension_end(struct ctx *c, const struct suspension_end_in *in, struct organization *out);
enum err organization_clock_job(struct ctx *c, const struct nothing *in);

#endif
