#include "server/ops/clock.h"

#include <time.h>

#define CHECK_EVERY_MS 1000

static int64_t read_ms(clockid_t id)
{
    struct timespec ts;
    (void)clock_gettime(id, &ts); /* cannot fail for these two clocks */
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t clock_read(struct clock_port *self)
{
    struct wall_clock *clock = (struct wall_clock *)self;
    int64_t mono             = read_ms(CLOCK_MONOTONIC);
    int64_t checked          = atomic_load_explicit(&clock->checked_at, memory_order_relaxed);
    if (mono - checked >= CHECK_EVERY_MS && atomic_compare_exchange_strong(&clock->checked_at, &checked, mono)) {
        int64_t offset = read_ms(CLOCK_REALTIME) - mono, before = atomic_load(&clock->offset_ms);
        while (offset > before && !atomic_compare_exchange_weak(&clock->offset_ms, &before, offset)) {}
    }
    return mono + atomic_load_explicit(&clock->offset_ms, memory_order_relaxed);
}

void wall_clock_init(struct wall_clock *clock)
{
    int64_t mono = read_ms(CLOCK_MONOTONIC);
    clock->port  = (struct clock_port){ .now = clock_read };
    atomic_init(&clock->offset_ms, read_ms(CLOCK_REALTIME) - mono);
    atomic_init(&clock->checked_at, mono);
}
