/* A loop thread: one event base, one fiber scheduler, one timer wheel, its connections, its Redis clients.
 * Everything here is for the loop's own thread unless it says "any thread". */
#ifndef HH_NET_LOOP_H
#define HH_NET_LOOP_H

#include <event2/event.h>

#include "server/net/fiber.h"
#include "server/net/timer.h"

struct loop;

struct loop_config {
    size_t index;      /* 0 … loops-1 */
    size_t fiber_max;
    size_t stack_bytes; /* 0: the default of the build */
};

MUST_USE struct loop *loop_new(const struct loop_config *config);
void loop_free(struct loop *l);
void loop_run(struct loop *l);  /* until loop_stop; runs on the calling thread */
void loop_stop(struct loop *l); /* any thread */
/* Runs fn(arg) once on the loop's thread, outside of any fiber. Any thread. Bounded queue: false when full. */
MUST_USE bool loop_post(struct loop *l, void (*fn)(void *arg), void *arg);
/* Runs fn(arg) at the end of the present loop turn (joined writes). At most once per node per turn. */
struct loop_turn_node {
    struct loop_turn_node *next;
    void (*fn)(struct loop_turn_node *node);
    bool queued;
};
void loop_at_turn_end(struct loop *l, struct loop_turn_node *node);

struct event_base *loop_base(struct loop *l);
struct fiber_scheduler *loop_fibers(struct loop *l);
struct timer_wheel *loop_timers(struct loop *l);
size_t loop_index(const struct loop *l);
/* The loop of the running thread, NULL on other threads. */
struct loop *loop_current(void);
int64_t loop_mono_ms(struct loop *l); /* monotonic (coarse, never ahead), read once per turn */
/* The wall clock as the Date header wants it: "Tue, 24 Nov 2026 01:02:03 GMT". Holds until the next call. */
struct str loop_date(struct loop *l);

/* Parks the running fiber for ms milliseconds. */
void loop_sleep_ms(int64_t ms);

#endif
