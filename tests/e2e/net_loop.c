/* The loop: posts and wakes from other threads, turn ends, sleeping fibers. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "proto/base/check.h"
#include "server/net/loop.h"

struct world {
    struct loop *loop;
    atomic_int posted_ok;
    int posted;
    int turns_seen;
    int slept;
    int64_t began_ms;
    struct loop_turn_node node;
};

static struct loop *loop_make(void)
{
    struct loop *l = loop_new(&(struct loop_config){ .index = 3, .fiber_max = 64 });
    CHECK(l && loop_index(l) == 3 && !loop_current());
    return l;
}

static void count_post(void *arg)
{
    struct world *w = arg;
    CHECK(loop_current() == w->loop && !fiber_current());
    if (++w->posted == 4000)
        loop_stop(w->loop);
}

static void *post_many(void *arg)
{
    struct world *w = arg;
    for (int i = 0; i < 1000; i++)
        while (!loop_post(w->loop, count_post, w))
            ;
    return NULL;
}

static void posts_of_four_threads_all_arrive(void)
{
    struct world w = { .loop = loop_make() };
    pthread_t threads[4];
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        CHECK(pthread_create(&threads[i], NULL, post_many, &w) == 0);
    loop_run(w.loop);
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(w.posted == 4000 && !loop_current());
    loop_free(w.loop);
}

static void a_full_queue_of_posts_says_no(void)
{
    struct world w = { .loop = loop_make() };
    int taken      = 0;
    while (loop_post(w.loop, count_post, &w))
        taken++;
    CHECK(taken == 4096);
    w.posted = 4000 - taken; /* the last one stops the loop */
    loop_run(w.loop);
    CHECK(w.posted == 4000);
    loop_free(w.loop);
}

static void turn_ended(struct loop_turn_node *node)
{
    struct world *w = (struct world *)(void *)((char *)node - offsetof(struct world, node));
    CHECK(!node->queued);
    if (++w->turns_seen < 3)
        loop_at_turn_end(w->loop, node); /* the next turn, without waiting for a socket */
    else
        loop_stop(w->loop);
}

static void queue_twice(void *arg)
{
    struct world *w = arg;
    loop_at_turn_end(w->loop, &w->node);
    loop_at_turn_end(w->loop, &w->node);
    CHECK(w->turns_seen == 0);
}

static void a_node_runs_once_a_turn(void)
{
    struct world w = { .loop = loop_make() };
    w.node.fn      = turn_ended;
    CHECK(fiber_start(loop_fibers(w.loop), queue_twice, &w));
    loop_run(w.loop);
    CHECK(w.turns_seen == 3);
    loop_free(w.loop);
}

static void sleep_a_while(void *arg)
{
    struct world *w = arg;
    loop_sleep_ms(250);
    int64_t took_ms = loop_mono_ms(w->loop) - w->began_ms;
    CHECK(took_ms >= 250 && took_ms < 5000);
    if (++w->slept == 20)
        loop_stop(w->loop);
}

static void fibers_sleep_at_least_as_long_as_asked(void)
{
    struct world w = { .loop = loop_make() };
    w.began_ms     = loop_mono_ms(w.loop);
    for (int i = 0; i < 20; i++)
        CHECK(fiber_start(loop_fibers(w.loop), sleep_a_while, &w));
    loop_run(w.loop);
    CHECK(w.slept == 20 && loop_timers(w.loop)->armed_count == 0);
    loop_free(w.loop);
}

int main(void)
{
    posts_of_four_threads_all_arrive();
    a_full_queue_of_posts_says_no();
    a_node_runs_once_a_turn();
    fibers_sleep_at_least_as_long_as_asked();
    return 0;
}
