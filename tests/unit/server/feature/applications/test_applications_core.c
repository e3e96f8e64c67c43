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

Test(applications_core, states_answer_show_and_end_as_written_down)
{
    static const char answers[] = "..YYY..Y.", shows[] = "...YYYY..", over[] = "......YYY";
    for (unsigned state = 0; state < STATES; state++) {
        cr_expect_eq(application_is_answer((enum application_state)state), answers[state] == 'Y', "answer %u", state);
        cr_expect_eq(application_shows_contact((enum application_state)state, false), shows[state] == 'Y', "contact %u", state);
        cr_expect(application_shows_contact((enum application_state)state, true));
        cr_expect_eq(application_is_over((enum application_state)state), over[state] == 'Y', "over %u", state);
    }
}

Test(applications_core, a_promise_is_of_one_to_three_days)
{
    cr_expect(reply_promise_is_valid(24) && reply_promise_is_valid(48) && reply_promise_is_valid(REPLY_PROMISE_HOURS));
    cr_expect(!reply_promise_is_valid(0) && !reply_promise_is_valid(25) && !reply_promise_is_valid(-24));
    cr_expect_eq(reply_due_at(1000, 24), INT64_C(86401000));
}
