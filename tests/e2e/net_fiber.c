/* Fibers: order, parking, wakes from this and other threads, limits, reuse, and what a switch costs. */
#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "proto/base/check.h"
#include "server/net/fiber.h"

#define STACK ((size_t)256 * 1024)

struct trace {
    char text[64];
    size_t len;
};

static struct fiber_scheduler *scheduler(size_t live_max)
{
    struct fiber_config config = { .stack_bytes = STACK, .live_max = live_max };
    struct fiber_scheduler *s  = fiber_scheduler_new(&config);
    CHECK(s);
    return s;
}

static void note(struct trace *t, char c)
{
    CHECK(t->len < sizeof t->text);
    t->text[t->len++] = c;
}

static bool trace_is(const struct trace *t, const char *text)
{
    return str_eq_cstr(str_make(t->text, t->len), text);
}

/* --- order ---------------------------------------------------------------------------------------------- */

struct step {
    struct trace *trace;
    char name;
    struct fiber *self;
};

static void two_steps(void *arg)
{
    struct step *s = arg;
    char kept[512];
    memset(kept, s->name, sizeof kept);
    s->self = fiber_current();
    fiber_local_set(s);
    note(s->trace, s->name);
    fiber_park();
    note(s->trace, (char)(s->name + ('A' - 'a')));
    CHECK(fiber_local() == s);
    for (size_t i = 0; i < sizeof kept; i++)
        CHECK(kept[i] == s->name);
}

static void fibers_run_first_in_first_out(void)
{
    struct fiber_scheduler *s = scheduler(8);
    struct trace t            = { 0 };
    struct step a             = { &t, 'a', NULL };
    struct step b             = { &t, 'b', NULL };
    struct step c             = { &t, 'c', NULL };
    CHECK(fiber_start(s, two_steps, &a) && fiber_start(s, two_steps, &b) && fiber_start(s, two_steps, &c));
    CHECK(fiber_ready_count(s) == 3 && fiber_live_count(s) == 3);
    CHECK(!fiber_current());
    CHECK(!fiber_run(s, 0));
    CHECK(trace_is(&t, "abc"));
    fiber_wake(c.self);
    fiber_wake(a.self);
    CHECK(fiber_run(s, 1)); /* one turn only: a is still ready */
    CHECK(trace_is(&t, "abcC"));
    CHECK(!fiber_run(s, 0));
    fiber_wake(b.self);
    CHECK(!fiber_run(s, 0));
    CHECK(trace_is(&t, "abcCAB"));
    CHECK(fiber_live_count(s) == 0);
    fiber_scheduler_free(s);
}

static size_t pick_last(void *arg, size_t count)
{
    size_t *asked = arg;
    (*asked)++;
    return count - 1;
}

static void the_pick_function_decides_the_order(void)
{
    size_t asked               = 0;
    struct fiber_config config = { .stack_bytes = STACK, .live_max = 8, .pick = pick_last, .pick_arg = &asked };
    struct fiber_scheduler *s  = fiber_scheduler_new(&config);
    CHECK(s);
    struct trace t = { 0 };
    struct step a  = { &t, 'a', NULL };
    struct step b  = { &t, 'b', NULL };
    struct step c  = { &t, 'c', NULL };
    CHECK(fiber_start(s, two_steps, &a) && fiber_start(s, two_steps, &b) && fiber_start(s, two_steps, &c));
    CHECK(!fiber_run(s, 0));
    CHECK(trace_is(&t, "cba") && asked == 2);
    fiber_wake(a.self);
    fiber_wake(b.self);
    CHECK(fiber_run(s, 1));
    fiber_wake(c.self); /* appended behind the one that is left */
    CHECK(!fiber_run(s, 0));
    CHECK(trace_is(&t, "cbaBCA"));
    fiber_scheduler_free(s);
}

/* --- wakes ---------------------------------------------------------------------------------------------- */

static void wake_self_then_park(void *arg)
{
    int *done = arg;
    fiber_wake(fiber_current());
    fiber_park(); /* returns at once */
    *done = 1;
}

static void a_wake_before_the_park_is_not_lost(void)
{
    struct fiber_scheduler *s = scheduler(1);
    int done                  = 0;
    CHECK(fiber_start(s, wake_self_then_park, &done));
    CHECK(!fiber_run(s, 0));
    CHECK(done == 1);
    fiber_scheduler_free(s);
}

static void nothing(void *arg)
{
    (void)arg;
}

static void at_the_limit_start_says_no(void)
{
    struct fiber_scheduler *s = scheduler(2);
    struct trace t            = { 0 };
    struct step a             = { &t, 'a', NULL };
    CHECK(fiber_start(s, two_steps, &a));
    CHECK(fiber_start(s, nothing, NULL));
    CHECK(!fiber_start(s, nothing, NULL));
    CHECK(!fiber_run(s, 0));
    CHECK(fiber_live_count(s) == 1);
    CHECK(fiber_start(s, nothing, NULL));
    fiber_wake(a.self);
    CHECK(!fiber_run(s, 0));
    fiber_scheduler_free(s);
}

struct starter {
    struct fiber_scheduler *s;
    int left;
};

static void start_the_next(void *arg)
{
    struct starter *st = arg;
    CHECK(fiber_scheduler_current() == st->s);
    if (st->left-- > 0)
        CHECK(fiber_start(st->s, start_the_next, st));
}

static void fibers_start_fibers_and_stacks_are_reused(void)
{
    struct fiber_scheduler *s = scheduler(2);
    struct starter st         = { s, 1000 };
    CHECK(fiber_start(s, start_the_next, &st));
    CHECK(!fiber_run(s, 0));
    CHECK(st.left == -1 && fiber_live_count(s) == 0);
    fiber_scheduler_free(s);
}

