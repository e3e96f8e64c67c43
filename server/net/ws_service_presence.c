/* Presence of open WebSockets. Redis keeps one entry for a process, account and place; an account may have several sockets here (tabs,
 * a phone and a computer), on several loops: a table counts them, and an entry is ended only with the last. */
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

#include "proto/base/check.h"
#include "server/net/service_private.h"
#include "server/port/live.h"

#define BATCH_MAX 200
#define BATCH_MEM_MAX 131072
#define END_ENTRIES_MAX (PEER_CHANNELS_MAX + 1)
#define NAME_BYTES_MAX 128

/* --- the table ------------------------------------------------------------------------------------------- */

struct presence_slot {
    uint64_t name; /* hash of account and place; 0: empty */
    uint64_t count;
};

struct presence_table {
    pthread_mutex_t lock;
    struct presence_slot *slots;
    size_t cap; /* a power of two */
    size_t used;
    uint8_t key[crypto_shorthash_KEYBYTES];
};

struct presence_table *presence_table_new(struct random_port *random)
{
    struct presence_table *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->cap   = 64;
    t->slots = calloc(t->cap, sizeof *t->slots);
    if (!t->slots) {
        free(t);
        return NULL;
    }
    random->fill(random, t->key, sizeof t->key);
    CHECK(pthread_mutex_init(&t->lock, NULL) == 0);
    return t;
}

void presence_table_free(struct presence_table *t)
{
    if (!t)
        return;
    (void)pthread_mutex_destroy(&t->lock); /* nobody holds it any more */
    free(t->slots);
    free(t);
}

static size_t slot_find(const struct presence_table *t, uint64_t name)
{
    size_t at = name & (t->cap - 1);
    while (t->slots[at].name && t->slots[at].name != name)
        at = (at + 1) & (t->cap - 1);
    return at;
}

static bool table_grow(struct presence_table *t)
{
    struct presence_table old = *t;
    struct presence_slot *now = calloc(t->cap * 2, sizeof *now);
    if (!now)
        return false;
    t->slots = now;
    t->cap *= 2;
    for (size_t i = 0; i < old.cap; i++)
        if (old.slots[i].name)
            t->slots[slot_find(t, old.slots[i].name)] = old.slots[i];
    free(old.slots);
    return true;
}

/* Closes the gap so that no search ends too early. */
static void slot_remove(struct presence_table *t, size_t hole)
{
    size_t mask = t->cap - 1;
    for (size_t at = (hole + 1) & mask; t->slots[at].name; at = (at + 1) & mask) {
        size_t home = t->slots[at].name & mask;
        if (((at - home) & mask) < ((at - hole) & mask))
            continue;
        t->slots[hole] = t->slots[at];
        hole           = at;
    }
    t->slots[hole] = (struct presence_slot){ 0 };
    t->used--;
}

static uint64_t name_of(const struct presence_table *t, struct str account, struct str place)
{
    char text[NAME_BYTES_MAX];
    uint64_t hash;
    CHECK(account.len + 1 + place.len <= sizeof text);
    memcpy(text, account.ptr, account.len);
    text[account.len] = ' ';
    if (place.len)
        memcpy(text + account.len + 1, place.ptr, place.len);
    crypto_shorthash((uint8_t *)&hash, (const uint8_t *)text, account.len + 1 + place.len, t->key);
    return hash ? hash : 1;
}

/* Without memory the count is lost: then an entry ends a little early and the renewal brings it back. */
static void table_come(struct presence_table *t, struct str account, struct str place)
{
    uint64_t name = name_of(t, account, place);
    pthread_mutex_lock(&t->lock);
    if ((t->used + 1) * 4 <= t->cap * 3 || table_grow(t)) {
        struct presence_slot *slot = &t->slots[slot_find(t, name)];
        t->used += slot->name == 0;
        slot->name = name;
        slot->count++;
    }
    pthread_mutex_unlock(&t->lock);
}

/* True: that was the last one. */
static bool table_go(struct presence_table *t, struct str account, struct str place)
{
    uint64_t name = name_of(t, account, place);
    bool last     = true;
    pthread_mutex_lock(&t->lock);
    size_t at = slot_find(t, name);
    if (t->slots[at].name) {
        last = --t->slots[at].count == 0;
        if (last)
            slot_remove(t, at);
    }
    pthread_mutex_unlock(&t->lock);
    return last;
}

/* --- of one socket ------------------------------------------------------------------------------------------- */

static int64_t now_of(const struct service *s)
{
    return s->config.hall->clock->now(s->config.hall->clock);
}

/* Redis away: the renewal tells it when it is back. */
static void entry_set(struct peer *p, struct arena *mem, struct str place)
{
    struct service *s          = p->service;
    struct ctx c               = service_ctx(s, mem);
    struct live_port *live     = s->config.hall->live;
    struct live_presence entry = { .account_id = arena_dup(mem, p->member.account_id), .place = place };
    if (entry.account_id.ptr)
        (void)live->presence_set(live, &c, &entry, 1, now_of(s) + PRESENCE_LASTS_MS);
}

void presence_begin(struct peer *p, struct arena *mem)
{
    table_come(p->service->config.presence, p->member.account_id, STR_NONE);
    entry_set(p, mem, STR_NONE);
}

static struct peer_place **place_find(struct peer *p, struct str place)
{
    struct peer_place **at = &p->places;
    while (*at && !str_eq(str_make((*at)->text, (*at)->len), place))
        at = &(*at)->next;
    return at;
}

