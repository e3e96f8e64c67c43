#include "server/match/match.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "proto/base/check.h"
#include "server/match/match_in.h"

#define LOOK_EVERY_MS 1000
#define LOOK_SHARE 50 /* comparing takes at most this part of the time */
#define TELL_EVERY 60 /* failed looks */

/* --- finding ------------------------------------------------------------------------------------------------------- */

static struct match *match_of(struct search_port *port)
{
    return (struct match *)port;
}

static bool region_range(struct str region, uint32_t *ret_from, uint32_t *ret_to)
{
    uint64_t number = 0;
    if (!region.len)
        return true;
    if (region.len > 6 || !str_to_u64(region, &number))
        return false;
    uint64_t size = 1;
    for (size_t i = region.len; i < 6; i++)
        size *= 10;
    *ret_from = (uint32_t)(number * size);
    *ret_to   = (uint32_t)(number * size + size - 1);
    return *ret_to > 0;
}

static bool query_make(const struct search_query *q, struct index_query *ret)
{
    *ret = (struct index_query){
        .text = q->text, .industry = q->industry, .type = INDEX_ANY, .education = INDEX_ANY, .tier_to = INDEX_ANY, .flags = (uint8_t)q->flags, .wage_min_fen = q->wage_min_fen, .published_after = q->published_after,
        .order = q->by_date ? INDEX_BY_DATE : INDEX_BY_RELEVANCE, .after = q->after, .after_score = q->after_score, .after_at = q->after_at, .after_id = q->after_id,
    };
    if (q->employment_type != SEARCH_ANY)
        ret->type = (uint8_t)q->employment_type;
    if (q->education != SEARCH_ANY)
        ret->education = (uint8_t)q->education;
    if (q->tier == SEARCH_TIER_SOME)
        ret->tier_from = talent_tier_A;
    else if (q->tier != SEARCH_ANY)
        ret->tier_from = ret->tier_to = (uint8_t)q->tier;
    return region_range(q->region, &ret->region_from, &ret->region_to);
}

/* Two ordered lists become one of at most max; the ids go into mem. */
static enum err hits_merge(struct arena *mem, const struct index_hit *lists[2], const size_t counts[2], struct search_hit *ret_hits, size_t *ret_count, size_t max)
{
    size_t at[2] = { 0, 0 };
    size_t n     = 0;
    while (n < max && (at[0] < counts[0] || at[1] < counts[1])) {
        int from = at[0] == counts[0] || (at[1] < counts[1] && index_hit_before(&lists[1][at[1]], &lists[0][at[0]]));
        const struct index_hit *hit = &lists[from][at[from]++];
        struct str id               = arena_dup(mem, hit->id);
        if (!id.ptr)
            return ERR_NO_MEMORY;
        ret_hits[n++] = (struct search_hit){ hit->score, hit->at, id };
    }
    *ret_count = n;
    return ERR_OK;
}

static enum err port_find(struct search_port *self, struct arena *mem, const struct search_query *q, struct search_hit *ret_hits, size_t max, size_t *ret_count)
{
    struct match *m = match_of(self);
    struct index_query query;
    struct index_hit large[SEARCH_HITS_MAX];
    struct index_hit small[SEARCH_HITS_MAX];
    size_t counts[2] = { 0, 0 };
    *ret_count       = 0;
    max              = max < SEARCH_HITS_MAX ? max : SEARCH_HITS_MAX;
    struct snapshot *s = snapshot_take(m);
    if (!s)
        return ERR_UNAVAILABLE;
    if (query_make(q, &query)) {
        struct index_view view = { .x = s->large->x, .gone = s->gone_count ? s->gone : NULL, .tables = &m->tables };
        counts[0]              = index_find(&view, &query, large, max);
        if (s->small) {
            view      = (struct index_view){ .x = s->small->x, .rarity = s->large->x, .tables = &m->tables };
            counts[1] = index_find(&view, &query, small, max);
        }
    }
    enum err e = hits_merge(mem, (const struct index_hit *[]){ large, small }, counts, ret_hits, ret_count, max);
    snapshot_drop(m, s);
    return e;
}

/* --- the thread ------------------------------------------------------------------------------------------------------ */

static void *thread_run(void *arg)
{
    struct match *m = arg;
    unsigned failed = 0;
    bool ends       = false;
    (void)pthread_setname_np(pthread_self(), "match");
    while (!ends) {
        enum err e = match_follow(m);
        if (m->config.tell && ((e != ERR_OK && failed % TELL_EVERY == 0) || (e == ERR_OK && failed)))
            m->config.tell(m->config.tell_arg, e);
        failed = e == ERR_OK ? 0 : failed + 1;
        struct match_stats stats;
        match_stats(m, &stats);
        int64_t wait_ms  = stats.compare_ms * LOOK_SHARE > LOOK_EVERY_MS ? stats.compare_ms * LOOK_SHARE : LOOK_EVERY_MS;
        struct pollfd fd = { .fd = m->bell, .events = POLLIN };
        ends             = poll(&fd, 1, wait_ms < 60000 ? (int)wait_ms : 60000) > 0;
    }
    return NULL;
}

bool match_start(struct match *m)
{
    m->bell    = eventfd(0, EFD_CLOEXEC);
    m->running = m->bell >= 0 && pthread_create(&m->thread, NULL, thread_run, m) == 0;
    return m->running;
}

void match_stop(struct match *m)
{
    uint64_t one = 1;
    if (!m || !m->running)
        return;
    CHECK(write(m->bell, &one, sizeof one) == sizeof one);
    (void)pthread_join(m->thread, NULL); /* ours and joinable */
    (void)close(m->bell);
    m->running = false;
}

/* --- life -------------------------------------------------------------------------------------------------------------- */

struct match *match_new(const struct match_config *config)
{
    struct match *m = calloc(1, sizeof *m);
    if (!m)
        return NULL;
    m->port   = (struct search_port){ .find = port_find };
    m->config = *config;
    m->bell   = -1;
    CHECK(text_tables_own(&m->tables)); /* they are part of the program */
    CHECK(pthread_mutex_init(&m->lock, NULL) == 0);
    return m;
}

void match_free(struct match *m)
{
    if (!m)
        return;
    match_stop(m);
    snapshot_drop(m, m->snapshot);
    (void)pthread_mutex_destroy(&m->lock);
    free(m);
}

struct search_port *match_port(struct match *m)
{
    return &m->port;
}

void match_stats(struct match *m, struct match_stats *ret_stats)
{
    CHECK(pthread_mutex_lock(&m->lock) == 0);
    *ret_stats = m->stats;
    CHECK(pthread_mutex_unlock(&m->lock) == 0);
}
