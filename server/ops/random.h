/* Unpredictable bytes from the system, fetched in pieces (a system call for each id would cost more than the id). Any thread. */
#ifndef HH_OPS_RANDOM_H
#define HH_OPS_RANDOM_H

#include <pthread.h>

#include "server/port/ctx.h"

#define CHANCE_POOL_BYTES 4096

struct chance {
    struct random_port port; /* first */
    pthread_mutex_t lock;
    size_t left; /* unused bytes at the end of the pool; used ones are wiped */
    uint8_t pool[CHANCE_POOL_BYTES];
};

void chance_init(struct chance *chance);
void chance_done(struct chance *chance);

#endif
