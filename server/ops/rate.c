#include "server/ops/rate.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

#include "proto/base/check.h"

#define SETS 8192
#define WAYS 4
#define LOCKS 64

struct bucket {
    uint64_t name;   /* hash of the key; 0: empty */
    int64_t taken;   /* tokens not yet grown again */
    int64_t at;      /* `taken` was true then */
};

struct rate_table {
    struct rate_port port; /* first */
    pthread_mutex_t locks[LOCKS];
    uint8_t key[crypto_shorthash_KEYBYTES];
    struct bucket buckets[SETS][WAYS];
};

static uint64_t name_of(const struct rate_table *t, struct str key)
{
    uint64_t hash;
    crypto_shorthash((uint8_t *)&hash, (const uint8_t *)key.ptr, key.len, t->key);
    return hash ? hash : 1;
}

static struct bucket *bucket_find(struct rate_table *t, uint64_t name, bool make)
{
    struct bucket *set = t->buckets[name % SETS], *oldest = &set[0];
    for (size_t w = 0; w < WAYS; w++) {
        if (set[w].name == name)
            return &set[w];
        if (set[w].at < oldest->at)
            oldest = &set[w];
    }
    if (!make)
        return NULL;
    *oldest = (struct bucket){ .name = name };
    return oldest;
}

static void bucket_grow(struct bucket *b, struct rate rate, int64_t now)
{
    int64_t grown = (now - b->at) / rate.refill_ms;
    if (grown <= 0)
        return;
    if (grown >= b->taken) {
        b->taken = 0;
        b->at    = now;
        return;
    }
    b->taken -= grown;
    b->at += grown * rate.refill_ms;
}

static bool rate_take(struct rate_port *self, struct str key, struct rate rate, int64_t now, int64_t *ret_wait_ms)
{
    struct rate_table *t = (struct rate_table *)self;
    uint64_t name        = name_of(t, key);
    CHECK(rate.burst > 0 && rate.refill_ms > 0);
    pthread_mutex_lock(&t->locks[name % LOCKS]);
    struct bucket *b = bucket_find(t, name, true);
    if (!b->at)
        b->at = now;
    bucket_grow(b, rate, now);
    bool good    = b->taken < rate.burst;
    *ret_wait_ms = good ? 0 : rate.refill_ms - (now - b->at);
    if (good && b->taken++ == 0)
        b->at = now;
    pthread_mutex_unlock(&t->locks[name % LOCKS]);
    return good;
}

static void rate_give_back(struct rate_port *self, struct str key)
{
    struct rate_table *t = (struct rate_table *)self;
    uint64_t name        = name_of(t, key);
    pthread_mutex_lock(&t->locks[name % LOCKS]);
    struct bucket *b = bucket_find(t, name, false);
    if (b && b->taken > 0)
        b->taken--;
    pthread_mutex_unlock(&t->locks[name % LOCKS]);
}

struct rate_table *rate_table_new(struct random_port *random)
{
    struct rate_table *t = calloc(1, sizeof *t); /* pages nobody used cost nothing */
    if (!t)
        return NULL;
    t->port = (struct rate_port){ .take = rate_take, .give_back = rate_give_back };
    random->fill(random, t->key, sizeof t->key);
    for (size_t i = 0; i < LOCKS; i++)
        CHECK(pthread_mutex_init(&t->locks[i], NULL) == 0);
    return t;
}

void rate_table_free(struct rate_table *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < LOCKS; i++)
        (void)pthread_mutex_destroy(&t->locks[i]); /* nobody holds it any more */
    free(t);
}

struct rate_port *rate_table_port(struct rate_table *t)
{
    return &t->port;
}
