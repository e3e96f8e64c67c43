/* Request memory: many small pieces, freed together. Every arena has a ceiling; reaching it gives NULL,
 * which the caller turns into ERR_NO_MEMORY. Not shared between threads: whoever holds the request holds
 * its arena (it travels with the request to a store thread and back). */
#ifndef HH_BASE_ARENA_H
#define HH_BASE_ARENA_H

#include "proto/base/str.h"

struct arena_block;

struct arena {
    struct arena_block *head;
    char *at;
    char *end;
    size_t used_bytes;  /* handed out or reserved in blocks so far */
    size_t bytes_max;   /* ceiling */
    uint64_t count;     /* allocations asked for, for the failure sweep */
    uint64_t fail_after; /* the fail_after-th allocation returns NULL; 0 = never. Tests only. */
};

void arena_init(struct arena *a, size_t bytes_max);
void arena_done(struct arena *a);  /* frees all; the arena may be initialised again */
void arena_reset(struct arena *a); /* forgets all, keeps one block for the next request */

/* Zeroed, aligned for any type. NULL at the ceiling. n = 0 gives a valid pointer. */
MUST_USE void *arena_alloc(struct arena *a, size_t n);
MUST_USE void *arena_alloc_many(struct arena *a, size_t count, size_t size);
#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_MANY(a, count, type) ((type *)arena_alloc_many((a), (count), sizeof(type)))

/* Copies with a trailing NUL behind the slice (so .ptr is also a C string). ptr NULL at the ceiling. */
MUST_USE struct str arena_dup(struct arena *a, struct str s);
/* printf into the arena; ptr NULL at the ceiling. */
MUST_USE struct str arena_format(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
