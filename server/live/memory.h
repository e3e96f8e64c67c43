/* The live port over the core in memory: for unit tests and the simulator. One thread.
 *
 * Hooks stand before and after each verb, inside the caller's fiber: the simulator parks there and chooses what
 * breaks. An emptied memory has no epoch: verbs then answer ERR_UNAVAILABLE and `rebuild` is asked for, once until
 * load_end (or until the loader's lease ran out). */
#ifndef HH_LIVE_MEMORY_H
#define HH_LIVE_MEMORY_H

#include "server/live/live_core.h"

enum live_fate {
    LIVE_FATE_GOES_WELL,
    LIVE_FATE_LOST_BEFORE, /* nothing was done; the caller hears ERR_UNAVAILABLE */
    LIVE_FATE_LOST_AFTER,  /* it was done; the caller hears ERR_UNAVAILABLE all the same */
    LIVE_FATE_EMPTIED,     /* everything is forgotten first */
};

struct live_memory_config {
    live_publish_fn *publish; /* may be NULL */
    void *publish_arg;
    /* Called by a verb that found no epoch; starts the rebuild job somewhere (not inside the call). May be NULL. */
    void (*rebuild)(void *arg);
    void *rebuild_arg;
    /* May park the fiber. NULL: all goes well. */
    enum live_fate (*before)(void *arg, const char *verb);
    void (*after)(void *arg, const char *verb);
    void *hook_arg;
    bool loaded; /* starts with an epoch, as if an empty hall had been loaded */
};

struct live_memory;
MUST_USE struct live_memory *live_memory_new(const struct live_memory_config *config);
void live_memory_free(struct live_memory *m);
struct live_port *live_memory_port(struct live_memory *m);
struct live_core *live_memory_core(struct live_memory *m);
/* FLUSHALL. */
void live_memory_wipe(struct live_memory *m);

#endif
