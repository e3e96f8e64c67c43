/* An application as each side sees it, and whose it is. All within a transaction. */
#ifndef HH_FEATURE_APPLICATIONS_SHOW_H
#define HH_FEATURE_APPLICATIONS_SHOW_H

#include "server/port/event.h"

/* One application an organization's people and its candidate are told of. */
#define APPLICATION_EVENTS_MAX (EVENT_MEMBERS_MAX + 1)

MUST_USE enum err application_member_is(struct store_tx *tx, struct str organization_id, bool *ret_member);
/* The row and the caller's side of it. Others, staff too, learn nothing: ERR_NOT_FOUND. */
MUST_USE enum err application_own_get(struct store_tx *tx, struct str id, struct application_row *ret_row, enum side *ret_side);

MUST_USE enum err application_show(struct store_tx *tx, const struct application_row *row, enum side side, struct application *out);

/* Takes a step that was judged: row, step, consent, events. shown is filled for `by`. */
struct application_step_in {
    struct application_row *row;
    enum application_state to;
    enum side by;
    struct str reason;
};
MUST_USE enum err application_step_write(struct store_tx *tx, const struct application_step_in *in, struct event_batch *events);
/* Tells both sides where it stands. */
MUST_USE enum err application_tell(struct store_tx *tx, const struct application_row *row, enum side by, struct event_batch *events);

#endif
