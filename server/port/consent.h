/* What somebody allowed an organization to know, and when they took it back. A purpose is consented to by itself; giving it twice is the same. */
#ifndef HH_PORT_CONSENT_H
#define HH_PORT_CONSENT_H

#include "server/port/store.h"

#define CONSENT_VERSION 1 /* of the text that was agreed to */

struct consent_in {
    struct str account_id, organization_id;
    unsigned purpose; /* enum consent_purpose */
};
/* Within a write: an application that is sent gives profile, an accepted one contact. */
MUST_USE enum err consent_give(struct store_tx *tx, const struct consent_in *in);
/* Takes every purpose of this organization back; what was given stays on record. */
MUST_USE enum err consent_withdraw(struct store_tx *tx, struct str account_id, struct str organization_id);
MUST_USE enum err consent_check(struct store_tx *tx, const struct consent_in *in, bool *ret_given);

#endif
