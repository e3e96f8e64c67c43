/* hiredis on a loop. Unlike the adapter that comes with it, what a turn of the loop asks of Redis goes out in one write at the
 * turn's end, without asking the kernel first whether the socket takes it, and the read event stays: measured, eight system
 * calls a turn become two. */
#ifndef HH_LIVE_REDIS_EVENTS_H
#define HH_LIVE_REDIS_EVENTS_H

#include <hiredis/async.h>

#include "server/net/loop.h"

/* False: no memory. Ends with the context. */
MUST_USE bool redis_events_attach(redisAsyncContext *ac, struct loop *l);

#endif
