/* Argon2id in a small worker queue of its own: tens of milliseconds of one core each, so never on a loop. The fiber parks
 * meanwhile; outside of a fiber (the command line) the caller does the work. A full queue is ERR_UNAVAILABLE. */
#ifndef HH_OPS_PASSWORD_H
#define HH_OPS_PASSWORD_H

#include "server/port/ctx.h"

struct password_config {
    size_t worker_count;
    size_t queue_max;  /* waiting at once */
    int64_t ops;       /* passes over the memory */
    int64_t memory_kib;
};

struct password_pool;
MUST_USE struct password_pool *password_pool_new(const struct password_config *config); /* NULL: no memory or threads */
void password_pool_free(struct password_pool *pool); /* nothing may be waiting */
struct password_port *password_pool_port(struct password_pool *pool);

#endif
