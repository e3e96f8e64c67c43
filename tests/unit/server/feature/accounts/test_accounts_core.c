#include "server/feature/accounts/accounts_core.h"

#include <criterion/criterion.h>

Test(accounts_core, logins_are_letters_digits_and_four_signs)
{
    cr_assert(login_name_is_valid(STR("aZ09._-@")));
    static const char *const bad[] = { "", "a b", "a/b", "a:b", "ä", "a\tb", "名" };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_assert(!login_name_is_valid(str_from_cstr(bad[i])), "%s", bad[i]);
}

Test(accounts_core, only_capital_letters_become_small)
{
    char text[8];
    login_name_lower(STR("AZ@[az09"), text);
    cr_assert(memcmp(text, "az@[az09", 8) == 0);
}

Test(accounts_core, a_name_shows_something)
{
    cr_assert(person_name_is_valid(STR("张三")));
    cr_assert(person_name_is_valid(STR("\xE2\x80\x99"))); /* ’ begins like the forbidden ones */
    cr_assert(!person_name_is_valid(STR("")));
    cr_assert(!person_name_is_valid(STR(" ")));
    cr_assert(!person_name_is_valid(STR("a\x7F")));
    cr_assert(!person_name_is_valid(STR("a\xE2\x80\x8E")));
    cr_assert(!person_name_is_valid(STR("a\xE2\x80\xAA")));
    cr_assert(!person_name_is_valid(STR("a\xE2\x81\xA9")));
}

Test(accounts_core, the_place_in_the_log_is_behind_the_last_colon)
{
    struct str epoch;
    int64_t seq;
    cr_assert(poll_after_read(STR("a:b:12"), &epoch, &seq));
    cr_assert(str_eq(epoch, STR("a:b")) && seq == 12);
    cr_assert(poll_after_read(STR(":0"), &epoch, &seq) && epoch.len == 0);
    static const char *const bad[] = { "", "12", "a:", "a:-1", "a:1x", "a:99999999999999999999" };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_assert(!poll_after_read(str_from_cstr(bad[i]), &epoch, &seq), "%s", bad[i]);
}
