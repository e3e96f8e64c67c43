#include <criterion/criterion.h>

#include "server/feature/organizations/organizations_core.h"

/* Published examples of the standard and of test code, and what breaks each rule of it. */
static const struct {
    const char *uscc;
    enum organization_uscc judged;
} vectors[] = {
    { "914403006990676707", ORGANIZATION_USCC_GOOD },
    { "914403003429409755", ORGANIZATION_USCC_GOOD },
    { "91440101MA5CJQ4N59", ORGANIZATION_USCC_GOOD },
    { "123502001549897397", ORGANIZATION_USCC_GOOD },
    { "91350200MA2YJ1XR9G", ORGANIZATION_USCC_GOOD },
    { "91440300699067670X", ORGANIZATION_USCC_BAD },   /* the check character should be 7 */
    { "91440300I99067670X", ORGANIZATION_USCC_BAD },   /* I is not used */
    { "914403006990676", ORGANIZATION_USCC_BAD },      /* the old register's number */
    { "91350100M0001TGQXM", ORGANIZATION_USCC_PILOT }, /* should end in 1 */
    { "91350211M0000XUF46", ORGANIZATION_USCC_PILOT }, /* should end in R */
    { "91350211M000OXUF46", ORGANIZATION_USCC_BAD },   /* O is not used, pilot or not */
    { "91350211M0000XUF4", ORGANIZATION_USCC_BAD },
    { "91350211m0000xuf46", ORGANIZATION_USCC_BAD },
    { "", ORGANIZATION_USCC_BAD },
};

Test(organizations_core, credit_codes_are_judged_by_the_standard_and_pilot_codes_are_known)
{
    for (size_t i = 0; i < COUNT_OF(vectors); i++)
        cr_expect(organization_uscc_judge(str_from_cstr(vectors[i].uscc)) == vectors[i].judged, "%s", vectors[i].uscc);
}

Test(organizations_core, each_role_enters_its_own_kind_only)
{
    for (unsigned role = 0; role < enum_role.count; role++) {
        cr_expect(organization_kind_fits(role, organization_kind_enterprise) == (role == role_recruiter));
        cr_expect(organization_kind_fits(role, organization_kind_agency) == (role == role_agent));
        cr_expect(organization_kind_fits(role, organization_kind_coordination) == (role == role_coordinator));
    }
}

Test(organizations_core, staff_answer_for_their_region_and_what_lies_in_it)
{
    cr_expect(organization_staff_covers(STR("330300"), STR("330302")));
    cr_expect(organization_staff_covers(STR("330300"), STR("330300")));
    cr_expect(organization_staff_covers(STR("330000"), STR("330302")));
    cr_expect(organization_staff_covers(STR("330302"), STR("330302")));
    cr_expect(organization_staff_covers(STR(""), STR("110101")));
    cr_expect(organization_staff_covers(STR_NONE, STR("110101")));
    cr_expect_not(organization_staff_covers(STR("330302"), STR("330303")));
    cr_expect_not(organization_staff_covers(STR("330302"), STR("330300")));
    cr_expect_not(organization_staff_covers(STR("330300"), STR("330100")));
    cr_expect_not(organization_staff_covers(STR("110000"), STR("330302")));
}

/* --- steps ------------------------------------------------------------------------------------------------------- */

static struct organization_row row_of(unsigned state, int64_t until)
{
    struct organization_row row;
    model_clear(&model_organization_row, &row);
    row.state          = state;
    row.verified_until = until;
    row.version        = 1;
    return row;
}

Test(organizations_core, a_verification_is_told_of_and_ends_at_the_exact_moment)
{
    int64_t until               = VERIFICATION_MS * 10;
    struct organization_row row = row_of(organization_state_verified, until);
    cr_expect_eq(organization_due(&row, until - VERIFICATION_TELL_MS - 1), ORGANIZATION_DUE_NOTHING);
    cr_expect_eq(organization_due(&row, until - VERIFICATION_TELL_MS), ORGANIZATION_DUE_TELL);
    row.due_told_at = until - VERIFICATION_TELL_MS;
    cr_expect_eq(organization_due(&row, until - 1), ORGANIZATION_DUE_NOTHING);
    cr_expect_eq(organization_due(&row, until), ORGANIZATION_DUE_AGAIN);
    row.state = organization_state_suspended;
    cr_expect_eq(organization_due(&row, until), ORGANIZATION_DUE_NOTHING, "that waits for the suspension's end");
    row = row_of(organization_state_verified, NONE);
    cr_expect_eq(organization_due(&row, INT64_MAX), ORGANIZATION_DUE_NOTHING);
}

Test(organizations_core, a_lifted_one_goes_back_to_where_it_was_but_not_behind_its_clock)
{
    struct organization_row row = row_of(organization_state_verified, 1000);
    cr_expect_eq(organization_lifted(&row, 10), ERR_CONFLICT);
    cr_expect_eq(organization_suspended(&row, STR("x")), ERR_OK);
    cr_expect(row.state == organization_state_suspended && row.version == 2 && !organization_is_public(&row));
    cr_expect_eq(organization_suspended(&row, STR("y")), ERR_CONFLICT);
    cr_expect_eq(organization_verified(&row, 10), ERR_CONFLICT);
    cr_expect_eq(organization_refused(&row, STR("z")), ERR_CONFLICT);
    cr_expect(row.version == 2 && str_eq(row.suspension_reason, STR("x")));
    struct organization_row late = row;
    cr_expect_eq(organization_lifted(&row, 999), ERR_OK);
    cr_expect(row.state == organization_state_verified && row.suspension_reason.len == 0 && row.version == 3);
    cr_expect_eq(organization_lifted(&late, 1000), ERR_OK);
    cr_expect(late.state == organization_state_pending && late.version == 3 && organization_is_public(&late));
    row = row_of(organization_state_pending, NONE);
    row.reason = STR("look");
    cr_expect(organization_suspended(&row, STR("x")) == ERR_OK && organization_lifted(&row, 1) == ERR_OK);
    cr_expect(row.state == organization_state_pending && str_eq(row.reason, STR("look")) && !organization_is_public(&row));
}
