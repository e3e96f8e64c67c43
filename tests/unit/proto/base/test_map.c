#include <criterion/criterion.h>
#include <stdio.h>

#include "proto/base/map.h"

#define KEYS 500

static struct str key_of(size_t i, char text[16])
{
    return str_make(text, (size_t)snprintf(text, 16, "key%zu", i));
}

/* Random puts and removes, compared with a plain table after each. */
Test(map, it_answers_like_a_plain_table)
{
    static char texts[KEYS][16];
    static int values[KEYS];
    bool here[KEYS] = { false };
    size_t count    = 0;
    uint32_t seed   = 1;
    struct map m;
    map_init(&m, KEYS, 42);
    for (int step = 0; step < 20000; step++) {
        seed       = seed * 1664525U + 1013904223U;
        size_t i   = (seed >> 8) % KEYS;
        struct str k = key_of(i, texts[i]);
        if (seed >> 31) {
            cr_assert(map_put(&m, k, &values[i]));
            count += !here[i];
            here[i] = true;
        } else {
            cr_assert_eq(map_remove(&m, k), here[i] ? (void *)&values[i] : NULL);
            count -= here[i];
            here[i] = false;
        }
        size_t other = (seed >> 16) % KEYS;
        cr_assert_eq(map_get(&m, key_of(other, texts[other])), here[other] ? (void *)&values[other] : NULL);
        cr_assert_eq(m.count, count);
    }
    size_t at   = 0;
    size_t seen = 0;
    while (map_next(&m, &at))
        seen++;
    cr_assert_eq(seen, count);
    map_done(&m);
    cr_assert_null(map_get(&m, STR("key1")));
    map_done(&m);
}

Test(map, the_maximum_is_exact_and_replacing_is_always_possible)
{
    struct map m;
    int a = 0;
    int b = 0;
    map_init(&m, 2, 1);
    cr_assert_null(map_remove(&m, STR("x")));
    cr_assert(map_put(&m, STR("x"), &a));
    cr_assert(map_put(&m, STR("y"), &a));
    cr_assert_not(map_put(&m, STR("z"), &a));
    cr_assert(map_put(&m, STR("x"), &b));
    cr_assert_eq(map_get(&m, STR("x")), &b);
    cr_assert_eq(map_remove(&m, STR("y")), &a);
    cr_assert(map_put(&m, STR("z"), &a));
    map_done(&m);
}
