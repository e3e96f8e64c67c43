/* Answers that are the same for everyone, kept for a moment: a thousand phones looking at one fair cost one load. Belongs to
 * one loop; entries are replaced, never shared, and given out as copies in the call's arena. */
#include <stdlib.h>

#include "proto/base/check.h"
#include "server/app_private.h"

#define SHARED_SETS 64
#define SHARED_WAYS 2
#define SHARED_TARGET_MAX 512
#define SHARED_BODY_MAX (256 * 1024)

struct shared_entry {
    struct buf target;
    struct buf body;
    enum lang lang;
    int64_t until; /* 0: empty */
    uint64_t change;
    int64_t version;
    int status;
};

struct shared_cache {
    struct shared_entry entries[SHARED_SETS][SHARED_WAYS];
    uint64_t seed;
};

struct shared_cache *shared_cache_new(uint64_t seed)
{
    struct shared_cache *cache = calloc(1, sizeof *cache);
    if (!cache)
        return NULL;
    cache->seed = seed;
    for (size_t i = 0; i < SHARED_SETS; i++)
        for (size_t w = 0; w < SHARED_WAYS; w++) {
            buf_init(&cache->entries[i][w].target, SHARED_TARGET_MAX);
            buf_init(&cache->entries[i][w].body, SHARED_BODY_MAX);
        }
    return cache;
}

void shared_cache_free(struct shared_cache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < SHARED_SETS; i++)
        for (size_t w = 0; w < SHARED_WAYS; w++) {
            buf_done(&cache->entries[i][w].target);
            buf_done(&cache->entries[i][w].body);
        }
    free(cache);
}

static struct shared_entry *set_of(struct shared_cache *cache, const struct door_call *call)
{
    uint64_t hash     = cache->seed ^ (uint64_t)call->ctx.lang;
    struct str target = call->request->target;
    for (size_t i = 0; i < target.len; i++)
        hash = (hash ^ (uint8_t)target.ptr[i]) * UINT64_C(1099511628211);
    return cache->entries[(hash ^ hash >> 32) % SHARED_SETS];
}

static bool entry_is(const struct shared_entry *e, const struct door_call *call)
{
    return e->until && e->lang == call->ctx.lang && str_eq(buf_str(&e->target), call->request->target);
}

bool shared_get(struct shared_cache *cache, struct door_call *call, int64_t now, uint64_t change)
{
    struct shared_entry *set = set_of(cache, call);
    for (size_t w = 0; w < SHARED_WAYS; w++) {
        struct shared_entry *e = &set[w];
        if (!entry_is(e, call) || now >= e->until || e->change != change)
            continue;
        struct str body = arena_dup(call->ctx.mem, buf_str(&e->body));
        if (!body.ptr)
            return false;
        call->answer->status       = e->status;
        call->answer->content_type = STR("application/json");
        call->answer->body         = body;
        call->ctx.version          = e->version;
        return true;
    }
    return false;
}

void shared_put(struct shared_cache *cache, const struct door_call *call, int64_t read_at, uint64_t change)
{
    struct str target = call->request->target, body = call->answer->body;
    if (target.len > SHARED_TARGET_MAX || body.len > SHARED_BODY_MAX)
        return;
    struct shared_entry *set = set_of(cache, call), *e = &set[0];
    for (size_t w = 0; w < SHARED_WAYS; w++) { /* the same one, else the one that ends first */
        if (entry_is(&set[w], call)) {
            e = &set[w];
            break;
        }
        if (set[w].until < e->until)
            e = &set[w];
    }
    buf_clear(&e->target);
    buf_clear(&e->body);
    buf_add(&e->target, target);
    buf_add(&e->body, body);
    bool kept  = !buf_failed(&e->target) && !buf_failed(&e->body);
    e->lang    = call->ctx.lang;
    e->until   = kept ? read_at + call->entry->row->shared_ms : 0;
    e->change  = change;
    e->version = call->ctx.version;
    e->status  = call->answer->status;
}
