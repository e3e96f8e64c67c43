/* Who may move an application from where to where: every cell written down. */
#include <criterion/criterion.h>

#include "server/feature/applications/applications_core.h"

#define STATES 9
/* Rows: from; columns: to, both in the order submitted viewed shortlisted interview offered accepted hired declined
 * withdrawn. M moves, S the same again, O only the other side, N nobody. */
static const char *const of_recruiter[STATES] = { "NMMMNNNMO", "NSMMNNNMO", "NNSMMNNMO", "NNNSMNNMO", "NNNNSONMO",
                                                  "NNNNNNMMO", "NNNNNNSNN", "NNNNNNNSN", "NNNNNNNNN" };
static const char *const of_candidate[STATES] = { "NOOONNNOM", "NNOONNNOM", "NNNOONNOM", "NNNNONNOM", "NNNNNMNOM",
                                                  "NNNNNSOOM", "NNNNNNNNN", "NNNNNNNNN", "NNNNNNNNS" };

static char cell(unsigned from, unsigned to, enum side by)
{
    return "MSON"[application_move((enum application_state)from, (enum application_state)to, by)];
}

Test(applications_core, each_side_moves_as_written_down)
{
    for (unsigned from = 0; from < STATES; from++)
        for (unsigned to = 0; to < STATES; to++) {
            cr_expect_eq(cell(from, to, side_recruiter), of_recruiter[from][to], "recruiter %u to %u: %c", from, to, cell(from, to, side_recruiter));
            cr_expect_eq(cell(from, to, side_candidate), of_candidate[from][to], "candidate %u to %u: %c", from, to, cell(from, to, side_candidate));
        }
}

Test(applications_core, states_answer_and_end_as_written_down)
{
    static const char answers[] = "..YYY..Y.", over[] = "......YYY";
    for (unsigned state = 0; state < STATES; state++) {
        cr_expect_eq(application_is_answer((enum application_state)state), answers[state] == 'Y', "answer %u", state);
        cr_expect_eq(application_is_over((enum application_state)state), over[state] == 'Y', "over %u", state);
    }
}

Test(applications_core, a_promise_is_of_one_to_three_days)
{
    cr_expect(reply_promise_is_valid(24) && reply_promise_is_valid(48) && reply_promise_is_valid(72));
    cr_expect(!reply_promise_is_valid(0) && !reply_promise_is_valid(25) && !reply_promise_is_valid(-24));
    cr_expect_eq(reply_due_at(1000, 24), INT64_C(86401000));
}

/* --- applying ------------------------------------------------------------------------------------------------------ */

Test(applications_core, one_applies_for_what_stands_on_the_board_until_its_last_moment)
{
    struct vacancy_row v      = { .state = vacancy_state_published, .valid_until = 1000 };
    struct organization_row o = { .state = organization_state_verified };
    cr_expect_eq(apply_decide(&v, &o, false, 999), APPLY_MAY);
    cr_expect_eq(apply_decide(&v, &o, false, 1000), APPLY_ENDED);
    cr_expect_eq(apply_decide(&v, &o, true, 999), APPLY_HIDDEN);
    v.valid_until = NONE;
    cr_expect_eq(apply_decide(&v, &o, false, INT64_MAX), APPLY_MAY);
    static const unsigned unverified[] = { organization_state_pending, organization_state_refused, organization_state_suspended };
    for (size_t i = 0; i < COUNT_OF(unverified); i++) {
        o.state = unverified[i];
        cr_expect_eq(apply_decide(&v, &o, false, 1), APPLY_UNVERIFIED);
    }
    v.state = vacancy_state_filled;
    cr_expect_eq(apply_decide(&v, &o, false, 1), APPLY_ENDED);
    v.state = vacancy_state_closed;
    cr_expect_eq(apply_decide(&v, &o, false, 1), APPLY_ENDED);
    v.state = vacancy_state_draft;
    cr_expect_eq(apply_decide(&v, &o, false, 1), APPLY_NO_SUCH);
    v.state = vacancy_state_review;
    cr_expect_eq(apply_decide(&v, &o, false, 1), APPLY_NO_SUCH);
}

/* --- steps ------------------------------------------------------------------------------------------------------------ */

static struct application_row fresh(void)
{
    struct application_row row;
    model_clear(&model_application_row, &row);
    row.submitted_at = 1000;
    row.reply_due_at = 5000;
    row.remind_at    = 3000;
    return row;
}

