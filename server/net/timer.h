/* A hashed timer wheel: one per loop thread, 100 ms ticks, intrusive nodes, O(1) arm and cancel. Deadlines of
 * connections live here, not in libevent (which would re-arm a heap timer on every read and write). */
#ifndef HH_NET_TIMER_H
#define HH_NET_TIMER_H

#include "proto/base/str.h"

#define TIMER_TICK_MS 100
#define TIMER_SLOTS 1024

struct timer_node {
    struct timer_node *next, *prev; /* NULL when not armed */
    int64_t due_tick;
    void (*fn)(struct timer_node *node);
};

struct timer_wheel {
    struct timer_node slots[TIMER_SLOTS]; /* list heads */
    int64_t tick; /* last tick done */
    size_t armed_count;
};

void timer_wheel_init(struct timer_wheel *w, int64_t mono_ms);
/* Arms (or moves) the node: fires not before due_ms, at most one tick late plus the loop's delay. */
void timer_arm(struct timer_wheel *w, struct timer_node *node, int64_t due_ms);
void timer_cancel(struct timer_wheel *w, struct timer_node *node);
/* Fires everything due at mono_ms. A callback may arm and cancel any node, its own too. */
void timer_advance(struct timer_wheel *w, int64_t mono_ms);

#endif
