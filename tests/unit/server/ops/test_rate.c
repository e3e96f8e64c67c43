#include "server/ops/rate.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "server/ops/random.h"

static struct chance chance;
static struct rate_table *table;
static struct rate_port *port;
static const struct rate rate = { .burst = 3, .refill_ms = 100 };

static void begin(void)
{
    chance_init(&chance);
    table = rate_table_new(&chance.port);
    port  = rate_table_port(table);
}
static void end(void)
{
    rate_table_free(table);
    chance_done(&chance);
}
TestSuite(rate, .init = begin, .fini = end);

static bool take(const char *key, int64_t now, int64_t *ret_wait)
{
    return port->take(port, str_from_cstr(key), rate, now, ret_wait);
}

Test(rate, the_burst_then_one_each_interval)
{
    int64_t wait;
    for (int i = 0; i < 3; i++)
        cr_assert(take("a", 1000, &wait));
    cr_assert(!take("a", 1000, &wait));
    cr_assert_eq(wait, 100);
    cr_assert(!take("a", 1099, &wait));
    cr_assert_eq(wait, 1);
    cr_assert(take("a", 1100, &wait));
    cr_assert(!take("a", 1100, &wait));
    for (int i = 0; i < 3; i++)
        cr_assert(take("a", 5000, &wait));
    cr_assert(!take("a", 5000, &wait));
}

Test(rate, keys_are_counted_apart)
{
    int64_t wait;
    for (int i = 0; i < 3; i++)
        cr_assert(take("a", 1000, &wait));
    cr_assert(!take("a", 1000, &wait));
    cr_assert(take("b", 1000, &wait));
}

Test(rate, what_is_given_back_may_be_taken_again)
{
    int64_t wait;
    for (int i = 0; i < 3; i++)
        cr_assert(take("a", 1000, &wait));
    port->give_back(port, STR("a"));
    cr_assert(take("a", 1000, &wait));
    cr_assert(!take("a", 1000, &wait));
    port->give_back(port, STR("never taken"));
}

Test(rate, a_flood_of_names_neither_grows_the_table_nor_frees_a_present_one)
{
    int64_t wait;
    char name[32];
    for (int i = 0; i < 3; i++)
        cr_assert(take("a", 2000, &wait));
    for (int i = 0; i < 20000; i++) {
        (void)snprintf(name, sizeof name, "flood %d", i);
        (void)take(name, 1000, &wait);
    }
    cr_assert(!take("a", 2000, &wait));
}
