#include <criterion/criterion.h>

#include "proto/base/code.h"

Test(code, a_credit_code_with_its_check_character_is_accepted)
{
    /* Area 330399 was never assigned: these belong to nobody. */
    static const char *const good[] = { "91330399MADEM0011F", "91330399MADEM002X7", "91330399MADEM00387", "91330399MADEM0249N" };
    for (size_t i = 0; i < COUNT_OF(good); i++)
        cr_assert(code_uscc_is_valid(str_from_cstr(good[i])), "%s", good[i]);
}

Test(code, one_changed_character_or_two_swapped_ones_are_seen)
{
    const char *good = "91330399MADEM0011F";
    for (size_t i = 0; i < 18; i++) {
        char bad[18];
        memcpy(bad, good, sizeof bad);
        bad[i] = bad[i] == '7' ? '8' : '7';
        cr_assert_not(code_uscc_is_valid(str_make(bad, sizeof bad)), "place %zu", i);
    }
    cr_assert_not(code_uscc_is_valid(STR("93130399MADEM0011F")));
}

Test(code, letters_that_are_not_used_and_other_lengths_are_refused)
{
    cr_assert_not(code_uscc_is_valid(STR("91330399MADEI0011F")));
    cr_assert_not(code_uscc_is_valid(STR("91330399MADEM0011")));
    cr_assert_not(code_uscc_is_valid(STR("91330399MADEM0011FF")));
    cr_assert_not(code_uscc_is_valid(STR("91330399madem0011f")));
    cr_assert_not(code_uscc_is_valid(str_make("91330399MADEM001\0F", 18)));
    cr_assert_not(code_uscc_is_valid(STR_NONE));
}

Test(code, a_place_is_six_digits)
{
    cr_assert(code_region_is_valid(STR("330302")));
    cr_assert(code_region_is_valid(STR("110000")));
    static const char *const bad[] = { "", "33030", "3303021", "33030a", "030302", "930302", "３３０３０２" };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_assert_not(code_region_is_valid(str_from_cstr(bad[i])), "%s", bad[i]);
}
