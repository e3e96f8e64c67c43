#include <criterion/criterion.h>

#include "proto/base/buf.h"

Test(buf, what_is_added_comes_out_in_order)
{
    struct buf b;
    buf_init(&b, 4096);
    buf_add(&b, STR("ab"));
    buf_add(&b, STR_NONE);
    buf_add_char(&b, 'c');
    buf_add_cstr(&b, "de");
    buf_add_i64(&b, INT64_MIN);
    buf_add_i64(&b, 0);
    cr_assert_eq(i64_write(INT64_MIN, (char[I64_TEXT_MAX]){ 0 }), 20);
    cr_assert_eq(i64_write(0, (char[I64_TEXT_MAX]){ 0 }), 1);
    buf_add_format(&b, "<%d>", 7);
    cr_assert(str_eq_cstr(buf_str(&b), "abcde-92233720368547758080<7>"), "%.*s", STR_ARG(buf_str(&b)));
    buf_shift(&b, 5);
    cr_assert(str_starts(buf_str(&b), STR("-9223")));
    buf_shift(&b, 4096);
    cr_assert_eq(b.len, 0);
    buf_done(&b);
    buf_done(&b);
}

Test(buf, the_maximum_is_exact)
{
    struct buf b;
    buf_init(&b, 1000);
    for (size_t i = 0; i < 1000; i++)
        buf_add_char(&b, 'x');
    cr_assert_not(buf_failed(&b));
    cr_assert_eq(b.len, 1000);
    buf_add_char(&b, 'y');
    cr_assert(buf_failed(&b));
    cr_assert_eq(b.len, 1000);
    buf_clear(&b);
    cr_assert_not(buf_failed(&b));
    buf_add_cstr(&b, "again");
    cr_assert(str_eq_cstr(buf_str(&b), "again"));
    buf_done(&b);
}

Test(buf, once_failed_it_takes_nothing)
{
    struct buf b;
    buf_init(&b, 4);
    buf_add_cstr(&b, "12345");
    buf_add_cstr(&b, "1");
    cr_assert(buf_failed(&b));
    cr_assert_eq(b.len, 0);
    cr_assert_null(buf_room(&b, 1));
    buf_clear(&b);
    cr_assert_null(buf_room(&b, SIZE_MAX));
    buf_done(&b);
}

Test(buf, a_box_is_made_and_freed)
{
    struct buf *b = buf_new(16);
    cr_assert_not_null(b);
    buf_add_cstr(b, "x");
    cr_assert(str_eq_cstr(buf_str(b), "x"));
    buf_free(b);
    buf_free(NULL);
}
