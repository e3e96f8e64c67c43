/* What the store says now against what the indexes were made from. */
#include <stdlib.h>

#include "proto/base/check.h"
#include "proto/base/map.h"
#include "server/match/match_in.h"
#include "server/match/match_sql.h"

#define CHANGED_MAX 2048
#define ROWS_A_READ 4096
#define READ_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define ORGANIZATION_EVERY 8 /* looks */
#define ORGANIZATIONS_MAX 1000000

/* --- organizations: their name and branch are part of what is found by ------------------------------------------------ */

struct organizations {
    struct map *versions; /* of known_organization */
    struct arena *mem;
    struct str last_id;
    size_t count;
};

static enum err organizations_read(struct store_tx *tx, void *arg)
{
    struct organizations *o = arg;
    struct store_cursor *cursor;
    bool row = false;
    o->count = 0;
    TRY(tx_open(tx, SQL_ORGANIZATIONS, BINDS(B_TEXT(o->last_id), B_INT(ROWS_A_READ)), &cursor));
    TRY(cursor_step(tx, cursor, &row));
    while (row) {
        struct known_organization *one = ARENA_NEW(o->mem, struct known_organization);
        if (!one)
            return ERR_NO_MEMORY;
        TRY(cursor_text(tx, cursor, 0, &one->id));
        one->version = cursor_int(tx, cursor, 1);
        if (!map_put(o->versions, one->id, one))
            return ERR_NO_MEMORY;
        o->last_id = one->id;
        o->count++;
        TRY(cursor_step(tx, cursor, &row));
    }
    cursor_done(tx, cursor);
    return ERR_OK;
}

static void stale_mark(struct segment *s, const struct map *versions)
{
    for (size_t i = 0; s && i < s->organization_count; i++) {
        struct known_organization *one       = &s->organizations[i];
        const struct known_organization *now = map_get(versions, one->id);
        one->stale                           = !now || now->version != one->version;
    }
}

static enum err organizations_look(struct match *m, const struct snapshot *s)
{
    struct map versions;
    struct arena mem;
    struct organizations o = { .versions = &versions, .mem = &mem, .last_id = STR("") };
    enum err e;
    map_init(&versions, ORGANIZATIONS_MAX, 1);
    arena_init(&mem, MATCH_INDEX_BYTES_MAX);
    do {
        struct ctx c = match_ctx(m, &mem);
        e            = store_read(&c, organizations_read, &o);
    } while (e == ERR_OK && o.count == ROWS_A_READ);
    if (e == ERR_OK) {
        stale_mark(s->large, &versions);
        stale_mark(s->small, &versions);
    }
    map_done(&versions);
    arena_done(&mem);
    return e;
}

/* --- vacancies: two lists in the same order --------------------------------------------------------------------------- */

struct look {
    struct match *match;
    const struct snapshot *old;
    uint64_t *gone; /* all of large; a bit is taken away when its row is met */
    size_t large_at, small_at, met, changed_max;
    struct wanted_doc *wanted;
    size_t wanted_count;
    bool too_many, small_differs;
    struct arena *keep; /* ids of wanted */
    struct wanted_doc last;
    size_t count; /* of one read */
};

/* Moves *at to the document that is not before the row; true when it is the same, unchanged. */
static bool row_is_known(const struct segment *s, size_t *at, const struct wanted_doc *row)
{
    const struct index_hit now = { 0, row->at, row->id };
    for (; *at < index_count(s->x); ++*at) {
        const struct index_hit known = { 0, index_at(s->x, *at), index_id(s->x, *at) };
        if (index_hit_before(&now, &known)) /* "before" is the newer */
            continue;
        const struct known_doc *d = &s->docs[*at];
        return known.at == row->at && str_eq(known.id, row->id) && d->version == row->version && !s->organizations[d->organization].stale;
    }
    return false;
}

static enum err row_compare(struct look *k, const struct wanted_doc *row)
{
    if (row_is_known(k->old->large, &k->large_at, row)) {
        k->gone[k->large_at / 64] &= ~(UINT64_C(1) << (k->large_at % 64));
        k->met++;
        return ERR_OK;
    }
    if (k->wanted_count == k->changed_max) {
        k->too_many = true;
        return ERR_OK;
    }
    /* The small index is the same when each wanted row is its next document, and it has no more. */
    size_t before = k->small_at;
    if (!k->old->small || !row_is_known(k->old->small, &k->small_at, row) || k->small_at != before)
        k->small_differs = true;
    else
        k->small_at++;
    struct wanted_doc *kept = &k->wanted[k->wanted_count++];
    *kept                   = *row;
    kept->id                = arena_dup(k->keep, row->id);
    return kept->id.ptr ? ERR_OK : ERR_NO_MEMORY;
}

