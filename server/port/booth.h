/* What other features may do to booths, inside the transaction of their own deed. */
#ifndef HH_PORT_BOOTH_H
#define HH_PORT_BOOTH_H

#include "server/port/store.h"

/* What must follow the commit of booths_close; in the call's arena. */
struct booths_closed;

/* Closes every booth of the organization at fairs that are not over, with this message (at most 200 code points); one that only asked
 * for its place is refused. Those who wait there are told by the line's bell: it ends their tickets as not_seen with the message. Talks
 * under way come to their end. The organization's row says by itself whether a booth may open again. */
MUST_USE enum err booths_close(struct store_tx *tx, struct str organization_id, struct str message, struct booths_closed **ret_closed);
/* After the commit: live state and events; what fails is done by the relay. */
void booths_close_follow(struct ctx *c, struct booths_closed *closed);

#endif
