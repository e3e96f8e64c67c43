/* The live port over Redis: per loop thread one command connection (all fibers of the loop share its pipeline) and one
 * subscriber connection, on hiredis 0.14.1 with what that lacks: deadlines, reconnecting with jittered back-off, a bounded queue
 * while down, scripts loaded anew after NOSCRIPT, subscriptions renewed.
 *
 * Threads: new and free on the main thread while no loop runs; attach on the loop's thread, or before it runs; detach on
 * the loop's thread, or after it ended, once no fiber of that loop is left. The port's verbs run in fibers of attached loops.
 * new makes the process ignore SIGPIPE: hiredis writes with write(2). */
#ifndef HH_LIVE_REDIS_H
#define HH_LIVE_REDIS_H

#include "server/live/message.h"
#include "server/net/loop.h"
#include "server/port/live.h"

#define LIVE_REDIS_LOOPS_MAX 64

struct live_redis_config {
    struct str url;        /* "unix:/path/to/socket" or "redis://[user:]password@host:port/database" (all but host optional) */
    struct str generation; /* of the store: letters and digits, changes when the store was put back from a copy */
    struct str process_id; /* fresh each start */
    struct random_port *random;
    /* Called in a fiber on one of the loops when the epoch is missing or of another Redis or store: runs the rebuild job (load_begin,
     * applies, load_end) and returns. May be called again after it returned without success. */
    void (*rebuild)(void *arg, struct loop *loop);
    void *rebuild_arg;
    int64_t command_deadline_ms; /* 0: 2,000 */
    int64_t queue_wait_ms;       /* 0: 1,000 */
};

struct live_redis;
struct live_redis_counts {
    uint64_t commands, replies, expired, lost, retried, reloads, connects, rebuilds;
};

/* NULL: no memory, or the URL is not one (ret_why says so). */
MUST_USE struct live_redis *live_redis_new(const struct live_redis_config *config, const char **ret_why);
void live_redis_free(struct live_redis *r);
struct live_port *live_redis_port(struct live_redis *r);
/* What a hub of this loop subscribes through; valid after attach. */
struct live_source live_redis_source(struct live_redis *r, struct loop *l);
/* Starts connecting. listener may be all NULL. */
MUST_USE bool live_redis_attach(struct live_redis *r, struct loop *l, const struct live_listener *listener);
void live_redis_detach(struct live_redis *r, struct loop *l);
struct live_redis_counts live_redis_counts(const struct live_redis *r, struct loop *l);

#endif
