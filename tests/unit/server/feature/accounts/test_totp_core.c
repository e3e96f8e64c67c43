#include "server/feature/accounts/totp_core.h"

#include <criterion/criterion.h>

static const uint8_t *const rfc_secret = (const uint8_t *)"12345678901234567890";

Test(totp_core, the_vectors_of_rfc_6238_and_4226)
{
    static const struct {
        int64_t second;
        uint32_t code; /* eight digits there */
    } rows[] = { { 59, 94287082 }, { 1111111109, 7081804 }, { 1111111111, 14050471 }, { 1234567890, 89005924 }, { 2000000000, 69279037 }, { INT64_C(20000000000), 65353130 } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_assert_eq(totp_value(rfc_secret, (uint64_t)rows[i].second / 30) % 100000000, rows[i].code, "%lld", (long long)rows[i].second);
    static const uint32_t hotp[] = { 755224, 287082, 359152, 969429, 338314, 254676, 287922, 162583, 399871, 520489 };
    for (size_t i = 0; i < 10; i++)
        cr_assert_eq(totp_value(rfc_secret, i) % 1000000, hotp[i]);
    cr_assert_eq(totp_value(rfc_secret, 0), 1284755224);
}

Test(totp_core, a_code_holds_one_step_before_and_after_and_no_more)
{
    int64_t step = 0;
    const int64_t now = INT64_C(59000); /* step 1, code 287082 */
    cr_assert(totp_match(rfc_secret, STR("287082"), now, 0, &step) && step == 1);
    cr_assert(totp_match(rfc_secret, STR("287082"), 0, -1, &step) && step == 1, "the step to come");
    cr_assert(totp_match(rfc_secret, STR("287082"), 89999, 0, &step) && step == 1, "the last millisecond of the step after");
    cr_assert(!totp_match(rfc_secret, STR("287082"), 90000, 0, &step));
    cr_assert(totp_match(rfc_secret, STR("359152"), 30000, 0, &step) && step == 2, "its first millisecond");
    cr_assert(!totp_match(rfc_secret, STR("359152"), 29999, 0, &step));
    static const char *const bad[] = { "", "28708", "2870822", "287083", "28708a", " 287082" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert(!totp_match(rfc_secret, str_from_cstr(bad[i]), now, 0, &step), "%s", bad[i]);
}

Test(totp_core, no_code_before_the_last_one_is_taken)
{
    int64_t step = 0;
    cr_assert(!totp_match(rfc_secret, STR("287082"), 59000, 1, &step), "itself");
    cr_assert(!totp_match(rfc_secret, STR("755224"), 59000, 1, &step), "the one before");
    cr_assert(totp_match(rfc_secret, STR("359152"), 59000, 1, &step) && step == 2);
}

Test(totp_core, base32_goes_there_and_back)
{
    char text[TOTP_SECRET_CHARS];
    uint8_t back[TOTP_SECRET_BYTES];
    base32_write(rfc_secret, text);
    cr_assert(str_eq(str_make(text, TOTP_SECRET_CHARS), STR("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")));
    cr_assert(base32_read(str_make(text, TOTP_SECRET_CHARS), back) && memcmp(back, rfc_secret, TOTP_SECRET_BYTES) == 0);
    cr_assert(!base32_read(STR("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ"), back));
    cr_assert(!base32_read(STR("gEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), back));
    cr_assert(!base32_read(STR("1EZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), back));
}

Test(totp_core, recovery_codes_have_one_form)
{
    char form[RECOVERY_CHARS];
    cr_assert(recovery_read(STR("ABCD-efg2 3456"), form) == RECOVERY_CHARS && memcmp(form, "abcdefg23456", RECOVERY_CHARS) == 0);
    static const char *const bad[] = { "", "123456", "abcdefg2345", "abcdefg234567", "abcdefg2345.", "名名名名" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert_eq(recovery_read(str_from_cstr(bad[i]), form), 0, "%s", bad[i]);
}
