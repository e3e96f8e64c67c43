#include <criterion/criterion.h>

#include "proto/base/time.h"

Test(time, a_moment_is_written_in_chinese_standard_time_and_read_back)
{
    char text[TIME_TEXT_MAX];
    int64_t at = 0;
    size_t n   = time_write(INT64_C(1795482000123), text);
    cr_assert_eq(n, 29);
    cr_assert(str_eq_cstr(str_make(text, n), "2026-11-24T09:00:00.123+08:00"), "%.29s", text);
    cr_assert(time_read(str_make(text, n), &at));
    cr_assert_eq(at, INT64_C(1795482000123));
}

Test(time, any_offset_is_understood)
{
    int64_t a = 0;
    int64_t b = 0;
    cr_assert(time_read(STR("2026-11-24T01:00:00Z"), &a));
    cr_assert(time_read(STR("2026-11-23T20:00:00-05:00"), &b));
    cr_assert_eq(a, b);
}

Test(time, what_is_not_a_moment_is_refused)
{
    int64_t at = 7;
    static const char *const bad[] = { "", "2026-11-24", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-24T24:00:00Z",
                                       "2026-11-24T09:00:60Z", "2026-11-24T09:00:00", "2026-11-24T09:00:00.Z", "2026-11-24T09:00:00Zx",
                                       "2026-11-24 09:00:00Z", "2026-11-24T09:00:00+24:00" };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_assert_not(time_read(str_from_cstr(bad[i]), &at), "%s", bad[i]);
    cr_assert_eq(at, 7);
}
