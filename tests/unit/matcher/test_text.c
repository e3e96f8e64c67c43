#include "matcher/text.h"

#include <criterion/criterion.h>
#include <stdlib.h>

Test(text, width_and_case_do_not_matter_and_signs_make_other_words)
{
    uint64_t a[8], b[8];
    cr_assert_eq(text_cut(STR("ＪＡＶＡ"), TEXT_QUERY, a, 8), 1);
    cr_assert_eq(text_cut(STR("java"), TEXT_QUERY, b, 8), 1);
    cr_assert_eq(a[0], b[0]);
    cr_assert_eq(text_cut(STR("c++ c"), TEXT_QUERY, a, 8), 2);
    cr_assert_neq(a[0], a[1]);
}

Test(text, a_query_asks_for_pairs_and_for_a_character_only_alone)
{
    uint64_t t[8];
    cr_assert_eq(text_cut(STR("电子工"), TEXT_QUERY, t, 8), 2);
    cr_assert_eq(text_cut(STR("电子工"), TEXT_DOCUMENT, t, 8), 5);
    cr_assert_eq(text_cut(STR("工"), TEXT_QUERY, t, 8), 1);
    cr_assert_eq(text_cut(STR("PLC工"), TEXT_QUERY, t, 8), 2);
    cr_assert_eq(text_cut(STR("电子工"), TEXT_DOCUMENT, t, 3), 3);
}

Test(text, broken_bytes_separate_and_never_read_beyond_the_end)
{
    static const char bad[] = { 'a', (char)0xE7, (char)0x94, 'b', (char)0xFF, (char)0xF0, (char)0x9F };
    uint64_t t[8];
    for (size_t n = 0; n <= sizeof bad; n++) {
        char *exact = malloc(n + !n);
        memcpy(exact, bad, n);
        cr_assert_leq(text_cut(str_make(exact, n), TEXT_DOCUMENT, t, 8), 2);
        free(exact);
    }
}

Test(text, bytes_that_begin_no_character_separate_even_with_much_behind_them)
{
    uint64_t t[32];
    cr_assert_eq(text_cut(STR("a\xFF\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80z"), TEXT_DOCUMENT, t, 32), 2);
    cr_assert_eq(text_cut(STR("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"), TEXT_DOCUMENT, t, 32), 0);
}
