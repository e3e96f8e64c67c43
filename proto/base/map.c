#include "proto/base/map.h"

#include <stdlib.h>

#include "proto/base/check.h"

void map_init(struct map *m, size_t count_max, uint64_t seed)
{
    *m = (struct map){ .count_max = count_max, .seed = seed };
}

void map_done(struct map *m)
{
    free(m->slots);
    *m = (struct map){ .count_max = m->count_max, .seed = m->seed };
}

static uint32_t hash_of(const struct map *m, struct str key)
{
    uint64_t h = m->seed ^ UINT64_C(0x9E3779B97F4A7C15);
    for (size_t i = 0; i < key.len; i++) {
        h ^= (uint8_t)key.ptr[i];
        h *= UINT64_C(0x100000001B3);
        h ^= h >> 29;
    }
    h *= UINT64_C(0xBF58476D1CE4E5B9);
    return (uint32_t)(h >> 32);
}

/* The slot of key, or the empty slot where it would go. cap > count, so there is always an empty one. */
static size_t slot_find(const struct map *m, struct str key, uint32_t hash)
{
    size_t mask = m->cap - 1;
    size_t at   = hash & mask;
    while (m->slots[at].value && !(m->slots[at].hash == hash && str_eq(m->slots[at].key, key)))
        at = (at + 1) & mask;
    return at;
}

static bool grow(struct map *m)
{
    size_t cap             = m->cap ? m->cap * 2 : 16;
    struct map_slot *slots = calloc(cap, sizeof *slots);
    if (!slots)
        return false;
    struct map old = *m;
    m->slots       = slots;
    m->cap         = cap;
    for (size_t i = 0; i < old.cap; i++)
        if (old.slots[i].value)
            m->slots[slot_find(m, old.slots[i].key, old.slots[i].hash)] = old.slots[i];
    free(old.slots);
    return true;
}

void *map_get(const struct map *m, struct str key)
{
    return m->cap ? m->slots[slot_find(m, key, hash_of(m, key))].value : NULL;
}

bool map_put(struct map *m, struct str key, void *value)
{
    CHECK(value != NULL);
    uint32_t hash = hash_of(m, key);
    if (m->cap) {
        size_t at = slot_find(m, key, hash);
        if (m->slots[at].value) {
            m->slots[at] = (struct map_slot){ key, value, hash };
            return true;
        }
    }
    if (m->count >= m->count_max)
        return false;
    if ((m->count + 1) * 4 > m->cap * 3 && !grow(m))
        return false;
    m->slots[slot_find(m, key, hash)] = (struct map_slot){ key, value, hash };
    m->count++;
    return true;
}

void *map_remove(struct map *m, struct str key)
{
    if (!m->cap)
        return NULL;
    size_t mask = m->cap - 1;
    size_t hole = slot_find(m, key, hash_of(m, key));
    void *value = m->slots[hole].value;
    if (!value)
        return NULL;
    m->count--;
    /* Close the hole: move back every follower whose home lies at or before it. */
    for (size_t at = (hole + 1) & mask; m->slots[at].value; at = (at + 1) & mask) {
        size_t home = m->slots[at].hash & mask;
        if (((at - home) & mask) >= ((at - hole) & mask)) {
            m->slots[hole] = m->slots[at];
            hole           = at;
        }
    }
    m->slots[hole] = (struct map_slot){ 0 };
    return value;
}

void *map_next(const struct map *m, size_t *at)
{
    while (*at < m->cap) {
        void *value = m->slots[(*at)++].value;
        if (value)
            return value;
    }
    return NULL;
}
