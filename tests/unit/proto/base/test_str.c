#include <criterion/criterion.h>

#include "proto/base/str.h"

Test(str, slices_compare_by_their_bytes)
{
    cr_assert(str_eq(STR("abc"), str_from_cstr("abc")));
    cr_assert(str_eq(STR_NONE, STR("")));
    cr_assert_not(str_eq(STR("abc"), STR("abd")));
    cr_assert_not(str_eq(STR("abc"), STR("ab")));
    cr_assert(str_eq_nocase(STR("Content-Length"), STR("content-LENGTH")));
    cr_assert_not(str_eq_nocase(STR("a@"), STR("a`")), "only letters have a case");
    cr_assert(str_starts(STR("abc"), STR("ab")));
    cr_assert(str_starts(STR("abc"), STR_NONE));
    cr_assert_not(str_starts(STR("ab"), STR("abc")));
    cr_assert(str_eq_secret(STR("abc"), STR("abc")));
    cr_assert_not(str_eq_secret(STR("abc"), STR("abd")));
    cr_assert_not(str_eq_secret(STR("abc"), STR("abcd")));
    cr_assert(str_from_cstr(NULL).ptr == NULL);
}

Test(str, slices_are_cut_and_trimmed)
{
    struct str head = STR_NONE;
    struct str rest = str_cut(STR("a=b=c"), '=', &head);
    cr_assert(str_eq_cstr(head, "a") && str_eq_cstr(rest, "b=c"));
    rest = str_cut(STR("abc"), '=', &head);
    cr_assert(str_eq_cstr(head, "abc") && rest.len == 0 && rest.ptr == NULL);
    rest = str_cut(STR("a="), '=', &head);
    cr_assert(str_eq_cstr(head, "a") && rest.len == 0 && rest.ptr != NULL, "an empty rest is there");
    rest = str_cut(STR_NONE, '=', &head);
    cr_assert(head.len == 0 && rest.len == 0);
    cr_assert(str_eq_cstr(str_trim(STR(" \t\r\na b \n")), "a b"));
    cr_assert_eq(str_trim(STR("  ")).len, 0);
    cr_assert(str_eq_cstr(str_skip(STR("abc"), 2), "c"));
    cr_assert_eq(str_skip(STR("abc"), 9).len, 0);
}

Test(str, numbers_are_exact)
{
    static const struct {
        const char *text;
        bool unsigned_good, signed_good;
        int64_t value;
    } cases[] = {
        { "0", true, true, 0 }, { "007", true, true, 7 }, { "-1", false, true, -1 }, { "-0", false, true, 0 },
        { "9223372036854775807", true, true, INT64_MAX }, { "-9223372036854775808", false, true, INT64_MIN },
        { "9223372036854775808", true, false, INT64_MIN }, { "18446744073709551615", true, false, -1 },
        { "18446744073709551616", false, false, 0 }, { "-9223372036854775809", false, false, 0 }, { "", false, false, 0 },
        { "-", false, false, 0 }, { "+1", false, false, 0 }, { " 1", false, false, 0 }, { "1x", false, false, 0 }, { "--1", false, false, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint64_t u = 99;
        int64_t s  = 99;
        cr_assert_eq(str_to_u64(str_from_cstr(cases[i].text), &u), cases[i].unsigned_good, "%s", cases[i].text);
        cr_assert_eq(u, cases[i].unsigned_good ? (uint64_t)cases[i].value : 99, "%s", cases[i].text);
        cr_assert_eq(str_to_i64(str_from_cstr(cases[i].text), &s), cases[i].signed_good, "%s", cases[i].text);
        cr_assert_eq(s, cases[i].signed_good ? cases[i].value : 99, "%s", cases[i].text);
    }
}

Test(str, utf8_is_told_from_other_bytes)
{
    static const char *const good[] = { "", "a", "\xc2\x80", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "\xe6\xb8\xa9-" };
    static const char *const bad[]  = { "\x80", "\xc0\x80", "\xc1\xbf", "\xc2", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe6\xb8", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf0\x9f\x98", "a\xff" };
    for (size_t i = 0; i < COUNT_OF(good); i++)
        cr_assert(str_is_utf8(str_from_cstr(good[i])), "good %zu", i);
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_assert_not(str_is_utf8(str_from_cstr(bad[i])), "bad %zu", i);
    cr_assert_eq(str_code_points(STR("a\xe6\xb8\xa9\xf0\x9f\x98\x80")), 3);
}
