/* The life of fairs and booths: every edge, every bell to the millisecond. */
#include <criterion/criterion.h>

#include "server/feature/fairs/fairs_core.h"

Test(fairs_core, staff_step_ahead_only_and_pause_only_what_is_open)
{
    for (unsigned from = 0; from < fair_state_count; from++)
        for (unsigned to = 0; to < fair_state_count; to++) {
            bool wanted = to > from && to != fair_state_paused;
            if (from == fair_state_paused)
                wanted = to == fair_state_open || to == fair_state_closing || to == fair_state_closed;
            if (to == fair_state_paused)
                wanted = from == fair_state_open;
            cr_expect_eq(fair_step_allowed(from, to), wanted, "from %u to %u", from, to);
        }
}

static struct fair_row fair_in(enum fair_state state)
{
    return (struct fair_row){ .state                  = state,
                              .registration_opens_at  = 1 * MILLIS_HOUR,
                              .registration_closes_at = 9 * MILLIS_HOUR,
                              .starts_at              = 10 * MILLIS_HOUR,
                              .ends_at                = 12 * MILLIS_HOUR };
}

Test(fairs_core, times_drive_an_announced_fair_to_its_end)
{
    struct fair_row fair = fair_in(fair_state_announced);
    cr_expect_eq(fair_state_by_time(&fair, 1 * MILLIS_HOUR - 1), fair_state_announced);
    cr_expect_eq(fair_state_by_time(&fair, 1 * MILLIS_HOUR), fair_state_registration);
    cr_expect_eq(fair_state_by_time(&fair, 10 * MILLIS_HOUR - FAIR_LOBBY_MS - 1), fair_state_registration);
    cr_expect_eq(fair_state_by_time(&fair, 10 * MILLIS_HOUR - FAIR_LOBBY_MS), fair_state_lobby);
    cr_expect_eq(fair_state_by_time(&fair, 10 * MILLIS_HOUR - 1), fair_state_lobby);
    cr_expect_eq(fair_state_by_time(&fair, 10 * MILLIS_HOUR), fair_state_open);
    cr_expect_eq(fair_state_by_time(&fair, 12 * MILLIS_HOUR - 1), fair_state_open);
    cr_expect_eq(fair_state_by_time(&fair, 12 * MILLIS_HOUR), fair_state_closing);
    cr_expect_eq(fair_state_by_time(&fair, 12 * MILLIS_HOUR + FAIR_CLOSING_MS - 1), fair_state_closing);
    cr_expect_eq(fair_state_by_time(&fair, 12 * MILLIS_HOUR + FAIR_CLOSING_MS), fair_state_closed);
}

Test(fairs_core, times_never_move_a_fair_back_or_wake_one_that_is_over)
{
    struct fair_row fair = fair_in(fair_state_open);
    cr_expect_eq(fair_state_by_time(&fair, 0), fair_state_open, "opened before its time");
    fair.state = fair_state_paused;
    cr_expect_eq(fair_state_by_time(&fair, 11 * MILLIS_HOUR), fair_state_paused);
    cr_expect_eq(fair_state_by_time(&fair, 12 * MILLIS_HOUR), fair_state_closing, "a pause does not outlast the bell");
    fair.state = fair_state_closed;
    cr_expect_eq(fair_state_by_time(&fair, 11 * MILLIS_HOUR), fair_state_closed);
    fair.state = fair_state_archived;
    cr_expect_eq(fair_state_by_time(&fair, 99 * MILLIS_HOUR), fair_state_archived);
    fair.state = fair_state_draft;
    cr_expect_eq(fair_state_by_time(&fair, 11 * MILLIS_HOUR), fair_state_draft, "nobody announced it");
}

Test(fairs_core, what_staff_drive_is_only_closed_by_its_times)
{
    struct fair_row fair = fair_in(fair_state_lobby);
    fair.staff_driven    = true;
    cr_expect_eq(fair_state_by_time(&fair, 11 * MILLIS_HOUR), fair_state_lobby);
    cr_expect_eq(fair_state_by_time(&fair, 12 * MILLIS_HOUR), fair_state_closing);
}

Test(fairs_core, announcing_a_fair_is_not_driving_it)
{
    struct fair_row fair = fair_in(fair_state_draft);
    cr_expect_not(fair_step_is_ahead(&fair, fair_state_announced, 0));
    cr_expect(fair_step_is_ahead(&fair, fair_state_registration, 1 * MILLIS_HOUR - 1));
    cr_expect_not(fair_step_is_ahead(&fair, fair_state_registration, 1 * MILLIS_HOUR));
    cr_expect(fair_step_is_ahead(&fair, fair_state_open, 10 * MILLIS_HOUR - 1));
    cr_expect_not(fair_step_is_ahead(&fair, fair_state_open, 10 * MILLIS_HOUR));
}

Test(fairs_core, registration_has_its_time)
{
    struct fair_row fair = fair_in(fair_state_announced);
    cr_expect_not(fair_takes_registrations(&fair, 8 * MILLIS_HOUR));
    fair.state = fair_state_registration;
    cr_expect(fair_takes_registrations(&fair, 9 * MILLIS_HOUR - 1));
    cr_expect_not(fair_takes_registrations(&fair, 9 * MILLIS_HOUR));
    fair.registration_closes_at = NONE;
    cr_expect(fair_takes_registrations(&fair, 11 * MILLIS_HOUR));
    fair.state = fair_state_closing;
    cr_expect_not(fair_takes_registrations(&fair, 8 * MILLIS_HOUR));
}

Test(fairs_core, a_booth_goes_where_its_people_may_take_it)
{
    static const bool edges[booth_state_count][booth_state_count] = {
        [booth_state_ready]  = { [booth_state_open] = true, [booth_state_closed] = true },
        [booth_state_open]   = { [booth_state_paused] = true, [booth_state_closed] = true },
        [booth_state_paused] = { [booth_state_open] = true, [booth_state_paused] = true, [booth_state_closed] = true },
        [booth_state_closed] = { [booth_state_open] = true },
    };
    for (unsigned from = 0; from < booth_state_count; from++)
        for (unsigned to = 0; to < booth_state_count; to++)
            cr_expect_eq(booth_step_allowed(from, to), edges[from][to], "from %u to %u", from, to);
    cr_expect_not(booth_is_public(booth_state_requested));
    cr_expect_not(booth_is_public(booth_state_refused));
    cr_expect(booth_is_public(booth_state_ready));
    cr_expect(booth_is_public(booth_state_closed));
}
