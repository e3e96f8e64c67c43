#include <criterion/criterion.h>

#include "server/port/eta.h"

#define NOW INT64_C(1000000)

static struct live_line usual(void)
{
    return (struct live_line){ .known = true, .state = booth_state_open, .staff_count = 1, .staff_permille = 1000, .planned_ms = 480000, .served_permille = 1000, .ends_at = NONE };
}

static void is_unknown(const struct live_line *line)
{
    struct eta e = eta_of(line, 3, NOW);
    cr_assert_eq(e.basis, eta_basis_unknown);
    cr_assert(e.residual_s == NONE && e.step_s == NONE && e.wait_s == NONE && e.min_s == NONE && e.max_s == NONE);
    cr_assert(e.seen_before_close);
}

Test(eta, unknown_without_a_recruiter_a_booth_or_while_paused)
{
    struct live_line line = usual();
    line.staff_permille   = 0;
    is_unknown(&line);
    line       = usual();
    line.known = false;
    is_unknown(&line);
    line       = usual();
    line.state = booth_state_paused;
    is_unknown(&line);
}

Test(eta, planned_before_three_talks_then_learned)
{
    struct live_line line = usual();
    line.session_mean_ms  = 300000;
    line.session_count    = 2;
    struct eta e          = eta_of(&line, 2, NOW);
    cr_assert_eq(e.basis, eta_basis_planned);
    cr_assert_eq(e.wait_s, 960);
    line.session_count = 3;
    e                  = eta_of(&line, 2, NOW);
    cr_assert_eq(e.basis, eta_basis_learned);
    cr_assert_eq(e.step_s, 300);
    cr_assert_eq(e.wait_s, 600);
}

Test(eta, the_range_is_rounded_outward_to_whole_minutes)
{
    struct live_line line = usual();
    struct eta e          = eta_of(&line, 1, NOW); /* 480 s: 384 to 624 */
    cr_assert_eq(e.min_s, 360);
    cr_assert_eq(e.max_s, 660);
    e = eta_of(&line, 0, NOW);
    cr_assert(e.min_s == 0 && e.max_s == 0);
    line.planned_ms = 600000; /* 480 to 780: whole minutes stay */
    e               = eta_of(&line, 1, NOW);
    cr_assert(e.min_s == 480 && e.max_s == 780);
}

Test(eta, recruiters_share_the_work_and_half_ones_count_half)
{
    struct live_line line = usual();
    line.staff_count      = 2;
    line.staff_permille   = 2000;
    cr_assert_eq(eta_of(&line, 4, NOW).wait_s, 960);
    line.staff_permille = 500;
    cr_assert_eq(eta_of(&line, 1, NOW).wait_s, 960);
}

Test(eta, who_leaves_or_misses_shortens_it_but_never_to_nothing)
{
    struct live_line line = usual();
    line.served_permille  = 500;
    cr_assert_eq(eta_of(&line, 2, NOW).wait_s, 480);
    line.served_permille = 0;
    cr_assert_eq(eta_of(&line, 10, NOW).wait_s, 480);
}

Test(eta, running_talks_count_only_when_every_recruiter_is_busy)
{
    struct live_line line   = usual();
    line.running_count      = 1;
    line.running_ends_at[0] = NOW + 120000;
    cr_assert_eq(eta_of(&line, 0, NOW).residual_s, 120);
    line.staff_count    = 2;
    line.staff_permille = 2000;
    cr_assert_eq(eta_of(&line, 0, NOW).residual_s, 0);
    line.running_count      = 2;
    line.running_ends_at[1] = NOW - 5000; /* past its end: any moment now */
    cr_assert_eq(eta_of(&line, 0, NOW).residual_s, 30);
}

Test(eta, the_bell_is_compared_to_the_millisecond)
{
    struct live_line line = usual();
    line.ends_at          = NOW + 480000;
    cr_assert(eta_of(&line, 1, NOW).seen_before_close);
    line.ends_at--;
    cr_assert_not(eta_of(&line, 1, NOW).seen_before_close);
}

static enum promise_result compared(bool rung, bool let_pass, int64_t waited_ms, int64_t *ret_bias_s)
{
    const struct promise p = { .min_s = 120, .max_s = 300, .rung = rung, .let_pass = let_pass };
    return promise_compare(&p, waited_ms, ret_bias_s);
}

Test(eta, a_promise_is_kept_from_its_least_to_its_most)
{
    int64_t bias_s;
    cr_assert_eq(compared(true, false, 119999, &bias_s), PROMISE_EARLY);
    cr_assert_eq(bias_s, 119 - 210);
    cr_assert_eq(compared(true, false, 120000, &bias_s), PROMISE_KEPT);
    cr_assert_eq(bias_s, 120 - 210);
    cr_assert_eq(compared(true, false, 210000, &bias_s), PROMISE_KEPT);
    cr_assert_eq(bias_s, 0);
    cr_assert_eq(compared(true, false, 300000, &bias_s), PROMISE_KEPT);
    cr_assert_eq(compared(true, false, 300001, &bias_s), PROMISE_LATE);
    cr_assert_eq(bias_s, 90);
}

Test(eta, who_goes_unrung_counts_only_when_the_promise_was_over)
{
    int64_t bias_s;
    cr_assert_eq(compared(false, false, 0, &bias_s), PROMISE_OPEN);
    cr_assert_eq(compared(false, false, 300000, &bias_s), PROMISE_OPEN);
    cr_assert_eq(bias_s, 0);
    cr_assert_eq(compared(false, false, 300001, &bias_s), PROMISE_LATE);
    cr_assert_eq(bias_s, 90);
}

Test(eta, nothing_promised_and_others_let_pass_are_no_measure)
{
    int64_t bias_s               = 7;
    const struct promise unknown = { .min_s = NONE, .max_s = NONE, .rung = true };
    cr_assert_eq(promise_compare(&unknown, 1000000, &bias_s), PROMISE_NONE);
    cr_assert_eq(bias_s, 0);
    cr_assert_eq(compared(true, true, 1000000, &bias_s), PROMISE_OPEN);
    cr_assert_eq(bias_s, 0);
}
