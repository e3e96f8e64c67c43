#include "matcher/text.h"

#include <criterion/criterion.h>
#include <stdlib.h>

Test(text, width_and_case_do_not_matter_and_signs_make_other_words)
{
    uint64_t a[8], b[8];
    cr_assert_eq(text_cut(NULL, STR("ＪＡＶＡ"), TEXT_QUERY, a, 8), 1);
    cr_assert_eq(text_cut(NULL, STR("java"), TEXT_QUERY, b, 8), 1);
    cr_assert_eq(a[0], b[0]);
    cr_assert_eq(text_cut(NULL, STR("c++ c"), TEXT_QUERY, a, 8), 2);
    cr_assert_neq(a[0], a[1]);
}

Test(text, a_query_asks_for_pairs_and_for_a_character_only_alone)
{
    uint64_t t[8];
    cr_assert_eq(text_cut(NULL, STR("电子工"), TEXT_QUERY, t, 8), 2);
    cr_assert_eq(text_cut(NULL, STR("电子工"), TEXT_DOCUMENT, t, 8), 5);
    cr_assert_eq(text_cut(NULL, STR("工"), TEXT_QUERY, t, 8), 1);
    cr_assert_eq(text_cut(NULL, STR("PLC工"), TEXT_QUERY, t, 8), 2);
    cr_assert_eq(text_cut(NULL, STR("电子工"), TEXT_DOCUMENT, t, 3), 3);
}

Test(text, broken_bytes_separate_and_never_read_beyond_the_end)
{
    static const char bad[] = { 'a', (char)0xE7, (char)0x94, 'b', (char)0xFF, (char)0xF0, (char)0x9F };
    uint64_t t[8];
    for (size_t n = 0; n <= sizeof bad; n++) {
        char *exact = malloc(n + !n);
        memcpy(exact, bad, n);
        cr_assert_leq(text_cut(NULL, str_make(exact, n), TEXT_DOCUMENT, t, 8), 2);
        free(exact);
    }
}

Test(text, bytes_that_begin_no_character_separate_even_with_much_behind_them)
{
    uint64_t t[32];
    cr_assert_eq(text_cut(NULL, STR("a\xFF\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80z"), TEXT_DOCUMENT, t, 32), 2);
    cr_assert_eq(text_cut(NULL, STR("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"), TEXT_DOCUMENT, t, 32), 0);
}

static struct text_tables tables;

static void tables_open(void)
{
    cr_assert(text_tables_own(&tables));
}

TestSuite(tables, .init = tables_open);

static bool has_word(struct str document, const char *typed)
{
    uint64_t words[512];
    uint64_t one;
    size_t n = text_initials(&tables, document, words, COUNT_OF(words));
    cr_assert_eq(text_cut(&tables, str_from_cstr(typed), TEXT_QUERY, &one, 1), 1);
    for (size_t i = 0; i < n; i++)
        if (words[i] == one)
            return true;
    return false;
}

Test(tables, traditional_and_simplified_are_cut_alike)
{
    uint64_t a[8], b[8];
    cr_assert_eq(text_cut(&tables, STR("電車"), TEXT_DOCUMENT, a, 8), 3);
    cr_assert_eq(text_cut(&tables, STR("电车"), TEXT_DOCUMENT, b, 8), 3);
    cr_assert_arr_eq(a, b, 3 * sizeof *a);
    cr_assert_eq(text_cut(NULL, STR("電車"), TEXT_DOCUMENT, a, 8), 3);
    cr_assert_neq(a[0], b[0]);
}

Test(tables, first_letters_find_what_stands_in_a_row)
{
    cr_expect(has_word(STR("电工"), "dg") && has_word(STR("電工"), "DG") && has_word(STR("高压电工（夜班）"), "gydg") && has_word(STR("高压电工（夜班）"), "yb"));
    cr_expect(!has_word(STR("高压电工（夜班）"), "dgyb"), "a sign stands between");
    cr_expect(!has_word(STR("电工"), "d") && !has_word(STR("电工"), "dgg"));
    cr_expect(has_word(STR("一二三四五六七八"), "yesslqb") == false && has_word(STR("一二三四五六七八"), "yesswlqb"));
    cr_expect(!has_word(STR("一二三四五六七八九"), "yesswlqbj"), "nine are one too many");
}

Test(tables, both_readings_of_a_character_are_tried)
{
    cr_expect(has_word(STR("会计"), "hj") && has_word(STR("会计"), "kj"));
    cr_expect(has_word(STR("店长"), "dz") && has_word(STR("店长"), "dc") && has_word(STR("银行"), "yh"));
    uint64_t words[4];
    cr_expect_eq(text_initials(&tables, STR("会会会会会会会会"), words, 4), 4, "never more than there is room for");
}

Test(tables, a_table_of_another_form_is_refused)
{
    cr_expect(text_tables_load(&tables, STR("# SOURCE: none\n電电\n"), STR("d 电\n")));
    cr_expect(!text_tables_load(&tables, STR("電\n"), STR("")), "an odd one");
    cr_expect(!text_tables_load(&tables, STR("ab\n"), STR("")));
    cr_expect(!text_tables_load(&tables, STR(""), STR("D 电\n")));
    cr_expect(!text_tables_load(&tables, STR(""), STR("d\n")));
    cr_expect(!text_tables_load(&tables, STR(""), STR("d x\n")));
}
