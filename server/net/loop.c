#include "server/net/loop.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "proto/base/check.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STACK_BYTES_DEFAULT ((size_t)256 * 1024)
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define STACK_BYTES_DEFAULT ((size_t)256 * 1024)
#endif
#endif
#ifndef STACK_BYTES_DEFAULT
#define STACK_BYTES_DEFAULT ((size_t)64 * 1024)
#endif

#define POSTS_MAX 4096
/* Resumes between two looks at the sockets. */
#define FIBER_TURNS_MAX 512

struct post {
    void (*fn)(void *arg);
    void *arg;
};

struct loop {
    struct event_base *base;
    struct event *bell_event;
    struct event *tick_event;
    struct fiber_scheduler *fibers;
    struct loop_turn_node *turn_first;
    struct loop_turn_node *turn_last;
    size_t index;
    int64_t date_s; /* the second date is for */
    size_t date_len;
    char date[32];
    int64_t mono_ms;
    bool mono_fresh; /* read in this turn */
    int bell_fd;
    atomic_bool rung; /* the bell rang and was not yet answered: saves the second write */
    atomic_bool stopped;
    pthread_mutex_t posts_lock; /* guards the next three */
    struct post posts[POSTS_MAX];
    size_t posts_at;
    size_t posts_count;
    struct timer_wheel timers;
};

/* house rule 15: which loop this thread runs is a property of the thread. */
static _Thread_local struct loop *running_loop;

/* --- the clock ------------------------------------------------------------------------------------------ */

