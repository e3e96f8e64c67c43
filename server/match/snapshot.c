#include <stdlib.h>

#include "proto/base/check.h"
#include "server/match/match_in.h"

struct segment *segment_new(void)
{
    struct segment *s = calloc(1, sizeof *s);
    if (s)
        arena_init(&s->mem, MATCH_INDEX_BYTES_MAX);
    return s;
}

void segment_free(struct segment *s)
{
    if (!s)
        return;
    CHECK(!s->uses);
    arena_done(&s->mem);
    free(s);
}

static struct segment *segment_unuse(struct segment *s)
{
    return s && --s->uses == 0 ? s : NULL;
}

void snapshot_drop(struct match *m, struct snapshot *s)
{
    struct segment *large = NULL, *small = NULL;
    if (!s)
        return;
    CHECK(pthread_mutex_lock(&m->lock) == 0);
    bool last = --s->uses == 0;
    if (last) {
        large = segment_unuse(s->large);
        small = segment_unuse(s->small);
    }
    CHECK(pthread_mutex_unlock(&m->lock) == 0);
    segment_free(large);
    segment_free(small);
    if (!last)
        return;
    free(s->gone);
    free(s);
}

struct snapshot *snapshot_take(struct match *m)
{
    CHECK(pthread_mutex_lock(&m->lock) == 0);
    struct snapshot *s = m->snapshot;
    if (s)
        s->uses++;
    CHECK(pthread_mutex_unlock(&m->lock) == 0);
    return s;
}

enum err snapshot_publish(struct match *m, struct segment *large, struct segment *small, uint64_t *gone, size_t gone_count)
{
    struct snapshot *s = calloc(1, sizeof *s);
    if (!s) {
        free(gone);
        return ERR_NO_MEMORY;
    }
    *s = (struct snapshot){ .uses = 1, .large = large, .small = small, .gone = gone, .gone_count = gone_count };
    CHECK(pthread_mutex_lock(&m->lock) == 0);
    large->uses++;
    if (small)
        small->uses++;
    struct snapshot *old  = m->snapshot;
    m->snapshot           = s;
    m->stats.docs         = index_count(large->x);
    m->stats.changed_docs = small ? index_count(small->x) : 0;
    m->stats.gone_docs    = gone_count;
    m->stats.bytes        = large->mem.used_bytes + (small ? small->mem.used_bytes : 0);
    CHECK(pthread_mutex_unlock(&m->lock) == 0);
    snapshot_drop(m, old);
    return ERR_OK;
}
