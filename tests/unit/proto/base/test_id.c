#include <criterion/criterion.h>

#include "proto/base/id.h"

Test(id, a_hundred_and_twenty_eight_bits_are_written)
{
    char text[ID_TEXT_MAX];
    uint8_t random[16] = { 0 };
    cr_assert_eq(id_write('t', random, text), 23);
    cr_assert(str_eq_cstr(str_make(text, 23), "t0000000000000000000000"), "%.23s", text);
    random[15] = 62;
    (void)id_write('t', random, text);
    cr_assert(str_eq_cstr(str_make(text, 23), "t0000000000000000000010"), "%.23s", text);
    memset(random, 0xFF, sizeof random);
    (void)id_write('b', random, text);
    cr_assert(str_eq_cstr(str_make(text, 23), "b7n42DGM5Tflk9n8mt7Fhc7"), "%.23s", text);
    cr_assert(id_is_valid(str_make(text, 23)));
}

Test(id, ids_from_outside_are_judged)
{
    static const char *const bad[] = { "", "a b", "a/b", "a.b", "\xe6\xb8\xa9", "a%20", "0123456789012345678901234" };
    cr_assert(id_is_valid(STR("a")));
    cr_assert(id_is_valid(STR("-_aZ09")));
    cr_assert(id_is_valid(STR("012345678901234567890123")));
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_assert_not(id_is_valid(str_from_cstr(bad[i])), "%s", bad[i]);
    cr_assert_not(id_is_valid(STR("a\0b")));
}
