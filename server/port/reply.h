/* How soon an employer promises to answer who applies, and how often that promise was kept. */
#ifndef HH_PORT_REPLY_H
#define HH_PORT_REPLY_H

#include "server/port/store.h"

#define REPLY_HOURS_DEFAULT 72
#define REPLY_MEASURED_MS (180 * MILLIS_DAY) /* promises that fell due within so long count */

struct reply {
    int64_t hours;   /* 24, 48 or 72: the vacancy's own promise, else the organization's, else the default */
    int64_t due;     /* of the organization: promises measured, kept or broken; those still running and unanswered are neither */
    int64_t percent; /* kept of those, rounded down; NONE while there are none */
};
/* vacancy_id may be empty: the organization's promise. */
MUST_USE enum err reply_read(struct store_tx *tx, struct str organization_id, struct str vacancy_id, struct reply *ret_reply);
/* hours NONE: none of its own any more. subject_id is an organization or a vacancy; who may is judged by the caller. */
MUST_USE enum err reply_promise(struct store_tx *tx, struct str subject_id, int64_t hours);

#endif
