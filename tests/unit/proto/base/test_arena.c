#include <criterion/criterion.h>

#include "proto/base/arena.h"

Test(arena, pieces_are_zeroed_aligned_and_apart)
{
    struct arena a;
    unsigned char *pieces[200];
    arena_init(&a, (size_t)1 << 20);
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        size_t n  = i * 3;
        pieces[i] = arena_alloc(&a, n);
        cr_assert_not_null(pieces[i]);
        cr_assert_eq((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        for (size_t k = 0; k < n; k++)
            cr_assert_eq(pieces[i][k], 0);
        memset(pieces[i], (int)i, n);
    }
    for (size_t i = 0; i < COUNT_OF(pieces); i++)
        for (size_t k = 0; k < i * 3; k++)
            cr_assert_eq(pieces[i][k], (unsigned char)i);
    arena_done(&a);
    arena_done(&a);
}

Test(arena, the_ceiling_is_a_refusal_and_not_the_end)
{
    struct arena a;
    arena_init(&a, 20000);
    cr_assert_null(arena_alloc(&a, 20001));
    cr_assert_null(arena_alloc(&a, SIZE_MAX));
    cr_assert_null(arena_alloc_many(&a, SIZE_MAX / 2, 3));
    cr_assert_not_null(arena_alloc(&a, 100));
    size_t got = 0;
    while (arena_alloc(&a, 1000) && got < 100)
        got++;
    cr_assert(got >= 10 && got <= 20, "%zu", got);
    cr_assert_leq(a.used_bytes, 20000);
    arena_reset(&a);
    cr_assert_not_null(arena_alloc(&a, 1000), "after a reset there is room again");
    arena_done(&a);
}

Test(arena, a_reset_keeps_one_block)
{
    struct arena a;
    arena_init(&a, (size_t)1 << 20);
    cr_assert_not_null(arena_alloc(&a, 100000));
    char *first = arena_alloc(&a, 100);
    cr_assert_not_null(first);
    first[0] = 'x';
    arena_reset(&a);
    char *again = arena_alloc(&a, 100);
    cr_assert_not_null(again);
    cr_assert_eq(again[0], 0);
    cr_assert_leq(a.used_bytes, 8192);
    arena_done(&a);
}

Test(arena, texts_are_copied_and_formatted)
{
    struct arena a;
    arena_init(&a, 65536);
    struct str s = arena_dup(&a, STR("hall"));
    cr_assert(str_eq_cstr(s, "hall") && s.ptr[4] == 0);
    s = arena_dup(&a, STR_NONE);
    cr_assert(s.ptr && s.len == 0);
    s = arena_format(&a, "%s-%d", "booth", 12);
    cr_assert(str_eq_cstr(s, "booth-12"));
    arena_done(&a);
}

Test(arena, each_allocation_can_be_made_to_fail)
{
    for (uint64_t nth = 1; nth <= 3; nth++) {
        struct arena a;
        arena_init(&a, 65536);
        a.fail_after = nth;
        cr_assert_eq(arena_alloc(&a, 8) != NULL, nth > 1);
        cr_assert_eq(arena_dup(&a, STR("x")).ptr != NULL, nth > 2);
        cr_assert_null(arena_format(&a, "x").ptr);
        arena_done(&a);
    }
}
