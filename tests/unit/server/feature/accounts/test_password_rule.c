#include "server/feature/accounts/password_rule.h"

#include <criterion/criterion.h>

static enum password_verdict judged(const char *password, const char *login)
{
    return password_judge(str_from_cstr(password), str_from_cstr(login));
}

Test(password_rule, common_ones_are_refused_whatever_the_letters_size)
{
    static const char *const common[] = { "woaini1314", "a123456789", "qwer1234", "password", "PassWord123", "1QAZ2WSX", "5201314520", "88888888", "Iloveyou1314" };
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        cr_assert_eq(judged(common[i], "lilei"), PASSWORD_COMMON, "%s", common[i]);
}

Test(password_rule, a_common_one_with_more_to_it_is_another_password)
{
    cr_assert_eq(judged("woaini1314-and-the-rain", "lilei"), PASSWORD_FINE);
    cr_assert_eq(judged("qwer123", "lilei"), PASSWORD_FINE, "length is somebody else's rule");
    cr_assert_eq(judged("", "lilei"), PASSWORD_FINE);
    cr_assert_eq(judged("# Passwords plainly in common use", "lilei"), PASSWORD_FINE, "a remark is no password");
    cr_assert_eq(judged("瓯江潮水每天两次", "lilei"), PASSWORD_FINE);
}

Test(password_rule, the_login_must_not_stand_in_it)
{
    cr_assert_eq(judged("xxLiLei-9-yy", "lilei"), PASSWORD_HAS_LOGIN);
    cr_assert_eq(judged("zhaomin", "zhaomin"), PASSWORD_HAS_LOGIN);
    cr_assert_eq(judged("lile-i-9-yy", "lilei"), PASSWORD_FINE);
    cr_assert_eq(judged("short", "a-much-longer-login"), PASSWORD_FINE);
}