/* --- other threads -------------------------------------------------------------------------------------- */

struct work { /* owned by whoever holds the pointer: fiber, worker, fiber */
    struct work *next;
    struct fiber *parked;
    int value;
};

struct worker {
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct work *first;
    bool stopped;
    /* the bell */
    pthread_cond_t rang;
    bool rung;
    size_t answered;
};

static void bell(void *arg)
{
    struct worker *w = arg;
    pthread_mutex_lock(&w->lock);
    w->rung = true;
    pthread_cond_signal(&w->rang);
    pthread_mutex_unlock(&w->lock);
}

static void *work_on(void *arg)
{
    struct worker *w = arg;
    for (;;) {
        pthread_mutex_lock(&w->lock);
        while (!w->first && !w->stopped)
            pthread_cond_wait(&w->some, &w->lock);
        struct work *one = w->first;
        if (one)
            w->first = one->next;
        pthread_mutex_unlock(&w->lock);
        if (!one)
            return NULL;
        one->value++;
        fiber_wake_remote(one->parked);
    }
}

static void ask_the_worker(void *arg)
{
    struct worker *w = arg;
    for (int i = 0; i < 50; i++) {
        struct work one = { .parked = fiber_current(), .value = i };
        pthread_mutex_lock(&w->lock);
        one.next = w->first;
        w->first = &one;
        pthread_cond_signal(&w->some);
        pthread_mutex_unlock(&w->lock);
        fiber_park();
        CHECK(one.value == i + 1);
    }
    w->answered++;
}

static void other_threads_wake_fibers(void)
{
    struct worker w = { 0 };
    CHECK(pthread_mutex_init(&w.lock, NULL) == 0 && pthread_cond_init(&w.some, NULL) == 0 &&
          pthread_cond_init(&w.rang, NULL) == 0);
    struct fiber_config config = { .stack_bytes = STACK, .live_max = 200, .bell = bell, .bell_arg = &w };
    struct fiber_scheduler *s  = fiber_scheduler_new(&config);
    CHECK(s);
    pthread_t threads[3];
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        CHECK(pthread_create(&threads[i], NULL, work_on, &w) == 0);
    for (int i = 0; i < 200; i++)
        CHECK(fiber_start(s, ask_the_worker, &w));
    while (fiber_live_count(s) > 0) {
        CHECK(!fiber_run(s, 0));
        if (fiber_live_count(s) == 0)
            break;
        pthread_mutex_lock(&w.lock);
        while (!w.rung)
            pthread_cond_wait(&w.rang, &w.lock);
        w.rung = false;
        pthread_mutex_unlock(&w.lock);
        fiber_inbox_take(s);
    }
    CHECK(w.answered == 200);
    pthread_mutex_lock(&w.lock);
    w.stopped = true;
    pthread_cond_broadcast(&w.some);
    pthread_mutex_unlock(&w.lock);
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    fiber_scheduler_free(s);
    (void)pthread_mutex_destroy(&w.lock);
    (void)pthread_cond_destroy(&w.some);
    (void)pthread_cond_destroy(&w.rang);
}

/* --- many, and the price -------------------------------------------------------------------------------- */

static void a_burst_beyond_the_pool_is_given_back(void)
{
    enum { MANY = 250 };
    struct fiber_scheduler *s = scheduler(MANY);
    static struct trace traces[MANY];
    static struct step steps[MANY];
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < MANY; i++) {
            traces[i].len = 0;
            steps[i]      = (struct step){ &traces[i], 'a', NULL };
            CHECK(fiber_start(s, two_steps, &steps[i]));
        }
        CHECK(!fiber_run(s, 0));
        for (size_t i = 0; i < MANY; i++)
            fiber_wake(steps[i].self);
        CHECK(!fiber_run(s, 0));
        for (size_t i = 0; i < MANY; i++)
            CHECK(trace_is(&traces[i], "aA"));
    }
    fiber_scheduler_free(s);
}

static void park_often(void *arg)
{
    struct fiber **self = arg;
    *self               = fiber_current();
    for (int i = 0; i < 100000; i++)
        fiber_park();
}

static int64_t cpu_ns(void)
{
    struct timespec at;
    CHECK(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at) == 0);
    return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

static void print_the_price_of_a_switch(void)
{
    struct fiber_scheduler *s = scheduler(1);
    struct fiber *self        = NULL;
    CHECK(fiber_start(s, park_often, &self));
    int64_t start = cpu_ns();
    int64_t rounds = 0;
    CHECK(!fiber_run(s, 0));
    for (; fiber_live_count(s) > 0; rounds++) {
        fiber_wake(self);
        CHECK(!fiber_run(s, 0));
    }
    printf("wake, resume and park: %lld ns\n", (long long)((cpu_ns() - start) / rounds));
    start = cpu_ns();
    for (rounds = 0; rounds < 100000; rounds++) {
        CHECK(fiber_start(s, nothing, NULL));
        CHECK(!fiber_run(s, 0));
    }
    printf("start, run and end: %lld ns\n", (long long)((cpu_ns() - start) / rounds));
    fiber_scheduler_free(s);
}

int main(void)
{
    fibers_run_first_in_first_out();
    the_pick_function_decides_the_order();
    a_wake_before_the_park_is_not_lost();
    at_the_limit_start_says_no();
    fibers_start_fibers_and_stacks_are_reused();
    other_threads_wake_fibers();
    a_burst_beyond_the_pool_is_given_back();
    print_the_price_of_a_switch();
    return 0;
}
