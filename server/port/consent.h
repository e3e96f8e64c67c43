/* What somebody allowed an organization to know, and when they took it back. A purpose is consented to by itself; giving it twice is the same. */
#ifndef HH_PORT_CONSENT_H
#define HH_PORT_CONSENT_H

#include "server/port/store.h"

#define CONSENT_VERSION 1 /* of the text that was agreed to */

struct consent_in {
    struct str account_id, organization_id;
    unsigned purpose; /* enum consent_purpose */
    int64_t given_at; /* 0: now. consent_lapse knows by it what came with an application */
};
/* Within a write. An application that is sent gives profile; contact is given by its owner's own word only. */
MUST_USE enum err consent_give(struct store_tx *tx, const struct consent_in *in);
/* Takes every purpose of this organization back; what was given stays on record. */
MUST_USE enum err consent_withdraw(struct store_tx *tx, struct str account_id, struct str organization_id);
MUST_USE enum err consent_check(struct store_tx *tx, const struct consent_in *in, bool *ret_given);
/* What an application gave ends with the last application of the two that is still under way; what was given by itself stays. */
MUST_USE enum err consent_lapse(struct store_tx *tx, struct str account_id, struct str organization_id);

/* --- the one rule of who may reach whom ------------------------------------------------------------------------
 * Phone and the like are masked until both agreed: the owner by consenting to contact, or by an application (which gives profile) that the
 * organization answered with an interview, an offer or work, as long as it stands there. Taking consent back closes it at once,
 * so does hiding from the organization. */
bool profile_is_hidden(const struct candidate_row *row, const struct organization_row *organization);
struct contact_facts {
    bool hidden, profile, contact; /* consents in force */
    bool invited;                  /* an application of theirs is at interview, offered, accepted or hired */
};
bool contact_is_open(const struct contact_facts *facts);
/* Reads the facts. Who entered no profile hides from nobody. */
MUST_USE enum err contact_check(struct store_tx *tx, struct str account_id, const struct organization_row *organization, bool *ret_open);

#endif
