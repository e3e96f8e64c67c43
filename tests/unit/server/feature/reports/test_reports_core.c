#include <criterion/criterion.h>

#include "server/feature/reports/reports_core.h"

Test(reports_core, twenty_a_day_and_then_one_waits_for_the_oldest)
{
    cr_expect_eq(report_wait_s(0, NONE, 1000), 0);
    cr_expect_eq(report_wait_s(REPORTS_A_DAY - 1, 0, 1000), 0);
    cr_expect_eq(report_wait_s(REPORTS_A_DAY, 1000, 1000), 86400);
    cr_expect_eq(report_wait_s(REPORTS_A_DAY, 1000, 1000 + MILLIS_DAY - 1), 1);
    cr_expect_eq(report_wait_s(REPORTS_A_DAY, 1000, 1000 + MILLIS_DAY), 1, "never no time at all while it is refused");
}

Test(reports_core, staff_answer_for_their_place_and_what_has_none)
{
    struct report_row row;
    model_clear(&model_report_row, &row);
    struct who who = { .role = role_staff, .region = STR("330300") };
    row.region     = STR("330324");
    cr_expect(report_is_theirs(&who, &row));
    row.region = STR("330100");
    cr_expect_not(report_is_theirs(&who, &row));
    row.region = STR("");
    cr_expect(report_is_theirs(&who, &row));
    row.region = STR("330324");
    who.region = STR("330302");
    cr_expect_not(report_is_theirs(&who, &row), "of another county");
    who.role = role_admin;
    cr_expect(report_is_theirs(&who, &row));
    static const enum role others[] = { role_anyone, role_candidate, role_recruiter, role_agent, role_coordinator, role_system };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        who = (struct who){ .role = others[i], .region = STR("330300") };
        cr_expect_not(report_is_theirs(&who, &row), "%zu", i);
    }
}

Test(reports_core, an_answer_is_upheld_or_dismissed_with_words)
{
    struct report_decision_in in;
    model_clear(&model_report_decision_in, &in);
    cr_expect_eq(report_answer_wrongs(&in), REPORT_WRONG_DECISION | REPORT_WRONG_REASON);
    in.reason   = STR(" \n");
    in.decision = report_state_dismissed;
    cr_expect_eq(report_answer_wrongs(&in), REPORT_WRONG_REASON);
    in.reason = STR("查无此事");
    cr_expect_eq(report_answer_wrongs(&in), 0);
    in.take_down = true;
    cr_expect_eq(report_answer_wrongs(&in), REPORT_WRONG_DOWN);
    in.decision = report_state_upheld;
    cr_expect_eq(report_answer_wrongs(&in), 0);
}
