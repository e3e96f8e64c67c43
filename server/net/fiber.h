/* Fibers: small stacks that wait at ports. net/fiber.c is the only file that switches stacks (ucontext) and
 * carries the sanitizers' fiber annotations.
 *
 * One scheduler belongs to one thread. A fiber is started, run and resumed on that thread only. It parks
 * itself, and is woken exactly once per park, from the scheduler's thread (fiber_wake) or from any other
 * (fiber_wake_remote, which rings the scheduler's bell). Never park holding a lock, a statement or a Redis reply.
 * The simulator gives its own pick function and so decides, from its seed, which ready fiber runs next. */
#ifndef HH_NET_FIBER_H
#define HH_NET_FIBER_H

#include "proto/base/str.h"

struct fiber;
struct fiber_scheduler;

struct fiber_config {
    size_t stack_bytes; /* usable bytes, a guard page below comes on top: 64 KiB in release, 256 KiB under sanitizers */
    size_t live_max;    /* fibers alive at once; at the limit fiber_start says no (503) */
    /* Rings when fiber_wake_remote put something into an empty inbox: called on the waking thread. May be NULL. */
    void (*bell)(void *bell_arg);
    void *bell_arg;
    /* Index (0 … count-1) of the ready fiber to run next. NULL: first in, first out. */
    size_t (*pick)(void *pick_arg, size_t count);
    void *pick_arg;
};

MUST_USE struct fiber_scheduler *fiber_scheduler_new(const struct fiber_config *config); /* NULL: no memory */
void fiber_scheduler_free(struct fiber_scheduler *s); /* no fiber may be alive */

/* Starts fn(arg) in a new fiber, runs at the next fiber_run. False at the limit or without memory. */
MUST_USE bool fiber_start(struct fiber_scheduler *s, void (*fn)(void *arg), void *arg);
/* Runs ready fibers until none is ready, at most `turns` resumes (0 = no limit). Returns whether some are still ready. */
bool fiber_run(struct fiber_scheduler *s, size_t turns);
size_t fiber_live_count(const struct fiber_scheduler *s);
size_t fiber_ready_count(const struct fiber_scheduler *s);

/* The running fiber, NULL outside of one. */
struct fiber *fiber_current(void);
/* The scheduler of the running fiber. CHECKs that there is one. */
struct fiber_scheduler *fiber_scheduler_current(void);
/* Parks the running fiber until it is woken. A wake that came between fiber_current() and here is not lost. */
void fiber_park(void);
void fiber_wake(struct fiber *f);
void fiber_wake_remote(struct fiber *f); /* any thread */
/* Takes remotely woken fibers into the ready list. The loop calls it when the bell rang. */
void fiber_inbox_take(struct fiber_scheduler *s);

/* Fiber-local pointer (the running request's context), for logs and checks. */
void fiber_local_set(void *value);
void *fiber_local(void);

#endif