/* Coarse: a few milliseconds behind at most, never ahead, and a third of the price. */
static int64_t clock_mono_ms(void)
{
    struct timespec at;
    CHECK(clock_gettime(CLOCK_MONOTONIC_COARSE, &at) == 0);
    return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

int64_t loop_mono_ms(struct loop *l)
{
    if (!l->mono_fresh) {
        l->mono_ms    = clock_mono_ms();
        l->mono_fresh = true;
    }
    return l->mono_ms;
}

/* Written once a second; no rule of ours depends on it. */
struct str loop_date(struct loop *l)
{
    struct timespec at;
    struct tm parts;
    CHECK(clock_gettime(CLOCK_REALTIME_COARSE, &at) == 0);
    if (l->date_s != (int64_t)at.tv_sec && gmtime_r(&at.tv_sec, &parts)) {
        l->date_s   = (int64_t)at.tv_sec;
        l->date_len = strftime(l->date, sizeof l->date, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    }
    return str_make(l->date, l->date_len);
}

static void tick_happened(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct loop *l = arg;
    timer_advance(&l->timers, loop_mono_ms(l));
}

/* --- the bell: posts and remote wakes -------------------------------------------------------------------- */

/* Any thread. */
static void bell_ring(void *arg)
{
    struct loop *l = arg;
    if (atomic_exchange(&l->rung, true))
        return;
    uint64_t one = 1;
    /* The counter is never read (the event is edge-triggered), and cannot overflow in the life of a machine. */
    ssize_t n = write(l->bell_fd, &one, sizeof one);
    CHECK(n == (ssize_t)sizeof one);
}

static bool post_take(struct loop *l, struct post *ret_post)
{
    pthread_mutex_lock(&l->posts_lock);
    bool some = l->posts_count > 0;
    if (some) {
        *ret_post   = l->posts[l->posts_at];
        l->posts_at = (l->posts_at + 1) % POSTS_MAX;
        l->posts_count--;
    }
    pthread_mutex_unlock(&l->posts_lock);
    return some;
}

static void bell_happened(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    struct loop *l = arg;
    /* Before looking: whatever comes after this line rings again. */
    atomic_store(&l->rung, false);
    fiber_inbox_take(l->fibers);
    struct post post;
    /* Bounded: posts that post again wait for the next turn. */
    for (size_t i = 0; i < POSTS_MAX && post_take(l, &post); i++)
        post.fn(post.arg);
}

bool loop_post(struct loop *l, void (*fn)(void *arg), void *arg)
{
    pthread_mutex_lock(&l->posts_lock);
    bool room = l->posts_count < POSTS_MAX;
    if (room) {
        l->posts[(l->posts_at + l->posts_count) % POSTS_MAX] = (struct post){ fn, arg };
        l->posts_count++;
    }
    pthread_mutex_unlock(&l->posts_lock);
    if (room)
        bell_ring(l);
    return room;
}

/* --- life ----------------------------------------------------------------------------------------------- */

static struct event_base *base_new(void)
{
    struct event_config *config = event_config_new();
    if (!config)
        return NULL;
    struct event_base *base = NULL;
    if (event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK) == 0)
        base = event_base_new_with_config(config);
    event_config_free(config);
    return base;
}

struct loop *loop_new(const struct loop_config *config)
{
    struct loop *l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    l->index = config->index;
    atomic_init(&l->rung, false);
    atomic_init(&l->stopped, false);
    CHECK(pthread_mutex_init(&l->posts_lock, NULL) == 0);
    timer_wheel_init(&l->timers, clock_mono_ms());
    struct fiber_config fiber_config = {
        .stack_bytes = config->stack_bytes ? config->stack_bytes : STACK_BYTES_DEFAULT,
        .live_max    = config->fiber_max,
        .bell        = bell_ring,
        .bell_arg    = l,
    };
    struct timeval tick = { .tv_usec = TIMER_TICK_MS * 1000 };
    l->bell_fd          = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    l->base             = base_new();
    l->fibers           = fiber_scheduler_new(&fiber_config);
    if (l->bell_fd >= 0 && l->base && l->fibers) {
        l->bell_event = event_new(l->base, l->bell_fd, EV_READ | EV_PERSIST | EV_ET, bell_happened, l);
        l->tick_event = event_new(l->base, -1, EV_PERSIST, tick_happened, l);
    }
    if (!l->bell_event || !l->tick_event || event_add(l->bell_event, NULL) != 0 ||
        event_add(l->tick_event, &tick) != 0) {
        loop_free(l);
        return NULL;
    }
    return l;
}

void loop_free(struct loop *l)
{
    if (!l)
        return;
    if (l->tick_event)
        event_free(l->tick_event);
    if (l->bell_event)
        event_free(l->bell_event);
    fiber_scheduler_free(l->fibers);
    if (l->base)
        event_base_free(l->base);
    if (l->bell_fd >= 0)
        (void)close(l->bell_fd);
    (void)pthread_mutex_destroy(&l->posts_lock);
    free(l);
}

/* Returns whether work is left that must not wait for a socket. */
static bool turn_end(struct loop *l)
{
    bool more                   = fiber_run(l->fibers, FIBER_TURNS_MAX);
    struct loop_turn_node *node = l->turn_first;
    l->turn_first               = NULL;
    l->turn_last                = NULL;
    while (node) {
        struct loop_turn_node *next = node->next;
        node->queued                = false;
        node->fn(node);
        node = next;
    }
    return more || l->turn_first || fiber_ready_count(l->fibers) > 0;
}

void loop_run(struct loop *l)
{
    CHECK(!running_loop);
    running_loop = l;
    bool more    = turn_end(l);
    while (!atomic_load(&l->stopped)) {
        l->mono_fresh = false;
        CHECK(event_base_loop(l->base, more ? EVLOOP_ONCE | EVLOOP_NONBLOCK : EVLOOP_ONCE) >= 0);
        more = turn_end(l);
    }
    running_loop = NULL;
}

void loop_stop(struct loop *l)
{
    atomic_store(&l->stopped, true);
    bell_ring(l);
}

void loop_at_turn_end(struct loop *l, struct loop_turn_node *node)
{
    if (node->queued)
        return;
    node->queued = true;
    node->next   = NULL;
    if (l->turn_last)
        l->turn_last->next = node;
    else
        l->turn_first = node;
    l->turn_last = node;
}

struct event_base *loop_base(struct loop *l)
{
    return l->base;
}

struct fiber_scheduler *loop_fibers(struct loop *l)
{
    return l->fibers;
}

struct timer_wheel *loop_timers(struct loop *l)
{
    return &l->timers;
}

size_t loop_index(const struct loop *l)
{
    return l->index;
}

struct loop *loop_current(void)
{
    return running_loop;
}

/* --- sleeping ------------------------------------------------------------------------------------------- */

struct sleeper {
    struct timer_node timer; /* first: the callback gets its address */
    struct fiber *parked;
};

static void sleep_over(struct timer_node *node)
{
    /* timer is the first member */
    struct sleeper *s = (struct sleeper *)(void *)node;
    fiber_wake(s->parked);
}

void loop_sleep_ms(int64_t ms)
{
    struct loop *l   = running_loop;
    struct sleeper s = { .timer.fn = sleep_over, .parked = fiber_current() };
    CHECK(l && s.parked);
    timer_arm(&l->timers, &s.timer, loop_mono_ms(l) + ms);
    fiber_park();
}
