/* A word to somebody's `me` channel, in both languages, that follows a commit: an outbox row, published by the relay within seconds. */
#ifndef HH_PORT_NOTICE_H
#define HH_PORT_NOTICE_H

#include "server/port/store.h"

struct notice_in {
    struct str account_id;
    struct str zh, en; /* at most 600 code points each */
};
/* Within the write of the cause. */
MUST_USE enum err notice_add(struct store_tx *tx, const struct notice_in *in);

#endif