static enum err rows_compare(struct store_tx *tx, void *arg)
{
    struct look *k = arg;
    struct store_cursor *cursor;
    bool row = false;
    k->count = 0;
    TRY(tx_open(tx, SQL_PUBLISHED, BINDS(B_INT(k->last.at), B_TEXT(k->last.id), B_INT(ROWS_A_READ)), &cursor));
    TRY(cursor_step(tx, cursor, &row));
    while (row && !k->too_many) {
        k->last.at      = cursor_int(tx, cursor, 0);
        k->last.version = cursor_int(tx, cursor, 2);
        TRY(cursor_text(tx, cursor, 1, &k->last.id));
        TRY(row_compare(k, &k->last));
        k->count++;
        TRY(cursor_step(tx, cursor, &row));
    }
    cursor_done(tx, cursor);
    return ERR_OK;
}

static enum err store_compare(struct look *k)
{
    char last[INDEX_ID_MAX];
    struct arena mem;
    enum err e;
    arena_init(&mem, READ_BYTES_MAX);
    k->last = (struct wanted_doc){ .at = INT64_MIN + 1, .id = STR("") };
    do {
        struct ctx c = match_ctx(k->match, &mem);
        e            = store_read(&c, rows_compare, k);
        if (k->last.id.len && k->last.id.ptr != last)
            memcpy(last, k->last.id.ptr, k->last.id.len);
        k->last.id.ptr = last;
        arena_reset(&mem);
    } while (e == ERR_OK && !k->too_many && k->count == ROWS_A_READ);
    arena_done(&mem);
    k->small_differs |= k->old->small && k->small_at != index_count(k->old->small->x);
    return e;
}

/* --- the whole --------------------------------------------------------------------------------------------------------- */

static uint64_t *gone_new(size_t docs)
{
    uint64_t *gone = calloc(docs / 64 + 1, sizeof *gone);
    for (size_t i = 0; gone && i < docs; i++)
        gone[i / 64] |= UINT64_C(1) << (i % 64);
    return gone;
}

static enum err large_make(struct match *m)
{
    struct segment *large;
    TRY(segment_make_all(m, &large));
    uint64_t *gone = calloc(index_count(large->x) / 64 + 1, sizeof *gone);
    enum err e     = gone ? snapshot_publish(m, large, NULL, gone, 0) : ERR_NO_MEMORY;
    if (e != ERR_OK)
        segment_free(large);
    CHECK(pthread_mutex_lock(&m->lock) == 0);
    m->stats.large_builds += e == ERR_OK;
    CHECK(pthread_mutex_unlock(&m->lock) == 0);
    return e;
}

/* Takes gone. */
static enum err small_make(struct look *k)
{
    struct match *m       = k->match;
    struct segment *small = k->small_differs ? NULL : k->old->small;
    if (k->small_differs && k->wanted_count) {
        enum err e = segment_make(m, k->wanted, k->wanted_count, &small);
        if (e != ERR_OK) {
            free(k->gone);
            return e;
        }
    }
    enum err e = snapshot_publish(m, k->old->large, small, k->gone, index_count(k->old->large->x) - k->met);
    if (e != ERR_OK && small != k->old->small)
        segment_free(small);
    CHECK(pthread_mutex_lock(&m->lock) == 0);
    m->stats.small_builds += e == ERR_OK && k->small_differs;
    CHECK(pthread_mutex_unlock(&m->lock) == 0);
    return e;
}

static enum err changes_follow(struct match *m, const struct snapshot *old)
{
    struct clock_port *clock = m->config.hall->clock;
    int64_t began_at         = clock->now(clock);
    struct arena keep;
    struct look k = { .match = m, .old = old, .keep = &keep, .changed_max = m->config.changed_max ? m->config.changed_max : CHANGED_MAX };
    enum err e    = ERR_NO_MEMORY;
    arena_init(&keep, READ_BYTES_MAX);
    k.gone   = gone_new(index_count(old->large->x));
    k.wanted = ARENA_MANY(&keep, k.changed_max, struct wanted_doc);
    if (k.gone && k.wanted)
        e = store_compare(&k);
    CHECK(pthread_mutex_lock(&m->lock) == 0);
    m->stats.compare_ms = clock->now(clock) - began_at;
    CHECK(pthread_mutex_unlock(&m->lock) == 0);
    bool same = !k.small_differs && index_count(old->large->x) - k.met == old->gone_count && k.gone &&
                memcmp(k.gone, old->gone, (index_count(old->large->x) / 64 + 1) * sizeof *k.gone) == 0;
    if (e != ERR_OK || same || k.too_many)
        free(k.gone);
    else
        e = small_make(&k);
    arena_done(&keep);
    return e == ERR_OK && k.too_many ? large_make(m) : e;
}

enum err match_follow(struct match *m)
{
    struct snapshot *old = snapshot_take(m);
    enum err e           = ERR_OK;
    if (!old)
        return large_make(m);
    if (m->looks++ % ORGANIZATION_EVERY == 0)
        e = organizations_look(m, old);
    if (e == ERR_OK)
        e = changes_follow(m, old);
    snapshot_drop(m, old);
    return e;
}
