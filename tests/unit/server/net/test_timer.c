#include "server/net/timer.h"

#include <criterion/criterion.h>
#include <stdlib.h>

struct alarm_clock {
    struct timer_node node;
    struct timer_wheel *wheel;
    struct alarm_clock *other;
    int64_t again_ms;
    int fired;
};

static struct timer_wheel wheel;

static struct alarm_clock *of(struct timer_node *node)
{
    return (struct alarm_clock *)(void *)node;
}

static void ring(struct timer_node *node)
{
    of(node)->fired++;
}

Test(timer, nothing_fires_early_and_at_most_one_tick_late)
{
    for (int64_t due = 10001; due < 10301; due += 7) {
        timer_wheel_init(&wheel, 10000);
        struct alarm_clock a = { .node.fn = ring };
        timer_arm(&wheel, &a.node, due);
        for (int64_t now = 10000; now < 11000; now++) {
            timer_advance(&wheel, now);
            cr_assert(!a.fired || now >= due);
            cr_assert(a.fired || now < due + TIMER_TICK_MS);
        }
        cr_assert_eq(a.fired, 1);
        cr_assert_eq(wheel.armed_count, 0);
    }
}

Test(timer, a_due_moment_in_the_past_fires_at_the_next_tick)
{
    timer_wheel_init(&wheel, 10000);
    struct alarm_clock a = { .node.fn = ring };
    timer_arm(&wheel, &a.node, 5);
    timer_advance(&wheel, 10099);
    cr_assert_eq(a.fired, 0);
    timer_advance(&wheel, 10100);
    cr_assert_eq(a.fired, 1);
}

Test(timer, a_cancelled_node_is_silent_and_may_be_armed_again)
{
    timer_wheel_init(&wheel, 0);
    struct alarm_clock a = { .node.fn = ring };
    timer_cancel(&wheel, &a.node);
    timer_arm(&wheel, &a.node, 500);
    timer_cancel(&wheel, &a.node);
    timer_cancel(&wheel, &a.node);
    cr_assert_eq(wheel.armed_count, 0);
    timer_advance(&wheel, 1000);
    cr_assert_eq(a.fired, 0);
    timer_arm(&wheel, &a.node, 1500);
    timer_arm(&wheel, &a.node, 2500);
    cr_assert_eq(wheel.armed_count, 1);
    timer_advance(&wheel, 2499);
    cr_assert_eq(a.fired, 0);
    timer_advance(&wheel, 2500);
    cr_assert_eq(a.fired, 1);
}

Test(timer, a_node_more_than_a_round_away_waits_for_its_round)
{
    timer_wheel_init(&wheel, 0);
    struct alarm_clock a = { .node.fn = ring };
    struct alarm_clock b = { .node.fn = ring };
    int64_t round_ms     = (int64_t)TIMER_SLOTS * TIMER_TICK_MS;
    timer_arm(&wheel, &a.node, 3 * round_ms + 300);
    timer_arm(&wheel, &b.node, 300);
    for (int64_t now = 0; now < 3 * round_ms + 300; now += 100) {
        timer_advance(&wheel, now);
        cr_assert_eq(a.fired, 0);
    }
    cr_assert_eq(b.fired, 1);
    timer_advance(&wheel, 3 * round_ms + 300);
    cr_assert_eq(a.fired, 1);
}

Test(timer, after_a_long_stop_everything_due_fires_once)
{
    timer_wheel_init(&wheel, 0);
    static struct alarm_clock many[3000];
    for (size_t i = 0; i < COUNT_OF(many); i++) {
        many[i].node.fn = ring;
        timer_arm(&wheel, &many[i].node, (int64_t)i * 50);
    }
    struct alarm_clock later = { .node.fn = ring };
    timer_arm(&wheel, &later.node, 10000001);
    timer_advance(&wheel, 10000000);
    for (size_t i = 0; i < COUNT_OF(many); i++)
        cr_assert_eq(many[i].fired, 1);
    cr_assert_eq(later.fired, 0);
    timer_advance(&wheel, 10000100);
    cr_assert_eq(later.fired, 1);
}

static void ring_and_cancel_the_other(struct timer_node *node)
{
    struct alarm_clock *a = of(node);
    a->fired++;
    timer_cancel(a->wheel, &a->other->node);
}

static void ring_and_arm_again(struct timer_node *node)
{
    struct alarm_clock *a = of(node);
    a->fired++;
    a->again_ms += TIMER_TICK_MS;
    timer_arm(a->wheel, node, a->again_ms);
}

Test(timer, callbacks_may_cancel_and_arm)
{
    timer_wheel_init(&wheel, 0);
    struct alarm_clock b = { .node.fn = ring };
    struct alarm_clock a = { .node.fn = ring_and_cancel_the_other, .wheel = &wheel, .other = &b };
    struct alarm_clock c = { .node.fn = ring_and_arm_again, .wheel = &wheel, .again_ms = 500 };
    timer_arm(&wheel, &a.node, 500);
    timer_arm(&wheel, &b.node, 500);
    timer_arm(&wheel, &c.node, 500);
    timer_advance(&wheel, 500);
    cr_assert_eq(a.fired, 1);
    cr_assert_eq(b.fired, 0);
    cr_assert_eq(c.fired, 1);
    timer_advance(&wheel, 1000);
    cr_assert_eq(c.fired, 6);
    cr_assert_eq(wheel.armed_count, 1);
}

Test(timer, random_arming_against_a_plain_list)
{
    static struct alarm_clock many[200];
    static int64_t due[200];
    static int expected[200];
    unsigned seed = 7;
    int64_t now   = 1000;
    timer_wheel_init(&wheel, now);
    for (size_t i = 0; i < COUNT_OF(many); i++) {
        many[i].node.fn = ring;
        due[i]          = -1;
    }
    for (int step = 0; step < 20000; step++) {
        size_t i = (size_t)rand_r(&seed) % COUNT_OF(many);
        if (rand_r(&seed) % 4 == 0) {
            timer_cancel(&wheel, &many[i].node);
            due[i] = -1;
        } else {
            due[i] = now + 1 + rand_r(&seed) % 200000;
            timer_arm(&wheel, &many[i].node, due[i]);
        }
        if (rand_r(&seed) % 10 != 0)
            continue;
        now += TIMER_TICK_MS * (1 + rand_r(&seed) % 30);
        timer_advance(&wheel, now);
        for (size_t k = 0; k < COUNT_OF(many); k++) {
            if (due[k] >= 0 && due[k] <= now) {
                expected[k]++;
                due[k] = -1;
            }
            cr_assert_eq(many[k].fired, expected[k]);
        }
    }
}