Test(applications_core, a_look_is_no_answer_and_the_first_answer_counts)
{
    struct application_row row = fresh();
    application_step_lay(&row, application_state_viewed, side_recruiter, 2000);
    cr_expect(row.state == application_state_viewed && row.viewed_at == 2000 && row.answered_at == NONE && row.remind_at == 3000 && row.reply_due_at == 5000);
    application_step_lay(&row, application_state_shortlisted, side_recruiter, 5000);
    cr_expect(row.viewed_at == 2000 && row.answered_at == 5000 && row.remind_at == NONE && row.changed_at == 5000);
    application_step_lay(&row, application_state_interview, side_recruiter, 6000);
    cr_expect(row.answered_at == 5000);
}

Test(applications_core, nothing_is_owed_to_whom_withdraws_in_time)
{
    struct application_row row = fresh();
    application_step_lay(&row, application_state_withdrawn, side_candidate, 5000);
    cr_expect(row.reply_due_at == NONE && row.remind_at == NONE && row.answered_at == NONE && row.viewed_at == NONE, "at the last moment of the promise");
    row = fresh();
    application_step_lay(&row, application_state_withdrawn, side_candidate, 5001);
    cr_expect(row.reply_due_at == 5000 && row.remind_at == NONE, "later the promise stays broken");
    row             = fresh();
    row.answered_at = 2000;
    application_step_lay(&row, application_state_withdrawn, side_candidate, 3000);
    cr_expect(row.reply_due_at == 5000, "a kept promise stays kept");
}

Test(applications_core, only_going_on_needs_a_verified_organization)
{
    static const char needs[] = "..YYY.Y..";
    for (unsigned state = 0; state < STATES; state++)
        cr_expect_eq(application_needs_verified((enum application_state)state), needs[state] == 'Y', "%u", state);
}

Test(applications_core, every_decline_reads_kindly_in_both_languages)
{
    struct arena mem;
    arena_init(&mem, (size_t)64 * 1024);
    for (unsigned reason = 0; reason < decline_reason_count; reason++) {
        struct str zh, en;
        struct decline in = { (enum decline_reason)reason, STR("林小满"), STR("瓯闩泵业"), STR("装配工"), STR("  ") };
        cr_assert_eq(decline_text(&mem, &in, LANG_ZH, &zh), ERR_OK);
        cr_assert_eq(decline_text(&mem, &in, LANG_EN, &en), ERR_OK);
        cr_expect(strstr(zh.ptr, "感谢") && strstr(zh.ptr, "林小满") && strstr(zh.ptr, "装配工") && !strstr(zh.ptr, "\n"), "%s", zh.ptr);
        cr_expect(strstr(en.ptr, "thank you") && strstr(en.ptr, "瓯闩泵业") && !strstr(en.ptr, "(null)"), "%s", en.ptr);
        in.words = STR("祝好");
        cr_assert_eq(decline_text(&mem, &in, LANG_ZH, &zh), ERR_OK);
        cr_expect(strstr(zh.ptr, "祝好\n"));
    }
    mem.fail_after = mem.count + 1;
    struct str none;
    cr_expect_eq(decline_text(&mem, &(struct decline){ decline_reason_other, STR(""), STR(""), STR(""), STR_NONE }, LANG_ZH, &none), ERR_NO_MEMORY);
    arena_done(&mem);
}

Test(applications_core, half_of_a_promise_lies_in_the_middle)
{
    cr_expect_eq(reply_half_at(1000, 1000 + INT64_C(86400000)), 1000 + INT64_C(43200000));
}

Test(applications_core, reminders_come_at_half_time_and_after_the_end_once_each)
{
    int64_t next;
    cr_expect(reply_remind(3000, 5000, 2999, &next) == REPLY_SILENT && next == 3000);
    cr_expect(reply_remind(3000, 5000, 3000, &next) == REPLY_HALF && next == 5001);
    cr_expect(reply_remind(3000, 5000, 5000, &next) == REPLY_HALF && next == 5001, "the last moment is not overdue");
    cr_expect(reply_remind(5001, 5000, 5000, &next) == REPLY_SILENT && next == 5001);
    cr_expect(reply_remind(5001, 5000, 5001, &next) == REPLY_OVERDUE && next == NONE);
    cr_expect(reply_remind(3000, 5000, 9000, &next) == REPLY_OVERDUE && next == NONE, "both missed: one word");
    cr_expect(reply_remind(NONE, 5000, 9000, &next) == REPLY_SILENT && next == NONE);
}
