/* The wall clock that never runs backwards within a process. When the machine's clock is set back, ours goes on from where
 * it was; when it is set forward, ours follows within a second. Any thread. */
#ifndef HH_OPS_CLOCK_H
#define HH_OPS_CLOCK_H

#include <stdatomic.h>

#include "server/port/ctx.h"

struct wall_clock {
    struct clock_port port; /* first */
    _Atomic int64_t offset_ms;  /* wall less monotonic */
    _Atomic int64_t checked_at; /* monotonic */
};

void wall_clock_init(struct wall_clock *clock);

#endif