void presence_place(struct peer *p, struct arena *mem, struct str place)
{
    struct peer_place **at = place_find(p, place);
    if (*at || place.len > UINT8_MAX)
        return;
    *at = calloc(1, sizeof **at + place.len);
    if (!*at)
        return; /* it hears the channel all the same */
    (*at)->len = (uint8_t)place.len;
    memcpy((*at)->text, place.ptr, place.len);
    table_come(p->service->config.presence, p->member.account_id, place);
    entry_set(p, mem, place);
}

void presence_leave(struct peer *p, struct arena *mem, struct str place)
{
    struct service *s      = p->service;
    struct peer_place **at = place_find(p, place), *gone = *at;
    if (!gone)
        return;
    *at = gone->next;
    free(gone);
    if (!table_go(s->config.presence, p->member.account_id, place))
        return;
    struct ctx c               = service_ctx(s, mem);
    struct live_presence entry = { .account_id = arena_dup(mem, p->member.account_id), .place = place };
    if (entry.account_id.ptr)
        (void)s->config.hall->live->presence_end(s->config.hall->live, &c, &entry, 1, now_of(s)); /* it ends by itself within 30 s */
}

/* --- the end of one ------------------------------------------------------------------------------------------- */

struct end_job {
    struct service *service;
    struct arena mem;
    struct live_presence entries[END_ENTRIES_MAX];
    size_t count;
    bool online_ends; /* then it is the last entry */
};

/* The places end now, being online a little later: a reload is no absence. */
static void end_run(void *arg)
{
    struct end_job *job    = arg;
    struct live_port *live = job->service->config.hall->live;
    struct ctx c           = service_ctx(job->service, &job->mem);
    size_t places          = job->count - job->online_ends;
    int64_t now            = now_of(job->service);
    if (places) /* both end by themselves within 30 s when Redis is away */
        (void)live->presence_end(live, &c, job->entries, places, now);
    if (job->online_ends)
        (void)live->presence_end(live, &c, job->entries + places, 1, now + PRESENCE_ONLINE_GRACE_MS);
    arena_done(&job->mem);
    free(job);
}

static void end_add(struct end_job *job, const struct peer *p, struct str place)
{
    struct live_presence *entry = &job->entries[job->count];
    entry->account_id           = arena_dup(&job->mem, p->member.account_id);
    entry->place                = place.len ? arena_dup(&job->mem, place) : STR_NONE;
    job->count += entry->account_id.ptr && (!place.len || entry->place.ptr);
}

void presence_gone(struct peer *p)
{
    struct service *s   = p->service;
    struct end_job *job = calloc(1, sizeof *job);
    if (job) {
        job->service = s;
        arena_init(&job->mem, BATCH_MEM_MAX);
    }
    for (struct peer_place *place = p->places; place; place = place->next)
        if (table_go(s->config.presence, p->member.account_id, str_make(place->text, place->len)) && job && job->count < PEER_CHANNELS_MAX)
            end_add(job, p, str_make(place->text, place->len));
    if (table_go(s->config.presence, p->member.account_id, STR_NONE) && job) {
        size_t before = job->count;
        end_add(job, p, STR_NONE);
        job->online_ends = job->count > before;
    }
    if (!job || (job->count && !s->ending && fiber_start(loop_fibers(s->config.loop), end_run, job)))
        return;
    arena_done(&job->mem);
    free(job);
}

/* --- all of them, every ten seconds ------------------------------------------------------------------------------- */

struct batch {
    struct live_presence entries[BATCH_MAX];
    size_t count;
};

static bool batch_add(struct batch *b, struct arena *mem, const struct peer *p, struct str place)
{
    struct live_presence *entry = &b->entries[b->count];
    entry->account_id           = arena_dup(mem, p->member.account_id); /* the peer may go while the batch is on its way */
    entry->place                = place.len ? arena_dup(mem, place) : STR_NONE;
    if (!entry->account_id.ptr || (place.len && !entry->place.ptr))
        return false;
    b->count++;
    return true;
}

static void batch_fill(struct service *s, struct arena *mem, struct batch *b)
{
    b->count = 0;
    while (s->renewing && b->count + END_ENTRIES_MAX <= BATCH_MAX) {
        struct peer *p = s->renewing;
        s->renewing    = p->next;
        bool good      = batch_add(b, mem, p, STR_NONE);
        for (struct peer_place *place = p->places; good && place; place = place->next)
            good = batch_add(b, mem, p, str_make(place->text, place->len));
        if (!good)
            return; /* the next batch goes on behind it */
    }
}

void presence_renew_all(void *service)
{
    struct service *s      = service;
    struct live_port *live = s->config.hall->live;
    struct arena mem;
    struct batch batch;
    arena_init(&mem, BATCH_MEM_MAX);
    while (!s->ending) {
        s->renewing = s->peers;
        while (s->renewing && !s->ending) {
            struct ctx c = service_ctx(s, &mem);
            batch_fill(s, &mem, &batch);
            if (batch.count) /* Redis away: in ten seconds again */
                (void)live->presence_set(live, &c, batch.entries, batch.count, now_of(s) + PRESENCE_LASTS_MS);
            arena_reset(&mem);
        }
        for (int i = 0; i < PRESENCE_RENEWED_MS / 500 && !s->ending; i++)
            loop_sleep_ms(500);
    }
    arena_done(&mem);
}
