/* The one hash map: text keys to pointers, open addressing, with a stated maximum. Keys are borrowed: they
 * must live as long as their entry (usually they lie inside the value). The hash is keyed with a seed, so
 * that outsiders cannot choose colliding names. Not shared between threads. */
#ifndef HH_BASE_MAP_H
#define HH_BASE_MAP_H

#include "proto/base/str.h"

struct map_slot {
    struct str key;
    void *value; /* NULL = empty */
    uint32_t hash;
};

struct map {
    struct map_slot *slots;
    size_t cap; /* power of two, or 0 */
    size_t count;
    size_t count_max;
    uint64_t seed;
};

void map_init(struct map *m, size_t count_max, uint64_t seed);
void map_done(struct map *m);
void *map_get(const struct map *m, struct str key); /* NULL when absent */
/* Adds or replaces; value is not NULL. False when full or without memory. */
MUST_USE bool map_put(struct map *m, struct str key, void *value);
void *map_remove(struct map *m, struct str key); /* the value, or NULL */
/* Walks all entries: start with *at = 0; NULL at the end. Do not add or remove in between. */
void *map_next(const struct map *m, size_t *at);

#endif
