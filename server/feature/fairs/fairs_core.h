/* Rules of fairs and booths, pure. */
#ifndef HH_FEATURE_FAIRS_CORE_H
#define HH_FEATURE_FAIRS_CORE_H

#include "proto/model.h"

#define FAIR_LENGTH_MAX_MS (12 * MILLIS_HOUR)
#define FAIR_LOBBY_MS (15 * MILLIS_MINUTE)   /* the lobby opens so long before the bell */
#define FAIR_CLOSING_MS (10 * MILLIS_MINUTE) /* running talks may end after the bell */

/* Whether staff may step a fair there. */
bool fair_step_allowed(enum fair_state from, enum fair_state to);
/* Whether staff who step it there now are ahead of its times. From then on times only close it; a fair that was merely
 * announced goes on by itself. */
bool fair_step_is_ahead(const struct fair_row *fair, enum fair_state to, int64_t now);
/* Where the times put it now; `state` itself when they say nothing. */
enum fair_state fair_state_by_time(const struct fair_row *fair, int64_t now);
/* People may join lines and recruiters call. */
bool fair_is_live(enum fair_state state);
/* Booths may be asked for and prepared. */
bool fair_takes_booths(enum fair_state state);
bool fair_takes_registrations(const struct fair_row *fair, int64_t now);

/* Whether a booth's people may put it there. */
bool booth_step_allowed(enum booth_state from, enum booth_state to);
/* Approved: everybody sees it. */
bool booth_is_public(enum booth_state state);

#endif
