/* Many callers at once: fibers of two loops and plain threads beside them. Each write is acknowledged once, read back at
 * once, and a refused one leaves its neighbours alone. */
#include <pthread.h>

#include "server/net/loop.h"
#include "tests/e2e/store_world.h"

#define LOOPS 2
#define FIBERS 60
#define ROUNDS 20
#define THREADS 4

struct caller {
    struct world *world;
    struct loop *loop;
    int number;
    atomic_int *left; /* callers of this loop still at work */
};

static void caller_run(struct caller *c)
{
    char name[48];
    struct pair back;
    for (int round = 0; round < ROUNDS; round++) {
        bool bad = round % 5 == 4;
        (void)snprintf(name, sizeof name, "%s-%d-%d", c->loop ? "fiber" : "thread", c->number, round);
        REQUIRE(world_put(c->world, name, "here", bad ? ERR_CONFLICT : ERR_OK) == (bad ? ERR_CONFLICT : ERR_OK));
        REQUIRE(world_get(c->world, name, &back) == (bad ? ERR_NOT_FOUND : ERR_OK));
        REQUIRE(bad || strcmp(back.value, "here") == 0);
        if (!bad)
            REQUIRE(world_put(c->world, name, "again", ERR_OK) == ERR_EXISTS);
    }
}

static void caller_fiber(void *arg)
{
    struct caller *c = arg;
    caller_run(c);
    if (atomic_fetch_sub(c->left, 1) == 1)
        loop_stop(c->loop);
}

static void *caller_thread(void *arg)
{
    caller_run(arg);
    return NULL;
}

static void *loop_thread(void *arg)
{
    loop_run(arg);
    return NULL;
}

int main(void)
{
    struct world w;
    static struct caller fibers[LOOPS][FIBERS];
    static struct caller threads[THREADS];
    static atomic_int left[LOOPS];
    struct loop *loops[LOOPS];
    pthread_t loop_threads[LOOPS];
    pthread_t caller_threads[THREADS];
    struct store_stats stats;
    world_init(&w);
    world_open(&w, NULL);
    for (int i = 0; i < LOOPS; i++) {
        loops[i] = loop_new(&(struct loop_config){ .index = (size_t)i, .fiber_max = 200 });
        REQUIRE(loops[i]);
        atomic_store(&left[i], FIBERS);
        for (int j = 0; j < FIBERS; j++) {
            fibers[i][j] = (struct caller){ &w, loops[i], i * FIBERS + j, &left[i] };
            REQUIRE(fiber_start(loop_fibers(loops[i]), caller_fiber, &fibers[i][j]));
        }
        REQUIRE(pthread_create(&loop_threads[i], NULL, loop_thread, loops[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        threads[i] = (struct caller){ &w, NULL, i, NULL };
        REQUIRE(pthread_create(&caller_threads[i], NULL, caller_thread, &threads[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++)
        REQUIRE(pthread_join(caller_threads[i], NULL) == 0);
    for (int i = 0; i < LOOPS; i++)
        REQUIRE(pthread_join(loop_threads[i], NULL) == 0);
    store_stats(w.hall.store, &stats);
    (void)printf("%llu writes in %llu commits, %llu reads\n", (unsigned long long)stats.writes, (unsigned long long)stats.batches,
                 (unsigned long long)stats.reads);
    REQUIRE(stats.writes == (uint64_t)((LOOPS * FIBERS + THREADS) * (ROUNDS + ROUNDS / 5 * 4)));
    REQUIRE(stats.batches * 4 < stats.writes);
    REQUIRE(stats.batches_lost == 0 && stats.refused == 0);
    world_close(&w);
    /* Not before: the store's threads may still be ringing the bell of the last call. */
    for (int i = 0; i < LOOPS; i++)
        loop_free(loops[i]);
    world_remove(&w);
    return 0;
}
