/* A hall with nothing but a store, for the store's plain test programs. */
#ifndef HH_TESTS_STORE_WORLD_H
#define HH_TESTS_STORE_WORLD_H

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "server/store/store.h"

#define REQUIRE(cond)                                                                                                  \
    do {                                                                                                               \
        if (!(cond)) {                                                                                                 \
            (void)fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #cond);                                   \
            (void)fflush(NULL);                                                                                        \
            _exit(1);                                                                                                  \
        }                                                                                                              \
    } while (0)

static atomic_uint_fast64_t world_chance = 1;

static inline int64_t world_now(struct clock_port *self)
{
    (void)self;
    struct timespec at;
    (void)clock_gettime(CLOCK_REALTIME, &at);
    return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

/* Never the same twice; not secret. */
static inline void world_fill(struct random_port *self, void *bytes, size_t n)
{
    (void)self;
    unsigned char *at = bytes;
    for (size_t i = 0; i < n; i++) {
        uint64_t x = atomic_fetch_add(&world_chance, 1) * UINT64_C(0x9E3779B97F4A7C15);
        x ^= x >> 29;
        at[i] = (unsigned char)(x * UINT64_C(0xBF58476D1CE4E5B9) >> 56);
    }
}

struct world {
    struct clock_port clock;
    struct random_port random;
    struct hall hall;
    char folder[64];
    char path[96];
};

static inline void world_init(struct world *w)
{
    *w            = (struct world){ .clock = { world_now }, .random = { world_fill } };
    w->hall.clock = &w->clock;
    w->hall.random = &w->random;
    (void)snprintf(w->folder, sizeof w->folder, "/tmp/hh-store-XXXXXX"); /* house rule 24: a test's own folder */
    REQUIRE(mkdtemp(w->folder));
    (void)snprintf(w->path, sizeof w->path, "%s/hall.db", w->folder);
}

static inline void world_open(struct world *w, const struct store_config *extra)
{
    char why[STORE_WHY_MAX];
    struct store_config config = extra ? *extra : (struct store_config){ 0 };
    config.path                = w->path;
    config.random              = &w->random;
    w->hall.store              = store_open(&config, why);
    if (!w->hall.store)
        (void)fprintf(stderr, "%s\n", why);
    REQUIRE(w->hall.store);
}

static inline void world_close(struct world *w)
{
    store_close(w->hall.store);
    w->hall.store = NULL;
}

static inline void world_remove(struct world *w)
{
    static const char *const ends[] = { "", "-wal", "-shm" };
    char path[128];
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        (void)snprintf(path, sizeof path, "%s%s", w->path, ends[i]);
        (void)unlink(path);
    }
    (void)rmdir(w->folder);
}

static inline void world_ctx(struct world *w, struct arena *mem, struct ctx *c)
{
    arena_init(mem, (size_t)1 << 20);
    *c = (struct ctx){ .mem = mem, .hall = &w->hall, .if_match = NONE };
}

/* A row of the table `hall`: name and value. */
struct pair {
    char name[48];
    char value[1600];
    enum err then; /* what the function answers after the insert */
};

static inline struct str pair_name(const struct pair *p)
{
    return str_make(p->name, strlen(p->name));
}

static inline enum err pair_insert(struct store_tx *tx, void *arg)
{
    struct pair *p = arg;
    TRY(tx_exec(tx, "INSERT INTO hall(name, value) VALUES(?1, ?2)", BINDS(B_TEXT(pair_name(p)), B_TEXT(str_from_cstr(p->value))), NULL));
    return p->then;
}

static inline enum err pair_get(struct store_tx *tx, void *arg)
{
    struct pair *p = arg;
    struct store_cursor *cursor;
    bool row;
    TRY(tx_open(tx, "SELECT value FROM hall WHERE name=?1", BINDS(B_TEXT(pair_name(p))), &cursor));
    TRY(cursor_step(tx, cursor, &row));
    if (!row)
        return ERR_NOT_FOUND; /* left open: the store ends it */
    struct str value;
    TRY(cursor_text(tx, cursor, 0, &value));
    (void)snprintf(p->value, sizeof p->value, "%.*s", STR_ARG(value));
    cursor_done(tx, cursor);
    return ERR_OK;
}

/* The same from anywhere: a call of its own. */
static inline enum err world_put(struct world *w, const char *name, const char *value, enum err then)
{
    struct arena mem;
    struct ctx c;
    world_ctx(w, &mem, &c);
    struct pair p = { .then = then };
    (void)snprintf(p.name, sizeof p.name, "%s", name);
    (void)snprintf(p.value, sizeof p.value, "%s", value);
    enum err e = store_commit(&c, pair_insert, &p);
    arena_done(&mem);
    return e;
}

static inline enum err world_get(struct world *w, const char *name, struct pair *ret_pair)
{
    struct arena mem;
    struct ctx c;
    world_ctx(w, &mem, &c);
    *ret_pair = (struct pair){ .then = ERR_OK };
    (void)snprintf(ret_pair->name, sizeof ret_pair->name, "%.47s", name);
    enum err e = store_read(&c, pair_get, ret_pair);
    arena_done(&mem);
    return e;
}

#endif
