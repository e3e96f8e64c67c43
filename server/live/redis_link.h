/* One connection to Redis that comes back by itself: connecting with a deadline, AUTH, SELECT and a name, then its owner's own
 * set-up; after a loss again, with jittered back-off from 100 ms to 5 s. Belongs to its loop's thread.
 *
 * hiredis 0.14.1 frees a context after its last callback, sometimes without the disconnect callback: `ac` is forgotten at
 * the first sign of the end, whichever it is. Ending a connection from inside one of its callbacks is unsafe there, so
 * link_fail only takes a note and the next tick acts. */
#ifndef HH_LIVE_REDIS_LINK_H
#define HH_LIVE_REDIS_LINK_H

#include <hiredis/async.h>

#include "server/live/redis_url.h"
#include "server/net/loop.h"
#include "server/port/ctx.h"

#define LINK_CONNECT_DEADLINE_MS 2000
#define LINK_BACKOFF_MIN_MS 100
#define LINK_BACKOFF_MAX_MS 5000

struct redis_link {
    struct loop *loop;
    const struct redis_url *url;
    struct random_port *random;
    const char *name; /* CLIENT SETNAME */
    /* Sends the owner's set-up; the owner calls link_ready when it is through. */
    void (*setup)(struct redis_link *link);
    /* The connection is gone (or never came). Sent commands hear of it by their own callbacks, before or after. */
    void (*down)(struct redis_link *link);
    redisAsyncContext *ac; /* the rest is the link's; NULL: down */
    bool ready;
    bool failing; /* to be dropped at the next tick */
    int64_t since_ms, retry_at_ms, backoff_ms;
    uint64_t connects;
};

void link_init(struct redis_link *link);
void link_tick(struct redis_link *link, int64_t mono_ms);
void link_ready(struct redis_link *link);
void link_fail(struct redis_link *link);
/* Now; not from inside a callback of hiredis. */
void link_drop(struct redis_link *link);
/* A callback got no reply: the connection is over. */
void link_lost(struct redis_link *link, const redisAsyncContext *ac);
/* For set-up commands: drops the connection on an error reply, counts nothing. */
void link_setup_reply(redisAsyncContext *ac, void *reply, void *unused);

#endif
