/* For same_live: random numbers from a seed, and answers as text so that two can be compared and shown. */
#ifndef HH_SAME_SAY_H
#define HH_SAME_SAY_H

#include "proto/base/buf.h"
#include "server/port/live.h"

struct rng {
    uint64_t state;
};

static uint64_t rng_next(struct rng *r)
{
    r->state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = r->state;
    z          = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z          = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static int64_t below(struct rng *r, uint64_t n)
{
    return (int64_t)(rng_next(r) % n);
}

static void say_int(struct buf *b, int64_t value)
{
    if (value == NONE)
        buf_add(b, STR("none "));
    else
        buf_add_format(b, "%lld ", (long long)value);
}

static void say_text(struct buf *b, struct str text)
{
    buf_add_format(b, "'%.*s' ", STR_ARG(text));
}

static void say_texts(struct buf *b, const struct str *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        say_text(b, texts[i]);
}

static void say_line(struct buf *b, const struct live_line *l)
{
    say_text(b, l->booth_id);
    say_text(b, l->fair_id);
    const int64_t numbers[] = { l->known, l->state, l->waiting, l->callable, l->staff_count, l->staff_permille, l->session_mean_ms,
                                l->session_count, l->planned_ms, l->served_permille, l->ends_at, l->version };
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        say_int(b, numbers[i]);
    for (size_t i = 0; i < l->running_count; i++)
        say_int(b, l->running_ends_at[i]);
    for (size_t i = 0; i < l->number_count; i++)
        buf_add_format(b, "#%lld:%u ", (long long)l->numbers[i], l->why[i]);
    buf_add_char(b, '\n');
}

static void say_log(struct buf *b, const struct live_log *log)
{
    say_text(b, log->epoch);
    say_int(b, log->resync);
    say_int(b, log->last_seq);
    for (size_t i = 0; i < log->len; i++) {
        const struct event_item *e = &log->items[i];
        say_text(b, e->event);
        say_text(b, e->channel);
        say_int(b, e->seq);
        say_int(b, e->at);
        say_text(b, e->data);
    }
}

#endif
