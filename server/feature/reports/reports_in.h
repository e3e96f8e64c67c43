/* What the files of the feature share. */
#ifndef HH_FEATURE_REPORTS_IN_H
#define HH_FEATURE_REPORTS_IN_H

#include "server/port/route.h"
#include "server/port/store.h"

/* to_staff: with who made it, and how many more there are of the same. */
MUST_USE enum err report_show(struct store_tx *tx, const struct report_row *row, bool to_staff, struct report *out);
enum err report_decide(struct ctx *c, const struct report_decision_in *in, struct report *out);

#endif
